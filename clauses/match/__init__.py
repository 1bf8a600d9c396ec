"""Which clause of the draft answers to which of the standard's, and what the draft has not.

A contract with typed clauses and a standard come in; matches and missing clauses go out. Clauses are paired by meaning,
words, type, heading and place, all at once (an assignment, so that a clause is the counterpart of one), then the pairs are
looked at for splits, merges and moves. Similarity says only that two clauses are about the same; what a difference is
worth, rules decide.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from scipy.optimize import linear_sum_assignment

from clauses import diff
from clauses.match.duties import Duty, turned
from clauses.match.likeness import Shares, by_words, is_same, likeness, pairs, plain
from clauses.match.points import Wanted, judge_points
from clauses.match.prepared import Draft, Half, Standard, prepare, read
from clauses.model import Candidate, Clause, Contract, Match, Missing, Roles, Status, TemplateClause

__all__ = ["Draft", "Standard", "fit", "match", "prepare", "read"]

ALIKE = 0.3  # from here a pair of one type is a pair
ALIKE_ACROSS_TYPES = 0.42  # without agreement of types
NEAR = 0.5  # of both texts' characters stay: the word diff is worth reading
PLAUSIBLE, PLAUSIBLY_SAID = 0.2, 0.5  # likeness and share of points from which a clause without a counterpart may yet be the missing one
PART = 0.33  # likeness of a part of a split or merged clause to the whole
GAIN = 0.06  # share of the whole's character pairs that only the part explains
MOST_PARTS = 4
NEAREST = 3
TOGETHER = 0.42  # likeness with what is said of the standard's points, from which a pair is a pair
SAYS = 0.15  # likeness below which not even the standard's points make a pair
BETWEEN = 0.1  # likeness that is enough where the neighbours on both sides are neighbours in the standard
BESIDE = 0.2  # the same where one neighbour is, and the types agree
WHOLLY_SAID = 0.9  # share of the standard's points from which words may be as far apart there as between both neighbours
FITS = 0.42  # mean likeness from which a standard is the contract's kind, whatever its words
FITS_BY_KEYWORDS = 0.22  # the same, where the contract speaks of the standard's subject
SPOKEN = 0.15  # share of the standard's keywords that the contract must use for that
KEYED = 0.3  # what all of a standard's keywords add when standards compete; one that several standards have counts less
TITLED = 0.1  # what a title made of a standard's keywords adds
_SAYS = re.compile(r"[。：:\d]")  # a statement or a field; a bare heading stands for no clause
_TYPE, _HEADING, _PLACE, _POINTS = 0.12, 0.06, 0.06, 0.3  # what agreement adds when pairs compete


def match(draft: Draft, standard: Standard) -> tuple[tuple[Match, ...], tuple[Missing, ...]]:
    """Every clause of the draft with its counterpart, in the draft's order, and the standard's clauses that have none.

    Body clauses answer to body clauses and annex clauses to annex clauses. The diff of a match rebuilds the standard's text
    (of several clauses joined by newlines where they are merged) and the clause's text.

    Args:
        draft: the contract, its clauses typed, made ready by `read`.
        standard: made ready by `prepare`, with the same encoder.
    """
    matches: list[Match] = []
    missing: list[Missing] = []
    for part in ("body", "annex", "preamble"):
        paired = _pair(_Table(draft, standard, part))
        found = _matches(paired, draft.contract, draft.roles)
        matches += found if part != "preamble" else [m for m in found if m.status != "extra"]
        missing += _missing(paired)
    order = {clause.id: n for n, clause in enumerate(draft.contract.clauses)}
    return tuple(sorted(matches, key=lambda m: order[m.clause])), tuple(missing)


def fit(draft: Draft, standards: Sequence[Standard]) -> tuple[Standard | None, float]:
    """The standard of the contract's kind and how alike the two are (0 to 1); None, with the nearest's likeness, where none is.

    Likeness is the mean of what the standard's clauses find in the draft and the draft's in the standard. A contract that
    uses a standard's keywords may be worded otherwise and is of its kind all the same.
    """
    body, title = draft.halves["body"], plain(draft.contract.title)
    words = title + "".join(plain(text) for text in body.texts)
    common = Counter(word for standard in standards for word in set(standard.template.keywords))
    ranked: list[tuple[bool, float, float, Standard]] = []
    for standard in standards:
        if body.texts and standard.halves["body"].texts:
            alike = _Table(draft, standard, "body").alike
            similarity = float(alike.max(axis=0).mean() + alike.max(axis=1).mean()) / 2
            keywords = standard.template.keywords
            used = [word for word in keywords if plain(word) in words]
            telling = sum(1 / common[word] for word in used) / max(sum(1 / common[word] for word in keywords), 1)
            named = len({n for word in keywords for at in re.finditer(re.escape(plain(word)), title) for n in range(*at.span())}) / max(len(title), 1)
            fits = similarity >= FITS or (len(used) >= SPOKEN * len(keywords) > 0 and similarity >= FITS_BY_KEYWORDS)
            ranked.append((fits, similarity + KEYED * telling + TITLED * named, similarity, standard))
    if not ranked:
        return None, 0.0
    fits, _, similarity, standard = max(ranked, key=lambda entry: entry[:2])
    return (standard if fits else None), round(similarity, 2)


class _Table:
    """One part of a draft against the same of a standard: likeness, and likeness with the evidence of type, heading, place and points."""

    def __init__(self, draft: Draft, standard: Standard, part: str) -> None:
        self.draft, self.standard = draft.halves[part], standard.halves[part]
        self.drafts: tuple[Clause, ...] = tuple(draft.clauses[part])
        self.standards: tuple[TemplateClause, ...] = tuple(standard.clauses[part])
        self._draft, self._standard, self._part = draft, standard, part
        self.same = np.zeros((len(self.drafts), len(self.standards)), dtype=bool)
        self.alike = self._likeness(self.draft, self.standard)
        for d, n in zip(*np.nonzero(self.alike > 0.5), strict=True):
            self.same[d, n] = is_same(self.standards[n].text, self.drafts[d].text, draft.roles)
        self.alike[self.same] = 1.0

    def points(self, clause: TemplateClause) -> tuple[Wanted, ...]:
        """The points of one of the standard's clauses."""
        return self._standard.points(clause)

    @property
    def owed(self) -> Sequence[Sequence[Duty]]:
        """The standard's duties by clause."""
        return self._standard.duties[self._part]

    @property
    def owes(self) -> Sequence[Sequence[Duty]]:
        """The draft's duties by clause."""
        return self._draft.duties(self._part)

    @staticmethod
    def _likeness(left: Half, right: Half) -> Shares:
        return np.round(likeness(left.vectors @ right.vectors.T, by_words(left.pairs, right.pairs)), 2)

    @cached_property
    def agrees(self) -> Shares:
        """1 where the types are one, 0.7 where they meet among what the clauses are also about, else 0."""
        out = np.zeros(self.alike.shape, dtype=np.float32)
        for d, clause in enumerate(self.drafts):
            kinds = {clause.type, *clause.also}
            for n, standard in enumerate(self.standards):
                if clause.type == standard.type != "other":
                    out[d, n] = 1.0
                elif kinds & {standard.type, *standard.also} - {"other"}:
                    out[d, n] = 0.7
        return out

    @cached_property
    def score(self) -> Shares:
        """What pairs compete by; 0 where a pair is none."""
        headings = by_words(
            pairs([f"{' '.join(c.path)} {c.heading or ''}" for c in self.drafts]),
            pairs([f"{t.article} {t.heading or ''}" for t in self.standards]),
        )
        apart = np.abs(_places(len(self.drafts))[:, None] - _places(len(self.standards))[None, :])
        full: Shares = self.alike + _TYPE * self.agrees + _HEADING * headings + _PLACE * (1 - apart) + _POINTS * self.says
        enough = np.where(self.agrees > 0, self.alike >= ALIKE, self.alike >= ALIKE_ACROSS_TYPES)
        enough |= (self.alike >= SAYS) & (self.alike + _POINTS * self.says + _TYPE * self.agrees >= TOGETHER)
        return np.where(enough, full, 0.0)

    @cached_property
    def says(self) -> Shares:
        """How much of a standard's points a clause of the draft says, 0 to 1, words that many clauses use counting less."""
        return self._standard.lexicons[self._part].said(self._draft.sentences(self._part), len(self.drafts))

    def together(self, d: Sequence[int], n: Sequence[int]) -> float:
        """The likeness of several clauses of the draft, joined, to several of the standard's, joined."""
        left = "\n".join(self.draft.texts[i] for i in sorted(d))
        right = "\n".join(self.standards[i].text for i in sorted(n))
        return float(self._likeness(self._draft.half([left]), self._draft.half([right]))[0, 0])


