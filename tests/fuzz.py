"""Thousands of damaged, odd and hostile files, read and reviewed: python -m tests.fuzz --count 20000 --seed 0 --whole

Every input follows from its number alone (and the folder of --files): --replay NUMBER makes it again. The readers run in worker
processes with a watch over time and memory; every fiftieth input takes the real way, read apart. Shown in the end: how many
ended how, every traceback, the slowest, and the most memory.
"""

from __future__ import annotations

import argparse
import faulthandler
import io
import multiprocessing
import multiprocessing.connection
import os
import re
import resource
import signal
import sys
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from unittest.mock import patch

from clauses.errors import ClausesError, UnreadableFile
from clauses.ingest import content as limits
from clauses.ingest import read_bytes
from clauses.model import Said
from tests import athome, hostile
from tests.english import english
from tests.hostile import archive
from tests.pdffile import at, pdf
from tests.wordfile import SPACES, level, numbered, p, packed, run

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 20  # seconds of the processor for an input: others may want the machine too
WAITED = 10 * LONGEST  # seconds by the clock, for one that does not even look up
APART = 50  # one of so many inputs is read by a process of its own, as the program does
SELDOM = 40  # one of so many is read as a picture letter by letter, or by LibreOffice, where that is what it takes
MEMORY = 1_500_000_000




class Tried(NamedTuple):
    """How an input ended. outcome: read, partial, refused ..., and fault, slow, memory, died where something is wrong."""

    number: int
    what: str
    outcome: str
    seconds: float = 0.0
    peak: int = 0
    trace: str = ""


# ---- inputs


def made(number: int, files: Sequence[Path] = ()) -> tuple[str, str, bytes]:
    """The input of this number: what it is, a file name, its bytes."""
    chance = Random(number)
    sort = chance.random()
    if sort < 0.25:
        text = odd_text(chance) if chance.random() < 0.3 else contract(chance)
        suffix, content = dressed(chance, text)
        return f"text as {suffix}", f"合同{suffix}", content
    if sort < 0.37:
        suffix, make = chance.choice(hostile.FILES)
        content = make(chance)
        return make.__name__, f"合同{suffix}", content if chance.random() < 0.8 else damaged(chance, content)
    name, content = chance.choice(whole_files(tuple(files)))
    if content[:2] == b"PK" and chance.random() < 0.7:
        return f"parts of {name} changed", name, repacked(chance, content)
    return f"{name} damaged", name, damaged(chance, content)


@cache
def whole_files(files: tuple[Path, ...]) -> list[tuple[str, bytes]]:
    """The bundled contracts, files built here, and those of the folders given."""
    found = [(f"{path.parent.name}{path.suffix}", path.read_bytes()) for path in sorted((ROOT / "tests/golden").glob("*/source.*"))]
    found += [(path.name, path.read_bytes()) for path in sorted((ROOT / "templates_library/samples").iterdir()) if path.is_file()]
    found += 3 * list(built())
    return found + [(path.name, path.read_bytes()) for path in files]


