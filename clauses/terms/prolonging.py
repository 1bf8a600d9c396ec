"""How long a renewal lasts, and how many times there may be one; and the words by which contracts speak of renewing.

A flat text and the sentences of a renewal come in; fields of `renewal` go out. Whether there is a renewal at all is read in
`renewal`.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from clauses.model import Span
from clauses.terms.words import DURATION, Words, months

# Words that mean to renew, whatever they stand with; and words that also put off a delivery or a payment.
RENEW = r"(?:(?<![继手连持后陆存延])(?:续展|续期|续签|续约|续订|续租|续聘|续费|续保|续借|续会|续延|续存|续购|续用)|继续承租|继续租(?!金))"
PROLONG = r"(?:顺延|展延|再延(?!误|迟)|延续|延长|延期|延展|展期|继续有效|继续生效|继续履行|继续执行|继续租|继续承租|继续合作|继续使用|继续存续)"
ANY = rf"(?:{RENEW}|{PROLONG})"
_LENGTH = re.compile(
    rf"(?:每次|每期|每一次|各次)(?:自动)?(?:{ANY})?(?:的)?(?:服务|合同|有效|租赁|合作)?(?:期限|周期|期间|期|时长|时间)?(?:均|各)?(?:为|是|：)?(?P<a>{DURATION})"
    rf"|(?:{ANY}|自动延|期延|继续有效|继续适用|再续|续)(?:的)?(?:一次)?(?:，)?(?:本|原)?(?:合同|协议|服务|租赁|合作|授权|有效|劳动合同)*(?:有效期限?|期限|周期|期间|租期|期|时长|时间|效力|年限)?(?:也|均|各|同|仍|亦|再)?(?:为|是|：|至|到)?(?:期|下)?(?:一个)?(?P<b>{DURATION})(?!(?:之)?前|以上|后)"
    rf"|(?:{ANY})[^。；前]{{0,24}}?(?:有效期限?|期限|周期|租期|期|时长)(?:也|均|各|同|仍)?(?:为|是|：)(?P<c>{DURATION})(?!(?:之)?前)"
    rf"|(?:{ANY})[^。；]{{0,6}}?，(?:每次|续展期|续约期|续期|顺延期|延长期|续租期|续签期|新的)?(?:限|期)?(?:为期|期限为?|期限均为|为)?(?P<d>{DURATION})(?!(?:之)?前|内|后)"
    rf"|(?:以|按)(?P<e>{DURATION})为(?:一个?)?(?:周期|期|续)|(?:进入|转入|顺延|延续|续期|续)(?:至|到|为)?下(?:一个?)?(?P<f>{DURATION})"
)
_SPELLED = (
    (re.compile(r"逐年|[一1壹]年[一1壹][签续]|(?:按年|每年)[^，。；]{0,12}扣|(?:自动)?按年(?:自动)?(?:续|顺延|延续|延展)|下一(?:个)?(?:合同|服务|自然|会员|租赁|合作)?年(?!度计划)|每年(?:自动)?(?:续|顺延|延)|(?:续|顺延|延长|延续)(?:签|期|约|展|租)?(?:下)?一(?:个)?年度?"), 12),
    (re.compile(r"逐月|[一1壹]月[一1壹][签续]|(?:按月|每月)[^，。；]{0,12}扣|按月(?:自动)?(?:续|顺延|延续|延展)|下一?个?(?:自然)?月|次月|每月自动续|(?:连续)?包月(?:自动)?续|(?:续|顺延|延长)(?:期|约|费)?一(?:个)?月"), 1),
    (re.compile(r"按季(?:度)?(?:自动)?(?:续|顺延|延续|延展)|下一(?:个)?季度|(?:续|顺延|延长)(?:期|约|签)?一(?:个)?季度?"), 3),
    (re.compile(r"(?:续|顺延|延长|延续)(?:期|约|签|展|租)?半年"), 6),
)
_SAME = re.compile(r"(?:期限|有效期|服务期|期间|周期|时间)(?:与[^，。；]{0,20})?(?:相同|一致|同前|不变)|相同(?:的)?(?:期限|周期|服务期|有效期)|同等(?:期限|时长)|原(?:合同|协议)?期限")
_UNLIMITED = re.compile(
    r"不以[^，。；]{0,6}次数?为限|(?:次数|期数)?(?:不受|不作|无|不设|没有)(?:任何)?(?:次数|期数)?(?:的)?限制?(?=[，。；）\n]|$)|次数不限|不限次数?|(?:以|依|依次|据)此类推|(?:多次|反复|连续|无限次?|无限期)(?:地)?(?:自动)?(?:顺延|续|延|滚动)"
    r"|可多次|循环(?:往复|续|顺延|进行|延|使用|适用|执行|(?=[，。；]|$))|滚动(?:续|顺延|延)|此后(?:亦|均|也|每)[^，。；]{0,8}(?:同|此|续|延)|以后(?:亦|均|也|每)[^，。；]{0,10}(?:同|此|续|延)|逐年(?:自动)?(?:续|顺延|延)|依此(?:顺延|延续|循环|续)|往后类推|(?:续[^，。；]{0,4}(?:届满|期满|到期)[^，。；]{0,3}|此后|以后|其后)(?:亦|也|均)同|亦复?如[此是]|(?:此后|以后|嗣后|其后)[^，。；]{0,4}(?:仿此|照此|依此|如此|准此)|重复(?:继续|顺延|延)|直[至到][^，。；]{0,20}(?:终止|取消|书面|关闭|解除|提出|签订)"
)
_TIMES = r"[一两二三四五1-5壹贰叁]次(?!性)"
_LIMITED = re.compile(
    rf"(?:仅|只|最多|至多|不(?:得)?超过|限)(?:可|能|得|以|限|再)?(?:自动)?(?:{ANY})?{_TIMES}|(?:{ANY})(?:合同|协议|期限)?(?:以|限|最多|至多|不(?:得)?超过)*{_TIMES}|(?:{RENEW})(?:选择)?权{_TIMES}|(?:享有|拥有|有|行使){_TIMES}(?:{RENEW})|以{_TIMES}为限|次数(?:最多)?(?:不超过|为(?!限)|以)"
    rf"|续(?:期|展|约|签|租)期?(?:届满|期满|到期)[^。；续]{{0,12}}(?:终止|不再)|最长[^，。；]{{0,8}}不(?:得|应)?超过{DURATION}|(?:累计|合计|总)[^，。；]{{0,14}}?(?:最长|最多)?(?:不得?超过|不应超过|最长|最多|以){DURATION}"
)
_NO_LIMIT = re.compile(r"不限|不以|不受|无限|无(?:次数)?限制")


def length(flat: Words, home: list[Span]) -> tuple[dict[str, Any], Span] | None:
    """How long each renewal lasts, where a length is told in its sentences or just behind them."""
    start, end = min(s.start for s in home), min(len(flat.text), max(s.end for s in home) + 60)
    for found in _LENGTH.finditer(flat.text, start, end):
        at = next(found.start(g) for g in "abcdef" if found.group(g))
        if (told := months(flat.value(at))) and not re.search(r"超过|最长|不多于", found.group()):
            return told, Span(found.start(), found.end())
    for pattern, count in _SPELLED:
        if spelled := pattern.search(flat.text, start, end):
            return {"months": Decimal(count)}, Span(spelled.start(), spelled.end())
    return None


def times(flat: Words, auto: bool) -> tuple[dict[str, Any], Span] | None:
    """Whether there may be any number of renewals: `unlimited`. What must be agreed anew each time is unlimited by nobody's words."""
    limited, unlimited = _LIMITED.search(flat.text), _UNLIMITED.search(flat.text)
    if auto and unlimited and (limited is None or _NO_LIMIT.search(unlimited.group())):
        return {"unlimited": True}, Span(*unlimited.span())
    return ({"unlimited": False}, Span(*limited.span())) if limited else None
