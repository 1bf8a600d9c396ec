"""A text contract as the Word file a clerk would type: automatic numbers, real tables, heading styles, header and footer.

What is one paragraph, one table, a running head, the program's own reading of the text says; the Word file is made of that.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from clauses import ingest, structure
from clauses.model import Contract, Source
from clauses.structure.furniture import without_furniture
from clauses.structure.lines import Line, lines_of
from clauses.structure.numbering import Label
from tests.faces.lists import Number, Numbers, heads_of

BARS = re.compile(r"\t|[│┃|]")
RULE = re.compile(r"[\s|:┌┐└┘├┤┬┴┼─━-]+")
LONGEST_HEADING = 30


@dataclass(frozen=True)
class Typed:
    """A paragraph or table row as it is typed. number: the automatic number before it. heading: 1 to 3, 0 for none."""

    text: str
    cells: tuple[str, ...] = ()
    label: Label | None = None
    number: Number | None = None
    heading: int = 0
    title: bool = False
    new_page: bool = False

    @property
    def shown(self) -> str:
        """The line as it is read again: number and words, or cells."""
        return "\t".join(self.cells) if self.cells else (self.number.shown if self.number else "") + self.text


@dataclass(frozen=True)
class Draft:
    """What is typed: the name in the header, the running head, the paragraphs and rows, the lists."""

    name: str
    head: str
    typed: tuple[Typed, ...]
    numbers: Numbers


def draft_of(path: Path) -> Draft:
    """The contract's paragraphs and rows, their numbers taken out where Word can count them."""
    source = ingest.read(path)
    contracts = structure.split(source)
    raw = lines_of(source)
    lines = without_furniture(raw)
    kept = {line.span for line in lines}
    heads = [line.text for line in raw if line.span not in kept and re.search(r"[一-鿿]{2}", line.text) and "页" not in line.text]
    name = contracts[0].title or path.stem
    paragraphs = list(_paragraphs(source, contracts, lines))
    outer = heads_of([p.label for p in paragraphs])
    numbers = Numbers()
    return Draft(name, heads[0] if heads else "", tuple(_numbered(p, numbers, outer=i in outer) for i, p in enumerate(paragraphs)), numbers)


def _paragraphs(source: Source, contracts: tuple[Contract, ...], lines: tuple[Line, ...]) -> Iterator[Typed]:
    joined = _joins(source, contracts)
    titles = {contract.title for contract in contracts}
    annexes = {annex.found.start for contract in contracts for annex in contract.annexes if annex.found}
    waiting: list[Line] = []
    for line in (*lines, None):
        if line is not None and waiting and not line.row and not waiting[-1].row and line.span.start in joined:
            waiting.append(line)
            continue
        if waiting:
            first = waiting[0]
            text = _run_on([part.text for part in waiting])
            if first.row:
                cells = tuple(re.sub(r"\s+", " ", cell).strip() for cell in _cells(first.text))
                if not RULE.fullmatch(first.text):
                    yield Typed(first.text, cells=cells)
            else:
                label = first.label
                short = len(text) <= LONGEST_HEADING and not re.search(r"[。；：:，]", text)
                depth = {"article": 1, "chinese": 1, "dotted": min(len(label.ordinals), 3) if label else 2}.get(label.style, 0) if label else 0
                begins = any(abs(first.span.start - at) <= 2 for at in annexes)
                yield Typed(text, label=label, heading=depth if short else 0, title=_bare(text) in {_bare(t) for t in titles}, new_page=begins)
        waiting = [line] if line is not None else []


def _bare(title: str) -> str:
    return re.sub(r"[^\w]", "", title)


def _joins(source: Source, contracts: tuple[Contract, ...]) -> frozenset[int]:
    """Where lines begin that go on with the line before."""
    found = set()
    for clause in (c for contract in contracts for c in contract.clauses):
        for before, after in zip(clause.pieces, clause.pieces[1:], strict=False):
            parted = "\n" in (source.at(before), source.at(after))
            if not parted and "\n" in source.text[before.end : after.start]:
                found.add(after.start)
    return frozenset(found)


def _run_on(parts: list[str]) -> str:
    text = parts[0]
    for part in parts[1:]:
        latin = text[-1:].isascii() and text[-1:].isalnum() and part[:1].isascii() and part[:1].isalnum()
        text += (" " if latin else "") + part
    return text


