"""Texts to vectors of meaning.

Texts come in, unit vectors go out: equal meaning, small angle. The encoder that ships is a table of token vectors and is
read by tokenizers and numpy alone; any other is loaded by sentence-transformers, whose only home this is, from this
machine's disk: nothing is ever fetched, and its vectors may be kept (clauses/kept.py). A vector does not see a number, a negation or who owes whom; nothing is decided by it.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from clauses.errors import UnknownName
from clauses.kept import Store
from clauses.model import Said

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_RUN = re.compile("[〇零一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟]{60}")  # no number: the tokenizer's time would grow with its square
SHIPPED = Path(__file__).resolve().parents[1] / "models" / "clause-encoder"
Vectors = np.ndarray[tuple[int, ...], np.dtype[np.float32]]


class Embedder(Protocol):
    """What turns texts into vectors, under a name that says which."""

    name: str

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One float32 vector of length 1 a text, in order; all zero for a text without a known token."""
        ...


class StaticEmbedder:
    """The mean of token vectors: a sentence-transformers folder of one StaticEmbedding module, read without torch."""

    def __init__(self, tokenizer: Tokenizer, table: Vectors, name: str) -> None:
        self.name = name
        self._tokenizer = tokenizer
        self._table = table

    @classmethod
    def read(cls, folder: Path) -> StaticEmbedder:
        """The encoder in the folder.

        Raises:
            UnknownName: the folder holds no StaticEmbedding.
        """
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        module = static_module(folder)
        if module is None:
            raise UnknownName(
                Said(f"{folder} 中没有静态编码模型", f"There is no static encoder in {folder}"), Said("重新安装随附的 models/clause-encoder，或以 python -m models.train 重新训练", "install the shipped models/clause-encoder again, or train it anew with python -m models.train")
            )
        return cls(
            Tokenizer.from_file(str(module / "tokenizer.json")),
            load_file(module / "model.safetensors")["embedding.weight"],
            folder.name,
        )

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One float32 vector of length 1 a text, in order; all zero for a text without a known token."""
        vectors = np.zeros((len(texts), self._table.shape[1]), dtype=np.float32)
        for row, encoding in enumerate(self._tokenizer.encode_batch_fast([_RUN.sub(r"\g<0> ", text) for text in texts], add_special_tokens=False)):
            if encoding.ids:
                vectors[row] = self._table[encoding.ids].mean(axis=0)
        return _unit(vectors)


class _SentenceTransformer:
    """Any other encoder, through sentence-transformers."""

    def __init__(self, folder: Path, name: str) -> None:
        os.environ["HF_HUB_OFFLINE"] = "1"  # or a name that is not on disk hangs for a minute before it fails
        os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
        import sentence_transformers

        self._model: Any = sentence_transformers.SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        self.name = name
        self.version: str = sentence_transformers.__version__
        pay, keep = self.encode(["甲方付款", "双方保密"])
        if not np.abs(pay - keep).max() > 1e-6:  # no tokenizer, no weights of its own, or no Chinese
            raise ValueError(f"{folder} tells no two texts apart")

    def encode(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self._model.get_embedding_dimension()), dtype=np.float32)
        return _unit(np.asarray(self._model.encode(list(texts), show_progress_bar=False), dtype=np.float32))


class _Kept:
    """An encoder that is asked for each text once: its vectors stay on disk."""

    def __init__(self, encoder: Embedder, store: Store) -> None:
        self.name = encoder.name
        self._encoder = encoder
        self._store = store
        self._none = encoder.encode([])

    def encode(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return self._none
        wanted = dict.fromkeys(texts)
        known = {text: vector for text, kept in self._store.get(wanted).items() if (vector := self._read(kept)) is not None}
        if new := [text for text in wanted if text not in known]:
            made = dict(zip(new, self._encoder.encode(new), strict=True))
            self._store.put({text: vector.astype("<f4").tobytes() for text, vector in made.items()})
            known |= made
        return np.stack([known[text] for text in texts])

    def _read(self, kept: bytes) -> Vectors | None:
        """The vector, where the bytes are one of this encoder's."""
        if len(kept) != 4 * self._none.shape[1]:
            return None
        vector: Vectors = np.frombuffer(kept, dtype="<f4").astype(np.float32)
        return vector if abs(float(vector @ vector) - 1) < 1e-3 else None


def load(name: str | None = None, keep: Path | None = None) -> Embedder:
    """The shipped encoder, or the one named by a folder or by a model that this machine already holds.

    Args:
        name: the folder or the model; None is the shipped one.
        keep: the file that the vectors of an encoder other than a static one are kept in, between one run and the next;
            None keeps none.

    Raises:
        UnknownName: there is no such folder and no such model on this machine, or what is there is no encoder.
    """
    if name is None:
        return StaticEmbedder.read(SHIPPED)
    folder = _folder(name)
    if folder is None:
        raise _unknown(name)
    try:
        if static_module(folder):
            return StaticEmbedder.read(folder)
        encoder = _SentenceTransformer(folder, name)
    except Exception as error:  # whatever a loader makes of a folder that holds something else
        raise _unknown(name) from error
    return _Kept(encoder, Store(keep, f"{_fingerprint(folder)} {encoder.version}")) if keep else encoder


def static_module(folder: Path) -> Path | None:
    """The folder of the StaticEmbedding, where it alone (with a normalisation) makes the encoder; else None."""
    modules = folder / "modules.json"
    if not modules.is_file():
        return None
    kinds: list[tuple[str, str]] = [
        (entry["type"].rsplit(".", 1)[-1], entry["path"]) for entry in json.loads(modules.read_text(encoding="utf-8"))
    ]
    if [kind for kind, _ in kinds] not in (["StaticEmbedding"], ["StaticEmbedding", "Normalize"]):
        return None
    return folder / kinds[0][1]


def _folder(name: str) -> Path | None:
    """The folder that holds the model of that name: the folder itself, or what this machine has once downloaded."""
    home = Path(os.environ.get("HF_HOME", Path.home() / ".cache" / "huggingface"))
    cache = Path(os.environ.get("HF_HUB_CACHE", home / "hub"))
    try:
        if Path(name).is_dir():
            found = [Path(name)]
        else:
            models = [cache / f"models--{n.replace('/', '--')}" for n in (name, f"sentence-transformers/{name}")]
            found = [m / "snapshots" / main.read_text().strip() for m in models if (main := m / "refs" / "main").is_file()]
        return next((f for f in found if any((f / file).is_file() for file in ("modules.json", "config.json"))), None)
    except (OSError, ValueError):  # no name of a file at all
        return None


def _fingerprint(folder: Path) -> str:
    """What changes with the model: its folder, and the size and time of every file in it."""
    files = [(str(file.relative_to(folder)), file.stat()) for file in sorted(folder.rglob("*")) if file.is_file()]
    return repr((str(folder.resolve()), [(name, stat.st_size, stat.st_mtime_ns) for name, stat in files]))


def _unknown(name: str) -> UnknownName:
    return UnknownName(
        Said(f"本机没有名为 {name} 的编码模型，或其中没有可用的模型", f"There is no encoder named {name} on this machine, or what is there cannot be used"),
        Said("给出 sentence-transformers 模型所在的文件夹，或不指定模型而使用随附的 clause-encoder；程序不会联网下载", "name the folder of a sentence-transformers model, or name none and use the shipped clause-encoder; nothing is downloaded"),
    )


def _unit(vectors: Vectors) -> Vectors:
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Vectors = (vectors / np.maximum(length, 1e-12)).astype(np.float32)
    return unit
