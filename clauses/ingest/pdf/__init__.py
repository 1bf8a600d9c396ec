"""PDF: page by page its lines in reading order with their places, and its pictures where a page holds no text (pdfium's home).

A line break is the printer's (`wrapped`) unless the line plainly ends before the margin. A page that shows something but
holds no text is read from its picture (`scan`) where that can be done, and named as a problem where not.
"""

from __future__ import annotations

import hashlib
import re
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from clauses.errors import UnreadableFile
from clauses.ingest.breaks import with_breaks
from clauses.ingest.content import LONGEST, MOST_CHARACTERS, MOST_PAGES, MOST_SCANNED, Content, Manner
from clauses.ingest.pages import PageRead, joined
from clauses.ingest.pdf import furniture, marks, reading, stamps
from clauses.ingest.pdf.columns import Gutter
from clauses.ingest.pdf.hyphens import mended
from clauses.ingest.pdf.marks import Marks, Note
from clauses.ingest.pdf.page import Sheet, frame_of, sheet_of
from clauses.model import Page, Problem

MOST_PIXELS = 25_000_000  # of the picture of a page
COVERED = 0.5  # of a page: pictures that cover more make it a scan
FEW = 30  # characters: a scan with fewer was never read, they are a stamp's
EDGE = 0.1  # of a page's height: what stands so near its top or foot is no text of a scan
LARGE = 0.15  # of a page: a picture that may hold a part of the contract
INK, BARE = 128, 0.0005  # a dark pixel; the share of them that an empty sheet shows
SHARE = 0.75  # of the time for a file that its text may take
_UNMARKED = Marks()
_ALONE = threading.Lock()  # pdfium is not made for two threads at once
_UNKNOWN = re.compile("[\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")
_MOJIBAKE = re.compile("[\u0080-\u00a6\u00a8-\u00af\u00b2-\u00b6\u00b8-\u00d6\u00d8-\u00f6\u00f8-\u024f]")
_MOST_UNKNOWN = 0.3  # a page with a larger share of characters that no font table explains is unreadable


@dataclass(frozen=True, kw_only=True)
class _Found:
    """A page as its content says it, and whether its picture is to be read instead."""

    read: PageRead
    picture: bool = False
    marks: Marks = _UNMARKED
    drawn: tuple[stamps.Drawn, ...] = ()
    gutter: Gutter | None = None


def read(name: str, content: bytes, manner: Manner) -> Content:
    """The text of all pages, one block a line, each with its page and place.

    Raises:
        UnreadableFile: damaged, protected by a password, over a limit, or without any text (a scan that cannot be read here).
    """
    with _ALONE:
        document = _opened(name, content)
    try:
        with _ALONE:
            found, problems = _pages(document)
            problems += _of_whole(document, found)
        reads, unread = _with_pictures(hashlib.sha256(content).hexdigest(), document, found, manner)
    finally:
        with _ALONE:
            document.close()
    if not any(read.lines for read in reads):
        raise _without_text(name, found, reads)
    text = joined(with_breaks(mended(furniture.marked(reads))))
    notes = [note for page in found for note in page.marks.notes]
    problems += [*unread, *_struck(notes, text)]
    return replace(text, problems=(*text.problems, *problems), comments=marks.comments(notes, text.blocks, text.text))


def picture(document: Any, index: int, dpi: int) -> Any:
    """The page as a picture: an array of bytes, rows by columns by red, green and blue, upright as it is shown.

    The resolution is lower where the picture would have more than `MOST_PIXELS`.
    """
    with _ALONE:
        bitmap = _bitmap(document, index, dpi)
        try:
            return bitmap.to_numpy()[:, :, :3].copy()
        finally:
            bitmap.close()


def shown(content: bytes, number: int, *, dpi: int) -> tuple[Any, Page]:
    """The picture of the page of this number (from 1), as `picture` gives it, and the page.

    Raises:
        UnreadableFile: no PDF that can be opened, or it has no such page.
    """
    with _ALONE:
        document = _opened("PDF", content)
    try:
        if not 1 <= number <= len(document):
            raise UnreadableFile(f"PDF 没有第 {number} 页", "请检查页码")
        width, height = document.get_page_size(number - 1)
        return picture(document, number - 1, dpi), Page(number=number, width=width, height=height)
    finally:
        with _ALONE:
            document.close()


def _bitmap(document: Any, index: int, dpi: int) -> Any:
    page = document[index]
    try:
        return page.render(scale=_scale(page, dpi), rev_byteorder=True, fill_color=(255, 255, 255, 255))
    finally:
        page.close()


def _scale(page: Any, dpi: int) -> float:
    width, height = page.get_size()
    most: float = (MOST_PIXELS / max(width * height, 1.0)) ** 0.5
    return min(dpi / 72, most)


