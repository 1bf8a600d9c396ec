"""Reading of scans: what a page's picture says, which of its words are doubtful, and that a stopped reading goes on where it stopped."""

from __future__ import annotations

import sqlite3
import stat
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from clauses.errors import UnreadableFile
from clauses.ingest import scan
from clauses.ingest.content import Manner
from clauses.ingest.pages import PageLine, PageRead
from clauses.ingest.scan import layout, misreadings, pictures, readings, recognition
from clauses.model import Doubt, Page, Problem, Rect, Span
from tests import scanning

READER = all(find_spec(name) for name in ("rapidocr", "onnxruntime", "cv2", "PIL"))
reads = pytest.mark.skipif(not (READER and scanning.drawable()), reason="rapidocr, onnxruntime or the Noto CJK fonts are not installed")
A4 = Page(number=1, width=595.3, height=841.9, scanned=True)
LINES = ("第一条 服务内容", "甲方应于每月10日前支付专线租用费人民币12,500.00元。", "第二条 违约责任", "乙方中断服务超过4小时的，应减免当月租用费的20%。")


def note(lines: tuple[str, ...], **how: Any) -> tuple[Any, Page]:
    """A small page, quick to read: as high as its lines need."""
    high = 140 + 60 * len(lines)
    picture = scanning.page(lines, paper=(1653, high), left=120, top=60, **how)
    return picture, Page(number=1, width=1653 * 72 / 200, height=high * 72 / 200, scanned=True)


def words(read: PageRead) -> list[str]:
    return [line.text for line in read.lines]


@pytest.mark.slow
@reads
def test_a_small_page_is_read_line_by_line_with_places() -> None:
    picture, page = note(LINES)
    read = scan.read_page(picture, page)
    assert [w.replace(" ", "") for w in words(read)] == [w.replace(" ", "") for w in LINES]
    assert all(line.rect and line.rect.right <= page.width and line.rect.bottom <= page.height for line in read.lines)
    tops = [line.rect.top for line in read.lines if line.rect]
    assert tops == sorted(tops)
    first = read.lines[0].rect
    assert first and abs(first.left - 120 * 72 / 200) < 6 and abs(first.top - 60 * 72 / 200) < 10
    assert all(0 < line.confidence <= 1 for line in read.lines)


@reads
def test_a_grey_picture_is_read_like_a_coloured_one() -> None:
    picture, page = note(LINES)
    assert words(scan.read_page(picture[:, :, 0].copy(), page)) == words(scan.read_page(picture, page))


@reads
def test_an_empty_page_has_no_lines() -> None:
    picture, page = note(("",))
    assert scan.read_page(picture, page).lines == ()


def test_without_the_reader_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognition, "_NETWORKS", [])
    monkeypatch.setitem(__import__("sys").modules, "rapidocr", None)
    with pytest.raises(scan.NoReader) as caught:
        list(scan.read_pages("k", [A4], lambda number: None, Manner()))
    assert isinstance(caught.value, UnreadableFile)
    assert "文字识别组件" in caught.value.message.zh and "pip install rapidocr" in caught.value.hint.zh and "pip install rapidocr" in caught.value.hint.en


# What a page shows besides letters


@reads
def test_blanks_and_rules_to_write_on_are_not_lost() -> None:
    read = scan.read_page(*note(("乙方应于____日内开通，逾期每日按____元支付违约金。", "联系人：________  电话：________", "保证金人民币________元。")))
    assert [w.replace(" ", "") for w in words(read)] == ["乙方应于____日内开通，逾期每日按____元支付违约金。", "联系人：____电话：____", "保证金人民币____元。"]


