"""Formats beside Word, PDF and plain text: old Word, RTF and OpenDocument by way of LibreOffice, web pages, mails."""

from __future__ import annotations

import io
import os
import subprocess
import time
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml

from clauses.errors import UnreadableFile
from clauses.ingest import office, read_bytes
from clauses.ingest.content import DEEPEST, Manner
from clauses.model import Source
from tests.wordfile import W

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


@needs_office
@pytest.mark.parametrize("name", ["旧合同.doc", "旧合同.wps", "旧合同.docx", "旧合同"])
def test_old_word_is_read_under_whatever_name(name: str, old_word: bytes) -> None:
    source = read_bytes(name, old_word)
    assert lines(source) == ["第一条 乙方每月十日前出具账单。", "第二条 甲方核对账单。"]
    assert source.format == "doc" and source.file == name


@needs_office
def test_tracked_changes_of_old_word_are_read_either_way(old_word: bytes) -> None:
    assert lines(read_bytes("a.doc", old_word, Manner(view="accepted")))[0] == "第一条 乙方每月十日前出具账单。"


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
    if office.installed():
        assert [line.strip() for line in lines(read_bytes("a.rtf", safe))] == ["first", "kept", "last"]


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


def test_without_libreoffice_one_line_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "installed", lambda: None)
    with pytest.raises(UnreadableFile, match="需要 LibreOffice") as refused:
        office.read("rtf", "a.rtf", rtf("x"), Manner())
    assert "另存为 .docx" in refused.value.hint


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
