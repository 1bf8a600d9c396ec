"""Supplements that amend, and quotations that do not: a table of small supplements to one contract, and what it says afterwards."""

from __future__ import annotations

import pytest

from clauses import ingest, structure
from clauses.model import Contract, Review, Source
from clauses.review import Desk, review_source

MAIN = """数据专线租用合同
甲方：云岭县图书馆
乙方：中国电信股份有限公司云岭分公司
第一条 服务内容
1.1 乙方向甲方提供数据专线两条。
1.2 专线带宽为50M，中断按次登记。
第二条 期限
2.1 本合同服务期限为三年，自开通之日起算。
2.2 期满前三十日双方无异议的，自动续展一年。
第三条 费用
3.1 月租费为800元。
3.2 甲方应于每月10日前付款。
3.3 一次性费用为800元。
第四条 违约责任
甲方逾期付款的，每逾期一日按欠款的千分之一支付违约金。
乙方的赔偿责任以一个月的服务费为限。
第五条 附则
（一）争议由乙方所在地人民法院管辖。
（二）出现下列情形之一的，甲方可以解除合同：
1、线路中断超过七日的；
2、乙方擅自停机的；
3、乙方转让合同的。
（三）本合同自双方盖章之日起生效。
甲方（盖章）： 乙方（盖章）：
2024年3月1日

"""
END = "\n甲方（盖章）： 乙方（盖章）：\n2024年9月1日\n"
LATE = "甲方逾期付款的，每逾期一日按欠款的万分之五支付违约金。"

