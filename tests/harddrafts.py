"""Drafts as people really send them: what other programs and other hands leave in a Word file, in the middle of the words."""

from __future__ import annotations

from tests.wordfile import p, run
from tests.wordtraps.builders import (
    ARTICLES,
    DOTTED,
    LI,
    by,
    cell,
    complex_field,
    deleted,
    inserted,
    mark,
    number,
    numbering,
    paragraph,
    row,
    style,
    table,
    text_box,
)
from tests.wordtraps.trap import package

LONG = "服务费每月结算一次，甲方在收到发票后十五个工作日内付款。"
TAIL = "<w:sectPr/>"
_LINK = '<w:hyperlink w:anchor="{}" w:history="1">{}</w:hyperlink>'
_CONTROL = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
_START = '<w:bookmarkStart w:id="{}" w:name="{}"/>'
_END = '<w:bookmarkEnd w:id="{}"/>'


def _item(text: str, level: int = 0, more: str = "") -> str:
    return paragraph(text, number(1, level) + more)


def _remarked(id: int, inside: str) -> str:
    return f'<w:commentRangeStart w:id="{id}"/>{inside}<w:commentRangeEnd w:id="{id}"/><w:r><w:commentReference w:id="{id}"/></w:r>'


def _comment(id: int, author: str, text: str) -> str:
    return f'<w:comment w:id="{id}" w:author="{author}" w:date="2026-02-01T08:00:00Z" w:initials="{author[0]}">{p(text)}</w:comment>'


def _moved(inside: str, way: str, id: int) -> str:
    return f'<w:{way}RangeStart w:id="{id}" w:name="move1" w:author="{LI}" w:date="2026-03-05T09:30:00Z"/><w:{way} {by(LI, id + 1)}>{inside}</w:{way}><w:{way}RangeEnd w:id="{id}"/>'


# By a carrier's clerk in Word: a table within a table, a table of contents, references to numbers, controls that are locked.
_CLERK = package(
    "".join((
        _CONTROL.format('<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>', paragraph(complex_field('TOC \\o "1-2"', run("一、总则 1")))),
        paragraph(_START.format(11, "_Toc1") + run("总则") + _END.format(11), '<w:pStyle w:val="H1"/>'),
        _item(run("服务内容见") + complex_field("REF _Ref2 \\r \\h", run("第二条")) + run("，价款见") + complex_field("REF _Ref3 \\r \\h", run("第三条")) + run("。")),
        table(
            row(cell(p("项目")), cell(p("价款"), table(row(cell(p("月租费")), cell(p("八千元"))), row(cell(p("初装费")), cell(p("免收")))), p("以上含税"))),
            row(cell(p("期限"), properties='<w:vMerge w:val="restart"/>'), cell(p("三年"))),
            row(cell("<w:p/>", properties="<w:vMerge/>"), cell(p("到期前六十日通知"))),
        ),
        _item(_CONTROL.format('<w:alias w:val="客户"/><w:lock w:val="sdtContentLocked"/>', run("云湖市图书馆")) + run("为甲方，") + _CONTROL.format("<w:showingPlcHdr/>", run("单击此处输入")) + run("为联系人。")),
        _CONTROL.format("", _item(run("控件中的整段条款。")) + _item(run("控件中的第二段。"), 1)),
        paragraph(run(LONG)),
        TAIL,
    )),
    {**numbering(ARTICLES), "styles": style("H1", '<w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr>')},
)

# After two rounds of changes by others: moved words, rows put in and taken out, looks changed, a comment that was answered.
_ROUNDS = package(
    "".join((
        paragraph(_moved(run("押金不退，"), "moveFrom", 21) + run("保证金于期满后退还。"), '<w:jc w:val="left"/><w:pPrChange w:id="31" w:author="客户" w:date="2026-02-01T08:00:00Z"><w:pPr><w:jc w:val="both"/></w:pPr></w:pPrChange>'),
        paragraph(run("违约金每日", f'<w:b/><w:rPrChange {by(LI, 32)}><w:rPr/></w:rPrChange>') + deleted("千分之三", LI, 33) + inserted("千分之五", LI, 34) + run("，") + _remarked(7, _remarked(8, run("上限百分之十"))) + run("。")),
        table(
            row(cell(p("机柜")), cell(p("三千元"))),
            row(cell(paragraph(inserted("带宽", LI, 35), mark("ins", LI, 36))), cell(paragraph(inserted("五千元", LI, 37), mark("ins", LI, 38))), properties=f"<w:ins {by(LI, 39)}/>"),
            row(cell(paragraph(deleted("电费", LI, 40), mark("del", LI, 41))), cell(paragraph(deleted("按表", LI, 42), mark("del", LI, 43))), properties=f"<w:del {by(LI, 44)}/>"),
        ),
        paragraph(_moved(run("押金不退，"), "moveTo", 23) + run("另有约定的除外。")),
        paragraph(inserted("甲方整段加的话。", LI, 45), mark("ins", LI, 46)),
        paragraph(deleted("乙方整段删的话。", LI, 47), mark("del", LI, 48)),
        paragraph(f"<w:ins {by(LI, 49)}>{run('甲方加的')}<w:del {by('王', 50)}><w:r><w:delText>又删的</w:delText></w:r></w:del>{run('话')}</w:ins>" + run("在此。")),
        paragraph(run(LONG)),
        TAIL,
    )),
    {"comments": _comment(7, "客户", "太高") + _comment(8, "服务方", "行业惯例")},
)