def _opened(name: str, content: bytes) -> Any:
    """The document, its forms ready to be asked.

    Raises:
        UnreadableFile: damaged, protected by a password, without pages or with too many.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableFile(f"{name} 设有打开密码", "请取消密码后再审查") from error
        if "security" in str(error).lower():
            raise UnreadableFile(f"{name} 用证书或专门软件加了密", "请用原来的软件打开后打印为 PDF 再审查") from error
        raise UnreadableFile(f"{name} 已损坏，无法作为 PDF 打开", "请重新导出 PDF") from error
    if document.get_formtype() == pypdfium2.raw.FORMTYPE_ACRO_FORM:
        document.init_forms()
    count = len(document)
    if 1 <= count <= MOST_PAGES:
        return document
    document.close()
    if count < 1:
        raise UnreadableFile(f"{name} 没有页面", "请重新导出 PDF")
    raise UnreadableFile(f"{name} 有 {count:,} 页，超过 {MOST_PAGES:,} 页", "请拆分后再审查")


def _pages(document: Any) -> tuple[list[_Found], list[Problem]]:
    """The pages one after the other, until a limit is passed: what lies beyond it is one problem that names it."""
    found: list[_Found] = []
    began, characters = time.monotonic(), 0
    for index in range(len(document)):
        limit = f"{LONGEST:.0f} 秒" if time.monotonic() - began > SHARE * LONGEST else f"{MOST_CHARACTERS:,} 字" if characters >= MOST_CHARACTERS else ""
        if limit:
            message = f"文件超过 {limit}的上限，第 {index + 1} 页起未审查，请拆分后再审查"
            return found, [Problem(stage="read", kind="too_long", message=message, page=index + 1)]
        found.append(_page(document, index, MOST_CHARACTERS - characters))
        characters += sum(len(line.text) for line in found[-1].read.lines)
    for index, page in enumerate(found):
        beside = next((other.gutter for other in (*found[max(index - 1, 0) : index], *found[index + 1 : index + 2]) if other.gutter), None)
        if beside is not None and page.gutter is None and page.read.lines and time.monotonic() - began < SHARE * LONGEST:
            found[index] = _page(document, index, MOST_CHARACTERS, beside)
    return found, []


def _page(document: Any, index: int, most: int, beside: Gutter | None = None) -> _Found:
    """The lines of a page, and why there are none; beside: the gutter between the columns of the page before or after."""
    import pypdfium2

    number = index + 1
    try:
        page = document[index]
        try:
            marked = marks.marks_of(page, number, frame_of(page), document.formenv.raw if document.formenv else None)
            sheet = sheet_of(page, most)
            drawn = stamps.drawn(document, index, marked.drawn, sheet)
        finally:
            page.close()
    except (pypdfium2.PdfiumError, UnicodeError, ValueError, OverflowError):
        problem = Problem(stage="read", kind="page_damaged", message=f"第 {number} 页已损坏，无法读取", page=number)
        return _Found(read=PageRead(Page(number=number, width=0.0, height=0.0), (), problem))
    size = Page(number=number, width=sheet.width, height=sheet.height)
    why = _unusable(sheet)
    if not why:
        sheet = replace(sheet, glyphs=(*sheet.glyphs, *marks.glyphs_of(marked.typed, sheet.glyphs)))
        ordered, gutter = reading.lines(sheet, beside)
        lines = tuple(line._replace(hidden=False) if sheet.pictured > COVERED else line for line in ordered)
        if lines or not sheet.shows:
            scanned = sheet.pictured > COVERED and sum(g.hidden for g in sheet.glyphs) > 0.5 * len(sheet.glyphs)
            return _Found(read=PageRead(replace(size, scanned=scanned), lines, _unread_part(sheet, number)), marks=marked, drawn=drawn, gutter=gutter)
        why = "图形过多，无法显示" if sheet.crowded else "没有文字（可能是扫描页或图片）"
    problem = Problem(stage="read", kind="page_without_text", message=f"第 {number} 页{why}，未审查，请人工核对", page=number)
    return _Found(read=PageRead(size, (), problem), picture=not sheet.crowded, marks=marked, drawn=drawn)


def _unusable(sheet: Sheet) -> str:
    """Why what a page writes cannot be read as its text; "" where it can, or where it writes nothing."""
    solid = [g for g in sheet.glyphs if g.sign.strip()]
    text = "".join(g.sign for g in solid)
    if text and len(_UNKNOWN.findall(text)) > _MOST_UNKNOWN * len(text):
        return "的文字用了无编码表的字体，无法还原"
    if len(text) >= FEW and len(_MOJIBAKE.findall(text)) > _MOST_UNKNOWN * len(text):
        return "的文字层是乱码，无法还原"
    if text and sheet.pictured > COVERED and sum(EDGE * sheet.height < g.base < (1 - EDGE) * sheet.height for g in solid) < FEW:
        return "是扫描页或图片"
    return ""


def _unread_part(sheet: Sheet, number: int) -> Problem | None:
    """A problem where a page writes too much, or a large picture stands among the text, whose own words are not read."""
    if sheet.cut:
        return Problem(stage="read", kind="too_long", message=f"文件超过 {MOST_CHARACTERS:,} 字的上限，第 {number} 页余下的文字未审查，请拆分后再审查", page=number)
    for picture in sheet.pictures:
        large = (picture.right - picture.left) * (picture.bottom - picture.top) > LARGE * sheet.width * sheet.height
        if large and sum(picture.left < g.left < picture.right and picture.top < g.base < picture.bottom for g in sheet.glyphs) < FEW:
            return Problem(stage="read", kind="picture", message=f"第 {number} 页有大幅图片，图片中的文字未审查，请人工核对", page=number)
    return None


def _with_pictures(key: str, document: Any, found: Sequence[_Found], manner: Manner) -> tuple[list[PageRead], list[Problem]]:
    """The pages, those that hold no text read from their pictures where that can be done."""
    wanted = [page.read.page for page in found if page.picture]
    if not wanted:
        return [page.read for page in found], []
    from clauses.ingest import scan

    def render(number: int) -> Any:
        return picture(document, number - 1, scan.DPI)

    reads = {page.read.page.number: page.read for page in found}
    try:
        for read in scan.read_pages(key, wanted[:MOST_SCANNED], render, manner):
            if read.lines or read.problem or (render(read.page.number)[::4, ::4] < INK).mean() < BARE:
                reads[read.page.number] = read._replace(page=replace(read.page, scanned=True))
    except scan.NoReader:
        if not any(page.read.lines for page in found):
            raise
        return [page.read for page in found], []
    beyond = wanted[MOST_SCANNED:]
    message = f"扫描页超过 {MOST_SCANNED} 页，第 {beyond[0].number} 页起的扫描页未审查，请拆分后再审查" if beyond else ""
    return list(reads.values()), [Problem(stage="read", kind="too_many_scanned", message=message, page=beyond[0].number)] if beyond else []


def _without_text(name: str, found: Sequence[_Found], reads: Sequence[PageRead]) -> UnreadableFile:
    if any(page.picture for page in found):
        return UnreadableFile(f"{name} 是扫描件或图片，没有认出文字", "请提供更清晰的扫描件，或 Word、文字版 PDF")
    problem = next((read.problem for read in reads if read.problem), None)
    if problem and problem.kind == "page_damaged":
        return UnreadableFile(f"{name} 已损坏，没有一页可以读取", "请重新导出 PDF")
    if problem:
        return UnreadableFile(f"{name}：{problem.message.split('，')[0]}，无法读取", "请提供 Word 或文字版 PDF")
    return UnreadableFile(f"{name} 没有文字", "请确认上传的是合同正文")


def _of_whole(document: Any, found: Sequence[_Found]) -> list[Problem]:
    """What the whole file holds that was not read."""
    from pypdfium2 import raw

    problems = []
    if document.get_formtype() in (raw.FORMTYPE_XFA_FULL, raw.FORMTYPE_XFA_FOREGROUND):
        problems.append(("xfa_form", "文件含有动态表单（XFA），表单中填写的内容未审查，请打印为 PDF 后再审查"))
    if document.count_attachments() > 0 or any(page.marks.attached for page in found):
        problems.append(("attachments", "PDF 中附带的其他文件未纳入审查，请另存后分别审查"))
    if cut := [page.read.page.number for page in found if page.marks.cut]:
        problems.append(("too_long", f"{stamps.pages(cut)}的表单域超过 {marks.LONGEST_MARK:,} 字，余下的文字未审查，请人工核对"))
    if beyond := [page.read.page.number for page in found if page.marks.more]:
        problems.append(("too_many_marks", f"{stamps.pages(beyond)}的批注和表单域超过 {marks.MOST_MARKS:,} 个，其余未审查，请人工核对"))
    return [*(Problem(stage="read", kind=kind, message=message) for kind, message in problems), *stamps.problems([d for page in found for d in page.drawn])]


def _struck(notes: Sequence[Note], text: Content) -> Iterator[Problem]:
    """A problem for each run of words that a remark strikes out: they are read as they stand."""
    for note in notes:
        span = marks.span_of(note, text.blocks, text.text) if note.struck else None
        if span is not None:
            words = re.sub(r"\s+", "", text.text[span.start : span.end])
            quoted = words if len(words) <= 24 else f"{words[:12]}……{words[-8:]}"
            yield Problem(stage="read", kind="struck_out_words", message=f"第 {note.page} 页有批注划去“{quoted}”，仍按原文审查，请人工核对", page=note.page, span=span)