@dataclass
class _Paired:
    """Pairs by index. whole: the likeness of what belongs together, by the draft's clause."""

    table: _Table
    of_draft: dict[int, list[int]] = field(default_factory=dict)
    whole: dict[int, float] = field(default_factory=dict)

    def drafts_of(self, n: int) -> list[int]:
        return sorted(d for d, of in self.of_draft.items() if n in of)

    def unmatched(self) -> list[int]:
        taken = {n for of in self.of_draft.values() for n in of}
        return [n for n in range(len(self.table.standards)) if n not in taken]


def _pair(table: _Table) -> _Paired:
    paired = _Paired(table)
    if not table.drafts or not table.standards:
        return paired
    rows, columns = linear_sum_assignment(table.score, maximize=True)
    for d, n in zip(rows.tolist(), columns.tolist(), strict=True):
        if table.score[d, n] > 0:
            paired.of_draft[d] = [n]
            paired.whole[d] = float(table.alike[d, n])
    _fill_gaps(paired)
    _find_splits(paired)
    _find_merges(paired)
    return paired


def _fill_gaps(paired: _Paired) -> None:
    """A clause without a counterpart that stands where the standard's unmatched clause stands, between the same neighbours, answers to it."""
    table, free = paired.table, set(paired.unmatched())
    for d in range(len(table.drafts)):
        if d in paired.of_draft:
            continue
        beside = _beside(paired, d)
        for n in sorted(free & set(beside)):
            both = beside.count(n) == 2
            enough = BETWEEN if both or table.says[d, n] >= WHOLLY_SAID else BESIDE
            if table.alike[d, n] >= enough and (both or table.agrees[d, n] > 0):
                paired.of_draft[d] = [n]
                paired.whole[d] = float(table.alike[d, n])
                free.discard(n)
                break


