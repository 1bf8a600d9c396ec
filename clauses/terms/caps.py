"""The most that is paid, and of what: a cap of a penalty, or a cap of liability.

A flat text (`words.py`) comes in; a `Cap` goes out with its size, its words and the noun that it limits. Who is capped and
which penalty it belongs to is read elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from clauses.model import Span
from clauses.terms.bases import base, measure, periodic
from clauses.terms.words import AMOUNT, BLANK, DURATION, MULTIPLE, SHARE, Words

_CAPS = (
    re.compile(r"(?:不得?|不应|不会|不能|不可|均不|未)(?:超过|超出|高于|大于|突破)(?P<what>[^，。；、]{1,60})"),
    re.compile(r"以(?P<what>[^，。；]{1,60}?)为(?:最高)?(?:赔偿)?(?:限额?|上限|封顶|界限|最高额|最高限额|最大限度|最高限度)"),
    re.compile(r"(?:上限|最高限额|限额|最高额|最高金额|最高赔偿额|最高赔付额|最高数额|封顶)(?:均?为|是|即|：|不超过)(?P<what>[^，。；]{1,60})"),
    re.compile(r"(?:最高为|最多为|(?<!不)仅?限于|最高|最多|至多|仅以|最大)(?!不)(?P<what>[^，。；]{1,60})"),
    re.compile(r"仅(?:就|对|赔偿|承担)[^，。；]{0,10}?(?P<what>直接[^，。；]{0,6}损失)"),
    re.compile(r"在(?P<what>[^，。；]{1,50}?)(?:范围|限额|额度|限度)(?:之)?内"),
    re.compile(r"(?P<what>[^，。；以为达过]{1,20})(?:封顶|为限|为上限)"),
)
_WHOLE = Decimal(1)


def ceiling(flat: Words, start: int, end: int) -> tuple[Mapping[str, Any], int, int] | None:
    """The first cap that a stretch of the flat text sets, with where its words begin and end; None where it sets none.

    The mapping holds share, multiple or amount, and base; base alone where the cap is the whole of it.
    """
    found = [match for pattern in _CAPS for match in pattern.finditer(flat.text, start, end)]
    for match in sorted(found, key=lambda match: match.start()):
        cap = sized(flat, match.start("what"), match.end("what"))
        if cap:
            return cap, match.start(), match.end()
    return None


def sized(flat: Words, start: int, end: int) -> dict[str, Any]:
    """The size that a phrase of the flat text names: share, multiple or amount, and base; {} where it names no sum."""
    phrase = flat.text[start:end]
    aside = phrase.find("（")
    if aside > 0 and (base(phrase[:aside]) or re.search(f"[{SHARE}{MULTIPLE}{AMOUNT}]", phrase[:aside])):
        end, phrase = start + aside, phrase[:aside]
    named = base(phrase)
    for at in range(start, end):
        if flat.text[at] == DURATION and (counted := periodic(flat, at, end)) and named in (None, counted[0], "contract_total"):
            return {"base": counted[0]} if counted[1] == _WHOLE else {"multiple": counted[1], "base": counted[0]}
    signs = [at for at in range(start, end) if flat.text[at] in (SHARE, MULTIPLE, AMOUNT, BLANK)]
    if not signs:
        return {"base": named} if named else {}
    size = measure(flat.values[signs[0]])
    if "amount" in size:
        return size
    if named:
        size["base"] = named
    return {"base": named} if named and _WHOLE in (size.get("share"), size.get("multiple")) else size
