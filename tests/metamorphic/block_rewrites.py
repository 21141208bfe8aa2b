"""Where blocks stand: in controls, boxes and frames, over pages and sections, with what conversion leaves between them."""

from __future__ import annotations

import re
from copy import deepcopy
from random import Random

from extractor.text.normalize import match_key
from tests.metamorphic.compare_records import (
    COUNT_COLUMNS,
    NO_CHANGES,
    PLACES_MOVED,
    AllowedChanges,
)
from tests.metamorphic.docx_editor import (
    CELL,
    MC,
    ROW,
    RUN,
    TABLE,
    DocxEditor,
    Element,
    P,
    R,
    Rewrite,
    W,
    build_run,
    ensure_properties,
    get_text,
    is_plain,
    list_blocks,
    list_prose_paragraphs,
    sample_elements,
    sample_stretches,
    set_text,
    w,
    wrap_elements,
)

ALL_SAMPLES = 99
PAGE_FURNITURE_ADDED = PLACES_MOVED._replace(ignored_kinds=frozenset({"page_number", "running_header"}))
_NUMBERED = f"{W}pPr/{W}numPr"
_LIST_ITEM = re.compile(r"[（(]?[一二三四五六七八九十\d]+[）)]?[、.．]?\s*\S")
_HEADING = re.compile(r"[一二三四五六七八九十]+、(?!.*(?:\t|…))")
_PAGE_NUMBER_FORMS = ("- {} -", "{}", "第 {} 页", "第{}页 共12页", "— {} —", "{} / 12", "　　{}　　", "-{}-", "{}/12", "·{}·")
_NAMESPACES = {
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "v": "urn:schemas-microsoft-com:vml",
}


# Controls


def blocks_in_controls(word: DocxEditor, rng: Random) -> int:
    """Content controls and custom XML around stretches of paragraphs and tables, some in another one."""
    done = 0
    for stretch in sample_stretches(list_blocks(word), rng):
        for _ in range(rng.randint(1, 2)):
            content = w("sdtContent")
            custom = w("customXml", w("customXmlPr"), uri="urn:x", element="part")
            control = w("sdt", w("sdtPr", w("tag", val="1234"), w("id", val=word.next_id())), content)
            if rng.random() < 0.3:
                wrap_elements(stretch, custom)
                stretch = [custom]
            else:
                wrap_elements(stretch, control, content)
                stretch = [control]
        done += 1
    return done


def rows_and_cells_in_controls(word: DocxEditor, rng: Random) -> int:
    """Content controls around rows and around cells, one for a whole table's rows."""
    done = 0
    for table in list(word.body.iter(TABLE)):
        for cell in sample_elements(table.iter(CELL), rng, 0.3):
            _wrap_in_control(word, [cell])
            done += 1
        for row in sample_elements(table.iterchildren(ROW), rng, 0.4):
            _wrap_in_control(word, [row])
        found = [element for element in table if element.tag in (ROW, W + "sdt", W + "customXml")]
        if rng.random() < 0.4:
            _wrap_in_control(word, found)
    return done


def _wrap_in_control(word: DocxEditor, elements: list[Element]) -> None:
    content = w("sdtContent")
    repeated = w("{http://schemas.microsoft.com/office/word/2012/wordml}x".partition("}")[2])
    wrap_elements(elements, w("sdt", w("sdtPr", w("id", val=word.next_id()), w("showingPlcHdr", repeated)), content), content)


def cells_in_custom_xml(word: DocxEditor, rng: Random) -> int:
    """Custom XML around rows and cells."""
    chosen = sample_elements(word.body.iter(CELL), rng, 0.3)
    for element in [*chosen, *sample_elements(word.body.iter(ROW), rng, 0.3)]:
        wrap_elements([element], w("customXml", w("customXmlPr"), uri="urn:x", element="cell"))
    return len(chosen)


