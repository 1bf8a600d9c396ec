"""How long a clause and how many of them are read, so that every stage behind ends in seconds.

Matching and the reading of terms look at each clause as a whole, and at some of its words in pairs. No contract that was seen
comes near these bounds (the longest of its clauses has a twentieth of one): what passes them is a list, a file of many contracts, or made
to tire.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from clauses.errors import UnreadableFile
from clauses.model import Clause, Contract, Problem, Said, Span

MOST_CLAUSES = 3_000  # of a file
LONGEST_CLAUSE = 10_000  # characters


def bounded(contracts: Sequence[Contract]) -> tuple[tuple[Contract, ...], tuple[Problem, ...]]:
    """The contracts with no clause longer than `LONGEST_CLAUSE`, and a problem for the rest of each that was.

    Raises:
        UnreadableFile: there are more than twice `MOST_CLAUSES` clauses and headings together.
    """
    count = sum(len(contract.clauses) + len(contract.headings) for contract in contracts)
    if count > 2 * MOST_CLAUSES:
        raise UnreadableFile(Said(f"文件中有 {count} 个编号的条款和标题，超过 {2 * MOST_CLAUSES} 个", f"The file has {count} numbered clauses and headings, more than {2 * MOST_CLAUSES}"), Said("请拆分后逐份审查", "split it and review the parts one by one"))
    problems: list[Problem] = []
    made = []
    for contract in contracts:
        long = [clause for clause in contract.clauses if len(clause.text) > LONGEST_CLAUSE]
        problems += [_beyond(clause) for clause in long]
        made.append(replace(contract, clauses=tuple(_shortened(clause) for clause in contract.clauses)) if long else contract)
    return tuple(made), tuple(problems)


def _beyond(clause: Clause) -> Problem:
    called, beyond = clause.number or clause.heading, len(clause.text) - LONGEST_CLAUSE
    name = Said(f"“{called[:20]}”", f"“{called[:20]}”") if called else Said("“未编号的一段”", "A passage without a number")
    message = Said(f"{name.zh}超过 {LONGEST_CLAUSE:,} 字，其后的 {beyond:,} 字未审查，请人工核对", f"{name.en} has more than {LONGEST_CLAUSE:,} characters; the {beyond:,} that follow were not reviewed; please check them yourself")
    return Problem.of(stage="split", kind="long_clause", said=message, page=clause.page, span=clause.locate(LONGEST_CLAUSE, len(clause.text)))


def _shortened(clause: Clause) -> Clause:
    if len(clause.text) <= LONGEST_CLAUSE:
        return clause
    pieces: list[Span] = []
    room = LONGEST_CLAUSE
    for start, end in clause.pieces:
        pieces.append(Span(start, min(end, start + room)))
        room -= pieces[-1].end - start
        if not room:
            break
    return replace(clause, text=clause.text[:LONGEST_CLAUSE], pieces=tuple(pieces), span=Span(clause.span.start, pieces[-1].end))
