"""The order in which a page's lines and tables are read: from top to bottom, or column by column.

Two columns are told by a gutter that most of the page's lines keep clear of, with many long lines on both sides of it; a
table, a form and two parties side by side have short ones and stay as they are. A page whose own lines do not show it, a
cover, a price list, a last page, is parted as the page beside it is, where its lines begin as that one's do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import median
from typing import NamedTuple

from clauses.ingest.pages import PageLine
from clauses.ingest.pdf.lines import TextLine, segments, shown
from clauses.ingest.pdf.page import Glyph
from clauses.model import Rect

FEWEST = 6  # lines on either side of a gutter
FILLED = 0.6  # of a column's width: how long its lines are, the middle one taken
CROSSING = 0.4  # of a page's lines may stand across the gutter, headings and tables
GUTTER_GAP = 0.9  # em: columns stand at least this far apart
HEADING = 1.12  # times the page's size of type
BAND = 3  # lines on either side that make a stretch of columns
BEGIN = 0.12  # of a column's width: how far the beginnings of its lines lie apart, those of paragraphs among them
NOTE_WIDTH = 0.24  # of a page's width: what is wider is no side note
NOTE_SIZE = 0.92  # of the page's size of type: side notes are set smaller


class Piece(NamedTuple):
    """What is read in one go: a line or a table, with its place."""

    rect: Rect
    lines: tuple[PageLine, ...]


class Gutter(NamedTuple):
    """Where two columns part on a page of this width, and where the lines of either begin."""

    x: float
    left: float
    right: float
    width: float


def in_order(lines: Sequence[TextLine], tables: Sequence[Piece], width: float, beside: Gutter | None = None) -> tuple[list[PageLine], Gutter | None]:
    """The page's lines, those of its tables among them, in reading order, and the gutter between its columns.

    Args:
        beside: the gutter of the page before or after; this page has it too where its lines keep to it.
    """
    lines, notes = _without_notes(lines, width)
    gutter = _gutter(lines, width) or (beside if beside is not None and _keeps_to(lines, width, beside) else None)
    if gutter is None:
        pieces = [*_pieces(lines), *tables]
        ordered = sorted(pieces, key=_top)
    else:
        ordered = _by_bands(lines, tables, gutter.x, 1 if gutter is beside else BAND)
    return [line for piece in (*ordered, *_pieces(notes)) for line in piece.lines], gutter


def _keeps_to(lines: Sequence[TextLine], width: float, gutter: Gutter) -> bool:
    """Whether most lines keep clear of the gutter, and most of either side begin where that column's lines do."""
    if abs(width - gutter.width) > 1:
        return False
    sides: tuple[list[float], list[float]] = ([], [])
    for line in lines:
        for side, half in zip(sides, _parted(line, gutter.x) or ((), ()), strict=True):
            side += [half[0].left] if half else []
    crossing = sum(_parted(line, gutter.x) is None for line in lines)
    reach = BEGIN * (gutter.right - gutter.left)
    aligned = (sum(-0.1 * reach <= begin - start <= reach for begin in side) >= 0.5 * len(side) for side, start in zip(sides, (gutter.left, gutter.right), strict=True))
    return all(sides) and crossing <= CROSSING * len(lines) and all(aligned)


def _top(piece: Piece) -> float:
    return piece.rect.top


def _pieces(lines: Sequence[TextLine]) -> list[Piece]:
    return [Piece(line.rect, (text,)) for line in lines if (text := shown(line))]


