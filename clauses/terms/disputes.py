"""Where disputes go, and under which law: jurisdiction and governing law.

A passage comes in; out come its forums: each court or arbitral body that is agreed on, one that is chosen among several
printed ones, or the fact that none was chosen. Court costs, enforcement and clauses that merely name 争议解决条款 are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from clauses.library import BUNDLED
from clauses.library.document import read as document
from clauses.model import Reading, Span
from clauses.terms.choice import chosen
from clauses.terms.passage import Passage
from clauses.terms.seat import SEAT_WORDS, seats
from clauses.terms.words import BLANK, Words, side, words

_GATE = re.compile(r"法院|仲裁|诉讼|起诉|争议|纠纷|分歧|适用|管辖|法律")
_DISPUTE = re.compile(r"争议|纠纷|分歧|争端|争执|协商|管辖|调解")
# Sentences that speak of courts without agreeing on one: enforcement, what holds meanwhile, costs.
_ASIDE = re.compile(
    r"强制执行|申请执行|申请[^，。；]{0,20}执行|保全|破产|失信|(?:仲裁|诉讼|争议)(?:或|、|和|及|/)?(?:仲裁|诉讼|解决|审理)?(?:进行)?(?:期间|过程中|中，)|^[^，]{0,12}(?:仲裁|诉讼|律师)费|与[^，]{1,8}无关|自行(?:负责|处理|解决|承担|应诉)"
)
_ACT = r"起诉|诉讼(?!费|时效|期间|请求|文书|材料|代理)|管辖|审理|裁决|裁判|判决|解决|处理|受理|提起|诉至|诉诸|审判|申诉|打官司|控?告(?!知|之)|涉讼"
_ACTS = re.compile(_ACT)
_COURT = re.compile(r"(?:基层|中级|高级|最高)?人民法院|(?:互联网|知识产权|金融|海事|铁路运输)?法院")
_OTHER_BUSINESS = re.compile(
    r"(?:的)?(?:(?:生效|终审|最终|有效)(?:的)?)?(?:(?:判决|裁定|裁决)(?!解决|处理|$|[，。；）])|认定|宣告|调解书|判令|命令|要求|传票|通知|公告|查封|冻结|纳入|依法宣告|依法认定|确认|查询|调查|强制|拍卖|出具|作出|申请(?!仲裁|解决|诉讼|裁决|审理))"
)
_TOWARDS = re.compile(
    r"向|(?<!除|过)[去上](?=[^，。；]{0,24}法院)|(?<!所)在|至(?!少)|交由|(?<!自)由|提交|提请|诉诸|到|以|选择|约定|确定|服从|接受|归|属于?|为|是|：|请求|申请|报请|交|依法|同意|任何一方(?!所|住)|均(?:有权|可|应)|应当?|，|送|则|起诉(?!方|人|一方)|诉讼"
)
_PLACE_ONLY = re.compile(
    rf"(?:向|在|(?<!自)由|至|到|以)(?P<place>[^，。；：]{{1,24}}?(?:{SEAT_WORDS}))(?:的)?(?:依法)?(?:提起诉讼|起诉|提出诉讼|诉讼|进行诉讼|管辖|司法机关)"
    rf"|(?:管辖|诉讼)(?:法院|地|地点)?(?:为|是|：|在)(?P<seat>[^，。；：]{{1,24}}?(?:{SEAT_WORDS}))"
)
_SUIT = re.compile(
    r"(?:通过|采取|采用|以|用|经|选择|寻求)[^，。；]{0,8}(?:诉讼|司法|法律(?=途径|程序|手段))(?:的)?(?:方式|途径|程序|手段|渠道)?(?:来|予以|加以|进行)?(?:解决|处理)"
    r"|(?:依法|可以?|有权|直接|均可|自行)(?:提起|提出|进行)?(?:民事)?(?:诉讼|起诉)(?!费|期间|时效)|提起(?:民事)?诉讼(?!费|的)|(?:诉讼|司法)解决"
)
_OFFERED = re.compile(r"(?:委员会|仲裁院|中心)(?:或者?|、|/)者?$")
_NAME_LENGTH = 60  # characters: no name of a court or an arbitral body is longer
_REFUSED = re.compile(r"(?:(?:不得|不可以?|不再|无权|排除|放弃|不应)(?!撤销|变更)(?![^，。；]*(?:解决|达成|协商))[^，。；]{0,10}|不)$")
_BODY = re.compile(
    r"仲裁(?:委员会|院|中心|委(?!员)|机构|机关|部门|协会)(?:(?:[\u4e00-\u9fff]{2,8}?)(?:分会|分院|仲裁中心))?"
)
_NOT_SENT_TO = re.compile(r"(?:的)?(?:机构)?(?:仲裁)?(?:程序)?(?:暂行)?规则|的裁决|(?:签发|出具|提供|要求|命令)")
_NAME_BEGINS = re.compile(
    r"提交|提请|递交|交付|交由|送交|报请|提起|提出|申请|诉诸|请求|选择|选定|指定|约定|同意|通过|有权|可以|均可|应当|依法|统一|向|(?<!自)由|至|到|给|(?<!所)在(?!线)|于|为|是|[，：；。（]|或者|或"
)
_NAMELESS = re.compile(
    r"(?:的|该|本|此|上述|前述|当地|本地|具?有管辖权的?|相关|有关|法定|国家|约定|双方|相应|任何|其他|一方|某|一家|设立|所在地|劳动|有权|任一|合法|专业|第三方|独立|共同|仲裁|依法|中国|地方|上级|一致)*"
)
_OF_DISPUTES = re.compile(r"仲裁|裁决|争议|纠纷|争端|分歧")
_RULES_OF = re.compile(r"(?:按照?|依照?|依据|根据|适用|采用)(?:当时|届时)?$")
_ARBITRATE = re.compile(
    r"(?:提交|提请|申请|提起|交付|递交|诉诸|通过|采取|采用|以|用|进行|(?<!自)由|选择|向)[^，。；]{0,16}仲裁(?!费|期间|裁决|规则|员|条款|语言|协议|时|法|程序|庭)"
    r"|仲裁(?:方式|途径)?(?:来|予以)?(?:解决|处理)"
)
_SEAT_OF_ARBITRATION = (
    re.compile(r"仲裁(?:的)?(?:地点|庭所在地|开庭地点|开庭地|所在地|地)(?:应)?(?:当)?(?:在|设在|位于|于|选择在|为|是|：|(?<=地点)|(?<=地)(?=[\u4e00-\u9fff]{2,8}(?:[，。；]|$)))（?(?P<place>[^，。；（）：]{1,24})"),
    re.compile(r"仲裁(?:庭审|审理|程序|活动)?(?:应)?(?:当)?(?:将)?(?:在|于)（?(?P<place>[^，。；（）]{1,24}?)）?(?:以[^，。；]{1,6})?(?:进行|举行|开庭|仲裁)"),
    re.compile(r"(?:仲裁员|仲裁庭)[^，。；]{0,6}(?:在|于)（?(?P<place>[^，。；（）]{1,16}?)）?(?:以[^，。；]{1,6})?(?:审理|开庭|进行|仲裁)"),
    re.compile(r"(?:在|于)（?(?P<place>[^，。；（）]{1,16}?)）?(?:(?:依照?|按照?|根据|适用|依据)[^，。；]{1,24}?(?:规则|程序|章程)|以[^，。；]{1,6}(?=进行|仲裁))?(?:进行|开庭|提起|申请|通过|以|经由?)?仲裁(?!委|院|中心|机构|庭|规则|法|费|员|协会|裁决|机关)"),
)
_TALK = re.compile(
    r"(?:争议|纠纷|分歧|争端)[^。；]{0,60}?(?:协商|友好|磋商|调解|商议)[^。；]{0,20}?(?:解决|处理|决定|确定)|(?:协商|友好|磋商|调解)[^。；]{0,16}?解决[^。；]{0,40}?(?:争议|纠纷|分歧)"
)
_MORE_TO_COME = re.compile(r"不成|不能|未能|不愿|无法|下列|以下|下述|如下|仲裁|法院|诉讼|起诉|首先|先行|先由|应先|工商行政|主管部门")
_OF_CONTRACT = re.compile(r"(?:本|该)(?:合同|协议|条款|约定|承诺|服务)|履行|执行|合同|协议|双方|甲乙|各方")

_LANDS = {
    "HK": r"(?:中华人民共和国|中国)?香港(?:特别行政区)?",
    "MO": r"(?:中华人民共和国|中国)?澳门(?:特别行政区)?",
    "TW": r"(?:中国)?台湾(?:地区)?",
    "PRC": r"中华人民共和国|中国(?:大陆|内地)?|我国|PRC",
    "US": r"美国|美利坚合众国|特拉华州|加利福尼亚州|加州|纽约州",
    "UK": r"英国|英格兰|联合王国",
    "SG": r"新加坡",
    "JP": r"日本",
    "KR": r"韩国|大韩民国",
    "DE": r"德国|德意志联邦共和国",
    "FR": r"法国|法兰西共和国",
    "CH": r"瑞士",
    "KY": r"开曼群岛",
    "VG": r"英属维尔京群岛",
}
_LAND = re.compile("|".join(f"(?P<{code}>{name})" for code, name in _LANDS.items()))
# What stands before the land, and what after it, where a sentence says by which law a contract lives.
_GOVERNS = (
    (re.compile(r"(?<!不)适用(?:于)?(?!范围|条件|法律指)[^，。；、]{0,12}$"), re.compile(r"[^，。；]{0,40}?(?:法律|法规|法典|法(?!院|人)|判例)")),
    (re.compile(r"受(?:到)?$"), re.compile(r"[^，。；]{0,30}?(?:法律|法规|法)[^，。；]{0,12}?(?:管辖|约束|支配|调整|规范|制约|保护|管制)")),
    (re.compile(r"(?:依照?|按照?|依据|根据|以|遵循|遵照)$"), re.compile(r"[^，。；]{0,24}?法律?(?!院|人|官)[^，。；]{0,16}?(?:解释|管辖|理解|准据法|解决|确定)|(?:现行)?(?:的)?(?:有关|相关)?(?:法律|法律法规|法律、法规)(?:的规定)?(?:予以|进行|来)?处理")),
    (re.compile(r"(?:订立|成立|效力|解释|履行)[^，。；]{0,6}(?:依照?|按照?|依据|根据)$"), re.compile(r"(?:的)?(?:现行)?(?:有关|相关)?法律(?=[，。；]|$)")),
    (re.compile(r"与$"), re.compile(r"(?:的)?法律(?:的)?(?:解释)?(?:相)?一致")),
    (re.compile(r"(?:准据法|适用(?:的)?法律)(?:为|是|：|应为|系)+$"), re.compile(r"")),
)
_SUES = re.compile(r"(?P<who>[^，。；]{1,12}?)(?:作为原告|为原告|起诉|提起(?:民事)?诉讼|提出诉讼)[^，。；]{0,12}(?:的|时)，")
_LEFT_TO_ONE = re.compile(r"[^，。；]{0,16}，(?:均|概|应|全部|一律)?(?:由[^，。；]{1,8}自行|与[^，。；]{1,8}无关)")  # suits that are one party's own business


def read(passage: Passage) -> Iterator[Reading]:
    """The forums and the law that the passage agrees on.

    `method` is court, arbitration or negotiation_only, None where printed ways were offered and none was chosen; `seat`
    and `institution` are absent where not said, None where left blank.
    """
    if not _GATE.search(passage.text):
        return
    flat = words(passage)
    yield from _forums(passage, flat)
    yield from _law(flat)


def _forums(passage: Passage, flat: Words) -> Iterator[Reading]:
    if not _DISPUTE.search(flat.text + passage.heading) and not re.search(rf"法院|仲裁|{SEAT_WORDS}", flat.text):
        return
    stretches = chosen(flat)
    if not stretches:
        if forum := re.search(r"仲裁|法院|起诉|诉讼", flat.text):
            yield Reading(type="jurisdiction", values={"method": None}, span=_clause(flat, forum.start()))
        return
    found: list[Reading] = []
    for stretch in stretches:
        for sentence in flat.sentences:
            start, end = max(sentence.start, stretch.start), min(sentence.end, stretch.end)
            if start < end:
                found += _in_sentence(passage, flat, Span(start, end))
    found = _by_suitor(passage, flat, _weighed(found))
    if found:
        yield from (_with_seat(passage, flat, f) if f.values["method"] == "arbitration" else f for f in found)
    elif (talk := _TALK.search(flat.text)) and _OF_CONTRACT.search(flat.text) and not _MORE_TO_COME.search(flat.text):
        yield Reading(type="jurisdiction", values={"method": "negotiation_only"}, span=flat.source(*talk.span()))


def _in_sentence(passage: Passage, flat: Words, sentence: Span) -> Iterator[Reading]:
    dispute = bool(_DISPUTE.search(flat.text) or re.search(r"争议|管辖|仲裁|诉讼", passage.heading))
    arbitration = _arbitration(passage, flat, sentence, dispute)
    yield from arbitration
    yield from _courts(passage, flat, sentence, dispute or bool(arbitration))


def _weighed(found: list[Reading]) -> list[Reading]:
    """Each forum once; one that names its place or body stands for one that does not."""
    kept: list[Reading] = []
    told = {reading.values["method"] for reading in found if len(reading.values) > 1}
    for reading in found:
        poorer = len(reading.values) == 1 and reading.values["method"] in told
        if not poorer and all(k.values != reading.values for k in kept):
            kept.append(reading)
    return kept


def _by_suitor(passage: Passage, flat: Words, found: list[Reading]) -> list[Reading]:
    """One forum where each side's home is told for the suits of one of them: 乙方起诉甲方的，由甲方住所地法院管辖；甲方起诉乙方的，由乙方住所地法院管辖."""
    suits = [m for m in _SUES.finditer(flat.text) if side(passage, m["who"]) in ("customer", "carrier")]
    homes = [reading for reading in found if reading.values.get("seat") in ("customer", "carrier") and reading.values["method"] == "court"]
    if len(suits) != 2 or len(homes) != 2 or len(found) != 2:
        return found
    seat = "plaintiff" if side(passage, suits[0]["who"]) == homes[0].values["seat"] else "defendant"
    return [Reading(type="jurisdiction", values={"method": "court", "seat": seat}, span=Span(homes[0].span.start, homes[1].span.end))]


