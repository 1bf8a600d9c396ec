"""What was changed where in a text: the changes of a diff by their place in the old words, and which of them were asked for.

A diff comes in; regions of the old text go out, with the words put in their place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from clauses.model import Diff, Roles, Span
from clauses.rounds.sameness import said

_SENTENCE = re.compile(r"[^。；;\n]*[。；;\n]|[^。；;\n]+")


class Region(NamedTuple):
    """Words taken from the old text at a place and put there; at, to: the segments of the diff; start: of `now` in the new text."""

    old: Span
    was: str
    now: str
    at: int
    to: int
    start: int

    def meets(self, other: Region) -> bool:
        """Whether both change the same words, or words side by side."""
        return self.old.start <= other.old.end and other.old.start <= self.old.end

    def does(self, other: Region, roles: Roles) -> bool:
        """Whether both do the same to the same words."""
        return self.old == other.old and said(self.now, roles) == said(other.now, roles)


def regions(diff: Diff) -> Iterator[Region]:
    """Every change of the diff, in order."""
    left = right = n = 0
    while n < len(diff):
        op, text = diff[n]
        if op == "=":
            left, right, n = left + len(text), right + len(text), n + 1
            continue
        first, was, now = n, "", ""
        while n < len(diff) and diff[n][0] != "=":
            was, now = was + diff[n][1] * (diff[n][0] == "-"), now + diff[n][1] * (diff[n][0] == "+")
            n += 1
        yield Region(Span(left, left + len(was)), was, now, first, n, right)
        left, right = left + len(was), right + len(now)


def weighty(diff: Diff, roles: Roles) -> tuple[Region, ...]:
    """The changes that are more than editorial."""
    return tuple(region for region in regions(diff) if said(region.was, roles) != said(region.now, roles))


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text."""
    return tuple(_SENTENCE.findall(text))


def sentence_round(text: str, start: int, end: int) -> Span:
    """The sentences of the text in which text[start:end] stands."""
    spans = [Span(m.start(), m.end()) for m in _SENTENCE.finditer(text) if m.start() < max(end, start + 1) and start < m.end()]
    return Span(spans[0].start, spans[-1].end) if spans else Span(start, end)


def marked(diff: Diff, chosen: Sequence[Region]) -> tuple[bool, ...]:
    """For every segment of the diff, whether it belongs to one of the regions."""
    inside = {n for region in chosen for n in range(region.at, region.to)}
    return tuple(n in inside for n in range(len(diff)))
