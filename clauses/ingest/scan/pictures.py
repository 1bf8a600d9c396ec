"""Pictures of pages: image files decoded, pages turned upright and straightened, seals taken off the words (PIL's and cv2's home).

A picture is a numpy array of 8 bits, grey or RGB, 200 dots to the inch. Nothing here knows a letter.
"""

from __future__ import annotations

import io
import math
import struct
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from clauses.errors import UnreadableFile
from clauses.ingest.content import MOST_SCANNED
from clauses.model import Page, Rect, Said

DPI = 200
MOST_PIXELS = 80_000_000  # of a picture before it is decoded: A3 at 600 dpi has 70 million
_MOST_SHOWN = 30_000_000  # pixels of a page at `DPI` whose size is not known: A1
_A4 = (595.3, 841.9)  # points
_TURNS = {3: 2, 4: 2, 5: 1, 6: 1, 7: 3, 8: 3}  # what EXIF says of a camera's turn: quarter turns clockwise that put it right
_STEEPEST = 6.0  # degrees that a page may lie askew
_SEAL = (0.55, 2.6)  # inches: the smallest and the largest side of a seal


class Straight(NamedTuple):
    """A page as it is read: grey, upright, level, without seals.

    back: takes a point of this picture to the picture that was given. seals: 255 where the ink of a seal lay, None where none did.
    """

    grey: Any
    back: Any
    seals: Any


class Opened(NamedTuple):
    """An image file: its pages, and what gives the picture of one of them (from 0)."""

    pages: tuple[Page, ...]
    render: Callable[[int], Any]


def opened(name: str, content: bytes) -> Opened:
    """The pages of an image file, none decoded yet.

    Raises:
        UnreadableFile: damaged, of an unknown kind, too many pixels or too many pages.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        image = Image.open(io.BytesIO(content))
        frames = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1  # of a moving picture the first is the page
        if frames > MOST_SCANNED:
            raise UnreadableFile(Said(f"{name} 超过 {MOST_SCANNED} 页", f"{name} has more than {MOST_SCANNED} pages"), Said("请拆分后再审查", "split it and review the parts"))
        pages = []
        for index in range(frames):
            image.seek(index)
            pages.append(_page_of(name, image, index + 1))
    except Image.DecompressionBombError as error:
        raise _too_many_pixels(name) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, KeyError, TypeError, struct.error) as error:
        raise UnreadableFile(Said(f"{name} 已损坏，无法作为图片打开", f"{name} is damaged and cannot be opened as a picture"), Said("请重新扫描或导出后再审查", "scan or export it again")) from error

    def render(index: int) -> Any:
        image.seek(index)
        picture = np.asarray(image.convert("RGB"))
        picture = np.rot90(picture, -_turns(image))
        wide = round(pages[index].width * DPI / 72)
        return _scaled(picture, wide / picture.shape[1])

    return Opened(tuple(pages), render)


def crops(picture: Any, page: Page, rects: Sequence[Rect | None]) -> tuple[bytes, ...]:
    """A PNG of each rectangle of a page's picture, of the whole page where it is None."""
    from PIL import Image

    whole = Image.fromarray(picture)
    across, down = whole.width / max(page.width, 1.0), whole.height / max(page.height, 1.0)
    cut = []
    for rect in rects:
        left, top, right, bottom = rect or Rect(0.0, 0.0, page.width, page.height)
        box = [min(max(round(v * by), 0), most) for v, by, most in ((left, across, whole.width - 1), (top, down, whole.height - 1), (right, across, whole.width), (bottom, down, whole.height))]
        file = io.BytesIO()
        whole.crop((box[0], box[1], max(box[2], box[0] + 1), max(box[3], box[1] + 1))).save(file, "PNG")
        cut.append(file.getvalue())
    return tuple(cut)


def _page_of(name: str, image: Any, number: int) -> Page:
    """The page that the image shows: its size by the file's resolution where that is likely, by the shape of A4 otherwise."""
    wide, high = image.size
    if wide * high > MOST_PIXELS:
        raise _too_many_pixels(name)
    if min(wide, high) < 8:
        raise UnreadableFile(Said(f"{name} 第 {number} 页只有 {wide}×{high} 像素，看不出文字", f"Page {number} of {name} has only {wide}×{high} pixels: no words can be made out"), Said("请以 200–300 dpi 重新扫描", "scan it again at 200–300 dpi"))
    if _turns(image) % 2:
        wide, high = high, wide
    dots = image.info.get("dpi", (0, 0))
    dots_x, dots_y = (float(d) if isinstance(d, (int, float)) or hasattr(d, "numerator") else 0.0 for d in (*dots, 0, 0)[:2])
    if not (90 <= dots_x <= 1300 and 90 <= dots_y <= 1300 and wide / dots_x <= 24 and high / dots_y <= 34):
        across = _A4[1] if 1.25 < wide / high < 1.6 else _A4[0]
        dots_x = dots_y = max(wide * 72 / across, 70.0, DPI * math.sqrt(wide * high / _MOST_SHOWN))
    return Page(number=number, width=wide * 72 / dots_x, height=high * 72 / dots_y, scanned=True)


