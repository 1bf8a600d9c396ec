"""How well two drafts are told apart: `python -m tests.rounds [DRAFT …] [--every N] [--why]`.

Every draft of tests/drafts and every sample in plain text is its own first round, on which every finding is rejected. The second
round is the same text with plants: of substance and editorial (tests/planting.py), clauses dropped, doubled and exchanged with
numbers and references put right (tests/arranging.py), clauses cut in two, run together and put in. Prints by kind how many plants
were told for what they are, how many of the clauses that nobody touched were said to be the same (references that follow aside),
and how many decisions stand or are asked again as they should, and every miss; with --why also the clauses and decisions that should have stood.
"""

from __future__ import annotations

import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from clauses import agreed
from clauses.model import ContractReview, Decision, Roles
from clauses.rounds import Pair, Rounds, compare
from tests.arranging import arranged, changes, read
from tests.planted import DRAFTS, QUIET, option, places, reviewed, rows_of
from tests.planting import NUMBER, Plant, clause_lines, editorial, in_words

SAMPLES = DRAFTS.parent.parent / "templates_library" / "samples"
APART = 6  # lines between two plants of one draft
MOST = 6  # plants of one draft
WHY = "--why" in sys.argv
SAME = ("same", "edited", "moved")
INSERTED = "双方约定，与本合同有关的全部往来邮件由双方的联系人各自妥善归档，以备日后查阅。"


class Told(NamedTuple):
    """What became of one plant."""

    draft: str
    kind: str
    right: bool
    shown: str


class Counted(NamedTuple):
    """Of one comparison: clauses nobody touched and those of them said to be the same; decisions that should stand and that do,
    that should be asked again (or be gone) and that are."""

    untouched: int
    same: int
    stand: int
    stood: int
    ask: int
    asked: int


class First:
    """A text with its review and a rejection of every finding."""

    def __init__(self, name: str, text: str, standard: str | None) -> None:
        self.name, self.text, self.standard = name, text, standard
        self.review = self.read(text)
        done = (Decision(finding=f.id, act="rejected", by="王律师", at="2026-03-01T08:00:00.000000", words="已商定", number=n) for n, f in enumerate(self.review.findings, 1))
        self.standings = agreed.standings(done)
        contract = self.review.facts.contract
        self.roles = Roles(customer=contract.names("customer") or ("甲方",), carrier=contract.names("carrier") or ("乙方",))
        self.took: list[float] = []  # seconds of the processor, one a comparison

    def read(self, text: str) -> ContractReview:
        return reviewed(text, self.standard)  # type: ignore[arg-type]  # a sample is compared with the fitting standard

    def against(self, text: str) -> tuple[Rounds, ContractReview]:
        after = self.read(text)
        start = time.thread_time()
        rounds = compare(self.review, after, self.standings)
        self.took.append(time.thread_time() - start)
        return rounds, after


def at_line(review: ContractReview, line: int) -> set[str]:
    """The clauses that stand in a line of the text."""
    text = review.facts.source.text
    return {c.id for c in review.facts.contract.clauses for p in c.pieces if text.count("\n", 0, p.start) <= line <= text.count("\n", 0, p.end)}


def counted(first: First, rounds: Rounds, after: ContractReview, touched: set[str], put: set[str]) -> Counted:
    """touched: clauses of the first draft that the plants are in; put: of the second, that they brought."""
    free = [p for p in rounds.pairs if not touched & set(p.before) and not put & set(p.after)]
    same = [p for p in free if p.status in SAME]
    led = {id for p in rounds.pairs if p.points_elsewhere for id in p.before}  # numbers ran on and its reference did not: told, and asked again
    clause = {f.id: f.clause for f in first.review.findings}
    now = {f.id: f.clause for f in after.findings}
    stand = [t for t in rounds.threads if t.course == "kept" and clause[t.before or ""] is not None and clause[t.before or ""] not in touched | led and now[t.after or ""] not in put]
    changed = {id for p in rounds.pairs if not p.stands for id in p.before}  # a clause that only moved is not asked again
    ask = [t for t in rounds.threads if t.before and clause[t.before] in touched & changed]
    if WHY:
        for p in free:
            if p.status not in SAME:
                print(first.name, "not the same", [first.review.facts.contract.clause(id).number for id in p.before], p.status, [part for part in p.diff if part[0] != "="], sep="\t")
        codes = {f.id: f.code for f in first.review.findings}
        for t in stand:
            if not t.carried:
                print(first.name, "does not stand", codes[t.before or ""], t.why, sep="\t")
    return Counted(len(free), len(same), len(stand), sum(bool(t.carried) for t in stand), len(ask), sum(not t.carried for t in ask))


