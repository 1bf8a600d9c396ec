"""Where the checks of facts look: the contract's words, place by place, with the way back to the source.

A contract comes in; out come its clauses and the loose lines between them, each with the annex it stands in. What stands
in a table is left to the checks of tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clauses.model import Certainty, Clause, Contract, Facts, Hit, Roles, Source, Span

NOTHING = re.compile(
    r"[\s\[\]【】（(）)]*(?:(?:本(?:合同|项目|协议|条)[^，。；]{0,12}?)?(?:无|没有|/|／|\\|—+|-+|不适用|不涉及|空白|此处空白|N/A))?[\s\[\]【】（(）)。；;.]*"
)
_SENTENCE = re.compile(r"[^。；;\n]+")


@dataclass(frozen=True, kw_only=True)
class Place:
    """Words of the contract: a clause's text, or a line that belongs to no clause (then `clause` is None)."""

    text: str
    clause: Clause | None
    start: int  # in the source, of a loose line
    annex: str | None

    def span(self, start: int, end: int) -> Span:
        """The span in the source of text[start:end]."""
        return self.clause.locate(start, end) if self.clause else Span(self.start + start, self.start + end)

    def hit(
        self, code: str, start: int, end: int, values: Mapping[str, Any], certainty: Certainty = "certain", type: str = ""
    ) -> Hit:
        """A hit at text[start:end], stripped of blanks."""
        words = self.text[start:end]
        start, end = start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
        return Hit(
            code=code,
            clause=(self.clause.id or None) if self.clause else None,
            quote=self.text[start:end],
            span=self.span(start, end),
            values=values,
            certainty=certainty,
            type=type,
        )


def body(contract: Contract) -> tuple[Clause, ...]:
    """The clauses of the main contract that say something: no annex, no table, not a bare 无."""
    return tuple(c for c in contract.clauses if c.annex is None and c.kind == "clause" and not NOTHING.fullmatch(c.text))


def place(clause: Clause) -> Place:
    """A clause's words as a place."""
    return Place(text=clause.text, clause=clause, start=clause.span.start, annex=clause.annex)


def places(source: Source, contract: Contract) -> Iterator[Place]:
    """Every clause that is no table, then every line that belongs to no clause."""
    for clause in contract.clauses:
        if clause.kind != "table":
            yield place(clause)
    for span in contract.loose:
        yield Place(text=source.at(span), clause=None, start=span.start, annex=annex_at(contract, span.start))


def annex_at(contract: Contract, offset: int) -> str | None:
    """The name of the annex that a place in the source stands in, None in the main contract."""
    before = [(a.found.start, a.name) for a in contract.annexes if a.found is not None and a.found.start <= offset]
    return max(before)[1] if before else None


def sentences(text: str) -> Iterator[Span]:
    """The stretches between 。；and line breaks that hold words."""
    return (Span(*m.span()) for m in _SENTENCE.finditer(text) if m[0].strip())


def article(clause: Clause) -> str:
    """The outermost heading that a clause stands under; its own number and heading where it stands alone."""
    return clause.path[0] if clause.path else " ".join(filter(None, (clause.number, clause.heading))) or clause.id


def roles(facts: Facts) -> Roles:
    """By which names the contract calls the two sides."""
    return Roles(customer=facts.contract.names("customer"), carrier=facts.contract.names("carrier"))
