"""The store: what is kept comes back, what was decided stays, and what stands in the way is said in one line."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from clauses import agreed, ingest, register, rounds, saved
from clauses.errors import ClausesError
from clauses.model import Decision, Review
from clauses.review import Desk, review_source
from clauses.store import Damaged, NotStored, Overtaken, Store, StoreError, keeping, schema
from clauses.store import rows as stored_rows
from clauses.store.connections import FILE
from tests import manymatters
from tests.conftest import Reviewed
from tests.english import english

NEAR, RISKY, OTHER = manymatters.FILES[:3]
BY = "王律师"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "folder")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def risky(reviewed: Reviewed) -> Review:
    return reviewed(RISKY, "customer")


@pytest.fixture(scope="module")
def near(reviewed: Reviewed) -> Review:
    return reviewed(NEAR, "customer")


def act(finding: str, act: str = "accepted", **more: object) -> Decision:
    return Decision(finding=finding, act=act, by=more.pop("by", BY), at="", **more)  # type: ignore[arg-type]


# -- matters, rounds, files ---------------------------------------------------------------------------------------------


def test_what_is_kept_comes_back(store: Store, risky: Review, desk: Desk) -> None:
    content = RISKY.read_bytes()
    (matter,) = store.keep(risky, content, by=BY, library=desk.library)
    contract = risky.contracts[0]
    assert (matter.title, matter.total, matter.level) == (contract.facts.contract.title, contract.score.total, contract.score.level)
    assert matter.customer and matter.customer in {p.name for p in contract.facts.contract.parties}
    assert (matter.latest.number, matter.latest.file, matter.latest.by, matter.latest.side, matter.latest.template) == (1, RISKY.name, BY, "customer", None)
    assert matter.undecided == sum(f.favours != "us" and f.severity != "info" for f in contract.findings)
    again = Store.open(store.folder)
    assert again.matters() == (matter,) == (again.matter(matter.id),)
    assert again.review(matter.latest) == risky and saved.dumps(again.review(matter.latest)) == saved.dumps(risky)
    assert again.file(matter.latest) == content


def test_the_rows_are_the_registers(store: Store, risky: Review, desk: Desk) -> None:
    (matter,) = store.keep(risky, b"x", by=BY, library=desk.library)
    findings, terms, notices = register.rows(risky.contracts[0], desk.library, matter.id)
    assert (store.finding_rows(), store.term_rows(), store.notice_rows()) == (findings, terms, notices)
    assert (store.finding_rows(matter.id), store.term_rows(matter.id)) == (findings, terms)
    assert store.finding_rows(words=False) == tuple(replace(f, quote="", message="", message_en="") for f in findings)
    assert {f.scenario for f in findings} == {f.scenario for f in risky.contracts[0].findings} > {""}
    assert store.term_rows(types=["late_payment"], fields=["rate_per_day"]) == tuple(t for t in terms if (t.type, t.field) == ("late_payment", "rate_per_day"))


def test_the_state_is_another_when_anything_was_stored(store: Store, risky: Review, desk: Desk) -> None:
    states = [store.state()]
    (matter,) = store.keep(risky, b"x", by=BY, library=desk.library)
    states.append(store.state())
    store.decide(matter.id, act(risky.contracts[0].findings[0].id), seen=0)
    states.append(store.state())
    assert (store.matters(), store.finding_rows()) and store.state() == states[-1]
    store.renew(matter.id, replace(risky, contracts=tuple(replace(c, score=replace(c.score, total=7)) for c in risky.contracts)), library=desk.library)
    states.append(store.state())
    store.delete(matter.id)
    states.append(store.state())
    store.keep(risky, b"x", by=BY, library=desk.library)
    states.append(store.state())
    assert len(set(states)) == len(states) and Store.open(store.folder).state() == states[-1]


def test_the_state_is_no_other_before_what_was_stored_can_be_read(store: Store, risky: Review, desk: Desk) -> None:
    """Who remembers an answer by the state would else remember the old answer under the new state."""
    (matter,) = store.keep(risky, b"x", by=BY, library=desk.library)
    before = store.state()
    with store._writing() as connection:
        connection.execute(schema.decisions.delete())
        keeping.add_decision(connection, matter.id, 1, act("f-1"))
        assert store.state() == before and store.decisions(matter.id) == ()
    assert store.state() != before and len(store.decisions(matter.id)) == 1


def test_the_very_same_file_is_one_matter(store: Store, risky: Review, desk: Desk) -> None:
    (one,) = store.keep(risky, b"bytes", by=BY, library=desk.library)
    store.decide(one.id, act(risky.contracts[0].findings[0].id), seen=0)
    (two,) = store.keep(replace(risky, file="another name.txt"), b"bytes", by="李律师", library=desk.library)
    assert two.id == one.id and len(store.matters()) == 1 and len(two.rounds) == 1 and len(store.decisions(one.id)) == 1


def test_a_file_that_no_round_came_to_need_is_gone_when_it_is_old(store: Store, risky: Review, desk: Desk) -> None:
    """A process that is killed, or refused, after it put the file leaves it without a round."""
    (matter,) = store.keep(risky, b"needed", by=BY, library=desk.library)
    left = {name: hashlib.sha256(name).hexdigest() for name in (b"old", b"new")}
    for content, sha256 in left.items():
        store._files.put(content, sha256)
    for sha256 in (left[b"old"], matter.latest.sha256):
        os.utime(store._files.path(sha256), (0, 0))
    again = Store.open(store.folder)
    assert {name: again._files.holds(sha256) for name, sha256 in left.items()} == {b"old": False, b"new": True}
    assert again.file(matter.latest) == b"needed"


def test_a_round_says_which_review_it_has(store: Store, risky: Review, desk: Desk) -> None:
    two = replace(risky, contracts=(*risky.contracts, *risky.contracts))
    one, other = store.keep(two, b"two in one", by=BY, library=desk.library)
    renewed = store.renew(one.id, two, library=desk.library)
    assert one.latest.review == other.latest.review != renewed.latest.review == store.matter(other.id).latest.review


# name (why the row is there), what differs, how many matters there are then
DIFFERENT = [
    ("other bytes", {"content": b"others"}, 2),
    ("another standard asked for", {"template": "telecom-circuit"}, 2),
    ("the other side", {"side": "carrier"}, 2),
    ("other tracked changes", {"view": "rejected"}, 2),
    ("nothing but the name", {"file": "b.txt"}, 1),
]


@pytest.mark.parametrize(("name", "how", "count"), DIFFERENT, ids=[row[0] for row in DIFFERENT])
def test_what_makes_another_matter(name: str, how: dict[str, object], count: int, store: Store, risky: Review, desk: Desk) -> None:
    store.keep(risky, b"bytes", by=BY, library=desk.library)
    other = replace(risky, file=how.get("file", risky.file), source=replace(risky.source, view=how.get("view", "accepted")), contracts=tuple(replace(c, side=how.get("side", c.side)) for c in risky.contracts))  # type: ignore[arg-type]
    store.keep(other, how.get("content", b"bytes"), by=BY, library=desk.library, template=how.get("template"))  # type: ignore[arg-type]
    assert len(store.matters()) == count


def test_each_contract_of_a_file_is_a_matter(store: Store, risky: Review, near: Review, desk: Desk) -> None:
    both = replace(risky, contracts=(*risky.contracts, *near.contracts))
    one, two = store.keep(both, b"both", by=BY, library=desk.library)
    assert (one.latest.part, two.latest.part) == (0, 1) and (one.title, two.title) == tuple(c.facts.contract.title for c in both.contracts)
    assert one.latest.sha256 == two.latest.sha256 and store.review(two.latest).contracts[two.latest.part] == near.contracts[0]
    store.delete(one.id)
    assert store.file(two.latest) == b"both" and store.review(two.latest) == both
    store.delete(two.id)
    assert not store.matters() and not list((store.folder / "files").rglob("*")) and _count(store, "reviews") == 0


def test_a_new_round_stands_on_the_old_one(store: Store, risky: Review, near: Review, desk: Desk) -> None:
    (first,) = store.keep(risky, b"first", by=BY, library=desk.library)
    old, new = risky.contracts[0].findings[0].id, near.contracts[0].findings[0].id
    store.decide(first.id, act(old, "rejected", words="已商定"), seen=0)
    store.decide(first.id, act(old, "commented", words="下不为例"), seen=1)
    store.decide(first.id, act(old, "undone", undoes=2), seen=2)
    made = store.decisions(first.id)
    (second,) = store.keep(near, b"second", by="李律师", library=desk.library, matters=[first.id], carried={first.id: [replace(d, finding=new) for d in made]}, seen=3)
    assert second.id == first.id and [r.number for r in second.rounds] == [1, 2] and second.title == near.contracts[0].facts.contract.title
    carried = store.decisions(first.id, 2)
    assert [(d.finding, d.act, d.by, d.at, d.carried_from) for d in carried] == [(new, d.act, d.by, d.at, d.number) for d in made]
    assert [d.undoes for d in carried] == [None, None, carried[1].number]
    assert store.decisions(first.id, 1) == made and store.decisions(first.id) == (*made, *carried)
    row = next(r for r in store.finding_rows() if r.finding == new)
    assert (row.verdict, row.decided_by, row.decided_at) == ("rejected", BY, made[0].at)
    assert {r.finding for r in store.finding_rows()} == {f.id for f in near.contracts[0].findings}
    assert store.review(second.rounds[0]) == risky and store.file(second.rounds[0]) == b"first"
    with pytest.raises(NotStored):
        store.decide(first.id, act(old), seen=0)
    with pytest.raises(Overtaken, match="第 2 稿"):
        store.decide(first.id, act(new), seen=99, round=1)
    (again,) = store.keep(near, b"second", by=BY, library=desk.library, matters=[first.id])
    assert len(again.rounds) == 2


def test_decisions_that_stand_on_the_next_draft_stand_in_the_store(store: Store, risky: Review, desk: Desk) -> None:
    """The next draft mends one clause: what was decided there is asked again, what was decided elsewhere stands with its number."""
    text = RISKY.read_text(encoding="utf-8")
    mended = review_source(ingest.read_bytes("second.txt", text.replace("欠付金额的 5‰", "欠付金额的 4‰").encode()), desk)
    (matter,) = store.keep(risky, text.encode(), by=BY, library=desk.library)
    (before,), (after,) = risky.contracts, mended.contracts
    late, other = (next(f for f in before.findings if f.code == code) for code in ("late_payment.above_statutory", "renewal.unlimited"))
    store.decide(matter.id, act(late.id, "rejected", words="行业惯例"), seen=0)
    store.decide(matter.id, act(other.id, "marked", words="请业务核实"), seen=0)
    store.decide(matter.id, act(other.id, "assigned", words="李律师"), seen=2)
    done = store.decisions(matter.id, 1)
    compared = rounds.compare(before, after, agreed.standings(done))
    (now,) = store.keep(mended, b"second", by=BY, library=desk.library, matters=[matter.id], carried={matter.id: compared.carried}, seen=done[-1].number)
    assert [(d.act, d.words, d.by, d.carried_from) for d in store.decisions(matter.id, 2)] == [("marked", "请业务核实", BY, 2), ("assigned", "李律师", BY, 3)]
    rows = {r.code: r for r in store.finding_rows(now.id)}
    assert (rows["renewal.unlimited"].verdict, rows["renewal.unlimited"].assigned, rows["late_payment.above_statutory"].verdict) == ("marked", "李律师", "open")


def test_a_decision_carried_to_no_finding_is_refused(store: Store, risky: Review, near: Review, desk: Desk) -> None:
    (matter,) = store.keep(risky, b"first", by=BY, library=desk.library)
    made = store.decide(matter.id, act(risky.contracts[0].findings[0].id), seen=0)
    with pytest.raises(StoreError, match="不完整"):
        store.keep(near, b"second", by=BY, library=desk.library, matters=[matter.id], carried={matter.id: [made]})
    assert store.matters() == (store.matter(matter.id),) and len(store.matter(matter.id).rounds) == 1


def test_a_file_that_is_stored_is_known_before_it_is_reviewed(store: Store, risky: Review, near: Review, desk: Desk) -> None:
    both = replace(risky, contracts=(*risky.contracts, *near.contracts))
    one, two = store.keep(both, b"both", by=BY, library=desk.library)
    assert store.rounds(b"both", side="customer") == (one.latest, two.latest)
    for how in ({"side": "carrier"}, {"side": "customer", "view": "marked"}, {"side": "customer", "template": "telecom-circuit"}):
        assert store.rounds(b"both", **how) == ()  # type: ignore[arg-type]
    assert store.rounds(b"other", side="customer") == ()


def test_a_decision_made_while_the_next_round_was_read_is_not_lost(store: Store, risky: Review, near: Review, desk: Desk) -> None:
    (first,) = store.keep(risky, b"first", by=BY, library=desk.library)
    made = store.decide(first.id, act(risky.contracts[0].findings[0].id), seen=0)
    with pytest.raises(Overtaken) as told:
        store.keep(near, b"second", by=BY, library=desk.library, matters=[first.id], carried={first.id: []}, seen=0)
    assert told.value.others == (made,) and len(store.matter(first.id).rounds) == 1


def test_a_file_reviewed_anew_keeps_its_decisions(store: Store, risky: Review, desk: Desk) -> None:
    (matter,) = store.keep(risky, b"x", by=BY, library=desk.library)
    finding = risky.contracts[0].findings[0].id
    store.decide(matter.id, act(finding, "marked"), seen=0)
    later = replace(risky, contracts=tuple(replace(c, findings=c.findings[:3], score=replace(c.score, total=7)) for c in risky.contracts))
    renewed = store.renew(matter.id, later, library=desk.library)
    assert (renewed.total, len(renewed.rounds)) == (7, 1) and store.review(renewed.latest) == later
    assert next((r.finding, r.verdict) for r in store.finding_rows()) == (finding, "marked") and len(store.finding_rows()) == 3
    assert _count(store, "reviews") == 1
    with pytest.raises(StoreError):
        store.renew(matter.id, replace(later, contracts=()), library=desk.library)


def test_a_file_reviewed_anew_takes_no_later_drafts_place(store: Store, risky: Review, near: Review, desk: Desk) -> None:
    """While one reviews the first draft anew, another stores the second: that is not given the first one's review."""
    (matter,) = store.keep(risky, b"first", by=BY, library=desk.library)
    store.keep(near, b"second", by="李律师", library=desk.library, matters=[matter.id])
    with pytest.raises(Overtaken, match="第 2 稿"):
        store.renew(matter.id, risky, library=desk.library, round=1)
    assert store.review(store.matter(matter.id).latest) == near


