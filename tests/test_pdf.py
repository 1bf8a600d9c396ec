"""PDF files become text: order, tables, furniture, places, forms, remarks, and what is refused or named as unread."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from clauses.errors import UnreadableFile
from clauses.ingest import Manner, pdf
from clauses.ingest.content import Content
from clauses.ingest.pdf import marks as asides
from clauses.ingest.scan import pictures
from clauses.model import Rect, Review, Side
from tests.english import english
from tests.pdffile import Page, assembled, at, box, grid, image, locked, rule, stream, turned, zh
from tests.pdffile import pdf as written

LEFT = ["乙方每月向甲方提供线路运行报告一份，", "报告写明中断的次数和每次的时长，并", "附上处理经过，由双方联系人签收后各", "留一份备查，保存期不少于服务期届满", "之后的两年，逾期由乙方自行处理掉。", "甲方对报告有异议的，应当在五日内提", "出，乙方收到异议后三日内书面答复。"]
RIGHT = ["甲方每季度末月的二十日之前支付当季", "的服务费，乙方先开具等额的发票给甲", "方，甲方收到发票后安排付款，遇到节", "假日顺延至其后的第一个工作日支付。", "双方对金额有争议的，先付无争议的部", "分，有争议的部分协商一致后再行支付", "，争议期间乙方不得停止提供该项服务"]  # fmt: skip


def read(*pages: str | Page, form: str = "", catalog: str = "", more: Sequence[str] = ()) -> Content:
    return pdf.read("合同.pdf", written(*pages, form=form, catalog=catalog, more=more), Manner())


def lines(content: Content, kind: str = "") -> list[str]:
    return [content.text[b.span.start : b.span.end] for b in content.blocks if not kind or b.kind == kind]


def column(x: float, top: float, texts: Sequence[str], size: float = 12) -> str:
    return "".join(zh(x, top - 20 * i, text, size) for i, text in enumerate(texts))


# ---- lines, blanks and places


def test_lines_pages_and_rows() -> None:
    found = read(at(50, 700, "Lease agreement") + at(50, 680, "rent is due"), at(50, 700, "item") + at(150, 700, "number") + at(300, 700, "price"))
    assert [(line, b.page, b.kind, b.wrapped) for line, b in zip(lines(found), found.blocks, strict=True)] == [
        ("Lease agreement", 1, "text", True), ("rent is due", 1, "text", True), ("item\tnumber\tprice", 2, "row", True),
    ]  # fmt: skip


WRITTEN = [
    ("words written out of order", at(50, 700, "the tenant") + at(157, 700, "of fees") + at(114, 700, "is free "), ["the tenant is free of fees"]),
    ("lines written out of order", zh(50, 600, "第二行") + zh(50, 700, "第一行"), ["第一行", "第二行"]),
    ("a quarter between Chinese and Latin is no blank", zh(50, 700, "每月") + zh(77, 700, "5") + zh(86, 700, "日前"), ["每月5日前"]),
    ("half a character between them is one", zh(50, 700, "每月") + zh(80, 700, "5") + zh(90, 700, "日前"), ["每月 5日前"]),
    ("the blank that the author wrote stays", zh(50, 700, "每月 5 日"), ["每月 5 日"]),
    ("a justified line has no blanks", "".join(zh(50 + 29 * i, 700, word, how="5 Tc") for i, word in enumerate(["付款", "期限", "届满", "之日"])), ["付款期限届满之日"]),
    ("fields that are no table", zh(50, 700, "承诺方：") + zh(200, 700, "承诺方：") + zh(350, 700, "承诺方"), ["承诺方：\t承诺方：\t承诺方"]),
    ("two dates side by side", zh(50, 700, "日期：2026年3月1日") + zh(300, 700, "日期：2026年3月1日"), ["日期：2026年3月1日\t日期：2026年3月1日"]),
    ("a date to be filled in", zh(50, 700, "签订于") + zh(130, 700, "年") + zh(180, 700, "月份") + zh(230, 700, "日内"), ["签订于\t月份\t日内"]),
    ("many blanks, of which pdfium gives one", zh(50, 700, "甲方：      乙方："), ["甲方：      乙方："]),
    ("two fields on one line", zh(50, 700, "甲方（盖章）：") + zh(300, 700, "乙方（盖章）："), ["甲方（盖章）：\t乙方（盖章）："]),
    ("bold by printing twice", zh(50, 700, "违约金") + zh(50.4, 700, "违约金"), ["违约金"]),
    ("the same word twice beside itself stays", zh(50, 700, "天天"), ["天天"]),
    ("a raised figure", zh(50, 700, "平方米") + zh(86, 706, "2", 6) + zh(90, 700, "以内"), ["平方米2以内"]),
    ("ligatures", zh(50, 700, "o\ufb03ce \ufb01ber"), ["office fiber"]),
    ("look-alike radicals", zh(50, 700, "⽉租"), ["月租"]),
    ("full-width forms stay", zh(50, 700, "５０％"), ["５０％"]),
    ("a value typed over a rule of underscores", zh(50, 700, "户名：________") + zh(86, 700, "晨光"), ["户名：晨光____"]),
    ("a rule under nothing is a blank", zh(50, 700, "罚款") + rule(74, 698, 110, 698) + zh(110, 700, "元整"), ["罚款______元整"]),
    ("a rule under words is none", zh(50, 700, "罚款五百元") + rule(74, 698, 110, 698), ["罚款五百元"]),
]


def test_the_upper_rule_of_a_table_is_no_blank_in_the_line_above_it() -> None:
    """As browsers print a table close below its heading; the same rule without a table is a blank."""
    table = grid(XS, [697, 670, 640]) + cells(["序号", "名称", "数量", "金额"], ["1", "专线", "2", "3,000"], top=697)
    heading = zh(50, 700, "附件二 价目")
    assert lines(read(heading + table))[0] == "附件二 价目"
    assert lines(read(heading + rule(130, 697, 350, 697)))[0].startswith("附件二 价目 ____")


@pytest.mark.parametrize(("page", "expected"), [row[1:] for row in WRITTEN], ids=[row[0] for row in WRITTEN])
def test_what_a_line_says(page: str, expected: list[str]) -> None:
    assert lines(read(page)) == expected


def test_a_page_that_writes_no_blanks_shows_them_by_smaller_gaps() -> None:
    """As browsers print: no blank is written, and a narrow one is a quarter of a character wide."""
    words = zh(50, 300, "第一条") + zh(89, 300, "付款期限与方式") + zh(176, 300, "SLA")
    assert lines(read(column(50, 760, [text * 2 for text in (*LEFT, *RIGHT)]) + words))[-1] == "第一条 付款期限与方式 SLA"
    assert lines(read(words))[-1] == "第一条付款期限与方式SLA"


def test_every_line_has_its_place_on_the_page_as_shown() -> None:
    found = read(zh(50, 700, "付款期限"))
    (page,), (block,) = found.pages, found.blocks
    assert (page.number, page.width, page.height, page.scanned) == (1, 600, 800, False)
    assert block.rect and [round(side) for side in block.rect] == [50, 89, 98, 101]


SHOWN = [
    ("upright", "", "0 0 600 800", (600, 800), (50, 89, 98, 101)),
    ("turned by 90 degrees", "/Rotate 90", "0 0 600 800", (800, 600), (699, 50, 711, 98)),
    ("turned by 180 degrees", "/Rotate 180", "0 0 600 800", (600, 800), (502, 699, 550, 711)),
    ("turned by 270 degrees", "/Rotate 270", "0 0 600 800", (800, 600), (89, 502, 101, 550)),
    ("a box that does not begin at nought", "", "-100 -100 500 700", (600, 800), (150, 0, 198, 1)),
    ("cropped", "/CropBox[40 100 500 750]", "0 0 600 800", (460, 650), (10, 39, 58, 51)),
]


@pytest.mark.parametrize(("entries", "size", "shown", "place"), [row[1:] for row in SHOWN], ids=[row[0] for row in SHOWN])
def test_turned_and_cropped_pages(entries: str, size: str, shown: tuple[int, int], place: tuple[int, ...]) -> None:
    found = read(Page(zh(50, 700, "付款期限"), entries, size))
    assert (round(found.pages[0].width), round(found.pages[0].height)) == shown
    assert lines(found) == ["付款期限"]
    assert found.blocks[0].rect and all(abs(side - wanted) <= 1 for side, wanted in zip(found.blocks[0].rect, place, strict=True))


TURNS = [("0 1 -1 0", "read upwards", lambda i: (100 + 20 * i, 100)), ("0 -1 1 0", "read downwards", lambda i: (500 - 20 * i, 700)), ("-1 0 0 -1", "head over", lambda i: (500, 100 + 20 * i))]


@pytest.mark.parametrize(("matrix", "place"), [(m, p) for m, _, p in TURNS], ids=[name for _, name, _ in TURNS])
def test_a_page_whose_whole_text_is_turned_is_read_the_right_way(matrix: str, place: object) -> None:
    words = ["1. The term is three years.", "2. Fees are due quarterly.", "3. The court decides."]
    page = "".join(turned(*place(i), text, matrix) for i, text in enumerate(words))  # type: ignore[operator]
    found = read(page)
    assert lines(found) == words
    assert all(b.rect and 0 <= b.rect.left < b.rect.right <= 600 and 0 <= b.rect.top < b.rect.bottom <= 800 for b in found.blocks)


# ---- columns and notes


def test_two_columns_are_read_one_after_the_other() -> None:
    head = zh(150, 750, "关于线路运行报告与付款的补充约定两则")
    found = read(head + "".join(zh(50, 700 - 20 * i, a) + zh(320, 700 - 20 * i, b) for i, (a, b) in enumerate(zip(LEFT, RIGHT, strict=True))))
    assert lines(found) == ["关于线路运行报告与付款的补充约定两则", *LEFT, *RIGHT]


def test_a_heading_across_parts_the_columns() -> None:
    upper = "".join(zh(50, 700 - 20 * i, a) + zh(320, 700 - 20 * i, b) for i, (a, b) in enumerate(zip(LEFT[:4], RIGHT[:4], strict=True)))
    lower = "".join(zh(50, 560 - 20 * i, a) + zh(320, 560 - 20 * i, b) for i, (a, b) in enumerate(zip(LEFT[4:], RIGHT[4:], strict=True)))
    found = read(upper + zh(150, 590, "第二部分关于异议和争议处理的约定如下所列") + lower)
    assert lines(found) == [*LEFT[:4], *RIGHT[:4], "第二部分关于异议和争议处理的约定如下所列", *LEFT[4:], *RIGHT[4:]]


def test_a_heading_below_the_columns_is_read_after_them() -> None:
    columns = "".join(zh(50, 700 - 20 * i, a) + zh(320, 700 - 20 * i, b) for i, (a, b) in enumerate(zip(LEFT, RIGHT, strict=True)))
    assert lines(read(columns + zh(50, 520, "附件一费用表", 16)))[-2:] == [RIGHT[-1], "附件一费用表"]


def test_two_parties_side_by_side_are_no_columns() -> None:
    party = ["（盖章）：", "代表：", "地址：", "电话：", "账号：", "日期：", "邮编："]
    found = read("".join(zh(50, 700 - 20 * i, "甲方" + p) + zh(320, 700 - 20 * i, "乙方" + p) for i, p in enumerate(party)))
    assert lines(found) == [f"甲方{p}\t乙方{p}" for p in party]


def beside(left: Sequence[str], right: Sequence[str], x: float = 320) -> str:
    return column(50, 700, left) + column(x, 700, right)


NAMES, PRICES, SIGNS = ["线路一", "线路二", "线路三"], ["两千元", "三千元", "四千元"], ["乙方（盖章）", "代表：", "日期："]
BESIDE_COLUMNS = [
    ("a page of short lines, before columns", NAMES, PRICES, 320, [*NAMES, *PRICES]),
    ("the last page, whose columns were cut off", LEFT[:2], RIGHT[:1], 320, [*LEFT[:2], RIGHT[0]]),
    ("the first lines of paragraphs stand in", NAMES, PRICES, 340, [*NAMES, *PRICES]),
    ("words that begin elsewhere are side by side", NAMES, PRICES, 400, [f"{a}\t{b}" for a, b in zip(NAMES, PRICES, strict=True)]),
    ("signatures across the page", [f"甲方（盖章）{b}" for b in SIGNS], [], 320, [f"甲方（盖章）{b}" for b in SIGNS]),
]


@pytest.mark.parametrize(("left", "right", "x", "expected"), [row[1:] for row in BESIDE_COLUMNS], ids=[row[0] for row in BESIDE_COLUMNS])
@pytest.mark.parametrize("first", [True, False], ids=["page before", "page after"])
def test_a_page_beside_one_in_columns_is_parted_where_that_one_is(left: Sequence[str], right: Sequence[str], x: float, expected: list[str], first: bool) -> None:
    pages = [beside(left, right, x), beside(LEFT, RIGHT)]
    found = read(*(pages if first else pages[::-1]))
    assert [line for line, b in zip(lines(found), found.blocks, strict=True) if b.page == (1 if first else 2)] == expected
    assert lines(read(beside(left, right, x), beside(left, right, x)))[0] == (f"{left[0]}\t{right[0]}" if right else left[0])


def test_notes_in_the_margin_follow_the_text() -> None:
    body = column(150, 700, [text * 2 for text in LEFT])
    found = read(body + zh(50, 697, "见附件一", 8) + zh(50, 640, "另行约定", 8))
    assert lines(found) == [*(text * 2 for text in LEFT), "见附件一", "另行约定"]


# ---- tables

XS, YS = [50, 130, 250, 350, 450], [700, 670, 640, 610]


def cells(*rows: Sequence[str], top: float = 700, size: float = 12) -> str:
    """Words in the grid of XS, rows thirty points apart."""
    return "".join(zh(XS[j] + 5, top - 20 - 30 * i, word, size) for i, row in enumerate(rows) for j, word in enumerate(row) if word)


def test_a_ruled_table_is_a_row_a_line() -> None:
    found = read(zh(50, 720, "费用如下表：") + grid(XS, YS) + cells(["序号", "名称", "数量", "金额"], ["1", "专线", "2", "3,000"], ["2", "互联网", "1", "1,200"]))
    assert lines(found, "row") == ["序号\t名称\t数量\t金额", "1\t专线\t2\t3,000", "2\t互联网\t1\t1,200"]
    assert found.blocks[1].rect and [round(side) for side in found.blocks[1].rect] == [50, 100, 450, 130]


def test_a_cell_of_several_lines_is_one_cell() -> None:
    rows = grid(XS, [700, 640]) + zh(55, 680, "一号") + zh(135, 680, "乌江路") + zh(135, 660, "机房") + zh(255, 680, "SDH") + zh(255, 660, "line") + zh(355, 680, "900")
    assert lines(read(rows), "row") == ["一号\t乌江路机房\tSDH line\t900"]


def test_figures_one_below_the_other_are_no_word_written_downwards() -> None:
    latin = "".join(at(55, 690 - 14 * i, sign) for i, sign in enumerate("12"))
    assert lines(read(grid([50, 110, 200], [705, 640]) + latin + zh(120, 676, "年费")), "row") == ["1 2\t年费"]


def test_a_number_too_long_for_its_cell_is_whole() -> None:
    rows = grid([50, 110, 200], [700, 640]) + zh(55, 680, "STN09913") + zh(55, 660, "418236") + zh(120, 680, "光纤")
    assert lines(read(rows), "row") == ["STN09913418236\t光纤"]


def test_rows_that_no_rule_parts_are_rows_of_their_own() -> None:
    """Many tables rule every few rows only: figures that stand one below the other are never one figure."""
    rows = grid(XS, [700, 610]) + cells(["1", "专线", "2", "18,870"], ["2", "互联", "1", "3,062"], ["3", "语音", "4", "452"])
    assert lines(read(rows), "row") == ["1\t专线\t2\t18,870", "2\t互联\t1\t3,062", "3\t语音\t4\t452"]
    single = grid([50, 110, 200], [700, 640]) + zh(55, 680, "18,8700") + zh(55, 660, "209,000") + zh(120, 670, "合计")
    assert lines(read(single), "row") == ["18,8700 209,000\t合计"]


def test_spanned_cells_keep_the_others_in_their_columns() -> None:
    rules = grid(XS, [700, 670]) + rule(50, 640, 450, 640) + rule(50, 670, 50, 640) + rule(350, 670, 350, 640) + rule(450, 670, 450, 640)
    assert lines(read(rules + cells(["序号", "名称", "数量", "金额"], ["合计", "", "", "4,200"])), "row") == ["序号\t名称\t数量\t金额", "合计\t\t\t4,200"]


def test_rules_drawn_as_thin_filled_rectangles_are_rules() -> None:
    thin = "".join(f"{x} 640 0.5 60 re f " for x in XS) + "".join(f"50 {y} 400 0.5 re f " for y in (700, 670, 640))
    assert lines(read(thin + cells(["序号", "名称", "数量", "金额"], ["1", "专线", "2", "3,000"])), "row") == ["序号\t名称\t数量\t金额", "1\t专线\t2\t3,000"]


def test_a_table_goes_on_over_the_page_and_its_head_said_again_is_furniture() -> None:
    head = ["序号", "名称", "数量", "金额"]
    found = read(
        grid(XS, [150, 120, 90, 60]) + cells(head, ["1", "专线", "2", "3,000"], ["2", "互联", "1", "1,200"], top=150),
        grid(XS, YS) + cells(head, ["", "", "", "元整"], ["3", "语音", "4", "600"]),
    )
    assert lines(found, "row") == ["序号\t名称\t数量\t金额", "1\t专线\t2\t3,000", "2\t互联\t1\t1,200元整", "3\t语音\t4\t600"]
    assert lines(found, "furniture") == ["序号\t名称\t数量\t金额"]


def test_running_text_in_a_big_cell_is_text() -> None:
    clauses = [f"{i}.{text}{text}" for i, text in enumerate(LEFT, 1)]
    found = read(grid([50, 120, 590], [720, 500]) + zh(55, 700, "服务约定") + column(125, 700, clauses))
    assert lines(found, "row") == []
    assert lines(found) == ["服务约定", *clauses]


def test_a_table_without_rules_is_told_by_its_gaps() -> None:
    found = read(cells(["序号", "名称", "数量", "金额"], ["1", "专线", "2", "3,000"]))
    assert lines(found, "row") == ["序号\t名称\t数量\t金额", "1\t专线\t2\t3,000"]


@pytest.mark.parametrize(("total", "told"), [("4,200", False), ("4,900", True)], ids=["right", "wrong"])
def test_the_sum_of_a_column_is_checked(total: str, told: bool, reviewed: Callable[[Path, Side], Review], tmp_path: Path) -> None:
    """A total that is not the sum of its column is found in the printed table as in any other."""
    text = ["专线服务合同", "甲方：晨光贸易有限公司", "乙方：云桥网络有限公司", "第一条 服务内容", "1.1 乙方向甲方提供专线接入服务。", "第二条 费用", "2.1 服务费如下表所列："]
    table = grid(XS, [540, 510, 480, 450, 420]) + cells(["序号", "线路名称", "速率", "年费（元）"], ["1", "东区专线", "100M", "3,000"], ["2", "西区专线", "50M", "1,200"], ["合计", "", "", total], top=540)
    file = tmp_path / "合同.pdf"
    file.write_bytes(written(column(50, 700, text) + table + zh(50, 390, "第三条 争议解决") + zh(50, 370, "3.1 争议由合同签订地人民法院管辖。")))
    found = [f for c in reviewed(file, "customer").contracts for f in c.findings if f.code == "consistency.amount"]
    assert bool(found) == told


# ---- furniture


def test_heads_feet_and_page_numbers_never_cut_a_sentence() -> None:
    def page(number: int, text: str) -> str:
        return zh(50, 770, "云桥网络服务协议") + zh(50, 700, text) + zh(280, 30, f"第 {number} 页 共 3 页")

    found = read(page(1, "甲方应当在收到发票后"), page(2, "十五日内付款，逾期的按日"), page(3, "支付违约金。"))
    assert lines(found, "text") == ["甲方应当在收到发票后", "十五日内付款，逾期的按日", "支付违约金。"]
    assert lines(found, "furniture")[:2] == ["云桥网络服务协议", "第 1 页 共 3 页"]
    assert lines(found)[:3] == ["甲方应当在收到发票后", "云桥网络服务协议", "第 1 页 共 3 页"]


def test_a_running_head_of_three_fields_is_no_table() -> None:
    found = read(*[zh(50, 770, "云桥网络") + zh(200, 770, "服务协议") + zh(400, 770, f"第{i}页") + zh(50, 700, "正文继续") for i in (1, 2, 3)])
    assert lines(found, "row") == [] and len(lines(found, "furniture")) == 3


def test_a_sentence_at_the_foot_of_two_pages_is_no_furniture() -> None:
    found = read(zh(50, 760, "第一条 期限"), zh(50, 760, "第二条 期限"), zh(50, 760, "第三条 期限"))
    assert lines(found, "furniture") == []


@pytest.mark.parametrize("mark", [turned(150, 300, "INTERNAL", "0.7 0.7 -0.7 0.7", 60, "0.8 g"), zh(100, 690, "样本", 60, "0.8 g"), zh(100, 690, "样本", 60, "/G gs 0 g")], ids=["turned", "light", "transparent"])
def test_watermarks_stand_apart_from_the_words_they_lie_under(mark: str) -> None:
    found = read(mark + column(50, 720, LEFT))
    assert lines(found, "text") == LEFT
    assert len(lines(found, "furniture")) == 1


# ---- broken words


HYPHENS = [
    ("a soft hyphen likewise", "the commu\xad", "nication service", "Communication", ["the communication", "service", "Communication"]),
    ("the word stands elsewhere without the hyphen", "the commu-", "nication service", "communication", ["the communication", "service", "communication"]),
    ("a compound keeps its hyphen", "the long-", "term service", "", ["the long-", "term service"]),
    ("a compound that stands elsewhere so", "a co-", "operation", "co-operation cooperation", ["a co-", "operation", "co-operation cooperation"]),
]


@pytest.mark.parametrize(("first", "second", "third", "expected"), [row[1:] for row in HYPHENS], ids=[row[0] for row in HYPHENS])
def test_words_cut_at_the_end_of_a_line(first: str, second: str, third: str, expected: list[str]) -> None:
    assert lines(read(zh(50, 700, first) + zh(50, 680, second) + (zh(50, 600, third) if third else ""))) == expected


# ---- forms and remarks


def field(rect: str, entries: str) -> str:
    return f"<</Type/Annot/Subtype/Widget/Rect[{rect}]/F 4{entries}>>"


def test_form_fields_show_their_values_in_their_line() -> None:
    marks = (
        field("86 696 200 714", "/FT/Tx/T(a)/V(Chenguang Ltd)"),
        field("86 666 100 680", "/FT/Btn/T(b)/V/Yes/AS/Yes/AP<</N<</Yes 10 0 R/Off 10 0 R>>>>"),
        field("186 666 200 680", "/FT/Btn/T(c)/V/Off/AS/Off/AP<</N<</Yes 10 0 R/Off 10 0 R>>>>"),
        field("86 636 200 654", "/FT/Ch/Ff 131072/T(d)/Opt[[(m)(monthly)][(q)(quarterly)]]/V(q)"),
        field("86 606 200 624", "/FT/Tx/T(e)/V(unseen)").replace("/F 4", "/F 2"),
    )
    page = zh(50, 700, "户名：") + zh(50, 670, "续约") + zh(150, 670, "不续") + zh(50, 640, "付款：") + zh(50, 610, "备注：")
    found = read(Page(page, marks=marks), more=[stream("", "/Type/XObject/Subtype/Form/BBox[0 0 10 10]")])
    assert [line.replace(" ", "") for line in lines(found)] == ["户名：ChenguangLtd", "续约☑\t不续☐", "付款：quarterly", "备注："]


def test_a_field_that_no_form_lists_shows_its_value() -> None:
    joined = field("86 696 200 714", "/Fx/Tx/T(a)/V(Chenguang Ltd)")  # pdffile lists what has an /FT
    page = Page(zh(50, 700, "户名："), marks=(joined,))
    assert [line.replace(" ", "") for line in lines(read(page))] == ["户名：ChenguangLtd"]
    assert [line.replace(" ", "") for line in lines(read(page, form="/NeedAppearances true"))] == ["户名：ChenguangLtd"]


LEASE = "The lessee pays the fee of 12,500.00 within thirty days of each invoice, and all of the taxes that are due on it, all the same. "
FILLED = [
    ("a line hardly too long for its box stays one", "50 696 130 710", "monthly in advance", "monthlyinadvance"),
    ("many lines of a box without line ends", "50 600 300 700", LEASE * 4, (LEASE * 4).replace(" ", "")),
    ("far too much for its box", "50 690 200 710", LEASE * 20, (LEASE * 20).replace(" ", "")),
    ("more lines than the box shows", "50 600 300 700", "\\n".join(f"line {n}" for n in range(300)), "".join(f"line{n}" for n in range(300))),
    ("longer than twenty thousand characters", "50 100 500 700", LEASE * 200, (LEASE * 200).replace(" ", "")),
]


@pytest.mark.parametrize(("rect", "value", "expected"), [row[1:] for row in FILLED], ids=[row[0] for row in FILLED])
def test_every_letter_of_a_long_field_is_read(rect: str, value: str, expected: str) -> None:
    found = read(Page(at(50, 750, "Lease"), marks=(field(rect, f"/FT/Tx/Ff 4096/T(a)/V({value})"),)))
    assert "".join(lines(found)).replace(" ", "").removeprefix("Lease") == expected and not found.problems


@pytest.mark.parametrize(("more", "said"), [(0, []), (1, ["第 1 页的表单域超过 50 字，余下的文字未审查，请人工核对"])])
def test_a_field_longer_than_the_limit_is_named(more: int, said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asides, "LONGEST_MARK", 50)
    found = read(Page(at(50, 750, "Lease"), marks=(field("50 600 300 700", f"/FT/Tx/T(a)/V({'x' * (50 + more)})"),)))
    assert [p.message for p in found.problems] == said and found.text.count("x") == 50


def test_a_file_locked_by_a_certificate_is_not_called_damaged() -> None:
    file = assembled({1: "<</Type/Catalog/Pages 2 0 R>>", 2: "<</Type/Pages/Kids[]/Count 0>>"}, trailer="/Encrypt<</Filter/Adobe.PubSec/V 4/SubFilter/adbe.pkcs7.s5>>/ID[<00><00>]")
    with pytest.raises(UnreadableFile, match="用证书或专门软件加了密"):
        pdf.read("合同.pdf", file, Manner())


def test_a_dynamic_form_is_named() -> None:
    found = read(zh(50, 700, "请打开"), form="/XFA(x)")
    assert [p.kind for p in found.problems] == ["xfa_form"]


def remark(kind: str, rect: str, entries: str) -> str:
    return f"<</Type/Annot/Subtype/{kind}/Rect[{rect}]/F 4/T(Lin)/M(D:20250301093000+08'00'){entries}>>"


def test_remarks_are_kept_with_the_words_they_are_about() -> None:
    left, right = 50 + 12 * 4, 50 + 12 * 7
    quads = f"/QuadPoints[{left} 712 {right} 712 {left} 698 {right} 698]"
    marks = (
        remark("Highlight", f"{left} 698 {right} 712", quads + "/Contents(too high)"),
        remark("Text", "500 600 520 620", "/Contents(ask them)"),
        remark("Highlight", f"{left} 698 {right} 712", quads),
    )
    found = read(Page(zh(50, 700, "逾期支付违约金每日千分之五。"), marks=marks))
    assert [(c.author, c.date, c.text, c.span and found.text[c.span.start : c.span.end]) for c in found.comments] == [
        ("Lin", "2025-03-01T09:30:00", "too high", "违约金"), ("Lin", "2025-03-01T09:30:00", "ask them", None),
    ]  # fmt: skip
    assert lines(found) == ["逾期支付违约金每日千分之五。"] and not found.problems


def test_words_struck_out_by_a_remark_are_named_and_read_as_they_stand() -> None:
    quads = "/QuadPoints[98 712 134 712 98 698 134 698]"
    found = read(Page(zh(50, 700, "逾期支付违约金每日千分之五。"), marks=(remark("StrikeOut", "98 698 134 712", quads),)))
    assert [(p.kind, p.page, p.span and found.text[p.span.start : p.span.end]) for p in found.problems] == [("struck_out_words", 1, "违约金")]
    assert "违约金" in found.problems[0].message and lines(found) == ["逾期支付违约金每日千分之五。"]


def test_words_typed_onto_the_page_are_text() -> None:
    found = read(Page(zh(50, 700, "联系人："), marks=(remark("FreeText", "98 696 200 714", "/Contents(Zhou Wen)"),)))
    assert lines(found) == ["联系人：Zhou Wen"]


def stamped(words: str = "", kind: str = "Stamp", entries: str = "", rect: str = "300 500 440 540") -> tuple[str, str]:
    """A stamp on a page, and what it shows: the words, or a picture where it has none (object 10)."""
    shown = zh(5, 5, words, size=30) if words else image(0, 0, 40, 40)
    form = stream(shown, "/Type/XObject/Subtype/Form/BBox[0 0 140 40]/Resources<</Font<</C 4 0 R>>/XObject<</I 8 0 R>>>>")
    return remark(kind, rect, f"/AP<</N 10 0 R>>{entries}"), form


@pytest.mark.parametrize(
    ("words", "kind", "entries", "said", "comments"),
    [
        ("作废", "Stamp", "", "第 1 页有图章“作废”，", 0),
        ("", "Stamp", "", "第 1 页有图章，", 0),
        ("合同专用章", "Stamp", "/Contents(signed)", "第 1 页有图章“合同专用章”，", 1),
        ("草稿", "Watermark", "", "第 1 页有水印“草稿”，", 0),
        ("", "Ink", "", "第 1 页有手绘线条，", 0),
        ("", "Ink", "/Contents(not this)", "", 1),
    ],
)
def test_what_lies_over_a_page_is_told_with_its_words(words: str, kind: str, entries: str, said: str, comments: int) -> None:
    mark, form = stamped(words, kind, entries)
    sentence = "逾期支付违约金每日千分之五，作废无效。"
    found = read(Page(zh(50, 700, sentence), marks=(mark,)), more=(form,))
    assert lines(found) == [sentence] and len(found.comments) == comments
    assert [(p.kind, p.page) for p in found.problems] == ([("drawn_over", 1)] if said else [])
    assert not said or (found.problems[0].message.startswith(said) and english(found.problems[0].message_en) and "page 1;" in found.problems[0].message_en)


def test_a_stamp_over_words_is_told_once_for_all_pages_and_an_unseen_one_never() -> None:
    over, form = stamped("作废", rect="50 690 190 730")  # over the very words
    unseen = over.replace("/F 4", "/F 2")
    found = read(*(Page(zh(50, 700, f"作废条款第{n}页内容"), marks=(over,)) for n in "一二三四"), Page(zh(50, 700, "末页"), marks=(unseen,)), more=(form,))
    assert [p.message for p in found.problems] == ["第 1、2、3 等 4 页有图章“作废”，未作为合同文字审查，请人工核对"]
    assert [p.message_en for p in found.problems] == ["There is a stamp “作废” on pages 1, 2, 3 and 1 more; it was not reviewed as words of the contract; please check it yourself"]


def test_more_marks_than_are_looked_at_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asides, "MOST_MARKS", 2)
    marks = [remark("Text", "500 600 520 620", f"/Contents(no {n})") for n in range(3)]
    within = read(Page(zh(50, 700, "正文"), marks=tuple(marks[:2])))
    assert len(within.comments) == 2 and not within.problems
    beyond = read(zh(50, 700, "首页"), Page(zh(50, 700, "正文"), marks=tuple(marks)))
    assert len(beyond.comments) == 2 and [p.message for p in beyond.problems] == ["第 2 页的批注和表单域超过 2 个，其余未审查，请人工核对"]


# ---- scans, limits, refusals


def test_a_page_without_words_is_named_where_it_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    unable(monkeypatch)
    found = read(zh(50, 700, "第一页"), image(0, 0, 600, 800))
    assert [(p.kind, p.page) for p in found.problems] == [("page_without_text", 2)]
    assert [page.number for page in found.pages] == [1, 2]
    with pytest.raises(UnreadableFile, match="扫描件"):
        read(image(0, 0, 600, 800), image(0, 0, 600, 800))


def unable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is installed that reads pictures."""
    from clauses.ingest.scan import recognition

    def load() -> None:
        raise recognition.NoReader()

    monkeypatch.setattr(recognition, "load", load)


