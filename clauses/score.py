"""Findings -> Score: 0 (nothing departs) to 100, by clause type and in total, explainable down to each finding.

A finding's own score is its rule's weight, less where the certainty is less; what favours us adds nothing. Scores of one
type, and of the types, are joined as independent risks: 1 - (1 - a)(1 - b)..., so that many small ones never outweigh a
grave one and the sum stays below 100.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from clauses.model import Certainty, Favours, Finding, Score, Severity

CERTAINTY: dict[Certainty, float] = {"certain": 1.0, "likely": 0.8, "check": 0.5}
LEVELS: tuple[tuple[int, Severity], ...] = ((60, "high"), (30, "medium"), (1, "low"))
DAMPING = 0.35  # how much of a type's risk the whole contract bears: one type at 100 alone makes a contract of 35


def weigh(weight: int, certainty: Certainty, favours: Favours) -> int:
    """A finding's score, 0 to 100."""
    return 0 if favours == "us" else round(weight * CERTAINTY[certainty])


def _joined(shares: Iterable[float]) -> float:
    left = 1.0
    for share in shares:
        left *= 1.0 - share
    return 1.0 - left


def score(findings: Iterable[Finding]) -> Score:
    """The contract's score: by clause type and in total."""
    by_type: dict[str, list[float]] = {}
    for finding in findings:
        if finding.score:
            by_type.setdefault(finding.type, []).append(finding.score / 100)
    types = {type: round(100 * _joined(shares)) for type, shares in by_type.items()}
    total = round(100 * _joined(DAMPING * value / 100 for value in types.values()))
    level: Severity | Literal["none"] = next((name for least, name in LEVELS if total >= least), "none")
    return Score(total=total, level=level, by_type=dict(sorted(types.items(), key=lambda t: (-t[1], t[0]))))
