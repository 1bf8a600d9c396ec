"""What was read of a page's pieces, put together as lines in reading order, each with its place and its doubts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from clauses.ingest.pages import PageLine
from clauses.ingest.scan import marks, misreadings, pictures, recognition, rereading
from clauses.ingest.scan.pictures import DPI, Straight
from clauses.ingest.scan.recognition import Box, Letter
from clauses.model import Doubt, Rect, Span

_APART = 0.85  # heights of a line between two cells of a table, or two parts that a blank parts
_COVERED = 0.06  # share of a letter's place on which ink of a seal lies
_COLUMN = 9  # pieces that make a column of text

_STEEPEST = 30.0  # degrees that a line leans which is still read
_LEAST = 8  # letters of a tilted line that is kept
_PERHAPS = 0.5  # how sure the reader is, on an average, of what may be a word
_STROKES = "_-—－–. "  # what the reader takes a rule for


class Piece(NamedTuple):
    """What was read in one box; the letters' places are in the page's pixels."""

    box: Box
    letters: tuple[Letter, ...]


Row = list[Piece]


class Laid(NamedTuple):
    """The lines of a page, and whether words stand on it that could not be read."""

    lines: list[PageLine]
    unread: bool


def lines(straight: Straight, boxes: Sequence[Box]) -> Laid:
    """The lines of the straightened page, placed on it in points: text row by row and column by column, tables row by row."""
    extra = [Box(*box) for box in marks.missed(straight.grey, [box[:4] for box in boxes])]
    found = [*(box for box in boxes if not box.lean), *extra]
    crops = [straight.grey[b.top : b.bottom, b.left : b.right] for b in found]
    read = [misreadings.mended(letters, crop) for letters, crop in zip(recognition.letters(crops), crops, strict=True)]
    tilted, unread = _tilted(straight, boxes)
    unread = unread or any(box in extra and not _sure(letters) and _likely(letters) for box, letters in zip(found, read, strict=True))
    read = [letters if box not in extra or _sure(letters) else [] for box, letters in zip(found, read, strict=True)]
    pieces = [_piece(box, letters) for box, letters in zip(found, rereading.checked(read, crops), strict=True) if any(x.sign.strip() for x in letters)]
    squares = marks.squares(straight.grey, sorted(b.bottom - b.top for b in found)[len(found) // 2]) if found else []
    pieces = [_seen(_ticked(piece, squares), straight) for piece in [*pieces, *tilted]]
    ruling = marks.ruling(straight.grey)
    tables, free = _tables(pieces, ruling.cells)
    placed = [(cells[0][0], _row(cells)) for cells in tables]
    placed += [(row[0].box, _line(row)) for row in _blanked(_ordered(free, straight.grey.shape[1]), ruling.rules)]
    return Laid(_rates_a_day([line for _, line in _merged(placed, bool(tables)) if line.text]), unread)


def _merged(placed: list[tuple[Box, PageLine]], tables: bool) -> list[tuple[Box, PageLine]]:
    """Tables among the lines where they stand; without any the reading order is kept as it is."""
    return sorted(placed, key=lambda p: p[0].top) if tables else placed


def _sure(letters: Sequence[Letter]) -> bool:
    """Whether what the finder of lines passed over is a word and no speck."""
    return bool(letters) and sum(x.sure for x in letters) / len(letters) > 0.85 and any(x.sign.isalnum() for x in letters)


def _likely(letters: Sequence[Letter]) -> bool:
    """Whether it may be a word all the same."""
    return bool(letters) and sum(x.sure for x in letters) / len(letters) > _PERHAPS and any(x.sign.isalnum() for x in letters)


def _tilted(straight: Straight, boxes: Sequence[Box]) -> tuple[list[Piece], bool]:
    """The tilted lines that can be read, every letter doubtful, and whether there are others; the writing round a seal comes in short ones."""
    pieces, unread = [], False
    usual = sorted(b.bottom - b.top for b in boxes if not b.lean)
    for box in (b for b in boxes if b.lean):
        crop = pictures.levelled(straight.grey, box[:4], box.lean) if abs(box.lean) < _STEEPEST else None
        letters = misreadings.mended(recognition.letters([crop])[0], crop) if crop is not None else []
        if crop is None or not _sure(letters) or len(letters) < _LEAST:
            unread = unread or not usual or box.right - box.left > 1.5 * usual[len(usual) // 2]
            continue
        middle, high, along = (box.top + box.bottom) // 2, crop.shape[0], (box.right - box.left) / crop.shape[1]
        level = Box(box.left, middle - high // 2, box.right, middle + high // 2)
        pieces.append(_piece(level, [x._replace(left=x.left * along, right=x.right * along, doubt=x.doubt or "confidence") for x in letters]))
    return pieces, unread


def _piece(box: Box, letters: Sequence[Letter]) -> Piece:
    return Piece(box, tuple(x._replace(left=x.left + box.left, right=x.right + box.left) for x in letters))


def _seen(piece: Piece, straight: Straight) -> Piece:
    """The piece with the letters marked that a seal lies over."""
    if straight.seals is None or not straight.seals[piece.box.top : piece.box.bottom, piece.box.left : piece.box.right].any():
        return piece
    top, bottom = piece.box.top, piece.box.bottom
    shares = [float(straight.seals[top:bottom, int(x.left) : max(int(x.right), int(x.left) + 1)].mean()) / 255 for x in piece.letters]
    covered = [x._replace(doubt=x.doubt if x.doubt in ("per_mille", "percent") else "covered") if share > _COVERED and x.sign.strip() else x for x, share in zip(piece.letters, shares, strict=True)]
    return Piece(piece.box, tuple(covered))


# ---- order


def _ordered(pieces: list[Piece], wide: int) -> list[Row]:
    """The rows in reading order: where the page has two columns the left one first, between the lines that run across."""
    gutter = _gutter(pieces, wide)
    if gutter is None:
        return _rows(pieces)
    rows: list[Row] = []
    across = sorted((p for p in pieces if p.box.left < gutter < p.box.right), key=lambda p: p.box.top)
    edges = [-1, *(p.box.top for p in across), 1 << 30]
    for above, below in pairwise(edges):
        band = [p for p in pieces if above <= p.box.top < below and p not in across]
        rows += _rows([p for p in across if p.box.top == above])
        rows += _rows([p for p in band if p.box.right <= gutter]) + _rows([p for p in band if p.box.left >= gutter])
    return rows


def _gutter(pieces: list[Piece], wide: int) -> int | None:
    """Where the empty strip between two columns of text is; columns are many full lines, not the two halves of a signature page."""
    for gutter in sorted(range(int(0.4 * wide), int(0.6 * wide), 8), key=lambda x: abs(x - wide // 2)):
        across = sum(p.box.left < gutter < p.box.right for p in pieces)
        left = [p.box for p in pieces if p.box.right <= gutter]
        right = [p.box for p in pieces if p.box.left >= gutter]
        if min(len(left), len(right)) < _COLUMN or across > 0.15 * len(pieces):
            continue
        if all(sum(b.right - b.left for b in side) > 0.55 * len(side) * (max(b.right for b in side) - min(b.left for b in side)) for side in (left, right)):
            return gutter
    return None


def _rows(pieces: list[Piece]) -> list[Row]:
    """The pieces of each line from left to right, lines from top to bottom."""
    rows: list[Row] = []
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


# ---- blanks


def _blanked(rows: list[Row], rules: Sequence[tuple[int, int, int, int]]) -> list[Row]:
    """The rows with ____ where a rule is left to be filled in."""
    for left, top, right, bottom in rules:
        row = next((r for r in rows if _under(r, (top + bottom) / 2, left, right)), None)
        if row is not None:
            _insert(row, Box(left, top, right, bottom))
    return rows


def _under(row: Row, y: float, left: int, right: int) -> bool:
    """Whether the rule stands at the foot of the row's letters, beside them or between."""
    top, bottom = min(p.box.top for p in row), max(p.box.bottom for p in row)
    high = bottom - top
    return top + 0.64 * high < y < bottom + 0.15 * high and right > row[0].box.left - 12 * high and left < row[-1].box.right + 12 * high


