"""To come."""

from __future__ import annotations

from collections.abc import Iterator

from clauses.model import Facts, Hit, Library


def copy_paste(facts: Facts, library: Library) -> Iterator[Hit]:
    yield from ()


def drafting_notes(facts: Facts, library: Library) -> Iterator[Hit]:
    yield from ()


def duplicate(facts: Facts, library: Library) -> Iterator[Hit]:
    yield from ()


def incomplete(facts: Facts, library: Library) -> Iterator[Hit]:
    yield from ()


def stray(facts: Facts, library: Library) -> Iterator[Hit]:
    yield from ()
