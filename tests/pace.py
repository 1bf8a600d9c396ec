"""How fast the pages are, in a browser: `python -m tests.pace [FILE...] [--times 9]` (needs Chromium).

Each figure runs from the reader's click (or key, or the address) to the frame in which the page shows what it asked for, as the
browser's own clock has it. A figure means something on an idle machine only, or at high priority: `nice -n -15 python -m tests.pace`.
"""

from __future__ import annotations

import argparse
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
LONG = 22_000  # characters of the contract that is opened where no file is named
PAGES = {"terms": ".numbers-head", "dashboard": ".st-key-board_map table", "standards": ".st-key-std_list .on", "history": ".st-key-history_contracts table"}
# Finds through shadow roots, and tells when a state is there: at the second frame after it, when it is on the screen.
SCRIPT = """
window.all = (selector) => {
  const [, box, within] = selector.match(/^(\\.st-key-\\S+)? ?(.*)$/);
  const boxes = box ? [...document.querySelectorAll(box)] : [document];
  if (!within) return boxes;
  const hosts = boxes.flatMap((one) => [...one.querySelectorAll('[data-testid="stBidiComponentIsolated"]')]).map((host) => host.shadowRoot).filter(Boolean);
  return [...boxes, ...hosts].flatMap((one) => [...one.querySelectorAll(within)]);
};
window.words = (selector) => all(selector).map((one) => one.innerText).join("|");
window.arm = (kind, there) => Object.assign(window, { took: null, awaited: { kind, there } });
for (const kind of ["click", "keydown"]) {
  window.addEventListener(kind, (event) => {  // before the page's own
    const awaited = window.awaited;
    if (!awaited || awaited.kind !== kind) return;
    window.awaited = null;
    const look = () => {
      if (awaited.there()) requestAnimationFrame(() => { window.took = (performance.now() - event.timeStamp) / 1000; });
      else requestAnimationFrame(look);
    };
    look();
  }, true);
}
"""


@dataclass
class Table:
    """What was measured, by what was done."""

    rows: dict[str, list[float]] = field(default_factory=dict)

    def add(self, name: str, seconds: float) -> None:
        self.rows.setdefault(name, []).append(seconds)

    def text(self) -> str:
        lines = [f"{'seconds':44}{'times':>6}{'median':>9}{'worst':>9}"]
        lines += [f"{name:44}{len(got):6}{statistics.median(got):9.3f}{max(got):9.3f}" for name, got in self.rows.items()]
        return "\n".join(lines)


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="contracts to store and open; none: one made of bundled ones")
    parser.add_argument("--times", type=int, default=9)
    parser.add_argument("--only", choices=("first", "work", "pages"), help="measure this alone")
    asked = parser.parse_args()
    table = Table()
    with browsing() as browser:
        if asked.only in (None, "first"):
            for _ in range(asked.times):
                first_page(browser, table)
        if asked.only in (None, "work", "pages"):
            stored(browser, table, asked.files, asked.times, asked.only)
    print(table.text())


# -- a server and a browser ---------------------------------------------------------------------------------------------


@contextmanager
def served(home: Path | str) -> Iterator[str]:
    """The address of a server of its own, as soon as it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true", "--server.port", str(port), "--server.fileWatcherType", "none"]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "CLAUSES_HOME": str(home)})
    try:
        until = time.monotonic() + 120
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1).close()
                break
            except OSError:
                if time.monotonic() > until or server.poll() is not None:
                    raise
                time.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


@contextmanager
def browsing() -> Iterator[Any]:
    """A browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


def visitor(browser: Any) -> Any:
    """A new visitor's empty page."""
    page = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 800}).new_page()
    page.set_default_timeout(120_000)
    page.add_init_script(SCRIPT)
    return page


def timed(page: Any, act: Callable[[], object], there: str, kind: str = "click") -> float:
    """Seconds from the event that `act` makes to the frame that shows what `there` (JavaScript) looks for."""
    page.evaluate(f"arm({kind!r}, () => {there})")
    act()
    page.wait_for_function("window.took !== null", timeout=30_000)
    return float(page.evaluate("window.took"))


