"""Groups of clauses that belong together, and what may yet be a part of one.

Evidence on one part of a contract comes in; candidates and their features go out: a clause of the draft that may be a part of
one of the standard's, or a clause of the standard that one of the draft may also say. Nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from clauses.match.evidence import Evidence, best_other
from clauses.match.likeness import Shares
from clauses.match.limits import AS_PART, Floats

MOST_PARTS = 4
FARTHEST = 3  # places from a group at which a part of it may stand
SURELY = 0.5  # mean of two shares found, from which more of it counts double
LIKELIEST = 2  # counterparts of which a clause that has none may be a part, wherever they stand
ASKED = 0.2  # mean of two shares found, below which nothing is a candidate
TABLES = ("meaning", "rare", "agrees", "says", "sentences")  # of the features AS_PART, those that stand in a table of the evidence
FROM_FOUND = ("best", "ahead", "surely", "surely_no_gap")  # and those that follow from what is found of one clause in another
Groups = dict[int, list[int]]


@dataclass
class Alignment:
    """Groups by index: of each clause of the draft the standard's clauses that it answers to; odds: of every pair, in place."""

    evidence: Evidence
    of_draft: Groups = field(default_factory=dict)
    odds: Floats = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float32))

    @property
    def of_standard(self) -> Groups:
        """Of each of the standard's clauses the draft's that answer to it."""
        return turned(self.of_draft)

    def drafts_of(self, n: int) -> list[int]:
        """The clauses of the draft that answer to one of the standard's."""
        return sorted(d for d, of in self.of_draft.items() if n in of)

    def unmatched(self) -> list[int]:
        """The standard's clauses that nothing answers to."""
        taken = {n for of in self.of_draft.values() for n in of}
        return [n for n in range(len(self.evidence.standards)) if n not in taken]

    def likeness_of(self, d: int) -> float:
        """How alike a clause with all that belongs with it is to what it answers to."""
        of = self.of_draft[d]
        beside = self.drafts_of(of[0])
        return float(self.evidence.alike[d, of[0]]) if len(of) == len(beside) == 1 else self.evidence.together(beside if len(of) == 1 else [d], of)

    def take(self, part: Part, *, of_standard: bool) -> None:
        """What a candidate says becomes so; what the part answered to before it no longer does."""
        ones = self.of_standard if of_standard else self.of_draft
        ones[part.one] = [part.other]
        self.of_draft = turned(ones) if of_standard else ones


class Part(NamedTuple):
    """A candidate: clause `one` may belong to the group around `other`, whose members on its own side are `members`."""

    one: int
    other: int
    members: tuple[int, ...]


def turned(groups: Groups) -> Groups:
    """The same groups seen from the other side."""
    out: Groups = {}
    for one, others in sorted(groups.items()):
        for other in others:
            out.setdefault(other, []).append(one)
    return out


def parts(alignment: Alignment, *, of_standard: bool) -> list[Part]:
    """What stands beside a group around a single clause, or has no counterpart and is likest to it, and may belong to it.

    What has its own words on the other side stays with them: it is no part of anything.

    of_standard: the parts are the standard's clauses, the group is around one of the draft's.
    """
    evidence = alignment.evidence
    others_of = alignment.of_standard if of_standard else alignment.of_draft
    same = evidence.same.T if of_standard else evidence.same
    found, odds = evidence.found(of_standard=of_standard), alignment.odds.T if of_standard else alignment.odds
    likeliest = np.argsort(-odds, axis=1, kind="stable")[:, :LIKELIEST]
    settled = {one for one, of in others_of.items() if len(of) > 1 or same[one, of[0]]}
    near: dict[int, set[int]] = {}
    for one in set(range(len(same))) - others_of.keys():
        for other in likeliest[one].tolist():
            near.setdefault(other, set()).add(one)
    out = []
    for other, members in turned(others_of).items():
        if len(members) < MOST_PARTS and all(len(others_of[m]) == 1 and not same[m, other] for m in members):
            for one in sorted(near.get(other, set()).union(_beside(members, len(same), others_of.keys())) - settled):
                if found[one, other] >= 2 * ASKED and not same[one, other]:
                    out.append(Part(one, other, tuple(members)))
    return out