def _arbitration(passage: Passage, flat: Words, sentence: Span, dispute: bool) -> list[Reading]:
    """The arbitral body that the sentence sends disputes to, or arbitration without one."""
    text = flat.text[sentence.start : sentence.end]
    bodies: list[tuple[dict[str, Any], Span]] = []
    for body in _BODY.finditer(text):
        begin, start = _last(_NAME_BEGINS, text, body.start())
        if _aside(text, begin, body.end()) or _refused(text, begin) or _NOT_SENT_TO.match(text, body.end()) or "《" in text[start : body.start()]:
            continue
        bodies.append((_body(passage, text[start : body.start()], body.group()), Span(begin, _tail(text, body.end()))))
    bodies = bodies or [*_by_short_name(text)]
    bodies.sort(key=lambda b: "institution" not in b[0])
    if bodies and (dispute or _ARBITRATE.search(text) or re.search(r"提交|提请|裁决", text)):
        offered = [b for b in bodies[1:] if "institution" in b[0] and _OFFERED.search(text, 0, b[1].start + 2)]
        return [_forum(flat, "arbitration", values, sentence.start + at.start, sentence.start + at.end) for values, at in (bodies[0], *offered)]
    act = _ARBITRATE.search(text)
    if act and dispute and not bodies and not _aside(text, *act.span()) and not _refused(text, act.start()) and not re.search(r"费用|损失", text[: act.start()]):
        return [_forum(flat, "arbitration", {}, sentence.start + act.start(), sentence.start + act.end())]
    return []


