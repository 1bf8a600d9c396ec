"""What is agreed on the key terms beside standard and limits; and what the standard has and the draft lacks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from clauses.model import Candidate, ContractReview, Finding, Library, Missing
from clauses.ui.clauses_view import severity_mark
from clauses.ui.html import Child, Html, draw, el, pane
from clauses.ui.labels import place, say


def terms_view(review: ContractReview, library: Library, language: str, *, then: Callable[[str], None]) -> None:
    """The key terms are on the page; a click on a clause's number calls `then` with its id."""
    from clauses.report.tables import key_terms

    table = key_terms(review, library, language)
    if table.empty:
        st.info(say("no_terms", language))
        return
    heads = [say(key, language) for key in ("term", "field", "the_draft", "column_place", "the_standard", "limit")]
    rows = [_term(row, review, library, language) for row in table.to_dict("records")]
    pane(el("div", el("p.faint", say("terms_help", language)), el("table.terms", el("thead", el("tr", (el("th", head) for head in heads))), el("tbody", rows))), key="terms", then=then)


def _term(row: dict[str, Any], review: ContractReview, library: Library, language: str) -> Html:
    who = f"（{row['who']}）" if language == "zh" else f" ({row['who']})"
    topic: list[Child] = [severity_mark(row["severity"], library, language) if row["severity"] else el("span.sev.none"), " ", el("b", row["topic"]), el("span.faint", who if row["who"] else "")] if row["first"] else []
    links = [el("a.link", place(review.facts.contract.clause(id), language), " ", pick=id) for id in row["clause_ids"]]
    differs = row["draft"] and row["standard"] and row["draft"] != row["standard"]
    silent = el("span.faint", say("silent", language))
    return el(
        "tr.first" if row["first"] else "tr", el("td", topic), el("td", row["field"]), el("td.differs" if differs else "td", row["draft"] or silent),
        el("td.places", links), el("td", row["standard"] or silent), el("td.faint", row["limit"]),
    )  # fmt: skip


def missing_view(review: ContractReview, library: Library, language: str, *, then: Callable[[str], None]) -> None:
    """What the standard has and the draft lacks is on the page, the required first; a click on a clause calls `then` with its id."""
    template, missing = review.facts.template, review.facts.missing
    if template is None:
        st.info(say("missing_unknown", language))
        return
    if not missing:
        st.success(say("missing_none", language))
        return
    required = sorted((m for m in missing if template.clause(m.template_clause).required), key=lambda m: _reported(m, review) is None)
    optional = [m for m in missing if not template.clause(m.template_clause).required]
    draw(el("p.faint", say("missing_count", language, count=len(missing), required=len(required))))
    parts = [_group("required_group", [missing_card(m, review, library, language) for m in required], language)] if required else []
    parts += [_group("optional_group", [_folded(m, review, library, language) for m in optional], language)] if optional else []
    pane(el("div", parts), key="missing", then=then)


def _group(label: str, cards: list[Html], language: str) -> Html:
    return el("section", el("h3", say(label, language), el("span.faint", " " + say("count", language, count=len(cards)))), cards)


def _folded(missing: Missing, review: ContractReview, library: Library, language: str) -> Html:
    assert review.facts.template is not None
    clause = review.facts.template.clause(missing.template_clause)
    title = clause.heading or library.label(clause.type, language)
    return el("details.folded", el("summary", el("b.number", clause.number or "—"), el("b", title), el("span.faint", f" {_beginning(clause.text)}")), missing_card(missing, review, library, language))


def missing_card(missing: Missing, review: ContractReview, library: Library, language: str) -> Html:
    """One clause of the standard that the draft lacks: its words, why it is wanted, what came nearest and why that is not it."""
    assert review.facts.template is not None
    clause = review.facts.template.clause(missing.template_clause)
    need = "required" if clause.required else "optional"
    finding = _reported(missing, review) if clause.required else None
    state = "" if not clause.required else "reported" if finding else "in_annex" if clause.annex else "said_elsewhere"
    head = el("div.card-head", el(f"span.chip.{need}", say(need, language)), el("b.number", clause.number), el("b", clause.heading or library.label(clause.type, language)), el("span.faint.right", clause.annex or clause.article))
    near = [_candidate(n, review, library, language) for n in missing.nearest]
    rows: list[tuple[str, Child | list[Html]]] = [(say("standard_words", language), el("span.suggest", clause.text)), (say("reason", language), clause.why(language)), (say("nearest", language), near or say("no_nearest", language))]
    return el(f"article.card.{finding.severity if finding else 'info'}", head, el("p.faint", say(state, language)) if state else None, el("table.facts", (el("tr", el("th", label), el("td", value)) for label, value in rows if value)))


def _reported(missing: Missing, review: ContractReview) -> Finding | None:
    """The finding of absence that is made of it; None where the contract deals with the subject elsewhere."""
    return next((f for f in review.findings if f.code == f"{missing.type}.missing"), None)


def _candidate(candidate: Candidate, review: ContractReview, library: Library, language: str) -> Html:
    """A clause of the draft that came near, what it is about, and why it is not the one."""
    clause = review.facts.contract.clause(candidate.clause)
    return el("div", el("a.link", place(clause, language), pick=clause.id), " ", el("span.tag.faint", library.label(clause.type, language)), f" {_beginning(clause.text)} ", el("span.faint", _why_not(candidate, review, language)))


def _beginning(text: str) -> str:
    return text if len(text) <= 36 else f"{text[:36]}…"


def _why_not(candidate: Candidate, review: ContractReview, language: str) -> str:
    """Why the clause is not the one: the review's own words, or in English what they come to."""
    if language == "zh":
        return candidate.why_not
    match, template = next((m for m in review.facts.matches if m.clause == candidate.clause), None), review.facts.template
    if match is None or not match.template_clause or template is None:
        return say("too_unlike", language, similarity=f"{candidate.similarity:.2f}")
    first = template.clause(match.template_clause if isinstance(match.template_clause, str) else match.template_clause[0])
    return say("answers_already", language, number=first.number or first.heading or "—")
