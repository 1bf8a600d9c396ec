"""The file beside what was read from it, on the page and in the exports: tracked changes, hidden words, scanned values, what is partial."""

from __future__ import annotations

import io
import json
import re

import pytest
from streamlit.testing.v1 import AppTest

from clauses.ingest import page_pictures, read_bytes
from clauses.model import Block, Clause, Doubt, Page, Problem, Rect, Source, Span
from clauses.report import json as report
from clauses.report import terminal
from clauses.review import Desk, review_source
from clauses.scanned import scanned_values
from clauses.ui.changes_view import changes_in
from clauses.ui.diff_view import doubts_in, side_by_side, words_of
from clauses.ui.findings_view import named_findings
from clauses.ui.head_view import partial_banner
from tests.pdffile import pdf, zh
from tests.test_app import home, opened, upload, words
from tests.wordfile import p, packed, run

__all__ = ["home"]  # each test has a store of its own

HEAD = ["仓库租赁合同", "出租方（乙方）：东岭仓储有限公司", "承租方（甲方）：北滩贸易有限公司", "第一条 租赁物", "1.1 乙方将位于东岭镇的三号仓库出租给甲方使用。", "第二条 租金", "2.1 甲方应于每月5日前支付当月租金人民币8000元。"]
TAIL = ["第三条 争议解决", "3.1 因本合同发生的争议，协商不成的，向乙方所在地人民法院起诉。"]
LATE = "2.2 甲方逾期支付租金的，每逾期一日，按照逾期金额的{}向乙方支付违约金。"


def changed() -> bytes:
    """A Word file in which 王五 raises the daily rate, with a hidden sentence and a remark."""
    before, after = LATE.split("{}")
    by = 'w:id="1" w:author="王五" w:date="2026-03-01T09:00:00Z"'
    rate = f"<w:p>{run(before)}<w:del {by}><w:r><w:delText>万分之五</w:delText></w:r></w:del><w:ins {by}>{run('千分之六')}</w:ins>{run(after)}</w:p>"
    hidden = f"<w:p>{run('2.3 租金每年上调一成。', '<w:vanish/>')}</w:p>"
    return packed("".join(map(p, HEAD)) + rate + hidden + "".join(map(p, TAIL)))


def rates(app: AppTest) -> tuple[bool, bool]:
    """Whether the page speaks of the rate after and before the change."""
    return "late_payment" in words(app) or "千分之六" in words(app), "万分之五" in words(app)


def test_a_word_file_with_tracked_changes_is_read_as_the_reader_chooses() -> None:
    app = upload(opened(), ("租约.docx", changed()))
    assert not app.exception
    assert "文件有 2 处修订（王五）" in words(app) and "设为隐藏" in words(app)
    (clause,) = [c for c in read_clauses(changed()) if "每逾期一日" in c["text"]]
    app.session_state["clause"] = clause["id"]
    app.run()
    assert "王五" in words(app) and "<del>万分之五</del>" in words(app).replace("\\", "")
    app.session_state["reading"] = "rejected"
    app.run()
    assert not app.exception and "按照逾期金额的万分之五向乙方" in words(app)


def read_clauses(content: bytes) -> list[dict[str, object]]:
    from clauses.review import open_desk

    review = review_source(read_bytes("租约.docx", content), open_desk())
    clauses: list[dict[str, object]] = json.loads(report.dumps(review))["contracts"][0]["clauses"]
    return clauses


def test_the_json_names_authors_and_hidden_words(desk: Desk) -> None:
    told = json.loads(report.dumps(review_source(read_bytes("租约.docx", changed()), desk)))
    assert [(r["kind"], r["author"], r["text"]) for r in told["revisions"]] == [("deleted", "王五", "万分之五"), ("inserted", "王五", "千分之六")]
    assert [h["text"] for h in told["hidden"]] == ["2.3 租金每年上调一成。"] and not told["partial"]
    late = [f for f in told["contracts"][0]["findings"] if f["code"].startswith("late_payment")]
    assert late and all(f["revised_by"] == ["王五"] for f in late), "a finding on changed words says who changed them"


