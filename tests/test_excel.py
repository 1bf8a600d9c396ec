"""The workbook opened again: numbers are numbers, words are words, and the formulas give the score."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from clauses import agreed, register
from clauses.beside import ordered, pairs
from clauses.model import ContractReview, Decision, Review, Side, TermRow
from clauses.report.excel import FINDINGS, MOST, NUMBERS, REGISTER, TERMS, compared_of, cut, numbers_of, register_of, workbook
from clauses.report.labels import say
from clauses.review import Desk
from clauses.score import score
from clauses.standing import ranks
from tests.formulas import Sheet

ROOT = Path(__file__).resolve().parent.parent
FILES = [*sorted((ROOT / "templates_library" / "samples").glob("*.*")), *sorted((ROOT / "tests" / "golden").glob("*/source.*"))]
RISKY = FILES[1]
MADE = datetime(2026, 3, 2, tzinfo=UTC)
SOFFICE = shutil.which("soffice")
CALC = SOFFICE is not None and any(Path(SOFFICE).resolve().parent.glob("libsclo.*"))
Reviewed = Callable[[Path, Side], Review]


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def columns(sheet: Any) -> dict[str, str]:
    return {cell.value: cell.column_letter for cell in sheet[1]}


def column(sheet: Any, name: str) -> list[Any]:
    letter = columns(sheet)[say(f"column_{name}", "zh")]
    return [cell.value for cell in sheet[letter][1:]]


def decided(contract: ContractReview) -> list[Decision]:
    """Every second finding accepted with its wording, every third rejected, the rest open; comments beside."""
    made: list[Decision] = []
    for n, finding in enumerate(contract.findings):
        act = ("accepted", "rejected", "")[n % 3]
        if act:
            made.append(Decision(finding=finding.id, act=act, by="王律师", at="2026-03-01T08:00:00.000000+00:00", words="照此办理", wording=agreed.proposed(finding, contract) if act == "accepted" else None, number=len(made) + 1))  # type: ignore[arg-type]
            made.append(Decision(finding=finding.id, act="commented", by="李经理", at="2026-03-01T09:00:00.000000+00:00", words="再问客户", number=len(made) + 1))
    return made


@pytest.mark.slow
@pytest.mark.parametrize("path", FILES, ids=lambda p: p.parent.name if p.stem == "source" else p.stem)
def test_the_formulas_give_the_score(path: Path, reviewed: Reviewed, desk: Desk) -> None:
    for side in ("customer", "carrier"):
        whole = reviewed(path, side)  # type: ignore[arg-type]
        book = opened(workbook(whole, {}, desk.library, made=MADE))
        for number, contract in enumerate(whole.contracts, 1):
            sheet = book["评分" if len(whole.contracts) == 1 else f"评分 {number}"]
            reckoned = Sheet(sheet)
            assert reckoned["B1"] == contract.score.total
            assert reckoned["D1"] == {"high": "高", "medium": "中", "low": "低", "none": "未见风险"}[contract.score.level]
            first = next(r for r in range(9, sheet.max_row + 1) if sheet[f"A{r}"].value == "编号") + 1
            assert [reckoned[f"H{first + n}"] for n in range(len(contract.findings))] == [f.score for f in contract.findings]
            types = {reckoned[f"A{r}"]: reckoned[f"F{r}"] for r in range(11, first - 2)}
            assert {name: points for name, points in types.items() if points} == {desk.library.vocabulary["clause_types"][type]["zh"]: points for type, points in contract.score.by_type.items() if points}


def test_a_number_changed_in_the_sheet_changes_the_score_as_the_program_would(reviewed: Reviewed, desk: Desk) -> None:
    contract = reviewed(RISKY, "customer").contracts[0]
    sheet = opened(workbook(reviewed(RISKY, "customer"), {}, desk.library, made=MADE))["评分"]
    rule = desk.library.scoring
    other = replace(rule, type_most=Decimal(20), severity_most={**rule.severity_most, "medium": Decimal(30)})
    assert Sheet(sheet, {"M6": 20, "C6": 30})["B1"] == score(contract.findings, other).total != contract.score.total


def test_the_values_beside_the_formulas_are_the_programs(reviewed: Reviewed, desk: Desk) -> None:
    """A reader that reckons nothing (a preview, a script) shows the same total."""
    content = workbook(reviewed(RISKY, "customer"), {}, desk.library, made=MADE)
    values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)["评分"]
    reckoned = Sheet(opened(content)["评分"])
    formulas = [cell.coordinate for row in opened(content)["评分"].iter_rows() for cell in row if cell.data_type == "f"]
    assert len(formulas) > 100
    for name in formulas:
        found, wanted = values[name].value, reckoned[name]
        assert found == wanted or abs(found - wanted) < 1e-9, name


@pytest.mark.slow
@pytest.mark.skipif(not CALC, reason="needs LibreOffice Calc (libreoffice-calc)")
@pytest.mark.parametrize("path", FILES[:3], ids=lambda p: p.stem)
def test_libreoffice_reckons_the_same_score(path: Path, reviewed: Reviewed, desk: Desk, tmp_path: Path) -> None:
    """The values that the program wrote are taken out first, so that what comes back was reckoned there."""
    whole = reviewed(path, "customer")
    file = tmp_path / "score.xlsx"
    with zipfile.ZipFile(io.BytesIO(workbook(whole, {}, desk.library, made=MADE))) as packed, zipfile.ZipFile(file, "w") as bare:
        for name in packed.namelist():
            bare.writestr(name, re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", packed.read(name)) if "worksheets/" in name else packed.read(name))
    assert SOFFICE is not None
    subprocess.run([SOFFICE, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,3", str(file), "--outdir", str(tmp_path)], check=True, capture_output=True, timeout=120)
    (told,) = tmp_path.glob("*.csv")
    rows = list(csv.reader(told.open(encoding="utf-8")))
    assert rows[0][:4] == ["总分", str(whole.contracts[0].score.total), "级别", {"high": "高", "medium": "中", "low": "低"}[whole.contracts[0].score.level]]
    first = next(n for n, row in enumerate(rows) if row[0] == "编号") + 1
    assert [(row[0], int(row[7])) for row in rows[first:]] == [(f.id, f.score) for f in whole.contracts[0].findings]


def test_a_row_a_finding_with_what_was_decided(reviewed: Reviewed, desk: Desk) -> None:
    whole = reviewed(RISKY, "customer")
    contract = whole.contracts[0]
    standings = agreed.standings(decided(contract))
    sheet = opened(workbook(whole, standings, desk.library, made=MADE))["风险清单"]
    assert [cell.value for cell in sheet[1]] == [say(f"column_{name}", "zh") for name in FINDINGS]
    assert column(sheet, "id") == [f.id for f in contract.findings]
    assert column(sheet, "score") == [f.score for f in contract.findings] and all(type(points) is int for points in column(sheet, "score"))
    assert column(sheet, "amount") == [float(f.exposure.amount) if f.exposure else None for f in contract.findings]
    assert column(sheet, "verdict") == [{"accepted": "采纳", "rejected": "不采纳", "open": "未决定"}[standings[f.id].verdict if f.id in standings else "open"] for f in contract.findings]
    wordings = agreed.wordings(contract, standings)
    assert column(sheet, "agreed") == [next((w.now for w in wordings if f.id in w.findings), None) for f in contract.findings]
    first = {cell.value: sheet[2][n].value for n, cell in enumerate(sheet[1])}
    assert (first["理由"], first["决定人"], first["批注"]) == ("照此办理", "王律师", "李经理：再问客户")
    local = datetime.fromisoformat("2026-03-01T08:00:00+00:00").astimezone().replace(tzinfo=None)
    assert first["决定时间"] == local
    assert "民法典第563条（2020）" in first["依据"]


def test_a_page_is_a_number_where_the_format_has_pages(reviewed: Reviewed, desk: Desk) -> None:
    whole = reviewed(RISKY, "customer")
    source = replace(whole.source, blocks=tuple(replace(block, page=n // 20 + 1) for n, block in enumerate(whole.source.blocks)))
    paged = replace(whole, source=source, contracts=tuple(replace(c, facts=replace(c.facts, source=source)) for c in whole.contracts))
    pages = column(opened(workbook(paged, {}, desk.library, made=MADE))["风险清单"], "page")
    assert pages.count(None) == sum(f.span is None for f in whole.contracts[0].findings) and {type(page) for page in pages} <= {int, str, type(None)} and 2 in pages
    assert set(column(opened(workbook(whole, {}, desk.library, made=MADE))["风险清单"], "page")) == {None}


def test_terms_are_numbers_with_their_units(reviewed: Reviewed, desk: Desk) -> None:
    sheet = opened(workbook(reviewed(RISKY, "customer"), {}, desk.library, made=MADE))["条款数值"]
    assert [cell.value for cell in sheet[1]] == [say(f"column_{name}", "zh") for name in TERMS]
    letters = columns(sheet)
    rows = {(sheet[f"{letters['条款']}{r}"].value, sheet[f"{letters['项目']}{r}"].value): r for r in range(2, sheet.max_row + 1)}
    # clause, field, value, format, unit, yearly
    for place, field, value, shape, unit, yearly in [
        ("9.1", "日费率", 0.005, "0.00##%", "每日", 1.825), ("6.1", "金额", None, "#,##0.00", "元（或合同所用币种）", None), ("11.2", "提前通知日数", 120, "General", "日", None),
        ("7.1", "可用率", 0.995, "0.00##%", "比例", None), ("9.3", "倍数", 12, "General", "倍", None), ("9.2", "上限 · 金额", 500, "#,##0.00", "元（或合同所用币种）", None),
    ]:  # fmt: skip
        row = rows[place, field]
        cell = sheet[f"{letters['数值']}{row}"]
        assert cell.data_type == "n" and cell.number_format == shape and (value is None or cell.value == value)
        assert (sheet[f"{letters['单位']}{row}"].value, sheet[f"{letters['年化']}{row}"].value) == (unit, yearly)
    assert sheet[f"{letters['签署日期']}2"].value == datetime(2026, 3, 15) and sheet[f"{letters['签署日期']}2"].is_date


def test_what_was_reviewed_is_said(reviewed: Reviewed, desk: Desk) -> None:
    whole = reviewed(RISKY, "customer")
    told = [(row[0].value, row[1].value) for row in opened(workbook(whole, {}, desk.library, made=MADE))["审查说明"].iter_rows()]
    facts = dict(told)
    assert facts["文件"] == RISKY.name and facts["SHA-256"] == whole.source.sha256 and facts["审查立场"] == "客户方"
    assert "telecom-circuit，1.0 版" in facts["对照标准"] and facts["程序版本"] == "clauses 0.1.0" and facts["风险评分"] == "91 / 100 · 高"
    assert facts["生成时间"].startswith("2026-03-0") and "UTC" in facts["生成时间"]
    from clauses.model import Problem

    partial = replace(whole, problems=(Problem(stage="ingest", kind="page", message="有图片无法识别", page=3),))
    first = next(opened(workbook(partial, {}, desk.library, made=MADE))["审查说明"].iter_rows(values_only=True))
    assert first[:2] == ("未能审查的部分", "第 3 页 有图片无法识别")


def test_headers_stay_in_sight_with_filters_and_widths(reviewed: Reviewed, desk: Desk) -> None:
    book = opened(workbook(reviewed(RISKY, "customer"), {}, desk.library, made=MADE))
    assert book.sheetnames == ["风险清单", "条款数值", "评分", "审查说明"]
    for name, widths in (("风险清单", FINDINGS), ("条款数值", TERMS)):
        sheet = book[name]
        assert sheet.freeze_panes == "B2" and sheet.auto_filter.ref == sheet.dimensions
        for n, wanted in enumerate(widths.values(), 1):
            assert abs(next(d.width for d in sheet.column_dimensions.values() if d.min <= n <= d.max) - wanted) < 1
        assert sheet["G2"].alignment.wrap_text or name != "风险清单"


def test_many_contracts_in_one_register(reviewed: Reviewed, desk: Desk) -> None:
    made = [register.rows(contract, desk.library, f"m-{n}") for n, path in enumerate(FILES[:3]) for contract in reviewed(path, "customer").contracts]
    findings = [row for rows in made for row in rows[0]]
    findings[0] = replace(findings[0], verdict="accepted", assigned="李经理", decided_by="王律师", decided_at="2026-03-01T08:00:00.000000+00:00")
    book = opened(register_of(findings, desk.library, made=MADE, shown="全部"))
    assert book.sheetnames == ["风险清单", "审查说明"]  # none that is empty
    sheet = book["风险清单"]
    assert [cell.value for cell in sheet[1]] == [say(f"column_{name}", "zh") for name in REGISTER]
    assert column(sheet, "id") == [row.finding for row in findings] and column(sheet, "matter") == [row.matter for row in findings]
    assert (column(sheet, "verdict")[0], column(sheet, "assigned")[0], column(sheet, "decided_by")[0]) == ("采纳", "李经理", "王律师")
    facts = dict(book["审查说明"].iter_rows(values_only=True))
    assert (facts["合同份数"], facts["发现项数"], facts["筛选"]) == ("3", str(len(findings)), "全部")


# -- numbers of many contracts ------------------------------------------------------------------------------------------


def numbered(matter: str, value: str | None, **fields: Any) -> TermRow:
    """A row of a contract; its number is a daily rate of the customer's where nothing else is said."""
    number = None if value is None else Decimal(value)
    told: dict[str, Any] = {"title": f"合同{matter}", "customer": "安平图书馆", "carrier": "安平电信", "signed": "2026-03-15", "clause": "c1", "place": "9.1", "type": "late_payment", "who": "customer", "field": "rate_per_day", "quote": "按日支付", "of": "overdue_amount"}
    told |= fields
    return TermRow(**{"matter": matter, "value": number, "yearly": number * 365 if number is not None and told["field"] == "rate_per_day" else None, **told})


