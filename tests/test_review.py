"""What a clause is, told by the whole contract: by which letter its sides go, and by the clauses that it cites."""

from pathlib import Path

import pytest

from clauses import structure
from clauses.model import Block, Contract, Roles, Source, Span
from clauses.review import Desk, classified, read_terms
from clauses.saved import dumps, loads
from tests.conftest import Reviewed

LETTERS = "机房维护合同\n甲方：{}\n乙方：{}\n"
CUSTOMER, CARRIER = "云川市图书馆", "长河通信有限公司"
FIRST_IS_CUSTOMER, FIRST_IS_CARRIER = LETTERS.format(CUSTOMER, CARRIER), LETTERS.format(CARRIER, CUSTOMER)
RESTRICTED = """第一条 使用
一、{user}不得将线路转借、转售给其他单位。
二、{user}应妥善保管放置在其机房内的设备。
第二条 违约
{words}
"""
CITED = [
    ("所引的一项限制用途", "{user}违反第一条第一项的，应向{other}支付三倍年费的违约金。", "misuse_penalty"),
    ("所引的一项是保管设备", "{user}违反第一条第二项的，应向{other}支付三倍年费的违约金。", "breach_of_contract"),
    ("所引的一条不都限制用途", "{user}违反第一条的，应向{other}支付三倍年费的违约金。", "breach_of_contract"),
]


def contract_of(text: str) -> Contract:
    blocks = []
    at = 0
    for line in text.splitlines():
        blocks.append(Block(span=Span(at, at + len(line))))
        at += len(line) + 1
    return structure.split(Source(file="case.txt", sha256="", format="txt", text=text, blocks=tuple(blocks)))[0]


@pytest.mark.parametrize("front", [FIRST_IS_CUSTOMER, FIRST_IS_CARRIER], ids=["甲方是客户", "甲方是服务方"])
@pytest.mark.parametrize(("words", "type"), [row[1:] for row in CITED], ids=[row[0] for row in CITED])
def test_a_penalty_is_of_what_it_cites(front: str, words: str, type: str, desk: Desk) -> None:
    user, other = ("甲方", "乙方") if front is FIRST_IS_CUSTOMER else ("乙方", "甲方")
    contract = contract_of(front + RESTRICTED.format(user=user, words=words.format(user=user, other=other)))
    contract = classified(contract, desk.classifier)
    found, _ = read_terms(contract, Roles(customer=contract.names("customer"), carrier=contract.names("carrier")))
    assert [term.type for term in found if term.get("multiple")] == [type]


def test_types_do_not_hang_on_the_letters(desk: Desk) -> None:
    """The same contract, its letters the other way round."""
    lines = ["第一条 {user}的责任", "一、{user}应当提供放置设备的场地和电源。", "二、{user}应当指定专人与{other}联系。", "第二条 {other}的责任", "一、{other}应当每月巡检一次。", "二、{other}的人员进入机房应当出示证件。"]
    texts = ["\n".join(lines).format(user=user, other=other) for user, other in (("甲方", "乙方"), ("乙方", "甲方"))]
    typed = [[(c.type, c.confidence) for c in classified(contract_of(front + text), desk.classifier).clauses] for front, text in zip((FIRST_IS_CUSTOMER, FIRST_IS_CARRIER), texts, strict=True)]
    assert len(typed[0]) == 4
    assert typed[0] == typed[1]


QUOTED = [
    ("停机另有一句", "甲方未按期付费的，每日按欠费的千分之五支付违约金。欠费超过十日的，乙方可以停机。", "欠费超过十日的，乙方可以停机"),
    ("一经欠费即停，与违约金同一句", "甲方未按期付费的，每日按欠费的千分之五支付违约金，且乙方有权停机。", "且乙方有权停机"),
    ("只说停机", "甲方欠费超过十日的，乙方可以停机。", "甲方欠费超过十日的，乙方可以停机"),
    ("繁体照原文引用", "甲方未按期付費的，每日按欠費的千分之五支付違約金。欠費超過十日的，乙方可以停機。", "欠費超過十日的，乙方可以停機"),
]


@pytest.mark.parametrize(("words", "quote"), [row[1:] for row in QUOTED], ids=[row[0] for row in QUOTED])
def test_a_finding_quotes_the_words_that_it_is_about(words: str, quote: str, tmp_path: Path, reviewed: Reviewed) -> None:
    """A late fee and the suspension beside it are one term; each finding stands at its own words, in the page and in Word's comments."""
    file = tmp_path / "合同.txt"
    file.write_text(FIRST_IS_CUSTOMER + f"第一条 付费\n一、{words}\n二、双方应当友好协商解决争议。\n", encoding="utf-8")
    contract = reviewed(file, "customer").contracts[0]
    (finding,) = [f for f in contract.findings if f.code == "suspension.too_early"]
    assert finding.quote == quote
    assert finding.span is not None and contract.facts.source.at(finding.span) == quote
    assert all("支付" in f.quote for f in contract.findings if f.type == "late_payment" and f.code.startswith("late_payment."))
    assert loads(dumps(reviewed(file, "customer"))) == reviewed(file, "customer")


LIKEST = [
    ("专线合同不用云服务的文本", "互联网专线服务合同", "专线", "云产品"),
    ("云合同用云服务的文本", "云服务合同", "云产品", "专线"),
]


@pytest.mark.parametrize(("title", "holds", "lacks"), [row[1:] for row in LIKEST], ids=[row[0] for row in LIKEST])
def test_without_a_fitting_standard_the_wording_is_that_of_the_likest_title(title: str, holds: str, lacks: str, tmp_path: Path, reviewed: Reviewed) -> None:
    file = tmp_path / "合同.txt"
    file.write_text(f"{title}\n甲方：{CUSTOMER}\n乙方：{CARRIER}\n第一条 变更\n一、乙方有权随时调整服务规则，无须通知甲方。\n二、双方应当友好协商解决争议。\n", encoding="utf-8")
    contract = reviewed(file, "customer").contracts[0]
    assert contract.facts.template is None
    suggestion = next(f.suggestion for f in contract.findings if f.code == "unilateral_change.no_notice")
    assert holds in suggestion and lacks not in suggestion
