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
# Draws the html it is given once, keeps where the reader had scrolled to, tells the name of what was clicked, and opens
# folded runs, on both sides of a diff together. A key that it is given is a click on the button of that name, while no field has the focus.
SCRIPT = """
const places = new Map(), marked = window.clausesMarked ??= new Map();
export default function ({ parentElement, data, setTriggerValue }) {
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
    }
    mark(data.name);
    if (now) into(now);
  }
  const tell = (event) => {
    const place = event.target.closest("[data-pick]");
    if (!place || (event.type === "keydown" && event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    if (place.dataset.pick === "fold") unfold(place);
    else {
      if (marked.has(data.name)) mark(data.name, place.dataset.pick);  // seen at once; the rest comes with the answer
      setTriggerValue("pick", place.dataset.pick);
    }
  };
  root.onclick = tell;
  root.onkeydown = tell;
  if (data.keys) listen(JSON.parse(data.keys));
  if (data.marks) mark(...JSON.parse(data.marks));
}
function mark(name, pick) {
  if (pick !== undefined) marked.set(name, pick);
  if (!marked.has(name)) return;
  const box = document.querySelector(`.st-key-${name} .scroll`);
  for (const line of box ? box.querySelectorAll("[data-pick]") : []) line.classList.toggle("on", line.dataset.pick === marked.get(name));
  if (box) into(box);
}
function into(box) {
  const on = box.querySelector(".on");
  if (on && (on.offsetTop < box.scrollTop || on.offsetTop + on.offsetHeight > box.scrollTop + box.clientHeight)) {
    box.scrollTop = Math.max(0, on.offsetTop - box.clientHeight / 3);
  }
}
function unfold(run) {
  const row = run.closest(".row");
  const n = [...run.closest(".words").querySelectorAll(".run")].indexOf(run);
  const open = !run.classList.contains("open");
  for (const words of row ? row.querySelectorAll(".words") : [run.closest(".words")]) {
    const same = words.querySelectorAll(".run")[n];
    if (same) same.classList.toggle("open", open);
  }
}
function listen(keys) {
  const known = window.clausesKeys;
  window.clausesKeys = keys;
  if (known) return;
  window.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const at = event.composedPath()[0];
    const writes = at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName || "");
    if (writes && event.key !== "Escape") return;
    const name = window.clausesKeys[event.key.toLowerCase()];
    const button = name && document.querySelector(`.st-key-${name} button`);
    if (!button || button.disabled) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (writes) at.blur();
    button.click();
    focusField(Date.now() + 2000);
  }, true);
}
function focusField(until) {
  const first = () => document.querySelector(".st-key-decision textarea") || document.querySelector(".st-key-decision input");
  if (first()) setTimeout(() => first()?.focus(), 150);  // by then every field of the form is there
  else if (Date.now() < until) setTimeout(() => focusField(until), 40);
}
"""


def draw(element: Html) -> None:
    """The element is on the page."""
    st.html(element)


def pane(element: Html, *, key: str, then: Callable[[str], None], keys: Mapping[str, str] | None = None, marks: tuple[str, str] | None = None) -> None:
    """The element is on the page; a click on a place that has a `pick` calls `then` with it before the next run.

    Args:
        element: what is drawn.
        key: of the pane.
        then: what a click calls.
        keys: the keys that click a button, by the button's name.
        marks: another pane's key, and the pick of its place that is marked as chosen; that pane is not sent anew for it.
    """
    # The keys go as words: for anything that is not plain Streamlit loads pandas, to see whether it is a table.
    component = st.components.v2.component("clauses.pane", js=SCRIPT, isolate_styles=False)  # the page's style is its style: sent once, not with every pane
    component(key=key, data={"html": element.text, "name": key, "keys": json.dumps(keys) if keys else "", "marks": json.dumps(marks) if marks else ""}, on_pick_change=state.clicked(key, then))


def dress() -> None:
    """The page and the panes in it bear the program's style."""
    st.html(_style())


@cache
def _style() -> str:
    return "<style>" + "\n".join(path.read_text(encoding="utf-8") for path in STYLES) + "</style>"
