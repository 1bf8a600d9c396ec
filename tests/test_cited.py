"""违反第九条第三项的: the clauses that a penalty cites as broken, and what they make of it (tests/cases/cited)."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from clauses import terms
from clauses.model import Clause, Roles, Span
from clauses.terms.cited import broken

ROWS = yaml.safe_load((Path(__file__).parent / "cases" / "cited" / "broken.yaml").read_text(encoding="utf-8"))


def clause(at: int, number: str | None, path: list[str], text: str) -> Clause:
    return Clause(id=f"c{at}", number=number, heading=None, text=text, span=Span(0, len(text)), pieces=(Span(0, len(text)),), path=tuple(path))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_broken(row: dict[str, Any]) -> None:
    clauses = [clause(at, *given) for at, given in enumerate(row["clauses"])]
    citing = clause(len(clauses), "第十条", [], row["penalty"])
    said = broken(citing, [*clauses, citing])
    assert list(said) == row["broken"]
    found = [{"type": r.type, **r.values} for r in terms.read(row["penalty"], roles=Roles(), broken=said)]
    assert found == [{key: Decimal(str(value)) if isinstance(value, (int, float)) else value for key, value in term.items()} for term in row["expect"]]
