"""Rows kept on disk between reviews in files of the user's own, and the vectors that are kept so.

A vector's key is the sha256 of the model and the text; neither is stored. A file that is broken, locked or cannot be written
is left as it is, and everything is made anew as though there were none.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import TypeVar

FILE = "vectors.db"
LIMIT = 256 * 1024 * 1024  # bytes; some 60 000 texts of a large encoder, thirty times the bundled standards
_WAIT = 2.0  # seconds for another process that is writing
Answer = TypeVar("Answer")


class Rows:
    """The rows of one table, the youngest last, in a file that is its owner's alone (mode 0600)."""

    def __init__(self, file: Path, table: str, columns: str, limit: int) -> None:
        self._file = file
        self._table = table
        self._columns = columns
        self._limit = limit
        self._usable = True

    def asked(self, question: Callable[[sqlite3.Connection], Answer], otherwise: Answer) -> Answer:
        """The answer of the file, or the other one from the first time that it fails."""
        if not self._usable:
            return otherwise
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.touch(mode=0o600)
            with closing(sqlite3.connect(self._file, timeout=_WAIT, isolation_level="IMMEDIATE")) as db, db:
                db.execute("PRAGMA secure_delete = ON")  # what is dropped may be words of contracts
                db.execute(f"CREATE TABLE IF NOT EXISTS {self._table} (age INTEGER PRIMARY KEY, {self._columns})")
                return question(db)
        except (OSError, ValueError, sqlite3.Error):
            self._usable = False
            return otherwise

    def put(self, columns: str, rows: Iterable[tuple[object, ...]]) -> None:
        """Keeps the rows, each in the place of one with the same key; where the file grows over its limit, the oldest go."""
        oldest = f"DELETE FROM {self._table} WHERE age <= (SELECT min(age) + (max(age) - min(age)) / 4 FROM {self._table})"

        def write(db: sqlite3.Connection) -> None:
            db.executemany(f"INSERT OR REPLACE INTO {self._table} ({columns}) VALUES ({', '.join('?' for _ in columns.split(','))})", rows)
            while _size(db) > self._limit and db.execute(oldest).rowcount:
                pass

        self.asked(write, None)


class Store:
    """The kept vectors of one model, as bytes."""

    def __init__(self, file: Path, model: str, limit: int = LIMIT) -> None:
        self._rows = Rows(file, "vectors", "key BLOB NOT NULL UNIQUE, vector BLOB NOT NULL", limit)
        self._model = model.encode()

    def get(self, texts: Iterable[str]) -> dict[str, bytes]:
        """The vectors of those texts that are kept."""

        def read(db: sqlite3.Connection) -> dict[str, bytes]:
            rows = {text: db.execute("SELECT vector FROM vectors WHERE key = ?", (self._key(text),)).fetchone() for text in texts}
            return {text: row[0] for text, row in rows.items() if row and isinstance(row[0], bytes)}

        return self._rows.asked(read, {})

    def put(self, vectors: Mapping[str, bytes]) -> None:
        """Keeps the vectors; where the file grows over its limit, the oldest go."""
        self._rows.put("key, vector", [(self._key(text), vector) for text, vector in vectors.items()])

    def _key(self, text: str) -> bytes:
        return hashlib.sha256(self._model + b"\0" + text.encode("utf-8", "surrogatepass")).digest()


def _size(db: sqlite3.Connection) -> int:
    pages, free, bytes_each = (int(db.execute(f"PRAGMA {what}").fetchone()[0]) for what in ("page_count", "freelist_count", "page_size"))
    return (pages - free) * bytes_each