def in_rows(plants: Sequence[Plant]) -> list[list[Plant]]:
    """The plants in groups, far apart."""
    rows: list[list[Plant]] = []
    for plant in plants:
        row = next((r for r in rows if len(r) < MOST and all(abs(p.line - plant.line) >= APART for p in r)), None)
        rows.append([plant]) if row is None else row.append(plant)
    return rows


def of_words(first: First, every: int) -> Iterator[tuple[list[Told], Counted]]:
    """Plants within a clause: of substance they are silent changes, editorial ones none."""
    lines = first.text.split("\n")
    for plants in ([p for p in in_words(first.text, first.roles)][::every], [p for p in editorial(first.text)][::every]):
        for row in in_rows(plants):
            changed = list(lines)
            for plant in row:
                changed[plant.line] = plant.text.split("\n")[plant.line]
            rounds, after = first.against("\n".join(changed))
            told, touched = [], set[str]()
            for plant in row:
                here = at_line(first.review, plant.line)
                pairs = [p for p in rounds.pairs if here & set(p.before)]
                right = all(p.stands and not p.silent for p in pairs) if plant.kind in QUIET else any(p.status == "changed" and p.silent for p in pairs)
                told.append(Told(first.name, plant.kind, bool(pairs) and right, f"{plant.line + 1}\t{plant.was[:50]} → {plant.now[:50]}\t{[(p.status, p.silent) for p in pairs]}"))
                touched |= here if plant.kind not in QUIET else set()
            yield told, counted(first, rounds, after, touched, set())


def of_places(first: First, every: int) -> Iterator[tuple[list[Told], Counted]]:
    """Clauses dropped (gone), doubled (changed) and exchanged (moved)."""
    units = {u.at: u for u in read(first.text).units}
    before = places(first.text)
    for kind in ("drop", "double", "move"):
        for row in rows_of([c for c in changes(first.text) if c.kind == kind][::every]):
            text = arranged(first.text, row)
            rounds, after = first.against(text)
            told, touched = [], set[str]()
            for change in row:
                where = [at for at in ((change.of,) if kind == "drop" else (change.to,) if kind == "double" else (change.of, change.to)) if at]
                here = [within(first.review, *before[at]) for at in where]
                pairs = [[p for p in rounds.pairs if ids & set(p.before)] for ids in here]
                right = all(some and expected(kind, some) for some in pairs) and (kind != "move" or any(p.moved for some in pairs for p in some))
                told.append(Told(first.name, kind, right, f"{where} {units[change.of].body[:40]}\t{[[(p.status, p.moved, p.silent) for p in some] for some in pairs]}"))
                touched |= {id for ids in here for id in ids}
            yield told, counted(first, rounds, after, touched, set())


def expected(kind: str, pairs: Sequence[Pair]) -> bool:
    """Whether the pairs of the clauses planted in are told for what they are; of a clause dropped that stands elsewhere too, the other."""
    if kind == "drop":
        return all(p.status == "gone" and p.silent for p in pairs)
    if kind == "double":
        return any(p.silent for p in pairs)
    return all(p.stands for p in pairs)  # of two neighbours only one has moved


def within(review: ContractReview, start: int, end: int) -> set[str]:
    return {c.id for c in review.facts.contract.clauses if start <= c.span.start < end}


