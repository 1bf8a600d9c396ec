"""What is drawn on a line and is no letter to the reader: the third ring of a ‰, rules that are left to be filled in, boxes to be ticked."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

_ENLARGED = 4
_SHARES = (0.35, 0.45, 0.55, 0.62, 0.69, 0.76, 0.82, 0.87)  # how light the lightest ink may be


class _Hole(NamedTuple):
    x: float
    y: float
    wide: float
    high: float
    around: float  # how high the ink around it is
    ink: int  # which piece of ink


def rings(crop: Any, left: float, right: float, ends: float) -> int:
    """How many rings the per-cent sign has that stands between left and right of the line: 2 (%), 3 (‰), or 0 where it cannot be told.

    A ring is a hole in the ink. The sign's first lies high on the left, the second low on its right, the third beside the
    second, as high and on the same level, before the place where the sign ends at the latest; a full stop is smaller and rounder.
    """
    shades = _enlarged(crop, left, right)
    if shades is None:
        return 0
    limit = (ends - max(int(left), 0)) * _ENLARGED
    counts = [_rings([hole for hole in _holes(shades, share) if hole.x < limit]) for share in _SHARES]
    if counts.count(3) >= 2:
        return 3
    return 2 if counts.count(2) >= 2 else 0


def _rings(holes: list[_Hole]) -> int:
    best = 0
    for a in holes:
        for b in holes:
            down, across = b.y - a.y, b.x - a.x
            if not (0 < down and 0.5 * down < across < 3.2 * down and _alike(a.high, b.high, 0.6) and 0.3 * down < b.high < 1.6 * down):
                continue
            best = max(best, 2)
            for c in holes:
                if c.ink != b.ink and c.around > 2.4 * c.high:
                    continue  # part of a letter
                if b.wide * 0.8 < c.x - b.x < 4.2 * b.wide + 2 and abs(c.y - b.y) < 0.22 * b.high + 1 and _alike(b.high, c.high, 0.72) and _alike(b.wide, c.wide, 0.5) and c.wide / c.high < 1.3 * b.wide / b.high:
                    best = 3
    return best


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
