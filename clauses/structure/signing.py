"""When the contract was signed: the dates on its signature page, or the date its cover states."""

from __future__ import annotations

import re

from clauses.model import Span
from clauses.numerals import values
from clauses.structure.layout import Region
from clauses.structure.lines import Line

STATED = re.compile(r"(?:签订|签署|签约|订立|签字)\s*(?:的)?\s*(?:时\s*间|日\s*期|日)?\s*[:：]|^\s*日\s*期\s*[:：]")


def _dates(line: Line) -> list[tuple[str, Span]]:
    shift = line.pieces[0].start
    return [(str(v.value), Span(shift + v.span.start, shift + v.span.end)) for v in values(line.text) if v.kind == "date" and v.value]


def signed_on(text: str, region: Region) -> tuple[str | None, tuple[tuple[str, Span, str | None], ...]]:
    """The main contract's date (ISO; the latest where the parties signed on different days) and every signature date with its annex."""
    dates = tuple((date, span, annex) for line, annex in region.signing for date, span in _dates(line))
    own = [date for date, _, annex in dates if annex is None]
    if own:
        return max(own), dates
    for line in region.front:
        if STATED.search(line.text):
            for date, _ in _dates(line):
                return date, dates
    return None, dates
