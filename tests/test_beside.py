"""Numbers of many contracts as they are looked at: what lies far out first, chosen, in strips, two contracts side by side."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clauses.beside import STRIPS, Choice, Numbers, Only, chosen, counts, distance, ordered, pairs, ratio, strips
from clauses.model import Side
from clauses.standing import ranks
from tests.test_standing import row

ROWS = [
    *(row(f"m{n}", "0.001") for n in range(8)), row("dear", "0.03"), row("cheap", "0.00001"),
    *(row(f"m{n}", "100", type="charges", field="amount", who="") for n in range(8)), row("dear", "90000", type="charges", field="amount", who=""),
    row("m0", None, type="jurisdiction", field="seat", who="", said="carrier"), row("dear", None, type="jurisdiction", field="seat", who="", said="customer"),
]  # fmt: skip
RANKS = ranks(ROWS)


@pytest.mark.parametrize(("side", "first"), [("customer", ["dear", "dear", "cheap"]), ("carrier", ["cheap", "dear", "dear"])])
def test_what_hurts_comes_first_then_what_is_far_out(side: Side, first: list[str]) -> None:
    told = ordered(RANKS, side)
    assert [r.row.matter for r in told if r.out] == [r.row.matter for r in told[:3]]
    assert told[0].row.matter == first[0] and {r.row.matter for r in told[:3]} == set(first)
    assert [r.row for r in told[3:]] == [r.row for r in RANKS if not r.out]


def test_the_furthest_comes_first() -> None:
    told = ordered(ranks([*(row(f"m{n}", "0.001") for n in range(9)), row("ten", "0.01"), row("hundred", "0.1")]), "customer")
    assert [r.row.matter for r in told[:2]] == ["hundred", "ten"] and [distance(r) for r in told[:2]] == pytest.approx([100, 10])


def test_a_ratio_is_in_medians_and_an_availability_by_what_it_lacks() -> None:
    assert ratio(RANKS[8]) == pytest.approx(30)
    told = ranks([*(row(f"m{n}", "0.999", type="service_levels", field="availability") for n in range(6)), row("m9", "0.99", type="service_levels", field="availability")])
    assert ratio(told[-1]) == pytest.approx(10) and ratio(RANKS[-1]) == 0


@pytest.mark.parametrize(
    ("choice", "found"),
    [
        (Choice(), 21), (Choice(only="out"), 3), (Choice(only="hurts"), 1), (Choice(only="hurts", side="carrier"), 1), (Choice(type="charges"), 9), (Choice(matter="dear"), 3),
        (Choice(matter="dear", only="hurts"), 1), (Choice(carrier="安平分公司"), 1), (Choice(type="term"), 0),
    ],
)  # fmt: skip
def test_what_is_chosen(choice: Choice, found: int) -> None:
    some = [replace(RANKS[0], row=replace(RANKS[0].row, carrier="安平分公司")), *RANKS[1:]]
    assert len(chosen(some, choice)) == found
    told: Only = choice.only
    assert counts(some, choice)[told] == found


def test_strips_draw_what_falls_on_one_place_once_and_mark_the_chosen() -> None:
    dots = strips(RANKS, Choice())
    assert [(d.kind[0], d.count, d.mark) for d in dots] == [("late_payment", 1, "out"), ("late_payment", 8, ""), ("late_payment", 1, "hurts"), ("charges", 8, ""), ("charges", 1, "out")]
    assert {d.mark for d in strips(RANKS, Choice(matter="dear"))} == {"", "out", "chosen"}
    assert {d.kind[0] for d in strips(RANKS, Choice(type="charges"))} == {"charges"} and not strips(RANKS, Choice(type="jurisdiction"))
    many = ranks([row(f"m{n}", "1", type=f"type_{t}", field="months") for n in range(9) for t in range(20)])
    assert len({d.kind for d in strips(many, Choice())}) == STRIPS


def test_two_contracts_kind_by_kind_the_worse_first() -> None:
    told = pairs(RANKS, "dear", "m0", "customer")
    assert [(p.kind[0], len(p.one), len(p.other), p.worse) for p in told] == [("late_payment", 1, 1, "one"), ("charges", 1, 1, ""), ("jurisdiction", 1, 1, "")]
    assert pairs(RANKS, "dear", "m0", "carrier")[0].worse == "other" and pairs(RANKS, "m0", "dear", "customer")[0].worse == "other"
    assert [(len(p.one), len(p.other), p.worse) for p in pairs(RANKS, "cheap", "m0", "customer")] == [(1, 1, "other"), (0, 1, ""), (0, 1, "")]


def test_of_several_numbers_the_worst_is_compared() -> None:
    told = pairs(ranks([row("a", "0.001"), row("a", "0.009"), row("b", "0.002")]), "a", "b", "customer")
    assert told[0].worse == "one" and len(told[0].one) == 2
    assert pairs(ranks([row("a", "0.001"), row("a", "0.009"), row("b", "0.002")]), "a", "b", "carrier")[0].worse == "one"  # it gets least by the first's least


@pytest.mark.parametrize("choice", [Choice(), Choice(type="charges"), Choice(matter="dear"), Choice(carrier="安平分公司"), Choice(only="hurts"), Choice(type="late_payment", only="out"), Choice(kind=("charges", "amount", "", ""))], ids=repr)
def test_what_is_remembered_is_what_would_be_reckoned(choice: Choice) -> None:
    some = [replace(RANKS[0], row=replace(RANKS[0].row, carrier="安平分公司")), *RANKS[1:]]
    numbers = Numbers(some, "customer")
    for _ in range(2):
        look = numbers.look(choice)
        assert look.only(choice) == chosen(numbers.ranks, choice)
        assert look.counts == counts(some, choice) and look.dots == strips(numbers.ranks, choice)


def test_of_one_kind_the_worst_stands_first() -> None:
    kind = ("late_payment", "annual_rate", "customer", "")
    told = [r.row.matter for r in chosen(RANKS, Choice(kind=kind))]
    assert (told[0], told[-1], len(told)) == ("dear", "cheap", 10)
    assert chosen(RANKS, Choice(kind=kind, side="carrier"))[0].row.matter == "cheap"  # it gets least
    assert chosen(RANKS, Choice(kind=("charges", "amount", "", ""), side="carrier"))[0].row.matter == "dear"  # the largest, where size is neither good nor bad
