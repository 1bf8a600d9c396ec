"""The running app with a store of its own: started, killed, started again, and what its log and memory tell."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class Server:
    """The app on a port of its own, with a store in the folder; it can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.log = folder, folder.with_name(f"{folder.name}.log")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """The server answers; how many seconds that took."""
        begun = time.perf_counter()
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true", "--server.port", str(self.port), "--server.fileWatcherType", "none"]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "CLAUSES_HOME": str(self.folder)}, stdout=log, stderr=log, start_new_session=True)
        while True:
            try:
                urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=1).close()
                return time.perf_counter() - begun
            except OSError:
                assert self.process.poll() is None, self.log.read_text(errors="replace")[-2000:]
                time.sleep(0.02)

    def kill(self) -> None:
        """The server and all that it started are gone, with no word said."""
        self._end(9)

    def stop(self) -> None:
        """The server has ended."""
        self._end(15)

    def _end(self, signal: int) -> None:
        if self.process is not None:
            if self.process.poll() is None:
                os.killpg(self.process.pid, signal)
            self.process.wait()

    def memory(self) -> float:
        """MB of the process that are in memory and no other's."""
        assert self.process is not None
        told = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
        return sum(int(line.split()[1]) for line in told.splitlines() if line.startswith("Private")) / 1024

    def complaints(self) -> list[str]:
        """Lines of the log that tell of an error."""
        told = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return [line for line in told if re.search(r"Traceback|Error|Exception|exception|WARNING|CRITICAL", line)]


@contextmanager
def served(folder: Path) -> Iterator[Server]:
    """A running server; it is ended with the block."""
    server = Server(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()
