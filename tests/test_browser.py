"""The reviewer's job in a browser, from an empty store: upload, decide five findings, Word and Excel in hand; two reviewers at once."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clauses.model import Decision
from clauses.store import Store

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "templates_library/samples/02-高风险-智慧水务专线租用合同.txt"
OUTSIDE = sorted((Path(os.environ["CLAUSES_GOLD"]) / "contracts").glob("*.txt"))[:1] if os.environ.get("CLAUSES_GOLD") else []  # one of one's own is tried too
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no Chromium on this machine")]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """The app's address, with a store of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true", "--server.address", "127.0.0.1", "--server.port", str(port), "--server.fileWatcherType", "none"]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "CLAUSES_HOME": str(tmp_path)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1)
                break
            except OSError:
                time.sleep(0.5)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


@pytest.fixture
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="no Playwright on this machine")
    with sync_api.sync_playwright() as play:
        started = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


def visit(browser: Any, address: str) -> Any:
    page = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 800}, accept_downloads=True).new_page()
    page.set_default_timeout(60_000)
    page.goto(address)
    settle(page)
    return page


def settle(page: Any) -> None:
    """A contract is on the page, whole."""
    page.wait_for_selector(".line.on")
    page.wait_for_selector(".card .id")
    page.wait_for_selector(".keys")
    page.wait_for_timeout(500)
    page.wait_for_selector('[data-test-script-state="notRunning"]')


def finding(page: Any) -> str:
    return str(page.locator(".card .id").first.inner_text())


def press(page: Any, key: str, until: str) -> None:
    """The key is pressed, and what it is for has come."""
    page.keyboard.press(key)
    page.wait_for_selector(until)


def save(page: Any, verdict: str, button: str = "do_save") -> None:
    page.locator(f".st-key-{button} button").click()
    page.wait_for_selector(f".card .verdict.{verdict}")
    page.wait_for_selector(".st-key-decision", state="detached")


def to_next(page: Any) -> None:
    before = finding(page)
    page.keyboard.press("j")
    page.wait_for_function("(id) => { const now = document.querySelector('.card .id'); return now && now.innerText !== id; }", arg=before)


@pytest.mark.parametrize("contract", [SAMPLE, *OUTSIDE], ids=lambda path: path.stem)
def test_five_findings_are_decided_and_word_and_excel_are_in_hand(contract: Path, server: str, browser: Any, tmp_path: Path) -> None:
    page = visit(browser, server)
    page.set_input_files('[data-testid="stFileUploaderDropzoneInput"]', contract)
    page.wait_for_function("new URL(location).searchParams.get('matter')")
    page.wait_for_selector(".matter.on .about")
    settle(page)
    ids = []
    for n in range(5):
        ids.append(finding(page))
        if n in (0, 2):
            press(page, "a", ".st-key-decision")
            words = page.locator(".st-key-decision textarea")
            if words.count():
                words.fill("双方另行商定本条。")
                save(page, "accepted")
            else:
                save(page, "accepted", "do_remark")
        elif n == 4:
            press(page, "m", ".st-key-decision textarea")
            save(page, "marked")
        else:
            press(page, "r", ".st-key-decision textarea")
            page.locator(".st-key-decision textarea").fill("对方已书面说明")
            save(page, "rejected")
        to_next(page)
    store = Store.open(tmp_path)
    (matter,) = store.matters()
    decisions = store.decisions(matter.id)
    assert [d.finding for d in decisions] == ids and [d.act for d in decisions] == ["accepted", "rejected", "accepted", "rejected", "marked"]
    went = page.locator('[data-testid="stMain"]').evaluate("main => main.scrollTop = Math.min(300, main.scrollHeight - main.clientHeight)")
    page.wait_for_timeout(100)
    assert went < 150 or 30 < page.locator(".st-key-only").bounding_box()["y"] < 100, "the list of clauses stays in sight while the clause beside it is read"
    page.locator('[data-testid="stMain"]').evaluate("main => { main.scrollTop = 0; }")
    page.get_by_text("交付", exact=True).click()
    got = {}
    for kind in ("word", "excel"):
        page.wait_for_selector(f".st-key-hand_{kind} button")
        with page.expect_download() as waiting:
            page.locator(f".st-key-hand_{kind} button").click()
        got[kind] = zipfile.ZipFile(io.BytesIO(Path(waiting.value.path()).read_bytes()))
        page.wait_for_timeout(1500)
    document = got["word"].read("word/document.xml").decode()
    if any(d.wording for d in decisions):
        assert "<w:ins " in document and "双方另行商定本条" in document
    comments = got["word"].read("word/comments.xml").decode()  # for the other side: what is asked, not what is rejected or still to be looked at
    assert not any(d.finding in comments for d in decisions if d.act != "accepted") and "已书面说明" not in comments and "审查指引" not in comments
    assert all(d.finding in comments for d in decisions if d.act == "accepted" and d.wording)
    strings = got["excel"].read("xl/sharedStrings.xml").decode()
    assert all(id in strings for id in ids) and "对方已书面说明" in strings


