"""Fields of a form that changes a standard or a playbook: what the library refuses is said at the field it is about.

What was typed stays on any refusal; what another saved meanwhile is shown, and taken into the fields that were not touched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from clauses.editions import Content, Held, Kind, Place, Refusal, compared, in_force, judged, versions
from clauses.editions import save as saved
from clauses.errors import ClausesError
from clauses.library import user_folder
from clauses.model import Library, Playbook, Template
from clauses.ui import edition_state, state
from clauses.ui.html import draw
from clauses.ui.labels import known, own_words, plain, refused, say
from clauses.ui.versions_view import changes_of

Made = Template | Playbook
BARE = re.compile(r"\b(?:present|reason|choices)\b")  # keys of the file that a refusal names without quotation marks


class Fields:
    """The fields of one form, each with a place below it for what is wrong there."""

    def __init__(self, form: str, held: Held, language: str) -> None:
        """A form of that name, with which the keys of its fields begin."""
        self.form, self.held, self.language = form, held, language
        self._places: dict[Place, Any] = {}

    def line(self, label: str, name: str, was: str, *place: str, on: Any = st, **more: Any) -> str:
        """What is typed in a field of one line."""
        typed = on.text_input(label, key=edition_state.field(self.form, name, was), **more)
        self._under(on, place)
        return str(typed)

    def text(self, label: str, name: str, was: str, *place: str, on: Any = st, height: int = 80, **more: Any) -> str:
        """What is typed in a field of several lines."""
        typed = on.text_area(label, key=edition_state.field(self.form, name, was), height=height, **more)
        self._under(on, place)
        return str(typed)

    def choice(self, label: str, name: str, options: Sequence[str], was: str, *place: str, on: Any = st, **more: Any) -> str:
        """What is chosen of several."""
        chosen = on.selectbox(label, options, key=edition_state.field(self.form, name, was if was in options else options[0]), **more)
        self._under(on, place)
        return str(chosen)

    def tick(self, label: str, name: str, was: bool, *place: str, on: Any = st) -> bool:
        """Whether the box is ticked."""
        ticked = on.checkbox(label, key=edition_state.field(self.form, name, was))
        self._under(on, place)
        return bool(ticked)

    def _under(self, on: Any, place: Place) -> None:
        if place:
            self._places[place] = on.empty()

    def wrong(self, words: str, *place: str) -> None:
        """The words stand at the field of that place, or where they are told where there is none."""
        at = max((own for own in self._places if own == place[: len(own)]), key=len, default=None)
        (st if at is None else self._places[at]).error(plain(words))


def in_words(refusal: Refusal, language: str) -> str:
    """What is wrong in one line, keys of the file by the names that their fields bear."""
    if refusal.lacking:
        return say("std_fill_in", language, field=_named(refusal.place[-1], language))
    words, hint = refusal.message.words(language), refusal.hint.words(language)
    for key in sorted(set(refusal.place), key=len, reverse=True):
        words = words.replace(f"“{key}”", f"“{_named(key, language)}”")
    words = words if not hint else f"{words} ({hint})" if language == "en" else f"{words}（{hint}）"
    return BARE.sub(lambda m: _named(m[0], language), words)


def _named(key: str, language: str) -> str:
    return say(f"std_change_{key}", language) if known(f"std_change_{key}") else key


def verdict(kind: Kind, id: str, content: Mapping[str, Any], fields: Fields, below: Place, *, told: Callable[[Made], str] | None = None, warned: Callable[[Made], str] | None = None, stale: bool = False) -> Made | None:
    """What the library would make of what is typed; None where it refuses, which is then said at the field.

    Args:
        kind: templates or playbooks. id: of the standard, or the side.
        content: as typed.
        fields: of the form. below: the place of the content that the form is about, left out of its fields' places.
        told: what to say of content that is sound. warned: what to warn of in it.
        stale: whether something that the library cannot judge keeps it from being saved, which has been said.
    """
    made = judged(kind, id, content)
    if isinstance(made, Refusal):
        place = made.place[_end(made.place, below) :]
        fields.wrong(in_words(made, fields.language), *place)
        return None
    parts = ["" if stale else f"✓ {say('std_sound', fields.language)}", told(made) if told else ""]
    st.caption(plain(("；" if fields.language == "zh" else "; ").join(part for part in parts if part)))
    warning = warned(made) if warned else ""
    if warning:
        st.warning(plain(warning).replace("\\\n", "\n"))
    return made


def _end(place: Place, below: Place) -> int:
    """Where in the place the form's own part of it begins."""
    return next((n + len(below) for n in range(len(place)) if place[n : n + len(below)] == below), 0)


