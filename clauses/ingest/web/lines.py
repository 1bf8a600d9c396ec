"""Words of a web page as a browser shows them: lines, with what is hidden in them and what was changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from clauses.ingest.revisions import Change
from clauses.ingest.writing import Kind

_SPACE = re.compile(r"[ \t\r\n\f]+|[^ \t\r\n\f]+")

Mark = TypeVar("Mark", bound=tuple[Any, ...])


@dataclass(frozen=True)
class State:
    """What holds for the words within an element."""

    hidden: bool = False
    changes: tuple[Change, ...] = ()  # the innermost insertion and the innermost deletion around it
    style: str = ""
    kind: Kind = "text"
    kept_lines: bool = False  # <pre>


@dataclass
class Line:
    """A line that was read, with what is to be said of its parts (offsets into text, the label apart)."""

    text: str
    label: str
    style: str
    kind: Kind
    hidden: list[tuple[int, int]] = field(default_factory=list)
    changes: list[tuple[int, int, Change, str]] = field(default_factory=list)


class Built:
    """A paragraph's words as a browser shows them: white space made one blank, none between Chinese characters."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._last = "\n"
        self._blank = ""
        self._hidden: list[tuple[int, int]] = []
        self._changes: list[tuple[int, int, Change, str]] = []

    def add(self, text: str, state: State, *, shown: bool) -> None:
        if not shown:
            words = re.sub(r"\s+", " ", text)
            if words.strip():
                self._note(self._length, self._length, state.changes, words)
            return
        start: int | None = None
        first = 0
        for token in [text] if state.kept_lines else _SPACE.findall(text):
            if token[0] in " \t\r\n\f" and not state.kept_lines:
                self._blank += token
                continue
            self._append(self._between(token[0]))
            if start is None:
                start, first = self._length, len(self._parts)
            self._append(token.replace("\r\n", "\n").replace("\r", "\n"))
        if start is not None:
            if state.hidden:
                self._hidden.append((start, self._length))
            if state.changes:
                self._note(start, self._length, state.changes, "".join(self._parts[first:]))

    def lines(self, style: str, kind: Kind) -> Iterator[Line]:
        """The lines, stripped; marks are cut to them."""
        text, at = "".join(self._parts), 0
        hidden = changed = 0  # the first marks that do not end before this line
        for whole in text.split("\n"):
            end = at + len(whole)
            left = at + len(whole) - len(whole.lstrip())
            words = whole.strip()
            right = left + len(words)
            line = Line(words.replace("\xa0", " "), "", style, kind)
            while hidden < len(self._hidden) and self._hidden[hidden][1] <= at:
                hidden += 1
            for s, e in _until(self._hidden, hidden, end - 1):
                if max(s, left) < min(e, right):
                    line.hidden.append((max(s, left) - left, min(e, right) - left))
            while changed < len(self._changes) and self._changes[changed][1] < at:
                changed += 1
            for s, e, change, said in _until(self._changes, changed, end):
                if max(s, left) < min(e, right):
                    line.changes.append((max(s, left) - left, min(e, right) - left, change, text[max(s, left) : min(e, right)]))
                elif s == e:
                    place = min(max(s, left), right) - left
                    line.changes.append((place, place, change, said))
            at = end + 1
            yield line

    def _between(self, following: str) -> str:
        """What is shown for the white space before this character."""
        blank, self._blank = self._blank, ""
        if not blank or self._last == "\n" or following == "\n":
            return ""
        return "" if "\n" in blank and self._last >= "\u2e80" and following >= "\u2e80" else " "

    def _append(self, text: str) -> None:
        if text:
            self._parts.append(text)
            self._length += len(text)
            self._last = text[-1]

    def _note(self, start: int, end: int, changes: tuple[Change, ...], words: str) -> None:
        """Notes the changes, each as one with the piece before it where that is part of it."""
        for change in changes:
            at = next((n for n, before in enumerate(self._changes[-2:], max(len(self._changes) - 2, 0)) if before[2] is change and before[1] in (start, start - 1)), None)
            if at is None:
                self._changes.append((start, end, change, words))
            else:
                self._changes[at] = (self._changes[at][0], end, change, self._changes[at][3] + words)


def _until(marks: list[Mark], first: int, last: int) -> Iterator[Mark]:
    """The marks from the first on that begin at `last` or before."""
    for index in range(first, len(marks)):
        if marks[index][0] > last:
            return
        yield marks[index]
