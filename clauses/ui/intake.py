"""Files that the reader drops: each is reviewed and stored, a refused one is a line among the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import streamlit as st

from clauses import ingest
from clauses.errors import NO_HINT, ClausesError
from clauses.ingest.archives import Member, members
from clauses.ingest.content import Manner
from clauses.library import user_folder
from clauses.model import Matter, Review, Round, Said, Side, View
from clauses.ui import state
from clauses.ui.html import Html, draw, el
from clauses.ui.labels import plain, say

if TYPE_CHECKING:
    from clauses.batch import Outcome

NEW = "new"  # the session's key for the matters that came in lately
Became = Literal["stored", "partial", "known", "refused"]


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What became of one file: the ids of its matters, with their titles, or why there are none."""

    name: str
    became: Became
    matters: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    reason: Said = NO_HINT


@dataclass(frozen=True, kw_only=True)
class How:
    """How files are to be reviewed."""

    side: Side
    template: str | None
    view: View

    @classmethod
    def of(cls, round: Round) -> How:
        """As a stored draft was."""
        return cls(side=round.side, template=round.template, view=round.view)


def dropped(language: str) -> list[tuple[str, bytes]]:
    """The files that lie in the field for files."""
    words = {"button": say("upload_button", language), "limit": say("upload_help", language)}
    st.html("<style>:root{" + "".join(f'--upload-{key}:"{value}";' for key, value in words.items()) + "}</style>")
    uploaded = st.sidebar.file_uploader(say("upload_many", language), key=f"upload-{state.remembered('uploads', 0)}", accept_multiple_files=True)
    return [(file.name, file.getvalue()) for file in uploaded or ()]


def take_in(files: Sequence[tuple[str, bytes]], how: How, language: str) -> list[Taken]:
    """Every file is reviewed and stored, or has a line that says why not; the page shows how far it is.

    A run that is stopped on the way has stored the files before; they are known when it begins again.
    """
    made: list[Taken] = []
    with st.container(key="intake"):
        head, bar, lines = st.empty(), st.empty(), st.empty()
        for n, (name, content) in enumerate(files, start=1):
            with head:
                draw(el("h3", say("taking", language, done=n, of=len(files))))
            for member in members(name, content):
                made += _taken(member, how, Telling(bar, member.name, language))
                with lines:
                    draw(el("div.intake", (_line(one, language) for one in made)))
    return made


class Telling:
    """Tells on the page how far one file is."""

    def __init__(self, bar: st.delta_generator.DeltaGenerator, name: str, language: str) -> None:
        self._bar, self._name, self._language = bar, name, language

    def stage(self, stage: str, share: float) -> None:
        said = say("working", self._language, stage=say(f"stage_{stage}", self._language))
        self._bar.progress(min(max(share, 0.0), 1.0), f"{plain(self._name)} · {said}")

    def pages(self, done: int, of: int) -> None:
        self._bar.progress(done / max(of, 1), f"{plain(self._name)} · {say('scanning', self._language, done=min(done + 1, of), of=of)}")


def _taken(member: Member, how: How, telling: Telling) -> Iterator[Taken]:
    from clauses.batch import outcome_of

    telling.stage("read", 0.0)
    try:
        known = state.store().rounds(member.content, side=how.side, view=how.view, template=how.template) if member.content and not member.refusal else ()
        if known:
            matters = [state.store().matter(round.matter) for round in known]
            yield Taken(name=member.name, became="known", matters=tuple(m.id for m in matters), titles=tuple(m.title for m in matters))
            return
        manner = Manner(view=how.view, keep=user_folder(), progress=telling.pages)
        outcome = outcome_of(member, state.desk(), side=how.side, template=how.template, manner=manner, progress=telling.stage)
        if outcome is not None:
            yield _stored(outcome, member.content, how)
    except ClausesError as refusal:
        yield Taken(name=member.name, became="refused", reason=refusal.line)


def _stored(outcome: Outcome, content: bytes, how: How) -> Taken:
    if outcome.review is None:
        return Taken(name=outcome.name, became="refused", reason=outcome.reason)
    matters = keep(outcome.review, content, how.template)
    became: Became = "partial" if outcome.status == "partial" else "stored"
    return Taken(name=outcome.name, became=became, matters=tuple(m.id for m in matters), titles=tuple(m.title for m in matters), reason=outcome.reason)


def keep(review: Review, content: bytes, template: str | None) -> tuple[Matter, ...]:
    """The matters of the file's contracts, which are stored under the name of who is at the page.

    Raises:
        StoreError: they cannot be stored.
    """
    return state.store().keep(review, content, by=state.person(), library=state.library(), template=template)


def kept_so(matter: Matter, how: How) -> Matter | None:
    """The matter itself, or the one of the same contract of the same file that was reviewed in that way before; None where there is none.

    Raises:
        ClausesError: the file is gone.
    """
    round = matter.latest
    if How.of(round) == how:
        return matter
    alike = state.store().rounds(state.store().file(round), side=how.side, view=how.view, template=how.template)
    return next((state.store().matter(one.matter) for one in alike if one.part == round.part), None)


def reviewed_again(matter: Matter, how: How, language: str) -> Matter:
    """The matter with its file reviewed by the library as it is now; seen in another way, a matter of its own beside it.

    Raises:
        ClausesError: the file is gone, or cannot be reviewed any more.
    """
    from clauses.review import review_source

    round = matter.latest
    content = state.store().file(round)
    with st.container(key="intake"):
        telling = Telling(st.empty(), round.file, language)
        source = ingest.read_bytes(round.file, content, Manner(view=how.view, keep=user_folder(), progress=telling.pages))
        review = review_source(source, state.desk(), side=how.side, template=how.template, progress=telling.stage)
    if How.of(round) == how:
        return state.store().renew(matter.id, review, library=state.library(), round=round.number)
    return keep(review, content, how.template)[min(round.part, len(review.contracts) - 1)]


def intake_view(taken: Sequence[Taken], language: str) -> Html:
    """What became of the files that were dropped last."""
    stored = sum(len(one.matters) for one in taken if one.became in ("stored", "partial"))
    refused = sum(one.became == "refused" for one in taken)
    said = [say("taken_in", language, count=stored), *([say("refused_count", language, count=refused)] if refused else [])]
    return el("div.note.bad" if refused else "div.note", el("details", el("summary", " · ".join(said)), el("div.intake", (_line(one, language) for one in taken))))


def _line(one: Taken, language: str) -> Html:
    titles = [el("a.link", title or say("untitled", language), " ", pick=id) for id, title in zip(one.matters, one.titles, strict=True)]
    return el("div", el(f"span.became.{one.became}", say(f"outcome_{one.became}", language)), " ", el("b", one.name), " ", titles, el("span.faint", f" {reason}" if (reason := one.reason.words(language)) else ""))
