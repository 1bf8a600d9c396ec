"""Two drafts of one contract: what moved since, what was taken up, what nobody asked for, and which decisions stand.

Comes in: the reviews of the earlier and the later draft, and where the findings of the earlier stood. Goes out: `Rounds`. It
stores nothing and shows nothing; `Rounds.carried` is what a store is to repeat on the later draft.
"""

from __future__ import annotations

from collections.abc import Mapping

from clauses import agreed
from clauses.model import ContractReview, Review, Standing
from clauses.rounds.changes import lines, paired
from clauses.rounds.citations import References
from clauses.rounds.likely import couples, likely_same
from clauses.rounds.nouns import CHANGES, REASONS, REPLIES, Answer, Compared, Likeness, Line, Pair, Rounds, Thread
from clauses.rounds.pairing import grouped
from clauses.rounds.threads import threads, told

__all__ = ["CHANGES", "REASONS", "REPLIES", "Answer", "Compared", "Likeness", "Line", "Pair", "Rounds", "Thread", "compare", "compare_files", "likely_same", "told"]


def compare(before: ContractReview, after: ContractReview, standings: Mapping[str, Standing]) -> Rounds:
    """The later draft held against the earlier and against what was decided on it.

    Args:
        before: the review of the earlier draft.
        after: of the later.
        standings: where the findings of the earlier stand, by id (`agreed.standings`).
    """
    old, new = before.facts.contract, after.facts.contract
    groups = grouped(old, new)
    references = References(old, new, groups)
    pairs, answers = paired(before, after, agreed.wordings(before, standings), standings, groups, references)
    return Rounds(pairs=pairs, lines=lines(before, after), threads=threads(before, after, pairs, standings, references), answers=answers)


def compare_files(before: Review, after: Review) -> tuple[Compared, ...]:
    """Every contract of two files beside its own of the other, compared as drafts on which nothing was decided."""
    return tuple(
        Compared(before=old, after=new, rounds=compare(old, new, {}), likeness=likely_same(old, new)) if old is not None and new is not None else Compared(before=old, after=new)
        for old, new in couples(before, after)
    )
