"""The page of standards and playbooks as its reader meets it: read, changed, refused, overtaken, taken up again, imported."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from clauses.editions import clause_rows, in_force, number_of, save, versions, with_clause, with_threshold, without_clause
from clauses.library import load, text_of, user_folder
from clauses.model import Library, Template
from clauses.standard import with_slots
from clauses.ui.import_view import corrected_of
from clauses.ui.labels import LANGUAGES, say
from clauses.ui.playbook_view import named_limit

ROOT = Path(__file__).resolve().parent.parent
RATE = "late_payment.rate_per_day"
FORM = f"playbooks/customer/{RATE}"
BLANK = """机柜租用合同

甲方：____
乙方：____

第一条 租用
1.1 乙方向甲方提供位于____机房的机柜，数量为____个。
第二条 费用
2.1 甲方应于每月____日前支付当月租金。
2.2 甲方逾期付款的，每逾期一日，应当按照逾期金额的万分之五向乙方支付违约金。
第三条 期限
3.1 本合同有效期为____年，自双方签字盖章之日起生效。
第四条 争议解决
4.1 因本合同发生的争议，双方协商解决；协商不成的，由甲方所在地人民法院管辖。
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CLAUSES_HOME", str(tmp_path))
    return tmp_path


def opened(**chosen: str) -> AppTest:
    def page() -> None:
        import streamlit as st

        from clauses.ui import edition_state, standards_page, state

        edition_state.hold()
        st.text_input("person", key=state.named_person())
        if not state.choice("elsewhere"):
            standards_page.show()

    app = AppTest.from_function(page, default_timeout=120)
    for key, choice in {"language": "zh", "person": "王律师", **chosen}.items():
        app.session_state[key] = choice
    app.run()
    assert not app.exception
    return app


def words(app: AppTest) -> str:
    """All that the page says: its plain elements and its panes."""
    plain = "".join(html.proto.body for html in app.main.get("html"))
    panes = [pane.proto.mixed.json if pane.proto.HasField("mixed") else pane.proto.json for pane in app.main.get("bidi_component")]
    drawn = [json.loads(pane) for pane in panes]
    assert all(re.fullmatch(r"[A-Za-z][\w-]*", pane["name"]) for pane in drawn), "the browser finds a pane by its name as a class"
    return plain + "".join(str(pane) for pane in drawn)


def said(app: AppTest) -> str:
    return " ".join(one.value.replace("\\", "") for kind in (app.error, app.warning, app.success, app.caption) for one in kind)


def on_rate(**chosen: str) -> AppTest:
    return opened(std_shown="playbooks/customer", std_view="limits", std_place=RATE, **chosen)


def changed(app: AppTest, value: str, note: str, reason: str = "集团统一要求") -> AppTest:
    app.text_input(key=f"{FORM}/value").set_value(value)
    app.text_area(key=f"{FORM}/reason").set_value(reason)
    app.text_input(key=f"{FORM}/note").set_value(note)
    return app.run()


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("shown", "view", "place", "tells"),
    [
        ("templates/telecom-circuit", "read", "", "late-payment"),
        ("templates/telecom-circuit", "read", "late-payment", "late-payment"),
        ("templates/telecom-circuit", "versions", "", "std-limits"),
        ("playbooks/customer", "limits", "", RATE),
        ("playbooks/carrier", "limits", RATE, "late_payment.high"),
        ("playbooks/customer", "cases", "", "late_payment"),
        ("playbooks/customer", "cases", "case/late_payment", "late_payment.high"),
        ("playbooks/customer", "versions", "", "std-limits"),
        ("import", "read", "", "std-line"),
    ],
)
def test_every_view_is_drawn_in_both_languages(shown: str, view: str, place: str, tells: str, language: str, home: Path) -> None:
    app = opened(std_shown=shown, std_view=view, std_place=place, language=language)
    assert not app.error and tells in words(app)
    assert not list(home.rglob("*.yaml")), "to read changes nothing"


def test_a_standard_is_read_with_reasons_points_and_limits(home: Path) -> None:
    seen = words(opened(std_shown="templates/telecom-circuit", std_view="read"))
    clause = load().templates["telecom-circuit"].clause("late-payment")
    for told in (clause.text, clause.reason, clause.points[0].says, clause.fallback["customer"], clause.walk_away["carrier"], *clause.alternatives, "逾期违约金偏高"):
        assert told in seen, told


