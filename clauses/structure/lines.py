"""Lines of the file as an author wrote them: without markup, each with its leading number.

A `Line` keeps the pieces of the source's text that it shows, so that whatever is built of lines can say where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from clauses.model import Rect, Source, Span
from clauses.structure.numbering import ITEMS, Label, label_of

# what converters to Markdown and from HTML leave round words that an author underlined, struck out, escaped or bookmarked
MARKUP = re.compile(
    r"(?<!\*)\*\*(?!\*)|~~|\[bookmark:[^\]\n]{0,60}\]|\\(?=[_*\[\]#().~>-])|(?<=\])\{\.[a-z]{1,20}\}"
    r"|</?(?:br|b|u|i|p|em|strong|span|div|font|center|sup|sub)\b[^>\n]{0,80}>"
)
LEAD = re.compile(r"\s*(?:>\s*)*(?:#{1,6}\s+|#{1,6}(?=第)|[-*+•●◆■□]\s+(?=\S)(?!\d{1,4}\s*[-—–]\s*$))?", re.M)
NARROWEST = 16.0  # characters of a printed line; what is narrower was broken by its author
FEWEST = 4  # broken lines from which the page's width is told
TIGHT = 0.88  # of the widest: how wide a line is that had no room for another word
WIDEST_INDENT = 40  # blanks before a line that are looked at
LARGER = 1.15  # times the letters of the text
SET_IN = 0.9  # of the numbered lines, in a text whose paragraphs are set in
BOX = re.compile(r"[│┃┌┐└┘├┤┬┴┼─━]")
SENTENCE = re.compile(r"[。；;：:]|^[甲乙丙]\s*方")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line: `pieces` without markup; `label` its leading number; `gap` the empty lines before it (capped at a page break's).

    notes: the footnotes that stand behind it, none of which is a line of its own; of the first line, those before it too.
    """

    pieces: tuple[Span, ...]
    text: str
    page: int | None
    row: bool
    wrapped: bool
    gap: int
    turn: bool  # a page turned between the line before and this one
    style: str
    label: Label | None
    full: bool = False  # as wide as the page's lines are: the break after it may have been made for want of room
    notes: tuple[Span, ...] = ()
    indent: float = 0.0  # the blanks before it, in Chinese characters
    hangs: bool = False  # the text sets its paragraphs' first lines in, and this one is not set in behind a full line: it goes on with it
    em: float = 0.0  # points that a Chinese character of it takes; 0 where it has no place on a page by whose margin `wrapped` was told
    quoted: bool = False  # it has a number that is only quoted with it: a paragraph of its own, and no unit

    @property
    def span(self) -> Span:
        return Span(self.pieces[0].start, self.pieces[-1].end)

    @property
    def body(self) -> tuple[Span, ...]:
        """The pieces after the leading number."""
        return cut(self.pieces, self.label.width) if self.label else self.pieces

    @property
    def words(self) -> str:
        """The text after the leading number."""
        return self.text[self.label.width :] if self.label else self.text


def cut(pieces: tuple[Span, ...], width: int, stop: int | None = None) -> tuple[Span, ...]:
    """The pieces that hold characters [width, stop) of the pieces' joined text."""
    kept, passed = [], 0
    for piece in pieces:
        size = piece.end - piece.start
        start = max(width - passed, 0)
        end = size if stop is None else min(size, stop - passed)
        if start < end:
            kept.append(Span(piece.start + start, piece.start + end))
        passed += size
    return tuple(kept)


def lines_of(source: Source) -> tuple[Line, ...]:
    """Every line that is not empty, in order; page furniture included."""
    return _with_cells(_raw(source))


def _raw(source: Source) -> list[Line]:
    marked = source.format in ("txt", "md")
    lines: list[Line] = []
    early: tuple[Span, ...] = ()  # notes that no line stands before
    last_end = article = 0
    for block in source.blocks:
        if block.kind == "furniture":
            continue
        start = block.span.start
        if block.kind == "note":
            if lines:
                lines[-1] = replace(lines[-1], notes=(*lines[-1].notes, block.span))
            else:
                early = (*early, block.span)
            last_end = block.span.end
            continue
        for piece in re.finditer(r"[^\n]+", source.text[start : block.span.end]):
            span = Span(start + piece.start(), start + piece.end())
            pieces = _visible(source.text, span, marked)
            if not pieces:
                continue
            text = "".join(source.text[p.start : p.end] for p in pieces)
            row = block.kind == "row" or len(BOX.findall(text)) >= 3
            label = None if row else label_of(text, automatic=block.label, after=article)
            article = label.last if label and label.style == "article" else article
            gap = source.text.count("\n", last_end, span.start) - 1 if lines else 0
            indent = _width(_blanks(source.text, start)) if span.start == start else 0.0
            lines.append(
                Line(pieces=pieces, text=text, page=block.page, row=row, wrapped=block.wrapped, gap=max(gap, 0), turn=False, style=block.style, label=label, indent=indent, em=_em(block.rect, text), notes=early)
            )
            early = ()
            last_end = span.end
    return lines


