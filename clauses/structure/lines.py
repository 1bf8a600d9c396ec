"""Lines of the file as an author wrote them: without markup and page furniture, each with its leading number.

A `Line` keeps the pieces of the source's text that it shows, so that whatever is built of lines can say where it stands.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from clauses.model import Source, Span
from clauses.structure.numbering import Label, label_of

# what a converter to Markdown leaves round words that an author underlined, struck out, escaped or bookmarked
MARKUP = re.compile(r"(?<!\*)\*\*(?!\*)|~~|\[bookmark:[^\]\n]{0,60}\]|\\(?=[_*\[\]#().~-])|(?<=\])\{\.[a-z]{1,20}\}|<br\s*/?>|</?[bu]>")
LEAD = re.compile(r"\s*(?:>\s*)*(?:#{1,6}\s+|#{1,6}(?=第)|[-*+•●◆■□]\s+(?=\S))?")
PAGE_NUMBER = re.compile(r"[-—–\s]*(?:第?\s*\d{1,4}\s*页?|第\s*[一二三四五六七八九十百]{1,4}\s*页)(?:\s*[/／,，、]?\s*(?:共|of)?\s*\d{0,4}\s*页?)?[-—–\s]*|Page\s*\d{1,4}.*", re.I)
EDGE = 3  # how many lines from a page's top or bottom a running head may stand
LONGEST_HEAD = 60  # characters of a running head
BOX = re.compile(r"[│┃┌┐└┘├┤┬┴┼─━]")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line: `pieces` without markup; `label` its leading number; `gap` the empty lines before it (capped at a page break's)."""

    pieces: tuple[Span, ...]
    text: str
    page: int | None
    row: bool
    wrapped: bool
    gap: int
    turn: bool  # a page turned between the line before and this one
    style: str
    label: Label | None

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
    """Every line that is neither empty nor furniture."""
    raw = _raw(source)
    running = _running_heads(raw)
    lines: list[Line] = []
    pending_turn, pending_gap = False, 0
    for line in raw:
        if line.text in running or _is_furniture(line, running):
            pending_turn, pending_gap = True, pending_gap + line.gap
            continue
        if lines and lines[-1].page != line.page:
            pending_turn = True
        lines.append(
            Line(**{**line.__dict__, "turn": pending_turn or line.gap >= 3, "gap": line.gap + pending_gap})
        )
        pending_turn, pending_gap = False, 0
    return tuple(lines)


def _raw(source: Source) -> list[Line]:
    marked = source.format in ("txt", "md")
    lines: list[Line] = []
    last_end = 0
    for block in source.blocks:
        if block.kind == "furniture":
            continue
        start = block.span.start
        for piece in re.finditer(r"[^\n]+", source.text[start : block.span.end]):
            span = Span(start + piece.start(), start + piece.end())
            pieces = _visible(source.text, span, marked)
            if not pieces:
                continue
            text = "".join(source.text[p.start : p.end] for p in pieces)
            row = block.kind == "row" or len(BOX.findall(text)) >= 3
            label = None if row else label_of(text, automatic=block.label)
            gap = source.text.count("\n", last_end, span.start) - 1 if lines else 0
            lines.append(
                Line(pieces=pieces, text=text, page=block.page, row=row, wrapped=block.wrapped, gap=max(gap, 0), turn=False, style=block.style, label=label)
            )
            last_end = span.end
    return lines


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


def _pages(lines: list[Line]) -> list[list[Line]]:
    """Lines by page: the format's own pages, or where a text file leaves three empty lines or more."""
    pages: list[list[Line]] = []
    for line in lines:
        turned = not pages or line.page != pages[-1][-1].page or (line.page is None and line.gap >= 3)
        if turned:
            pages.append([])
        pages[-1].append(line)
    return pages


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text).replace("：", ":")


def _running_heads(lines: list[Line]) -> frozenset[str]:
    """Short lines that stand at the edges of two pages or more, and nearly always there."""
    at_edge: Counter[str] = Counter()
    everywhere = Counter(_plain(line.text) for line in lines if len(line.text) <= LONGEST_HEAD)
    pages = _pages(lines)
    for page in pages:
        edge = [*page[:EDGE], *page[-EDGE:]] if len(page) > 2 * EDGE else page
        at_edge.update({_plain(line.text) for line in edge if len(line.text) <= LONGEST_HEAD and not line.row})
    if len(pages) < 2:
        return frozenset()
    return frozenset(
        text for text, count in at_edge.items()
        if count >= 2 and count >= 0.6 * everywhere[text] and not _speaks(text) and (count >= 3 or count >= 0.5 * len(pages))
    )


def _speaks(text: str) -> bool:
    """A sentence or a numbered heading is no running head, however often it stands at a page's edge."""
    return bool(re.search(r"[。；;]|^第.{1,4}条|^[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．]|签字|盖章.{0,4}[:：]|^[甲乙丙]方", text))


def _is_furniture(line: Line, running: frozenset[str]) -> bool:
    plain = _plain(line.text)
    if plain in running:
        return True
    numbered = PAGE_NUMBER.fullmatch(line.text.strip())
    return bool(numbered) and not line.row and (line.gap >= 1 or line.page is not None or "页" in line.text)
