"""The versions of a standard or a playbook: a table, what changed between two, and a former one taken up again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from clauses import diff
from clauses.editions import Change, Kind, Version, take_up, versions
from clauses.errors import ClausesError
from clauses.library import user_folder
from clauses.model import Library, Playbook, Template
from clauses.outdated import reviewed_with
from clauses.report.labels import moment
from clauses.ui import state
from clauses.ui.html import Html, draw, el, pane
from clauses.ui.labels import plain, refused, say
from clauses.ui.playbook_view import named_limit


def versions_view(kind: Kind, id: str, mark: str, library: Library, language: str) -> None:
    """The versions are on the page; one is looked at beside another, and may be taken up again.

    Args:
        kind: templates or playbooks.
        id: of the standard, or the side.
        mark: of what is in force now.
        library: names things.
        language: the reader's.

    Raises:
        ClausesError: a file cannot be read.
    """
    known = versions(kind, id, user_folder())
    numbers = [str(v.edition.number) for v in known]
    chosen = state.keep("std_version", numbers)
    at = numbers.index(state.choice(chosen))
    pane(_table(known, known[at], _reviewed(kind, id), language), key="std_versions", then=lambda number: state.put(std_version=number))
    before = numbers[at + 1] if at + 1 < len(numbers) else numbers[0]
    if len(known) > 1:
        options = [n for n in numbers if n != numbers[at]]
        against = st.selectbox(say("std_against", language), options, key=state.keep(f"std_against_{numbers[at]}", options, before), format_func=lambda n: _name(known[numbers.index(n)], language))
        earlier, later = sorted((known[at], known[numbers.index(str(against))]), key=lambda v: v.edition.number)
        _differences(kind, id, earlier, later, library, language)
    if not known[at].in_force:
        _take_up(kind, id, known[at], mark, language)


def _name(version: Version, language: str) -> str:
    return say("std_first", language) if version.edition.number == 0 else say("std_number_of", language, number=version.edition.number)


def _reviewed(kind: Kind, id: str) -> Mapping[int, int]:
    """How many contracts were reviewed with each version; none are told of where the store cannot be read."""
    try:
        return reviewed_with(state.store().matters(), kind, id)
    except ClausesError:
        return {}


def _table(known: Sequence[Version], chosen: Version, reviewed: Mapping[int, int], language: str) -> Html:
    heads = el("tr", (el("th", say(key, language)) for key in ("std_number", "std_date", "std_author", "std_note", "std_reviewed")))
    rows = []
    for version in known:
        edition = version.edition
        marks = [el("span.std-now", f" ● {say('std_in_force', language)}")] if version.in_force else []
        note = say("std_by_hand", language) if version.by_hand else edition.note
        rows.append(el("tr.on" if version is chosen else "tr", el("td", el("a.link", _name(version, language), pick=str(edition.number)), marks), el("td", moment(edition.date) if edition.date else ""), el("td", edition.author), el("td", note), el("td.std-figure", say("std_reviewed_count", language, count=f"{count:,}") if (count := reviewed.get(edition.number, 0)) else "")))
    return el("div.std", el("table.std-limits", heads, rows))


def _differences(kind: Kind, id: str, earlier: Version, later: Version, library: Library, language: str) -> None:
    try:
        changes = state.differences(kind, id, earlier.text, later.text, language)
        after = state.version_read(kind, id, later.text)
    except ClausesError as refusal:
        st.warning(plain(refusal.said(language)))
        return
    draw(changes_of(changes, after, library, language, _name(earlier, language), _name(later, language)))


def changes_of(changes: Sequence[Change], after: Template | Playbook, library: Library, language: str, earlier: str, later: str) -> Html:
    """What changed, place by place: what was taken struck out, what was put in marked."""
    if not changes:
        return el("div.std", el("p", say("std_same", language)))
    rows = []
    above = None
    for change in changes:
        place = None if (change.kind, change.place) == above else el("tr.std-of", el("td", _place(change, after, library, language), span=2))
        above = (change.kind, change.place)
        rows += [row for row in (place, el("tr", el("td.faint", say(f"std_change_{change.field}", language)), el("td.std-text", _words(change, language)))) if row]
    return el("div.std", el("h4", say("std_changed", language, earlier=earlier, later=later, count=len(changes))), el("table.std-limits", rows))


def _place(change: Change, after: Template | Playbook, library: Library, language: str) -> str:
    if change.kind == "threshold":
        return named_limit(change.place, language)
    if change.kind == "scenario":
        return library.label(change.place, language)
    clause = next((c for c in after.clauses if c.id == change.place), None) if isinstance(after, Template) else None
    if clause is None:
        return change.place or say("std_field_head", language)
    return " ".join(part for part in (clause.annex, clause.number, clause.heading or library.label(clause.type, language)) if part)


def _words(change: Change, language: str) -> list[Html]:
    before, after = (say("std_yes" if words else "std_no", language) if change.field == "required" else words for words in (change.before, change.after))
    segments = diff.words(before, after)
    if change.field in ("value", "type", "required") or diff.kept(segments) < 0.3:
        segments = tuple((op, words) for op, words in (("-", before), ("+", after)) if words)  # type: ignore[misc]
    out = []
    for (op, words), weighty in zip(segments, diff.important(segments), strict=True):
        tag = {"=": "span", "-": "del", "+": "ins"}[op]
        out.append(el(f"{tag}.strong" if weighty and op != "=" else tag, words))
    return out


def _take_up(kind: Kind, id: str, version: Version, mark: str, language: str) -> None:
    number = version.edition.number
    note = st.text_input(say("std_field_note", language), key=state.typed(f"std_take_note_{number}"), help=say("std_take_up_help", language), max_chars=200)
    if st.button(say("std_take_up", language, version=_name(version, language)), key="std_take_up"):
        try:
            made = take_up(kind, id, number, author=state.person(), note=note, seen=mark, folder=user_folder())
        except ClausesError as refusal:
            st.error(refused(refusal, language))
            return
        state.put(std_said=say("std_saved", language, number=made.number), std_version=str(made.number))
        state.forget_typed(f"std_take_note_{number}")
        st.rerun()
