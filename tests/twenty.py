"""Twenty reviewers at once, through the pages: `python -m tests.twenty --reviewers 20 --minutes 2`.

A server is started on a store of reviewed contracts. Each reviewer opens contracts, goes through findings, decides, takes back,
looks at other pages, hands over; several share a contract, some upload their own. Then they decide in pairs on the same finding
at the same moment. At the end every decision that a page confirmed must be in the store once, by the right person, and none may
stand there whose maker had not seen what others had decided before on the same finding.
"""

from __future__ import annotations

import argparse
import html
import random
import re
import statistics
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from clauses import ingest
from clauses.model import Decision, Review
from clauses.review import Desk, open_desk, review_source
from clauses.store import Store
from tests import manymatters
from tests.serving import Server, served
from tests.visitor import Gone, Visitor

ROW = re.compile(r'<tr><th>[^<]*</th><td class="by">([^<]*)</td><td>(.*?)</td></tr>')
ID = re.compile(r'class="id">(f-[0-9a-f]+)<')
PATIENCE = 60.0
ACTS = {"rejected": 30, "commented": 20, "accepted": 25, "marked": 10, "assigned": 8, "undone": 12}
BESIDES = {"page": 6, "view": 6, "export": 3, "contract": 8, "upload": 1}


@dataclass(kw_only=True)
class Made:
    """A decision that a reviewer clicked on: what it was, and what became of it on the page.

    seen: how many decisions on the finding stood on the page at the click, comments apart.
    became: confirmed, told (that another was first, or what is lacking), or lost (neither within the patience).
    """

    by: str
    matter: str
    finding: str
    act: str
    words: str
    seen: int
    became: str = "lost"
    told: str = ""

    def is_it(self, stored: Decision) -> bool:
        same = (stored.by, stored.finding, stored.act) == (self.by, self.finding, self.act)
        return same and (self.act == "undone" or stored.words == self.words)


