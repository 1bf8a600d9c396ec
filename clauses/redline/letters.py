"""The characters of a file in reading order: where each stands in the text, and in which element of the file.

A letter is a character of a w:t, or an element that is read as words (a tab, a box to tick, a blank to fill in). One that is not
read (a blank at a line's end) has an empty span.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import Any, NamedTuple

from clauses.ingest.word.styles import W, switched
from clauses.model import Span

_OUT = frozenset((W + "del", W + "moveFrom"))


class Letter(NamedTuple):
    """element: a w:t with `offset` in its own text; else what stands for the words as a whole, and None. number: its place in `Letters.every`."""

    element: Any
    offset: int | None
    span: Span
    number: int

    @property
    def seen(self) -> bool:
        return self.span.start < self.span.end


class Field:
    """A complex field: the children of runs from its begin to its end, both of one paragraph."""

    def __init__(self, begin: Any) -> None:
        self.begin = begin
        self.end: Any | None = None
        self.units: list[Any] = []
        self.letters: list[Letter] = []


class Letters:
    """The letters of all parts of a file, and how they hang together."""

    def __init__(self, origins: Iterable[tuple[Any, int | None, Span]], roots: Iterable[Any]) -> None:
        self.roots = tuple(roots)
        self._alive = [element for root in self.roots for element in root.iter()]  # an element is known again only while something holds it
        self.fields: dict[Any, tuple[Field, ...]] = {}
        for root in self.roots:
            self._walk(root, [])
        self.every = [Letter(element, offset, span, number) for number, (element, offset, span) in enumerate(origins)]
        self._seen = [letter for letter in self.every if letter.seen]
        self._starts = [letter.span.start for letter in self._seen]
        self.of_paragraph: dict[Any, list[Letter]] = {}
        for letter in self.every:
            self.of_paragraph.setdefault(paragraph_of(letter.element), []).append(letter)
            for field in self.fields_of(letter):
                field.letters.append(letter)

    def _walk(self, element: Any, open_fields: list[Field]) -> None:
        """Notes which complex fields each child of a run stands in; a text box has fields of its own."""
        for child in element:
            if element.tag == W + "r" and child.tag != W + "rPr":
                self._note(child, open_fields)
            if len(child):
                self._walk(child, [] if child.tag == W + "txbxContent" else open_fields)

    def _note(self, unit: Any, open_fields: list[Field]) -> None:
        type = unit.get(W + "fldCharType") if unit.tag == W + "fldChar" else ""
        if type == "begin":
            open_fields.append(Field(unit))
        for field in open_fields:
            field.units.append(unit)
        if open_fields:
            self.fields[unit] = tuple(open_fields)
        if type == "end" and open_fields:
            open_fields.pop().end = unit

    def fields_of(self, letter: Letter) -> tuple[Field, ...]:
        """The whole fields that a letter stands in, outermost first."""
        unit = unit_of(letter.element)
        return tuple(f for f in self.fields.get(unit, ()) if f.end is not None and paragraph_of(f.begin) is paragraph_of(f.end)) if unit is not None else ()

    def touching(self, span: Span) -> list[Letter]:
        """The letters that are read and stand in the span, wholly or in part."""
        at = max(bisect_left(self._starts, span.start) - 1, 0)
        found = []
        for letter in self._seen[at:]:
            if letter.span.start >= span.end:
                break
            if letter.span.end > span.start:
                found.append(letter)
        return found

    def before(self, offset: int) -> Letter | None:
        """The letter that ends here."""
        at = bisect_left(self._starts, offset) - 1
        return self._seen[at] if at >= 0 and self._seen[at].span.end == offset else None

    def behind(self, offset: int) -> Letter | None:
        """The letter that begins here."""
        at = bisect_left(self._starts, offset)
        return self._seen[at] if at < len(self._seen) and self._seen[at].span.start == offset else None

    def nearest(self, offset: int) -> Letter | None:
        """The first letter that stands here or behind, else the last one before."""
        at = bisect_left(self._starts, offset)
        return self._seen[min(at, len(self._seen) - 1)] if self._seen else None


def unit_of(element: Any) -> Any | None:
    """The child of the nearest run that the element stands in (or is)."""
    parent = element.getparent()
    while parent is not None and parent.tag != W + "p":
        if parent.tag == W + "r":
            return element
        element, parent = parent, parent.getparent()
    return None


def paragraph_of(element: Any) -> Any:  # None where it stands in none
    while element is not None and element.tag != W + "p":
        element = element.getparent()
    return element


def control_of(letter: Letter) -> Any | None:
    """The content control in the line that nobody has filled in, whose prompt the letter stands for."""
    if letter.offset is not None:
        return None
    if letter.element.tag != W + "t":
        return letter.element if letter.element.tag == W + "sdt" else None
    for around in letter.element.iterancestors():
        if around.tag == W + "p":
            return None
        if around.tag == W + "sdt" and switched(around, "sdtPr/showingPlcHdr"):
            return around
    return None


def is_locked(element: Any) -> bool:
    """Whether another person has deleted it, or it stands in no run."""
    return any(around.tag in _OUT for around in element.iterancestors())
