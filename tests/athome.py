"""Files read in the process of the tests: what they say is the same, and a thousand small files need no thousand processes.

That a process of its own reads the same is shown once a format by tests/test_apart.py.
"""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

from clauses import ingest
from clauses.ingest import Manner, readers
from clauses.model import Source

_PLAINLY = Manner()


def at_home() -> Any:
    """Within it, no file is read by a process apart."""
    return patch.object(ingest, "_content", readers.content_of)


def read_bytes(name: str, content: bytes, manner: Manner = _PLAINLY) -> Source:
    """As `ingest.read_bytes`, without the process apart."""
    with at_home():
        return ingest.read_bytes(name, content, manner)