def test_in_english_a_standard_gives_its_reasons_in_english(home: Path) -> None:
    seen = unescape(words(opened(std_shown="templates/telecom-circuit", std_view="read", language="en")))
    clause = load().templates["telecom-circuit"].clause("late-payment")
    assert clause.reason_en in seen and clause.reason not in seen


def test_clauses_are_found_by_their_words(home: Path) -> None:
    app = opened(std_shown="templates/telecom-circuit", std_view="read")
    assert "第一条 定义" in words(app)
    app.text_input(key="std_words").set_value("不可抗力").run()
    seen = words(app)
    assert "第一条 定义" not in seen and "不可抗力" in seen
    app.text_input(key="std_words").set_value("没有这样的话").run()
    assert say("std_none_found", "zh") in words(app)


def test_a_threshold_is_changed_and_reviews_go_by_it(home: Path) -> None:
    app = changed(on_rate(), "万分之三", "按集团通知")
    assert "0.0003" in said(app) and "填写无误" in said(app), "what is typed is read at once"
    assert not list(home.rglob("*.yaml"))
    app.button(key="std_save").click().run()
    assert not app.error and "已保存为第 1 版" in said(app)
    assert str(load(user=home).playbooks["customer"].thresholds[RATE].value) == "0.0003"
    assert "0.03%" in words(app) and "1.0+1" in words(app), "the page's own library is the new one, without a restart"
    (latest, first) = versions("playbooks", "customer", home)
    assert (latest.edition.author, latest.edition.note, first.edition.number) == ("王律师", "按集团通知", 0)


@pytest.mark.parametrize(
    ("value", "note", "told"),
    [
        ("千分", "试", "“数值”应为数字，而不是“千分”"),
        ("5", "试", "比率不能大于 1"),
        ("-1", "试", "阈值不能小于 0"),
        ("", "试", "请填写“数值”"),
    ],
)
def test_a_malformed_edit_is_refused_in_one_line_and_nothing_is_lost(value: str, note: str, told: str, home: Path) -> None:
    app = changed(on_rate(), value, note)
    assert [told in one.value.replace("\\", "") and "\n" not in one.value for one in app.error] == [True]
    assert app.button(key="std_save").disabled
    assert app.text_input(key=f"{FORM}/value").value == value and app.text_area(key=f"{FORM}/reason").value == "集团统一要求"
    assert not list(home.rglob("*.yaml"))


def test_a_change_without_a_reason_why_is_not_saved_and_what_was_typed_stays(home: Path) -> None:
    app = changed(on_rate(), "0.0003", "")
    app.button(key="std_save").click().run()
    assert "请填写修改说明" in said(app) and app.text_input(key=f"{FORM}/value").value == "0.0003"
    assert not list(home.rglob("*.yaml"))


def test_of_two_who_edit_at_once_the_second_is_told_and_goes_on_when_he_has_seen_it(home: Path) -> None:
    app = changed(on_rate(), "0.0002", "我的改动")
    other = with_threshold({"side": "customer"}, "renewal.months", value="6", reason="半年一询价")
    save("playbooks", "customer", other, author="李经理", note="续展改为半年", seen="", folder=home)
    app.button(key="std_save").click().run()
    assert "李经理" in said(app) and "续展改为半年" in said(app)
    assert len(versions("playbooks", "customer", home)) == 2, "nothing of the second was written"
    assert app.text_input(key=f"{FORM}/value").value == "0.0002", "and nothing of it is lost"
    app.button(key="std_go_on").click().run()
    app.button(key="std_save").click().run()
    own = load(user=home).playbooks["customer"]
    assert (str(own.thresholds[RATE].value), str(own.thresholds["renewal.months"].value)) == ("0.0002", "6"), "both changes stand"


def test_a_bundled_value_is_taken_again(home: Path) -> None:
    save("playbooks", "customer", with_threshold({"side": "customer"}, RATE, value="0.0002", reason="试"), author="李经理", note="试", seen="", folder=home)
    app = on_rate()
    assert "随附值 0.05%" in words(app)
    app.text_input(key=f"{FORM}/note").set_value("恢复").run()
    app.button(key="std_reset").click().run()
    assert load(user=home).playbooks["customer"].thresholds == load().playbooks["customer"].thresholds


