"""What a party is freed of: heads of loss, or whatever its own doings or the use of its service may bring about.

A sentence of a flat text comes in; out comes a `liability_exclusion` a side that is freed. A release for what nobody or the
other side has to answer for (不可抗力, an order of the state, the other side's fault, works that were announced), a release from
a penalty, and a limit of duty exclude nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from clauses.model import Reading, Span
from clauses.terms import parties
from clauses.terms.parties import CARRIER, CUSTOMER, OTHER, PARTY
from clauses.terms.words import Words

# A word of denial that governs a liability: straight ahead of it, or by a preposition (不就…承担责任).
_NO = (
    r"(?:不|毋须|毋需|无[须需]|免[于予]|无(?=义务|责任))(?=(?:应当?|会|须|需|得|能|必|将|再|另行?|予以?|给予|义务|责任|要求|被要求|任何)*"
    r"(?:(?:因此|为此|就|对|向|因|为|以任何|由)(?!前|此前)|承担|负(?!面)|赔|补偿))"
)
_DENIED = re.compile(
    rf"(?<!不得)(?<!可以)(?<!拒)(?:概|均|亦|也)?{_NO}[^。；不]{{0,120}}?(?:承担|负责|负有|负担|负|赔偿|赔付|责任|补偿)"
    r"|免责(?!事由|条款|情形|声明|范围)|(?<!不)(?<!不能)(?<!不得)免除[^，。；]{0,20}责任|不(?:应)?(?:包括|包含|含|计)|不在[^，。；]{0,10}(?:范围|之列)|豁免"
)
_LISTED = re.compile(r"不(?:应)?(?:包括|包含|含|计)|不在")  # what is not counted in frees only from heads that are named
_HEADS = (
    ("indirect", r"间接|附带|特殊(?:的|性)?(?:、|，|和|或|及|的|损|赔)|特别(?:的)?损|惩罚性|后果性|派生|衍生|从属|偶然|偶发|余波|继发|连带损失"),
    ("lost_profit", r"利润|可得利益|可以?(?:获得|得到|取得)的?(?:利益|收益)|预期(?:的)?(?:利益|收益|利润)|营业(?:的)?(?:收入|损失|中断)|收入(?:的)?(?:损失|减少|、)|收益(?:的)?损失|盈利|商机|商业(?:的)?(?:损失|机会|利益)|经营(?:性)?损失|业务(?:的)?(?:损失|中断)|商务中断|停[工业产诊](?:的)?损失|停[工业产][^，。；]{0,12}(?:方面)?的损失|经营(?:和|、|及|或)?[^，。；]{0,6}方面的损失|误工|生产(?:的)?中断|使用利益"),
    ("goodwill", r"商誉|商业信誉|声誉|信誉损失|名誉"),
    ("data_loss", r"(?:数据|资料|信息|文件)(?:的)?(?:丢失|损坏|灭失|损毁|遗失|毁损|损失|泄[露漏])"),
)
_HEAD_WORDS = re.compile("|".join(pattern for _, pattern in _HEADS))
_LOSS = re.compile(r"损失|损害|损坏|损毁|毁损|灭失|丢失|遗失|被盗|失窃|伤亡|伤害|货损|车损|其[他它](?:的)?(?:任何)?(?:经济|法律|民事)?(?:赔偿)?责任|其[他它]赔偿")
_ALL = re.compile(r"(?:任何|一切|全部|所有)(?:的|形式的?|类型的?|直接或间接的?|直接|其[他它])*(?:损失|损害|赔偿|责任)|任何(?!情况|情形|原因|条件|时候|一方|第三)(?:(?!间接|附带|特殊|特别|惩罚|后果|利润|预期|可得|商誉|衍生|派生|继发)[^，。；]){0,16}(?:损失|损害|赔偿)")
_OF_THE_HEADS = re.compile(r"(?:承担|负有?|负担)(?:任何|一切|全部|所有)[^，。；]{0,10}责任")  # 对利润损失不承担任何责任: of what is named, no more
_DIRECT_TOO = re.compile(r"直接(?:的|损失|损害)*(?:、|和|或者?|及|以及|与|/|还是)(?:任何)?间接")
_SWEEPING = re.compile(rf"(?:任何|何种|何等|哪种)(?:情况|情形|原因|条件)|无论|不论|不管|(?:因|由于)使用(?:本|{PARTY})|使用或(?:无法|不能|未能)使用")
_CAUSED = re.compile(r"因|由于|造成|导致|引起|所致|产生")
_LIABILITY = re.compile(r"(?:承担|负|负担)[^，。；]{0,14}(?:责任|损失|赔偿|后果)|负责(?:任)?(?=[。；]|$)|赔偿|补偿|赔付|免责")
# Freed of a penalty or of a charge, not of a loss.
_OF_A_PENALTY = re.compile(r"(?:延期|逾期|延误|迟延|违约|提前|法律|刑事|连带|担保|保证)[^，。；]{0,8}(?:责任|金|费)$|(?:费用|费|款)$")
# What nobody, the state, nature or a stranger has done; the other side's part is looked for by its own sign.
_OUTSIDE = re.compile(
    rf"(?:因|由于){OTHER}|{OTHER}[^，。；]{{0,8}}(?:原因|过错|施工|侵权|攻击|造成|服务|破坏|中断|故障|行为)|"
    r"不可抗力|意外事件|政府|行政|司法|法律|法规|政策|监管|主管部门|第三[方人]|他人|自然|灾|战争|地震|台风|洪水|暴雨|雷击|疫情|恐怖|黑客|病毒|攻击|停电|断电|市电|市政|电信部门|自身|自行(?!车)|自备|自有|自负|擅自|固有|性质|包装"
    r"|不当|不善|过失|过错|故意|违反|违规|违法|非法|保险|正常|损耗|老化|磨损|(?:下列|以下|下述|如下)|之一|到期|期满|届满|终止|解除|协商一致"
)
_ANNOUNCED = re.compile(r"公告|(?:事先|提前|预先|已)[^，。；]{0,6}(?:通知|告知)")
# What the freed side itself does or answers for; beside it an outside cause excuses nothing.
_OWN = re.compile(r"(?:系统|设备|网络|平台|软件|线路|技术)(?:的)?(?:维护|升级|检修|故障|调整|割接|失效|缺陷|错误|改造)|检修|维护保养|版本更新|服务(?:的)?(?:中断|延迟|终止)|信号(?:中断|延迟)|性能下降")
_CONDITION = re.compile(r"^(?:但|且|并|如|若|因|由于|凡|属|系|当|除|对|在|应)|(?:的|时|下|后|者)$|造成|导致|引起|产生")
_ASIDE = re.compile(r"（[^（）]*）")
_CARVED_OUT = re.compile(r"除[^。；]{1,200}?(?:以外|之外|外)，")


def exclusions(flat: Words, sentence: Span, drafter: str | None) -> Iterator[Reading]:
    """The exclusions that a sentence of the flat text states, one a side, with `heads` where heads of loss are named.

    `drafter` is the sign of who speaks where the sentence names nobody: who frees itself without naming itself.
    """
    text = flat.text[: sentence.end]
    plain = _ASIDE.sub(lambda aside: "·" * len(aside.group()), text)
    carved = _CARVED_OUT.search(plain, *sentence)
    start = sentence.start
    if carved:  # what is excepted from the release is not released
        text, plain = (t[: carved.start()] + "·" * len(carved[0]) + t[carved.end() :] for t in (text, plain))
    denials = list(_DENIED.finditer(plain, start))
    edges = [start, *(denied.start() for denied in denials[1:]), sentence.end]
    sides: dict[str | None, tuple[list[str], int, int]] = {}
    for denied, (begin, end) in zip(denials, pairwise(edges), strict=False):
        sign = parties.answers(plain, sentence.start, denied.start() + 1) or drafter
        comma = plain.find("，", denied.end(), end)
        heads = _excluded(text[begin:end], plain[begin : end if comma < 0 else comma], denied.group(), sign)
        if heads is not None:
            told = sides.get(sign, ([], begin, end))
            reach = _reach(text, Span(begin, end), denied)
            first = min(told[1], reach.start) if sign in sides else reach.start
            sides[sign] = ([*told[0], *(h for h in heads if h not in told[0])], first, reach.end)
    for sign, (heads, begin, end) in sides.items():
        freed = parties.side(sign) or ("carrier" if sign is None else None)
        values = ({"capped": freed} if freed else {}) | ({"heads": heads} if heads else {})
        yield Reading(type="liability_exclusion", values=values, span=flat.source(begin, end))


def _excluded(words: str, before: str, denied: str, sign: str | None) -> list[str] | None:
    """The heads of loss that a denial excludes; [] where it frees of loss without naming a head, None where of nothing.

    Args:
        words: the denial's stretch of the text.
        before: the same without asides, up to the comma behind the denial.
        denied: the denial.
        sign: who is freed.
    """
    heads = [tag for tag, pattern in _HEADS if re.search(pattern, words)]
    whole = _ALL.search(_OF_THE_HEADS.sub("", words) if heads else words)
    if _SWEEPING.search(words) and (heads or whole):
        return [*heads, "all"] if whole else heads
    if "indirect" in heads and _DIRECT_TOO.search(words):
        return [*heads, "all"]
    if "indirect" in heads or len(set(heads) - {"data_loss"}) > 1:
        return heads
    if _excused(before, sign):
        return None
    if _LISTED.match(denied) or _OF_A_PENALTY.search(before):
        return heads or None
    if not heads and (not _LOSS.search(before) or not _LIABILITY.search(before) or sign not in (CUSTOMER, CARRIER, None)):
        return None
    return ["all"] if not heads and _ALL.search(before) and not _CAUSED.search(before) else heads


def _excused(words: str, sign: str | None) -> bool:
    """Whether the words before a denial tell a cause that its side has not to answer for."""
    other = {CUSTOMER: CARRIER, CARRIER: CUSTOMER}.get(sign or "", CUSTOMER)
    fault = rf"(?:因|由于|系|属于?|为){other}|{other}[^，。；]{{0,14}}(?:原因|过错|过失|操作|未|没有|违反|违约|擅自|自行|自身|自备|自有|保管|遗失|泄露|提供|要求|指示|同意|故意|逾期|拖欠|欠费)"
    parts = words.split("，")
    words = "，".join(part for part in parts if part is parts[-1] or _CONDITION.search(part))
    if re.search(fault, words):
        return True
    if _ANNOUNCED.search(words):
        return True
    if sign and re.search(rf"非(?:因|由于|系|属)?{sign}", words):
        return True
    words = re.sub(rf"{sign}(?:的|方|及其[^，。；]{{0,6}})?(?:原因|过错|过失|故意|违反|违约)", "", words) if sign else words
    return bool(_OUTSIDE.search(words) and not _OWN.search(words))


def _reach(text: str, stretch: Span, denied: re.Match[str]) -> Span:
    """The words of an exclusion: from the first head (the loss, where none is named) or the denial to the end of the stretch between commas where the last stands."""
    places = [*(m.span() for m in _HEAD_WORDS.finditer(text, *stretch)), denied.span()]
    if len(places) == 1 and (lost := [*_LOSS.finditer(text, stretch.start, denied.start())]):
        places.append((parties.segment(text, lost[-1].start(), stretch).start, lost[-1].end()))
    last = max(end for _, end in places)
    stop = re.compile(r"[，。；]|$").search(text, last, stretch.end)
    return Span(min(start for start, _ in places), stop.start() if stop else last)
