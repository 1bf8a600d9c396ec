"""Where a threshold, a scenario and a standard's clause are used: the rules that name them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clauses.model import Library, Point, Rule, TemplateClause


def threshold_rules(name: str, library: Library) -> tuple[Rule, ...]:
    """The rules that compare with the threshold, or rest upon it."""
    return tuple(rule for rule in library.rules if f"playbook/{name}" in rule.basis or f"${name}" in _named(rule.when))


def scenario_rules(name: str, library: Library) -> tuple[Rule, ...]:
    """The rules whose money is measured by the scenario."""
    return tuple(rule for rule in library.rules if rule.exposure.get("scenario") == name)


def clauses_used(library: Library) -> Mapping[str, tuple[str, ...]]:
    """The finding codes whose suggestion is the wording of a standard's clause, by the clause's id."""
    found: dict[str, dict[str, None]] = {}
    for rule in library.rules:
        scheme, _, id = rule.suggestion.partition(":")
        if scheme == "template":
            found.setdefault(id.strip(), {})[rule.code] = None
    return {id: tuple(codes) for id, codes in found.items()}


def unsaid(clause: TemplateClause) -> tuple[Point, ...]:
    """The clause's points whose words do not stand in its own text, so that a draft with the same words would be told to lack them."""
    return tuple(point for point in clause.points if not all(any(word in clause.text for word in group) for group in point.present))


def _named(value: Any) -> Iterator[str]:
    """Every `$` name in a condition."""
    if isinstance(value, str) and value.startswith("$"):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _named(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _named(inner)
