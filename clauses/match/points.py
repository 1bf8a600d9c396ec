"""What became of a standard clause's points in the draft: said, lacking or reversed.

A point's words (`present`) are looked for in the matched clauses first, then in every clause of the same type. Reversed is
said only where every statement of a matched clause that holds all the words denies them in the same breath, or puts them on
the other side; where that is not sure, the point counts as said. Whether that matters is not judged here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from clauses.match.likeness import plain
from clauses.model import Clause, Point, PointMatch, Roles, Statement
from clauses.nlp import statements

_SIDES = ("customer", "carrier")
_OPPOSITE = {"must": ("must_not",), "may": ("must_not",), "must_not": ("must", "may")}
# A duty named in order to be denied.
_FREED = re.compile(
    r"无[需须]|毋[需须]|不必|不(?:再)?承担|不负(?:有)?(?:责任|义务)|免于|没有(?:义务|责任)|无(?:义务|责任)|概不|不予|有权(?:不|拒绝)"
)
# Words that turn a denial round or narrow it, so that it may say what the standard says: 不得拒绝, 不得超出, 未经…不得.
_TURNED = re.compile(
    r"拒绝|拖延|迟延|延误|推诿|推脱|怠于|停止|中断|影响|减轻|免除|超[出过越]|以外|之外|除外|除非|擅自|未经|未按|少于|低于|晚于|迟于|其他|仅|只"
)
_NEGATIVE = re.compile(r"不|无|未|免|非|勿|禁|除")
_BREATH = re.compile(r"[，,；;。：:\n]")


class _Words(NamedTuple):
    clause: Clause
    plain: str


def judge_points(
    points: Sequence[Point], matched: Sequence[Clause], elsewhere: Sequence[Clause], *, roles: Roles
) -> tuple[PointMatch, ...]:
    """For every point whether the draft says it.

    A point without words to look for counts as said. `similarity` is the share of its groups of words that were found.

    Args:
        points: of one standard clause.
        matched: the draft's clauses that answer to it.
        elsewhere: the draft's other clauses of the same type.
        roles: the draft's names of the sides.
    """
    own = [_Words(clause, plain(clause.text, roles)) for clause in matched]
    other = [_Words(clause, plain(clause.text, roles)) for clause in elsewhere]
    return tuple(_judge(point, own, other, roles) for point in points)


def _judge(point: Point, own: Sequence[_Words], other: Sequence[_Words], roles: Roles) -> PointMatch:
    if not point.present:
        return PointMatch(point=point, state="said", similarity=1.0)
    together = "".join(words.plain for words in own)
    place = next((words for words in (*own, *other) if _holds(point, words.plain)), None)
    if place is None and not _holds(point, together):
        return PointMatch(point=point, state="lacking", similarity=round(_share(point, together), 2))
    spoken = [
        (s, plain(s.text, roles)) for words in ([place] if place else own) for s in statements(words.clause.text, roles=roles)
    ]
    whole = [s for s, simple in spoken if _holds(point, simple)]
    if place in own and whole and all(_reverses(s, point, roles) for s in whole):
        return PointMatch(point=point, state="reversed", quote=whole[0].text, similarity=1.0)
    best = max(spoken, key=lambda pair: _share(point, pair[1]), default=None)
    return PointMatch(point=point, state="said", quote=best[0].text if best else "", similarity=1.0)


def _share(point: Point, simple: str) -> float:
    return sum(any(plain(word) in simple for word in group) for group in point.present) / len(point.present)


def _holds(point: Point, simple: str) -> bool:
    return _share(point, simple) == 1.0


def _reverses(statement: Statement, point: Point, roles: Roles) -> bool:
    """Whether a statement that holds all the point's words says the opposite in one breath, or says it of the other side."""
    breath = next((part for part in _BREATH.split(statement.text) if _holds(point, plain(part, roles))), None)
    if breath is None or point.modal == "fact" or point.exception or statement.exception:
        return False
    if point.who in _SIDES and statement.who in _SIDES and statement.who != point.who:
        return statement.modal == point.modal and not statement.condition
    if (
        point.who != statement.who
        or _TURNED.search(statement.text)
        or any(_NEGATIVE.search(word) for group in point.present for word in group)
    ):
        return False
    return statement.modal in _OPPOSITE.get(point.modal, ()) or (point.modal == "must" and bool(_FREED.search(breath)))
