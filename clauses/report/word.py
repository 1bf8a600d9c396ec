"""A review and its decisions as a Word file with tracked changes and comments, for the other side or for one's own people.

Comes in: a file's bytes, its reviewed contracts and where their findings stand. Goes out: the file, and what of it a person must
know before it is sent. It stores nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from clauses import agreed, redline
from clauses.errors import ClausesError
from clauses.ingest import load
from clauses.library import user_folder
from clauses.model import ContractReview, Decision, Edit, Library, Review, Said, Span, Standing
from clauses.redline import Redline
from clauses.report.labels import say
from clauses.report.remarks import OUT, Reader, remarks, signer
from clauses.signs import visible

Part = tuple[ContractReview, Mapping[str, Standing]]
SHOWN = 24  # characters of the words that a line about them quotes


@dataclass(frozen=True, kw_only=True)
class Handed:
    """A Word file to be handed over. edits, comments: how many it has; about: what is to be known of it, a line each."""

    content: bytes
    edits: int
    comments: int
    about: tuple[str, ...]


def word(content: bytes, review: Review, parts: Sequence[Part], library: Library, language: str = "zh", *, reader: Reader = "counterparty", author: str = "", notes: bool = False, made: datetime) -> Handed:
    """The file with what was agreed as tracked changes and what is said of it as comments.

    Args:
        content: of the file.
        review: of it.
        parts: the contracts of the file that are handed over, each with where its findings stand.
        library: by which they were reviewed.
        language: of the comments; the file's own words stay as they are.
        reader: who will read it.
        author: of the changes, and of the comments for the other side ("" = the reviewer's side as the contract calls it); a comment
            for one's own people is by whoever decided.
        notes: whether the other side reads the notes made when a finding was accepted.
        made: when; naive times are UTC.

    Raises:
        ClausesError: the bytes are not those that were reviewed, or no changes can be laid on them.
    """
    edits, besides = _apart(e for contract, standings in parts for e in agreed.edits(contract, agreed.wordings(contract, standings)))
    said = [r for contract, standings in parts for r in remarks(contract, standings, library, language, reader=reader, author=author if reader == "counterparty" else "", notes=notes)]
    at = (made if made.tzinfo else made.replace(tzinfo=UTC)).isoformat()
    by = visible(author).replace("\n", " ") or (signer(parts[0][0], library, language) if parts else "clauses")
    done = redline.write(review.file, content, review.source, edits, said, author=by, at=at)
    return Handed(content=done.content, edits=len(edits), comments=len(said) - len(done.not_set), about=tuple(_about(done, besides, review, language, reader)))


def _apart(edits: Iterable[Edit]) -> tuple[list[Edit], list[Edit]]:
    """The edits in order, and those that want words otherwise which an earlier one changes: a supplement's are also those of the clause that it amends."""
    ordered = sorted(edits, key=lambda e: (e.span, e.kind == "paragraph"))
    kept: list[Edit] = []
    besides: list[Edit] = []
    for edit in ordered:
        if kept and edit.kind == "words" and edit == kept[-1]:
            continue  # both clauses were agreed to read so
        if kept and edit.span.start < kept[-1].span.end:
            besides.append(edit)
        else:
            kept.append(edit)
    return kept, besides


def _about(done: Redline, besides: Sequence[Edit], review: Review, language: str, reader: Reader) -> Iterator[str]:
    """What was not made to the letter, what a new file lacks, and what else of the caller's file goes with it."""
    source = review.source

    def quoted(span: Span) -> str:
        words = " ".join(visible(source.at(span) or source.text[max(span.start - SHOWN, 0) : span.start]).split())
        return words if len(words) <= SHOWN else f"{words[:SHOWN]}…"

    for edit in (*besides, *done.not_made):
        yield say("word_not_made", language, was=quoted(edit.span), now=" ".join(visible(edit.now).split())[:SHOWN] or "—")
    for remark in done.not_set:
        yield say("word_not_set", language, id=remark.id)
    if done.basis == "new" and (source.revisions or source.comments):
        yield say("word_lost", language, revisions=len(source.revisions), comments=len(source.comments))
    elif reader == "counterparty" and (source.revisions or source.comments or source.hidden):
        yield say("word_carried", language, revisions=len(source.revisions), comments=len(source.comments), hidden=len(source.hidden))


def of_file(path: Path, review: Review, library: Library, language: str = "zh", *, template: str | None, reader: Reader, author: str, made: datetime) -> Handed:
    """The same of a file by itself, with what was decided on it in the user's store.

    Where nothing was decided yet, one's own people get every finding against them as a comment.

    Args:
        path: where the file is.
        review: of it.
        library: by which it was reviewed.
        language: of the comments.
        template: the standard that was asked for.
        reader, author, made: as in `word`.

    Raises:
        ClausesError: there is nothing to tell the other side, or the file holds others.
    """
    content = load(path)
    if hashlib.sha256(content).hexdigest() != review.source.sha256:
        raise ClausesError(Said(f"{review.file} 是压缩包或邮件，不能在其中的合同上标出修订", f"{review.file} is an archive or an e-mail; changes cannot be tracked in the contract within it"), Said("请先取出其中的合同文件", "take the contract's file out first"))
    stored = _stored(content, review, template)
    parts = [stored.get(n, (contract, {})) for n, contract in enumerate(review.contracts)]
    if not any(s.verdict in OUT[reader] for _, standings in parts for s in standings.values()):
        if reader == "counterparty":
            raise ClausesError(Said(f"{review.file} 上还没有采纳任何发现，没有可以交给对方的修订", f"No finding on {review.file} has been accepted yet, so there are no changes to hand to the other side"), Said("请先在“审阅”页作出决定，或用 --for 内部 得到带全部发现的批注稿", "decide on the Review page first, or use --for internal for a copy with all findings as comments"))
        parts = [(contract, _noted(contract)) for contract in review.contracts]
    return word(content, review, parts, library, language, reader=reader, author=author, made=made)


def _stored(content: bytes, review: Review, template: str | None) -> dict[int, Part]:
    """What was decided on the file's contracts, by their number in it; {} where it is not stored."""
    from clauses.store import Store
    from clauses.store.connections import FILE

    if not review.contracts or not (user_folder() / FILE).exists():
        return {}
    store = Store.open(user_folder())
    rounds = sorted(store.rounds(content, side=review.contracts[0].side, view=review.source.view, template=template), key=lambda r: r.received)
    return {r.part: (store.review(r).contracts[r.part], agreed.standings(store.decisions(r.matter, r.number))) for r in rounds}


def _noted(contract: ContractReview) -> dict[str, Standing]:
    """Every finding against the reviewer's side, as though it were accepted as a remark."""
    against = [f for f in contract.findings if f.favours != "us" and f.severity != "info"]
    return agreed.standings(Decision(finding=f.id, act="accepted", by="clauses", at="", number=n) for n, f in enumerate(against, 1))
