"""What a clause is about: one of the vocabulary's types, with a probability.

Clauses' texts (and, where there are any, the headings above them) come in; guesses go out. Two voices are added: a linear
model over characters, cues and heading, and the most alike groups of labelled clauses by the encoder's vectors. The weights that ship
are plain arrays in `models/clause-types/`, read by numpy; scikit-learn, whose only home this is, is loaded for fitting alone.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from operator import add
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from clauses.embed import Embedder

SHIPPED = Path(__file__).resolve().parents[1] / "models" / "clause-types"
OTHER = "other"
PER_TYPE = 100  # groups of like clauses that stand for a type
NEIGHBOURS = 2  # how many of them speak for it
MOST_ALSO = 2
SURE_OF_SENTENCE = 0.7  # the probability from which one sentence of a clause adds its own matter to `also`
CUE_WEIGHT, HEADING_WEIGHT = 0.15, 0.7  # beside the characters, whose vector has length 1
Floats = np.ndarray[tuple[int, ...], np.dtype[np.float32]]

_NUMERAL = "〇零一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟"
_SIMPLER = (
    (re.compile(rf"[百千万]分之[{_NUMERAL}0-9.]*|[0-9.]+\s*[%‰]"), "%"),
    (re.compile(r"[0-9][0-9,.]*"), "0"),
    (re.compile(rf"[{_NUMERAL}]+(?=个?(工作日|自然日|日|天|月|年|小时|分钟|元|倍|份|周|式|[0%]))"), "0"),
    (re.compile(r"[\s\[\]【】_/‘’'<>]+"), ""),
    (re.compile(r"[\"”『』「」]"), "“"),
)
_WORD = re.compile(r"\w")


class TypeGuess(NamedTuple):
    """A clause's type, what else it is about, and the probability of the type (0 to 1)."""

    type: str
    also: tuple[str, ...]
    confidence: float


@dataclass(frozen=True, kw_only=True)
class Lexicon:
    """Names of parties (name used -> names read as it) and the cues, as in `models/cues.yaml`."""

    parties: Mapping[str, Sequence[str]]
    cues: tuple[str, ...]

    @cached_property
    def _names(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        return tuple((re.compile("|".join(sorted(names, key=len, reverse=True))), party) for party, names in self.parties.items())

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[str], ...]:
        return tuple(map(re.compile, self.cues))

    def simplify(self, text: str) -> str:
        """The text in half width and lower case, numbers as 0, shares as %, the parties as 甲方 and 乙方, no brackets or spaces."""
        text = unicodedata.normalize("NFKC", text).lower()
        for pattern, by in (*_SIMPLER, *self._names):
            text = pattern.sub(by, text)
        return text

    def found(self, simple: str) -> list[int]:
        """Which cues a simplified text holds, by their index."""
        return [n for n, pattern in enumerate(self._patterns) if pattern.search(simple)]


@dataclass(frozen=True, kw_only=True)
class Grams:
    """Character pairs and single characters with their weights; a text becomes a vector of length 1."""

    index: Mapping[str, int]
    idf: Floats

    def vector(self, text: str) -> tuple[list[int], Floats]:
        """Indices and values of what the text holds, by log count and rarity; both empty where it holds nothing known."""
        counts = Counter(map(self.index.get, grams(text)))
        counts.pop(None, None)
        at = [n for n in counts if n is not None]
        values = (1 + np.log(np.fromiter(counts.values(), dtype=np.float32, count=len(at)))) * self.idf[at]
        return at, (values / max(float(np.linalg.norm(values)), 1e-12)).astype(np.float32)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What was measured on writers that the model had not seen.

    vectors: the weight of the neighbours' similarity. temperature: of the softmax over the sums.
    also: the probability from which a further type is named. other: below it the best type is not believed.
    """

    vectors: float = 1.5
    temperature: float = 0.2
    also: float = 0.12
    other: float = 0.08


@dataclass(frozen=True, kw_only=True)
class Weights:
    """A fitted model: everything that is stored."""

    types: tuple[str, ...]
    lexicon: Lexicon
    words: Grams
    headings: Grams
    table: Floats  # (features, types): characters, cues, heading characters
    bias: Floats
    rows: Floats  # vectors of groups of like labelled clauses
    labels: np.ndarray[tuple[int, ...], np.dtype[np.int16]]  # their types, by index

    def features(self, texts: Sequence[str], headings: Sequence[str]) -> Iterator[tuple[list[int], Floats]]:
        """Indices and values of every clause's features."""
        first, second = len(self.words.index), len(self.words.index) + len(self.lexicon.cues)
        above = {heading: self.headings.vector(self.lexicon.simplify(heading)) for heading in set(headings)}  # many stand under one
        for text, heading in zip(texts, headings, strict=True):
            simple = self.lexicon.simplify(text)
            (at, values), (over, weights) = self.words.vector(simple), above[heading]
            cues = self.lexicon.found(simple)
            indices = [*at, *(first + n for n in cues), *(second + n for n in over)]
            yield indices, np.concatenate([values, np.full(len(cues), CUE_WEIGHT, dtype=np.float32), HEADING_WEIGHT * weights])

    def linear(self, texts: Sequence[str], headings: Sequence[str]) -> Floats:
        """The linear model's score of every type, a row a text."""
        scores = np.tile(self.bias, (len(texts), 1))
        for row, (at, values) in enumerate(self.features(texts, headings)):
            scores[row] += values @ self.table[at]
        return scores

    def nearest(self, vectors: Floats) -> Floats:
        """The mean similarity of the nearest groups of every type's labelled clauses, a row a vector."""
        alike = vectors @ self.rows.T
        out = np.zeros((len(vectors), len(self.types)), dtype=np.float32)
        for n in range(len(self.types)):
            of_type = alike[:, self.labels == n]
            best = -np.partition(-of_type, NEIGHBOURS - 1, axis=1)[:, :NEIGHBOURS] if of_type.shape[1] > NEIGHBOURS else of_type
            out[:, n] = best.mean(axis=1)
        return out


