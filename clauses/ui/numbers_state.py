"""What the page of numbers remembers, apart from `state` for its length: where all numbers stand, what is looked at, and which page is turned to."""

from __future__ import annotations

import gc
from collections import Counter

import streamlit as st

from clauses.beside import Kind, Numbers
from clauses.model import Side, TermRow
from clauses.standing import Rank, ranks
from clauses.ui.state import store


def numbers(side: Side) -> Numbers:
    """Where each number of the stored contracts stands, what lies far out to the side's harm first; reckoned anew when they change.

    Raises:
        StoreError: the store cannot be read.
    """
    kept = store()
    return _numbers(str(kept.folder), kept.stamp(), side)  # type: ignore[no-any-return]


def contracts() -> dict[str, TermRow]:
    """A row of each stored contract that has numbers, by the contract's id, in the order in which they came."""
    kept = store()
    return _contracts(str(kept.folder), kept.stamp())  # type: ignore[no-any-return]


def repeated() -> Counter[str]:
    """How many stored contracts bear a title of one customer, so that those that are alike can be told apart."""
    kept = store()
    return _repeated(str(kept.folder), kept.stamp())  # type: ignore[no-any-return]


@st.cache_resource(show_spinner=False, max_entries=1)  # type: ignore[untyped-decorator]
def _ranks(folder: str, stamp: str) -> tuple[Rank, ...]:
    """The ranks of all rows.

    They are hundreds of thousands of objects that stay: looking through them for rubbish while they are made, and after every
    click as Streamlit does, takes longer than all that is drawn; so they are set apart from what is looked through.
    """
    gc.collect()
    gc.disable()
    try:
        made = ranks(store().term_rows())
    finally:
        gc.enable()
    gc.freeze()
    return made


@st.cache_resource(show_spinner=False, max_entries=2)  # type: ignore[untyped-decorator]
def _numbers(folder: str, stamp: str, side: Side) -> Numbers:
    return Numbers(_ranks(folder, stamp), side)


@st.cache_resource(show_spinner=False, max_entries=1)  # type: ignore[untyped-decorator]
def _contracts(folder: str, stamp: str) -> dict[str, TermRow]:
    return {rank.row.matter: rank.row for rank in reversed(_ranks(folder, stamp))}


@st.cache_resource(show_spinner=False, max_entries=1)  # type: ignore[untyped-decorator]
def _repeated(folder: str, stamp: str) -> Counter[str]:
    return Counter(f"{row.title} {row.customer}" for row in _contracts(folder, stamp).values())


def turn_to(page: int, choice: str) -> None:
    """The page of a long table that is shown while its choice is this."""
    st.session_state["turned_to"] = (choice, page)


def page_of(choice: str) -> int:
    """The page of a long table: the first, where the choice is another than when it was turned."""
    turned: tuple[str, int] = st.session_state.get("turned_to", ("", 0))
    return turned[1] if turned[0] == choice else 0


def look_at_kind(kind: Kind | None) -> None:
    """The one kind of number that is looked at; None = all."""
    st.session_state["numbers_kind"] = kind


def kind_looked_at() -> Kind | None:
    """The kind of number that is looked at alone; None where all are."""
    kind: Kind | None = st.session_state.get("numbers_kind")
    return kind
