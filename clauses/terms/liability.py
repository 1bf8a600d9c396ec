"""How far a party answers: caps of liability, heads of loss it is freed of, and duties to make good everything.

A cap on a penalty is no cap of liability and stands with its penalty. A release for a cause (不可抗力, the other side's
fault), a limit of duty, and a duty to answer without a figure give nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

from clauses.model import Reading, Roles, Span
from clauses.terms import bases, caps, events, exclusion, parties
from clauses.terms.carved import carve_outs
from clauses.terms.parties import CUSTOMER, PARTY
from clauses.terms.passage import Passage
from clauses.terms.words import AMOUNT, DURATION, MULTIPLE, SHARE, Words

_GATE = re.compile(r"赔|责任|负责|损失")
_LIABLE = re.compile(r"赔偿|责任|补偿|赔付|损害|索赔|损失|[要该应得]赔|赔的")
_PENALTY = re.compile(r"(?:违约金|滞纳金|罚金|罚款|利息|误期)")
# Penalties that are counted into a limit of all liability are not what it limits: 连同违约金, 违约金均在其内.
_COUNTED_IN = re.compile(r"(?:连同?|包括|包含|含|加上|算上)[^，。；]{0,16}(?:违约金|赔付金|罚金)[^，。；]{0,16}(?=，|$)|(?:违约金|赔付金)[^，。；]{0,24}(?:在内|其内|之内|算进去|算进来|算上|计入|包括)[^，。；]{0,4}(?=，|$)")
_EACH = "(?:每|单)(?:一|个)?(?:次|起|项|笔|单|宗|件|事件|事故|索赔|故障|合同年度|年度|个?合同年|自然年|日历年)"  # per event or year, no daily penalty
_PENAL_FIGURE = re.compile(rf"(?:{_PENALTY.pattern}|(?!{_EACH}[^。；]{{0,16}}(?:赔偿|责任|损失|累计))每)[^。；]*[{SHARE}{AMOUNT}]|[{SHARE}{AMOUNT}][^。；]*{_PENALTY.pattern}")
_NO_CAP = re.compile(r"保险|投保人?应|担保|保证责任|保证人|出资|认缴|注册资本|预见|预料|免赔|保证范围|授信|抵押|质押|过高|过分高|请求")
_NOT_BY_TIME = re.compile(r"合同(?:总|金额|价|款)|总价|月租|月服务费|月费|损失(?!发生)")
_MONTHS_PAID = re.compile(r"(?:支付|缴纳|交纳|付|收取?)的?月(?:租|服务费|使用费|费)")  # the monthly fees of those months, not one month's fee
_LOOKBACK = re.compile(rf"(?:(?:过去|最近|此前|之前|前|近|以前|当时|连续|发生)[^，。；{DURATION}]{{0,10}}|上)(?P<lasting>{DURATION})|(?P<within>{DURATION})(?:之?内|期间)")

_PAID = r"[^，。；租费]{0,16}(?<!应)(?:支付|收取?|缴|交|付)"
_PAID_IN = (
    (re.compile(rf"(?:前|上|过去)一?个?(?:完整)?(?:合同|服务|自然|日历|会计|财务)?年(?:度|(?!租|费)){_PAID}"), Decimal(12)),
    (re.compile(rf"(?:当月|当个?自然月|(?:前|上|最近)一?个?(?:计费|账单|结算|自然|完整|服务)?(?:月|账期|计费周期)){_PAID}"), Decimal(1)),
)
_PAYABLE = re.compile(rf"(?<!已付)(?<!已付及)(?<!已付和)(?<!支付和)(?<!支付及)应当?(?:向{PARTY})?(?:支付|缴纳|交纳|付|缴|交)(?:给{PARTY})?的?(?![^，。；]{{0,4}}(?:已|实))")
_ASIDE = re.compile(rf"（[^（）{SHARE}{AMOUNT}]*）")
_GOT_FROM = re.compile(rf"(?:从|向|由|自)({PARTY})(?:处|方)?[^，。；]{{0,8}}?(?:获得|获赔|得到|取得|获取)")
_WHOSE = re.compile(rf"({PARTY})[^，。；：{PARTY[1:-1]}]{{0,24}}?(?:责任|赔)")
_LISTED = re.compile(r"下列|以下|如下|下述")
_NAMED = re.compile(rf"：({PARTY})(?:的|方)?(?:责任|赔偿)?[：—-]")  # 责任上限：甲方——合同总价的10%
# What may stand before a limit that goes on from the sentence before; any other subject would make it a limit of something else.
_SAME_SUBJECT = re.compile(rf"\s*{parties.ITEM}?(?:(?:如|若|对于|就|因|当|使用|在)[^。；]{{1,40}}，)?(?:{PARTY}|[则也均应其为]|责任|赔偿|总额|总计|累计|合计|最高|最多|上限|年度|全年|每年|单次|每次|单起|每起|单[个项]|事件|事故|故障|合同期内|在任何情况下)*$")
_OR = re.compile(r"或者?|与|和|以?及|、|，")
_ALSO_BELOW = re.compile(rf"(?:且|并|但|同时)(?:应|须)?(?:最高|最多|累计|合计|总额)*不(?:得|应)?(?:超过|高于|多于)(?P<what>[^，。；]{{0,16}}?[{SHARE}{AMOUNT}{MULTIPLE}])")
_WHICHEVER = re.compile(
    r"(?:孰|较|哪[个样边]|[两二]者(?:之?中|之间|相比)?(?:取|择|以)?的?|[取从择选]其?|以其?(?=[低高]者))(?:为|更|最)?"
    r"(?:(?P<low>[低少小])|(?P<high>[高多大]))(?!于|过|额|度|限|级|约|量|的?(?:损|影响|程度|范围|风险))(?:的(?:一[项个]|为?(?=为))?|者)?"
)
_BREACHES = {events.EARLY_END: "early_termination_charge", events.DELAY: "delay_compensation", events.MISUSE: "misuse_penalty"}
_ENDED = re.compile(r"提前|提早|中途|终止|解除|解约|退[租网订]|拆机|销户|毁约")  # a service that broke off has not ended
_OF_ALL = re.compile(r"责任|(?:合同|协议)项下|(?:任何|一切|全部|所有)[^，。；]{0,6}(?:赔偿|损失)")
_PER_EVENT = re.compile(r"(?:每|单|任(?:何)?(?=一))(?:一|个)?(?:次|起|宗|项|件|笔)?(?:事件|事故|索赔|故障|违约|损害|赔偿|中断)|[每单](?:一)?[次起宗]|同一(?:次|起)?(?:事件|事故|故障|原因)|(?<!第)一次(?:事件|事故|故障)|/[次起宗]")

_FULL = re.compile(
    r"(?:全额|足额|全部|如数)(?:予以)?(?:赔偿|补偿|赔付)|(?:赔偿|补偿|弥补)[^，。；不]{0,24}?(?:全部|一切|所有)(?:的|直接|间接|经济|实际|、|和|及|或)*(?:损失|损害|费用)"
    r"|承担(?!的)[^，。；不]{0,16}?(?:一切|全部|所有)(?:的|赔偿|经济|法律|民事|、|和|及)*(?:责任|损失|后果|费用|赔偿)"
    rf"|(?:一切|全部|所有)(?:的|直接|间接|经济|相关|法律|、|和|及)*(?:损失|费用|责任|后果|赔偿)[^，。；]{{0,12}}?由{PARTY}(?!自行)[^，。；行]{{0,6}}?(?:承担|负责|赔偿|负担)"
)
_CAPPED = re.compile(r"不(?:应|得|会)?超过|为限|上限|最高")
_FULL_DENIED = re.compile(r"不(?:再)?(?:承担|负|予|作|对)|无[须需]|概不|免")


class _Lead(NamedTuple):
    """Words that the next sentence goes on from; `sign` is the party whose liability they speak of, None where they name none."""

    sign: str | None


def read(passage: Passage) -> Iterator[Reading]:
    """Caps of liability, exclusions of heads of loss, and full indemnities that a clause states."""
    if not _GATE.search(passage.text):
        return
    flat = parties.laid(passage)
    subject: str | None = None
    drafter: str | None = None  # who limits its liability without naming itself is hardly the customer
    found: list[Reading] = []
    lead: _Lead | None = None
    for sentence in parties.sentences(flat):
        here = [*_caps(flat, sentence, drafter, passage.roles, lead)]
        found += [cap for cap in here if not any(cap.values == known.values and cap.span.start < known.span.end for known in found)]  # counted on from the sentence before
        lead = _lead(flat.text, sentence, here, lead)
        yield from exclusion.exclusions(flat, sentence, drafter)
        yield from _indemnity(flat, sentence, subject)
        subject = parties.actor(flat.text, *sentence) or subject
        drafter = drafter if subject == CUSTOMER else subject
    yield from found


def _answering(text: str, start: int, end: int) -> str | None:
    """The sign of the party whose liability is limited: from whom the other gets its compensation, else who answers."""
    got = [*_GOT_FROM.finditer(text, start, end)]
    return got[-1][1] if got else parties.answers(text, start, end)


def _lead(text: str, sentence: Span, here: list[Reading], lead: _Lead | None) -> _Lead | None:
    """What the next sentence may go on from: a limit of liability before a semicolon, or words of liability before a list of limits."""
    words = text[sentence.start : sentence.end].rstrip("\n ")
    if words.endswith("：") and _LIABLE.search(words) and not _PENALTY.search(words):
        whose = _WHOSE.search(text, *sentence)
        return _Lead(whose[1] if whose else parties.answers(text, *sentence))
    if not words.endswith("；"):
        return None
    capped = next((cap.values["capped"] for cap in reversed(here) if "capped" in cap.values), None)
    return _Lead(parties.SIGNS[capped]) if capped else lead


def _caps(flat: Words, sentence: Span, drafter: str | None, roles: Roles, lead: _Lead | None) -> Iterator[Reading]:
    text = flat.text
    counted = sentence.start
    if _NO_CAP.search(text, *sentence):
        return
    for cap in caps.caps(flat, *sentence):
        if cap.start < counted:
            continue
        before = _ASIDE.sub("", _COUNTED_IN.sub("", text[sentence.start : cap.start]))
        penal = bool(_PENAL_FIGURE.search(_ASIDE.sub("", _COUNTED_IN.sub("", text[counted : cap.start]))))
        led = lead is not None and cap.of is None and bool(cap.size) and bool(_SAME_SUBJECT.fullmatch(text, sentence.start, cap.start))
        told = cap.of == "liability" or (cap.of == "payment" and not penal) or (cap.of == "both" and not _PENAL_FIGURE.search(text, 0, cap.start))
        if told or led or (cap.of is None and cap.size and not penal and _LIABLE.search(before) and not _PENALTY.search(before)):
            sign = (parties.answers(text, parties.segment(text, cap.start, sentence).start, cap.start) or lead.sign if led and lead else _answering(text, sentence.start, cap.start) or (lead.sign if lead else None)) or drafter
            single = _single_breach(text, sentence, cap, sign)
            if single is not None:
                payer = parties.side(sign)
                values = ({"payer": payer} if payer else {}) | {"cap": cap.size["base"] if set(cap.size) == {"base"} else dict(cap.size)}
                yield Reading(type=single, values=values, span=flat.source(parties.segment(text, cap.start, sentence).start, cap.end))
                continue
            named = _NAMED.search(text, cap.start, cap.end)
            yield _cap(flat, sentence, cap.size or {"base": "other"}, named[1] if named else sign, cap.start, cap.end, roles)
            counted = cap.end
            for more, who in caps.further(flat, cap):
                yield _cap(flat, Span(more.start, more.end), more.size, who or sign, more.start, more.end, roles)
                counted = more.end


def _single_breach(text: str, sentence: Span, cap: caps.Cap, sign: str | None) -> str | None:
    """The type of penalty that a ceiling belongs to where one breach alone is paid for (提前退租的，应赔偿损失，最多三个月月租); None where it limits liability."""
    own = parties.segment(text, cap.start, sentence)
    if not cap.size or cap.of == "both" or _OF_ALL.search(text, own.start, cap.end):
        return None
    event = events.answered_for(text, sentence, cap.start, sign)
    if event is None or not event.timely or (event.kind == events.DELAY and sign == CUSTOMER) or (event.kind == events.EARLY_END and not _ENDED.search(text, *event.span)):
        return None
    return _BREACHES.get(event.kind)


def _cap(flat: Words, sentence: Span, size: Any, sign: str | None, begin: int, end: int, roles: Roles) -> Reading:
    values: dict[str, Any] = {}
    capped = parties.side(sign) or ("carrier" if sign is None and roles.carrier else None)
    if capped:
        values["capped"] = capped
    text = flat.text
    pair = _pair(flat, sentence, begin) or _both(flat, Span(begin, end))
    if pair is not None:
        first, second, which, last = pair
        values |= first | {"alternative": second, "whichever": which}
        end = max(end, last)
    else:
        values |= _measured(flat, size, Span(begin, end), max(sentence.start, begin - 30))
    if _PER_EVENT.search(text, max(parties.segment(text, begin, sentence).start, sentence.start), end):
        values["per"] = "event"
    carved = carve_outs(text)
    if carved:
        values["carve_outs"] = carved
    first_word = _first_liable(text, sentence, begin)
    return Reading(type="liability_cap", values=values, span=flat.source(first_word, end))


def _measured(flat: Words, size: Any, stretch: Span, earlier: int) -> dict[str, Any]:
    """A cap's size as its words mean it: with the months whose fees it counts, which may be told from `earlier` on, and no arrears."""
    values = dict(size)
    text = flat.text
    if values.get("base") == "overdue_amount" and not re.search("未|欠", text[stretch.start : stretch.end]):
        # 应付的服务费 is what the service costs, not what is in arrears
        values["base"] = bases.base(re.sub("应(?:支付|[付缴交])|到期", "", text[stretch.start : stretch.end])) or "contract_total"
    if values.get("base") == "fees_paid" and _PAYABLE.search(text, *stretch):
        values["base"] = bases.base(_PAYABLE.sub("", text[stretch.start : stretch.end])) or "contract_total"
    back = _LOOKBACK.search(text, *stretch) or _LOOKBACK.search(text, earlier, stretch.end)
    if back and (not _NOT_BY_TIME.search(text, *stretch) or (back["lasting"] and _MONTHS_PAID.search(text, *stretch))):
        lasting = flat.values[back.start("lasting") if back["lasting"] else back.start("within")]
        if lasting.unit in ("month", "year"):
            number = lasting.value if isinstance(lasting.value, Decimal) else None
            if number == 1 and lasting.unit == "month" and not re.search("[付缴收交]", text[stretch.start : stretch.end]):
                return values | {"base": "monthly_fee"}
            values["lookback_months"] = number * 12 if number is not None and lasting.unit == "year" else number
            values["base"] = "fees_paid"
    elif "multiple" not in values and (period := next((count for pattern, count in _PAID_IN if pattern.search(text, *stretch)), None)):
        values |= {"base": "fees_paid", "lookback_months": period}
    return values


