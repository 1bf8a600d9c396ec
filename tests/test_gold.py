"""The terms of clauses as a lawyer wrote them down, in wordings of many hands: every line of tests/gold/*.jsonl.

Each term of the gold must be read with every field that it names. Of the types below none may be read where the gold has none:
what is no penalty, cap, renewal or forum must not look like one. The clauses of tests/unseen.jsonl were written by others and
nothing was ever mended for one of them: the shares read there tell how far the reading goes on new wordings.
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
UNSEEN = Path(__file__).parent / "unseen.jsonl"
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


def compared(row: dict[str, Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The terms of the gold that were not read whole, and those of its families that were read and are not there."""
    left = [{"type": r.type, **r.values} for r in terms.read(row["text"], roles=roles_of(row))]
    missed = []
    for wanted in row["terms"]:
        found = next((got for got in left if same(wanted, got)), None)
        if found is None:
            missed.append(wanted)
        else:
            left.remove(found)
    told = {wanted["type"] for wanted in row["terms"]}
    return missed, [got for got in left if got["type"] in WHOLE - told]


@pytest.mark.parametrize(("table", "row"), ROWS)
def test_terms_of_the_gold(table: str, row: dict[str, Any]) -> None:
    assert compared(row) == ([], [])


def test_clauses_that_nothing_was_mended_for() -> None:
    rows = [json.loads(line) for line in UNSEEN.read_text(encoding="utf-8").splitlines()]
    results = [compared(row) for row in rows]
    whole = 1 - sum(len(missed) for missed, _ in results) / sum(len(row["terms"]) for row in rows)
    quiet = sum(not spurious for _, spurious in results) / len(rows)
    print(f"unseen: {len(rows)} clauses, terms read whole {whole:.3f}, clauses without a spurious term {quiet:.3f}")
    assert whole >= 0.84 and quiet >= 0.95
