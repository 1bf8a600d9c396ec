"""How the service is performed and excused: acceptance, service levels, faults, force majeure, exclusivity, precedence.

A passage comes in; out come readings of these types and of `data_protection`. It knows no threshold: whether a risk is too
ordinary for force majeure is judged elsewhere from the tags given here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from clauses.model import Reading, Span, Value
from clauses.terms import exclusivity
from clauses.terms.parties import BOTH, CARRIER, CUSTOMER, EITHER, actor, laid, sentences, side
from clauses.terms.passage import Passage
from clauses.terms.words import DURATION, SHARE, Words, words

_ANYONE = f"[{CUSTOMER}{CARRIER}{EITHER}{BOTH}]"

_DEEMED = re.compile(
    r"(?:未|没有|不|无)(?!.{0,4}续)[^。；]{0,60}?(?:视为|视同|视作|即为|默认为?)[^。；]{0,24}?(?:验收|合格|通过|认可|确认|无异议|没有异议|接受|开通|交付|完成|符合|满意)"
    r"|(?:一经|一旦|投入|开始|实际|先行|提前|擅自)(?:开始|实际)?(?:使用|启用|接入|投入使用|投产)[^。；]{0,24}?(?:视为|视同|视作|即为)[^。；]{0,10}?(?:验收|合格|初验|终验)"
)
_ACCEPTING = re.compile(r"验收|初验|终验|复验|整改|竣工|调试|开通|交付|质量|成果|报告|货物|产品|数量|测试|检验|安装|签收|到货|稿|样片|图纸")
_NOT_ACCEPTING = re.compile(r"(?:视为|视同|视作|即为)[^，。；]{0,8}送达|送达地址|续[签约租展]|修改(?:后的)?(?:条款|协议)|违约|放弃|账单|保密|退租|授权无效|通知已")
_AFTER = re.compile(rf"(?P<after>{DURATION})(?:(?:之|以)?(?:内|后)|(?=[^，。；{CUSTOMER}{CARRIER}]{{0,4}}(?:无|未|没有|不))|(?<!满{DURATION})(?=[{CUSTOMER}{CARRIER}][^，。；{CUSTOMER}{CARRIER}]{{0,4}}(?:无|未|没有|不)))")
_MENDING = re.compile(r"整改|修改|修复|返工|更换|重做|纠正|补正")  # a time for the other side: 不合格的，乙方应在十日内整改
_TRIED = re.compile(rf"经({_ANYONE})[^，。；]{{0,16}}?(?:无|未|没有|不)")  # 经甲方试用三十日无异议

_EVENTS = {
    "power_cut": r"停电|断电|(?:市电|供电|电力)[^，。；、]{0,4}(?:故障|中断|异常|波动|供应|不足|短缺)",
    "network_security": r"网络安全|黑客|病毒|网络攻击|恶意攻击|攻击|木马|入侵",
    "coverage": r"无法覆盖|未覆盖|覆盖不|信号盲区|信号弱",
    "third_party_damage": r"物业[^，。；、]{0,6}(?:阻挠|阻止|不配合|原因)|进场受阻|人为破坏|(?:第三方|他人|第三人)[^，。；、]{0,8}(?:施工|破坏|损坏|挖断|侵害)|挖断|(?:线路|光缆|电缆|设施|管线)被(?:盗|破坏|损|挖)|道路施工|市政施工",
    "supplier": r"供应商|上游|供货商|(?:第三方|基础)(?:服务商|运营商|供应)|电信部门|供货(?:延迟|短缺)|合作方原因",
    "equipment": r"(?:设备|系统|硬件|服务器|软件|通信|线路|通讯|电脑|计算机|网络)(?:发生)?(?:故障|瘫痪|损坏|崩溃|中断)|技术故障|技术问题|(?:系统|软件|版本)升级|网络拥[塞堵]|网络繁忙|带宽不足",
    "market": r"价格波动|价格上涨|市场变化|市场波动|行情|原材料(?:上涨|涨价|短缺)|汇率|成本[^，。；、]{0,6}(?:上升|上涨|增加)|资金紧张|经营困难",
    "staff": r"罢工|劳资|人员短缺|员工离职",
}
_TAGS = {name: re.compile(pattern) for name, pattern in _EVENTS.items()}
_MAJEURE = re.compile(r"不可抗力|战争|自然灾害|地震|洪水|台风|恐怖|骚乱|天灾|火灾")
_FREED = re.compile(r"不承担|免除|免责|不视为违约|不负|无需承担|不构成违约|免于|不作为违约|属于不可抗力|视为不可抗力|不可抗力[^。；]{0,24}(?:包括|是指|指|系指|为)|部分或全部免")

_CLASH = re.compile(r"冲突|不一致|不一样|对不上|不相同|相左|抵触|矛盾|歧义|不符|差异|相悖|优先|出入")
_PREVAILS = re.compile(r"(?:以|由)(?P<what>[^，。；以]{1,24}?)(?:的)?(?:约定|规定|内容|条款)?(?:为准|优先)|(?:按|按照|依照?)(?P<what2>[^，。；]{1,20}?)(?:的)?(?:约定|规定)?(?:执行|解释)(?=[，。；]|$)|[按照](?P<what4>(?:本?合同)?(?:正文|附件))(?:的)?(?:来|办|算)?(?=[，。；]|$)|(?:^|(?<=[，。；：]))(?P<what3>[^，。；]{1,10}?)(?:应|须|当)?优先(?:适用|于|执行|(?=[，。；]|$))")
_PAPERS = re.compile(r"(?:采购|谈判|磋商|响应|询价)文件|中标通知|附件|附录|附表|补充|附页|正文|主合同|招标|投标|订单|条款|官网|网站|(?:平台|业务|服务|管理)规则")
_EXCEPTION = re.compile(r"[\s，]*(?:但|惟|唯|仅|只有?|不过|除)")  # 惟某事以附件一为准: an exception to what the sentence before says, no rule of its own
_RANKED = re.compile(r"(?:优先(?:解释)?顺序|解释顺序|优先次序|优先级|解释的顺序|先后顺序|效力顺序)[^。；]{0,30}?(?:：|如下|为)[：，\n。]?\s*(?:（?[1一aA](?:）|、|\.)、?|①)?\s*(?P<what>[^，。；、\n（>＞]{2,24})")
_DOCUMENTS = (
    ("supplement", re.compile(r"补充|附页|变更协议|洽商|后签")),
    ("annex", re.compile(r"附件|附录|附表|订单|需求单|工作说明书|附则")),
    ("tender", re.compile(r"招标|投标|中标|采购文件|成交|(?:响应|磋商|谈判|询价)文件")),
    ("body", re.compile(r"正文|主合同|主协议|本合同|本协议|合同书|协议书|合同条款|主文|专用条款|本条款|合同协议书")),
    ("published", re.compile(r"官网|网站|网页|(?:平台|业务|服务|管理)规则|公布|公示|公告|发布")),  # what one side posts and may change alone
)

_AVAILABLE = re.compile(rf"(?:可用率|可用性|可用度|在线率|在线时间|可用时间|接通率|服务可用)[^。；，]{{0,20}}?(?P<share>{SHARE})")
_OUTAGE = re.compile(rf"(?:每年|年度?|全年|一年内)[^。；，]{{0,16}}?(?:中断|故障|停机|不可用)[^。；，]{{0,20}}?(?:不(?:得|应|会)?(?:高于|超过|大于|多于)|小于|低于|少于|≤|<|＜|为|控制在)(?P<hours>{DURATION})")
_FAULT = re.compile(r"故障|障碍|申告|报障|报修|维修|抢修|维护|障害|问题|投诉")
_RESPONDS, _COMES, _REPAIRS = "响应|答复|作出回应|做出响应", "到达|到场|到位", "修复|恢复|排除|解决|处理完|修理"
_WITHIN = rf"[^。；，、{DURATION}]"
# 15分钟内响应、4小时内恢复: a time that has its own verb behind it is not that of the verb before; nor is that of a report on the repair.
_ANY_VERB = f"(?:{_RESPONDS}|{_COMES}|{_REPAIRS})"
_ITS_OWN = rf"(?!(?:之|以)?内{_WITHIN}{{0,12}}?(?:{_ANY_VERB}|提交|提供|出具|报告|通知|告知|反馈))"


def _timed(before: str, behind: str) -> re.Pattern[str]:
    """A verb before its time (响应时间不超过30分钟) or behind it (30分钟内响应), there also once for several places (城镇48小时、农村72小时内修复)."""
    places = rf"(?:(?:(?:之|以)?内)?、(?:(?!{_ANY_VERB}){_WITHIN}){{0,8}}{DURATION})*"
    return re.compile(rf"(?:{before})(?!后)(?:(?![并且]){_WITHIN}){{0,16}}?(?P<a>{DURATION}){_ITS_OWN}|(?P<b>{DURATION}){places}(?:(?:之|以)?内{_WITHIN}{{0,12}}?)?(?:{behind})")


_RESPONSE = _timed(f"{_RESPONDS}|受理|回复", _RESPONDS)
_ARRIVAL = _timed(_COMES, _COMES)
_REPAIR = _timed(_REPAIRS, _REPAIRS)
# A second time without its verb, for other places: 8小时内排除，乡镇不迟于96小时.
_ELSEWHERE = re.compile(rf"[^，。；{DURATION}]{{0,8}}，[^，。；{DURATION}]{{0,14}}?{DURATION}(?:之|以)?内?(?=[，。；]|$)")
_TOWN = re.compile(r"城镇|城区|市区|城市|县城|主城")
_PER_HOUR = {"minute": Decimal(60), "hour": Decimal(1)}

_PERSONAL = re.compile(r"个人信息|数据安全|用户数据|数据保护|隐私|(?:处理|收集|存储)[^，。；]{0,12}用户(?:信息|资料)")
_DUTY = re.compile(rf"(?P<who>{_ANYONE})(?:(?:处理|收集|存储|使用|接触)[^，。；]{{0,24}}，|[^，。；]{{0,40}}?)(?:应当?|须|必须|保证|承诺|负责|不得|承担|采取)")


# What the sentence says is no force majeure, and what must not be taken for consent, is the opposite of the risk.
_DENIED = re.compile(r"(?:不|并非|均非)(?:构成|属于|属|视为|作为|认定为|列为|是)?[^，。；]{0,10}不可抗力|不得(?:援引|主张)[^，。；]{0,8}不可抗力")
_REMINDED = re.compile(r"催告|催办|催促|(?:再次|再行|第二次|二次)[^，。；]{0,6}(?:通知|提醒|告知|提示|函告|致函)")
_FORBIDDEN = re.compile(r"不(?:因|以|依|凭)[^。；]{0,30}?而(?:被)?视为|(?:不得|不应|不能)(?:以[^。；]{0,40}为由[^，。；]{0,6})?(?:将其?|据此|因此)?视为|不视为")


def read(passage: Passage) -> Iterator[Reading]:
    """All readings of these families that the passage's words say."""
    text = passage.text + passage.heading
    for gate, reader in _READERS:
        if gate.search(text):
            yield from reader(passage, laid(passage))


