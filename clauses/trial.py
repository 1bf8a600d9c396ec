"""An example of a finding code -> whether the program does with its texts what the example says.

Comes in: an example and the desk. Goes out: the codes found on each of its two texts, reviewed as a contract of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from clauses.model import Block, Example, Library, Source, Span
from clauses.review import Desk, review_source

FRONT = "专线服务合同\n甲方：云岭水务有限公司\n乙方：长峰通信有限公司\n"
SERVICE = "第一条 服务\n1.1 乙方为甲方提供专线。\n第二条 {}\n2.1 {}"
WHOLE = re.compile(r"[^\n。]{2,20}合同\n")  # a text that begins with a title is a contract already


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The codes found on the text that should have the finding and on the one that should not."""

    example: Example
    fires: frozenset[str]
    silent: frozenset[str]

    @property
    def holds(self) -> bool:
        """Whether both texts do what the example says."""
        return self.example.of in self.fires and self.example.of not in self.silent


def tried(example: Example, desk: Desk) -> Outcome:
    """The example's texts, reviewed from its side against its standard."""
    return Outcome(example=example, fires=_codes(example, example.fires, desk), silent=_codes(example, example.silent, desk))


def contract_of(example: Example, text: str, library: Library) -> str:
    """The text as a contract: a clause alone stands in an article of its own, articles stand under a title and two parties."""
    if WHOLE.match(text):
        return text
    if not text.startswith("第一条"):
        text = SERVICE.format(library.label(example.of.partition(".")[0]), text)
    return FRONT + text


def _codes(example: Example, text: str, desk: Desk) -> frozenset[str]:
    whole = contract_of(example, text, desk.library)
    blocks = tuple(Block(span=Span(*line.span()), kind="row" if "\t" in line[0] else "text") for line in re.finditer(r"[^\n]+", whole))
    source = Source(file="example.txt", sha256="", format="txt", text=whole, blocks=blocks)
    return frozenset(f.code for c in review_source(source, desk, side=example.side, template=example.template).contracts for f in c.findings)
