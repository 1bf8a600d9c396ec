"""How far a party answers: caps of liability, heads of loss it is freed of, and duties to make good everything.

A cap on a penalty is no cap of liability and stands with its penalty. A release for a cause (不可抗力, the other side's
fault), a limit of duty, and a duty to answer without a figure give nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from clauses.model import Reading, Roles, Span
from clauses.terms import bases, parties
from clauses.terms.parties import BOTH, CARRIER, CUSTOMER, EITHER, PARTY, UNKNOWN
from clauses.terms.passage import Passage
from clauses.terms.words import DURATION, SHARE, Words

_GATE = re.compile(r"赔|责任|负责|损失")
_LIABLE = re.compile(r"赔偿|责任|补偿|赔付|损害|索赔|损失")
_PENALTY = re.compile(r"违约金|滞纳金|罚金|罚款|利息|误期")
_NO_CAP = re.compile(r"保险|担保|保证责任|保证人|出资|认缴|注册资本|预见|预料|免赔|保证范围|授信|抵押|质押|过高|过分高|请求")
_NOT_BY_TIME = re.compile(r"合同(?:总|金额|价|款)|总价|月租|月服务费|月费|损失(?!发生)")
_LOOKBACK = re.compile(rf"(?:过去|最近|此前|之前|前|近|以前|当时|连续|发生)[^，。；{DURATION}]{{0,10}}(?P<lasting>{DURATION})|(?P<within>{DURATION})(?:之?内|期间)")

_CARVED = re.compile(r"除(?!非)([^。；]{1,80}?)(?:以外|之外|外)|([^。；]{1,80})(?:不适用|不受)[^。；]{0,16}(?:限制|上限|限额|约定|条款|规定)|(?:不适用于|不限制|不影响)([^。；]{1,80})")
_CARVE_OUTS = (
    ("intent", "故意|蓄意|恶意|欺诈"),
    ("gross_negligence", "重大过失|重大过错"),
    ("personal_injury", "人身|伤亡|死亡"),
    ("confidentiality", "保密|机密|泄密"),
    ("data", "个人信息|数据"),
    ("ip", "知识产权|侵权|专利|著作权"),
)

_DENIED = re.compile(
    r"(?:不(?!超|论|管|仅|限于|得|应|会)|不[得应会](?!超|高|大)|无须|无需|毋须|概不|均不(?!超)|不再|不必|免于|无(?:任何)?(?=义务|责任))(?:就|对|向|因|为|应|须|需|被|会|再)?[^。；不]{0,120}?(?:承担|负责|负有|负担|负|赔偿|责任|补偿)"
    r"|免责|免除[^，。；]{0,20}责任|不(?:应)?(?:包括|包含|含|计)|不在[^，。；]{0,10}(?:范围|之列)|豁免"
)
_HEADS = (
    ("indirect", r"间接|附带|特殊(?:的|性)?(?:、|，|和|或|及|的|损|赔)|特别(?:的)?损|惩罚性|后果性|派生|衍生|从属|偶然|偶发|余波|继发|连带损失"),
    ("lost_profit", r"利润|可得利益|预期(?:利益|收益|利润)|营业(?:的)?(?:收入|损失|中断)|收入(?:的)?(?:损失|减少)|收益(?:的)?损失|盈利|商机|商业(?:的)?(?:损失|机会|利益)|经营损失|业务(?:的)?(?:损失|中断)|商务中断|停工损失|生产(?:的)?中断|使用利益"),
    ("goodwill", r"商誉|商业信誉|声誉|信誉损失|名誉"),
    ("data_loss", r"(?:数据|资料|信息|文件)(?:的)?(?:丢失|损坏|灭失|损毁|遗失|毁损|损失|泄[露漏])"),
)
_ALL = re.compile(r"(?:任何|一切|全部|所有)(?:的|形式的?|类型的?|直接或间接的?|直接|间接|其[他它])*(?:损失|损害|赔偿|责任)|任何[^，。；]{0,16}(?:损失|损害|赔偿)")
_SWEEPING = re.compile(rf"(?:任何|何种|何等|哪种)(?:情况|情形|原因|条件)|无论|不论|不管|(?:因|由于)使用(?:本|{PARTY})|使用或(?:无法|不能|未能)使用")
_CAUSE = re.compile(
    rf"因(?!本|使用|违约|履行|任何)[^，。；]{{0,30}}?(?:原因|过错|过失|操作|行为|故障|问题|攻击|中断|所致|导致|造成|引起)|由于|不可抗力|未(?:按|及时|履行)|自身|自行|擅自|违反|如{PARTY}|若{PARTY}"
)
_FULL = re.compile(
    r"(?:全额|足额|全部|如数)(?:予以)?(?:赔偿|补偿|赔付)|(?:赔偿|补偿|弥补)[^，。；不]{0,24}?(?:全部|一切|所有)(?:的|直接|间接|经济|实际|、|和|及|或)*(?:损失|损害|费用)"
    r"|承担(?!的)[^，。；不]{0,16}?(?:一切|全部|所有)(?:的|赔偿|经济|法律|民事|、|和|及)*(?:责任|损失|后果|费用|赔偿)"
    rf"|(?:一切|全部|所有)(?:的|直接|间接|经济|相关|法律|、|和|及)*(?:损失|费用|责任|后果|赔偿)[^，。；]{{0,12}}?由{PARTY}(?!自行)[^，。；行]{{0,6}}?(?:承担|负责|赔偿|负担)"
)
_FULL_DENIED = re.compile(r"不(?:再)?(?:承担|负|予|作|对)|无[须需]|概不|免")


def read(passage: Passage) -> Iterator[Reading]:
    """Caps of liability, exclusions of heads of loss, and full indemnities that a clause states."""
    if not _GATE.search(passage.text):
        return
    flat = parties.laid(passage)
    subject: str | None = None
    drafter: str | None = None  # who limits its liability without naming itself is hardly the customer
    for sentence in parties.sentences(flat):
        yield from _caps(flat, sentence, drafter, passage.roles)
        yield from _exclusion(flat, sentence, drafter)
        yield from _indemnity(flat, sentence, subject)
        subject = parties.actor(flat.text, *sentence) or subject
        drafter = drafter if subject == CUSTOMER else subject


def _caps(flat: Words, sentence: Span, drafter: str | None, roles: Roles) -> Iterator[Reading]:
    text, start = flat.text, sentence.start
    while found := bases.ceiling(flat, start, sentence.end):
        size, begin, end = found
        before = text[start:begin]
        own = parties.segment(text, begin, sentence)
        near = text[max(own.start, start) : end] + text[end : min(end + 14, sentence.end)]
        liable = _LIABLE.search(near) or (_LIABLE.search(before) and not _PENALTY.search(before))
        if liable and not _NO_CAP.search(text, *sentence) and not (_PENALTY.search(near) and not re.search("责任|赔偿", near)) and not _caps_penalty(
            flat, sentence, begin
        ):
            sign = _answers(text, sentence.start, begin) or drafter
            yield _cap(flat, sentence, size, sign, begin, end, roles)
        start = end


def _caps_penalty(flat: Words, sentence: Span, at: int) -> bool:
    """Whether the words before a cap hold a penalty of their own, whose cap it then is."""
    before = flat.text[sentence.start : at]
    return SHARE in before and bool(_PENALTY.search(before) or "每" in before)


def _cap(flat: Words, sentence: Span, size: Any, sign: str | None, begin: int, end: int, roles: Roles) -> Reading:
    values: dict[str, Any] = {}
    capped = parties.side(sign) or ("carrier" if sign is None and roles.carrier else None)
    if capped:
        values["capped"] = capped
    values |= size
    text = flat.text
    if values.get("base") == "overdue_amount" and not re.search("未|欠", text[begin:end]):
        # 应付的服务费 is what the service costs, not what is in arrears
        values["base"] = bases.base(re.sub("应(?:支付|[付缴交])|到期", "", text[begin:end])) or "contract_total"
    back = _LOOKBACK.search(text, begin, end) or _LOOKBACK.search(text, max(sentence.start, begin - 30), end)
    if back and not _NOT_BY_TIME.search(text, begin, end):
        lasting = flat.values[back.start("lasting") if back["lasting"] else back.start("within")]
        if lasting.unit in ("month", "year"):
            number = lasting.value if isinstance(lasting.value, Decimal) else None
            values["lookback_months"] = number * 12 if number is not None and lasting.unit == "year" else number
            values["base"] = "fees_paid"
    carved = _carve_outs(text)
    if carved:
        values["carve_outs"] = carved
    first = _first_liable(text, sentence, begin)
    return Reading(type="liability_cap", values=values, span=flat.source(first, end))


def _first_liable(text: str, sentence: Span, begin: int) -> int:
    """Where the quote begins: at the word of liability before the cap, in its own segment where it stands there."""
    own = parties.segment(text, begin, sentence)
    found = _LIABLE.search(text, own.start, begin)
    return own.start if found else begin


def _carve_outs(text: str) -> list[str]:
    words = " ".join(filter(None, (group for match in _CARVED.finditer(text) for group in match.groups())))
    return [tag for tag, pattern in _CARVE_OUTS if re.search(pattern, words)]


def _answers(text: str, start: int, end: int) -> str | None:
    """The sign of the party that answers: the acting party of the nearest segment before the end that has one."""
    edge = end
    while edge > start:
        begin = max(text.rfind("，", start, edge), start - 1) + 1
        signs = [at for at in range(begin, edge) if parties.actor(text, begin, at + 1) and text[at] in f"{CUSTOMER}{CARRIER}{EITHER}{BOTH}{UNKNOWN}"]
        acting = [at for at in signs if parties.actor(text, at, at + 1) and parties.actor(text, begin, at + 1) == text[at]]
        if acting:
            return text[acting[0]]
        edge = begin - 1
    return None


def _exclusion(flat: Words, sentence: Span, drafter: str | None) -> Iterator[Reading]:
    """The exclusion of heads of loss that a sentence states, if any."""
    text = flat.text
    denied = _DENIED.search(text, *sentence)
    heads = _heads(text[sentence.start : sentence.end]) if denied else []
    if denied is None or not heads:
        return
    sign = _answers(text, sentence.start, denied.start() + 1) or drafter
    freed = parties.side(sign) or ("carrier" if sign is None else None)
    values = ({"capped": freed} if freed else {}) | {"heads": heads}
    yield Reading(type="liability_exclusion", values=values, span=flat.source(*_stretch(text, sentence, denied)))


def _heads(words: str) -> list[str]:
    """The heads of loss that a denying sentence excludes; none where it only frees from what a certain cause has done."""
    heads = [tag for tag, pattern in _HEADS if re.search(pattern, words)]
    if _SWEEPING.search(words):
        return [*heads, "all"] if _ALL.search(words) else heads
    several = "indirect" in heads or len(set(heads) - {"data_loss"}) > 1
    return heads if several or not _CAUSE.search(words) else []


def _stretch(text: str, sentence: Span, denied: re.Match[str]) -> tuple[int, int]:
    """The words of an exclusion: from the first head or the denial to the end of the last of them."""
    ends = [m.span() for _, pattern in _HEADS for m in re.compile(pattern).finditer(text, *sentence)]
    ends.append(denied.span())
    last = max(end for _, end in ends)
    stop = re.compile(r"[，。；]|$").search(text, last, sentence.end)
    return min(start for start, _ in ends), stop.start() if stop else last


def _indemnity(flat: Words, sentence: Span, subject: str | None) -> Iterator[Reading]:
    text = flat.text
    match = _FULL.search(text, *sentence)
    if match is None or _FULL_DENIED.search(text, max(sentence.start, match.start() - 6), match.end()):
        return
    named = re.search(rf"由({PARTY})", match.group())
    sign = named.group(1) if named else parties.payer(text, match.end() - 1, sentence) or subject
    who = parties.side(sign)
    yield Reading(type="indemnity", values=({"payer": who} if who else {}) | {"full": True}, span=flat.source(*match.span()))
