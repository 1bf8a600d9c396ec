"""Elements of a page, escaped by construction: a text given to `el` is always text and never markup.

The words of a contract are a stranger's. They reach the page through this module alone.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

import streamlit as st

from clauses.ui import state

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


@dataclass(frozen=True)
class Html:
    """Markup that is safe to show."""

    text: str

    def _repr_html_(self) -> str:
        return self.text


Child = Html | str | None


def el(name: str, *children: Child | Iterable[Child], pick: str | None = None, title: str | None = None, style: str | None = None, span: int | None = None) -> Html:
    """The element `tag.class.class` with its children; texts among them are escaped, None is left out.

    Args:
        name: tag and classes.
        children: elements and texts, or sequences of them.
        pick: what a click on it tells (in a `pane`).
        title: what is shown when the pointer rests on it.
        style: inline style, made of the program's own figures only.
        span: the columns that a table's cell takes.
    """
    tag, *classes = name.split(".")
    shown = {"class": " ".join(c for c in classes if c) or None, "data-pick": pick, "tabindex": "0" if pick else None, "role": "button" if pick else None, "title": title, "style": style, "colspan": None if span is None else str(span)}
    attributes = "".join(f' {key}="{escape(value)}"' for key, value in shown.items() if value is not None)
    return Html(f"<{tag}{attributes}>{''.join(_text(child) for child in children)}</{tag}>")


def _text(child: Child | Iterable[Child]) -> str:
    if child is None:
        return ""
    if isinstance(child, Html):
        return child.text
    if isinstance(child, str):
        return escape(child)
    return "".join(_text(one) for one in child)


def image(png: bytes, words: str) -> Html:
    """A picture that is part of the page itself; `words` say what it shows."""
    return Html(f'<img class="picture" alt="{escape(words)}" src="data:image/png;base64,{b64encode(png).decode()}">')


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
