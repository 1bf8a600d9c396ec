"""What follows when a delay lasts: after how many days service may be suspended or the contract ended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from clauses.model import Span, Value
from clauses.terms import events, parties
from clauses.terms.words import AMOUNT, DURATION, SHARE, Words

_CUE = r"(?<!每)(?<!每次)(?:逾期|(?<!不)(?<!不得)逾|迟延|延期|延迟|拖延|拖欠|欠费|欠缴|欠付|连续|超过|满|达到?|超|晚(?!于)|暂停|停机|停[电水气供用]|停止|中止|仍|未|再过|再逾|催告|催缴|催款|宽限)"
_REMEDY = (
    r"(?P<act>(?:暂停|停止|中止|中断|切断|关停|停(?=[机水电气供网线用掉]|服务|业务)|断网|断线|断开|关闭(?=[^，。；]{0,6}(?:端口|服务|业务|线路|电路|频段|通道|账[号户]|专线|系统|接口|权限)))(?![^，。；]{0,4}(?:合同|协议)|付)|收回(?=[^，。；]{0,8}(?:资源|号码|码号|纤芯|光纤|电路|端口|机柜|机位|机房|地址|场地|频率|号卡|服务器))|(?:解除|终止)(?!之日|后|的|通知|函)|解约|销号|销户|拆机|注销|释放(?=[^，。；]{0,10}(?:资源|实例|数据|端口|地址))|取消(?=[^，。；]{0,10}(?:订单|需求单|订购|合同|业务|电路)))"
)
# A notice or a time of grace on top of the delay is no delay of its own: 逾期九十日，并提前三十日通知的.
_BETWEEN = rf"(?:[^。；{DURATION}]|(?:提前|预先|催告|催缴|催款|通知|宽限|限期|给予|或)[^，。；{DURATION}]{{0,16}}{DURATION})"
_LASTING = re.compile(rf"(?P<cue>{_CUE})[^，。；{DURATION}]{{0,20}}?(?P<lasting>{DURATION}){_BETWEEN}{{0,80}}?{_REMEDY}")
_AT_ONCE = re.compile(rf"(?:有权|(?<!不)可以?|(?<!不)将|(?<!不)得)[^，。；{DURATION}]{{0,24}}?{_REMEDY}")
_AT_HEIGHT = re.compile(rf"(?:达到?|超过|满|高于)[^，。；]{{0,12}}(?:[{SHARE}{AMOUNT}]|[一两二三四五六\d]个?(?:账期|计费周期|周期|期(?!限)|次))")  # an end when the penalty has grown so far
_SUSPENDED = re.compile(r"暂?停|中止|中断|切断|断网|断线|断开|关闭")
# 超过合同工期60天的, and a step that names its days only: ；超过30日，有权释放资源.
_GOES_ON = re.compile(rf"{_SUSPENDED.pattern}|超过[^，。；]{{0,6}}(?:工期|期限|交付期|时限|账期|缴费期)|^(?:如|若)?(?:超过|满|达到?)(?={DURATION})|再过|再逾|仍未?[^，。；]{{0,6}}(?:付|缴|交|清偿)")
_FORBIDDEN = re.compile(r"(?:不得|不能|不可|无权|不应|不会|不予)[^，。；]{0,16}$")
_OWED = re.compile(rf"(?P<who>{parties.PARTY})(?:应当?|须|需|必须)[^，。；]{{0,30}}?(?:支付|缴纳|交纳|付清|缴清|交清|结清|付款|缴费|交费)")  # 应于每月10日前支付服务费，逾期超过15日: what is late is told before
_CUT_OFF = re.compile(r"欠费[^，。；]{0,4}(?:暂?停|中止)")  # 欠费停机后三个月仍未补缴
_SINCE = re.compile(r"(?P<stopped>暂?停|中止|中断|切断|再过|再逾)|逾|迟延|延期|拖欠|欠费|欠缴|欠付")
_ENTITLED = re.compile(rf"(?P<by>{parties.PARTY})[^，。；]{{0,10}}?(?:有权|可以?|将|得)[^。；]{{0,40}}$")
_OUTAGE = re.compile(r"中断|故障|障碍|不可抗力|不通|停工|该(?:事件|情形)")
_DEBT = re.compile(r"欠|逾|[付缴交]|费")
KINDS = ("late_payment", "delay_compensation")
_UNITS = {"day": "days", "working_day": "days", "month": "months", "year": "months", "hour": "hours"}


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Suspension or termination for delay: the term that it belongs to, who may, and from when."""

    type: str | None  # one of KINDS, None where the clause does not say what is late
    debtor: str | None  # the sign of the party that is late, None where it is not named
    actor: str | None  # the sign of the party that may
    values: dict[str, Any]
    span: Span  # of the flat text
    said: Span  # of the flat text: the words between stops that say it


