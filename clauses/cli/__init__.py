"""The command line: the only package that prints (typer's home); its commands of the library are in a module of their own.

Exit status: 0 all was reviewed, 1 a part could not be read (of many files: some were not), 2 refused with one line on standard
error (of many: none was reviewed), 130 interrupted.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clauses.cli.library_commands import library, templates
from clauses.errors import ClausesError, UnknownName, why
from clauses.model import Review, Roles, Said
from clauses.signs import visible

if TYPE_CHECKING:
    from clauses.batch import Outcome
    from clauses.ingest import Manner
    from clauses.review import Desk

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help="把合同与运营商标准逐条对照，指出风险。Compares a contract with the carrier's standard.")
app.add_typer(templates, name="templates")
app.add_typer(library, name="library")

Row = dict[str, Any]
Jsonl = Annotated[bool, typer.Option("--jsonl", help="每行一个 JSON 对象。One JSON object a line.")]
REVISIONS = typer.Option("accepted", "--revisions", help="修订痕迹：accepted 按接受全部修订 / rejected 按拒绝全部修订 / marked 按接受并标出每处修订")
STATES = {"reviewed": Said("已审查", "reviewed"), "partial": Said("部分审查", "reviewed in part"), "refused": Said("未审查", "not reviewed")}
SIDE = typer.Option("customer", "--side", help="审查立场：customer 客户方 / carrier 运营商方")


def main() -> None:
    """Runs the command line; a refusal is one line on standard error and exit status 2."""
    for stream in (sys.stdout, sys.stderr, sys.stdin):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    try:
        app()
    except ClausesError as refusal:
        words = f"Not reviewed: {refusal.said('en')}" if _in_english(sys.argv) else f"未审查：{refusal}"
        print(visible(words.replace("\n", " ")), file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:
        sys.exit(0)


def _in_english(words: Sequence[str]) -> bool:
    """Whether a command line asks for English; a refusal comes too when its own options are what is refused."""
    return "--language=en" in words or ("--language", "en") in pairwise(words)


@app.command()
def review(
    file: Annotated[Path, typer.Argument(help="合同文件：Word、WPS、PDF、图片、网页、邮件、文本，或只含一份合同的 .zip")],
    side: str = SIDE,
    template: Annotated[str | None, typer.Option("--template", help="标准合同编号；不填则自动选择")] = None,
    format: Annotated[str, typer.Option("--format", help="json 或 table；不填则终端显示表格，管道输出 JSON")] = "",
    language: Annotated[str, typer.Option("--language", help="zh 或 en")] = "zh",
    model: Annotated[str | None, typer.Option("--model", help="另用的向量模型：名称或文件夹")] = None,
    revisions: str = REVISIONS,
) -> None:
    """审查一份合同。Reviews one contract."""
    shape = _one_of(format or ("table" if sys.stdout.isatty() else "json"), ("json", "table"), Said("输出格式", "output format"))
    _one_of(language, ("zh", "en"), Said("语言", "language"))
    done, desk = _reviewed(file, side, template, model, revisions, language)
    if shape == "json":
        from clauses.report import json as report

        print(report.dumps(done))
    else:
        from rich.console import Console

        from clauses.report import terminal

        terminal.show(done, desk.library, Console(), language=language)
    if done.problems:
        raise typer.Exit(1)


@app.command()
def batch(
    paths: Annotated[list[Path], typer.Argument(help="文件、文件夹、.zip、.eml，可以有多个")],
    side: str = SIDE,
    template: Annotated[str | None, typer.Option("--template", help="标准合同编号；不填则每份自动选择")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="把每份审查结果写成 JSON 文件的文件夹；已有的文件不会被覆盖")] = None,
    format: Annotated[str, typer.Option("--format", help="table 或 json（每行一个 JSON 对象）")] = "table",
    language: Annotated[str, typer.Option("--language", help="zh 或 en")] = "zh",
    model: Annotated[str | None, typer.Option("--model", help="另用的向量模型：名称或文件夹")] = None,
    revisions: str = REVISIONS,
) -> None:
    """批量审查多份合同，每份一行结果。Reviews many files, a line each."""
    from clauses.batch import outcomes
    from clauses.library import user_folder
    from clauses.report.files import write_beside
    from clauses.review import open_desk

    shape = _one_of(format, ("table", "json"), Said("输出格式", "output format"))
    _one_of(language, ("zh", "en"), Said("语言", "language"))
    counted = dict.fromkeys(STATES, 0)
    with _Pages(language) as pages:
        manner = _manner(revisions, pages)
        for outcome in outcomes(paths, open_desk(model=model, user=user_folder()), side=side, template=template, manner=manner, starting=pages.begin):  # type: ignore[arg-type]
            pages.clear()
            counted[outcome.status] += 1
            written = write_beside(outcome, out) if out else None
            print(_line(outcome, written, language) if shape == "table" else json.dumps(_told(outcome, written, language), ensure_ascii=False), flush=True)
    each = [f"{STATES[state].words(language)} {count}" for state, count in counted.items()]
    whole = Said(f"共 {sum(counted.values())} 份：{'，'.join(each)}", f"{sum(counted.values())} in all: {', '.join(each)}")
    print(whole.words(language), file=sys.stderr)
    if counted["partial"] or counted["refused"] or not counted["reviewed"]:
        raise typer.Exit(1 if counted["reviewed"] or counted["partial"] else 2)


@app.command()
def compare(
    old: Annotated[Path, typer.Argument(help="上一稿")],
    new: Annotated[Path, typer.Argument(help="新一稿")],
    side: str = SIDE,
    template: Annotated[str | None, typer.Option("--template", help="标准合同编号；不填则自动选择")] = None,
    format: Annotated[str, typer.Option("--format", help="json 或 table；不填则终端显示表格，管道输出 JSON")] = "",
    language: Annotated[str, typer.Option("--language", help="zh 或 en")] = "zh",
    revisions: str = REVISIONS,
) -> None:
    """比较同一合同的两稿：改了哪些条款，先列没有标出修订的。Compares two drafts of one contract."""
    from clauses import ingest, rounds
    from clauses.batch import only_contract
    from clauses.library import user_folder
    from clauses.report import rounds as report
    from clauses.review import open_desk, review_source

    shape = _one_of(format or ("table" if sys.stdout.isatty() else "json"), ("json", "table"), Said("输出格式", "output format"))
    _one_of(language, ("zh", "en"), Said("语言", "language"))
    with _Pages(language) as pages:
        desk, manner = open_desk(user=user_folder()), _manner(revisions, pages)
        before, after = (review_source(only_contract(file.name, ingest.load(file), manner), desk, side=side, template=template) for file in (old, new))  # type: ignore[arg-type]
    compared = rounds.compare_files(before, after)
    if shape == "json":
        print(json.dumps(report.as_dict(before, after, compared), ensure_ascii=False, indent=1))
    else:
        from rich.console import Console

        console = Console()
        for line in report.shown(compared, desk.library, language=language):
            console.print(line, highlight=False)
    if before.problems or after.problems:
        raise typer.Exit(1)


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="合同文件，同 review")],
    kind: Annotated[str, typer.Option("--as", help="docx 修订稿 / xlsx 风险清单与评分 / html 或 pdf 审查报告 / ics 通知日历")],
    out: Annotated[Path, typer.Option("--out", "-o", help="写入的文件；已有的文件不会被覆盖")],
    side: str = SIDE,
    template: Annotated[str | None, typer.Option("--template", help="标准合同编号；不填则自动选择")] = None,
    language: Annotated[str, typer.Option("--language", help="zh 或 en")] = "zh",
    model: Annotated[str | None, typer.Option("--model", help="另用的向量模型：名称或文件夹")] = None,
    revisions: str = REVISIONS,
    whom: Annotated[str, typer.Option("--for", help="docx 给谁看：对方 counterparty（只写请求和法律依据）/ 内部 internal（说明、限额、金额都写）")] = "对方",
    author: Annotated[str, typer.Option("--author", help="docx 中修订和批注的署名；不填则用合同中我方的称谓")] = "",
) -> None:
    """审查一份合同，写成 Word、Excel、网页、PDF 或日历。Reviews one contract and writes it for others."""
    from datetime import UTC, datetime

    from clauses.report.files import unused, write_new
    from clauses.report.handover import KINDS, written
    from clauses.report.word import of_file

    _one_of(kind, ("docx", *KINDS), Said("输出格式", "output format"))
    _one_of(language, ("zh", "en"), Said("语言", "language"))
    _one_of(whom, ("对方", "内部", "counterparty", "internal"), Said("收件人", "addressee"))
    unused(out)
    done, desk = _reviewed(file, side, template, model, revisions, language)
    if kind == "docx":
        handed = of_file(file, done, desk.library, language, template=template, reader="internal" if whom in ("内部", "internal") else "counterparty", author=author, made=datetime.now(UTC))
        write_new(out, handed.content)
        print(*map(visible, handed.about), sep="\n", end="\n" if handed.about else "", file=sys.stderr)
    else:
        write_new(out, written(kind, done, {}, desk.library, language, made=datetime.now(UTC)))
    if done.problems:
        raise typer.Exit(1)


@app.command()
def forget() -> None:
    """删除保存在本机的扫描件识别结果。Deletes the pages of scans that are kept on this machine."""
    from clauses.ingest.scan.readings import forget as forget_pages
    from clauses.library import user_folder

    try:
        there = forget_pages(user_folder())
    except OSError as error:
        raise ClausesError(Said(f"无法删除 {user_folder()} 中的识别结果", f"What was recognised cannot be removed from {user_folder()}"), why(error, Said("请检查文件权限", "check the file's permissions"))) from error
    print("已删除保存在本机的扫描件识别结果" if there else "本机没有保存的扫描件识别结果")


def _reviewed(file: Path, side: str, template: str | None, model: str | None, revisions: str, language: str) -> tuple[Review, Desk]:
    from clauses import ingest
    from clauses.batch import only_contract
    from clauses.library import user_folder
    from clauses.review import open_desk, review_source

    with _Pages(language) as pages:
        source = only_contract(file.name, ingest.load(file), _manner(revisions, pages))
        desk = open_desk(model=model, user=user_folder())
        return review_source(source, desk, side=side, template=template), desk  # type: ignore[arg-type]


class _Pages:
    """Tells on a terminal which page of a scan is being read; an interruption ends the program with one line and status 130."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._done = self._of = 0
        self._seen = sys.stderr.isatty()
        self._name = ""

    def __enter__(self) -> _Pages:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.clear()
        if kind is not None and issubclass(kind, KeyboardInterrupt):
            kept = Said(f"：已识别 {self._done} 页（共 {self._of} 页），保存在本机，再次审查同一文件时接着识别", f": {self._done} of {self._of} pages were recognised and are kept on this machine; a review of the same file goes on from there")
            stopped = Said(f"已停止{kept.zh if self._done else ''}", f"Stopped{kept.en if self._done else ''}")
            print(stopped.words(self._language), file=sys.stderr)
            raise typer.Exit(130)

    def begin(self, name: str) -> None:
        self._done = self._of = 0
        self._name = name
        self._show(Said(f"正在审查 {name}", f"Reviewing {name}").words(self._language))

    def clear(self) -> None:
        self._show("")

    def __call__(self, done: int, of: int) -> None:
        self._done, self._of = done, of
        page = min(done + 1, of)
        said = Said(f"正在识别{self._name and f' {self._name} '}第 {page} 页，共 {of} 页", f"Recognising {self._name and f'{self._name}, '}page {page} of {of}")
        self._show(said.words(self._language) if done < of else "")

    def _show(self, words: str) -> None:
        if self._seen:
            print(f"\r\x1b[K{visible(words)}", end="", file=sys.stderr, flush=True)


