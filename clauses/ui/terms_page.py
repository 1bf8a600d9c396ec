"""The page of numbers across contracts: every rate, cap, period, court and sum, those that lie far from the others first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import cast, get_args

import streamlit as st

from clauses.beside import Choice, Dot, Kind, Look, Numbers, Only, pairs
from clauses.markup import Html, el
from clauses.model import Library, Side, TermRow
from clauses.report.measures import valued
from clauses.standing import Rank
from clauses.ui import numbers_state, state
from clauses.ui import numbers_view as view
from clauses.ui.fetched import fetched
from clauses.ui.html import draw, dress, pane
from clauses.ui.labels import named, say
from clauses.ui.strips import strip_plot

A_PAGE = 50
VIEWS = ("table", "pairs")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ONLY: tuple[Only, ...] = get_args(Only)


def show() -> None:
    """The page is drawn.

    Raises:
        StoreError: the store cannot be read.
    """
    dress()
    language = state.language()
    library = state.library()
    side = _choose_side(library, language)
    numbers = numbers_state.numbers(side)
    contracts = numbers_state.contracts()
    if not contracts:
        _empty(language)
        return
    _summary(numbers, contracts, side, library, language)
    shown = st.segmented_control(say("numbers_view", language), VIEWS, key=state.stay("numbers_view", VIEWS), required=True, format_func=lambda v: say(f"numbers_view_{v}", language), label_visibility="collapsed")
    if shown == "pairs":
        _pairs(numbers, contracts, side, library, language)
    else:
        _table(numbers, contracts, side, library, language)


def _empty(language: str) -> None:
    draw(el("div.caption.numbers-head", el("h2", say("numbers_empty", language))))
    st.write(say("numbers_empty_help", language))
    st.button(say("numbers_empty_go", language), type="primary", on_click=state.go, args=("review",))


def _summary(numbers: Numbers, contracts: dict[str, TermRow], side: Side, library: Library, language: str) -> None:
    told = numbers.look(Choice(side=side)).counts
    words = say("numbers_summary", language, contracts=f"{len(contracts):,}", numbers=f"{len(numbers.ranks):,}")
    if len(contracts) > 5:
        words += say("numbers_summary_out", language, out=f"{told['out']:,}", hurts=f"{told['hurts']:,}", side=library.label(side, language))
    few = say("numbers_few", language, contracts=len(contracts)) if len(contracts) <= 5 else ""
    draw(el("div.caption.numbers-head", el("h2", say("numbers_title", language)), el("div.meta", words), el("div.note", few) if few else None))


# -- choices ------------------------------------------------------------------------------------------------------------


def _choose_side(library: Library, language: str) -> Side:
    sides = get_args(Side)
    picked = st.sidebar.segmented_control(say("side", language), sides, key=state.stay("side", sides), required=True, format_func=lambda s: library.label(s, language).capitalize(), width="stretch")
    return cast(Side, picked)


def _choose(numbers: Numbers, contracts: dict[str, TermRow], side: Side, library: Library, language: str) -> tuple[Choice, Look]:
    types = ["", *sorted(numbers.types, key=list(library.vocabulary["clause_types"]).index)]
    type = st.sidebar.selectbox(say("numbers_type", language), types, key=state.stay("numbers_type", types), format_func=lambda t: named(library, "clause_types", t, language) if t else say("all_types", language))
    carriers = ["", *sorted({row.carrier for row in contracts.values()} - {""})]
    carrier = st.sidebar.selectbox(say("numbers_carrier", language), carriers, key=state.stay("numbers_carrier", carriers), format_func=lambda c: c or say("numbers_carriers", language))
    titles = {"": say("numbers_contracts", language), **_titles(contracts, language)}
    matter = st.sidebar.selectbox(say("numbers_contract", language), list(titles), key=state.stay("numbers_matter", list(titles)), format_func=titles.__getitem__)
    kind = numbers_state.kind_looked_at()
    kind = kind if kind in numbers.kinds and type in ("", kind[0]) else None
    look = numbers.look(Choice(side=side, type=type, carrier=carrier, matter=matter, kind=kind))
    label = library.label(side, language)
    only = st.segmented_control(say("numbers_only", language), ONLY, key=state.stay("numbers_only", ONLY), required=True, format_func=lambda o: say(f"numbers_only_{o}", language, count=f"{look.counts[o]:,}", side=label), label_visibility="collapsed", width="stretch")
    return Choice(side=side, only=cast(Only, only), type=type, carrier=carrier, matter=matter, kind=kind), look


def _title(row: TermRow, language: str) -> str:
    title = row.title or say("untitled", language)
    return f"{title} · {row.customer}" if row.customer else title


def _titles(contracts: dict[str, TermRow], language: str) -> dict[str, str]:
    """The contracts' titles by their ids; those that would look alike are numbered."""
    alike, seen = numbers_state.repeated(), Counter[str]()
    titles: dict[str, str] = {}
    for matter, row in contracts.items():
        title, key = _title(row, language), f"{row.title} {row.customer}"
        seen[key] += 1
        titles[matter] = title if alike[key] == 1 else say("numbers_alike_title", language, title=title, number=seen[key])
    return titles