# what the supplement says; which clause reads how afterwards (None: no longer a clause); why
ROWS = [
    (f"一、将原合同第四条第一款修改为：“{LATE}”", {"第四条": f"{LATE}\n乙方的赔偿责任以一个月的服务费为限。"}, "a paragraph of a clause"),
    ("一、主合同第3.2条变更为：甲方应于每月25日前付款。", {"3.2": "甲方应于每月25日前付款。"}, "a colon and no quotation marks"),
    ("一、第3.2条修改为：“3.2 甲方应于每月25日前付款。”", {"3.2": "甲方应于每月25日前付款。"}, "the number is repeated in the new words"),
    ("一、第 3.2 款修改如下：\n甲方应于每月25日前付款。\n二、其他条款不变。", {"3.2": "甲方应于每月25日前付款。"}, "the new words on the next line"),
    ("一、第三条第3.2款调整为“甲方应于每月25日前付款。”", {"3.2": "甲方应于每月25日前付款。"}, "article and dotted number"),
    ("一、第三条第二款调整为“甲方应于每月25日前付款。”", {"3.2": "甲方应于每月25日前付款。"}, "the second paragraph is 3.2"),
    ("一、第五条第（一）项修改为：争议由甲方所在地人民法院管辖。", {"（一）": "争议由甲方所在地人民法院管辖。"}, "an item that is a clause"),
    ("一、第五条第二款第2项修改为：乙方停机超过一小时的；", {"（二）": "出现下列情形之一的，甲方可以解除合同：\n1、线路中断超过七日的；\n2、乙方停机超过一小时的；\n3、乙方转让合同的。"}, "an item inside a clause"),
    ("一、删除第五条第（二）款第3项。", {"（二）": "出现下列情形之一的，甲方可以解除合同：\n1、线路中断超过七日的；\n2、乙方擅自停机的；"}, "an item taken out with its number"),
    ("一、原合同第二条中“三年”修改为“五年”。", {"2.1": "本合同服务期限为五年，自开通之日起算。"}, "words of the one clause of the article that has them"),
    ("一、将“自动续展一年”改为“续展须另签书面协议”。", {"2.2": "期满前三十日双方无异议的，续展须另签书面协议。"}, "quoted words that stand once need no number"),
    ("一、将原合同中的“800元”改为“750元”。", {}, "words that stand in two clauses, and neither is named"),
    ("一、将原合同中“800元”均改为“750元”。", {"3.1": "月租费为750元。", "3.3": "一次性费用为750元。"}, "all of them"),
    ("一、第3.1条约定的月租费由800元调整为750元。", {"3.1": "月租费为750元。"}, "without quotation marks, from and to"),
    ("一、将第3.1条的月租费为800元变更为月租费为750元。", {"3.1": "月租费为750元。"}, "the words about the figure on both sides"),
    ("一、以“甲方所在地人民法院”代替第五条中的“乙方所在地人民法院”。", {"（一）": "争议由甲方所在地人民法院管辖。"}, "the new words first"),
    ("一、第3.2条约定：“甲方应于每月10日前付款。”现修改为：“甲方应于每月25日前付款。”", {"3.2": "甲方应于每月25日前付款。"}, "the old words recited whole"),
    ("一、第3.3条不再适用。", {"3.3": None}, "deleted"),
    ("一、取消第2.2条、第3.3条。", {"2.2": None, "3.3": None}, "two at once"),
    ("一、删除第二条。", {"2.1": None, "2.2": None}, "an article with all its clauses"),
    ("一、删除第1.2条中“，中断按次登记”字样。", {"1.2": "专线带宽为50M。"}, "some words"),
    ("一、原合同第2.2条作废。", {"2.2": None}, "void"),
    ("一、删除第3.3条中“一次性费用为800元。”的内容。", {"3.3": None}, "all of its words"),
    ("一、原合同第2.2条作废，改为：期满须另签书面协议。", {"2.2": "期满须另签书面协议。"}, "void, and other words in its place"),
    ("一、第2.2条不再适用于新增线路。", {}, "it still applies to the others"),
    ("一、第1.2条增加一款：“带宽可按甲方书面申请临时提速。”", {"1.2": "专线带宽为50M，中断按次登记。\n带宽可按甲方书面申请临时提速。"}, "a further paragraph"),
    ("一、增加第3.4条：“发票于每月5日前送达。”", {"3.4": "发票于每月5日前送达。"}, "a clause with a number of its own"),
    ("一、第三条修改为：\n“3.1 月租费为750元。\n3.2 甲方应于每月25日前付款。”", {"3.1": "月租费为750元。", "3.2": "甲方应于每月25日前付款。", "3.3": None}, "a whole article, several lines in quotation marks"),
    ("一、第三条修改为：“月租费为750元，甲方应于每月25日前付款。”", {"3.1": None, "3.2": None, "3.3": None, None: "月租费为750元，甲方应于每月25日前付款。"}, "a whole article in one sentence"),
    ("条款\t原约定\t现约定\n第3.1条\t月租费为800元。\t月租费为750元。\n第2.2条\t期满前三十日双方无异议的，自动续展一年。\t删除", {"3.1": "月租费为750元。", "2.2": None}, "a table"),
    ("一、将「三年」改为「五年」。", {"2.1": "本合同服务期限为五年，自开通之日起算。"}, "corner brackets"),
    ('一、第二条中"三年"修改为"五年"。', {"2.1": "本合同服务期限为五年，自开通之日起算。"}, "straight quotation marks"),
    ("双方对合同条款的补充和修改记于下方，附页与正文不一致时以附页为准：无", {}, "nothing is changed"),
    ("一、本补充协议与原合同第3.1条不一致的，以本补充协议为准。", {}, "precedence changes no words"),
    ("一、如需将第3.2条约定的付款日变更为其他日期的，双方另行书面确认。", {}, "it speaks of changing and changes nothing"),
    ("一、增加企业邮箱五个，月租费50元。", {}, "what is bought in addition"),
    ("一、原合同“第3.2条”修改为：“甲方应于每月25日前付款。”", {"3.2": "甲方应于每月25日前付款。"}, "the number in quotation marks"),
    ("一、原合同第3.2条：甲方应于每月10日前付款。\n现修改为：甲方应于每月25日前付款。", {"3.2": "甲方应于每月25日前付款。"}, "old and new words on lines of their own"),
    ("一、第3.2条，原为：“甲方应于每月10日前付款。”，现改为：“甲方应于每月25日前付款。”", {"3.2": "甲方应于每月25日前付款。"}, "it was, it is"),
    ("一、第1.2条中“50M”改为“100M”，“按次”改为“按日”。", {"1.2": "专线带宽为100M，中断按日登记。"}, "two pairs of words in one sentence"),
    ("一、合同期限由三年变更为五年。", {"2.1": "本合同服务期限为五年，自开通之日起算。"}, "from and to, and no number"),
    ("一、合同期限由三年变更为五年的，月租费另行商定。", {}, "a condition"),
    ("一、删除本补充协议第二条。", {}, "the supplement's own article"),
    ("一、《中华人民共和国民法典》第二条修改为：“三年。”后按新规定执行。", {}, "an article of a code"),
    ("一、按照《电信条例》第三十四条修改为准的说法不予采用。", {}, "an article of a law"),
]  # fmt: skip


