"""Characters of symbol fonts: the stored code is an index into the font, the page shows
another character.

Word's 插入符号 stores ``≥`` from the font Symbol as code F0B3 (or B3); the page shows
``≥``. The tables give for each code of a font the Unicode character it shows; a code a
table lacks is left as it is and reported.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = [
    "SYMBOL_FONTS",
    "is_private_use",
    "decode_symbol",
    "decode_symbol_text",
]


def _build_code_table(first: int, characters: str) -> dict[int, str]:
    """Characters of consecutive codes; a no-break space represents a code without
    one."""
    return {
        code: character
        for code, character in enumerate(characters, first)
        if character != "\xa0"
    }


_SYMBOL = {
    **_build_code_table(0x20, " !∀#∃%&∋()∗+,−./0123456789:;<=>?"),
    **_build_code_table(0x40, "≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_"),
    **_build_code_table(0x60, "‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"),
    **_build_code_table(0xA0, "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵"),
    **_build_code_table(0xC0, "ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓"),
    **_build_code_table(0xE0, "◊⟨®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪\xa0⟩∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭"),
}

_WINGDINGS = {
    **_build_code_table(0x20, " ✏✂✁👓🕭🕮🕯☎✆✉🖃📪📫📬📭🗀🗁🗎🗏🗐🗄⌛🖮🖰🖲🖳🖴🖫🖬✇✍"),
    **_build_code_table(0x40, "🖎✌🖏👍👎☜☞☝☟🖐☺😐☹💣☠🏳🏱✈☼💧❄🕆✞🕈✠✡☪☯🕉☸♈♉"),
    **_build_code_table(0x60, "♊♋♌♍♎♏♐♑♒♓🙰🙵●❍■□❐❑❒⬧⧫◆❖⬥⌧⍓⌘❀✿❝❞"),
    **_build_code_table(0x80, "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿🙢🙠🙡🙣🙞🙜🙝🙟·•"),
    **_build_code_table(0xA0, "▪○🞆🞈◉◎🔿▪◻🟂✦★✶✴✹✵⯐✧⯎⯏⯑✪✰🕐🕑🕒🕓🕔🕕🕖🕗🕘"),
    **_build_code_table(0xC0, "🕙🕚🕛⮰⮱⮲⮳⮴⮵⮶⮷🙪🙫🙕🙔🙗🙖🙐🙑🙒🙓⌫⌦⮘➢⮙⮛⮈➲⮉⮋←"),
    **_build_code_table(0xE0, "→↑↓↖↗↙↘🡸➔🡹🡻🡼🡽🡿🡾⇦⇨⇧⇩⬄⇳⬁⬀⬃⬂▭▫✗✓☒☑"),
}

_WINGDINGS_2 = {
    **_build_code_table(0x4F, "✗✓☒☑☒☒☒⮾"),
    **_build_code_table(0x69, "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿"),
    **_build_code_table(0x95, "·•●●○🞅◎\xa0▪■□🞓◻□□□"),
}

_WINGDINGS_3 = {
    **_build_code_table(0x66, "←→↑↓↖↗↙↘↔↕▲▼△▽◀▶◁▷◣◢◤◥"),
    **_build_code_table(0x7D, "➤"),
}

_WEBDINGS = {
    **_build_code_table(0x34, "◀▶▲▼◀◀▶▶⏸■●"),
    **_build_code_table(0x61, "✔🚲□🛡📦🚑■🚑ℹ✈🛰"),
    **_build_code_table(0x6E, "●⛴🚓↺✖❓🚆🚇🚍⚑⊘⊖"),
}

SYMBOL_FONTS: Mapping[str, Mapping[int, str]] = {
    "symbol": _SYMBOL,
    "symbolps": _SYMBOL,
    "symbol mt": _SYMBOL,
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
    "wingdings 3": _WINGDINGS_3,
    "webdings": _WEBDINGS,
}


def is_private_use(character: str) -> bool:
    """Tell whether a character is one of F000 to F0FF, which represent codes of a
    symbol font."""
    return "\uf000" <= character <= "\uf0ff"


def decode_symbol(code: int, font: str) -> str | None:
    """Decode a code of a font.

    Args:
        code: the code, with or without F000 added.
        font: name of the font; in an ordinary font a code is a character.

    Returns:
        The displayed character; None when unknown.
    """
    table = SYMBOL_FONTS.get(font.strip().lower())
    if table is not None:
        return table.get(_strip_private_use(code))
    is_control = code < 0x20
    is_surrogate = 0xD800 <= code < 0xE000
    is_private = 0xF000 <= code <= 0xF0FF
    if is_control or is_surrogate or is_private or code >= 0x110000:
        return None
    return chr(code)


def _strip_private_use(code: int) -> int:
    if code >= 0xF000:
        return code - 0xF000
    return code


def decode_symbol_text(text: str, font: str) -> str:
    """Decode a text of one font.

    Args:
        text: the text as it is stored.
        font: name of the font.

    Returns:
        The text as the page shows it; characters that the font does not hold stay as
        they are.
    """
    table = SYMBOL_FONTS.get(font.strip().lower())
    if table is None:
        return text
    return "".join(_decode_character(character, table) for character in text)


def _decode_character(character: str, table: Mapping[int, str]) -> str:
    code = ord(character)
    if is_private_use(character):
        code -= 0xF000
    if code >= 0x100:
        return character
    return table.get(code, character)
