"""The page of standards and playbooks: on the left what there is, on the right one of them, read, changed, or in its versions."""

from __future__ import annotations

from typing import cast

import streamlit as st

from clauses.editions import Held, Kind, in_force, scenario_rules, threshold_rules
from clauses.errors import LibraryError
from clauses.library import SIDES, user_folder
from clauses.model import Library, Playbook, Side, Template, TemplateClause
from clauses.report.labels import moment
from clauses.ui import edition_state, state
from clauses.ui.clause_form import NEW, clause_form, gone_form
from clauses.ui.edition_forms import head_form, scenario_form, threshold_form
from clauses.ui.html import Html, draw, dress, el, pane
from clauses.ui.import_view import import_view
from clauses.ui.labels import plain, say
from clauses.ui.playbook_view import named_limit, others, scenarios, supposed, thresholds, uses
from clauses.ui.standard_view import found_in, standard
from clauses.ui.versions_view import versions_view

IMPORT = "import"
CASE = "case/"
HEAD = "head"  # the place of a standard's title and keywords


def show() -> None:
    """The page is drawn.

    Raises:
        ClausesError: a file of the user's cannot be read.
    """
    dress()
    language = state.language()
    refusal: LibraryError | None = None
    try:
        library = state.library()
    except LibraryError as error:  # a file of the user's own: the page stays usable, so that a good version can be taken up
        library, refusal = state.bundled(), error
    known = _known(library)
    shown = state.choice(state.keep("std_shown", [*known, IMPORT]))
    left, right = st.columns([3, 10], gap="small")
    with left:
        pane(_list(known, library, shown, language), key="std_list", then=_show)
    with right:
        if refusal is not None:
            st.error(f"{plain(refusal.said(language))}\n\n{say('std_broken', language)}")
        said = state.taken("std_said", "")
        if said:
            st.success(said)
            if state.choice("std_view") == "versions":  # a long page, which stays where it was: the words on top are not seen
                st.toast(said)
        if shown == IMPORT:
            import_view(library, language)
        else:
            kind, _, id = shown.partition("/")
            _one(cast("Kind", kind), id, library, language)


def _known(library: Library) -> list[str]:
    """What there is to read; a file of the user's own that is malformed is among it."""
    own = sorted(path.stem for path in (user_folder() / "templates").glob("*.yaml"))
    return [f"templates/{id}" for id in dict.fromkeys([*library.templates, *own])] + [f"playbooks/{side}" for side in SIDES]


def _show(name: str) -> None:
    state.put(std_shown=name, std_place="", std_version="")


def _place(place: str) -> None:
    state.put(std_place=place)


def _list(known: list[str], library: Library, shown: str, language: str) -> Html:
    out = [el("div.std-group", say("std_templates", language))]
    for name in known:
        kind, _, id = name.partition("/")
        if kind == "templates":
            template = library.templates.get(id)
            title = _title(template, language) if template else id
            under = say("std_under", language, version=template.version, count=len(template.clauses)) if template else ""
            out.append(_line(name, title, under, own=template is None or template.origin == "user", on=name == shown, language=language))
    out.append(_line(IMPORT, say("std_import", language), "", own=None, on=shown == IMPORT, language=language))
    out.append(el("div.std-group", say("std_playbooks", language)))
    for side in SIDES:
        book, name = library.playbooks[side], f"playbooks/{side}"
        count = _own_rows(library, side)
        under = say("std_under_own" if count else "std_under_book", language, version=book.version, count=count)
        out.append(_line(name, library.label(side, language).capitalize(), under, own=count > 0, on=name == shown, language=language))
    return el("div.std.std-list", out)


def _line(name: str, title: str, under: str, *, own: bool | None, on: bool, language: str) -> Html:
    typed = el("div.std-mine", f"✎ {say('std_unsaved', language)}") if any(form.startswith(f"{name}/") for form in edition_state.unsaved()) else None
    origin = None if own is None else el("span.std-mine" if own else "span.faint", f"◆ {say('std_own', language)}" if own else say("std_bundled", language))
    return el("div.std-line.on" if on else "div.std-line", el("div", title), el("div.std-under", el("span.faint", f"{under} · " if under and origin else under), origin), typed, pick=name)


def _own_rows(library: Library, side: Side) -> int:
    own: Playbook = library.playbooks[side]
    first: Playbook = state.bundled().playbooks[side]
    return sum(t != first.thresholds[n] for n, t in own.thresholds.items()) + sum(s != first.scenarios[n] for n, s in own.scenarios.items())


def _title(template: Template, language: str) -> str:
    return template.title_en if language == "en" and template.title_en else template.title


def _one(kind: Kind, id: str, library: Library, language: str) -> None:
    held = in_force(kind, id, user_folder())
    if kind == "templates":
        views = ["read", "versions"] if id in library.templates else ["versions"]
    else:
        views = ["limits", "cases", "versions"]
    draw(_head(kind, id, held, library, language))
    choice, export = st.columns([8, 2], vertical_alignment="center")
    view = choice.segmented_control("std_view", views, key=state.keep("std_view", views), required=True, label_visibility="collapsed", format_func=lambda v: say(f"std_view_{v}", language), on_change=_place, args=("",))
    export.download_button(say("std_export", language), held.text, file_name=f"{id}.yaml", mime="application/yaml", width="stretch")
    _unsaved(f"{kind}/{id}/", library, language)
    if view == "versions":
        versions_view(kind, id, held.mark, library, language)
    elif view == "read":
        _standard(library.templates[id], held, library, language)
    else:
        _playbook(cast("Side", id), str(view), held, library, language)


