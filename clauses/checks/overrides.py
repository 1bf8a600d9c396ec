"""Values of an annex that are not the body's, with the one that holds and why.

Facts come in; out come hits of `consistency.override`, one a matter and annex, at the later place.
"""

from __future__ import annotations

from collections.abc import Iterator

from clauses.checks.passages import shortened
from clauses.holding import COMPARED, Document, Holding, holdings
from clauses.model import Certainty, Facts, Hit, Library, Term

LONGEST = 60  # characters of a quotation within a message
ALONE = ("term", "renewal", "charges", "service_levels", "fault_handling", "planned_outage", "termination_for_convenience", "performance_bond")
KINDS = {"agreed": "agreed", "deferred": "agreed", "amended": "amended", "later": "supplement", "special": "special", "disagree": "disagree", "silent": "open"}


def overridden(facts: Facts, library: Library) -> Iterator[Hit]:
    """Hits of consistency.override; values: kind (what decides), a (holds, or stands first), b, why (the contract's words)."""
    for holding in holdings(facts):
        if holding.two.type == "jurisdiction" and holding.holds == "open":
            continue  # told as jurisdiction.conflict
        first, second = ((holding.two, holding.two_in), (holding.one, holding.one_in)) if holding.holds == "annex" else ((holding.one, holding.one_in), (holding.two, holding.two_in))
        kind = "body" if holding.holds == "body" else KINDS[holding.ground]
        values = {"kind": kind, "a": _placed(*first, facts), "b": _placed(*second, facts), "why": holding.why}
        two = holding.two
        yield Hit(code="consistency.override", clause=two.clause, quote=two.quote, span=two.span, values=values, certainty=_sure(holding), type=two.type)
    yield from _amended(facts)


def _amended(facts: Facts) -> Iterator[Hit]:
    """A hit for each amendment that gives the clause other figures, payers or seats than it had; it reads as amended."""
    told: set[tuple[str, int]] = set()
    for amendment in facts.contract.amendments:
        if amendment.clause is None or amendment.kind not in ("replaced", "words"):
            continue
        term = next((t for t in facts.terms if t.clause == amendment.clause and t.type in COMPARED and t.span.start < amendment.span.end and amendment.span.start < t.span.end), None)
        if term is None or (term.type, term.span.start) in told:
            continue
        told.add((term.type, term.span.start))
        number = facts.contract.clause(term.clause).number or ""
        values = {"kind": "amended", "a": f"{amendment.by}“{shortened(term.quote, LONGEST)}”", "b": f"{' '.join(filter(None, ('正文', number)))}“{shortened(amendment.was, LONGEST)}”", "why": f"{amendment.target}：{shortened(amendment.now, LONGEST)}"}
        yield Hit(code="consistency.override", clause=term.clause, quote=term.quote, span=term.span, values=values, certainty="likely", type=term.type)


def _sure(holding: Holding) -> Certainty:
    """A price or a term of an order form may be meant for that order alone."""
    alone = holding.two_in.kind in ("order", "price", "other") and holding.two.type in ALONE
    return "check" if alone or holding.ground == "special" else "likely"


def _placed(term: Term, paper: Document, facts: Facts) -> str:
    """A quotation with the place where it stands: 正文 4.1“…”."""
    number = facts.contract.clause(term.clause).number or ""
    return f"{' '.join(filter(None, (paper.name or '正文', number)))}“{shortened(term.quote, LONGEST)}”"
