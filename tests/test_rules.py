"""The rules as data: every row of tests/rules/*.yaml is judged, and every rule is tried.

A row gives a seat and one term (or one hit of a check), with the contract's figures, the standard's term or the date of
signature where they matter, and the codes that the judge must find: all of them and no other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from clauses.derived import derived
from clauses.figures import Figures
from clauses.library import BUNDLED, load
from clauses.model import Contract, Facts, Finding, Hit, Library, Party, Roles, Rule, Side, Source, Span, Term
from clauses.rules import LPR, Judge, _pressed_once, judge
from clauses.terms import read

FOLDER = Path(__file__).parent / "rules"
KEYS = {"name", "side", "term", "hit", "figures", "dates", "customer", "standard", "signed", "expect", "severity", "favours", "exposure", "says", "cites"}
Row = dict[str, Any]


class Rows(yaml.SafeLoader):
    """Numbers as Decimal, dates as written, a key given twice refused."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        assert len(keys) == len(set(keys)), f"a key is given twice: {keys}{node.start_mark}"
        return super().construct_mapping(node, deep)


for tag in ("int", "float"):
    Rows.add_constructor(f"tag:yaml.org,2002:{tag}", lambda loader, node: Decimal(node.value))
Rows.add_constructor("tag:yaml.org,2002:timestamp", lambda loader, node: node.value)

TABLES: dict[str, list[Row]] = {path.stem: yaml.load(path.read_text(encoding="utf-8"), Rows) for path in sorted(FOLDER.glob("*.yaml"))}
ROWS = [(family, row) for family, rows in TABLES.items() for row in rows]


@pytest.fixture(scope="module")
def library() -> Library:
    return load()


def term_of(values: Mapping[str, Any]) -> Term:
    given = dict(values)
    return Term(clause="c1", type=given.pop("type"), values=given, quote="原文", span=Span(0, 2))


def facts_of(row: Row) -> Facts:
    figures = dict(row.get("figures", {}))
    months = figures.pop("months", None)
    terms = [Term(clause="c2", type="charges", values={"amount": amount, "what": what}, quote="", span=Span(0, 0)) for what, amount in figures.items()]
    terms += [Term(clause="c3", type="term", values={"months": months}, quote="", span=Span(0, 0))] if months else []
    terms += [Term(clause="c4", type="term", values=row["dates"], quote="", span=Span(0, 0))] if "dates" in row else []
    terms += [term_of(row["term"])] if "term" in row else []
    standard = (term_of(row["standard"]),) if "standard" in row else ()
    parties = (Party(role="customer", name=row["customer"], alias="甲方"),) if "customer" in row else ()
    return Facts(
        source=Source(file="a.txt", sha256="", format="txt", text="原文", blocks=()),
        contract=Contract(title="", language="zh", parties=parties, signed=row.get("signed"), clauses=(), span=Span(0, 2)),
        template=None, template_similarity=0.0, template_terms=standard, matches=(), missing=(), terms=tuple(terms),
    )  # fmt: skip


def hits_of(row: Row) -> tuple[Hit, ...]:
    if "hit" not in row:
        return ()
    values = dict(row["hit"])
    code = values.pop("code")
    type = values.pop("type", "")
    return (Hit(code=code, clause="c1", quote="原文", span=Span(0, 2), values=values, type=type),)


def found(row: Row, library: Library, side: Side | None = None) -> tuple[Finding, ...]:
    return judge(facts_of(row), hits_of(row), library, side or row["side"])


@pytest.mark.parametrize("row", [row for _, row in ROWS], ids=[f"{family}: {row['name']}" for family, row in ROWS])
def test_row(row: Row, library: Library) -> None:
    assert set(row) <= KEYS, f"unknown keys {set(row) - KEYS}"
    findings = found(row, library)
    assert sorted(f.code for f in findings) == sorted(row["expect"])
    for finding in findings:
        for shown in (finding.message, finding.message_en, finding.suggestion, finding.suggestion_en):
            assert shown and "{" not in shown
        assert "—" not in finding.message, f"a value is not shown: {finding.message}"
        assert "—" not in finding.message_en, f"a value is not shown: {finding.message_en}"
        assert finding.basis
        assert not (finding.favours == "us" and (finding.severity != "info" or finding.score)), "what helps us is told and adds nothing"
    if findings:
        first = findings[0]
        for key in ("severity", "favours"):
            assert getattr(first, key) == row.get(key, getattr(first, key))
        assert first.exposure is None or "exposure" not in row or first.exposure.amount == row["exposure"]
        assert first.exposure is not None or row.get("exposure") is None
        for words in row.get("says", ()):
            assert words in first.message
        for cited in row.get("cites", ()):
            assert cited in [f"{c.law} {c.article}" for c in first.basis]
        if "cites" in row and any(c.startswith("仲裁法") for c in row["cites"]):
            assert [f"{c.law} {c.article}" for c in first.basis if c.law == "仲裁法"] == row["cites"], "the law in force, and no other"


# -- every rule is tried -------------------------------------------------------------------------------------------------


