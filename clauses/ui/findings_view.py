"""Findings as cards, gravest first: words, basis, suggestion, money, whom it favours, how certain."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from clauses.figures import show as shown
from clauses.model import SEVERITIES, Citation, ContractReview, Finding, Library, Threshold
from clauses.report.tables import cited, finding_table
from clauses.ui import state
from clauses.ui.html import Html, el, pane
from clauses.ui.labels import named, place, say

# What a threshold's name says of its unit -> a term's field of the same unit.
UNITS = {"rate": "share", "share": "share", "of_total": "share", "availability": "share", "days": "notice_days", "hours": "notice_hours", "months": "notice_months", "multiple": "multiple"}


def findings_view(review: ContractReview, findings: Sequence[Finding], library: Library, language: str, *, then: Callable[[str], None]) -> None:
    """The findings are on the page, grouped by severity or as a table; a click on one's clause calls `then` with its id."""
    types = ["", *dict.fromkeys(f.type for f in review.findings)]
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    kind = left.selectbox(
        say("of_type", language), types, key=state.keep("finding_type", types), format_func=lambda t: library.label(t, language) if t else say("all_types", language), label_visibility="collapsed"
    )
    shape = right.segmented_control(
        say("shape", language), ["cards", "grid"], key=state.keep("shape", ["cards", "grid"]), format_func=lambda s: say(s, language), required=True, label_visibility="collapsed"
    )
    listed = [f for f in findings if kind in ("", f.type)]
    if not listed:
        st.info(say("no_findings", language))
    elif shape == "grid":
        _grid(review, listed, library, language)
    else:
        groups = [(severity, [f for f in listed if f.severity == severity]) for severity in SEVERITIES]
        pane(el("div", (_group(severity, found, review, library, language) for severity, found in groups if found)), key="findings", then=then)


def _group(severity: str, found: Sequence[Finding], review: ContractReview, library: Library, language: str) -> Html:
    head = el("h3", el(f"span.dot.{severity}"), el("span.cap", named(library, "severities", severity, language)), el("span.faint", " " + say("count", language, count=len(found))))
    return el("section", head, (card(f, review, library, language, linked=True) for f in found))


def _grid(review: ContractReview, listed: Sequence[Finding], library: Library, language: str) -> None:
    ids = {f.id for f in listed}
    table = finding_table(review, library, language)[[f.id in ids for f in review.findings]]
    for column, names in (("severity", "severities"), ("certainty", "certainty"), ("favours", "favours")):
        table[column] = [named(library, names, value, language) for value in table[column]]
    columns = ["severity", "place", "finding", "message", "certainty", "favours", "score", "basis"]
    st.dataframe(table[columns], hide_index=True, column_config={c: say(f"column_{c}", language) for c in columns})


def card(finding: Finding, review: ContractReview, library: Library, language: str, *, linked: bool = False) -> Html:
    """One finding, whole."""
    clause = review.facts.contract.clause(finding.clause) if finding.clause else None
    where = place(clause, language) if clause else say("whole", language)
    message = finding.message if language == "zh" else finding.message_en or finding.message
    suggestion = finding.suggestion if language == "zh" else finding.suggestion_en or finding.suggestion
    head = el(
        "div.card-head",
        el(f"span.chip.{finding.severity}", named(library, "severities", finding.severity, language)),
        el("b.number", where) if linked else None,
        el("b", library.label(finding.code, language)),
        el("span.faint.right", _marks(finding, library, language)),
        el("a.link", say("see_clause", language), pick=finding.clause) if linked and finding.clause else None,
    )
    rows = [
        _row(say("quote", language), el("span.quote", finding.quote)) if finding.quote and linked else None,
        _row(say("money", language), finding.exposure.how if language == "zh" else finding.exposure.how_en) if finding.exposure else None,
        _row(say("basis", language), [_basis(b, review, library, language) for b in finding.basis] or say("no_basis", language)),
        _row(say("suggestion", language), el("span.suggest", suggestion)) if suggestion else None,
    ]
    return el(f"article.card.{finding.severity}", head, el("p", message), el("table.facts", rows))


def _row(label: str, value: Html | str | list[Html]) -> Html:
    return el("tr", el("th", label), el("td", value))


def _marks(finding: Finding, library: Library, language: str) -> str:
    score = say("points_score", language, score=finding.score) if finding.score else ""
    return " · ".join(part for part in (named(library, "favours", finding.favours, language), named(library, "certainty", finding.certainty, language), score) if part)



def _basis(citation: Citation, review: ContractReview, library: Library, language: str) -> Html:
    """A citation with what it says: a provision's gist, or a playbook's figure and its reason."""
    playbook = library.playbooks[review.side]
    threshold = playbook.thresholds.get(citation.article)
    if threshold is not None:
        name = say("playbook", language, side=library.label(review.side, language), version=playbook.version)
        return el("div", f"{name} ", el("b", _figure(threshold, library, language)), el("span.faint", f" {threshold.reason}"))
    gist = next((p.gist for law in library.laws.values() if law.short == citation.law for p in law.provisions if (p.article, p.version) == (citation.article, citation.version)), "")
    return el("div", f"{cited(citation, library, language)} ", el("span.faint", gist))


def _figure(threshold: Threshold, library: Library, language: str) -> str:
    """A playbook's figure with its unit, which its name ends in."""
    unit = next((field for part, field in UNITS.items() if part in threshold.name), "")
    return shown(unit, threshold.value, library, language)