def _beside(members: Sequence[int], count: int, taken: Collection[int]) -> list[int]:
    """What stands next to a group, and beyond it as long as nothing else has its counterpart between."""
    out = []
    for at, step in ((max(members), 1), (min(members), -1)):
        for n in range(at + step, at + step * (FARTHEST + 1), step):
            if not 0 <= n < count:
                break
            out.append(n)
            if n in taken:
                break
    return out + [n for n in range(min(members), max(members)) if n not in members]


def part_features(alignment: Alignment, candidates: Sequence[Part], *, of_standard: bool) -> Floats:
    """The features AS_PART of every candidate, a row each; of_standard: the parts are the standard's clauses."""
    e = alignment.evidence
    ones, others = (e.standard, e.draft) if of_standard else (e.draft, e.standard)
    others_of = alignment.of_standard if of_standard else alignment.of_draft
    ones_of = turned(others_of)
    odds = alignment.odds.T if of_standard else alignment.odds
    found = e.found(of_standard=of_standard)
    ahead = found - best_other(found, 1)
    lengths = np.array([len(text) for text in ones.texts], dtype=np.float32)
    weighed = ones.vectors * lengths[:, None]
    named: dict[str, list[float]] = {name: [] for name in AS_PART if name not in (*TABLES, *FROM_FOUND)}
    for one, other, members in candidates:
        known = ones.pairs[members[0]] if len(members) == 1 else frozenset[str]().union(*(ones.pairs[m] for m in members))
        mine, whole = ones.pairs[one], others.pairs[other]
        size, held, more = max(len(whole), 1), len(known & whole), len((mine - known) & whole)
        together = len(known) + len(mine) - len(known & mine)
        own = others_of.get(one)
        named["gain_words"].append(2 * (held + more) / max(together + size, 1) - 2 * held / max(len(known) + size, 1))
        named["gain_meaning"].append(_gain(weighed[list(members)].sum(axis=0), weighed[one], others.vectors[other]))
        named["contained"].append(len(mine & whole) / max(len(mine), 1))
        named["new"].append(more / size)
        named["own"].append(max(float(odds[one, own[0]]), -4) / 4 if own else -1)
        named["beside"].append(1 / min(abs(one - m) for m in members))
        named["whole"].append(max(float(odds[m, other]) for m in members) / 4)
        named["was_long"].append(min(len(known) / size, 2))
        named["now_long"].append(min(together / size, 2))
        named["no_gap"].append(_no_gap(one, others_of, ones_of))
    at = ([c.one for c in candidates], [c.other for c in candidates])
    tables = {"meaning": e.meaning, "rare": e.rare, "agrees": e.agrees, "says": e.says, "sentences": e.sentences[of_standard]}
    columns = {name: (table.T if of_standard else table)[at] for name, table in tables.items()}
    columns |= {name: np.array(values, dtype=np.float32) for name, values in named.items()}
    surely = np.maximum(found[at] / 2 - SURELY, 0)
    columns |= {"best": ahead[at] > 0, "ahead": ahead[at], "surely": surely, "surely_no_gap": surely * columns["no_gap"]}
    return np.stack([columns[name] for name in AS_PART], axis=-1).astype(np.float32)


def _gain(was: Shares, more: Shares, toward: Shares) -> float:
    """What another member adds to the cosine of the members together with a vector; each vector is as long as its text."""
    now = was + more
    gained: float = float(now @ toward) / max(float(now @ now) ** 0.5, 1e-9) - float(was @ toward) / max(float(was @ was) ** 0.5, 1e-9)
    return gained


def _no_gap(one: int, others_of: Mapping[int, Sequence[int]], ones_of: Mapping[int, Sequence[int]]) -> bool:
    """Whether a clause's neighbours answer to neighbours, so that nothing on the other side is left for it."""
    before, after = others_of.get(one - 1), others_of.get(one + 1)
    return bool(before and after and all(n in ones_of for n in range(before[-1], after[0])))
