"""Numbers of many contracts as they are looked at: those far out first, chosen by kind and contract, in strips, two contracts side by side.

Comes in: ranks. Goes out: ranks in order, counts, strips of dots, pairs. It decides nothing that a rank does not say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from clauses.model import Side, TermRow
from clauses.standing import Rank, measure, size, worse, worse_for

Only = Literal["all", "out", "hurts"]
Kind = tuple[str, str, str, str]  # clause type, measure, whose, of what
STRIPS = 6


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What of the numbers is looked at; "" where nothing is chosen. matter: a contract's id."""

    side: Side = "customer"
    only: Only = "all"
    type: str = ""
    carrier: str = ""
    matter: str = ""


@dataclass(frozen=True, kw_only=True)
class Dot:
    """Numbers at one place of a strip: how many times the others' median; rank is one of them, of the chosen contract where it is one."""

    kind: Kind
    times: float
    count: int
    rank: Rank
    mark: Literal["", "out", "hurts", "chosen"]


@dataclass(frozen=True, kw_only=True)
class Pair:
    """What two contracts say of one kind; the worse is told by the worst that each says."""

    kind: Kind
    one: tuple[Rank, ...]
    other: tuple[Rank, ...]
    worse: Literal["", "one", "other"]


def ordered(ranks: Sequence[Rank], side: Side) -> tuple[Rank, ...]:
    """Those first that lie far out to the side's harm, then others that lie far out, the furthest first; then all else as it was."""
    return tuple(sorted(ranks, key=lambda r: (not r.out, r.hurts != side, r.hurts == "", -distance(r)) if r.out else (True, True, True, 0.0)))


def distance(rank: Rank) -> float:
    """How many times the others' median the number is, or the median the number; nought where that cannot be said."""
    times = ratio(rank)
    return max(times, 1 / times) if times else 0.0


def ratio(rank: Rank) -> float:
    """The number in medians of the others (of an availability: what it lacks of the whole); nought where that cannot be said."""
    if rank.median is None:
        return 0.0
    number, middle = size(rank.row), rank.median
    if rank.row.field == "availability":
        number, middle = 1 - number, 1 - middle
    return float(number / middle) if number > 0 and middle > 0 else 0.0


def chosen(ranks: Sequence[Rank], choice: Choice) -> tuple[Rank, ...]:
    """The ranks that answer the choice, in their order."""
    return tuple(r for r in ranks if _of(r, choice) and (choice.only == "all" or bool(r.out and (choice.only == "out" or r.hurts == choice.side))))


def counts(ranks: Sequence[Rank], choice: Choice) -> Mapping[Only, int]:
    """How many numbers there are of what is chosen, how many of them lie far out, and how many to the side's harm."""
    told: Counter[Only] = Counter()
    for rank in ranks:
        if _of(rank, choice):
            told["all"] += 1
            told["out"] += bool(rank.out)
            told["hurts"] += rank.hurts == choice.side
    return told


def kind_of(row: TermRow) -> Kind:
    return row.type, measure(row), row.who, row.of


def strips(ranks: Sequence[Rank], choice: Choice, most: int = STRIPS) -> tuple[Dot, ...]:
    """The numbers of the kinds in which something lies furthest out, in dots; what falls on one place is one dot.

    Args:
        ranks: of all contracts.
        choice: the kinds are of what is chosen; all contracts' numbers of them are shown, a chosen contract's marked.
        most: how many kinds.
    """
    weights: dict[Kind, list[float]] = {}
    for rank in ranks:
        if rank.median is not None and _of(rank, choice):
            weight = weights.setdefault(kind_of(rank.row), [0.0, 0.0, 0])
            far = distance(rank) if rank.out else 0.0
            weight[0] = max(weight[0], far if rank.hurts == choice.side else 0.0)
            weight[1] = max(weight[1], far)
            weight[2] += 1
    kinds = sorted(weights, key=lambda kind: ([-w for w in weights[kind]], kind))[:most]
    wanted = set(kinds)
    dots: dict[tuple[Kind, str, str], list[Rank]] = {}
    for rank in ranks:
        kind = kind_of(rank.row)
        if kind in wanted and (times := ratio(rank)):
            mark = "chosen" if rank.row.matter == choice.matter else "hurts" if rank.hurts == choice.side else "out" if rank.out else ""
            dots.setdefault((kind, f"{times:.2g}", mark), []).append(rank)
    made = [Dot(kind=kind, times=float(times), count=len(some), rank=some[0], mark=mark) for (kind, times, mark), some in dots.items()]  # type: ignore[arg-type]
    return tuple(sorted(made, key=lambda dot: (kinds.index(dot.kind), dot.times)))


def pairs(ranks: Sequence[Rank], one: str, other: str, side: Side) -> tuple[Pair, ...]:
    """All that two contracts say, kind by kind; those kinds first of which one is the worse."""
    said: dict[Kind, tuple[list[Rank], list[Rank]]] = {}
    for rank in ranks:
        if rank.row.matter in (one, other):
            said.setdefault(kind_of(rank.row), ([], []))[rank.row.matter != one].append(rank)
    made = [Pair(kind=kind, one=tuple(first), other=tuple(second), worse=_worse(first, second, side)) for kind, (first, second) in said.items()]
    return tuple(sorted(made, key=lambda p: (p.worse == "", not (p.one and p.other), p.kind)))


def _worse(first: Sequence[Rank], second: Sequence[Rank], side: Side) -> Literal["", "one", "other"]:
    if not first or not second:
        return ""
    return worse(worst(first, side).row, worst(second, side).row, side)


def worst(ranks: Sequence[Rank], side: Side) -> Rank:
    """Of numbers of one kind that which is worst for the side; the first where their size tells nothing."""
    hurt = worse_for(ranks[0].row)
    if not hurt:
        return ranks[0]
    return (max if hurt == side else min)(ranks, key=lambda r: size(r.row))


def _of(rank: Rank, choice: Choice) -> bool:
    row = rank.row
    return (not choice.type or row.type == choice.type) and (not choice.carrier or row.carrier == choice.carrier) and (not choice.matter or row.matter == choice.matter)
