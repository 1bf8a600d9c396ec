"""Numbers read from words: the rows of cases/numerals.yaml, and what holds for every text."""

from __future__ import annotations

import time
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from clauses.model import Value
from clauses.numerals import published, values

ROWS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases" / "numerals.yaml").read_text(encoding="utf-8"))


def said(value: Value) -> str:
    """A value in the table's own notation."""
    kind, number = value.kind, value.value
    if isinstance(number, tuple):
        kind, number = "period", " ".join(number)
    shown = str(number) if number is not None else ""
    parts = (kind, shown, value.unit or value.currency or "", "doubtful" if value.doubtful else "")
    return f"{value.text} = {' '.join(p for p in parts if p)}"


def same(expected: str, got: str) -> bool:
    """Equal, numbers compared as numbers (2 = 2.0)."""
    (words, _, meaning), (got_words, _, got_meaning) = expected.rpartition(" = "), got.rpartition(" = ")
    return words == got_words and [_number(w) for w in meaning.split()] == [_number(w) for w in got_meaning.split()]


def _number(word: str) -> Decimal | str:
    try:
        return Decimal(word)
    except ArithmeticError:
        return word


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_row(row: dict[str, Any]) -> None:
    got = [said(v) for v in values(row["text"])]
    assert len(got) == len(row["expect"]) and all(map(same, row["expect"], got)), "\n".join(got)


def test_spans_are_in_order_and_show_their_words() -> None:
    for row in ROWS:
        found = values(row["text"])
        assert all(row["text"][v.span.start : v.span.end] == v.text for v in found)
        assert all(a.span.end <= b.span.start for a, b in pairwise(found))


def test_published_form() -> None:
    share, thirds, times, money, period = (published(v) for v in values("千分之一，三分之一，3倍，USD 5，2024年1月1日至2024年2月1日"))
    assert share == {"text": "千分之一", "kind": "share", "value": 0.001, "unit": None, "span": [0, 4]}
    assert thirds and thirds["kind"] == "number"
    assert times and times["kind"] == "number" and times["value"] == 3.0
    assert money and money["currency"] == "USD"
    assert period and period["value"] == ["2024-01-01", "2024-02-01"]
    assert published(values("____日")[0]) is None


@pytest.mark.slow
@pytest.mark.parametrize("hostile", ["1", "一", "十", "[", "[ ", "(", "_", "_ ", " ", "1,000", "1.", "x", "年", "年 月 ", "第", "第一、", "负", "人民币", "百分之", "2024年", "a1", "\\_", "0/", "十（"])
def test_long_nonsense_takes_no_time(hostile: str) -> None:
    started = time.process_time()
    values(hostile * (50_000 // len(hostile)))
    assert time.process_time() - started < 8  # quadratic reading would take minutes; the bound leaves room for a slow machine