def scan(**more: object) -> Source:
    """A contract as it comes from a scan: two pages, one line a block, the rate in doubt."""
    lines = [*HEAD, LATE.format("6%"), *TAIL]
    text = "\n".join(lines)
    blocks, at = [], 0
    for n, line in enumerate(lines):
        blocks.append(Block(span=Span(at, at + len(line)), page=1 if n < 6 else 2, wrapped=True, rect=Rect(72, 80 + 20 * n, 500, 92 + 20 * n)))
        at += len(line) + 1
    rate = text.index("6%")
    pages = tuple(Page(number=n, width=595, height=842, scanned=True) for n in (1, 2))
    return Source(file="租约.pdf", sha256="", format="pdf", text=text, blocks=tuple(blocks), pages=pages, doubts=(Doubt(kind="percent", span=Span(rate, rate + 2), confidence=0.9, read="6%"),), **more)  # type: ignore[arg-type]


def test_every_amount_and_rate_of_a_scan_has_its_place_and_its_doubt(desk: Desk) -> None:
    (contract,) = review_source(scan(), desk).contracts
    assert [(v.text, v.page, v.rect, v.doubt) for v in scanned_values(contract.facts)] == [
        ("人民币8000元", 2, Rect(72, 200, 500, 212), ""),
        ("6%", 2, Rect(72, 220, 500, 232), "percent"),
    ]


def test_what_is_read_with_doubt_is_marked_in_every_export(desk: Desk) -> None:
    review = review_source(scan(problems=(Problem(stage="read", kind="page_unreadable", message="第 3 页的图片无法识别，未审查，请人工核对", page=3),)), desk)
    (told,) = json.loads(report.dumps(review))["contracts"]
    (term,) = [t for t in told["terms"] if t["type"] == "late_payment"]
    assert term["doubtful"] and term["page"] == 2 and term["places"] == [{"page": 2, "rect": [72, 220, 500, 232]}]
    table = named_findings(review.contracts[0], desk.library, "zh")
    assert table.iloc[0]["发现"] == "部分内容未能审查" and table.iloc[0]["页"] == "3", "what was not read stands on top of the table"
    assert "读自扫描，存疑" in set(table["扫描存疑"])


def test_a_page_of_a_pdf_is_shown_beside_its_clause() -> None:
    image_of = pytest.importorskip("PIL.Image").open
    lines = [*HEAD, LATE.format("千分之六"), *TAIL]
    content = pdf("".join(zh(60, 760 - 24 * n, line, 11) for n, line in enumerate(lines)) + "60 790 100 10 re f ")
    source = read_bytes("租约.pdf", content)
    (place,) = source.places(Span(0, 4))
    assert place.page == 1 and place.rect is not None
    high = source.pages[0].height
    whole, bar = (image_of(io.BytesIO(picture)) for picture in page_pictures("租约.pdf", content, 1, [None, Rect(61, high - 799, 159, high - 791)]))
    assert whole.width < whole.height and bar.width == pytest.approx(98 / 8 * bar.height, abs=14)
    assert bar.convert("L").getextrema()[1] < 128, "the bar that is drawn there is black"
    assert page_pictures("租约.docx", changed(), 1, [None]) == (), "a Word file has no page to show"
    app = upload(opened(), ("租约.pdf", content))
    app.session_state["original"] = True
    app.run()
    assert not app.exception and "data:image/png;base64," in words(app)


SUPPLEMENT = """

附件一 补充协议
第一条 将主合同第2.2条中“千分之六”修改为“万分之三”。
第二条 本补充协议自双方盖章之日起生效。
"""


