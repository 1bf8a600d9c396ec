"""Leading numbers of Chinese contracts: 第一条, 1.1, 一、, （一）, (1), 1）, ①, （a）, full width or half.

`label_of` reads a line's leading number; `Stack` says at which depth it stands, whatever order of styles the author chose.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from clauses.numerals.digits import number_at, plain

CN = "〇零一二三四五六七八九十百廿卅两壹贰叁肆伍陆柒捌玖拾"
D = "0-9０-９"
DOT = "[.．]"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"

# A leading "1.5倍" or "3.5 万元" is a quantity, not the number of a clause.
QUANTITY = "(?![%％‰﹪]|\\s*(?:倍|元|万元|亿元|万股|[GMKT]\\b|[GMKT]bps|Mbps)|(?:万|亿|年|月(?!服务|租|使用|费|结|度)|日(?!常)|天|小时|米|公里|个|条(?!款|件)|台|套|份(?!额)|人(?!员|工)|次(?!日|月)))"

PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("chapter", re.compile(rf"第\s*([{CN}{D}]+)\s*[章编篇](?!程)(?:\s*[:：、.．]?\s*)")),
    ("part", re.compile(rf"第\s*([{CN}{D}]+)\s*(?:部\s*分|节)(?!假)(?:\s*[:：、.．]?\s*)")),
    ("article", re.compile(rf"第\s*([{CN}\s]{{1,9}}|[{D}]+)\s*条(?!\s*(?:第|约定|规定|所(?!有)|之|的|至|款(?!项)|项(?!目)|和|或|及|中(?!国|标)|、第))(?:\s*[:：、.．]?\s*)")),
    ("dotted", re.compile(rf"([{D}]{{1,2}}(?:\s?{DOT}\s?[{D}]{{1,2}}){{1,4}}){DOT}?(?![{D}]){QUANTITY}[、:：]?\s*")),
    ("arabic", re.compile(rf"([{D}]{{1,3}})\s*(?:[、,，]|{DOT}(?![{D}])){QUANTITY}\s*")),
    ("chinese", re.compile(rf"([{CN}]{{1,4}})\s*(?:、|[,，](?=\S)|{DOT}(?![{D}])|[:：])\s*")),
    ("paren-chinese", re.compile(rf"[(（]\s*([{CN}]{{1,4}})\s*[)）]\s*[、.．]?\s*")),
    ("paren-arabic", re.compile(rf"[(（]\s*([{D}]{{1,3}})\s*[)）]\s*[、.．]?\s*")),
    ("paren-letter", re.compile(r"[(（]\s*([a-zA-Zａ-ｚＡ-Ｚ])\s*[)）]\s*[、.．]?\s*")),
    ("half-paren", re.compile(rf"([{D}]{{1,2}}|[a-zａ-ｚ])\s*[)）]\s*[、.．]?\s*")),
    ("circled", re.compile(rf"([{CIRCLED}])\s*[、.．]?\s*")),
    ("letter", re.compile(r"([A-HＡ-Ｈa-hａ-ｈ])\s*[、.．](?![a-zA-Z0-9])\s*")),
    ("bare", re.compile(rf"([{D}]{{1,2}})\s{{1,8}}(?=[一-鿿“《])(?!\s*[年月日号天个元份])")),
)
ITEMS = frozenset({"paren-arabic", "paren-letter", "half-paren", "circled", "letter"})
ORDER = ("chapter", "part", "article", "chinese", "paren-chinese", "dotted", "arabic", "bare", "paren-arabic", "half-paren", "paren-letter", "letter", "circled")


def integer(written: str) -> int | None:
    """The whole number that the words are (十二, 12, １２); None where they are none."""
    simple = plain(written.strip())
    number = number_at(simple, 0) if simple else None
    if number is None or number.value is None or number.end != len(simple) or number.value != int(number.value):
        return None
    return int(number.value)


@dataclass(frozen=True, kw_only=True)
class Label:
    """A leading number: `written` as in the text, `ordinals` its value (1.2.3 -> (1, 2, 3)), `width` its characters with what follows."""

    style: str
    written: str
    ordinals: tuple[int, ...]
    width: int

    @property
    def last(self) -> int:
        return self.ordinals[-1]


def label_of(text: str, *, automatic: int = 0, styles: frozenset[str] | None = None) -> Label | None:
    """The number that the text begins with, or None.

    Args:
        text: a line without leading blanks.
        automatic: how many characters at its beginning are Word's automatic number; such a number is one in any shape.
        styles: only these styles.
    """
    for style, pattern in PATTERNS:
        if styles is not None and style not in styles:
            continue
        found = pattern.match(text)
        if not found:
            continue
        ordinals = _ordinals(style, found[1])
        if ordinals is None or (style == "bare" and not automatic):
            continue
        if style == "chinese" and found[0].rstrip()[-1] in ",，:：" and ordinals[0] > 30:
            continue
        return Label(style=style, written=found[0].strip().rstrip("、:：,，．. ") or found[1], ordinals=ordinals, width=found.end())
    return None


def _ordinals(style: str, written: str) -> tuple[int, ...] | None:
    if style == "circled":
        return (CIRCLED.index(written) + 1,)
    if style in ("paren-letter", "letter") or not re.search(rf"[{CN}{D}]", written):
        letter = chr(ord(written) - 0xFEE0) if ord(written) > 0xFF00 else written
        return (ord(letter.lower()) - ord("a") + 1,)
    values = [integer(part) for part in re.split(r"\s*[.．]\s*", written)] if style == "dotted" else [integer(re.sub(r"\s+", "", written))]
    if any(v is None for v in values):
        return None
    ordinals = tuple(int(v) for v in values if v is not None)
    if any(v > 400 for v in ordinals) or (style == "dotted" and ordinals[0] == 0):
        return None
    return ordinals


@dataclass
class Level:
    style: str
    ordinal: int
    dotted: tuple[int, ...] = ()


@dataclass
class Stack:
    """Where the reader stands in the numbering: outermost level first."""

    levels: list[Level] = field(default_factory=list)

    def depth_of(self, label: Label) -> int:
        """The depth that a label takes (0 = outermost), without taking it."""
        if label.style == "dotted":
            return self._dotted_depth(label)
        styles = [level.style if level.style != "dotted" else "" for level in self.levels]
        if label.style in ("chapter", "part", "article"):
            outer = ("chapter", "part", "article")
            return sum(1 for s in styles[: 3] if s in outer and outer.index(s) < outer.index(label.style))
        if label.style in styles:
            return len(styles) - 1 - styles[::-1].index(label.style)
        return len(self.levels)

    def _dotted_depth(self, label: Label) -> int:
        parents = label.ordinals[:-1]
        for at in range(len(self.levels) - 1, -1, -1):
            level = self.levels[at]
            if level.dotted and level.dotted == parents:
                return at + 1
            if level.dotted and level.dotted[:-1] == parents:
                return at
        for at, level in enumerate(self.levels):
            if level.style == "dotted" and len(level.dotted) >= len(label.ordinals):
                return at
        for at in range(len(self.levels) - 1, -1, -1):
            level = self.levels[at]
            if level.style in ("article", "chinese", "arabic", "chapter", "part") and level.ordinal == parents[0]:
                deeper = [i for i in range(at + 1, len(self.levels)) if self.levels[i].style == "dotted"]
                return (deeper[-1] if deeper else at) + 1
        outer = [i for i, level in enumerate(self.levels) if level.style in ("chapter", "part", "article")]
        return (outer[-1] if outer else -1) + 1

    def take(self, label: Label) -> int:
        """Moves to the label and returns its depth."""
        depth = self.depth_of(label)
        del self.levels[depth:]
        self.levels.append(Level(style=label.style, ordinal=label.last, dotted=label.ordinals if label.style == "dotted" else ()))
        return depth

    def expects(self, label: Label) -> bool:
        """True where the label is just the next of its kind: the sibling after the last, or the first below."""
        depth = self.depth_of(label)
        if depth < len(self.levels) and self.levels[depth].style == label.style:
            level = self.levels[depth]
            if label.style == "dotted":
                return level.dotted[:-1] == label.ordinals[:-1] and label.last == level.dotted[-1] + 1
            return label.last == level.ordinal + 1
        return label.last == 1
