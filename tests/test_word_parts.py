"""Word files: notes, headers, hidden words, fields, content controls, symbol fonts, tables and drawings, one trap a row."""

from __future__ import annotations

import pytest

from clauses.ingest.word.symbols import seen, sign
from clauses.model import Source
from tests.english import english
from tests.wordfile import lines, p, run, word

FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'


def field(instruction: str, shown: str | None = None, *, form: str = "") -> str:
    begin = f'<w:r><w:fldChar w:fldCharType="begin">{form}</w:fldChar></w:r><w:r><w:instrText>{instruction}</w:instrText></w:r>'
    middle = "" if shown is None else FIELD.format("separate") + (run(shown) if shown else "")
    return begin + middle + FIELD.format("end")


def para(*inside: str) -> str:
    return f"<w:p>{''.join(inside)}</w:p>"


def control(inside: str, properties: str = "") -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"


def style(id: str, name: str, run_properties: str = "", *, kind: str = "paragraph", based: str = "") -> str:
    on = f'<w:basedOn w:val="{based}"/>' if based else ""
    return f'<w:style w:type="{kind}" w:styleId="{id}"><w:name w:val="{name}"/>{on}<w:rPr>{run_properties}</w:rPr></w:style>'


def kinds(source: Source) -> list[tuple[str, str]]:
    return [(source.at(block.span), block.kind) for block in source.blocks]


# ---- notes


def note(id: int, *paragraphs: str, kind: str = "footnote") -> str:
    return f'<w:{kind} w:id="{id}">{"".join(p(words) for words in paragraphs)}</w:{kind}>'


def refer(id: int, kind: str = "footnote", more: str = "") -> str:
    return f'<w:r><w:{kind}Reference w:id="{id}"{more}/></w:r>'


def test_notes_stand_behind_what_refers_to_them_with_the_number_that_word_shows() -> None:
    cell = f"<w:tc>{para(run('单价'), refer(3))}</w:tc><w:tc>{p('100')}</w:tc>"
    source = word(
        para(run("月租费"), refer(2), run("按季付。")) + p("次段") + f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>" + para(run("末段"), refer(1, "endnote"), refer(9), refer(2)),
        footnotes='<w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>' + note(2, "含税。", "另行开票。") + note(3, "不含安装。") + note(4, "无人引用。"),
        endnotes=note(1, "见报价单。", kind="endnote"),
    )
    assert kinds(source) == [
        ("月租费按季付。", "text"), ("[注1] 含税。", "note"), ("另行开票。", "note"), ("次段", "text"),
        ("单价\t100", "row"), ("[注2] 不含安装。", "note"), ("末段", "text"), ("[尾注i] 见报价单。", "note"),
    ]  # fmt: skip
    assert [problem.kind for problem in source.problems] == ["note_not_found"], "of 9 alone: a second reference to one note is none"


GONE = f'<w:del w:id="1" w:author="李">{refer(9)}</w:del>'
FIELDED = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> REF a </w:instrText></w:r>{}<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + run("甲") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
LACKING = [
    ("the note's id is missing", para(run("月租费"), refer(9)), note(2, "含税。"), "“月租费”一处引用的脚注或尾注在文件中缺失，未能读取，请在 Word 中核对"),
    ("the part with the notes is missing", para(run("月租费"), refer(2)), "", "“月租费”一处引用的脚注或尾注在文件中缺失，未能读取，请在 Word 中核对"),
    ("an endnote where there are footnotes alone", para(run("月租费"), refer(2, "endnote")), note(2, "含税。"), "“月租费”一处引用的脚注或尾注在文件中缺失，未能读取，请在 Word 中核对"),
    ("several are told together, by the first", para(run("月租费"), refer(9)) + p("次段") + para(run("押金"), refer(8), refer(7)), note(2, "含税。"), "“月租费”等 3 处引用的脚注或尾注在文件中缺失，未能读取，请在 Word 中核对"),
    ("in a cell", f"<w:tbl><w:tr><w:tc>{para(run('单价'), refer(9))}</w:tc><w:tc>{p('100')}</w:tc></w:tr></w:tbl>", note(2, "含税。"), "“单价 100”一处引用的脚注或尾注在文件中缺失，未能读取，请在 Word 中核对"),
    ("before all words", para(refer(9)) + p("次段"), note(2, "含税。"), "文件开头一处引用的脚注或尾注在文件中缺失，未能读取，请在 Word 中核对"),
    ("one that was deleted refers to nothing that is missing", para(run("月租费"), GONE), note(2, "含税。"), None),
    ("one in a field's instruction is not shown", para(FIELDED.format(refer(9))), note(2, "含税。"), None),
    ("every note is there", para(run("月租费"), refer(2)), note(2, "含税。"), None),
]


