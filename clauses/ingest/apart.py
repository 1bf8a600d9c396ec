"""Reads a file in a process of its own, so that a hostile one can neither hang this program nor fill the machine nor end it.

In come a format, a name, the bytes and the manner; out comes the `Content`, or an `UnreadableFile` that names the limit which
was passed. Word and PDF files alike: what parses them (pdfium, libxml2, OpenCV) is native code, which an exception does not
stop, and the app that reads them is one process for all its users. A process costs 0.1 s a file, a tenth of a review; it is
not kept for the next file, whose words a broken reader could otherwise see. Plain text is read at home: decoding cannot hang.

The process limits itself before it reads, tells its progress, and ends with whoever started it. Its answers are admitted as
plain nouns only, whatever a broken reader may send. Run as a module, this is that process.
"""

from __future__ import annotations

import io
import os
import pickle
import signal
import sys
import threading
import time
import traceback
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from clauses import errors
from clauses.errors import ClausesError, NoWords, UnreadableFile
from clauses.ingest import processes
from clauses.ingest.content import LONGEST, MOST_MEMORY, Content, Manner
from clauses.ingest.readers import content_of, pictures_of
from clauses.model import Rect, Said

if TYPE_CHECKING:
    import queue
    import subprocess

A_PAGE = 120.0  # seconds for a page read from a picture, and for another program to convert a file
_SLOWLY = frozenset(("image", "doc", "rtf", "odt"))  # a page from a picture, or another program at work
_START = 60.0  # seconds for the process to start: a loaded machine is no fault of the file
_GRACE = 2.0  # seconds more, in which a reader that watches the time itself says what it has
_LIBRARIES = 100 * 1024 * 1024  # bytes of program code, which no limit on what is written counts
_CHILD = ("-m", "clauses.ingest.apart")
_NOUNS = ("clauses.model.document", "clauses.ingest.content")
_HINT = Said("请用 Word 或 PDF 阅读软件打开核实，另存后重试；或只保留合同部分", "open it in Word or a PDF reader to check it, save it anew and try again; or keep only the contract")


def read(kind: str, name: str, content: bytes, manner: Manner) -> Content:
    """What the reader of this format finds in the bytes; the process that read them has ended, and those that it started.

    What `manner.progress` raises ends it too, and is passed on.

    Raises:
        UnreadableFile: the reader refused, took too long, wanted too much memory, or came to grief.
    """
    found: Content = _asked(kind, name, (content_of.__name__, (kind, name, content, replace(manner, progress=None))), manner, Content)
    return found


def pictures(kind: str, name: str, content: bytes, page: int, rects: Sequence[Rect | None]) -> tuple[bytes, ...]:
    """PNG pictures of rectangles of a page (None = all of it), drawn by a process that has ended.

    Raises:
        UnreadableFile: as `read`, or there is no such page.
    """
    found: tuple[bytes, ...] = _asked(kind, name, (pictures_of.__name__, (kind, name, content, page, tuple(rects))), Manner(), tuple)
    return found


def _asked(kind: str, name: str, question: tuple[str, tuple[Any, ...]], manner: Manner, wanted: type) -> Any:
    """The process's answer, of the wanted type, to a question: what is to be called, and with what."""
    import queue
    import tempfile

    request = pickle.dumps(question)
    answers: queue.SimpleQueue[Any] = queue.SimpleQueue()
    with tempfile.TemporaryDirectory(prefix="clauses-", ignore_cleanup_errors=True) as folder:
        child = _started(name, folder)
        talk = threading.Thread(target=_talk, args=(child, request, answers), daemon=True)
        try:
            talk.start()
            return _outcome(kind, name, manner, answers, wanted)
        finally:
            processes.end(child)
            talk.join()
            for pipe in (child.stdin, child.stdout):
                with suppress(OSError):
                    pipe.close()  # type: ignore[union-attr]


def _started(name: str, folder: str) -> subprocess.Popen[bytes]:
    """The process, with this very package on its path, nothing of the working directory, and a folder for its scratch files."""
    import subprocess

    home = str(Path(errors.__file__).resolve().parent.parent)
    paths = os.pathsep.join([home, *filter(None, [os.environ.get("PYTHONPATH")])])
    surroundings = {**os.environ, "PYTHONPATH": paths, "TMPDIR": folder, "TEMP": folder, "TMP": folder, "MALLOC_ARENA_MAX": "4"}
    command = [sys.executable, "-P", "-X", "utf8", *_CHILD]
    try:
        return subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=surroundings,
            start_new_session=True, creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        raise UnreadableFile(Said(f"{name}：无法启动读取程序", f"{name}: the program that reads it cannot be started"), Said("请关闭其他程序后重试", "close other programs and try again")) from error


def _talk(child: subprocess.Popen[bytes], request: bytes, answers: queue.SimpleQueue[Any]) -> None:
    """Hands the request over and the answers on, to the last, which is None where the process ended without one."""
    assert child.stdin and child.stdout
    try:
        _send(child.stdin, request)
        while frame := _received(child.stdout):
            answers.put(_Nouns(io.BytesIO(frame)).load())
    except Exception:
        pass  # a pipe that broke, an answer that is none: the process is at its end
    answers.put(None)