def _gutter(lines: Sequence[TextLine], width: float) -> Gutter | None:
    """Where between two columns nothing is written; None where the page has one."""
    parts = [part for line in lines for part in segments(line, GUTTER_GAP)]
    if len(parts) < 2 * FEWEST:
        return None
    spans = [(part[0].left, max(g.right for g in part)) for part in parts]
    left, right = min(s[0] for s in spans), max(s[1] for s in spans)
    middles = [left + (right - left) * share / 100 for share in range(30, 71)]
    crossed = {x: sum(a < x < b for a, b in spans) for x in middles}
    least = min(crossed.values())
    clear = [x for x in middles if crossed[x] == least]
    x = clear[len(clear) // 2]
    before = [s for s in spans if s[1] <= x]
    after = [s for s in spans if s[0] >= x]
    if min(len(before), len(after)) < FEWEST or least > CROSSING * len(lines) or right - left < 0.5 * width:
        return None
    widths = (x - min(s[0] for s in before), max(s[1] for s in after) - x)
    full = all(median(b - a for a, b in side) >= FILLED * size for side, size in zip((before, after), widths, strict=True))
    starts = [median(s[0] for s in side) for side in (before, after)]
    aligned = all(sum(abs(s[0] - start) < BEGIN * size for s in side) >= 0.5 * len(side) for side, start, size in zip((before, after), starts, widths, strict=True))
    if not full or not aligned:
        return None
    left, right = (min(s[0] for s in side if abs(s[0] - start) < BEGIN * size) for side, start, size in zip((before, after), starts, widths, strict=True))
    return Gutter(x, left, right, width)


def _by_bands(lines: Sequence[TextLine], tables: Sequence[Piece], gutter: float, fewest: int) -> list[Piece]:
    """The pieces column by column, each stretch of columns, of `fewest` lines on either side, ended by what stands across the gutter."""
    ordered: list[Piece] = []
    whole: list[Piece] = []  # the stretch's lines as they stand, both sides in one
    sides: tuple[list[Piece], list[Piece]] = ([], [])

    def close() -> None:
        nonlocal whole
        columns = min(len(side) for side in sides) >= fewest
        ordered.extend([*sides[0], *sides[1]] if columns else sorted(whole, key=_top))
        whole = []
        sides[0].clear()
        sides[1].clear()

    both = [*((piece, line) for line in lines for piece in _pieces([line])), *((table, None) for table in tables)]
    both.sort(key=lambda pair: _top(pair[0]))
    size = median(line.em for line in lines)
    split = [_halves(line, gutter) if line else _side(piece, gutter) for piece, line in both]
    for i, (piece, line) in enumerate(both):
        halves = split[i]
        if halves is None or (line and line.em >= HEADING * size and _ends_columns(split[i:])):
            close()
            ordered.append(piece)
            continue
        whole.append(piece)
        for side, half in zip(sides, halves, strict=True):
            side += half
    close()
    return ordered


def _ends_columns(below: Sequence[tuple[list[Piece], list[Piece]] | None]) -> bool:
    """Whether nothing stands beside the first of these, nor on the other side below it, before something stands across."""
    first = below[0]
    if first is None or all(first):
        return False
    other = 1 if first[0] else 0
    for halves in below[1:]:
        if halves is None:
            return True
        if halves[other]:
            return False
    return True


def _halves(line: TextLine, gutter: float) -> tuple[list[Piece], list[Piece]] | None:
    """The line's words on either side of the gutter; None where they stand across it."""
    parts = _parted(line, gutter)
    if parts is None:
        return None
    left, right = (_pieces([TextLine(tuple(part))]) if part else [] for part in parts)
    return left, right


def _parted(line: TextLine, gutter: float) -> tuple[list[Glyph], list[Glyph]] | None:
    """The line's characters on either side of the gutter; None where they stand across it."""
    if any(g.left < gutter < g.right and g.sign.strip() for g in line.glyphs):
        return None
    parts = ([g for g in line.glyphs if g.right <= gutter], [g for g in line.glyphs if g.left >= gutter])
    if all(parts) and parts[1][0].left - max(g.right for g in parts[0]) < GUTTER_GAP * 0.9 * line.em:
        return None
    return parts


def _side(piece: Piece, gutter: float) -> tuple[list[Piece], list[Piece]] | None:
    if piece.rect.right <= gutter:
        return [piece], []
    return ([], [piece]) if piece.rect.left >= gutter else None


def _without_notes(lines: Sequence[TextLine], width: float) -> tuple[list[TextLine], list[TextLine]]:
    """The lines without notes in the margin, and those: small type that stands apart, left or right of nearly all other lines."""
    if len(lines) < FEWEST:
        return list(lines), []
    size = median(g.em for line in lines for g in line.glyphs)
    wide = [part for line in lines for part in segments(line) if _is_body(part, size, width)]
    if len(wide) < FEWEST:
        return list(lines), []
    left, right = min(part[0].left for part in wide), max(max(g.right for g in part) for part in wide)
    is_note: Callable[[Sequence[Glyph]], bool] = lambda part: max(g.em for g in part) <= NOTE_SIZE * size and (max(g.right for g in part) <= left or part[0].left >= right)  # noqa: E731
    kept: list[TextLine] = []
    notes: list[TextLine] = []
    for line in lines:
        parts = segments(line)
        aside = [part for part in parts if is_note(part)]
        rest = [g for part in parts if not is_note(part) for g in part]
        kept += [TextLine(tuple(rest))] if rest else []
        notes += [TextLine(tuple(part)) for part in aside]
    return (kept, sorted(notes, key=lambda note: note.rect.left > left)) if len(notes) >= 2 else (list(lines), [])


def _is_body(part: Sequence[Glyph], size: float, width: float) -> bool:
    return max(g.right for g in part) - part[0].left > NOTE_WIDTH * width and max(g.em for g in part) > NOTE_SIZE * size
