"""Measures the limits of alignment: `python -m models.pairs [--seeds N]` writes `models/clause-pairs/limits.json`.

From contracts of known truth (`models.alignments`), changed little and much, and from golden contracts that were read line by
line go out four logistic regressions (scikit-learn) and the log odds from which each is believed.
"""

from __future__ import annotations

import argparse
import datetime
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression

from clauses import ingest, match, structure
from clauses.match.alignment import counterparts
from clauses.match.evidence import Evidence
from clauses.match.groups import Alignment, Part, part_features, parts
from clauses.match.limits import AS_PART, BY_ITSELF, IN_PLACE, NONE, OWN_WORDS, SHIPPED, Floats, Limits, Regression
from clauses.model import Roles, Template
from clauses.review import Desk, classified, open_desk, read_terms
from models.alignments import (
    DRAFTS,
    GOLDEN,
    Made,
    Reading,
    Shares,
    Tally,
    compare,
    documents,
    judge,
    make,
    readings,
    strangers,
    wordings,
)

HANDS = "ab"  # of the drafts that are learned from; hand d is kept for measuring
HARD, EASY = 3, 6  # how many of the likest, and of all other, wrong partners of a clause are shown to a regression
STRENGTH = 1.0  # of the regularisation, scikit-learn's C
READ = 15.0  # what a clause that a reader placed weighs beside one of a made contract
FROM = {"by_itself": -1.0, "in_place": 0.0, "as_part": 0.0, "as_whole": 0.0}  # while the judges are fitted
TRIED = ((0.0, 0.0), (-0.5, -0.5), (-1.0, -0.5), (-1.0, -1.0), (-1.5, -1.0), (-2.0, -1.0))  # log odds of a pair in place, of a part
AS_GOOD = 0.0005  # difference of means that counts for nothing; of those as good the middle one is taken
JUDGED_BY = ("template top-1", "split/merge recall", "missing precision", "missing recall", "extra found", "right or fair")
_NOTHING = Regression(0.0, np.zeros(0, dtype=np.float32))
UNMEASURED = Limits(by_itself=_NOTHING, in_place=_NOTHING, as_part=_NOTHING, as_whole=_NOTHING, from_odds=FROM, corpus="", date="")


class Known(NamedTuple):
    """Evidence with its truth: by clause of the draft the standard's clauses, by index; open: those of which readers may differ."""

    standard: str
    evidence: Evidence
    truth: list[set[int]]
    open: list[set[int]]
    weight: float = 1.0


class Rows(NamedTuple):
    """Examples of one regression."""

    features: list[Floats]
    right: list[Any]
    weight: list[Any]


def amounts(chance: random.Random) -> Shares:
    """How much a training contract is changed: from hardly to beyond recognition."""
    return Shares(
        dropped=chance.choice((0.05, 0.1, 0.3, 0.6, 0.9)),
        moved=chance.choice((0.05, 0.1, 0.3, 0.7)),
        cut=chance.choice((0.1, 0.2)),
        joined=chance.choice((0.04, 0.08)),
        added=chance.choice((0.05, 0.15, 0.5, 2.0)),
        shuffled=chance.random() < 0.4,
        bare=chance.random() < 0.3,
    )


def known(desk: Desk, seeds: int, folder: Path = DRAFTS) -> Iterator[Known]:
    """Evidence of training contracts."""
    foreign = strangers()
    for id, drafts in wordings(desk, folder, HANDS).items():
        template, types = desk.library.templates[id], {c.id: c.type for c in desk.library.templates[id].clauses}
        chance = random.Random(id)
        whole = [d for d in drafts.values() if len(d) == len(drafts["standard"])]
        for seed in range(seeds):
            mixed = {"mixed": [chance.choice(one) for one in zip(*whole, strict=True)]}
            for name, said in (drafts | mixed).items():
                made = make(f"fit {id} {name}", said, foreign, types, seed, amounts(chance))
                yield from _evidence(made, desk, template.id)


