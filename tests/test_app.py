"""The page as a reader meets it: a review on the first visit, uploads good and bad, two languages, hostile words."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from streamlit.testing.v1 import AppTest

from clauses.model import (
    Candidate,
    Citation,
    Clause,
    Contract,
    ContractReview,
    Facts,
    Finding,
    Match,
    Missing,
    Problem,
    Score,
    Source,
    Span,
    Template,
    TemplateClause,
)
from clauses.ui.diff_view import side_by_side
from clauses.ui.findings_view import card
from clauses.ui.head_view import partial_banner
from clauses.ui.html import el
from clauses.ui.labels import LANGUAGES, say

ROOT = Path(__file__).resolve().parent.parent
NAMED = r"(?<!{){(\w+)(?::[^{}]*)?}(?!})"  # a value that a label names; what follows a colon counts it in words
CONTRACT = """仓库租赁合同

出租方（乙方）：东岭仓储有限公司
承租方（甲方）：北滩贸易有限公司

第一条 租赁物
1.1 乙方将位于东岭镇的三号仓库出租给甲方使用。<script>alert("x")</script>
第二条 租金
2.1 甲方应于每月5日前支付当月租金人民币8000元。
2.2 甲方逾期支付租金的，每逾期一日，按照逾期金额的千分之六向乙方支付违约金。<img src=x onerror=alert(1)>
第三条 期限
3.1 本合同期限自2024年3月1日起至2026年2月28日止。
第四条 争议解决
4.1 因本合同发生的争议，由双方协商解决；协商不成的，向乙方所在地人民法院起诉。
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test has a store of its own."""
    monkeypatch.setenv("CLAUSES_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def opened() -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()
    assert not app.exception
    return app


def words(app: AppTest) -> str:
    """All that the page says: its plain elements and its panes."""
    plain = "".join(html.proto.body for html in app.main.get("html"))
    panes = [*app.main.get("bidi_component"), *app.sidebar.get("bidi_component")]
    told = [pane.proto.mixed.json if pane.proto.HasField("mixed") else pane.proto.json for pane in panes]
    return plain + "".join(json.loads(one)["html"] for one in told)


def upload(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    app.file_uploader[0].set_value([(name, content, "application/octet-stream") for name, content in files])
    return app.run()


def test_the_first_visit_shows_a_review() -> None:
    app = opened()
    assert not app.error
    assert "智慧水务专线租用合同" in words(app)
    assert app.button_group(key="view").options[0].startswith("条款对照")
    assert "高风险" in app.session_state["opened"]


@pytest.mark.parametrize("view", ["clauses", "findings", "terms", "missing", "handover"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_view_is_drawn_in_both_languages(view: str, language: str) -> None:
    app = opened()
    app.session_state["view"] = view
    app.session_state["language"] = language
    app.run()
    assert not app.exception and not app.error
    assert app.session_state["view"] == view


def test_language_and_side_keep_the_clause_that_is_read() -> None:
    app = opened()
    before = app.session_state["clause"]
    app.session_state["clause"] = "c5"
    assert before != "c5"
    app.button_group(key="language").set_value("en").run()
    assert app.session_state["clause"] == "c5"
    assert app.selectbox(key="least").label == "Show from"
    app.button_group(key="side").set_value("carrier").run()
    assert app.session_state["clause"] == "c5" and not app.exception


def test_another_file_forgets_the_clause() -> None:
    app = opened()
    app.session_state["clause"] = "c30"
    upload(app, ("仓库.txt", CONTRACT.encode()))
    assert not app.error and not app.exception
    assert "仓库租赁合同" in words(app)
    assert app.session_state["clause"] != "c30"


def test_an_upload_is_reviewed_and_its_markup_stays_text() -> None:
    app = upload(opened(), ("仓库.txt", CONTRACT.encode()))
    seen = ""
    for view in ("clauses", "findings", "terms", "missing"):
        app.session_state["view"] = view
        seen += words(app.run())
    app.session_state["view"], app.session_state["clause"] = "clauses", next(id for id in re.findall(r'data-pick=\\?"(c\d+)', seen))
    seen += words(app.run())
    assert "&lt;script&gt;" in seen and "<script" not in seen and "<img" not in seen


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("空.txt", b"", "空文件"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "docx"),
        ("x.docx", b"no word file at all", "不是有效的"),
        ("photo.png", b"\x89PNG\r\n\x1a\n", "图片"),
        ("poem.txt", "床前明月光，疑是地上霜。".encode(), ""),
    ],
)
def test_what_cannot_be_reviewed_is_said_and_the_page_stays_usable(name: str, content: bytes, told: str) -> None:
    app = upload(opened(), (name, content))
    assert not app.exception
    assert len(app.error) == 1 and told in app.error[0].value.replace("\\", "")
    assert "智慧水务专线租用合同" in words(app)
    upload(app, ("仓库.txt", CONTRACT.encode()))
    assert not app.error and "仓库租赁合同" in words(app)


def test_a_score_is_explained_by_its_findings() -> None:
    app = opened()
    kind = re.findall(r'data-pick=\\?"(\w+)', words(app))[0]
    app.session_state["view"], app.session_state["finding_type"] = "findings", kind
    app.run()
    assert app.selectbox(key="finding_type").value == kind and "article" in words(app)


def test_labels_are_whole_in_both_languages() -> None:
    files = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in (ROOT / "clauses/ui").glob("labels*.yaml")]
    labels = {key: row for one in files for key, row in one.items()}
    assert len(labels) == sum(map(len, files)), "a key has two homes"
    for key, row in labels.items():
        assert set(row) == set(LANGUAGES) and all(isinstance(text, str) and text for text in row.values()), key
        assert sorted(re.findall(NAMED, row["zh"])) == sorted(re.findall(NAMED, row["en"])), key
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "clauses/ui").glob("*.py"))
    for key in re.findall(r'say\("(\w+)"', code):
        assert key in labels, key


@pytest.mark.parametrize(
    ("key", "language", "values", "words"),
    [
        ("board_in", "en", {"count": 1}, "1 contract"),
        ("board_in", "en", {"count": 2}, "2 contracts"),
        ("board_in", "en", {"count": 0}, "0 contracts"),
        ("board_in", "zh", {"count": 1}, "1 份合同"),
        ("board_shown", "en", {"what": "{x:y|z} 1", "contracts": "1", "findings": "1,021"}, "Only {x:y|z} 1 (1 contract, 1,021 findings)"),  # a value's own words are not looked at
        ("board_undated", "en", {"count": 1}, "1 more has a notice before the end, but the words fix no end"),
    ],
)
def test_one_thing_is_said_in_the_singular(key: str, language: str, values: dict[str, object], words: str) -> None:
    assert say(key, language, **values) == words


def test_an_element_escapes_texts_and_attributes() -> None:
    shown = el("p", '<b>"&', pick='"><script>', title="'>").text
    assert "<b>" not in shown and "<script" not in shown and shown.count(">") == 2


def test_a_partial_review_says_which_part() -> None:
    shown = partial_banner([Problem(stage="read", kind="page_without_text", message="本页没有文字<i>", page=3)], "zh")
    assert shown is not None and "部分内容未能审查" in shown.text and "第 3 页" in shown.text and "&lt;i&gt;" in shown.text


def _review(match: Match, finding: Finding | None = None) -> ContractReview:
    text = "甲方<i>不得</i>转租。"
    clause = Clause(id="c1", number="1", heading="<u>", text=text, span=Span(0, len(text)), pieces=(Span(0, len(text)),), type="use_restrictions")
    source = Source(file="a.txt", sha256="0", format="txt", text=text, blocks=())
    contract = Contract(title="<t>", language="zh", parties=(), signed=None, clauses=(clause,), span=Span(0, len(text)))
    standard = TemplateClause(id="s", number="3", heading=None, article="", type="use_restrictions", also=(), required=False, reason="", text="甲方可以转租。")
    template = Template(id="t", version="1", title="t", title_en="t", clauses=(standard,))
    facts = Facts(source=source, contract=contract, template=template, template_similarity=1, template_terms=(), matches=(match,), missing=(), terms=())
    return ContractReview(facts=facts, side="customer", findings=(finding,) if finding else (), score=Score(total=0, level="none", by_type={}))


def test_the_diff_marks_weighty_changes_stronger() -> None:
    changes = (("=", "甲方"), ("-", "可以"), ("+", "<i>不得</i>"), ("=", "转租"), ("-", "。"), ("+", "；"))
    match = Match(clause="c1", template_clause="s", similarity=1, status="changed", near=True, diff=changes)
    review = _review(match)
    shown = side_by_side(review.facts.contract.clauses[0], match, review, "zh").text
    assert '<del class="strong">可以</del>' in shown and '<ins class="strong">&lt;i&gt;不得&lt;/i&gt;</ins>' in shown
    assert "<del>。</del>" in shown and "<ins>；</ins>" in shown


def test_sentences_stand_beside_their_counterparts_and_long_equal_ones_are_folded() -> None:
    same = "甲方按月支付服务费。" * 20
    changes = (("-", "乙方开票。"), ("=", same), ("+", "逾期不候。"))
    match = Match(clause="c1", template_clause="s", similarity=1, status="changed", near=True, diff=changes)
    shown = side_by_side(_review(match).facts.contract.clauses[0], match, _review(match), "zh").text
    assert shown.count('class="row') == 1 + 1 + 20 + 1 and shown.count("<details") == 1 and "相同的 200 字" in shown
    assert '<div class="words none">本合同无此句</div>' in shown and '<div class="words none">标准无此句</div>' in shown
    assert shown.index("乙方开票。") < shown.index("<details") < shown.index("甲方按月") < shown.index("</details>") < shown.index("逾期不候。")


def test_a_downloaded_table_holds_no_formula() -> None:
    from clauses.library import load
    from clauses.report.tables import spreadsheet
    from clauses.ui.findings_view import named_findings

    finding = Finding(id="f", code="blank.unfilled", severity="low", certainty="certain", favours="neither", score=5, clause="c1", quote="=1+1", span=Span(0, 1), message="@甲方", basis=(), suggestion="＝3")
    match = Match(clause="c1", template_clause=None, similarity=0, status="extra")
    shown = spreadsheet(named_findings(_review(match, finding), load(), "zh")).decode("utf-8-sig")
    assert shown.startswith("级别,条款") and "'=1+1" in shown and "'@甲方" in shown and "'＝3" in shown


def test_money_is_told_with_what_it_supposes() -> None:
    from clauses.library import load

    match = Match(clause="c1", template_clause=None, similarity=0, status="extra")
    finding = Finding(id="f", code="renewal.automatic", severity="low", certainty="likely", favours="them", score=5, clause="c1", quote="", span=None, message="m", basis=(), suggestion="", scenario="renewal")
    shown = card(finding, _review(match, finding), load(), "zh").text
    assert "不足以算出" in shown and load().playbooks["customer"].scenarios["renewal"].reason in shown and "很可能" in shown


def test_an_absence_says_whether_it_is_a_finding() -> None:
    from dataclasses import replace

    from clauses.library import load
    from clauses.ui.terms_view import missing_card

    review = _review(Match(clause="c1", template_clause=None, similarity=0, status="extra"))
    template = review.facts.template
    assert template is not None
    wanted = replace(template.clauses[0], required=True, reason="r")
    facts = replace(review.facts, template=replace(template, clauses=(wanted,)))
    lacking = Missing(template_clause="s", type="use_restrictions", nearest=(Candidate(clause="c1", similarity=0.2, why_not="<why>"),))
    shown = missing_card(lacking, replace(review, facts=facts), load(), "zh").text
    assert "未作为发现提示" in shown and "&lt;why&gt;" in shown
    finding = Finding(id="f", code="use_restrictions.missing", severity="low", certainty="certain", favours="neither", score=5, clause=None, quote="", span=None, message="m", basis=(), suggestion="")
    assert "已作为发现提示" in missing_card(lacking, replace(review, facts=facts, findings=(finding,)), load(), "zh").text


def test_a_card_escapes_what_a_finding_quotes() -> None:
    from clauses.library import load

    finding = Finding(id="f", code="blank.unfilled", severity="low", certainty="certain", favours="neither", score=5, clause="c1", quote="<script>", span=Span(0, 1), message="<b>", basis=(Citation(law="<l>", article="1", version="1"),), suggestion="<s>")
    match = Match(clause="c1", template_clause=None, similarity=0, status="extra")
    shown = card(finding, _review(match, finding), load(), "zh", linked=True).text
    assert not re.search(r"<(script|b|l|s|u)>(?!</b>)", shown.replace('<b class="number">', "").replace("<b>空白未填</b>", ""))


def test_who_decides_is_the_name_in_the_sidebar() -> None:
    app = opened()
    assert app.text_input(key="person").value
    app.text_input(key="person").set_value("王律师").run()
    app.button_group(key="language").set_value("en").run()
    assert app.text_input(key="person").value == "王律师"


def test_who_is_sent_to_another_page_stays_who_they_are_and_reads_their_language() -> None:
    """A click in a list leads to a contract's page: the run ends before name and language are drawn, and decisions were then signed by the system's user."""
    app = opened()
    app.sidebar.text_input(key="person").set_value("周法务").run()
    app.session_state["language"] = "en"
    app.run()
    app.session_state["going"] = ("dashboard", {})
    app.run()
    app.run()
    assert not app.exception and app.sidebar.text_input(key="person").value == "周法务" and app.session_state["language"] == "en"
