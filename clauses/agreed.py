"""What a contract is agreed to say: the decisions on its findings, and the wording that the accepted ones come to.

Comes in: a review of one contract and what people decided. Goes out: where each finding stands, the clauses that read
otherwise, and the edits that make a source say so. It touches no file and stores nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import get_args

from clauses import diff
from clauses.model import Clause, ContractReview, Decision, Edit, Finding, Roles, Span, Standing, Verdict, Wording

OPEN = Standing()


def standings(decisions: Iterable[Decision]) -> dict[str, Standing]:
    """Where every finding stands on which anything was decided, by its id; the decisions in the order in which they were stored."""
    histories: dict[str, list[Decision]] = {}
    for decision in decisions:
        histories.setdefault(decision.finding, []).append(decision)
    return {finding: _standing(history) for finding, history in histories.items()}


def _standing(history: Sequence[Decision]) -> Standing:
    undone = {d.undoes for d in history if d.act == "undone"}
    live = [d for d in history if d.number not in undone]
    decided = next((d for d in reversed(live) if d.act in get_args(Verdict)), None)
    assigned = next((d.words for d in reversed(live) if d.act == "assigned"), "")
    return Standing(
        verdict=decided.act if decided else "open",  # type: ignore[arg-type]
        decided=decided,
        assigned=assigned,
        comments=tuple(d for d in live if d.act == "commented"),
        history=tuple(history),
    )


def undoable(standing: Standing) -> Decision | None:
    """The latest decision that can still be taken back."""
    undone = {d.undoes for d in standing.history if d.act == "undone"}
    return next((d for d in reversed(standing.history) if d.act != "undone" and d.number not in undone), None)


def proposed(finding: Finding, review: ContractReview, now: str | None = None, taken: Collection[str] = ()) -> str | None:
    """The clause as the finding's suggestion would have it read; None where the suggestion is no wording.

    Args:
        finding: one of the review's.
        review: of the contract.
        now: the clause as it is agreed so far; None = as the draft has it.
        taken: the ids of the findings whose acceptance made it so; what they asked for stays.
    """
    if finding.proposes == "advice":
        return None
    facts = review.facts
    clause = facts.contract.clause(finding.clause) if finding.clause else None
    if clause is None or (finding.proposes == "clause" and not taken):
        return finding.suggestion
    standing = clause.text if now is None else now
    if finding.suggestion in standing or any(f.id == finding.id or f.suggestion == finding.suggestion for f in review.findings if f.id in taken):
        return standing
    return f"{_ended(standing)}{finding.suggestion}"


def _ended(text: str) -> str:
    stripped = text.rstrip()
    return stripped if not stripped or stripped[-1] in "。.！!？?”" else f"{stripped.rstrip('；;，,、：:')}。"


def wordings(review: ContractReview, standings: Mapping[str, Standing]) -> tuple[Wording, ...]:
    """Every clause that reads otherwise by what was accepted, in the contract's order; what is put in stands behind its place.

    Where several findings on a clause were accepted with a wording, the latest holds: each was written on top of the one before.
    """
    accepted = [(s.decided, f) for f in review.findings if (s := standings.get(f.id, OPEN)).verdict == "accepted" and s.decided is not None and s.decided.wording is not None]
    accepted.sort(key=lambda pair: pair[0].number)
    by_clause: dict[str, list[tuple[Decision, Finding]]] = {}
    put_in: list[Wording] = []
    for decision, finding in accepted:
        if finding.clause:
            by_clause.setdefault(finding.clause, []).append((decision, finding))
        elif decision.wording:
            put_in.append(Wording(clause=None, was="", now=decision.wording, findings=(finding.id,), after=_place(finding, review)))
    changed = []
    for clause in review.facts.contract.clauses:
        made = by_clause.get(clause.id)
        if made and made[-1][0].wording != clause.text:
            changed.append(Wording(clause=clause.id, was=clause.text, now=made[-1][0].wording or "", findings=tuple(f.id for _, f in made)))
        changed += [w for w in put_in if w.after == clause.id]
    return (*changed, *(w for w in put_in if w.after is None))


def built_on(finding: str, wordings: Iterable[Wording]) -> tuple[str, ...]:
    """The ids of the findings whose wording of a clause was written on top of this one's, and so may hold its words."""
    own = next((w.findings for w in wordings if w.clause is not None and finding in w.findings), ())
    return own[own.index(finding) + 1 :] if own else ()


