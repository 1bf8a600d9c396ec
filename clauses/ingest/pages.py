"""Pages and their lines, as PDF and scans give them, and how they become one text.

A page's lines stand in reading order, each with its rectangle. Which line breaks are the printer's, `breaks` tells.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from clauses.ingest.content import Content
from clauses.model import Block, Doubt, Page, Problem, Rect, Span


class PageLine(NamedTuple):
    """A line of a page, or a row of one of its tables with the cells parted by tabs.

    confidence: of the least sure word, 1 where it was not read from a picture. doubts: their spans are into `text`.
    wrapped: the line break after it is the printer's, not the author's. hidden: it is written so that nobody sees it.
    """

    text: str
    rect: Rect | None
    row: bool = False
    furniture: bool = False
    confidence: float = 1.0
    doubts: tuple[Doubt, ...] = ()
    wrapped: bool = True
    hidden: bool = False


class PageRead(NamedTuple):
    """A page as it was read, or why it could not be."""

    page: Page
    lines: tuple[PageLine, ...]
    problem: Problem | None = None


def joined(pages: Iterable[PageRead]) -> Content:
    """The lines of all pages as one text, a block a line."""
    lines: list[str] = []
    blocks: list[Block] = []
    doubts: list[Doubt] = []
    hidden: list[Span] = []
    problems: list[Problem] = []
    seen: list[Page] = []
    at = 0
    for page, found, problem in pages:
        seen.append(page)
        if problem:
            problems.append(problem)
        for line in found:
            kind = "furniture" if line.furniture else "row" if line.row else "text"
            blocks.append(Block(span=Span(at, at + len(line.text)), page=page.number, kind=kind, wrapped=line.wrapped, confidence=line.confidence, rect=line.rect))  # type: ignore[arg-type]
            doubts += [replace(d, span=Span(at + d.span.start, at + d.span.end)) for d in line.doubts]
            hidden += [Span(at, at + len(line.text))] if line.hidden else []
            lines.append(line.text)
            at += len(line.text) + 1
    return Content("\n".join(lines), tuple(blocks), tuple(problems), hidden=tuple(hidden), doubts=tuple(doubts), pages=tuple(seen))