@reads
@pytest.mark.parametrize("font", [scanning.SERIF, scanning.SANS], ids=["serif", "sans"])
def test_boxes_to_be_ticked_are_not_lost(font: Path) -> None:
    import cv2
    import numpy as np

    lines = ("付款方式：□按月 　按季 □按年", "开票类型：■专用发票 □普通发票", "国内因特网业务回访由甲方固定电话受理")
    picture, page = note(lines, font=font)
    left = 120 + int(29.2 * 8.4)
    cv2.rectangle(picture, (left, 70), (left + 22, 92), (0, 0, 0), 2)
    cv2.polylines(picture, [np.array([(left + 5, 80), (left + 10, 86), (left + 18, 74)], np.int32)], False, (0, 0, 0), 2)
    assert [w.replace(" ", "") for w in words(scan.read_page(picture, page))] == ["付款方式：□按月☑按季□按年", *(line.replace(" ", "") for line in lines[1:])]


RATES = ("逾期付款的，每日按欠费的3‰支付违约金。", "中断超过24小时的，减免月租费的20%。", "滞纳金为每日5%，自逾期之日起算。", "违约金为合同总额的0.5‰。")


@reads
@pytest.mark.parametrize("font", [scanning.SERIF, scanning.SANS], ids=["serif", "sans"])
def test_a_per_mille_is_told_by_its_third_ring(font: Path) -> None:
    read = scan.read_page(*note(RATES, font=font))
    assert [w.replace(" ", "") for w in words(read)] == list(RATES)
    found = [[(d.kind, line.text[d.span.start : d.span.end]) for d in line.doubts if d.kind in ("per_mille", "percent")] for line in read.lines]
    assert found == [[("per_mille", "‰")], [], [("percent", "%")], [("per_mille", "‰")]]  # a percentage a day is to be looked at, whatever it is
    assert all(d.read.startswith("%") for line in read.lines for d in line.doubts)


@reads
@pytest.mark.parametrize("colour", [(200, 30, 40), (40, 50, 190)], ids=["red", "blue"])
def test_words_under_a_seal_are_read_and_marked(colour: tuple[int, int, int]) -> None:
    lines = ("第五条 违约责任与赔偿限额的约定", *LINES, "双方因履行本合同发生争议的，由甲方所在地人民法院管辖。", "本合同自双方签字盖章之日起生效。")
    picture, page = note(lines)
    read = scan.read_page(scanning.sealed(picture, (600, 270), colour=colour), page)
    assert [w.replace(" ", "") for w in words(read)] == [line.replace(" ", "") for line in lines]
    covered = [(i, line.text[d.span.start : d.span.end]) for i, line in enumerate(read.lines) for d in line.doubts if d.kind == "covered"]
    assert {i for i, _ in covered} == {2, 4, 5, 6}
    assert not any("甲方应" in text for _, text in covered)  # the words beside the seal are not in doubt


@pytest.mark.slow
@reads
@pytest.mark.parametrize("worn", [scanning.shadowed, scanning.peppered, lambda p: scanning.noisy(p, 18), lambda p: scanning.skewed(p, 3)], ids=["shadow", "specks", "noise", "skew"])
def test_a_worn_page_is_read_all_the_same(worn: Any) -> None:
    picture, page = note(LINES)
    assert [w.replace(" ", "") for w in words(scan.read_page(worn(picture), page))] == [w.replace(" ", "") for w in LINES]


@reads
def test_figures_filled_in_with_a_blue_pen_are_words() -> None:
    picture, page = note(LINES)
    blue = picture.copy()
    blue[picture[:, :, 0] < 128] = (30, 40, 180)
    assert [w.replace(" ", "") for w in words(scan.read_page(blue, page))] == [w.replace(" ", "") for w in LINES]


@reads
def test_a_ruled_table_is_read_row_by_row_with_its_empty_cells() -> None:
    import cv2

    picture, page = note(("序号\t项目名称\t数量\t单价（元）", "1\t数据专线\t24\t1,200.00", "2\t备用电路\t\t800.00", "合计金额以附件一为准。"))
    for y in (45, 98, 151, 204):
        cv2.line(picture, (105, y), (1240, y), (0, 0, 0), 2)
    for x in (105, 380, 670, 950, 1240):
        cv2.line(picture, (x, 45), (x, 204), (0, 0, 0), 2)
    read = scan.read_page(picture, page)
    assert words(read) == ["序号\t项目名称\t数量\t单价（元）", "1\t数据专线\t24\t1,200.00", "2\t备用电路\t\t800.00", "合计金额以附件一为准。"]
    assert [line.row for line in read.lines] == [True, True, True, False]