def reads(clause: Clause, wordings: Iterable[Wording]) -> str:
    """The clause as it is agreed so far."""
    return next((w.now for w in wordings if w.clause == clause.id), clause.text)


def _place(finding: Finding, review: ContractReview) -> str | None:
    """Behind which clause a missing one is put in: the last that has its type, else the one that answers to the standard's clause before it."""
    clauses = [c for c in review.facts.contract.clauses if c.kind == "clause" and c.annex is None]
    own = [c for c in clauses if c.type == finding.type]
    if own:
        return own[-1].id
    template = review.facts.template
    answered: dict[str, str] = {}
    for match in review.facts.matches:
        for id in match.template_clause if isinstance(match.template_clause, tuple) else (match.template_clause,):
            if id is not None and any(c.id == match.clause for c in clauses):
                answered[id] = match.clause
    before: str | None = None
    for clause in template.clauses if template else ():
        if clause.type == finding.type:
            break
        before = answered.get(clause.id, before)
    return before or (clauses[-1].id if clauses else None)


def edits(review: ContractReview, wordings: Iterable[Wording]) -> tuple[Edit, ...]:
    """The edits that make the source say the agreed words: as few as a diff of words finds, in the source's order, none overlapping."""
    contract = review.facts.contract
    roles = Roles(customer=contract.names("customer"), carrier=contract.names("carrier"))
    found: list[Edit] = []
    for wording in wordings:
        if wording.clause is None:
            end = contract.clause(wording.after).span.end if wording.after else contract.span.end
            found.append(Edit(span=Span(end, end), now=wording.now, kind="paragraph"))
        else:
            found += _within(contract.clause(wording.clause), wording.now, roles)
    return tuple(sorted(found, key=lambda e: (e.span, e.kind == "paragraph")))


def _within(clause: Clause, now: str, roles: Roles) -> list[Edit]:
    """The edits of one clause; what is taken from two pieces of the source is an edit in each, the new words in the first."""
    found: list[Edit] = []
    at = 0
    pending: list[Span] = []
    for op, text in (*diff.words(clause.text, now, roles=roles), ("=", "")):
        if op == "-":
            pending = _runs(clause, at, at + len(text))
            at += len(text)
            continue
        if op == "+":
            first = pending[0] if pending else _at(clause, at)
            found.append(Edit(span=first, now=text))
            pending = pending[1:]
        found += [Edit(span=span, now="") for span in pending]
        pending = []
        if op == "=":
            at += len(text)
    return found


def _runs(clause: Clause, start: int, end: int) -> list[Span]:
    """Where text[start:end] of the clause stands in the source, piece by piece, neighbours joined."""
    runs: list[Span] = []
    passed = 0
    for piece in clause.pieces:
        width = piece.end - piece.start
        begin, finish = piece.start + max(start - passed, 0), piece.start + min(end - passed, width)
        passed += width
        if begin < finish:
            if runs and runs[-1].end == begin:
                runs[-1] = Span(runs[-1].start, finish)
            else:
                runs.append(Span(begin, finish))
    return runs


def _at(clause: Clause, offset: int) -> Span:
    """The place in the source before text[offset]: behind the character before it, where there is one."""
    if offset:
        before = _runs(clause, offset - 1, offset)
        return Span(before[-1].end, before[-1].end)
    first = clause.pieces[0].start if clause.pieces else clause.span.start
    return Span(first, first)


def applied(text: str, edits: Sequence[Edit]) -> str:
    """The source's text with the edits made: what accepting all of them comes to."""
    out: list[str] = []
    at = 0
    for edit in edits:
        out += [text[at : edit.span.start], f"\n{edit.now}" if edit.kind == "paragraph" else edit.now]
        at = edit.span.end
    return "".join((*out, text[at:]))
