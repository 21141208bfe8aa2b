"""Inside a paragraph: runs cut and joined, marks of the editor, what stands around runs, what a reader must not see."""

from __future__ import annotations

from copy import deepcopy
from random import Random

from tests.metamorphic.compare_records import NO_CHANGES
from tests.metamorphic.docx_editor import (
    MC,
    RUN,
    TEXT,
    XML_SPACE,
    DocxEditor,
    Element,
    P,
    R,
    Rewrite,
    W,
    build_run,
    ensure_properties,
    get_text,
    is_text_run,
    list_paragraphs,
    list_text_runs,
    sample_elements,
    sample_stretches,
    split_text,
    w,
    wrap_elements,
)

ALL_SAMPLES = 99


def runs_split(word: DocxEditor, rng: Random) -> int:
    """Every run is cut at random places, in the middle of numbers too."""
    done = 0
    for old in list_text_runs(word):
        keep = old.find(W + "rPr")
        for child in [child for child in old if child.tag != W + "rPr"]:
            pieces = split_text(child.text or "", rng) if child.tag == TEXT and child.text else [None]
            for piece in pieces:
                content = child if piece is None else w("t", piece)
                old.addprevious(w("r", *([] if keep is None else [deepcopy(keep)]), content))
                done += 1
        old.getparent().remove(old)
    return done


def runs_merged(word: DocxEditor, rng: Random) -> int:
    """Neighbouring runs become one, whatever their formats (but those that hide or mean other signs)."""
    done = 0
    for second in list_text_runs(word):
        first = second.getprevious()
        if first is None or not is_text_run(first) or any(_is_significant(r) for r in (first, second)):
            continue
        for child in [child for child in second if child.tag != W + "rPr"]:
            last = first[-1] if len(first) else None
            if child.tag == TEXT and last is not None and last.tag == TEXT:
                last.text = (last.text or "") + (child.text or "")
                last.set(XML_SPACE, "preserve")
            else:
                first.append(child)
        second.getparent().remove(second)
        done += 1
    return done


def _is_significant(r: Element) -> bool:
    return any(r.find(f"{W}rPr/{W}{name}") is not None for name in ("vanish", "rStyle", "rFonts"))


def marks_of_the_editor(word: DocxEditor, rng: Random) -> int:
    """Session numbers, languages, fonts, proofing marks, bookmarks, permissions and remembered page breaks."""
    done = 0
    for paragraph in list_paragraphs(word):
        paragraph.set(W + "rsidR", "00A1B2C3")
        paragraph.set(W + "rsidRDefault", "00D4E5F6")
    for r in list_text_runs(word):
        r.set(W + "rsidRPr", "007766AA")
        kept = ensure_properties(r)
        kept.append(w("rFonts", ascii="Calibri", eastAsia="仿宋", hint="eastAsia"))
        kept.append(w("lang", val="en-US", eastAsia="zh-CN"))
        kept.append(w("noProof"))
        if rng.random() < 0.3:
            r.addprevious(w("proofErr", type="spellStart"))
            r.addnext(w("proofErr", type="spellEnd"))
        if rng.random() < 0.3:
            id = word.next_id()
            r.addprevious(w("bookmarkStart", id=id, name=f"_Toc{id}"))
            r.addnext(w("bookmarkEnd", id=id))
        if rng.random() < 0.1:
            id = word.next_id()
            r.addprevious(w("permStart", id=id, edGrp="everyone"))
            r.addnext(w("permEnd", id=id))
        if rng.random() < 0.1:
            r.insert(1, w("lastRenderedPageBreak"))
        done += 1
    for block in sample_elements(word.body.iterchildren(P), rng, 0.2):
        id = word.next_id()
        block.addprevious(w("bookmarkStart", id=id, name="_GoBack"))
        block.addprevious(w("bookmarkEnd", id=id))
    return done


def comments(word: DocxEditor, rng: Random) -> int:
    """Remarks in the margin, with numbers in them."""
    root = w("comments")
    for r in sample_elements(list_text_runs(word), rng, 0.1):
        id = word.next_id()
        root.append(w("comment", w("p", build_run("这里的1,234.56万元请核对")), id=id, author="审核"))
        r.addprevious(w("commentRangeStart", id=id))
        r.addnext(w("r", w("rPr", w("rStyle", val="CommentReference")), w("commentReference", id=id)))
        r.addnext(w("commentRangeEnd", id=id))
    word.add("word/comments.xml", root, "comments")
    return len(root)


def runs_in_controls(word: DocxEditor, rng: Random) -> int:
    """Content controls around stretches of runs, some in another one."""
    done = 0
    for paragraph in list_paragraphs(word):
        for stretch in sample_stretches([r for r in paragraph.iterchildren(RUN) if is_text_run(r)], rng):
            for _ in range(rng.randint(1, 2)):
                wrapper, content = _build_content_control(word)
                wrap_elements(stretch, wrapper, content)
                stretch = [wrapper]
            done += 1
    return done


