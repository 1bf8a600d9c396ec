"""Many contracts at one look: how risky each is, where, for how much, what is to be done by when, and what changed.

Comes in: matters, rows and scores across contracts, and today's date. Goes out: counts, sums and lists, and for each of them the
contracts that it is made of. It reads no clock, knows no threshold, and never adds a sum twice: of one contract and clause type
the largest counts, as a review itself counts it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from clauses import renewed
from clauses.model import SEVERITIES, Decision, FindingRow, Matter, NoticeRow, Round, ScoreRow, Severity, TermRow

LEVELS = (*SEVERITIES[:3], "none")  # of a contract, the gravest first
WORST = 10
VERDICTS = ("accepted", "rejected", "marked")
RANK = {severity: rank for rank, severity in enumerate(SEVERITIES)}
Pick = tuple[str, str]  # a number of the overview: what is counted, and of which kind; ("", "") is all


@dataclass(frozen=True, kw_only=True)
class Cell:
    """The findings of one clause type on one contract: the gravest severity, the highest score of that, and which finding that is."""

    severity: Severity
    score: int
    clause: str | None
    finding: str
    count: int
    open: int


@dataclass(frozen=True, kw_only=True)
class Sum:
    """The money at stake in one currency; open: of the findings that nobody has decided on."""

    currency: str
    total: Decimal
    open: Decimal
    by_type: Mapping[str, Decimal]
    by_matter: Mapping[str, Decimal]


@dataclass(frozen=True, kw_only=True)
class Person:
    """What waits for a person's decision; name: "" = what is assigned to nobody."""

    name: str
    count: int
    high: int
    matters: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Move:
    """A contract whose level changed: as it stood, and as it stands."""

    matter: str
    title: str
    was: ScoreRow
    now: ScoreRow

    @property
    def up(self) -> bool:
        """Whether it is graver now."""
        return LEVELS.index(self.now.level) < LEVELS.index(self.was.level)


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What came since a day: contracts, further drafts of others, levels that moved, findings decided, days to give notice that were read."""

    new: tuple[str, ...]
    drafts: tuple[str, ...]
    moves: tuple[Move, ...]
    decided: Mapping[str, int]
    notices: tuple[NoticeRow, ...]


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """A contract's next day to keep: the last day for a notice with the end that it is counted from, or the end alone.

    left: days from today, negative where the day has passed. ends: the end of the term, "" where it is not known.
    again: whether the first term has ended, and these are the days of the term that runs now if the contract has renewed itself.
    """

    row: NoticeRow
    left: int
    ends: str
    again: bool = False
    state: Literal["coming", "overdue", "over"]  # over: the term itself has ended; overdue: it runs, but a notice comes too late


@dataclass(frozen=True, kw_only=True)
class Overview:
    """All of it. rows: the findings against us. cells: by contract and clause type; types: those that occur, the gravest first.

    undated: contracts with a notice before their end, which their words do not fix.
    """

    matters: tuple[Matter, ...]
    rows: tuple[FindingRow, ...]
    levels: Mapping[str, int]
    cells: Mapping[str, Mapping[str, Cell]]
    types: tuple[str, ...]
    sums: tuple[Sum, ...]
    unreckoned: int
    people: tuple[Person, ...]
    changes: Changes
    deadlines: tuple[Deadline, ...]
    notices: tuple[NoticeRow, ...]
    today: date
    since: str
    undated: tuple[str, ...] = ()


def overview(matters: Sequence[Matter], rows: Sequence[FindingRow], notices: Sequence[NoticeRow], scores: Sequence[ScoreRow], *, today: date, since: str, terms: Iterable[TermRow] = ()) -> Overview:
    """What a manager sees of all contracts.

    Args:
        matters: all. rows: of their latest rounds. notices: likewise. scores: of every round.
        today: from which the days are counted.
        since: the moment (UTC, ISO 8601) from which changes are told.
        terms: on renewal and length, by which later terms are counted.
    """
    lasting = renewed.by_matter(terms)
    counted = tuple(row for row in rows if against(row))
    found = cells(counted)
    return Overview(
        matters=tuple(sorted(matters, key=lambda m: (-m.total, m.title, m.id))),
        rows=counted,
        levels=levels(matters),
        cells=found,
        types=types(found),
        sums=sums(counted),
        unreckoned=sum(unreckoned(row) for row in counted),
        people=people(counted),
        changes=changes(matters, counted, notices, scores, since=since),
        deadlines=deadlines(notices, today, lasting),
        notices=tuple(notices),
        today=today,
        since=since,
        undated=renewed.undated(notices, lasting),
    )


def against(row: FindingRow) -> bool:
    """Whether the finding is against us, or may come to be."""
    return row.favours != "us" and row.severity != "info"


def unreckoned(row: FindingRow) -> bool:
    """Whether the finding is measured in money and the contract's figures allow no sum."""
    return row.amount is None and bool(row.scenario)


