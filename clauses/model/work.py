"""The nouns of the work on reviews: matters and their rounds, decisions, what a contract is agreed to say, rows across contracts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from clauses.model.document import Span, View
from clauses.model.words import Certainty, Favours, Severity, Side

Act = Literal["accepted", "rejected", "marked", "commented", "assigned", "undone"]
Verdict = Literal["open", "accepted", "rejected", "marked"]


@dataclass(frozen=True, kw_only=True)
class Decision:
    """One thing that a person did with a finding; stored when it is made and never changed.

    act: `accepted` (the point is taken up), `rejected`, `marked` (a person is to look at it), `commented`, `assigned`, `undone`.
    words: the reason of a rejection, the comment, what is to be looked at, or whom it is assigned to ("" = nobody any more).
    wording: of `accepted`, the whole clause as it shall read (of a finding without a clause, the clause to be put in; "" deletes the
    clause); None leaves the words as they are, and the finding goes out as a remark.
    undoes: the number of the decision that is taken back.
    at: UTC, ISO 8601 with microseconds. number: its place in the store's history, from 1; 0 while it is not stored.
    carried_from: the number of the decision on the round before that it repeats, where the clause did not change; `by` and `at`
    are then that decision's.
    """

    finding: str
    act: Act
    by: str
    at: str
    words: str = ""
    wording: str | None = None
    undoes: int | None = None
    number: int = 0
    carried_from: int | None = None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What all decisions on one finding come to.

    verdict: by the last `accepted`, `rejected` or `marked` that is not taken back; `open` where there is none.
    decided: that decision. history: every decision on the finding, in order, those taken back and their taking back too.
    """

    verdict: Verdict = "open"
    decided: Decision | None = None
    assigned: str = ""
    comments: tuple[Decision, ...] = ()
    history: tuple[Decision, ...] = ()

    @property
    def last(self) -> int:
        """The number of the latest decision; 0 where there is none. A new decision names it, so that none is overtaken unseen."""
        return self.history[-1].number if self.history else 0


@dataclass(frozen=True, kw_only=True)
class Wording:
    """A clause as it is agreed to read.

    clause: its id; None for a clause that is put in, behind the clause `after` (None: at the end).
    was: the draft's words ("" of a clause put in). now: the agreed words ("" of a clause that is deleted).
    findings: the ids of those whose acceptance made it so.
    """

    clause: str | None
    was: str
    now: str
    findings: tuple[str, ...]
    after: str | None = None


@dataclass(frozen=True, kw_only=True)
class Edit:
    """Words of a source to be replaced: span into `Source.text`, empty where words are only put in.

    kind: `words` within a paragraph; `paragraph`: `now` is a paragraph of its own behind the one in which the span ends.
    """

    span: Span
    now: str
    kind: Literal["words", "paragraph"] = "words"


@dataclass(frozen=True, kw_only=True)
class Remark:
    """A comment to be set at words of a source; id: the finding's, which is shown with it."""

    id: str
    span: Span
    author: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Round:
    """One draft of a contract as it was reviewed.

    matter: the id of the contract it is a draft of. number: from 1. file: the name of the file it came in; sha256: of its bytes.
    part: which contract of the file, from 0. view, side, template: how it was reviewed (template None: the fitting one was chosen).
    received: UTC, ISO 8601. partial: whether a part of the file could not be read. review: the number of the review that is stored
    for it, another after the file was reviewed anew.
    standard, playbook: the versions of the standard and of the side's playbook that it was reviewed with, "" where that is not known
    (or there was no standard).
    """

    matter: str
    number: int
    file: str
    sha256: str
    part: int
    view: View
    side: Side
    template: str | None
    received: str
    by: str
    partial: bool = False
    review: int = 0
    standard: str = ""
    playbook: str = ""


@dataclass(frozen=True, kw_only=True)
class Matter:
    """One contract on its way through its rounds. title: as the latest draft has it; total, level: that draft's score."""

    id: str
    title: str
    customer: str
    carrier: str
    signed: str | None
    template: str | None
    rounds: tuple[Round, ...]
    total: int
    level: str
    undecided: int = 0  # findings against us (high, medium, low) that nobody has accepted, rejected or marked

    @property
    def latest(self) -> Round:
        return self.rounds[-1]


@dataclass(frozen=True, kw_only=True)
class FindingRow:
    """A finding of a matter's latest round, as the registers across contracts show it. verdict and assigned: as they stand now."""

    matter: str
    title: str
    finding: str
    code: str
    type: str
    severity: Severity
    certainty: Certainty
    favours: Favours
    score: int
    clause: str | None
    place: str  # 第九条 9.2; "" of the whole contract
    quote: str
    message: str
    message_en: str
    amount: Decimal | None
    currency: str
    verdict: Verdict = "open"
    assigned: str = ""
    decided_by: str = ""
    decided_at: str = ""
    scenario: str = ""  # what its money is measured by; "" = not measured in money, so that no amount is nothing unknown


@dataclass(frozen=True, kw_only=True)
class TermRow:
    """One number of a term of a matter's latest round, or who is to judge a dispute, where, how and by which law.

    who: whose term it is (payer, by or capped side), "" where that is not said. field: of the vocabulary. value: as the text
    says it, in the field's unit; None where it is said in words, which are in `said`: of the vocabulary, `place:` with a
    name, or the contract's own. of: of what a number is, words of the vocabulary parted by blanks: a share's base, a sum's
    kind, from when and in which days a period runs. yearly: a rate a day, week or month as a rate a year; None where it is
    no rate over time.
    """

    matter: str
    title: str
    customer: str
    carrier: str
    signed: str | None
    clause: str
    place: str
    type: str
    who: str
    field: str
    value: Decimal | None
    yearly: Decimal | None
    quote: str
    severity: str = ""  # the gravest finding on that clause and type, "" where there is none
    said: str = ""
    of: str = ""


@dataclass(frozen=True, kw_only=True)
class NoticeRow:
    """A day to keep of a matter's latest round.

    kind: `last_notice_day` (the last day on which a notice against renewal is in time) or `end_of_term`.
    day: ISO date. counted: whether working days were counted without public holidays, so that the day may be earlier.
    finding: the id of the finding on that renewal, "" where there is none.
    """

    matter: str
    title: str
    kind: Literal["last_notice_day", "end_of_term"]
    day: str
    clause: str
    place: str
    quote: str
    renews: bool = False  # whether the contract renews itself where no notice is given
    counted: bool = False
    finding: str = ""
    limited: bool = False  # whether it renews itself only so many times


@dataclass(frozen=True, kw_only=True)
class HistoryRow:
    """A decision with what it was made on, as the history across contracts shows it; title: as that round has it."""

    decision: Decision
    matter: str
    title: str
    round: int
    code: str
    type: str
    place: str
    message: str
    message_en: str


@dataclass(frozen=True, kw_only=True)
class ScoreRow:
    """The score of one round of a matter, for what changed over time; latest: whether no other round came after it."""

    matter: str
    title: str
    round: int
    received: str
    total: int
    level: str
    latest: bool
