"""What is paid for a breach: late fees, compensation for delay, penalties for misuse, for an early end, for breach.

A figure (a share, a multiple, an amount, so many months' rent, or a blank for one) that stands with a word of penalty
becomes a term: which breach it answers for, who pays, per day or once, of what, and at most how much. It reads no
threshold and knows no law; a clause that speaks of penalties without a figure gives nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

from clauses.model import Reading, Span
from clauses.terms import bases, caps, events, overdue, parties
from clauses.terms.passage import Passage
from clauses.terms.penal import FIGURES, NOUN, is_factor, is_penal, is_tier, own_condition
from clauses.terms.words import AMOUNT, BLANK, DURATION, SHARE, Words

_GATE = re.compile(r"违约|欠|未付|停|滞纳|罚|赔|补偿|利息|逾期|迟|延|拖|解约|毁约|提前|中途|加收|扣|减[收免]|解除|终止|取消|届满|未|没到期|没满|晚|不得|不能|不按|擅自|违反|超过|超出|每|补|退")
_FIGURE = re.compile(rf"[{FIGURES}{DURATION}]|双倍|加倍|(?:比例|费率|数字|百分比)[%％‰]")
_UNIT = {"日": "day", "天": "day", "工作日": "working_day", "月": "month", "年": "year", "周": "week", "小时": "hour", "星期": "week"}
_SPELLS: dict[Any, str] = {("day", Decimal(7)): "week", ("hour", Decimal(24)): "day", ("day", Decimal(30)): "month"}
_LATE_WORD = "(?:逾期|迟延|延迟|延期|拖延|拖欠|延误|迟交|迟付|推迟|超过|超期|超|晚|拖后|延|误|欠|滞后|逾)"
_WAIVED = re.compile(r"(?:免收|减免|减收|免除|扣减|抵扣|少收)[^，。；]{0,10}$")
_DAY_FEE = re.compile(r"的?(?:日|月)?(?:租|费|服务费|使用费)")
_PER = (
    re.compile(rf"每[^，。；每]{{0,12}}?(?P<counted>{DURATION})"),
    re.compile(rf"每{_LATE_WORD}[^，。；每{DURATION}]{{0,8}}?[一1壹]?(?P<unit>个?工作日|日|天|个月|月|周|星期|年)"),
    re.compile(r"每[一1]?(?P<unit>个?工作日|日|天|个?小时)(?!租|营业)"),
    re.compile(rf"每[一1]?(?P<unit>个?月|周|年)(?=按|以|为|是|支付|加收|计|应|须|需|收|罚|向|承担|偿|赔|扣|的?违约金|的?滞纳|[{FIGURES}]|，|{parties.PARTY}|{NOUN})"),
    re.compile(r"[按逐](?:(?P<unit>日|天)(?!租)|(?P<month>月)(?=支付|计|收|加|按|以|，|向))"),
    re.compile(r"按每[一1]?(?P<unit>周|星期)"),
    re.compile(rf"{_LATE_WORD}(?P<unit>天|日)数[^，。；]{{0,4}}[×xX*乘]"),
    re.compile(rf"(?P<unit>日|月|年)(?:利率|息|费率|率|化|利息|(?=[{SHARE}{BLANK}]))"),
)
_PER_AFTER = re.compile(r"(?:/|每|的?标准?，?按|，?按)(?P<unit>个?工作日|日|天|月|年|周)(?!租)")
_THAT_IS = re.compile(r"[^，。；（）]{0,10}(?:（|，)(?:即|计|合计|共计|合|折合)(?:为)?")
_RANGE = re.compile(rf"[-—－~～至到]{{1,2}}[{FIGURES}]")  # 5%—10%: the higher one is what may be paid
_DUTY = re.compile(r"[、并及](?:另行?)?(?:支付|偿付|赔偿|赔付)|(?:应当?|须|需|必须|愿|将|可|要求.|并|还|另|再)(?:[向给].)?(?:另外?|一次性)?(?:支付|偿付|赔偿|缴纳|交纳|承担|赔付|补偿)(?!的|而|但|未)|中?扣[除减罚]|罚款?|并?按照?(?![时期日天])")
_INDEX = re.compile(r"LPR|贷款市场报价利率|报价利率")
_BANK = re.compile(r"(?:银行|同期|同类)[^，。；]{0,20}?(?<!存款)利率")
_DEPOSIT = re.compile(r"(?:银行|同期|活期|定期)[^，。；]{0,20}?存款利率")
_AGREED = re.compile(r"(?:合同|约定|借款|贷款|原定|执行)[^，。；]{0,6}利率")
_PUBLISHED = re.compile(rf"(?:{_INDEX.pattern}|{_BANK.pattern}|{_DEPOSIT.pattern})[^。；{FIGURES}]{{0,40}}?(?:利息|{NOUN})|(?:利息|{NOUN})[^。；{FIGURES}]{{0,16}}?(?:按|以|为|参照)[^。；，{FIGURES}]{{0,30}}?(?:{_INDEX.pattern}|{_BANK.pattern})")
_RAISED = re.compile(rf"(?:LPR|利率)[^，。；{FIGURES}]{{0,14}}?(?:上浮|加收|加计|上调|另加)[^，。；{FIGURES}]{{0,4}}$")
_REMAINDER = "(?:剩余|未到期|余下|未履行|未满)"
_REMAINING = re.compile(
    rf"(?:补[交足缴齐]|缴付|支付|缴纳|缴清|承担|赔偿|付清|交纳|将|(?={_REMAINDER}[^，。；]{{0,24}}(?:应|须|一次性)[^，。；]{{0,4}}(?:补[足交缴齐]|缴清|付清)))(?P<what>[^，。；{FIGURES}]{{0,12}}?{_REMAINDER}(?:"
    rf"[^，。；{FIGURES}]{{0,24}}?(?:费用?|租金|款项?|价款)[^，。；]{{0,14}}?(?:作为[^，。；]{{0,10}})?{NOUN}"
    rf"|[^，。；{FIGURES}]{{0,4}}?[期月年][^，。；{FIGURES}]{{0,14}}?(?:费用?|租金|款项?|价款))|最[低短][^，。；]{{0,10}}期(?:限)?内?未[付缴交][^，。；]{{0,6}}(?:租?费用?|租金|款项?)|(?<=补缴|补交|补足|补付)(?:满|足|至){DURATION}[^，。；{FIGURES}]{{0,10}}(?:租金|费用?|款项?)|至(?:满{DURATION}|[^，。；]{{0,10}}(?:届满|期满|到期))[^，。；]{{0,8}}(?:租金|费用?|款项?))"
)
_TO_NOUN = re.compile(rf"[^，。；{FIGURES}]{{0,24}}?{NOUN}")
_TYPES = {
    events.LATE_PAYMENT: "late_payment",
    events.DELAY: "delay_compensation",
    events.RETURN: "breach_of_contract",
    events.EARLY_END: "early_termination_charge",
    events.MISUSE: "misuse_penalty",
    events.BREACH: "breach_of_contract",
}
_USUAL_PAYER = {"late_payment": "customer", "delay_compensation": "carrier", "misuse_penalty": "customer", "early_termination_charge": "customer"}
_OF_ALL = re.compile(r"(?:均|上述|以上)[^，。；]{0,8}?以(?P<what>[^，。；]{1,20}?)为(?:计算)?(?:基数|基准)")
_WORKS = re.compile(r"工期|竣工|完工|交货期|交付期|开通期限")
_MONEY_DUE = re.compile(r"款(?!项?罚)|费|租|账|帐|[付缴]|金额|本金|欠")
_HINTS = {"late_payment": events.LATE_PAYMENT, "delay_compensation": events.DELAY}
_ENDS = re.compile(r"解除|终止|收回|退货|退房|取消")
_ONCE = re.compile(rf"一次性|外，(?:还|另|并)|另[行外付加]|{_ENDS.pattern}")
# 乙方逾期交付的，按同等标准向甲方支付违约金: the size is the one just said.
_SAME_SIZE = re.compile(rf"(?:同等|同样|相同|同一|前述|上述|上款|前款)(?:的)?(?:标准|比例|金额|数额|费率|计算标准|计算方式)[^，。；{FIGURES}]{{0,16}}?(?P<noun>{NOUN})")
_SIZES = ("share", "multiple", "amount", "currency", "per", "reference", "rate_per_day", "rate_per_week", "rate_per_month", "rate_per_year", "rate_per_hour", "day")
# What points back to a prohibition said before: 违反的, 有上述行为的, 一经发现.
_SAID_BEFORE = re.compile(r"违反(?:的|者|本|前|上|以上|该|此|其|约定|规定|，)|如有违反|若违反|(?:上述|前述|前款|以上|该等|此类|上列|本款|本条)[^，。；]{0,12}(?:行为|情形|情况|约定|规定|义务|之一)|一经|否则|违者|投诉|举报|通报|查实|核实|每?发现一?次|有此行为")


class _Per(NamedTuple):
    unit: str
    start: int
    end: int


@dataclass
class _Draft:
    """A term in the making: offsets are of the flat text."""

    type: str
    values: dict[str, Any]
    start: int
    end: int
    payer: str | None = None
    unknown: bool = False  # the text names a payer, but of no known role
    kind: str = events.BREACH  # of the breach that it answers for
    sign: str | None = None  # who the text says pays or commits it
    facts: dict[str, Any] = field(default_factory=dict)
    apart: dict[str, Span] = field(default_factory=dict)  # where the facts are said


def read(passage: Passage) -> Iterator[Reading]:
    """The penalties that a clause sets, and the suspension for overdue payment where it sets no late fee."""
    if not _GATE.search(passage.text):
        return
    flat = parties.laid(passage)
    drafts: list[_Draft] = []
    for sentence in parties.sentences(flat):
        drafts.extend(_penalties(passage, flat, sentence, drafts[-1] if drafts else None))
    for one, other in pairwise(drafts):
        if other.type == "breach_of_contract" and other.payer is None and one.payer and not other.unknown:
            other.payer = other.values["payer"] = one.payer
    _add_base(flat, drafts)
    _add_caps(flat, drafts)
    _add_facts(flat, drafts)
    for draft in drafts:
        apart = {name: flat.source(*span) for name, span in draft.apart.items() if not draft.start <= span.start <= span.end <= draft.end}
        yield Reading(type=draft.type, values=draft.values | draft.facts, span=flat.source(draft.start, draft.end), apart=apart)


def _add_base(flat: Words, drafts: list[_Draft]) -> None:
    """Gives the rates of a scale the base that a later sentence tells for all of them: 均以合同总价为基数."""
    told = _OF_ALL.search(flat.text, drafts[0].end) if drafts else None
    named = bases.base(told["what"]) if told else None
    if told is None or named is None:
        return
    for draft in drafts:
        if draft.end <= told.start() and "amount" not in draft.values:
            draft.values.setdefault("base", named)


def _add_facts(flat: Words, drafts: list[_Draft]) -> None:
    """Gives each penalty for delay what else follows from the same party's delay; arrears without one are a suspension."""
    for fact in overdue.facts(flat):
        late = [d for d in drafts if d.type == fact.type or (fact.type is None and d.type in overdue.KINDS)]
        debtor = parties.side(fact.debtor)
        mine = [d for d in late if d.payer is None or "either" in (debtor, d.payer) or debtor in (None, d.payer)]
        before = [d for d in mine if d.start <= fact.span.end] or (mine if fact.type else [])
        if before:
            # a rate that runs on goes before what is paid once: 超过30日的，可停止供应并要求另付3%
            draft = ([d for d in before if any(key.startswith("rate_per") for key in d.values)] or before)[-1]
            draft.facts |= fact.values
            draft.apart |= dict.fromkeys(fact.values, fact.said)
        elif fact.type == "late_payment" and drafts and drafts[-1].type == "suspension":
            drafts[-1].facts |= fact.values
            drafts[-1].end = max(drafts[-1].end, fact.said.end)
        elif fact.type == "late_payment" and (fact.values.get("suspends") or fact.values.get("terminate_from") == "suspension"):
            values = {"by": parties.side(fact.actor) or "carrier"} | fact.values
            drafts.append(_Draft("suspension", values, *fact.said))


