"""Texts to vectors of meaning.

Texts come in, unit vectors go out: equal meaning, small angle. The encoder that ships is a table of token vectors and is
read by tokenizers and numpy alone; any other is loaded by sentence-transformers, whose only home this is, from this
machine's disk: nothing is ever fetched. A vector does not see a number, a negation or who owes whom; nothing is decided by it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from clauses.errors import UnknownName

if TYPE_CHECKING:
    from tokenizers import Tokenizer

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
                f"{folder} 中没有静态编码模型", "重新安装随附的 models/clause-encoder，或以 python -m models.train 重新训练"
            )
        return cls(
            Tokenizer.from_file(str(module / "tokenizer.json")),
            load_file(module / "model.safetensors")["embedding.weight"],
            folder.name,
        )

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One float32 vector of length 1 a text, in order; all zero for a text without a known token."""
        vectors = np.zeros((len(texts), self._table.shape[1]), dtype=np.float32)
        for row, encoding in enumerate(self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)):
            if encoding.ids:
                vectors[row] = self._table[encoding.ids].mean(axis=0)
        return _unit(vectors)


class _SentenceTransformer:
    """Any other encoder, through sentence-transformers."""

    def __init__(self, name: str) -> None:
        os.environ["HF_HUB_OFFLINE"] = "1"  # or a name that is not on disk hangs for a minute before it fails
        from sentence_transformers import SentenceTransformer

        try:
            self._model: Any = SentenceTransformer(name, device="cpu", local_files_only=True)
        except (OSError, ValueError, KeyError) as error:
            raise _unknown(name) from error
        self.name = name

    def encode(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self._model.get_embedding_dimension()), dtype=np.float32)
        return _unit(np.asarray(self._model.encode(list(texts), show_progress_bar=False), dtype=np.float32))


def load(name: str | None = None) -> Embedder:
    """The shipped encoder, or the one named by a folder or by a model that this machine already holds.

    Raises:
        UnknownName: there is no such folder and no such model on this machine.
    """
    if name is None:
        return StaticEmbedder.read(SHIPPED)
    folder = Path(name)
    if folder.is_dir():
        return StaticEmbedder.read(folder) if static_module(folder) else _SentenceTransformer(name)
    if not _in_hub_cache(name):
        raise _unknown(name)
    return _SentenceTransformer(name)


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


def _in_hub_cache(name: str) -> bool:
    home = Path(os.environ.get("HF_HOME", Path.home() / ".cache" / "huggingface"))
    cache = Path(os.environ.get("HF_HUB_CACHE", home / "hub"))
    names = (name, f"sentence-transformers/{name}")
    return any((cache / f"models--{n.replace('/', '--')}").is_dir() for n in names)


def _unknown(name: str) -> UnknownName:
    return UnknownName(
        f"本机没有名为 {name} 的编码模型", "给出模型所在的文件夹，或不指定模型而使用随附的 clause-encoder；程序不会联网下载"
    )


def _unit(vectors: Vectors) -> Vectors:
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Vectors = (vectors / np.maximum(length, 1e-12)).astype(np.float32)
    return unit
