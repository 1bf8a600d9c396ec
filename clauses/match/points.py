"""What became of a standard clause's points in the draft: said, lacking or reversed.

A point's words are looked for in the matched clauses first, then in every clause of the same type. The sentence that holds
them is read as the standard's own sentence is, and where one bars what the other allows, frees whom the other binds, denies
what the other affirms or speaks of the other side, the point is reversed. Whether that matters is not judged here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from clauses.match.heard import DEEDS, FORCES, Sentence, Signature, opposed, sentences_of, signatures, strongest
from clauses.match.likeness import plain
from clauses.model import Clause, Point, PointMatch, Roles

DENIED = "不未非无禁勿"  # 不得自动续展 is no renewal by itself
TIED = 0.6  # of two breaths that hold a point's words about as well, either may be meant
ENOUGH = 0.6  # share of a point's groups that a sentence of the matched clause must hold to be read against the point


class Wanted(NamedTuple):
    """A point with its groups of words, what the standard says of it in one breath or in several, and what would be its contrary."""

    point: Point
    words: tuple[tuple[str, ...], ...]
    said: tuple[Signature, ...]
    against: re.Pattern[str] | None = None


def wanted(points: Sequence[Point], standard: str) -> tuple[Wanted, ...]:
    """The points of a standard's clause, whose text is given, made ready to be looked for."""
    meant = sentences_of(standard, Roles())
    made = []
    for point in points:
        words = tuple(tuple(filter(None, map(plain, group))) for group in point.present)
        said = _of_standard(point, words, meant, standard) if words else ()
        against = re.compile(rf"(?<![{DENIED}])(?<![{DENIED}].)(?<![{DENIED}]..)(?:{'|'.join(map(re.escape, point.against))})") if point.against else None
        made.append(Wanted(point, words, said or (Signature(point.who, FORCES[point.modal], "", (None,) * len(DEEDS)),), against))
    return tuple(made)


def judge_points(points: Sequence[Wanted], matched: Sequence[Clause], elsewhere: Sequence[Clause], *, roles: Roles) -> tuple[PointMatch, ...]:
    """For every point whether the draft says it.

    A point without words to look for counts as said. `similarity` is the share of its groups of words that were found.

    Args:
        points: of one standard clause.
        matched: the draft's clauses that answer to it.
        elsewhere: the draft's other clauses of the same type.
        roles: the draft's names of the sides.
    """
    own = [(s, clause.text) for clause in matched for s in sentences_of(clause.text, roles)]
    other = [(s, clause.text) for clause in elsewhere for s in sentences_of(clause.text, roles)]
    return tuple(_judge(point, own, other, roles) for point in points)


Spoken = Sequence[tuple[Sentence, str]]


def _judge(wanted: Wanted, own: Spoken, other: Spoken, roles: Roles) -> PointMatch:
    point, words, meant, against = wanted
    contrary = next((s for s, _ in own if against and against.search(s.plain)), None)
    if contrary is not None:
        return PointMatch(point=point, state="reversed", quote=contrary.text.strip(), similarity=1.0)
    if not words:
        return PointMatch(point=point, state="said", similarity=1.0)
    ranked = sorted(((_share(words, s.plain), -n, s, text) for n, (s, text) in enumerate(own)), key=lambda e: e[:2], reverse=True)
    best = ranked[0][0] if ranked else 0.0
    near = [(s, text) for share, _, s, text in ranked if share == best and share >= ENOUGH]
    if near:
        strength = [strongest(s, text, words, roles) for s, text in near]
        told = [said for (s, text), held in zip(near, strength, strict=True) if held >= max(strength) - TIED for said in signatures(s, text, words, roles, who=point.who, within=TIED / 2)]
        if all(_against(point, want, one) for want in meant for one in told):
            return PointMatch(point=point, state="reversed", quote=near[0][0].text.strip(), similarity=round(best, 2))
    if best == 1.0:
        return PointMatch(point=point, state="said", quote=near[0][0].text.strip(), similarity=1.0)
    if _share(words, "".join(s.plain for s, _ in own)) == 1.0:
        return PointMatch(point=point, state="said", quote=near[0][0].text.strip() if near else "", similarity=1.0)
    found = next((s for s, _ in other if _share(words, s.plain) == 1.0), None)
    if found is not None:
        return PointMatch(point=point, state="said", quote=found.text.strip(), similarity=1.0)
    return PointMatch(point=point, state="lacking", similarity=round(best, 2))


def _of_standard(point: Point, words: Sequence[Sequence[str]], meant: Sequence[Sentence], standard: str) -> tuple[Signature, ...]:
    """How the standard's own sentence says the point, in one breath or in several; empty where none holds the point's words."""
    best = max(meant, key=lambda sentence: _share(words, sentence.plain), default=None)
    if best is None or _share(words, best.plain) < ENOUGH:
        return ()
    found = signatures(best, standard, words, Roles(), who=point.who, within=TIED)
    # where the standard says it as a fact, its point tells what force that has
    return tuple(s._replace(force=FORCES[point.modal]) if s.force == "fact" else s for s in found)


def _share(words: Sequence[Sequence[str]], simple: str) -> float:
    return sum(any(word in simple for word in group) for group in words) / len(words)


def _against(point: Point, wanted: Signature, told: Signature) -> bool:
    """Whether two sentences on one point cannot both be meant. Of a fact only what is affirmed or denied counts."""
    if point.modal in ("must", "may", "must_not") and opposed(wanted, told):
        return True
    return any(a is not None and b is not None and a != b for a, b in zip(wanted.deeds, told.deeds, strict=True))