@dataclass(kw_only=True)
class Log:
    """What all reviewers did."""

    made: list[Made] = field(default_factory=list)
    taken: list[tuple[str, float]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    shared: list[str] = field(default_factory=list)


class Reviewer:
    """One who works at the page until told to stop."""

    def __init__(self, number: int, address: str, matters: Sequence[str], log: Log, *, think: float, uploads: bool = False) -> None:
        self.name, self.random, self.matters, self.log, self.think = f"R{number:02}", random.Random(number), list(matters), log, think
        self.uploads = uploads
        self._count = 0
        self.at = Visitor(address, query=f"matter={self.matters[0]}", patience=PATIENCE)
        self.at.enter("person", self.name)

    # -- what the page shows --------------------------------------------------------------------------------------------

    @property
    def matter(self) -> str:
        return self.at.query.partition("matter=")[2].partition("&")[0]

    @property
    def finding(self) -> str:
        card = self.at.named("found")
        found = ID.search(card.words) if card else None
        return found.group(1) if found else ""

    def rows(self) -> list[tuple[str, str]]:
        """The decisions on the finding as the page tells them: by whom, and what."""
        return [(html.unescape(by), html.unescape(re.sub(r"</?s>", "", what))) for by, what in ROW.findall(self.at.words)]

    def seen(self) -> int:
        return sum(not what.startswith("批注") for _, what in self.rows())

    def told(self) -> str:
        """What the page warns of, besides decisions that are due."""
        return next((d.words for d in self.at.page.values() if d.kind == "alert" and "warning" in d.element.alert.icon), "")

    # -- what is done ---------------------------------------------------------------------------------------------------

    def work(self, until: float) -> None:
        """Decisions and what lies between them, until it is time."""
        while time.monotonic() < until:
            self.at.watch(self.random.expovariate(1 / self.think) if self.think else 0.01)
            kinds = {**ACTS, **BESIDES}
            if not self.uploads:
                kinds.pop("upload")
            kind = self.random.choices(list(kinds), list(kinds.values()))[0]
            if kind in ACTS:
                self.decide(kind)
            else:
                getattr(self, f"_{kind}")()

    def decide(self, act: str) -> Made | None:
        """A finding is gone to and decided on; what became of it."""
        if self.random.random() < 0.7:
            self._go()
        if not self.finding or self.at.named("do_rejected") is None:
            return None
        if act == "undone":
            return self._undo()
        self._count += 1
        if self.fill(act, f"{self.name}-{self._count}号") is None:
            return None
        return self.save(act, f"{self.name}-{self._count}号")

    def fill(self, act: str, words: str) -> str | None:
        """The act's form is open and filled in; None where the page has none."""
        if self.at.starting(f"{act}-") is None:
            self.at.click(f"do_{act}")
        box = self.at.starting(f"{act}-")
        if box is None:
            return None
        self.at.type(box, words)
        wording = self.at.starting("wording-")
        if act == "accepted" and wording is not None and self.random.random() < 0.5:
            self.at.type(wording, f"{wording.widget.value}（{words}）")
        return words

    def save(self, act: str, words: str, *, haste: bool = False) -> Made:
        """The form is sent; the page is looked at until it tells what became of it."""
        made = Made(by=self.name, matter=self.matter, finding=self.finding, act=act, words=words, seen=self.seen())
        buttons = [key for key in (("do_save-", "do_remark-", "do_delete-") if act == "accepted" else ("do_save-",)) if self.at.starting(key)]
        self._send(made, self.random.choice(buttons), lambda: any(by == self.name and words in what for by, what in self.rows()), haste=haste)
        return made

    def _undo(self) -> Made | None:
        button = self.at.starting("do_undo-")
        if button is None or button.widget.disabled:
            return None
        made = Made(by=self.name, matter=self.matter, finding=self.finding, act="undone", words="", seen=self.seen())
        before = sum(by == self.name and what.startswith("撤销") for by, what in self.rows())
        self._send(made, "do_undo-", lambda: sum(by == self.name and what.startswith("撤销") for by, what in self.rows()) > before)
        return made

    def _send(self, made: Made, button: str, confirmed, *, haste: bool = False) -> None:  # type: ignore[no-untyped-def]
        self.log.made.append(made)
        begun, told_before = time.perf_counter(), self.told()
        self.at.click(button, wait=False, haste=haste)
        self.at.watch(PATIENCE, lambda: self.finding == made.finding and (bool(confirmed()) or self.told() not in ("", told_before)))
        made.became = "confirmed" if confirmed() else "told" if self.told() else "lost"
        made.told = self.told()
        if haste:
            self.at.calm()
        self.at.settle()
        self.at.taken.append((f"decide {made.act}", time.perf_counter() - begun))
        if made.became == "told" and self.at.named("do_close"):
            self.at.click("do_close")

    def _go(self) -> None:
        """To the next finding or the one before, or to another clause."""
        if self.at.named("do_next") is None:
            self._back()
        button = self.at.named(self.random.choice(["do_next", "do_next", "do_previous"]))
        if button is not None and not button.widget.disabled:
            self.at.click(str(button.widget.id).rpartition("-")[2])
        elif places := self.at.picks("clauses"):
            self.at.pick("clauses", self.random.choice(places))

    def _back(self) -> None:
        if self.at.named("view") is None:
            self.at.visit("review")
        if self.at.named("clauses") is None:
            self.at.choose("view", 0)

    def _page(self) -> None:
        self.at.visit(self.random.choice(["terms", "dashboard", "standards", "history"]))
        self.at.watch(self.random.expovariate(1 / self.think) if self.think else 0.01)
        self._back()

    def _view(self) -> None:
        self._back()
        row = self.at.named("view")
        assert row is not None
        self.at.choose("view", self.random.randrange(len(row.widget.options)))
        self._back()

    def _export(self) -> None:
        self._back()
        row = self.at.named("view")
        assert row is not None
        self.at.choose("view", len(row.widget.options) - 1)
        kind, begin = self.random.choice([("hand_word", b"PK"), ("hand_excel", b"PK"), ("hand_json", b"{"), ("hand_page", b"<!")])
        if not self.at.download(kind).startswith(begin):
            self.log.errors.append(f"{self.name}: {kind} is not what it should be")
        self._back()

    def _contract(self) -> None:
        self._back()
        self.open(self.random.choice(self.matters))

    def open(self, matter: str) -> None:
        """The contract of that id is on the page."""
        self._back()
        if matter in self.at.picks("matters"):
            self.at.pick("matters", matter)
        else:
            self.at.query = f"matter={matter}"
            self.at.visit("review")
        self._back()

    def look_at(self, matter: str, finding: str) -> None:
        """The finding is on the page, by its address."""
        self._back()
        self.at.reload(f"matter={matter}&finding={finding}")
        self._back()

    def _upload(self) -> None:
        self._back()
        self._count += 1
        name, text = next(iter(manymatters.texts(1, odd=self.random.randrange(2))))
        before = self.matter
        self.at.upload("upload-", f"{self.name}-{self._count}-{name}", text.replace("甲方", f"甲方（{self.name}-{self._count}）", 1).encode())
        if self.at.watch(PATIENCE, lambda: self.matter != before):
            self.matters.append(self.matter)
        else:
            self.log.errors.append(f"{self.name}: an uploaded file is not on the page")


# -- the run --------------------------------------------------------------------------------------------------------------


def stocked(folder: Path, desk: Desk, reviews: Sequence[Review], count: int) -> list[str]:
    """The ids of so many contracts that a new store in the folder has."""
    store = Store.open(folder)
    kept = manymatters.fill(store, reviews, desk.library, count, decided=0)
    store.close()
    return [matter.id for matter in kept]


def together(reviewers: Sequence[Reviewer], log: Log, work) -> None:  # type: ignore[no-untyped-def]
    """All work at once, each in a thread of their own; what stops one is an error of the log."""

    def run(reviewer: Reviewer) -> None:
        try:
            work(reviewer)
        except Exception as error:  # told at the end, with the others' figures
            log.errors.append(f"{reviewer.name}: {type(error).__name__} {error} at {', '.join(f'{at.name} {at.lineno}' for at in traceback.extract_tb(error.__traceback__))}")

    threads = [threading.Thread(target=run, args=(reviewer,)) for reviewer in reviewers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def rivals(reviewers: Sequence[Reviewer], matter: str, findings: Sequence[str], log: Log, *, late: bool) -> None:
    """Pairs decide on the same finding at the same moment.

    late: the second has the form open while the first decides; the server has drawn that for them, and their click is sent before
    it has arrived.
    """
    pairs = [(reviewers[n], reviewers[n + 1], threading.Barrier(2)) for n in range(0, len(reviewers) - 1, 2)]
    turn = {r.name: (findings[n % len(findings)], barrier, n, r is second) for n, (first, second, barrier) in enumerate(pairs) for r in (first, second)}

    def meet(reviewer: Reviewer) -> None:
        finding, barrier, _, second = turn[reviewer.name]
        try:
            reviewer.look_at(matter, finding)
            reviewer._count += 1
            words = f"{reviewer.name}-{reviewer._count}号"
            assert reviewer.finding == finding, "another finding is on the page"
            reviewer.fill("rejected", words)
            barrier.wait(PATIENCE)
            if late and second:
                barrier.wait(PATIENCE)
                reviewer.at.look_again()
                time.sleep(1.5)  # the server draws, and the line is slow
            made = reviewer.save("rejected", words, haste=late and second)
            if late and not second:
                assert made.became in ("confirmed", "told")
                barrier.wait(PATIENCE)
        except BaseException:
            barrier.abort()
            raise

    together([r for pair in pairs for r in pair[:2]], log, meet)


def reckoned(folder: Path, log: Log) -> list[str]:
    """What is wrong with the store, held against what the pages said; [] where nothing is."""
    store = Store.open(folder)
    wrong: list[str] = []
    for matter in store.matters():
        clicked = [m for m in log.made if m.matter == matter.id]
        for finding, stored in _by_finding(store.decisions(matter.id)).items():
            own = [m for m in clicked if m.finding == finding]
            wrong += [f"{d.by} did not decide {d}" for d in stored if not any(m.is_it(d) for m in own)]
            for made in own:
                alike = [d for d in stored if made.is_it(d)]
                wanted = 1 if made.act != "undone" else sum(m.is_it(alike[0]) and m.became == "confirmed" for m in own) if alike else 1
                if made.became == "confirmed" and len(alike) < wanted:
                    wrong.append(f"lost: {made}")
                if len(alike) > max(wanted, 1) and made.act != "undone":
                    wrong.append(f"stored {len(alike)} times: {made}")
                if made.became == "told" and alike and made.act != "undone":
                    wrong.append(f"refused and stored: {made}")
                before = [d for d in stored if alike and d.number < alike[0].number and d.act != "commented"]
                if made.act not in ("commented", "undone") and alike and len(before) != made.seen:
                    wrong.append(f"overwrote what was not on the page ({len(before)} stored, {made.seen} seen): {made}")
        stored_of = {d.finding for d in store.decisions(matter.id)}
        wrong += [f"lost: {m}" for m in clicked if m.became == "confirmed" and m.finding not in stored_of]
    known = {m.id for m in store.matters()}
    return wrong + [f"lost with its contract: {m}" for m in log.made if m.became == "confirmed" and m.matter not in known]


def _by_finding(decisions: Sequence[Decision]) -> dict[str, list[Decision]]:
    found: dict[str, list[Decision]] = {}
    for decision in decisions:
        found.setdefault(decision.finding, []).append(decision)
    return found


def run(server: Server, matters: Sequence[str], findings: Sequence[str], *, reviewers: int, seconds: float, think: float = 1.0, meetings: int = 4) -> Log:
    """All reviewers' work at the server; every fourth contract is shared by all, the others are each one's own by turns."""
    log = Log()
    shared = [id for n, id in enumerate(matters) if n % 4 == 0]
    people: list[Reviewer] = []

    def come(number: int) -> None:
        try:
            people.append(Reviewer(number, server.address, [*shared, matters[number % len(matters)]], log, think=think, uploads=number % 5 == 0))
        except Exception as error:  # told at the end
            log.errors.append(f"R{number:02}: {type(error).__name__} {error}")

    threads = [threading.Thread(target=come, args=(number,)) for number in range(reviewers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    people.sort(key=lambda r: r.name)
    until = time.monotonic() + seconds
    together(people, log, lambda reviewer: reviewer.work(until))
    for number in range(meetings):
        rivals(people, matters[0], findings, log, late=number % 2 == 1)
    for reviewer in people:
        log.errors += [f"{reviewer.name}: {error}" for error in reviewer.at.errors]
        log.taken += reviewer.at.taken
    log.errors += server.complaints()
    for reviewer in people:
        reviewer.at.close()
    return log


def figures(log: Log) -> str:
    """How long the pages took, and what became of the decisions."""
    lines = [f"{'':20} {'count':>6} {'p50':>6} {'p95':>6} {'max':>6}  (seconds)"]
    kinds = sorted({name.split("-")[0] for name, _ in log.taken})
    for kind in ["all", *kinds]:
        times = sorted(seconds for name, seconds in log.taken if kind in ("all", name.split("-")[0]))
        lines.append(f"{kind:20} {len(times):6} {statistics.median(times):6.2f} {times[int(len(times) * 0.95)]:6.2f} {times[-1]:6.2f}")
    became = Counter(m.became for m in log.made)
    return "\n".join([*lines, f"decisions clicked {len(log.made)}: " + ", ".join(f"{n} {name}" for name, n in sorted(became.items()))])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reviewers", type=int, default=20)
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--contracts", type=int, default=24)
    parser.add_argument("--think", type=float, default=1.0, help="seconds between two clicks of one reviewer, on average")
    asked = parser.parse_args()
    desk = open_desk()
    reviews = [review_source(ingest.read(path), desk) for path in manymatters.FILES]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "home"
        matters = stocked(folder, desk, reviews, asked.contracts)
        findings = [f.id for f in reviews[0].contracts[0].findings]
        with served(folder) as server:
            begun = server.memory()
            try:
                log = run(server, matters, findings, reviewers=asked.reviewers, seconds=asked.minutes * 60, think=asked.think)
            except Gone as error:
                print("the server is gone:", error, server.log.read_text()[-2000:])
                return 1
            ended = server.memory()
        print(figures(log))
        wrong = reckoned(folder, log)
        store = Store.open(folder)
        print(f"stored: {sum(len(store.decisions(m.id)) for m in store.matters())} decisions on {len(store.matters())} contracts")
        print(f"server's own memory: {begun:.0f} MB at the start, {ended:.0f} MB with {asked.reviewers} sessions open")
        for line in [*log.errors, *wrong]:
            print("!", line)
        print(f"{len(log.errors)} errors, {len(wrong)} wrong in the store")
    return 1 if log.errors or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
