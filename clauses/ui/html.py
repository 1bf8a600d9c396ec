"""Elements on the app's page: drawn, and clicked (`pane`). What is drawn is made by `clauses.markup`, which escapes every text."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import streamlit as st

from clauses.markup import Child, Html, el, image
from clauses.ui import state

__all__ = ["Child", "Html", "draw", "dress", "el", "image", "pane"]

STYLE = Path(__file__).with_name("style.css")
# Draws the html it is given once, keeps where the reader had scrolled to, and tells the name of what was clicked.
SCRIPT = """
const places = new Map();
export default function ({ parentElement, data, setTriggerValue, key }) {
  let root = parentElement.querySelector(".pane");
  if (!root) {
    root = document.createElement("div");
    root.className = "pane";
    parentElement.appendChild(root);
  }
  if (root.drawn !== data.html) {
    const box = root.querySelector(".scroll");
    const top = box ? box.scrollTop : places.get(data.name) || 0;
    root.innerHTML = data.html;
    root.drawn = data.html;
    const now = root.querySelector(".scroll");
    if (now) {
      now.scrollTop = top;
      now.onscroll = () => places.set(data.name, now.scrollTop);
      const on = now.querySelector(".on");
      if (on && (on.offsetTop < now.scrollTop || on.offsetTop + on.offsetHeight > now.scrollTop + now.clientHeight)) {
        now.scrollTop = Math.max(0, on.offsetTop - now.clientHeight / 3);
      }
    }
  }
  const tell = (event) => {
    const place = event.target.closest("[data-pick]");
    if (!place || (event.type === "keydown" && event.key !== "Enter")) return;
    event.preventDefault();
    setTriggerValue("pick", place.dataset.pick);
  };
  root.onclick = tell;
  root.onkeydown = tell;
}
"""


def draw(element: Html) -> None:
    """The element is on the page."""
    st.html(element)


def pane(element: Html, *, key: str, then: Callable[[str], None]) -> None:
    """The element is on the page; a click on a place that has a `pick` calls `then` with it before the next run."""
    component = st.components.v2.component("clauses.pane", css=_style(), js=SCRIPT)
    component(key=key, data={"html": element.text, "name": key}, on_pick_change=state.clicked(key, then))


def dress() -> None:
    """The page bears the program's style."""
    st.html(STYLE)


@cache
def _style() -> str:
    return STYLE.read_text(encoding="utf-8")
