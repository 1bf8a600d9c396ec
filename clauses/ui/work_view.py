"""The working area: the clause tree on the left, on the right the clause beside the standard's, its findings, and the decisions on them."""

from __future__ import annotations

import streamlit as st

from clauses import agreed
from clauses.model import Clause, Decision, Finding, Library, Roles, Wording
from clauses.sides import elsewhere
from clauses.ui import state
from clauses.ui.changes_view import changes
from clauses.ui.clauses_view import MISSING, WHOLE, Tree, filters, severity_mark
from clauses.ui.decide import KEYS, Deciding, buttons, draw_history, form
from clauses.ui.diff_view import clause_head, one_by_one, points, side_by_side
from clauses.ui.findings_view import card
from clauses.ui.html import Html, draw, el, pane
from clauses.ui.labels import place, say
from clauses.ui.opened import Opened
from clauses.ui.original_view import original
from clauses.ui.terms_view import missing_card

SHOWN = {"g": "do_assigned", "f": "@fold", "t": "@list", **{str(n + 1): f"view:{n}" for n in range(8)}}  # keys beside those of the decisions


def work_view(opened: Opened, decisions: tuple[Decision, ...], library: Library, language: str) -> None:
    """The working area is on the page; nothing in it is matched, judged or compared anew."""
    standings = agreed.standings(decisions)
    wordings = opened.once(lambda: agreed.wordings(opened.contract, standings), "wordings", len(decisions), decisions[-1].number if decisions else 0)
    left, right = st.columns([3, 8], gap="small")
    with left, st.container(key="clause_list"):
        tree = Tree(opened=opened, standings=standings, wordings=wordings, filter=filters(opened, library, language), library=library, language=language)
        chosen, finding = _chosen(tree)
        pane(tree.drawn(), key="clauses", then=state.look_at)
    with right, st.container(key="clause_work"):
        deciding = Deciding(opened=opened, finding=finding, standing=tree.standing(finding), wordings=wordings, library=library, language=language, decisions=decisions) if finding else None
        before, after = tree.beside(finding, chosen)
        _clause(chosen, opened, wordings, library, language)
        _tabs(chosen, finding, tree)
        buttons(deciding, before, after, language)
        if deciding:
            form(deciding)
        _found(chosen, finding, tree)
        if deciding:
            draw_history(deciding)
        _more(chosen, opened, library, language)


def _chosen(tree: Tree) -> tuple[str, Finding | None]:
    """The clause that is shown, and which of its findings; at first the gravest finding's."""
    opened = tree.opened
    known = [WHOLE, *opened.clauses, *(MISSING + m.template_clause for m in opened.contract.facts.missing)]
    first = next((f for f in opened.contract.findings), None)
    chosen = state.looked_at(f"{opened.review.source.sha256}/{opened.part}", known, (first.clause or WHOLE) if first else next(iter(opened.clauses), WHOLE))
    finding = opened.findings.get(state.remembered("finding") or "")
    if finding is not None:
        chosen = finding.clause or WHOLE
        state.remember("clause", chosen)
    else:
        finding = next(iter(_of(chosen, tree)), None)
    return chosen, finding


def _of(chosen: str, tree: Tree) -> list[Finding]:
    """The findings that are shown with what is chosen; with what the draft lacks, those that say so."""
    if chosen.startswith(MISSING):
        missing = next(m for m in tree.opened.contract.facts.missing if MISSING + m.template_clause == chosen)
        return [f for f in tree.findings[WHOLE] if f.code == f"{missing.type}.missing"]
    return tree.findings[chosen]


def _clause(chosen: str, opened: Opened, wordings: tuple[Wording, ...], library: Library, language: str) -> None:
    """The clause beside the standard's and what it is agreed to read; of what is lacking, the standard's words."""
    review = opened.contract
    if chosen.startswith(MISSING):
        missing = next(m for m in review.facts.missing if MISSING + m.template_clause == chosen)
        pane(opened.once(lambda: missing_card(missing, review, library, language), chosen, language), key="lacking", then=state.look_at)
        return
    if chosen == WHOLE:
        put_in = [w for w in wordings if w.clause is None]
        pane(el("div.stack", el("div.clause-head", el("b", say("whole_line", language))), [_agreed(w, opened, language) for w in put_in]), key="compared", then=state.look_at)
        return
    clause = opened.clauses[chosen]
    compared = opened.once(lambda: _compared(clause, opened, library, language), "compared", chosen, language)
    own = [w for w in wordings if w.clause == chosen]
    pane(el("div.stack", compared, [_agreed(w, opened, language) for w in own]), key="compared", then=state.look_at)


