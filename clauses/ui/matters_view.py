"""The contracts that are stored and the samples, to be opened: a list with a search."""

from __future__ import annotations

import streamlit as st

from clauses.model import Matter
from clauses.ui import state
from clauses.ui.html import Html, el, pane
from clauses.ui.labels import say

SHOWN = 40


def matters_view(opened: str | None, language: str) -> None:
    """The stored contracts that answer the search are in the sidebar, those that came last first; below them the samples."""
    with st.sidebar:
        search = st.text_input(say("search", language), key="search", placeholder=say("search", language), help=None, label_visibility="collapsed", max_chars=80)
        found = state.store().matters(search)
        lines = [_line(matter, language, on=matter.id == opened) for matter in found[:SHOWN]]
        if not lines:
            lines = [el("p.faint", say("none_found" if search.strip() else "no_matters", language))]
        if len(found) > SHOWN:
            lines.append(el("p.faint", say("more_matters", language, count=len(found) - SHOWN)))
        samples = [el("div.matter.on" if state.SAMPLE + path.stem == opened else "div.matter", el("span.name", path.stem.partition("-")[2] or path.stem), pick=state.SAMPLE + path.stem) for path in state.samples()]
        pane(el("div.scroll.matters", lines, el("div.group", say("samples", language)), samples), key="matters", then=state.open_name)


def _line(matter: Matter, language: str, *, on: bool) -> Html:
    left = say("open_left", language, count=matter.undecided) if matter.undecided else say("all_settled", language)
    rounds = say("round_number", language, number=matter.latest.number) if len(matter.rounds) > 1 else ""
    parties = " / ".join(part for part in (matter.customer, matter.carrier) if part)
    about = " · ".join(part for part in (rounds, left, parties) if part)
    return el(
        "div.matter.on" if on else "div.matter", el(f"span.sev.{matter.level}", str(matter.total), label=f"{matter.total} {say(f'level_{matter.level}', language)}"), el("span.name", matter.title or say("untitled", language)), el("span.about", about),
        pick=matter.id, title=f"{matter.title}\n{matter.latest.file}",
    )  # fmt: skip
