"""What hangs on a paragraph without being its words: text boxes, lettering, pictures as large as a page, objects of other programs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from clauses.ingest.word.styles import W, local

_TWIP = 635  # English metric units
_A4 = (11906, 16838)  # twips
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "pc": 12.0, "px": 0.75}
_LARGE = 4  # a picture of a page's fourth part or more may be a page that was scanned
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_FORMULA = re.compile(r"Equation|MathType", re.I)


def boxes_of(anchor: Any) -> list[Any]:
    """The text boxes of a drawing, without those that stand inside another (they are found when that one is read)."""
    boxes = list(anchor.iter(W + "txbxContent"))
    if len(boxes) < 2:
        return boxes
    inner = {id(b) for box in boxes for b in box.iterdescendants(W + "txbxContent")}
    return [b for b in boxes if id(b) not in inner]


def lettering_of(anchor: Any) -> list[str]:
    """The words that are drawn: as a picture of letters (WordArt, watermarks), or in shapes pasted from a slide, line by line."""
    letters = [e.get("string") or "" for e in anchor.iter("{urn:schemas-microsoft-com:vml}textpath")]
    pasted = [line for p in anchor.iter(_DRAWN + "p") for line in "".join("\n" if e.tag == _DRAWN + "br" else e.text or "" for e in p.iter(_DRAWN + "t", _DRAWN + "br")).split("\n")]
    return [words for drawn in (*letters, *pasted) if (words := drawn.strip())]


def object_of(anchor: Any) -> str:
    """What another program's object is: `formula`, `document`, or "" for none whose words would be missed."""
    for element in anchor.iter("{urn:schemas-microsoft-com:office:office}OLEObject"):
        program = element.get("ProgID") or ""
        if _FORMULA.search(program):
            return "formula"
        if element.get("Type") != "Link" and re.match(r"Word\.|Excel\.|Package|AcroExch|Acrobat|WPS|ET\.|KWPS", program):
            return "document"
    return ""


def has_diagram(anchor: Any) -> bool:
    """Whether the drawing is a diagram (SmartArt), whose words stand in another part."""
    return any(local(element) == "relIds" for element in anchor.iter())


def is_page_like(anchor: Any, page: float) -> bool:
    """Whether the drawing is a picture that takes a fourth of the page or more.

    Args:
        anchor: w:drawing, w:pict or w:object.
        page: the page's area in square points.
    """
    return any(area * _LARGE >= page for area in _areas(anchor))


def page_area(root: Any) -> float:
    """The area of the document's first page, in square points."""
    size = next(root.iter(W + "pgSz"), None)
    width, height = (_number(size.get(W + name)) if size is not None else None for name in ("w", "h"))
    return (width or _A4[0]) * (height or _A4[1]) / 400


def _areas(anchor: Any) -> Iterator[float]:
    tags = {local(element) for element in anchor.iter()}
    if "pic" in tags or "blip" in tags:
        for element in anchor.iter():
            if local(element) == "extent":
                width, height = _number(element.get("cx")), _number(element.get("cy"))
                yield (width or 0) * (height or 0) / (_TWIP * 20) ** 2
    elif "imagedata" in tags and "OLEObject" not in tags:
        for element in anchor.iter("{urn:schemas-microsoft-com:vml}shape", "{urn:schemas-microsoft-com:vml}rect"):
            sizes = dict(re.findall(r"(?:^|;)\s*(width|height)\s*:\s*([\d.]+[a-z]{2})", element.get("style") or ""))
            yield _length(sizes.get("width")) * _length(sizes.get("height"))


def _length(text: str | None) -> float:
    found = re.fullmatch(r"(\d{1,6}(?:\.\d{1,6})?)([a-z]{2})", text or "")
    return float(found[1]) * _POINTS.get(found[2], 0.0) if found else 0.0


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 12 else None