def _unsaved(begin: str, library: Library, language: str) -> None:
    """The places of the standard or playbook in which something was typed that is not saved lead to their forms."""
    places = [form.removeprefix(begin) for form in edition_state.unsaved() if form.startswith(begin)]
    elsewhere = [place for place in places if place != state.choice("std_place")]
    if elsewhere:
        links = [el("span", " ", el("a.link", _named(begin, place, library, language), pick=place), "　") for place in elsewhere]
        pane(el("div.std", el("span.std-mine", f"✎ {say('std_unsaved', language)}{say('colon', language)}"), links), key="std_unsaved", then=_resume)


def _resume(place: str) -> None:
    """The form of that place is open, as it was left."""
    of_book = state.choice("std_shown").startswith("playbooks/")
    state.put(std_view=("cases" if place.startswith(CASE) else "limits") if of_book else "read", std_place=place)


def _named(begin: str, place: str, library: Library, language: str) -> str:
    """The place in words."""
    if begin.startswith("playbooks/"):
        return library.label(place.removeprefix(CASE), language) if place.startswith(CASE) else named_limit(place, language)
    template = library.templates.get(begin.split("/")[1])
    clause = next((c for c in template.clauses if c.id == place), None) if template else None
    if clause is None:
        return say("std_field_head", language) if place == HEAD else say("std_new", language) if place.startswith(NEW) else place
    return _of_clause(clause, library, language)


def _of_clause(clause: TemplateClause, library: Library, language: str) -> str:
    return " ".join(part for part in (clause.annex, clause.number, clause.heading or library.label(clause.type, language)) if part)


def _head(kind: Kind, id: str, held: Held, library: Library, language: str) -> Html:
    edition = held.edition
    if kind == "playbooks":
        book = library.playbooks[cast("Side", id)]
        title = f"{say('std_playbooks', language)} · {library.label(id, language)}"
        about = say("std_about_book", language, version=book.version, limits=len(book.thresholds), cases=len(book.scenarios), own=_own_rows(library, cast("Side", id)))
    elif id in library.templates:
        template = library.templates[id]
        title = _title(template, language)
        about = say("std_about", language, id=id, version=template.version, count=len(template.clauses), required=sum(c.required for c in template.clauses))
    else:
        title, about = id, ""
    last = say("std_last", language, number=edition.number, author=edition.author, date=moment(edition.date), note=edition.note) if edition else say("std_untouched", language) if not held.mark else ""
    return el("div.std.std-page", el("h2", title), el("div.faint", about), el("div.faint", last))


def _standard(template: Template, held: Held, library: Library, language: str) -> None:
    place = state.choice("std_place")
    clause = next((c for c in template.clauses if c.id == place), None)
    if clause is not None or place.startswith(NEW) or place == HEAD:
        st.button(say("std_back", language), key="std_back", on_click=_place, args=("",))
        draw(_title_of_form(clause, place, library, language))
        with st.container(border=True):
            if place == HEAD:
                head_form(template, held, library, language)
            else:
                clause_form(place, template, held, library, language)
        return
    if f"templates/{template.id}/{place}" in edition_state.unsaved():
        gone_form(place, template, language)
    search, only, head = st.columns([6, 2, 2], vertical_alignment="center")
    head.button(say("std_edit_head", language), key="std_edit_head", on_click=_place, args=(HEAD,), width="stretch")
    words = search.text_input(say("std_search", language), key=state.typed("std_words"), placeholder=say("std_search_help", language), label_visibility="collapsed")
    required = only.checkbox(say("std_only_required", language), key=state.chosen("std_required", False))
    pane(standard(found_in(template, words, required=required, library=library, language=language), library, language), key=f"std_read_{template.id}", then=_place)


def _title_of_form(clause: TemplateClause | None, place: str, library: Library, language: str) -> Html:
    if clause is None:
        return el("div.std", el("h3", say("std_field_head" if place == HEAD else "std_new", language)))
    return el("div.std", el("h3", _of_clause(clause, library, language), el("span.faint", clause.id)))


def _playbook(side: Side, view: str, held: Held, library: Library, language: str) -> None:
    place, first = state.choice("std_place"), state.bundled().playbooks[side]
    book = library.playbooks[side]
    name = place.removeprefix(CASE)
    if view == "limits" and place in book.thresholds:
        st.button(say("std_back", language), key="std_back", on_click=_place, args=("",))
        draw(others(book.thresholds[place], side, library, first, language))
        with st.container(border=True):
            threshold_form(book.thresholds[place], side, held, first, library, language)
        draw(uses(threshold_rules(place, library), side, library, language))
    elif view == "cases" and place.startswith(CASE) and name in book.scenarios:
        st.button(say("std_back", language), key="std_back", on_click=_place, args=("",))
        draw(el("div.std", el("h3", library.label(name, language)), el("div", el("b.std-big", supposed(book.scenarios[name], language)))))
        with st.container(border=True):
            scenario_form(book.scenarios[name], side, held, first, library, language)
        draw(uses(scenario_rules(name, library), side, library, language))
    elif view == "limits":
        pane(thresholds(side, library, first, language), key=f"std_limits_{side}", then=_place)
    else:
        pane(scenarios(side, library, first, language), key=f"std_cases_{side}", then=lambda case: _place(CASE + case))
