"""Latin words that a line break cut in two: made whole where it is certain that the hyphen is the printer's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from clauses.ingest.pages import PageLine, PageRead

_CUT = re.compile("([A-Za-z]{2,})([-\u00ad\u2010])$")
_TAIL = re.compile(r"([a-z]{2,})(?=$|[\s,.;:)!?，。；：）])([,.;:)!?，。；：）]*)\s*")
_SOFT = "\u00ad"


def mended(pages: Sequence[PageRead]) -> list[PageRead]:
    """The pages; a word cut by a soft hyphen, or by one without which it stands elsewhere in the file, is whole on its first line."""
    text = "\n".join(line.text for read in pages for line in read.lines)
    if not re.search("[A-Za-z]{2}[-\u00ad\u2010]$", text, re.M) and _SOFT not in text:
        return list(pages)
    known = {word.lower() for word in re.findall(r"[A-Za-z]+(?:-[A-Za-z]+)*", text)}
    return [read._replace(lines=_of_page(read.lines, known)) for read in pages]


def _of_page(lines: Sequence[PageLine], known: set[str]) -> tuple[PageLine, ...]:
    kept: list[PageLine] = []
    for line in lines:
        before = kept[-1] if kept else None
        cut = _CUT.search(before.text) if before and not before.furniture and not line.furniture else None
        tail = _TAIL.match(line.text) if cut else None
        if before and cut and tail and _is_certain(cut[1], cut[2], tail[1], known):
            kept[-1] = before._replace(text=before.text[: cut.start(2)] + tail[1] + tail[2])
            line = line._replace(text=line.text[tail.end() :], doubts=())
        if line.text:
            kept.append(line)
    return tuple(line._replace(text=line.text.replace(_SOFT, "")) if _SOFT in line.text else line for line in kept)


def _is_certain(head: str, hyphen: str, tail: str, known: set[str]) -> bool:
    if hyphen == _SOFT:
        return True
    return (head + tail).lower() in known and f"{head}-{tail}".lower() not in known
