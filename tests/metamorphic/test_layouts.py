"""The same disclosure says the same, however its lines are broken and whatever layout table stands round it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import pytest
import regex

from extractor.model.disclosure import Disclosure
from extractor.pipeline import parse_file

LINES = (
    "青山县林业局2024年部门预算公开说明",
    "第一部分 部门概况",
    "一、主要职责",
    "（一）贯彻执行林业及其生态建设的法律法规和方针政策，拟订全县林业发展规划并组织实施，监督检查执行情况。",
    "（二）负责全县森林、湿地资源的监督管理，组织编制并监督执行全县森林采伐限额，承担林地管理责任。",
    "二、机构设置情况",
    "青山县林业局内设5个股室，下属事业单位2个，分别是县林业工作站和县国有林场，均纳入2024年部门预算编制范围。",
    "第二部分 2024年部门预算情况说明",
    "一、收支预算总体情况说明",
    "2024年收入预算1,320.50万元，其中：一般公共预算拨款收入1,200.50万元，事业收入80.00万元，其他收入40.00万元。"
    "2024年支出预算1,320.50万元，其中：基本支出820.30万元，项目支出500.20万元。",
    "二、一般公共预算财政拨款“三公”经费预算情况说明及增减变化的原因说明",
    "2024年“三公”经费预算12.60万元，比上年减少1.40万元，下降10.00%。其中：因公出国（境）费0万元，与上年持平；"
    "公务接待费2.60万元，比上年减少0.40万元；公务用车运行维护费10.00万元，比上年减少1.00万元。",
    "三、机关运行经费情况说明",
    "2024年机关运行经费财政拨款预算68.20万元，比2023年预算增加3.10万元，增长4.76%，主要原因是办公用房维修支出增加。",
    "第三部分 名词解释",
    "一、财政拨款收入：指县级财政当年拨付的资金，包括一般公共预算拨款和政府性基金预算拨款。",
)
TITLE, BODY = LINES[0], LINES[1:]
MENU = "<td><p>首页</p><p>机构设置</p><p>部门预算</p><p>目录</p></td>"
NO_LINE_START = "，。、；：）”"


def measure(text: str, in_columns: bool) -> int:
    return sum(1 + (in_columns and unicodedata.east_asian_width(char) in "WFA") for char in text)


def break_line(line: str, width: int, in_columns: bool, keeps_words: bool, indent: str) -> Iterator[str]:
    """The lines that an editor makes of a paragraph; one that keeps words also lets a mark hang over the edge."""
    current = indent
    for token in regex.findall(r"[A-Za-z0-9.,%]+|." if keeps_words else ".", line):
        hangs = keeps_words and token in NO_LINE_START
        if current.strip() and not hangs and measure(current + token, in_columns) > width:
            yield current
            current = ""
        current += token
    yield current


def format_paragraphs(lines: tuple[str, ...]) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def read_statements(data: bytes, name: str) -> object:
    """What a disclosure says, without places; white space left out."""
    (disclosure,) = parse_file(data, name).disclosures
    return list_statements(disclosure)


def list_statements(disclosure: Disclosure) -> object:
    def plain(value: object) -> str:
        return regex.sub(r"\s", "", str(getattr(value, "value", value)))

    return {
        "office": plain(disclosure.profile.department_name),
        "sections": [(s.level, plain(s.number), plain(s.title), s.key) for s in disclosure.sections],
        "duties": [plain(duty.text) for duty in disclosure.duties],
        "amounts": [(a.item, plain(a.label), plain(a.value), a.fiscal_year) for a in disclosure.amounts],
        "changes": [(c.item, plain(c.value), c.direction) for c in disclosure.changes],
        "terms": [plain(term.definition) for term in disclosure.glossary],
    }


FLAT = read_statements("\n".join(LINES).encode(), "flat.txt")


@pytest.mark.parametrize("indent", ["", "　　"], ids=["flush", "indented"])
@pytest.mark.parametrize("keeps_words", [False, True], ids=["letters", "words"])
@pytest.mark.parametrize(("width", "in_columns"), [(20, False), (35, False), (40, False), (40, True), (70, True), (80, True)])
def test_lines_broken_at_a_width_say_what_the_paragraphs_say(width: int, in_columns: bool, keeps_words: bool, indent: str) -> None:
    indents = [indent * (line != TITLE and not line.startswith("第")) for line in LINES]
    broken = [
        list(break_line(line, width, in_columns, keeps_words, own)) for line, own in zip(LINES, indents, strict=True)
    ]
    every = [line for lines in broken for line in lines]
    assert read_statements("\n".join(every).encode(), "a.txt") == FLAT
    paragraphs = "".join(f"<p>{'<br>'.join(lines)}</p>" for lines in broken)
    assert read_statements(f"<html><body>{paragraphs}</body></html>".encode(), "a.html") == FLAT
    assert read_statements(f"<html><body>{'<br>'.join(every)}</body></html>".encode(), "a.html") == FLAT


WHOLE = format_paragraphs(LINES)
TEXT = format_paragraphs(BODY)
FRAMES = {
    "one cell": f"<tr><td>{WHOLE}</td></tr>",
    "menu on the left": f"<tr>{MENU}<td>{WHOLE}</td></tr>",
    "menu on the right": f"<tr><td>{WHOLE}</td>{MENU}</tr>",
    "title row and body row": f"<tr><td><p>{TITLE}</p></td></tr><tr><td>{TEXT}</td></tr>",
    "title row, menu, table in a table": f"<tr><td colspan=2><p>{TITLE}</p></td></tr>"
    f"<tr>{MENU}<td><table><tr><td>{TEXT}</td></tr></table></td></tr>",
    "a row for each half": f"<tr><td>{format_paragraphs(LINES[:7])}</td></tr><tr><td>{format_paragraphs(LINES[7:])}</td></tr>",
    "a row for each line": "".join(f"<tr><td>{line}</td></tr>" for line in LINES),
    "breaks in a cell beside a menu": f"<tr>{MENU}<td>{'<br>'.join(LINES)}</td></tr>",
}


@pytest.mark.parametrize("rows", FRAMES.values(), ids=FRAMES.keys())
def test_a_layout_table_changes_nothing(rows: str) -> None:
    assert read_statements(f"<html><body><table>{rows}</table></body></html>".encode(), "a.html") == FLAT