def _compared(clause: Clause, opened: Opened, library: Library, language: str) -> Html:
    match = opened.matches.get(clause.id)
    head = clause_head(clause, match, library, language)
    return el("div.stack", head, _elsewhere(clause, opened, language), side_by_side(clause, match, opened.contract, language))


def _elsewhere(clause: Clause, opened: Opened, language: str) -> Html | None:
    """Where a moved clause stands in the standard, what was moved from behind this one, and which others answer to the same clause, as links."""
    facts = opened.contract.facts
    found = elsewhere(clause.id, facts)
    out: list[Html] = []
    if found.moved and found.after is None:
        out.append(el("span", say("moved_first", language)))
    for key, pair in [("moved_from", found.after), *(("moved_to", pair) for pair in found.gone)]:
        if pair and facts.template:
            standard = facts.template.clause(pair[0])
            out += [el("span", say(key, language, number=standard.number or standard.heading or "—")), _link(pair[1], opened, language)]
    if found.shared:
        out += [el("span", say("shared_with", language)), *(_link(id, opened, language) for id in found.shared)]
    return el("div.meta.elsewhere", out) if out else None


def _link(id: str, opened: Opened, language: str) -> Html:
    return el("a.link", " → ", place(opened.clauses[id], language), " ", pick=id)


def _agreed(wording: Wording, opened: Opened, language: str) -> Html:
    """The draft's words and the agreed ones in one text."""
    return opened.once(lambda: _agreed_anew(wording, opened, language), "agreed", wording.clause, wording.was, wording.now, language)


def _agreed_anew(wording: Wording, opened: Opened, language: str) -> Html:
    contract = opened.contract.facts.contract
    roles = Roles(customer=contract.names("customer"), carrier=contract.names("carrier"))
    head = "agreed_new" if wording.clause is None else "agreed_deleted" if not wording.now.strip() else "agreed_head"
    return el("div.agreed", el("div.side-head", say(head, language)), el("div.words", one_by_one(wording.was, wording.now, roles, language)))


def _tabs(chosen: str, finding: Finding | None, tree: Tree) -> None:
    """The clause's findings in a row, where there are several."""
    own = _of(chosen, tree)
    if finding is not None and finding not in own:
        own = [*own, finding]
    if len(own) > 1:
        pane(el("div.tabs", [_tab(f, tree, on=f is finding) for f in own]), key="tabs", then=state.look_at_finding)


def _found(chosen: str, finding: Finding | None, tree: Tree) -> None:
    """The chosen finding, whole, and how many of the clause are hidden by the filter."""
    language = tree.language
    all_ = [f for f in tree.opened.contract.findings if (f.clause or WHOLE) == chosen]
    hidden = len([f for f in all_ if f not in tree.findings.get(chosen, ())])
    shown = card(finding, tree.opened.contract, tree.library, language, standing=tree.standing(finding)) if finding else el("p.faint", say("here_none", language))
    more = el("p.faint", say("here_hidden", language, count=hidden)) if hidden else None
    pane(el("div.stack", shown, more), key="found", then=state.look_at_finding, keys={**KEYS, **SHOWN}, marks=("clauses", chosen, tree.opened.key))


def _tab(finding: Finding, tree: Tree, *, on: bool) -> Html:
    verdict = tree.standing(finding).verdict
    sign = {"open": "", "accepted": "✓", "rejected": "✗", "marked": "⚑"}[verdict]
    stands = say(f"stands_{verdict}", tree.language)
    return el(
        "span.tab.on" if on else "span.tab", severity_mark(finding.severity, tree.library, tree.language), " ", el("span", sign, title=stands, label=stands) if sign else None, " " if sign else None,
        tree.library.label(finding.code, tree.language), pick=finding.id,
    )  # fmt: skip


def _more(chosen: str, opened: Opened, library: Library, language: str) -> None:
    """What became of the standard's points, what was changed in the clause, and its picture."""
    clause = opened.clauses.get(chosen)
    if clause is None:
        return
    facts = opened.contract.facts
    draw(opened.once(lambda: el("div.stack", changes(clause, facts.contract, facts.source, language), points(opened.matches.get(chosen), language)), "more", chosen, language))
    original(clause, facts.source, lambda: state.content(opened), language)