def _by_short_name(text: str) -> Iterator[tuple[dict[str, Any], Span]]:
    """The arbitral bodies that the sentence calls by their short names, under their own; one whose rules alone apply is none."""
    if not _OF_DISPUTES.search(text):
        return
    names, pattern = _short_names()
    for short in pattern.finditer(text):
        if _aside(text, *short.span()) or _refused(text, short.start()) or _RULES_OF.search(text, 0, short.start()) or _NOT_SENT_TO.match(text, short.end()):
            continue
        yield {"institution": names[short["name"].upper()] + (short["branch"] or "")}, Span(short.start(), _tail(text, short.end()))


@lru_cache(maxsize=1)
def _short_names() -> tuple[Mapping[str, str], re.Pattern[str]]:
    """The body that each short name stands for, and the pattern that finds one, with its branch."""
    table = document(BUNDLED / "citations.yaml").entry("arbitral_short_names")
    names = {short: body for body in table for short in table.texts(body)}
    longest_first = "|".join(sorted(names, key=len, reverse=True))
    # 东北仲裁, 线上仲裁 hold 北仲 and 上仲 by chance; so do longer foreign words their like.
    return names, re.compile(rf"(?<![A-Za-z])(?P<name>{longest_first})(?![A-Za-z]|裁|公司|集团)(?:的)?(?P<branch>[\u4e00-\u9fff]{{2,6}}?(?:分会|分院|仲裁中心))?", re.IGNORECASE)