def finish(
    kind: Kind, id: str, content: Content, fields: Fields, library: Library, *, below: Place, changed: bool, stale: bool = False,
    told: Callable[[Made], str] | None = None, warned: Callable[[Made], str] | None = None, instead: Mapping[str, Content] | None = None,
) -> None:  # fmt: skip
    """What is typed is judged; who, why and the buttons are below it.

    Args:
        kind: templates or playbooks. id: of the standard, or the side.
        content: as typed.
        fields: of the form.
        library: names things.
        below: the place of the content that the form is about.
        changed: whether anything was.
        stale: whether a reason is still that of a former value, which has been said at its field.
        told, warned: as of `verdict`.
        instead: other contents that a button each saves, by the label's key.
    """
    form, held, language = fields.form, fields.held, fields.language
    seen = edition_state.seen(form, held.mark)
    if seen != held.mark:
        overtaken(kind, id, fields, seen, library)
    sound = not changed or verdict(kind, id, content, fields, below, told=told, warned=warned, stale=stale) is not None
    note = st.text_input(say("std_field_note", language), key=edition_state.field(form, "note", ""), max_chars=200)
    st.caption(plain(say("std_who", language, person=state.person())))
    wanted = {"std_save": content, **(instead or {})}
    columns = st.columns([2] * (len(wanted) + 1) + [3])
    for n, (key, offered) in enumerate(wanted.items()):
        first = n == 0
        if columns[n].button(say(key, language), key=key, type="primary" if first else "secondary", disabled=first and (not changed or not sound or stale), width="stretch"):
            keep_version(kind, id, offered, fields, note, seen)
    if form in edition_state.unsaved():
        columns[len(wanted)].button(say("std_give_up", language), key="std_give_up", on_click=edition_state.forget, args=(form,), width="stretch")


def overtaken(kind: Kind, id: str, fields: Fields, seen: str, library: Library) -> None:
    """Who saved a newer version meanwhile is told, with what it changed; a button goes on from it."""
    held, language = fields.held, fields.language
    edition = held.edition
    words = say("std_newer", language, author=edition.author, number=edition.number, note=edition.note) if edition else say("std_newer_by_hand", language)
    st.warning(plain(words))
    former = next((v for v in versions(kind, id, user_folder()) if v.mark == seen), None)
    before = judged_text(kind, id, former.text) if former else None
    now = judged_text(kind, id, held.text) if held.mark else None
    if before is not None and now is not None:
        draw(changes_of(compared(before, now, own_words(library, language)), now, library, language, say("std_seen", language), say("std_in_force", language)))
    st.button(say("std_go_on", language), key="std_go_on", on_click=_go_on, args=(fields.form, held.mark))


def judged_text(kind: Kind, id: str, text: str) -> Made | None:
    """What a version's text holds; None where the library would refuse it."""
    try:
        made: Made = state.version_read(kind, id, text)
    except ClausesError:
        return None
    return made


def _go_on(form: str, mark: str) -> None:
    edition_state.leave_untouched(form)
    edition_state.see(form, mark)


def keep_version(kind: Kind, id: str, content: Content, fields: Fields, note: str, seen: str) -> None:
    """The content is saved as a new version and the form closed; what keeps it from that is said, and the form stays as it is."""
    try:
        made = saved(kind, id, content, author=state.person(), note=note, seen=seen, folder=user_folder())
    except ClausesError as refusal:
        st.error(refused(refusal, fields.language))
        return
    edition_state.forget(fields.form)
    edition_state.saved(f"{kind}/{id}/", seen, in_force(kind, id, user_folder()).mark)
    state.put(std_said=say("std_saved", fields.language, number=made.number), std_place="", std_version=str(made.number))
    st.rerun()