def test_what_was_decided_on_a_draft_that_another_joined_is_not_lost(store: Store, risky: Review, near: Review, desk: Desk) -> None:
    (matter,) = store.keep(risky, b"first", by=BY, library=desk.library)
    (own,) = store.keep(near, b"second", by=BY, library=desk.library)
    store.decide(own.id, act(near.contracts[0].findings[0].id, "rejected", words="已商定"), seen=0)
    store.keep(near, b"second", by="李律师", library=desk.library, matters=[matter.id])
    joining = {"by": BY, "library": desk.library, "matters": [matter.id], "carried": {matter.id: ()}, "instead": own.id}
    with pytest.raises(Overtaken, match="没有并入"):
        store.keep(near, b"second", **joining)  # type: ignore[arg-type]
    assert [d.words for d in store.decisions(own.id)] == ["已商定"] and len(store.matter(matter.id).rounds) == 2
    store.decide(own.id, act(near.contracts[0].findings[0].id, "undone", undoes=1), seen=1)
    with pytest.raises(Overtaken):
        store.keep(near, b"second", **joining)  # type: ignore[arg-type]


def test_the_stamp_changes_with_the_rows_and_not_with_a_decision(store: Store, risky: Review, near: Review, desk: Desk) -> None:
    stamps = [store.stamp()]
    (matter,) = store.keep(risky, b"x", by=BY, library=desk.library)
    stamps.append(store.stamp())
    store.decide(matter.id, act(risky.contracts[0].findings[0].id, "marked"), seen=0)
    assert store.stamp() == stamps[-1]
    for _ in range(2):
        store.renew(matter.id, risky, library=desk.library)
        stamps.append(store.stamp())
    (other,) = store.keep(near, b"y", by=BY, library=desk.library)
    stamps.append(store.stamp())
    store.keep(near, b"z", by=BY, library=desk.library, matters=[other.id])
    stamps.append(store.stamp())
    store.delete(matter.id)
    stamps.append(store.stamp())
    assert len(set(stamps)) == len(stamps) == 7


