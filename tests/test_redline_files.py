"""The hand-over in Word on whole contracts: the edits that decisions come to, read back by us, by pandoc, python-docx and LibreOffice."""

from __future__ import annotations

import io
import shutil
import subprocess
import time
from pathlib import Path

import docx
import pytest

from clauses import agreed, redline
from clauses.errors import ClausesError
from clauses.ingest import read_bytes
from clauses.ingest.word import office
from clauses.model import Contract, ContractReview, Decision, Edit, Remark, Said, Source, Span, Wording
from clauses.review import Desk, review_source
from tests.faces.word import docx_bytes, draft_of
from tests.redlining import (
    AT,
    AUTHOR,
    W,
    applied_lines,
    bare_lines,
    doubled,
    misplaced,
    parts_of,
    plain,
    read,
    redlined,
    root_of,
    undone,
)
from tests.test_redline import DRAFTS, NEW, doc, edit, item
from tests.wordfile import p
from tests.wordrules import new_faults
from tests.wordtraps.builders import DOTTED, cell, numbering, row, table

HERE = Path(__file__).resolve().parent
SAMPLES = sorted((HERE.parent / "templates_library" / "samples").glob("*.*"))
GOLDEN = sorted((HERE / "golden").glob("*/source.*"))
PANDOC, SOFFICE = shutil.which("pandoc"), shutil.which("soffice")
needs_pandoc = pytest.mark.skipif(PANDOC is None, reason="pandoc reads the file on its own")
needs_soffice = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice opens the file on its own")


def name_of(path: Path) -> str:
    return path.parent.name if path.stem == "source" else path.stem


def all_accepted(review: ContractReview) -> tuple[tuple[Edit, ...], list[Remark]]:
    """The edits of every suggestion that is wording, and a remark on every finding."""
    done: list[Decision] = []
    for number, finding in enumerate(review.findings, 1):
        so_far = agreed.reads(review.facts.contract.clause(finding.clause), agreed.wordings(review, agreed.standings(done))) if finding.clause else None
        done.append(Decision(finding=finding.id, act="accepted", by="王", at=AT, wording=agreed.proposed(finding, review, so_far), number=number))
    remarks = [Remark(id=f.id, span=f.span or Span(0, 0), author="王律师", text=f.message) for f in review.findings]
    return agreed.edits(review, agreed.wordings(review, agreed.standings(done))), remarks


def every_seventh_deleted(contract: Contract) -> list[Wording]:
    return [Wording(clause=c.id, was=c.text, now="", findings=()) for c in contract.clauses if c.text][::7]


def hold(source: Source, content: bytes, edits: tuple[Edit, ...], remarks: list[Remark]) -> None:
    """Accepting all gives the agreed text, rejecting all the draft, in the file that was written."""
    done = redline.write(source.file, content, source, edits, remarks, author=AUTHOR, at=AT)
    assert done.not_made == ()
    assert done.not_set == ()
    assert bare_lines(done.content) == applied_lines(source, edits)
    assert bare_lines(done.content, "rejected") == applied_lines(source, ())
    assert len(read(done.content).comments) == len(remarks) + len(source.comments)
    assert list(misplaced(root_of(done.content))) == []
    assert doubled(root_of(done.content)) == set()
    if source.format == "docx":
        was, now = parts_of(content), parts_of(done.content)
        assert {n for n in was if was[n] != now[n]} <= {"word/document.xml", "word/comments.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"}
        root = root_of(done.content)
        for edge in [e for e in root.iter() if isinstance(e.tag, str) and e.tag.rpartition("}")[2] in ("commentRangeStart", "commentRangeEnd", "commentReference")]:
            gone = edge.getparent() if edge.tag.endswith("Reference") else edge
            gone.getparent().remove(gone)
        assert plain(undone(root)) == plain(root_of(content))


@pytest.mark.slow
@pytest.mark.parametrize("path", [*SAMPLES, *GOLDEN], ids=name_of)
def test_what_is_agreed_on_whole_contracts(path: Path, desk: Desk) -> None:
    content = path.read_bytes()
    source = read_bytes(path.name, content)
    for review in review_source(source, desk).contracts:
        hold(source, content, *all_accepted(review))
        hold(source, content, agreed.edits(review, every_seventh_deleted(review.facts.contract)), [])


SPACED = "甲方按月付费。  \n\n乙方按月开票。 \n押金不退。\n"


