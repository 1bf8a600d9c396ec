"""Forms that change a threshold, a scenario or a clause: what is typed is read by the library at once, and saved as a new version."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from clauses.editions import (
    Content,
    Held,
    Kind,
    check,
    clause_rows,
    number_of,
    save,
    unsaid,
    with_clause,
    with_scenario,
    with_threshold,
    without,
)
from clauses.errors import ClausesError
from clauses.library import SIDES, user_folder
from clauses.model import Library, Playbook, Scenario, Side, Template, Threshold
from clauses.ui import state
from clauses.ui.labels import plain, say
from clauses.ui.playbook_view import SUPPOSED, worth


def threshold_form(threshold: Threshold, side: Side, held: Held, bundled: Playbook, library: Library, language: str) -> None:
    """The threshold's value and reason can be changed, and the bundled ones be taken again."""
    form = f"playbooks/{side}/{threshold.name}"
    value = st.text_input(say("std_field_value", language), key=state.typed(f"{form}/value", f"{threshold.value:f}"), max_chars=40)
    reason, reason_en = _reasons(form, threshold.reason, threshold.reason_en, language)
    number = number_of(value)
    content = with_threshold(held.content, threshold.name, value=number, reason=reason, reason_en=reason_en)

    def reads(made: Template | Playbook) -> str:
        assert isinstance(made, Playbook)
        return say("std_reads", language, value=number, figure=worth(made.thresholds[threshold.name], library, language))

    same = (number, reason.strip(), reason_en.strip()) == (f"{threshold.value:f}", threshold.reason, threshold.reason_en)
    own = threshold != bundled.thresholds[threshold.name]
    _save("playbooks", side, form, content, held, language, changed=not same, told=reads, bundled=without(held.content, "thresholds", threshold.name) if own else None)


def scenario_form(case: Scenario, side: Side, held: Held, bundled: Playbook, language: str) -> None:
    """What the scenario supposes can be changed, and the bundled ones be taken again."""
    form = f"playbooks/{side}/case/{case.name}"
    known = {key: f"{getattr(case, key):f}" for key in SUPPOSED if getattr(case, key) is not None}
    typed = {key: number_of(st.text_input(say(f"std_field_{key}", language), key=state.typed(f"{form}/{key}", was), max_chars=40)) for key, was in known.items()}
    reason, reason_en = _reasons(form, case.reason, case.reason_en, language)
    content = with_scenario(held.content, case.name, typed, reason=reason, reason_en=reason_en)
    same = (typed, reason.strip(), reason_en.strip()) == (known, case.reason, case.reason_en)
    own = case != bundled.scenarios[case.name]
    _save("playbooks", side, form, content, held, language, changed=not same, bundled=without(held.content, "scenarios", case.name) if own else None)


def clause_form(id: str, template: Template, held: Held, library: Library, language: str) -> None:
    """A clause's wording, reason, type, alternatives, and how far one may yield can be changed."""
    row = next((one for one in clause_rows(held.content) if one.get("id") == id), None)
    if row is None:
        return
    form = f"templates/{template.id}/{id}"
    text = st.text_area(say("std_field_text", language), key=state.typed(f"{form}/text", row.get("text", "")), height=150)
    left, right = st.columns([3, 2])
    reason = left.text_input(say("std_field_clause_reason", language), key=state.typed(f"{form}/reason", row.get("reason", "")))
    types = list(library.vocabulary["clause_types"])
    type = right.selectbox(say("std_field_type", language), types, key=state.typed(f"{form}/type", row.get("type", "other")), format_func=lambda t: library.label(t, language))
    required = st.checkbox(say("std_field_required", language), key=state.chosen(f"{form}/required", row.get("required") == "true"))
    was = row.get("alternatives", [])
    alternatives = st.text_area(say("std_field_alternatives", language), key=state.typed(f"{form}/alternatives", "\n\n".join([was] if isinstance(was, str) else was)), height=90)
    changes: dict[str, Any] = {"text": text, "reason": reason, "type": type, "required": "true" if required else "", "alternatives": [part.strip() for part in alternatives.split("\n\n") if part.strip()]}
    for key in ("fallback", "walk_away"):
        columns = st.columns(2)
        sides = {side: columns[n].text_area(say(f"std_field_{key}", language, side=library.label(side, language)), key=state.typed(f"{form}/{key}/{side}", row.get(key, {}).get(side, "")), height=80) for n, side in enumerate(SIDES)}
        changes[key] = {side: words for side, words in sides.items() if words.strip()}
    content = with_clause(held.content, id, changes)

    def warned(made: Template | Playbook) -> str:
        assert isinstance(made, Template)
        return "\n\n".join(say("std_unsaid", language, point=point.says) for point in unsaid(made.clause(id)))

    _save("templates", template.id, form, content, held, language, changed=content != with_clause(held.content, id, {}), warned=warned)


