"""The measured limits of alignment: three judges of what belongs together, and from what odds each is believed.

They come from drafts whose counterparts are known, written by `python -m models.pairs` with corpus and date; nothing here is
chosen by hand.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

SHIPPED = Path(__file__).resolve().parents[2] / "models" / "clause-pairs" / "limits.json"
NONE = -1  # for an index: has no counterpart
OWN_WORDS = 10  # log odds that the standard's very words add
BY_ITSELF = ("meaning", "words", "rare", "in_draft", "in_standard", "agrees", "meets", "headings", "place", "says", "row", "column", "its_sentences", "own_sentences")
IN_PLACE = (*BY_ITSELF, "after", "before")
AS_PART = ("gain_words", "gain_meaning", "contained", "new", "meaning", "rare", "own", "beside", "agrees", "says", "best", "whole", "was_long", "now_long", "sentences", "no_gap", "ahead", "surely", "surely_no_gap")
Floats = np.ndarray[tuple[int, ...], np.dtype[np.float32]]


class Regression(NamedTuple):
    """A logistic regression: log odds are bias + weights · features."""

    bias: float
    weights: Floats

    def log_odds(self, features: Floats) -> Floats:
        """Over the last axis."""
        odds: Floats = features @ self.weights + np.float32(self.bias)
        return odds


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What was measured: the judges, the log odds from which each is believed, and on what and when."""

    by_itself: Regression
    in_place: Regression
    as_part: Regression  # a clause of the draft, of one of the standard's
    as_whole: Regression  # one of the standard's, in a clause of the draft
    from_odds: Mapping[str, float]
    corpus: str
    date: str


@cache
def shipped(file: Path = SHIPPED) -> Limits:
    """The limits that ship with the program."""
    stored: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    names = {"by_itself": BY_ITSELF, "in_place": IN_PLACE, "as_part": AS_PART, "as_whole": AS_PART}
    judges = {
        name: Regression(stored[name]["bias"], np.array([stored[name]["weights"][f] for f in features], dtype=np.float32))
        for name, features in names.items()
    }
    return Limits(**judges, from_odds=stored["from_odds"], corpus=stored["corpus"], date=stored["date"])
