"""Calendar dates and periods between two of them, as ISO text.

A day that the words do not name is never made up: 2024年 and 2024年5月 are no dates. A date whose day is left open
(2024年  月  日) is a blank.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from clauses.numerals.digits import DIGITS, number_at

# What may stand round a filled part: blanks, brackets, the underline.
_FILL = r"[ \t\u3000\xa0_\[\]【】〔〕]{0,16}+(?:\{\.underline\})?[ \t\u3000\xa0]{0,4}+"
_HANZI_YEAR = "[一二][零一二三四五六七八九○OoＯ]{3}"
_SMALL = "(?:[0-3] ?[0-9]|[0-9]|[一二三四五六七八九十廿卅元]{1,3})"
_WRITTEN = re.compile(
    rf"{_FILL}(?P<y>(?:1 ?9|2 ?0) ?\d ?\d|{_HANZI_YEAR}|(?<![\d年])\d\d(?={_FILL}年{_FILL}\d{{1,2}}{_FILL}月{_FILL}\d)){_FILL}年"
    rf"{_FILL}(?P<m>{_SMALL}){_FILL}月{_FILL}(?P<d>{_SMALL}){_FILL}[日号]"
)
_FIGURES = re.compile(r"(?P<y>(?:19|20)\d\d)(?P<s> ?[.\-/] ?)(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?!\d|(?P=s)(?!(?:19|20)\d\d)\d)")
_SAME_YEAR = re.compile(rf"{_FILL}(?P<m>{_SMALL}){_FILL}月{_FILL}(?P<d>{_SMALL}){_FILL}[日号]")
_SAME_YEAR_FIGURES = re.compile(r" ?(?P<m>\d{1,2})(?P<s>[./])(?P<d>\d{1,2})(?!\d|[.\-/]\d)")
_TO = re.compile(
    r"\s{0,6}(?:(?:[（(]含[^（）()]{0,6}[）)]|起始|开始|零时|[0零][时点]|起|始)\s{0,3}){0,3}[,，、]?\s{0,6}(?:起至|直至|截至|截止至|截止到|截止|止于|至|到|-{1,3}|[—–−]{1,4}|[~～])\s{0,6}[,，]?\s{0,3}"
)

# A date that is left open: at least one of the three is nothing but a gap, an underline, brackets or a run of x.
_GAP = r"(?:[ \t\u3000\xa0_/\[\]【】〔〕xX×]|\\_|\{\.underline\}){0,60}+"
_OPEN = re.compile(rf"(?P<y>(?:20|19)?\d{{0,2}}|二零[零一二三四五六七八九]{{0,2}})(?P<gy>{_GAP})年(?P<gm>{_GAP})(?P<m>{_SMALL}?)(?P<gm2>{_GAP})月(?P<gd>{_GAP})(?P<d>{_SMALL}?)(?P<gd2>{_GAP})日")
_OPEN_DAY = re.compile(rf"(?P<gm>{_GAP})月(?P<gd>{_GAP})日")


class Dated(NamedTuple):
    """A date or a period at [start, end): one ISO text, or a pair; None for a date left blank."""

    value: str | tuple[str, str] | None
    start: int
    end: int


def date_at(text: str, start: int) -> Dated | None:
    """The date or period that begins at `start` of a plain text; None where none does or the day does not exist."""
    first = _single(text, start)
    if first is None:
        return None
    iso, end = first
    start += len(text[start:end]) - len(text[start:end].lstrip())
    to = _TO.match(text, end)
    if to:
        second = _single(text, to.end()) or _within(text, to.end(), int(iso[:4]), figures=text[end - 1].isdigit())
        if second:
            return Dated((iso, second[0]), start, second[1])
    return Dated(iso, start, end)


def open_date_at(text: str, start: int) -> Dated | None:
    """A date left blank in whole or in part, beginning at `start` of a plain text."""
    m = _OPEN.match(text, start)
    if m and (not m["m"] or not m["d"] or len(m["y"]) < 4):
        gaps = m["gy"] + m["gm"] + m["gm2"] + m["gd"] + m["gd2"]
        alone = (not start or not text[start - 1].isalnum()) and not text[m.end() : m.end() + 1].isalnum()
        said = bool(m["m"] and m["d"])  # 24年5月30日 is a date, 每年5月30日 names a day
        empty = len(m["y"]) == 4 and not m["m"] and not m["d"]  # 2026年月日: a scan or a copy has lost the gaps
        if (gaps or alone or empty) and not (said and not m["gy"]):
            return Dated(None, start, m.end())
    m = _OPEN_DAY.match(text, start)
    if m and m["gm"] and m["gd"]:
        return Dated(None, start, m.end())
    return None


def _single(text: str, start: int) -> tuple[str, int] | None:
    m = _WRITTEN.match(text, start) or _FIGURES.match(text, start)
    if not m or (start and text[start - 1].isdigit()):
        return None
    iso = _iso(_year(m["y"]), m["m"], m["d"])
    return (iso, m.end()) if iso else None


def _within(text: str, start: int, year: int, *, figures: bool) -> tuple[str, int] | None:
    """The second date of a period that does not repeat the year."""
    m = _SAME_YEAR.match(text, start) or (_SAME_YEAR_FIGURES.match(text, start) if figures else None)
    iso = _iso(year, m["m"], m["d"]) if m else None
    return (iso, m.end()) if m and iso else None


def _year(words: str) -> int:
    figures = int("".join(str(DIGITS.get(c, 0 if c in "○OoＯ" else c)) for c in words if c != " "))
    if figures >= 100:
        return figures
    return figures + (1900 if figures >= 50 else 2000)


def _iso(year: int, month: str, day: str) -> str | None:
    numbers = [1 if part == "元" else _small(part) for part in (month, day)]
    if None in numbers:
        return None
    try:
        return date(year, numbers[0] or 0, numbers[1] or 0).isoformat()
    except ValueError:
        return None


def _small(words: str) -> int | None:
    words = words.replace(" ", "")  # justified lines of a PDF come with blanks between the figures
    number = number_at(words, 0)
    return int(number.value) if number and number.value is not None and number.end == len(words) else None
