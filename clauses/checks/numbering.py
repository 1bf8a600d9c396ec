"""To come."""

from __future__ import annotations

from collections.abc import Iterator

from clauses.model import Facts, Hit, Library


def duplicates(facts: Facts, library: Library) -> Iterator[Hit]:
    yield from ()


def gaps(facts: Facts, library: Library) -> Iterator[Hit]:
    yield from ()
