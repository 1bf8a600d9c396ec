"""What the forms of standards and playbooks remember, apart from `state` for its length: what was typed, and what stood there first."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

FIRST = "std_first"  # what each field of the form that is open held at first


def field(form: str, name: str, was: str | bool) -> str:
    """The key of a field that holds what was typed, at first what was there."""
    key = f"{form}/{name}"
    if key not in st.session_state:
        st.session_state[key] = was
        st.session_state.setdefault(FIRST, {})[key] = was
    else:
        st.session_state[key] = st.session_state[key]  # stays while the field is not on the page
    return key


def leave_untouched(form: str) -> None:
    """The fields of the form that nobody changed show what is in force; what was typed stays."""
    first = st.session_state.get(FIRST, {})
    for key in [key for key in st.session_state if str(key).startswith(f"{form}/") and key in first and st.session_state[key] == first[key]]:
        del st.session_state[key]


def lines(form: str, name: str, was: Sequence[str]) -> list[str]:
    """The names of a form's rows in order, at first those that were there."""
    return [name for name in str(st.session_state[field(form, name, "\n".join(was))]).split("\n") if name]


def put_line(form: str, name: str, begins: str) -> None:
    """One row more, at the end, under a name of its own that begins so."""
    key = f"{form}/{name}"
    there = [one for one in str(st.session_state.get(key, "")).split("\n") if one]
    n = next(n for n in range(1, len(there) + 2) if f"{begins}{n}" not in there)
    st.session_state[key] = "\n".join([*there, f"{begins}{n}"])


def drop_line(form: str, name: str, gone: str) -> None:
    """The row of that name is no more."""
    key = f"{form}/{name}"
    st.session_state[key] = "\n".join(one for one in str(st.session_state.get(key, "")).split("\n") if one and one != gone)
