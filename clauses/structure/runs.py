"""Numbers that stand without a mark (1 总则, 2违约金) or that lost it: believed where they count on from one another.

Comes in: the lines of a part of a contract. Goes out: the same lines, more of them with a label. A lone digit before a word
is a quantity; a run of them, each at the head of a paragraph, is a numbering.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from clauses.structure.lines import Line
from clauses.structure.numbering import BARE, Label, label_of

SHORTEST = 2  # numbers of a run that stand at the head of paragraphs
CLOSED = re.compile(r"[。；;！!？?：:．…_＿）)】\]]\s*$")


def with_bare_numbers(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines, those numbered without a mark labelled where such numbers run 1, 2, 3 … or head dotted numbers of theirs."""
    candidates = _candidates(lines)
    believed = _heads_of_dotted(lines, candidates) | _runs(lines, candidates)
    return tuple(replace(line, label=candidates[i]) if i in believed else line for i, line in enumerate(lines))


def _candidates(lines: Sequence[Line]) -> dict[int, Label]:
    """Index -> the number without a mark that the line begins with, where a paragraph may begin."""
    found: dict[int, Label] = {}
    for i, line in enumerate(lines):
        if line.label is not None or line.row or line.quoted or line.hangs or not re.match(r"[\d０-９一二三四五六七八九十]", line.text):
            continue
        label = label_of(line.text, styles=BARE)
        if label is not None and len(line.words) + len(line.text) > label.width + 1:
            found[i] = label
    return found


def _heads_of_dotted(lines: Sequence[Line], candidates: dict[int, Label]) -> set[int]:
    """Those whose next numbered line is their own first part: 2 服务 before 2.1."""
    heads = set()
    ahead: Label | None = None
    for i in range(len(lines) - 1, -1, -1):
        own = candidates.get(i)
        if own is not None and ahead is not None and ahead.style == "dotted" and ahead.ordinals[:2] == (own.last, 1):
            heads.add(i)
        ahead = own if i in heads else lines[i].label or ahead
    return heads


def _runs(lines: Sequence[Line], candidates: dict[int, Label]) -> set[int]:
    """Those that count on from one another, each after a paragraph that has ended."""
    believed: set[int] = set()
    runs: dict[str, list[int]] = {}
    for i, label in candidates.items():
        before = lines[i - 1] if i else None
        closed = before is None or bool(CLOSED.search(before.text)) or (before.label is not None and len(before.words) <= 22) or lines[i].gap >= 1 or i - 1 in candidates
        run = runs.get(label.style, [])
        if closed and label.last == 1:
            runs[label.style] = [i]
        elif closed and run and label.last == candidates[run[-1]].last + 1:
            run.append(i)
            if len(run) >= SHORTEST:
                believed.update(run)
    return believed
