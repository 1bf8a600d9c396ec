"""Clauses in, terms out: every row of tests/cases/*.yaml that holds terms.

A table speaks of one family: the types that it expects anywhere and the one it is named after. Readings of other families
are not its business; of its own, each field must be as the row says, and nothing may be read that it does not say.
"""

from __future__ import annotations

import json
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
        told = [term for row in table for term in row.get("expect", ())]
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


def agrees(wanted: dict[str, Any], found: dict[str, Any]) -> bool:
    """Whether every field that the gold gives is read so; a reading may hold more."""
    return all(key in found and (agrees(value, found[key]) if isinstance(value, dict) and isinstance(found[key], dict) else found[key] == value) for key, value in wanted.items())


GOLD = Path(__file__).parent / "gold"


@pytest.mark.parametrize("path", sorted(GOLD.glob("*.jsonl")), ids=lambda path: path.stem)
def test_gold(path: Path) -> None:
    """Clauses as others draft them: every term of the gold is read with every field it gives."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        readings = [plain({"type": r.type, **r.values}) for r in terms.read(row["text"], roles=roles(row))]
        for wanted in (plain(term) for term in row["terms"]):
            same = next((found for found in readings if agrees(wanted, found)), None)
            assert same is not None, (row["id"], row["text"], wanted, readings)
            readings.remove(same)


def test_same_reading_once() -> None:
    twice = "买方逾期付款的，每逾期一日按欠款的1‰支付违约金。"
    readings = terms.read(twice, roles=Roles())
    assert len(readings) == len({(r.type, r.span, repr(r.values)) for r in readings}) == 1


FORM = "项目\t内容\n服务期限\t24个月\n月租费\t1500元/月\n逾期违约金\t每逾期一日按欠款的千分之二支付违约金"


def test_rows_of_an_order_form_are_read() -> None:
    found = {reading.type: (reading.values, FORM[slice(*reading.span)]) for reading in terms.rows(FORM, roles=Roles())}
    assert found["term"] == ({"months": 24}, "服务期限\t24个月")
    assert found["charges"][0]["amount"] == 1500
    assert found["late_payment"][0]["rate_per_day"] == Decimal("0.002")


def test_rows_drawn_with_bars_are_read_too() -> None:
    (found,) = terms.rows("| 项目 | 内容 |\n| --- | --- |\n| 服务期限 | 24个月 |", roles=Roles())
    assert (found.type, found.values["months"]) == ("term", 24)


@pytest.mark.parametrize("table", ["序号\t名称\t期限\n1\t甲线\t12个月\n2\t乙线\t24个月", "序号\t名称\t数量\t单价（元）\t金额（元）\n1\t终端\t2\t300\t600", ""])
def test_tables_of_another_shape_are_not(table: str) -> None:
    assert terms.rows(table, roles=Roles()) == ()
