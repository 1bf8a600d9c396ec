"""A file becomes a `Source`: one immutable text, and where in it each paragraph, line or table row stands.

In comes a path or the bytes of a file; what it is, its first bytes say, not its name alone. What cannot be read at all is
refused with a reason and a remedy (`UnreadableFile`); what cannot be read in part is a `Problem` of the source. Nothing is
understood here: no headings, no parties, no numbers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from clauses.errors import UnreadableFile, why
from clauses.ingest.content import LARGEST, MOST_CHARACTERS, Content, Manner, Progress
from clauses.ingest.kinds import READABLE, kind_of
from clauses.model import Rect, Said, Source

__all__ = ["LARGEST", "READABLE", "Manner", "Progress", "load", "page_pictures", "read", "read_bytes"]

_PLAINLY = Manner()
_AT_HOME = ("txt", "md", "zip")  # nothing but Python reads these; the others, a process of their own


def read(path: Path, manner: Manner = _PLAINLY) -> Source:
    """The file at `path` as a source, read in this manner.

    Raises:
        UnreadableFile: it does not exist, is a folder, or is refused by `read_bytes`.
    """
    path = Path(path)
    return read_bytes(path.name, load(path), manner)


def load(path: Path) -> bytes:
    """The bytes of the file at `path`.

    Raises:
        UnreadableFile: it does not exist, is no plain file, cannot be opened, or is larger than `LARGEST`.
    """
    try:
        if not path.exists():
            raise UnreadableFile(Said(f"找不到文件：{path.name}", f"File not found: {path.name}"), Said("请检查文件名和路径", "check the file's name and path"))
        if path.is_dir():
            raise UnreadableFile(Said(f"{path.name} 是文件夹，不是文件", f"{path.name} is a folder, not a file"), Said("请指定一个文件，或用批量审查处理文件夹", "name a file, or review the folder with clauses batch"))
        if not path.is_file():
            raise UnreadableFile(Said(f"{path.name} 不是普通文件", f"{path.name} is not a regular file"), Said("请指定一个文件", "name a file"))
        if path.stat().st_size > LARGEST:
            raise _too_large(path.name)
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(Said(f"无法打开文件：{path.name}", f"Cannot open the file {path.name}"), why(error, Said("请检查文件权限", "check the file's permissions"))) from error


def read_bytes(name: str, content: bytes, manner: Manner = _PLAINLY) -> Source:
    """The bytes of a file named `name` as a source.

    Raises:
        UnreadableFile: empty, larger than `LARGEST`, of a kind that cannot be read, protected by a password, damaged, or
            without any text.
    """
    name = Path(name).name
    if not content:
        raise UnreadableFile(Said(f"{name} 是空文件", f"{name} is empty"), Said("请检查文件是否上传或保存完整", "check that it was uploaded or saved completely"))
    if len(content) > LARGEST:
        raise _too_large(name)
    kind = kind_of(name, content)
    read_content = _content(kind, name, content, manner)
    if not read_content.blocks:
        raise _without_words(name, read_content)
    if len(read_content.text) > MOST_CHARACTERS:
        raise UnreadableFile(Said(f"{name} 有 {len(read_content.text):,} 字，超过 {MOST_CHARACTERS:,} 字", f"{name} has {len(read_content.text):,} characters, more than {MOST_CHARACTERS:,}"), Said("请只保留合同部分，或拆分后再审查", "keep only the contract, or split it"))
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
        turned=read_content.turned,
    )


def page_pictures(name: str, content: bytes, page: int, rects: Sequence[Rect | None]) -> tuple[bytes, ...]:
    """PNG pictures of rectangles (points; None = the whole page) of a page, from 1; () where a file of this kind has none to show.

    Raises:
        UnreadableFile: the file cannot be opened, or has no such page.
    """
    from clauses.ingest import apart, readers

    kind = kind_of(name, content)
    return apart.pictures(kind, name, content, page, rects) if kind in readers.SHOWN else ()


def _content(kind: str, name: str, content: bytes, manner: Manner) -> Content:
    if kind in _AT_HOME:
        from clauses.ingest import readers

        return readers.content_of(kind, name, content, manner)
    from clauses.ingest import apart

    return apart.read(kind, name, content, manner)


def _without_words(name: str, read_content: Content) -> UnreadableFile:
    if read_content.problems:
        zh, en = (dict.fromkeys(problem.said(language) for problem in read_content.problems[:3]) for language in ("zh", "en"))
        return UnreadableFile(Said(f"{name} 中没有可以读取的文字：{'；'.join(zh)}", f"{name} has no text that can be read: {'; '.join(en)}"), Said("请另存为 PDF 或图片文件再审查，其中的文字可以识别", "save it as a PDF or a picture, whose words can be recognised"))
    if read_content.revisions:
        return UnreadableFile(Said(f"{name} 中的文字都是修订：按所选的看法（接受或拒绝修订）一字不剩", f"All the text in {name} is tracked changes: the way chosen (accept or reject them) leaves no words"), Said("请换一种看法审查，或在 Word 中核对修订", "choose the other way, or check the changes in Word"))
    return UnreadableFile(Said(f"{name} 中没有文字", f"{name} has no text"), Said("如果内容是图片，请另存为 PDF 或图片文件再审查，其中的文字可以识别", "if it holds pictures, save it as a PDF or a picture, whose words can be recognised"))


def _too_large(name: str) -> UnreadableFile:
    return UnreadableFile(Said(f"{name} 超过 {LARGEST // 1024 // 1024} MB", f"{name} is larger than {LARGEST // 1024 // 1024} MB"), Said("请删去文件中的图片或拆分后再审查", "remove its pictures or split it, then review it"))
