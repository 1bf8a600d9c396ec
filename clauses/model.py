"""The nouns of a review.

All frozen, all standard library: what comes in is a `Source`, what goes out a `Review`, and everything between is found
in `Source.text` by half-open offsets. Names are those of the published JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, NamedTuple

Side = Literal["customer", "carrier"]
Severity = Literal["high", "medium", "low", "info"]
Certainty = Literal["certain", "likely", "check"]
Favours = Literal["us", "them", "neither"]
Status = Literal["same", "changed", "moved", "split", "merged", "extra"]

SEVERITIES: tuple[Severity, ...] = ("high", "medium", "low", "info")


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
class Term:
    """Typed values with the words they were read from.

    A key absent from `values` was not said; None was left blank. Decimal, str, bool, int or a nested mapping (cap).
    """

    clause: str
    type: str
    values: Mapping[str, Any]
    quote: str
    span: Span

    def get(self, name: str, default: Any = None) -> Any:
        return self.values.get(name, default)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A term as read from one clause's text, before the clause is known by id; span is into that text."""

    type: str
    values: Mapping[str, Any]
    span: Span


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


@dataclass(frozen=True, kw_only=True)
class Citation:
    law: str  # short Chinese name, 民法典; or 审查指引 for the playbook
    article: str  # "585"; for a playbook the threshold's or rule's name
    version: str  # "2020"


@dataclass(frozen=True, kw_only=True)
class Provision:
    """An article of a law as it stood from `since` until `until` (ISO dates, None = still)."""

    article: str
    version: str
    gist: str
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, kw_only=True)
class Law:
    id: str  # telecom-regulations
    name: str  # 中华人民共和国电信条例
    short: str  # 电信条例
    provisions: tuple[Provision, ...]
    numbers: Mapping[str, Decimal] = field(default_factory=dict)  # the law's own figures, such as late_fee_per_day
    names: tuple[str, ...] = ()  # other names it is properly cited by


@dataclass(frozen=True, kw_only=True)
class Point:
    """One thing that a standard clause says.

    present: groups of words; each group is alternatives, every group must be met for the point to be said.
    weight: major (its loss is a finding) or minor (shown side by side, no finding).
    """

    id: str
    who: str | None
    modal: str
    says: str
    says_en: str = ""
    condition: str = ""
    by: str = ""
    exception: str = ""
    present: tuple[tuple[str, ...], ...] = ()
    weight: Literal["major", "minor"] = "minor"
    favours: Literal["customer", "carrier", "both"] = "both"


@dataclass(frozen=True, kw_only=True)
class Slot:
    """What is filled in: `{{name}}` in the standard's text."""

    name: str
    label: str
    kind: str  # text, amount, share, duration, date, number, place, choice
    default: str | None = None
    choices: tuple[str, ...] = ()
    least: Decimal | None = None
    most: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class TemplateClause:
    id: str
    number: str
    heading: str | None
    article: str  # the article's heading it stands under
    type: str
    also: tuple[str, ...]
    required: bool
    reason: str
    text: str  # slots shown as [      ] blanks
    points: tuple[Point, ...] = ()
    alternatives: tuple[str, ...] = ()
    slots: tuple[Slot, ...] = ()
    annex: str | None = None
    fallback: Mapping[str, str] = field(default_factory=dict)  # side -> wording that may be accepted
    walk_away: Mapping[str, str] = field(default_factory=dict)  # side -> where to stop


@dataclass(frozen=True, kw_only=True)
class Template:
    id: str
    version: str
    title: str
    title_en: str
    clauses: tuple[TemplateClause, ...]
    origin: Literal["bundled", "user"] = "bundled"
    keywords: tuple[str, ...] = ()  # words that tell the kind of contract

    def clause(self, id: str) -> TemplateClause:
        return next(c for c in self.clauses if c.id == id)


@dataclass(frozen=True, kw_only=True)
class Threshold:
    name: str  # late_payment.rate_per_day
    value: Decimal
    reason: str


