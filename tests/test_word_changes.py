"""Word files with tracked changes and comments: the text of each view, and what is kept of who changed what."""

from __future__ import annotations

import pytest

from clauses.ingest import Manner
from clauses.model import Source, View
from tests.wordfile import lines, numbered, p, run, word

WHO = 'w:id="1" w:author="李律师" w:date="2026-03-01T09:00:00Z"'
HIS = 'w:id="2" w:author="王经理" w:date="2026-03-02T09:00:00Z"'


def ins(inside: str, who: str = WHO) -> str:
    return f"<w:ins {who}>{inside}</w:ins>"


def cut(text: str, who: str = WHO) -> str:
    return f"<w:del {who}><w:r><w:delText>{text}</w:delText></w:r></w:del>"


def para(*inside: str, mark: str = "", properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}<w:rPr>{mark}</w:rPr></w:pPr>{''.join(inside)}</w:p>"


def cells(*words: str) -> str:
    return "".join(f"<w:tc>{p(w)}</w:tc>" for w in words)


LIST = '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
TABLE = "<w:tbl>{}</w:tbl>"
NEW, OLD = f"<w:ins {WHO}/>", f"<w:del {WHO}/>"
# why the row is there, the body, the lines of the accepted view, those of the rejected one
VIEWS = [
    ("a figure replaced", para(run("租期"), cut("一"), ins(run("三")), run("年")), ["租期三年"], ["租期一年"]),
    ("moved: stands in one place in each view", f"<w:p><w:moveFrom {WHO}>{run('押金不退')}</w:moveFrom></w:p>{p('中')}<w:p><w:moveTo {WHO}>{run('押金不退')}</w:moveTo></w:p>", ["中", "押金不退"], ["押金不退", "中"]),
    ("inserted by one, deleted by another: in neither view", para(run("甲"), ins(cut("乙", HIS)), run("丙")), ["甲丙"], ["甲丙"]),
    ("deleted paragraph mark joins two paragraphs", para(run("押金"), mark=OLD) + p("不退"), ["押金不退"], ["押金", "不退"]),
    ("inserted paragraph mark splits one paragraph", para(run("押金"), mark=NEW) + p("不退"), ["押金", "不退"], ["押金不退"]),
    ("a whole paragraph deleted", p("前") + para(cut("整段删去。"), mark=OLD) + p("后"), ["前", "后"], ["前", "整段删去。", "后"]),
    ("a whole paragraph inserted", p("前") + para(ins(run("整段新增。")), mark=NEW) + p("后"), ["前", "整段新增。", "后"], ["前", "后"]),
    ("three marks deleted in a row", para(run("一"), mark=OLD) + para(run("二"), mark=OLD) + para(run("三"), mark=OLD) + p("四"), ["一二三四"], ["一", "二", "三", "四"]),
    ("the last mark of the file deleted", para(run("末段"), mark=OLD), ["末段"], ["末段"]),
    ("a deleted mark before a table joins nothing", para(run("前"), mark=OLD) + TABLE.format(f"<w:tr>{cells('甲', '乙')}</w:tr>"), ["前", "甲\t乙"], ["前", "甲\t乙"]),
    ("a number under a deleted mark is not counted", numbered("一", 1) + para(cut("删"), mark=OLD, properties='<w:numPr><w:numId w:val="1"/></w:numPr>') + numbered("三", 1), ["1. 一", "2. 三"], ["1. 一", "2. 删", "3. 三"]),
    ("a number that was added", para(run("款"), properties=f'<w:numPr><w:numId w:val="1"/><w:ins {WHO}/></w:numPr>'), ["1. 款"], ["款"]),
    ("a number that was taken away", para(run("款"), properties=f'<w:pPrChange {WHO}><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:pPrChange>'), ["款"], ["1. 款"]),
    ("a row inserted", TABLE.format(f"<w:tr>{cells('甲', '1')}</w:tr><w:tr><w:trPr>{NEW}</w:trPr>{cells('乙', '2')}</w:tr>"), ["甲\t1", "乙\t2"], ["甲\t1"]),
    ("a row deleted", TABLE.format(f"<w:tr>{cells('甲', '1')}</w:tr><w:tr><w:trPr>{OLD}</w:trPr>{cells('乙', '2')}</w:tr>"), ["甲\t1"], ["甲\t1", "乙\t2"]),
    ("a cell inserted", TABLE.format(f"<w:tr>{cells('甲', '乙')}<w:tc><w:tcPr><w:cellIns {WHO}/></w:tcPr>{p('丙')}</w:tc></w:tr>"), ["甲\t乙\t丙"], ["甲\t乙"]),
    ("a cell deleted", TABLE.format(f"<w:tr>{cells('甲', '乙')}<w:tc><w:tcPr><w:cellDel {WHO}/></w:tcPr>{p('丙')}</w:tc></w:tr>"), ["甲\t乙"], ["甲\t乙\t丙"]),
    ("cells merged", TABLE.format(f"<w:tr>{cells('甲', '乙')}</w:tr><w:tr><w:tc><w:tcPr><w:cellMerge {WHO} w:vMerge=\"cont\" w:vMergeOrig=\"rest\"/></w:tcPr>{p('丙')}</w:tc>{cells('丁')}</w:tr>"), ["甲\t乙", "\t丁"], ["甲\t乙", "丙\t丁"]),
    ("a field deleted: its result only, never its instruction", para(run("见"), f'<w:del {WHO}><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:delInstrText>REF a</w:delInstrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:delText>第五条</w:delText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:del>', run("。")), ["见。"], ["见第五条。"]),
    ("hidden, and formerly not", f'<w:p><w:r><w:rPr><w:vanish/><w:rPrChange {WHO}><w:rPr/></w:rPrChange></w:rPr><w:t>字</w:t></w:r></w:p>', ["字"], ["字"]),
]  # fmt: skip


