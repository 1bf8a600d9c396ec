"""A contract as the page has it open: its review, the matter that it is stored as, and what was drawn of it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

from clauses.model import Clause, ContractReview, Finding, Match, Matter, Review

Made = TypeVar("Made")


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A contract that is open.

    key: of the round, or of the sample with the way it was reviewed. name: the matter's id, or `sample:NAME`.
    part: which contract of the review's file. matter: None of a sample, which is stored with the first decision on it.
    content: the file's bytes, where they are not in the store. asked: the standard that was asked for.
    made: what was made of it once, by what it was made of.
    """

    key: str
    name: str
    review: Review
    part: int
    matter: Matter | None = None
    content: bytes = b""
    asked: str | None = None
    made: dict[Hashable, Any] = field(default_factory=dict)

    @property
    def contract(self) -> ContractReview:
        return self.review.contracts[self.part]

    def of(self, matter: Matter) -> Opened:
        """The same, of the matter as it stands now."""
        return replace(self, matter=matter)

    def once(self, make: Callable[[], Made], *of: Hashable) -> Made:
        """What `make` makes, made once for all that it is made of."""
        if of not in self.made:
            self.made[of] = make()
        found: Made = self.made[of]
        return found

    @cached_property
    def matches(self) -> dict[str, Match]:
        """The match of each clause."""
        return {m.clause: m for m in self.contract.facts.matches}

    @cached_property
    def clauses(self) -> dict[str, Clause]:
        """The clauses by id."""
        return {c.id: c for c in self.contract.facts.contract.clauses}

    @cached_property
    def findings(self) -> dict[str, Finding]:
        """The findings by id."""
        return {f.id: f for f in self.contract.findings}
