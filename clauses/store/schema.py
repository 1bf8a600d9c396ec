"""The tables of the store, their version, and how a store of an earlier version becomes one of this."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Engine,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    select,
    update,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from clauses import saved
from clauses.model import Said
from clauses.store import searches
from clauses.store.refusals import Newer, damaged

VERSION = 6
APPLICATION = 0x434C4155  # tells the store's file from any other SQLite file
PATIENCE = 20.0  # seconds for another process that is making the file


class Words(TypeDecorator[str]):  # type: ignore[misc, unused-ignore]
    """Text as it is; half a surrogate pair, which a damaged file can hold and SQLite cannot, becomes a question mark."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else value.encode("utf-8", "replace").decode("utf-8")


class Exact(TypeDecorator[Decimal]):  # type: ignore[misc, unused-ignore]
    """A Decimal, digit by digit."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


metadata = MetaData()


def _number(name: str, *more: Any, **options: Any) -> Column[int]:
    return Column(name, Integer, *more, nullable=False, **options)


def _text(name: str, *more: Any, **options: Any) -> Column[str]:
    return Column(name, Words, *more, **{"nullable": False, **options})


def _of_round() -> list[Column[Any]]:
    return [_number("round", ForeignKey("rounds.id", ondelete="CASCADE"), primary_key=True), _number("n", primary_key=True)]


matters = Table("matters", metadata, _text("id", primary_key=True), Column("latest", Integer, index=True))
reviews = Table("reviews", metadata, _number("id", primary_key=True), Column("content", LargeBinary, nullable=False))
rounds = Table(
    "rounds", metadata,
    _number("id", primary_key=True), _text("matter", ForeignKey("matters.id", ondelete="CASCADE")), _number("number"), _text("file"), _text("sha256", index=True), _number("part"), _text("view"), _text("side"),
    _text("template", nullable=True), _text("received", index=True), _text("by"), Column("partial", Boolean, nullable=False), _number("review", ForeignKey("reviews.id"), index=True),
    _text("title"), _text("customer"), _text("carrier"), _text("signed", nullable=True), _text("fitted", nullable=True), _number("total"), _text("level"),
    _text("standard", server_default=""), _text("playbook", server_default=""),
    UniqueConstraint("matter", "number"), sqlite_autoincrement=True,
)  # fmt: skip
decisions = Table(
    "decisions", metadata,
    _number("number", primary_key=True), _text("matter", ForeignKey("matters.id", ondelete="CASCADE")), _number("round"), _text("finding"), _text("act"), _text("by", index=True), _text("at", index=True),
    _text("words"), _text("wording", nullable=True), Column("undoes", Integer), Column("carried_from", Integer),
    Index("decisions_of", "matter", "round", "finding"), sqlite_autoincrement=True,
)  # fmt: skip
finding_rows = Table(
    "finding_rows", metadata, *_of_round(),
    _text("finding"), _text("code"), _text("type"), _text("severity"), _text("certainty"), _text("favours"), _number("score"), _text("clause", nullable=True), _text("place"), _text("quote"),
    _text("message"), _text("message_en"), Column("amount", Exact), _text("currency"), _text("verdict"), _text("assigned"), _text("decided_by"), _text("decided_at"), _text("scenario", server_default=""),
    Index("finding_of", "round", "finding"), sqlite_with_rowid=False,
)  # fmt: skip
term_rows = Table(
    "term_rows", metadata, *_of_round(),
    _text("clause"), _text("place"), _text("type"), _text("who"), _text("field"), Column("value", Exact), Column("yearly", Exact), _text("quote"), _text("severity"), _text("said"), _text("of"),
    Index("term_of", "type", "field"), sqlite_with_rowid=False,
)  # fmt: skip
notice_rows = Table(
    "notice_rows", metadata, *_of_round(),
    _text("kind"), _text("day", index=True), _text("clause"), _text("place"), _text("quote"), Column("renews", Boolean, nullable=False), Column("counted", Boolean, nullable=False), _text("finding"),
    Column("limited", Boolean, nullable=False, server_default="0"), sqlite_with_rowid=False,
)  # fmt: skip
texts = Table("texts", metadata, _number("round", ForeignKey("rounds.id", ondelete="CASCADE"), primary_key=True), Column("words", LargeBinary, nullable=False))
leaving = Table("leaving", metadata, _text("sha256", primary_key=True))  # files to be removed when no round needs them


def prepare(engine: Engine, folder: Path) -> None:
    """The store's file has the tables of this version, whatever earlier version wrote it.

    Raises:
        Newer: a later version wrote it; it is left as it is.
        Damaged: it is none of this program's; it is left as it is.
    """
    with engine.connect() as connection:
        version = _version(connection, folder)
    _to_wal(engine)
    if version < VERSION:
        with engine.execution_options(writes=True).begin() as connection:
            _migrate(connection, _version(connection, folder))


def _version(connection: Connection, folder: Path) -> int:
    """The version of the file, 0 of one that is new.

    Raises:
        Newer: it is later than this program's.
        Damaged: the file is another program's, or has lost its tables.
    """
    version, application, held = (int(connection.exec_driver_sql(asked).scalar_one()) for asked in ("PRAGMA user_version", "PRAGMA application_id", "SELECT count(*) FROM sqlite_master"))
    if (version or held) and application != APPLICATION:
        raise damaged(folder)
    if version > VERSION:
        raise Newer(Said(f"存档由更新版本的程序写成（存档版本 {version}，本程序只到 {VERSION}）", f"The store was written by a later version of the program (store version {version}; this program knows up to {VERSION})"), Said("请升级本程序后再打开；存档未作任何改动", "update this program and open it again; the store was not changed"))
    return version


def _to_wal(engine: Engine) -> None:
    """Readers and a writer do not wait for each other from now on; where the disk does not allow it they do."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            raw = engine.raw_connection()
            try:
                cursor = raw.cursor()
                if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                    cursor.execute("PRAGMA journal_mode=WAL")
                return
            finally:
                raw.close()
        except Exception as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.05)


