"""What speaks for two clauses being each other's counterpart: meaning, words, types, headings, place, points.

One part of a draft and the same part of a standard come in; tables go out, a row for each clause of the draft and a column for
each of the standard's. Nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np

from clauses.match.duties import Duty
from clauses.match.likeness import Shares, by_words, is_same, likeness, overlap, pairs, rarities
from clauses.match.limits import NONE, Floats
from clauses.match.points import Wanted
from clauses.match.prepared import Draft, Standard
from clauses.model import Clause, TemplateClause


class Evidence:
    """One part of a draft against the same part of a standard; every table is (clauses of the draft, clauses of the standard)."""

    def __init__(self, draft: Draft, standard: Standard, part: str) -> None:
        self.draft, self.standard = draft.halves[part], standard.halves[part]
        self.drafts: tuple[Clause, ...] = tuple(draft.clauses[part])
        self.standards: tuple[TemplateClause, ...] = tuple(standard.clauses[part])
        self.limits = standard.limits
        self._draft, self._standard, self._part = draft, standard, part
        self.meaning = np.maximum(self.draft.vectors @ self.standard.vectors.T, 0)
        both, mine, theirs = self.overlap
        self.words: Shares = (2 * both / np.maximum(mine + theirs, 1)).astype(np.float32)
        self.same = np.zeros(self.words.shape, dtype=bool)
        self.alike = np.round(likeness(self.meaning, self.words), 2)
        for d, n in zip(*np.nonzero(self.alike > 0.5), strict=True):
            self.same[d, n] = is_same(self.standards[n].text, self.drafts[d].text, draft.roles)
        self.alike[self.same] = 1.0

    def points(self, clause: TemplateClause) -> tuple[Wanted, ...]:
        """The points of one of the standard's clauses."""
        return self._standard.points(clause)

    @property
    def owed(self) -> Sequence[Sequence[Duty]]:
        """The standard's duties by clause."""
        return self._standard.duties(self._part)

    @property
    def owes(self) -> Sequence[Sequence[Duty]]:
        """The draft's duties by clause."""
        return self._draft.duties(self._part)

    @cached_property
    def agrees(self) -> Shares:
        """1 where the types are one, 0.7 where they meet among what the clauses are also about, else 0."""
        drafts, standards = [(c.type, *c.also) for c in self.drafts], [(c.type, *c.also) for c in self.standards]
        kinds = {kind: n for n, kind in enumerate(sorted({kind for of in (*drafts, *standards) for kind in of} - {"other"}))}
        (first, any_of), (of, among) = _typed(drafts, kinds), _typed(standards, kinds)
        agreed: Shares = np.maximum(first @ of.T, np.float32(0.7) * np.minimum(any_of @ among.T, 1))
        return agreed

    @cached_property
    def says(self) -> Shares:
        """How much of a standard's points a clause of the draft says, 0 to 1, words that many clauses use counting less."""
        return self._standard.lexicons[self._part].said(self._draft.sentences(self._part), len(self.drafts))

    @cached_property
    def by_itself(self) -> Floats:
        """The features of every pair, without its neighbours; the last axis is BY_ITSELF."""
        headings = by_words(
            pairs([f"{' '.join(c.path)} {c.heading or ''}" for c in self.drafts]),
            pairs([f"{t.article} {t.heading or ''}" for t in self.standards]),
        )
        both, left, right = self.overlap
        place = 1 - np.abs(_places(len(self.drafts))[:, None] - _places(len(self.standards))[None, :])
        evidence = self.meaning + self.words
        return np.stack(
            [
                self.meaning,
                self.words,
                self.rare,
                both / np.maximum(right, 1),
                both / np.maximum(left, 1),
                self.agrees == 1,
                self.agrees > 0,
                headings,
                place,
                self.says,
                evidence - best_other(evidence, 1),
                evidence - best_other(evidence, 0),
                self.sentences[1],
                self.sentences[0],
            ],
            axis=-1,
        ).astype(np.float32)

    @cached_property
    def sentences(self) -> tuple[Shares, Shares]:
        """How well the sentences of a clause of the draft are found, at best each, among those of a standard's, 0 to 1; and the other way."""
        one, other = self.draft, self.standard
        alike = likeness(np.maximum(one.sentence_vectors @ other.sentence_vectors.T, 0), by_words(one.sentence_pairs, other.sentence_pairs))
        return _found(alike, one.first, other.first), _found(alike.T, other.first, one.first).T

    def found(self, *, of_standard: bool) -> Shares:
        """How much of each clause of the draft is in each of the standard's, by sentences and by pairs of characters, 0 to 2.

        of_standard: of each of the standard's in each of the draft's, a row for each of the standard's.
        """
        both, mine, theirs = self.overlap
        sentences = self.sentences[of_standard]
        shares: Shares = ((sentences + both / np.maximum(theirs, 1)).T if of_standard else sentences + both / np.maximum(mine, 1)).astype(np.float32)
        return shares

    @cached_property
    def overlap(self) -> tuple[Shares, Shares, Shares]:
        """How many pairs of characters two clauses share, how many the draft's have (a column), how many the standard's (a row)."""
        return overlap(self.draft.pairs, self.standard.pairs)

    @cached_property
    def rare(self) -> Shares:
        """What two clauses share, rare pairs of characters counting more (cosine)."""
        return rarities(self.draft.pairs, self.standard.pairs)

    def in_place(self, to: Sequence[int]) -> Floats:
        """The features with those of the neighbours' counterparts; to: by clause of the draft, NONE where there is none."""
        columns = np.arange(len(self.standards), dtype=np.float32)[None, :]
        before, after = np.full(len(to), np.nan, dtype=np.float32), np.full(len(to), np.nan, dtype=np.float32)
        last, following = -1.0, float(len(self.standards))
        for d, n in enumerate(to):
            before[d] = last
            last = n if n != NONE else last
        for d in reversed(range(len(to))):
            after[d] = following
            following = to[d] if to[d] != NONE else following
        follows = 1 / (1 + np.abs(columns - before[:, None] - 1))
        precedes = 1 / (1 + np.abs(after[:, None] - columns - 1))
        return np.concatenate([self.by_itself, follows[..., None], precedes[..., None]], axis=-1).astype(np.float32)

    def together(self, d: Sequence[int], n: Sequence[int]) -> float:
        """The likeness of several clauses of the draft, joined, to several of the standard's, joined."""
        left = self._draft.half(["\n".join(self.draft.texts[i] for i in sorted(d))])
        right = self._draft.half(["\n".join(self.standards[i].text for i in sorted(n))])
        both: Shares = likeness(np.maximum(left.vectors @ right.vectors.T, 0), by_words(left.pairs, right.pairs))
        return round(float(both[0, 0]), 2)


