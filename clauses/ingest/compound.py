"""The streams of a compound file (OLE), the envelope of .doc, .xls, .ppt, .msg and of encrypted .docx: names and beginnings.

A file that is damaged or made to lead in circles gives what could be found; nothing is refused here.
"""

from __future__ import annotations

import contextlib
import struct

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NONE = 0xFFFFFFFA  # this sector number and all above it name no sector
_ENTRY = 128
_MOST_ENTRIES = 20_000


class Compound:
    """The top level of a compound file: the names that stand there, in small letters, and the first bytes of each stream."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._starts: dict[str, tuple[int, int]] = {}
        self._mini = b""
        self._cutoff = 4096
        with contextlib.suppress(struct.error, IndexError):
            self._open()

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._starts)

    def beginning(self, name: str, length: int = 64) -> bytes:
        """The first bytes of a stream, at most a small sector's; b"" where there is no such stream."""
        start, size = self._starts.get(name.lower(), (0, 0))
        length = min(length, size)
        if size < self._cutoff:
            return self._mini[start * 64 : start * 64 + length]
        return self._sector(start)[:length]

    def _open(self) -> None:
        self._width: int = 1 << min(struct.unpack_from("<H", self._content, 30)[0], 16)
        count, first_directory = struct.unpack_from("<I", self._content, 44)[0], struct.unpack_from("<I", self._content, 48)[0]
        self._cutoff = struct.unpack_from("<I", self._content, 56)[0]
        self._fat: list[int] = self._table(count)
        directory = b"".join(map(self._sector, self._chain(first_directory)))
        entries = [directory[at : at + _ENTRY] for at in range(0, min(len(directory), _ENTRY * _MOST_ENTRIES) - _ENTRY + 1, _ENTRY)]
        if not entries:
            return
        self._mini = b"".join(map(self._sector, self._chain(struct.unpack_from("<I", entries[0], 116)[0])))
        waiting, seen = [struct.unpack_from("<I", entries[0], 76)[0]], set()
        while waiting:
            number = waiting.pop()
            if number >= len(entries) or number in seen:
                continue
            seen.add(number)
            length, left, right = struct.unpack_from("<H", entries[number], 64)[0], *struct.unpack_from("<II", entries[number], 68)
            name = entries[number][: max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace").lower()
            self._starts[name] = struct.unpack_from("<II", entries[number], 116)
            waiting += [left, right]

    def _table(self, count: int) -> list[int]:
        """Which sector follows which."""
        sectors = list(struct.unpack_from("<109I", self._content, 76))
        following, seen = struct.unpack_from("<I", self._content, 68)[0], set()
        per = self._width // 4
        while following < _NONE and following not in seen and len(sectors) < count:
            seen.add(following)
            more = struct.unpack_from(f"<{per}I", self._sector(following).ljust(self._width, b"\xff"))
            sectors += more[:-1]
            following = more[-1]
        table = b"".join(self._sector(s).ljust(self._width, b"\xff") for s in sectors[:count] if s < _NONE and self._offset(s) < len(self._content))
        return list(struct.unpack(f"<{len(table) // 4}I", table))

    def _chain(self, start: int) -> list[int]:
        found: list[int] = []
        seen = set()
        while start < len(self._fat) and start not in seen:
            seen.add(start)
            found.append(start)
            start = self._fat[start]
        return found

    def _offset(self, sector: int) -> int:
        return (sector + 1) * self._width

    def _sector(self, number: int) -> bytes:
        return self._content[self._offset(number) : self._offset(number + 1)]
