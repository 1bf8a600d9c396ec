"""What stands on a page beside its content: the values of form fields, words typed onto it, remarks and words struck out.

Values and typed words become characters at their place; remarks are kept with the rectangles that they are about.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from clauses.ingest.pdf.page import Frame, Glyph
from clauses.ingest.pdf.stamps import kinds
from clauses.model import Block, Comment, Rect, Said, Span

MOST_MARKS = 2_000  # of a page
LONGEST_MARK = 50_000  # characters of a remark or a value
SIZE = 10.5  # points: of words whose size the file does not say
SMALLEST = 0.5  # points: words that a box holds only smaller than this stand beyond it
CLOSEST = 0.75  # of their width: letters that stand closer are broken into lines
_WORDS = re.compile(r"[^\s\u2e80-\uffff]{1,60}\s*|\s+|.", re.S)
_UNSEEN = (1 << 1) | (1 << 5)  # hidden, not to be viewed
_STAMP = re.compile(r"D:(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?")


class Note(NamedTuple):
    """A remark on a page; struck: its words are struck out by it."""

    page: int
    author: str
    date: str | None
    text: str
    rects: tuple[Rect, ...]
    struck: bool


@dataclass(frozen=True)
class Marks:
    """typed: the words that fields and remarks put onto the page, with their places. attached: whether a file hangs on the page.

    drawn: what lies over it, by kind. more: whether the page has more marks than were looked at. cut: whether words typed onto
    it are longer than `LONGEST_MARK`, and the rest is left out.
    """

    typed: tuple[tuple[str, Rect], ...] = ()
    notes: tuple[Note, ...] = ()
    attached: bool = False
    drawn: tuple[tuple[Said, Rect], ...] = ()
    more: bool = False
    cut: bool = False


def marks_of(page: Any, number: int, frame: Frame, form: Any) -> Marks:
    """The page's marks; form: the document's form environment, None where it has none."""
    from pypdfium2 import raw

    count = raw.FPDFPage_GetAnnotCount(page.raw)
    typed: list[tuple[str, Rect]] = []
    notes: list[Note] = []
    drawn: list[tuple[Said, Rect]] = []
    drawings = kinds()
    attached = False
    for i in range(min(count, MOST_MARKS)):
        annotation = raw.FPDFPage_GetAnnot(page.raw, i)
        if not annotation:
            continue
        try:
            kind = raw.FPDFAnnot_GetSubtype(annotation)
            if raw.FPDFAnnot_GetFlags(annotation) & _UNSEEN:
                continue
            box = _box(annotation, frame)
            attached = attached or kind == raw.FPDF_ANNOT_FILEATTACHMENT
            if kind == raw.FPDF_ANNOT_WIDGET:
                words = _field(annotation, form)
                typed += [(words, box)] if words else []
            elif kind == raw.FPDF_ANNOT_FREETEXT:
                words = _string(annotation, b"Contents")
                typed += [(words, box)] if words else []
            elif kind in _remarks() or kind in drawings:
                said = list(_note(annotation, kind == raw.FPDF_ANNOT_STRIKEOUT, number, box, frame))
                notes += said
                drawn += [(drawings[kind], box)] if kind in drawings and (not said or kind not in _remarks()) else []
        finally:
            raw.FPDFPage_CloseAnnot(annotation)
    return Marks(tuple(typed), tuple(notes), attached, tuple(drawn), count > MOST_MARKS, any(len(words) > LONGEST_MARK for words, _ in typed))


def _remarks() -> tuple[int, ...]:
    from pypdfium2 import raw

    marked = (raw.FPDF_ANNOT_HIGHLIGHT, raw.FPDF_ANNOT_UNDERLINE, raw.FPDF_ANNOT_SQUIGGLY, raw.FPDF_ANNOT_STRIKEOUT)
    return (*marked, raw.FPDF_ANNOT_TEXT, raw.FPDF_ANNOT_CARET, raw.FPDF_ANNOT_SQUARE, raw.FPDF_ANNOT_CIRCLE, raw.FPDF_ANNOT_LINE, raw.FPDF_ANNOT_INK)


def _box(annotation: Any, frame: Frame) -> Rect:
    from pypdfium2 import raw

    box = raw.FS_RECTF()
    raw.FPDFAnnot_GetRect(annotation, box)
    return frame.rect(box.left, box.bottom, box.right, box.top)


def _field(annotation: Any, form: Any) -> str:
    """What a form field shows: its value, or a ticked or empty box; of one that no form lists (files joined into one), its value."""
    from pypdfium2 import raw

    kind = raw.FPDFAnnot_GetFormFieldType(form, annotation) if form is not None else raw.FPDF_FORMFIELD_UNKNOWN
    if kind <= raw.FPDF_FORMFIELD_UNKNOWN:
        return _string(annotation, b"V")
    if kind in (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON):
        return "☑" if raw.FPDFAnnot_IsChecked(form, annotation) else "☐"
    if kind not in (raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX):
        return ""
    chosen = [_option(annotation, form, i) for i in range(min(raw.FPDFAnnot_GetOptionCount(form, annotation), 200)) if raw.FPDFAnnot_IsOptionSelected(form, annotation, i)]
    return "、".join(filter(None, chosen)) or _read(lambda buffer, size: raw.FPDFAnnot_GetFormFieldValue(form, annotation, buffer, size))


def _option(annotation: Any, form: Any, i: int) -> str:
    """What a list shows for one of its choices, which may differ from the value that it stands for."""
    from pypdfium2 import raw

    return _read(lambda buffer, size: raw.FPDFAnnot_GetOptionLabel(form, annotation, i, buffer, size))


def _string(annotation: Any, key: bytes) -> str:
    from pypdfium2 import raw

    return _read(lambda buffer, size: raw.FPDFAnnot_GetStringValue(annotation, key, buffer, size))


def _read(ask: Any) -> str:
    """A string of pdfium's, asked first for its size."""
    from pypdfium2 import raw

    size = ask(None, 0)  # a smaller buffer is left empty
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    ask(ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), size)
    words = buffer.raw[: size - 2].decode("utf-16-le", "ignore").replace("\r\n", "\n").replace("\r", "\n")
    return re.sub("[\x00-\x08\x0b-\x1f\x7f\ufeff]", "", words).strip()[: LONGEST_MARK + 1]