ROWS = [
    numbered("dear", "0.03", title="=HYPERLINK(1)", quote="+1-1"), numbered("cheap", "0.00001", customer="@SUM(A1)"), *(numbered(f"m{n}", "0.0005") for n in range(8)),
    *(numbered(f"m{n}", "30", type="renewal", field="notice_days", who="", of="") for n in range(2)), numbered("m0", "12345.6", type="charges", field="amount", who="", of="monthly"),
    numbered("m0", None, type="jurisdiction", field="seat", who="", of="", said="carrier"), numbered("m1", "2", type="misuse_penalty", field="multiple", of="monthly_fee"),
]  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
def test_numbers_stand_with_their_place_among_the_others(desk: Desk, language: str) -> None:
    book = opened(numbers_of(ordered(ranks(ROWS), "customer"), "customer", desk.library, language, made=MADE, shown="全部"))
    assert len(book.sheetnames) == 2
    sheet = book[book.sheetnames[0]]
    heads = {cell.value: n for n, cell in enumerate(sheet[1])}
    assert list(heads) == [say(f"column_{name}", language) for name in NUMBERS] and sheet.freeze_panes == "B2" and sheet.auto_filter.ref == sheet.dimensions
    found = [{name: row[heads[say(f"column_{name}", language)]] for name in NUMBERS} for row in sheet.iter_rows(min_row=2)]
    first, second = found[0], found[1]
    # column, value, format
    for name, value, shape in [("value", 0.03, "0.00##%"), ("yearly", 10.95, "0.00##%"), ("percentile", 100, "0.#"), ("others", 9, "General"), ("median", 0.1825, "0.00##%"), ("times", 60, "0.00##")]:
        assert (first[name].data_type, first[name].value, first[name].number_format) == ("n", value, shape), name
    assert first["standing"].value == ("明显偏高，对客户方不利" if language == "zh" else "far above, bad for the customer") and first["standing"].fill.fgColor.rgb != second["standing"].fill.fgColor.rgb
    assert second["standing"].value == ("明显偏低，对客户方有利" if language == "zh" else "far below, good for the customer") and found[2]["standing"].value is None and found[2]["percentile"].value == 50
    kinds = {(row["type"].value, row["value"].number_format): row["value"].value for row in found}
    words = desk.library.vocabulary["clause_types"]
    days, times = ('General" 日"', 'General" 倍"') if language == "zh" else ('General" days"', 'General" times"')
    assert kinds[words["renewal"][language], days] == 30 and kinds[words["charges"][language], "#,##0.00"] == 12345.6 and kinds[words["misuse_penalty"][language], times] == 2
    (seat,) = (row["value"].value for row in found if row["type"].value == words["jurisdiction"][language])
    assert seat == ("服务方所在地" if language == "zh" else "where the carrier is")
    assert next(row for row in found if row["type"].value == words["renewal"][language])["percentile"].value is None  # one other is too few
    about = dict(book[book.sheetnames[1]].iter_rows(values_only=True))
    assert about[say("about_contracts", language)] == "10" and "365" in about[say("column_yearly", language)] and about[say("about_far", language)]


