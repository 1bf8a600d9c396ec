"""Clauses planted by the measure: that it changes what it says and nothing else, and that a few of them are found.

The whole measure is `python -m tests.planted`; here every draft keeps its words when nothing is planted, and some clauses of
two drafts, worded unlike the standard, are dropped, doubled and moved.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.arranging import Change, arranged, changes
from tests.planted import DRAFTS, Ground, of_clauses, reviewed, rows_of

ROWS = yaml.safe_load((Path(__file__).parent / "cases" / "arranging.yaml").read_text(encoding="utf-8"))
TRIED = (("government-bandwidth-c", "government-bandwidth"), ("telecom-circuit-a", "telecom-circuit"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_arranged(row: dict[str, Any]) -> None:
    plant = row["plant"]
    places = [("body", *plant[key]) for key in ("of", "to") if key in plant]
    change = Change(kind=plant["kind"], of=places[0], to=places[1] if len(places) > 1 else None)
    assert arranged(row["contract"], [change]) == row["expect"]


@pytest.mark.parametrize("path", sorted(DRAFTS.glob("*-[abc].txt")), ids=lambda path: path.stem)
def test_nothing_planted_changes_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert arranged(text, []) == text


@pytest.mark.parametrize("name, standard", TRIED)
def test_some_of_every_kind_are_found(name: str, standard: str) -> None:
    text = (DRAFTS / f"{name}.txt").read_text(encoding="utf-8")
    ground = Ground(text=text, standard=standard, review=reviewed(text, standard))
    for kind in ("drop", "double", "move"):
        row = rows_of([c for c in changes(text) if c.kind == kind][::9])[0]
        for change, gains, named in of_clauses(row, ground, alone=False):
            assert named if kind != "move" else not gains, (change, [f.message for f in gains])


@pytest.mark.parametrize(
    ("name", "of", "why"),
    [
        ("telecom-circuit-c", ("body", 9, 1), "an item of the next clause would stand for it"),
        ("system-integration-c", ("body", 20, 7), "the annexes' list, worded like a clause about their ranking"),
    ],
)
def test_a_drop_that_other_clauses_hide_is_named(name: str, of: tuple[str, int, int], why: str) -> None:
    text = (DRAFTS / f"{name}.txt").read_text(encoding="utf-8")
    ground = Ground(text=text, standard=name[:-2], review=reviewed(text, name[:-2]))
    ((_, _, named),) = of_clauses([Change(kind="drop", of=of)], ground, alone=True)
    assert named, why