def generated_contents(word: DocxEditor, rng: Random) -> int:
    """The 目录 stands in the control that Word makes for it."""
    title = next((p for p in word.body.iterchildren(P) if match_key(get_text(p)) == "目录"), None)
    if title is None:
        return 0
    entries = [title]
    while (following := entries[-1].getnext()) is not None and re.search(r"(\t|…)\d+$", get_text(following)):
        entries.append(following)
    about = w("sdtPr", w("docPartObj", w("docPartGallery", val="Table of Contents"), w("docPartUnique")))
    content = w("sdtContent")
    wrap_elements(entries, w("sdt", about, content), content)
    return len(entries) - 1


def outline_levels(word: DocxEditor, rng: Random) -> int:
    """Headings marked as such: an outline level, or a style of Word."""
    chosen = [p for p in list_prose_paragraphs(word) if _is_heading(p)]
    for n, paragraph in enumerate(chosen):
        about = ensure_properties(paragraph)
        about.insert(0, w("pStyle", val="Heading1")) if n % 2 else about.append(w("outlineLvl", val="0"))
    return len(chosen)


# Boxes and frames


def paragraphs_in_boxes(word: DocxEditor, rng: Random) -> int:
    """Paragraphs in text boxes, drawn for new programs and again for old ones, each hanging on a paragraph of its own.

    Paragraphs that Word numbers stay: it counts the lists of boxes apart.
    """
    chosen = sample_elements([p for p in list_prose_paragraphs(word) if p.find(_NUMBERED) is None], rng, 0.3)
    for paragraph in chosen:
        anchor = w("p")
        wrap_elements([paragraph], anchor)
        anchor.append(w("r", _build_text_box([paragraph])))
    return len(chosen)


def boxes_on_the_paragraph_above(word: DocxEditor, rng: Random) -> int:
    """Paragraphs in text boxes that hang on the paragraph above them."""
    chosen = [p for p in list_prose_paragraphs(word)[1:] if p.find(_NUMBERED) is None and rng.random() < 0.3]
    for paragraph in chosen:
        above = paragraph.getprevious()
        if above is not None and above.tag == P and is_plain(above):
            word.body.remove(paragraph)
            above.append(w("r", _build_text_box([paragraph])))
    return len(chosen)


def title_in_a_box(word: DocxEditor, rng: Random) -> int:
    """The title, drawn in a box of an old program."""
    title = list_prose_paragraphs(word)[0]
    anchor = w("p")
    wrap_elements([title], anchor)
    pict, shape, box = (title.makeelement(tag) for tag in (W + "pict", _qualify_name("v", "shape"), _qualify_name("v", "textbox")))
    pict.append(shape)
    shape.append(box)
    box.append(w("txbxContent", title))
    anchor.append(w("r", pict))
    return 1


def _build_text_box(content: list[Element]) -> Element:
    """mc:AlternateContent with the same content in a drawing and in a picture of VML."""
    make = content[0].makeelement
    outer, choice, fallback = make(MC + "AlternateContent"), make(MC + "Choice", {"Requires": "wps"}), make(MC + "Fallback")
    copies = [deepcopy(element) for element in content]
    drawing = inner = w("drawing")
    for tag in (_qualify_name("wp", "anchor"), _qualify_name("a", "graphic"), _qualify_name("a", "graphicData"), _qualify_name("wps", "wsp"), _qualify_name("wps", "txbx")):
        inner.append(make(tag))
        inner = inner[-1]
    inner.append(w("txbxContent", *content))
    pict = inner = w("pict")
    for tag in (_qualify_name("v", "shape"), _qualify_name("v", "textbox")):
        inner.append(make(tag))
        inner = inner[-1]
    inner.append(w("txbxContent", *copies))
    choice.append(drawing)
    fallback.append(pict)
    outer.extend([choice, fallback])
    return outer


def _qualify_name(prefix: str, name: str) -> str:
    return f"{{{_NAMESPACES[prefix]}}}{name}"


def section_in_a_frame(word: DocxEditor, rng: Random) -> int:
    """Sections that stand each in a table of one cell."""
    found = list_blocks(word)
    starts = [n for n, block in enumerate(found) if _is_heading(block)]
    for a, b in list(zip(starts, [*starts[1:], len(found)], strict=True))[1::2]:
        wrap_elements(found[a:b], *_build_frame())
    return len(starts)


def whole_body_in_a_frame(word: DocxEditor, rng: Random) -> int:
    """All of it in a table of one cell, as editors of web pages do."""
    wrap_elements(list_blocks(word), *_build_frame())
    return 1


