"""What the forms of standards and playbooks remember, apart from `state` for its length: what was typed, and what stood there first.

A form whose fields were changed keeps them while its reader is elsewhere, until they are saved or given up; one that was only
looked at keeps nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

FIRST = "std_first"  # what each field of a form held at first, by the form's name
ORDER = "order"  # where the names of a form's rows are; no field of the page, which would go with it
MARKS = "std_marks"  # the mark of what was in force when a form was opened, by the form's name


def _first() -> dict[str, dict[str, Any]]:
    known: dict[str, dict[str, Any]] = st.session_state.setdefault(FIRST, {})
    return known


def _marks() -> dict[str, str]:
    known: dict[str, str] = st.session_state.setdefault(MARKS, {})
    return known


def field(form: str, name: str, was: str | bool) -> str:
    """The key of a field that holds what was typed, at first what was there."""
    key = f"{form}/{name}"
    if key not in st.session_state:
        st.session_state[key] = was
        _first().setdefault(form, {})[key] = was
    else:
        st.session_state[key] = st.session_state[key]  # stays while the field is not on the page
    return key


def hold() -> None:
    """What was typed and not saved stays while its form is not on the page; to be called on every page."""
    first = _first()
    for form, fields in list(first.items()):
        typed = _typed(form)
        for key in typed:
            st.session_state[key] = st.session_state[key]
        if f"{form}/{ORDER}" not in typed:
            st.session_state.pop(f"{form}/{ORDER}", None)
        if not any(key in st.session_state for key in fields):  # neither changed nor on the page
            del first[form]
            _marks().pop(form, None)


def _typed(form: str) -> list[str]:
    """The keys of the form's fields that hold other than they held at first."""
    return [key for key, was in _first().get(form, {}).items() if key in st.session_state and st.session_state[key] != was]


def typed_words(form: str) -> tuple[str, ...]:
    """What was typed in the form and is not saved, field by field."""
    return tuple(str(st.session_state[key]) for key in _typed(form) if key != f"{form}/{ORDER}" and isinstance(st.session_state[key], str))


def unsaved() -> tuple[str, ...]:
    """The names of the forms in which something was typed that is not saved."""
    return tuple(form for form in _first() if _typed(form))


def forget(form: str) -> None:
    """What was typed in the form is given up, so that it shows what is in force."""
    for key in _first().pop(form, {}):
        st.session_state.pop(key, None)
    _marks().pop(form, None)


def leave_untouched(form: str) -> None:
    """The fields of the form that nobody changed show what is in force; what was typed stays."""
    typed = _typed(form)
    for key in _first().get(form, {}):
        if key not in typed:
            st.session_state.pop(key, None)


def seen(form: str, mark: str) -> str:
    """The mark of what was in force when the form was opened: of now, where it was not open before."""
    return _marks().setdefault(form, mark)


def see(form: str, mark: str) -> None:
    """The form goes on from what bears this mark."""
    _marks()[form] = mark


def saved(begin: str, before: str, after: str) -> None:
    """The other forms whose names begin so and that were opened on what the reader has just replaced go on from what replaced it."""
    for form, mark in _marks().items():
        if form.startswith(begin) and mark == before:
            _marks()[form] = after


def lines(form: str, was: Sequence[str]) -> list[str]:
    """The names of a form's rows in order, at first those that were there."""
    return [name for name in str(st.session_state[field(form, ORDER, "\n".join(was))]).split("\n") if name]


def put_line(form: str, begins: str) -> None:
    """One row more, at the end, under a name of its own that begins so."""
    key = f"{form}/{ORDER}"
    there = [one for one in str(st.session_state.get(key, "")).split("\n") if one]
    n = next(n for n in range(1, len(there) + 2) if f"{begins}{n}" not in there)
    st.session_state[key] = "\n".join([*there, f"{begins}{n}"])


def drop_line(form: str, gone: str) -> None:
    """The row of that name is no more."""
    key = f"{form}/{ORDER}"
    st.session_state[key] = "\n".join(one for one in str(st.session_state.get(key, "")).split("\n") if one and one != gone)