def _insert(row: Row, rule: Box) -> None:
    """The rule as a piece of the row, unless words stand on it."""
    high = max(p.box.bottom - p.box.top for p in row)
    if rule.right - rule.left < 0.6 * high:
        return
    for i, piece in enumerate(row):
        if not (piece.box.left < rule.right - 4 and piece.box.right > rule.left + 4):
            continue
        centres = [(x.left + x.right) / 2 for x in piece.letters]
        on = [x for x, c in zip(piece.letters, centres, strict=True) if rule.left - 2 < c < rule.right + 2 and x.sign not in _STROKES]
        if on:
            return
        before = tuple(x for x, c in zip(piece.letters, centres, strict=True) if c <= rule.left - 2)
        behind = tuple(x for x, c in zip(piece.letters, centres, strict=True) if c >= rule.right + 2)
        parts = [piece._replace(box=piece.box._replace(right=max(rule.left, piece.box.left + 1)), letters=before)] if before else []
        parts += [piece._replace(box=piece.box._replace(left=min(rule.right, piece.box.right - 1)), letters=behind)] if behind else []
        row[i : i + 1] = parts
        break
    top = min((p.box.top for p in row), default=rule.top - high)
    row[:] = [p._replace(letters=_without_strokes(_without_strokes(p.letters, rule.left, high)[::-1], rule.right, high)[::-1]) for p in row]
    row.append(Piece(Box(rule.left, top, rule.right, rule.bottom), (Letter("____", rule.left, rule.right, 1.0),)))
    row.sort(key=lambda p: p.box.left)


