"""The standard with words changed in it: each change is found, a blank filled in is none."""

from dataclasses import replace
from pathlib import Path

import pytest

from clauses import ingest
from clauses.library import text_of
from clauses.review import Desk, review_source
from tests.arranging import Change, arranged


@pytest.fixture(scope="module")
def unchanged(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    """What the standard itself is told."""
    return findings(text_of(desk.library.templates["telecom-circuit"]), desk, tmp_path_factory.mktemp("standard"))


def findings(text: str, desk: Desk, tmp_path: Path) -> set[tuple[str, str]]:
    path = tmp_path / "draft.txt"
    path.write_text(text, encoding="utf-8")
    (contract,) = review_source(ingest.read(path), desk, template="telecom-circuit").contracts
    numbers = {c.id: c.number or "" for c in contract.facts.contract.clauses}
    return {(f.code, numbers.get(f.clause or "", "")) for f in contract.findings if f.code.split(".")[0] not in ("blank", "text")}


@pytest.mark.parametrize(
    ("old", "new", "expected", "why"),
    [
        ("任何一方不得转让其", "任何一方可以转让其", ("assignment.changed", "16.9"), "a prohibition became a right"),
        ("应当提前30日书面通知甲方，变更后", "应当提前10日书面通知甲方，变更后", ("unilateral_change", "4.6"), "a notice period was cut: the clause's own rule or the change itself"),
        ("任何一方在本合同项下承担的赔偿责任", "乙方在本合同项下承担的赔偿责任", ("liability_cap.one_sided", "11.7"), "a mutual cap became the carrier's alone, and the specific code speaks"),
        ("受理申告后应当在30分钟内响应", "受理申告后应当在90分钟内响应", ("fault_handling", "7.2"), "a response time was stretched"),
        ("甲方违反第3.7条", "甲方违反第3.5条", ("misuse_penalty", "11.5"), "what is cited is another clause"),
        ("向被告住所地有管辖权", "向乙方住所地有管辖权", ("jurisdiction.counterparty", "14.2"), "the other side's home court: the specific code speaks"),
    ],
)
def test_a_change_in_the_standards_words_is_found(old: str, new: str, expected: tuple[str, str], why: str, desk: Desk, unchanged: set[tuple[str, str]], tmp_path: Path) -> None:
    standard = text_of(desk.library.templates["telecom-circuit"])
    assert old in standard
    gained = findings(standard.replace(old, new, 1), desk, tmp_path) - unchanged
    assert any(code.startswith(expected[0]) and number == expected[1] for code, number in gained), why


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("有效期为[      ]个月", "有效期为12个月", "a blank that is filled in is no change"),
        ("应当提前30日书面通知甲方，变更后", "应提前三十日书面通知甲方，变更后", "the same said otherwise"),
        ("双方应当继续履行本合同的其他部分", "双方须继续履行本合同的其余部分", "wording alone"),
    ],
)
def test_wording_alone_is_no_finding(old: str, new: str, why: str, desk: Desk, unchanged: set[tuple[str, str]], tmp_path: Path) -> None:
    standard = text_of(desk.library.templates["telecom-circuit"])
    assert old in standard
    gained = findings(standard.replace(old, new, 1), desk, tmp_path) - unchanged
    assert not {g for g in gained if not g[0].startswith("consistency")}, why


def test_numbers_that_follow_a_moved_clause_are_no_finding(desk: Desk, tmp_path: Path) -> None:
    standard = text_of(desk.library.templates["telecom-circuit"])
    moved = arranged(standard, [Change(kind="move", of=("body", 3, 7), to=("body", 8, 3))])
    assert "甲方违反第8.3条或者第3.8条" in moved
    assert not {code for code, _ in findings(moved, desk, tmp_path)} - {code for code, _ in findings(standard, desk, tmp_path)}


def test_every_clause_of_the_standard_is_the_same_as_itself(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "standard.txt"
    path.write_text(text_of(desk.library.templates["telecom-circuit"]), encoding="utf-8")
    (contract,) = review_source(ingest.read(path), desk).contracts
    assert contract.facts.template is not None and contract.facts.template.id == "telecom-circuit"
    assert {m.status for m in contract.facts.matches} == {"same"}
    assert not contract.facts.missing
    assert {f.code for f in replace(contract).findings} <= {"blank.unfilled"}