def amended(text: str) -> tuple[Source, Contract]:
    source = ingest.read_bytes("a.txt", text.encode())
    (contract,) = structure.split(source)
    return source, structure.amended(source, contract)


def texts(contract: Contract) -> dict[str | None, str]:
    return {clause.number: clause.text for clause in contract.clauses if clause.annex is None and clause.kind == "clause"}


@pytest.mark.parametrize("title", ["补充协议", "数据专线租用合同补充协议（一）", "附件三 补充附页", "合同变更协议"])
@pytest.mark.parametrize(("supplement", "reads", "why"), ROWS, ids=[row[2] for row in ROWS])
def test_the_main_text_reads_as_amended(title: str, supplement: str, reads: dict[str | None, str | None], why: str) -> None:
    before = texts(amended(MAIN)[1])
    source, contract = amended(f"{MAIN}{title}\n{supplement}{END}")
    wanted = {number: text for number, text in ({**before, **reads}).items() if text is not None}
    assert texts(contract) == wanted
    assert bool([a for a in contract.amendments if a.clause]) == bool(reads)
    for clause in contract.clauses:
        assert "".join(source.at(piece) for piece in clause.pieces) == clause.text
        assert (clause.amended is not None) == (clause.annex is None and clause.number in reads), "only what is amended says so"
    for amendment in contract.amendments:
        if amendment.kind != "deleted" and "\n" not in amendment.now:
            assert source.at(amendment.span) == amendment.now, "the new words are shown where they stand"


NOT_PLACED = [
    ("一、第9.9条修改为：“双方另行协商。”", "no such clause"),
    ("一、将原合同中的“800元”改为“750元”。", "two clauses fit"),
    ("一、第3.1条中“900元”修改为“750元”。", "the clause has no such words"),
    ("一、删除第十二条。", "nothing to delete"),
    ("一、就原合同第3.2条的付款日，双方同意调整为每月25日。", "words that are not understood"),
    ("一、第3.1条月租费调整为：750元。", "new words that are no clause, and no old ones"),
]


@pytest.mark.parametrize(("supplement", "why"), NOT_PLACED, ids=[row[1] for row in NOT_PLACED])
def test_what_cannot_be_placed_is_said_and_changes_nothing(supplement: str, why: str, desk: Desk) -> None:
    review = reviewed(f"{MAIN}补充协议\n{supplement}{END}", desk)
    assert texts(review.contracts[0].facts.contract) == texts(amended(MAIN)[1])
    assert [(p.stage, p.kind) for p in review.problems] == [("structure", "amendment_not_placed")]
    assert "人工核对" in review.problems[0].message and "补充协议" in review.problems[0].message


def reviewed(text: str, desk: Desk) -> Review:
    return review_source(ingest.read_bytes("a.txt", text.encode()), desk)


def test_the_review_reads_the_new_words_once(desk: Desk) -> None:
    """Rate, term and payment day are those of the supplement, each of one clause of the main text; the supplement's own clauses have none."""
    supplement = f"一、将原合同第四条第一款修改为：“{LATE}”\n二、第二条中“三年”修改为“五年”。\n三、删除第2.2条。\n四、新增线路的月租费为300元。"
    review = reviewed(f"{MAIN}补充协议\n{supplement}{END}", desk)
    facts = review.contracts[0].facts
    number = {clause.id: (clause.annex, clause.number) for clause in facts.contract.clauses}
    rates = [(number[t.clause], str(t.values["rate_per_day"])) for t in facts.terms if t.type == "late_payment"]
    assert rates == [((None, "第四条"), "0.0005")]
    assert [(number[t.clause], t.values["months"]) for t in facts.terms if t.type == "term"] == [((None, "2.1"), 60)]
    assert not [t for t in facts.terms if t.type == "renewal"], "what was deleted is not in the contract any more"
    assert ("补充协议", "四") in {number[t.clause] for t in facts.terms if t.type == "charges"}, "what the supplement agrees by itself is read there"
    for found in (*facts.terms, *review.contracts[0].findings):
        if found.span is not None and found.quote:
            there = "".join(facts.source.at(found.span).split())
            assert there in "".join(found.quote.split()), (found.quote, there)
    assert not review.problems