def _without_strokes(letters: tuple[Letter, ...], end: int, high: int) -> tuple[Letter, ...]:
    """The letters without what the reader took the end of a rule for."""
    while letters and letters[-1].sign in _STROKES and abs((letters[-1].left + letters[-1].right) / 2 - end) < high:
        letters = letters[:-1]
    return letters


def _ticked(piece: Piece, squares: Sequence[tuple[int, int, int, int, str]]) -> Piece:
    """The piece with the boxes to be ticked that the reader gave no letter for."""
    high = piece.box.bottom - piece.box.top
    letters = list(piece.letters)
    for left, top, right, bottom, sign in squares:
        middle = (left + right) / 2
        if not (piece.box.left - 0.3 * high < middle < piece.box.right + 0.3 * high and piece.box.top < (top + bottom) / 2 < piece.box.bottom):
            continue
        if any(abs((x.left + x.right) / 2 - middle) < 0.5 * (right - left) + 2 for x in letters if x.sign.strip()):
            continue
        at = next((i for i, x in enumerate(letters) if (x.left + x.right) / 2 > middle), len(letters))
        letters.insert(at, Letter(sign, left, right, 0.9))
    return Piece(piece.box, tuple(letters))


# ---- tables


def _tables(pieces: list[Piece], cells: Sequence[tuple[int, int, int, int]]) -> tuple[list[list[tuple[Box, list[Piece]]]], list[Piece]]:
    """The rows of the page's ruled tables, each a list of cells with what stands in them, and the pieces that stand in none."""
    boxes = sorted((Box(*c) for c in cells), key=lambda c: (c.top, c.left))
    rows: list[list[Box]] = []
    for box in boxes:
        if rows and abs(rows[-1][0].top - box.top) < 14:
            rows[-1].append(box)
        else:
            rows.append([box])
    free = list(pieces)
    found = []
    for row in rows:
        if len(row) < 2:
            continue
        filled = []
        for cell in sorted(row, key=lambda c: c.left):
            inside = [p for p in free if cell.left < (p.box.left + p.box.right) / 2 < cell.right and cell.top < (p.box.top + p.box.bottom) / 2 < cell.bottom]
            free = [p for p in free if p not in inside]
            filled.append((cell, inside))
        if any(inside for _, inside in filled):
            found.append(filled)
    return found, free


