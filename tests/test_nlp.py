"""Sentences and statements: the rows of tests/cases/statements.yaml, and what holds for every text."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from clauses import nlp
from clauses.breaths import breaths
from clauses.model import Roles

ROWS = yaml.safe_load((Path(__file__).parent / "cases" / "statements.yaml").read_text(encoding="utf-8"))

BREATHS = yaml.safe_load((Path(__file__).parent / "cases" / "breaths.yaml").read_text(encoding="utf-8"))


def roles(row: dict[str, Any]) -> Roles:
    named = row.get("roles", {"customer": "甲方", "carrier": "乙方"})
    return Roles(**{side: (names,) if isinstance(names, str) else tuple(names) for side, names in named.items()})


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_statements(row: dict[str, Any]) -> None:
    found = nlp.statements(row["text"], roles=roles(row))
    assert [{field: getattr(s, field) for field in want} for s, want in zip(found, row["expect"], strict=True)] == row["expect"]


@pytest.mark.parametrize("row", BREATHS, ids=[row["name"] for row in BREATHS])
def test_breaths(row: dict[str, Any]) -> None:
    text = row["text"]
    found = breaths(text, roles=roles(row))
    assert [[b.who, b.modal] for b in found if not b.aside] == row["expect"]
    assert "".join(text[b.span.start : b.span.end] for b in found) == text


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_spans_are_the_words(row: dict[str, Any]) -> None:
    text = row["text"]
    found = nlp.statements(text, roles=roles(row))
    assert all(text[s.span.start : s.span.end] == s.text for s in found)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))
    rebuilt = "".join(text[s.start : s.end] for s in nlp.sentences(text))
    assert rebuilt == text


def test_import_loads_no_spacy() -> None:
    check = "import sys, clauses.nlp; sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
