"""Which clauses of two drafts of one contract answer to each other: by their words, their number and heading, and their place.

Two contracts come in; groups of clauses go out, one of each in most, none of one where a clause was put in or deleted, several
where one was split or several were merged. Words are enough: what a counterparty leaves of a draft is most of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from clauses.match.assignment import assigned
from clauses.match.likeness import Pairs, as_standard, by_words, pairs
from clauses.model import Clause, Contract, Roles
from clauses.rounds.sameness import flat

ALIKE = 0.4  # share of pairs of characters that two clauses have together, from which they may be one
ALIKE_IN_PLACE = 0.2  # the same of two with one number under one heading, or alone between neighbours that are paired; with both, none is asked
HELD, LOST = 0.7, 0.25  # shares of a part's pairs that the whole had, and that what is left of it has no more
STAYS = 3  # what a clause that kept its number weighs in the run that is said to have stayed, another 2
FEWEST = 6  # pairs of characters of a part
Truths = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
_NUMBER = re.compile(r"^[\s第（(]*[\d.．一二三四五六七八九十百]+[\s）)、.．条章节]*")


@dataclass(frozen=True)
class Group:
    """Clauses by their index in the two contracts; moved: they stand in another order, or annex, than before."""

    before: tuple[int, ...]
    after: tuple[int, ...]
    moved: bool = False


def grouped(before: Contract, after: Contract) -> tuple[Group, ...]:
    """Every clause of both in one group, in the later contract's order, what is gone behind the clause that it stood behind."""
    old, new = _Texts(before), _Texts(after)
    couples = _coupled(old, new)
    groups = _joined(couples, old, new)
    return _ordered(groups, old, new)


class _Texts:
    """A contract's clauses with their words made ready."""

    def __init__(self, contract: Contract) -> None:
        roles = Roles(customer=contract.names("customer"), carrier=contract.names("carrier"))
        self.clauses: Sequence[Clause] = contract.clauses
        texts = [as_standard(clause.text, roles) for clause in contract.clauses]
        self.flat = [flat(text) for text in texts]
        self.pairs: list[Pairs] = pairs(texts)
        self.headings = [headings(clause) for clause in contract.clauses]
        self.numbers = [flat(c.number or "") for c in contract.clauses]
        self.parts = [(c.kind, c.annex is None) for c in contract.clauses]


def headings(clause: Clause) -> tuple[str, ...]:
    """What stands above a clause and its own heading, without their numbers."""
    return tuple(_NUMBER.sub("", part).strip() for part in (*clause.path, clause.heading or ""))


def _coupled(old: _Texts, new: _Texts) -> dict[int, int]:
    """The later clause of each earlier one that has one: all at once by likeness, then those that were rewritten in their place."""
    if not old.clauses or not new.clauses:
        return {}
    alike = by_words(old.pairs, new.pairs)
    same = _equal(old.flat, new.flat)
    number, heading, part = _equal(old.numbers, new.numbers), _equal(old.headings, new.headings), _equal(old.parts, new.parts)
    at = (np.arange(len(count.clauses)) / max(len(count.clauses) - 1, 1) for count in (old, new))
    place = 1 - np.abs(np.subtract.outer(*at))
    least = np.where(number & heading, ALIKE_IN_PLACE, ALIKE)
    worth = np.where(same | ((alike >= least) & part), alike + same + 0.1 * heading + 0.05 * number + 0.1 * place + 0.1 * part, 0)
    couples = dict(assigned(worth))
    return couples | dict(_in_place(couples, part & ((alike >= ALIKE_IN_PLACE) | (number & heading))))


def _equal(left: Sequence[object], right: Sequence[object]) -> Truths:
    """Which of the left are which of the right."""
    known: dict[object, int] = {}
    codes = [np.array([known.setdefault(one, len(known)) for one in side]) for side in (left, right)]
    equal: Truths = np.equal.outer(codes[0], codes[1])
    return equal


