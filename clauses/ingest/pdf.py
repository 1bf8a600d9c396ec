"""PDF with a text layer: page by page its lines, in the order in which the page writes them (pdfium's home).

Line breaks are the printer's, so every block is `wrapped`. A page that shows something but holds no text is named as a
problem; a file of such pages is a scan and refused, since reading pictures is not done here.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from typing import Any

from clauses.errors import UnreadableFile
from clauses.ingest import Content
from clauses.model import Block, Problem, Span

_ALONE = threading.Lock()  # pdfium is not made for two threads at once
_DROPPED = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\u200b\ufeff\ufffe\uffff\u00ad\u0002]")
_RADICAL = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")
_UNKNOWN = re.compile("[\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")
_MOST_UNKNOWN = 0.3  # a page with a larger share of characters that no font table explains is unreadable


def read(name: str, content: bytes) -> Content:
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


def _page(document: Any, index: int) -> tuple[list[str], Problem | None]:
    """The lines of a page, and why there are none."""
    import pypdfium2

    number = index + 1
    try:
        page = document[index]
        textpage = page.get_textpage()
        text = textpage.get_text_range(errors="replace")
        shows = next(iter(page.get_objects(max_depth=1)), None) is not None
        textpage.close()
        page.close()
    except (pypdfium2.PdfiumError, UnicodeError, ValueError):
        return [], Problem(stage="read", kind="page_damaged", message=f"第 {number} 页已损坏，无法读取", page=number)
    text = _RADICAL.sub(lambda m: unicodedata.normalize("NFKC", m[0]), text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(_UNKNOWN.findall(text)) > _MOST_UNKNOWN * len(text.strip()) and text.strip():
        message = f"第 {number} 页的文字用了无编码表的字体，无法还原，请人工核对"
        return [], Problem(stage="read", kind="page_without_text", message=message, page=number)
    lines = [stripped for line in re.split("[\n\f\u2028]", _DROPPED.sub("", text)) if (stripped := line.strip())]
    if not lines and shows:
        message = f"第 {number} 页没有文字（可能是扫描页或图片），未审查，请人工核对"
        return [], Problem(stage="read", kind="page_without_text", message=message, page=number)
    return lines, None


def _joined(pages: list[tuple[list[str], Problem | None]]) -> Content:
    lines: list[str] = []
    blocks: list[Block] = []
    at = 0
    for number, (found, _) in enumerate(pages, start=1):
        for line in found:
            blocks.append(Block(span=Span(at, at + len(line)), page=number, wrapped=True))
            lines.append(line)
            at += len(line) + 1
    return Content("\n".join(lines), tuple(blocks), tuple(p for _, p in pages if p))
