"""A standard and a draft made ready to be compared, each once: vectors, pairs of characters, sentences, the words of points."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from clauses.embed import Embedder, Vectors
from clauses.match.duties import Duty, duties_of
from clauses.match.heard import Lexicon, Sentence, sentences_of
from clauses.match.likeness import Pairs, as_standard, pairs
from clauses.match.limits import Limits, shipped
from clauses.match.points import Wanted, wanted
from clauses.model import Clause, Contract, Roles, Template, TemplateClause

SHORTEST = 6  # characters of a sentence
_ENDS = re.compile(r"[。；;\n]")
PARTS = ("body", "annex", "preamble")


@dataclass(frozen=True)
class Half:
    """Texts of one part with their vectors, shape (texts, d), and pairs of characters; the same of their sentences.

    first: by text the index of its first sentence; every text has one at least.
    """

    texts: tuple[str, ...]
    vectors: Vectors
    pairs: tuple[Pairs, ...]
    sentence_vectors: Vectors
    sentence_pairs: tuple[Pairs, ...]
    first: tuple[int, ...]


@dataclass(frozen=True)
class Standard:
    """A standard by its parts; its duties are read when they are first asked for."""

    template: Template
    clauses: Mapping[str, tuple[TemplateClause, ...]]
    halves: Mapping[str, Half]
    lexicons: Mapping[str, Lexicon]
    embedder: Embedder
    limits: Limits
    owed: dict[str, tuple[tuple[Duty, ...], ...]] = field(default_factory=dict)
    meant: dict[str, tuple[Wanted, ...]] = field(default_factory=dict)

    def points(self, clause: TemplateClause) -> tuple[Wanted, ...]:
        """The points of a clause of the standard, read when they are first asked for."""
        if clause.id not in self.meant:
            self.meant[clause.id] = wanted(clause.points, clause.text)
        return self.meant[clause.id]

    def duties(self, part: str) -> tuple[tuple[Duty, ...], ...]:
        """The duties of a part's clauses, in order."""
        if part not in self.owed:
            self.owed[part] = duties_of([c.text for c in self.clauses[part]], Roles(), self.embedder)
        return self.owed[part]


@dataclass(frozen=True)
class Draft:
    """A contract by its parts; its sentences are read when they are first asked for."""

    contract: Contract
    roles: Roles
    embedder: Embedder
    clauses: Mapping[str, tuple[Clause, ...]]
    halves: Mapping[str, Half]
    heard: dict[str, tuple[Sentence, ...]] = field(default_factory=dict)
    owed: dict[str, tuple[tuple[Duty, ...], ...]] = field(default_factory=dict)

    def sentences(self, part: str) -> tuple[Sentence, ...]:
        """The sentences of a part's clauses, each with the place of its clause in the part."""
        if part not in self.heard:
            self.heard[part] = tuple(s for n, clause in enumerate(self.clauses[part]) for s in sentences_of(clause.text, self.roles, clause=n))
        return self.heard[part]

    def duties(self, part: str) -> tuple[tuple[Duty, ...], ...]:
        """The duties of a part's clauses, in order."""
        if part not in self.owed:
            self.owed[part] = duties_of([clause.text for clause in self.clauses[part]], self.roles, self.embedder)
        return self.owed[part]

    def half(self, texts: Sequence[str]) -> Half:
        """Any texts in the form of a part."""
        return _half(texts, self.embedder)


def prepare(template: Template, embedder: Embedder, limits: Limits | None = None) -> Standard:
    """The standard ready to be matched with drafts that the same encoder reads, by the limits given or those that ship."""
    clauses = {part: tuple(c for c in template.clauses if _part_of_standard(c) == part) for part in PARTS}
    return Standard(
        template=template,
        clauses=clauses,
        halves={part: _half([c.text for c in own], embedder) for part, own in clauses.items()},
        lexicons={part: Lexicon.of([c.points for c in own]) for part, own in clauses.items()},
        embedder=embedder,
        limits=limits or shipped(),
    )


def read(contract: Contract, roles: Roles, embedder: Embedder) -> Draft:
    """The draft ready to be matched: its texts with the sides as 甲方 (customer) and 乙方 (carrier)."""
    clauses = {part: tuple(c for c in contract.clauses if _part_of(c) == part) for part in PARTS}
    halves = {part: _half([as_standard(c.text, roles) for c in own], embedder) for part, own in clauses.items()}
    return Draft(contract, roles, embedder, clauses, halves)


def _half(texts: Sequence[str], embedder: Embedder) -> Half:
    sentences = [_sentences(text) for text in texts]
    parts = [part for of in sentences for part in of]
    first = [0, *accumulate(map(len, sentences))][:-1]
    return Half(tuple(texts), embedder.encode(texts), tuple(pairs(texts)), embedder.encode(parts), tuple(pairs(parts)), tuple(first))


def _sentences(text: str) -> list[str]:
    """The sentences of a text; the whole of it where there are none to speak of."""
    return [part for part in _ENDS.split(text) if len(part) >= SHORTEST] or [text]


def _part_of(clause: Clause) -> str:
    if clause.kind != "clause":
        return "preamble" if clause.kind == "preamble" and clause.annex is None else ""
    return "body" if clause.annex is None else "annex"


def _part_of_standard(standard: TemplateClause) -> str:
    if standard.annex is not None:
        return "annex"
    return "body" if standard.article or standard.number else "preamble"
