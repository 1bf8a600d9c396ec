"""What the reviewers say goes out as comments at the contract's words, and what they say among themselves does not; the days go into a calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import icalendar
import pytest

from clauses import ClausesError, agreed, register
from clauses.model import ContractReview, Decision, NoticeRow, Review, Span
from clauses.report.calendar import calendar
from clauses.report.remarks import remarks
from clauses.review import Desk, review
from clauses.signs import visible

SAMPLES = sorted((Path(__file__).resolve().parent.parent / "templates_library" / "samples").glob("*.*"))
MADE = datetime(2026, 3, 1, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def reviews(desk: Desk) -> list[Review]:
    return [review(path, desk) for path in SAMPLES]


@pytest.fixture(scope="module")
def risky(reviews: list[Review]) -> ContractReview:
    return reviews[1].contracts[0]


def decision(finding: str, number: int, act: str, words: str = "", *, wording: str | None = None, undoes: int | None = None) -> Decision:
    return Decision(finding=finding, act=act, by="王律师", at="2026-03-01T08:00:00.000000+00:00", words=words, wording=wording, undoes=undoes, number=number)  # type: ignore[arg-type]


# name (why the row is there), what was done (act, words, wording?), whether a comment stands, what it says, what it must not say
SAID = [
    ("nothing decided", [], False, (), ()),
    ("accepted without wording: what is suggested is told", [("accepted", "请按标准改", False)], True, ("请按标准改", "建议："), ()),
    ("accepted with wording: the change itself tells", [("accepted", "", True)], True, ("依据：",), ("建议：",)),
    ("marked: what is to be looked at", [("marked", "请财务核对金额", False)], True, ("待复核：请财务核对金额",), ()),
    ("rejected: nobody else's", [("rejected", "客户已经同意", False)], False, (), ()),
    ("a comment alone is internal", [("commented", "对方底线不高", False)], False, (), ()),
    ("a comment beside an acceptance stays in", [("accepted", "请改", False), ("commented", "对方底线不高", False)], True, ("请改",), ("底线",)),
    ("an assignment stays in", [("accepted", "请改", False), ("assigned", "李经理", False)], True, ("请改",), ("李经理",)),
    ("accepted, then rejected", [("accepted", "请改", False), ("rejected", "算了", False)], False, (), ()),
]


@pytest.mark.parametrize(("name", "done", "stands", "says", "hides"), SAID, ids=[row[0] for row in SAID])
def test_what_goes_out(name: str, done: list[tuple[str, str, bool]], stands: bool, says: tuple[str, ...], hides: tuple[str, ...], risky: ContractReview, desk: Desk) -> None:
    finding = next(f for f in risky.findings if f.proposes == "clause" and f.span)
    decisions = [decision(finding.id, n, act, words, wording="议定文字。" if wording else None) for n, (act, words, wording) in enumerate(done, 1)]
    found = remarks(risky, agreed.standings(decisions), desk.library, reader="internal")
    assert bool(found) == stands
    if found:
        (only,) = found
        assert (only.id, only.span, only.author) == (finding.id, finding.span, "王律师")
        assert only.text.startswith(f"[{finding.id}] ") and finding.message in only.text
        assert all(words in only.text for words in says) and not any(words in only.text for words in hides)


def test_an_acceptance_taken_back_is_no_comment(risky: ContractReview, desk: Desk) -> None:
    id = risky.findings[0].id
    assert not remarks(risky, agreed.standings([decision(id, 1, "accepted"), decision(id, 2, "undone", undoes=1)]), desk.library)


def test_every_finding_has_a_place_and_its_id_in_both_languages(reviews: list[Review], desk: Desk) -> None:
    for whole in reviews:
        for contract in whole.contracts:
            standings = agreed.standings([decision(f.id, n, "accepted") for n, f in enumerate(contract.findings, 1)])
            for language in ("zh", "en"):
                found = remarks(contract, standings, desk.library, language, reader="internal")
                assert [r.id for r in found] == [f.id for f in contract.findings]
                for remark, finding in zip(found, contract.findings, strict=True):
                    assert remark.span.start < remark.span.end, finding.code
                    at = whole.source.at(remark.span)
                    assert at == contract.facts.contract.title if finding.span is None else remark.span == finding.span


def test_the_playbooks_reasons_are_nobody_elses(risky: ContractReview, desk: Desk) -> None:
    standings = agreed.standings([decision(f.id, n, "accepted") for n, f in enumerate(risky.findings, 1)])
    said = "\n".join(r.text for r in remarks(risky, standings, desk.library, reader="internal"))
    assert "民法典第585条" in said and "可约定违约金" in said
    reasons = [t.reason for t in desk.library.playbooks["customer"].thresholds.values()]
    assert not [reason for reason in reasons if reason in said]


def test_a_contract_whose_title_is_not_in_its_words_is_commented_at_its_first_line(risky: ContractReview, desk: Desk) -> None:
    other = replace(risky, facts=replace(risky.facts, contract=replace(risky.facts.contract, title="别的标题")), findings=tuple(replace(f, span=None) for f in risky.findings[:1]))
    (remark,) = remarks(other, agreed.standings([decision(risky.findings[0].id, 1, "marked")]), desk.library, reader="internal")
    assert risky.facts.source.at(remark.span) == "智慧水务专线租用合同"
    empty = replace(other, facts=replace(other.facts, contract=replace(other.facts.contract, span=Span(10, 10))))
    assert remarks(empty, agreed.standings([decision(risky.findings[0].id, 1, "marked")]), desk.library, reader="internal")[0].span == Span(10, 10)


# -- signs that a program would obey ------------------------------------------------------------------------------------

# name, words, as they are shown
SIGNS = [
    ("what is written stays", "违约金 5‰，见 ①\t表\n下一行", "违约金 5‰，见 ①\t表\n下一行"),
    ("the direction is not turned", "每日\u202e1%\u202c", "每日1%"),
    ("isolates and marks", "\u2066a\u2069\u200e\u200f\u061c", "a"),
    ("a terminal's escape", "\x1b[2J红", "[2J红"),
    ("NUL, bell, backspace, carriage return", "a\x00\x07\x08\r\nb", "a\nb"),
    ("Unicode's line ends are blanks, so that a line stays one", "a\u2028b\u0085c", "a b c"),
    ("half a character", "a\ud83d", "a\ufffd"),
    ("what XML cannot hold", "a\ufffe\uffffb", "ab"),
    ("a whole emoji of several parts stays", "👩\u200d⚖️", "👩\u200d⚖️"),
]


@pytest.mark.parametrize(("name", "words", "shown"), SIGNS, ids=[row[0] for row in SIGNS])
def test_signs_that_would_be_obeyed_are_dropped(name: str, words: str, shown: str) -> None:
    assert visible(words) == shown


# -- the calendar -------------------------------------------------------------------------------------------------------


def notice(**given: object) -> NoticeRow:
    usual = {"matter": "m-1", "title": "专线租用合同", "kind": "last_notice_day", "day": "2027-08-01", "clause": "c9", "place": "第九条", "quote": "期满前三十日内书面通知", "renews": True, "finding": "f-3b9c01"}
    return NoticeRow(**{**usual, **given})  # type: ignore[arg-type]


def events(content: bytes) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(content).walk("VEVENT"))


def test_a_day_is_an_event_of_the_whole_day_with_two_alarms() -> None:
    (event,) = events(calendar([notice()], made=MADE))
    assert event.decoded("dtstart") == date(2027, 8, 1) and event.decoded("dtend") == date(2027, 8, 2)
    assert event.decoded("dtstamp") == MADE
    assert event["summary"] == "最迟通知日（逾期自动续展）：专线租用合同"
    told = str(event["description"])
    assert "2027-08-01" in told and "自动续展" in told and "第九条" in told and "期满前三十日内书面通知" in told and "[f-3b9c01]" in told and "工作日" not in told
    assert sorted(alarm.decoded("trigger") for alarm in event.walk("VALARM")) == [timedelta(days=-30), timedelta(days=-7)]
    assert all("专线租用合同" in alarm["description"] for alarm in event.walk("VALARM"))


# name, the row, words of the summary, words of the description that must and must not stand
TOLD = [
    ("no renewal", notice(renews=False), "最迟通知日：", (), ("自动续展",)),
    ("working days were counted", notice(counted=True), "最迟通知日", ("节假日",), ()),
    ("the end of a term", notice(kind="end_of_term", renews=False), "合同期满：", ("届满",), ("自动续展",)),
    ("the end of a term that renews itself", notice(kind="end_of_term"), "合同期满（无通知则自动续展）", ("自动续展",), ()),
    ("no finding", notice(finding=""), "最迟通知日", (), ("发现",)),
    ("no title", notice(title=""), "（无标题）", (), ()),
]


@pytest.mark.parametrize(("name", "row", "summary", "says", "hides"), TOLD, ids=[row[0] for row in TOLD])
def test_what_an_event_says(name: str, row: NoticeRow, summary: str, says: tuple[str, ...], hides: tuple[str, ...]) -> None:
    (event,) = events(calendar([row], made=MADE))
    assert summary in event["summary"]
    assert all(words in event["description"] for words in says) and not any(words in event["description"] for words in hides)


def test_the_same_day_keeps_its_identity_when_it_moves_and_differs_from_others() -> None:
    def uid(row: NoticeRow, made: datetime = MADE) -> str:
        return str(events(calendar([row], made=made))[0]["uid"])

    assert uid(notice()) == uid(notice(day="2027-09-01", quote="改了"), made=datetime(2027, 1, 1))
    others = [notice(), notice(matter="m-2"), notice(kind="end_of_term"), notice(clause="c10")]
    together = [str(e["uid"]) for e in events(calendar([*others, notice()], made=MADE))]
    assert len(set(together)) == 5 and together[:4] == [uid(row) for row in others]


def test_a_day_of_a_renewed_term_says_so() -> None:
    one, other = events(calendar([notice(), notice(matter="m-2")], made=MADE, again=[notice()]))
    assert "推算" in one["description"] and "推算" not in other["description"]


def test_a_later_calendar_overtakes_an_earlier_one() -> None:
    def sequence(made: datetime) -> int:
        return int(events(calendar([notice()], made=made))[0]["sequence"])

    assert sequence(MADE) < sequence(MADE + timedelta(minutes=1)) < 2**31


@pytest.mark.parametrize("title", ["合同\r\nBEGIN:VALARM\r\nACTION:PROCEDURE\r\nEND:VALARM", "a;b,c\\n:d\"", "\u202e同合\u2066", "x" * 3000])
def test_a_strangers_title_stays_within_its_line(title: str) -> None:
    content = calendar([notice(title=title, quote=title, place=title)], made=MADE)
    (event,) = events(content)
    assert len(list(event.walk("VALARM"))) == 2 and b"PROCEDURE" not in b"".join(line for line in content.split(b"\r\n") if line.startswith(b"ACTION"))
    assert str(event["summary"]).endswith(" ".join(visible(title).split())) and content.count(b"BEGIN:VEVENT") == content.count(b"END:VEVENT")


def test_long_chinese_lines_are_folded_between_characters() -> None:
    content = calendar([notice(title="云湖市图书馆电路服务业务合同" * 9, quote="甲方未以书面形式提出终止的，本合同自动续期两年；" * 20)], made=MADE)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    for line in content.split(b"\r\n"):
        line.decode("utf-8")  # no character is cut
    assert str(events(content)[0]["description"]).count("自动续期两年；") == 20


def test_english() -> None:
    (event,) = events(calendar([notice(counted=True)], "en", made=MADE))
    assert event["summary"] == "Last day for notice (renews itself otherwise): 专线租用合同" and "public holidays" in event["description"]


def test_no_day_is_no_calendar() -> None:
    with pytest.raises(ClausesError):
        calendar([], made=MADE)


def test_the_days_of_a_sample(reviews: list[Review], desk: Desk) -> None:
    rows = register.rows(reviews[2].contracts[0], desk.library, "m-3")[2]
    (event,) = events(calendar(rows, made=MADE))
    assert event.decoded("dtstart") == date(2027, 8, 31) and "互联网专线服务协议" in event["summary"]
