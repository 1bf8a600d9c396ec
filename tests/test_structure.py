"""Clause trees as indented text: tests/cases/structure/NAME.txt (or .md) is split and compared with NAME.tree, line by line."""

import re
import time
from pathlib import Path

import pytest

from clauses import ingest, structure
from clauses.errors import NotAContract
from clauses.model import Block, Contract, Rect, Source, Span
from clauses.review import Desk, review_source
from clauses.structure import lines

CASES = Path(__file__).parent / "cases" / "structure"
FILES = sorted(path for path in CASES.iterdir() if path.suffix in (".txt", ".md"))


def tree(contracts: tuple[Contract, ...]) -> str:
    """A line a contract, a party, an annex and a clause; clauses indented by what stands above them."""
    lines = []
    for contract in contracts:
        lines.append(f"# {contract.title} | {contract.signed}")
        lines += [f"@ {p.role} {p.alias} {p.name}" for p in contract.parties]
        annex = None
        for clause in contract.clauses:
            if clause.annex != annex:
                annex = clause.annex
                lines.append(f"+ {annex}")
            start = clause.text.replace("\n", "/")
            shown = start if len(start) <= 28 else f"{start[:14]}…{start[-12:]}"
            lines.append(f"{'  ' * len(clause.path)}{clause.number or clause.kind} {f'<{clause.heading}> ' if clause.heading else ''}{shown}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_tree(file: Path) -> None:
    source = ingest.read(file)
    assert tree(structure.split(source)) == file.with_suffix(".tree").read_text(encoding="utf-8")


def test_every_tree_has_its_text() -> None:
    assert {path.stem for path in CASES.glob("*.tree")} == {file.stem for file in FILES}


def holds_together(source: Source, contracts: tuple[Contract, ...]) -> None:
    end = 0
    for contract in contracts:
        for clause in contract.clauses:
            assert "".join(source.at(piece) for piece in clause.pieces) == clause.text
            assert clause.span.start >= end and clause.span.start <= clause.pieces[0].start
            end = clause.pieces[-1].end
            assert clause.text.strip()
        assert len({clause.id for clause in contract.clauses}) == len(contract.clauses)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_pieces_joined_are_the_text_and_clauses_stand_in_order(file: Path) -> None:
    source = ingest.read(file)
    holds_together(source, structure.split(source))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("关于组织体检的通知\n\n一、时间：下周二。\n二、地点：医务室。\n三、请各科室通知到人。\n", "a notice has no parties"),
        ("第一条 为了规范电信市场秩序，制定本条例。\n第二条 在境内从事电信活动，应当遵守本条例。\n第三条 主管部门依法监督管理。\n", "a statute is no contract"),
        ("今天天气很好。", "a sentence"),
    ],
)
def test_what_is_no_contract_is_refused(text: str, why: str) -> None:
    source = ingest.read_bytes("note.txt", text.encode())
    with pytest.raises(NotAContract):
        structure.refuse_what_is_none(source, structure.split(source))


