"""Two versions of a standard or of a playbook -> what changed, place by place, in the order in which it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from difflib import SequenceMatcher
from typing import Literal

from clauses.model import Playbook, Point, Template, TemplateClause

SHOWN = ("article", "number", "heading", "type", "also", "required", "reason", "text", "slots", "points", "alternatives", "fallback", "walk_away")
TITLES = ("title", "title_en", "keywords")


@dataclass(frozen=True, kw_only=True)
class Change:
    """A field of a place that reads otherwise: before or after is "" where it is not there.

    place: a clause's id, a threshold's or a scenario's name, "" for the head. field: `text`, `value`, `reason`...
    """

    place: str
    kind: Literal["head", "clause", "threshold", "scenario"]
    field: str
    before: str
    after: str


def compared(before: Template | Playbook, after: Template | Playbook, named: Callable[[str], str] = str) -> tuple[Change, ...]:
    """Every field that reads otherwise in the second.

    Args:
        before, after: two standards, or two playbooks.
        named: how the library's own words are called: kinds of blanks, sides, what a point says of a duty, clause types.

    Raises:
        TypeError: one is a standard, the other a playbook.
    """
    if isinstance(before, Template) and isinstance(after, Template):
        return tuple(_standards(before, after, named))
    if isinstance(before, Playbook) and isinstance(after, Playbook):
        return tuple(_playbooks(before, after))
    raise TypeError("a standard is compared with a standard, a playbook with a playbook")


def _standards(before: Template, after: Template, named: Callable[[str], str]) -> Iterator[Change]:
    for name in TITLES:
        yield from _field("", "head", name, _words(getattr(before, name)), _words(getattr(after, name)))
    old, new = ({clause.id: clause for clause in template.clauses} for template in (before, after))
    places = _places(tuple(old.values()), tuple(new.values()))
    for id in dict.fromkeys([*new, *old]):
        if id in places:
            yield from _field(id, "clause", "position", *places[id])
        for name in SHOWN:
            yield from _field(id, "clause", name, _of(old.get(id), name, named), _of(new.get(id), name, named))
        if id in old and id in new:
            yield from _ways(id, old[id], new[id], named)


def _places(before: Sequence[TemplateClause], after: Sequence[TemplateClause]) -> dict[str, tuple[str, str]]:
    """Behind which clause each one that was moved stood, and stands; clauses that are in one of the two alone aside."""
    both = {c.id for c in before} & {c.id for c in after}
    orders = [[c for c in clauses if c.id in both] for clauses in (before, after)]
    first, second = ([c.id for c in order] for order in orders)
    kept = {id for block in SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks() for id in first[block.a : block.a + block.size]}
    behind = [{clause.id: _named(order[n - 1]) if n else "" for n, clause in enumerate(order)} for order in orders]
    return {id: (behind[0][id], behind[1][id]) for id in second if id not in kept}


def _named(clause: TemplateClause) -> str:
    return " ".join(part for part in (clause.number, clause.heading or clause.text[:12]) if part)


def _ways(id: str, before: TemplateClause, after: TemplateClause, named: Callable[[str], str]) -> Iterator[Change]:
    """Of points that both have: by which words they are told, how grave their loss is, whom they favour."""
    old = {point.id: point for point in before.points}
    for point in after.points:
        was = old.get(point.id)
        if was is not None and replace(was, says="", says_en="") != replace(point, says="", says_en=""):
            yield from _field(id, "clause", "ways", _told(was, point.says, named), _told(point, point.says, named))


def _told(point: Point, says: str, named: Callable[[str], str]) -> str:
    parts = [f"{says}：{'；'.join(' / '.join(group) for group in point.present)}", " / ".join(point.against), *(named(word) for word in (point.modal, point.who, point.weight, point.favours) if word)]
    return "\n".join(part for part in parts if part)


def _of(clause: TemplateClause | None, name: str, named: Callable[[str], str]) -> str:
    if clause is None:
        return ""
    if name == "points":
        return "\n".join(point.says for point in clause.points)
    if name == "slots":
        return "\n".join(" ".join(part for part in (slot.label, named(slot.kind), slot.default, " / ".join(slot.choices), *(str(limit) for limit in (slot.least, slot.most) if limit is not None)) if part) for slot in clause.slots)
    own = getattr(clause, name)
    if name in ("type", "also"):
        return "\n".join(named(word) for word in ((own,) if name == "type" else own))
    return "\n".join(f"{named(side)}: {words}" for side, words in own.items()) if isinstance(own, Mapping) else _words(own)


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else ""
    return "\n".join(str(one) for one in value) if isinstance(value, tuple) else "" if value is None else str(value)


def _playbooks(before: Playbook, after: Playbook) -> Iterator[Change]:
    for name in dict.fromkeys([*after.thresholds, *before.thresholds]):
        yield from _rows(name, "threshold", before.thresholds.get(name), after.thresholds.get(name))
    for name in dict.fromkeys([*after.scenarios, *before.scenarios]):
        yield from _rows(name, "scenario", before.scenarios.get(name), after.scenarios.get(name))


def _rows(name: str, kind: Literal["threshold", "scenario"], before: object, after: object) -> Iterator[Change]:
    row = before if before is not None else after
    for field in fields(row):  # type: ignore[arg-type]
        if field.name != "name":
            yield from _field(name, kind, field.name, *("" if one is None or getattr(one, field.name) is None else str(getattr(one, field.name)) for one in (before, after)))


def _field(place: str, kind: Literal["head", "clause", "threshold", "scenario"], field: str, before: str, after: str) -> Iterator[Change]:
    if before != after:
        yield Change(place=place, kind=kind, field=field, before=before, after=after)
