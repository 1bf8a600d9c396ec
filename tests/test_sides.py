"""Which sentence stands beside which: tests/cases/wording/sides.yaml, and what holds for any two texts."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings

from clauses import diff, sides
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
