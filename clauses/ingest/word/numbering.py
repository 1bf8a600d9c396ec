"""Word's automatic numbers, resolved: what stands in front of a paragraph on the page but not in its text.

In come the parsed numbering.xml and styles.xml (or None); out goes, paragraph by paragraph in document order, the label as
it is shown. Bullets are no numbers and give none, but for the box of an option. Counters run as Word's do (ECMA-376 part 1 §17.9, with Word's departures
from it as [MS-OI29500] lists them): one a list definition and level, shared by all lists made of that definition; a deeper
level starts anew below each higher one; a level that is passed over counts as used once.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from clauses.ingest.numberformats import custom, shown
from clauses.ingest.word.styles import Style, Styles, W, switched, value, whole
from clauses.ingest.word.symbols import sign

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MARK = re.compile(r"%([1-9])")
_LEGAL_KEEPS = ("decimalZero", "none", "bullet")  # w:isLgl leaves 01 and what shows no number ([MS-DOC] LVLF fLegal)
_LONGEST = 200  # characters of a level's text: Word allows 31
_MOST_HOPS = 9  # lists that stand for lists
_ORNAMENTS = (0x70, 0x71, 0x72)  # in Wingdings: boxes that Word's gallery of bullets offers
_DEEPEST = 8  # the ninth level


@dataclass(frozen=True)
class Level:
    """How one level of a list is numbered. restart: the level (from 1) below which it starts anew, 0 = never."""

    start: int = 0
    format: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    suffix: str = "tab"
    style: str | None = None
    font: str = ""


@dataclass
class _List:
    """A w:num: its abstract definition, with the levels that it overrides and where it starts them anew."""

    abstract: str
    levels: dict[int, Level]
    starts: dict[int, int] = field(default_factory=dict)

    def start(self, index: int) -> int:
        return self.starts.get(index, self.levels[index].start if index in self.levels else 1)


def as_rejected(properties: Any | None) -> Any | None:
    """The w:pPr as it was before its tracked changes: the former properties, a number that was added taken away."""
    if properties is None:
        return None
    former = properties.find(f"{W}pPrChange/{W}pPr")
    if former is not None:
        return former
    if properties.find(f"{W}numPr/{W}ins") is None:
        return properties
    without = copy.deepcopy(properties)
    without.remove(without.find(W + "numPr"))
    return without


class Numbering:
    """Labels of the numbered paragraphs; `label` must be called once for each paragraph that the reader sees, in document order."""

    def __init__(self, root: Any | None, styles: Styles) -> None:
        self._styles = styles
        self._abstracts = {} if root is None else {a.get(W + "abstractNumId"): a for a in root.findall(W + "abstractNum")}
        self._numbers = {} if root is None else {n.get(W + "numId"): n for n in root.findall(W + "num")}
        self._lists: dict[str, _List | None] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._restarted: set[str] = set()

    def label(self, properties: Any | None) -> tuple[str, str]:
        """The label of a paragraph with these w:pPr and what parts it from the words (a blank or nothing); "" where none."""
        style_id = value(properties, "pStyle")
        style = self._styles.get(style_id)
        direct = value(properties, "numPr/numId")
        number = direct if direct is not None else style.number
        if number is None or number == "0":
            return "", ""
        numbered = self._list(number)
        if numbered is None or _is_hidden(properties, style):
            return "", ""
        index = _index(properties, style, numbered)
        level = numbered.levels.get(index)
        if level is None:
            return "", ""
        counters = self._count(number, numbered, index)
        text = _box(level) if level.format == "bullet" else _text(numbered, level, index, counters)
        return text, "" if level.suffix == "nothing" or not text else " "

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Counts from the start meanwhile: each text box, note, header and footer has numbers of its own ([MS-DOC] 2.4.6.4 with 2.2.3)."""
        outer = self._counters, self._restarted
        self._counters, self._restarted = {}, set()
        yield
        self._counters, self._restarted = outer

    def _count(self, number: str, numbered: _List, index: int) -> dict[int, int]:
        """The counters after this paragraph, the level's own advanced."""
        counters = self._counters.setdefault(numbered.abstract, {})
        if index in numbered.starts and number not in self._restarted:
            counters[index] = numbered.starts[index]
            self._restarted.add(number)  # a list starts anew once, wherever it first can
        else:
            counters[index] = counters[index] + 1 if index in counters else numbered.start(index)
        for above in range(index):  # passed over: a list's own start is for paragraphs of that level only
            counters.setdefault(above, numbered.levels[above].start if above in numbered.levels else 1)
        for deeper in [d for d in counters if d > index]:
            restart = numbered.levels[deeper].restart if deeper in numbered.levels else None
            if restart is None or restart > deeper or index < restart:
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
        if element is None or abstract is None or abstract_id is None or hops > _MOST_HOPS:
            return None
        starts: dict[int, int] = {}
        link = value(abstract, "numStyleLink")
        if link and not abstract.findall(W + "lvl"):
            linked = self._linked(link, hops=hops + 1)
            if linked is None:
                return None
            abstract_id, levels, starts = linked.abstract, dict(linked.levels), dict(linked.starts)
        else:
            levels = dict(_levels(abstract.findall(W + "lvl")))
        for override in element.findall(W + "lvlOverride"):
            index = whole(override.get(W + "ilvl")) or 0
            levels.update((index, level) for _, level in _levels(override.findall(W + "lvl")))
            start = whole(value(override, "startOverride"))
            if start is not None:
                starts[index] = start
        return _List(abstract_id, levels, starts)

    def _linked(self, style: str, *, hops: int) -> _List | None:
        """The list that a numbering style stands for; where the style is lost, the definition that names it."""
        number = self._styles.number_of(style)
        if number is not None:
            return self._read(number, hops=hops)
        for id, abstract in self._abstracts.items():
            if value(abstract, "styleLink") == style and abstract.findall(W + "lvl"):
                return _List(id, dict(_levels(abstract.findall(W + "lvl"))))
        return None