def test_the_files_are_whole_and_read_only(store: Store, risky: Review, near: Review, desk: Desk) -> None:
    content = RISKY.read_bytes()
    (matter,) = store.keep(risky, content, by=BY, library=desk.library)
    store.keep(replace(risky, contracts=near.contracts), content, by=BY, library=desk.library, template="telecom-circuit")
    sha256 = hashlib.sha256(content).hexdigest()
    (path,) = [p for p in (store.folder / "files").rglob("*") if p.is_file()]
    assert path == store.folder / "files" / sha256[:2] / sha256 and stat.S_IMODE(path.stat().st_mode) == 0o444
    assert stat.S_IMODE((store.folder / FILE).stat().st_mode) == 0o600
    path.chmod(0o644)
    path.write_bytes(content[:-1] + b"!")
    with pytest.raises(Damaged, match="不一致"):
        store.file(matter.latest)
    store.keep(risky, content, by=BY, library=desk.library)
    assert store.file(matter.latest) == content
    path.unlink()
    with pytest.raises(Damaged, match="不见了"):
        store.file(matter.latest)
    assert store.review(matter.latest) == risky


@pytest.mark.parametrize("name", ["../../escape.txt", "/etc/passwd", "a/b\\c.txt", "con\u202etxt.exe", "\udcff坏名.txt", "x" * 4000, ""])
def test_a_name_is_no_path(name: str, store: Store, risky: Review, desk: Desk) -> None:
    before = {p for p in store.folder.parent.rglob("*") if store.folder not in p.parents}
    (matter,) = store.keep(replace(risky, file=name), b"x", by=BY, library=desk.library)
    assert store.matter(matter.id).latest.file == name.replace("\udcff", "?") and store.file(matter.latest) == b"x"
    assert {p for p in store.folder.parent.rglob("*") if store.folder not in p.parents} == before


