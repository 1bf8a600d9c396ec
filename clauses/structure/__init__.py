"""Source -> contracts: joined lines, numbering, annexes, parties, dates, the clause tree.

Comes in: a `Source` of any format. Goes out: one `Contract` a contract that the file holds, every clause with the pieces
of the source's text that it was joined from. Refuses to judge: a gap in the numbering is a fact for the checks.
"""

from __future__ import annotations

from clauses.model import Contract, Source
from clauses.structure.layout import divide
from clauses.structure.lines import lines_of
from clauses.structure.parties import parties_of, title_of
from clauses.structure.signing import signed_on
from clauses.structure.tree import clauses_of, headings_of

__all__ = ["split"]


def split(source: Source) -> tuple[Contract, ...]:
    """The contracts of the file in order; at least one, which may be without clauses."""
    contracts = []
    number = 0
    for region in divide(lines_of(source), source.text):
        clauses, headings, tables = [], [], []
        for part in region.parts:
            made, part_tables = clauses_of(source.text, part, first=number)
            number += len(made)
            clauses += made
            tables += part_tables
            headings += headings_of(source.text, part)
        signed, dates = signed_on(source.text, region)
        contracts.append(
            Contract(
                title=title_of(source.text, region),
                language="zh",
                parties=parties_of(source.text, region),
                signed=signed,
                clauses=tuple(clauses),
                span=region.span,
                headings=tuple(headings),
                annexes=region.annexes,
                tables=tuple(tables),
                dates=dates,
                loose=tuple(line.span for line in region.loose),
            )
        )
    return tuple(contracts)
