"""Comments of a Word file: which words each is set at, and what it says.

Word has comments in the running text alone. One on words of a note stands at the note's reference, one on words of a text box at
the box, one on words of a page's header or footer at the first words of the text, and says what it is about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from clauses.ingest.word.styles import W
from clauses.model import Remark, Source, Span
from clauses.redline import gaps
from clauses.redline.gaps import Gap
from clauses.redline.letters import Letter, Letters, paragraph_of, unit_of
from clauses.redline.tracked import Wedge
from clauses.redline.xml import clean, make, said

_END, _REFERENCE, _START, _POINT = 1, 2, 3, 4  # their order, where several comments begin and end at one place


_ABOUT = "关于页眉或页脚中的“{words}”："
_MOST = 40  # characters of the words that a remark says it is about


def placed(remark: Remark, source: Source, letters: Letters) -> Remark:
    """The remark, on words at which Word lets a comment stand."""
    found = _found(remark, letters)
    if not found or all(_root(letter.element) is letters.roots[0] or _note(letter.element) is not None for letter in found):
        return remark
    first = next((letter for letter in letters.every if letter.seen and _root(letter.element) is letters.roots[0]), None)
    if first is None:
        return remark
    own = letters.of_paragraph[paragraph_of(first.element)]
    about = " ".join(source.at(remark.span).split())
    text = _ABOUT.format(words=about if len(about) <= _MOST else f"{about[:_MOST]}…") + remark.text if about else remark.text
    return replace(remark, span=Span(first.span.start, max(letter.span.end for letter in own)), text=text)


def wedges_of(remark: Remark, id: str, letters: Letters, hosts: Sequence[Any]) -> tuple[Wedge, ...]:
    """The marks of a comment at the remark's words; () where the file has no words to set it at.

    Args:
        remark: what is to be set, as it is `placed`.
        id: of the comment.
        letters: of the file.
        hosts: the elements of the running text that refer to what does not stand in it: notes.
    """
    found = _found(remark, letters)
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
    if any(_root(gap.element) is not letters.roots[0] for gap in (start, end, reference)):
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


def _found(remark: Remark, letters: Letters) -> list[Letter]:
    return letters.touching(remark.span) or [letter for letter in [_at(letters, remark.span)] if letter is not None]


def _root(element: Any) -> Any:
    return element.getroottree().getroot()


def _note(element: Any) -> Any | None:
    return next(element.iterancestors(W + "footnote", W + "endnote"), None)


def _at(letters: Letters, span: Span) -> Letter | None:
    return letters.behind(span.start) or letters.before(span.start) or letters.nearest(span.start)


def _host(element: Any, letters: Letters, hosts: Sequence[Any]) -> Any | None:
    """The child of a run in the running text at which the element hangs, None where it stands there itself."""
    note = _note(element)
    if note is not None:
        kind, id = note.tag + "Reference", note.get(W + "id")
        element = next((host for host in hosts if host.tag == kind and host.get(W + "id") == id), element)
    boxes = list(element.iterancestors(W + "txbxContent"))
    if boxes:
        return unit_of(boxes[-1])
    return element if note is not None else None
