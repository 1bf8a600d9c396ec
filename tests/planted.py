"""How many planted changes the review finds: `python -m tests.planted [FILE …] [--every N] [--kinds drop,double,…] [--alone]`.

Without files: every bundled standard (exported) and every draft of tests/drafts. For each text the findings of the unchanged
text are the ground; a plant of substance is found when the changed text has a finding that the ground has not, at the
changed clause or, of a dropped one, anywhere; an editorial plant, and a clause moved, must gain none. Several plants go into one
review where that is plain; with --alone none do. Prints a table and every miss; `named` counts the clauses dropped or doubled
that a finding says are missing or repeated, whatever else was found.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

from clauses import ingest
from clauses.checks.points import targets
from clauses.library import text_of
from clauses.model import ContractReview, Finding, Roles, Value
from clauses.numerals import values
from clauses.review import Desk, open_desk, review_source
from tests.arranging import Address, Change, arranged, changes, read
from tests.planting import Plant, editorial, in_words

DRAFTS = Path(__file__).parent / "drafts"
QUIET = frozenset({"punctuation", "width", "blank", "synonym"})  # what must gain no finding
BATCH = 8
FIGURES = frozenset({"rate", "amount", "period"})
WHOLE = frozenset({"drop", "double", "move"})
Gain = tuple[str, str]


class Row(NamedTuple):
    """What became of one plant; named: whether a finding says what it was (None where none could)."""

    text: str
    kind: str
    right: bool
    named: bool | None
    shown: str


def figure(value: Value) -> tuple[object, ...]:
    """What makes two figures the same; one that the standard does not give is a blank filled in, and its change no plant."""
    return (value.kind, value.value, value.unit)


@cache
def desk() -> Desk:
    return open_desk()


def reviewed(text: str, standard: str) -> ContractReview:
    """The review of a text against a standard, from the customer's seat."""
    source = ingest.read_bytes("draft.txt", text.encode())
    return review_source(source, desk(), template=standard).contracts[0]


def told(review: ContractReview, *, words: bool = True) -> Counter[Gain]:
    """What the findings say, place aside; without words the codes alone."""
    return Counter((f.code, f.message if words else f.severity) for f in review.findings)


def roles_of(text: str, standard: str) -> Roles:
    contract = reviewed(text, standard).facts.contract
    return Roles(customer=contract.names("customer") or ("甲方",), carrier=contract.names("carrier") or ("乙方",))


def gained(plant: Plant, ground: ContractReview, standard: str) -> list[Gain]:
    """The findings that the plant brought; an editorial one may change the words that a finding quotes."""
    words = plant.kind not in QUIET
    return list((told(reviewed(plant.text, standard), words=words) - told(ground, words=words)).elements())


def at_lines(review: ContractReview) -> dict[int, set[Gain]]:
    """What the findings say, by the line they stand in."""
    text, found = review.facts.source.text, dict[int, set[Gain]]()
    for finding in review.findings:
        if finding.span is not None:
            found.setdefault(text.count("\n", 0, finding.span.start), set()).add((finding.code, finding.message))
    return found


def together(plants: Sequence[Plant], lines: Sequence[str]) -> str:
    """The text with all the plants, each in a line of its own."""
    changed = list(lines)
    for plant in plants:
        changed[plant.line] = plant.text.split("\n")[plant.line]
    return "\n".join(changed)


def in_batches(plants: Sequence[Plant], text: str, ground: ContractReview, standard: str) -> Iterator[tuple[Plant, list[Gain]]]:
    """Every plant with what it gained: several in one review, far apart; what is not plain from that is reviewed alone."""
    rows: list[list[Plant]] = []
    for plant in plants:
        row = next((r for r in rows if len(r) < BATCH and all(abs(p.line - plant.line) > 3 for p in r)), None)
        rows.append([plant]) if row is None else row.append(plant)
    before = at_lines(ground)
    for row in rows:
        after = at_lines(reviewed(together(row, text.split("\n")), standard))
        for plant in row:
            gains = sorted(after.get(plant.line, set()) - before.get(plant.line, set()))
            sure = bool(gains) != (plant.kind in QUIET)
            yield plant, gains if sure else gained(plant, ground, standard)


