"""What the page shows is what the reader gives: one Word file for each feature."""

from __future__ import annotations

import pytest

from extractor.formats import read
from tests.readers.authored import flows, plain
from tests.readers.features import FEATURES, Feature


@pytest.mark.parametrize("feature", FEATURES, ids=[f"{feature.group}: {feature.name}" for feature in FEATURES])
def test_a_feature_is_read_as_the_page_shows_it(feature: Feature) -> None:
    document = read(feature.data)
    assert (plain(document.blocks), flows(document)) == (feature.blocks, dict(feature.flows))
    assert [text for text in feature.hidden if text in document.text] == []


def test_every_feature_has_a_name_of_its_own() -> None:
    names = [(feature.group, feature.name) for feature in FEATURES]
    assert len(set(names)) == len(names) >= 60
