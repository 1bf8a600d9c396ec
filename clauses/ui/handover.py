"""What is handed over: each made when it is asked for, of the review and of what was decided on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import streamlit as st

from clauses import agreed, redline, register
from clauses.model import Decision, Library
from clauses.report.handover import written
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
        redlined = redline.write(review.file, state.content(opened), contract.facts.source, edits, remarks(contract, standings, library, language), author=by, at=made.isoformat())
        opened.made["left out", len(decisions)] = len(redlined.not_made) + len(redlined.not_set)
        return redlined.content

    own = replace(review, contracts=(contract,))  # where the findings stand is known of this contract alone
    id = opened.matter.id if opened.matter else ""

    def made_as(kind: str) -> Callable[[], bytes]:
        return lambda: written(kind, own, standings, library, language, made=made, matter=id)

    def table() -> bytes:
        return spreadsheet(named_findings(contract, library, language, review.problems))

    _button("word", word, f"{stem}-{say('hand_redline', language)}.docx", WORD, language)
    if lost := opened.made.get(("left out", len(decisions)), 0):
        st.warning(say("hand_left_out", language, count=lost), icon="⚠️")
    _button("excel", made_as("xlsx"), f"{stem}.xlsx", EXCEL, language)
    _button("pdf", made_as("pdf"), f"{stem}.pdf", "application/pdf", language)
    _button("page", made_as("html"), f"{stem}.html", "text/html", language)
    if register.rows(contract, library, id)[2]:
        _button("calendar", made_as("ics"), f"{stem}.ics", "text/calendar", language)
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