def given(ground: ContractReview) -> dict[int, set[tuple[object, ...]]]:
    """The figures that the standard's clauses give, by the line of the draft's clause that answers to them."""
    facts, found = ground.facts, dict[int, set[tuple[object, ...]]]()
    standard = {c.id: c.text for c in facts.template.clauses} if facts.template else {}
    for match in facts.matches:
        pieces = facts.contract.clause(match.clause).pieces
        first, last = (facts.source.text.count("\n", 0, at) for at in (pieces[0].start, pieces[-1].end))
        figures = {figure(v) for id in targets(match) for v in values(standard[id])}
        for line in range(first, last + 1):
            found.setdefault(line, set()).update(figures)
    return found


# -- whole clauses ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Ground:
    """A text with its review before anything is planted in it."""

    text: str
    standard: str
    review: ContractReview

    @cached_property
    def targets(self) -> dict[Address, set[str]]:
        """The standard's clauses that each clause answers to."""
        contract, out = self.review.facts.contract, {}
        matched = [(contract.clause(m.clause).span, m.template_clause) for m in self.review.facts.matches if m.template_clause is not None]
        for at, (start, end) in places(self.text).items():
            out[at] = {id for span, of in matched if start <= span.start < end for id in ((of,) if isinstance(of, str) else of)}
        return out


