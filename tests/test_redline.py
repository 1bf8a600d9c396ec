"""The hand-over in Word: accepting all gives the agreed text, rejecting all the draft, and nothing else of the file is changed."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clauses import redline
from clauses.errors import ClausesError
from clauses.model import Edit, Remark, Source, Span
from clauses.redline.parts import packed
from clauses.signs import visible
from tests.redlining import (
    AT,
    AUTHOR,
    W,
    applied_lines,
    bare_lines,
    doubled,
    edit,
    lines_of,
    misplaced,
    parts_of,
    plain,
    read,
    redlined,
    root_of,
    undone,
)
from tests.wordfile import p, run
from tests.wordtraps.builders import (
    ARTICLES,
    DOTTED,
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

LISTED = numbering(DOTTED)
HEADED = {"styles": style("H1", '<w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr>')}
TAIL = "<w:sectPr/>"
BOLD = '<w:b/><w:color w:val="FF0000"/>'
CONTROL = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
LINK = '<w:hyperlink r:id="rId9">{}</w:hyperlink>'
NOTE = '<w:r><w:footnoteReference w:id="2"/></w:r>'


def doc(*inside: str, **parts: str) -> bytes:
    return package("".join(inside) + TAIL, parts)


def item(text: str, level: int = 0) -> str:
    return paragraph(run(text), number(1, level))


# why the row is there, the body, the words that are replaced, what they become, the lines accepted, the lines rejected
MADE = [
    ("words replaced", p("租期一年。") , [("一", "三")], ["租期三年。"]),
    ("words put in behind others", p("租期一年。"), [("租期|", "为")], ["租期为一年。"]),
    ("words put in before all others", p("租期一年。"), [("|租期", "本合同")], ["本合同租期一年。"]),
    ("words taken away", p("租期一年。"), [("一年", "")], ["租期。"]),
    ("two changes in one run", p("甲方付款，乙方开票。"), [("付款", "按月付款"), ("开票", "三日内开票")], ["甲方按月付款，乙方三日内开票。"]),
    ("over two runs of different looks", paragraph(run("违约金每日") + run("千分", BOLD) + run("之三。")), [("日千分之三", "月万分之五")], ["违约金每月万分之五。"]),
    ("a whole paragraph goes with its mark", p("前") + p("此款删去。") + p("后"), [("此款删去。", "")], ["前", "后"]),
    ("a numbered paragraph goes: those behind it move up", item("一款") + item("二款") + item("三款"), [("二款", "")], ["1 一款", "2 三款"]),
    ("the last paragraph before a table goes", p("前") + p("删") + table(row(cell(p("甲")), cell(p("乙")))), [("删", "")], ["前", "甲\t乙"]),
    ("a line break in new words at the end: a paragraph, without a number", item("一款") + item("二款"), [("一款|", "；\n此外另付。")], ["1 一款；", "此外另付。", "2 二款"]),
    ("a line break in new words within a paragraph parts it", p("前半后半"), [("前半|", "。\n")], ["前半。", "后半"]),
    ("a line break within a numbered paragraph breaks its line", item("前半后半"), [("前半|", "。\n")], ["1 前半。", "后半"]),
    ("a row goes", table(row(cell(p("甲")), cell(p("1"))), row(cell(p("乙")), cell(p("2")))), [("乙\t2", "")], ["甲\t1"]),
    ("a cell's words", table(row(cell(p("单价")), cell(p("100 元")))), [("100", "90")], ["单价\t90 元"]),
    ("an entry in another person's insertion", paragraph(run("租期") + inserted("三十日") + run("止")), [("十", "")], ["租期三日止"]),
    ("words put into another person's insertion", paragraph(run("租期") + inserted("三年") + run("止")), [("三|", "个")], ["租期三个年止"]),
    ("beside another person's deletion", paragraph(run("租期") + deleted("一年") + run("止")), [("租期|", "两年")], ["租期两年止"]),
    ("over another person's deletion", paragraph(run("租期为") + deleted("一年") + run("止")), [("为止", "届满")], ["租期届满"]),
    ("two paragraphs made one", p("押金") + p("不退。"), [("金\n不", "金概不")], ["押金概不退。"]),
    ("two numbered paragraphs made one: the first number holds", item("一款") + item("二款") + item("三款"), [("款\n2 二", "与二")], ["1 一与二款", "2 三款"]),
    ("two edits at the end of a line, the first with a line break", item("一款") + p("后"), [("一款|", "；\n另付"), ("一款|", "。")], ["1 一款；", "另付。", "后"]),
    ("over a paragraph that goes whole", item("一款") + p("中") + item("二款"), [("款\n中\n2 二", "与二")], ["1 一与二款"]),
    ("a run whose look another person changed", paragraph(run("租期一年止", '<w:b/><w:rPrChange w:id="1" w:author="客户"><w:rPr/></w:rPrChange>')), [("一", "三")], ["租期三年止"]),
    ("the link stays on its new words", paragraph(run("见") + LINK.format(run("附件一")) + run("。")), [("附件一", "附件二")], ["见附件二。"]),
    ("behind a link is outside of it", paragraph(run("见") + LINK.format(run("附件一")) + run("。")), [("附件一|", "和附件二")], ["见附件一和附件二。"]),
    ("a field's whole result: the field goes", paragraph(run("依") + complex_field("REF a", run("第五条")) + run("付款")), [("第五条", "第六条")], ["依第六条付款"]),
    ("a part of a field's result", paragraph(run("依") + complex_field("REF a", run("第五条")) + run("付款")), [("五", "六")], ["依第六条付款"]),
    ("behind a field is outside of it", paragraph(run("依") + complex_field("REF a", run("第五条")) + run("付款")), [("第五条|", "和附件")], ["依第五条和附件付款"]),
    ("a simple field's result", paragraph(run("依") + f'<w:fldSimple w:instr="REF a">{run("第五条")}</w:fldSimple>' + run("付款")), [("五", "六")], ["依第六条付款"]),
    ("a filled control", paragraph(run("客户：") + CONTROL.format("", run("某某")) + run("公司")), [("某某", "华信")], ["客户：华信公司"]),
    ("a control with its prompt: a blank that goes whole", paragraph(run("客户：") + CONTROL.format("<w:showingPlcHdr/>", run("单击此处输入")) + run("公司")), [("____", "华信")], ["客户：华信公司"]),
    ("a box to tick goes", paragraph(CONTROL.format('<w14:checkbox><w14:checked w14:val="1"/></w14:checkbox>', run("☑")) + run("包年")), [("☑", "□")], ["□包年"]),
    ("a sign of a symbol font", paragraph('<w:r><w:rPr><w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/></w:rPr><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>' + run("包年")), [("☑", "□")], ["□包年"]),
    ("a blank drawn by underlined blanks", paragraph(run("费用") + '<w:r><w:rPr><w:u w:val="single"/></w:rPr><w:t xml:space="preserve">    </w:t></w:r>' + run("元")), [("____", "500")], ["费用500元"]),
    ("a tab", paragraph(run("甲方") + "<w:r><w:tab/></w:r>" + run("乙方")), [(" ", "与")], ["甲方与乙方"]),
    ("a line break goes", paragraph("<w:r><w:t>前</w:t><w:br/><w:t>后</w:t></w:r>"), [("前\n后", "前后")], ["前后"]),
    ("a formula goes", paragraph(run("按") + "<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>" + run("计")), [("a+b", "合计")], ["按合计计"]),
    ("words of a text box", paragraph(run("正文") + text_box(p("框内三日"))), [("三", "五")], ["正文", "框内五日"]),
    ("signs that could be markup", p("租期一年"), [("一", "<w:t>&amp;'\"")], ["租期<w:t>&amp;'\"年"]),
    ("what XML cannot hold is dropped", p("租期一年"), [("一", "三\x00\x0b\ufffe\u202e")], ["租期三年"]),
    ("blanks at the edges stay", p("for one year"), [("one", " two ")], ["for  two  year"]),
    ("the last paragraph of a cell is emptied, not taken", table(row(cell(p("一") + p("二")), cell(p("三")))), [("二", "")], ["一\t三"]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "changes", "accepted"), [row[1:] for row in MADE], ids=[row[0] for row in MADE])
def test_edits(body: str, changes: list[tuple[str, str]], accepted: list[str]) -> None:
    content = doc(body, **LISTED)
    source = read(content)
    done = redlined(content, [edit(source, was, now) for was, now in changes])
    assert lines_of(done.content) == accepted
    assert lines_of(done.content, "rejected") == lines_of(content, "rejected")
    assert done.not_made == ()
    check(content, done.content)


def check(before: bytes, after: bytes, *, parts: tuple[str, ...] = ("word/document.xml",)) -> None:
    """Our changes taken away give the file as it was; nothing stands where the schema does not want it."""
    was, now = parts_of(before), parts_of(after)
    assert {name for name in was if was[name] != now[name]} <= {*parts, "word/comments.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"}
    for part in parts:
        assert list(misplaced(root_of(after, part))) == []
        assert doubled(root_of(after, part)) <= doubled(root_of(before, part))
        assert plain(undone(root_of(after, part))) == plain(root_of(before, part))


def test_both_pictures_of_a_text_box_say_the_same() -> None:
    """Word reads the drawing, older programs the picture beside it."""
    content = doc(paragraph(run("正文") + text_box(p("框内三日"), p("删去"))), p("后"))
    source = read(content)
    done = redlined(content, [edit(source, "三", "五"), edit(source, "删去", "")])
    boxes = list(root_of(done.content).iter(W + "txbxContent"))
    said = [["".join(t.text for t in q.iter(W + "t", W + "delText")) for q in box.iter(W + "p")] for box in boxes]
    assert said == [["框内三五日", "删去"]] * 2
    check(content, done.content)


def test_who_and_when() -> None:
    content = doc(paragraph(run("租期") + run("一", BOLD) + run("年")))
    done = redlined(content, [edit(read(content), "一", "三")])
    source = read(done.content)
    assert [(r.kind, r.author, r.date, r.text) for r in source.revisions] == [("deleted", AUTHOR, "2026-03-09T08:00:00Z", "一"), ("inserted", AUTHOR, "2026-03-09T08:00:00Z", "三")]
    new = next(root_of(done.content).iter(W + "ins"))
    assert [child.tag.removeprefix(W) for child in new[0][0]] == ["b", "color"]  # the looks of what it stands in for


# why, the body, the words whose end the paragraph is put behind, the lines accepted
PARAGRAPHS = [
    ("between two paragraphs", p("一") + p("二"), "一", ["一", "新款。", "二"]),
    ("no number", item("一") + item("二"), "一", ["1 一", "新款。", "2 二"]),
    ("no heading", paragraph(run("第一条"), '<w:pStyle w:val="H1"/>') + p("正文"), "第一条", ["第一条", "新款。", "正文"]),
    ("at the end of the file", p("一") + item("二"), "二", ["一", "1 二", "新款。"]),
    ("before a table", item("一") + table(row(cell(p("甲")), cell(p("乙")))) + p("后"), "一", ["1 一", "新款。", "甲\t乙", "后"]),
    ("behind a table", table(row(cell(p("甲")), cell(p("乙")))) + p("后"), "乙", ["甲\t乙", "新款。", "后"]),
    ("in a cell of a table that goes on", table(row(cell(p("甲")), cell(p("乙"))), row(cell(p("丙")), cell(p("丁")))) + p("后"), "乙", ["甲\t乙 新款。", "丙\t丁", "后"]),
    ("in a cell of a table behind which nothing stands", table(row(cell(p("甲")), cell(p("乙")))), "乙", ["甲\t乙 新款。"]),
    ("two behind a table", table(row(cell(p("甲")), cell(p("乙")))) + p("后"), "乙", ["甲\t乙", "新款。", "又一款。", "后"]),
    ("before a section ends", paragraph(run("一"), "<w:sectPr/>") + p("二"), "一", ["一", "新款。", "二"]),
    ("behind one whose mark another person deleted", paragraph(run("一"), mark("del")) + p("二") + p("三"), "二", ["一二", "新款。", "三"]),
    ("two paragraphs at once", p("一") + p("二"), "一", ["一", "新款。", "又一款。", "二"]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "behind", "accepted"), [row[1:] for row in PARAGRAPHS], ids=[row[0] for row in PARAGRAPHS])
def test_paragraphs_put_in(body: str, behind: str, accepted: list[str]) -> None:
    content = doc(body, **LISTED, **HEADED)
    source = read(content)
    end = source.text.index(behind) + len(behind)
    now = "新款。\n又一款。" if "又一款。" in accepted else "新款。"
    done = redlined(content, [Edit(span=Span(end, end), now=now, kind="paragraph")])
    assert lines_of(done.content) == accepted
    assert lines_of(done.content, "rejected") == lines_of(content, "rejected")
    assert done.not_made == ()
    check(content, done.content)
    accepted_source = read(done.content)
    assert next(b for b in accepted_source.blocks if "新款" in accepted_source.at(b.span)).style != "heading 1"


# why, the body, the words, what they become, the lines that come out all the same
NOT_MADE = [
    ("a number that Word makes", item("一款"), ("1 一", "二"), ["1 二款"]),
    ("before a number that Word makes", item("一款"), ("|1 ", "新"), ["1 新一款"]),
    ("a part of a form's blank", paragraph(run("客户：") + CONTROL.format("<w:showingPlcHdr/>", run("单击此处输入"))), ("__", "华信"), None),
    ("an empty cell", table(row(cell(p("甲")), cell(), cell(p("乙")))), ("甲\t|", "丙"), None),
    ("what parts two cells", table(row(cell(p("甲")), cell(p("乙")))), ("甲\t乙", "丙"), None),
    ("the end of a line before a table", p("前") + table(row(cell(p("甲")), cell(p("乙")))), ("前\n甲", "丙"), None),
    ("the end of a row with a part of the next", table(row(cell(p("甲")), cell(p("乙"))), row(cell(p("丙") + p("丁")), cell(p("戊")))), ("\n丙", ""), None),
    ("two numbered paragraphs made one, the second number kept", item("一款") + item("二款"), ("款\n", "与"), None),
]  # fmt: skip


@pytest.mark.parametrize(("body", "change", "accepted"), [row[1:] for row in NOT_MADE], ids=[row[0] for row in NOT_MADE])
def test_what_cannot_be_made_to_the_letter_is_said(body: str, change: tuple[str, str], accepted: list[str] | None) -> None:
    content = doc(body, **LISTED)
    wanted = edit(read(content), *change)
    done = redlined(content, [wanted])
    assert done.not_made == (wanted,)
    assert accepted is None or lines_of(done.content) == accepted
    assert lines_of(done.content, "rejected") == lines_of(content, "rejected")
    check(content, done.content)


def test_a_file_that_was_read_without_the_changes_in_it_is_refused() -> None:
    """Accepting all would bring those changes back; where there are none, either view is the file."""
    content = doc(paragraph(run("租期") + deleted("一年") + run("止")))
    source = read(content, "rejected")
    assert not redline.can_hold(source) and redline.can_hold(read(content)) and redline.can_hold(read(content, "marked"))
    with pytest.raises(ClausesError, match="按拒绝原有修订审查"):
        redlined(content, [edit(source, "一年", "三年")], view="rejected")
    plainly = doc(p("租期一年"))
    assert lines_of(redlined(plainly, [edit(read(plainly, "rejected"), "一年", "三年")], view="rejected").content) == ["租期三年"]


# ---- ten drafts in which other things stand beside the words

NOTED = f'<w:footnote w:id="2">{p("含税金额以发票为准。")}</w:footnote>'
REMARKED = f'<w:comment w:id="7" w:author="客户" w:date="2026-02-01T08:00:00Z">{p("请再商量")}</w:comment>'
AROUND = '<w:commentRangeStart w:id="7"/>{}<w:commentRangeEnd w:id="7"/><w:r><w:commentReference w:id="7"/></w:r>'
LONG = "服务费每月结算一次，甲方在收到发票后十五个工作日内付款。"
DRAFTS: dict[str, bytes] = {
    "revisions": doc(p("一、总则") + paragraph(run("租期") + deleted("一年") + inserted("两年") + run("，自开通之日起计算。")) + paragraph(inserted("整段是对方加的。"), mark("ins")) + p(LONG)),
    "moved": doc(paragraph(f"<w:moveFrom {by()}>{run('押金不退')}</w:moveFrom>" + run("保证金条款")) + p(LONG) + paragraph(f"<w:moveTo {by()}>{run('押金不退')}</w:moveTo>" + run("，另有约定除外。"))),
    "comments": doc(p("一、价款") + paragraph(run("总价") + AROUND.format(run("一百二十万元")) + run("，含税。")) + p(LONG), comments=REMARKED),
    "tables": doc(p("清单") + table(row(cell(p("项目")), cell(p("单价"))), row(cell(p("机柜") + p("（含电）")), cell(p("3,000.00"))), row(cell(p("带宽"), properties='<w:gridSpan w:val="2"/>'))) + p(LONG)),
    "boxes": doc(paragraph(run("见右侧说明") + text_box(p("开通时限为十个工作日"), p("逾期按日扣减"))) + p(LONG)),
    "notes": doc(paragraph(run("费用合计") + NOTE + run("按年支付。")) + p(LONG), footnotes=NOTED),
    "controls": doc(paragraph(run("客户：") + CONTROL.format('<w:alias w:val="名称"/>', run("某某公司")) + run("，地址：") + CONTROL.format("<w:showingPlcHdr/>", run("单击此处输入地址")) + run("。")) + CONTROL.format("", p(LONG)) + p("完")),
    "fields": doc(paragraph(run("依照") + complex_field("REF _Ref1", run("第三条") + run("第二款", BOLD)) + run("执行，日期") + '<w:fldSimple w:instr="DATE">' + run("2026年3月1日") + "</w:fldSimple>" + run("。")) + p(LONG) + paragraph(run("见") + LINK.format(run("资费说明") + run("网页", BOLD)) + run("。"))),
    "numbers": doc(item("总则") + item("本合同一式两份。", 1) + item(LONG, 1) + item("违约责任") + item("逾期付款的，每日按千分之三支付违约金。", 1) + paragraph(run("最高不超过百分之五。"), number(1, 1)), **numbering(ARTICLES)),
    "looks": doc(paragraph(run("每日", BOLD) + "<w:r><w:rPr><w:u w:val=\"single\"/></w:rPr><w:t xml:space=\"preserve\">  三  </w:t></w:r>" + '<w:bookmarkStart w:id="3" w:name="a"/>' + run("个百分点", '<w:rFonts w:eastAsia="黑体"/><w:sz w:val="28"/>') + '<w:bookmarkEnd w:id="3"/>' + "<w:r><w:t>，甲方</w:t><w:tab/><w:t>签章</w:t><w:br/><w:t>乙方签章</w:t></w:r>") + p(LONG)),
}  # fmt: skip
ALL_PARTS = ("word/document.xml", "word/footnotes.xml")
NEW = ("", "", "三十日", "<w:p>&新", "新增。\n另起一行", "概不退还，", "A clause")


@st.composite
def chances(draw: st.DrawFn, source: Source) -> list[Edit]:
    """Edits anywhere in the source's words, some of them paragraphs."""
    places = sorted(draw(st.lists(st.integers(0, len(source.text)), min_size=2, max_size=10)))
    found = []
    for start, end in pairwise(places):
        if found and start < found[-1].span.end:
            continue
        if draw(st.integers(0, 6)) == 0:
            found.append(Edit(span=Span(start, start), now="新增一款。", kind="paragraph"))
        else:
            found.append(Edit(span=Span(start, end if draw(st.booleans()) else start), now=draw(st.sampled_from(NEW))))
    return found


