"""The numbered units of a part as a tree: which line begins one, which goes on with it, what is its heading.

Comes in: the lines of a part. Goes out: `Node`s in the order of the text. Which of them are clauses, `units` says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from clauses.model import Span
from clauses.structure.layout import Part
from clauses.structure.lines import Line, cut
from clauses.structure.numbering import CN, ITEMS, Label, Stack, label_of
from clauses.structure.signature import FIELD, party_line

TITLE_LENGTH = 26  # characters of a heading at most; measured on headings of contracts of many kinds
END = "。．；;！!？?：:”」』）)】》"
SHORT = 12  # characters of an unnumbered heading that no numbering follows
NEAR = 40  # characters in which a number, and what is cited before it, is looked for
STOP = re.compile(r"[。．；;！!？?]\s*$")
BRACKET_OPEN = re.compile(r"[(（][^()（）\n]{0,60}$")  # 人民币 800 元（大写：, with 捌佰元） on the next line of print
BRACKET_CLOSED = re.compile(r"[^()（）\n]{1,60}[)）]")
KEY_VALUE = re.compile(r"[^，。；:：（(]{2,14}(?:[（(][^）)]{0,16}[）)])?\s*[:：]")
INLINE = re.compile(
    rf"(?<=[。；;！:：．）)])\s*(?=[(（]?\s*(?:[{CN}]{{1,3}}|\d{{1,2}})\s*[)）、，,.．])|(?<=[一-鿿。；])\s*(?=\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}\s*[一-鿿“])|(?<=[一-鿿])\s*(?=\d{{1,2}}\s?[、．]\s*[一-鿿])|(?<=[。；;])\s*(?=第[{CN}]{{1,4}}条)|(?<=[。；;:：])\s*(?=[①-⑳])"
)
QUOTING = re.compile(r"[第按照及和或与至、到见款条附件\d]\s*$")
SHALL = r"(?<![供响反适效相对感])应(?![急用])"  # 供应商, 响应, 应急 say no duty
SPEAKS = re.compile(rf"{SHALL}|须|不得|按|如下|下列|以下|包括")
# Words that no heading ends with: the sentence goes on below.
BROKEN = re.compile(r"(?:不|低|高|多|少|小|大|等|早|晚|优|限|位|属|处|对|由|基|鉴)于$|(?:超过|不足|达到)$|自$|(?<!以)及$|(?<![总饱调温缓])和$|[或、（(《“]$|(?<![目标])的$|第\s*[\[［_＿]?[^\u4e00-\u9fff]{0,8}$")
# Words that none ends with where a figure, a date or a unit stands at the head of the next line.
BEFORE_FIGURE = re.compile(r"(?:约|为|在|于|每|至|从|到|前|后|按|以|共|计|[年月日季次]|各|收取|支付|不高|不少|提前|超|满|达|每逾期)$")
FIGURE = re.compile(r"[\d０-９_＿\[［〇一二三四五六七八九十百千万壹贰叁肆伍陆柒捌玖拾]|条|款|项|日|个|元|份")
UNIT = re.compile(r"(?:条|款|项|日|天|个|份|元|万元|年|月|种|号|%|％|‰|[）)，,。；])")  # what stands behind a blank that a line break cut off
COUNTED = re.compile(r"(?:[甲乙丙丁]方|附件)$")  # 由乙方|一、乙方二各承担一半
OWN_SUBJECT = re.compile(r"(?:[甲乙丙]方|双方|本合同|本协议)")
TOPIC = re.compile(r"(?:义务|权利|责任|职责|承诺|保证|信息|资料|账户|帐户|声明|配合|工作|地址|期限|生效|变更|终止|解除|解释|转让|组成|文件|附件|费用|价款|金额|标的|内容|条款|事项|约定|情形|人员|代表|联系人|效力|份数|范围|标准|方式|[权务责])$")
QUOTES = re.compile(r"(?:合同|协议|》|文件).*(?:约定|规定|载明|写明|记载|要求|明确|承诺)$|(?:修改|变更|调整|更改|修订|改)[为成]?(?:如下)?$|(?:增加|新增|增补)")  # brings in words of another paper
FILLED_IN = re.compile(r"(.{2,16}?)[\s:：]*(?=[_＿]{4})")
VERB = re.compile(r"(?:应当|不得|必须|有权).{3}")
# 费用，付款和发票 heads what is numbered below it; a sentence of two halves does not.
TWO_HALVES = 16  # characters of such a heading at most
ASKS = re.compile(r"谁|怎么|怎样|如何|什么|多少|哪")
SENTENCE = re.compile(rf"{SHALL}|须|不得|有权|可以|负责|承担|支付(?!方式|条件|期限|时间)|(?:的|时|后|起|内|如|若)[，,]|按[照日月]|\d|[，,][^，,]*[，,]")


@dataclass
class Node:
    """A numbered unit while it is being built."""

    label: Label | None
    depth: int
    pieces: list[Span] = field(default_factory=list)
    title: tuple[Span, ...] = ()
    children: list[Node] = field(default_factory=list)
    line: Line | None = None
    rows: list[tuple[Span, tuple[Span, ...]]] = field(default_factory=list)
    path: tuple[int, ...] = ()
    notes: list[Span] = field(default_factory=list)  # the footnotes to its words


def text_of(source: str, pieces: tuple[Span, ...] | list[Span]) -> str:
    """The words of the pieces, joined."""
    return "".join(source[p.start : p.end] for p in pieces)


def _segments(line: Line, source: str, stack: Stack) -> Iterator[tuple[Label | None, tuple[Span, ...]]]:
    """The line as one numbered unit, or as several where a further number stands in it and continues the numbering.

    The stack is read between the segments, so the caller takes each label before it asks for the next.
    """
    label, pieces = line.label, line.body
    text = text_of(source, pieces)
    begin = 0
    for candidate in INLINE.finditer(text):
        stop, at = candidate.start(), candidate.end()
        if stop - begin < 2 or QUOTING.search(text[max(begin, stop - NEAR) : stop]):
            continue
        found = label_of(text[at : at + NEAR])
        if found is None or found.style in ("bare", "letter", "half-paren", "half-letter", "roman") or len(text) - at - found.width < 3:
            continue
        if _continues(stack, label, found, text[begin : min(stop, begin + TITLE_LENGTH)] + text[max(begin, stop - 1) : stop]):
            yield label, cut(pieces, begin, stop)
            label, begin = found, at + found.width
    yield label, cut(pieces, begin)


def _continues(stack: Stack, current: Label | None, found: Label, before: str) -> bool:
    """Whether an in-line number is just the next of the numbering as it will stand once the current label is taken."""
    ahead = Stack(levels=[*stack.levels])
    if current is not None:
        ahead.take(current)
    if found.style in ITEMS or found.style in ("paren-chinese",):
        # items inside a sentence belong to it; only a list after a bare heading is divided
        return False
    if not ahead.expects(found):
        return False
    depth = ahead.depth_of(found)
    sibling = depth < len(ahead.levels) and ahead.levels[depth].style == found.style
    return sibling or (found.last == 1 and before.rstrip().endswith(("：", ":")) and len(before) <= TITLE_LENGTH)


def _is_title(text: str, label: Label | None, following: str, *, heads: bool = False) -> bool:
    """Whether a unit's own line is a heading: short, without a sentence's marks, and nothing that the next line goes on with.

    Where it `heads` a list, numbered from one below it, it may be two halves with a comma between.
    """
    words = text.strip()
    if heads and len(words) <= TWO_HALVES and re.search(r"[，,]", words) and not re.search(r"[。；;？！：:]", words):
        return bool(ASKS.search(words)) or not SENTENCE.search(words)
    if not words or len(words) > TITLE_LENGTH or re.search(r"[。；;，,？！]|．$|[_＿]{3}", words):
        return False
    if words[-1] in "：:":
        if following[:1] in ("“", '"', "「") and QUOTES.search(words[:-1]):
            return False
        speaks = SPEAKS.search(words) or (re.search(r"[甲乙丙]方|双方", words) and not TOPIC.search(words[:-1]))
        return len(words) <= 16 and not speaks
    if re.search(r"[:：]", words) or BROKEN.search(words) or re.match(r"[的，。；、）)》”]", following) or (BEFORE_FIGURE.search(words) and FIGURE.match(following)):
        return False
    if label is not None and label.style in ("article", "chapter", "part"):
        return len(words) <= 22 and not VERB.search(words) and not (len(words) > 12 and OWN_SUBJECT.match(words) and not TOPIC.search(words))
    return not re.search(rf"[\d０-９].*[条元个台套兆]|{SHALL}|须|不得|有权|无$", words) and not STOP.search(words)


def _joins(previous: Line, text_before: str, line: Line) -> bool:
    """Whether the line goes on with the sentence that the line before broke off."""
    before = text_before.rstrip()
    if not before or line.row or previous.row or line.quoted:
        return False
    if line.hangs:
        return True
    if before[-1] in "]］】" and UNIT.match(line.text):
        return True
    if previous.wrapped and BRACKET_OPEN.search(before) and BRACKET_CLOSED.match(line.text):
        return True
    if previous.full and (before[-1] in "；;" or (previous.wrapped and before[-1] in "。：:")) and not KEY_VALUE.match(line.text):
        return True
    if before[-1] in "。．；;！？!?：:" or (before[-1] in "”」）)】》]］" and not (line.turn or previous.wrapped)):
        return before[-1] in "”」）)】》]］" and previous.wrapped and not KEY_VALUE.match(line.text)
    if re.search(r"[_＿]{6}$", before) and not previous.wrapped and OWN_SUBJECT.match(line.text):
        return False
    if KEY_VALUE.match(line.text) and not previous.wrapped and not previous.full and len(previous.text) < 34:
        return False
    return not (previous.label is None and KEY_VALUE.match(previous.text) and len(previous.text) < 34 and not (line.turn or line.hangs or previous.wrapped))


def build(source: str, part: Part) -> Node:
    """The part's units as a tree below a root without number."""
    root = Node(label=None, depth=-1)
    stack, trail = Stack(), [root]
    previous: Line | None = None
    for n, line in enumerate(part.lines):
        if line.label is not None and _is_broken_number(line, previous, source, trail[-1], stack):
            line = replace(line, label=None)
        after = part.lines[n + 1] if n + 1 < len(part.lines) else None
        if after is not None and _heads_section(source, trail[-1], line, after, stack):
            trail = trail[: stack.section(after.label) + 1]
            _enter(trail, Node(label=None, depth=len(trail) - 1, line=line, title=line.pieces, path=(), notes=[*line.notes]))
            previous = line
            continue
        following = after.text if after and after.label is None else ""
        for label, pieces in _segments(line, source, stack):
            if label is None:
                append(source, trail[-1], line, pieces, previous, following)
                continue
            trail = trail[: stack.take(label) + 1]
            _enter(trail, Node(label=label, depth=len(trail) - 1, line=line, path=tuple(level.ordinal for level in stack.levels)))
            alone = label is line.label and not line.full
            _place(source, trail[-1], pieces, following, alone=alone, heads=alone and after is not None and _begins_below(after, label, stack))
        trail[-1].notes += line.notes
        previous = line
    return root


