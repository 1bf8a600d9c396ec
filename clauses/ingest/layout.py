"""What was read of a page's pieces, put together as lines in reading order, each with its place and its doubts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from clauses.ingest import pictures, recognition
from clauses.ingest.pages import PageLine
from clauses.ingest.pictures import Straight
from clauses.ingest.recognition import Box, Letter
from clauses.model import Doubt, Page, Span

_CELL_GAP = 1.2  # heights of a line between two cells of a table
_UNSURE = 0.85  # a letter of which the reader was less sure is doubtful


class Piece(NamedTuple):
    """What was read in one box."""

    box: Box
    letters: tuple[Letter, ...]


def lines(straight: Straight, found: Sequence[Box], page: Page) -> list[PageLine]:
    """The lines of the page."""
    crops = [straight.grey[b.top : b.bottom, b.left : b.right] for b in found]
    read = recognition.letters(crops)
    pieces = [Piece(box, tuple(ls)) for box, ls in zip(found, read, strict=True) if any(x.sign.strip() for x in ls)]
    return [_line(row, straight, page) for row in _rows(pieces)]


def _rows(pieces: list[Piece]) -> list[list[Piece]]:
    """The pieces of each line from left to right, lines from top to bottom."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: p.box.top + p.box.bottom):
        for row in reversed(rows[-4:]):
            if _level(row[-1].box, piece.box) and not any(_beside(p.box, piece.box) < -8 for p in row):
                row.append(piece)
                break
        else:
            rows.append([piece])
    for row in rows:
        row.sort(key=lambda p: p.box.left)
    return rows


def _level(a: Box, b: Box) -> bool:
    """Whether the two stand on one line: each one's middle is within the other."""
    return a.top < (b.top + b.bottom) / 2 < a.bottom and b.top < (a.top + a.bottom) / 2 < b.bottom


def _beside(a: Box, b: Box) -> int:
    """How far apart the two are across; negative where they overlap."""
    return max(a.left, b.left) - min(a.right, b.right)


def _line(row: list[Piece], straight: Straight, page: Page) -> PageLine:
    high = max(p.box.bottom - p.box.top for p in row)
    cells = ["".join(x.sign for x in p.letters).strip() for p in row]
    apart = [b.box.left - a.box.right > _CELL_GAP * high * 0.7 for a, b in pairwise(row)]
    table = sum(apart) >= 2 and sum(map(len, cells)) >= 2 * len(cells) and not any(c in ("年", "月", "日") for c in cells)
    text = ""
    doubts: list[Doubt] = []
    least = 1.0
    for i, piece in enumerate(row):
        if i:
            text += "\t" if table and apart[i - 1] else " " if apart[i - 1] else ""
        for letter in piece.letters:
            if letter.sign == " " and (not text or text[-1] in " \t"):
                continue
            if letter.sign.strip():
                least = min(least, letter.sure)
                if letter.sure < _UNSURE:
                    doubts.append(Doubt(kind="confidence", span=Span(len(text), len(text) + 1), confidence=round(letter.sure, 3), read=letter.sign))
            text += letter.sign
    box = (min(p.box.left for p in row), min(p.box.top for p in row), max(p.box.right for p in row), max(p.box.bottom for p in row))
    text = text.rstrip()
    doubts = [d for d in doubts if d.span.end <= len(text)]
    return PageLine(text, pictures.rect(straight, box, page), table, confidence=round(least, 3), doubts=tuple(doubts))
