"""Contracts that were reviewed with an earlier standard, reviewed again with the present one; what was decided stands where nothing changed."""

from __future__ import annotations

from dataclasses import dataclass

from clauses.agreed import standings
from clauses.errors import ClausesError
from clauses.model import Decision, Matter
from clauses.outdated import asked_again
from clauses.store import NotStored, Overtaken
from clauses.ui import state
from clauses.ui.intake import How, reviewed_again
from clauses.ui.labels import say


@dataclass(frozen=True, kw_only=True)
class Renewed:
    """What became of the decisions of a contract that was reviewed again. refusal: why it was not."""

    title: str
    kept: int = 0
    again: int = 0
    refusal: ClausesError | None = None


def renew(id: str, language: str) -> tuple[Renewed, ...]:
    """The contract's file is reviewed with the present standard and playbook; a decision whose ground changed is taken back, with why.

    Other contracts that came in the same file are reviewed with it, and told of as well.
    """
    store = state.store()
    try:
        matter = store.matter(id)
    except NotStored:  # another deleted it
        return ()
    round = matter.latest
    beside = [m for m in store.matters() if (m.latest.sha256, m.latest.side, m.latest.template, m.latest.view) == (round.sha256, round.side, round.template, round.view)]
    try:
        before = {m.id: store.review(m.latest).contracts[m.latest.part] for m in beside}
        reviewed_again(matter, How.of(round), language)
    except ClausesError as refusal:
        return (Renewed(title=matter.title, refusal=refusal),)
    made = []
    for one in beside:
        standing = standings(store.decisions(one.id, one.latest.number))
        after = store.review(one.latest).contracts[one.latest.part]
        again = asked_again(before[one.id], after, standing)
        for finding, why in again.items():
            decided = standing[finding].decided
            if decided is not None:
                _take_back(one, finding, decided, standing[finding].last, say(f"history_why_{why}", language))
        kept = sum(s.verdict != "open" for s in standing.values()) - len(again)
        made.append(Renewed(title=one.title, kept=kept, again=len(again)))
        state.forget(one)
    return tuple(made)


def _take_back(matter: Matter, finding: str, decided: Decision, seen: int, why: str) -> None:
    undone = Decision(finding=finding, act="undone", by=state.person(), at="", words=why, undoes=decided.number)
    try:
        state.store().decide(matter.id, undone, seen=seen, round=matter.latest.number)
    except (Overtaken, NotStored):  # another decided on it meanwhile: that stands
        return