def _reading(flat: Words, type: str, values: dict[str, Any], start: int, end: int) -> Reading:
    return Reading(type=type, values=values, span=flat.source(start, end))


def _acceptance(passage: Passage, flat: Words) -> Iterator[Reading]:
    """Silence, or the lapse of a time, that counts as acceptance; `by` is the side whose silence counts."""
    for sentence in flat.sentences:
        deemed = _DEEMED.search(flat.text, *sentence)
        text = flat.text[sentence.start : sentence.end]
        if not deemed or _FORBIDDEN.search(flat.text, sentence.start, deemed.end()) or not _ACCEPTING.search(text + passage.heading) or _NOT_ACCEPTING.search(text):
            continue
        values: dict[str, Any] = {"deemed": True}
        start = sentence.start
        times = [*_AFTER.finditer(flat.text, sentence.start, deemed.end())]
        if not times and "逾期" in text:  # the time stands in the sentence before: 应在七日内验收；逾期未验收的，视为合格
            before = max((s for s in flat.sentences if s.end <= sentence.start), default=sentence)
            times = [*_AFTER.finditer(flat.text, *before)] if _ACCEPTING.search(flat.text, *before) else []
            own = [t for t in times if not _MENDING.search(flat.text, t.end(), _stretch(flat.text, t.end(), before.end))]
            times = own or times
            start = before.start if times else start
        if times:
            value = flat.value(times[-1].start("after"))
            values |= {"after_days": value.value} if value.unit in ("day", "working_day", None) else _other_time(value)
            values |= {"day": "working"} if value.unit == "working_day" else {}
        if _REMINDED.search(flat.text, sentence.start, deemed.end()):
            values["reminded"] = True
        tried = None if "reminded" in values else _TRIED.search(flat.text, sentence.start, deemed.end())
        who = side(tried[1] if tried else actor(flat.text, start, deemed.start() + 1))
        if who:
            values["by"] = who
        yield _reading(flat, "acceptance", values, sentence.start, deemed.end())
        return


