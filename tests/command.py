"""The command line, run in the process of the tests: what it prints and returns is the same, and nothing heavy is loaded again.

That a process of its own says the same is shown by tests/test_cli.py.
"""

from __future__ import annotations

import io
import os
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from subprocess import CompletedProcess
from unittest.mock import patch

from clauses.cli import main

ROOT = Path(__file__).resolve().parent.parent


def run(*arguments: str, stdin: str | None = None, home: Path | None = None, cwd: Path = ROOT, **surroundings: str) -> CompletedProcess[str]:
    """`python -m clauses ARGUMENTS` from that folder, with a folder of the user's and further variables of the environment."""
    given, out, err = (io.TextIOWrapper(io.BytesIO((stdin or "").encode() if n == 0 else b""), encoding="utf-8", write_through=True) for n in range(3))
    env = {"CLAUSES_HOME": str(home or ROOT / "no-such-folder"), **surroundings}
    code = 0
    with patch.dict(os.environ, env), patch.object(sys, "argv", ["clauses", *arguments]), patch.object(sys, "stdin", given), chdir(cwd), redirect_stdout(out), redirect_stderr(err):
        try:
            main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return CompletedProcess(arguments, code, *(stream.buffer.getvalue().decode("utf-8") for stream in (out, err)))  # type: ignore[attr-defined]
