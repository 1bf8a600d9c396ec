"""Files are read apart: whatever becomes of the process that reads, this one goes on, with one line that says what happened."""

from __future__ import annotations

import io
import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from clauses.errors import ClausesError, NotAContract, UnreadableFile
from clauses.ingest import apart, read_bytes
from clauses.ingest.content import MOST_MEMORY, Content, Manner
from clauses.model import Block, Said, Span, View
from tests import athome
from tests.english import english
from tests.pdffile import at, pdf
from tests.wordfile import p, packed

ROOT = Path(__file__).resolve().parent.parent
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="the system has no such limits and signals")
Reading = Callable[..., Content]

PRELUDE = """
import ctypes, os, pickle, signal, subprocess, sys, time
from clauses.errors import *
from clauses.ingest import apart
from clauses.ingest.content import Content
from clauses.model import *
done = Content("一", (Block(span=Span(0, 1)),))
def reader(kind, name, content, manner):
    {body}
apart.content_of = reader
apart._serve()
"""


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> Reading:
    """Reads by a process whose reader has this body; `longest` and `page` are its limits in seconds."""

    def read(body: str, manner: Manner | None = None, *, longest: float = 15.0, page: float = 60.0, kind: str = "docx") -> Content:
        monkeypatch.setattr(apart, "LONGEST", longest)
        monkeypatch.setattr(apart, "A_PAGE", page)
        monkeypatch.setattr(apart, "_GRACE", 0.0)
        monkeypatch.setattr(apart, "_CHILD", ("-c", PRELUDE.format(body=body.replace("\n", "\n    "))))
        return apart.read(kind, "合同.docx", "内容".encode(), manner or Manner())

    return read


def children() -> set[str]:
    """The processes that this one has started and not yet buried."""
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


# ---- what goes through


CHANGED = '<w:p><w:r><w:t>租期</w:t></w:r><w:del w:author="Li" w:date="2026-01-02T00:00:00Z"><w:r><w:delText>一</w:delText></w:r></w:del><w:ins w:author="Li"><w:r><w:t>三</w:t></w:r></w:ins><w:r><w:t>年。</w:t></w:r></w:p>'
FILES = [
    ("a.docx", packed(p("第一条 租金") + p("每月五日前支付。"))),
    ("changes.docx", packed(p("第一条 租期") + CHANGED)),
    ("a.html", "<h1>租赁合同</h1><p>月租<ins>五</ins><del>三</del>千元。</p><p style='display:none'>不付。</p>".encode()),
    ("a.eml", "From: a@b\nSubject: =?utf-8?q?x?=\nContent-Type: text/html; charset=utf-8\n\n<p>甲方付款。</p>".encode()),
    ("a.pdf", pdf(at(50, 700, "Clause 1 Rent"), at(50, 700, "Clause 2 Term"))),
]


@pytest.mark.parametrize("view", ["accepted", "rejected"])
@pytest.mark.parametrize(("name", "content"), FILES, ids=[row[0] for row in FILES])
def test_what_was_read_apart_is_what_is_read_at_home(name: str, content: bytes, view: View) -> None:
    assert read_bytes(name, content, Manner(view=view)) == athome.read_bytes(name, content, Manner(view=view))


def test_the_reader_gets_bytes_name_and_manner(reading: Reading, tmp_path: Path) -> None:
    body = "return Content('|'.join((kind, name, content.decode(), manner.view, str(manner.keep))), ())"
    assert reading(body, Manner(view="rejected", keep=tmp_path)).text == f"docx|合同.docx|内容|rejected|{tmp_path}"


