"""The most that is paid, and of what: a cap of a penalty, or a cap of liability.

A flat text (`words.py`) comes in; a `Cap` goes out with its size, its words and the noun that it limits. Who is capped and
which penalty it belongs to is read elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from clauses.model import Span
from clauses.terms.bases import base, measure, periodic, times
from clauses.terms.parties import ITEM, PARTY, segment
from clauses.terms.words import AMOUNT, BLANK, DATE, DURATION, MULTIPLE, SHARE, Words

_LIMITS = (
    re.compile(r"(?:不得?|不应|不会|不能|不可|均不|未)(?:超过|超出|高于|大于|突破|多于|逾)(?P<what>[^，。；、]{1,60})"),
    re.compile(r"(?<!不)以(?P<what>[^，。；]{1,60}?)为(?:最高)?(?:赔偿)?(?:限额?|度(?!过)|上限|封顶|界限|最高额|最高限额|最大限度|最高限度|最高(?=[，。；]|$))"),
    re.compile(rf"(?:上限|最高限额|限额|最高额|最高(?:赔偿|赔付)?(?:责任|金额|数额|额度?)|最大(?:赔偿)?责任|封顶|限度)(?:数额|金额|额度?|值|标准|比例|总额)?(?:（[^（）]{{1,24}}）)?(?:，?按照?|，?(?:等于|相当于|以|为)|均?(?:应|定|约定|设定|确定|限定)?(?:为|等于|相当于|在|于)|是|即|：|=|＝|不超过|(?=[{SHARE}{MULTIPLE}{AMOUNT}]))(?P<what>[^，。；]{{1,60}})"),
    re.compile(rf"(?:[减扣罚计收加]|直)至(?:达到?|满)?(?P<what>[^，。；]{{0,40}}?[{SHARE}{AMOUNT}])的?(?:为止|止|(?=[，。；]|$))"),
)
# Words that limit only where what follows is a sum: 限于直接损失 caps, 限于更换部件 does not.
_LIMITS_OF_SUMS = (
    re.compile(r"(?:最高为|最多为|(?<!不)仅?限于|最高|最多|至多|仅以|最大|顶多|撑死)(?:赔到|付到|收到|赔|付|收|到|算到)?(?!不)(?P<what>[^，。；]{1,60})"),
    re.compile(r"[仅只](?:就|对|按照?|赔偿|承担)[^，。；]{0,10}?(?P<what>直接[^，。；]{0,6}损失|实际[^，。；]{0,6}损失)"),
    re.compile(r"在(?P<what>[^，。；]{1,50}?)(?:范围|限额|额度|限度)(?:之)?内"),
    re.compile(r"(?:控制|限制|限定)(?:在|于)(?P<what>[^，。；]{1,50}?)(?:以|之)?内"),
    re.compile(r"(?:达到?|达至)(?P<what>[^，。；]{1,40}?)(?:时|后|的)?，[^，。；]{0,20}不再[^，。；]{0,6}(?:承担|负|赔偿|赔付)"),
    re.compile(r"(?:超出|超过|高于)(?P<what>[^，。；不]{1,40}?)(?:以上)?的?部分的?(?:[^，。；]{0,6}，)?[^，。；]{0,16}?(?:不(?:再)?(?:承担|负|予|赔)|免[除于]|无[须需])"),
    re.compile(r"[仅只](?:承担|负担|负责?|赔偿|赔付|补偿)(?:不超过)?(?P<what>[^，。；]{1,40}?)(?:以内|之内|范围内|限度内|额度内|以下)"),
    re.compile(r"(?P<what>[^，。；以为达过]{1,20})(?:封顶(?!为|是|：|数额|金额|额|值)|为限|为度|为上限|到顶)"),
)
_PENALTY = (
    r"违约金|赔付金(?!额)|(?:终止|解约|退租|拆机)[^，。；]{0,2}费|滞纳金|罚金|罚款|罚息|利息|罚则|误期[^，。；]{0,4}[费金]|误期赔偿|延[误期][^，。；]{0,5}[费金]|逾期[^，。；]{0,5}[费金]|扣[减罚除款]|减[免收]|奖罚|奖惩|处罚"
)
_BOTH = r"违约金[^，。；]{0,3}[及和、与或][^，。；]{0,6}(?:赔偿|损失|费用)|(?:赔偿|损失)[^，。；]{0,4}[及和、与或][^，。；]{0,4}违约金"
_TOTAL = r"(?<!违约)责任|损失|损害|索赔|本(?:合同|协议)项下"
_NOUN = re.compile(rf"(?P<both>{_BOTH})|(?P<total>{_TOTAL})|(?P<penalty>{_PENALTY})|(?P<paid>赔偿|补偿|赔付|赔款|[要该应得]赔|赔的)")
_ASIDE = re.compile(r"（[^（）]{0,80}）")
_SUMS = f"{SHARE}{MULTIPLE}{AMOUNT}{BLANK}"
_SIGN = re.compile(f"[{SHARE}{MULTIPLE}{AMOUNT}{BLANK}{DURATION}{DATE}]")
_BACK = re.compile(r"(?:过去|最近|此前|之前|前|近|以前|连续)[^，。；]{0,4}$")  # what follows is a stretch of time, not so many times a fee
_TIME_ALONE = re.compile(rf"{DURATION}(?:之|以)?(?:内|间|期间|中)$")
_AFTER_TIME = re.compile(r"，[^，。；]{1,40}")
_NOT_LIMITED = re.compile(r"不(?:仅)?以$|不(?:再)?受$")
_AT_LEAST = re.compile(r"不(?:得|应)?(?:低于|少于)|以上$")  # 限额不低于500万元: what an insurance has to cover
_WHOLE = Decimal(1)


# A further sum of the same limit, counted without a limit's own words: 年度累计200万元; 乙方——合同总价的20%; 单次事故5万元.
_COUNTING = "(?:累计|合计|总计|单次|每次|每起|单起|全年|年度|合同期内|同一|每一)"
_FURTHER = re.compile(
    rf"[，；。、\n]+{ITEM}?(?:且|并|同时|其中|以及|及|但)?(?:(?P<who>{PARTY})(?:的|方)?(?:责任|赔偿|限额|上限|最高)*(?:为|是|：|—|-|不超过)+|(?:[^，。；：不未{PARTY[1:-1]}{_SUMS}]{{0,8}}?{_COUNTING})+[^，。；：不未{PARTY[1:-1]}{_SUMS}]{{0,8}}?(?:为|是|：|—|-|不超过)*)"
    rf"(?P<what>[^，。；不未]{{0,16}}[{_SUMS}][^，。；]{{0,10}})(?=[，。；\n]|$)"
)


class Cap(NamedTuple):
    """A cap at [start, end) of the flat text.

    size: share, multiple or amount, and base; base alone where the cap is the whole of it; {} where its words name no known sum.
    of: what is limited, by the noun nearest in the cap's own stretch between commas: "penalty", "liability", "both" (违约金及赔偿金),
    "payment" (赔偿, which is either), None where it names none and so limits what stands before it.
    """

    size: Mapping[str, Any]
    start: int
    end: int
    of: str | None


def caps(flat: Words, start: int, end: int) -> Iterator[Cap]:
    """The caps that a stretch of the flat text sets, in order, none overlapping."""
    found: list[tuple[int, int, Mapping[str, Any]]] = []
    for pattern in (*_LIMITS, *_LIMITS_OF_SUMS):
        for match in pattern.finditer(flat.text, start, end):
            size, stop = _told(flat, match, end)
            if _AT_LEAST.search(match["what"]) or _NOT_LIMITED.search(flat.text, max(0, match.start() - 3), match.start()):
                continue
            if size or (pattern in _LIMITS and not _SIGN.search(match["what"])):
                found.append((match.start(), stop, size))
    at = start
    for begin, stop, size in sorted(found, key=lambda f: (f[0], not f[2])):
        if begin >= at:
            yield Cap(size, begin, stop, _limited(flat.text, begin, stop, Span(start, end)))
            at = stop


def further(flat: Words, cap: Cap) -> Iterator[tuple[Cap, str | None]]:
    """The sums that go on counting a limit behind it (年度累计200万元; 乙方——合同总价的20%), each with the party's sign where it names one."""
    at = cap.end
    while more := _FURTHER.match(flat.text, at):
        size = sized(flat, *more.span("what"))
        if not size:
            return
        at = more.end()
        yield Cap(size, more.start() + 1, at, cap.of), more["who"]


