"""What stands round every page: the five pages' names on top, the reader's language and name in the sidebar."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st
from streamlit import net_util

from clauses.ui import edition_state, state
from clauses.ui.labels import LANGUAGES, say


def open_pages(pages: Mapping[str, Callable[[], None]]) -> Any:
    """The page that the reader is on, to be run; the sidebar's frame is drawn.

    Args:
        pages: what draws each page, by its name; the first is where a first visit begins.
    """
    _ask_nobody()
    edition_state.hold()
    language = state.language()
    person = state.named_person()  # before the reader is sent to another page, where the run ends: what is kept later is lost with its field
    state.keep("language", LANGUAGES)
    st.set_page_config(page_title=say("title", language), page_icon="📑", layout="wide")
    first = next(iter(pages))
    known = [st.Page(show, title=say(f"page_{name}", language), url_path=name, default=name == first) for name, show in pages.items()]
    page = st.navigation(known, position="top")
    asked = state.going()
    if asked is not None and asked[0] in pages:
        st.switch_page(known[list(pages).index(asked[0])], query_params=asked[1])
    _choose_language()
    st.sidebar.text_input(say("person", language), key=person, help=say("person_help", language), max_chars=40)
    return page


def _ask_nobody() -> None:
    """Streamlit knows the machine's address: where a page of another site asks for the app, it would ask the internet for it before it refuses."""
    net_util._internal_ip = net_util._external_ip = "127.0.0.1"


def _choose_language() -> None:
    st.sidebar.segmented_control(
        "语言 Language", LANGUAGES, key=state.keep("language", LANGUAGES), required=True, format_func=lambda name: say(name, name), label_visibility="collapsed", width="stretch"
    )
