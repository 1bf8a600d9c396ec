"""Contracts made to harm: none of them runs anything, fetches anything, or leaves its place; each is shown as it is written, or refused in a line."""

from __future__ import annotations

import io
import re
import sys
import tempfile
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import icalendar
import openpyxl
import pytest
from lxml import etree

from clauses import agreed, redline
from clauses.batch import Outcome, outcomes_within
from clauses.errors import ClausesError
from clauses.ingest.archives import members
from clauses.ingest.word import office
from clauses.model import Decision, Review, Source
from clauses.report.files import write_beside
from clauses.report.handover import written
from clauses.report.json import dumps
from clauses.report.remarks import remarks
from clauses.review import Desk
from clauses.signs import visible
from clauses.store import Store
from tests.hostilecontracts import CALC, CONTRACTS, MARKUP, Contract
from tests.test_connections import CHROMIUM, PAGES, asked_by, browser, from_elsewhere, kept_in, started
from tests.test_handover import Read
from tests.watched import watched

ROOT = Path(__file__).resolve().parent.parent
MADE = datetime(2026, 3, 2, tzinfo=UTC)
LONG = ("a title of 1 MB", "a clause as long as is read", "a picture called a contract")
WRITING = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ACTIVE = {"script", "iframe", "object", "embed", "form", "input", "link", "base", "svg", "math", "video", "audio", "frame", "applet", "template", "noscript"}
ROWS = [pytest.param(c, id=c.name, marks=[pytest.mark.slow] * (c.office or c.name in LONG) + [pytest.mark.skipif(c.office and office.installed() is None, reason="no LibreOffice on this machine")]) for c in CONTRACTS]
__all__ = ["browser"]  # a fixture
Taken = Callable[[Contract], tuple[Outcome, ...]]


@cache
def content_of(contract: Contract) -> bytes:
    return contract.make()


@pytest.fixture(scope="module")
def taken(desk: Desk) -> Taken:
    """What becomes of the contract, once."""

    @cache
    def made(contract: Contract) -> tuple[Outcome, ...]:
        return tuple(outcomes_within(contract.file, content_of(contract), desk))

    return made


def test_there_are_forty() -> None:
    assert len(CONTRACTS) >= 40 and len({c.name for c in CONTRACTS}) == len({c.file for c in CONTRACTS}) == len(CONTRACTS)


@pytest.mark.slow
@pytest.mark.parametrize("contract", ROWS)
def test_it_is_reviewed_or_refused_in_a_line(contract: Contract, taken: Taken) -> None:
    outcomes = taken(contract)
    refused = [o for o in outcomes if o.review is None]
    assert outcomes and all("出错" not in o.reason.zh and re.search("[一-鿿]", o.reason.zh) and o.reason.en and "\n" not in visible(o.reason.zh + o.reason.en) for o in refused), [o.reason for o in refused]
    if contract.refused:
        assert len(refused) == len(outcomes) and re.search(contract.refused, refused[0].reason.zh), [o.reason for o in outcomes]
        return
    reviews = [o.review for o in outcomes if o.review]
    said = "".join(visible(review.source.text) + review.file for review in reviews)
    assert reviews and all(words in said for words in contract.shown), [words for words in contract.shown if words not in said]
    assert not any("root:" in review.source.text for review in reviews)


