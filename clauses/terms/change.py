"""One side's right to change what was agreed: service, fees, rules.

A flat passage comes in; out comes at most one `unilateral_change`. A change that the other side must agree to, and one that is
only mentioned as the cause of something else, are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from clauses.model import Reading, Span
from clauses.terms.parties import PARTY, actor, sentences, side
from clauses.terms.passage import Passage
from clauses.terms.words import DURATION, Words, notice
from clauses.terms.words import side as named_side

AHEAD = rf"(?:提前|提早|预先|事先)(?:至少|不少于|不低于|不得少于|最少|不晚于)?{DURATION}"
NO_NOTICE = re.compile(r"(?:(?:无需|无须|不需|毋须|不必|不另行?|不再另行|不经|未经|恕不|不作|无须另行|而不)(?:事先|事前|另行|预先|提前|单独|再行|书面|向[^，。；]{0,6}|对[^，。；]{0,6}|再)*通知|不(?:事先)?通知[^，。；]{0,12}(?:情况下|前提下|情形下|而)|(?:不经|未经|无需|无须|不作)(?:预告|预先告知|事先告知))")

_CHANGE = r"(?:修改|变更|调整|更改|修订|更新|增加或减少|增减|变动|改变|上调|提高|涨)(?!而|导致|影响)"
_OBJECT = r"(?:服务|资费|价格|单价|收费|费用|规则|条款|协议|计费|套餐|功能|标准|租金|业务|内容|政策|电价|水价|气价|费率|技术|制式|利率|操作|方式|模式|产品|号码|权益|定价|合同|方案|路由|网络|系统|价目)"
_MAY = r"(?:(?<![无所])有权|(?<![不许认])可以?(?![能用靠抗行得])(?!在[^，。；]{0,6}(?:调整|变更|修改|变动)[^，。；]{0,6}[前后])|可能(?:会|将)|保留[^，。；]{0,20}?权利?|(?<![不获取])得(?=[依按根据随单自行修变调])|(?<![应须需会并要])将(?!其))"
_CHANGES = re.compile(rf"{_MAY}[^。；]{{0,48}}?{_CHANGE}[^。；]{{0,24}}?{_OBJECT}|{_MAY}[^。；]{{0,30}}?对[^。；]{{0,40}}?{_OBJECT}[^。；]{{0,40}}?{_CHANGE}|保留[^。；]{{0,24}}?{_CHANGE}[^。；]{{0,30}}?权利?")
# Who needs a change and only has to announce it may make it.
_NEEDS = re.compile(rf"{PARTY}[^。；]{{0,30}}?(?:需要?|拟|欲|要|计划|决定)[^，。；]{{0,10}}{_CHANGE}[^，。；]{{0,16}}?{_OBJECT}[^，。；]{{0,8}}，[^。；]{{0,16}}?(?:{AHEAD}|提前|事先|预先)[^。；]{{0,16}}?(?:通知|告知|公告|公示)")
# 银行调整收费标准的，应提前三个月公示: made, and only made known.
_MADE_KNOWN = re.compile(rf"{PARTY}(?!不同意|同意|对)[^，。；]{{0,12}}{_CHANGE}[^，。；]{{0,8}}{_OBJECT}[^，。；]{{0,4}}(?:的|时|前)，(?:应当?|须|将|会)?(?:至少)?{AHEAD}[^，。；]{{0,16}}?(?:通知|告知|公告|公示)")
# No word of a right, but the change is made without asking: 调整电价，无须另行通知; 如有调整，以公示为准.
_WITHOUT = re.compile(rf"{PARTY}[^。；]{{0,30}}?{_CHANGE}[^，。；]{{0,10}}?{_OBJECT}[^，。；]{{0,8}}，[^。；]{{0,10}}?{NO_NOTICE.pattern}")
_AS_POSTED = re.compile(rf"{_OBJECT}[^，。；]{{0,8}}(?:如有|若有|如需|发生|有){_CHANGE}[^。；]{{0,10}}以[^，。；]{{0,16}}(?:公告|公示|公布|发布)[^，。；]{{0,8}}为准")
# Made by one side from time to time: 价目表由公司不时修订.
_BY_ONE = re.compile(rf"{_OBJECT}[^，。；]{{0,6}}由{PARTY}(?:不时|随时|自行|单方|酌情|根据[^，。；]{{0,12}})(?:予以|进行|地)?{_CHANGE}")
# What a customer takes more or less of, or another size of, it orders; the terms stay as they are.
_OWN_USE = re.compile(r"规格|配置|数量|用量|容量|带宽|档位|套餐|实例|资源|端口|账号|成员")
_OF_TERMS = re.compile(r"资费|价格|单价|费率|收费|规则|条款|协议|合同|政策|标准")
# The new price is charged as soon as there is one, and the other side may not object; that the state sets it is no one's change.
_AT_THE_NEW = re.compile(rf"{_OBJECT}{_CHANGE}[^，。；]{{0,6}}，{PARTY}(?:有权|可以?|将|即|即可)(?:自[^，。；]{{0,12}}起)?(?:按照?|依照?|执行)[^，。；]{{0,4}}(?:新|调整后|变更后)[^，。；]{{0,12}}?(?:收取|计收|收费|计费|计算|结算|执行|标准)")
_BY_THE_STATE = re.compile(r"国家|政府|物价|主管部门|国务院|发改")
_READINGS = (_BY_ONE, _CHANGES, _NEEDS, _MADE_KNOWN, _WITHOUT, _AS_POSTED, _AT_THE_NEW)
_FORBIDDEN = re.compile(rf"(?:不得|无权|不能|不应|禁止|不可)[^，。；]{{0,20}}?{_CHANGE}")
_AGREED = re.compile(r"协商一致|协商同意|经[^，。；]{0,12}(?:同意|确认)|双方(?:书面)?(?:同意|确认|协商)|补充协议|书面协议|协商后|协商(?:调整|变更|修改|确定)|征得|会同|签订|审核|审批|审查")
_CONSENT_BY_SILENCE = re.compile(
    r"(?:(?:继续|仍然?)(?:使用|享用|接受|访问|登录)|未(?:提出|书面|在|表示|于|申请|退出|注销|终止|停止)[^。；]{0,30}|没有(?:提出)?[^。；]{0,12}异议|不(?:提出)?异议)[^。；]{0,40}?(?:视为|即视|表示|代表|即表明|表明|则视)[^。；]{0,24}?(?:同意|接受|认可|承认|无异议)"
    r"|不(?:同意|接受|愿意?)[^。；]{0,40}?，否则(?:即|将|均|应)?(?:视为|视同|视作)[^，。；不]{0,12}?(?:同意|接受|认可)"
)
_TELLS = re.compile(r"(?<!另行)(?<!未获)(?<!未收到)(?<!未接到)(?:通知|告知|推送|发送|送达|函告|知会|短信|电话|邮件|站内信)")
_PUBLISHES = re.compile(r"公告|公示|公布|张贴|刊登|登载|(?:网站|官网|平台|网页|页面|营业厅|公众号)[^，。；]{0,6}(?:发布|更新|生效|登出|挂出)|发布")
_BEFORE = rf"(?:调整|变更|修改|生效|实施|执行)(?:日|之日)?前(?:至少|不少于)?{DURATION}"
_GOES_ON = re.compile(rf"{_CHANGE}|公布|公告|公示|继续使用|视为同意|上述|前述")


def changes(passage: Passage, flat: Words) -> Iterator[Reading]:
    """The right to change, with its notice and what silence means, told in the same or a later sentence.

    `notice` is true where the other side is told, `published` where the change is made known to everybody.
    """
    for sentence in sentences(flat):
        text = flat.text[sentence.start : sentence.end]
        change = next((found for pattern in _READINGS if (found := pattern.search(flat.text, *sentence))), None)
        if not change or _AGREED.search(text) or _FORBIDDEN.search(change.group()) or (change.re is _AT_THE_NEW and _BY_THE_STATE.search(text)):
            continue
        named = change.re in (_NEEDS, _MADE_KNOWN, _WITHOUT)
        values = acts_in(flat, sentence.start, change.end() if change.re in (_BY_ONE, _AT_THE_NEW) else change.start() + named + 1) or headed(passage)
        if values.get("by") == "customer" and _OWN_USE.search(text) and not _OF_TERMS.search(text):
            continue
        if values.get("by") == "either" or (not values and change.re is not _AS_POSTED and not re.search(r"单方|自行|随时|不时", text)):
            continue
        told, end = _told(flat, sentence)
        yield Reading(type="unilateral_change", values=values | {"right": True} | told, span=flat.source(sentence.start, max(end, change.end())))
        return


def needs(text: str) -> bool:
    """Whether a sentence says that a party that needs a change announces it."""
    return bool(_NEEDS.search(text))


def _told(flat: Words, sentence: Span) -> tuple[dict[str, Any], int]:
    """What the sentence, and those behind it that go on about the change, say of notice and silence; where they say it."""
    own = [s for s in sentences(flat) if s == sentence or (s.start > sentence.start and _GOES_ON.search(flat.text, *s))]
    values: dict[str, Any] = {}
    end = sentence.start
    for place in own:
        text = flat.text[place.start : place.end]
        ahead = re.search(rf"{AHEAD}|{_BEFORE}", text)
        if NO_NOTICE.search(text):
            values.setdefault("notice", False)
        elif ahead and not any(key.startswith("notice") for key in values):
            values |= notice(flat.value(place.start + ahead.end() - 1))
            end = place.start + ahead.end()
        elif _TELLS.search(text) and not any(key.startswith("notice") for key in values):
            values["notice"] = True
        if _PUBLISHES.search(text) and values.get("notice") is not False:
            values["published"] = True
        if silent := _CONSENT_BY_SILENCE.search(text):
            values["silence_is_consent"] = True
            end = place.start + silent.end()
    return values, end


def acts_in(flat: Words, start: int, end: int) -> dict[str, Any]:
    """The side that acts in the stretch, as `by`; nothing where no side is named there."""
    who = side(actor(flat.text, start, end)) or next((side(c) for c in flat.text[start:end] if side(c)), None)
    return {"by": who} if who else {}


def headed(passage: Passage) -> dict[str, Any]:
    """The side whose rights and duties the nearest heading lists, as `by`."""
    for heading in reversed(passage.heading.split()):
        if (who := named_side(passage, heading)) in ("customer", "carrier"):
            return {"by": who}
    return {}