def _penalties(passage: Passage, flat: Words, sentence: Span, earlier: _Draft | None) -> Iterator[_Draft]:
    """The figures of a sentence that are penalties; after an earlier one 其余部分每日按千分之二计算 needs no word of penalty."""
    text = flat.text
    since, per, last = sentence.start, None, None
    for match in _FIGURE.finditer(text, *sentence):
        at = match.start()
        if last is not None and _said_again(flat, last, at):
            last = at
            continue
        size = _size(flat, match, sentence)
        if size is None or _RANGE.match(text, at + 1) or not is_penal(text, match, sentence, following=earlier is not None, first=since == sentence.start):
            continue
        before = _per(flat, since, at) or _per_after(text, match.end())
        per = before or (per if since > sentence.start and not _ONCE.search(text, since, at) else None)
        draft = _draft(passage, flat, sentence, match, size, per, since, earlier)
        if earlier is not None:
            _step(text, draft, earlier, Span(max(since, sentence.start), at), sentence)
        yield draft
        earlier = draft
        since, last = match.end(), at
    if last is None and earlier is not None:
        yield from _at_same_size(passage, flat, sentence, earlier)
    if last is None or "reference" not in draft.values:
        yield from _at_published_rate(flat, sentence, since)
    for match in _REMAINING.finditer(text, *sentence):
        early = any(e.kind == events.EARLY_END for e in events.events(text, sentence.start, match.start()))
        if early and since == sentence.start:
            payer = parties.side(parties.payer(text, match.start("what"), sentence)) or "customer"
            what = bases.base(match.group("what")) or "remaining_fees"
            yield _Draft("early_termination_charge", {"payer": payer, "base": what}, match.start(), match.end())