def test_what_was_changed_is_said(desk: Desk) -> None:
    review = reviewed(f"{MAIN}补充协议\n一、将原合同第3.2条修改为：“甲方应于每月25日前付款。”\n二、删除第2.2条。{END}", desk)
    (note,) = [note for note in review.contracts[0].notes if "补充协议" in note.message]
    assert note.message == "补充协议：修改了第3.2条，删除了第2.2条；以下按修改后的文字审查"
    assert "amended 第3.2条" in note.message_en
    one, two = review.contracts[0].facts.contract.amendments
    assert (one.kind, one.by, one.target, one.was, one.now) == ("replaced", "补充协议", "第3.2条", "甲方应于每月10日前付款。", "甲方应于每月25日前付款。")
    assert (two.kind, two.was, two.now) == ("deleted", "期满前三十日双方无异议的，自动续展一年。", "")
    assert review.contracts[0].facts.contract.clause(one.clause or "").amended == "补充协议"


def test_a_later_supplement_amends_what_an_earlier_one_left() -> None:
    _, contract = amended(f"{MAIN}补充协议（一）\n一、第二条中“三年”修改为“五年”。{END}\n补充协议（二）\n一、第二条中“五年”修改为“四年”。{END}")
    assert texts(contract)["2.1"] == "本合同服务期限为四年，自开通之日起算。"
    assert [a.by for a in contract.amendments] == ["补充协议（一）", "补充协议（二）"]


def test_an_annex_is_amended_where_the_supplement_names_it() -> None:
    main = MAIN + "附件一 服务标准\n第一条 故障四小时内修复。\n第二条 每季巡检一次。\n\n"
    _, contract = amended(f"{main}补充协议\n一、附件一第一条修改为：“故障二小时内修复。”{END}")
    assert [clause.text for clause in contract.clauses if clause.annex == "附件一 服务标准"] == ["故障二小时内修复。", "每季巡检一次。"]
    assert texts(contract) == texts(amended(MAIN)[1])


ALONE = """数据专线租用合同补充协议
甲方：云岭县图书馆
乙方：中国电信股份有限公司云岭分公司
甲乙双方于2024年3月1日签订《数据专线租用合同》（以下称“原合同”），现补充如下：
一、将原合同第2.1条中“服务期限为三年”修改为“服务期限为五年”。
二、新增线路的月租费为300元，甲方应于每月10日前付款。
三、本补充协议与原合同不一致的，以本补充协议为准。
甲方（盖章）： 乙方（盖章）：
2024年9月1日
"""


def test_a_supplement_alone_is_reviewed_as_it_is_and_says_that_its_contract_is_missing(desk: Desk) -> None:
    review = reviewed(ALONE, desk)
    (contract,) = review.contracts
    assert not review.problems and not contract.facts.contract.amendments
    assert [clause.number for clause in contract.facts.contract.clauses if clause.kind == "clause"] == ["一", "二", "三"]
    assert any("主合同不在文件中" in note.message for note in contract.notes)
    assert [term.values["months"] for term in contract.facts.terms if term.type == "term"] == [60], "three years are only quoted"


@pytest.mark.parametrize(
    "text",
    ["第五条修改为：“" * 4_000, "将" * 30_000 + "修改为", "删除第" + " " * 40_000 + "条", "第一条、" * 10_000 + "修改为", "“" * 40_000, "增加" + "本合同" * 15_000, "将“" + "甲" * 500 + "”修改为“乙”。" * 3_000],
    ids=["openings", "leads", "blanks", "numbers", "quotation marks", "papers", "words"],
)
def test_a_hostile_supplement_takes_no_long_time(text: str) -> None:
    import time

    source = ingest.read_bytes("hostile.txt", f"{MAIN}补充协议\n一、{text}\n".encode())
    begin = time.process_time()
    for contract in structure.split(source):
        structure.amended(source, contract)
    assert time.process_time() - begin < 3.0


