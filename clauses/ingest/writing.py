"""The text of a Word file or a web page as it is being written: its lines and blocks, and where in it marked words have come to stand.

A paragraph's words are gathered with marks (hidden, changed, commented) at offsets of their own. Written out, they are stripped,
broken at line breaks or pressed into the cell of a row; the marks go with them. A web page brings lines that are made already.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from clauses.errors import UnreadableFile
from clauses.ingest.content import MOST_CHARACTERS
from clauses.ingest.revisions import Changed
from clauses.model import Block, Said, Span

Kind = Literal["text", "row", "note", "furniture"]
_BLANKS = re.compile(r"\s+")
_SHORTEST_LINE = 2  # blanks
_LAYOUT_PARAGRAPHS, _LAYOUT_LENGTH = 4, 200  # a cell of so many paragraphs, and of more characters, is page layout, no table cell


class Mark(NamedTuple):
    """Something said of the words [start, end): HIDDEN, a `Changed`, an `Edge`, an `Origin`."""

    what: Any
    start: int
    end: int


class Edge(NamedTuple):
    """Where the words of a comment begin or end, or where it is referred to."""

    comment: str
    side: Literal["start", "end", "reference"]


class Origin(NamedTuple):
    """Which element of the file words come from. offset: of the character in a w:t's own text; None where the words stand for the element as a whole."""

    element: Any
    offset: int | None


class Placed(NamedTuple):
    """A mark in the text, with the number of the paragraph or row that it came in."""

    what: Any
    span: Span
    group: int


HIDDEN = "hidden"


@dataclass
class Words:
    """Words that are being gathered, with their marks.

    Blanks that are underlined, with no underlined word beside them, are a line to write on: they become as many underscores
    where the paragraph has words at all.
    """

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    marks: list[Mark] = field(default_factory=list)
    blank: bool = True  # nothing but blanks so far
    _line: int | None = None  # the first piece of the underlined ones that are being added
    _lines: list[tuple[int, int]] = field(default_factory=list)

    def add(self, words: str, *, underlined: bool = False) -> None:
        if not underlined:
            self._end_line()
        elif self._line is None:
            self._line = len(self.pieces)
        self.pieces.append(words)
        self.length += len(words)
        self.blank = self.blank and not words.strip()

    def _end_line(self) -> None:
        if self._line is not None:
            drawn = self.pieces[self._line :]
            if not any(p.strip() for p in drawn) and sum(map(len, drawn)) >= _SHORTEST_LINE:
                self._lines.append((self._line, len(self.pieces)))
            self._line = None

    def __str__(self) -> str:
        self._end_line()
        for start, end in self._lines if not self.blank else ():
            self.pieces[start:end] = ["_" * len(piece) for piece in self.pieces[start:end]]
        self._lines = []
        if len(self.pieces) > 1:
            self.pieces = ["".join(self.pieces)]
        return self.pieces[0] if self.pieces else ""


