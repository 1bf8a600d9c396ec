"""Decisions on a finding: buttons, the form of the one that is being made, and what was decided before.

A decision is stored when it is made. Where another decided meanwhile, nothing is stored: the page shows what the other did.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from clauses import agreed
from clauses.errors import ClausesError
from clauses.model import Act, Decision, Finding, Library, Standing, Wording
from clauses.report.labels import moment
from clauses.store import Overtaken
from clauses.ui import state
from clauses.ui.html import Html, draw, el
from clauses.ui.labels import plain, say
from clauses.ui.opened import Opened

KEYS = {"j": "do_next", "k": "do_previous", "a": "do_accepted", "r": "do_rejected", "c": "do_commented", "m": "do_marked", "u": "do_undo", "escape": "do_close"}
FORMS: tuple[Act, ...] = ("accepted", "rejected", "marked", "commented", "assigned")
_STANDARD = "第[标准"


@dataclass(frozen=True, kw_only=True)
class Deciding:
    """A finding that may be decided on, as the page shows it; drawn: the number of the latest decision that the page had."""

    opened: Opened
    finding: Finding
    standing: Standing
    wordings: tuple[Wording, ...]
    library: Library
    language: str
    drawn: int

    @property
    def now(self) -> str | None:
        """The finding's clause as it is agreed so far; None of the whole contract."""
        return agreed.reads(self.opened.clauses[self.finding.clause], self.wordings) if self.finding.clause else None

    def field(self, name: str) -> str:
        return f"{name}-{self.opened.key}-{self.finding.id}"


def buttons(deciding: Deciding | None, before: str | None, after: str | None, language: str) -> None:
    """The buttons are on the page: to the finding before and after, and what can be done with this one."""
    with st.container(horizontal=True, gap="small", key="acts"):
        st.button(say("act_previous", language), key="do_previous", on_click=state.look_at_finding, args=(before,), disabled=before is None, help="K")
        for act in FORMS if deciding else ():
            chosen = state.remembered("form") == act
            st.button(say(f"act_{act}", language), key=f"do_{act}", on_click=_open, args=(act, deciding), type="primary" if chosen or (act == "accepted" and not state.remembered("form")) else "secondary")
        last = agreed.undoable(deciding.standing) if deciding else None
        if deciding:
            st.button(say("act_undo", language), key="do_undo", on_click=_undo, args=(deciding, last), disabled=last is None)
        st.button(say("act_next", language), key="do_next", on_click=state.look_at_finding, args=(after,), disabled=after is None, help="J")


def form(deciding: Deciding) -> None:
    """The form of the decision that is being made is on the page, with what kept the last one from being stored."""
    told = state.remembered("told")
    if told:
        st.warning(plain(told), icon=":material/warning:")
    act = state.remembered("form")
    if act not in FORMS:
        return
    language = deciding.language
    with st.container(key="decision"), st.form(key="form_of_decision", border=True):
        if act == "accepted":
            _accept(deciding)
            return
        words = deciding.field(act)
        if act == "assigned":
            people = sorted({*state.store().people(), state.person(), *([deciding.standing.assigned] if deciding.standing.assigned else [])})
            st.selectbox(say("assign_whom", language), people, index=None, key=words, accept_new_options=True)
        else:
            label = {"rejected": "reason_words", "commented": "comment_words", "marked": "mark_words"}[act]
            st.text_area(say(label, language), key=words, height=80)
        with st.container(horizontal=True, gap="small"):
            st.form_submit_button(say("submit", language), type="primary", key="do_save", on_click=_save, args=(deciding, act, None))
            st.form_submit_button(say("close", language), key="do_close", on_click=_close)


def _accept(deciding: Deciding) -> None:
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
            st.form_submit_button(say("accept_words", language), type="primary", key="do_save", on_click=_save, args=(deciding, "accepted", "words"))
        st.form_submit_button(say("accept_remark", language), key="do_remark", type="secondary" if worded else "primary", on_click=_save, args=(deciding, "accepted", None))
        if finding.clause:
            st.form_submit_button(say("accept_delete", language), key="do_delete", on_click=_save, args=(deciding, "accepted", "delete"))
        st.form_submit_button(say("close", language), key="do_close", on_click=_close)


# -- what a click does --------------------------------------------------------------------------------------------------


def _open(act: Act, deciding: Deciding) -> None:
    """The decision's form is open, with the wording that the finding proposes on top of what is agreed; a second click closes it."""
    state.taken("told")
    if state.remembered("form") == act:
        _close()
        return
    state.remember("form", act)
    state.remember("begun", (deciding.standing.last, deciding.drawn))
    if act == "accepted":
        proposed = agreed.proposed(deciding.finding, deciding.opened.contract, deciding.now)
        wording = deciding.now if proposed is None else proposed
        if wording is not None:
            state.remember(deciding.field("wording"), wording)


def _close() -> None:
    state.taken("form")
    state.taken("told")


def _undo(deciding: Deciding, last: Decision | None) -> None:
    if last is not None:
        state.taken("begun")
        _decide(deciding, Decision(finding=deciding.finding.id, act="undone", by=state.person(), at="", undoes=last.number))


def _save(deciding: Deciding, act: Act, wanted: str | None) -> None:
    """The decision of the form is stored, or the page says what is lacking."""
    words = str(state.remembered(deciding.field(act)) or "").strip()
    wording: str | None = None
    lacking = {"rejected": "need_reason", "commented": "need_comment"}.get(act, "") if not words else ""
    if wanted == "delete":
        wording = ""
    elif wanted == "words":
        written = str(state.remembered(deciding.field("wording")) or "").strip("\n")
        wording = None if written == deciding.now and deciding.finding.proposes == "advice" else written
        lacking = "" if written.strip() else "need_wording"
    if lacking:
        state.remember("told", say(lacking, deciding.language))
        return
    _decide(deciding, Decision(finding=deciding.finding.id, act=act, by=state.person(), at="", words=words, wording=wording))


def _decide(deciding: Deciding, decision: Decision) -> None:
    """The decision is stored, unless another decided since its form was opened, however often the page was drawn since."""
    opened = deciding.opened
    seen, drawn = state.remembered("begun", (deciding.standing.last, deciding.drawn))
    try:
        if opened.matter is None:
            matter = state.store().keep(opened.review, opened.content, by=state.person(), library=deciding.library, template=opened.asked)[opened.part]
            state.become(matter.id, finding=decision.finding)
            number = next(round.number for round in reversed(matter.rounds) if round.sha256 == opened.review.source.sha256)
        else:
            matter, number = opened.matter, opened.matter.latest.number
        state.store().decide(matter.id, decision, seen=seen, drawn=drawn, round=number)
    except Overtaken as refusal:
        state.remember("told", _told(refusal, deciding.language))
        state.taken("begun")  # what the other did is shown now: who saves again has seen it
    except ClausesError as refusal:
        state.remember("told", f"{refusal.message} {refusal.hint}")
    else:
        _close()


def _told(refusal: Overtaken, language: str) -> str:
    if not refusal.others:
        return f"{refusal.message} {refusal.hint}"
    who = "、".join(dict.fromkeys(d.by for d in refusal.others))
    what = "；".join(did(d, (), language) for d in refusal.others)
    return say("overtaken", language, who=who, what=what)


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