@pytest.mark.slow
@reads
@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_page_laid_in_the_wrong_way_round_is_read_and_its_places_are_those_shown(turns: int) -> None:
    import numpy as np

    lines = LINES + LINES
    picture, page = note(lines)
    shown = np.rot90(picture, turns).copy()
    wide, high = (page.height, page.width) if turns % 2 else (page.width, page.height)
    read = scan.read_page(shown, Page(number=1, width=wide, height=high, scanned=True))
    assert [w.replace(" ", "") for w in words(read)] == [w.replace(" ", "") for w in lines]
    ink = [(line.rect, line.text) for line in read.lines if line.rect]
    for rect, text in ink:
        part = shown[int(rect.top * 200 / 72) : int(rect.bottom * 200 / 72), int(rect.left * 200 / 72) : int(rect.right * 200 / 72)]
        assert (part < 128).mean() > 0.05, text  # there is ink where the line is said to stand
    first = ink[0][0]
    beginning = {1: first.bottom > 0.85 * high, 2: first.right > 0.85 * wide, 3: first.top < 0.15 * high}[turns]
    assert beginning


def _piece(text: str, left: int, top: int, right: int, high: int = 30) -> layout.Piece:
    return layout.Piece(recognition.Box(left, top, right, top + high), tuple(recognition.Letter(sign, left + 30.0 * i, left + 30.0 * i + 30, 1.0) for i, sign in enumerate(text)))


def _order(pieces: list[layout.Piece]) -> list[str]:
    return [" ".join("".join(x.sign for x in p.letters) for p in row) for row in layout._ordered(pieces, 1650)]


def test_two_columns_are_read_one_after_the_other_and_what_runs_across_parts_them() -> None:
    columns = [_piece(f"{side}{i}", left, 300 + 50 * i, left + 600) for i in range(10) for side, left in (("左", 150), ("右", 880))]
    pieces = [_piece("题", 500, 100, 1200), *columns, _piece("注", 150, 900, 1480)]
    assert _order(pieces) == ["题", *(f"左{i}" for i in range(10)), *(f"右{i}" for i in range(10)), "注"]


def test_the_two_halves_of_a_signature_page_are_no_columns() -> None:
    pieces = [_piece(f"{side}{i}", left, 300 + 50 * i, left + 200) for i in range(8) for side, left in (("甲", 150), ("乙", 880))]
    assert _order(pieces) == [f"甲{i} 乙{i}" for i in range(8)]


@pytest.mark.parametrize(
    ("rule", "expected", "reason"),
    [
        ((300, 328, 420, 331), "甲方____元", "a rule at the foot of the line, between its words"),
        ((300, 312, 420, 315), "甲方元", "a stroke in the middle of the line is a dash"),
        ((150, 328, 230, 331), "甲方元", "words stand on it: they are filled in"),
        ((300, 345, 420, 348), "甲方元", "below the line: of the next"),
        ((300, 328, 310, 331), "甲方元", "too short to write on"),
    ],
)
def test_a_rule_is_a_blank_where_it_stands_at_the_foot_of_a_line(rule: tuple[int, int, int, int], expected: str, reason: str) -> None:
    rows = layout._blanked([[_piece("甲方", 150, 300, 290), _piece("元", 430, 300, 470)]], [rule])
    assert "".join(x.sign for p in rows[0] for x in p.letters) == expected, reason


