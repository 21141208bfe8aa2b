"""The same text in other characters: width, white space, quotes, radicals; numbers typed or made by Word."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from itertools import count
from random import Random

from extractor.text.normalize import match_key, normalize
from tests.metamorphic.compare_records import COUNT_COLUMNS, AllowedChanges
from tests.metamorphic.docx_editor import (
    CELL,
    RUN,
    TABLE,
    TEXT,
    XML_SPACE,
    DocxEditor,
    Element,
    P,
    Rewrite,
    W,
    build_run,
    ensure_properties,
    get_text,
    is_plain,
    list_paragraphs,
    list_prose_paragraphs,
    set_text,
    w,
)

ALL_SAMPLES = 99
NORMALIZED_TEXT = AllowedChanges(normalizer=normalize)
MATCH_KEY_TEXT = AllowedChanges(places="left out", normalizer=match_key, ignored_columns=frozenset({"unmatched_numbers.context"}))
NUMBERING_CHANGED = AllowedChanges(
    places="left out",
    compare_numbers=False,
    ignored_columns=COUNT_COLUMNS | {"sections.text", "unmatched_numbers.context", "cells"},
    ignored_kinds=frozenset({"list_number"}),
)

_INVISIBLE = "\u200b\ufeff\u00ad"
VISIBLE_TEXT = MATCH_KEY_TEXT._replace(normalizer=lambda text: match_key(re.sub(f"[{_INVISIBLE}]", "", text)))

_RADICALS = str.maketrans("门车见长齐龙山自至食老", "⻔⻋⻅⻓⻬⻰⼭⾃⾄⾷⽼")
_TYPED_NUMBER = re.compile(
    r"\s*(?P<whole>(?P<cn>[一二三四五六七八九十]+)、|（(?P<cnb>[一二三四五六七八九十]+)）|\((?P<cnh>[一二三四五六七八九十]+)\) ?"
    r"|(?P<d>\d+)、|(?P<dot>\d+)\.|（(?P<db>\d+)）)(?=\D)"
)
_NUMBER_FORMS = {"cn": ("chineseCounting", "%1、"), "cnb": ("chineseCounting", "（%1）"), "cnh": ("chineseCounting", "(%1)")}
_NUMBER_FORMS |= {"d": ("decimal", "%1、"), "dot": ("decimal", "%1."), "db": ("decimal", "（%1）")}
_DIGITS = "零一二三四五六七八九十"


# Characters


def _replace_texts(word: DocxEditor, change: Callable[[str], str]) -> int:
    """Write every text otherwise, a character for a character."""
    done = 0
    for text in word.body.iter(TEXT):
        new = change(text.text or "")
        done += new != text.text
        text.text = new
    return done


def full_width_digits(word: DocxEditor, rng: Random) -> int:
    """Digits in full width, in years, amounts, list numbers and tables."""
    return _replace_texts(word, lambda text: re.sub(r"\d", lambda m: chr(ord(m[0]) + 0xFEE0), text))


def full_width_signs(word: DocxEditor, rng: Random) -> int:
    """Full-width points, commas, percent and comparison signs in numbers."""
    wide = {ord(sign): chr(ord(sign) + 0xFEE0) for sign in "%.,-+<>=()~/"}
    return _replace_texts(word, lambda text: text.translate(wide))


def half_width_signs(word: DocxEditor, rng: Random) -> int:
    """Half-width commas, colons, semicolons and brackets in Chinese text."""
    return _replace_texts(word, lambda text: "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in text))


def straight_quotes(word: DocxEditor, rng: Random) -> int:
    """Straight quotes about 三公."""
    return _replace_texts(word, lambda text: text.replace("“", '"').replace("”", '"'))


def quotes_of_other_kinds(word: DocxEditor, rng: Random) -> int:
    """「三公」 and ＂三公＂."""
    pair = rng.choice(["「」", "＂＂", "‘’"])
    return _replace_texts(word, lambda text: text.replace("“", pair[0]).replace("”", pair[1]))


def radicals_for_characters(word: DocxEditor, rng: Random) -> int:
    """Characters as the radicals that conversion from PDF leaves in their place."""
    return _replace_texts(word, lambda text: text.translate(_RADICALS))


def other_dashes(word: DocxEditor, rng: Random) -> int:
    """What stands for nothing: —, －, --, ─── for ——."""
    signs = ("—", "－", "--", "───", "-")
    done = 0
    for text in word.body.iter(TEXT):
        if text.text == "——":
            text.text = signs[done % len(signs)]
            done += 1
    return done


def spaces_that_do_not_break(word: DocxEditor, rng: Random) -> int:
    """No-break spaces for spaces, ideographic or plain."""
    return _replace_texts(word, lambda text: re.sub("[ \u3000]", "\u00a0", text))


def invisible_characters(word: DocxEditor, rng: Random) -> int:
    """Characters of no width behind signs and at both ends, as copies from web pages bring them: U+200B, U+FEFF, U+00AD."""
    return _replace_texts(word, lambda text: re.sub("^|(?<=[，。：；、）])|$", lambda m: rng.choice(["", *_INVISIBLE]), text))


# White space


def words_set_wide(word: DocxEditor, rng: Random) -> int:
    """Short words of tables and of the title of the 目录 set wide: 合　计, 数 量."""
    done = 0
    for text in word.body.iter(TEXT):
        plain = text.text or ""
        if text.getparent().getparent().getparent().tag == CELL and re.fullmatch("[一-鿿]{2,3}", plain):
            text.text = rng.choice(["　", "  ", " ", "　　"]).join(plain)
            text.set(XML_SPACE, "preserve")
            done += 1
    return done


def words_set_tight(word: DocxEditor, rng: Random) -> int:
    """合　计 and 目    录 as 合计 and 目录."""
    done = 0
    for text in word.body.iter(TEXT):
        tight = re.sub(r"(?<=[一-鿿])\s+(?=[一-鿿]$)", "", text.text or "")
        done += tight != text.text
        text.text = tight
    return done


def spaces_about_numbers(word: DocxEditor, rng: Random) -> int:
    """共计 268.95 万元: spaces between numbers and words."""
    done = 0
    for paragraph in list_prose_paragraphs(word):
        text = get_text(paragraph)
        if "\t" in text or "…" in text:
            continue
        spaced = re.sub(r"(?<=[一-鿿])(?=\d[\d,.]*万?元)|(?<=\d)(?=万?元)|(?<=[一-鿿])(?=20\d\d年)|(?<=\d)(?=年)", " ", text)
        if spaced != text:
            set_text(paragraph, spaced)
            done += 1
    return done


def spaces_behind_list_numbers(word: DocxEditor, rng: Random) -> int:
    """一、 部门概况 and 1.　落实: white space between number and title."""
    done = 0
    for paragraph in list_prose_paragraphs(word):
        text = get_text(paragraph)
        found = _TYPED_NUMBER.match(text)
        if found and not text[found.end()].isspace() and "\t" not in text and "…" not in text:
            set_text(paragraph, text[: found.end()] + rng.choice([" ", "　", "  "]) + text[found.end() :])
            done += 1
    return done


# Numbers


def numbers_made_by_word(word: DocxEditor, rng: Random) -> int:
    """Typed list numbers of paragraphs become Word's own, level by level."""
    return _convert_to_automatic(word, [p for p in list_prose_paragraphs(word) if "\t" not in get_text(p) and "…" not in get_text(p)])


