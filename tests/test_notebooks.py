"""Every notebook runs from beginning to end as it is kept, and its outputs name no folder of the machine they were made on."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
FOLDER = re.compile(r"(?<![\w.])/(?:home|root|tmp|work|Users|usr|var)/|[A-Z]:\\\\")


@pytest.mark.slow
@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.stem)
def test_a_notebook_runs(book: Path, tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    kept = book.read_bytes()
    done = subprocess.run([sys.executable, "-m", "jupyter", "execute", f"--output={tmp_path / book.name}", str(book)], cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert book.read_bytes() == kept


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.stem)
def test_a_notebook_is_kept_with_its_outputs_and_names_no_folder(book: Path) -> None:
    cells = [cell for cell in json.loads(book.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
    assert any(cell["outputs"] for cell in cells)
    assert not FOLDER.search(json.dumps([cell["outputs"] for cell in cells], ensure_ascii=False))