@pytest.mark.parametrize(
    ("sure", "ink", "kind", "reason"),
    [
        ((0.9, 0.9, 0.4), 0.05, None, "a third of the words in doubt"),
        ((0.9, 0.4, 0.4), 0.05, "page_unsure", "most of the words in doubt"),
        ((), 0.05, "page_without_text", "something stands on the page and nothing was read"),
        ((), 0.003, "page_without_text", "a line or two"),
        ((), 0.001, None, "an empty page"),
    ],
)
def test_a_page_of_which_little_can_be_read_is_a_problem(sure: tuple[float, ...], ink: float, kind: str | None, reason: str) -> None:
    import numpy as np

    grey = np.full((100, 100), 255, np.uint8)
    grey.ravel()[: int(ink * 10_000)] = 0
    problem = scan._problem([PageLine("十个字的一行写在这里", None, confidence=c) for c in sure], grey, A4)
    assert (problem.kind if problem else None) == kind, reason
    assert problem is None or (problem.page == 1 and "第 1 页" in problem.message)


@reads
@pytest.mark.slow
def test_a_whole_page_askew_noisy_and_sealed_is_read_without_a_wrong_word() -> None:
    lines = [f"第{n}条 甲方应自签约之日起{d}日内支付第{n}期款项，逾期的每日按欠款的{r}‰支付违约金。" for n, d, r in zip("一二三四五六七八九十" * 3, range(3, 33), range(1, 31), strict=False)]
    picture = scanning.noisy(scanning.skewed(scanning.sealed(scanning.page(lines), (900, 1500)), 1.0))
    read = scan.read_page(picture, A4)
    assert [w.replace(" ", "") for w in words(read)] == [line.replace(" ", "") for line in lines]
    assert sum(d.kind == "per_mille" for line in read.lines for d in line.doubts) == len(lines)
    assert not [d for line in read.lines for d in line.doubts if d.kind == "confidence"]


def _with_slip(words: str, degrees: float) -> tuple[Any, Page]:
    """A page with a slip of paper stuck on below its lines."""
    picture = scanning.page((*LINES, *[""] * 7, "第三条 附则"), paper=(1653, 900), left=120, top=60)
    slip = scanning.skewed(scanning.page((words,), paper=(1000, 400), left=120, top=190), -degrees)
    picture[270:600, 100:1100] = slip[40:370]
    return picture, Page(number=1, width=1653 * 72 / 200, height=324.0, scanned=True)


@reads
@pytest.mark.parametrize("degrees", [9, -12])
def test_a_tilted_line_is_read_in_its_place_and_doubted(degrees: float) -> None:
    words_of_slip = "另付押金三千元，退租时全数退还。"
    read = scan.read_page(*_with_slip(words_of_slip, degrees))
    assert [w.replace(" ", "") for w in words(read)] == [w.replace(" ", "") for w in (*LINES, words_of_slip, "第三条 附则")]
    slip = read.lines[4]
    assert [line for line in read.lines if len(line.doubts) > 0 and line.text != slip.text] == [] and read.problem is None
    assert all(any(d.span.start <= at < d.span.end for d in slip.doubts) for at, sign in enumerate(slip.text) if sign.strip())


@pytest.mark.slow
@reads
@pytest.mark.parametrize(("words_of_slip", "degrees"), [("另付押金三千元，退租时全数退还。", 40), ("专用章", 20)])
def test_a_tilted_line_that_cannot_be_read_is_told(words_of_slip: str, degrees: float) -> None:
    read = scan.read_page(*_with_slip(words_of_slip, degrees))
    assert [w.replace(" ", "") for w in words(read)] == [w.replace(" ", "") for w in (*LINES, "第三条 附则")]
    assert read.problem and read.problem.kind == "page_part_unread" and "第 1 页" in read.problem.message


@pytest.mark.slow
@reads
def test_words_found_late_and_not_read_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    picture, page = note(("甲方应付款。", *LINES))
    real = recognition.boxes
    monkeypatch.setattr(recognition, "boxes", lambda grey: [box for box in real(grey) if box.top > 100])
    assert words(scan.read_page(picture, page))[0] == "甲方应付款。" and scan.read_page(picture, page).problem is None
    monkeypatch.setattr(layout, "_sure", lambda letters: False)
    problem = scan.read_page(picture, page).problem
    assert problem and problem.kind == "page_part_unread"


# What is put right


