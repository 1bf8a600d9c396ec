"""How many planted changes the review finds: `python -m tests.planted [FILE …] [--every N]`.

Without files: every bundled standard (exported) and every draft of tests/drafts. For each text the findings of the unchanged
text are the ground; a plant of substance is found when the changed text has a finding that the ground has not, at the
changed clause or, of a dropped one, anywhere; an editorial plant must gain none. Prints a table and every miss.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

from clauses import ingest
from clauses.library import text_of
from clauses.model import ContractReview, Roles
from clauses.review import Desk, open_desk, review_source
from tests.planting import Plant, editorial, in_words, of_clauses

DRAFTS = Path(__file__).parent / "drafts"
QUIET = frozenset({"punctuation", "width", "blank", "synonym", "move"})  # what must gain no finding
Gain = tuple[str, str]


@cache
def desk() -> Desk:
    return open_desk()


def reviewed(text: str, standard: str) -> ContractReview:
    """The review of a text against a standard, from the customer's seat."""
    source = ingest.read_bytes("draft.txt", text.encode())
    return review_source(source, desk(), template=standard).contracts[0]


def told(review: ContractReview) -> Counter[Gain]:
    """What the findings say, place aside."""
    return Counter((f.code, f.message) for f in review.findings)


def roles_of(text: str, standard: str) -> Roles:
    contract = reviewed(text, standard).facts.contract
    return Roles(customer=contract.names("customer") or ("甲方",), carrier=contract.names("carrier") or ("乙方",))


def gained(plant: Plant, ground: Counter[Gain], standard: str) -> list[Gain]:
    """The findings that the plant brought."""
    return list((told(reviewed(plant.text, standard)) - ground).elements())


def texts(names: list[str]) -> Iterator[tuple[str, str, str]]:
    """(name, standard, text) of what is planted in."""
    for id, template in desk().library.templates.items():
        if not names or id in names:
            yield id, id, text_of(template)
        for path in sorted(DRAFTS.glob(f"{id}-?.txt")):
            if not names or path.stem in names:
                yield path.stem, id, path.read_text(encoding="utf-8")


def tried(name: str, standard: str, text: str, every: int) -> list[tuple[str, Plant, list[Gain]]]:
    """Every plant (of every `every`-th clause change) with what it gained."""
    ground = told(reviewed(text, standard))
    plants = [*in_words(text, roles_of(text, standard)), *of_clauses(text), *editorial(text)]
    return [(name, plant, gained(plant, ground, standard)) for plant in plants[::every]]


def main() -> None:
    arguments = sys.argv[1:]
    every = int(arguments[arguments.index("--every") + 1]) if "--every" in arguments else 1
    names = [a for a in arguments if not a.startswith("--") and not a.isdigit()]
    jobs = list(texts(names))
    with ProcessPoolExecutor(2) as pool:
        done = [row for rows in pool.map(tried, *zip(*jobs, strict=True), [every] * len(jobs)) for row in rows]
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
