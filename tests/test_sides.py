"""Which sentence stands beside which: tests/cases/wording/sides.yaml, and what holds for any two texts."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings

from clauses import diff, sides
from clauses.model import Clause, Contract, Facts, Match, Source, Span, Template, TemplateClause
from tests.test_diff import TEXTS

ROWS = yaml.safe_load((Path(__file__).parent / "cases" / "wording" / "sides.yaml").read_text(encoding="utf-8"))
SIGNS = {"same": ("", ""), "taken": ("[-", "-]"), "put": ("[+", "+]")}


def shown(pieces: tuple[sides.Piece, ...]) -> str:
    signs = [("{", "}") if piece.slot else SIGNS[piece.kind] for piece in pieces]
    return "".join(before + piece.words + after for piece, (before, after) in zip(pieces, signs, strict=True))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_rows(row: dict[str, Any]) -> None:
    segments = tuple((op, words) for op, words in row["diff"] if words)
    made = sides.rows(segments, [False] * len(segments))
    assert [[shown(one.old), shown(one.new)] for one in made] == row["rows"]


@settings(max_examples=300, deadline=None)
@given(TEXTS, TEXTS)
def test_rows_hold_both_texts(old: str, new: str) -> None:
    found = diff.words(old, new)
    made = sides.rows(found, diff.important(found))
    for text, pieces in ((old, [p for row in made for p in row.old]), (new, [p for row in made for p in row.new])):
        assert "".join(piece.words for piece in pieces) == text
        assert all(text[piece.at : piece.at + len(piece.words)] == piece.words and piece.words for piece in pieces)
    assert all(row.old or row.new for row in made)
    assert all("".join(p.words for p in row.old) == "".join(p.words for p in row.new) for row in made if row.same)


def test_what_weighs_in_the_diff_weighs_in_the_rows() -> None:
    found = diff.words("甲方应在30日内付款。乙方开票。", "甲方应在5日内付款。乙方尽快开票。")
    made = sides.rows(found, diff.important(found))
    assert [(piece.words, piece.weighty) for row in made for piece in row.new if piece.kind == "put"] == [("5日", True), ("尽快", False)]


def _facts(*answers: tuple[str, str, str]) -> Facts:
    """The facts of a contract whose clauses answer to the clauses A to D of a standard: (clause, the standard's, status)."""
    text = "甲方付款。"
    clauses = [Clause(id=id, number=id, heading=None, text=text, type="payment", span=Span(0, len(text)), pieces=(Span(0, len(text)),)) for id, _, _ in answers]
    standards = [TemplateClause(id=id, number=id, heading=None, article="", type="payment", also=(), required=False, reason="", text=text) for id in "ABCD"]
    return Facts(
        source=Source(file="a.txt", sha256="0", format="txt", text=text, blocks=()),
        contract=Contract(title="t", language="zh", parties=(), signed=None, clauses=tuple(clauses), span=Span(0, len(text))),
        template=Template(id="t", version="1", title="t", title_en="t", clauses=tuple(standards)), template_similarity=1, template_terms=(), missing=(), terms=(),
        matches=tuple(Match(clause=id, template_clause=standard or None, similarity=1, status=status) for id, standard, status in answers),  # type: ignore[arg-type]
    )  # fmt: skip


# B stands last in the draft
MOVED = _facts(("1", "A", "same"), ("2", "C", "same"), ("3", "D", "changed"), ("4", "B", "moved"), ("5", "", "extra"))
# B and C stand before A; two clauses answer to D
TWICE = _facts(("1", "B", "moved"), ("2", "C", "moved"), ("3", "A", "same"), ("4", "D", "split"), ("5", "D", "split"))
FIRST = _facts(("1", "B", "same"), ("2", "A", "moved"))


@pytest.mark.parametrize(
    ("facts", "clause", "expected"),
    [
        pytest.param(MOVED, "4", sides.Elsewhere(moved=True, after=("A", "1")), id="a moved clause leads to the one that it follows in the standard"),
        pytest.param(MOVED, "1", sides.Elsewhere(gone=(("B", "4"),)), id="and that one leads to it"),
        pytest.param(MOVED, "2", sides.Elsewhere(), id="nothing was moved from behind this one"),
        pytest.param(MOVED, "5", sides.Elsewhere(), id="no counterpart, nowhere else"),
        pytest.param(TWICE, "3", sides.Elsewhere(gone=(("B", "1"), ("C", "2"))), id="two were moved from behind it"),
        pytest.param(TWICE, "2", sides.Elsewhere(moved=True, after=("B", "1")), id="what it follows may be moved too"),
        pytest.param(TWICE, "4", sides.Elsewhere(shared=("5",)), id="another answers to the same clause"),
        pytest.param(FIRST, "2", sides.Elsewhere(moved=True), id="moved from the very beginning"),
    ],
)
def test_moved_clauses_lead_to_where_they_stood_and_back(facts: Facts, clause: str, expected: sides.Elsewhere) -> None:
    assert sides.elsewhere(clause, facts) == expected
