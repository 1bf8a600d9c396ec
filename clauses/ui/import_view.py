"""A carrier's blank form (.docx, .txt) -> a standard of the user's: uploaded, looked through, its types corrected, saved.

It becomes a new standard, or the next version of one that is there, with what changes told first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from clauses.editions import Content, Held, add, clause_rows, compared, in_force, renewed, save, unsaid, with_clause
from clauses.errors import ClausesError
from clauses.library import Edition, user_folder
from clauses.model import Library, Template
from clauses.standard import Form
from clauses.ui import edition_state, state
from clauses.ui.fields import Fields, overtaken, verdict
from clauses.ui.html import draw, el
from clauses.ui.labels import listed, own_words, plain, refused, say
from clauses.ui.versions_view import changes_of

NEW = ""  # the choice of no standard that is there
TOLD = 8  # names and figures of a filled-in form that are shown


def import_view(library: Library, language: str) -> None:
    """A form can be uploaded, and what was made of it be corrected and saved."""
    draw(el("div.std.std-page", el("h2", say("std_import_title", language))))
    st.caption(say("std_import_help", language))
    uploaded = st.file_uploader(say("std_import_file", language), type=["docx", "txt", "md", "pdf", "odt", "rtf", "doc"], key="std_form")
    if uploaded is None:
        return
    try:
        form = state.form_read(uploaded.name, uploaded.getvalue())
    except ClausesError as refusal:
        st.error(refused(refusal, language))
        return
    if form.filled:
        st.warning(plain(say("std_import_filled", language, found=listed(form.filled[:TOLD], language))))
    mark = str(uploaded.file_id)
    known = [NEW, *library.templates]
    target = str(st.selectbox(say("std_import_as", language), known, key=state.keep(f"std_form_as/{mark}", known), format_func=lambda id: say("std_import_new", language) if id == NEW else _title(library.templates[id], language)))
    held = in_force("templates", target, user_folder()) if target else None
    made = renewed(form.content, held.content) if held else form.content
    left, right = (st, st) if target else st.columns(2)
    id = target or left.text_input(say("std_import_id", language), key=state.typed("std_form_id", _free(library)), max_chars=60).strip()
    title = right.text_input(say("std_import_name", language), key=state.typed(f"std_form_title/{mark}/{target}", str(made["title"])), max_chars=100)
    rows = list(clause_rows(made))
    slots = sum(len(row.get("slots", ())) for row in rows)
    st.write(say("std_import_check", language, count=len(rows), slots=slots, doubts=len(form.doubts)))
    corrected = _corrections(rows, _doubted(form, rows, language), library, language, key=f"std_form_rows/{mark}/{target}")
    content = corrected_of(made, corrected, say("std_import_reason", language)) | {"id": id, "title": title}
    _save(content, id, held, mark, uploaded.name, library, language)


def _title(template: Template, language: str) -> str:
    return f"{template.title_en if language == 'en' and template.title_en else template.title}（{template.id}）"


def _free(library: Library) -> str:
    """An id that no standard bears."""
    return next(id for n in range(1, len(library.templates) + 2) if (id := f"own-{n}") not in library.templates and not (user_folder() / "templates" / f"{id}.yaml").exists())


def _doubted(form: Form, rows: Sequence[Content], language: str) -> list[str]:
    """What to look at in each row, with the line of the form: the rows stand in the form's order."""
    found: dict[str, list[str]] = {}
    for doubt in form.doubts:
        found.setdefault(doubt.clause, []).append(say(f"std_doubt_{doubt.kind}", language, line=doubt.line, words=doubt.words))
    return [listed(found.get(str(own["id"]), ()), language) for own, _ in zip(clause_rows(form.content), rows, strict=True)]


