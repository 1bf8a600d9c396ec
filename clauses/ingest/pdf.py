"""PDF with a text layer: page by page its lines, in the order in which the page writes them (pdfium's home).

Line breaks are the printer's, so every block is `wrapped`. A page that shows something but holds no text is named as a
problem; a file of such pages is a scan and refused, since reading pictures is not done here.
"""

from __future__ import annotations

import ctypes
import re
import threading
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from clauses.errors import UnreadableFile
from clauses.ingest.content import Content, Manner
from clauses.model import Block, Problem, Span

_ALONE = threading.Lock()  # pdfium is not made for two threads at once
_DROPPED = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\u200b\ufeff\ufffe\uffff\u00ad\u0002]")
_RADICAL = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")
_UNKNOWN = re.compile("[\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")
_MOST_UNKNOWN = 0.3  # a page with a larger share of characters that no font table explains is unreadable


_CELL_GAP = 1.2  # cells of a table stand at least this many heights of a character apart

_STEP = 0.3  # heights of a character: a wider gap is a blank, a step back to the left is out of order


class _Character(NamedTuple):
    """A character with its horizontal place in points; generated: a blank that pdfium made up."""

    sign: str
    left: float
    right: float
    height: float
    generated: bool


class _Line(NamedTuple):
    text: str
    row: bool


def read(name: str, content: bytes, manner: Manner) -> Content:
    """The text of all pages, one wrapped block a line, each with its page.

    Raises:
        UnreadableFile: damaged, protected by a password, or without any text (a scan).
    """
    import pypdfium2

    with _ALONE:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as error:
            if "password" in str(error).lower():
                raise UnreadableFile(f"{name} 设有打开密码", "请取消密码后再审查") from error
            raise UnreadableFile(f"{name} 已损坏，无法作为 PDF 打开", "请重新导出 PDF") from error
        try:
            pages = [_page(document, number) for number in range(len(document))]
        finally:
            document.close()
    if not pages:
        raise UnreadableFile(f"{name} 没有页面", "请重新导出 PDF")
    if not any(lines for lines, _ in pages):
        raise UnreadableFile(f"{name} 没有文字层，是扫描件或图片", "扫描件需先做文字识别（OCR），本版本不含此功能；请提供 Word 或文字版 PDF")
    return _joined(pages)


def _page(document: Any, index: int) -> tuple[list[_Line], Problem | None]:
    """The lines of a page, and why there are none."""
    import pypdfium2

    number = index + 1
    try:
        page = document[index]
        textpage = page.get_textpage()
        lines = [line for line in map(_line, _characters(textpage)) if line.text]
        shows = next(iter(page.get_objects(max_depth=1)), None) is not None
        textpage.close()
        page.close()
    except (pypdfium2.PdfiumError, UnicodeError, ValueError):
        return [], Problem(stage="read", kind="page_damaged", message=f"第 {number} 页已损坏，无法读取", page=number)
    text = "".join(line.text for line in lines)
    if text and len(_UNKNOWN.findall(text)) > _MOST_UNKNOWN * len(text):
        message = f"第 {number} 页的文字用了无编码表的字体，无法还原，请人工核对"
        return [], Problem(stage="read", kind="page_without_text", message=message, page=number)
    if not lines and shows:
        message = f"第 {number} 页没有文字（可能是扫描页或图片），未审查，请人工核对"
        return [], Problem(stage="read", kind="page_without_text", message=message, page=number)
    return lines, None


def _characters(textpage: Any) -> Iterator[list[_Character]]:
    """The characters of a page line by line, as pdfium breaks them."""
    from pypdfium2 import raw

    x, y, box = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
    line: list[_Character] = []
    high = 0  # the first half of a character outside the basic plane
    for i in range(textpage.count_chars()):
        code = raw.FPDFText_GetUnicode(textpage, i)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code = 0x10000 + (high - 0xD800) * 0x400 + code - 0xDC00
        high = 0
        sign = "" if 0xD800 <= code < 0xE000 else _DROPPED.sub("", chr(code))
        if sign in ("\r", "\n", "\f", "\u2028"):
            yield line
            line = []
            continue
        raw.FPDFText_GetCharOrigin(textpage, i, x, y)
        raw.FPDFText_GetLooseCharBox(textpage, i, box)
        line.append(_Character(sign, x.value, box.right, abs(box.top - box.bottom), raw.FPDFText_IsGenerated(textpage, i) == 1))
    yield line


def _line(characters: list[_Character]) -> _Line:
    """The characters from left to right, whatever order they were written in, with wide gaps as tabs where they part cells.

    Quotation marks in a font of their own are written after the line they belong to; pdfium keeps that order.
    """
    placed = [c for c in characters if not c.generated]
    if any(b.left < a.left - _STEP * a.height for a, b in pairwise(placed)):
        placed.sort(key=lambda c: c.left)
        text = _spaced(placed)
    else:
        text = "".join(c.sign for c in characters)
    cells: list[list[_Character]] = [[]]
    end: float | None = None
    for c in placed:
        if end is not None and c.left - end > _CELL_GAP * c.height:
            cells.append([])
        if c.sign.strip():
            cells[-1].append(c)
            end = c.right
        elif cells[-1]:
            cells[-1].append(c)
    words = [word for cell in cells if (word := _spaced(cell).strip())]
    if len(words) >= 3 and sum(map(len, words)) >= 2 * len(words) and not any(word in "年月日" for word in words):
        return _Line(_plain("\t".join(words)), True)
    return _Line(_plain(text.strip()), False)


def _spaced(characters: list[_Character]) -> str:
    """The characters with a blank where they stand apart."""
    before = [None, *characters]
    return "".join((" " if a and c.left - a.right > _STEP * c.height else "") + c.sign for a, c in zip(before, characters, strict=False))


def _plain(text: str) -> str:
    """Ideographs for the look-alike radicals and compatibility forms that some producers write."""
    return _RADICAL.sub(lambda m: unicodedata.normalize("NFKC", m[0]), text)


def _joined(pages: list[tuple[list[_Line], Problem | None]]) -> Content:
    lines: list[str] = []
    blocks: list[Block] = []
    at = 0
    for number, (found, _) in enumerate(pages, start=1):
        for line in found:
            span = Span(at, at + len(line.text))
            blocks.append(Block(span=span, page=number, kind="row" if line.row else "text", wrapped=True))
            lines.append(line.text)
            at += len(line.text) + 1
    return Content("\n".join(lines), tuple(blocks), tuple(p for _, p in pages if p))
