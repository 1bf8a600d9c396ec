"""What a clause says otherwise than the standard's, though in other words: points reversed or lacking, figures that differ.

Matches with their points come in; out come hits of `TYPE.changed`. A clause that keeps the standard's words is judged by what
was changed in it (edits.py), every other one by what it says: who must, may or must not, and the rates, amounts and periods
that both clauses give. A draft that follows the standard throughout and leaves one of its clauses out is told so as well.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from clauses.checks.absence import missing
from clauses.checks.edits import is_edit
from clauses.checks.places import body
from clauses.model import Clause, Facts, Hit, Library, Match, PointMatch, TemplateClause, Value
from clauses.numerals import values

GOOD = 0.5  # similarity of a match whose points are worth comparing though the types differ
SPOKEN = 0.5  # share of the standard's points that a clause must say for its figures to be compared
FOLLOWS = 0.8  # share of the standard's clauses found in a draft that is taken for the standard's own, reworked
FEW = 0.05  # share of the standard's points that a draft may lack for each of them to be told, whatever its weight
HEARD = 0.5  # share of such a point's words that its own clause must hold for another clause's sentence to make up for the rest
OWN_PAPER = 0.75  # similarity from which a clause of a contract on another's paper is held to the standard's every duty and figure
MOST_LACKING = 8
MOST_SHOWN = 4
Figure = tuple[str, Decimal, str]


def changed(facts: Facts, library: Library) -> Iterator[Hit]:
    """One hit a clause that reverses a point or gives another figure; the gravest few that lack a major one."""
    if facts.template is None:
        return
    gone = {hit.type for hit in missing(facts, library)}
    by_id = {c.id: c for c in facts.template.clauses}
    clauses = {c.id: c for c in facts.contract.clauses}
    texts = [c.text for c in body(facts.contract)]
    parts: dict[str, list[Clause]] = {}
    for match in facts.matches:
        for target in targets(match):
            parts.setdefault(target, []).append(clauses[match.clause])
    lacking: list[Hit] = []
    least = 0.0 if follows(facts) else OWN_PAPER
    whole = not least and _whole(facts)
    sentences = [words for c in facts.contract.clauses for words in re.split(r"[。；;\n]", c.text)] if whole else []
    for match in facts.matches:
        wanted = [by_id[t] for t in targets(match)]
        if not wanted or is_edit(match) or match.status == "same" or wanted[0].type in gone:
            continue
        clause = clauses[match.clause]
        if least and match.similarity < GOOD and not {w.type for w in wanted} & {clause.type, *clause.also}:
            continue
        found = _said_otherwise(match, clause, wanted, parts) if match.similarity >= least else None
        if found:
            yield found
        elif clause.annex is None or whole:
            lacking += _lacking(match, clause, wanted[0], sentences if whole else texts, whole=whole)
    lacking.sort(key=lambda hit: -hit.values["count"])
    yield from lacking[:MOST_LACKING]


def targets(match: Match) -> tuple[str, ...]:
    """The standard's clauses that a match answers to."""
    of = match.template_clause
    return () if of is None else (of,) if isinstance(of, str) else of


def _said_otherwise(match: Match, clause: Clause, wanted: Sequence[TemplateClause], parts: Mapping[str, Sequence[Clause]]) -> Hit | None:
    reversed_ = [p for p in match.points if p.state == "reversed"]
    said = sum(p.state != "lacking" for p in match.points)
    figures: list[tuple[Value, Value]] = []
    whole = [c for w in wanted for c in parts[w.id]]
    if whole[0] is clause and said >= SPOKEN * len(match.points):
        figures = _figures("\n".join(w.text for w in wanted), "\n".join(dict.fromkeys(c.text for c in whole)))
    if not (reversed_ or match.turned or figures):
        return None
    was = [p.point.says for p in reversed_] or [f"“{t.was.rstrip('，。；')}”" for t in match.turned]
    now = [p.quote for p in reversed_] or [t.now for t in match.turned] or [figures[0][1].text]
    place = next((c for c in whole if now[0] in c.text), clause)
    at = place.text.find(now[0])
    start, end = (at, at + len(now[0])) if at >= 0 else (0, len(place.text))
    edits = [f"{old.text.strip()} → {new.text.strip()}" for old, new in figures[:MOST_SHOWN]]
    shown = {
        "template_clause": wanted[0].id, "wording": "\n".join(w.text for w in wanted), "reversed": "；".join(was[:MOST_SHOWN]), "found": now[0].rstrip("，。；"),
        "edits": "；".join(edits), "count": max(len(was), len(edits)), "kind": "turned" if reversed_ or match.turned else "other_figure",
    }
    return Hit(code=f"{wanted[0].type}.changed", clause=place.id, quote=place.text[start:end], span=place.locate(start, end), values=shown, certainty="likely", type=wanted[0].type)


