"""The nouns of a file and what was read from it: text, spans, blocks, clauses, contracts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple


class Span(NamedTuple):
    """Half-open offsets [start, end) into a text; `Source.text` unless said otherwise."""

    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A part that could not be read or understood, while the rest of the review stands."""

    stage: str  # read, structure, match, ...
    kind: str  # page_without_text, ...
    message: str
    page: int | None = None
    span: Span | None = None


@dataclass(frozen=True, kw_only=True)
class Block:
    """A paragraph, a line or a table row of the file, in reading order.

    kind: `text`, `row` (a table row, its cells parted by tabs) or `furniture` (page header, footer, page number, seal).
    style: the paragraph style's name where the format has one, else "". A heading style begins with `heading`.
    wrapped: the line break after it was made by a printer or an extractor, not by the author (PDF lines).
    label: how many characters at the block's beginning are an automatic number (Word) that was written into the text.
    """

    span: Span
    page: int | None = None
    kind: Literal["text", "row", "furniture"] = "text"
    style: str = ""
    wrapped: bool = False
    label: int = 0
    confidence: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Source:
    """A file as read: its one immutable text (line ends are \\n) and where in it each block stands."""

    file: str
    sha256: str
    format: str  # txt, md, docx, pdf
    text: str
    blocks: tuple[Block, ...]
    problems: tuple[Problem, ...] = ()
    comments: tuple[str, ...] = ()

    def at(self, span: Span) -> str:
        return self.text[span.start : span.end]


@dataclass(frozen=True, kw_only=True)
class Value:
    """A number with its kind, read from words (numerals.py).

    kind: number, share, multiple, amount, duration, date, date_range or blank.
    value: Decimal; ISO date text; a pair of ISO dates; None for a blank that stands where a number should.
    unit: of a duration: minute, hour, day, working_day, month, year. currency: of an amount (CNY, USD, ...).
    span: into the text that was given to `numerals.values`.
    """

    kind: str
    value: Decimal | str | tuple[str, str] | None
    text: str
    span: Span
    unit: str | None = None
    currency: str | None = None
    doubtful: bool = False  # %0, %o: what a scan makes of ‰


@dataclass(frozen=True, kw_only=True)
class Party:
    role: str  # customer, carrier, or "other" (guarantor, third party)
    name: str | None  # None where it is left blank
    alias: str  # 甲方
    aliases: tuple[str, ...] = ()  # every name the contract calls it by, alias included


@dataclass(frozen=True, kw_only=True)
class Roles:
    """By which names a text calls the two sides: customer buys the service, carrier provides it; () where unknown."""

    customer: tuple[str, ...] = ("甲方",)
    carrier: tuple[str, ...] = ("乙方",)


@dataclass(frozen=True, kw_only=True)
class Clause:
    """The smallest numbered unit that says something of its own.

    text is the concatenation of `pieces` of the source's text: paragraphs parted by one newline, broken lines joined.
    path: the headings and numbers above it, outermost first, such as ("第三条 双方权利和义务", "3.1 甲方权利和义务").
    """

    id: str
    number: str | None
    heading: str | None
    text: str
    span: Span
    pieces: tuple[Span, ...]
    page: int | None = None
    annex: str | None = None
    parent: str | None = None
    path: tuple[str, ...] = ()
    kind: Literal["clause", "table", "preamble", "signature"] = "clause"
    type: str = "other"
    also: tuple[str, ...] = ()
    confidence: float = 0.0

    def locate(self, start: int, end: int) -> Span:
        """The span in the source of text[start:end]; where furniture lies between, it is inside that span."""
        begin = finish = None
        passed = 0
        for piece in self.pieces:
            width = piece.end - piece.start
            if begin is None and start < passed + width:
                begin = piece.start + start - passed
            if finish is None and end <= passed + width:
                finish = piece.start + max(end - passed, 0)
                break
            passed += width
        first = self.span.start if begin is None else begin
        return Span(first, max(first, self.span.end if finish is None else finish))


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A numbered heading or numbered unit as it stands in the draft, for the checks of numbering and references."""

    number: str  # as written: 第三条, 3.1, （一）
    path: tuple[int, ...]  # resolved place, such as (3, 1)
    title: str
    span: Span
    annex: str | None = None
    style: str = ""  # which way of numbering: article, dotted, paren, ...


@dataclass(frozen=True, kw_only=True)
class Annex:
    """An annex as listed by the main contract, as it stands in the file, or both."""

    name: str  # 附件一 电路服务需求单
    number: str  # normalised: "1"
    title: str
    listed: Span | None  # where the main contract lists it
    found: Span | None  # where its own text stands


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows of cells with the span of every row; cells as written, stripped."""

    rows: tuple[tuple[str, ...], ...]
    spans: tuple[Span, ...]
    annex: str | None = None


@dataclass(frozen=True, kw_only=True)
class Contract:
    title: str
    language: str
    parties: tuple[Party, ...]
    signed: str | None  # ISO date of the main contract's signature
    clauses: tuple[Clause, ...]
    span: Span
    headings: tuple[Heading, ...] = ()
    annexes: tuple[Annex, ...] = ()
    tables: tuple[Table, ...] = ()
    dates: tuple[tuple[str, Span, str | None], ...] = ()  # signature dates: ISO date, span, annex
    loose: tuple[Span, ...] = ()  # lines that belong to no clause: cover, party lines, signature page, furniture left out

    def clause(self, id: str) -> Clause:
        return next(c for c in self.clauses if c.id == id)

    def names(self, role: str) -> tuple[str, ...]:
        """Every name by which the contract calls the party (or parties) of this role."""
        return tuple(dict.fromkeys(a for p in self.parties if p.role == role for a in (p.alias, *p.aliases) if a))


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One thing that a clause says: who must / may / must not do what. span is into the clause's text.

    who: customer, carrier, either (任何一方), both (双方) or None; modal: must, may, must_not, deemed, fact.
    condition and exception are the words themselves, "" where there are none.
    """

    who: str | None
    modal: str
    text: str
    span: Span
    condition: str = ""
    exception: str = ""