def _evidence(made: Made, desk: Desk, id: str) -> Iterator[Known]:
    _, contract = read_terms(classified(made.contract, desk.classifier), Roles())
    draft, standard = match.read(contract, Roles(), desk.embedder), desk.standard(id)
    for part in ("body", "annex"):
        evidence = Evidence(draft, standard, part)
        if evidence.drafts and evidence.standards:
            at = {c.id: n for n, c in enumerate(evidence.standards)}
            yield Known(id, evidence, [{at[of] for of in made.said[c.id].of if of in at} for c in evidence.drafts], [set() for _ in evidence.drafts])


def read_by_hand(desk: Desk, folder: Path = GOLDEN) -> Iterator[Known]:
    """Evidence of the golden contracts that were read line by line against a standard (`alignment.tsv`)."""
    for file in sorted(folder.glob("*/alignment.tsv")):
        read = Reading.of_file(file)
        contract = structure.split(ingest.read(next(file.parent.glob("source.*"))))[0]
        roles = Roles(customer=contract.names("customer"), carrier=contract.names("carrier"))
        _, contract = read_terms(classified(contract, desk.classifier), roles)
        draft, standard = match.read(contract, roles, desk.embedder), desk.standard(read.standard)
        for part in ("body", "annex"):
            evidence = Evidence(draft, standard, part)
            if evidence.drafts and evidence.standards:
                at = {c.id: n for n, c in enumerate(evidence.standards)}
                truth = [{at[of] for of in read.of[c.id] if of in at} for c in evidence.drafts]
                also = [{at[of] for of in read.also[c.id] if of in at} for c in evidence.drafts]
                yield Known(read.standard, evidence, truth, also, weight=READ)


def pair_rows(examples: Sequence[tuple[Known, Floats]], seed: int) -> Rows:
    """Right pairs, the likest wrong ones, and some of the rest, weighted for all that were left out."""
    draw, rows = np.random.default_rng(seed), Rows([], [], [])
    for known, features in examples:
        evidence = known.evidence
        for d, right in enumerate(known.truth):
            wrong = np.array([n for n in range(len(evidence.standards)) if n not in right | known.open[d]], dtype=int)
            order = wrong[np.argsort(-evidence.alike[d, wrong], kind="stable")]
            rest = draw.permutation(order[HARD:])[:EASY]
            share = max(len(order) - HARD, 0) / max(len(rest), 1)
            for n, is_right, weight in [*((n, True, 1.0) for n in right), *((n, False, 1.0) for n in order[:HARD]), *((n, False, share) for n in rest)]:
                rows.features.append(features[d, n])
                rows.right.append(is_right)
                rows.weight.append(weight * known.weight)
    return rows


def fitted(rows: Rows) -> Regression:
    """A logistic regression on the rows."""
    model = LogisticRegression(C=STRENGTH, max_iter=2000).fit(np.array(rows.features), np.array(rows.right), sample_weight=np.array(rows.weight))
    return Regression(float(model.intercept_[0]), model.coef_[0].astype(np.float32))


def fit(examples: Sequence[Known], today: str, seed: int = 0) -> Limits:
    """The four judges, one after the other: each is shown what those before it leave."""
    by_itself = fitted(pair_rows([(k, k.evidence.by_itself) for k in examples], seed))
    placed = [counterparts(by_itself.log_odds(k.evidence.by_itself), FROM["by_itself"]) for k in examples]
    in_place = fitted(pair_rows([(k, k.evidence.in_place(to)) for k, to in zip(examples, placed, strict=True)], seed))
    drafts, standards = Rows([], [], []), Rows([], [], [])
    for k, to in zip(examples, placed, strict=True):
        _part_rows(k, to, in_place, drafts, standards)
    count = len({k.standard for k in examples})
    corpus = f"{len(examples)} parts of contracts of {count} standards: made by models/alignments.py from tests/drafts, and golden contracts read line by line (alignment.tsv)"
    return Limits(by_itself=by_itself, in_place=in_place, as_part=fitted(drafts), as_whole=fitted(standards), from_odds=FROM, corpus=corpus, date=today)


