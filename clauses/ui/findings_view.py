"""Findings as cards, gravest first: words, basis, suggestion, money, whom it favours, how certain."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from clauses.agreed import OPEN
from clauses.model import SEVERITIES, Citation, ContractReview, Finding, Library, Problem, Standing
from clauses.report.words import ground, money
from clauses.ui import state
from clauses.ui.html import Html, el, pane
from clauses.ui.labels import listed, named, place, say

if TYPE_CHECKING:  # loaded when a table is asked for
    import pandas as pd

# The columns of a downloaded table, as a reviewer reads them.
COLUMNS = ["severity", "place", "page", "finding", "message", "quote", "how", "supposed", "basis", "suggestion", "certainty", "favours", "score", "code", "type", "weight", "amount", "share", "doubtful", "revised_by"]
# The columns of the table on the page, with their widths in pixels: what a word of theirs takes, the message the rest.
WIDTHS = {"severity": 78, "place": 84, "finding": 190, "message": 440, "how": 260, "certainty": 84, "favours": 110, "score": 64, "basis": 420}


def findings_view(review: ContractReview, findings: Sequence[Finding], standings: Mapping[str, Standing], library: Library, language: str, *, then: Callable[[str], None]) -> None:
    """The findings are on the page, grouped by severity or as a table; a click on one calls `then` with its id."""
    types = ["", *dict.fromkeys(f.type for f in review.findings)]
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    kind = left.selectbox(
        say("of_type", language), types, key=state.keep("finding_type", types), format_func=lambda t: library.label(t, language) if t else say("all_types", language), label_visibility="collapsed"
    )
    shape = right.segmented_control(
        say("shape", language), ["cards", "grid"], key=state.keep("shape", ["cards", "grid"]), format_func=lambda s: say(s, language), required=True, label_visibility="collapsed"
    )
    chosen = [f for f in findings if kind in ("", f.type)]
    if not chosen:
        st.info(say("no_findings" if review.findings else "no_findings_at_all", language))
    elif shape == "grid":
        _grid(review, chosen, library, language)
    else:
        groups = [(severity, [f for f in chosen if f.severity == severity]) for severity in SEVERITIES]
        pane(el("div", (_group(severity, found, review, standings, library, language) for severity, found in groups if found)), key="findings", then=then)


def _group(severity: str, found: Sequence[Finding], review: ContractReview, standings: Mapping[str, Standing], library: Library, language: str) -> Html:
    head = el("h3", el(f"span.dot.{severity}"), el("span.cap", named(library, "severities", severity, language)), el("span.faint", " " + say("count", language, count=len(found))))
    return el("section", head, (card(f, review, library, language, linked=True, standing=standings.get(f.id, OPEN)) for f in found))


def _grid(review: ContractReview, chosen: Sequence[Finding], library: Library, language: str) -> None:
    from clauses.report.tables import finding_table

    ids = {f.id for f in chosen}
    table = finding_table(review, library, language)[[f.id in ids for f in review.findings]]
    shown = {c: st.column_config.Column(say(f"column_{c}", language), width=width) for c, width in WIDTHS.items()}
    st.dataframe(_in_words(table, library, language)[list(WIDTHS)], hide_index=True, column_config=shown)


def named_findings(review: ContractReview, library: Library, language: str, problems: Sequence[Problem] | None = None) -> pd.DataFrame:
    """The findings as a table whose columns bear names in the reader's language; what was not reviewed stands on top of it.

    problems: the whole review's; without them, those of reading the file.
    """
    import pandas as pd

    from clauses.report.tables import finding_table

    table = _in_words(finding_table(review, library, language), library, language)[COLUMNS]
    partial = [{"finding": say("partial", language), "message": p.said(language), "page": "" if p.page is None else str(p.page)} for p in (review.facts.source.problems if problems is None else problems)]
    whole = pd.concat([pd.DataFrame(partial, columns=COLUMNS), table.astype(object)]).fillna("") if partial else table
    return whole.rename(columns={c: say(f"column_{c}", language) for c in COLUMNS})


def _in_words(table: pd.DataFrame, library: Library, language: str) -> pd.DataFrame:
    """The table with severities, certainties, sides and types by name, and the whole contract as a place."""
    words = table.copy()
    for column, names in (("severity", "severities"), ("certainty", "certainty"), ("favours", "favours"), ("type", "clause_types")):
        words[column] = [named(library, names, value, language) for value in table[column]]
    words["doubtful"] = [say("doubtful", language) if value else "" for value in table["doubtful"]]
    words["place"] = [value or say("whole", language) for value in table["place"]]
    return words


def card(finding: Finding, review: ContractReview, library: Library, language: str, *, linked: bool = False, standing: Standing | None = None) -> Html:
    """One finding, whole, with where it stands."""
    clause = review.facts.contract.clause(finding.clause) if finding.clause else None
    where = place(clause, language) if clause else say("whole", language)
    message = finding.message if language == "zh" else finding.message_en or finding.message
    suggestion = finding.suggestion if language == "zh" else finding.suggestion_en or finding.suggestion
    source = review.facts.source
    authors = list(dict.fromkeys(r.author or say("nobody", language) for r in source.revised(finding.span))) if finding.span else []
    head = el(
        "div.card-head",
        el(f"span.chip.{finding.severity}", named(library, "severities", finding.severity, language)),
        el("b.number", where) if linked else None,
        el("b", library.label(finding.code, language)),
        el("span.tag.unsure", named(library, "certainty", finding.certainty, language)) if finding.certainty != "certain" else None,
        el("span.tag.unsure", say("doubtful", language)) if finding.span and source.doubted(finding.span) else None,
        el("span.tag", say("revised_by", language, authors=listed(authors, language))) if authors else None,
        _verdict(standing, language) if standing else None,
        el("span.faint.right", _marks(finding, library, language), " · ", el("span.id", finding.id)),
        el("a.link", say("see_clause", language), pick=finding.id) if linked else None,
    )
    rows = [
        _row(say("quote", language), el("span.quote", finding.quote)) if finding.quote and linked else None,
        _money(finding, review, library, language),
        _row(say("basis", language), [_basis(b, review, library, language) for b in finding.basis] or say("no_basis", language)),
        _row(say("suggestion", language), el("span.suggest", suggestion)) if suggestion else None,
    ]
    return el(f"article.card.{finding.severity}", head, el("p", message), el("table.facts", rows))


def _verdict(standing: Standing, language: str) -> Html:
    """Where the finding stands: by whom, and whose it is now."""
    decided = standing.decided
    who = f" · {decided.by}" if decided and decided.by else ""
    whose = el("span.tag", say("assigned_to", language, name=standing.assigned)) if standing.assigned else None
    return el("span", el(f"span.chip.verdict.{standing.verdict}", say(f"stands_{standing.verdict}", language), who), whose)


def _row(label: str, value: Html | str | list[Html]) -> Html:
    return el("tr", el("th", label), el("td", value))


def _marks(finding: Finding, library: Library, language: str) -> str:
    score = say("points_score", language, score=finding.score) if finding.score else ""
    certain = named(library, "certainty", finding.certainty, language) if finding.certainty == "certain" else ""
    return " · ".join(part for part in (named(library, "favours", finding.favours, language), certain, score) if part)


def _money(finding: Finding, review: ContractReview, library: Library, language: str) -> Html | None:
    """The sum with what is supposed to have happened; that there is none, where it is measured in money and cannot be reckoned."""
    sum_ = money(finding, review.side, library, language)
    if sum_ is None:
        return None
    supposed = el("span.faint", f" {say('supposed', language, case=sum_.supposed)}") if sum_.supposed else None
    return _row(say("money", language), el("span", el("span", sum_.how) if sum_.how else el("span.faint", say("no_sum", language)), supposed))


def _basis(citation: Citation, review: ContractReview, library: Library, language: str) -> Html:
    """A citation with what it says: a provision's gist, or a playbook's figure and its reason."""
    told = ground(citation, review.side, library, language)
    return el("div", f"{told.name} ", el("b", f"{told.figure} ") if told.figure else None, el("span.faint", told.says))
