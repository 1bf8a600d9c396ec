"""What a redline did taken back element by element, so that what is left can be compared with the file as it was.

Runs that stand side by side and look the same are one, as they are to Word; everything else must be equal to the letter.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from lxml import etree

from clauses import redline
from clauses.ingest import Manner
from clauses.ingest.word import docx
from clauses.model import Edit, Remark, Source, Span, View
from clauses.redline import Redline
from clauses.redline.xml import ORDER

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
AUTHOR, AT = "修订人甲", "2026-03-09T08:00:00.000001"


def read(content: bytes, view: View = "accepted") -> Source:
    """The Word file as a source, read in this process: hundreds are."""
    found = docx.read("合同.docx", content, Manner(view=view))
    return Source(
        file="合同.docx", sha256=hashlib.sha256(content).hexdigest(), format="docx", text=found.text, blocks=found.blocks, problems=found.problems,
        comments=found.comments, view=view, revisions=found.revisions,
    )  # fmt: skip


def redlined(content: bytes, edits: Sequence[Edit], remarks: Sequence[Remark] = (), *, view: View = "accepted") -> Redline:
    return redline.write("合同.docx", content, read(content, view), edits, remarks, author=AUTHOR, at=AT)


def edit(source: Source, was: str, now: str, *, nth: int = 0) -> Edit:
    """The edit that makes these words of the source read otherwise; `was|` = put in behind these words, `|was` = before them."""
    words = was.strip("|")
    at = -1
    for _ in range(nth + 1):
        at = source.text.index(words, at + 1)
    span = Span(at, at + len(words))
    return Edit(span=Span(span.end, span.end) if was.endswith("|") else Span(at, at) if was.startswith("|") else span, now=now)


def lines_of(content: bytes, view: View = "accepted") -> list[str]:
    source = read(content, view)
    return [source.at(block.span) for block in source.blocks]


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def root_of(content: bytes, part: str = "word/document.xml") -> Any:
    return etree.fromstring(parts_of(content)[part])


def plain(root: Any) -> bytes:
    """The part as it can be compared: runs that look the same joined, empty properties left out."""
    for text in root.iter(W + "t", W + "delText", W + "instrText", W + "delInstrText"):
        text.attrib.pop(SPACE, None)
    for change in root.iter(W + "rPrChange"):
        change.attrib.pop(W + "id", None)
    for nothing in [e for e in root.iter(W + "gridBefore") if e.get(W + "val") == "0"]:
        nothing.getparent().remove(nothing)
    for tag in ("rPr", "pPr", "trPr"):
        for empty in [e for e in root.iter(W + tag) if not len(e) and e.getparent().tag != W + "rPrChange" and e.getparent().tag != W + "pPrChange"]:
            empty.getparent().remove(empty)
    for element in root.iter():
        if isinstance(element.tag, str) and element.tag.startswith(W) and not (element.text or "").strip() and element.tag not in (W + "t", W + "delText"):
            element.text = None
        element.tail = None
    for parent in list(root.iter()):
        _join(parent)
    return etree.tostring(root, method="c14n", with_comments=False)


def _join(parent: Any) -> None:
    """Joins neighbours: changes of one author and time, runs of one look, words of one run."""
    for child in list(parent):
        before = child.getprevious()
        if before is None or before.tag != child.tag:
            continue
        if child.tag in (W + "ins", W + "moveTo", W + "del") and _signed(child) == _signed(before) and len(child) and len(before):
            before.extend(list(child))
            parent.remove(child)
            _join(before)
        elif child.tag == W + "r" and dict(child.attrib) == dict(before.attrib) and _look(child) == _look(before):
            before.extend([c for c in child if c.tag != W + "rPr"])
            parent.remove(child)
            _join(before)
        elif child.tag in (W + "t", W + "delText", W + "instrText") and parent.tag == W + "r":
            before.text = (before.text or "") + (child.text or "")
            parent.remove(child)


def _signed(change: Any) -> tuple[Any, ...]:
    return change.get(W + "author"), change.get(W + "date")


def _look(run: Any) -> bytes:
    found = run.find(W + "rPr")
    return b"" if found is None else etree.tostring(found, method="c14n")


def undone(root: Any) -> Any:
    """The part with every change of AUTHOR rejected, and the marks of his comments gone."""
    ids = {e.get(W + "id") for e in root.iter(W + "commentRangeStart")}
    for run in list(root.iter(W + "r")):
        if len(run) == 1 and run[0].tag == W + "commentReference" and run[0].get(W + "id") in ids and int(run[0].get(W + "id")) >= 1000:
            run.getparent().remove(run)
    for edge in list(root.iter(W + "commentRangeStart", W + "commentRangeEnd")):
        if int(edge.get(W + "id")) >= 1000:
            edge.getparent().remove(edge)
    for change in _ours(root, "del"):
        _unwrap(change)
    for change in _ours(root, "ins"):
        if change.getparent().tag != W + "rPr":
            change.getparent().remove(change)
    for change in _ours(root, "pPrChange"):
        properties = change.getparent()
        kept = [e for e in properties if e.tag in (W + "rPr", W + "sectPr")]
        former = list(change[0])
        for e in list(properties):
            properties.remove(e)
        properties.extend([*former, *kept])
    for mark in _ours(root, "ins"):
        paragraph = next(mark.iterancestors(W + "p"))
        behind = paragraph.getnext()
        while behind.tag != W + "p":
            behind = behind.getnext()
        at = 1 if behind.find(W + "pPr") is not None else 0
        behind[at:at] = [e for e in paragraph if e.tag != W + "pPr"]
        paragraph.getparent().remove(paragraph)
    return root


def _ours(root: Any, tag: str) -> list[Any]:
    return [e for e in root.iter(W + tag) if e.get(W + "author") == AUTHOR]


def _unwrap(change: Any) -> None:
    parent = change.getparent()
    if not any(e.tag in (W + "del", W + "moveFrom") for e in change.iterancestors()):
        for text in change.iter(W + "delText"):
            text.tag = W + "t"
        for text in change.iter(W + "delInstrText"):
            text.tag = W + "instrText"
    at = parent.index(change)
    parent[at : at + 1] = list(change)


def doubled(root: Any) -> set[str]:
    """The ids that more than one change of the part has."""
    ids = [e.get(W + "id") for e in root.iter(*(W + t for t in ("ins", "del", "moveFrom", "moveTo", "pPrChange", "rPrChange")))]
    return {id for id in ids if ids.count(id) > 1}


def misplaced(root: Any) -> Iterator[str]:
    """What of the part breaks the schema's order."""
    for tag, order in ORDER.items():
        for element in root.iter(W + tag):
            ranks = [order.index(name) for child in element if (name := child.tag.removeprefix(W)) in order]
            if ranks != sorted(ranks):
                yield f"{tag}: {[child.tag.removeprefix(W) for child in element]}"
    for tag, first in (("p", "pPr"), ("r", "rPr"), ("tc", "tcPr")):
        for element in root.iter(W + tag):
            if any(child.tag == W + first for child in element[1:]):
                yield f"{tag}: {first} is not first"
    for text in root.iter(W + "t"):
        if any(e.tag == W + "del" for e in _line(text)):
            yield f"w:t in w:del: {text.text}"
    for text in root.iter(W + "delText"):
        if not any(e.tag in (W + "del", W + "moveFrom") for e in _line(text)):
            yield f"w:delText outside w:del: {text.text}"
    for change in _ours(root, "ins"):
        if change.getparent().tag in (W + "ins", W + "del", W + "r"):
            yield f"w:ins in {change.getparent().tag}"


