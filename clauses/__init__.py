"""Compares a Chinese telecom contract with the carrier's standard, clause by clause, and shows what is risky in it.

`open_desk()` loads library, encoder and classifier; `review(path, desk)` reviews a file. Nothing heavy loads before that:
the two are fetched on first use, so that `python -m clauses values` starts at once.
"""

from typing import TYPE_CHECKING, Any

from clauses.errors import ClausesError
from clauses.model import Review

if TYPE_CHECKING:
    from clauses.review import open_desk, review

__all__ = ["ClausesError", "Review", "open_desk", "review"]


def __getattr__(name: str) -> Any:
    if name in ("open_desk", "review"):
        from importlib import import_module

        return getattr(import_module("clauses.review"), name)
    raise AttributeError(f"module 'clauses' has no attribute {name!r}")
