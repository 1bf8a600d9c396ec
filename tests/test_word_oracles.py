"""Word files that other programs made of a known text: what is read of them is what those programs say that they wrote."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from clauses.ingest import Manner, read
from clauses.model import View
from tests.wordfile import lines

needs_pandoc = pytest.mark.skipif(shutil.which("pandoc") is None, reason="pandoc makes the file and says what is in it")
needs_soffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice makes the file and says what is in it")
WHO = 'author="王" date="2026-01-02T03:04:05Z"'
CONTRACT = f"""# 第一条 服务内容

乙方向甲方提供机柜托管服务[^1]，共计[三]{{.deletion {WHO}}}[五]{{.insertion {WHO}}}个机柜。

[^1]: 机柜规格以附件一为准。

    电力按实际用量结算。

1. 甲方按月付费；
2. 乙方按月开票。

| 项目 | 单价 | 数量 |
|------|-----:|-----:|
| 机柜 | 3,000.00 | 5 |
| 带宽 |  | 1 |

[本条整段为新增。]{{.insertion {WHO}}}

# 第二条 违约责任

逾期付款的，每日支付欠款 0.5‰ 的违约金。[请核对]{{.comment-start id="0" {WHO}}}赔偿总额不超过[]{{.comment-end id="0"}}合同总价。押金[概不退还。]{{.deletion {WHO}}}[于十日内退还。]{{.insertion {WHO}}}
"""
ROWS = ["项目\t单价\t数量", "机柜\t3,000.00\t5", "带宽\t\t1"]


@pytest.fixture(scope="module")
def contract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pandoc")
    (folder / "contract.md").write_text(CONTRACT, encoding="utf-8")
    subprocess.run(["pandoc", "contract.md", "-o", "contract.docx"], cwd=folder, check=True, timeout=60)
    return folder / "contract.docx"


def plain(file: Path, changes: str) -> str:
    """Pandoc's own words of the file, without blanks, rules and marks of notes."""
    done = subprocess.run(["pandoc", str(file), "-t", "plain", "--wrap=none", f"--track-changes={changes}"], capture_output=True, text=True, check=True, timeout=60)
    return re.sub(r"\[\d+\]|[-\s]", "", done.stdout)


@needs_pandoc
@pytest.mark.parametrize(("view", "changes"), [("accepted", "accept"), ("rejected", "reject")])
def test_each_view_is_what_pandoc_reads(contract: Path, view: View, changes: str) -> None:
    source = read(contract, Manner(view=view))
    body = [source.at(b.span) for b in source.blocks if b.kind != "note"]
    notes = [source.at(b.span).removeprefix("[注1] ") for b in source.blocks if b.kind == "note"]
    assert re.sub(r"[-\s]", "", "".join(body + notes)) == plain(contract, changes)


@needs_pandoc
def test_changes_notes_and_comments_of_pandoc(contract: Path) -> None:
    source = read(contract)
    assert lines(source) == [
        "第一条 服务内容", "乙方向甲方提供机柜托管服务，共计五个机柜。", "[注1] 机柜规格以附件一为准。", "电力按实际用量结算。",
        "1. 甲方按月付费；", "2. 乙方按月开票。", *ROWS, "本条整段为新增。", "第二条 违约责任",
        "逾期付款的，每日支付欠款 0.5‰ 的违约金。赔偿总额不超过合同总价。押金于十日内退还。",
    ]  # fmt: skip
    assert [(r.kind, r.author, r.text, source.at(r.span)) for r in source.revisions] == [
        ("deleted", "王", "三", ""), ("inserted", "王", "五", "五"), ("inserted", "王", "本条整段为新增。", "本条整段为新增。"),
        ("deleted", "王", "概不退还。", ""), ("inserted", "王", "于十日内退还。", "于十日内退还。"),
    ]  # fmt: skip
    assert [(c.author, c.text, source.at(c.span)) for c in source.comments if c.span] == [("王", "请核对", "赔偿总额不超过")]


@pytest.mark.slow
@needs_pandoc
@needs_soffice
def test_libreoffice_writes_the_same_contract(contract: Path, tmp_path: Path) -> None:
    """By way of OpenDocument, so that every part is LibreOffice's own."""
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    for source, kind in ((contract, "odt"), (tmp_path / "contract.odt", "docx:MS Word 2007 XML")):
        subprocess.run(["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(tmp_path), str(source)], capture_output=True, check=True, timeout=120)
    ours, theirs = read(contract), read(tmp_path / "contract.docx")
    assert lines(theirs) == lines(ours)
    assert [(r.kind, r.author, r.text, r.span) for r in theirs.revisions] == [(r.kind, r.author, r.text, r.span) for r in ours.revisions]
    assert [(c.author, c.text, c.span) for c in theirs.comments] == [(c.author, c.text, c.span) for c in ours.comments]
