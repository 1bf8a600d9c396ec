"""The older picture that Word keeps of a text box, for programs that know no drawings: it goes on saying the same words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from clauses.ingest.word.drawings import boxes_of
from clauses.ingest.word.styles import W
from clauses.redline.xml import clone, is_equal

_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_CHANGES = tuple(W + tag for tag in ("ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange"))

Pair = tuple[Any, Any]


def pairs_of(elements: Iterable[Any]) -> list[Pair]:
    """The text boxes that the elements stand in, each with the copy of it in the fallback, where the two say the same."""
    around = dict.fromkeys(e for element in elements for e in list(element.iterancestors(_ALTERNATIVES + "AlternateContent"))[-1:])
    found: list[Pair] = []
    for alternatives in around:
        choice, fallback = alternatives.find(_ALTERNATIVES + "Choice"), alternatives.find(_ALTERNATIVES + "Fallback")
        if choice is None or fallback is None:
            continue
        boxes, copies = boxes_of(choice), boxes_of(fallback)
        if len(boxes) == len(copies) and all(is_equal(box, copy) for box, copy in zip(boxes, copies, strict=True)):
            found += zip(boxes, copies, strict=True)
    return found


def renew(pairs: Iterable[Pair], first: int, number: Any) -> None:
    """Each copy says what its text box says now.

    Args:
        pairs: text boxes and their copies, which were the same before.
        first: the lowest number of a new change; the copy's have numbers of their own.
        number: gives the next number.
    """
    for box, copy in pairs:
        copy[:] = [clone(child) for child in box]
        for change in copy.iter(*_CHANGES):
            id = change.get(W + "id") or ""
            if id.isdecimal() and int(id) >= first:
                change.set(W + "id", number())
