"""Zip archives, of which nothing is believed that they say of themselves: what is unpacked is counted as it is unpacked."""

from __future__ import annotations

import zipfile
import zlib

from clauses.errors import UnreadableFile
from clauses.ingest.content import MOST_RATIO
from clauses.model import Said

DAMAGE = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError, zlib.error, KeyError)  # what zipfile raises, and what it trips over
_PACKS_WELL = 10 * 1024 * 1024  # bytes below which nothing is a bomb, however well it packs


def beginning(archive: zipfile.ZipFile, entry: zipfile.ZipInfo | str, length: int) -> bytes:
    """The entry's first bytes, all of them where it has no more.

    Raises:
        one of `DAMAGE`: the entry is not there, is damaged, or is packed in a way that is not known here.
    """
    with archive.open(entry) as opened:
        return opened.read(length)


def refuse_bomb(name: str, entry: zipfile.ZipInfo, content: bytes) -> None:
    """Nothing happens where the entry packs no better than what people write.

    Raises:
        UnreadableFile: it is far larger than what it was packed into.
    """
    if len(content) > _PACKS_WELL and len(content) > entry.compress_size * MOST_RATIO:
        raise UnreadableFile(Said(f"{name} 解压后过大，可能是恶意文件", f"{name} is far larger when unpacked and may be malicious"), Said("请核实文件来源", "make sure where the file comes from"))