def test_words_of_contracts_are_no_formulas(desk: Desk) -> None:
    told = ranks(ROWS)
    for content in (numbers_of(told, "customer", desk.library, made=MADE), compared_of(pairs(told, "dear", "cheap", "customer"), ("=1+1", "-2"), "customer", desk.library, made=MADE)):
        cells = [cell for sheet in opened(content) for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str) and cell.value[:1] in "=+-@"]
        assert cells and all(cell.data_type == "s" and cell.quotePrefix for cell in cells)


def test_two_contracts_stand_side_by_side_in_the_workbook(desk: Desk) -> None:
    book = opened(compared_of(pairs(ranks(ROWS), "dear", "m0", "customer"), ("合同甲", "合同乙"), "customer", desk.library, made=MADE))
    assert book.sheetnames == ["两份对照", "审查说明"]
    rows = list(book["两份对照"].iter_rows(values_only=True))
    assert rows[0] == ("条款类型", "涉及方", "项目", "基数或起算", "数值（合同1）", "年化（合同1）", "条款（合同1）", "数值（合同2）", "年化（合同2）", "条款（合同2）", "比较")
    assert rows[1] == ("逾期付款", "客户方", "日费率", "逾期金额", 0.03, 10.95, "9.1", 0.0005, 0.1825, "9.1", "合同1对客户方较差")
    assert rows[2][4:] == ("未约定", None, None, 12345.6, None, "9.1", "只有一份有约定")
    about = dict(book["审查说明"].iter_rows(values_only=True))
    assert about["合同1"] == "合同甲" and about["合同2"] == "合同乙"


