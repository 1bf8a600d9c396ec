"""The contract's own figures, and how a value is shown: what a share or a rate comes to in yuan under this contract."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from clauses.model import Facts, Library, Said, Term

RATES = frozenset({"rate_per_day", "rate_per_week", "rate_per_month", "rate_per_year", "share", "annual_rate", "standard_rate_per_day", "standard_share", "availability", "of_annual", "of_total", "advance_share", "if_per_mille", "lpr", "lpr_per_year"})
RECKONED = frozenset({"of_annual", "of_total", "annual_rate"})  # shares that no one wrote: two decimals of a per cent tell enough
UNITS = {
    "zh": {"notice_days": "{} 日", "notice_hours": "{} 小时", "notice_months": "{} 个月", "months": "{} 个月", "lookback_months": "{} 个月", "survives_months": "{} 个月",
           "suspend_after_days": "{} 日", "terminate_after_days": "{} 日", "terminate_after_months": "{} 个月", "after_days": "{} 日", "due_days": "{} 日", "multiple": "{} 倍", "repair_hours": "{} 小时", "response_minutes": "{} 分钟", "outage_hours": "{} 小时", "restore_hours": "{} 小时", "town_hours": "{} 小时"},
    "en": {"notice_days": "{} days", "notice_hours": "{} hours", "notice_months": "{} months", "months": "{} months", "lookback_months": "{} months", "survives_months": "{} months",
           "suspend_after_days": "{} days", "terminate_after_days": "{} days", "terminate_after_months": "{} months", "after_days": "{} days", "due_days": "{} days", "multiple": "{} times", "repair_hours": "{} hours", "response_minutes": "{} minutes", "outage_hours": "{} hours", "restore_hours": "{} hours", "town_hours": "{} hours"},
}
MONTHS = Decimal(12)
TOLERANCE = Decimal("1.02")  # a month's fee times the months may pass the total by what was rounded
MOST = frozenset({"overdue_amount", "remaining_fees", "unperformed_fees"})  # of these only the most is known
_SUMMED = re.compile(r"合\s*计|共\s*计|总\s*计|总(?:金额|价|额|费用)|小\s*计")
_A_YEARS = re.compile(r"年(?:度)?(?:服务|租赁|租用|使用)?(?:费用?|租金|租)?(?:总)?(?:共计|合计|总计|小计|总额)|全年|每年|(?<!一次性)年(?:租|服务|使用)费")
_WHOLE = re.compile(r"合同|协议|项目|总(?:金额|价|额|费用|租金)|价税合计|(?:费用|价款|金额)(?:共计|合计|总计)|^总计")
_PART = re.compile(
    r"(?:该|所涉|受影响|涉及|相应|对应|相关|有关|单[个条台部]|每[一个条台部端点]+|发生故障|故障|逾期(?:开通|交付)|未(?:开通|交付|使用))(?:的)?"
    r"(?:[条个台部处批端点]|部分|电路|专线|线路|端点|机柜|资源|设备|门店|业务|带宽|订单|站点|节点|服务|产品|项目)"
)
_RHYTHM = re.compile(r"(?:按|每|逐)(?:自然)?(?:个)?(?P<p>季度?|半年|年度?|月)度?(?:[首末][^，。；]{0,8}|结束后?[^。；]{0,30})?[^，。；\d%]{0,6}?(?:支付|付费|付款|付清|预付|后付|交清|结算|预交|缴纳|缴费)")
_RHYTHMS = {"季": Decimal(3), "季度": Decimal(3), "半年": Decimal(6), "年": MONTHS, "年度": MONTHS, "月": Decimal(1)}
NAMED = ("clause_types", "values", "terms", "topics")  # what a word of a term may name; any other word is shown as it is


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Sums in yuan; None where the contract does not say, or says it of a part alone. months is the term's length."""

    total: Decimal | None = None
    monthly: Decimal | None = None  # as the contract says it
    annual: Decimal | None = None
    one_time: Decimal | None = None
    instalment: Decimal | None = None  # the most that falls due at once
    months: Decimal | None = None
    currency: str = "CNY"

    @classmethod
    def of(cls, facts: Facts) -> Figures:
        annexed = {c.id for c in facts.contract.clauses if c.annex is not None}
        charges = [t for t in facts.terms if t.type == "charges" and isinstance(t.get("amount"), Decimal)]
        charges = [t for t in charges if t.clause not in annexed] or charges
        terms = [t for t in facts.terms if t.type == "term"]
        months = next((m for t in terms if (m := _months(t))), None)
        named: dict[str, list[Term]] = {}
        for term in charges:
            named.setdefault(_what(term), []).append(term)
        yearly, total = (_one(named.get(kind, ())) for kind in ("annual", "total"))
        span = months or (None if terms else MONTHS)  # no term at all: a single performance, its price the year's
        wholes = [(whole, least) for whole, least in ((total, span or MONTHS), (yearly, MONTHS)) if whole is not None]
        # An amount that passes the whole is a sum of monthly fees, not what one month costs.
        monthly = _one([t for t in named.get("monthly", ()) if all(t.values["amount"] * least <= whole * TOLERANCE for whole, least in wholes)])
        if total is None and months:
            total = monthly * months if monthly is not None else yearly * months / MONTHS if yearly is not None else None
        if yearly is None:
            yearly = monthly * MONTHS if monthly is not None and (span is None or span > MONTHS) else total * MONTHS / max(span, MONTHS) if total is not None and span is not None else None
        currency = next((str(t.get("currency")) for t in charges if t.get("currency")), "CNY")
        figures = cls(total=total, monthly=monthly, annual=yearly, one_time=_one(named.get("one_time", ())), months=months, currency=currency)
        return replace(figures, instalment=_instalment(facts, figures))

    @property
    def average(self) -> Decimal | None:
        """What a month costs: as the contract says it, else a twelfth of the year."""
        return self.monthly if self.monthly is not None else self.annual / MONTHS if self.annual is not None else None


