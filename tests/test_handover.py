"""What is handed over, opened again: the same finding bears the same id everywhere, a report tells all, and no word of a stranger does anything."""

from __future__ import annotations

import io
import re
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import icalendar
import openpyxl
import pypdfium2
import pytest

from clauses import ClausesError, agreed
from clauses.model import ContractReview, Decision, Finding, NoticeRow, Problem, Review, Side
from clauses.report import pdf as printer
from clauses.report.calendar import calendar
from clauses.report.excel import workbook
from clauses.report.handover import KINDS, written
from clauses.report.page import page
from clauses.report.pdf import pdf
from clauses.report.remarks import remarks
from clauses.review import Desk
from clauses.signs import visible
from tests import command

ROOT = Path(__file__).resolve().parent.parent
NEAR, RISKY, OTHER = sorted((ROOT / "templates_library" / "samples").glob("*.*"))
MADE = datetime(2026, 3, 2, tzinfo=UTC)
CHROMIUM = shutil.which("chromium")
Reviewed = Callable[[Path, Side], Review]


class Read(HTMLParser):
    """A page as a browser takes it: its elements with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)


def decided(findings: Sequence[Finding], contract: ContractReview, words: str = "照此办理", by: str = "王律师", wording: str | None = None) -> list[Decision]:
    made: list[Decision] = []
    for n, finding in enumerate(findings):
        act = ("accepted", "rejected", "marked", "")[n % 4]
        if act:
            offered = wording or agreed.proposed(finding, contract)
            made.append(Decision(finding=finding.id, act=act, by=by, at=f"2026-03-01T08:00:{n:02}.000000+00:00", words=words, wording=offered if act == "accepted" else None, number=len(made) + 1))  # type: ignore[arg-type]
            made.append(Decision(finding=finding.id, act="commented", by=by, at="2026-03-01T09:00:00.000000+00:00", words=words, number=len(made) + 1))
    return made


def text_of(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    try:
        return [document[n].get_textpage().get_text_bounded() for n in range(len(document))]
    finally:
        document.close()


# -- the same id everywhere ---------------------------------------------------------------------------------------------


def test_a_finding_bears_the_same_id_in_every_hand_over(reviewed: Reviewed, desk: Desk) -> None:
    whole = reviewed(RISKY, "customer")
    contract = whole.contracts[0]
    standings = agreed.standings(decided(contract.findings, contract))
    ids = [f.id for f in contract.findings]
    shown = page(whole, standings, desk.library, made=MADE)
    assert re.findall(r'<h3 title="(f-[0-9a-f-]+)">', shown) == ids
    assert {e[1]["href"] for e in Read(shown).elements if e[0] == "a"} == {f"#{id}" for id in ids} and {e[1].get("id") for e in Read(shown).elements} >= set(ids)
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(whole, standings, desk.library, made=MADE)))
    assert [cell.value for cell in sheet["风险清单"]["A"][1:]] == ids
    assert [cell.value for cell in sheet["评分"]["A"] if isinstance(cell.value, str) and cell.value.startswith("f-")] == ids
    out = {id for id in ids if standings.get(id, agreed.OPEN).verdict in ("accepted", "marked")}
    told = remarks(contract, standings, desk.library, reader="internal")
    assert {r.id for r in told} == out and all(r.text.startswith(f"[{r.id}]") for r in told)
    from clauses.report import json

    assert [f["id"] for f in json.as_dict(whole)["contracts"][0]["findings"]] == ids
    renewal = next(f for f in contract.findings if f.type == "renewal")
    row = NoticeRow(matter="m", title="合同", kind="last_notice_day", day="2027-08-01", clause="c1", place="第一条", quote="原文", finding=renewal.id)
    assert f"[{renewal.id}]" in icalendar.Calendar.from_ical(calendar([row], made=MADE)).walk("VEVENT")[0]["description"]


@pytest.mark.slow
def test_the_ids_stand_in_the_pdf_and_at_the_head_of_its_pages(reviewed: Reviewed, desk: Desk) -> None:
    whole = reviewed(RISKY, "customer")
    pages = text_of(written("pdf", whole, {}, desk.library, made=MADE))
    told = "\n".join(pages)
    for finding in whole.contracts[0].findings:
        assert f"[{finding.id}]" in told
    assert all("智慧水务专线租用合同" in text and f"{n} / {len(pages)}" in text for n, text in enumerate(pages, 1))
    first = next(text for text in pages if f"[{whole.contracts[0].findings[0].id}]" in text)
    last = re.findall(r"\[(f-[0-9a-f-]+)\]", first)[-1]
    assert f"– {last}" in first, "the last id on the page stands at its head"


# -- the report ---------------------------------------------------------------------------------------------------------


def test_the_report_tells_what_was_found_and_decided(reviewed: Reviewed, desk: Desk) -> None:
    whole = reviewed(RISKY, "customer")
    contract = whole.contracts[0]
    standings = agreed.standings(decided(contract.findings, contract))
    told = Read(page(whole, standings, desk.library, made=MADE)).text
    for words in ("智慧水务专线租用合同", RISKY.name, whole.source.sha256, "telecom-circuit，1.0 版", "91", "江州市供水集团有限公司（甲方）", "概要", "议定修改", "条款对照", "须记的日期", "审查签署", "审查人", "复核人", "王律师"):
        assert words in told, words
    for finding in contract.findings:
        assert finding.message in told and finding.quote in told
    for wording in agreed.wordings(contract, standings):
        assert all(id in told for id in wording.findings)
    assert told.count("2026-03-01 ") == len(decided(contract.findings, contract))


def test_the_counts_add_up(reviewed: Reviewed, desk: Desk) -> None:
    whole = reviewed(RISKY, "customer")
    contract = whole.contracts[0]
    standings = agreed.standings(decided(contract.findings, contract))
    shown = page(whole, standings, desk.library, made=MADE)
    table = re.search(r'<table class="counts">.*?</table>', shown)
    assert table is not None
    rows = [re.findall(r"<td[^>]*>(?:<b>)?([^<]*)", row) for row in re.findall(r"<tr[^>]*>(.*?)</tr>", table[0])][1:]
    assert [row[0] for row in rows] == ["高", "中", "低", "提示", "合计"]
    numbers = [[int(cell) for cell in row[1:]] for row in rows]
    assert all(sum(row[:-1]) == row[-1] for row in numbers) and [sum(column) for column in zip(*numbers[:-1], strict=True)] == numbers[-1]
    assert numbers[-1][-1] == len(contract.findings) and numbers[-1][0] == sum(s.verdict == "accepted" for s in standings.values())


def test_the_diff_shows_both_texts_whole(reviewed: Reviewed, desk: Desk) -> None:
    """What is not struck through is the draft's clause, what is not underlined the standard's."""
    whole = reviewed(NEAR, "customer")
    contract = whole.contracts[0]
    shown = page(whole, {}, desk.library, made=MADE)
    blocks = [block for block in re.findall(r'<p class="words">(.*?)</p>', shown, re.DOTALL) if "<span>" in block]
    changed = [m for m in contract.facts.matches if m.status != "same" and m.near]
    assert len(blocks) == len(changed) > 2
    for block, match in zip(blocks, changed, strict=True):
        assert Read(re.sub(r"<del[^>]*>.*?</del>", "", block, flags=re.DOTALL)).text == contract.facts.contract.clause(match.clause).text
        assert Read(re.sub(r"<ins[^>]*>.*?</ins>", "", block, flags=re.DOTALL)).text == "".join(words for op, words in match.diff if op != "+")


def test_what_could_not_be_reviewed_stands_first(reviewed: Reviewed, desk: Desk) -> None:
    whole = replace(reviewed(OTHER, "customer"), problems=(Problem(stage="ingest", kind="page", message="有图片无法识别", page=3),))
    told = Read(page(whole, {}, desk.library, made=MADE)).text
    assert "第 3 页 有图片无法识别" in told and told.index("有图片无法识别") < told.index("SHA-256")
    assert "2027-08-31" in told and "合同期满" in told


def test_english_says_nothing_in_chinese_but_the_contracts_words(reviewed: Reviewed, desk: Desk) -> None:
    whole = reviewed(OTHER, "customer")
    shown = page(replace(whole, contracts=(replace(whole.contracts[0], findings=()),)), {}, desk.library, "en", made=MADE)
    heads = [re.sub(r"<[^>]+>", "", words) for words in re.findall(r"<(?:h2|th)[^>]*>(.*?)</(?:h2|th)>", shown)]
    assert len(heads) > 12 and not [words for words in heads if re.search(r"[\u4e00-\u9fff]", words)]
    assert '<html lang="en">' in shown


def test_the_same_review_is_the_same_report(reviewed: Reviewed, desk: Desk) -> None:
    whole = reviewed(NEAR, "customer")
    assert page(whole, {}, desk.library, made=MADE) == page(whole, {}, desk.library, made=MADE)
    assert written("pdf", whole, {}, desk.library, made=MADE) == written("pdf", whole, {}, desk.library, made=MADE)


def test_a_file_of_two_contracts_is_one_report(reviewed: Reviewed, desk: Desk) -> None:
    whole = reviewed(OTHER, "customer")
    both = replace(whole, contracts=whole.contracts * 2)
    shown = page(both, {}, desk.library, made=MADE)
    assert shown.count("<h1") == 2
    assert openpyxl.load_workbook(io.BytesIO(workbook(both, {}, desk.library, made=MADE))).sheetnames == ["风险清单", "条款数值", "评分 1", "评分 2", "审查说明"]
    assert len({e["uid"] for e in icalendar.Calendar.from_ical(written("ics", both, {}, desk.library, made=MADE)).walk("VEVENT")}) == 2


def test_no_kind_but_the_known(reviewed: Reviewed, desk: Desk) -> None:
    with pytest.raises(ClausesError):
        written("docm", reviewed(OTHER, "customer"), {}, desk.library, made=MADE)


def test_where_pdf_cannot_be_made_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(ClausesError, match="pango") as refusal:
        pdf("<p>")
    assert "html" in refusal.value.hint.zh


def test_the_printer_fetches_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[str] = []
    refuse = printer._refuse
    monkeypatch.setattr(printer, "_refuse", lambda url: (asked.append(url), refuse(url))[1])
    (tmp_path / "secret.txt").write_text("机密", encoding="utf-8")
    content = pdf(f'<link rel=stylesheet href="http://127.0.0.1:9/a.css"><img src="file://{tmp_path}/secret.txt"><style>@import url(http://127.0.0.1:9/b.css); @font-face{{font-family:x;src:url(file:///etc/passwd)}}</style><a rel=attachment href="file://{tmp_path}/secret.txt">合同</a><object data="file:///etc/passwd"></object>')
    assert len(asked) >= 3 and b"EmbeddedFile" not in content and text_of(content)[0].strip() == "合同"


# -- words made to harm -------------------------------------------------------------------------------------------------

HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</style><script>alert(1)</script>", "</title><svg onload=alert(1)>", "\"><body onload=alert(1)>", "' onmouseover='alert(1)", "<iframe src=javascript:alert(1)>",
    "<a href=\"javascript:alert(1)\">甲</a>", "<!-- --><![CDATA[x]]>", "&lt;b&gt;&amp;&#60;script&#62;", "{{7*7}}${7*7}<%= 7*7 %>", "{title}{0}%s%n", "<meta http-equiv=refresh content='0;url=http://127.0.0.1:9/'>", "<style>*{display:none}</style>", "url(http://127.0.0.1:9/x)", "<base href=//127.0.0.1:9>",
    "=1+1", "+1+1", "-1+1", "@SUM(1,1)", "\t=1+1", "\r=1+1", "=HYPERLINK(\"http://127.0.0.1:9\",\"甲\")", "=cmd|'/C calc'!A0", "http://127.0.0.1:9/", "mailto:a@b.c", "_x0041__x000D_", "＝1+1",
    "每日\u202e001\u202c%", "\u2066\u2067甲\u2069\u200f", "a\x00b", "\x1b[31m红\x07\x08", "a\ufffe\uffff\ud800b", "\u2028\u2029\x85行", "\r\nBEGIN:VEVENT\r\nSUMMARY:假\r\nEND:VEVENT\r\n", "END:VCALENDAR;,\\n\\,\\;", "👩\u200d⚖️😀\U000e0041", "甲" * 40_000, "A" * 40_000, "\u0301" * 200 + "Z͑ͫͪ",
]  # fmt: skip


def planted(whole: Review, words: Sequence[str]) -> tuple[Review, dict[str, Any]]:
    """The review with these words in every field that a stranger or a reviewer writes, one after the other, and decisions in them."""
    contract = whole.contracts[0]
    draft = contract.facts.contract
    said = [words[n % len(words)] for n in range(len(words) + 8)]
    clauses = tuple(replace(c, text=said[n % len(said)], number=said[(n + 1) % len(said)][:60], heading=said[(n + 2) % len(said)][:60], annex=said[0][:60] or None) for n, c in enumerate(draft.clauses))
    parties = tuple(replace(p, name=said[0], alias=said[1]) for p in draft.parties)
    findings = tuple(
        replace(f, id=f"f-{n:06x}", quote=w, message=w, message_en=w, suggestion=w, suggestion_en=w, exposure=replace(f.exposure, how=w, how_en=w, currency=w[:8]) if f.exposure else None, clause=f.clause or draft.clauses[0].id, basis=tuple(replace(b, law=w, article=w, version=w) for b in f.basis))
        for n, (f, w) in enumerate(zip((contract.findings * 9)[: max(len(words), 4)], said, strict=False))
    )
    matches = tuple(replace(m, diff=(("=", said[0]), ("-", said[1]), ("+", said[2])), near=True, status="changed") for m in contract.facts.matches)
    facts = replace(contract.facts, contract=replace(draft, title=said[0], signed=said[0][:40], parties=parties, clauses=clauses), matches=matches, terms=tuple(replace(t, quote=said[0]) for t in contract.facts.terms))
    other = replace(contract, facts=facts, findings=findings, notes=tuple(replace(n, message=said[0], message_en=said[1]) for n in contract.notes))
    made = [d for n, f in enumerate(findings) for d in decided([f] * 1, other, words=said[n], by=said[n][:200], wording=said[n] or "空")]
    made += [Decision(finding=f.id, act="assigned", by=w, at=w, words=w, number=500 + n) for n, (f, w) in enumerate(zip(findings, said, strict=False))]
    numbered = [replace(d, number=n) for n, d in enumerate(made, 1)]
    return replace(whole, file=said[0], contracts=(other,), problems=(Problem(stage="ingest", kind=said[0], message=said[1], page=None),)), agreed.standings(numbered)


@pytest.fixture(scope="module")
def plain(reviewed: Reviewed, desk: Desk) -> dict[str, Any]:
    """What the hand-overs of a review in harmless words are made of."""
    whole, standings = planted(reviewed(RISKY, "customer"), ["甲乙"])
    shown = Read(page(whole, standings, desk.library, made=MADE))
    book = openpyxl.load_workbook(io.BytesIO(workbook(whole, standings, desk.library, made=MADE)))
    return {"elements": {(tag, name) for tag, attributes in shown.elements for name in (*attributes, "")}, "formulas": sum(c.data_type == "f" for s in book for row in s.iter_rows() for c in row)}


@pytest.mark.slow
@pytest.mark.parametrize("words", HOSTILE, ids=lambda w: re.sub(r"[^\w<=@+-]+", "_", repr(w)[1:25]))
def test_no_word_does_anything(words: str, plain: dict[str, Any], reviewed: Reviewed, desk: Desk) -> None:
    whole, standings = planted(reviewed(RISKY, "customer"), [words])
    text = page(whole, standings, desk.library, made=MADE)
    shown = Read(text)
    assert {(tag, name) for tag, attributes in shown.elements for name in (*attributes, "")} <= plain["elements"], "no element or attribute that the program does not make"
    assert all((a.get("href") or "#").startswith("#f-") or a.get("href") is None for _, a in shown.elements) and "src" not in {n for _, a in shown.elements for n in a}
    assert visible(words) in shown.text and text.encode("utf-8") and not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]", text)

    book = openpyxl.load_workbook(io.BytesIO(workbook(whole, standings, desk.library, made=MADE)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert sum(cell.data_type == "f" for cell in cells) == plain["formulas"] and not [cell for cell in cells if cell.hyperlink]
    assert all(cell.data_type != "f" for sheet in book if sheet.title != "评分" for row in sheet.iter_rows() for cell in row)
    held = {cell.value for cell in cells if isinstance(cell.value, str)}
    assert visible(words) in held or (len(words) > 32_767 and any(value.startswith(words[:30_000]) and value.endswith("（过长，后文略）") for value in held))

    row = NoticeRow(matter=words, title=words, kind="last_notice_day", day="2027-08-01", clause=words, place=words, quote=words, renews=True, counted=True, finding=words)
    content = calendar([row], made=MADE)
    (event,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert set(event) == {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "TRANSP", "SEQUENCE", "LAST-MODIFIED"} and len(re.findall(rb"(?m)^BEGIN:", content)) == 4
    assert visible(words) in str(event["description"]) and all(len(line) <= 75 for line in content.split(b"\r\n"))

    for remark in remarks(whole.contracts[0], standings, desk.library):
        assert remark.text == visible(remark.text) and "\n" not in remark.author and remark.text.startswith(f"[{remark.id}]")


@pytest.mark.slow
def test_all_of_them_in_one_pdf(reviewed: Reviewed, desk: Desk) -> None:
    whole, standings = planted(reviewed(RISKY, "customer"), [words[:2_000] for words in HOSTILE])
    content = pdf(page(whole, standings, desk.library, made=MADE))
    told = "".join(text_of(content))
    assert content.startswith(b"%PDF-") and not re.search(rb"/JavaScript|/JS\b|/Launch|/EmbeddedFile|/URI\b", content)
    assert "<script>alert(1)</script>" in re.sub(r"\s", "", told) and "HYPERLINK" in told and all(f"[f-{n:06x}]" in told for n in range(len(HOSTILE)))


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
def test_a_browser_runs_nothing_and_asks_nobody(reviewed: Reviewed, desk: Desk, tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    whole, standings = planted(reviewed(RISKY, "customer"), [words[:2_000] for words in HOSTILE])
    file = tmp_path / "report.html"
    file.write_text(page(whole, standings, desk.library, made=MADE), encoding="utf-8")
    asked: list[str] = []
    spoken: list[str] = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        view = browser.new_page()
        view.on("request", lambda request: asked.append(request.url))
        view.on("dialog", lambda dialog: (spoken.append(dialog.message), dialog.dismiss()))
        view.goto(file.as_uri())
        view.wait_for_timeout(300)
        assert view.title().startswith("合同审查报告") and view.evaluate("document.scripts.length") == 0
        assert view.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing stands out of the page"
        browser.close()
    assert asked == [file.as_uri()] and not spoken


# -- the command line ---------------------------------------------------------------------------------------------------


def run(*arguments: str) -> CompletedProcess[str]:
    return command.run("export", *arguments)


@pytest.mark.parametrize("kind", ["html", *(pytest.param(kind, marks=pytest.mark.slow) for kind in KINDS if kind != "html")])
def test_the_command_writes_a_file_of_that_kind(kind: str, tmp_path: Path) -> None:
    out = tmp_path / f"报告.{kind}"
    done = run(str(OTHER), "--as", kind, "-o", str(out))
    assert done.returncode == 0 and not done.stdout and not done.stderr, done.stderr
    assert out.read_bytes().startswith({"xlsx": b"PK", "html": b"<!doctype html>", "pdf": b"%PDF-", "ics": b"BEGIN:VCALENDAR"}[kind])


def test_no_file_is_overwritten(tmp_path: Path) -> None:
    own = tmp_path / "合同.md"
    own.write_bytes(OTHER.read_bytes())
    done = run(str(own), "--as", "html", "-o", str(own))
    assert done.returncode == 2 and "已存在" in done.stderr and own.read_bytes() == OTHER.read_bytes()


# name, arguments, what is said
REFUSED = [
    ("an unknown kind", (str(OTHER), "--as", "docm", "-o", "x.docm"), "没有“docm”这种输出格式"),
    ("no day to keep", (str(RISKY), "--as", "ics", "-o", "x.ics"), "没有可写入日历的日期"),
    ("no such folder", (str(OTHER), "--as", "html", "-o", "no-such-folder/x.html"), "无法写入 x.html"),
    ("no such file", ("no-such.docx", "--as", "html", "-o", "x.html"), "no-such.docx"),
]


@pytest.mark.parametrize(("name", "arguments", "says"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_cannot_be_written_is_refused_in_one_line(name: str, arguments: tuple[str, ...], says: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2 and says in done.stderr and len(done.stderr.strip().splitlines()) == 1
    assert not list(ROOT.glob("x.*"))