def _too_many_pixels(name: str) -> UnreadableFile:
    return UnreadableFile(Said(f"{name} 的图片超过 {MOST_PIXELS // 1_000_000} 百万像素", f"The picture in {name} has more than {MOST_PIXELS // 1_000_000} megapixels"), Said("请以 200–300 dpi 重新扫描", "scan it again at 200–300 dpi"))


def _turns(image: Any) -> int:
    try:
        return _TURNS.get(image.getexif().get(0x0112, 1), 0)
    except (OSError, ValueError, SyntaxError, KeyError):
        return 0


def _scaled(picture: Any, by: float) -> Any:
    import cv2

    if abs(by - 1) < 0.01:
        return np.ascontiguousarray(picture)
    return cv2.resize(np.ascontiguousarray(picture), None, fx=by, fy=by, interpolation=cv2.INTER_AREA if by < 1 else cv2.INTER_CUBIC)


def straightened(picture: Any, *, lying: bool = False) -> Straight:
    """The page with its lines level, evenly lit, without its seals; turned by a quarter where it is said to be lying."""
    import cv2

    grey, seals = _without_seals(np.ascontiguousarray(picture))
    grey = _evened(grey)
    height, width = grey.shape
    back = np.array([[1.0, 0, 0], [0, 1.0, 0]])
    if lying:
        grey = cv2.rotate(grey, cv2.ROTATE_90_CLOCKWISE)
        # a point (x, y) of the turned picture was at (y, height - 1 - x)
        back = np.array([[0, 1.0, 0], [-1.0, 0, height - 1.0]])
        seals = None if seals is None else cv2.rotate(seals, cv2.ROTATE_90_CLOCKWISE)
        height, width = grey.shape
    angle = _askew(grey)
    if abs(angle) > 0.08:
        level = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
        grey = cv2.warpAffine(grey, level, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=255)
        seals = None if seals is None else cv2.warpAffine(seals, level, (width, height), flags=cv2.INTER_NEAREST)
        back = composed(back, cv2.invertAffineTransform(level))
    return Straight(grey, back, seals)


def turned_over(straight: Straight) -> Straight:
    """The page turned by half."""
    import cv2

    height, width = straight.grey.shape
    over = np.array([[-1.0, 0, width - 1.0], [0, -1.0, height - 1.0]])
    seals = None if straight.seals is None else cv2.rotate(straight.seals, cv2.ROTATE_180)
    return Straight(cv2.rotate(straight.grey, cv2.ROTATE_180), composed(straight.back, over), seals)


def composed(outer: Any, inner: Any) -> Any:
    """The affine map that does the inner one first."""
    return (np.vstack([outer, [0, 0, 1.0]]) @ np.vstack([inner, [0, 0, 1.0]]))[:2]


