"""Chinese sentences of contracts: who must, may or must not do what.

A text comes in; out come its sentences, the places where it names a party, and its statements, all as offsets into the
text. The words that this rests on are data (`templates_library/language.yaml`). The module is spaCy's only home: its
vocabulary and matchers are built once, when first needed, and no spaCy object leaves. It reads no numbers and judges nothing.
"""

from __future__ import annotations

import importlib
import re
import sys
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from clauses.model import Roles, Span, Statement

if TYPE_CHECKING:
    from spacy.tokens import Doc

LANGUAGE = Path(__file__).resolve().parents[1] / "templates_library" / "language.yaml"

# A number is one token, or 3.5‰ would end a sentence at its point; every other character is a token of its own.
_TOKEN = re.compile(r"[0-9０-９]+(?:[.,．，][0-9０-９]+)*|[A-Za-z]+|.", re.DOTALL)
_STOP = re.compile(r"[。；;！!？?\n]+[”’」』\"'）)]*")
_UNIT_AFTER = r"(?!\s*(?:个|日|天|年|月|元|倍|周|种|款|项|条|份|人|台|套|次|级|方式|工作日|小时|分钟|%|％|‰))"
_ITEM = re.compile(
    rf"(?<![第款项条附十百千万零〇一二三四五六七八九\d])[（(](?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})[)）]{_UNIT_AFTER}"
    r"|[①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳]"
    rf"|(?:^|(?<=[\s。；;：:，,]))\d{{1,2}}(?:[.．]\d{{1,2}}){{0,3}}(?:[、.．)）]\s*|\s+)(?=[\u4e00-\u9fff]){_UNIT_AFTER}"
    r"|(?:^|(?<=[\s。；;：:]))[一二三四五六七八九十]{1,3}、",
    re.MULTILINE,
)
_COMMA = re.compile(r"[，,：:]")
# Words that make the party after them an object: 向甲方, 对乙方 ... is no subject.
_GOVERNED = re.compile(r"(?:向|对|以|在|收到|依据|经由|就|与|给|为|经|按照|按|将|把|从|自|因|由于|至|于|和|及|或|替|代|非|致|(?<!即)使|导致|通知|要求|赔偿|补偿|支付|影响|依照|根据)(?:其他)?$")
_OBJECT = re.compile(
    _GOVERNED.pattern.removesuffix("$")
    + r"$|(?:告知|通报|报告|报送|报请|报经|未得|没有|未获|无|获得|征得|取得|得到|获|接到|接获|接|未经|交给|交由|交|送|呈|报|凭|须|按|依|应|给予|予|配合|协助|提供给|付给|退给|汇至|提示|提醒|如系|系|由于|需|供|遭|被|告诉|知会|知照|进入|入|登录|接触|派往|派驻|派到|前往|到达|会同|协同|退还|返还|归还|交还|偿付|赔付|缴付|给付|不守|违反|得|使|保证|确保|便于|以便|方便)$"
)
_BY = re.compile(r"(?<![经自])由$")
_ATTRIBUTE = re.compile(r"[^，,。；;：:]{0,14}?[的之](?![内外前后时，,；;。])")
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
_MEASURED = re.compile(r"(?:[但惟唯并且而]|范围|时间|和)*以[^，。；]{1,24}为(?:准|限|度)")
_ON_CONDITION = re.compile(r"[^，。；]{1,8}?(?:如[有需要未不能欲]|如果|若|倘|一旦|万一)")
_AND_MODAL = re.compile(r"(?<![，,])(?:并且?|而且|但是?)(?=可以|应当?|须|有权|不得|无权|必须|有义务)")
_AT_LAST = re.compile(r"[^\u4e00-\u9fff]*$")
_PARTY_KINDS = ("customer", "carrier", "either", "both")


class Mention(NamedTuple):
    """A place where the text names a party.

    who: customer, carrier, either (任何一方, 违约方), both (双方), other (对方, 第三方) or unknown (a letter of no known role).
    """

    who: str
    span: Span


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


class _Mark(NamedTuple):
    label: str  # modals.must, parties.customer, ...
    start: int
    end: int


@cache
def _words() -> dict[str, dict[str, list[str]]]:
    """The lists of `language.yaml`: section, name, words."""
    loaded: dict[str, dict[str, list[str]]] = yaml.safe_load(LANGUAGE.read_text(encoding="utf-8"))
    return loaded


