"""Places left for a number, a date or a name: [ / ], 【  】, ____, XX, 【●】, and a gap before a unit.

The unit behind a blank (or 百分之, ￥ before it) tells what was meant; without one a blank means nothing in particular.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_SP = r"[ \t\u3000\xa0]"
_OPEN, _CLOSE = r"[\[【〔]", r"[\]】〕]"
_EMPTY = r"(?:[ \t\u3000\xa0/\\、_\-—*xX×●•·∙○◯…]|\.{2,6}){0,60}"
_RULE = r"(?:_{2,200}|(?:\\_){2,200}|_(?=[%‰万元日天年月个倍份]))"
_MARKS = re.compile(
    rf"(?:{_OPEN}{_EMPTY}{_CLOSE}(?:\{{\.underline\}})?"
    rf"|{_RULE}(?:{_SP}{{0,3}}/{_SP}{{0,3}}{_RULE})?"
    r"|(?<![A-Za-z0-9])[xX×]{2,40}(?![A-Za-z0-9])"
    r"|(?<![A-Za-z0-9])[xX×](?=[ ]?(?:[%‰‱元份倍]|[年月日天](?![租费均服数单])|万元|亿元|个月|个工作日|工作日|小时|[GMK](?:B|bps)?(?![A-Za-z])))"
    rf"|[（(]{_SP}{{1,60}}[）)]|[（(]{_SP}{{0,6}}[_/]{{1,60}}{_SP}{{0,6}}[）)])"
)
# A word that stands for the figure: [比例]%, 【金额】元.
_WORD = re.compile(rf"{_OPEN}(?P<word>[^\[\]【】〔〕\d\n]{{1,12}}){_CLOSE}(?={_SP}{{0,3}}(?:[%‰‱倍天]|[万亿]?元|日(?![常期志报程])|个?工作日|个月|小时|分钟))")
_SPACE = re.compile(rf"{_SP}{{2,200}}(?=(?:[%‰‱]|[万亿]?元(?![件素旦器])|个?工作日|[日天][内前后止起]|个月|倍(?!数)|小时))")
# The places of a printed amount: ＿仟＿佰＿拾＿万＿元＿角＿分整.
_PLACES = re.compile(rf"(?:(?:_{{1,40}}|[xX×]{{1,4}}|{_SP}{{1,40}}){_SP}{{0,4}}[十百千万亿元角分]{_SP}{{0,4}}){{3,20}}[整正]?")
_BEFORE = re.compile(r"(?:(?P<share>(?:百|千|万)分之)|(?P<amount>人民币|RMB|CNY|￥|¥))(?:[（(]大写[）)]|大写)?[:： \u3000]{0,6}")
_UNITS = (
    ("share", re.compile(rf"{_SP}{{0,3}}(?:%[0oO]?|‰|‱|个百分点)")),
    ("amount", re.compile(rf"{_SP}{{0,3}}(?:[十百千万亿]{{0,2}}(?:元(?![件素旦器])[整正]?|人民币|[美欧日港]元|英镑))")),
    ("working_day", re.compile(rf"{_SP}{{0,3}}个?(?:工作[日天]|营业日|交易日)")),
    ("multiple", re.compile(rf"{_SP}{{0,3}}倍")),
    ("month", re.compile(rf"{_SP}{{0,3}}(?:个(?:自然|日历)?月|月(?![租底初末度]))")),
    ("year", re.compile(rf"{_SP}{{0,3}}年(?![月度])")),
    ("hour", re.compile(rf"{_SP}{{0,3}}个?小时")),
    ("minute", re.compile(rf"{_SP}{{0,3}}分钟")),
    ("day", re.compile(rf"{_SP}{{0,3}}个?(?:自然日|日历[日天]|[日天](?![常期志报程然津气]))")),
)
# Markdown's __bold__ is no blank, and neither is a word written on a short underline.
_BOLD = re.compile(r"(?<!_)__(?![_\s年月日天元%‰倍个份])[^_\s，。；、：]{1,40}__(?!_)")


class Blank(NamedTuple):
    """A blank at [start, end) with the unit it is followed by, if any."""

    start: int
    end: int
    unit: str | None


def blank_at(text: str, start: int) -> Blank | None:
    """The blank that begins at `start` of a plain text, with 百分之 or ￥ before and a unit behind it; None where none does."""
    before = _BEFORE.match(text, start)
    at = before.end() if before else start
    if _BOLD.match(text, at):
        return None
    m = _MARKS.match(text, at) or _WORD.match(text, at) or (_SPACE.match(text, at) if not before else None)
    if not m or (m.re is _SPACE and not _may_stand_before_a_gap(text[:start][-1:])):
        # a rate whose figure cannot be read (千分之若干, 千分之 at a line's end) is as good as left blank
        return Blank(start, start + 3, "share") if before and before["share"] else None
    unit, end = None, m.end()
    for name, pattern in _UNITS:
        behind = pattern.match(text, m.end())
        if behind:
            unit, end = name, behind.end()
            break
    if before:
        unit = before.lastgroup
    return Blank(start, end, unit)


def _may_stand_before_a_gap(letter: str) -> bool:
    """Whether blanks behind the letter leave a place open; behind a figure (7×24  小时) they only part it from its unit."""
    return letter in ("：", ":", "为", "￥", "¥") or (letter.isalnum() and not letter.isdigit())


def places_at(text: str, start: int) -> Blank | None:
    """The empty places of a printed amount in words that begin at `start` of a plain text."""
    m = _PLACES.match(text, start)
    return Blank(start, m.end(), "amount") if m else None


def bold_at(text: str, start: int) -> int | None:
    """Where the closing mark of a word set in __bold__ begins, None where none opens at `start`."""
    m = _BOLD.match(text, start)
    return m.end() - 2 if m else None
