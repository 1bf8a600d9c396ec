"""Characters at their places become lines of text: baseline by baseline, from left to right, with the blanks that the author wrote.

A blank that the page writes is kept; where it writes none, a gap is a blank as soon as it is wider than what printers leave
between characters of two scripts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from clauses.ingest.pages import PageLine
from clauses.ingest.pdf.page import Glyph
from clauses.model import Rect

SAME_BASE = 0.25  # em: how far the baselines of one line's characters lie apart
STEP_BACK = 0.3  # em: a step back to the left that is no kerning
LATIN_GAP = 0.17  # em: a wider gap between two Latin letters parts words
MIXED_GAP = 0.32  # em: the same between Chinese and Latin characters, which printers set apart by a quarter
CHINESE_GAP = 0.55  # em: the same between Chinese characters, beyond what a justified line spreads them
UNWRITTEN = 0.2  # em: any gap on a page that writes no blanks at all, as browsers print
FEWEST_PAIRS = 4  # Chinese characters beside each other that show how far a line is spread
CELL_GAP = 1.2  # em: cells of a table without rules stand at least this far apart
FIELD_GAP = 2.5  # em: words this far apart on one line belong to two fields
TABLE_GAP = 0.4  # em: cells of one row of such a table
SMALL = 0.82  # of a line's em: what is smaller and beside it is raised or lowered
TWICE = 0.16  # em: the same character so near is printed twice to look bold

_RADICAL = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")
_LIGATURES = {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st"}
_DATE_PARTS = frozenset("年月日")


class TextLine(NamedTuple):
    """The characters of one baseline from left to right, blanks included."""

    glyphs: tuple[Glyph, ...]

    @property
    def rect(self) -> Rect:
        return rect_of(self.glyphs)

    @property
    def em(self) -> float:
        return max(g.em for g in self.glyphs)


def rect_of(glyphs: Sequence[Glyph]) -> Rect:
    """The rectangle round the characters."""
    return Rect(min(g.left for g in glyphs), min(g.top for g in glyphs), max(g.right for g in glyphs), max(g.bottom for g in glyphs))


def once(glyphs: Iterable[Glyph]) -> list[Glyph]:
    """The characters without those that are printed over their own double, a bold face made of two prints."""
    seen: dict[tuple[str, int], list[Glyph]] = {}
    kept: list[Glyph] = []
    for glyph in glyphs:
        if glyph.sign != " ":
            near, row = TWICE * glyph.em, int(glyph.base / 4)
            rows = {row, int((glyph.base - near) / 4), int((glyph.base + near) / 4)}
            doubles = [g for r in rows for g in seen.get((glyph.sign, r), ())]
            joined = kept and kept[-1].left == glyph.left and kept[-1].right == glyph.right and kept[-1].sign == "f"  # letters of one ligature
            if not joined and any(abs(g.left - glyph.left) < near and abs(g.base - glyph.base) < near and abs(g.em - glyph.em) < 0.1 * glyph.em for g in doubles):
                continue
            seen.setdefault((glyph.sign, row), []).append(glyph)
        kept.append(glyph)
    return kept


def lines_of(glyphs: Sequence[Glyph], *, blanks: bool = True) -> list[TextLine]:
    """The characters' lines from top to bottom; blanks: whether the page writes any, else they are told by their gaps."""
    runs = sorted(_runs(glyphs), key=lambda run: run[0].base)
    lines: list[list[list[Glyph]]] = []
    for run in runs:
        last = lines[-1][-1] if lines else None
        if last is not None and run[0].base - last[0].base <= SAME_BASE * max(run[0].em, last[0].em):
            lines[-1].append(run)
        else:
            lines.append([run])
    found = [TextLine(tuple(_ordered(runs))) for runs in lines]
    if not blanks:
        found = [_with_blanks(line) for line in found]
    return _with_raised([line for line in found if any(g.sign.strip() for g in line.glyphs)])


