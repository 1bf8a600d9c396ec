"""Compares the shipped classifier with plainer ways, all on writers not seen: `python -m models.peers [--transformer]`.

Every method has the training rows of `clause_types.jsonl` (and the shipped ones what was made from them) and is asked for the rows
of the writers that are held out: words alone, no heading. Printed are the share whose type is right, the share that is right or
among the row's `also`, and clauses by second of processor time (one core's); then the shares by length of clause, how far the classifier's
probabilities can be believed, and, where CLAUSES_GOLD names a folder, clauses of the contracts that lawyers labelled there.
No transformer with Chinese pretraining is compared: none ships and none is fetched. One trained from nothing is, by --transformer,
and one of BERT-base's size with random weights is timed: its speed needs no training.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import SGDClassifier
from threadpoolctl import threadpool_limits

from clauses import classify, embed, ingest, structure
from models import transformer
from models.train import Row, labelled

K1, B = 1.2, 0.75  # of BM25, as usually set
ALPHA, PASSES = 3e-6, 8  # of the logistic regression; best of 3e-7, 1e-6, 2e-6, 3e-6, 1e-5, 3e-5 on a third of the training writers
BINS = 15  # of the calibration error
LENGTHS = ((0, 25), (25, 45), (45, 80), (80, 100_000))  # characters of a clause
LIKELIEST = "shipped classifier, likeliest type"
CHUNK = 500  # clauses compared with all labelled ones at a time
Guess = Callable[[Sequence[str]], list[str]]
Floats = np.ndarray[tuple[int, ...], np.dtype[np.float32]]


class Peer(NamedTuple):
    """A way to say what clauses are about, ready to be asked."""

    name: str
    guess: Guess


@dataclass(frozen=True)
class Answers:
    """What a method said of the rows, in order, and how many of them it does in a second of one core."""

    name: str
    types: tuple[str, ...]
    per_second: float

    def right(self, rows: Sequence[Row]) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
        """Whether each type is the row's."""
        return np.array([said == row.type for said, row in zip(self.types, rows, strict=True)])

    def accepted(self, rows: Sequence[Row]) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
        """Whether each type is the row's or one of its `also`."""
        return np.array([said in (row.type, *row.also) for said, row in zip(self.types, rows, strict=True)])


class Placed(NamedTuple):
    """A clause that a lawyer labelled, as the program cut it out: contract, words, types that are right."""

    contract: str
    text: str
    types: frozenset[str]


def plain(rows: Sequence[Row]) -> Iterator[Peer]:
    """The methods that see nothing but the rows."""
    texts, types = [row.text for row in rows], np.array([row.type for row in rows])
    yield Peer("1-NN, TF-IDF of 1-3 characters", by_tfidf(texts, types))
    yield Peer("1-NN, BM25 of 2 characters", by_bm25(texts, types))
    yield Peer("logistic regression, TF-IDF of 1-2 characters", by_regression(texts, types))


def shipped(rows: Sequence[Row], classifier: classify.Classifier, encoder: embed.Embedder) -> Iterator[Peer]:
    """The parts of what ships, and the whole."""
    types, names = np.array([row.type for row in rows]), np.array(classifier.weights.types)
    known = encoder.encode([row.text for row in rows])
    yield Peer("1-NN, shipped encoder", lambda texts: _nearest(encoder.encode(texts), known.T, types))
    yield Peer("shipped encoder, nearest groups", lambda texts: list(names[classifier.weights.nearest(encoder.encode(texts)).argmax(axis=1)]))
    yield Peer(LIKELIEST, lambda texts: list(names[classifier.probabilities(texts).argmax(axis=1)]))
    yield Peer("shipped classifier, as it answers", lambda texts: [guess.type for guess in classifier.types(texts)])


def by_tfidf(texts: Sequence[str], types: np.ndarray[Any, Any]) -> Guess:
    """The type of the labelled clause with the likest characters."""
    count = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, dtype=np.float32)
    known = count.fit_transform(texts).T.tocsr()
    return lambda asked: _nearest(count.transform(asked), known, types)


def by_bm25(texts: Sequence[str], types: np.ndarray[Any, Any]) -> Guess:
    """The type of the labelled clause that BM25 puts first, a clause being the query."""
    count = CountVectorizer(analyzer="char", ngram_range=(2, 2), dtype=np.float32)
    found = count.fit_transform(texts).tocoo()
    length = np.asarray(found.sum(axis=1)).ravel()
    holding = np.bincount(found.col, minlength=found.shape[1])
    rarity = np.log1p((len(texts) - holding + 0.5) / (holding + 0.5))
    damped = found.data * (K1 + 1) / (found.data + K1 * (1 - B + B * length[found.row] / length.mean()))
    values = (damped * rarity[found.col]).astype(np.float32)
    known = sparse.csr_matrix((values, (found.col, found.row)), shape=found.shape[::-1])
    return lambda asked: _nearest(count.transform(asked), known, types)


def by_regression(texts: Sequence[str], types: np.ndarray[Any, Any]) -> Guess:
    """The likeliest type by logistic regressions of one type against the rest."""
    count = TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True, min_df=2, dtype=np.float32)
    model = SGDClassifier(loss="log_loss", alpha=ALPHA, max_iter=PASSES, tol=None, average=True, random_state=0)
    model.fit(count.fit_transform(texts), types)
    return lambda asked: list(model.predict(count.transform(asked)))