def test_a_text_with_blanks_and_empty_lines_between_its_lines() -> None:
    content = SPACED.encode()
    source = read_bytes("合同.txt", content)
    one_of_two = source.text.index("\n")
    hold(source, content, (Edit(span=Span(one_of_two, one_of_two + 1), now=""),), [])
    end = source.text.index("开票。") + 3
    joined = (Edit(span=Span(end, source.text.index("押金")), now="同时，"),)
    done = redline.write(source.file, content, source, joined, [], author=AUTHOR, at=AT)
    assert bare_lines(done.content) == ["甲方按月付费。", "乙方按月开票。同时，押金不退。"]
    assert done.not_made == ()


@pytest.mark.slow
@pytest.mark.parametrize("path", GOLDEN, ids=name_of)
def test_what_is_agreed_on_contracts_that_a_clerk_typed_in_word(path: Path, desk: Desk) -> None:
    content = docx_bytes(draft_of(path))
    source = read_bytes("合同.docx", content)
    for review in review_source(source, desk).contracts:
        hold(source, content, *all_accepted(review))
        hold(source, content, agreed.edits(review, every_seventh_deleted(review.facts.contract)), [])


# ---- other programs


def pandoc_words(content: bytes, changes: str, folder: Path) -> str:
    (folder / "redline.docx").write_bytes(content)
    done = subprocess.run([PANDOC or "pandoc", "redline.docx", "-t", "plain", "--wrap=none", f"--track-changes={changes}"], cwd=folder, capture_output=True, text=True, check=True, timeout=60)
    return "".join(done.stdout.split()).replace("-", "")


CHANGED = ("revisions", "comments", "tables", "fields", "numbers")


def some_edits(name: str) -> tuple[bytes, tuple[Edit, ...]]:
    content = DRAFTS[name]
    source = read(content)
    return content, (edit(source, "甲方在收到", "客户应当于收到"), edit(source, "工作日内|", "（遇节假日顺延）"), Edit(span=Span(len(source.text), len(source.text)), now="新增末款。", kind="paragraph"))


@needs_pandoc
@pytest.mark.parametrize("name", CHANGED)
def test_pandoc_reads_the_same_words(name: str, tmp_path: Path) -> None:
    content, edits = some_edits(name)
    done = redlined(content, edits, [Remark(id="f-1", span=edits[0].span, author="王", text="请核")])
    assert done.not_made == ()
    accepted, rejected = pandoc_words(done.content, "accept", tmp_path), pandoc_words(done.content, "reject", tmp_path)
    assert rejected == pandoc_words(content, "reject", tmp_path)
    before = pandoc_words(content, "accept", tmp_path)
    assert accepted == before.replace("甲方在收到", "客户应当于收到").replace("工作日内", "工作日内（遇节假日顺延）") + "新增末款。"


def test_python_docx_opens_it() -> None:
    content, edits = some_edits("tables")
    done = redlined(content, edits, [Remark(id="f-1", span=edits[0].span, author="王", text="请核")])
    opened = docx.Document(io.BytesIO(done.content))
    assert len(opened.tables) == 1
    assert [c.author for c in opened.comments] == ["王"]
    assert "请核" in opened.comments.get(next(iter(opened.comments)).comment_id).text  # type: ignore[union-attr]


@pytest.mark.slow
@needs_soffice
def test_libreoffice_opens_them(tmp_path: Path) -> None:
    """Each is converted to text, in one run, and the new words stand in it.

    LibreOffice loses words round any comment in a paragraph that is a content control's only one: that draft goes without.
    """
    for name in DRAFTS:
        content, edits = some_edits(name)
        remarks = [] if name == "controls" else [Remark(id="f-1", span=edits[0].span, author="王", text="请核")]
        (tmp_path / f"{name}.docx").write_bytes(redlined(content, edits, remarks).content)
    command = [SOFFICE or "soffice", "--headless", f"-env:UserInstallation=file://{tmp_path / 'profile'}", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(tmp_path)]
    subprocess.run([*command, *(str(tmp_path / f"{name}.docx") for name in DRAFTS)], check=True, capture_output=True, timeout=240)
    texts = {name: (tmp_path / f"{name}.txt").read_text(encoding="utf-8-sig") for name in DRAFTS}
    for name, text in texts.items():
        assert "客户应当于收到" in text, name
        assert "新增末款。" in text, name


# ---- how long it takes


