"""The days to keep as a calendar (icalendar's home): an all-day event a day, with alarms.

Comes in: rows of days, of one contract or of many. Goes out: an iCalendar file (RFC 5545) whose events keep their identity, so that
a calendar into which a later one is read moves them instead of doubling them. It reads no clock.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from clauses.errors import ClausesError
from clauses.model import NoticeRow, Said
from clauses.report.labels import say
from clauses.signs import visible
from clauses.version import VERSION

ALARMS = (30, 7)  # days before


def calendar(rows: Sequence[NoticeRow], language: str = "zh", *, made: datetime, again: Collection[NoticeRow] = ()) -> bytes:
    """The rows as a calendar, in their order.

    Args:
        rows: of one contract or of many.
        language: of summaries and descriptions.
        made: when the calendar is made; naive times are UTC.
        again: those of the rows that suppose that the contract has renewed itself.

    Raises:
        ClausesError: there is no day to keep; an empty calendar is none.
    """
    from icalendar import Calendar

    if not rows:
        raise ClausesError(Said("没有可写入日历的日期", "There is no day to put into a calendar"), Said("合同没有写明能算出的通知日和期满日", "the contract says no end or notice that fixes one"))
    whole: Any = Calendar()
    whole.add("prodid", f"-//clauses//clauses {VERSION}//{language.upper()}")
    whole.add("version", "2.0")
    whole.add("calscale", "GREGORIAN")
    whole.add("method", "PUBLISH")
    stamp = (made if made.tzinfo else made.replace(tzinfo=UTC)).astimezone(UTC)
    seen: Counter[str] = Counter()
    for row in rows:
        key = hashlib.sha256("|".join((row.matter, row.kind, row.clause)).encode("utf-8", "surrogatepass")).hexdigest()[:32]
        seen[key] += 1
        whole.add_component(_event(row, f"{key}-{seen[key]}@clauses", stamp, language, again=row in again))
    return bytes(whole.to_ical())


def _event(row: NoticeRow, uid: str, stamp: datetime, language: str, *, again: bool) -> Any:
    from icalendar import Event

    day = date.fromisoformat(row.day)
    summary = say(f"calendar_{row.kind}{'_renews' if row.renews else ''}", language, title=_line(row.title) or say("untitled", language))
    event: Any = Event()
    event.add("uid", uid)
    event.add("dtstamp", stamp)
    event.add("last-modified", stamp)
    event.add("sequence", int(stamp.timestamp()) // 60)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", summary)
    event.add("description", _description(row, language, again=again))
    event.add("transp", "TRANSPARENT")
    for days in ALARMS:
        event.add_component(_alarm(days, summary, language))
    return event


def _description(row: NoticeRow, language: str, *, again: bool) -> str:
    lines = [say(f"calendar_about_{row.kind}", language, day=row.day)]
    lines += [say("calendar_renews", language)] if row.renews else []
    lines += [say("calendar_again", language)] if again else []
    lines += [say("calendar_counted", language)] if row.counted else []
    lines += [say("calendar_clause", language, place=_line(row.place))] if row.place else []
    lines += [say("calendar_quote", language, quote=visible(row.quote))] if row.quote else []
    lines += [say("calendar_finding", language, id=_line(row.finding))] if row.finding else []
    return "\n".join(lines)


def _alarm(days: int, summary: str, language: str) -> Any:
    from icalendar import Alarm

    alarm: Any = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", timedelta(days=-days))
    alarm.add("description", say("calendar_alarm", language, days=days, summary=summary))
    return alarm


def _line(words: str) -> str:
    return " ".join(visible(words).split())