def _reasons(form: str, reason: str, reason_en: str, language: str) -> tuple[str, str]:
    first = st.text_area(say("std_field_reason", language), key=state.typed(f"{form}/reason", reason), height=80)
    second = st.text_input(say("std_field_reason_en", language), key=state.typed(f"{form}/reason_en", reason_en))
    return str(first), str(second)


def _save(
    kind: Kind, id: str, form: str, content: Content, held: Held, language: str, *, changed: bool, told: Callable[[Template | Playbook], str] | None = None, warned: Callable[[Template | Playbook], str] | None = None, bundled: Content | None = None
) -> None:
    """What is typed is judged; who, why and the buttons are below it.

    Args:
        kind: templates or playbooks.
        id: of the standard, or the side.
        form: its name, with which the keys of its fields begin.
        content: as typed.
        held: what is in force.
        language: the reader's.
        changed: whether anything was.
        told: what to say of content that is sound.
        warned: what to warn of in content that is sound.
        bundled: the content with the bundled value in this place; None where it is there already.
    """
    seen = state.seen(form, held.mark)
    if seen != held.mark:
        _overtaken(held, language)
    sound = not changed or _judged(kind, id, content, language, told, warned)
    note = st.text_input(say("std_field_note", language), key=state.typed(f"{form}/note"), max_chars=200)
    st.caption(plain(say("std_who", language, person=state.person())))
    buttons = st.columns([2, 2, 5])
    if buttons[0].button(say("std_save", language), key="std_save", type="primary", disabled=not changed or not sound):
        _saved(kind, id, form, content, note, seen, language)
    if bundled is not None and buttons[1].button(say("std_reset", language), key="std_reset"):
        _saved(kind, id, form, bundled, note, seen, language)


def _judged(kind: Kind, id: str, content: Mapping[str, Any], language: str, told: Callable[[Template | Playbook], str] | None, warned: Callable[[Template | Playbook], str] | None) -> bool:
    """Whether the library accepts what is typed; what it says is on the page."""
    try:
        made = check(kind, id, content)
    except ClausesError as refusal:
        st.error(plain(str(refusal)))
        return False
    st.caption("✓ " + plain("；".join(part for part in (say("std_sound", language), told(made) if told else "") if part)))
    warning = warned(made) if warned else ""
    if warning:
        st.warning(plain(warning).replace("\\\n", "\n"))
    return True


def _overtaken(held: Held, language: str) -> None:
    edition = held.edition
    words = say("std_newer", language, author=edition.author, number=edition.number, note=edition.note) if edition else say("std_newer_by_hand", language)
    st.warning(plain(words))
    st.button(say("std_go_on", language), key="std_go_on", on_click=state.see, args=(held.mark,))


def _saved(kind: Kind, id: str, form: str, content: Mapping[str, Any], note: str, seen: str, language: str) -> None:
    try:
        made = save(kind, id, content, author=state.person(), note=note, seen=seen, folder=user_folder())
    except ClausesError as refusal:
        st.error(f"{plain(refusal.message)}\n\n{plain(refusal.hint)}")
        return
    state.forget_typed(form)
    state.put(std_said=say("std_saved", language, number=made.number), std_place="", std_version=str(made.number))
    st.rerun()
