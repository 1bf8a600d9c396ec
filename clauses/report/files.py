"""Where what is handed over is written to: new files only, beside whatever is there."""

from __future__ import annotations

import re
from pathlib import Path

from clauses.batch import Outcome
from clauses.errors import ClausesError, why
from clauses.model import Said
from clauses.report.json import dumps

LONGEST = 200  # bytes of a name: no system takes more than 255, the number and the ending included


def unused(path: Path) -> Path:
    """The path, at which there is nothing yet.

    Raises:
        ClausesError: there is a file, which is not overwritten.
    """
    if path.exists():
        raise ClausesError(Said(f"{path.name} 已存在", f"{path.name} already exists"), Said("请换一个文件名，已有的文件不会被覆盖", "choose another file name; existing files are not overwritten"))
    return path


def write_new(path: Path, content: bytes) -> None:
    """The content stands in a new file.

    Raises:
        ClausesError: there is a file of that name, or none can be written there.
    """
    try:
        with unused(path).open("xb") as opened:
            opened.write(content)
    except OSError as error:
        raise ClausesError(Said(f"无法写入 {path.name}", f"{path.name} cannot be written"), why(error, Said("请换一个文件夹", "choose another folder"))) from error


def write_beside(outcome: Outcome, folder: Path) -> Path | None:
    """Where the review of a batch was written to as JSON; None of a file that was not reviewed.

    Raises:
        ClausesError: the folder cannot be written to.
    """
    if outcome.review is None:
        return None
    stem = re.sub(r"[^\w.()（）-]+", "_", outcome.name).encode("utf-8", "replace")[-LONGEST:].decode("utf-8", "ignore").lstrip(".") or "_"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(1, 10_000):
            path = folder / f"{stem}{'' if number == 1 else f'-{number}'}.json"
            try:
                with path.open("x", encoding="utf-8") as opened:
                    opened.write(dumps(outcome.review))
                return path
            except FileExistsError:
                continue
    except OSError as error:
        raise ClausesError(Said(f"无法写入文件夹 {folder}", f"The folder {folder} cannot be written"), why(error, Said("请换一个文件夹", "choose another folder"))) from error
    raise ClausesError(Said(f"文件夹 {folder} 里同名的文件太多", f"The folder {folder} holds too many files of that name"), Said("请换一个文件夹", "choose another folder"))