class Classifier:
    """Says what clauses are about."""

    def __init__(self, weights: Weights, limits: Limits, embedder: Embedder) -> None:
        self.weights = weights
        self.limits = limits
        self._embedder = embedder

    def probabilities(self, texts: Sequence[str], headings: Sequence[str] = ()) -> Floats:
        """The probability of every type in `weights.types`, a row a text."""
        if not texts:
            return np.zeros((0, len(self.weights.types)), dtype=np.float32)
        scores = self.weights.linear(texts, headings or [""] * len(texts))
        scores += self.limits.vectors * self.weights.nearest(self._embedder.encode(texts))
        return softmax(scores / self.limits.temperature)

    def types(self, texts: Sequence[str], headings: Sequence[str] = ()) -> list[TypeGuess]:
        """A guess a text, in order.

        Args:
            texts: the clauses' words.
            headings: for each the headings above it, joined by spaces, "" where there is none; () for none at all.
        """
        headings = headings or [""] * len(texts)
        sentences = [(n, part) for n, text in enumerate(texts) for part in _sentences(text)]
        whole = self.probabilities(texts, headings)
        parts = self.probabilities([part for _, part in sentences], [headings[n] for n, _ in sentences])
        surely: list[list[str]] = [[] for _ in texts]
        for (n, _), row in zip(sentences, parts, strict=True):
            if row.max() >= SURE_OF_SENTENCE:
                surely[n].append(self.weights.types[row.argmax()])
        said = [bool(_WORD.search(text)) for text in texts]
        return [self._guess(row, more) if any_word else TypeGuess(OTHER, (), 0.0) for row, more, any_word in zip(whole, surely, said, strict=True)]

    def _guess(self, row: Floats, more: Sequence[str]) -> TypeGuess:
        """The best type; beside it what single sentences are surely about, then what the whole may be about."""
        order = np.argsort(-row, kind="stable")
        best, confidence = self.weights.types[order[0]], float(row[order[0]])
        if confidence < self.limits.other:
            best = OTHER
        likely = [self.weights.types[n] for n in order[: MOST_ALSO + 1] if row[n] >= self.limits.also]
        also = dict.fromkeys(t for t in (*more, *likely) if t not in (best, OTHER))
        return TypeGuess(best, tuple(also)[:MOST_ALSO], round(confidence, 2))


def load(embedder: Embedder, folder: Path = SHIPPED) -> Classifier:
    """The classifier in the folder, for the encoder that its labelled clauses were encoded by."""
    from safetensors.numpy import load_file

    model = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    arrays = load_file(folder / "weights.safetensors")
    full = {name: array.astype(np.float32) for name, array in arrays.items() if name != "labels"}
    weights = Weights(
        types=tuple(model["types"]),
        lexicon=Lexicon(parties=model["parties"], cues=tuple(model["cues"])),
        words=Grams(index=_index(model["words"]), idf=full["words_idf"]),
        headings=Grams(index=_index(model["headings"]), idf=full["headings_idf"]),
        table=full["table"],
        bias=full["bias"],
        rows=full["rows"],
        labels=arrays["labels"],
    )
    return Classifier(weights, Limits(**model["limits"]), embedder)