def _build_content_control(word: DocxEditor) -> tuple[Element, Element]:
    content = w("sdtContent")
    about = w("sdtPr", w("alias", val="金额"), w("next_id", val=word.next_id()), w("placeholder", w("docPart", val="88888")), w("text"))
    return w("sdt", about, w("sdtEndPr"), content), content


def runs_in_smart_tags(word: DocxEditor, rng: Random) -> int:
    """Smart tags and custom XML around runs."""
    for n, r in enumerate(list_text_runs(word)):
        if n % 3 == 0:
            about = w("smartTagPr", w("attr", name="Year", val="1999"))
            wrap_elements([r], w("smartTag", about, uri="urn:schemas-microsoft-com:office:smarttags", element="chsdate"))
        elif n % 3 == 1:
            wrap_elements([r], w("customXml", w("customXmlPr", w("attr", name="x", val="12")), uri="urn:x", element="fact"))
    return len(list_text_runs(word))


def simple_fields(word: DocxEditor, rng: Random) -> int:
    """Runs as the results of simple fields."""
    chosen = [r for r in list_text_runs(word) if r.getparent().tag == P and rng.random() < 0.4]
    for r in chosen:
        wrap_elements([r], w("fldSimple", instr=" REF 金额1 \\h "))
    return len(chosen)


def complex_fields(word: DocxEditor, rng: Random) -> int:
    """Stretches of runs as the results of fields, some in another one; index marks that show nothing."""
    done = 0
    for paragraph in list_paragraphs(word):
        found = [r for r in paragraph.iterchildren(RUN) if is_text_run(r)]
        if len(found) != len(paragraph.findall(RUN)):
            continue
        for stretch in sample_stretches(found, rng):
            inner = [_build_field_instruction(" "), *_build_field_start(" =3*1234.5 "), build_run("9"), _build_field_char("end"), _build_field_instruction(" \\h ")]
            opening = [_build_field_char("begin"), _build_field_instruction(" REF 表1 "), *(inner if rng.random() < 0.3 else []), _build_field_char("separate")]
            for part in opening:
                stretch[0].addprevious(part)
            stretch[-1].addnext(_build_field_char("end"))
            done += 1
        if found and rng.random() < 0.2:
            for part in (_build_field_char("begin"), _build_field_instruction(' XE "88万元" '), _build_field_char("end")):
                found[0].addprevious(part)
    return done


def _build_field_char(kind: str) -> Element:
    return w("r", w("fldChar", fldCharType=kind))


def _build_field_instruction(text: str) -> Element:
    return w("r", w("instrText", text))


def _build_field_start(text: str) -> list[Element]:
    return [_build_field_char("begin"), _build_field_instruction(text), _build_field_char("separate")]


def hyperlinks(word: DocxEditor, rng: Random) -> int:
    """Links around runs, to bookmarks and to the world outside."""
    chosen = [r for r in list_text_runs(word) if r.getparent().tag == P and rng.random() < 0.4]
    for r in chosen:
        link = w("hyperlink", anchor="_Toc1", tooltip="转到99页")
        if rng.random() < 0.5:
            link.set(R + "id", "rIdOutside")
        wrap_elements([r], link)
    arrow = deepcopy(word.relationships()[0])
    arrow.set("Id", "rIdOutside")
    arrow.set("Type", R[1:-1] + "/hyperlink")
    arrow.set("Target", "http://www.example.org/2020/1.html")
    arrow.set("TargetMode", "External")
    word.relationships().append(arrow)
    return len(chosen)


def rubies(word: DocxEditor, rng: Random) -> int:
    """Runs as the base of a reading printed over them (its letters are small and stand over the line)."""
    chosen = [r for r in list_text_runs(word) if r.getparent().tag == P and r.find(W + "tab") is None and rng.random() < 0.1]
    for r in chosen:
        base, outer = w("rubyBase"), w("r")
        outer.append(w("ruby", w("rubyPr", w("hps", val="10")), w("rt", build_run("dú")), base))
        wrap_elements([r], outer, base)
    return len(chosen)


def alternatives(word: DocxEditor, rng: Random) -> int:
    """What newer and what older programs show, side by side; both the same."""
    chosen = [r for r in list_text_runs(word) if r.getparent().tag == P and rng.random() < 0.2]
    for r in chosen:
        outer = r.makeelement(MC + "AlternateContent")
        choice, fallback = outer.makeelement(MC + "Choice", {"Requires": "wps"}), outer.makeelement(MC + "Fallback")
        outer.extend([choice, fallback])
        fallback.append(deepcopy(r))
        wrap_elements([r], outer, choice)
    return len(chosen)