@pytest.mark.slow
@pytest.mark.parametrize("contract", ROWS)
def test_what_is_handed_over_does_nothing(contract: Contract, taken: Taken, desk: Desk, tmp_path: Path) -> None:
    """Every finding of the first is decided on in hostile words, by somebody with a hostile name."""
    held = {m.name: m.content for m in members(contract.file, content_of(contract))} if taken(contract)[0].review else {}
    for outcome in [o for o in taken(contract) if o.review][:1]:
        assert outcome.review is not None
        store = Store.open(tmp_path / "store")
        matter = store.keep(outcome.review, held[outcome.name], by=MARKUP, library=desk.library)[0]
        review = store.review(matter.latest)
        own = review.contracts[0]
        wording = f"{contract.shown[0]}{CALC}"
        for n, finding in enumerate(own.findings[:4]):
            act = ("accepted", "rejected", "commented", "assigned")[n]
            store.decide(matter.id, Decision(finding=finding.id, act=act, by=MARKUP, at="", words=f"{CALC}\r\nBEGIN:VEVENT {MARKUP}", wording=wording if n == 0 and finding.clause else None), seen=n)  # type: ignore[arg-type]
        standings = agreed.standings(store.decisions(matter.id))
        assert dumps(review)
        for language in ("zh", "en"):
            page_does_nothing(written("html", review, standings, desk.library, language, made=MADE).decode())
        book_does_nothing(written("xlsx", review, standings, desk.library, made=MADE))
        calendar_does_nothing(review, standings, desk)
        edits = agreed.edits(own, agreed.wordings(own, standings))
        made = redline.write(review.file, held[outcome.name], own.facts.source, edits, remarks(own, standings, desk.library), author=MARKUP, at=MADE.isoformat())
        word_does_nothing(made.content, held[outcome.name], own.facts.source)


def page_does_nothing(text: str) -> None:
    shown = Read(text)
    assert not ACTIVE & {tag for tag, _ in shown.elements}
    assert not [a for _, attributes in shown.elements for a in attributes if a.startswith("on")]
    assert all((a.get("href") or "#").startswith("#") and (a.get("src") or "data:").startswith("data:") for _, a in shown.elements)
    assert text.count("<style") == text.count("<title") == 1 and text == visible(text)


def book_does_nothing(content: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.hyperlink or (cell.data_type == "f" and sheet.title != "评分")]
    assert not [name for name in zipfile.ZipFile(io.BytesIO(content)).namelist() if re.search("externalLinks|vba|embeddings", name)]


def calendar_does_nothing(review: Review, standings: Any, desk: Desk) -> None:
    try:
        content = written("ics", review, standings, desk.library, made=MADE)
    except ClausesError:
        return  # no day in it
    events = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert events and content.count(b"\nBEGIN:VEVENT") == len(events) and all(set(e) <= {"UID", "DTSTAMP", "LAST-MODIFIED", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "TRANSP", "SEQUENCE"} for e in events)
    assert not re.search(rb"(?m)^(URL|ATTACH|ATTENDEE|ORGANIZER)", content)


def word_does_nothing(content: bytes, draft: bytes, source: Source) -> None:
    """What starts or fetches in the handed-over file was in the caller's own already."""
    before = active_in(draft) if source.format == "docx" else frozenset(("PAGE", "NUMPAGES"))
    assert active_in(content) <= before, active_in(content) - before
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert not [name for name in names if name.startswith(("/", "..")) or "\\" in name]


def active_in(content: bytes) -> frozenset[str]:
    found: set[str] = set()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if not name.endswith((".xml", ".rels")):
                continue
            for element in etree.fromstring(archive.read(name)).iter(etree.Element):
                if element.tag in (f"{WRITING}instrText", f"{WRITING}fldSimple", f"{WRITING}delInstrText"):
                    found.add((element.text or element.get(f"{WRITING}instr") or "").strip())
                if element.get("TargetMode") == "External":
                    found.add(element.get("Target"))
                if element.tag in (f"{WRITING}altChunk", f"{WRITING}object"):
                    found.add(element.tag)
    return frozenset(found)


@pytest.mark.slow
def test_no_name_leads_elsewhere(taken: Taken, tmp_path: Path) -> None:
    outcomes = [o for c in CONTRACTS if not c.office and c.name not in LONG for o in taken(c)]
    paths = [write_beside(o, tmp_path / "a" / "out") for o in outcomes]
    there = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert {path for path in paths if path} == there and all(path.parent == tmp_path / "a" / "out" and re.fullmatch(r"[\w.()（）-]+", path.name) for path in there)


