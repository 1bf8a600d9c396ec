"""What is paid and when: the contract's charges, its instalments, and the performance bond.

A passage comes in; out come `charges`, `payment_terms` and `performance_bond` readings. Penalties, deposits, taxes and caps
are no charges.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from clauses.model import Reading, Span
from clauses.terms.passage import Passage
from clauses.terms.words import AMOUNT, DATE, DURATION, SHARE, Words, words

_GATE = re.compile(r"元|￥|¥|%|％|‰|分之|付款|支付|付清|缴|履约|结算|折|[A-Z]{3}")
_NO_PRICE = re.compile(
    r"违约|赔偿|罚|滞纳|逾期|保证金|押金|定金|扣款|扣罚|每人次|不超过|上限|限额|税额|税金|不含税|注册资本|保险|律师费|投资额|出资|每日|奖励|补贴|扣除|扣减|减收|索赔|最低|起步|退还|退回|损失|工资|逾|债务|质押|抵押物|评估"
)
_PRICE = re.compile(
    rf"(?P<what>(?:合同|协议|服务|项目|费用|租赁|采购|货物|订单|电路|技术|设计|咨询|工程|维护|软件|许可|代理|广告|制作|授权|借款|贷款|业务|使用|月|年|一次性|委托|固定|首年|首期|套餐|含税)*"
    rf"(?:总价款?|总金额|总额|总费用|总租金|总款|价款|价格|金额|费用|服务费|租金|货款|月租费|月租|年费|使用费|月费|酬金|报酬|租费|费|款|总计|合计|共计|本金|单价|造价))(?P<fill>[^。；，{AMOUNT}{DATE}{DURATION}]{{0,16}}?)(?P<amount>{AMOUNT})(?P<per>/?(?:每)?(?:/|每|一)?(?:月|年|季|条|台|套|次|人|平方米|吨|小时|天|日|个|件)?)"
)
_WHAT = (("one_time", re.compile(r"一次性")), ("monthly", re.compile(r"/(?:每)?月|每月|月租|月服务|月使用|月费|月度|月结|月付")), ("annual", re.compile(r"/(?:每)?年|每年|年度|年费|年租|年服务|年使用")), ("total", re.compile(r"总|共计|合计")))
_FILL = re.compile(r"(?:为|是|：|（|）|人民币|共计|合计|总计|共|计|大写|小写|含税|不|即|暂定|约|固定|均|系|RMB|CNY|按|应|各项|相关|全部|税|价|每月|每年|、|圆|的|在内|此处|整|协议|合同|涉及|总?费用|总?金额|价款|总价|总额|的|本|项目|服务|租金|预计)*")

_PAYS = r"(?:支付|付款|预付|付清|缴清|交清|付至|缴纳|交纳|付给|结清|给付|首付|付|拨付)"
_NEXT = rf"，[^。；，{SHARE}]{{0,30}}{_PAYS}[^。；，{SHARE}]{{0,12}}{SHARE}"  # the next instalment, with a time of its own
_GRADED = re.compile(r"得分|[\d十百]分(?:（含[^）]*）)?(?:以[上下]|至|到|[-—－~～]|及以|者)")  # 90分以上的支付当季费用的100%: how much of a payment is due, not when
_INSTALMENT = re.compile(
    rf"{_PAYS}[^。；{SHARE}{AMOUNT}]{{0,36}}?(?P<a>{SHARE})(?P<behind>(?:(?!{_NEXT})[^。；{SHARE}]){{0,24}})|(?P<b>{SHARE})(?:的)?(?:作为)?(?:预付款|进度款|尾款|首付款|首款|货款|合同款|余款|首期款|合同价款|工程款|质保金|服务费|款项)(?P<behind2>[^。；{SHARE}]{{0,16}})|(?P<c>{SHARE})(?=[^。；{SHARE}]{{0,30}}?{_PAYS})(?P<behind3>[^。；{SHARE}]{{0,30}})"
)
_WHOLE_PRICE = re.compile(r"(?:付清|支付|缴清|结清|交清|缴纳)[^，。；]{0,6}(?:全部|全额|合同总价|合同总额|合同期内)(?:的)?[^，。；一]{0,8}(?:款|费|价|额|租金)|(?:合同总价款?|全部(?:合同)?(?:价款|费用|款项)|合同期内全部[^，。；]{0,6}费)[^。；]{0,16}(?:一次性)?(?:付清|支付|缴清)")
_DUE = re.compile(rf"(?:后|起|之日起|以内|收到[^。；，]{{0,20}}|签订|生效|开始|的)(?P<due>{DURATION})(?:以)?内")
_PAID_WITHIN = re.compile(rf"{DURATION}(?:以)?内[^。；]{{0,40}}?{_PAYS}(?!的)|(?:付款|支付|结算)(?:期限|时间|周期|日期)[^。；]{{0,24}}?{DURATION}")
_OBJECTED = re.compile(rf"(?<!无)(?<!没有)(?<!未提出)(?:异议|疑义|疑问|有误|差错|错误)[^。；，{DURATION}]{{0,8}}，[^。；，]{{0,20}}{DURATION}(?:以)?内[^。；，{DURATION}]{{0,12}}(?:提出|说明|通知|告知|反馈|核对|核实|复核|异议)")  # within how many days a bill may be objected to
_WHEN = (
    ("signing", re.compile(r"(?<![单告表证函])(?<!确认书)(?<!证明书)(?:签订|签署|签约|订立)(?![^，。；]{0,12}(?:验收|初验|终验|确认[书单]|竣工|完工|交付单|到货|签收))|生效")),  # 初验报告签署后 is no signing of the contract
    ("acceptance", re.compile(r"验收|初验|终验|试运行")),
    ("delivery", re.compile(r"到货|交货|交付|开通|发货|提货|上线")),
    ("warranty_end", re.compile(r"质保期|保修期|质量保证期")),
    ("end", re.compile(r"期满|届满|服务结束|完成后|结清")),
    ("invoice", re.compile(r"发票|账单|请款")),
)
_PENAL = re.compile(r"违约|迟交|补偿金|扣减|提取|赔偿|责任|滞纳|罚|逾期|退还|返还|退款|超过|为限|利息|迟延|解除|终止")
_BOND = re.compile(r"履约保证金|履约担保|履约保函|履约保证")
_NONE = re.compile(r"^(?:无|/|不适用|不收取?|免收?|不设)$|(?:不收取?|不需要?|无需|无须|不设|免收?|免予?缴?交?|不要求|不缴纳|不提交|免除|无(?!故|正当|合理|理由))[^，。；]{0,12}履约(?:保证金|担保|保函)|履约(?:保证金|担保|保函)(?:为|：)?(?:无|/|不适用|不收取?|免收?|不设)(?=[，。；\n]|$)")
# A penalty for each day, or what is paid once the bond has been given.
_NOT_THE_BONDS = re.compile(r"违约金|每[^，。；]{0,6}[日天]|按[日天]|利息|逾期|迟延|(?:提[交供]|[缴交]纳|递交|开具|出具)[^，。；]{0,8}履约(?:保证金|担保|保函)(?:之|以)?后(?:(?!保证金|保函|担保)[^；。])*$")
_FORFEITED = re.compile(r"不予退还|不予返还|不予退回|没收|不退还|不退|概不退|归[^，。；]{0,6}所有")


def read(passage: Passage) -> Iterator[Reading]:
    """Charges, instalments and performance bond that the words say.

    An amount repeated in capital figures is one charge; a sum left blank is amount None.
    """
    if not _GATE.search(passage.text) and "履约保证金" not in passage.heading:
        return
    flat = words(passage)
    bond = list(_bond(passage, flat))
    yield from bond
    if bond and not re.search(r"总价|总额|费用", flat.text.replace("履约保证金", "")):
        return
    yield from _charges(flat)
    yield from _instalments(flat)


def _charges(flat: Words) -> Iterator[Reading]:
    """Sums that are a price or fee, each once."""
    seen: set[Any] = set()
    for price in _PRICE.finditer(flat.text):
        sentence = flat.sentence(price.start())
        start = max(sentence.start, flat.text.rfind("，", 0, price.start()) + 1)
        if _NO_PRICE.search(flat.text, start, price.end()) or not _FILL.fullmatch(price["fill"]):
            continue
        value = flat.value(price.start("amount"))
        if value.value in seen or re.match(r"(?:以上|以下|以内)", flat.text[price.end() :]):
            continue
        seen.add(value.value)
        values: dict[str, Any] = {"amount": value.value}
        if value.value is not None and value.currency:
            values["currency"] = value.currency
        words_of_price = flat.text[start : price.start("amount")] + price["per"]
        if what := next((name for name, pattern in _WHAT if pattern.search(words_of_price)), None):
            values["what"] = what
        yield Reading(type="charges", values=values, span=flat.source(price.start(), price.end()))


def _instalments(flat: Words) -> Iterator[Reading]:
    """Shares of the price with the sum and the time that go with them, or the time alone."""
    for sentence in flat.sentences:
        text = flat.text[sentence.start : sentence.end]
        if _PENAL.search(text) or not re.search(_PAYS, text) or _BOND.search(text) or _GRADED.search(text):
            continue
        found = False
        start = sentence.start
        for part in _INSTALMENT.finditer(flat.text, *sentence):
            at = next(part.start(g) for g in "abc" if part[g])
            if re.search(r"税率|增值税|折扣|利率|税点", flat.text[max(0, at - 8) : at + 6]):
                continue
            values: dict[str, Any] = {"share": flat.value(at).value, "base": "contract_total"}
            if (sum_at := flat.text.find(AMOUNT, at, part.end())) >= 0:
                values["amount"] = flat.value(sum_at).value
            yield Reading(type="payment_terms", values=values | _due(flat, Span(start, part.end())), span=flat.source(start, part.end()))
            found, start = True, part.end()
        whole = None if found else _WHOLE_PRICE.search(flat.text, *sentence)
        if whole and (due := _due(flat, sentence)).get("when") == "signing":
            yield Reading(type="payment_terms", values={"share": Decimal(1), "base": "contract_total"} | due, span=flat.source(sentence.start, whole.end()))
        elif not found:
            objected = _OBJECTED.search(flat.text, *sentence)
            left = Span(objected.end() if objected else sentence.start, sentence.end)
            if _PAID_WITHIN.search(flat.text, *left) and "due_days" in (due := _due(flat, left)):
                yield Reading(type="payment_terms", values=due, span=flat.source(*left))


def _due(flat: Words, stretch: Span) -> dict[str, Any]:
    """Within how many days, of which kind, and after what an instalment falls due."""
    values: dict[str, Any] = {}
    due = _DUE.search(flat.text, *stretch)
    if due:
        value = flat.value(due.start("due"))
        if value.unit in ("day", "working_day", None):
            values["due_days"] = value.value
        if value.unit == "working_day":
            values["day"] = "working"
    if when := next((name for name, pattern in _WHEN if pattern.search(flat.text, *stretch)), None):
        values["when"] = when
    return values


def _bond(passage: Passage, flat: Words) -> Iterator[Reading]:
    """The performance bond, or that there is none."""
    headed = bool(_BOND.search(passage.heading))
    named = _BOND.search(flat.text)
    if not named and not headed:
        return
    if none := _NONE.search(flat.text.strip("。；\n ")):
        yield Reading(type="performance_bond", values={"exists": False}, span=flat.source(*none.span()))
        return
    sentence = flat.sentence(named.start()) if named else Span(0, len(flat.text))
    values: dict[str, Any] = {}
    offset = max(sentence.start, flat.text.rfind("，", 0, named.start()) + 1) if named else 0
    tail = flat.text[offset : sentence.end]
    for sign, field in ((SHARE, "share"), (AMOUNT, "amount")):
        at = tail.find(sign)
        if at >= 0 and not _NOT_THE_BONDS.search(tail[:at]) and not (sign == AMOUNT and re.search(r"扣[除罚减]?[^，。；]{0,6}$", flat.text[sentence.start : named.start() if named else offset])):
            values[field] = flat.value(offset + at).value
    if "share" in values:
        values["base"] = "contract_total"
    if lost := _FORFEITED.search(flat.text):
        values["forfeited"] = True
        sentence = Span(min(sentence.start, lost.start()), max(sentence.end, lost.end()))
    if values:
        yield Reading(type="performance_bond", values=values, span=flat.source(sentence.start, sentence.end))
