"""A plan carried out: the elements of a file changed, every change tracked with author and date.

A run that loses letters or gets others is parted; each part keeps the run's looks. Words put into what another person put in
part that person's change in two, as Word does; words taken from it are marked within it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from clauses.ingest.word.styles import Styles, W, value
from clauses.ingest.word.symbols import is_symbol_font
from clauses.redline.gaps import Gap
from clauses.redline.letters import Letter, paragraph_of, unit_of
from clauses.redline.plan import Behind, Plan, Put, following
from clauses.redline.xml import (
    as_deleted,
    child_of,
    clone,
    is_markup,
    make,
    placed,
    properties_of,
    said,
    shell,
    text_like,
    without,
)

_MARKS = ("ins", "del", "moveFrom", "moveTo")
_UNREAD = frozenset((W + "lastRenderedPageBreak", W + "softHyphen"))
_UNSEEN = ("vanish", "webHidden", "specVanish", "rPrChange", *_MARKS)  # looks that new words do not take over
_APART = ("keepNext", "pageBreakBefore", "framePr", "numPr", "outlineLvl", "sectPr", "pPrChange", "rPr")  # what a paragraph behind another does not take over
_NO_LOOKS = ("rPr", "sectPr", "pPrChange")  # what of a paragraph's properties a tracked change of them does not hold
_LINKS = tuple(W + tag for tag in ("hyperlink", "sdt", "fldSimple"))
_OF_HEADINGS = ("rStyle", "b", "bCs", "sz", "szCs", "color")


class Wedge(NamedTuple):
    """Elements that stand at a gap. rank: in which order, where several stand at one."""

    gap: Gap
    rank: int
    elements: Sequence[Any]


class Signature:
    """Who changes the file and when; each change has a number of its own."""

    def __init__(self, author: str, date: str, first: int) -> None:
        self.author, self.date, self._next = author, date, first

    def number(self) -> str:
        self._next += 1
        return str(self._next - 1)

    def sign(self, tag: str, *children: Any) -> Any:
        """A new change of this kind, signed."""
        return make(tag, *children, id=self.number(), author=self.author, date=self.date)


def carry_out(plan: Plan, wedges: Sequence[Wedge], signature: Signature, styles: Styles) -> None:
    """Every change of the plan stands in the file, and every wedge at its gap.

    Args:
        plan: what is to be changed.
        wedges: what else is to be put in: the edges of comments.
        signature: of the changes.
        styles: of the file.
    """
    behind = [(put, looks_of(put.like, but=_OF_HEADINGS if is_heading(put.paragraph, styles) else ())) for put in plan.behind]
    pieces = [[signature.sign("ins", _run(line, looks)) for line in (put.words.split("\n") if put.parts else [put.words])] for put in plan.put for looks in [_looks(put)]]
    inside: dict[Any, dict[int, list[Any]]] = {}
    beside: dict[tuple[Any, int], list[Any]] = {}
    for wedge in sorted([*(Wedge(put.gap, 0, made) for put, made in zip(plan.put, pieces, strict=True)), *wedges], key=lambda w: w.rank):
        if wedge.gap.element.getparent().tag == W + "r":
            inside.setdefault(wedge.gap.element, {}).setdefault(wedge.gap.at, []).extend(wedge.elements)
        else:
            beside.setdefault((wedge.gap.element, wedge.gap.at), []).extend(wedge.elements)
    for (element, at), elements in beside.items():
        put_beside(element, elements, behind=at > 0)
    for run in dict.fromkeys(unit.getparent() for unit in (*plan.cut, *inside)):
        _part(run, plan, inside, signature)
    for element in plan.wrapped:
        _wrap(element, signature)
    for made in pieces:
        for piece in made:
            _lift(piece, signature)
        for piece in made[:-1]:
            _split(piece, signature)
        for piece in made:
            if not len(piece[0]) or piece[0][-1].tag == W + "rPr":
                piece.getparent().remove(piece)
    for row in plan.rows:
        properties = row.find(W + "trPr")
        if properties is None:
            properties = make("trPr")
            row.insert(sum(child.tag == W + "tblPrEx" for child in row), properties)
        if all(child.tag.removeprefix(W) in ("ins", "del", "trPrChange") for child in properties):
            placed(properties, make("gridBefore", val="0"), "trPr")  # the schema wants one property beside the changes: this one says what holds anyway
        placed(properties, signature.sign("del"), "trPr")
    for put, looks in reversed(behind):
        _add_behind(put, looks, signature, styles)
    for paragraph, other in plan.likened:
        _liken(paragraph, other, signature)
    for paragraph in plan.marks:
        _mark(paragraph, "del", signature)


def put_beside(element: Any, others: Sequence[Any], *, behind: bool) -> None:
    """The others stand in their order before the element, or behind it."""
    parent = element.getparent()
    at = parent.index(element) + behind
    parent[at:at] = others


# -- words put in


def looks_of(letter: Letter, *, but: Iterable[str] = ()) -> Any | None:
    """The w:rPr that new words beside a letter take on, some of the looks left out."""
    unit = unit_of(letter.element)
    own = unit.getparent().find(W + "rPr") if unit is not None else None
    if own is None:
        return None
    looks = without(clone(own), _UNSEEN)
    fonts = looks.find(W + "rFonts")
    if fonts is not None and any(is_symbol_font(font) for font in fonts.attrib.values()):
        looks.remove(fonts)
    return looks if len(without(looks, but)) else None


def _looks(put: Put) -> Any | None:
    left = {id(e) for e in put.like.element.iterancestors(*_LINKS)} - {id(e) for e in put.gap.element.iterancestors(*_LINKS)}
    return looks_of(put.like, but=("rStyle", "u", "color") if left or put.gap.element.tag == W + "fldChar" else ())


def _run(words: str, looks: Any | None) -> Any:
    run = make("r", *([clone(looks)] if looks is not None else []))
    run.extend(said(words))
    return run


def _lift(piece: Any, signature: Signature) -> None:
    """Words put into another person's change stand beside it, which is parted."""
    while (around := piece.getparent()).tag in (W + "ins", W + "moveTo"):
        rest = around[around.index(piece) + 1 :]
        around.addnext(piece)
        if all(map(is_markup, rest)):
            put_beside(piece, rest, behind=True)
        else:
            other = shell(around)
            other.set(W + "id", signature.number())
            other.extend(rest)
            piece.addnext(other)
        if all(map(is_markup, around)):
            put_beside(around, list(around), behind=False)
            around.getparent().remove(around)


