"""How far the review of one face of a contract agrees with the review of its text: clauses, numbers, types, terms, findings.

A difference of substance is a finding gained, lost or moved to another clause, or a term gained, lost or changed.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from clauses.model import Clause, Finding, Review, Source, Span, Term

ALIKE = 0.85  # from which likeness of words two clauses are one with letters misread
SURE = 0.9  # confidence of a block below which its words count as doubtful
DRAWN = re.compile(r"\s+|[|│┃┌┐└┘├┤┬┴┼─━]|(?<=[|\n]):?-{3,}:?(?=\s*[|\n])|(?<=[|\n] ):?-{3,}:?(?= )")
GRAVITY = ("high", "medium", "low", "info")


@dataclass(frozen=True)
class Difference:
    """One difference of substance. doubtful: the face's reader marked the words as perhaps misread."""

    kind: str  # term or finding
    what: str
    severity: str
    doubtful: bool


@dataclass(frozen=True)
class Comparison:
    """What was compared; shares are (agreeing, of)."""

    equal: tuple[int, int]  # clauses word for word
    split: tuple[int, int]  # clauses, letters misread apart
    numbers: tuple[int, int]
    paths: tuple[int, int]
    types: tuple[int, int]
    terms: tuple[int, int]
    findings: tuple[int, int]
    differences: tuple[Difference, ...]
    texts: tuple[str, ...] = field(default=())  # clauses that differ, for a person to read

    @property
    def undoubted(self) -> tuple[Difference, ...]:
        return tuple(d for d in self.differences if not d.doubtful)


def bare(text: str | None) -> str:
    """Words as they are compared: without blanks and the lines that tables are drawn with, full-width signs as half-width ones."""
    return DRAWN.sub("", unicodedata.normalize("NFKC", text or ""))


def compare(text: Review, face: Review) -> Comparison:
    """The comparison of a face's review with the text's."""
    wanted, got = _clauses(text), _clauses(face)
    pairs = paired([bare(c.text) for c in wanted], [bare(c.text) for c in got])
    both = [(wanted[i], got[k]) for i, k in pairs.items()]
    total = max(len(wanted), len(got), 1)
    place = {got[k].id: wanted[i].id for i, k in pairs.items()}
    terms, changed = _terms(text, face, place)
    findings, moved = _findings(text, face, place)
    missed = [f"- {c.number or ''} {c.text[:60]!r}" for i, c in enumerate(wanted) if i not in pairs]
    missed += [f"+ {c.number or ''} {c.text[:60]!r}" for k, c in enumerate(got) if k not in pairs.values()]
    missed += [f"~ {_first_change(bare(a.text), bare(b.text))}" for a, b in both if bare(a.text) != bare(b.text)]
    missed += [f"# {a.number} {a.path} {a.type} | {b.number} {b.path} {b.type}" for a, b in both if (bare(a.number), a.type) != (bare(b.number), b.type) or not _same_path(a, b)]
    return Comparison(
        equal=(sum(bare(a.text) == bare(b.text) for a, b in both), total),
        split=(len(both), total),
        numbers=(sum(bare(a.number) == bare(b.number) for a, b in both), total),
        paths=(sum(_same_path(a, b) for a, b in both), total),
        types=(sum(a.type == b.type for a, b in both), total),
        terms=terms,
        findings=findings,
        differences=(*changed, *moved),
        texts=tuple(missed),
    )


def paired(wanted: Sequence[str], got: Sequence[str]) -> dict[int, int]:
    """Which texts are the same in both, in order: those equal word for word, and between them those alike."""
    pairs: dict[int, int] = {}
    for kind, a, b, c, d in difflib.SequenceMatcher(None, wanted, got, autojunk=False).get_opcodes():
        if kind == "equal":
            pairs |= dict(zip(range(a, b), range(c, d), strict=True))
            continue
        at = c
        for i in range(a, b):
            likely = [(likeness(wanted[i], got[k]), -k) for k in range(at, d)]
            best, k = max(likely, default=(0.0, 0))
            if best >= ALIKE:
                pairs[i] = -k
                at = -k + 1
    return pairs


def likeness(one: str, other: str) -> float:
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE else 0.0


def _first_change(one: str, other: str) -> str:
    changes = [(one[max(a - 8, 0) : b + 8], other[max(c - 8, 0) : d + 8]) for kind, a, b, c, d in difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes() if kind != "equal"]
    return f"{len(changes)} changes, {one[:16]}…: " + "; ".join(f"{a!r} -> {b!r}" for a, b in changes[:4])


