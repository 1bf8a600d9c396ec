"""The review of the sample that a first visit shows, made beforehand: a first page need not wait for encoder and classifier.

Comes in: the sample's bytes. Goes out: its review as the bundled library makes it; None where library, sample or version of the
program is another than it was made of, so that it is made anew. `python -m clauses.ui.first` makes it (after every change that
changes the review; a test says so).
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from clauses import saved
from clauses.library import BUNDLED
from clauses.model import Review
from clauses.version import VERSION

SAMPLES = BUNDLED / "samples"
FIRST = next(SAMPLES.glob("*高风险*"))
FILE = Path(__file__).with_name("first.review")


def first(content: bytes) -> Review | None:
    """The review of the first sample, seen from the customer's side; None where these are others' bytes, or it would be another today."""
    try:
        mark, _, kept = FILE.read_bytes().partition(b"\n")
        return saved.loads(kept) if mark == _mark(content) else None
    except (OSError, saved.Outdated):
        return None


def _mark(content: bytes) -> bytes:
    """What changes with the sample, the version and any file of the library."""
    hashed = hashlib.sha256(VERSION.encode() + content)
    for path in sorted(BUNDLED.rglob("*.yaml")):
        hashed.update(path.name.encode() + path.read_bytes())
    return hashed.hexdigest().encode()


def write() -> None:
    """The review is made anew and lies beside this module."""
    from clauses import ingest
    from clauses.review import open_desk, review_source

    FILE.write_bytes(_mark(FIRST.read_bytes()) + b"\n" + saved.dumps(review_source(ingest.read(FIRST), open_desk())))


if __name__ == "__main__":
    write()