def _beside(paired: _Paired, d: int) -> tuple[int, ...]:
    """The standard's clauses that follow the counterpart of the clause before, and precede that of the clause after."""
    before, after = (paired.of_draft.get(beside) for beside in (d - 1, d + 1))
    last = len(paired.table.standards) - 1
    return (
        *((before[-1] + 1,) if before else (0,) if d == 0 else ()),
        *((after[0] - 1,) if after else (last,) if d == len(paired.table.drafts) - 1 else ()),
    )


def _find_splits(paired: _Paired) -> None:
    """A clause without a counterpart, next to one with, joins it where it says what the other leaves out of the standard's clause."""
    table = paired.table
    for d in range(len(table.drafts)):
        if d in paired.of_draft:
            continue
        for beside in (d - 1, d + 1):
            if beside not in paired.of_draft or table.drafts[d].annex != table.drafts[beside].annex:
                continue
            (n, *more), parts = paired.of_draft[beside], paired.drafts_of(paired.of_draft[beside][0])
            if more or len(parts) >= MOST_PARTS or table.same[beside, n]:
                continue
            alike = table.alike[d].argmax() == n and table.alike[d, n] >= PART
            points = table.agrees[d, n] > 0 and table.says[d].argmax() == n and table.says[d, n] >= PART
            standard = table.standard.pairs[n]
            said = frozenset[str]().union(*(table.draft.pairs[part] for part in parts))
            if points or (alike and len((table.draft.pairs[d] - said) & standard) >= GAIN * len(standard)):
                paired.of_draft[d] = [n]
                paired.whole |= dict.fromkeys([*parts, d], table.together([*parts, d], [n]))
                break


def _find_merges(paired: _Paired) -> None:
    """A standard's clause without a counterpart joins a neighbour's where the draft says both in one clause."""
    table = paired.table
    for n in paired.unmatched():
        d = int(table.alike[:, n].argmax())
        of = paired.of_draft.get(d)
        if (
            of is None
            or len(of) >= MOST_PARTS
            or table.alike[d, n] < PART
            or table.same[d, of[0]]
            or len(paired.drafts_of(of[0])) > 1
        ):
            continue
        near = min(abs(n - other) for other in of) <= 3 or table.standards[n].article == table.standards[of[0]].article
        draft = table.draft.pairs[d]
        known = frozenset[str]().union(*(table.standard.pairs[other] for other in of))
        if near and len((table.standard.pairs[n] - known) & draft) >= GAIN * len(draft):
            of.append(n)
            of.sort()
            paired.whole[d] = table.together([d], of)


