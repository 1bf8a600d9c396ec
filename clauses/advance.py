"""How much of the price is due before anything has been handed over or accepted.

A payment term and the facts come in; the share goes out, on one term a contract. Knows no threshold and judges nothing.
"""

from __future__ import annotations

from decimal import Decimal

from clauses.model import Facts, Term

EARLY = ("signing",)  # due before there is anything to accept


def advance_share(term: Term, facts: Facts) -> dict[str, Decimal]:
    """`advance_share` on the largest instalment of the whole price that is due on signing: what falls due then in all, at most 1."""
    early = [t for t in facts.terms if t.type == "payment_terms" and t.get("when") in EARLY and t.get("base") == "contract_total" and isinstance(t.get("share"), Decimal)]
    if term not in early or term is not max(early, key=lambda t: t.values["share"]):
        return {}
    return {"advance_share": min(Decimal(1), sum((t.values["share"] for t in early), Decimal(0)))}
