"""Comments of a Word file: which words each is set at, and what it says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from clauses.ingest.word.styles import W
from clauses.model import Remark, Span
from clauses.redline import gaps
from clauses.redline.gaps import Gap
from clauses.redline.letters import Letter, Letters, unit_of
from clauses.redline.tracked import Wedge
from clauses.redline.xml import clean, make, said

_END, _REFERENCE, _START, _POINT = 1, 2, 3, 4  # their order, where several comments begin and end at one place


def wedges_of(remark: Remark, id: str, letters: Letters, hosts: Sequence[Any]) -> tuple[Wedge, ...]:
    """The marks of a comment at the remark's words; () where the file has no words to set it at.

    Words of a note are remarked on at its reference, those of a text box at the box: a comment stands in the running text.

    Args:
        remark: what is to be set.
        id: of the comment.
        letters: of the file.
        hosts: the elements of the running text that refer to what does not stand in it: notes.
    """
    found = letters.touching(remark.span) or [letter for letter in [_at(letters, remark.span)] if letter is not None]
    if not found:
        return ()
    first, last = found[0], found[-1]
    places = [_host(letter.element, letters, hosts) for letter in (first, last)]
    if places[0] is None and places[1] is None:
        start, end = gaps.around(first, last)
        reference = gaps.outside(last, letters)
    elif places[0] is not None and places[1] is not None:
        start, end = Gap(places[0], 0), Gap(places[1], 1)
        reference = end
    else:
        inside = [letter for letter in found if _host(letter.element, letters, hosts) is None]
        start, end = gaps.around(inside[0], inside[-1])
        reference = gaps.outside(inside[-1], letters)
    if any(gap.element.getroottree().getroot() is not letters.roots[0] for gap in (start, end, reference)):
        return ()
    return (
        Wedge(start, _START, [make("commentRangeStart", id=id)]),
        Wedge(end, _END if start != end else _POINT, [make("commentRangeEnd", id=id)]),
        Wedge(reference, _REFERENCE if start != end else _POINT, [make("r", make("commentReference", id=id))]),
    )


def comment_of(remark: Remark, id: str, date: str) -> Any:
    """What the remark says, as an entry of comments.xml; the finding's id stands in it."""
    words = clean(remark.text)
    text = words if remark.id in words else f"[{remark.id}] {words}"
    paragraphs = [make("p", make("r", *said(line))) for line in text.split("\n")]
    author = clean(remark.author)
    return make("comment", *paragraphs, id=id, author=author, date=date, initials=author[:1])


def _at(letters: Letters, span: Span) -> Letter | None:
    return letters.behind(span.start) or letters.before(span.start) or letters.nearest(span.start)


def _host(element: Any, letters: Letters, hosts: Sequence[Any]) -> Any | None:
    """The child of a run in the running text at which the element hangs, None where it stands there itself."""
    note = next(element.iterancestors(W + "footnote", W + "endnote"), None)
    if note is not None:
        kind, id = note.tag + "Reference", note.get(W + "id")
        element = next((host for host in hosts if host.tag == kind and host.get(W + "id") == id), element)
    boxes = list(element.iterancestors(W + "txbxContent"))
    if boxes:
        return unit_of(boxes[-1])
    return element if note is not None else None
