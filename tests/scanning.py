"""Pages drawn as a scanner would give them: printed lines, then skew, noise, shadow and seals (numpy, cv2, and PIL for the letters)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

DPI = 200
SERIF = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc")
SANS = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
SIMPLIFIED = 2  # the face of the collection
PAPER = (1653, 2339)  # A4


def drawable() -> bool:
    """Whether the fonts are there that the letters are drawn with."""
    try:
        import cv2  # noqa: F401
        import PIL  # noqa: F401
    except ImportError:
        return False
    return SERIF.exists() and SANS.exists()


def page(lines: Sequence[str], *, size: float = 10.5, font: Path = SERIF, paper: tuple[int, int] = PAPER, left: int = 220, top: int = 200, leading: float = 1.8) -> Any:
    """The lines in black on white paper, one below the other; `____` is drawn as a rule, a tab goes on at the next fifth of the page."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", paper, "white")
    draw = ImageDraw.Draw(image)
    face = ImageFont.truetype(str(font), round(size * DPI / 72), index=SIMPLIFIED)
    step = (paper[0] - 2 * left) / 5
    for i, line in enumerate(lines):
        y = top + i * size * leading * DPI / 72
        for j, cell in enumerate(line.split("\t")):
            draw.text((left + j * step, y), cell, fill="black", font=face)
    return np.asarray(image).copy()


def skewed(picture: Any, degrees: float) -> Any:
    """The page as it lies on a scanner's glass."""
    import cv2

    high, wide = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1)
    return cv2.warpAffine(picture, turn, (wide, high), flags=cv2.INTER_LINEAR, borderValue=(255, 255, 255))


def noisy(picture: Any, strength: float = 10, seed: int = 0) -> Any:
    """The page with a scanner's noise and its slightly soft edges."""
    import cv2

    soft = cv2.GaussianBlur(picture.astype(np.float32), (0, 0), 0.6)
    return np.clip(soft * 0.92 + 8 + np.random.default_rng(seed).normal(0, strength, picture.shape), 0, 255).astype(np.uint8)


def shadowed(picture: Any) -> Any:
    """The page with the shadow of a book's fold along its left edge."""
    light = 0.45 + 0.55 * np.clip(np.arange(picture.shape[1]) / (picture.shape[1] * 0.4), 0, 1)
    return (picture * light[None, :, None]).astype(np.uint8)


def sealed(picture: Any, centre: tuple[int, int], *, colour: tuple[int, int, int] = (200, 30, 40), radius: int = 155) -> Any:
    """The page with a round seal over the words: a ring, a star, and letters round it."""
    import cv2

    ink = np.full_like(picture, 255)
    cv2.circle(ink, centre, radius, colour, 9)
    angles = np.deg2rad(np.arange(10) * 36 - 90)
    reach = np.where(np.arange(10) % 2 == 0, radius * 0.36, radius * 0.14)
    star = np.stack([centre[0] + reach * np.cos(angles), centre[1] + reach * np.sin(angles)], axis=1).astype(np.int32)
    cv2.fillPoly(ink, [star], colour)
    for k in range(12):
        turn = np.deg2rad(150 + k * 20)
        at = (int(centre[0] + radius * 0.74 * np.cos(turn)), int(centre[1] + radius * 0.74 * np.sin(turn)))
        cv2.rectangle(ink, (at[0] - 11, at[1] - 11), (at[0] + 11, at[1] + 11), colour, 4)
        cv2.line(ink, (at[0] - 11, at[1]), (at[0] + 11, at[1]), colour, 4)
    return (picture.astype(np.uint16) * ink // 255).astype(np.uint8)


def peppered(picture: Any, share: float = 0.02, seed: int = 0) -> Any:
    """The page with black and white specks."""
    chance = np.random.default_rng(seed).random(picture.shape[:2])
    out = picture.copy()
    out[chance < share / 2] = 0
    out[chance > 1 - share / 2] = 255
    return out


def encoded(picture: Any, kind: str = "PNG", **options: Any) -> bytes:
    """The picture as the bytes of an image file; more pictures by `append_images`."""
    import io

    from PIL import Image

    out = io.BytesIO()
    more = [Image.fromarray(p) for p in options.pop("more", ())]
    if more:
        options |= {"save_all": True, "append_images": more}
    Image.fromarray(picture).save(out, kind, **options)
    return out.getvalue()