@pytest.mark.slow
def test_the_command_reviews_them_all_and_leaves_nothing_elsewhere(tmp_path: Path) -> None:
    folders = {name: tmp_path / name for name in ("home", "clauses", "temporary", "given", "out")}
    for folder in folders.values():
        folder.mkdir()
    for contract in CONTRACTS:
        (folders["given"] / contract.file.replace("/", "／")).write_bytes(contract.make())
    env = {"HOME": str(folders["home"]), "CLAUSES_HOME": str(folders["clauses"]), "TMPDIR": str(folders["temporary"]), "PYTHONDONTWRITEBYTECODE": "1"}
    with watched([sys.executable, "-m", "clauses", "batch", str(folders["given"]), "--out", str(folders["out"])], tmp_path / "seen", env=env, cwd=ROOT) as watch:
        assert watch.process.wait(400) == 1
    printed = (tmp_path / "seen" / "printed").read_text(encoding="utf-8")
    assert "Traceback" not in printed and "出错" not in printed and printed.replace("\r", "").count("\n") == len(printed.splitlines()) and not re.search("\x1b(?!\\[K)|[\x07\x9b\u202e]", printed)
    assert not watch.outside() and not watch.listening()
    assert not watch.written(folders["clauses"], folders["temporary"], folders["out"])
    assert not [path for path in folders["home"].rglob("*") if path.is_file() and ".cache/" not in path.as_posix()] and not list(folders["temporary"].iterdir())
    assert max(watch.memory.values()) < 700_000, watch.memory
    print(f"at most {max(watch.memory.values()) // 1024} MB a process")


# -- in a browser -------------------------------------------------------------------------------------------------------

NAME = "<img src=x onerror=window.__ran=1>"  # of who reviews: the field takes forty signs
# Whatever the page drew, through the shadows of its panes: its words, and what no page of ours has.
DRAWN = """() => {
  const words = [], bad = [];
  const look = (root) => {
    for (const e of root.querySelectorAll("*")) {
      const name = e.localName;
      if ([...e.attributes].some((a) => /^on/.test(a.name) || /^\\s*javascript:/i.test(a.value))) bad.push(e.outerHTML.slice(0, 200));
      if (/^(iframe|object|embed|base|frame|applet)$/.test(name) || (name === "img" && !/^(data:|blob:|[/]|http:[/][/]127[.]0[.]0[.]1)/.test(e.getAttribute("src") || ""))) bad.push(e.outerHTML.slice(0, 200));
      if (/^(script|style|noscript)$/.test(name)) continue;
      for (const child of e.childNodes) if (child.nodeType === 3) words.push(child.data);
      if (e.value) words.push(e.value);
      if (e.shadowRoot) look(e.shadowRoot);
    }
  };
  look(document);
  return { words: words.join(""), bad, ran: window.__ran || 0 };
}"""


class Seen:
    """A page that is looked at: nothing ran, nothing was drawn that a stranger wrote as markup, nothing was asked of elsewhere."""

    def __init__(self, page: Any, asked: list[str], address: str) -> None:
        self.page, self._asked, self._address = page, asked, address
        self.dialogs: list[str] = []
        page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))

    def still(self) -> None:
        self.page.wait_for_timeout(250)
        self.page.wait_for_selector('[data-test-script-state="notRunning"]')
        self.page.wait_for_timeout(100)

    def words(self) -> str:
        """The page's words, once it has been looked at."""
        self.still()
        drawn = self.page.evaluate(DRAWN)
        assert not drawn["ran"] and not drawn["bad"] and not self.dialogs, (drawn["bad"], self.dialogs)
        assert not (found := from_elsewhere(self._asked, self._address)), found
        assert not re.search("[\x00-\x08\u202a-\u202e\u2066-\u2069]", drawn["words"])
        return str(drawn["words"])


