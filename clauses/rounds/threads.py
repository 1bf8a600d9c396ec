"""The findings of one draft through to the next: which are the same, and what was decided on them that stands.

Two reviews and the pairs of their clauses come in; a `Thread` a finding goes out. A decision stands where the clause says
what it said, or reads as was agreed, and the finding rests on the same words and figures; else the finding is asked again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from clauses.agreed import OPEN
from clauses.model import SEVERITIES, Clause, ContractReview, Decision, Finding, Roles, Standing
from clauses.numerals import values
from clauses.rounds.citations import References
from clauses.rounds.nouns import VERDICTS, Pair, Thread, Why
from clauses.rounds.sameness import said

SHORTEST = 6  # characters of a quote that is looked for in another clause
_CITED = re.compile(r"第(?:\[标准[\d.]+\])?[\d.．、（()）一二三四五六七八九十百条款项第]+")


def threads(before: ContractReview, after: ContractReview, pairs: Sequence[Pair], standings: Mapping[str, Standing], references: References) -> tuple[Thread, ...]:
    """A thread for every finding of either review: the new draft's in its order, then those that are gone."""
    old_pair = {id: n for n, pair in enumerate(pairs) for id in pair.before}
    new_pair = {id: n for n, pair in enumerate(pairs) for id in pair.after}
    roles = [Roles(customer=r.facts.contract.names("customer"), carrier=r.facts.contract.names("carrier")) for r in (before, after)]
    one, other = _Side(before.findings, old_pair, roles[0]), _Side(after.findings, new_pair, roles[1])
    was = _same(one, other)
    made = []
    for finding in after.findings:
        old = was.get(finding.id)
        if old is None:
            made.append(Thread(before=None, after=finding.id, course="new"))
            continue
        standing = standings.get(old.id, OPEN)
        pair = pairs[new_pair[finding.clause]] if finding.clause in new_pair else None
        why: Why = _why(old, finding, pair, old_pair.get(old.clause or ""), new_pair.get(finding.clause or ""), standing, roles) if before.side == after.side else "side_changed"
        clause = before.facts.contract.clause(old.clause) if old.clause else None
        carried = () if why else tuple(_carried(standing, finding.id, clause, references))
        asked = why if standing.verdict != "open" or standing.assigned or standing.comments else ""
        made.append(Thread(before=old.id, after=finding.id, course="kept", carried=carried, why=asked, earlier=standings.get(old.id)))
    found = {old.id for old in was.values()}
    made += [Thread(before=f.id, after=None, course="gone", earlier=standings.get(f.id)) for f in before.findings if f.id not in found]
    return tuple(made)


class _Side:
    """A review's findings with the pair that each one's clause is in; None of the whole contract."""

    def __init__(self, findings: Sequence[Finding], pair: Mapping[str, int], roles: Roles) -> None:
        self.findings, self.pair, self.roles = findings, pair, roles

    def at(self, finding: Finding) -> int | None:
        return self.pair.get(finding.clause or "")

    def quote(self, finding: Finding) -> Hashable:
        return said(finding.quote, self.roles)

    def asked(self, finding: Finding) -> Hashable:
        """What is suggested, the draft's numbers of clauses aside."""
        return said(_CITED.sub("", finding.suggestion), self.roles)


def _same(old: _Side, new: _Side) -> dict[str, Finding]:
    """The earlier finding of each later one, by its id: by clause, words and figures first, then by less and less of them."""
    keys: tuple[Callable[[_Side, Finding], Hashable], ...] = (
        lambda side, f: (f.code, side.at(f), side.quote(f), f.message),
        lambda side, f: (f.code, side.at(f), side.quote(f), _figures(f)),
        lambda side, f: (f.code, side.at(f), side.quote(f), side.asked(f) if f.clause is None else ""),
        lambda side, f: (f.code, side.at(f), side.asked(f)) if f.clause or f.suggestion else None,
        lambda side, f: (f.code, side.at(f)) if f.clause else None,
        lambda side, f: (f.code, side.quote(f)) if len(f.quote) >= SHORTEST else None,
    )
    was: dict[str, Finding] = {}
    taken: set[str] = set()
    for key in keys:
        waiting: dict[Hashable, list[Finding]] = {}
        for finding in old.findings:
            if finding.id not in taken and (told := key(old, finding)) is not None:
                waiting.setdefault(told, []).append(finding)
        for finding in new.findings:
            if finding.id not in was and (told := key(new, finding)) is not None and (there := waiting.get(told)):
                was[finding.id] = there.pop(0)
                taken.add(was[finding.id].id)
    return was


def _figures(finding: Finding) -> Hashable:
    """The figures that a finding tells, numbers of clauses aside."""
    return tuple((v.kind, v.value, v.unit) for v in values(_CITED.sub("", finding.message)))


def _why(old: Finding, new: Finding, pair: Pair | None, at: int | None, now: int | None, standing: Standing, roles: Sequence[Roles]) -> Why:
    """Why what was decided does not stand; "" where it does."""
    if pair is not None:
        if at != now:
            return "elsewhere"
        as_agreed = pair.answer is not None and pair.answer.exact
        if not pair.stands and not as_agreed:
            return "points_elsewhere" if not pair.retitled and pair.points_elsewhere and pair.status != "changed" else "clause_changed"
        if standing.verdict == "accepted" and standing.decided and standing.decided.wording is not None and len(pair.before) + len(pair.after) > 2:
            return "clause_split"
    elif (old.clause is None) != (new.clause is None):
        return "clause_gone"
    if said(old.quote, roles[0]) != said(new.quote, roles[1]) or _figures(old) != _figures(new):
        return "values_changed"
    return "graver" if SEVERITIES.index(new.severity) < SEVERITIES.index(old.severity) else ""


def _carried(standing: Standing, finding: str, clause: Clause | None, references: References) -> Iterator[Decision]:
    """The decisions that make a standing what it is, on a finding of the new draft: verdict, assignment, comments.

    An agreed wording refers to the clauses that it means by the numbers that they have now.
    """
    undone = {d.undoes for d in standing.history if d.act == "undone"}
    assigned = next((d for d in reversed(standing.history) if d.act == "assigned" and d.number not in undone), None)
    stand = [d for d in (standing.decided, assigned if standing.assigned else None, *standing.comments) if d is not None]
    for decision in sorted(stand, key=lambda d: d.number):
        wording = references.led(decision.wording, clause) if decision.wording and clause else decision.wording
        yield replace(decision, finding=finding, wording=wording, carried_from=decision.number)


def told(standing: Standing, language: str = "zh") -> str:
    """What was decided in the round before, in one line; "" where nothing was."""
    at = int(language == "en")
    said_: list[str] = []
    if standing.decided is not None:
        by = standing.decided
        verdict, reason = VERDICTS[standing.verdict][at], by.words and (f", {by.words}" if at else f"，理由：{by.words}")
        said_.append(f"draft before: {verdict}{reason} ({by.by}, {_day(by.at)})" if at else f"上一稿：{verdict}{reason}（{by.by}，{_day(by.at)}）")
    said_ += [f"comment: {c.words} ({c.by})" if at else f"上一稿批注：{c.words}（{c.by}）" for c in standing.comments]
    said_ += [f"was assigned to {standing.assigned}" if at else f"上一稿指派给 {standing.assigned}"] if standing.assigned else []
    return ("; " if at else "；").join(said_)


def _day(at: str) -> str:
    """The day on which it was for this machine, which is another than in UTC for a part of the day."""
    moment = datetime.fromisoformat(at)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone().date().isoformat()
