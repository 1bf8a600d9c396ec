"""Reading of scans: what a page's picture says, which of its words are doubtful, and that a stopped reading goes on where it stopped."""

from __future__ import annotations

import sqlite3
import stat
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from clauses.errors import UnreadableFile
from clauses.ingest import pictures, readings, recognition, scans
from clauses.ingest.content import Manner
from clauses.ingest.pages import PageLine, PageRead
from clauses.model import Doubt, Page, Rect, Span
from tests import scanning

READER = all(find_spec(name) for name in ("rapidocr", "onnxruntime", "cv2", "PIL"))
reads = pytest.mark.skipif(not (READER and scanning.drawable()), reason="rapidocr, onnxruntime or the Noto CJK fonts are not installed")
A4 = Page(number=1, width=595.3, height=841.9, scanned=True)
LINES = ("第一条 服务内容", "甲方应于每月10日前支付专线租用费人民币12,500.00元。", "第二条 违约责任", "乙方中断服务超过4小时的，应减免当月租用费的20%。")


def note(lines: tuple[str, ...], **how: Any) -> tuple[Any, Page]:
    """A small page, quick to read: as high as its lines need."""
    high = 140 + 60 * len(lines)
    picture = scanning.page(lines, paper=(1653, high), left=120, top=60, **how)
    return picture, Page(number=1, width=1653 * 72 / 200, height=high * 72 / 200, scanned=True)


def words(read: PageRead) -> list[str]:
    return [line.text for line in read.lines]


@reads
def test_a_small_page_is_read_line_by_line_with_places() -> None:
    picture, page = note(LINES)
    read = scans.read_page(picture, page)
    assert [w.replace(" ", "") for w in words(read)] == [w.replace(" ", "") for w in LINES]
    assert all(line.rect and line.rect.right <= page.width and line.rect.bottom <= page.height for line in read.lines)
    tops = [line.rect.top for line in read.lines if line.rect]
    assert tops == sorted(tops)
    first = read.lines[0].rect
    assert first and abs(first.left - 120 * 72 / 200) < 6 and abs(first.top - 60 * 72 / 200) < 10
    assert all(0 < line.confidence <= 1 for line in read.lines)


@reads
def test_a_grey_picture_is_read_like_a_coloured_one() -> None:
    picture, page = note(LINES)
    assert words(scans.read_page(picture[:, :, 0].copy(), page)) == words(scans.read_page(picture, page))


@reads
def test_an_empty_page_has_no_lines() -> None:
    picture, page = note(("",))
    assert scans.read_page(picture, page).lines == ()


def test_without_the_reader_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognition, "_NETWORKS", [])
    monkeypatch.setitem(__import__("sys").modules, "rapidocr", None)
    with pytest.raises(scans.NoReader) as caught:
        list(scans.read_pages("k", [A4], lambda number: None, Manner()))
    assert isinstance(caught.value, UnreadableFile)
    assert "文字识别组件" in caught.value.message and "pip install rapidocr" in caught.value.hint


# Pages kept


