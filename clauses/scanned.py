"""Rates, amounts and dates that were read from a picture, each with its place: a person holds them against the page.

Comes in: the facts of a contract. Goes out: every such value of its clauses on scanned pages, in the contract's order.
"""

from __future__ import annotations

from dataclasses import dataclass

from clauses import numerals
from clauses.model import Clause, Facts, Rect, Span

KINDS = ("share", "amount", "date", "date_range", "multiple")


@dataclass(frozen=True, kw_only=True)
class ScannedValue:
    """A value as the scan was read; doubt: why it may be misread ("" where the reader was sure)."""

    clause: str
    kind: str
    text: str
    span: Span
    page: int
    rect: Rect | None
    doubt: str = ""


def scanned_values(facts: Facts) -> tuple[ScannedValue, ...]:
    """The rates, amounts and dates on scanned pages; () where no page was read from a picture."""
    scanned = {page.number for page in facts.source.pages if page.scanned}
    if not scanned:
        return ()
    return tuple(value for clause in facts.contract.clauses for value in _values(clause, facts) if value.page in scanned)


def _values(clause: Clause, facts: Facts) -> list[ScannedValue]:
    found = []
    for value in numerals.values(clause.text):
        if value.kind not in KINDS:
            continue
        span = clause.locate(*value.span)
        places = facts.source.places(span)
        doubts = facts.source.doubted(span)
        if places:
            page = places[0].page
            rects = [place.rect for place in places if place.page == page and place.rect]  # a value may be broken over two lines
            doubt = next((d.kind for d in doubts if d.kind != "confidence"), "confidence" if doubts else "per_mille" if value.doubtful else "")
            found.append(ScannedValue(clause=clause.id, kind=value.kind, text=value.text, span=span, page=page, rect=Rect.around(rects) if rects else None, doubt=doubt))
    return found
