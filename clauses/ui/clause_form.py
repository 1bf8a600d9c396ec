"""The form of one clause of a standard: its words, blanks and points, how far one may yield, where it stands; also of one that is put in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from clauses.editions import Content, Held, clause_rows, clauses_used, moved, unsaid, with_clause, with_new_clause, without_clause
from clauses.library import SIDES
from clauses.library.standard import FAVOURS, MODALS, SLOT, SLOT_KINDS, WEIGHTS, WHO
from clauses.model import Library, Template
from clauses.ui import edition_state
from clauses.ui.fields import Fields, Made, finish, keep_version
from clauses.ui.labels import listed, plain, say

NEW = "new/"  # before the id of the clause behind which one is put in
STAYS = ""


def clause_form(id: str, template: Template, held: Held, library: Library, language: str) -> None:
    """A clause can be changed in all that the file holds of it, moved, taken out; or a new one be put in."""
    rows = list(clause_rows(held.content))
    known = {str(row["id"]): row for row in rows}
    new = id.startswith(NEW)
    own = _free(known) if new else id
    row = {"id": own, "type": known.get(id.removeprefix(NEW), {}).get("type", "other")} if new else known.get(id)
    if row is None:
        return
    fields = Fields(f"templates/{template.id}/{id}", held, language)
    changes = _words(fields, row, library)
    changes |= _yielding(fields, row, library)
    with st.expander(say("std_points", language, count=len(row.get("points", ()))), expanded=True):
        changes["points"] = _points(fields, row, library)
    after = id.removeprefix(NEW) if new else _position(fields, own, rows, template, library)
    if new:
        changed = any(changes[key] for key in ("text", "points", "number", "heading"))
        content = with_new_clause(held.content, {"id": own, **{key: value for key, value in changes.items() if value}}, after=after)
    else:
        content = with_clause(held.content, own, changes)
        content = moved(content, own, after=after) if after else content
        changed = content != with_clause(held.content, own, {})

    def warned(made: Made) -> str:
        assert isinstance(made, Template)
        return "\n\n".join(say("std_unsaid", language, point=point.says) for point in unsaid(made.clause(own)))

    finish("templates", template.id, content, fields, library, below=(own,), changed=changed, warned=warned)
    if not new and len(rows) > 1:
        _removal(own, template, held, fields, library)


def gone_form(id: str, template: Template, language: str) -> None:
    """What was typed for a clause that another took out meanwhile can be read, and given up."""
    form = f"templates/{template.id}/{id}"
    st.warning(plain(say("std_clause_gone", language)))
    for words in edition_state.typed_words(form):
        st.code(words, language=None, wrap_lines=True)
    st.button(say("std_give_up", language), key="std_give_up", on_click=edition_state.forget, args=(form,))


def _free(known: Mapping[str, Any]) -> str:
    return next(id for n in range(1, len(known) + 2) if (id := f"own-{n}") not in known)


def _words(fields: Fields, row: Content, library: Library) -> dict[str, Any]:
    """Number, heading, type and words, the blanks in them, whether and why the clause is required."""
    language = fields.language
    first, second, third = st.columns([2, 4, 4])
    changes: dict[str, Any] = {
        "number": fields.line(say("std_field_number", language), "number", row.get("number", ""), "number", on=first, max_chars=20).strip(),
        "heading": fields.line(say("std_field_heading", language), "heading", row.get("heading", ""), "heading", on=second, max_chars=60).strip(),
        "type": fields.choice(say("std_field_type", language), "type", list(library.vocabulary["clause_types"]), row.get("type", "other"), "type", on=third, format_func=lambda t: library.label(t, language)),
        "text": fields.text(say("std_field_text", language), "text", row.get("text", ""), "text", height=150),
    }
    changes["slots"] = _slots(fields, changes["text"], row.get("slots", {}))
    left, right = st.columns([7, 2], vertical_alignment="bottom")
    changes["reason"] = fields.line(say("std_field_clause_reason", language), "reason", row.get("reason", ""), "reason", on=left)
    changes["reason_en"] = _translated(fields, row, changes["reason"])
    changes["required"] = "true" if fields.tick(say("std_field_required", language), "required", row.get("required") == "true", on=right) else ""
    return changes


def _translated(fields: Fields, row: Content, reason: str) -> str:
    """The reason in English; what translated a reason that was rewritten goes with it."""
    was = row.get("reason_en", "")
    typed = fields.line(say("std_field_reason_en", fields.language), "reason_en", was, "reason_en")
    if typed and typed.strip() == was and reason.strip() != row.get("reason", ""):
        st.caption(say("std_stale_en", fields.language))
        return ""
    return typed


def _slots(fields: Fields, text: str, was: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of every `{{name}}` in the text, a new one too: what is to be filled in, and what is printed where nothing is."""
    language = fields.language
    made: dict[str, Any] = {}
    for name in dict.fromkeys(SLOT.findall(text)):
        slot = was.get(name, {})
        columns = st.columns([3, 2, 3, 3])
        label = fields.line(say("std_slot", language, name=name), f"slots/{name}/label", slot.get("label", name), "slots", name, "label", on=columns[0], max_chars=40)
        kind = fields.choice(say("std_change_kind", language), f"slots/{name}/kind", SLOT_KINDS, slot.get("kind", "text"), "slots", name, "kind", on=columns[1], format_func=lambda k: say(f"std_kind_{k}", language))
        default = fields.line(say("std_change_default", language), f"slots/{name}/default", slot.get("default", ""), "slots", name, "default", on=columns[2], max_chars=60)
        rest = _choices(fields, name, slot, columns[3]) if kind == "choice" else _limits(fields, name, slot, columns[3])
        made[name] = {key: value for key, value in {"label": label.strip(), "kind": kind, "default": default.strip(), **rest}.items() if value}
    return made