def built() -> Iterator[tuple[str, bytes]]:
    """Small files with one of everything that the readers look at."""
    levels = '<w:abstractNum w:abstractNumId="0">' + "".join(level(n, f, t) for n, (f, t) in enumerate((("chineseCountingThousand", "第%1条"), ("decimal", "%1.%2"), ("decimalEnclosedCircle", "%3")))) + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    styles = '<w:style w:type="paragraph" w:styleId="h"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    changed = f'<w:ins w:id="1" w:author="甲" w:date="2026-01-01T00:00:00Z">{run("每日千分之三")}</w:ins><w:del w:id="2" w:author="乙"><w:r><w:delText>千分之五</w:delText></w:r></w:del>'
    table = "<w:tbl>" + "".join(f"<w:tr><w:tc>{p(a)}</w:tc><w:tc><w:tcPr><w:vMerge/></w:tcPr>{p(b)}</w:tc></w:tr>" for a, b in (("带宽", "100M"), ("月租", "3,000元"))) + "</w:tbl>"
    field = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF a</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>第三条</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    note = '<w:r><w:footnoteReference w:id="1"/></w:r><w:commentRangeStart w:id="1"/><w:commentRangeEnd w:id="1"/><w:r><w:commentReference w:id="1"/></w:r>'
    box = "<w:r><w:pict><v:shape><v:textbox><w:txbxContent>" + p("框中") + "</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    body = p("专线业务合同") + numbered("租金", 1) + numbered("甲方每月五日前支付。", 1, 1) + f"<w:p>{run('逾期')}{changed}{field}{note}{box}</w:p>" + table + f"<w:sdt><w:sdtContent>{p('控件')}</w:sdtContent></w:sdt>" + p("第九条", '<w:pStyle w:val="h"/>')
    yield "构造.docx", packed(body, numbering=levels, styles=styles, footnotes=f'<w:footnote w:id="1">{p("脚注")}</w:footnote>', comments=f'<w:comment w:id="1" w:author="丙">{p("批注")}</w:comment>')
    lines = "".join(at(50, 760 - 20 * n, f"{n}.1 The customer shall pay CNY 3,000 per month.") for n in range(20))
    yield "构造.pdf", pdf(lines, at(50, 700, "item") + at(150, 700, "number") + at(300, 700, "price") + "50 690 m 400 690 l S", "0 0 m 100 100 l S")
    yield "构造.html", "<html><head><meta charset=utf-8><title>合同</title></head><body><h1>合同</h1><p>第一条 租金</p><ol><li>甲方<b>应当</b>付款<li>每日0.5‰</ol><table border=1><tr><td rowspan=2>带宽<td>100M<tr><td>200M</table><del>旧</del><ins>新</ins></body></html>".encode()
    yield "构造.eml", 'From: a@example.org\r\nTo: b@example.org\r\nSubject: =?utf-8?B?5ZCI5ZCM?=\r\nDate: Mon, 5 Jan 2026 10:00:00 +0800\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n第一条 甲方应当付款。\r\n--b\r\nContent-Type: text/html; charset=gbk\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>=B5=DA=D2=BB=CC=F5</p>\r\n--b--\r\n'.encode()
    yield "构造.rtf", ("{\\rtf1\\ansi\\ansicpg936{\\fonttbl{\\f0 SimSun;}}\\pard\\f0 \\'b5\\'da\\'d2\\'bb\\'cc\\'f5\\par\\trowd\\cellx100 a\\cell\\row " + "".join(f"\\u{ord(c)}?" for c in "甲方应当付款") + "}").encode()
    yield "构造.png", hostile.picture()
    yield "构造.zip", archive(("a.txt", "第一条 租金".encode()), ("b/c.docx", packed(p("正文"))))
    yield "构造.odt", archive(("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body><office:text><text:p>正文</text:p></office:text></office:body></office:document-content>'.encode()), ("META-INF/manifest.xml", b"<m/>"))


SIGNS = "甲乙方一二三十百千万零壹贰〇第条款项章节年月日元％%‰（）()【】[]《》“”\"'，。；：、．.,:;-—_ 　\t/|#*①②⑴㈠⒈○□☑ＡＢ０１２abcXYZ0123456789\u200b\ufeff\u202e\u0301\ud7ff\uf06c\ufffd\x0b\x0c\x1c\x85\u2028😀𠀀貳條約"
NUMBERS = ("第{}条 ", "第{}章 ", "{}、", "{}.", "{}.{}", "{}.{}.{} ", "（{}）", "({})", "{})", "①", "附件{}：", "{}。", "第{}款", "附录{}", "§{} ", "Article {} ")
WORDS = (
    "甲方", "乙方", "应当", "不得", "可以", "在收到发票后", "支付", "费用", "人民币", "元", "（大写：", "）", "违约金", "每日", "千分之", "逾期", "，", "。", "；", "：", "、", "本合同", "解除", "终止", "通知", "个工作日内", "日前", "个月", "自动续期", "除", "外", "如", "则", "的", "合同总额", "不超过", "赔偿",
    "管辖", "人民法院", "仲裁委员会", "保密", "带宽", "Mbps", "可用率", "电路", "____", "第三条", "附件一", "《电信条例》", "%", "‰", "￥", "税率", "2026年3月1日", "年", "月", "日", "\t", "\n", " ", "一百二十", "叁仟元整", "1,200.00", "0.5", "99.9", "3", "0",
)  # fmt: skip


def number_of(chance: Random) -> str:
    return chance.choice((str(chance.randrange(40)), str(chance.randrange(40)), chance.choice("一二三四五六七八九十"), "十" + chance.choice("一二三"), "".join(chance.choice("一二三十百千万亿零0123456789") for _ in range(chance.randrange(1, 30)))))


def contract(chance: Random) -> str:
    """A text in the shape of a contract: title, parties, numbered units of words thrown together, tables, signatures."""
    text = chance.choice(("互联网专线业务合同\n", "补充协议\n", "", "目录\n第一条 租金....1\n\n", "附件一 清单\n", "# 合同\n")) + chance.choice(("甲方：某公司\n乙方：某电信公司\n", "甲方（客户）：____\n乙方：\n", "", "客户：某公司 运营商：某电信公司\n"))
    for _ in range(chance.choice((3, 15, 60))):
        head = chance.choice(NUMBERS)
        text += head.format(*(number_of(chance) for _ in range(head.count("{}")))) if chance.random() < 0.8 else ""
        text += "".join(chance.choice(WORDS) if chance.random() < 0.9 else odd_text(chance, 8) for _ in range(chance.choice((2, 10, 40)))) + chance.choice(("\n", "\n\n", "\r\n", "。\n"))
    return text + chance.choice(("甲方（盖章）：    乙方（盖章）：\n日期：    年  月  日\n", "", "以下无正文\n"))


def odd_text(chance: Random, length: int = 0) -> str:
    """Signs thrown together, or one thing said very often."""
    if length or chance.random() < 0.5:
        return "".join(chance.choice(SIGNS) for _ in range(length or chance.choice((1, 30, 1_000))))
    text = (chance.choice(hostile.REPEATED) * chance.choice((50, 2_000))) if chance.random() < 0.8 else chance.choice(hostile.numbered_lines(400))
    return contract(chance) + text[: chance.choice((500, 5_000, 12_000))] + "\n" + contract(chance)


def dressed(chance: Random, text: str) -> tuple[str, bytes]:
    """The text as a file of some format."""
    suffix = chance.choice((".txt", ".txt", ".txt", ".md", ".docx", ".docx", ".html", ".eml"))
    if suffix in (".txt", ".md"):
        return suffix, text.encode(chance.choice(("utf-8", "utf-8", "gb18030", "utf-16", "utf-8-sig", "big5", "utf-16-be", "utf-32")), "replace")
    plain = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text).replace("&", "&amp;").replace("<", "&lt;")
    if suffix == ".docx":
        return suffix, packed("".join(p(line) if chance.random() < 0.8 else numbered(line, 1) for line in plain.split("\n")), numbering='<w:abstractNum w:abstractNumId="0">' + level(0, "decimal", "%1.") + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>')
    if suffix == ".html":
        return suffix, ("<html><body>" + "".join(f"<{tag}>{line}</{tag}>" for line in plain.split("\n") for tag in [chance.choice(("p", "div", "li", "td", "h2"))]) + "</body></html>").encode()
    return suffix, ("From: a@example.org\nTo: b@example.org\nSubject: x\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n" + text).encode("utf-8", "replace")


def damaged(chance: Random, content: bytes) -> bytes:
    """The bytes with some changed, cut out, put in twice, or overwritten by what programs stumble over."""
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 3, 20))):
        if not changed:
            break
        where, length = chance.randrange(len(changed)), chance.choice((1, 4, 100, 5_000))
        match chance.randrange(7):
            case 0:
                changed[where] ^= 1 << chance.randrange(8)
            case 1:
                changed[where : where + length] = chance.randbytes(min(length, 100))
            case 2:
                del changed[where : where + length]
            case 3:
                changed = changed[:where] if chance.random() < 0.3 else changed
            case 4:
                other = chance.randrange(len(changed))
                changed[where:where] = changed[other : other + length]
            case 5:
                changed[where:where] = chance.choice((b"\0" * length, b"\xff" * 4, b"-1", b"99999999999", b"<", b">>", b"endobj", b"%PDF-", b"PK\x03\x04", b"</w:p>", "\ud800".encode("utf-8", "surrogatepass"), b"]]>"))
            case _:
                digits = [m for m in re.finditer(rb"\d+", bytes(changed[where : where + 300]))]
                if digits:
                    m = chance.choice(digits)
                    changed[where + m.start() : where + m.end()] = chance.choice((b"0", b"-1", b"4294967296", b"65535", b"1e99", b"00000000000000000001"))
    return bytes(changed)


