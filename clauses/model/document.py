"""The nouns of a file and what was read from it: text, spans, blocks, clauses, contracts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal, NamedTuple

from clauses.model.words import Said

View = Literal["accepted", "rejected", "marked"]


class Span(NamedTuple):
    """Half-open offsets [start, end) into a text; `Source.text` unless said otherwise."""

    start: int
    end: int


class Rect(NamedTuple):
    """A rectangle on a page as it is shown upright: points (1/72 inch) from the page's top left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, rects: Iterable[Rect]) -> Rect:
        """The smallest rectangle that holds them all; there must be one at least."""
        lefts, tops, rights, bottoms = zip(*rects, strict=True)
        return cls(min(lefts), min(tops), max(rights), max(bottoms))


class Place(NamedTuple):
    """Where words stand: the page, from 1, and the rectangle where the format knows it (PDF, scans)."""

    page: int
    rect: Rect | None = None


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A part that could not be read or understood, while the rest of the review stands."""

    stage: str  # read, structure, match, ...
    kind: str  # page_without_text, ...
    message: str
    page: int | None = None
    span: Span | None = None
    message_en: str = ""  # "" in a review that was stored before problems had English

    @classmethod
    def of(cls, *, stage: str, kind: str, said: Said, page: int | None = None, span: Span | None = None) -> Problem:
        """The problem as it is told in both languages."""
        return cls(stage=stage, kind=kind, message=said.zh, message_en=said.en, page=page, span=span)

    def said(self, language: str) -> str:
        return self.message_en or self.message if language == "en" else self.message

    @property
    def names_its_page(self) -> bool:
        """Whether its words name the page that it is on."""
        return f"第 {self.page} 页" in self.message


@dataclass(frozen=True, kw_only=True)
class Block:
    """A paragraph, a line or a table row of the file, in reading order.

    kind: `text`, `row` (a table row, its cells parted by tabs), `note` (a footnote or endnote, behind the paragraph that
    refers to it) or `furniture` (page header, footer, page number, seal).
    style: the paragraph style's name where the format has one, else "". A heading style begins with `heading`.
    wrapped: the line break after it was made by a printer or an extractor, not by the author (PDF lines).
    label: how many characters at the block's beginning are an automatic number (Word) that was written into the text.
    rect: where the block stands on its page, in PDF and scans. confidence: the least of a scan's words in it, 0 to 1.
    """

    span: Span
    page: int | None = None
    kind: Literal["text", "row", "note", "furniture"] = "text"
    style: str = ""
    wrapped: bool = False
    label: int = 0
    confidence: float = 1.0
    rect: Rect | None = None


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page of a PDF or a scan: its number from 1, its size as it is shown in points, and whether its words were read from a picture."""

    number: int
    width: float
    height: float
    scanned: bool = False


@dataclass(frozen=True, kw_only=True)
class Revision:
    """A tracked change, whichever way the file was read.

    span: the words in the source's text; empty, at their place, where the text was read without them.
    date: as the file has it (ISO), None where it has none.
    """

    kind: Literal["inserted", "deleted", "moved_from", "moved_to"]
    author: str
    date: str | None
    text: str
    span: Span


@dataclass(frozen=True, kw_only=True)
class Comment:
    """A reader's remark in the margin; span: the words that it is about, None where the file does not say."""

    author: str
    date: str | None
    text: str
    span: Span | None = None


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """Words of a scan that may have been misread.

    kind: `confidence` (the reader was not sure), `per_mille` (‰, which comes back as %, %0 or %o), `percent` (a % that may
    have been a ‰), `covered` (a seal or stamp lies over them). read: what the reader gave before it was mended.
    confidence: 0 to 1.
    """

    kind: Literal["confidence", "per_mille", "percent", "covered"]
    span: Span
    confidence: float
    read: str = ""