def test_progress_comes_through(reading: Reading) -> None:
    told: list[tuple[int, int]] = []
    body = "for n in range(4): manner.progress(n, 3)\nreturn done"
    assert reading(body, Manner(progress=lambda done, of: told.append((done, of)))).text == "一"
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize("error", [UnreadableFile, NotAContract])
def test_a_refusal_keeps_its_class_its_words_and_its_remedy(reading: Reading, error: type[ClausesError]) -> None:
    with pytest.raises(error) as refused:
        reading(f"raise {error.__name__}(Said('已损坏', 'damaged'), Said('请重存', 'save it again'))")
    assert (refused.value.message, refused.value.hint) == (Said("已损坏", "damaged"), Said("请重存", "save it again"))


def test_what_a_library_prints_is_neither_shown_nor_taken_for_an_answer(reading: Reading, capfd: pytest.CaptureFixture[str]) -> None:
    body = "print('x' * 9, flush=True); os.write(1, b'y' * 9); os.write(2, b'z' * 9)\nreturn done"
    assert reading(body).text == "一"
    assert capfd.readouterr() == ("", "")


# ---- what does not

ENDS = [
    ("it hangs in Python", "while True: pass", "读取超过 1 秒"),
    ("it hangs in native code that never lets Python run", "ctypes.PyDLL(None).sleep(60)", "读取超过 1 秒"),
    ("it says again and again that nothing is done", "while True: manner.progress(0, 1); time.sleep(0.05)", "读取超过 1 秒"),
    ("it wants more memory than it may have", "return Content('a' * 2_000_000_000, ())", "所需内存超过 1.4 GB"),
    ("native code wants more and is refused", "ctypes.memset(ctypes.CDLL(None).malloc(1), 0, 1); bytearray(3 << 30)", "所需内存超过 1.4 GB"),
    ("native code writes where it must not", "ctypes.string_at(8)", "异常退出"),
    ("native code gives up", "os.abort()", "异常退出"),
    ("the system ends it", "os.kill(os.getpid(), signal.SIGKILL)", "异常退出"),
    ("it leaves without an answer", "os._exit(0)", "异常退出"),
    ("it leaves by an exception that is none", "sys.exit(3)", "异常退出"),
    ("its reader has a fault", "return {}['a']", "读取程序出错"),
    ("it goes too deep", "return reader(kind, name, content, manner)", "读取程序出错"),
    ("its answer is no content", "return 'a'", "异常退出"),
    ("its answer is a call", "return type('Evil', (), {'__reduce__': lambda self: (os.system, ('exit',))})()", "异常退出"),
]


@pytest.mark.slow
@POSIX
@pytest.mark.parametrize(("body", "reason"), [row[1:] for row in ENDS], ids=[row[0] for row in ENDS])
def test_however_it_ends_one_line_says_why(reading: Reading, body: str, reason: str, capfd: pytest.CaptureFixture[str]) -> None:
    before, threads, handles = children(), threading.active_count(), len(os.listdir("/proc/self/fd"))
    with pytest.raises(UnreadableFile, match=reason) as refused:
        reading(body, longest=1.0, page=1.0)
    assert refused.value.hint.zh and english(refused.value.said("en"), "合同.docx") and "\n" not in str(refused.value)
    assert (children(), threading.active_count(), len(os.listdir("/proc/self/fd"))) == (before, threads, handles)
    assert capfd.readouterr() == ("", "")


@pytest.mark.slow
@POSIX
def test_every_page_has_its_own_time(reading: Reading) -> None:
    """Five pages of 0.4 s pass a limit of 1.5 s a page, though not together; a page of 3 s does not."""
    slow = "for n in range(6): manner.progress(n, 5); time.sleep(0.4)\nreturn done"
    assert reading(slow, longest=1.0, page=1.5).text == "一"
    with pytest.raises(UnreadableFile, match="超过 2 秒"):
        reading(slow.replace("0.4", "3"), longest=1.0, page=1.5)


