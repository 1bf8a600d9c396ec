"""Two drafts of one contract: what moved since, what was taken up, what nobody asked for, which decisions stand."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import combinations
from pathlib import Path
from statistics import median
from subprocess import CompletedProcess

import pytest

from clauses import agreed, ingest
from clauses.model import Clause, Contract, ContractReview, Decision, Review, Revision, Source, Span, Standing
from clauses.review import Desk, review_source
from clauses.rounds import Rounds, compare, likely_same, told
from clauses.rounds.changes import outside
from clauses.rounds.regions import regions
from tests.arranging import Change, arranged
from tests.command import run
from tests.planted import DRAFTS
from tests.rounds import firsts, measured

SAMPLE = next((Path(__file__).resolve().parent.parent / "templates_library" / "samples").glob("02-*.txt"))
Reading = Callable[[str], ContractReview]
TEXT = SAMPLE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def read(desk: Desk) -> Reading:
    """The review of a text from the customer's seat."""

    @cache
    def made(text: str) -> ContractReview:
        return review_source(ingest.read_bytes("draft.txt", text.encode()), desk).contracts[0]

    return made


def changed(*edits: tuple[str, str]) -> str:
    """The sample with words replaced, each of which it has once."""
    text = TEXT
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def number(id: str, review: ContractReview) -> str:
    return review.facts.contract.clause(id).number or review.facts.contract.clause(id).kind


def shown(rounds: Rounds, before: ContractReview, after: ContractReview) -> list[tuple[str, str, str, bool]]:
    """(numbers before, numbers now, status, silent) of every pair that is not the same."""
    return [
        ("+".join(number(id, before) for id in p.before), "+".join(number(id, after) for id in p.after), p.status, p.silent)
        for p in rounds.pairs
        if p.status != "same" or p.silent
    ]


def decided(number: int, finding: str, act: str, *, words: str = "", wording: str | None = None) -> Decision:
    return Decision(finding=finding, act=act, by="王律师", at=f"2026-03-01T08:00:{number:02}.000000", words=words, wording=wording, number=number)  # type: ignore[arg-type]


def standing(*decisions: Decision) -> Mapping[str, Standing]:
    return agreed.standings(decisions)


def finding(code: str, review: ContractReview) -> str:
    return next(f.id for f in review.findings if f.code == code)


# -- clauses ----------------------------------------------------------------------------------------------------------------

A, B = "8.2 保密义务在本合同终止后 10 年内仍然有效。", "12.2 本合同适用中华人民共和国法律。"
RENEWAL = "11.2 期满前 120 日内甲方未以书面形式提出终止的，本合同按原条件自动续期两年，以此类推，续期次数不限。"
DELAY = "9.2 乙方未按时开通专线的，每逾期一日按对应专线初装费的万分之一向甲方支付违约金，累计不超过 500 元。"
UPKEEP = "3.3 甲方应当妥善保管乙方放置在甲方机房的设备，因保管不善造成丢失、损坏的，按设备原价赔偿。"