def words(section: str, name: str) -> tuple[str, ...]:
    """The words of one list of `language.yaml`.

    Raises:
        KeyError: there is no such list.
    """
    return tuple(_words()[section][name])


def _sentences(text: str, begins: Iterable[int]) -> tuple[Span, ...]:
    """Sentences end at 。；! ? and line breaks, and begin anew at the number of an item; never inside a token.

    begins: where the tokens begin, in order.
    """
    starts = {0, *(match.end() for match in _STOP.finditer(text)), *(match.start() for match in _ITEM.finditer(text))}
    edges = [*(at for at in begins if at in starts), len(text)]
    return tuple(Span(a, b) for a, b in pairwise(edges) if text[a:b].strip())


def _spacy() -> Any:
    """spaCy, without the torch that its machine-learning half would load where it is installed (a second and 200 MB).

    Nothing here is a neural component; an import that torch already answers for is left as it is.
    """
    if "torch" in sys.modules:
        return importlib.import_module("spacy")
    sys.modules["torch"] = None  # type: ignore[assignment]  # "not installed", for the length of this import
    try:
        return importlib.import_module("spacy")
    finally:
        del sys.modules["torch"]


@cache
def _vocabulary() -> Any:
    _spacy()
    from spacy.vocab import Vocab

    return Vocab()


def _doc(text: str) -> Doc:
    """Characters, but a number or a Latin word whole; the text is rebuilt exactly."""
    vocabulary = _vocabulary()
    from spacy.tokens import Doc

    tokens = _TOKEN.findall(text)
    return Doc(vocabulary, words=tokens, spaces=[False] * len(tokens))


def _matcher(labelled: Iterable[tuple[str, Iterable[str]]]) -> Any:
    """A matcher of words under labels."""
    vocabulary = _vocabulary()
    from spacy.matcher import PhraseMatcher

    matcher = PhraseMatcher(vocabulary)
    for label, listed in labelled:
        matcher.add(label, [_doc(word) for word in listed if word])
    return matcher


@cache
def _common() -> Any:
    """A matcher of modal words and of what parties are called in general."""
    return _matcher((f"{section}.{name}", listed) for section in ("modals", "parties") for name, listed in _words()[section].items())


@lru_cache(maxsize=64)
def _own(roles: Roles) -> Any:
    """A matcher of the contract's own names of its parties."""
    return _matcher((("parties.customer", roles.customer), ("parties.carrier", [name for name in roles.carrier if name not in roles.customer])))


@lru_cache(maxsize=2048)  # readers, checks and matching ask for the same clauses again and again
def _parse(text: str, roles: Roles) -> tuple[tuple[Span, ...], tuple[_Mark, ...]]:
    """Sentences and marks (modal words and parties, the longest where they overlap) of a text, in order."""
    doc = _doc(text)
    from spacy.attrs import IDX

    begins: list[int] = doc.to_array(IDX).tolist()
    edges = [*begins, len(text)]
    found = _longest([*_own(roles)(doc), *_common()(doc)])  # where both say who is meant the contract's own word goes first
    return _sentences(text, begins), tuple(_Mark(doc.vocab.strings[label], edges[start], edges[end]) for label, start, end in found)


