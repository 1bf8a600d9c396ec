"""The user's own versions of standards and playbooks: nothing refused is written, nothing written is lost, nobody is overtaken unseen."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from clauses import ingest
from clauses.editions import (
    Overtaken,
    Refusal,
    check,
    clause_rows,
    clauses_used,
    compared,
    in_force,
    judged,
    moved,
    renewed,
    save,
    scenario_rules,
    stamp,
    take_up,
    threshold_rules,
    unsaid,
    versions,
    with_clause,
    with_new_clause,
    with_scenario,
    with_threshold,
    without,
    without_clause,
)
from clauses.editions.shelf import checked_text
from clauses.errors import ClausesError, LibraryError
from clauses.library import BUNDLED, load, text_of
from clauses.model import Library, Playbook, Template
from clauses.review import Desk
from clauses.standard import read_form
from tests.english import english

RATE = "late_payment.rate_per_day"
TEXT = "甲方逾期付款的，每逾期一日，应当按照逾期金额的{{rate}}向乙方支付违约金。"


@pytest.fixture(scope="module")
def library() -> Library:
    return load()


def rate(folder: Path, value: str, *, author: str = "王律师", seen: str | None = None) -> int:
    """The number of the version with that daily rate."""
    held = in_force("playbooks", "customer", folder)
    content = with_threshold(held.content, RATE, value=value, reason=f"只接受 {value}")
    return save("playbooks", "customer", content, author=author, note=f"改为 {value}", seen=held.mark if seen is None else seen, folder=folder).number


def rate_of(folder: Path) -> str:
    return str(load(user=folder).playbooks["customer"].thresholds[RATE].value)


@pytest.mark.parametrize("id", sorted(path.stem for path in (BUNDLED / "templates").glob("*.yaml")))
def test_a_bundled_standard_saved_unchanged_reads_the_same(id: str, library: Library, tmp_path: Path) -> None:
    held = in_force("templates", id, tmp_path)
    assert (held.mark, held.edition) == ("", None)
    save("templates", id, held.content, author="王律师", note="未改", seen="", folder=tmp_path)
    own, bundled = load(user=tmp_path).templates[id], library.templates[id]
    assert own.version == f"{bundled.version}+1" and own.origin == "user"
    assert replace(own, version=bundled.version, origin="bundled") == bundled
    assert compared(bundled, own) == ()


def test_the_bundled_files_are_never_changed(tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in BUNDLED.rglob("*.yaml")}
    rate(tmp_path, "0.0003")
    held = in_force("templates", "cloud-service", tmp_path)
    save("templates", "cloud-service", {**held.content, "title": "云服务合同（本单位）"}, author="王律师", note="改标题", seen=held.mark, folder=tmp_path)
    assert {path: path.read_bytes() for path in BUNDLED.rglob("*.yaml")} == before


def test_every_former_version_stays_and_can_be_taken_up_again(tmp_path: Path) -> None:
    assert [rate(tmp_path, value) for value in ("0.0003", "0.0004")] == [1, 2]
    assert rate_of(tmp_path) == "0.0004"
    mark = in_force("playbooks", "customer", tmp_path).mark
    assert take_up("playbooks", "customer", 1, author="李经理", note="回到万分之三", seen=mark, folder=tmp_path).number == 3
    assert rate_of(tmp_path) == "0.0003"
    listed = versions("playbooks", "customer", tmp_path)
    assert [(v.edition.number, v.edition.author, v.in_force) for v in listed] == [(3, "李经理", True), (2, "王律师", False), (1, "王律师", False), (0, "", False)]
    values = [checked_text("playbooks", "customer", v.text).thresholds[RATE].value for v in listed]  # type: ignore[union-attr]
    assert [str(value) for value in values] == ["0.0003", "0.0004", "0.0003", "0.0005"]
    take_up("playbooks", "customer", 0, author="李经理", note="回到随附的指引", seen=in_force("playbooks", "customer", tmp_path).mark, folder=tmp_path)
    assert rate_of(tmp_path) == "0.0005" and len(versions("playbooks", "customer", tmp_path)) == 5
    with pytest.raises(ClausesError, match="没有第 9 版"):
        take_up("playbooks", "customer", 9, author="李经理", note="试", seen="", folder=tmp_path)


def test_of_two_who_edit_the_same_version_the_second_is_told(tmp_path: Path) -> None:
    rate(tmp_path, "0.0004")
    seen = in_force("playbooks", "customer", tmp_path).mark
    rate(tmp_path, "0.0003", author="李经理")
    with pytest.raises(Overtaken, match=r"李经理在您编辑期间保存了第 2 版（改为 0\.0003）"):
        rate(tmp_path, "0.0002", seen=seen)
    assert rate_of(tmp_path) == "0.0003" and len(versions("playbooks", "customer", tmp_path)) == 3
    assert rate(tmp_path, "0.0002") == 3, "who has looked at the newer one goes on from it"


def test_of_two_who_make_the_first_version_the_second_is_told(tmp_path: Path) -> None:
    rate(tmp_path, "0.0003", author="李经理", seen="")
    with pytest.raises(Overtaken):
        rate(tmp_path, "0.0002", seen="")


def test_of_many_who_save_at_the_same_moment_one_is_first(tmp_path: Path) -> None:
    told: list[object] = []

    def one(n: int) -> None:
        try:
            told.append(rate(tmp_path, f"0.000{n}", author=f"第{n}人", seen=""))
        except Overtaken as refusal:
            told.append(refusal)

    threads = [threading.Thread(target=one, args=(n,)) for n in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(t).__name__ for t in told) == ["Overtaken"] * 7 + ["int"]
    assert len(versions("playbooks", "customer", tmp_path)) == 2


def test_who_was_killed_while_saving_locks_nobody_out(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from clauses.editions import shelf\n"
        "folder = Path(sys.argv[1]); first = shelf._put\n"
        "def put(path, text, *, new=False):\n"
        "    if not new: os._exit(9)\n"
        "    first(path, text, new=new)\n"
        "shelf._put = put\n"
        "shelf.save('playbooks', 'customer', {'side': 'customer'}, author='甲', note='试', seen='', folder=folder)\n"
    )
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=BUNDLED.parent).returncode == 9
    assert [(v.edition.number, v.in_force) for v in versions("playbooks", "customer", tmp_path)] == [(1, False), (0, True)], "written, and not yet in force"
    assert rate(tmp_path, "0.0003", seen="") == 2
    assert rate_of(tmp_path) == "0.0003"


MALFORMED: list[tuple[str, str, dict[str, Any], str, str]] = [
    ("templates", "late-payment", {"type": "late_paymnt"}, "没有名为“late_paymnt”的条款类型", "late_payment"),
    ("templates", "late-payment", {"text": "每逾期一日支付{{ratio}}。"}, "没有名为“ratio”的填写项", ""),
    ("templates", "late-payment", {"text": ""}, "缺少键“text”", ""),
    ("templates", "late-payment", {"reason": "", "required": "true"}, "必备条款须写明理由", "reason"),
    ("templates", "late-payment", {"fallback": {"custumer": "千分之一"}}, "没有名为“custumer”的键", "customer"),
    ("templates", "late-payment", {"remark": "x"}, "没有名为“remark”的键", ""),
    ("playbooks", RATE, {"value": "3‰"}, "“value”应为数字，而不是“3‰”", "0.003"),
    ("playbooks", RATE, {"value": "5"}, "比率不能大于 1", "0.05"),
    ("playbooks", "late_payment.rate_perday", {"value": "0.0003"}, "没有名为“late_payment.rate_perday”的阈值", RATE),
    ("playbooks", RATE, {"value": "0.0003", "reason": ""}, "缺少键“reason”", ""),
]


@pytest.mark.parametrize(("kind", "place", "changes", "message", "hint"), MALFORMED, ids=[row[3] for row in MALFORMED])
def test_what_the_library_would_refuse_is_never_written(kind: Any, place: str, changes: dict[str, Any], message: str, hint: str, tmp_path: Path) -> None:
    id = "telecom-circuit" if kind == "templates" else "customer"
    held = in_force(kind, id, tmp_path)
    content = with_clause(held.content, place, changes) if kind == "templates" else with_threshold(held.content, place, **{"reason": "试", **changes})
    with pytest.raises(LibraryError) as refused:
        save(kind, id, content, author="王律师", note="试", seen=held.mark, folder=tmp_path)
    assert message in refused.value.message.zh and "\n" not in refused.value.message.zh
    assert refused.value.message.zh.startswith(f"{id}.yaml 第 ")
    assert hint in refused.value.hint.zh and english(refused.value.said("en"))
    assert not list(tmp_path.rglob("*.yaml"))


@pytest.mark.parametrize(("author", "note", "told"), [("", "试", "请填写修改人"), ("  ", "试", "请填写修改人"), ("王律师", "", "请填写修改说明"), ("王律师", " \n", "请填写修改说明")])
def test_a_version_says_who_and_why(author: str, note: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(ClausesError, match=told):
        save("playbooks", "customer", {"side": "customer"}, author=author, note=note, seen="", folder=tmp_path)
    assert not list(tmp_path.rglob("*.yaml"))


@pytest.mark.parametrize("id", ["../evil", "a/b", "a\\b", "C:", "", "A", "-a", "a" * 61, "我方"])
def test_a_name_never_becomes_a_path(id: str, tmp_path: Path) -> None:
    content = in_force("templates", "cloud-service", tmp_path).content
    with pytest.raises(ClausesError):
        save("templates", id, {**content, "id": id}, author="王律师", note="试", seen="", folder=tmp_path / "home")
    assert not list(tmp_path.rglob("*"))


def test_a_clause_is_changed_and_nothing_else(library: Library, tmp_path: Path) -> None:
    held = in_force("templates", "telecom-circuit", tmp_path)
    was = library.templates["telecom-circuit"].clause("late-payment")
    content = with_clause(held.content, "late-payment", {"text": was.text + "\n以上违约金不超过逾期金额的百分之十。", "alternatives": ["甲方无违约金责任。"], "walk_away": {"customer": "高于千分之一"}})
    save("templates", "telecom-circuit", content, author="王律师", note="加封顶", seen=held.mark, folder=tmp_path)
    own = load(user=tmp_path).templates["telecom-circuit"]
    changes = compared(library.templates["telecom-circuit"], own)
    assert {(c.place, c.field) for c in changes} == {("late-payment", name) for name in ("text", "slots", "alternatives", "walk_away")}
    assert own.clause("late-payment").text.endswith("\n以上违约金不超过逾期金额的百分之十。")
    with pytest.raises(ClausesError, match="没有 id 为“no-such”的条款"):
        with_clause(held.content, "no-such", {"text": "x"})


def test_a_slot_that_the_text_no_longer_has_goes_with_it(tmp_path: Path) -> None:
    held = in_force("templates", "telecom-circuit", tmp_path)
    slotted = next(row for part in held.content["articles"] for row in part["clauses"] if row.get("slots"))
    bare = check("templates", "telecom-circuit", with_clause(held.content, slotted["id"], {"text": "双方另行约定。"}))
    assert isinstance(bare, Template) and bare.clause(slotted["id"]).slots == ()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "reads", "why"),
    [
        ("每日 3‰；\r\n附：# 不是注释", "每日 3‰；\n附：# 不是注释", "line ends of Windows; a sign that begins a remark in YAML"),
        ("- 一\n- 二", "- 一\n- 二", "lines that look like a list"),
        ("key: {a: [1, 2]}", "key: {a: [1, 2]}", "words that look like a mapping"),
        ("yes", "yes", "a word that YAML would take for true"),
        ("1.10", "1.10", "a number that YAML would round"),
        ("null", "null", "a word that YAML would take for nothing"),
        ("甲\u00a0乙\u202e丙\x07丁\ufeff", "甲 乙丙丁", "marks that cannot be seen are not kept; a hard blank is a blank"),
        ("  前后空白  \n  第二行  ", "前后空白\n  第二行", "blanks at the ends"),
        ("!!python/object:os.system ls", "!!python/object:os.system ls", "a tag is a text"),
        ("*别名 &锚", "*别名 &锚", "an alias is a text"),
        ("😀𠮷　全角", "😀𠮷　全角", "characters beyond the first plane, the full-width blank"),
    ],
)
def test_any_text_reads_as_it_was_typed(text: str, reads: str, why: str, tmp_path: Path) -> None:
    held = in_force("templates", "cloud-service", tmp_path)
    id = next(row["id"] for row in held.content["articles"][0]["clauses"])
    save("templates", "cloud-service", with_clause(held.content, id, {"text": text, "reason": text}), author="王律师", note=text, seen="", folder=tmp_path)
    clause = load(user=tmp_path).templates["cloud-service"].clause(id)
    assert (clause.text, clause.reason) == (reads, reads), why


def test_a_row_without_ones_own_value_is_the_bundled_one_again(library: Library, tmp_path: Path) -> None:
    content = with_scenario(with_threshold({"side": "customer"}, RATE, value="0.0003", reason="试"), "late_payment", {"days": "45"}, reason="试")
    assert without(without(content, "thresholds", RATE), "scenarios", "late_payment") == {"side": "customer"}
    own = check("playbooks", "customer", content)
    assert isinstance(own, Playbook) and own.scenarios["late_payment"].days == 45
    assert {(c.kind, c.place, c.field) for c in compared(library.playbooks["customer"], own)} == {
        ("threshold", RATE, "value"), ("threshold", RATE, "reason"), ("threshold", RATE, "reason_en"), ("scenario", "late_payment", "days"), ("scenario", "late_payment", "reason"), ("scenario", "late_payment", "reason_en")
    }  # fmt: skip


def test_a_file_changed_by_hand_is_kept_before_another_takes_its_place(tmp_path: Path) -> None:
    rate(tmp_path, "0.0003")
    path = tmp_path / "playbooks" / "customer.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("0.0003", "0.0001"), encoding="utf-8")
    assert [(v.edition.number, v.by_hand, v.in_force) for v in versions("playbooks", "customer", tmp_path)] == [(2, True, True), (1, False, False), (0, False, False)]
    assert rate(tmp_path, "0.0002") == 3
    kept = versions("playbooks", "customer", tmp_path)
    assert [(v.edition.number, v.by_hand, v.in_force) for v in kept] == [(3, False, True), (2, True, False), (1, False, False), (0, False, False)]
    assert "0.0001" in kept[1].text


def test_a_file_broken_by_hand_is_replaced_by_a_version_that_was_good(tmp_path: Path) -> None:
    rate(tmp_path, "0.0003")
    path = tmp_path / "playbooks" / "customer.yaml"
    path.write_text("side: customer\nthresholds: [\n", encoding="utf-8")
    with pytest.raises(LibraryError, match="不是合格的 YAML"):
        load(user=tmp_path)
    held = in_force("playbooks", "customer", tmp_path)
    take_up("playbooks", "customer", 1, author="王律师", note="恢复", seen=held.mark, folder=tmp_path)
    assert rate_of(tmp_path) == "0.0003"
    assert "thresholds: [" in versions("playbooks", "customer", tmp_path)[1].text, "what was broken is kept too"


def test_a_folder_that_cannot_be_written_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(ClausesError, match="无法写入"):
        save("playbooks", "customer", {"side": "customer"}, author="王律师", note="试", seen="", folder=tmp_path / "home")


def test_the_stamp_changes_with_every_file_that_is_read(tmp_path: Path) -> None:
    assert stamp(tmp_path) == ()
    rate(tmp_path, "0.0003")
    first = stamp(tmp_path)
    rate(tmp_path, "0.0004")
    assert first and stamp(tmp_path) != first
    (tmp_path / "versions" / "other.yaml").write_text("x", encoding="utf-8")
    (tmp_path / "vectors.db").write_text("x", encoding="utf-8")
    now = stamp(tmp_path)
    (tmp_path / "vectors.db").write_text("xy", encoding="utf-8")
    assert stamp(tmp_path) == now, "what the library does not read is no change"


def test_every_threshold_and_scenario_is_used_by_a_rule(library: Library) -> None:
    book = library.playbooks["customer"]
    assert [name for name in book.thresholds if not threshold_rules(name, library)] == []
    assert [name for name in book.scenarios if not scenario_rules(name, library)] == []
    assert {rule.code for rule in threshold_rules("liability_cap.nominal_share", library)} == {"liability_cap.low"}
    assert all("late_payment" in rule.types for rule in scenario_rules("late_payment", library))
    assert "late_payment.high" in clauses_used(library)["late-payment"]


def test_points_whose_words_were_edited_away_are_told(library: Library) -> None:
    template = library.templates["telecom-circuit"]
    assert [clause.id for clause in template.clauses if unsaid(clause)] == []
    clause = template.clause("late-payment")
    assert unsaid(replace(clause, text="双方另行约定。")) == clause.points


# -- at the field -------------------------------------------------------------------------------------------------------

# what is typed, the place that is refused below the clause, words of the message
POINT = {"id": "a", "modal": "must", "says": "甲方付款", "present": ["付款"]}
PLACES: list[tuple[dict[str, Any], tuple[str, ...], str]] = [
    ({"type": "late_paymnt"}, ("type",), "没有名为“late_paymnt”的条款类型"),
    ({"text": ""}, ("text",), "缺少键“text”"),
    ({"text": "第一行\n第二行\n每日{{ratio}}"}, ("text",), "没有名为“ratio”的填写项"),
    ({"number": "1.1"}, ("number",), "编号“1.1”重复出现"),
    ({"reason": "", "required": "true"}, ("required",), "必备条款须写明理由"),
    ({"fallback": {"customer": "可以", "custumer": "不可"}}, ("fallback", "custumer"), "没有名为“custumer”的键"),
    ({"points": [POINT, {**POINT, "id": "b", "modal": "mst"}]}, ("points", "b", "modal"), "“modal”不能是“mst”"),
    ({"points": [POINT, {"id": "b", "modal": "may", "present": ["x"]}]}, ("points", "b", "says"), "缺少键“says”"),
    ({"points": [{"id": "b", "modal": "may", "says": "x"}]}, ("points", "b"), "要点须有 present"),
    ({"points": [{**POINT, "present": ["付款", "<没有此族>"]}]}, ("points", "a", "present", "0"), "没有名为“没有此族”的词族"),
    ({"text": "每日{{rate}}", "slots": {"rate": {"label": "费率", "kind": "share", "least": "千分"}}}, ("slots", "rate", "least"), "“least”应为数字"),
    ({"text": "每日{{rate}}", "slots": {"rate": {"label": "费率", "kind": "choice"}}}, ("slots", "rate", "kind"), "choices 须与 kind: choice 一并填写"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("changes", "place", "message"), PLACES, ids=[row[2] for row in PLACES])
def test_a_refusal_names_the_field_and_no_line_of_a_file(changes: dict[str, Any], place: tuple[str, ...], message: str, tmp_path: Path) -> None:
    held = in_force("templates", "telecom-circuit", tmp_path)
    told = judged("templates", "telecom-circuit", with_clause(held.content, "late-payment", changes))
    assert isinstance(told, Refusal)
    assert told.place[told.place.index("late-payment") + 1 :] == place
    assert message in told.message.zh and ".yaml" not in told.message.zh + told.message.en and "\n" not in told.message.zh and english(told.message.en)


@pytest.mark.parametrize(("row", "place"), [({"value": "千分", "reason": "试"}, "value"), ({"value": "1.1", "reason": "试"}, "value"), ({"value": "", "reason": "试"}, "value"), ({"value": "0.0003", "reason": ""}, "reason")])
def test_a_refused_threshold_names_its_field(row: dict[str, str], place: str) -> None:
    told = judged("playbooks", "customer", with_threshold({"side": "customer"}, RATE, **row))
    assert isinstance(told, Refusal) and told.place == ("thresholds", RATE, place)


@pytest.mark.parametrize(("value", "sound"), [("0", True), ("0.00001", True), ("1", True), ("1.0001", False), ("-0.0001", False)])
def test_a_rate_is_held_between_its_limits(value: str, sound: bool) -> None:
    told = judged("playbooks", "customer", with_threshold({"side": "customer"}, RATE, value=value, reason="试"))
    assert isinstance(told, Playbook) is sound


# -- clauses put in, moved, taken out -----------------------------------------------------------------------------------


def test_a_clause_is_put_in_moved_and_taken_out(library: Library, tmp_path: Path) -> None:
    held = in_force("templates", "telecom-circuit", tmp_path)
    first = library.templates["telecom-circuit"]
    order = [clause.id for clause in first.clauses]
    row = {"id": "own-1", "type": "late_payment", "number": "8.8", "text": "以上违约金累计不超过逾期金额的百分之十。", "points": [POINT]}
    put_in = check("templates", "telecom-circuit", with_new_clause(held.content, row, after="late-payment"))
    assert isinstance(put_in, Template)
    at = order.index("late-payment") + 1
    assert [clause.id for clause in put_in.clauses] == [*order[:at], "own-1", *order[at:]]
    assert put_in.clause("own-1").article == first.clause("late-payment").article

    there = moved(held.content, "late-payment", after="define-circuit")
    after = check("templates", "telecom-circuit", there)
    assert isinstance(after, Template) and [clause.id for clause in after.clauses][:3] == ["preamble", "define-circuit", "late-payment"]
    assert {(c.place, c.field) for c in compared(first, after)} == {("late-payment", "position"), ("late-payment", "article")}
    assert moved(held.content, "late-payment", after="late-payment") == held.content

    gone = check("templates", "telecom-circuit", without_clause(held.content, "late-payment"))
    assert isinstance(gone, Template) and [clause.id for clause in gone.clauses] == [id for id in order if id != "late-payment"]
    for change in (without_clause, lambda content, id: moved(content, "late-payment", after=id)):
        with pytest.raises(ClausesError, match="没有 id 为“no-such”的条款"):
            change(held.content, "no-such")


def test_an_article_that_lost_its_last_clause_is_gone() -> None:
    content = {"articles": [{"heading": "一", "clauses": [{"id": "a"}]}, {"heading": "二", "clauses": [{"id": "b"}, {"id": "c"}]}], "preamble": {"id": "p"}}
    assert without_clause(content, "a")["articles"] == [{"heading": "二", "clauses": [{"id": "b"}, {"id": "c"}]}]
    assert "preamble" not in without_clause(content, "p")
    assert with_new_clause(content, {"id": "n"}, after="p")["articles"][0]["clauses"] == [{"id": "n"}, {"id": "a"}]


def test_a_points_ways_and_a_blanks_default_are_told_among_the_changes(library: Library, tmp_path: Path) -> None:
    held = in_force("templates", "telecom-circuit", tmp_path)
    row = next(one for one in clause_rows(held.content) if one["id"] == "late-payment")
    points = [{**point, "present": ["违约金 / 滞纳金"]} for point in row["points"]]
    slots = {name: {**slot, "default": "万分之三"} for name, slot in row["slots"].items()}
    after = check("templates", "telecom-circuit", with_clause(held.content, "late-payment", {"points": points, "slots": slots}))
    assert {"ways", "slots", "text"} == {change.field for change in compared(library.templates["telecom-circuit"], after)}


# -- a form read anew ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("id", sorted(path.stem for path in (BUNDLED / "templates").glob("*.yaml")))
def test_a_form_read_anew_keeps_what_is_known_of_each_clause(id: str, library: Library, desk: Desk, tmp_path: Path) -> None:
    """The printed standard, read as a form: nothing of it is lost. With one clause reworded, that one alone is changed, its points kept."""
    first, held = library.templates[id], in_force("templates", id, tmp_path)
    text = text_of(first)
    same = check("templates", id, renewed({**form_of(text, desk), "id": id}, held.content))
    assert compared(first, same) == ()
    clause = next(c for c in first.clauses if c.id == "late-payment")
    text = text.replace(clause.text, clause.text + "累计不超过逾期金额的百分之十。")
    after = check("templates", id, renewed({**form_of(text, desk), "id": id}, held.content))
    assert {(c.place, c.field) for c in compared(first, after) if c.field != "slots"} == {("late-payment", "text")}
    assert isinstance(after, Template) and after.clause("late-payment").points == clause.points


def test_a_clause_that_the_new_form_has_not_got_is_gone_and_a_new_one_is_new(library: Library, desk: Desk, tmp_path: Path) -> None:
    first, held = library.templates["telecom-circuit"], in_force("templates", "telecom-circuit", tmp_path)
    gone = first.clause("late-payment")
    text = text_of(first).replace(gone.text, "乙方应于每年三月向甲方提交上一年度的碳排放核算说明，并附第三方出具的核查结论。")
    after = check("templates", "telecom-circuit", renewed({**form_of(text, desk), "id": "telecom-circuit"}, held.content))
    assert isinstance(after, Template)
    new = next(c for c in after.clauses if "碳排放" in c.text)
    assert new.id not in {c.id for c in first.clauses} and not new.points and "late-payment" not in {c.id for c in after.clauses}


def form_of(text: str, desk: Desk) -> dict[str, Any]:
    return read_form(ingest.read_bytes("form.txt", text.encode(), ingest.Manner(view="accepted", keep=None)), classifier=desk.classifier).content


def test_a_standard_is_not_compared_with_a_playbook(library: Library) -> None:
    with pytest.raises(TypeError):
        compared(library.templates["cloud-service"], library.playbooks["customer"])