def test_the_words_under_a_scan_are_its_text() -> None:
    found = read(image(0, 0, 600, 800) + "".join(zh(50, 700 - 20 * i, text, how="3 Tr") for i, text in enumerate(LEFT)))
    assert lines(found) == LEFT and found.pages[0].scanned and not found.problems and not found.hidden


def test_words_that_nobody_sees_are_read_and_marked() -> None:
    found = read(zh(50, 700, "违约金为千分之五") + zh(50, 680, "违约金为百分之五", how="3 Tr"))
    assert lines(found) == ["违约金为千分之五", "违约金为百分之五"]
    assert [found.text[span.start : span.end] for span in found.hidden] == ["违约金为百分之五"]


LAYERS = [
    ("a page number alone", zh(280, 30, "第 1 页 共 9 页")),
    ("a running head and foot", zh(50, 780, "云桥网络服务协议合同编号一二三四五六七八九十") + zh(280, 30, "第 1 页 共 9 页")),
    ("mojibake", zh(50, 700, "¼×·½Ó¦µ±ÔÚÊÕµ½·¢Æ±ºóÊ®ÎåÈÕÄÚ¸¶¿î£¬ÓâÆÚ")),
    ("characters of no font table", zh(50, 700, "\ue001\ue002\ue003\ue004")),
]


