"""Where a number stands among other contracts': percentile and median, and both sides of every limit beyond which it lies far out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from clauses.model import Side, TermRow
from clauses.standing import Rank, fences, ranks, scores, size, worse, worse_for


def row(matter: str, value: str | None, *, type: str = "late_payment", field: str = "rate_per_day", who: str = "customer", of: str = "", said: str = "") -> TermRow:
    number = None if value is None else Decimal(value)
    yearly = number * 365 if number is not None and field == "rate_per_day" else None
    return TermRow(matter=matter, title=matter, customer="", carrier="", signed=None, clause="c1", place="9.1", type=type, who=who, field=field, value=number, yearly=yearly, quote="", said=said, of=of)


def among(value: str, others: list[str], **kind: str) -> Rank:
    """Where the number stands among others, each another contract's."""
    return ranks([row("own", value, **kind), *(row(f"m{n}", other, **kind) for n, other in enumerate(others))])[0]  # type: ignore[arg-type]


def test_percentile_and_median_are_of_the_others() -> None:
    rank = among("0.003", ["0.001", "0.002", "0.003", "0.003", "0.004", "0.005"])
    assert (rank.others, rank.same, rank.percentile, rank.median) == (6, 2, 0.5, Decimal("0.003") * 365)
    assert among("0.006", ["0.001", "0.002", "0.003", "0.004", "0.005"]).percentile == 1
    assert among("0.0001", ["0.001", "0.002", "0.003", "0.004", "0.005"]).percentile == 0
    even = among("9", ["1", "2", "3", "4", "5", "6"], field="notice_days", type="renewal", who="")
    assert even.median == Decimal("3.5")


def test_own_numbers_are_not_among_the_others() -> None:
    rows = [row("own", "0.009"), row("own", "0.001"), row("own", "0.009"), *(row(f"m{n}", "0.002") for n in range(5))]
    first, second, third = ranks(rows)[:3]
    assert (first.others, first.percentile, second.percentile, first.median) == (5, 1.0, 0.0, Decimal("0.73")) and first == third


@pytest.mark.parametrize(("others", "told"), [(0, False), (4, False), (5, True), (6, True)])
def test_fewer_than_five_others_tell_nothing(others: int, told: bool) -> None:
    rank = among("0.5", ["0.001"] * others)
    assert (rank.percentile is not None, rank.median is not None, rank.out) == (told, told, "high" if told else "") and rank.others == others