def test_two_reviewers_see_each_other(server: str, browser: Any) -> None:
    first = visit(browser, server)
    press(first, "m", ".st-key-decision textarea")
    save(first, "marked")
    first.wait_for_function("new URL(location).searchParams.get('matter')")
    second = visit(browser, first.url)
    settle(first)
    press(first, "u", ".card .verdict.open")
    second.wait_for_selector(".card .verdict.open", timeout=15_000)


def test_what_is_half_written_stays_when_another_decides(server: str, browser: Any, tmp_path: Path) -> None:
    """The page says what the other decided; the words and the place in them are the reader's own, and can be saved then."""
    page = visit(browser, server)
    press(page, "m", ".st-key-decision textarea")
    save(page, "marked")
    page.wait_for_function("new URL(location).searchParams.get('matter')")
    settle(page)
    store, id = Store.open(tmp_path), page.url.partition("matter=")[2]
    press(page, "r", ".st-key-decision textarea")
    page.locator(".st-key-decision textarea").click()
    page.keyboard.type("写了一半")
    store.decide(id, Decision(finding=finding(page), act="rejected", by="李经理", at="", words="已与对方说定"), seen=store.decisions(id)[-1].number)
    page.locator('[data-testid="stAlert"]', has_text="已与对方说定").wait_for(timeout=15_000)
    page.wait_for_timeout(700)
    page.keyboard.type("，还在写")
    assert page.locator(".st-key-decision textarea").input_value() == "写了一半，还在写"
    page.locator(".st-key-do_save button").click()
    page.wait_for_selector(".st-key-decision", state="detached")
    assert [(d.by, d.words) for d in store.decisions(id)][-2:] == [("李经理", "已与对方说定"), (store.decisions(id)[-1].by, "写了一半，还在写")]


def test_a_contract_full_of_markup_runs_nothing(server: str, browser: Any, tmp_path: Path) -> None:
    from tests.test_app import CONTRACT

    page = visit(browser, server)
    ran: list[str] = []
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    hostile = tmp_path / "<img src=x onerror=alert(2)>.txt"
    hostile.write_text(CONTRACT.replace("仓库租赁合同", "<script>alert(3)</script>租赁合同", 1), encoding="utf-8")
    page.set_input_files('[data-testid="stFileUploaderDropzoneInput"]', hostile)
    page.wait_for_function("new URL(location).searchParams.get('matter')")
    settle(page)
    for view in ("发现", "关键条件", "缺失条款", "交付", "条款对照"):
        page.locator(".st-key-view button", has_text=view).first.click()
        page.wait_for_timeout(800)
    press(page, "r", ".st-key-decision textarea")
    page.locator(".st-key-decision textarea").fill("<img src=x onerror=alert(4)>")
    save(page, "rejected")
    page.wait_for_timeout(800)
    assert not ran and page.locator("img[src=x]").count() == 0


def test_all_is_done_without_a_mouse(server: str, browser: Any, tmp_path: Path) -> None:
    """From the file to the Word redline: every step is a key, and what has the focus is seen."""
    page = visit(browser, server)

    def tab_to(words: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if words in page.evaluate("document.activeElement.innerText || ''"):
                return
        raise AssertionError(f"Tab never came to {words}")

    tab_to("Upload")
    assert page.evaluate("document.activeElement.tagName") == "BUTTON"  # which opens the system's own window of files
    page.set_input_files('[data-testid="stFileUploaderDropzoneInput"]', SAMPLE)
    page.wait_for_selector(".matter.on .about")
    settle(page)
    first = finding(page)
    to_next(page)
    page.keyboard.press("k")
    page.wait_for_function("(id) => document.querySelector('.card .id')?.innerText === id", arg=first)
    press(page, "r", ".st-key-decision textarea")
    page.wait_for_function("document.activeElement.tagName === 'TEXTAREA'")
    page.keyboard.type("对方已书面说明")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".card .verdict.rejected")
    press(page, "u", ".card .verdict.open")
    press(page, "a", ".st-key-do_close button:not([disabled])")
    page.keyboard.press("Escape")
    page.wait_for_selector(".st-key-decision", state="detached")
    page.locator(".st-key-only input").focus()  # a filter that was chosen keeps the focus, and letters still do what they do
    lines = page.locator(".tree [data-pick]").count()
    page.keyboard.press("ArrowDown")
    page.wait_for_selector('[role="option"]')
    page.keyboard.type("未决")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('.st-key-only input').value === '未决' && document.activeElement === document.querySelector('.st-key-only input')")
    page.wait_for_function("(all) => document.querySelectorAll('.tree [data-pick]').length < all", arg=lines)
    settle(page)
    to_next(page)
    page.keyboard.press("t")
    clause = page.evaluate("document.activeElement.dataset.pick")
    page.keyboard.press("ArrowDown")
    page.wait_for_function("(id) => { const on = document.querySelector('.tree .on'); return on.dataset.pick !== id && document.activeElement === on; }", arg=clause)
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert page.locator('.tree [tabindex="0"]').count() == 1, "of a list, one line alone is on the way of Tab"
    page.keyboard.press("5")
    page.wait_for_selector(".st-key-hand_word button")
    tab_to("Word")
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    assert waiting.value.suggested_filename.endswith(".docx")
    (matter,) = Store.open(tmp_path).matters()
    assert [d.act for d in Store.open(tmp_path).decisions(matter.id)] == ["rejected", "undone"]
