"""Text in a picture: where its lines are, and the letters of a line with their places and how sure each is (rapidocr's home).

The models lie in rapidocr's wheel; nothing is downloaded. Here the networks' answers are taken as they are; what a page is
made of them is `scan`.
"""

from __future__ import annotations

import math
import os
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from clauses.errors import UnreadableFile
from clauses.model import Said

_THREADS = 2
_SHRUNK = 0.5  # the finder of lines works at 100 dpi: four times as fast as at 200, the same lines
_HIGH = 48  # pixels of a line as the reader wants it
_STEP = 8  # pixels of such a line to a column of the reader's answer
_BATCH = 4_200  # pixels of width read at once: more at a time is slower on two cores
_NARROWEST = 160  # pixels that a line is filled up to: at the 320 the reader was taught with, a table of figures takes twice the time and says the same
_WIDEST = 3_200  # pixels of a line at most
_ALONE = threading.Lock()
_NETWORKS: list[Any] = []


class NoReader(UnreadableFile):
    """What reads pictures is not installed."""

    def __init__(self) -> None:
        super().__init__(
            Said("扫描件和图片需要文字识别组件，本机未安装", "Scans and pictures need the text recognition components, which are not installed on this machine"),
            Said("请运行 pip install rapidocr==3.10.0 onnxruntime opencv-python-headless 后重试，或提供 Word、文字版 PDF", "run pip install rapidocr==3.10.0 onnxruntime opencv-python-headless and try again, or provide a Word file or a PDF with text"),
        )


class Box(NamedTuple):
    """A piece of a line in pixels of the picture; lean: by how many degrees it goes down to the right, 0 where it is as good as level."""

    left: int
    top: int
    right: int
    bottom: int
    lean: float = 0.0


class Letter(NamedTuple):
    """A letter of a line with its place across, in pixels of the picture, and how sure the reader was of it.

    rivals: what else it may be: letters with their likelihood. doubt, read: as `model.Doubt` has them, "" where there is none.
    """

    sign: str
    left: float
    right: float
    sure: float
    rivals: tuple[tuple[str, float], ...] = ()
    doubt: str = ""
    read: str = ""


def load() -> Any:
    """The networks, loaded once.

    Raises:
        NoReader: rapidocr or what it needs is not installed.
    """
    with _ALONE:
        if not _NETWORKS:
            os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # onnxruntime would tell its maker of every run, and keep a number of this machine
            try:
                import onnxruntime
                from rapidocr import RapidOCR
            except ImportError as error:
                raise NoReader() from error
            reader = RapidOCR(
                params={
                    "Global.log_level": "critical",
                    "EngineConfig.onnxruntime.intra_op_num_threads": _THREADS,
                    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
                    "Det.limit_side_len": 32,  # the picture comes in the size in which it is to be searched
                }
            )
            networks = (reader._load_det_model(), reader._load_rec_model(), reader._load_cls_model())
            for network in networks:
                _calm(network.session, onnxruntime)
            _NETWORKS.append(networks)
    return _NETWORKS[0]


def _calm(holder: Any, onnxruntime: Any) -> None:
    """The network without threads that spin while they wait, a quarter of the time of a busy machine, and without a store of memory
    that it gives back to nobody: with one, pages of many shapes pass the limit. Rapidocr cannot be told so.
    """
    options = onnxruntime.SessionOptions()
    options.enable_cpu_mem_arena = False
    options.intra_op_num_threads = _THREADS
    options.log_severity_level = 4
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    holder.session = onnxruntime.InferenceSession(holder.session._model_path, options, providers=["CPUExecutionProvider"])


def boxes(grey: Any) -> list[Box]:
    """Where lines of text or pieces of them lie in the picture, level ones and tilted."""
    import cv2

    finder = load()[0]
    small = cv2.resize(grey, None, fx=_SHRUNK, fy=_SHRUNK, interpolation=cv2.INTER_AREA)
    with _ALONE:
        quads = finder(cv2.cvtColor(small, cv2.COLOR_GRAY2BGR)).boxes
    found = []
    for quad in quads if quads is not None else ():
        (x0, y0), (x1, y1) = quad[0], quad[1]
        lean = math.degrees(math.atan2(y1 - y0, x1 - x0)) if abs(y1 - y0) > 0.12 * abs(x1 - x0) + 4 else 0.0
        left, top = (quad.min(axis=0) / _SHRUNK).astype(int)
        right, bottom = (quad.max(axis=0) / _SHRUNK).astype(int)
        found.append(Box(max(int(left), 0), max(int(top), 0), min(int(right), grey.shape[1]), min(int(bottom), grey.shape[0]), lean))
    return found


