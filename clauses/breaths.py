"""What is said between two commas of a contract: of whom, with which modal, in the hand of any decade.

A text comes in; its breaths come out, in order, as offsets into it. Where `nlp` reads statements, which terms rest on, this
reads every single duty, so that a reworded draft can be compared with the standard one by one. It judges nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from clauses.model import Roles, Span
from clauses.nlp import GOVERNED, PARTY_KINDS, Mark, Segment, marked, segments

_OBJECT = re.compile(
    GOVERNED.pattern.removesuffix("$")
    + r"$|(?:告知|通报|报告|报送|报请|报经|未得|没有|未获|无|获得|征得|取得|得到|获|接到|接获|接|未经|交给|交由|交|送|呈|报|凭|须|按|依|应|给予|予|配合|协助|提供给|付给|退给|汇至|提示|提醒|如系|系|由于|需|供|遭|被|告诉|知会|知照|进入|入|登录|接触|派往|派驻|派到|前往|到达|会同|协同|退还|返还|归还|交还|偿付|赔付|缴付|给付|不守|违反|得|使|保证|确保|便于|以便|方便)$"
)
_BY = re.compile(r"(?<![经自])由$")
_ATTRIBUTE = re.compile(r"[^，,。；;：:]{0,14}?[的之](?![内外前后时话，,；;。])")
_ACTS = re.compile(r"[仅只不将应须均都也亦还免按依]")  # after a party that acts: 甲方仅通告其有权使用的地址
_OWNS = re.compile(r"[的之][^，,。；;]{1,6}(?![^，,。；;]*[的之])")
_DONE = re.compile(r"(?:后|时|的|者|前|起|以后|之后)$")  # before the party that acts: 甲方付清后乙方恢复
_NEAR_START = 12  # characters from the beginning of a breath within which its subject stands
# 乙方得暂停 in an old hand, 我方要好好保管 and 对方得如实讲 in a plain one; 并得其同意 is no modal.
_BARE = re.compile(
    r"(?P<may>(?<=[方人者均亦并仍且司位，,])得(?![到以出知失力当利益分意悉逞])(?![^，。；]{0,8}(?:同意|许可|批准|核准|认可)))"
    r"|(?<=[\u4e00-\u9fff])(?<![需只重主必摘简概紧将索首扼不纪提若如确想打快正实方人者司位])要(?![求约件点素害旨是么不紧挟]|.?的)"
    r"|(?:(?<=[方人者司位，,；;。])|^)要(?=[先好妥马立及按照把给在如自保配提向跟承负赔])"
)
_PLAIN_HAND = re.compile(r"[我贵]司|咱|就行|才行|什么|怎么|的话|我方要|你方要|觉得|[了好][，。；]|要[跟把给]|[这那](?:个|些|种|段)|谁")
# A modal that only tells which thing is meant: 有权机关, 其有权使用的地址, 法律允许的范围, 达到可验收的状态, 何时可成; 应甲方要求.
_NO_MODAL_BEFORE = re.compile(r"(?:其|自己|从|由|为|何时|如何|是否|能否|达到|具备|属于|处于)$")
_ATTRIBUTE_AFTER = re.compile(r"[^，,。；;]{0,12}?[的之]|[^，,。；;]{1,4}$|[^，,。；;]{0,3}[、，]")
_OF_A_NOUN = {"有权": re.compile(r"(?:机关|部门|机构|单位)"), "允许": re.compile(r"[的之]?(?:范围|限度|程度|话|情况|条件)")}
_AT_REQUEST = re.compile(r"[^，,。；;]{1,10}?(?:要求|请求|之请|所请|邀请|需要)")
_ASKED = re.compile(r"应[^，,。；;]{1,8}$")
_MEASURED = re.compile(r"(?:[但惟唯并且而]|范围|时间|和)*以[^，。；]{1,24}为(?:准|限|度)")
_ON_CONDITION = re.compile(r"[^，。；]{1,8}?(?:如[有需要未不能欲]|如果|若|倘|一旦|万一)")
_AND_MODAL = re.compile(r"(?<![，,])(?:并且?|而且|但是?)(?=可以|应当?|须|有权|不得|无权|必须|有义务)")
_AT_LAST = re.compile(r"[^\u4e00-\u9fff]*$")
_AT_MODAL = 1  # characters at most between a party and the modal that is his: 服务商须, 服务商还须


class Breath(NamedTuple):
    """What is said between two commas.

    span: into the text. sentence: which sentence it belongs to, 0 the first. who: the party that it speaks of, or that spoke
    last in the sentence; own: it names him itself. modal: its own first modal, "" where it has none; deed: where the words after the modal begin.
    aside: it is a condition or an exception.
    """

    span: Span
    sentence: int
    who: str | None
    own: bool
    modal: str
    deed: int
    aside: bool


def breaths(text: str, *, roles: Roles) -> tuple[Breath, ...]:
    """The text as what stands between its commas, in order, each with the party and the modal that it says.

    Args:
        text: a clause.
        roles: by which names it calls customer and carrier.
    """
    if not text:
        return ()
    found: list[Breath] = []
    parsed, marks = marked(text, roles)
    starts = [mark.start for mark in marks]
    party = None
    plain_hand = bool(_PLAIN_HAND.search(text))
    for number, sentence in enumerate(parsed):
        inside = marks[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        if text[: sentence.start].rstrip()[-1:] not in ("；", ";"):  # what is parted by a semicolon goes on with its subject
            party = None
        for segment in _each_modal(text, segments(text, sentence)):
            modal, at, deed = _said(text, inside, segment.span, plain_hand)
            agent = _agent(text, inside, segment.span, at)
            if modal == "must" and agent is None and text[at:deed] == "要求" and any(b.modal for b in found if b.sentence == number):
                modal, deed = "", segment.span.start  # 有权解除，并要求赔偿: the same right goes on
            aside = segment.role != "main" or (not modal and bool(_ON_CONDITION.match(text, segment.span.start, segment.span.end)))
            party = agent or party
            found.append(Breath(segment.span, number, party, agent is not None, modal, deed, aside))
    return tuple(found)


def _each_modal(text: str, parts: Iterable[Segment]) -> Iterator[Segment]:
    """The segments, parted where one says two things of a side: 应当处理并可以收取费用."""
    for segment in parts:
        cuts = [segment.span.start, *(m.start() for m in _AND_MODAL.finditer(text, segment.span.start + 1, segment.span.end)), segment.span.end]
        yield from (Segment(Span(a, b), segment.role) for a, b in pairwise(cuts))


def _said(text: str, marks: Sequence[Mark], span: Span, plain_hand: bool) -> tuple[str, int, int]:
    """The modal of a breath, where it begins and ends; "" where it has none, the span's end and its start."""
    words = text[span.start : span.end]
    if _MEASURED.match(words.strip()):
        return "", span.end, span.start
    bare = _BARE.search(text, span.start, span.end)
    for mark in marks:
        kind, _, name = mark.label.partition(".")
        if kind != "modals" or name == "plain" or not span.start <= mark.start < span.end or _of_a_noun(text, mark, span):
            continue
        if bare is None or mark.start < bare.start():
            return name, mark.start, mark.end
        break
    if bare is None:
        return "", span.end, span.start
    return ("may" if bare["may"] and not plain_hand else "must"), bare.start(), bare.end()