@pytest.mark.slow
@pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no Chromium on this machine")
def test_a_browser_shows_them_and_runs_nothing(tmp_path: Path, browser: Any) -> None:
    """All are dropped at once by somebody with a hostile name; each is opened, some are decided on, and every page is gone through."""
    given = [c for c in CONTRACTS if not c.office and c.name not in LONG]
    with started(tmp_path) as (watch, address):
        page, asked = asked_by(browser)
        seen = Seen(page, asked, address)
        page.goto(address)
        page.wait_for_selector(".line.on")
        page.locator('[data-testid="stSidebar"] .st-key-person input').fill(NAME)
        page.keyboard.press("Tab")
        seen.still()
        page.set_input_files('[data-testid="stFileUploaderDropzoneInput"]', [{"name": c.file, "mimeType": "application/octet-stream", "buffer": content_of(c)} for c in given])
        page.get_by_text(re.compile(r"已存入 \d+ 份合同")).wait_for(timeout=300_000)
        told = re.sub(r"\s", "", seen.words())
        missing = [c.name for c in given if c.refused not in ("", ".") and not re.search(c.refused.replace(" ", ""), told)]
        assert not missing, missing
        store = Store.open(tmp_path / "clauses")
        matters = store.matters()
        assert len(matters) >= sum(not c.refused for c in given)
        for matter in matters:
            opened_in(page, matter.id)
            assert not matter.title or re.sub(r"\s", "", visible(matter.title)) in re.sub(r"\s", "", seen.words())
        decided_in(page, next(m.id for m in matters if CALC[:5] in m.title), seen)
        for name, there in PAGES.items():
            page.goto(f"{address}/{name}")
            page.wait_for_selector(there)
            seen.words()
        imported_in(page, address, seen)
        deleted_in(page, address, seen, next(m for m in matters if "<script>" in m.title))
    assert not watch.outside() and watch.listening() == {"127.0.0.1"}
    assert not [path for path in watch.written(tmp_path / "clauses", tmp_path / "home", Path(tempfile.gettempdir())) if "__pycache__" not in path]
    assert not kept_in(tmp_path / "home")


def opened_in(page: Any, id: str) -> None:
    page.locator(f'[data-pick="{id}"]').first.click()
    page.wait_for_function("(id) => new URL(location).searchParams.get('matter') === id", arg=id)
    page.wait_for_selector(".line.on")


def decided_in(page: Any, id: str, seen: Seen) -> None:
    """Every view of the contract is looked at; a finding is refused, one noted, in hostile words, and all is handed over."""
    opened_in(page, id)
    seen.still()
    for key in ("r", "c"):
        page.keyboard.press(key)
        page.wait_for_selector(".st-key-decision textarea")
        page.locator(".st-key-decision textarea").first.fill(f"{CALC} {MARKUP} :red[x] $$y$$")
        page.locator(".st-key-do_save button").click()
        page.wait_for_selector(".st-key-decision", state="detached")
        assert ":red[x] $$y$$" in seen.words() and NAME in seen.words()
    for view in ("发现", "关键条件", "缺失条款", "交付"):
        page.locator(".st-key-view button", has_text=view).first.click()
        seen.words()
    for kind in ("word", "excel", "page"):
        with page.expect_download() as waiting:
            page.locator(f".st-key-hand_{kind} button").click()
        assert not re.search(r'[\\/:*?"<>|\x00-\x1f\u202e]', waiting.value.suggested_filename)
        seen.still()
    page.locator(".st-key-view button", has_text="条款对照").first.click()
    seen.still()


def imported_in(page: Any, address: str, seen: Seen) -> None:
    """A standard is made of a hostile form."""
    page.goto(f"{address}/standards")
    page.wait_for_selector("h2")
    page.locator('[data-pick="import"]').first.click()
    page.set_input_files('[data-testid="stFileUploaderDropzoneInput"]', {"name": f"{NAME}.docx", "mimeType": "application/octet-stream", "buffer": content_of(next(c for c in CONTRACTS if c.name == "properties and a macro"))})
    page.wait_for_selector(".st-key-std_form_id input")
    page.locator(".st-key-std_form_id input").fill("hostile-form")
    page.keyboard.press("Tab")
    seen.still()
    page.locator(".st-key-std_import_save button").click()
    page.wait_for_selector(".st-key-std_import_save", state="detached")
    assert MARKUP[:30] in seen.words()


def deleted_in(page: Any, address: str, seen: Seen, matter: Any) -> None:
    page.goto(f"{address}/history")
    page.wait_for_selector("table")
    page.locator(f'[data-pick="delete:{matter.id}"]').first.click()
    page.locator(".st-key-history_yes button").click()
    page.get_by_text("已删除").wait_for()
    assert f"已删除《{matter.title}》" in seen.words()
