"""Where the numbers of a contract stand among those of other contracts: percentile, median, and which lie far out.

Comes in: rows of the terms of many contracts. Goes out: a rank a row. Like is compared with like: numbers of one clause type,
one field and one side's term, of the same thing where the contract says of what; rates over time as rates a year. It knows no
playbook and no law: that a number is unusual says nothing of whether it is allowed, and it is told by the numbers alone.

What lies far out is told by two rules of robust statistics, which a few extreme contracts cannot bend:

- Rates, shares, multiples and sums, which differ by factors, by the modified z-score of their logarithms, 0.6745 (x - median) / MAD;
  beyond 3.5 either way is an outlier (B. Iglewicz and D. C. Hoaglin, How to Detect and Handle Outliers, ASQC Quality Press,
  1993; NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.5.17). Where half of the contracts say the same, MAD is nought
  and says nothing; the distance between the quarters' ends takes its place (by 1.349, what it is of a normal distribution).
  Where that is nought too, three in four say the same, and what they do not say is an outlier. The mean deviation, which
  others take there, is bent by the very numbers that are looked for. An availability is measured by what it lacks of the whole.
- Periods and all else by the fences: a quarter's end and 1.5 times the distance between the quarters' ends; beyond is an
  outlier (J. W. Tukey, Exploratory Data Analysis, Addison-Wesley, 1977).

Both look at all contracts, that of the number among them. With fewer than five others nothing is told. What is less than a
quarter off the others' median is no outlier, however close together the others are: of forty notices of 30 days one of 31 is
unlike the rest and of no interest. That quarter and those five are this program's own.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import log
from statistics import median
from typing import Any, Literal

from clauses.model import Side, TermRow

FEWEST = 5  # other contracts without which nothing is told
FAR = 3.5  # modified z-score
FENCE = 1.5  # distances between the quarters' ends
LEAST = Decimal("1.25")  # times the others' median, or the median times the number
NORMAL = 0.6745  # MAD of a normal distribution, in standard deviations
QUARTERS = 1.349  # distance between the ends of its quarters, in standard deviations
YEARLY = "annual_rate"  # the measure of all rates over time
BY_FACTORS = ("share", "multiple", "amount", "comes_to", "of_annual", "of_total", "advance_share", "availability", YEARLY)

Way = Literal["", "high", "low"]
Leaning = Side | Literal["", "who", "other"]
_PENALTY = ("share", "multiple", "amount", "of_total", YEARLY)
# For whom more of a number is worse: a side, the one whose term it is (`who`), or the other of the two. What is not here is
# neither good nor bad by its size: prices, lengths of terms.
_WORSE: tuple[tuple[tuple[str, ...], tuple[str, ...], Leaning], ...] = (
    (("late_payment", "delay_compensation", "early_termination_charge", "misuse_penalty", "breach_of_contract", "indemnity", "equipment", "confidentiality", "termination_for_convenience"), _PENALTY, "who"),
    (("liability_cap",), ("share", "multiple", "amount", "lookback_months", "of_annual", "comes_to"), "who"),
    (("performance_bond",), _PENALTY, "carrier"),
    (("late_payment", "delay_compensation"), ("suspend_after_days", "suspend_after_months", "terminate_after_days", "terminate_after_months", "notice_days"), "other"),
    (("suspension", "termination_for_cause"), ("notice_days", "notice_hours", "after_days", "suspend_after_days", "suspend_after_months", "terminate_after_days", "terminate_after_months"), "who"),
    (("termination_for_convenience", "unilateral_change", "planned_outage"), ("notice_days", "notice_hours", "notice_months"), "who"),
    (("suspension",), ("restore_hours",), "customer"),
    (("renewal",), ("months", "notice_days", "notice_months"), "customer"),
    (("payment_terms",), ("advance_share",), "customer"),
    (("payment_terms",), ("due_days",), "carrier"),
    (("acceptance",), ("after_days",), "carrier"),
    (("service_levels", "fault_handling"), ("availability",), "carrier"),
    (("service_levels", "fault_handling"), ("response_minutes", "repair_hours", "town_hours", "restore_hours", "outage_hours"), "customer"),
)
_UNTOLD: Mapping[str, Any] = {"percentile": None, "median": None, "out": "", "hurts": ""}
_LEANINGS = {(type, field): whose for types, fields, whose in _WORSE for type in types for field in fields}


@dataclass(frozen=True, kw_only=True)
class Rank:
    """Where a row stands among other contracts.

    others: how many other contracts say such a number, or such words. same: how many of them say just this.
    percentile: the share of the others' numbers that are smaller, those that are equal by half (0 to 1); None where too few
    others are there to compare, and of words. median: the others', in the row's measure, on the same condition.
    out: whether it lies far out, and to which end. hurts: the side for which that is bad, "" where it is bad for none.
    """

    row: TermRow
    others: int
    same: int
    percentile: float | None = None
    median: Decimal | None = None
    out: Way = ""
    hurts: Side | Literal[""] = ""


def ranks(rows: Sequence[TermRow]) -> tuple[Rank, ...]:
    """Where each row stands among those of the other contracts, in the order of the rows."""
    pools: dict[tuple[str, ...], _Pool] = {}
    words: dict[tuple[str, ...], _Words] = {}
    kinds = [(row.type, measure(row), row.who) for row in rows]
    for row, kind in zip(rows, kinds, strict=True):
        if row.value is None:
            if kind not in words:
                words[kind] = _Words()
            words[kind].add(row)
            continue
        number = size(row)
        for name in (kind, (*kind, row.of)) if row.of else (kind,):
            pool = pools.get(name)
            if pool is None:
                pool = pools[name] = _Pool()
            pool.add(row.matter, number)
    for pool in pools.values():
        pool.close()
    return tuple([_made(row, words[kind] if row.value is None else pools[(*kind, row.of) if row.of else kind]) for row, kind in zip(rows, kinds, strict=True)])


def measure(row: TermRow) -> str:
    """By which field the row is compared: a rate over time as a rate a year."""
    return YEARLY if row.yearly is not None else row.field


def size(row: TermRow) -> Decimal:
    """The row's number in its measure; nought of words."""
    return row.yearly if row.yearly is not None else row.value or Decimal(0)


