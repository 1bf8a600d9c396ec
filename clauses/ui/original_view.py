"""The file itself beside what was read from it: pictures of its pages, and the values of a scan beside theirs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby, zip_longest

import streamlit as st

from clauses.model import Clause, ContractReview, Page, Rect, Source, Span
from clauses.scanned import ScannedValue, scanned_values
from clauses.ui import state
from clauses.ui.html import Html, draw, el, image, pane
from clauses.ui.labels import place, say

AROUND = 14  # characters shown before and behind a value
MARGIN = 6.0  # points of the page shown around a rectangle


def original(clause: Clause, source: Source, content: Callable[[], bytes], language: str) -> None:
    """The clause's picture is on the page where its file has pages to show and the reader asks for it; always where it was scanned."""
    places = source.places(clause.span)
    if not any(p.rect for p in places):
        return
    scanned = {page.number for page in source.pages if page.scanned}
    if not any(p.page in scanned for p in places) and not st.toggle(say("original", language), key=state.keep("original", (False, True))):
        return
    whole = st.toggle(say("whole_page", language), key=state.keep("whole_page", (False, True)))
    for number, on_page in groupby(places, key=lambda p: p.page):
        rects = [p.rect for p in on_page if p.rect]
        if not rects:
            continue
        words = say("page", language, page=number)
        page = next((page for page in source.pages if page.number == number), None) if whole else None
        for picture in state.pictures(source.file, content(), number, (None if page else _with_margin(Rect.around(rects)),)):
            shown = _marked(picture, rects, page, words) if page else image(picture, words)
            draw(el("div", el("div.meta", words), shown))


def _marked(picture: bytes, rects: Sequence[Rect], page: Page, words: str) -> Html:
    """The whole page's picture with a frame about the clause."""
    r = _with_margin(Rect.around(rects))
    style = f"left:{r.left / page.width:.2%};top:{r.top / page.height:.2%};width:{(r.right - r.left) / page.width:.2%};height:{(r.bottom - r.top) / page.height:.2%}"
    return el("div.framed", image(picture, words), el("div.frame", style=style))


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
    around = (Span(max(clause.span.start, value.span.start - AROUND), value.span.start), Span(value.span.end, min(clause.span.end, value.span.end + AROUND)))
    before, after = ("".join(source.at(span).split("\n")) for span in around)
    words = el("div", el("span.faint", before), el("b.doubt" if value.doubt else "b", value.text), el("span.faint", after))
    doubt = el("div.tag.unsure", say(f"doubt_{value.doubt}", language)) if value.doubt else None
    return el("tr", el("td", el("a.link", place(clause, language), pick=clause.id)), el("td", words, doubt), el("td", image(picture, value.text) if picture else el("span.faint", say("picture_elsewhere", language))))
