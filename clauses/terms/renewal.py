"""Renewal: what happens when the time is over. How long the contract runs is read in `duration`.

A passage comes in; out comes at most one `renewal`. A delivery that is put off, a day of payment that a holiday moves and
a clause that merely speaks of renewing are no renewal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from clauses.model import Reading, Span
from clauses.terms.passage import Passage
from clauses.terms.prolonging import ANY, RENEW, length, times
from clauses.terms.words import DURATION, Words, notice, side, subject, words

_GATE = re.compile(r"续|顺延|延长|延期|延展|延续|展期|期满|届满|到期|期限满|优先承租|优先租|自动扣|自动更新|延展")

_EXPIRY = re.compile(r"(?<!宽限)期满|(?<![付货房工]期限)(?<!支付期限)(?<!履行期限)届满|到期|期限满|满期|有效期结束|期限结束|合同终止前|期末|届时满|首期|初始(?:服务|合同)?期|期限[^。；]{0,12}，(?:此后|其后|之后)")
_PUT_OFF = re.compile(
    r"相应(?:地)?(?:顺延|延长|延期|延展)|工期|竣工|完工|施工|交货|交付|交房|供货期|发货|收货|提货|付款|支付|还款|投放|发布|上线|开通时限|验收|质保|保修|质量保证|保质"
    r"|节假日|假日|休息日|节日|非工作日|免租|答复|审核期|整改|履行期限顺延|时限顺延|时间顺延|日期顺延|日程|不可抗力|保密"
)
_DELAYED = re.compile(r"(?:报价|投标|要约)的?有效期|延误|不可抗力|停工|暂停|迟延|耽误|故障|中断")
_NOT = r"(?:不会|不再|不予|不得|并不|均不|不能|不可|不应|不|未经[^，。；]{0,14}不(?:得|能|可)?|未开通|未开启|未选择|未勾选|无|没有|非|无法|不存在|不支持|不提供|不含)"

_NEVER = re.compile(rf"{_NOT}(?:进行|予以|被|为|将|作|[^，。；]{{0,12}}?(?:开启|开通|设置|启用|设定|采用|勾选|默认|约定|要求|主张|强制)[^，。；]{{0,8}}?)?自动(?:进行|予以)?(?:{ANY}|扣款|扣费|扣划|更新|延)|自动(?:{ANY})(?:的|之)?(?:约定|条款|规定|功能|机制|安排|服务)?(?:[^，。；]{{0,8}})?(?:不适用|不生效|予以删除|被删除|排除)|不(?:得|应|能)?(?:据此|因此)?(?:视(?:为|同|作)|构成)[^，。；]{{0,12}}?(?:{ANY})")
_SWITCH = re.compile(r"(?:关闭|取消|停用|终止|解除|关掉|撤销|退订|停止|开通|开启|选择|勾选|设置)(?:了|已|该|的|此|上述|本|会员|套餐|服务|订阅){0,3}自动(?:续|扣)")
_AUTO = re.compile(
    rf"(?:订阅|会员|套餐|合同|协议|服务期|许可)[^，。；]{{0,20}}自动更新(?!至|软件|系统)|自动(?:予以|进行|按[^，。；]{{0,16}}|向后|再|逐年|逐月|滚动|循环|为[^，。；]{{0,8}}|将[^，。；]{{0,8}}|以[^，。；]{{0,12}}|依次)?(?:{ANY}|续|转入下|进入下|转为下|更新为下|重新生效)"
    rf"|自动[^，。；]{{0,16}}?(?:扣款|扣费|扣划|扣取|扣除|划扣|收取|支付)[^。；]{{0,30}}?(?:续|下一|下个|次月|延长)|默认(?:自动)?(?:为)?(?:{ANY}|(?:转入|进入)下)|(?:将|会)(?:按[^，。；]{{0,24}})?(?:为|替|给|帮)[^，。；办协请申]{{1,6}}?{RENEW}"
    rf"|(?:扣费|扣款|划扣|代扣)(?:成功)?后?，?[^，。；]{{0,12}}?(?:{ANY})"
    r"|(?:视(?:为|同|作)|转为|成为)不定期|自动转为[^，。；]{0,12}(?:计费|计收|收费|资费|按月)|(?:扣取|扣除|代扣|扣收|划扣)[^，。；]{0,6}下(?:一|个|期)[^，。；]{0,8}(?:费|款)"
    rf"|(?<!不)(?<!不得)(?<!不应)视(?:为|同|作)(?!放弃|不|拒绝|未|自动放弃|无)[^，。；]{{0,24}}?(?<!放弃)(?<!不再)(?<!不)(?<!优先)(?:{RENEW}|顺延|延续|延期|延长|继续有效|继续履行|重新签订)"
    rf"|(?:逐年|逐月|逐次|逐期|按年|按月|按季|依次)(?:自动)?(?:{RENEW}|顺延|延续|延展|递延)"
)
_SILENCE = re.compile(
    r"(?:未|没有|均未|皆未|不|从未)(?:在[^，。；]{0,16}|于[^，。；]{0,16}|以书面[^，。；]{0,6}|再|曾|书面|向[^，。；]{0,8}|[按依][^，。；]{0,10}|就[^，。；]{0,12}|及时|如期|事先|提前|预先|收到[^，。；]{0,12}|有任何一方|任何一方|通过[^，。；]{0,8}|主动|另行|明确){0,4}"
    r"(?:提出|提|通知|表示|作出|发出|告知|声明|反对|要求|收到|申请|书面|送达|送交|致函|寄送|另函|发函|办理|变更|取消|退订|退租|解约|签订|签署|达成一致)|无(?:书面|任何|其他|另行|不同|反对|终止)?(?:异议|意见|变更|通知|争议)|无(?:任何)?一方|均无|未(?:有|提)异议|没有(?:任何)?异议"
)
_SILENCE_ON_RENEWING = re.compile(rf"(?:提出|申请|通知|要求|表示|收到|办理)[^，。；]{{0,12}}(?<!不)(?<!不再)(?<!不予)(?:{RENEW}|继续|延长|延期)")
_UNLESS = re.compile(r"除非[^。；]{0,60}?(?:终止|不再|不续|不予|解除|异议|停止|取消|不同意|反对|拒绝)[^。；]{0,20}，")
_AT_ONCE = re.compile(rf"(?:的|者|时)?(?:则|即|得|便)[^，。；可]{{0,10}}?{ANY}")
_GOES_ON = re.compile(rf"(?<!不)(?<!不再)(?<!不予)(?<!不得)(?<!放弃)(?<!优先)(?:{ANY}|自动延|继续(?:适用|沿用|计费|收费|计收)|(?:合同|协议|有效期|期限|租期)延|(?:按照?|依照?)(?:本|原)(?:合同|协议)[^，。；]{{0,8}}(?:执行|履行))")

_PRIORITY = re.compile(r"优先(?:承租|租赁|续租|续约|续签|续订|续展|续期|合作续约|签约|使用续约|续聘)(?:权|的权利)?|优先(?:获得|享有|取得)?[^，。；]{0,6}(?:续租|续约|续签|续订)|" + rf"{RENEW}(?:的)?优先权|(?:享有|拥有|具有)[^，。；]{{0,6}}{RENEW}(?:的)?(?:选择)?权")
_CONSENT = (
    r"(?:协商|商议|洽商|商定|另行|重新|书面同意|同意|申请|如需|若需|需要|需|希望|有意|愿意|意愿|意向|拟|欲|要求|应|须|可|签订|签署|签定|订立|办理|达成|手续|双方|决定|协议|按[^，。；]{0,10}政策|手动|自行|及时)"
)
_ASKED = re.compile(rf"(?:有权|接受|批准)[^。；]{{0,24}}?(?<!自动)(?<!不){RENEW}|{_CONSENT}[^。；]{{0,24}}?(?<!自动)(?:{RENEW}|继续承租|继续租|继续合作|继续使用|继续履行|展期|(?:延长|续)(?:租|合同|协议|服务|合作|授权|使用|借款|贷款|有效|期限|[一两二三四五1-5]次|{DURATION})|延期|继续聘用)|将[^，。；]{{0,8}}(?:合同|协议|期限?|租期)[^，。；]{{0,4}}延长|(?<!不)(?<!不再)(?<!未)(?<!不予){RENEW}[^。；]{{0,30}}?{_CONSENT}|(?:延长|延期|展期)[^。；，]{{0,14}}(?:协商|申请|同意|协议)|(?:同意|协商一致)[^，。；]{{0,12}}?(?:延长|延期)|(?:同意|批准|协商一致|书面确认)[^。；]{{0,40}}?(?:可以?|得|方可)(?:再|予以)?(?:延长|延期|延展|顺延|延续)")
_ANEW = re.compile(r"(?:另行|重新|另)(?:协商)?(?:签订|签署|签定|订立|签)[^，。；]{0,10}?(?:合同|协议)")
_ENDS = re.compile(
    r"(?:期满|届满|到期|期限满|满期|期限结束)(?:后|时|之日|之时|之日起|日|之后|当日|而|即)?(?:，[^。；，]{0,8}未[^。；，]{0,16})?，?(?:且|则)?"
    r"(?:[^，。；未]{0,12}?(?:将|应|均)?(?:自动|自行|自然|即行|即告|随即|当然|随之)(?:终止|失效|解除|结束|终结|停止)"
    r"|(?:双方|本|该|上述|原)?(?:框架|租赁|服务|补充|授权|劳动|合作|委托|借款|采购)?(?:合同|协议|合约|授权|许可|委托|租赁关系|合作关系|劳动关系)?(?:的?效力|关系)?(?:将|应|均)?(?:立即|即|也即|亦)?(?:终止|失效|终结))"
)
_NOT_THE_CONTRACT = re.compile(r"质保|保修|质量保证|保质期|维保期满后质保|积分|优惠券|代金券|卡券|余额|证书|试用|保密期|冷静期|宽限|密码|履约保函|保函")
# Papers and securities that run out and are renewed on their own: no word about the contract.
_PAPERS = re.compile(rf"(?:保函|保单|保险|许可证|执照|证照|资质|证书|牌照|备案|商标|专利)(?![^，。；]{{0,10}}(?:合同|协议))[^。；]{{0,40}}?{RENEW}|{RENEW}[^，。；]{{0,6}}(?:保函|保单|保险|许可证|执照|证照|资质|证书|牌照)")
_NO_MORE = re.compile(rf"(?:期满|届满|到期)(?:后|时)?，?[^。；，]{{0,12}}(?:不再|不予|不){RENEW}(?![^。；，]{{0,3}}的)(?!之)[^。；]{{0,6}}$")
_UNRENEWED = re.compile(rf"未(?:能|及时|按时|按期|办理|主动)*{RENEW}[^。；]{{0,24}}?(?:终止|停止|失效|关闭|释放|注销|停机|暂停|收回|解除|清空|删除)")
_DECLINED = re.compile(rf"视(?:为|同|作)[^，。；]{{0,8}}?(?:放弃|不再?|拒绝|无意|不予|不同意)[^，。；]{{0,4}}?(?:{RENEW}|展期|延期|延长)")
_OPEN_OFFER = re.compile(r"(?:是否|如不|若不|如果不|不再|任何一方|一方|除非|如|若)")

_TELL = r"(?:通知|提出|申请|告知|声明|表示|异议|要求|取消|关闭|退订|知会|函告|答复|解约|反对|书面|告之|提交|发出|送达|拒绝|报告|递交|来函|申明|说明|联系|确认|书面接受|书面同意|操作|办理(?=[^，。；]{0,4}[续退停]))"
_TOLD = re.compile(
    rf"(?:提前|提早|预先)(?:至少|不少于|不低于|不晚于|不得少于|不短于|最少)?(?P<a>{DURATION})"
    rf"|(?:期满|届满|到期|期满日|届满日|到期日|届满之日|期满之日|终止|终止日|结束|结束日|期限满|满|期|日|截止|扣费|扣款|续费|续订|续期|续约|划扣)(?:日|之日|时)?(?:的)?(?:之)?前(?:的)?(?:至少|不少于|不晚于|不迟于|最少|提前)?(?P<b>{DURATION})"
    rf"|(?:期满|届满|到期|期满日|到期日|届满日|届满之日|期满之日|到期之日|终止日|终止|结束)(?:的)?(?:至少|不少于)?(?P<c>{DURATION})(?:之)?(?:以)?前"
    rf"|(?:至少|不少于|不迟于|不晚于)(?:在|于)?[^，。；]{{0,14}}前(?P<d>{DURATION})"
    rf"|以(?P<e>{DURATION})之?前[之的]?(?:书面)?通知"
)
_OF_PRICES = re.compile(r"(?:价格|资费|费用|租金|费率|单价|标准|规则)[^，。；]{0,8}(?:调整|变动|变更|上涨|上调|修改)")
_ACT_AFTER = re.compile(rf"{_TELL}|扣款|扣费|扣取|划扣|协商|支付|缴纳|交纳|付清|提醒|商议|洽商|商谈|面议")
# A time by which the parties have to begin to talk, or to have signed, where nothing renews by itself.
_MUST = re.compile(r"(?:应当?|须|需|必须)(?:至少|不迟于|不晚于|在|于)?$")
_MUST_BEGIN = re.compile(rf"(?:以|之)?[内前]?，?(?:双方|甲乙双方)?(?P<must>应当?|须|必须|需)?[^，。；{DURATION}]{{0,14}}?(?:协商|商议|洽商|谈判|磋商|另订|续签|续约|(?:另行|重新)?(?:签订|订立|签署))")


def read(passage: Passage) -> Iterator[Reading]:
    """The renewal that the passage agrees on, where there is one.

    `auto` tells whether it comes by silence; `notice_*` the notice that stops it or, where it must be asked for, asks for
    it; `months` (`days`) how long each renewal lasts, absent where it is as long as before or nothing is said.
    """
    if not _GATE.search(passage.text):
        return
    flat = words(passage)
    auto = _automatic(flat)
    agreed = [] if auto else _agreed(flat)
    cues = auto or agreed
    if not cues:
        return
    values: dict[str, Any] = {"auto": bool(auto)}
    reach = [*cues]
    home = [flat.sentence(c.start) for c in cues]
    for found in (_notice(flat, home, bool(auto)), length(flat, home), times(flat, bool(auto))):
        if found:
            values |= found[0]
            reach.append(found[1])
    if not auto and (by := _asker(passage, flat, agreed)):
        values["by"] = by
    yield Reading(type="renewal", values=values, span=flat.source(min(s.start for s in reach), max(s.end for s in reach)))


def _automatic(flat: Words) -> list[Span]:
    """The words by which silence renews."""
    found: list[Span] = []
    switches: list[Span] = []
    expiring = False
    for sentence in flat.sentences:
        text = flat.text[sentence.start : sentence.end]
        expiring = expiring or bool(_EXPIRY.search(text))
        refused = [m.span() for m in _NEVER.finditer(text)]
        for cue in _AUTO.finditer(text):
            if any(a <= cue.start() < b for a, b in refused) or not _of_contract(cue.group(), text, cue.start(), expiring):
                continue
            switched = any(m.start() <= cue.start() < m.end() for m in _SWITCH.finditer(text))
            (switches if switched else found).append(Span(sentence.start + cue.start(), sentence.start + cue.end()))
        if (hush := _by_silence(text, expiring)) and not refused:
            found.append(Span(sentence.start + hush.start, sentence.start + hush.end))
    return found or ([] if _NEVER.search(flat.text) else switches)


def _by_silence(text: str, expiring: bool) -> Span | None:
    """未提出异议的，合同继续有效: nobody speaks and it goes on, though the word 自动 is not there."""
    for hush in (*_SILENCE.finditer(text), *_UNLESS.finditer(text)):
        comma = text.find("，", hush.start()) if hush.group()[:2] != "除非" else hush.end() - 1
        if at_once := _AT_ONCE.match(text, hush.end()):  # 双方无异议得按原条件续租一年
            comma = at_once.start()
        if comma < 0 or (hush.group()[:2] != "除非" and _SILENCE_ON_RENEWING.search(text, hush.start(), comma)):
            continue
        goes = _GOES_ON.search(text, comma)
        if goes and _of_contract(goes.group(), text, goes.start(), expiring) and not re.search(r"另行|协商|重新|不得|可以?(?:申请)?$", text[comma : goes.start()]):
            return Span(hush.start(), goes.end())
    return None


def _of_contract(cue: str, text: str, at: int, expiring: bool) -> bool:
    """True where what is prolonged is the contract: 顺延 and its like also put off deliveries and payments."""
    if re.search(rf"{RENEW}|自动更新|扣取|扣除|代扣|扣收|划扣", cue):
        return True
    clause = text[max(0, text.rfind("，", 0, at) + 1) : (text.find("，", at) + 1 or len(text) + 1) - 1]
    if _PUT_OFF.search(clause) or _DELAYED.search(text, 0, at):
        return False
    return expiring or bool(re.search(r"下一|合同|协议|本约|租约|合约|有效期|租期|服务期", clause))


def _agreed(flat: Words) -> list[Span]:
    """The words by which a renewal must be agreed anew, or by which all ends with the time."""
    found: list[Span] = []
    expiring = papers = False
    for sentence in flat.sentences:
        text = flat.text[sentence.start : sentence.end]
        here = bool(_EXPIRY.search(text))
        expiring = expiring or here
        if _PAPERS.search(text) or (papers and not here):
            papers = True
            continue
        cues = [*_NEVER.finditer(text), *_DECLINED.finditer(text), *_PRIORITY.finditer(text), *(_UNRENEWED.finditer(text) if expiring else ())]
        if expiring or re.search(rf"{RENEW}|延长(?:期限)?{DURATION}", text):
            for cue in _ASKED.finditer(text):
                if _is_asked(cue, text, expiring):
                    cues.append(cue)
        if here:
            cues += [m for m in _ANEW.finditer(text) if not _NOT_THE_CONTRACT.search(text)]
            cues += [m for m in _ENDS.finditer(text) if not _NOT_THE_CONTRACT.search(text, max(0, m.start() - 8)) and not text.startswith(("的，", "时，", "者，"), m.end())]
            cues += [m for m in _NO_MORE.finditer(text) if not _OPEN_OFFER.search(text, 0, m.end())]
        found += [Span(sentence.start + c.start(), sentence.start + c.end()) for c in cues]
    return found


def _is_asked(cue: re.Match[str], text: str, expiring: bool) -> bool:
    """True where a renewal must be asked for or agreed; a word of prolonging also needs an end in sight."""
    if re.search(RENEW, cue.group()):
        named = re.search(RENEW, cue.group())
        assert named is not None
        strong = expiring or re.search(rf"协商|另行|重新|同意|申请|书面|优先|手续|如需|若需|需要|选择|决定|方可|考[核评]|次|{DURATION}", text[max(0, cue.start() - 8) : cue.end() + 24])
        after = text[cue.start() + named.end() :][:8]
        mentioned = re.match(r"(?:(?:合同|协议|服务|手续)?(?:之)?时|的?(?:保费|费用|价格|报价|资费|价款|款项)|期(?!限|为|间|\d)|后|的通知|有关|等)", after) and not re.search(r"协商|另行|重新", cue.group())
        return bool(strong) and not mentioned and "有关" not in text[max(0, cue.start() - 4) : cue.end()]
    told = expiring or (re.search(rf"延长(?:期限)?{DURATION}", text) and re.search(r"(?:有效|合作|服务|租|合同|协议|授权|承包|经营)期", text) and not _DELAYED.search(text))
    return bool(told) and not _PUT_OFF.search(text[max(0, text.rfind("，", 0, cue.start()) + 1) : cue.end()])


def _notice(flat: Words, home: list[Span], auto: bool) -> tuple[dict[str, Any], Span] | None:
    """The notice that stops the renewal or asks for it; a time at which the parties talk is no notice."""
    near = [s for s in flat.sentences if any(abs(_distance(s, h)) <= 1 for h in home)]
    ranked = sorted(near, key=lambda s: s not in home)
    for sentence in ranked:
        if sentence not in home and not re.search(r"续|顺延|延长|期满|届满|到期|自动", flat.text[sentence.start : sentence.end]):
            continue
        for told in flat.all(_TOLD, sentence):
            at = next(told.start(g) for g in "abcde" if told.group(g))
            act = _ACT_AFTER.search(flat.text, at, min(sentence.end, at + 60))
            if (act and act.group()[:2] != "书面" and "报价" in flat.text[at : min(sentence.end, act.end() + 8)]) or _OF_PRICES.search(flat.text, flat.text.rfind("，", sentence.start, told.start()) + 1, told.start()):
                continue
            if not auto and (begun := _MUST_BEGIN.match(flat.text, at + 1, sentence.end)) and (begun["must"] or _MUST.search(flat.text, sentence.start, told.start())):
                return notice(flat.value(at)), Span(told.start(), begun.end())
            if act and re.compile(_TELL).match(flat.text, act.start()):
                return notice(flat.value(at)), Span(told.start(), act.end())
            if not act and re.search(rf"{_TELL}[^，]{{0,12}}$", flat.text[sentence.start : told.start()]):
                return notice(flat.value(at)), Span(told.start(), told.end())
    return None


def _distance(sentence: Span, home: Span) -> int:
    """0 for the same sentence, 1 for a neighbour, 2 for any other."""
    if sentence == home:
        return 0
    return 1 if -2 <= sentence.start - home.end <= 2 or -2 <= home.start - sentence.end <= 2 else 2


def _asker(passage: Passage, flat: Words, cues: list[Span]) -> str | None:
    """The side that may ask for the renewal, where only one may."""
    for cue in cues:
        sentence = flat.sentence(cue.start)
        comma = max(sentence.start, flat.text.rfind("，", 0, cue.start))
        if re.search(r"协商|双方|(?<!决定)(?<!选择)是否|不得[^，。；]{0,20}自动|视为|视同|终止|失效|结束|解除|经[^，]{0,14}(?:同意|合格|确认|批准|考核|审[核查])", flat.text[comma : cue.end]):
            continue
        who = side(passage, flat.text[comma : cue.end]) or side(passage, flat.text[sentence.start : cue.start]) or subject(passage, flat.source(cue.start, cue.end).start)
        if who in ("customer", "carrier"):
            return who
    return None
