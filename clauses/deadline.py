"""The last day for a notice that stops or asks for a renewal: the end of the term, counted back as the contract counts.

A renewal term and the facts come in; dates come out, none where the contract's words do not fix the end. A month is counted as a
month, a working day as a day from Monday to Friday: no calendar of public holidays is at hand, and the caller is told so. It
does not look at today's date.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Any

from clauses.model import Facts, Term

SATURDAY = 5
HOURS = 24
_SIGNED = re.compile(r"自[^，。；]{0,16}(?:签订|签署|签字|盖章|签章)[^，。；]{0,14}(?:起|后)")
_FLOATS = re.compile(r"(?:开通|交付|验收|竣工|起租|上线|投入使用|确认单|通知书)[^，。；]{0,14}(?:之?日|载明|记载|当日)?[^，。；]{0,6}(?:起|为起始|为准)")


def deadline(term: Term, facts: Facts) -> dict[str, Any]:
    """`last_notice_day` of a renewal with a notice, an ISO date, and `holidays` where working days were counted; {} where it cannot be told."""
    end = end_of_contract(facts) if term.type == "renewal" else None
    if end is None:
        return {}
    day = last_notice_day(end, days=_number(term, "notice_days"), months=_number(term, "notice_months"), hours=_number(term, "notice_hours"), working=term.get("day") == "working")
    return {"last_notice_day": day.isoformat()} | ({"holidays": "not_counted"} if term.get("day") == "working" else {}) if day else {}


def last_notice_day(end: date, *, days: Decimal | None = None, months: Decimal | None = None, hours: Decimal | None = None, working: bool = False) -> date | None:
    """The latest day on which a notice is in time before a term that ends on `end`, that day itself not counted.

    届满前30日 leaves thirty whole days after the notice, 30个工作日 thirty whole working days; 前一个月 is the same day of the month before, the month's last day where
    it has no such day; hours are rounded up to whole days. None where no notice is given, or none that is a whole number.

    Args:
        end: the last day of the term.
        days: days of notice; days from Monday to Friday where `working`.
        months: months of notice.
        hours: hours of notice.
        working: whether the days are working days.
    """
    if months is not None:
        return _months_on(end, -int(months)) if months == int(months) else None
    if hours is not None:
        days, working = (hours / HOURS).to_integral_value(ROUND_CEILING), False
    if days is None or days != int(days):
        return None
    return _working_days_before(end, int(days)) if working else end - timedelta(days=int(days))


def end_of_term(start: date, months: int) -> date:
    """The last day of a term that counts its first day: the day before the same day `months` on, that month's last day where it has none."""
    month = _months_on(start, months)
    return month - timedelta(days=1) if month.day == start.day else month


def end_of_contract(facts: Facts) -> date | None:
    """The last day of the contract's term as the body says it; None where it floats, is not said, or is said in two ways."""
    annexed = {clause.id for clause in facts.contract.clauses if clause.annex is not None}
    texts = {clause.id: clause.text for clause in facts.contract.clauses}
    found = {end for t in facts.terms if t.type == "term" and t.clause not in annexed for end in _ends(t, texts, facts.contract.signed)}
    return found.pop() if len(found) == 1 else None


def _ends(term: Term, texts: Mapping[str, str], signed: str | None) -> Iterator[date]:
    """The end that one term fixes: by its date, or by its beginning and its months; nothing where the two disagree."""
    start, end, months = term.get("start_date"), term.get("end_date"), _number(term, "months")
    first = date.fromisoformat(start) if isinstance(start, str) else None
    whole = int(months) if months is not None and months == int(months) and months > 0 else None
    if isinstance(end, str):
        last = date.fromisoformat(end)
        if first is None or whole is None or abs((end_of_term(first, whole) - last).days) <= 1:
            yield last
    elif first is not None and whole is not None:
        yield end_of_term(first, whole)
    elif whole is not None and signed is not None:
        text = texts.get(term.clause, "")
        if _SIGNED.search(text) and not _FLOATS.search(text):
            yield _months_on(date.fromisoformat(signed), whole)  # the day of signature itself is not counted


def _months_on(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _working_days_before(end: date, days: int) -> date:
    day = _working_day(end)  # a weekend at the end of the term gives nobody a working day more
    for _ in range(days):
        day = _working_day(day - timedelta(days=1))
    return day


def _working_day(day: date) -> date:
    """The day itself from Monday to Friday, else the Friday before."""
    return day - timedelta(days=max(day.weekday() - SATURDAY + 1, 0))


def _number(term: Term, name: str) -> Decimal | None:
    value = term.get(name)
    return Decimal(value) if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else None
