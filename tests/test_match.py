"""Drafts against a standard: tests/cases/wording/match.yaml, and what holds for any two."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from clauses import embed, match
from clauses.match.points import judge_points, wanted
from clauses.model import Clause, Contract, Match, Missing, Party, Point, Roles, Span, Template, TemplateClause

TABLE = yaml.safe_load((Path(__file__).parent / "cases" / "wording" / "match.yaml").read_text(encoding="utf-8"))
ENCODER = embed.load()


def clause(n: int, *, text: str, type: str = "other", number: str = "1", annex: str | None = None, also: tuple[str, ...] = ()) -> Clause:
    span = Span(1000 * n, 1000 * n + len(text))
    return Clause(id=f"c{n}", number=number, heading=None, text=text, span=span, pieces=(span,), annex=annex, type=type, also=also)


def contract(*clauses: Clause, title: str = "机柜托管合同", roles: Roles | None = None) -> Contract:
    roles = roles or Roles()
    parties = [Party(role=role, name=None, alias=names[0], aliases=names) for role, names in (("customer", roles.customer), ("carrier", roles.carrier))]
    return Contract(title=title, language="zh", parties=tuple(parties), signed=None, clauses=clauses, span=Span(0, 100_000))


STANDARD = Template(
    id="cabinet", version="1.0", title="机柜托管合同", title_en="Colocation", keywords=("机柜", "机房", "托管", "电力"),
    clauses=tuple(TemplateClause(heading=None, also=(), required=False, reason="", **row) for row in TABLE["standard"]),
)  # fmt: skip


PREPARED = match.prepare(STANDARD, ENCODER)


def fitting(draft: Contract, roles: Roles | None = None) -> tuple[match.Standard | None, float]:
    return match.fit(match.read(draft, roles or Roles(), ENCODER), [PREPARED])


def drafted(row: dict[str, Any]) -> tuple[Contract, Roles]:
    roles = roles_of(row)
    keys = ("text", "type", "number", "annex")
    made = [clause(n, also=tuple(c.get("also", ())), **{k: c[k] for k in keys if k in c}) for n, c in enumerate(row["clauses"])]
    return contract(*made, roles=roles), roles


def roles_of(row: dict[str, Any]) -> Roles:
    return Roles(**{side: tuple(names) for side, names in row["roles"].items()}) if "roles" in row else Roles()


def matched(row: dict[str, Any]) -> tuple[tuple[Match, ...], tuple[Missing, ...]]:
    draft, roles = drafted(row)
    return match.match(match.read(draft, roles, ENCODER), PREPARED)


@pytest.mark.parametrize("row", TABLE["drafts"], ids=lambda row: row["name"])
def test_counterparts(row: dict[str, Any]) -> None:
    matches, missing = matched(row)
    got = [[m.status, list(m.template_clause) if isinstance(m.template_clause, tuple) else m.template_clause] for m in matches]
    assert got == [[c["status"], c.get("of")] for c in row["clauses"]]
    found = {one for m in matches for one in (m.template_clause if isinstance(m.template_clause, tuple) else [m.template_clause])}
    assert {m.template_clause for m in missing} == {t.id for t in STANDARD.clauses} - found


@pytest.mark.parametrize("row", TABLE["drafts"], ids=lambda row: row["name"])
def test_diffs_rebuild_both_texts(row: dict[str, Any]) -> None:
    draft, _ = drafted(row)
    for m in matched(row)[0]:
        of = m.template_clause if isinstance(m.template_clause, tuple) else (m.template_clause,) if m.template_clause else ()
        assert "".join(text for op, text in m.diff if op != "+") == "\n".join(STANDARD.clause(one).text for one in of)
        assert "".join(text for op, text in m.diff if op != "-") == (draft.clause(m.clause).text if of else "")
        assert 0 <= m.similarity <= 1 and m.similarity == round(m.similarity, 2)


@pytest.mark.parametrize("row", TABLE["points"], ids=lambda row: row["name"])
def test_points(row: dict[str, Any]) -> None:
    words = row["point"]
    point = Point(id="p", **{**words, "present": tuple(tuple(group) for group in words["present"])})
    elsewhere = [clause(2, text=row["elsewhere"])] if "elsewhere" in row else []
    (judged,) = judge_points(wanted([point], row.get("standard", "")), [clause(1, text=row["text"])], elsewhere, roles=roles_of(row))
    assert judged.state == row["expect"]
    assert judged.quote in row["text"] + row.get("elsewhere", "") and bool(judged.quote) == (judged.state != "lacking")


def test_a_standard_against_itself_is_the_same() -> None:
    itself = contract(*[clause(n, text=t.text, type=t.type, number=t.number) for n, t in enumerate(STANDARD.clauses)])
    matches, missing = match.match(match.read(itself, Roles(), ENCODER), PREPARED)
    assert [(m.template_clause, m.status, m.similarity) for m in matches] == [(t.id, "same", 1.0) for t in STANDARD.clauses]
    assert missing == ()
    assert fitting(itself) == (PREPARED, 1.0)


def test_a_missing_clause_names_what_came_nearest_and_why_it_is_not_it() -> None:
    draft = contract(clause(0, text=STANDARD.clause("payment").text, type="payment_terms"), clause(1, text="旅客行李超重的，按航空公司规定办理。"))
    _, missing = match.match(match.read(draft, Roles(), ENCODER), PREPARED)
    late = next(m for m in missing if m.template_clause == "late-payment")
    assert late.type == "late_payment" and [c.clause for c in late.nearest] == ["c0", "c1"]
    assert all(c.why_not for c in late.nearest) and "0." in late.nearest[1].why_not


def test_nothing_at_all_is_matched_with_nothing() -> None:
    matches, missing = match.match(match.read(contract(), Roles(), ENCODER), PREPARED)
    assert matches == () and len(missing) == len(STANDARD.clauses) and missing[0].nearest == ()
    assert fitting(contract()) == (None, 0.0)
    assert match.fit(match.read(contract(clause(0, text="甲方付款。")), Roles(), ENCODER), []) == (None, 0.0)


def test_a_contract_of_another_kind_fits_no_standard() -> None:
    texts = ["劳动者试用期为三个月，每日工作八小时。", "用人单位依法缴纳社会保险。", "劳动者享有带薪年休假。"]
    found, similarity = fitting(contract(*[clause(n, text=t) for n, t in enumerate(texts)], title="劳动合同"))
    assert found is None and 0 <= similarity < match.FITS


def test_a_contract_in_other_words_fits_by_what_it_speaks_of() -> None:
    row = next(row for row in TABLE["drafts"] if row["name"].startswith("other words"))
    draft, roles = drafted(row)
    assert fitting(draft, roles)[0] is PREPARED


def test_matching_twice_gives_the_same() -> None:
    row = TABLE["drafts"][2]
    assert matched(row) == matched(row)
