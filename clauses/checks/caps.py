"""Whether a cap or an exclusion of liability stands for one side alone.

Terms come in; out come hits of `liability_cap.one_sided` and `liability_exclusion.one_sided` at the clause that favours
the one side. Two clauses that cap each side are mutual, whatever each of them says alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from clauses.model import Facts, Hit, Library


def caps_one_side(facts: Facts, library: Library) -> Iterator[Hit]:
    """One hit a family where every term of the body caps or frees the same one side."""
    annexed = {clause.id for clause in facts.contract.clauses if clause.annex}
    for type in ("liability_cap", "liability_exclusion"):
        found = [term for term in facts.terms if term.type == type and term.clause not in annexed and term.get("capped")]
        sides = {term.get("capped") for term in found}
        if len(sides) == 1 and sides <= {"customer", "carrier"}:
            first = found[0]
            yield Hit(code=f"{type}.one_sided", clause=first.clause, quote=first.quote, span=first.span, type=type, values={"capped": first.get("capped")})