def _longest(found: Sequence[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """The matches (label, first token, token behind the last) that overlap no longer one and no earlier one as long, in order."""
    taken: set[int] = set()
    kept = []
    for label, start, end in sorted(found, key=lambda match: (match[1] - match[2], match[1])):
        if start not in taken and end - 1 not in taken:
            taken.update(range(start, end))
            kept.append((label, start, end))
    return sorted(kept, key=lambda match: match[1])


def sentences(text: str) -> tuple[Span, ...]:
    """The sentences and numbered items of a text, in order, together covering all of it that is not blank."""
    return _parse(text, Roles())[0] if text else ()


def mentions(text: str, *, roles: Roles) -> tuple[Mention, ...]:
    """Every place where the text names a party, in order, the longest name where names overlap."""
    marks = _parse(text, roles)[1] if text else ()
    return tuple(
        Mention(who, Span(mark.start, mark.end))
        for mark in marks
        for kind, _, who in [mark.label.partition(".")]
        if kind == "parties" and who != "not_a_party"
    )


def statements(text: str, *, roles: Roles) -> tuple[Statement, ...]:
    """The text as statements, in order: one a sentence or item, and one more where another party or duty takes over.

    Args:
        text: a clause.
        roles: by which names it calls customer and carrier.

    Returns:
        Statements whose spans do not overlap. A condition that opens a sentence holds for all its statements.
    """
    if not text:
        return ()
    found: list[Statement] = []
    parsed, marks = _parse(text, roles)
    starts = [mark.start for mark in marks]
    for sentence in parsed:
        inside = marks[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        found.extend(_sentence_statements(text, sentence, inside))
    return tuple(found)


def breaths(text: str, *, roles: Roles) -> tuple[Breath, ...]:
    """The text as what stands between its commas, in order, each with the party and the modal that it says.

    Args:
        text: a clause.
        roles: by which names it calls customer and carrier.
    """
    if not text:
        return ()
    found: list[Breath] = []
    parsed, marks = _parse(text, roles)
    starts = [mark.start for mark in marks]
    party = None
    plain_hand = bool(_PLAIN_HAND.search(text))
    for number, sentence in enumerate(parsed):
        inside = marks[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        if text[: sentence.start].rstrip()[-1:] not in ("；", ";"):  # what is parted by a semicolon goes on with its subject
            party = None
        for segment in _each_modal(text, _segments(text, sentence)):
            modal, at, deed = _said(text, inside, segment.span, plain_hand)
            agent = _agent(text, inside, segment.span, at)
            if modal == "must" and agent is None and text[at:deed] == "要求" and any(b.modal for b in found if b.sentence == number):
                modal, deed = "", segment.span.start  # 有权解除，并要求赔偿: the same right goes on
            aside = segment.role != "main" or (not modal and bool(_ON_CONDITION.match(text, segment.span.start, segment.span.end)))
            party = agent or party
            found.append(Breath(segment.span, number, party, agent is not None, modal, deed, aside))
    return tuple(found)


def _each_modal(text: str, segments: Iterable[_Segment]) -> Iterator[_Segment]:
    """The segments, parted where one says two things of a side: 应当处理并可以收取费用."""
    for segment in segments:
        cuts = [segment.span.start, *(m.start() for m in _AND_MODAL.finditer(text, segment.span.start + 1, segment.span.end)), segment.span.end]
        yield from (_Segment(Span(a, b), segment.role) for a, b in pairwise(cuts))


def _said(text: str, marks: Sequence[_Mark], span: Span, plain_hand: bool) -> tuple[str, int, int]:
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


def _of_a_noun(text: str, mark: _Mark, span: Span) -> bool:
    """Whether a modal only tells which thing is meant: 有权机关, 其有权使用的地址, 法律允许的范围, 应甲方要求."""
    word = text[mark.start : mark.end]
    after = _OF_A_NOUN.get(word)
    if after is not None and after.match(text, mark.end, span.end):
        return True
    if word == "应" and _AT_REQUEST.match(text, mark.end, span.end):
        return True
    return bool(_NO_MODAL_BEFORE.search(text, span.start, mark.start)) and bool(_ATTRIBUTE_AFTER.match(text, mark.end, span.end))


def _agent(text: str, marks: Sequence[_Mark], span: Span, modal: int) -> str | None:
    """Who acts in a breath: the party after 由, else the one before its modal, near its beginning, that is no object and no
    attribute (乙方提供的).
    """
    named = [m for m in marks if span.start <= m.start < span.end and m.label.startswith("parties.") and m.label[8:] in _PARTY_KINDS]
    agent = next((m for m in named if _BY.search(text, max(span.start, m.start - 2), m.start)), None)
    if agent is not None:
        return agent.label[8:]
    for place, mark in enumerate(named):
        if mark.start > modal:
            break
        if place + 1 < len(named) and 0 <= modal - named[place + 1].end <= 1 and not _OBJECT.search(text, max(span.start, named[place + 1].start - 6), named[place + 1].start):
            continue  # 客户数据服务商须保留: the one at the modal acts
        following = named[place + 1] if place + 1 < len(named) else None
        if following and following.start < modal and _DONE.search(text, mark.end, following.start):
            continue
        if mark.start > span.start and _AT_LAST.match(text, mark.end, span.end):
            continue  # the last word of a breath is an object: 退还乙方
        attribute = _ATTRIBUTE.match(text, mark.end, span.end)
        of_a_noun = attribute and not mark.end <= modal < attribute.end()
        if mark.start - span.start <= _NEAR_START and not of_a_noun and not _OBJECT.search(text, max(span.start, mark.start - 6), mark.start):
            return mark.label[8:]
    if len(named) == 1 and modal == span.end and _OWNS.match(text, named[0].end, span.end) and not text[span.start : named[0].start].strip():
        return named[0].label[8:]  # 甲方的付款日顺延
    return None


class _Segment(NamedTuple):
    """Words between commas. role: condition, exception or main."""

    span: Span
    role: str


def _sentence_statements(text: str, sentence: Span, marks: Sequence[_Mark]) -> Iterator[Statement]:
    segments = list(_segments(text, sentence))
    groups: list[list[_Segment]] = [[]]
    for segment in segments:
        turns = _clean(text, segment.span).startswith(tuple(_words()["adverbs"]["turns"]))
        takes_over = _modal(marks, segment.span) and (turns or _subject(text, marks, segment.span))
        if takes_over and any(s.role == "main" and _modal(marks, s.span) for s in groups[-1]):
            groups.append([])
        groups[-1].append(segment)
    condition, party = "", None
    for group in groups:
        words = {role: "，".join(_clean(text, s.span) for s in group if s.role == role) for role in ("condition", "exception")}
        condition = words["condition"] or condition
        main = [s.span for s in group if s.role == "main"] or [s.span for s in group]
        modal = next(filter(None, (_modal(marks, span) for span in main)), "fact")
        named = [*main, *(s.span for s in group if s.role == "condition")]
        who = party = next(filter(None, (_subject(text, marks, span) for span in named)), party)
        span = _trim(text, Span(group[0].span.start, group[-1].span.end))
        yield Statement(
            who=who, modal=modal, text=text[span.start : span.end], span=span, condition=condition, exception=words["exception"]
        )


def _segments(text: str, sentence: Span) -> Iterator[_Segment]:
    """The stretches between the commas of a sentence, each with its part in it; the number of an item is passed over."""
    label = _ITEM.match(text, sentence.start, sentence.end)
    edges = [sentence.start, *(m.end() for m in _COMMA.finditer(text, sentence.start, sentence.end)), sentence.end]
    spans = [Span(a, b) for a, b in pairwise(edges) if text[a:b].strip()]
    lists = _words()
    for place, span in enumerate(spans):
        words = _clean(text, Span(max(span.start, label.end() if label else 0), span.end))
        last = place == len(spans) - 1
        if words in lists["adverbs"]["time"]:
            yield _Segment(span, "main")
        elif words.startswith(tuple(lists["exceptions"]["opens"])) or words.endswith(tuple(lists["exceptions"]["closes"])):
            yield _Segment(span, "exception")
        elif not last and (
            words.startswith(tuple(lists["conditions"]["opens"])) or words.endswith(tuple(lists["conditions"]["closes"]))
        ):
            yield _Segment(span, "condition")
        else:
            yield _Segment(span, "main")


def _modal(marks: Sequence[_Mark], span: Span) -> str:
    """The first modal inside the span, "" where there is none."""
    return _modal_at(marks, span)[0]


def _modal_at(marks: Sequence[_Mark], span: Span) -> tuple[str, int]:
    """The first modal inside the span and where it ends; "" and the span's start where there is none."""
    for mark in marks:
        kind, _, name = mark.label.partition(".")
        if kind == "modals" and name != "plain" and span.start <= mark.start < span.end:
            return name, mark.end
    return "", span.start


def _subject(text: str, marks: Sequence[_Mark], span: Span) -> str | None:
    """The first party inside the span that no preposition governs, standing before the span's first modal."""
    for mark in marks:
        if not span.start <= mark.start < span.end:
            continue
        kind, _, name = mark.label.partition(".")
        if kind == "modals" and name != "plain":
            return None
        if name in _PARTY_KINDS and kind == "parties" and not _GOVERNED.search(text, max(span.start, mark.start - 6), mark.start):
            return name
    return None


def _trim(text: str, span: Span) -> Span:
    """The span without blanks at its ends."""
    words = text[span.start : span.end]
    return Span(span.start + len(words) - len(words.lstrip()), span.end - len(words) + len(words.rstrip()))


def _clean(text: str, span: Span) -> str:
    return text[span.start : span.end].strip(" \t\n　，,：:。；;")