def _aside(text: str, start: int, end: int) -> bool:
    """True where the words stand in a stretch that agrees on no forum, or speak of a suit against an award."""
    comma = text.find("，", end, end + _NAME_LENGTH)
    opens = text.rfind("，", max(0, start - _NAME_LENGTH), start) + 1 or max(0, start - _NAME_LENGTH)
    return bool(_ASIDE.search(text[opens : end + _NAME_LENGTH if comma < 0 else comma]) or _LEFT_TO_ONE.match(text, end) or text.find("不服", 0, start) >= 0)


def _refused(text: str, at: int) -> bool:
    """True where the words just before deny what follows: 不得向法院起诉."""
    return bool(_REFUSED.search(text, max(0, at - _NAME_LENGTH), at))


def _last(pattern: re.Pattern[str], text: str, end: int) -> tuple[int, int]:
    """Where the last word of the pattern before `end` begins and ends: a name begins behind it.

    A bracket that closes again before `end` belongs to the name: 中国（上海）自由贸易试验区仲裁院.
    """
    far = max(0, end - _NAME_LENGTH)
    found = [m for m in pattern.finditer(text, far, end) if m.group() != "（" or "）" not in text[m.end() : end]]
    return found[-1].span() if found else (far, far)


def _tail(text: str, start: int) -> int:
    """The end of the stretch up to the next comma, sixteen characters at most."""
    comma = text.find("，", start)
    return min(len(text) if comma < 0 else comma, start + 16)


