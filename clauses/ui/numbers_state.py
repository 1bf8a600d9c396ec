"""What the page of numbers remembers, apart from `state` for its length: where all numbers stand, and the page that is turned to."""

from __future__ import annotations

import streamlit as st

from clauses.beside import ordered
from clauses.model import Side, TermRow
from clauses.standing import Rank, ranks
from clauses.ui.state import store


def numbers(side: Side) -> tuple[Rank, ...]:
    """Where each number of the stored contracts stands, what lies far out to the side's harm first; reckoned anew when they change.

    Raises:
        StoreError: the store cannot be read.
    """
    kept = store()
    return _ordered(str(kept.folder), kept.stamp(), side)  # type: ignore[no-any-return]


def contracts() -> dict[str, TermRow]:
    """A row of each stored contract that has numbers, by the contract's id, in the order in which they came."""
    kept = store()
    return _contracts(str(kept.folder), kept.stamp())  # type: ignore[no-any-return]


@st.cache_resource(show_spinner=False, max_entries=2)  # type: ignore[untyped-decorator]
def _ranks(folder: str, stamp: str) -> tuple[Rank, ...]:
    return ranks(store().term_rows())


@st.cache_resource(show_spinner=False, max_entries=4)  # type: ignore[untyped-decorator]
def _ordered(folder: str, stamp: str, side: Side) -> tuple[Rank, ...]:
    return ordered(_ranks(folder, stamp), side)


@st.cache_resource(show_spinner=False, max_entries=2)  # type: ignore[untyped-decorator]
def _contracts(folder: str, stamp: str) -> dict[str, TermRow]:
    return {rank.row.matter: rank.row for rank in reversed(_ranks(folder, stamp))}


def turn_to(page: int, choice: str) -> None:
    """The page of a long table that is shown while its choice is this."""
    st.session_state["turned_to"] = (choice, page)


def page_of(choice: str) -> int:
    """The page of a long table: the first, where the choice is another than when it was turned."""
    turned: tuple[str, int] = st.session_state.get("turned_to", ("", 0))
    return turned[1] if turned[0] == choice else 0
