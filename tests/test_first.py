"""The review that a first visit shows is the one that the program makes."""

from __future__ import annotations

from pathlib import Path

import pytest

from clauses import ingest, saved
from clauses.review import open_desk, review_source
from clauses.ui import first


def test_it_is_what_a_review_gives_today() -> None:
    """Where this fails, a review of the first sample reads otherwise now: `python -m clauses.ui.first` makes it anew, and is committed."""
    kept = first.first(first.FIRST.read_bytes())
    assert kept is not None, "the library, the sample or the version changed: python -m clauses.ui.first"
    assert kept == review_source(ingest.read(first.FIRST), open_desk())


@pytest.mark.parametrize("why", ["another sample", "another version", "no file", "no review"])
def test_of_anything_else_it_is_made_anew(why: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    content = first.FIRST.read_bytes()
    if why == "another sample":
        content += b"\n"
    elif why == "another version":
        monkeypatch.setattr(first, "VERSION", "0.0")
    else:
        monkeypatch.setattr(first, "FILE", tmp_path / "first.review")
        if why == "no review":
            (tmp_path / "first.review").write_bytes(first._mark(content) + b"\n" + saved.dumps(review_source(ingest.read(first.FIRST), open_desk()))[:900])
    assert first.first(content) is None


def test_another_library_makes_it_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "one.yaml").write_text("[]", encoding="utf-8")
    monkeypatch.setattr(first, "BUNDLED", tmp_path)
    assert first.first(first.FIRST.read_bytes()) is None
