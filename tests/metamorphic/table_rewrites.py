"""Tables: merges for blanks and blanks for merges, grids of other programs, tables cut by pages, cells of several lines."""

from __future__ import annotations

import re
from copy import deepcopy
from random import Random

from extractor.text.normalize import match_key
from tests.metamorphic.compare_records import COUNT_COLUMNS, NO_CHANGES, AllowedChanges
from tests.metamorphic.docx_editor import (
    CELL,
    ROW,
    RUN,
    TABLE,
    TEXT,
    DocxEditor,
    Element,
    P,
    Rewrite,
    W,
    build_run,
    ensure_properties,
    get_text,
    is_plain,
    list_grid_cells,
    sample_elements,
    w,
)

ALL_SAMPLES = 99
_HEADER_WORDS = frozenset(
    "职责活动 年度预算数 内容描述 绩效目标 绩效指标 评价标准 优 良 中 差 政府采购项目来源 采购物品名称 政府采购目录序号 计量单位 数量 单价 "
    "政府采购金额 项目名称 预算资金 总计 当年部门预算安排资金 其他渠道资金 合计 一般公共预算拨款 基金预算拨款 财政专户核拨 其他来源收入 "
    "单位名称 单位性质 单位规格 经费保障形式".split()
)
_MERGED_PROJECT = re.compile('vMerge w:val="restart"/></w:tcPr><w:p>(?:(?!</w:p>).)*信息系统运维')
_ACTIVITY = ("职责活动", "年度预算数", "内容描述", "绩效目标")

GRID_CHANGED = AllowedChanges(ignored_columns=frozenset({"cells"}))
SHAPE_CHANGED = AllowedChanges(places="left out", ignored_columns=COUNT_COLUMNS | {"cells", "tables.n_rows", "tables.n_columns", "tables.n_header_rows"})
TABLE_SPLIT = SHAPE_CHANGED._replace(ignored_columns=SHAPE_CHANGED.ignored_columns | {"tables"}, ignored_kinds=frozenset({"page_number", "TABLE_CONTINUED"}))
CELLS_CARRIED = AllowedChanges(ignored_columns=frozenset({"cells"}), ignored_kinds=frozenset({"CELL_CARRIED"}))
LINES_BROKEN = AllowedChanges(places="left out", normalizer=match_key)


def _list_tables(word: DocxEditor) -> list[Element]:
    return list(word.body.iter(TABLE))


def _list_rows(table: Element) -> list[Element]:
    return table.findall(ROW)


def _is_header(row: Element) -> bool:
    texts = {match_key(get_text(cell)) for cell in row.iter(CELL)} - {""}
    return len(texts) > 1 and 2 * len(texts & _HEADER_WORDS) >= len(texts) and not any(c.isdigit() for text in texts for c in text)


def _list_header_rows(table: Element) -> list[Element]:
    return [row for row in _list_rows(table) if _is_header(row)]


def _is_blank(cell: Element) -> bool:
    return not get_text(cell).strip()


def _set_cell_property(cell: Element, name: str, value: str | None) -> None:
    """Set a property of a cell, or take it away."""
    about = ensure_properties(cell)
    for old in about.findall(W + name):
        about.remove(old)
    if value is not None:
        about.append(w(name, val=value))


def _get_vertical_merge(cell: Element) -> str:
    found = cell.find(f"{W}tcPr/{W}vMerge")
    return "" if found is None else found.get(W + "val", "continue")


def _build_empty_cell() -> Element:
    return w("tc", w("tcPr"), w("p"))


# Grids of other programs


def merges_of_old_programs(word: DocxEditor, rng: Random) -> int:
    """hMerge where Word writes gridSpan."""
    done = 0
    for row in word.body.iter(ROW):
        for _, width, cell in list_grid_cells(row):
            if width > 1:
                _set_cell_property(cell, "gridSpan", None)
                _set_cell_property(cell, "hMerge", "restart")
                for _ in range(width - 1):
                    covered = _build_empty_cell()
                    _set_cell_property(covered, "hMerge", "continue")
                    if _get_vertical_merge(cell):
                        _set_cell_property(covered, "vMerge", _get_vertical_merge(cell))
                    cell.addnext(covered)
                done += 1
    return done


