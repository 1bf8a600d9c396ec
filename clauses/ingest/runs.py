"""The words of one Word paragraph: runs, fields, insertions, links and controls, in reading order.

Keeps what must be known from one paragraph to the next: the page, and which fields are open.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from clauses.ingest.numbering import W

_THROUGH = {"r", "hyperlink", "smartTag", "ins", "moveTo", "sdt", "sdtContent", "customXml", "dir", "bdo", "ruby", "rubyBase", "oMath", "oMathPara", "Choice", "Fallback"}
_SKIPPED = {"del", "moveFrom", "pPr", "rPr", "sdtPr", "sdtEndPr", "delText", "delInstrText", "rt", "rubyPr", "tblPr", "txbxContent"}
# Signs of Wingdings that forms use; others are ornaments.
_SIGNS = {"F0A8": "□", "F06F": "□", "F071": "□", "F0FE": "☑", "F052": "☑", "F0FD": "☒", "F0FC": "√", "F0FB": "×", "F09F": "·", "F06C": "●"}


@dataclass
class Paragraph:
    """A paragraph's words with the page of the first of them and the text boxes anchored in it."""

    text: str
    page: int | None
    label: str = ""
    style: str = ""
    boxes: list[Any] = field(default_factory=list)


def local(element: Any) -> str:
    """The element's name without its namespace; "" for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def inserted_or_deleted(root: Any) -> bool:
    """Whether the document holds tracked insertions, deletions or moves."""
    return any(next(root.iter(W + tag), None) is not None for tag in ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel"))


class Runs:
    """Reads the paragraphs of a document in order.

    page: the page that has been reached; None where the document does not say where its pages break.
    notes: whether a footnote or endnote was referred to.
    """

    def __init__(self, root: Any) -> None:
        self._rendered = next(root.iter(W + "lastRenderedPageBreak"), None) is not None
        explicit = any(b.get(W + "type") == "page" for b in root.iter(W + "br")) or next(root.iter(W + "pageBreakBefore"), None) is not None
        self.page: int | None = 1 if self._rendered or explicit else None
        self.notes = False
        types = [f.get(W + "fldCharType") for f in root.iter(W + "fldChar")]
        self._closed = types.count("begin") == types.count("end")  # else a table of contents would swallow the rest
        self._fields: list[_Field] = []
        self._read = Paragraph("", None)
        self._pieces: list[str] = []

    def paragraph(self, element: Any) -> Paragraph:
        """The words of a paragraph; a line break within it is \\n."""
        if not self._rendered and element.find(f"{W}pPr/{W}pageBreakBefore") is not None:
            self._turn()
        read = Paragraph("", self.page)
        self._pieces = []
        self._read = read
        self._inside(element)
        self._fields = [f for f in self._fields if f.contents]  # a field left open ends with its paragraph
        read.text = "".join(self._pieces)
        return read

    def _turn(self) -> None:
        if self.page is not None:
            self.page += 1

    def _add(self, words: str) -> None:
        if not words or any(f.hides for f in self._fields):
            return
        if words.strip() and not any(p.strip() for p in self._pieces):
            self._read.page = self.page
        self._pieces.append(words)

    def _inside(self, container: Any) -> None:
        for element in container:
            tag = local(element)
            if tag in _SKIPPED:
                continue
            if tag in _THROUGH:
                self._inside(element)
            elif tag == "fldSimple":
                if not (element.get(W + "instr") or "").strip().upper().startswith("TOC"):
                    self._inside(element)
            elif tag == "AlternateContent":
                self._inside([element[0]] if len(element) else [])
            elif tag in ("drawing", "pict", "object"):
                self._read.boxes += _boxes(element)
            else:
                self._leaf(element, tag)

    def _leaf(self, element: Any, tag: str) -> None:
        if tag == "t":
            self._add((element.text or "").replace("\n", " ").replace("\u2028", "\n"))
        elif tag in ("tab", "ptab"):
            self._add(" ")
        elif tag == "br":
            if element.get(W + "type") == "page":
                if not self._rendered:
                    self._turn()
            elif element.get(W + "type") != "column":
                self._add("\n")
        elif tag == "cr":
            self._add("\n")
        elif tag == "noBreakHyphen":
            self._add("-")
        elif tag == "lastRenderedPageBreak":
            self._turn()
        elif tag == "sym":
            self._add(_SIGNS.get((element.get(W + "char") or "").upper(), ""))
        elif tag == "fldChar":
            self._field(element.get(W + "fldCharType") or "")
        elif tag == "instrText":
            if self._fields and not self._fields[-1].result:
                self._fields[-1].instruction += element.text or ""
        elif tag in ("footnoteReference", "endnoteReference"):
            self.notes = True
        elif len(element):
            self._inside(element)  # mathematics and wrappers of other namespaces

    def _field(self, type: str) -> None:
        if type == "begin":
            self._fields.append(_Field())
        elif type == "separate" and self._fields:
            self._fields[-1].result = True
            self._fields[-1].contents = self._closed and self._fields[-1].instruction.strip().upper().startswith("TOC")
        elif type == "end" and self._fields:
            self._fields.pop()


@dataclass
class _Field:
    """An open complex field: its instruction, whether its result has begun, and whether it is a table of contents."""

    instruction: str = ""
    result: bool = False
    contents: bool = False

    @property
    def hides(self) -> bool:
        return self.contents or not self.result


def _boxes(anchor: Any) -> list[Any]:
    """The text boxes of a drawing, without those that stand inside another (they are found when that one is read)."""
    boxes = list(anchor.iter(W + "txbxContent"))
    inner = {id(b) for box in boxes for b in box.iterdescendants(W + "txbxContent")}
    return [b for b in boxes if id(b) not in inner]
