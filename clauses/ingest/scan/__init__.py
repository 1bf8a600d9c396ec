"""A page that is a picture: its lines with their places, how sure the reader was, and which words are to be looked at.

A page is straightened and its seals are taken off (`pictures`), its lines are found and read (`recognition`), put in order
(`layout`) and mended where a misreading is certain (`misreadings`). Pages done are kept (`readings`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import Any

from clauses.ingest.breaks import with_breaks
from clauses.ingest.content import MOST_MEMORY, Content, Manner
from clauses.ingest.pages import PageLine, PageRead, joined
from clauses.ingest.scan import layout, pictures, recognition
from clauses.ingest.scan.pictures import DPI
from clauses.ingest.scan.readings import Shelf, forget
from clauses.ingest.scan.recognition import NoReader
from clauses.model import Page, Problem, Rect, Said

__all__ = ["DPI", "NoReader", "forget", "read_image", "read_page", "read_pages"]

_EDITION = "6"  # of what is made of the reader's answers: pages kept by another are read again
_MEMORY = re.compile(r"bad_?alloc|[Ii]nsufficient memory|[Oo]ut ?[Oo]f ?[Mm]emory|[Ff]ailed to allocate")  # what cv2 and onnxruntime say of it
_UNREAD = ("page_memory", "page_unreadable")  # the next reading may fare better
_INK = 0.002  # share of dark dots on a page that is not empty


def read_page(picture: Any, page: Page) -> PageRead:
    """The page's lines in reading order, from its picture at `DPI`, upright as it is shown.

    Raises:
        NoReader: what reads pictures is not installed.
    """
    recognition.load()
    straight = pictures.straightened(picture)
    found = recognition.boxes(straight.grey)
    if recognition.lying(found):
        straight = pictures.straightened(picture, lying=True)
        found = recognition.boxes(straight.grey)
    if recognition.upside_down(straight.grey, found):
        straight = pictures.turned_over(straight)
        found = recognition.boxes(straight.grey)
    lines, unread = layout.lines(straight, found)
    return PageRead(page, _shown(lines, straight, page), _problem(lines, straight.grey, page, unread=unread))


def _shown(lines: Sequence[PageLine], straight: pictures.Straight, page: Page) -> tuple[PageLine, ...]:
    """The lines at their places on the page as it is shown; where they end before the margin is told while they are level."""
    level = [line._replace(rect=_tight(line.rect) if line.rect else None) for line in lines]
    broken = with_breaks([PageRead(page, tuple(level))])[0].lines
    return tuple(line._replace(rect=pictures.rect(straight, line.rect, page) if line.rect else None, wrapped=b.wrapped) for line, b in zip(lines, broken, strict=True))


def _tight(rect: Rect) -> Rect:
    """The rectangle as high as the letters: the finder of lines leaves a margin."""
    margin = 0.12 * (rect.bottom - rect.top)
    return Rect(rect.left, rect.top + margin, rect.right, rect.bottom - margin)


def _problem(lines: Sequence[PageLine], grey: Any, page: Page, *, unread: bool = False) -> Problem | None:
    """Why the page is not to be relied on: next to nothing of what stands on it was read, most of it with doubt, or not all of it."""
    if not lines and float((grey < 128).mean()) > _INK:
        message = Said(f"第 {page.number} 页有内容但未识别出文字（可能是图片或手写），请人工核对", f"Page {page.number} is not blank, yet no words were recognised (it may be a picture or handwriting); please check it yourself")
        return Problem.of(stage="read", kind="page_without_text", said=message, page=page.number)
    doubtful = sum(len(line.text) for line in lines if line.confidence < 0.5)
    if doubtful > 0.5 * sum(len(line.text) for line in lines):
        message = Said(f"第 {page.number} 页图像质量差，大部分文字识别没有把握，请人工核对或重新扫描", f"Page {page.number} is of poor quality and most of its words are uncertain; please check it yourself or scan it again")
        return Problem.of(stage="read", kind="page_unsure", said=message, page=page.number)
    if unread:
        message = Said(f"第 {page.number} 页有倾斜或模糊的文字未能识别（可能是印章、手写或斜贴的字条），请人工核对", f"Page {page.number} has slanting or blurred words that were not recognised (perhaps a seal, handwriting or a slip stuck on); please check it yourself")
        return Problem.of(stage="read", kind="page_part_unread", said=message, page=page.number)
    return None


def read_pages(key: str, wanted: Sequence[Page], render: Callable[[int], Any], manner: Manner) -> Iterator[PageRead]:
    """The wanted pages one by one, each kept as soon as it is read; those kept before are not read again.

    key: the sha256 of the file. render: gives the picture of the page of this number. A page that cannot be read is a
    problem of its own.

    Raises:
        NoReader: what reads pictures is not installed, and not all pages are kept.
    """
    shelf = Shelf(manner.keep, key, _reader())
    report = manner.progress or (lambda done, of: None)
    report(0, len(wanted))
    for done, page in enumerate(wanted, start=1):
        kept = shelf.get(page)
        if kept is None:
            recognition.load()
            kept = _read_or_problem(page, render)
            if kept.problem is None or kept.problem.kind not in _UNREAD:
                shelf.put(kept)
        yield kept
        report(done, len(wanted))


def read_image(name: str, content: bytes, manner: Manner) -> Content:
    """The text of an image file: PNG, JPEG, TIFF with all its pages, BMP, GIF, WebP.

    Raises:
        NoReader: what reads pictures is not installed.
        UnreadableFile: damaged, or over a limit.
    """
    if not (find_spec("cv2") and find_spec("PIL")):
        raise NoReader()
    image = pictures.opened(name, content)
    reads = list(read_pages(hashlib.sha256(content).hexdigest(), image.pages, lambda number: image.render(number - 1), manner))
    return joined(with_breaks(reads))


def _read_or_problem(page: Page, render: Callable[[int], Any]) -> PageRead:
    try:
        return read_page(render(page.number), page)
    except NoReader:
        raise
    except Exception as error:  # whatever the picture does to decoder and networks, the other pages go on
        if isinstance(error, MemoryError) or _MEMORY.search(str(error)):
            message = Said(f"识别第 {page.number} 页所需内存超过 {MOST_MEMORY / 2**30:.1f} GB 的上限，该页未审查，请拆分文件，或以 {DPI} dpi 重新扫描", f"Recognising page {page.number} takes more than the limit of {MOST_MEMORY / 2**30:.1f} GB of memory; the page was not reviewed; split the file, or scan it again at {DPI} dpi")
            return PageRead(page, (), Problem.of(stage="read", kind="page_memory", said=message, page=page.number))
        message = Said(f"第 {page.number} 页的图片无法识别，未审查，请人工核对", f"The picture of page {page.number} cannot be read and was not reviewed; please check it yourself")
        return PageRead(page, (), Problem.of(stage="read", kind="page_unreadable", said=message, page=page.number))


def _reader() -> str:
    try:
        return f"rapidocr {version('rapidocr')} {_EDITION}"
    except PackageNotFoundError:
        return f"none {_EDITION}"