def frame_in_a_frame(word: DocxEditor, rng: Random) -> int:
    """All of it in a table of one cell in a table of one cell."""
    inner, cell = _build_frame()
    wrap_elements(list_blocks(word), inner, cell)
    outer, cell = _build_frame()
    wrap_elements([inner], outer, cell)
    cell.append(w("p"))
    return 1


def blocks_in_rows_of_a_frame(word: DocxEditor, rng: Random) -> int:
    """All of it in a table of one column, a row for each section."""
    found = list_blocks(word)
    starts = [0, *(n for n, block in enumerate(found) if _is_heading(block))]
    frame = w("tbl", w("tblPr"), w("tblGrid", w("gridCol", w="9000")))
    found[0].addprevious(frame)
    for a, b in zip(starts, [*starts[1:], len(found)], strict=True):
        frame.append(w("tr", w("tc", w("tcPr"), *found[a:b], w("p"))))
    return len(starts)


def tables_in_frames(word: DocxEditor, rng: Random) -> int:
    """Each table in a cell of another one, with its title."""
    chosen = [block for block in list_blocks(word) if block.tag == TABLE]
    for table in chosen:
        frame, cell = _build_frame()
        wrap_elements([table], frame, cell)
        cell.append(w("p"))
    return len(chosen)


def _is_heading(block: Element) -> bool:
    return block.tag == P and is_plain(block) and _HEADING.match(get_text(block)) is not None


def _build_frame() -> tuple[Element, Element]:
    cell = w("tc", w("tcPr", w("tcW", w="9000", type="dxa")))
    return w("tbl", w("tblPr"), w("tblGrid", w("gridCol", w="9000")), w("tr", cell)), cell


# Breaks and pages


def empty_paragraphs(word: DocxEditor, rng: Random) -> int:
    """Empty lines between blocks, some with white space."""
    chosen = sample_elements(list_blocks(word), rng, 0.4)
    for block in chosen:
        for _ in range(rng.randint(1, 2)):
            block.addprevious(w("p") if rng.random() < 0.6 else w("p", build_run(rng.choice(["　　", " ", "\u00a0"]))))
    return len(chosen)


def page_breaks(word: DocxEditor, rng: Random) -> int:
    """Pages broken by a sign in a paragraph of its own, at the head of a paragraph, or at its foot."""
    chosen = sample_elements([p for p in list_prose_paragraphs(word) if not get_text(p).startswith("目")], rng, 0.3)
    for paragraph in chosen:
        sign = w("r", w("br", type="page"))
        way = rng.randint(0, 2)
        if way == 0:
            paragraph.addprevious(w("p", sign))
        elif way == 1:
            paragraph.find(RUN).addprevious(sign)
        else:
            paragraph.append(sign)
    return len(chosen)


def page_breaks_by_format(word: DocxEditor, rng: Random) -> int:
    """Pages broken by the format of a paragraph, paragraphs in frames of Word."""
    chosen = sample_elements(list_prose_paragraphs(word), rng, 0.3)
    for paragraph in chosen:
        ensure_properties(paragraph).append(w("pageBreakBefore"))
        ensure_properties(paragraph).append(w("framePr", w="2000", hAnchor="page"))
    return len(chosen)


def section_breaks(word: DocxEditor, rng: Random) -> int:
    """Sections of their own for tables set across, held by the paragraph before them."""
    chosen = sample_elements(list_prose_paragraphs(word), rng, 0.2)
    for paragraph in chosen:
        about = w("sectPr", w("type", val="nextPage"), w("pgSz", w="16838", h="11906", orient="landscape"), w("cols", num="2"))
        ensure_properties(paragraph).append(about)
    return len(chosen)


def headers_and_footers(word: DocxEditor, rng: Random) -> int:
    """The title over every page and the number of the page below it."""
    title = get_text(list_prose_paragraphs(word)[0])
    field = [w("r", w("fldChar", fldCharType=kind)) for kind in ("begin", "separate", "end")]
    foot = w("p", build_run("— "), field[0], w("r", w("instrText", " PAGE ")), field[1], build_run("1"), field[2], build_run(" —"))
    about = word.body.find(W + "sectPr")
    for name, root in (("header", w("hdr", w("p", build_run(title)))), ("footer", w("ftr", foot))):
        reference = w(name + "Reference", type="default")
        reference.set(R + "id", word.add(f"word/{name}1.xml", root, name))
        about.insert(0, reference)
    return 1