def _letters(text: str, sure: float = 1.0) -> list[recognition.Letter]:
    return [recognition.Letter(sign, 30.0 * i, 30.0 * (i + 1), sure) for i, sign in enumerate(text)]


@pytest.mark.parametrize(
    ("read", "right", "doubts", "reason"),
    [
        ("第十-条", "第十一条", ["-"], "a bar between numerals of an article is 一"),
        ("第-条", "第一条", ["-"], "so it is where the article has one numeral"),
        ("第二-章", "第二一章", ["-"], "a numeral all the same: what number it is, is for the structure"),
        ("第3-5条", "第3-5条", [], "a range of articles is none"),
        ("附件-第三条", "附件-第三条", [], "outside the number nothing is touched"),
        ("1,2l0.00元", "1,210.00元", ["l"], "l between digits is 1"),
        ("10O元", "100元", ["O"], "O before 元 is 0"),
        ("VLAN1O", "VLAN1O", [], "a name may end in O"),
        ("12, 500.00元", "12,500.00元", [], "a blank inside an amount goes"),
        ("第1, 2条", "第1, 2条", [], "a blank in a list stays"),
        ("12，500元", "12,500元", ["，"], "a wide comma between thousands is narrow"),
        ("第3，5条", "第3，5条", [], "a wide comma in a list stays"),
        ("甲方o乙方", "甲方。乙方", ["o"], "a ring between ideographs is a full stop"),
        ("10Μbps", "10Mbps", [], "a Greek letter that looks like a Latin one is Latin"),
        ("(一）服务", "（一）服务", [], "both brackets of a pair are wide or none"),
        ("(a)服务", "(a)服务", [], "narrow pairs stay"),
        ("甲方,乙方:", "甲方，乙方：", [], "signs between ideographs are wide"),
        ("1:2", "1:2", [], "a ratio is none"),
    ],
)
def test_only_certain_misreadings_are_put_right(read: str, right: str, doubts: list[str], reason: str) -> None:
    import numpy as np

    found = misreadings.mended(_letters(read), np.full((40, 30 * len(read)), 255, np.uint8))
    assert "".join(x.sign for x in found) == right, reason
    assert [x.read for x in found if x.doubt] == doubts, reason


@pytest.mark.parametrize(
    ("sign", "sure", "rivals", "doubtful"),
    [
        ("8", 0.96, (), True),
        ("8", 0.98, (), False),
        ("甲", 0.79, (), True),
        ("甲", 0.81, (), False),
        ("壹", 0.96, (), True),
        ("，", 0.5, ((",", 0.48),), False),  # a comma, wide or narrow
        ("，", 0.5, (("。", 0.48),), True),  # where the sentence ends is not sure
        ("（", 0.41, (("(", 0.4),), False),
        ("（", 0.39, (("(", 0.4),), True),
        ("（", 0.79, (("〔", 0.2),), True),
    ],
)
def test_figures_are_doubted_sooner_than_words_and_marks_whatever_their_width(sign: str, sure: float, rivals: tuple[tuple[str, float], ...], doubtful: bool) -> None:
    import numpy as np

    found = misreadings.mended([recognition.Letter(sign, 0.0, 30.0, sure, rivals)], np.full((40, 40), 255, np.uint8))
    assert [bool(x.doubt) for x in found] == [doubtful]