def no_grid(word: DocxEditor, rng: Random) -> int:
    """Tables that do not declare their columns, or too few, or of no width."""
    for n, table in enumerate(_list_tables(word)):
        grid = table.find(W + "tblGrid")
        if n % 3 == 0:
            table.remove(grid)
        elif n % 3 == 1:
            for column in grid[2:]:
                grid.remove(column)
        else:
            for column in grid:
                column.attrib.clear()
    return len(_list_tables(word))


def finer_columns(word: DocxEditor, rng: Random) -> int:
    """A grid of twice the columns, as tables drawn by hand have: every cell spans two."""
    for table in _list_tables(word):
        grid = table.find(W + "tblGrid")
        grid.extend([deepcopy(column) for column in grid])
        for row in _list_rows(table):
            for _, width, cell in list_grid_cells(row):
                _set_cell_property(cell, "gridSpan", str(2 * width))
    return len(_list_tables(word))


def formats_of_rows(word: DocxEditor, rng: Random) -> int:
    """Headers repeated on every page, rows that must not break, exceptions to the format of the table."""
    for row in word.body.iter(ROW):
        about = ensure_properties(row)
        about.append(w("cantSplit"))
        if _is_header(row):
            about.append(w("tblHeader"))
        row.insert(0, w("tblPrEx", w("tblW", w="0", type="auto")))
    return 1


def hidden_rows(word: DocxEditor, rng: Random) -> int:
    """Rows that are hidden: other numbers stand in them."""
    chosen = [row for row in word.body.iter(ROW) if row.find(f".//{W}vMerge") is None and rng.random() < 0.3]
    for row in chosen:
        other = deepcopy(row)
        ensure_properties(other).append(w("hidden"))
        for text in other.iter(TEXT):
            text.text = (text.text or "").replace("0", "7")
        row.addnext(other)
    return len(chosen)


# Blanks and merges


def merges_for_blanks_in_headers(word: DocxEditor, rng: Random) -> int:
    """A blank that goes on with the label on its left or above it becomes part of that cell."""
    done = 0
    for table in _list_tables(word):
        rows = _list_header_rows(table)
        for depth, row in enumerate(rows):
            found = list_grid_cells(row)
            for at, (_, _, cell) in enumerate(found):
                if _is_blank(cell):
                    continue
                run_of = 1
                while at + run_of < len(found) and _is_blank(found[at + run_of][2]) and _has_label_below(rows, depth, found[at + run_of][0]):
                    row.remove(found[at + run_of][2])
                    run_of += 1
                if run_of > 1:
                    _set_cell_property(cell, "gridSpan", str(run_of))
                    done += run_of - 1
        for depth, row in enumerate(rows[1:], 1):
            for column, width, cell in list_grid_cells(row):
                above = next((c for a, wide, c in list_grid_cells(rows[depth - 1]) if (a, wide) == (column, width)), None)
                if _is_blank(cell) and above is not None:
                    _set_cell_property(above, "vMerge", _get_vertical_merge(above) or "restart")
                    _set_cell_property(cell, "vMerge", "continue")
                    done += 1
    return done


def _has_label_below(rows: list[Element], depth: int, column: int) -> bool:
    return any(a == column and not _is_blank(cell) for row in rows[depth + 1 :] for a, _, cell in list_grid_cells(row))


def blanks_for_merges_in_headers(word: DocxEditor, rng: Random) -> int:
    """A merged header cell becomes its label and blanks."""
    done = 0
    for table in _list_tables(word):
        for row in _list_header_rows(table):
            for _, width, cell in list_grid_cells(row):
                done += width > 1 or _get_vertical_merge(cell) == "continue"
                _set_cell_property(cell, "vMerge", None)
                _set_cell_property(cell, "gridSpan", None)
                for _ in range(width - 1):
                    cell.addnext(_build_empty_cell())
    return done


def merges_for_blanks_in_activities(word: DocxEditor, rng: Random) -> int:
    """An activity with several indicators stands in cells merged over their rows."""
    done = 0
    for _, body in _list_activity_tables(word):
        for above, row in zip(body, body[1:], strict=False):
            first = [cell for _, _, cell in list_grid_cells(row)][: len(_ACTIVITY)]
            if all(_is_blank(cell) for cell in first) and len(list_grid_cells(row)) == len(list_grid_cells(above)):
                for (_, _, upper), cell in zip(list_grid_cells(above), first, strict=False):
                    _set_cell_property(upper, "vMerge", _get_vertical_merge(upper) or "restart")
                    _set_cell_property(cell, "vMerge", "continue")
                    done += 1
    return done