def test_a_deleted_matter_leaves_nothing(store: Store, risky: Review, near: Review, desk: Desk) -> None:
    (one,) = store.keep(risky, b"contract one", by=BY, library=desk.library)
    (two,) = store.keep(near, b"contract two", by=BY, library=desk.library)
    store.keep(near, b"contract two", by=BY, library=desk.library, matters=[one.id])
    store.decide(one.id, act(near.contracts[0].findings[0].id, words="独一无二的理由", act="rejected"), seen=0)
    store.delete(one.id)
    assert store.matters() == (two,) and store.file(two.latest) == b"contract two"
    assert store.decisions(one.id) == () and store.history() == ()
    assert not store.matters("智慧水务")
    store.delete(two.id)
    assert {table: _count(store, table) for table in ("rounds", "reviews", "decisions", "finding_rows", "term_rows", "notice_rows", "texts", "leaving")} == dict.fromkeys(("rounds", "reviews", "decisions", "finding_rows", "term_rows", "notice_rows", "texts", "leaving"), 0)
    held = b"".join(p.read_bytes() for p in store.folder.rglob("*") if p.is_file())
    assert "独一无二的理由".encode() not in held and one.title.encode() not in held and b"contract" not in held.replace(b"contracts", b"")
    for asked in (store.delete, store.matter):
        with pytest.raises(NotStored):
            asked(one.id)


