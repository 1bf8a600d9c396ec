"""Formats beside Word, PDF and plain text: old Word, RTF and OpenDocument by way of LibreOffice, web pages, mails."""

from __future__ import annotations

import base64
import io
import os
import quopri
import subprocess
import time
import zipfile
from functools import cache
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml

from clauses.errors import NoWords, UnreadableFile
from clauses.ingest.content import DEEPEST, MOST_CHARACTERS, Manner
from clauses.ingest.mail import attachments
from clauses.ingest.web import html
from clauses.ingest.web.html import MOST_ELEMENTS, MOST_SOURCE
from clauses.ingest.word import office
from clauses.model import Source
from tests.athome import read_bytes
from tests.test_kinds import compound
from tests.wordfile import R, W, p, packed, run

_PLAINLY = Manner()
_CONVERTED = office._converted
needs_office = pytest.mark.skipif(office.installed() is None, reason="LibreOffice is not installed here")


def lines(source: Source) -> list[str]:
    return [source.at(block.span) for block in source.blocks]


# ---- LibreOffice


def rtf(body: str) -> bytes:
    """An RTF file of these words; Chinese is written as WPS writes it, in escaped GBK bytes."""
    escaped = "".join(c if c < "\x80" else "".join(f"\\'{byte:02x}" for byte in c.encode("gb18030")) for c in body)
    return (r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fcharset134 SimSun;}}{\*\revtbl{Unknown;}{Li;}}\f0 " + escaped + "}").encode("ascii")


ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2"'
)


def odt(body: str, *, manifest: str = "", head: str = "") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        entry = '<manifest:file-entry manifest:full-path="{}" manifest:media-type="{}"/>'
        files = entry.format("/", "application/vnd.oasis.opendocument.text") + entry.format("content.xml", "text/xml")
        archive.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{files}{manifest}</manifest:manifest>')
        archive.writestr("content.xml", f"{head}<office:document-content {ODF}><office:body><office:text>{body}</office:text></office:body></office:document-content>")
    return file.getvalue()


@pytest.fixture(scope="session")
def old_word(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A .doc with a tracked change and a hidden word, as LibreOffice writes it."""
    folder = tmp_path_factory.mktemp("doc")
    document = docx.Document()
    first = document.add_paragraph("第一条 乙方每月")
    for tag, words, word in (("del", "五", "delText"), ("ins", "十", "t")):
        change = f"<w:{tag} xmlns:w='{W}' w:id='1' w:author='李' w:date='2026-03-02T10:00:00Z'><w:r><w:{word}>{words}</w:{word}></w:r></w:{tag}>"
        first._p.append(parse_xml(change))
    first.add_run("日前出具账单。")
    document.add_paragraph("第二条 甲方核对账单。")
    document.save(str(folder / "a.docx"))
    program = office.installed() or ""
    subprocess.run([program, f"-env:UserInstallation={(folder / 'p').as_uri()}", "--headless", "--convert-to", "doc:MS Word 97", "--outdir", str(folder), str(folder / "a.docx")], check=True, capture_output=True)
    return (folder / "a.doc").read_bytes()


@cache
def converted(program: str, kind: str, content: bytes) -> bytes:
    """What LibreOffice makes of these bytes, which depends neither on the file's name nor on how its changes are read."""
    return _CONVERTED(program, kind, "合同", content)


@pytest.fixture
def once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "_converted", lambda program, kind, name, content: converted(program, kind, content))


@pytest.mark.slow
@needs_office
@pytest.mark.parametrize("name", ["旧合同.doc", "旧合同.wps", "旧合同.docx", "旧合同"])
def test_old_word_is_read_under_whatever_name(name: str, old_word: bytes, once: None) -> None:
    source = read_bytes(name, old_word)
    assert lines(source) == ["第一条 乙方每月十日前出具账单。", "第二条 甲方核对账单。"]
    assert source.format == "doc" and source.file == name


@needs_office
@pytest.mark.parametrize(("view", "day"), [("accepted", "十"), ("rejected", "五"), ("marked", "十")])
def test_tracked_changes_of_old_word_are_read_either_way(view: str, day: str, old_word: bytes, once: None) -> None:
    source = read_bytes("a.doc", old_word, Manner(view=view))  # type: ignore[arg-type]
    assert lines(source)[0] == f"第一条 乙方每月{day}日前出具账单。"
    assert {(r.kind, r.text) for r in source.revisions} == {("deleted", "五"), ("inserted", "十")}


INSERTED, DELETED = ('<w:ins w:id="1" w:author="李"{}>', "</w:ins>"), ('<w:del w:id="2" w:author="李"{}>', "</w:del>")
MARKS = {"": "", "ins": INSERTED[0].format("/"), "del": DELETED[0].format("/")}


def inserted(words: str) -> str:
    return INSERTED[0].format("") + run(words) + INSERTED[1]


def deleted(words: str) -> str:
    return DELETED[0].format("") + f"<w:r><w:delText>{words}</w:delText></w:r>" + DELETED[1]


def para(*inside: str, mark: str = "") -> str:
    return f"<w:p><w:pPr><w:rPr>{MARKS[mark]}</w:rPr></w:pPr>{''.join(inside)}</w:p>"


def row(*cells: str, mark: str = "") -> str:
    return f"<w:tr><w:trPr>{MARKS[mark]}</w:trPr>{''.join(f'<w:tc>{para(words)}</w:tc>' for words in cells)}</w:tr>"


