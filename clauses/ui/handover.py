"""What is handed over: the Word file for whom it is meant, and the rest, each made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import streamlit as st

from clauses import agreed, redline, register
from clauses.errors import ClausesError
from clauses.model import Decision, Library
from clauses.report.handover import written
from clauses.report.json import dumps
from clauses.report.remarks import READERS, Reader, signer
from clauses.report.tables import spreadsheet
from clauses.report.word import Handed, word
from clauses.ui import state
from clauses.ui.fetched import fetched
from clauses.ui.findings_view import named_findings
from clauses.ui.labels import plain, say
from clauses.ui.opened import Opened

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NO_NAME = '\\/:*?"<>|'  # signs that no system takes in the name of a file
_MOST = 8  # lines about a file that are shown


def handover_view(opened: Opened, decisions: Sequence[Decision], library: Library, language: str) -> None:
    """The Word file with what is to be known of it, and a button for each other kind, which is made at its click."""
    standings = agreed.standings(decisions)
    contract, review = opened.contract, opened.review
    stem = _stem(review.file)
    left = sum(standings.get(f.id, agreed.OPEN).verdict == "open" for f in contract.findings if f.favours != "us" and f.severity != "info")
    if left:
        st.info(say("hand_undecided", language, count=left), icon=":material/info:")
    _word(opened, decisions, library, stem, language)

    own = replace(review, contracts=(contract,))  # where the findings stand is known of this contract alone
    id = opened.matter.id if opened.matter else ""

    def made_as(kind: str) -> Callable[[], bytes]:
        return lambda: written(kind, own, standings, library, language, made=datetime.now(UTC), matter=id)

    def table() -> bytes:
        return spreadsheet(named_findings(contract, library, language, review.problems))

    st.caption(say("hand_internal", language))
    _button("excel", made_as("xlsx"), f"{stem}.xlsx", EXCEL, language)
    _button("pdf", made_as("pdf"), f"{stem}.pdf", "application/pdf", language)
    _button("page", made_as("html"), f"{stem}.html", "text/html", language)
    if register.rows(contract, library, id)[2]:
        _button("calendar", made_as("ics"), f"{stem}.ics", "text/calendar", language)
    _button("table", table, f"{stem}.csv", "text/csv", language)
    _button("json", lambda: dumps(review).encode(), f"{stem}.json", "application/json", language)


def _word(opened: Opened, decisions: Sequence[Decision], library: Library, stem: str, language: str) -> None:
    """The Word file for the reader that is chosen, made at once, so that what is to be known of it is known before it is sent."""
    if not redline.can_hold(opened.review.source):
        st.warning(say("hand_not_held", language), icon=":material/warning:")
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        reader: Reader = st.segmented_control(say("hand_for", language), READERS, key=state.keep("hand_for", READERS), required=True, format_func=lambda r: say(f"hand_for_{r}", language))
        usual = signer(opened.contract, library, language) if reader == "counterparty" else state.person()
        author = st.text_input(say("hand_author", language), key=state.typed(f"hand_author-{reader}-{opened.key}", usual), max_chars=40)
        notes = reader == "counterparty" and st.checkbox(say("hand_notes", language), key=state.keep("hand_notes", (False, True)))
    try:
        with st.spinner(say("hand_making", language)):
            handed = _handed(opened, decisions, library, language, reader, author.strip() or usual, notes)
    except ClausesError as refusal:
        st.warning(plain(refusal.said(language)), icon=":material/warning:")
        return
    name = f"{stem}-{say(f'hand_redline_{reader}', language)}.docx"
    _button("word", lambda: handed.content, name, WORD, language, say(f"hand_word_{reader}", language, edits=handed.edits, comments=handed.comments))
    for line in handed.about[:_MOST]:
        st.warning(plain(line), icon=":material/warning:")
    if len(handed.about) > _MOST:
        st.caption(say("hand_more", language, count=len(handed.about) - _MOST))


def _handed(opened: Opened, decisions: Sequence[Decision], library: Library, language: str, reader: Reader, author: str, notes: bool) -> Handed:
    """The Word file as it is now; the last one is kept."""
    asked = (len(decisions), language, reader, author, notes)
    kept: tuple[object, Handed] | None = opened.made.get("word")
    if kept is None or kept[0] != asked:
        parts = [(opened.contract, agreed.standings(decisions))]
        made = word(state.content(opened), opened.review, parts, library, language, reader=reader, author=author, notes=notes, made=datetime.now(UTC))
        kept = opened.made["word"] = (asked, made)
    return kept[1]


def _button(kind: str, make: Callable[[], bytes], name: str, mime: str, language: str, about: str = "") -> None:
    left, right = st.columns([2, 7], vertical_alignment="center", gap="small")
    left.download_button(say(f"hand_{kind}", language), fetched(make, name, mime), file_name=name, mime=mime, key=f"hand_{kind}", on_click="ignore", width="stretch", type="primary" if kind == "word" else "secondary")
    right.caption(about or say(f"hand_{kind}_help", language))


def _stem(file: str) -> str:
    """The name of the file without its folder and kind, of signs that every system takes."""
    name = file.rpartition("/")[2]
    plain = "".join(sign for sign in (name.rpartition(".")[0] or name) if sign.isprintable() and sign not in _NO_NAME).strip(" .")
    return plain[:80] or "contract"