def _step(text: str, draft: _Draft, earlier: _Draft, before: Span, sentence: Span) -> None:
    """Makes a penalty the next step of the earlier one's scale, where its words say no more than from when it holds."""
    rated = [bool({"rate_per_day", "rate_per_month", "rate_per_year"} & set(d.values)) for d in (draft, earlier)]
    named = [e for e in events.events(text, *before) if e.kind not in events.GENERAL and _TYPES[e.kind] != earlier.type]
    if rated[0] != rated[1] or named or (earlier.type != "early_termination_charge" and _ENDS.search(text, *before)) or not is_tier(text, before, sentence):
        return
    draft.type = earlier.type
    earlier.values.setdefault("step", 1)
    draft.values["step"] = earlier.values["step"] + 1
    if draft.payer is None or not draft.unknown:
        draft.payer = earlier.payer
        draft.values |= {"payer": earlier.payer} if earlier.payer else {}
    if "base" in earlier.values and draft.values.get("base") in (None, "other"):
        draft.values["base"] = earlier.values["base"]


def _at_same_size(passage: Passage, flat: Words, sentence: Span, earlier: _Draft) -> Iterator[_Draft]:
    """What the other party pays for its own breach at the size just said, where the sentence tells no figure."""
    match = _SAME_SIZE.search(flat.text, *sentence)
    size = {name: value for name, value in earlier.values.items() if name in _SIZES}
    if match is None or not size:
        return
    draft = _draft(passage, flat, sentence, match, size, None, sentence.start, earlier)
    if {draft.payer, earlier.payer} != {"customer", "carrier"}:
        return
    if "base" not in draft.values and draft.type == earlier.type and "base" in earlier.values:
        draft.values["base"] = earlier.values["base"]
    yield draft