def _body(passage: Passage, name: str, kind: str) -> dict[str, Any]:
    """The arbitral body's own name; None where it was left blank, absent where none is named."""
    if BLANK in name:
        return {"institution": None}
    if re.search(SEAT_WORDS, name):
        home = next(seats(passage, name), "")
        own = re.sub(rf"^.*(?:{SEAT_WORDS})的", "", name)
        if own and own != name and not re.search(SEAT_WORDS, own) and not _NAMELESS.fullmatch(own):  # 签署地的杭州仲裁委员会
            return {"institution": own + kind}
        return {} if home == "" else {"seat": home}
    if name.endswith("方") or _NAMELESS.fullmatch(name) or kind.startswith(("仲裁机构", "仲裁机关", "仲裁部门")):
        return {}
    return {"institution": re.sub(r"^.{1,12}的|[（）]", "", name) + kind}


def _courts(passage: Passage, flat: Words, sentence: Span, dispute: bool) -> Iterator[Reading]:
    """The courts that the sentence sends disputes to."""
    text = flat.text[sentence.start : sentence.end]
    found = False
    for court in _COURT.finditer(text):
        begin, start = _last(_TOWARDS, text, court.start())
        place = text[start : court.start()]
        if _aside(text, begin, court.end()) or _refused(text, begin) or _OTHER_BUSINESS.match(text, court.end()) or place.endswith(("被", "经")):
            continue
        named = list(seats(passage, place))
        if not _ACTS.search(text) or not (dispute or named):
            continue
        found = True
        for seat in named or [""]:
            yield _forum(flat, "court", {} if seat == "" else {"seat": seat}, sentence.start + begin, sentence.start + _tail(text, court.end()))
    if found or not dispute:
        return
    if only := _PLACE_ONLY.search(text):
        for seat in seats(passage, only["place"] or only["seat"]):
            yield _forum(flat, "court", {"seat": seat}, sentence.start + only.start(), sentence.start + only.end())
    elif (suit := _SUIT.search(text)) and not _aside(text, *suit.span()) and not _refused(text, suit.start()) and not re.search(r"费", text[suit.end() :]):
        yield _forum(flat, "court", {}, sentence.start + suit.start(), sentence.start + suit.end())


def _forum(flat: Words, method: str, values: dict[str, Any], start: int, end: int) -> Reading:
    return Reading(type="jurisdiction", values={"method": method, **values}, span=flat.source(start, end))


def _with_seat(passage: Passage, flat: Words, reading: Reading) -> Reading:
    """The same arbitration with the place where it sits, where that is said."""
    for pattern in _SEAT_OF_ARBITRATION:
        for match in pattern.finditer(flat.text):
            for seat in seats(passage, match["place"]):
                span = flat.source(*match.span())
                return Reading(
                    type="jurisdiction",
                    values={**reading.values, "seat": seat},
                    span=Span(min(span.start, reading.span.start), max(span.end, reading.span.end)),
                )
    return reading


def _clause(flat: Words, at: int) -> Span:
    sentence = flat.sentence(at)
    return flat.source(sentence.start, sentence.end)


def _law(flat: Words) -> Iterator[Reading]:
    """The law that governs; a duty to obey the law and the laws that a preamble recites govern nothing."""
    for land in _LAND.finditer(flat.text):
        start = max(flat.text.rfind(stop, 0, land.start()) for stop in "。；，\n") + 1
        before = flat.text[start : land.start()]
        if re.search(r"未尽|排除|法人", flat.text[flat.sentence(land.start()).start : land.start()]):
            continue
        for left, right in _GOVERNS:
            after = right.match(flat.text, land.end())
            if left.search(before) and after:
                yield Reading(type="governing_law", values={"law": land.lastgroup}, span=flat.source(start, after.end()))
                return
