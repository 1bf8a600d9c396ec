"""Pages read from pictures, kept on disk: reading a page takes seconds, and a reading that was stopped goes on where it stopped.

A row is a page, found by the sha256 of its file, its number and the version of the reader. The file holds words of
contracts, so it is its owner's alone and `forget` removes it.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from clauses.ingest.pages import PageLine, PageRead
from clauses.kept import Rows
from clauses.model import Doubt, Page, Problem, Rect, Span

FILE = "pages.db"
LIMIT = 64 * 1024 * 1024  # bytes: some ten thousand pages
_COLUMNS = "file TEXT NOT NULL, page INTEGER NOT NULL, reader TEXT NOT NULL, words TEXT NOT NULL, UNIQUE (file, page, reader)"


class Shelf:
    """The kept pages of one file as one version of the reader reads them; without a folder it keeps none."""

    def __init__(self, folder: Path | None, file: str, reader: str) -> None:
        self._rows = Rows(folder / FILE, "pages", _COLUMNS, LIMIT) if folder else None
        self._file = file
        self._reader = reader

    def get(self, page: Page) -> PageRead | None:
        """The page as it was read before, None where it was not."""

        def read(db: sqlite3.Connection) -> Any:
            row = db.execute("SELECT words FROM pages WHERE file = ? AND page = ? AND reader = ?", (self._file, page.number, self._reader)).fetchone()
            return json.loads(row[0]) if row else None

        kept = self._rows.asked(read, None) if self._rows else None
        try:
            return _page_read(kept) if kept else None
        except (TypeError, ValueError, KeyError):
            return None

    def put(self, page: PageRead) -> None:
        """Keeps the page; where the file grows over its limit, the oldest go."""
        if self._rows:
            row = (self._file, page.page.number, self._reader, json.dumps(_plain(page), ensure_ascii=False))
            self._rows.put("file, page, reader, words", [row])


def drop(folder: Path, file: str) -> None:
    """The kept pages of the file of that sha256 are gone; where none are kept, nothing is made."""
    if (folder / FILE).is_file():
        Rows(folder / FILE, "pages", _COLUMNS, LIMIT).asked(lambda db: db.execute("DELETE FROM pages WHERE file = ?", (file,)).rowcount, 0)


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
    return {"page": [page.page.number, page.page.width, page.page.height, page.page.scanned], "lines": lines, "problem": [page.problem.kind, page.problem.message, page.problem.message_en] if page.problem else None}


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
    kind, message, *english = plain["problem"] or ("", "")  # what was kept before problems had English has none
    problem = Problem(stage="read", kind=kind, message=message, message_en="".join(english), page=number) if kind else None
    return PageRead(Page(number=number, width=width, height=height, scanned=scanned), lines, problem)
