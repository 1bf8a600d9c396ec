"""What became of a standard clause's points in the draft: said, lacking or reversed.

A point's words (`present`) are looked for in the matched clauses first, then in every clause of the same type. Reversed is
said only where one statement holds all the words and has the opposite modal, or the duty on the other side, and no other
statement says it as the standard does. Whether that matters is not judged here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from clauses.match.likeness import as_standard, plain
from clauses.model import Clause, Point, PointMatch, Roles, Statement
from clauses.nlp import statements

_OPPOSITE = {"must": ("must_not",), "may": ("must_not",), "must_not": ("must", "may")}
# A duty that is named in order to be denied: 不承担…的责任, 无需…通知.
_FREED = re.compile(r"无[需须]|毋[需须]|不必|不(?:再)?承担|不负(?!责.{0,4}以外)|免于|免除|没有(?:义务|责任)|无义务|不予")
_FREED_IN_POINT = re.compile(r"无[需须]|毋[需须]|不|免|没有|无义务|未")
_SIDES = ("customer", "carrier")


def judge_points(points: Sequence[Point], matched: Sequence[Clause], elsewhere: Sequence[Clause], *, roles: Roles) -> tuple[PointMatch, ...]:
    """For every point whether the draft says it.

    Args:
        points: of one standard clause.
        matched: the draft's clauses that answer to it.
        elsewhere: the draft's other clauses of the same type.
        roles: the draft's names of the sides.
    """
    own, other = [_Words(clause, roles) for clause in matched], [_Words(clause, roles) for clause in elsewhere]
    together = "".join(words.plain for words in own)
    return tuple(_judge(point, own, other, together) for point in points)


class _Words:
    """A clause's words in plain form, and its statements where they are asked for."""

    def __init__(self, clause: Clause, roles: Roles) -> None:
        self.text = clause.text
        self.plain = plain(clause.text, roles)
        self.roles = roles

    def statements(self) -> Iterator[tuple[Statement, str]]:
        for statement in statements(self.text, roles=self.roles):
            yield statement, plain(as_standard(statement.text, self.roles))


def _judge(point: Point, own: Sequence[_Words], other: Sequence[_Words], together: str) -> PointMatch:
    if not point.present:
        return PointMatch(point=point, state="said", similarity=1.0)
    place = next((words for words in (*own, *other) if _holds(point, words.plain)), None)
    met = sum(_meets(group, together) for group in point.present) / len(point.present)
    if place is None and not _holds(point, together):
        return PointMatch(point=point, state="lacking", similarity=round(met, 2))
    holding = [(s, simple) for words in ((place,) if place else own) for s, simple in words.statements()]
    whole = [(s, simple) for s, simple in holding if _holds(point, simple)]
    if whole and all(_reverses(s, simple, point) for s, simple in whole):
        return PointMatch(point=point, state="reversed", quote=whole[0][0].text, similarity=1.0)
    best = max(holding, key=lambda pair: sum(_meets(group, pair[1]) for group in point.present), default=None)
    return PointMatch(point=point, state="said", quote=best[0].text if best else "", similarity=1.0)


def _meets(group: Sequence[str], simple: str) -> bool:
    return any(plain(word) in simple for word in group)


def _holds(point: Point, simple: str) -> bool:
    return all(_meets(group, simple) for group in point.present)


def _reverses(statement: Statement, simple: str, point: Point) -> bool:
    """Whether a statement that holds all the point's words says the opposite, or says it of the other side."""
    if statement.exception or point.exception:
        return False
    if point.who in _SIDES and statement.who in _SIDES and statement.who != point.who and statement.modal == point.modal and point.modal != "fact":
        return True
    if point.who and statement.who and point.who != statement.who:
        return False
    denied = any(_FREED_IN_POINT.search(word) for group in point.present for word in group) or _FREED_IN_POINT.search(point.says)
    if statement.modal in _OPPOSITE.get(point.modal, ()):
        return not denied
    return point.modal == "must" and not denied and bool(_FREED.search(simple)) and statement.modal != "must"
