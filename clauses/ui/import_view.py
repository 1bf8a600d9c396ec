"""A carrier's blank form (.docx, .txt) -> a standard of the user's: uploaded, looked through, its types corrected, saved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from clauses.editions import Content, clause_rows, save, with_clause
from clauses.errors import ClausesError
from clauses.library import user_folder
from clauses.model import Library
from clauses.ui import state
from clauses.ui.html import draw, el
from clauses.ui.labels import plain, say


def import_view(library: Library, language: str) -> None:
    """A form can be uploaded, and what was made of it be corrected and saved."""
    draw(el("div.std.std-page", el("h2", say("std_import_title", language))))
    st.caption(say("std_import_help", language))
    uploaded = st.file_uploader(say("std_import_file", language), type=["docx", "txt", "md", "pdf", "odt", "rtf", "doc"], key="std_form")
    if uploaded is None:
        return
    try:
        made = state.form_read(uploaded.name, uploaded.getvalue())
    except ClausesError as refusal:
        st.error(f"{plain(refusal.message)}\n\n{plain(refusal.hint)}")
        return
    left, right = st.columns(2)
    id = left.text_input(say("std_import_id", language), key=state.typed("std_form_id"), placeholder="my-circuit", max_chars=60).strip()
    title = right.text_input(say("std_import_name", language), key=state.typed(f"std_form_title/{uploaded.file_id}", made["title"]), max_chars=100)
    rows = list(clause_rows(made))
    st.write(say("std_import_check", language, count=len(rows)))
    corrected = _corrections(rows, library, language, key=f"std_form_rows/{uploaded.file_id}")
    note = st.text_input(say("std_field_note", language), key=state.typed(f"std_form_note/{uploaded.file_id}", say("std_import_note", language, file=uploaded.name)), max_chars=200)
    st.caption(plain(say("std_who", language, person=state.person())))
    if st.button(say("std_import_save", language), key="std_import_save", type="primary"):
        _save(corrected_of(made, corrected, say("std_import_reason", language)) | {"id": id, "title": title}, id, note, library, language)


def _corrections(rows: Sequence[Content], library: Library, language: str, *, key: str) -> list[dict[str, Any]]:
    """The clauses in a table whose types and marks can be changed."""
    import pandas

    table = pandas.DataFrame({
        "id": [row["id"] for row in rows],
        "clause": [" ".join(part for part in (row.get("number"), row.get("heading")) if part) for row in rows],
        "text": [row["text"] for row in rows],
        "type": [row["type"] for row in rows],
        "required": [row.get("required") is True for row in rows],
    })  # fmt: skip
    columns = {
        "id": None,
        "clause": st.column_config.TextColumn(say("std_import_clause", language), disabled=True, width="small"),
        "text": st.column_config.TextColumn(say("std_import_text", language), disabled=True, width="large"),
        "type": st.column_config.SelectboxColumn(say("std_import_type", language), options=list(library.vocabulary["clause_types"]), format_func=lambda t: library.label(t, language), required=True, width="medium"),
        "required": st.column_config.CheckboxColumn(say("std_required", language), width="small"),
    }
    edited = st.data_editor(table, column_config=columns, hide_index=True, num_rows="fixed", height=360, key=key)
    found: list[dict[str, Any]] = edited.to_dict("records")
    return found


def corrected_of(made: Content, rows: Sequence[dict[str, Any]], reason: str) -> Content:
    """The standard with the types and marks of the table."""
    for row in rows:
        changes: dict[str, Any] = {"type": row["type"], "required": "true" if row["required"] else ""}
        own = next(one for one in clause_rows(made) if one["id"] == row["id"])
        if row["required"] and not own.get("reason"):
            changes["reason"] = reason
        made = with_clause(made, str(row["id"]), changes)
    return made


def _save(made: Content, id: str, note: str, library: Library, language: str) -> None:
    try:
        if id in library.templates or (user_folder() / "templates" / f"{id}.yaml").exists():
            raise ClausesError(f"已有名为“{id}”的标准", "请换一个编号")
        edition = save("templates", id, made, author=state.person(), note=note, seen="", folder=user_folder())
    except ClausesError as refusal:
        st.error(f"{plain(refusal.message)}\n\n{plain(refusal.hint)}")
        return
    state.forget_typed("std_form")
    state.put(std_shown=f"templates/{id}", std_view="read", std_place="", std_said=say("std_saved", language, number=edition.number))
    st.rerun()