def places(text: str) -> dict[Address, tuple[int, int]]:
    """Where every clause stands in the text: from its number to the end of its last line."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return {u.at: (starts[u.line], starts[u.line] + len(u.label) + len(u.body)) for u in read(text).units}


def rows_of(planted: Sequence[Change]) -> list[list[Change]]:
    """The changes in groups, no two of them at one clause or at neighbours."""
    rows: list[list[Change]] = []
    for one in planted:
        row = next((r for r in rows if len(r) < BATCH and all(_apart(one, other) for other in r)), None)
        rows.append([one]) if row is None else row.append(one)
    return rows


def _apart(one: Change, other: Change) -> bool:
    return all(a[:2] != b[:2] or abs(a[2] - b[2]) > 2 for a in (one.of, one.to) if a for b in (other.of, other.to) if b)


def new(after: ContractReview, ground: Ground, *, words: bool) -> list[Finding]:
    """The findings that came; numbers that run on change messages, so that without words codes alone are compared."""
    left = told(ground.review, words=words)
    came = []
    for finding in after.findings:
        key = (finding.code, finding.message if words else finding.severity)
        if left[key]:
            left[key] -= 1
        elif words or finding.code != "blank.unfilled":  # told an article: a blank that moves is told elsewhere, with others
            came.append(finding)
    return came


def names(finding: Finding, change: Change, ground: Ground, spans: Mapping[Address, tuple[int, int]]) -> bool:
    """Whether a finding says that this clause is missing, or repeated at one of its two places."""
    template = desk().library.templates[ground.standard]
    if change.kind == "drop":
        wanted = [template.clause(id) for id in ground.targets[change.of]]
        return any(w.text in finding.suggestion or f"{w.article} {w.number}" in finding.message or finding.code == f"{w.type}.missing" for w in wanted)
    at = [spans[a] for a in (change.of, change.to) if a]
    return finding.code == "text.duplicate" and finding.span is not None and any(start <= finding.span.start < end for start, end in at)


def of_clauses(planted: Sequence[Change], ground: Ground, *, alone: bool) -> Iterator[tuple[Change, list[Finding], bool]]:
    """Every change with what it gained and whether a finding names it: in groups where that is plain, else alone."""
    for row in [[c] for c in planted] if alone else rows_of(planted):
        changed = arranged(ground.text, row)
        after, spans = reviewed(changed, ground.standard), places(changed)
        came, worded = new(after, ground, words=row[0].kind == "double"), new(after, ground, words=True)
        doubtful = []
        for change in row:
            gains = [f for f in worded if change.kind != "move" and names(f, change, ground, spans)]
            if len(row) == 1:
                yield change, gains or came, bool(gains)
            elif gains or (change.kind == "move" and not came):
                yield change, gains, True
            else:
                doubtful.append(change)
        halves = (doubtful[::2], doubtful[1::2]) if row[0].kind == "move" and len(doubtful) > 2 else [[c] for c in doubtful]
        for half in halves:
            if half:
                yield from of_clauses(half, ground, alone=len(half) == 1)


# -- all ----------------------------------------------------------------------------------------------------------------


def texts(names: list[str]) -> Iterator[tuple[str, str, str]]:
    """(name, standard, text) of what is planted in."""
    for id, template in desk().library.templates.items():
        if not names or id in names:
            yield id, id, text_of(template)
        for path in sorted(DRAFTS.glob(f"{id}-[abc].txt")):
            if not names or path.stem in names:
                yield path.stem, id, path.read_text(encoding="utf-8")


def tried(name: str, standard: str, text: str, every: int, kinds: frozenset[str], alone: bool) -> list[Row]:
    """Every plant (of every `every`-th) of the kinds with whether it was right, named, and what it gained."""
    ground = Ground(text=text, standard=standard, review=reviewed(text, standard))
    rows: list[Row] = []
    if not kinds or kinds - WHOLE:
        fixed = given(ground.review)
        plants = [p for p in (*in_words(text, roles_of(text, standard)), *editorial(text)) if p.kind not in FIGURES or any(figure(v) in fixed.get(p.line, ()) for v in values(p.was))]
        plants = [p for p in plants if not kinds or p.kind in kinds][::every]
        done = in_batches(plants, text, ground.review, standard)
        rows += [Row(name, p.kind, bool(gains) != (p.kind in QUIET), None, f"{p.line + 1}\t{p.was[:60]} → {p.now[:60]}\t{gains[:2]}") for p, gains in done]
    bodies = {u.at: u.body for u in read(text).units}
    for kind in sorted(WHOLE & kinds if kinds else WHOLE):
        planted = [c for c in changes(text) if c.kind == kind][::every]
        for change, gains, named in of_clauses(planted, ground, alone=alone):
            where = " → ".join(f"{a[0][:4]} {a[1]}.{a[2]}" for a in (change.of, change.to) if a)
            shown = f"{where} {bodies[change.of][:50]}\t{','.join(sorted(ground.targets[change.of]))}\t{[(f.code, f.message[:60]) for f in gains[:2]]}"
            rows.append(Row(name, kind, bool(gains) != (kind == "move"), None if kind == "move" else named, shown))
    return rows


def option(arguments: list[str], name: str) -> str | None:
    """The word after an option, both taken out of the arguments."""
    if name not in arguments:
        return None
    at = arguments.index(name)
    _, value = arguments.pop(at), arguments.pop(at)
    return value


def main() -> None:
    arguments = sys.argv[1:]
    every, kinds = int(option(arguments, "--every") or 1), frozenset((option(arguments, "--kinds") or "").split(",")) - {""}
    jobs = list(texts([a for a in arguments if not a.startswith("--")]))
    total: Counter[tuple[str, str]] = Counter()
    right: Counter[tuple[str, str]] = Counter()
    named: Counter[tuple[str, str]] = Counter()
    with ProcessPoolExecutor(min(2, len(jobs))) as pool:
        for rows in pool.map(tried, *zip(*jobs, strict=True), *([value] * len(jobs) for value in (every, kinds, "--alone" in arguments))):
            for row in rows:
                total[row[:2]] += 1
                right[row[:2]] += row.right
                named[row[:2]] += bool(row.named)
                if not row.right or row.named is False:
                    print("\t".join((row.text, row.kind, "not named" if row.right else "MISSED" if row.kind not in (*QUIET, "move") else "NOISE", row.shown)), flush=True)
    for key, count in sorted(total.items()):
        print(f"{key[0]:28}{key[1]:14}{right[key]:5} of {count}" + (f", named {named[key]}" if key[1] in ("drop", "double") else ""))
    for kind in sorted({k[1] for k in total}):
        keys = [k for k in total if k[1] == kind]
        print(f"{kind:14} {'silent' if kind in (*QUIET, 'move') else 'found'} {sum(right[k] for k in keys)} of {sum(total[k] for k in keys)}")


if __name__ == "__main__":
    main()