@pytest.mark.parametrize("layer", [row[1] for row in LAYERS], ids=[row[0] for row in LAYERS])
def test_a_text_layer_that_is_none_goes_to_the_picture(layer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    unable(monkeypatch)
    found = read(zh(50, 700, "第一页"), image(0, 0, 600, 800) + layer)
    assert [(p.kind, p.page) for p in found.problems] == [("page_without_text", 2)] and lines(found) == ["第一页"]


def test_a_large_picture_among_the_text_is_named() -> None:
    assert [p.kind for p in read(column(50, 760, LEFT) + image(100, 100, 500, 500)).problems] == ["picture"]
    assert not read(column(50, 760, LEFT) + image(100, 100, 250, 250)).problems


def test_limits_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MOST_PAGES", 2)
    assert len(read("", zh(50, 700, "正文")).pages) == 2
    with pytest.raises(UnreadableFile, match=r"有 3 页，超过 2 页"):
        read("", "", zh(50, 700, "正文"))
    monkeypatch.setattr(pdf, "MOST_PAGES", 9)
    monkeypatch.setattr(pdf, "MOST_CHARACTERS", 4)
    found = read(zh(50, 700, "四个字符"), zh(50, 700, "不再读了"), zh(50, 700, "也不再读"))
    assert lines(found) == ["四个字符"] and [(p.kind, p.page) for p in found.problems] == [("too_long", 2)] and "4 字" in found.problems[0].message


def test_time_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(0, 1000, 6))
    monkeypatch.setattr(time, "monotonic", lambda: float(next(clock)))
    found = read(*[zh(50, 700, "一页")] * 5)
    assert len(lines(found)) == 1 and [(p.kind, p.page) for p in found.problems] == [("too_long", 2)] and "秒" in found.problems[0].message


