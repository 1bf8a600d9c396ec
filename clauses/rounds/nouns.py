"""The nouns of two rounds held against each other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from clauses.model import ContractReview, Decision, Diff, Span, Standing, Wording

Change = Literal["same", "edited", "changed", "moved", "new", "gone"]
Reply = Literal["taken", "partly", "not_taken", "otherwise"]
Course = Literal["kept", "gone", "new"]
Why = Literal["", "clause_changed", "clause_gone", "clause_split", "points_elsewhere", "values_changed", "graver", "side_changed", "elsewhere"]

# Why a finding that was decided is asked again, in both languages.
REASONS: dict[Why, tuple[str, str]] = {
    "clause_changed": ("条款文字已改动", "the clause's words changed"),
    "clause_gone": ("原条款已删除，同一问题见于别处", "its clause is gone, the same is found elsewhere"),
    "clause_split": ("条款已拆分或合并，原定的文字不能照搬", "its clause was split or merged, the agreed wording no longer fits"),
    "points_elsewhere": ("条款文字未改，所引用的条款已是另一条", "its words stand, the clause that they refer to is another"),
    "values_changed": ("所依据的文字或数值已变", "the words or figures that it rests on changed"),
    "graver": ("风险等级上升", "it weighs more than before"),
    "side_changed": ("审查立场不同", "it is seen from the other side"),
    "elsewhere": ("同一问题移到另一条款", "the same is now found in another clause"),
}
REPLIES: dict[Reply, tuple[str, str]] = {
    "taken": ("已采纳", "taken up"),
    "partly": ("部分采纳", "partly taken up"),
    "not_taken": ("未采纳", "not taken up"),
    "otherwise": ("对方改成了别的", "changed otherwise"),
}
CHANGES: dict[Change, tuple[str, str]] = {
    "same": ("未变", "unchanged"),
    "edited": ("仅文字表述", "wording only"),
    "changed": ("改动", "changed"),
    "moved": ("移位", "moved"),
    "new": ("新增", "new"),
    "gone": ("删除", "deleted"),
}
LIKELY = 0.5  # from which a draft is offered as the next of a contract
VERDICTS = {"accepted": ("已采纳", "accepted"), "rejected": ("不采纳", "rejected"), "marked": ("待人看", "marked")}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What became of a wording that was agreed in the round before.

    after: the clauses of the new draft in which it is answered. diff: from the agreed words to theirs.
    exact: whether they read as agreed, editorial changes aside.
    """

    wording: Wording
    reply: Reply
    after: tuple[str, ...] = ()
    diff: Diff = ()
    exact: bool = False


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Clauses of two drafts that answer to each other; one each, unless a clause was split, merged, put in (before: ()) or deleted.

    status: `same` words; `edited`: punctuation, widths and words that say the same; `moved`: same or edited, in another place;
    `changed`: anything else. diff: of the words, several clauses joined by newlines. important: of its segments, as `diff.important`
    tells. weighty: of its segments, whether they are more than editorial. unasked: which weighty ones nobody asked for.
    moved, renumbered: also of a clause that changed. points_elsewhere: references that stand and now mean another clause.
    retitled: the diff of the headings above it, where a side, a number or a negation changed in them (供方承诺, 需方承诺).
    tracked: whether all that is weighty stands in tracked changes of the new file.
    """

    before: tuple[str, ...]
    after: tuple[str, ...]
    status: Change
    diff: Diff
    important: tuple[bool, ...] = ()
    weighty: tuple[bool, ...] = ()
    unasked: tuple[bool, ...] = ()
    moved: bool = False
    renumbered: bool = False
    points_elsewhere: tuple[str, ...] = ()
    retitled: Diff = ()
    tracked: bool = False
    answer: Answer | None = None
    asked: tuple[str, ...] = ()  # ids of the accepted findings that asked for a change here

    @property
    def silent(self) -> bool:
        """Whether something of weight changed that no decision asked for."""
        return any(self.unasked) or bool(self.points_elsewhere) or bool(self.retitled)

    @property
    def stands(self) -> bool:
        """Whether it says what it said, editorial changes aside."""
        return self.status in ("same", "edited", "moved") and not self.points_elsewhere and not self.retitled


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line outside every clause (title, party, account, signature) that changed. span: into the new source; None where it is gone."""

    was: str
    now: str
    span: Span | None
    diff: Diff
    tracked: bool = False


@dataclass(frozen=True, kw_only=True)
class Thread:
    """A finding through two rounds.

    before, after: its ids; None where the one round has not got it. carried: the decisions that stand on it, for the store to
    repeat. why: why a decided one is asked again; "" where it is not. earlier: where it stood in the round before.
    """

    before: str | None
    after: str | None
    course: Course
    carried: tuple[Decision, ...] = ()
    why: Why = ""
    earlier: Standing | None = None


@dataclass(frozen=True, kw_only=True)
class Rounds:
    """Two drafts of one contract, the later after the earlier: pairs and lines in the new draft's order, what is gone where it stood."""

    pairs: tuple[Pair, ...]
    lines: tuple[Line, ...]
    threads: tuple[Thread, ...]
    answers: tuple[Answer, ...]

    @property
    def silent(self) -> tuple[Pair, ...]:
        """The clauses with changes of weight that no decision asked for."""
        return tuple(pair for pair in self.pairs if pair.silent)

    @property
    def carried(self) -> tuple[Decision, ...]:
        """The decisions that stand on the new draft, each with the new finding's id and the number that it had."""
        return tuple(sorted((d for thread in self.threads for d in thread.carried), key=lambda d: d.number))

    @property
    def asked_again(self) -> tuple[Thread, ...]:
        """The findings that were decided and are open again, each with why."""
        return tuple(thread for thread in self.threads if thread.why)

    @cached_property
    def by_finding(self) -> dict[str, Thread]:
        """The thread of every finding of the new draft."""
        return {thread.after: thread for thread in self.threads if thread.after is not None}

    @cached_property
    def by_clause(self) -> dict[str, Pair]:
        """The pair of every clause of the new draft."""
        return {id: pair for pair in self.pairs for id in pair.after}


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """How likely it is that one draft is the next of the other, 0 to 1; reason: what speaks for it, or most against."""

    score: float
    reason: str
    reason_en: str

    @property
    def likely(self) -> bool:
        return self.score >= LIKELY


@dataclass(frozen=True, kw_only=True)
class Compared:
    """A contract of an earlier file and of a later one, with what moved between them; None where the other file has no such contract."""

    before: ContractReview | None
    after: ContractReview | None
    rounds: Rounds | None = None
    likeness: Likeness | None = None
