"""Whether a cap or an exclusion of liability stands for one side alone.

Terms come in; out come hits of `liability_cap.one_sided` and `liability_exclusion.one_sided` at the clause that favours
the one side. Two clauses that cap each side are mutual, whatever each of them says alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from clauses.model import Facts, Hit, Library, Term

_FAULT = re.compile(r"(?:非因|不因|并非)[^，。；]{0,10}(?:过错|过失|原因|责任|故意)|无过错")  # no one answers for what is not his fault


def caps_one_side(facts: Facts, library: Library) -> Iterator[Hit]:
    """One hit a family where every term of the body caps or frees the same one side, at the widest of them."""
    annexed = {clause.id for clause in facts.contract.clauses if clause.annex}
    for type in ("liability_cap", "liability_exclusion"):
        found = [t for t in facts.terms if t.type == type and t.clause not in annexed and t.get("capped") and not _FAULT.search(t.quote)]
        sides = {term.get("capped") for term in found}
        if len(sides) == 1 and sides <= {"customer", "carrier"}:
            widest = max(found, key=_width)
            yield Hit(code=f"{type}.one_sided", clause=widest.clause, quote=widest.quote, span=widest.span, type=type, values={"capped": widest.get("capped")})


def _width(term: Term) -> int:
    """How many heads of loss an exclusion names; of caps the first is as good as any."""
    heads = term.get("heads")
    return len(heads) if isinstance(heads, (list, tuple)) else 0
