"""What a page carries beside its text: running heads and feet, page numbers, watermarks, stamps, a table's head said again.

They stay in the text, at the page's end, marked as furniture, so that they never cut a sentence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from clauses.ingest.pages import PageLine, PageRead
from clauses.ingest.pdf.lines import rect_of
from clauses.ingest.pdf.page import Glyph

MARGIN = 0.12  # of a page's height, at its top and at its bottom, where running heads and feet stand
SAME_PLACE = 3.0  # points
LARGE = 1.8  # times the page's size of type: faint words so large are a watermark
LEANING = 10  # degrees: text turned further than this from the page's own is a stamp or a watermark
LONGEST = 60  # characters of a running head
_PAGE_NUMBER = re.compile(
    r"[-—–－·~\s]*(?:第\s*)?(?:\d{1,4}|[一二三四五六七八九十]{1,4})(?:\s*页)?[-—–－·~\s]*(?:(?:[/／,，、]|of)?\s*(?:共\s*)?\d{1,4}\s*页?)?[-—–－·~\s]*|共\s*\d{1,4}\s*页.{0,10}|Page\s*\d{1,4}.{0,12}",
    re.I,
)


def parted(glyphs: Sequence[Glyph], angle: int) -> tuple[list[Glyph], list[Glyph]]:
    """The characters of the text, and those of stamps and watermarks: turned from the page's own angle, or faint and large."""
    upright = [g for g in glyphs if _turn(g.angle - angle) <= LEANING]
    if not upright:
        return [], list(glyphs)
    sizes = Counter(round(g.em) for g in upright if not g.faint) or Counter(round(g.em) for g in upright)
    usual = sizes.most_common(1)[0][0]
    text = [g for g in upright if not (g.faint and g.em >= LARGE * usual)]
    if len(text) == len(glyphs):
        return text, []
    kept = {id(g) for g in text}
    return text, [g for g in glyphs if id(g) not in kept]


def _turn(angle: int) -> int:
    return min(angle % 360, -angle % 360)


def marks(glyphs: Sequence[Glyph]) -> list[PageLine]:
    """The words of stamps and watermarks in the order in which the page writes them, a line for each turn and size."""
    runs: list[list[Glyph]] = []
    for g in glyphs:
        last = runs[-1][-1] if runs else None
        if last and last.angle == g.angle and abs(last.em - g.em) < 0.1 * g.em and abs(g.left - last.left) + abs(g.base - last.base) < 4 * g.em:
            runs[-1].append(g)
        else:
            runs.append([g])
    return [PageLine(text, rect_of(run), furniture=True) for run in runs if (text := "".join(g.sign for g in run).strip())]


def marked(pages: Sequence[PageRead]) -> list[PageRead]:
    """The pages, with what stands at the same place of several pages, and page numbers, as furniture at each page's end."""
    running = _running(pages)
    found: list[PageRead] = []
    head: PageLine | None = None  # the first row of the table that the page before ended with
    for read in pages:
        lines = [line._replace(furniture=True, row=False) if _stands_alone(line, read) and _is_furniture(line, read, running) else line for line in read.lines]
        text = [line for line in lines if not line.furniture]
        if text and head is not None and text[0].row and text[0].text == head.text and len(text) > 1 and text[1].row:
            said_again = text[0]
            lines = [line._replace(furniture=True) if line is said_again else line for line in lines]
            text = text[1:]
        if text and found and (row := _carried_over(found, text[0])):
            lines = [line for line in lines if line is not text[0]]
            text = text[1:]
            found[-1] = row
        head = _last_head(text, head)
        ordered = (*(line for line in lines if not line.furniture), *(line for line in lines if line.furniture))
        found.append(read._replace(lines=ordered))
    return found


def _last_head(text: Sequence[PageLine], before: PageLine | None) -> PageLine | None:
    """The first row of the table with which a page ends; the one of the page before where the whole page is that table."""
    if not text or not text[-1].row:
        return None
    start = len(text)
    while start and text[start - 1].row:
        start -= 1
    return text[start] if start or before is None else before