def test_a_clause_is_changed_and_lost_points_are_warned_of(home: Path) -> None:
    app = opened(std_shown="templates/cloud-service", std_view="read", std_place="late-payment")
    form = "templates/cloud-service/late-payment"
    app.text_area(key=f"{form}/text").set_value("<script>alert(1)</script>双方另行约定。").run()
    assert load().templates["cloud-service"].clause("late-payment").points[0].says in said(app)
    app.text_input(key=f"{form}/note").set_value("简化").run()
    app.button(key="std_save").click().run()
    own = load(user=home).templates["cloud-service"]
    assert own.clause("late-payment").text == "<script>alert(1)</script>双方另行约定。" and own.origin == "user"
    assert "<script" not in words(app) and "&lt;script&gt;" in words(app)


CLAUSE = "templates/cloud-service/late-payment"


def on_clause(place: str = "late-payment", **chosen: str) -> AppTest:
    return opened(std_shown="templates/cloud-service", std_view="read", std_place=place, **chosen)


def saved(app: AppTest, form: str = CLAUSE, note: str = "试") -> Template:
    app.text_input(key=f"{form}/note").set_value(note).run()
    app.button(key="std_save").click().run()
    assert not app.error and not app.exception
    return load(user=user_folder()).templates["cloud-service"]


def test_a_new_value_asks_for_its_own_reason(home: Path) -> None:
    app = on_rate()
    app.text_input(key=f"{FORM}/value").set_value("万分之三").run()
    assert say("std_stale", "zh") in said(app) and app.button(key="std_save").disabled
    app.text_area(key=f"{FORM}/reason").set_value("集团统一要求").run()
    assert say("std_stale_en", "zh") in said(app) and not app.button(key="std_save").disabled
    app.text_input(key=f"{FORM}/note").set_value("试").run()
    app.button(key="std_save").click().run()
    own = load(user=home).playbooks["customer"].thresholds[RATE]
    assert (own.reason, own.reason_en) == ("集团统一要求", ""), "the translation of the former reason is gone"


@pytest.mark.slow
def test_a_reason_that_is_rewritten_loses_its_translation(home: Path) -> None:
    was = load().templates["cloud-service"].clause("late-payment")
    app = on_clause()
    app.text_input(key=f"{CLAUSE}/reason").set_value("集团统一要求").run()
    assert was.reason_en and say("std_stale_en", "zh") in said(app)
    own = saved(app).clause("late-payment")
    assert (own.reason, own.reason_en, own.why("en")) == ("集团统一要求", "", "集团统一要求")


@pytest.mark.slow
def test_a_point_is_changed_put_in_and_taken_out(home: Path) -> None:
    was = load().templates["cloud-service"].clause("late-payment").points
    app = on_clause()
    app.text_input(key=f"{CLAUSE}/points/{was[0].id}/says").set_value("逾期按日计付违约金").run()
    app.button(key=f"{CLAUSE}/add").click().run()
    app.text_input(key=f"{CLAUSE}/points/own-1/says").set_value("违约金有上限")
    app.text_area(key=f"{CLAUSE}/points/own-1/present").set_value("不超过 / 累计\n逾期金额").run()
    own = saved(app).clause("late-payment").points
    assert [point.says for point in own] == ["逾期按日计付违约金", *(point.says for point in was[1:]), "违约金有上限"]
    assert own[0].present == was[0].present and own[0].says_en == "", "the words by which it is told stay, the former translation does not"
    assert own[-1].present == (("不超过", "累计"), ("逾期金额",))
    app = on_clause()
    app.button(key=f"{CLAUSE}/points/own-1/out").click().run()
    assert [point.id for point in saved(app).clause("late-payment").points] == [point.id for point in was]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("points/own-1/says", "", "请填写“说的是什么”"),
        ("points/own-1/present", "", "要点须有 写法"),
        ("points/own-1/present", "<没有此族>", "没有名为“没有此族”的词族"),
        ("number", "1.1", "编号“1.1”重复出现"),
        ("text", "", "请填写“条款文字”"),
    ],
)
def test_what_is_wrong_in_a_clause_is_said_once_and_nothing_typed_is_lost(field: str, typed: str, told: str, home: Path) -> None:
    app = on_clause()
    app.button(key=f"{CLAUSE}/add").click().run()
    app.text_input(key=f"{CLAUSE}/points/own-1/says").set_value("付款")
    app.text_area(key=f"{CLAUSE}/points/own-1/present").set_value("付款").run()
    kind = app.text_area if field in ("text", "points/own-1/present") else app.text_input
    kind(key=f"{CLAUSE}/{field}").set_value(typed).run()
    assert [told in one.value.replace("\\", "") and "\n" not in one.value for one in app.error] == [True]
    assert app.button(key="std_save").disabled and kind(key=f"{CLAUSE}/{field}").value == typed
    assert not list(home.rglob("*.yaml"))


