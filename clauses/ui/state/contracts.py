"""What is stored, and the contracts that were open lately, each read once a server."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from clauses import ingest
from clauses.editions import stamp
from clauses.library import user_folder
from clauses.model import Decision, Matter, Rect, Review, Side, View
from clauses.store import Store
from clauses.ui.first import first
from clauses.ui.opened import Opened
from clauses.ui.state.choices import SAMPLE, Stand
from clauses.ui.state.desk import desk

if TYPE_CHECKING:
    from clauses.overview import Overview
    from clauses.review import Progress

KEPT = 24  # contracts that are held in memory


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
    from clauses.overview import month_before

    begun = datetime.combine(month_before(today), time()).astimezone(UTC).isoformat()
    seen: Overview = _overview(str(store().folder), store().state(), today, begun)
    return seen


@st.cache_resource(show_spinner=False, max_entries=4)  # type: ignore[untyped-decorator]
def _overview(folder: str, state: tuple[int, ...], today: date, since: str) -> Overview:
    from clauses import renewed
    from clauses.overview import overview as made_overview

    kept = store()
    return made_overview(kept.matters(), kept.finding_rows(words=False), kept.notice_rows(), kept.scores(), today=today, since=since, terms=kept.term_rows(types=renewed.TYPES, fields=renewed.FIELDS))


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
        as_bundled = (side, template, view, key[-1]) == ("customer", None, "accepted", ())
        review = first(content) if as_bundled else None
        return Opened(key=f"{key[0]}/{side}/{template}/{view}", name=SAMPLE + path.stem, review=review or reviewed(), part=0, content=content, asked=template)

    def reviewed() -> Review:
        from clauses.review import review_source

        progress("read", 0.0)
        source = ingest.read_bytes(path.name, content, ingest.Manner(view=view, keep=user_folder(), progress=scanning))
        return review_source(source, desk(), side=side, template=template, progress=progress)

    return _shelved(key, make)


def decisions(opened: Opened) -> tuple[Decision, ...]:
    """All that was decided on the contract's round, as it is stored at this moment."""
    return store().decisions(opened.matter.id, opened.matter.latest.number) if opened.matter else ()


def content(opened: Opened) -> bytes:
    """The bytes of the file that the contract came in.

    Raises:
        Damaged: they are gone, or others than were stored.
    """
    return store().file(opened.matter.latest) if opened.matter else opened.content


def stand(matter: Matter | None, made: Sequence[Decision]) -> Stand:
    """How the matter stands, with what was decided on its latest round; zeros of a sample."""
    return (matter.latest.number, matter.latest.review, made[-1].number if made else 0) if matter else (0, 0, 0)


def latest(opened: Opened) -> Stand:
    """How the matter stands in the store at this moment."""
    if opened.matter is None:
        return stand(None, ())
    matter = store().matter(opened.matter.id)
    return stand(matter, store().decisions(matter.id, matter.latest.number))


@st.cache_data(max_entries=64, show_spinner=False)  # type: ignore[untyped-decorator]
def pictures(name: str, content: bytes, page: int, rects: tuple[Rect | None, ...]) -> tuple[bytes, ...]:
    """PNG pictures of rectangles of a page of the file (points; None = the whole page)."""
    return ingest.page_pictures(name, content, page, rects)