def _same_path(one: Clause, other: Clause) -> bool:
    return [bare(p.split(" ")[0]) for p in one.path] == [bare(p.split(" ")[0]) for p in other.path] and bool(one.annex) == bool(other.annex)


def _clauses(review: Review) -> list[Clause]:
    return [clause for contract in review.contracts for clause in contract.facts.contract.clauses]


def _value(value: Any) -> Any:
    if isinstance(value, Mapping):
        return tuple(sorted((k, _value(v)) for k, v in value.items()))
    if isinstance(value, (list, tuple)):
        return tuple(map(_value, value))
    return bare(value) if isinstance(value, str) else value


def _terms(text: Review, face: Review, place: Mapping[str, str]) -> tuple[tuple[int, int], list[Difference]]:
    wanted = [t for contract in text.contracts for t in contract.facts.terms]
    got = [t for contract in face.contracts for t in contract.facts.terms]
    left = list(got)
    same = 0
    lost: list[Term] = []
    for term in wanted:
        mine = next((t for t in left if (place.get(t.clause), t.type, _value(t.values)) == (term.clause, term.type, _value(term.values))), None)
        if mine is None:
            lost.append(term)
        else:
            left.remove(mine)
            same += 1
    back = {v: k for k, v in place.items()}
    differences = []
    for term in lost:
        mine = next((t for t in left if t.type == term.type and place.get(t.clause) == term.clause), None) or next((t for t in left if t.type == term.type), None)
        if mine is not None:
            left.remove(mine)
            doubtful = is_doubtful(face.source, mine.span)
            differences.append(Difference("term", f"{term.type} {_shown(term.values)} -> {_shown(mine.values)}", "", doubtful))
        else:
            doubtful = _clause_doubtful(face, back.get(term.clause))
            differences.append(Difference("term", f"lost {term.type} {_shown(term.values)} {term.quote[:30]!r}", "", doubtful))
    differences += [Difference("term", f"gained {t.type} {_shown(t.values)} {t.quote[:30]!r}", "", is_doubtful(face.source, t.span)) for t in left]
    return (same, max(len(wanted), len(got), 1)), differences


def _shown(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{k}={v}" for k, v in values.items())[:120]


def _findings(text: Review, face: Review, place: Mapping[str, str]) -> tuple[tuple[int, int], list[Difference]]:
    wanted = [f for contract in text.contracts for f in contract.findings]
    got = [f for contract in face.contracts for f in contract.findings]
    back = {v: k for k, v in place.items()}
    there = Counter((f.code, place.get(f.clause, f.clause) if f.clause else None) for f in got)
    same = 0
    lost = []
    for finding in sorted(wanted, key=lambda f: GRAVITY.index(f.severity)):
        key = (finding.code, finding.clause)
        if there[key] > 0:
            there[key] -= 1
            same += 1
        else:
            lost.append(finding)
    gained = []
    for finding in got:
        key = (finding.code, place.get(finding.clause, finding.clause) if finding.clause else None)
        if there[key] > 0:
            there[key] -= 1
            gained.append(finding)
    differences = []
    for finding in lost:
        moved = next((f for f in gained if f.code == finding.code), None)
        if moved is not None:
            gained.remove(moved)
        words = "moved" if moved is not None else "lost"
        doubtful = _finding_doubtful(face, moved) if moved is not None else _clause_doubtful(face, back.get(finding.clause or ""))
        differences.append(Difference("finding", f"{words} {finding.code} {finding.message[:50]}", finding.severity, doubtful))
    differences += [Difference("finding", f"gained {f.code} {f.message[:70]} {f.quote[:40]!r}", f.severity, _finding_doubtful(face, f)) for f in gained]
    return (same, max(len(wanted), len(got), 1)), differences


def _finding_doubtful(face: Review, finding: Finding) -> bool:
    return finding.span is not None and is_doubtful(face.source, finding.span)


def _clause_doubtful(face: Review, id: str | None) -> bool:
    return any(clause.id == id and is_doubtful(face.source, clause.span) for clause in _clauses(face))


def is_doubtful(source: Source, span: Span) -> bool:
    """Whether the words may have been misread, as their reader says."""
    start, end = span.start, max(span.end, span.start + 1)
    if any(doubt.span.start < end and start < doubt.span.end for doubt in source.doubts):
        return True
    return any(block.confidence < SURE and block.span.start < end and start < block.span.end for block in source.blocks)