class Writing:
    """The text so far: `lines` parted by one \\n, `blocks`, and the marks that have found their place."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.lines: list[str] = []
        self.length = 0  # where the next line will begin
        self.blocks: list[Block] = []
        self.marks: list[Placed] = []
        self._group = 0

    def text(self) -> str:
        return "\n".join(self.lines)

    def mark(self, what: Any) -> None:
        """Marks the place where the next line will begin."""
        self.marks.append(Placed(what, Span(self.length, self.length), self._group))

    def paragraph(self, words: Words, *, page: int | None, label: str = "", style: str = "", kind: Kind = "text", prefix: str = "", but: frozenset[str] = frozenset()) -> bool:
        """Whether any line of the paragraph was written: those that have words, the label and the prefix on the first; the label alone where none has.

        Args:
            words: its words.
            page: the page that it begins on.
            label: its automatic number, with the blank behind it.
            style: its style's name.
            kind: of its blocks.
            prefix: stands before the first line and is no number.
            but: lines that are left out.
        """
        self._group += 1
        places: list[tuple[int, int, int]] = []  # of each line: where it begins in the words, how long it is, where it stands in the text
        at = 0
        for line in str(words).split("\n"):
            stripped = line.strip()
            if stripped and stripped not in but:
                head = prefix + label
                places.append((at + line.index(stripped[0]), len(stripped), self.length + len(head)))
                self.line(head + stripped, kind, page, style=style, label=len(label))
                label = prefix = ""
            at += len(line) + 1
        alone = not places and label.strip() != "" and kind != "furniture"  # a number without words is seen, and counts
        if alone:
            self.line((prefix + label).rstrip(), kind, page, style=style, label=len(label.rstrip()))
        if words.marks:
            self._place(words.marks, places)
        return bool(places) or alone

    def row(self, cells: list[list[tuple[str, Words]]], *, page: int | None, kind: Kind = "row") -> bool:
        """Whether the row was written, its cells parted by tabs; each cell is its paragraphs' labels and words."""
        self._group += 1
        shown = [[_pressed(label, words) for label, words in cell] for cell in cells]
        flat = [" ".join(text for text, _ in cell if text) for cell in shown]
        written = any(flat)
        at = self.length
        if written:
            self.line("\t".join(flat), kind, page)
        for index, (cell, pressed) in enumerate(zip(cells, shown, strict=True)):
            for (_, words), (text, offsets) in zip(cell, pressed, strict=True):
                for what, start, end in words.marks:
                    moved = what._replace(cell=index) if isinstance(what, Changed) else what
                    self.marks.append(Placed(moved, Span(at + offsets[start], at + offsets[end]) if written else Span(at, at), self._group))
                at += len(text) + 1 if written and text else 0
            if written and (not flat[index]):
                at += 1
        return written

    def line(self, text: str, kind: Kind, page: int | None = None, *, style: str = "", label: int = 0) -> None:
        """The line stands in the text, as a block; its first `label` characters are an automatic number.

        Raises:
            UnreadableFile: the text grows over `MOST_CHARACTERS`.
        """
        if self.length + len(text) > MOST_CHARACTERS:
            raise UnreadableFile(Said(f"{self._name} 的文字超过 {MOST_CHARACTERS // 10_000} 万字", f"{self._name} has more than {MOST_CHARACTERS:,} characters"), Said("请拆分后再审查", "split it and review the parts"))
        self.blocks.append(Block(span=Span(self.length, self.length + len(text)), page=page, kind=kind, style=style, label=label))
        self.lines.append(text)
        self.length += len(text) + 1

    def _place(self, marks: list[Mark], places: list[tuple[int, int, int]]) -> None:
        starts = [begin for begin, _, _ in places]

        def placed(offset: int) -> int:
            if not places:
                return self.length
            begin, width, stands = places[max(bisect_right(starts, offset) - 1, 0)]
            return stands + min(max(offset - begin, 0), width)

        for what, start, end in marks:
            first = placed(start)
            self.marks.append(Placed(what, Span(first, max(first, placed(end))), self._group))


def is_layout(lengths: Sequence[int]) -> bool:
    """Whether a cell whose paragraphs are so long holds running text and no entry of a table."""
    return len(lengths) >= _LAYOUT_PARAGRAPHS and sum(lengths) > _LAYOUT_LENGTH


def _pressed(label: str, words: Words) -> tuple[str, list[int]]:
    """A cell's paragraph on one line with single blanks, and where each of its characters has come to stand (only where it has marks)."""
    text = str(words)
    head = _BLANKS.sub(" ", label)
    pressed = (head + _BLANKS.sub(" ", text.strip())).strip()
    if not words.marks:
        return pressed, []
    offsets, at, blank = [], len(head), True
    for c in text:
        offsets.append(min(at, len(pressed)))
        at += 0 if c.isspace() and blank else 1
        blank = c.isspace()
    return pressed, [*offsets, min(at, len(pressed))]