def drawn(page: Any) -> None:
    """A contract is on the page, whole, and nothing more comes."""
    page.wait_for_function(WHOLE)
    quiet(page)


def quiet(page: Any) -> None:
    """Nothing more comes."""
    page.wait_for_timeout(400)
    page.wait_for_selector('[data-test-script-state="notRunning"]', state="attached")


# -- what is measured ---------------------------------------------------------------------------------------------------

WHOLE = "all('.line.on').length && all('.st-key-score h2').length && all('.card .id').length && all('.st-key-do_next button').length && all('.keys').length"


def first_page(browser: Any, table: Table) -> None:
    """A fresh server with an empty store, then a second visitor of the same server."""
    with tempfile.TemporaryDirectory() as home:
        begun = time.monotonic()
        with served(home) as address:
            for name in ("first page, fresh server", "first page, second visitor"):
                page = visitor(browser)
                went = time.monotonic()
                page.goto(address, wait_until="commit")
                page.wait_for_selector('[data-testid="stFileUploaderDropzone"]')
                table.add(f"{name}: field for files", time.monotonic() - went)
                page.wait_for_function(WHOLE)
                table.add(f"{name}: whole", time.monotonic() - went)
                if "fresh" in name:
                    table.add("from the command to the first page, whole", time.monotonic() - begun)
                page.context.close()


def stored(browser: Any, table: Table, files: Sequence[Path], times: int, only: str | None) -> None:
    """The files are stored; then each of several servers opens the first of them, and the reader works on it."""
    with tempfile.TemporaryDirectory() as home:
        ids = keep(files, Path(home))
        if only != "pages":
            for _ in range(times):
                with served(home) as address:
                    page = visitor(browser)
                    page.goto(f"{address}/?matter={ids[-1]}")
                    drawn(page)
                    table.add("stored review, by a click, read from disk", opened(page, ids[0]))
                    drawn(page)
                    table.add("stored review, by a click, back to another", opened(page, ids[-1]))
                    drawn(page)
                    table.add("stored review, by a click, again", opened(page, ids[0]))
                    page.context.close()
        with served(home) as address:
            page = visitor(browser)
            page.goto(f"{address}/?matter={ids[0]}")
            drawn(page)
            if only != "pages":
                work(page, table, times)
            if only != "work":
                pages(page, table, times)
            page.context.close()


def keep(files: Sequence[Path], home: Path) -> list[str]:
    """The ids of the files' contracts as they are stored; after them a short one's."""
    from clauses import ingest
    from clauses.review import open_desk, review_source
    from clauses.store import Store

    desk, store, ids = open_desk(), Store.open(home), []
    for name, content in [*((path.name, path.read_bytes()) for path in files or ()), *([] if files else [("long.txt", long_contract().encode())]), ("short.txt", _golden("cloud-2026-click").encode())]:
        review = review_source(ingest.read_bytes(name, content), desk)
        ids += [matter.id for matter in store.keep(review, content, by="pace", library=desk.library)][:1]
        print(f"{name}: {len(review.source.text):,} characters, {len(review.contracts[0].facts.contract.clauses)} clauses, {len(review.contracts[0].findings)} findings", file=sys.stderr)
    return ids


def long_contract() -> str:
    """A bundled contract with the words of others as its annexes, of the length that is to be drawn."""
    text = _golden("circuit-2026-bank")
    others = sorted(path.parent.name for path in (ROOT / "tests" / "golden").glob("*/source.txt"))
    for number, name in zip("五六七八九十", [other for other in others if other != "circuit-2026-bank"], strict=False):
        body = "\n".join(_golden(name).splitlines()[12:])
        text += f"\n附件{number}  其他约定\n{body[: LONG - len(text)]}\n"
        if len(text) >= LONG - 100:
            break
    return text


def _golden(name: str) -> str:
    return (ROOT / "tests" / "golden" / name / "source.txt").read_text(encoding="utf-8")


