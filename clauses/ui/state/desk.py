"""What is read once a server: the library, the desk, the versions of standards that are looked at."""

from __future__ import annotations

import contextlib
import gc
import threading
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from clauses import ingest
from clauses.editions import stamp
from clauses.errors import ClausesError
from clauses.library import load, user_folder
from clauses.model import Library, Playbook, Template
from clauses.ui.first import FIRST, SAMPLES
from clauses.ui.labels import own_words

if TYPE_CHECKING:
    from clauses.editions import Change, Kind
    from clauses.review import Desk
    from clauses.standard import Form

DRAWN = 1.5  # seconds after which a browser has drawn what it was sent


def library() -> Library:
    """The library with what the user's folder has of its own, read anew when a standard or playbook of the user's is another.

    Raises:
        LibraryError: a file of the library is malformed.
    """
    folder = user_folder()
    read: Library = _library(folder, stamp(folder))
    return read


@st.cache_resource(show_spinner=False, max_entries=2)  # type: ignore[untyped-decorator]
def _library(folder: Path, mark: object) -> Library:
    return load(user=folder)


def desk() -> Desk:
    """Library, encoder and classifier, opened when first asked for: what is only drawn needs the library alone.

    Raises:
        LibraryError: a file of the library is malformed.
    """
    folder = user_folder()
    opened: Desk = _desk(folder, stamp(folder))
    return opened


@st.cache_resource(show_spinner=False, max_entries=2)  # type: ignore[untyped-decorator]
def _desk(folder: Path, mark: object) -> Desk:
    from clauses.review import open_desk, reopen

    held: list[Desk] = _held()
    read = _library(folder, mark)
    held[:] = [reopen(held[0], user=folder, library=read) if held else open_desk(user=folder, library=read)]
    return held[0]


@st.cache_resource(show_spinner=False)  # type: ignore[untyped-decorator]
def _held() -> list[Desk]:
    """The desk as it was last opened: encoder and classifier are the same whatever the user's folder holds."""
    return []


def warm() -> None:
    """What a review needs is being loaded by a thread of its own, once a server and when the page is drawn, so that the first file does not wait for it."""
    if st.runtime.exists() and not _warming.is_set():
        _warming.set()
        _settle()
        begin = threading.Timer(DRAWN, _warm)
        begin.daemon = True
        begin.start()


_warming = threading.Event()


def _warm() -> None:
    from clauses.review import review_source

    for name in ("terms", "dashboard", "standards", "history"):
        import_module(f"clauses.ui.{name}_page")
    with contextlib.suppress(ClausesError):  # whoever needs the desk is told what is wrong with it
        review_source(ingest.read(samples()[0]), desk())
    _settle()


def _settle() -> None:
    """What is in memory now stays: Streamlit looks for waste after every click, and need not look through the library and all modules."""
    gc.collect()
    gc.freeze()


@st.cache_resource(show_spinner=False)  # type: ignore[untyped-decorator]
def bundled() -> Library:
    """The library without anything of the user's."""
    return load()


@st.cache_resource(show_spinner=False, max_entries=16)  # type: ignore[untyped-decorator]
def version_read(kind: Kind, id: str, text: str) -> Template | Playbook:
    """The standard or playbook that a version's text holds.

    Raises:
        LibraryError: the library would refuse it.
    """
    from clauses.editions import checked_text

    return checked_text(kind, id, text)


@st.cache_resource(show_spinner=False, max_entries=16)  # type: ignore[untyped-decorator]
def differences(kind: Kind, id: str, earlier: str, later: str, language: str) -> tuple[Change, ...]:
    """What changed between the texts of two versions, the library's own words as that language has them.

    Raises:
        LibraryError: the library would refuse one of them.
    """
    from clauses.editions import compared

    return compared(version_read(kind, id, earlier), version_read(kind, id, later), own_words(bundled(), language))


@st.cache_resource(show_spinner=False, max_entries=4)  # type: ignore[untyped-decorator]
def form_read(name: str, content: bytes) -> Form:
    """The standard that a blank form would make, its id yet to be given, with what is doubtful in it.

    Raises:
        ClausesError: the file cannot be read or holds no clauses.
    """
    from clauses.standard import read_form

    source = ingest.read_bytes(name, content, ingest.Manner(view="accepted", keep=user_folder()))
    return read_form(source, classifier=desk().classifier)


def samples() -> tuple[Path, ...]:
    """The bundled samples, the one for a first visit first."""
    found = sorted(path for path in SAMPLES.iterdir() if path.suffix in ingest.READABLE)
    return tuple(sorted(found, key=lambda path: path != FIRST))
