"""The page Review: files and contracts on the left; the open one's head, and below it one of its views."""

from __future__ import annotations

from typing import get_args

import streamlit as st

from clauses import agreed
from clauses.errors import ClausesError
from clauses.model import SEVERITIES, Decision, Library, Matter, Side, View
from clauses.saved import Outdated
from clauses.store import NotStored
from clauses.ui import intake, state
from clauses.ui.changes_view import Change, changes_in, changes_view
from clauses.ui.head_view import head_view, title_of
from clauses.ui.html import dress, pane
from clauses.ui.intake import NEW, How, Telling
from clauses.ui.labels import plain, say
from clauses.ui.matters_view import matters_view
from clauses.ui.opened import Opened
from clauses.ui.original_view import scan_view
from clauses.ui.work_view import work_view

VIEWS = ("clauses", "findings", "terms", "missing", "rounds", "changes", "scan", "handover")
READINGS = get_args(View)
WATCHED = 4  # seconds between two looks at what others decided


def show() -> None:
    """The page is drawn, with a contract open on it.

    Raises:
        ClausesError: it cannot be opened; the choices on the left stay usable.
    """
    dress()
    language = state.language()
    library = state.library()
    files = intake.dropped(language)
    how = _choose_how(library, language)
    if files:
        _take_in(files, how, language)
    name = _name(language)
    matters_view(name, language)
    _tell_taken(language)
    opened = _opened(name, how, language)
    with st.container(key="review"):
        if opened.matter and opened.matter.id in state.remembered(NEW, []):
            from clauses.ui.rounds_view import ask

            ask(opened, library, language)
        left, right = st.columns([12, 2], gap="small")
        with left:
            head_view(opened, library, language, "chosen_yours" if _asked(opened) else "chosen_auto", then=_open_type)
        with right:
            _choose_again(opened, library, language)
        _working(opened, library, language)
    _watching(opened)


def _name(language: str) -> str:
    """What is open: what the address or a click asks for, else the contract that came last, else a sample; of one that is gone the page says so."""
    name = state.opened_name()
    if name is not None and not name.startswith(state.SAMPLE):
        try:
            state.store().matter(name)
        except NotStored:
            st.warning(say("matter_gone", language), icon=":material/warning:")
            name = None
    if name is None or (name.startswith(state.SAMPLE) and name not in [state.SAMPLE + path.stem for path in state.samples()]):
        latest = state.store().matters()
        name = latest[0].id if latest else state.SAMPLE + state.samples()[0].stem
        state.open_name(name)
    state.show_address(name)
    return name


def _opened(name: str, how: How, language: str) -> Opened:
    """The contract of that name; a sample is reviewed, a stored one is read."""
    if not name.startswith(state.SAMPLE):
        matter = state.store().matter(name)
        try:
            return state.opened_matter(matter)
        except Outdated:
            return state.opened_matter(intake.reviewed_again(matter, How.of(matter.latest), language))
    path = next(path for path in state.samples() if state.SAMPLE + path.stem == name)
    with st.container(key="intake"):
        bar = st.empty()
        telling = Telling(bar, path.stem.partition("-")[2], language)
        opened = state.opened_sample(path, side=how.side, template=how.template, view=how.view, progress=telling.stage, scanning=telling.pages)
        bar.empty()
    return opened


def _asked(opened: Opened) -> str | None:
    return opened.matter.latest.template if opened.matter else opened.asked


# -- choices ------------------------------------------------------------------------------------------------------------


def _choose_how(library: Library, language: str) -> How:
    with st.sidebar.expander(say("how", language)):
        side: Side = st.segmented_control(
            say("side", language), get_args(Side), key=state.keep("side", get_args(Side)), required=True, format_func=lambda s: library.label(s, language).capitalize(), width="stretch"
        )
        templates = ["", *library.templates]
        template = st.selectbox(say("standard", language), templates, key=state.keep("template", templates), format_func=lambda id: _title(id, library, language))
        view: View = st.segmented_control(say("reading", language), READINGS, key=state.keep("reading", READINGS), required=True, format_func=lambda v: say(f"reading_{v}", language), help=say("reading_help", language), width="stretch")
    return How(side=side, template=template or None, view=view)


def _title(id: str, library: Library, language: str) -> str:
    return title_of(library.templates[id], language) if id else say("auto", language)


def _choose_again(opened: Opened, library: Library, language: str) -> None:
    """A stored contract can be reviewed again, from the same side or another."""
    matter = opened.matter
    if matter is None:
        return
    round = matter.latest
    with st.popover(say("again", language), width="stretch"), st.form(key=f"again-{opened.key}", border=False):
        st.caption(say("again_help", language))
        sides = get_args(Side)
        side: Side = st.segmented_control(say("side", language), sides, default=round.side, required=True, format_func=lambda s: library.label(s, language).capitalize(), width="stretch")
        templates = ["", *library.templates]
        template = st.selectbox(say("standard", language), templates, index=templates.index(round.template or "") if (round.template or "") in templates else 0, format_func=lambda id: _title(id, library, language))
        view: View = st.segmented_control(say("reading", language), READINGS, default=round.view, required=True, format_func=lambda v: say(f"reading_{v}", language), width="stretch")
        wanted = st.form_submit_button(say("again_do", language), type="primary", key="do_again")
    if wanted:
        how = How(side=side, template=template or None, view=view)
        there = intake.kept_so(matter, how)
        if there is not None:
            _renew(there, language)
        else:
            state.open_name(intake.reviewed_again(matter, how, language).id)
            st.toast(say("again_done", language))
        st.rerun()