# -- search -------------------------------------------------------------------------------------------------------------

# name (why the row is there), the search, whether the risky sample is found, whether the near one is
SEARCHES = [
    ("nothing sought", "", True, True),
    ("blanks alone", " \u3000 ", True, True),
    ("of the title, two characters", "水务", True, False),
    ("one character", "馆", False, True),
    ("of a clause", "黑客攻击", True, False),
    ("of a party", "图书馆", False, True),
    ("of the file's name", "高风险", True, False),
    ("of a finding", "高于审查指引", True, False),
    ("all words must be there", "水务 黑客", True, False),
    ("one of them is not", "水务 馆藏书目", False, False),
    ("a rate", "5‰", True, False),
    ("full-width as well as half-width", "９９．５％", True, False),
    ("what stands nowhere", "龘龘", False, False),
    ("a percent sign is no wildcard", "水%务", False, False),
    ("nor is an underline", "水_", False, False),
    ("nor a star", "水*", False, False),
    ("quotation marks", '"水务"', False, False),
    ("words of the index's own language", "水务 OR 图书馆", False, False),
    ("a parenthesis that is not closed", "(水务", False, False),
    ("a character beyond the first plane", "𠮷", False, False),
    ("a nought character", "\x00", True, True),
    ("longer than anyone searches", "水务" + " 水" * 100_000, True, False),
]


