"""What the pages remember: the reader's choices, the desk, the store, and the reviews that were made. Nothing else touches either."""

from __future__ import annotations

import getpass
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path

import streamlit as st

from clauses import ingest
from clauses.batch import only_contract
from clauses.library import BUNDLED, user_folder
from clauses.model import Rect, Review, Side, View
from clauses.review import Desk, Progress, open_desk, review_source
from clauses.store import Store

SAMPLES = BUNDLED / "samples"
FIRST = "高风险"  # the sample that a first visit shows bears this in its name
KEPT = 24  # reviews that are held in memory
Key = tuple[str, str, str, str | None, View]


@st.cache_resource(show_spinner=False)  # type: ignore[untyped-decorator]
def desk() -> Desk:
    """Library, encoder and classifier, loaded once a server.

    Raises:
        LibraryError: a file of the library is malformed.
    """
    return open_desk(user=user_folder())


def store() -> Store:
    """The store of the user's folder, opened once a server.

    Raises:
        StoreError: it is damaged, of a later version, or its folder may not be written.
    """
    opened: Store = _store(user_folder())
    return opened


@st.cache_resource(show_spinner=False)  # type: ignore[untyped-decorator]
def _store(folder: Path) -> Store:
    return Store.open(folder)


def person() -> str:
    """Who decides: the name in the sidebar, at first the one by which the system knows the user."""
    return str(st.session_state[named_person()]).strip() or _user()


def named_person() -> str:
    """The key of the field with the name of who decides; what is written there stays while other pages are shown."""
    st.session_state["person"] = st.session_state.get("person", _user())
    return "person"


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a system without names of users
        return "reviewer"


@st.cache_resource(show_spinner=False)  # type: ignore[untyped-decorator]
def _shelf() -> OrderedDict[Key, Review]:
    """Reviews by file and question. No cached function, because a progress bar cannot be drawn from within one."""
    return OrderedDict()


def reviewed(name: str, content: bytes, *, side: Side, template: str | None, view: View, progress: Progress, scanning: ingest.Progress) -> Review:
    """The review of a file's bytes; the same file, side, standard and view of its tracked changes are reviewed once.

    Raises:
        ClausesError: the file cannot be read or is no contract.
    """
    key = (hashlib.sha256(content).hexdigest(), name, side, template, view)
    shelf: OrderedDict[Key, Review] = _shelf()
    review = shelf.get(key)
    if review is None:
        progress("read", 0.0)
        source = only_contract(name, content, ingest.Manner(view=view, keep=user_folder(), progress=scanning))
        review = review_source(source, desk(), side=side, template=template, progress=progress)
        shelf[key] = review
        while len(shelf) > KEPT:
            shelf.popitem(last=False)
    return review


@st.cache_data(max_entries=64, show_spinner=False)  # type: ignore[untyped-decorator]
def pictures(name: str, content: bytes, page: int, rects: tuple[Rect | None, ...]) -> tuple[bytes, ...]:
    """PNG pictures of rectangles of a page of the file (points; None = the whole page)."""
    return ingest.page_pictures(name, content, page, rects)


def samples() -> tuple[Path, ...]:
    """The bundled samples, the one for a first visit first."""
    found = sorted(path for path in SAMPLES.iterdir() if path.suffix in ingest.READABLE)
    return tuple(sorted(found, key=lambda path: FIRST not in path.name))


def language() -> str:
    """The reader's language: the one chosen, else the browser's where it is English, else Chinese."""
    if "language" not in st.session_state:
        st.session_state["language"] = "en" if (st.context.locale or "").lower().startswith("en") else "zh"
    return str(st.session_state["language"])


def reading() -> View:
    """With which tracked changes a Word file is read: all accepted, until the reader chooses."""
    chosen: View = st.session_state.get("reading", "accepted")
    return chosen


def keep(key: str, options: Sequence[object], default: object = None) -> str:
    """The key of a widget whose choice stays through changes of language and while it is not on the page."""
    if st.session_state.get(key) not in options:
        st.session_state[key] = options[0] if default is None else default
    st.session_state[key] = st.session_state[key]
    return key


def put(**choices: str) -> None:
    """The widgets of these keys have these choices from the next run on."""
    for key, choice in choices.items():
        st.session_state[key] = choice


def go(page: str, **query: str) -> None:
    """The reader is on that page, one of the five names, from the next run on; in its address stands the query."""
    st.session_state["going"] = (page, query)


def going() -> tuple[str, dict[str, str]] | None:
    """Where the reader asked to go, told once."""
    asked: tuple[str, dict[str, str]] | None = st.session_state.pop("going", None)
    return asked


def clicked(key: str, then: Callable[[str], None]) -> Callable[[], None]:
    """A callback that hands on what was clicked in the pane of that key."""

    def call() -> None:
        picked = st.session_state[key].get("pick")
        if isinstance(picked, str):
            then(picked)

    return call


def look_at(clause: str) -> None:
    """The clause, or the missing one (`missing:ID`), that is shown from now on."""
    st.session_state["clause"] = clause


def looked_at(contract: str, known: Sequence[str], default: str) -> str:
    """The clause that is shown; the default on first sight of a contract (its hash and place in the file)."""
    if st.session_state.get("clause_of") != contract:
        st.session_state["clause_of"], st.session_state["clause"] = contract, default
    chosen = str(st.session_state["clause"])
    return chosen if chosen in known else default