def test_a_blank_is_named_and_given_a_default_and_a_new_one_is_taken_from_the_text(home: Path) -> None:
    app = on_clause()
    app.text_area(key=f"{CLAUSE}/text").set_value("甲方逾期付款的，每逾期一日按逾期金额的{{daily}}支付违约金。").run()
    app.text_input(key=f"{CLAUSE}/slots/daily/label").set_value("日费率")
    app.text_input(key=f"{CLAUSE}/slots/daily/default").set_value("万分之三").run()
    clause = saved(app).clause("late-payment")
    assert clause.text == "甲方逾期付款的，每逾期一日按逾期金额的万分之三支付违约金。" and [slot.label for slot in clause.slots] == ["日费率"]


@pytest.mark.slow
def test_a_clause_is_put_in_moved_and_taken_out_on_the_page(home: Path) -> None:
    first = [clause.id for clause in load().templates["cloud-service"].clauses]
    app = on_clause("new/late-payment")
    form = "templates/cloud-service/new/late-payment"
    assert app.button(key="std_save").disabled, "nothing was typed yet"
    app.text_area(key=f"{form}/text").set_value("以上违约金累计不超过逾期金额的百分之十。").run()
    own = saved(app, form)
    at = first.index("late-payment") + 1
    assert [clause.id for clause in own.clauses] == [*first[:at], "own-1", *first[at:]]
    app = on_clause("own-1")
    app.selectbox(key="templates/cloud-service/own-1/position").set_value(first[3]).run()
    assert [clause.id for clause in saved(app, "templates/cloud-service/own-1").clauses][4] == "own-1"
    app = on_clause("own-1")
    app.text_input(key="templates/cloud-service/own-1/remove/note").set_value("不要了").run()
    app.button(key="std_remove_yes").click().run()
    assert not app.error and [clause.id for clause in load(user=home).templates["cloud-service"].clauses] == first
    assert [v.edition.number for v in versions("templates", "cloud-service", home)] == [3, 2, 1, 0]


@pytest.mark.slow
def test_who_goes_on_from_a_newer_version_keeps_what_the_other_changed_in_other_fields(home: Path) -> None:
    app = on_clause()
    app.text_area(key=f"{CLAUSE}/alternatives").set_value("另一种写法。").run()
    held = in_force("templates", "cloud-service", home)
    save("templates", "cloud-service", with_clause(held.content, "late-payment", {"reason": "李经理写的理由"}), author="李经理", note="补理由", seen="", folder=home)
    app.run()
    assert "李经理" in said(app) and "李经理写的理由" in words(app), "what the other changed is shown"
    app.button(key="std_go_on").click().run()
    clause = saved(app).clause("late-payment")
    assert (clause.alternatives, clause.reason) == (("另一种写法。",), "李经理写的理由")


AWAY = [
    ("the list of the clauses", {"std_place": ""}),
    ("another clause", {"std_place": "term"}),
    ("another standard", {"std_shown": "templates/telecom-circuit", "std_place": ""}),
    ("the versions", {"std_place": "", "std_view": "versions"}),
    ("another page", {"elsewhere": "yes"}),
]


def go(app: AppTest, **chosen: str) -> AppTest:
    for key, choice in chosen.items():
        app.session_state[key] = choice
    return app.run()


