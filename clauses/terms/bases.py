"""What a rate, share or multiple is of.

Phrases of a flat text come in (`words.py`), names of the vocabulary go out. It knows no threshold.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from clauses.model import Value
from clauses.terms.words import DURATION, MULTIPLE, SHARE, Words

_FEE = "(?:费|租|款|价|金额|总额|资费|报酬|酬金|钱)"
# In order: the first whose pattern the phrase holds. What is overdue, remaining or paid says more than what kind of fee it is.
_BASES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("monthly_fee", r"(?:逾期|迟延|延迟|未)(?:按[时期])?(?:开通|安装|交付|提供|上线|投产)[^，。；]{0,10}月(?:服务费|租费|租金|租|使用费|费)"),
        ("one_time_fee", r"一次性(?=[^，。；向给]{0,6}(?:费|款))(?!支付|付清|付款|缴|交|补|收|赔|扣|结|偿|退|支)|(?<!含)(?<!包括)(?:初装|开通|接入|接通|入网|开户|装机|装设|安装|调测|施工|布线)(?:、?(?:调测|调试|施工))?(?:费|工料费)|工料费"),
        ("first_month_fee", rf"(?:首月|首个月|第一个月|头个?月|头一个月|(?:首|第一)个?(?:计费|账单|租用|服务)(?:月|周期)|(?:起租|开通|计费)(?:当月|首月)).{{0,8}}{_FEE}"),
        ("remaining_fees", rf"^[满足至]{DURATION}"),
        ("remaining_fees", r"剩余|[交缴足]?至满|至[^，。；]{0,10}(?:届满|期满|到期)[^，。；]{0,6}(?:租金|费|款)|余下|尚余|未到期|未满期?|剩下|其余|未使用|没(?:有)?(?:用完|到期|使用)|余期|月数[^，。；]{0,2}[-—－减][^，。；]{0,3}(?:已|实际)|最[低短][^，。；]{0,8}期[^，。；]{0,6}未[付缴交]"),
        ("unperformed_fees", r"(?:迟延|延期|延迟|逾期|迟|晚|未|未能|不能|拖延)(?:按[时期])?(?:交(?![纳租款易])|交付?货|交货|交付|供货|到货|完成|完工|履行|执行|提供|发货|验收)(?!.{0,3}租金)"),
        ("overdue_amount", r"欠(?!条)|逾期(?!日|天)|迟延|延误|延期支付|延期付|延迟|延付|迟付|(?:未|没有?)(?:付|支付|缴|交(?![货付]))|该[付交]|逾付|未按[时期]|补[交缴]|未结|未[退返归]?还|未退|未返|应退|应返|积欠|未清偿|应(?:付|缴|交|支付(?!$)|还)(?![给予]?[\ue010-\ue015]|相当于)|到期|滞纳|拖延|账单|本金"),
        ("unperformed_fees", r"(?:未|没有?)(?:履行|执行|完成|服务|完工|实施|做完?|干完?|交付|开通|提供|供货|到货|安装|建设|上线)|终止部分|解除部分"),
        ("fees_paid", rf"(?:已经?|实际|实|累计|所)(?:向.)?(?:支付|付|收取?|缴纳?|交纳?|收到).{{0,12}}{_FEE}|已付|已收|已缴|(?:支付|收取|缴纳|付)(?:给.{{1,6}})?(?:的|之)(?!.{{0,4}}(?:月度|当月|月租|月服务|月使用)).{{0,12}}{_FEE}|(?:购买|订购(?!单|合同)).{{0,10}}(?:价格|{_FEE})|(?:当次|本次|该次|该笔|该单|该订单(?!总?(?:金额|价))|单次).{{0,6}}{_FEE}|(?:支付|付款|缴费|收取?).?总额|(?<![向给])[\ue010-\ue015](?:实际|已经?)?(?:支付|缴纳|交纳|付|交)(?![给向予与]?[\ue010-\ue015]).{{0,10}}{_FEE}|实付|实收"),
        ("annual_fees", rf"(?:该|当|本|一个?|每)(?:合同|学|会计|自然|服务|运维|财政)?年度?[^，。；以初末底内前后付缴]{{0,16}}?{_FEE}|(?:年度?|全年|每年)[^，。；内前后底末初以付缴\ue010-\ue015]{{0,6}}?{_FEE}"),
        ("monthly_fee", rf"(?:当月|该月)[^，。；内前后底末初份以付缴\ue010-\ue015]{{0,14}}?{_FEE}|(?:月|当月|每月|月度|单月)[\ue010-\ue015]?[^，。；内前后底末初份以付缴\ue010-\ue015]{{0,6}}?{_FEE}"),
        ("direct_loss", r"直接(?:经济|实际|的)?(?:损失|损害)|实际(?:经济)?损失|所受(?:的)?损失"),
        ("other", r"(?:该|那|每|各|本|此|受损|丢失|毁损|损坏)(?:一)?(?:票|批|件|单|笔|期|张|台|枚|吨|公斤)(?!合同|订单)|(?:当|该)[日天][^，。；起按以付缴应]{0,6}?(?:费|租金)|票面|面值|面额|账面|净值|残值|评估|市价|市值|余额|保额|成交金额|实际价值|(?:货物|财物|物品|商品|设备|车辆)(?:的)?(?:实际)?价值|保价|声明价值|日租金|季度?租金|押金|保证金|担保金额|保函|定金|订金|日租|出资额|注册资本|差价|差额|工资|薪|预付款|尾款|进度款|当期|该阶段|该部分|对应|相应|不合格|短少|缺少|短缺|违约部分"),
        ("contract_total", r"合同|协议|总价|总额|总金额|总款|总造价|总租金|总费用|总货款|全部|成交|中标|订单|标的|工程(?:总)?(?:价|造价|款)|货物?总|项目总|货款|价款|房款|工程款|租金|服务费|费用|设计费|咨询费|委托费|报酬|酬金|佣金|承包费|贷款(?!利率|市场|基准)|保费|金额|货值|价格?"),
        ("other", r"[\u4e00-\u9fff](?:费(?!率)|款(?!项?的?[^，]{0,2}[日期]|利率|市场|基准))"),
    )
)
_MONTHLY = re.compile(r"(?!之?内|期间|以[上内前后]|[前后])(?:的|份|份的)*(?:(?!剩余|余下|未到期|未履行)[^，。；]){0,8}?(?:租金|租费|租赁费|房租|月租费?|租|服务费|使用费|费用|管理费|费|房款|资费|报酬|工资|佣金)")

_FACTOR = re.compile(rf"的?[{MULTIPLE}{SHARE}]")


def base(phrase: str) -> str | None:
    """The vocabulary's name for what a phrase of the flat text speaks of, None where it speaks of no sum."""
    return next((name for name, pattern in _BASES if pattern.search(phrase)), None)