def view_of(body: str, view: View, **parts: str) -> Source:
    return word(body, manner=Manner(view=view), numbering=LIST, **parts)


@pytest.mark.parametrize(("body", "accepted", "rejected"), [row[1:] for row in VIEWS], ids=[row[0] for row in VIEWS])
def test_the_views(body: str, accepted: list[str], rejected: list[str]) -> None:
    assert lines(view_of(body, "accepted")) == accepted
    assert lines(view_of(body, "marked")) == accepted
    assert lines(view_of(body, "rejected")) == rejected
    assert not view_of(body, "accepted").problems


def test_changes_are_kept_with_author_and_date_in_each_view() -> None:
    body = para(run("租期"), cut("一"), ins(run("三") + run("个月"), HIS), run("年"))
    found = view_of(body, "accepted").revisions
    assert [(r.kind, r.author, r.date, r.text, tuple(r.span)) for r in found] == [
        ("deleted", "李律师", "2026-03-01T09:00:00Z", "一", (2, 2)), ("inserted", "王经理", "2026-03-02T09:00:00Z", "三个月", (2, 5)),
    ]  # fmt: skip
    found = view_of(body, "rejected").revisions
    assert [(r.kind, r.text, tuple(r.span)) for r in found] == [("deleted", "一", (2, 3)), ("inserted", "三个月", (3, 3))]


