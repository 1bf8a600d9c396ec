"""Word: paragraphs and tables in document order, as a reader sees them who accepts every tracked change (lxml's home).

Automatic numbers are written into the text; of a field its result is read, of a moved passage the new place. Headers,
footers, footnotes and tables of contents are left out (footnotes with a problem that says so); text boxes follow the
paragraph they are anchored in.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Any

from lxml import etree

from clauses.errors import UnreadableFile
from clauses.ingest.content import MOST_RATIO, MOST_UNPACKED, Content, Manner
from clauses.ingest.numbering import Numbering, Styles, W, value
from clauses.ingest.runs import Paragraph, Runs, inserted_or_deleted, local
from clauses.model import Block, Comment, Problem, Span

_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_LAYOUT_PARAGRAPHS, _LAYOUT_LENGTH = 4, 200  # a cell of more and longer paragraphs is page layout, no table cell
_REDO = "请用 Word 打开并重新保存后再审查"


def read(name: str, content: bytes, manner: Manner) -> Content:
    """The text of the document's body, one block a paragraph (or line of one) or table row.

    Raises:
        UnreadableFile: no Word document, damaged, or made to harm (a zip bomb, XML with entities).
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check(name, archive)
            parts = _parts(name, archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError, zlib.error) as error:
        raise UnreadableFile(f"{name} 已损坏，无法作为 Word 文件打开", _REDO) from error
    try:
        return _Body(parts).content()
    except RecursionError as error:
        raise UnreadableFile(f"{name} 的内容嵌套过深，无法读取", _REDO) from error


