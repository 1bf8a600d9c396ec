"""Files become sources: what is read from Word, PDF and plain text, and what is refused with which reason."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from clauses.errors import UnreadableFile
from clauses.ingest import LARGEST, read, read_bytes
from tests.english import english
from tests.pdffile import at, pdf
from tests.wordfile import lines, p, packed

# ---- plain text


def test_line_ends_become_one_kind_and_nothing_else_changes() -> None:
    source = read_bytes("a.txt", "第一条　租金\r\n\r\n  每月５日付\r尾\n".encode())
    assert source.text == "第一条　租金\n\n  每月５日付\n尾\n"
    assert lines(source) == ["第一条　租金", "每月５日付", "尾"]


TURNED = "乙方每日按\u202e三之分千\u202c支付违\u200b约金"


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.txt", TURNED.encode()), ("a.html", f"<html><body><p>{TURNED}</p></body></html>".encode()), ("a.docx", packed(p(TURNED)))],
    ids=["text", "page", "Word"],
)
def test_signs_that_nobody_sees_are_left_out_and_those_that_turn_words_counted(name: str, content: bytes) -> None:
    """Left in, they would part the words that rules look for, and the file would read otherwise than its review."""
    source = read_bytes(name, content)
    assert source.text.strip() == "乙方每日按三之分千支付违约金" and source.turned == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_simplified_text_in_any_encoding(encoding: str) -> None:
    words = "承租人应当于每月五日前支付租金，逾期的承担违约责任。"
    assert read_bytes("租约.txt", words.encode(encoding)).text == words


def test_traditional_text_in_big5() -> None:
    words = "承租人應於每月五日前支付租金，逾期者須負違約責任。"
    assert read_bytes("租約.txt", words.encode("big5")).text == words


def test_short_gbk_is_not_taken_for_something_else() -> None:
    assert read_bytes("短.txt", "甲方：某公司".encode("gbk")).text == "甲方：某公司"


def test_a_broken_byte_is_a_problem_and_no_refusal() -> None:
    source = read_bytes("a.txt", "运费由托运人承担。".encode() * 100 + b"\xe6\x88")
    assert [problem.kind for problem in source.problems] == ["broken_characters"]


def test_rows_pages_and_markdown_headings() -> None:
    source = read_bytes("a.md", "# 仓储合同\n\n| 品名 | 数量 |\n|---|---|\n\f甲\t乙\t丙\n│ 品名 │ 数量 │\n正文 | 一道竖线\n品名 | 数量 | 单价\n水泵 | 2 | 90\n电话 1 | 邮箱 2 | 网址 3\n\n结束 | 一 | 二 | 三\n".encode())
    assert [(source.at(b.span), b.kind, b.style, b.page) for b in source.blocks] == [
        ("仓储合同", "text", "heading 1", 1),
        ("| 品名 | 数量 |", "row", "", 1),
        ("|---|---|", "row", "", 1),
        ("甲\t乙\t丙", "row", "", 2),
        ("│ 品名 │ 数量 │", "row", "", 2),
        ("正文 | 一道竖线", "text", "", 2),
        ("品名 | 数量 | 单价", "row", "", 2),
        ("水泵 | 2 | 90", "row", "", 2),
        ("电话 1 | 邮箱 2 | 网址 3", "row", "", 2),
        ("结束 | 一 | 二 | 三", "text", "", 2),
    ]


# ---- refusals


def archive(name: str, content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packing:
        packing.writestr(name, content)
    return file.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
REFUSED = [
    ("empty", "a.txt", b"", "空文件"),
    ("unknown kind", "a.xlsx", b"PK\x03\x04", "不能读取"),
    ("no suffix", "a", b"text", "没有扩展名"),
    ("old Word", "a.doc", OLE + b"\0" * 100, "旧版 Word"),
    ("Word with a password", "a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "密码"),
    ("old Word under a new name", "a.docx", OLE + b"\0" * 100, "旧版 Office"),
    ("text under Word's name", "a.docx", "第一条".encode(), "不是有效的 Word"),
    ("a picture under a PDF's name", "a.pdf", b"\xff\xd8\xff\xe0" + b"\0" * 100, "图片"),
    ("text under a PDF's name", "a.pdf", "第一条".encode(), "不是有效的 PDF"),
    ("broken PDF", "a.pdf", b"%PDF-1.4\nnothing", "已损坏"),
    ("broken archive", "a.docx", b"PK\x03\x04" + b"\0" * 100, "已损坏"),
    ("archive without a document", "a.docx", archive("readme.txt", b"text"), "没有正文"),
    ("bomb", "a.docx", archive("word/document.xml", b" " * 30_000_000), "恶意"),
    ("entities", "a.docx", packed(p("&x;"), head='<!DOCTYPE d [<!ENTITY x "y">]>'), "恶意"),
    ("not XML", "a.docx", packed("<w:p>"), "已损坏"),
    ("no words", "a.docx", packed(p(" ")), "中没有文字"),
    ("all of it deleted", "a.docx", packed('<w:p><w:del w:id="1" w:author="李"><w:r><w:delText>甲方</w:delText></w:r></w:del></w:p>'), "都是修订"),
    ("no words beside another file's", "a.docx", packed('<w:altChunk r:id="x"/>'), "没有可以读取的文字：文件中嵌入的其他文档"),
    ("neither RTF nor text", "a.rtf", b"\x32\x09\xa0\xd8" * 9, "不是有效的 .rtf"),
    ("no picture under a picture's name", "a.png", b"words", "不是有效的 .png"),
    ("binary under a text's name", "a.txt", b"\x00\x01\x02" * 50, "二进制"),
    ("too large", "a.txt", b"a" * (LARGEST + 1), "超过"),
]


@pytest.mark.parametrize(("name", "content", "reason"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_refused_in_one_line_with_a_hint(name: str, content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason) as refused:
        read_bytes(name, content)
    assert refused.value.hint.zh and refused.value.hint.en and "\n" not in str(refused.value)
    assert english(refused.value.said("en"), name)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="找不到"):
        read(tmp_path / "无.docx")
    with pytest.raises(UnreadableFile, match="文件夹"):
        read(tmp_path)


def test_the_content_decides_over_the_suffix_where_it_can() -> None:
    assert read_bytes("a.txt", pdf(at(50, 700, "text"))).format == "pdf"
    assert read_bytes("a.doc", packed(p("正文"))).format == "docx"