CHANGES = (
    para(run("月租"), deleted("三"), inserted("五"), run("千元。")) + para(deleted("押金不退。"), mark="del") + para(inserted("乙方应开票。"), mark="ins") + para(run("价目如下"))
    + f"<w:tbl>{row(run('项'), run('价'))}{row(deleted('甲'), deleted('1'), mark='del')}{row(inserted('乙'), inserted('2'), mark='ins')}</w:tbl>" + para(run("完"))
)  # fmt: skip
TAKEN = ["月租五千元。", "乙方应开票。", "价目如下", "项\t价", "乙\t2", "完"]
SEEN = {"accepted": TAKEN, "marked": TAKEN, "rejected": ["月租三千元。", "押金不退。", "价目如下", "项\t价", "甲\t1", "完"]}
MADE = [("deleted", "三"), ("inserted", "五"), ("deleted", "押金不退。"), ("inserted", "乙方应开票。"), ("deleted", "甲\t1"), ("inserted", "乙\t2")]
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
RELATED = "application/vnd.openxmlformats-package.relationships+xml"
ENVELOPE = {
    "[Content_Types].xml": f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="{TYPE}"/><Default Extension="rels" ContentType="{RELATED}"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="{R}/officeDocument" Target="word/document.xml"/></Relationships>',
}


@needs_office
@pytest.mark.slow
@pytest.mark.parametrize(("kind", "form"), [("odt", "writer8"), ("rtf", "Rich Text Format"), ("doc", "MS Word 97")])
def test_changes_of_words_paragraphs_and_rows_outlast_every_format(kind: str, form: str, tmp_path: Path, once: None) -> None:
    given = io.BytesIO(packed(CHANGES))
    with zipfile.ZipFile(given, "a") as archive:
        for name, inside in ENVELOPE.items():
            archive.writestr(name, inside)
    (tmp_path / "a.docx").write_bytes(given.getvalue())
    program = office.installed() or ""
    subprocess.run([program, f"-env:UserInstallation={(tmp_path / 'p').as_uri()}", "--headless", "--convert-to", f"{kind}:{form}", "--outdir", str(tmp_path), str(tmp_path / "a.docx")], check=True, capture_output=True)
    content = (tmp_path / f"a.{kind}").read_bytes()
    for view, shown in SEEN.items():
        source = read_bytes(f"a.{kind}", content, Manner(view=view))  # type: ignore[arg-type]
        assert lines(source) == shown and source.format == kind and not source.problems, view
        assert [(r.kind, r.text) for r in source.revisions] == MADE and {r.author for r in source.revisions} == {"李"}, view


@needs_office
def test_rtf_in_gbk_with_a_tracked_change() -> None:
    source = read_bytes("a.doc", rtf(r"线路月租{\deleted\revauthdel1 三}{\revised\revauth1 五}千元。\par 第二条\tab 按月支付。\par"))
    assert lines(source)[0] == "线路月租五千元。" and source.format == "rtf"


@needs_office
def test_odt_with_its_numbers() -> None:
    items = "<text:list-item><text:p>租金按季支付。</text:p></text:list-item><text:list-item><text:p>押金不计息。</text:p></text:list-item>"
    source = read_bytes("a.odt", odt(f"<text:p>机房租赁合同</text:p><text:list>{items}</text:list>"))
    assert [line.split()[-1] for line in lines(source)] == ["机房租赁合同", "租金按季支付。", "押金不计息。"]
    assert source.format == "odt"


ELSEWHERE = "WORDS-FROM-ANOTHER-FILE"
FETCHING = [
    ("an included text", r'{\field{\*\fldinst { INCLUDETEXT "PATH" }}{\fldrslt kept}}'),
    ("one written in pieces", r'{\field{\*\fldinst {INC}{\b LUDETEXT} "PATH" }{\fldrslt kept}}'),
    ("one with letters in disguise", r'{\field{\*\fldinst \'49NCLUDETEXT "PATH" }{\fldrslt kept}}'),
    ("an included picture", r'{\field{\*\fldinst INCLUDEPICTURE "PATH" \\d}{\fldrslt kept}}'),
    ("a link to another file", r'{\field{\*\fldinst LINK Word.Document "PATH" "" \\a}{\fldrslt kept}}'),
    ("a field nobody knows", r'{\field{\*\fldinst DDEAUTO cmd "/c calc" }{\fldrslt kept}}'),
]


