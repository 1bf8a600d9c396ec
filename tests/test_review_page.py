"""The work on a review as a reviewer does it: files in, findings decided, another's decisions seen."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from clauses.editions import save, with_threshold
from clauses.model import Decision
from clauses.review import Desk, review
from clauses.store import Store
from clauses.ui.first import SAMPLES
from clauses.ui.labels import say
from tests.conftest import Reviewed
from tests.test_app import CONTRACT, home, opened, upload, words

__all__ = ["home"]
SAMPLE = next(path for path in SAMPLES.iterdir() if path.name.startswith("02-"))


def at(app: AppTest) -> str:
    """The id of the finding that is shown."""
    return str(re.findall(r'class="id">(f-[0-9a-f]{6})', words(app))[0])


def button(app: AppTest, key: str) -> Any:
    """The button of that key; those that decide bear behind it how the finding stands."""
    return next(one for one in app.button if str(one.key).partition("-")[0] == key)


def press(app: AppTest, key: str) -> AppTest:
    button(app, key).click()
    app.run()
    assert not app.exception
    return app


def stored(app: AppTest, home: Path) -> tuple[Store, str]:
    assert app.session_state["opened"].startswith("m-")
    return Store.open(home), app.session_state["opened"]


def from_the_other_side(app: AppTest) -> None:
    next(one for one in app.main.button_group if one.label == say("side", "zh")).set_value("carrier")
    press(app, "do_again")


@pytest.fixture
def app(home: Path) -> AppTest:
    return upload(opened(), ("仓库.txt", CONTRACT.encode()))


def test_an_upload_is_stored_and_stays_after_the_program(app: AppTest, home: Path) -> None:
    store, id = stored(app, home)
    assert store.matter(id).title == "仓库租赁合同" and store.file(store.matter(id).latest) == CONTRACT.encode()
    later = opened()
    assert "仓库租赁合同" in words(later) and later.session_state["opened"] == id


def test_the_address_opens_a_contract(app: AppTest, home: Path) -> None:
    _, id = stored(app, home)
    upload(app, ("另一份.txt", CONTRACT.replace("仓库", "厂房").encode()))
    assert app.session_state["opened"] != id
    later = AppTest.from_file(str(Path(__file__).parent.parent / "app.py"), default_timeout=120)
    later.query_params["matter"] = id
    later.run()
    assert later.session_state["opened"] == id and not later.exception


def test_a_contract_that_another_deleted_is_said_to_be_gone_once(app: AppTest, home: Path) -> None:
    store, id = stored(app, home)
    upload(app, ("另一份.txt", CONTRACT.replace("仓库", "厂房").encode()))
    left = app.session_state["opened"]
    app.query_params["matter"] = id
    app.run()
    assert app.session_state["opened"] == id
    store.delete(id)
    app.run()
    assert not app.exception and not app.error and ["已被删除" in w.value for w in app.warning] == [True]
    assert app.session_state["opened"] == left and app.query_params["matter"] in (left, [left])
    app.run()
    assert not app.warning and not app.error


def test_of_several_files_the_refused_is_a_line_among_the_others(home: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("一.txt", CONTRACT)
        archive.writestr("二.txt", CONTRACT.replace("仓库", "厂房"))
    app = upload(opened(), ("坏.docx", b"no word file"), ("两份.zip", packed.getvalue()))
    assert not app.exception and not app.error
    assert {m.title for m in Store.open(home).matters()} == {"仓库租赁合同", "厂房租赁合同"}
    assert "坏.docx" in words(app) and "1 个文件未能审查" in words(app) and "已存入 2 份合同" in words(app)


def test_the_same_file_is_known(app: AppTest, home: Path) -> None:
    store, id = stored(app, home)
    upload(app, ("仓库.txt", CONTRACT.encode()))
    assert len(store.matters()) == 1 and app.session_state["opened"] == id and "此前已存" in words(app)


def test_a_suggested_wording_is_edited_and_accepted(app: AppTest, home: Path) -> None:
    store, id = stored(app, home)
    for _ in range(20):
        if "整条改为" in "".join(area.label for area in press(app, "do_accepted").text_area):
            break
        press(press(app, "do_close"), "do_next")
    finding = at(app)
    app.text_area[0].set_value(app.text_area[0].value + "另议。")
    press(app, "do_save")
    (decision,) = store.decisions(id)
    assert decision.finding == finding and decision.act == "accepted" and decision.wording is not None and decision.wording.endswith("另议。")
    assert decision.by == app.text_input(key="person").value
    assert "本合同 → 商定" in words(app) and "已采纳" in words(app)
    press(app, "do_undo")
    assert [d.act for d in store.decisions(id)] == ["accepted", "undone"]
    assert "本合同 → 商定" not in words(app) and button(app, "do_undo").disabled


def test_who_takes_words_back_is_told_that_later_ones_were_written_on_them(home: Path) -> None:
    """Each wording is written on top of the one before: the later one stands, with what it took over."""
    contract = CONTRACT.replace("第四条", "2.3 甲方逾期的，乙方有权单方调整租金标准，无须通知甲方；乙方调整后甲方未提出异议的，视为同意。\n第四条")
    app = upload(opened(), ("仓库.txt", contract.encode()))
    store, id = stored(app, home)
    rows = store.finding_rows(id)
    one, other = next((a.finding, b.finding) for a in rows for b in rows if a.clause and a.clause == b.clause and a.finding != b.finding)
    for n, finding in enumerate((one, other)):
        store.decide(id, Decision(finding=finding, act="accepted", by="王律师", at="", wording=f"议定文字{n}"), seen=0)
    app.session_state["finding"] = one
    press(app.run(), "do_undo")
    assert [d.act for d in store.decisions(id)] == ["accepted", "accepted", "undone"] and any(other in told.value.replace("\\", "") for told in app.warning)
    app.session_state["finding"] = other
    press(app.run(), "do_undo")
    assert not app.warning


def test_a_rejection_needs_its_reason_and_a_comment_its_words(app: AppTest, home: Path) -> None:
    store, id = stored(app, home)
    for act in ("rejected", "commented"):
        press(press(app, f"do_{act}"), "do_save")
        assert len(app.warning) == 1 and not [d for d in store.decisions(id) if d.act == act]
        app.text_area[0].set_value("<b>已商定</b>")
        press(app, "do_save")
        assert not app.warning and store.decisions(id)[-1].words == "<b>已商定</b>"
    assert "&lt;b&gt;已商定" in words(app) and "<b>已商定" not in words(app)


def test_a_finding_is_assigned_and_marked(app: AppTest, home: Path) -> None:
    store, id = stored(app, home)
    press(app, "do_assigned")
    next(field for field in app.selectbox if str(field.key).startswith("assigned-")).set_value(app.text_input(key="person").value)
    press(app, "do_save")
    press(press(app, "do_marked"), "do_save")
    assert [d.act for d in store.decisions(id)] == ["assigned", "marked"]
    assert "指派给" in words(app) and "待人看" in words(app)


def test_what_another_decided_meanwhile_is_shown_and_not_overtaken(app: AppTest, home: Path) -> None:
    store, id = stored(app, home)
    finding = at(app)
    press(app, "do_rejected")
    app.text_area[0].set_value("可以接受")
    store.decide(id, Decision(finding=finding, act="marked", by="李经理", at="", words="请法务看"), seen=0)
    press(app, "do_save")
    assert [d.act for d in store.decisions(id)] == ["marked"]
    assert "李经理" in app.warning[0].value and "请法务看" in app.warning[0].value and "没有保存" in app.warning[0].value
    assert app.text_area[0].value == "可以接受"
    press(app, "do_save")
    assert [(d.act, d.words) for d in store.decisions(id)] == [("marked", "请法务看"), ("rejected", "可以接受")]
    assert "李经理" in words(app)


@pytest.mark.parametrize("same", [True, False], ids=["on the finding itself", "on the clause's other finding"])
def test_what_another_decided_while_a_form_was_open_is_not_overtaken(home: Path, same: bool) -> None:
    """The page is drawn anew while someone writes, and says so; the button of the page before does nothing any more."""
    app = upload(opened(), ("合同.txt", SAMPLE.read_bytes()))
    store, id = stored(app, home)
    rows = store.finding_rows(id)
    first, other = next((one, two) for one in rows for two in rows if one.clause and one.clause == two.clause and one.finding != two.finding)
    app.session_state["finding"] = first.finding
    app.run()
    press(app, "do_accepted")
    if not any(str(area.key).startswith("wording-") for area in app.text_area):
        app.session_state[f"wording-{id}/1-{first.finding}"] = "整条另议。"
    store.decide(id, Decision(finding=first.finding if same else other.finding, act="accepted", by="李经理", at="", wording="李经理写的一条。"), seen=0)
    before = button(app, "do_save").key
    app.run()
    assert "李经理" in app.warning[0].value and button(app, "do_save").key != before
    assert "没有保存" not in app.warning[0].value, "nothing was refused yet: the words are still being written"
    press(app, "do_save")
    assert len(store.decisions(id)) == 2 and not app.warning


def test_a_sample_whose_next_draft_is_stored_is_decided_on_there(home: Path, desk: Desk, reviewed: Reviewed) -> None:
    app = opened()
    shown = at(app)
    store, made = Store.open(home), reviewed(SAMPLE, "customer")
    (matter,) = store.keep(made, SAMPLE.read_bytes(), by="李经理", library=desk.library)
    store.keep(made, SAMPLE.read_bytes() + b"\n", by="李经理", library=desk.library, matters=[matter.id])
    press(press(app, "do_marked"), "do_save")
    assert not store.decisions(matter.id) and "第 2 稿" in app.warning[0].value
    assert app.session_state["opened"] == matter.id and at(app) == shown


def test_a_sample_is_stored_with_the_first_decision_on_it(home: Path) -> None:
    app = opened()
    finding = at(app)
    assert not Store.open(home).matters()
    press(press(app, "do_marked"), "do_save")
    store, id = stored(app, home)
    assert [d.finding for d in store.decisions(id)] == [finding] and at(app) == finding


def test_the_next_finding_is_the_next_in_the_contract_and_back(app: AppTest) -> None:
    while not app.button(key="do_previous").disabled:
        press(app, "do_previous")
    seen = [at(app)]
    while not app.button(key="do_next").disabled:
        seen.append(at(press(app, "do_next")))
    assert len(seen) == len(set(seen)) > 3
    press(app, "do_previous")
    assert at(app) == seen[-2]


def test_decided_findings_leave_the_undecided(app: AppTest) -> None:
    app.selectbox(key="only").set_value("undecided").run()
    before = words(app).count('class="left')
    press(press(app, "do_marked"), "do_save")
    assert not app.exception
    press(app, "do_next")
    assert words(app).count('class="left') <= before


@pytest.mark.parametrize("only", ["risk", "undecided", "changed", "extra", "missing"])
def test_every_filter_shows_what_it_says(app: AppTest, only: str) -> None:
    app.selectbox(key="only").set_value(only).run()
    assert not app.exception
    app.selectbox(key="least").set_value("high").run()
    assert not app.exception and not app.error


def test_a_contract_is_reviewed_again_and_its_decisions_stand(app: AppTest, home: Path) -> None:
    store, id = stored(app, home)
    press(press(app, "do_marked"), "do_save")
    press(app, "do_again")
    assert app.session_state["opened"] == id and len(store.decisions(id)) == 1 and "待人看" in words(app)


def test_reviewed_again_as_it_is_kept_already_that_one_is_reviewed_and_its_decisions_stand(app: AppTest, home: Path) -> None:
    """From the other side, twice: the second time the review is not made for nothing, nor stored thrice."""
    store, id = stored(app, home)
    from_the_other_side(app)
    other = app.session_state["opened"]
    assert other != id and len(store.matters()) == 2
    finding = store.finding_rows(other)[0].finding
    store.decide(other, Decision(finding=finding, act="rejected", by="王律师", at="", words="已商定"), seen=0)
    was = store.matter(other).latest.review
    app.session_state["opened"] = id
    from_the_other_side(app.run())
    assert app.session_state["opened"] == other and len(store.matters()) == 2
    assert store.matter(other).latest.review != was, "it was reviewed anew"
    assert [d.words for d in store.decisions(other)] == ["已商定"]


def test_what_rests_on_a_changed_threshold_is_asked_again(home: Path) -> None:
    """As in the history: a decision made in view of another limit does not stand unseen."""
    app = upload(opened(), ("仓库.txt", CONTRACT.replace("千分之六", "千分之一").encode()))
    store, id = stored(app, home)
    late = next(row for row in store.finding_rows(id) if row.code == "late_payment.high")
    store.decide(id, Decision(finding=late.finding, act="rejected", by="王律师", at="", words="已商定"), seen=0)
    save("playbooks", "customer", with_threshold({"side": "customer"}, "late_payment.rate_per_day", value="0.0004", reason="集团统一要求"), author="王律师", note="按集团通知", seen="", folder=home)
    press(app.run(), "do_again")
    now = {row.finding: row.verdict for row in store.finding_rows(id)}
    assert now[late.finding] == "open" and store.matter(id).latest.playbook == "1.0+1" and len(store.matters()) == 1


def test_the_next_draft_is_asked_for_and_keeps_what_stands(app: AppTest, home: Path) -> None:
    store, id = stored(app, home)
    press(press(app, "do_marked"), "do_save")
    later = CONTRACT.replace("人民币8000元", "人民币9000元").replace("三号仓库", "四号仓库")
    upload(app, ("第二稿.txt", later.encode()))
    assert app.session_state["opened"] != id and any("新一稿" in one.value for one in app.info)
    press(app, "do_join")
    assert app.session_state["opened"] == id and len(store.matters()) == 1 and len(store.matter(id).rounds) == 2
    assert app.session_state["view"] == "rounds" and "无人要求" in words(app) and "9000" in words(app)
    app.session_state["view"] = "clauses"
    assert not app.run().exception


def test_what_was_decided_on_the_next_draft_before_it_was_joined_stands(app: AppTest, home: Path) -> None:
    store, id = stored(app, home)
    upload(app, ("第二稿.txt", CONTRACT.replace("人民币8000元", "人民币9000元").encode()))
    own = app.session_state["opened"]
    press(app, "do_commented")
    app.text_area[0].set_value("先看这一条")
    press(app, "do_save")
    press(press(press(app, "do_marked"), "do_save"), "do_undo")
    before = store.decisions(own)
    press(app, "do_join")
    now = store.decisions(id, 2)
    assert [m.id for m in store.matters()] == [id] and len(before) == 3
    assert [(d.finding, d.act, d.by, d.at, d.words, d.carried_from) for d in now] == [(d.finding, d.act, d.by, d.at, d.words, None) for d in before]
    assert now[2].undoes == now[1].number


def test_a_draft_is_joined_to_no_older_one_than_there_is(app: AppTest, home: Path, desk: Desk, tmp_path: Path) -> None:
    """While the page asked, another stored the second draft and decided on it: what stands there would not be carried on."""
    store, id = stored(app, home)
    upload(app, ("又一稿.txt", CONTRACT.replace("人民币8000元", "人民币9000元").encode()))
    other = tmp_path / "第二稿.txt"
    other.write_text(CONTRACT.replace("人民币8000元", "人民币8500元"), encoding="utf-8")
    store.keep(review(other, desk), other.read_bytes(), by="李律师", library=desk.library, matters=[id])
    press(app, "do_join")
    assert len(store.matter(id).rounds) == 2 and len(store.matters()) == 2 and any("有了变化" in one.value for one in app.warning)
    press(app, "do_join")
    assert len(store.matter(id).rounds) == 3 and len(store.matters()) == 1


def test_another_contract_is_no_next_draft(app: AppTest, home: Path) -> None:
    store, _ = stored(app, home)
    upload(app, ("第二稿.txt", CONTRACT.replace("人民币8000元", "人民币9000元").encode()))
    press(app, "do_apart")
    assert not app.info and len(store.matters()) == 2
    upload(app, ("别家.txt", CONTRACT.replace("东岭仓储", "西岭仓储").encode()))
    assert not app.info


def test_what_is_handed_over_has_what_was_decided(app: AppTest) -> None:
    press(press(app, "do_marked"), "do_save")
    app.session_state["view"] = "handover"
    app.run()
    assert not app.exception and {"hand_word", "hand_excel", "hand_pdf", "hand_page", "hand_table", "hand_json"} <= {str(one.key) for one in app.get("download_button")}


def test_a_button_holds_no_contract(app: AppTest) -> None:
    """Streamlit keeps what a button was given as long as the session lasts: it is a number, and the session has the last contracts alone."""
    import gc

    from streamlit.runtime.state.common import WidgetMetadata

    from clauses.ui.decide import Deciding

    for number in range(3):
        upload(app, (f"{number}.txt", CONTRACT.replace("东岭", f"东岭{number}").encode()))
    held = [one for one in gc.get_objects() if isinstance(one, WidgetMetadata) and any(isinstance(given, Deciding) for given in one.callback_args or ())]
    kept = {one.opened.name for one in app.session_state["deciding"].values()}
    assert not held and 1 <= len(kept) <= 2
