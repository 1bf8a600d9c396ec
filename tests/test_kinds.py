"""What a file is: said by its first bytes, whatever its name says; what cannot be read is refused by its own name."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from clauses.errors import UnreadableFile
from clauses.ingest.compound import MAGIC, Compound
from clauses.ingest.kinds import READABLE, kind_of
from tests.english import english


def packed(*names: str, **parts: str) -> bytes:
    """An archive with these (empty) files, and `mimetype` or `types` ([Content_Types].xml) with these words."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for part, words in parts.items():
            archive.writestr({"types": "[Content_Types].xml"}.get(part, part), words)
        for name in names:
            archive.writestr(name, "")
    return file.getvalue()


def compound(**streams: bytes) -> bytes:
    """A compound file (OLE) with these streams, each short."""
    entries = [("Root Entry", 5, 0xFFFFFFFF, 1, 3, 64 * len(streams))]
    entries += [(name, 2, n + 2 if n + 1 < len(streams) else 0xFFFFFFFF, 0xFFFFFFFF, n, len(content)) for n, (name, content) in enumerate(streams.items())]
    directory = b""
    for name, kind, right, child, start, size in entries:
        written = name.encode("utf-16-le")
        directory += written.ljust(64, b"\0") + struct.pack("<HBBIII", len(written) + 2, kind, 1, 0xFFFFFFFF, right, child) + bytes(36) + struct.pack("<III", start, size, 0)
    directory = directory.ljust(1024, b"\0")  # eight entries: two sectors
    head = MAGIC + bytes(16) + struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 4, 1, 0xFFFFFFFE, 0, 0)
    fat = struct.pack("<6I", 0xFFFFFFFD, 2, 0xFFFFFFFE, 0xFFFFFFFE, 0xFFFFFFFE, 0xFFFFFFFF)
    head = head[:76] + struct.pack("<I", 0) + b"\xff" * (512 - 80)
    mini = b"".join(content.ljust(64, b"\0") for content in streams.values()).ljust(512, b"\0")
    return head + fat.ljust(512, b"\xff") + directory + mini + b"\xff" * 512


def word(flags: int = 0) -> bytes:
    return struct.pack("<HH6xH", 0xA5EC, 193, flags).ljust(64, b"\0")


