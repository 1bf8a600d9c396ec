"""When the contract was signed: the dates on its signature page, or the date that its cover or opening words state."""

from __future__ import annotations

import re

from clauses.model import Span
from clauses.numerals import values
from clauses.structure.layout import Region
from clauses.structure.lines import Line

STATED = re.compile(r"(?:签订|签署|签约|订立|签字|签定)(?:的)?(?:时间|日期|日)?[:：]|^日期[:：]|于.{6,40}?(?:签订|签署|订立|签定|签约|在)")


def _dates(line: Line) -> list[tuple[str, Span]]:
    shift = line.pieces[0].start
    return [(str(v.value), Span(shift + v.span.start, shift + v.span.end)) for v in values(line.text) if v.kind == "date" and v.value]


def signed_on(text: str, region: Region) -> tuple[str | None, tuple[tuple[str, Span, str | None], ...]]:
    """The main contract's date (ISO; the latest where the parties signed on different days) and every signature date with its annex."""
    dates = tuple((date, span, annex) for line, annex in region.signing for date, span in _dates(line))
    own = [date for date, _, annex in dates if annex is None]
    if own:
        return max(own), dates
    for line in region.opening:
        stated = STATED.search(re.sub(r"\s+", "", line.text))
        found = _dates(line) if stated else []
        if found:
            return found[0][0], dates
    return None, dates