def blanks_for_merges_in_activities(word: DocxEditor, rng: Random) -> int:
    """An activity with several indicators stands once, blanks below it."""
    merged = [cell for _, body in _list_activity_tables(word) for row in body for _, _, cell in list_grid_cells(row) if _get_vertical_merge(cell)]
    for cell in merged:
        _set_cell_property(cell, "vMerge", None)
    return len(merged)


def blanks_for_merges_in_projects(word: DocxEditor, rng: Random) -> int:
    """A project that buys several things stands once, with its funds; blanks below it."""
    done = 0
    for table in _list_tables(word):
        if any(match_key(get_text(cell)) == "采购物品名称" for cell in table.iter(CELL)):
            for row in _list_rows(table):
                for _, _, cell in list_grid_cells(row):
                    if _get_vertical_merge(cell) and not _is_header(row):
                        done += 1
                        _set_cell_property(cell, "vMerge", None)
    return done


def _list_activity_tables(word: DocxEditor) -> list[tuple[Element, list[Element]]]:
    """Performance tables and their rows below the header."""
    found = []
    for table in _list_tables(word):
        texts = {match_key(get_text(cell)) for row in _list_header_rows(table) for cell in row.iter(CELL)}
        if set(_ACTIVITY) <= texts:
            rows = _list_rows(table)
            found.append((table, rows[rows.index(_list_header_rows(table)[-1]) + 1 :]))
    return found


def blank_cells_left_out(word: DocxEditor, rng: Random) -> int:
    """Rows that begin or end with blanks leave the cells out (gridBefore, gridAfter)."""
    done = 0
    for table in _list_tables(word):
        for row in _list_rows(table):
            if row.find(f".//{W}vMerge") is not None or all(_is_blank(cell) for cell in row.iter(CELL)):
                continue
            for name, found in (("gridBefore", list_grid_cells(row)), ("gridAfter", list_grid_cells(row)[::-1])):
                width = 0
                for _, wide, cell in found:
                    if not _is_blank(cell):
                        break
                    row.remove(cell)
                    width += wide
                if width:
                    ensure_properties(row).append(w(name, val=str(width)))
                    done += 1
    return done


def blank_rows(word: DocxEditor, rng: Random) -> int:
    """Empty rows at the end of tables, as space for more."""
    for table in _list_tables(word):
        other = deepcopy(_list_rows(table)[-1])
        for r in list(other.iter(RUN)):
            r.getparent().remove(r)
        table.append(other)
    return len(_list_tables(word))


def blank_column(word: DocxEditor, rng: Random) -> int:
    """An empty column on the right, as conversion leaves it."""
    for table in _list_tables(word):
        for row in _list_rows(table):
            row.append(_build_empty_cell())
        table.find(W + "tblGrid").append(w("gridCol", w="5"))
    return len(_list_tables(word))


# Pages


def tables_cut_with_their_header(word: DocxEditor, rng: Random) -> int:
    """A table cut by a page; the header stands again."""
    return _split_tables(word, rng, header=True, foot=False)


def tables_cut_without_header(word: DocxEditor, rng: Random) -> int:
    """A table cut by a page; the rows go on."""
    return _split_tables(word, rng, header=False, foot=False)


def tables_cut_by_a_page_number(word: DocxEditor, rng: Random) -> int:
    """A table cut by the number of the page; the header stands again."""
    return _split_tables(word, rng, header=True, foot=True)


def _split_tables(word: DocxEditor, rng: Random, header: bool, foot: bool) -> int:
    done = 0
    for table in _list_tables(word):
        heads, rows = _list_header_rows(table), _list_rows(table)
        body = rows[rows.index(heads[-1]) + 1 :] if heads else []
        places = [n for n in range(1, len(body)) if not any(_get_vertical_merge(cell) == "continue" for cell in body[n].iter(CELL)) and not _is_blank(body[n].find(CELL))]
        if not places:
            continue
        second = w("tbl", deepcopy(table.find(W + "tblPr")), deepcopy(table.find(W + "tblGrid")))
        second.extend([deepcopy(row) for row in heads] if header else [])
        second.extend(body[rng.choice(places) :])
        table.addnext(second)
        table.addnext(w("p", build_run(f"- {done + 3} -") if foot else w("r")))
        done += 1
    return done


# Cells