def _cells(row: str) -> list[str]:
    cells = BARS.split(row)
    if "\t" not in row:  # drawn with bars: none before the first and behind the last
        cells = cells[1:] if not cells[0].strip() else cells
        cells = cells[:-1] if cells and not cells[-1].strip() else cells
    return cells


def _numbered(typed: Typed, numbers: Numbers, *, outer: bool) -> Typed:
    if typed.label is None or typed.cells:
        return typed
    number = numbers.take(typed.label, typed.text[: typed.label.width], outer=outer)
    if number is None:
        return typed
    return replace(typed, text=typed.text[typed.label.width :], number=number)


def docx_bytes(draft: Draft, *, for_print: bool = False) -> bytes:
    """The draft as a Word file.

    Args:
        for_print: numbers below a head in Chinese are typed: LibreOffice prints 三.1 where Word prints 3.1 (it does not heed isLgl).
    """
    document = docx.Document()
    _set_up(document, draft)
    rows: list[tuple[str, ...]] = []
    for typed in draft.typed:
        if typed.cells:
            rows.append(typed.cells)
            continue
        _write_table(document, rows)
        rows = []
        if for_print and typed.number is not None and draft.numbers.legal(typed.number):
            typed = replace(typed, text=typed.shown, number=None)
        _write_paragraph(document, typed)
    _write_table(document, rows)
    numbering = document.part.numbering_part.element
    for child in list(numbering):
        numbering.remove(child)
    for child in parse_xml(draft.numbers.xml()):
        numbering.append(child)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _set_up(document: Any, draft: Draft) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.8)
    for name in ("Normal", "Heading 1", "Heading 2", "Heading 3", "Title", "Header", "Footer"):
        font = document.styles[name].font
        font.name = "Noto Serif CJK SC"
        properties = document.styles[name].element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            properties.attrib.pop(qn(f"w:{theme}"), None)
        for script in ("ascii", "hAnsi", "eastAsia"):
            properties.set(qn(f"w:{script}"), "Noto Serif CJK SC")
    document.styles["Normal"].font.size = Pt(12)
    document.styles["Normal"].paragraph_format.line_spacing = 1.4
    document.styles["Normal"].paragraph_format.space_after = Pt(0)
    document.styles["Title"].font.size = Pt(18)
    for name, size in (("Heading 1", 14), ("Heading 2", 12), ("Heading 3", 12)):
        document.styles[name].font.size = Pt(size)
    head = re.sub(r"\s+", " ", draft.head)
    section.header.paragraphs[0].text = head if _bare(draft.name) in _bare(head) else f"{draft.name}\t\t{head}"
    section.header.paragraphs[0].runs[0].font.size = Pt(9)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for words, instruction in (("第 ", "PAGE"), (" 页 共 ", "NUMPAGES"), (" 页", "")):
        footer.add_run(words).font.size = Pt(9)
        if instruction:
            field = OxmlElement("w:fldSimple")
            field.set(qn("w:instr"), instruction)
            run = OxmlElement("w:r")
            shown = OxmlElement("w:t")
            shown.text = "1"
            run.append(shown)
            field.append(run)
            footer._p.append(field)


def _write_paragraph(document: Any, typed: Typed) -> None:
    style = "Title" if typed.title else f"Heading {typed.heading}" if typed.heading else None
    paragraph = document.add_paragraph(typed.text, style=style)
    if typed.title:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if typed.new_page:
        paragraph.paragraph_format.page_break_before = True
    if typed.number is not None:
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = typed.number.level
        properties.get_or_add_numId().val = typed.number.list
    if not style:
        paragraph.paragraph_format.first_line_indent = Pt(24)


def _write_table(document: Any, rows: list[tuple[str, ...]]) -> None:
    if not rows:
        return
    width = max(map(len, rows))
    table = document.add_table(rows=len(rows), cols=width, style="Table Grid")
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, words in zip(row.cells, cells, strict=False):
            cell.paragraphs[0].text = words
            cell.paragraphs[0].paragraph_format.line_spacing = 1
            for run in cell.paragraphs[0].runs:
                run.font.size = Pt(9)
