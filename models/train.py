"""Trains the encoder and the classifier that ship, and measures them on writers they have not seen.

    python -m models.train --corpora FOLDER [--seed 0]

FOLDER holds the corpora (`*.txt.xz`, a paragraph a line); the labelled clauses are `clause_types.jsonl`, of which the rows of
writers that `writers.yaml` holds out are never looked at here. Four steps: a byte-pair vocabulary of Chinese pieces; for every
piece a vector from its neighbours in the corpora (PPMI, SVD); those vectors moved so that paraphrases, clauses of one type by
different writers and neighbouring sentences come close (contrastive); the classifier on top, whose limits come from folds
of the training writers. The same seed gives the same files. Needs two cores, 4 GB and about five minutes.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import re
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import yaml
from scipy import sparse
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding
from sklearn.utils.extmath import randomized_svd
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

from clauses import classify, embed
from clauses.classify import Classifier, Limits, Weights, fit, softmax

HERE = Path(__file__).resolve().parent
VOCABULARY, DIMENSIONS, WINDOW = 16_000, 256, 6
STEPS, RATE, SCALE, KEPT = 800, 2e-3, 20.0, 0.7
FOLDS = 3
REWORDED, BESIDE = 96, 64  # pairs of paraphrases and of neighbouring sentences in a batch, beside a pair of every type
SHARES = {"laws.txt.xz": 0.6, "aliyun_docs_MIT.txt.xz": 0.6, "lawyer_llama.txt.xz": 1.0}  # of the lines that are read
Array = np.ndarray[tuple[int, ...], np.dtype[Any]]

_NUMERAL = "〇零一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟"
_SIMPLER = (  # in the tokenizer itself, so that sentence-transformers sees texts as embed.py does
    (rf"[百千万]分之[{_NUMERAL}0-9.]*|[0-9.]+\s*[%‰]", "%"),
    (r"[0-9][0-9,.]*", "0"),
    (rf"[{_NUMERAL}]+(?=个?(工作日|自然日|日|天|月|年|小时|分钟|元|倍|份|周|[0%]))", "0"),
    (rf"第[{_NUMERAL}]+(?=[条款项章节])", "第0"),
    ("0[十百千万亿]+", "0"),
)


@dataclass(frozen=True)
class Row:
    """A labelled clause; heading: "" or one under which it might stand."""

    text: str
    type: str
    also: tuple[str, ...]
    writer: str
    heading: str = ""


class Measured(NamedTuple):
    """Shares of held-out rows: type found; type or one of `also` found; found among guess and its `also`; with headings."""

    top1: float
    top1_also: float
    of_guesses: float
    headed: float


def labelled(*, held: bool = False, folder: Path = HERE) -> list[Row]:
    """The labelled clauses to train on, or those of the writers held out to measure on."""
    writers = yaml.safe_load((folder / "writers.yaml").read_text(encoding="utf-8"))
    entries = map(json.loads, (folder / "clause_types.jsonl").read_text(encoding="utf-8").splitlines())
    return [
        Row(e["text"], e["type"], tuple(e["also"]), e["writer"]) for e in entries if bool(writers[e["writer"]].get("held")) == held
    ]


def paraphrases(folder: Path = HERE) -> list[tuple[str, str]]:
    """A clause to train on and the same in other words."""
    pairs = map(json.loads, (folder / "paraphrases.jsonl").read_text(encoding="utf-8").splitlines())
    return [(pair["text"], pair["reworded"]) for pair in pairs]


def lexicon(folder: Path = HERE) -> classify.Lexicon:
    """Parties and cues of `cues.yaml`."""
    loaded = yaml.safe_load((folder / "cues.yaml").read_text(encoding="utf-8"))
    return classify.Lexicon(
        parties=loaded["parties"], cues=tuple(dict.fromkeys(cue for cues in loaded["cues"].values() for cue in cues))
    )


def headed(rows: Sequence[Row], seed: int) -> list[Row]:
    """The rows, about half of them under a heading of their own type, a fifth under a broad one, the rest under none."""
    table: dict[str, Any] = yaml.safe_load((HERE / "headings.yaml").read_text(encoding="utf-8"))
    broad: dict[str, list[str]] = {}
    for heading, types in table["broad"].items():
        for kind in types:
            broad.setdefault(kind, []).append(heading)
    chance = random.Random(seed)
    out = []
    for row in rows:
        draw, own, wide = chance.random(), chance.choice(table["own"][row.type]), chance.choice(broad.get(row.type, [""]))
        heading = own if draw < 0.3 else f"{wide} {own}".strip() if draw < 0.4 else wide if draw < 0.65 else ""
        out.append(replace(row, heading=heading))
    return out


def lines(corpora: Path, shares: Mapping[str, float], seed: int) -> Iterator[str]:
    """A share of each corpus's paragraphs, at most 400 characters of each."""
    chance = random.Random(seed)
    for name, share in shares.items():
        with lzma.open(corpora / name, "rt", encoding="utf-8") as file:
            for line in file:
                if chance.random() < share and len(line.strip()) >= 12:
                    yield line.strip()[:400]


