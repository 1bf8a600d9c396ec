"""The rows of a Word table and their cells in columns: merged cells leave empty ones in their place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clauses.ingest.revisions import Change
from clauses.ingest.word.changes import changes_in
from clauses.ingest.word.styles import W, local, value, whole
from clauses.model import View

MOST_COLUMNS = 63  # of a table in Word
_WRAPPERS = frozenset(("sdt", "sdtContent", "customXml", "ins", "moveTo", "del", "moveFrom"))


@dataclass(frozen=True)
class Cell:
    """A place of the grid.

    element: the w:tc that stands there, None where a merged cell reaches over it. goes_on: it is the lower or right part of a
    merged cell, a w:tc of its own. gone: this view does not have it, so that it is no place of the grid either; it is read for
    its revisions alone.
    """

    element: Any | None
    changes: tuple[Change, ...] = ()
    goes_on: bool = False
    gone: bool = False


_EMPTY, _GOES_ON = Cell(None), Cell(None, goes_on=True)


def rows(table: Any) -> list[tuple[Any, tuple[Change, ...]]]:
    """The rows of a table with the changes that they stand under; content controls and custom XML are looked through."""
    return [(row, changes_in(row.find(W + "trPr"), "ins", "del")) for row in _wrapped(table, "tr")]


def cells(row: Any, view: View) -> list[Cell]:
    """The cells of a row, one for each column of the grid, and those between them that this view does not have."""
    properties = row.find(W + "trPr")
    found = [_EMPTY] * _columns(value(properties, "gridBefore"), least=0)
    for element in _wrapped(row, "tc"):
        own = element.find(W + "tcPr")
        changes = changes_in(own, "cellIns", "cellDel")
        if all(change.shown(view) for change in changes):
            found.append(_GOES_ON if _goes_on(own, view) else Cell(element, changes))
            reach = _columns(value(own, "gridSpan"), least=1) - 1
            found += [_EMPTY] * min(reach, max(MOST_COLUMNS - len(found), 0))
        else:
            found.append(Cell(element, changes, gone=True))
    return found + [_EMPTY] * _columns(value(properties, "gridAfter"), least=0)


def alone(cells: list[Cell]) -> Cell | None:
    """The one cell of a row that has no other."""
    standing = [cell for cell in cells if cell.element is not None or cell.goes_on]
    return standing[0] if len(standing) == 1 and not (standing[0].goes_on or standing[0].gone) else None


def _goes_on(properties: Any | None, view: View) -> bool:
    """Whether a cell is a part of the merged one above it or before it."""
    if properties is None:
        return False
    change = properties.find(W + "cellMerge")
    if change is not None:
        return change.get(W + ("vMergeOrig" if view == "rejected" else "vMerge")) in ("cont", "continue")
    return any((merged := properties.find(W + name)) is not None and merged.get(W + "val", "continue") == "continue" for name in ("vMerge", "hMerge"))


def _columns(text: str | None, *, least: int) -> int:
    return min(max(whole(text) or 0, least), MOST_COLUMNS)


def _wrapped(container: Any, wanted: str) -> list[Any]:
    """The rows of a table or cells of a row, content controls and custom XML looked through."""
    found: list[Any] = []
    for element in container:
        tag = local(element)
        if tag == wanted:
            found.append(element)
        elif tag in _WRAPPERS:
            found += _wrapped(element, wanted)
    return found