def imported_part(word: DocxEditor, rng: Random) -> int:
    """The last sections stand in a part of their own that Word takes in when it opens the file."""
    found = list_blocks(word)
    starts = [n for n, block in enumerate(found) if _is_heading(block)]
    other = DocxEditor(word.data())
    for element in found[starts[-2] :]:
        word.body.remove(element)
    for element in list_blocks(other)[: starts[-2]]:
        other.body.remove(element)
    arrow = w("altChunk")
    arrow.set(R + "id", word.add("word/part2.docx", other.data(), "aFChunk", "application/vnd.ms-word.document"))
    word.body.find(W + "sectPr").addprevious(arrow)
    return len(found) - starts[-2]


def page_numbers_in_the_text(word: DocxEditor, rng: Random) -> int:
    """Page numbers as paragraphs between the blocks, as conversion from PDF leaves them."""
    chosen = sample_elements(list_blocks(word)[3:], rng, 0.2)
    form = rng.choice(_PAGE_NUMBER_FORMS)
    for n, block in enumerate(chosen, 1):
        block.addprevious(w("p", build_run(form.format(n))))
    return len(chosen)


def running_headers_in_the_text(word: DocxEditor, rng: Random) -> int:
    """Page numbers and behind each the title, as conversion leaves the head of a page."""
    found = list_prose_paragraphs(word)
    title = get_text(found[0])
    chosen = [p for p in found[12:] if p.getprevious().tag == P][::5]
    for n, block in enumerate(chosen, 1):
        block.addprevious(w("p", build_run(f"- {n} -")))
        block.addprevious(w("p", build_run(title)))
    return len(chosen)


def sentences_cut_by_a_page(word: DocxEditor, rng: Random) -> int:
    """Long paragraphs cut in two by the foot of a page."""
    done = 0
    for paragraph in list_prose_paragraphs(word):
        text = get_text(paragraph)
        places = [m.end() for m in re.finditer(r"[，、一-鿿](?=[一-鿿])(?!元)", text) if 30 < m.end() < len(text) - 4]
        if len(text) < 60 or not places:
            continue
        at = rng.choice(places)
        second = deepcopy(paragraph)
        set_text(paragraph, text[:at])
        set_text(second, text[at:])
        for number in second.findall(_NUMBERED):
            number.getparent().remove(number)
        done += 1
        paragraph.addnext(second)
        paragraph.addnext(w("p", build_run(f"- {done} -")))
    return done


# Lines


def lists_in_one_paragraph(word: DocxEditor, rng: Random) -> int:
    """The items of a typed list as lines of one paragraph."""
    done = 0
    for paragraph in list_prose_paragraphs(word):
        above = paragraph.getprevious()
        listed = [_LIST_ITEM.match(get_text(p)) and p.find(_NUMBERED) is None for p in (above, paragraph) if p is not None]
        same = len(listed) == 2 and all(listed) and above.tag == P and is_plain(above)
        first = re.split(r"\n", get_text(above))[-1] if same else ""
        if not same or _classify_list_item(first) != _classify_list_item(get_text(paragraph)) or "\t" in get_text(paragraph) or "…" in first:
            continue
        above.append(w("r", w("br")))
        for r in paragraph.findall(RUN):
            above.append(r)
        word.body.remove(paragraph)
        done += 1
    return done


def _classify_list_item(text: str) -> str:
    return re.sub(r"[一二三四五六七八九十]+|\d+", "#", text[:4])[:3]


def typed_indents(word: DocxEditor, rng: Random) -> int:
    """Paragraphs indented by white space that was typed."""
    chosen = [p for p in list_prose_paragraphs(word) if rng.random() < 0.7]
    for paragraph in chosen:
        paragraph.find(RUN).addprevious(build_run(rng.choice(["　　", "    ", "  　", "\u00a0\u00a0"])))
    return len(chosen)


