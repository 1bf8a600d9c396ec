"""What LibreOffice and pandoc read in a Word file, as lines that can be compared with ours."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tests.wordfile import p
from tests.wordtraps.trap import package

SOFFICE, PANDOC = shutil.which("soffice"), shutil.which("pandoc")
_SIGN = "@@"
_CHANGES = {"insertion": "inserted", "deletion": "deleted"}


def bare(lines: Iterable[str]) -> list[str]:
    """The lines without blanks, and without those that are then empty: the programs set blanks in their own ways."""
    return [short for line in lines if (short := "".join(line.split()))]


def office_lines(files: dict[str, bytes], folder: Path) -> dict[str, list[str]]:
    """LibreOffice's text of each file, all converted in one run with a profile of their own."""
    for name, content in files.items():
        (folder / f"{name}.docx").write_bytes(content)
    with tempfile.TemporaryDirectory() as profile:
        command = [SOFFICE or "soffice", "--headless", f"-env:UserInstallation=file://{profile}", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(folder)]
        subprocess.run([*command, *(str(folder / f"{name}.docx") for name in files)], check=True, capture_output=True, timeout=240)
    return {name: bare((folder / f"{name}.txt").read_text(encoding="utf-8-sig").splitlines()) for name in files}


def pandoc_trees(files: dict[str, bytes], changes: str, folder: Path) -> dict[str, list[Any]]:
    """Pandoc's blocks of each file with the changes accepted (accept), rejected (reject) or both shown (all), read in one run.

    Pandoc strings its files together: before each stands a file that says which it is.
    """
    paths = []
    for name, content in files.items():
        for path, written in ((folder / f"{name}.sign.docx", package(p(_SIGN + name), {})), (folder / f"{name}.docx", content)):
            path.write_bytes(written)
            paths.append(str(path))
    run = subprocess.run([PANDOC or "pandoc", "-f", "docx", "-t", "json", f"--track-changes={changes}", *paths], check=True, capture_output=True, timeout=240)
    trees: dict[str, list[Any]] = {}
    for block in json.loads(run.stdout)["blocks"]:
        words = _words(block["c"]) if block["t"] == "Para" else ""
        if words.startswith(_SIGN):
            trees[words.removeprefix(_SIGN)] = []
        else:
            trees[list(trees)[-1]].append(block)
    return trees


def pandoc_lines(blocks: list[Any]) -> list[str]:
    """The words of each paragraph as pandoc reads them; it writes no automatic numbers."""
    return bare(_lines(blocks))


def pandoc_changes(blocks: list[Any]) -> list[tuple[str, str, str]]:
    """Kind, author and words of each tracked change that pandoc finds."""
    found = []
    for node in _nodes(blocks):
        if node.get("t") == "Span":
            (_, classes, attributes), inlines = node["c"]
            kind = next((_CHANGES[c.removeprefix("paragraph-")] for c in classes if c.removeprefix("paragraph-") in _CHANGES), None)
            if kind:
                found.append((kind, dict(attributes).get("author", ""), "".join(_words(inlines).split())))
    return found


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
        yield from _nodes(list(tree.values()))
    elif isinstance(tree, list):
        for part in tree:
            yield from _nodes(part)


def _lines(blocks: list[Any]) -> Iterator[str]:
    for block in blocks:
        kind, inside = block["t"], block.get("c")
        if kind in ("Para", "Plain"):
            yield from _words(inside).split("\n")
        elif kind == "Header":
            yield _words(inside[2])
        elif kind == "OrderedList":
            yield from (line for part in inside[1] for line in _lines(part))
        elif kind == "BulletList":
            yield from (line for part in inside for line in _lines(part))
        elif kind == "BlockQuote":
            yield from _lines(inside)
        elif kind == "Div":
            yield from _lines(inside[1])
        elif kind == "Table":
            rows = [*inside[3][1], *(row for body in inside[4] for row in body[3]), *inside[5][1]]
            yield from (line for row in rows for cell in row[1] for line in _lines(cell[4]))


def _words(inlines: Any) -> str:
    words = ""
    for node in inlines:
        kind, inside = node["t"], node.get("c")
        if kind == "Str":
            words += inside
        elif kind in ("Space", "SoftBreak"):
            words += " "
        elif kind == "LineBreak":
            words += "\n"
        elif kind in ("Span", "Link", "Quoted"):
            words += _words(inside[1])
        elif kind in ("Strong", "Emph", "Underline", "Strikeout", "Superscript", "Subscript", "SmallCaps"):
            words += _words(inside)
    return words
