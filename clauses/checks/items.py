"""Items that are cited and that their article does not have: 第六条第（四）项 where the article ends with （三）.

In come the facts; an article is the stretch from its number to the next of its kind. Where it has fewer than two items
nothing is said: 项 may then mean its sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from clauses.checks.passages import hit
from clauses.model import Clause, Facts, Heading, Hit
from clauses.structure.numbering import CIRCLED, integer

N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
CITED = re.compile(
    rf"(?:第\s*(?P<article>\d{{1,3}}(?:[.．]\d{{1,2}}){{0,3}}|[一二三四五六七八九十百]{{1,5}})\s*条(?:\s*第\s*{N}\s*款)?|(?P<own>本条|本款|前款|上款|前述|上述))\s*(?:的|中)?\s*第\s*[（(]?\s*(?P<item>{N})\s*[)）]?\s*项(?!目)"
)
ITEM = re.compile(rf"(?<!第)[（(]\s*({N})\s*[)）]|(?:^|[\n；;：:。，,])[ \t　]*({N})\s*(?:[)）、]|[.．](?!\d))|([{CIRCLED}])")
# Right before 第…条: this contract's own article; everything else may be a law's
OURS = re.compile(r"(?:^|[\s。；;，,、（(：:]|本合同|本协议|合同|协议|按照?|依照?|依据|根据|违反|因|有|除|符合|属于|出现|发生|和|与|及|或|在)$")
ARTICLES = ("article", "chinese")
BOUNDS = ("chapter", "part", "article")


def missing_items(facts: Facts, clause: Clause) -> Iterator[Hit]:
    """Hits of reference.dangling for each item that the clause cites and the article lacks; values: target, nearest."""
    for match in CITED.finditer(clause.text):
        before = clause.text[max(0, match.start() - 12) : match.start()]
        if match["article"] and not OURS.search(before):
            continue
        heading = _named(facts, clause, match["article"]) if match["article"] else _around(facts, clause)
        item = integer(match["item"])
        there = _items(facts, heading) if heading else frozenset()
        if item is None or len(there) < 2 or item in there:
            continue
        values = {"target": match[0], "nearest": f"第（{max(there)}）项"}
        yield hit("reference.dangling", clause, match.start(), match.end(), values=values, certainty="likely")


def _named(facts: Facts, clause: Clause, written: str) -> Heading | None:
    """The one unit of the clause's own part that bears the number."""
    number = tuple(n for n in (integer(part) for part in re.split("[.．]", written)) if n)
    beside = [h for h in facts.contract.headings if h.annex == clause.annex and h.path]
    if len(number) > 1:
        found = [h for h in beside if h.path == number and h.style == "dotted"]
    else:
        found = [h for h in beside if h.style in ARTICLES and h.path[-1:] == number]
    return found[0] if len(found) == 1 else None


def _around(facts: Facts, clause: Clause) -> Heading | None:
    """The article that the clause stands in."""
    above = [h for h in facts.contract.headings if h.annex == clause.annex and h.span.start <= clause.span.start and h.path and h.style in ARTICLES]
    return max(above, key=lambda h: h.span.start, default=None)


def _items(facts: Facts, heading: Heading) -> frozenset[int]:
    """The numbers of the items in the unit's own stretch of the text, whatever marks they bear."""
    depth = len(heading.path)

    def outside(other: Heading) -> bool:
        beside = other.style == heading.style and (heading.style != "dotted" or other.path[:depth] != heading.path)
        return other.span.start > heading.span.start and (beside or other.style in BOUNDS)

    end = min((h.span.start for h in facts.contract.headings if outside(h)), default=facts.contract.span.end)
    text = facts.source.text[heading.span.end : end]
    marks = (match[1] or match[2] or match[3] for match in ITEM.finditer(text))
    found = {CIRCLED.index(mark) + 1 if mark in CIRCLED else integer(mark) for mark in marks}
    inside = {h.path[-1] for h in facts.contract.headings if heading.span.start < h.span.start < end and h.path}
    return frozenset(inside | {n for n in found if n})
