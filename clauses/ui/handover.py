"""What is handed over: each made when it is asked for, of the review and of what was decided on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from clauses import agreed
from clauses.model import Decision, Library
from clauses.report.json import dumps
from clauses.report.tables import spreadsheet
from clauses.ui.findings_view import named_findings
from clauses.ui.labels import say
from clauses.ui.opened import Opened


def handover_view(opened: Opened, decisions: Sequence[Decision], library: Library, language: str) -> None:
    """A button for each kind of file; nothing is made before its click."""
    stem = opened.review.file.rpartition("/")[2].rpartition(".")[0] or opened.review.file
    standings = agreed.standings(decisions)
    contract, review = opened.contract, opened.review
    assert standings is not None

    def table() -> bytes:
        return spreadsheet(named_findings(contract, library, language, review.problems))

    _button("export_table", "export_table_intro", table, f"{stem}.csv", "text/csv", language)
    _button("export_json", "export_intro", lambda: dumps(review).encode(), f"{stem}.json", "application/json", language)


def _button(label: str, intro: str, make: Callable[[], bytes], name: str, mime: str, language: str) -> None:
    left, right = st.columns([1, 3], vertical_alignment="center")
    left.download_button(say(label, language), make, file_name=name, mime=mime, key=f"hand_{label}", on_click="ignore", width="stretch")
    right.caption(say(intro, language))