def _check(name: str, archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if any(e.flag_bits & 1 for e in entries):
        raise UnreadableFile(f"{name} 设有密码", "请取消密码后再审查")
    unpacked = sum(e.file_size for e in entries)
    packed = sum(e.compress_size for e in entries)
    if unpacked > MOST_UNPACKED or (unpacked > 10 * 1024 * 1024 and unpacked > packed * MOST_RATIO):
        raise UnreadableFile(f"{name} 解压后过大，可能是恶意文件", "请核实文件来源")


def _parts(name: str, archive: zipfile.ZipFile) -> dict[str, Any]:
    """The parsed parts by kind: document, numbering, styles, comments, footnotes, endnotes."""
    names = set(archive.namelist())
    main = _main_part(name, archive, names)
    folder = main.rpartition("/")[0]
    parts = {"document": _parsed(name, archive.read(main))}
    for kind in ("numbering", "styles", "comments", "footnotes", "endnotes"):
        path = f"{folder}/{kind}.xml" if folder else f"{kind}.xml"
        if path in names:
            parts[kind] = _parsed(name, archive.read(path))
    return parts


def _main_part(name: str, archive: zipfile.ZipFile, names: set[str]) -> str:
    if "_rels/.rels" in names:
        for relation in _parsed(name, archive.read("_rels/.rels")).iter(_RELATION):
            target = (relation.get("Target") or "").lstrip("/")
            if (relation.get("Type") or "").endswith("/officeDocument") and target in names and target.startswith("word"):
                return target
    if "word/document.xml" in names:
        return "word/document.xml"
    raise UnreadableFile(f"{name} 不是 Word 文档（压缩包中没有正文）", "请确认文件类型；可读取 .docx、.pdf、.txt、.md 文件")


def _parsed(name: str, content: bytes) -> Any:
    if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content:
        raise UnreadableFile(f"{name} 的内容含有不允许的 XML 声明，可能是恶意文件", "请核实文件来源")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(content.replace(_STRICT, W[1:-1].encode()), parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableFile(f"{name} 的内容已损坏，无法读取", _REDO) from error
    if root.getroottree().docinfo.doctype:
        raise UnreadableFile(f"{name} 的内容含有不允许的 XML 声明，可能是恶意文件", "请核实文件来源")
    return root


class _Body:
    """The document's body as it is being written out."""

    def __init__(self, parts: dict[str, Any]) -> None:
        self._parts = parts
        self._root = parts["document"]
        self._styles = Styles(parts.get("styles"))
        self._numbering = Numbering(parts.get("numbering"), self._styles)
        self._runs = Runs(self._root)
        self._lines: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._carried = ""  # words of a paragraph whose mark is deleted: they run on into the next

    def content(self) -> Content:
        body = self._root.find(W + "body")
        if body is not None:
            self._walk(body)
            if self._carried:
                self._write(self._carried, page=self._runs.page)
        comments = self._parts.get("comments")
        found = [] if comments is None else [_comment(c) for c in comments.iter(W + "comment")]
        return Content("\n".join(self._lines), tuple(self._blocks), self._problems(), tuple(c for c in found if c.text))

    def _problems(self) -> tuple[Problem, ...]:
        found = []
        if inserted_or_deleted(self._root):
            found.append(("tracked_changes", "文件含有修订痕迹，已按接受全部修订后的文字审查"))
        if self._runs.notes and any(self._has_words(kind) for kind in ("footnotes", "endnotes")):
            found.append(("footnotes", "脚注和尾注未纳入审查，请人工核对"))
        if next(self._root.iter(W + "altChunk"), None) is not None:
            found.append(("embedded_document", "文件中嵌入的其他文档未纳入审查，请人工核对"))
        return tuple(Problem(stage="read", kind=kind, message=message) for kind, message in found)

    def _has_words(self, kind: str) -> bool:
        notes = self._parts.get(kind)
        return notes is not None and any((t.text or "").strip() for t in notes.iter(W + "t"))

    def _walk(self, container: Any) -> None:
        """Paragraphs, tables and whatever wraps them, in order."""
        for element in container:
            tag = local(element)
            if tag == "p":
                self._paragraph(element)
            elif tag == "tbl":
                self._table(element)
            elif tag == "sdt":
                inside = element.find(W + "sdtContent")
                if inside is not None and value(element, "sdtPr/docPartObj/docPartGallery") != "Table of Contents":
                    self._walk(inside)
            elif tag == "AlternateContent":
                self._walk(element[0] if len(element) else element)
            elif tag in ("customXml", "ins", "moveTo", "smartTag"):
                self._walk(element)

    def _paragraph(self, element: Any, into: list[Paragraph] | None = None) -> None:
        """Writes a paragraph out, or puts it into the cell that is being collected."""
        properties = element.find(W + "pPr")
        style = self._styles.get(value(properties, "pStyle"))
        read = self._runs.paragraph(element)
        words = self._carried + read.text
        self._carried = ""
        mark = properties.find(W + "rPr") if properties is not None else None
        if mark is not None and (mark.find(W + "del") is not None or mark.find(W + "moveFrom") is not None):
            self._carried = words
        elif not re.match(r"toc \d", style.name):
            label, blank = self._numbering.label(properties)
            outline = value(properties, "outlineLvl")
            name = f"heading {int(outline) + 1}" if outline and outline in "012345678" and not style.name.startswith("heading") else style.name
            written = Paragraph(words, read.page, label=label + blank if label else "", style=name)
            if into is not None:
                into.append(written)
            else:
                self._write(words, page=read.page, label=written.label, style=name)
        for box in read.boxes:
            self._walk(box)

    def _write(self, words: str, *, page: int | None, label: str = "", style: str = "", kind: str = "text") -> None:
        """Appends the lines of a paragraph; the label stands on the first that has words."""
        for line in words.split("\n"):
            stripped = line.strip()
            if not stripped:
                continue
            text = label + stripped
            span = Span(self._length, self._length + len(text))
            self._blocks.append(Block(span=span, page=page, kind="row" if kind == "row" else "text", style=style, label=len(label)))
            self._lines.append(text)
            self._length += len(text) + 1
            label = ""

    def _table(self, table: Any) -> None:
        """One block a row, its cells parted by tabs; the paragraphs themselves where the table only lays out the page."""
        nested: list[Any] = []
        for row in _rows(table):
            if row.find(f"{W}trPr/{W}del") is not None:
                continue
            cells = [self._cell(cell, nested) for cell in _cells(row)]
            words = [[p for p in cell if p.text.strip() or p.label] for cell in cells]  # a column of numbers holds nothing but labels
            if len(cells) == 1 or any(_is_layout(cell) for cell in words):
                for paragraph in (p for cell in words for p in cell):
                    self._write(paragraph.text, page=paragraph.page, label=paragraph.label, style=paragraph.style)
            elif any(words):
                flat = [" ".join(re.sub(r"\s+", " ", p.label + p.text.strip()).strip() for p in cell) for cell in words]
                page = next(p.page for cell in words for p in cell)
                self._write_row("\t".join(flat), page)
            while nested:
                self._table(nested.pop(0))

    def _write_row(self, text: str, page: int | None) -> None:
        self._blocks.append(Block(span=Span(self._length, self._length + len(text)), page=page, kind="row"))
        self._lines.append(text)
        self._length += len(text) + 1

    def _cell(self, cell: Any, nested: list[Any]) -> list[Paragraph]:
        """The paragraphs of a cell; tables inside it are put on `nested`."""
        paragraphs: list[Paragraph] = []
        merged = cell.find(f"{W}tcPr/{W}vMerge")
        if (merged is not None and merged.get(W + "val", "continue") == "continue") or cell.find(f"{W}tcPr/{W}cellDel") is not None:
            return paragraphs
        waiting = list(cell)
        while waiting:
            element = waiting.pop(0)
            tag = local(element)
            if tag == "p":
                self._paragraph(element, into=paragraphs)
            elif tag == "tbl":
                nested.append(element)
            elif tag in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"):
                waiting = [*element, *waiting]
        if self._carried:  # a deleted mark cannot join one cell's words to the next cell's
            paragraphs.append(Paragraph(self._carried, self._runs.page))
            self._carried = ""
        return paragraphs


def _comment(element: Any) -> Comment:
    return Comment(author=element.get(W + "author") or "", date=element.get(W + "date"), text="".join(t.text or "" for t in element.iter(W + "t")).strip())


def _is_layout(cell: list[Paragraph]) -> bool:
    """Whether a cell holds running text and no entry of a table."""
    return len(cell) >= _LAYOUT_PARAGRAPHS and sum(len(p.text) for p in cell) > _LAYOUT_LENGTH


def _rows(table: Any) -> list[Any]:
    return _wrapped(table, "tr")


def _cells(row: Any) -> list[Any]:
    return _wrapped(row, "tc")


def _wrapped(container: Any, wanted: str) -> list[Any]:
    """The rows of a table or cells of a row, content controls and custom XML looked through."""
    found: list[Any] = []
    for element in container:
        tag = local(element)
        if tag == wanted:
            found.append(element)
        elif tag in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            found += _wrapped(element, wanted)
    return found
