"""Late payment that is paid for twice, and interest by a rate that is published no more.

Terms come in; out come hits of `late_payment.double` and `late_payment.reference_obsolete`. The steps of one scale are one
penalty, and so is the same rate said again elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from clauses.model import Facts, Hit, Library, Term

_SIZES = ("rate_per_day", "rate_per_month", "rate_per_year", "share", "multiple", "amount")
_INSTEAD = re.compile(r"或者?|以(?:较|孰|其中)?(?:高|低)者?|择一|取其|(?:较|孰)(?:高|低)")
_OTHER_DEBT = re.compile(r"保证金|押金|定金|赔偿款|赔付|退还|返还|贷款|借款|保险")  # late with something else than the price
_REFORM = "lpr-reform"


def paid_twice(facts: Facts, library: Library) -> Iterator[Hit]:
    """One hit where the same side pays for the same late payment by two penalties, at the second of them."""
    parts = {c.id: c.annex for c in facts.contract.clauses}
    fees = [t for t in facts.terms if t.type == "late_payment" and t.clause in parts and any(t.get(size) is not None for size in _SIZES)]
    for one, two in combinations(fees, 2):
        if parts[one.clause] != parts[two.clause] or one.get("payer") != two.get("payer") or _size(one) == _size(two):
            continue
        if {"step"} <= set(one.values) & set(two.values) or (one.clause != two.clause and any(_OTHER_DEBT.search(_sentence(t, facts)) for t in (one, two))):
            continue
        if one.clause == two.clause and _INSTEAD.search(_between(one, two, facts)):
            continue
        yield Hit(
            code="late_payment.double", clause=two.clause, quote=two.quote, span=two.span, type="late_payment",
            certainty="likely" if one.clause == two.clause else "check", values={"a": one.quote, "b": two.quote, "payer": two.get("payer")},
        )  # fmt: skip
        return


def _size(term: Term) -> tuple[object, ...]:
    return tuple(term.get(name) for name in (*_SIZES, "reference"))


def _sentence(term: Term, facts: Facts) -> str:
    """The sentence of the clause that the term was read from."""
    text = facts.contract.clause(term.clause).text
    at = max(text.find(term.quote), 0)
    start = max(text.rfind(stop, 0, at) for stop in "。；\n") + 1
    return re.split(r"[。；\n]", text[start:], maxsplit=1)[0]


def _between(one: Term, two: Term, facts: Facts) -> str:
    """The words of a clause from the first of two terms to a little behind the second."""
    text = facts.contract.clause(one.clause).text
    first, second = sorted((max(text.find(t.quote), 0), max(text.find(t.quote), 0) + len(t.quote)) for t in (one, two))
    return text[first[1] : second[0]] + text[second[1] : second[1] + 12]


def obsolete_rate(facts: Facts, library: Library) -> Iterator[Hit]:
    """One hit where a contract signed after the reform of lending rates reckons interest by the benchmark of before."""
    reform = library.laws.get(_REFORM)
    since = reform.provisions[0].since if reform else None
    if since and facts.contract.signed and facts.contract.signed < since:
        return
    for term in facts.terms:
        if term.type == "late_payment" and term.get("reference") == "bank_loan_rate":
            yield Hit(code="late_payment.reference_obsolete", clause=term.clause, quote=term.quote, span=term.span, type="late_payment", values={"payer": term.get("payer")})
            return