HOSTILE = {
    "digits on a line each": "1\n" * 20_000,
    "one line of digits": "1" * 60_000,
    "open brackets": "（" * 60_000,
    "one line of numbers that count nothing": "；1、甲方" * 12_000,
    "one line of articles": "。第二条甲方应" * 8_000,
    "a line of commas": "甲方，" * 20_000,
    "blanks where a number should stand": "第" + " " * 60_000 + "条",
    "a name of blanks": "甲方：" + "某 " * 30_000,
    "parties without end": "甲方：\n" * 15_000,
    "signatures without end": "第一条 乙方提供服务。\n甲方（盖章）：\n2024年1月1日\n" * 1_500,
    "annexes without end": "附件一\n" * 15_000,
    "numbers without a mark": "".join(f"{n % 40 + 1} 甲方应当付款\n" for n in range(6_000)),
    "aliases without end": "（以下简称“甲方”）" * 6_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_time_grows_with_the_text_and_no_faster(text: str) -> None:
    source = ingest.read_bytes("hostile.txt", text.encode())
    begin = time.process_time()
    structure.split(source)
    assert time.process_time() - begin < 3.0  # about a second at most; a quadratic way through takes ten and more


NOTED = """线路租用合同
甲方：青石县档案馆
[注9] 甲方为财政全额拨款单位。
乙方：中国联合网络通信有限公司青石县分公司
第一条 服务
1.1 乙方提供光纤线路两条。
1.2 乙方逾期开通的，应按
[注1] 违约金累计不超过合同总价的百分之五。
日支付违约金。
[注2] 1、本款所称日为自然日。
第二条 违约责任
[注3] 乙方的赔偿总额以一年租费为限。
2.1 有下列情形之一的，甲方可以解除合同：
[注4] 解除须书面通知。
（1）中断超过三日的；
[注5] 不含检修。
（2）拒绝维修的。
价目\t元
线路\t800
[注6] 价格含税。
第三条 其他
本合同一式两份。
"""


def noted(text: str, *, wrapped: str = "") -> Source:
    """A text whose lines that begin with [注 are notes, and whose line with the words `wrapped` was broken by a printer."""
    blocks = [
        Block(span=Span(m.start(), m.end()), kind="note" if m[0].startswith("[注") else "row" if "\t" in m[0] else "text", wrapped=bool(wrapped) and wrapped in m[0])
        for m in re.finditer(r"[^\n]+", text)
    ]
    return Source(file="a.docx", sha256="", format="docx", text=text, blocks=tuple(blocks))


def test_a_note_is_a_further_paragraph_of_the_clause_before_it() -> None:
    source = noted(NOTED, wrapped="应按")
    (contract,) = structure.split(source)
    said = {(clause.number, clause.heading): clause.text for clause in contract.clauses}
    assert said["1.2", None] == "乙方逾期开通的，应按日支付违约金。\n[注1] 违约金累计不超过合同总价的百分之五。\n[注2] 1、本款所称日为自然日。"
    assert said["第二条", "违约责任"] == "[注3] 乙方的赔偿总额以一年租费为限。", "a heading has no words of its own; its note has"
    assert said["2.1", None].startswith("有下列情形之一的，甲方可以解除合同：\n（1）中断超过三日的；\n[注5] 不含检修。\n（2）拒绝维修的。"), "items stay with what they belong to"
    assert said["2.1", None].endswith("\n[注4] 解除须书面通知。")
    assert [clause.number for clause in contract.clauses if clause.kind == "clause"] == ["1.1", "1.2", "第二条", "2.1", "第三条"], "no note is numbered"
    assert said["2.1", None].endswith("拒绝维修的。\n价目\t元\n线路\t800\n[注6] 价格含税。\n[注4] 解除须书面通知。"), "a row's too"
    assert "[注9] 甲方为财政全额拨款单位。" in {source.at(span) for span in contract.loose}, "of the cover: no clause's"
    assert "[注6] 价格含税。" not in {source.at(span) for span in contract.loose}
    holds_together(source, (contract,))


ALONE = [
    ("the name alone below the last sentence", "江海云科有限公司\n", "您按月付费。"),
    ("the name above its address", "江海云科有限公司\n地址：宁州市云栖大道 6 号\n", "您按月付费。"),
    ("the name below an empty line", "\n江海云科有限公司\n", "您按月付费。"),
    ("a name that the sentence announced", "1.3 代收费用的单位如下。\n江海云科有限公司\n", "代收费用的单位如下。\n江海云科有限公司"),
    ("a name below a heading of its own", "1.3 代收费用的单位是\n江海云科有限公司\n", "江海云科有限公司"),
    ("words that only mention it", "联系江海云科有限公司客服。\n", "您按月付费。\n联系江海云科有限公司客服。"),
]


@pytest.mark.parametrize(("below", "last"), [row[1:] for row in ALONE], ids=[row[0] for row in ALONE])
def test_the_sellers_name_below_terms_that_are_clicked_is_no_clauses(below: str, last: str) -> None:
    source = noted(f"云服务协议\n欢迎您使用江海云科有限公司（以下称“我们”）的服务。\n一、服务\n1.1 我们向您提供云主机。\n1.2 您按月付费。\n{below}")
    assert structure.split(source)[0].clauses[-1].text == last


def test_a_note_to_a_row_of_an_annexs_table_is_a_clause_behind_that_row(desk: Desk) -> None:
    table = "项目\t数量\t月租（元）\n线路甲\t1\t800\n[注1] 逾期付款的违约金为每日千分之二。\n线路乙\t2\t900\n合计\t3\t1700\n[注2] 价格含税。\n"
    source = noted(f"专线合同\n甲方：甲公司\n乙方：乙公司\n第一条 标的\n乙方提供线路两条，见附件一。\n第二条 付款\n甲方按月付款。\n附件一 价目表\n{table}各项价格自开通之日起执行。\n")
    (contract,) = structure.split(source)
    annexed = [(clause.kind, clause.text.split("\n")[-1]) for clause in contract.clauses if clause.annex]
    assert annexed == [("table", "线路甲\t1\t800"), ("clause", "[注1] 逾期付款的违约金为每日千分之二。"), ("table", "合计\t3\t1700"), ("clause", "[注2] 价格含税。"), ("clause", "各项价格自开通之日起执行。")]
    assert [row[0] for row in contract.tables[0].rows] == ["项目", "线路甲", "线路乙", "合计"], "it is one table still"
    holds_together(source, (contract,))
    review = review_source(source, desk)
    assert [term.quote for term in review.contracts[0].facts.terms if term.type == "late_payment"], "and its words are judged"
    assert not [problem for problem in review.problems if problem.kind == "loose_note"]


def test_an_empty_cell_at_a_rows_edge_keeps_its_column() -> None:
    table = "节点\t线路编号\t数量\t金额（元）\n北京\t甲\t1\t100\n\t乙\t2\t200\n\t丙\t3\t\n\t\t\t300\n合计\t\t6\t\n"
    source = noted(f"专线合同\n甲方：甲公司\n乙方：乙公司\n第一条 标的\n乙方提供线路，见附件一。\n第二条 付款\n甲方付款。\n附件一 价目表\n{table}")
    (contract,) = structure.split(source)
    assert contract.tables[0].rows == (
        ("节点", "线路编号", "数量", "金额（元）"), ("北京", "甲", "1", "100"), ("", "乙", "2", "200"), ("", "丙", "3", ""), ("", "", "", "300"), ("合计", "", "6", ""),
    )  # fmt: skip


def test_an_empty_cell_that_no_other_row_reaches_is_no_column() -> None:
    source = noted("专线合同\n甲方：甲公司\n乙方：乙公司\n第一条 标的\n乙方供货。\n第二条 价目\n项目\t金额\t\n线路\t100\t\n")
    assert structure.split(source)[0].tables[0].rows == (("项目", "金额"), ("线路", "100"))


EARLY = [
    ("before the title", "[注1] 金额含税。\n专线合同\n甲方：甲公司\n乙方：乙公司\n一、乙方供货。\n二、甲方付款。\n", None),
    ("behind a page's number alone", "- 1 -\n[注1] 金额含税。\n专线合同\n甲方：甲公司\n乙方：乙公司\n一、乙方供货。\n二、甲方付款。\n", None),
    ("before the first clause of a text without a title", "[注1] 金额含税。\n一、乙方供货。\n二、甲方付款。\n", "乙方供货。\n[注1] 金额含税。"),
]


@pytest.mark.parametrize(("text", "clause"), [row[1:] for row in EARLY], ids=[row[0] for row in EARLY])
def test_a_note_that_no_line_stands_before_is_kept(text: str, clause: str | None) -> None:
    source = noted(text)
    (contract,) = structure.split(source)
    kept = {source.at(span) for span in (*contract.loose, *(piece for c in contract.clauses for piece in c.pieces))}
    assert "[注1] 金额含税。" in kept and len(contract.clauses) == 2
    assert contract.title == ("专线合同" if clause is None else "") and contract.clauses[0].text == (clause or "乙方供货。")
    holds_together(source, (contract,))


def test_a_note_behind_a_sentence_that_has_ended_keeps_its_place() -> None:
    source = noted("合同\n甲方：甲公司\n乙方：乙公司\n一、乙方供货。\n[注1] 以订单为准。\n货物应当全新。\n二、甲方付款。\n")
    (contract,) = structure.split(source)
    assert contract.clauses[0].text == "乙方供货。\n货物应当全新。\n[注1] 以订单为准。"


def test_the_term_of_a_note_is_its_clauses(desk: Desk) -> None:
    source = noted(NOTED, wrapped="应按")
    facts = review_source(source, desk).contracts[0].facts
    capped = [term for term in facts.terms if term.type == "liability_cap"]
    assert {facts.contract.clause(term.clause).number for term in capped} == {"第二条"}
    assert all(source.at(term.span) == term.quote for term in capped)


@pytest.mark.parametrize(
    ("broken", "rest", "joined", "why"),
    [
        (True, "捌佰元）。", True, "the next line of print closes the bracket"),
        (False, "捌佰元）。", False, "the author's own paragraph"),
        (True, "捌佰元。", False, "it closes none"),
    ],
)
def test_a_line_of_print_that_leaves_a_bracket_open_goes_on(broken: bool, rest: str, joined: bool, why: str) -> None:
    first = "1.1 甲方按半年支付费用 800 元（大写："
    text, blocks = "\n".join(["服务合同", "甲方：甲公司", "乙方：乙公司", "第一条 费用", first, rest, "1.2 乙方开具发票。"]), []
    for line in re.finditer(r"[^\n]+", text):
        blocks.append(Block(span=Span(line.start(), line.end()), wrapped=broken and line[0] == first))
    (contract,) = structure.split(Source(file="a.pdf", sha256="", format="pdf", text=text, blocks=tuple(blocks)))
    assert ("（大写：" + rest in next(clause.text for clause in contract.clauses if clause.number == "1.1")) is joined, why


@pytest.mark.parametrize(
    ("broken", "numbers", "why"),
    [(True, ["1.1", "1.2"], "a printer's break in a full line: 一、 goes on with the sentence"), (False, ["1.1", "一", "1.2"], "the author's own paragraph is numbered")],
)
def test_a_number_after_a_line_that_ran_over_is_none(broken: bool, numbers: list[str], why: str) -> None:
    full = "乙方应于本合同签订后十个工作日内向甲方提交履约保证金，金额为合同总价的百分之五，由乙方"
    lines = ["联合体合同", "甲方：甲公司", "乙方：乙公司", "第一条 保证金", f"1.1 {full}", "一、乙方二各承担一半。", *(f"{'1.2 ' if not n else ''}{full[: 45 - n]}" for n in range(4)), "分担。"]
    text, blocks = "\n".join(lines), []
    for line in re.finditer(r"[^\n]+", text):
        blocks.append(Block(span=Span(line.start(), line.end()), wrapped=broken and len(line[0]) > 30))
    source = Source(file="a.pdf", sha256="", format="pdf", text=text, blocks=tuple(blocks))
    (contract,) = structure.split(source)
    assert [clause.number for clause in contract.clauses if clause.kind == "clause"] == numbers


# Lines of a column of a page, | where the printer broke them; the first line of a paragraph is set in and so the shorter.
COLUMN = """光纤专线租用合同
甲方：临溪市档案馆
乙方：临溪市联信通信有限公司
第一条 开通
1.1 乙方在订单约定的日期前开|通专线，并通知甲方到场验收，双方|签署开通确认单。
1.2 乙方设立不间断的客户服务|热线，接到申告后半小时内答复。
第二条 争议
2.1 因本合同发生的争议由甲方|住所地的人民法院管辖。
2.2 诉讼期间的线路保障
双方继续履行无争议的部分。
"""


def test_the_first_line_of_a_paragraph_in_a_narrow_column_is_no_heading() -> None:
    text = COLUMN.replace("|", "\n")
    broken = {len(COLUMN[:at].replace("|", "\n")) for at, sign in enumerate(COLUMN) if sign == "|"}
    starts = [m.span() for m in re.finditer(r".+", text)]
    blocks = tuple(Block(span=Span(*at), page=1, wrapped=at[1] in broken, rect=Rect(50, 20 * n, 250, 20 * n + 12)) for n, at in enumerate(starts))
    (contract,) = structure.split(Source(file="c.pdf", sha256="", format="pdf", text=text, blocks=blocks))
    assert [(clause.number, clause.heading, clause.text) for clause in contract.clauses] == [
        ("1.1", None, "乙方在订单约定的日期前开通专线，并通知甲方到场验收，双方签署开通确认单。"),
        ("1.2", None, "乙方设立不间断的客户服务热线，接到申告后半小时内答复。"),
        ("2.1", None, "因本合同发生的争议由甲方住所地的人民法院管辖。"),
        ("2.2", "诉讼期间的线路保障", "双方继续履行无争议的部分。"),
    ], "a short line that ends before the margin heads what follows"


def test_a_paragraph_that_is_not_set_in_stands_by_itself_behind_a_short_line() -> None:
    """Only behind a full line does a line that is not set in go on with it, and only where the text sets its paragraphs in."""
    text = (CASES / "set-in-lines-of-old-mail.txt").read_text(encoding="utf-8")
    clauses = structure.split(ingest.read_bytes("mail.txt", (text + "甲方另付安装费。\n").encode()))[0].clauses
    assert clauses[-1].text.endswith("不再另计利息。\n甲方另付安装费。")
    flush = structure.split(ingest.read_bytes("mail.txt", text.replace("　", "").encode()))[0].clauses
    assert "报价。\n甲方确认" in flush[1].text, "nothing tells whether the sentence's end at the line's end was the paragraph's"


def test_a_line_in_larger_letters_is_a_title_however_wide() -> None:
    """A printed page: the title's letters are half as large again, and it ends where the text's lines are broken."""
    body = ["甲方因业务需要向乙方租用线路，乙方同意按照本合同约定的条件向甲方", "提供线路和相应的服务，甲方同意按照约定支付费用，双方经过协商一致，达", "成如下约定，以便共同遵守，未尽事宜由双方另行协商并且签订书面协议，作", "为本合同的一部分。"]
    rows = [("二〇二六年度东岭物流园区线路租用合同", 18.0, True), ("甲方：东岭物流园", 12.0, False), ("乙方：北滩通信公司", 12.0, False), *((line, 12.0, n < 3) for n, line in enumerate(body)), *((f"第{n}条 内容", 12.0, False) for n in "一二三"), ("3.1 甲方付款。", 12.0, False)]
    blocks, at = [], 0
    for words, em, wrapped in rows:
        blocks.append(Block(span=Span(at, at + len(words)), page=1, wrapped=wrapped, rect=Rect(90, 100, 90 + em * lines._width(words), 114)))
        at += len(words) + 1
    source = Source(file="a.pdf", sha256="", format="pdf", text="\n".join(words for words, _, _ in rows), blocks=tuple(blocks))
    found = lines.with_fullness(lines.lines_of(source))
    assert [line.full for line in found[:7]] == [False, False, False, True, True, True, False]
    (contract,) = structure.split(source)
    assert contract.title == rows[0][0] and all(rows[0][0] not in clause.text for clause in contract.clauses)


PAST = [
    ("".join(f"第{n}条 乙方提供第{n}项线路。\n" for n in range(1, 451)), "第450条", "articles that count on past four hundred are clauses each"),
    ("第一条 依据法律\n双方引用《民法典》如下：\n第五百八十五条 当事人可以约定违约金。\n第二条 费用\n按月支付。\n", "第二条", "a statute's article that is quoted is none of the contract's"),
]


@pytest.mark.parametrize(("text", "last", "why"), PAST, ids=[row[2] for row in PAST])
def test_an_article_past_four_hundred(text: str, last: str, why: str) -> None:
    (contract,) = structure.split(noted("线路租用合同\n甲方：启明商贸有限公司\n乙方：远川电信有限公司\n" + text))
    numbers = [clause.number for clause in contract.clauses if clause.number]
    assert numbers[-1] == last and not any(n.startswith("第五百") for n in numbers), why