def opened(page: Any, id: str) -> float:
    """Seconds from a click on the contract in the list to the frame that shows it whole."""
    score = page.evaluate("words('.st-key-score h2')")
    there = f"all('.st-key-matters .matter.on').some((one) => one.dataset.pick === {id!r}) && words('.st-key-score h2') !== {score!r} && {WHOLE}"
    return timed(page, lambda: page.locator(f".matter[data-pick='{id}']").click(), there)


def work(page: Any, table: Table, times: int) -> None:
    """Clauses picked, filters set, decisions made and undone."""
    for n in range(times):
        _pick(page, table, n)
        _filters(page, table)
        _decide(page, table)
        _search(page, table)


def _pick(page: Any, table: Table, n: int) -> None:
    """A click on a line that has findings, far from the last: the list marks it, its words and its finding are there."""
    marked = page.evaluate("all('.st-key-clauses .line').filter((line) => line.dataset.pick.startsWith('whole') === false && !line.classList.contains('on') && line.querySelector('.sev.high, .sev.medium')).map((line) => line.dataset.pick)")
    id = marked[(n * 7) % len(marked)]
    was, card = page.evaluate("words('.st-key-compared .clause-head')"), page.evaluate("words('.card .id')")
    there = f"all('.line.on').some((one) => one.dataset.pick === {id!r}) && words('.st-key-compared .clause-head') !== {was!r} && words('.card .id') !== {card!r}"
    table.add("pick of a clause", timed(page, lambda: page.locator(f".line[data-pick='{id}']").click(), there))
    quiet(page)
    card = page.evaluate("words('.card .id')")
    table.add("next finding (key J)", timed(page, lambda: page.keyboard.press("j"), f"words('.card .id') && words('.card .id') !== {card!r}", "keydown"))
    quiet(page)


def _filters(page: Any, table: Table) -> None:
    counted = "all('.st-key-clauses .line, .left').length"
    for name, key, to, back in (("filter by severity", "least", 0, 3), ("filter by state", "only", 1, 0), ("filter by type", "clause_type", 3, 0)):
        for said, place in ((name, to), (f"{name}, taken back", back)):
            before = page.evaluate(counted)
            table.add(said, _choose(page, key, place, f"{counted} !== {before}"))
            quiet(page)


def _choose(page: Any, key: str, place: int, there: str) -> float:
    page.locator(f".st-key-{key} input").click()
    options = page.locator('[role="option"]')
    options.first.wait_for()
    return timed(page, lambda: options.nth(place).click(), there)


def _decide(page: Any, table: Table) -> None:
    """The form is opened and saved, the decision undone."""
    table.add("form of a decision", timed(page, lambda: page.locator(".st-key-do_accepted button").click(), "all('.st-key-decision button').length"))
    page.wait_for_timeout(500)
    button = page.locator(".st-key-do_remark button")
    table.add("decision", timed(page, button.click, "all('.card .verdict.accepted').length && !all('.st-key-decision').length"))
    quiet(page)
    table.add("undo", timed(page, lambda: page.locator(".st-key-do_undo button").click(), "all('.card .verdict.open').length"))
    quiet(page)


def _search(page: Any, table: Table) -> None:
    """A word in the search of the list of contracts, and its end."""
    field = page.locator(".st-key-search input")
    for name, word, there in (("search of the contracts", "不存在的词", "!all('.st-key-matters .about').length"), ("search, taken back", "", "all('.st-key-matters .about').length")):
        field.fill(word)
        table.add(name, timed(page, lambda: field.press("Enter"), there, "keydown"))
        quiet(page)


def pages(page: Any, table: Table, times: int) -> None:
    """Each page from the review, and back."""
    for _ in range(times):
        for name, there in PAGES.items():
            link = page.locator(f'[data-testid="stTopNavLinkContainer"] a[href$="/{name}"]')
            table.add(f"page {name}", timed(page, link.click, f"all({there!r}).length"))
            page.wait_for_timeout(500)
            page.wait_for_selector('[data-test-script-state="notRunning"]', state="attached")
            back = page.locator('[data-testid="stTopNavLinkContainer"] a').first
            table.add("page review", timed(page, back.click, WHOLE))
            quiet(page)


if __name__ == "__main__":
    main()
