"""Many contracts at one look: counts, sums that are never added twice, what changed, what is due, and the contracts behind each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from clauses import overview, register
from clauses.model import Decision, FindingRow, Matter, NoticeRow, Round, ScoreRow
from clauses.review import Desk
from tests.conftest import Reviewed
from tests.manymatters import FILES

TODAY = date(2026, 11, 22)
SINCE = "2026-10-22T00:00:00+00:00"


def row(matter: str = "m-1", type: str = "late_payment", severity: str = "high", score: int = 50, **more: object) -> FindingRow:
    given = {
        "title": f"{matter} 合同", "finding": f"f-{type}", "code": f"{type}.high", "certainty": "certain", "favours": "them", "clause": "c1", "place": "9.1", "quote": "", "message": "说明",
        "message_en": "message", "amount": None, "currency": "CNY", **more,
    }  # fmt: skip
    return FindingRow(matter=matter, type=type, severity=severity, score=score, **given)  # type: ignore[arg-type]


def matter(id: str, total: int = 50, level: str = "high", *received: str, sha256: str = "") -> Matter:
    rounds = tuple(
        Round(matter=id, number=n, file=f"{id}-{n}.docx", sha256=sha256 or f"{id}-{n}", part=0, view="accepted", side="customer", template=None, received=at, by="王律师")
        for n, at in enumerate(received or ("2026-01-01T00:00:00.000000+00:00",), 1)
    )
    return Matter(id=id, title=f"{id} 合同", customer="", carrier="", signed=None, template=None, rounds=rounds, total=total, level=level)


def notice(matter: str, kind: str, day: str, **more: object) -> NoticeRow:
    return NoticeRow(matter=matter, title=f"{matter} 合同", kind=kind, day=day, clause="c9", place="10.2", quote="期满前", **more)  # type: ignore[arg-type]


def made(matters: Sequence[Matter] = (), rows: Sequence[FindingRow] = (), notices: Sequence[NoticeRow] = (), scores: Sequence[ScoreRow] = ()) -> overview.Overview:
    return overview.overview(matters, rows, notices, scores, today=TODAY, since=SINCE)


# -- how bad ------------------------------------------------------------------------------------------------------------

# name (why the row is there), the findings of one type on one contract, severity, score, clause, count, open
CELLS = [
    ("one finding", [row()], ("high", 50, "c1", 1, 1)),
    ("the gravest severity, though another scores more", [row(severity="medium", score=90), row(severity="high", score=40, clause="c2")], ("high", 40, "c2", 2, 2)),
    ("of the gravest the highest score", [row(score=40), row(score=60, clause="c3")], ("high", 60, "c3", 2, 2)),
    ("what is decided counts, and waits no more", [row(verdict="rejected"), row(score=10)], ("high", 50, "c1", 2, 1)),
    ("of the whole contract: no clause", [row(clause=None)], ("high", 50, None, 1, 1)),
]


@pytest.mark.parametrize(("name", "rows", "expected"), CELLS, ids=[r[0] for r in CELLS])
def test_a_cell_says_the_gravest(name: str, rows: list[FindingRow], expected: tuple[object, ...]) -> None:
    cell = overview.cells(rows)["m-1"]["late_payment"]
    assert (cell.severity, cell.score, cell.clause, cell.count, cell.open) == expected


# name, the finding, whether it is against us
AGAINST = [
    ("against us", row(), True),
    ("against either side", row(favours="neither"), True),
    ("for us", row(favours="us"), False),
    ("a note", row(severity="info"), False),
    ("low is still against us", row(severity="low"), True),
]


@pytest.mark.parametrize(("name", "finding", "counts"), AGAINST, ids=[r[0] for r in AGAINST])
def test_what_counts_as_against_us(name: str, finding: FindingRow, counts: bool) -> None:
    seen = made([matter("m-1")], [finding])
    assert bool(seen.rows) == bool(seen.cells) == bool(seen.people) == counts


def test_every_level_is_counted_and_contracts_stand_by_their_score() -> None:
    seen = made([matter("m-1", 20, "low"), matter("m-2", 90, "high"), matter("m-3", 90, "high"), matter("m-4", 0, "none")])
    assert list(seen.levels.items()) == [("high", 2), ("medium", 0), ("low", 1), ("none", 1)]
    assert [m.id for m in seen.matters] == ["m-2", "m-3", "m-1", "m-4"]


def test_types_that_are_high_in_most_contracts_come_first() -> None:
    rows = [row("m-1", "renewal", "high", 10), row("m-2", "renewal", "high", 10), row("m-1", "term", "high", 90), row("m-1", "notices", "low", 99), row("m-2", "charges", "low", 99), row("m-3", "charges", "low", 1)]
    assert overview.types(overview.cells(rows)) == ("renewal", "term", "charges", "notices")


def test_the_worst_are_the_gravest_then_those_that_score_most_then_those_that_wait() -> None:
    low, medium, high, decided, waits = row(severity="low", score=100), row(severity="medium", score=99), row(score=60), row("m-2", score=60, verdict="accepted"), row("m-3", score=60)
    assert overview.worst([low, medium, decided, waits, high], 4) == (high, waits, decided, medium)
    assert len(overview.worst([row(score=n) for n in range(30)])) == 10


# -- how much -----------------------------------------------------------------------------------------------------------

# name, the findings, by currency: total, undecided; how many cannot be reckoned
MONEY: list[tuple[str, list[FindingRow], dict[str, tuple[str, str]], int]] = [
    ("two findings on one type are the same money: the larger", [row(amount=Decimal(100)), row(amount=Decimal(300))], {"CNY": ("300", "300")}, 0),
    ("two types of a contract add up", [row(amount=Decimal(100)), row(type="renewal", amount=Decimal("0.50"))], {"CNY": ("100.50", "100.50")}, 0),
    ("one type of two contracts adds up", [row(amount=Decimal(100)), row("m-2", amount=Decimal(30))], {"CNY": ("130", "130")}, 0),
    ("currencies are never added", [row(amount=Decimal(100)), row("m-2", amount=Decimal(30), currency="USD")], {"CNY": ("100", "100"), "USD": ("30", "30")}, 0),
    ("what is decided is at stake still, but waits no more", [row(amount=Decimal(100), verdict="rejected"), row(amount=Decimal(40))], {"CNY": ("100", "40")}, 0),
    ("what helps us is left out", [row(amount=Decimal(100), favours="us")], {}, 0),
    ("a note is left out", [row(amount=Decimal(100), severity="info")], {}, 0),
    ("measured in money, and no sum: counted", [row(scenario="overdue"), row(amount=Decimal(5), scenario="overdue")], {"CNY": ("5", "5")}, 1),
    ("not measured in money: nothing unknown", [row()], {}, 0),
]


@pytest.mark.parametrize(("name", "rows", "sums", "unknown"), MONEY, ids=[r[0] for r in MONEY])
def test_money_is_never_added_twice(name: str, rows: list[FindingRow], sums: dict[str, tuple[str, str]], unknown: int) -> None:
    seen = made([matter("m-1"), matter("m-2")], rows)
    assert {s.currency: (s.total, s.open) for s in seen.sums} == {currency: (Decimal(total), Decimal(open)) for currency, (total, open) in sums.items()}
    assert seen.unreckoned == unknown
    for s in seen.sums:
        assert sum(s.by_type.values()) == sum(s.by_matter.values()) == s.total


@pytest.mark.slow
@pytest.mark.parametrize("path", FILES, ids=lambda p: p.parent.name + p.stem)
def test_a_contracts_money_is_what_its_review_says(path: Path, reviewed: Reviewed, desk: Desk) -> None:
    for contract in reviewed(path, "customer").contracts:
        assert contract.exposure is not None
        rows, _, _ = register.rows(contract, desk.library, "m-1")
        seen = made([matter("m-1")], rows)
        assert sum((s.total for s in seen.sums), Decimal(0)) == contract.exposure.total and seen.unreckoned == contract.exposure.not_counted
        assert [dict(s.by_type) for s in seen.sums] == ([dict(contract.exposure.by_type)] if contract.exposure.by_type else [])


# -- who ----------------------------------------------------------------------------------------------------------------


def test_what_waits_stands_by_whom_it_waits_for() -> None:
    rows = [row(assigned="李律师"), row("m-2", assigned="李律师", severity="low"), row("m-2"), row("m-2", verdict="accepted", assigned="王律师"), row(assigned="Chen", severity="medium")]
    assert [(p.name, p.count, p.high, p.matters) for p in overview.people(rows)] == [("", 1, 1, ("m-2",)), ("李律师", 2, 1, ("m-1", "m-2")), ("Chen", 1, 0, ("m-1",))]


# -- what changed -------------------------------------------------------------------------------------------------------

BEFORE, AFTER = "2026-10-21T23:59:59.999999+00:00", "2026-10-22T00:00:00.000000+00:00"


def scores(*rounds: tuple[str, str]) -> list[ScoreRow]:
    return [ScoreRow(matter="m-1", title="m-1 合同", round=n, received=at, total=0, level=level, latest=n == len(rounds)) for n, (at, level) in enumerate(rounds, 1)]


# name, the rounds of a contract (when, level), new, a further draft, the level's way
CHANGED = [
    ("a moment before the month: old", [(BEFORE, "high")], False, False, None),
    ("the month's first moment: new", [(AFTER, "high")], True, False, None),
    ("an old contract's next draft, graver", [(BEFORE, "low"), (AFTER, "high")], False, True, ("low", "high", True)),
    ("an old contract's next draft, better", [(BEFORE, "high"), (AFTER, "none")], False, True, ("high", "none", False)),
    ("the same level is no change", [(BEFORE, "high"), (AFTER, "high")], False, True, None),
    ("up and down again is no change", [(BEFORE, "low"), (AFTER, "high"), ("2026-11-01T00:00:00.000000+00:00", "low")], False, True, None),
    ("a new contract of two drafts is compared with its first", [(AFTER, "medium"), ("2026-11-01T00:00:00.000000+00:00", "low")], True, False, ("medium", "low", False)),
    ("a draft of long ago is compared with nothing", [("2026-01-01T00:00:00.000000+00:00", "low"), (BEFORE, "high")], False, False, None),
]


@pytest.mark.parametrize(("name", "rounds", "new", "draft", "move"), CHANGED, ids=[r[0] for r in CHANGED])
def test_what_came_since(name: str, rounds: list[tuple[str, str]], new: bool, draft: bool, move: tuple[str, str, bool] | None) -> None:
    kept = matter("m-1", 0, rounds[-1][1], *(at for at, _ in rounds))
    changed = made([kept], [], [notice("m-1", "last_notice_day", "2027-01-01"), notice("m-1", "end_of_term", "2027-02-01")], scores(*rounds)).changes
    assert (changed.new == ("m-1",), changed.drafts == ("m-1",)) == (new, draft)
    assert [(m.was.level, m.now.level, m.up) for m in changed.moves] == ([move] if move else [])
    assert [n.day for n in changed.notices] == (["2027-01-01"] if new or draft else [])


def test_what_was_decided_since() -> None:
    rows = [row(verdict="accepted", decided_at=AFTER), row(verdict="accepted", decided_at=BEFORE), row(verdict="marked", decided_at=AFTER), row()]
    assert made([matter("m-1")], rows).changes.decided == {"accepted": 1, "rejected": 0, "marked": 1}


# -- what is due --------------------------------------------------------------------------------------------------------

# name, one contract's days (kind, day), what is due: day, days left, the end, state
DUE = [
    ("a notice to come, with the end it is counted from", [("last_notice_day", "2026-12-01"), ("end_of_term", "2026-12-31")], [("2026-12-01", 9, "2026-12-31", "coming")]),
    ("today is in time", [("last_notice_day", "2026-11-22"), ("end_of_term", "2026-12-22")], [("2026-11-22", 0, "2026-12-22", "coming")]),
    ("yesterday is missed while the term runs", [("last_notice_day", "2026-11-21"), ("end_of_term", "2026-12-21")], [("2026-11-21", -1, "2026-12-21", "overdue")]),
    ("missed, and today is the last day of the term", [("last_notice_day", "2026-10-23"), ("end_of_term", "2026-11-22")], [("2026-10-23", -30, "2026-11-22", "overdue")]),
    ("missed, and the term has ended", [("last_notice_day", "2026-10-22"), ("end_of_term", "2026-11-21")], [("2026-10-22", -31, "2026-11-21", "over")]),
    ("missed, and nobody knows the end", [("last_notice_day", "2026-11-01")], [("2026-11-01", -21, "", "overdue")]),
    ("no notice: the end", [("end_of_term", "2027-01-01")], [("2027-01-01", 40, "2027-01-01", "coming")]),
    ("no notice, and ended", [("end_of_term", "2026-11-21")], [("2026-11-21", -1, "2026-11-21", "over")]),
    ("two notices are two days", [("last_notice_day", "2026-12-01"), ("last_notice_day", "2026-11-01"), ("end_of_term", "2026-12-31")], [("2026-12-01", 9, "2026-12-31", "coming"), ("2026-11-01", -21, "2026-12-31", "overdue")]),
]


@pytest.mark.parametrize(("name", "days", "expected"), DUE, ids=[r[0] for r in DUE])
def test_what_is_due(name: str, days: list[tuple[str, str]], expected: list[tuple[str, int, str, str]]) -> None:
    found = overview.deadlines([notice("m-1", kind, day) for kind, day in days], TODAY)
    assert [(d.row.day, d.left, d.ends, d.state) for d in found] == expected


def test_the_next_day_comes_first_and_what_is_past_last() -> None:
    days = [("m-1", "2026-10-01"), ("m-2", "2027-05-01"), ("m-3", "2026-11-23"), ("m-4", "2026-11-20")]
    found = overview.deadlines([notice(id, "last_notice_day", day) for id, day in days], TODAY)
    assert [d.row.matter for d in found] == ["m-3", "m-2", "m-4", "m-1"]


# name, the day, the same day of the month before
MONTHS = [
    ("within a year", "2026-11-22", "2026-10-22"),
    ("over the turn of the year", "2027-01-05", "2026-12-05"),
    ("the month before is shorter", "2026-03-31", "2026-02-28"),
    ("in a leap year", "2028-03-30", "2028-02-29"),
    ("the last day that every month has", "2026-03-28", "2026-02-28"),
]


@pytest.mark.parametrize(("name", "day", "before"), MONTHS, ids=[r[0] for r in MONTHS])
def test_a_month_before(name: str, day: str, before: str) -> None:
    assert overview.month_before(date.fromisoformat(day)).isoformat() == before


# -- from a number to its contracts -------------------------------------------------------------------------------------


def _seen() -> overview.Overview:
    old, new, better = matter("m-1", 80), matter("m-2", 40, "medium", AFTER), matter("m-3", 10, "low", BEFORE, AFTER)
    rows = [
        row("m-1", amount=Decimal(100), assigned="李律师"), row("m-1", "renewal", "medium", 20, verdict="accepted", decided_at=AFTER), row("m-2", "renewal", "low", 5, scenario="renewal"),
        row("m-2", amount=Decimal(7), currency="USD", verdict="rejected", decided_at=BEFORE), row("m-3", "term", "high", 9, favours="us"),
    ]  # fmt: skip
    days = [notice("m-1", "last_notice_day", "2026-11-01"), notice("m-2", "last_notice_day", "2026-12-01"), notice("m-3", "end_of_term", "2026-01-01")]
    moved = [ScoreRow(matter="m-3", title="m-3 合同", round=n, received=at, total=0, level=level, latest=n == 2) for n, at, level in ((1, BEFORE, "high"), (2, AFTER, "low"))]
    return made([old, new, better], rows, days, moved)


# what is clicked, the contracts that it leads to, how many findings
PICKS = [
    (("all", ""), "m-1 m-2 m-3", 4),
    (("level", "high"), "m-1", 2),
    (("level", "none"), "", 0),
    (("currency", "CNY"), "m-1", 1),
    (("currency", "USD"), "m-2", 1),
    (("type", "renewal"), "m-1 m-2", 2),
    (("money", "late_payment"), "m-1 m-2", 2),
    (("money", "renewal"), "", 0),
    (("unreckoned", ""), "m-2", 1),
    (("person", "李律师"), "m-1", 1),
    (("person", ""), "m-2", 1),
    (("severity", "high"), "m-1", 1),
    (("severity", ""), "m-1 m-2", 2),
    (("decided", "accepted"), "m-1", 1),
    (("decided", "rejected"), "", 0),
    (("changed", "new"), "m-2", 2),
    (("changed", "drafts"), "m-3", 0),
    (("changed", "down"), "m-3", 0),
    (("changed", "up"), "", 0),
    (("changed", "notices"), "m-2", 2),
    (("day", "coming"), "m-2", 2),
    (("day", "overdue"), "m-1", 2),
    (("day", "over"), "m-3", 0),
    (("nothing known", "x"), "m-1 m-2 m-3", 4),
]


@pytest.mark.parametrize(("pick", "matters", "findings"), PICKS, ids=[":".join(r[0]) for r in PICKS])
def test_each_number_leads_to_its_contracts(pick: overview.Pick, matters: str, findings: int) -> None:
    seen = _seen()
    assert " ".join(sorted(overview.picked(seen, pick))) == matters
    assert len(overview.findings(seen, pick)) == findings


def test_a_count_is_of_as_many_as_it_leads_to() -> None:
    seen = _seen()
    for level, count in seen.levels.items():
        assert len(overview.picked(seen, ("level", level))) == count
    for person in seen.people:
        assert overview.picked(seen, ("person", person.name)) == set(person.matters) and len(overview.findings(seen, ("person", person.name))) == person.count
    for sum_ in seen.sums:
        assert overview.picked(seen, ("currency", sum_.currency)) == set(sum_.by_matter)
    for verdict, count in seen.changes.decided.items():
        assert len(overview.findings(seen, ("decided", verdict))) == count
    assert len(overview.findings(seen, ("unreckoned", ""))) == seen.unreckoned


# -- what a deletion takes ----------------------------------------------------------------------------------------------


def decision(number: int, by: str = "王律师", carried_from: int | None = None) -> Decision:
    return Decision(finding="f-1", act="commented", by=by, at=AFTER, number=number, carried_from=carried_from)


def test_what_is_lost_with_a_contract() -> None:
    gone, same = matter("m-1", 0, "none", BEFORE, AFTER), matter("m-2", 0, "none", BEFORE, sha256="m-1-2")
    lost = overview.loss(gone, [gone, same], [decision(1), decision(2, "Chen"), decision(3, carried_from=1)])
    assert (len(lost.rounds), lost.decisions, lost.people) == (2, 2, ("王律师", "Chen"))
    assert (lost.gone, lost.kept) == (("m-1-1.docx",), ("m-1-2.docx",))
    assert overview.loss(same, [same], []).gone == ("m-2-1.docx",) and overview.loss(replace(same), [same], []).kept == ()