def train_tokenizer(texts: Sequence[str]) -> Tokenizer:
    """Byte-pair pieces of at most four characters; punctuation falls away, a number is `0`, a share `%`."""
    tokenizer = Tokenizer(models.BPE(unk_token="[UNK]"))
    simpler = [normalizers.Replace(Regex(pattern), by) for pattern, by in _SIMPLER]
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase(), *simpler])
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(r"\p{Han}+|[a-z]+|[0%]"), "removed", invert=True)
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY, special_tokens=["[UNK]"], min_frequency=3, max_token_length=4, show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def corpus_vectors(tokenizer: Tokenizer, texts: Sequence[str], seed: int) -> Array:
    """For every piece a vector from the company it keeps: positive pointwise information, reduced by SVD; frequent pieces shorter."""
    gap = np.full(WINDOW, -1, dtype=np.int32)
    runs = []
    for start in range(0, len(texts), 20_000):
        for encoding in tokenizer.encode_batch_fast(texts[start : start + 20_000], add_special_tokens=False):
            runs += [np.array(encoding.ids, dtype=np.int32), gap]
    flat = np.concatenate(runs)
    size = tokenizer.get_vocab_size()
    counts = np.bincount(flat[flat >= 0], minlength=size)
    pairs = sparse.csr_matrix((size, size), dtype=np.float32)
    for distance in range(1, WINDOW + 1):
        left, right = flat[:-distance], flat[distance:]
        kept = (left >= 0) & (right >= 0)
        near = np.full(int(kept.sum()), distance**-0.5, dtype=np.float32)
        pairs = pairs + sparse.coo_matrix((near, (left[kept], right[kept])), shape=(size, size)).tocsr()
    both = (pairs + pairs.T).tocoo()
    total = np.asarray(both.tocsr().sum(axis=1)).ravel()
    context = total**0.75 / (total**0.75).sum()
    information = np.log(both.data / (total[both.row] * context[both.col] + 1e-12) + 1e-12)
    kept = information > 0
    matrix = sparse.csr_matrix((information[kept], (both.row[kept], both.col[kept])), shape=(size, size), dtype=np.float32)
    left, strength, _ = randomized_svd(matrix, DIMENSIONS, n_iter=3, random_state=seed)
    table = left * np.sqrt(strength)
    table /= np.linalg.norm(table, axis=1, keepdims=True) + 1e-9
    rare = 1e-3 / (1e-3 + counts / counts.sum())
    return np.asarray(table * rare[:, None], dtype=np.float32)


def neighbours(tokenizer: Tokenizer, texts: Sequence[str]) -> list[tuple[Array, Array]]:
    """First and second sentence of paragraphs, as pieces: pairs that belong together without any label."""
    halves = [[part for part in re.split("[；。]", text) if len(part) >= 10][:2] for text in texts]
    pairs = [half for half in halves if len(half) == 2]
    first = tokenizer.encode_batch_fast([a for a, _ in pairs], add_special_tokens=False)
    second = tokenizer.encode_batch_fast([b for _, b in pairs], add_special_tokens=False)
    return [(np.array(a.ids), np.array(b.ids)) for a, b in zip(first, second, strict=True) if len(a.ids) > 2 and len(b.ids) > 2]