@pytest.mark.parametrize("field", [row[1] for row in FETCHING], ids=[row[0] for row in FETCHING])
def test_a_field_that_fetches_is_taken_out_before_libreoffice_sees_it(field: str, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text(ELSEWHERE)
    safe = office._rtf("a.rtf", rtf("first \\par " + field.replace("PATH", (tmp_path / "other.txt").as_uri()) + "\\par last"))
    assert b"fldinst" not in safe and b"kept" in safe and safe.count(b"{") == safe.count(b"}")


@needs_office
@pytest.mark.slow
@pytest.mark.parametrize("field", [row[1] for row in FETCHING], ids=[row[0] for row in FETCHING])
def test_libreoffice_shows_what_a_field_that_fetches_had_kept(field: str, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text(ELSEWHERE)
    content = rtf("first \\par " + field.replace("PATH", (tmp_path / "other.txt").as_uri()) + "\\par last")
    assert [line.strip() for line in lines(read_bytes("a.rtf", content))] == ["first", "kept", "last"]


def test_a_reference_within_the_file_stays() -> None:
    field = rtf(r"see {\field{\*\fldinst { REF _Ref1 \\h }}{\fldrslt 5.1}}")
    assert office._rtf("a.rtf", field) == field


@pytest.mark.parametrize("word", ["objdata", "objupdate", "template"])
def test_embedded_objects_and_templates_of_rtf_are_left_out(word: str) -> None:
    safe = office._rtf("a.rtf", rtf(f"{{\\object\\objocx{{\\*\\{word} http://example.com/x}}}}text"))
    assert f"\\{word} ".encode() not in safe and b"text" in safe


def test_groups_within_groups_have_a_limit() -> None:
    assert office._rtf("a.rtf", b"{\\rtf1" + b"{" * (DEEPEST - 1) + b"x" + b"}" * DEEPEST)
    with pytest.raises(UnreadableFile, match=f"{DEEPEST} 层"):
        office._rtf("a.rtf", b"{\\rtf1" + b"{" * DEEPEST + b"x" + b"}" * (DEEPEST + 1))


def test_links_of_odt_that_lead_out_of_it_are_cut() -> None:
    link = '<text:section text:name="s"><text:section-source xlink:href="{}"/></text:section>'
    for out in ("file:///etc/hostname", "../other.odt", "http://example.com/a", "./Object/../../x"):
        with zipfile.ZipFile(io.BytesIO(office._odt("a.odt", odt(link.format(out))))) as archive:
            assert b'xlink:href=""' in archive.read("content.xml")
    for inside in ("Pictures/1.png", "./Object 1", "#s"):
        with zipfile.ZipFile(io.BytesIO(office._odt("a.odt", odt(link.format(inside))))) as archive:
            assert f'xlink:href="{inside}"'.encode() in archive.read("content.xml")


FRAME = '<text:p>前文<draw:frame xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0">{}</draw:frame>后文</text:p>'
SECTION = '<text:p>前文</text:p><text:section text:name="s">{}<text:p>后文</text:p></text:section>'
LINKED = [
    ("a section from another file", SECTION.format('<text:section-source xlink:href="file:///x/other.odt"/>'), True),
    ("a section from another part of this file", SECTION.format('<text:section-source xlink:href="" text:section-name="t"/>'), False),
    ("a section of its own", SECTION.format(""), False),
    ("a section fed by another program", SECTION.format('<office:dde-source office:dde-application="soffice" office:dde-topic="x" office:dde-item="y"/>'), True),
    ("an object in another file", FRAME.format('<draw:object xlink:href="../x.ods"/>'), True),
    ("an object within the file", FRAME.format('<draw:object xlink:href="./Object 1"/>'), True),
    ("an object of another program", FRAME.format('<draw:object-ole xlink:href="./Object 1"/>'), True),
    ("a page within the page", FRAME.format('<draw:floating-frame xlink:href="http://example.com/1.html"/>'), True),
    ("a picture that is not in the file", FRAME.format('<draw:image xlink:href="http://example.com/1.png"/>'), True),
    ("a picture that is", FRAME.format('<draw:image xlink:href="Pictures/1.png"/>'), False),
    ("a link to click", '<text:p>前文<text:a xlink:href="http://example.com">见此</text:a>后文</text:p>', False),
]


@pytest.mark.parametrize(("body", "said"), [row[1:] for row in LINKED], ids=[row[0] for row in LINKED])
def test_words_of_odt_that_stand_elsewhere_are_said(body: str, said: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "installed", lambda: "soffice")
    monkeypatch.setattr(office, "_converted", lambda *_: packed(p("前文后文")))
    found = office.read("odt", "a.odt", odt(body), Manner())
    assert [(problem.kind, problem.message) for problem in found.problems] == ([("embedded_document", "文件中嵌入或链接的其他内容未纳入审查，请人工核对")] if said else [])


def test_a_formula_of_odt_is_no_object_that_is_left_out() -> None:
    for inside, said in (('<math xmlns="http://www.w3.org/1998/Math/MathML"/>', False), ("<office:document-content/>", True)):
        file = io.BytesIO(odt(FRAME.format('<draw:object xlink:href="./Object 1"/>')))
        with zipfile.ZipFile(file, "a") as archive:
            archive.writestr("Object 1/content.xml", f'<?xml version="1.0"?>{inside}')
        assert office._odt_lacks(file.getvalue()) is said


@needs_office
def test_a_section_from_another_file_is_read_as_it_was_kept() -> None:
    source = read_bytes("a.odt", odt(LINKED[0][1]))
    assert lines(source) == ["前文", "后文"] and [problem.kind for problem in source.problems] == ["embedded_document"]


ODT_REFUSED = [
    ("a password", odt("", manifest="<manifest:encryption-data/>"), "密码"),
    ("entities", odt("&x;", head='<!DOCTYPE d [<!ENTITY x "y">]>'), "恶意"),
    ("too deep", odt("<text:span>" * DEEPEST + "</text:span>" * DEEPEST), f"{DEEPEST} 层"),
    ("a bomb", odt(" " * 30_000_000), "解压后过大"),
    ("damaged", odt("<text:p>x</text:p>")[:-30], "已损坏|不能读取"),
]


@pytest.mark.parametrize(("content", "reason"), [row[1:] for row in ODT_REFUSED], ids=[row[0] for row in ODT_REFUSED])
def test_odt_that_is_refused_before_libreoffice_sees_it(content: bytes, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "_converted", lambda *_: pytest.fail("it was handed over"))
    with pytest.raises(UnreadableFile, match=reason):
        office.read("odt", "a.odt", content, Manner())


VERSIONS = [
    ("Word 97 and later", b"\xec\xa5\xc1\x00", "MS Word 97"),
    ("Word 6 and 95", b"\xdc\xa5\x65\x00", "MS Word 95"),
    ("Word 6 and 95 for East Asia", b"\x97\xa6\x65\x00", "MS Word 95"),
    ("the same, Korean", b"\x98\xa6\x65\x00", "MS Word 95"),
    ("the same, Chinese and Japanese", b"\x99\xa6\x65\x00", "MS Word 95"),
    ("a beginning nobody knows", b"\x00\xa6\x65\x00", "MS Word 97"),
]


@pytest.mark.parametrize(("begins", "filter"), [row[1:] for row in VERSIONS], ids=[row[0] for row in VERSIONS])
def test_libreoffice_is_told_which_word_wrote_the_file(begins: bytes, filter: str) -> None:
    assert office._filter("doc", compound(WordDocument=begins.ljust(64, b"\0"))) == filter


def test_without_libreoffice_one_line_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "installed", lambda: None)
    with pytest.raises(UnreadableFile, match="需要 LibreOffice") as refused:
        office.read("rtf", "a.rtf", rtf("x"), Manner())
    assert "另存为 .docx" in refused.value.hint.zh


@pytest.mark.skipif(os.name != "posix", reason="a shell script stands in for LibreOffice")
def test_a_conversion_that_hangs_is_ended_with_its_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stub = tmp_path / "soffice"
    stub.write_text(f"#!/bin/sh\nsleep 77 & echo $! > {tmp_path}/child\nwait\n")
    stub.chmod(0o755)
    monkeypatch.setattr(office, "installed", lambda: str(stub))
    monkeypatch.setattr(office, "LONGEST", 1.0)
    began = time.monotonic()
    with pytest.raises(UnreadableFile, match="没有转换完"):
        office.read("rtf", "a.rtf", rtf("x"), Manner())
    assert time.monotonic() - began < 5
    child = int((tmp_path / "child").read_text())
    time.sleep(0.2)
    assert not Path(f"/proc/{child}").exists() or "Z" in Path(f"/proc/{child}/stat").read_text().split()[2]


@pytest.mark.skipif(os.name != "posix", reason="a shell script stands in for LibreOffice")
def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stub = tmp_path / "soffice"
    stub.write_text("#!/bin/sh\nexit 0\n")  # as LibreOffice does with junk: it says that all is well
    stub.chmod(0o755)
    monkeypatch.setattr(office, "installed", lambda: str(stub))
    monkeypatch.setattr(office.tempfile, "tempdir", str(tmp_path / "made"))
    (tmp_path / "made").mkdir()
    with pytest.raises(UnreadableFile, match="已损坏"):
        office.read("rtf", "a.rtf", rtf("x"), Manner())
    assert not list((tmp_path / "made").iterdir())


# ---- web pages


def page(body: str, *, manner: Manner = _PLAINLY, head: str = "") -> Source:
    return read_bytes("合同.html", f"<html><head>{head}</head><body>{body}</body></html>".encode(), manner)


SHOWN = [
    ("paragraphs, headings and line breaks", "<h1>合同</h1><p>一<br>二</p>三<div>四<div>五</div>六</div>", ["合同", "一", "二", "三", "四", "五", "六"]),
    ("white space is one blank", "<p>a  b\n\tc</p>", ["a b c"]),
    ("a line broken in the source between Chinese characters is one line", "<p>每月\n   五日</p>", ["每月五日"]),
    ("an inline element breaks no word", "<p>月<b>租</b>费 <i>ten</i> 元</p>", ["月租费 ten 元"]),
    ("blanks to be filled in stay as wide", "<p>甲方：<u>&nbsp;&nbsp;&nbsp;</u>公司</p>", ["甲方：   公司"]),
    ("entities", "<p>&yen;5&permil; &lt;b&gt; &#x7532;</p>", ["¥5‰ <b> 甲"]),
    ("preformatted text keeps its lines", "<pre>一\n  二</pre>", ["一", "二"]),
    ("words of a table outside its cells, as a browser shows them", "<table>甲<p>乙</p><tr>丙<td>丁<td>戊</tr></table>", ["甲", "乙", "丙", "丁\t戊"]),
    ("words beyond as many columns as a table has", "<table><tr>" + "<td colspan=60>甲" * 4 + "<td>乙<td>丙</tr></table>", [("甲" + "\t" * 60) * 3 + "甲" + "\t" * 59 + "乙 丙"]),
    ("words drawn or on a button", "<p>甲<svg><text>乙</text></svg></p><p><button>丙</button></p>", ["甲乙", "丙"]),
    ("words behind what begins as a picture within the page", "<p>data:," + "甲方" * 40 + "</p>", ["data:," + "甲方" * 40]),
    ("what is no text", "<script>a</script><style>b</style><template>c</template><noscript>d</noscript><!-- e --><p>f</p>", ["f"]),
    ("soft hyphens and blanks of no width", "<p>违\u00ad约\u200b金</p>", ["违约金"]),
    ("the words of a link", "<p>见<a href='http://example.com'>附件</a></p>", ["见附件"]),
    ("fields of a form", "<p>期限<input value='3'>年 <input type=checkbox checked>是<input type=radio>否<select><option>月<option selected>季</select>付<input type=hidden value=x></p>", ["期限3年 ☑是□否季付"]),
    ("a list with numbers", "<ol><li>甲</li><li>乙</li></ol>", ["1. 甲", "2. 乙"]),
    ("that starts elsewhere and jumps", "<ol start=3><li>甲<li value=7>乙<li>丙</ol>", ["3. 甲", "7. 乙", "8. 丙"]),
    ("that counts down", "<ol reversed><li>甲<li>乙</ol>", ["2. 甲", "1. 乙"]),
    ("with letters and Roman numbers within", "<ol type=A><li>甲<ol type=i><li>子<li>丑</ol><li>乙</ol>", ["A. 甲", "i. 子", "ii. 丑", "B. 乙"]),
    ("with Chinese numbers", "<ol style='list-style-type: cjk-ideographic'><li>甲<li>乙</ol>", ["一、甲", "二、乙"]),
    ("with numbers of its own", "<ol style='list-style: none'><li>第一条 甲</ol><ul><li>乙</ul>", ["第一条 甲", "乙"]),
    ("the number stands before the first words", "<ol><li><p>甲</p><p>乙</p></li></ol>", ["1. 甲", "乙"]),
    ("a table", "<table><tr><th>项<th>价<tr><td>电路<td>5<br>元</table>", ["项\t价", "电路\t5 元"]),
    ("merged cells", "<table><tr><td rowspan=2>并<td>上<td>1<tr><td>下<td>2<tr><td colspan=2>合计<td>3</table>", ["并\t上\t1", "\t下\t2", "合计\t\t3"]),
    ("a table that lays out the page", "<table><tr><td><p>第一条</p><p>第二条</p></table>", ["第一条", "第二条"]),
    ("a table in a table", "<table><tr><td>左<td><table><tr><td>a<td>b</table></table>", ["左", "a\tb"]),
    ("numbers that Word wrote", "<p style='mso-list:l0 level1'><![if !supportLists]><span style='mso-list:Ignore'>第一条<span>&nbsp;&nbsp; </span></span><![endif]>标的</p>", ["第一条 标的"]),
    ("bullets that Word wrote", "<p><span style='font-family:Wingdings'><span style='mso-list:Ignore'>Ø&nbsp;</span></span>标的</p>", ["标的"]),
    ("Word's own comments and table of contents", "<!--[if gte mso 9]><xml>x</xml><![endif]--><p class=MsoToc1>目录 1</p><p>正文<o:p></o:p></p>", ["正文"]),
]


@pytest.mark.parametrize(("body", "expected"), [row[1:] for row in SHOWN], ids=[row[0] for row in SHOWN])
def test_a_page_is_read_as_a_browser_shows_it(body: str, expected: list[str]) -> None:
    source = page(body)
    assert lines(source) == expected
    assert "\n".join(expected) == source.text and source.format == "html"


def test_rows_headings_and_labels_are_told() -> None:
    source = page("<h2>价款</h2><ol><li>月租</ol><table><tr><td>a<td>b</table>")
    assert [(b.kind, b.style, b.label) for b in source.blocks] == [("text", "heading 2", 0), ("text", "", 3), ("row", "", 0)]


CHANGED = "<p>月租<del cite='mailto:Li' datetime='2026-03-02'>三</del><ins>五</ins>千元</p><del><p>押金</p></del><p>完</p>"


@pytest.mark.parametrize(
    ("view", "expected", "words"),
    [
        ("accepted", ["月租五千元", "完"], [("deleted", "三", ""), ("inserted", "五", "五"), ("deleted", "押金", "")]),
        ("marked", ["月租五千元", "完"], [("deleted", "三", ""), ("inserted", "五", "五"), ("deleted", "押金", "")]),
        ("rejected", ["月租三千元", "押金", "完"], [("deleted", "三", "三"), ("inserted", "五", ""), ("deleted", "押金", "押金")]),
    ],
)
def test_insertions_and_deletions_are_tracked_changes(view: str, expected: list[str], words: list[tuple[str, str, str]]) -> None:
    source = page(CHANGED, manner=Manner(view=view))  # type: ignore[arg-type]
    assert lines(source) == expected
    assert [(r.kind, r.text, source.at(r.span)) for r in source.revisions] == words
    assert (source.revisions[0].author, source.revisions[0].date) == ("Li", "2026-03-02")
    assert source.revisions[0].span.start == source.text.index("租") + 1


HEAD = "<tr><th>项</th><th>数量</th><th>月租</th></tr>"
ROUND = [
    ("a row that was deleted", f"<table>{HEAD}<del cite='mailto:Li'><tr><td>甲<td>1<td>800</tr></del><tr><td>乙<td>2<td>900</table>",
     ["项\t数量\t月租", "乙\t2\t900"], ["项\t数量\t月租", "甲\t1\t800", "乙\t2\t900"], [("deleted", "甲"), ("deleted", "1"), ("deleted", "800")]),
    ("a row that was inserted", f"<table>{HEAD}<ins><tr><td>甲<td>1<td>800</tr></ins><tr><td>乙<td>2<td>900</table>",
     ["项\t数量\t月租", "甲\t1\t800", "乙\t2\t900"], ["项\t数量\t月租", "乙\t2\t900"], [("inserted", "甲"), ("inserted", "1"), ("inserted", "800")]),
    ("a group of rows", "<table><ins><tbody><tr><td>甲<td>1</tr></tbody></ins><tr><td>乙<td>2</table>", ["甲\t1", "乙\t2"], ["乙\t2"], [("inserted", "甲"), ("inserted", "1")]),
    ("a table", "<del><table><tr><td>甲<td>1</table></del><p>完</p>", ["完"], ["甲\t1", "完"], [("deleted", "甲"), ("deleted", "1")]),
    ("a cell that was inserted is no column before", "<table><tr><td>甲</td><ins><td>新</td></ins><td>1</td></tr></table>", ["甲\t新\t1"], ["甲\t1"], [("inserted", "新")]),
    ("the first cell that was deleted is no column any more", "<table><tr><del><td>旧</td></del><td>甲</td><td>1</td></tr></table>", ["甲\t1"], ["旧\t甲\t1"], [("deleted", "旧")]),
    ("the last cell", "<table><tr><td>甲</td><td>1</td><del><td>旧</td></del></tr></table>", ["甲\t1"], ["甲\t1\t旧"], [("deleted", "旧")]),
    ("words of a cell that stands", "<table><tr><td><del>旧</del></td><td>1</td></tr></table>", ["\t1"], ["旧\t1"], [("deleted", "旧")]),
    ("paragraphs", "<p>首</p><del><p>甲</p><p>乙</p></del><ins><p>丙</p></ins><p>完</p>", ["首", "丙", "完"], ["首", "甲", "乙", "完"], [("deleted", "甲"), ("deleted", "乙"), ("inserted", "丙")]),
    ("a list's entries keep their numbers", "<ol><li>甲<ins><li>乙</ins><li>丙</ol>", ["1. 甲", "2. 乙", "3. 丙"], ["1. 甲", "3. 丙"], [("inserted", "乙")]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "accepted", "rejected", "revisions"), [row[1:] for row in ROUND], ids=[row[0] for row in ROUND])
def test_changes_round_rows_cells_and_paragraphs_follow_the_view(body: str, accepted: list[str], rejected: list[str], revisions: list[tuple[str, str]]) -> None:
    for view, shown in (("accepted", accepted), ("marked", accepted), ("rejected", rejected)):
        source = page(body, manner=Manner(view=view))  # type: ignore[arg-type]
        assert lines(source) == shown, view
        assert [(r.kind, r.text) for r in source.revisions] == revisions, view
        assert all(source.at(r.span) in (r.text, "") or "甲" in r.text for r in source.revisions), view


@pytest.mark.parametrize(
    ("view", "expected", "words"),
    [("accepted", "首甲", [("inserted", "甲"), ("deleted", "乙")]), ("marked", "首甲", [("inserted", "甲"), ("deleted", "乙")]), ("rejected", "首", [("inserted", "甲乙"), ("deleted", "乙")])],
)
def test_what_was_inserted_and_deleted_again_stands_in_no_view(view: str, expected: str, words: list[tuple[str, str]]) -> None:
    source = page("<p>首<ins cite='mailto:Li'>甲<del cite='mailto:Wu'>乙</del></ins></p>", manner=Manner(view=view))  # type: ignore[arg-type]
    assert source.text == expected and [(r.kind, r.text) for r in source.revisions] == words
    assert [r.author for r in source.revisions] == ["Li", "Wu"]


def test_a_group_of_rows_that_is_hidden_is_marked() -> None:
    source = page("<table><tr><td>甲<td>1</tr><tbody style='display:none'><tr><td>乙<td>2</tr></tbody></table>")
    assert lines(source) == ["甲\t1", "乙\t2"] and [source.at(span) for span in source.hidden] == ["乙", "2"]


@pytest.mark.parametrize(
    "hidden",
    [
        "<span style='display: none'>暗</span>", "<span hidden>暗</span>", "<span style='mso-hide:all'>暗</span>", "<span class='x y'>暗</span>", "<span id=z>暗</span>",
        "<b style='visibility:hidden'>暗</b>",
    ],
)  # fmt: skip
def test_hidden_words_are_read_and_marked(hidden: str) -> None:
    source = page(f"<p>明{hidden}明</p><table><tr><td>左<td>右{hidden}</table>", head="<style>p{margin:0} .y, #z {display:none} @media print {p {display:none}}</style>")
    assert lines(source) == ["明暗明", "左\t右暗"]
    assert [source.at(span) for span in source.hidden] == ["暗", "暗"]


ENCODED = [
    ("declared GBK", "gb18030", "<meta charset=gb2312>"),
    ("declared as an old page does it", "gb18030", "<meta http-equiv='Content-Type' content='text/html; charset=GBK'>"),
    ("Big5", "big5", "<meta charset=big5>"),
    ("UTF-8 that calls itself GBK", "utf-8", "<meta charset=gbk>"),
    ("GBK that calls itself Western", "gb18030", "<meta charset=iso-8859-1>"),
    ("nothing declared", "gb18030", ""),
    ("a byte order mark", "utf-16", ""),
    ("an encoding that does not exist", "gb18030", "<meta charset=klingon>"),
    ("one that is none of characters", "gb18030", "<meta charset=base64>"),
]


@pytest.mark.parametrize(("encoding", "head"), [row[1:] for row in ENCODED], ids=[row[0] for row in ENCODED])
def test_a_page_in_any_encoding(encoding: str, head: str) -> None:
    words = "承租人應於每月五日前支付租金" if encoding == "big5" else "承租人应当于每月五日前支付租金"
    for name in ("a.html", "a.doc"):  # a page under Word's name: what office systems export
        source = read_bytes(name, f"<html><head>{head}</head><body><p>{words}，逾期的承担违约责任。</p></body></html>".encode(encoding, "replace"))
        assert source.text.startswith(words) and source.format == "html"


def test_a_page_with_an_xml_declaration() -> None:
    content = "<?xml version='1.0' encoding='gb2312'?><html xmlns='http://www.w3.org/1999/xhtml'><body><p>甲方付款。</p></body></html>".encode("gb18030")
    assert read_bytes("a.xhtml", content).text == "甲方付款。"


@pytest.mark.parametrize("name", ["网页.mht", "导出.doc"])
def test_a_web_archive(name: str) -> None:
    inside = base64.encodebytes("<html><body><p>甲方按月付款。</p></body></html>".encode("gb18030")).decode()
    content = (
        'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n--b\nContent-Location: file:///C:/1.htm\nContent-Transfer-Encoding: base64\n'
        f'Content-Type: text/html; charset="gb2312"\n\n{inside}\n--b\nContent-Type: image/png\n\nxxx\n--b--\n'
    )
    source = read_bytes(name, content.encode())
    assert source.text == "甲方按月付款。" and source.format == "html"


def test_a_page_nested_too_deep_is_refused_and_one_less_is_read() -> None:
    room = DEEPEST - 3  # html, body and the innermost paragraph
    assert page("<div>" * room + "<p>甲</p>" + "</div>" * room).text == "甲"
    with pytest.raises(UnreadableFile, match=f"{DEEPEST} 层"):
        page("<div>" * (room + 1) + "<p>甲</p>" + "</div>" * (room + 1))
    with pytest.raises(UnreadableFile, match=r"层|损坏"):
        page("<div>" * 100_000)


@pytest.mark.parametrize(
    ("body", "reason"),
    [("<i>x</i>" * MOST_ELEMENTS, "元素超过"), ("<p>" + "x" * (MOST_CHARACTERS + 1), "文字超过"), ("<!--" + "x" * MOST_SOURCE, "源码超过")],
    ids=["elements", "characters", "source"],
)
def test_limits_of_a_page_are_named(body: str, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        page(body)


def test_marks_are_found_in_time_however_many() -> None:
    began = time.process_time()
    found = html.read("a.html", ("<ins>x</ins>" * 30_000 + "<b hidden>y</b><br>" * 30_000).encode(), Manner())
    assert time.process_time() - began < 10 and len(found.revisions) == 30_000 and len(found.hidden) == 30_000
    assert found.text[found.revisions[-1].span.start] == "x" and found.text[found.hidden[-1].start] == "y"


def test_parts_of_a_page_that_were_not_read_are_said() -> None:
    source = page(f"<p>甲</p><img src='data:image/png;base64,{'A' * 40_000}'><img src='data:image/png;base64,{'A' * 400}'><iframe src='x.html'></iframe>")
    assert [problem.kind for problem in source.problems] == ["pictures", "embedded_document"] and "1 张" in source.problems[0].message
    beside = page("<p>甲</p><img src='a.files/1.png' width=554 height=783><img src='logo.png' width=120 height=40><img src='dot.png'>")
    assert [problem.message for problem in beside.problems] == ["网页中有 1 张图片，图片里的文字未审查，请人工核对"]


@pytest.mark.parametrize("content", [b"<html></html>", b"<html><body> <!-- x --></body></html>", b"<!doctype html>"])
def test_a_page_without_words_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableFile, match="没有文字"):
        read_bytes("a.html", content)


# ---- mails


def mail(body: str, *, headers: str = "", kind: str = "text/plain", charset: str = "gb18030", encoding: str = "base64", more: bytes = b"") -> bytes:
    """A mail with this text, and further parts."""
    raw = body.encode(charset)
    written = base64.encodebytes(raw) if encoding == "base64" else quopri.encodestring(raw) if encoding == "quoted-printable" else raw
    part = f"Content-Type: {kind}; charset={charset if charset != 'gb18030' else 'gb2312'}\nContent-Transfer-Encoding: {encoding}\n\n".encode() + written
    head = f"Received: from x\nFrom: a@example.com\nMIME-Version: 1.0\n{headers}".encode()
    return head + (b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" + part + b"\n" + more + b"--b--\n" if more else part)


def hung(name: str, content: bytes, placed: str = "attachment") -> bytes:
    return f'--b\nContent-Type: application/octet-stream\nContent-Disposition: {placed}; filename="{name}"\nContent-Transfer-Encoding: base64\n\n'.encode() + base64.encodebytes(content) + b"\n"


def said(source: Source) -> list[str]:
    return [source.at(block.span) for block in source.blocks if block.kind != "furniture"]


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "8bit"])
@pytest.mark.parametrize("charset", ["gb18030", "utf-8", "big5"])
def test_a_mail_in_any_encoding(charset: str, encoding: str) -> None:
    words = "承租人應於每月五日前支付租金。" if charset == "big5" else "承租人应当于每月五日前支付租金。"
    source = read_bytes("a.eml", mail(words + "\n第二行", charset=charset, encoding=encoding))
    assert lines(source) == [words, "第二行"] and source.format == "eml" and not source.problems