def _pair(flat: Words, sentence: Span, begin: int) -> tuple[dict[str, Any], dict[str, Any], str, int] | None:
    """The two sums of which the lower or the higher is the cap (50万元或者合同总价的30%，以较低者为准), which of them, and where their words end; None where one sum is told."""
    told = [*_WHICHEVER.finditer(flat.text, begin, sentence.end)]
    if not told:
        return None
    which = told[-1]  # 孰高孰低，以低者为准
    following = [s for s in parties.sentences(flat) if which.end() <= s.start]
    ahead = [] if _LISTED.search(flat.text, begin, told[0].start()) else [Span(begin, told[0].start())]
    stretches = [*ahead, Span(which.end(), sentence.end), *following[:4]]
    items = [s for s in following[:4] if re.match(parties.ITEM, flat.text[s.start : s.end])]
    parts = items if len(items) > 1 and not ahead else [Span(start, end) for stretch in stretches for start, end in pairwise((stretch.start, *(m.start() for m in _OR.finditer(flat.text, *stretch)), stretch.end))]
    sized = [(part, size) for part in parts if (size := caps.sized(flat, *part))][:2]
    if len(sized) < 2:
        return None
    first, second = (_measured(flat, size, part, part.start) for part, size in sized)
    return first, second, "lower" if which["low"] else "higher", max(which.end(), sized[1][0].end)


