"""One contract in four faces: the golden contracts as Word files with automatic numbers, printed and scanned, and in odd prints.

The Word file's review is the text's; what the printer and the scanner do to it may cost no more than `LEAST` says.
CLAUSES_GOLD names a folder with contracts/*.txt of one's own; they are tried too.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from clauses import ingest
from clauses.ingest import Manner
from clauses.model import Review, View
from clauses.review import Desk, review_source
from clauses.structure.numbering import label_of
from tests.conftest import Reviewed
from tests.faces.lists import Numbers
from tests.faces.measure import bare, compare
from tests.faces.odd import CHROMIUM, DIGITS, browsed, html_of, marked_paragraph, tracked, turned
from tests.faces.prints import converted
from tests.faces.word import Draft, docx_bytes, draft_of

GOLDEN = Path(__file__).parent / "golden"
OWN = sorted((Path(os.environ["CLAUSES_GOLD"]) / "contracts").glob("*.txt")) if "CLAUSES_GOLD" in os.environ else []
SOURCES = {path.parent.name: path for path in sorted(GOLDEN.glob("*/source.*"))} | {path.stem: path for path in OWN}
PRINTER = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice prints and converts; it is not installed")

# Contracts whose Word face and print are reviewed otherwise than the text, and why; how many clauses and differences of substance at most.
OTHERWISE: dict[str, tuple[int, int, str]] = {
    "cloud-2026-click": (1, 0, "the seller's name and address behind the last clause stand apart by blank lines in the text, by nothing in Word"),
}


@cache
def draft(name: str) -> Draft:
    return draft_of(SOURCES[name])


def read_lines(content: bytes, *, view: View = "accepted") -> list[str]:
    """The lines of a Word file as they are compared, header and footer left out."""
    source = ingest.read_bytes("face.docx", content, Manner(view=view))
    lines = [bare(line) for block in source.blocks if block.kind != "furniture" for line in source.at(block.span).split("\n")]
    return [line for line in lines if line]


@pytest.fixture(scope="session")
def faced(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, bytes], Review]:
    """The review of a file given by name and bytes."""

    def made(name: str, content: bytes) -> Review:
        return review_source(ingest.read_bytes(name, content), desk)

    return made


# What is typed at the beginnings of lines, in order; every one must be an automatic number that shows the same.
LISTS = {
    "articles in Chinese, clauses below in digits": "第一条 定义|1.1 甲|1.2 乙|第二条 服务|2.1 丙|2.1.1 丁|2.1.2 戊|2.2 己",
    "clauses of ten and more": "第九条 一|9.9 二|9.10 三|第十条 四|10.1 五|第十一条 六|第二十条 七|第二十一条 八",
    "a number left out: the list goes on from the next": "第一条 一|1.1 二|1.3 三|1.4 四|第三条 五|3.1 六",
    "a list that starts anew twice": "（一）甲|（二）乙|（一）丙|（二）丁|（一）戊",
    "a list that starts at three": "3、甲|4、乙|5、丙",
    "lists of three kinds within each other": "一、甲|（一）乙|1. 丙|2. 丁|（二）戊|1. 己|二、庚",
    "numbers in circles": "①甲|②乙|③丙|①丁",
    "letters": "a) 甲|b) 乙|c) 丙",
    "an annex numbered like the main text": "第一条 一|1.1 二|第二条 三|2.1 四|第一条 五|1.1 六|1.2 七",
    "1. with 1.1 below it": "1. 甲|1.1 乙|1.2 丙|2. 丁|2.1 戊",
    "full-width marks beside half-width ones": "1．甲|2.乙|3．丙",
    "a hundred and more": "第九十九条 一|第一百条 二|第一百零一条 三|第一百一十条 四|第一百一十一条 五",
}


@pytest.mark.parametrize("typed", LISTS.values(), ids=LISTS.keys())
def test_typed_numbers_become_automatic_ones(typed: str, tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("服务合同\n甲方：甲公司\n乙方：乙公司\n" + "\n".join(line + "方应当按照本合同的约定履行各自的义务。" for line in typed.split("|")), encoding="utf-8")
    made = draft_of(path)
    numbered = [line for line in made.typed if line.number is not None]
    assert len(numbered) == len(typed.split("|"))
    assert [line for line in read_lines(docx_bytes(made)) if any(line.startswith(bare(t)) for t in typed.split("|"))] == [bare(line.shown) for line in numbered]


def test_a_number_that_word_cannot_count_stays_typed() -> None:
    label = label_of("㈠ 双方应当互相通知")
    assert label is not None and Numbers().take(label, "㈠", outer=False) is None


@pytest.mark.slow
@pytest.mark.parametrize("name", SOURCES)
def test_the_word_face_reads_as_it_was_typed(name: str) -> None:
    assert read_lines(docx_bytes(draft(name))) == [bare(line.shown) for line in draft(name).typed if bare(line.shown)]
    labels = [line for line in draft(name).typed if line.label is not None and not line.cells]
    assert sum(line.number is not None for line in labels) >= 0.95 * len(labels)


@pytest.mark.slow
@PRINTER
@pytest.mark.parametrize("name", SOURCES)
def test_libreoffice_shows_the_same_lines(name: str, tmp_path: Path) -> None:
    """Its text export has every paragraph with its number; it writes 三.1 for 3.1 below 第三条 (it does not heed isLgl)."""
    (tmp_path / "face.docx").write_bytes(docx_bytes(draft(name)))
    shown = {legal(bare(line)) for line in converted(tmp_path / "face.docx", "txt:Text (encoded):UTF8", tmp_path, suffix="txt").read_text(encoding="utf-8-sig").split("\n")}
    lost = [line.shown for line in draft(name).typed if not line.cells and bare(line.shown) and legal(bare(line.shown)) not in shown]
    assert lost == []


def legal(line: str) -> str:
    """The line without what stands before the first point of its number."""
    return re.sub(r"^[一二三四五六七八九十百零\d]+(?=(?:\.\d+)+)", "", line)


@pytest.mark.slow
@pytest.mark.parametrize("name", SOURCES)
def test_the_word_face_is_reviewed_like_the_text(name: str, reviewed: Reviewed, faced: Callable[[str, bytes], Review]) -> None:
    if SOURCES[name] in OWN:
        clauses, substance = 2, 3
    else:
        clauses, substance, _ = OTHERWISE.get(name, (0, 0, ""))
    compared = compare(reviewed(SOURCES[name], "customer"), faced("face.docx", docx_bytes(draft(name))))
    assert compared.equal[1] - compared.equal[0] <= clauses, compared.texts
    assert compared.numbers[1] - compared.numbers[0] <= clauses, compared.texts
    assert len(compared.differences) <= substance, compared.differences
    assert not any(d.severity == "high" for d in compared.differences), compared.differences


# ---- tracked changes over numbers


def raised(figure: str) -> str:
    """Another figure of the same kind."""
    return re.sub(r"\d+", lambda digits: str(int(digits[0]) + 1), figure).replace("百分之五", "百分之八")


@pytest.mark.slow
@pytest.mark.parametrize("name", SOURCES)
def test_tracked_figures_are_read_as_accepted_or_as_rejected(name: str) -> None:
    made = draft(name)
    changed = replace(made, typed=tuple(replace(t, text=DIGITS.sub(lambda m: raised(m[0]), t.text), cells=tuple(DIGITS.sub(lambda m: raised(m[0]), c) for c in t.cells)) for t in made.typed))
    content = tracked(made, raised)
    assert read_lines(content, view="rejected") == read_lines(docx_bytes(made)) != read_lines(docx_bytes(changed))
    assert read_lines(content, view="accepted") == read_lines(docx_bytes(changed))
    revisions = ingest.read_bytes("face.docx", content).revisions
    assert {r.kind for r in revisions} == {"inserted", "deleted"} and all(DIGITS.match(r.text + "元") for r in revisions)


@pytest.mark.slow
@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize("kind", ["ins", "del"])
def test_numbers_count_on_round_a_tracked_paragraph(name: str, kind: str) -> None:
    made = draft(name)
    numbered = [i for i, typed in enumerate(made.typed) if typed.number is not None and not typed.heading]
    at = numbered[len(numbered) // 3]
    whole, without = read_lines(docx_bytes(made)), read_lines(docx_bytes(replace(made, typed=made.typed[:at] + made.typed[at + 1 :])))
    content = marked_paragraph(made, at, kind)
    assert read_lines(content, view="accepted") == (whole if kind == "ins" else without)
    assert read_lines(content, view="rejected") == (without if kind == "ins" else whole)


# ---- prints


@pytest.fixture(scope="session")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The contract as LibreOffice prints it, each printed once."""
    folder = tmp_path_factory.mktemp("printed")

    @cache
    def made(name: str) -> Path:
        (folder / f"{name}.docx").write_bytes(docx_bytes(draft(name), for_print=True))
        return converted(folder / f"{name}.docx", "pdf", folder)

    return made