def _outcome(kind: str, name: str, manner: Manner, answers: queue.SimpleQueue[Any], wanted: type) -> Any:
    import queue

    limit, reached = _START, -1
    deadline = time.monotonic() + limit
    while True:
        try:
            answer = answers.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            raise UnreadableFile(Said(f"{name}：读取超过 {limit:.0f} 秒，已停止", f"{name} took more than {limit:.0f} seconds to read and was stopped"), _HINT) from None
        match answer:
            case "hello":
                limit = A_PAGE if kind in _SLOWLY else LONGEST
                deadline = time.monotonic() + limit + _GRACE
            case ("progress", int(done), int(of)):
                if done > reached:  # who only says that he goes on does not
                    limit, reached = A_PAGE, done
                    deadline = time.monotonic() + limit
                if manner.progress:
                    manner.progress(done, of)
            case ("done", found) if isinstance(found, wanted):
                return found
            case ("refused", str(error), str(message), str(message_en), str(hint), str(hint_en)):
                raise {e.__name__: e for e in (*ClausesError.__subclasses__(), NoWords)}.get(error, UnreadableFile)(Said(message, message_en), Said(hint, hint_en))
            case "memory":
                raise UnreadableFile(Said(f"{name}：读取所需内存超过 {MOST_MEMORY / 2**30:.1f} GB", f"{name} needs more than {MOST_MEMORY / 2**30:.1f} GB of memory to be read"), _HINT)
            case ("failed", str(trace)):
                raise UnreadableFile(Said(f"{name}：读取程序出错（文件可能已损坏）", f"{name}: the program that reads it failed (the file may be damaged)"), _HINT) from RuntimeError(trace)
            case _:
                raise UnreadableFile(Said(f"{name}：读取程序异常退出（文件可能已损坏，或所需内存超过 {MOST_MEMORY / 2**30:.1f} GB）", f"{name}: the program that reads it ended unexpectedly (the file may be damaged, or needs more than {MOST_MEMORY / 2**30:.1f} GB of memory)"), _HINT)


class _Nouns(pickle.Unpickler):
    """Admits the nouns of a document, and nothing that could be called to do something else."""

    def find_class(self, module: str, name: str) -> Any:
        if module in _NOUNS and isinstance(found := getattr(sys.modules[module], name, None), type) and found.__module__ == module:
            return found
        raise pickle.UnpicklingError(f"{module}.{name}")


def _send(pipe: IO[bytes], frame: bytes) -> None:
    pipe.write(len(frame).to_bytes(8, "big"))
    pipe.write(frame)
    pipe.flush()


def _received(pipe: IO[bytes]) -> bytes:
    """The next frame; b"" where there is none, or not all of it."""
    length = int.from_bytes(pipe.read(8), "big")
    frame = pipe.read(length) if length <= MOST_MEMORY else b""
    return frame if len(frame) == length else b""


# ---- the process that reads


def _serve() -> None:
    """Reads one file as standard input asks, and answers on standard output, which nobody else can write to."""
    answers = os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
    task, given = pickle.loads(_received(sys.stdin.buffer))
    _limit()
    threading.Thread(target=_end_with_the_other, daemon=True).start()
    answer = _answer(task, given, answers)
    _send(answers, pickle.dumps(answer))
    os._exit(0)  # nothing is left to tidy, and native libraries may crash while they try


def _answer(task: str, given: tuple[Any, ...], answers: IO[bytes]) -> Any:
    def tell(done: int, of: int) -> None:
        _limit_time()
        _send(answers, pickle.dumps(("progress", done, of)))

    try:
        _send(answers, pickle.dumps("hello"))
        if task == pictures_of.__name__:
            return "done", pictures_of(*given)
        kind, name, content, manner = given
        return "done", content_of(kind, name, content, replace(manner, progress=tell))
    except ClausesError as error:
        return "refused", type(error).__name__, error.message.zh, error.message.en, error.hint.zh, error.hint.en
    except MemoryError:
        return "memory"
    except Exception:
        return "failed", traceback.format_exc()


def _limit() -> None:
    """The process has its limits where the system knows such: memory that it may write to, and time; it leaves no image of itself.

    Not its addresses as a whole: libraries set aside far more of them than they use.
    """
    if sys.platform != "win32":
        import resource

        for limit, most in ((resource.RLIMIT_DATA, MOST_MEMORY - _LIBRARIES), (resource.RLIMIT_CORE, 0)):
            with suppress(ValueError, OSError):
                resource.setrlimit(limit, (most, most))
        _limit_time()


def _limit_time() -> None:
    """From now on the process has the time of a page on every core, should nobody be there any more to end it."""
    if sys.platform != "win32":
        import resource

        most = int(time.process_time() + A_PAGE * (os.cpu_count() or 1)) + 1
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _end_with_the_other() -> None:
    """Ends the process, and those that it started, when the one that waits for its answer is gone."""
    with suppress(OSError):
        os.read(0, 1)
    if sys.platform != "win32":
        os.kill(0, signal.SIGKILL)
    os._exit(1)


if __name__ == "__main__":
    _serve()
