"""Decisions on a finding: buttons, the form of the one that is being made, and what was decided before.

A decision is stored when it is made. Where another decided meanwhile, nothing is stored: the page shows what the other did. What a
click is made in view of is what the reader's own page had drawn: the buttons that decide bear in their keys how the finding stood,
so that a click from a page which another's decision has overtaken on its way finds no button.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

import streamlit as st

from clauses import agreed
from clauses.errors import ClausesError
from clauses.model import Act, Decision, Finding, Library, Standing, Verdict, Wording
from clauses.report.labels import moment
from clauses.store import Overtaken
from clauses.ui import state
from clauses.ui.html import Html, draw, el
from clauses.ui.labels import listed, plain, say
from clauses.ui.opened import Opened

KEYS = {"j": "do_next", "k": "do_previous", "a": "do_accepted", "r": "do_rejected", "c": "do_commented", "m": "do_marked", "u": "do_undo", "escape": "do_close"}
FORMS: tuple[Act, ...] = ("accepted", "rejected", "marked", "commented", "assigned")
_STANDARD = "第[标准"


@dataclass(frozen=True, kw_only=True)
class Deciding:
    """A finding that may be decided on, as the page shows it; decisions: all on the contract that the page had."""

    opened: Opened
    finding: Finding
    standing: Standing
    wordings: tuple[Wording, ...]
    library: Library
    language: str
    decisions: tuple[Decision, ...]

    @property
    def drawn(self) -> int:
        """The number of the latest decision that the page had."""
        return self.decisions[-1].number if self.decisions else 0

    @property
    def now(self) -> str | None:
        """The finding's clause as it is agreed so far; None of the whole contract."""
        return agreed.reads(self.opened.clauses[self.finding.clause], self.wordings) if self.finding.clause else None

    @property
    def taken(self) -> tuple[str, ...]:
        """The findings whose acceptance made the clause read as it does now."""
        return next((w.findings for w in self.wordings if w.clause is not None and w.clause == self.finding.clause), ())

    def field(self, name: str) -> str:
        return f"{name}-{self.opened.key}-{self.finding.id}"


@dataclass(kw_only=True)
class Form:
    """The decision that is being made. What is set here is set, even where a newer click stops the run that sets it.

    drawn: the number of the latest decision on the contract when the form was opened.
    told: what kept the decision from being stored. refused: that it was made without others' decisions being seen. done: it is stored.
    """

    act: Act
    drawn: int
    told: str = ""
    refused: bool = False
    done: bool = False

    def others(self, deciding: Deciding) -> list[Decision]:
        """The decisions that this one is to be made in view of: on the finding, and on the wording of its clause where that is decided."""
        clause, findings = deciding.finding.clause, deciding.opened.findings
        out: list[Decision] = []
        for one in deciding.decisions if self.act != "commented" else ():
            on = findings.get(one.finding)
            worded = self.act == "accepted" and clause is not None and on is not None and on.clause == clause and (one.wording is not None or one.act == "undone")
            if worded or (one.finding == deciding.finding.id and one.act != "commented"):
                out.append(one)
        return out

    def overtaken(self, deciding: Deciding) -> str:
        """What others did of that since the form was opened; "" where nothing."""
        since = [d for d in self.others(deciding) if d.number > self.drawn]
        return _told(since, deciding.language, "overtaken" if self.refused else "overtaken_writing") if since else ""

    def mark(self, deciding: Deciding) -> str:
        """What is another whenever others did anything of that."""
        return str(max((d.number for d in self.others(deciding)), default=0))


def _form() -> Form | None:
    """The form that is open."""
    form: Form | None = state.remembered("form")
    return None if form is None or form.done else form


HELD = 8  # decisions that are being made, of which a page that is still on its way may bear the buttons


def _token(deciding: Deciding) -> int:
    """What the buttons bear instead of the contract: Streamlit keeps what a button was given as long as the session lasts."""
    kept: dict[int, Deciding] = state.remembered("deciding", {})
    token = next((token for token, one in kept.items() if one is deciding), max(kept, default=0) + 1)
    rows = list({**kept, token: deciding}.items())[-HELD:]
    state.remember("deciding", {token: one for token, one in rows if one.opened.name == deciding.opened.name} | dict(rows[-2:]))  # of other contracts the last alone
    return token


def _deciding(token: int) -> Deciding | None:
    """The decision that bears the token; None where the page has long been another. Asked in a click, which no newer one may stop."""
    kept: dict[int, Deciding] = state.held().get("deciding", {})
    return kept.get(token)


