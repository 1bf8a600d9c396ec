"""The dashboard as a manager meets it: empty, with three contracts, with a thousand; in a browser down to the next deadline."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from clauses.model import Block, Decision, Matter, Source, Span
from clauses.overview import month_before
from clauses.overview import overview as overview_of
from clauses.review import Desk, review_source
from clauses.store import Store
from clauses.ui.labels import LANGUAGES
from tests import manymatters
from tests.conftest import Reviewed

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
SAMPLES = manymatters.FILES[:3]
PAGE = "from clauses.ui import dashboard_page\ndashboard_page.show()\n"


def contract(end: date) -> str:
    return (
        "机柜租赁服务合同\n\n甲方（客户）：东岭粮库<b>\n乙方（服务方）：东岭电信分公司\n\n第一条 服务内容\n1.1 乙方向甲方提供机柜两个，月服务费为人民币9000元。\n"
        f"第二条 违约责任\n2.1 甲方逾期付款的，每逾期一日，按照逾期金额的千分之六向乙方支付违约金。\n第三条 期限\n3.1 本合同有效期自2024年3月1日起至{end.year}年{end.month}月{end.day}日止。\n"
        "3.2 期满前30日任何一方未书面提出终止的，本合同自动续展一年。\n"
    )


def kept(store: Store, text: str, desk: Desk, name: str = "合同.txt") -> Matter:
    """The matter of a contract that has this text."""
    ends = [m.end() for m in re.finditer("\n", text)]
    spans = [Span(start, end - 1) for start, end in zip([0, *ends], ends, strict=False)]
    source = Source(file=name, sha256="0" * 64, format="txt", text=text, blocks=tuple(Block(span=span) for span in spans))
    return store.keep(review_source(source, desk), text.encode(), by="王律师", library=desk.library)[0]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("CLAUSES_HOME", str(tmp_path / "home"))
    store = Store.open(tmp_path / "home")
    yield store
    store.close()


@pytest.fixture
def three(home: Store, reviewed: Reviewed, desk: Desk) -> Store:
    for path in SAMPLES:
        home.keep(reviewed(path, "customer"), path.read_bytes(), by="王律师", library=desk.library)
    return home


def opened(language: str = "zh", **session: str) -> AppTest:
    app = AppTest.from_string(PAGE, default_timeout=120)
    for key, value in {"language": language, **session}.items():
        app.session_state[key] = value
    app.run()
    assert not app.exception, app.exception
    return app


def words(app: AppTest) -> str:
    """All that the panes of the page say."""
    panes = (pane.proto.mixed.json if pane.proto.HasField("mixed") else pane.proto.json for pane in app.main.get("bidi_component"))
    return "".join(json.loads(pane)["html"] for pane in panes)


@pytest.mark.parametrize(("language", "told"), [("zh", "去上传合同"), ("en", "Drop contracts")])
def test_an_empty_store_says_what_to_do_first(language: str, told: str, home: Store) -> None:
    seen = words(opened(language))
    assert told in seen and 'data-pick="go:review"' in seen


@pytest.mark.parametrize("language", LANGUAGES)
def test_three_contracts_are_on_one_page(language: str, three: Store) -> None:
    seen = words(opened(language))
    for matter in three.matters():
        assert matter.title in seen and f'data-pick="see:{matter.id}::"' in seen
    gravest = max(three.finding_rows(), key=lambda r: (r.severity == "high", r.score))
    assert f'data-pick="see:{gravest.matter}:{gravest.clause}:{gravest.finding}"' in seen and (gravest.message if language == "zh" else gravest.message_en) in unescape(seen)
    assert "2027-08-31" in seen  # the one day that a sample fixes


def test_a_number_narrows_the_lists_to_its_contracts(three: Store) -> None:
    high = [m for m in three.matters() if m.level == "high"]
    others = [m for m in three.matters() if m.level != "high"]
    assert high and others
    seen = words(opened(board_pick="level:high"))
    assert "只看：高风险的合同（1 份合同" in seen
    lines = seen[seen.index('<table class="map">') :]
    assert all(m.title in lines for m in high) and not any(m.title in lines for m in others)


@pytest.mark.slow
@pytest.mark.parametrize("pick", ["all:", "level:none", "type:late_payment", "person:", "person:查无此人", "severity:high", "decided:accepted", "changed:new", "changed:up", "day:coming", "currency:CNY", "unreckoned:", "money:renewal"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_can_be_clicked(pick: str, language: str, three: Store) -> None:
    opened(language, board_pick=pick)


def test_the_sum_leads_to_the_findings_that_it_is_made_of(three: Store) -> None:
    rows = [r for r in three.finding_rows() if r.amount is not None and r.favours != "us" and r.severity != "info"]
    others = [r for r in three.finding_rows() if r.amount is None and r.severity == "high"]
    assert rows and others
    seen = words(opened(board_pick="currency:CNY"))
    assert f"{len({r.matter for r in rows})} 份合同，{len(rows)} 项发现" in seen and not any(f"[{r.finding}]" in seen for r in others)


def test_what_was_decided_is_seen_at_once(three: Store) -> None:
    before = words(opened())
    row = next(r for r in three.finding_rows() if r.severity == "high")
    three.decide(row.matter, Decision(finding=row.finding, act="assigned", by="王律师", at="", words="李律师"), seen=0)
    after = words(opened())
    assert 'data-pick="person:李律师"' not in before and 'data-pick="person:李律师"' in after


def test_a_strangers_words_stay_words(home: Store, desk: Desk) -> None:
    matter = kept(home, contract(date.today() + timedelta(days=60)).replace("机柜租赁服务合同", "<img src=x onerror=alert(1)>合同"), desk)
    home.decide(matter.id, Decision(finding=home.finding_rows()[0].finding, act="assigned", by="x", at="", words='"><script>alert(1)</script>'), seen=0)
    seen = words(opened())
    assert "<img" not in seen and "<script" not in seen and "&lt;script&gt;" in seen


def test_the_calendar_says_what_is_next_and_what_was_missed(home: Store, desk: Desk) -> None:
    today = date.today()
    for days, name in ((60, "一.txt"), (10, "二.txt")):
        kept(home, contract(today + timedelta(days=days)), desk, name)
    ended = contract(today - timedelta(days=10)).replace("期满前30日任何一方未书面提出终止的，本合同自动续展一年", "期满前30日甲方书面提出续展的，双方另订合同")
    kept(home, ended, desk, "三.txt")
    seen = words(opened())
    assert f"{today + timedelta(days=30)}" in seen and "还有 30 天" in seen and "不通知即自动续展" in seen
    assert "已错过通知期限（1）" in seen and "已过 20 天" in seen and "期限已满（1）" in seen


def test_a_contract_that_has_renewed_itself_is_due_again_and_says_so(home: Store, desk: Desk) -> None:
    today = date.today()
    kept(home, contract(today - timedelta(days=200)), desk)  # renews itself for a year, so that 165 days are left of the term that runs
    seen = words(opened())
    assert "首期已满，按已自动续展推算" in seen and "期限已满（" not in seen and seen.count("按首期满后已自动续展推算") == 1
    english = words(opened("en"))
    assert "reckoned as renewed" in english


def test_a_notice_whose_day_cannot_be_told_is_counted(home: Store, desk: Desk) -> None:
    matter = kept(home, contract(date.today() + timedelta(days=60)).replace("自2024年3月1日起至", "自开通之日起满两年，不早于"), desk)
    seen = words(opened())
    assert not home.notice_rows() and "另有 1 份写有续展通知期" in seen and 'data-pick="day:undated"' in seen
    assert matter.title in words(opened(board_pick="day:undated"))


def test_the_register_is_offered(three: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    import openpyxl
    import streamlit

    offered = {}
    monkeypatch.setattr(streamlit, "download_button", lambda label, content, **more: offered.update({label: content}))
    opened(board_pick="severity:high")
    sheet = openpyxl.load_workbook(io.BytesIO(offered["导出风险清单（Excel）"]()))["风险清单"]
    told = [row[0].value for row in sheet.iter_rows(min_row=2)]
    assert sorted(told) == sorted(r.finding for r in three.finding_rows() if r.severity == "high" and r.favours != "us") and all(row[6].value for row in sheet.iter_rows(min_row=2))


# -- in a browser -------------------------------------------------------------------------------------------------------


@pytest.fixture
def address(home: Store) -> Iterator[str]:
    """The address of the app, on the same store."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true", "--server.port", str(port), "--server.fileWatcherType", "none"]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(120):
            with socket.socket() as asked:
                if asked.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.5)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


