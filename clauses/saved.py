"""A review as bytes that can be stored for years, and back.

Comes in: a `Review`. Goes out: compressed JSON in which every noun of the model carries its name, and back the same review,
equal to the one that went in. Bytes build nouns of the model and plain values, nothing else, whoever wrote them. A field that
a later program added takes its default; one that it dropped is passed over.
"""

from __future__ import annotations

import dataclasses
import json
import zlib
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

from clauses import model
from clauses.errors import ClausesError
from clauses.model import Review, Said, Source

MOST_UNPACKED = 200 * 1024 * 1024  # bytes of JSON
_NAME, _DECIMAL, _TUPLE = "_", "_d", "_t"
_ITSELF = Source(file="", sha256="", format="", text="", blocks=())  # stands for the review's own source, which is stored once
_NAMED: dict[str, type[Any]] = {name: kind for name, kind in vars(model).items() if isinstance(kind, type) and (dataclasses.is_dataclass(kind) or issubclass(kind, tuple))}


class Outdated(ClausesError):
    """The stored review cannot be read by this program; the file itself can be reviewed anew."""


def dumps(review: Review) -> bytes:
    """The review as bytes, the same for the same review."""
    contracts = [_plain(replace(c, facts=replace(c.facts, source=_ITSELF))) if c.facts.source is review.source else _plain(c) for c in review.contracts]
    shown = {**_plain(replace(review, contracts=())), "contracts": contracts}
    return zlib.compress(json.dumps(shown, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"), 6)


def loads(content: bytes) -> Review:
    """The review that `dumps` made these bytes of.

    Raises:
        Outdated: they are damaged, too large, or of a program whose nouns this one does not have.
    """
    try:
        unpacking = zlib.decompressobj()
        unpacked = unpacking.decompress(content, MOST_UNPACKED)
        if unpacking.unconsumed_tail:
            raise ValueError("larger than a review can be")
        review = json.loads(unpacked.decode("utf-8", "surrogatepass"), object_hook=_noun)
        if isinstance(review, Review):
            return replace(review, contracts=tuple(replace(c, facts=replace(c.facts, source=review.source)) if c.facts.source == _ITSELF else c for c in review.contracts))
        raise ValueError("no review")
    except (zlib.error, ValueError, KeyError, TypeError, ArithmeticError, RecursionError) as error:
        raise Outdated(Said("存档的审查结果无法由本版程序读取", "The stored review cannot be read by this version of the program"), Said("请用原文件重新审查，已作的决定不受影响", "review the file again; decisions already made are kept")) from error


def version_of(content: bytes, standard: str) -> str:
    """The version of the standard of that id that a stored review was made with, found without building it; "" where it is not found."""
    try:
        unpacking = zlib.decompressobj()
        words = unpacking.decompress(content, MOST_UNPACKED).decode("utf-8", "surrogatepass")
    except (zlib.error, ValueError):
        return ""
    begins = json.dumps({_NAME: "Template", "id": standard}, ensure_ascii=False, separators=(",", ":"))[:-1] + ',"version":'
    at = words.find(begins)
    try:
        return str(json.JSONDecoder().raw_decode(words, at + len(begins))[0]) if at >= 0 else ""
    except ValueError:
        return ""


def _plain(value: Any, *, free: bool = False) -> Any:
    """The value as JSON has it; free: within a mapping, where a list and a tuple are told apart."""
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, Decimal):
        return {_DECIMAL: str(value)}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = _fields(type(value))
        return {_NAME: type(value).__name__, **{name: _plain(found) for name, default in fields if (found := getattr(value, name)) is not default and found != default}}
    if isinstance(value, tuple):
        parts = [_plain(v, free=free) for v in value]
        return parts if type(value) is tuple and not free else {_TUPLE: type(value).__name__, "v": parts}
    if isinstance(value, list):
        return [_plain(v, free=True) for v in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(v, free=True) for key, v in value.items()}
    raise TypeError(f"{type(value).__name__} cannot be stored")


@cache
def _fields(kind: Any) -> tuple[tuple[str, Any], ...]:
    """Each field of the noun with its default; itself a mark of its own where it has none."""
    return tuple((f.name, f.default if f.default is not dataclasses.MISSING else _NO_DEFAULT) for f in dataclasses.fields(kind))


_NO_DEFAULT = object()


def _noun(found: dict[str, Any]) -> Any:
    if _NAME in found:
        kind: Any = _NAMED[found.pop(_NAME)]
        known = {name for name, _ in _fields(kind)}
        return kind(**{name: _frozen(value) for name, value in found.items() if name in known})
    if _DECIMAL in found:
        return Decimal(found[_DECIMAL])
    if _TUPLE in found:
        parts = tuple(map(_frozen, found["v"]))
        return parts if found[_TUPLE] == "tuple" else _NAMED[found[_TUPLE]](*parts)
    return found


def _frozen(value: Any) -> Any:
    return tuple(_frozen(v) for v in value) if isinstance(value, list) else value
