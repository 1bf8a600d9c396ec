"""Signs of symbol fonts as characters, and words without the characters that nobody sees.

In such a font a character's number says only which picture is drawn: Word writes it as `w:sym`, as U+F0xx, or as the plain letter
that lies on the same key. What stands in no table here is left as it is in a run (it may be a word that was set in the wrong
font) and left out where it is a sign by itself: it is an ornament.
"""

from __future__ import annotations

import re

from clauses import signs

_PRIVATE = 0xF000
_BOXES = {0x6F: "□", 0x70: "□", 0x71: "□", 0x72: "□", 0xA8: "□", 0x78: "☒", 0xFB: "×", 0xFC: "√", 0xFD: "☒", 0xFE: "☑"}
_CIRCLES = "⓪①②③④⑤⑥⑦⑧⑨⑩"
_DARK_CIRCLES = "⓿❶❷❸❹❺❻❼❽❾❿"
_WINGDINGS = (
    _BOXES
    | {0x80 + i: c for i, c in enumerate(_CIRCLES)}
    | {0x8B + i: c for i, c in enumerate(_DARK_CIRCLES)}
    | dict(zip((0x6C, 0x6E, 0x75, 0x76, 0x9E, 0x9F, 0xA0, 0xA1, 0xA7, 0xAB), "●■◆❖·•·○▪★", strict=True))
    | dict(zip((0xD8, 0xDF, 0xE0, 0xE1, 0xE2, 0xE8, 0xF0), "➢←→↑↓➔⇨", strict=True))
)
_WINGDINGS_2 = (
    {0x4F: "×", 0x50: "√", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x2A: "□", 0xA2: "■", 0xA3: "□", 0x96: "●", 0x97: "●", 0x98: "●", 0x99: "○"}
    | {0x69 + i: c for i, c in enumerate(_CIRCLES)}
    | {0x74 + i: c for i, c in enumerate(_DARK_CIRCLES)}
)
_WEBDINGS = {0x61: "√", 0x63: "□", 0x67: "■", 0x6E: "●", 0x72: "×", 0x31: "□"}
_MARLETT = {0x61: "√", 0x62: "√", 0x72: "×"}
_SYMBOL = (
    {0x20 + i: c for i, c in enumerate(" !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼")}
    | {0xA0 + i: c for i, c in enumerate("€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑")}
    | {0x89: "‰"}  # nothing stands there in the font; it is where the other fonts of Windows have it
)
_SYMBOL |= {0x2A: "*", 0x2D: "-"}  # as they are typed and looked for
_UNKNOWN = _BOXES | {0x52: "☑", 0xA3: "□"}  # what forms use, where the font is not said
_FONTS = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "webdings": _WEBDINGS, "marlett": _MARLETT, "symbol": _SYMBOL}
_BLANKS = re.compile("[\t\n\r\u0085\u00a0\u1680\u2000-\u200a\u202f\u205f]")


def sign(font: str, char: str) -> str:
    """What a `w:sym` shows; "" for an ornament and for a number that is none."""
    try:
        number = int(char, 16)
    except ValueError:
        return ""
    found = _shown(font, number)
    if found is not None:
        return found
    return chr(number) if 0x20 <= number < 0xD800 and (number > 0xFF or font.strip().lower() not in _FONTS) else ""


def is_symbol_font(font: str | None) -> bool:
    return font is not None and font.strip().lower() in _FONTS


def seen(words: str, font: str = "") -> str:
    """The words as they are seen and searched: signs as characters, every blank a plain one, unseen characters gone.

    A full-width blank stays what it is; U+2028 is a line break.

    Args:
        words: of one run.
        font: the symbol font that the run is set in, "" where it is set in none.
    """
    if font:
        words = "".join(_in(font, c) for c in words)
    elif words.isascii() and "\n" not in words and "\t" not in words and "\r" not in words:
        return words
    elif any("\uf000" <= c <= "\uf0ff" for c in words):
        words = "".join(_UNKNOWN.get(ord(c) - _PRIVATE, c) if "\uf000" <= c <= "\uf0ff" else c for c in words)
    return signs.seen(_BLANKS.sub(" ", words)).replace("\u2028", "\n").replace("\u2029", "\n")


def _in(font: str, c: str) -> str:
    found = _shown(font, ord(c)) if ord(c) <= 0xFF or "\uf000" <= c <= "\uf0ff" else None
    return c if found is None else found


def _shown(font: str, number: int) -> str | None:
    """The character that a number stands for in a symbol font; None where it is not known."""
    table = _FONTS.get(font.strip().lower())
    low = number - _PRIVATE if _PRIVATE <= number <= _PRIVATE + 0xFF else number
    if low > 0xFF:
        return None
    if table is None:
        return _UNKNOWN.get(low) if number >= _PRIVATE else None
    return table.get(low)
