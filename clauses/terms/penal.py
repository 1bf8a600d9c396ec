"""Whether a figure is paid for a breach: no cap, no threshold, no price, no fine of the state, and a word of penalty by it.

A figure of a flat text and its sentence come in, yes or no goes out. What it is paid for is read in `penalty`.
"""

from __future__ import annotations

import re

from clauses.model import Span
from clauses.terms import bases, events, parties
from clauses.terms.words import AMOUNT, BLANK, DURATION, MULTIPLE, SHARE

NOUN = (
    "(?:违约金|滞纳金|滞纳费|赔偿金|赔偿费|(?<!经济)补偿金|补偿费|罚金|罚款|罚息|逾期利息|违约利息|延期费|误期费|延误费|滞期费|违约费|违约使用.?费|解约金|赔款|违约赔偿|逾期费|"
    "迟延履行金|资金占用费|延[误迟期]利息|迟延[金费]|(?:退订|退租|退网|解约|取消|改签|违约)手续费|违约罚金|惩罚金|惩罚性赔偿|赔付金|赔付款|服务(?:积分|信用|抵扣|补偿)额?|抵[扣免]额|(?:终止|解约|解除|退租|退网|退订|拆机)(?:补偿|违约)?费|(?<![领提])取消费)"
)
_INTEREST = "(?:利息|计息|罚息|资金占用费|占用费|使用费)"
_VERB = "(?:免收|减收|减免|免除|扣收|[加另]付|加计|抵扣|核减|赔偿|赔付|偿付|补偿|扣除|扣减|扣罚|处罚|罚|加收|计收|支付|承担|收取|补交|缴纳|交纳|计付|给付|付给|付与|付费|赔(?!率)|[要得须应]付|付(?=[\ue010-\ue015])|偿还)"
FIGURES = f"{SHARE}{MULTIPLE}{AMOUNT}{BLANK}"
_LIMIT_BEFORE = re.compile(r"(?:[不未](?:得|应|会|能|可)?(?:逾|超过|超出|高于|大于|突破)|最高|最多|至多|上限|限额|封顶|以)[^，。；]{0,30}$")
_FLOOR_BEFORE = re.compile(r"(?:不低于|不少于|不得少于|不得低于|至少|最少|最低(?!还款|消费|工资|保证))[^，。；]{0,12}$")  # 不低于合同总额30%的违约金: with no other figure it is the size
_LIMIT_AFTER = re.compile(r"[^，。；]{0,14}?(?:为限|为度|到顶|为(?:最高)?上限|为最高限|为最高额|封顶|以内|以上的?[，；。])")
_REACHED = re.compile(rf"(?:[交缴足]至满|[扣减罚计直]至|扣[减除]至|累计至|加至|达到?|超过(?!部分)|超出(?!部分)|高于|(?<!不)(?<!不得)低于|不足|(?<!不)(?<!不得)少于|大于|小于|[≥≤<>＜＞])[^，。；{DURATION}每按]{{0,16}}$")
_OTHER_SUM = re.compile(rf"低于[^，。；]{{0,4}}{SHARE}|考核|评分|得分|每(?:降低|低|少)[^，。；]{{0,4}}(?:分|百分点)|合格率|准确率|可用[率性]|可用时间|运行时间|接通率|在线率|服务等级|中断(?:时间|时长)|故障时长|补偿时长|税率|增值税|折扣|[打按].折")
_OUTAGE = re.compile(r"中断|阻断|障碍|故障|停电|宕机")
_CREDIT = re.compile(r"(?:免收|减免|减收|免除|返还|延长)[^，。；]{0,20}$")  # a fee that falls away while service is out is no penalty
_PRICED = re.compile(r"的?(?:[^，。；]{0,3}电价|单价|资费|费率|标准价格?)[^，。；]{0,6}(?:计收|计费|收费|结算|收取)")  # 超出部分按两倍电价计收: a price
_SECURITY = re.compile(r"(?:保证金|押金|定金|质保金|预付款)[^，。；]{0,6}(?:为|是|按|即|：|支付|缴纳|提交|交纳)")
_STATUTORY = re.compile(r"责令|(?:主管|行政|管理|执法|监管|有关)(?:部门|机关|机构)|人民政府|公安机关|没收违法所得|行政处罚|以上[^，。；]{1,2}以下的?罚款|由[^，。；]{1,12}(?:局|委员会)[^，。；]{0,10}处")
_REFUND = re.compile(r"[^，。；]{0,8}(?:手续费|退票费|折旧|押金|保证金|定金|预付款|首付|进度款|尾款)")
_TIMES_BEFORE = re.compile(r"(?:×|[xX*＊✕]|乘以?|之积)$")
_TIMES_AFTER = re.compile(r"(?:/?[月年日天])?(?:×|[xX*＊✕]|乘以?)")
_MADE_GOOD = re.compile(r"(?:[向对给].|的标准|的金额|的数额)*(?:予以|进行)?(?:赔偿|赔付|补偿)")
_REWARD = re.compile(r"奖励?[^，。；]{0,10}$")
_DEDUCTED = re.compile(r"扣[减除罚]?[^，。；]{0,16}$")
_RISE = re.compile(r"(?:递增|递减|上涨|上调|涨幅|增长|增幅|调增|涨价|下浮|下调|让利|优惠)[^，。；利率]{0,8}$")  # of a price; a rate of interest that is raised is told in `penalty`
_DENIED = re.compile(r"(?:(?<!如)不(?:再|另行?|予以?|应当?|得|会|需|必|用|向.)*|免予?|无[须需](?:向.)?|毋[须需])(?:承担|支付|收取|加收|计收|计付|缴纳|适用|计算)[^，。；的]{0,12}$")
_TIER = re.compile(rf"(?:超过|超出|其余|余下|以外)的?部分|(?:超过|超出|未满|不满|已?满|不足|达到?)[^，。；{DURATION}]{{0,4}}{DURATION}|第[^，。；]{{1,6}}[日天月年周]?(?:起|[-—－~～至到])|第[^，。；]{{1,3}}个?[年月周]内|第{DURATION}[-—－~～至到]+第?{DURATION}|{DURATION}(?:之?后|以后|以上|起|以外)|此后|其后|以后|往后|\d(?:[日天])?[-—－~～至到]+第?{DURATION}")
_PLAINLY = re.compile(r"(?:则|应|须|需)?(?:每(?:逾期?|迟|晚)?[一1]?[日天]|按[日天]|日)(?:按|为|付|计)?")  # 逾期付款的，每日万分之五: what else could it be
# 情节严重的, 造成损失的, 如有违反的: conditions that lean on what was said before.
_CONDITION = re.compile(r"(?:^|(?<=[。；，：）])|(?<=\n))[^，。；]{4,}?(?:的|者)，")
_LEANS = re.compile(r"情节|严重|不足|未提前|造成[^，。；]{0,10}(?:损失|损害|后果|影响|伤害|事故)|给[^，。；]{1,6}损失|逾|^超|仍|宽限|上述|前述|前款|以上|此|该|违反|否则|发现|查实|核实|通报|投诉|举报|届满|未满|不满|因[^，。；]{0,4}自身|要求|选择")
_BEHIND_TIME = {events.LATE, events.LATE_PAYMENT, events.DELAY}
_BY_DAY = re.compile(rf"每|按[日天]|逐日|[/／][日天]|[日天](?=[{SHARE}])")
_ASIDE = re.compile(r"（[^（）。；]{0,40}）")  # 六个月托管费（即72000元）的违约金
_AT_LEAST = re.compile(rf"^，?(?:且|并|但|，)?(?:最低|至少)?不(?:得|应)?(?:低于|少于)[^，。；{FIGURES}]{{0,6}}[{FIGURES}]")  # 二十倍且不低于五万元
_MADE_UP_AFTER = re.compile(r"的?(?:标准|比例)?(?:补[缴交足]|予以(?:赔偿|处罚)|赔偿|赔付|处罚|罚款|扣款|扣减|扣除|扣罚)")
_MADE_UP = re.compile(r"(?:赔偿|赔付|偿付|处罚|罚款?|扣罚|补偿|补[缴交足])(?!(?:责任|损失))[^，。；]{0,20}$")


