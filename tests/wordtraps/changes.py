"""Traps of tracked changes."""

from __future__ import annotations

from tests.wordfile import numbered, p, run
from tests.wordtraps.builders import (
    DOTTED,
    LI,
    PLAIN,
    ZHANG,
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
    table,
)  # fmt: skip
from tests.wordtraps.trap import Trap

_SHOWS_BOTH = "exports inserted and deleted words alike"
_BY_CELL = "says it cell by cell"
_NO_ROWS = "knows inserted and deleted words, and no rows or cells"
_MOVED = f'<w:moveFromRangeStart {by(id=11)} w:name="移"/>', '<w:moveFromRangeEnd w:id="11"/>', f'<w:moveToRangeStart {by(id=12)} w:name="移"/>', '<w:moveToRangeEnd w:id="12"/>'


def _whole(text: str, change: str, properties: str = "") -> str:
    """A paragraph of which all was inserted or deleted, its mark included."""
    return paragraph(inserted(text) if change == "ins" else deleted(text), properties + mark(change))


TRAPS: tuple[Trap, ...] = (
    Trap(
        name="words-inserted",
        why="words put in",
        body=paragraph(run("乙方应于") + inserted("三个工作日") + run("内修复")),
        accepted=("乙方应于三个工作日内修复",),
        rejected=("乙方应于内修复",),
        revisions=(("inserted", ZHANG, "三个工作日"),),
    ),
    Trap(
        name="words-deleted",
        why="words taken out",
        body=paragraph(run("甲方") + deleted("不") + run("得转租")),
        accepted=("甲方得转租",),
        rejected=("甲方不得转租",),
        revisions=(("deleted", ZHANG, "不"),),
        libreoffice=_SHOWS_BOTH,
    ),
    Trap(
        name="rate-replaced",
        why="a rate replaced by another: two changes side by side",
        body=paragraph(run("每日按") + deleted("万分之三") + inserted("千分之三") + run("计违约金")),
        accepted=("每日按千分之三计违约金",),
        rejected=("每日按万分之三计违约金",),
        revisions=(("deleted", ZHANG, "万分之三"), ("inserted", ZHANG, "千分之三")),
        libreoffice=_SHOWS_BOTH,
    ),
    Trap(
        name="two-authors",
        why="two authors in one sentence",
        body=paragraph(run("租期") + inserted("两年", ZHANG, 1) + inserted("，期满自动续期", LI, 2)),
        accepted=("租期两年，期满自动续期",),
        rejected=("租期",),
        revisions=(("inserted", ZHANG, "两年"), ("inserted", LI, "，期满自动续期")),
    ),
    Trap(
        name="deleted-within-inserted",
        why="one author put words in, another took some of them out: gone either way",
        body=paragraph(run("押金") + f"<w:ins {by(ZHANG, 1)}>{run('叁万元')}<w:del {by(LI, 2)}><w:r><w:delText>不予退还</w:delText></w:r></w:del></w:ins>"),
        accepted=("押金叁万元",),
        rejected=("押金",),
        revisions=(("inserted", ZHANG, "叁万元不予退还"), ("deleted", LI, "不予退还")),
        libreoffice=_SHOWS_BOTH,
        tracking="does not say what was put in and taken out again",
    ),
    Trap(
        name="paragraph-split",
        why="an inserted paragraph mark parts what was one paragraph",
        body=paragraph(run("甲方付款。"), mark("ins")) + p("乙方开票。"),
        accepted=("甲方付款。", "乙方开票。"),
        rejected=("甲方付款。乙方开票。",),
    ),
    Trap(
        name="paragraphs-joined",
        why="a deleted paragraph mark joins two paragraphs",
        body=paragraph(run("服务中断"), mark("del")) + p("不计费用。"),
        accepted=("服务中断不计费用。",),
        rejected=("服务中断", "不计费用。"),
        libreoffice="shows the deleted mark as a break",
    ),
    Trap(
        name="numbered-paragraph-inserted",
        why="an inserted paragraph moves the numbers behind it",
        body=numbered("计费", 1) + _whole("限速", "ins", number(1, 0)) + numbered("停机", 1),
        parts=numbering(PLAIN),
        accepted=("1.计费", "2.限速", "3.停机"),
        rejected=("1.计费", "2.停机"),
        revisions=(("inserted", ZHANG, "限速"),),
    ),
    Trap(
        name="numbered-paragraph-deleted",
        why="a deleted paragraph gives its number back",
        body=numbered("计费", 1) + _whole("限速", "del", number(1, 0)) + numbered("停机", 1),
        parts=numbering(PLAIN),
        accepted=("1.计费", "2.停机"),
        rejected=("1.计费", "2.限速", "3.停机"),
        revisions=(("deleted", ZHANG, "限速"),),
        libreoffice=_SHOWS_BOTH,
    ),
    Trap(
        name="paragraph-moved",
        why="a moved paragraph is read at its new place, or, rejected, at its old one",
        body=numbered("首项", 1)
        + _MOVED[0]
        + paragraph(f"<w:moveFrom {by(id=13)}>{run('移动项')}</w:moveFrom>", number(1, 0) + mark("moveFrom", id=14))
        + _MOVED[1]
        + numbered("次项", 1)
        + _MOVED[2]
        + paragraph(f"<w:moveTo {by(id=15)}>{run('移动项')}</w:moveTo>", number(1, 0) + mark("moveTo", id=16))
        + _MOVED[3]
        + numbered("末项", 1),
        parts=numbering(PLAIN),
        accepted=("1.首项", "2.次项", "3.移动项", "4.末项"),
        rejected=("1.首项", "2.移动项", "3.次项", "4.末项"),
        revisions=(("moved_from", ZHANG, "移动项"), ("moved_to", ZHANG, "移动项")),
        libreoffice=_SHOWS_BOTH,
        tracking="knows a move as a deletion and an insertion",
    ),
    Trap(
        name="number-given",
        why="a number that was given to a paragraph as a tracked change",
        body=numbered("甲项", 1) + paragraph(run("乙项"), number(1, 0, f"<w:ins {by()}/>")) + numbered("丙项", 1),
        parts=numbering(PLAIN),
        accepted=("1.甲项", "2.乙项", "3.丙项"),
        rejected=("1.甲项", "乙项", "2.丙项"),
    ),
    Trap(
        name="level-changed",
        why="a paragraph's level was changed as a tracked change of its format",
        body=numbered("主项", 1)
        + paragraph(run("子项"), number(1, 1) + f"<w:pPrChange {by()}><w:pPr>{number(1, 0)}</w:pPr></w:pPrChange>")
        + numbered("末项", 1),
        parts=numbering(DOTTED),
        accepted=("1 主项", "1.1 子项", "2 末项"),
        rejected=("1 主项", "2 子项", "3 末项"),
    ),
    Trap(
        name="format-only",
        why="bold as a tracked change alters no word",
        body=paragraph(f"<w:r><w:rPr><w:b/><w:rPrChange {by()}><w:rPr/></w:rPrChange></w:rPr><w:t>最低消费</w:t></w:r>"),
        accepted=("最低消费",),
    ),
    Trap(
        name="row-inserted",
        why="an inserted row",
        body=table(
            row(cell(p("专线")), cell(p("900元"))),
            row(cell(paragraph(inserted("短信"), mark("ins"))), cell(paragraph(inserted("80元"), mark("ins"))), properties=f"<w:ins {by()}/>"),
        ),
        accepted=("专线", "900元", "短信", "80元"),
        rejected=("专线", "900元"),
        revisions=(("inserted", ZHANG, "短信80元"),),
        tracking=_BY_CELL,
    ),
    Trap(
        name="row-deleted",
        why="a deleted row",
        body=table(
            row(cell(p("专线")), cell(p("900元"))),
            row(cell(paragraph(deleted("语音"), mark("del"))), cell(paragraph(deleted("60元"), mark("del"))), properties=f"<w:del {by()}/>"),
        ),
        accepted=("专线", "900元"),
        rejected=("专线", "900元", "语音", "60元"),
        revisions=(("deleted", ZHANG, "语音60元"),),
        tracking=_BY_CELL,
        libreoffice=_SHOWS_BOTH,
    ),
    Trap(
        name="row-deleted-by-its-mark-alone",
        why="a row that only its own mark says is deleted, as some programs write it",
        body=table(row(cell(p("专线")), cell(p("900元"))), row(cell(p("语音")), cell(p("60元")), properties=f"<w:del {by()}/>")),
        accepted=("专线", "900元"),
        rejected=("专线", "900元", "语音", "60元"),
        revisions=(("deleted", ZHANG, "语音60元"),),
        libreoffice=_SHOWS_BOTH,
        pandoc=_NO_ROWS,
        tracking=_NO_ROWS,
    ),
    Trap(
        name="cell-deleted",
        why="a deleted cell",
        body=table(row(cell(p("月租")), cell(p("旧价"), properties=f"<w:cellDel {by()}/>"), cell(p("新价"))), columns=3),
        accepted=("月租", "新价"),
        rejected=("月租", "旧价", "新价"),
        revisions=(("deleted", ZHANG, "旧价"),),
        libreoffice=_SHOWS_BOTH,
        pandoc=_NO_ROWS,
        tracking=_NO_ROWS,
    ),
    Trap(
        name="cell-inserted",
        why="an inserted cell",
        body=table(row(cell(p("月租")), cell(p("折扣"), properties=f"<w:cellIns {by()}/>"), cell(p("备注"))), columns=3),
        accepted=("月租", "折扣", "备注"),
        rejected=("月租", "备注"),
        revisions=(("inserted", ZHANG, "折扣"),),
        rejecting=_NO_ROWS,
        tracking=_NO_ROWS,
    ),
    Trap(
        name="footnote-reference-deleted",
        why="the reference of a footnote was deleted: with it goes the note",
        body=paragraph(run("费率见注") + f'<w:del {by()}><w:r><w:footnoteReference w:id="2"/></w:r></w:del>'),
        parts={"footnotes": f'<w:footnote w:id="2">{p("不含税")}</w:footnote>'},
        accepted=("费率见注",),
        rejected=("费率见注", "[注1] 不含税"),
        revisions=(("deleted", ZHANG, "不含税"),),
        libreoffice="shows the sign of the deleted note",
        rejecting="keeps notes apart",
        tracking="finds the deleted sign and not the words of its note",
    ),
    Trap(
        name="field-inserted",
        why="a cross-reference put in as a whole",
        body=paragraph(run("依照") + f"<w:ins {by()}>{complex_field('REF _a', run('第五条'))}</w:ins>" + run("处理")),
        accepted=("依照第五条处理",),
        rejected=("依照处理",),
        revisions=(("inserted", ZHANG, "第五条"),),
    ),
    Trap(
        name="break-deleted",
        why="a line break taken out",
        body=paragraph(run("开户行：") + f"<w:del {by()}><w:r><w:br/></w:r></w:del>" + run("某支行")),
        accepted=("开户行：某支行",),
        rejected=("开户行：", "某支行"),
        libreoffice=_SHOWS_BOTH,
    ),
)
