"""What the reviewers say of a contract, as comments that stand at its words: for the other side, or for their own.

Comes in: a review of one contract and the standings of its findings. Goes out: a remark for each finding that was accepted, and
for one's own people for each that was marked. The other side is told what is asked for and what the law says, and nothing else:
no limit of the playbook, no severity, no money, no name, no note. Comments, rejections and whom a finding is assigned to
stay out of both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Literal

from clauses import agreed
from clauses.model import Clause, ContractReview, Library, Remark, Span, Standing
from clauses.report.entries import Entry, entries
from clauses.report.labels import named, say
from clauses.signs import visible

Reader = Literal["counterparty", "internal"]
READERS: tuple[Reader, ...] = ("counterparty", "internal")
OUT = {"counterparty": ("accepted",), "internal": ("accepted", "marked")}
_UNMATCHED = re.compile(r"第\[标准[^\]]*\]条")  # a clause of the standard that the draft has no match for


def remarks(review: ContractReview, standings: Mapping[str, Standing], library: Library, language: str = "zh", *, reader: Reader = "counterparty", author: str = "", notes: bool = False) -> tuple[Remark, ...]:
    """A remark for each finding that goes out to this reader, in the findings' order.

    Args:
        review: of the contract.
        standings: where its findings stand, by id.
        library: by which it was reviewed.
        language: of the remarks.
        reader: who will read them.
        author: under whose name; "" = for one's own people who decided, for the other side `signer`.
        notes: whether the other side reads what the reviewers noted when they accepted; one's own people always do.
    """
    found = []
    places = _places(review, standings)
    for entry in entries(review, standings, library, language):
        decided = entry.standing.decided
        if entry.standing.verdict not in OUT[reader] or decided is None:
            continue
        lines = list(_internal(entry, review, library, language) if reader == "internal" else _asked(entry, review, library, language, notes))
        if lines:
            span = entry.finding.span
            by = author or (decided.by if reader == "internal" else signer(review, library, language))
            place = span if span and span.end > span.start else places.get(entry.id) or title(review)
            found.append(Remark(id=entry.id, span=place, author=visible(by).replace("\n", " "), text="\n".join(lines)))
    return tuple(found)


def signer(review: ContractReview, library: Library, language: str = "zh") -> str:
    """Under which name the reviewer's side speaks to the other: as the contract calls it."""
    own = next((p for p in review.facts.contract.parties if p.role == review.side), None)
    return (own and (own.alias or own.name)) or named(library, "values", review.side, language)


def _internal(entry: Entry, review: ContractReview, library: Library, language: str) -> Iterator[str]:
    """Id, severity and name; the message; the grounds with the playbook's figure; the money; the reviewer's words; what is suggested, where no wording was agreed."""
    colon = say("colon", language)
    decided = entry.standing.decided
    yield f"[{entry.id}] {entry.severity} · {entry.name}"
    yield entry.message
    own = library.playbooks[review.side].thresholds
    told = ((g.name, g.figure if b.article in own else g.says) for b, g in zip(entry.finding.basis, entry.grounds, strict=True))
    if grounds := dict.fromkeys(f"{name}{colon}{says}" if says else name for name, says in told):
        yield f"{say('basis', language)}{colon}{say('between', language).join(grounds)}"
    if entry.money is not None and entry.money.how:
        yield f"{say('money', language)}{colon}{entry.money.how}"
    if decided is not None and decided.words:
        yield f"{say('to_check' if decided.act == 'marked' else 'opinion', language)}{colon}{visible(decided.words)}"
    if entry.agreed is None and entry.suggestion:
        yield f"{say('suggestion', language)}{colon}{entry.suggestion}"


def _asked(entry: Entry, review: ContractReview, library: Library, language: str, notes: bool) -> Iterator[str]:
    """Id and type; what is asked for; the laws that it rests on. Nothing of a finding in one's own favour, nor where nothing is asked for."""
    colon = say("colon", language)
    decided = entry.standing.decided
    note = visible(decided.words) if notes and decided is not None else ""
    asks = _ask(entry, review, language)
    if entry.finding.favours == "us" or not (asks or note):
        return
    yield f"[{entry.id}] {entry.type}"
    if asks:
        yield asks
    own = library.playbooks[review.side].thresholds
    laws = dict.fromkeys(f"{g.name}{colon}{g.says}" if g.says else g.name for b, g in zip(entry.finding.basis, entry.grounds, strict=True) if b.article not in own)
    if laws:
        yield f"{say('basis', language)}{colon}{say('between', language).join(laws)}"
    if note:
        yield f"{say('opinion', language)}{colon}{note}"


def _ask(entry: Entry, review: ContractReview, language: str) -> str:
    """What the other side is asked for; "" where it is nothing that can be said without the playbook's figures."""
    if entry.agreed is not None:
        return say("ask_delete" if not entry.agreed else "ask_changed" if entry.finding.clause else "ask_put_in", language)
    wording = agreed.proposed(entry.finding, review, "")
    if wording is not None:
        asked = _UNMATCHED.sub("相应条款", visible(wording).replace("\n", " "))
        return say("ask_clause" if entry.finding.proposes == "clause" else "ask_words", language, words=asked)
    figures = [g.figure for g in entry.grounds if g.figure]
    return "" if any(figure in entry.suggestion for figure in figures) else entry.suggestion


def _places(review: ContractReview, standings: Mapping[str, Standing]) -> dict[str, Span]:
    """Where a clause was put in, by the finding that it answers: the last line of the one before it."""
    contract, text = review.facts.contract, review.facts.source.text
    found: dict[str, Span] = {}
    for wording in agreed.wordings(review, standings):
        if wording.clause is None and wording.after is not None:
            found |= dict.fromkeys(wording.findings, _last_line(contract.clause(wording.after), text))
    return found


def _last_line(clause: Clause, text: str) -> Span:
    piece = next((p for p in reversed(clause.pieces) if text[p.start : p.end].strip()), clause.span)
    words = text[piece.start : piece.end].rstrip()
    line = words.rpartition("\n")[2].lstrip()
    return Span(piece.start + len(words) - len(line), piece.start + len(words))


def title(review: ContractReview) -> Span:
    """Where the contract's title stands, or its first line where the title is not found as it is; empty of a contract without words."""
    contract, text = review.facts.contract, review.facts.source.text
    start, end = contract.span
    at = text.find(contract.title, start, end) if contract.title else -1
    if at >= 0:
        return Span(at, at + len(contract.title))
    while start < end:
        line = text.find("\n", start, end)
        line = end if line < 0 else line
        if words := text[start:line].strip():
            begin = text.index(words, start)
            return Span(begin, begin + len(words))
        start = line + 1
    return Span(contract.span.start, contract.span.start)
