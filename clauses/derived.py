"""What follows from a term's own words, the contract's figures and the standard, before any rule looks at it.

Comes in: a term and the facts. Goes out: its values with a yearly rate, what it comes to beside a year's fees or the
contract's total, and the standard's values beside its own. Knows no threshold and judges nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from clauses.advance import advance_share
from clauses.buyer import public_buyer
from clauses.deadline import deadline
from clauses.figures import Figures, comes_to, factor
from clauses.model import Facts, Term

COMPARED = ("rate_per_day", "share", "multiple", "base", "cap", "day", "first")
GROWING = ("rate_per_day", "share", "multiple")  # more of it is more for the payee
YEAR = 365
MONTHS = 12
PUBLISHED = ("LPR", "bank_loan_rate")  # published rates of interest; both are reckoned by the loan prime rate
_PER_CENT = re.compile(r"[%％]")


def derived(term: Term, facts: Facts, figures: Figures, *, lpr: Decimal | None = None) -> Mapping[str, Any]:
    """The term's values and, under names of the vocabulary's `derived`, what follows from them.

    Args:
        term: the term.
        facts: the standard's terms are taken from it.
        figures: the contract's own sums.
        lpr: the loan prime rate a year, by which a multiple of a published rate of interest is reckoned.
    """
    values: dict[str, Any] = {"type": term.type, **term.values}
    values |= _yearly(values, lpr) | deadline(term, facts) | public_buyer(term, facts) | advance_share(term, facts)
    values |= _scale(term, facts, lpr)
    if isinstance(values.get("rate_per_day"), Decimal) and _PER_CENT.search(term.quote):
        values["if_per_mille"] = values["rate_per_day"] / 10
    standard = _standard(term, facts)
    values |= _beside(values, standard.values) if standard is not None else {}
    if term.type == "liability_exclusion":
        usual = [head for t in facts.template_terms if t.type == term.type for head in t.get("heads", ())]
        more = tuple(head for head in values.get("heads") or () if head not in usual)
        values |= {"extra_heads": more} if more else {}
    if term.type == "liability_cap":
        share = _of_either(values, lambda size: _of_annual(size, figures))
        values |= {"of_annual": share} if share is not None else {}
        values |= {"factor": factor(values)} if "alternative" not in values else {}
        amount = _of_either(values, lambda size: comes_to(size, figures, term.quote))
        values |= {"comes_to": amount} if amount is not None else {}
    if isinstance(values.get("amount"), Decimal) and figures.total:
        values["of_total"] = values["amount"] / figures.total
    return values


def _yearly(values: Mapping[str, Any], lpr: Decimal | None) -> dict[str, Decimal]:
    """The yearly rate, and for a monthly or a yearly rate, or a multiple of a published one, the daily one it comes to."""
    multiple = values.get("multiple")
    if values.get("reference") in PUBLISHED and isinstance(multiple, Decimal) and lpr is not None:
        yearly = multiple * lpr
        return {"annual_rate": yearly, "rate_per_day": yearly / YEAR, "lpr": lpr}
    for name, periods in (("rate_per_day", YEAR), ("rate_per_week", Decimal(YEAR) / 7), ("rate_per_month", MONTHS), ("rate_per_year", 1)):
        rate = values.get(name)
        if isinstance(rate, Decimal):
            yearly = rate * periods
            return {"annual_rate": yearly, "rate_per_day": rate if periods == YEAR else yearly / YEAR}
    return {}


def _scale(term: Term, facts: Facts, lpr: Decimal | None) -> dict[str, Any]:
    """The rates of the scale that a step belongs to, as the contract writes them; `outdone` where another step is graver."""
    if "step" not in term.values:
        return {}
    steps = [t for t in facts.terms if t.type == term.type and t.clause == term.clause and "step" in t.values and t.get("payer") == term.get("payer")]
    rates = [_yearly(t.values, lpr).get("annual_rate", Decimal(0)) for t in steps]
    own = _yearly(term.values, lpr).get("annual_rate", Decimal(0))
    scale = {"tiers": "；".join(t.quote for t in steps)} if len(steps) > 1 else {}
    return scale | ({"outdone": True} if max(rates, default=own) > own else {})


def _standard(term: Term, facts: Facts) -> Term | None:
    """The standard's term of the type that the same side pays; of any side where the draft does not say which."""
    payer = term.get("payer")
    for standard in facts.template_terms:
        if standard.type == term.type and (payer in (None, "either") or standard.get("payer") in (payer, None, "either")):
            return standard
    return None


def _beside(values: Mapping[str, Any], standard: Mapping[str, Any]) -> dict[str, Any]:
    """The standard's values, which of them differ, and whom that helps as far as it can be told: payer, payee or open."""
    differing = tuple(name for name in COMPARED if _differs(standard, values, name))
    made: dict[str, Any] = {f"standard_{name}": standard[name] for name in COMPARED if standard.get(name) is not None}
    made |= {"differing": differing, "differs": bool(differing)}
    if differing:
        leans = set(_leans(differing, values, standard))
        made["lean"] = leans.pop() if len(leans) == 1 else "open"
    return made


def _differs(standard: Mapping[str, Any], values: Mapping[str, Any], name: str) -> bool:
    return standard.get(name) is not None and values.get(name) is not None and bool(standard[name] != values[name])


def _leans(differing: tuple[str, ...], values: Mapping[str, Any], standard: Mapping[str, Any]) -> Iterator[str]:
    for name in differing:
        if name in GROWING:
            yield "payee" if values[name] > standard[name] else "payer"
        elif name == "day":
            yield "payee" if values[name] == "calendar" else "payer"  # every day counts, not the working days alone
        else:
            yield "open"


def _of_either(values: Mapping[str, Any], reckon: Callable[[Mapping[str, Any]], Decimal | None]) -> Decimal | None:
    """What a cap comes to: of two sums the lower or the higher, as its words say.

    The lower of two is at most the one that can be told; the higher is not known until both are.
    """
    alternative = values.get("alternative")
    if alternative is None:
        return reckon(values)
    known = [amount for size in (values, alternative) if (amount := reckon(size)) is not None]
    if values.get("whichever") == "lower":
        return min(known, default=None)
    return max(known) if len(known) == 2 else None


def _of_annual(values: Mapping[str, Any], figures: Figures) -> Decimal | None:
    """What a cap of liability comes to as a share of one year's fees; None where that cannot be told, or a part is blank."""
    parts = [values[name] for name in ("share", "multiple", "amount", "lookback_months") if name in values]
    if None in parts:
        return None
    size = values.get("share", Decimal(1)) * values.get("multiple", Decimal(1))
    base = values.get("base")
    if isinstance(values.get("amount"), Decimal):
        return values["amount"] / figures.annual if figures.annual else None
    if "lookback_months" in values:
        return Decimal(size * values["lookback_months"] / MONTHS)
    if base in ("monthly_fee", "first_month_fee"):
        return Decimal(size / MONTHS)
    if base == "contract_total" and figures.months:
        return Decimal(size * max(Decimal(1), figures.months / MONTHS))
    return Decimal(size) if base in ("annual_fees", "contract_total", "fees_paid") else None
