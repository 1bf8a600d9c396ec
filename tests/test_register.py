"""A review as rows across contracts: findings, numbers in their units, days to keep."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from clauses import ingest, register
from clauses.model import Side
from clauses.review import Desk, review_source

HERE = Path(__file__).resolve().parent
SAMPLES = sorted((HERE.parent / "templates_library" / "samples").glob("*.*"))
HEAD = "专线服务合同\n\n甲方（客户）：安平市图书馆\n乙方（服务方）：安平市电信分公司\n\n签订日期：2026年1月5日\n\n"

# name (why the row is there), the article, type, who, field, value, yearly
NUMBERS = [
    ("a rate a day is 365 times a year", "第九条 违约责任\n9.1 甲方逾期付款的，每逾期一日，按照逾期金额的千分之三向乙方支付违约金。", "late_payment", "customer", "rate_per_day", "0.003", "1.095"),
    ("a rate a month is twelve times a year", "第九条 违约责任\n9.1 甲方逾期付款的，按照逾期金额每月百分之二向乙方支付违约金。", "late_payment", "customer", "rate_per_month", "0.02", "0.24"),
    ("a notice in days", "第八条 终止\n8.1 甲方可以提前45日书面通知乙方终止本合同。", "termination_for_convenience", "customer", "notice_days", "45", None),
    ("a cap by months of fees", "第九条 责任上限\n9.1 乙方在本合同项下的赔偿责任累计不超过违约行为发生前六个月甲方已付的服务费。", "liability_cap", "carrier", "lookback_months", "6", None),
    ("the same cap as a share of a year's fees", "第九条 责任上限\n9.1 乙方在本合同项下的赔偿责任累计不超过违约行为发生前六个月甲方已付的服务费。", "liability_cap", "carrier", "of_annual", "0.5", None),
    ("a share within a cap has a name of its own", "第九条 违约责任\n9.2 乙方逾期开通的，每逾期一日，按照合同总价的千分之五向甲方支付违约金，但不超过合同总价的10%。", "delay_compensation", "carrier", "cap.share", "0.1", None),
    ("an availability", "第七条 服务质量\n7.1 专线可用率不低于99.9%。", "service_levels", "", "availability", "0.999", None),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "type", "who", "field", "value", "yearly"), NUMBERS, ids=[row[0] for row in NUMBERS])
def test_a_number_stands_in_its_row(name: str, text: str, type: str, who: str, field: str, value: str, yearly: str | None, desk: Desk) -> None:
    _, terms, _ = _rows(text, desk)
    found = [t for t in terms if (t.type, t.who, t.field) == (type, who, field)]
    assert [(t.value, t.yearly) for t in found] == [(Decimal(value), Decimal(yearly) if yearly else None)], [(t.type, t.who, t.field, t.value) for t in terms]
    assert found[0].quote in text and (found[0].customer, found[0].carrier, found[0].signed) == ("安平市图书馆", "安平市电信分公司", "2026-01-05")


COURT = "第十一条 争议解决\n11.1 因本合同发生的争议，协商不成的，向乙方所在地人民法院起诉。"
# name (why the row is there), the article, type, field, the words and of what the number is
SAID = [
    ("the court's side in a word of the vocabulary", COURT, "jurisdiction", "seat", "carrier", ""),
    ("how it is settled", COURT, "jurisdiction", "method", "court", ""),
    ("a place by its name", "第十一条 争议解决\n11.1 因本合同发生的争议，协商不成的，向安平市人民法院起诉。", "jurisdiction", "seat", "place:安平市", ""),
    ("an institution by its name", "第十一条 争议解决\n11.1 因本合同发生的争议，提交安平仲裁委员会仲裁。", "jurisdiction", "institution", "安平仲裁委员会", ""),
    ("the law", "第十一条 法律适用\n11.1 本合同适用中华人民共和国法律。", "governing_law", "law", "PRC", ""),
    ("a rate has its base", NUMBERS[0][1], "late_payment", "rate_per_day", "", "overdue_amount"),
    ("a share of the whole", "第九条 违约责任\n9.2 甲方提前终止本合同的，应向乙方支付剩余期限服务费总额30%的违约金。", "early_termination_charge", "share", "", "remaining_fees"),
    ("a share within a cap has the cap's base", NUMBERS[5][1], "delay_compensation", "cap.share", "", "contract_total"),
    ("a sum is of a kind", "第五条 费用\n5.1 合同总价为人民币240000元。", "charges", "amount", "", "total"),
    ("working days are not days", "第五条 付款\n5.2 甲方收到发票后10个工作日内付款。", "payment_terms", "due_days", "", "invoice working"),
    ("days are days", "第五条 付款\n5.2 甲方收到发票后10日内付款。", "payment_terms", "due_days", "", "invoice"),
    ("an availability is of nothing", NUMBERS[6][1], "service_levels", "availability", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "type", "field", "said", "of"), SAID, ids=[row[0] for row in SAID])
def test_words_stand_in_rows_and_numbers_say_of_what(name: str, text: str, type: str, field: str, said: str, of: str, desk: Desk) -> None:
    _, terms, _ = _rows(text, desk)
    found = {(t.said, t.of) for t in terms if (t.type, t.field) == (type, field)}
    assert (said, of) in found, [(t.type, t.who, t.field, t.said, t.of) for t in terms]
    assert all((t.value is None) == bool(t.said) for t in terms)


TERM = "第十条 期限\n10.1 本合同有效期自2026年3月1日起至2028年2月29日止。\n"
# name, the articles, the rows: kind, day, whether the contract renews itself, whether working days were counted
DAYS = [
    ("the end and the last day before it", TERM + "10.2 期满前30日任何一方未书面提出终止的，本合同自动续展一年。", [("last_notice_day", "2028-01-30", True, False), ("end_of_term", "2028-02-29", True, False)]),
    ("working days, which holidays may shorten", TERM + "10.2 期满前10个工作日任何一方未书面提出终止的，本合同自动续展一年。", [("last_notice_day", "2028-02-15", True, True), ("end_of_term", "2028-02-29", True, False)]),
    ("no renewal: the end alone", TERM, [("end_of_term", "2028-02-29", False, False)]),
    ("an end that floats is none", "第十条 期限\n10.1 本合同有效期24个月，自开通之日起计算。", []),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "expected"), DAYS, ids=[row[0] for row in DAYS])
def test_the_days_to_keep(name: str, text: str, expected: list[tuple[str, str, bool, bool]], desk: Desk) -> None:
    findings, _, notices = _rows(text, desk)
    assert [(n.kind, n.day, n.renews, n.counted) for n in notices] == expected
    for notice in notices:
        assert notice.quote in text and notice.place.startswith("10.")
        assert not notice.finding or notice.finding in {f.finding for f in findings}


@pytest.mark.parametrize(("times", "limited"), [("，以顺延一次为限", True), ("，顺延次数不限", False), ("", False)])
def test_a_day_says_whether_the_renewals_are_limited(times: str, limited: bool, desk: Desk) -> None:
    _, _, notices = _rows(f"{TERM}10.2 期满前30日双方均未书面提出终止的，本合同自动顺延一年{times}。", desk)
    assert {(n.kind, n.limited) for n in notices} == {("last_notice_day", limited), ("end_of_term", limited)}


@pytest.mark.parametrize("side", ["customer", "carrier"])
@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.stem)
def test_every_finding_has_its_row(path: Path, side: Side, desk: Desk) -> None:
    review = review_source(ingest.read(path), desk, side=side)
    for contract in review.contracts:
        findings, terms, _ = register.rows(contract, desk.library, "m-1")
        assert [(f.finding, f.code, f.severity, f.message, f.quote, f.clause) for f in findings] == [(f.id, f.code, f.severity, f.message, f.quote, f.clause) for f in contract.findings]
        assert all(row.amount == (f.exposure.amount if f.exposure else None) for row, f in zip(findings, contract.findings, strict=True))
        assert all((row.place != "") == (f.clause is not None) for row, f in zip(findings, contract.findings, strict=True))
        assert all(t.matter == "m-1" and (t.value.is_finite() if t.value is not None else t.said) for t in terms)
        graves = {(f.clause, f.type): f.severity for f in reversed(contract.findings)}
        assert all(t.severity == graves.get((t.clause, t.type), "") for t in terms)


def _rows(text: str, desk: Desk) -> register.Rows:
    """The rows of a contract that has these articles."""
    from clauses.model import Block, Source, Span

    whole = HEAD + "第一条 服务内容\n1.1 乙方为甲方提供专线服务，月服务费为人民币10000元。\n" + text
    lines = [Span(at, at + len(line)) for line, at in _lines(whole)]
    source = Source(file="合同.txt", sha256="0" * 64, format="txt", text=whole, blocks=tuple(Block(span=span) for span in lines))
    (contract,) = review_source(source, desk).contracts
    return register.rows(contract, desk.library, "m-1")


def _lines(text: str) -> list[tuple[str, int]]:
    found, at = [], 0
    for line in text.split("\n"):
        if line:
            found.append((line, at))
        at += len(line) + 1
    return found
