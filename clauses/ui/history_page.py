"""The history: contracts with their drafts, and everyone's decisions, found by any of their words; a contract can be deleted here."""

from __future__ import annotations

import streamlit as st

from clauses.outdated import behind
from clauses.overview import loss
from clauses.store import NotStored
from clauses.ui import dashboard_view, state
from clauses.ui import history_view as view
from clauses.ui.html import draw, dress, el, pane
from clauses.ui.labels import plain, say
from clauses.ui.renewal import renew

VIEWS = ("contracts", "decisions")
AT_ONCE = 100  # decisions on a page
MOST = 100_000  # decisions in a file


def show() -> None:
    """The page is drawn.

    Raises:
        StoreError: the store cannot be read.
    """
    dress()
    language = state.language()
    draw(el("div.board.top"))
    _delete(language)
    _again(language)
    if not state.store().matters():
        draw(el("div.board.begin", say("history_empty", language)))
        return
    first, second, third = st.columns([6, 3, 4], gap="small")
    with first:
        search: str = st.text_input(say("history_search", language), key=state.keep_text("history_search"), placeholder=say("history_search_help", language), help=say("history_search_help", language), max_chars=200)
    people = ["", *state.store().people()]
    with second:
        by: str = st.selectbox(say("history_by", language), people, key=state.keep("history_by", people), format_func=lambda name: name or say("history_anyone", language))
    with third:
        shown: str = st.segmented_control(
            say("history_view", language), VIEWS, key=state.keep("history_view", VIEWS), required=True, format_func=lambda v: say(f"history_{v}", language), width="stretch"
        )  # fmt: skip
    asked = f"{shown}|{search}|{by}"
    if state.remembered("history_asked") != asked:  # another question begins on its first page
        state.remember("history_asked", asked)
        state.put(history_page="0", history_before="")
    if shown == "contracts":
        _contracts(search, by, language)
    else:
        _decisions(search, by, language)


def _contracts(search: str, by: str, language: str) -> None:
    matters = [m for m in state.store().matters(search) if by in ("", *(r.by for r in m.rounds))]
    library = state.library()
    late = {m.id: found for m in matters if (found := behind(m, library)) is not None}
    if late:
        only, again, _ = st.columns([5, 4, 4], vertical_alignment="center")
        if only.checkbox(say("history_only_late", language, count=len(late)), key=state.chosen("history_late", False)):
            matters = [m for m in matters if m.id in late]
        shown = [m.id for m in matters if m.id in late][: view.ROWS]
        again.button(say("history_again_all", language, count=len(shown)), key="history_again_all", on_click=state.remember, args=("history_again", shown), width="stretch")
    page = max(0, min(int(state.remembered("history_page", "0")), (len(matters) - 1) // view.ROWS))
    pane(view.contracts(matters, language, page=page, late=late), key="history_contracts", then=_clicked)


def _decisions(search: str, by: str, language: str) -> None:
    before = state.remembered("history_before", "")
    of = _of(language)
    rows = state.store().history(AT_ONCE + 1, search, by=by, before=int(before) if before else None, matter=of)
    if rows:
        st.download_button(say("history_export", language), lambda: _exported(search, by, of, language), file_name=f"{say('history_decisions', language)}.csv", mime="text/csv", key="history_export", on_click="ignore")
    pane(view.decisions(rows[:AT_ONCE], state.library(), language, more=len(rows) > AT_ONCE, older=bool(before)), key="history_decisions", then=_clicked)


def _exported(search: str, by: str, of: str, language: str) -> bytes:
    from clauses.report.tables import decision_table, spreadsheet

    return spreadsheet(decision_table(state.store().history(MOST, search, by=by, matter=of), state.library(), language))


def _of(language: str) -> str:
    """The id of the one contract whose decisions alone are shown; "" where all are."""
    id = str(state.remembered("history_of", ""))
    if not id:
        return ""
    try:
        title = state.store().matter(id).title
    except NotStored:
        state.remember("history_of", "")
        return ""
    told, back = st.columns([9, 3], vertical_alignment="center")
    with told:
        draw(el("div.board", el("b", say("history_of_one", language, title=title or say("untitled", language)))))
    back.button(say("history_of_all", language), key="history_of_all", on_click=state.remember, args=("history_of", ""), width="stretch")
    return id


def _again(language: str) -> None:
    """Contracts that were asked to be reviewed again are, with the present standard; what became of their decisions is said."""
    for told in state.taken("history_renewed", ()):
        if told.refusal:
            st.error(plain(f"{told.title or say('untitled', language)} · {told.refusal.said(language)}"))
        else:
            st.success(plain(say("history_renewed", language, title=told.title or say("untitled", language), kept=told.kept, again=told.again)))
    asked = state.taken("history_again", [])
    if asked:
        done = [one for id in asked for one in renew(id, language)]
        state.remember("history_renewed", tuple(dict.fromkeys(done)))
        st.rerun()


def _delete(language: str) -> None:
    """Where a contract was asked to be deleted, what that takes is said, and a second click does it."""
    if done := state.taken("history_deleted"):
        st.success(plain(say("history_deleted", language, title=done)))
    id = state.remembered("history_deleting")
    if not id:
        return
    store = state.store()
    try:
        matter = store.matter(id)
    except NotStored:  # another was quicker
        state.taken("history_deleting")
        return
    made = store.decisions(id)
    shown = f"{len(matter.rounds)}-{made[-1].number if made else 0}"  # the button is for what was told: what came meanwhile is told first
    with st.container(border=True, key="history_sure"):
        draw(view.loss(matter, loss(matter, store.matters(), made), language))
        sure, back, _ = st.columns([2, 2, 8])
        if sure.container(key="history_yes").button(say("history_yes", language), key=f"history_yes-{shown}", type="primary", width="stretch"):
            store.delete(id)
            state.forget(matter)
            if state.remembered("opened") == id:
                state.remember("opened", None)
            state.taken("history_deleting")
            state.remember("history_deleted", matter.title or say("untitled", language))
            st.rerun()
        back.button(say("history_no", language), key="history_no", on_click=state.taken, args=("history_deleting",), width="stretch")


def _clicked(told: str) -> None:
    """A click is followed: to a contract, to another page of the list, or to the question before a deletion."""
    kind, _, name = told.partition(":")
    if kind == dashboard_view.SEE:
        state.go("review", **dashboard_view.seen(name))
    elif kind == dashboard_view.PAGE:
        state.put(history_page=name)
    elif kind == view.OLDER:
        state.put(history_before=name)
    elif kind == view.AGAIN:
        state.remember("history_again", [name])
    elif kind == view.OF:
        state.remember("history_of", name)
        state.put(history_view="decisions", history_before="")
    elif kind == view.DELETE:
        state.remember("history_deleting", name)
