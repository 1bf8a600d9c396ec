"""To come."""

from __future__ import annotations

from collections.abc import Iterator

from clauses.model import Facts, Hit, Library


def dangling(facts: Facts, library: Library) -> Iterator[Hit]:
    yield from ()


def name_mismatch(facts: Facts, library: Library) -> Iterator[Hit]:
    yield from ()
