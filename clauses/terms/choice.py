"""Which of several printed ways was chosen: 按下列第（2）种方式, ☑ against □.

A flat passage comes in; out comes what of it holds: all of it where there is nothing to choose, the chosen way, or nothing
where the choice was left open. What the ways say is read elsewhere.
"""

from __future__ import annotations

import re

from clauses.model import Span
from clauses.terms.words import BLANK, DATE, DURATION, Words

_DIGITS = {d: n for n, row in enumerate(("一壹1１①㈠AaⅠ甲", "二贰2２②㈡BbⅡ乙", "三叁3３③㈢CcⅢ丙", "四肆4４④㈣DdⅣ丁", "五伍5５⑤㈤EeⅤ戊"), 1) for d in row}
_ONE = "[一二三四五壹贰叁肆伍1-5①-⑤A-Ea-eⅠ-Ⅴ㈠-㈤]"
_BY_NUMBER = re.compile(
    rf"(?:第|选择|选定|采取|采用|按照?|以|下列|下述|以下|如下|方式|由)(?:其中|第)?：?(?!(?<!第)[一二三四五](?:种|项|个))（?(?P<n>{_ONE}|{BLANK}|{DATE}|{DURATION})(?![^）]{{0,1}}[、.]?[\u4e00-\u9fff]*日)）?、?"
    r"(?:种|项|款|条|个|类)?(?:争议|纠纷)?(?:的)?(?:解决|处理)?(?:方式|办法|途径|方案|约定|选项|方法|进行|予以|解决|处理|执行|种|项)"
)
_ONE_OF = re.compile(r"(?:下列|下述|以下|如下)(?:任一|任何一|一|两|二)?(?:种|项|个)?[^。；，]{0,8}(?:方式|途径|办法|选项)[^。；，]{0,4}(?:之一|中的?一种|其一|任选|选择)|(?:任选|择)其一|选择(?:其中)?(?:下列|以下)?一种|(?:按照?|以|通过|采取|采用)(?:下列|以下|如下|下述)(?:方式|途径|办法)[^。；，]{0,8}：")
_ITEM = re.compile(rf"(?:（(?P<a>{_ONE})）|(?P<b>[①-⑤㈠-㈤])|(?:^|(?<=[。；：，\n）]))(?:方式|第)?(?P<c>{_ONE})(?:[、.）：]|种[，：、]?|项[，：、]?))")
_FORUM = re.compile(r"仲裁|法院|诉讼|起诉")
_TICKED, _UNTICKED = "☑☒√✓✔■●◉▣", "□○☐◯◇"
_BOX = re.compile(rf"[（]?(?P<box>[{_TICKED}{_UNTICKED}])[）]?|(?:^|(?<=[。；：，\n]))(?P<blank>{BLANK})(?=[\u4e00-\u9fff\d（])")

_BOXED = re.compile(rf"[（]?(?P<box>[{_TICKED}{_UNTICKED}])[）]?{DURATION}[，、；/]?")
_ROW_OF_BOXES = re.compile(rf"(?:{_BOXED.pattern.replace('?P<box>', '')}){{2,}}")


def chosen(flat: Words) -> tuple[Span, ...]:
    """The stretches of the flat text that hold; () where ways are offered and none was chosen."""
    ticks = [m for m in _BOX.finditer(flat.text) if m["box"]]
    if ticks:
        return _by_tick(flat.text)
    header = _BY_NUMBER.search(flat.text)
    if header:
        items = _items(flat.text, header.end())
        if len(items) > 1:
            number = _DIGITS.get(header["n"], 0)
            return (items[number - 1],) if 0 < number <= len(items) else ()
    one_of = _ONE_OF.search(flat.text)
    if one_of and sum(bool(_FORUM.search(flat.text, *item)) for item in _items(flat.text, one_of.end())) > 1:
        return ()
    return (Span(0, len(flat.text)),)


def without_unticked(flat: Words) -> Words:
    """The flat text without the lengths of time beside an empty box, where the box of another is ticked: □一年 ☑二年 □三年 says 二年.

    The boxes between go too, so that what stands before them is followed by what was ticked.
    """
    dropped: set[int] = set()
    for row in _ROW_OF_BOXES.finditer(flat.text):
        boxes = [*_BOXED.finditer(flat.text, *row.span())]
        if sum(b["box"] in _TICKED for b in boxes) == 1:
            dropped |= {n for b in boxes for n in range(*b.span()) if b["box"] in _UNTICKED or flat.text[n] != DURATION}
    if not dropped:
        return flat
    kept = [n for n in range(len(flat.text)) if n not in dropped]
    return Words(
        text="".join(flat.text[n] for n in kept),
        starts=tuple(flat.starts[n] for n in kept),
        ends=tuple(flat.ends[n] for n in kept),
        values={new: flat.values[old] for new, old in enumerate(kept) if old in flat.values},
    )


def _items(text: str, start: int) -> list[Span]:
    """The numbered ways after a header, as long as the numbers count up from one."""
    found: list[re.Match[str]] = []
    for item in _ITEM.finditer(text, start):
        if _DIGITS.get(item["a"] or item["b"] or item["c"]) == len(found) + 1:
            found.append(item)
    ends = [*(m.start() for m in found[1:]), len(text)]
    return [Span(m.end(), end) for m, end in zip(found, ends, strict=False)]


def _by_tick(text: str) -> tuple[Span, ...]:
    """What stands behind a ticked box, or before it where boxes follow their words; all, where a single box ticks nothing off."""
    boxes = [m for m in _BOX.finditer(text) if m["box"] or any(c in text for c in _TICKED)]
    ticked = [m for m in boxes if m["box"] and m["box"] in _TICKED]
    if not ticked:
        return () if len(boxes) > 1 else (Span(0, len(text)),)
    follows = not re.match(r"[^。；\n，]*[\u4e00-\u9fff]", text[ticked[-1].end() :]) or re.match(r"[；。\n]", text[ticked[0].end() :])
    spans: list[Span] = []
    for place, box in enumerate(boxes):
        if box in ticked:
            before = boxes[place - 1].end() if place else 0
            after = boxes[place + 1].start() if place + 1 < len(boxes) else len(text)
            spans.append(Span(before, box.start()) if follows else Span(box.end(), after))
    return tuple(spans)