def _runs(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Characters that the page writes one after the other on one baseline."""
    runs: list[list[Glyph]] = []
    for glyph in glyphs:
        last = runs[-1][-1] if runs else None
        if last is not None and abs(glyph.base - last.base) <= 0.1 * glyph.em and glyph.left >= last.left - STEP_BACK * glyph.em and abs(glyph.em - last.em) < 0.3 * glyph.em:
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
    return runs


def _ordered(runs: Sequence[Sequence[Glyph]]) -> list[Glyph]:
    """The characters of a line from left to right; blanks and underscores that words were typed over are left out."""
    glyphs = [g for run in sorted(runs, key=lambda run: run[0].left) for g in run]
    if len(runs) > 1 and any(b.left < a.left - STEP_BACK * a.em for a, b in pairwise(glyphs)):
        glyphs.sort(key=lambda g: g.left)
    if len(runs) == 1:
        return glyphs
    solid = [g for g in glyphs if g.sign.strip(" _\u3000")]
    return [g for g in glyphs if g.sign.strip(" _\u3000") or not _covered(g, solid)]


def _with_blanks(line: TextLine) -> TextLine:
    spread = _spread(line.glyphs)
    glyphs = [*line.glyphs[:1]]
    for a, b in pairwise(line.glyphs):
        if (spread + UNWRITTEN) * b.em < b.left - a.right < CELL_GAP * b.em:
            glyphs.append(b._replace(sign=" ", left=a.right, right=b.left, origin=a.right))
        glyphs.append(b)
    return TextLine(tuple(glyphs))


def _covered(blank: Glyph, solid: Sequence[Glyph]) -> bool:
    middle = (blank.left + blank.right) / 2
    return any(g.left < middle < g.right for g in solid)


def _with_raised(lines: list[TextLine]) -> list[TextLine]:
    """The lines, small raised or lowered characters put into the line they stand beside."""
    kept: list[TextLine] = []
    for i, line in enumerate(lines):
        beside = [other for other in (*kept[-1:], *lines[i + 1 : i + 2]) if _raises(line, other)]
        if not beside:
            kept.append(line)
        elif kept and beside[0] is kept[-1]:
            kept[-1] = TextLine(tuple(sorted((*kept[-1].glyphs, *line.glyphs), key=lambda g: g.left)))
        else:
            lines[i + 1] = TextLine(tuple(sorted((*lines[i + 1].glyphs, *line.glyphs), key=lambda g: g.left)))
    return kept


def _raises(small: TextLine, line: TextLine) -> bool:
    """Whether these few small characters stand raised or lowered in that line, close beside a character of it."""
    if small.em > SMALL * line.em or len(small.glyphs) > 6:
        return False
    left, top, right, bottom = small.rect
    other = line.rect
    if not (top < other.bottom and bottom > other.top - 0.4 * line.em):
        return False
    return any(-0.2 * line.em <= left - g.right <= 0.5 * line.em or -0.2 * line.em <= g.left - right <= 0.5 * line.em for g in line.glyphs)


def segments(line: TextLine, gap: float = CELL_GAP) -> list[list[Glyph]]:
    """The line's characters, divided where they stand further apart than `gap` of their size, blanks looked through."""
    parts: list[list[Glyph]] = [[]]
    end: float | None = None
    for g in line.glyphs:
        if g.sign.isspace():
            if parts[-1]:
                parts[-1].append(g)
            continue
        if end is not None and g.left - end > gap * g.em:
            parts.append([])
        parts[-1].append(g)
        end = max(end or 0.0, g.right)
    return [part for part in parts if part]


def shown(line: TextLine) -> PageLine | None:
    """The line's text: a row where wide gaps part three cells or more, with tabs where they part two fields; None where it shows nothing."""
    words = _cells(line)
    if len(words) >= 3 and 2 * sum(word[-1] in "：:" for word in words) < len(words) and sum(map(len, words)) >= 2 * len(words) and not any(word in _DATE_PARTS for word in words):
        return PageLine("\t".join(words), line.rect, row=True, hidden=_is_hidden(line))
    text = spaced(line.glyphs).strip()
    return PageLine(text, line.rect, hidden=_is_hidden(line)) if text else None


def _is_hidden(line: TextLine) -> bool:
    return all(g.hidden for g in line.glyphs if g.sign.strip())


def _cells(line: TextLine) -> list[str]:
    """The words that wide gaps part; where these make three cells, a gap that holds no blank parts cells too."""
    words = [word for part in segments(line) if (word := spaced(part).strip())]
    if len(words) < 3 or any(g.sign == "\u3000" for g in line.glyphs):
        return words
    return [cell.strip() for part in segments(line) for cell in spaced(part, TABLE_GAP).split("\t") if cell.strip()]


def spaced(glyphs: Sequence[Glyph], field: float = FIELD_GAP) -> str:
    """The characters' text, with a blank or a tab where a gap stands for one."""
    parts: list[str] = []
    spread = _spread(glyphs)
    for i, g in enumerate(glyphs):
        last = glyphs[i - 1] if i else None
        gap = g.left - last.right if last is not None and not g.sign.isspace() else 0.0
        if last is not None and last.sign.isspace() and gap > g.em:
            parts.append(" " * int(2 * gap / g.em))  # pdfium gives one blank for several
        elif last is not None and not last.sign.isspace() and gap > (spread + _least(last.sign, g.sign)) * min(g.em, last.em):
            parts.append("\t" if gap > field * g.em and not _is_date_part(glyphs, i) else " ")
        parts.append(g.sign)
    return plain("".join(parts))


def _spread(glyphs: Sequence[Glyph]) -> float:
    """By how much of their size a justified line sets its Chinese characters apart."""
    gaps = sorted((b.left - a.right) / b.em for a, b in pairwise(glyphs) if a.sign >= "\u4e00" and b.sign >= "\u4e00")
    return min(max(gaps[len(gaps) // 2], 0.0), 0.5) if len(gaps) >= FEWEST_PAIRS else 0.0


def _is_date_part(glyphs: Sequence[Glyph], i: int) -> bool:
    """Whether the character is the 年, 月 or 日 of a date to be filled in, and no word's beginning."""
    following = glyphs[i + 1] if i + 1 < len(glyphs) else None
    beside = following is not None and following.sign >= "\u4e00" and following.left - glyphs[i].right < MIXED_GAP * following.em
    return glyphs[i].sign in _DATE_PARTS and not beside


def _least(before: str, after: str) -> float:
    """The smallest gap, in em, that is a blank between these two."""
    if before < "\u2e80" and after < "\u2e80":
        return LATIN_GAP
    return MIXED_GAP if before < "\u2e80" or after < "\u2e80" else CHINESE_GAP


def plain(text: str) -> str:
    """Ideographs for the look-alike radicals and compatibility forms that some producers write, letters for ligatures."""
    text = _RADICAL.sub(lambda m: unicodedata.normalize("NFKC", m[0]), text)
    text = text.replace("\xa0", " ")
    for joined, letters in _LIGATURES.items():
        text = text.replace(joined, letters)
    return text