def _stretch(text: str, start: int, end: int) -> int:
    """Where the stretch that goes on from `start` ends: at the next comma, at `end` at the latest."""
    comma = text.find("，", start, end)
    return end if comma < 0 else comma


def _other_time(value: Value) -> dict[str, Any]:
    unit = {"hour": "hours", "month": "months"}.get(value.unit or "")
    return {f"after_{unit}": value.value} if unit else {}


def _force_majeure(passage: Passage, flat: Words) -> Iterator[Reading]:
    """The risks that are listed with war and earthquakes, or alone as an excuse; `by` where one side alone is excused."""
    if not (_MAJEURE.search(flat.text) or re.search("不可抗力|免责", passage.heading)) or not _FREED.search(flat.text):
        return
    plain = words(passage)  # 供应商 is a risk here, unless the contract calls a party so
    events: list[str] = []
    reach: list[Span] = []
    for sentence in plain.sentences:
        if not (_MAJEURE.search(plain.text, *sentence) or _FREED.search(plain.text, *sentence)) or _DENIED.search(plain.text, *sentence):
            continue
        told = _parties_left_out(plain.text, sentence, passage)
        for name, pattern in _TAGS.items():
            if found := pattern.search(told, *sentence):
                events += [name] if name not in events else []
                reach.append(plain.source(*found.span()))
    if not events:
        return
    values: dict[str, Any] = {"events": events}
    who = re.search(rf"(?P<who>{_ANYONE})(?:[^，。；]{{0,10}}?)(?:不承担|不负|免责|可?免除|无需承担|免于)", flat.text)
    if who and (by := side(who["who"])) in ("customer", "carrier"):
        values["by"] = by
        reach.append(flat.source(*who.span()))
    span = Span(min(s.start for s in reach), max(s.end for s in reach))
    yield Reading(type="force_majeure", values=values, span=span)


