"""Elements on the app's page: drawn, and clicked (`pane`). What is drawn is made by `clauses.markup`, which escapes every text."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import streamlit as st

from clauses.markup import Child, Html, el, image
from clauses.ui import state

__all__ = ["Child", "Html", "draw", "dress", "el", "image", "pane"]

STYLES = (Path(__file__).with_name("style.css"), *sorted(Path(__file__).parent.glob("style_*.css")))  # what all pages share, then each page's own
SCRIPT = Path(__file__).with_name("pane.js")


def draw(element: Html) -> None:
    """The element is on the page."""
    st.html(element)


def pane(element: Html, *, key: str, then: Callable[[str], None], keys: Mapping[str, str] | None = None, marks: tuple[str, str, str] | None = None) -> None:
    """The element is on the page; a click on a place that has a `pick` calls `then` with it before the next run.

    Args:
        element: what is drawn.
        key: of the pane.
        then: what a click calls.
        keys: what a key clicks: a button's name, `name:n` for the nth of several, or what the pane does itself: `@fold`, `@list`.
        marks: another pane's key, the pick of its place that is marked as chosen, and the id of the list that the place is in; that pane is not sent anew for it.
    """
    # The keys go as words: for anything that is not plain Streamlit loads pandas, to see whether it is a table.
    component = st.components.v2.component("clauses.pane", js=_script(), isolate_styles=False)  # the page's style is its style: sent once, not with every pane
    component(key=key, data={"html": element.text, "name": key, "keys": json.dumps(keys) if keys else "", "marks": json.dumps(marks) if marks else ""}, on_pick_change=state.clicked(key, then))


def dress() -> None:
    """The page and the panes in it bear the program's style."""
    st.html(_style())


@cache
def _style() -> str:
    return "<style>" + "\n".join(path.read_text(encoding="utf-8") for path in STYLES) + "</style>"


@cache
def _script() -> str:
    return SCRIPT.read_text(encoding="utf-8")
