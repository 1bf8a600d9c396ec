"""What the session remembers: what the reader chose, wrote, opened and asked for."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

SAMPLE = "sample:"  # the name of a sample that is open begins so
Stand = tuple[int, int, int]  # the numbers of a matter's latest round, of the review of it, and of the latest decision on it


def person() -> str:
    """Who decides: the name in the sidebar, at first the one by which the system knows the user."""
    return str(held().get("person", "")).strip() or _user()


def named_person() -> str:
    """The key of the field with the name of who decides; what is written there stays while other pages are shown."""
    st.session_state["person"] = st.session_state.get("person", _user())
    return "person"


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a system without names of users
        return "reviewer"


def opened_name() -> str | None:
    """The id of the matter that is open, or `sample:NAME`; what the address asks for comes first."""
    asked, clause, finding = (st.query_params.get(name) for name in ("matter", "clause", "finding"))
    if asked and (asked != st.session_state.get("opened") or clause or finding):
        open_name(asked)
        st.session_state["asked_clause"] = clause
        if finding:
            st.session_state["finding"] = finding
        st.query_params.from_dict({"matter": asked})  # the place is asked for once; from there on the reader goes where they like
    name: str | None = st.session_state.get("opened")
    return name


def open_name(name: str | None) -> None:
    """The matter or the sample is open from now on, and stands in the address."""
    st.session_state["opened"] = name
    for key in ("finding", "form", "told"):
        st.session_state.pop(key, None)
    show_address(name)


def show_address(name: str | None) -> None:
    """The address names the matter that is open; of a sample it names none."""
    if name and not name.startswith(SAMPLE):
        if st.query_params.get("matter") != name:
            st.query_params.from_dict({"matter": name})
    elif "matter" in st.query_params:
        st.query_params.clear()


def become(name: str, *, finding: str) -> None:
    """The sample that is open has become that matter; the reader stays with clause and finding."""
    st.session_state["became"] = name
    st.session_state["opened"] = name
    st.session_state["finding"] = finding


def became() -> bool:
    """Whether the sample that was open has become a matter; told once."""
    return bool(st.session_state.pop("became", None))


def look_at_finding(id: str | None) -> None:
    """The finding that is shown from now on, with its clause."""
    st.session_state["finding"] = id
    for key in ("form", "told"):
        st.session_state.pop(key, None)


def drawn(at: Stand | None = None) -> Stand | None:
    """How the matter stood when the page was last drawn."""
    if at is not None:
        st.session_state["drawn"] = at
    told: Stand | None = st.session_state.get("drawn")
    return told


def held() -> dict[str, Any]:
    """All that the session has. Taking it is no moment at which a newer click stops the run, as asking for a single key is."""
    return dict(st.session_state.to_dict())


def remember(key: str, value: Any) -> None:
    """The session has the value under that key, until it is taken."""
    st.session_state[key] = value


def remembered(key: str, default: Any = None) -> Any:
    """What the session has under that key."""
    return st.session_state.get(key, default)


def taken(key: str, default: Any = None) -> Any:
    """What the session had under that key, told once."""
    return st.session_state.pop(key, default)


def language() -> str:
    """The reader's language: the one chosen, else the browser's where it is English, else Chinese."""
    if "language" not in st.session_state:
        st.session_state["language"] = "en" if (st.context.locale or "").lower().startswith("en") else "zh"
    return str(st.session_state["language"])


def keep(key: str, options: Sequence[object], default: object = None) -> str:
    """The key of a widget whose choice stays through changes of language and while it is not on the page."""
    if st.session_state.get(key) not in options:
        st.session_state[key] = options[0] if default is None else default
    st.session_state[key] = st.session_state[key]
    return key


def stay(key: str, options: Sequence[object], default: object = None) -> str:
    """The key of a widget whose choice stays while other pages are shown too, as long as it is among the options."""
    if key not in st.session_state and (kept := st.session_state.get(f"stays {key}")) in options:
        st.session_state[key] = kept
    st.session_state[f"stays {key}"] = st.session_state[keep(key, options, default)]
    return key


def keep_text(key: str) -> str:
    """The key of a text field whose words stay while it is not on the page."""
    st.session_state[key] = st.session_state.get(key, "")
    return key


def put(**choices: str) -> None:
    """The widgets of these keys have these choices from the next run on."""
    for key, choice in choices.items():
        st.session_state[key] = choice


def choice(key: str) -> str:
    """What was last chosen or put under the key; "" where nothing was."""
    return str(st.session_state.get(key, ""))


def typed(key: str, default: str = "") -> str:
    """The key of a field that holds what was typed, at first the default."""
    st.session_state[key] = st.session_state.get(key, default)
    return key


def chosen(key: str, default: bool) -> str:
    """The key of a box that is ticked or not, at first as by default."""
    st.session_state[key] = st.session_state.get(key, default)
    return key


def forget_typed(begin: str) -> None:
    """Whatever was typed under keys that begin so is gone, so that the fields show what is in force."""
    for key in [key for key in st.session_state if str(key).startswith(begin)]:
        del st.session_state[key]


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
    for key in ("finding", "form", "told"):
        st.session_state.pop(key, None)


def looked_at(contract: str, known: Sequence[str], default: str) -> str:
    """The clause that is shown; the default on first sight of a contract (its hash and place in the file)."""
    if st.session_state.get("clause_of") != contract:
        st.session_state["clause_of"], st.session_state["clause"] = contract, default
    if (asked := st.session_state.pop("asked_clause", None)) in known:
        st.session_state["clause"] = asked
    chosen = str(st.session_state["clause"])
    return chosen if chosen in known else default