# why the row is there, what was changed, the pairs that are not the same: number before, now, status, silent
CLAUSES = [
    ("nothing", [], []),
    ("a rate", [("欠付金额的 5‰", "欠付金额的 8‰")], [("9.1", "9.1", "changed", True)]),
    ("an amount", [("累计不超过 500 元", "累计不超过 300 元")], [("9.2", "9.2", "changed", True)]),
    ("a period", [("96 小时内修复", "120 小时内修复")], [("7.2", "7.2", "changed", True)]),
    ("the side", [("8.1 甲方对在签订", "8.1 乙方对在签订")], [("8.1", "8.1", "changed", True)]),
    ("a negation", [("乙方不对甲方的利润损失", "乙方对甲方的利润损失")], [("9.7", "9.7", "changed", True)]),
    ("another noun, though no number, side or modal is touched", [("视为验收合格并自当日", "视为付款条件成就并自当日")], [("5.1", "5.1", "changed", True)]),
    ("the other party to blame: one of the words that a diff takes for one another", [("的，该方不承担责任", "的，双方不承担责任")], [("10.1", "10.1", "changed", True)]),
    ("a blank filled in", [("账号：[        ]", "账号：3301 0088 6620")], [("6.2", "6.2", "changed", True)]),
    ("punctuation", [("资费标准、计费方式", "资费标准，计费方式")], [("4.2", "4.2", "edited", False)]),
    ("a number written otherwise", [("年内仍然有效", "年内仍然有效"), ("终止后 10 年", "终止后十年")], [("8.2", "8.2", "edited", False)]),
    ("a word of the drafter's kind", [("4.1 乙方应当在", "4.1 乙方应在")], [("4.1", "4.1", "edited", False)]),
    ("full width only: the same words", [("提前 2 小时", "提前 ２ 小时")], []),
    ("a line broken otherwise: the same words", [("调整后的内容在其网站", "调整后的内容\n在其网站")], []),
    ("a clause deleted", [(f"{B}\n", "")], [("12.2", "", "gone", True)]),
    ("a clause put in at the end of an article: its neighbours keep their numbers", [(B, f"{B}\n12.3 争议解决期间，甲方应当继续支付全部费用。")], [("", "12.3", "new", True)]),
    ("a clause put in before another, which is renumbered and says the same", [(A, "8.2 乙方可以在宣传材料中使用甲方的名称。\n" + A.replace("8.2", "8.3"))], [("", "8.2", "new", True)]),
    ("two clauses in each other's place", [(A, B.replace("12.2", "8.2")), (B, A.replace("8.2", "12.2"))], [("12.2", "8.2", "moved", False), ("8.2", "12.2", "moved", False)]),
    ("a clause moved and changed: it changed", [(f"{A}\n", ""), (B, f"{B}\n12.3 保密义务在本合同终止后 20 年内仍然有效。")], [("8.2", "12.3", "changed", True)]),
    ("a clause cut in two, not a word changed", [("的违约金，并赔偿乙方的全部损失。", "的违约金。\n9.4 甲方违反第 3.2 款的，还应当赔偿乙方的全部损失。"), ("9.4 甲方在合同期内", "9.5 甲方在合同期内")], [("9.3", "9.3+9.4", "changed", True)]),
    ("a sentence made a clause of its own", [("解除本合同。甲方还应当承担", "解除本合同。\n9.2 甲方还应当承担"), ("9.2 乙方未按时", "9.3 乙方未按时"), ("9.3 甲方违反", "9.4 甲方违反"), ("9.4 甲方在", "9.5 甲方在")], []),
    ("two clauses run together", [(f"{DELAY}\n", ""), ("诉讼费、保全费。", f"诉讼费、保全费。{DELAY[4:]}")], []),
    ("rewritten in its place", [(A, "8.2 本条所称义务自签署之日起持续，直至相关信息公开为止。")], [("8.2", "8.2", "changed", True)]),
    ("a clause put in before others: references follow them", [("3.2 甲方不得将", "3.2 甲方可以委托他人办理手续。\n3.3 甲方不得将"), ("3.3 甲方应当妥善", "3.4 甲方应当妥善"), ("3.4 甲方应当按照", "3.5 甲方应当按照"), ("违反第 3.2 款", "违反第 3.3 款")], [("", "3.2", "new", True), ("9.3", "9.3", "edited", False)]),
    ("a clause put in before others, a reference left as it was: it means another clause now", [("3.2 甲方不得将", "3.2 甲方可以委托他人办理手续。\n3.3 甲方不得将"), ("3.3 甲方应当妥善", "3.4 甲方应当妥善"), ("3.4 甲方应当按照", "3.5 甲方应当按照")], [("", "3.2", "new", True), ("9.3", "9.3", "same", True)]),
    ("a reference led to another clause", [("违反第 3.2 款", "违反第 3.3 款")], [("9.3", "9.3", "changed", True)]),
    ("a heading that says whose duties they are", [("第八条 保密", "第八条 甲方保密")], [("8.1", "8.1", "same", True), ("8.2", "8.2", "same", True)]),
    ("a heading in other words", [("第八条 保密", "第八条 保密条款")], []),
    ("a figure of a table", [("50M\t南郊泵站\t1200", "50M\t南郊泵站\t1600")], [("table", "table", "changed", True)]),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("why", "edits", "expected"), CLAUSES, ids=[row[0] for row in CLAUSES])
def test_what_became_of_the_clauses(why: str, edits: Sequence[tuple[str, str]], expected: list[tuple[str, str, str, bool]], read: Reading) -> None:
    before, after = read(TEXT), read(changed(*edits))
    rounds = compare(before, after, {})
    assert shown(rounds, before, after) == expected
    ids = [id for p in rounds.pairs for id in p.before], [id for p in rounds.pairs for id in p.after]
    assert sorted(ids[0]) == sorted(c.id for c in before.facts.contract.clauses)
    assert sorted(ids[1]) == sorted(c.id for c in after.facts.contract.clauses)
    for pair in rounds.pairs:
        assert "".join(t for op, t in pair.diff if op != "+") == "\n".join(before.facts.contract.clause(id).text for id in pair.before)
        assert "".join(t for op, t in pair.diff if op != "-") == "\n".join(after.facts.contract.clause(id).text for id in pair.after)
        assert len(pair.diff) == len(pair.important) == len(pair.weighty) == len(pair.unasked)


