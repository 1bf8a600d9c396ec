"""Word's automatic numbers, resolved: what stands in front of a paragraph on the page but not in its text.

In come the parsed numbering.xml and styles.xml (or None); out goes, paragraph by paragraph in document order, the label as
it is shown. Bullets are no numbers and give none. Counters run as Word's do: one a list definition and level, a deeper level
starting anew below each higher one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HANZI = "零一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_COUNTING = ("chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "taiwaneseCountingThousand", "japaneseCounting", "koreanCounting")
_ROMAN = ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I")
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"


def value(element: Any, path: str, attribute: str = "val") -> str | None:
    """The attribute of the first element at `path` (names parted by /), None where there is none."""
    for name in path.split("/"):
        element = element.find(W + name) if element is not None else None
    return element.get(W + attribute) if element is not None else None


@dataclass(frozen=True)
class Level:
    """How one level of a list is numbered. restart: the level (from 1) below which it starts anew, 0 = never."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    suffix: str = "tab"
    style: str | None = None


@dataclass
class _List:
    """A w:num: its abstract definition, with the levels that it overrides and where it starts them anew."""

    abstract: str
    levels: dict[int, Level]
    starts: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Style:
    """A paragraph style with what it inherits: normalised name, list, level, outline level (0 = heading 1)."""

    name: str = ""
    number: str | None = None
    level: int | None = None
    outline: int | None = None


class Styles:
    """The paragraph styles of a document by id."""

    def __init__(self, root: Any | None) -> None:
        self._elements = {} if root is None else {s.get(W + "styleId"): s for s in root.iter(W + "style")}
        self._resolved: dict[str, Style] = {}
        paragraphs = [s for s in self._elements.values() if s.get(W + "type") == "paragraph" and s.get(W + "default") in ("1", "true")]
        self.default = paragraphs[0].get(W + "styleId") if paragraphs else ""

    def get(self, id: str | None) -> Style:
        """The style of this id; a paragraph without one has the default style."""
        id = id or self.default
        if id not in self._resolved:
            self._resolved[id] = self._resolve(id)
        return self._resolved[id]

    def number_of(self, id: str) -> str | None:
        """The list that a numbering style stands for."""
        element = self._elements.get(id)
        return value(element, "pPr/numPr/numId") if element is not None else None

    def _resolve(self, id: str) -> Style:
        style = Style()
        seen: set[str] = set()
        current: str | None = id
        while current and current in self._elements and current not in seen and len(seen) < 50:
            seen.add(current)
            element = self._elements[current]
            found = Style(
                name=(value(element, "name") or "").strip().lower(),
                number=value(element, "pPr/numPr/numId"),
                level=_int(value(element, "pPr/numPr/ilvl")),
                outline=_int(value(element, "pPr/outlineLvl")),
            )
            style = replace(
                style,
                name=style.name or found.name,
                number=style.number if style.number is not None else found.number,
                level=style.level if style.level is not None else found.level,
                outline=style.outline if style.outline is not None else found.outline,
            )
            current = value(element, "basedOn")
        if style.outline is not None and style.outline < 9 and not style.name.startswith(("heading", "title")):
            style = replace(style, name=f"heading {style.outline + 1}")
        return style


class Numbering:
    """Labels of the numbered paragraphs; `label` must be called once for each paragraph, in document order."""

    def __init__(self, root: Any | None, styles: Styles) -> None:
        self._styles = styles
        self._abstracts = {} if root is None else {a.get(W + "abstractNumId"): a for a in root.findall(W + "abstractNum")}
        self._numbers = {} if root is None else {n.get(W + "numId"): n for n in root.findall(W + "num")}
        self._lists: dict[str, _List | None] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def label(self, properties: Any | None) -> tuple[str, str]:
        """The label of a paragraph with these w:pPr and what parts it from the words (a blank or nothing); "" where none."""
        style_id = value(properties, "pStyle")
        style = self._styles.get(style_id)
        direct = value(properties, "numPr/numId")
        number = direct if direct is not None else style.number
        if number is None or number == "0":
            return "", ""
        numbered = self._list(number)
        if numbered is None:
            return "", ""
        index = _int(value(properties, "numPr/ilvl"))
        if index is None and direct is None:
            linked = [i for i, level in numbered.levels.items() if level.style and level.style == (style_id or self._styles.default)]
            index = linked[0] if linked else style.level
        index = index or 0
        level = numbered.levels.get(index)
        if level is None:
            return "", ""
        counters = self._count(number, numbered, index)
        if level.format == "bullet":
            return "", ""
        text = _text(numbered, level, index, counters)
        return text, "" if level.suffix == "nothing" or not text else " "

    def _count(self, number: str, numbered: _List, index: int) -> dict[int, int]:
        """The counters after this paragraph, the level's own advanced."""
        counters = self._counters.setdefault(numbered.abstract, {})
        if index in numbered.starts and (number, index) not in self._begun:
            counters[index] = numbered.starts[index]
        elif index in counters:
            counters[index] += 1
        else:
            counters[index] = numbered.levels[index].start
        self._begun.add((number, index))
        for deeper in [d for d in counters if d > index]:
            restart = numbered.levels[deeper].restart if deeper in numbered.levels else None
            if restart is None or (restart > 0 and index < restart):
                del counters[deeper]
        return counters

    def _list(self, number: str) -> _List | None:
        if number not in self._lists:
            self._lists[number] = self._read(number, hops=0)
        return self._lists[number]

    def _read(self, number: str, *, hops: int) -> _List | None:
        element = self._numbers.get(number)
        abstract_id = value(element, "abstractNumId")
        abstract = self._abstracts.get(abstract_id)
        if element is None or abstract is None or abstract_id is None or hops > 9:
            return None
        link = value(abstract, "numStyleLink")
        if link and not abstract.findall(W + "lvl"):
            target = self._styles.number_of(link)
            linked = self._read(target, hops=hops + 1) if target and target != number else None
            if linked is None:
                return None
            abstract_id, levels = linked.abstract, dict(linked.levels)
        else:
            levels = dict(_levels(abstract.findall(W + "lvl")))
        starts: dict[int, int] = {}
        for override in element.findall(W + "lvlOverride"):
            index = _int(override.get(W + "ilvl")) or 0
            levels.update(_levels(override.findall(W + "lvl")))
            start = _int(value(override, "startOverride"))
            if start is not None:
                starts[index] = start
        return _List(abstract_id, levels, starts)


