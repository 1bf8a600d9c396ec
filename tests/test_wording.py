"""The library's wording as a draft would have it: whose name stands for which side, and which number for which clause."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clauses.library import BUNDLED
from clauses.model import Facts
from clauses.review import Desk, open_desk, review
from clauses.wording import as_draft, cited

SAMPLE = next((BUNDLED / "samples").glob("03-*"))


@pytest.fixture(scope="module")
def desk() -> Desk:
    return open_desk()


@pytest.fixture(scope="module")
def facts(desk: Desk) -> Facts:
    """Of a draft that calls the customer 客户 and the carrier 电信公司 and numbers in its own way."""
    found: Facts = review(SAMPLE, desk, side="customer").contracts[0].facts
    return found


NAMES = [
    ("甲方应当付款", "客户应当付款", "a standard's 甲方 is the customer, whatever the draft calls it"),
    ("服务方不得任意终止，客户方可以", "电信公司不得任意终止，客户可以", "a rule's own names are no party of the draft"),
    ("双方应当先行协商", "双方应当先行协商", "who is not named stays"),
    ("对方未公开的信息", "对方未公开的信息", "对方 is whoever is spoken to"),
]


@pytest.mark.parametrize(("written", "wanted", "why"), NAMES, ids=[row[2] for row in NAMES])
def test_the_sides_have_the_drafts_names(written: str, wanted: str, why: str, facts: Facts) -> None:
    assert as_draft(written, facts) == wanted, why


def test_without_names_the_librarys_stay(facts: Facts) -> None:
    nameless = replace(facts, contract=replace(facts.contract, parties=()))
    assert as_draft("甲方向服务方支付", nameless) == "甲方向服务方支付"


def test_a_number_is_that_of_the_clause_that_answers_or_marked(facts: Facts) -> None:
    assert facts.template is not None
    answered = {id: m.clause for m in facts.matches for id in (m.template_clause if isinstance(m.template_clause, tuple) else (m.template_clause,)) if id}
    told = {True: 0, False: 0}
    for clause in facts.template.clauses:
        if clause.annex is None and "." in clause.number:
            written = as_draft(f"依照第{clause.number}条", facts, facts.template)
            place = cited(facts.contract.clause(answered[clause.id])) if clause.id in answered else None
            assert written == (f"依照{place}" if place else f"依照第[标准{clause.number}]条")
            told[place is not None] += 1
    assert min(told.values()) > 5, "both happen in this draft"


def test_another_standards_numbers_are_never_taken_for_this_ones(desk: Desk, facts: Facts) -> None:
    """Where the standard in use lacks a clause, a bundled one's words are offered: its 8.1 is not the 8.1 that was matched."""
    other = next(t for t in desk.library.templates.values() if facts.template and t.id != facts.template.id)
    number = next(c.number for c in other.clauses if c.annex is None and "." in c.number)
    assert as_draft(f"第{number}条", facts, other) == f"第[标准{number}]条"


def test_a_rules_own_words_cite_the_draft_as_they_stand(facts: Facts) -> None:
    assert as_draft("按第9.9条", facts) == "按第9.9条"
