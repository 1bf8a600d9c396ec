"""Several at once through the pages, in small: `python -m tests.twenty` and `python -m tests.kills` are the whole of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from clauses.model import Review
from clauses.review import Desk
from tests import kills, manymatters, twenty
from tests.conftest import Reviewed
from tests.serving import Server, served
from tests.visitor import Visitor

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")]


@pytest.fixture(scope="module")
def reviews(reviewed: Reviewed) -> list[Review]:
    return [reviewed(path, "customer") for path in manymatters.FILES[:3]]


@pytest.fixture
def server(tmp_path: Path, desk: Desk, reviews: list[Review]) -> Iterator[tuple[Server, list[str]]]:
    """The app over a store of six contracts, and their ids."""
    matters = twenty.stocked(tmp_path / "home", desk, reviews, 6)
    with served(tmp_path / "home") as running:
        yield running, matters


def test_six_reviewers_lose_nothing_and_overwrite_nothing(server: tuple[Server, list[str]], reviews: list[Review]) -> None:
    running, matters = server
    log = twenty.run(running, matters, [f.id for f in reviews[0].contracts[0].findings], reviewers=6, seconds=15, think=0.5, meetings=2)
    assert not log.errors and not twenty.reckoned(running.folder, log)
    became = {made.became for made in log.made}
    assert became == {"confirmed", "told"}


def test_what_is_handed_over_waits_for_the_browser(server: tuple[Server, list[str]]) -> None:
    """Streamlit lets go of a file made at a click when two runs of anybody have ended since."""
    running, matters = server
    first, other = Visitor(running.address, query=f"matter={matters[0]}"), Visitor(running.address)
    row = first.named("view")
    assert row is not None
    first.choose("view", len(row.widget.options) - 1)
    url = first.made("hand_json")
    for _ in range(3):
        other.visit("history")
        other.visit("review")
    assert first.fetch(url).startswith(b"{") and not first.errors


def test_kills_while_reviewers_decide_lose_nothing(tmp_path: Path, desk: Desk, reviews: list[Review]) -> None:
    matters = twenty.stocked(tmp_path / "home", desk, reviews, 4)
    log, wrong = kills.run(tmp_path / "home", matters, kills=5, reviewers=3, longest=3.0)
    assert not wrong and not log.errors
    assert any(made.became == "confirmed" for made in log.made)
