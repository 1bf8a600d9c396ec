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
from clauses.model import Page, Problem, Said

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
            raise UnreadableFile(Said(f"PDF 没有第 {number} 页", f"The PDF has no page {number}"), Said("请检查页码", "check the page number"))
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
            raise UnreadableFile(Said(f"{name} 设有打开密码", f"{name} is protected by a password"), Said("请取消密码后再审查", "remove the password, then review it")) from error
        if "security" in str(error).lower():
            raise UnreadableFile(Said(f"{name} 用证书或专门软件加了密", f"{name} is encrypted with a certificate or by special software"), Said("请用原来的软件打开后打印为 PDF 再审查", "open it in that software and print it to PDF")) from error
        raise UnreadableFile(Said(f"{name} 已损坏，无法作为 PDF 打开", f"{name} is damaged and cannot be opened as a PDF"), Said("请重新导出 PDF", "export the PDF again")) from error
    if document.get_formtype() == pypdfium2.raw.FORMTYPE_ACRO_FORM:
        document.init_forms()
    count = len(document)
    if 1 <= count <= MOST_PAGES:
        return document
    document.close()
    if count < 1:
        raise UnreadableFile(Said(f"{name} 没有页面", f"{name} has no pages"), Said("请重新导出 PDF", "export the PDF again"))
    raise UnreadableFile(Said(f"{name} 有 {count:,} 页，超过 {MOST_PAGES:,} 页", f"{name} has {count:,} pages, more than {MOST_PAGES:,}"), Said("请拆分后再审查", "split it and review the parts"))


def _pages(document: Any) -> tuple[list[_Found], list[Problem]]:
    """The pages one after the other, until a limit is passed: what lies beyond it is one problem that names it."""
    found: list[_Found] = []
    began, characters = time.monotonic(), 0
    for index in range(len(document)):
        slow, long = time.monotonic() - began > SHARE * LONGEST, characters >= MOST_CHARACTERS
        if slow or long:
            limit = Said(f"{LONGEST:.0f} 秒", f"{LONGEST:.0f} seconds") if slow else Said(f"{MOST_CHARACTERS:,} 字", f"{MOST_CHARACTERS:,} characters")
            message = Said(
                f"文件超过 {limit.zh}的上限，第 {index + 1} 页起未审查，请拆分后再审查",
                f"The file passes the limit of {limit.en}; from page {index + 1} on it was not reviewed; split the file, then review it again",
            )
            return found, [Problem.of(stage="read", kind="too_long", said=message, page=index + 1)]
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
        problem = Problem.of(stage="read", kind="page_damaged", said=Said(f"第 {number} 页已损坏，无法读取", f"Page {number} is damaged and cannot be read"), page=number)
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
        why = Said("图形过多，无法显示", "has too many drawings to be shown") if sheet.crowded else Said("没有文字（可能是扫描页或图片）", "has no text (it may be a scan or a picture)")
    problem = Problem.of(stage="read", kind="page_without_text", said=Said(f"第 {number} 页{why.zh}，未审查，请人工核对", f"Page {number} {why.en}; it was not reviewed; please check it yourself"), page=number)
    return _Found(read=PageRead(size, (), problem), picture=not sheet.crowded, marks=marked, drawn=drawn)


def _unusable(sheet: Sheet) -> Said | None:
    """Why what a page writes cannot be read as its text; None where it can, or where it writes nothing."""
    solid = [g for g in sheet.glyphs if g.sign.strip()]
    text = "".join(g.sign for g in solid)
    if text and len(_UNKNOWN.findall(text)) > _MOST_UNKNOWN * len(text):
        return Said("的文字用了无编码表的字体，无法还原", "has text in a font without an encoding, which cannot be restored")
    if len(text) >= FEW and len(_MOJIBAKE.findall(text)) > _MOST_UNKNOWN * len(text):
        return Said("的文字层是乱码，无法还原", "has a garbled text layer, which cannot be restored")
    if text and sheet.pictured > COVERED and sum(EDGE * sheet.height < g.base < (1 - EDGE) * sheet.height for g in solid) < FEW:
        return Said("是扫描页或图片", "is a scan or a picture")
    return None


