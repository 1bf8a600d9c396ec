"""The pages' pace in a browser; bounds are twice what they are to be, so that a loaded machine passes and a page that became slow does not."""

from __future__ import annotations

import statistics
from pathlib import Path

import pytest

from tests import pace

ROOM = 2.0  # times the bar
TIMES = 2
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not Path(pace.CHROMIUM).exists(), reason="no Chromium on this machine")]
BARS = {
    "first page, fresh server: whole": 3.0, "stored review, by a click, read from disk": 1.0, "pick of a clause": 0.3, "next finding (key J)": 0.3, "filter by severity": 0.3, "filter by state": 0.3, "filter by type": 0.3,
    "form of a decision": 0.3, "decision": 0.3, "undo": 0.3,
}  # fmt: skip


def test_every_page_is_quick(capsys: pytest.CaptureFixture[str]) -> None:
    """A row is as slow as its quickest try: what else the machine does makes a page slower, never quicker."""
    pytest.importorskip("playwright.sync_api", reason="no Playwright on this machine")
    table = pace.Table()
    with pace.browsing() as browser:
        for _ in range(TIMES):
            pace.first_page(browser, table)
        pace.stored(browser, table, (), TIMES, "work")
    with capsys.disabled():
        print("\n" + table.text())
    quickest = {name: min(got) for name, got in table.rows.items()}
    assert not [f"{name}: {quickest[name]:.2f} s (median {statistics.median(table.rows[name]):.2f}), to be {bar} s" for name, bar in BARS.items() if quickest[name] > ROOM * bar]
