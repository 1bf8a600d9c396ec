"""What the other side gets in Word: what is asked for and the law, and nothing that is the reviewers' own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from clauses import ClausesError, agreed
from clauses.ingest import read_bytes
from clauses.model import Comment, ContractReview, Decision, Review, Revision, Side, Span, Standing
from clauses.report.entries import entries
from clauses.report.remarks import Reader, remarks, signer
from clauses.report.word import of_file, word
from clauses.review import Desk, review_source
from clauses.store import Store
from tests.redlining import parts_of, read

ROOT = Path(__file__).resolve().parent.parent
NEAR, RISKY, OTHER = SAMPLES = sorted((ROOT / "templates_library" / "samples").glob("*.*"))
GOLDEN = sorted((ROOT / "tests" / "golden").glob("*/source.*"))
MADE = datetime(2026, 3, 2, tzinfo=UTC)
PERSON, NOTE, REASON, INTERNAL, ASSIGNED, LOOK = "欧阳某某律师", "附言：可退至三倍", "理由：领导已同意", "对方底线不高", "司马经理", "请财务再算一遍"
Reviewed = Callable[[Path, Side], Review]


def everything_decided(review: ContractReview, *, worded: bool = True) -> dict[str, Standing]:
    """Of every four findings two accepted, one rejected, one marked; each with a note, a comment and an assignment beside."""
    made: list[Decision] = []

    def add(finding: str, act: str, words: str, wording: str | None = None) -> None:
        made.append(Decision(finding=finding, act=act, by=PERSON, at="2026-03-01T08:00:00.000000+00:00", words=words, wording=wording, number=len(made) + 1))  # type: ignore[arg-type]

    for n, finding in enumerate(review.findings):
        if n % 4 == 2:
            add(finding.id, "rejected", REASON)
        elif n % 4 == 3:
            add(finding.id, "marked", LOOK)
        else:
            add(finding.id, "accepted", NOTE, agreed.proposed(finding, review) if worded else None)
        add(finding.id, "commented", INTERNAL)
        add(finding.id, "assigned", ASSIGNED)
    return agreed.standings(made)


def words_of(content: bytes) -> str:
    """All that the file says anywhere, its own words and attributes."""
    return "\n".join(words.decode("utf-8") for name, words in sorted(parts_of(content).items()) if name.endswith((".xml", ".rels")))


@pytest.mark.slow
@pytest.mark.parametrize("worded", [True, False], ids=["with wording", "as remarks"])
@pytest.mark.parametrize("side", ["customer", "carrier"])
@pytest.mark.parametrize("path", [*SAMPLES, *GOLDEN], ids=lambda p: p.parent.name if p.stem == "source" else p.stem)
def test_the_other_side_learns_nothing_of_the_reviewers(path: Path, side: Side, worded: bool, reviewed: Reviewed, desk: Desk) -> None:
    review = reviewed(path, side)
    content = path.read_bytes()
    own = parts_of(content) if path.suffix == ".docx" else {}
    for contract in review.contracts:
        standings = everything_decided(contract, worded=worded)
        handed = word(content, review, [(contract, standings)], desk.library, made=MADE)
        said = words_of(handed.content)
        comments = parts_of(handed.content).get("word/comments.xml", b"").decode()
        for inner in (PERSON, NOTE, REASON, INTERNAL, ASSIGNED, LOOK):
            assert inner not in said
        assert "审查指引" not in said and "playbook" not in said
        lines = [line for text in re.findall(r"<w:t[ >][^<]*", comments) for line in [text.partition(">")[2]]]
        for entry in entries(contract, standings, desk.library, "zh"):
            assert {line for line in lines if f"[{entry.id}]" in line} <= {f"[{entry.id}] {entry.type}"}  # no severity, no name of the finding
            assert entry.message not in comments and not (entry.money and entry.money.how and entry.money.how in comments)
            own_figures = [g.figure for g in entry.grounds if g.figure]
            at = next((n for n, line in enumerate(lines) if f"[{entry.id}]" in line), None)
            asked = lines[at + 1] if at is not None else ""
            assert "：" in asked or not [f for f in own_figures if f in asked]  # but in the very wording that is asked for
        reasons = [t.reason for t in desk.library.playbooks[side].thresholds.values()]
        assert not [reason for reason in reasons if reason in comments]
        if own:  # what the file says of itself stays as it was
            now = parts_of(handed.content)
            assert all(now[name] == own[name] for name in own if name.startswith(("docProps/", "customXml/")) or name in ("word/settings.xml", "word/people.xml", "word/styles.xml"))


def test_what_the_other_side_is_told(reviewed: Reviewed, desk: Desk) -> None:
    contract = reviewed(RISKY, "customer").contracts[0]
    finding = next(f for f in contract.findings if f.code == "late_payment.above_statutory")

    def told(wording: str | None, reader: Reader = "counterparty", *, notes: bool = False, act: str = "accepted") -> str:
        standings = agreed.standings([Decision(finding=finding.id, act=act, by=PERSON, at="2026-03-01T08:00:00+00:00", words=NOTE, wording=wording, number=1)])  # type: ignore[arg-type]
        found = remarks(contract, standings, desk.library, reader=reader, notes=notes)
        assert not found or found[0].author == (PERSON if reader == "internal" else "甲方")
        return found[0].text if found else ""

    law = "电信条例第34条"
    changed, plainly, gone = told("每日万分之五。"), told(None), told("")
    assert changed.startswith(f"[{finding.id}] 逾期付款\n请按此处的修订修改。\n依据：") and law in changed
    assert plainly.startswith(f"[{finding.id}] 逾期付款\n请改为：") and "万分之五" in plainly and law in plainly
    assert gone.startswith(f"[{finding.id}] 逾期付款\n请删去本条。")
    assert NOTE in told("每日万分之五。", notes=True) and NOTE not in changed
    assert told(None, act="marked") == "" and told(None, "internal", act="marked") != ""
    inside = told(None, "internal")
    assert finding.message in inside and NOTE in inside and " · " in inside.split("\n")[0]


def test_one_s_own_people_are_told_limit_and_money(reviewed: Reviewed, desk: Desk) -> None:
    contract = reviewed(RISKY, "customer").contracts[0]
    told = "\n".join(r.text for r in remarks(contract, everything_decided(contract, worded=False), desk.library, reader="internal"))
    assert "审查指引（客户方" in told and "金额：" in told and NOTE in told and LOOK in told
    assert REASON not in told and INTERNAL not in told and ASSIGNED not in told


def test_what_favours_us_is_not_pointed_out_to_the_other_side(reviewed: Reviewed, desk: Desk) -> None:
    contract = reviewed(RISKY, "carrier").contracts[0]
    ours = [f for f in contract.findings if f.favours == "us"]
    standings = agreed.standings([Decision(finding=f.id, act="accepted", by=PERSON, at="", number=n) for n, f in enumerate(ours, 1)])
    assert ours and not remarks(contract, standings, desk.library) and remarks(contract, standings, desk.library, reader="internal")


def test_a_clause_that_was_put_in_is_remarked_on_where_it_was(reviewed: Reviewed, desk: Desk) -> None:
    review = reviewed(RISKY, "customer")
    contract = review.contracts[0]
    finding = next(f for f in contract.findings if f.clause is None and f.proposes == "clause")
    standings = agreed.standings([Decision(finding=finding.id, act="accepted", by=PERSON, at="", wording="新增的一条。", number=1)])
    (remark,) = remarks(contract, standings, desk.library)
    (wording,) = agreed.wordings(contract, standings)
    assert wording.after is not None and "请在此后增加一条" in remark.text
    last = contract.facts.contract.clause(wording.after)
    assert review.source.at(remark.span) and last.span.start <= remark.span.start < remark.span.end <= last.span.end and "\n" not in review.source.at(remark.span)
    after = read(word(RISKY.read_bytes(), review, [(contract, standings)], desk.library, made=MADE).content)
    assert f"{review.source.at(remark.span)}\n新增的一条。" in after.text


def test_who_signs(reviewed: Reviewed, desk: Desk) -> None:
    review = reviewed(NEAR, "customer")
    contract = review.contracts[0]
    standings = everything_decided(contract)
    plain, named_, inside = (word(NEAR.read_bytes(), review, [(contract, standings)], desk.library, reader=reader, author=author, made=MADE) for reader, author in (("counterparty", ""), ("counterparty", "云湖法务"), ("internal", "小李")))  # type: ignore[arg-type]
    assert {r.author for r in read(plain.content).revisions} == {c.author for c in read(plain.content).comments} == {signer(contract, desk.library)}
    assert {r.author for r in read(named_.content).revisions} == {c.author for c in read(named_.content).comments} == {"云湖法务"}
    assert {r.author for r in read(inside.content).revisions} == {"小李"} and {c.author for c in read(inside.content).comments} == {PERSON}


def test_what_goes_with_the_file_and_what_is_lost_is_said(reviewed: Reviewed, desk: Desk) -> None:
    review = reviewed(RISKY, "customer")
    contract = review.contracts[0]
    others = replace(review, source=replace(review.source, revisions=(Revision(kind="inserted", author="客户", date=None, text="x", span=Span(0, 1)),), comments=(Comment(author="客户", date=None, text="y"),)))
    lost = word(RISKY.read_bytes(), others, [(contract, {})], desk.library, made=MADE)
    assert lost.about == ("未能在原文件上标注，另成了一份新文件：原有的 1 处修订、1 条批注和版式没有带入",)
    assert word(RISKY.read_bytes(), review, [(contract, {})], desk.library, made=MADE).about == ()
    own = reviewed(NEAR, "customer")
    carried = replace(own, source=replace(own.source, comments=others.source.comments))
    assert word(NEAR.read_bytes(), carried, [(own.contracts[0], {})], desk.library, made=MADE).about == ("原文件自带 0 处修订、1 条批注、0 处隐藏文字，会一并交给对方；不宜外发的请先清理",)
    assert word(NEAR.read_bytes(), carried, [(own.contracts[0], {})], desk.library, reader="internal", made=MADE).about == ()


# why, what the amended clause is agreed to read, what the supplement's own is, the words that come out, how many lines tell of what is not made
AMENDED = [
    ("the same of both", ("45", "60"), ("45", "60"), "60", 0),
    ("one each, of other words", ("45", "60"), ("补充协议一", "补充协议"), "60", 0),
    ("other things of the same words", ("45", "60"), ("45", "90"), "60", 1),
]  # fmt: skip


@pytest.mark.parametrize(("was", "own", "accepted", "told"), [row[1:] for row in AMENDED], ids=[row[0] for row in AMENDED])
def test_words_that_are_those_of_two_clauses(was: tuple[str, str], own: tuple[str, str], accepted: str, told: int, desk: Desk) -> None:
    """A supplement's new words are also the amended clause's; what is agreed on both is made as far as it goes, and the rest is told."""
    text = (
        "专线租用合同\n\n甲方：云湖某某公司\n乙方：某某电信公司\n\n第一条 乙方向甲方提供专线一条。\n第二条 甲方应于每月5日前支付租金8000元。\n第三条 任何一方可以提前30日书面通知对方终止本合同。\n\n"
        "补充协议\n\n一、补充协议一致约定，原合同第三条修改为：“任何一方可以提前45日书面通知对方终止本合同。”\n二、其他条款不变。\n"
    ).encode()
    review = review_source(read_bytes("合同.txt", text), desk)
    contract = review.contracts[0]
    (amendment,) = [a for a in contract.facts.contract.amendments if a.clause]
    one, other = (contract.facts.contract.clause(id) for id in (amendment.clause or "", amendment.said_in))
    first = contract.findings[0]
    findings = (replace(first, id="f-000001", clause=one.id), replace(first, id="f-000002", clause=other.id))
    wordings = (one.text.replace(*was), other.text.replace(*own))
    assert wordings[0] != one.text and wordings[1] != other.text
    standings = agreed.standings(Decision(finding=f.id, act="accepted", by=PERSON, at="", wording=now, number=n) for n, (f, now) in enumerate(zip(findings, wordings, strict=True), 1))
    handed = word(text, review, [(replace(contract, findings=findings), standings)], desk.library, made=MADE)
    assert f"提前{accepted}日" in read(handed.content).text and "提前45日" in read(handed.content, "rejected").text
    assert len(handed.about) == told


# -- the command line


def run(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "clauses", "export", *arguments], capture_output=True, text=True, cwd=ROOT, env={**os.environ, "CLAUSES_HOME": str(home)}, encoding="utf-8")


def test_of_a_file_by_itself(reviewed: Reviewed, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the store has on that very file is handed over; without it one's own people get every finding, the other side nothing."""
    monkeypatch.setenv("CLAUSES_HOME", str(tmp_path))
    review = reviewed(NEAR, "customer")
    against = [f for f in review.contracts[0].findings if f.favours != "us" and f.severity != "info"]

    def made(reader: Reader) -> set[str]:
        found = of_file(NEAR, review, desk.library, template=None, reader=reader, author="", made=MADE)
        return set(re.findall(r"\[(f-[0-9a-f-]+)\]", parts_of(found.content)["word/comments.xml"].decode()))

    assert made("internal") == {f.id for f in against} and not list(tmp_path.iterdir())
    with pytest.raises(ClausesError, match="还没有采纳任何发现"):
        made("counterparty")
    store = Store.open(tmp_path)
    (matter,) = store.keep(review, NEAR.read_bytes(), by=PERSON, library=desk.library)
    store.decide(matter.id, Decision(finding=against[0].id, act="accepted", by=PERSON, at="", wording=agreed.proposed(against[0], review.contracts[0])), seen=0)
    assert made("counterparty") == made("internal") == {against[0].id}


@pytest.mark.slow
def test_the_command_line_writes_it(tmp_path: Path) -> None:
    out = tmp_path / "内部.docx"
    done = run(str(OTHER), "--as", "docx", "--for", "内部", "-o", str(out), home=tmp_path / "none")
    assert done.returncode == 0, done.stderr
    assert read(out.read_bytes()).comments
    english = run(str(OTHER), "--as", "docx", "--for", "internal", "--language", "en", "-o", str(tmp_path / "in-house.docx"), home=tmp_path / "none")
    assert english.returncode == 0 and read((tmp_path / "in-house.docx").read_bytes()).comments, english.stderr
    refused = run(str(OTHER), "--as", "docx", "-o", str(tmp_path / "x.docx"), home=tmp_path / "none")
    assert refused.returncode == 2 and "--for 内部" in refused.stderr and not (tmp_path / "x.docx").exists()
    unknown = run(str(OTHER), "--as", "docx", "--for", "法院", "-o", str(tmp_path / "x.docx"), home=tmp_path / "none")
    assert unknown.returncode == 2 and "没有“法院”这种收件人" in unknown.stderr