def test_a_mail_whose_charset_does_not_exist() -> None:
    source = read_bytes("a.eml", mail("甲方应当按月支付租金，乙方应当出具发票。").replace(b"gb2312", b"x-unknown"))
    assert lines(source) == ["甲方应当按月支付租金，乙方应当出具发票。"]


def test_a_mail_with_a_page_is_read_from_the_page() -> None:
    page = b"--b\nContent-Type: text/html; charset=utf-8\n\n" + "<ol><li>付款</li></ol><table><tr><td>项<td>价</table>\n".encode()
    content = mail("付款 项 价", more=page).replace(b"multipart/mixed", b"multipart/alternative")
    assert lines(read_bytes("a.eml", content)) == ["1. 付款", "项\t价"]


def test_text_beside_a_page_that_is_no_other_form_of_it_is_read_too() -> None:
    page = b"--b\nContent-Type: text/html; charset=utf-8\n\n" + "<p>以上第三条作废，另行约定如下。</p>\n".encode()
    assert lines(read_bytes("a.eml", mail("甲方 <每月> 付款。\n乙方开票。", more=page))) == ["甲方 <每月> 付款。", "乙方开票。", "以上第三条作废，另行约定如下。"]
    assert lines(read_bytes("a.eml", mail("以上第三条作废， 另行约定如下。", more=page))) == ["以上第三条作废，另行约定如下。"], "a mixed mail of two forms of one text"


