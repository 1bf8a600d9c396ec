"""What lies over a page and is no text of it: stamps, watermarks and lines drawn by hand. Their words are told, never read as the contract's.

The words of a stamp are those that its page shows more once it has become part of the page, in a copy of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from clauses.ingest.pdf.furniture import marks
from clauses.ingest.pdf.page import Glyph, Sheet, sheet_of
from clauses.model import Problem, Rect, Said

LONGEST = 24  # characters of a stamp that are quoted
QUOTED = 3  # stamps whose words are quoted
MOST_WORDS = 2_000  # characters of all that lies over a page


class Drawn(NamedTuple):
    """Something drawn over a page: what it is, and the words that it shows ("" where it shows a picture)."""

    kind: Said
    page: int
    words: str = ""


def kinds() -> dict[int, Said]:
    """What pdfium numbers so; lines drawn by hand may strike words out."""
    from pypdfium2 import raw

    by_hand = Said("手绘线条", "lines drawn by hand")
    return {
        raw.FPDF_ANNOT_STAMP: Said("图章", "a stamp"), raw.FPDF_ANNOT_WATERMARK: Said("水印", "a watermark"),
        raw.FPDF_ANNOT_INK: by_hand, raw.FPDF_ANNOT_LINE: by_hand, raw.FPDF_ANNOT_POLYLINE: by_hand,
    }  # fmt: skip


def drawn(document: Any, index: int, found: Sequence[tuple[Said, Rect]], sheet: Sheet) -> tuple[Drawn, ...]:
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
        quoted = [f"“{w if len(w) <= LONGEST else w[:LONGEST] + '…'}”" for w in words[:QUOTED]]
        zh = "、".join(quoted) + ("等" if len(words) > QUOTED else "")
        en = ", ".join(quoted) + (" and others" if len(words) > QUOTED else "")
        on = pages(numbers)
        yield Problem.of(stage="read", kind="drawn_over", said=Said(f"{on.zh}有{kind.zh}{zh}，未作为合同文字审查，请人工核对", f"There is {kind.en}{en and f' {en}'} on {on.en}; it was not reviewed as words of the contract; please check it yourself"), page=numbers[0])


def pages(numbers: Sequence[int]) -> Said:
    """The pages as they are named, the first of many."""
    first, more = [str(number) for number in numbers[:QUOTED]], len(numbers) - QUOTED
    return Said(
        f"第 {'、'.join(first)}" + (f" 等 {len(numbers)} 页" if more > 0 else " 页"),
        f"page{'s' if len(numbers) > 1 else ''} {', '.join(first)}" + (f" and {more} more" if more > 0 else ""),
    )