@pytest.mark.parametrize("name", DRAFTS)
def test_nothing_else_is_changed(name: str) -> None:
    """Whatever is edited and remarked on: taken back it is the file as it was, and each view reads as it should."""
    hold_by_chance(DRAFTS[name])


def hold_by_chance(before: bytes, tries: int = 25) -> None:
    source = read(before)

    @settings(max_examples=tries, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        edits = data.draw(chances(source))
        remarks = [Remark(id=f"f-{i:06}", span=one.span, author="王律师", text="请核") for i, one in enumerate(edits)]
        done = redlined(before, edits, remarks)
        parts = tuple(part for part in ALL_PARTS if part in parts_of(before))
        check_remarked(before, done.content, parts)
        assert bare_lines(done.content, "rejected") == bare_lines(before, "rejected")
        assert done.not_set == ()
        made = [one for one in edits if one not in done.not_made]
        again = redlined(before, made)
        if not again.not_made:
            read_again, wanted = (["".join(line.split()) for line in found] for found in (bare_lines(again.content), applied_lines(source, made)))
            if any(one.kind == "paragraph" for one in made):  # a new paragraph in a cell is no line of its own, one behind a note's reference is read behind the note
                read_again, wanted = sorted("".join(read_again)), sorted("".join(wanted))
            assert read_again == wanted

    holds()


def check_remarked(before: bytes, after: bytes, parts: tuple[str, ...]) -> None:
    """As `check`, the new comments' marks taken away first."""
    old = {e.get(W + "id") for part in parts for e in root_of(before, part).iter(W + "commentReference")}
    was, now = parts_of(before), parts_of(after)
    assert {name for name in was if was[name] != now[name]} <= {*parts, "word/comments.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"}
    for part in parts:
        root = root_of(after, part)
        assert list(misplaced(root)) == []
        assert doubled(root) <= doubled(root_of(before, part))
        starts, ends, references = ([e.get(W + "id") for e in root.iter(W + tag)] for tag in ("commentRangeStart", "commentRangeEnd", "commentReference"))
        assert len(references) == len(set(references))
        assert sorted(starts) == sorted(ends)
        for edge in [e for e in root.iter(W + "commentRangeStart", W + "commentRangeEnd", W + "commentReference") if e.get(W + "id") not in old]:
            gone = edge.getparent() if edge.tag == W + "commentReference" else edge
            gone.getparent().remove(gone)
        assert plain(undone(root)) == plain(root_of(before, part))


# ---- comments

REMARK = Remark(id="f-1a2b3c", span=Span(0, 0), author="王律师", text="违约金过高 <w:p> & =1+1\n依据：民法典")
SET = [
    ("some words", p("租期三年止"), "三年"),
    ("a part of a run, over two runs", paragraph(run("租期三") + run("年止", BOLD)), "三年"),
    ("over two paragraphs", p("租期三") + p("年止"), "三\n年"),
    ("in a cell", table(row(cell(p("租期")), cell(p("三年")))), "三年"),
    ("in another person's insertion", paragraph(run("租期") + inserted("三年止")), "三年"),
    ("in a link", paragraph(run("见") + LINK.format(run("附件一二"))), "件一"),
    ("in a field", paragraph(run("依") + complex_field("REF a", run("第五条")) + run("付款")), "五"),
    ("in a control", paragraph(run("客户：") + CONTROL.format("", run("某某公司"))), "某某"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "words"), [row[1:] for row in SET], ids=[row[0] for row in SET])
def test_a_remark_stands_at_its_words(body: str, words: str) -> None:
    content = doc(body)
    source = read(content)
    at = source.text.index(words)
    done = redlined(content, [], [Remark(id=REMARK.id, span=Span(at, at + len(words)), author=REMARK.author, text=REMARK.text)])
    after = read(done.content)
    (comment,) = after.comments
    assert (comment.author, comment.date, comment.text) == ("王律师", "2026-03-09T08:00:00Z", f"[f-1a2b3c] {REMARK.text}")
    assert comment.span is not None and after.at(comment.span) == words
    assert after.text == source.text
    check_remarked(content, done.content, ("word/document.xml",))


def test_remarks_join_the_comments_that_are_there() -> None:
    before = DRAFTS["comments"]
    source = read(before)
    done = redlined(before, [edit(source, "一百二十", "一百")], [Remark(id="f-1", span=Span(0, 2), author="王", text="f-1 请核")])
    after = read(done.content)
    assert [(c.author, c.text, after.at(c.span)) for c in after.comments if c.span] == [("客户", "请再商量", "一百万元"), ("王", "f-1 请核", "一、")]
    assert plain(undone(root_of(done.content))) != b""


def test_words_of_a_note_and_of_a_box_are_remarked_on_in_the_running_text() -> None:
    for name, words in (("notes", "发票为准"), ("boxes", "十个工作日")):
        source = read(DRAFTS[name])
        at = source.text.index(words)
        done = redlined(DRAFTS[name], [], [Remark(id="f-1", span=Span(at, at + len(words)), author="王", text="请核")])
        assert done.not_set == ()
        assert not [e for box in root_of(done.content).iter(W + "txbxContent") for e in box.iter(W + "commentReference")]
        assert len(list(root_of(done.content).iter(W + "commentReference"))) == 1


HEADED_PAGE = {"header1": p("专线租用合同"), "footer1": p("机密 · 不得外传")}
HEADED_TAIL = '<w:sectPr><w:headerReference w:type="default" r:id="r0"/><w:footerReference w:type="default" r:id="r1"/></w:sectPr>'
# why, the body, the words remarked on, the words at which the remark stands, how it begins
ELSEWHERE = [
    ("the title in a header", p("第一条 总则") + p("租期一年"), "专线租用合同", "第一条 总则", "[f-1] 关于页眉或页脚中的“专线租用合同”："),
    ("a footer, empty paragraphs first", p("") + p("租期一年"), "机密", "租期一年", "[f-1] 关于页眉或页脚中的“机密”："),
    ("a text box in front", paragraph(text_box(p("框内"))) + p("租期一年"), "机密", "", "[f-1] 关于页眉或页脚中的“机密”："),
    ("a table in front", table(row(cell(p("甲")), cell(p("乙")))) + p("租期一年"), "机密", "甲", "[f-1] 关于页眉或页脚中的“机密”："),
]  # fmt: skip


@pytest.mark.parametrize(("body", "words", "at", "begins"), [row[1:] for row in ELSEWHERE], ids=[row[0] for row in ELSEWHERE])
def test_words_of_a_header_or_footer_are_remarked_on_at_the_first_words_of_the_text(body: str, words: str, at: str, begins: str) -> None:
    content = package(body + HEADED_TAIL, HEADED_PAGE)
    source = read(content)
    start = source.text.index(words)
    done = redlined(content, [], [Remark(id="f-1", span=Span(start, start + len(words)), author="王", text="请核")])
    assert done.not_set == ()
    after = read(done.content)
    (comment,) = after.comments
    assert comment.text == f"{begins}请核"
    assert not at or (comment.span is not None and after.at(comment.span) == at)
    assert parts_of(done.content)["word/header1.xml"] == parts_of(content)["word/header1.xml"]
    check_remarked(content, done.content, ("word/document.xml",))


def test_a_file_in_the_strict_format_stays_in_it() -> None:
    usual, strict = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main", b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    content = packed({name: words.replace(usual, strict) for name, words in parts_of(DRAFTS["comments"]).items()})
    done = redlined(content, [edit(read(content), "一百二十", "一百")], [Remark(id="f-1", span=Span(0, 2), author="王", text="请核")])
    assert "总价一百万元，含税。" in lines_of(done.content)
    written = parts_of(done.content)
    assert all(usual not in written[name] and strict in written[name] for name in ("word/document.xml", "word/comments.xml"))


def test_a_part_in_another_encoding_and_a_package_without_lists() -> None:
    """What Word needs to find the comments is made where it is not there."""
    content = packed({"word/document.xml": parts_of(DRAFTS["looks"])["word/document.xml"].decode().replace("UTF-8", "UTF-16").encode("utf-16")})
    source = read(content)
    done = redlined(content, [edit(source, "甲方", "客户")], [Remark(id="f-1", span=Span(0, 2), author="王", text="请核")])
    assert any("客户" in line for line in lines_of(done.content))
    written = parts_of(done.content)
    assert b"/comments" in written["word/_rels/document.xml.rels"]
    assert b"/word/comments.xml" in written["[Content_Types].xml"]
    assert len(read(done.content).comments) == 1


HOSTILE = ["</w:t></w:r><w:r><w:fldChar w:fldCharType='begin'/>", "DDEAUTO c:\\windows\\system32\\cmd.exe", "=HYPERLINK(\"http://x\")", "&#x1F;&lt;!ENTITY x SYSTEM 'file:///etc/passwd'>", "\u202e\u2066x\x07\x00]]>"]


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_are_words(words: str) -> None:
    content = doc(p("租期一年"))
    done = redlined(content, [edit(read(content), "一", words)], [Remark(id="f-1", span=Span(0, 2), author=words, text=words)])
    shown = visible(words)
    root = root_of(done.content)
    assert "".join(t.text for t in root.iter(W + "t")) == f"租期{shown}年"
    assert not list(root.iter(W + "fldChar", W + "instrText", W + "hyperlink"))
    assert shown in "".join(t.text for t in root_of(done.content, "word/comments.xml").iter(W + "t"))
    relations = b"".join(words for name, words in parts_of(done.content).items() if name.endswith(".rels"))
    assert b"External" not in relations


# ---- what is refused


def test_another_file_than_was_reviewed_is_refused() -> None:
    source = read(doc(p("租期一年")))
    with pytest.raises(ClausesError, match="不是同一份"):
        redline.write("合同.docx", doc(p("租期两年")), source, [], [], author=AUTHOR, at=AT)


@pytest.mark.parametrize("edits", [[Edit(span=Span(0, 2), now=""), Edit(span=Span(1, 3), now="")], [Edit(span=Span(0, 99), now="")]], ids=["overlapping", "beyond the text"])
def test_edits_that_are_none_are_refused(edits: list[Edit]) -> None:
    content = doc(p("租期一年"))
    with pytest.raises(ValueError, match="overlap or reach beyond"):
        redlined(content, edits)


def test_without_edits_the_file_is_the_callers_own() -> None:
    assert redlined(DRAFTS["tables"], []).content == DRAFTS["tables"]


def test_the_same_edits_give_the_same_bytes() -> None:
    source = read(DRAFTS["revisions"])
    edits = [edit(source, "两年", "三年")]
    assert redlined(DRAFTS["revisions"], edits, [REMARK]).content == redlined(DRAFTS["revisions"], edits, [REMARK]).content