def buttons(deciding: Deciding | None, before: str | None, after: str | None, language: str) -> None:
    """The buttons are on the page: to the finding before and after, and what can be done with this one."""
    with st.container(horizontal=True, gap="small", key="acts"):
        st.button(say("act_previous", language), key="do_previous", on_click=state.look_at_finding, args=(before,), disabled=before is None, help="K")
        open = _form() if deciding else None
        token = _token(deciding) if deciding else 0
        for act in FORMS if deciding else ():
            st.button(say(f"act_{act}", language), key=f"do_{act}", on_click=_open, args=(act, token), type="primary" if act == (open.act if open else "accepted") else "secondary")
        last = agreed.undoable(deciding.standing) if deciding else None
        if deciding:
            with st.container(key="do_undo", width="content"):
                st.button(say("act_undo", language), key=f"do_undo-{last.number if last else 0}", on_click=_undo, args=(token, last), disabled=last is None)
        st.button(say("act_next", language), key="do_next", on_click=state.look_at_finding, args=(after,), disabled=after is None, help="J")


def form(deciding: Deciding) -> None:
    """The form of the decision that is being made is on the page, with what kept the last one from being stored."""
    open = _form()
    told = (open and (open.overtaken(deciding) or open.told)) or state.remembered("told")
    with st.container(key="told"):  # it has its place at all times: the form would else be another to the browser, and what is typed go astray
        if told:
            st.warning(plain(told), icon=":material/warning:")
    if open is None:
        return
    act, language = open.act, deciding.language
    with st.container(key="decision"), st.form(key="form_of_decision", border=True):
        if act == "accepted":
            _accept(deciding, open)
            return
        words = deciding.field(act)
        if act == "assigned":
            people = sorted({*state.store().people(), state.person(), *([deciding.standing.assigned] if deciding.standing.assigned else [])})
            st.selectbox(say("assign_whom", language), people, index=None, key=words, accept_new_options=True)
        else:
            label = {"rejected": "reason_words", "commented": "comment_words", "marked": "mark_words"}[act]
            st.text_area(say(label, language), key=words, height=80)
        with st.container(horizontal=True, gap="small"):
            _submit("save", "submit", deciding, open, None, primary=True)
            st.form_submit_button(say("close", language), key="do_close", on_click=_close)


def _submit(name: str, label: str, deciding: Deciding, form: Form, wanted: str | None, *, primary: bool = False) -> None:
    with st.container(key=f"do_{name}", width="content"):
        st.form_submit_button(say(label, deciding.language), type="primary" if primary else "secondary", key=f"do_{name}-{form.mark(deciding)}", on_click=_save, args=(_token(deciding), form, wanted))


def _accept(deciding: Deciding, form: Form) -> None:
    language, finding = deciding.language, deciding.finding
    key = deciding.field("wording")
    worded = state.remembered(key) is not None
    if worded:
        label = "wording_advice" if finding.proposes == "advice" else "wording_clause" if finding.clause else "wording_new"
        st.text_area(say(label, language), key=key, height=120)
        if _STANDARD in str(state.remembered(key)):
            st.caption(plain(say("wording_numbers", language)))
    st.text_input(say("note_words", language), key=deciding.field("accepted"))
    with st.container(horizontal=True, gap="small"):
        if worded:
            _submit("save", "accept_words" if finding.clause else "accept_put_in", deciding, form, "words", primary=True)
        _submit("remark", "accept_remark", deciding, form, None, primary=not worded)
        if finding.clause:
            _submit("delete", "accept_delete", deciding, form, "delete")
        st.form_submit_button(say("close", language), key="do_close", on_click=_close)


# -- what a click does --------------------------------------------------------------------------------------------------


def _open(act: Act, token: int) -> None:
    """The decision's form is open, with the wording that the finding proposes on top of what is agreed; a second click closes it."""
    deciding = _deciding(token)
    if deciding is None:
        return
    open = _form()
    _close()
    if open is not None and open.act == act:
        return
    state.remember("form", Form(act=act, drawn=deciding.drawn))
    if act == "accepted":
        proposed = agreed.proposed(deciding.finding, deciding.opened.contract, deciding.now, deciding.taken)
        wording = deciding.now if proposed is None else proposed
        if wording is not None:
            state.remember(deciding.field("wording"), wording)


def _close() -> None:
    state.taken("form")
    state.taken("told")


def _undo(token: int, last: Decision | None) -> None:
    deciding = _deciding(token)
    if last is None or deciding is None:
        return
    told = _decide(deciding, Decision(finding=deciding.finding.id, act="undone", by=state.person(), at="", undoes=last.number))
    if told:
        state.remember("told", told)
    else:
        _close()
        if last == deciding.standing.decided:
            _tell_what_stays(deciding)


