"""Findings, terms and score as an Excel workbook (XlsxWriter's home).

Comes in: a review with the standings of its findings, or rows of many contracts. Goes out: a workbook whose numbers are numbers
and whose score is reckoned by formulas. Words of a contract or of people are written as strings and never become a formula or a link.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import zip_longest
from math import ceil
from typing import Any
from unicodedata import east_asian_width

from clauses import register
from clauses.beside import Pair, ratio
from clauses.model import FindingRow, Library, Review, Side, Standing, TermRow
from clauses.report.cover import facts_of
from clauses.report.entries import Entry, entries
from clauses.report.labels import local, named, say
from clauses.report.marks import score_sheet
from clauses.report.measures import far_words, field_named, of_named, unit_of, valued
from clauses.signs import visible
from clauses.standing import YEARLY, Rank, measure
from clauses.version import VERSION

MOST = 32_767  # characters of a cell, those outside the basic plane counted twice
DAY, MOMENT, AMOUNT, RATE, PLAIN = "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "#,##0.00", "0.00##%", "General"
UNDER = {"bottom": 1, "bottom_color": "#D0D5DD"}
HURTS, OUT = {"bg_color": "#FBE3D6", "bold": True, "indent": 1}, {"bg_color": "#FFF2CC", "indent": 1}  # told in words as well
LINE, TALLEST = 13.5, 18  # points of a line; lines of the tallest row
FIRST = 1900  # year that Excel can show
ARROW = 3  # characters that the filter's arrow covers in a head
Cell = str | int | Decimal | date | datetime | None
# Columns with their widths in characters.
FINDINGS = {
    "id": 12, "contract": 22, "clause": 12, "severity": 7, "type": 13, "name": 22, "message": 46, "quote": 40, "basis": 40, "suggestion": 40, "agreed": 40, "verdict": 10, "reason": 26, "decided_by": 11,
    "decided_at": 17, "assigned": 11, "comments": 30, "amount": 16, "currency": 7, "how": 30, "score": 7, "certainty": 11, "favours": 13, "page": 7, "code": 28,
}  # fmt: skip
REGISTER = {
    "id": 12, "contract": 26, "clause": 12, "severity": 7, "type": 13, "name": 22, "message": 46, "quote": 40, "verdict": 10, "decided_by": 11, "decided_at": 17, "assigned": 11,
    "amount": 16, "currency": 7, "score": 7, "certainty": 11, "favours": 13, "code": 28, "matter": 18,
}  # fmt: skip
NUMBERS = {
    "contract": 28, "customer": 20, "type": 14, "who": 9, "field": 20, "of": 16, "value": 14, "yearly": 11, "standing": 21, "percentile": 9, "others": 9, "median": 14, "times": 10, "clause": 9,
    "quote": 52, "carrier": 22, "signed": 12, "severity": 7, "matter": 18,
}  # fmt: skip
TERMS = {"contract": 26, "customer": 22, "carrier": 22, "signed": 12, "clause": 12, "type": 14, "who": 11, "field": 20, "value": 14, "unit": 12, "yearly": 11, "quote": 50, "severity": 7}


SHAPES = {**dict.fromkeys(("fraction", *(f"fraction per {time}" for time in ("day", "week", "month", "year"))), RATE), "yuan": AMOUNT}  # by a field's unit
PAIRS = {"type": 14, "who": 10, "field": 22, "of": 18, "value_1": 20, "yearly_1": 11, "clause_1": 10, "value_2": 20, "yearly_2": 11, "clause_2": 10, "compared": 28}


@dataclass(frozen=True)
class Number:
    """A number with the format in which Excel shows it."""

    value: Decimal
    format: str = PLAIN


@dataclass(frozen=True)
class Marked:
    """Words that stand out, and how."""

    words: str
    look: Mapping[str, Any]


def workbook(review: Review, standings: Mapping[str, Standing], library: Library, language: str = "zh", *, made: datetime) -> bytes:
    """The review as a workbook: risk register, terms, the score recomputed, and what was reviewed.

    Args:
        review: of a file; every contract of it is shown.
        standings: where the findings stand, by id; {} of a review on which nothing was decided.
        library: by which it was reviewed.
        language: of headers and of all that the program says.
        made: when the workbook is made; naive times are UTC.
    """
    book = _Book(made, language)
    found = [(contract, entry) for contract in review.contracts for entry in entries(contract, standings, library, language)]
    book.table("sheet_findings", FINDINGS, [_row(entry, contract.facts.contract.title, language) for contract, entry in found])
    terms = [row for contract in review.contracts for row in register.rows(contract, library, review.source.sha256)[1]]
    book.table("sheet_terms", TERMS, [_term(row, library, language) for row in terms])
    for number, contract in enumerate(review.contracts, 1):
        score_sheet(book.sheet("sheet_score", "" if len(review.contracts) == 1 else f" {number}"), contract, library, language, book.format)
    book.about(facts_of(review, library, language))
    return book.content()


def register_of(findings: Sequence[FindingRow], library: Library, language: str = "zh", *, made: datetime, shown: str = "") -> bytes:
    """The findings of many contracts as a workbook: the risk register.

    Args:
        findings: in their order.
        library: names things. language: of headers and of all that the program says.
        made: when the workbook is made; naive times are UTC.
        shown: which findings of all these are, in the reader's words.
    """
    book = _Book(made, language)
    book.table("sheet_findings", REGISTER, [_finding(row, library, language) for row in findings])
    contracts = len({row.matter for row in findings})
    book.about([(say("about_shown", language), shown), (say("about_contracts", language), str(contracts)), (say("about_findings", language), str(len(findings)))])
    return book.content()


def numbers_of(ranks: Sequence[Rank], side: Side, library: Library, language: str = "zh", *, made: datetime, shown: str = "") -> bytes:
    """The numbers of many contracts as a workbook, each with where it stands among the others, and how that is told.

    Args:
        ranks: in their order.
        side: for which a number is bad.
        library: names things. language: of headers and of all that the program says.
        made: when the workbook is made; naive times are UTC.
        shown: which numbers of all these are, in the reader's words.
    """
    book = _Book(made, language)
    book.table("sheet_terms", NUMBERS, [_number(rank, side, library, language) for rank in ranks], tallest=3)
    book.about([(say("about_shown", language), shown), (say("about_contracts", language), str(len({rank.row.matter for rank in ranks}))), (say("about_numbers", language), str(len(ranks))), *_how(library, language)])
    return book.content()


def compared_of(pairs: Sequence[Pair], titles: tuple[str, str], side: Side, library: Library, language: str = "zh", *, made: datetime) -> bytes:
    """Two contracts side by side as a workbook: a row a kind of number, and which is worse for the side.

    Args:
        pairs: in their order.
        titles: of the two contracts.
        side: for which one may be worse.
        library: names things. language: of headers and of all that the program says.
        made: when the workbook is made; naive times are UTC.
    """
    book = _Book(made, language)
    heads = {f"{name}_{n}": say("column_of_two", language, number=n, what=say(f"column_{name}", language)) for n in (1, 2) for name in ("value", "yearly", "clause")}
    book.table("sheet_pairs", PAIRS, [row for pair in pairs for row in _pair(pair, side, library, language)], heads=heads)
    book.about([*((say("about_one", language, number=n), title) for n, title in enumerate(titles, 1)), *_how(library, language)[:1]])
    return book.content()


def _how(library: Library, language: str) -> list[tuple[str, str]]:
    """How a rate a year, a percentile and what lies far out are told."""
    return [(say(f"about_{name}", language), say(f"how_{name}", language)) for name in ("yearly", "percentile", "far")]


def _row(entry: Entry, contract: str, language: str) -> dict[str, Cell | Number]:
    finding, decided = entry.finding, entry.standing.decided
    exposure = finding.exposure
    return {
        "id": entry.id, "contract": contract, "clause": entry.place, "severity": entry.severity, "type": entry.type, "name": entry.name, "message": entry.message, "quote": entry.quote,
        "basis": "\n".join(" ".join(part for part in (g.name, g.figure, g.says) if part) for g in entry.grounds), "suggestion": entry.suggestion,
        "agreed": say("deleted", language) if entry.agreed == "" else entry.agreed, "verdict": say(entry.standing.verdict, language), "reason": decided.words if decided else None,
        "decided_by": decided.by if decided else None, "decided_at": _moment(decided.at) if decided else None, "assigned": entry.standing.assigned,
        "comments": "\n".join(f"{c.by}{say('colon', language)}{c.words}" for c in entry.standing.comments), "amount": Number(exposure.amount, AMOUNT) if exposure else None,
        "currency": exposure.currency if exposure else None, "how": entry.money.how if entry.money else None, "score": finding.score, "certainty": entry.certainty, "favours": entry.favours,
        "page": int(entry.page) if entry.page.isdecimal() else entry.page, "code": finding.code,
    }  # fmt: skip


def _finding(row: FindingRow, library: Library, language: str) -> dict[str, Cell | Number]:
    return {
        "id": row.finding, "contract": row.title, "clause": row.place or say("whole", language), "severity": named(library, "severities", row.severity, language),
        "type": named(library, "clause_types", row.type, language), "name": library.label(row.code, language), "message": row.message if language == "zh" else row.message_en or row.message, "quote": row.quote,
        "verdict": say(row.verdict, language), "decided_by": row.decided_by, "decided_at": _moment(row.decided_at), "assigned": row.assigned,
        "amount": None if row.amount is None else Number(row.amount, AMOUNT), "currency": None if row.amount is None else row.currency, "score": row.score,
        "certainty": named(library, "certainty", row.certainty, language), "favours": named(library, "favours", row.favours, language), "code": row.code, "matter": row.matter,
    }  # fmt: skip


def _term(row: TermRow, library: Library, language: str) -> dict[str, Cell | Number]:
    unit = unit_of(row.field, library)
    return {
        "contract": row.title, "customer": row.customer, "carrier": row.carrier, "signed": _day(row.signed), "clause": row.place, "type": named(library, "clause_types", row.type, language),
        "who": named(library, "values", row.who, language) if row.who else "", "field": field_named(row, library, language), "of": of_named(row, library, language),
        "value": valued(row, library, language) if row.value is None else Number(row.value, SHAPES.get(unit, PLAIN)), "unit": say(f"unit_{unit.replace(' ', '_')}", language) if unit else "",
        "yearly": None if row.yearly is None else Number(row.yearly, RATE), "quote": row.quote, "severity": named(library, "severities", row.severity, language) if row.severity else "", "matter": row.matter,
    }  # fmt: skip


def _number(rank: Rank, side: Side, library: Library, language: str) -> dict[str, Cell | Number | Marked]:
    row = rank.row
    shape = _shape(row.field, library, language)
    compared = RATE if measure(row) == YEARLY else shape
    standing: Cell | Marked = Marked(far_words(rank, side, library, language), HURTS if rank.hurts == side else OUT) if rank.out else None
    return {
        **_term(row, library, language), "value": valued(row, library, language) if row.value is None else Number(row.value, shape), "standing": standing,
        "percentile": None if rank.percentile is None else Number(Decimal(str(round(rank.percentile * 100, 1))), "0.#"), "others": rank.others,
        "median": None if rank.median is None else Number(rank.median, compared), "times": Number(Decimal(str(round(times, 4))), "0.00##") if (times := ratio(rank)) else None,
    }  # fmt: skip


def _pair(pair: Pair, side: Side, library: Library, language: str) -> Iterator[dict[str, Cell | Number | Marked]]:
    """A row for each number that either says of the kind; how they compare stands in the first."""
    for n, (one, other) in enumerate(zip_longest(pair.one, pair.other)):
        known = (one or other).row
        made: dict[str, Cell | Number | Marked] = {name: value for name, value in _term(known, library, language).items() if name in PAIRS}
        for number, rank in ((1, one), (2, other)):
            told = _number(rank, side, library, language) if rank else {"value": say("unsaid", language) if not n else None, "yearly": None, "clause": None}
            made |= {f"{name}_{number}": told[name] for name in ("value", "yearly", "clause")}
        worse = say(f"worse_{pair.worse}", language, side=library.label(side, language)) if pair.worse else ""
        yield {**made, "compared": (Marked(worse, HURTS) if worse else say("worse_none" if pair.one and pair.other else "only_one", language)) if not n else None}


def _shape(field: str, library: Library, language: str) -> str:
    """The format of a number of that field, with its unit where that is a word."""
    unit = unit_of(field, library)
    return SHAPES.get(unit) or (f'General" {say(f"unit_{unit}", language)}"' if unit else PLAIN)


def _moment(at: str) -> datetime | str | None:
    told = local(at)
    return (at or None) if told is None else told.replace(tzinfo=None)


def _day(day: str | None) -> date | str | None:
    """The day as a date; as it is written where it is none, or one before all that Excel knows."""
    try:
        told = date.fromisoformat(day) if day else None
    except ValueError:
        return day
    return told if told is None or told.year >= FIRST else day


def _lines(cell: Cell | Number | Marked, width: int) -> int:
    """How many lines a cell of that width takes; a Chinese character is as wide as two others."""
    if isinstance(cell, Marked):
        return _lines(cell.words, width)
    if not isinstance(cell, str) or not cell:
        return 1
    return sum(max(1, ceil(sum(2 if east_asian_width(sign) in "WFA" else 1 for sign in line) / width)) for line in cell[: width * TALLEST].split("\n"))


def cut(words: str, language: str) -> str:
    """The words as far as a cell holds them, with a mark where the rest is left out."""
    shown = visible(words)
    if len(shown) * 2 <= MOST or len(shown) + sum(sign > "\uffff" for sign in shown) <= MOST:
        return shown
    mark = say("cut", language)
    room, kept = MOST - len(mark), []
    for sign in shown:
        room -= 2 if sign > "\uffff" else 1
        if room < 0:
            break
        kept.append(sign)
    return "".join(kept) + mark


class _Book:
    """A workbook in the making."""

    def __init__(self, made: datetime, language: str) -> None:
        import xlsxwriter

        self._file = io.BytesIO()
        self._made = (made if made.tzinfo else made.replace(tzinfo=UTC)).astimezone()
        self._language = language
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._book: Any = xlsxwriter.Workbook(self._file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
        self._book.set_properties({"created": self._made.astimezone(UTC).replace(tzinfo=None), "comments": f"clauses {VERSION}"})

    def format(self, **properties: Any) -> Any:
        """The cell format of those properties, each made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format({"valign": "top", "font_size": 10, **properties})
        return self._formats[key]

    def sheet(self, name: str, suffix: str = "") -> Any:
        """A new sheet, ready for printing on A4 lengthwise."""
        sheet = self._book.add_worksheet(say(name, self._language) + suffix)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C&P / &N")
        return sheet

    def table(self, name: str, columns: Mapping[str, int], rows: Sequence[Mapping[str, Any]], *, tallest: int = TALLEST, heads: Mapping[str, str] | None = None) -> None:
        """A sheet with a header that stays in sight, a filter on it, and a row a row.

        Args:
            name: of the sheet. columns: with their widths.
            rows: cells by the columns' names.
            tallest: lines of the tallest row.
            heads: the columns' heads, where they are not the labels' own.
        """
        heads = heads or {}
        sheet = self.sheet(name)
        header = self.format(bold=True, bg_color="#E4EAF1", border=1, text_wrap=True)
        named = {column: heads.get(column) or say(f"column_{column}", self._language) for column in columns}
        sheet.set_row(0, LINE * max(_lines(named[column], width - ARROW) for column, width in columns.items()) + 4)
        for n, (column, width) in enumerate(columns.items()):
            sheet.set_column(n, n, width)
            sheet.write_string(0, n, named[column], header)
        for r, row in enumerate(rows, 1):
            sheet.set_row(r, LINE * max(min(_lines(row[column], width), tallest) for column, width in columns.items()) + 2)
            for n, column in enumerate(columns):
                self._write(sheet, r, n, row[column])
        sheet.set_paper(8)  # A3, two sheets wide at most
        sheet.fit_to_pages(1 if sum(columns.values()) <= 260 else 2, 0)
        sheet.repeat_columns(0)
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)

    def about(self, facts: Iterable[tuple[str, str]]) -> None:
        """The last sheet: what was reviewed, when and by what."""
        sheet = self.sheet("sheet_about")
        sheet.set_column(0, 0, 18)
        sheet.set_column(1, 1, 100)
        made = f"{self._made:%Y-%m-%d %H:%M} UTC{self._made.isoformat()[-6:]}"
        for r, (label, words) in enumerate((*facts, (say("about_made", self._language), made), (say("about_program", self._language), f"clauses {VERSION}"))):
            sheet.write_string(r, 0, cut(label, self._language), self.format(bold=True, text_wrap=True))
            self._write(sheet, r, 1, words)

    def content(self) -> bytes:
        self._book.close()
        return self._file.getvalue()

    def _write(self, sheet: Any, row: int, column: int, cell: Cell | Number | Marked) -> None:
        if isinstance(cell, Marked):
            sheet.write_string(row, column, cut(cell.words, self._language), self.format(text_wrap=True, quote_prefix=True, **UNDER, **cell.look))
        elif isinstance(cell, Number):
            sheet.write_number(row, column, float(cell.value), self.format(num_format=cell.format, **UNDER))
        elif isinstance(cell, datetime):
            sheet.write_datetime(row, column, cell, self.format(num_format=MOMENT, align="left", **UNDER))
        elif isinstance(cell, date):
            sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), self.format(num_format=DAY, align="left", **UNDER))
        elif isinstance(cell, (int, Decimal)):
            sheet.write_number(row, column, float(cell), self.format(num_format=PLAIN, **UNDER))
        elif cell:
            sheet.write_string(row, column, cut(cell, self._language), self.format(text_wrap=True, quote_prefix=True, **UNDER))
        else:
            sheet.write_blank(row, column, None, self.format(**UNDER))