def _begins_below(after: Line, label: Label, stack: Stack) -> bool:
    """Whether the next line is the first of a list below the label just taken."""
    return after.label is not None and after.label.last == 1 and (after.label.style != label.style or len(after.label.ordinals) > len(label.ordinals)) and stack.depth_of(after.label) == len(stack.levels)


def _enter(trail: list[Node], node: Node) -> None:
    trail[-1].children.append(node)
    trail.append(node)


def _heads_section(source: str, current: Node, line: Line, after: Line, stack: Stack) -> bool:
    """Whether an unnumbered line is a heading under which the numbering begins anew: 专用条款, then 第一条 once more.

    Where one such heading has stood, a few words before a whole sentence are another.
    """
    if line.label is not None or line.row or len(line.text) > TITLE_LENGTH:
        return False
    if not (stack.begins_anew(after.label) if after.label is not None else stack.in_section and len(line.text) <= SHORT and STOP.search(after.text)):
        return False
    if re.search(r"[，。；：:、？！\d_＿]", line.text) or FIELD.match(line.text) or party_line(line.text):
        return False
    before = text_of(source, current.pieces[-3:]).rstrip()
    return not before or bool(STOP.search(before)) or line.gap >= 1


def _is_broken_number(line: Line, previous: Line | None, source: str, current: Node, stack: Stack) -> bool:
    """A line that only seems numbered: it goes on with a sentence whose break fell before a quantity, a date or a citation."""
    if previous is None or line.label is None or not current.pieces:
        return False
    before = text_of(source, current.pieces[-3:]).rstrip()
    if previous.wrapped and line.label.style == "chinese" and COUNTED.search(before):
        return True
    if not before or before[-1] in END:
        return False
    if line.label.last == 1 and previous.wrapped and previous.full and line.label.style in ("chinese", "arabic"):
        return True
    if stack.expects(line.label):
        return False
    if line.label.style in ("article", "chapter", "part", "paren-chinese"):
        return before[-1] in "第按照据及和与至、，"
    return previous.wrapped or line.turn or before[-1] in "，、的第按照据及和与至" or not stack.allows(line.label)


