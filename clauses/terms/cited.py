"""What a clause's words 违反第九条第三项的 point at: the texts of the clauses that it cites as broken.

A clause and the contract's clauses come in, texts go out. What is cited for another reason (按第三条付款) is left alone,
and so is what cannot be found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from clauses.model import Clause
from clauses.structure.numbering import integer

_N = r"(?:\d{1,3}(?:\s?[.．]\s?\d{1,2}){0,3}|[一二三四五六七八九十]{1,4})"
_BROKEN = re.compile(
    rf"(?:违反|违背|不遵守|未遵守|不履行|未履行)(?:本合同|本协议|合同|协议|前述|上述|了)?(?:的)?第?\s*[（(]?(?P<article>{_N})[)）]?\s*(?P<unit>条|款|项)?(?:第?\s*[（(]?(?P<item>{_N})[)）]?\s*[款项])?(?=[^，。；]{{0,8}}(?:的|约定|规定|，))"
)


def broken(clause: Clause, clauses: Sequence[Clause]) -> tuple[str, ...]:
    """The texts of the clauses that a clause says somebody breaks, in order, none twice; of the same annex or of the body."""
    found: dict[str, str] = {}
    for match in _BROKEN.finditer(clause.text):
        number = _parts(match["article"])
        if len(number) == 1 and match["unit"] != "条":
            continue
        item = _parts(match["item"]) if match["item"] else ()
        for other in _at(number + item, [c for c in clauses if c.annex == clause.annex and c.kind == "clause" and c.id != clause.id]):
            found[other.id] = other.text
    return tuple(found.values())


def _at(number: tuple[int, ...], clauses: Sequence[Clause]) -> Iterator[Clause]:
    """The clauses that bear the number or stand below it; the whole article where its items are no clauses of their own."""
    exact = [c for c in clauses if _place(c)[: len(number)] == number]
    return iter(exact or [c for c in clauses if len(number) > 1 and _place(c) == number[:1]])


def _place(clause: Clause) -> tuple[int, ...]:
    """The numbers of a clause from the article down: 第九条 with item 三 is (9, 3), and so is 9.3."""
    own = _parts(clause.number or "")
    if len(own) > 1 or "第" in (clause.number or ""):
        return own
    above = next((_parts(words) for words in clause.path if re.match(r"\s*第\s*\S{1,5}\s*条", words)), ())
    return above[:1] + own


def _parts(written: str) -> tuple[int, ...]:
    """5.2 as (5, 2), 第九条 as (9,), （三） as (3,); () where it is no number."""
    first = re.search(_N, written)
    numbers = [integer(n) for n in re.split(r"\s?[.．]\s?", first[0])] if first else []
    return tuple(n for n in numbers if n is not None)
