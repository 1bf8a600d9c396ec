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
from clauses.match.heard import Sentence, Signature, opposed, sentences_of, signature
from clauses.match.likeness import Pairs, as_standard, by_words, likeness, pairs, plain
from clauses.model import Roles, Span, Turned

LEAST = 0.25  # likeness from which two duties are taken for one
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
            modal = ""
            for breath in sentence.breaths:
                if not breath.aside and (breath.modal or (modal and not breath.own)):
                    words = text[breath.span.start : breath.span.end]
                    one = breath if breath.modal else breath._replace(modal=modal)
                    alone = Sentence(n, breath.span, words, plain(words, roles), (one,))
                    found.append((n, breath.span, words, signature(alone, text, (), roles), as_standard(words, roles)))
                modal = "" if breath.own and not breath.modal else modal if breath.aside else breath.modal or modal
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
    found, paired = [], set()
    for row, wanted in enumerate(standards):
        column = int(alike[row].argmax())
        if alike[row, column] < LEAST or int(alike[:, column].argmax()) != row:
            continue
        paired.add(column)
        id, told = drafts[column]
        if opposed(wanted.signature, told.signature):
            found.append(Turned(was=wanted.text.strip(), now=told.text.strip(), clause=id, span=told.span))
    for column, (id, told) in enumerate(drafts):
        if column not in paired and (same := [s for s in standards if _one_deed(s, told)]) and all(opposed(s.signature, told.signature) for s in same):
            found.append(Turned(was=same[0].text.strip(), now=told.text.strip(), clause=id, span=told.span))
    return tuple(found)


def _one_deed(wanted: Duty, told: Duty) -> bool:
    """Whether the words after the draft's modal occur in the standard's duty: one of several that the standard says at once."""
    return any(gram in wanted.pairs for gram in pairs([told.signature.verb])[0] if gram not in EMPTY)
