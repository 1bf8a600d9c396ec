"""The hand-over on drafts as people really send them, and everything that we write by Word's own rules."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from clauses.model import Edit, Remark, Span
from clauses.redline.parts import packed
from tests import wordrules
from tests.faces.word import docx_bytes, draft_of
from tests.harddrafts import HARD
from tests.redlining import applied_lines, bare_lines, edit, parts_of, read, redlined
from tests.test_redline import DRAFTS, hold_by_chance
from tests.test_redline_files import GOLDEN, SAMPLES, all_accepted, every_seventh_deleted, name_of, needs_pandoc, pandoc_words
from tests.wordrules import new_faults

NEW = "（以书面确认为准）"
PARTS = [*DRAFTS, *HARD]


@pytest.mark.slow
@pytest.mark.parametrize("name", HARD)
def test_nothing_else_is_changed(name: str) -> None:
    hold_by_chance(HARD[name], 40)


def many_edits(content: bytes) -> tuple[Edit, ...]:
    """In every line some words put in; every third line taken whole; one paragraph at the end."""
    source = read(content)
    found: list[Edit] = []
    for n, block in enumerate(source.blocks):
        words = Span(block.span.start + block.label, block.span.end)
        if block.kind == "text" and words.end - words.start > 4:
            found.append(Edit(span=words, now="") if n % 3 == 2 else Edit(span=Span(words.start + 2, words.start + 2), now=NEW))
    return (*found, Edit(span=Span(len(source.text), len(source.text)), now="新增末款。", kind="paragraph"))


@pytest.mark.parametrize("name", PARTS)
def test_what_is_written_breaks_no_rule_that_the_draft_kept(name: str) -> None:
    content = (DRAFTS | HARD)[name]
    edits = many_edits(content)
    done = redlined(content, edits, [Remark(id=f"f-{n}", span=e.span, author="王", text="请核\n二行") for n, e in enumerate(edits)])
    assert new_faults(content, done.content) == []
    assert bare_lines(done.content, "rejected") == bare_lines(content, "rejected")


# -- the agreed text, as another program sees it

CHANGED = [
    ("a clerk's form", "服务内容见", "服务及其内容见"), ("a clerk's form", "八千元", "七千元"), ("a clerk's form", "控件中的第二段", "第二段"),
    ("after two rounds", "上限百分之十", "上限百分之五"), ("after two rounds", "另有约定", "另有书面约定"), ("after two rounds", "五千元", "四千元"),
    ("hung on words", "以验收单", "凭验收单"), ("hung on words", "湖机房的费用", "湖机房的月费"), ("by WPS", "自开通之日起", "自验收之日起"), ("by WPS", "签订", "签署"),
    ("many hands", "并经双方", "并由双方"), ("many hands", "所列", "所载"), ("many hands", "同一行", "同行"),
]  # fmt: skip


@needs_pandoc
@pytest.mark.parametrize(("name", "was", "now"), CHANGED, ids=[f"{n}: {w}" for n, w, _ in CHANGED])
def test_pandoc_sees_the_agreed_words_and_the_draft(name: str, was: str, now: str, tmp_path: Path) -> None:
    content = HARD[name]
    source = read(content)
    wanted = edit(source, was, now)
    done = redlined(content, [wanted])
    assert done.not_made == () and bare_lines(done.content) == applied_lines(source, [wanted])
    assert pandoc_words(done.content, "reject", tmp_path) == pandoc_words(content, "reject", tmp_path)
    before, after = (pandoc_words(c, "accept", tmp_path) for c in (content, done.content))
    assert now in after and after == before.replace(was, now, 1)


# -- whole contracts


@pytest.mark.slow
@pytest.mark.parametrize("path", [*SAMPLES, *GOLDEN], ids=name_of)
def test_whole_contracts_are_written_by_the_rules(path: Path, desk: object) -> None:
    from clauses import agreed, redline
    from clauses.ingest import read_bytes
    from clauses.review import review_source
    from tests.redlining import AT, AUTHOR

    own = path.read_bytes()
    files = [(path.name, own)] if path.parent.name == "samples" else [(path.name, own), ("合同.docx", docx_bytes(draft_of(path)))]
    for name, content in files:
        source = read_bytes(name, content)
        for review in review_source(source, desk).contracts:  # type: ignore[arg-type]
            edits, said = all_accepted(review)
            gone = agreed.edits(review, every_seventh_deleted(review.facts.contract))
            for made, marks in ((edits, said), (gone, [])):
                done = redline.write(name, content, source, made, marks, author=AUTHOR, at=AT)
                assert new_faults(content if source.format == "docx" else None, done.content) == []


# -- the rules can fail

SOUND = redlined(DRAFTS["comments"], [edit(read(DRAFTS["comments"]), "一百二十", "一百")], [Remark(id="f-1", span=Span(0, 2), author="王", text="请核")]).content
# why, the part, what stands in it, what is put in its place, words of what is found
PLANTED = [
    ("two changes of one number", "word/document.xml", "<w:ins w:id=\"8\"", "<w:ins w:id=\"9\"", "change twice"),
    ("a comment that is not there", "word/comments.xml", 'w:id="8"', 'w:id="88"', "is not there"),
    ("an edge without its other", "word/document.xml", '<w:commentRangeEnd w:id="8"/>', "", "commentRangeStart-commentReference"),
    ("deleted words as words", "word/document.xml", "w:delText", "w:t", "t in w:del"),
    ("a part without a type", "[Content_Types].xml", "/word/comments.xml", "/word/other.xml", "no such part"),
    ("a relation that leads nowhere", "word/_rels/document.xml.rels", "comments.xml", "no.xml", "leads to nothing"),
]  # fmt: skip


def planted(part: str, was: str, now: str) -> bytes:
    parts = parts_of(SOUND)
    text = parts[part].decode()
    assert was in text, text
    return packed({**parts, part: text.replace(was, now).replace("</w:delText></w:r>", "</w:delText></w:x>" if "w:x" in now else "</w:delText></w:r>").encode()})


@pytest.mark.parametrize(("part", "was", "now", "says"), [row[1:] for row in PLANTED], ids=[row[0] for row in PLANTED])
def test_a_planted_fault_is_found(part: str, was: str, now: str, says: str) -> None:
    assert new_faults(DRAFTS["comments"], SOUND) == []
    assert [fault for fault in wordrules.faults(planted(part, was, now)) if says in fault]


# why, what stands in the document, what is put in its place
AGAINST_SCHEMA = [
    ("an element that is none", "<w:r><w:delText", "<w:x><w:delText"),
    ("an order that is none", "<w:commentRangeStart", "<w:sectPr/><w:commentRangeStart"),
    ("a number that is none", 'w:id="9"', 'w:id="neun"'),
]  # fmt: skip


@pytest.mark.skipif(wordrules.openxml_audit is None, reason="openxml-audit holds the tables of the format")
@pytest.mark.parametrize(("was", "now"), [row[1:] for row in AGAINST_SCHEMA], ids=[row[0] for row in AGAINST_SCHEMA])
def test_a_planted_fault_is_found_by_the_schema(was: str, now: str) -> None:
    assert set(wordrules.by_schema(planted("word/document.xml", was, now))) - set(wordrules.by_schema(SOUND))


def test_an_archive_is_what_it_was() -> None:
    """The parts stand in their order, the new ones behind; what tells of the file and its makers is untouched."""
    content = SAMPLES[0].read_bytes()
    source = read(content)
    done = redlined(content, [edit(source, "甲方", "客户方")], [Remark(id="f-1", span=Span(0, 2), author="王", text="请核")])
    was, now = (zipfile.ZipFile(io.BytesIO(c)).namelist() for c in (content, done.content))
    assert now[: len(was)] == was and set(now) - set(was) <= {"word/comments.xml"}
    before, after = parts_of(content), parts_of(done.content)
    assert {n for n in before if before[n] != after[n]} <= {"word/document.xml", "word/_rels/document.xml.rels", "[Content_Types].xml", "word/comments.xml"}