def test_what_a_supplement_amends_is_told_with_the_clause(desk: Desk) -> None:
    text = "\n".join([*HEAD, LATE.format("千分之六"), *TAIL]) + SUPPLEMENT
    (told,) = json.loads(report.dumps(review_source(read_bytes("租约.txt", text.encode()), desk)))["contracts"]
    (amendment,) = told["amendments"]
    (clause,) = [c for c in told["clauses"] if c["id"] == amendment["clause"]]
    assert (amendment["kind"], amendment["was"], amendment["now"]) == ("words", "千分之六", "万分之三") and "万分之三" in clause["text"]
    assert [t["rate_per_day"] for t in told["terms"] if t["type"] == "late_payment"] == [0.0003], "the rate that holds, once"
    app = upload(opened(), ("租约.txt", text.encode()))
    app.session_state["clause"] = clause["id"]
    app.run()
    shown = words(app).replace("\\", "")
    assert not app.exception and "<del>千分之六</del>" in shown and "<ins>万分之三</ins>" in shown


def test_what_a_scan_was_read_with_doubt_is_marked_in_the_clauses_words(desk: Desk) -> None:
    (contract,) = review_source(scan(), desk).contracts
    (clause,) = [c for c in contract.facts.contract.clauses if "6%" in c.text]
    for match in (None, *(m for m in contract.facts.matches if m.clause == clause.id)):
        shown = side_by_side(clause, match, contract, "zh").text
        assert re.search(r'<span class="doubt" title="[^"]*‰[^"]*">6%</span>', shown), "the words, with the reason at the pointer"
        assert "识读存疑：“%”可能是“‰”" in shown, "the reason under the words"
    (sure,) = [c for c in contract.facts.contract.clauses if "8000" in c.text]
    assert "doubt" not in side_by_side(sure, None, contract, "zh").text


@pytest.mark.parametrize(
    ("doubts", "shown", "why"),
    [
        ([(2, 4)], "甲方[应当]付款", "within one part of the diff"),
        ([(0, 2)], "[甲方]应当付款", "at the beginning"),
        ([(4, 6)], "甲方应当[付款]", "at the end"),
        ([(1, 3)], "甲[方][应]当付款", "across two parts of the diff: both halves"),
        ([(1, 3), (2, 5)], "甲[方][应][当付]款", "two that overlap"),
        ([], "甲方应当付款", "nothing doubtful, nothing marked"),
    ],
)
def test_doubtful_words_are_marked_whatever_the_diff_cuts(doubts: list[tuple[int, int]], shown: str, why: str) -> None:
    words = "甲方应当付款"
    source = Source(file="a", sha256="", format="image", text=f"１．{words}", blocks=(), doubts=tuple(Doubt(kind="confidence", span=Span(2 + a, 2 + b), confidence=0.4) for a, b in doubts))
    clause = Clause(id="c1", number=None, heading=None, text=words, span=Span(2, 8), pieces=(Span(2, 8),))
    parts = [words[:2], words[2:]]
    marked = [part for n, part in enumerate(parts) for part in words_of(part, 2 * n, doubts_in(clause, source), "zh")]
    assert re.sub(r"</?span>", "", re.sub(r'<span class="doubt"[^>]*>(.*?)</span>', r"[\1]", "".join(m.text for m in marked))) == shown, why


def plainly(app: AppTest) -> str:
    """What the page says, its panes' JSON undone."""
    return re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), words(app)).replace("\\", "")


def margins() -> bytes:
    """A Word file with a changed rate, a remark on it, and a clause, the last before a heading, that was deleted whole."""
    by = 'w:id="1" w:author="王五" w:date="2026-03-01T09:00:00Z"'
    before, after = LATE.split("{}")
    rate = f'<w:p><w:commentRangeStart w:id="7"/>{run(before)}<w:ins {by}>{run("千分之六")}</w:ins>{run(after)}<w:commentRangeEnd w:id="7"/><w:r><w:commentReference w:id="7"/></w:r></w:p>'
    gone = f"<w:p><w:pPr><w:rPr><w:del {by}/></w:rPr></w:pPr><w:del {by}><w:r><w:delText>2.3 租金三年不变。</w:delText></w:r></w:del></w:p>"
    remark = f'<w:comment w:id="7" w:author="李四" w:date="2026-03-02T09:00:00Z">{p("太高")}</w:comment>'
    title = f"<w:p><w:ins {by}>{run('本合同于东岭镇签订。')}</w:ins></w:p>"
    return packed(p(HEAD[0]) + title + "".join(map(p, HEAD[1:])) + rate + gone + "".join(map(p, TAIL)), comments=remark)


