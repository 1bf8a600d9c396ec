"""The paragraph styles of a Word file, with what each inherits, and the one way to read an attribute of its XML."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DEEPEST = 50  # styles based on one another


def local(element: Any) -> str:
    """The element's name without its namespace; "" for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def value(element: Any, path: str, attribute: str = "val") -> str | None:
    """The attribute of the first element at `path` (names parted by /), None where there is none."""
    for name in path.split("/"):
        element = element.find(W + name) if element is not None else None
    return element.get(W + attribute) if element is not None else None


def whole(text: str | None) -> int | None:
    """The integer, None where the text is none."""
    try:
        return int(text) if text is not None and len(text) < 12 else None
    except ValueError:
        return None


def on(element: Any | None) -> bool:
    """Whether an on-off property is there and not switched off."""
    return element is not None and element.get(W + "val", "1") not in ("0", "false", "off", "none")


def switched(element: Any | None, path: str) -> bool | None:
    """Whether the switch at `path` (w:vanish, w:isLgl) is on or off, None where it is not there."""
    for name in path.split("/"):
        element = element.find(W + name) if element is not None else None
    return None if element is None else on(element)


@dataclass(frozen=True)
class Style:
    """A paragraph style with what it inherits.

    name: normalised. number: the list. outline: the outline level (0 = heading 1). hidden: its words are hidden.
    chain: the style itself and those it is based on, nearest first, each with the list level that it says itself.
    """

    name: str = ""
    number: str | None = None
    outline: int | None = None
    hidden: bool | None = None
    chain: tuple[tuple[str, int | None], ...] = ()


class Styles:
    """The paragraph styles of a document by id."""

    def __init__(self, root: Any | None) -> None:
        self._elements: dict[str, Any] = {} if root is None else {id: s for s in root.iter(W + "style") if (id := s.get(W + "styleId"))}
        self._resolved: dict[str, Style] = {}
        paragraphs = [s for s in self._elements.values() if s.get(W + "type") == "paragraph" and s.get(W + "default") in ("1", "true", "on")]
        self.default = (paragraphs[0].get(W + "styleId") or "") if paragraphs else ""

    def get(self, id: str | None) -> Style:
        """The style of this id; a paragraph without one, or with one that the file lacks, has the default style."""
        id = id if id is not None and id in self._elements else self.default
        if id not in self._resolved:
            self._resolved[id] = self._resolve(id)
        return self._resolved[id]

    def number_of(self, id: str) -> str | None:
        """The list that a numbering style stands for."""
        element = self._elements.get(id)
        return value(element, "pPr/numPr/numId") if element is not None else None

    def _resolve(self, id: str) -> Style:
        style = Style()
        seen: set[str] = set()
        current: str | None = id
        while current and current in self._elements and current not in seen and len(seen) < _DEEPEST:
            seen.add(current)
            element = self._elements[current]
            number, outline, hidden = value(element, "pPr/numPr/numId"), whole(value(element, "pPr/outlineLvl")), switched(element, "rPr/vanish")
            style = Style(
                name=style.name or (value(element, "name") or "").strip().lower(),
                number=style.number if style.number is not None else number,
                outline=style.outline if style.outline is not None else outline,
                hidden=style.hidden if style.hidden is not None else hidden,
                chain=(*style.chain, (current, whole(value(element, "pPr/numPr/ilvl")))),
            )
            current = value(element, "basedOn")
        if style.outline is not None and style.outline < 9 and not style.name.startswith(("heading", "title")):
            style = replace(style, name=f"heading {style.outline + 1}")
        return style