def _at_published_rate(flat: Words, sentence: Span, start: int) -> Iterator[_Draft]:
    """A late fee at a bank's or the published rate itself, which no figure tells, behind the sentence's last figure at `start`."""
    text = flat.text
    for match in _PUBLISHED.finditer(text, start, sentence.end):
        payer = parties.payer(text, match.start(), sentence)
        event = events.answered_for(text, sentence, match.start(), payer)
        if event is None:  # the payee is named there: 采购人逾期支付的，供应商可按LPR主张利息
            event, payer = events.answered_for(text, sentence, match.start(), None), None
        if event and event.kind == events.LATE_PAYMENT:
            who = parties.side(payer or event.actor) if payer or event.actor else "customer"
            values = {"multiple": Decimal(1), "reference": _reference(match.group()), "base": "overdue_amount"}
            yield _Draft("late_payment", ({"payer": who} if who else {}) | values, *match.span())
            return


def _said_again(flat: Words, one: int, other: int) -> bool:
    """Whether a figure says once more what the one before it said: 百分之五（5%）, 六个月租金（即72000元）."""
    between = flat.text[one + 1 : other]
    same = one in flat.values and other in flat.values and flat.values[one].value == flat.values[other].value
    return (same and between in ("（", "即", "即（", "，即")) or bool(flat.text[other] == AMOUNT and _THAT_IS.fullmatch(between))


