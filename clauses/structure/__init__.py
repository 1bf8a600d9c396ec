"""Source -> contracts: joined lines, numbering, annexes, parties, dates, the clause tree.

Comes in: a `Source` of any format. Goes out: one `Contract` a contract that the file holds, every clause with the pieces
of the source's text that it was joined from. Refuses to judge: a gap in the numbering is a fact for the checks.
"""

from __future__ import annotations

import re

from clauses.errors import NotAContract
from clauses.model import Contract, Said, Source
from clauses.structure.amended import amended, replaced_words
from clauses.structure.amending import is_supplement
from clauses.structure.bounds import bounded
from clauses.structure.furniture import without_furniture
from clauses.structure.layout import divide
from clauses.structure.lines import lines_of, with_fullness
from clauses.structure.parties import parties_of, title_of
from clauses.structure.quoting import quoted, without_quoted_numbers
from clauses.structure.signing import signed_on
from clauses.structure.tree import build
from clauses.structure.units import clauses_of, headings_of, preamble_of

__all__ = ["amended", "bounded", "is_supplement", "quoted", "refuse_what_is_none", "replaced_words", "split"]

SELF = re.compile(r"本(?:合同|协议|契约|订单|(?:服务)?条款|服务协议|确认书)")
MUTUAL = re.compile(r"双方|任何一方|甲方|乙方|守约方|违约方")


def split(source: Source) -> tuple[Contract, ...]:
    """The contracts of the file in order; at least one, which may be without clauses."""
    contracts = []
    number = 0
    for region in divide(with_fullness(without_quoted_numbers(without_furniture(lines_of(source)))), source.text):
        clauses, headings, tables = preamble_of(source.text, region.opening, first=number), [], []
        number += len(clauses)
        for part in region.parts:
            root = build(source.text, part)
            made, part_tables = clauses_of(source.text, root, part.annex, first=number)
            number += len(made)
            clauses += made
            tables += part_tables
            headings += headings_of(source.text, root, part.annex)
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
                loose=(*(line.span for line in region.loose), *region.notes),
            )
        )
    return tuple(contracts)


def refuse_what_is_none(source: Source, contracts: tuple[Contract, ...]) -> None:
    """Nothing where the text is a contract.

    A contract names two sides or speaks of itself (本合同, 本协议); a legal opinion, a waybill or a statute does neither.

    Raises:
        NotAContract: it is none.
    """
    of_itself = len(SELF.findall(source.text))
    sides = {party.role for contract in contracts for party in contract.parties}
    titled = any(contract.title for contract in contracts)
    spoken = len(MUTUAL.findall(source.text))
    if sum(len(contract.clauses) for contract in contracts) < 2:
        raise NotAContract(Said("没有找到合同条款", "No contract clauses were found"), Said("请确认文件内容完整，且是合同、协议或条款文本", "make sure that the file is complete and is a contract, an agreement or terms"))
    if of_itself >= 3 or (titled and (len(sides) >= 2 or of_itself or spoken)) or (len(sides) >= 2 and of_itself + spoken >= 3):
        return
    raise NotAContract(Said("这份文件看起来不是合同", "This file does not look like a contract"), Said("没有双方当事人，也没有“本合同”“本协议”一类的表述；请选择合同文件", "it names no two parties and nowhere says “this contract” or “this agreement”; choose the contract's file"))
