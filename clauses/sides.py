"""An old and a new wording side by side: which sentence stands beside which, and where a clause that was moved stands in the other.

A diff of words comes in; rows go out, each with a piece of the old text and the piece of the new one that answers to it. What has no
counterpart stands alone. The pieces of all rows joined are the two texts. What is of weight is `diff.important`'s to say, and nothing
is compared here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from clauses.model import Diff, Facts, Match

_STOP = re.compile(r"[。；;！？\n]+[”’」』）)]*|(?<!\d)\.\s+")
_ENDS = re.compile(rf"(?:{_STOP.pattern})\Z")
_BLANK = re.compile(r"((?:[\[【]\s*)?[_＿…]+(?:\s*[\]】])?|[\[【]\s+[\]】])")
FILLED = 40  # characters at most that fill a blank; what is longer, or ends a sentence, is no mere filling
SLID = 40  # characters at most by which a change is moved along equal text, so that it ends where a sentence does


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Words of one side. at: where they begin in that side's text; slot: a blank of the old text, or what fills it."""

    kind: Literal["same", "taken", "put"]
    words: str
    at: int
    weighty: bool = False
    slot: bool = False


@dataclass(frozen=True, kw_only=True)
class Row:
    """What stands beside each other; a side is empty where the other has no counterpart."""

    old: tuple[Piece, ...] = ()
    new: tuple[Piece, ...] = ()

    @property
    def same(self) -> bool:
        """Both sides say the same, letter by letter."""
        return all(piece.kind == "same" for piece in (*self.old, *self.new))

    @property
    def length(self) -> int:
        """The characters of the longer side."""
        return max(sum(len(piece.words) for piece in side) for side in (self.old, self.new))


@dataclass(frozen=True, kw_only=True)
class Elsewhere:
    """Where a clause and its neighbours stand in the standard and in the draft.

    after: of a moved clause, the standard's clause that it follows there, with the draft's that answers to it; None where it is the first.
    gone: the standard's clauses that follow there and that the draft has moved, each with the draft's.
    shared: the draft's other clauses that answer to the same clause of the standard.
    """

    moved: bool = False
    after: tuple[str, str] | None = None
    gone: tuple[tuple[str, str], ...] = ()
    shared: tuple[str, ...] = ()


def elsewhere(clause: str, facts: Facts) -> Elsewhere:
    """Where the clause stands in the standard; empty where it has no counterpart, or nothing about it was moved or shared."""
    matches = {match.clause: match for match in facts.matches}
    own = _standards(matches.get(clause))
    if facts.template is None or not own:
        return Elsewhere()
    answering: dict[str, list[str]] = {}
    for match in facts.matches:
        for id in _standards(match):
            answering.setdefault(id, []).append(match.clause)
    order = [standard.id for standard in facts.template.clauses]
    moved = matches[clause].status == "moved"
    before = next(((id, answering[id][0]) for id in reversed(order[: order.index(own[0])]) if id in answering), None) if moved else None
    gone: list[tuple[str, str]] = []
    for id in order[order.index(own[-1]) + 1 :]:
        there = [other for other in answering.get(id, ()) if other != clause]
        if there and matches[there[0]].status != "moved":
            break
        gone += [(id, there[0])] if there else []
    shared = dict.fromkeys(other for id in own for other in answering[id] if other != clause)
    return Elsewhere(moved=moved, after=before, gone=() if moved else tuple(gone), shared=tuple(shared))


def _standards(match: Match | None) -> tuple[str, ...]:
    """The ids of the standard's clauses that the match names."""
    found = match.template_clause if match else None
    return (found,) if isinstance(found, str) else found or ()


def rows(diff: Diff, weighty: Sequence[bool]) -> tuple[Row, ...]:
    """The two texts of a diff, sentence beside sentence, in order.

    A row ends where both sides end a sentence. A whole sentence that only one side has is a row of its own.

    Args:
        diff: of words, as `diff.words` makes it.
        weighty: for every segment, whether it is of weight.
    """
    made = _Rows()
    for op, words, weighs in _slid(diff, weighty):
        made.take(op, words, weighs)
    return made.finished()