def levels(matters: Iterable[Matter]) -> dict[str, int]:
    """How many contracts are at each level, the gravest first; every level is there."""
    counts = Counter(m.level for m in matters)
    return {level: counts[level] for level in LEVELS}


def cells(rows: Iterable[FindingRow]) -> dict[str, dict[str, Cell]]:
    """By contract and clause type what its findings come to."""
    groups: dict[str, dict[str, list[FindingRow]]] = {}
    for row in rows:
        groups.setdefault(row.matter, {}).setdefault(row.type, []).append(row)
    return {matter: {type: _cell(own) for type, own in by_type.items()} for matter, by_type in groups.items()}


def _cell(rows: Sequence[FindingRow]) -> Cell:
    gravest = min(rows, key=lambda r: (RANK[r.severity], -r.score))
    return Cell(severity=gravest.severity, score=gravest.score, clause=gravest.clause, finding=gravest.finding, count=len(rows), open=sum(r.verdict == "open" for r in rows))


def types(cells: Mapping[str, Mapping[str, Cell]]) -> tuple[str, ...]:
    """The clause types on which anything was found: those first that are high in most contracts, then by their scores together."""
    high, score = Counter[str](), Counter[str]()
    for own in cells.values():
        for type, cell in own.items():
            high[type] += cell.severity == "high"
            score[type] += cell.score
    return tuple(sorted(score, key=lambda type: (-high[type], -score[type], type)))


def sums(rows: Iterable[FindingRow]) -> tuple[Sum, ...]:
    """The money at stake by currency, the currency of most contracts first: of a contract and clause type the largest sum once."""
    largest: dict[str, dict[tuple[str, str], Decimal]] = {}
    waiting: dict[str, dict[tuple[str, str], Decimal]] = {}
    for row in rows:
        if row.amount is None:
            continue
        for held, counts in ((largest, True), (waiting, row.verdict == "open")):
            if counts:
                own = held.setdefault(row.currency, {})
                key = (row.matter, row.type)
                own[key] = max(own.get(key, Decimal(0)), row.amount)
    made = [_sum(currency, own, waiting.get(currency, {})) for currency, own in largest.items()]
    return tuple(sorted(made, key=lambda s: (-len(s.by_matter), s.currency)))


def _sum(currency: str, largest: Mapping[tuple[str, str], Decimal], waiting: Mapping[tuple[str, str], Decimal]) -> Sum:
    by_matter: dict[str, Decimal] = {}
    by_type: dict[str, Decimal] = {}
    for (matter, type), amount in largest.items():
        by_matter[matter] = by_matter.get(matter, Decimal(0)) + amount
        by_type[type] = by_type.get(type, Decimal(0)) + amount
    return Sum(currency=currency, total=sum(by_type.values(), Decimal(0)), open=sum(waiting.values(), Decimal(0)), by_type=_falling(by_type), by_matter=_falling(by_matter))


def _falling(amounts: Mapping[str, Decimal]) -> dict[str, Decimal]:
    return dict(sorted(amounts.items(), key=lambda row: (-row[1], row[0])))


