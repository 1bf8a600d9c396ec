"""Tables with ruled lines: which cells the lines make (pdfplumber's home; its geometry, not its parser).

Comes in: level and upright lines. Goes out: tables of cells in their grid, a spanned cell at the first place that it covers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from clauses.ingest.pdf.page import Edge
from clauses.model import Rect

MOST_EDGES = 6_000  # of a page: more make a drawing
MOST_RULES = 500  # after the pieces of a line are joined
SNAP = 3.0  # points: lines so near are one
SHORTEST = 4.0  # points


class Cell(NamedTuple):
    """A cell with the row and column of its top left corner."""

    rect: Rect
    row: int
    column: int


class Ruled(NamedTuple):
    """A table: its cells row by row, and how many rows and columns its lines make."""

    rect: Rect
    cells: tuple[Cell, ...]
    rows: int
    columns: int


def tables(edges: Sequence[Edge]) -> list[Ruled]:
    """The tables of two cells or more that the lines make, from top to bottom."""
    if not 4 <= len(edges) <= MOST_EDGES or not any(e.level for e in edges) or all(e.level for e in edges):
        return []
    from pdfplumber import table

    merged = table.merge_edges([_edge(e) for e in edges if max(e.right - e.left, e.bottom - e.top) > 0], SNAP, SNAP, SNAP, SNAP)
    merged = [e for e in merged if max(e["width"], e["height"]) >= SHORTEST]
    if len(merged) > MOST_RULES:
        return []
    cells = table.intersections_to_cells(table.edges_to_intersections(merged, SNAP, SNAP))
    return [_ruled(found) for found in table.cells_to_tables(cells)]


def _edge(edge: Edge) -> dict[str, Any]:
    width, height = edge.right - edge.left, edge.bottom - edge.top
    return {"x0": edge.left, "top": edge.top, "x1": edge.right, "bottom": edge.bottom, "width": width, "height": height, "orientation": "h" if edge.level else "v"}


def _ruled(cells: Sequence[tuple[float, float, float, float]]) -> Ruled:
    lefts = sorted({cell[0] for cell in cells})
    tops = sorted({cell[1] for cell in cells})
    placed = sorted((Cell(Rect(*cell), tops.index(cell[1]), lefts.index(cell[0])) for cell in cells), key=lambda cell: (cell.row, cell.column))
    around = Rect(lefts[0], tops[0], max(cell[2] for cell in cells), max(cell[3] for cell in cells))
    return Ruled(around, tuple(placed), len(tops), len(lefts))
