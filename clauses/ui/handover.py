"""What is handed over: each made when it is asked for, of the review and of what was decided on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import streamlit as st

from clauses import agreed, redline, register
from clauses.model import Decision, Library
from clauses.report.json import dumps
from clauses.report.remarks import remarks
from clauses.report.tables import spreadsheet
from clauses.ui import state
from clauses.ui.findings_view import named_findings
from clauses.ui.labels import say
from clauses.ui.opened import Opened

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NO_NAME = '\\/:*?"<>|'  # signs that no system takes in the name of a file


def handover_view(opened: Opened, decisions: Sequence[Decision], library: Library, language: str) -> None:
    """A button for each kind of file; nothing is made before its click."""
    standings = agreed.standings(decisions)
    contract, review = opened.contract, opened.review
    stem = _stem(review.file)
    by, made = state.person(), datetime.now(UTC)
    left = sum(standings.get(f.id, agreed.OPEN).verdict == "open" for f in contract.findings if f.favours != "us" and f.severity != "info")
    if left:
        st.info(say("hand_undecided", language, count=left), icon="ℹ️")

    def word() -> bytes:
        edits = agreed.edits(contract, agreed.wordings(contract, standings))
        written = redline.write(review.file, state.content(opened), contract.facts.source, edits, remarks(contract, standings, library, language), author=by, at=made.isoformat())
        opened.made["left out", len(decisions)] = len(written.not_made) + len(written.not_set)
        return written.content

    def workbook() -> bytes:
        from clauses.report import excel

        return excel.workbook(review, standings, library, language, made=made)

    def calendar() -> bytes:
        from clauses.report.calendar import calendar

        return calendar(notices, language, made=made)

    def table() -> bytes:
        return spreadsheet(named_findings(contract, library, language, review.problems))

    notices = state.store().notice_rows(opened.matter.id) if opened.matter else register.rows(contract, library, review.source.sha256)[2]
    _button("word", word, f"{stem}-{say('hand_redline', language)}.docx", WORD, language)
    if lost := opened.made.get(("left out", len(decisions)), 0):
        st.warning(say("hand_left_out", language, count=lost), icon="⚠️")
    _button("excel", workbook, f"{stem}.xlsx", EXCEL, language)
    if notices:
        _button("calendar", calendar, f"{stem}.ics", "text/calendar", language)
    _button("table", table, f"{stem}.csv", "text/csv", language)
    _button("json", lambda: dumps(review).encode(), f"{stem}.json", "application/json", language)


def _button(kind: str, make: Callable[[], bytes], name: str, mime: str, language: str) -> None:
    left, right = st.columns([2, 7], vertical_alignment="center", gap="small")
    left.download_button(say(f"hand_{kind}", language), make, file_name=name, mime=mime, key=f"hand_{kind}", on_click="rerun" if kind == "word" else "ignore", width="stretch")
    right.caption(say(f"hand_{kind}_help", language))


def _stem(file: str) -> str:
    """The name of the file without its folder and kind, of signs that every system takes."""
    name = file.rpartition("/")[2]
    plain = "".join(sign for sign in (name.rpartition(".")[0] or name) if sign.isprintable() and sign not in _NO_NAME).strip(" .")
    return plain[:80] or "contract"
