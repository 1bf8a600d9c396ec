"""What a page of a PDF shows, as pdfium reads it: its characters, its ruled lines and how much of it pictures cover.

All places are in points from the top left corner of the page as it is shown, its /Rotate and crop box applied.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from clauses.model import Rect

MOST_OBJECTS = 20_000  # drawn objects of a page that are looked at
MOST_POINTS = 200  # of a path: what has more is a drawing
MOST_DRAWN = 400_000  # points of all paths of a page whose picture is drawn in time
DEEPEST_FORM = 8
THIN = 3.0  # points: a filled rectangle is a line up to this thickness
STRAIGHT = 1.0  # points by which a ruled line may lean
FAINT = 150  # of 255: how light a character is that no one prints a contract in
_DROPPED = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\u200b\ufeff\ufffe\uffff]")
_BROKEN = (0x02, 0xFFFE)  # what pdfium gives for the hyphen at the end of a broken word
_BREAKS = frozenset("\r\n\f\u2028\u2029")

Matrix = tuple[float, float, float, float, float, float]


class Glyph(NamedTuple):
    """A character as it is shown. origin, base: where it stands on its line; em: its size; angle: degrees it is turned clockwise.

    faint: light or half transparent. hidden: written with an ink that shows nothing, as under a scan.
    """

    sign: str
    left: float
    top: float
    right: float
    bottom: float
    origin: float
    base: float
    em: float
    angle: int = 0
    faint: bool = False
    hidden: bool = False


class Edge(NamedTuple):
    """A straight ruled line, level or upright."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def level(self) -> bool:
        return self.right - self.left >= self.bottom - self.top


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A page: its size as shown, what it writes and rules, its pictures, and whether it shows anything.

    cut: it writes more than was read. crowded: it draws so much that its picture takes too long.
    """

    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    edges: tuple[Edge, ...]
    pictures: tuple[Rect, ...]
    shows: bool
    cut: bool
    crowded: bool

    @property
    def pictured(self) -> float:
        """The share of the page that its pictures cover; counted twice where they cover each other."""
        return min(sum((p.right - p.left) * (p.bottom - p.top) for p in self.pictures) / (self.width * self.height), 1.0)


@dataclass(frozen=True)
class Frame:
    """How a page's own coordinates become places on the page as it is shown."""

    left: float
    bottom: float
    right: float
    top: float
    quarters: int  # turns of 90 degrees clockwise

    @property
    def size(self) -> tuple[float, float]:
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.quarters % 2 else (width, height)

    def point(self, x: float, y: float) -> tuple[float, float]:
        if self.quarters == 0:
            return x - self.left, self.top - y
        if self.quarters == 1:
            return y - self.bottom, x - self.left
        if self.quarters == 2:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def rect(self, left: float, bottom: float, right: float, top: float) -> Rect:
        (x0, y0), (x1, y1) = self.point(left, bottom), self.point(right, top)
        return Rect(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def frame_of(page: Any) -> Frame:
    """The page's visible box and its turn."""
    left, bottom, right, top = page.get_bbox()
    if not (right - left >= 1 and top - bottom >= 1):
        left, bottom, right, top = 0.0, 0.0, 595.0, 842.0
    return Frame(left, bottom, right, top, page.get_rotation() // 90 % 4)


def sheet_of(page: Any, most_characters: int) -> Sheet:
    """What the page shows; of its characters no more than these."""
    frame = frame_of(page)
    width, height = frame.size
    textpage = page.get_textpage()
    try:
        count = textpage.count_chars()
        glyphs = tuple(_glyphs(textpage.raw, min(count, most_characters), frame))
    finally:
        textpage.close()
    drawn = _Drawn(frame)
    drawn.walk(page)
    glyphs = tuple(g for g in glyphs if -g.em < g.left < width + g.em and -g.em < g.top < height + g.em)
    return Sheet(
        width=width, height=height, glyphs=glyphs, edges=tuple(drawn.edges), pictures=tuple(drawn.pictures),
        shows=drawn.shows, cut=count > most_characters, crowded=drawn.crowded,
    )


class _Ink(NamedTuple):
    em: float
    angle: int
    faint: bool
    hidden: bool


def _glyphs(textpage: Any, count: int, frame: Frame) -> Iterator[Glyph]:
    """The characters in the order in which the page writes them, without the blanks and breaks that pdfium makes up."""
    from pypdfium2 import raw

    x, y, box = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
    unicode_of, object_of, origin_of, box_of = raw.FPDFText_GetUnicode, raw.FPDFText_GetTextObject, raw.FPDFText_GetCharOrigin, raw.FPDFText_GetLooseCharBox
    inks: dict[int, _Ink] = {}
    level = frame.quarters == 0
    high = 0  # the first half of a character outside the basic plane
    for i in range(count):
        code = unicode_of(textpage, i)
        if code == 32 and raw.FPDFText_IsGenerated(textpage, i) == 1:
            continue
        if 0xD800 <= code < 0xE000 or code > 0x10FFFF:
            if 0xDC00 <= code < 0xE000 and high:
                code = 0x10000 + (high - 0xD800) * 0x400 + code - 0xDC00
            else:
                high = code
                continue
        high = 0
        if code in _BROKEN and raw.FPDFText_IsHyphen(textpage, i) == 1:
            code = ord("-")
        sign = chr(code)
        if sign in _BREAKS or _DROPPED.match(sign):
            continue
        found = object_of(textpage, i)
        address = ctypes.addressof(found.contents) if found else 0
        ink = inks.get(address)
        if ink is None:
            ink = inks[address] = _ink(textpage, i, found if address else None, frame)
        origin_of(textpage, i, x, y)
        box_of(textpage, i, box)
        if level:
            left, top, right, bottom = box.left - frame.left, frame.top - box.top, box.right - frame.left, frame.top - box.bottom
            origin, base = x.value - frame.left, frame.top - y.value
        else:
            left, top, right, bottom = frame.rect(box.left, box.bottom, box.right, box.top)
            origin, base = frame.point(x.value, y.value)
        em, angle, faint, hidden = ink
        em = em or max(bottom - top, 1.0)
        if angle == 0:
            left, top, bottom = min(origin, right), min(top, base - 0.5 * em), max(bottom, base)
        yield Glyph(sign, left, top, right, bottom, origin, base, em, angle, faint, hidden)


def _ink(textpage: Any, i: int, text: Any, frame: Frame) -> _Ink:
    """Size, turn and colour of the text that a character belongs to."""
    from pypdfium2 import raw

    matrix = raw.FS_MATRIX()
    if not raw.FPDFText_GetMatrix(textpage, i, matrix):
        return _Ink(0.0, 0, False, False)
    em = raw.FPDFText_GetFontSize(textpage, i) * math.hypot(matrix.c, matrix.d)
    angle = 90 * frame.quarters
    if matrix.b or matrix.a < 0:
        angle -= round(math.degrees(math.atan2(matrix.b, matrix.a)))
    if text is None:
        return _Ink(abs(em), angle % 360, False, False)
    return _Ink(abs(em), angle % 360, _is_faint(text), raw.FPDFTextObj_GetTextRenderMode(text) in (3, 7))


def _is_faint(text: Any) -> bool:
    from pypdfium2 import raw

    red, green, blue, alpha = ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint()
    raw.FPDFPageObj_GetFillColor(text, red, green, blue, alpha)
    return 0.3 * red.value + 0.59 * green.value + 0.11 * blue.value > FAINT or alpha.value < FAINT


class _Drawn:
    """The ruled lines and pictures of a page as its objects are gone through."""

    def __init__(self, frame: Frame) -> None:
        self.edges: list[Edge] = []
        self.pictures: list[Rect] = []
        self.shows = False
        self._frame = frame
        self._left = MOST_OBJECTS
        self._points = 0

    @property
    def crowded(self) -> bool:
        return self._left <= 0 or self._points > MOST_DRAWN

    def walk(self, page: Any) -> None:
        from pypdfium2 import raw

        count = raw.FPDFPage_CountObjects(page.raw)
        for i in range(min(count, self._left + 1)):
            self._take(raw.FPDFPage_GetObject(page.raw, i), (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), 0)

    def _take(self, found: Any, outer: Matrix, depth: int) -> None:
        from pypdfium2 import raw

        if not found or self._left <= 0:
            return
        self._left -= 1
        self.shows = True
        kind = raw.FPDFPageObj_GetType(found)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            self._path(found, outer)
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            left, top, right, bottom = self._bounds(found, outer)
            width, height = self._frame.size
            shown = Rect(max(left, 0.0), max(top, 0.0), min(right, width), min(bottom, height))
            self.pictures += [shown] if shown.right > shown.left and shown.bottom > shown.top else []
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < DEEPEST_FORM:
            inner = _product(_matrix(found), outer)
            for i in range(min(raw.FPDFFormObj_CountObjects(found), self._left)):
                self._take(raw.FPDFFormObj_GetObject(found, i), inner, depth + 1)

    def _bounds(self, found: Any, outer: Matrix) -> Rect:
        from pypdfium2 import raw

        sides = [ctypes.c_float() for _ in range(4)]
        raw.FPDFPageObj_GetBounds(found, *sides)
        left, bottom, right, top = (side.value for side in sides)
        points = [self._frame.point(*_moved(x, y, outer)) for x in (left, right) for y in (bottom, top)]
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        return Rect(min(xs), min(ys), max(xs), max(ys))

    def _path(self, path: Any, outer: Matrix) -> None:
        from pypdfium2 import raw

        count = raw.FPDFPath_CountSegments(path)
        self._points += count
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        if not 2 <= count <= MOST_POINTS or not raw.FPDFPath_GetDrawMode(path, fill, stroke) or not (fill.value or stroke.value):
            return
        runs = self._runs(path, count, _product(_matrix(path), outer))
        for run in runs if stroke.value else ():
            for (x0, y0), (x1, y1) in pairwise(run):
                if abs(x0 - x1) <= STRAIGHT or abs(y0 - y1) <= STRAIGHT:
                    self.edges.append(Edge(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
        if not stroke.value and not _white(path):
            for run in runs:
                self._filled(run)

    def _runs(self, path: Any, count: int, matrix: Matrix) -> list[list[tuple[float, float]]]:
        """The path's straight strokes as points on the page as shown; () where it bends."""
        from pypdfium2 import raw

        runs: list[list[tuple[float, float]]] = []
        x, y = ctypes.c_float(), ctypes.c_float()
        for i in range(count):
            segment = raw.FPDFPath_GetPathSegment(path, i)
            kind = raw.FPDFPathSegment_GetType(segment)
            if kind == raw.FPDF_SEGMENT_BEZIERTO:
                return []
            raw.FPDFPathSegment_GetPoint(segment, x, y)
            point = self._frame.point(*_moved(x.value, y.value, matrix))
            if kind == raw.FPDF_SEGMENT_MOVETO or not runs:
                runs.append([])
            runs[-1].append(point)
            if raw.FPDFPathSegment_GetClose(segment):
                runs[-1].append(runs[-1][0])
        return runs

    def _filled(self, run: list[tuple[float, float]]) -> None:
        """Takes a filled shape for a line where it is thin, and for four where it is a rectangle smaller than the page."""
        xs, ys = [p[0] for p in run], [p[1] for p in run]
        left, top, right, bottom = min(xs), min(ys), max(xs), max(ys)
        if right - left <= THIN and bottom - top > THIN:
            self.edges.append(Edge((left + right) / 2, top, (left + right) / 2, bottom))
        elif bottom - top <= THIN:
            self.edges.append(Edge(left, (top + bottom) / 2, right, (top + bottom) / 2))
        elif all(abs(a[0] - b[0]) <= STRAIGHT or abs(a[1] - b[1]) <= STRAIGHT for a, b in pairwise(run)):
            width, height = self._frame.size
            if right - left < 0.9 * width or bottom - top < 0.5 * height:
                self.edges += [Edge(left, top, right, top), Edge(left, bottom, right, bottom), Edge(left, top, left, bottom), Edge(right, top, right, bottom)]


def _matrix(found: Any) -> Matrix:
    from pypdfium2 import raw

    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(found, matrix):
        return (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _product(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    x, y = _moved(e, f, outer)
    return (a * outer[0] + b * outer[2], a * outer[1] + b * outer[3], c * outer[0] + d * outer[2], c * outer[1] + d * outer[3], x, y)


def _moved(x: float, y: float, matrix: Matrix) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return x * a + y * c + e, x * b + y * d + f


def _white(path: Any) -> bool:
    from pypdfium2 import raw

    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    raw.FPDFPageObj_GetFillColor(path, red, green, blue, alpha)
    return min(red.value, green.value, blue.value) >= 250 or alpha.value == 0