def test_english(reviewed: Reviewed, desk: Desk) -> None:
    book = opened(workbook(reviewed(RISKY, "customer"), {}, desk.library, "en", made=MADE))
    assert book.sheetnames == ["Risk register", "Terms", "Score", "About"]
    assert book["Score"]["A1"].value == "Total" and Sheet(book["Score"])["B1"] == 91 and Sheet(book["Score"])["D1"] == "high"
    texts = [cell.value for row in book["Risk register"].iter_rows(max_row=1) for cell in row]
    assert not [text for text in texts if re.search(r"[\u4e00-\u9fff]", text)]


def test_a_clean_review_has_a_score_of_none(reviewed: Reviewed, desk: Desk) -> None:
    whole = reviewed(RISKY, "customer")
    clean = replace(whole, contracts=(replace(whole.contracts[0], findings=(), score=score((), desk.library.scoring)),))
    sheet = opened(workbook(clean, {}, desk.library, made=MADE))["评分"]
    assert (Sheet(sheet)["B1"], Sheet(sheet)["D1"]) == (0, "未见风险")


# name, words, how long they are in the cell (as Excel counts)
LONG = [
    ("as long as a cell holds", "甲" * MOST, MOST, False),
    ("one more", "甲" * (MOST + 1), MOST, True),
    ("signs that count twice, as many as a cell holds", "⚖" * 10 + "😀" * ((MOST - 10) // 2), 10 + (MOST - 10) // 2 * 2, False),
    ("signs that count twice, one too many", "😀" * (MOST // 2 + 1), None, True),
]


@pytest.mark.parametrize(("name", "words", "length", "short"), LONG, ids=[row[0] for row in LONG])
def test_what_is_too_long_is_cut_with_a_mark(name: str, words: str, length: int | None, short: bool) -> None:
    kept = cut(words, "zh")
    width = len(kept.encode("utf-16-le")) // 2
    assert width <= MOST and (length is None or width == length) and kept.endswith("（过长，后文略）") == short


def test_the_same_review_is_the_same_workbook(reviewed: Reviewed, desk: Desk) -> None:
    whole = reviewed(RISKY, "customer")
    assert workbook(whole, {}, desk.library, made=MADE) == workbook(whole, {}, desk.library, made=MADE)
