"""Which module reads which kind of file; each is loaded when first needed."""

from __future__ import annotations

from clauses.errors import UnreadableFile
from clauses.ingest.content import Content, Manner
from clauses.ingest.kinds import SAVE_AS_DOCX

_NOT_YET = {"eml": "邮件"}


def content_of(kind: str, name: str, content: bytes, manner: Manner) -> Content:
    """What the file of this kind (`kinds.kind_of`) says.

    Raises:
        UnreadableFile: it cannot be read at all, or holds several files.
    """
    if kind == "docx":
        from clauses.ingest import docx

        return docx.read(name, content, manner)
    if kind == "pdf":
        from clauses.ingest import pdf

        return pdf.read(name, content, manner)
    if kind in ("doc", "rtf", "odt"):
        from clauses.ingest import office

        return office.read(kind, name, content, manner)
    if kind == "html":
        from clauses.ingest import html

        return html.read(name, content, manner)
    if kind == "image":
        from clauses.ingest import scans

        return scans.read_image(name, content, manner)
    if kind == "zip":
        raise UnreadableFile(f"{name} 是压缩包", "请解压后逐份审查，或用批量审查")
    if kind in _NOT_YET:
        raise UnreadableFile(f"{name}：{_NOT_YET[kind]}不能直接读取", SAVE_AS_DOCX)
    from clauses.ingest import text

    return text.read(name, content, markdown=kind == "md")