@pytest.mark.parametrize(
    ("read", "other", "right", "doubtful", "reason"),
    [
        ("xxX", 0.3, "xxx", True, "a blank is written in one case"),
        ("XXx", 0.3, "XXX", True, "in the likelier one"),
        ("XXX", 0.04, "XXX", False, "the reader is sure of the case"),
        ("XXX", 0.06, "XXX", True, "it may be the other"),
        ("VLANx", 0.3, "VLANx", False, "letters beside it show how high a letter is"),
        ("x3", 0.3, "x3", False, "so does a digit"),
        ("甲x乙", 0.3, "甲x乙", True, "ideographs do not"),
        ("AB", 0.3, "AB", False, "letters whose small forms look otherwise"),
    ],
)
def test_the_case_of_letters_that_look_alike_in_both_is_doubted(read: str, other: float, right: str, doubtful: bool, reason: str) -> None:
    import numpy as np

    letters = [recognition.Letter(s, 30.0 * i, 30.0 * (i + 1), 0.99 - other, ((s.swapcase(), other),)) if s.isascii() else recognition.Letter(s, 30.0 * i, 30.0 * (i + 1), 0.99) for i, s in enumerate(read)]
    letters = [x._replace(sure=0.99) if x.sign.isdigit() or not doubtful else x for x in letters]
    found = misreadings.mended(letters, np.full((40, 30 * len(read)), 255, np.uint8))
    assert "".join(x.sign for x in found) == right, reason
    assert all(bool(x.doubt) == doubtful for x in found if x.sign.isascii()), reason


@pytest.mark.parametrize(
    ("columns", "expected", "reason"),
    [
        ("（(", "（", "one bracket of which the reader took both forms"),
        ("((（（", "（", "the form that it was surest of"),
        ("（ (", "（(", "two with paper between"),
        ("）（", "）（", "two marks"),
        ("xX", "xX", "letters are no marks"),
    ],
)
def test_a_mark_taken_in_both_widths_is_one(columns: str, expected: str, reason: str) -> None:
    import numpy as np

    signs = [" ", *dict.fromkeys(columns.replace(" ", ""))]
    answer = np.zeros((len(columns), max(len(signs), 4)))
    for i, sign in enumerate(columns):
        answer[i, signs.index(sign)] = 0.5 + (0.3 if sign == "（" else 0.1)
    assert "".join(x.sign for x in recognition._decoded(answer, [*signs, *"????"], 1.0, 8 * len(columns))) == expected, reason


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("每逾期一日，按欠费金额的3", "支付违约金", True),
        ("逾期的，每日按欠款的5", "计收", True),
        ("违约金为0.5", "/日", True),
        ("每日巡检一次。可用率不低于99.9", "。", False),  # another sentence
        ("增值税税率为6", "。", False),
        ("按日加收3", "的滞纳金", True),
    ],
)
def test_rates_of_a_day_are_known_by_the_words_of_their_sentence(before: str, after: str, expected: bool) -> None:
    assert misreadings.per_day(before, after) is expected


@reads
def test_a_figure_that_reads_differently_the_second_time_is_doubtful(monkeypatch: pytest.MonkeyPatch) -> None:
    real = recognition.letters
    calls = iter(range(9))

    def second_differs(crops: Any) -> Any:
        found = real(crops)
        if next(calls) == 0:
            return found
        return [[x._replace(sign="8") if x.sign == "3" else x for x in letters] for letters in found]

    monkeypatch.setattr(recognition, "letters", second_differs)
    read = scan.read_page(*note(("租用期限为36个月，月租费1,200元。",)))
    line = read.lines[0]
    assert [(d.kind, line.text[d.span.start : d.span.end], d.read) for d in line.doubts] == [("confidence", "36", "86")]


# Pages kept