def test_references_follow_when_an_article_goes(read: Reading) -> None:
    """第八条 and its two clauses away, all numbers run on: only what is gone is of weight."""
    gone = arranged(TEXT, [Change(kind="drop", of=("body", 8, n)) for n in (1, 2)])
    assert "本合同第十一条的约定支付" in gone and "第八条 违约责任" in gone
    before, after = read(TEXT), read(gone)
    rounds = compare(before, after, {})
    assert shown(rounds, before, after) == [("3.4", "3.4", "edited", False), ("8.1", "", "gone", True), ("8.2", "", "gone", True)]
    assert sum(p.renumbered for p in rounds.pairs) == 16
    left = read(gone.replace("本合同第十一条的约定", "本合同第十二条的约定"))
    assert [p.points_elsewhere for p in compare(before, left, {}).pairs if p.points_elsewhere] == [("第十二条",)]


# why, draft, the clause that is dropped, what of the references in the other clauses follows
FOLLOWED = [
    ("a second number goes on from the first: 第三条第5款或者第6款", "cloud-service-c", (3, 2), {("5", "4"), ("6", "5")}),
    ("within its own article: 本条第八款", "telecom-circuit-d", (11, 2), {("四", "三"), ("六", "五"), ("八", "七"), ("七", "六"), ("九", "八")}),
]


@pytest.mark.parametrize(("why", "name", "of", "led"), FOLLOWED, ids=[row[0] for row in FOLLOWED])
def test_references_follow_in_every_style(why: str, name: str, of: tuple[int, int], led: set[tuple[str, str]], read: Reading) -> None:
    text = (DRAFTS / f"{name}.txt").read_text(encoding="utf-8")
    rounds = compare(read(text), read(arranged(text, [Change(kind="drop", of=("body", *of))])), {})
    assert Counter(p.status for p in rounds.pairs if p.status != "same") == {"gone": 1, "edited": sum(p.status == "edited" for p in rounds.pairs)}
    assert {(r.was, r.now) for p in rounds.pairs if p.status == "edited" for r in regions(p.diff)} == led
    assert len(rounds.silent) == 1


def test_a_split_or_merged_clause_is_one_pair(read: Reading) -> None:
    before = read(TEXT)
    cut = read(changed(("解除本合同。甲方还应当承担", "解除本合同。\n9.2 甲方还应当承担"), ("9.2 乙方未按时", "9.3 乙方未按时"), ("9.3 甲方违反", "9.4 甲方违反"), ("9.4 甲方在", "9.5 甲方在")))
    for one, other, sizes in ((before, cut, (1, 2)), (cut, before, (2, 1))):
        (pair,) = (p for p in compare(one, other, {}).pairs if len(p.before) + len(p.after) > 2)
        assert (len(pair.before), len(pair.after)) == sizes and pair.stands


# why, words of 9.1 that the new file marks as inserted, whether its change is tracked
TRACKED = [
    ("the new rate is a tracked insertion", ["8‰"], True),
    ("another word of the clause is", ["暂停全部专线"], False),
    ("only one of two changes is", ["8‰"], False),
    ("both are", ["8‰", "5 日的"], True),
    ("nothing is", [], False),
]


@pytest.mark.parametrize(("why", "words", "tracked"), TRACKED, ids=[row[0] for row in TRACKED])
def test_whether_a_change_is_tracked(why: str, words: Sequence[str], tracked: bool, read: Reading) -> None:
    after = read(changed(("欠付金额的 5‰", "欠付金额的 8‰"), *([("逾期达到 10 日的", "逾期达到 5 日的")] if "two" in why or "both" in why else [])))
    text = after.facts.source.text
    marked = tuple(Revision(kind="inserted", author="对方", date=None, text=w, span=Span(at := text.index(w), at + len(w))) for w in words)
    after = replace(after, facts=replace(after.facts, source=replace(after.facts.source, revisions=marked)))
    (pair,) = compare(read(TEXT), after, {}).silent
    assert pair.tracked == tracked


