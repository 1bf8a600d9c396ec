"""The numbers that a browser writes before the entries of a list."""

from __future__ import annotations

import re
from typing import Any

from clauses.ingest.numberformats import shown

_TYPES = {"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
_FORMATS = {
    "decimal": "decimal", "decimal-leading-zero": "decimalZero", "lower-alpha": "lowerLetter", "lower-latin": "lowerLetter", "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter", "lower-roman": "lowerRoman", "upper-roman": "upperRoman", "cjk-ideographic": "chineseCountingThousand",
    "simp-chinese-informal": "chineseCountingThousand", "trad-chinese-informal": "chineseCountingThousand", "cjk-heavenly-stem": "ideographTraditional",
    "cjk-earthly-branch": "ideographZodiac", "simp-chinese-formal": "chineseLegalSimplified", "trad-chinese-formal": "ideographLegalTraditional",
}  # fmt: skip
_CHINESE = re.compile(r"cjk|chinese")
_STYLE = re.compile(r"list-style(?:-type)?:(?:[^;]*[^;\w-])?([a-z-]+)")
_MOST = 100_000


class Lists:
    """The lists that are open at this place of the page, and how far each has counted."""

    def __init__(self) -> None:
        self._open: list[tuple[str, int, int]] = []  # style, next number, step

    def enter(self, element: Any, css: str) -> None:
        """A list begins: <ol> with its type, start and direction, or one without numbers."""
        if element.tag.lower() != "ol":
            self._open.append((_style(css, "none"), 1, 1))
            return
        backwards = element.get("reversed") is not None
        first = _number(element.get("start"))
        if first is None:
            first = sum(1 for child in element if child.tag == "li") if backwards else 1
        self._open.append((_style(css, _TYPES.get(element.get("type") or "1", "decimal")), first, -1 if backwards else 1))

    def leave(self) -> None:
        """The innermost list ends."""
        self._open.pop()

    def number(self, entry: Any, css: str) -> str:
        """What stands before this entry, with its blank; "" where the list has no numbers."""
        if not self._open:
            return ""
        style, count, step = self._open[-1]
        given = _number(entry.get("value"))
        count = count if given is None else given
        self._open[-1] = (style, count + step, step)
        style = _style(css, _TYPES.get(entry.get("type") or "", style))
        if style not in _FORMATS:
            return ""
        written = shown(count, _FORMATS[style]) if count > 0 else str(count)
        return f"{written}、" if _CHINESE.search(style) else f"{written}. "


def _style(css: str, otherwise: str) -> str:
    found = _STYLE.search(css)
    return found[1] if found and (found[1] in _FORMATS or found[1] in ("none", "disc", "circle", "square")) else otherwise


def _number(said: str | None) -> int | None:
    return int(said) if said and re.fullmatch(r"\s*-?\d{1,6}\s*", said) and abs(int(said)) <= _MOST else None
