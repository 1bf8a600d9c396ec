"""How a run looks, as far as it decides what is read of it: hidden, white on white, too small to be seen, in signs, underlined.

What a run says of itself goes before its character style, that before its paragraph's style, that before the document's
defaults. `w:vanish` is a toggle: said by two styles at once it is no longer true.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from clauses.ingest.word.styles import W, on, value
from clauses.ingest.word.symbols import is_symbol_font

TINIEST = 4  # half points: nobody reads a type of 2 points
_WHITE = "FFFFFF"
_DEEPEST_STYLE = 50


@dataclass(frozen=True)
class Look:
    """What a style or a run says; None where it says nothing. shaded: it lies on a colour, so that white can be read."""

    vanish: bool | None = None
    white: bool | None = None
    size: int | None = None
    shaded: bool | None = None
    font: str | None = None
    underlined: bool | None = None

    def over(self, other: Look) -> Look:
        """This look where it says something, else the other."""
        return Look(
            self.vanish if self.vanish is not None else other.vanish,
            self.white if self.white is not None else other.white,
            self.size if self.size is not None else other.size,
            self.shaded if self.shaded is not None else other.shaded,
            self.font if self.font is not None else other.font,
            self.underlined if self.underlined is not None else other.underlined,
        )


_PLAIN = Look()


class Looks:
    """The looks of a document's styles and runs."""

    def __init__(self, root: Any | None, *, shaded: bool = False) -> None:
        """Args:
        root: of styles.xml, None where there is none.
        shaded: whether the pages themselves are coloured.
        """
        self._elements = {} if root is None else {s.get(W + "styleId"): s for s in root.iter(W + "style")}
        self._default = _look(None if root is None else root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))
        self._usual = next((id for id, s in self._elements.items() if s.get(W + "type") == "paragraph" and s.get(W + "default") in ("1", "true")), None)
        self._shaded = shaded
        self._styles: dict[str | None, Look] = {}
        self._runs: dict[tuple[str | None, str | None], Look] = {}

    def of(self, properties: Any | None, paragraph: str | None, *, shaded: bool = False) -> tuple[bool, str, bool]:
        """Whether a run is hidden from the reader's eye, the symbol font that it is set in ("" where in none), whether it is underlined.

        Args:
            properties: its w:rPr.
            paragraph: the id of its paragraph's style.
            shaded: whether its paragraph or cell is coloured.
        """
        if properties is None or not len(properties):
            style, own = self._styled(paragraph, None), _PLAIN
        else:
            style, own = self._styled(paragraph, value(properties, "rStyle")), _look(properties)
        look = own.over(style) if own is not _PLAIN else style
        hidden = bool(look.vanish) or (look.size is not None and look.size <= TINIEST) or (bool(look.white) and not (look.shaded or shaded or self._shaded))
        return hidden, look.font if look.font and is_symbol_font(look.font) else "", bool(look.underlined)

    def is_shaded(self, style: str | None) -> bool:
        """Whether a table of this style colours any of its cells."""
        element = self._elements.get(style)
        return element is not None and any(_coloured(s) for s in element.iter(W + "shd"))

    def name(self, style: str | None) -> str:
        """A style's name in small letters, its id where it has none."""
        return (value(self._elements.get(style), "name") or style or "").strip().lower()

    def _styled(self, paragraph: str | None, character: str | None) -> Look:
        key = (paragraph, character)
        if key not in self._runs:
            below, above = self._style(paragraph or self._usual), self._style(character)
            joined = above.over(below).over(self._default)
            toggled = self._default.vanish or bool(below.vanish) != bool(above.vanish)
            self._runs[key] = replace(joined, vanish=toggled)
        return self._runs[key]

    def _style(self, id: str | None) -> Look:
        if id not in self._styles:
            look, current = _PLAIN, id
            seen: set[str | None] = set()
            while current in self._elements and current not in seen and len(seen) < _DEEPEST_STYLE:
                seen.add(current)
                element = self._elements[current]
                found = _look(element.find(W + "rPr"))
                if _coloured(element.find(f"{W}pPr/{W}shd")):
                    found = replace(found, shaded=True)
                look = look.over(found)
                current = value(element, "basedOn")
            self._styles[id] = look
        return self._styles[id]


def _look(properties: Any | None) -> Look:
    if properties is None or not len(properties):
        return _PLAIN
    vanish = white = size = shaded = font = underlined = None
    for element in properties:
        tag = element.tag
        if tag == W + "vanish":
            vanish = on(element)
        elif tag == W + "color":
            white = (element.get(W + "val") or "").upper() == _WHITE
        elif tag == W + "sz":
            text = element.get(W + "val") or ""
            size = int(text) if text.isascii() and text.isdecimal() else None
        elif tag == W + "shd":
            shaded = _coloured(element)
        elif tag == W + "highlight":
            shaded = element.get(W + "val") not in (None, "none", "white") or shaded
        elif tag == W + "rFonts":
            font = element.get(W + "ascii") or element.get(W + "hAnsi")
        elif tag == W + "u":
            underlined = element.get(W + "val", "none") != "none"
    return Look(vanish, white, size, shaded, font, underlined)


def _coloured(shading: Any | None) -> bool:
    if shading is None:
        return False
    fill, pattern = (shading.get(W + "fill") or "auto").upper(), shading.get(W + "val") or "clear"
    return fill not in ("AUTO", _WHITE) or shading.get(W + "themeFill") is not None or pattern not in ("clear", "nil")


def coloured(properties: Any | None) -> bool:
    """Whether the paragraph or cell of these properties is coloured."""
    return properties is not None and _coloured(properties.find(W + "shd"))