def _in_place(couples: dict[int, int], may: Truths) -> list[tuple[int, int]]:
    """Couples of what is left: the only clause between two neighbours, before and now, where the two may be one."""
    taken = set(couples.values())
    olds, news = may.shape
    found: list[tuple[int, int]] = []
    for o in range(olds):
        if o in couples or (o and o - 1 not in couples) or (o + 1 < olds and o + 1 not in couples):
            continue
        n = couples[o - 1] + 1 if o else 0
        if n < news and n not in taken and (couples[o + 1] == n + 1 if o + 1 < olds else n == news - 1) and may[o, n]:
            found.append((o, n))
    return found


def _joined(couples: dict[int, int], old: _Texts, new: _Texts) -> list[tuple[list[int], list[int]]]:
    """The couples with the parts that were split off or merged in; what is left stands by itself."""
    befores = {n: [o] for o, n in couples.items()}  # by later clause
    afters = {o: [n] for o, n in couples.items()}
    for n in range(len(new.clauses)):
        if n not in befores and (o := _part_of(new.pairs[n], couples, old.pairs, new.pairs)) is not None:
            afters[o].append(n)
    back = {n: o for o, n in couples.items()}
    for o in range(len(old.clauses)):
        if o not in couples and (m := _part_of(old.pairs[o], back, new.pairs, old.pairs)) is not None and len(afters[back[m]]) == 1:
            befores[m].append(o)
    split = {n for ns in afters.values() for n in ns}
    merged = {o for os in befores.values() for o in os}
    groups = [(sorted(befores[n]), sorted(afters[o])) for o, n in couples.items()]
    groups += [([o], []) for o in range(len(old.clauses)) if o not in merged]
    groups += [([], [n]) for n in range(len(new.clauses)) if n not in split and n not in befores]
    return groups


def _part_of(part: Pairs, couples: dict[int, int], wholes: Sequence[Pairs], rests: Sequence[Pairs]) -> int | None:
    """Which whole has the words of the part, its rest having lost them; None where none has."""
    if len(part) < FEWEST:
        return None
    best, at = LOST, None
    for whole, rest in couples.items():
        held = part & wholes[whole]
        if len(held) >= HELD * len(part) and (share := len(held - rests[rest]) / len(part)) >= best:
            best, at = share, whole
    return at


def _ordered(groups: Sequence[tuple[list[int], list[int]]], old: _Texts, new: _Texts) -> tuple[Group, ...]:
    """The groups in the later order; outside the run that keeps the earlier order, they are moved."""
    both = sorted((group for group in groups if group[0] and group[1]), key=lambda g: g[1][0])
    numbered = [(old.headings[b[0]], old.numbers[b[0]]) == (new.headings[a[0]], new.numbers[a[0]]) for b, a in both]
    steady = _steady([group[0][0] for group in both], [STAYS if stays else 2 for stays in numbered])
    out = [
        Group(tuple(before), tuple(after), moved=n not in steady or old.clauses[before[0]].annex is None != new.clauses[after[0]].annex is None)
        for n, (before, after) in enumerate(both)
    ]
    out += [Group((), tuple(after)) for before, after in groups if not before]
    out.sort(key=lambda g: g.after[0])
    for before, _ in sorted(group for group in groups if not group[1]):
        behind = max((n for n, g in enumerate(out) if g.before and g.before[-1] < before[0] and not g.moved), key=lambda n: out[n].before[-1], default=-1)
        out.insert(behind + 1, Group(tuple(before), ()))
    return tuple(out)


def _steady(order: Sequence[int], weights: Sequence[int]) -> set[int]:
    """The places of a run of rising numbers that weighs most."""
    ranks = {number: rank for rank, number in enumerate(sorted(order), 1)}
    best = [(0, -1)] * (len(order) + 1)  # a Fenwick tree by rank: the heaviest run that ends at most there, and its last place
    before: list[int] = []
    for n, number in enumerate(order):
        heaviest, rank = (0, -1), ranks[number] - 1
        while rank:
            heaviest, rank = max(heaviest, best[rank]), rank & (rank - 1)
        before.append(heaviest[1])
        run, rank = (heaviest[0] + weights[n], n), ranks[number]
        while rank <= len(order):
            best[rank], rank = max(best[rank], run), rank + (rank & -rank)
    at, kept = max(best)[1], set[int]()
    while at >= 0:
        kept.add(at)
        at = before[at]
    return kept