@pytest.mark.parametrize(("body", "footnotes", "message"), [row[1:] for row in LACKING], ids=[row[0] for row in LACKING])
def test_a_note_that_is_missing_is_said(body: str, footnotes: str, message: str | None) -> None:
    source = word(body, **({"footnotes": footnotes} if footnotes else {}))  # type: ignore[arg-type]
    assert [(problem.kind, problem.message) for problem in source.problems] == ([("note_not_found", message)] if message else [])
    assert all(english(problem.message_en) for problem in source.problems)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [("", "[注1] 甲"), ('<w:footnotePr><w:numFmt w:val="decimalEnclosedCircle"/></w:footnotePr>', "[注①] 甲"), ('<w:footnotePr><w:numStart w:val="5"/></w:footnotePr>', "[注5] 甲")],
)
def test_how_notes_are_numbered(settings: str, expected: str) -> None:
    assert lines(word(para(run("文"), refer(2)), footnotes=note(2, "甲"), settings=settings)) == ["文", expected]


def test_a_note_with_a_sign_of_its_own_takes_no_number() -> None:
    own = '<w:r><w:footnoteReference w:id="2" w:customMarkFollows="1"/><w:t>*</w:t></w:r>'
    source = word(para(run("甲"), own, run("乙"), refer(3)), footnotes=note(2, "星号注") + note(3, "数字注"))
    assert lines(source) == ["甲乙", "[注*] 星号注", "[注1] 数字注"]


# ---- headers and footers


def test_headers_and_footers_stand_at_the_end_once_and_apart() -> None:
    source = word(
        p("第一条 正文。"),
        header1=p("某某公司合同专用") + p("合同编号：A-1"),
        header2=p("某某公司合同专用"),
        footer1=para(run("第"), field("PAGE", "3"), run("页 共"), field("NUMPAGES", "9"), run("页")),
        footer2=para(field("PAGE", "12")) + p("本合同一式四份。"),
        footer3=para(run("机密 第"), field("PAGE", "3"), run("页")),
    )
    assert kinds(source) == [
        ("第一条 正文。", "text"), ("本合同一式四份。", "furniture"), ("机密 第3页", "furniture"), ("某某公司合同专用", "furniture"), ("合同编号：A-1", "furniture"),
    ]  # fmt: skip


def test_a_watermark_of_drawn_letters_is_furniture() -> None:
    drawn = '<w:r><w:pict><v:shape><v:textpath string="草稿 勿用"/></v:shape></w:pict></w:r>'
    assert kinds(word(p("正文"), header1=para(drawn))) == [("正文", "text"), ("草稿 勿用", "furniture")]


def test_words_of_a_shape_pasted_from_a_slide_are_read_where_it_stands() -> None:
    words = "<a:p><a:r><a:t>付款</a:t></a:r><a:r><a:t>节点</a:t></a:r></a:p><a:p/><a:p><a:r><a:t>验收后</a:t></a:r><a:br/><a:r><a:t>三十日内</a:t></a:r></a:p>"
    drawn = f"<w:r><w:drawing><wp:inline><a:graphic><a:graphicData><a:sp><a:txSp><a:txBody>{words}</a:txBody></a:txSp></a:sp></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    assert lines(word(p("第一条 费用") + para(drawn) + p("第二条 期限"))) == ["第一条 费用", "付款节点", "验收后", "三十日内", "第二条 期限"]


