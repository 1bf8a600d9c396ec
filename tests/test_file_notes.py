"""What a review says of the file itself: changes, hidden words, remarks, scanned pages; and where words stand on a page."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from clauses.model import Block, Comment, Doubt, Page, Rect, Revision, Source, Span
from clauses.notes import notes_of
from clauses.report import json as report
from clauses.review import Desk, review_source

TEXT = "第一条 月租费\n每月八百元，逾期每日千分之三。"
CHANGED = Revision(kind="inserted", author="王五", date="2026-03-01T09:00:00Z", text="千分之三", span=Span(18, 22))
TAKEN = Revision(kind="deleted", author="", date=None, text="万分之五", span=Span(18, 18))


def source(**more: object) -> Source:
    return Source(file="a.docx", sha256="", format="docx", text=TEXT, blocks=(), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("why", "file", "said"),
    [
        ("a plain file says nothing of itself", source(), []),
        ("changes with their authors and how they were taken", source(revisions=(CHANGED, TAKEN)), ["文件有 2 处修订（王五、未署名），按接受全部修订后的文字审查"]),
        ("the same, read as it was before", source(revisions=(CHANGED,), view="rejected"), ["文件有 1 处修订（王五），按拒绝全部修订后的文字（修订前）审查"]),
        ("hidden words are quoted", source(hidden=(Span(8, 13),)), ["有 1 处文字设为隐藏、打印时看不到，已纳入审查，如“每月八百元”"]),
        (
            "what turns the order of the words on the screen is told, wherever it was left out",
            replace(source(turned=2), text=TEXT.replace("千分之三", "\u202e三之分千")),
            ["文件含 3 个改变文字显示次序的控制符（如 U+202E），已去掉，按字符实际次序审查；打开原件看到的次序可能不同，请核对数字、比例和当事人"],
        ),
        ("remarks are no words of the contract", source(comments=(Comment(author="李律", date=None, text="再议"),)), ["有 1 条批注（李律），不作为合同文字审查"]),
        (
            "scanned pages in ranges, with the doubts",
            source(pages=tuple(Page(number=n, width=595, height=842, scanned=n != 3) for n in (1, 2, 3, 4)), doubts=(Doubt(kind="percent", span=Span(18, 22), confidence=0.5),)),
            ["3 页（第 1–2、4 页）读自图片，其中 1 处存疑；比例、金额和日期请对照原图核对"],
        ),
    ],
)
def test_notes(why: str, file: Source, said: list[str]) -> None:
    assert [note.message for note in notes_of(file)] == said, why


def test_words_know_their_places_changes_and_doubts() -> None:
    lines = (Block(span=Span(0, 7), page=1, rect=Rect(72, 100, 200, 112)), Block(span=Span(8, len(TEXT)), page=2, rect=Rect(72, 90, 300, 102)))
    file = Source(file="a.pdf", sha256="", format="pdf", text=TEXT, blocks=lines, revisions=(TAKEN,), doubts=(Doubt(kind="percent", span=Span(18, 22), confidence=0.5),))
    assert [(p.page, p.rect) for p in file.places(Span(4, 10))] == [(1, lines[0].rect), (2, lines[1].rect)]
    assert [p.page for p in file.places(Span(0, 7))] == [1], "the end of a span belongs to what follows"
    assert file.doubted(Span(10, 19)) and file.doubted(Span(10, 18)) and not file.doubted(Span(10, 17)), "a doubt counts right beside the words too"
    assert file.revised(Span(18, 20)) == (TAKEN,) and not file.revised(Span(0, 7)), "deleted words count where they stood"


STRAY = "专线服务合同\n甲方：青松医院\n乙方：远山通信有限公司\n第一条 服务\n1.1 乙方向甲方提供（（专线）一条，供甲方组网使用。\n1.2 甲方按月支付租费八百元。\n第二条 争议\n2.1 本合同争议由原告所在地人民法院管辖。\n"


def test_a_finding_beside_a_doubt_is_shown_as_doubtful_and_weighs_the_same(desk: Desk) -> None:
    at = STRAY.index("（（")
    lines = [Block(span=Span(m.start(), m.end()), page=1, rect=Rect(72, 100, 300, 112)) for m in re.finditer(".+", STRAY)]
    plain = Source(file="a.pdf", sha256="", format="pdf", text=STRAY, blocks=tuple(lines), pages=(Page(number=1, width=595, height=842, scanned=True),))
    doubted = replace(plain, doubts=(Doubt(kind="confidence", span=Span(at, at + 1), confidence=0.5),))
    shown = [[{**f} for f in json.loads(report.dumps(review_source(source, desk)))["contracts"][0]["findings"]] for source in (plain, doubted)]
    assert [f.pop("doubtful", False) for f in shown[0]] == [False] * len(shown[0])
    assert [f["code"] for f in shown[1] if f.pop("doubtful", False)] == ["text.stray"]
    assert shown[0] == shown[1]