def _migrate(connection: Connection, version: int) -> None:
    if version == 0:
        metadata.create_all(connection)
        connection.exec_driver_sql(searches.INDEX)
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION}")
    for step in range(version or VERSION, VERSION):
        STEPS[step](connection)
    connection.exec_driver_sql(f"PRAGMA user_version={VERSION}")


def _to_2(connection: Connection) -> None:
    """Decisions say what they were carried from; the words of contracts can be searched."""
    connection.exec_driver_sql("ALTER TABLE decisions ADD COLUMN carried_from INTEGER")
    connection.exec_driver_sql("CREATE TABLE texts (round INTEGER NOT NULL, words BLOB NOT NULL, PRIMARY KEY (round), FOREIGN KEY(round) REFERENCES rounds (id) ON DELETE CASCADE)")
    connection.exec_driver_sql(searches.INDEX)
    stored = select(rounds.c.id, rounds.c.part, rounds.c.file, reviews.c.content).join(reviews, reviews.c.id == rounds.c.review).join(matters, matters.c.latest == rounds.c.id)
    for id, part, file, content in connection.execute(stored).all():
        try:
            contract = saved.loads(content).contracts[part]
        except (saved.Outdated, IndexError):
            continue  # it is found by its title no more than before, until it is reviewed anew
        searches.put(connection, id, searches.words(contract, file))


def _to_3(connection: Connection) -> None:
    """Findings say by which scenario their money is measured."""
    connection.exec_driver_sql("ALTER TABLE finding_rows ADD COLUMN scenario VARCHAR DEFAULT '' NOT NULL")
    stored = select(rounds.c.id, rounds.c.part, reviews.c.content).join(reviews, reviews.c.id == rounds.c.review).join(matters, matters.c.latest == rounds.c.id)
    for id, part, content in connection.execute(stored).all():
        try:
            findings = saved.loads(content).contracts[part].findings
        except (saved.Outdated, IndexError):
            continue  # what it cannot reckon is not counted, until it is reviewed anew
        for finding in findings:
            if finding.scenario:
                connection.execute(update(finding_rows).where(finding_rows.c.round == id, finding_rows.c.finding == finding.id).values(scenario=finding.scenario))


def _to_4(connection: Connection) -> None:
    """A term may be said in words, and a number says of what it is; those stored before do when they are reviewed anew."""
    columns = "round, n, clause, place, type, who, field, value, yearly, quote, severity"
    connection.exec_driver_sql("DROP INDEX term_of")
    connection.exec_driver_sql("ALTER TABLE term_rows RENAME TO term_rows_2")
    connection.exec_driver_sql(
        "CREATE TABLE term_rows (round INTEGER NOT NULL, n INTEGER NOT NULL, clause VARCHAR NOT NULL, place VARCHAR NOT NULL, type VARCHAR NOT NULL, who VARCHAR NOT NULL, field VARCHAR NOT NULL, "
        "value VARCHAR, yearly VARCHAR, quote VARCHAR NOT NULL, severity VARCHAR NOT NULL, said VARCHAR NOT NULL, of VARCHAR NOT NULL, "
        "PRIMARY KEY (round, n), FOREIGN KEY(round) REFERENCES rounds (id) ON DELETE CASCADE) WITHOUT ROWID"
    )
    connection.exec_driver_sql(f"INSERT INTO term_rows ({columns}, said, of) SELECT {columns}, '', '' FROM term_rows_2")
    connection.exec_driver_sql("DROP TABLE term_rows_2")
    connection.exec_driver_sql("CREATE INDEX term_of ON term_rows (type, field)")


def _to_5(connection: Connection) -> None:
    """Rounds say which versions they were reviewed with; of those stored before the standard's is known, the playbook's is not."""
    for name in ("standard", "playbook"):
        connection.exec_driver_sql(f"ALTER TABLE rounds ADD COLUMN {name} VARCHAR DEFAULT '' NOT NULL")
    stored = select(rounds.c.id, rounds.c.fitted, reviews.c.content).join(reviews, reviews.c.id == rounds.c.review).where(rounds.c.fitted.is_not(None))
    for id, fitted, content in connection.execute(stored).all():
        version = saved.version_of(content, fitted)
        if version:
            connection.execute(update(rounds).where(rounds.c.id == id).values(standard=version))


def _to_6(connection: Connection) -> None:
    """A day says whether its contract renews itself only so many times; those stored before do when they are reviewed anew."""
    connection.exec_driver_sql("ALTER TABLE notice_rows ADD COLUMN limited BOOLEAN DEFAULT '0' NOT NULL")


STEPS: Mapping[int, Callable[[Connection], None]] = {1: _to_2, 2: _to_3, 3: _to_4, 4: _to_5, 5: _to_6}