# -- the table ----------------------------------------------------------------------------------------------------------


def _table(numbers: Numbers, contracts: dict[str, TermRow], side: Side, library: Library, language: str) -> None:
    choice, look = _choose(numbers, contracts, side, library, language)
    rows = look.only(choice)
    if choice.kind is not None:
        pane(view.kind_chosen(choice.kind, numbers.kinds[choice.kind][0].row, library, language), key="numbers_of_kind", then=_clicked)
    if look.dots:
        pane(_strips(look.dots, library, language), key="numbers_strips", then=_clicked)
    pages = max(1, -(-len(rows) // A_PAGE))
    page = min(numbers_state.page_of(repr(choice)), pages - 1)
    shown = rows[page * A_PAGE : (page + 1) * A_PAGE]
    pane(view.table(shown, side, library, language, page=page, pages=pages), key="numbers", then=lambda picked: _clicked(picked, repr(choice)))
    draw(view.how(language))
    if rows:
        _export(rows, _shown(choice, look, contracts, numbers, library, language), side, library, language)


def _clicked(picked: str, choice: str = "") -> None:
    what, _, rest = picked.partition(" ")
    if what == view.PAGE:
        numbers_state.turn_to(int(rest), choice)
    elif what == view.KIND:
        numbers_state.look_at_kind(view.kind_told(rest))
    else:
        matter, _, clause = rest.partition(" ")
        state.go("review", matter=matter, clause=clause)


def _strips(dots: Sequence[Dot], library: Library, language: str) -> Html:
    rows: dict[Kind, TermRow] = {dot.kind: dot.rank.row for dot in reversed(dots)}
    legend = {mark: say(f"numbers_dot_{mark}" if mark else "numbers_dot", language) for mark in ("", "out", "hurts", "chosen")}

    def words(dot: Dot) -> str:
        row = dot.rank.row
        title = _title(row, language)
        told = title if dot.count == 1 else say("numbers_dot_more", language, title=title, count=dot.count)
        return " · ".join((told, valued(row, library, language), view.place_words(dot.rank, language)))

    def leads(dot: Dot) -> str:
        return view.opens(dot.rank.row) if dot.count == 1 else view.of_kind(dot.kind)

    return strip_plot(dots, named=lambda kind: view.kind_named(kind, rows[kind], library, language), words=words, leads=leads, kind=view.of_kind, legend=legend, axis=say("numbers_strip", language))


def _export(rows: Sequence[Rank], shown: str, side: Side, library: Library, language: str) -> None:
    def excel() -> bytes:
        from clauses.report.excel import numbers_of

        return numbers_of(rows, side, library, language, made=datetime.now(UTC), shown=shown)

    def csv() -> bytes:
        from clauses.report.tables import numbers_table, spreadsheet

        return spreadsheet(numbers_table(rows, side, library, language))

    left, right, _ = st.columns([2, 2, 9])
    left.download_button(say("numbers_excel", language), fetched(excel, "terms.xlsx", XLSX), file_name="terms.xlsx", mime=XLSX, help=say("numbers_export_help", language), on_click="ignore", width="stretch")
    right.download_button(say("numbers_csv", language), fetched(csv, "terms.csv", "text/csv"), file_name="terms.csv", mime="text/csv", help=say("numbers_export_help", language), on_click="ignore", width="stretch")


def _shown(choice: Choice, look: Look, contracts: dict[str, TermRow], numbers: Numbers, library: Library, language: str) -> str:
    """What is looked at, in words, as the workbook says it."""
    only = say(f"numbers_only_{choice.only}", language, count=f"{look.counts[choice.only]:,}", side=library.label(choice.side, language))
    kind = view.kind_named(choice.kind, numbers.kinds[choice.kind][0].row, library, language) if choice.kind is not None else ""
    type = named(library, "clause_types", choice.type, language) if choice.type else ""
    return " · ".join(part for part in (only, type, kind, choice.carrier, _title(contracts[choice.matter], language) if choice.matter else "") if part)


# -- two contracts ------------------------------------------------------------------------------------------------------


def _pairs(numbers: Numbers, contracts: dict[str, TermRow], side: Side, library: Library, language: str) -> None:
    if len(contracts) < 2:
        st.info(say("numbers_two", language))
        return
    left, right = st.columns(2)
    titles = _titles(contracts, language)
    matters = list(titles)
    one = left.selectbox(say("numbers_one", language), matters, key=state.stay("numbers_one", matters), format_func=titles.__getitem__)
    other = right.selectbox(say("numbers_other", language), matters, key=state.stay("numbers_other", matters, matters[1]), format_func=titles.__getitem__)
    found, named_two = pairs(numbers.ranks, one, other, side), (titles[one], titles[other])
    pane(view.pair_table(found, named_two, side, library, language), key="numbers_pairs", then=_clicked)

    def excel() -> bytes:
        from clauses.report.excel import compared_of

        return compared_of(found, named_two, side, library, language, made=datetime.now(UTC))

    st.download_button(say("numbers_excel", language), fetched(excel, "comparison.xlsx", XLSX), file_name="comparison.xlsx", mime=XLSX, on_click="ignore")