@pytest.mark.slow
@pytest.mark.parametrize(("where", "there"), AWAY, ids=[row[0] for row in AWAY])
def test_what_was_typed_and_not_saved_stays_while_its_reader_is_elsewhere(where: str, there: dict[str, str], home: Path) -> None:
    app = on_clause()
    app.text_area(key=f"{CLAUSE}/alternatives").set_value("另一种写法。")
    go(go(app, **there), **there)
    assert not app.exception and ("有未保存的修改" in words(app)) == ("elsewhere" not in there)
    go(app, std_shown="templates/cloud-service", std_view="read", std_place="late-payment", elsewhere="")
    assert app.text_area(key=f"{CLAUSE}/alternatives").value == "另一种写法。"
    assert saved(app).clause("late-payment").alternatives == ("另一种写法。",)
    assert "有未保存的修改" not in words(app)


def test_a_form_that_was_only_looked_at_keeps_nothing(home: Path) -> None:
    app = on_clause()
    go(app, std_place="")
    assert "有未保存的修改" not in words(app)
    held = in_force("templates", "cloud-service", home)
    save("templates", "cloud-service", with_clause(held.content, "late-payment", {"reason": "李经理写的理由"}), author="李经理", note="补理由", seen="", folder=home)
    go(go(app), std_place="late-payment")
    assert app.text_input(key=f"{CLAUSE}/reason").value == "李经理写的理由" and "李经理保存了" not in said(app)


def test_what_was_typed_can_be_given_up(home: Path) -> None:
    app = on_clause()
    assert "std_give_up" not in [button.key for button in app.button]
    app.text_area(key=f"{CLAUSE}/alternatives").set_value("另一种写法。").run()
    app.button(key="std_give_up").click().run()
    assert app.text_area(key=f"{CLAUSE}/alternatives").value != "另一种写法。" and "有未保存的修改" not in words(app) and not list(home.rglob("*.yaml"))


@pytest.mark.slow
def test_who_saves_one_place_is_not_told_of_it_at_another_that_waits(home: Path) -> None:
    app = on_clause()
    app.text_area(key=f"{CLAUSE}/alternatives").set_value("另一种写法。").run()
    go(app, std_place="head")
    app.text_input(key="templates/cloud-service/head/title").set_value("本单位云服务合同")
    app.text_input(key="templates/cloud-service/head/note").set_value("改标题").run()
    app.button(key="std_save").click().run()
    go(app, std_place="late-payment")
    assert "您打开后" not in said(app) and saved(app).clause("late-payment").alternatives == ("另一种写法。",)
    assert load(user=home).templates["cloud-service"].title == "本单位云服务合同"


def test_what_was_typed_for_a_clause_that_another_took_out_can_still_be_read(home: Path) -> None:
    app = on_clause()
    app.text_area(key=f"{CLAUSE}/alternatives").set_value("另一种写法。").run()
    held = in_force("templates", "cloud-service", home)
    save("templates", "cloud-service", without_clause(held.content, "late-payment"), author="李经理", note="删去", seen="", folder=home)
    app.run()
    assert "已被他人删去" in said(app) and "另一种写法。" in [code.value for code in app.code]
    app.button(key="std_give_up").click().run()
    assert "已被他人删去" not in said(app) and not app.exception


def test_a_form_becomes_the_next_version_of_a_standard(home: Path) -> None:
    app = opened(std_shown="import")
    clause = load().templates["cloud-service"].clause("late-payment")
    text = text_of(load().templates["cloud-service"]).replace(clause.text, clause.text + "累计不超过逾期金额的百分之十。")
    app.file_uploader(key="std_form").set_value(("云服务.txt", text.encode(), "text/plain")).run()
    chosen = next(box for box in app.selectbox if str(box.key).startswith("std_form_as/"))
    chosen.set_value("cloud-service").run()
    assert not app.exception and not app.error and "累计不超过逾期金额的百分之十" in words(app), "what changes is shown first"
    app.button(key="std_import_save").click().run()
    own = load(user=home).templates["cloud-service"]
    assert own.clause("late-payment").text.endswith("累计不超过逾期金额的百分之十。") and own.clause("late-payment").points == clause.points and own.version == "1.0+1"