def _one_of(word: str, known: tuple[str, ...], what: Said) -> str:
    if word not in known:
        raise UnknownName(Said(f"没有“{word}”这种{what.zh}", f"There is no {what.en} “{word}”"), Said(f"请用 {'、'.join(known[:-1])} 或 {known[-1]}", f"use {', '.join(known[:-1])} or {known[-1]}"))
    return word


def _manner(revisions: str, pages: _Pages) -> Manner:
    from clauses.ingest import Manner
    from clauses.library import user_folder

    view = _one_of(revisions, ("accepted", "rejected", "marked"), Said("修订痕迹的读法", "way of reading tracked changes"))
    return Manner(view=view, keep=user_folder(), progress=pages)  # type: ignore[arg-type]


def _told(outcome: Outcome, written: Path | None, language: str) -> Row:
    counted = {"score": outcome.score, "high": outcome.count("high"), "medium": outcome.count("medium")}
    return {"name": outcome.name, "status": outcome.status, **counted, "title": outcome.title.words(language), "reason": outcome.reason.words(language), "out": None if written is None else str(written)}


def _line(outcome: Outcome, written: Path | None, language: str) -> str:
    high, medium = outcome.count("high"), outcome.count("medium")
    weighed = Said(f"{outcome.score} 分\t高 {high} 中 {medium}", f"score {outcome.score}\thigh {high} medium {medium}")
    risks = "" if outcome.score is None else f"{weighed.words(language)}\t{outcome.title.words(language)}"
    said = (outcome.name, STATES[outcome.status].words(language), risks, outcome.reason.words(language), f"-> {written}" if written else "")
    return visible("\t".join(word.replace("\n", " ") for word in said if word))


