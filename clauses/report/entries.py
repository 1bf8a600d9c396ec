"""A review's findings as every hand-over tells them: in the reader's language, with where each stands and what was agreed.

Comes in: a review of one contract and the standings of its findings. Goes out: entries in the review's order, plain texts
without a sign that a reader's program would obey. It decides nothing and draws nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clauses import agreed
from clauses.model import Citation, Clause, ContractReview, Decision, Finding, Library, Standing, Wording
from clauses.register import place
from clauses.report.labels import moment, named, say
from clauses.report.words import Ground, Money, ground, money
from clauses.signs import visible


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A finding in words. agreed: the clause as it is agreed to read, "" where it is deleted, None where no wording was agreed.

    verdict: by its published name; history: each decision in one line. page: the pages that its words stand on.
    """

    finding: Finding
    standing: Standing
    place: str
    name: str
    severity: str
    certainty: str
    favours: str
    type: str
    message: str
    quote: str
    grounds: tuple[Ground, ...]
    money: Money | None
    suggestion: str
    agreed: str | None
    page: str
    history: tuple[str, ...]

    @property
    def id(self) -> str:
        return self.finding.id


def entries(review: ContractReview, standings: Mapping[str, Standing], library: Library, language: str) -> tuple[Entry, ...]:
    """Every finding of the review, in its order, with where it stands."""
    wordings = agreed.wordings(review, standings)
    clauses = {c.id: c for c in review.facts.contract.clauses}
    return tuple(_entry(f, standings.get(f.id, agreed.OPEN), clauses.get(f.clause or ""), wordings, review, library, language) for f in review.findings)


def _entry(finding: Finding, standing: Standing, clause: Clause | None, wordings: tuple[Wording, ...], review: ContractReview, library: Library, language: str) -> Entry:
    source = review.facts.source
    pages = dict.fromkeys(str(p.page) for p in source.places(finding.span)) if finding.span else {}
    sum_ = money(finding, review.side, library, language)
    return Entry(
        finding=finding,
        standing=standing,
        place=visible(place(clause) or "—" if clause else say("whole", language)),
        name=visible(library.label(finding.code, language)),
        severity=named(library, "severities", finding.severity, language),
        certainty=named(library, "certainty", finding.certainty, language),
        favours=named(library, "favours", finding.favours, language),
        type=visible(named(library, "clause_types", finding.type, language)),
        message=visible(finding.message if language == "zh" else finding.message_en or finding.message),
        quote=visible(finding.quote),
        grounds=tuple(_ground(b, review, library, language) for b in finding.basis),
        money=None if sum_ is None else Money(how=visible(sum_.how), supposed=visible(sum_.supposed)),
        suggestion=visible(finding.suggestion if language == "zh" else finding.suggestion_en or finding.suggestion),
        agreed=next((visible(w.now) for w in wordings if finding.id in w.findings), None),
        page=say("comma", language).join(pages),
        history=tuple(_told(d, standing, language) for d in standing.history),
    )


def _ground(citation: Citation, review: ContractReview, library: Library, language: str) -> Ground:
    told = ground(citation, review.side, library, language)
    return Ground(name=visible(told.name), figure=visible(told.figure), says=visible(told.says))


def _told(decision: Decision, standing: Standing, language: str) -> str:
    """A decision in one line: when, who, what, in which words, and whether it was taken back."""
    act = say(decision.act, language)
    if decision.act == "undone":
        undone = next((d for d in standing.history if d.number == decision.undoes), None)
        act = say("undone_of", language, act=say(undone.act, language)) if undone else act
    elif decision.act == "assigned":
        act = f"{act} {decision.words}" if decision.words else say("unassigned", language)
    elif decision.wording is not None:
        act = say("with_wording", language)
    words = decision.words if decision.act != "assigned" else ""
    back = say("was_undone", language) if any(d.act == "undone" and d.undoes == decision.number for d in standing.history) else ""
    kept = say("carried", language) if decision.carried_from is not None else ""
    return visible(f"{moment(decision.at)} {decision.by} {act}{say('colon', language) + words if words else ''}{back}{kept}".replace("\n", " "))
