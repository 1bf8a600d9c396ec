"""Confidentiality: who owes it and how long it outlives the contract.

A passage comes in; out comes at most one `confidentiality` reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from clauses.model import Reading, Span
from clauses.terms.parties import BOTH, CARRIER, CUSTOMER, EITHER, laid, sentences
from clauses.terms.passage import Passage
from clauses.terms.words import DURATION, Words, months

_GATE = re.compile(r"保密|商业秘密|泄露|披露")
_AFTER_END = re.compile(
    rf"(?:终止|解除|届满|期满|结束|到期|完成|失效|满|解约|离职|退出|履行完毕)(?:之日|之时|日)?(?:起|后|之后|以后)*(?:的|，|仍|继续|仍然|持续|应|再|延续|保密|有效|承担|履行|义务|至少|不少于|内|期|期限|为|：)*(?P<after>{DURATION})"
)
_TERM = re.compile(rf"保密(?:期限|期间|期|义务|责任|条款)[^。；，]{{0,24}}?(?:为|是|：|至|共|有效|持续|不少于|起)[^。；，]{{0,16}}?(?P<term>{DURATION})|保密(?:期限|期间|期)(?P<bare>{DURATION})")
_FOREVER = re.compile(
    r"永久|无限期|长期(?:有效|保密)|永远|始终有效|终身|不受(?:时间|期限|合同期)[^，。；]{0,6}限制|(?:不因|不受|不随)[^，。；]{0,24}(?:终止|解除|届满|期满|失效|变更|无效)[^，。；]{0,10}(?:而(?:终止|失效|免除|解除|消灭)|影响|的影响)"
    r"|(?:终止|解除|届满|期满)后[^，。；]{0,12}(?:仍然?|继续|持续)(?:有效|承担|履行|负有)|(?:直|持续|延续|有效)至[^。；]{0,30}(?:公开|公知|公众|进入公有|解密|不再)"
)
_DUTY = re.compile(r"保密|泄露|披露|透露|泄漏|公开")
_KEEPS = re.compile(r"(?:承担|履行|负有|予以|严格|遵守|尽到?|给予|进行|应当?|须)[^，。；]{0,24}?保密(?!措施|制度|责任书|管理|教育|协议|规定|工作|法)|保守[^，。；]{0,16}秘密|(?:不得|不应|不向|禁止|不能)[^。；]{0,40}?(?:披露|泄露|透露|泄漏|公开)")
_DUTY_OF = re.compile(rf"(?<![经向得由])(?P<who>[{CUSTOMER}{CARRIER}{EITHER}{BOTH}])(?:及其[^，。；]{{0,12}})?(?:应|须|需|必须|承诺|保证|负有|有义务|不得|同意|均|对|未经|有责任)")
_FREE = re.compile(r"有权|可以?(?!能)|不受此限|除外|关联公司提供")


def read(passage: Passage) -> Iterator[Reading]:
    """How long secrecy lasts after the end (`survives_months`, None with `perpetual` where for good) and `by`, who owes it.

    A period that is counted from elsewhere than the end is `months`. A clause that says neither, and that binds both
    sides alike, gives no reading.
    """
    if not _GATE.search(passage.text) and "保密" not in passage.heading:
        return
    flat = laid(passage)
    values: dict[str, Any] = {}
    reach: list[Span] = []
    for sentence in sentences(flat):
        text = flat.text[sentence.start : sentence.end]
        if _DUTY.search(text) or "保密" in passage.heading or reach:
            lasting = _lasting(flat, sentence)
            if lasting and not {"survives_months", "months"} & set(values):
                values |= lasting[0]
                reach.append(lasting[1])
    bearers = _bearers(flat)
    if len(bearers) == 1:
        values["by"], at = next(iter(bearers.items()))
        reach.append(at)
    if (values and values.get("by") != "either") or {"survives_months", "months"} & set(values):
        yield Reading(type="confidentiality", values=values, span=flat.source(min(s.start for s in reach), max(s.end for s in reach)))


def _lasting(flat: Words, sentence: Span) -> tuple[dict[str, Any], Span] | None:
    after = _AFTER_END.search(flat.text, *sentence)
    if after and (told := months(flat.value(after.start("after")))):
        if "months" in told:
            return {"survives_months": told["months"]}, Span(*after.span())
        return None
    if (forever := _FOREVER.search(flat.text, *sentence)) and not re.search("争议解决|违约责任|条款(?:继续|仍然)有效", flat.text[sentence.start : sentence.end]):
        return {"survives_months": None, "perpetual": True}, Span(*forever.span())
    term = _TERM.search(flat.text, *sentence)
    if term:
        return months(flat.value(term.start("term") if term["term"] else term.start("bare"))), Span(*term.span())
    return None


def _bearers(flat: Words) -> dict[str, Span]:
    """Who owes secrecy, with the words; both sides are `either`."""
    found: dict[str, Span] = {}
    for sentence in sentences(flat):
        text = flat.text[sentence.start : sentence.end]
        duty = _KEEPS.search(text)
        who = _DUTY_OF.search(text)
        if not duty or not who or who.start() > duty.end() or _FREE.search(text[who.end() : duty.start()]):
            continue
        name = {CUSTOMER: "customer", CARRIER: "carrier"}.get(who["who"], "either")
        found.setdefault(name, Span(sentence.start + who.start(), sentence.start + duty.end()))
    if "either" in found or {"customer", "carrier"} <= set(found):
        return {"either": next(iter(found.values()))}
    return found
