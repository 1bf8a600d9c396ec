"""Traps of what stands beside the running text: tables, boxes, controls, notes, fields, hidden words, signs."""

from __future__ import annotations

from tests.wordfile import p, run
from tests.wordtraps.builders import cell, complex_field, paragraph, row, table, text_box
from tests.wordtraps.trap import Trap

_HYPHENS = "keeps the signs for a hyphen that does not break and for one that may"
_REFERENCE = '<w:r><w:{}Reference w:id="2"/></w:r>'

TRAPS: tuple[Trap, ...] = (
    Trap(
        name="cells-merged-across",
        why="a cell over two columns is one cell",
        body=table(row(cell(p("资费标准"), properties='<w:gridSpan w:val="2"/>')), row(cell(p("带宽")), cell(p("月租")))),
        accepted=("资费标准", "带宽", "月租"),
    ),
    Trap(
        name="cells-merged-down",
        why="a cell over two rows says its words once",
        body=table(
            row(cell(p("专线"), properties='<w:vMerge w:val="restart"/>'), cell(p("一期"))),
            row(cell(properties="<w:vMerge/>"), cell(p("二期"))),
        ),
        accepted=("专线", "一期", "二期"),
    ),
    Trap(
        name="table-in-a-table",
        why="a table within a cell",
        body=table(row(cell(p("外甲")), cell(p("外乙"), table(row(cell(p("内甲")), cell(p("内乙")))), "<w:p/>"))),
        accepted=("外甲", "外乙", "内甲", "内乙"),
    ),
    Trap(
        name="text-box",
        why="a text box is read once, though the file has it twice",
        body=paragraph(run("收件人") + text_box(p("法务部收"))) + p("其后"),
        libreoffice="leaves text boxes out of its text",
        pandoc="leaves text boxes out",
        accepted=("收件人", "法务部收", "其后"),
    ),
    Trap(
        name="controls",
        why="content controls: within a line, around a paragraph, around a row",
        body=paragraph(run("签约地：") + f"<w:sdt><w:sdtPr/><w:sdtContent>{run('某市')}</w:sdtContent></w:sdt>")
        + f"<w:sdt><w:sdtPr/><w:sdtContent>{p('控件段')}</w:sdtContent></w:sdt>"
        + table(f"<w:sdt><w:sdtPr/><w:sdtContent>{row(cell(p('行内')), cell(p('控件')))}</w:sdtContent></w:sdt>"),
        accepted=("签约地：某市", "控件段", "行内", "控件"),
    ),
    Trap(
        name="footnote",
        why="a footnote stands behind the paragraph that refers to it",
        body=paragraph(run("滞纳金") + _REFERENCE.format("footnote") + run("按日计")) + p("下一段"),
        parts={"footnotes": f'<w:footnote w:id="2">{p("以欠费为基数")}</w:footnote>'},
        accepted=("滞纳金按日计", "[注1] 以欠费为基数", "下一段"),
        libreoffice="leaves the words of notes out of its text and shows their sign",
        pandoc="keeps notes apart",
    ),
    Trap(
        name="endnote",
        why="an endnote stands behind the paragraph that refers to it",
        body=paragraph(run("终端") + _REFERENCE.format("endnote") + run("归乙方")) + p("下一段"),
        parts={"endnotes": f'<w:endnote w:id="2">{p("含机顶盒")}</w:endnote>'},
        accepted=("终端归乙方", "[尾注i] 含机顶盒", "下一段"),
        libreoffice="leaves the words of notes out of its text and shows their sign",
        pandoc="keeps notes apart",
    ),
    Trap(
        name="fields",
        why="of a field its result is read",
        body=paragraph(run("见") + complex_field("REF _b", run("附件二")) + run("，签于") + f'<w:fldSimple w:instr=" DATE ">{run("2026年3月5日")}</w:fldSimple>'),
        accepted=("见附件二，签于2026年3月5日",),
        libreoffice="puts today for the day that the file was saved with",
        pandoc="leaves the result of a simple field out",
    ),
    Trap(
        name="table-of-contents",
        why="a table of contents is no text of the contract",
        body=paragraph(complex_field('TOC \\o "1-2"', run("第一条 目录里的一行"))) + p("第一条 正文"),
        accepted=("第一条 正文",),
        libreoffice="exports the table of contents",
        pandoc="reads the table of contents",
    ),
    Trap(
        name="hidden-words",
        why="hidden words are in the file: they are read, and said to be hidden",
        body=paragraph(run("违约金") + run("另加百分之十", "<w:vanish/>") + run("如下")),
        accepted=("违约金另加百分之十如下",),
    ),
    Trap(
        name="ticked-box",
        why="signs of a symbol font: a ticked and an empty box",
        body=paragraph('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>' + run("是") + '<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>' + run("否")),
        accepted=("☑是□否",),
        libreoffice="leaves the sign in the private area of its font",
        pandoc="leaves the signs of this font out",
    ),
    Trap(
        name="breaks-and-hyphens",
        why="a line break parts lines, a hyphen that does not break is a hyphen, a soft one is nothing",
        body=paragraph(run("电话：010") + "<w:r><w:noBreakHyphen/></w:r>" + run("8000") + "<w:r><w:br/></w:r>" + run("宽") + "<w:r><w:softHyphen/></w:r>" + run("带")),
        accepted=("电话：010-8000", "宽带"),
        libreoffice=_HYPHENS,
        pandoc=_HYPHENS,
    ),
    Trap(
        name="header-and-footer",
        why="a header and a footer are no part of the text",
        body=p("正文一句") + '<w:sectPr><w:headerReference w:type="default" r:id="r0"/><w:footerReference w:type="default" r:id="r1"/></w:sectPr>',
        parts={"header1": p("合同编号：2026-07"), "footer1": p("第1页")},
        accepted=("正文一句",),
    ),
    Trap(
        name="remark",
        why="a remark in the margin is no text of the contract",
        body=paragraph('<w:commentRangeStart w:id="0"/>' + run("自动续约") + '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>'),
        parts={"comments": f'<w:comment w:id="0" w:author="张律师" w:date="2026-03-05T09:30:00Z">{p("请删去")}</w:comment>'},
        accepted=("自动续约",),
    ),
    Trap(
        name="pinyin-above",
        why="of words with their reading above only the words are read",
        body=paragraph(f"<w:r><w:ruby><w:rubyPr/><w:rt>{run('zu')}</w:rt><w:rubyBase>{run('租')}</w:rubyBase></w:ruby></w:r>" + run("赁物")),
        accepted=("租赁物",),
        pandoc="leaves words with a reading above them out",
    ),
    Trap(
        name="tags-around-words",
        why="links, smart tags and custom XML around words change nothing",
        body=paragraph(
            f'<w:hyperlink w:anchor="a">{run("资费表")}</w:hyperlink><w:smartTag w:uri="u" w:element="e">{run("见")}</w:smartTag><w:customXml w:uri="u" w:element="e">{run("后")}</w:customXml>'
        ),
        accepted=("资费表见后",),
        pandoc="leaves words within custom XML out",
    ),
)