def _levels(elements: Iterable[Any]) -> Iterable[tuple[int, Level]]:
    for element in elements:
        legal = element.find(W + "isLgl")
        yield (
            _int(element.get(W + "ilvl")) or 0,
            Level(
                start=_int(value(element, "start")) or 0,
                format=value(element, "numFmt") or "decimal",
                text=value(element, "lvlText") or "",
                restart=_int(value(element, "lvlRestart")),
                legal=legal is not None and legal.get(W + "val") not in ("0", "false", "off"),
                suffix=value(element, "suff") or "tab",
                style=value(element, "pStyle"),
            ),
        )


def _text(numbered: _List, level: Level, index: int, counters: dict[int, int]) -> str:
    """The level's text with each %n replaced by the number of level n."""
    text = level.text
    for place in range(8, -1, -1):
        mark = f"%{place + 1}"
        if mark in text:
            above = numbered.levels.get(place, Level())
            count = counters.get(place, numbered.starts.get(place, above.start))
            text = text.replace(mark, shown(count, "decimal" if level.legal and place <= index else above.format))
    return text.strip()


def shown(count: int, format: str) -> str:
    """A count as a number format of Word shows it; decimal where the format is not known here."""
    if format in ("none", "bullet"):
        return ""
    if format == "decimalZero":
        return f"{count:02d}"
    if format in ("decimalFullWidth", "decimalFullWidth2"):
        return "".join(chr(ord(c) + 0xFEE0) for c in str(count))
    if format in ("upperLetter", "lowerLetter") and count > 0:
        letters = chr(ord("A") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letters if format == "upperLetter" else letters.lower()
    if format in ("upperRoman", "lowerRoman") and 0 < count < 4000:
        return _roman(count) if format == "upperRoman" else _roman(count).lower()
    if format in _COUNTING:
        return hanzi(count)
    if format in ("chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"):  # 壹, 贰
        return hanzi(count, _LEGAL, "拾佰仟", bare_ten=False)
    if format in ("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"):
        return "".join("〇一二三四五六七八九"[int(d)] for d in str(count))
    if format == "ideographTraditional" and 0 < count <= 10:
        return _STEMS[count - 1]
    if format == "ideographZodiac" and 0 < count <= 12:
        return _BRANCHES[count - 1]
    if format == "numberInDash":
        return f"- {count} -"
    return _enclosed(count, format) or str(count)


def _enclosed(count: int, format: str) -> str:
    first = {
        "decimalEnclosedCircle": 0x2460,
        "decimalEnclosedCircleChinese": 0x2460,
        "decimalEnclosedParen": 0x2474,
        "decimalEnclosedFullstop": 0x2488,
        "ideographEnclosedCircle": 0x3280,
    }.get(format)
    most = 10 if format == "ideographEnclosedCircle" else 20
    return chr(first + count - 1) if first and 0 < count <= most else ""


def hanzi(count: int, digits: str = _HANZI, sizes: str = "十百千", *, bare_ten: bool = True) -> str:
    """A count below 10,000 in words: 十, 二十一, 一百零五; digits where it is larger or negative."""
    if not 0 <= count < 10_000:
        return str(count)
    if count == 0:
        return digits[0]
    words, gap = "", False
    for power in (3, 2, 1, 0):
        digit = count // 10**power % 10
        if not digit:
            gap = bool(words)
            continue
        words += (digits[0] if gap else "") + digits[digit] + (sizes[power - 1] if power else "")
        gap = False
    return words[1:] if bare_ten and 10 <= count < 20 else words


def _roman(count: int) -> str:
    words = ""
    for size, letters in zip((1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1), _ROMAN, strict=True):
        words += letters * (count // size)
        count %= size
    return words


def _int(text: str | None) -> int | None:
    try:
        return int(text) if text is not None else None
    except ValueError:
        return None
