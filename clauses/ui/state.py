"""What the pages remember: the reader's choices, the desk, the store, and the reviews that were made. Nothing else touches either."""

from __future__ import annotations

import getpass
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import streamlit as st

from clauses import ingest
from clauses.editions import Change, Kind, checked_text, compared, stamp
from clauses.library import BUNDLED, load, user_folder
from clauses.model import Decision, Library, Matter, Playbook, Rect, Side, Template, View
from clauses.overview import Overview, month_before
from clauses.overview import overview as made_overview
from clauses.review import Desk, Progress, open_desk, reopen, review_source
from clauses.standard import Form, read_form
from clauses.store import Store
from clauses.ui.opened import Opened

SAMPLES = BUNDLED / "samples"
FIRST = "高风险"  # the sample that a first visit shows bears this in its name
KEPT = 24  # contracts that are held in memory
SAMPLE = "sample:"


def desk() -> Desk:
    """Library, encoder and classifier; the library is read anew when a standard or playbook of the user's is another.

    Raises:
        LibraryError: a file of the library is malformed.
    """
    folder = user_folder()
    opened: Desk = _desk(folder, stamp(folder))
    return opened


@st.cache_resource(show_spinner=False, max_entries=2)  # type: ignore[untyped-decorator]
def _desk(folder: Path, mark: object) -> Desk:
    held: list[Desk] = _held()
    held[:] = [reopen(held[0], user=folder) if held else open_desk(user=folder)]
    return held[0]


@st.cache_resource(show_spinner=False)  # type: ignore[untyped-decorator]
def _held() -> list[Desk]:
    """The desk as it was last opened: encoder and classifier are the same whatever the user's folder holds."""
    return []


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
    return checked_text(kind, id, text)


@st.cache_resource(show_spinner=False, max_entries=16)  # type: ignore[untyped-decorator]
def differences(kind: Kind, id: str, earlier: str, later: str) -> tuple[Change, ...]:
    """What changed between the texts of two versions.

    Raises:
        LibraryError: the library would refuse one of them.
    """
    return compared(version_read(kind, id, earlier), version_read(kind, id, later))


@st.cache_resource(show_spinner=False, max_entries=4)  # type: ignore[untyped-decorator]
def form_read(name: str, content: bytes) -> Form:
    """The standard that a blank form would make, its id yet to be given, with what is doubtful in it.

    Raises:
        ClausesError: the file cannot be read or holds no clauses.
    """
    source = ingest.read_bytes(name, content, ingest.Manner(view="accepted", keep=user_folder()))
    return read_form(source, classifier=desk().classifier)


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


def overview(today: date) -> Overview:
    """All stored contracts at one look, with what changed within a month; reckoned anew only when anything was stored.

    Raises:
        StoreError: the store cannot be read.
    """
    begun = datetime.combine(month_before(today), time()).astimezone(UTC).isoformat()
    seen: Overview = _overview(str(store().folder), store().state(), today, begun)
    return seen


@st.cache_resource(show_spinner=False, max_entries=4)  # type: ignore[untyped-decorator]
def _overview(folder: str, state: tuple[int, ...], today: date, since: str) -> Overview:
    kept = store()
    return made_overview(kept.matters(), kept.finding_rows(words=False), kept.notice_rows(), kept.scores(), today=today, since=since)


def person() -> str:
    """Who decides: the name in the sidebar, at first the one by which the system knows the user."""
    return str(st.session_state.get("person", "")).strip() or _user()


def named_person() -> str:
    """The key of the field with the name of who decides; what is written there stays while other pages are shown."""
    st.session_state["person"] = st.session_state.get("person", _user())
    return "person"


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a system without names of users
        return "reviewer"


# -- what is open -------------------------------------------------------------------------------------------------------


@st.cache_resource(show_spinner=False)  # type: ignore[untyped-decorator]
def _shelf() -> OrderedDict[Hashable, Opened]:
    """Contracts that were open lately, with what was drawn of them. No cached function, because progress cannot be drawn from within one."""
    return OrderedDict()


def _shelved(key: Hashable, make: Callable[[], Opened]) -> Opened:
    shelf: OrderedDict[Hashable, Opened] = _shelf()
    opened = shelf.get(key)
    if opened is None:
        opened = make()
        shelf[key] = opened
        while len(shelf) > KEPT:
            shelf.popitem(last=False)
    return opened


