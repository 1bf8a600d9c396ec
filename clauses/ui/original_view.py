"""The file itself beside what was read from it: pictures of its pages, its tracked changes, its hidden and doubtful words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, zip_longest

import streamlit as st

from clauses.model import Amendment, Clause, Contract, ContractReview, Rect, Revision, Source, Span
from clauses.scanned import ScannedValue, scanned_values
from clauses.ui import state
from clauses.ui.html import Html, draw, el, image, pane
from clauses.ui.labels import place, say

AROUND = 14  # characters shown before and behind a value
MARGIN = 6.0  # points of the page shown around a rectangle
SHOWN = {"inserted": "ins", "moved_to": "ins", "deleted": "del", "moved_from": "del"}


def changes(clause: Clause, contract: Contract, source: Source, language: str) -> Html | None:
    """What was changed in the clause and by whom, what a supplement amends in it, words hidden from print and remarks; None where nothing."""
    revisions = source.revised(clause.span)
    hidden = [span for span in source.hidden if span.start < clause.span.end and clause.span.start < span.end]
    remarks = [c for c in source.comments if c.span and c.span.start < clause.span.end and clause.span.start < c.span.end]
    amendments = [a for a in contract.amendments if clause.id in (a.clause, a.said_in)]
    rows = [row for a in amendments for row in _amended(a, language)]
    rows += [el("tr", el("th", say(f"revision_{r.kind}", language)), el("td", el(SHOWN[r.kind], r.text)), el("td.faint", _whose(r.author, r.date, language))) for r in revisions]
    rows += [el("tr", el("th", say("hidden_words", language)), el("td", source.at(span)), el("td.faint", say("hidden_help", language))) for span in hidden]
    rows += [el("tr", el("th", say("remark", language)), el("td", c.text), el("td.faint", _whose(c.author, c.date, language))) for c in remarks]
    if not rows:
        return None
    marked = el("div.words.marked", _marked(clause, source, revisions)) if source.view == "marked" and revisions else None
    return el("div", el("h4", say("changes", language, count=len(rows))), marked, el("table.facts", rows))


def _amended(amendment: Amendment, language: str) -> Iterator[Html]:
    """A supplement's change: the words before and the words since."""
    said = f"{amendment.by} {amendment.target}".strip() + ("" if amendment.clause else f" · {say('not_placed', language)}")
    for key, tag, words in (("revision_deleted", "del", amendment.was), ("revision_inserted", "ins", amendment.now)):
        if words:
            yield el("tr", el("th", say(key, language)), el("td", el(tag, words)), el("td.faint", said))


def _whose(author: str, date: str | None, language: str) -> str:
    return " · ".join((author or say("nobody", language), *([date[:10]] if date else [])))


def _marked(clause: Clause, source: Source, revisions: Sequence[Revision]) -> Iterator[Html]:
    """The clause's words with what was put in underlined and what was taken out struck through, where they stood."""
    for piece in clause.pieces:
        at = piece.start
        for revision in sorted(revisions, key=lambda r: r.span):
            start, end = max(revision.span.start, at), min(revision.span.end, piece.end)
            if not piece.start <= revision.span.start <= piece.end or start > end:
                continue
            yield el("span", source.at(Span(at, start)))
            yield el(SHOWN[revision.kind], revision.text if revision.span.start == revision.span.end else source.at(Span(start, end)))
            at = end
        yield el("span", source.at(Span(at, piece.end)))


def original(clause: Clause, source: Source, content: bytes, language: str) -> None:
    """The clause's picture is on the page where its file has pages to show and the reader asks for it; always where it was scanned."""
    places = source.places(clause.span)
    if not any(p.rect for p in places):
        return
    scanned = {page.number for page in source.pages if page.scanned}
    if not any(p.page in scanned for p in places) and not st.toggle(say("original", language), key=state.keep("original", (False, True))):
        return
    for number, on_page in groupby(places, key=lambda p: p.page):
        rects = [p.rect for p in on_page if p.rect]
        if rects:
            for picture in state.pictures(source.file, content, number, (_with_margin(Rect.around(rects)),)):
                draw(el("div", el("div.meta", say("page", language, page=number)), image(picture, say("page", language, page=number))))


def _with_margin(rect: Rect) -> Rect:
    return Rect(rect.left - MARGIN, rect.top - MARGIN, rect.right + MARGIN, rect.bottom + MARGIN)


def scan_view(review: ContractReview, content: bytes, language: str, *, then: Callable[[str], None]) -> None:
    """The rates, amounts and dates of a scan are on the page, page by page, each beside its picture."""
    values = scanned_values(review.facts)
    if not values:
        st.info(say("scan_none", language))
        return
    doubtful = sum(bool(v.doubt) for v in values)
    draw(el("p.faint", say("scan_help", language, count=len(values), doubtful=doubtful)))
    left, right = st.columns([1, 1], vertical_alignment="bottom")
    only = left.segmented_control(say("only", language), ("all", "doubtful"), key=state.keep("scan_only", ("all", "doubtful")), required=True, format_func=lambda o: say(f"scan_{o}", language), label_visibility="collapsed")
    listed = [v for v in values if only == "all" or v.doubt]
    pages = list(dict.fromkeys(v.page for v in listed))
    if not pages:
        st.success(say("scan_no_doubt", language))
        return
    page = right.selectbox(say("page_choice", language), pages, key=state.keep("scan_page", pages), format_func=lambda n: _page(n, listed, language), label_visibility="collapsed")
    here = [v for v in listed if v.page == page]
    pictures = state.pictures(review.facts.source.file, content, page, tuple(_with_margin(v.rect) if v.rect else None for v in here))
    rows = [_value(value, picture, review, language) for value, picture in zip_longest(here, pictures)]
    pane(el("table.scan", el("tbody", rows)), key="scan", then=then)


def _page(number: int, values: Sequence[ScannedValue], language: str) -> str:
    here = [v for v in values if v.page == number]
    return say("scan_page", language, page=number, count=len(here), doubtful=sum(bool(v.doubt) for v in here))


def _value(value: ScannedValue, picture: bytes | None, review: ContractReview, language: str) -> Html:
    source, clause = review.facts.source, review.facts.contract.clause(value.clause)
    around = (Span(max(0, value.span.start - AROUND), value.span.start), Span(value.span.end, value.span.end + AROUND))
    before, after = ("".join(source.at(span).split("\n")) for span in around)
    words = el("div", el("span.faint", before), el("b.doubt" if value.doubt else "b", value.text), el("span.faint", after))
    doubt = el("div.tag.unsure", say(f"doubt_{value.doubt}", language)) if value.doubt else None
    return el("tr", el("td", el("a.link", place(clause, language), pick=clause.id)), el("td", words, doubt), el("td", image(picture, value.text) if picture else el("span.faint", say("picture_elsewhere", language))))
