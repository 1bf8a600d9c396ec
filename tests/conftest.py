"""What several test modules share: the desk, opened once, and the reviews of files that nobody changes, each made once."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from clauses import ingest
from clauses.model import Review, Side
from clauses.review import Desk, open_desk, review_source
from clauses.store import Store
from tests import manymatters

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


@pytest.fixture(scope="session")
def thousand(tmp_path_factory: pytest.TempPathFactory, worker_id: str, reviewed: Reviewed, desk: Desk) -> Path:
    """The folder of a store of a thousand contracts, made once whatever number of processes test: who comes second waits."""
    shared = tmp_path_factory.getbasetemp() if worker_id == "master" else tmp_path_factory.getbasetemp().parent
    folder, done = shared / "thousand", shared / "thousand.done"
    try:
        folder.mkdir()
    except FileExistsError:
        for _ in range(1_200):
            if done.exists():
                return folder
            time.sleep(0.25)
        raise TimeoutError("the other process has not filled the store in five minutes") from None
    store = Store.open(folder)
    manymatters.fill(store, [reviewed(path, "customer") for path in manymatters.FILES], desk.library, 1000)
    store.close()
    done.touch()
    return folder
