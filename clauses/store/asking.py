"""What the store is asked: matters, decisions, history, how things stood; every function here only reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, Select, String, and_, column, func, literal, or_, select, table

from clauses import agreed
from clauses.model import Decision, HistoryRow, Matter, Round, ScoreRow
from clauses.store import searches
from clauses.store.rows import DECISION, ROUND, decision
from clauses.store.schema import Words, decisions, finding_rows, matters, reviews, rounds

AGAINST = and_(finding_rows.c.favours != "us", finding_rows.c.severity != "info")
_WIDTH = len(ROUND)
_sequence = table("sqlite_sequence", column("name", String), column("seq", Integer))  # SQLite's own: the highest number that was ever given
_HEADS = [rounds.c[name] for name in ("title", "customer", "carrier", "signed", "fitted", "total", "level")]


def all_matters(connection: Connection, *where: ColumnElement[bool]) -> tuple[Matter, ...]:
    """The matters whose latest round answers, those that came last first."""
    latest = select(matters.c.latest).join(rounds, rounds.c.id == matters.c.latest).where(*where)
    own = select(rounds.c.matter).where(rounds.c.id.in_(latest))
    asked = select(*ROUND, *_HEADS).where(rounds.c.matter.in_(own)).order_by(rounds.c.matter, rounds.c.number)
    opened = select(rounds.c.matter, func.count()).join_from(finding_rows, matters, matters.c.latest == finding_rows.c.round).join(rounds, rounds.c.id == matters.c.latest).where(AGAINST, finding_rows.c.verdict == "open", *where)
    undecided: dict[str, int] = {row[0]: row[1] for row in connection.execute(opened.group_by(rounds.c.matter))}
    return _grouped(connection.execute(asked), undecided)


def latest_rounds(connection: Connection, *where: ColumnElement[bool]) -> tuple[Round, ...]:
    """Of each part of a file the round that came last and answers, in the parts' order."""
    found = [_round(row) for row in connection.execute(select(*ROUND).where(*where).order_by(rounds.c.id))]
    return tuple(sorted({one.part: one for one in found}.values(), key=lambda one: one.part))


def containing(search: str) -> ColumnElement[bool]:
    """Of matters where every word of the search is in the latest round, in a file's name, in a decision, or is a day on which something was done."""
    return and_(*(_having(part) for part in searches.parts(search)))


def _having(part: str) -> ColumnElement[bool]:
    named = select(rounds.c.matter).where(or_(_within(rounds.c.file, part), _within(rounds.c.by, part)))
    said = or_(*(_within(column, part) for column in (decisions.c.words, decisions.c.wording, decisions.c.by, decisions.c.finding)))
    where = [rounds.c.matter.in_(named), rounds.c.matter.in_(select(decisions.c.matter).where(said))]
    if searches.sought(part):
        where.append(rounds.c.id.in_(searches.found(part)))
    if (days := searches.days(part)) is not None:
        own = rounds.alias("own")  # any round of the matter
        where.append(rounds.c.matter.in_(select(own.c.matter).where(_on(own.c.received, days))))
        where += [rounds.c.matter.in_(select(decisions.c.matter).where(_on(decisions.c.at, days))), rounds.c.signed.startswith(days.written)]
    return or_(*where)


def _on(moment: ColumnElement[str], days: searches.Days) -> ColumnElement[bool]:
    return and_(moment >= days.begin, moment < days.end)


def _within(column: ColumnElement[str], part: str) -> ColumnElement[bool]:
    """Whether the column has the words, in capitals or not; no sign is a wildcard."""
    return func.instr(func.lower(column), literal(part.lower(), Words)) > 0


def stamp(connection: Connection) -> str:
    """How many rounds there are, and the latest round and review: no two states of the rows across contracts have all the same."""
    found = connection.execute(select(func.count(), func.max(rounds.c.id), func.max(rounds.c.review), func.total(rounds.c.review))).one()
    return "/".join(map(str, found))


def matters_at(connection: Connection, when: str) -> tuple[Matter, ...]:
    """The matters as they stood at that moment, by what is still stored."""
    asked = select(*ROUND, *_HEADS).where(rounds.c.received <= when).order_by(rounds.c.matter, rounds.c.number)
    then = {m.id: m for m in _grouped(connection.execute(asked), {})}
    of = {(row[0], row[1]): row[2] for row in connection.execute(select(rounds.c.matter, rounds.c.number, func.count()).join(finding_rows, finding_rows.c.round == rounds.c.id).where(AGAINST, rounds.c.received <= when).group_by(rounds.c.id))}
    settled = _settled(connection, when)
    return tuple(replace(m, undecided=of.get((m.id, m.latest.number), 0) - settled.get((m.id, m.latest.number), 0)) for m in then.values())


def _settled(connection: Connection, when: str) -> dict[tuple[str, int], int]:
    """Of each round how many findings against us had a verdict at that moment."""
    columns = [decisions.c.matter, decisions.c.round, *DECISION]
    joined = select(*columns).join(rounds, and_(rounds.c.matter == decisions.c.matter, rounds.c.number == decisions.c.round)).join(finding_rows, and_(finding_rows.c.round == rounds.c.id, finding_rows.c.finding == decisions.c.finding))
    by_round: dict[tuple[str, int], list[Decision]] = {}
    for matter, number, *row in connection.execute(joined.where(AGAINST, decisions.c.at <= when).order_by(decisions.c.number)):
        by_round.setdefault((matter, number), []).append(decision(row))
    return {key: sum(s.verdict != "open" for s in agreed.standings(made).values()) for key, made in by_round.items()}