def test_what_a_crowded_page_writes_beyond_the_limit_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MOST_CHARACTERS", 4)
    assert [(p.kind, p.page) for p in read(zh(50, 700, "四个字符")).problems] == []
    assert [(p.kind, p.page) for p in read(zh(50, 700, "五个字符号")).problems] == [("too_long", 1)]


def test_files_inside_the_file_are_named() -> None:
    names = "/Names<</EmbeddedFiles<</Names[(a.txt) 10 0 R]>>>>"
    assert [p.kind for p in read(zh(50, 700, "正文"), catalog=names, more=["<</Type/Filespec/F(a.txt)/EF<</F 11 0 R>>>>", stream("x", "/Type/EmbeddedFile")]).problems] == ["attachments"]


def test_an_empty_password_opens_whatever_the_file_forbids_and_any_other_is_asked_for() -> None:
    assert lines(pdf.read("a.pdf", locked(at(50, 700, "Service agreement"), allowed=-4096), Manner())) == ["Service agreement"]
    with pytest.raises(UnreadableFile, match="设有打开密码"):
        pdf.read("a.pdf", locked(at(50, 700, "Service agreement"), user="secret"), Manner())


def test_no_text_at_all_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="没有文字"):
        read("")
    with pytest.raises(UnreadableFile, match="已损坏"):
        pdf.read("a.pdf", b"%PDF-1.4\nnothing", Manner())