# why the row is there, the body, kind and text of the revisions, and what their spans show in the accepted view
REVISIONS = [
    ("neighbours of one author are one", para(cut("甲"), cut("乙"), run("丙")), [("deleted", "甲乙", "")]),
    ("of two authors, two", para(ins(run("甲")), ins(run("乙"), HIS)), [("inserted", "甲", "甲"), ("inserted", "乙", "乙")]),
    ("with words between, two", para(ins(run("甲")), run("中"), ins(run("乙"))), [("inserted", "甲", "甲"), ("inserted", "乙", "乙")]),
    ("in two paragraphs, two", para(ins(run("甲")), mark=NEW) + para(ins(run("乙")), mark=NEW) + p("丙"), [("inserted", "甲", "甲"), ("inserted", "乙", "乙")]),
    ("nested: both", para(run("前"), ins(cut("乙", HIS))), [("inserted", "乙", ""), ("deleted", "乙", "")]),
    ("a move: from and to", para(f"<w:moveFrom {WHO}>{run('此款')}</w:moveFrom>", run("中"), f"<w:moveTo {WHO}>{run('此款')}</w:moveTo>"), [("moved_from", "此款", ""), ("moved_to", "此款", "此款")]),
    ("only a mark: a line end", para(run("押金"), mark=OLD) + p("不退"), [("deleted", "\n", "")]),
    ("a deleted paragraph with its mark", p("前") + para(cut("整段。"), mark=OLD) + p("后"), [("deleted", "整段。", "")]),
    ("an empty paragraph inserted is no change of words", p("前") + para(mark=NEW) + p("后"), []),
    ("a row inserted", TABLE.format(f"<w:tr><w:trPr>{NEW}</w:trPr>{cells('乙', '2')}</w:tr>"), [("inserted", "乙\t2", "乙\t2")]),
    ("a row inserted, and its runs as well: once", TABLE.format(f"<w:tr><w:trPr>{NEW}</w:trPr><w:tc><w:p>{ins(run('乙'))}</w:p></w:tc>{cells('2')}</w:tr>"), [("inserted", "乙\t2", "乙\t2")]),
    ("a row deleted", TABLE.format(f"<w:tr><w:trPr>{OLD}</w:trPr>{cells('乙', '2')}</w:tr>") + p("后"), [("deleted", "乙\t2", "")]),
    ("a cell deleted", TABLE.format(f"<w:tr>{cells('甲', '乙')}<w:tc><w:tcPr><w:cellDel {WHO}/></w:tcPr>{p('丙')}</w:tc></w:tr>"), [("deleted", "丙", "")]),
    ("inside a cell, behind blanks", TABLE.format(f"<w:tr><w:tc><w:p>{run('  共 ')}{ins(run('  三'))}{run('年')}</w:p></w:tc>{cells('2')}</w:tr>"), [("inserted", "  三", "三")]),
    ("without author and date", para("<w:ins>" + run("甲") + "</w:ins>"), [("inserted", "甲", "甲")]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), [row[1:] for row in REVISIONS], ids=[row[0] for row in REVISIONS])
def test_revisions(body: str, expected: list[tuple[str, str, str]]) -> None:
    source = view_of(body + p("完"), "accepted")
    assert [(r.kind, r.text, source.at(r.span)) for r in source.revisions] == expected


@pytest.mark.parametrize("view", ["accepted", "rejected"])
def test_what_stands_in_the_text_is_what_its_span_shows(view: View) -> None:
    source = view_of("".join(row[1] for row in VIEWS), view)
    standing = [r for r in source.revisions if r.span.start < r.span.end]
    assert standing and all(source.at(r.span) == r.text.strip() for r in standing if "\n" not in r.text)


def test_a_note_stands_and_falls_with_its_reference() -> None:
    body = para(run("租金"), ins('<w:r><w:footnoteReference w:id="2"/></w:r>'), run("按月付。"))
    notes = f'<w:footnote w:id="2">{para(ins(run("含税。")))}</w:footnote>'
    assert lines(view_of(body, "accepted", footnotes=notes)) == ["租金按月付。", "[注1] 含税。"]
    source = view_of(body, "rejected", footnotes=notes)
    assert lines(source) == ["租金按月付。"]
    assert [(r.kind, r.text) for r in source.revisions] == [("inserted", "含税。")]


# ---- comments


def remark(id: int, text: str, author: str = "李律师") -> str:
    return f'<w:comment w:id="{id}" w:author="{author}" w:date="2026-03-01T09:00:00Z">{text}</w:comment>'


START, END, REFERENCE = '<w:commentRangeStart w:id="{}"/>', '<w:commentRangeEnd w:id="{}"/>', '<w:r><w:commentReference w:id="{}"/></w:r>'
COMMENTED = [
    ("some words", para(run("租期"), START.format(1), run("三年"), END.format(1), REFERENCE.format(1), run("。")), "三年"),
    ("over two paragraphs", para(run("甲"), START.format(1), run("乙")) + para(run("丙"), END.format(1), run("丁"), REFERENCE.format(1)), "乙\n丙"),
    ("a point without a range: the paragraph", p("前") + para(run("租期"), REFERENCE.format(1), run("三年")), "租期三年"),
    ("in a cell", TABLE.format(f"<w:tr>{cells('甲')}<w:tc><w:p>{START.format(1)}{run('乙')}{END.format(1)}</w:p></w:tc></w:tr>"), "乙"),
    ("range marks between paragraphs", p("前") + START.format(1) + p("整段") + END.format(1) + p("后"), "整段"),
    ("words that were deleted", para(run("甲"), START.format(1), cut("乙"), END.format(1), run("丙")), ""),
    ("none in the text", p("前"), None),
]