@pytest.fixture(scope="module")
def library_of_two(tmp_path_factory: pytest.TempPathFactory, risky: Review, near: Review, desk: Desk) -> tuple[Store, str, str]:
    store = Store.open(tmp_path_factory.mktemp("two"))
    return store, store.keep(risky, b"1", by=BY, library=desk.library)[0].id, store.keep(near, b"2", by=BY, library=desk.library)[0].id


@pytest.mark.parametrize(("name", "search", "one", "two"), SEARCHES, ids=[row[0] for row in SEARCHES])
def test_what_a_search_finds(name: str, search: str, one: bool, two: bool, library_of_two: tuple[Store, str, str]) -> None:
    store, risky, near = library_of_two
    assert {m.id for m in store.matters(search)} == {id for id, found in ((risky, one), (near, two)) if found}


def test_a_search_looks_at_the_latest_round_and_all_names(store: Store, risky: Review, near: Review, desk: Desk) -> None:
    (first,) = store.keep(risky, b"first", by=BY, library=desk.library)
    store.keep(near, b"second", by=BY, library=desk.library, matters=[first.id])
    assert not store.matters("黑客攻击") and store.matters("图书馆") and store.matters("高风险")


def test_every_pair_of_characters_of_a_clause_finds_it(library_of_two: tuple[Store, str, str], risky: Review) -> None:
    store, id, _ = library_of_two
    text = risky.contracts[0].facts.contract.clauses[5].text
    for at in range(0, len(text) - 2, 3):
        assert not text[at : at + 2].strip() or id in {m.id for m in store.matters(text[at : at + 2])}, text[at : at + 2]


HOSTILE = ["<script>alert(1)</script>", "=HYPERLINK(\"http://x\")", "'; DROP TABLE matters; --", "\u202e倒写", "half \udcff pair", "nought \x00 sign", "{{7*7}}", "龘" * 20_000]


@pytest.mark.parametrize("words", HOSTILE, ids=[str(n) for n in range(len(HOSTILE))])
def test_hostile_words_are_words(words: str, store: Store, risky: Review, desk: Desk) -> None:
    (contract,) = risky.contracts
    facts = replace(contract.facts, contract=replace(contract.facts.contract, title=words, clauses=tuple(replace(c, text=f"{words}{c.text}") for c in contract.facts.contract.clauses)))
    findings = tuple(replace(f, message=words, quote=words) for f in contract.findings)
    (matter,) = store.keep(replace(risky, file=words, contracts=(replace(contract, facts=facts, findings=findings),)), b"x", by=words, library=desk.library)
    stored = words.encode("utf-8", "replace").decode()
    assert matter.title == (stored if len(stored) <= 300 else f"{stored[:300]}…") and matter.latest.by == stored
    assert {r.message for r in store.finding_rows()} == {r.quote for r in store.finding_rows()} == {stored}
    made = store.decide(matter.id, act(findings[0].id, "commented", words=words, by=words), seen=0)
    assert made.words == stored and store.decisions(matter.id) == (made,) and store.people() == (stored,)
    assert [m.id for m in store.matters(words)] == [matter.id] and [h.decision for h in store.history(9, words)] == [made]
    for ask in (store.matter, store.delete):
        with pytest.raises(NotStored):
            ask(words)


# -- decisions ----------------------------------------------------------------------------------------------------------


