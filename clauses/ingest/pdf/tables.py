"""The words of ruled tables: one row a line, its cells parted by tabs, and running text where a table only lays out the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from clauses.ingest.pages import PageLine
from clauses.ingest.pdf.columns import Piece
from clauses.ingest.pdf.lines import TextLine, lines_of, shown, spaced
from clauses.ingest.pdf.page import Glyph
from clauses.ingest.pdf.ruled import Cell, Ruled
from clauses.model import Rect

LAYOUT_LINES = 6  # lines of a cell that holds running text
LAYOUT_LENGTH = 150  # characters of such a cell
ROOM = 0.6  # em: a line of a cell that ends so near its edge was broken for want of room
SHORTEST_BROKEN = 4  # characters of a word that is broken so
LONGEST_FIGURE = 8  # characters: what is longer is a number that names something
SAME_LINES = 0.6  # of a row's cells: how many have as many lines where they are several rows
_LATIN_END = re.compile(r"[!-~](?<![-/(\[{])$")
_LATIN_START = re.compile(r"[!-~](?<![)\]},.;:%/-])")
_NUMBER = re.compile(r"[￥¥]?-?\d[\d,.]*%?")


class _Words(NamedTuple):
    """A cell's lines as they stand."""

    cell: Cell
    lines: tuple[TextLine, ...]

    @property
    def length(self) -> int:
        return sum(len(line.glyphs) for line in self.lines)


def read(glyphs: Sequence[Glyph], tables: Sequence[Ruled], *, blanks: bool = True) -> tuple[list[Piece], list[Glyph]]:
    """The rows of the tables, and the characters that stand in none of them."""
    pieces: list[Piece] = []
    rest = list(glyphs)
    for table in sorted(tables, key=lambda t: (t.rect.right - t.rect.left) * (t.rect.bottom - t.rect.top)):
        cells, rest = _divided(table, rest)
        pieces += _rows(table, cells, blanks)
    return pieces, rest


