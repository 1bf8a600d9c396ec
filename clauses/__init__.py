"""Compares a Chinese telecom contract with the carrier's standard, clause by clause, and shows what is risky in it.

`open_desk()` loads library, encoder and classifier; `review(path, desk)` reviews a file. Nothing heavy loads before that.
"""

from clauses.errors import ClausesError
from clauses.model import Review
from clauses.review import open_desk, review

__all__ = ["ClausesError", "Review", "open_desk", "review"]