def test_thirty_pages_take_no_second() -> None:
    """Measured: 0.6 s of one core for 30 dense pages; the limit here is five times that, for slower and busier machines."""
    page = column(50, 780, [text * 2 for text in (*LEFT, *RIGHT) * 2]) + grid(XS, [180, 150, 120, 90]) + cells(["序号", "名称", "数量", "金额"], ["1", "专线", "2", "3,000"], top=180)
    content = written(*[page] * 30)
    began = time.process_time()
    assert len(pdf.read("a.pdf", content, Manner()).pages) == 30
    assert time.process_time() - began < 3


def test_many_drawn_objects_take_no_long_time() -> None:
    drawn = "".join(rule(i % 600, i % 800, (i * 7) % 600, i % 800) for i in range(30_000))
    began = time.process_time()
    assert lines(read(zh(50, 700, "正文") + drawn)) == ["正文"]
    with pytest.raises(UnreadableFile, match="图形过多"):  # no picture is made of it
        read(drawn)
    assert time.process_time() - began < 5


# ---- pictures


def cut(content: bytes, rect: Rect | None, *, dpi: int) -> bytes:
    """A rectangle of the first page as PNG."""
    (picture,) = pictures.crops(*pdf.shown(content, 1, dpi=dpi), [rect])
    return picture


