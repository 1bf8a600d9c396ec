"""Leading numbers of Chinese contracts: 第一条, Article 1, 1.1, 一、, （一）, (1), 1）, ①, ⑴, （a）, ii., full width or half.

`label_of` reads a line's leading number; `Stack` says at which depth it stands, whatever order of styles the author chose.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from clauses.numerals.digits import number_at, plain

CN = "〇○◯零一二三四五六七八九十百千廿卅两壹贰叁肆伍陆柒捌玖拾"
D = "0-9０-９"
DOT = "[.．]"
# Numbers that are one character: how each is numbered, and the first character of its run of twenty or ten.
SINGLE = (("circled", "①", 20), ("paren-arabic", "⑴", 20), ("stopped", "⒈", 20), ("paren-chinese", "㈠", 10), ("circled", "❶", 10), ("roman", "Ⅰ", 12), ("roman", "ⅰ", 12))
CIRCLED = "".join(chr(ord("①") + n) for n in range(20))
CHARACTER = {chr(ord(first) + n): n + 1 for _, first, count in SINGLE for n in range(count)}
ROMAN = {word: n for n, word in enumerate(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"), 1)}

# A leading "1.5倍" or "3.5 万元" is a quantity, not the number of a clause.
QUANTITY = "(?![%％‰﹪]|\\s*(?:倍|元|万元|亿元|万股|[GMKT]\\b|[GMKT]bps|Mbps)|(?:万|亿|年|月(?!服务|租|使用|费|结|度)|日(?!常)|天|小时|米|公里|个(?![人别案性体])|条(?!款|件)|台|套|份(?!额)|人(?!员|工)|次(?!日|月)))"
# What follows a number of an article that is only cited: 第五条约定的…, 第三条第二款, 第六条（二）项.
CITED = r"(?!\s*(?:第|约定|规定|所(?!有)|之|的|至|款(?!项)|项(?!目)|和|或|及|中(?!国|标)|、第|[(（][一二三四五六七八九十\d]{1,3}[)）]\s*[项款]))"
AFTER = r"(?:\s*[:：、.．]?\s*)"
MOST = 400  # the largest number that opens a clause, unless articles count on to it
DIGITS = "0123456789０１２３４５６７８９"
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNａｂｃｄｅｆｇｈｉｊｋｌｍｎＡＢＣＤＥＦＧＨＩＪＫＬＭＮ"
OPEN, SHUT = "[(（〔【]", "[)）〕】]"


def _single(style: str) -> str:
    return "".join(chr(ord(first) + n) for kind, first, count in SINGLE if kind == style for n in range(count))


# style, the characters that it begins with, the number and what follows it
PATTERNS: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("chapter", "第", re.compile(rf"第\s{{0,8}}([{CN}{D}]+)\s{{0,8}}[章编篇](?!程){AFTER}")),
    ("part", "第", re.compile(rf"第\s{{0,8}}([{CN}\s]{{1,5}}|[{D}]+)\s{{0,8}}(?:部\s{{0,8}}分|节)(?!假){AFTER}")),
    ("article", "第", re.compile(rf"第\s{{0,8}}[(（]?([{CN}\s]{{1,9}}|[{D}]+)\s*[)）]?\s{{0,8}}条{CITED}{AFTER}")),
    ("article", "ACS", re.compile(rf"(?:Article|ARTICLE|Clause|CLAUSE|Section|SECTION)\s*([{D}]{{1,3}})(?![{D}.]){AFTER}")),
    ("dotted", DIGITS, re.compile(rf"([{D}]{{1,2}}(?:\s?{DOT}\s?[{D}]{{1,2}}){{1,4}}){DOT}?(?![{D}]){QUANTITY}[、:：]?\s*")),
    # 三.1 below 第三条: what LibreOffice prints and saves where Word shows 3.1
    ("dotted", CN, re.compile(rf"([{CN}]{{1,3}}(?:[.．][{D}]{{1,2}}){{1,4}})(?![{D}.．]){QUANTITY}[、:：]?\s*")),
    ("arabic", DIGITS, re.compile(rf"([{D}]{{1,3}})\s*(?:、|[,，](?![{D}]{{3}})|[:：](?![{D}])|{DOT}(?![{D}])){QUANTITY}\s*")),
    ("arabic", _single("stopped"), re.compile(rf"([{_single('stopped')}])\s*[、.．]?\s*")),
    ("chinese", CN, re.compile(rf"([{CN}]{{1,4}})\s*(?:、|[,，]\s*(?=\S)|{DOT}(?![{D}])|[:：])\s*")),
    ("paren-chinese", "(（〔【", re.compile(rf"{OPEN}\s*([{CN}]{{1,4}})\s*{SHUT}\s*[、.．]?\s*")),
    ("paren-chinese", _single("paren-chinese"), re.compile(rf"([{_single('paren-chinese')}])\s*[、.．]?\s*")),
    ("paren-arabic", "(（〔", re.compile(rf"[(（〔]\s*([{D}]{{1,3}})\s*[)）〕]\s*[、.．]?\s*")),
    ("paren-arabic", _single("paren-arabic"), re.compile(rf"([{_single('paren-arabic')}])\s*[、.．]?\s*")),
    ("roman", "(（ivx" + _single("roman"), re.compile(rf"[(（]?\s*([ivx]{{1,4}}|[{_single('roman')}])\s*(?:[)）、.．](?![a-zA-Z0-9])|(?<=[{_single('roman')}]))\s*[、.．]?\s*")),
    ("paren-letter", "(（", re.compile(r"[(（]\s*([a-zA-Zａ-ｚＡ-Ｚ])\s*[)）]\s*[、.．]?\s*")),
    ("half-paren", DIGITS, re.compile(rf"([{D}]{{1,2}})\s*[)）]\s*[、.．]?\s*")),
    ("half-letter", LETTERS, re.compile(r"([a-zａ-ｚA-NＡ-Ｎ])\s*[)）]\s*[、.．]?\s*")),
    ("circled", _single("circled"), re.compile(rf"([{_single('circled')}])\s*[、.．]?\s*")),
    ("letter", LETTERS, re.compile(r"([A-NＡ-Ｎa-nａ-ｎ])\s*[、.．](?![a-zA-Z0-9])\s*")),
    ("bare", DIGITS, re.compile(rf"([{D}]{{1,2}})\s{{0,8}}(?=[一-鿿“《]){QUANTITY}(?!\s*[年月日号天个元份家人名层楼口芯路兆期次种类项级度处])")),
    ("bare-chinese", CN, re.compile(rf"([{CN}]{{1,3}})[ \t\u3000]{{1,8}}(?=[一-鿿“《])")),
)
BY_HEAD = {head: tuple((style, pattern) for style, heads, pattern in PATTERNS if head in heads) for head in {c for _, heads, _ in PATTERNS for c in heads}}
BARE = frozenset({"bare", "bare-chinese"})
ITEMS = frozenset({"paren-arabic", "paren-letter", "half-paren", "half-letter", "circled", "letter", "roman"})
ORDER = ("chapter", "part", "section", "article", "chinese", "bare-chinese", "paren-chinese", "dotted", "arabic", "bare", "paren-arabic", "half-paren", "paren-letter", "half-letter", "letter", "roman", "circled")
# Ways of numbering that careless hands change between within one list: 第三条 … 四、 …; （1）… 2）.
KIN = ({"article", "chinese", "bare-chinese"}, {"arabic", "bare"}, {"paren-arabic", "half-paren", "circled"}, {"paren-letter", "half-letter", "letter"})


def integer(written: str) -> int | None:
    """The whole number that the words are (十二, 12, １２, 一○, 一一); None where they are none."""
    simple = plain(re.sub(r"\s+", "", written)).translate({ord("○"): "零", ord("◯"): "零"})
    if len(simple) >= 2 and all(c in "零一二三四五六七八九" for c in simple):
        return int("".join(str("零一二三四五六七八九".index(c)) for c in simple))
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


def label_of(text: str, *, automatic: int = 0, styles: frozenset[str] | None = None, after: int = 0) -> Label | None:
    """The number that the text begins with, or None.

    Args:
        text: a line without leading blanks.
        automatic: how many characters at its beginning are Word's automatic number; such a number is one in any shape.
        styles: only these styles; those of `BARE` (a number and no mark) are read only when asked for.
        after: the last article's ordinal; an article past `MOST` is one only where it follows, else it is a statute's that is quoted.
    """
    for style, pattern in BY_HEAD.get(text[:1], ()):
        if styles is not None and style not in styles:
            continue
        found = pattern.match(text)
        if not found:
            continue
        ordinals = _ordinals(style, found[1], most=max(MOST, after + 1) if style == "article" else MOST)
        if ordinals is None or (style in BARE and not automatic and styles is None):
            continue
        if style == "chinese" and found[0].rstrip()[-1] in ",，:：" and ordinals[0] > 30:
            continue
        return Label(style=style, written=found[0].strip().rstrip("、:：,，．. ") or found[1], ordinals=ordinals, width=found.end())
    return None


def _ordinals(style: str, written: str, *, most: int) -> tuple[int, ...] | None:
    if written in CHARACTER:
        return (CHARACTER[written],)
    if style == "roman":
        return (ROMAN[written],) if written in ROMAN else None
    if style in ("paren-letter", "half-letter", "letter"):
        letter = chr(ord(written) - 0xFEE0) if ord(written) > 0xFF00 else written
        return (ord(letter.lower()) - ord("a") + 1,)
    values = [integer(part) for part in re.split(r"\s*[.．]\s*", written)] if style == "dotted" else [integer(written)]
    if any(v is None for v in values):
        return None
    ordinals = tuple(int(v) for v in values if v is not None)
    if any(v > most for v in ordinals) or ordinals[0] == 0:
        return None
    return ordinals


@dataclass
class Level:
    style: str
    ordinal: int
    dotted: tuple[int, ...] = ()


def _kin(one: str, two: str) -> bool:
    return one == two or any(one in kin and two in kin for kin in KIN)


@dataclass
class Stack:
    """Where the reader stands in the numbering: outermost level first.

    articles: the ordinal of the last article; nested: articles stand below headings numbered 一、 and count on through them.
    """

    levels: list[Level] = field(default_factory=list)
    articles: int = 0
    nested: bool = False

    def depth_of(self, label: Label) -> int:
        """The depth that a label takes (0 = outermost), without taking it."""
        if label.style == "dotted":
            return self._dotted_depth(label)
        styles = [level.style if level.style != "dotted" else "" for level in self.levels]
        if label.style in ("chapter", "part", "article"):
            return self._outer_depth(label, styles)
        if label.style in styles:
            return len(styles) - 1 - styles[::-1].index(label.style)
        if label.last > 1:
            for at in range(len(self.levels) - 1, -1, -1):
                if self.levels[at].ordinal + 1 == label.last and _kin(self.levels[at].style, label.style) and self.levels[at].style != "dotted":
                    return at
            rank = ORDER.index(label.style)
            return next((at for at, level in enumerate(self.levels) if ORDER.index(level.style) > rank), len(self.levels))
        return len(self.levels)

    def _outer_depth(self, label: Label, styles: list[str]) -> int:
        above = ("chapter", "part", "section", "article")[: ("chapter", "part", "section", "article").index(label.style)]
        base = sum(1 for style in styles[:4] if style in above)
        if label.style != "article" or base >= len(self.levels) or styles[base] not in ("chinese", "bare-chinese"):
            return base
        counts_on = label.last == self.articles + 1
        if (self.levels[base].ordinal == 1 and label.last == 1) or (counts_on and self.nested):
            return base + 1
        return base

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
            if level.style in ("article", "chinese", "bare-chinese", "arabic", "bare", "chapter", "part") and level.ordinal == parents[0]:
                deeper = [i for i in range(at + 1, len(self.levels)) if self.levels[i].style == "dotted"]
                return (deeper[-1] if deeper else at) + 1
        outer = [i for i, level in enumerate(self.levels) if level.style in ("chapter", "part", "section", "article")]
        return (outer[-1] if outer else -1) + 1

    def take(self, label: Label) -> int:
        """Moves to the label and returns its depth."""
        depth = self.depth_of(label)
        if label.style == "article":
            self.nested = depth > 0 and self.levels[depth - 1].style in ("chinese", "bare-chinese")
            self.articles = label.last
        del self.levels[depth:]
        self.levels.append(Level(style=label.style, ordinal=label.last, dotted=label.ordinals if label.style == "dotted" else ()))
        return depth

    @property
    def in_section(self) -> bool:
        """Whether the reader stands below an unnumbered heading."""
        return any(level.style == "section" for level in self.levels)

    def section(self, label: Label | None) -> int:
        """Moves to an unnumbered heading and returns its depth: that of the one before, or of `label`, which begins anew below it."""
        styles = [level.style for level in self.levels]
        depth = styles.index("section") if "section" in styles else self.depth_of(label) if label else 0
        del self.levels[depth:]
        self.levels.append(Level(style="section", ordinal=0))
        return depth

    def begins_anew(self, label: Label) -> bool:
        """True where the label is a first one and numbers of its kind have stood at its place before."""
        depth = self.depth_of(label)
        if any(ordinal != 1 for ordinal in label.ordinals) or depth >= len(self.levels):
            return False
        return self.levels[depth].style == label.style and self.levels[depth].ordinal >= 2

    def expects(self, label: Label) -> bool:
        """True where the label is just the next of its kind: the sibling after the last, or the first below."""
        return self._steps(label) == 1 or self._opens(label)

    def allows(self, label: Label) -> bool:
        """True where the label may be the next with a number or two left out, as hasty drafts do."""
        return 1 <= self._steps(label) <= 3 or self._opens(label)

    def _opens(self, label: Label) -> bool:
        """Whether the label is a first one; 6.1 after 6.2 opens nothing, it is cited."""
        depth = self.depth_of(label)
        again = label.style == "dotted" and depth < len(self.levels) and self.levels[depth].dotted[:-1] == label.ordinals[:-1]
        return label.last == 1 and not again

    def _steps(self, label: Label) -> int:
        """How far the label counts on from the last of its kind; 0 where it does not."""
        depth = self.depth_of(label)
        if depth >= len(self.levels) or not _kin(self.levels[depth].style, label.style):
            return 0
        level = self.levels[depth]
        if label.style == "dotted":
            return label.last - level.dotted[-1] if level.dotted[:-1] == label.ordinals[:-1] else 0
        return label.last - level.ordinal