def worse_for(row: TermRow) -> Side | Literal[""]:
    """The side for which more of the row's number is worse; less is then worse for the other. "" where size tells nothing."""
    leaning = _LEANINGS.get((row.type, measure(row).rpartition(".")[2]), "")
    if leaning in ("who", "other"):
        if row.who not in ("customer", "carrier"):
            return "customer" if row.type == "late_payment" and not row.who and leaning == "who" else ""
        return "customer" if (row.who == "customer") == (leaning == "who") else "carrier"
    return leaning  # type: ignore[return-value]


def worse(one: TermRow, other: TermRow, side: Side) -> Literal["", "one", "other"]:
    """Which of two numbers of one kind is the worse for that side; "" where they are alike or their size tells nothing."""
    hurt = worse_for(one)
    if not hurt or one.value is None or other.value is None or size(one) == size(other):
        return ""
    return "one" if (size(one) > size(other)) == (hurt == side) else "other"


class _Words:
    """Words that are compared with each other, with the contracts that say them."""

    def __init__(self) -> None:
        self._of: dict[str, set[str]] = {}
        self._told: dict[str, Mapping[str, Any]] = {}

    def add(self, row: TermRow) -> None:
        self._of.setdefault(row.said, set()).add(row.matter)

    def told(self, row: TermRow) -> Mapping[str, Any]:
        """All fields of the row's rank but the row."""
        if not self._told:
            others = len(set().union(*self._of.values())) - 1
            self._told = {said: {**_UNTOLD, "others": others, "same": len(own) - 1} for said, own in self._of.items()}
        return self._told[row.said]