def _blanks(text: str, at: int) -> str:
    """The blanks of the line before that place; "" where words stand before it."""
    before = text[max(at - WIDEST_INDENT, 0) : at]
    blanks = before[before.rfind("\n") + 1 :]
    return "" if blanks.strip() else blanks


def _visible(text: str, span: Span, marked: bool) -> tuple[Span, ...]:
    """The span without surrounding blanks and, in marked-up text, without the marks."""
    start, end = span
    if marked:
        lead = LEAD.match(text, start, end)
        start = lead.end() if lead else start
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if not marked:
        return (Span(start, end),) if start < end else ()
    pieces, at = [], start
    for mark in MARKUP.finditer(text, start, end):
        if mark.start() > at:
            pieces.append(Span(at, mark.start()))
        at = mark.end()
    if at < end:
        pieces.append(Span(at, end))
    return tuple(pieces) if any(text[p.start : p.end].strip() for p in pieces) else ()


def _with_cells(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines, those of two cells as rows: one tab in each of two lines or more that stand together and say no sentence."""
    cells = [not line.row and line.label is None and line.text.count("\t") == 1 and len(line.text) <= 60 and not SENTENCE.search(line.text) for line in lines]
    rows = [line.row for line in lines]
    beside = [i for i, cell in enumerate(cells) if cell and ((i > 0 and (cells[i - 1] or rows[i - 1])) or (i + 1 < len(lines) and (cells[i + 1] or rows[i + 1])))]
    made = list(lines)
    for i in beside:
        made[i] = replace(made[i], row=True)
    return tuple(made)


def with_fullness(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines, those marked `full` that a printer or a converter may have broken.

    They reach the width at which most others break, the blanks before them counted in; or the margin of their page's column,
    where other lines plainly end before it. A line in larger letters than the text's is a title, however wide.
    """
    broken = [line for line in lines if line.em and line.wrapped and not line.row]
    if broken and sum(line.em > 0 and not line.wrapped for line in lines) >= FEWEST:
        largest = LARGER * median(line.em for line in broken)
        lines = [replace(line, full=True) if 0 < line.em <= largest and line.wrapped and not line.row else line for line in lines]
    open_ended = [
        line.indent + _width(line.text) for line, after in pairwise(lines)
        if not line.row and not after.row and after.label is None and not re.search(r"[。．；;！？]$|[:：]", line.text)
    ]
    widths = sorted(width for width in open_ended if width >= NARROWEST)
    if len(widths) < FEWEST:
        return tuple(lines)
    widest = widths[int(len(widths) * 0.8)]
    if sum(width >= TIGHT * widest for width in widths) < 0.5 * len(widths):
        return tuple(lines)
    made = [replace(line, full=True) if not line.row and TIGHT * widest <= line.indent + _width(line.text) <= widest * 1.2 else line for line in lines]
    return _with_hanging(made)


def _with_hanging(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines, those marked `hangs` that go on with the full line before, where nearly all numbered lines that surely begin a paragraph are set in.

    What looks like a number at the head of such a line is none: the break fell before it.
    """
    numbered = [line.indent >= 1 for before, line in pairwise(lines) if line.label is not None and not before.full]
    if sum(numbered) < max(FEWEST, SET_IN * len(numbered)):
        return tuple(lines)
    made = list(lines)
    for i in range(1, len(made)):
        before, line = made[i - 1], made[i]
        if line.indent or line.gap or line.row or before.row or not before.full:
            continue
        open_end = not re.search(r"[。．；;：:！？!?]$", before.text)
        if line.label is None or open_end or line.label.style in ITEMS:
            made[i] = replace(line, hangs=True, label=None)
    return tuple(made)


def _em(rect: Rect | None, text: str) -> float:
    return (rect.right - rect.left) / _width(text) if rect is not None and text else 0.0


def _width(text: str) -> float:
    """How wide a text is printed, in Chinese characters: Latin letters and digits are half as wide."""
    return sum(1.0 if c > "\u2000" else 0.5 for c in text)