def own_condition(text: str, sentence: Span, at: int) -> bool:
    """Whether the sentence opens with a condition of its own (总监在岗少于22天的，) that is no step of the one before it and points at nothing said."""
    for condition in _CONDITION.finditer(text, sentence.start, at):
        if not _LEANS.search(condition[0]) and not _TIER.match(condition[0]):
            return True
    return False


def told_before(text: str, sentence: Span, at: int) -> bool:
    """Whether the sentence names a breach, or points at one that was said, before an offset."""
    return bool(events.events(text, sentence.start, at))


def _ahead(text: str, sentence: Span) -> Span:
    """The sentence before a sentence, where there is one: the breach may stand there (逾期交付的，给予五日宽限；宽限期满，每日扣收1%)."""
    stop = max(0, sentence.start - 1)
    return Span(max(text.rfind(sign, 0, stop) for sign in "。；\n") + 1, stop)


def is_tier(text: str, before: Span, sentence: Span) -> bool:
    """Whether the words before a figure, in its own stretch between commas or the one ahead of it, set the next step of a scale: 超过30日的部分, 自第11日起."""
    ahead = max(sentence.start, text.rfind("，", sentence.start, max(sentence.start, before.start - 1)) + 1)
    return bool(_TIER.search(text, ahead, before.end))