@pytest.mark.parametrize("stop", [KeyboardInterrupt, RuntimeError], ids=lambda e: str(e.__name__))
def test_what_progress_raises_ends_the_reading(reading: Reading, stop: type[BaseException], tmp_path: Path) -> None:
    def progress(done: int, of: int) -> None:
        if done == 2:
            raise stop

    body = f"for n in range(99): manner.progress(n, 99); time.sleep(0.1); open(r'{tmp_path / 'pages'}', 'a').write('.')\nreturn done"
    with pytest.raises(stop):
        reading(body, Manner(progress=progress))
    pages = (tmp_path / "pages").read_text()
    assert len(pages) < 5, "it was told to stop at the second page"
    time.sleep(0.4)
    assert (tmp_path / "pages").read_text() == pages


@pytest.mark.slow
@POSIX
def test_those_that_it_started_end_with_it_and_its_scratch_files_go(reading: Reading, tmp_path: Path) -> None:
    """A converter that hangs, say."""
    note = tmp_path / "note"
    body = (
        "import tempfile; scratch = tempfile.mkdtemp()\n"
        "other = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"open(r'{note}', 'w').write(f'{{other.pid}} {{scratch}}')\n"
        "time.sleep(60)"
    )
    with pytest.raises(UnreadableFile, match="超过 2 秒"):
        reading(body, longest=2.0)
    pid, scratch = note.read_text().split()
    assert gone(int(pid)) and not Path(scratch).exists()


def gone(pid: int) -> bool:
    """Whether the process ends within five seconds."""
    for _ in range(50):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.1)
    return False


@POSIX
def test_it_ends_when_the_one_who_waits_is_killed(tmp_path: Path) -> None:
    note = tmp_path / "note"
    body = f"open(r'{note}', 'w').write(str(os.getpid()))\n    time.sleep(60)"
    code = f"from clauses.ingest import apart\nfrom clauses.ingest.content import Manner\napart._CHILD = ('-c', {PRELUDE.format(body=body)!r})\napart.read('docx', 'a', b'', Manner())"
    waiting = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
    for _ in range(200):
        if note.exists() and note.read_text():
            break
        time.sleep(0.1)
    waiting.kill()
    waiting.wait()
    assert gone(int(note.read_text()))


def test_nothing_of_the_working_directory_is_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The folder of the contracts may hold anything, a zipfile.py too."""
    for name in ("zipfile.py", "pickle.py", "lxml.py"):
        (tmp_path / name).write_text("raise SystemExit('taken in')")
    monkeypatch.chdir(tmp_path)
    assert read_bytes("a.docx", packed(p("正文"))).text == "正文"


@pytest.mark.slow
def test_many_threads_read_at_once() -> None:
    with ThreadPoolExecutor(8) as pool:
        texts = list(pool.map(lambda n: read_bytes("a.docx", packed(p(f"第{n}条"))).text, range(16)))
    assert texts == [f"第{n}条" for n in range(16)]


def test_only_nouns_are_admitted() -> None:
    block = Block(span=Span(0, 1))
    assert apart._Nouns(io.BytesIO(pickle.dumps(("done", Content("一", (block,)))))).load() == ("done", Content("一", (block,)))
    for other in (os.system, Path("a"), getattr, subprocess.Popen, UnreadableFile):
        with pytest.raises(pickle.UnpicklingError):
            apart._Nouns(io.BytesIO(pickle.dumps(other))).load()


def test_a_frame_that_is_cut_or_lies_about_its_length_is_none() -> None:
    assert apart._received(io.BytesIO((3).to_bytes(8, "big") + b"abc")) == b"abc"
    assert apart._received(io.BytesIO((4).to_bytes(8, "big") + b"abc")) == b""
    assert apart._received(io.BytesIO((MOST_MEMORY + 1).to_bytes(8, "big") + b"abc")) == b""


def test_what_reads_word_and_pdf_loads_little() -> None:
    code = "import sys, clauses.ingest.apart, clauses.ingest.word.docx, clauses.ingest.pdf; print([m for m in ('numpy', 'cv2', 'spacy', 'sklearn', 'pandas', 'rapidocr', 'streamlit') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