def cells_of_several_paragraphs(word: DocxEditor, rng: Random) -> int:
    """Texts of cells set out in several paragraphs, as the width of the column asks."""
    done = 0
    for paragraph in _list_long_cells(word, rng):
        r = paragraph.find(RUN)
        text = r.find(TEXT)
        at = rng.randint(2, len(text.text) - 2)
        second = deepcopy(paragraph)
        text.text, second.find(RUN).find(TEXT).text = text.text[:at], text.text[at:]
        paragraph.addnext(second)
        done += 1
    return done


def cells_of_several_lines(word: DocxEditor, rng: Random) -> int:
    """Texts of cells broken by hand."""
    done = 0
    for paragraph in _list_long_cells(word, rng):
        text = paragraph.find(RUN).find(TEXT)
        at = rng.randint(2, len(text.text) - 2)
        text.addnext(w("t", text.text[at:]))
        text.addnext(w("br"))
        text.text = text.text[:at]
        done += 1
    return done


def _list_long_cells(word: DocxEditor, rng: Random) -> list[Element]:
    """Paragraphs alone in their cells that hold one run of Chinese text."""
    found = []
    for cell in word.body.iter(CELL):
        inner = cell.findall(P)
        if len(inner) == 1 and is_plain(inner[0]) and len(inner[0].findall(RUN)) == 1:
            text = get_text(inner[0])
            if len(text) > 4 and all("一" <= char <= "鿿" for char in text) and rng.random() < 0.6:
                found.append(inner[0])
    return found


def white_space_in_cells(word: DocxEditor, rng: Random) -> int:
    """Numbers and words pushed into place by white space."""
    chosen = [r for cell in word.body.iter(CELL) for r in cell.iter(RUN) if rng.random() < 0.5 and get_text(cell)[0] not in "　 "]
    for r in chosen:
        text = r.find(TEXT)
        text.text = rng.choice(["{} ", " {}", "　{}　", "{}　", "\u00a0{}"]).format(text.text)
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return len(chosen)


def empty_paragraphs_in_cells(word: DocxEditor, rng: Random) -> int:
    """Empty lines above and below the words of a cell."""
    chosen = sample_elements(word.body.iter(CELL), rng, 0.3)
    for cell in chosen:
        cell.findall(P)[-1].addnext(w("p"))
    return len(chosen)


TABLE_REWRITES: tuple[Rewrite, ...] = (
    Rewrite(merges_of_old_programs, NO_CHANGES, ALL_SAMPLES, lambda xml: "gridSpan" in xml),
    Rewrite(no_grid, NO_CHANGES),
    Rewrite(finer_columns, SHAPE_CHANGED),
    Rewrite(formats_of_rows, NO_CHANGES),
    Rewrite(hidden_rows, NO_CHANGES),
    Rewrite(merges_for_blanks_in_headers, GRID_CHANGED, ALL_SAMPLES, lambda xml: "评价标准" in xml and xml.count("gridSpan") < 5),
    Rewrite(blanks_for_merges_in_headers, GRID_CHANGED, ALL_SAMPLES, lambda xml: xml.count("gridSpan") > 5),
    Rewrite(merges_for_blanks_in_activities, GRID_CHANGED, ALL_SAMPLES, lambda xml: xml.count("<w:vMerge/>") < 30),
    Rewrite(blanks_for_merges_in_activities, GRID_CHANGED, ALL_SAMPLES, lambda xml: xml.count("<w:vMerge/>") > 30),
    Rewrite(blanks_for_merges_in_projects, CELLS_CARRIED, ALL_SAMPLES, lambda xml: _MERGED_PROJECT.search(xml) is not None),
    Rewrite(blank_cells_left_out, GRID_CHANGED, 6),
    Rewrite(blank_rows, SHAPE_CHANGED),
    Rewrite(blank_column, SHAPE_CHANGED),
    Rewrite(tables_cut_with_their_header, TABLE_SPLIT, 6),
    Rewrite(tables_cut_without_header, TABLE_SPLIT, 6),
    Rewrite(tables_cut_by_a_page_number, TABLE_SPLIT, 6),
    Rewrite(cells_of_several_paragraphs, LINES_BROKEN, 6),
    Rewrite(cells_of_several_lines, LINES_BROKEN, 6),
    Rewrite(white_space_in_cells, LINES_BROKEN, 6),
    Rewrite(empty_paragraphs_in_cells, LINES_BROKEN),
)
