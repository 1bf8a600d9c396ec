"""A page's characters become its lines in reading order: stamps set aside, a turned text upright, tables as rows, columns one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from clauses.ingest.pages import PageLine
from clauses.ingest.pdf import ruled, tables
from clauses.ingest.pdf.columns import Gutter, in_order
from clauses.ingest.pdf.furniture import marks, parted
from clauses.ingest.pdf.lines import TextLine, lines_of, once
from clauses.ingest.pdf.page import Edge, Glyph, Sheet
from clauses.model import Rect

ENOUGH = 300  # characters of a page, after which one that wrote blanks would have written one
TURNED = 0.6  # of a page's characters: what share makes the whole page a turned one
BLANK = 1.5  # em: a shorter rule under no words is no blank to be filled in
MOST_RULES = 1_000  # level rules of a page: more make a drawing
SNAP = 2.0  # points by which a rule may miss the table that it belongs to
UNDER = (-0.15, 0.45)  # em below the baseline at which a rule underlines


def lines(sheet: Sheet, beside: Gutter | None = None) -> tuple[list[PageLine], Gutter | None]:
    """The page's lines in reading order, then what stands beside its text; every rectangle on the page as it is shown.

    Args:
        beside: the gutter between the columns of the page before or after.

    Returns:
        The lines, and the gutter between this page's columns where it has two.
    """
    glyphs = once(sheet.glyphs)
    angle = _angle(glyphs)
    text, aside = parted(glyphs, angle)
    furniture = marks(aside)
    width, height = sheet.width, sheet.height
    text = [_turned(g, angle, width, height) for g in text]
    edges = [Edge(*_upright(Rect(*e), angle, width, height)) for e in sheet.edges]
    across = height if angle in (90, 270) else width
    boxed = ruled.tables(edges)
    blanks = len(glyphs) < ENOUGH or any(g.sign.isspace() for g in glyphs)
    rows, rest = tables.read(text, boxed, blanks=blanks)
    open_rules = [e for e in edges if not any(_of_table(e, table.rect) for table in boxed)]
    found, gutter = in_order(_with_blanks(lines_of(rest, blanks=blanks), open_rules), rows, across, beside)
    placed = [*(line._replace(rect=_back(line.rect, angle, width, height)) for line in found), *furniture]
    return [line._replace(rect=_within(line.rect, width, height)) for line in placed], gutter


def _of_table(edge: Edge, table: Rect) -> bool:
    """Whether the rule is one of the table's own: under the line above a table it is no blank."""
    return table.left - SNAP <= edge.left and edge.right <= table.right + SNAP and table.top - SNAP <= edge.top and edge.bottom <= table.bottom + SNAP


def _within(rect: Rect | None, width: float, height: float) -> Rect | None:
    """The part of the rectangle that the page shows."""
    if rect is None:
        return None
    left, right = (min(max(x, 0.0), width) for x in (rect.left, rect.right))
    top, bottom = (min(max(y, 0.0), height) for y in (rect.top, rect.bottom))
    return Rect(left, top, right, bottom)


def _angle(glyphs: Sequence[Glyph]) -> int:
    """By how many quarter turns, in degrees, most of the page's text is turned from upright; 0 where none is."""
    counted = Counter(round(g.angle / 90) * 90 % 360 for g in glyphs if g.sign.strip())
    if not counted:
        return 0
    angle, count = counted.most_common(1)[0]
    return angle if count > TURNED * sum(counted.values()) else 0


def _turned(g: Glyph, angle: int, width: float, height: float) -> Glyph:
    """The character on the page turned so that its text is upright."""
    if angle == 0:
        return g
    rect = _upright(Rect(g.left, g.top, g.right, g.bottom), angle, width, height)
    origin, base = _point(g.origin, g.base, angle, width, height)
    return g._replace(left=min(origin, rect.right), top=min(rect.top, base - 0.5 * g.em), right=rect.right, bottom=max(rect.bottom, base), origin=origin, base=base, angle=0)


def _point(x: float, y: float, angle: int, width: float, height: float) -> tuple[float, float]:
    if angle == 90:
        return y, width - x
    if angle == 180:
        return width - x, height - y
    return (height - y, x) if angle == 270 else (x, y)


def _upright(rect: Rect, angle: int, width: float, height: float) -> Rect:
    if angle == 0:
        return rect
    (x0, y0), (x1, y1) = _point(rect.left, rect.top, angle, width, height), _point(rect.right, rect.bottom, angle, width, height)
    return Rect(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _back(rect: Rect | None, angle: int, width: float, height: float) -> Rect | None:
    """The rectangle where it stands on the page as it is shown."""
    if rect is None or angle == 0:
        return rect
    across, down = (height, width) if angle in (90, 270) else (width, height)
    return _upright(rect, -angle % 360, across, down)


def _with_blanks(found: Sequence[TextLine], edges: Sequence[Edge]) -> list[TextLine]:
    """The lines, with underscores where a rule underlines no words: a blank to be filled in."""
    rules = sorted((e for e in edges if e.level), key=lambda e: e.top)
    if not rules or len(rules) > MOST_RULES:
        return list(found)
    return [_ruled(line, [e for e in rules if _underlines(e, line)]) for line in found]


def _underlines(rule: Edge, line: TextLine) -> bool:
    em, base = line.em, line.glyphs[-1].base
    return UNDER[0] * em <= rule.top - base <= UNDER[1] * em and rule.right - rule.left >= BLANK * em


def _ruled(line: TextLine, rules: Sequence[Edge]) -> TextLine:
    for rule in rules:
        inside = [g for g in line.glyphs if rule.left - 0.5 < (g.left + g.right) / 2 < rule.right + 0.5]
        if any(g.sign.strip() for g in inside):
            continue
        em, base = line.em, line.glyphs[-1].base
        near = any(-6 * em < g.left - rule.right < 6 * em or -6 * em < rule.left - g.right < 6 * em for g in line.glyphs if g.sign.strip())
        if not near:
            continue
        count = max(int((rule.right - rule.left) / em * 2), 2)
        step = (rule.right - rule.left) / count
        made = [Glyph("_", rule.left + i * step, base - 0.5 * em, rule.left + (i + 1) * step, base, rule.left + i * step, base, em) for i in range(count)]
        kept = [g for g in line.glyphs if g not in inside]
        line = TextLine(tuple(sorted((*kept, *made), key=lambda g: g.left)))
    return line