# With what hangs on words: notes with changes in them, bookmarks over paragraphs, ruby, formulas, a text box, two sections.
_HUNG = package(
    "".join((
        paragraph(_START.format(51, "条款") + run("甲方付款") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + run("后乙方开通。")),
        paragraph(run("开通以") + _LINK.format("条款", run("验收单", '<w:u w:val="single"/>')) + run("为准。") + _END.format(51)),
        paragraph('<w:r><w:ruby><w:rubyPr><w:rubyAlign w:val="center"/><w:hps w:val="10"/><w:hpsRaise w:val="20"/><w:hpsBaseText w:val="21"/><w:lid w:val="zh-CN"/></w:rubyPr>'
                  "<w:rt><w:r><w:t>yun</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>昀</w:t></w:r></w:rubyBase></w:ruby></w:r>" + run("湖机房的费用按") + "<m:oMath><m:r><m:t>P=a×b</m:t></m:r></m:oMath>" + run("计算。")),
        paragraph(run("第一节到此为止。"), '<w:sectPr><w:type w:val="nextPage"/></w:sectPr>'),
        paragraph(run("见框") + text_box(p("框内写明三日"), _item(run("框内编号"))) + run("中的说明。")),
        paragraph(run("单价") + "<w:r><w:tab/></w:r>" + run("一百元", '<w:vertAlign w:val="superscript"/>') + '<w:r><w:br w:type="page"/></w:r>' + run("下页继续。")),
        paragraph(run(LONG)),
        TAIL,
    )),
    {"footnotes": f'<w:footnote w:id="2">{paragraph(run("含税金额以") + deleted("收据", LI, 60) + inserted("发票", LI, 61) + run("为准。"))}</w:footnote>', **numbering(DOTTED)},
)

# As WPS writes it: a run for every few letters, its own marks, empty properties, custom XML round the words, spelling marks.
_WPS = package(
    "".join((
        '<w:p w14:paraId="1A2B3C4D"><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:rFonts w:hint="eastAsia"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:pPr>'
        + "".join(f'<w:r><w:rPr><w:rFonts w:hint="{hint}" w:ascii="宋体"/></w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>' for hint, words in (("eastAsia", "租"), ("eastAsia", "期"), ("default", " 36 "), ("eastAsia", "个月，"), ("eastAsia", "自开通之日起"), ("default", "计"))) + '<w:proofErr w:type="spellStart"/>' + run("算。") + '<w:proofErr w:type="spellEnd"/></w:p>',
        '<w:p><w:customXml w:element="date"><w:r><w:t>二〇二六年</w:t></w:r></w:customXml><w:smartTag w:uri="urn:x" w:element="place"><w:r><w:t>云湖市</w:t></w:r></w:smartTag><w:r><w:rPr/><w:t>签订。</w:t></w:r></w:p>',
        '<w:p><w:pPr><w:keepNext w:val="0"/><w:snapToGrid/><w:ind w:firstLineChars="200" w:firstLine="420"/></w:pPr><w:r><w:t>逾期</w:t></w:r><w:r><w:rPr><w:u w:val="single"/></w:rPr><w:t xml:space="preserve">   三   </w:t></w:r><w:r><w:t>日的，</w:t><w:noBreakHyphen/><w:t>可以解除</w:t><w:softHyphen/><w:t>合同。</w:t></w:r></w:p>',
        '<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏的底价</w:t></w:r><w:r><w:t>公开的报价。</w:t></w:r></w:p>',
        '<w:p><w:permStart w:id="77" w:edGrp="everyone"/><w:r><w:t>可以填写的部分。</w:t></w:r><w:permEnd w:id="77"/></w:p>',
        paragraph(run(LONG)),
        TAIL,
    )),
    {**numbering(DOTTED), "settings": '<w:documentProtection w:edit="forms" w:enforcement="1"/>'},
)

# By many hands and programs: fields within fields, a form, changes that end in the middle of others, marks across cells, an empty end.
_HANDS = package(
    "".join((
        paragraph(run("费用") + complex_field("= SUM(", complex_field("REF a", run("一百")) + run("加二百")) + run("元。")),
        paragraph('<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="t1"/><w:enabled/><w:textInput/></w:ffData></w:fldChar></w:r><w:r><w:instrText> FORMTEXT </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>' + run("某单位") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>' + run("（甲方）")),
        paragraph(run("费率按") + inserted("协商", LI, 71) + run("确定"), mark("del", LI, 72)),
        paragraph(run("并经双方盖章。")),
        table(row(cell(paragraph(_START.format(81, "跨格") + run("甲"))), cell(paragraph(run("乙") + _END.format(81)), p("丙"))), row(cell(p("丁"), properties='<w:gridSpan w:val="2"/>'))),
        paragraph(f'<w:ins {by(LI, 73)}>{_LINK.format("跨格", run("见表"))}</w:ins>' + run("所列。")),
        paragraph(f'<w:r><w:rPr><w:rStyle w:val="x"/></w:rPr><w:t>同一行</w:t><w:br/><w:t>换行后</w:t><w:cr/><w:t>再换行</w:t></w:r>{run("。")}'),
        _item(run("带编号的末款。"), 0, mark("ins", LI, 74)),
        "<w:p/>",
        paragraph(run(LONG)),
        TAIL,
    )),
    numbering(DOTTED),
)

HARD: dict[str, bytes] = {"a clerk's form": _CLERK, "after two rounds": _ROUNDS, "hung on words": _HUNG, "by WPS": _WPS, "many hands": _HANDS}