def _choices(fields: Fields, name: str, slot: Mapping[str, Any], on: Any) -> dict[str, Any]:
    typed = fields.line(say("std_change_choices", fields.language), f"slots/{name}/choices", " / ".join(_listed(slot.get("choices"))), "slots", name, "choices", on=on)
    return {"choices": [part.strip() for part in typed.split("/") if part.strip()]}


def _limits(fields: Fields, name: str, slot: Mapping[str, Any], on: Any) -> dict[str, Any]:
    least, most = on.columns(2)
    return {
        key: fields.line(say(f"std_change_{key}", fields.language), f"slots/{name}/{key}", slot.get(key, ""), "slots", name, key, on=column, max_chars=20).strip()
        for key, column in (("least", least), ("most", most))
    }


def _yielding(fields: Fields, row: Content, library: Library) -> dict[str, Any]:
    """Other wordings, and how far either side may yield."""
    language = fields.language
    with st.expander(say("std_yielding", language), expanded=any(row.get(key) for key in ("alternatives", "fallback", "walk_away"))):
        typed = fields.text(say("std_field_alternatives", language), "alternatives", "\n\n".join(_listed(row.get("alternatives"))), "alternatives", height=90)
        changes: dict[str, Any] = {"alternatives": [part.strip() for part in typed.split("\n\n") if part.strip()]}
        for key in ("fallback", "walk_away"):
            columns = st.columns(2)
            sides = {side: fields.text(say(f"std_field_{key}", language, side=library.label(side, language)), f"{key}/{side}", row.get(key, {}).get(side, ""), key, side, on=columns[n]) for n, side in enumerate(SIDES)}
            changes[key] = {side: words for side, words in sides.items() if words.strip()}
    return changes


def _points(fields: Fields, row: Content, library: Library) -> list[Content]:
    """The points as they are typed; one can be put in and taken out."""
    language = fields.language
    was = {str(point["id"]): point for point in row.get("points", ())}
    order = edition_state.lines(fields.form, list(was))
    st.caption(say("std_points_help", language))
    made = [_point(fields, id, was.get(id, {}), n, library) for n, id in enumerate(order, 1)]
    st.button(say("std_point_add", language), key=f"{fields.form}/add", on_click=edition_state.put_line, args=(fields.form, "own-"))
    return made


