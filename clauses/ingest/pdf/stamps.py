"""What lies over a page and is no text of it: stamps, watermarks and lines drawn by hand. Their words are told, never read as the contract's.

The words of a stamp are those that its page shows more once it has become part of the page, in a copy of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from clauses.ingest.pdf.furniture import marks
from clauses.ingest.pdf.page import Glyph, Sheet, sheet_of
from clauses.model import Problem, Rect

LONGEST = 24  # characters of a stamp that are quoted
QUOTED = 3  # stamps whose words are quoted
MOST_WORDS = 2_000  # characters of all that lies over a page


class Drawn(NamedTuple):
    """Something drawn over a page: what it is, in Chinese, and the words that it shows ("" where it shows a picture)."""

    kind: str
    page: int
    words: str = ""


def kinds() -> dict[int, str]:
    """What pdfium numbers so, in Chinese; lines drawn by hand may strike words out."""
    from pypdfium2 import raw

    return {raw.FPDF_ANNOT_STAMP: "图章", raw.FPDF_ANNOT_WATERMARK: "水印", raw.FPDF_ANNOT_INK: "手绘线条", raw.FPDF_ANNOT_LINE: "手绘线条", raw.FPDF_ANNOT_POLYLINE: "手绘线条"}


def drawn(document: Any, index: int, found: Sequence[tuple[str, Rect]], sheet: Sheet) -> tuple[Drawn, ...]:
    """What lies over the page, each with its words."""
    over = _over(document, index, sheet) if found else []
    return tuple(Drawn(kind, index + 1, "".join(line.text for line in marks([g for g in over if _inside(g, rect)]))) for kind, rect in found)


def _over(document: Any, index: int, sheet: Sheet) -> list[Glyph]:
    """The characters that the page has more when all that lies over it is part of it; () where that cannot be done."""
    import pypdfium2
    from pypdfium2 import raw

    copy = pypdfium2.PdfDocument(raw.FPDF_CreateNewDocument())
    try:
        if not raw.FPDF_ImportPages(copy.raw, document.raw, str(index + 1).encode(), 0):
            return []
        page = copy[0]
        flat = raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_SUCCESS
        page.close()
        if not flat:
            return []
        page = copy[0]
        own = Counter(_key(g) for g in sheet.glyphs)
        more = []
        for g in sheet_of(page, len(sheet.glyphs) + MOST_WORDS).glyphs:
            if own[_key(g)] > 0:
                own[_key(g)] -= 1
            else:
                more.append(g)
        page.close()
        return more
    except pypdfium2.PdfiumError:
        return []
    finally:
        copy.close()


def _key(g: Glyph) -> tuple[str, int, int]:
    return g.sign, round(g.left), round(g.base)


def _inside(g: Glyph, rect: Rect) -> bool:
    return rect.left <= (g.left + g.right) / 2 <= rect.right and rect.top <= (g.top + g.bottom) / 2 <= rect.bottom


def problems(found: Sequence[Drawn]) -> Iterator[Problem]:
    """One for each kind, with the pages and some of the words."""
    for kind in dict.fromkeys(d.kind for d in found):
        numbers = list(dict.fromkeys(d.page for d in found if d.kind == kind))
        words = list(dict.fromkeys(d.words for d in found if d.kind == kind and d.words))
        quoted = "、".join(f"“{w if len(w) <= LONGEST else w[:LONGEST] + '…'}”" for w in words[:QUOTED]) + ("等" if len(words) > QUOTED else "")
        yield Problem(stage="read", kind="drawn_over", message=f"{pages(numbers)}有{kind}{quoted}，未作为合同文字审查，请人工核对", page=numbers[0])


def pages(numbers: Sequence[int]) -> str:
    """The pages as they are named, the first of many."""
    return f"第 {'、'.join(map(str, numbers[:QUOTED]))}" + (f" 等 {len(numbers)} 页" if len(numbers) > QUOTED else " 页")