def is_factor(text: str, at: int) -> bool:
    """Whether the sum at an offset is one factor of a formula: 剩余月数×30元."""
    return bool(_TIMES_BEFORE.search(text, max(0, at - 3), at) or _TIMES_AFTER.match(text, at + 1))


def is_penal(text: str, figure: re.Match[str], sentence: Span, following: bool, first: bool) -> bool:
    """Whether the figure is paid for a breach; `following` another that is, 其余部分每日按千分之二计算 needs no word of penalty."""
    own = parties.segment(text, figure.start(), sentence)
    if _something_else(text, figure, sentence, own) or (not first and _FLOOR_BEFORE.search(text, own.start, figure.start())):
        return False
    if len(figure.group()) > 1 or figure.group() == BLANK or (figure.group() == AMOUNT and not is_factor(text, figure.start())):
        return _sum_is_penal(text, figure, sentence, own, following)
    return _share_is_penal(text, figure, sentence, own, following)


def _something_else(text: str, figure: re.Match[str], sentence: Span, own: Span) -> bool:
    """A cap, a threshold, a reward, a deposit, a fine by law, a measure of service."""
    at, end = figure.span()
    before, around = text[own.start : at], text[sentence.start : sentence.end]
    if _DENIED.search(before):
        return True
    if _LIMIT_BEFORE.search(before) and not re.search(r"以[^，。；]{0,30}$", before):
        return True
    if _RISE.search(before) and not re.search("利率|LPR", before):
        return True
    refund = _REFUND.match(text, end, sentence.end)
    if refund and not re.search(NOUN, refund[0]) and not ("手续费" in refund[0] and any(e.kind == events.EARLY_END for e in events.events(text, sentence.start, at))):
        return True
    if _PRICED.match(text, end, own.end):
        return True
    if _LIMIT_AFTER.match(text, end, sentence.end) or _REACHED.search(before) or _REWARD.search(before):
        return True
    if _SECURITY.search(before) and not re.search(NOUN, text[own.start : own.end]):
        return True
    if "罚款" in around and _STATUTORY.search(around) and not re.search(NOUN, around.replace("罚款", "")):
        return True
    if _CREDIT.search(before) and _OUTAGE.search(around) and not any(e.kind == events.DELAY and e.span.start < at for e in events.events(text, *sentence)):
        return True
    return bool(_OTHER_SUM.search(around)) and not re.search(NOUN, around)