def bounded(affine: Any, box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """The upright rectangle around what the map makes of a rectangle."""
    x0, y0, x1, y1 = box
    corners = np.array([[x0, y0, 1], [x1, y0, 1], [x1, y1, 1], [x0, y1, 1]]) @ affine.T
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    return float(left), float(top), float(right), float(bottom)


def rect(straight: Straight, place: Rect, page: Page) -> Rect:
    """Where the page shows what stands here on the straightened picture."""
    left, top, right, bottom = (v * 72 / DPI for v in bounded(straight.back, (place.left * DPI / 72, place.top * DPI / 72, place.right * DPI / 72, place.bottom * DPI / 72)))
    clip = (max(left, 0.0), max(top, 0.0), min(right, page.width), min(bottom, page.height))
    return Rect(*(round(v, 1) for v in clip))


def _askew(grey: Any) -> float:
    """The degrees by which the page is to be turned to make its lines level.

    The rows of a level page are either full or empty: the angle is the one at which the rows' darkness changes most.
    """
    import cv2

    by = min(1.0, 900 / max(grey.shape))
    small = cv2.resize(grey, None, fx=by, fy=by, interpolation=cv2.INTER_AREA)
    ys, xs = np.nonzero(small < 150)
    if len(ys) < 200:
        return 0.0
    step = max(1, len(ys) // 60_000)
    ys, xs = ys[::step].astype(float), xs[::step].astype(float)

    def sharp(angle: float) -> float:
        at = ys - xs * math.tan(math.radians(angle))
        counts = np.bincount((at - at.min()).astype(np.int64)).astype(float)
        return float(((counts[1:] - counts[:-1]) ** 2).sum())

    middle = max(np.arange(-_STEEPEST, _STEEPEST + 0.01, 0.4), key=sharp)
    return float(max(np.arange(middle - 0.4, middle + 0.41, 0.05), key=sharp))


def _evened(grey: Any) -> Any:
    """The paper made white: shadows of the book's fold and of a hand are light that changes slowly; specks are taken off."""
    import cv2

    small = cv2.resize(grey, None, fx=1 / 8, fy=1 / 8, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((5, 5), np.uint8)), 11)
    if float(np.percentile(paper, 5)) < 225:
        paper = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
        grey = cv2.divide(grey, np.maximum(paper, 40), scale=245)
    middle = cv2.medianBlur(grey, 3)
    specks = (cv2.absdiff(grey, middle) > 90).astype(np.float32)
    alone = (specks > 0) & (cv2.boxFilter(specks, -1, (3, 3), normalize=False) < 2.5)  # thin strokes are no specks
    return np.where(alone, middle, grey) if float(alone.mean()) > 0.004 else grey


def _without_seals(picture: Any) -> tuple[Any, Any]:
    """The picture in grey with the ink of red and blue seals made paper, and where that ink was.

    Only what is as large as a seal: red headings and figures filled in with a blue pen are words. In the channel of its own
    colour a seal is as light as paper, while black strokes under it stay dark.
    """
    import cv2

    if picture.ndim == 2:
        return picture, None
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    red, green, blue = (picture[:, :, c].astype(np.int16) for c in range(3))
    covered = None
    for own, others in ((red, (green, blue)), (blue, (red, green))):
        ink = own - np.maximum(*others) > 28
        if float(ink.mean()) < 0.0004:
            continue
        for x, y, w, h in _blobs(ink):
            covered = np.zeros(grey.shape, np.uint8) if covered is None else covered
            part = (slice(y, y + h), slice(x, x + w))
            inked = cv2.dilate(ink[part].astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
            covered[part] |= (inked * 255).astype(np.uint8)
            channel = own[part].astype(np.float32)
            paper = float(np.percentile(grey[part], 90))
            stroke = channel * (paper / max(float(np.median(channel[ink[part]])), 90.0))
            grey[part] = np.where(inked, np.minimum(stroke, paper), grey[part]).astype(np.uint8)
    return grey, covered


def _blobs(ink: Any) -> list[tuple[int, int, int, int]]:
    """The rectangles of ink that are as large and about as square as a seal, or cut off by the page's edge."""
    import cv2

    small = cv2.resize(ink.astype(np.uint8), None, fx=1 / 4, fy=1 / 4, interpolation=cv2.INTER_AREA | 0)
    small = cv2.morphologyEx((small > 0).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(small, connectivity=8)
    high, wide = ink.shape
    found = []
    for x, y, w, h, area in stats[1:]:
        x, y, w, h = (int(v) * 4 for v in (x, y, w, h))
        least, most = min(w, h) / DPI, max(w, h) / DPI
        at_edge = x < DPI // 5 or x + w > wide - DPI // 5
        square = least >= _SEAL[0] and most <= _SEAL[1] and most < 2.2 * least
        cut = at_edge and h / DPI >= _SEAL[0] and most <= _SEAL[1]
        if (square or cut) and area > 20:
            found.append((max(x - 4, 0), max(y - 4, 0), min(w + 8, wide - x), min(h + 8, high - y)))
    return found


def levelled(grey: Any, box: tuple[int, int, int, int], degrees: float) -> Any:
    """The tilted line that lies in the box, level: as wide and as high as it is itself; None where it leans too far to be told from it."""
    import cv2

    left, top, right, bottom = box
    cos, sin = math.cos(math.radians(degrees)), abs(math.sin(math.radians(degrees)))
    wide, high = right - left, bottom - top
    across, tall = (wide * cos - high * sin) / (cos * cos - sin * sin), (high * cos - wide * sin) / (cos * cos - sin * sin)
    if min(across, tall) < 8:
        return None
    turn = cv2.getRotationMatrix2D((left + wide / 2, top + high / 2), degrees, 1.0)
    turn[:, 2] += across / 2 - left - wide / 2, tall / 2 - top - high / 2
    return cv2.warpAffine(grey, turn, (round(across), round(tall)), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=255)


def hardened(crop: Any) -> Any:
    """The crop of a line in black and white, with a margin of paper: another picture of the same letters."""
    import cv2

    large = cv2.resize(crop, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    _, hard = cv2.threshold(cv2.GaussianBlur(large, (0, 0), 1.4), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return cv2.copyMakeBorder(cv2.GaussianBlur(hard, (0, 0), 1.0), 4, 4, 12, 12, cv2.BORDER_CONSTANT, value=255)