def periodic(flat: Words, at: int, end: int) -> tuple[str, Decimal | None, int] | None:
    """Base and multiple of a duration that counts fees (两个月的租金, 头一个月的月租), and where its words end; None where it counts none."""
    value = flat.values[at]
    unit = {"month": "monthly_fee", "year": "annual_fees"}.get(value.unit or "")
    fee = _MONTHLY.match(flat.text, at + 1, end)
    number = value.value if isinstance(value.value, Decimal) else None
    if value.unit == "day" and value.text.endswith("月") and number is not None:  # 半个月 and 一个半月 are read as days
        unit, number = "monthly_fee", number / 30
    if unit is None or fee is None:
        return None
    if unit == "monthly_fee" and value.value == 1 and flat.text[:at].endswith(("头", "首", "第")):
        unit = "first_month_fee"
    return unit, number, fee.end()


def times(flat: Words, at: int, end: int) -> tuple[dict[str, Any], int] | None:
    """The size of a period's fees taken so many times (一个月服务费的2倍, 一年租金的30%), and where its words end; None where it is none.

    Args:
        flat: the flat text.
        at: where the period stands.
        end: how far its words may reach.
    """
    counted = periodic(flat, at, end) if flat.text[at] == DURATION else None
    factor = _FACTOR.match(flat.text, counted[2], end) if counted else None
    if counted is None or factor is None:
        return None
    size = flat.values[factor.end() - 1]
    number = counted[1] * size.value if counted[1] is not None and isinstance(size.value, Decimal) else None
    name = "share" if size.kind == "share" and counted[1] == 1 else "multiple"
    return {name: number, "base": counted[0]}, factor.end()


def measure(value: Value) -> dict[str, Any]:
    """The field that a share, multiple or amount fills; None in it where it was left blank."""
    kind = value.unit or "share" if value.kind == "blank" else value.kind
    number = value.value if isinstance(value.value, Decimal) else None
    if kind == "amount" and value.currency not in (None, "CNY"):
        return {"amount": number, "currency": value.currency}
    return {kind: number}