def _both(flat: Words, cap: Span) -> tuple[dict[str, Any], dict[str, Any], str, int] | None:
    """The two sums that a cap keeps below at once (年费的1.5倍且不超过50万元), of which the lower is the cap; None where one sum is told."""
    also = _ALSO_BELOW.search(flat.text, *cap)
    parts = [Span(cap.start, also.start()), Span(*also.span("what"))] if also else []
    sized = [_measured(flat, size, part, part.start) for part in parts if (size := caps.sized(flat, *part))]
    return (sized[0], sized[1], "lower", cap.end) if len(sized) == 2 else None


def _first_liable(text: str, sentence: Span, begin: int) -> int:
    """Where the quote begins: at the word of liability before the cap, in its own segment where it stands there."""
    own = parties.segment(text, begin, sentence)
    found = _LIABLE.search(text, own.start, begin)
    return own.start if found else begin


def _indemnity(flat: Words, sentence: Span, subject: str | None) -> Iterator[Reading]:
    text = flat.text
    match = _FULL.search(text, *sentence)
    if match is None or _CAPPED.search(text, match.end(), sentence.end) or _FULL_DENIED.search(text, max(sentence.start, match.start() - 6), match.end()):
        return
    named = re.search(rf"由({PARTY})", match.group())
    sign = named.group(1) if named else parties.payer(text, match.end() - 1, sentence) or subject
    who = parties.side(sign)
    yield Reading(type="indemnity", values=({"payer": who} if who else {}) | {"full": True}, span=flat.source(*match.span()))