def _rows(jsonl: bool) -> Iterator[Row]:
    """The objects on standard input, a line each."""
    if not jsonl:
        raise ClausesError(Said("这个命令从标准输入逐行读取 JSON", "This command reads JSON line by line from standard input"), Said("请加 --jsonl", "add --jsonl"))
    remedy = Said('每行应是一个对象，如 {"id": "p1", "text": "…"}', 'each line must be an object such as {"id": "p1", "text": "…"}')
    for number, line in enumerate(_lines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            json.dumps(row, ensure_ascii=False).encode()
        except (ValueError, RecursionError):  # half a character is none either
            raise ClausesError(Said(f"第 {number} 行不是 JSON", f"Line {number} is no JSON"), remedy) from None
        if not isinstance(row, dict) or "id" not in row or not isinstance(row.get("text"), str):
            raise ClausesError(Said(f"第 {number} 行缺少 id 或 text", f"Line {number} lacks id or text"), remedy)
        roles = row.get("roles")
        if roles is not None and not (isinstance(roles, dict) and all(isinstance(name, (str, type(None))) for name in roles.values())):
            raise ClausesError(Said(f"第 {number} 行的 roles 不是各方的称谓", f"roles in line {number} are not what the parties are called"), Said('应如 {"customer": "甲方", "carrier": "乙方"}', 'such as {"customer": "甲方", "carrier": "乙方"}'))
        yield row


def _lines() -> Iterator[str]:
    try:
        yield from sys.stdin
    except UnicodeDecodeError:
        raise ClausesError(Said("标准输入不是 UTF-8 编码的文字", "Standard input is no UTF-8 text"), Said("请转成 UTF-8 后再试", "convert it to UTF-8 and try again")) from None


def _answer(rows: Iterable[Row], answer: Callable[[Row], Row]) -> None:
    for row in rows:
        print(json.dumps({"id": row["id"], **answer(row)}, ensure_ascii=False))


@app.command()
def terms(jsonl: Jsonl = False) -> None:
    """逐行读取条款，输出其中的条件与数值。Terms of single clauses, a line each."""
    from clauses import terms as reader
    from clauses.report.json import number

    def answer(row: Row) -> Row:
        given = row.get("roles")
        roles = Roles(**{side: (given[side],) if given and given.get(side) else () for side in ("customer", "carrier")})
        text = row["text"]
        found = reader.read(text, roles=roles)
        return {"terms": [{"type": r.type, **{k: number(v) for k, v in r.values.items()}, "quote": text[r.span.start : r.span.end], "span": list(r.span)} for r in found]}

    _answer(_rows(jsonl), answer)


@app.command()
def values(jsonl: Jsonl = False) -> None:
    """逐行读取文字，输出其中的数值。Numbers, shares, amounts, durations and dates, a line each."""
    from clauses import numerals

    _answer(_rows(jsonl), lambda row: {"values": [shown for v in numerals.values(row["text"]) if (shown := numerals.published(v)) is not None]})


@app.command()
def types(jsonl: Jsonl = False) -> None:
    """逐行读取条款，输出条款类型。Types of single clauses, a line each."""
    from clauses import classify, embed

    rows = list(_rows(jsonl))
    guesses = classify.load(embed.load()).types([row["text"] for row in rows])
    told = {id(row): guess for row, guess in zip(rows, guesses, strict=True)}
    _answer(rows, lambda row: {"type": told[id(row)].type, "also": list(told[id(row)].also), "confidence": round(told[id(row)].confidence, 3)})


@app.command()
def explain(code: str) -> None:
    """解释一个发现代码：规则、依据、建议、例子。Explains a finding code, with examples."""
    from clauses.explain import explain as words
    from clauses.library import examples, load, user_folder

    loaded = load(user=user_folder())
    print(words(code, loaded, examples(loaded)))


@app.command(name="app")
def run_app(port: Annotated[int, typer.Option("--port")] = 8501) -> None:
    """打开网页界面。Opens the app in the browser."""
    page = Path(__file__).resolve().parents[2] / "app.py"
    sys.exit(subprocess.call([sys.executable, "-m", "streamlit", "run", str(page), "--server.port", str(port)]))
