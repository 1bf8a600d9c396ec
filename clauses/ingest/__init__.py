"""A file becomes a `Source`: one immutable text, and where in it each paragraph, line or table row stands.

In comes a path or the bytes of a file; what it is, its first bytes say, not its name alone. What cannot be read at all is
refused with a reason and a remedy (`UnreadableFile`); what cannot be read in part is a `Problem` of the source. Nothing is
understood here: no headings, no parties, no numbers.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from clauses.errors import UnreadableFile
from clauses.ingest.content import LARGEST, Content, Manner
from clauses.model import Source

__all__ = ["LARGEST", "READABLE", "Manner", "read", "read_bytes"]

READABLE = {".docx": "docx", ".docm": "docx", ".pdf": "pdf", ".txt": "txt", ".text": "txt", ".md": "md"}
_LIST = "可读取 .docx、.pdf、.txt、.md 文件"
_SAVE_AS_DOCX = "请用 Word 或 WPS 打开后另存为 .docx 再审查"
_ELSEWHERE = {
    ".doc": ("旧版 Word 文件（.doc）不能直接读取", _SAVE_AS_DOCX),
    ".wps": ("WPS 专用格式（.wps）不能直接读取", _SAVE_AS_DOCX),
    ".rtf": ("RTF 文件不能直接读取", _SAVE_AS_DOCX),
    ".odt": ("ODT 文件不能直接读取", _SAVE_AS_DOCX),
}
_PICTURES = {b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF", b"BM": "BMP", b"II*\x00": "TIFF", b"MM\x00*": "TIFF"}
_PICTURE_HINT = "图片和扫描件需先做文字识别（OCR），本版本不含此功能"
_PLAINLY = Manner()
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read(path: Path, manner: Manner = _PLAINLY) -> Source:
    """The file at `path` as a source, read in this manner.

    Raises:
        UnreadableFile: it does not exist, is a folder, or is refused by `read_bytes`.
    """
    path = Path(path)
    if not path.exists():
        raise UnreadableFile(f"找不到文件：{path.name}", "请检查文件名和路径")
    if path.is_dir():
        raise UnreadableFile(f"{path.name} 是文件夹，不是文件", "请指定一个文件，或用批量审查处理文件夹")
    try:
        if path.stat().st_size > LARGEST:
            raise _too_large(path.name)
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"无法打开文件：{path.name}", error.strerror or "请检查文件权限") from error
    return read_bytes(path.name, content, manner)


def read_bytes(name: str, content: bytes, manner: Manner = _PLAINLY) -> Source:
    """The bytes of a file named `name` as a source.

    Raises:
        UnreadableFile: empty, larger than `LARGEST`, of a kind that cannot be read, protected by a password, damaged, or
            without any text.
    """
    name = Path(name).name
    if not content:
        raise UnreadableFile(f"{name} 是空文件", "请检查文件是否上传或保存完整")
    if len(content) > LARGEST:
        raise _too_large(name)
    kind = _kind(name, content)
    read_content = _content(kind, name, content, manner)
    if not read_content.blocks:
        raise UnreadableFile(f"{name} 中没有文字", "如果内容是图片，" + _PICTURE_HINT)
    return Source(
        file=name,
        sha256=hashlib.sha256(content).hexdigest(),
        format=kind,
        text=read_content.text,
        blocks=read_content.blocks,
        problems=read_content.problems,
        comments=read_content.comments,
        view=manner.view,
        revisions=read_content.revisions,
        hidden=read_content.hidden,
        doubts=read_content.doubts,
        pages=read_content.pages,
    )


def _content(kind: str, name: str, content: bytes, manner: Manner) -> Content:
    if kind == "docx":
        from clauses.ingest import docx

        return docx.read(name, content, manner)
    if kind == "pdf":
        from clauses.ingest import pdf

        return pdf.read(name, content, manner)
    from clauses.ingest import text

    return text.read(name, content, markdown=kind == "md")


def _kind(name: str, content: bytes) -> str:
    """The format by content, and by suffix where the content is plain text.

    Raises:
        UnreadableFile: neither says a format that can be read, or the two contradict each other.
    """
    suffix = Path(name).suffix.lower()
    if content.lstrip()[:5] == b"%PDF-" or (suffix == ".pdf" and b"%PDF-" in content[:1024]):
        return "pdf"
    if content[:4] == b"PK\x03\x04" and suffix in {*READABLE, ".doc", ""}:
        return "docx"
    if content[:8] == _OLE:
        if suffix in _ELSEWHERE:
            raise UnreadableFile(f"{name}：{_ELSEWHERE[suffix][0]}", _ELSEWHERE[suffix][1])
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise UnreadableFile(f"{name} 设有打开密码", "请在 Word 中取消密码后再审查")
        raise UnreadableFile(f"{name} 实为旧版 Office 文件", _SAVE_AS_DOCX)
    picture = next((p for magic, p in _PICTURES.items() if content.startswith(magic)), None)
    if picture and (suffix not in (".txt", ".text", ".md") or picture != "BMP"):
        raise UnreadableFile(f"{name} 是图片（{picture}），不是可读取的文档", _PICTURE_HINT)
    if suffix in _ELSEWHERE:
        raise UnreadableFile(f"{name}：{_ELSEWHERE[suffix][0]}", _ELSEWHERE[suffix][1])
    if suffix not in READABLE:
        raise UnreadableFile(f"{name}：不能读取{f' {suffix} ' if suffix else '没有扩展名的'}文件", _LIST)
    kind = READABLE[suffix]
    if kind == "docx":
        raise UnreadableFile(f"{name} 不是有效的 Word 文件（内容与扩展名不符或已损坏）", "请用 Word 重新保存；纯文本请改用 .txt 扩展名")
    if kind == "pdf":
        raise UnreadableFile(f"{name} 不是有效的 PDF 文件（内容与扩展名不符或已损坏）", "请重新导出 PDF")
    return kind


def _too_large(name: str) -> UnreadableFile:
    return UnreadableFile(f"{name} 超过 {LARGEST // 1024 // 1024} MB", "请删去文件中的图片或拆分后再审查")