def believed_from(limits: Limits, desk: Desk, made: Sequence[tuple[Template, Made]]) -> Limits:
    """The limits with the log odds from which the judges serve best, by the mean of JUDGED_BY over made and golden contracts."""
    means: list[tuple[float, Limits]] = []
    for pair, part in TRIED:
        tried = replace(limits, from_odds={"by_itself": min(pair, FROM["by_itself"]), "in_place": pair, "as_part": part, "as_whole": part})
        desk.prepared.update({id: replace(desk.standard(id), limits=tried) for id in desk.library.templates})
        tally = Tally()
        for template, one in made:
            judge(one, desk, template, tally)
        for file, source in readings(None):
            compare(file, source, desk, tally)
        mean = sum(map(tally.share, JUDGED_BY)) / len(JUDGED_BY)
        print(pair, part, round(mean, 4), *(f"{name} {tally.share(name):.3f}" for name in JUDGED_BY), flush=True)
        means.append((mean, tried))
    best = [tried for mean, tried in means if mean >= max(mean for mean, _ in means) - AS_GOOD]
    return best[len(best) // 2]


def _part_rows(k: Known, to: Sequence[int], in_place: Regression, drafts: Rows, standards: Rows) -> None:
    """What stands beside a group and is or is not of it, the groups growing as they truly do."""
    alignment = Alignment(k.evidence, odds=in_place.log_odds(k.evidence.in_place(to)))
    alignment.odds[k.evidence.same] += OWN_WORDS
    alignment.of_draft = {d: [n] for d, n in enumerate(counterparts(alignment.odds, FROM["in_place"])) if n != NONE}
    for _ in range(2):
        for rows, of_standard in ((drafts, False), (standards, True)):
            candidates = parts(alignment, of_standard=of_standard)
            candidates = [part for part in candidates if not _open(k.open, part, of_standard)]
            right = [_belongs(k.truth, part, of_standard) for part in candidates]
            rows.features.extend(part_features(alignment, candidates, of_standard=of_standard))
            rows.right.extend(right)
            rows.weight.extend([k.weight] * len(candidates))
            for part, yes in zip(candidates, right, strict=True):
                if yes:
                    alignment.take(part, of_standard=of_standard)


def _belongs(truth: Sequence[set[int]], part: Part, of_standard: bool) -> bool:
    if of_standard:
        return {part.one, *part.members} <= truth[part.other]
    return all(part.other in truth[d] for d in (part.one, *part.members))


def _open(open: Sequence[set[int]], part: Part, of_standard: bool) -> bool:
    return part.one in open[part.other] if of_standard else part.other in open[part.one]


def shown(limits: Limits) -> dict[str, Any]:
    """The limits as they are stored."""
    names = {"by_itself": BY_ITSELF, "in_place": IN_PLACE, "as_part": AS_PART, "as_whole": AS_PART}
    judges: dict[str, Any] = {}
    for name, features in names.items():
        regression: Regression = getattr(limits, name)
        judges[name] = {"bias": round(regression.bias, 4), "weights": {f: round(float(w), 4) for f, w in zip(features, regression.weights, strict=True)}}
    return {"corpus": limits.corpus, "date": limits.date, "from_odds": dict(limits.from_odds), **judges}


def main() -> None:
    """Fits, and writes or checks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=4)
    args = parser.parse_args()
    desk = open_desk()
    desk.prepared.update({id: match.prepare(template, desk.embedder, UNMEASURED) for id, template in desk.library.templates.items()})
    examples = [*known(desk, args.seeds), *read_by_hand(desk)]
    limits = fit(examples, datetime.date.today().isoformat())
    limits = believed_from(limits, desk, list(documents(desk, 1, DRAFTS, HANDS)))
    SHIPPED.parent.mkdir(parents=True, exist_ok=True)
    SHIPPED.write_text(json.dumps(shown(limits), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