def _told(flat: Words, match: re.Match[str], end: int) -> tuple[Mapping[str, Any], int]:
    """The size that a limit names and where its words end: behind the comma where those before it only tell the time (以前十二个月内，甲方已付费用)."""
    size = sized(flat, match.start("what"), match.end("what"))
    more = _AFTER_TIME.match(flat.text, match.end(), end) if not size and match.end() == match.end("what") and _TIME_ALONE.search(match["what"]) else None
    return (sized(flat, match.start("what"), more.end()), more.end()) if more else (size, match.end())


def _limited(text: str, begin: int, stop: int, within: Span) -> str | None:
    """What the cap's own stretch says is limited: the last noun before the cap, else the first in it."""
    own = segment(text, begin, within)
    before = [*_NOUN.finditer(_ASIDE.sub(lambda m: "·" * len(m.group()), text[own.start : begin]))]
    noun = before[-1] if before else _NOUN.search(text, begin, min(stop + 14, own.end))
    return {"both": "both", "total": "liability", "penalty": "penalty", "paid": "payment"}[noun.lastgroup or ""] if noun else None


def sized(flat: Words, start: int, end: int) -> dict[str, Any]:
    """The size that a phrase of the flat text names: share, multiple or amount, and base; {} where it names no sum."""
    phrase = flat.text[start:end]
    aside = phrase.find("（")
    if aside > 0 and (base(phrase[:aside]) or re.search(f"[{SHARE}{MULTIPLE}{AMOUNT}]", phrase[:aside])):
        end, phrase = start + aside, phrase[:aside]
    named = base(phrase)
    for at in range(start, end):
        if (several := times(flat, at, end)) and not _BACK.search(flat.text, start, at):
            return several[0]
        if flat.text[at] == DURATION and not _BACK.search(flat.text, start, at) and (counted := periodic(flat, at, end)) and named in (None, counted[0], "monthly_fee", "contract_total", "other"):
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
