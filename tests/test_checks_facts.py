"""The checks of facts over small contracts: each table of tests/cases/facts, each row both sides of what a check decides."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from clauses import structure, terms
from clauses.checks import (
    absence,
    accounts,
    arbitration,
    caps,
    chains,
    copies,
    counts,
    dates,
    endings,
    entrusted,
    forums,
    outages,
    overrides,
    penalties,
    people,
    publications,
    renewals,
    seats,
    sides,
    sums,
    tables,
    wholes,
)
from clauses.checks import points as compared
from clauses.figures import Figures, of_base
from clauses.holding import holdings, set_back
from clauses.library import load
from clauses.model import (
    Block,
    Facts,
    Finding,
    Hit,
    Match,
    Point,
    PointMatch,
    Roles,
    Source,
    Span,
    Template,
    TemplateClause,
    Term,
)

CASES = Path(__file__).parent / "cases" / "facts"
FRONT = "技术服务合同\n甲方（采购人）：江城市图书馆\n乙方（服务商）：长河通信有限公司\n"
LIBRARY = replace(load(), vocabulary={}, templates={}, playbooks={}, rules=())
CHECKS = {
    "sums": (sums.amounts,),
    "wholes": (sums.amounts, wholes.parts),
    "tables": (tables.columns, tables.duplicate_ids, counts.numbers),
    "counts": (counts.numbers, copies.copies_held),
    "chains": (chains.periods,),
    "accounts": (accounts.names, accounts.two_accounts),
    "dates": (dates.retroactive, dates.term, dates.days, dates.period, dates.termination),
    "forums": (forums.two_forums, forums.bond),
    "seats": (seats.court_or_arbitration, seats.no_connection, seats.at_home, seats.wrong_court, seats.foreign_forum, seats.endless_steps, arbitration.two_bodies),
    "caps": (caps.caps_one_side, caps.no_carve_out, caps.undone_penalty, caps.emptied_cap),
    "penalties": (penalties.paid_twice, penalties.obsolete_rate),
    "overrides": (overrides.overridden, forums.two_forums),
    "people": (people.persons,),
    "sides": (sides.one_sided,),
    "renewals": (renewals.renewal_prices,),
    "endings": (endings.discounts_paid_back,),
    "outages": (outages.unreduced,),
    "published": (publications.as_published, publications.transfers),
    "entrusted": (entrusted.entrusted_data,),
    "missing": (absence.missing,),
}
CHECKS["whole"] = tuple(dict.fromkeys(check for table, checks in CHECKS.items() if table != "missing" for check in checks))
ROWS = [(table, row) for table in CHECKS for row in yaml.safe_load((CASES / f"{table}.yaml").read_text(encoding="utf-8"))]


def source_of(text: str) -> Source:
    """A text as a reader of plain text gives it: a block a line, tabs part the cells of a table's row."""
    blocks = []
    for line in re.finditer(r"[^\n]+", text):
        if line[0].strip():
            start, end = line.start() + len(line[0]) - len(line[0].lstrip()), line.start() + len(line[0].rstrip())
            blocks.append(Block(span=Span(start, end), kind="row" if line[0].count("\t") >= 1 else "text"))
    return Source(file="case.txt", sha256="", format="txt", text=text, blocks=tuple(blocks))


def facts_of(row: dict[str, Any]) -> Facts:
    """The facts of a row's contract, its terms read, its clauses typed as the row says."""
    text = row["contract"] if re.match(r"[^\n]{0,20}合同\n", row["contract"]) else FRONT + row["contract"]
    source = source_of(text)
    contract = structure.split(source)[0]
    types = {str(number): type for number, type in row.get("types", {}).items()}
    also = {str(number): tuple(types) for number, types in row.get("also", {}).items()}
    typed = (replace(c, type=types[c.number], confidence=0.9) if c.number in types else c for c in contract.clauses)
    contract = replace(contract, clauses=tuple(replace(c, also=also.get(c.number or "", c.also)) for c in typed))
    roles = Roles(customer=contract.names("customer"), carrier=contract.names("carrier"))
    read = tuple(
        Term(clause=c.id, type=r.type, values=r.values, quote=c.text[r.span.start : r.span.end], span=c.locate(*r.span))
        for c in contract.clauses
        if c.kind in ("clause", "table")
        for r in (terms.rows(c.text, roles=roles) if c.kind == "table" else terms.read(c.text, roles=roles, heading=" ".join((*c.path, c.heading or "")), type=c.type))
    )
    return Facts(
        source=source, contract=contract, template=standard_of(row.get("standard")), template_similarity=1.0, template_terms=(),
        matches=(), missing=(), terms=read,
    )  # fmt: skip


