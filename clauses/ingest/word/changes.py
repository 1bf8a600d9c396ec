"""Tracked changes as Word's XML marks them: who inserted, deleted or moved what, and when."""

from __future__ import annotations

from typing import Any

from clauses.ingest.revisions import Change, Kind
from clauses.ingest.word.styles import W

NAMES = frozenset(("ins", "del", "moveFrom", "moveTo"))
_KINDS: dict[str, Kind] = {"ins": "inserted", "del": "deleted", "moveFrom": "moved_from", "moveTo": "moved_to", "cellIns": "inserted", "cellDel": "deleted"}


def change_of(element: Any) -> Change:
    """The change that this element marks."""
    return Change(_KINDS[element.tag.rpartition("}")[2]], element.get(W + "author") or "", element.get(W + "date"))


def changes_in(properties: Any | None, *names: str) -> tuple[Change, ...]:
    """The changes of these names that a paragraph mark's, a row's or a cell's properties hold."""
    if properties is None or not len(properties):
        return ()
    wanted = {W + name for name in names or NAMES}
    return tuple(change_of(element) for element in properties if element.tag in wanted)
