"""The checks of words over small contracts: each table of tests/cases/checks, each row both sides of what a check decides."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from clauses import library, structure
from clauses.checks import (
    arbitration,
    blanks,
    choices,
    citations,
    definitions,
    leftovers,
    numbering,
    references,
    repeats,
    wording,
)
from clauses.model import Block, Facts, Hit, Library, Source, Span

CASES = Path(__file__).parent / "cases" / "checks"
FRONT = "专线服务合同\n甲方：云川市气象局\n乙方：远山通信有限公司\n"
CHECKS = {
    "blanks": (blanks.unfilled,),
    "references": (references.dangling, references.name_mismatch),
    "numbering": (numbering.gaps, numbering.duplicates),
    "wording": (wording.incomplete, wording.stray, repeats.duplicate),
    "leftovers": (leftovers.drafting_notes, leftovers.copy_paste),
    "definitions": (definitions.defined_terms,),
    "choices": (choices.selections,),
    "citations": (citations.outdated, citations.misnamed),
    "arbitration": (arbitration.unnamed_bodies,),
}
ALL = tuple(check for checks in CHECKS.values() for check in checks)
ROWS = [(name, row) for name in CHECKS for row in yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))]
LONG: dict[str, Any] = yaml.safe_load((CASES / "long.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def laws() -> Library:
    return library.load()


def facts_of(text: str) -> Facts:
    blocks = tuple(Block(span=Span(*m.span()), kind="row" if m[0].count("\t") > 1 else "text") for m in re.finditer(r"[^\n]*\S", text))
    source = Source(file="case.txt", sha256="", format="txt", text=text, blocks=blocks)
    return Facts(source=source, contract=structure.split(source)[0], template=None, template_similarity=0, template_terms=(), matches=(), missing=(), terms=())


def shown(facts: Facts, found: Hit) -> str:
    """A hit in the tables' own notation."""
    number = facts.contract.clause(found.clause).number or found.clause if found.clause else "-"
    return f"{found.code} @ {number} / {found.quote}"


def same(expected: str, got: str) -> bool:
    """Code and clause are equal, and the quote holds the expected words."""
    place, _, words = expected.partition(" / ")
    got_place, _, quote = got.partition(" / ")
    return place == got_place and words in quote


def judged(expected: list[str], got: list[str]) -> bool:
    left = list(got)
    for one in expected:
        match = next((other for other in left if same(one, other)), None)
        if match is None:
            return False
        left.remove(match)
    return not left


@pytest.mark.parametrize(("table", "row"), ROWS, ids=[f"{table}: {row['name']}" for table, row in ROWS])
def test_row(table: str, row: dict[str, Any], laws: Library) -> None:
    facts = facts_of(row.get("front", FRONT) + row["contract"])
    got = [shown(facts, found) for check in CHECKS[table] for found in check(facts, laws)]
    assert judged(row["expect"], got), "\n".join(got)


def test_each_table_has_as_many_silent_rows() -> None:
    for table in CHECKS:
        rows = [row for name, row in ROWS if name == table]
        assert sum(not row["expect"] for row in rows) >= 0.45 * len(rows), table


def test_long_contract(laws: Library) -> None:
    facts = facts_of(LONG["contract"])
    got = [shown(facts, found) for check in ALL for found in check(facts, laws)]
    assert judged(LONG["expect"], got), "\n".join(got)


def test_quotes_are_the_contracts_words(laws: Library) -> None:
    for _, row in ROWS:
        facts = facts_of(row.get("front", FRONT) + row["contract"])
        for check in ALL:
            for found in check(facts, laws):
                assert found.span is not None
                assert re.sub(r"\s", "", facts.source.at(found.span)) == re.sub(r"\s", "", found.quote), found