def _sum_is_penal(text: str, figure: re.Match[str], sentence: Span, own: Span, following: bool) -> bool:
    """A sum of money, or a blank, needs its word of penalty next to it."""
    before = text[own.start : figure.start()]
    near = re.search(rf"(?:{NOUN}(?![、及和与]|以及)|赔偿|赔付|偿付|罚(?!息)|处以|加收|扣除?)[^，。；{FIGURES}]{{0,16}}$", before)
    counted = re.search(rf"每(?P<day>[日天逾迟延拖晚超]|个?工作日)?[^，。；]{{0,14}}(?:支付|补偿)[^，。；{FIGURES}]{{0,16}}$", before)
    if not near and told_before(text, sentence, figure.start()) and re.search(rf"(?:按次|一次性)[^，。；]{{0,8}}支付[^，。；{FIGURES}]{{0,6}}$", before):
        return True
    if counted and not near:
        told = {event.kind for event in events.events(text, sentence.start, figure.start())}
        near = counted if told & _BEHIND_TIME or (told and not counted["day"]) else None
    daily = re.search(r"每[^，。；]{0,6}$", before) and (following or re.search(NOUN, text[sentence.start : figure.start()]))
    return bool(near or daily or re.match(rf"[^，。；{FIGURES}]{{0,14}}(?:{NOUN}|承担违约责任)", text[figure.end() : sentence.end]))


def _share_is_penal(text: str, figure: re.Match[str], sentence: Span, own: Span, following: bool) -> bool:
    """A share or multiple needs a word of penalty in its sentence, or one of paying for a delay or an early end."""
    at, end = figure.span()
    ahead, behind = text[sentence.start : at], _ASIDE.sub("", _AT_LEAST.sub("", text[end : sentence.end]))
    further = rf"(?:、[^。；，{FIGURES}]{{0,24}}[{FIGURES}][^，。；]{{0,6}}?)?"  # the second of two rates: 千分之二、…千分之三加收违约金
    if re.match(rf"[^。；{FIGURES}]{{0,36}}?{further}(?:{NOUN}|作为(?:经济)?[补赔]偿|承担(?:相应的?)?违约(?:赔偿)?责任)", behind) or re.search(rf"{NOUN}[^。；]{{0,60}}$", ahead):
        return True
    told = {event.kind for event in events.events(text, sentence.start, at)}
    late = told & _BEHIND_TIME
    by_day = _BY_DAY.search(text, sentence.start, end)
    if late & {events.LATE_PAYMENT, events.DELAY} and _PLAINLY.fullmatch(text[sentence.start : at].rpartition("，")[2]) and re.match(r"[。；，]|$", behind):
        return True
    if events.RETURN in told and by_day and re.match(r"计?收|支付", behind):
        return True
    if late and re.search(_INTEREST, text[sentence.start : sentence.end]):
        return True
    if following and by_day and (late or bases.base(text[own.start : at]) == "overdue_amount"):
        return True
    if following and is_tier(text, Span(own.start, at), sentence) and (by_day or re.search(rf"{_VERB}[^，。；]{{0,20}}$", ahead)):
        return True
    if text[at] == MULTIPLE and _MADE_GOOD.match(behind) and bases.base(text[own.start : at]):
        return True
    carried = not told and by_day and {event.kind for event in events.events(text, *_ahead(text, sentence))} & _BEHIND_TIME
    if carried and text[at - 1] in "日天" and re.match(r"[。；，]|$", behind):
        return True
    if carried and (re.search(rf"{_VERB}[^，。；]{{0,20}}$", ahead) or re.match(rf"[^，。；]{{0,6}}{_VERB}", behind)):
        return True
    if text[at] == MULTIPLE and own_condition(text, sentence, at) and re.match("退还|返还", behind):
        return True
    leaning = _CONDITION.search(text, sentence.start, at) and events.events(text, *_ahead(text, sentence))
    if leaning and re.search(r"(?:加收|另付|另加)[^，。；]{0,6}$", text[own.start : at]):
        return True
    if (told or leaning or own_condition(text, sentence, at)) and (_DEDUCTED.search(text, own.start, at) or ((not late or not by_day) and (_MADE_UP.search(text, own.start, at) or _MADE_UP_AFTER.match(behind)) and bases.base(text[own.start : at]))):
        return True
    verb = re.search(rf"{_VERB}[^。；]{{0,40}}$", ahead) or re.match(rf"[^。；{FIGURES}]{{0,24}}?{_VERB}", behind)
    return bool(verb and ((late and by_day) or events.EARLY_END in told))
