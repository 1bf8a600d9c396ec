"""Processes that were started for one file, and how they come to their end."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess


def end(process: subprocess.Popen[bytes]) -> None:
    """The process, which was started as a session of its own, and all that it started are gone.

    They are ended before the process is waited for, so that its number can be nobody else's.
    """
    if sys.platform == "win32":
        import subprocess

        if process.poll() is None:
            subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()
