"""How long the contract or its service runs.

A passage comes in; out come `term` readings. Warranty, trial, payment, confidentiality and renewal periods are no term.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from clauses.model import Reading, Span
from clauses.terms.choice import without_unticked
from clauses.terms.passage import Passage
from clauses.terms.words import BLANK, DATE, DURATION, RANGE, Words, months, words

_GATE = re.compile(r"期|有效|生效，|周期|年限|时长|起至|为期|历时|起算")
_WHOSE = (
    r"(?:合同|协议书?|合约|服务|租赁|租用|承租|出租|租借|合作|委托|授权|许可|代理|使用|承包|经营|聘用|聘任|雇佣|劳动|借款|贷款|订阅|会员|资费|套餐|托管|维保|维护|运维|保障|履行|履约|物业|供货|供应|协议"
    r"|加盟|特许|推广|投放|发布|播出|播放|展览|演出|拍摄|顾问|咨询|记账|保险|计费|项目|业务|产品|电路|专线|宽带|线路|承诺|约定|入网|在网|权利|版权|著作权|实施|独家|包干|养护|保洁|保安|用工|派遣|培训|赞助|冠名|联营|合营|技术服务|运营|授信|额度|信用额度|合约|本卡|学期|训练|首个|首期|基本|固定)"
)
_PERIOD = r"(?:有效期限|有效期间|有效期|期限|周期|年限|时长|期间|租期|期)"
_WHAT = re.compile(
    rf"(?:(?P<whose>{_WHOSE})[^，。；：、\n（）]{{0,8}}?{_PERIOD}|(?<![\u4e00-\u9fff])(?:本次?|该)?(?:有效期限?|期限|租期|年限|周期)|租期|为期(?={DURATION})|{_WHOSE}时间(?=为|：|自|从))"
)
_OTHER_PERIOD = re.compile(
    r"质保|保修|质量保证|保质|质量|试用|免费|免租|付款|支付|(?<!记)[账帐]期|还款|缴费|交费|结算|保密|整改|宽限|验收|交付|交货|开通|诉讼|仲裁|保证期|担保|异议|装修|续[展约签期租订]|冷静|响应|工期|施工|审核|资质|证书|执照|身份证"
    r"|积分|优惠|信用|保存|留存|存储|储存|通知|公示|试运行|折旧|寿命|处理期|投诉|解决期|保函|脱密|竞业|观察|恢复|赔付|延长期|投标|报价|要约|承诺期限内答复|准备期|过渡|迁移|犹豫|缓冲|补救|履行期限届|顺延|免责|罚|违约|提前|逾期|剩余|实际使用|未履行|协商期|磋商|索赔|保留期|宽展|押金|计息|锁定|最短|最低|超过"
)
_SPAN_OF_TIME = rf"(?:(?:自|从)?{RANGE}|(?:自|从)?{DATE}(?:（?含当日）?|零时|零点|0时|00：00)?(?:起|开始)?，?(?:至|到|—+|-+|~|～|截止至?|止于)+{DATE}|{DURATION}|至{DATE}|{BLANK}年)"
_HOLDS = (
    r"(?:（[^）]{0,16}）)?(?:限)?(?:，)?(?:(?:自|从)[^，。；]{0,36}?(?:起算?|之日|日起|开始|生效)(?:计算|计|算|生效)?，?(?:有效期)?)?"
    rf"(?:暂定|约定|确定|固定|原则上|一般|均|各|应|统一|共计|总计|共|计|拟)*(?:为期|为|是|：|系|即|共计|共|有效|在)*(?:\d{{4}}年度?(?:，?即|（))?(?:(?:自|从){DATE}[^，。；]{{0,6}}?(?:起算?|开始)(?:计算|计)?，?)?(?:签订之日起|[^，。；、：最届满]{{0,16}}?(?:之日起?|日起|后|之后))?(?:的)?(?:起)?满?（?(?:共|即|共计)?(?P<value>{_SPAN_OF_TIME})"
)
_TERM = re.compile(rf"(?P<what>{_WHAT.pattern}){_HOLDS}(?P<behind>（?(?:止|，|（|即|也即|共计?|合计|总计|为期|计|期限为?|有效期为?|自|从|：|具体为){{0,4}}{_SPAN_OF_TIME})?")
_IN_FORCE = re.compile(
    rf"(?:合同|协议|合约|本约|承诺书|授权书|授权|许可|资费|套餐|服务)[^，。；]{{0,6}}(?:自|从|于)?[^。；，]{{0,30}}?(?:起|之日|后|生效)?，?(?P<value>{_SPAN_OF_TIME})(?:止)?(?:之)?(?:内|期间)?(?:持续|一直|保持)?有效(?!期)"
    rf"|(?:合同|协议)[^，。；]{{0,30}}生效，(?:有效)?(?:期限?)?(?:为期|为)?(?P<value2>{DURATION})"
    rf"|(?:合同|协议)[^，。；]{{0,30}}生效，?(?:并)?(?:有效|执行|履行|持续)?[至到](?P<value3>{DATE})(?=终止|止|失效|届满|期满|到期)"
)
_FROM_TO = re.compile(
    rf"{_WHOSE}(?:时间)?(?:自|从)(?P<value>{DATE})[^，。；]{{0,6}}(?:起算?|开始)(?:计算|计)?，?至{DATE}(?:[^，。；]{{0,6}}止)?(?:，(?:历时|为期|共计?|计){DURATION})?"
    rf"|{_WHOSE}(?:时间)?(?:自|从){RANGE}(?=止|有效|执行|履行|，|。|；|$)"
)
_STARTS = re.compile(rf"(?:自|从){DATE}[^，。；]{{0,4}}(?:起算?|开始)")
_OUTLIVES = re.compile(r"(?:终止|届满|期满|解除|结束|失效)(?:之?后|以后|之?日起)")  # how long a duty lasts behind the end
_SIGN = re.compile(rf"[{RANGE}{DATE}{DURATION}{BLANK}]")


def read(passage: Passage) -> Iterator[Reading]:
    """How long the contract runs: `months` (or `days`), `start_date` and `end_date` as far as the words say them.

    Phrases that do not contradict each other are one term; where two places tell different lengths, there are two.
    """
    if not _GATE.search(passage.text):
        return
    flat = without_unticked(words(passage))
    terms: list[tuple[dict[str, Any], int, int]] = []
    for phrase in sorted([*_phrases(flat)], key=lambda m: m.start()):
        values = _values(flat, phrase)
        if not values:
            continue
        for place, (known, start, _) in enumerate(terms):
            if all(known[k] == v or v is None for k, v in values.items() if k in known):
                terms[place] = ({**values, **known}, start, phrase.end())
                break
        else:
            terms.append((values, phrase.start(), phrase.end()))
    for values, start, end in terms:
        yield Reading(type="term", values=values, span=flat.source(start, end))


def _phrases(flat: Words) -> Iterator[re.Match[str]]:
    taken: list[Span] = []
    for pattern in (_TERM, _IN_FORCE, _FROM_TO):
        for phrase in pattern.finditer(flat.text):
            span = Span(*phrase.span())
            named_until = phrase.end("what") if pattern is _TERM else _first_sign(phrase)
            opens = max(flat.text.rfind(stop, 0, span.start) for stop in "，。；\n") + 1  # what was said before is another matter
            before = flat.text[max(opens, span.start - 6) : named_until]
            behind = flat.text[span.end : span.end + 4]
            ends = flat.text[span.end - 1] in (DATE, RANGE) and behind.startswith(("届满", "期满", "终止"))
            if _OTHER_PERIOD.search(before) or _OUTLIVES.search(phrase[0]) or (not ends and re.match(r"(?:之)?前|以前|届满|期满|后(?!止)|以上|以内[^有]|内(?!有效)", behind)):
                continue
            if all(span.end <= t.start or t.end <= span.start for t in taken):
                taken.append(span)
                yield phrase


def _first_sign(phrase: re.Match[str]) -> int:
    sign = _SIGN.search(phrase.string, phrase.start(), phrase.end())
    return sign.start() if sign else phrase.end()


def _values(flat: Words, phrase: re.Match[str]) -> dict[str, Any]:
    """What the signs of the phrase say: a length, a pair of dates, or both."""
    values: dict[str, Any] = {}
    dates: list[str | None] = []
    for sign in _SIGN.finditer(flat.text, *phrase.span()):
        value = flat.value(sign.start())
        if sign.group() == RANGE and isinstance(value.value, tuple):
            dates = list(value.value)
        elif sign.group() == DATE:
            dates.append(value.value if isinstance(value.value, str) else None)
        elif sign.group() == BLANK:
            values.setdefault("months", None)
        else:
            values = {**months(value), **values} if not ({"months", "days"} & set(values)) else values
    starts = _STARTS.search(flat.text, *flat.sentence(phrase.start())) if len(dates) < 2 and "months" in values else None
    if len(dates) == 2:
        values |= {"start_date": dates[0], "end_date": dates[1]}
    elif starts is not None:
        first = flat.value(flat.text.index(DATE, starts.start())).value
        values |= {"start_date": first} if isinstance(first, str) else {}
        if dates and dates[0] != first and re.search(rf"(?:至|到|止于){DATE}", phrase.group()):
            values["end_date"] = dates[0]
    elif dates:
        values["end_date"] = dates[0]
    return values