def test_a_decision_comes_back_with_number_and_time(store: Store, risky: Review, desk: Desk) -> None:
    (matter,) = store.keep(risky, b"x", by=BY, library=desk.library)
    first, second = (f.id for f in risky.contracts[0].findings[:2])
    one = store.decide(matter.id, act(first, wording="改为万分之五。"), seen=0)
    two = store.decide(matter.id, act(second, "assigned", words="李律师"), seen=0)
    assert (one.number, two.number) == (1, 2) and one.wording == "改为万分之五。" and len(one.at) == 32 and one.at.endswith("+00:00")
    assert store.decisions(matter.id) == (one, two)
    rows = {r.finding: r for r in store.finding_rows()}
    assert (rows[first].verdict, rows[first].decided_by, rows[first].decided_at) == ("accepted", BY, one.at) and rows[second].assigned == "李律师"
    assert store.matter(matter.id).undecided == matter.undecided - 1
    store.decide(matter.id, act(first, "undone", undoes=1), seen=1)
    assert store.matter(matter.id).undecided == matter.undecided and store.finding_rows()[0].verdict == "open"
    assert store.people() == ("李律师", BY)


# name (why the row is there), what another did after the page was drawn, what is then wanted, whether it is stored
OVERTAKEN = [
    ("another verdict", "rejected", "accepted", False),
    ("the same verdict", "accepted", "accepted", False),
    ("an assignment", "assigned", "accepted", False),
    ("a comment overtakes nothing", "commented", "accepted", True),
    ("a comment is never overtaken", "rejected", "commented", True),
    ("an assignment against a verdict", "rejected", "assigned", False),
]


@pytest.mark.parametrize(("name", "other", "wanted", "stored"), OVERTAKEN, ids=[row[0] for row in OVERTAKEN])
def test_none_is_overtaken_unseen(name: str, other: str, wanted: str, stored: bool, store: Store, risky: Review, desk: Desk) -> None:
    (matter,) = store.keep(risky, b"x", by=BY, library=desk.library)
    finding = risky.contracts[0].findings[0].id
    seen = store.decide(matter.id, act(finding, "marked"), seen=0).number
    others = store.decide(matter.id, act(finding, other, by="李律师", words="理由"), seen=seen)
    if stored:
        assert store.decide(matter.id, act(finding, wanted), seen=seen).number == 3
    else:
        with pytest.raises(Overtaken, match="李律师") as told:
            store.decide(matter.id, act(finding, wanted), seen=seen)
        assert told.value.others == (others,) and len(store.decisions(matter.id)) == 2
        assert store.decide(matter.id, act(finding, wanted), seen=others.number).number == 3


def test_wording_is_not_overtaken_by_wording_of_another_finding_on_the_clause(store: Store, risky: Review, desk: Desk) -> None:
    (matter,) = store.keep(risky, b"x", by=BY, library=desk.library)
    findings = risky.contracts[0].findings
    one, two = next((a, b) for a in findings for b in findings if a.clause and a.clause == b.clause and a.id < b.id)
    other = store.decide(matter.id, act(one.id, wording="甲。", by="李律师"), seen=0)
    with pytest.raises(Overtaken) as told:
        store.decide(matter.id, act(two.id, wording="乙。"), seen=0, drawn=0)
    assert told.value.others == (other,)
    assert store.decide(matter.id, act(two.id, "rejected", words="不改"), seen=0, drawn=0).number == 2
    assert store.decide(matter.id, act(two.id, wording="甲。乙。"), seen=2, drawn=2).number == 3


def test_what_cannot_be_decided_is_refused(store: Store, risky: Review, desk: Desk) -> None:
    (matter,) = store.keep(risky, b"x", by=BY, library=desk.library)
    finding = risky.contracts[0].findings[0].id
    store.decide(matter.id, act(finding), seen=0)
    store.decide(matter.id, act(finding, "undone", undoes=1), seen=1)
    for id, decision in ((matter.id, act("f-none")), ("m-none", act(finding)), (matter.id, act(finding, "undone", undoes=1)), (matter.id, act(finding, "undone", undoes=2)), (matter.id, act(finding, "undone")), (matter.id, act(finding, "undone", undoes=9))):
        with pytest.raises(NotStored):
            store.decide(id, decision, seen=9)
    assert len(store.decisions(matter.id)) == 2