def repacked(chance: Random, content: bytes) -> bytes:
    """The archive with one of its parts damaged as text: elements doubled, dropped, put elsewhere, attributes turned odd."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed_up:
            parts = [(name, packed_up.read(name)) for name in packed_up.namelist()]
    except Exception:
        return damaged(chance, content)
    told = [n for n, (name, part) in enumerate(parts) if name.endswith((".xml", ".rels")) and len(part) < 3_000_000]
    for n in chance.sample(told, min(len(told), 2)):
        name, part = parts[n]
        if chance.random() < 0.3:
            parts[n] = (name, damaged(chance, part))
            continue
        text = part.decode("utf-8", "replace")
        for _ in range(chance.choice((1, 5, 30))):
            text = odd_markup(chance, text)
        parts[n] = (name, text.encode("utf-8", "replace"))
    if chance.random() < 0.1 and parts:
        parts.pop(chance.randrange(len(parts)))
    return archive(*parts)


def odd_markup(chance: Random, text: str) -> str:
    tags = [m for m in re.finditer(r"<(/?)([\w:]+)([^<>]*?)(/?)>", text[: 400_000])]
    if not tags:
        return text
    tag = chance.choice(tags)
    match chance.randrange(5):
        case 0:  # an attribute
            values = [m for m in re.finditer(r'="([^"]*)"', tag[0])]
            if values:
                m = chance.choice(values)
                return text[: tag.start() + m.start(1)] + chance.choice(hostile.ODD) + text[tag.start() + m.end(1) :]
            return text
        case 1 | 2:  # an element, whole: dropped, or put in again elsewhere
            end = text.find(f"</{tag[2]}>", tag.end())
            until = tag.end() if tag[4] else end + len(tag[2]) + 3
            if tag[1] or (not tag[4] and end < 0) or until - tag.start() > 20_000:
                return text
            whole, other = text[tag.start() : until], chance.choice(tags)
            if chance.random() < 0.5:
                return text[: tag.start()] + text[until:]
            return text[: other.start()] + whole * chance.choice((1, 3)) + text[other.start() :]
        case 3:  # its name
            return text[: tag.start()] + tag[0].replace(tag[2], chance.choice(tags)[2]) + text[tag.end() :]
        case _:  # words
            return text[: tag.end()] + chance.choice(("甲", "&#0;", "&#x10FFFF;", " ", "第一条", "&amp;", SPACES)) + text[tag.end() :]


# ---- trying


def tried(number: int, files: Sequence[Path], desk: Any) -> Tried:
    """How the input ends, in this very process."""
    what, name, content = made(number, files)
    Path("/proc/self/clear_refs").write_text("5")
    began = time.process_time()
    apart = number % APART == 0
    outcome, trace = "", ""
    try:
        signal.setitimer(signal.ITIMER_PROF, LONGEST)
        try:
            source = read_bytes(name, content) if apart else read_at_home(number, name, content)
        except (MemoryError, _Slow):  # as the program would: apart
            signal.setitimer(signal.ITIMER_PROF, LONGEST)
            began, apart = time.process_time(), True
            source = read_bytes(name, content)
        signal.setitimer(signal.ITIMER_PROF, LONGEST)
        outcome = "partial" if source.problems else "read"
        check(source)
        if desk is not None:
            outcome += reviewed(source, desk)
    except ClausesError as error:
        outcome = f"refused: {plain(str(error))}"
        if isinstance(error.__cause__, RuntimeError) and apart:
            outcome, trace = "fault", str(error.__cause__)  # of a reader, in its own process
        elif "\n" in str(error) or not (error.hint.zh and error.hint.en):
            outcome, trace = "fault", f"a refusal that is no line with a remedy: {error!r} {error.hint!r}"
    except MemoryError:
        outcome, trace = "memory", traceback.format_exc()
    except _Slow:
        outcome, trace = "slow", traceback.format_exc()
    except Exception:
        outcome, trace = "fault", traceback.format_exc()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return Tried(number, what, outcome, time.process_time() - began, peak(), trace)


def died(number: int, files: Sequence[Path], why: str) -> Tried:
    """How an input ends, read as the program reads, that ended the worker which read it.

    A worker holds the desk beside the reading and so reaches the limit of memory sooner: what is then read apart, within the
    limits, is read.
    """
    what, name, content = made(number, files)
    began = time.monotonic()
    try:
        read_bytes(name, content)
    except ClausesError as error:
        if isinstance(error.__cause__, RuntimeError):
            return Tried(number, what, "fault", time.monotonic() - began, trace=str(error.__cause__))
        return Tried(number, what, f"refused: {plain(str(error))}", time.monotonic() - began)
    return Tried(number, what, "died of waiting" if why == "waiting" else "read apart", time.monotonic() - began)


def read_at_home(number: int, name: str, content: bytes) -> Any:
    """As `read_bytes`, without the process apart, and with few pictures really read."""
    with few_pictures(number), athome.at_home():
        return read_bytes(name, content)


def few_pictures(number: int) -> Any:
    """Few pictures are read letter by letter and few files handed to LibreOffice: each takes seconds; all that comes before is done."""
    from clauses.ingest.scan import recognition
    from clauses.ingest.word import office

    def converted(program: str, kind: str, name: str, content: bytes) -> bytes:
        raise UnreadableFile(Said("不转换", "not converted"), Said("本次不转换", "not this time"))

    if number % SELDOM == 1:
        return nullcontext()
    stack = ExitStack()
    stack.enter_context(patch.multiple(recognition, boxes=lambda *given, **named: [], load=lambda: None))
    stack.enter_context(patch.object(office, "_converted", converted))
    return stack


def check(source: Any) -> None:
    """What holds of every source: blocks in order, inside the text, of its very words; problems in one line."""
    end = 0
    for block in source.blocks:
        assert end <= block.span.start < block.span.end <= len(source.text), f"a block out of order: {block}"
        assert source.at(block.span).strip(), f"a blank block: {block}"
        end = block.span.end
    for span in (*source.hidden, *(r.span for r in source.revisions), *(d.span for d in source.doubts), *(c.span for c in source.comments if c.span)):
        assert 0 <= span.start <= span.end <= len(source.text), f"a span outside the text: {span}"
    for problem in source.problems:
        assert problem.message and "\n" not in problem.message and english(problem.message_en.partition(": ")[0]), problem  # names of files follow


def reviewed(source: Any, desk: Any) -> str:
    from clauses.report.json import dumps
    from clauses.review import review_source

    try:
        review = review_source(source, desk)
    except ClausesError:
        return ", no contract"
    dumps(review)
    for each in review.contracts:
        for finding in each.findings:
            assert not finding.quote or finding.span is None or 0 <= finding.span.start <= finding.span.end <= len(source.text), finding
    return ", reviewed"


def plain(message: str) -> str:
    """The message without the file's name and its numbers."""
    return re.sub(r"\d[\d,.×]*", "#", re.sub(r"^\S+\.\w{2,5}", "…", message))[:60]