def test_a_deletion_that_the_new_file_tracks(read: Reading) -> None:
    after = read(changed((f"{B}\n", "")))
    place = after.facts.source.text.index("第十三条")
    for taken, tracked in ((B[5:], True), ("另一段文字。", False)):
        gone = Revision(kind="deleted", author="对方", date=None, text=taken, span=Span(place, place))
        seen = replace(after, facts=replace(after.facts, source=replace(after.facts.source, revisions=(gone,))))
        assert [p.tracked for p in compare(read(TEXT), seen, {}).silent] == [tracked]


LINES = [
    ("the other side's name", [("乙方（受托方）：华东联信通信有限公司江州分公司\n", "乙方（受托方）：华东联信数据有限公司江州分公司\n")], "华东联信数据"),
    ("an address", [("云谷路 12 号", "云谷路 21 号")], "云谷路 21 号"),
    ("the date of signature", [("日期：2026 年 3 月 15 日                   日期：2026 年 3 月 15 日", "日期：2026 年 1 月 15 日                   日期：2026 年 3 月 15 日")], "1 月 15 日"),
]


@pytest.mark.parametrize(("why", "edits", "now"), LINES, ids=[row[0] for row in LINES])
def test_lines_outside_the_clauses_are_compared(why: str, edits: Sequence[tuple[str, str]], now: str, read: Reading) -> None:
    rounds = compare(read(TEXT), read(changed(*edits)), {})
    assert len(rounds.lines) == 1 and now in rounds.lines[0].now and rounds.lines[0].was
    assert not rounds.silent


def test_every_line_of_a_file_is_compared() -> None:
    """What stands in no clause, heading or recognised line of a form (客户名称：…) is compared line by line."""
    source = Source(file="", sha256="", format="txt", text="标题\n客户名称：甲\n正文。\n联系人：乙\n联系人：乙", blocks=())
    contract = Contract(title="标题", language="zh", parties=(), signed=None, span=Span(0, len(source.text)), clauses=(Clause(id="c1", number=None, heading=None, text="正文。", span=Span(10, 13), pieces=(Span(10, 13),)),))
    assert [source.at(span) for span in outside(source, contract)] == ["标题", "客户名称：甲", "联系人：乙"]


# -- what was agreed ----------------------------------------------------------------------------------------------------------

LATE = "9.1 甲方逾期支付任何费用的，每逾期一日，应当按照欠付金额的 5‰ 向乙方支付违约金；逾期达到 10 日的，乙方可以暂停全部专线，并有权随时解除本合同。"
# why, the agreed words (replaced in 9.1), what the new draft has instead, the reply, silent
AGREED = [
    ("as agreed", [("5‰", "0.5‰")], [("5‰", "0.5‰")], "taken", False),
    ("as agreed, the rate written otherwise", [("5‰", "0.5‰")], [("5‰", "万分之五")], "taken", False),
    ("left as it was", [("5‰", "0.5‰")], [], "not_taken", False),
    ("met half way", [("5‰", "0.5‰")], [("5‰", "3‰")], "otherwise", False),
    ("one of two changes", [("5‰", "0.5‰"), ("10 日", "30 日")], [("5‰", "0.5‰")], "partly", False),
    ("one taken, the other met half way", [("5‰", "0.5‰"), ("10 日", "30 日")], [("5‰", "0.5‰"), ("10 日", "15 日")], "partly", False),
    ("taken, and something else with it", [("5‰", "0.5‰")], [("5‰", "0.5‰"), ("10 日", "5 日")], "taken", True),
    ("not taken, and something else instead", [("5‰", "0.5‰")], [("10 日", "5 日")], "not_taken", True),
    ("a sentence put in, taken", [("解除本合同。", "解除本合同。乙方逾期退款的，适用相同标准。")], [("解除本合同。", "解除本合同。乙方逾期退款的，适用相同标准。")], "taken", False),
    ("a sentence put in, weakened", [("解除本合同。", "解除本合同。乙方逾期退款的，适用相同标准。")], [("解除本合同。", "解除本合同。乙方逾期退款的，另行协商。")], "otherwise", False),
]  # fmt: skip


