"""Numbers of many contracts as they are looked at: those far out first, chosen by kind and contract, in strips, two contracts side by side.

Comes in: ranks. Goes out: ranks in order, counts, strips of dots, pairs. It decides nothing that a rank does not say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from clauses.model import Side, TermRow
from clauses.standing import Rank, measure, size, worse, worse_for

Only = Literal["all", "out", "hurts"]
Kind = tuple[str, str, str, str]  # clause type, measure, whose, of what
STRIPS = 6
LOOKS = 64  # that are remembered


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What of the numbers is looked at; "" where nothing is chosen. matter: a contract's id. kind: numbers of one kind alone."""

    side: Side = "customer"
    only: Only = "all"
    type: str = ""
    carrier: str = ""
    matter: str = ""
    kind: Kind | None = None


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
    """The ranks that answer the choice, in their order; of one kind the worst for the side first, or the largest."""
    return _ordered([r for r in ranks if _of(r, choice) and (choice.only == "all" or bool(r.out and (choice.only == "out" or r.hurts == choice.side)))], choice)


def _ordered(found: Sequence[Rank], choice: Choice) -> tuple[Rank, ...]:
    if choice.kind is None or not found:
        return tuple(found)
    less = worse_for(found[0].row) not in ("", choice.side)
    return tuple(sorted(found, key=lambda r: size(r.row), reverse=not less))


def counts(ranks: Iterable[Rank], choice: Choice) -> Mapping[Only, int]:
    """How many numbers there are of what is chosen, how many of them lie far out, and how many to the side's harm."""
    return _counts([rank for rank in ranks if _of(rank, choice)], choice)


def _counts(found: Sequence[Rank], choice: Choice) -> Mapping[Only, int]:
    out = [rank for rank in found if rank.out]
    return {"all": len(found), "out": len(out), "hurts": sum(rank.hurts == choice.side for rank in out)}


def kind_of(row: TermRow) -> Kind:
    return row.type, measure(row), row.who, row.of


def strips(ranks: Sequence[Rank], choice: Choice, most: int = STRIPS, *, kinds: Mapping[Kind, Sequence[Rank]] | None = None, found: Mapping[Kind, Sequence[Rank]] | None = None) -> tuple[Dot, ...]:
    """The numbers of the kinds in which something lies furthest out, in dots; what falls on one place is one dot.

    Args:
        ranks: of all contracts.
        choice: the kinds are of what is chosen; all contracts' numbers of them are shown, a chosen contract's marked.
        most: how many kinds.
        kinds: all ranks by kind, where they are at hand.
        found: those that answer the choice by kind, likewise.
    """
    groups = by_kind(ranks) if kinds is None else kinds
    own = by_kind(rank for rank in ranks if _of(rank, choice)) if found is None else found
    weights = {kind: weight for kind, some in own.items() if (weight := _weight(some, choice)) is not None}
    shown = sorted(weights, key=lambda kind: ([-w for w in weights[kind]], kind))[:most]
    return tuple(dot for kind in shown for dot in sorted(_dots(kind, groups[kind], choice), key=lambda dot: dot.times))


def by_kind(ranks: Iterable[Rank]) -> dict[Kind, list[Rank]]:
    """The ranks of each kind, in their order."""
    groups: dict[Kind, list[Rank]] = {}
    for rank in ranks:
        groups.setdefault(kind_of(rank.row), []).append(rank)
    return groups


def _weight(some: Sequence[Rank], choice: Choice) -> tuple[float, float, int] | None:
    """How far the chosen numbers of a kind lie out: to the side's harm, either way; and how many there are. None where none is compared."""
    found = [rank for rank in some if rank.median is not None]
    far = [(distance(rank), rank.hurts == choice.side) for rank in found if rank.out]
    return (max((d for d, hurts in far if hurts), default=0.0), max((d for d, _ in far), default=0.0), len(found)) if found else None


def _dots(kind: Kind, group: Sequence[Rank], choice: Choice) -> Iterator[Dot]:
    dots: dict[tuple[str, str], list[Rank]] = {}
    for rank in group:
        if times := ratio(rank):
            mark = "chosen" if rank.row.matter == choice.matter else "hurts" if rank.hurts == choice.side else "out" if rank.out else ""
            dots.setdefault((f"{times:.2g}", mark), []).append(rank)
    for (place, mark), some in dots.items():
        yield Dot(kind=kind, times=float(place), count=len(some), rank=some[0], mark=mark)  # type: ignore[arg-type]


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
    return _may_be(row, choice) and (not choice.carrier or row.carrier == choice.carrier) and (not choice.matter or row.matter == choice.matter)


def _may_be(row: TermRow, choice: Choice) -> bool:
    """Whether the row is of the type and kind that are chosen."""
    return (not choice.type or row.type == choice.type) and (choice.kind is None or kind_of(row) == choice.kind)


class Numbers:
    """The numbers of all contracts, ranked and in order for one side; what was asked is remembered, so that the next look is quick."""

    def __init__(self, ranks: Sequence[Rank], side: Side) -> None:
        self.side = side
        self.ranks = ordered(ranks, side)
        self.kinds = by_kind(self.ranks)
        self.types = frozenset(rank.row.type for rank in self.ranks)
        self._of_type: dict[str, list[Rank]] = {}
        for rank in self.ranks:
            self._of_type.setdefault(rank.row.type, []).append(rank)
        self._looks: dict[Choice, Look] = {}

    def look(self, choice: Choice) -> Look:
        """What answers the choice, how many of it lie far out, and its strips."""
        whole = replace(choice, side=self.side, only="all")
        looked = self._looks.get(whole)
        if looked is None:
            near: Sequence[Rank] = self.kinds.get(choice.kind, ()) if choice.kind is not None else self._of_type.get(choice.type, ()) if choice.type else self.ranks
            if choice.carrier or choice.matter or choice.kind is not None:
                near = [rank for rank in near if _of(rank, whole)]
                found: Mapping[Kind, Sequence[Rank]] = by_kind(near)
            else:
                found = {kind: own for kind, own in self.kinds.items() if choice.type in ("", kind[0])}
            looked = Look(rows=_ordered(near, whole), counts=_counts(near, whole), dots=strips(self.ranks, whole, kinds=self.kinds, found=found))
            if len(self._looks) >= LOOKS:
                self._looks = {}
            self._looks[whole] = looked
        return looked


@dataclass(frozen=True, kw_only=True)
class Look:
    """What answers a choice: its rows in order, how many lie far out, its strips."""

    rows: tuple[Rank, ...]
    counts: Mapping[Only, int]
    dots: tuple[Dot, ...]

    def only(self, choice: Choice) -> tuple[Rank, ...]:
        """The rows that lie far out, or do so to the side's harm, where the choice asks for these alone."""
        return self.rows if choice.only == "all" else chosen([rank for rank in self.rows if rank.out], replace(choice, kind=None))
