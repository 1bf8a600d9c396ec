"""A program whose every connection is written down, in three ways that do not know of each other, and every file that it writes.

1. Python tells (`sys.addaudithook`, planted by a sitecustomize of ours into every Python of the tree): names that are looked up as well.
2. The system tells: which sockets the processes of the tree hold (/proc), looked at every few milliseconds; what no Python opens is seen too.
3. strace tells, where it is installed: every call that names an address.
"""

from __future__ import annotations

import ipaddress
import json
import os
import re
import shutil
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

EVERY = 0.02  # seconds
HOOK = '''
import json, os, sys
_TOLD = os.open(os.environ["WATCHED_SOCKETS"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
_FILES = ("os.mkdir", "os.rename", "os.link", "os.symlink", "os.truncate", "sqlite3.connect")
def _tell(event, given):
    if event.startswith("socket."):
        told = [repr(one) for one in given if not hasattr(one, "fileno")]
    elif event in _FILES or (event == "open" and isinstance(given[2], int) and given[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)):
        told = [os.path.abspath(os.fsdecode(one)) for one in given[: 2 if event in ("os.rename", "os.link", "os.symlink") else 1] if isinstance(one, (str, bytes, os.PathLike))]
    else:
        return
    if event == "os.mkdir" and os.path.isdir(told[0]):
        return  # asked for though it is there
    os.write(_TOLD, (json.dumps([os.getpid(), event, told]) + "\\n").encode())
sys.addaudithook(_tell)
'''
_LOOKUPS = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo")
_TRACED = re.compile(r"sa_family=AF_INET6?,.*?(?:inet_addr\(\"(?P<four>[^\"]+)\"\)|inet_pton\(AF_INET6, \"(?P<six>[^\"]+)\")")
_TABLES = {"tcp": socket.AF_INET, "udp": socket.AF_INET, "tcp6": socket.AF_INET6, "udp6": socket.AF_INET6}


def traceable() -> bool:
    """Whether strace is there and may look at a process here."""
    found = shutil.which("strace")
    return found is not None and subprocess.run([found, "-f", "-e", "trace=network", "-o", os.devnull, "true"], capture_output=True).returncode == 0


@dataclass
class Watch:
    """What was seen of a program: `outside` are the lines that tell of anything but this machine's own address."""

    folder: Path
    process: subprocess.Popen[bytes]
    held: set[str] = field(default_factory=set)
    pids: set[int] = field(default_factory=set)
    looks: int = 0
    memory: dict[int, int] = field(default_factory=dict)  # the most that a process held at once, in kB

    def outside(self) -> list[str]:
        """Every name looked up, every address bound or spoken to, that is not the local one."""
        return sorted({*self._told(), *(line for line in self.held if not _local(line.split()[-1])), *self._traced()})

    def listening(self) -> set[str]:
        """The addresses that the program listened on."""
        return {line.split()[2] for line in self.held if line.startswith("tcp") and line.split()[1] == "0A"}

    def pythons(self) -> set[int]:
        """The Pythons that told of themselves."""
        return {pid for pid, event, _ in self._events() if event.startswith("socket.")}

    def written(self, *allowed: Path) -> list[str]:
        """What Python made, opened to write or moved that lies in none of the folders."""
        told = {path for _, event, given in self._events() if not event.startswith("socket.") for path in given}
        own = [str(folder) for folder in (*allowed, Path(os.devnull), Path("/dev/shm"), Path("/proc/self"))]
        return sorted(path for path in told if not any(path == folder or path.startswith(f"{folder}{os.sep}") for folder in own))

    def _events(self) -> Iterator[tuple[int, str, list[str]]]:
        file = self.folder / "sockets"
        for line in file.read_text().splitlines() if file.exists() else ():
            yield json.loads(line)

    def _told(self) -> Iterator[str]:
        for _, event, given in self._events():
            if event in _LOOKUPS or event in ("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"):
                named = re.findall(r"b?'([^']*)'", " ".join(given[:1]))
                if named and not named[0].startswith(("/", "\\x00")) and not _local(named[0]):
                    yield f"{event} {named[0]}"

    def _traced(self) -> Iterator[str]:
        file = self.folder / "traced"
        for line in file.read_text(errors="replace").splitlines() if file.exists() else ():
            found = _TRACED.search(line)
            if found and not _local(found["four"] or found["six"]) and not re.search(r"\b(accept4?|getsockname|getpeername)\(", line):
                yield line.split(maxsplit=1)[1][:160]