class _Rows:
    """Rows in the making: what stands on each side since the last one ended."""

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._old: list[Piece] = []
        self._new: list[Piece] = []
        self._read = [0, 0]
        self._taken: tuple[str, bool] | None = None  # what was taken and may yet have something put in its place

    def take(self, op: str, words: str, weighty: bool) -> None:
        if op == "-":
            self._taken = (words, weighty)
        elif op == "+":
            taken, self._taken = self._taken, None
            self._changed(taken, (words, weighty))
        else:
            self._alone()
            self._same(words)

    def finished(self) -> tuple[Row, ...]:
        self._alone()
        if self._old or self._new:
            self._rows.append(Row(old=tuple(self._old), new=tuple(self._new)))
        return tuple(self._rows)

    def _same(self, words: str) -> None:
        for sentence in _sentences(words):
            self._put("old", "same", sentence)
            self._put("new", "same", sentence)
            self._end()

    def _alone(self) -> None:
        """What was taken has nothing in its place."""
        taken, self._taken = self._taken, None
        if taken is not None:
            self._changed(taken, None)

    def _changed(self, taken: tuple[str, bool] | None, put: tuple[str, bool] | None) -> None:
        if taken and (parts := _filled(taken[0], put[0] if put else "")):
            for blank, words in parts:
                if blank:
                    self._put("old", "taken", blank, slot=True)
                    self._side("new", [words] if words else [], False, True)
                else:
                    self._same(words)
            return
        olds, news = (_sentences(side[0]) if side else [] for side in (taken, put))
        weighs = tuple(bool(side and side[1]) for side in (taken, put))
        whole = not olds or not news or (len(olds) == len(news) and all(_ENDS.search(s) for s in (*olds, *news)))
        if not self._old and not self._new and whole:
            for n in range(max(len(olds), len(news))):  # whole sentences of one side, or as many of both
                self._side("old", olds[n : n + 1], weighs[0], False)
                self._side("new", news[n : n + 1], weighs[1], False)
                self._end(alone=True)
            return
        self._side("old", olds, weighs[0], False)
        self._side("new", news, weighs[1], False)
        self._end()

    def _side(self, side: Literal["old", "new"], sentences: Sequence[str], weighty: bool, slot: bool) -> None:
        if sentences:
            self._put(side, "taken" if side == "old" else "put", "".join(sentences), weighty=weighty, slot=slot)

    def _put(self, side: Literal["old", "new"], kind: Literal["same", "taken", "put"], words: str, *, weighty: bool = False, slot: bool = False) -> None:
        at = 0 if side == "old" else 1
        (self._old, self._new)[at].append(Piece(kind=kind, words=words, at=self._read[at], weighty=weighty, slot=slot))
        self._read[at] += len(words)

    def _end(self, *, alone: bool = False) -> None:
        """The row ends where both sides end a sentence; with `alone`, where the only one does."""
        ended = [bool(side) and bool(_ENDS.search(side[-1].words)) for side in (self._old, self._new)]
        if all(ended) or (alone and any(ended) and not (self._old and self._new)):
            self._rows.append(Row(old=tuple(self._old), new=tuple(self._new)))
            self._old, self._new = [], []


def _sentences(words: str) -> list[str]:
    """The words, parted behind every end of a sentence."""
    out, at = [], 0
    for stop in _STOP.finditer(words):
        out.append(words[at : stop.end()])
        at = stop.end()
    return [*out, *([words[at:]] if at < len(words) else [])]


def _filled(taken: str, put: str) -> list[tuple[str, str]]:
    """What was taken, read as blanks with words between them that were kept: (blank, what fills it) and ("", words); empty where it is not that."""
    parts = _BLANK.split(taken)
    if len(parts) == 1:
        return []
    found = re.fullmatch("".join("(.*?)" if n % 2 else re.escape(part) for n, part in enumerate(parts)), put, re.DOTALL)
    if found is None or any(len(words) > FILLED or _STOP.search(words) for words in found.groups()):
        return []
    fillings = iter(found.groups())
    read = [(part, next(fillings)) if n % 2 else ("", part) for n, part in enumerate(parts)]
    return [(blank, words) for blank, words in read if blank or words]


def _slid(diff: Diff, weighty: Sequence[bool]) -> list[tuple[str, str, bool]]:
    """The diff with every lone change that can be read as whole sentences read so: 甲[。乙]。 is 甲。[乙。], and 甲。丙[丁。丙]戊。 is 甲。[丙丁。]丙戊。"""
    out = [(op, words, weighs) for (op, words), weighs in zip(diff, weighty, strict=True)]
    for n in range(1, len(out) - 1):
        (before, left, _), (op, words, weighs), (after, right, _) = out[n - 1 : n + 2]
        if op != "=" and before == after == "=" and (slid := _whole(left, words, right)):
            out[n - 1 : n + 2] = [("=", slid[0], False), (op, slid[1], weighs), ("=", slid[2], False)]
    return [segment for segment in out if segment[1]]


def _whole(left: str, words: str, right: str) -> tuple[str, str, str] | None:
    """The same three with the change moved so that it begins and ends with sentences; None where it does or cannot."""
    if _begins(left) and _ENDS.search(words):
        return None
    for by in range(1, min(len(words), SLID) + 1):
        if words[:by] == right[:by] and _begins(left + words[:by]) and _ENDS.search(words[by:] + words[:by]):
            return left + words[:by], words[by:] + words[:by], right[by:]
        if words[-by:] == left[-by:] and _begins(left[:-by]) and _ENDS.search(left[-by:] + words[:-by]):
            return left[:-by], left[-by:] + words[:-by], words[-by:] + right
    return None


def _begins(before: str) -> bool:
    """Whether a sentence begins after these words."""
    return not before or bool(_ENDS.search(before))