def test_a_part_of_a_mail_in_a_format_that_is_not_read_is_an_attachment() -> None:
    rich = b"--b\nContent-Type: text/richtext\n\n" + b"<bold>x</bold>\n"
    assert ["附件1" in p.message for p in read_bytes("a.eml", mail("正文", more=rich)).problems] == [True]


def test_lines_that_the_senders_program_broke_are_joined() -> None:
    flowed = "the tenant \npays rent.\n> so \n> it was\n> said\n-- \nLi\n"
    source = read_bytes("a.eml", mail(flowed, kind="text/plain; format=flowed", charset="utf-8", encoding="8bit"))
    assert said(source) == ["the tenant pays rent."]
    assert lines(source)[1:3] == [">so it was", ">said"]


QUOTED = [
    ("lines with a mark", "", "同意。\n> 原文一\n>> 原文二\n完", ["同意。", "完"]),
    ("Outlook's", "", "同意。\n-----Original Message-----\nFrom: x\n原文", ["同意。"]),
    ("that of Chinese programs", "", "同意。\n------------------ 原始邮件 ------------------\n发件人: x\n原文", ["同意。"]),
    ("without a line, by its headers", "", "同意。\n发件人：x\n发送时间：y\n收件人：z\n主题：合同\n原文", ["同意。"]),
    ("introduced by its writer", "", "同意。\n在 2026年3月2日，张某 写道：\n> 原文", ["同意。"]),
    ("forwarded mail is read", "", "请审。\n---------- Forwarded message ----------\nFrom: x\nDate: y\n\n第一条 甲", ["请审。", "第一条 甲"]),
    ("forwarded by its subject", "Subject: =?utf-8?B?6L2s5Y+R?=: x\n", "请审。\n-----原始邮件-----\n发件人: x\n主题: y\n第一条 甲", ["请审。", "第一条 甲"]),
    ("nothing before it", "", "-----Original Message-----\nFrom: x\n\n第一条 甲", ["第一条 甲"]),
    ("a contract's own From and To", "", "甲方付款。\nTo: 甲方\n乙方收款。", ["甲方付款。", "To: 甲方", "乙方收款。"]),
    ("a signature", "", "正文\n-- \n张某\n电话", ["正文"]),
]


