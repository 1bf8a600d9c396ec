"""A review in the form that was asked for: workbook, report or calendar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from clauses import register
from clauses.errors import UnknownName
from clauses.model import Library, Review, Said, Standing

KINDS = ("xlsx", "html", "pdf", "ics")


def written(kind: str, review: Review, standings: Mapping[str, Standing], library: Library, language: str = "zh", *, made: datetime, matter: str = "") -> bytes:
    """The review as a file of that kind.

    Args:
        kind: one of KINDS.
        review: of a file; of one contract of it, where standings are of that contract alone.
        standings: where the findings stand, by id.
        library: by which it was reviewed.
        language: of all that the program says.
        made: when it is written; naive times are UTC.
        matter: the contract's id in the store, by which a calendar knows its days again; "" = the file's own bytes tell.

    Raises:
        ClausesError: there is no day for a calendar, or PDF cannot be made on this machine.
        UnknownName: no such kind.
    """
    if kind == "xlsx":
        from clauses.report.excel import workbook

        return workbook(review, standings, library, language, made=made)
    if kind == "ics":
        from clauses.report.calendar import calendar

        parts = enumerate(review.contracts)
        return calendar([row for n, contract in parts for row in register.rows(contract, library, matter or f"{review.source.sha256}-{n}")[2]], language, made=made)
    if kind not in KINDS:
        raise UnknownName(Said(f"没有“{kind}”这种输出格式", f"There is no output format “{kind}”"), Said(f"请用 {'、'.join(KINDS)}", f"use {', '.join(KINDS)}"))
    from clauses.report.page import page

    shown = page(review, standings, library, language, made=made)
    if kind == "html":
        return shown.encode("utf-8")
    from clauses.report.pdf import pdf

    return pdf(shown)