# ---- hidden words

SECRET = style("Secret", "Secret", "<w:vanish/>", kind="character") + style("Gone", "Gone", "<w:vanish/>") + style("Child", "Child", based="Gone") + style("Pale", "Pale", '<w:color w:val="FFFFFF"/>')
SECRET += '<w:style w:type="table" w:styleId="Grid"><w:name w:val="Grid"/><w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:fill="4472C4"/></w:tcPr></w:tblStylePr></w:style>'
DARK = '<w:shd w:val="clear" w:fill="1F3864"/>'
WHITE = '<w:color w:val="FFFFFF"/>'
GONE = '<w:p><w:pPr><w:pStyle w:val="Gone"/></w:pPr>{}</w:p>'
HIDDEN = [
    ("a run", para(run("甲"), run("乙", "<w:vanish/>"), run("丙")), ["乙"]),
    ("two runs that touch are one", para(run("甲", "<w:vanish/>"), run("乙", "<w:vanish/>")), ["甲乙"]),
    ("by a character style", para(run("甲"), run("乙", '<w:rStyle w:val="Secret"/>')), ["乙"]),
    ("by the paragraph's style", p("甲", '<w:pStyle w:val="Gone"/>'), ["甲"]),
    ("by the style it is based on", p("甲", '<w:pStyle w:val="Child"/>'), ["甲"]),
    ("switched off again by the run", GONE.format(run("甲", '<w:vanish w:val="0"/>')), []),
    ("two styles at once: a toggle, seen", GONE.format(run("甲", '<w:rStyle w:val="Secret"/>')), []),
    ("white on white", para(run("甲"), run("乙", WHITE)), ["乙"]),
    ("white by style", p("甲", '<w:pStyle w:val="Pale"/>'), ["甲"]),
    ("white on a dark run", para(run("甲", WHITE + DARK)), []),
    ("white on a highlight", para(run("甲", WHITE + '<w:highlight w:val="black"/>')), []),
    ("white in a dark paragraph", f"<w:p><w:pPr>{DARK}</w:pPr>{run('甲', WHITE)}</w:p>", []),
    ("white in a dark cell", f"<w:tbl><w:tr><w:tc><w:tcPr>{DARK}</w:tcPr>{para(run('甲', WHITE))}</w:tc><w:tc>{para(run('乙', WHITE))}</w:tc></w:tr></w:tbl>", ["乙"]),
    ("white in a table whose style is dark", f'<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/></w:tblPr><w:tr><w:tc>{para(run("甲", WHITE))}</w:tc></w:tr></w:tbl>', []),
    ("a hidden row", f"<w:tbl><w:tr><w:tc>{p('乙')}</w:tc><w:tc>{p('丙')}</w:tc></w:tr><w:tr><w:trPr><w:hidden/></w:trPr><w:tc>{p('甲')}</w:tc><w:tc>{p('丁')}</w:tc></w:tr></w:tbl>", ["甲\t丁"]),
    ("two points: nobody reads it", para(run("甲", '<w:sz w:val="4"/>')), ["甲"]),
    ("two and a half points", para(run("甲", '<w:sz w:val="5"/>')), []),
    ("hidden in web view only", para(run("甲", "<w:webHidden/>")), []),
    ("a hidden blank hides no word", para(run("甲"), run(" ", "<w:vanish/>")), []),
]


@pytest.mark.parametrize(("body", "expected"), [row[1:] for row in HIDDEN], ids=[row[0] for row in HIDDEN])
def test_hidden_words_are_read_and_said(body: str, expected: list[str]) -> None:
    source = word(body + p("完"), styles=SECRET)
    assert [source.at(span) for span in source.hidden] == expected
    assert "甲" in source.text


# ---- fields