def _size(flat: Words, match: re.Match[str], sentence: Span) -> dict[str, Any] | None:
    """share, multiple or amount (with the base where it counts months); None for a duration that counts no fees.

    {} for a sum that is one factor of a formula (剩余月数×30元): its words say what is paid, no figure of it does.
    """
    text, at, sign = flat.text, match.start(), match.group()
    if sign in ("双倍", "加倍"):
        return {"multiple": Decimal(2)}
    if len(sign) > 1:
        return {"share": None}
    if sign == AMOUNT and is_factor(text, at):
        return {}
    own = parties.segment(text, at, sentence)
    counted = bases.times(flat, text.rfind(DURATION, own.start, at + 1), own.end) if DURATION in text[own.start : at + 1] else None
    if counted is not None:
        return counted[0] if counted[1] == at + 1 else None  # read at its factor, not at its period
    if sign != DURATION:
        return bases.measure(flat.values[at])
    if flat.values[at].unit == "day" and _WAIVED.search(text, sentence.start, at) and _DAY_FEE.match(text, at + 1):
        return {"multiple": flat.values[at].value, "base": "other"}
    fees = bases.periodic(flat, at, own.end) if text[max(0, at - 1)] not in "满至" else None  # 补足满一年的租金: what is left of it
    return {"multiple": fees[1], "base": fees[0]} if fees else None


def _per(flat: Words, start: int, end: int) -> _Per | None:
    """By what time the figure at `end` grows: the last such word of the stretch before it."""
    found: list[_Per] = []
    for pattern in _PER:
        for match in pattern.finditer(flat.text, start, min(end + 1, len(flat.text))):
            unit: str | None
            if "counted" in match.groupdict():
                value = flat.values[match.start("counted")]
                unit = _SPELLS.get((value.unit, value.value)) or (value.unit if value.value == 1 else None)
            else:
                unit = _UNIT.get((match["unit"] or "月").lstrip("个"))
            if unit and match.start() < end:
                found.append(_Per(unit, match.start(), min(match.end(), end)))
    return max(found, key=lambda per: per.end, default=None)


def _per_after(text: str, at: int) -> _Per | None:
    match = _PER_AFTER.match(text, at)
    return _Per(_UNIT[match["unit"].lstrip("个")], at, match.end()) if match else None