def test_every_change_and_remark_is_listed_with_its_clause(desk: Desk) -> None:
    review = review_source(read_bytes("租约.docx", margins()), desk)
    contract = review.contracts[0].facts.contract
    listed = changes_in(contract, review.source, "zh", whole=True)
    assert len(listed) == len(review.source.revisions) + 1, "as many as the notes say, wherever they stand"
    app = upload(opened(), ("租约.docx", margins()))
    assert "有修订" in plainly(app) and "有批注" in plainly(app), "the list of clauses says where"
    app.session_state["view"] = "changes"
    app.run()
    shown = plainly(app)
    assert not app.exception
    assert "<ins>千分之六</ins>" in shown and "<del>2.3 租金三年不变。</del>" in shown and "太高" in shown and "李四 · 2026-03-02" in shown
    assert ">2.2 之后</a>" in shown, "what was deleted whole is told by the clause before it"
    assert "<ins>本合同于东岭镇签订。</ins>" in shown and "条款之外" in shown, "what stands before all clauses too"


def test_a_file_without_changes_has_no_list_of_them() -> None:
    app = upload(opened(), ("租约.txt", "\n".join([*HEAD, LATE.format("千分之六"), *TAIL]).encode()))
    assert not any("修改与批注" in option for option in app.button_group(key="view").options)


def test_a_problem_names_its_page_once() -> None:
    shown = partial_banner([Problem(stage="read", kind="page_unreadable", message="第 3 页的图片无法识别，未审查", page=3)], "zh")
    assert shown is not None and shown.text.rpartition("<ul>")[2].count("第 3 页") == 1
    shown = partial_banner([Problem(stage="read", kind="picture_not_read", message="表格里有大幅图片", page=3)], "en")
    assert shown is not None and "page 3: 表格里" in shown.text


def test_a_clause_that_a_supplement_deleted_is_told_by_the_supplements_own() -> None:
    text = "\n".join([*HEAD, LATE.format("千分之六"), *TAIL]) + "\n\n附件一 补充协议\n第一条 删除主合同第2.2条。\n第二条 本补充协议自双方盖章之日起生效。\n"
    app = upload(opened(), ("租约.txt", text.encode()))
    app.session_state["view"] = "changes"
    app.run()
    (row,) = re.findall(r"<tr>.*?</tr>", plainly(app)[plainly(app).index("table class=\"changes") :])
    assert "<del>甲方逾期支付租金的" in row and ">附件一 第一条</a>" in row and not app.exception


@pytest.mark.parametrize(
    ("language", "message", "told"),
    [
        ("zh", "第 3 页的图片无法识别，未审查", "部分内容未能审查：第 3 页的图片无法识别，未审查"),
        ("zh", "表格里有大幅图片", "部分内容未能审查：第 3 页：表格里有大幅图片"),
        ("en", "表格里有大幅图片", "Part of the file was not reviewed: page 3: 表格里有大幅图片"),
    ],
)
def test_the_terminal_begins_with_what_was_not_reviewed_and_its_page(desk: Desk, language: str, message: str, told: str) -> None:
    from rich.console import Console

    out = io.StringIO()
    terminal.show(review_source(scan(problems=(Problem(stage="read", kind="k", message=message, page=3),)), desk), desk.library, Console(file=out, width=200), language=language)
    assert out.getvalue().splitlines()[0] == told
