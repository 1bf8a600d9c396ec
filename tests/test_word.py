"""Word files: what is read from each kind of part, and how its words stand in the text."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from clauses.ingest import read
from clauses.ingest.numberformats import shown
from tests.wordfile import level, lines, numbered, p, run, word

ARTICLES = (
    '<w:abstractNum w:abstractNumId="0">'
    + level(0, "chineseCountingThousand", "第%1条")
    + level(1, "decimal", "%1.%2", "<w:isLgl/>")
    + level(2, "decimalEnclosedCircle", "%3", '<w:suff w:val="nothing"/>')
    + level(3, "bullet", "\uf06c")
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
)


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


def test_pages() -> None:
    source = word(p("首页") + f'<w:p><w:r><w:br w:type="page"/></w:r>{run("次页")}</w:p>')
    assert [block.page for block in source.blocks] == [1, 2]
    assert word(p("无分页")).blocks[0].page is None


def test_a_row_that_breaks_across_pages_turns_one_page() -> None:
    broken = "<w:tc><w:p><w:r><w:t>上</w:t></w:r><w:r><w:lastRenderedPageBreak/><w:t>下</w:t></w:r></w:p></w:tc>"
    assert [(source_line, page) for source_line, page in pages(f"<w:tbl><w:tr>{broken}{broken}</w:tr></w:tbl>{p('其后')}")] == [("上下\t上下", 1), ("其后", 2)]


def pages(body: str) -> list[tuple[str, int | None]]:
    source = word(body)
    return [(source.at(block.span), block.page) for block in source.blocks]


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
