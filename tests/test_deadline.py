"""The last day for a notice: every row of tests/cases/deadline.yaml, and whose money the customer spends."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from clauses.buyer import is_public, public_buyer
from clauses.deadline import deadline
from clauses.model import Clause, Contract, Facts, Party, Source, Span, Term

ROWS = yaml.safe_load((Path(__file__).parent / "cases" / "deadline.yaml").read_text(encoding="utf-8"))
KEYS = {"name", "start", "end", "other_end", "length", "days", "months", "hours", "working", "signed", "text", "expect"}


def contract_of(text: str = "", *, signed: str | None = None, customer: str | None = None) -> Contract:
    clause = Clause(id="c1", number="1", heading=None, text=text, type="term", annex=None, parent=None, span=Span(0, len(text)), page=None, pieces=())
    parties = (Party(role="customer", name=customer, alias="甲方"), Party(role="carrier", name="长河电信局", alias="乙方"))
    return Contract(title="", language="zh", parties=parties, signed=signed, clauses=(clause,), span=Span(0, len(text)))


def facts_of(contract: Contract, *terms: Term) -> Facts:
    source = Source(file="a.txt", sha256="", format="txt", text="", blocks=())
    return Facts(source=source, contract=contract, template=None, template_similarity=0.0, template_terms=(), matches=(), missing=(), terms=terms)


def term_of(type: str, **values: Any) -> Term:
    return Term(clause="c1", type=type, values=values, quote="", span=Span(0, 0))


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_row(row: dict[str, Any]) -> None:
    assert set(row) <= KEYS
    period = {name: row[key] for name, key in (("start_date", "start"), ("end_date", "end")) if key in row}
    period |= {"months": Decimal(row["length"])} if "length" in row else {}
    notice = {f"notice_{unit}": Decimal(row[unit]) for unit in ("days", "months", "hours") if unit in row}
    notice |= {"day": "working"} if row.get("working") else {}
    terms = [term_of("term", **period), *([term_of("term", end_date=row["other_end"])] if "other_end" in row else [])]
    renewal = term_of("renewal", auto=True, **notice)
    found = deadline(renewal, facts_of(contract_of(row.get("text", ""), signed=row.get("signed")), *terms, renewal))
    assert found.get("last_notice_day", "") == row["expect"]
    assert ("holidays" in found) == (bool(row["expect"]) and bool(row.get("working")))


def test_only_a_renewal_has_a_last_day() -> None:
    term = term_of("termination_for_convenience", notice_days=Decimal(30))
    assert deadline(term, facts_of(contract_of(), term_of("term", end_date="2026-12-31"), term)) == {}


@pytest.mark.parametrize(
    ("customer", "public"),
    [
        ("江城市档案局", True),
        ("江城市人民政府办公室", True),
        ("江城市第三人民医院", True),
        ("江城师范学院", True),
        ("江城市公安局东湖分局", True),
        ("江城市政务服务中心（筹）", True),
        ("江城建工集团有限公司", False),
        ("江城云数据中心有限公司", False),  # a company, whatever it calls itself
        ("江城商业银行", False),
        ("江城民办外国语学校", False),
        ("绿苑小区业主委员会", False),
        (None, False),
    ],
)
def test_who_spends_public_money_by_name(customer: str | None, public: bool) -> None:
    assert is_public(contract_of(customer=customer)) is public


@pytest.mark.parametrize(("text", "public"), [("合同价款由财政资金支付。", True), ("本项目依政府采购程序确定供应商。", True), ("合同价款由甲方自筹。", False)])
def test_who_spends_public_money_by_the_contract(text: str, public: bool) -> None:
    facts = facts_of(contract_of(text, customer="江城文化传播有限公司"))
    assert public_buyer(term_of("renewal"), facts) == ({"public_buyer": True} if public else {})
    assert public_buyer(term_of("charges"), facts) == {}
