"""The page: choices on the left; a review's head, and below it one of its views."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from clauses.figures import amounted
from clauses.model import SEVERITIES, Clause, ContractReview, Finding, Library, Match, Problem, Review, Side, View
from clauses.report.json import dumps
from clauses.report.tables import clause_table, spreadsheet
from clauses.ui import state
from clauses.ui.changes_view import changes, changes_in, changes_view, marks_of
from clauses.ui.diff_view import clause_head, points, side_by_side, stack
from clauses.ui.findings_view import card, findings_view, named_findings
from clauses.ui.html import Html, draw, dress, el, pane
from clauses.ui.labels import named, place, say
from clauses.ui.original_view import original, scan_view
from clauses.ui.terms_view import missing_card, missing_view, terms_view

VIEWS = ("clauses", "findings", "terms", "missing", "changes", "scan", "export")
READINGS = get_args(View)
ONLY = ("all", "risk", "extra", "missing")
MISSING = "missing:"


def show() -> None:
    """The page is drawn, with a review on it.

    Raises:
        ClausesError: the file cannot be read or is no contract; the choices on the left stay usable.
    """
    dress()
    language = state.language()
    bar = st.container(key="working").empty()
    bar.progress(0.0, say("working", language, stage=say("stage_open", language)))
    desk = state.desk()
    name, content = _choose_file(language)
    side, template, least = _choose_how(desk.library, language)
    review = _reviewed(name, content, side, template, language, bar)
    _choose_reading(review, language)
    contract = _choose_contract(review, language)
    _head(review, contract, desk.library, language, "chosen_yours" if template else "chosen_auto")
    key = f"{review.source.sha256}/{review.contracts.index(contract)}"
    findings = [f for f in contract.findings if SEVERITIES.index(f.severity) <= SEVERITIES.index(least)]
    counts = {"clauses": str(len(contract.facts.contract.clauses)), "findings": str(len(findings)), "missing": _lacked(contract, language)}
    changed = changes_in(contract.facts.contract, review.source, language, whole=len(review.contracts) == 1)
    counts["changes"] = str(len(changed))
    views = [v for v in VIEWS if (v != "scan" or review.source.scanned) and (v != "changes" or changed)]
    view = st.segmented_control(
        say("view", language), views, key=state.keep("view", views), required=True, label_visibility="collapsed", width="stretch",
        format_func=lambda v: f"{say(f'view_{v}', language)} {counts.get(v, '')}".strip(),
    )  # fmt: skip
    if view == "clauses":
        _clauses(contract, findings, desk.library, language, key, content)
    elif view == "findings":
        findings_view(contract, findings, desk.library, language, then=_open_clause)
    elif view == "terms":
        terms_view(contract, desk.library, language, then=_open_clause)
    elif view == "missing":
        missing_view(contract, desk.library, language, then=_open_clause)
    elif view == "changes":
        changes_view(contract.facts.contract, changed, language, then=_open_clause)
    elif view == "scan":
        scan_view(contract, content, language, then=_open_clause)
    else:
        _export(review, contract, desk.library, language, name.rpartition(".")[0] or name)


def _lacked(review: ContractReview, language: str) -> str:
    """How many clauses that the standard requires have no counterpart."""
    template = review.facts.template
    required = sum(template.clause(m.template_clause).required for m in review.facts.missing) if template else 0
    return say("required_of", language, required=required) if required else ""


def _export(review: Review, contract: ContractReview, library: Library, language: str, stem: str) -> None:
    st.write(say("export_table_intro", language))
    st.download_button(say("export_table", language), spreadsheet(named_findings(contract, library, language, review.problems)), file_name=f"{stem}.csv", mime="text/csv")
    st.write(say("export_intro", language))
    st.download_button(say("export_json", language), dumps(review), file_name=f"{stem}.json", mime="application/json")


def _open_clause(id: str) -> None:
    state.look_at(id)
    state.put(view="clauses")


def _open_type(type: str) -> None:
    state.put(view="findings", finding_type=type, least="info")


# -- choices ------------------------------------------------------------------------------------------------------------


def _choose_file(language: str) -> tuple[str, bytes]:
    words = {"button": say("upload_button", language), "limit": say("upload_help", language)}
    st.html("<style>:root{" + "".join(f'--upload-{key}:"{value}";' for key, value in words.items()) + "}</style>")
    uploaded = st.sidebar.file_uploader(say("upload", language), key="upload")
    if uploaded is not None:
        st.sidebar.caption(say("uploaded", language))
        return uploaded.name, uploaded.getvalue()
    samples = {path.stem: path for path in state.samples()}
    stem = st.sidebar.selectbox(say("sample", language), list(samples), key=state.keep("sample", list(samples)), format_func=lambda stem: stem.partition("-")[2] or stem)
    return samples[stem].name, samples[stem].read_bytes()


def _choose_how(library: Library, language: str) -> tuple[Side, str | None, str]:
    sides = get_args(Side)
    side = st.sidebar.segmented_control(
        say("side", language), sides, key=state.keep("side", sides), required=True, format_func=lambda s: library.label(s, language).capitalize(), width="stretch"
    )
    templates = ["", *library.templates]
    template = st.sidebar.selectbox(say("standard", language), templates, key=state.keep("template", templates), format_func=lambda id: _title(id, library, language))
    least = st.sidebar.selectbox(say("least", language), SEVERITIES, key=state.keep("least", SEVERITIES, "info"), format_func=lambda s: say(f"least_{s}", language))
    return side, template or None, least


def _choose_reading(review: Review, language: str) -> None:
    """Where the file has tracked changes, the reader chooses with which of them it is read."""
    if review.source.revisions:
        st.sidebar.segmented_control(say("reading", language), READINGS, key=state.keep("reading", READINGS), required=True, format_func=lambda v: say(f"reading_{v}", language), help=say("reading_help", language), width="stretch")


def _title(id: str, library: Library, language: str) -> str:
    if not id:
        return say("auto", language)
    template = library.templates[id]
    return template.title_en if language == "en" and template.title_en else template.title


def _reviewed(name: str, content: bytes, side: Side, template: str | None, language: str, bar: DeltaGenerator) -> Review:
    def progress(stage: str, share: float) -> None:
        bar.progress(min(max(share, 0.0), 1.0), say("working", language, stage=say(f"stage_{stage}", language)))

    def scanning(done: int, of: int) -> None:
        bar.progress(done / max(of, 1), say("scanning", language, done=min(done + 1, of), of=of))

    try:
        return state.reviewed(name, content, side=side, template=template, view=state.reading(), progress=progress, scanning=scanning)
    finally:
        bar.empty()


def _choose_contract(review: Review, language: str) -> ContractReview:
    if len(review.contracts) == 1:
        return review.contracts[0]
    numbers = list(range(len(review.contracts)))
    titles = [f"{n + 1}. {c.facts.contract.title or say('untitled', language)}" for n, c in enumerate(review.contracts)]
    chosen: int = st.selectbox(say("contract", language), numbers, key=state.keep("contract", numbers), format_func=lambda n: titles[n])
    return review.contracts[chosen]


# -- head ---------------------------------------------------------------------------------------------------------------


def _head(review: Review, contract: ContractReview, library: Library, language: str, chosen: str) -> None:
    draw(stack([_caption(contract, library, language, chosen), _partial(review.problems, language), _notes(contract, language)]))
    pane(stack([_score(contract, library, language), _stakes(contract, library, language)]), key="score", then=_open_type)


def _caption(review: ContractReview, library: Library, language: str, chosen: str) -> Html:
    facts = review.facts
    parties = [say("party", language, alias=p.alias, role=library.label(p.role, language), name=p.name or say("blank_name", language)) for p in facts.contract.parties] or [say("no_parties", language)]
    signed = say("signed", language, date=facts.contract.signed) if facts.contract.signed else say("undated", language)
    template = facts.template
    against = say("against", language, title=_title(template.id, library, language), version=template.version, chosen=say(chosen, language), similarity=f"{facts.template_similarity:.2f}") if template else say("no_standard", language)
    return el("div.caption", el("h2", facts.contract.title or say("untitled", language)), el("div.meta", " · ".join([*parties, signed])), el("div.meta", against))


def _partial(problems: Sequence[Problem], language: str) -> Html | None:
    if not problems:
        return None
    said = [el("li", "" if p.page is None or f"第 {p.page} 页" in p.message else f"{say('page', language, page=p.page)}{say('colon', language)}", p.message) for p in problems]
    return el("div.note.bad", el("b", say("partial", language)), el("ul", said))


def _notes(review: ContractReview, language: str) -> Html | None:
    if not review.notes:
        return None
    said = [el("li", note.message if language == "zh" else note.message_en) for note in review.notes]
    return el("div.note", el("b", say("heed", language)), el("ul.two" if len(said) > 2 else "ul", said))


def _score(review: ContractReview, library: Library, language: str) -> Html:
    score = review.score
    bars = [
        el("div.bar", el("span.fill", style=f"width:{value}%"), el("span.name", library.label(type, language)), el("span.value", str(value)), pick=type, title=say("score_by", language))
        for type, value in score.by_type.items()
    ]
    total = el("div.total", el("div.figure", el("b", str(score.total)), el("span.faint", say("score_of", language))), el(f"span.chip.{score.level}", say(f"level_{score.level}", language)), title=say("score_help", language))
    return el("div.score", total, el("div.bars", bars) if bars else None)


def _stakes(review: ContractReview, library: Library, language: str) -> Html | None:
    """The money at stake in one line; None where no finding is about money."""
    stakes = review.exposure
    if stakes is None or not (stakes.by_type or stakes.not_counted):
        return None
    count = stakes.not_counted
    if not stakes.by_type:
        return el("div.meta", say("stakes_none", language, count=count), title=say("stakes_help", language))
    between = "；" if language == "zh" else "; "
    parts: list[Html | str] = []
    for type, amount in stakes.by_type.items():
        parts += [el("a.link", f"{library.label(type, language)} {amounted(amount, stakes.currency, language)}", pick=type), between]
    parts = [*parts, say("stakes_unknown", language, count=count)] if count else parts[:-1]
    total = say("stakes", language, total=amounted(stakes.total, stakes.currency, language))
    return el("div.meta", total, parts, title=say("stakes_help", language))


# -- clauses ------------------------------------------------------------------------------------------------------------


def _clauses(review: ContractReview, findings: Sequence[Finding], library: Library, language: str, key: str, content: bytes) -> None:
    rows = clause_table(review, library, language).to_dict("records")
    gravest = next((f.clause for f in findings if f.clause), None)
    known = [*(row["clause_id"] for row in rows), *(MISSING + m.template_clause for m in review.facts.missing)]
    if not known:
        st.info(say("no_rows", language))
        return
    chosen = state.looked_at(key, known, gravest or known[0])
    left, right = st.columns([4, 9], gap="small")
    with left, st.container(key="clause_list"):
        only = st.segmented_control(say("only", language), ONLY, key=state.keep("only", ONLY), required=True, format_func=lambda o: say(f"only_{o}", language), label_visibility="collapsed", width="stretch")
        types = ["", *dict.fromkeys(row["type"] for row in rows)]
        kind = st.selectbox(say("of_type", language), types, key=state.keep("clause_type", types), format_func=lambda t: library.label(t, language) if t else say("all_types", language), label_visibility="collapsed")
        pane(_list(rows, review, findings, library, language, only=only, kind=kind, chosen=chosen), key="clauses", then=state.look_at)
    with right:
        if chosen.startswith(MISSING):
            missing = next(m for m in review.facts.missing if MISSING + m.template_clause == chosen)
            pane(missing_card(missing, review, library, language), key="lacking", then=state.look_at)
        else:
            clause = review.facts.contract.clause(chosen)
            draw(_compared(clause, review, library, language))
            original(clause, review.facts.source, content, language)
            draw(_judged(clause, review, findings, library, language))


def _list(rows: Sequence[dict[str, Any]], review: ContractReview, findings: Sequence[Finding], library: Library, language: str, *, only: str, kind: str, chosen: str) -> Html:
    shown = {f.clause for f in findings}
    touched = marks_of(review.facts.contract, review.facts.source)
    listed = [r for r in rows if kind in ("", r["type"]) and (only == "all" or (only == "risk" and r["clause_id"] in shown) or (only == "extra" and r["status"] == "extra"))]
    out: list[Html] = []
    above = ""
    for row in listed:
        group = row["annex"] or row["article"]
        if group != above and group:
            out.append(el("div.group", group))
        above = group
        out.append(_line(row, review, findings, library, language, marks=touched.get(row["clause_id"], ()), on=row["clause_id"] == chosen))
    if only in ("all", "missing"):
        lacking = [m for m in review.facts.missing if kind in ("", m.type)]
        out += [el("div.group", say("lacking_group", language))] if lacking else []
        out += [_lacking(m.template_clause, review, library, language, on=MISSING + m.template_clause == chosen) for m in lacking]
    return el("div.scroll", out or el("p.faint", say("no_rows", language)))


def _line(row: dict[str, Any], review: ContractReview, findings: Sequence[Finding], library: Library, language: str, *, marks: Sequence[str], on: bool) -> Html:
    severity = next((f.severity for f in findings if f.clause == row["clause_id"]), "none")
    clause = review.facts.contract.clause(row["clause_id"])
    status = named(library, "statuses", row["status"], language) if row["status"] not in ("", "changed") else ""
    words = row["heading"] if row["heading"] and row["number"] else row["text"]
    about = " · ".join(part for part in (row["topic"] if row["kind"] == "clause" else "", status) if part)
    noted = [el("span.noted", say(mark, language)) for mark in marks]
    return el("div.line.on" if on else "div.line", el(f"span.dot.{severity}"), el("span.number", place(clause, language)), el("span.begin", words[:40]), el("span.marks", about, noted), pick=row["clause_id"])


def _lacking(id: str, review: ContractReview, library: Library, language: str, *, on: bool) -> Html:
    assert review.facts.template is not None
    clause = review.facts.template.clause(id)
    need = say("required" if clause.required else "optional", language)
    return el(
        "div.line.on" if on else "div.line", el("span.dot.lacking"), el("span.number", clause.number or "—"), el("span.begin", clause.heading or clause.text[:40]),
        el("span.marks", f"{library.label(clause.type, language)} · {need}"), pick=MISSING + id,
    )  # fmt: skip


def _compared(clause: Clause, review: ContractReview, library: Library, language: str) -> Html:
    """The clause beside the standard's, and what was changed in it."""
    match = _match(clause, review)
    return stack([clause_head(clause, match, library, language), side_by_side(clause, match, review, language), changes(clause, review.facts.contract, review.facts.source, language)])


def _judged(clause: Clause, review: ContractReview, findings: Sequence[Finding], library: Library, language: str) -> Html:
    """The clause's findings, and what became of the standard's points."""
    own = [f for f in findings if f.clause == clause.id]
    hidden = sum(f.clause == clause.id for f in review.findings) - len(own)
    found = el("div", el("h4", say("here_findings", language, count=len(own)) if own else say("here_none", language)), (card(f, review, library, language) for f in own))
    more = el("p.faint", say("here_hidden", language, count=hidden)) if hidden else None
    return stack([found, more, points(_match(clause, review), language)])


def _match(clause: Clause, review: ContractReview) -> Match | None:
    return next((m for m in review.facts.matches if m.clause == clause.id), None)
