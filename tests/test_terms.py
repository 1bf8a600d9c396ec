"""Clauses in, terms out: every row of tests/cases/*.yaml that holds terms.

A table speaks of one family: the types that it expects anywhere and the one it is named after. Readings of other families
are not its business; of its own, each field must be as the row says, and nothing may be read that it does not say.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from clauses import terms
from clauses.model import Roles

CASES = Path(__file__).parent / "cases"


def rows() -> Iterator[Any]:
    for path in sorted(CASES.glob("*.yaml")):
        table = yaml.safe_load(path.read_text(encoding="utf-8"))
        told = [term for row in table for term in row["expect"]]
        if not any(isinstance(term, dict) and "type" in term for term in told):
            continue  # a table of numbers or statements
        family = {path.stem, *(term["type"] for term in told)}
        for row in table:
            yield pytest.param(row, family, id=f"{path.stem}: {row['name']}")


def roles(row: dict[str, Any]) -> Roles:
    if "roles" not in row:
        return Roles()
    named = row["roles"] or {}
    sides = {side: named.get(side) or () for side in ("customer", "carrier")}
    return Roles(**{side: (names,) if isinstance(names, str) else tuple(names) for side, names in sides.items()})


def plain(value: Any) -> Any:
    """Numbers as exact Decimals, mappings and lists down to their members."""
    if isinstance(value, dict):
        return {key: plain(member) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(member) for member in value]
    return Decimal(str(value)) if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool) else value


def ordered(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(found, key=lambda term: repr(sorted((key, repr(value)) for key, value in term.items())))


@pytest.mark.parametrize(("row", "family"), list(rows()))
def test_terms(row: dict[str, Any], family: set[str]) -> None:
    readings = terms.read(row["text"], roles=roles(row), heading=row.get("heading", ""))
    found = [plain({"type": r.type, **r.values}) for r in readings if r.type in family]
    assert ordered(found) == ordered([plain(term) for term in row["expect"]])
    for reading in readings:
        assert 0 <= reading.span.start < reading.span.end <= len(row["text"])


def test_same_reading_once() -> None:
    twice = "买方逾期付款的，每逾期一日按欠款的1‰支付违约金。"
    readings = terms.read(twice, roles=Roles())
    assert len(readings) == len({(r.type, r.span, repr(r.values)) for r in readings}) == 1