def peak() -> int:
    return int(re.findall(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[0]) * 1024


class _Slow(BaseException):
    pass


def _too_slow(*_: object) -> None:
    raise _Slow


def _work(pipe: Any, files: Sequence[Path], desk: Any) -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (limits.MOST_MEMORY, limits.MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGPROF, _too_slow)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    faulthandler.disable()  # it writes where pytest told it to, whatever becomes of stderr; `died` tells how the input ends
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    while (number := pipe.recv()) is not None:
        pipe.send(tried(number, files, desk))


# ---- many


@dataclass
class Tally:
    """What came out, counted; `wrong` in full."""

    outcomes: Counter[str] = field(default_factory=Counter)
    wrong: list[Tried] = field(default_factory=list)
    slowest: list[Tried] = field(default_factory=list)
    peaks: list[Tried] = field(default_factory=list)

    def add(self, one: Tried) -> None:
        self.outcomes[one.outcome] += 1
        if one.outcome in ("fault", "slow", "memory") or one.outcome.startswith("died"):
            self.wrong.append(one)
        self.slowest = sorted([*self.slowest, one], key=lambda t: -t.seconds)[:10]
        self.peaks = sorted([*self.peaks, one], key=lambda t: -t.peak)[:5]


STOPPED: list[int] = []  # Ctrl-C: what is begun is ended, and what was found is shown


def run_all(numbers: Sequence[int], *, files: Sequence[Path] = (), desk: Any = None, workers: int = 2, tell: bool = False) -> Tally:
    """Every input tried, each worker watched: one that does not answer is ended, and the next begun."""
    whole_files(tuple(files))
    context = multiprocessing.get_context("fork")
    tally, waiting, began = Tally(), list(reversed(numbers)), time.monotonic()
    busy: dict[Any, tuple[Any, int, float]] = {}

    def begin(worker: Any = None, pipe: Any = None) -> None:
        if worker is None:
            pipe, theirs = context.Pipe()
            worker = context.Process(target=_work, args=(theirs, files, desk), daemon=True)
            worker.start()
            theirs.close()
        number = waiting.pop() if waiting else None
        pipe.send(number)
        if number is None:
            worker.join()
        else:
            busy[pipe] = (worker, number, time.monotonic())

    for _ in range(min(workers, len(numbers))):
        begin()
    while busy:
        if STOPPED:
            waiting.clear()
        for pipe in multiprocessing.connection.wait(list(busy), timeout=1.0):
            worker, number, _ = busy.pop(pipe)
            try:
                one = pipe.recv()
                tally.add(one)
                if tell and one in tally.wrong:
                    print(f"{one.number}  {one.what}: {one.outcome}, {one.seconds:.1f} s\n{one.trace}", flush=True)
                begin(worker, pipe)
            except (EOFError, ConnectionResetError):
                worker.join()
                tally.add(died(number, files, str(worker.exitcode)))
                if waiting:
                    begin()
            if tell and (done := sum(tally.outcomes.values())) % 500 == 0:
                print(f"{done} in {time.monotonic() - began:.0f} s, {len(tally.wrong)} wrong", flush=True)
        for pipe, (worker, number, since) in list(busy.items()):
            if time.monotonic() - since > WAITED:
                worker.kill()
                worker.join()
                del busy[pipe]
                tally.add(died(number, files, "waiting"))
                if waiting:
                    begin()
    return tally


def show(tally: Tally) -> None:
    for outcome, count in tally.outcomes.most_common():
        print(f"{count:7d}  {outcome}")
    print("\nslowest:", *(f"  {t.seconds:6.1f} s  {t.number}  {t.what}: {t.outcome}" for t in tally.slowest), sep="\n")
    print("\nmost memory:", *(f"  {t.peak / 1e6:6.0f} MB  {t.number}  {t.what}: {t.outcome}" for t in tally.peaks), sep="\n")
    seen: Counter[str] = Counter()
    for one in tally.wrong:
        last = "\n".join(one.trace.strip().splitlines()[-4:])
        place = re.sub(r"\d+", "#", last)
        seen[place] += 1
        print(f"\n{one.number}  {one.what}: {one.outcome}, {one.seconds:.1f} s\n{one.trace if seen[place] == 1 else '(as before) ' + last[-150:]}")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0, help="the first input's number")
    parser.add_argument("--files", type=Path, action="append", default=[], help="a folder of further files to damage")
    parser.add_argument("--whole", action="store_true", help="review what was read")
    parser.add_argument("--replay", type=int, help="the number of one input: tried here, its traceback shown, with --save written out")
    parser.add_argument("--save", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args(arguments)
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    desk = None
    if given.whole:
        from clauses.review import open_desk

        desk = open_desk()
    files = sorted(path for folder in given.files for path in folder.rglob("*") if path.is_file() and path.stat().st_size < 5_000_000)
    if given.replay is not None:
        what, name, content = made(given.replay, files)
        print(what, name, len(content))
        if given.save:
            given.save.write_bytes(content)
        signal.signal(signal.SIGPROF, _too_slow)
        one = tried(given.replay, files, desk)
        print(one.outcome, f"{one.seconds:.1f} s {one.peak / 1e6:.0f} MB", one.trace, sep="\n")
        return 0
    signal.signal(signal.SIGINT, lambda number, frame: STOPPED.append(number))
    tally = run_all(range(given.seed, given.seed + given.count), files=files, desk=desk, workers=given.workers, tell=True)
    show(tally)
    return 1 if tally.wrong or any(t.peak > MEMORY for t in tally.peaks) else 0

if __name__ == "__main__":
    sys.exit(main())
