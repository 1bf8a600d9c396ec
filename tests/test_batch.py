"""Many files, an outcome each; what lies in archives and mails; what a batch leaves out, and that a bad file stops nothing."""

from __future__ import annotations

import io
import json
import os
import stat
import zipfile
from pathlib import Path

import pytest
import typer

from clauses import batch
from clauses.batch import only_contract, outcomes
from clauses.cli import _Pages
from clauses.errors import NotAContract, UnknownName, UnreadableFile
from clauses.ingest import archives
from clauses.ingest.archives import members
from clauses.review import Desk
from tests.command import run
from tests.english import english
from tests.test_formats import hung, mail

CONTRACT = """光缆租用合同
甲方：青松医院
乙方：远山通信有限公司
第一条 标的
1.1 乙方向甲方出租光缆四芯，供甲方组网使用。
第二条 责任
2.1 甲方逾期付款的，每逾期一日按欠款的万分之五支付违约金。
2.2 本合同项下乙方的赔偿责任以合同总价为限。
第三条 争议
3.1 本合同的争议由被告住所地人民法院管辖。
""".encode()
LETTER = "关于体检的通知\n一、时间：下周二。\n二、地点：医务室。\n".encode()


def zipped(*files: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return file.getvalue()


def entry(name: str, **fields: int) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name)
    for field, value in fields.items():
        setattr(made, field, value)
    return made


def in_gbk(content: bytes, name: str) -> bytes:
    """The archive with its member `?…` renamed to this name in GBK and no word of its encoding, as Windows in China packs."""
    raw = name.encode("gb18030")
    return content.replace(b"?" * len(raw), raw)


def names(content: bytes, name: str = "a.zip") -> list[str]:
    return [member.name for member in members(name, content)]


# ---- archives


def test_members_by_name_and_what_nobody_meant_to_send() -> None:
    link = entry("link.txt", create_system=3, external_attr=(stat.S_IFLNK | 0o777) << 16)
    content = zipped(("合同/主合同.txt", b"x"), ("__MACOSX/._a.txt", b"x"), (".DS_Store", b"x"), ("~$a.docx", b"x"), ("d/Thumbs.db", b"x"), (link, b"/etc/passwd"), ("folder/", b""), ("b.pdf", b"%PDF-"))
    assert names(content) == ["a.zip/合同/主合同.txt", "a.zip/b.pdf"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [("../../etc/passwd.txt", "etc/passwd.txt"), ("/root/a.txt", "root/a.txt"), ("C:\\x\\a.txt", "x/a.txt"), ("a\u202etxt.exe.txt", "atxt.exe.txt"), ("./a.txt", "a.txt"), ("..", "未命名")],
)
def test_a_members_name_leads_nowhere(name: str, shown: str) -> None:
    assert names(zipped((name, b"words"))) == [f"a.zip/{shown}"]


def test_names_in_gbk() -> None:
    content = in_gbk(zipped(("?" * 12, b"words")), "补充协议.txt")
    assert names(content) == ["a.zip/补充协议.txt"]


def test_an_archive_in_an_archive_is_opened_and_one_deeper_is_not() -> None:
    deepest = zipped(("c.txt", b"words"))
    content = zipped(("one.zip", zipped(("b.txt", b"words"), ("two.zip", deepest))))
    assert [(m.name, m.refusal is None) for m in members("a.zip", content)] == [("a.zip/one.zip/b.txt", True), ("a.zip/one.zip/two.zip", False)]


