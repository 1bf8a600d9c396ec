"""The nouns of a review: terms, matches, hits, findings, scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from clauses.model.document import Contract, Problem, Source, Span
from clauses.model.library import Citation, Point, Scoring, Template
from clauses.model.words import Certainty, Favours, Severity, Side, Status


class Quoted(NamedTuple):
    """Words of the contract and where they stand."""

    quote: str
    span: Span


@dataclass(frozen=True, kw_only=True)
class Term:
    """Typed values with the words they were read from.

    A key absent from `values` was not said; None was left blank. Decimal, str, bool, int or a nested mapping (cap).
    apart: the values that other words of the clause say, with these: a late fee's sentence is not the one by which service is suspended.
    """

    clause: str
    type: str
    values: Mapping[str, Any]
    quote: str
    span: Span
    apart: Mapping[str, Quoted] = field(default_factory=dict)

    def get(self, name: str, default: Any = None) -> Any:
        return self.values.get(name, default)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A term as read from one clause's text, before the clause is known by id; spans are into that text. apart: as in `Term`."""

    type: str
    values: Mapping[str, Any]
    span: Span
    apart: Mapping[str, Span] = field(default_factory=dict)


Diff = tuple[tuple[Literal["=", "-", "+"], str], ...]


@dataclass(frozen=True, kw_only=True)
class PointMatch:
    """What became of a standard's point: said, lacking or reversed, and in which words of the draft."""

    point: Point
    state: Literal["said", "lacking", "reversed"]
    quote: str = ""
    similarity: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Turned:
    """A duty, right or prohibition of the standard that the draft turns round; span into the text of the clause named."""

    was: str
    now: str
    clause: str
    span: Span


@dataclass(frozen=True, kw_only=True)
class Match:
    clause: str
    template_clause: str | tuple[str, ...] | None
    similarity: float
    status: Status
    diff: Diff = ()
    points: tuple[PointMatch, ...] = ()
    turned: tuple[Turned, ...] = ()
    near: bool = False  # wordings near enough for a word diff to be worth reading


@dataclass(frozen=True, kw_only=True)
class Candidate:
    clause: str
    similarity: float
    why_not: str


@dataclass(frozen=True, kw_only=True)
class Missing:
    """A standard's clause without a counterpart, with the draft's nearest and why each is none.

    left_out: none of the draft's clauses that have no counterpart either comes near it.
    """

    template_clause: str
    type: str
    nearest: tuple[Candidate, ...] = ()
    left_out: bool = False


@dataclass(frozen=True, kw_only=True)
class Exposure:
    """The money at stake in one finding, under the scenario of the playbook that its rule names."""

    amount: Decimal  # the whole sum
    currency: str
    per: str | None  # once: the scenario happens once
    how: str  # the sum in words
    how_en: str = ""
    share: Decimal | None = None  # of the contract's total, at most 1, four places; None where the total is not known


@dataclass(frozen=True, kw_only=True)
class Stakes:
    """What a contract puts at stake for the reviewer's side: one sum a clause type, added up.

    not_counted: findings against us that are measured in money and for which the contract's figures allow no sum.
    """

    total: Decimal
    by_type: Mapping[str, Decimal]
    currency: str
    not_counted: int


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
    scenario: str = ""  # what its money is measured by; "" = not measured in money
    weight: int = 0  # its rule's, 0-100
    type: str = "other"
    message_en: str = ""
    suggestion_en: str = ""
    proposes: Literal["clause", "words", "advice"] = "advice"  # what the suggestion is: a whole clause, words to be added, or what to do


@dataclass(frozen=True, kw_only=True)
class Score:
    total: int
    level: Severity | Literal["none"]
    by_type: Mapping[str, int]
    rule: Scoring | None = None  # the numbers it was reckoned by


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
class Note:
    """What was not compared or not understood, with how many clauses, in both languages."""

    message: str
    message_en: str


@dataclass(frozen=True, kw_only=True)
class ContractReview:
    facts: Facts
    side: Side
    findings: tuple[Finding, ...]
    score: Score
    exposure: Stakes | None = None
    notes: tuple[Note, ...] = ()  # what was not compared or not understood


@dataclass(frozen=True, kw_only=True)
class Review:
    file: str
    source: Source
    contracts: tuple[ContractReview, ...]
    problems: tuple[Problem, ...] = ()