def _note(annotation: Any, struck: bool, number: int, box: Rect, frame: Frame) -> Iterator[Note]:
    from pypdfium2 import raw

    text = _string(annotation, b"Contents")
    if not text and not struck:
        return
    quads = raw.FS_QUADPOINTSF()
    rects = []
    for i in range(min(raw.FPDFAnnot_CountAttachmentPoints(annotation), 200)):
        if raw.FPDFAnnot_GetAttachmentPoints(annotation, i, quads):
            xs, ys = (quads.x1, quads.x2, quads.x3, quads.x4), (quads.y1, quads.y2, quads.y3, quads.y4)
            rects.append(frame.rect(min(xs), min(ys), max(xs), max(ys)))
    yield Note(number, _string(annotation, b"T"), _iso(_string(annotation, b"M")), text, tuple(rects) or (box,), struck)


def _iso(stamp: str) -> str | None:
    found = _STAMP.match(stamp)
    if found is None:
        return None
    year, month, day, hour, minute, second = (part or default for part, default in zip(found.groups(), ("", "01", "01", "00", "00", "00"), strict=True))
    return f"{year}-{month}-{day}T{hour}:{minute}:{second}"


def glyphs_of(typed: Sequence[tuple[str, Rect]], beside: Sequence[Glyph]) -> list[Glyph]:
    """The typed words as characters at their places, on the line of the text beside them where there is one."""
    found: list[Glyph] = []
    for words, rect in typed:
        lines, em = _set(words[:LONGEST_MARK], rect.right - rect.left, rect.bottom - rect.top)
        height = (rect.bottom - rect.top) / len(lines)
        for i, line in enumerate(lines):
            top = rect.top + i * height
            base = _base(Rect(rect.left, top, rect.right, top + height), beside) if len(lines) == 1 else top + 0.8 * height
            widths = [em if len(line) == 1 else _width(sign) * em for sign in line]
            narrower = min(1.0, max(rect.right - rect.left, 1.0) / max(sum(widths), 1.0))
            x = rect.left
            for sign, width in zip(line, widths, strict=True):
                found.append(Glyph(sign, x, base - 0.85 * em, x + width * narrower, base + 0.1 * em, x, base, em))
                x += width * narrower
    return found