def _figures(standard: str, draft: str) -> list[tuple[Value, Value]]:
    """The standard's figures that the draft has not, each with one of the same kind that the standard has not."""
    old, new = _read(standard), _read(draft)
    gone, come = Counter(k for k, _ in old), Counter(k for k, _ in new)
    gone, come = gone - come, come - gone
    found = []
    for key, value in old:
        rival = next((k for k, _ in new if come[k] and k[0] == key[0]), None) if gone[key] else None
        if rival is not None:
            gone[key] -= 1
            come[rival] -= 1
            found.append((value, next(v for k, v in new if k == rival)))
    return found


def _read(text: str) -> list[tuple[Figure, Value]]:
    return [(key, value) for value in values(text) if (key := _figure(value)) is not None]


def _figure(value: Value) -> Figure | None:
    """The kind that figures are compared within, the figure, and its unit."""
    if not isinstance(value.value, Decimal) or value.kind not in ("share", "multiple", "amount", "duration"):
        return None
    size, unit = value.value.normalize(), value.unit or value.currency or ""
    if unit == "year":
        size, unit = (size * 12).normalize(), "month"
    if unit == "hour" and size % 24 == 0 and size > 24:
        size, unit = (size / 24).normalize(), "day"
    return value.kind, size, unit


def _whole(facts: Facts) -> bool:
    """Whether the draft says all but a few of the standard's points, so that each that it lacks was left out."""
    points = [p for match in facts.matches for p in match.points]
    return bool(points) and sum(p.state == "lacking" for p in points) <= FEW * len(points)


def _lacking(match: Match, clause: Clause, wanted: TemplateClause, texts: Sequence[str], *, whole: bool) -> Iterator[Hit]:
    gone = [p for p in match.points if p.state == "lacking" and (whole or p.point.weight == "major") and not ((not whole or p.similarity >= HEARD) and _said(p, texts))]
    if gone:
        shown = {"template_clause": wanted.id, "wording": wanted.text, "lacking": "；".join(p.point.says for p in gone), "count": len(gone), "kind": "lacking"}
        yield Hit(code=f"{wanted.type}.changed", clause=clause.id, quote=clause.text, span=clause.locate(0, len(clause.text)), values=shown, certainty="check", type=wanted.type)


def _said(point: PointMatch, texts: Sequence[str]) -> bool:
    """Whether one of the texts holds a word of every group of the point."""
    groups = point.point.present
    return bool(groups) and any(all(any(word in text for word in group) for group in groups) for text in texts)


def follows(facts: Facts) -> bool:
    """Whether the draft is the standard's own text, reworked: most of the standard's clauses have their counterpart in it."""
    own = [c for c in facts.template.clauses if c.article or c.number] if facts.template else []
    gone = {m.template_clause for m in facts.missing}
    return bool(own) and sum(c.id not in gone for c in own) >= FOLLOWS * len(own)


def left_out(facts: Facts, library: Library) -> Iterator[Hit]:
    """The standard's clauses that a draft of it leaves out; of required ones without any counterpart `missing` speaks."""
    if facts.template is None or not follows(facts):
        return
    told = {hit.values.get("template_clause") for hit in missing(facts, library)}
    sure = {m.template_clause for m in facts.missing if m.left_out}
    for clause in facts.template.clauses:
        if clause.id in sure and clause.id not in told and (clause.article or clause.number):
            says = "；".join(p.says for p in clause.points) or clause.text[:40]
            shown = {"template_clause": clause.id, "wording": clause.text, "standard": clause.heading or f"{clause.article} {clause.number}".strip(), "lacking": says, "count": 1, "kind": "left_out"}
            yield Hit(code=f"{clause.type}.changed", clause=None, quote="", span=None, values=shown, certainty="likely", type=clause.type)