@pytest.mark.parametrize(("why", "wanted", "made", "reply", "silent"), AGREED, ids=[row[0] for row in AGREED])
def test_what_became_of_an_agreed_wording(why: str, wanted: Sequence[tuple[str, str]], made: Sequence[tuple[str, str]], reply: str, silent: bool, read: Reading) -> None:
    before = read(TEXT)
    now = LATE
    for old, new in made:
        now = now.replace(old, new)
    after = read(changed((LATE, now)))
    clause = next(c for c in before.facts.contract.clauses if c.number == "9.1")
    wording = clause.text
    for old, new in wanted:
        wording = wording.replace(old, new)
    rounds = compare(before, after, standing(decided(1, finding("late_payment.above_statutory", before), "accepted", wording=wording)))
    (answer,) = rounds.answers
    pair = next(p for p in rounds.pairs if p.before == (clause.id,))
    assert (answer.reply, pair.silent) == (reply, silent)
    assert pair.answer == answer and pair.asked == answer.wording.findings


PUT_IN = "乙方应当按照法律规定保护甲方提供的个人信息，只为履行本合同而处理，并在合同终止后删除。"
PUTS = [
    ("put in as agreed", f"13.3 {PUT_IN}\n", "taken", False),
    ("put in, but for a sentence less", "13.3 乙方应当保护甲方提供的个人信息，只为履行本合同而处理。\n", "otherwise", False),
    ("another clause put in", "13.3 甲方人员进入乙方机房的，应当遵守乙方的管理制度并承担由此产生的费用。\n", "not_taken", True),
    ("nothing", "", "not_taken", None),
]  # fmt: skip


@pytest.mark.parametrize(("why", "line", "reply", "silent"), PUTS, ids=[row[0] for row in PUTS])
def test_what_became_of_a_clause_that_was_to_be_put_in(why: str, line: str, reply: str, silent: bool | None, read: Reading) -> None:
    before = read(TEXT)
    after = read(changed(("13.3 合同期内，甲方", f"{line}{'13.4' if line else '13.3'} 合同期内，甲方"), ("13.4 本合同一式", "13.5 本合同一式"), ("13.5 本合同附件", "13.6 本合同附件")) if line else TEXT)
    rounds = compare(before, after, standing(decided(1, finding("data_protection.missing", before), "accepted", wording=PUT_IN)))
    assert [a.reply for a in rounds.answers] == [reply]
    assert [p.silent for p in rounds.pairs if p.status == "new"] == ([] if silent is None else [silent])


def test_an_accepted_remark_asks_for_the_sentence_that_it_quotes(read: Reading) -> None:
    before = read(TEXT)
    stands = standing(decided(1, finding("fault_handling.slow", before), "accepted", words="请缩短"))
    asked = compare(before, read(changed(("96 小时内修复", "72 小时内修复"))), stands)
    assert [p.status for p in asked.pairs if p.status != "same"] == ["changed"] and not asked.silent
    beside = compare(before, read(changed(("保全费。\n9.2", "保全费和差旅费。\n9.2"))), standing(decided(1, finding("late_payment.above_statutory", before), "accepted")))
    assert len(beside.silent) == 1


# -- decisions ----------------------------------------------------------------------------------------------------------------

# why, the finding that was rejected, what was changed, course, why it is asked again
DECISIONS = [
    ("nothing changed", "late_payment.above_statutory", [], "kept", ""),
    ("another clause changed", "late_payment.above_statutory", [("96 小时内修复", "120 小时内修复")], "kept", ""),
    ("an editorial change of the clause", "late_payment.above_statutory", [("9.1 甲方逾期支付任何费用的，每逾期一日，应当按照", "9.1 甲方逾期支付任何费用的，每逾期一日，应按照")], "kept", ""),
    ("the figure that it rests on", "late_payment.above_statutory", [("欠付金额的 5‰", "欠付金额的 8‰")], "kept", "clause_changed"),
    ("other words of its clause", "late_payment.above_statutory", [("乙方可以暂停全部专线", "乙方可以暂停或者拆除全部专线")], "kept", "clause_changed"),
    ("the change cures it", "late_payment.above_statutory", [("欠付金额的 5‰", "欠付金额的万分之五")], "gone", ""),
    ("its clause is deleted", "exclusivity.present", [("13.3 合同期内，甲方在其全部经营区域内的专线业务只能向乙方采购。\n", "")], "gone", ""),
    ("its clause is renumbered", "fault_handling.slow", [("7.2 乙方接到", "7.2 乙方按季向甲方提供运行报告。\n7.3 乙方接到")], "kept", ""),
    ("its clause is moved", "exclusivity.present", [("13.3 合同期内，甲方在其全部经营区域内的专线业务只能向乙方采购。\n", ""), ("4.4 乙方的线路和设备归乙方所有。", "4.4 乙方的线路和设备归乙方所有。\n4.5 合同期内，甲方在其全部经营区域内的专线业务只能向乙方采购。")], "kept", ""),
    ("of the whole contract, still so", "data_protection.missing", [("96 小时内修复", "120 小时内修复")], "kept", ""),
    ("a sum that another clause disturbs", "consistency.retroactive", [("日期：2026 年 3 月 15 日                   日期：2026 年 3 月 15 日", "日期：2026 年 5 月 15 日                   日期：2026 年 5 月 15 日")], "kept", "values_changed"),
]  # fmt: skip