@dataclass(frozen=True, kw_only=True)
class Playbook:
    """One side's thresholds, each with its reason."""

    side: Side
    version: str
    thresholds: Mapping[str, Threshold]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A row of templates_library/rules: when terms of `type` answer `when`, a finding `code` is made.

    types: the term types it looks at. severity and favours by the reviewer's side where they differ.
    check: the name of a function of checks.py that decides instead of `when`.
    """

    code: str
    types: tuple[str, ...]
    when: Mapping[str, Any]
    severity: Mapping[Side, Severity]
    weight: int
    basis: tuple[str, ...]  # law/article@version or playbook/threshold
    message: str
    message_en: str
    suggestion: str
    suggestion_en: str = ""
    exposure: Mapping[str, str] = field(default_factory=dict)
    favours: Mapping[Side, Favours] = field(default_factory=dict)
    certainty: Certainty = "certain"
    check: str | None = None
    not_judged: str = ""
    family: str = ""
    rank: int = 0  # within a family the gravest that fires on a clause speaks


@dataclass(frozen=True, kw_only=True)
class Library:
    vocabulary: Mapping[str, Any]
    templates: Mapping[str, Template]
    playbooks: Mapping[str, Playbook]
    laws: Mapping[str, Law]
    rules: tuple[Rule, ...]

    def label(self, name: str, language: str = "zh") -> str:
        """The name of a clause type, finding code, term field or severity in the reader's language."""
        for table in ("clause_types", "findings", "terms", "values", "topics"):
            entry = self.vocabulary.get(table, {}).get(name)
            if entry:
                return str(entry.get(language) or entry["zh"])
        head, _, topic = name.partition(".")
        if topic:
            return f"{self.label(head, language)} · {self.label(topic, language)}"
        return name


Diff = tuple[tuple[Literal["=", "-", "+"], str], ...]


@dataclass(frozen=True, kw_only=True)
class PointMatch:
    """What became of a standard's point: said, lacking or reversed, and in which words of the draft."""

    point: Point
    state: Literal["said", "lacking", "reversed"]
    quote: str = ""
    similarity: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Match:
    clause: str
    template_clause: str | tuple[str, ...] | None
    similarity: float
    status: Status
    diff: Diff = ()
    points: tuple[PointMatch, ...] = ()
    near: bool = False  # wordings near enough for a word diff to be worth reading


@dataclass(frozen=True, kw_only=True)
class Candidate:
    clause: str
    similarity: float
    why_not: str


@dataclass(frozen=True, kw_only=True)
class Missing:
    template_clause: str
    type: str
    nearest: tuple[Candidate, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Exposure:
    amount: Decimal
    currency: str
    per: str | None  # day, month, year, once
    how: str


@dataclass(frozen=True, kw_only=True)
class Finding:
    id: str
    code: str
    severity: Severity
    certainty: Certainty
    favours: Favours
    score: int  # 0-100
    clause: str | None
    quote: str
    span: Span | None
    message: str
    basis: tuple[Citation, ...]
    suggestion: str
    exposure: Exposure | None = None
    type: str = "other"
    message_en: str = ""
    suggestion_en: str = ""


@dataclass(frozen=True, kw_only=True)
class Score:
    total: int
    level: Severity | Literal["none"]
    by_type: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Hit:
    """What a check found: a code, the words, and the values that the rule's message will show. No severity: a rule gives it.

    type: the clause type that it counts under in the score ("" = the clause's own).
    """

    code: str
    clause: str | None
    quote: str
    span: Span | None
    values: Mapping[str, Any] = field(default_factory=dict)
    certainty: Certainty = "certain"
    type: str = ""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All that the judge may see of one contract."""

    source: Source
    contract: Contract
    template: Template | None
    template_similarity: float
    template_terms: tuple[Term, ...]
    matches: tuple[Match, ...]
    missing: tuple[Missing, ...]
    terms: tuple[Term, ...]


@dataclass(frozen=True, kw_only=True)
class ContractReview:
    facts: Facts
    side: Side
    findings: tuple[Finding, ...]
    score: Score
    notes: tuple[str, ...] = field(default=())  # what was not compared or not understood


@dataclass(frozen=True, kw_only=True)
class Review:
    file: str
    source: Source
    contracts: tuple[ContractReview, ...]
    problems: tuple[Problem, ...] = ()
