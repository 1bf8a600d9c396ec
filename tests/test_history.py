"""The history: who decided what and when, found by any words; a contract is deleted only after what that takes was said."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from clauses.model import Decision, Matter
from clauses.overview import Loss
from clauses.review import Desk
from clauses.store import Store
from clauses.ui import history_view
from clauses.ui.labels import LANGUAGES
from tests import manymatters
from tests.conftest import Reviewed

SAMPLES = manymatters.FILES[:3]
PAGE = "from clauses.ui import history_page\nhistory_page.show()\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("CLAUSES_HOME", str(tmp_path / "home"))
    store = Store.open(tmp_path / "home")
    yield store
    store.close()


@pytest.fixture
def kept(home: Store, reviewed: Reviewed, desk: Desk) -> tuple[Matter, ...]:
    """Three contracts; on the second, five decisions of two people."""
    matters = [home.keep(reviewed(path, "customer"), path.read_bytes(), by=by, library=desk.library)[0] for path, by in zip(SAMPLES, ("王律师", "李律师", "Chen"), strict=True)]
    rows = home.finding_rows(matters[1].id)
    for n, (act, by, words) in enumerate([("accepted", "王律师", ""), ("rejected", "Chen", "税已含在价内<script>"), ("marked", "Chen", "请财务核对"), ("assigned", "王律师", "赵采购"), ("commented", "王律师", "同上一份")]):
        home.decide(matters[1].id, Decision(finding=rows[n].finding, act=act, by=by, at="", words=words, wording="新写法" if act == "accepted" else None), seen=0)  # type: ignore[arg-type]
    return tuple(matters)


def opened(language: str = "zh", **session: object) -> AppTest:
    app = AppTest.from_string(PAGE, default_timeout=120)
    for key, value in {"language": language, **session}.items():
        app.session_state[key] = value
    app.run()
    assert not app.exception, app.exception
    return app


def words(app: AppTest) -> str:
    """All that the page says."""
    panes = (pane.proto.mixed.json if pane.proto.HasField("mixed") else pane.proto.json for pane in app.main.get("bidi_component"))
    return "".join(html.proto.body for html in app.main.get("html")) + "".join(json.loads(pane)["html"] for pane in panes)


def test_an_empty_store_says_what_to_do_first(home: Store) -> None:
    assert "还没有保存的合同" in words(opened())


@pytest.mark.parametrize("language", LANGUAGES)
def test_contracts_stand_with_their_drafts(language: str, kept: tuple[Matter, ...]) -> None:
    seen = unescape(words(opened(language)))
    for matter in kept:
        assert matter.title in seen and matter.latest.file in seen and matter.latest.by in seen and f'data-pick="see:{matter.id}::"' in seen and f'data-pick="delete:{matter.id}"' in seen


@pytest.mark.parametrize("language", LANGUAGES)
def test_decisions_say_who_when_what_and_on_which_finding(language: str, kept: tuple[Matter, ...], home: Store) -> None:
    seen = unescape(words(opened(language, history_view="decisions")))
    for row in home.history():
        assert f'data-pick="see:{row.matter}::{row.decision.finding}"' in seen and f"[{row.decision.finding}]" in seen and row.decision.words in seen
    assert seen.index("同上一份") < seen.index("请财务核对")  # the latest first
    assert ("采纳并议定文字" if language == "zh" else "accepted with wording") in seen


# name (why the row is there), the view, what is searched for, by whom, how many rows answer
SEARCHES = [
    ("one character of a reason", "decisions", "税", "", 1),
    ("two characters", "decisions", "财务", "", 1),
    ("two words, both must be there", "decisions", "请 财务", "", 1),
    ("two words of which one is not there", "decisions", "请 龘", "", 0),
    ("a title's words find all on it", "decisions", "智慧水务", "", 5),
    ("by one person", "decisions", "", "Chen", 2),
    ("by one person and a word", "decisions", "税", "王律师", 0),
    ("contracts by one character that all have", "contracts", "电", "", 3),
    ("contracts by two characters of a title", "contracts", "水务", "", 1),
    ("contracts by a file's name", "contracts", "高风险", "", 1),
    ("contracts by who had them reviewed", "contracts", "", "李律师", 1),
    ("contracts by what none has", "contracts", "龘", "", 0),
]


@pytest.mark.parametrize(("name", "view", "search", "by", "count"), SEARCHES, ids=[r[0] for r in SEARCHES])
def test_what_is_searched_is_found(name: str, view: str, search: str, by: str, count: int, kept: tuple[Matter, ...]) -> None:
    seen = words(opened(history_view=view, history_search=search, history_by=by))
    assert seen.count('<tr class="pick"' if view == "decisions" else 'data-pick="delete:') == count
    assert count or "没有符合的" in seen


def test_a_strangers_words_stay_words(kept: tuple[Matter, ...]) -> None:
    seen = words(opened(history_view="decisions"))
    assert "&lt;script&gt;" in seen and "<script" not in seen


def test_older_decisions_are_a_page_away(kept: tuple[Matter, ...], home: Store) -> None:
    finding = home.finding_rows(kept[0].id)[0].finding
    for n in range(101):
        home.decide(kept[0].id, Decision(finding=finding, act="commented", by="x", at="", words=f"第{n}次"), seen=0)
    first = words(opened(history_view="decisions"))
    assert first.count('<tr class="pick"') == 100 and "更早的决定" in first and "第0次" not in first
    app = opened(history_view="decisions")
    app.session_state["history_before"] = "7"
    second = words(app.run())
    assert second.count('<tr class="pick"') == 6 and "第0次" in second and "回到最新" in second and "更早的决定" not in second


# -- deletion -----------------------------------------------------------------------------------------------------------


def test_a_contract_is_deleted_after_what_that_takes_was_said(kept: tuple[Matter, ...], home: Store) -> None:
    app = opened(history_deleting=kept[1].id, opened=kept[1].id)
    asked = words(app)
    assert f"要删除《{kept[1].title}》吗" in asked and "1 稿的审查结果、5 项决定（王律师、Chen）" in asked and f"存档中的文件也会删除：{kept[1].latest.file}" in asked
    assert len(home.matters()) == 3  # nothing is gone yet
    app.button(key="history_yes").click().run()
    assert not app.exception and [m.id for m in home.matters()] == [kept[2].id, kept[0].id] and not home.decisions(kept[1].id)
    assert "已删除" in app.success[0].value and kept[1].id not in words(app) and app.session_state["opened"] is None


def test_who_thinks_again_keeps_the_contract(kept: tuple[Matter, ...], home: Store) -> None:
    app = opened(history_deleting=kept[1].id)
    app.button(key="history_no").click().run()
    assert not app.exception and len(home.matters()) == 3 and "要删除" not in words(app)


def test_a_file_that_another_contract_needs_stays(home: Store, reviewed: Reviewed, desk: Desk) -> None:
    content = SAMPLES[0].read_bytes()
    (one,) = home.keep(reviewed(SAMPLES[0], "customer"), content, by="王律师", library=desk.library)
    (other,) = home.keep(reviewed(SAMPLES[0], "carrier"), content, by="王律师", library=desk.library)
    app = opened(history_deleting=one.id)
    assert f"会保留：{one.latest.file}" in words(app)
    app.button(key="history_yes").click().run()
    assert home.matters()[0].id == other.id and home.file(other.latest) == content


def test_a_title_that_is_markdown_fetches_nothing(home: Store) -> None:
    """Told by itself, a title would be a picture from elsewhere, or turn the words behind it round."""
    (said,) = opened(history_deleted="![x](http://192.0.2.1/i.png) :red[甲]\u202e").success
    assert said.value == r"已删除《\!\[x\]\(http\://192\.0\.2\.1/i\.png\) \:red\[甲\]》"


def test_what_another_deleted_meanwhile_is_not_asked_again(kept: tuple[Matter, ...], home: Store) -> None:
    home.delete(kept[1].id)
    assert "要删除" not in words(opened(history_deleting=kept[1].id))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_loss_without_decisions_or_files_is_said_whole(language: str, kept: tuple[Matter, ...]) -> None:
    said = history_view.loss(kept[0], Loss(rounds=kept[0].rounds, decisions=0, people=(), gone=(), kept=()), language).text
    assert "（）" not in said and "()" not in said and said.count("<p>") == 1