def _parties_left_out(text: str, sentence: Span, passage: Passage) -> str:
    """The text with the names of the contract's own parties blotted out in the sentence; beside 乙方 its other name 供应商 is somebody else."""
    for names in (passage.roles.customer, passage.roles.carrier):
        used = [name for name in names if text.find(name, *sentence) >= 0]
        if len(used) == 1:
            own = re.compile(rf"(?<!其)(?<!的)(?<!上游)(?<!第三方)(?<!其他){re.escape(used[0])}")
            text = text[: sentence.start] + own.sub(lambda name: "〇" * len(name[0]), text[sentence.start : sentence.end]) + text[sentence.end :]
    return text


def _precedence(passage: Passage, flat: Words) -> Iterator[Reading]:
    """Which paper prevails where they differ; a sentence that takes a matter out of the one before is read with it."""
    if (ranked := _RANKED.search(flat.text)) and (first := _document(ranked["what"])):
        yield _reading(flat, "order_of_precedence", {"first": first}, ranked.start(), ranked.end())
        return
    told: list[tuple[str, Span]] = []
    for sentence in flat.sentences:
        if not _CLASH.search(flat.text, *sentence) or not _PAPERS.search(flat.text, *sentence):
            continue
        for prevails in _PREVAILS.finditer(flat.text, *sentence):
            first = _document(prevails["what"] or prevails["what2"] or prevails["what3"] or prevails["what4"])
            if first and told and _EXCEPTION.match(flat.text, sentence.start, sentence.end):
                told[-1] = (told[-1][0], Span(told[-1][1].start, prevails.end()))
            elif first:
                told.append((first, Span(sentence.start, prevails.end())))
            if first:
                break
    for first, span in told:
        yield _reading(flat, "order_of_precedence", {"first": first}, *span)


def _document(words_of_it: str) -> str | None:
    return next((name for name, pattern in _DOCUMENTS if pattern.search(words_of_it)), None)