def _what(term: Term) -> str:
    """What a charge is for; of a total, whether of the contract, of a year or of some items."""
    what = str(term.get("what") or "")
    if what == "total" and _A_YEARS.search(term.quote):
        return "annual"
    return "part" if what == "total" and term.quote and not _WHOLE.search(term.quote) else what


def _one(terms: Sequence[Term]) -> Decimal | None:
    """The one amount that the terms tell: of several, the one that the words call the sum; None where two disagree."""
    amounts = {t.values["amount"] for t in terms}
    if len(amounts) > 1:
        amounts = {t.values["amount"] for t in terms if _SUMMED.search(t.quote)}
    found = next(iter(amounts)) if len(amounts) == 1 else None
    return found if isinstance(found, Decimal) else None


def _instalment(facts: Facts, figures: Figures) -> Decimal | None:
    """The most that falls due at once: the fee of the months paid for together, else the largest share or amount to be paid, else all."""
    body = [c.text for c in facts.contract.clauses if c.annex is None]
    due = [t for t in facts.terms if t.type == "payment_terms"]
    shares = [t.values["share"] * figures.total for t in due if figures.total is not None and isinstance(t.get("share"), Decimal) and t.get("base") == "contract_total"]
    rhythms = {_RHYTHMS[m["p"]] for words in body for m in _RHYTHM.finditer(words)}
    if rhythms:
        monthly = figures.average
        return monthly * min(max(rhythms), figures.months or max(rhythms)) if monthly is not None else None
    return max([*shares, *(t.values["amount"] for t in due if isinstance(t.get("amount"), Decimal))], default=figures.total)


def _months(term: Term) -> Decimal | None:
    """The length of a term in months; None where what it says and its dates disagree."""
    start, end, stated = term.get("start_date"), term.get("end_date"), term.get("months")
    months = Decimal(stated) if isinstance(stated, (int, Decimal)) and not isinstance(stated, bool) and stated > 0 else None
    if isinstance(start, str) and isinstance(end, str):
        first, last = date.fromisoformat(start), date.fromisoformat(end)
        whole = (last.year - first.year) * 12 + last.month - first.month + (1 if last.day >= first.day - 1 and last.day >= 27 else 0)
        if whole > 0:
            return Decimal(whole) if months is None or abs(months - whole) <= 1 else None
    return months