class _Pool:
    """Numbers that are compared with each other; each contract's different ones count once."""

    def __init__(self) -> None:
        self._of: dict[str, set[Decimal]] = {}
        self._told: dict[Any, Mapping[str, Any]] = {}

    def add(self, matter: str, number: Decimal) -> None:
        if matter in self._of:
            self._of[matter].add(number)
        else:
            self._of[matter] = {number}

    def close(self) -> None:
        """All numbers are in."""
        self.numbers = sorted([number for own in self._of.values() for number in own])
        self._by: dict[bool, tuple[float, float, float] | None] = {}
        self._places: dict[str, list[int]] = {}  # of a contract's own numbers among all
        self._own = {matter: None if len(own) == 1 else tuple(sorted(own)) for matter, own in self._of.items()}

    def told(self, row: TermRow) -> Mapping[str, Any]:
        """All fields of the row's rank but the row; of contracts that say the same numbers they are reckoned once."""
        number, own = size(row), self._own[row.matter]
        key = number if own is None else (number, own)
        told = self._told.get(key)
        if told is None:
            told = self._told[key] = _placed(row, number, self)
        return told

    def others(self) -> int:
        """How many contracts there are beside one."""
        return len(self._of) - 1

    def equal(self, number: Decimal, matter: str) -> int:
        """How many other contracts say this number."""
        return bisect_right(self.numbers, number) - bisect_left(self.numbers, number) - (number in self._of[matter])

    def percentile(self, number: Decimal, matter: str) -> float:
        own = self._of[matter]
        below = bisect_left(self.numbers, number) - sum(n < number for n in own)
        return (below + self.equal(number, matter) / 2) / (len(self.numbers) - len(own))

    def median(self, matter: str) -> Decimal:
        """Of the other contracts' numbers."""
        own = self._places.get(matter)
        if own is None:
            own = self._places[matter] = sorted(bisect_left(self.numbers, n) for n in self._of[matter])
        left = len(self.numbers) - len(own)
        low, high = (self._nth(n, own) for n in ((left - 1) // 2, left // 2))
        return low if low == high else (low + high) / 2

    def _nth(self, n: int, without: Iterable[int]) -> Decimal:
        for place in without:
            n += place <= n
        return self.numbers[n]

    def limits(self, number: Decimal, field: str) -> tuple[float, float, float]:
        """The number on its scale, and between which two it is no outlier."""
        lacking = field == "availability"
        by_factors = field in BY_FACTORS and (number < 1 if lacking else number > 0)
        if by_factors not in self._by:
            self._by[by_factors] = self._spread(by_factors, lacking)
        low, high, _ = self._by[by_factors] or (0.0, 0.0, 0.0)
        return _scaled(number, by_factors, lacking), low, high

    def _spread(self, by_factors: bool, lacking: bool) -> tuple[float, float, float]:
        if not by_factors:
            return fences([float(n) for n in self.numbers])
        usable = [n for n in self.numbers if (n < 1 if lacking else n > 0)]
        return scores([_scaled(n, True, lacking) for n in usable])


def scores(numbers: Sequence[float]) -> tuple[float, float, float]:
    """Between which two numbers the modified z-score is not beyond its limit, and the standard deviation it reckons with."""
    middle = median(numbers)
    spread = median(abs(n - middle) for n in numbers) / NORMAL or fences(numbers)[2] / QUARTERS
    return middle - FAR * spread, middle + FAR * spread, spread


def fences(numbers: Sequence[float]) -> tuple[float, float, float]:
    """Tukey's fences of these numbers in order, and the distance between the quarters' ends (his hinges, the middle in both halves)."""
    half = (len(numbers) + 1) // 2
    ordered = sorted(numbers)
    low, high = median(ordered[:half]), median(ordered[-half:])
    return low - FENCE * (high - low), high + FENCE * (high - low), high - low


def _scaled(number: Decimal, by_factors: bool, lacking: bool) -> float:
    return log(1 - number if lacking else number) if by_factors else float(number)


def _made(row: TermRow, among: _Pool | _Words) -> Rank:
    """The row's rank; 50,000 in a list, for which a frozen dataclass's own way of setting its fields is too slow."""
    made = object.__new__(Rank)
    made.__dict__.update(among.told(row))
    made.__dict__["row"] = row
    return made


def _placed(row: TermRow, number: Decimal, pool: _Pool) -> Mapping[str, Any]:
    """All fields of a rank but its row."""
    others, same = pool.others(), pool.equal(number, row.matter)
    if others < FEWEST:
        return {**_UNTOLD, "others": others, "same": same}
    middle = pool.median(row.matter)
    out = _out(number, middle, measure(row).rpartition(".")[2], pool)
    hurt = worse_for(row)
    hurts: Side | Literal[""] = "" if not out or not hurt else hurt if out == "high" else "carrier" if hurt == "customer" else "customer"
    return {"others": others, "same": same, "percentile": pool.percentile(number, row.matter), "median": middle, "out": out, "hurts": hurts}


def _out(number: Decimal, middle: Decimal, field: str, pool: _Pool) -> Way:
    one, other = (1 - number, 1 - middle) if field == "availability" else (number, middle)
    if max(one, other) < LEAST * min(one, other) or one == other:
        return ""
    scaled, low, high = pool.limits(number, field)
    if low <= scaled <= high:
        return ""
    return "high" if number > middle else "low"