def _corrections(rows: Sequence[Content], doubts: Sequence[str], library: Library, language: str, *, key: str) -> list[dict[str, Any]]:
    """The clauses in a table whose types and marks can be changed."""
    import pandas

    table = pandas.DataFrame({
        "id": [row["id"] for row in rows],
        "clause": [" ".join(part for part in (row.get("number"), row.get("heading")) if part) for row in rows],
        "type": [row["type"] for row in rows],
        "required": [row.get("required") == "true" for row in rows],
        "doubt": list(doubts),
        "text": [row["text"] for row in rows],
        "slots": [listed((slot["label"] for slot in row.get("slots", {}).values()), language) for row in rows],
    })  # fmt: skip
    columns = {
        "id": None,
        "clause": st.column_config.TextColumn(say("std_import_clause", language), disabled=True, width="small"),
        "type": st.column_config.SelectboxColumn(say("std_import_type", language), options=list(library.vocabulary["clause_types"]), format_func=lambda t: library.label(t, language), required=True, width="small"),
        "required": st.column_config.CheckboxColumn(say("std_required", language), width="small"),
        "doubt": st.column_config.TextColumn(say("std_import_doubt", language), disabled=True, width="small"),
        "text": st.column_config.TextColumn(say("std_import_text", language), disabled=True, width="large"),
        "slots": st.column_config.TextColumn(say("std_slots", language), disabled=True, width="small"),
    }
    edited = st.data_editor(table, column_config=columns, hide_index=True, num_rows="fixed", height=360, key=key)
    found: list[dict[str, Any]] = edited.to_dict("records")
    return found


def corrected_of(made: Content, rows: Sequence[Mapping[str, Any]], reason: str) -> Content:
    """The standard with the types and marks of the table."""
    own = {one["id"]: one for one in clause_rows(made)}
    for row in rows:
        was = own[row["id"]]
        changes: dict[str, Any] = {"type": row["type"], "required": "true" if row["required"] else ""}
        if row["required"] and not was.get("reason"):
            changes["reason"] = reason
        if any(str(was.get(key, "")) != str(value) for key, value in changes.items()):
            made = with_clause(made, str(row["id"]), changes)
    return made


def _save(content: Content, id: str, held: Held | None, mark: str, file: str, library: Library, language: str) -> None:
    """What would become of it is told; who, why and the button are below."""
    fields = Fields(f"std_form_note/{mark}/{id}", held or Held(text="", content={}, mark=""), language)
    seen = edition_state.seen(fields.form, fields.held.mark)
    if held and seen != held.mark:
        overtaken("templates", id, fields, seen, library)
    sound = verdict("templates", id, content, fields, (), warned=lambda made: _unsaid(made, language))
    if held is not None and isinstance(sound, Template):
        changes = compared(library.templates[id], sound, own_words(library, language))
        with st.expander(say("std_import_changes", language, count=len(changes)), expanded=bool(changes)):
            draw(changes_of(changes, sound, library, language, say("std_import_held", language), say("std_import_read", language)))
    note = st.text_input(say("std_field_note", language), key=state.typed(fields.form, say("std_import_note", language, file=file)), max_chars=200)
    st.caption(plain(say("std_who", language, person=state.person())))
    if not st.button(say("std_import_save_again" if held else "std_import_save", language), key="std_import_save", type="primary", disabled=sound is None):
        return
    try:
        edition = _kept(id, content, held, note, seen)
    except ClausesError as refusal:
        st.error(refused(refusal, language))
        return
    state.forget_typed("std_form")
    state.put(std_shown=f"templates/{id}", std_view="read", std_place="", std_said=say("std_saved", language, number=edition.number))
    st.rerun()


def _kept(id: str, content: Content, held: Held | None, note: str, seen: str) -> Edition:
    if held is None:
        return add(id, content, author=state.person(), note=note, folder=user_folder())
    return save("templates", id, content, author=state.person(), note=note, seen=seen, folder=user_folder())


def _unsaid(made: object, language: str) -> str:
    """The points of clauses that the form words otherwise, and that it no longer says."""
    if not isinstance(made, Template):
        return ""
    lost = [f"{clause.number} {point.says}".strip() for clause in made.clauses for point in unsaid(clause)]
    return say("std_import_unsaid", language, points=listed(lost, language)) if lost else ""