def _renew(matter: Matter, language: str) -> None:
    """The contract is reviewed with the library as it is now; which decisions stand and which are asked again is told."""
    from clauses.ui.renewal import renew

    for told in renew(matter.id, language):
        if told.refusal:
            raise told.refusal
        st.toast(plain(say("history_renewed", language, title=told.title or say("untitled", language), kept=told.kept, again=told.again)))
    state.open_name(matter.id)


# -- files --------------------------------------------------------------------------------------------------------------


def _take_in(files: list[tuple[str, bytes]], how: How, language: str) -> None:
    """What was dropped is stored, the first of it open, and the field for files empty."""
    taken = intake.take_in(files, how, language)
    state.remember("taken", taken)
    state.remember(NEW, [id for one in taken if one.became in ("stored", "partial") for id in one.matters])
    state.remember("uploads", state.remembered("uploads", 0) + 1)
    first = next((one.matters[0] for one in taken if one.matters), None)
    if first:
        state.open_name(first)
    st.rerun()


def _tell_taken(language: str) -> None:
    taken: list[intake.Taken] = state.remembered("taken", [])
    refused = [one for one in taken if one.became == "refused"]
    if len(taken) == 1 and refused:
        st.error(plain(f"{taken[0].name} · {taken[0].reason.words(language)}"))
    elif len(taken) > 1 or any(one.became != "stored" for one in taken):
        pane(intake.intake_view(taken, language), key="taken", then=state.open_name)


# -- the open contract --------------------------------------------------------------------------------------------------


@st.fragment  # type: ignore[untyped-decorator]
def _working(opened: Opened, library: Library, language: str) -> None:
    """The choice of views and the one that is chosen; drawn anew by itself when something in it is clicked."""
    if state.became():
        st.rerun()
    decisions = state.decisions(opened)
    state.drawn(state.stand(opened.matter, decisions))
    changed = _changed(opened, language)
    there = {"scan": opened.review.source.scanned, "changes": bool(changed), "rounds": opened.matter is not None and len(opened.matter.rounds) > 1}
    views = [v for v in VIEWS if there.get(v, True)]
    counts = {"findings": _settled(opened, decisions, language), "missing": _lacked(opened, language), "changes": str(len(changed))}
    view = st.segmented_control(
        say("view", language), views, key=state.keep("view", views), required=True, label_visibility="collapsed", width="stretch",
        format_func=lambda v: f"{say(f'view_{v}', language)} {counts.get(v, '')}".strip(),
    )  # fmt: skip
    if view == "clauses":
        work_view(opened, decisions, library, language)
    else:
        _other_view(view, opened, decisions, library, language)


def _other_view(view: str, opened: Opened, decisions: tuple[Decision, ...], library: Library, language: str) -> None:
    """One of the views that are not the first; its module is loaded when it is drawn first."""
    contract = opened.contract
    if view == "findings":
        from clauses.ui.findings_view import findings_view

        least = state.remembered("least", "info")
        found = [f for f in contract.findings if SEVERITIES.index(f.severity) <= SEVERITIES.index(least)]
        findings_view(contract, found, agreed.standings(decisions), library, language, then=_open_finding)
    elif view in ("terms", "missing"):
        from clauses.ui.terms_view import missing_view, terms_view

        (terms_view if view == "terms" else missing_view)(contract, library, language, then=_open_clause)
    elif view == "rounds":
        from clauses.ui.rounds_view import rounds_view

        rounds_view(opened, library, language, then=_open_clause)
    elif view == "changes":
        changes_view(contract.facts.contract, _changed(opened, language), language, then=_open_clause)
    elif view == "scan":
        scan_view(contract, state.content(opened), language, then=_open_clause)
    else:
        from clauses.ui.handover import handover_view

        handover_view(opened, decisions, library, language)


def _changed(opened: Opened, language: str) -> list[Change]:
    """What was changed in the file."""
    contract = opened.contract.facts.contract
    return opened.once(lambda: changes_in(contract, opened.review.source, language, whole=len(opened.review.contracts) == 1), "changes", language)


@st.fragment(run_every=WATCHED)  # type: ignore[untyped-decorator]
def _watching(opened: Opened) -> None:
    """The page is drawn anew when others decided on the contract, or gave it a new round."""
    if opened.matter is None:
        return
    try:
        latest = state.latest(opened)
    except NotStored:
        st.rerun()
    except ClausesError:
        return  # the store cannot be asked at this moment; it is asked again
    if latest != state.drawn():
        st.rerun()


def _settled(opened: Opened, decisions: tuple[Decision, ...], language: str) -> str:
    """How many of the findings are settled."""
    standings = agreed.standings(decisions)
    done = sum(f.id in standings and standings[f.id].verdict != "open" for f in opened.contract.findings)
    return say("settled_of", language, done=done, of=len(opened.contract.findings))


def _lacked(opened: Opened, language: str) -> str:
    """How many clauses that the standard requires have no counterpart."""
    template = opened.contract.facts.template
    required = sum(template.clause(m.template_clause).required for m in opened.contract.facts.missing) if template else 0
    return say("required_of", language, required=required) if required else ""


def _open_clause(id: str) -> None:
    state.look_at(id)
    state.put(view="clauses")


def _open_finding(id: str) -> None:
    state.look_at_finding(id)
    state.put(view="clauses")


def _open_type(type: str) -> None:
    state.put(view="findings", finding_type=type, least="info")