def test_a_rectangle_of_a_page_is_shown_as_a_picture() -> None:
    image_of = pytest.importorskip("PIL.Image").open
    content = written(Page(box(50, 690, 98, 712) + "50 690 48 22 re f ", "/Rotate 90"))
    shown = image_of(io.BytesIO(cut(content, None, dpi=72)))
    assert shown.size == (800, 600)
    part = image_of(io.BytesIO(cut(content, Rect(690, 50, 712, 98), dpi=144)))
    assert part.size == (44, 96) and part.convert("L").getpixel((20, 40)) == 0
    with pytest.raises(UnreadableFile, match="没有第 2 页"):
        pdf.shown(content, 2, dpi=72)


def test_a_huge_page_makes_no_huge_picture() -> None:
    pixels, page = pdf.shown(written(Page("", size="0 0 14400 14400")), 1, dpi=200)
    assert pixels.shape[0] * pixels.shape[1] <= 25_100_000 and page.width == 14400


# ---- line breaks

FULL = ["乙方应当在每个自然月结束之后的五个工作日之内，把上一个月线路中断的次数", "和时长告知甲方，双方对此有异议的，按照本合同附件中约定的方式共同核对。", "核对期间双方均应当继续履行本合同，不得以存在异议为由停止服务或者付款，", "但是一方有充分证据证明对方丧失履行能力的，可以中止履行并立即通知对方。"]
BREAKS = [
    ("a full line's break is the printer's", FULL, [True, True, True, False]),
    ("a short line's is the author's", [*FULL, "甲方：晨光贸易有限公司", "乙方：云桥网络有限公司"], [True, True, True, True, False, False]),
    ("a line too short for the long word that follows is full", [FULL[0], FULL[2][:-3], "https://service.example.com"], [True, True, False]),
    ("a bracket that the next line closes goes on", [FULL[0], "乙方应支付的费用为 8000 元(大写：", "捌仟元）。"], [True, True, False]),
    ("a bracket that it does not close says nothing", [FULL[0], "乙方应支付的费用为 8000 元(大写：", "捌仟元。"], [True, False, False]),
    ("the bracket of a number closes none", [FULL[0], "乙方应支付的费用如下（按月计：", "1）捌仟元。"], [True, False, False]),
]


@pytest.mark.parametrize(("texts", "expected"), [row[1:] for row in BREAKS], ids=[row[0] for row in BREAKS])
def test_whose_a_line_break_is(texts: list[str], expected: list[bool]) -> None:
    found = read(column(50, 500, texts) + column(50, 780, FULL * 2), column(50, 700, FULL))
    wrapped = {found.text[b.span.start : b.span.end]: b.wrapped for b in found.blocks if b.page == 1 and b.rect and b.rect.top > 280}
    assert [wrapped[text] for text in texts[:-1]] == expected[:-1]


def test_an_indented_line_after_a_full_sentence_begins_a_paragraph() -> None:
    found = read(column(50, 780, FULL) + column(74, 700, ["双方另行约定的，从其约定。"]) + column(50, 600, FULL))
    assert [b.wrapped for b in found.blocks[:5]] == [True, True, True, False, False]