FORM = "<w:ffData>{}</w:ffData>"
TOC = FIELD.format("begin") + '<w:r><w:instrText>TOC \\o "1-3"</w:instrText></w:r>' + FIELD.format("separate")
FIELDS = [
    ("a cross-reference", para(run("见"), field(" REF _Ref1 \\r \\h ", "第五条"), run("。")), ["见第五条。"]),
    ("a date", para(run("日期："), field('DATE \\@ "yyyy年M月d日"', "2026年3月1日")), ["日期：2026年3月1日"]),
    ("a sum", para(run("合计"), field("=SUM(ABOVE)", "1,200.00")), ["合计1,200.00"]),
    ("a field within a field", para(field("IF " + FIELD.format("begin"), None), run("后")), ["后"]),
    ("nested, the outer result shown", para(FIELD.format("begin"), "<w:r><w:instrText>IF </w:instrText></w:r>", field("REF a", "是"), "<w:r><w:instrText> = \"是\" \"含税\" \"不含税\"</w:instrText></w:r>", FIELD.format("separate"), run("含税"), FIELD.format("end")), ["含税"]),
    ("mail merge", para(field("MERGEFIELD 客户", "«客户»"), run("（甲方）")), ["«客户»（甲方）"]),
    ("a link", para(field('HYPERLINK "http://x"', "官网")), ["官网"]),
    ("a simple field", para('<w:fldSimple w:instr="REF a">', run("第二条"), "</w:fldSimple>"), ["第二条"]),
    ("a box ticked", para(field("FORMCHECKBOX", form=FORM.format('<w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>')), run("月付")), ["☑月付"]),
    ("a box not ticked", para(field("FORMCHECKBOX", form=FORM.format('<w:checkBox><w:default w:val="1"/><w:checked w:val="0"/></w:checkBox>')), run("年付")), ["□年付"]),
    ("a box ticked by default", para(field("FORMCHECKBOX", form=FORM.format('<w:checkBox><w:default w:val="1"/></w:checkBox>')), run("季付")), ["☑季付"]),
    ("a list: the chosen entry", para(run("税率"), field("FORMDROPDOWN", form=FORM.format('<w:ddList><w:result w:val="1"/><w:listEntry w:val="6%"/><w:listEntry w:val="9%"/></w:ddList>'))), ["税率9%"]),
    ("a list: none chosen is the first", para(run("税率"), field("FORMDROPDOWN", form=FORM.format('<w:ddList><w:listEntry w:val="6%"/></w:ddList>'))), ["税率6%"]),
    ("a text that was filled in", para(run("户名："), field("FORMTEXT", "某公司", form=FORM.format("<w:textInput/>"))), ["户名：某公司"]),
    ("a text that was not: a blank", para(run("户名："), field("FORMTEXT", "\u2002\u2002\u2002", form=FORM.format("<w:textInput/>"))), ["户名：   ____"]),
    ("a sign in a circle", para(field("eq \\o\\ac(○,2)"), run("款")), ["②款"]),
    ("a phonetic guide's words", para(field("EQ \\* jc2 \\* hps10 \\o\\ad(\\s\\up 9(zhǒng),种)"), run("类")), ["种类"]),
    ("a symbol by its number", para(field("SYMBOL 254 \\f Wingdings"), run("是")), ["☑是"]),
    ("contents over many paragraphs", para(TOC, run("第一条 总则\t1")) + p("第二条 费用 2") + para(run("第三条 3"), FIELD.format("end")) + p("正文"), ["正文"]),
    ("contents as a simple field", para('<w:fldSimple w:instr=" TOC \\o ">', run("总则 1"), "</w:fldSimple>") + p("正文"), ["正文"]),
    ("contents in a control", control(p("目录") + p("总则 1"), '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>') + p("正文"), ["正文"]),
    ("a sentence in that control is kept", control(p("总则 1") + p("费用按月结算。"), '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'), ["费用按月结算。"]),
    ("a control for contents that holds none", control(p("服务合同") + p("一、服务内容"), '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'), ["服务合同", "一、服务内容"]),
    ("contents by style", p("总则 1", '<w:pStyle w:val="T1"/>') + p("费用 2", '<w:pStyle w:val="T2"/>') + p("正文"), ["正文"]),
    ("contents by style's id where styles are lost", p("总则 1", '<w:pStyle w:val="TOC2"/>') + p("正文"), ["正文"]),
    ("contents never closed do not swallow the rest", para(TOC, run("总则 1")) + p("第一条 费用"), ["总则 1", "第一条 费用"]),
]


