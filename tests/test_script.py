"""Traditional characters and full-width forms: the same review as of the simplified text, its words shown as the file has them."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from opencc import OpenCC

from clauses import ingest, script
from clauses.model import Clause, Review, Source, Span
from clauses.review import Desk, review_source
from tests.test_amendments import MAIN

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = next((ROOT / "templates_library" / "samples").glob("02-*.txt"))
FULL = str.maketrans({chr(code): chr(code + 0xFEE0) for code in (*range(0x30, 0x3A), *range(0x41, 0x5B), *range(0x61, 0x7B), ord("%"), ord("/"))})


@pytest.mark.parametrize(
    ("written", "plain", "why"),
    [
        ("乙方應向甲方支付違約金", "乙方应向甲方支付违约金", "traditional characters"),
        ("乙方应向甲方支付违约金", "乙方应向甲方支付违约金", "simplified: nothing to do"),
        ("著作權歸甲方，乾燥後裝機", "著作权归甲方，干燥后装机", "a character that stands for two is told by its word"),
        ("裡、裏、爲、為、説、說", "里、里、为、为、说、说", "the forms of Taiwan and of the old standard"),
        ("以下簡稱「甲方」", "以下简称“甲方”", "corner brackets are quotation marks"),
        ("以下简称「甲方」", "以下简称「甲方」", "and are left alone in a simplified text"),
        ("每月５日前，按３．５‰，Ｇ２", "每月5日前，按3.5‰，G2", "digits, letters and a point between digits"),
        ("１．服务内容．", "1．服务内容．", "a full-width point that ends a sentence or follows a clause's number stays"),
        ("１２，０００元", "12,000元", "a comma that parts thousands"),
        ("第５条，１０元", "第5条，10元", "a comma that parts a sentence stays"),
        ("第１，２３４５条", "第1，2345条", "and so does one before four digits"),
        ("５％／日，０﹪", "5%/日，0%", "per cent and per"),
        ("２０２５－０１－０１", "2025-01-01", "a dash between digits"),
        ("项目－名称", "项目－名称", "and none between words"),
        ("　　第一条　标的", "　　第一条　标的", "full-width blanks stay"),
    ],
)
def test_plain_form(written: str, plain: str, why: str) -> None:
    assert script.plain_text(written) == plain
    assert len(script.plain_text(written)) == len(written)


def test_a_plain_source_is_left_alone_and_loads_nothing() -> None:
    source = ingest.read(SAMPLE)
    assert script.plain(source) is source
    code = f"import sys; from pathlib import Path; from clauses import ingest, script; script.plain(ingest.read(Path({str(SAMPLE)!r}))); print('opencc' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True).stdout.strip() == "False"


def in_characters(name: str) -> Callable[[str], str]:
    """What writes a text in traditional characters, as many as it had."""
    convert = OpenCC(name).convert
    return lambda text: re.sub(r"[㐀-鿿]+", lambda m: whole if len(whole := convert(m[0])) == len(m[0]) else "".join(convert(c) for c in m[0]), text)


COPIES: dict[str, Callable[[str], str]] = {"s2t": in_characters("s2t"), "s2tw": in_characters("s2tw"), "full width": lambda text: text.translate(FULL)}


def copied(source: Source, write: Callable[[str], str]) -> Source:
    text = write(source.text)
    assert len(text) == len(source.text) and text != source.text
    return replace(source, text=text)


@pytest.fixture(scope="module", params=COPIES)
def pair(request: pytest.FixtureRequest, desk: Desk) -> tuple[Review, Review]:
    """The review of a sample, and that of its copy in other characters."""
    source = ingest.read(SAMPLE)
    return review_source(source, desk), review_source(copied(source, COPIES[request.param]), desk)


def test_a_copy_is_reviewed_alike(pair: tuple[Review, Review]) -> None:
    for one, two in zip(*(review.contracts for review in pair), strict=True):
        a, b = one.facts.contract, two.facts.contract
        assert [(c.id, c.span, c.kind, c.type, c.also, c.pieces) for c in a.clauses] == [(c.id, c.span, c.kind, c.type, c.also, c.pieces) for c in b.clauses]
        assert [(t.clause, t.type, t.values, t.span) for t in one.facts.terms] == [(t.clause, t.type, t.values, t.span) for t in two.facts.terms]
        assert [(f.code, f.severity, f.clause, f.span) for f in one.findings] == [(f.code, f.severity, f.clause, f.span) for f in two.findings]
        assert [(m.clause, m.template_clause, m.status) for m in one.facts.matches] == [(m.clause, m.template_clause, m.status) for m in two.facts.matches]
        assert one.score.total == two.score.total and a.signed == b.signed and [p.role for p in a.parties] == [p.role for p in b.parties]


def test_everything_is_shown_as_written(pair: tuple[Review, Review]) -> None:
    """Every text, name and quotation of the copy's review stands in the copy, word for word."""
    plain, review = pair
    text = "".join(review.source.text.split())

    def stands(words: str | None) -> bool:
        return "".join((words or "").split()) in text

    assert review.source.text != plain.source.text
    for one, two in zip(plain.contracts, review.contracts, strict=True):
        contract = two.facts.contract
        assert two.facts.source is review.source
        assert contract.title and stands(contract.title) and all(stands(p.name) and stands(p.alias) for p in contract.parties)
        for clause in contract.clauses:
            assert "".join(review.source.at(p) for p in clause.pieces) == clause.text
            assert stands(clause.number) and stands(clause.heading) and all(stands(word) for part in clause.path for word in part.split(" ")), clause
        for term in two.facts.terms:
            assert term.quote in contract.clause(term.clause).text
        assert all(stands(cell) for table in contract.tables for row in table.rows for cell in row)
        for before, finding in zip(one.findings, two.findings, strict=True):
            assert stands(finding.quote), finding.quote
            assert script.plain_text(finding.quote) == before.quote
        for match in two.facts.matches:
            if match.diff:
                assert "".join(words for op, words in match.diff if op in "=+") == contract.clause(match.clause).text