def _place(source: str, node: Node, pieces: tuple[Span, ...], following: str, *, alone: bool = True, heads: bool = False) -> None:
    """Puts a unit's own first words into its title or its text; `alone` where its number heads a line with room to spare.

    Where the next line goes on with the words of a number in the middle of a line, or of a line that had no more room, they
    are no title: the line broke there.
    """
    text = text_of(source, pieces)
    if not text.strip():
        return
    if (alone or not following) and _is_title(text, node.label, following, heads=heads):
        node.title = pieces
        return
    width = _title_width(text, node.label)
    if width:
        start = re.match(r"[\s:：]*", text[width:])
        node.title, node.pieces = cut(pieces, 0, width), list(cut(pieces, width + (start.end() if start else 0)))
        return
    node.pieces = list(pieces)


def _title_width(text: str, label: Label | None) -> int:
    """How many characters of a unit's first line are a heading that its words follow at once; 0 where none are."""
    if label is None or label.style not in ("article", "chapter", "part", "chinese", "bare-chinese"):
        return 0
    filled = FILLED_IN.match(text)
    if filled and not re.search(rf"[，。；、须“\d（(]|{SHALL}", filled[1]) and not OWN_SUBJECT.match(filled[1]) and TOPIC.search(filled[1]):
        return len(filled[1])
    wide = re.match(r"([一-鿿](?:[ \u3000]{1,4}[一-鿿]){1,3})\s*[:：]\s*(?=\S{4})", text) or re.match(r"(.{1,18}?)(?:\s{2,}|[:：]\s*(?=\S{6}))(?=\S)", text) or re.match(r"([一-鿿、]{2,12}) (?=[一-鿿].{8})", text)
    if not wide or len(text) - wide.end() < 6 or re.search(rf"[，。；、须“\d]|{SHALL}|[甲乙]方$|下列|如下|以下|之一", wide[1].replace("、", "", 2)):
        return 0
    if text[len(wide[0]) :][:1] in ("“", '"', "「") and QUOTES.search(wide[1]):
        return 0
    if wide[0].endswith(" ") and not wide[0].endswith("  ") and OWN_SUBJECT.match(wide[1]) and not TOPIC.search(wide[1]):
        return 0
    return len(wide[1])


def append(source: str, node: Node, line: Line, words: tuple[Span, ...], previous: Line | None, following: str = "") -> None:
    """Adds an unnumbered line to the unit it follows: its own first words, joined to a broken sentence, or a paragraph of its own."""
    if not node.pieces:
        title = text_of(source, node.title)
        if node.label is not None and not title and not line.row:
            _place(source, node, words, following)
        elif node.title and previous is not None and previous.wrapped and len(title) > 18 and title[-1] in "，、和及与的":
            node.title = (*node.title, *words)
        else:
            node.pieces = list(words)
    else:
        last = node.pieces[-1].end
        if previous is not None and _joins(previous, text_of(source, node.pieces[-3:]), line):
            if re.search(r"[A-Za-z0-9]$", text_of(source, node.pieces[-2:])) and re.match(r"[A-Za-z]", line.text) and source[last : last + 1].isspace():
                node.pieces.append(Span(last, last + 1))
        else:
            newline = source.find("\n", last, words[0].start)
            if newline >= 0:
                node.pieces.append(Span(newline, newline + 1))
        node.pieces += words
    if line.row:
        node.rows.append((line.span, words))
