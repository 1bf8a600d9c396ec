"""A passage laid flat for patterns: one character a value, no blanks, no brackets around what was filled in.

A passage comes in; out comes a `Words` whose `text` patterns can be matched on, with the way back to the passage's own
offsets. 提前 [ 30 ] 日 and 提前三十天 read alike there. It finds no term itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any

from clauses import nlp
from clauses.model import Span, Value
from clauses.terms.passage import Passage

# What stands for a value in the flat text: characters of the private use area, so that no contract says them.
DURATION, AMOUNT, SHARE, DATE, RANGE, MULTIPLE, BLANK = (chr(0xE000 + n) for n in range(7))
_SIGNS = {"duration": DURATION, "amount": AMOUNT, "share": SHARE, "date": DATE, "date_range": RANGE, "multiple": MULTIPLE}
_BLANKS = {unit: DURATION for unit in ("minute", "hour", "day", "working_day", "month", "year")} | {
    "share": SHARE,
    "amount": AMOUNT,
    "date": DATE,
    "multiple": MULTIPLE,
}
_DROPPED = set(" \t\r\u3000\xa0[]【】［］〔〕「」『』“”\"'‘’*_＿")
_ALIKE = str.maketrans("，,：:（(）)；;！!？?．／０１２３４５６７８９", "，，：：（（））；；！！？？./0123456789")
# A gap before 仲裁委员会 or 人民法院, where a city was to be filled in.
_GAP = re.compile(r"(?:\u3000{2,}|[ \xa0\u3000]{3,})(?=仲裁|人民法院|法院)")
_STOP = re.compile(r"[。；！？\n]|(?<!\d)\.(?=[^\dA-Za-z]|$)")
_MONTHS = {"month": Decimal(1), "year": Decimal(12)}


@dataclass(frozen=True, kw_only=True)
class Words:
    """The flat text; `starts` and `ends` say where in the passage each of its characters stands, `values` what a sign stands for."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    values: Mapping[int, Value]

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """The sentences of the flat text without their stops, in order."""
        edges = [0, *(m.end() for m in _STOP.finditer(self.text)), len(self.text)]
        return tuple(Span(a, b) for a, b in pairwise(edges) if self.text[a:b].strip("。；！？\n"))

    def sentence(self, at: int) -> Span:
        """The sentence that the flat offset stands in."""
        return next((s for s in self.sentences if s.start <= at < s.end), Span(0, len(self.text)))

    def value(self, at: int) -> Value:
        """What the sign at a flat offset stands for."""
        return self.values[at]

    def source(self, start: int, end: int) -> Span:
        """The span in the passage of the flat text from start to end, without stops at its ends."""
        while start < end and self.text[start] in "。；，、：！？\n）":
            start += 1
        while end > start and self.text[end - 1] in "。；，、：！？\n（":
            end -= 1
        if start >= end:
            return Span(0, 0)
        return Span(self.starts[start], self.ends[end - 1])

    def all(self, pattern: re.Pattern[str], within: Span | None = None) -> Iterator[re.Match[str]]:
        """Every match of the pattern, in the given stretch of the flat text."""
        start, end = within or (0, len(self.text))
        return pattern.finditer(self.text, start, end)


@lru_cache(maxsize=512)  # the readers of terms and the checks ask for the same clauses
def words(passage: Passage) -> Words:
    """The passage laid flat."""
    flat: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    values: dict[int, Value] = {}
    at = 0
    gaps = [
        Value(kind="blank", value=None, text=m.group(), span=Span(*m.span()))
        for m in _GAP.finditer(passage.text)
        if not any(v.span.start < m.end() and m.start() < v.span.end for v in passage.values)
    ]
    for value in sorted((*passage.values, *gaps), key=lambda v: v.span):
        sign = _BLANKS.get(value.unit or "", BLANK) if value.kind == "blank" else _SIGNS.get(value.kind)
        if sign is None:
            continue
        _copy(passage.text, at, value.span.start, flat, starts, ends)
        values[len(flat)] = value
        flat.append(sign)
        starts.append(value.span.start)
        ends.append(value.span.end)
        at = value.span.end
    _copy(passage.text, at, len(passage.text), flat, starts, ends)
    return Words(text="".join(flat), starts=tuple(starts), ends=tuple(ends), values=values)


def _copy(text: str, start: int, end: int, flat: list[str], starts: list[int], ends: list[int]) -> None:
    letters = text[start:end].translate(_ALIKE)
    kept = [n for n, letter in enumerate(letters) if letter not in _DROPPED]
    flat += [letters[n] for n in kept]
    starts += [start + n for n in kept]
    ends += [start + n + 1 for n in kept]


def months(value: Value) -> dict[str, Any]:
    """`months` of a duration told in months or years, `days` of one told in days; a blank is months None."""
    if value.value is None:
        return {"months": None}
    if value.unit in _MONTHS and isinstance(value.value, Decimal):
        return {"months": value.value * _MONTHS[value.unit]}
    return {"days": value.value} if value.unit in ("day", "working_day") else {}


def notice(value: Value) -> dict[str, Any]:
    """`notice_days`, `notice_months` or `notice_hours` of a duration, in the unit that was written; working days say so."""
    if value.unit == "year" and isinstance(value.value, Decimal):
        return {"notice_months": value.value * 12}
    unit = {"month": "months", "year": "months", "hour": "hours"}.get(value.unit or "", "days")
    return {f"notice_{unit}": value.value} | ({"day": "working"} if value.unit == "working_day" else {})


def side(passage: Passage, text: str) -> str | None:
    """The first party that the words name: customer, carrier, either, both or other; None where they name none."""
    for mention in nlp.mentions(text, roles=passage.roles):
        if mention.who != "unknown":
            return mention.who
    return None


def subject(passage: Passage, at: int) -> str | None:
    """Who acts in the statement that stands at an offset of the passage: customer, carrier or either; both is either."""
    for statement in passage.statements:
        if statement.span.start <= at < statement.span.end:
            return "either" if statement.who == "both" else statement.who
    return None