def _point(fields: Fields, id: str, was: Mapping[str, Any], n: int, library: Library) -> Content:
    language, name = fields.language, f"points/{id}"

    def labelled(word: str) -> str:
        return say(f"std_say_{word or 'nobody'}", language)

    head, out = st.columns([9, 1], vertical_alignment="bottom")
    says = fields.line(f"{n} · {say('std_change_says', language)}", f"{name}/says", was.get("says", ""), "points", id, "says", on=head)
    out.button("✕", key=f"{fields.form}/{name}/out", help=say("std_point_out", language), on_click=edition_state.drop_line, args=(fields.form, id))
    left, right = st.columns([6, 4])
    present = fields.text(say("std_change_present", language), f"{name}/present", "\n".join(_listed(was.get("present"))), "points", id, on=left)
    against = fields.text(say("std_change_against", language), f"{name}/against", was.get("against", ""), "points", id, "against", on=right)
    columns = st.columns([2, 2, 2, 2, 4])
    typed = {
        key: fields.choice(say(f"std_change_{key}", language), f"{name}/{key}", options, was.get(key, usual), "points", id, key, on=column, format_func=labelled)
        for (key, options, usual), column in zip((("modal", MODALS, "must"), ("who", ("", *WHO), ""), ("weight", WEIGHTS, "minor"), ("favours", FAVOURS, "both")), columns, strict=False)
    }
    says_en = fields.line(say("std_change_says_en", language), f"{name}/says_en", was.get("says_en", ""), "points", id, "says_en", on=columns[4])
    if was and says.strip() != was.get("says") and says_en and says_en.strip() == was.get("says_en"):
        says_en = ""  # a translation of what is no longer said
        st.caption(say("std_stale_en", language))
    groups = [group.strip() for group in present.split("\n") if group.strip()]
    return _without_nothing({**was, **_without_usual({"id": id, "says": says.strip(), "says_en": says_en.strip(), "present": groups, "against": against.strip(), **typed}, was)})


def _without_nothing(point: Mapping[str, Any]) -> Content:
    return {key: value for key, value in point.items() if value not in (None, "", [])}


def _without_usual(typed: Mapping[str, Any], was: Mapping[str, Any]) -> Content:
    """What is to be written: nothing where the library reads the usual, as it was where it is the same."""
    usual = {"who": "", "weight": "minor", "favours": "both", "says_en": "", "against": ""}
    made: Content = {}
    for key, value in typed.items():
        if key in was and _listed(was[key]) == _listed(value):
            made[key] = was[key]
        elif key in was or value != usual.get(key):
            made[key] = value or None
    return made


def _listed(value: Any) -> list[str]:
    return [] if value is None or value == "" else [value] if isinstance(value, str) else list(value)


def _position(fields: Fields, id: str, rows: Sequence[Content], template: Template, library: Library) -> str:
    """The id of the clause behind which it is to stand; "" where it stays."""
    if template.clauses and rows[0].get("id") == id and not template.clause(id).article and template.clause(id).annex is None:
        return STAYS  # the preamble
    language = fields.language
    options = [STAYS, *(str(row["id"]) for row in rows if row["id"] != id)]

    def named(other: str) -> str:
        if other == STAYS:
            return say("std_stays", language)
        clause = template.clause(other)
        return say("std_behind", language, clause=" ".join(part for part in (clause.annex, clause.number, clause.heading or f"{clause.text[:16]}…") if part))

    return fields.choice(say("std_field_position", language), "position", options, STAYS, format_func=named, help=say("std_position_help", language))


def _removal(id: str, template: Template, held: Held, fields: Fields, library: Library) -> None:
    """The clause can be taken out of the standard, after what rests on it was said."""
    language = fields.language
    with st.expander(say("std_remove", language)):
        codes = clauses_used(library).get(id, ())
        told = [say("std_remove_help", language)]
        if template.clause(id).required:
            told.append(say("std_remove_required", language))
        if codes:
            told.append(say("std_remove_used", language, codes=listed((library.label(code, language) for code in codes), language)))
        st.write(plain(" ".join(told)))
        note = st.text_input(say("std_field_note", language), key=edition_state.field(fields.form, "remove/note", ""), max_chars=200)
        if st.button(say("std_remove_yes", language), key="std_remove_yes"):
            keep_version("templates", template.id, without_clause(held.content, id), fields, note, edition_state.seen(fields.form, held.mark))