def of_base(base: str, values: Mapping[str, Any], figures: Figures, quote: str = "") -> tuple[Decimal | None, str]:
    """What a base comes to in yuan and the sum that says so; (None, "") where the contract's figures do not allow it.

    Of what is overdue or remains, the most it can be: one instalment, the whole sum. Of a part's fee (该条电路的月租费)
    nothing is said, for the contract's own figures are the whole's.
    """
    lookback = values.get("lookback_months")
    parts = bool(_PART.search(quote))
    if base == "fees_paid":
        if parts or not isinstance(lookback, (int, Decimal)):
            return None, ""
        average = figures.average
        return (average * lookback, f"{money(average)} × {lookback}") if average is not None else (None, "")
    sums = {
        "contract_total": figures.total, "annual_fees": figures.annual, "remaining_fees": figures.total, "unperformed_fees": figures.total,
        "overdue_amount": figures.instalment, "monthly_fee": figures.monthly, "first_month_fee": figures.monthly, "one_time_fee": figures.one_time,
    }
    amount = sums.get(base) if base in MOST or not parts else None
    return amount, ("至多 " if base in MOST else "") + f"{money(amount)}" if amount is not None else ""


def comes_to(values: Mapping[str, Any], figures: Figures, quote: str = "") -> Decimal | None:
    """What a cap or a penalty that is paid once comes to in yuan under this contract; None where its figures do not tell."""
    if any(values.get(name, ...) is None for name in ("share", "multiple", "amount", "lookback_months")):
        return None
    if isinstance(values.get("amount"), Decimal):
        amount: Decimal = values["amount"]
        return amount if values.get("currency", figures.currency) == figures.currency else None
    base, _ = of_base(str(values.get("base")), values, figures, quote)
    times = factor(values)
    return base * times if base is not None and times is not None else None


def factor(values: Mapping[str, Any]) -> Decimal | None:
    """How many times a base is meant: the share, the multiple, or both; None where one is blank."""
    parts = [values.get(name, Decimal(1)) for name in ("share", "multiple")]
    return parts[0] * parts[1] if all(isinstance(part, Decimal) for part in parts) else None


def money(amount: Decimal) -> Decimal:
    """Rounded to the cent, whole yuan without cents."""
    rounded = amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return rounded.to_integral_value() if rounded == rounded.to_integral_value() else rounded


def amounted(amount: Decimal, currency: str = "CNY", language: str = "zh") -> str:
    """A sum as a reader writes it, with its currency."""
    return f"{money(amount):,} 元" if language == "zh" and currency == "CNY" else f"{currency} {money(amount):,}"


def _number(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)


def percent(value: Decimal, language: str = "zh") -> str:
    """A fraction as a lawyer writes it: per cent, and per mille beside it where it is small."""
    shown = f"{(value * 100).quantize(Decimal('0.0001')).normalize():f}%"
    if Decimal(0) < value < Decimal("0.01"):
        per_mille = f"{(value * 1000).quantize(Decimal('0.0001')).normalize():f}‰"
        return f"{shown}（{per_mille}）" if language == "zh" else f"{shown} ({per_mille})"
    return shown


def show(name: str, value: Any, library: Library, language: str) -> str:
    """A term's value in words."""
    if value is None:
        return "空白" if language == "zh" else "blank"
    if value == "":
        return "无" if language == "zh" else "none"
    if isinstance(value, Said):
        return value.zh if language == "zh" else value.en
    if isinstance(value, bool):
        return {"zh": ("否", "是"), "en": ("no", "yes")}[language][value]
    if isinstance(value, Mapping):
        parts = [show(k, v, library, language) for k, v in value.items() if k in ("base", "share", "amount", "multiple")]
        return ("的" if language == "zh" else " of ").join(parts) if language == "zh" else " of ".join(reversed(parts))
    if isinstance(value, (list, tuple)):
        return ("、" if language == "zh" else ", ").join(show(name, v, library, language) for v in value)
    if name in RATES and isinstance(value, Decimal):
        return percent(value.quantize(Decimal("0.0001")) if name in RECKONED and value >= Decimal("0.01") else value, language)
    if name in UNITS[language]:
        return UNITS[language][name].format(_number(value))
    if name in ("amount", "comes_to", "reach") and isinstance(value, Decimal):
        return amounted(value, language=language)
    if name in ("expected", "found", "stated", "sum", "gross", "net", "tax") and isinstance(value, Decimal):
        return f"{money(value):,}"  # sums and counts alike
    if isinstance(value, str):
        return library.label(value, language) if any(value in library.vocabulary[table] for table in NAMED) else value
    return _number(value)
