"""A new Word file that says what a source says: for a contract that came as text, PDF, picture, page or an older format.

Its paragraphs and tables are the source's blocks; headers, footers and page numbers are left out, numbers are words. Lines that a
printer broke are joined again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from clauses.ingest.word.styles import Styles
from clauses.model import Block, Source, Span
from clauses.redline.letters import Letters
from clauses.redline.paper import Paper
from clauses.redline.parts import lists
from clauses.redline.xml import clean, dumps, make, said

_LATIN = re.compile(r"[A-Za-z0-9,.;:)]")
_WIDTH = 9070  # twips between the margins of an A4 page
_SIZES = {1: "30", 2: "26", 3: "22"}  # half points
_TITLE, _ARTICLE = "Title", "Heading3"
_LONGEST = 40  # characters of a line that is a title or a heading
_SENTENCE = re.compile(r"[。；;：:，,.]$")
_NUMBERED = re.compile(r"\s*(?:第[一二三四五六七八九十百零〇\d]+[条章节编部]|[一二三四五六七八九十]+、|附件[一二三四五六七八九十\d]*(?:\s|[：:]|$)|(?:Article|Section|Chapter|Annex)\s+\w+)")
_MOST_COLUMNS = 63  # of a table in Word

Origin = tuple[Any, int | None, Span]


def made(source: Source) -> Paper:
    """The source's words as a Word file that has not been written yet."""
    blocks = list(_paragraphs(source))
    origins: list[Origin] = []
    body = make("body")
    for is_row, group in groupby(blocks, lambda block: block.kind == "row"):
        if is_row:
            body.append(_table(list(group), source.text, origins))
            continue
        for block in group:
            body.append(_paragraph(block, source.text, origins, style=_style(block, source.text, first=block is blocks[0])))
    if blocks and blocks[-1].kind == "row":
        body.append(make("p"))
    body.append(make("sectPr", make("pgSz", w="11906", h="16838"), make("pgMar", top="1440", right="1418", bottom="1440", left="1418", header="851", footer="992", gutter="0")))
    root, styles = make("document", body), _styles()
    main = "word/document.xml"
    return Paper(
        name=source.file,
        blocks=blocks,
        letters=Letters(origins, [root]),
        files={main: root},
        styles=Styles(styles),
        comments=("word/comments.xml", None),
        others={**lists(main, {"styles": "word/styles.xml", "settings": "word/settings.xml"}), "word/styles.xml": dumps(styles), "word/settings.xml": dumps(_settings())},
    )


def _paragraphs(source: Source) -> Iterator[Block]:
    """The blocks that are shown, those joined that were one paragraph before a printer broke it."""
    waiting: Block | None = None
    for block in source.blocks:
        if block.kind == "furniture":
            continue
        kind = block.kind if block.kind == "row" else "text"
        if waiting is not None:
            if waiting.wrapped and kind == "text" and waiting.kind == "text" and waiting.span.end + 1 == block.span.start:
                waiting = replace(waiting, span=Span(waiting.span.start, block.span.end), wrapped=block.wrapped)
                continue
            yield waiting
        waiting = replace(block, kind=kind, label=0)
    if waiting is not None:
        yield waiting


def _style(block: Block, text: str, *, first: bool) -> str:
    """The style of a block: what the source says; of a source that knows none, of the title and of the articles' headings."""
    level = re.fullmatch(r"heading ([1-9])\d*", block.style)
    if level:
        return _TITLE if first else f"Heading{min(int(level[1]), 3)}"
    words = text[block.span.start : block.span.end].strip()
    if not words or len(words) > _LONGEST or "\n" in words or _SENTENCE.search(words):
        return ""
    if first and not _NUMBERED.match(words):
        return _TITLE
    return _ARTICLE if _NUMBERED.match(words) else ""


def _paragraph(block: Block, text: str, origins: list[Origin], span: Span | None = None, style: str = "") -> Any:
    """The paragraph of a block, or of a span of it."""
    paragraph = make("p")
    if style:
        paragraph.append(make("pPr", make("pStyle", val=style)))
    start, end = span or block.span
    words, places = "", []
    for at in range(start, end):
        c = clean(text[at])
        if c == "\n":  # where a printer broke the line
            c = " " if _LATIN.match(text[at - 1]) and _LATIN.match(text[at + 1 : at + 2]) else ""
        if c:
            words += c
            places.append(at)
    run = make("r", *said(words))
    if words:
        paragraph.append(run)
    at = 0
    for element in run:
        shown = element.text or ""  # asked for once: every time, the whole is made anew
        width = len(shown) or 1
        origins += [(element, i if shown else None, Span(places[at + i], places[at + i] + 1)) for i in range(width)]
        at += width
    return paragraph


def _table(rows: Sequence[Block], text: str, origins: list[Origin]) -> Any:
    columns = min(max(text[r.span.start : r.span.end].count("\t") + 1 for r in rows), _MOST_COLUMNS)
    edges = [make(side, val="single", sz="4", space="0", color="auto") for side in ("top", "left", "bottom", "right", "insideH", "insideV")]
    table = make("tbl", make("tblPr", make("tblW", w="0", type="auto"), make("tblBorders", *edges)), make("tblGrid", *(make("gridCol", w=str(_WIDTH // columns)) for _ in range(columns))))
    for row in rows:
        cells = []
        at = row.span.start
        for cell in text[row.span.start : row.span.end].split("\t", columns - 1):
            cells.append(_paragraph(row, text, origins, Span(at, at + len(cell))))
            at += len(cell) + 1
        cells += [make("p") for _ in range(columns - len(cells))]
        table.append(make("tr", *(make("tc", make("tcPr", make("tcW", w=str(_WIDTH // columns), type="dxa")), cell) for cell in cells)))
    return table


def _settings() -> Any:
    """Word opens the file as one of its own time, not as one of 2007."""
    return make("settings", make("compat", make("compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val="15")))


def _styles() -> Any:
    fonts = make("rFonts", ascii="Times New Roman", eastAsia="宋体", hAnsi="Times New Roman", cs="Times New Roman")
    usual = make("style", make("name", val="Normal"), make("qFormat"), make("pPr", make("spacing", line="360", lineRule="auto"), make("jc", val="both")), type="paragraph", default="1", styleId="Normal")
    headings = [
        make(
            "style", make("name", val=f"heading {level}"), make("basedOn", val="Normal"), make("next", val="Normal"), make("qFormat"),
            make("pPr", make("keepNext"), make("spacing", before="120"), make("outlineLvl", val=str(level - 1))), make("rPr", make("b"), make("sz", val=size)), type="paragraph", styleId=f"Heading{level}",
        )
        for level, size in _SIZES.items()
    ]  # fmt: skip
    title = make(
        "style", make("name", val="Title"), make("basedOn", val="Normal"), make("next", val="Normal"), make("qFormat"),
        make("pPr", make("spacing", before="240", after="240"), make("jc", val="center")), make("rPr", make("b"), make("sz", val="36")), type="paragraph", styleId=_TITLE,
    )  # fmt: skip
    return make("styles", make("docDefaults", make("rPrDefault", make("rPr", fonts, make("sz", val="21"))), make("pPrDefault")), usual, title, *headings)
