"""Word: paragraphs, tables and notes in document order, as a reader sees them.

Automatic numbers are written into the text; of a field its result is read; of tracked changes what the asked view shows, and
all of them as revisions. Notes stand behind the paragraph that refers to them, text boxes behind the one they are anchored in,
headers and footers, as furniture, at the end. A table of contents is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

from clauses.ingest.clock import Clock
from clauses.ingest.content import Content, Manner
from clauses.ingest.revisions import Changed, joined
from clauses.ingest.word import controls, tables
from clauses.ingest.word.changes import NAMES, change_of, changes_in
from clauses.ingest.word.looks import Looks, coloured
from clauses.ingest.word.notes import Notes
from clauses.ingest.word.numbering import Numbering, as_rejected
from clauses.ingest.word.package import Package, opened, too_deep
from clauses.ingest.word.remarks import comments_of
from clauses.ingest.word.runs import Paragraph, Runs, chosen_of
from clauses.ingest.word.styles import Styles, W, local, on, value
from clauses.ingest.word.symbols import seen
from clauses.ingest.writing import HIDDEN, Edge, Kind, Origin, Words, Writing, is_layout
from clauses.model import Problem, Said, Span, View
from clauses.signs import turning

_THROUGH = frozenset(("customXml", "smartTag", "sdtContent", "Choice", "Fallback"))
_EDGES = {"commentRangeStart": "start", "commentRangeEnd": "end"}
_CONTENTS = re.compile(r"(?:toc|目录|目錄|contents|table of figures|图表目录)\s*\d*$")
_SENTENCE = re.compile(r"[。；;]\s*$")
_PAGE_NUMBER = re.compile(r"(?:[\s\d第页頁共总總/／|·•.,，()（）~\-—–ivxlc]|pages?|of|p\.|in total)*", re.I)
_OBJECTS = {
    "formula": ("formula_not_read", Said("{n} 处公式是嵌入的公式对象，其内容未能读取，请人工核对", "Formulas embedded as objects ({n}) could not be read; please check them yourself")),
    "document": ("embedded_document", Said("{n} 处嵌入的其他文件（对象）未纳入审查，请人工核对", "Other embedded files or objects ({n}) were not reviewed; please check them yourself")),
    "diagram": ("diagram_not_read", Said("{n} 处图示（SmartArt）中的文字未能读取，请人工核对", "The words in SmartArt drawings ({n}) could not be read; please check them yourself")),
}


def read(name: str, content: bytes, manner: Manner) -> Content:
    """The text of the document, one block a paragraph (or line of one) or table row.

    Raises:
        UnreadableFile: no Word document, damaged, made to harm (a zip bomb, XML with entities), nested too deep, too long, or
            slower to read than a file may be.
    """
    return _body(name, content, manner).content()


@dataclass(frozen=True)
class Traced:
    """What a reading gives that keeps where its words come from.

    origins: of every character that stands in an element of the file, with its place in the text, in reading order; the place is
    empty where the character is not read (a blank at a line's end). Numbers that Word makes, and what parts cells, have none.
    """

    content: Content
    origins: tuple[tuple[Origin, Span], ...]
    package: Package


def trace(name: str, content: bytes, view: View) -> Traced:
    """What `read` reads, and which element of the file each character comes from.

    Raises:
        UnreadableFile: as `read`.
    """
    body = _body(name, content, Manner(view=view), traced=True)
    return Traced(body.content(), body.origins(), body.package)


def _body(name: str, content: bytes, manner: Manner, *, traced: bool = False) -> _Body:
    """The document, written out."""
    clock = Clock(name)
    body = _Body(name, opened(name, content, clock), manner, clock, traced=traced)
    try:
        body.write()
    except RecursionError as error:
        raise too_deep(name) from error
    return body


class _Body:
    """The document as it is being written out."""

    def __init__(self, name: str, package: Package, manner: Manner, clock: Clock, *, traced: bool) -> None:
        parts = package.parts
        self.package, self._view, self._clock = package, manner.view, clock
        self._root = parts["document"]
        self._styles = Styles(parts.get("styles"))
        self._looks = Looks(parts.get("styles"), shaded=_on_colour(self._root))
        self._numbering = Numbering(parts.get("numbering"), self._styles)
        self._runs = Runs(self._root, self._looks, manner.view, traced=traced)
        self._notes = Notes(parts)
        self._writing = Writing(name)
        self._open: Paragraph | None = None  # a paragraph without a mark: it runs on into the next
        self._kind: Kind = "text"
        self._prefix = ""  # stands before a note's first words
        self._in_contents = 0
        self._seen: set[str] = set()  # lines of headers and footers
        self._gaps: list[Problem] = []
        self._objects: list[str] = []
        self._lost_notes: list[tuple[int | None, str]] = []  # of each reference to a note that is missing: its page, and the line

    def write(self) -> None:
        body = self._root.find(W + "body")
        if body is not None:
            self._walk(body)
            self._close()
        self._furniture()

    def origins(self) -> tuple[tuple[Origin, Span], ...]:
        return tuple((m.what, m.span) for m in self._writing.marks if isinstance(m.what, Origin))

    def content(self) -> Content:
        writing, text = self._writing, self._writing.text()
        placed = [(m.what, Span(min(m.span.start, len(text)), min(m.span.end, len(text))), m.group) for m in writing.marks if not isinstance(m.what, Origin)]
        comments = self.package.parts.get("comments")
        return Content(
            text,
            tuple(writing.blocks),
            self._problems(),
            comments=() if comments is None else comments_of(comments, [(what, span) for what, span, _ in placed if isinstance(what, Edge)], writing.blocks),
            revisions=joined(((what, span, group) for what, span, group in placed if isinstance(what, Changed)), text),
            hidden=tuple(_merged([span for what, span, _ in placed if what is HIDDEN], text)),
            turned=sum(turning(words) for part in ("document", "footnotes", "endnotes") if (root := self.package.parts.get(part)) is not None for words in root.itertext()),
        )

    def _problems(self) -> tuple[Problem, ...]:
        found = [*self.package.problems, *self._gaps]
        if self._lost_notes:
            page, line = self._lost_notes[0]
            count = len(self._lost_notes)
            message = Said(
                f"{f'“{line[:12]}”' if line else '文件开头'}{f'等 {count} 处' if count > 1 else '一处'}引用的脚注或尾注在文件中缺失，未能读取，请在 Word 中核对",
                f"A footnote or endnote referred to at {f'“{line[:12]}”' if line else 'the beginning of the file'}{f' and in {count - 1} more places' if count > 2 else ' and in one more place' if count > 1 else ''} is missing from the file; please check it in Word",
            )
            found.append(Problem.of(stage="read", kind="note_not_found", said=message, page=page))
        for kind, (name, message) in _OBJECTS.items():
            if count := self._objects.count(kind):
                found.append(Problem.of(stage="read", kind=name, said=Said(message.zh.format(n=count), message.en.format(n=count))))
        if any(next(self._root.iter(W + tag), None) is not None for tag in ("altChunk", "subDoc")):
            found.append(Problem.of(stage="read", kind="embedded_document", said=Said("文件中嵌入的其他文档未纳入审查，请人工核对", "Other documents embedded in the file were not reviewed; please check them yourself")))
        return tuple(found)

    def _furniture(self) -> None:
        """Writes the headers and footers that the document's sections name, each line once."""
        named = [r.get(key) for section in self._root.iter(W + "sectPr") for r in section if local(r) in ("headerReference", "footerReference") for key in r.attrib if key.endswith("}id")]
        known = self.package.furniture
        self._kind, self._runs.page = "furniture", None
        for id in dict.fromkeys([*named, *(id for id in known if id.endswith(".xml"))]):
            if id in known:
                self._story(known[id])

    def _story(self, container: Any) -> None:
        """Writes what is no part of the running text: a text box, a note, a header or footer."""
        with self._numbering.apart():
            self._walk(container)
            self._close()

    def _walk(self, container: Any) -> None:
        """Paragraphs, tables and whatever wraps them, in order."""
        for element in container:
            tag = local(element)
            if tag == "p":
                self._paragraph(element)
            elif tag == "tbl":
                self._table(element)
            elif tag == "sdt":
                self._control(element)
            elif tag == "AlternateContent":
                self._walk(chosen_of(element))
            elif tag in NAMES:
                with self._runs.under((change_of(element),)):
                    self._walk(element)
            elif tag in _THROUGH:
                self._walk(element)
            elif tag in _EDGES:
                self._writing.mark(Edge(element.get(W + "id") or "", _EDGES[tag]))  # type: ignore[arg-type]

    def _control(self, control: Any) -> None:
        inside = controls.content_of(control)
        if inside is None:
            return
        if controls.is_contents(control):
            self._in_contents += 1
            self._walk(inside)
            self._in_contents -= 1
        elif controls.is_unfilled(control, self._looks):
            with self._runs.unfilled():
                self._walk(inside)
        else:
            self._walk(inside)

    def _paragraph(self, element: Any, into: list[Paragraph] | None = None) -> None:
        """Writes a paragraph out, or puts it into the cell that is being collected, once its mark is reached."""
        self._clock.check()
        current = element.find(W + "pPr")
        read = self._runs.paragraph(element, onto=self._open)
        self._open = None
        changes = changes_in(current.find(W + "rPr")) if current is not None else ()
        if changes:
            self._runs.mark("\n", changes, read)
        if not all(c.shown(self._view) for c in changes) or value(current, "framePr", "dropCap") in ("drop", "margin"):
            self._open = read
            return
        properties = as_rejected(current) if self._view == "rejected" else current
        style = self._styles.get(value(properties, "pStyle"))
        if self._is_contents(value(properties, "pStyle"), style.name, read):
            return
        if not self._runs.gone:
            label, blank = self._numbering.label(properties)
            read.label = label + blank if label else ""
        outline = value(properties, "outlineLvl")
        read.style = f"heading {int(outline) + 1}" if outline and outline in "012345678" and not style.name.startswith("heading") else style.name
        if into is None:
            self._put(read)
        else:
            into.append(read)

    def _is_contents(self, id: str | None, name: str, read: Paragraph) -> bool:
        """Whether a paragraph is a line of a table of contents; a sentence is none, whatever its style."""
        if not self._in_contents and not _CONTENTS.match(name) and not re.fullmatch(r"TOC\s?\d", id or "", re.I):
            return False
        return not _SENTENCE.search(read.text)

    def _put(self, read: Paragraph) -> None:
        """Writes a paragraph out, with what hangs on it behind it."""
        if self._kind == "furniture" and read.paged and _PAGE_NUMBER.fullmatch(read.text):
            read.words = Words()
        if read.words.blank and not read.label:  # the marks of an empty paragraph changed nothing that is read
            read.words.marks = [m for m in read.words.marks if not (isinstance(m.what, Changed) and m.what.words == "\n")]
        before = len(self._writing.blocks)
        written = self._writing.paragraph(
            read.words, page=read.page, label=read.label, style=read.style, kind=self._kind, prefix=self._prefix, but=frozenset(self._seen) if self._kind == "furniture" else frozenset()
        )
        if written:
            self._prefix = ""
        if self._kind == "furniture":
            self._seen |= set(self._writing.lines[before:])
        self._note_gaps(read)
        self._append(read)

    def _append(self, read: Paragraph) -> None:
        """Writes the notes, the lettering and the text boxes of a paragraph."""
        page = self._runs.page
        for reference in read.notes:
            with self._runs.under(reference.changes):
                if self._notes.lacks(reference) and not self._runs.gone:
                    self._lost_notes.append((read.page, " ".join("".join(self._writing.lines[-1:]).split())))
                taken = self._notes.take(reference, gone=self._runs.gone)
                if taken is not None:
                    before = self._kind
                    self._kind, (self._prefix, note) = "note", taken
                    self._story(note)
                    self._kind, self._prefix = before, ""
        for words in read.lettering:
            drawn = Paragraph(read.page)
            drawn.words.add(seen(words))
            self._put(drawn)
        shaded, self._runs.shaded = self._runs.shaded, True  # what fills a box is not looked for
        for box in read.boxes:
            self._story(box)
        self._runs.shaded, self._runs.page = shaded, page

    def _note_gaps(self, read: Paragraph) -> None:
        """Notes what of a paragraph could not be read."""
        self._objects += read.objects
        end = max(self._writing.length - 1, 0)
        last = next((line for line in reversed(self._writing.lines[-1:])), "")
        place = Said(f"第 {read.page} 页", f"page {read.page}") if read.page else Said(f"“{last[-12:]}”之后", f"the place after “{last[-12:]}”") if last else Said("文件开头", "the beginning of the file")
        for _ in read.gaps:
            message = Said(f"“{last[:12]}”一段中有交叉引用、日期或计算没有显示结果，请在 Word 中更新域后再审查", f"The paragraph “{last[:12]}” has a cross-reference, date or calculation that shows no result; update the fields in Word, then review it again")
            self._gaps.append(Problem.of(stage="read", kind="field_without_result", said=message, page=read.page, span=Span(max(end - len(last), 0), end)))
        if read.pictured and self._kind != "furniture":
            self._gaps.append(Problem.of(stage="read", kind="picture_not_read", said=Said(f"{place.zh}有大幅图片，图中文字未审查", f"There is a large picture at {place.en}; the words in it were not reviewed"), page=read.page, span=Span(end, end)))

    def _close(self) -> None:
        """Writes what waits for a paragraph to run on into: there is none."""
        if self._open is not None:
            read, self._open = self._open, None
            self._put(read)

    def _table(self, table: Any) -> None:
        """One block a row, its cells parted by tabs; the paragraphs themselves where the table only lays out the page."""
        self._close()
        shaded, concealed = self._runs.shaded, self._runs.concealed
        styled = self._looks.is_shaded(value(table, "tblPr/tblStyle"))
        for row, changes in tables.rows(table):
            with self._runs.under(changes):
                self._runs.shaded, self._runs.concealed = shaded or styled, concealed or on(row.find(f"{W}trPr/{W}hidden"))
                self._row(row)
        self._runs.shaded, self._runs.concealed = shaded, concealed

    def _row(self, row: Any) -> None:
        grid = tables.cells(row, self._view)
        whole = tables.alone(grid)
        if whole is not None:
            with self._runs.under(whole.changes), self._within(whole.element):
                self._walk(whole.element)
            self._close()
            return
        nested: list[Any] = []
        collected: list[list[Paragraph]] = []
        first = last = self._runs.page
        for cell in grid:
            self._runs.page = first
            paragraphs: list[Paragraph] = []
            if cell.element is not None:
                with self._runs.under(cell.changes):
                    self._collect(cell.element, paragraphs, nested)
            if cell.gone and collected:
                collected[-1] += paragraphs
            else:
                collected.append(paragraphs)
            last = self._runs.page if last is None or (self._runs.page or 0) > last else last
        self._runs.page = last
        self._write_row(collected)
        for inner in nested:
            self._table(inner)

    def _write_row(self, cells: list[list[Paragraph]]) -> None:
        every = [p for cell in cells for p in cell]
        shown = [[p for p in cell if not p.words.blank or p.label] for cell in cells]  # a column of numbers holds nothing but labels
        if any(is_layout([p.words.length for p in cell]) for cell in shown):
            label = ""  # of a cell that holds nothing but its number: it stands before the words beside it
            for paragraph in every:
                if paragraph.words.blank:
                    label, paragraph.label = paragraph.label or label, ""
                elif not paragraph.label:
                    paragraph.label, label = label, ""
                self._put(paragraph)
            return
        page = next((p.page for cell in shown for p in cell), None)
        cut = [[(p.label, p.words) for p in cell] for cell in cells]
        if self._prefix and cut and cut[0]:
            cut[0][0] = (self._prefix + cut[0][0][0], cut[0][0][1])
        if self._writing.row(cut, page=page, kind="row" if self._kind == "text" else self._kind):
            self._prefix = ""
        for paragraph in every:
            self._note_gaps(paragraph)
            self._append(paragraph)

    def _collect(self, cell: Any, paragraphs: list[Paragraph], nested: list[Any]) -> None:
        """Puts the paragraphs of a cell on one list and the tables inside it on the other."""
        outer, self._open = self._open, None
        with self._within(cell):
            for element in _flat(cell, self._looks, self._runs):
                if local(element) == "p":
                    self._paragraph(element, into=paragraphs)
                else:
                    nested.append(element)
        if self._open is not None:  # a deleted mark cannot join one cell's words to the next cell's
            paragraphs.append(self._open)
        self._open = outer

    @contextmanager
    def _within(self, cell: Any) -> Iterator[None]:
        """What is read meanwhile lies on the cell's colour, and is one blank where nobody filled in the control round the cell."""
        shaded = self._runs.shaded
        self._runs.shaded = shaded or coloured(cell.find(W + "tcPr"))
        parent = cell.getparent()
        control = parent.getparent() if parent is not None and parent.tag == W + "sdtContent" else None
        with self._runs.unfilled() if control is not None and controls.is_unfilled(control, self._looks) else nullcontext():
            yield
        self._runs.shaded = shaded


def _flat(container: Any, looks: Looks, runs: Runs) -> Iterator[Any]:
    """The paragraphs and tables of a cell, whatever wraps them."""
    for element in container:
        tag = local(element)
        if tag in ("p", "tbl"):
            yield element
        elif tag == "sdt" and (inside := controls.content_of(element)) is not None and controls.is_unfilled(element, looks):
            with runs.unfilled():
                yield from _flat(inside, looks, runs)
        elif tag in NAMES:
            with runs.under((change_of(element),)):
                yield from _flat(element, looks, runs)
        elif tag == "AlternateContent":
            yield from _flat(chosen_of(element), looks, runs)
        elif tag == "sdt" or tag in _THROUGH:
            yield from _flat(element, looks, runs)


def _on_colour(root: Any) -> bool:
    """Whether the pages themselves are coloured."""
    background = root.find(W + "background")
    return background is not None and (background.get(W + "color") or "auto").upper() not in ("AUTO", "FFFFFF")


def _merged(spans: list[Span], text: str) -> Iterator[Span]:
    """The spans in order, those that touch or have only blanks between them as one."""
    current: Span | None = None
    for span in sorted(spans):
        if current is not None and (span.start <= current.end or not text[current.end : span.start].strip()):
            current = Span(current.start, max(current.end, span.end))
            continue
        if current is not None:
            yield current
        current = span
    if current is not None:
        yield current