def _levels(passage: Passage, flat: Words) -> Iterator[Reading]:
    """Promised availability and the hours of outage a year."""
    values: dict[str, Any] = {}
    reach: list[Span] = []
    for pattern, group, field in ((_AVAILABLE, "share", "availability"), (_OUTAGE, "hours", "outage_hours")):
        found = pattern.search(flat.text)
        if not found:
            continue
        value = flat.value(found.start(group))
        told = value.value if field == "availability" else _hours(value)
        if told is not None or value.value is None:
            values[field] = told
            reach.append(Span(*found.span()))
    if values:
        yield _reading(flat, "service_levels", values, min(s.start for s in reach), max(s.end for s in reach))


def _hours(value: Value) -> Decimal | None:
    if not isinstance(value.value, Decimal) or value.unit not in _PER_HOUR:
        return None
    return value.value / _PER_HOUR[value.unit]


def _faults(passage: Passage, flat: Words) -> Iterator[Reading]:
    """Response in minutes and repair in hours; of several times the longest, which is what is promised at least. Where no response is
    promised, to be on the spot is one."""
    values: dict[str, Any] = {}
    reach: list[Span] = []
    for sentence in flat.sentences:
        if not _FAULT.search(flat.text, *sentence):
            continue
        for pattern, field, factor in ((_RESPONSE, "response_minutes", 60), (_ARRIVAL, "arrival", 60), (_REPAIR, "repair_hours", 1)):
            for found in pattern.finditer(flat.text, *sentence):
                first = found.start("a") if found["a"] else found.start("b")
                told = [hours for at in range(first, found.end()) if flat.text[at] in DURATION and (hours := _hours(flat.value(at))) is not None]
                if not told:
                    continue
                values[field] = max(*(hours * factor for hours in told), values.get(field, Decimal(0)))
                reach.append(Span(*found.span()))
                if field == "repair_hours":
                    values |= _by_place(flat, sentence, found, told[0], values, reach)
    if (arrival := values.pop("arrival", None)) is not None:
        values.setdefault("response_minutes", arrival)
    if values:
        yield _reading(flat, "fault_handling", values, min(s.start for s in reach), max(s.end for s in reach))


def _by_place(flat: Words, sentence: Span, found: re.Match[str], hours: Decimal, values: dict[str, Any], reach: list[Span]) -> dict[str, Decimal]:
    """`town_hours` where the time is said for towns, and the longest of both where another place follows."""
    start = max(sentence.start, flat.text.rfind("，", sentence.start, found.start()) + 1)
    told = {"town_hours": hours} if _TOWN.search(flat.text, start, found.end()) else {}
    if (other := _ELSEWHERE.match(flat.text, found.end(), sentence.end)) and (more := _hours(flat.value(flat.text.index(DURATION, other.start())))) is not None:
        told["repair_hours"] = max(more, values["repair_hours"])
        reach.append(Span(*other.span()))
    return told


def _personal(passage: Passage, flat: Words) -> Iterator[Reading]:
    """Who bears the duties towards personal information and data: one side, or both as `either`."""
    bearers: list[str] = []
    reach: list[Span] = []
    for sentence in sentences(flat):
        if not _PERSONAL.search(flat.text, *sentence):
            continue
        if (duty := _DUTY.search(flat.text, *sentence)) and (who := side(duty["who"])):
            bearers.append(who)
            reach.append(Span(*duty.span()))
    if bearers:
        by = bearers[0] if len(set(bearers)) == 1 else "either"
        yield _reading(flat, "data_protection", {"by": by}, min(s.start for s in reach), max(s.end for s in reach))


_READERS = (
    (re.compile(r"视为|视同|视作|默认|即为"), _acceptance),
    (re.compile(r"不可抗力|战争|灾|台风|恐怖|停电|黑客|免责"), _force_majeure),
    (exclusivity.GATE, exclusivity.exclusivity),
    (re.compile(r"为准|优先|顺序|次序|[按照]本?(?:合同)?(?:正文|附件)"), _precedence),
    (re.compile(r"可用|在线|中断|停机|接通率"), _levels),
    (re.compile(r"响应|修复|恢复|排除|解决|到达|到场|修理"), _faults),
    (re.compile(r"个人信息|数据安全|用户数据|数据保护|隐私|用户(?:信息|资料)"), _personal),
)