def test_a_quotation_within_a_message_is_as_written(desk: Desk) -> None:
    source = ingest.read(SAMPLE)
    review = review_source(copied(source, COPIES["s2t"]), desk)
    quoting = [f for c in review.contracts for f in c.findings if "“" in f.message and len(f.quote) > 6 and f.quote in f.message]
    for finding in quoting:
        assert finding.quote in review.source.text.replace("\n", "")


def test_words_that_stand_nowhere_in_one_piece_are_put_back_one_by_one() -> None:
    writing = script.Writing(plain="违约\n金", written="違約\n金")
    assert writing.words("违约金") == "違約金"
    assert writing.words("Mbps") == "Mbps"


def test_a_number_is_put_back_as_its_own_place_has_it() -> None:
    clause = Clause(id="c1", number="2", heading=None, text="乙", span=Span(5, 6), pieces=(Span(5, 6),))
    writing = script.Writing(plain="2 甲\n2乙", written="2 甲\n２乙")
    assert writing._clause(clause).number == "２"


def test_an_amended_clause_and_what_was_not_placed_are_shown_as_written(desk: Desk) -> None:
    text = in_characters("s2t")(f"{MAIN}补充协议\n一、将原合同第3.2条修改为：“甲方应于每月25日前付款，逾期的按违约处理。”\n二、第9.9条修改为：“双方另行协商违约责任。”\n")
    review = review_source(ingest.read_bytes("a.txt", text.encode()), desk)
    contract = review.contracts[0].facts.contract
    (clause,) = (c for c in contract.clauses if c.amended)
    assert clause.text == "甲方應於每月25日前付款，逾期的按違約處理。" and clause.amended == "補充協議"
    assert next((a.by, a.target, a.was) for a in contract.amendments) == ("補充協議", "第3.2條", "甲方應於每月10日前付款。")
    assert "“雙方另行協商違約責任。”" in review.problems[0].message
