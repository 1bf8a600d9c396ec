"""What every reader of terms is given: one clause's words, with what was already read from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from clauses import nlp, numerals
from clauses.model import Roles, Statement, Value


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A clause's text and its surroundings; `values` and `statements` are read from it once, when first asked for.

    Spans of both are into `text`. `heading` is the headings above, joined by spaces; `type` the classifier's opinion,
    "" where there is none: a weak hint, the words decide. `broken` are the texts of the clauses that it speaks of breaking.
    """

    text: str
    roles: Roles = field(default_factory=Roles)
    heading: str = ""
    type: str = ""
    broken: tuple[str, ...] = ()

    @cached_property
    def values(self) -> tuple[Value, ...]:
        """Every number, share, multiple, amount, duration, date and blank of the text, in order."""
        return numerals.values(self.text)

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """The text as statements: who must, may or must not do what, in order."""
        return nlp.statements(self.text, roles=self.roles)
