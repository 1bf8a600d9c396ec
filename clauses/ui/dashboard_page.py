"""The dashboard: how many contracts, how risky, for how much, and what is due next; each number leads to its contracts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

import streamlit as st

from clauses.model import FindingRow, Library
from clauses.overview import Overview, Pick, days_ahead, findings, month_before, picked, sums, types, worst
from clauses.report.calendar import calendar
from clauses.ui import dashboard_view as view
from clauses.ui import state
from clauses.ui.fetched import fetched
from clauses.ui.html import dress, pane
from clauses.ui.labels import say

ALL: Pick = ("all", "")
A_FEW = 50  # contracts that are read one by one rather than all at once
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show() -> None:
    """The page is drawn.

    Raises:
        StoreError: the store cannot be read.
    """
    dress()
    language = state.language()
    today = date.today()
    seen = state.overview(today)
    if not seen.matters:
        pane(view.empty(language), key="board_empty", then=_clicked)
        return
    library = state.library()
    kind, _, name = str(state.remembered("board_pick", "all:")).partition(":")
    pick = (kind, name)
    ids, rows = picked(seen, pick), findings(seen, pick)
    pane(view.tiles(seen, language), key="board_tiles", then=_clicked)
    if pick != ALL:
        pane(view.shown(pick, len(ids), len(rows), library, language), key="board_shown", then=_clicked)
    left, right = st.columns([7, 5], gap="medium")
    with left:
        pane(view.worst(_whole(worst(rows)), library, language), key="board_worst", then=_clicked)
        _register(rows, view.about(pick, library, language) if pick != ALL else "", library, language)
    with right:
        pane(view.calendar([d for d in seen.deadlines if d.row.matter in ids], sum(m in ids for m in seen.undated), language), key="board_days", then=_clicked)
        _download(seen, ids, today, language)
    first, second, third = st.columns([4, 4, 5], gap="medium")
    with first:
        pane(view.changes(seen, {m.id: m for m in seen.matters}, month_before(today).isoformat(), language), key="board_changes", then=_clicked)
    with second:
        pane(view.people(seen, language), key="board_people", then=_clicked)
    with third:
        pane(view.money(seen.sums if pick == ALL else sums(rows), library, language), key="board_money", then=_clicked)
    _map(seen, ids, language)


def _map(seen: Overview, ids: frozenset[str], language: str) -> None:
    matters = seen.matters if len(ids) == len(seen.matters) else [m for m in seen.matters if m.id in ids]
    kinds = seen.types if len(ids) == len(seen.matters) else types({id: seen.cells.get(id, {}) for id in ids})
    pages = (len(matters) - 1) // view.ROWS
    page = max(0, min(int(state.remembered("board_page", "0")), pages))
    wide = bool(state.remembered("board_wide"))
    pane(view.heat_map(matters, seen.cells, kinds, state.library(), language, page=page, wide=wide), key="board_map", then=_clicked)


def _whole(rows: Sequence[FindingRow]) -> list[FindingRow]:
    """The rows with their words, as they stand in the store; what another deleted meanwhile is left out."""
    matters = dict.fromkeys(r.matter for r in rows)
    asked = (row for id in matters for row in state.store().finding_rows(id)) if len(matters) < A_FEW else state.store().finding_rows()
    words = {(row.matter, row.finding): row for row in asked}
    return [words[key] for row in rows if (key := (row.matter, row.finding)) in words]


def _register(rows: Sequence[FindingRow], shown: str, library: Library, language: str) -> None:
    """The findings of what is looked at can be taken along as a register."""

    def excel() -> bytes:
        from clauses.report.excel import register_of

        return register_of(_whole(rows), library, language, made=datetime.now(UTC), shown=shown or say("board_all", language))

    if rows:
        st.download_button(say("board_register", language), fetched(excel, "register.xlsx", XLSX), file_name="register.xlsx", mime=XLSX, help=say("board_register_help", language, count=f"{len(rows):,}"), on_click="ignore")


def _download(seen: Overview, ids: frozenset[str], today: date, language: str) -> None:
    """The days to come of what is looked at can be taken along as a calendar."""
    days, again = days_ahead(seen, ids)
    if days:
        name = f"{today.isoformat()}.ics"
        st.download_button(
            say("board_ics", language), fetched(lambda: calendar(days, language, made=datetime.now(UTC), again=again), name, "text/calendar"), file_name=name, mime="text/calendar", help=say("board_ics_help", language, count=len(days)), on_click="ignore"
        )  # fmt: skip


def _clicked(told: str) -> None:
    """A click is followed: to a clause, to another page, to other rows of the map, or the lists are narrowed."""
    kind, _, name = told.partition(":")
    if kind == view.SEE:
        state.go("review", **view.seen(name))
    elif kind == view.GO:
        state.go(name)
    elif kind == view.PAGE:
        state.put(board_page=name)
    elif kind == view.WIDE:
        state.put(board_wide=name)
    else:
        state.put(board_pick=told, board_page="0")
