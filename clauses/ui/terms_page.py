"""The page of numbers across contracts: every rate, cap, period, court and sum, those that lie far from the others first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import cast, get_args

import streamlit as st

from clauses.beside import Choice, Dot, Kind, Only, chosen, counts, pairs, strips
from clauses.markup import el
from clauses.model import Library, Side, TermRow
from clauses.report.measures import valued
from clauses.standing import Rank
from clauses.ui import numbers_state, state
from clauses.ui import numbers_view as view
from clauses.ui.html import draw, dress, pane
from clauses.ui.labels import named, say
from clauses.ui.strips import strip_plot

A_PAGE = 50
VIEWS = ("table", "pairs")
ONLY: tuple[Only, ...] = get_args(Only)


def show() -> None:
    """The page is drawn.

    Raises:
        StoreError: the store cannot be read.
    """
    dress()
    language = state.language()
    library = state.desk().library
    side = _choose_side(library, language)
    ranks = numbers_state.numbers(side)
    contracts = numbers_state.contracts()
    if not contracts:
        _empty(language)
        return
    _summary(ranks, contracts, side, library, language)
    shown = st.segmented_control(say("numbers_view", language), VIEWS, key=state.keep("numbers_view", VIEWS), required=True, format_func=lambda v: say(f"numbers_view_{v}", language), label_visibility="collapsed")
    if shown == "pairs":
        _pairs(ranks, contracts, side, library, language)
    else:
        _table(ranks, contracts, side, library, language)


def _empty(language: str) -> None:
    draw(el("div.caption.numbers-head", el("h2", say("numbers_empty", language))))
    st.write(say("numbers_empty_help", language))
    st.button(say("numbers_empty_go", language), type="primary", on_click=state.go, args=("review",))


def _summary(ranks: Sequence[Rank], contracts: dict[str, TermRow], side: Side, library: Library, language: str) -> None:
    told = counts(ranks, Choice(side=side))
    words = say("numbers_summary", language, contracts=f"{len(contracts):,}", numbers=f"{len(ranks):,}")
    if len(contracts) > 5:
        words += say("numbers_summary_out", language, out=f"{told['out']:,}", hurts=f"{told['hurts']:,}", side=library.label(side, language))
    few = say("numbers_few", language, contracts=len(contracts)) if len(contracts) <= 5 else ""
    draw(el("div.caption.numbers-head", el("h2", say("numbers_title", language)), el("div.meta", words), el("div.note", few) if few else None))


# -- choices ------------------------------------------------------------------------------------------------------------


def _choose_side(library: Library, language: str) -> Side:
    sides = get_args(Side)
    picked = st.sidebar.segmented_control(say("side", language), sides, key=state.keep("side", sides), required=True, format_func=lambda s: library.label(s, language).capitalize(), width="stretch")
    return cast(Side, picked)


def _choose(ranks: Sequence[Rank], contracts: dict[str, TermRow], side: Side, library: Library, language: str) -> Choice:
    types = ["", *sorted({r.row.type for r in ranks}, key=list(library.vocabulary["clause_types"]).index)]
    kind = st.sidebar.selectbox(say("numbers_type", language), types, key=state.keep("numbers_type", types), format_func=lambda t: named(library, "clause_types", t, language) if t else say("all_types", language))
    carriers = ["", *sorted({row.carrier for row in contracts.values()} - {""})]
    carrier = st.sidebar.selectbox(say("numbers_carrier", language), carriers, key=state.keep("numbers_carrier", carriers), format_func=lambda c: c or say("numbers_carriers", language))
    matters = ["", *contracts]
    matter = st.sidebar.selectbox(say("numbers_contract", language), matters, key=state.keep("numbers_matter", matters), format_func=lambda m: _title(contracts[m], language) if m else say("numbers_contracts", language))
    choice = Choice(side=side, type=kind, carrier=carrier, matter=matter)
    told = counts(ranks, choice)
    label = library.label(side, language)
    only = st.segmented_control(say("numbers_only", language), ONLY, key=state.keep("numbers_only", ONLY), required=True, format_func=lambda o: say(f"numbers_only_{o}", language, count=f"{told[o]:,}", side=label), label_visibility="collapsed", width="stretch")
    return Choice(side=side, only=cast(Only, only), type=kind, carrier=carrier, matter=matter)


def _title(row: TermRow, language: str) -> str:
    title = row.title or say("untitled", language)
    return f"{title} · {row.customer}" if row.customer else title


# -- the table ----------------------------------------------------------------------------------------------------------


def _table(ranks: Sequence[Rank], contracts: dict[str, TermRow], side: Side, library: Library, language: str) -> None:
    choice = _choose(ranks, contracts, side, library, language)
    rows = chosen(ranks, choice)
    _chart(strips(ranks, choice), library, language)
    pages = max(1, -(-len(rows) // A_PAGE))
    page = min(numbers_state.page_of(repr(choice)), pages - 1)
    shown = rows[page * A_PAGE : (page + 1) * A_PAGE]
    pane(view.table(shown, side, library, language, page=page, pages=pages), key="numbers", then=lambda picked: _clicked(picked, repr(choice)))
    _export(rows, side, library, language)


def _clicked(picked: str, choice: str) -> None:
    what, _, rest = picked.partition(" ")
    if what == view.PAGE:
        numbers_state.turn_to(int(rest), choice)
    else:
        matter, _, clause = rest.partition(" ")
        state.go("review", matter=matter, clause=clause)


def _chart(dots: Sequence[Dot], library: Library, language: str) -> None:
    if not dots:
        return
    rows: dict[Kind, TermRow] = {dot.kind: dot.rank.row for dot in reversed(dots)}
    titles = {"contract": say("column_contract", language), "value": say("column_number", language), "place": say("column_clause_at", language), "standing": say("column_standing", language)}
    legend = {mark: say(f"numbers_dot_{mark}" if mark else "numbers_dot", language) for mark in ("", "out", "hurts", "chosen")}

    def words(dot: Dot) -> dict[str, str]:
        title = _title(dot.rank.row, language)
        told = title if dot.count == 1 else say("numbers_dot_more", language, title=title, count=dot.count)
        return {"contract": told, "value": valued(dot.rank.row, library, language), "place": dot.rank.row.place, "standing": view.place_words(dot.rank, language)}

    chart = strip_plot(dots, named=lambda kind: view.kind_named(kind, rows[kind], library, language), words=words, legend=legend, axis=say("numbers_strip", language), shown=titles)
    st.vega_lite_chart(chart, width="stretch", key="numbers_strip")


def _export(rows: Sequence[Rank], side: Side, library: Library, language: str) -> None:
    def excel() -> bytes:
        from clauses.report.excel import register_of

        return register_of([], [r.row for r in rows], library, language, made=datetime.now(UTC))

    def csv() -> bytes:
        from clauses.report.tables import numbers_table, spreadsheet

        return spreadsheet(numbers_table(rows, side, library, language))

    left, right, _ = st.columns([2, 2, 9])
    left.download_button(say("numbers_excel", language), excel, file_name="terms.xlsx", mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", help=say("numbers_export_help", language), on_click="ignore", width="stretch")
    right.download_button(say("numbers_csv", language), csv, file_name="terms.csv", mime="text/csv", help=say("numbers_export_help", language), on_click="ignore", width="stretch")


# -- two contracts ------------------------------------------------------------------------------------------------------


def _pairs(ranks: Sequence[Rank], contracts: dict[str, TermRow], side: Side, library: Library, language: str) -> None:
    if len(contracts) < 2:
        st.info(say("numbers_two", language))
        return
    left, right = st.columns(2)
    matters = list(contracts)
    titled = [_title(contracts[m], language) for m in matters]
    numbered = {m: f"{title}（{n + 1}）" if titled.count(title) > 1 else title for n, (m, title) in enumerate(zip(matters, titled, strict=True))} if len(set(titled)) < len(titled) else dict(zip(matters, titled, strict=True))
    one = left.selectbox(say("numbers_one", language), matters, key=state.keep("numbers_one", matters), format_func=numbered.__getitem__)
    other = right.selectbox(say("numbers_other", language), matters, key=state.keep("numbers_other", matters, matters[1]), format_func=numbered.__getitem__)
    pane(view.pair_table(pairs(ranks, one, other, side), (numbered[one], numbered[other]), side, library, language), key="numbers_pairs", then=lambda picked: _clicked(picked, ""))