@pytest.mark.parametrize(("body", "expected"), [row[1:] for row in FIELDS], ids=[row[0] for row in FIELDS])
def test_fields(body: str, expected: list[str]) -> None:
    source = word(body, styles=style("T1", "目录 1") + style("T2", "toc 2"))
    assert (lines(source), source.problems) == (expected, ())


@pytest.mark.parametrize(("instruction", "said"), [("REF _Ref9", True), ("=SUM(ABOVE)", True), ("DATE", True), ("LISTNUM", True), ("XE 违约金", False), ("SET a 1", False)])
def test_a_field_that_should_show_something_and_does_not_is_a_problem(instruction: str, said: bool) -> None:
    source = word(para(run("按照"), field(instruction), run("执行")))
    assert [problem.kind for problem in source.problems] == (["field_without_result"] if said else [])
    assert all(problem.span and source.at(problem.span) == "按照执行" for problem in source.problems)


# ---- content controls

PROMPT = "<w:showingPlcHdr/>"
BOX = '<w14:checkbox><w14:checked w14:val="{}"/></w14:checkbox>'
A_CELL, A_PROMPT = f"<w:tc>{p('甲')}</w:tc>", f"<w:tc>{p('请输入')}</w:tc>"
CONTROLS = [
    ("in a line", para(run("甲方："), control(run("某公司"))), ["甲方：某公司"]),
    ("round a paragraph", control(p("整段")), ["整段"]),
    ("within another", control(control(p("整段"))), ["整段"]),
    ("round a row", "<w:tbl>" + control(f"<w:tr>{A_CELL}<w:tc>{p('乙')}</w:tc></w:tr>") + "</w:tbl>", ["甲\t乙"]),
    ("round a cell", f"<w:tbl><w:tr>{control(A_CELL)}<w:tc>{p('乙')}</w:tc></w:tr></w:tbl>", ["甲\t乙"]),
    ("a prompt is a blank", para(run("开户行："), control(run("单击或点击此处输入文字。"), PROMPT), run("。")), ["开户行：____。"]),
    ("a prompt in two runs is one blank", para(control(run("单击此处") + run("输入日期"), PROMPT)), ["____"]),
    ("a prompt by its style", para(control(run("［甲方全称］", '<w:rStyle w:val="PP"/>'), PROMPT)), ["____"]),
    ("set as a prompt, but a whole clause", para(control(run("合同总金额为人民币壹拾万元整，含税，税率百分之六。", '<w:rStyle w:val="PP"/>'), PROMPT)), ["合同总金额为人民币壹拾万元整，含税，税率百分之六。"]),
    ("said to be a prompt, but words of the contract", para(control(run("上海某某公司"), PROMPT)), ["上海某某公司"]),
    ("a prompt round a paragraph", control(p("选择一项。"), PROMPT), ["____"]),
    ("a prompt in a cell", f"<w:tbl><w:tr>{control(A_PROMPT, PROMPT)}<w:tc>{p('乙')}</w:tc></w:tr></w:tbl>", ["____\t乙"]),
    ("a prompt within a cell", f"<w:tbl><w:tr><w:tc>{control(p('请输入'), PROMPT)}</w:tc><w:tc>{p('乙')}</w:tc></w:tr></w:tbl>", ["____\t乙"]),
    ("a box ticked", para(control(run("☒"), BOX.format(1)), run("月付")), ["☑月付"]),
    ("a box not ticked", para(control(run("□"), BOX.format(0)), run("年付")), ["☐年付"]),
]


@pytest.mark.parametrize(("body", "expected"), [row[1:] for row in CONTROLS], ids=[row[0] for row in CONTROLS])
def test_content_controls(body: str, expected: list[str]) -> None:
    assert lines(word(body, styles=style("PP", "Placeholder Text", kind="character"))) == expected


# ---- signs