def bring_together(
    tokenizer: Tokenizer,
    table: Array,
    rows: Sequence[Row],
    reworded: Sequence[tuple[str, str]],
    pairs: Sequence[tuple[Array, Array]],
    seed: int,
) -> SentenceTransformer:
    """The encoder after contrastive training: a batch holds one pair of every type, by two writers, paraphrases, and pairs from the corpora.

    Among the paraphrases every other clause, of the same type too, is a wrong answer: the vectors must tell clauses apart, not
    only types.
    """
    import torch

    torch.manual_seed(seed)
    torch.set_num_threads(2)
    chance, draw = random.Random(seed), np.random.default_rng(seed)
    module = StaticEmbedding(tokenizer, embedding_weights=table.copy())
    model = SentenceTransformer(modules=[module, Normalize()], device="cpu")
    loss = MultipleNegativesRankingLoss(model, scale=SCALE)
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(1.0, step / 50) * (1 - step / STEPS))
    ids = [np.array(e.ids or [0]) for e in tokenizer.encode_batch_fast([row.text for row in rows], add_special_tokens=False)]
    by_type: dict[str, dict[str, list[Array]]] = {}
    for row, pieces in zip(rows, ids, strict=True):
        if row.type != classify.OTHER:
            by_type.setdefault(row.type, {}).setdefault(row.writer, []).append(pieces)

    first, second = ([np.array(e.ids or [0]) for e in tokenizer.encode_batch_fast(list(side), add_special_tokens=False)] for side in zip(*reworded, strict=True))
    same = list(zip(first, second, strict=True))

    def bag(texts: Sequence[Array]) -> dict[str, torch.Tensor]:
        thinned = [text[draw.random(len(text)) < KEPT] if len(text) > 4 else text for text in texts]
        full = [text if len(text) else np.array([0]) for text in thinned]
        starts = np.cumsum([0, *(len(text) for text in full[:-1])])
        return {"input_ids": torch.from_numpy(np.concatenate(full)), "offsets": torch.from_numpy(starts)}

    for _ in range(STEPS):
        two = [[chance.choice(of[writer]) for writer in chance.sample(sorted(of), 2)] for of in by_type.values() if len(of) > 1]
        some = chance.sample(pairs, min(BESIDE, len(pairs)))
        said = chance.sample(same, min(REWORDED, len(same)))
        a, b = bag([x for x, _ in two]), bag([y for _, y in two])
        labels = torch.empty(0)
        total = (loss([a, b], labels) + loss([b, a], labels)) / 2
        x, y = bag([x for x, _ in said]), bag([y for _, y in said])
        total = total + (loss([x, y], labels) + loss([y, x], labels)) / 2
        if some:
            total = total + 0.5 * loss([bag([x for x, _ in some]), bag([y for _, y in some])], labels)
        optimizer.zero_grad()
        total.backward()
        optimizer.step()
        schedule.step()
    with torch.no_grad():  # what all clauses have in common tells none from another
        all_rows = {
            "input_ids": torch.from_numpy(np.concatenate(ids)),
            "offsets": torch.from_numpy(np.cumsum([0, *(len(text) for text in ids[:-1])])),
        }
        module.embedding.weight -= module(all_rows)["sentence_embedding"].mean(dim=0)
    return model


def fitted(encoder: embed.Embedder, rows: Sequence[Row], seed: int) -> Weights:
    """The classifier's weights for the rows, put under headings by chance."""
    some = headed(rows, seed)
    texts = [row.text for row in some]
    return fit(
        texts,
        [row.heading for row in some],
        [row.type for row in some],
        also=[row.also for row in some],
        lexicon=lexicon(),
        vectors=encoder.encode(texts),
    )


def embedder_of(model: SentenceTransformer) -> embed.StaticEmbedder:
    """The trained encoder as the program reads it."""
    module: Any = model[0]
    return embed.StaticEmbedder(module.tokenizer, module.embedding.weight.detach().numpy(), "clause-encoder")


@dataclass(frozen=True)
class Unseen:
    """What a fold's model, trained without these rows' writers, says of them."""

    rows: list[Row]
    types: tuple[str, ...]
    linear: Array
    linear_headed: Array
    nearest: Array


def unseen(rows: Sequence[Row], train: Any, seed: int) -> list[Unseen]:
    """For each third of the writers, the scores of models that were trained on the others."""
    writers = sorted({row.writer for row in rows})
    out = []
    for fold in range(FOLDS):
        held = set(writers[fold::FOLDS])
        encoder, weights = train([row for row in rows if row.writer not in held])
        test = headed([row for row in rows if row.writer in held], seed + 1)
        texts = [row.text for row in test]
        linear, with_headings = weights.linear(texts, [""] * len(test)), weights.linear(texts, [row.heading for row in test])
        out.append(Unseen(test, weights.types, linear, with_headings, weights.nearest(encoder.encode(texts))))
        print(f"held out {', '.join(sorted(held))}: encoder alone {_right([out[-1]], 100.0, also=True):.3f}", flush=True)
    return out


def choose_limits(folds: Sequence[Unseen]) -> Limits:
    """The limits that serve unseen writers best."""
    vectors = max((0.0, 0.5, 1.0, 1.5, 2.0, 3.0), key=lambda v: _right(folds, v, also=False))
    temperature = min((0.1, 0.13, 0.16, 0.2, 0.25, 0.3, 0.4), key=lambda t: _surprise(folds, vectors, t))
    rows = [
        (row, fold.types, p)
        for fold in folds
        for row, p in zip(fold.rows, softmax((fold.linear + vectors * fold.nearest) / temperature), strict=True)
    ]
    also = max((0.05, 0.08, 0.1, 0.12, 0.15, 0.2, 0.25), key=lambda limit: _also_f1(rows, limit))
    other = 0.0
    for limit in (0.04, 0.06, 0.08, 0.1, 0.12, 0.15, 0.2):
        doubtful = [types[p.argmax()] in (row.type, *row.also) for row, types, p in rows if p.max() < limit]
        if doubtful and sum(doubtful) / len(doubtful) < 1 / 3:
            other = limit
    return Limits(vectors=vectors, temperature=temperature, also=also, other=other)


