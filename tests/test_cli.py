"""The command line as its users meet it: published JSON, one line for what is refused, no file ever changed."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.command import ROOT, run

SAMPLE = next((ROOT / "templates_library" / "samples").glob("02-*"))


ASKED = [
    ("a review", ("review", str(SAMPLE), "--format", "json"), None),
    ("a table", ("review", str(SAMPLE), "--format", "table", "--language", "en"), None),
    ("lines on standard input", ("terms", "--jsonl"), '{"id": "a", "text": "买方逾期付款的，每日按应付款的万分之三支付违约金。", "roles": null}\n'),
    ("a refusal", ("review", "no-such-file.docx"), None),
    ("a word that the command does not know", ("review", "--nothing"), None),
]


@pytest.mark.slow
@pytest.mark.parametrize(("arguments", "stdin"), [row[1:] for row in ASKED], ids=[row[0] for row in ASKED])
def test_a_process_of_its_own_says_the_same(arguments: tuple[str, ...], stdin: str | None) -> None:
    env = {**os.environ, "CLAUSES_HOME": str(ROOT / "no-such-folder")}
    done = subprocess.run([sys.executable, "-m", "clauses", *arguments], capture_output=True, text=True, input=stdin, cwd=ROOT, env=env, encoding="utf-8")
    here = run(*arguments, stdin=stdin)
    assert (done.returncode, done.stdout) == (here.returncode, here.stdout)
    assert done.stderr == here.stderr or ("--nothing" in done.stderr and "--nothing" in here.stderr)


def test_review_prints_the_published_json() -> None:
    done = run("review", str(SAMPLE), "--format", "json")
    assert done.returncode == 0, done.stderr
    review = json.loads(done.stdout)
    assert set(review) >= {"file", "problems", "contracts"}
    contract = review["contracts"][0]
    assert set(contract) >= {"title", "language", "parties", "signed", "template", "side", "clauses", "missing", "terms", "findings", "score", "exposure"}
    assert set(contract["exposure"]) == {"total", "by_type", "currency", "not_counted"} and set(contract["score"]) >= {"total", "level", "by_type", "rule"}
    assert set(contract["clauses"][0]) >= {"id", "number", "heading", "text", "type", "also", "confidence", "annex", "source", "match"}
    assert set(contract["findings"][0]) >= {"id", "code", "severity", "certainty", "favours", "score", "clause", "quote", "span", "message", "basis", "suggestion", "exposure"}
    assert contract["side"] == "customer" and contract["signed"] == "2026-03-15"
    text = SAMPLE.read_text(encoding="utf-8")
    for term in contract["terms"]:
        start, end = term["span"]
        assert text[start:end].replace("\n", "")[:4] == term["quote"].replace("\n", "")[:4]


def test_both_sides_see_the_same_facts_and_judge_them_otherwise() -> None:
    customer, carrier = (json.loads(run("review", str(SAMPLE), "--format", "json", "--side", side).stdout)["contracts"][0] for side in ("customer", "carrier"))
    assert customer["terms"] == carrier["terms"]
    assert customer["score"]["total"] > carrier["score"]["total"]
    cap = {side["side"]: next(f for f in side["findings"] if f["code"] == "liability_cap.low") for side in (customer, carrier)}
    assert cap["customer"]["favours"] == "them" and cap["carrier"]["favours"] == "us" and cap["carrier"]["severity"] == "info"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.txt", b"", "空"),
        ("picture.pdf", b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "图片"),
        ("broken.docx", b"PK\x03\x04 not a zip", "Word"),
        ("table.xlsx", b"PK\x03\x04", ".docx"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "docx"),
        ("notice.txt", "关于体检的通知\n一、时间：下周二。\n二、地点：医务室。\n三、请通知到人。\n".encode(), "合同"),
        ("binary.txt", bytes(range(256)) * 8, "文本"),
    ],
)
def test_bad_input_gets_one_line_and_exit_2(name: str, content: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    done = run("review", str(path))
    assert done.returncode == 2 and not done.stdout
    assert len(done.stderr.strip().splitlines()) == 1 and says in done.stderr, done.stderr
    assert path.read_bytes() == content


def test_a_word_file_with_entities_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "hostile.docx"
    bomb = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", bomb)
    done = run("review", str(path))
    assert done.returncode == 2 and len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("review", "no-such-file.docx"), "no-such-file.docx"),
        (("review", "."), "文件夹"),
        (("review", str(SAMPLE), "--template", "telecom-circut"), "telecom-circuit"),
        (("review", str(SAMPLE), "--side", "buyer"), "customer"),
        (("review", str(SAMPLE), "--format", "xml"), "json"),
        (("review", str(SAMPLE), "--language", "fr"), "zh 或 en"),
        (("compare", str(SAMPLE), str(SAMPLE), "--language", "fr"), "zh 或 en"),
        (("templates", "show", "telecom"), "telecom-circuit"),
        (("explain", "liability_cap.lo"), "liability_cap.low"),
        (("review", str(SAMPLE), "--model", "no/such-model"), "no/such-model"),
        (("review", "no-such-file.docx", "--language", "en"), "Not reviewed: File not found: no-such-file.docx (check the file's name and path)"),
        (("review", str(SAMPLE), "--language=en", "--side", "buyer"), "There is no side named “buyer” (available: carrier, customer)"),
        (("review", "--format", "en", str(SAMPLE)), "没有“en”这种输出格式"),
    ],
)
def test_a_wrong_name_is_answered_with_the_right_one(arguments: tuple[str, ...], says: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2 and says in done.stderr and "Traceback" not in done.stderr, done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("[", "第 2 行不是 JSON"),
        ("[" * 100_000, "第 2 行不是 JSON"),
        (r'{"id": "b", "text": "甲方\ud800"}', "第 2 行不是 JSON"),
        ('{"id": "b"}', "第 2 行缺少 id 或 text"),
        ('{"id": "b", "text": "甲方", "roles": 5}', "第 2 行的 roles"),
        ('{"id": "b", "text": "甲方", "roles": {"customer": ["甲方"]}}', "第 2 行的 roles"),
    ],
    ids=["no object", "brackets without end", "half a character", "no text", "roles that are a number", "a side with several names"],
)
def test_a_line_that_is_none_is_told_in_one_line(line: str, says: str) -> None:
    done = run("terms", "--jsonl", stdin='{"id": "a", "text": "本合同一式两份。"}\n' + line + "\n")
    assert done.returncode == 2 and says in done.stderr and len(done.stderr.strip().splitlines()) == 1


def test_terms_values_and_types_answer_line_by_line() -> None:
    rows = [{"id": "a", "text": "买方逾期付款的，每日按应付款的万分之三支付违约金。", "roles": {"customer": "买方", "carrier": "卖方"}}, {"id": "b", "text": "本合同一式两份。", "roles": None}]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    terms, values, types = ([json.loads(line) for line in run(what, "--jsonl", stdin=lines).stdout.splitlines()] for what in ("terms", "values", "types"))
    assert [row["id"] for row in terms] == ["a", "b"]
    (late,) = terms[0]["terms"]
    assert (late["type"], late["payer"], late["rate_per_day"], late["base"]) == ("late_payment", "customer", 0.0003, "overdue_amount")
    assert any(v["kind"] == "share" and v["value"] == 0.0003 for v in values[0]["values"])
    assert types[0]["type"] == "late_payment" and types[1]["type"] == "counterparts"


def test_a_blank_form_becomes_a_standard_and_a_draft_is_compared_with_its_words(tmp_path: Path) -> None:
    form = tmp_path / "form.txt"
    form.write_text(
        "光缆租用合同\n甲方：____\n乙方：____\n第一条 标的\n1.1 乙方向甲方出租光缆____芯，供甲方组网使用。\n第二条 责任\n"
        "2.1 甲方逾期付款的，每逾期一日按欠款的万分之____支付违约金。\n2.2 任何一方的赔偿责任以合同总价为限。\n第三条 争议\n3.1 争议由被告住所地人民法院管辖。\n",
        encoding="utf-8",
    )
    made = run("templates", "import", str(form), "--id", "my-fibre", home=tmp_path / "home")
    assert made.returncode == 0, made.stderr
    assert "my-fibre" in run("templates", "list", home=tmp_path / "home").stdout
    again = run("templates", "import", str(form), "--id", "my-fibre", home=tmp_path / "home")
    assert again.returncode == 2 and "my-fibre" in again.stderr
    first = (tmp_path / "home" / "versions" / "templates" / "my-fibre" / "1.yaml").read_text(encoding="utf-8")
    assert "author: " in first and "note: 由 form.txt 导入" in first and (tmp_path / "home" / "templates" / "my-fibre.yaml").read_text(encoding="utf-8") == first
    another = run("templates", "import", str(form), "--id", "my-fibre", "--again", "--author", "王律师", "--note", "换新版", home=tmp_path / "home")
    assert another.returncode == 0 and "第 2 版，王律师" in another.stdout
    assert "note: 换新版" in (tmp_path / "home" / "versions" / "templates" / "my-fibre" / "2.yaml").read_text(encoding="utf-8")
    draft = tmp_path / "draft.txt"
    draft.write_text(form.read_text(encoding="utf-8").replace("____", "8").replace("任何一方的赔偿责任", "乙方的赔偿责任"), encoding="utf-8")
    review = json.loads(run("review", str(draft), "--format", "json", "--template", "my-fibre", home=tmp_path / "home").stdout)
    contract = review["contracts"][0]
    assert contract["template"]["id"] == "my-fibre"
    assert all(c["match"]["template_clause"] for c in contract["clauses"])
    cap = next(c for c in contract["clauses"] if c["number"] == "2.2")
    assert cap["match"]["status"] == "changed" and ["+", "乙方"] in cap["match"]["diff"]
    assert any(f["code"] == "liability_cap.one_sided" for f in contract["findings"])


def test_a_code_is_explained_with_its_rules_and_examples() -> None:
    done = run("explain", "liability_cap.low")
    assert done.returncode == 0, done.stderr
    for said in ("责任上限过低 / Liability cap too low", "何时：", "审查指引", "民法典第497条（2020）", "会提示", "不提示"):
        assert said in done.stdout


def test_the_library_is_sound() -> None:
    assert run("library", "check").returncode == 0


def test_a_terminal_is_told_nothing_that_it_would_obey(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("电路租用合同\n甲方：某\x1b[2J公司\n乙方：某运营商\n本合同由双方订立。\n第一条 甲方应于每月五日前支付租金，逾期每日按千分之五支付违约金。\n第二条 乙方应当按约定开通电路\x1b]0;x。", encoding="utf-8")
    for arguments in (("review", "--format", "table"), ("batch",)):
        done = run(*arguments, str(tmp_path / "a.txt"))
        assert "电路租用合同" in done.stdout and "\x1b" not in done.stdout + done.stderr


@pytest.mark.parametrize(("language", "told"), [("zh", ("涉及金额合计", "假设：", "依据", "建议", "很可能")), ("en", ("at stake in all", "supposing:", "basis", "instead", "likely"))])
def test_the_terminal_tells_money_grounds_and_certainty(language: str, told: tuple[str, ...]) -> None:
    done = run("review", str(SAMPLE), "--format", "table", "--language", language)
    assert done.returncode == 0, done.stderr
    for words in told:
        assert words in done.stdout


def test_a_standard_that_the_reader_names_is_not_called_the_same() -> None:
    done = run("review", str(SAMPLE), "--format", "json", "--template", "system-integration")
    contract = json.loads(done.stdout)["contracts"][0]
    assert contract["template"]["similarity"] < 0.5 and not any("自动选择" in note["message"] for note in contract["notes"])
