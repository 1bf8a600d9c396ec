"""Days to keep of contracts whose term has ended and that renew themselves: those of the term that runs now.

Comes in: the rows of a contract's days and of its terms on renewal and length, and today's date. Goes out: the end of the term that
runs today and the last day for a notice against its renewal, counted as the contract counts; nothing where its words do not fix them,
nor where it may renew itself only so many times and would have done so more than once.
Whether a notice was given meanwhile is not known here: it is supposed that none was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from clauses.deadline import end_of_term, last_notice_day
from clauses.model import NoticeRow, TermRow

TYPES = ("renewal", "term")
NOTICES = ("notice_days", "notice_months", "notice_hours")
FIELDS = (*NOTICES, "months")  # of those types, what is looked at


def by_matter(terms: Iterable[TermRow]) -> dict[str, list[TermRow]]:
    """The rows of those types and fields by their contracts."""
    found: dict[str, list[TermRow]] = {}
    for row in terms:
        if row.type in TYPES and row.field in FIELDS:
            found.setdefault(row.matter, []).append(row)
    return found


def undated(notices: Iterable[NoticeRow], terms: Mapping[str, Sequence[TermRow]]) -> tuple[str, ...]:
    """The contracts that say how long before its end a notice is due, while their words fix no end to count from."""
    dated = {n.matter for n in notices if n.kind == "last_notice_day"}
    return tuple(matter for matter, rows in terms.items() if matter not in dated and any(r.type == "renewal" and r.field in NOTICES for r in rows))


def current(notice: NoticeRow, end: NoticeRow, terms: Sequence[TermRow], today: date) -> tuple[NoticeRow, str] | None:
    """The notice with its day in the term that runs today, and that term's end; None where the contract has not renewed itself, or its words do not tell.

    Args:
        notice: the last day for a notice, or the end itself where no notice is asked for.
        end: the end of the first term.
        terms: the contract's.
        today: the day on which it is asked.
    """
    first = date.fromisoformat(end.day)
    months = _length(notice, end, terms)
    if first >= today or not notice.renews or months is None:
        return None
    start, times = first + timedelta(days=1), 1
    while (ends := end_of_term(start, times * months)) < today:
        times += 1
    if notice.limited and times > 1:
        return None
    day = ends if notice.kind == "end_of_term" else _notice(notice, first, ends, terms)
    return (replace(notice, day=day.isoformat()), ends.isoformat()) if day else None


def _length(notice: NoticeRow, end: NoticeRow, terms: Sequence[TermRow]) -> int | None:
    """How many months a renewal lasts: as it says, else as long as the first term; None where neither is one whole number."""
    said = {r.value for r in terms if r.type == "renewal" and r.field == "months" and (notice.kind == "end_of_term" or r.clause == notice.clause)}
    before = {r.value for r in terms if r.type == "term" and r.field == "months" and (r.clause, r.quote) == (end.clause, end.quote)}
    (length,) = said or before if len(said or before) == 1 else (None,)
    return int(length) if length is not None and length == int(length) and length > 0 else None


def _notice(notice: NoticeRow, first: date, ends: date, terms: Sequence[TermRow]) -> date | None:
    """The last day for the notice before another end, counted as that before the first end was."""
    rows = [r for r in terms if r.type == "renewal" and r.clause == notice.clause and r.field in NOTICES]
    return next((there for row in rows for here, there in _counted(row, first, ends) if here.isoformat() == notice.day), None)


def _counted(row: TermRow, *ends: date) -> Iterator[tuple[date, ...]]:
    number = row.value or Decimal(0)
    told = [last_notice_day(end, **{row.field.removeprefix("notice_"): number}, working="working" in row.of.split()) for end in ends]
    days = tuple(day for day in told if day is not None)
    if len(days) == len(ends):
        yield days