@dataclass(frozen=True, kw_only=True)
class Source:
    """A file as read: its one immutable text (line ends are \\n) and where in it each block stands.

    format: of the file itself (txt, md, docx, pdf, image, doc, rtf, odt, html, eml), whatever it was converted to on the way.
    view: with which of a Word file's tracked changes the text was read; `marked` is read as `accepted`, and every change shown.
    hidden: words that the file's author hid from print. doubts: words that a scan may have been misread in.
    turned: how many signs of the file turn the direction in which its words are shown; they are not in the text.
    """

    file: str
    sha256: str
    format: str
    text: str
    blocks: tuple[Block, ...]
    problems: tuple[Problem, ...] = ()
    comments: tuple[Comment, ...] = ()
    view: View = "accepted"
    revisions: tuple[Revision, ...] = ()
    hidden: tuple[Span, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    pages: tuple[Page, ...] = ()
    turned: int = 0

    def at(self, span: Span) -> str:
        return self.text[span.start : span.end]

    def places(self, span: Span) -> tuple[Place, ...]:
        """Where the words of the span stand, block by block; () where the format knows no pages."""
        first = bisect_right(self._starts, span.start) - 1
        found: list[Place] = []
        for block in self.blocks[max(first, 0) :]:
            if block.span.start >= max(span.end, span.start + 1):
                break
            if block.span.end > span.start and block.page is not None and (place := Place(block.page, block.rect)) not in found:
                found.append(place)
        return tuple(found)

    def doubted(self, span: Span) -> tuple[Doubt, ...]:
        """The doubts about words of the span and the signs right beside it, with which they may make one word or number."""
        return tuple(doubt for doubt in self.doubts if doubt.span.start <= span.end and span.start <= doubt.span.end)

    def revised(self, span: Span) -> tuple[Revision, ...]:
        """The tracked changes that touch the span, in the file's order; of words that are not in the text, those whose place is in it."""
        return tuple(r for r in self.revisions if (r.span.start < span.end and span.start < r.span.end) or (r.span.start == r.span.end and span.start <= r.span.start <= span.end))

    @property
    def scanned(self) -> bool:
        """Whether any page's words were read from a picture."""
        return any(page.scanned for page in self.pages)

    @cached_property
    def _starts(self) -> list[int]:
        return [block.span.start for block in self.blocks]


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
    amended: the supplement by which the clause reads as it does, None where it reads as it was written. Some or all of its
    pieces then stand in the supplement, while `span` stays its own place.
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
    amended: str | None = None

    def locate(self, start: int, end: int) -> Span:
        """The span in the source of text[start:end]; where furniture lies between, it is inside that span.

        Of words that stand partly in the clause and partly in a supplement, it is the part in the supplement, the longest run of it.
        """
        if self.amended is not None:
            return max(self._runs(start, end), key=lambda run: (not self._own(run.start), run.end - run.start), default=Span(self.span.start, self.span.start))
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

    def _runs(self, start: int, end: int) -> Iterator[Span]:
        """Where text[start:end] stands, the clause's own words and those of a supplement apart; places of a supplement too."""
        run: Span | None = None
        passed = 0
        for piece in self.pieces:
            width = piece.end - piece.start
            begin, finish = piece.start + max(start - passed, 0), piece.start + min(end - passed, width)
            passed += width
            if begin >= finish:
                continue
            if run is not None and begin >= run.end and self._own(begin) == self._own(run.start):
                run = Span(run.start, finish)
                continue
            if run is not None:
                yield run
            run = Span(begin, finish)
        if run is not None:
            yield run

    def _own(self, offset: int) -> bool:
        return self.span.start <= offset < self.span.end


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
class Amendment:
    """What a supplement changed in the main text.

    kind: `replaced` (a whole clause), `words` (some of its words), `added` or `deleted`.
    by: the supplement's name. said_in: the id of the supplement's clause that says so.
    target: what is amended, in the supplement's own words (第5.2条), "" where it names no clause.
    clause: the id of the clause that was amended or (deleted) stood there; of what was added, the clause that it stands in now;
    None where the target was not found or two fit, so that nothing was changed.
    was, now: the old words and the new. span: the new words in the supplement; of a deletion, the words that delete.
    """

    kind: Literal["replaced", "words", "added", "deleted"]
    by: str
    said_in: str
    target: str
    clause: str | None
    was: str
    now: str
    span: Span


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
    amendments: tuple[Amendment, ...] = ()  # what its supplements changed; the clauses read as amended

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