def _read(number: int) -> PageRead:
    page = Page(number=number, width=595.3, height=841.9, scanned=True)
    doubt = Doubt(kind="per_mille", span=Span(2, 3), confidence=0.7, read="%0")
    return PageRead(page, (PageLine(f"每日3‰ {number}", Rect(1.0, 2.0, 3.5, 4.0), confidence=0.9, doubts=(doubt,)), PageLine("一\t二\t三", None, row=True, furniture=True)))


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of the pages that were really read."""
    calls: list[int] = []

    def read(picture: Any, page: Page) -> PageRead:
        calls.append(page.number)
        return _read(page.number)

    monkeypatch.setattr(scans, "read_page", read)
    monkeypatch.setattr(recognition, "load", lambda: None)
    return calls


PAGES = [Page(number=n, width=595.3, height=841.9, scanned=True) for n in (1, 2, 3, 4)]


def test_a_stopped_reading_goes_on_where_it_stopped(tmp_path: Path, counted: list[int]) -> None:
    seen: list[tuple[int, int]] = []

    def stop(done: int, of: int) -> None:
        seen.append((done, of))
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(scans.read_pages("file", PAGES, lambda n: n, Manner(keep=tmp_path, progress=stop)))
    assert counted == [1, 2]
    assert seen == [(0, 4), (1, 4), (2, 4)]
    again = list(scans.read_pages("file", PAGES, lambda n: n, Manner(keep=tmp_path)))
    assert counted == [1, 2, 3, 4]
    assert again == [_read(n) for n in (1, 2, 3, 4)]  # kept pages come back as they were, doubts and places too


def test_another_file_or_another_reader_is_read_anew(tmp_path: Path, counted: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    manner = Manner(keep=tmp_path)
    list(scans.read_pages("a", PAGES[:1], lambda n: n, manner))
    list(scans.read_pages("b", PAGES[:1], lambda n: n, manner))
    monkeypatch.setattr(scans, "_reader", lambda: "another")
    list(scans.read_pages("a", PAGES[:1], lambda n: n, manner))
    assert counted == [1, 1, 1]


def test_without_a_folder_nothing_is_kept(counted: list[int]) -> None:
    list(scans.read_pages("a", PAGES[:1], lambda n: n, Manner()))
    list(scans.read_pages("a", PAGES[:1], lambda n: n, Manner()))
    assert counted == [1, 1]


def test_kept_pages_are_their_owners_and_can_be_forgotten(tmp_path: Path, counted: list[int]) -> None:
    list(scans.read_pages("a", PAGES[:1], lambda n: n, Manner(keep=tmp_path)))
    file = tmp_path / readings.FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert scans.forget(tmp_path) is True
    assert not file.exists() and scans.forget(tmp_path) is False
    list(scans.read_pages("a", PAGES[:1], lambda n: n, Manner(keep=tmp_path)))
    assert counted == [1, 1]


@pytest.mark.parametrize("broken", ["junk", "folder", "words"])
def test_a_broken_store_is_as_good_as_none(tmp_path: Path, counted: list[int], broken: str) -> None:
    file = tmp_path / readings.FILE
    if broken == "junk":
        file.write_bytes(b"no database at all" * 100)
    elif broken == "folder":
        file.mkdir()
    else:
        list(scans.read_pages("a", PAGES[:1], lambda n: n, Manner(keep=tmp_path)))
        with sqlite3.connect(file) as db:
            db.execute("UPDATE pages SET words = '[1, 2]'")
        db.close()
        counted.clear()
    assert list(scans.read_pages("a", PAGES[:1], lambda n: n, Manner(keep=tmp_path))) == [_read(1)]
    assert counted == [1]


def test_a_page_that_breaks_the_reader_is_a_problem_and_is_not_kept(tmp_path: Path, counted: list[int]) -> None:
    def render(number: int) -> Any:
        if number == 2:
            raise ValueError("no such picture")
        return number

    pages = list(scans.read_pages("a", PAGES[:3], render, Manner(keep=tmp_path)))
    assert [p.problem.kind if p.problem else None for p in pages] == [None, "page_unreadable", None]
    assert pages[1].problem and pages[1].problem.page == 2 and "第 2 页" in pages[1].problem.message
    list(scans.read_pages("a", PAGES[:3], lambda n: n, Manner(keep=tmp_path)))
    assert counted == [1, 3, 2]


# Image files


@reads
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP"])
def test_every_kind_of_image_file_is_opened(kind: str) -> None:
    picture, _ = note(LINES[:1])
    image = pictures.opened("a", scanning.encoded(picture, kind, **({} if kind in ("GIF", "WEBP") else {"dpi": (200, 200)})))
    assert len(image.pages) == 1 and abs(image.pages[0].width - 595.1) < 1
    assert abs(image.render(0).shape[1] - 1653) <= 2


@reads
def test_a_tiff_has_all_its_pages_and_only_what_it_shows(tmp_path: Path) -> None:
    first, _ = note(LINES[:1])
    second, _ = note(LINES[2:3])
    content = scans.read_image("合同.tiff", scanning.encoded(first, "TIFF", more=[second], dpi=(200, 200)), Manner(keep=tmp_path))
    assert content.text.replace(" ", "") == "第一条服务内容\n第二条违约责任"
    assert [b.page for b in content.blocks] == [1, 2] and all(b.rect and b.wrapped for b in content.blocks)
    assert [p.number for p in content.pages] == [1, 2] and all(p.scanned for p in content.pages)


@reads
def test_a_camera_picture_is_turned_as_its_exif_says() -> None:
    import numpy as np
    from PIL import Image

    picture, _ = note(LINES[:2])
    exif = Image.Exif()
    exif[0x0112] = 6
    content = scanning.encoded(np.rot90(picture).copy(), "JPEG", exif=exif, dpi=(200, 200), quality=92)
    image = pictures.opened("a.jpg", content)
    assert image.pages[0].width > image.pages[0].height
    assert abs(image.render(0).astype(int) - picture).mean() < 3


@reads
def test_without_a_likely_resolution_the_page_is_taken_for_a4() -> None:
    picture = scanning.page(LINES[:1])
    for dpi in ((1, 1), (72, 72), None):
        image = pictures.opened("a.png", scanning.encoded(picture, "PNG", **({"dpi": dpi} if dpi else {})))
        assert abs(image.pages[0].width - 595.3) < 2 and abs(image.pages[0].height - 841.9) < 3, dpi


@reads
@pytest.mark.parametrize(("wide", "high", "refused"), [(pictures.MOST_PIXELS // 1000, 1000, False), (pictures.MOST_PIXELS // 1000 + 1, 1000, True), (60000, 60000, True)])
def test_too_many_pixels_are_refused_before_they_are_decoded(wide: int, high: int, refused: bool) -> None:
    import struct
    import zlib

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0))
    content = b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    if not refused:
        assert len(pictures.opened("大图.png", content).pages) == 1
        return
    with pytest.raises(UnreadableFile, match="百万像素"):
        pictures.opened("大图.png", content)


@reads
@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0 no picture", b"II*\x00\x08\x00\x00\x00", b"BM" + bytes(60), b"GIF89a"])
def test_a_broken_image_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableFile):
        scans.read_image("坏.png", content, Manner())
