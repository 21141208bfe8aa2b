"""Titles that a file has outside its text: in its properties, in the head of a page, in its name."""

from __future__ import annotations

import io

import docx
import pytest

from extractor.formats import read

RTF = (
    r"{\rtf1\ansi\ansicpg936{\info{\title \u20113?\u23725?x}{\author y}}\pard abc\par}"
)
HTML = '<html><head><meta name="ArticleTitle" content="甲"><title>乙</title></head><body>丙</body></html>'


def make_docx(title: str) -> bytes:
    document = docx.Document()
    document.core_properties.title = title
    document.add_paragraph("正文")
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "titles"),
    [
        (RTF.encode(), [("properties", "云岭x")]),
        (HTML.encode(), [("article_title", "甲"), ("page_title", "乙")]),
        (make_docx("丁  戊"), [("properties", "丁 戊")]),
        (make_docx(""), []),
    ],
    ids=["rtf", "html", "docx", "docx without a title"],
)
def test_titles_outside_the_text_have_spans_and_are_no_text(
    data: bytes, titles: list[tuple[str, str]]
) -> None:
    document = read(data, "夹.zip!/子夹/己.x")
    found = [
        (story.description, document.text_at(story.blocks[0].span))
        for story in document.metadata
    ]
    assert found == [*titles, ("file_name", "己")]
    assert not any(title in document.text for _, title in titles)
