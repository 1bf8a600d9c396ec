"""Words that a contract only quotes: from an earlier contract, from the tender, from a law.

Comes in: lines, or a clause's text. Goes out: the lines without the numbers that stand inside a quotation, so that no
quoted unit becomes a clause; and the places of a text that are quoted and promise nothing themselves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from clauses.model import Span
from clauses.structure.amending import amends, curled
from clauses.structure.lines import Line

PAPER = r"(?:(?:原|主|旧|前|上述|前述|此前的?)(?:合同|协议|契约)书?|《[^》\n]{2,50}》(?:[（(][^）)\n]{1,30}[）)])?|(?:招标|投标|采购|磋商|谈判|询价|比选|应答|响应)文件)"
SAYS = r"(?:约定|规定|载明|写明|记载|要求|明确|承诺|条款|原文|内容|表述|引述|摘录)(?:如下|为|是|的是)?"
EARLIER = re.compile(rf"{PAPER}[^。；“”\n]{{0,40}}?{SAYS}\s{{0,4}}[:：]\s{{0,4}}$")
RECITES = re.compile(rf"{PAPER}[^。；“”\n]{{0,40}}?(?:引述|摘录|抄录|转录|摘引|照录)(?:如下|于后|于下)?\s{{0,4}}[:：]")
LONGEST = 60  # lines of a quotation at most


def without_quoted_numbers(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines, those inside a quotation of several lines without a number of their own."""
    made = list(lines)
    for i, line in enumerate(lines):
        end = _end(lines, i) if line.text[-1:] in "：:" or "“" in line.text or '"' in line.text or "「" in line.text else i
        for k in range(i + 1, end + 1):
            if made[k].label is not None:
                made[k] = replace(made[k], label=None, quoted=True)
    return tuple(made)


def _end(lines: Sequence[Line], i: int) -> int:
    """The last line of the quotation that line i opens; i where it opens none, or one that never ends."""
    text = curled(lines[i].text)
    below = lines[i + 1 : i + 1 + LONGEST]
    opened = _open(text)
    if opened is None and below and RECITES.search(text) and text.rstrip().endswith("：") and not curled(below[0].text).startswith("“"):
        label = lines[i].label
        return next((i + n for n, line in enumerate(below) if label and line.label and line.label.style == label.style and line.label.ordinals == (*label.ordinals[:-1], label.last + 1)), i)
    if opened is None and below and curled(below[0].text).startswith("“") and (EARLIER.search(text) or amends(text)):
        opened = len(text)
    if opened is None or not (EARLIER.search(text[:opened]) or amends(text[:opened])):
        return i
    depth = text.count("“", opened) - text.count("”", opened)
    for n, line in enumerate(below, 1):
        words = curled(line.text)
        depth += words.count("“") - words.count("”")
        if depth <= 0:
            return i + n
    return i


def _open(text: str) -> int | None:
    """Where the quotation mark stands that a line opens and does not shut; None where every one is shut."""
    depth, at = 0, None
    for n, mark in ((m.start(), m[0]) for m in re.finditer("[“”]", text)):
        if mark == "“":
            at = n if depth == 0 else at
            depth += 1
        else:
            depth = max(0, depth - 1)
    return at if depth else None


def quoted(written: str) -> list[Span]:
    """Where a text quotes an earlier contract, the tender or a law; the marks themselves left out."""
    text = curled(written)
    found, done = [], 0
    for m in re.finditer("“", text):
        if m.start() < done or not EARLIER.search(text, max(0, m.start() - 120), m.start()):
            continue
        depth, end = 0, len(text)
        for mark in re.finditer("[“”]", text[m.start() :]):
            depth += 1 if mark[0] == "“" else -1
            if depth == 0:
                end = m.start() + mark.start()
                break
        found.append(Span(m.end(), end))
        done = end
    if (recited := RECITES.search(text)) and not re.match(r"\s*“", text[recited.end() :]):
        found.append(Span(recited.end(), len(text)))
    return found
