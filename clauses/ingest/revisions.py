"""Tracked changes, of Word files and of web pages: which words each view of a file shows, and what was changed by whom.

Accepted, what was inserted stands and what was deleted is gone; rejected, the other way round; marked is read as accepted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from clauses.model import Revision, Span, View

Kind = Literal["inserted", "deleted", "moved_from", "moved_to"]
_GAP = 50  # blanks at most between neighbours


class Change(NamedTuple):
    """Who changed something, when, and how."""

    kind: Kind
    author: str
    date: str | None

    def shown(self, view: View) -> bool:
        """Whether what was changed stands in the text of this view."""
        return (self.kind in ("inserted", "moved_to")) != (view == "rejected")


class Changed(NamedTuple):
    """Words under a change. cell: which cell of a row they stand in."""

    change: Change
    words: str
    cell: int = 0


def joined(found: Iterable[tuple[Changed, Span, int]], text: str) -> tuple[Revision, ...]:
    """The changes as revisions, neighbours of one author, date and kind in one paragraph or row as one.

    Args:
        found: the changed words with their spans in the text and the paragraph or row that they stand in, in order.
        text: the whole text.
    """
    made: list[_Run] = []
    last: dict[Change, _Run] = {}
    for (change, words, cell), span, group in found:
        run = last.get(change)
        if run is None or run.group != group or span.start - run.end > _GAP or text[run.end : span.start].strip():
            run = last[change] = _Run(change, group, span.start, span.end, cell)
            made.append(run)
        run.words += ["\t" * (cell - run.cell), words]
        run.end, run.cell = max(run.end, span.end), cell
    return tuple(revision for run in made if (revision := run.revision()).text)


@dataclass
class _Run:
    """Neighbouring words under one change: where they stand, in which paragraph or row, and in which cell the last of them."""

    change: Change
    group: int
    start: int
    end: int
    cell: int
    words: list[str] = field(default_factory=list)

    def revision(self) -> Revision:
        words = "".join(self.words)
        return Revision(kind=self.change.kind, author=self.change.author, date=self.change.date, text=words.strip("\n") or words, span=Span(self.start, self.end))
