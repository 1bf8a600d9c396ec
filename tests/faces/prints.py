"""Word files printed by LibreOffice, and printed pages scanned: turned a little, blurred, noisy, grey, with red seals over the words.

The same file always gives the same scan.
"""

from __future__ import annotations

import math
import random
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any

DPI = 200
SKEW = 1.0  # degrees, to and fro by pages
NOISE = 9.0  # standard deviation of the grey levels
QUALITY = 70  # of the JPEG in the file
SEAL = re.compile(r"盖\s*章|签\s*署\s*页|签\s*字")


def converted(path: Path, to: str, folder: Path, *, suffix: str | None = None) -> Path:
    """The file that LibreOffice makes of `path` in `folder`; `to` is its name of the format, such as `pdf` or `txt:Text (encoded):UTF8`."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as profile:
        command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", to, "--outdir", str(folder), str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder / f"{path.stem}.{suffix or to.split(':')[0]}"


def scan(printed: Path, to: Path, *, seed: int = 0) -> None:
    """Writes the printed pages as a PDF of pictures without text."""
    import pypdfium2

    pages: list[Any] = []
    document = pypdfium2.PdfDocument(printed)
    texts = [document[i].get_textpage().get_text_bounded() for i in range(len(document))]
    signed = [i for i, text in enumerate(texts) if SEAL.search(text)]
    sealed = {min(len(texts) - 1, 2), *signed[-1:], *(i for i in signed if "甲方" in texts[i] and "乙方" in texts[i])}
    for i in range(len(document)):
        page = document[i].render(scale=DPI / 72).to_pil().convert("RGB")
        at = _seal_place(document[i], page.size) if i in sealed else None
        pages.append(_scanned(page, random.Random(f"{seed}:{i}").getrandbits(32), SKEW if i % 2 else -SKEW, at))
    pages[0].save(to, "PDF", resolution=DPI, save_all=True, append_images=pages[1:], quality=QUALITY)


def _seal_place(page: Any, size: tuple[int, int]) -> tuple[int, int]:
    """The seal's middle: over the words 盖章 or 签字 where the page has them, else over the page's middle."""
    text = page.get_textpage()
    for words in ("盖章", "签字", "签署", "负责人"):
        found = text.search(words).get_next()
        if found:
            left, bottom, right, top = text.get_charbox(found[0])
            return int((left + right) / 2 * DPI / 72 + 60), size[1] - int((top + bottom) / 2 * DPI / 72)
    return size[0] // 2, size[1] // 2


def _scanned(page: Any, seed: int, angle: float, seal: tuple[int, int] | None) -> Any:
    import numpy
    from PIL import Image, ImageFilter

    if seal is not None:
        page = _stamped(page, seal)
    turned = page.rotate(angle, resample=Image.Resampling.BICUBIC, expand=False, fillcolor=(255, 255, 255))
    blurred = turned.filter(ImageFilter.GaussianBlur(0.6))
    levels = numpy.asarray(blurred, dtype=numpy.float32) * 0.93 + 8
    levels += numpy.random.default_rng(seed).normal(0, NOISE, levels.shape[:2])[..., None]
    made = Image.fromarray(numpy.clip(levels, 0, 255).astype(numpy.uint8))
    return made if seal is not None else made.convert("L")


def _stamped(page: Any, middle: tuple[int, int]) -> Any:
    """The page with a round red seal of 4 cm: a ring, a star, words round it."""
    from PIL import Image, ImageDraw

    radius = int(2.0 / 2.54 * DPI)
    seal = Image.new("RGBA", (2 * radius, 2 * radius), (0, 0, 0, 0))
    draw = ImageDraw.Draw(seal)
    red = (205, 30, 35, 170)
    draw.ellipse((3, 3, 2 * radius - 4, 2 * radius - 4), outline=red, width=8)
    star = [(radius + r * math.sin(k * math.pi / 5), radius - r * math.cos(k * math.pi / 5)) for k in range(10) for r in ((0.33 if k % 2 == 0 else 0.13) * radius,)]
    draw.polygon(star, fill=red)
    font = _font(int(radius * 0.24))
    words = "某某通信服务有限公司合同专用章"
    for k, word in enumerate(words):
        turn = (k - (len(words) - 1) / 2) * 17
        letter = Image.new("RGBA", seal.size, (0, 0, 0, 0))
        ImageDraw.Draw(letter).text((radius, int(radius * 0.26)), word, font=font, fill=red, anchor="mm")
        seal.alpha_composite(letter.rotate(-turn, resample=Image.Resampling.BICUBIC))
    made = page.convert("RGBA")
    made.alpha_composite(seal, (max(middle[0] - radius, 0), max(min(middle[1] - radius, page.size[1] - 2 * radius), 0)))
    return made.convert("RGB")


def _font(size: int) -> Any:
    from PIL import ImageFont

    found = subprocess.run(["fc-match", "-f", "%{file}", "Noto Sans CJK SC"], capture_output=True, text=True, check=True).stdout
    return ImageFont.truetype(found, size)
