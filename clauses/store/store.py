"""The store as its callers see it: one folder, asked and told in single calls, each of which is done whole or not at all."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, func, select, update

from clauses import saved
from clauses.model import (
    Decision,
    FindingRow,
    HistoryRow,
    Library,
    Matter,
    NoticeRow,
    Review,
    Round,
    Said,
    ScoreRow,
    Side,
    TermRow,
    View,
)
from clauses.register import rows as registered
from clauses.store import asking, keeping, rows, schema, searches
from clauses.store.connections import FILE, connect
from clauses.store.files import Files
from clauses.store.refusals import NotStored, Overtaken, StoreError, damaged, refusing

NOTHING: Mapping[str, Sequence[Decision]] = {}


class Store:
    """Matters with their rounds, reviews, files and decisions, in a folder of the user's; for any number of threads and processes.

    Every method raises `StoreError` (Locked, Damaged, Full, Forbidden) where the disk or the database does not let it; nothing
    is then changed.
    """

    def __init__(self, folder: Path, engine: Engine) -> None:
        self.folder = folder
        self._engine = engine
        self._writer = engine.execution_options(writes=True)
        self._files = Files(folder / "files")
        self._turn = threading.Lock()  # threads wait in line for it; for the file itself they would only try again and again

    @classmethod
    def open(cls, folder: Path) -> Store:
        """The store in that folder, made where there is none, migrated where an earlier version made it.

        Raises:
            Newer: a later version wrote it.
            Damaged: it is damaged, or not this program's; it is left as it is.
            Locked, Full, Forbidden: as the case is.
        """
        folder = folder.expanduser().absolute()
        with refusing(folder):
            if (folder / "files").is_dir() and any((folder / "files").glob("??/*")) and not ((folder / FILE).is_file() and (folder / FILE).stat().st_size):
                raise damaged(folder)  # files without their matters: the database was lost
            engine = connect(folder)
            schema.prepare(engine, folder)
            store = cls(folder, engine)
            store._files.sweep()
            store._clear()
            store._sweep()
        return store

    def close(self) -> None:
        """No file of the store is open; it opens them again when it is asked."""
        self._engine.dispose()

    # -- matters and rounds ---------------------------------------------------------------------------------------------

    def keep(
        self,
        review: Review,
        content: bytes,
        *,
        by: str,
        library: Library,
        template: str | None = None,
        matters: Sequence[str | None] = (),
        carried: Mapping[str, Sequence[Decision]] = NOTHING,
        seen: int | None = None,
        instead: str | None = None,
    ) -> tuple[Matter, ...]:
        """The matters of the file's contracts, each with this review as its latest round.

        The very same file with the same side, view and template is stored once: its matters are returned as they are.

        Args:
            review: of the file.
            content: the file's bytes.
            by: who had it reviewed.
            library: its vocabulary says which terms are numbers.
            template: the standard that was asked for; None: the fitting one was chosen.
            matters: for each contract of the file the matter that it is the next round of; None, or fewer: a new matter.
            carried: by matter, the decisions of its round before that hold for this one, under this round's finding ids.
            seen: the number of the latest decision that `carried` was made from.
            instead: a matter that was stored for this file and proves to be a draft of one in `carried`: what was decided on it stands
                on the draft, and it is gone.

        Raises:
            NotStored: a matter that is named does not exist.
            Overtaken: others decided on a matter after `seen`, or gave it this very draft, so that what was decided on `instead`
                would be lost.
        """
        asked = keeping.Asked(sha256=hashlib.sha256(content).hexdigest(), view=review.source.view, side=review.contracts[0].side, template=template)
        made = [registered(contract, library, "") for contract in review.contracts]
        saved_review = saved.dumps(review)
        with refusing(self.folder):
            self._files.put(content, asked.sha256)
        ids: list[str] = []
        with self._writing() as connection:
            if not self._files.holds(asked.sha256):  # a matter that was deleted meanwhile took it along
                self._files.put(content, asked.sha256)
            stored: int | None = None
            own = asking.decided(connection, instead, None) if instead else ()
            joined = not own
            for part, contract in enumerate(review.contracts):
                named = matters[part] if part < len(matters) else None
                there = keeping.same(connection, asked, part, named)
                if there is None:
                    stored = keeping.add_review(connection, saved_review) if stored is None else stored
                    there = keeping.add(connection, named, asked=asked, part=part, file=review.file, by=by, partial=bool(review.problems), review=stored, contract=contract, library=library, made=made[part])
                    if named is not None and named in carried:
                        keeping.carry(connection, named, carried[named], seen, own=own)
                        joined = True
                ids.append(there)
            if instead is not None and instead not in ids:
                if not joined:
                    raise Overtaken((), Said("这一稿已由他人并入该合同，您在此前作的决定没有并入，仍在原处", "Someone else has already joined this draft to that contract; the decisions you had made were not joined and stay where they are"), Said("请打开两份合同对照，再决定删除哪一份", "open both contracts and compare them before you delete one"))
                keeping.drop(connection, instead)
            found = {m.id: m for m in asking.all_matters(connection, schema.matters.c.id.in_(ids))}
        return tuple(found[id] for id in ids)

    def renew(self, matter: str, review: Review, *, library: Library, round: int | None = None) -> Matter:
        """The matter's latest round has this review of the same file; its decisions stand. So have other contracts of that file.

        Args:
            matter: the matter's id.
            review: of the round's file.
            library: its vocabulary says which terms are numbers.
            round: the number of the round that was reviewed; None: the latest.

        Raises:
            NotStored: there is no such matter.
            Overtaken: a new round came meanwhile.
            StoreError: the file is now parted into fewer contracts.
        """
        made = [registered(contract, library, "") for contract in review.contracts]
        content = saved.dumps(review)
        with self._writing() as connection:
            id, newest = keeping.latest(connection, matter)
            if round not in (None, newest):
                raise Overtaken((), Said(f"重新审查期间收到了第 {newest} 稿，第 {round} 稿的审查结果未保存", f"Draft {newest} came in during the review; the new review of draft {round} was not saved"), Said("请打开最新一稿再看", "open the latest draft"))
            old = select(schema.rounds.c.review).where(schema.rounds.c.id == id).scalar_subquery()
            of = connection.execute(select(schema.rounds.c.id, schema.rounds.c.matter, schema.rounds.c.number, schema.rounds.c.part, schema.rounds.c.file, schema.rounds.c.review).where(schema.rounds.c.review == old)).all()
            for own, owner, number, part, file, _ in of:
                if part >= len(review.contracts):
                    raise StoreError(Said("重新审查后，这个文件里的合同份数变少了，未替换原来的审查结果", "The file now holds fewer contracts than before; the former review was kept"), Said("请把它作为新的合同保存", "save it as a new contract"))
                contract = review.contracts[part]
                connection.execute(update(schema.rounds).where(schema.rounds.c.id == own).values(partial=bool(review.problems), **rows.heads(contract, library)))
                searches.drop(connection, own)
                keeping.fill(connection, own, contract, file, made[part])
                rows.restand(connection, owner, own, number)
            stored = keeping.add_review(connection, content)  # another number, by which `state` and `stamp` tell that the rows are others
            connection.execute(update(schema.rounds).where(schema.rounds.c.review == of[0].review).values(review=stored))
            connection.execute(delete(schema.reviews).where(schema.reviews.c.id == of[0].review))
            return asking.all_matters(connection, schema.matters.c.id == matter)[0]

    def matters(self, search: str = "") -> tuple[Matter, ...]:
        """The matters, those whose latest round came last first.

        Args:
            search: words parted by blanks, of any length; each must be in the latest round's title, parties, findings or clauses, in
                the name of one of the matter's files, in a decision on it, or be a day (month, year) of a round, a decision or
                the signature.
        """
        with self._reading() as connection:
            return asking.all_matters(connection, *((asking.containing(search),) if searches.sought(search) else ()))

    def matter(self, id: str) -> Matter:
        """The matter of that id.

        Raises:
            NotStored: there is none.
        """
        with self._reading() as connection:
            found = asking.all_matters(connection, schema.matters.c.id == id)
        if not found:
            raise keeping.no_matter()
        return found[0]

    def rounds(self, content: bytes, *, side: Side, view: View = "accepted", template: str | None = None) -> tuple[Round, ...]:
        """The latest round of each contract of this very file, reviewed this way, so that it need not be reviewed again; () where it is not stored."""
        asked = keeping.Asked(sha256=hashlib.sha256(content).hexdigest(), view=view, side=side, template=template)
        with self._reading() as connection:
            return asking.latest_rounds(connection, *asked.alike)

    def review(self, round: Round) -> Review:
        """The review of the file that the round came in; the round's contract is `contracts[round.part]`.

        Raises:
            NotStored: there is no such round.
            Outdated: this program cannot read what an earlier one stored; `renew` it with a review of `file(round)`.
        """
        asked = select(schema.reviews.c.content).join(schema.rounds, schema.rounds.c.review == schema.reviews.c.id).where(schema.rounds.c.matter == round.matter, schema.rounds.c.number == round.number)
        with self._reading() as connection:
            content = connection.execute(asked).scalar()
        if content is None:
            raise keeping.no_matter()
        return saved.loads(content)

    def file(self, round: Round) -> bytes:
        """The bytes of the file that the round came in, the very ones.

        Raises:
            Damaged: they are gone, or others than were stored.
        """
        with refusing(self.folder):
            return self._files.get(round.sha256)

    def delete(self, matter: str) -> None:
        """The matter is gone with its rounds, decisions and rows, and every file that no other round needs.

        Raises:
            NotStored: there is no such matter.
        """
        with self._writing() as connection:
            keeping.drop(connection, matter)
        self._clear()
        with refusing(self.folder), self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")  # its words leave the log too, unless someone is reading

    # -- decisions ------------------------------------------------------------------------------------------------------

    def decide(self, matter: str, decision: Decision, *, seen: int, drawn: int | None = None, round: int | None = None) -> Decision:
        """The decision as it is stored on the matter's latest round, with its number and its time; it outlasts the process.

        Args:
            matter: the matter's id.
            decision: its `at` and `number` are set here.
            seen: `Standing.last` of the finding as the page showed it.
            drawn: the number of the latest decision on the matter that the page had drawn: where wording is stored, other wording for
                the same clause that came later overtakes it. None: that is not looked at.
            round: the round that the page showed; None: the latest.

        Raises:
            Overtaken: others decided on the finding (or on the clause) meanwhile, or a new round came; a comment is never overtaken.
            NotStored: there is no such matter, finding, or decision to be taken back.
        """
        with self._writing() as connection:
            id, number = keeping.latest(connection, matter)
            if round not in (None, number):
                raise Overtaken((), Said(f"已收到第 {number} 稿，这是第 {round} 稿上的决定，未保存", f"Draft {number} has come in; this decision is on draft {round} and was not saved"))
            clause = self._clause(connection, id, decision.finding)
            if decision.act != "commented":
                others = [d for d in asking.decided(connection, matter, number, decision.finding, after=seen) if d.act != "commented"]
                if drawn is not None and decision.wording is not None and clause is not None:
                    others += asking.worded(connection, matter, number, id, clause, decision.finding, drawn)
                if others:
                    raise Overtaken(others)
            if (decision.act == "undone") != (decision.undoes is not None) or (decision.undoes is not None and not self._can_undo(connection, matter, number, decision)):
                raise NotStored(Said("要撤销的决定不存在，或者已经撤销", "The decision to be taken back does not exist or has been taken back already"), Said("请刷新后再试", "refresh the page and try again"))
            stored = keeping.add_decision(connection, matter, number, replace(decision, at=rows.now(), carried_from=None))
            rows.restand(connection, matter, id, number, decision.finding)
            made = asking.decided(connection, matter, number, decision.finding, after=stored - 1)[0]
        return made

    def _clause(self, connection: Connection, round: int, finding: str) -> str | None:
        table = schema.finding_rows
        found = connection.execute(select(table.c.clause).where(table.c.round == round, table.c.finding == finding)).first()
        if found is None:
            raise NotStored(Said("这一项发现不在最新一稿的审查结果中，决定未保存", "This finding is not in the review of the latest draft; the decision was not saved"), Said("请刷新后再试", "refresh the page and try again"))
        clause: str | None = found[0]
        return clause

    def _can_undo(self, connection: Connection, matter: str, number: int, decision: Decision) -> bool:
        made = asking.decided(connection, matter, number, decision.finding)
        return any(d.number == decision.undoes and d.act != "undone" for d in made) and all(d.undoes != decision.undoes for d in made)

    def decisions(self, matter: str, round: int | None = None) -> tuple[Decision, ...]:
        """The decisions on a matter in the order in which they were stored, of one of its rounds or of all."""
        with self._reading() as connection:
            return asking.decided(connection, matter, round)

    def history(self, limit: int = 200, search: str = "", *, by: str = "", before: int | None = None, matter: str = "") -> tuple[HistoryRow, ...]:
        """The latest decisions over all matters, the latest first.

        Args:
            limit: how many at most.
            search: words parted by blanks; all must be in the decision, its finding, or the matter's title, parties and file.
            by: only this person's.
            before: only those with a smaller number, for the next page.
            matter: only on this matter, where one is named.
        """
        with self._reading() as connection:
            return asking.history(connection, limit, search, by, before, matter)

    def people(self) -> tuple[str, ...]:
        """The names of all who stored, decided or were assigned anything."""
        with self._reading() as connection:
            return asking.people(connection)

    # -- across contracts -----------------------------------------------------------------------------------------------

    def finding_rows(self, matter: str | None = None, *, words: bool = True) -> tuple[FindingRow, ...]:
        """The findings of the latest rounds (of one matter, or of all), where they stand now; gravest first within a matter.

        Args:
            matter: of this one alone.
            words: False leaves quote and messages "", for counts over many contracts: three times as fast.
        """
        with self._reading() as connection:
            return rows.register(connection, FindingRow, schema.finding_rows, matter=matter, without=() if words else rows.WORDS)

    def term_rows(self, matter: str | None = None, *, types: Sequence[str] = (), fields: Sequence[str] = ()) -> tuple[TermRow, ...]:
        """The numbers of the latest rounds, of one matter or of all; only of these clause types and fields where any are named."""
        table = schema.term_rows
        where = [column.in_(wanted) for column, wanted in ((table.c.type, types), (table.c.field, fields)) if wanted]
        with self._reading() as connection:
            return rows.register(connection, TermRow, table, *where, matter=matter)

    def notice_rows(self, matter: str | None = None, *, since: str = "") -> tuple[NoticeRow, ...]:
        """The days to keep of the latest rounds, of one matter or of all, from the day `since` on; the next one first."""
        table = schema.notice_rows
        with self._reading() as connection:
            return rows.register(connection, NoticeRow, table, table.c.day >= since, matter=matter, order=(table.c.day, table.c.round, table.c.n))

    def stamp(self) -> str:
        """What is another text whenever the numbers and days of the latest rounds are others, so that they need not be asked again.

        A decision changes none of them, and not the stamp.
        """
        with self._reading() as connection:
            return asking.stamp(connection)

    def matters_at(self, when: str) -> tuple[Matter, ...]:
        """The matters as they stood at that moment (UTC, ISO 8601), with what was undecided then; matters deleted since are not among them."""
        with self._reading() as connection:
            return asking.matters_at(connection, when)

    def scores(self) -> tuple[ScoreRow, ...]:
        """The score of every round of every matter, in the order in which they came."""
        with self._reading() as connection:
            return asking.scores(connection)

    def state(self) -> tuple[int, ...]:
        """Another whenever anything was stored since, by whichever process; equal states have equal answers."""
        with self._reading() as connection:
            return asking.state(connection)

    # -- transactions ---------------------------------------------------------------------------------------------------

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """One state of the store, whatever others write meanwhile."""
        with refusing(self.folder), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """One transaction at a time; it is on the disk when the block ends, and never was where the block fails."""
        with refusing(self.folder), self._turn, self._writer.begin() as connection:
            yield connection

    def _clear(self) -> None:
        """Files of deleted matters are gone; a process that was killed on the way has left that to the next."""
        with self._reading() as connection:
            waiting = connection.execute(select(func.count()).select_from(schema.leaving)).scalar_one()
        if not waiting:
            return
        from clauses.ingest.scan import readings  # what reads pictures is loaded for no page

        with self._writing() as connection:
            for sha256 in connection.execute(select(schema.leaving.c.sha256)).scalars().all():
                if connection.execute(select(schema.rounds.c.id).where(schema.rounds.c.sha256 == sha256)).first() is None:
                    self._files.drop(sha256)
                    readings.drop(self.folder, sha256)
            connection.execute(delete(schema.leaving))
            searches.settle(connection)

    def _sweep(self) -> None:
        """Files that no round came to need are gone: the process that had put them was killed, or its round refused."""
        old = self._files.old()
        with self._reading() as connection:
            left = old - set(connection.execute(select(schema.rounds.c.sha256)).scalars())
        if not left:
            return
        with self._writing() as connection:  # whoever keeps one of them at this moment puts it again
            for sha256 in left - set(connection.execute(select(schema.rounds.c.sha256)).scalars()):
                self._files.drop(sha256)