def _carried_over(found: Sequence[PageRead], row: PageLine) -> PageRead | None:
    """The page before with its last row whole, where the row is the rest of it.

    Nothing stands in its first cell, and it has few cells filled or no row of the page before begins so.
    """
    lines = [line for line in found[-1].lines if not line.furniture]
    if not lines or not lines[-1].row or not row.row or not row.text.startswith("\t"):
        return None
    before, after = lines[-1].text.split("\t"), row.text.split("\t")
    usual = any(line.row and line.text.startswith("\t") for line in lines)
    if len(after) > len(before) or (usual and 2 * sum(map(bool, after)) >= len(before)) or any(cell and not before[i] for i, cell in enumerate(after)):
        return None
    after += [""] * (len(before) - len(after))
    whole = lines[-1]._replace(text="\t".join(one + other for one, other in zip(before, after, strict=True)))
    return found[-1]._replace(lines=tuple(whole if line is lines[-1] else line for line in found[-1].lines))


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s+", "", text))


def _key(line: PageLine, read: PageRead) -> tuple[str, int, bool] | None:
    """What makes a line the same on another page: its words, its height on the page, and from which end it is measured."""
    if line.rect is None or len("".join(line.text.split())) > LONGEST:
        return None
    low = line.rect.top > read.page.height / 2
    height = read.page.height - line.rect.bottom if low else line.rect.top
    return _shape(line.text), round(height / SAME_PLACE), low


def _running(pages: Sequence[PageRead]) -> set[tuple[str, int, bool]]:
    """What stands at the same height of two pages in the margin, and there on at least half of three pages, or of all."""
    counted: Counter[tuple[str, int, bool]] = Counter()
    for read in pages:
        counted.update({key for line in read.lines if _stands_alone(line, read) and (key := _key(line, read)) and _in_margin(line, read)})
    nearby = {key: counted[key] + max(counted[key[0], key[1] - 1, key[2]], counted[key[0], key[1] + 1, key[2]]) for key in counted}
    least = 2 if len(pages) < 4 else 3
    return {key for key, count in nearby.items() if count >= least}


def _stands_alone(line: PageLine, read: PageRead) -> bool:
    """Whether a line is no row, or one that no other row stands next to: three fields of a running head."""
    if not line.row:
        return True
    at = next(i for i, other in enumerate(read.lines) if other is line)
    return not any(other.row for other in (*read.lines[max(at - 1, 0) : at], *read.lines[at + 1 : at + 2]))


def _in_margin(line: PageLine, read: PageRead) -> bool:
    if line.rect is None:
        return False
    return line.rect.bottom < MARGIN * read.page.height or line.rect.top > (1 - MARGIN) * read.page.height


def _is_furniture(line: PageLine, read: PageRead, running: set[tuple[str, int, bool]]) -> bool:
    if line.furniture:
        return True
    if not _in_margin(line, read):
        return False
    outermost = not any(_in_margin(other, read) and _beyond(other, line, read) for other in read.lines if other is not line and not other.furniture)
    if outermost and _PAGE_NUMBER.fullmatch(line.text.strip()):
        return True
    key = _key(line, read)
    return key is not None and not _speaks(line.text) and any((key[0], key[1] + step, key[2]) in running for step in (-1, 0, 1))


def _beyond(other: PageLine, line: PageLine, read: PageRead) -> bool:
    """Whether the other line stands nearer to the page's edge and is none that may itself be a running foot."""
    if other.rect is None or line.rect is None or len(other.text) <= LONGEST:
        return False
    low = line.rect.top > read.page.height / 2
    return other.rect.top > line.rect.bottom if low else other.rect.bottom < line.rect.top


def _speaks(text: str) -> bool:
    """A sentence, a numbered heading or a party's line is no running head, however often it stands at a page's edge."""
    return bool(re.search(r"[。；;]$|^第.{1,4}条|^[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．]|签字|盖章.{0,4}[:：]|^[甲乙丙]方", text.strip()))