@pytest.mark.parametrize(("why", "code", "edits", "course", "reason"), DECISIONS, ids=[row[0] for row in DECISIONS])
def test_what_became_of_a_decision(why: str, code: str, edits: Sequence[tuple[str, str]], course: str, reason: str, read: Reading) -> None:
    before, after = read(TEXT), read(changed(*edits))
    old = finding(code, before)
    stands = standing(decided(3, old, "rejected", words="已商定"), decided(4, old, "commented", words="见会议纪要"), decided(5, old, "assigned", words="李"))
    rounds = compare(before, after, stands)
    thread = next(t for t in rounds.threads if t.before == old)
    assert (thread.course, thread.why) == (course, reason)
    if course == "gone" or reason:
        assert not rounds.carried
    else:
        assert [(d.finding, d.act, d.words, d.number, d.carried_from) for d in rounds.carried] == [(thread.after, "rejected", "已商定", 3, 3), (thread.after, "commented", "见会议纪要", 4, 4), (thread.after, "assigned", "李", 5, 5)]
        assert agreed.standings(rounds.carried)[thread.after or ""].verdict == "rejected"
    assert thread.earlier is not None and told(thread.earlier).startswith("上一稿：不采纳，理由：已商定（王律师，2026-03-01）")
    assert (thread in rounds.asked_again) == bool(reason)


def test_a_finding_whose_id_is_anothers_now_keeps_its_own_decision(read: Reading) -> None:
    """Ids count repeats in order of weight: of two findings of one code and the same words, the place tells which is which."""
    twice = changed((DELAY, f"{DELAY}\n9.21 乙方接到故障申告后 4 小时内响应，并在 96 小时内修复。"))
    before = read(twice)
    same = [f for f in before.findings if f.code == "fault_handling.slow"]
    assert len(same) == 2 and len({f.clause for f in same}) == 2
    after = read(twice.replace("7.2 乙方接到故障申告后 4 小时内响应，并在 96 小时内修复。\n", ""))
    for one in same:
        rounds = compare(before, after, standing(decided(1, one.id, "rejected", words="甲")))
        gone = before.facts.contract.clause(one.clause or "").number == "7.2"
        assert [d.words for d in rounds.carried] == ([] if gone else ["甲"])


def test_what_reads_as_agreed_is_not_asked_again(read: Reading) -> None:
    before = read(TEXT)
    accepted, rejected = finding("late_payment.above_statutory", before), finding("one_sided.cost_recovery", before)
    clause = next(c for c in before.facts.contract.clauses if c.number == "9.1")
    stands = standing(decided(1, accepted, "accepted", wording=clause.text.replace("5‰", "0.5‰")), decided(2, rejected, "rejected", words="可以接受"))
    rounds = compare(before, read(changed(("欠付金额的 5‰", "欠付金额的 0.5‰"))), stands)
    assert [d.words for d in rounds.carried] == ["可以接受"] and not rounds.asked_again


def test_what_was_accepted_and_not_taken_up_still_stands(read: Reading) -> None:
    before, after = read(TEXT), read(changed(("96 小时内修复", "72 小时内修复")))
    clause = next(c for c in before.facts.contract.clauses if c.number == "9.1")
    wording = clause.text.replace("5‰", "0.5‰")
    rounds = compare(before, after, standing(decided(1, finding("late_payment.above_statutory", before), "accepted", wording=wording)))
    (again,) = agreed.wordings(after, agreed.standings(rounds.carried))
    assert again.now == wording and after.facts.contract.clause(again.clause or "").number == "9.1"