def lying(found: Sequence[Box]) -> bool:
    """Whether the lines run up and down."""
    sides = [(b.right - b.left, b.bottom - b.top) for b in found if not b.lean]
    return sum(high for wide, high in sides if high > 2 * wide) > sum(wide for wide, high in sides if wide > 2 * high)


def upside_down(grey: Any, found: Sequence[Box]) -> bool:
    """Whether most of the longest lines stand on their heads."""
    import cv2

    longest = sorted((b for b in found if not b.lean and b.right - b.left > 2 * (b.bottom - b.top)), key=lambda b: b.left - b.right)[:7]
    if not longest:
        return False
    crops = [cv2.cvtColor(grey[b.top : b.bottom, b.left : min(b.right, b.left + 5 * (b.bottom - b.top))], cv2.COLOR_GRAY2BGR) for b in longest]
    with _ALONE:
        said = _classes(crops)
    return sum(label == "180" and sure > 0.8 for label, sure in said) * 2 > len(longest)


def _classes(crops: list[Any]) -> list[tuple[str, float]]:
    """Which way up each crop stands, and how sure that is."""
    return list(_NETWORKS[0][2](crops).cls_res or [])


def letters(crops: Sequence[Any]) -> list[list[Letter]]:
    """The letters of each crop of a line, their places in the crop's own pixels."""
    import cv2

    reader = load()[1]
    signs = reader.postprocess_op.character
    resized = []
    for crop in crops:
        high, wide = crop.shape[:2]
        width = min(max(int(np.ceil(wide * _HIGH / high)), 16), _WIDEST)
        resized.append(cv2.resize(crop, (width, _HIGH), interpolation=cv2.INTER_AREA if high > _HIGH else cv2.INTER_LINEAR))
    read: list[list[Letter]] = [[] for _ in crops]
    for batch in _batches([r.shape[1] for r in resized]):
        width = max(max(resized[i].shape[1] for i in batch), _NARROWEST)
        paper = np.zeros((len(batch), 3, _HIGH, width), dtype=np.float32)
        for row, i in enumerate(batch):
            paper[row, :, :, : resized[i].shape[1]] = resized[i].astype(np.float32) / 127.5 - 1
        with _ALONE:
            answer = reader.session(paper)
        for row, i in enumerate(batch):
            scale = crops[i].shape[1] / resized[i].shape[1]
            read[i] = _decoded(answer[row], signs, scale, crops[i].shape[1])
    return read


def _batches(widths: list[int]) -> Iterator[list[int]]:
    batch: list[int] = []
    for i in sorted(range(len(widths)), key=widths.__getitem__):
        if batch and (len(batch) + 1) * max(widths[i], _NARROWEST) > _BATCH:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


def _one_mark(a: str, b: str) -> bool:
    """Whether two signs are the wide and the narrow form of one mark: side by side they are one, of which the reader took both."""
    return a != b and not a.isalnum() and unicodedata.normalize("NFKC", a) == unicodedata.normalize("NFKC", b)


def _decoded(columns: Any, signs: Sequence[str], scale: float, width: int) -> list[Letter]:
    """The letters of the columns: runs of one sign are one letter, sign 0 is none."""
    best = columns.argmax(axis=1)
    found: list[tuple[str, float, float, tuple[tuple[str, float], ...]]] = []
    at = 0
    while at < len(best):
        end = at + 1
        while end < len(best) and (best[end] == best[at] or _one_mark(signs[best[end]], signs[best[at]])):
            end += 1
        if best[at]:
            near = columns[at + int(columns[at:end, best[at:end]].max(axis=1).argmax())]
            surest = int(near.argmax())
            top = np.argpartition(near, -4)[-4:]
            rivals = tuple(sorted(((signs[k], round(float(near[k]), 3)) for k in top if k and k != surest and near[k] > 0.01), key=lambda r: -r[1]))
            found.append((signs[surest], (at + end) / 2 * _STEP * scale, float(near[surest]), rivals))
        at = end
    letters = []
    for i, (sign, centre, sure, rivals) in enumerate(found):
        before = found[i - 1][1] if i else None
        behind = found[i + 1][1] if i + 1 < len(found) else None
        left = (before + centre) / 2 if before is not None else max(0.0, centre - 14 * scale)
        right = (behind + centre) / 2 if behind is not None else min(float(width), centre + 14 * scale)
        letters.append(Letter(sign, left, right, sure, rivals))
    return letters