def test_a_contract_that_was_filled_in_is_told_before_it_becomes_a_standard(home: Path) -> None:
    app = opened(std_shown="import")
    app.file_uploader(key="std_form").set_value(("合同.txt", BLANK.replace("甲方：____", "甲方：云湖市图书馆").replace("乙方：____", "乙方：云湖通达电信有限公司").encode(), "text/plain")).run()
    assert "像是已经填写的合同" in said(app) and "云湖市图书馆" in said(app)
    app = opened(std_shown="import")
    app.file_uploader(key="std_form").set_value(("空白.txt", BLANK.encode(), "text/plain")).run()
    assert "像是已经填写的合同" not in said(app)


@pytest.mark.parametrize(
    ("text", "slots", "why"),
    [
        ("每月____日前支付", [("每月", "duration")], "an underline with its unit"),
        ("机房位于【 】，数量×××个", [("机房位于", "text"), ("数量", "text")], "brackets, crosses"),
        ("金额为（    ）元", [("金额为", "amount")], "round brackets"),
        ("自    年  月  日起", [("自", "date")], "a date"),
        ("由***公司承担", [("由", "text")], "asterisks"),
        ("支付￥    元", [("支付￥", "amount")], "blanks before a unit: the unit stays"),
        ("单价{{单价}}元", [("单价", "text")], "braces of another program, with the name in them"),
        ("【请填写地址】", [("填写项", "text")], "a request"),
        ("按【30】日计", [], "brackets round what is filled in"),
        ("7×24小时", [], "a sign of multiplication"),
    ],
)
def test_places_left_open_become_blanks(text: str, slots: list[tuple[str, str]], why: str) -> None:
    filled, found = with_slots(text)
    assert [(slot["label"], slot["kind"]) for slot in found.values()] == slots, why
    assert ("元" in text) == ("元" in filled)


def test_two_versions_are_compared_and_the_former_is_taken_up_again(home: Path) -> None:
    for value in ("0.0003", "0.0004"):
        held = in_force("playbooks", "customer", home)
        save("playbooks", "customer", with_threshold(held.content, RATE, value=value, reason="试"), author="李经理", note=f"改为 {value}", seen=held.mark, folder=home)
    app = opened(std_shown="playbooks/customer", std_view="versions", std_version="1")
    seen = words(app)
    assert "改为 0.0003" in seen and "李经理" in seen and named_limit(RATE, "zh") in seen
    app.selectbox(key="std_against_1").set_value("2").run()
    assert '<del class="strong">0.0003</del>' in words(app) and '<ins class="strong">0.0004</ins>' in words(app)
    app.text_input(key="std_take_note_1").set_value("回到万分之三").run()
    app.button(key="std_take_up").click().run()
    assert not app.error and "已保存为第 3 版" in said(app)
    assert str(load(user=home).playbooks["customer"].thresholds[RATE].value) == "0.0003"


@pytest.mark.parametrize(("language", "told"), [("zh", ("日费率 比例", "只并排显示", "客户方: 可以再谈", "保密")), ("en", ("日费率 share", "shown only", "customer: 可以再谈", "Confidentiality"))])
def test_what_changed_between_versions_is_told_in_the_readers_words(language: str, told: tuple[str, ...], home: Path) -> None:
    first = in_force("templates", "cloud-service", home)
    row = next(row for row in clause_rows(first.content) if row["id"] == "late-payment")
    point = {**row["points"][0], "weight": "minor"}
    made = with_clause(first.content, "late-payment", {"type": "confidentiality", "fallback": {"customer": "可以再谈"}, "slots": {name: {**slot, "label": "日费率"} for name, slot in row["slots"].items()}, "points": [point, *row["points"][1:]]})
    save("templates", "cloud-service", made, author="李经理", note="试", seen="", folder=home)
    seen = words(opened(std_shown="templates/cloud-service", std_view="versions", language=language)).split("std-of", 1)[1].split("std-list")[0]
    plain = re.sub(r"</?(?:ins|del|span)[^>]*>", "", seen)
    for one in told:
        assert one in plain, one
    assert not re.search(r"late_payment|confidentiality|major|minor|carrier: " if language == "zh" else r"late_payment|confidentiality|major", plain)


