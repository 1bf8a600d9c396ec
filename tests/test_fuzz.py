"""Hostile files are refused by name; damaged and odd ones end in a source or a refusal, never in a traceback, a hang or a full machine."""

from __future__ import annotations

import faulthandler
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from clauses.errors import ClausesError, UnreadableFile
from clauses.ingest import read_bytes
from clauses.ingest.content import MOST_CHARACTERS
from clauses.model import Span
from clauses.report import json as report
from clauses.review import Desk, review_source
from clauses.structure import bounded, split
from clauses.structure.bounds import LONGEST_CLAUSE, MOST_CLAUSES
from tests import fuzz, hostile
from tests.wordfile import p

pytestmark = pytest.mark.skipif(not hasattr(fuzz.os, "fork"), reason="the workers are forked")

# ---- refused by name


class Chosen(Random):
    """Chance that chooses what it is told, where that is to be chosen from."""

    def __init__(self, *told: object) -> None:
        super().__init__(0)
        self._told = told

    def choice(self, choices):  # type: ignore[no-untyped-def]
        return next((each for each in self._told if each in choices), choices[0])


DTD, SYSTEM = hostile.ENTITIES[0], hostile.ENTITIES[1]
REFUSED: list[tuple[str, str, Callable[[], bytes], str]] = [
    ("a part of 30 MB of blanks", ".docx", lambda: hostile.flat_bomb(Chosen(30_000_000)), "恶意|解压后过大"),
    ("a part of 190 MB of blanks", ".docx", lambda: hostile.flat_bomb(Chosen(190_000_000)), "恶意|解压后过大"),
    ("a bomb in the styles", ".docx", lambda: hostile.bomb_in_a_part(Chosen("styles")), "恶意|解压后过大|过于庞大"),
    ("a bomb whose directory lies", ".docx", lambda: hostile.lying_bomb(Chosen(5_000)), "恶意|解压后过大|已损坏"),
    ("60,000 parts", ".docx", lambda: hostile.many_parts(Chosen(60_000)), "内含文件超过"),
    ("a billion laughs", ".docx", lambda: hostile.entity_bomb(Chosen("utf-8", DTD)), "不允许的 XML 声明"),
    ("a billion laughs in UTF-16", ".docx", lambda: hostile.entity_bomb(Chosen("utf-16", DTD)), "不允许的 XML 声明"),
    ("a declaration behind 100,000 blanks", ".docx", lambda: hostile.entity_bomb(Chosen("utf-8", 100_000, DTD)), "不允许的 XML 声明"),
    ("the machine's list of users", ".docx", lambda: hostile.entity_bomb(Chosen("utf-8", SYSTEM)), "不允许的 XML 声明"),
    ("the same in UTF-16", ".docx", lambda: hostile.entity_bomb(Chosen("utf-16-le", SYSTEM)), "不允许的 XML 声明|已损坏"),
    *((f"{kind}, 2,000 deep", ".docx", lambda kind=kind: hostile.document(hostile.nested(*hostile.DEEP[kind], p("底"), 2_000)), "嵌套") for kind in sorted(hostile.DEEP)),
    ("10,000 pages", ".pdf", lambda: hostile.many_pages(Chosen(10_000)), "10,000 页，超过 1,000 页"),
    ("pages that are their own parents", ".pdf", lambda: hostile.cyclic_pages(Chosen("2 0 R")), "已损坏|没有页面|没有文字|页"),
    ("a picture of 3,600 million dots", ".png", lambda: hostile.huge_png(Chosen((60_000, 60_000))), "像素|已损坏"),
    ("a picture that follows itself", ".tif", lambda: hostile.cyclic_tiff(Chosen(10)), "已损坏|没有|像素"),
    ("an old Word file whose sectors go round", ".doc", lambda: hostile.cyclic_ole(Random(1)), "已损坏|没有正文|没有 Word 正文"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("suffix", "make", "reason"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_made_to_harm_and_refused_by_name(suffix: str, make: Callable[[], bytes], reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason) as refused:
        fuzz.read_at_home(0, f"合同{suffix}", make())  # at home, for a busy machine may take longer than a file may
    assert "root:" not in str(refused.value) and refused.value.hint.zh


def test_what_another_file_says_is_not_read() -> None:
    """&i; would be the list of users."""
    for encoding in ("utf-8", "utf-16", "utf-16-le", "utf-8-sig"):
        try:
            source = read_bytes("a.docx", hostile.document(p("甲&i;"), SYSTEM, encoding))
        except UnreadableFile:
            continue
        assert "root" not in source.text


# ---- how long a text may be


def test_a_text_at_the_limit_is_read_and_one_beyond_is_refused() -> None:
    line = "甲" * 99 + "\n"
    assert len(read_bytes("a.txt", (line * (MOST_CHARACTERS // 100)).encode()).text) == MOST_CHARACTERS
    with pytest.raises(UnreadableFile, match="超过 500,000 字"):
        read_bytes("a.txt", (line * (MOST_CHARACTERS // 100) + "乙").encode())


def contract_of(clause: str) -> bytes:
    return f"专线业务合同\n甲方：某公司\n乙方：某电信公司\n第一条 总则\n双方订立本合同。\n第二条 {clause}\n第三条 其他\n本合同一式两份。\n".encode()


@pytest.mark.parametrize("beyond", [0, 1, 5_000])
def test_of_a_clause_beyond_its_limit_the_rest_is_a_problem(beyond: int) -> None:
    source = read_bytes("a.txt", contract_of("甲" * (LONGEST_CLAUSE + beyond)))
    contracts, problems = bounded(split(source))
    clause = next(c for c in contracts[0].clauses if c.number == "第二条")
    assert len(clause.text) == LONGEST_CLAUSE == sum(end - start for start, end in clause.pieces)
    assert "".join(source.at(piece) for piece in clause.pieces) == clause.text
    assert [(problem.kind, problem.span and len(source.at(problem.span))) for problem in problems] == ([("long_clause", beyond)] if beyond else [])


def test_more_clauses_than_any_contract_has_are_refused() -> None:
    def of(count: int) -> tuple[object, ...]:
        return bounded(split(read_bytes("a.txt", "".join(f"{n // 50 + 1}.{n % 50 + 1} 甲方应当付款。\n" for n in range(count)).encode())))

    assert of(MOST_CLAUSES - 100)
    with pytest.raises(UnreadableFile, match="超过 6000 个"):
        of(MOST_CLAUSES + 100)


def test_a_review_says_what_it_left_out(desk: Desk) -> None:
    review = review_source(read_bytes("a.txt", contract_of("甲方应当付款，" * 2_000)), desk)
    assert [(problem.stage, problem.kind) for problem in review.problems] == [("split", "long_clause")]
    assert review.problems[0].message == "“第二条”超过 10,000 字，其后的 4,000 字未审查，请人工核对"


# ---- thousands


def all_end_well(*arguments: str) -> None:
    """In a process of its own, because its workers are forks, which inherit the locks of other tests' threads but not the threads."""
    done = subprocess.run([sys.executable, "-m", "tests.fuzz", *arguments], cwd=Path(__file__).parent.parent, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("first", "count"), [(0, 20), pytest.param(20, 180, marks=pytest.mark.slow)], ids=["twenty", "the rest of two hundred"])
def test_two_hundred_are_read_or_refused(first: int, count: int) -> None:
    all_end_well("--seed", str(first), "--count", str(count), "--workers", "1")


@pytest.mark.slow
def test_a_hundred_and_twenty_are_reviewed_or_refused() -> None:
    all_end_well("--seed", "100000", "--count", "120", "--whole")


@pytest.mark.parametrize("number", [3, 77, 4_096])
def test_an_input_follows_from_its_number(number: int) -> None:
    assert fuzz.made(number) == fuzz.made(number)


@pytest.mark.slow
def test_what_goes_wrong_is_told_with_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader with a fault, one that hangs, one that dies: the others go on, and each is named."""
    whole = fuzz.read_bytes

    def faulty(name: str, content: bytes) -> object:
        if content == b"fault":
            raise KeyError("a")
        if content == b"die":
            fuzz.os._exit(7)
        while content == b"hang":
            pass
        return whole(name, content)

    monkeypatch.setattr(fuzz, "made", lambda number, files=(): ("text", "a.txt", (b"fine", b"fault", b"hang", b"die")[number % 4]))
    monkeypatch.setattr(fuzz, "read_bytes", faulty)
    monkeypatch.setattr(fuzz, "died", lambda number, files, why: fuzz.Tried(number, "text", f"died of {why}"))
    monkeypatch.setattr(fuzz, "LONGEST", 1)
    tally = fuzz.run_all(range(1, 9), workers=1)
    assert sorted((one.number, one.outcome) for one in tally.wrong) == [(1, "fault"), (2, "slow"), (3, "died of 7"), (5, "fault"), (6, "slow"), (7, "died of 7")]
    assert tally.outcomes["read"] == 2


# ---- what once failed

MAIL = b"From: a@example.org\r\nTo: b@example.org\r\nMIME-Version: 1.0\r\n"
ONCE: list[tuple[str, str, bytes]] = [
    ("a period of more digits than exact sums are made with", "a.txt", ("专线业务合同\n甲方：某公司\n乙方：某电信公司\n第一条 期限\n本合同期限为" + "9" * 40 + "年，本合同自签订之日起生效。\n第二条 费用\n月租费" + "8" * 5_000 + "元。").encode()),
    ("a subject whose base64 is cut", "a.eml", MAIL + "Subject: =?gb2312?B?z?=\r\n\r\n第一条 租金\r\n".encode()),
]


@pytest.mark.parametrize(("name", "content"), [row[1:] for row in ONCE], ids=[row[0] for row in ONCE])
def test_what_once_failed_is_reviewed_or_refused(desk: Desk, name: str, content: bytes) -> None:
    try:
        source = fuzz.read_at_home(0, name, content)
        fuzz.check(source)
        report.dumps(review_source(source, desk))
    except ClausesError as refused:
        assert refused.hint.zh and refused.hint.en


# ---- texts, shrunk to the smallest that fails

UNIT = st.builds("{}{}{}".format, st.sampled_from(("第一条 ", "第{}条 ", "1.1 ", "2、", "（一）", "(3)", "附件一：", "①", "Article 1 ", "")), st.lists(st.sampled_from(fuzz.WORDS), max_size=12).map("".join), st.sampled_from(("\n", "。\n", "；\n", "\r\n")))
TEXT = st.lists(st.one_of(UNIT, st.text(alphabet=fuzz.SIGNS, max_size=30), st.text(max_size=8)), max_size=25).map("".join)


@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(text=TEXT)
@example(text="\u2028")
@example(text="第一条\x85第二条\x1c")
def test_any_text_is_divided_into_clauses_that_show_their_words(text: str) -> None:
    try:
        source = read_bytes("a.txt", text.encode("utf-8", "replace"))
    except UnreadableFile:
        return
    fuzz.check(source)
    for contract in split(source):
        for clause in contract.clauses:
            assert clause.text == "".join(source.at(Span(*piece)) for piece in clause.pieces)


@pytest.mark.slow
@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(text=TEXT)
def test_any_text_is_reviewed_or_refused(desk: Desk, text: str) -> None:
    try:
        source = read_bytes("a.txt", ("专线业务合同\n甲方：某公司\n乙方：某电信公司\n第一条 总则\n双方订立本合同，本合同生效。\n" + text).encode("utf-8", "replace"))
        fuzz.reviewed(source, desk)
    except ClausesError as error:
        assert "\n" not in str(error)


def test_a_worker_that_is_ended_leaves_no_trace_among_the_fuzzs_own_lines(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def end(*_: object) -> None:
        fuzz.os.abort()

    monkeypatch.setattr(fuzz, "tried", end)
    was = faulthandler.is_enabled()
    with open(tmp_path / "trace", "wb") as trace:
        faulthandler.enable(trace)  # as pytest does, past any stderr
        try:
            tally = fuzz.run_all([0], workers=1)
        finally:
            faulthandler.disable()
            if was:
                faulthandler.enable(sys.__stderr__)
    assert sum(tally.outcomes.values()) == 1 and (tmp_path / "trace").read_bytes() == b""