WORD_TYPES = '<Types><Override ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
ODT = "application/vnd.oasis.opendocument.text"
MAIL = b"Received: from a\nFrom: a@example.com\nSubject: x\nMIME-Version: 1.0\n\nwords"
READ = [
    ("Word", "a.docx", packed("word/document.xml"), "docx"),
    ("Word under old Word's name", "a.doc", packed("word/document.xml"), "docx"),
    ("Word under PDF's name", "a.pdf", packed("word/document.xml"), "docx"),
    ("Word whose body lies elsewhere", "a.docx", packed("document.xml", types=WORD_TYPES), "docx"),
    ("old Word", "a.doc", compound(WordDocument=word()), "doc"),
    ("old Word with other streams", "a.doc", compound(Data=b"x", WordDocument=word(), Workbook=b"y"), "doc"),
    ("old Word of WPS", "a.wps", compound(WordDocument=word()), "doc"),
    ("old Word under Word's name", "a.docx", compound(WordDocument=word()), "doc"),
    ("OpenDocument", "a.odt", packed("content.xml", mimetype=ODT), "odt"),
    ("OpenDocument without its type", "a.odt", packed("content.xml", "META-INF/manifest.xml"), "odt"),
    ("RTF under old Word's name", "a.doc", b"{\\rtf1 x}", "rtf"),
    ("RTF behind a byte order mark", "a.rtf", b"\xef\xbb\xbf\r\n{\\rtf1 x}", "rtf"),
    ("PDF", "a.pdf", b"%PDF-1.4 x", "pdf"),
    ("PDF under Word's name", "a.docx", b"%PDF-1.4 x", "pdf"),
    ("PDF behind what a server put before it", "a.pdf", b"x" * 1000 + b"%PDF-1.4", "pdf"),
    ("a text that speaks of PDF", "a.txt", b"the %PDF-1.4 header", "txt"),
    ("PNG", "a.pdf", b"\x89PNG\r\n\x1a\n", "image"),
    ("JPEG", "a.doc", b"\xff\xd8\xff\xe0", "image"),
    ("TIFF", "a", b"II*\x00x", "image"),
    ("WebP", "a.webp", b"RIFF\x00\x00\x00\x00WEBPx", "image"),
    ("BMP", "a.bmp", b"BM\x36\x00\x0c\x00\x00\x00\x00\x00\x36\x00\x00\x00x", "image"),
    ("a text that begins like a BMP", "a.txt", "BM公司与甲方".encode(), "txt"),
    ("a text that begins like a program", "a.txt", b"MZ Company", "txt"),
    ("a page under old Word's name", "a.doc", b"\xef\xbb\xbf\n<html><body>", "html"),
    ("a page after a comment", "a.html", b"<!-- saved --> <!DOCTYPE html>", "html"),
    ("a page in UTF-16", "a.doc", "<html>甲".encode("utf-16"), "html"),
    ("a table that a system calls a Word file", "a.doc", b"<table border=1><tr><td>x", "html"),
    ("a page by its name", "a.htm", b"words", "html"),
    ("Markdown with a page's marks in it", "a.md", b"<p align=center>x</p>", "md"),
    ("a web archive", "a.mht", b"From: <Saved by Blink>\nMIME-Version: 1.0\nContent-Type: multipart/related;\n boundary=x\n\n", "html"),
    ("a web archive under old Word's name", "a.doc", b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n", "html"),
    ("a mail", "a.eml", b"Subject: x\n\nwords", "eml"),
    ("a mail under another name", "a.txt", MAIL, "eml"),
    ("a mail with a page in it", "a.eml", b"Subject: x\nContent-Type: multipart/related; boundary=x\n\n", "eml"),
    ("a text with lines like a mail's", "a.txt", "To: 甲方\nFrom: 乙方\nDate: 2026\n".encode(), "txt"),
    ("several files", "a.zip", packed("a.docx", "b.pdf"), "zip"),
    ("several files without a name", "a", packed("xl/x.txt", "b.pdf"), "zip"),
    ("an archive under Word's name", "a.docx", packed("readme.txt"), "docx"),  # whose reader says what is wrong with it
    ("Markdown", "a.MD", "# 合同".encode(), "md"),
    ("text", "a.text", "合同".encode(), "txt"),
]


@pytest.mark.parametrize(("name", "content", "kind"), [row[1:] for row in READ], ids=[row[0] for row in READ])
def test_read_as_what_it_is(name: str, content: bytes, kind: str) -> None:
    assert kind_of(name, content) == kind


REFUSED = [
    ("Excel", "a.docx", packed("xl/workbook.xml", types="<Types/>"), "Excel", "另存为"),
    ("PowerPoint", "a.zip", packed("ppt/presentation.xml", types="<Types/>"), "PowerPoint", "另存为"),
    ("OFD", "合同.ofd", packed("OFD.xml", "Doc_0/Document.xml"), "OFD", "另存为 PDF"),
    ("OFD under a zip's name", "合同.zip", packed("OFD.xml"), "OFD", "另存为 PDF"),
    ("a book", "a.epub", packed("META-INF/container.xml", mimetype="application/epub+zip"), "EPUB", "PDF"),
    ("Pages", "a.pages", packed("Index/Document.iwa", "Metadata/Properties.plist"), "Pages", "导出"),
    ("OpenDocument table", "a.odt", packed("content.xml", mimetype="application/vnd.oasis.opendocument.spreadsheet"), "ODS", "另存为"),
    ("a broken archive", "a.zip", packed("a.docx")[:-30], "无法解压", "重新"),
    ("old Word with a password", "a.doc", compound(WordDocument=word(0x0100)), "密码", "取消密码"),
    ("Word with a password", "a.docx", compound(EncryptionInfo=b"x", EncryptedPackage=b"y"), "密码", "取消密码"),
    ("old Excel", "a.doc", compound(Workbook=b"x"), "Excel", "另存为"),
    ("old PowerPoint", "a.ppt", compound(**{"PowerPoint Document": b"x"}), "PowerPoint", "另存为"),
    ("Outlook", "a.msg", compound(**{"__properties_version1.0": b"x"}), "Outlook", "另存为 .eml"),
    ("Works", "a.wps", compound(MatOST=b"x"), "Works", "另存为"),
    ("a compound file of nothing known", "a.doc", compound(Other=b"x"), "没有正文", "另存为"),
    ("a compound file cut off", "a.doc", compound(WordDocument=word())[:600], "已损坏", "另存为"),
    ("gz", "a.gz", b"\x1f\x8b\x08", "gz", "解压"),
    ("7z", "a.zip", b"7z\xbc\xaf\x27\x1c", "7z", "解压"),
    ("rar", "a.docx", b"Rar!\x1a\x07\x01", "rar", "解压"),
    ("tar", "a.tar", b"x".ljust(257, b"\0") + b"ustar", "tar", "解压"),
    ("a shortcut", "合同.lnk", b"L\x00\x00\x00\x01\x14\x02\x00\x00", "快捷方式", "指向的文件"),
    ("a shortcut to a page", "合同.url", b"[InternetShortcut]\nURL=x", "快捷方式", "另存为"),
    ("a program", "合同.exe", b"MZ\x90\x00", "程序", "来源"),
    ("a photo of a telephone", "a.heic", b"\0\0\0\x18ftypheic", "HEIC", "JPG"),
    ("a lock file", "~$合同.docx", b"\x02Li", "临时文件", "~\\$"),
    ("nothing but zeros", "a.docx", bytes(5000), "空白", "重新获取"),
    ("encrypted by the employer", "a.docx", b"b\x14#e" + bytes(20) + b"E-SafeNet" + bytes(90), "加密软件", "解密"),
    ("Word of 2003 as XML", "a.xml", b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument>', "XML", "另存为"),
    ("words under PDF's name", "a.pdf", "合同".encode(), "不是有效的 PDF", "导出"),
    ("words under Word's name", "a.docx", "合同".encode(), "不是有效的 Word", ".txt"),
    ("a kind never heard of", "a.xyz", b"words", "不能读取 .xyz", "可读取"),
    ("no suffix", "合同", b"words", "没有扩展名", "可读取"),
]


@pytest.mark.parametrize(("name", "content", "reason", "remedy"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_refused_by_its_own_name(name: str, content: bytes, reason: str, remedy: str) -> None:
    with pytest.raises(UnreadableFile, match=reason) as refused:
        kind_of(name, content)
    assert remedy.replace("\\", "") in refused.value.hint.zh and "\n" not in str(refused.value) and name in refused.value.message.zh
    assert english(refused.value.said("en"), name)


def test_every_suffix_that_is_offered_is_known_to_some_reader() -> None:
    assert set(READABLE.values()) == {"docx", "doc", "rtf", "odt", "pdf", "image", "html", "eml", "txt", "md", "zip"}


def test_the_beginning_of_a_stream_and_names_in_any_case() -> None:
    found = Compound(compound(WORDDOCUMENT=word(0x0100), Other=b"tail"))
    assert found.names == {"worddocument", "other"}
    assert found.beginning("WordDocument")[:2] == b"\xec\xa5" and found.beginning("other") == b"tail" and found.beginning("none") == b""


@pytest.mark.parametrize("at", [30, 44, 48, 76, 512, 520, 1092, 1100, 1104, 1108, 1144])
def test_a_compound_file_that_leads_in_circles_ends(at: int) -> None:
    content = compound(WordDocument=word(), Other=b"x")
    for planted in (b"\0\0\0\0", b"\1\0\0\0", b"\xff\xff\xff\x7f", b"\x02\0\0\0"):
        Compound(content[:at] + planted + content[at + 4 :]).beginning("worddocument")
