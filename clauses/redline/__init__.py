"""The hand-over in Word: what is agreed as tracked changes, what is said of it as comments.

In come a file's bytes, its source, and the edits and remarks that people decided on. Out goes a Word file: where the caller's own
is one, the same with nothing else changed; of an older Word, RTF or OpenDocument file what LibreOffice makes of it; else a new
one that says the same words. Accepting every change gives the agreed text,
rejecting every change the draft. Words that come in are never fields, links or anything that runs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, Literal

from clauses.errors import ClausesError
from clauses.ingest.word import office
from clauses.ingest.word.styles import W
from clauses.model import Edit, Remark, Said, Source
from clauses.redline import boxes, fresh, paper, remarks
from clauses.redline.paper import Paper
from clauses.redline.plan import Plan, Planning
from clauses.redline.tracked import Signature, Wedge, carry_out, is_numbered
from clauses.redline.xml import clean

__all__ = ["Redline", "can_hold", "write"]

Basis = Literal["own", "converted", "new"]


@dataclass(frozen=True, kw_only=True)
class Redline:
    """A Word file with tracked changes and comments.

    not_made: the edits that could not be made to the letter, though as far as it goes: of a number that Word makes, of a part of
    a form's blank, of another person's deletion, between the cells of a row. not_set: the remarks for which there is no place.
    basis: what the changes were laid on: the caller's own file, what LibreOffice made of it, or a new file of the same words.
    """

    content: bytes
    basis: Basis = "own"
    not_made: tuple[Edit, ...] = ()
    not_set: tuple[Remark, ...] = ()


def can_hold(source: Source) -> bool:
    """Whether changes can be laid on the file: not where it was read without changes that still stand in it, as accepting all would bring them back."""
    return source.view != "rejected" or not source.revisions


def write(name: str, content: bytes, source: Source, edits: Sequence[Edit], marks: Sequence[Remark], *, author: str, at: str) -> Redline:
    """A Word file in which the edits are tracked changes and the remarks comments.

    Args:
        name: of the file, for messages.
        content: its bytes.
        source: what was read of them.
        edits: in the source's order, none overlapping another.
        marks: the remarks.
        author: of the changes.
        at: when they were made: UTC, ISO 8601.

    Raises:
        ClausesError: the bytes are not those that the source was read from, it was read without the changes that stand in it
            (`can_hold`), or the file cannot be written.
        ValueError: edits overlap or reach beyond the text, or `at` is no time.
    """
    if any(two.span.start < one.span.end for one, two in pairwise(edits)) or any(not 0 <= e.span.start <= e.span.end <= len(source.text) for e in edits):
        raise ValueError("edits overlap or reach beyond the text")
    if hashlib.sha256(content).hexdigest() != source.sha256:
        raise ClausesError(Said(f"{name} 与审查时的文件不是同一份", f"{name} is not the file that was reviewed"), Said("请重新审查这份文件后再导出", "review this file again, then export"))
    if not can_hold(source):
        raise ClausesError(Said(f"{name} 是按拒绝原有修订审查的，全部接受会带回那些修订，不能在原文件上标出修改", f"{name} was reviewed with its tracked changes rejected; accepting all would bring them back, so changes cannot be marked in the file itself"), Said("请改按“接受修订”重新审查后再导出", "review it again with its changes accepted, then export"))
    date = _date(at)
    opened, basis = _opened(name, content, source)
    first = _highest(opened) + 1
    signature = Signature(clean(author), date, first)
    plan = Planning(source.text, opened.blocks, opened.letters, opened.notes, lambda properties: is_numbered(properties, opened.styles)).of(edits)
    wedges, comments, not_set = _comments(opened, source, marks, date)
    touched = _touched(plan, wedges)
    changed = list(dict.fromkeys(element.getroottree().getroot() for element in touched))
    copies = boxes.pairs_of(touched)
    carry_out(plan, wedges, signature, opened.styles)
    boxes.renew(copies, first, signature.number)
    return Redline(content=opened.written(changed, comments), basis=basis, not_made=tuple(plan.not_made), not_set=not_set)


def _opened(name: str, content: bytes, source: Source) -> tuple[Paper, Basis]:
    """The file to write on; of an older format what LibreOffice makes of it, where that reads the same."""
    if source.format == "docx":
        return paper.opened(name, content, source), "own"
    if source.format in office.KINDS:
        with suppress(ClausesError):
            return paper.opened(name, office.converted(source.format, name, content), source), "converted"
    return fresh.made(source), "new"


def _comments(opened: Paper, source: Source, marks: Sequence[Remark], date: str) -> tuple[list[Wedge], list[Any], tuple[Remark, ...]]:
    """The marks of the comments in the text, their entries, and the remarks that have no place."""
    wedges: list[Wedge] = []
    entries: list[Any] = []
    not_set: list[Remark] = []
    first = _highest(opened) + 1
    hosts = list(opened.letters.roots[0].iter(W + "footnoteReference", W + "endnoteReference"))
    for number, remark in enumerate(marks, first):
        placed = remarks.placed(remark, source, opened.letters)
        marks_of = remarks.wedges_of(placed, str(number), opened.letters, hosts)
        if marks_of:
            wedges += marks_of
            entries.append(remarks.comment_of(placed, str(number), date))
        else:
            not_set.append(remark)
    return wedges, entries, tuple(not_set)


def _touched(plan: Plan, wedges: Sequence[Wedge]) -> list[Any]:
    """The elements at which the file is changed."""
    joined = [paragraph for pair in plan.likened for paragraph in pair]
    return [*plan.cut, *plan.wrapped, *(p.gap.element for p in plan.put), *(b.paragraph for b in plan.behind), *plan.marks, *joined, *plan.rows, *(w.gap.element for w in wedges)]


def _highest(opened: Paper) -> int:
    """The highest number that any change, comment or bookmark of the file has."""
    said = (element.get(W + "id") for root in opened.every_root for element in root.iter())
    return max((int(id) for id in said if id and id.isascii() and id.isdecimal() and len(id) < 10), default=0)


def _date(at: str) -> str:
    time = datetime.fromisoformat(at)
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