# name, the number, the others', field, type, whether and where it lies out
FAR_OUT = [
    ("all say the same, it a quarter more", "0.00125", ["0.001"] * 39, "rate_per_day", "late_payment", "high"),
    ("all say the same, it a little less than a quarter more", "0.001249", ["0.001"] * 39, "rate_per_day", "late_payment", ""),
    ("all say the same, it a fifth less, which is a quarter the other way", "0.0008", ["0.001"] * 39, "rate_per_day", "late_payment", "low"),
    ("all say the same, it a little more than that", "0.000801", ["0.001"] * 39, "rate_per_day", "late_payment", ""),
    ("the same as all", "0.001", ["0.001"] * 39, "rate_per_day", "late_payment", ""),
    ("at Tukey's upper fence", "25", ["10", "10", "10", "16", "16", "16"], "notice_days", "renewal", ""),
    ("beyond it", "26", ["10", "10", "10", "16", "16", "16"], "notice_days", "renewal", "high"),
    ("an hour of ten, all others one", "10", ["1"] * 9, "repair_hours", "fault_handling", "high"),
    ("nought among rates is measured by the fences", "0", ["0.001"] * 9, "rate_per_day", "late_payment", "low"),
    ("ten times the outage", "0.99", ["0.999"] * 9, "availability", "service_levels", "low"),
    ("an availability without any outage", "1", ["0.999"] * 9, "availability", "service_levels", "high"),
    ("an availability a hair away", "0.9991", ["0.999"] * 9, "availability", "service_levels", ""),
    ("two that are far out do not hide each other", "0.03", ["0.001"] * 8 + ["0.00001"], "rate_per_day", "late_payment", "high"),
    ("two crowds, between them nobody is out", "0.003", ["0.0005"] * 5 + ["0.003"] * 5, "rate_per_day", "late_payment", ""),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value", "others", "field", "type", "out"), FAR_OUT, ids=[r[0] for r in FAR_OUT])
def test_what_lies_far_out(name: str, value: str, others: list[str], field: str, type: str, out: str) -> None:
    assert among(value, others, field=field, type=type).out == out


def test_the_modified_z_score_by_hand() -> None:
    # 1 2 3 4 5 6 7: median 4, distances 3 2 1 0 1 2 3, MAD 2; 0.6745 (x - 4) / 2 = 3.5 at x = 4 + 7 / 0.6745
    low, high, _ = scores([1, 2, 3, 4, 5, 6, 7])
    assert (low, high) == pytest.approx((4 - 7 / 0.6745, 4 + 7 / 0.6745))
    # 1 1 1 1 3 3 8: MAD 0; hinges 1 and 3 (of 1 3 3 8), 2 apart, by 1.349
    assert scores([1, 1, 1, 1, 3, 3, 8])[1] == pytest.approx(1 + 3.5 * 2 / 1.349)
    assert scores([1, 1, 1, 1, 1, 1, 8])[:2] == (1, 1)
    assert scores([2, 2, 2])[:2] == (2, 2)


def test_the_fences_by_hand() -> None:
    # hinges of 1..9: the middles of 1..5 and 5..9, which share the median: 3 and 7; fences 3 - 6 and 7 + 6
    assert fences([1, 2, 3, 4, 5, 6, 7, 8, 9]) == (-3, 13, 4)
    assert fences([1, 2, 3, 4]) == (-1.5, 6.5, 2)


def test_both_sides_of_the_score_limit() -> None:
    # Logarithms of 1, 2, 4 ... 64 are 0 to 6 times ln 2; with one more number x the eight have median 3.5 and MAD 2 (in ln 2).
    others = [str(2**n) for n in range(7)]
    limit = 2 ** (3.5 + 3.5 * 2 / 0.6745)
    kind = {"field": "multiple", "type": "misuse_penalty"}
    assert among(str(Decimal(limit * 0.999)), others, **kind).out == "" and among(str(Decimal(limit * 1.001)), others, **kind).out == "high"


def test_rates_are_compared_as_rates_a_year() -> None:
    monthly = [TermRow(**{**vars(row(f"m{n}", "0.03", field="rate_per_month")), "yearly": Decimal("0.36")}) for n in range(5)]
    daily = row("own", "0.001")  # 36.5 % a year
    rank = ranks([daily, *monthly])[0]
    assert (rank.others, rank.percentile, rank.median, rank.out) == (5, 1.0, Decimal("0.36"), "")


def test_like_is_compared_with_like() -> None:
    rows = [row("own", "0.3", field="share", type="early_termination_charge", of="contract_total"), *(row(f"m{n}", "0.3", field="share", type="early_termination_charge", of="remaining_fees") for n in range(6))]
    assert ranks(rows)[0].others == 0 and ranks(rows)[1].others == 5
    unsaid = ranks([row("own", "0.3", field="share", type="early_termination_charge"), *rows[1:]])[0]
    assert unsaid.others == 6  # of what is not said: beside all
    assert ranks([row("own", "0.3", who="carrier"), *(row(f"m{n}", "0.3") for n in range(6))])[0].others == 0


def test_words_have_no_percentile_and_are_counted() -> None:
    seats = ["carrier", "carrier", "customer", "carrier"]
    told = ranks([row(f"m{n}", None, type="jurisdiction", field="seat", who="", said=said) for n, said in enumerate(seats)])
    assert [(r.others, r.same, r.percentile, r.out) for r in told] == [(3, 2, None, ""), (3, 2, None, ""), (3, 0, None, ""), (3, 2, None, "")]


# type, field, who, for whom more is worse, why
LEANINGS: list[tuple[str, str, str, str]] = [
    ("late_payment", "rate_per_day", "customer", "customer"),  # who pays late pays more
    ("late_payment", "rate_per_day", "carrier", "carrier"),
    ("late_payment", "rate_per_day", "", "customer"),  # who pays for a service is the customer
    ("late_payment", "rate_per_day", "either", ""),  # it falls on both
    ("late_payment", "suspend_after_days", "customer", "carrier"),  # the payer has longer
    ("delay_compensation", "rate_per_day", "carrier", "carrier"),
    ("delay_compensation", "cap.share", "carrier", "carrier"),  # a higher cap, more to pay
    ("early_termination_charge", "share", "customer", "customer"),
    ("liability_cap", "of_annual", "carrier", "carrier"),  # it answers for more
    ("liability_cap", "of_annual", "either", ""),
    ("performance_bond", "share", "", "carrier"),  # the supplier gives it
    ("termination_for_convenience", "notice_days", "customer", "customer"),  # it must wait longer
    ("termination_for_convenience", "notice_days", "carrier", "carrier"),
    ("suspension", "suspend_after_days", "carrier", "carrier"),
    ("renewal", "notice_days", "", "customer"),  # it must think of it earlier
    ("payment_terms", "due_days", "", "carrier"),  # it waits for its money
    ("payment_terms", "advance_share", "", "customer"),
    ("service_levels", "availability", "", "carrier"),
    ("fault_handling", "repair_hours", "", "customer"),
    ("charges", "amount", "", ""),  # a larger contract is no worse one
    ("term", "months", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("type", "field", "who", "whom"), LEANINGS)
def test_for_whom_more_is_worse(type: str, field: str, who: str, whom: str) -> None:
    assert worse_for(row("m", "1", type=type, field=field, who=who)) == whom


def test_an_outlier_hurts_the_side_for_which_it_is_worse() -> None:
    assert among("0.03", ["0.0005"] * 6).hurts == "customer" and among("0.00001", ["0.0005"] * 6).hurts == "carrier"
    assert among("0.0005", ["0.0005"] * 6).hurts == "" and among("900000", ["100"] * 6, field="amount", type="charges", who="").hurts == ""


@pytest.mark.parametrize(("one", "other", "side", "told"), [("0.01", "0.001", "customer", "one"), ("0.001", "0.01", "customer", "other"), ("0.01", "0.001", "carrier", "other"), ("0.01", "0.01", "customer", "")])
def test_of_two_one_is_the_worse(one: str, other: str, side: Side, told: str) -> None:
    assert worse(row("a", one), row("b", other), side) == told


def test_the_measure_of_words_is_nought() -> None:
    assert size(row("m", None, said="court")) == 0


@pytest.mark.slow
def test_fifty_thousand_rows_are_ranked_at_once() -> None:
    import time

    rows = [row(f"m{n % 1000}", str(Decimal(n % 97 + 1) / 10000), type=f"type_{n % 50}") for n in range(50_000)]
    begun = time.process_time()
    assert len(ranks(rows)) == 50_000
    assert time.process_time() - begun < 5
