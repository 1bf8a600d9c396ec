"""What the reviewers say of a contract, as comments that stand at its words.

Comes in: a review of one contract and the standings of its findings. Goes out: a remark for each finding that was accepted or
marked. What reviewers said among themselves stays out: comments, rejections and their reasons, whom a finding is assigned to.
"""

from __future__ import annotations

from collections.abc import Mapping

from clauses.model import ContractReview, Library, Remark, Span, Standing
from clauses.report.entries import Entry, entries
from clauses.report.labels import say
from clauses.signs import visible

OUT = ("accepted", "marked")


def remarks(review: ContractReview, standings: Mapping[str, Standing], library: Library, language: str = "zh") -> tuple[Remark, ...]:
    """A remark for each accepted or marked finding, in the findings' order; one without words of its own stands at the contract's title."""
    found = []
    for entry in entries(review, standings, library, language):
        decided = entry.standing.decided
        if entry.standing.verdict in OUT and decided is not None:
            span = entry.finding.span
            found.append(Remark(id=entry.id, span=span if span and span.end > span.start else title(review), author=visible(decided.by).replace("\n", " "), text=_text(entry, review, library, language)))
    return tuple(found)


def _text(entry: Entry, review: ContractReview, library: Library, language: str) -> str:
    """Id, severity and name; the message; the grounds; the reviewer's words; what is suggested, where no wording was agreed.

    Of a law its gist is told; of the reviewer's own playbook its figure alone, for its reasons are nobody else's.
    """
    colon = say("colon", language)
    decided = entry.standing.decided
    lines = [f"[{entry.id}] {entry.severity} · {entry.name}", entry.message]
    own = library.playbooks[review.side].thresholds
    told = ((g.name, g.figure if b.article in own else g.says) for b, g in zip(entry.finding.basis, entry.grounds, strict=True))
    grounds = dict.fromkeys(f"{name}{colon}{says}" if says else name for name, says in told)
    lines += [f"{say('basis', language)}{colon}{say('between', language).join(grounds)}"] if grounds else []
    if decided is not None and decided.words:
        lines.append(f"{say('to_check' if decided.act == 'marked' else 'opinion', language)}{colon}{visible(decided.words)}")
    if entry.agreed is None and entry.suggestion:
        lines.append(f"{say('suggestion', language)}{colon}{entry.suggestion}")
    return "\n".join(lines)


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
