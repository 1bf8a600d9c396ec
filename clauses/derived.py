"""What follows from a term's own words, the contract's figures and the standard, before any rule looks at it.

Comes in: a term and the facts. Goes out: its values with a yearly rate, what it comes to beside a year's fees or the
contract's total, and the standard's values beside its own. Knows no threshold and judges nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from clauses.figures import Figures
from clauses.model import Facts, Term

COMPARED = ("rate_per_day", "share", "multiple", "base", "cap", "day", "first")
GROWING = ("rate_per_day", "share", "multiple")  # more of it is more for the payee
YEAR = 365
MONTHS = 12


def derived(term: Term, facts: Facts, figures: Figures) -> Mapping[str, Any]:
    """The term's values and, under names of the vocabulary's `derived`, what follows from them.

    Args:
        term: the term.
        facts: the standard's terms are taken from it.
        figures: the contract's own sums.
    """
    values: dict[str, Any] = {"type": term.type, **term.values}
    values |= _yearly(values)
    standard = _standard(term, facts)
    values |= _beside(values, standard.values) if standard is not None else {}
    if term.type == "liability_exclusion":
        usual = [head for t in facts.template_terms if t.type == term.type for head in t.get("heads", ())]
        more = tuple(head for head in values.get("heads") or () if head not in usual)
        values |= {"extra_heads": more} if more else {}
    if term.type == "liability_cap":
        share = _of_annual(values, figures)
        values |= {"of_annual": share} if share is not None else {}
    if isinstance(values.get("amount"), Decimal) and figures.total:
        values["of_total"] = values["amount"] / figures.total
    return values


def _yearly(values: Mapping[str, Any]) -> dict[str, Decimal]:
    """The yearly rate, and for a monthly or a yearly rate the daily one it comes to."""
    for name, periods in (("rate_per_day", YEAR), ("rate_per_month", MONTHS), ("rate_per_year", 1)):
        rate = values.get(name)
        if isinstance(rate, Decimal):
            yearly = rate * periods
            return {"annual_rate": yearly, "rate_per_day": rate if periods == YEAR else yearly / YEAR}
    return {}


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