# -- runs


def _part(run: Any, plan: Plan, inside: dict[Any, dict[int, list[Any]]], signature: Signature) -> None:
    """The run, parted: what stays, what goes, what is put in."""
    properties = run.find(W + "rPr")
    parent, at, tail = run.getparent(), run.getparent().index(run), run.tail
    made: list[Any] = []
    state: bool | None = None  # of the last part: whether it goes; None: it takes no more
    reused = False
    for child in [c for c in run if c is not properties]:
        for going, piece in _pieces(child, plan, inside.get(child, {})):
            if going is None:
                made.append(piece)
                state = None
                continue
            if child.tag in _UNREAD and state is not None:
                going = state  # stays with what stands before it
            if state is not going:
                state = going
                part = shell(run)
                if not reused and not going:
                    part, reused = run, True
                    for old in [c for c in run if c is not properties]:
                        run.remove(old)
                elif properties is not None:
                    part.append(_again(properties, signature))
                made.append(signature.sign("del", part) if going else part)
            holder = made[-1][0] if going else made[-1]
            holder.append(as_deleted(piece) if going else piece)
    if run.getparent() is parent:
        parent.remove(run)
    run.tail = None
    parent[at:at] = made
    if made:
        made[-1].tail = tail


def _again(properties: Any, signature: Signature) -> Any:
    """The same looks once more; a change of them that another person made has a number of its own."""
    looks = clone(properties)
    for change in looks.iter(W + "rPrChange"):
        change.set(W + "id", signature.number())
    return looks


def _pieces(child: Any, plan: Plan, wedges: dict[int, list[Any]]) -> Iterable[tuple[bool | None, Any]]:
    """The pieces of a run's child: whether each goes; None: it is put in."""
    which = plan.cut.get(child, set())
    if child.tag not in (W + "t", W + "delText") or (not which and not any(0 < at < len(child.text or "") for at in wedges)):
        end = max(1, len(child.text or "")) if child.tag in (W + "t", W + "delText") else 1
        yield from ((None, e) for e in wedges.get(0, ()))
        child.tail = None
        yield which is None, child
        yield from ((None, e) for at in sorted(wedges) if at >= end for e in wedges[at])
        return
    text = child.text or ""
    going = [which is None or i in which for i in range(len(text))]
    start = 0
    for i in range(len(text) + 1):
        if i > start and (i == len(text) or going[i] != going[start] or i in wedges):
            yield going[start], text_like(child, text[start:i])
            start = i
        yield from ((None, e) for e in wedges.get(i, ()))


