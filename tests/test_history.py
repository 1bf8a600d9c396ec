"""The history: who decided what and when, found by any words; a contract is deleted only after what that takes was said."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from clauses import agreed
from clauses.editions import save, with_threshold
from clauses.ingest.pages import PageLine, PageRead
from clauses.ingest.scan import readings
from clauses.library import load
from clauses.model import Decision, Matter, Page
from clauses.outdated import Behind, asked_again, behind, reviewed_with
from clauses.overview import Loss
from clauses.report.tables import decision_table, spreadsheet
from clauses.review import Desk
from clauses.store import Store
from clauses.ui import history_view
from clauses.ui.labels import LANGUAGES
from tests import manymatters
from tests.conftest import Reviewed

SAMPLES = manymatters.FILES[:3]
PAGE = "from clauses.ui import history_page\nhistory_page.show()\n"
STANDARDS = "from clauses.ui import standards_page\nstandards_page.show()\n"


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


def opened(language: str = "zh", page: str = PAGE, **session: object) -> AppTest:
    app = AppTest.from_string(page, default_timeout=120)
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


@pytest.mark.slow
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
    sure(app).click().run()
    assert not app.exception and [m.id for m in home.matters()] == [kept[2].id, kept[0].id] and not home.decisions(kept[1].id)
    assert "已删除" in app.success[0].value and kept[1].id not in words(app) and app.session_state["opened"] is None


def sure(app: AppTest) -> Any:
    """The button that deletes; its key bears what was told."""
    return next(one for one in app.button if str(one.key).startswith("history_yes-"))


def test_what_another_did_meanwhile_is_told_before_it_is_deleted(kept: tuple[Matter, ...], home: Store) -> None:
    app = opened(history_deleting=kept[1].id)
    home.decide(kept[1].id, Decision(finding=home.finding_rows(kept[1].id)[7].finding, act="rejected", by="李律师", at="", words="已商定"), seen=0)
    sure(app).click().run()
    assert len(home.matters()) == 3 and "6 项决定（王律师、Chen、李律师）" in words(app)
    sure(app).click().run()
    assert len(home.matters()) == 2


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
    sure(app).click().run()
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


# -- reviewed with an older standard ------------------------------------------------------------------------------------


def test_a_contract_reviewed_with_an_older_playbook_is_told_of_and_reviewed_again(kept: tuple[Matter, ...], home: Store) -> None:
    """What rests on the changed threshold is asked again, with why; what does not stands."""
    matter, multiple = kept[1], "misuse_penalty.multiple"
    assert "按现行版重新审查" not in words(opened()) and "指引 1.0 版" in words(opened())
    rows = {row.code: row for row in home.finding_rows(matter.id)}
    late = rows["misuse_penalty.high"]
    other = next(row for row in rows.values() if row.verdict == "rejected")
    home.decide(matter.id, Decision(finding=late.finding, act="rejected", by="王律师", at="", words="已商定"), seen=0)
    content = with_threshold({"side": "customer"}, multiple, value="4", reason="集团统一要求")
    save("playbooks", "customer", content, author="王律师", note="按集团通知", seen="", folder=home.folder)
    app = opened(person="王律师")
    seen = words(app)
    assert seen.count("按指引 1.0 版审查，现行 1.0+1 版") == 3 and f'data-pick="again:{matter.id}"' in seen
    app.session_state["history_again"] = [matter.id]
    app.run()
    assert not app.exception and not app.error
    assert "须重新决定 1 项" in app.success[0].value
    now = {row.finding: row for row in home.finding_rows(matter.id)}
    assert now[late.finding].verdict == "open" and now[other.finding].verdict == "rejected"
    undone = [d for d in home.decisions(matter.id) if d.act == "undone"]
    assert len(undone) == 1 and "标准或阈值有变" in undone[0].words and undone[0].by == "王律师"
    assert home.matter(matter.id).latest.playbook == "1.0+1" and words(app).count("现行 1.0+1 版") == 2
    assert reviewed_with(home.matters(), "playbooks", "customer") == {0: 2, 1: 1}
    seen = words(opened(page=STANDARDS, std_shown="playbooks/customer", std_view="versions")).split("std-limits")[-1]
    assert seen.index("按集团通知") < seen.index("1 份") < seen.index("随附") < seen.index("2 份"), "the versions say how many contracts each has judged"


def test_how_many_contracts_were_reviewed_with_each_version_of_a_standard(kept: tuple[Matter, ...]) -> None:
    matter, other = kept[0], replace(kept[1], template="own-1")
    rounds = [replace(matter, rounds=(replace(matter.latest, standard=version),)) for version in ("1.0+12", "1.0+12", "1.0", "")]
    assert reviewed_with([*rounds, other], "templates", str(matter.template)) == {12: 2, 0: 1}
    assert reviewed_with(kept, "playbooks", "carrier") == {}


def test_a_finding_that_bears_anothers_id_now_is_asked_again(reviewed: Reviewed) -> None:
    """Two findings of the same words are counted; when the first is no more, the second bears its id: what was decided was decided on the first."""
    before = reviewed(SAMPLES[1], "customer").contracts[0]
    finding = next(f for f in before.findings if f.clause)
    standings = agreed.standings([Decision(finding=finding.id, act="rejected", by="王律师", at="", words="已商定", number=1)])
    elsewhere = next(c.id for c in before.facts.contract.clauses if c.id != finding.clause)
    moved = replace(before, findings=tuple(replace(f, clause=elsewhere) if f is finding else f for f in before.findings))
    assert asked_again(before, before, standings) == {} and asked_again(before, moved, standings) == {finding.id: "ground"}


def test_only_those_behind_are_shown_when_that_is_asked(kept: tuple[Matter, ...], home: Store) -> None:
    save("playbooks", "carrier", with_threshold({"side": "carrier"}, "renewal.months", value="6", reason="试"), author="王律师", note="试", seen="", folder=home.folder)
    assert "history_again_all" not in [button.key for button in opened().button], "nothing was reviewed from that side"
    save("playbooks", "customer", with_threshold({"side": "customer"}, "renewal.months", value="6", reason="试"), author="王律师", note="试", seen="", folder=home.folder)
    home.renew(kept[0].id, home.review(kept[0].latest), library=load(user=home.folder))
    seen = words(opened(history_late=True))
    assert kept[0].id not in seen and kept[1].id in seen


BEHIND = [
    ("nothing changed", {}, None),
    ("the standard has a newer version", {"standard": "0.9"}, Behind(standard=("0.9", "1.0"))),
    ("the playbook has", {"playbook": "0.9"}, Behind(playbook=("0.9", "1.0"))),
    ("both have", {"standard": "1.0+1", "playbook": "1.0+3"}, Behind(standard=("1.0+1", "1.0"), playbook=("1.0+3", "1.0"))),
    ("what was stored by an earlier program says nothing", {"standard": "", "playbook": ""}, None),
]


@pytest.mark.parametrize(("name", "versions", "told"), BEHIND, ids=[row[0] for row in BEHIND])
def test_by_which_versions_a_contract_is_behind(name: str, versions: dict[str, str], told: Behind | None, kept: tuple[Matter, ...]) -> None:
    matter = kept[0]
    assert behind(replace(matter, rounds=(replace(matter.latest, **versions),)), load()) == told  # type: ignore[arg-type]


def test_a_contract_whose_standard_is_gone_is_told_of(kept: tuple[Matter, ...]) -> None:
    gone = replace(kept[0], template="own-1", rounds=(replace(kept[0].latest, standard="1.0+2"),))
    assert behind(gone, load()) == Behind(standard=("1.0+2", ""))


# -- found by more ------------------------------------------------------------------------------------------------------

TODAY = datetime.now().astimezone().date().isoformat()
FOUND = [
    ("a word of a decision", "财务", 1),
    ("who decided", "Chen", 2),  # one stored a contract, one decided on another
    ("whom it was assigned to", "赵采购", 1),
    ("today, when all came", TODAY, 3),
    ("this month", TODAY[:7], 3),
    ("today as it is written in Chinese", f"{int(TODAY[:4])}年{int(TODAY[5:7])}月{int(TODAY[8:])}日", 3),
    ("a day on which nothing was", "2001-01-01", 0),
    ("no day at all is a word", "2026-13-45", 0),
    ("the day of the signature", "2026-03-15", 1),
    ("a title and a decision's word", "水务 财务", 1),
    ("a title and a word of another's decision", "图书馆 财务", 0),
]


@pytest.mark.parametrize(("name", "search", "count"), FOUND, ids=[row[0] for row in FOUND])
def test_contracts_are_found_by_what_was_done_with_them(name: str, search: str, count: int, kept: tuple[Matter, ...], home: Store) -> None:
    assert len(home.matters(search)) == count


def test_decisions_on_one_contract_are_shown_alone_and_handed_over(kept: tuple[Matter, ...], home: Store) -> None:
    assert words(opened(history_view="decisions", history_of=kept[0].id)).count('<tr class="pick"') == 0
    app = opened(history_view="decisions", history_of=kept[1].id)
    assert words(app).count('<tr class="pick"') == 5 and f"《{kept[1].title}》的决定" in words(app)
    rows = home.history(100, matter=kept[1].id)
    table = list(csv.DictReader(io.StringIO(spreadsheet(decision_table(rows, load())).decode("utf-8-sig"))))
    assert [(row["谁"], row["决定"], row["理由或意见"]) for row in table][-2:] == [("Chen", "不采纳", "税已含在价内<script>"), ("王律师", "采纳并议定文字", "")]
    assert table[-1]["议定文字"] == "新写法" and table[-1]["时间"].startswith(TODAY[:4])


def test_a_reason_that_looks_like_a_formula_is_handed_over_as_words(kept: tuple[Matter, ...], home: Store) -> None:
    finding = home.finding_rows(kept[0].id)[0].finding
    home.decide(kept[0].id, Decision(finding=finding, act="commented", by="=1+1", at="", words="=HYPERLINK(1)"), seen=0)
    words_ = spreadsheet(decision_table(home.history(1, matter=kept[0].id), load())).decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in words_ and "'=1+1" in words_


def test_of_a_deleted_contract_no_byte_is_left(kept: tuple[Matter, ...], home: Store) -> None:
    """Title, parties, words of clauses, reasons, the file, and pages that were read from it: none is found in any file of the folder."""
    matter = kept[1]
    home.decide(matter.id, Decision(finding=home.finding_rows(matter.id)[0].finding, act="commented", by="王律师", at="", words="独一无二的意见"), seen=home.decisions(matter.id)[0].number)
    shelf = readings.Shelf(home.folder, matter.latest.sha256, "reader")
    shelf.put(PageRead(page=Page(number=1, width=1, height=1, scanned=True), lines=(PageLine("识别出来的独有文字", None),), problem=None))
    told = ["独一无二的意见", matter.title, matter.customer, "黑客攻击", "识别出来的独有文字", "税已含在价内"]
    before = b"".join(path.read_bytes() for path in home.folder.rglob("*") if path.is_file())
    assert all(word.encode() in before for word in told if word != "黑客攻击")
    sure(opened(history_deleting=matter.id)).click().run()
    after = b"".join(path.read_bytes() for path in home.folder.rglob("*") if path.is_file())
    assert [word for word in told if word.encode() in after] == []
    assert not (home.folder / "files" / matter.latest.sha256[:2] / matter.latest.sha256).exists() and len(home.matters()) == 2
