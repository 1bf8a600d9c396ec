"""The page of numbers across contracts: from an empty store to forty contracts, and the buyer's job done in a browser."""

from __future__ import annotations

import io
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from clauses.beside import ordered
from clauses.model import Review
from clauses.report.tables import numbers_table, spreadsheet
from clauses.review import Desk
from clauses.standing import ranks
from clauses.store import Store
from clauses.ui.labels import LANGUAGES
from tests import manymatters
from tests.conftest import Reviewed
from tests.test_app import words

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ODD = 5


@pytest.fixture(scope="module")
def forty(tmp_path_factory: pytest.TempPathFactory, desk: Desk) -> Path:
    home, files = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("files")
    store = Store.open(home)
    manymatters.forty(store, desk, files, count=10, odd=ODD)
    store.close()
    return home


def page(monkeypatch: pytest.MonkeyPatch, home: Path, **choices: Any) -> AppTest:
    monkeypatch.setenv("CLAUSES_HOME", str(home))
    app = AppTest.from_string("from clauses.ui import terms_page\nterms_page.show()\n", default_timeout=120)
    for key, value in choices.items():
        app.session_state[key] = value
    app.run()
    assert not app.exception
    return app


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_store_says_what_to_do_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    app = page(monkeypatch, tmp_path, language=language)
    assert ("还没有存入合同" if language == "zh" else "No contract is stored yet") in words(app) and len(app.button) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_dear_penalty_stands_first_in_words(forty: Path, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    seen = words(page(monkeypatch, forty, language=language))
    first = seen[seen.index("<tbody>") :].split("</tr>")[0]
    assert "广宁气象局专线租用合同" in first and "1095%" in first
    assert ("明显偏高，对客户方不利" if language == "zh" else "far above, bad for the customer") in first


def test_choices_choose(forty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = page(monkeypatch, forty, language="zh")
    app.selectbox(key="numbers_type").set_value("late_payment").run()
    assert not app.exception
    kinds = set(re.findall(r"<td>([^<]+)<div", words(app)))
    assert kinds == {"逾期付款 · 客户方"}
    app.button_group(key="numbers_only").set_value("hurts").run()
    assert words(app).count("<tr class") == 1
    app.button_group(key="side").set_value("carrier").run()
    assert "没有符合筛选的数值" in words(app)
    app.button_group(key="numbers_only").set_value("all").run()
    assert "对服务方有利" in words(app)


def test_a_strip_leads_to_its_numbers_and_its_marks_to_their_contracts(forty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = words(page(monkeypatch, forty, language="zh"))
    odd = next(r for r in Store.open(forty).term_rows(types=["late_payment"]) if r.yearly and r.yearly > 10)
    lane = next(part for part in seen.split("lane-row") if "逾期付款 · 客户方 · 年化费率" in part)
    assert 'data-pick="kind late_payment|annual_rate|customer|overdue_amount"' in lane and f'data-pick="open {odd.matter} {odd.clause}"' in lane
    narrow = words(page(monkeypatch, forty, language="zh", numbers_kind=("late_payment", "annual_rate", "customer", "overdue_amount")))
    rates = re.findall(r'<td class="yearly">([\d.]+)%<div class="faint">× 365<', narrow)
    assert "只看：逾期付款 · 客户方 · 年化费率" in narrow and len(rates) == 10 and rates == sorted(rates, key=float, reverse=True)
    other = words(page(monkeypatch, forty, language="zh", numbers_kind=("late_payment", "annual_rate", "customer", "overdue_amount"), numbers_type="renewal"))
    assert "只看：" not in other  # another type was chosen since


def test_what_is_looked_at_stays_while_another_page_is_shown(forty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAUSES_HOME", str(forty))
    app = AppTest.from_string("import streamlit as st\nfrom clauses.ui import numbers_state, terms_page\nif st.session_state.get('elsewhere'):\n    st.write('another page')\nelse:\n    terms_page.show()\n", default_timeout=120)
    app.session_state["language"] = "zh"
    app.session_state["numbers_kind"] = ("late_payment", "annual_rate", "customer", "overdue_amount")
    app.run()
    app.selectbox(key="numbers_type").set_value("late_payment").run()
    app.button_group(key="numbers_only").set_value("hurts").run()
    before = words(app)
    for elsewhere in (True, False):
        app.session_state["elsewhere"] = elsewhere
        app.run()
        assert not app.exception
    assert before.count("<tr class") == 1 and "只看：逾期付款" in before and words(app) == before


def test_the_page_says_how_its_numbers_are_reckoned(forty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = page(monkeypatch, forty, language="zh")
    assert "日费率 × 365" in words(app) and "相同的算一半" in words(app) and "修正 z 分数" in "".join(html.body for html in app.main.get("html"))


def test_two_contracts_stand_side_by_side(forty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store.open(forty)
    odd, other = (next(m.id for m in store.matters() if name in m.title) for name in ("广宁气象局", "河间水务"))
    app = page(monkeypatch, forty, language="zh", numbers_view="pairs", numbers_one=odd, numbers_other=other)
    late = next(part for part in words(app).split("<tr>") if "逾期付款 · 客户方" in part and "日费率" in part)
    assert "第一份对客户方较差" in late and "1095%" in late


def test_hostile_words_stay_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reviewed: Reviewed, desk: Desk) -> None:
    from dataclasses import replace

    review: Review = reviewed(manymatters.WATER, "customer")
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    contract = review.contracts[0]
    facts = replace(contract.facts, contract=replace(contract.facts.contract, title=evil), terms=tuple(replace(t, quote=evil) for t in contract.facts.terms))
    store = Store.open(tmp_path)
    store.keep(replace(review, contracts=(replace(contract, facts=facts),)), b"x", by="a", library=desk.library)
    seen = words(page(monkeypatch, tmp_path))
    assert "&lt;script&gt;" in seen and "<script" not in seen and "<img" not in seen
    exported = spreadsheet(numbers_table(ranks([replace(r, title="=1+1") for r in store.term_rows()]), "customer", desk.library)).decode("utf-8-sig")
    assert "\n'=1+1," in exported and "\n=1+1" not in exported


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_is_taken_along(forty: Path, desk: Desk, language: str) -> None:
    import pandas as pd

    told = ordered(ranks(Store.open(forty).term_rows()), "customer")
    table = pd.read_csv(io.BytesIO(spreadsheet(numbers_table(told, "customer", desk.library, language))))
    assert len(table) == len(told) and table.shape[1] == 20
    first = table.iloc[0].to_list()
    assert "广宁气象局专线租用合同" in first and 0.03 in first and 10.95 in first and 100.0 in first and ("偏高" if language == "zh" else "above") in first


# -- in a browser -------------------------------------------------------------------------------------------------------


@pytest.fixture
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="needs Playwright")
    if not shutil.which(CHROMIUM):
        pytest.skip("needs Chromium")
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def serve() -> Iterator[Any]:
    """Starts the app on a store and gives its address."""
    servers: list[subprocess.Popen[bytes]] = []

    def start(home: Path) -> str:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true", "--server.address", "127.0.0.1", "--server.port", str(port), "--server.fileWatcherType", "none"]
        servers.append(subprocess.Popen(command, cwd=ROOT, env={**os.environ, "CLAUSES_HOME": str(home)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        for _ in range(240):
            with socket.socket() as asked:
                if asked.connect_ex(("127.0.0.1", port)) == 0:
                    return f"http://127.0.0.1:{port}"
            time.sleep(0.25)
        raise AssertionError("the app did not start")

    yield start
    for server in servers:
        server.terminate()
        server.wait()


@pytest.mark.slow
def test_of_forty_contracts_the_dear_penalty_is_found_in_three_clicks(tmp_path: Path, desk: Desk, browser: Any, serve: Any) -> None:
    (tmp_path / "files").mkdir()
    store = Store.open(tmp_path / "home")
    odd = manymatters.forty(store, desk, tmp_path / "files")
    assert len(store.matters()) == 40
    store.close()
    address = serve(tmp_path / "home")
    view = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 800}).new_page()
    asked: list[str] = []
    view.on("request", lambda request: asked.append(request.url))
    view.goto(f"{address}/terms")
    view.wait_for_selector(".numbers table", timeout=60_000)
    view.wait_for_selector(".lanes .spot.hurts", timeout=60_000)
    view.locator("button", has_text="对客户方不利").first.click()  # one: what is bad for the customer
    view.wait_for_function("document.querySelectorAll('tr.row').length < 20")
    first = view.locator("tr.row").first
    assert odd.title in first.inner_text() and "1095%" in first.inner_text() and "高于其他全部 39 份" in first.inner_text()
    first.click()  # two: the contract at the clause
    view.wait_for_selector(".line.on", timeout=60_000)
    assert odd.id in view.url and view.locator(".line.on").inner_text().lstrip("高中低\n ").startswith("9.1")
    assert "百分之三" in view.locator("body").inner_text()
    assert all(url.startswith((address, address.replace("http", "ws"), "data:", "blob:")) for url in asked), [u for u in asked if not u.startswith(address)]


@pytest.mark.slow
def test_over_a_thousand_contracts_the_page_is_there_in_a_second(thousand: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store.open(thousand)
    assert len(store.term_rows()) > 25_000
    store.close()
    taken = {}
    app = page(monkeypatch, thousand, language="zh")
    for name, act in {
        "drawn": lambda: app.run(), "type": lambda: app.selectbox(key="numbers_type").set_value("late_payment").run(), "only": lambda: app.button_group(key="numbers_only").set_value("hurts").run(),
        "all": lambda: app.selectbox(key="numbers_type").set_value("").run(),
    }.items():  # fmt: skip
        begun = time.process_time()  # of the processor: what else the machine does takes longer by the clock
        act()
        taken[name] = time.process_time() - begun
        assert not app.exception
    assert len(words(app)) < 300_000 and max(taken.values()) < 1, taken
