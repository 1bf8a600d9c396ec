"""How many planted changes the review finds: `python -m tests.planted [FILE …] [--every N]`.

Without files: every bundled standard (exported) and every draft of tests/drafts. For each text the findings of the unchanged
text are the ground; a plant of substance is found when the changed text has a finding that the ground has not, at the
changed clause or, of a dropped one, anywhere; an editorial plant must gain none. Prints a table and every miss.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

from clauses import ingest
from clauses.library import text_of
from clauses.model import ContractReview, Roles, Value
from clauses.numerals import values
from clauses.review import Desk, open_desk, review_source
from tests.planting import Plant, editorial, in_words, of_clauses

DRAFTS = Path(__file__).parent / "drafts"
QUIET = frozenset({"punctuation", "width", "blank", "synonym", "move"})  # what must gain no finding
BATCH = 8
FIGURES = frozenset({"rate", "amount", "period"})
Gain = tuple[str, str]


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


def texts(names: list[str]) -> Iterator[tuple[str, str, str]]:
    """(name, standard, text) of what is planted in."""
    for id, template in desk().library.templates.items():
        if not names or id in names:
            yield id, id, text_of(template)
        for path in sorted(DRAFTS.glob(f"{id}-?.txt")):
            if not names or path.stem in names:
                yield path.stem, id, path.read_text(encoding="utf-8")


def tried(name: str, standard: str, text: str, every: int, kinds: str) -> list[tuple[str, Plant, list[Gain]]]:
    """Every plant (of every `every`-th clause change) with what it gained."""
    ground = reviewed(text, standard)
    fixed = {figure(v) for c in desk().library.templates[standard].clauses for v in values(c.text)}
    plants = [p for p in (*in_words(text, roles_of(text, standard)), *of_clauses(text), *editorial(text)) if p.kind not in FIGURES or any(figure(v) in fixed for v in values(p.was))]
    plants = [p for p in plants if kinds == "all" or (kinds == "words") == (p.kind not in ("drop", "double", "move"))]
    plants = plants[::every]
    alone = [p for p in plants if p.kind in ("drop", "double", "move")]
    inside = [p for p in plants if p.kind not in ("drop", "double", "move")]
    done = [*in_batches(inside, text, ground, standard), *((p, gained(p, ground, standard)) for p in alone)]
    return [(name, plant, gains) for plant, gains in done]


def main() -> None:
    arguments = sys.argv[1:]
    every = int(arguments[arguments.index("--every") + 1]) if "--every" in arguments else 1
    kinds = "words" if "--words" in arguments else "all"
    names = [a for a in arguments if not a.startswith("--") and not a.isdigit()]
    jobs = list(texts(names))
    with ProcessPoolExecutor(2) as pool:
        done = [row for rows in pool.map(tried, *zip(*jobs, strict=True), [every] * len(jobs), [kinds] * len(jobs)) for row in rows]
    total: Counter[tuple[str, str]] = Counter()
    right: Counter[tuple[str, str]] = Counter()
    for name, plant, gains in done:
        good = bool(gains) != (plant.kind in QUIET)
        total[name, plant.kind] += 1
        right[name, plant.kind] += good
        if not good:
            print(f"{name}\t{plant.kind}\t{plant.was[:60]} → {plant.now[:60]}\t{gains[:2]}")
    for key, count in sorted(total.items()):
        print(f"{key[0]:28}{key[1]:14}{right[key]:5} of {count}")
    for quiet in (False, True):
        kinds = [k for k in total if (k[1] in QUIET) == quiet]
        print("editorial, silent" if quiet else "substantive, found", sum(right[k] for k in kinds), "of", sum(total[k] for k in kinds))


if __name__ == "__main__":
    main()
