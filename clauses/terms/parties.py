"""Who pays: a passage laid flat with every party as one sign, and the ways in which Chinese contracts name the payer.

Roles decide, never letters. A party whose role is unknown stays unknown: it is never taken for the usual payer.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from clauses import nlp
from clauses.model import Span, Value
from clauses.terms.passage import Passage
from clauses.terms.words import Words, words

# What stands for a party in the flat text, beside the signs for values.
CUSTOMER, CARRIER, EITHER, BOTH, OTHER, UNKNOWN = (chr(0xE010 + n) for n in range(6))
PARTY = f"[{CUSTOMER}{CARRIER}{EITHER}{BOTH}{UNKNOWN}]"
SIGNS = {"customer": CUSTOMER, "carrier": CARRIER, "either": EITHER, "both": BOTH, "other": OTHER, "unknown": UNKNOWN}
_WHO = {CUSTOMER: "customer", CARRIER: "carrier", EITHER: "either", BOTH: "either"}
_ACTORS = {*_WHO, UNKNOWN}
_OPPOSITE = {CUSTOMER: CARRIER, CARRIER: CUSTOMER}

_ITEM = re.compile(r"(?<![\d.第（])\d{1,2}(?:[.、](?!\d)|[）])|（[一二三四五六七八九十\d]{1,2}）(?=[^日天个月年元倍种款项条])|（(?:[a-zA-Z]|i{1,3}|iv|vi{0,3})）|[①-⑳]|(?<=^)[一二三四五六七八九十]{1,3}、")
ITEM = r"(?:（[\dA-Za-z一二三四五六七八九十]{1,3}）|[\dA-Za-z]{1,2}[.、）]|[①-⑳])"  # what numbers an item at its beginning
_PAY = "(?:支付|偿付|赔偿|赔付|给付|缴纳|交纳|缴付|补偿|承担|负担|补交|补缴|付清|交付|付)"
_GOVERNED = re.compile(
    r"(?:向|对|与|给|为|经|按照|按|将|把|从|自|因|由于|至|和|及|或|替|代|致使|致|(?<!即)使|(?<!即)就|造成|导致|通知|要求|赔偿|赔|补偿|支付|影响|根据|依照|根据|依|以|在|归|退还|返还|收取|被|交付|移交|提交|提供|送达|答复|告知|提请|报请|协助|配合|督促|催告|允许|委托|聘请)(?:其他|同一|每一|任一|单个|单一|该|各)?$|[给向对][^，。；]{1,10}[、或和及]$"
)
_REQUIRED = re.compile(rf"(?:要求|责令|请求|主张)({PARTY})[^，。；]{{0,16}}?{_PAY}")
_BY = re.compile(rf"(?:由|应由|均由)({PARTY})[^，。；]{{0,14}}?{_PAY}")
_CHARGED = re.compile(rf"向(?:[^，。；{CUSTOMER}{CARRIER}]{{1,12}}的)?({PARTY})[^，。；付赔偿交]{{0,8}}?(?:加收|(?<!所)收取|计收|征收|追索|追偿|索赔|索要|主张)")
_PAYEE = re.compile(rf"(?:向|给予|给|予|支付|付|赔偿|赔付|赔|补偿|免收|减免|减收)(?:给|与|予)?([{CUSTOMER}{CARRIER}{UNKNOWN}{OTHER}])")
_COLLECTS = re.compile(rf"([{CUSTOMER}{CARRIER}])(?:(?:有权|可以?)?[自从][^，。；]{{1,12}}起(?:，|、)?)?(?:(?:将|有权|可以?)[^，。；{CUSTOMER}-{UNKNOWN}]{{0,40}}?|[^，。；]{{0,16}}?)(?:收取|加收|计收|扣除|扣收|没收|扣留|扣减|扣罚|追索|主张|索赔|索要|追偿|获得|获取|得到)(?![^，。；]{{0,14}}的，)")
# 甲方可断开乙方的端口，并加收…: who collects is told a comma before, and whose the port is says nothing.
_MAY_THEN_COLLECT = re.compile(rf"([{CUSTOMER}{CARRIER}])(?:有权|可以?|将)[^，。；]{{0,40}}(?<![的者])，(?:并|且|同时|还)(?:有权|可以?|将)?(?:[每按][^，。；{CUSTOMER}-{UNKNOWN}]{{0,8}})?(?:收取|加收|计收|扣除|扣收|没收|扣减|扣罚|追索)")
# 您提前退订的，我们将重新计费，并收取…: who collects is told a comma before.
_THEN_COLLECTS = re.compile(rf"([{CUSTOMER}{CARRIER}])(?!同意|应)[^，。；{CUSTOMER}-{UNKNOWN}]{{0,40}}(?<![的者])，(?:(?:并|且|同时|还)[^，。；{CUSTOMER}-{UNKNOWN}]{{0,12}}?)?(?:收取|加收|计收|扣除|扣收|没收|扣减|扣罚|追索)")
_BLAMED = re.compile(rf"(?:因|由于|属于?|系)({PARTY})[^，。；]{{0,6}}(?:原因|过错|过失|责任|违约|导致|造成|未|不)")
_OWNS = re.compile(rf"的(?!，)|[^，。；{CUSTOMER}-{UNKNOWN}]{{0,12}}(?:支付|缴纳|交纳|缴付|付|缴|交|收取|收到|购买|遭受|提供)的(?![，。；])")
# Who may, demands or urges is not the one that pays for it.
_ENTITLED = re.compile(r"(?:均|即|则|亦|也)?(?:有权|可以?|得|同意|即(?:停止|暂停|收回|拆)|要求(?=继续|[^，。；]{0,4}(?:支付|赔偿|承担|履行))|(?:应|可以?|须|有权)?(?:先|首先|事先|先行)?(?:以?书面(?:形式)?)?(?:催告|催缴|催款|催收|函告)|(?:可以?|应)?(?:给予?|同意)[^，。；]{0,10}宽限)")
_OFFENDING = re.compile(r"(?:未|不(?!承担)|违反|逾期|擅自|拒|无故|存在|发生)")


@lru_cache(maxsize=512)  # the readers of terms and the checks ask for the same clauses
def laid(passage: Passage) -> Words:
    """The passage laid flat, with each party as one sign too."""
    flat = words(passage)
    text: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    values: dict[int, Value] = {}

    def copy(start: int, end: int) -> None:
        shift = len(text) - start
        values.update((at + shift, value) for at, value in flat.values.items() if start <= at < end)
        text.extend(flat.text[start:end])
        starts.extend(flat.starts[start:end])
        ends.extend(flat.ends[start:end])

    at = 0
    for who, span in nlp.mentions(flat.text, roles=passage.roles):
        copy(at, span.start)
        if who == "either" and span.start == at and text[-1:] and text[-1] in _OPPOSITE and text[-2:-1] not in (["、"], ["和"], ["及"], ["或"], ["与"]):
            ends[-1] = flat.ends[span.end - 1]  # 乙方任一方: one of several that are the same side
            at = span.end
            continue
        text.append(SIGNS[who])
        starts.append(flat.starts[span.start])
        ends.append(flat.ends[span.end - 1])
        at = span.end
    copy(at, len(flat.text))
    return Words(text="".join(text), starts=tuple(starts), ends=tuple(ends), values=values)


def sentences(flat: Words) -> tuple[Span, ...]:
    """The sentences of a flat text, an item (1、 or （二）) being a sentence of its own, in order."""
    found: list[Span] = []
    for sentence in flat.sentences:
        edges = [sentence.start, *(m.start() for m in _ITEM.finditer(flat.text, sentence.start + 1, sentence.end)), sentence.end]
        found.extend(Span(a, b) for a, b in pairwise(edges) if b > a)
    return tuple(found)


def segment(text: str, at: int, within: Span) -> Span:
    """The stretch between commas that an offset stands in, inside a sentence."""
    start = max(text.rfind("，", within.start, at), text.rfind("：", within.start, at)) + 1
    end = text.find("，", at, within.end)
    return Span(max(start, within.start), within.end if end < 0 else end)


def actor(text: str, start: int, end: int) -> str | None:
    """The sign of the last party in the stretch that acts there: no preposition governs it and it is not merely entitled.

    A party that only owns something (甲方的设备) or stands in a phrase before a noun (甲方已支付的费用) acts where no other does.
    """
    acting = [at for at in range(start, end) if text[at] in _ACTORS and not _passive(text, start, at)]
    doing = [at for at in acting if not _OWNS.match(text, at + 1)]
    return text[(doing or acting)[-1]] if acting else None


def _passive(text: str, start: int, at: int) -> bool:
    if text[at - 1 : at] == "对" and _OFFENDING.match(text, at + 1):  # 对乙方未完成巡检的，每次扣除
        return False
    return bool(_GOVERNED.search(text, max(start, at - 12), at) or _ENTITLED.match(text, at + 1))


def payer(text: str, at: int, sentence: Span) -> str | None:
    """The sign of the party that the sentence makes pay the figure at an offset; None where it names none.

    It looks for the words nearest to the figure first: 要求乙方支付, 由乙方承担, 向甲方支付, 甲方有权加收; failing them
    all, the party by whose fault it came about (因乙方原因).
    """
    own = segment(text, at, sentence)
    tail = min(sentence.end, own.end + 12)
    for start in (own.start, sentence.start):
        for pattern, pays in ((_REQUIRED, True), (_BY, True), (_CHARGED, True), (_PAYEE, False), (_COLLECTS, False), (_MAY_THEN_COLLECT, False), (_THEN_COLLECTS, False)):
            signs = [m.group(1) for m in pattern.finditer(text, start, tail)]
            if not signs:
                continue
            if pays:
                return signs[-1]
            if signs[-1] in _OPPOSITE:
                subject = actor(text, start, at) or actor(text, sentence.start, at)
                return subject if subject in (EITHER, BOTH) and pattern is _PAYEE else _OPPOSITE[signs[-1]]
        subject = actor(text, start, at)
        if subject:
            return subject
    blamed = _BLAMED.search(text, sentence.start, at)
    return blamed.group(1) if blamed else None


def answers(text: str, start: int, end: int) -> str | None:
    """The sign of the party that answers: the first that acts in the nearest stretch between commas before the end where one does."""
    edge, owner = end, None
    while edge > start:
        begin = max(text.rfind("，", start, edge), start - 1) + 1
        acting = [at for at in range(begin, edge) if text[at] in _ACTORS and not _passive(text, begin, at)]
        doing = [at for at in acting if not _OWNS.match(text, at + 1)]
        if doing:
            return text[doing[0]]
        owner = owner or (text[acting[0]] if acting else None)
        edge = begin - 1
    return owner


def side(sign: str | None) -> str | None:
    """customer, carrier or either for a sign; None where the role is unknown."""
    return _WHO.get(sign or "")