@pytest.mark.parametrize(("headers", "body", "expected"), [row[1:] for row in QUOTED], ids=[row[0] for row in QUOTED])
def test_what_an_earlier_mail_said_is_furniture(headers: str, body: str, expected: list[str]) -> None:
    assert said(read_bytes("a.eml", mail(body, headers=headers))) == expected


def test_attachments_are_named_and_not_read_with_the_mail() -> None:
    content = mail("正文", more=hung("=?gb2312?B?us/NrC5kb2N4?=", b"x") + hung("b.pdf", b"y") + b"--b\nContent-Type: image/png\nContent-ID: <logo>\n\nxx\n")
    source = read_bytes("a.eml", content)
    assert [(p.kind, p.message) for p in source.problems] == [("attachments", "邮件的 2 个附件未纳入审查：合同.docx、b.pdf")]
    with pytest.raises(NoWords, match=r"合同\.docx"):
        read_bytes("a.eml", mail(" ", more=hung("=?gb2312?B?us/NrC5kb2N4?=", b"x")))


@pytest.mark.parametrize(
    "header",
    [
        b'filename="=?gb2312?B?us/NrC5kb2N4?="', b"filename*=utf-8''%E5%90%88%E5%90%8C.docx", 'filename="合同.docx"'.encode("gb18030"), 'filename="合同.docx"'.encode(),
        b"filename*0*=utf-8''%E5%90; filename*1*=%88%E5%90%8C.docx", b'filename="=?utf-8?Q?=E5=90=88?= =?utf-8?Q?=E5=90=8C=2Edocx?="',
    ],
)  # fmt: skip
def test_an_attachments_name_however_it_is_written(header: bytes) -> None:
    content = mail("x", more=hung("NAME", b"content")).replace(b'filename="NAME"', header)
    assert list(attachments("a.eml", content)) == [("合同.docx", b"content")]