def numbers_in_cells_made_by_word(word: DocxEditor, rng: Random) -> int:
    """Typed list numbers of activities, in the cells of their table, become Word's own."""
    tables = [table for table in word.body.iter(TABLE) if "职责活动" in get_text(table)]
    inside = [cell.find(P) for table in tables for cell in table.iter(CELL) if len(cell.findall(P)) == 1]
    return _convert_to_automatic(word, [p for p in inside if is_plain(p)])


def _convert_to_automatic(word: DocxEditor, chosen: list[Element]) -> int:
    """Take the numbers away and give the paragraphs to lists; a number that does not go on begins a list of its own."""
    root = word.tree("word/numbering.xml")
    ids = count(1 + max(int(e.get(W + "numId")) for e in root.iter(W + "num")))
    lists: dict[str, tuple[str, int]] = {}
    done = 0
    for paragraph in chosen:
        text = get_text(paragraph)
        found = _TYPED_NUMBER.match(text)
        if found is None or paragraph.find(f"{W}pPr/{W}numPr") is not None:
            continue
        form = found.lastgroup if found.lastgroup != "whole" else next(k for k in _NUMBER_FORMS if found[k])
        value = int(found[form]) if found[form].isdigit() else _parse_numeral(found[form])
        id, last = lists.get(form, ("", 0))
        if not id or value != last + 1:
            id = str(next(ids))
            _add_list(root, id, *_NUMBER_FORMS[form], value)
        lists[form] = (id, value)
        number = w("numPr", w("ilvl", val="0"), w("numId", val=id))
        ensure_properties(paragraph).append(number)
        set_text(paragraph, text[found.end() :])
        done += 1
    return done


def _parse_numeral(numeral: str) -> int:
    tens, ten, ones = numeral.rpartition("十")
    return (_DIGITS.index(tens or "一") * 10 if ten else 0) + (_DIGITS.index(ones) if ones else 0)