@pytest.mark.parametrize(("body", "expected"), [row[1:] for row in COMMENTED], ids=[row[0] for row in COMMENTED])
def test_which_words_a_comment_is_about(body: str, expected: str | None) -> None:
    source = word(body, comments=remark(1, p("请核对") + p("第二段")))
    (comment,) = source.comments
    assert (comment.author, comment.date, comment.text) == ("李律师", "2026-03-01T09:00:00Z", "请核对\n第二段")
    assert (None if comment.span is None else source.at(comment.span)) == expected


def test_replies_are_comments_too_and_empty_ones_none() -> None:
    both = START.format(1) + START.format(2) + run("三年") + END.format(1) + END.format(2)
    source = word(f"<w:p>{both}</w:p>", comments=remark(1, p("太长")) + remark(2, p("同意"), "王经理") + remark(3, p("")))
    assert [(c.author, c.text, source.at(c.span)) for c in source.comments if c.span] == [("李律师", "太长", "三年"), ("王经理", "同意", "三年")]


# ---- equations


def maths(words: str) -> str:
    return f"<m:r><m:t>{words}</m:t></m:r>"


def changed(tag: str, inside: str) -> str:
    return f'<w:{tag} w:id="1" w:author="李" w:date="2026-03-02T10:00:00Z">{inside}</w:{tag}>'


def fraction(over: str, under: str, properties: str = "") -> str:
    return f"<m:f>{properties}<m:num>{over}</m:num><m:den>{under}</m:den></m:f>"


CONTROL = '<m:fPr><m:ctrlPr><w:{} w:id="2" w:author="李" w:date="2026-03-02T10:00:00Z"/></m:ctrlPr></m:fPr>'
EQUATIONS = [
    ("a number for a number", changed("del", maths("3")) + changed("ins", maths("5")) + maths("×月数"), "5×月数", "3×月数", [("deleted", "3"), ("inserted", "5")]),
    ("under the line of a fraction", fraction(maths("A"), changed("del", maths("12")) + changed("ins", maths("36"))), "A/36", "A/12", [("deleted", "12"), ("inserted", "36")]),
    ("brackets as the words that are shown need them", fraction(maths("A") + changed("ins", maths("+B")), maths("12")), "(A+B)/12", "A/12", [("inserted", "+B")]),
    ("a fraction as a whole", maths("A") + changed("del", fraction(maths("x"), maths("2"))), "A", "Ax/2", [("deleted", "x/2")]),
    ("a fraction that its own properties say was deleted", maths("A") + fraction(maths("x"), maths("2"), CONTROL.format("del")), "A", "Ax/2", [("deleted", "x/2")]),
    ("a fraction that its own properties say was inserted", maths("A") + fraction(maths("x"), maths("2"), CONTROL.format("ins")), "Ax/2", "A", [("inserted", "x/2")]),
    ("what was inserted and deleted again", maths("A") + changed("ins", changed("del", maths("9"))), "A", "A", [("inserted", "9"), ("deleted", "9")]),
    ("what was moved", changed("moveFrom", maths("B")) + maths("A") + changed("moveTo", maths("B")), "AB", "BA", [("moved_from", "B"), ("moved_to", "B")]),
    ("an exponent that was deleted", f"<m:nary><m:sub>{maths('1')}</m:sub><m:sup>{changed('del', maths('n'))}</m:sup><m:e>{maths('x')}</m:e></m:nary>", "∫_1 x", "∫_1^n x", [("deleted", "n")]),
    ("nothing", fraction(maths("A"), maths("12")), "A/12", "A/12", []),
]


@pytest.mark.parametrize(("equation", "accepted", "rejected", "revisions"), [row[1:] for row in EQUATIONS], ids=[row[0] for row in EQUATIONS])
def test_changes_in_an_equation_follow_the_view(equation: str, accepted: str, rejected: str, revisions: list[tuple[str, str]]) -> None:
    body = f"<w:p><w:r><w:t>应付额=</w:t></w:r><m:oMath>{equation}</m:oMath></w:p>"
    for view, shown in (("accepted", accepted), ("marked", accepted), ("rejected", rejected)):
        source = word(body, manner=Manner(view=view))  # type: ignore[arg-type]
        assert source.text == f"应付额={shown}", view
        assert [(r.kind, r.text) for r in source.revisions] == revisions, view
        assert all(source.at(r.span) == (r.text if (r.kind in ("inserted", "moved_to")) != (view == "rejected") else "") for r in source.revisions if len(revisions) == 1), view