def test_an_agreed_wording_refers_to_the_numbers_that_clauses_have_now(read: Reading) -> None:
    before = read(TEXT)
    clause = next(c for c in before.facts.contract.clauses if c.number == "9.3")
    stands = standing(decided(1, next(f.id for f in before.findings if f.clause == clause.id), "accepted", wording=clause.text.replace("12 倍", "3 倍")))
    shifted = [("3.2 甲方不得将", "3.2 甲方可以委托他人办理手续。\n3.3 甲方不得将"), ("3.3 甲方应当妥善", "3.4 甲方应当妥善"), ("3.4 甲方应当按照", "3.5 甲方应当按照"), ("违反第 3.2 款", "违反第 3.3 款")]
    (kept,) = compare(before, read(changed(*shifted)), stands).carried
    assert kept.wording == clause.text.replace("12 倍", "3 倍").replace("3.2", "3.3")
    taken = compare(before, read(changed(*shifted, ("月租费 12 倍", "月租费 3 倍"))), stands)
    assert [(a.reply, a.exact) for a in taken.answers] == [("taken", True)] and [p.status for p in taken.silent] == ["new"]


def test_from_the_other_side_everything_is_asked_again(read: Reading, desk: Desk) -> None:
    before = read(TEXT)
    after = review_source(ingest.read_bytes("draft.txt", TEXT.encode()), desk, side="carrier").contracts[0]
    rounds = compare(before, after, standing(decided(1, finding("late_payment.above_statutory", before), "rejected")))
    assert not rounds.carried and [t.why for t in rounds.asked_again] == ["side_changed"]


def test_what_was_taken_back_is_not_carried(read: Reading) -> None:
    before = read(TEXT)
    old = finding("late_payment.above_statutory", before)
    done = [decided(1, old, "rejected"), decided(2, old, "commented", words="错"), Decision(finding=old, act="undone", by="王律师", at="2026-03-01T08:00:03.000000", undoes=2, number=3)]
    assert [d.act for d in compare(before, before, standing(*done)).carried] == ["rejected"]


# -- whether it is the same contract -------------------------------------------------------------------------------------------

def test_the_day_of_an_earlier_decision_is_that_of_the_readers_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Decision(finding="f-1", act="rejected", by="王律师", at="2026-03-01T18:30:00.000000+00:00", words="已商定", number=1)
    try:
        for zone, day in (("Asia/Shanghai", "2026-03-02"), ("UTC", "2026-03-01")):
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            assert day in told(Standing(verdict="rejected", decided=made, history=(made,)))
    finally:
        monkeypatch.undo()
        time.tzset()


NAMES = [("江州市供水集团有限公司", "江州市排水有限公司"), ("华东联信通信有限公司江州分公司", "华东联信通信有限公司徽州分公司")]
NEXT = [("5‰", "0.5‰"), ("96 小时", "72 小时"), ("10 年内", "3 年内"), ("3 日内未提出", "7 日内未提出")]
ORDER = [("SW-2026-0417", "SW-2026-0533"), ("JZ-W-2600", "JZ-W-2611"), ("864000", "912000"), ("捌拾陆万肆仟", "玖拾壹万贰仟"), ("820000", "858000"), ("33750", "35750"), ("2026 年", "2027 年"), ("24000", "27600"), ("14400", "16800"), ("14000", "16800"), ("76800", "88800")]
# why, words replaced throughout, whether it is offered as the next draft, what the reason says
LIKELY = [
    ("the very same", [], True, "双方相同"),
    ("the next draft", NEXT, True, "双方相同"),
    ("the next draft with another title", [*NEXT, ("智慧水务专线租用合同", "智慧水务监测网络专线服务合同")], True, "双方相同"),
    ("the next draft, its number not yet given before", [*NEXT, ("SW-2026-0417", "________")], True, "双方相同"),
    ("the next draft, half of its articles away", [*NEXT, ("第八条 保密", "第八条 保密\n8.0 双方另有约定的，从其约定，但不得违反法律的强制性规定。")], True, "双方相同"),
    ("a draft in which the carrier is still blank", [(NAMES[1][0], "________")], True, "一方相同"),
    ("one form, another customer", [NAMES[0]], False, "客户方不同"),
    ("one form, another carrier's branch: one character", [NAMES[1]], False, "运营商方不同"),
    ("one form, both others", NAMES[:2], False, "不同"),
    ("a blank form that names nobody", [(NAMES[0][0], "________"), (NAMES[1][0], "________")], False, "无法判断"),
    ("the same sides' next order on the same form", ORDER, False, "合同编号不同"),
    ("the same without contract numbers", [*ORDER, ("SW-2026-0533", "________")], False, "金额、日期和编号"),
]  # fmt: skip


