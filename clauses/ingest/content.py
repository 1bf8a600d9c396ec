"""What every format's reader takes and gives, and the limits that all of them keep.

A limit that is passed is a refusal that names it, where nothing can be read within it, or a problem of the part beyond it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from clauses.model import Block, Comment, Doubt, Page, Problem, Revision, Span, View

LARGEST = 50 * 1024 * 1024  # bytes of a file
MOST_UNPACKED = 200 * 1024 * 1024  # bytes of all that a packed file holds
MOST_RATIO = 300  # XML packs well, 300:1 only where someone means harm
MOST_CHARACTERS = 500_000  # of text: more than 500 pages
MOST_PAGES = 1_000  # of a file with text
MOST_SCANNED = 300  # pages to be read from pictures
DEEPEST = 200  # levels of elements within elements
LONGEST = 15.0  # seconds for a file, the reading of pictures apart
MOST_MEMORY = 1_400 * 1024 * 1024  # bytes of the process that reads

Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How a file is to be read.

    view: with which of its tracked changes. keep: the folder in which pages read from pictures are kept, so that a reading
    that was stopped goes on where it stopped; None keeps none. progress: called with the pages done and the pages there are
    while pictures are read; what it raises stops the reading, and the pages done are kept.
    """

    view: View = "accepted"
    keep: Path | None = None
    progress: Progress | None = None


@dataclass(frozen=True)
class Content:
    """What one file format's reader found: the text, its blocks, and what could not be read.

    The other fields are those of `Source`.
    """

    text: str
    blocks: tuple[Block, ...]
    problems: tuple[Problem, ...] = ()
    comments: tuple[Comment, ...] = ()
    revisions: tuple[Revision, ...] = ()
    hidden: tuple[Span, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    pages: tuple[Page, ...] = ()
    turned: int = 0
