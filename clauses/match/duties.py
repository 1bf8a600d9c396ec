"""The single duties, rights and prohibitions of two clauses that answer to each other, and which of them are turned round.

What stands between two commas and has a modal is a duty. Each of the standard's is paired with the draft's that is most alike,
where both prefer each other; a pair that speaks of the other side, or allows what the standard's bars, is turned. Likeness
finds the pair, the words decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from clauses.embed import Embedder, Vectors
from clauses.match.heard import Signature, opposed, said_at, sentences_of
from clauses.match.likeness import Pairs, Shares, as_standard, by_words, likeness, pairs
from clauses.model import Roles, Span, Turned

LEAST = 0.25  # likeness from which two duties are taken for one
LEAST_LEFT = 0.1  # the same for the only two that are left between their neighbours
SIDES = ("customer", "carrier")


class Duty(NamedTuple):
    """What a side must, may or must not; span into the clause's text, clause its place in the part."""

    clause: int
    span: Span
    text: str
    signature: Signature
    vector: Vectors
    pairs: Pairs


EMPTY = frozenset(("合同", "本合", "甲方", "乙方", "对方", "双方", "一方", "书面", "通知", "费用", "服务", "电路", "业务", "按照", "依照", "根据", "约定", "要求", "方的", "将其", "以书", "向甲", "向乙", "向对"))  # pairs that tell no deed


def duties_of(texts: Sequence[str], roles: Roles, embedder: Embedder) -> tuple[tuple[Duty, ...], ...]:
    """The duties of every text, in order."""
    found: list[tuple[int, Span, str, Signature, str]] = []
    for n, text in enumerate(texts):
        for sentence in sentences_of(text, roles, clause=n):
            for at, breath in enumerate(sentence.breaths):
                said = said_at(sentence, at, text, roles)
                if not breath.aside and said.verb:
                    words = text[breath.span.start : breath.span.end]
                    found.append((n, breath.span, words, said, as_standard(words, roles)))
    vectors, both = embedder.encode([f[4] for f in found]), pairs([f[4] for f in found])
    out: list[list[Duty]] = [[] for _ in texts]
    for row, (n, span, words, said, _) in enumerate(found):
        out[n].append(Duty(n, span, words, said, vectors[row], both[row]))
    return tuple(map(tuple, out))


def turned(standards: Sequence[Duty], drafts: Sequence[tuple[str, Duty]]) -> tuple[Turned, ...]:
    """The standard's duties that the draft turns round, each with the words of both.

    Args:
        standards: of the standard's clauses that belong together.
        drafts: of the draft's clauses that answer to them, each with its clause's id.
    """
    if not standards or not drafts:
        return ()
    own = [duty for _, duty in drafts]
    meaning = np.stack([d.vector for d in standards]) @ np.stack([d.vector for d in own]).T
    alike = likeness(meaning, by_words([d.pairs for d in standards], [d.pairs for d in own]))
    found, mates = [], _pairs(alike)
    for row, column in mates:
        wanted, (id, told) = standards[row], drafts[column]
        if opposed(wanted.signature, told.signature) and (alike[row, column] >= LEAST or _differ_once(wanted.signature, told.signature)):
            found.append(Turned(was=wanted.text.strip(), now=told.text.strip(), clause=id, span=told.span))
    paired = {column for _, column in mates}
    for column, (id, told) in enumerate(drafts):
        same = [s for row, s in enumerate(standards) if alike[row, column] >= LEAST and _one_deed(s, told)]
        if column not in paired and same and all(opposed(s.signature, told.signature) for s in same):
            found.append(Turned(was=same[0].text.strip(), now=told.text.strip(), clause=id, span=told.span))
    return tuple(found)


def _pairs(alike: Shares) -> list[tuple[int, int]]:
    """Rows and columns that prefer each other; of what is left, those that stand between the same pairs in both texts."""
    found = [(row, int(alike[row].argmax())) for row in range(len(alike))]
    found = [(row, column) for row, column in found if alike[row, column] >= LEAST and int(alike[:, column].argmax()) == row]
    rows, columns = ({pair[side] for pair in found} for side in (0, 1))
    free = [(row, column) for row in range(alike.shape[0]) if row not in rows for column in range(alike.shape[1]) if column not in columns]
    free = [(r, c) for r, c in free if alike[r, c] >= LEAST_LEFT and all((r < row) == (c < column) for row, column in found)]
    alone = [(r, c) for r, c in free if sum(r == row for row, _ in free) == 1 and sum(c == column for _, column in free) == 1]
    return found + alone


def _differ_once(wanted: Signature, told: Signature) -> bool:
    """Whether either the side or the force is another, not both: two duties that have little else in common."""
    return (wanted.who != told.who) != (wanted.force != told.force)


def _one_deed(wanted: Duty, told: Duty) -> bool:
    """Whether the words after the draft's modal occur in the standard's duty: one of several that the standard says at once."""
    return any(gram in wanted.pairs for gram in pairs([told.signature.verb])[0] if gram not in EMPTY)
