"""Notebooks run from beginning to end as they are kept, and their outputs name no folder of the machine they were made on.

The one that measures all ways of matching takes minutes on a busy machine; `make notebooks` runs it. Here its cells are compiled, and
what they ask of this project's modules is there.
"""

from __future__ import annotations

import ast
import importlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
MEASURES = "02-how-matching-is-measured"
FOLDER = re.compile(r"(?<![\w.])/(?:home|root|tmp|work|Users|usr|var)/|[A-Z]:\\\\")


@pytest.mark.slow
@pytest.mark.parametrize("book", [book for book in BOOKS if book.stem != MEASURES], ids=lambda book: book.stem)
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


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.stem)
def test_what_a_notebook_asks_of_the_modules_is_there(book: Path) -> None:
    code = ["".join(cell["source"]) for cell in json.loads(book.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
    tree = ast.parse("\n".join(line for line in "\n".join(code).splitlines() if not line.startswith("%")))
    modules = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in ("clauses", "models", "tests"):
            home = importlib.import_module(node.module)
            for name in node.names:
                found = getattr(home, name.name, None) or importlib.import_module(f"{node.module}.{name.name}")
                modules |= {name.asname or name.name: found} if isinstance(found, type(ast)) else {}
    asked = [(node.value.id, node.attr) for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules]
    assert book.stem != MEASURES or len(asked) > 10
    assert not [f"{module}.{name}" for module, name in asked if not hasattr(modules[module], name)]