def test_a_contract_of_thirty_pages_takes_less_than_two_seconds() -> None:
    """36,000 characters in 700 paragraphs and a table, 150 edits, 80 remarks; the processor's time, whatever else it does."""
    body = "".join(item(f"乙方应当在收到甲方书面通知之日起第{n}个工作日内完成开通、测试和验收，并向甲方提交书面报告；逾期的按约定处理。", n % 3) for n in range(640))
    rows = table(*(row(cell(p(f"第 {n} 项")), cell(p(f"{n}00.00 元"))) for n in range(60)))
    content = doc(body, rows, p("完"), **numbering(DOTTED))
    source = read(content)
    places = range(100, len(source.text) - 300, len(source.text) // 150)
    edits = [Edit(span=Span(at, at + 4), now=NEW[2 + i % 2]) for i, at in enumerate(places) if "\n" not in source.text[at : at + 4]]
    remarks = [Remark(id=f"f-{i:06}", span=one.span, author="王", text="请核") for i, one in enumerate(edits[::2])]
    begun = time.process_time()
    done = redline.write("合同.docx", content, source, edits, remarks, author=AUTHOR, at=AT)
    assert time.process_time() - begun < 2.0
    assert len(source.text) > 35_000
    assert len(done.not_made) < len(edits) / 4  # some of these touch an automatic number


# why, the text, the styles of its paragraphs
LOOKS = [
    ("a title, articles, sentences", "服务合同\n第一条 总则\n甲方按月付费。\n附件一\n", ["Title", "Heading3", "", "Heading3"]),
    ("no title before the articles", "第一条 总则\n甲方付费。\n", ["Heading3", ""]),
    ("a sentence is no title", "本合同由甲乙双方订立。\n一、价款\n二、甲方应当按月付费，逾期的按约定支付违约金。\n", ["", "Heading3", ""]),
    ("a line to fill in is no heading", "服务合同\n甲方：\n第一条 付款：\n", ["Title", "", ""]),
]


@pytest.mark.parametrize(("text", "styles"), [row[1:] for row in LOOKS], ids=[row[0] for row in LOOKS])
def test_a_new_file_has_the_looks_of_a_contract(text: str, styles: list[str]) -> None:
    content = text.encode()
    source = read_bytes("合同.txt", content)
    done = redline.write(source.file, content, source, [Edit(span=Span(0, 1), now="新")], [], author=AUTHOR, at=AT)
    found = [p.find(f"{W}pPr/{W}pStyle") for p in root_of(done.content).iter(W + "p")]
    assert [s.get(W + "val") if s is not None else "" for s in found] == styles
    assert new_faults(None, done.content) == []


def converted(content: bytes, kind: str, folder: Path) -> bytes:
    (folder / "x.docx").write_bytes(content)
    subprocess.run([SOFFICE or "soffice", "--headless", f"-env:UserInstallation=file://{folder / 'profile'}", "--convert-to", kind, "--outdir", str(folder), str(folder / "x.docx")], check=True, capture_output=True, timeout=120)
    return (folder / f"x.{kind}").read_bytes()


@pytest.mark.slow
@needs_soffice
@pytest.mark.parametrize("kind", ["doc", "odt", "rtf"])
def test_an_older_file_is_marked_on_what_libreoffice_makes_of_it(kind: str, tmp_path: Path) -> None:
    """Other people's changes stay in it, and the new ones join them; where it cannot be made, a new file of the same words is."""
    content = converted(DRAFTS["revisions"], kind, tmp_path)
    source = read_bytes(f"合同.{kind}", content)
    edits = (edit(source, "甲方在收到", "客户应当于收到"),)
    done = redline.write(source.file, content, source, edits, [Remark(id="f-1", span=edits[0].span, author="王", text="请核")], author=AUTHOR, at=AT)
    after = read(done.content)
    assert done.basis == "converted" and done.not_made == () and done.not_set == ()
    assert len(source.revisions) == 3 and {r.author for r in after.revisions} == {*(r.author for r in source.revisions), AUTHOR}
    assert bare_lines(done.content) == applied_lines(source, edits)
    with pytest.MonkeyPatch.context() as without:
        without.setattr(office, "converted", refuse)
        plainly = redline.write(source.file, content, source, edits, [], author=AUTHOR, at=AT)
    assert plainly.basis == "new" and bare_lines(plainly.content) == applied_lines(source, edits)


def refuse(kind: str, name: str, content: bytes) -> bytes:
    raise ClausesError(Said("没有转换成", "not converted"))