def _matches(paired: _Paired, contract: Contract, roles: Roles) -> list[Match]:
    table, out = paired.table, []
    moved = _moved(paired)
    by_type: dict[str, list[Clause]] = {}
    for clause in contract.clauses:
        for kind in {clause.type, *clause.also}:
            by_type.setdefault(kind, []).append(clause)
    for d, clause in enumerate(table.drafts):
        of = paired.of_draft.get(d)
        if of is None:
            best = float(table.alike[d].max()) if table.standards else 0.0
            out.append(Match(clause=clause.id, template_clause=None, similarity=round(best, 2), status="extra"))
            continue
        standards = [table.standards[n] for n in of]
        text = "\n".join(s.text for s in standards)
        changes = diff.words(text, clause.text, roles=roles)
        at = paired.drafts_of(of[0])
        parts = [table.drafts[i] for i in at]
        near = diff.kept(changes) >= NEAR
        status: Status = (
            "merged"
            if len(of) > 1
            else "split"
            if len(parts) > 1
            else "moved"
            if d in moved and near
            else "same"
            if table.same[d, of[0]]
            else "changed"
        )
        points = (
            tuple(p for s in standards for p in judge_points(table.points(s), parts, _elsewhere(by_type, s, parts), roles=roles))
            if clause == parts[0]
            else ()
        )
        ids = tuple(s.id for s in standards)
        out.append(
            Match(
                clause=clause.id,
                template_clause=ids if len(ids) > 1 else ids[0],
                similarity=round(paired.whole[d], 2),
                status=status,
                diff=changes,
                points=points,
                turned=turned([duty for n in of for duty in table.owed[n]], [(c.id, duty) for c, i in zip(parts, at, strict=True) for duty in table.owes[i]]) if clause == parts[0] and status != "same" else (),
                near=near,
            )
        )
    return out


def _elsewhere(by_type: Mapping[str, Sequence[Clause]], standard: TemplateClause, parts: Sequence[Clause]) -> list[Clause]:
    """The draft's other clauses that are about what the standard's clause is about."""
    found = {c.id: c for kind in (standard.type, *standard.also) for c in by_type.get(kind, ())}
    return [c for c in found.values() if all(c.id != part.id for part in parts)]


def _moved(paired: _Paired) -> set[int]:
    """Drafts' clauses outside the longest run that keeps the standard's order."""
    order = sorted((d, of[0]) for d, of in paired.of_draft.items())
    tails: list[int] = []
    length_at: list[int] = []
    for _, n in order:
        at = bisect_left(tails, n)
        tails[at : at + 1] = [n]
        length_at.append(at)
    kept, want = set(), len(tails) - 1
    for (d, _), length in zip(reversed(order), reversed(length_at), strict=True):
        if length == want:
            kept.add(d)
            want -= 1
    return {d for d, _ in order} - kept


def _missing(paired: _Paired) -> list[Missing]:
    table, out = paired.table, []
    claimed = _claimed(paired)
    for n in paired.unmatched():
        standard = table.standards[n]
        nearest = np.argsort(-table.alike[:, n], kind="stable")[:NEAREST].tolist() if table.drafts else []
        candidates = tuple(
            Candidate(clause=table.drafts[d].id, similarity=round(float(table.alike[d, n]), 2), why_not=_why_not(paired, d, n))
            for d in nearest
        )
        out.append(Missing(template_clause=standard.id, type=standard.type, nearest=candidates, left_out=n not in claimed))
    return out


def _claimed(paired: _Paired) -> set[int]:
    """The standard's clauses without a counterpart for which a clause of the draft without one may stand, each for one of them."""
    table, wanted = paired.table, paired.unmatched()
    free = [d for d in range(len(table.drafts)) if d not in paired.of_draft and _SAYS.search(table.drafts[d].text)]
    worth = np.zeros((len(wanted), len(free)))
    for column, d in enumerate(free):
        beside = _beside(paired, d)
        stated = "。" in table.drafts[d].text
        for row, n in enumerate(wanted):
            near = table.alike[d, n] >= PLAUSIBLE or table.says[d, n] >= PLAUSIBLY_SAID or n in beside
            fields = not stated and "。" not in table.standards[n].text
            if (stated and near) or fields or beside.count(n) == 2:
                worth[row, column] = 1 + table.alike[d, n] + table.says[d, n] + 0.5 * beside.count(n)
    rows, columns = linear_sum_assignment(worth, maximize=True)
    return {wanted[row] for row, column in zip(rows, columns, strict=True) if worth[row, column] > 0}


def _why_not(paired: _Paired, d: int, n: int) -> str:
    table = paired.table
    needed = ALIKE if table.agrees[d, n] > 0 else ALIKE_ACROSS_TYPES
    if table.alike[d, n] < ALIKE:
        return f"相似度 {table.alike[d, n]:.2f} 低于 {needed:.2f}"
    if table.alike[d, n] < needed:
        return f"类型不同，且相似度 {table.alike[d, n]:.2f} 低于 {needed:.2f}"
    other = paired.of_draft.get(d)
    if other:
        return f"已对应另一条款（标准 {table.standards[other[0]].number or table.standards[other[0]].id}）"
    return "另有更合适的对应"


def _places(count: int) -> Shares:
    return np.linspace(0, 1, count, dtype=np.float32)
