"""Kills at random moments, through the pages: `python -m tests.kills --kills 50 --reviewers 4`.

The server and all that it started are killed (SIGKILL) while reviewers decide, upload, have a contract reviewed and hand over, and
started again on the same folder. Every decision that a page confirmed must be there, the store must open and be whole, every file
be the one that was stored, every contract readable, and no page may show half of one.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from clauses import ingest
from clauses.review import open_desk, review_source
from clauses.store import Store
from clauses.store.connections import FILE
from tests import manymatters, twenty
from tests.serving import Server
from tests.visitor import Gone, Visitor

PATIENCE = 60.0


class Doer(threading.Thread):
    """A reviewer who works until the server is gone: some decide, some upload, some hand over."""

    def __init__(self, reviewer: twenty.Reviewer, errors: list[str]) -> None:
        super().__init__(daemon=True)
        self.reviewer, self.errors = reviewer, errors

    def run(self) -> None:
        try:
            self.reviewer.work(time.monotonic() + 600)
        except Gone:
            return
        except Exception as error:  # told at the end
            self.errors.append(f"{self.reviewer.name}: {type(error).__name__} {error}")


class Uploader(twenty.Reviewer):
    """One who does nothing but upload contracts of their own and hand them over."""

    def work(self, until: float) -> None:
        while time.monotonic() < until:
            self._upload()
            self._export()


def come(server: Server, matters: Sequence[str], log: twenty.Log, turn: int, count: int) -> list[Doer]:
    """So many reviewers are at the page, and work; the last one uploads."""
    doers: list[Doer] = []
    for n in range(count):
        kind = Uploader if n == count - 1 else twenty.Reviewer
        reviewer = kind(turn * 100 + n, server.address, matters, log, think=0.05, uploads=n % 2 == 1)
        doers.append(Doer(reviewer, log.errors))
    for doer in doers:
        doer.start()
    return doers


def broken(folder: Path) -> list[str]:
    """What is not whole in the store; [] where all is."""
    wrong: list[str] = []
    connection = sqlite3.connect(folder / FILE)
    wrong += [f"integrity: {row}" for row in connection.execute("PRAGMA integrity_check") if row != ("ok",)]
    wrong += [f"foreign key: {row}" for row in connection.execute("PRAGMA foreign_key_check")]
    connection.close()
    store = Store.open(folder)
    for matter in store.matters():
        for round in matter.rounds:
            if hashlib.sha256(store.file(round)).hexdigest() != round.sha256:
                wrong.append(f"{matter.id}: another file than was stored")
        findings = {f.id for f in store.review(matter.latest).contracts[matter.latest.part].findings}
        rows = {row.finding for row in store.finding_rows(matter.id)}
        if findings != rows:
            wrong.append(f"{matter.id}: {len(findings)} findings, {len(rows)} rows")
    store.close()
    return wrong


def shown(server: Server, folder: Path) -> list[str]:
    """What a page shows wrong of the contracts in the store."""
    store = Store.open(folder)
    latest = store.matters()[:1]
    store.close()
    visitor = Visitor(server.address, query=f"matter={latest[0].id}" if latest else "", patience=PATIENCE)
    wrong = [f"page of {latest[0].id}: {error}" for error in visitor.errors]
    if latest and (latest[0].title not in visitor.words or visitor.named("found") is None):
        wrong.append(f"the page of {latest[0].id} is not whole")
    visitor.close()
    return wrong


def run(folder: Path, matters: Sequence[str], *, kills: int, reviewers: int, seed: int = 7, longest: float = 4.0, whole: int = 5) -> tuple[twenty.Log, list[str]]:
    """The server is killed so many times, each at a random moment within so many seconds; what was done, and what is wrong.

    whole: after how many kills the whole store is gone through; its opening and the confirmed decisions are looked at each time.
    """
    log, wrong, random_ = twenty.Log(), [], random.Random(seed)
    server = Server(folder)
    for turn in range(kills):
        server.start()
        if turn % whole == 1:
            wrong += shown(server, folder)
        doers = come(server, matters, log, turn, reviewers)
        time.sleep(random_.uniform(0.2, longest))
        server.kill()
        for doer in doers:
            doer.join(PATIENCE)
            log.taken += doer.reviewer.at.taken
        wrong += [f"kill {turn}: {line}" for line in twenty.reckoned(folder, log)]
        if turn % whole == 0 or turn == kills - 1:
            wrong += [f"kill {turn}: {line}" for line in broken(folder)]
        if wrong:
            break
    log.errors += server.complaints()
    return log, wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--reviewers", type=int, default=4)
    parser.add_argument("--longest", type=float, default=4.0, help="seconds that the reviewers work at most before a kill")
    asked = parser.parse_args()
    desk = open_desk()
    reviews = [review_source(ingest.read(path), desk) for path in manymatters.FILES[:3]]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "home"
        matters = twenty.stocked(folder, desk, reviews, 4)
        log, wrong = run(folder, matters, kills=asked.kills, reviewers=asked.reviewers, longest=asked.longest)
        store = Store.open(folder)
        print(twenty.figures(log))
        print(f"{asked.kills} kills; stored: {sum(len(store.decisions(m.id)) for m in store.matters())} decisions, {len(store.matters())} contracts ({len(matters)} at the start)")
        left = [path for path in (folder / "files").rglob(".part-*")]
        print(f"unfinished files left by kills, to be swept an hour later: {len(left)}")
    for line in [*log.errors, *wrong]:
        print("!", line)
    print(f"{len(log.errors)} errors, {len(wrong)} wrong")
    return 1 if log.errors or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
