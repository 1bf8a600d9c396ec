"""Which clauses of a draft belong to which of a standard's: one to one, one cut into several, several run together.

Evidence on one part of a contract comes in; groups of indices go out. Three judges, each a logistic regression measured on
drafts whose counterparts are known (`models/clause-pairs/limits.json`), say how probable it is that two clauses belong together
by themselves, by what stands beside them, and as a part of what already belongs together. Every clause is placed at once (an
assignment).
"""

from __future__ import annotations

import numpy as np

from clauses.match.assignment import assigned
from clauses.match.evidence import Evidence
from clauses.match.groups import Alignment, part_features, parts
from clauses.match.limits import NONE, OWN_WORDS, Floats, Limits

PASSES = 2  # over all pairs, each with the neighbours as the pass before left them
ROUNDS = 3  # in which parts are looked for: one more a round, up to four


def align(evidence: Evidence) -> Alignment:
    """The groups that are most probable together."""
    alignment = Alignment(evidence)
    if not evidence.drafts or not evidence.standards:
        return alignment
    limits = evidence.limits
    to = counterparts(limits.by_itself.log_odds(evidence.by_itself), limits.from_odds["by_itself"])
    for _ in range(PASSES):
        alignment.odds = limits.in_place.log_odds(evidence.in_place(to))
        alignment.odds[evidence.same] += OWN_WORDS
        to = counterparts(alignment.odds, limits.from_odds["in_place"])
    alignment.of_draft = {d: [n] for d, n in enumerate(to) if n != NONE}
    for _ in range(ROUNDS):
        if not (_joined(alignment, limits, of_standard=False) | _joined(alignment, limits, of_standard=True)):
            break
    return alignment


def counterparts(odds: Floats, least: float) -> list[int]:
    """By clause of the draft the one of the standard's that is most probable, every one for one clause; NONE where no log odds exceed the least."""
    to = [NONE] * odds.shape[0]
    for d, n in assigned(odds - np.float32(least)):
        to[d] = n
    return to


def _joined(alignment: Alignment, limits: Limits, *, of_standard: bool) -> bool:
    """Whether any clause joined a group that it is part of; each group grows by one at most."""
    candidates = parts(alignment, of_standard=of_standard)
    if not candidates:
        return False
    judge, least = (limits.as_whole, limits.from_odds["as_whole"]) if of_standard else (limits.as_part, limits.from_odds["as_part"])
    odds = judge.log_odds(part_features(alignment, candidates, of_standard=of_standard))
    ones: set[int] = set()
    others: set[int] = set()
    for at in np.argsort(-odds, kind="stable").tolist():
        part = candidates[at]
        if odds[at] <= least:
            break
        if part.one not in ones and part.other not in others and not ones & set(part.members):
            alignment.take(part, of_standard=of_standard)
            ones.update((part.one, *part.members))
            others.add(part.other)
    return bool(ones)
