"""A review as the published JSON object: UTF-8, keys in a fixed order, the same bytes for the same review."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from clauses.model import (
    Amendment,
    Clause,
    ContractReview,
    Finding,
    Match,
    Missing,
    Problem,
    Review,
    Score,
    Source,
    Span,
    Stakes,
    Term,
)
from clauses.scanned import ScannedValue, scanned_values


def dumps(review: Review) -> str:
    """The review as JSON text."""
    return json.dumps(as_dict(review), ensure_ascii=False, indent=1)


def as_dict(review: Review) -> dict[str, Any]:
    """The review as the published object."""
    return {
        "file": review.file,
        "partial": bool(review.problems),
        "problems": [_problem(p) for p in review.problems],
        **_file(review.source),
        "contracts": [_contract(c) for c in review.contracts],
    }


def number(value: Any) -> Any:
    """Decimals as JSON numbers, whole ones without a point; mappings and lists likewise."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Mapping):
        return {k: number(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [number(v) for v in value]
    return value


def _term(term: Term, source: Source) -> dict[str, Any]:
    """One term, its fields between clause and quote."""
    return {"clause": term.clause, "type": term.type, **{k: number(v) for k, v in term.values.items()}, "quote": term.quote, "span": _span(term.span), **_places(term.span, source)}


def _file(source: Source) -> dict[str, Any]:
    """What the file has beside its words; keys only where there is something to say."""
    shown: dict[str, Any] = {"format": source.format}
    if source.pages:
        shown["pages"] = [{"page": p.number, "width": round(p.width, 1), "height": round(p.height, 1), "scanned": p.scanned} for p in source.pages]
    if source.revisions:
        shown["view"] = source.view
        shown["revisions"] = [{"kind": r.kind, "author": r.author, "date": r.date, "text": r.text, "span": _span(r.span)} for r in source.revisions]
    if source.comments:
        shown["comments"] = [{"author": c.author, "date": c.date, "text": c.text, "span": _span(c.span)} for c in source.comments]
    if source.hidden:
        shown["hidden"] = [{"text": source.at(span), "span": _span(span)} for span in source.hidden]
    if source.doubts:
        shown["doubts"] = [{"kind": d.kind, "text": source.at(d.span), "read": d.read, "confidence": round(d.confidence, 2), "span": _span(d.span), **_places(d.span, source)} for d in source.doubts]
    return shown


def _places(span: Span | None, source: Source) -> dict[str, Any]:
    """Page, rectangles (points from the page's top left corner) and doubts of a span; no key where the format knows none."""
    places = source.places(span) if span else ()
    shown: dict[str, Any] = {}
    if places:
        shown["page"] = places[0].page
    if any(place.rect for place in places):
        shown["places"] = [{"page": place.page, "rect": None if place.rect is None else [round(edge, 1) for edge in place.rect]} for place in places]
    if span and source.doubted(span):
        shown["doubtful"] = True
    if span and (authors := sorted({revision.author for revision in source.revised(span)})):
        shown["revised_by"] = authors
    return shown


def _span(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]


def _problem(problem: Problem) -> dict[str, Any]:
    shown: dict[str, Any] = {"stage": problem.stage, "kind": problem.kind}
    if problem.page is not None:
        shown["page"] = problem.page
    return {**shown, "message": problem.message}


def _contract(review: ContractReview) -> dict[str, Any]:
    facts, contract = review.facts, review.facts.contract
    matches = {m.clause: m for m in facts.matches}
    return {
        "title": contract.title,
        "language": contract.language,
        "parties": [{"role": p.role, "name": p.name, "alias": p.alias} for p in contract.parties],
        "signed": contract.signed,
        "template": None if facts.template is None else {"id": facts.template.id, "version": facts.template.version, "similarity": round(facts.template_similarity, 2)},
        "side": review.side,
        "notes": [{"message": n.message, "message_en": n.message_en} for n in review.notes],
        "clauses": [_clause(c, matches.get(c.id), facts.source) for c in contract.clauses],
        "missing": [_missing(m) for m in facts.missing],
        "terms": [_term(t, facts.source) for t in facts.terms],
        "findings": [_finding(f, facts.source) for f in review.findings],
        "score": _score(review.score),
        "exposure": None if review.exposure is None else _stakes(review.exposure),
        **({"amendments": amendments} if (amendments := [_amendment(a, facts.source) for a in contract.amendments]) else {}),
        **({"scanned_values": values} if (values := [_scanned(v) for v in scanned_values(facts)]) else {}),
    }


def _amendment(amendment: Amendment, source: Source) -> dict[str, Any]:
    """What a supplement changed; a null clause: what it speaks of was not found, and nothing was changed."""
    a = amendment
    return {"kind": a.kind, "by": a.by, "said_in": a.said_in, "target": a.target, "clause": a.clause, "was": a.was, "now": a.now, "span": _span(a.span), **_places(a.span, source)}


def _scanned(value: ScannedValue) -> dict[str, Any]:
    """A rate, amount or date of a scan, to be held against its picture."""
    return {"clause": value.clause, "kind": value.kind, "text": value.text, "span": _span(value.span), "page": value.page, "rect": None if value.rect is None else [round(edge, 1) for edge in value.rect], "doubt": value.doubt}


def _score(score: Score) -> dict[str, Any]:
    shown: dict[str, Any] = {"total": score.total, "level": score.level, "by_type": dict(score.by_type)}
    return shown if score.rule is None else {**shown, "rule": number(vars(score.rule))}


def _stakes(stakes: Stakes) -> dict[str, Any]:
    return {"total": number(stakes.total), "by_type": number(stakes.by_type), "currency": stakes.currency, "not_counted": stakes.not_counted}


def _clause(clause: Clause, match: Match | None, written: Source) -> dict[str, Any]:
    source: dict[str, Any] = {"page": clause.page, "span": _span(clause.span)}
    if len(clause.pieces) > 1 or clause.amended:  # an amended clause's words stand in the supplement
        source["pieces"] = [_span(p) for p in clause.pieces]
    source |= {key: value for key, value in _places(clause.span, written).items() if key != "page"}
    return {
        "id": clause.id, "number": clause.number, "heading": clause.heading, "text": clause.text, "kind": clause.kind, "type": clause.type, "also": list(clause.also),
        "confidence": round(clause.confidence, 2), "annex": clause.annex, "path": list(clause.path), "source": source, "match": None if match is None else _match(match),
    }


def _match(match: Match) -> dict[str, Any]:
    to = match.template_clause
    shown: dict[str, Any] = {"template_clause": list(to) if isinstance(to, tuple) else to, "similarity": round(match.similarity, 2), "status": match.status, "diff": [list(part) for part in match.diff]}
    if match.points:
        shown["points"] = [{"point": p.point.id, "says": p.point.says, "state": p.state, "quote": p.quote} for p in match.points]
    return shown


def _missing(missing: Missing) -> dict[str, Any]:
    return {
        "template_clause": missing.template_clause, "type": missing.type,
        "nearest": [{"clause": n.clause, "similarity": round(n.similarity, 2), "why_not": n.why_not} for n in missing.nearest],
    }


def _finding(finding: Finding, source: Source) -> dict[str, Any]:
    exposure = finding.exposure
    return {
        "id": finding.id, "code": finding.code, "severity": finding.severity, "certainty": finding.certainty, "favours": finding.favours, "score": finding.score, "weight": finding.weight, "type": finding.type,
        "clause": finding.clause, "quote": finding.quote, "span": _span(finding.span), "message": finding.message, "message_en": finding.message_en,
        "basis": [{"law": b.law, "article": b.article, "version": b.version} for b in finding.basis],
        "suggestion": finding.suggestion, "suggestion_en": finding.suggestion_en, "proposes": finding.proposes,
        "exposure": None if exposure is None else {"amount": number(exposure.amount), "currency": exposure.currency, "per": exposure.per, "how": exposure.how, "how_en": exposure.how_en, "share": number(exposure.share)},
        "scenario": finding.scenario or None, **_places(finding.span, source),
    }
