"""Numbers that are skipped or given twice among the numbered units of the body and of each annex.

In come the headings as structure found them; out go hits of numbering.gap and numbering.duplicate. A list that begins at
one again is a new list; a number that stands somewhere in the text after all is no gap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from clauses.model import Clause, Facts, Heading, Hit, Library, Span
from clauses.structure.numbering import CN

SHORTEST_LIST = 4  # items from which on a list of (1), 1), a. is numbered with care
FARTHEST = 3  # a leap over more numbers than these is a misread number, not a gap
ALWAYS = ("chapter", "part", "article", "dotted")


def gaps(facts: Facts, library: Library) -> Iterator[Hit]:
    """Hits of numbering.gap at the clause before the gap; values: before, after, missing."""
    for run in _runs(facts):
        used = {heading.path[-1] for heading in run}
        for before, after in pairwise(run):
            lacking = [n for n in range(before.path[-1] + 1, after.path[-1]) if n not in used]
            twice = sum(heading.path[-1] == before.path[-1] for heading in run) > 1
            if not lacking or len(lacking) > FARTHEST or twice or any(_stands_between(facts, before, after, n) for n in lacking):
                continue
            missing = "、".join(_like(after, n) for n in lacking)
            yield _hit("numbering.gap", facts, after, _clause_before(facts, after), {"before": _placed(facts, before), "after": after.number, "missing": missing})


def duplicates(facts: Facts, library: Library) -> Iterator[Hit]:
    """Hits of numbering.duplicate at the second of two siblings with one number; values: number, count."""
    for run in _runs(facts):
        for before, after in pairwise(run):
            if before.path[-1] == after.path[-1]:
                yield _hit("numbering.duplicate", facts, after, _clause_at(facts, after), {"number": _placed(facts, after), "count": 2})


def _runs(facts: Facts) -> list[list[Heading]]:
    """Siblings of one style under one parent in order; a lower number, or 1, begins a new run."""
    open_runs: dict[tuple[object, ...], list[Heading]] = {}
    runs: list[list[Heading]] = []
    for heading in facts.contract.headings:
        if not heading.path:
            continue
        # articles run on through the chapters
        parent = () if heading.style == "article" else heading.path[:-1]
        key = (heading.annex, heading.style, len(heading.path) if heading.style == "dotted" else 0, parent)
        run = open_runs.get(key)
        if run is None or heading.path[-1] < run[-1].path[-1] or (heading.path[-1] == 1 and heading.style != "dotted"):
            run = open_runs[key] = []
            runs.append(run)
        run.append(heading)
    return [run for run in runs if _careful(run)]


def _careful(run: list[Heading]) -> bool:
    """Whether the run is one whose numbers mean something: clauses, or a list of some length."""
    if run[0].style in ALWAYS:
        return True
    return run[0].path[-1] == 1 and (len(run[0].path) == 1 or len(run) >= SHORTEST_LIST)


def _stands_between(facts: Facts, before: Heading, after: Heading, number: int) -> bool:
    """Whether the number that seems to lack stands in the text between, or as a heading elsewhere in the same part."""
    text = facts.source.text[before.span.end : after.span.start]
    written = _like(after, number)
    if re.search(r"\s*".join(map(re.escape, re.sub(r"\s", "", written))), text) and after.style in ALWAYS:
        return True
    if after.style not in ALWAYS and re.search(rf"(?:^|[\s。；;：:，,）)])\s*{re.escape(written)}", text):
        return True
    wanted = (*after.path[:-1], number)
    return any(h.annex == after.annex and h.path == wanted and h.style == after.style for h in facts.contract.headings)


def _placed(facts: Facts, heading: Heading) -> str:
    """The number with the article's before it where it says little by itself: （七）3 for the 3 under （七）."""
    if heading.style in ALWAYS or len(heading.path) < 2:
        return heading.number
    above = [h for h in facts.contract.headings if h.annex == heading.annex and h.path == heading.path[:-1] and h.span.start < heading.span.start]
    return f"{above[-1].number}{heading.number}" if above else heading.number


def _like(heading: Heading, number: int) -> str:
    """The number written as the heading writes its own: 9.5 like 9.6, 第九条 like 第十条, （四） like （六）."""
    written = heading.number
    digits = list(re.finditer(r"[0-9０-９]+", written))
    if digits:
        last = digits[-1]
        wide = bool(re.fullmatch(r"[０-９]+", last[0]))
        spelled = "".join(chr(ord(c) + 0xFEE0) for c in str(number)) if wide else str(number)
        return written[: last.start()] + spelled + written[last.end() :]
    return re.sub(rf"[{CN}]+", _chinese(number), written, count=1)


def _chinese(number: int) -> str:
    units = "零一二三四五六七八九"
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else units[tens] if tens else "") + ("十" if tens else "") + (units[ones] if ones else "")


def _clause_before(facts: Facts, heading: Heading) -> Clause | None:
    return max(
        (c for c in facts.contract.clauses if c.annex == heading.annex and c.span.start < heading.span.start),
        key=lambda c: c.span.start,
        default=None,
    )


def _clause_at(facts: Facts, heading: Heading) -> Clause | None:
    """The clause that the number introduces, or the first below it."""
    return min(
        (c for c in facts.contract.clauses if c.annex == heading.annex and c.span.end > heading.span.end),
        key=lambda c: c.span.start,
        default=None,
    )


def _hit(code: str, facts: Facts, heading: Heading, clause: Clause | None, values: dict[str, object]) -> Hit:
    at = facts.source.text.rfind(heading.number, 0, heading.span.end)
    span = Span(at, at + len(heading.number)) if at >= heading.span.start - len(heading.number) else heading.span
    return Hit(code=code, clause=clause.id if clause else None, quote=facts.source.at(span).strip(), span=span, values=values, certainty="likely")
