"""The words of one Word paragraph: runs, fields, changes, links and controls, in reading order.

Keeps what must be known from one paragraph to the next: the page, which fields are open, under which changes the words stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from clauses.ingest.revisions import Change, Changed
from clauses.ingest.word import controls, drawings
from clauses.ingest.word.changes import NAMES, change_of
from clauses.ingest.word.fields import BLANK, PAGE_NUMBERS, Field, must_show
from clauses.ingest.word.looks import Looks, coloured
from clauses.ingest.word.maths import linear
from clauses.ingest.word.styles import W, local, value
from clauses.ingest.word.symbols import seen, sign
from clauses.ingest.writing import HIDDEN, Edge, Mark, Origin, Words
from clauses.model import View

_SKIPPED = frozenset(("pPr", "rPr", "sdtPr", "sdtEndPr", "rt", "rubyPr", "tblPr", "txbxContent", "footnoteRef", "endnoteRef", "annotationRef", "softHyphen", "separator"))
_KNOWN = ("http://schemas.microsoft.com/", "http://schemas.openxmlformats.org/")  # of whom Word knows the namespaces
_DRAWN_TAB = "    "  # a tab that is underlined draws a line to write on
_EDGES = {"commentRangeStart": "start", "commentRangeEnd": "end", "commentReference": "reference"}


@dataclass
class Reference:
    """A reference to a footnote or endnote. own: the sign that its author gave it, None where Word numbers it."""

    kind: str
    id: str
    own: str | None
    changes: tuple[Change, ...] = ()


@dataclass
class Paragraph:
    """A paragraph's words with the page of the first of them, and what hangs on it.

    boxes: its text boxes. lettering: words drawn as pictures. notes: the notes that it refers to. pictured: whether it holds a
    picture as large as a page's fourth. paged: whether it shows a page number. gaps: kinds of fields that show nothing.
    objects: `formula`, `document`, `diagram` for each thing in it whose words cannot be read.
    """

    page: int | None
    words: Words = field(default_factory=Words)
    label: str = ""
    style: str = ""
    boxes: list[Any] = field(default_factory=list)
    lettering: list[str] = field(default_factory=list)
    notes: list[Reference] = field(default_factory=list)
    pictured: bool = False
    paged: bool = False
    gaps: list[str] = field(default_factory=list)
    objects: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return str(self.words)


def chosen_of(alternatives: Any) -> list[Any]:
    """What Word shows of alternatives: the first choice that asks for nothing that Word does not know, else the fallback."""
    for choice in alternatives:
        asked = [choice.nsmap.get(prefix, _KNOWN[0]) for prefix in (choice.get("Requires") or "").split()] if local(choice) == "Choice" else [""]
        if all(space.startswith(_KNOWN) for space in asked):
            return [choice]
    return [e for e in alternatives if local(e) == "Fallback"][:1] or list(alternatives[:1])


class Runs:
    """Reads the paragraphs of a document in order.

    page: the page that has been reached; None where the document does not say where its pages break.
    shaded: whether what is being read lies on a colour. concealed: whether it is hidden as a whole.
    """

    def __init__(self, root: Any, looks: Looks, view: View, *, traced: bool = False) -> None:
        """Args:
        root: of the document.
        looks: of its styles and runs.
        view: with which of its tracked changes it is read.
        traced: whether every character is marked with its origin.
        """
        self._traced, self._at = traced, root
        self._rendered = next(root.iter(W + "lastRenderedPageBreak"), None) is not None
        explicit = any(b.get(W + "type") == "page" for b in root.iter(W + "br")) or next(root.iter(W + "pageBreakBefore"), None) is not None
        self.page: int | None = 1 if self._rendered or explicit else None
        self.shaded = self.concealed = False
        types = [f.get(W + "fldCharType") for f in root.iter(W + "fldChar")]
        self._closed = types.count("begin") == types.count("end")  # else a table of contents would swallow the rest
        self._area = drawings.page_area(root)
        self._looks, self._view = looks, view
        self._fields: list[Field] = []
        self._changes: list[Change] = []
        self._gone = 0  # how many of the changes take the words away
        self._unfilled: bool | None = None  # in a control that nobody filled in: whether its blank stands already
        self._hidden, self._font, self._underlined = False, "", False
        self._style: str | None = None
        self._coloured = False
        self._read = Paragraph(None)
        self._words = self._read.words

    def paragraph(self, element: Any, *, onto: Paragraph | None = None) -> Paragraph:
        """The words of a paragraph; a line break within it is \\n.

        Args:
            element: the w:p.
            onto: the paragraph before it, where that has no mark and runs on into this one.
        """
        properties = element.find(W + "pPr")
        if properties is not None and len(properties):
            self._style, self._coloured = value(properties, "pStyle"), coloured(properties)
            if not self._rendered and properties.find(W + "pageBreakBefore") is not None:
                self._turn()
        else:
            self._style, self._coloured = None, False
        read = onto or Paragraph(self.page)
        self._read, self._words = read, read.words
        self._inside(element)
        self._fields = [f for f in self._fields if f.contents]  # a field left open ends with its paragraph
        return read

    @property
    def gone(self) -> bool:
        """Whether what is being read does not stand in this view of the file."""
        return self._gone > 0

    @contextmanager
    def under(self, changes: Sequence[Change]) -> Iterator[None]:
        """What is read meanwhile stands under these changes."""
        added = [c for c in changes if c not in self._changes]
        gone = sum(not c.shown(self._view) for c in added)
        self._changes += added
        self._gone += gone
        try:
            yield
        finally:
            self._gone -= gone
            del self._changes[len(self._changes) - len(added) :]

    @contextmanager
    def unfilled(self) -> Iterator[None]:
        """What is read meanwhile is one blank, if it has words at all."""
        before, self._unfilled = self._unfilled, False
        try:
            yield
        finally:
            self._unfilled = before

    def mark(self, words: str, changes: Sequence[Change], read: Paragraph) -> None:
        """Notes that these words, which are no text, were changed at the paragraph's end."""
        at = read.words.length
        read.words.marks += [Mark(Changed(c, words), at, at) for c in (*self._changes, *(c for c in changes if c not in self._changes))]

    def _turn(self) -> None:
        if self.page is not None:
            self.page += 1

    def _add(self, words: str) -> None:
        if not words or (self._fields and any(f.hides for f in self._fields)):
            return
        if self._unfilled is not None:
            words, self._unfilled = "" if self._unfilled else BLANK, True
        if words.strip():
            for f in self._fields:
                f.shown = True
            if self._words.blank and not self._gone:
                self._read.page = self.page
        start = self._words.length
        if not self._gone:
            self._words.add(words, underlined=self._underlined and words != "\n")
        end = self._words.length
        if self._changes:
            self._words.marks += [Mark(Changed(c, words), start, end) for c in self._changes]
        if (self._hidden or self.concealed) and end > start and words.strip():
            self._words.marks.append(Mark(HIDDEN, start, end))
        if self._traced and end > start:
            self._trace(start, end)

    def _trace(self, start: int, end: int) -> None:
        """Marks the words [start, end), which have just been added, with the element that is being read."""
        element = self._at
        if self._unfilled is None and local(element) in ("t", "delText"):
            kept = (i for i, c in enumerate(element.text or "") if seen(c, self._font))
            self._words.marks += [Mark(Origin(element, i), at, at + 1) for i, at in zip(kept, range(start, end), strict=True)]
        else:
            self._words.marks.append(Mark(Origin(element, None), start, end))

    def _inside(self, container: Any) -> None:
        for element in container:
            tag = local(element)
            read = _READ.get(tag)
            if read is not None:
                self._at = element
                read(self, element)
            elif tag in NAMES:
                with self.under((change_of(element),)):
                    self._inside(element)
            elif tag in _EDGES:
                at = self._words.length
                self._words.marks.append(Mark(Edge(element.get(W + "id") or "", _EDGES[tag]), at, at))  # type: ignore[arg-type]
            elif tag not in _SKIPPED and len(element):
                self._inside(element)  # links, custom XML, wrappers of other namespaces

    def _run(self, element: Any) -> None:
        properties = element.find(W + "rPr")
        if properties is not None and self._view == "rejected":
            former = properties.find(f"{W}rPrChange/{W}rPr")
            properties = former if former is not None else properties
        before = self._hidden, self._font, self._underlined
        self._hidden, self._font, self._underlined = self._looks.of(properties, self._style, shaded=self.shaded or self._coloured)
        self._inside(element)
        self._hidden, self._font, self._underlined = before

    def _text(self, element: Any) -> None:
        notes = self._read.notes
        if notes and notes[-1].own == "" and _follows(element):
            notes[-1].own = (element.text or "").strip()
        else:
            self._add(seen(element.text or "", self._font))

    def _deleted_text(self, element: Any) -> None:
        if any(c.kind in ("deleted", "moved_from") for c in self._changes):
            self._text(element)

    def _tab(self, element: Any) -> None:
        self._add(_DRAWN_TAB if self._underlined else " ")

    def _break(self, element: Any) -> None:
        if element.get(W + "type") == "page":
            if not self._rendered:
                self._turn()
        elif element.get(W + "type") != "column":
            self._add("\n")

    def _field(self, element: Any) -> None:
        type = element.get(W + "fldCharType")
        if type == "begin":
            self._fields.append(Field(form=element.find(W + "ffData")))
        elif type == "separate" and self._fields:
            self._fields[-1].result = True
            self._fields[-1].contents = self._closed and self._fields[-1].name == "TOC"
        elif type == "end" and self._fields:
            self._end(self._fields.pop())

    def _simple_field(self, element: Any) -> None:
        open_field = Field([element.get(W + "instr") or ""], result=True)
        open_field.contents = open_field.name == "TOC"
        self._fields.append(open_field)
        self._inside(element)
        if open_field in self._fields:
            self._fields.remove(open_field)
        self._at = element
        self._end(open_field)

    def _end(self, ended: Field) -> None:
        """Writes what is shown where the field has no result, or notes that nothing is."""
        instead = ended.instead()
        if instead:
            self._add(seen(instead))
        elif not ended.shown and must_show(ended.name) and not self._gone and not any(f.hides for f in self._fields):
            self._read.gaps.append(ended.name)
        self._read.paged = self._read.paged or ended.name in PAGE_NUMBERS

    def _instruct(self, element: Any) -> None:
        if self._fields and not self._fields[-1].result:
            self._fields[-1].instruction.append(element.text or "")

    def _refer(self, element: Any) -> None:
        if self._fields and any(f.hides for f in self._fields):
            return
        own = "" if element.get(W + "customMarkFollows") in ("1", "true", "on") else None
        self._read.notes.append(Reference(local(element).removesuffix("Reference"), element.get(W + "id") or "", own, tuple(self._changes)))

    def _control(self, element: Any) -> None:
        content = controls.content_of(element)
        box = controls.box_of(element)
        if box:
            self._add(box)
        elif content is not None and controls.is_unfilled(element, self._looks):
            with self.unfilled():
                self._inside(content)
                if not self._unfilled:
                    self._at = element
                    self._add(BLANK)
        elif content is not None and not controls.is_contents(element):
            self._inside(content)

    def _drawing(self, element: Any) -> None:
        if self._gone:
            return
        read = self._read
        read.boxes += drawings.boxes_of(element)
        read.lettering += drawings.lettering_of(element)
        read.pictured = read.pictured or drawings.is_page_like(element, self._area)
        if kind := drawings.object_of(element) or ("diagram" if drawings.has_diagram(element) else ""):
            read.objects.append(kind)

    def _equation(self, element: Any) -> None:
        for words, changes in linear(element, self._view):
            with self.under(changes):
                self._add(words)

    def _alternative(self, element: Any) -> None:
        for chosen in chosen_of(element):
            self._inside(chosen)


def _follows(element: Any) -> bool:
    """Whether the text stands in one run with a reference before it."""
    before = element.getprevious()
    return before is not None and local(before) in ("footnoteReference", "endnoteReference")


_READ: dict[str, Callable[[Runs, Any], None]] = {
    "r": Runs._run,
    "t": Runs._text,
    "delText": Runs._deleted_text,
    "tab": Runs._tab,
    "ptab": Runs._tab,
    "br": Runs._break,
    "cr": lambda runs, _: runs._add("\n"),
    "noBreakHyphen": lambda runs, _: runs._add("-"),
    "lastRenderedPageBreak": lambda runs, _: runs._turn(),
    "sym": lambda runs, e: runs._add(sign(e.get(W + "font") or "", e.get(W + "char") or "")),
    "fldChar": Runs._field,
    "fldSimple": Runs._simple_field,
    "instrText": Runs._instruct,
    "delInstrText": Runs._instruct,
    "footnoteReference": Runs._refer,
    "endnoteReference": Runs._refer,
    "sdt": Runs._control,
    "drawing": Runs._drawing,
    "pict": Runs._drawing,
    "object": Runs._drawing,
    "AlternateContent": Runs._alternative,
    "oMath": Runs._equation,
}
