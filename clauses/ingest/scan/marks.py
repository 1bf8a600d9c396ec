"""What is drawn on a line and is no letter to the reader: the third ring of a ‰, rules that are left to be filled in, boxes to be ticked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

_ENLARGED = 4
_MOST_MISSED = 40  # on a page: more is a picture, not words
_SHARES = (0.35, 0.45, 0.55, 0.62, 0.69, 0.76, 0.82, 0.87)  # how light the lightest ink may be


class _Hole(NamedTuple):
    x: float
    y: float
    wide: float
    high: float
    around: float  # how high the ink around it is
    ink: int  # which piece of ink


def rings(crop: Any, left: float, right: float, ends: float) -> tuple[int, float]:
    """How many rings the per-cent sign has that stands between left and right of the line: 2 (%), 3 (‰), or 0 where it cannot be told;
    and where the third stands.

    A ring is a hole in the ink. The sign's first lies high on the left, the second low on its right, the third beside the
    second, as high and on the same level, before the place where the sign ends at the latest; a full stop is smaller and rounder.
    """
    shades = _enlarged(crop, left, right)
    if shades is None:
        return 0, 0.0
    begin = max(int(left), 0)
    limit = (ends - begin) * _ENLARGED
    counts = [_rings([hole for hole in _holes(shades, share) if hole.x < limit]) for share in _SHARES]
    thirds = sorted(third for count, third in counts if count == 3)
    if len(thirds) >= 2:
        return 3, begin + thirds[len(thirds) // 2] / _ENLARGED
    return (2, 0.0) if sum(count == 2 for count, _ in counts) >= 2 else (0, 0.0)


def _rings(holes: list[_Hole]) -> tuple[int, float]:
    best, third = 0, 0.0
    for a in holes:
        for b in holes:
            down, across = b.y - a.y, b.x - a.x
            if not (down > 0 and 0.5 * down < across < 3.2 * down and _alike(a.high, b.high, 0.6) and 0.3 * down < b.high < 1.6 * down):
                continue
            best = max(best, 2)
            for c in holes:
                if c.ink != b.ink and c.around > 2.4 * c.high:
                    continue  # part of a letter
                near = b.wide * 0.8 < c.x - b.x < 4.2 * b.wide + 2 and abs(c.y - b.y) < 0.22 * b.high + 1
                if near and _alike(b.high, c.high, 0.72) and _alike(b.wide, c.wide, 0.5) and c.wide / c.high < 1.3 * b.wide / b.high:
                    best, third = 3, c.x
    return best, third


def _alike(a: float, b: float, least: float) -> bool:
    return min(a, b) >= least * max(a, b)


def _enlarged(crop: Any, left: float, right: float) -> Any:
    """The part of the line from 0 (its darkest) to 1 (its paper), four times as large; None where it is no more than a speck."""
    import cv2

    part = crop[:, max(int(left), 0) : int(right) + 1]
    if part.shape[1] < 6 or part.shape[0] < 10:
        return None
    large = cv2.resize(part, None, fx=_ENLARGED, fy=_ENLARGED, interpolation=cv2.INTER_CUBIC).astype(np.float32)
    large = cv2.GaussianBlur(large, (0, 0), 1.5)
    ink, paper = float(np.percentile(large, 1)), float(np.percentile(large, 90))
    return (large - ink) / max(paper - ink, 1.0)


def _holes(shades: Any, share: float) -> list[_Hole]:
    """The holes in what is darker than this share."""
    import cv2

    ink = ((shades < share) * 255).astype(np.uint8)
    contours, tree = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    found = []
    for contour, (_, _, _, parent) in zip(contours, tree[0] if tree is not None else (), strict=True):
        if parent < 0 or cv2.contourArea(contour) < _ENLARGED * _ENLARGED * 1.2:
            continue
        x, y, wide, tall = cv2.boundingRect(contour)
        if tall > 0.6 * shades.shape[0]:
            continue
        found.append(_Hole(x + wide / 2, y + tall / 2, wide, tall, cv2.boundingRect(contours[parent])[3], parent))
    return found


class Ruling(NamedTuple):
    """The straight lines that are printed on a page, as boxes of pixels (left, top, right, bottom).

    rules: level ones, as they are left to be filled in. cells: the fields that lines on all sides enclose.
    """

    rules: tuple[tuple[int, int, int, int], ...]
    cells: tuple[tuple[int, int, int, int], ...]


def ruling(grey: Any) -> Ruling:
    """The lines on the page: those to write on, and the fields of its tables."""
    import cv2

    ink = (grey < 190).astype(np.uint8)
    level = _strokes(ink, 26, 1)
    upright = _strokes(ink, 1, 44)
    long_level = cv2.morphologyEx(level, cv2.MORPH_OPEN, np.ones((1, 70), np.uint8))
    cells = _cells(cv2.bitwise_or(long_level, upright)) if upright.any() else ()
    runs = cv2.morphologyEx(level, cv2.MORPH_CLOSE, np.ones((1, 11), np.uint8))  # a row of underscores is one rule
    count, _, stats, _ = cv2.connectedComponentsWithStats(runs, connectivity=8)
    near = cv2.dilate(upright, np.ones((9, 9), np.uint8))
    rules = []
    for x, y, wide, high, _ in stats[1:count]:
        ends = near[y : y + high, [x, x + wide - 1]]
        if high <= 10 and wide <= 0.6 * grey.shape[1] and not ends.any():
            rules.append((int(x), int(y), int(x + wide), int(y + high)))
    return Ruling(tuple(rules), cells)


def _strokes(ink: Any, wide: int, high: int) -> Any:
    """Where ink runs on without a break for so many pixels, one more or less aside."""
    import cv2

    thick = cv2.dilate(ink, np.ones((1, 3) if high > wide else (3, 1), np.uint8))
    return cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((high, wide), np.uint8))


def _cells(lines: Any) -> tuple[tuple[int, int, int, int], ...]:
    """The fields that the lines enclose; a frame round the page is none."""
    import cv2

    closed = cv2.dilate(lines, np.ones((5, 5), np.uint8))
    contours, tree = cv2.findContours(closed, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    cells = []
    for contour, (_, _, _, parent) in zip(contours, tree[0] if tree is not None else (), strict=True):
        x, y, wide, high = cv2.boundingRect(contour)
        if parent < 0 or wide < 24 or high < 24 or wide * high > 0.5 * lines.size or cv2.contourArea(contour) < 0.8 * wide * high:
            continue
        cells.append((x, y, x + wide, y + high))
    return tuple(cells)


def missed(grey: Any, found: Sequence[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    """Where there is ink as high as the letters of the page outside the boxes that were found: 元 behind a long blank."""
    import cv2

    if not found:
        return []
    high = sorted(box[3] - box[1] for box in found)[len(found) // 2]
    ink = (grey < 150).astype(np.uint8)
    for left, top, right, bottom in found:
        ink[max(top - 2, 0) : bottom + 2, max(left - 4, 0) : right + 4] = 0
    ink &= 1 - cv2.dilate(_strokes(ink, 1, 2 * high) | _strokes(ink, 2 * high, 1), np.ones((5, 5), np.uint8))
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((max(high // 5, 3), max(high // 2, 3)), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    boxes = []
    for x, y, wide, tall, area in stats[1:]:
        if 0.45 * high < tall < 1.3 * high and wide > 0.4 * high and area > 0.12 * wide * tall and 0.04 < float(ink[y : y + tall, x : x + wide].mean()) < 0.6:
            margin = max(int(0.18 * high), 3)
            boxes.append((max(int(x) - margin, 0), max(int(y) - margin, 0), min(int(x + wide) + margin, grey.shape[1]), min(int(y + tall) + margin, grey.shape[0])))
    return sorted(boxes, key=lambda b: b[0] - b[2])[:_MOST_MISSED]


def squares(grey: Any, high: int) -> list[tuple[int, int, int, int, str]]:
    """Boxes to be ticked, about as high as the letters: where each stands, and whether it is empty □, ticked ☑ or filled ■.

    Letters with a frame (国, 回) are among them: it is for who knows the letters to leave those out.
    """
    import cv2

    ink = (grey < 160).astype(np.uint8)
    contours, _ = cv2.findContours(ink, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for contour in contours:
        x, y, wide, tall = cv2.boundingRect(contour)
        if not (0.35 * high < tall < 1.0 * high and 0.75 < wide / tall < 1.3):
            continue
        part = ink[y : y + tall, x : x + wide]
        edge = max(tall // 8, 2)
        sides = (part[:edge].max(axis=0), part[-edge:].max(axis=0), part[:, :edge].max(axis=1), part[:, -edge:].max(axis=1))
        if min(float(side.mean()) for side in sides) < 0.9:
            continue
        inside = float(part[2 * edge : -2 * edge, 2 * edge : -2 * edge].mean())
        found.append((int(x), int(y), int(x + wide), int(y + tall), "■" if inside > 0.9 else "☑" if inside > 0.08 else "□"))
    return found