def opened_matter(matter: Matter) -> Opened:
    """The matter's latest round as it is stored, read from the disk once a server.

    Raises:
        Outdated: this program cannot read what an earlier one stored.
        StoreError: the store cannot be read.
    """
    round = matter.latest

    def make() -> Opened:
        return Opened(key=f"{matter.id}/{round.number}", name=matter.id, review=store().review(round), part=round.part, matter=matter)

    opened = _shelved((user_folder(), matter.id, round.number, round.review), make)
    return opened if opened.matter == matter else opened.of(matter)


def forget(matter: Matter) -> None:
    """Nothing of the matter's latest round is held in memory any more."""
    _shelf().pop((user_folder(), matter.id, matter.latest.number, matter.latest.review), None)


def opened_sample(path: Path, *, side: Side, template: str | None, view: View, progress: Progress, scanning: ingest.Progress) -> Opened:
    """The sample, reviewed once a server for each side, standard and view of its tracked changes; it is not stored.

    Raises:
        ClausesError: it cannot be read.
    """
    content = path.read_bytes()
    key = (hashlib.sha256(content).hexdigest(), side, template, view, stamp(user_folder()))

    def make() -> Opened:
        progress("read", 0.0)
        source = ingest.read_bytes(path.name, content, ingest.Manner(view=view, keep=user_folder(), progress=scanning))
        return Opened(key=f"{key[0]}/{side}/{template}/{view}", name=SAMPLE + path.stem, review=review_source(source, desk(), side=side, template=template, progress=progress), part=0, content=content, asked=template)

    return _shelved(key, make)


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


def decisions(opened: Opened) -> tuple[Decision, ...]:
    """All that was decided on the contract's round, as it is stored at this moment."""
    return store().decisions(opened.matter.id, opened.matter.latest.number) if opened.matter else ()


def content(opened: Opened) -> bytes:
    """The bytes of the file that the contract came in.

    Raises:
        Damaged: they are gone, or others than were stored.
    """
    return store().file(opened.matter.latest) if opened.matter else opened.content


Stand = tuple[int, int, int]  # the numbers of a matter's latest round, of the review of it, and of the latest decision on it


def stand(matter: Matter | None, made: Sequence[Decision]) -> Stand:
    """How the matter stands, with what was decided on its latest round; zeros of a sample."""
    return (matter.latest.number, matter.latest.review, made[-1].number if made else 0) if matter else (0, 0, 0)


def latest(opened: Opened) -> Stand:
    """How the matter stands in the store at this moment."""
    if opened.matter is None:
        return stand(None, ())
    matter = store().matter(opened.matter.id)
    return stand(matter, store().decisions(matter.id, matter.latest.number))


def drawn(at: Stand | None = None) -> Stand | None:
    """How the matter stood when the page was last drawn."""
    if at is not None:
        st.session_state["drawn"] = at
    told: Stand | None = st.session_state.get("drawn")
    return told


def remember(key: str, value: Any) -> None:
    """The session has the value under that key, until it is taken."""
    st.session_state[key] = value


def remembered(key: str, default: Any = None) -> Any:
    """What the session has under that key."""
    return st.session_state.get(key, default)


def taken(key: str, default: Any = None) -> Any:
    """What the session had under that key, told once."""
    return st.session_state.pop(key, default)


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


def keep(key: str, options: Sequence[object], default: object = None) -> str:
    """The key of a widget whose choice stays through changes of language and while it is not on the page."""
    if st.session_state.get(key) not in options:
        st.session_state[key] = options[0] if default is None else default
    st.session_state[key] = st.session_state[key]
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
    st.session_state.pop("edited", None)


def seen(form: str, mark: str) -> str:
    """The mark of what was in force when the form was opened: of now, where another form was open before."""
    if st.session_state.get("edited") != form:
        st.session_state["edited"], st.session_state["edited_from"] = form, mark
    return str(st.session_state["edited_from"])


def see(mark: str) -> None:
    """The form that is open goes on from what bears this mark."""
    st.session_state["edited_from"] = mark


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
