"""What of a reworded clause turns the standard round: tests/cases/duties.yaml."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from clauses.embed import load
from clauses.match.duties import duties_of, turned
from clauses.model import Roles

ROWS = yaml.safe_load((Path(__file__).parent / "cases" / "duties.yaml").read_text(encoding="utf-8"))
SIDES = Roles(customer=("甲方",), carrier=("乙方",))
EMBEDDER = load()


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_turned(row: dict[str, Any]) -> None:
    (standard,) = duties_of([row["standard"]], SIDES, EMBEDDER)
    (draft,) = duties_of([row["draft"]], SIDES, EMBEDDER)
    found = turned(standard, [("c1", duty) for duty in draft])
    assert [t.now for t in found] == ([row["turned"]] if row["turned"] else [])
    assert all(row["draft"][t.span.start : t.span.end].strip() == t.now for t in found)