REFUSED = [
    ("a password", zipped((entry("a.txt"), b"words")).replace(b"PK\x03\x04\x14\x00\x00", b"PK\x03\x04\x14\x00\x01").replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"), "密码"),
    ("a bomb", zipped(("a.txt", b" " * 20_000_000)), "恶意"),
    ("damaged", zipped(("a.txt", b"words" * 99), method=zipfile.ZIP_STORED).replace(b"wordswords", b"xordswords", 1), "已损坏"),
    ("nothing in it", zipped(("folder/", b"")), "空的压缩包"),
    ("a table", zipped(("a.xlsx", zipped(("[Content_Types].xml", b"x"), ("xl/workbook.xml", b"x")))), "Excel"),
]


@pytest.mark.parametrize(("content", "reason"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_a_member_that_cannot_be_had_says_why(content: bytes, reason: str) -> None:
    (member,) = members("a.zip", content)
    assert member.refusal and reason in str(member.refusal) and member.refusal.hint.zh and english(member.refusal.said("en"))


def test_limits_of_number_and_size(monkeypatch: pytest.MonkeyPatch) -> None:
    most = archives.MOST_MEMBERS
    assert len(names(zipped(*((f"{n}.txt", b"x") for n in range(most))))) == most
    last = list(members("a.zip", zipped(*((f"{n}.txt", b"x") for n in range(most + 3)))))[-1]
    assert last.refusal and "其余 3 个" in last.refusal.message.zh
    inner = zipped(*((f"{n}.txt", b"x") for n in range(most // 2)))
    assert len(names(zipped(("1.zip", inner), ("2.zip", inner), ("3.zip", inner)))) <= most + 3, "archives within count together"
    monkeypatch.setattr(archives._Left, "__init__", lambda left: left.__dict__.update(members=9, size=10))
    found = list(members("a.zip", zipped(("1.txt", b"x" * 6), ("2.txt", b"x" * 6), ("3.txt", b"x"))))
    assert [m.refusal is None for m in found] == [True, False], "what is really unpacked counts, and nothing after it is tried"


# ---- outcomes


def told(paths: list[Path], desk: Desk) -> list[tuple[str, str]]:
    return [(outcome.name, outcome.status) for outcome in outcomes(paths, desk)]


def test_a_folder_an_archive_a_mail_and_bad_files(tmp_path: Path, desk: Desk) -> None:
    (tmp_path / "in" / "deeper").mkdir(parents=True)
    (tmp_path / "in" / "a.txt").write_bytes(CONTRACT)
    (tmp_path / "in" / "~$a.docx").write_bytes(b"x")
    (tmp_path / "in" / "bad.docx").write_bytes(b"PK\x03\x04 not a zip")
    (tmp_path / "in" / "empty.txt").write_bytes(b"")
    (tmp_path / "in" / "deeper" / "b.md").write_bytes(CONTRACT + b"\xe6\x88")
    (tmp_path / "pack.zip").write_bytes(zipped(("合同.txt", CONTRACT), ("通知.txt", LETTER)))
    (tmp_path / "post.eml").write_bytes(mail("附上合同，请审。", more=hung("c.txt", CONTRACT)))
    assert told([tmp_path / "in", tmp_path / "pack.zip", tmp_path / "post.eml", tmp_path / "none.txt", tmp_path / "in" / "a.txt"], desk) == [
        ("a.txt", "reviewed"), ("bad.docx", "refused"), ("empty.txt", "refused"), ("deeper/b.md", "partial"),
        ("pack.zip/合同.txt", "reviewed"), ("pack.zip/通知.txt", "refused"), ("post.eml/c.txt", "reviewed"), ("none.txt", "refused"),
    ]  # fmt: skip


def test_a_mail_that_is_the_contract_and_carries_another(tmp_path: Path, desk: Desk) -> None:
    (tmp_path / "a.eml").write_bytes(mail(CONTRACT.decode(), more=hung("b.txt", CONTRACT)))
    assert told([tmp_path / "a.eml"], desk) == [("a.eml", "reviewed"), ("a.eml/b.txt", "reviewed")]


def test_an_outcome_tells_score_title_and_risks(tmp_path: Path, desk: Desk) -> None:
    (tmp_path / "a.txt").write_bytes(CONTRACT)
    (outcome,) = outcomes([tmp_path / "a.txt"], desk)
    assert outcome.review is not None and outcome.title.zh == outcome.title.en == "光缆租用合同"
    findings = outcome.review.contracts[0].findings
    assert outcome.score == outcome.review.contracts[0].score.total
    assert outcome.count("high") + outcome.count("medium") == sum(f.severity in ("high", "medium") for f in findings) > 0


def test_a_fault_of_the_program_stops_nothing_and_a_wrong_name_stops_all(tmp_path: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "ab":
        (tmp_path / f"{name}.txt").write_bytes(CONTRACT)
    with pytest.raises(UnknownName):
        list(outcomes([tmp_path], desk, template="no-such-standard"))
    real = batch.review_source
    monkeypatch.setattr(batch, "review_source", lambda source, *rest, **more: 1 / 0 if source.file == "a.txt" else real(source, *rest, **more))
    first, second = outcomes([tmp_path], desk)
    assert first.status == "refused" and "ZeroDivisionError" in first.reason.zh and english(first.reason.en) and second.status == "reviewed"


@pytest.mark.parametrize(
    ("error", "said"),
    [(PermissionError(13, "Permission denied"), "没有权限"), (FileNotFoundError(2, "No such file"), "已不存在"), (OSError(5, "Input/output error"), "Input/output error")],
)
def test_a_folder_that_cannot_be_opened_is_told_and_the_rest_goes_on(error: OSError, said: str, tmp_path: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("a", "b/shut", "c"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "x.txt").write_bytes(CONTRACT)
    real = os.scandir

    def shut(folder: str | os.PathLike[str]) -> object:
        if str(folder).endswith("shut"):
            raise error
        return real(folder)

    monkeypatch.setattr(os, "scandir", shut)
    found = list(outcomes([tmp_path], desk))
    assert [(outcome.name, outcome.status) for outcome in found] == [("a/x.txt", "reviewed"), ("b/shut", "refused"), ("c/x.txt", "reviewed")]
    assert "b/shut" in found[1].reason.zh and said in found[1].reason.zh and "未审查" in found[1].reason.zh and english(found[1].reason.en)
    (whole,) = outcomes([tmp_path / "b" / "shut"], desk)
    assert whole.status == "refused" and said in whole.reason.zh and english(whole.reason.en)


@pytest.mark.skipif(os.name != "posix", reason="links between folders")
def test_a_link_to_a_folder_is_told_and_not_followed(tmp_path: Path, desk: Desk) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.txt").write_bytes(CONTRACT)
    (tmp_path / "a" / "round").symlink_to(tmp_path)
    found = list(outcomes([tmp_path], desk))
    assert [(outcome.name, outcome.status) for outcome in found] == [("a/x.txt", "reviewed"), ("a/round", "refused")] and "链接" in found[1].reason.zh
    assert [outcome.status for outcome in outcomes([tmp_path / "a" / "round" / "a"], desk)] == ["reviewed", "refused"], "a folder that was asked for by a link is opened"


def test_a_file_behind_a_shut_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "exists", lambda path: (_ for _ in ()).throw(PermissionError(13, "Permission denied")))
    with pytest.raises(UnreadableFile, match="无法打开文件"):
        batch.ingest.load(tmp_path / "x.txt")


# ---- the one contract of a file


def test_the_one_contract_of_an_archive_is_found_and_the_rest_is_said() -> None:
    source = only_contract("a.zip", zipped(("通知.txt", LETTER), ("合同.txt", CONTRACT), ("x.bin", b"\0x")))
    assert source.file == "合同.txt" and [p.kind for p in source.problems] == ["other_files"] and "2 个" in source.problems[0].message
    assert only_contract("a.zip", zipped(("合同.txt", CONTRACT))).problems == ()
    assert only_contract("a.eml", mail("请审。", more=hung("合同.txt", CONTRACT))).file == "合同.txt"


def test_several_contracts_or_none_are_refused() -> None:
    with pytest.raises(UnreadableFile, match=r"2 份合同：甲\.txt、乙\.txt"):
        only_contract("a.zip", zipped(("甲.txt", CONTRACT), ("乙.txt", CONTRACT + b"\n")))
    with pytest.raises(NotAContract, match="没有可以审查的合同"):
        only_contract("a.zip", zipped(("通知.txt", LETTER)))
    assert only_contract("通知.txt", LETTER).file == "通知.txt", "a file that holds no others is judged by the review itself"


# ---- the command line


def test_batch_prints_a_line_each_and_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "甲.txt").write_bytes(CONTRACT)
    (tmp_path / "in" / "乙.txt").write_bytes(LETTER)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "甲.txt.json").write_text("mine")
    done = run("batch", str(tmp_path / "in"), "--out", str(tmp_path / "out"))
    refused, reviewed = sorted(done.stdout.splitlines())
    assert refused.startswith("乙.txt\t未审查\t") and "合同" in refused
    assert reviewed.startswith("甲.txt\t已审查\t") and "分\t高" in reviewed and "光缆租用合同" in reviewed
    assert done.returncode == 1 and done.stderr.strip() == "共 2 份：已审查 1，部分审查 0，未审查 1"
    assert (tmp_path / "out" / "甲.txt.json").read_text() == "mine"
    assert json.loads((tmp_path / "out" / "甲.txt-2.json").read_text(encoding="utf-8"))["file"] == "甲.txt"


def test_batch_in_english(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(CONTRACT)
    (tmp_path / "b.txt").write_bytes(LETTER)
    done = run("batch", str(tmp_path), "--language", "en")
    reviewed, refused = sorted(done.stdout.splitlines())
    assert reviewed.startswith("a.txt\treviewed\tscore ") and "\thigh " in reviewed
    assert refused.startswith("b.txt\tnot reviewed\t") and english(refused)
    assert done.returncode == 1 and done.stderr.strip() == "2 in all: reviewed 1, reviewed in part 0, not reviewed 1"


@pytest.mark.parametrize(("files", "status"), [((CONTRACT,), 0), ((CONTRACT, LETTER), 1), ((LETTER,), 2), ((), 2)])
def test_exit_status_of_a_batch(files: tuple[bytes, ...], status: int, tmp_path: Path) -> None:
    for n, content in enumerate(files):
        (tmp_path / f"{n}.txt").write_bytes(content)
    done = run("batch", str(tmp_path), "--format", "json")
    assert done.returncode == status, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["status"] for row in rows] == ["reviewed" if content is CONTRACT else "refused" for content in files]
    assert all(set(row) == {"name", "status", "score", "high", "medium", "title", "reason", "out"} for row in rows)


def test_review_of_an_archive(tmp_path: Path) -> None:
    (tmp_path / "one.zip").write_bytes(zipped(("合同.txt", CONTRACT)))
    done = run("review", str(tmp_path / "one.zip"), "--format", "json")
    assert done.returncode == 0 and json.loads(done.stdout)["file"] == "合同.txt"
    (tmp_path / "two.zip").write_bytes(zipped(("甲.txt", CONTRACT), ("乙.txt", CONTRACT)))
    done = run("review", str(tmp_path / "two.zip"))
    assert done.returncode == 2 and "clauses batch" in done.stderr and len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(("view", "said"), [("accepted", "万分之五"), ("rejected", "万分之一"), ("marked", "万分之五")])
def test_tracked_changes_are_reviewed_as_asked(view: str, said: str, tmp_path: Path) -> None:
    body = "".join(f"<p>{line}</p>" for line in CONTRACT.decode().splitlines()).replace("万分之五", "万分之<del>一</del><ins>五</ins>")
    (tmp_path / "a.html").write_text(f"<html><meta charset=utf-8>{body}</html>", encoding="utf-8")
    done = run("review", str(tmp_path / "a.html"), "--format", "json", "--revisions", view)
    assert any(said in clause["text"] for clause in json.loads(done.stdout)["contracts"][0]["clauses"]), done.stderr
    assert run("review", str(tmp_path / "a.html"), "--revisions", "none").returncode == 2


@pytest.mark.parametrize(
    ("language", "done", "said"),
    [
        ("zh", 3, "已停止：已识别 3 页（共 12 页），保存在本机，再次审查同一文件时接着识别"), ("zh", 0, "已停止"),
        ("en", 3, "Stopped: 3 of 12 pages were recognised and are kept on this machine; a review of the same file goes on from there"), ("en", 0, "Stopped"),
    ],
)
def test_an_interruption_says_in_one_line_what_is_kept(language: str, done: int, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as ended, _Pages(language) as pages:
        pages(done, 12)
        raise KeyboardInterrupt
    assert ended.value.exit_code == 130 and capsys.readouterr().err == said + "\n"


@pytest.mark.skipif(os.name != "posix", reason="modes of files")
def test_forget_removes_kept_pages_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "pages.db").write_bytes(b"words of a contract")
    (tmp_path / "mine.txt").write_bytes(b"x")
    done = run("forget", home=tmp_path)
    assert done.returncode == 0 and "已删除" in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    assert "没有保存" in run("forget", home=tmp_path).stdout