def tried(rule: Rule) -> list[Row]:
    """The rows that put a rule to the test: those of its types, or of its code."""
    if rule.check is None:
        return [row for _, row in ROWS if row.get("term", {}).get("type") in rule.types]
    topic = rule.code.partition(".")[2]
    return [row for _, row in ROWS if row.get("hit", {}).get("code") == rule.code or (rule.code.startswith("TYPE") and row.get("hit", {}).get("code", "").endswith(f".{topic}"))]


def alone(rule: Rule, row: Row, library: Library) -> bool:
    """Whether the rule speaks where it is the only one."""
    return bool(found(row, replace(library, rules=(rule,))))


def comparisons(when: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every field that a condition orders, with what it is compared to."""
    for key, wanted in when.items():
        if key in ("any", "all"):
            for part in wanted:
                yield from comparisons(part)
        elif isinstance(wanted, Mapping) and key != "not":
            yield from ((key, wanted[operator]) for operator in ("gt", "gte", "lt", "lte") if operator in wanted)


def untried(rule: Rule, library: Library) -> Iterator[str]:
    rows = tried(rule)
    fired = [row for row in rows if alone(rule, row, library)]
    if not fired:
        yield "never fires"
    if rule.check is not None and not rule.when and {row["side"] for row in fired} != {"customer", "carrier"}:
        yield "is not tried from both seats"
    if (rule.check is None or rule.when) and len(fired) == len(rows):
        yield "is never silent"
    for field, limit in comparisons(rule.when):
        sides = set()
        for row in rows if rule.check is None else ():
            facts = facts_of(row)
            seat = Judge(library, row["side"])
            value = derived(facts.terms[-1], facts, Figures.of(facts), lpr=seat.named[LPR]).get(field)
            against = seat.value(limit)
            if isinstance(value, Decimal):
                sides.add((value > against) - (value < against))
        if sides != {-1, 0, 1}:
            yield f"{field} against {limit}: tried only {sorted(sides)}"


def test_every_rule_fires_is_silent_and_is_tried_at_its_limit(library: Library) -> None:
    lacking = [f"{n}. {rule.code} {dict(rule.when)}: {what}" for n, rule in enumerate(library.rules) for what in untried(rule, library)]
    assert not lacking, "\n".join(lacking)


def test_tables_stand_beside_the_rules() -> None:
    assert {path.stem for path in (BUNDLED / "rules").glob("*.yaml")} == set(TABLES)


def test_every_threshold_is_used(library: Library) -> None:
    named = " ".join(f"{rule.when} {rule.basis}" for rule in library.rules)
    assert [name for name in library.playbooks["customer"].thresholds if name not in named] == []


def test_every_code_that_the_vocabulary_lists_has_a_rule(library: Library) -> None:
    codes = {rule.code for rule in library.rules}
    assert [code for code in library.vocabulary["findings"] if code not in codes] == []


def test_required_clause_has_words_of_its_own_when_missing(library: Library) -> None:
    codes = {rule.code for rule in library.rules}
    required = {clause.type for template in library.templates.values() for clause in template.clauses if clause.required}
    assert {type for type in required if f"{type}.missing" not in codes} == set()


@pytest.mark.parametrize("side", ["customer", "carrier"])
def test_standard_has_no_finding_against_itself(library: Library, side: Side) -> None:
    for template in library.templates.values():
        terms = tuple(
            Term(clause=clause.id, type=reading.type, values=reading.values, quote=clause.text[slice(*reading.span)], span=reading.span)
            for clause in template.clauses
            for reading in read(clause.text, roles=Roles(), heading=f"{clause.article} {clause.heading or ''}", type=clause.type)
        )
        facts = replace(facts_of({}), template=template, template_terms=terms, terms=terms)
        assert [(f.code, f.message) for f in judge(facts, (), library, side)] == []


@pytest.mark.parametrize(
    ("codes", "severities"),
    [
        (("liability_cap.low", "liability_cap.one_sided"), ["high", "low"]),  # one repair cures both
        (("liability_cap.one_sided", "acceptance.deemed"), ["medium", "medium"]),
        (("consistency.amount", "consistency.party"), ["high", "medium"]),  # two things, though of one family
        (("consistency.amount", "consistency.amount"), ["high", "low"]),
        (("force_majeure.overbroad", "liability_exclusion.present"), ["medium", "low"]),  # one list of events
        (("one_sided.termination", "termination_for_convenience.short_notice"), ["medium", "low"]),
        (("one_sided.remedy", "termination_for_convenience.short_notice"), ["medium", "medium"]),
    ],
)
def test_what_is_said_twice_of_one_subject_at_one_clause_is_pressed_once(codes: tuple[str, ...], severities: list[str], library: Library) -> None:
    weight = {"liability_cap.low": "high", "consistency.amount": "high"}
    first = found({"hit": {"code": "consistency.amount", "stated": 1, "expected": 2, "how": "1 + 1"}, "side": "customer"}, library)[0]
    told = [replace(first, code=code, severity=weight.get(code, "medium"), clause="c1") for code in codes]  # type: ignore[arg-type]  # a severity
    assert [f.severity for f in _pressed_once(told, library)] == severities
    assert [f.severity for f in _pressed_once([replace(f, clause=None) for f in told], library)] == [f.severity for f in told], "of no clause at all"
