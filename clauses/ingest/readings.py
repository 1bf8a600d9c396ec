"""Pages read from pictures, kept on disk: reading a page takes seconds, and a reading that was stopped goes on where it stopped.

A row is a page, found by the sha256 of its file, its number and the version of the reader. The file holds words of
contracts, so it is its owner's alone (mode 0600) and `forget` removes it. A file that is broken, locked or cannot be
written is left as it is, and every page is read as though there were none.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

from clauses.ingest.pages import PageLine, PageRead
from clauses.model import Doubt, Page, Problem, Rect, Span

FILE = "pages.db"
LIMIT = 64 * 1024 * 1024  # bytes: some ten thousand pages
_WAIT = 2.0  # seconds for another process that is writing
_TABLE = (
    "CREATE TABLE IF NOT EXISTS pages (age INTEGER PRIMARY KEY, file TEXT NOT NULL, page INTEGER NOT NULL, reader TEXT NOT NULL, "
    "words TEXT NOT NULL, UNIQUE (file, page, reader))"
)
_OLDEST = "DELETE FROM pages WHERE age <= (SELECT min(age) + (max(age) - min(age)) / 4 FROM pages)"
Answer = TypeVar("Answer")


class Shelf:
    """The kept pages of one file as one version of the reader reads them; without a folder it keeps none."""

    def __init__(self, folder: Path | None, file: str, reader: str) -> None:
        self._path = folder / FILE if folder else None
        self._file = file
        self._reader = reader

    def get(self, page: Page) -> PageRead | None:
        """The page as it was read before, None where it was not."""

        def read(db: sqlite3.Connection) -> Any:
            row = db.execute("SELECT words FROM pages WHERE file = ? AND page = ? AND reader = ?", (self._file, page.number, self._reader)).fetchone()
            return json.loads(row[0]) if row else None

        kept = self._asked(read, None)
        try:
            return _page_read(kept) if kept else None
        except (TypeError, ValueError, KeyError):
            return None

    def put(self, page: PageRead) -> None:
        """Keeps the page; where the file grows over its limit, the oldest go."""

        def write(db: sqlite3.Connection) -> None:
            row = (self._file, page.page.number, self._reader, json.dumps(_plain(page), ensure_ascii=False))
            db.execute("INSERT OR REPLACE INTO pages (file, page, reader, words) VALUES (?, ?, ?, ?)", row)
            while _size(db) > LIMIT and db.execute(_OLDEST).rowcount:
                pass

        self._asked(write, None)

    def _asked(self, question: Callable[[sqlite3.Connection], Answer], otherwise: Answer) -> Answer:
        """The answer of the file, or the other one where it fails."""
        if self._path is None:
            return otherwise
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.touch(mode=0o600)
            with closing(sqlite3.connect(self._path, timeout=_WAIT, isolation_level="IMMEDIATE")) as db, db:
                db.execute("PRAGMA secure_delete = ON")
                db.execute(_TABLE)
                return question(db)
        except (OSError, ValueError, sqlite3.Error):
            self._path = None
            return otherwise


def forget(folder: Path) -> bool:
    """Removes every kept page from the folder; whether there were any.

    Raises:
        OSError: the file cannot be removed.
    """
    files = [folder / (FILE + ending) for ending in ("", "-journal", "-wal", "-shm")]
    there = [file for file in files if file.exists()]
    for file in there:
        file.unlink()
    return bool(there)


def _plain(page: PageRead) -> dict[str, Any]:
    lines = [
        {
            "text": line.text,
            "rect": list(line.rect) if line.rect else None,
            "row": line.row,
            "furniture": line.furniture,
            "confidence": line.confidence,
            "wrapped": line.wrapped,
            "doubts": [[d.kind, d.span.start, d.span.end, d.confidence, d.read] for d in line.doubts],
        }
        for line in page.lines
    ]
    return {"page": [page.page.number, page.page.width, page.page.height, page.page.scanned], "lines": lines, "problem": [page.problem.kind, page.problem.message] if page.problem else None}


def _page_read(plain: dict[str, Any]) -> PageRead:
    number, width, height, scanned = plain["page"]
    lines = tuple(
        PageLine(
            line["text"],
            Rect(*line["rect"]) if line["rect"] else None,
            line["row"],
            line["furniture"],
            line["confidence"],
            tuple(Doubt(kind=k, span=Span(start, end), confidence=c, read=read) for k, start, end, c, read in line["doubts"]),
            line["wrapped"],
        )
        for line in plain["lines"]
    )
    kind, message = plain["problem"] or ("", "")
    problem = Problem(stage="read", kind=kind, message=message, page=number) if kind else None
    return PageRead(Page(number=number, width=width, height=height, scanned=scanned), lines, problem)


def _size(db: sqlite3.Connection) -> int:
    pages, free, bytes_each = (int(db.execute(f"PRAGMA {what}").fetchone()[0]) for what in ("page_count", "freelist_count", "page_size"))
    return (pages - free) * bytes_each
