"""Files that hold others: zip archives, and mails with what hangs on them. In come name and bytes, out come the files within.

Nothing is written anywhere, so a member's name can lead nowhere; it is only shown. What cannot be unpacked is a member with
the reason; limits are kept by what is really unpacked, whatever the archive says of itself.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import NamedTuple

from clauses.errors import UnreadableFile
from clauses.ingest.content import LARGEST, MOST_UNPACKED
from clauses.ingest.kinds import kind_of
from clauses.ingest.unpacking import DAMAGE, beginning, refuse_bomb
from clauses.model import Said

MOST_MEMBERS = 200
_DEEPEST = 2  # an archive, and an archive or mail within it
_SYSTEMS = frozenset(("thumbs.db", "desktop.ini", "__macosx"))
_INVISIBLE = re.compile("[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


class Member(NamedTuple):
    """A file within another, or that other itself; refusal says why its bytes could not be had.

    name: with those that it lies in, such as `合同.zip/附件/订单.docx`. attachments: how many files hang on it (mails); they follow it.
    """

    name: str
    content: bytes
    refusal: UnreadableFile | None = None
    attachments: int = 0


@dataclass
class _Left:
    """How much may still be unpacked."""

    members: int = MOST_MEMBERS
    size: int = MOST_UNPACKED


def members(name: str, content: bytes) -> Iterator[Member]:
    """The files within the file, in its order; the file itself where it holds no others, and before those that hang on it."""
    yield from _members(name, content, 1, _Left())


def left_out(path: str) -> bool:
    """Whether a file is a system's or a program's own, which nobody meant to send: .DS_Store, ~$合同.docx, Thumbs.db."""
    return any(part.startswith((".", "~$")) or part.lower() in _SYSTEMS for part in PurePosixPath(path).parts)


def _members(name: str, content: bytes, depth: int, left: _Left) -> Iterator[Member]:
    try:
        kind = kind_of(name, content) if content else ""
    except UnreadableFile as refusal:
        yield Member(name, content, refusal)
        return
    if kind not in ("zip", "eml"):
        yield Member(name, content)
    elif depth > _DEEPEST:
        yield Member(name, b"", UnreadableFile(Said(f"{name} 在压缩包里的压缩包里，未展开", f"{name} is in an archive within an archive and was not opened"), Said("请解压后再审查", "unpack it, then review it")))
    elif kind == "zip":
        yield from _zipped(name, content, depth, left)
    else:
        yield from _mailed(name, content, depth, left)


def _mailed(name: str, content: bytes, depth: int, left: _Left) -> Iterator[Member]:
    from clauses.ingest import mail

    try:
        hanging = [(_shown(called), inner) for called, inner in mail.attachments(name, content)]
    except UnreadableFile as refusal:
        yield Member(name, content, refusal)
        return
    yield Member(name, content, attachments=len(hanging))
    for called, inner in hanging:
        left.members -= 1
        if left.members < 0:
            yield Member(name, b"", UnreadableFile(Said(f"{name} 里的文件超过 {MOST_MEMBERS} 个，其余未审查", f"{name} holds more than {MOST_MEMBERS} files; the rest were not reviewed"), Said("请分批审查", "review them in batches")))
            return
        yield from _members(f"{name}/{called}", inner, depth + 1, left)


def _zipped(name: str, content: bytes, depth: int, left: _Left) -> Iterator[Member]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except DAMAGE:
        yield Member(name, b"", UnreadableFile(Said(f"{name} 已损坏，无法解压", f"{name} is damaged and cannot be unpacked"), Said("请重新下载或重新压缩", "download or pack it again")))
        return
    with archive:
        entries = [(called, e) for e in archive.infolist() if not e.is_dir() and not _is_link(e) and not left_out(called := _shown(_named(e)))]
        if not entries:
            yield Member(name, b"", UnreadableFile(Said(f"{name} 是空的压缩包", f"{name} is an empty archive"), Said("请检查压缩包是否完整", "check that the archive is complete")))
        for n, (called, entry) in enumerate(entries):
            left.members -= 1
            if left.members < 0:
                yield Member(name, b"", UnreadableFile(Said(f"{name} 里的文件超过 {MOST_MEMBERS} 个，其余 {len(entries) - n} 个未审查", f"{name} holds more than {MOST_MEMBERS} files; the other {len(entries) - n} were not reviewed"), Said("请分批审查", "review them in batches")))
                return
            inside = f"{name}/{called}"
            try:
                unpacked = _unpacked(inside, archive, entry, left)
            except UnreadableFile as refusal:
                yield Member(inside, b"", refusal)
                if left.size <= 0:
                    return
                continue
            yield from _members(inside, unpacked, depth + 1, left)


def _unpacked(name: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: _Left) -> bytes:
    """The member's bytes.

    Raises:
        UnreadableFile: protected by a password, damaged, or too large.
    """
    if entry.flag_bits & 1:
        raise UnreadableFile(Said(f"{name} 设有解压密码", f"{name} is protected by a password"), Said("请解压后再审查", "unpack it, then review it"))
    try:
        content = beginning(archive, entry, min(LARGEST, left.size) + 1)
    except DAMAGE as error:
        raise UnreadableFile(Said(f"{name} 已损坏，或压缩方式不受支持，无法解压", f"{name} is damaged or packed in a way that is not supported"), Said("请解压后再审查", "unpack it, then review it")) from error
    left.size -= len(content)
    if left.size <= 0:
        raise UnreadableFile(Said(f"{name}：压缩包解压后超过 {MOST_UNPACKED // 1024 // 1024} MB，其余未审查", f"{name}: the archive is larger than {MOST_UNPACKED // 1024 // 1024} MB when unpacked; the rest was not reviewed"), Said("请分批审查", "review them in batches"))
    if len(content) > LARGEST:
        raise UnreadableFile(Said(f"{name} 超过 {LARGEST // 1024 // 1024} MB", f"{name} is larger than {LARGEST // 1024 // 1024} MB"), Said("请删去文件中的图片或拆分后再审查", "remove its pictures or split it, then review it"))
    refuse_bomb(name, entry, content)
    return content


def _named(entry: zipfile.ZipInfo) -> str:
    """The member's name: UTF-8 where it says so or is so, else GBK, as Windows in China packs."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        raw = entry.filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename


def _shown(path: str) -> str:
    """The name with nothing in it that leads elsewhere or shows otherwise than it is."""
    parts = [_INVISIBLE.sub("", part).strip() for part in re.split(r"[/\\]+", path)]
    return "/".join(part for part in parts if part not in ("", ".", "..") and not re.fullmatch(r"[A-Za-z]:", part)) or "未命名"


def _is_link(entry: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(entry.external_attr >> 16)