def standard_of(types: list[str] | None) -> Template | None:
    """A standard that requires one clause of each type; None where the row names none."""
    if types is None:
        return None
    clauses = tuple(
        TemplateClause(id=f"{type}-{n}", number=str(n), heading=None, article=type, type=type, also=(), required=True, reason="理由", text=type)
        for n, type in enumerate(types)
    )
    return Template(id="standard", version="1", title="标准", title_en="", clauses=clauses)


def shown(hit: Hit, facts: Facts) -> str:
    number = next((c.number for c in facts.contract.clauses if c.id == hit.clause), None)
    return f"{hit.code} @ {number or '-'} / {hit.quote}"


@pytest.mark.parametrize(("table", "row"), ROWS, ids=[f"{table}: {row['name']}" for table, row in ROWS])
def test_row(table: str, row: dict[str, Any]) -> None:
    facts = facts_of(row)
    hits = [hit for check in CHECKS[table] for hit in check(facts, LIBRARY)]
    found = [shown(hit, facts) for hit in hits]
    assert len(found) == len(row["expect"]), found
    for wanted in row["expect"]:
        head, _, words = wanted.partition(" /")
        assert any(f.startswith(f"{head} /") and words.strip() in f for f in found), found
    for hit in hits:
        assert row.get("bears") in (None, hit.values.get("bears"))
        assert row.get("holds") in (None, *(h.holds for h in holdings(facts) if h.two.span == hit.span))
        if hit.span is not None:
            assert re.sub(r"\s", "", facts.source.at(hit.span)) == re.sub(r"\s", "", hit.quote)


def test_as_many_silent_rows_as_firing_ones() -> None:
    fired: dict[str, list[bool]] = defaultdict(list)
    for table, row in ROWS:
        fired[table].append(bool(row["expect"]))
    assert all(any(rows) and not all(rows) for rows in fired.values())
    assert all(2 * sum(rows) <= len(rows) + 1 for rows in fired.values()), {t: (sum(r), len(r)) for t, r in fired.items()}


def matched(states: list[str], *, similarity: float = 0.8, weight: str = "major") -> Iterator[Hit]:
    facts = facts_of({"standard": ["acceptance"], "types": {"1.1": "acceptance"}, "contract": "第一条 验收\n1.1 甲方应在五日内验收，逾期视为合格。\n1.2 验收时应当出具书面意见。\n"})
    points = tuple(
        PointMatch(point=Point(id=f"p{n}", who=None, modal="must", says=f"要点{n}", present=(("整改", "返工"),), weight=weight), state=state, quote="逾期视为合格" if state == "reversed" else "")  # type: ignore[arg-type]
        for n, state in enumerate(states)
    )
    match = Match(clause=facts.contract.clauses[0].id, template_clause="acceptance-0", similarity=similarity, status="changed", points=points)
    return compared.changed(replace(facts, matches=(match,)), LIBRARY)


def test_lacking_point_is_for_a_person_to_check() -> None:
    (hit,) = matched(["said", "lacking", "lacking"])
    assert (hit.code, hit.certainty, hit.values["count"], hit.values["lacking"]) == ("acceptance.changed", "check", 2, "要点1；要点2")


def test_reversed_point_quotes_the_words_that_reverse_it() -> None:
    (hit,) = matched(["reversed"])
    assert (hit.quote, hit.certainty) == ("逾期视为合格", "likely")


@pytest.mark.parametrize(("states", "options"), [(["said"], {}), (["lacking"], {"weight": "minor"})])
def test_nothing_changed(states: list[str], options: dict[str, Any]) -> None:
    assert not list(matched(states, **options))