def of_shapes(first: First, every: int) -> Iterator[tuple[list[Told], Counted]]:
    """Dotted clauses cut in two, run together with the next, and one put in; what follows is renumbered, references are not."""
    lines = first.text.split("\n")
    numbered = [n for n in clause_lines(first.text) if re.match(r"\s*\d+\.\d+[\s.、]", lines[n])]
    for n in numbered[:: 3 * every]:
        last = [m for m in numbered if m >= n and _article(lines[m]) == _article(lines[n])]
        body = lines[n][NUMBER.match(lines[n]).end() :]  # type: ignore[union-attr]
        cut = body.find("。", 10) + 1
        made = {"insert": [*lines[: n + 1], _numbered(lines[n], 1) + INSERTED, *(_moved_on(line, m, last[1:], 1) for m, line in enumerate(lines[n + 1 :], n + 1))]}
        if 10 < cut < len(body) - 10 and "\n" not in body:
            made["split"] = [*lines[:n], lines[n][: -len(body) + cut], _numbered(lines[n], 1) + body[cut:], *(_moved_on(line, m, last[1:], 1) for m, line in enumerate(lines[n + 1 :], n + 1))]
        if n + 1 in last:
            made["merge"] = [*lines[:n], lines[n] + lines[n + 1][NUMBER.match(lines[n + 1]).end() :], *(_moved_on(line, m, last[2:], -1) for m, line in enumerate(lines[n + 2 :], n + 2))]  # type: ignore[union-attr]
        for kind, text in made.items():
            rounds, after = first.against("\n".join(text))
            here = at_line(first.review, n) | (at_line(first.review, n + 1) if kind == "merge" else set())
            put = {id for p in rounds.pairs if p.status == "new" for id in p.after}
            own = [p for p in rounds.pairs if here & set(p.before)]
            shape = {"split": (1, 2), "merge": (2, 1)}.get(kind)
            news = [p for p in rounds.pairs if p.status == "new"]
            right = len(own) == 1 and (len(own[0].before), len(own[0].after)) == shape and own[0].status in SAME if shape else len(news) == 1 and news[0].silent and all(p.stands or p.points_elsewhere for p in own)
            yield [Told(first.name, kind, right, f"{n + 1}\t{body[:40]}\t{[(len(p.before), len(p.after), p.status) for p in own]}")], counted(first, rounds, after, here, put)


def _article(line: str) -> str:
    return line.strip().partition(".")[0]


def _numbered(line: str, more: int) -> str:
    """The line's number, so many on."""
    label = NUMBER.match(line)[0]  # type: ignore[index]
    return re.sub(r"\.(\d+)", lambda m: f".{int(m[1]) + more}", label, count=1)


def _moved_on(line: str, n: int, some: Sequence[int], more: int) -> str:
    return _numbered(line, more) + line[NUMBER.match(line).end() :] if n in some else line  # type: ignore[union-attr]


def firsts(names: Sequence[str]) -> Iterator[First]:
    for path in (*sorted(DRAFTS.glob("*.txt")), *sorted(SAMPLES.glob("*.txt"))):
        if not names or path.stem in names:
            yield First(path.stem, path.read_text(encoding="utf-8"), path.stem.rpartition("-")[0] if path.parent == DRAFTS else None)


def measured(first: First, every: int) -> tuple[list[Told], Counted]:
    """Everything on one draft."""
    told: list[Told] = []
    sums = Counted(0, 0, 0, 0, 0, 0)
    for some, count in (*of_words(first, every), *of_places(first, every), *of_shapes(first, every)):
        told += some
        sums = Counted(*(a + b for a, b in zip(sums, count, strict=True)))
    return told, sums


def main() -> None:
    arguments = sys.argv[1:]
    every = int(option(arguments, "--every") or 1)
    kinds: defaultdict[str, Counter[bool]] = defaultdict(Counter)
    sums = Counted(0, 0, 0, 0, 0, 0)
    slowest = 0.0
    for first in firsts([a for a in arguments if a != "--why"]):
        told, count = measured(first, every)
        sums = Counted(*(a + b for a, b in zip(sums, count, strict=True)))
        slowest = max(slowest, *first.took)
        for one in told:
            kinds[one.kind][one.right] += 1
            if not one.right:
                print("\t".join((one.draft, one.kind, one.shown)), flush=True)
    for kind, found in sorted(kinds.items()):
        print(f"{kind:14}{found[True]:6} of {found.total()}")
    print(f"untouched clauses said to be the same: {sums.same} of {sums.untouched}")
    print(f"decisions on them that stand: {sums.stood} of {sums.stand}; decisions on changed clauses asked again or gone: {sums.asked} of {sums.ask}")
    print(f"slowest comparison: {slowest:.3f} s of the processor")


if __name__ == "__main__":
    main()