def worst(rows: Iterable[FindingRow], count: int = WORST) -> tuple[FindingRow, ...]:
    """The gravest findings, by severity and score; of equals those first that nobody has decided on."""
    return tuple(sorted(rows, key=lambda r: (RANK[r.severity], -r.score, r.verdict != "open", r.title, r.matter, r.finding))[:count])


def people(rows: Iterable[FindingRow]) -> tuple[Person, ...]:
    """Whose decision is waited for: nobody's first, then by how many high findings wait."""
    waiting: dict[str, list[FindingRow]] = {}
    for row in rows:
        if row.verdict == "open":
            waiting.setdefault(row.assigned, []).append(row)
    found = [Person(name=name, count=len(own), high=sum(r.severity == "high" for r in own), matters=tuple(dict.fromkeys(r.matter for r in own))) for name, own in waiting.items()]
    return tuple(sorted(found, key=lambda p: (p.name != "", -p.high, -p.count, p.name)))


def changes(matters: Iterable[Matter], rows: Iterable[FindingRow], notices: Iterable[NoticeRow], scores: Iterable[ScoreRow], *, since: str) -> Changes:
    """What came since that moment; a level is compared with the one before it, or with the first of a contract that is new itself."""
    by_matter: dict[str, list[ScoreRow]] = {}
    for score in scores:
        by_matter.setdefault(score.matter, []).append(score)
    moves = [move for own in by_matter.values() if (move := _move(own, since)) is not None]
    fresh = {m.id for m in matters if m.latest.received >= since}
    new = tuple(m.id for m in matters if m.rounds[0].received >= since)
    decided = Counter[str](r.verdict for r in rows if r.decided_at >= since and r.verdict != "open")
    return Changes(
        new=new,
        drafts=tuple(m.id for m in matters if m.id in fresh and m.id not in set(new)),
        moves=tuple(sorted(moves, key=lambda m: (not m.up, m.title, m.matter))),
        decided={verdict: decided[verdict] for verdict in VERDICTS},
        notices=tuple(n for n in notices if n.kind == "last_notice_day" and n.matter in fresh),
    )


def _move(rounds: Sequence[ScoreRow], since: str) -> Move | None:
    """How the level of a contract moved, of its rounds in order; None where it did not."""
    now = rounds[-1]
    was = next((r for r in reversed(rounds) if r.received < since), rounds[0])
    return Move(matter=now.matter, title=now.title, was=was, now=now) if was.level != now.level else None


def deadlines(notices: Iterable[NoticeRow], today: date, terms: Mapping[str, Sequence[TermRow]] | None = None) -> tuple[Deadline, ...]:
    """The days to keep: those to come, the next first; then those that were missed and those of terms that have ended, the latest first.

    Args:
        notices: of all contracts.
        today: from which the days are counted.
        terms: on renewal and length, by contract: of one that has renewed itself the days of the term that runs now are told.
    """
    by_matter: dict[str, list[NoticeRow]] = {}
    for notice in notices:
        by_matter.setdefault(notice.matter, []).append(notice)
    found = [deadline for matter, own in by_matter.items() for deadline in _deadlines(own, today, (terms or {}).get(matter, ()))]
    order = {"coming": 0, "overdue": 1, "over": 2}
    return tuple(sorted(found, key=lambda d: (order[d.state], abs(d.left), d.row.title, d.row.matter, d.row.clause)))


def _deadlines(notices: Sequence[NoticeRow], today: date, terms: Sequence[TermRow]) -> Iterable[Deadline]:
    """One contract's: each last day for a notice; the end of its term where there is none."""
    end = next((n for n in notices if n.kind == "end_of_term"), None)
    asked = [n for n in notices if n.kind == "last_notice_day"] or notices
    for notice in asked:
        later = renewed.current(notice, end, terms, today) if end else None
        row, ends = later or (notice, end.day if end else "")
        left = (date.fromisoformat(row.day) - today).days
        over = bool(ends) and ends < today.isoformat()
        yield Deadline(row=row, left=left, ends=ends, again=later is not None, state="coming" if left >= 0 else "over" if over else "overdue")