def test_a_mail_in_a_mail_is_an_attachment() -> None:
    inner = mail("内层")
    content = mail("外层", more=b"--b\nContent-Type: message/rfc822\n\n" + inner + b"\n")
    ((name, given),) = attachments("a.eml", content)
    assert name == "附件1.eml" and said(read_bytes(name, given)) == ["内层"]
    assert said(read_bytes("a.eml", content)) == ["外层"]


@pytest.mark.parametrize("content", [b"Subject: x\nContent-Type: multipart/mixed; boundary=a\n\n" + b"--a\nContent-Type: multipart/mixed; boundary=a\n\n" * 3_000, b"Subject: x\nContent-Type: multipart/mixed; boundary=a\n\n" + b"--a\n\nx\n" * 3_000])
def test_a_mail_of_too_many_parts_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableFile, match=r"部分|层|损坏|没有文字"):
        read_bytes("a.eml", content)


def test_a_mail_that_the_standard_library_trips_over_is_refused() -> None:
    content = mail("x" * 99, more=hung("a.txt", b"x")).replace(b"charset=gb2312", b"charset=\x00", 1).replace(b"base64", b"8bit", 1).replace(b"xxx", b"x\xff", 1)
    for read in (lambda: list(attachments("a.eml", content)), lambda: read_bytes("a.eml", content)):
        try:
            assert read()
        except UnreadableFile as refusal:
            assert "a.eml" in refusal.message.zh