def test_the_history_is_searched_and_paged(store: Store, risky: Review, near: Review, desk: Desk) -> None:
    (one,) = store.keep(risky, b"x", by=BY, library=desk.library)
    (two,) = store.keep(near, b"y", by=BY, library=desk.library)
    for matter, review, words in ((one, risky, "请财务核对"), (two, near, "已商定"), (one, risky, "100%_同意")):
        store.decide(matter.id, act(review.contracts[0].findings[0].id, "commented", words=words, by="李律师" if words == "已商定" else BY), seen=0)
    latest = store.history()
    assert [h.decision.number for h in latest] == [3, 2, 1] and latest[0].title == one.title and latest[0].message == risky.contracts[0].findings[0].message
    assert [h.decision.number for h in store.history(2)] == [3, 2] and [h.decision.number for h in store.history(2, before=2)] == [1]
    for search, numbers in (("财务", [1]), ("商", [2]), ("水务", [3, 1]), ("%_同", [3]), ("%", [3]), ("核_对", []), ("李律师", [2]), ("", [3, 2, 1])):
        assert [h.decision.number for h in store.history(9, search)] == numbers, search
    assert [h.decision.number for h in store.history(by="李律师")] == [2]


def test_how_things_stood(store: Store, risky: Review, near: Review, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    days = iter(f"2026-{month:02}-01T08:00:00.000000+00:00" for month in range(1, 13))
    monkeypatch.setattr(stored_rows, "now", lambda: next(days))
    (matter,) = store.keep(risky, b"1", by=BY, library=desk.library)  # January
    against = [f for f in risky.contracts[0].findings if f.favours != "us" and f.severity != "info"]
    store.decide(matter.id, act(against[0].id), seen=0)  # February
    store.decide(matter.id, act(against[0].id, "undone", undoes=1), seen=1)  # March
    store.keep(near, b"2", by=BY, library=desk.library, matters=[matter.id])  # April
    assert store.matters_at("2025-12-31") == ()
    for when, number, undecided in (("2026-01-15", 1, len(against)), ("2026-02-15", 1, len(against) - 1), ("2026-03-15", 1, len(against)), ("2026-04-15", 2, store.matter(matter.id).undecided)):
        (then,) = store.matters_at(when)
        assert (then.latest.number, then.undecided) == (number, undecided), when
    assert store.matters_at("2026-04-15") == store.matters()
    assert [(s.round, s.total, s.received[:7], s.latest) for s in store.scores()] == [(1, risky.contracts[0].score.total, "2026-01", False), (2, near.contracts[0].score.total, "2026-04", True)]


# -- what stands in the way ---------------------------------------------------------------------------------------------


def _count(store: Store, table: str) -> int:
    connection = sqlite3.connect(store.folder / FILE)
    try:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
    finally:
        connection.close()


def one_line(error: ClausesError) -> bool:
    return bool(error.message.zh) and bool(error.hint.zh) and "\n" not in str(error) and "sqlite" not in error.line.zh.lower() and english(error.message.en) and english(error.hint.en)


DAMAGES = [
    ("no database at all", lambda whole: b"this is a letter, not a database" * 200),
    ("the beginning is gone", lambda whole: b"\x00" * 200 + whole[200:]),
    ("cut short", lambda whole: whole[: len(whole) // 3]),
    ("emptied", lambda whole: b""),
]


@pytest.mark.parametrize(("name", "harm"), DAMAGES, ids=[row[0] for row in DAMAGES])
def test_a_damaged_store_is_refused_and_left_as_it_is(name: str, harm: object, tmp_path: Path, risky: Review, desk: Desk) -> None:
    store = Store.open(tmp_path)
    store.keep(risky, b"x", by=BY, library=desk.library)
    store.close()
    file = tmp_path / FILE
    broken = harm(file.read_bytes())  # type: ignore[operator]
    file.write_bytes(broken)
    with pytest.raises(Damaged) as told:
        Store.open(tmp_path).matters()
    assert one_line(told.value) and file.read_bytes() == broken


def test_another_programs_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / FILE)
    connection.execute("CREATE TABLE songs (title)")
    connection.close()
    before = (tmp_path / FILE).read_bytes()
    with pytest.raises(Damaged) as told:
        Store.open(tmp_path)
    assert one_line(told.value) and (tmp_path / FILE).read_bytes() == before


def test_a_folder_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x")
    with pytest.raises(ClausesError, match="没有权限") as told:
        Store.open(tmp_path / "taken")
    assert one_line(told.value) and (tmp_path / "taken").read_text() == "x"
