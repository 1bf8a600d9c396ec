"""Which line breaks are the printer's: those after a line that had no room for what begins the next one.

A line may be full by chance where its paragraph ends: an indented line after a sentence's end begins a paragraph of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from clauses.ingest.pages import PageLine, PageRead

SAME_LEFT = 60.0  # points by which the beginnings of one column's lines differ
SAME_RIGHT = 12.0  # points by which the ends of full lines differ
FEWEST = 4  # full lines that show where a column ends
SHARE = 0.06  # of the column's lines, in a long text
SPARE = 2.2  # characters: room that a printer may leave because of marks that must not begin or end a line
INDENT = 1.2  # characters by which a paragraph's first line begins further right
_WORD = re.compile(r"[!-~]+")
_OPEN = re.compile(r"[(（][^()（）]{0,60}$")  # words in brackets that the next line ends
_CLOSED = re.compile(r"[^()（）]{0,60}[)）]")
_NUMBERED = re.compile(r"\s*[\d一二三四五六七八九十a-zA-Z]{1,3}[)）](?![。，；,;])")
_ENDED = re.compile(r"[。．；;：:！？!?.”）)]$")


def with_breaks(pages: Sequence[PageRead]) -> list[PageRead]:
    """The pages with their lines in reading order; `wrapped` is False after those that plainly end before the margin."""
    by_width: dict[int, list[PageLine]] = {}
    for read in pages:
        by_width.setdefault(round(read.page.width), []).extend(_texts(read))
    margins = {width: _Margins(texts) for width, texts in by_width.items()}
    return [read._replace(lines=tuple(_of_page(read, margins[round(read.page.width)]))) for read in pages]


def _texts(read: PageRead) -> list[PageLine]:
    return [line for line in read.lines if line.rect and not line.row and not line.furniture]


class _Margins:
    """Where the lines of each column end: the furthest place that several of those that begin near each other reach."""

    def __init__(self, texts: Sequence[PageLine]) -> None:
        rects = [line.rect for line in texts if line.rect]
        self._ends: dict[int, list[float]] = {}
        for rect in rects:
            near = int(rect.left // SAME_LEFT)
            for group in (near - 1, near, near + 1):
                self._ends.setdefault(group, []).append(rect.right)
        self._whole = _margin([rect.right for rect in rects])
        heights = sorted(rect.bottom - rect.top for rect in rects)
        self.em = heights[len(heights) // 2] if heights else 0.0
        self._known: dict[int, float | None] = {}

    def of(self, left: float) -> float | None:
        """The margin of the lines that begin here; of all lines where too few do; None where they end anywhere."""
        group = int(left // SAME_LEFT)
        if group not in self._known:
            self._known[group] = _margin(self._ends.get(group, [])) or self._whole
        return self._known[group]


def _margin(rights: Sequence[float]) -> float | None:
    ends = sorted(rights, reverse=True)
    least = max(FEWEST, int(SHARE * len(ends)))
    return next((end for end, other in zip(ends, ends[least - 1 :], strict=False) if end - other <= SAME_RIGHT), None)


def _of_page(read: PageRead, margins: _Margins) -> list[PageLine]:
    """The lines of a page; the last one's break is told as if one character began the next page."""
    texts = _texts(read)
    following = {id(line): after for line, after in zip_longest(texts, texts[1:])}
    return [line._replace(wrapped=False) if id(line) in following and not _is_full(line, following[id(line)], margins) else line for line in read.lines]


def _is_full(line: PageLine, following: PageLine | None, margins: _Margins) -> bool:
    if line.rect and following and following.rect and following.rect.left - line.rect.left > INDENT * margins.em and _ENDED.search(line.text):
        return False
    if following and _OPEN.search(line.text) and _CLOSED.match(following.text) and not _NUMBERED.match(following.text):
        return True
    margin = margins.of(line.rect.left) if line.rect else None
    if line.rect is None or margin is None:
        return True
    word = _WORD.match(following.text) if following else None
    first = 0.5 * len(word[0]) if word else 1.0
    return margin - line.rect.right < (first + SPARE) * margins.em