def _grouped(rows: Iterable[Sequence[Any]], undecided: dict[str, int]) -> tuple[Matter, ...]:
    """The matters of their rounds' rows, which come matter by matter and in order; the one with the latest round first."""
    held: dict[str, tuple[list[Round], Sequence[Any]]] = {}
    for row in rows:
        one = _round(row[:_WIDTH])
        held[one.matter] = ([*held[one.matter][0], one] if one.matter in held else [one], row[_WIDTH:])
    found = [
        Matter(id=id, title=title, customer=customer, carrier=carrier, signed=signed, template=fitted, rounds=tuple(own), total=total, level=level, undecided=undecided.get(id, 0))
        for id, (own, (title, customer, carrier, signed, fitted, total, level)) in held.items()
    ]
    return tuple(sorted(found, key=lambda m: m.latest.received, reverse=True))


def state(connection: Connection) -> tuple[int, ...]:
    """How many rounds and decisions there ever were, how many matters there are, and the latest review: what every change changes.

    A file's time would not do: it is another before what was written can be read.
    """
    ever = select(func.coalesce(func.sum(_sequence.c.seq), 0)).where(_sequence.c.name.in_(("rounds", "decisions")))
    asked = select(ever.scalar_subquery(), select(func.count()).select_from(matters).scalar_subquery(), select(func.coalesce(func.max(reviews.c.id), 0)).scalar_subquery())
    return tuple(map(int, connection.execute(asked).one()))


def _round(row: Sequence[Any]) -> Round:
    return Round(**dict(zip((c.name for c in ROUND), row, strict=True)))


def decided(connection: Connection, matter: str, round: int | None, finding: str | None = None, after: int = 0) -> tuple[Decision, ...]:
    """The decisions on a matter, in the order in which they were stored."""
    asked = select(*DECISION).where(decisions.c.matter == matter, decisions.c.number > after)
    if round is not None:
        asked = asked.where(decisions.c.round == round)
    if finding is not None:
        asked = asked.where(decisions.c.finding == finding)
    return tuple(decision(row) for row in connection.execute(asked.order_by(decisions.c.number)))


def worded(connection: Connection, matter: str, round: int, id: int, clause: str, finding: str, after: int) -> list[Decision]:
    """The later decisions by which the clause's wording was changed on other findings: accepted with wording, or taken back."""
    others = select(finding_rows.c.finding).where(finding_rows.c.round == id, finding_rows.c.clause == clause, finding_rows.c.finding != finding)
    asked = select(*DECISION).where(decisions.c.matter == matter, decisions.c.round == round, decisions.c.number > after, decisions.c.finding.in_(others))
    return [decision(row) for row in connection.execute(asked.where(decisions.c.act.in_(("accepted", "rejected", "marked", "undone"))).order_by(decisions.c.number))]


def history(connection: Connection, limit: int, search: str, by: str, before: int | None, matter: str = "") -> tuple[HistoryRow, ...]:
    """The latest decisions over all matters, the latest first."""
    row = finding_rows.c
    asked: Select[Any] = (
        select(*DECISION, decisions.c.matter, rounds.c.title, decisions.c.round, func.coalesce(row.code, ""), func.coalesce(row.type, ""), func.coalesce(row.place, ""), func.coalesce(row.message, ""), func.coalesce(row.message_en, ""))
        .join(rounds, and_(rounds.c.matter == decisions.c.matter, rounds.c.number == decisions.c.round))
        .outerjoin(finding_rows, and_(row.round == rounds.c.id, row.finding == decisions.c.finding))
    )  # fmt: skip
    for part in searches.parts(search):
        within = (decisions.c.words, decisions.c.wording, decisions.c.by, decisions.c.finding, rounds.c.title, rounds.c.file, rounds.c.customer, rounds.c.carrier, row.message, row.message_en)
        days = searches.days(part)
        asked = asked.where(or_(*(_within(column, part) for column in within), *([_on(decisions.c.at, days)] if days else [])))
    asked = asked.where(decisions.c.by == by) if by else asked
    asked = asked.where(decisions.c.matter == matter) if matter else asked
    asked = asked.where(decisions.c.number < before) if before is not None else asked
    width = len(DECISION)
    names = ("matter", "title", "round", "code", "type", "place", "message", "message_en")
    return tuple(HistoryRow(decision=decision(found[:width]), **dict(zip(names, found[width:], strict=True))) for found in connection.execute(asked.order_by(decisions.c.number.desc()).limit(limit)))


def scores(connection: Connection) -> tuple[ScoreRow, ...]:
    """Every round's score, in the order in which they came."""
    columns = (rounds.c.matter, rounds.c.title, rounds.c.number, rounds.c.received, rounds.c.total, rounds.c.level, matters.c.latest == rounds.c.id)
    names = ("matter", "title", "round", "received", "total", "level", "latest")
    return tuple(ScoreRow(**dict(zip(names, row, strict=True))) for row in connection.execute(select(*columns).join(matters, matters.c.id == rounds.c.matter).order_by(rounds.c.id)))


def people(connection: Connection) -> tuple[str, ...]:
    """Everyone who stored a round, decided, or was assigned to, by name."""
    asked = select(decisions.c.by).union(select(rounds.c.by), select(decisions.c.words).where(decisions.c.act == "assigned"))
    return tuple(sorted(name for name in connection.execute(asked).scalars() if name))
