"""The terms of clauses as a lawyer wrote them down, in wordings of many hands: every line of tests/gold/*.jsonl.

Each term of the gold must be read with every field that it names. Of the types below none may be read where the gold has none:
what is no penalty, cap, renewal or forum must not look like one.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from clauses import terms
from clauses.model import Roles

GOLD = Path(__file__).parent / "gold"
WHOLE = {"late_payment", "delay_compensation", "misuse_penalty", "early_termination_charge", "liability_cap", "renewal", "jurisdiction"}
ROWS = [pytest.param(path.stem, json.loads(line), id=json.loads(line)["id"]) for path in sorted(GOLD.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]


def roles_of(row: dict[str, Any]) -> Roles:
    named = row.get("roles") or {}
    return Roles(**{side: (named[side],) if named.get(side) else () for side in ("customer", "carrier")})


def same(wanted: Any, got: Any) -> bool:
    if isinstance(wanted, dict):
        return isinstance(got, dict) and all(key in got and same(value, got[key]) for key, value in wanted.items())
    if isinstance(wanted, list):
        return len(wanted) == len(got) and all(map(same, wanted, got))
    if isinstance(wanted, (int, float)) and not isinstance(wanted, bool):
        return isinstance(got, (int, Decimal)) and abs(Decimal(str(wanted)) - got) <= Decimal("0.0001") * abs(Decimal(str(wanted)))
    return bool(wanted == got)


@pytest.mark.parametrize(("table", "row"), ROWS)
def test_terms_of_the_gold(table: str, row: dict[str, Any]) -> None:
    left = [{"type": r.type, **r.values} for r in terms.read(row["text"], roles=roles_of(row))]
    for wanted in row["terms"]:
        found = next((got for got in left if same(wanted, got)), None)
        assert found is not None, (wanted, left)
        left.remove(found)
    told = {wanted["type"] for wanted in row["terms"]}
    assert [got for got in left if got["type"] in WHOLE - told] == []