def white_space_at_the_end(word: DocxEditor, rng: Random) -> int:
    """White space and a break behind the last word, which nobody sees."""
    chosen = [p for p in list_prose_paragraphs(word) if rng.random() < 0.5 and "\t" not in get_text(p) and "…" not in get_text(p)]
    for paragraph in chosen:
        paragraph.append(build_run(rng.choice(["　", "  ", "\u00a0"])) if rng.random() < 0.7 else w("r", w("br")))
    return len(chosen)


def title_over_two_lines(word: DocxEditor, rng: Random) -> int:
    """The title broken before the year."""
    title = list_prose_paragraphs(word)[0]
    text = get_text(title)
    at = re.search(r"20\d\d年", text).start()
    set_text(title, text[:at])
    title.append(w("r", w("br")))
    title.append(w("r", w("t", text[at:])))
    return 1


_WHITE_SPACE_CHANGED = AllowedChanges(normalizer=match_key, places="left out")
_FRAME_ADDED = PLACES_MOVED._replace(ignored_columns=PLACES_MOVED.ignored_columns | {"cells"}, ignored_kinds=frozenset({"layout"}))
_CONTEXT_CHANGED = PLACES_MOVED._replace(places="left out", ignored_columns=PLACES_MOVED.ignored_columns | {"unmatched_numbers.context"})
_PARAGRAPH_SPLIT = PAGE_FURNITURE_ADDED._replace(places="left out", compare_raw=False, ignored_columns=COUNT_COLUMNS | {"unmatched_numbers.context"})



def _has_typed_headings(xml: str) -> bool:
    """Headings whose numbers are typed."""
    return "w:numPr" not in xml


BLOCK_REWRITES: tuple[Rewrite, ...] = (
    Rewrite(blocks_in_controls, NO_CHANGES, ALL_SAMPLES),
    Rewrite(rows_and_cells_in_controls, NO_CHANGES, ALL_SAMPLES),
    Rewrite(cells_in_custom_xml, NO_CHANGES),
    Rewrite(generated_contents, NO_CHANGES, 4, lambda xml: "目    录" in xml),
    Rewrite(outline_levels, NO_CHANGES, 3, _has_typed_headings),
    Rewrite(paragraphs_in_boxes, PLACES_MOVED, 6),
    Rewrite(boxes_on_the_paragraph_above, PLACES_MOVED),
    Rewrite(title_in_a_box, PLACES_MOVED),
    Rewrite(section_in_a_frame, _FRAME_ADDED, 4, _has_typed_headings),
    Rewrite(whole_body_in_a_frame, _FRAME_ADDED, 4),
    Rewrite(frame_in_a_frame, _FRAME_ADDED),
    Rewrite(blocks_in_rows_of_a_frame, _FRAME_ADDED, 3, _has_typed_headings),
    Rewrite(tables_in_frames, _FRAME_ADDED),
    Rewrite(empty_paragraphs, PLACES_MOVED, ALL_SAMPLES),
    Rewrite(page_breaks, _CONTEXT_CHANGED, 6),
    Rewrite(page_breaks_by_format, NO_CHANGES),
    Rewrite(section_breaks, NO_CHANGES),
    Rewrite(headers_and_footers, PAGE_FURNITURE_ADDED),
    Rewrite(imported_part, NO_CHANGES, 3, _has_typed_headings, exclusive=True),
    Rewrite(page_numbers_in_the_text, PAGE_FURNITURE_ADDED, ALL_SAMPLES),
    Rewrite(running_headers_in_the_text, PAGE_FURNITURE_ADDED),
    Rewrite(sentences_cut_by_a_page, _PARAGRAPH_SPLIT, ALL_SAMPLES),
    Rewrite(lists_in_one_paragraph, _CONTEXT_CHANGED, 6, lambda xml: ">1、" in xml),
    Rewrite(typed_indents, _CONTEXT_CHANGED, 6),
    Rewrite(white_space_at_the_end, NO_CHANGES._replace(ignored_columns=frozenset({"unmatched_numbers.context"})), 6),
    Rewrite(title_over_two_lines, _WHITE_SPACE_CHANGED),
)
