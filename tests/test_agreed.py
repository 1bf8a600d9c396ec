"""What decisions come to: the verdict that holds, the wording that is agreed, and the edits that make the source say it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from clauses import agreed, saved
from clauses.model import ContractReview, Decision, Review, Span
from clauses.review import Desk, review

HERE = Path(__file__).resolve().parent
FILES = [*sorted((HERE.parent / "templates_library" / "samples").glob("*.*")), *sorted((HERE / "golden").glob("*/source.*"))]
WRITTEN = FILES[1]  # 02, on another paper than the standard, with many findings


def decision(number: int, act: str, *, finding: str = "f-1", words: str = "", wording: str | None = None, undoes: int | None = None) -> Decision:
    return Decision(finding=finding, act=act, by="王律师", at=f"2026-03-01T08:00:{number:02}.000000", words=words, wording=wording, undoes=undoes, number=number)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def reviews(desk: Desk) -> dict[Path, Review]:
    return {path: review(path, desk) for path in FILES}


# name (why the row is there), what was done, the verdict, whom it is assigned to, how many comments stand
STANDINGS = [
    ("nothing decided", [], "open", "", 0),
    ("accepted", [decision(1, "accepted")], "accepted", "", 0),
    ("the later verdict holds", [decision(1, "accepted"), decision(2, "rejected", words="已商定")], "rejected", "", 0),
    ("a comment is no verdict", [decision(1, "rejected"), decision(2, "commented", words="再问客户")], "rejected", "", 1),
    ("an undone verdict uncovers the one before", [decision(1, "accepted"), decision(2, "rejected"), decision(3, "undone", undoes=2)], "accepted", "", 0),
    ("all undone", [decision(1, "marked"), decision(2, "undone", undoes=1)], "open", "", 0),
    ("assigned and taken over", [decision(1, "assigned", words="李"), decision(2, "assigned", words="赵")], "open", "赵", 0),
    ("an assignment taken back", [decision(1, "assigned", words="李"), decision(2, "undone", undoes=1)], "open", "", 0),
    ("nobody any more", [decision(1, "assigned", words="李"), decision(2, "assigned", words="")], "open", "", 0),
    ("a comment taken back", [decision(1, "commented", words="错了"), decision(2, "undone", undoes=1)], "open", "", 0),
]


@pytest.mark.parametrize(("name", "done", "verdict", "assigned", "comments"), STANDINGS, ids=[row[0] for row in STANDINGS])
def test_where_a_finding_stands(name: str, done: list[Decision], verdict: str, assigned: str, comments: int) -> None:
    standing = agreed.standings(done).get("f-1", agreed.OPEN)
    assert (standing.verdict, standing.assigned, len(standing.comments), len(standing.history)) == (verdict, assigned, comments, len(done))


def test_what_can_be_taken_back_is_the_latest_that_was_not() -> None:
    done = [decision(1, "accepted"), decision(2, "commented", words="请核"), decision(3, "undone", undoes=2)]
    taken = agreed.undoable(agreed.standings(done)["f-1"])
    assert taken is not None and taken.number == 1
    assert agreed.undoable(agreed.standings([*done, decision(4, "undone", undoes=1)])["f-1"]) is None


@pytest.mark.slow
@pytest.mark.parametrize("path", FILES, ids=lambda p: p.parent.name if p.stem == "source" else p.stem)
def test_the_edits_make_the_source_say_the_agreed_words(path: Path, reviews: dict[Path, Review]) -> None:
    """Every suggestion that is wording accepted: each clause then reads as agreed, and what no one touched stays as it was."""
    for contract in reviews[path].contracts:
        done: list[Decision] = []
        for finding in contract.findings:
            so_far = agreed.reads(contract.facts.contract.clause(finding.clause), agreed.wordings(contract, agreed.standings(done))) if finding.clause else None
            wording = agreed.proposed(finding, contract, so_far)
            done.append(decision(len(done) + 1, "accepted", finding=finding.id, wording=wording))
        wordings = agreed.wordings(contract, agreed.standings(done))
        edits = agreed.edits(contract, wordings)
        text = contract.facts.source.text
        assert all(one.span.end <= two.span.start for one, two in pairwise(edits)), "edits overlap"
        assert agreed.applied(text, ()) == text
        for wording in wordings:
            if wording.clause is None:
                assert f"\n{wording.now}" in agreed.applied(text, edits)
                continue
            clause = contract.facts.contract.clause(wording.clause)
            said = ""
            pieces: list[Span] = []
            for piece in clause.pieces:
                pieces = [*pieces[:-1], Span(pieces[-1].start, piece.end)] if pieces and pieces[-1].end == piece.start else [*pieces, piece]
            for piece in pieces:
                within = [replace(e, span=e.span._replace(start=e.span.start - piece.start, end=e.span.end - piece.start)) for e in edits if e.kind == "words" and piece.start <= e.span.start and e.span.end <= piece.end]
                held = [e for e in within if not (e.span.start == e.span.end == 0 and piece != pieces[0])]  # an insertion between two pieces stands behind the first
                said += agreed.applied(text[piece.start : piece.end], held)
            assert said == wording.now, wording.clause


def test_the_standards_names_and_numbers_become_the_drafts(reviews: dict[Path, Review]) -> None:
    for review_ in reviews.values():
        for contract in review_.contracts:
            names = {p.alias for p in contract.facts.contract.parties}
            for finding in contract.findings:
                wording = agreed.proposed(finding, contract)
                assert (wording is None) == (finding.proposes == "advice")
                if wording is not None and finding.clause is None:
                    for letter in ("甲方", "乙方"):
                        assert letter not in wording or letter in "".join(names) or not names


def test_a_suggestion_is_taken_up_once(reviews: dict[Path, Review]) -> None:
    contract: ContractReview = reviews[WRITTEN].contracts[0]
    finding = next(f for f in contract.findings if f.proposes == "words" and f.clause)
    once = agreed.proposed(finding, contract)
    assert once is not None and once != contract.facts.contract.clause(finding.clause or "").text
    assert agreed.proposed(finding, contract, once) == once


def test_the_next_finding_on_a_clause_takes_nothing_of_what_was_accepted(reviews: dict[Path, Review]) -> None:
    """Two findings on one clause, each of which would have it read as another clause of the standard: both stand in it afterwards."""
    found = 0
    for review_ in reviews.values():
        for contract in review_.contracts:
            whole = [f for f in contract.findings if f.proposes == "clause" and f.clause]
            for one, two in ((a, b) for a in whole for b in whole if a.clause == b.clause and a.suggestion not in b.suggestion and b.suggestion not in a.suggestion):
                mine = f"{one.suggestion}双方另行书面确认。"  # as a reviewer edits it
                now = agreed.proposed(two, contract, mine, (one.id,))
                assert now is not None and now.startswith(mine) and now.endswith(two.suggestion)
                assert agreed.proposed(one, contract, mine, (one.id,)) == mine, "opened again, what was written stands"
                found += 1
    assert found


# -- reviews as bytes ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.parent.name if p.stem == "source" else p.stem)
def test_a_saved_review_is_the_review(path: Path, reviews: dict[Path, Review]) -> None:
    content = saved.dumps(reviews[path])
    assert saved.loads(content) == reviews[path]
    assert saved.dumps(saved.loads(content)) == content


BAD = [
    ("no archive", b"not a review"),
    ("cut short", None),
    ("another thing", b"[]"),
    ("a noun that is none", b'{"_":"Popen","args":["true"]}'),
    ("a field of the wrong kind of noun", b'{"_":"Span"}'),
]


@pytest.mark.parametrize(("name", "content"), BAD, ids=[row[0] for row in BAD])
def test_what_is_no_saved_review_is_refused(name: str, content: bytes | None, reviews: dict[Path, Review]) -> None:
    import zlib

    whole = saved.dumps(reviews[WRITTEN])
    with pytest.raises(saved.Outdated):
        saved.loads(whole[: len(whole) // 2] if content is None else content if name == "no archive" else zlib.compress(content))


def test_a_field_of_a_later_program_is_passed_over(reviews: dict[Path, Review]) -> None:
    import zlib

    text = zlib.decompress(saved.dumps(reviews[WRITTEN])).decode("utf-8", "surrogatepass")
    later = text.replace('{"_":"Term",', '{"_":"Term","mood":"cheerful",')
    assert later != text
    assert saved.loads(zlib.compress(later.encode("utf-8", "surrogatepass"))) == reviews[WRITTEN]
