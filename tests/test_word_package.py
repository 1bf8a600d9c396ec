"""The package of a Word file: shapes that other programs give it, damage, and what is made to harm."""

from __future__ import annotations

import io
import time
import zipfile
import zlib
from unittest.mock import patch

import pytest

from clauses.errors import UnreadableFile
from clauses.ingest import Manner
from clauses.ingest.content import DEEPEST, MOST_CHARACTERS, MOST_RATIO
from clauses.ingest.word import docx
from tests.athome import read_bytes
from tests.english import english
from tests.wordfile import SPACES, W, lines, p, packed, run, word

BODY = f"<w:document {SPACES}><w:body>{p('第一条 服务内容')}</w:body></w:document>"
RELATED = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
TO = '<Relationship Id="{}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"/>'


def archive(**parts: str | bytes) -> bytes:
    """An archive of these parts; `__` in a name is a slash."""
    return archived({name.replace("__", "/") + ".xml": content for name, content in parts.items()})


def archived(parts: dict[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packing:
        for name, content in parts.items():
            packing.writestr(name, content)
    return file.getvalue()


def read(content: bytes) -> list[str]:
    """The lines, read in this process."""
    found = docx.read("合同.docx", content, Manner())
    return [found.text[b.span.start : b.span.end] for b in found.blocks]


STYLED = f'<w:styles {SPACES}><w:style w:type="paragraph" w:styleId="a"><w:name w:val="heading 1"/></w:style></w:styles>'
SHAPES = [
    ("nothing but the body", archive(word__document=BODY)),
    ("the main part under another name", archived({"_rels/.rels": RELATED.format(TO.format("r", "officeDocument", "word/document2.xml")), "word/document2.xml": BODY})),
    ("the main part in another folder", archived({"_rels/.rels": RELATED.format(TO.format("r", "officeDocument", "/doc/main.xml")), "doc/main.xml": BODY})),
    ("no relations, another folder", archived({"wps/document.xml": BODY})),
    ("relations to a part that is not there", archived({"_rels/.rels": RELATED.format(TO.format("r", "officeDocument", "word/none.xml")), "word/document.xml": BODY})),
    ("broken relations", archived({"_rels/.rels": "<a", "word/document.xml": BODY})),
    ("backslashes", archived({"_rels\\.rels": RELATED.format(TO.format("r", "officeDocument", "word\\document.xml")), "word\\document.xml": BODY})),
    ("capitals", archived({"Word/Document.xml": BODY})),
    ("a leading slash", archived({"/word/document.xml": BODY})),
    ("a content type that is wrong", archived({"[Content_Types].xml": "<Types/>", "word/document.xml": BODY})),
    ("the strict format", archived({"word/document.xml": BODY.replace(W, "http://purl.oclc.org/ooxml/wordprocessingml/main")})),
    ("UTF-16", archived({"word/document.xml": ('<?xml version="1.0" encoding="UTF-16"?>' + BODY).encode("utf-16")})),
    ("UTF-16 without a mark", archived({"word/document.xml": ('<?xml version="1.0" encoding="UTF-16"?>' + BODY).encode("utf-16-le")})),
    ("names to be ignored", archived({"word/document.xml": BODY.replace("<w:document ", '<w:document xmlns:wpsCustomData="urn:a" mc:Ignorable="w14 wpsCustomData" ')})),
    ("stored, not packed", packed(p("第一条 服务内容"))),
]


@pytest.mark.parametrize("content", [row[1] for row in SHAPES], ids=[row[0] for row in SHAPES])
def test_files_of_other_programs(content: bytes) -> None:
    assert read(content) == ["第一条 服务内容"]


def test_parts_are_found_by_their_relations() -> None:
    styled, footed = p("甲", '<w:pStyle w:val="a"/>'), '<w:sectPr><w:footerReference r:id="r2"/></w:sectPr>'
    parts: dict[str, str | bytes] = {
        "word/document.xml": f"<w:document {SPACES}><w:body>{styled}{footed}</w:body></w:document>",
        "word/_rels/document.xml.rels": RELATED.format(TO.format("r1", "styles", "wpsStyles.xml") + TO.format("r2", "footer", "feet/one.xml") + TO.format("r3", "footer", "feet/two.xml")),
        "word/wpsStyles.xml": STYLED,
        "word/feet/one.xml": f"<w:ftr {SPACES}>{p('页脚')}</w:ftr>",
        "word/feet/two.xml": f"<w:ftr {SPACES}>{p('没有用到')}</w:ftr>",
    }
    source = read_bytes("a.docx", archived(parts))
    assert [(source.at(b.span), b.kind, b.style) for b in source.blocks] == [("甲", "text", "heading 1"), ("页脚", "furniture", "")]


def test_a_broken_part_is_a_problem_and_no_refusal() -> None:
    source = read_bytes("a.docx", archived({"word/document.xml": BODY, "word/styles.xml": "<w:styles", "word/comments.xml": "junk"}))
    assert lines(source) == ["第一条 服务内容"]
    assert [(problem.kind, problem.message) for problem in source.problems] == [
        ("broken_part", "文件的批注部分已损坏，未能读取"), ("broken_part", "文件的样式部分已损坏，未能读取"),
    ]  # fmt: skip


def bomb(size: int) -> bytes:
    """A Word file that says of itself that its body is small."""
    honest = archive(word__document=b"<w:document>" + b" " * size)
    for place in (honest.index(b"PK\x03\x04") + 22, honest.index(b"PK\x01\x02") + 24):
        honest = honest[:place] + (1000).to_bytes(4, "little") + honest[place + 4 :]
    return honest


def noise(size: int) -> bytes:
    """Bytes that pack badly and hold no mark of XML."""
    block = bytes(33 + (i * i * 7919 + i) % 27 for i in range(100_000))
    return b"".join(zlib.compress(block[i % 1000 :])[:50].hex().encode() + block[: 400 + i % 700] for i in range(size // 900))


HARMFUL = [
    ("packed far too well", archive(word__document=b" " * (MOST_RATIO * 100_000)), "恶意"),
    ("an entity", packed(p("&x;"), head='<!DOCTYPE d [<!ENTITY x "y">]>'), "恶意"),
    ("a billion laughs", packed(p("&b;"), head='<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'), "恶意"),
    ("an external entity", packed(p("&x;"), head='<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), "恶意"),
    ("an external document type", packed(p("字"), head='<!DOCTYPE d SYSTEM "http://example.org/a.dtd">'), "恶意"),
    ("a document type behind a long comment", packed(p("&x;"), head=f'<!--{"x" * 9000}--><!DOCTYPE d [<!ENTITY x "y">]>'), "恶意"),
    ("an entity in UTF-16", archive(word__document=('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE d [<!ENTITY x "y">]>' + BODY).encode("utf-16")), "恶意"),
    ("an entity in UTF-16 without a mark", archive(word__document=('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE d [<!ENTITY x "y">]>' + BODY).encode("utf-16-be")), "恶意"),
    ("an entity in EBCDIC", archive(word__document=('<?xml version="1.0" encoding="cp037"?><!DOCTYPE d [<!ENTITY x "y">]>' + BODY.replace("第一条 服务内容", "a")).encode("cp037")), "恶意|损坏"),
    ("a file of thousands of files", archived({f"{i}": b"" for i in range(20_001)}), "超过 20000 个"),
    ("a workbook under Word's name", archived({"xl/workbook.xml": "<workbook/>"}), "Excel"),
]


@pytest.mark.parametrize(("content", "reason"), [row[1:] for row in HARMFUL], ids=[row[0] for row in HARMFUL])
def test_what_is_made_to_harm_is_refused_by_name(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason) as refused:
        docx.read("合同.docx", content, Manner())
    assert refused.value.hint.zh and english(refused.value.said("en"), "合同.docx") and "\n" not in str(refused.value)


def test_an_entity_in_any_part_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="恶意"):
        docx.read("a.docx", archived({"word/document.xml": BODY, "word/footnotes.xml": '<!DOCTYPE d [<!ENTITY x "y">]><a>&x;</a>'}), Manner())


@pytest.mark.parametrize(("levels", "refused"), [(DEEPEST - 5, False), (DEEPEST - 4, True), (300, True), (100_000, True)])
def test_nesting_has_a_limit(levels: int, refused: bool) -> None:
    body = "<w:p>" + "<w:smartTag>" * levels + run("字") + "</w:smartTag>" * levels + "</w:p>"  # document, body, p, r, t round and in them
    if not refused:
        assert read(packed(body)) == ["字"]
        return
    with pytest.raises(UnreadableFile, match=f"嵌套超过 {DEEPEST} 层"):
        read(packed(body))


@pytest.mark.parametrize("wrapper", ["<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>", "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>", "<w:p><w:r><w:drawing><w:txbxContent>{}</w:txbxContent></w:drawing></w:r></w:p>"])
def test_what_is_as_deep_as_may_be_is_read(wrapper: str) -> None:
    levels = wrapper.count("</") or 1
    inside = p("底")
    for _ in range((DEEPEST - 6) // levels):
        inside = wrapper.format(inside)
    assert read(packed(inside)) == ["底"]


def test_sizes_that_the_archive_lies_about_are_counted() -> None:
    with pytest.raises(UnreadableFile, match=r"恶意|损坏"):
        docx.read("a.docx", bomb(45 * 1024 * 1024), Manner())


def test_a_part_may_not_be_larger_than_its_limit() -> None:
    with patch("clauses.ingest.word.package.LARGEST_PART", 1024 * 1024), pytest.raises(UnreadableFile, match="超过 1 MB"):
        docx.read("a.docx", archived({"word/document.xml": noise(2 * 1024 * 1024)}), Manner())
    with patch("clauses.ingest.word.package.MOST_UNPACKED", 1000), pytest.raises(UnreadableFile, match="解压后过大"):
        docx.read("a.docx", packed(p("字" * 2000)), Manner())
    with patch("clauses.ingest.word.package.MOST_MARKS", 5), pytest.raises(UnreadableFile, match="过于庞大"):
        docx.read("a.docx", packed(p("字")), Manner())


def test_a_text_may_not_be_longer_than_its_limit() -> None:
    assert len(word(p("字" * MOST_CHARACTERS)).text) == MOST_CHARACTERS
    with pytest.raises(UnreadableFile, match="文字超过 50 万字"):
        docx.read("a.docx", packed(p("字" * MOST_CHARACTERS) + p("一")), Manner())


def test_a_file_may_not_take_longer_than_its_time() -> None:
    with patch("clauses.ingest.word.docx.Clock.__init__", lambda self, name: self.__dict__.update(_name=name, _longest=15.0, _end=0.0)), pytest.raises(UnreadableFile, match="读取超过 15 秒"):
        docx.read("a.docx", packed(p("字")), Manner())


LONG = [
    ("paragraphs", p("款") * 60_000),
    ("paragraphs that run into one another", "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>款</w:t></w:r></w:p>" * 60_000),
    ("runs in one paragraph", "<w:p>" + run("款") * 60_000 + "</w:p>"),
    ("changes in one paragraph", "<w:p>" + f"<w:ins>{run('款')}</w:ins><w:del>{run('项')}</w:del>" * 30_000 + "</w:p>"),
    ("blank runs in one paragraph", "<w:p>" + run(" ") * 60_000 + run("款") + "</w:p>"),
    ("controls in one cell", "<w:tbl><w:tr><w:tc>" + f"<w:sdt><w:sdtContent>{p('款')}</w:sdtContent></w:sdt>" * 20_000 + f"</w:tc><w:tc>{p('1')}</w:tc></w:tr></w:tbl>"),
    ("cells in one row", "<w:tbl><w:tr>" + f"<w:tc>{p('款')}</w:tc>" * 20_000 + "</w:tr></w:tbl>"),
    ("rows", "<w:tbl>" + f"<w:tr><w:tc>{p('款')}</w:tc><w:tc>{p('1')}</w:tc></w:tr>" * 20_000 + "</w:tbl>"),
    ("fields that never end", "<w:p>" + '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 20_000 + "</w:p>" + p("款")),
    ("comments", "<w:p>" + "".join(f'<w:commentRangeStart w:id="{i}"/>{run("款")}<w:commentRangeEnd w:id="{i}"/>' for i in range(20_000)) + "</w:p>"),
]


@pytest.mark.slow
@pytest.mark.parametrize("body", [row[1] for row in LONG], ids=[row[0] for row in LONG])
def test_long_files_take_no_more_than_their_share(body: str) -> None:
    """What grows with the square of the length would take minutes here, not seconds."""
    content = packed(body)
    begun = time.process_time()
    docx.read("a.docx", content, Manner())
    assert time.process_time() - begun < 10.0