def measured(folds: Sequence[Unseen], limits: Limits) -> Measured:
    """How often unseen writers' clauses are typed rightly."""
    of_guesses = total = 0
    for fold in folds:
        for row, p in zip(fold.rows, softmax((fold.linear + limits.vectors * fold.nearest) / limits.temperature), strict=True):
            guesses = [fold.types[n] for n in np.argsort(-p, kind="stable")[:3] if p[n] >= limits.also or p[n] == p.max()]
            of_guesses += bool({row.type, *row.also} & set(guesses))
            total += 1
    return Measured(
        _right(folds, limits.vectors, also=False),
        _right(folds, limits.vectors, also=True),
        of_guesses / total,
        _right(folds, limits.vectors, also=True, headings=True),
    )


def _right(folds: Sequence[Unseen], vectors: float, *, also: bool, headings: bool = False) -> float:
    hits: list[bool] = []
    for fold in folds:
        best = ((fold.linear_headed if headings else fold.linear) + vectors * fold.nearest).argmax(axis=1)
        hits += [
            fold.types[n] == row.type or (also and fold.types[n] in row.also) for row, n in zip(fold.rows, best, strict=True)
        ]
    return sum(hits) / len(hits)


def _surprise(folds: Sequence[Unseen], vectors: float, temperature: float) -> float:
    total = []
    for fold in folds:
        p = softmax((fold.linear + vectors * fold.nearest) / temperature)
        total += [-float(np.log(max(p[n, fold.types.index(row.type)], 1e-9))) for n, row in enumerate(fold.rows)]
    return sum(total) / len(total)


def _also_f1(rows: Sequence[tuple[Row, tuple[str, ...], Array]], limit: float) -> float:
    hit = said = wanted = 0
    for row, types, p in rows:
        order = np.argsort(-p, kind="stable")[:3]
        guesses = {types[n] for n in order[1:] if p[n] >= limit}
        true = {row.type, *row.also} - {types[order[0]]}
        hit, said, wanted = hit + len(guesses & true), said + len(guesses), wanted + len(true)
    return 2 * hit / max(said + wanted, 1)


def main() -> None:
    """Trains, measures, and writes `models/clause-encoder` and `models/clause-types`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    began, rows, reworded = time.time(), labelled(), paraphrases()
    sample = list(lines(args.corpora, dict.fromkeys(SHARES, 0.1), args.seed))
    tokenizer = train_tokenizer([*sample, *[row.text for row in rows] * 3])
    table = corpus_vectors(tokenizer, [*lines(args.corpora, SHARES, args.seed), *[row.text for row in rows] * 3], args.seed)
    pairs = neighbours(tokenizer, [line for line in sample if line.startswith("第")])
    print(f"{len(rows)} clauses, vocabulary {tokenizer.get_vocab_size()}, {time.time() - began:.0f} s", flush=True)

    def train(some: Sequence[Row]) -> tuple[embed.StaticEmbedder, Weights]:
        texts = {row.text for row in some}
        known = [pair for pair in reworded if pair[0] in texts]
        encoder = embedder_of(bring_together(tokenizer, table, some, known, pairs, args.seed))
        return encoder, fitted(encoder, some, args.seed)

    folds = unseen(rows, train, args.seed)
    limits = choose_limits(folds)
    print(limits, measured(folds, limits), f"{time.time() - began:.0f} s", sep="\n", flush=True)
    write(bring_together(tokenizer, table, rows, reworded, pairs, args.seed), rows, limits, args.seed)
    print(f"written, {time.time() - began:.0f} s")


def write(model: SentenceTransformer, rows: Sequence[Row], limits: Limits, seed: int) -> None:
    """Writes both folders: the encoder, and the classifier of the rows on top of it."""
    shutil.rmtree(embed.SHIPPED, ignore_errors=True)
    model.save(str(embed.SHIPPED), create_model_card=False)
    for file in embed.SHIPPED.rglob("model.safetensors"):
        file.chmod(0o644)
    encoder = embed.StaticEmbedder.read(embed.SHIPPED)
    classify.save(Classifier(fitted(encoder, rows, seed), limits, encoder))


if __name__ == "__main__":
    main()