@pytest.mark.parametrize(
    ("font", "char", "expected"),
    [
        ("Wingdings", "F0FE", "☑"), ("Wingdings", "F0A8", "□"), ("Wingdings", "F06F", "□"), ("Wingdings", "F0FC", "√"), ("Wingdings", "F0FB", "×"), ("Wingdings", "F0FD", "☒"),
        ("Wingdings", "FE", "☑"), ("Wingdings", "F081", "①"), ("Wingdings", "F052", ""), ("Wingdings 2", "F052", "☑"), ("Wingdings 2", "F0A3", "□"), ("Wingdings 2", "F050", "√"),
        ("Symbol", "F0B3", "≥"), ("Symbol", "F0A3", "≤"), ("Symbol", "F0B1", "±"), ("Symbol", "F06D", "μ"), ("Symbol", "F0B4", "×"), ("Symbol", "F0B0", "°"), ("Symbol", "F089", "‰"),
        ("宋体", "2030", "‰"), ("", "F0FE", "☑"), ("Wingdings", "F04A", ""), ("Wingdings", "none", ""), ("", "110000", ""),
    ],
)  # fmt: skip
def test_signs(font: str, char: str, expected: str) -> None:
    assert sign(font, char) == expected


@pytest.mark.parametrize(
    ("words", "font", "expected"),
    [
        ("\uf0fe是\uf06f否", "Wingdings", "☑是□否"), ("þ是 o否", "Wingdings", "☑是 □否"), ("m", "Symbol", "μ"), ("3‰", "Symbol", "3‰"), ("\uf0fe是", "", "☑是"), ("10", "Wingdings", "10"),
        ("违\u00ad约\u200b金\u200e", "", "违约金"), ("5\u00a0日", "", "5 日"), ("甲\u3000方", "", "甲\u3000方"), ("☑\ufe0f", "", "☑"), ("一\u2028二", "", "一\n二"), ("plain", "", "plain"),
    ],
)  # fmt: skip
def test_words_as_they_are_seen(words: str, font: str, expected: str) -> None:
    assert seen(words, font) == expected


def test_small_things_of_a_run() -> None:
    ruby = "<w:r><w:ruby><w:rt><w:r><w:t>yue</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>约</w:t></w:r></w:rubyBase></w:ruby></w:r>"
    body = para(run("违"), ruby, "<w:r><w:softHyphen/><w:t>金</w:t><w:noBreakHyphen/><w:t>A</w:t><w:cr/></w:r>", run("a", "<w:caps/>"), run("2", '<w:vertAlign w:val="superscript"/>'), run("þ", '<w:rFonts w:ascii="Wingdings"/>'))
    assert lines(word(body)) == ["违约金-A", "a2☑"]


LINE = '<w:u w:val="single"/>'
LINES = [
    ("blanks that are underlined: a line to write on", para(run("期限"), run("    ", LINE), run("年")), "期限____年"),
    ("in two runs", para(run("期限"), run("  ", LINE), run("  ", LINE), run("年")), "期限____年"),
    ("a tab that is underlined", para(run("甲方："), f"<w:r><w:rPr>{LINE}</w:rPr><w:tab/></w:r>", run("（盖章）")), "甲方：____（盖章）"),
    ("at the paragraph's end", para(run("编号："), run("   ", LINE)), "编号：___"),
    ("round a word that was filled in: no blank", para(run("期限"), run("  三  ", LINE), run("年")), "期限  三  年"),
    ("beside a word that was filled in: no blank", para(run("期限"), run("  ", LINE), run("三", LINE), run("  ", LINE), run("年")), "期限  三  年"),
    ("one blank is none", para(run("甲"), run(" ", LINE), run("乙")), "甲 乙"),
    ("underlined no longer", para(run("甲"), run("   ", '<w:u w:val="none"/>'), run("乙")), "甲   乙"),
    ("by a character style", para(run("甲"), run("   ", '<w:rStyle w:val="U"/>'), run("乙")), "甲___乙"),
    ("wide blanks", para(run("甲"), run("\u3000\u3000", LINE), run("乙")), "甲__乙"),
]


