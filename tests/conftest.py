"""What several test modules share: the desk, opened once, and the reviews of files that nobody changes, each made once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from clauses import ingest
from clauses.model import Review, Side
from clauses.review import Desk, open_desk, review_source

Reviewed = Callable[[Path, Side], Review]


@pytest.fixture(scope="session")
def desk() -> Desk:
    return open_desk()


@pytest.fixture(scope="session")
def reviewed(desk: Desk) -> Reviewed:
    """The review of a file from one side's seat."""

    @cache
    def made(path: Path, side: Side) -> Review:
        return review_source(ingest.read(path), desk, side=side)

    return made
