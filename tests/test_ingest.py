"""Files become sources: what is read from Word, PDF and plain text, and what is refused with which reason."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest

from clauses.errors import UnreadableFile
from clauses.ingest import LARGEST, read, read_bytes
from clauses.ingest.numbering import shown
from clauses.model import Source

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def word(body: str, *, head: str = "", **parts: str) -> Source:
    """A Word file with this body and these further parts (numbering, styles, comments, footnotes), read."""
    return read_bytes("合同.docx", packed(body, head=head, **parts))


def packed(body: str, *, head: str = "", **parts: str) -> bytes:
    roots = {"numbering": "numbering", "styles": "styles", "comments": "comments", "footnotes": "footnotes"}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"{head}<w:document {SPACES}><w:body>{body}</w:body></w:document>")
        for name, inside in parts.items():
            archive.writestr(f"word/{name}.xml", f"<w:{roots[name]} {SPACES}>{inside}</w:{roots[name]}>")
    return file.getvalue()


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def numbered(text: str, number: int, level: int = 0) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def level(index: int, format: str, text: str, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{format}"/><w:lvlText w:val="{text}"/>{more}</w:lvl>'


ARTICLES = (
    '<w:abstractNum w:abstractNumId="0">'
    + level(0, "chineseCountingThousand", "第%1条")
    + level(1, "decimal", "%1.%2", "<w:isLgl/>")
    + level(2, "decimalEnclosedCircle", "%3", '<w:suff w:val="nothing"/>')
    + level(3, "bullet", "\uf06c")
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
)


def lines(source: Source) -> list[str]:
    return [source.at(block.span) for block in source.blocks]


# ---- plain text


def test_line_ends_become_one_kind_and_nothing_else_changes() -> None:
    source = read_bytes("a.txt", "第一条　租金\r\n\r\n  每月５日付\r尾\n".encode())
    assert source.text == "第一条　租金\n\n  每月５日付\n尾\n"
    assert lines(source) == ["第一条　租金", "每月５日付", "尾"]


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


# ---- Word


def test_numbers_that_word_writes_are_in_the_text() -> None:
    source = word(
        numbered("定义", 1) + numbered("标的", 1, 1) + numbered("甲", 1, 2) + numbered("乙", 1, 2) + numbered("点", 1, 3)
        + numbered("价款", 1, 1) + numbered("交付", 1) + numbered("地点", 1, 1),
        numbering=ARTICLES,
    )  # fmt: skip
    assert lines(source) == ["第一条 定义", "1.1 标的", "①甲", "②乙", "点", "1.2 价款", "第二条 交付", "2.1 地点"]
    assert [block.label for block in source.blocks] == [4, 4, 1, 1, 0, 4, 4, 4]


def test_a_list_that_starts_anew_counts_from_there() -> None:
    source = word(numbered("一", 1) + numbered("五", 2) + numbered("六", 2), numbering=ARTICLES)
    assert lines(source) == ["第一条 一", "第五条 五", "第六条 六"]


@pytest.mark.parametrize(("restart", "expected"), [("", ["1 甲", "(1) 子", "2 乙", "(1) 丑"]), ('<w:lvlRestart w:val="0"/>', ["1 甲", "(1) 子", "2 乙", "(2) 丑"])])
def test_whether_a_lower_level_starts_anew(restart: str, expected: list[str]) -> None:
    numbering = f'<w:abstractNum w:abstractNumId="0">{level(0, "decimal", "%1")}{level(1, "decimal", "(%2)", restart)}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    assert lines(word(numbered("甲", 1) + numbered("子", 1, 1) + numbered("乙", 1) + numbered("丑", 1, 1), numbering=numbering)) == expected


def test_numbers_that_hang_on_a_style() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="a1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="a2"><w:name w:val="条款"/><w:basedOn w:val="a1"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    )
    numbering = (
        '<w:abstractNum w:abstractNumId="0">'
        + level(0, "chineseCounting", "%1、", '<w:pStyle w:val="a1"/>')
        + level(1, "decimal", "%2.", '<w:pStyle w:val="a2"/>')
        + "</w:abstractNum>"
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    source = word(p("总则", '<w:pStyle w:val="a1"/>') + p("目的", '<w:pStyle w:val="a2"/>') + p("无号", '<w:pStyle w:val="a1"/><w:numPr><w:numId w:val="0"/></w:numPr>'), styles=styles, numbering=numbering)
    assert [(source.at(b.span), b.style) for b in source.blocks] == [("一、 总则", "heading 1"), ("1. 目的", "heading 2"), ("无号", "heading 1")]


@pytest.mark.parametrize(
    ("count", "format", "expected"),
    [
        (10, "chineseCounting", "十"), (21, "chineseCountingThousand", "二十一"), (105, "chineseCountingThousand", "一百零五"),
        (3, "ideographTraditional", "丙"), (12, "japaneseCounting", "十二"), (27, "upperLetter", "AA"), (2, "lowerLetter", "b"),
        (14, "lowerRoman", "xiv"), (20, "decimalEnclosedCircle", "⑳"), (21, "decimalEnclosedCircle", "21"), (12, "decimalFullWidth", "１２"),
        (5, "decimalZero", "05"), (12, "chineseLegalSimplified", "壹拾贰"), (7, "neverHeardOf", "7"),
    ],
)  # fmt: skip
def test_number_formats(count: int, format: str, expected: str) -> None:
    assert shown(count, format) == expected


def test_tracked_changes_are_read_as_accepted_and_said() -> None:
    source = word(
        f"<w:p>{run('租期')}<w:del><w:r><w:delText>一</w:delText></w:r></w:del><w:ins>{run('三')}</w:ins>{run('年')}</w:p>"
        f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('押金')}</w:p><w:p>{run('不退')}</w:p>"
        f"<w:p><w:moveFrom>{run('移动')}</w:moveFrom></w:p><w:p><w:moveTo>{run('移动')}</w:moveTo></w:p>"
    )
    assert lines(source) == ["租期三年", "押金不退", "移动"]
    assert [problem.kind for problem in source.problems] == ["tracked_changes"]


def test_controls_links_fields_and_breaks() -> None:
    field = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    source = word(
        f"<w:sdt><w:sdtContent><w:p><w:hyperlink>{run('见')}</w:hyperlink><w:sdt><w:sdtContent>{run('附件')}</w:sdtContent></w:sdt></w:p></w:sdtContent></w:sdt>"
        f"<w:p>{run('第')}{field.format('begin')}<w:r><w:instrText> REF x </w:instrText></w:r>{field.format('separate')}{run('5')}{field.format('end')}{run('条')}</w:p>"
        f"<w:p>{field.format('begin')}<w:r><w:instrText>TOC \\o</w:instrText></w:r>{field.format('separate')}{run('目录一')}</w:p><w:p>{run('目录二')}{field.format('end')}</w:p>"
        f"<w:p>{run('甲')}<w:r><w:tab/></w:r>{run('乙')}<w:r><w:br/></w:r>{run('丙')}</w:p>"
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r></w:p>"
    )
    assert lines(source) == ["见附件", "第5条", "甲 乙", "丙", "隐藏"]


def test_tables() -> None:
    cell = "<w:tc><w:tcPr>{}</w:tcPr>{}</w:tc>"
    first = '<w:vMerge w:val="restart"/>'
    inner = f"<w:tbl><w:tr>{cell.format('', p('内一'))}{cell.format('', p('内二'))}</w:tr></w:tbl>"
    source = word(
        f"<w:tbl><w:tr>{cell.format(first, p('并'))}{cell.format('', p('上'))}</w:tr>"
        f"<w:tr>{cell.format('<w:vMerge/>', p(''))}{cell.format('', p('下') + inner + '<w:p/>')}</w:tr>"
        f"<w:tr><w:trPr><w:del/></w:trPr>{cell.format('', p('删'))}{cell.format('', p('删'))}</w:tr></w:tbl>"
        f"<w:tbl><w:tr>{cell.format('', p('第一条 排版用的表') + p('第二条'))}</w:tr></w:tbl>"
    )
    assert [(source.at(b.span), b.kind) for b in source.blocks] == [
        ("并\t上", "row"), ("\t下", "row"), ("内一\t内二", "row"), ("第一条 排版用的表", "text"), ("第二条", "text"),
    ]  # fmt: skip


def test_a_column_of_automatic_numbers() -> None:
    empty = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr></w:p>'
    rows = "".join(f"<w:tr><w:tc>{empty}</w:tc><w:tc>{p(name)}</w:tc></w:tr>" for name in ("泵", "阀"))
    assert lines(word(f"<w:tbl>{rows}</w:tbl>", numbering=ARTICLES)) == ["第一条\t泵", "第二条\t阀"]


def test_text_box_once_and_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{p('框内')}</w:txbxContent>"
    shape = f"<mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
    assert lines(word(f"<w:p><w:r>{shape}</w:r>{run('框外')}</w:p>{p('其后')}")) == ["框外", "框内", "其后"]


def test_pages_comments_and_footnotes() -> None:
    source = word(
        p("首页") + '<w:p><w:r><w:br w:type="page"/></w:r>' + run("次页") + '<w:r><w:footnoteReference w:id="2"/></w:r></w:p>',
        comments=f"<w:comment>{p('请核对')}</w:comment>",
        footnotes=f"<w:footnote>{p('注')}</w:footnote>",
    )
    assert [block.page for block in source.blocks] == [1, 2]
    assert [comment.text for comment in source.comments] == ["请核对"]
    assert [problem.kind for problem in source.problems] == ["footnotes"]
    assert word(p("无分页")).blocks[0].page is None


def test_a_file_as_python_docx_writes_it(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("仓储合同", level=1)
    document.add_paragraph("货物入库后三日内验收。")
    document.add_table(rows=1, cols=2).rows[0].cells[0].text = "品名"
    document.save(str(tmp_path / "仓储.docx"))
    source = read(tmp_path / "仓储.docx")
    assert [(source.at(b.span), b.kind, b.style) for b in source.blocks] == [
        ("仓储合同", "text", "heading 1"), ("货物入库后三日内验收。", "text", "normal"), ("品名\t", "row", ""),
    ]  # fmt: skip


# ---- PDF


def pdf(*pages: str) -> bytes:
    """A PDF of these content streams, in Helvetica."""
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    objects = ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>", "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    for i, content in enumerate(pages):
        objects.append(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F 3 0 R>>>>/Contents {5 + 2 * i} 0 R>>")
        objects.append(f"<</Length {len(content)}>>stream\n{content}\nendstream")
    body, offsets = "%PDF-1.4\n", []
    for number, inside in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj{inside}endobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    return f"{body}xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF".encode()


def at(x: int, y: int, text: str) -> str:
    return f"BT /F 12 Tf {x} {y} Td ({text}) Tj ET "


def test_pdf_lines_pages_and_rows() -> None:
    source = read_bytes("a.pdf", pdf(at(50, 700, "Lease agreement") + at(50, 680, "rent is due"), at(50, 700, "item") + at(150, 700, "number") + at(300, 700, "price")))
    assert [(source.at(b.span), b.page, b.kind, b.wrapped) for b in source.blocks] == [
        ("Lease agreement", 1, "text", True), ("rent is due", 1, "text", True), ("item\tnumber\tprice", 2, "row", True),
    ]  # fmt: skip


def test_words_written_out_of_order_are_put_in_order() -> None:
    source = read_bytes("a.pdf", pdf(at(50, 700, "the tenant") + at(200, 700, "of fees") + at(120, 700, "is free")))
    assert source.text.split() == ["the", "tenant", "is", "free", "of", "fees"]


def test_a_page_without_text_is_a_problem_and_a_file_of_them_refused() -> None:
    picture = "0 0 m 100 100 l S"
    source = read_bytes("a.pdf", pdf(at(50, 700, "page one"), picture))
    assert [(problem.kind, problem.page) for problem in source.problems] == [("page_without_text", 2)]
    with pytest.raises(UnreadableFile, match="扫描件"):
        read_bytes("scan.pdf", pdf(picture, picture))


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
    ("no words", "a.docx", packed(p(" ")), "没有文字"),
    ("binary under a text's name", "a.txt", b"\x00\x01\x02" * 50, "二进制"),
    ("too large", "a.txt", b"a" * (LARGEST + 1), "超过"),
]


@pytest.mark.parametrize(("name", "content", "reason"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_refused_in_one_line_with_a_hint(name: str, content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason) as refused:
        read_bytes(name, content)
    assert refused.value.hint and "\n" not in str(refused.value)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="找不到"):
        read(tmp_path / "无.docx")
    with pytest.raises(UnreadableFile, match="文件夹"):
        read(tmp_path)


def test_the_content_decides_over_the_suffix_where_it_can() -> None:
    assert read_bytes("a.txt", pdf(at(50, 700, "text"))).format == "pdf"
    assert read_bytes("a.doc", packed(p("正文"))).format == "docx"