def save(classifier: Classifier, folder: Path = SHIPPED) -> None:
    """Writes the classifier: `model.json` (names and limits) and `weights.safetensors` (half precision)."""
    from safetensors.numpy import save_file

    weights = classifier.weights
    model: dict[str, Any] = {
        "types": weights.types,
        "limits": asdict(classifier.limits),
        "parties": weights.lexicon.parties,
        "cues": weights.lexicon.cues,
        "words": list(weights.words.index),
        "headings": list(weights.headings.index),
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.json").write_text(json.dumps(model, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    halves = {
        "words_idf": weights.words.idf,
        "headings_idf": weights.headings.idf,
        "table": weights.table,
        "bias": weights.bias,
        "rows": weights.rows,
    }
    arrays = {name: np.ascontiguousarray(array.astype(np.float16)) for name, array in halves.items()}
    save_file(arrays | {"labels": weights.labels}, folder / "weights.safetensors")
    (folder / "weights.safetensors").chmod(0o644)


def fit(
    texts: Sequence[str],
    headings: Sequence[str],
    types: Sequence[str],
    *,
    also: Sequence[Sequence[str]],
    lexicon: Lexicon,
    vectors: Floats,
) -> Weights:
    """The weights that tell the types of the labelled clauses apart, a yes or no for every type.

    Args:
        texts: the clauses; headings: for each the headings above it or "".
        types: the clauses' types; also: what else each is about, which counts half.
        lexicon: parties and cues. vectors: the clauses as the encoder sees them.
    """
    from scipy.sparse import csr_matrix
    from sklearn.svm import LinearSVC

    names = tuple(sorted(set(types)))
    labels = np.array([names.index(t) for t in types], dtype=np.int16)
    words = _counted(map(lexicon.simplify, texts))
    above = _counted(map(lexicon.simplify, headings))
    width = len(words.index) + len(lexicon.cues) + len(above.index)
    table, bias = np.zeros((width, len(names)), dtype=np.float32), np.zeros(len(names), dtype=np.float32)
    groups = [_grouped(vectors[labels == n]) for n in range(len(names))]
    of = np.repeat(np.arange(len(names), dtype=np.int16), [len(group) for group in groups])
    weights = Weights(
        types=names, lexicon=lexicon, words=words, headings=above, table=table, bias=bias, rows=np.concatenate(groups), labels=of
    )
    rows = list(weights.features(texts, headings))
    ends = np.cumsum([0, *(len(at) for at, _ in rows)])
    entries = np.concatenate([at for at, _ in rows]).astype(np.int32)
    matrix = csr_matrix((np.concatenate([v for _, v in rows]), entries, ends), shape=(len(rows), width))
    for n, name in enumerate(names):
        second = np.array([name in more and kind != name for kind, more in zip(types, also, strict=True)])
        model = LinearSVC(C=0.4, random_state=0).fit(matrix, (labels == n) | second, sample_weight=np.where(second, 0.5, 1.0))
        table[:, n], bias[n] = model.coef_[0], model.intercept_[0]
    return weights


def _grouped(vectors: Floats) -> Floats:
    """The middles of groups of like vectors, of length 1; where there are few vectors, these themselves."""
    from sklearn.cluster import KMeans

    if len(vectors) <= PER_TYPE:
        return vectors
    middles = KMeans(PER_TYPE, n_init=1, random_state=0).fit(vectors).cluster_centers_
    unit: Floats = (middles / np.maximum(np.linalg.norm(middles, axis=1, keepdims=True), 1e-12)).astype(np.float32)
    return unit


def _sentences(text: str) -> list[str]:
    """The sentences of a text that has more than one, without crumbs."""
    parts = [part for part in re.split(r"[。；;\n]", text) if len(part.strip()) >= 12]
    return parts if len(parts) > 1 else []


def grams(text: str) -> list[str]:
    """Every character and every pair of neighbouring characters."""
    return [*text, *map(add, text, text[1:])]


def softmax(scores: np.ndarray[tuple[int, ...], np.dtype[Any]]) -> Floats:
    """Rows that sum to 1."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    rows: Floats = (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)
    return rows


def _counted(texts: Iterable[str]) -> Grams:
    """Characters and pairs that stand in two texts at least, with their rarity."""
    texts = list(texts)
    counts = Counter(gram for text in texts for gram in dict.fromkeys(grams(text)))
    index = _index(sorted(gram for gram, count in counts.items() if count >= 2))
    rarity = [np.log((1 + len(texts)) / (1 + counts[gram])) + 1 for gram in index]
    return Grams(index=index, idf=np.array(rarity, dtype=np.float32))


def _index(names: Sequence[str]) -> dict[str, int]:
    return {name: n for n, name in enumerate(names)}
