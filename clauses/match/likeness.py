"""How alike wordings are.

Texts come in; shares of 1 go out: by meaning (the encoder's vectors) and by words (pairs of characters that both have).
Neither sees who owes whom or a number: likeness finds the counterpart of a clause, it decides nothing about it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from clauses.model import Roles

MEANING, WORDS = 0.5, 0.5  # shares in a likeness
LONGEST_FILLING = 80  # characters that may stand where the standard has a blank
FEW = 200  # couples of texts up to which comparing them one by one costs less than a table
Shares = np.ndarray[tuple[int, ...], np.dtype[np.float32]]
Pairs = frozenset[str]

_SLOT = re.compile(r"\[\s*\]|【\s*】|_{2,}|＿{2,}")
_NO_WORD = re.compile(r"(?<!\d)\.|\.(?!\d)|[^\w%‰.]|_")


@lru_cache(maxsize=8192)  # points ask for the same clauses and words again and again
def plain(text: str, roles: Roles | None = None) -> str:
    """The text in half width without blanks, brackets and punctuation, the sides as 甲方 and 乙方."""
    if roles:
        text = as_standard(text, roles)
    return _NO_WORD.sub("", unicodedata.normalize("NFKC", text).lower())


def is_same(standard: str, draft: str, roles: Roles) -> bool:
    """Whether the draft is the standard's wording with its blanks filled or left open."""
    text, (first, *rest) = plain(draft, roles), [plain(part) for part in _SLOT.split(standard)]
    ends = {len(first)} if text.startswith(first) else set()
    for part in rest:  # all places where it may end; a regular expression would try every filling with every other
        ends = {at + len(part) for end in ends for at in range(end, end + LONGEST_FILLING + 1) if text.startswith(part, at)}
    return len(text) in ends


def pairs(texts: Sequence[str]) -> list[Pairs]:
    """For every text its pairs of neighbouring characters, by `plain`."""
    return [
        frozenset(simple[n : n + 2] for n in range(max(len(simple) - 1, 1))) if (simple := plain(text)) else frozenset()
        for text in texts
    ]


def by_words(left: Sequence[Pairs], right: Sequence[Pairs]) -> Shares:
    """Twice what two texts share, over what they have together (Dice), a row for each of the left."""
    if not left or not right:
        return np.zeros((len(left), len(right)), dtype=np.float32)
    both, mine, theirs = overlap(left, right)
    shares: Shares = (2 * both / np.maximum(mine + theirs, 1)).astype(np.float32)
    return shares


def overlap(left: Sequence[Pairs], right: Sequence[Pairs]) -> tuple[Shares, Shares, Shares]:
    """How many pairs every two texts share, shape (left, right); how many the left have (a column), and the right (a row)."""
    sizes = np.array([len(a) for a in left], dtype=np.float32)[:, None], np.array([len(b) for b in right], dtype=np.float32)[None, :]
    return _shared(left, right), *sizes


def rarities(left: Sequence[Pairs], right: Sequence[Pairs]) -> Shares:
    """The cosine of two texts' pairs, each weighed by how few of all the texts have it; a row for each of the left."""
    if not left or not right:
        return np.zeros((len(left), len(right)), dtype=np.float32)
    index = {pair: n for n, pair in enumerate(sorted(frozenset[str]().union(*left, *right)))}
    one, other = _table(left, index).sorted_indices(), _table(right, index).sorted_indices()  # sums in one order, whatever the sets' order
    holding = np.asarray(one.sum(axis=0) + other.sum(axis=0)).ravel()
    weight = np.log((len(left) + len(right)) / np.maximum(holding, 1)).astype(np.float32) ** 2
    both = (one.multiply(weight[None, :]).tocsr() @ other.T).toarray()
    lengths = np.sqrt(np.maximum(one @ weight, 1e-9))[:, None] * np.sqrt(np.maximum(other @ weight, 1e-9))[None, :]
    shares: Shares = (both / lengths).astype(np.float32)
    return shares


def likeness(meaning: Shares, words: Shares) -> Shares:
    """Both together, 0 to 1."""
    blended: Shares = MEANING * np.maximum(meaning, 0) + WORDS * words
    return blended


def _shared(left: Sequence[Pairs], right: Sequence[Pairs]) -> Shares:
    """How many pairs every two of them have in common."""
    if len(left) * len(right) <= FEW:
        return np.array([[len(one & other) for other in right] for one in left], dtype=np.float32).reshape(len(left), len(right))
    index = {pair: n for n, pair in enumerate(frozenset[str]().union(*left, *right))}
    shared: Shares = (_table(left, index) @ _table(right, index).T).toarray()
    return shared


def _table(sets: Sequence[Pairs], index: Mapping[str, int]) -> Any:
    ends = np.cumsum([0, *map(len, sets)])
    at = np.fromiter(map(index.__getitem__, chain.from_iterable(sets)), dtype=np.int32, count=int(ends[-1]))
    return csr_matrix((np.ones(len(at), dtype=np.float32), at, ends), shape=(len(sets), len(index)))


def as_standard(text: str, roles: Roles) -> str:
    """The draft's text with its own names of the sides replaced by those of a standard, 甲方 the customer and 乙方 the carrier."""
    named, sides = _names(roles)
    return named.sub(lambda found: sides[found.group()], text) if named else text


@lru_cache(maxsize=64)
def _names(roles: Roles) -> tuple[re.Pattern[str] | None, dict[str, str]]:
    """Where a text names a side, None where it does so as a standard does; and which letter each name stands for."""
    sides = {name: letter for names, letter in ((roles.customer, "甲方"), (roles.carrier, "乙方")) for name in names if name}
    if all(name == letter for name, letter in sides.items()):
        return None, sides
    return re.compile(r"(?<![原新其他旧])(?:" + "|".join(re.escape(name) for name in sorted(sides, key=len, reverse=True)) + ")"), sides  # 新供应商 is none of the two