def _add_list(root: Element, id: str, form: str, text: str, start: int) -> None:
    level = w("lvl", w("start", val=start), w("numFmt", val=form), w("suff", val="nothing"), w("lvlText", val=text), ilvl="0")
    first = root.find(W + "num")
    first.addprevious(w("abstractNum", w("multiLevelType", val="singleLevel"), level, abstractNumId=f"9{id}"))
    root.append(w("num", w("abstractNumId", val=f"9{id}"), numId=id))


def numbers_typed(word: DocxEditor, rng: Random) -> int:
    """Word's own list numbers become typed ones, counted here."""
    root = word.tree("word/numbering.xml")
    kinds = {e.get(W + "abstractNumId"): e for e in root.iter(W + "abstractNum")}
    lists = {e.get(W + "numId"): kinds[e.find(W + "abstractNumId").get(W + "val")] for e in root.iter(W + "num")}
    counters: dict[str, list[int]] = {}
    done = 0
    for paragraph in list_paragraphs(word):
        number = paragraph.find(f"{W}pPr/{W}numPr")
        if number is None:
            continue
        id, depth = number.find(W + "numId").get(W + "val"), int(number.find(W + "ilvl").get(W + "val"))
        values = counters.setdefault(id, [0] * 9)
        values[depth] += 1
        values[depth + 1 :] = [0] * (8 - depth)
        level = next(e for e in lists[id].iter(W + "lvl") if e.get(W + "ilvl") == str(depth))
        value = values[depth]
        chinese = level.find(W + "numFmt").get(W + "val").startswith("chinese")
        shown = ("十" if value > 9 else "") + _DIGITS[value % 10] * (value % 10 > 0) if chinese else str(value)
        number.getparent().remove(number)
        text = level.find(W + "lvlText").get(W + "val").replace(f"%{depth + 1}", shown)
        first = paragraph.find(RUN)
        (first.addprevious if first is not None else paragraph.append)(build_run(text))
        done += 1
    return done


def lists_by_style(word: DocxEditor, rng: Random) -> int:
    """Paragraphs numbered by their style, not by themselves: each level of each list is a style of its own."""
    styles = word.tree("word/styles.xml")
    made: set[str] = set()
    done = 0
    for paragraph in list_paragraphs(word):
        number = paragraph.find(f"{W}pPr/{W}numPr")
        if number is None:
            continue
        about = number.getparent()
        old = about.find(W + "pStyle")
        name = f"L{number.find(W + 'numId').get(W + 'val')}x{number.find(W + 'ilvl').get(W + 'val')}"
        name += "" if old is None else old.get(W + "val")
        if name not in made:
            made.add(name)
            based = [] if old is None else [w("basedOn", val=old.get(W + "val"))]
            styles.append(w("style", w("name", val=name), *based, w("pPr", deepcopy(number)), type="paragraph", styleId=name))
        about.remove(number)
        if old is not None:
            about.remove(old)
        about.insert(0, w("pStyle", val=name))
        done += 1
    return done


def _has_typed_numbers(xml: str) -> bool:
    return "w:numPr" not in xml


def _has_automatic_numbers(xml: str) -> bool:
    return "w:numPr" in xml


CHARACTER_REWRITES: tuple[Rewrite, ...] = (
    Rewrite(full_width_digits, NORMALIZED_TEXT, ALL_SAMPLES),
    Rewrite(full_width_signs, NORMALIZED_TEXT, 6),
    Rewrite(half_width_signs, NORMALIZED_TEXT, 6),
    Rewrite(straight_quotes, NORMALIZED_TEXT),
    Rewrite(quotes_of_other_kinds, MATCH_KEY_TEXT),
    Rewrite(radicals_for_characters, NORMALIZED_TEXT),
    Rewrite(
        invisible_characters,
        VISIBLE_TEXT,
        known_failure="characters of no width stand in the text of a document; a heading that one opens is not found",
    ),
    Rewrite(other_dashes, MATCH_KEY_TEXT._replace(normalizer=lambda text: re.sub("[—－─-]+", "-", match_key(text)))),
    Rewrite(spaces_that_do_not_break, MATCH_KEY_TEXT),
    Rewrite(words_set_wide, MATCH_KEY_TEXT, 6),
    Rewrite(words_set_tight, MATCH_KEY_TEXT, is_applicable=lambda xml: "合　计" in xml),
    Rewrite(spaces_about_numbers, MATCH_KEY_TEXT, 6),
    Rewrite(spaces_behind_list_numbers, MATCH_KEY_TEXT, 4, _has_typed_numbers),
    Rewrite(numbers_made_by_word, NUMBERING_CHANGED, ALL_SAMPLES, _has_typed_numbers),
    Rewrite(numbers_in_cells_made_by_word, NUMBERING_CHANGED, 6),
    Rewrite(numbers_typed, NUMBERING_CHANGED, ALL_SAMPLES, _has_automatic_numbers),
    Rewrite(lists_by_style, AllowedChanges(), ALL_SAMPLES, _has_automatic_numbers),
)