def _row(cells: list[tuple[Box, list[Piece]]]) -> PageLine:
    text, doubts, least = "", [], 1.0
    for i, (cell, inside) in enumerate(cells):
        text += "\t" if i else ""
        full = True  # a line as wide as its cell was broken by the cell: a number goes on without a blank
        for row in _rows(inside):
            line = _line(row)
            part = line.text.replace("\t", " ")
            text += " " if not full and _is_word(text[-1:]) and _is_word(part[:1]) else ""
            full = cell.right - row[-1].box.right < 1.2 * (row[-1].box.bottom - row[-1].box.top)
            doubts += [replace(d, span=Span(len(text) + d.span.start, len(text) + d.span.end)) for d in line.doubts]
            text += part
            least = min(least, line.confidence)
    box = (cells[0][0].left, min(c.top for c, _ in cells), cells[-1][0].right, max(c.bottom for c, _ in cells))
    return PageLine(text, _points(box), True, confidence=least, doubts=tuple(doubts))


def _is_word(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()


# ---- lines


def _line(row: Row) -> PageLine:
    high = max(p.box.bottom - p.box.top for p in row)
    cells = ["".join(x.sign for x in p.letters).strip() for p in row]
    apart = [b.box.left - a.box.right > _APART * high for a, b in pairwise(row)]
    table = sum(apart) >= 2 and sum(map(len, cells)) >= 2 * len(cells) and not any(c in ("年", "月", "日") or c.endswith(("：", ":")) or c == "____" for c in cells)
    signs: list[tuple[str, Letter | None]] = []
    for i, piece in enumerate(row):
        if i and apart[i - 1]:
            signs.append(("\t" if table else " ", None))
        signs += [(x.sign, x) for x in piece.letters]
    text, doubts, least = _written(signs)
    box = (min(p.box.left for p in row), min(p.box.top for p in row), max(p.box.right for p in row), max(p.box.bottom for p in row))
    return PageLine(text, _points(box), table, confidence=round(least, 3), doubts=tuple(doubts))


def _points(box: tuple[int, int, int, int]) -> Rect:
    return Rect(*(v * 72 / DPI for v in box))


def _written(signs: list[tuple[str, Letter | None]]) -> tuple[str, list[Doubt], float]:
    """The signs as text without blanks at its ends or two together, its doubts, and how sure the least sure of its words was."""
    text, least = "", 1.0
    doubts: list[Doubt] = []
    for sign, letter in signs:
        if sign == " " and (not text or text[-1] in " \t"):
            continue
        start, text = len(text), text + sign
        if letter is None or not sign.strip():
            continue
        least = min(least, letter.sure) if letter.sign.isalnum() or letter.doubt else least
        if not letter.doubt:
            continue
        last = doubts[-1] if doubts else None
        read = letter.read or letter.sign
        if last and last.kind == letter.doubt and last.span.end == start and letter.doubt in ("confidence", "covered"):
            doubts[-1] = Doubt(kind=last.kind, span=Span(last.span.start, len(text)), confidence=min(last.confidence, round(letter.sure, 3)), read=last.read + read)
        else:
            doubts.append(Doubt(kind=letter.doubt, span=Span(start, len(text)), confidence=round(letter.sure, 3), read=read))  # type: ignore[arg-type]
    text = text.rstrip()
    return text, [d for d in doubts if d.span.end <= len(text)], least


def _rates_a_day(found: list[PageLine]) -> list[PageLine]:
    """The lines with every % a day marked: a ‰ comes back as % more often than anyone writes a percentage a day."""
    before = ""
    out = []
    for line in found:
        doubts = list(line.doubts)
        for at, sign in enumerate(line.text):
            known = any(d.span.start <= at < d.span.end and d.kind in ("percent", "per_mille") for d in doubts)
            if sign in "%％" and not known and misreadings.per_day(before + line.text[:at], line.text[at + 1 :]):
                doubts.append(Doubt(kind="percent", span=Span(at, at + 1), confidence=0.9, read=sign))
        before = (before + line.text)[-120:]
        out.append(line._replace(doubts=tuple(sorted(doubts, key=lambda d: d.span))))
    return out
