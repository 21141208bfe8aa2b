"""Where an office is, from the names a document prints."""

from __future__ import annotations

import pytest

from extractor.profile.divisions import parse_division_names, resolve_division


@pytest.mark.parametrize(
    ("name", "code", "match"),
    [
        ("唐山市开平区信访局", "130205", "exact"),
        ("开平区信访局", "130205", "exact"),
        ("嘉峪关市财政局", "620200", "exact"),  # has a code of the city and one of the county level
        ("北京市财政局", "110000", "exact"),
        ("福州经济技术开发区生态环境局", "350100", "inferred"),
        ("桥西区财政局", None, "ambiguous"),
        ("国家信访局", None, "none"),
    ],
)
def test_a_division_is_taken_only_when_the_names_leave_one(name: str, code: str | None, match: str) -> None:
    found = resolve_division(name)
    assert (found.code, found.match) == (code, match)


def test_a_name_that_several_cities_have_is_settled_by_the_city_in_the_text() -> None:
    found = resolve_division("桥西区财政局", context="张家口市桥西区")
    assert (found.code, found.city, found.match) == ("130703", "张家口市", "inferred")


def test_candidates_of_an_ambiguous_name_are_given() -> None:
    assert len(resolve_division("桥西区财政局").candidates) > 1


def test_names_are_read_one_behind_the_other() -> None:
    assert parse_division_names("唐山市开平区信访局") == ("唐山市", "开平区")
