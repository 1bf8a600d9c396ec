"""The single duties, rights and prohibitions of two clauses that answer to each other, and which of them are turned round.

What stands between two commas and has a modal is a duty. Each of the standard's is paired with the draft's that is most alike,
where both prefer each other; a pair that speaks of the other side, or allows what the standard's bars, is turned. Likeness
finds the pair, the words decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from clauses.breaths import Breath
from clauses.embed import Embedder, Vectors
from clauses.match.assignment import assigned
from clauses.match.heard import Signature, opposed, said_at, sentences_of
from clauses.match.likeness import Pairs, Shares, as_standard, by_words, likeness, pairs
from clauses.model import Roles, Span, Turned

TOPIC_MODAL = 4  # characters from a breath's beginning within which its modal ends, if it speaks of what the breath before named
LEAST = 0.25  # likeness from which two duties are taken for one
PLAINLY = 0.6  # the same where both the side and the force are others: rather two duties than one turned twice
LEAST_LEFT = 0.1  # the same for what is left over in both


class Duty(NamedTuple):
    """What a side must, may or must not; span into the clause's text."""

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
        for sentence in sentences_of(text, roles):
            for at, breath in enumerate(sentence.breaths):
                said = said_at(sentence, at, text, roles)
                if not breath.aside and (breath.modal or said.verb) and not _is_topic(sentence.breaths, at):
                    words = text[breath.span.start : breath.span.end]
                    found.append((n, breath.span, words, said, as_standard(words, roles)))
    vectors, both = embedder.encode([f[4] for f in found]), pairs([f[4] for f in found])
    out: list[list[Duty]] = [[] for _ in texts]
    for row, (n, span, words, said, _) in enumerate(found):
        out[n].append(Duty(span, words, said, vectors[row], both[row]))
    return tuple(map(tuple, out))


def _is_topic(breaths: Sequence[Breath], at: int) -> bool:
    """Whether a breath only names of what the next one speaks: 采购文件的实质性内容，不得背离."""
    after = breaths[at + 1] if at + 1 < len(breaths) else None
    return not breaths[at].modal and not breaths[at].own and after is not None and bool(after.modal) and not after.own and after.deed - after.span.start <= TOPIC_MODAL


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
    found: list[Turned] = []
    mates = [(row, int(alike[row].argmax())) for row in range(len(alike))]
    mates = [(row, column) for row, column in mates if alike[row, column] >= LEAST and int(alike[:, column].argmax()) == row]
    for row, column in mates:
        wanted, told = standards[row].signature, own[column].signature
        twice = wanted.who != told.who and wanted.force != told.force
        if opposed(wanted, told) and (alike[row, column] >= PLAINLY or not twice):
            found.append(_turned(standards[row], drafts[column]))
    for row, column in _left(standards, own, alike, mates):
        if _differ_once(standards[row].signature, own[column].signature):
            found.append(_turned(standards[row], drafts[column]))
    known = {t.now for t in found} | {drafts[column][1].text.strip() for _, column in mates}
    for column, duty in enumerate(own):
        row = int(alike[:, column].argmax())
        if duty.text.strip() not in known and (_only_against(standards, duty, alike[:, column]) or _newly_allowed(standards, {r for r, _ in mates}, row, duty, float(alike[row, column]))):
            found.append(_turned(standards[row], drafts[column]))
    return tuple(found)


def _only_against(standards: Sequence[Duty], told: Duty, alike: Shares) -> bool:
    """Whether what the draft says of a deed is against all that the standard says of it."""
    same = [s for s, share in zip(standards, alike, strict=True) if share >= LEAST and _one_deed(s, told)]
    return bool(same) and all(opposed(s.signature, told.signature) for s in same)


def _newly_allowed(standards: Sequence[Duty], paired: set[int], nearest: int, told: Duty, alike: float) -> bool:
    """Whether the draft gives a right that the standard's clauses have no place for: to exceed a measure, or in words nearest to a prohibition."""
    said, wanted = told.signature, standards[nearest].signature
    if said.loosened:
        return not any(s.signature.loosened for s in standards)
    free = any((s.signature.force == "may" or s.signature.raw) and row not in paired for row, s in enumerate(standards))
    return said.force == "may" and said.own and not said.limits and not free and alike >= LEAST_LEFT and wanted.force == "barred" and opposed(wanted, said)


def _turned(wanted: Duty, draft: tuple[str, Duty]) -> Turned:
    id, told = draft
    return Turned(was=wanted.text.strip(), now=told.text.strip(), clause=id, span=told.span)


def _left(standards: Sequence[Duty], drafts: Sequence[Duty], alike: Shares, mates: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Of the duties that no likeness pairs, those that cannot be paired without one turning the other round.

    Every one is first given a counterpart that it can be; what the rest of the draft leaves over and what the rest of the
    standard leaves over then stand against each other.
    """
    rows = [r for r in range(len(standards)) if r not in {row for row, _ in mates}]
    columns = [c for c in range(len(drafts)) if c not in {column for _, column in mates}]
    if not rows or not columns:
        return []
    against = np.array([[opposed(standards[r].signature, drafts[c].signature) for c in columns] for r in rows])
    gain = alike[np.ix_(rows, columns)] + ~against
    return [(rows[i], columns[j]) for i, j in assigned(gain) if against[i, j] and alike[rows[i], columns[j]] >= LEAST_LEFT]


def _differ_once(wanted: Signature, told: Signature) -> bool:
    """Whether either the side or the force is another, not both: two duties that have little else in common."""
    force = "must" if wanted.states and wanted.force == "fact" else wanted.force
    return told.own and (wanted.own or wanted.states) and (wanted.who != told.who) != (force != told.force)


def _one_deed(wanted: Duty, told: Duty) -> bool:
    """Whether the words after the draft's modal occur in the standard's duty: one of several that the standard says at once."""
    return any(gram in wanted.pairs for gram in pairs([told.signature.verb])[0] if gram not in EMPTY)
