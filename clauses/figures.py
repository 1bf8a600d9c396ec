"""The contract's own figures, and how a value is shown: what a share or a rate comes to in yuan under this contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from clauses.model import Library, Term

RATES = frozenset({"rate_per_day", "rate_per_month", "rate_per_year", "share", "annual_rate", "standard_rate_per_day", "standard_share", "availability", "of_annual", "of_total"})
UNITS = {
    "zh": {"notice_days": "{} 日", "notice_hours": "{} 小时", "notice_months": "{} 个月", "months": "{} 个月", "lookback_months": "{} 个月", "survives_months": "{} 个月",
           "suspend_after_days": "{} 日", "terminate_after_days": "{} 日", "after_days": "{} 日", "due_days": "{} 日", "multiple": "{} 倍", "repair_hours": "{} 小时", "response_minutes": "{} 分钟", "outage_hours": "{} 小时"},
    "en": {"notice_days": "{} days", "notice_hours": "{} hours", "notice_months": "{} months", "months": "{} months", "lookback_months": "{} months", "survives_months": "{} months",
           "suspend_after_days": "{} days", "terminate_after_days": "{} days", "after_days": "{} days", "due_days": "{} days", "multiple": "{} times", "repair_hours": "{} hours", "response_minutes": "{} minutes", "outage_hours": "{} hours"},
}
NAMED = ("clause_types", "values", "terms", "topics")  # what a word of a term may name; any other word is shown as it is


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Sums in yuan; None where the contract does not say. months is the term's length."""

    total: Decimal | None = None
    monthly: Decimal | None = None
    one_time: Decimal | None = None
    months: Decimal | None = None
    currency: str = "CNY"

    @classmethod
    def of(cls, terms: Sequence[Term]) -> Figures:
        charges = [t for t in terms if t.type == "charges" and isinstance(t.get("amount"), Decimal)]
        by_kind = {kind: [t for t in charges if t.get("what", "total") == kind] for kind in ("total", "monthly", "one_time")}
        largest = {kind: max((t.values["amount"] for t in found), default=None) for kind, found in by_kind.items()}
        months = next((_months(t) for t in terms if t.type == "term" and _months(t)), None)
        monthly = largest["monthly"] or (largest["total"] / months if largest["total"] and months else None)
        total = largest["total"] or (monthly * months if monthly and months else None)
        currency = next((str(t.get("currency")) for t in charges if t.get("currency")), "CNY")
        return cls(total=total, monthly=monthly, one_time=largest["one_time"], months=months, currency=currency)

    @property
    def annual(self) -> Decimal | None:
        if self.total is not None and self.months is not None and self.months <= 12:
            return self.total
        return self.monthly * 12 if self.monthly is not None else self.total


def _months(term: Term) -> Decimal | None:
    start, end = term.get("start_date"), term.get("end_date")
    if isinstance(start, str) and isinstance(end, str):
        first, last = date.fromisoformat(start), date.fromisoformat(end)
        whole = (last.year - first.year) * 12 + last.month - first.month + (1 if last.day >= first.day - 1 and last.day >= 27 else 0)
        if whole > 0:
            return Decimal(whole)
    months = term.get("months")
    return Decimal(months) if isinstance(months, (int, Decimal)) and not isinstance(months, bool) and months > 0 else None


def of_base(base: str, values: Mapping[str, Any], figures: Figures) -> tuple[Decimal | None, str]:
    """What a base comes to in yuan and the sum that says so; (None, "") where the contract's figures do not allow it.

    Of what is overdue or remains, the most it can be: the whole sum.
    """
    lookback = values.get("lookback_months")
    if base == "fees_paid" and isinstance(lookback, (int, Decimal)) and figures.monthly is not None:
        return figures.monthly * lookback, f"{money(figures.monthly)} × {lookback}"
    sums = {
        "contract_total": figures.total, "annual_fees": figures.annual, "fees_paid": figures.total, "remaining_fees": figures.total, "unperformed_fees": figures.total,
        "overdue_amount": figures.total, "monthly_fee": figures.monthly, "first_month_fee": figures.monthly, "one_time_fee": figures.one_time,
    }
    amount = sums.get(base)
    return amount, f"{money(amount)}" if amount is not None else ""


def money(amount: Decimal) -> Decimal:
    """Rounded to the cent, whole yuan without cents."""
    rounded = amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return rounded.to_integral_value() if rounded == rounded.to_integral_value() else rounded


def _number(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)


def percent(value: Decimal) -> str:
    """A fraction as a lawyer writes it: per cent, and per mille beside it where it is small."""
    shown = f"{(value * 100).quantize(Decimal('0.0001')).normalize():f}%"
    if Decimal(0) < value < Decimal("0.01"):
        return f"{shown}（{(value * 1000).quantize(Decimal('0.0001')).normalize():f}‰）"
    return shown


def show(name: str, value: Any, library: Library, language: str) -> str:
    """A term's value in words."""
    if value is None:
        return "空白" if language == "zh" else "blank"
    if value == "":
        return "无" if language == "zh" else "none"
    if isinstance(value, bool):
        return {"zh": ("否", "是"), "en": ("no", "yes")}[language][value]
    if isinstance(value, Mapping):
        parts = [show(k, v, library, language) for k, v in value.items() if k in ("base", "share", "amount", "multiple")]
        return ("的" if language == "zh" else " of ").join(parts) if language == "zh" else " of ".join(reversed(parts))
    if isinstance(value, (list, tuple)):
        return ("、" if language == "zh" else ", ").join(show(name, v, library, language) for v in value)
    if name in RATES and isinstance(value, Decimal):
        return percent(value)
    if name in UNITS[language]:
        return UNITS[language][name].format(_number(value))
    if name == "amount" and isinstance(value, Decimal):
        return f"{money(value):,} 元" if language == "zh" else f"CNY {money(value):,}"
    if name in ("expected", "found", "stated", "sum", "gross", "net", "tax") and isinstance(value, Decimal):
        return f"{money(value):,}"  # sums and counts alike
    if isinstance(value, str):
        return library.label(value, language) if any(value in library.vocabulary[table] for table in NAMED) else value
    return _number(value)
