"""Chinese running text in a terminal."""

from __future__ import annotations

import io

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

from extractor.cli.wrap import WrappedText, find_line_breaks

TEXT = "一个指标含 2 项内容（共用一组评价标准）：督办信访案件数，解决问题件数 b37.r12.c7 VERY_LONG_WORD_OF_ONE_PIECE。"


def wrap_text(width: int) -> list[str]:
    at = [0, *find_line_breaks(TEXT, width), len(TEXT)]
    return [TEXT[start:stop] for start, stop in zip(at, at[1:], strict=False)]


def test_lines_fit_lose_nothing_and_break_where_a_page_does() -> None:
    for width in range(32, 90):
        lines = wrap_text(width)
        assert "".join(lines) == TEXT
        assert max(cell_len(line.rstrip()) for line in lines) <= width
        assert not any(line[0] in "，：）。" for line in lines[1:])
        assert not any(line.endswith("（") for line in lines[:-1])
        assert all(line[0] != " " for line in lines)


def test_a_line_is_filled_before_the_next_begins() -> None:
    assert wrap_text(40)[0] == "一个指标含 2 项内容（共用一组评价标"


def test_it_wraps_within_the_column_of_a_table() -> None:
    table = Table(box=None)
    table.add_column("a", no_wrap=True)
    table.add_column("b")
    table.add_row("IND_COMPOUND", WrappedText("一个指标含 2 项内容，共用一组评价标准"))
    console = Console(file=io.StringIO(), width=40)
    console.print(table)
    assert isinstance(console.file, io.StringIO)
    assert [line.split(maxsplit=1)[-1].rstrip() for line in console.file.getvalue().splitlines()[1:]] == [
        "一个指标含 2 项内容，共", "用一组评价标准",
    ]  # fmt: skip


def test_a_word_wider_than_the_line_is_cut() -> None:
    assert find_line_breaks("ABCDEFGHIJ", 4) == [4, 8]