def _draft(
    passage: Passage, flat: Words, sentence: Span, match: re.Match[str], size: dict[str, Any], per: _Per | None, since: int, earlier: _Draft | None
) -> _Draft:
    text, at = flat.text, match.start()
    paying = parties.payer(text, at, sentence)
    event = _answered_for(passage, text, sentence, at, paying, since)
    sign = paying or event.actor
    if sign is None and earlier is not None and earlier.kind == event.kind and text[sentence.start - 1 : sentence.start] == "；":
        sign = earlier.sign  # 乙方移作他用的，须支付…；转供他人的，支付…
    own = parties.segment(text, at, sentence)
    ends = bool(_ENDS.search(text, event.span.end if event.span.end < at else sentence.start, at))
    type = _type(event, parties.side(sign), per, ends, passage, text[own.start : own.end])
    payer = parties.side(sign) if sign else "carrier" if type == "late_payment" and events.is_refund(text, event) else _USUAL_PAYER.get(type)
    values: dict[str, Any] = {"payer": payer} if payer else {}
    values |= _by_index(text, own, at, size) or _rated(size, per)
    if "base" not in values and "amount" not in values:
        start = max(own.start, since, per.end if per and own.start <= per.end <= at else 0)
        before = re.search(r"(?:按照?|(?<!可)以|就|对)([^，。；]{1,20})$", text[own.start : per.start]) if per else None
        named = _base(text, start, match, own) or (bases.base(before.group(1)) if before else None) or ("overdue_amount" if type == "late_payment" else None)
        if named == "contract_total" and "reference" in values:  # 按本合同约定利率: the rate is the contract's, the sum is not
            named = "overdue_amount" if type == "late_payment" else None
        if named:  # what is not handed over of a sum of money is the sum overdue
            values["base"] = "overdue_amount" if (type, named) == ("late_payment", "unperformed_fees") else named
    if per and per.unit == "working_day":
        values["day"] = "working"
    begin = per.start if per and max(sentence.start, since) <= per.start < at else max(own.start, since)
    counted = bases.periodic(flat, at, own.end) if match.group() == DURATION else None
    end = max(counted[2] if counted else match.end(), per.end if per else 0)
    tail = _TO_NOUN.match(text, end, sentence.end)
    return _Draft(type, values, begin, tail.end() if tail else end, payer=payer, unknown=sign is not None, kind=event.kind, sign=sign)


def _answered_for(passage: Passage, text: str, sentence: Span, at: int, payer: str | None, since: int) -> events.Event:
    """The breach that a figure is paid for: named since the last figure, else in its sentence, else around it."""
    event = events.answered_for(text, Span(since, sentence.end), at, payer) if since > sentence.start else None
    event = event or events.answered_for(text, sentence, at, payer) or _event_elsewhere(passage, text, sentence, payer)
    if event and event.kind == events.LATE:
        told = _event_elsewhere(passage, text, sentence, payer or event.actor)
        event = told if told and told.kind in (events.LATE_PAYMENT, events.DELAY) else event
    if (event is None or event.kind == events.BREACH) and _SAID_BEFORE.search(text, sentence.start, at):
        barred = [e for e in events.events(text, 0, sentence.start) if e.kind not in events.GENERAL and events.fits(e, payer)]
        event = barred[-1] if barred and barred[-1].kind == events.MISUSE else event
    if event and event.kind == events.BREACH and passage.broken and all(_bars_misuse(passage, said) for said in passage.broken):
        event = event._replace(kind=events.MISUSE)
    return event or events.Event(events.BREACH, Span(at, at), None)


def _bars_misuse(passage: Passage, said: str) -> bool:
    """Whether a clause that is cited as broken forbids or limits the use of the service."""
    told = parties.laid(Passage(text=said, roles=passage.roles)).text
    return any(event.kind == events.MISUSE for event in events.events(told, 0, len(told)))


def _rated(size: dict[str, Any], per: _Per | None) -> dict[str, Any]:
    """A share by the day, month or year is a rate; an amount says per what it grows, where not by the day."""
    if per is None:
        return size
    unit = "day" if per.unit == "working_day" else per.unit
    if "share" in size:
        return {f"rate_per_{unit}": size["share"]} | {k: v for k, v in size.items() if k != "share"}
    return size | {"per": unit}


def _by_index(text: str, own: Span, at: int, size: dict[str, Any]) -> dict[str, Any] | None:
    """四倍LPR, LPR上浮50%: a multiple of a published rate of interest; None where the figure is none."""
    around = text[max(own.start, at - 30) : min(own.end, at + 30)]
    reference = _reference(around)
    if reference is None or "amount" in size:
        return None
    if "multiple" in size:
        return {"multiple": size["multiple"], "reference": reference}
    if _RAISED.search(text, own.start, at) and size.get("share") is not None:
        return {"multiple": 1 + size["share"], "reference": reference}
    return None