@pytest.mark.slow
@pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs Chromium")
def test_a_manager_has_the_next_deadline_in_hand(home: Store, address: str, desk: Desk, tmp_path: Path) -> None:
    """Open the page, read the day, take the calendar along, click through to the clause."""
    from playwright.sync_api import sync_playwright

    today = date.today()
    next_, later = kept(home, contract(today + timedelta(days=42)), desk, "近.txt"), kept(home, contract(today + timedelta(days=300)), desk, "远.txt")
    day = (today + timedelta(days=12)).isoformat()
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN").new_page()
        page.goto(f"{address}/dashboard")
        tile = page.locator(".tile").nth(3)
        tile.wait_for(timeout=120_000)
        assert day in tile.inner_text() and "还有 12 天" in tile.inner_text()
        with page.expect_download(timeout=60_000) as taken:
            page.get_by_role("button", name="下载日历").click()
        taken.value.save_as(tmp_path / "days.ics")
        entries = (tmp_path / "days.ics").read_text(encoding="utf-8")
        assert f"DTSTART;VALUE=DATE:{day.replace('-', '')}" in entries and entries.count("BEGIN:VEVENT") == 4
        page.locator(".board .list.days .entry").nth(1).wait_for()
        tile.get_by_text(day).click()
        page.wait_for_url(re.compile(rf"\?matter={next_.id}"), timeout=60_000)
        page.get_by_text("期满前30日任何一方未书面提出终止的").first.wait_for(timeout=60_000)
        assert later.id not in page.url
        browser.close()


# -- a thousand contracts -----------------------------------------------------------------------------------------------

MOST = 2.0  # seconds of work for the whole page


@pytest.mark.slow
def test_a_thousand_contracts_are_seen_in_two_seconds(thousand: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAUSES_HOME", str(thousand))
    home = Store.open(thousand)
    begun = time.process_time()
    seen = overview_of(home.matters(), home.finding_rows(words=False), home.notice_rows(), home.scores(), today=date.today(), since=month_before(date.today()).isoformat())
    reckoned = time.process_time() - begun
    assert len(seen.matters) >= 1000 and reckoned < MOST, reckoned
    opened()  # the library is loaded, and what is seen is kept
    begun = time.process_time()
    app = opened()
    drawn = time.process_time() - begun
    assert "第 1–40 份" in words(app) and reckoned + drawn < MOST, (reckoned, drawn)
    home.close()