def facts(flat: Words) -> Iterator[Fact]:
    """What a clause allows when payment or performance stays overdue, in order."""
    kind = debtor = None
    for sentence in parties.sentences(flat):
        told = [e for e in events.events(flat.text, *sentence) if e.kind in (events.LATE_PAYMENT, events.DELAY, events.LATE)]
        specific = [e for e in told if e.kind != events.LATE]
        if specific:
            first = specific[0]  # 超过缴费期限未交费 reads as two delays: the one with money is meant
            first = next((e for e in specific if e.kind == events.LATE_PAYMENT and e.span.start < first.span.end), first)
            kind, debtor = first.kind, first.actor
        elif told and debtor and told[0].actor in (parties.CUSTOMER, parties.CARRIER) and told[0].actor != debtor:
            kind, debtor = None, told[0].actor  # the other side is late now, with what it owes, which is not said
        elif told and kind is None and (owed := _OWED.search(flat.text, sentence.start, told[0].span.start)):
            kind, debtor = events.LATE_PAYMENT, owed["who"]
        elif kind is None and _CUT_OFF.search(flat.text, *sentence):
            kind = events.LATE_PAYMENT
        if not told and not (kind and _GOES_ON.search(flat.text[sentence.start : sentence.end])):
            continue
        type = {events.LATE_PAYMENT: "late_payment", events.DELAY: "delay_compensation"}.get(kind or "")
        lasting = [m for m in _LASTING.finditer(flat.text, *sentence) if not _FORBIDDEN.search(flat.text, m.start(), m.start("act"))]
        acts = [(m, _values(m, flat.values[m.start("lasting")], flat.text, sentence)) for m in lasting]
        if not lasting and told:
            at_once = _AT_ONCE.finditer(flat.text, told[0].span.start, sentence.end)
            acts = [(m, {"suspends" if _SUSPENDED.match(m["act"]) else "terminates": True}) for m in at_once if not _AT_HEIGHT.search(flat.text, told[0].span.start, m.start("act"))]
        for match, values in acts:
            entitled = _entitled(flat.text, sentence, match)
            if not _own_remedy(type, debtor, entitled) and not _of_service(flat.text, sentence, match):
                said = Span(parties.segment(flat.text, match.start(), sentence).start, parties.segment(flat.text, match.end(), sentence).end)
                yield Fact(type=type, debtor=debtor, actor=entitled, values=values, span=Span(*match.span()), said=said)


def _own_remedy(type: str | None, debtor: str | None, entitled: str | None) -> bool:
    """Whether the party that may act would be the one that pays late, which no clause means."""
    return type == "late_payment" and entitled in (parties.CUSTOMER, parties.CARRIER) and entitled == (debtor or parties.CUSTOMER)


def _of_service(text: str, sentence: Span, match: re.Match[str]) -> bool:
    """Whether it is an outage, a fault or force majeure that lasts, and no debt."""
    before = text[parties.segment(text, match.start(), sentence).start : match.end("lasting") if "lasting" in match.re.groupindex else match.start()]
    return bool(_OUTAGE.search(before)) and not _DEBT.search(before)


def _values(match: re.Match[str], lasting: Value, text: str, sentence: Span) -> dict[str, Any]:
    suspends = bool(_SUSPENDED.match(match["act"]))
    act = "suspend" if suspends else "terminate"
    unit = _UNITS.get(lasting.unit or "", "days")
    number = lasting.value if isinstance(lasting.value, Decimal) else None
    number = number * 12 if number is not None and lasting.unit == "year" else number
    values: dict[str, Any] = {f"{act}s": True, f"{act}_after_{unit}": number}
    if not suspends:
        since = [*_SINCE.finditer(text, max(sentence.start, match.start() - 8), match.start("lasting"))]
        values["terminate_from"] = "suspension" if since and since[-1]["stopped"] else "overdue"
    return values


def _entitled(text: str, sentence: Span, match: re.Match[str]) -> str | None:
    found = _ENTITLED.search(text, sentence.start, match.start("act"))
    return found["by"] if found else None