@contextmanager
def watched(command: Sequence[str], folder: Path, *, env: Mapping[str, str] | None = None, cwd: Path | None = None, stdin: bytes = b"", traced: bool = False) -> Iterator[Watch]:
    """The program runs and is watched, with all that it starts; it is ended afterwards.

    Args:
        command: the program.
        folder: for what is seen of it, and for what it prints (`printed`).
        env: what its surroundings have beside ours.
        cwd: where it starts.
        stdin: what it is told.
        traced: whether strace looks too.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "hook").mkdir(exist_ok=True)
    (folder / "hook" / "sitecustomize.py").write_text(HOOK)
    paths = os.pathsep.join([str(folder / "hook"), *filter(None, [os.environ.get("PYTHONPATH")])])
    surroundings = {**os.environ, **(env or {}), "PYTHONPATH": paths, "WATCHED_SOCKETS": str(folder / "sockets")}
    tracing = ["strace", "-f", "--seccomp-bpf", "-e", "trace=network", "-o", str(folder / "traced"), "--"] if traced else []
    with (folder / "printed").open("wb") as printed, (folder / "stdin").open("w+b") as told:
        told.write(stdin)
        told.seek(0)
        process = subprocess.Popen([*tracing, *command], cwd=cwd, env=surroundings, stdin=told, stdout=printed, stderr=subprocess.STDOUT)
    watch = Watch(folder, process)
    over = threading.Event()
    looking = threading.Thread(target=_look, args=(watch, over), daemon=True)
    looking.start()
    try:
        yield watch
    finally:
        tree = _tree(process.pid)
        over.set()
        looking.join()
        process.terminate()
        for pid in tree - {process.pid}:
            _end(pid)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _end(pid: int) -> None:
    try:
        os.kill(pid, 15)
    except OSError:
        return


def _look(watch: Watch, over: threading.Event) -> None:
    while not over.is_set():
        tree = _tree(watch.process.pid)
        watch.pids |= tree
        if owned := set().union(*(_sockets(pid) for pid in tree)):
            watch.held |= _named(owned)
        for pid in tree if watch.looks % 10 == 0 else ():
            watch.memory[pid] = max(_held(pid), watch.memory.get(pid, 0))
        watch.looks += 1
        time.sleep(EVERY)


def _tree(pid: int) -> set[int]:
    """The process and all that it started."""
    found, waiting = set(), [pid]
    while waiting:
        one = waiting.pop()
        found.add(one)
        try:
            for task in os.listdir(f"/proc/{one}/task"):
                waiting += [int(child) for child in Path(f"/proc/{one}/task/{task}/children").read_text().split()]
        except OSError:
            continue
    return found


def _held(pid: int) -> int:
    try:
        return next((int(line.split()[1]) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmHWM")), 0)
    except OSError:
        return 0


def _sockets(pid: int) -> set[str]:
    """The numbers of the sockets that the process holds."""
    held = set()
    try:
        for name in os.listdir(f"/proc/{pid}/fd"):
            try:
                to = os.readlink(f"/proc/{pid}/fd/{name}")
            except OSError:
                continue
            if to.startswith("socket:["):
                held.add(to[8:-1])
    except OSError:
        return held
    return held


def _named(owned: set[str]) -> set[str]:
    """Those of the sockets that have an address, as `table state own other`; one that speaks to nobody has its own address twice."""
    lines = set()
    for table, family in _TABLES.items():
        for row in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            cells = row.split()
            if cells[9] not in owned:
                continue
            own, other = (_address(cells[n], family) for n in (1, 2))
            silent = cells[2].endswith(":0000")
            if silent and table.startswith("udp") and own in ("0.0.0.0", "::"):
                continue  # made and not used yet
            lines.add(f"{table} {cells[3]} {own} {own if silent else other}")
    return lines


def _address(cell: str, family: int) -> str:
    words = cell.rpartition(":")[0]
    packed = b"".join(struct.pack("=I", int(words[n : n + 8], 16)) for n in range(0, len(words), 8))
    return socket.inet_ntop(family, packed)


def _local(name: str) -> bool:
    """Whether the name or address is this machine's own and no other's."""
    if name in ("localhost", "None"):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback
