"""Contracts that have renewed themselves: the days of the term that runs now, counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from clauses import overview, renewed
from clauses.model import NoticeRow, TermRow

TODAY = date(2026, 11, 22)


def notice(kind: str, day: str, *, renews: bool = True, quote: str = "期满前") -> NoticeRow:
    return NoticeRow(matter="m-1", title="专线租用合同", kind=kind, day=day, clause="c9" if kind == "last_notice_day" else "c8", place="10.2", quote=quote, renews=renews)  # type: ignore[arg-type]


def term(type: str, field: str, value: str, *, of: str = "", quote: str = "期满前", clause: str = "") -> TermRow:
    return TermRow(
        matter="m-1", title="专线租用合同", customer="", carrier="", signed=None, clause=clause or ("c9" if type == "renewal" else "c8"), place="10.2", type=type, who="", field=field,
        value=Decimal(value), yearly=None, quote=quote, of=of,
    )  # fmt: skip


NINETY = [term("renewal", "notice_days", "90"), term("renewal", "months", "12")]
# name (why the row is there), last day for notice and end of the first term, terms, today, the day and the end now (None: as they were)
CASES = [
    ("years on, ninety days: 30 April has 30 days, 31 + 28 + 31 make 90 to 30 January", ("2017-01-30", "2017-04-30"), NINETY, "2026-11-22", ("2027-01-30", "2027-04-30")),
    ("a leap year between: 29 February counts", ("2017-01-30", "2017-04-30"), NINETY, "2028-01-01", ("2028-01-31", "2028-04-30")),
    ("a month before the end of March is the end of February", ("2007-02-28", "2007-03-31"), [term("renewal", "notice_months", "1"), term("renewal", "months", "12")], "2026-11-22", ("2027-02-28", "2027-03-31")),
    ("the end of February follows the year", ("2023-01-29", "2023-02-28"), [term("renewal", "notice_days", "30"), term("renewal", "months", "12")], "2023-06-01", ("2024-01-30", "2024-02-29")),
    ("no length of the renewal: as long as the term", ("2026-03-02", "2026-05-31"), [NINETY[0], term("term", "months", "12")], "2026-11-22", ("2027-03-02", "2027-05-31")),
    ("another length elsewhere in the clause is not the term's", ("2026-03-02", "2026-05-31"), [NINETY[0], term("term", "months", "12"), term("term", "months", "36", quote="项目为期三年")], "2026-11-22", ("2027-03-02", "2027-05-31")),
    ("working days are counted anew: of 2027-12-31, a Friday, five are 24 December", ("2026-12-24", "2026-12-31"), [term("renewal", "notice_days", "5", of="working"), NINETY[1]], "2027-01-05", ("2027-12-24", "2027-12-31")),
    ("the notice of the term that runs now is missed", ("2025-10-01", "2025-12-30"), NINETY, "2026-11-22", ("2026-10-01", "2026-12-30")),
    ("on the last day of the term it has not renewed itself", ("2026-08-24", "2026-11-22"), NINETY, "2026-11-22", None),
    ("a day later it has", ("2026-08-24", "2026-11-22"), NINETY, "2026-11-23", ("2027-08-24", "2027-11-22")),
    ("nothing says how long it lasts", ("2017-01-30", "2017-04-30"), NINETY[:1], "2026-11-22", None),
    ("two lengths", ("2017-01-30", "2017-04-30"), [*NINETY, term("renewal", "months", "24")], "2026-11-22", None),
    ("the notice does not make that day", ("2017-01-30", "2017-04-30"), [term("renewal", "notice_days", "60"), NINETY[1]], "2026-11-22", None),
]


@pytest.mark.parametrize(("name", "days", "terms", "today", "now"), CASES, ids=[row[0] for row in CASES])
def test_the_days_of_the_term_that_runs_now(name: str, days: tuple[str, str], terms: list[TermRow], today: str, now: tuple[str, str] | None) -> None:
    found = renewed.current(notice("last_notice_day", days[0]), notice("end_of_term", days[1]), terms, date.fromisoformat(today))
    assert (found and (found[0].day, found[1])) == now


@pytest.mark.parametrize(("today", "now"), [("2018-01-01", ("2018-01-30", "2018-04-30")), ("2018-04-30", ("2018-01-30", "2018-04-30")), ("2018-05-01", None), ("2026-11-22", None)])
def test_what_renews_itself_only_so_many_times_has_no_third_term(today: str, now: tuple[str, str] | None) -> None:
    """Once it has, by its words; whether it may again they do not tell here."""
    days = [replace(notice("last_notice_day", "2017-01-30"), limited=True), replace(notice("end_of_term", "2017-04-30"), limited=True)]
    found = renewed.current(*days, NINETY, date.fromisoformat(today))
    assert (found and (found[0].day, found[1])) == now
    (told,) = overview.deadlines(days, date.fromisoformat(today), {"m-1": NINETY})
    assert (told.state == "over") == (now is None)


def test_what_does_not_renew_itself_is_over() -> None:
    days = [notice("last_notice_day", "2017-01-30", renews=False), notice("end_of_term", "2017-04-30", renews=False)]
    (told,) = overview.deadlines(days, TODAY, {"m-1": NINETY})
    assert (told.state, told.again, told.row.day) == ("over", False, "2017-01-30")


def test_a_contract_that_has_renewed_itself_is_due_again() -> None:
    days = [notice("last_notice_day", "2017-01-30"), notice("end_of_term", "2017-04-30")]
    (told,) = overview.deadlines(days, TODAY, {"m-1": NINETY})
    assert (told.state, told.again, told.row.day, told.ends, told.left) == ("coming", True, "2027-01-30", "2027-04-30", 69)
    (missed,) = overview.deadlines([notice("last_notice_day", "2025-10-01"), notice("end_of_term", "2025-12-30")], TODAY, {"m-1": NINETY})
    assert (missed.state, missed.again, missed.left) == ("overdue", True, -52)
    (end,) = overview.deadlines([notice("end_of_term", "2017-04-30")], TODAY, {"m-1": NINETY[1:]})  # no notice is asked for
    assert (end.state, end.again, end.row.day) == ("coming", True, "2027-04-30")


def test_days_ahead_are_those_of_the_term_that_runs_now() -> None:
    days = [notice("last_notice_day", "2017-01-30"), notice("end_of_term", "2017-04-30")]
    seen = overview.overview((), (), days, (), today=TODAY, since="", terms=NINETY)
    ahead, again = overview.days_ahead(seen, {"m-1"})
    assert [n.day for n in ahead] == ["2027-01-30"] and again == set(ahead) and overview.days_ahead(seen, set()) == ((), frozenset())
    running = overview.overview((), (), [notice("last_notice_day", "2027-01-30"), notice("end_of_term", "2027-04-30")], (), today=TODAY, since="", terms=NINETY)
    assert [n.day for n in overview.days_ahead(running, {"m-1"})[0]] == ["2027-01-30", "2027-04-30"] and not overview.days_ahead(running, {"m-1"})[1]


def test_a_notice_before_an_end_that_is_not_fixed_is_told() -> None:
    assert renewed.undated([], renewed.by_matter(NINETY)) == ("m-1",)
    assert renewed.undated([notice("last_notice_day", "2017-01-30")], renewed.by_matter(NINETY)) == ()
    assert renewed.undated([], renewed.by_matter([NINETY[1]])) == ()  # no notice is asked for
    seen = overview.overview((), (), (), (), today=TODAY, since="", terms=NINETY)
    assert overview.picked(seen, ("day", "undated")) == {"m-1"}