def test_a_file_broken_by_hand_is_told_of_and_a_good_version_taken_up(home: Path) -> None:
    held = in_force("templates", "cloud-service", home)
    save("templates", "cloud-service", with_clause(held.content, "late-payment", {"text": "好的一版。"}), author="李经理", note="好", seen="", folder=home)
    (home / "templates" / "cloud-service.yaml").write_text("id: cloud-service\nversion: '1'\nedition: {number: 1, date: a, author: b, note: c}\ntitle: x\narticels: []\n", encoding="utf-8")
    app = opened(std_shown="templates/cloud-service", std_view="versions", std_version="1")
    assert "没有名为“articels”的键" in said(app) and "articles" in said(app)
    app.text_input(key="std_take_note_1").set_value("恢复").run()
    app.button(key="std_take_up").click().run()
    assert not app.error
    assert load(user=home).templates["cloud-service"].clause("late-payment").text == "好的一版。"


def test_a_blank_form_becomes_a_standard(home: Path) -> None:
    app = opened(std_shown="import")
    app.file_uploader(key="std_form").set_value(("机柜合同.txt", BLANK.encode(), "text/plain")).run()
    assert not app.exception and not app.error
    app.text_input(key="std_form_id").set_value("cloud-service").run()
    app.button(key="std_import_save").click().run()
    assert "已有名为“cloud-service”的标准" in said(app), "a bundled standard is not replaced by a form"
    app.text_input(key="std_form_id").set_value("rack-lease").run()
    app.button(key="std_import_save").click().run()
    assert not app.error and not app.exception
    own = load(user=home).templates["rack-lease"]
    assert own.title == "机柜租用合同" and any(c.type == "late_payment" for c in own.clauses) and any(c.slots for c in own.clauses)
    assert "机柜租用合同" in words(app) and versions("templates", "rack-lease", home)[0].edition.note == "由 机柜合同.txt 导入"


def test_types_are_corrected_before_a_form_is_saved() -> None:
    made = {"articles": [{"heading": "一", "clauses": [{"id": "c1", "type": "other", "text": "甲方付款。"}, {"id": "c2", "type": "charges", "text": "每月一千元。", "required": True, "reason": "原有"}]}]}
    after = corrected_of(made, [{"id": "c1", "type": "payment_terms", "required": True}, {"id": "c2", "type": "charges", "required": False}], "本单位要求")
    first, second = after["articles"][0]["clauses"]
    assert first == {"id": "c1", "type": "payment_terms", "text": "甲方付款。", "required": "true", "reason": "本单位要求"}
    assert "required" not in second and made["articles"][0]["clauses"][0]["type"] == "other"  # type: ignore[index]


def test_a_file_that_is_no_form_is_refused_in_words(home: Path) -> None:
    app = opened(std_shown="import")
    app.file_uploader(key="std_form").set_value(("空.txt", b"", "text/plain")).run()
    assert not app.exception and len(app.error) == 1 and "空文件" in said(app)


@pytest.mark.parametrize(
    ("typed", "reads", "why"),
    [
        ("0.0003", "0.0003", "as the file has it"),
        ("0.03%", "0.0003", "per cent"),
        ("0.3‰", "0.0003", "per mille"),
        ("万分之三", "0.0003", "in words"),
        ("每日万分之三", "0.0003", "with its unit before"),
        ("30 日", "30", "a number of days"),
        ("两个月", "2", "a number of months, in words"),
        ("3倍", "3", "a multiple"),
        (" 12 ", "12", "blanks at the ends"),
        ("-1", "-1", "below nought, which the library refuses"),
        ("3%0", "3%0", "what a scan makes of 3‰: a doubt is not settled here"),
        ("一到三日", "一到三日", "two numbers are none"),
        ("2025年1月1日", "2025年1月1日", "a date is no threshold"),
        ("五百元", "五百元", "nor is a sum of money"),
        ("许多", "许多", "words, which the library refuses by name"),
        ("", "", "nothing"),
    ],
)
def test_a_number_is_read_as_it_is_typed(typed: str, reads: str, why: str) -> None:
    assert number_of(typed) == reads, why


def test_every_threshold_has_a_name_in_words() -> None:
    library: Library = load()
    for language in LANGUAGES:
        names = [named_limit(name, language) for name in library.playbooks["customer"].thresholds]
        assert len(set(names)) == len(names)
