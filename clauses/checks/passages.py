"""What a check reads and how it hits: the lines that belong to no clause, and the words round a place in a clause."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from clauses.model import Annex, Certainty, Clause, Contract, Facts, Hit, Span
from clauses.structure.numbering import integer

_BREAK = re.compile(r"[。；;！!？?\n]")
_NUMBER = r"(?:\d{1,3}(?:[.．]\d{1,2}){0,4}|[一二三四五六七八九十百]{1,5})"
_CITED = re.compile(rf"(?P<own>本条)?(?:第?[（(]?{_NUMBER}[）)]?[条款项](?:之)?){{1,3}}|(?<![\d.．])\d{{1,2}}(?:[.．]\d{{1,2}}){{1,3}}(?![\d%％元])")


def hit(code: str, clause: Clause, start: int, end: int, *, values: Mapping[str, Any] | None = None, certainty: Certainty = "certain") -> Hit:
    """A hit on clause.text[start:end]; lines that belong to no clause make a hit without one."""
    return Hit(
        code=code,
        clause=clause.id or None,
        quote=clause.text[start:end],
        span=clause.locate(start, end),
        values=values or {},
        certainty=certainty,
    )


def round_about(text: str, start: int, end: int, *, width: int = 24) -> tuple[int, int]:
    """The words round text[start:end] within its sentence, at most `width` characters on either side."""
    left, right = max(0, start - width), min(len(text), end + width)
    for found in _BREAK.finditer(text, left, start):
        left = found.end()
    found_after = _BREAK.search(text, end, right)
    right = found_after.start() if found_after else right
    while left < start and text[left].isspace():
        left += 1
    while right > end and text[right - 1].isspace():
        right -= 1
    return left, right


def shortened(words: str, longest: int) -> str:
    """The words on one line, as a message quotes them: cut behind so many characters."""
    flat = " ".join(words.split())
    return flat if len(flat) <= longest else f"{flat[:longest]}……"


def heads(clause: Clause, start: int) -> bool:
    """Whether a number at text[start:] stands where a unit's own number would, so that it heads and does not cite."""
    before = clause.text[:start].rstrip(" \u3000\t")
    if not before:
        return clause.number is None
    return before[-1] == "\n" and (len(before) < 2 or before[-2] in "。；;：:！？")


def cited(words: str, clause: Clause, contract: Contract) -> tuple[Clause, ...]:
    """The clauses that words of a clause point to by number (第11.8条, 第十一条第（八）款, 本条第8款), the items under them included."""
    own = place(clause)
    meant = []
    for match in _CITED.finditer(words):
        numbers = _numbers(match[0])
        whole = re.search(r"条|\d[.．]\d", match[0].replace("本条", ""))
        meant.append(numbers if whole else (*own[:-1], *numbers))
    return tuple(c for c in contract.clauses if c.annex == clause.annex and c.id != clause.id and any(m and place(c)[: len(m)] == m for m in meant))


def place(clause: Clause) -> tuple[int, ...]:
    """A clause's number with those of what it stands under: (11, 8) for 11.8, and for （八） under 第十一条."""
    place: tuple[int, ...] = ()
    for part in (*clause.path, clause.number or ""):
        number = re.match(rf"第?\s*[（(]?({_NUMBER})", part.strip())
        numbers = _numbers(number[1]) if number else ()
        place = numbers if len(numbers) > 1 or "条" in part[:6] else (*place, *numbers)
    return place


def _numbers(words: str) -> tuple[int, ...]:
    return tuple(n for part in re.findall(r"\d+|[一二三四五六七八九十百]+", words) if (n := integer(part)) is not None)


def front(facts: Facts) -> tuple[Clause, ...]:
    """The lines before the first clause (cover, parties, recitals), a run of neighbouring lines each, a newline between lines."""
    first = begin(facts)
    return tuple(run for run in loose(facts) if run.span.start < first)


def begin(facts: Facts) -> int:
    """The offset at which the body begins: its first clause or numbered heading."""
    starts = [clause.span.start for clause in facts.contract.clauses if clause.annex is None]
    starts += [heading.span.start for heading in facts.contract.headings if heading.annex is None]
    return min(starts, default=facts.contract.span.end)


def loose(facts: Facts, *, joined: bool = False) -> tuple[Clause, ...]:
    """The lines that belong to no clause, runs of neighbours together, as clauses without an id.

    Args:
        facts: the contract's.
        joined: leave the line breaks out, so that a name that a page cut in two can be read.
    """
    text, first = facts.source.text, begin(facts)
    runs: list[list[Span]] = []
    for span in sorted(set(facts.contract.loose)):
        if runs and not text[runs[-1][-1].end : span.start].strip() and (runs[-1][0].start < first) == (span.start < first):
            runs[-1].append(span)
        else:
            runs.append([span])
    made = []
    for run in runs:
        pieces = list(run) if joined else [run[0]]
        for last, following in pairwise(run) if not joined else ():
            newline = text.find("\n", last.end, following.start)
            pieces += [*([Span(newline, newline + 1)] if newline >= 0 else []), following]
        made.append(
            Clause(
                id="",
                number=None,
                heading=None,
                text="".join(text[p.start : p.end] for p in pieces),
                span=Span(pieces[0].start, pieces[-1].end),
                pieces=tuple(pieces),
                kind="preamble",
            )
        )
    return tuple(made)


def entries(facts: Facts, annex: Annex) -> tuple[Clause, ...]:
    """The lines of an annex that stand in no clause, heading or signature (客户名称：…), each as a clause without an id."""
    if annex.found is None:
        return ()
    text, contract = facts.source.text, facts.contract
    end = min((a.found.start for a in contract.annexes if a.found and a.found.start > annex.found.start), default=contract.span.end)
    taken = [*(c.span for c in contract.clauses if c.annex == annex.name), *contract.loose, *(h.span for h in contract.headings if h.annex == annex.name)]
    lines = (Span(m.start(), m.end()) for m in re.compile(r"\S[^\n]*").finditer(text, annex.found.end, end))
    return tuple(
        Clause(id="", number=None, heading=None, text=text[line.start : line.end], span=line, pieces=(line,), annex=annex.name, kind="preamble")
        for line in lines
        if not any(span.start < line.end and line.start < span.end for span in taken)
    )
