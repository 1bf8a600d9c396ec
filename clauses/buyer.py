"""Whether the customer spends public money, whose budget and procurement are bound by law.

A contract comes in; yes or no goes out, read from the customer's name and from the contract's own words. The words are data
(`templates_library/language.yaml`). A name tells only what it usually means: whether the law binds the body is not judged.
"""

from __future__ import annotations

import re
from functools import cache

from clauses import nlp
from clauses.model import Contract, Facts, Term

BOUND = ("renewal", "term")  # the clauses that a budget year or a limit of procurement bears upon


def public_buyer(term: Term, facts: Facts) -> dict[str, bool]:
    """`public_buyer` on the terms that this bears upon, {} on any other and where the customer is none."""
    return {"public_buyer": True} if term.type in BOUND and is_public(facts.contract) else {}


def is_public(contract: Contract) -> bool:
    """True where a customer's name ends as those of public bodies do, or a clause speaks of public funds or procurement."""
    ends, other, funds = _patterns()
    names = [re.sub(r"[（(][^）)]*[）)]|\s", "", party.name) for party in contract.parties if party.role == "customer" and party.name]
    if any(ends.search(name) and not other.search(name) for name in names):
        return True
    return any(funds.search(clause.text) for clause in contract.clauses)


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """How names of public bodies end, what no public body's name holds, and the words for public money."""
    ends, other, funds = ("|".join(map(re.escape, nlp.words("public_buyers", name))) for name in ("names", "not_names", "funds"))
    return re.compile(rf"(?:{ends})$"), re.compile(other), re.compile(funds)
