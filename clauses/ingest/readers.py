"""Which module reads which kind of file; each is loaded when first needed."""

from __future__ import annotations

from collections.abc import Sequence

from clauses.errors import UnreadableFile
from clauses.ingest.content import Content, Manner
from clauses.model import Rect, Said

SHOWN = ("pdf", "image")  # the kinds whose pages can be shown
_SHOWN_DPI = 130  # dots to the inch of what is shown on a screen


def pictures_of(kind: str, name: str, content: bytes, page: int, rects: Sequence[Rect | None]) -> tuple[bytes, ...]:
    """PNG pictures of rectangles of a page of a file whose kind is in `SHOWN`.

    Raises:
        UnreadableFile: it cannot be opened, or has no such page.
    """
    from clauses.ingest.scan import pictures

    if kind == "pdf":
        from clauses.ingest import pdf

        return pictures.crops(*pdf.shown(content, page, dpi=_SHOWN_DPI), rects)
    image = pictures.opened(name, content)
    if not 1 <= page <= len(image.pages):
        raise UnreadableFile(Said(f"{name} 没有第 {page} 页", f"{name} has no page {page}"), Said("请检查页码", "check the page number"))
    return pictures.crops(image.render(page - 1), image.pages[page - 1], rects)


def content_of(kind: str, name: str, content: bytes, manner: Manner) -> Content:
    """What the file of this kind (`kinds.kind_of`) says.

    Raises:
        UnreadableFile: it cannot be read at all, or holds several files.
    """
    if kind == "docx":
        from clauses.ingest.word import docx

        return docx.read(name, content, manner)
    if kind == "pdf":
        from clauses.ingest import pdf

        return pdf.read(name, content, manner)
    if kind in ("doc", "rtf", "odt"):
        from clauses.ingest.word import office

        return office.read(kind, name, content, manner)
    if kind == "html":
        from clauses.ingest.web import html

        return html.read(name, content, manner)
    if kind == "image":
        from clauses.ingest import scan

        return scan.read_image(name, content, manner)
    if kind == "zip":
        raise UnreadableFile(Said(f"{name} 是压缩包", f"{name} is an archive"), Said("请解压后逐份审查，或用批量审查", "unpack it and review the files one by one, or review several files at once"))
    if kind == "eml":
        from clauses.ingest import mail

        return mail.read(name, content, manner)
    from clauses.ingest import text

    return text.read(name, content, markdown=kind == "md")
