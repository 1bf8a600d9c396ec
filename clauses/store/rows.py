"""Rows of the tables <-> nouns of the model; nothing of SQLAlchemy's leaves the package."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import Column, ColumnElement, Connection, Table, delete, insert, select, update

from clauses import agreed
from clauses.model import ContractReview, Decision, Library, Round
from clauses.register import Rows, party
from clauses.store.schema import decisions, finding_rows, matters, notice_rows, rounds, term_rows

Row = TypeVar("Row")
ROUND = [rounds.c[f.name] for f in fields(Round)]
DECISION = [decisions.c[f.name] for f in fields(Decision)]
LONGEST = 300  # characters of a title or a party's name in a list
WORDS = ("quote", "message", "message_en")  # the longest of a finding's texts
_HEAD = ("title", "customer", "carrier", "signed")  # of a contract, kept with its round


def now() -> str:
    """This moment in UTC, as it is stored: ISO 8601 with microseconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f+00:00")


def decision(row: Sequence[Any]) -> Decision:
    """The decision of a row of DECISION's columns."""
    return Decision(**dict(zip((f.name for f in fields(Decision)), row, strict=True)))


def heads(review: ContractReview, library: Library) -> dict[str, Any]:
    """What a round keeps of its review, so that lists need not open it."""
    contract = review.facts.contract
    return {
        "title": _cut(contract.title), "customer": _cut(party(review, "customer")), "carrier": _cut(party(review, "carrier")), "signed": contract.signed,
        "fitted": review.facts.template.id if review.facts.template else None, "total": review.score.total, "level": review.score.level,
        "standard": review.facts.template.version if review.facts.template else "", "playbook": library.playbooks[review.side].version,
    }  # fmt: skip


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[:LONGEST]}…"


def put(connection: Connection, round: int, made: Rows) -> None:
    """The rows of the round are these."""
    drop(connection, round)
    for table, some in zip((finding_rows, term_rows, notice_rows), made, strict=True):
        names = [c.name for c in table.c if c.name not in ("round", "n")]
        if some:
            connection.execute(insert(table), [{"round": round, "n": n, **{name: getattr(row, name) for name in names}} for n, row in enumerate(some)])


def drop(connection: Connection, round: int, tables: Sequence[Table] = (finding_rows, term_rows, notice_rows)) -> None:
    """The round has no rows in these tables."""
    for table in tables:
        connection.execute(delete(table).where(table.c.round == round))


def restand(connection: Connection, matter: str, round: int, number: int, finding: str | None = None) -> None:
    """The findings' rows say where they stand now.

    Args:
        connection: in a transaction that writes.
        matter: the matter's id.
        round: the round's id. number: its number.
        finding: the one that was decided on; None = all.
    """
    chosen = select(*DECISION).where(decisions.c.matter == matter, decisions.c.round == number).order_by(decisions.c.number)
    of = finding_rows.c.round == round
    if finding is None:
        connection.execute(update(finding_rows).where(of).values(verdict="open", assigned="", decided_by="", decided_at=""))
    else:
        chosen = chosen.where(decisions.c.finding == finding)
    for id, standing in agreed.standings(map(decision, connection.execute(chosen))).items():
        decided = standing.decided
        values = {"verdict": standing.verdict, "assigned": standing.assigned, "decided_by": decided.by if decided else "", "decided_at": decided.at if decided else ""}
        connection.execute(update(finding_rows).where(of, finding_rows.c.finding == id).values(**values))


def register(connection: Connection, noun: type[Row], table: Table, *where: ColumnElement[bool], matter: str | None = None, order: Sequence[Column[Any]] = (), without: Sequence[str] = ()) -> tuple[Row, ...]:
    """The rows of the matters' latest rounds (of one matter, or of all) as nouns of the model, each with its matter's id and head.

    Args:
        connection: that reads.
        noun: what a row becomes. table: where it stands.
        where: which rows. matter: of this one alone. order: how they follow each other.
        without: texts that are left "", because reading them takes longer than all else.
    """
    names = [f.name for f in fields(noun)]  # type: ignore[arg-type]
    of = (matters.c.id == matter,) if matter is not None else ()
    shared = [name for name in _HEAD if name in names]
    latest = select(rounds.c.id, matters.c.id, *(rounds.c[name] for name in shared)).join(matters, matters.c.latest == rounds.c.id).where(*of)
    unread = dict.fromkeys(without, "")
    heads = {row[0]: {**dict(zip(("matter", *shared), row[1:], strict=True)), **unread} for row in connection.execute(latest)}
    own = [name for name in names if name != "matter" and name not in shared and name not in without]
    asked = select(table.c.round, *(table.c[name] for name in own)).where(table.c.round.in_(select(matters.c.latest).where(*of)), *where)
    asked = asked.order_by(*(order or (table.c.round.desc(), table.c.n)))
    return tuple([_made(noun, heads[row[0]], own, row[1:]) for row in connection.execute(asked).all()])


def _made(noun: type[Row], head: Mapping[str, Any], names: Sequence[str], row: Sequence[Any]) -> Row:
    """The noun with these values; 50,000 in a list, for which a frozen dataclass's own way of setting its fields is too slow."""
    made = object.__new__(noun)
    made.__dict__.update(head)
    made.__dict__.update(zip(names, row))  # noqa: B905 - as many as were asked for
    return made
