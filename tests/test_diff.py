"""Two wordings in, the changes out: tests/cases/wording/diff.yaml, and what holds for any two texts."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from clauses import diff
from clauses.model import Roles

ROWS = yaml.safe_load((Path(__file__).parent / "cases" / "wording" / "diff.yaml").read_text(encoding="utf-8"))
PIECES = ["甲方", "乙方", "应当", "不得", "30日", "万分之五", "0.05%", "[  ]", "付款", "的", "，", "。", "\n", "A4", " ", "违约金", "2024年5月1日", "\U0001f600", "一百二十"]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.text(max_size=40)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_wording(row: dict[str, Any]) -> None:
    roles = Roles(**{side: tuple(names) for side, names in row["roles"].items()}) if "roles" in row else None
    found = diff.words(row["old"], row["new"], roles=roles)
    weights = diff.important(found, roles=roles)
    if "expect" in row:
        assert [[op, text, weight] for (op, text), weight in zip(found, weights, strict=True) if op != "="] == row["expect"]
    else:
        assert any(weights) == row["important"]


@settings(max_examples=300, deadline=None)
@given(TEXTS, TEXTS)
def test_both_texts_can_be_rebuilt(old: str, new: str) -> None:
    found = diff.words(old, new)
    assert "".join(text for op, text in found if op != "+") == old
    assert "".join(text for op, text in found if op != "-") == new
    assert all(text for _, text in found)
    assert all(a[0] != b[0] and (a[0], b[0]) != ("+", "-") for a, b in pairwise(found))
    weights = diff.important(found)
    assert len(weights) == len(found)
    assert not any(weight for weight, (op, _) in zip(weights, found, strict=True) if op == "=")


def test_a_long_text_is_compared_by_sentences() -> None:
    old = "甲方应当付款。" * (diff.MOST_WORDS // 4)
    found = diff.words(old, old + "乙方应当开票。")
    assert found == (("=", old), ("+", "乙方应当开票。"))


def test_kept_is_the_share_that_stayed() -> None:
    assert diff.kept(()) == 1.0
    assert diff.kept((("=", "甲"), ("-", "乙"), ("+", "丙"))) == 0.5
    assert diff.kept((("+", "丙"),)) == 0.0
