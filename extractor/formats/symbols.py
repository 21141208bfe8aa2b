"""Signs typed from a symbol font: the character stored is a place in the font, the sign on the page is another.

Word's 插入符号 stores ``≥`` from the font Symbol as code F0B3 (or B3); what a person sees is ``≥``. The tables give for
each code of a font the Unicode sign it shows; a code a table lacks is left as it is and reported.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = [
    "SYMBOL_FONTS",
    "is_private_use",
    "decode_symbol",
    "decode_symbol_text",
]


def _build_code_table(first: int, signs: str) -> dict[int, str]:
    """Signs of consecutive codes; a no-break space stands for a code without a sign."""
    return {first + place: sign for place, sign in enumerate(signs) if sign != "\xa0"}


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
    """True for the characters F000-F0FF, which stand for places in a symbol font."""
    return "\uf000" <= character <= "\uf0ff"


def decode_symbol(code: int, font: str) -> str | None:
    """The sign a code of a font shows; None when it cannot be told. In an ordinary font a code is a character."""
    table = SYMBOL_FONTS.get(font.strip().lower())
    if table is not None:
        return table.get(code - 0xF000 if code >= 0xF000 else code)
    if (
        0xF000 <= code <= 0xF0FF
        or not 0x20 <= code < 0x110000
        or 0xD800 <= code < 0xE000
    ):
        return None
    return chr(code)


def decode_symbol_text(text: str, font: str) -> str:
    """A run's text as it shows in a symbol font; what the font does not hold stays as it is."""
    table = SYMBOL_FONTS.get(font.strip().lower())
    if table is None:
        return text
    signs = []
    for character in text:
        code = ord(character) - 0xF000 if is_private_use(character) else ord(character)
        signs.append(table.get(code, character) if code < 0x100 else character)
    return "".join(signs)