def days_ahead(overview: Overview, matters: Collection[str]) -> tuple[tuple[NoticeRow, ...], frozenset[NoticeRow]]:
    """The days to come of these contracts, the next first; and which of them suppose that the contract has renewed itself."""
    again = {d.row for d in overview.deadlines if d.again and d.state == "coming" and d.row.matter in matters}
    ahead = [n for n in overview.notices if n.matter in matters and n.day >= overview.today.isoformat()]
    return tuple(sorted([*ahead, *again], key=lambda n: (n.day, n.title, n.matter, n.clause))), frozenset(again)


def month_before(day: date) -> date:
    """The same day of the month before, its last day where it has none such."""
    year, month = (day.year, day.month - 1) if day.month > 1 else (day.year - 1, 12)
    for wanted in range(day.day, 27, -1):
        try:
            return date(year, month, wanted)
        except ValueError:
            continue
    return date(year, month, day.day)


# -- from a number to its contracts -----------------------------------------------------------------------------------------


def picked(overview: Overview, pick: Pick) -> frozenset[str]:
    """The contracts of which the number is made; all of them of a number that is not known."""
    kind, name = pick
    changed = overview.changes
    if kind == "level":
        return frozenset(m.id for m in overview.matters if m.level == name)
    if kind == "changed":
        moves = {"up": [m.matter for m in changed.moves if m.up], "down": [m.matter for m in changed.moves if not m.up]}
        others = {"new": changed.new, "drafts": changed.drafts, "notices": [n.matter for n in changed.notices]}
        return frozenset({**moves, **others}.get(name, ()))
    if kind == "day":
        return frozenset(overview.undated if name == "undated" else (d.row.matter for d in overview.deadlines if d.state == name))
    if kind in FINDINGS:
        return frozenset(r.matter for r in findings(overview, pick))
    return frozenset(m.id for m in overview.matters)


FINDINGS = ("type", "person", "decided", "severity", "unreckoned", "money", "currency")


def findings(overview: Overview, pick: Pick) -> tuple[FindingRow, ...]:
    """The findings of which the number is made; of a number that counts contracts, all of theirs."""
    kind, name = pick
    if kind == "type":
        return tuple(r for r in overview.rows if r.type == name)
    if kind == "money":
        return tuple(r for r in overview.rows if r.type == name and r.amount is not None)
    if kind == "currency":
        return tuple(r for r in overview.rows if r.currency == name and r.amount is not None)
    if kind == "person":
        return tuple(r for r in overview.rows if r.verdict == "open" and r.assigned == name)
    if kind == "severity":
        return tuple(r for r in overview.rows if r.verdict == "open" and name in ("", r.severity))
    if kind == "decided":
        return tuple(r for r in overview.rows if r.verdict == name and r.decided_at >= overview.since)
    if kind == "unreckoned":
        return tuple(r for r in overview.rows if unreckoned(r))
    matters = picked(overview, pick)
    return tuple(r for r in overview.rows if r.matter in matters)


# -- what a deletion takes --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Loss:
    """What goes with a contract that is deleted. kept: files that stay, because a round of another contract came in them."""

    rounds: tuple[Round, ...]
    decisions: int
    people: tuple[str, ...]
    gone: tuple[str, ...]
    kept: tuple[str, ...]


def loss(matter: Matter, others: Iterable[Matter], decisions: Iterable[Decision]) -> Loss:
    """What would be lost with the contract.

    Args:
        matter: the one to be deleted.
        others: all contracts; itself may be among them.
        decisions: on it, of all its rounds.
    """
    needed = {r.sha256 for m in others if m.id != matter.id for r in m.rounds}
    made = [d for d in decisions if d.carried_from is None]
    return Loss(
        rounds=matter.rounds,
        decisions=len(made),
        people=tuple(dict.fromkeys(d.by for d in made)),
        gone=tuple(dict.fromkeys(r.file for r in matter.rounds if r.sha256 not in needed)),
        kept=tuple(dict.fromkeys(r.file for r in matter.rounds if r.sha256 in needed)),
    )
