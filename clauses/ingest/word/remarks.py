"""Comments in the margin: who wrote them, what they say, and which words they are about."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from clauses.ingest.word.styles import W
from clauses.ingest.word.symbols import seen
from clauses.ingest.writing import Edge
from clauses.model import Block, Comment, Span


def comments_of(root: Any, edges: Sequence[tuple[Edge, Span]], blocks: Sequence[Block]) -> tuple[Comment, ...]:
    """The comments that say anything, replies too; without a range of its own a comment is about the paragraph that refers to it.

    Args:
        root: of comments.xml.
        edges: where in the text the ranges begin and end, and where comments are referred to.
        blocks: of the text.
    """
    places: dict[tuple[str, str], int] = {(edge.comment, edge.side): span.start for edge, span in edges}
    starts = [block.span.start for block in blocks]
    found = []
    for element in root.iter(W + "comment"):
        id, text = element.get(W + "id") or "", "\n".join(words for p in element.iter(W + "p") if (words := words_of(p)))
        if text:
            found.append(Comment(author=element.get(W + "author") or "", date=element.get(W + "date"), text=text, span=_span(id, places, starts, blocks)))
    return tuple(found)


def words_of(paragraph: Any) -> str:
    """The plain words of a paragraph."""
    return seen("".join(t.text or "" for t in paragraph.iter(W + "t"))).strip()


def _span(id: str, places: dict[tuple[str, str], int], starts: Sequence[int], blocks: Sequence[Block]) -> Span | None:
    start, end, reference = (places.get((id, side)) for side in ("start", "end", "reference"))
    if start is not None and end is not None:
        before = bisect_right(starts, end) - 1
        if before > 0 and starts[before] == end > start:  # it ends where a paragraph begins: with the one before
            end = blocks[before - 1].span.end
        return Span(start, max(start, end))
    at = reference if reference is not None else start if start is not None else end
    if at is None or not blocks:
        return None
    return blocks[max(bisect_right(starts, at) - 1, 0)].span
