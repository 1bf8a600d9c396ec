"""What one side may do on notice: end the contract without cause, change it, interrupt or suspend the service.

A passage comes in; out come `termination_for_convenience`, `unilateral_change`, `planned_outage` and `suspension` readings.
What follows from a breach or from arrears is read elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from clauses.model import Reading, Span
from clauses.terms import change
from clauses.terms.change import AHEAD, NO_NOTICE, acts_in, headed
from clauses.terms.parties import BOTH, CARRIER, CUSTOMER, EITHER, UNKNOWN, laid, sentences, side
from clauses.terms.passage import Passage
from clauses.terms.words import DURATION, Words, notice

_WHO = f"[{CUSTOMER}{CARRIER}{EITHER}{BOTH}{UNKNOWN}]"
_GATE = re.compile(r"终止|解除|解约|退租|退订|退出|修改|变更|调整|更改|修订|更新|变动|增减|割接|检修|维护|升级|中断|停机|施工|暂停|中止|停止|停水|停气|停电|停业|关停|取消|断开|切断|结束|修订|恢复|随时|上调|涨价|提高|撤销|拆机|退网|销户|停租")

_END = r"(?:终止|解除|解约|退租|退订|退出|提前结束|停止使用|停用|取消|撤销(?=专线|[电线]路|业务|服务|端口|账户|委托)|拆机|退网|销户|停租|结束(?=[^，。；]{0,8}(?:服务|合同|协议|合作|本约)))"
_CAUSE = re.compile(
    r"违约|违反|违规|违法|未按|未能|逾期|不能(?!协商)|无法|拖欠|不可抗力|破产|严重|情形|瑕疵|不合格|迟延|延迟|擅自|欠费|欠缴|欠付|过错|侵权|查封|倒闭|不符|拒绝|仍未|试用期内|整改|政府|征收|拆迁|到期|期满|届满|续[签约展租期订]|异议|停电|割接|不同意|(?:协商|商议|商量)[^，。；]{0,6}(?:不成|未果|不拢)|未能?达成"
)
_FREELY = re.compile(r"(?:无[须需]|不|免)[^，。；]{0,8}违约(?:责任|金)")
_IN_THAT_CASE = re.compile(r"(?:此种?|该种?|上述|前述|这种|在?任何)情形")
_GIVES_NOTICE = re.compile(
    rf"{AHEAD}[^。；]{{0,24}}?(?:通知|告知|提出|申请|知会|书面|函告|公告|公示)[^。；]{{0,30}}?{_END}|{_END}[^。；]{{0,30}}?{AHEAD}[^。；]{{0,16}}?(?:通知|告知|提出|申请|知会|书面|函告|公告|公示|办理)"
    rf"|{AHEAD}{_END}|(?:通知|告知)[^。；]{{0,12}}?{_END}[^。；]{{0,24}}?(?:送达|发出|到达|收到)[^。；{DURATION}]{{0,6}}{DURATION}(?:后|之日|届满|起|期满)"
)
_WHAT_ENDS = re.compile(r"(?:本|该|此)?(?:合同|协议|服务|业务)?")
_AT_WILL = re.compile(rf"(?:随时|无需(?:说明|任何)?理由|无(?:须|需)(?:任何)?(?:原因|理由)|任意)[^，。；]{{0,12}}?{_END}[^，。；]{{0,10}}?(?:合同|协议|服务|订阅|委托|合作|账户|会员)?|{_END}[^。；]{{0,12}}?无(?:须|需)(?:说明)?(?:任何)?(?:理由|原因)")

_OUTAGE = re.compile(r"割接|检修|维护|升级|中断|停机|施工|停水|停气|停电|停热|停供|网络调整|停止供|暂停供|停电检修|扩容|迁移|切换|演练")
_OUTAGE_NOTICE = re.compile(rf"{AHEAD}|(?:割接|检修|维护|中断|停机|施工|升级|停水|停气|停电)(?:实施|开始|进行)?前(?:至少|的)?{DURATION}|(?:实施|开始|进行|作业|操作)前(?:至少|的)?{DURATION}")
_ARREARS = re.compile(r"欠费|逾期|拖欠|未付|未缴|未按[时期]|欠缴|未支付|费用不足|余额不足|未交")
_STOPS = r"(?:暂停|中止|停止|关停|中断|关闭|限制|封停|冻结|终止|断开|切断)"
_SUSPENDS = re.compile(
    rf"{NO_NOTICE.pattern}[^。；]{{0,20}}?{_STOPS}[^。；，]{{0,16}}|(?:有权|可以?)随时[^。；，]{{0,8}}?(?:暂停|中止|中断)[^。；，]{{0,16}}|{_STOPS}[^。；]{{0,24}}?{NO_NOTICE.pattern}"
)
_DISCOVERS = re.compile(rf"(?P<who>[{CUSTOMER}{CARRIER}])(?:发现|认为|接到|获知|得知|监测)")
_RESTORES = re.compile(rf"(?:补交|补缴|补足|缴清|交清|付清|结清|缴纳|交纳|清偿|支付|付款|到账|充值)[^。；{DURATION}]{{0,24}}?后[^。；{DURATION}]{{0,10}}?(?P<within>{DURATION})(?:之|以)?内[^，。；]{{0,10}}?(?:恢复(?![^，。；]{{0,6}}(?:金|额|办理|施工|实施|开发|工作|供货|供应|进场|交付|发货|履行))|复通|复机|续通|重新开通)")
_HOURS = {"hour": Decimal(1), "day": Decimal(24), "working_day": Decimal(24)}


def read(passage: Passage) -> Iterator[Reading]:
    """The rights that one side has on notice, or without one. `by` is the side that has the right, where the words name it."""
    if not _GATE.search(passage.text):
        return
    flat = laid(passage)
    for sentence in sentences(flat):
        text = flat.text[sentence.start : sentence.end]
        if not _GATE.search(text):
            continue
        yield from _ending(flat, sentence, text)
        yield from _outage(flat, sentence, text)
        yield from _suspension(passage, flat, sentence, text)
        yield from _restoration(flat, sentence)
    yield from change.changes(passage, flat)


def _reading(flat: Words, type: str, values: dict[str, Any], start: int, end: int) -> Reading:
    return Reading(type=type, values=values, span=flat.source(start, end))


def _ending(flat: Words, sentence: Span, text: str) -> Iterator[Reading]:
    """An end without cause: on notice, or at will."""
    if _CAUSE.search(_IN_THAT_CASE.sub("", _FREELY.sub("", text))) or change.needs(text):
        return
    start = sentence.start
    for told in _GIVES_NOTICE.finditer(flat.text, sentence.start, sentence.end):  # one a party: 甲方可以…，乙方可以…
        at = flat.text.index(DURATION, told.start())
        values = {**acts_in(flat, start, at), **notice(flat.value(at))}
        end = _WHAT_ENDS.match(flat.text, told.end(), sentence.end)
        yield _reading(flat, "termination_for_convenience", values, start, end.end() if end else told.end())
        start = told.end()
    if start > sentence.start:
        return
    if (at_will := _AT_WILL.search(flat.text, *sentence)) and not re.search(r"不得|无权|不能", text):
        by = acts_in(flat, sentence.start, at_will.start() + 1)
        yield _reading(flat, "termination_for_convenience", by, sentence.start, at_will.end())


def _outage(flat: Words, sentence: Span, text: str) -> Iterator[Reading]:
    """Each notice before the service is interrupted, one a kind of interruption."""
    if not _OUTAGE.search(text) or not re.search(r"通知|告知|公告|公示|知会|通报|需提前|须提前|应提前", text) or _ARREARS.search(text):
        return
    if re.search(rf"{_END}[^。；]{{0,6}}(?:合同|协议)", text):
        return
    if change.needs(text) and not re.search("中断|停|割接|检修", text):
        return
    start = sentence.start
    for told in _OUTAGE_NOTICE.finditer(flat.text, sentence.start, sentence.end):
        at = told.end() - 1
        parties = re.finditer(rf"(?<!通知)(?<!告知)(?<!向)(?<!给){_WHO}", flat.text[sentence.start : told.start()])
        who = next((side(m.group()) for m in parties), None)
        if who == "customer" and not re.search(r"中断|停|割接|检修|维护|施工", text):
            continue  # 甲方迁移站点的，应提前十五日: it wants work done, and interrupts nothing
        yield _reading(flat, "planned_outage", {**notice(flat.value(at)), **({"by": who} if who else {})}, start, told.end())
        start = told.end()


def _suspension(passage: Passage, flat: Words, sentence: Span, text: str) -> Iterator[Reading]:
    """A suspension without notice or at any time, of one who is not in arrears."""
    stop = _SUSPENDS.search(flat.text, sentence.start, sentence.end)
    if not stop or _ARREARS.search(text) or re.search(rf"^[^。]*{_END}[^，。；]{{0,4}}(?:合同|协议)$", stop.group()):
        return
    if not re.search(r"暂停|中止|停止|关停|中断|关闭|限制|封停|冻结|断开|切断", stop.group()):
        return
    values = _stops(flat, sentence, stop) or headed(passage)
    if NO_NOTICE.search(stop.group()):
        values["notice"] = False
    yield _reading(flat, "suspension", values, sentence.start, stop.end())


def _stops(flat: Words, sentence: Span, stop: re.Match[str]) -> dict[str, Any]:
    """The side that suspends: who discovers the cause where the statement has no party of its own (乙方发现甲方…时，可不经通知暂停)."""
    comma = flat.text.rfind("，", sentence.start, stop.start())
    discovers = _DISCOVERS.match(flat.text, sentence.start, max(comma, sentence.start))
    own = re.search(_WHO, flat.text[comma + 1 : stop.start() + 1]) if comma >= 0 else None
    if discovers and own is None and (who := side(discovers["who"])):
        return {"by": who}
    return acts_in(flat, sentence.start, stop.start() + 1)


def _restoration(flat: Words, sentence: Span) -> Iterator[Reading]:
    """Within how many hours service comes back once the arrears are paid; a day is twenty-four hours, a working day at least as much."""
    back = _RESTORES.search(flat.text, *sentence)
    if not back:
        return
    value = flat.value(back.start("within"))
    hours = _HOURS.get(value.unit or "")
    if hours and isinstance(value.value, Decimal):
        yield _reading(flat, "suspension", {"by": "carrier", "restore_hours": value.value * hours}, back.start(), back.end())
