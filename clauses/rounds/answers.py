"""What became of what was agreed: whether the new draft took it up, and which of its changes were asked for.

Comes in: the words of a clause before, as agreed and now. Goes out: an `Answer`, and the changes that nobody asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from clauses import diff
from clauses.match.likeness import by_words, pairs
from clauses.model import Clause, Finding, Roles, Span, Wording
from clauses.rounds.nouns import Answer, Reply
from clauses.rounds.regions import Region, sentence_round, sentences, weighty
from clauses.rounds.sameness import said

ANSWERS = 0.35  # share of pairs of characters that a clause put in and one that was agreed have together, from which one answers the other


def answer(wording: Wording, clauses: Sequence[Clause], roles: Roles) -> Answer:
    """What the clauses that now stand for the worded one make of it; () where it is gone."""
    now = "\n".join(clause.text for clause in clauses)
    told = diff.words(wording.now, now, roles=roles)
    after = tuple(clause.id for clause in clauses)
    if said(now, roles) == said(wording.now, roles):
        return Answer(wording=wording, reply="taken", after=after, diff=told, exact=True)
    return Answer(wording=wording, reply=_reply(wording, now, roles), after=after, diff=told)


def _reply(wording: Wording, now: str, roles: Roles) -> Reply:
    if said(now, roles) == said(wording.was, roles):
        return "not_taken"
    asked = weighty(diff.words(wording.was, wording.now, roles=roles), roles)
    made = weighty(diff.words(wording.was, now, roles=roles), roles)
    if not wording.now or not now:
        return "otherwise"
    standing = {said(sentence, roles) for sentence in sentences(now)}
    done = [any(a.does(m, roles) for m in made) or _stands(a, wording.now, standing, roles) for a in asked]
    if all(done):
        return "taken"
    if any(done):
        return "partly"
    return "otherwise" if any(a.meets(m) for a in asked for m in made) else "not_taken"


def _stands(region: Region, agreed: str, standing: set[tuple[object, ...]], roles: Roles) -> bool:
    """Whether the agreed sentences that the region is in stand in the new draft as they are."""
    start, end = sentence_round(agreed, region.start, region.start + len(region.now))
    return bool(region.now) and all(said(sentence, roles) in standing for sentence in sentences(agreed[start:end]) if said(sentence, roles))


def put_in(wording: Wording, candidates: Sequence[Clause], roles: Roles) -> Answer:
    """What became of a clause that was to be put in; candidates: those of the new draft that are new or changed."""
    holding = next((c for c in candidates if _held(wording.now, c.text, roles)), None)
    if holding is not None:
        exact = said(holding.text, roles) == said(wording.now, roles)
        return Answer(wording=wording, reply="taken", after=(holding.id,), diff=diff.words(wording.now, holding.text, roles=roles), exact=exact)
    alike = by_words(pairs([wording.now]), pairs([c.text for c in candidates]))
    if not candidates or alike.max() < ANSWERS:
        return Answer(wording=wording, reply="not_taken")
    nearest = candidates[int(alike.argmax())]
    standing = {said(sentence, roles) for sentence in sentences(nearest.text)}
    some = any(said(sentence, roles) in standing for sentence in sentences(wording.now))
    return Answer(wording=wording, reply="partly" if some else "otherwise", after=(nearest.id,), diff=diff.words(wording.now, nearest.text, roles=roles))


def _held(wanted: str, text: str, roles: Roles) -> bool:
    """Whether every sentence that is wanted stands in the text."""
    standing = {said(sentence, roles) for sentence in sentences(text)}
    return all(said(sentence, roles) in standing for sentence in sentences(wanted) if said(sentence, roles))


def unasked(made: Sequence[Region], was: str, now: str, wording: Wording | None, remarks: Sequence[Finding], roles: Roles) -> tuple[Region, ...]:
    """The weighty changes of a clause that neither an agreed wording nor an accepted finding asked for.

    A wording asks for the words that it changes, an accepted finding without one for the sentences that it quotes. Of a clause
    that reads as agreed, all was asked for.
    """
    if wording is not None and said(now, roles) == said(wording.now, roles):
        return ()
    asked = weighty(diff.words(was, wording.now, roles=roles), roles) if wording else ()
    spoken = [_spoken(was, finding) for finding in remarks]
    standing = {said(s, roles) for s in sentences(wording.now)} if wording else set()
    return tuple(
        m
        for m in made
        if not any(m.meets(a) for a in asked)
        and not any(s.start <= m.old.end and m.old.start <= s.end for s in spoken)
        and not _as_agreed(m, now, standing, roles)
    )


def _as_agreed(region: Region, now: str, standing: set[tuple[object, ...]], roles: Roles) -> bool:
    """Whether the sentences of the new draft that the region is in are those of the agreed wording."""
    start, end = sentence_round(now, region.start, region.start + len(region.now))
    return bool(region.now and standing) and all(said(s, roles) in standing for s in sentences(now[start:end]) if said(s, roles))


def _spoken(text: str, finding: Finding) -> Span:
    """The sentences of the clause that a finding quotes; the whole clause where it quotes none of it."""
    at = text.find(finding.quote) if finding.quote else -1
    return sentence_round(text, at, at + len(finding.quote)) if at >= 0 else Span(0, len(text))


def by_clause(wordings: Sequence[Wording]) -> Mapping[str, Wording]:
    """The agreed wordings of clauses that there were."""
    return {w.clause: w for w in wordings if w.clause is not None}