def _line(element: Any) -> Iterator[Any]:
    for around in element.iterancestors():
        if around.tag == W + "p":
            return
        yield around


def applied_lines(source: Source, edits: Sequence[Edit]) -> list[str]:
    """The lines that the source has with the edits made, without the numbers that Word makes, blanks pressed."""
    shown = [False] * (len(source.text) + 1)
    for block in source.blocks:
        if block.kind == "furniture" and source.format != "docx":
            continue
        shown[block.span.start + block.label : block.span.end + 1] = [True] * (block.span.end + 1 - block.span.start - block.label)
    shown = [seen or c == "\n" for seen, c in zip(shown, [*source.text, "\n"], strict=True)]
    out: list[str] = []
    at = 0
    for one in (*edits, Edit(span=Span(len(source.text), len(source.text)), now="")):
        out += [c for c, seen in zip(source.text[at : one.span.start], shown[at : one.span.start], strict=True) if seen]
        out.append(f"\n{one.now}" if one.kind == "paragraph" else one.now)
        at = one.span.end
    return pressed("".join(out))


def bare_lines(content: bytes, view: View = "accepted") -> list[str]:
    source = read(content, view)
    return pressed("\n".join(source.text[block.span.start + block.label : block.span.end] for block in source.blocks))


def pressed(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.split("\n") if line.strip()]


def saved(content: bytes, folder: Path, name: str = "redline.docx") -> Path:
    (folder / name).write_bytes(content)
    return folder / name
