"""Places between two letters of a file, where something can be put in: within a run, or beside a link, a field, a control.

At the edge of a field, a link, a control or another person's change the place is outside of it, unless both letters stand inside.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from clauses.ingest.word.styles import W
from clauses.redline.letters import Field, Letter, Letters, control_of, is_locked, unit_of

if TYPE_CHECKING:
    from clauses.redline.plan import Plan


class Gap(NamedTuple):
    """A place: of a w:t, before the character `at` of it; of any other element, before it (0) or behind it (1).

    moved: it is not between the two letters that were asked for, as nothing may stand there.
    """

    element: Any
    at: int
    moved: bool = False


def behind(letter: Letter, other: Letter | None, letters: Letters, plan: Plan) -> Gap:
    """The place behind a letter.

    Args:
        letter: which it stands behind.
        other: the one that it stands before; None where that is in another paragraph. What both stand in is not left.
        letters: of the file.
        plan: by which fields may go whole; the place is outside of these.
    """
    field = _left(letter, other, letters, plan)
    if field is not None:
        return _outside(Gap(field.end, 1), other, behind=True)
    return _outside(_edge(letter, behind=True), other, behind=True)


def ahead(letter: Letter, letters: Letters, plan: Plan) -> Gap:
    """The place before a letter that is the first of its paragraph."""
    field = _left(letter, None, letters, plan)
    return _outside(Gap(field.begin, 0) if field is not None else _edge(letter, behind=False), None, behind=False)


def around(first: Letter, last: Letter) -> tuple[Gap, Gap]:
    """The places just before the first letter and just behind the last, wherever these stand."""
    return _edge(first, behind=False), _edge(last, behind=True)


def outside(letter: Letter, letters: Letters) -> Gap:
    """The place behind a letter that is in no field, link, control or change."""
    fields = letters.fields_of(letter)
    return _outside(Gap(fields[0].end, 1) if fields else _edge(letter, behind=True), None, behind=True)


def is_plain(gap: Gap) -> bool:
    """Whether what is put there stands in the paragraph itself, in nothing else."""
    parent = gap.element.getparent()
    if parent.tag == W + "r":
        parent = parent.getparent()
    return bool(parent.tag == W + "p")


def _edge(letter: Letter, *, behind: bool) -> Gap:
    node = control_of(letter)
    if node is None:
        node = letter.element if (unit := unit_of(letter.element)) is None else unit
    if letter.offset is not None and node is letter.element:
        return Gap(node, letter.offset + behind)
    return Gap(node, int(behind))


def _left(letter: Letter, other: Letter | None, letters: Letters, plan: Plan) -> Field | None:
    """The outermost field round a letter that the other does not stand in, or that goes whole."""
    shared = letters.fields_of(other) if other is not None else ()
    return next((f for f in letters.fields_of(letter) if f not in shared or plan.cut.get(f.begin, ()) is None), None)


def _outside(gap: Gap, other: Letter | None, *, behind: bool) -> Gap:
    """The place beside the outermost element round this one that the other letter does not stand in."""
    held = set() if other is None else {id(e) for e in other.element.iterancestors()} | {id(other.element)}
    current, moved = gap.element, False
    while (parent := current.getparent()).tag != W + "p":
        if id(parent) in held:
            if not is_locked(current):
                break
            moved = True
        current = parent
    if current is gap.element or (current.tag == W + "r" and gap.element.getparent() is current):
        return gap._replace(moved=moved)
    return Gap(current, int(behind), moved)