def _divided(table: Ruled, glyphs: Sequence[Glyph]) -> tuple[dict[Cell, list[Glyph]], list[Glyph]]:
    """The characters by the cell that holds their middle, and those that none holds."""
    inside: dict[Cell, list[Glyph]] = {}
    outside: list[Glyph] = []
    last: Cell | None = None
    for glyph in glyphs:
        x, y = (glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2
        if not _holds(table.rect, x, y):
            outside.append(glyph)
            continue
        if last is None or not _holds(last.rect, x, y):
            last = next((cell for cell in table.cells if _holds(cell.rect, x, y)), None)
        if last is None:
            outside.append(glyph)
        else:
            inside.setdefault(last, []).append(glyph)
    return inside, outside


def _holds(rect: Rect, x: float, y: float) -> bool:
    return rect.left <= x <= rect.right and rect.top <= y <= rect.bottom


def _rows(table: Ruled, inside: dict[Cell, list[Glyph]], blanks: bool) -> list[Piece]:
    empty = {column for column in range(table.columns) if not any(cells for cell, cells in inside.items() if cell.column == column)}
    table = _without(table, empty)
    inside = {cell._replace(column=cell.column - sum(e < cell.column for e in empty)): glyphs for cell, glyphs in inside.items()}
    grid = any(sum(cell.row == row for cell in table.cells) == table.columns for row in range(table.rows))
    pieces: list[Piece] = []
    for row in range(table.rows):
        cells = [_Words(cell, tuple(_lines(inside.get(cell, []), blanks))) for cell in table.cells if cell.row == row]
        if not any(words.lines for words in cells):
            continue
        rect = Rect(cells[0].cell.rect.left, cells[0].cell.rect.top, cells[-1].cell.rect.right, min(words.cell.rect.bottom for words in cells))
        width = rect.right - rect.left
        alone = len(cells) == 1 and width >= 0.9 * (table.rect.right - table.rect.left)
        if alone or any(_is_layout(words, table) for words in cells):
            lines = tuple(text for words in cells for line in words.lines if (text := shown(line)))
        else:
            entries = _entries(cells)
            places = [rect] if len(entries) == 1 else [_place(entry) for entry in entries]
            lines = tuple(PageLine("\t".join(_row(table, entry, padded=grid)).rstrip("\t"), place, row=True) for entry, place in zip(entries, places, strict=True))
        pieces.append(Piece(rect, lines))
    return pieces


def _entries(cells: list[_Words]) -> list[list[_Words]]:
    """The row, or the rows in it that no rule parts: most cells have as many lines, on the same height, and some are figures alone."""
    filled = [words for words in cells if words.lines]
    fullest = max(filled, key=lambda words: len(words.lines))
    bases = [line.glyphs[0].base for line in fullest.lines]
    even = [words for words in filled if len(words.lines) == len(bases) and all(abs(line.glyphs[0].base - base) < 0.4 * line.em for line, base in zip(words.lines, bases, strict=True))]
    figures = any(all(_NUMBER.fullmatch(spaced(line.glyphs).strip()) for line in words.lines) for words in even)
    if len(bases) < 2 or len(even) < 2 or len(even) < SAME_LINES * len(filled) or not figures:
        return [cells]
    nearest = {id(line): min(range(len(bases)), key=lambda i: abs(bases[i] - line.glyphs[0].base)) for words in filled for line in words.lines}
    return [[words._replace(lines=tuple(line for line in words.lines if nearest[id(line)] == i)) for words in cells] for i in range(len(bases))]


def _place(cells: Sequence[_Words]) -> Rect:
    """The place of a row that no rules enclose: its words', as wide as its cells."""
    words = Rect.around(line.rect for words in cells for line in words.lines)
    return words._replace(left=cells[0].cell.rect.left, right=cells[-1].cell.rect.right)


def _without(table: Ruled, empty: set[int]) -> Ruled:
    """The table without the columns that no word stands in, such as those between two rules of a double one."""
    cells = tuple(cell._replace(column=cell.column - sum(e < cell.column for e in empty)) for cell in table.cells if cell.column not in empty)
    return table._replace(cells=cells, columns=table.columns - len(empty))


def _lines(glyphs: Sequence[Glyph], blanks: bool) -> list[TextLine]:
    return _written_down(glyphs) or lines_of(glyphs, blanks=blanks)


def _written_down(glyphs: Sequence[Glyph]) -> list[TextLine]:
    """The words of a cell as one line where they are written one below the other, character by character; else none."""
    solid = [g for g in glyphs if g.sign.strip()]
    if len(solid) < 2 or any(g.sign < "\u2e80" for g in solid) or any(not 0.6 * a.em <= b.base - a.base <= 2 * a.em or abs(b.left - a.left) > 0.5 * a.em for a, b in pairwise(solid)):
        return []
    return [TextLine(tuple(g._replace(left=i * g.em, right=(i + 1) * g.em) for i, g in enumerate(solid)))]


def _is_layout(words: _Words, table: Ruled) -> bool:
    """Whether a cell holds running text and no entry of a table."""
    wide = words.cell.rect.right - words.cell.rect.left > 0.3 * (table.rect.right - table.rect.left)
    return wide and len(words.lines) >= LAYOUT_LINES and words.length > LAYOUT_LENGTH


def _row(table: Ruled, cells: Sequence[_Words], *, padded: bool) -> list[str]:
    """The row's cells as text; padded: with empty ones where a cell spans columns or rows, so that each stands in its column."""
    texts = [""] * table.columns if padded else []
    for words in cells:
        text = re.sub(r"\s+", " ", _joined(words)).strip()
        if padded:
            texts[words.cell.column] = text
        else:
            texts.append(text)
    return texts


def _joined(words: _Words) -> str:
    """The lines of a cell as one: a blank between Latin words, none where a number or a Chinese sentence was broken."""
    text = ""
    full = False
    edge = words.cell.rect.right - min((line.rect.left - words.cell.rect.left for line in words.lines), default=0.0)
    for line in words.lines:
        following = spaced(line.glyphs).strip()
        latin = bool(_LATIN_END.search(text) and _LATIN_START.match(following))
        text += (" " if latin and not (full and _is_broken(text, following)) else "") + following
        full = edge - line.rect.right < ROOM * line.em
    return text


def _is_broken(before: str, after: str) -> bool:
    """Whether a word or number that found no room in its cell goes on: it fills the line, and the two are no figures of their own."""
    head, tail = re.split(r"[^!-~]", before)[-1], re.split(r"[^!-~]", after)[0]
    figures = _NUMBER.fullmatch(head) and _NUMBER.fullmatch(tail) and len(head) < LONGEST_FIGURE and head[-1] not in ",."
    return len(head) >= SHORTEST_BROKEN and not figures