def agrees(text: Review, face: Review, clauses: int, substance: int) -> None:
    compared = compare(text, face)
    assert compared.split[1] - compared.split[0] <= clauses, compared.texts
    assert len(compared.differences) <= substance, compared.differences


@pytest.mark.slow
@PRINTER
@pytest.mark.parametrize("name", SOURCES)
def test_the_printed_face_is_reviewed_like_the_text(name: str, reviewed: Reviewed, printed: Callable[[str], Path], desk: Desk) -> None:
    clauses, substance, _ = OTHERWISE.get(name, (2, 3, "") if SOURCES[name] in OWN else (0, 0, ""))
    agrees(reviewed(SOURCES[name], "customer"), review_source(ingest.read(printed(name)), desk), clauses, substance)


@pytest.mark.slow
@PRINTER
@pytest.mark.parametrize("upright", [False, True], ids=["lying on its side", "turned and turned back"])
def test_turned_pages_are_read_upright(upright: bool, reviewed: Reviewed, printed: Callable[[str], Path], desk: Desk, tmp_path: Path) -> None:
    name = "dedicated-internet-2006"
    agrees(reviewed(SOURCES[name], "customer"), review_source(ingest.read(turned(printed(name), tmp_path / "turned.pdf", upright=upright)), desk), 0, 0)


@pytest.mark.slow
@PRINTER
@pytest.mark.parametrize("to", ["docx", "odt", "doc"])
def test_libreoffice_saves_a_contract_that_is_reviewed_alike(to: str, reviewed: Reviewed, desk: Desk, tmp_path: Path) -> None:
    """It forgets isLgl (三.1 for 3.1), which changes the numbers as they are written and nothing else."""
    name = "vpn-2019-carrier-form"
    (tmp_path / "face.docx").write_bytes(docx_bytes(draft(name)))
    agrees(reviewed(SOURCES[name], "customer"), review_source(ingest.read(converted(tmp_path / "face.docx", to, tmp_path / "saved")), desk), 0, 0)


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="the browser that prints is not installed")
@pytest.mark.parametrize("watermark", ["", "内部资料 严禁外传"], ids=["plain", "under a watermark"])
def test_a_browser_s_print_is_reviewed_like_the_text(watermark: str, reviewed: Reviewed, desk: Desk, tmp_path: Path) -> None:
    name = "dedicated-internet-2006"
    agrees(reviewed(SOURCES[name], "customer"), review_source(ingest.read(browsed(html_of(draft(name), watermark=watermark), tmp_path / "print.pdf")), desk), 0, 0)