def _index(properties: Any | None, style: Style, numbered: _List) -> int:
    """The level: the paragraph's own; else that which the list links to its style (or to the next style above), or the style's own."""
    direct = whole(value(properties, "numPr/ilvl"))
    if direct is not None:
        return direct
    linked = {level.style: index for index, level in sorted(numbered.levels.items(), reverse=True) if level.style}
    for id, own in style.chain:
        if id in linked:
            return linked[id]
        if own is not None:
            return own
    return 0


def _is_hidden(properties: Any | None, style: Style) -> bool:
    """Whether nothing of the paragraph is seen, its mark included: Word neither shows nor counts its number then."""
    mark = switched(properties, "rPr/vanish")
    if not (style.hidden if mark is None else mark):
        return False
    paragraph = next(properties.iterancestors(W + "p"), None) if properties is not None else None
    if paragraph is None:
        return False
    for run in paragraph.iter(W + "r"):
        own = switched(run, "rPr/vanish")
        if not (style.hidden if own is None else own) and run.find(W + "t") is not None:
            return False
    return True


def _levels(elements: Iterable[Any]) -> Iterable[tuple[int, Level]]:
    for element in elements:
        index = whole(element.get(W + "ilvl")) or 0
        if not 0 <= index <= _DEEPEST:
            continue
        yield (
            index,
            Level(
                start=whole(value(element, "start")) or 0,
                format=_format(element),
                text=(value(element, "lvlText") or "")[:_LONGEST],
                restart=whole(value(element, "lvlRestart")),
                legal=bool(switched(element, "isLgl")),
                suffix=value(element, "suff") or "tab",
                style=value(element, "pStyle"),
                font=value(element, "rPr/rFonts", "ascii") or value(element, "rPr/rFonts", "hAnsi") or "",
            ),
        )


def _box(level: Level) -> str:
    """The box, ticked or not, that a list of options has for its bullet; "" for every other bullet, the shadowed boxes of Word's gallery too."""
    if len(level.text) != 1 or ord(level.text) & 0xFF in _ORNAMENTS:
        return ""
    shown_as = sign(level.font, f"{ord(level.text):X}")
    return shown_as if shown_as in ("□", "☐", "☑", "☒") else ""


def _format(level: Any) -> str:
    """The level's number format; newer ones (001, 002) stand in an alternative beside the nearest that old programs know."""
    found = level.find(W + "numFmt")
    if found is None:
        found = level.find(f"{_MC}AlternateContent/{_MC}Choice/{W}numFmt")
    format = found.get(W + "val") if found is not None else None
    return custom(found.get(W + "format") or "") if format == "custom" else format or "decimal"


def _text(numbered: _List, level: Level, index: int, counters: dict[int, int]) -> str:
    """The level's text with each %n replaced by the number of level n; nothing where it asks for a deeper level's ([MS-OI29500] 2.1.283)."""
    if any(int(n) > index + 1 for n in _MARK.findall(level.text)):
        return ""

    def number(mark: re.Match[str]) -> str:
        place = int(mark[1]) - 1
        format = numbered.levels[place].format if place in numbered.levels else "decimal"
        return shown(counters[place], "decimal" if level.legal and format not in _LEGAL_KEEPS and not format.startswith("zeros") else format)

    return _MARK.sub(number, level.text).strip()