def _set(words: str, width: float, height: float) -> tuple[list[str], float]:
    """The words in lines that fit a box, and the size of their letters; a line hardly too long is one, its letters stand closer."""
    lines = words.split("\n")
    em = max(min(0.85 * height / len(lines), SIZE), SMALLEST)
    if max(sum(map(_width, line)) for line in lines) * em * CLOSEST <= width:
        return lines, em
    em = max(min(0.85 * height, SIZE), SMALLEST)
    while True:
        broken = [row for line in lines for row in _broken(line, width / em)]
        if em == SMALLEST or len(broken) * em <= 0.85 * height:
            return broken, em
        em = max(0.8 * em, SMALLEST)


def _broken(line: str, width: float) -> list[str]:
    """The line in rows as wide as this many letters are high, broken at blanks and between Chinese characters."""
    rows, taken = [""], 0.0
    for word in _WORDS.findall(line):
        wide = sum(map(_width, word.rstrip()))
        if rows[-1] and taken + wide > width:
            rows.append("")
            taken = 0.0
        rows[-1] += word
        taken += sum(map(_width, word))
    return rows


def _width(sign: str) -> float:
    """How wide a character is, of its height."""
    return 1.0 if sign >= "\u2e80" else 0.5


def _base(rect: Rect, beside: Sequence[Glyph]) -> float:
    """The baseline of the nearest character that stands at the rectangle's height, else one near the rectangle's foot."""
    middle, height = (rect.top + rect.bottom) / 2, rect.bottom - rect.top
    level = [g for g in beside if g.angle == 0 and g.sign.strip() and abs((g.base - 0.35 * g.em) - middle) < 0.6 * max(min(height, 2 * g.em), 0.5 * g.em)]
    if not level:
        return rect.bottom - 0.22 * height
    return min(level, key=lambda g: max(rect.left - g.right, g.left - rect.right, 0.0)).base


def comments(notes: Sequence[Note], blocks: Sequence[Block], text: str) -> tuple[Comment, ...]:
    """The remarks that say something, each with the words that it is about."""
    return tuple(Comment(author=note.author, date=note.date, text=note.text, span=span_of(note, blocks, text)) for note in notes if note.text)


def span_of(note: Note, blocks: Sequence[Block], text: str) -> Span | None:
    """The words under a remark's rectangles, by how far along each line they reach; None where none stand there."""
    spans = [span for block in blocks if block.page == note.page and block.rect for rect in note.rects if (span := _under(rect, block, text))]
    return Span(min(span.start for span in spans), max(span.end for span in spans)) if spans else None


def _under(rect: Rect, block: Block, text: str) -> Span | None:
    line = block.rect
    if line is None or rect.right <= line.left or rect.left >= line.right:
        return None
    shared = min(rect.bottom, line.bottom) - max(rect.top, line.top)
    if shared < 0.5 * min(line.bottom - line.top, rect.bottom - rect.top):
        return None
    words = text[block.span.start : block.span.end]
    widths = [1.0 if sign >= "\u2e80" else 0.5 for sign in words]
    scale = (line.right - line.left) / max(sum(widths), 0.5)
    start, end, x = len(words), 0, line.left
    for i, width in enumerate(widths):
        middle = x + width * scale / 2
        if rect.left <= middle <= rect.right:
            start, end = min(start, i), max(end, i + 1)
        x += width * scale
    return Span(block.span.start + start, block.span.start + end) if start < end else None