@pytest.mark.parametrize(("body", "expected"), [row[1:] for row in LINES], ids=[row[0] for row in LINES])
def test_lines_to_write_on(body: str, expected: str) -> None:
    assert lines(word(body + para(run("    ", LINE)), styles=style("U", "U", LINE, kind="character"))) == [expected]


def test_a_dropped_capital_begins_its_paragraph() -> None:
    assert lines(word(p("本", '<w:framePr w:dropCap="drop"/>') + p("合同由双方签订。"))) == ["本合同由双方签订。"]


def test_equations_are_one_line() -> None:
    fraction = "<m:f><m:num><m:r><m:t>A+B</m:t></m:r></m:num><m:den><m:r><m:t>12</m:t></m:r></m:den></m:f>"
    power = "<m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>"
    root = "<m:rad><m:radPr><m:degHide/></m:radPr><m:deg/><m:e><m:r><m:t>y</m:t></m:r></m:e></m:rad>"
    bracket = '<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr><m:e><m:r><m:t>z</m:t></m:r></m:e></m:d>'
    body = para(run("应付额="), f"<m:oMath>{fraction}<m:r><m:t>×</m:t></m:r>{power}{root}{bracket}</m:oMath>")
    assert lines(word(body)) == ["应付额=(A+B)/12×x^2√y[z]"]


# ---- tables


def cell(words: str, properties: str = "", more: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(words)}{more}</w:tc>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


SPAN = '<w:gridSpan w:val="{}"/>'
DOWN, GOES_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
TABLES = [
    ("merged across: columns stay", table(cell("项目", SPAN.format(2)) + cell("价"), cell("甲") + cell("乙") + cell("1")), ["项目\t\t价", "甲\t乙\t1"]),
    ("merged downwards: once", table(cell("并", DOWN) + cell("上"), cell("", GOES_ON) + cell("下")), ["并\t上", "\t下"]),
    ("merged both ways", table(cell("并", SPAN.format(2) + DOWN) + cell("上"), cell("", SPAN.format(2) + GOES_ON) + cell("下")), ["并\t\t上", "\t\t下"]),
    ("merged across the old way", table(cell("并", '<w:hMerge w:val="restart"/>') + cell("", "<w:hMerge/>") + cell("价")), ["并\t\t价"]),
    ("columns left out before and after", table('<w:trPr><w:gridBefore w:val="1"/><w:gridAfter w:val="1"/></w:trPr>' + cell("乙") + cell("1")), ["\t乙\t1\t"]),
    ("a span no table has", table(cell("甲", SPAN.format(999999999)) + cell("乙")), ["甲" + "\t" * 63 + "乙"]),
    ("a header row repeated by Word stands once", table("<w:trPr><w:tblHeader/></w:trPr>" + cell("品名") + cell("价"), cell("泵") + cell("1")), ["品名\t价", "泵\t1"]),
    ("a table within a cell behind its row", table(cell("外", more=table(cell("内一") + cell("内二")) + "<w:p/>") + cell("右"), cell("次") + cell("行")), ["外\t右", "内一\t内二", "次\t行"]),
    ("a row of one cell is a paragraph", table(cell("一、设备清单", SPAN.format(2)), cell("泵") + cell("1")), ["一、设备清单", "泵\t1"]),
    ("in a cell that is a row, a table in its place", table(cell("前", more=table(cell("内一") + cell("内二")) + p("后"))), ["前", "内一\t内二", "后"]),
    ("two paragraphs in a cell", table(cell("甲", more=p("乙")) + cell("1")), ["甲 乙\t1"]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), [row[1:] for row in TABLES], ids=[row[0] for row in TABLES])
def test_tables_keep_their_columns(body: str, expected: list[str]) -> None:
    assert lines(word(body)) == expected


def test_a_number_in_a_cell_of_its_own_stands_before_the_running_text_beside_it() -> None:
    numbering = '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    number = '<w:tc><w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:p></w:tc>'
    long = "".join(p(f"乙方应当做到的第{i}件事，" + "说明" * 30) for i in "一二三四")
    source = word(table(f"{number}<w:tc>{long}</w:tc>", f"{number}<w:tc>{p('短')}</w:tc>"), numbering=numbering)
    assert [line[:6] for line in lines(source)] == ["1. 乙方应", "乙方应当做到", "乙方应当做到", "乙方应当做到", "2.\t短"]
    assert [block.label for block in source.blocks] == [3, 0, 0, 0, 0]


