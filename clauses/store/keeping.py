"""Rounds coming into the store and going out of it; every function here is called within a transaction that writes."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from clauses.model import ContractReview, Decision, Library, Said
from clauses.register import Rows
from clauses.store import rows, searches
from clauses.store.refusals import NotStored, Overtaken, StoreError
from clauses.store.schema import decisions, finding_rows, leaving, matters, notice_rows, reviews, rounds, term_rows


@dataclass(frozen=True, kw_only=True)
class Asked:
    """How a file was to be reviewed, and what it is: the same of two files makes them one."""

    sha256: str
    view: str
    side: str
    template: str | None

    @property
    def alike(self) -> tuple[ColumnElement[bool], ...]:
        """Of rounds with this very file, reviewed this way."""
        return rounds.c.sha256 == self.sha256, rounds.c.view == self.view, rounds.c.side == self.side, rounds.c.template.is_not_distinct_from(self.template)


def same(connection: Connection, asked: Asked, part: int, matter: str | None) -> str | None:
    """The matter that has this very file, reviewed this way, already; of a matter that is named, only its latest round counts.

    Raises:
        NotStored: there is no such matter.
    """
    alike = select(rounds.c.matter).where(*asked.alike, rounds.c.part == part)
    if matter is None:
        there: str | None = connection.execute(alike.order_by(rounds.c.id.desc())).scalar()
        return there
    latest = connection.execute(select(matters.c.latest).where(matters.c.id == matter)).scalar()
    if latest is None:
        raise no_matter()
    there = connection.execute(alike.where(rounds.c.id == latest)).scalar()
    return there


def add(connection: Connection, matter: str | None, *, asked: Asked, part: int, file: str, by: str, partial: bool, review: int, contract: ContractReview, library: Library, made: Rows) -> str:
    """The contract is its matter's latest round; the matter's id, a new one where it had none."""
    if matter is None:
        matter, before = f"m-{secrets.token_hex(6)}", None
        connection.execute(insert(matters), {"id": matter, "latest": None})
    else:
        before = connection.execute(select(matters.c.latest).where(matters.c.id == matter)).scalar()
    number = (connection.execute(select(func.max(rounds.c.number)).where(rounds.c.matter == matter)).scalar() or 0) + 1
    values = {
        "matter": matter, "number": number, "file": file, "sha256": asked.sha256, "part": part, "view": asked.view, "side": asked.side, "template": asked.template,
        "received": rows.now(), "by": by, "partial": partial, "review": review, **rows.heads(contract, library),
    }  # fmt: skip
    id = _new(connection.execute(insert(rounds), values).inserted_primary_key)
    connection.execute(update(matters).where(matters.c.id == matter).values(latest=id))
    if before is not None:  # its findings stay, for how things stood then
        rows.drop(connection, before, (term_rows, notice_rows))
        searches.drop(connection, before)
    fill(connection, id, contract, file, made)
    connection.execute(delete(leaving).where(leaving.c.sha256 == asked.sha256))
    return matter


def fill(connection: Connection, id: int, contract: ContractReview, file: str, made: Rows) -> None:
    """The round's rows and the words that it is found by are the contract's."""
    rows.put(connection, id, made)
    searches.put(connection, id, searches.words(contract, file))


def add_review(connection: Connection, content: bytes) -> int:
    """The id of the review's bytes, which are stored."""
    return _new(connection.execute(insert(reviews), {"content": content}).inserted_primary_key)


def carry(connection: Connection, matter: str, carried: Sequence[Decision], seen: int | None, own: Sequence[Decision] = ()) -> None:
    """The decisions stand on the matter's latest round too, by whom and when they were made.

    Args:
        connection: in a transaction that writes.
        matter: the matter's id.
        carried: decisions on its round before. seen: the number of the latest that they were made from.
        own: decisions on the latest round itself, made while it was stored as another matter.

    Raises:
        Overtaken: others decided on the matter after the decision `seen`.
        StoreError: a decision is on no finding of the round, or takes another back that is not carried.
    """
    if seen is not None:
        later = select(*rows.DECISION).where(decisions.c.matter == matter, decisions.c.number > seen).order_by(decisions.c.number)
        if others := [rows.decision(row) for row in connection.execute(later)]:
            raise Overtaken(others, Said("收到新一稿期间又有新的决定，新一稿未保存", "New decisions were made while the new draft came in; the new draft was not saved"))
    id, number = latest(connection, matter)
    became: dict[int, int] = {}
    known = set(connection.execute(select(finding_rows.c.finding).where(finding_rows.c.round == id)).scalars())
    for one in sorted((*carried, *own), key=lambda d: d.number):
        if one.finding not in known or (one.undoes is not None and one.undoes not in became):
            raise StoreError(Said("沿用到新一稿的决定不完整，新一稿未保存", "The decisions carried to the new draft are incomplete; the new draft was not saved"), Said("请重新上传新一稿", "upload the new draft again"))
        values = {**_values(one, matter, number), "undoes": None if one.undoes is None else became[one.undoes], "carried_from": one.carried_from if one in own else one.number or None}
        became[one.number] = _new(connection.execute(insert(decisions), values).inserted_primary_key)
    rows.restand(connection, matter, id, number)


def add_decision(connection: Connection, matter: str, number: int, decision: Decision) -> int:
    """The number of the decision, which is stored."""
    return _new(connection.execute(insert(decisions), _values(decision, matter, number)).inserted_primary_key)


def latest(connection: Connection, matter: str) -> tuple[int, int]:
    """The id and the number of the matter's latest round.

    Raises:
        NotStored: there is no such matter.
    """
    found = connection.execute(select(rounds.c.id, rounds.c.number).join(matters, matters.c.latest == rounds.c.id).where(matters.c.id == matter)).first()
    if found is None:
        raise no_matter()
    return found[0], found[1]


def drop(connection: Connection, matter: str) -> None:
    """The matter is gone with its rounds, decisions and rows; files that no other round needs are to leave.

    Raises:
        NotStored: there is no such matter.
    """
    held = connection.execute(select(rounds.c.id, rounds.c.sha256, rounds.c.review).where(rounds.c.matter == matter)).all()
    if not held:
        raise no_matter()
    for id, _, _ in held:
        searches.drop(connection, id)
    connection.execute(delete(matters).where(matters.c.id == matter))
    connection.execute(delete(reviews).where(reviews.c.id.in_({review for _, _, review in held}), ~select(rounds.c.id).where(rounds.c.review == reviews.c.id).exists()))
    for sha256 in {sha256 for _, sha256, _ in held}:
        if connection.execute(select(rounds.c.id).where(rounds.c.sha256 == sha256)).first() is None:
            connection.execute(insert(leaving).prefix_with("OR IGNORE"), {"sha256": sha256})


def no_matter() -> NotStored:
    return NotStored(Said("没有这份合同的存档，可能已被删除", "This contract is not in the store; it may have been deleted"), Said("请在记录中重新选择", "choose again in the history"))


def _values(decision: Decision, matter: str, number: int) -> dict[str, Any]:
    return {"matter": matter, "round": number, **{name: getattr(decision, name) for name in ("finding", "act", "by", "at", "words", "wording", "undoes", "carried_from")}}


def _new(key: Any) -> int:
    return int(key[0])