def hidden_runs(word: DocxEditor, rng: Random) -> int:
    """Text that is not printed: by its own format, by a style, by a style based on that one; and numbers in it."""
    styles = word.tree("word/styles.xml")
    styles.append(w("style", w("name", val="暗"), w("rPr", w("vanish")), type="character", styleId="Dark"))
    styles.append(w("style", w("name", val="更暗"), w("basedOn", val="Dark"), type="character", styleId="Darker"))
    ways = [w("vanish"), w("rStyle", val="Dark"), w("rStyle", val="Darker"), w("specVanish")]
    ways[-1] = w("vanish", val="true")
    chosen = sample_elements(list_text_runs(word), rng, 0.3)
    for r in chosen:
        shadow = build_run(rng.choice(["7,654.32万元", "一、", "不予公开", "（1）", "2019年"]), deepcopy(rng.choice(ways)))
        (r.addprevious if rng.random() < 0.5 else r.addnext)(shadow)
    return len(chosen)


def text_cut_by_marks_that_show_nothing(word: DocxEditor, rng: Random) -> int:
    """Optional hyphens, empty runs, empty texts and marks of notes that nothing stands behind."""
    chosen = [r for r in list_text_runs(word) if r.findall(TEXT) and rng.random() < 0.5]
    for r in chosen:
        text = r.find(TEXT)
        whole = text.text or ""
        at = rng.randint(0, len(whole))
        text.text = whole[:at]
        text.set(XML_SPACE, "preserve")
        text.addnext(w("t", whole[at:]))
        text.addnext(w("softHyphen"))
        r.addprevious(w("r"))
        r.addnext(w("r", w("t", "")))
    return len(chosen)


def signs_from_symbol_fonts(word: DocxEditor, rng: Random) -> int:
    """≥ and ≤ as Word puts them in from the font Symbol: as a sign of their own, or as a private character."""
    codes = {"≥": "F0B3", "≤": "F0A3"}
    done = 0
    for r in list_text_runs(word):
        text = r.find(TEXT)
        if text.text and text.text[0] in codes:
            code = codes[text.text[0]]
            if rng.random() < 0.5:
                sign = w("r", w("sym", font="Symbol", char=code))
            else:
                sign = build_run(chr(int(code, 16)), w("rFonts", ascii="Symbol", hAnsi="Symbol"))
            r.addprevious(sign)
            text.text = text.text[1:]
            done += 1
    return done


def formats_by_style(word: DocxEditor, rng: Random) -> int:
    """Paragraphs and runs with styles of names that say something else, and formats a reader might take for numbers."""
    styles = word.tree("word/styles.xml")
    styles.append(w("style", w("name", val="标题 9"), type="paragraph", styleId="afe"))
    styles.append(w("style", w("name", val="20万元"), w("rPr", w("b")), type="character", styleId="a20"))
    for paragraph in list_paragraphs(word):
        about = ensure_properties(paragraph)
        if about.find(W + "pStyle") is None and get_text(paragraph):
            about.insert(0, w("pStyle", val="afe"))
        about.append(w("spacing", line="560", lineRule="exact"))
        about.append(w("ind", firstLineChars="200", firstLine="640"))
        about.append(w("jc", val="both"))
    for r in list_text_runs(word):
        ensure_properties(r).insert(0, w("rStyle", val="a20"))
        ensure_properties(r).append(w("fitText", val="1600"))
    return 1


RUN_REWRITES: tuple[Rewrite, ...] = (
    Rewrite(runs_split, NO_CHANGES, ALL_SAMPLES),
    Rewrite(runs_merged, NO_CHANGES, ALL_SAMPLES),
    Rewrite(marks_of_the_editor, NO_CHANGES, ALL_SAMPLES),
    Rewrite(comments, NO_CHANGES),
    Rewrite(runs_in_controls, NO_CHANGES, ALL_SAMPLES),
    Rewrite(runs_in_smart_tags, NO_CHANGES),
    Rewrite(simple_fields, NO_CHANGES),
    Rewrite(complex_fields, NO_CHANGES, 6),
    Rewrite(hyperlinks, NO_CHANGES),
    Rewrite(rubies, NO_CHANGES),
    Rewrite(alternatives, NO_CHANGES),
    Rewrite(hidden_runs, NO_CHANGES, 6),
    Rewrite(text_cut_by_marks_that_show_nothing, NO_CHANGES),
    Rewrite(signs_from_symbol_fonts, NO_CHANGES, is_applicable=lambda xml: "≥" in xml),
    Rewrite(formats_by_style, NO_CHANGES),
)
