"""Stub, being written."""
from collections.abc import Iterator

from clauses.model import Reading
from clauses.terms.passage import Passage


def read(passage: Passage) -> Iterator[Reading]:
    return iter(())