# what the clause says; of which type its terms are; why
QUOTING = [
    ("原合同第五条约定：“甲方逾期付款的，每逾期一日按欠款的千分之三支付违约金。”双方确认该约定已履行完毕。", [], "an earlier contract"),
    ("《电信服务规范》规定：“逾期付款的，每逾期一日按欠款的千分之三支付违约金。”", [], "a rule of others"),
    ("招标文件载明：“甲方逾期付款的，每逾期一日按欠款的千分之三支付违约金。”", [], "the tender"),
    ("原合同载明：“双方共同遵守。”甲方逾期付款的，每逾期一日按欠款的千分之三支付违约金。", ["late_payment"], "what stands behind the quotation is agreed"),
    ("双方约定：“甲方逾期付款的，每逾期一日按欠款的千分之三支付违约金。”", ["late_payment"], "the parties' own words in quotation marks"),
    ("甲方逾期付款的，每逾期一日按欠款的千分之三支付“违约金”。", ["late_payment"], "a word in quotation marks"),
]


@pytest.mark.parametrize(("clause", "types", "why"), QUOTING, ids=[row[2] for row in QUOTING])
def test_what_is_quoted_from_elsewhere_gives_no_terms(clause: str, types: list[str], why: str, desk: Desk) -> None:
    review = reviewed(f"线路租用合同\n甲方：云岭县图书馆\n乙方：中国电信股份有限公司云岭分公司\n第一条 乙方提供线路一条。\n第二条 {clause}\n第三条 本合同一式两份。\n", desk)
    facts = review.contracts[0].facts
    assert [term.type for term in facts.terms if facts.contract.clause(term.clause).number == "第二条"] == types


ITEMS = """专线服务合同
甲方：云岭县图书馆
乙方：中国电信股份有限公司云岭分公司
一、服务内容
（一）乙方提供专线两条。
（二）带宽100M。
二、费用
（一）月租费为800元。
（二）甲方按季付款。
三、违约责任
（一）甲方逾期付款的，每日按千分之一支付违约金。
（二）乙方逾期开通的，每日按月租费的百分之一支付违约金。
甲方（盖章）： 乙方（盖章）：
2024年3月1日



专线服务合同补充协议
甲方：云岭县图书馆
乙方：中国电信股份有限公司云岭分公司
经协商一致，就主合同有关条款变更如下：
第一条 主合同第二条第（一）款变更为：
（一）月租费为700元，自2024年10月起执行。
第二条 主合同第三条修改为：
（一）甲方逾期付款的，每日按万分之三支付违约金。
（二）乙方逾期开通的，每日按月租费的百分之二支付违约金。
（三）违约金累计不超过合同总价的百分之五。
第三条 主合同第一条修改为：
（一）乙方提供专线三条，带宽100M。
第四条 除上述变更外，主合同其他条款继续有效。
甲方（盖章）： 乙方（盖章）：
2024年9月20日
"""


def test_new_words_that_are_numbered_below_a_heading_go_each_to_its_own_place() -> None:
    """The supplement's own numbers (第一条, 第二条) are not those of the main text, and （一） below them is the part that is worded anew."""
    source, contract = amended(ITEMS)
    body = [(clause.path[0][:1], clause.number, clause.text) for clause in contract.clauses if clause.annex is None]
    assert body == [
        ("一", "（一）", "乙方提供专线三条，带宽100M。"),
        ("二", "（一）", "月租费为700元，自2024年10月起执行。"),
        ("二", "（二）", "甲方按季付款。"),
        ("三", "（一）", "甲方逾期付款的，每日按万分之三支付违约金。"),
        ("三", "（二）", "乙方逾期开通的，每日按月租费的百分之二支付违约金。"),
        ("三", "（三）", "违约金累计不超过合同总价的百分之五。"),
    ]
    assert [(a.kind, a.was) for a in contract.amendments if a.kind == "deleted"] == [("deleted", "带宽100M。")], "what the new wording of an article leaves out is gone"
    assert all("".join(source.at(piece) for piece in clause.pieces) == clause.text for clause in contract.clauses)


def test_an_item_below_a_heading_that_changes_only_some_leaves_the_others() -> None:
    _, contract = amended(ITEMS.replace("主合同第三条修改为：\n（一）甲方逾期付款的，每日按万分之三支付违约金。\n", "主合同第三条修改如下：\n").replace("第一条修改为", "第一条修改如下"))
    texts = [clause.text for clause in contract.clauses if clause.annex is None]
    assert "甲方逾期付款的，每日按千分之一支付违约金。" in texts and "乙方逾期开通的，每日按月租费的百分之二支付违约金。" in texts and "带宽100M。" in texts
