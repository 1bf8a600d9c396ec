"""Vectors kept on disk between reviews: one file of the user's, a row a text.

A key is the sha256 of the model and the text; neither is stored. A file that is broken, locked or cannot be written is left
as it is, and everything is encoded as though there were none.
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
_TABLE = "CREATE TABLE IF NOT EXISTS vectors (age INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, vector BLOB NOT NULL)"
_OLDEST = "DELETE FROM vectors WHERE age <= (SELECT min(age) + (max(age) - min(age)) / 4 FROM vectors)"
Answer = TypeVar("Answer")


class Store:
    """The kept vectors of one model, as bytes."""

    def __init__(self, file: Path, model: str, limit: int = LIMIT) -> None:
        self._file = file
        self._model = model.encode()
        self._limit = limit
        self._usable = True

    def get(self, texts: Iterable[str]) -> dict[str, bytes]:
        """The vectors of those texts that are kept."""

        def read(db: sqlite3.Connection) -> dict[str, bytes]:
            rows = {text: db.execute("SELECT vector FROM vectors WHERE key = ?", (self._key(text),)).fetchone() for text in texts}
            return {text: row[0] for text, row in rows.items() if row and isinstance(row[0], bytes)}

        return self._asked(read, {})

    def put(self, vectors: Mapping[str, bytes]) -> None:
        """Keeps the vectors; where the file grows over its limit, the oldest go."""

        def write(db: sqlite3.Connection) -> None:
            rows = [(self._key(text), vector) for text, vector in vectors.items()]
            db.executemany("INSERT OR REPLACE INTO vectors (key, vector) VALUES (?, ?)", rows)
            while _size(db) > self._limit and db.execute(_OLDEST).rowcount:
                pass

        self._asked(write, None)

    def _key(self, text: str) -> bytes:
        return hashlib.sha256(self._model + b"\0" + text.encode("utf-8", "surrogatepass")).digest()

    def _asked(self, question: Callable[[sqlite3.Connection], Answer], otherwise: Answer) -> Answer:
        """The answer of the file, or the other one from the first time that it fails."""
        if not self._usable:
            return otherwise
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.touch(mode=0o600)
            with closing(sqlite3.connect(self._file, timeout=_WAIT, isolation_level="IMMEDIATE")) as db, db:
                db.execute(_TABLE)
                return question(db)
        except (OSError, ValueError, sqlite3.Error):
            self._usable = False
            return otherwise


def _size(db: sqlite3.Connection) -> int:
    pages, free, bytes_each = (int(db.execute(f"PRAGMA {what}").fetchone()[0]) for what in ("page_count", "freelist_count", "page_size"))
    return (pages - free) * bytes_each
