"""Figures read a second time from a harder picture of them: where the two readings differ, one of them is wrong.

A reader of pictures is as sure of a wrong digit as of a right one; that another picture of it gives another digit tells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from clauses.ingest.scan import pictures, recognition
from clauses.ingest.scan.recognition import Letter

_NUMERALS = "一二三四五六七八九十百千万亿零〇两壹贰叁肆伍陆柒捌玖拾佰仟"
_FIGURES = re.compile(rf"\d[\d.,，:：/]*|[{_NUMERALS}]+(?=[元日天月年条个份倍%‰]|工作|小时|分之|至|、)|(?<=分之)[{_NUMERALS}]+")
_LIKE = str.maketrans("，：oOlI", ",:0011")


class _Run(NamedTuple):
    line: int
    start: int
    end: int
    crop: Any


def checked(lines: Sequence[Sequence[Letter]], crops: Sequence[Any]) -> list[list[Letter]]:
    """The letters of each line, the figures that another reading gives otherwise as one doubtful sign."""
    runs = [run for n, (letters, crop) in enumerate(zip(lines, crops, strict=True)) for run in _runs(n, letters, crop)]
    again = recognition.letters([run.crop for run in runs])
    out = [list(letters) for letters in lines]
    for run, read in sorted(zip(runs, again, strict=True), key=lambda pair: (-pair[0].line, -pair[0].start)):
        letters = out[run.line][run.start : run.end]
        first, second = "".join(x.sign for x in letters), "".join(x.sign for x in read)
        if _plain(first) in _plain(second):
            continue
        other = max(_FIGURES.findall(second) or re.findall(rf"[{_NUMERALS}]+", second), key=len, default=second.strip())
        sure = min([0.6, *(x.sure for x in letters)])
        out[run.line][run.start : run.end] = [Letter(first, letters[0].left, letters[-1].right, sure, (), "confidence", other)]
    return out


def _runs(line: int, letters: Sequence[Letter], crop: Any) -> list[_Run]:
    text = "".join(x.sign if len(x.sign) == 1 else "\0" for x in letters)
    high, wide = crop.shape[:2]
    found = []
    for m in _FIGURES.finditer(text):
        end = m.end() - (len(m[0]) - len(m[0].rstrip(".,，:：/")))
        before = letters[max(m.start() - 2, 0)].left
        behind = letters[min(end + 1, len(letters) - 1)].right
        left, right = max(int(before) - high // 8, 0), min(int(behind) + high // 8, wide)
        found.append(_Run(line, m.start(), end, pictures.hardened(crop[:, left:right])))
    return found


def _plain(text: str) -> str:
    return text.replace(" ", "").translate(_LIKE)
