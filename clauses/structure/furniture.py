"""What a page adds to the text: running heads, page numbers, watermarks, seals, rules; and the lines without it.

Comes in: all lines. Goes out: the lines that the author wrote, each knowing how far it stands from the one before.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from clauses.model import Span
from clauses.structure.lines import Line

PAGES = r"第?\s*\d{1,4}\s*页?|第\s*[一二三四五六七八九十百]{1,4}\s*页"
PAGE_NUMBER = re.compile(
    rf"[-—–－·~\s]*(?:{PAGES})(?:\s*[/／,，、]?\s*(?:共|of)\s*\d{{1,4}}\s*页?|\s*[/／]\s*\d{{1,4}}\s*页?)?[-—–－·~\s]*|共\s*\d{{1,4}}\s*页\s*[,，/／]?\s*第\s*\d{{1,4}}\s*页|Page\s*\d{{1,4}}.{{0,12}}", re.I
)
SURE_NUMBER = re.compile(r"[-—–－·~]\s*\d{1,4}\s*[-—–－·~]|.*页.*|Page.*", re.I)  # a page number wherever it stands
RULE = re.compile(r"[-=─━—*·.\s]{3,}")
SEAL = re.compile(r"[（(\[]?\s*(?:此处|加)?\s*(?:盖\s*章\s*处|骑缝章?处?|骑缝盖章|合同专用章|电子签章处?|防伪码.{0,20})\s*[）)\]]?")
COUNTED = re.compile(r"第?\d{1,4}页(?:[/,，、]?共\d{1,4}页)?|(?<=\D)\d{1,4}/\d{1,4}$|共\d{1,4}页")
WIDEST = 200  # characters of a running head with its blanks
EDGE = 3  # how many lines from a page's top or bottom a running head may stand
LONGEST_HEAD = 60  # characters of a running head
LONGEST_MARK = 40  # characters of a watermark, or of a running head on pages that nothing parts


def without_furniture(raw: Sequence[Line]) -> tuple[Line, ...]:
    """The lines that are no furniture; `turn` where a page ends or furniture stood before a line."""
    running = _running_heads(raw)
    marks = _marks(raw)
    lines: list[Line] = []
    pending_turn, pending_gap = False, 0
    early: tuple[Span, ...] = ()  # the notes of furniture that no line stands before
    for line in raw:
        shape = _shape(line.text)
        if shape in running or shape in marks or _is_furniture(line):
            pending_turn, pending_gap = pending_turn or not RULE.fullmatch(line.text), pending_gap + line.gap
            if lines and line.notes:
                lines[-1] = replace(lines[-1], notes=(*lines[-1].notes, *line.notes))
            elif line.notes:
                early += line.notes
            continue
        if lines and lines[-1].page != line.page:
            pending_turn = True
        turn, gap = pending_turn or line.gap >= 3, line.gap + pending_gap
        lines.append(line if (turn, gap) == (line.turn, line.gap) and not early else replace(line, turn=turn, gap=gap, notes=(*early, *line.notes)))
        pending_turn, pending_gap, early = False, 0, ()
    return tuple(lines)


def _pages(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines by page: the format's own pages, or where a text file leaves three empty lines or more, or a page number."""
    pages: list[list[Line]] = []
    numbered = False
    for line in lines:
        if not pages or line.page != pages[-1][-1].page or (line.page is None and (line.gap >= 3 or numbered)):
            pages.append([])
        pages[-1].append(line)
        numbered = len(line.text) <= 30 and bool(PAGE_NUMBER.fullmatch(line.text)) and bool(SURE_NUMBER.fullmatch(line.text))
    return pages


def _shape(text: str) -> str:
    """The words as they are compared from page to page: without blanks, and alike whatever the page's number."""
    return COUNTED.sub("#", re.sub(r"\s+", "", text)).replace("：", ":")


def _running_heads(lines: Sequence[Line]) -> frozenset[str]:
    """Short lines that stand at the edges of two pages or more, and nearly always there."""
    at_edge: Counter[str] = Counter()
    tops: Counter[str] = Counter()
    bottoms: Counter[str] = Counter()
    everywhere = Counter(_shape(line.text) for line in lines if _is_short(line, LONGEST_HEAD))
    pages = _pages(lines)
    for page in pages:
        edge = [*page[:EDGE], *page[-EDGE:]] if len(page) > 2 * EDGE else page
        half = len(page) // 2
        for counted, part in ((at_edge, edge), (tops, page[: min(EDGE, len(page) - half)]), (bottoms, page[max(half, len(page) - EDGE) :])):
            counted.update({_shape(line.text) for line in part if _is_short(line, LONGEST_HEAD) and not line.row})
    if len(pages) < 2:
        return frozenset()
    return frozenset(
        text for text, count in at_edge.items()
        if count >= 2 and count >= 0.6 * everywhere[text] and not _speaks(text)
        and (count >= 3 or (count >= 0.5 * len(pages) and max(tops[text], bottoms[text]) >= 2))  # an annex listed at one page's foot heads another page
    )


def _is_short(line: Line, longest: int) -> bool:
    """Whether a line has few characters, the blanks that spread them over the page's width apart."""
    return len(line.text) <= longest or (len(line.text) <= WIDEST and len("".join(line.text.split())) <= longest)


def _speaks(text: str) -> bool:
    """A sentence or a numbered heading is no running head, however often it stands at a page's edge."""
    return bool(re.search(r"[。；;]|^第.{1,4}条|^[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．]|签字|盖章.{0,4}[:：]|^[甲乙丙]方", text))


def _marks(lines: Sequence[Line]) -> frozenset[str]:
    """Short unnumbered words that stand three times or more and break sentences, or stand beside page numbers."""
    places: dict[str, list[int]] = {}
    for i, line in enumerate(lines):
        if line.label is None and not line.row and _is_short(line, LONGEST_MARK) and not re.search(r"[。；;，,、？?]|[:：](?!\s*\S{4})|[:：].*[:：]|_{2}|＿{2}", line.text):
            places.setdefault(_shape(line.text), []).append(i)
    return frozenset(text for text, at in places.items() if len(at) >= 3 and len(text) >= 4 and _is_mark(lines, at))


def _is_mark(lines: Sequence[Line], at: Sequence[int]) -> bool:
    """Whether words that stand at these places are no words of the contract: a third of them intrude, or one does and all stand apart."""
    intruding = sum(_intrudes(lines, i) for i in at)
    apart = all((i == 0 or lines[i].gap >= 1) and (i + 1 == len(lines) or lines[i + 1].gap >= 1) for i in at)
    return 3 * intruding >= len(at) or (apart and intruding > 0)


def _intrudes(lines: Sequence[Line], i: int) -> bool:
    """Whether a line stands in the middle of a sentence, or next to a page number."""
    beside = [lines[j] for j in (i - 1, i + 1) if 0 <= j < len(lines)]
    if any(_is_furniture(line) for line in beside):
        return True
    before, after = (lines[i - 1] if i else None), (lines[i + 1] if i + 1 < len(lines) else None)
    broken = before is not None and len(before.text) >= 14 and bool(re.search(r"[一-鿿，、]$", before.text))
    return broken and after is not None and after.label is None and not after.row


def _is_furniture(line: Line) -> bool:
    text = line.text.strip()
    if line.row:
        return False
    if RULE.fullmatch(text) or SEAL.fullmatch(text):
        return True
    return bool(PAGE_NUMBER.fullmatch(text)) and (bool(SURE_NUMBER.fullmatch(text)) or line.gap >= 1 or line.page is not None)
