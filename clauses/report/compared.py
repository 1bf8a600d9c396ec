"""The clauses that differ, as elements of a report: the standard against the draft, and the draft against what was agreed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from clauses import diff
from clauses.agreed import wordings
from clauses.markup import Html, el
from clauses.model import Clause, ContractReview, Diff, Library, Match, Roles, Standing, TemplateClause, Wording
from clauses.register import place
from clauses.report.labels import named, say


def compared(review: ContractReview, library: Library, language: str) -> Html:
    """Every clause that departs from the standard's, in the contract's order, and what the contract lacks."""
    matches = {m.clause: m for m in review.facts.matches}
    differing = [(c, m) for c in review.facts.contract.clauses if (m := matches.get(c.id)) is not None and m.status != "same"]
    lacking = _missing(review, library, language)
    if not differing and lacking is None:
        return el("section", el("h2.other", say("compared", language)), el("p", say("compared_none" if review.facts.template else "no_standard", language)))
    return el(
        "section",
        el("h2.other", say("compared", language)),
        el("p.faint", say("compared_intro", language)),
        (_differing(clause, match, review, library, language) for clause, match in differing),
        lacking,
    )


def _differing(clause: Clause, match: Match, review: ContractReview, library: Library, language: str) -> Html:
    standards = _standards(match, review)
    status = named(library, "statuses", match.status, language)
    above = "、".join(s.number for s in standards) if language == "zh" else ", ".join(s.number for s in standards)
    about = say("extra", language) if not standards else f"{status} · {say('the_standard', language)} {above}"
    head = el("h4", el("b", place(clause) or f"{clause.text[:10]}…"), f" {clause.heading or ''} " if clause.number else " ", el("span.faint", about))
    return el("div.compared", head, _texts(clause, match, standards, review, language), _points(match, language))


def _texts(clause: Clause, match: Match, standards: Sequence[TemplateClause], review: ContractReview, language: str) -> Html:
    if not standards:
        return el("p.words", clause.text)
    if match.near:
        return el("p.words", _marked(match.diff, review))
    return el(
        "div",
        el("p.faint", say("apart", language)),
        el("table.sides", el("thead", el("tr", el("th", say("the_standard", language)), el("th", say("the_draft", language)))), el("tbody", el("tr", el("td", "\n".join(s.text for s in standards)), el("td", clause.text)))),
    )


def _points(match: Match, language: str) -> Html | None:
    """What became of the standard's points that the draft does not say."""
    rows = [(say("state_reversed", language), t.was, t.now) for t in match.turned]
    rows += [(say(f"state_{p.state}", language), p.point.says_en if language == "en" and p.point.says_en else p.point.says, p.quote) for p in match.points if p.state != "said"]
    return el("table.points", el("thead", el("tr", el("th", say("points_lost", language), span=3))), (el("tr", el("td.state", state), el("td", says), el("td", quote)) for state, says, quote in rows)) if rows else None


def _standards(match: Match, review: ContractReview) -> list[TemplateClause]:
    template, to = review.facts.template, match.template_clause
    return [] if template is None or to is None else [template.clause(id) for id in ((to,) if isinstance(to, str) else to)]


def _missing(review: ContractReview, library: Library, language: str) -> Html | None:
    """The standard's clauses that the contract lacks: those required in full, the others by name."""
    template = review.facts.template
    clauses = [template.clause(m.template_clause) for m in review.facts.missing] if template else []
    if not clauses:
        return None
    required = [_lacking(c, library, language) for c in clauses if c.required]
    optional = say("comma", language).join(" ".join(part for part in (c.annex, c.number, c.heading or named(library, "clause_types", c.type, language)) if part) for c in clauses if not c.required)
    return el("div", el("h3", say("missing", language)), required, el("p", el("b", say("optional", language)), say("colon", language), optional) if optional else None)


def _lacking(clause: TemplateClause, library: Library, language: str) -> Html:
    about = f"{named(library, 'clause_types', clause.type, language)} · {say('required', language)}"
    return el("div.compared", el("h4", el("b", " ".join(part for part in (say("the_standard", language), clause.annex, clause.number) if part)), f" {clause.heading or ''} ", el("span.faint", about)), el("p.words", clause.text))


def agreed_changes(review: ContractReview, standings: Mapping[str, Standing], language: str) -> Html | None:
    """The clauses that are agreed to read otherwise; None where there are none."""
    changed = wordings(review, standings)
    if not changed:
        return None
    return el("section", el("h2.other", say("agreed_compared", language)), el("p.faint", say("agreed_intro", language)), (_agreed(w, review, language) for w in changed))


def _agreed(wording: Wording, review: ContractReview, language: str) -> Html:
    contract = review.facts.contract
    if wording.clause is not None:
        where = place(contract.clause(wording.clause)) or "—"
    else:
        where = say("put_in_after", language, place=place(contract.clause(wording.after)) or "—") if wording.after else say("put_in_end", language)
    ids = say("by_findings", language, ids=say("comma", language).join(wording.findings))
    roles = Roles(customer=contract.names("customer"), carrier=contract.names("carrier"))
    return el("div.compared", el("h4", el("b", where), " ", el("span.faint", ids)), el("p.words", _marked(diff.words(wording.was, wording.now, roles=roles), review)))


def _marked(changes: Diff, review: ContractReview) -> Iterator[Html]:
    """The words of both sides in one text; what weighs is strongest."""
    contract = review.facts.contract
    roles = Roles(customer=contract.names("customer"), carrier=contract.names("carrier"))
    for (op, words), weighty in zip(changes, diff.important(changes, roles=roles), strict=True):
        yield el({"=": "span", "-": "del", "+": "ins"}[op] + (".strong" if weighty and op != "=" else ""), words)
