"""Typed numbers as Word's automatic ones: which list and level each belongs to, and the numbering.xml that shows them again.

In come leading numbers in the order of their paragraphs; out go numId and level for each, or None where Word cannot be made to
show the number as it was typed. What Word shows is counted here independently of the reader under test.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from xml.sax.saxutils import escape, quoteattr

from clauses.structure.numbering import CHARACTER, CN, Label

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OUTER = ("article", "chinese", "arabic")  # ways of numbering below which 1.1 may stand
FORMATS = {"decimal", "chineseCountingThousand", "decimalEnclosedCircleChinese", "lowerLetter", "upperLetter"}
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True)
class Level:
    """A level of a list: the words about the number, its format, what follows, and where it starts."""

    text: str  # with %1 … for the numbers
    format: str
    start: int = 1
    blank: bool = True  # a blank between number and words
    legal: bool = False


@dataclass
class Scheme:
    """A multi-level list (w:abstractNum) with what has been counted in it."""

    levels: dict[int, Level] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)

    def next_label(self, level: int) -> str:
        """What Word shows for the next paragraph of this level."""
        counts = {i: n for i, n in self.counts.items() if i <= level}
        counts[level] = counts[level] + 1 if level in counts else self.levels[level].start
        shown = self.levels[level].text
        for i in range(level + 1):
            above = self.levels.get(i, Level("", "decimal"))
            shown = shown.replace(f"%{i + 1}", spelled(counts.get(i, above.start), "decimal" if self.levels[level].legal else above.format))
        return shown

    def count(self, level: int) -> None:
        self.counts = {i: n for i, n in self.counts.items() if i <= level}
        self.counts[level] = self.counts[level] + 1 if level in self.counts else self.levels[level].start


@dataclass(frozen=True)
class Number:
    """An automatic number: its w:numId, its level from 0, and what Word shows."""

    list: int
    level: int
    shown: str


@dataclass
class Numbers:
    """All lists of a document; `nums` are the w:num: which scheme, and at which number level 0 starts anew (None: counts on)."""

    schemes: list[Scheme] = field(default_factory=list)
    nums: list[tuple[int, int | None]] = field(default_factory=list)
    _main: int | None = None  # the w:num of the multi-level list that is running
    _simple: dict[tuple[str, str], int] = field(default_factory=dict)  # (text, format) -> the w:num that is running

    def take(self, label: Label, typed: str, *, outer: bool) -> Number | None:
        """The automatic number that shows what was typed; None where there is none.

        Args:
            label: the number. typed: as it stands in the text, with the marks that follow it.
            outer: it heads a multi-level list, though it is none of 1.1.
        """
        shape = _shape(label, typed)
        if shape is None:
            return None
        level = len(label.ordinals) - 1
        if level or outer:
            return self._in_main(level, shape, label, typed)
        return self._in_simple(shape, label, typed)

    def _in_main(self, level: int, shape: Level, label: Label, typed: str) -> Number | None:
        if self._main is not None:
            scheme = self.schemes[self.nums[self._main][0]]
            if level not in scheme.levels:
                scheme.levels[level] = shape
            if _same(scheme.levels[level].text, shape.text) and _same(scheme.next_label(level), typed):
                return self._counted(self._main, level)
        levels = {i: Level("".join(f"%{k + 1}." for k in range(i))[:-1] + f".%{i + 1}" if i else "%1", "decimal", start=n) for i, n in enumerate(label.ordinals)}
        levels[level] = replace(shape, start=label.last)
        if self._main is not None and level:  # the heads go on as they were
            head = self.schemes[self.nums[self._main][0]].levels.get(0)
            if head is not None:
                levels[0] = replace(head, start=label.ordinals[0])
        scheme = Scheme(levels)
        if not _same(scheme.next_label(level), typed):
            return None
        self.schemes.append(scheme)
        self.nums.append((len(self.schemes) - 1, None))
        self._main = len(self.nums) - 1
        return self._counted(self._main, level)

    def _in_simple(self, shape: Level, label: Label, typed: str) -> Number | None:
        key = (_plain(shape.text), shape.format)
        at = self._simple.get(key)
        if at is not None and _same(self.schemes[self.nums[at][0]].next_label(0), typed):
            return self._counted(at, 0)
        if at is None:
            scheme = Scheme({0: shape})
            self.schemes.append(scheme)
            of, start = len(self.schemes) - 1, None if label.last == 1 else label.last
        else:
            of, start = self.nums[at][0], label.last
            scheme = self.schemes[of]
        if not _same(scheme.levels[0].text.replace("%1", spelled(label.last, scheme.levels[0].format)), typed):
            return None
        scheme.counts = {0: label.last - 1}
        self.nums.append((of, start))
        self._simple[key] = len(self.nums) - 1
        return self._counted(self._simple[key], 0)

    def _counted(self, num: int, level: int) -> Number:
        scheme = self.schemes[self.nums[num][0]]
        shown = scheme.next_label(level)
        scheme.count(level)
        return Number(num + 1, level, shown + (" " if scheme.levels[level].blank else ""))

    def legal(self, number: Number) -> bool:
        """Whether the number shows a Chinese head in digits: 3.1 below 第三条."""
        return self.schemes[self.nums[number.list - 1][0]].levels[number.level].legal

    def xml(self) -> str:
        """numbering.xml with every list."""
        made = [f'<w:numbering xmlns:w="{W}">']
        for i, scheme in enumerate(self.schemes):
            kind = "multilevel" if len(scheme.levels) > 1 else "singleLevel"
            made.append(f'<w:abstractNum w:abstractNumId="{i}"><w:nsid w:val="{0x10000000 + i:08X}"/><w:multiLevelType w:val="{kind}"/>')
            made += [_level_xml(k, level) for k, level in sorted(scheme.levels.items())]
            made.append("</w:abstractNum>")
        for i, (of, start) in enumerate(self.nums, 1):
            override = "" if start is None else f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{start}"/></w:lvlOverride>'
            made.append(f'<w:num w:numId="{i}"><w:abstractNumId w:val="{of}"/>{override}</w:num>')
        return "".join([*made, "</w:numbering>"])


def _level_xml(index: int, level: Level) -> str:
    legal = "<w:isLgl/>" if level.legal else ""
    blank = "space" if level.blank else "nothing"
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="{level.start}"/><w:numFmt w:val="{level.format}"/>{legal}<w:suff w:val="{blank}"/>'
        f'<w:lvlText w:val={quoteattr(escape(level.text))}/><w:lvlJc w:val="left"/></w:lvl>'
    )


def spelled(count: int, format: str) -> str:
    """A count as Word shows it in one of `FORMATS`."""
    if format == "chineseCountingThousand":
        return _hanzi(count)
    if format == "decimalEnclosedCircleChinese":
        return chr(ord("①") + count - 1) if 0 < count <= 20 else str(count)
    if format in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter if format == "lowerLetter" else letter.upper()
    return str(count)


def _hanzi(count: int) -> str:
    if count < 10:
        return _DIGITS[count]
    tens, ones = divmod(count, 10)
    if count < 100:
        return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")
    hundreds, rest = divmod(count, 100)
    middle = "" if not rest else ("零" + _hanzi(rest) if rest < 10 else ("一" if rest < 20 else "") + _hanzi(rest))
    return _DIGITS[hundreds] + "百" + middle


def _shape(label: Label, typed: str) -> Level | None:
    """The level that shows such numbers: 第三条 -> 第%1条."""
    typed = re.sub(r"\s+", "", typed)
    if len(label.ordinals) > 1:
        found = re.fullmatch(r"[0-9]+(?:\.[0-9]+)+(.*)", unicodedata.normalize("NFKC", typed))
        marks = ".".join(f"%{i + 1}" for i in range(len(label.ordinals)))
        return Level(marks + found[1], "decimal", legal=True) if found else None
    if typed[:1] in CHARACTER:
        return Level("%1" + typed[1:], "decimalEnclosedCircleChinese") if "①" <= typed[0] <= "⑳" else None
    for pattern, format in ((r"[0-9]+", "decimal"), (rf"[{CN}]+", "chineseCountingThousand"), (r"[a-z]", "lowerLetter"), (r"[A-Z]", "upperLetter")):
        found = re.search(pattern, typed)
        if found and label.style != "roman":
            before, after = typed[: found.start()], typed[found.end() :]
            glued = label.style in ("paren-arabic", "paren-chinese", "half-paren", "chinese", "circled")
            return Level(f"{before}%1{after}", format, blank=not glued)
    return None


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _same(one: str, other: str) -> bool:
    return _plain(one) == _plain(other)


def heads_of(labels: Sequence[Label | None]) -> frozenset[int]:
    """Which numbers head a multi-level list: every 第一条, and a 一、 or 1. with its 1.1 below."""
    heads: set[int] = set()
    for i, label in enumerate(labels):
        if label is None:
            continue
        if label.style == "article":
            heads.add(i)
        if label.style == "dotted":
            before = ((k, labels[k]) for k in range(i - 1, max(i - 60, -1), -1))
            found = next((k for k, other in before if other is not None and other.style in OUTER and other.last == label.ordinals[0]), None)
            if found is not None:
                heads.add(found)
    return frozenset(heads)