def _read(number: int) -> PageRead:
    page = Page(number=number, width=595.3, height=841.9, scanned=True)
    doubt = Doubt(kind="per_mille", span=Span(2, 3), confidence=0.7, read="%0")
    return PageRead(page, (PageLine(f"每日3‰ {number}", Rect(1.0, 2.0, 3.5, 4.0), confidence=0.9, doubts=(doubt,), wrapped=False), PageLine("一\t二\t三", None, row=True, furniture=True)))


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of the pages that were really read."""
    calls: list[int] = []

    def read(picture: Any, page: Page) -> PageRead:
        calls.append(page.number)
        return _read(page.number)

    monkeypatch.setattr(scan, "read_page", read)
    monkeypatch.setattr(recognition, "load", lambda: None)
    return calls


PAGES = [Page(number=n, width=595.3, height=841.9, scanned=True) for n in (1, 2, 3, 4)]


def test_a_stopped_reading_goes_on_where_it_stopped(tmp_path: Path, counted: list[int]) -> None:
    seen: list[tuple[int, int]] = []

    def stop(done: int, of: int) -> None:
        seen.append((done, of))
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(scan.read_pages("file", PAGES, lambda n: n, Manner(keep=tmp_path, progress=stop)))
    assert counted == [1, 2]
    assert seen == [(0, 4), (1, 4), (2, 4)]
    again = list(scan.read_pages("file", PAGES, lambda n: n, Manner(keep=tmp_path)))
    assert counted == [1, 2, 3, 4]
    assert again == [_read(n) for n in (1, 2, 3, 4)]  # kept pages come back as they were, doubts and places too


def test_another_file_or_another_reader_is_read_anew(tmp_path: Path, counted: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    manner = Manner(keep=tmp_path)
    list(scan.read_pages("a", PAGES[:1], lambda n: n, manner))
    list(scan.read_pages("b", PAGES[:1], lambda n: n, manner))
    monkeypatch.setattr(scan, "_reader", lambda: "another")
    list(scan.read_pages("a", PAGES[:1], lambda n: n, manner))
    assert counted == [1, 1, 1]


def test_without_a_folder_nothing_is_kept(counted: list[int]) -> None:
    list(scan.read_pages("a", PAGES[:1], lambda n: n, Manner()))
    list(scan.read_pages("a", PAGES[:1], lambda n: n, Manner()))
    assert counted == [1, 1]


def test_kept_pages_are_their_owners_and_can_be_forgotten(tmp_path: Path, counted: list[int]) -> None:
    list(scan.read_pages("a", PAGES[:1], lambda n: n, Manner(keep=tmp_path)))
    file = tmp_path / readings.FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert scan.forget(tmp_path) is True
    assert not file.exists() and scan.forget(tmp_path) is False
    list(scan.read_pages("a", PAGES[:1], lambda n: n, Manner(keep=tmp_path)))
    assert counted == [1, 1]


@pytest.mark.parametrize("broken", ["junk", "folder", "words"])
def test_a_broken_store_is_as_good_as_none(tmp_path: Path, counted: list[int], broken: str) -> None:
    file = tmp_path / readings.FILE
    if broken == "junk":
        file.write_bytes(b"no database at all" * 100)
    elif broken == "folder":
        file.mkdir()
    else:
        list(scan.read_pages("a", PAGES[:1], lambda n: n, Manner(keep=tmp_path)))
        with sqlite3.connect(file) as db:
            db.execute("UPDATE pages SET words = '[1, 2]'")
        db.close()
        counted.clear()
    assert list(scan.read_pages("a", PAGES[:1], lambda n: n, Manner(keep=tmp_path))) == [_read(1)]
    assert counted == [1]


def test_a_page_that_breaks_the_reader_is_a_problem_and_is_not_kept(tmp_path: Path, counted: list[int]) -> None:
    def render(number: int) -> Any:
        if number == 2:
            raise ValueError("no such picture")
        return number

    pages = list(scan.read_pages("a", PAGES[:3], render, Manner(keep=tmp_path)))
    assert [p.problem.kind if p.problem else None for p in pages] == [None, "page_unreadable", None]
    assert pages[1].problem and pages[1].problem.page == 2 and "第 2 页" in pages[1].problem.message
    list(scan.read_pages("a", PAGES[:3], lambda n: n, Manner(keep=tmp_path)))
    assert counted == [1, 3, 2]


def test_a_page_that_was_read_in_part_is_kept_with_its_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, counted: list[int]) -> None:
    problem = Problem(stage="read", kind="page_part_unread", message="第 1 页", page=1, message_en="page 1")
    monkeypatch.setattr(scan, "read_page", lambda picture, page: _read(1)._replace(problem=problem))
    first = list(scan.read_pages("a", PAGES[:1], lambda n: n, Manner(keep=tmp_path)))
    monkeypatch.setattr(scan, "read_page", None)
    assert list(scan.read_pages("a", PAGES[:1], lambda n: n, Manner(keep=tmp_path))) == first == [_read(1)._replace(problem=problem)]


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (MemoryError(), "page_memory"),
        (ValueError("OpenCV(5.0.0) alloc.cpp:73: error: (-4:Insufficient memory) Failed to allocate 79077376 bytes"), "page_memory"),
        (RuntimeError("[ONNXRuntimeError] : 6 : RUNTIME_EXCEPTION : Non-zero status code returned while running Conv node: std::bad_alloc"), "page_memory"),
        (RuntimeError("[ONNXRuntimeError] : 2 : INVALID_ARGUMENT"), "page_unreadable"),
    ],
)
def test_a_page_lost_to_memory_says_so_and_what_to_do(error: Exception, kind: str, counted: list[int]) -> None:
    def render(number: int) -> Any:
        raise error

    (page,) = scan.read_pages("a", PAGES[:1], render, Manner())
    assert page.problem and page.problem.kind == kind
    if kind == "page_memory":
        assert page.problem.message == "识别第 1 页所需内存超过 1.4 GB 的上限，该页未审查，请拆分文件，或以 200 dpi 重新扫描"


# Image files


@reads
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP"])
def test_every_kind_of_image_file_is_opened(kind: str) -> None:
    picture, _ = note(LINES[:1])
    image = pictures.opened("a", scanning.encoded(picture, kind, **({} if kind in ("GIF", "WEBP") else {"dpi": (200, 200)})))
    assert len(image.pages) == 1 and abs(image.pages[0].width - 595.1) < 1
    assert abs(image.render(0).shape[1] - 1653) <= 2


@reads
def test_a_tiff_has_all_its_pages_and_only_what_it_shows(tmp_path: Path) -> None:
    first, _ = note(LINES[:1])
    second, _ = note(LINES[2:3])
    content = scan.read_image("合同.tiff", scanning.encoded(first, "TIFF", more=[second], dpi=(200, 200)), Manner(keep=tmp_path))
    assert content.text.replace(" ", "") == "第一条服务内容\n第二条违约责任"
    assert [b.page for b in content.blocks] == [1, 2] and all(b.rect and b.wrapped for b in content.blocks)
    assert [p.number for p in content.pages] == [1, 2] and all(p.scanned for p in content.pages)


@reads
def test_a_camera_picture_is_turned_as_its_exif_says() -> None:
    import numpy as np
    from PIL import Image

    picture, _ = note(LINES[:2])
    exif = Image.Exif()
    exif[0x0112] = 6
    content = scanning.encoded(np.rot90(picture).copy(), "JPEG", exif=exif, dpi=(200, 200), quality=92)
    image = pictures.opened("a.jpg", content)
    assert image.pages[0].width > image.pages[0].height
    assert abs(image.render(0).astype(int) - picture).mean() < 3


@reads
def test_without_a_likely_resolution_the_page_is_taken_for_a4() -> None:
    picture = scanning.page(LINES[:1])
    for dpi in ((1, 1), (72, 72), None):
        image = pictures.opened("a.png", scanning.encoded(picture, "PNG", **({"dpi": dpi} if dpi else {})))
        assert abs(image.pages[0].width - 595.3) < 2 and abs(image.pages[0].height - 841.9) < 3, dpi


@reads
@pytest.mark.parametrize(("wide", "high", "refused"), [(pictures.MOST_PIXELS // 1000, 1000, False), (pictures.MOST_PIXELS // 1000 + 1, 1000, True), (60000, 60000, True)])
def test_too_many_pixels_are_refused_before_they_are_decoded(wide: int, high: int, refused: bool) -> None:
    import struct
    import zlib

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0))
    content = b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    if not refused:
        assert len(pictures.opened("大图.png", content).pages) == 1
        return
    with pytest.raises(UnreadableFile, match="百万像素"):
        pictures.opened("大图.png", content)


@reads
@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0 no picture", b"II*\x00\x08\x00\x00\x00", b"BM" + bytes(60), b"GIF89a"])
def test_a_broken_image_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableFile):
        scan.read_image("坏.png", content, Manner())