def _nearest(asked: Any, known: Any, types: np.ndarray[Any, Any]) -> list[str]:
    best: list[str] = []
    for start in range(0, asked.shape[0], CHUNK):
        alike = asked[start : start + CHUNK] @ known
        best += list(types[(alike.toarray() if sparse.issparse(alike) else alike).argmax(axis=1)])
    return best


def ask(peer: Peer, rows: Sequence[Row]) -> Answers:
    """What the method says of the rows, timed."""
    texts = [row.text for row in rows]
    with threadpool_limits(1):
        peer.guess(texts[:64])
        began = time.process_time()
        types = peer.guess(texts)
    return Answers(peer.name, tuple(types), len(texts) / (time.process_time() - began))


def reliability(sure: Floats, right: np.ndarray[Any, Any], bins: int = BINS) -> list[tuple[float, float, int]]:
    """By bin of equal width that holds any: mean probability, share that is right, number."""
    of = np.minimum((sure * bins).astype(int), bins - 1)
    return [(float(sure[of == n].mean()), float(right[of == n].mean()), int((of == n).sum())) for n in range(bins) if (of == n).any()]


def calibration_error(sure: Floats, right: np.ndarray[Any, Any], bins: int = BINS) -> float:
    """The expected calibration error: how far probability and share are apart, bins weighted by number."""
    return sum(abs(mean - share) * n for mean, share, n in reliability(sure, right, bins)) / len(sure)


def by_lawyers(gold: Path) -> list[Placed]:
    """The clauses of the folder's contracts that begin as a labelled clause does, as its evaluation finds them."""
    out = []
    for file in sorted((gold / "gold" / "contracts").glob("*.json")):
        wanted = json.loads(file.read_text(encoding="utf-8"))
        contracts = structure.split(ingest.read(gold / "contracts" / wanted["file"]))
        texts = [clause.text for contract in contracts for clause in contract.clauses]
        for one in wanted["clauses"]:
            start = _squeezed(one["starts"])[:12]
            begins = (start, _squeezed(one.get("heading", "")) + start)
            at = next((text for text in texts if _squeezed(text).startswith(begins)), None)
            if at is not None:
                out.append(Placed(file.stem, at, frozenset((one["type"], *one.get("also", ())))))
    return out


def _squeezed(text: str | None) -> str:
    return re.sub(r"[\s“”\"'‘’]+", "", text or "")


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--transformer", action="store_true", help="train a small one too, and time a large one: some five minutes more")
    args = parser.parse_args()
    known, rows = labelled(), labelled(held=True)
    encoder = embed.StaticEmbedder.read(embed.SHIPPED)
    classifier = classify.load(encoder)
    gold = by_lawyers(Path(os.environ["CLAUSES_GOLD"])) if os.environ.get("CLAUSES_GOLD") else []
    placed: dict[str, list[bool]] = {}
    answers = []
    print(f"{len(known)} clauses to learn from, {len(rows)} of other writers to answer\n\n{'':<46}  type  or also  clauses/s")

    def tell(peer: Peer) -> None:
        answers.append(ask(peer, rows))
        placed[peer.name] = [said in one.types for said, one in zip(peer.guess([g.text for g in gold]), gold, strict=True)] if gold else []
        last = answers[-1]
        print(f"{last.name:<46} {last.right(rows).mean():.3f}    {last.accepted(rows).mean():.3f} {last.per_second:>10,.0f}", flush=True)

    for peer in (*plain(known), *shipped(known, classifier, encoder)):
        tell(peer)
    if args.transformer:
        tell(Peer(f"transformer, {transformer.LAYERS} x {transformer.WIDTH}, from nothing", transformer.trained(known)))
        print(f"{'encoder of 12 x 768, random weights, 64 pieces':<46} {'-':>5}    {'-':>5} {transformer.large_speed():>10,.1f}")
    length = np.array([len(row.text) for row in rows])
    of = [(low <= length) & (length < high) for low, high in LENGTHS]
    print(f"\nor also, by characters{'':<25}" + "".join(f"{f'{low}-{high - 1}' if high < 1000 else f'{low} on':>9}" for low, high in LENGTHS))
    print(f"{'clauses':<46} " + "".join(f"{some.sum():>9}" for some in of))
    for one in answers:
        print(f"{one.name:<46} " + "".join(f"{one.accepted(rows)[some].mean():>9.3f}" for some in of))
    sure = classifier.probabilities([row.text for row in rows])
    likeliest = next(one for one in answers if one.name == LIKELIEST)
    print(f"\nexpected calibration error of the shipped classifier ({BINS} bins, right: or also): ", end="")
    print(f"{calibration_error(sure.max(axis=1), likeliest.accepted(rows)):.3f}")
    if gold:
        names = sorted({one.contract for one in gold})
        print(f"\nclauses that lawyers labelled, words alone ({', '.join(names)}): {len(gold)}")
        for name, hits in placed.items():
            by = [[hit for hit, one in zip(hits, gold, strict=True) if one.contract == contract] for contract in names]
            print(f"{name:<46} {np.mean(hits):.3f}    " + "  ".join(f"{sum(some)} of {len(some)}" for some in by))


if __name__ == "__main__":
    main()