def _reference(words: str) -> str | None:
    """Which rate of interest the words speak of."""
    named = (("LPR", _INDEX), ("bank_deposit_rate", _DEPOSIT), ("bank_loan_rate", _BANK), ("agreed_rate", _AGREED))
    return next((name for name, pattern in named if pattern.search(words)), None)


def _base(text: str, start: int, match: re.Match[str], own: Span) -> str | None:
    """What the figure is of: the words just before it in its segment, else those after it, else 以…为基数 around it."""
    phrase = text[start : match.start()]
    for duty in _DUTY.finditer(phrase):
        if bases.base(phrase[duty.end() :]):
            phrase = phrase[duty.end() :]
            break
    after = re.match(rf"(?:的|倍)?(?P<what>[^，。；{FIGURES}]{{1,20}}?)(?={NOUN}|作为|的|，|。|；|$)", text[match.end() : own.end])
    by = re.search(r"以([^，。；]{1,30}?)为(?:基数|基准|计算|本金|计算基数)", text[max(0, own.start - 40) : own.end])
    told = [by.group(1)] if by else []
    told += [phrase, *([after["what"]] if after and match.group() not in (SHARE,) else [])]
    return next((named for words in told if (named := bases.base(words))), None)


def _event_elsewhere(passage: Passage, text: str, sentence: Span, payer: str | None) -> events.Event | None:
    """The breach when the figure's own words before it name none: before its sentence, after it in the sentence, in the heading."""
    before = [e for e in events.events(text, max(0, sentence.start - 120), sentence.start) if events.fits(e, payer)]
    here = [e for e in events.events(text, *sentence) if events.fits(e, payer)]
    if own_condition(text, sentence, sentence.end) and not here:
        before = []
    for found in (before[::-1], here):
        for event in found:
            if event.kind not in events.GENERAL:
                return event
    for event in events.events(passage.heading, 0, len(passage.heading))[::-1]:
        return event._replace(span=sentence)
    return before[-1] if before else None


def _type(event: events.Event, payer: str | None, per: _Per | None, ends: bool, passage: Passage, segment: str) -> str:
    """The term's type for a kind of breach. What is paid once, when the contract ends for delay, is a penalty for breach."""
    kind = event.kind
    if kind == events.LATE:
        hint = {"customer": events.LATE_PAYMENT, "carrier": events.DELAY}.get(payer or "")
        overdue_sum = (bases.base(segment) == "overdue_amount" and bool(_MONEY_DUE.search(segment))) or "滞纳金" in segment
        unsaid = events.DELAY if payer == "either" or _WORKS.search(passage.text) else events.BREACH
        kind = hint or _HINTS.get(passage.type) or (events.LATE_PAYMENT if overdue_sum else unsaid)
    if kind in (events.LATE_PAYMENT, events.DELAY) and per is None and (ends or not event.timely):
        kind = events.BREACH
    if (kind == events.DELAY and payer == "customer") or (kind == events.MISUSE and payer in ("carrier", "either")):
        kind = events.BREACH
    return _TYPES[kind]


def _add_caps(flat: Words, drafts: list[_Draft]) -> None:
    """Gives each penalty the cap that its own sentence or a later one before the next penalty sets for it."""
    stops = [*(draft.start for draft in drafts), len(flat.text)][1:]
    for draft, stop in zip(drafts, stops, strict=True):
        for sentence in parties.sentences(flat):
            start, end = max(sentence.start, draft.end), min(sentence.end, stop)
            own = sentence.start <= draft.start < sentence.end
            meant = ("penalty", "payment", "both", None) if own or _OF_ALL.search(flat.text, *sentence) else ("penalty", "payment", "both")
            size = next((cap.size for cap in caps.caps(flat, start, end) if cap.size and cap.of in meant), None)
            if size:
                draft.values["cap"] = size["base"] if set(size) == {"base"} else size
                break
