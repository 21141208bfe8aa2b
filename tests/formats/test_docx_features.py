"""What the page shows is what the reader gives: one Word file for each feature."""

from __future__ import annotations

import pytest

from extractor.formats import read
from tests.formats.docx_builder import render_blocks, render_stories
from tests.formats.docx_features import FEATURES, Feature


@pytest.mark.parametrize("feature", FEATURES, ids=[f"{feature.group}: {feature.name}" for feature in FEATURES])
def test_a_feature_is_read_as_the_page_shows_it(feature: Feature) -> None:
    document = read(feature.data)
    assert (render_blocks(document.blocks), render_stories(document)) == (feature.blocks, dict(feature.stories))
    assert [text for text in feature.hidden if text in document.text] == []


def test_every_feature_has_a_name_of_its_own() -> None:
    names = [(feature.group, feature.name) for feature in FEATURES]
    assert len(set(names)) == len(names) >= 60