# ---- alternatives

ALTERNATIVES = [
    ("the choice that Word knows", 'Requires="w14"', ["甲"]),
    ("one that Word does not know shows what falls back", 'Requires="x" xmlns:x="urn:nobody"', ["乙"]),
]


@pytest.mark.parametrize(("asked", "expected"), [row[1:] for row in ALTERNATIVES], ids=[row[0] for row in ALTERNATIVES])
def test_of_alternatives_what_word_shows_is_read(asked: str, expected: list[str]) -> None:
    shapes = [f"<mc:AlternateContent><mc:Choice {asked}>{{}}</mc:Choice><mc:Fallback>{{}}</mc:Fallback></mc:AlternateContent>".format(a, b) for a, b in ((p("甲"), p("乙")), (run("甲"), run("乙")))]
    assert lines(word(shapes[0] + para(shapes[1]))) == expected * 2


# ---- drawings

LARGE, SMALL = '<wp:extent cx="7560000" cy="3000000"/>', '<wp:extent cx="900000" cy="900000"/>'  # an A4 page is 7560000 x 10692000


def picture(extent: str) -> str:
    return f"<w:r><w:drawing><wp:inline>{extent}<a:graphic><a:graphicData><a:blip/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (para(picture(LARGE)), True), (para(picture(SMALL)), False), (para(picture(LARGE), run("见图")), True),
        ('<w:p><w:r><w:pict><v:shape style="width:500pt;height:700pt"><v:imagedata/></v:shape></w:pict></w:r></w:p>', True),
        ('<w:p><w:r><w:pict><v:shape style="width:50pt;height:70pt"><v:imagedata/></v:shape></w:pict></w:r></w:p>', False),
        (table(cell("甲", more=para(picture(LARGE))) + cell("乙")), True),
    ],
)  # fmt: skip
def test_a_picture_as_large_as_a_scanned_page_is_a_problem(body: str, said: bool) -> None:
    source = word(p("第一条 服务内容") + body)
    assert [problem.kind for problem in source.problems] == (["picture_not_read"] if said else [])
    assert all("有大幅图片" in problem.message for problem in source.problems)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('<w:p><w:r><w:object><o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" Type="Embed" ProgID="Equation.3"/></w:object></w:r></w:p>', "formula_not_read"),
        ('<w:p><w:r><w:object><o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" Type="Embed" ProgID="Excel.Sheet.12"/></w:object></w:r></w:p>', "embedded_document"),
        ('<w:p><w:r><w:drawing><dgm:relIds xmlns:dgm="urn:x"/></w:drawing></w:r></w:p>', "diagram_not_read"),
        ('<w:altChunk r:id="a"/>', "embedded_document"),
        ('<w:p><w:subDoc r:id="a"/></w:p>', "embedded_document"),
    ],
)
def test_what_is_embedded_is_said(body: str, kind: str) -> None:
    assert [problem.kind for problem in word(p("正文") + body).problems] == [kind]


def box(inside: str) -> str:
    return f"<w:r><w:drawing><wps:txbx><w:txbxContent>{inside}</w:txbxContent></wps:txbx></w:drawing></w:r>"


def test_text_boxes() -> None:
    assert lines(word(para(box(p("框一") + p("框二")), run("框外")) + p("其后"))) == ["框外", "框一", "框二", "其后"]
    assert lines(word(para(box(para(box(p("内")), run("外"))), run("文")))) == ["文", "外", "内"]
    assert lines(word(table(f"<w:tc>{para(box(p('框')), run('甲'))}</w:tc>" + cell("乙")) + p("后"))) == ["甲\t乙", "框", "后"]
    assert lines(word(para(box(table(cell("甲") + cell("乙")))))) == ["甲\t乙"]