def _of_a_noun(text: str, mark: Mark, span: Span) -> bool:
    """Whether a modal only tells which thing is meant: 有权机关, 其有权使用的地址, 法律允许的范围, 应甲方要求."""
    word = text[mark.start : mark.end]
    after = _OF_A_NOUN.get(word)
    if after is not None and after.match(text, mark.end, span.end):
        return True
    if word == "应" and _AT_REQUEST.match(text, mark.end, span.end):
        return True
    if word == "要求" and _ASKED.search(text, span.start, mark.start):
        return True
    return bool(_NO_MODAL_BEFORE.search(text, span.start, mark.start)) and bool(_ATTRIBUTE_AFTER.match(text, mark.end, span.end))


def _agent(text: str, marks: Sequence[Mark], span: Span, modal: int) -> str | None:
    """Who acts in a breath: the party after 由, else the one before its modal, near its beginning, that is no object and no
    attribute (乙方提供的).
    """
    named = [m for m in marks if span.start <= m.start < span.end and m.label.startswith("parties.") and m.label[8:] in PARTY_KINDS]
    agent = next((m for m in named if _BY.search(text, max(span.start, m.start - 2), m.start)), None)
    if agent is not None:
        return agent.label[8:]
    for place, mark in enumerate(named):
        if mark.start > modal:
            break
        following = named[place + 1] if place + 1 < len(named) else None
        if following and 0 <= modal - following.end <= _AT_MODAL and not _is_object(text, following, span):
            continue  # 客户数据服务商须保留: the one at the modal acts
        if following and following.start < modal and _DONE.search(text, mark.end, following.start):
            continue
        if mark.start > span.start and _AT_LAST.match(text, mark.end, span.end):
            continue  # the last word of a breath is an object: 退还乙方
        attribute = _ATTRIBUTE.match(text, mark.end, span.end)
        of_a_noun = attribute and not _ACTS.match(text, mark.end) and not mark.end <= modal < attribute.end()
        if mark.start - span.start <= _NEAR_START and not of_a_noun and not _is_object(text, mark, span):
            return mark.label[8:]
    if len(named) == 1 and modal == span.end and _OWNS.match(text, named[0].end, span.end) and not text[span.start : named[0].start].strip():
        return named[0].label[8:]  # 甲方的付款日顺延
    return None


def _is_object(text: str, party: Mark, span: Span) -> bool:
    """Whether a word before the party makes it an object: 告知甲方."""
    return bool(_OBJECT.search(text, max(span.start, party.start - 6), party.start))
