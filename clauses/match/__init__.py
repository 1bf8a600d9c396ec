"""Which clause of the draft answers to which of the standard's, and what the draft has not.

A contract with typed clauses and a standard come in; matches and missing clauses go out. Clauses are paired by meaning,
words, type, heading and place, all at once (an assignment, so that a clause is the counterpart of one), then the pairs are
looked at for splits, merges and moves. Similarity says only that two clauses are about the same; what a difference is
worth, rules decide.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from clauses import diff
from clauses.match.alignment import align
from clauses.match.assignment import assigned
from clauses.match.duties import turned
from clauses.match.evidence import Evidence
from clauses.match.groups import Alignment
from clauses.match.likeness import by_words, likeness, plain
from clauses.match.points import judge_points
from clauses.match.prepared import Draft, Standard, prepare, read
from clauses.model import Candidate, Clause, Contract, Match, Missing, Roles, Status, TemplateClause

__all__ = ["Draft", "Standard", "fit", "match", "prepare", "read"]

NEAR = 0.5  # of both texts' characters stay: the word diff is worth reading
PLAUSIBLE, PLAUSIBLY_SAID = 0.2, 0.5  # likeness and share of points from which a clause without a counterpart may yet be the missing one
NEAREST = 3
FITS = 0.42  # mean likeness from which a standard is the contract's kind, whatever its words
FITS_BY_KEYWORDS = 0.22  # the same, where the contract speaks of the standard's subject
SPOKEN = 0.15  # share of the standard's keywords that the contract must use for that
KEYED = 0.3  # what all of a standard's keywords add when standards compete; one that several standards have counts less
TITLED = 0.1  # what a title made of a standard's keywords adds
_SAYS = re.compile(r"[。：:\d]")  # a statement or a field; a bare heading stands for no clause


def match(draft: Draft, standard: Standard) -> tuple[tuple[Match, ...], tuple[Missing, ...]]:
    """Every clause of the draft with its counterpart, in the draft's order, and the standard's clauses that have none.

    Body clauses answer to body clauses and annex clauses to annex clauses. The diff of a match rebuilds the standard's text
    (of several clauses joined by newlines where they are merged) and the clause's text.

    Args:
        draft: the contract, its clauses typed, made ready by `read`.
        standard: made ready by `prepare`, with the same encoder.
    """
    matches: list[Match] = []
    missing: list[Missing] = []
    for part in ("body", "annex", "preamble"):
        paired = align(Evidence(draft, standard, part))
        found = _matches(paired, draft.contract, draft.roles)
        matches += found if part != "preamble" else [m for m in found if m.status != "extra"]
        missing += _missing(paired)
    order = {clause.id: n for n, clause in enumerate(draft.contract.clauses)}
    return tuple(sorted(matches, key=lambda m: order[m.clause])), tuple(missing)


def fit(draft: Draft, standards: Sequence[Standard]) -> tuple[Standard | None, float]:
    """The standard of the contract's kind and how alike the two are (0 to 1); None, with the nearest's likeness, where none is.

    Likeness is the mean of what the standard's clauses find in the draft and the draft's in the standard. A contract that
    uses a standard's keywords may be worded otherwise and is of its kind all the same.
    """
    body, title = draft.halves["body"], plain(draft.contract.title)
    words = title + "".join(plain(text) for text in body.texts)
    common = Counter(word for standard in standards for word in set(standard.template.keywords))
    ranked: list[tuple[bool, float, float, Standard]] = []
    for standard in standards:
        if body.texts and standard.halves["body"].texts:
            alike = likeness(np.maximum(body.vectors @ standard.halves["body"].vectors.T, 0), by_words(body.pairs, standard.halves["body"].pairs))
            similarity = float(alike.max(axis=0).mean() + alike.max(axis=1).mean()) / 2
            keywords = standard.template.keywords
            used = [word for word in keywords if plain(word) in words]
            telling = sum(1 / common[word] for word in used) / max(sum(1 / common[word] for word in keywords), 1)
            named = len({n for word in keywords for at in re.finditer(re.escape(plain(word)), title) for n in range(*at.span())}) / max(len(title), 1)
            fits = similarity >= FITS or (len(used) >= SPOKEN * len(keywords) > 0 and similarity >= FITS_BY_KEYWORDS)
            ranked.append((fits, similarity + KEYED * telling + TITLED * named, similarity, standard))
    if not ranked:
        return None, 0.0
    fits, _, similarity, standard = max(ranked, key=lambda entry: entry[:2])
    return (standard if fits else None), round(similarity, 2)


def _matches(paired: Alignment, contract: Contract, roles: Roles) -> list[Match]:
    evidence, out = paired.evidence, []
    moved = _moved(paired)
    by_type: dict[str, list[Clause]] = {}
    for clause in contract.clauses:
        for kind in {clause.type, *clause.also}:
            by_type.setdefault(kind, []).append(clause)
    for d, clause in enumerate(evidence.drafts):
        of = paired.of_draft.get(d)
        if of is None:
            best = float(evidence.alike[d].max()) if evidence.standards else 0.0
            out.append(Match(clause=clause.id, template_clause=None, similarity=round(best, 2), status="extra"))
            continue
        standards = [evidence.standards[n] for n in of]
        text = "\n".join(s.text for s in standards)
        changes = diff.words(text, clause.text, roles=roles)
        at = paired.drafts_of(of[0])
        parts = [evidence.drafts[i] for i in at]
        near = diff.kept(changes) >= NEAR
        status: Status = (
            "merged"
            if len(of) > 1
            else "split"
            if len(parts) > 1
            else "moved"
            if d in moved
            else "same"
            if evidence.same[d, of[0]]
            else "changed"
        )
        points = (
            tuple(p for s in standards for p in judge_points(evidence.points(s), parts, _elsewhere(by_type, s, parts), roles=roles))
            if clause == parts[0]
            else ()
        )
        ids = tuple(s.id for s in standards)
        out.append(
            Match(
                clause=clause.id,
                template_clause=ids if len(ids) > 1 else ids[0],
                similarity=round(paired.likeness_of(d), 2),
                status=status,
                diff=changes,
                points=points,
                turned=turned([duty for n in of for duty in evidence.owed[n]], [(c.id, duty) for c, i in zip(parts, at, strict=True) for duty in evidence.owes[i]]) if clause == parts[0] and not evidence.same[d, of[0]] else (),
                near=near,
            )
        )
    return out


def _elsewhere(by_type: Mapping[str, Sequence[Clause]], standard: TemplateClause, parts: Sequence[Clause]) -> list[Clause]:
    """The draft's other clauses that are about what the standard's clause is about."""
    found = {c.id: c for kind in (standard.type, *standard.also) for c in by_type.get(kind, ())}
    return [c for c in found.values() if all(c.id != part.id for part in parts)]


def _moved(paired: Alignment) -> set[int]:
    """Drafts' clauses outside the longest run that keeps the standard's order."""
    order = sorted((d, of[0]) for d, of in paired.of_draft.items())
    tails: list[int] = []
    length_at: list[int] = []
    for _, n in order:
        at = bisect_right(tails, n)
        tails[at : at + 1] = [n]
        length_at.append(at)
    kept, want = set(), len(tails) - 1
    for (d, _), length in zip(reversed(order), reversed(length_at), strict=True):
        if length == want:
            kept.add(d)
            want -= 1
    return {d for d, _ in order} - kept


def _missing(paired: Alignment) -> list[Missing]:
    evidence, out = paired.evidence, []
    claimed = _claimed(paired)
    for n in paired.unmatched():
        standard = evidence.standards[n]
        nearest = np.argsort(-evidence.alike[:, n], kind="stable")[:NEAREST].tolist() if evidence.drafts else []
        candidates = tuple(
            Candidate(clause=evidence.drafts[d].id, similarity=round(float(evidence.alike[d, n]), 2), why_not=_why_not(paired, d, n))
            for d in nearest
        )
        out.append(Missing(template_clause=standard.id, type=standard.type, nearest=candidates, left_out=n not in claimed))
    return out


def _claimed(paired: Alignment) -> set[int]:
    """The standard's clauses without a counterpart for which a clause of the draft without one may stand, each for one of them."""
    evidence, wanted = paired.evidence, paired.unmatched()
    free = [d for d in range(len(evidence.drafts)) if d not in paired.of_draft and _SAYS.search(evidence.drafts[d].text)]
    worth = np.zeros((len(wanted), len(free)))
    for column, d in enumerate(free):
        beside = _beside(paired, d)
        stated = "。" in evidence.drafts[d].text
        for row, n in enumerate(wanted):
            near = evidence.alike[d, n] >= PLAUSIBLE or evidence.says[d, n] >= PLAUSIBLY_SAID or n in beside
            fields = not stated and "。" not in evidence.standards[n].text
            if (stated and near) or fields or beside.count(n) == 2:
                worth[row, column] = 1 + evidence.alike[d, n] + evidence.says[d, n] + 0.5 * beside.count(n)
    return {wanted[row] for row, _ in assigned(worth)}


def _beside(paired: Alignment, d: int) -> tuple[int, ...]:
    """The standard's clauses that follow the counterpart of the clause before, and precede that of the clause after."""
    before, after = (paired.of_draft.get(beside) for beside in (d - 1, d + 1))
    last = len(paired.evidence.standards) - 1
    return (
        *((before[-1] + 1,) if before else (0,) if d == 0 else ()),
        *((after[0] - 1,) if after else (last,) if d == len(paired.evidence.drafts) - 1 else ()),
    )


def _why_not(paired: Alignment, d: int, n: int) -> str:
    evidence = paired.evidence
    probable = 1 / (1 + np.exp(-float(paired.odds[d, n])))
    if other := paired.of_draft.get(d):
        return f"已对应另一条款（标准 {evidence.standards[other[0]].number or evidence.standards[other[0]].id}）"
    least = 1 / (1 + np.exp(-evidence.limits.from_odds["in_place"]))
    if probable <= least:
        return f"相似度 {evidence.alike[d, n]:.2f}，互为对应的可能性 {probable:.0%}，不足 {least:.0%}"
    return "另有更合适的对应"