def test_a_point_said_elsewhere_in_the_body_is_not_lacking() -> None:
    row = {"standard": ["acceptance"], "types": {"1.1": "acceptance"}, "contract": "第一条 验收\n1.1 甲方应在五日内验收。\n1.2 不合格的，乙方应当返工。\n"}
    facts = facts_of(row)
    point = Point(id="p", who=None, modal="must", says="整改", present=(("整改", "返工"),), weight="major")
    match = Match(clause=facts.contract.clauses[0].id, template_clause="acceptance-0", similarity=0.8, status="changed", points=(PointMatch(point=point, state="lacking"),))
    assert not list(compared.changed(replace(facts, matches=(match,)), LIBRARY))


def test_what_does_not_hold_is_set_back() -> None:
    facts = facts_of(next(row for table, row in ROWS if table == "overrides" and row.get("holds") == "annex"))
    (holding,) = holdings(facts)
    told = [
        Finding(id="", code="late_payment.high", severity="high", certainty="certain", favours="them", score=60, clause=t.clause, quote=t.quote, span=t.span, message="", basis=(), suggestion="", type=t.type)
        for t in (holding.one, holding.two)
    ]
    assert [(f.severity, f.score) for f in set_back(told, facts)] == [("low", 30), ("high", 60)]


FIGURES = yaml.safe_load((CASES.parent / "figures.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", FIGURES, ids=[row["name"] for row in FIGURES])
def test_figures(row: dict[str, Any]) -> None:
    figures = Figures.of(facts_of(row))
    assert {name: getattr(figures, name) for name in row["expect"]} == row["expect"]


@pytest.mark.parametrize(
    ("base", "values", "quote", "amount"),
    [
        ("monthly_fee", {}, "以当月服务费为限", 2000),
        ("monthly_fee", {}, "以发生故障的端点当月月租费为限", None),  # one end point's fee is not told
        ("fees_paid", {"lookback_months": 1}, "以前一个月实付的费用为限", 2000),
        ("fees_paid", {"lookback_months": 3}, "以前三个月实付的费用为限", 6000),
        ("fees_paid", {}, "以实付的费用为限", None),  # how much was paid is not told
        ("remaining_fees", {}, "所涉专线剩余期限费用的八成", 48000),  # at most the whole remainder
        ("overdue_amount", {}, "按逾期金额的万分之五", 6000),  # at most a quarter's fee
        ("annual_fees", {}, "以一年的费用为限", 24000),
    ],
)
def test_what_a_base_comes_to(base: str, values: dict[str, Any], quote: str, amount: int | None) -> None:
    figures = Figures(total=Decimal(48000), monthly=Decimal(2000), annual=Decimal(24000), instalment=Decimal(6000), months=Decimal(24))
    assert of_base(base, values, figures, quote)[0] == amount


# name (why the row is there), rows of the table, the total's finding
PRICES = [("站点", "线路编号", "月费（元）", "年费（元）", "租期"), *((f"站点{n}", f"LX-2026{n:04}", "100", "1200", "2026-01至2026-12") for n in range(1, 5))]
GRIDS = [
    ("all cells there", [*PRICES, ("", "合计", "", "4800", "")], 0),
    ("a wrong total", [*PRICES, ("", "合计", "", "4900", "")], 1),
    ("a row lost its merged first cell and has an empty last one", [*PRICES[:-1], ("LX-20260004", "100", "1200", "2026-01至2026-12", ""), ("", "合计", "", "4800", "")], 0),
    ("a row lost a cell and is short", [*PRICES[:-1], ("LX-20260004", "100", "1200", "2026-01至2026-12"), ("", "合计", "", "4800", "")], 0),
]


@pytest.mark.parametrize(("name", "rows", "found"), GRIDS, ids=[row[0] for row in GRIDS])
def test_a_cell_that_was_lost_between_is_put_back(name: str, rows: list[tuple[str, ...]], found: int) -> None:
    text = "\n".join("\t".join(row) for row in rows)
    facts = facts_of({"contract": f"第一条 标的\n1.1 乙方提供线路，见附件一。\n附件一 价目表\n{text}\n"})
    assert sum(hit.code == "consistency.amount" for hit in tables.columns(facts, load())) == found