def _wrap(element: Any, signature: Signature) -> None:
    """The element goes whole."""
    parent, at, tail = element.getparent(), element.getparent().index(element), element.tail
    element.tail = None
    going = signature.sign("del")
    parent[at] = going
    going.append(as_deleted(element))
    going.tail = tail


# -- paragraphs


def _mark(paragraph: Any, kind: str, signature: Signature) -> None:
    """The paragraph's mark is one that was put in (`ins`), or that goes (`del`)."""
    properties = child_of(properties_of(paragraph), "rPr", "pPr")
    if properties.find(W + kind) is None:  # else another person did the same
        placed(properties, signature.sign(kind), "rPr")


def _liken(paragraph: Any, other: Any, signature: Signature) -> None:
    """The paragraph has the other's number and looks; what it had is tracked."""
    own, like = properties_of(paragraph), properties_of(other)
    former = without(clone(own), _NO_LOOKS)
    for child in [c for c in own if c.tag not in (W + "rPr", W + "sectPr")]:
        own.remove(child)
    own[0:0] = list(without(clone(like), _NO_LOOKS))
    own.append(signature.sign("pPrChange", former))


def _split(piece: Any, signature: Signature) -> None:
    """What stands before the end of the piece, it included, is a paragraph of its own."""
    paragraph = paragraph_of(piece)
    own = paragraph.find(W + "pPr")
    before = make("p")
    if own is not None:
        properties = without(clone(own), ("sectPr", "pPrChange"))
        mark = properties.find(W + "rPr")
        if mark is not None:
            without(mark, (*_MARKS, "rPrChange"))
        before.append(properties)
    before.extend(child for child in paragraph[: paragraph.index(piece) + 1] if child is not own)
    paragraph.addprevious(before)
    _mark(before, "ins", signature)


def is_heading(paragraph: Any, styles: Styles) -> bool:
    return styles.get(value(paragraph.find(W + "pPr"), "pStyle")).name.startswith(("heading", "title", "subtitle")) if paragraph is not None else False


def is_numbered(properties: Any | None, styles: Styles) -> bool:
    """Whether Word numbers a paragraph of these properties."""
    direct = value(properties, "numPr/numId")
    number = direct if direct is not None else styles.get(value(properties, "pStyle")).number
    return number not in (None, "0")


def _add_behind(put: Behind, looks: Any | None, signature: Signature, styles: Styles) -> None:
    """The lines stand behind the paragraph, each a paragraph of its own without number and heading.

    Where another paragraph follows, the new ones join it if they are rejected. Where none does, they join the paragraph that
    they stand behind: the last of them takes over its mark, its properties tracked.
    """
    paragraph = put.paragraph
    new = [make("p", _apart(paragraph, styles), *([signature.sign("ins", _run(line, looks))] if line else [])) for line in put.lines]
    beyond = following(paragraph)
    if beyond is not None and beyond.tag == W + "p":
        marked = new
    else:
        _hand_on(paragraph, new[-1], signature, styles)
        marked = [paragraph, *new[:-1]]
    put_beside(paragraph, new, behind=True)
    for one in marked:
        _mark(one, "ins", signature)


def _apart(paragraph: Any, styles: Styles) -> Any:
    """Properties for a paragraph behind this one: its style and spacing, but no number, no heading."""
    own = paragraph.find(W + "pPr")
    if own is None:
        return make("pPr")
    properties = without(clone(own), _APART)
    if is_heading(paragraph, styles):
        return without(properties, ("pStyle", "jc", "spacing", "pBdr", "shd"))
    if is_numbered(properties, styles):
        placed(properties, make("numPr", make("numId", val="0")), "pPr")
    return properties


def _hand_on(paragraph: Any, last: Any, signature: Signature, styles: Styles) -> None:
    """The last of the new paragraphs has the old one's mark; where it looks otherwise, that is tracked."""
    own = paragraph.find(W + "pPr")
    if own is None:
        return
    if not is_heading(paragraph, styles) and not is_numbered(own, styles) and own.find(W + "pPrChange") is None:
        last.replace(last[0], clone(own))
    else:
        former = without(clone(own), _NO_LOOKS)
        for child in own:
            if child.tag in (W + "rPr", W + "sectPr"):
                placed(last[0], clone(child), "pPr")
        placed(last[0], signature.sign("pPrChange", former), "pPr")
    without(own, ("sectPr",))
    mark = own.find(W + "rPr")
    if mark is not None:
        without(mark, (*_MARKS, "rPrChange"))