def _unread_part(sheet: Sheet, number: int) -> Problem | None:
    """A problem where a page writes too much, or a large picture stands among the text, whose own words are not read."""
    if sheet.cut:
        return Problem.of(stage="read", kind="too_long", said=Said(f"文件超过 {MOST_CHARACTERS:,} 字的上限，第 {number} 页余下的文字未审查，请拆分后再审查", f"The file passes the limit of {MOST_CHARACTERS:,} characters; the rest of page {number} was not reviewed; split the file, then review it again"), page=number)
    for picture in sheet.pictures:
        large = (picture.right - picture.left) * (picture.bottom - picture.top) > LARGE * sheet.width * sheet.height
        if large and sum(picture.left < g.left < picture.right and picture.top < g.base < picture.bottom for g in sheet.glyphs) < FEW:
            return Problem.of(stage="read", kind="picture", said=Said(f"第 {number} 页有大幅图片，图片中的文字未审查，请人工核对", f"Page {number} has a large picture; the words in it were not reviewed; please check them yourself"), page=number)
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
    if len(wanted) <= MOST_SCANNED:
        return list(reads.values()), []
    first = wanted[MOST_SCANNED].number
    said = Said(f"扫描页超过 {MOST_SCANNED} 页，第 {first} 页起的扫描页未审查，请拆分后再审查", f"The file has more than {MOST_SCANNED} scanned pages; those from page {first} on were not reviewed; split the file, then review it again")
    return list(reads.values()), [Problem.of(stage="read", kind="too_many_scanned", said=said, page=first)]


def _without_text(name: str, found: Sequence[_Found], reads: Sequence[PageRead]) -> UnreadableFile:
    if any(page.picture for page in found):
        return UnreadableFile(Said(f"{name} 是扫描件或图片，没有认出文字", f"{name} is a scan or a picture in which no words were recognised"), Said("请提供更清晰的扫描件，或 Word、文字版 PDF", "provide a clearer scan, a Word file or a PDF with text"))
    problem = next((read.problem for read in reads if read.problem), None)
    if problem and problem.kind == "page_damaged":
        return UnreadableFile(Said(f"{name} 已损坏，没有一页可以读取", f"{name} is damaged; none of its pages can be read"), Said("请重新导出 PDF", "export the PDF again"))
    if problem:
        return UnreadableFile(Said(f"{name}：{problem.message.split('，')[0]}，无法读取", f"{name}: {problem.said('en').split(';')[0]}; it cannot be read"), Said("请提供 Word 或文字版 PDF", "provide a Word file or a PDF with text"))
    return UnreadableFile(Said(f"{name} 没有文字", f"{name} has no text"), Said("请确认上传的是合同正文", "make sure that this is the contract itself"))


def _of_whole(document: Any, found: Sequence[_Found]) -> list[Problem]:
    """What the whole file holds that was not read."""
    from pypdfium2 import raw

    problems = []
    if document.get_formtype() in (raw.FORMTYPE_XFA_FULL, raw.FORMTYPE_XFA_FOREGROUND):
        problems.append(("xfa_form", Said("文件含有动态表单（XFA），表单中填写的内容未审查，请打印为 PDF 后再审查", "The file holds a dynamic form (XFA); what was filled in was not reviewed; print it to PDF, then review it again")))
    if document.count_attachments() > 0 or any(page.marks.attached for page in found):
        problems.append(("attachments", Said("PDF 中附带的其他文件未纳入审查，请另存后分别审查", "Other files attached to the PDF were not reviewed; save them and review them separately")))
    if cut := [page.read.page.number for page in found if page.marks.cut]:
        problems.append(("too_long", Said(f"{(on := stamps.pages(cut)).zh}的表单域超过 {marks.LONGEST_MARK:,} 字，余下的文字未审查，请人工核对", f"Form fields on {on.en} hold more than {marks.LONGEST_MARK:,} characters; the rest of their words was not reviewed; please check it yourself")))
    if beyond := [page.read.page.number for page in found if page.marks.more]:
        problems.append(("too_many_marks", Said(f"{(on := stamps.pages(beyond)).zh}的批注和表单域超过 {marks.MOST_MARKS:,} 个，其余未审查，请人工核对", f"There are more than {marks.MOST_MARKS:,} remarks and form fields on {on.en}; the rest was not reviewed; please check it yourself")))
    return [*(Problem.of(stage="read", kind=kind, said=said) for kind, said in problems), *stamps.problems([d for page in found for d in page.drawn])]


def _struck(notes: Sequence[Note], text: Content) -> Iterator[Problem]:
    """A problem for each run of words that a remark strikes out: they are read as they stand."""
    for note in notes:
        span = marks.span_of(note, text.blocks, text.text) if note.struck else None
        if span is not None:
            words = re.sub(r"\s+", "", text.text[span.start : span.end])
            quoted = words if len(words) <= 24 else f"{words[:12]}……{words[-8:]}"
            yield Problem.of(stage="read", kind="struck_out_words", said=Said(f"第 {note.page} 页有批注划去“{quoted}”，仍按原文审查，请人工核对", f"A remark on page {note.page} strikes out “{quoted}”; the words were reviewed as they stand; please check them yourself"), page=note.page, span=span)