def _save(token: int, form: Form, wanted: str | None) -> None:
    """The decision of the form is stored, or the page says what is lacking."""
    deciding = _deciding(token)
    if deciding is None:
        return
    held = state.held()
    words = str(held.get(deciding.field(form.act)) or "").strip()
    wording: str | None = None
    lacking = {"rejected": "need_reason", "commented": "need_comment"}.get(form.act, "") if not words else ""
    if wanted == "delete":
        wording = ""
    elif wanted == "words":
        written = str(held.get(deciding.field("wording")) or "").strip("\n")
        wording = None if written == deciding.now and deciding.finding.proposes == "advice" else written
        lacking = "" if written.strip() else "need_wording"
    if lacking:
        form.told = say(lacking, deciding.language)
        return
    told = _decide(deciding, Decision(finding=deciding.finding.id, act=form.act, by=state.person(), at="", words=words, wording=wording), form)
    if not told and wording is None and form.act in get_args(Verdict):
        _tell_what_stays(deciding)


def _tell_what_stays(deciding: Deciding) -> None:
    """Where the clause's agreed words were written again after this finding's, the page says that they stand."""
    ids = agreed.built_on(deciding.finding.id, deciding.wordings)
    if ids:
        state.remember("told", say("words_stay", deciding.language, ids=listed(ids, deciding.language)))


def _decide(deciding: Deciding, decision: Decision, form: Form | None = None) -> str:
    """The decision is stored and its form closed; else what kept it from being so."""
    opened, matter, told = deciding.opened, deciding.opened.matter, ""
    try:
        matter = matter or state.store().keep(opened.review, opened.content, by=decision.by, library=deciding.library, template=opened.asked)[opened.part]
        number = matter.latest.number if opened.matter else next(round.number for round in reversed(matter.rounds) if round.sha256 == opened.review.source.sha256)
        state.store().decide(matter.id, decision, seen=deciding.standing.last, drawn=deciding.drawn, round=number)
    except Overtaken as refusal:
        if form:
            form.refused = True
        told = _told(refusal.others, deciding.language) if refusal.others else refusal.said(deciding.language)
    except ClausesError as refusal:
        told = refusal.said(deciding.language)
    if form:
        form.told, form.done = told, not told
    if matter is not None and opened.matter is None:
        state.become(matter.id, finding=decision.finding)
    return told


def _told(others: Sequence[Decision], language: str, key: str = "overtaken") -> str:
    who = listed(dict.fromkeys(d.by for d in others), language)
    return say(key, language, who=who, what=("；" if language == "zh" else "; ").join(did(d, (), language) for d in others))


# -- what was decided ---------------------------------------------------------------------------------------------------


def did(decision: Decision, history: Sequence[Decision], language: str) -> str:
    """A decision in words."""
    if decision.act == "undone":
        undone = next((d for d in history if d.number == decision.undoes), None)
        return say("did_undone", language, what=did(undone, (), language) if undone else "")
    if decision.act == "assigned":
        return f"{say('did_assigned', language)} {decision.words}" if decision.words else say("did_unassigned", language)
    return say(f"did_{decision.act}", language) + (f"{say('colon', language)}{decision.words}" if decision.words else "")


def history(standing: Standing, language: str) -> Html | None:
    """Who did what with the finding and when; None where nobody did anything."""
    if not standing.history:
        return None
    undone = {d.undoes for d in standing.history}
    rows = [_row(d, standing.history, language, taken_back=d.number in undone) for d in standing.history]
    return el("details.history", el("summary", say("history", language, count=len(rows))), el("table.facts", rows))


def _row(decision: Decision, history: Sequence[Decision], language: str, *, taken_back: bool) -> Html:
    said = did(decision, history, language)
    carried = el("span.faint", f" · {say('carried', language)}") if decision.carried_from else None
    return el("tr", el("th", moment(decision.at)), el("td.by", decision.by), el("td", el("s", said) if taken_back else said, carried))


def draw_history(deciding: Deciding) -> None:
    """The finding's history and the keys are on the page."""
    told = history(deciding.standing, deciding.language)
    draw(el("div.stack", _before(deciding), told, el("p.keys.faint", say("keys_help", deciding.language))))


def _before(deciding: Deciding) -> Html | None:
    """What was decided on the finding in the round before, of a contract that has one."""
    matter = deciding.opened.matter
    if matter is None or len(matter.rounds) < 2:
        return None
    from clauses.ui.rounds_view import earlier_words

    return earlier_words(deciding.opened, deciding.finding.id, deciding.language)