def _typed(clauses: Sequence[Sequence[str]], kinds: Mapping[str, int]) -> tuple[Shares, Shares]:
    """1 at each clause's first type; 1 at all of its types. Columns are kinds; a type that is none of them counts for nothing."""
    first, among = np.zeros((len(clauses), len(kinds) + 1), dtype=np.float32), np.zeros((len(clauses), len(kinds) + 1), dtype=np.float32)
    for row, types in enumerate(clauses):
        first[row, kinds.get(types[0], -1)] = 1
        among[row, [kinds.get(kind, -1) for kind in types]] = 1
    return first[:, :-1], among[:, :-1]


def _found(alike: Shares, mine: Sequence[int], theirs: Sequence[int]) -> Shares:
    """The mean over a text's sentences of the likest among another text's; rows and columns of `alike` are sentences."""
    best = np.maximum.reduceat(alike, theirs, axis=1)
    counts = np.diff([*mine, len(alike)])[:, None]
    found: Shares = (np.add.reduceat(best, mine, axis=0) / counts).astype(np.float32)
    return found


def best_other(table: Shares, axis: int) -> Shares:
    """For every cell the greatest of the other cells along an axis, 0 where there is none."""
    if table.shape[axis] < 2:
        return np.zeros_like(table)
    order = np.sort(table, axis=axis)
    first, second = np.take(order, [-1], axis=axis), np.take(order, [-2], axis=axis)
    others: Shares = np.where(table == first, second, first)
    return others


def _places(count: int) -> Shares:
    return np.linspace(0, 1, count, dtype=np.float32)