@pytest.mark.parametrize(("why", "edits", "expected", "reason"), LIKELY, ids=[row[0] for row in LIKELY])
def test_whether_it_is_the_same_contract(why: str, edits: Sequence[tuple[str, str]], expected: bool, reason: str, read: Reading) -> None:
    text = TEXT
    for old, new in edits:
        text = text.replace(old, new)
    for one, other in ((read(TEXT), read(text)), (read(text), read(TEXT))):
        likeness = likely_same(one, other)
        assert likeness.likely == expected, likeness
        assert reason in likeness.reason and likeness.reason_en


def test_a_year_in_the_title_tells_two_contracts_apart(read: Reading) -> None:
    one, other = (read(TEXT.replace("智慧水务专线租用合同", f"{year}年智慧水务专线租用合同", 1)) for year in (2025, 2026))
    assert not likely_same(one, other).likely and "标题不同" in likely_same(one, other).reason


@pytest.mark.slow
def test_no_two_of_the_drafts_are_one_contract(reviewed: Callable[[Path, str], Review]) -> None:
    """Four drafts of every kind, two by the same sides among them."""
    contracts = [reviewed(path, "customer").contracts[0] for path in sorted((SAMPLE.parents[2] / "tests" / "drafts").glob("*.txt"))]
    assert not [(a.facts.source.file, b.facts.source.file) for a, b in combinations(contracts, 2) if likely_same(a, b).likely]
    assert all(likely_same(contract, contract).likely for contract in contracts)


def test_what_differs_in_a_word_is_not_told_as_the_same(read: Reading) -> None:
    one, other = read(TEXT), read(changed(("期满前 120 日", "期满前 119 日")))
    assert "条款文字 99% 相同" in likely_same(one, other).reason and "条款文字 100% 相同" in likely_same(one, one).reason


# -- the measure ------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_some_of_every_kind_are_told_for_what_they_are() -> None:
    """Plants in a draft and in a sample; the whole measure is `python -m tests.rounds`."""
    for first in firsts(["cloud-service-c", SAMPLE.stem]):
        told_, count = measured(first, 24)
        assert [one for one in told_ if not one.right] == [] and {"drop", "double", "move", "punctuation"} <= {one.kind for one in told_}
        assert count.same == count.untouched and count.asked == count.ask and count.stood >= 0.99 * count.stand
        assert median(first.took) < 0.5  # the usual comparison: one among many meets a busy machine or the collector


# -- the command line -----------------------------------------------------------------------------------------------------------


def compared(tmp_path: Path, text: str, *options: str) -> CompletedProcess[str]:
    new = tmp_path / "new.txt"
    new.write_text(text, encoding="utf-8")
    return run("compare", str(SAMPLE), str(new), *options, home=tmp_path, COLUMNS="200")


NEW = changed(("欠付金额的 5‰", "欠付金额的 8‰"), (f"{B}\n", ""), ("资费标准、计费方式", "资费标准，计费方式"), ("云谷路 12 号", "云谷路 21 号"), ("7.2 乙方接到", "7.2 乙方按季报告[bold]情况[/]。\n7.3 乙方接到"))


def test_the_command_line_tells_changes_of_substance_first(tmp_path: Path) -> None:
    done = compared(tmp_path, NEW, "--format", "table")
    assert done.returncode == 0, done.stderr
    order = [done.stdout.index(words) for words in ("实质改动 3 条", "第7.2条", "[-5‰-]{+8‰+}", "其他变动", "第4.2条", "云谷路[-12-]{+21+}号", "新的发现 1 项")]
    assert order == sorted(order)
    assert "[bold]情况[/]" in done.stdout and "原编号 第7.2条" in done.stdout


def test_the_command_line_prints_an_object(tmp_path: Path) -> None:
    done = compared(tmp_path, NEW)
    told_ = json.loads(done.stdout)
    (contract,) = told_["contracts"]
    assert contract["same_contract"]["likely"] and contract["silent"] == 3
    assert contract["counts"] == {"same": 37, "edited": 1, "changed": 1, "moved": 0, "new": 1, "gone": 1}
    assert [c["silent"] for c in contract["clauses"]] == [True] * 3 + [False] * 38
    assert next(c["diff"] for c in contract["clauses"] if c["status"] == "changed")[1:3] == [["-", "5‰", "unasked"], ["+", "8‰", "unasked"]]


def test_the_command_line_says_when_they_are_no_drafts_of_one_contract(tmp_path: Path) -> None:
    done = compared(tmp_path, TEXT.replace("江州市供水集团有限公司", "江州市排水有限公司"), "--format", "table", "--language", "en")
    assert "These do not look like one contract: another customer" in done.stdout and "no change of substance" in done.stdout
