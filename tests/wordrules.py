"""Word's own rules, by which what we write is judged: the schema where `openxml-audit` is installed, and what no schema says.

A rule that the draft broke already is nothing that we broke: only what is new counts.
"""

from __future__ import annotations

import io
import posixpath
import re
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from tests.redlining import W

try:
    import openxml_audit
except ImportError:  # the checks of this file hold without it
    openxml_audit = None  # type: ignore[assignment, unused-ignore]

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
RELATED = "{http://schemas.openxmlformats.org/package/2006/relationships}"
CHANGES = tuple(W + t for t in ("ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "trPrChange", "tcPrChange", "numberingChange", "cellIns", "cellDel", "cellMerge"))
INLINE = tuple(W + t for t in ("r", "hyperlink", "fldSimple", "smartTag", "ins", "del", "moveFrom", "moveTo"))


def new_faults(before: bytes | None, after: bytes) -> list[str]:
    """What of the file breaks a rule that the file before it did not break."""
    had = set(faults(before)) | set(by_schema(before)) if before else set()
    return [fault for fault in (*faults(after), *by_schema(after)) if fault not in had]


# -- the schema


@cache
def _validator() -> Any:
    # its rules over several parts remember a package by a number that the next one may have: 12 of 40 runs on one sound file told of faults; `faults` has these
    return openxml_audit.OpenXmlValidator(file_format=openxml_audit.FileFormat.OFFICE_2019, max_errors=0, semantic_validation=False)


def by_schema(content: bytes) -> Iterator[str]:
    """What Microsoft's tables of the format say against it; nothing where they are not installed."""
    if openxml_audit is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.docx"
        path.write_bytes(content)
        for error in _validator().validate(str(path)).errors:
            yield f"{error.part_uri}: {error.description}"


# -- what no schema says


def faults(content: bytes) -> Iterator[str]:
    """What Word would repair or misread: ids, pairs, references, lists of the package."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        parts = {name: archive.read(name) for name in names}
    yield from (f"part twice: {name}" for name, count in Counter(n.lower() for n in names).items() if count > 1)
    roots = {name: etree.fromstring(words) for name, words in parts.items() if name.endswith((".xml", ".rels")) and words.strip()}
    yield from _lists(parts, roots)
    main = next((n for n in roots if n.endswith("document.xml")), None)
    if main is None:
        yield "no main part"
        return
    comments = roots.get(posixpath.join(posixpath.dirname(main), "comments.xml"))
    yield from _comments(roots[main], comments)
    for name, root in roots.items():
        if root.tag.startswith(W):
            yield from (f"{name}: {fault}" for fault in _part(root))


def _lists(parts: dict[str, bytes], roots: dict[str, Any]) -> Iterator[str]:
    """Every part has a content type, every relation a target that is there, every reference a relation."""
    types = roots.get("[Content_Types].xml")
    if types is None:
        return
    said = {e.get("PartName", "").lower() for e in types.iter(TYPES + "Override")}
    usual = {e.get("Extension", "").lower() for e in types.iter(TYPES + "Default")}
    yield from (f"type twice: {name}" for name, count in Counter(e.get("PartName") for e in types.iter(TYPES + "Override")).items() if count > 1)
    yield from (f"no such part: {name}" for name in said if name.lstrip("/") not in {n.lower() for n in parts})
    yield from (f"no type: {name}" for name in parts if name != "[Content_Types].xml" and f"/{name}".lower() not in said and name.rpartition(".")[2].lower() not in usual)
    for name, root in roots.items():
        if not name.endswith(".rels"):
            continue
        folder = posixpath.dirname(posixpath.dirname(name))
        yield from (f"{name}: id twice: {id}" for id, count in Counter(r.get("Id") for r in root.iter(RELATED + "Relationship")).items() if count > 1)
        for relation in root.iter(RELATED + "Relationship"):
            target = posixpath.normpath(posixpath.join("/" + folder, relation.get("Target") or "")).lstrip("/")
            if relation.get("TargetMode") != "External" and target not in parts:
                yield f"{name}: leads to nothing: {target}"


def _comments(document: Any, comments: Any | None) -> Iterator[str]:
    """Every comment has one reference, and where it has an edge, both, the first before the second."""
    ids = [] if comments is None else [c.get(W + "id") for c in comments.iter(W + "comment")]
    yield from (f"comment twice: {id}" for id, count in Counter(ids).items() if count > 1)
    edges: dict[str, list[str]] = {}
    for element in document.iter(W + "commentRangeStart", W + "commentRangeEnd", W + "commentReference"):
        edges.setdefault(element.get(W + "id"), []).append(element.tag.removeprefix(W))
    usual = (["commentReference"], ["commentRangeStart", "commentRangeEnd", "commentReference"])
    yield from (f"comment {id}: {'-'.join(found)}" for id, found in edges.items() if found not in usual)
    yield from (f"comment {id} is not there" for id in edges if id not in ids)
    yield from (f"comment {id} has no place" for id in ids if id not in edges)
    if comments is not None:
        yield from ("a comment without a paragraph" for c in comments.iter(W + "comment") if c.find(W + "p") is None)
        yield from ("a comment without an author" for c in comments.iter(W + "comment") if not c.get(W + "author"))


def _part(root: Any) -> Iterator[str]:
    """One part: ids of changes, fields, words that are deleted or not, what stands where it may not."""
    for id, count in Counter(e.get(W + "id") for e in root.iter(*CHANGES)).items():
        if count > 1:
            yield f"change twice: {id}"
    for change in root.iter(W + "ins", W + "del"):
        if not change.get(W + "author") or not re.fullmatch(r"[-\d]{10}T[:\d]{8}Z", change.get(W + "date") or "2026-01-01T00:00:00Z"):
            yield f"change without author or time: {change.get(W + 'id')}"
        if change.getparent().tag in INLINE and change.tag == change.getparent().tag:
            yield f"{change.tag.removeprefix(W)} in itself"
        if change.getparent().tag == W + "r":
            yield "a change in a run"
        if change.getparent().tag not in (W + "rPr", W + "trPr") and not len(change):
            yield f"nothing in {change.tag.removeprefix(W)}"
    for paragraph in root.iter(W + "p"):
        depth = 0
        for sign in _own(paragraph, W + "fldChar"):
            depth += {"begin": 1, "end": -1}.get(sign.get(W + "fldCharType"), 0)
            if depth < 0:
                break
        if depth < 0:
            yield "a field ends that did not begin"
    for text in root.iter(W + "t", W + "delText"):
        gone = any(e.tag in (W + "del", W + "moveFrom") for e in _up(text))
        if gone != (text.tag == W + "delText") and not any(e.tag == W + "moveFrom" for e in _up(text)):
            yield f"{text.tag.removeprefix(W)} {'in' if gone else 'outside'} w:del"
    for holder in root.iter(W + "tc", W + "txbxContent", W + "footnote", W + "comment"):
        blocks = [e.tag for e in holder if e.tag in (W + "p", W + "tbl", W + "sdt", W + "customXml")]
        if not blocks or blocks[-1] == W + "tbl":
            yield f"{holder.tag.removeprefix(W)} does not end with a paragraph"


def _own(paragraph: Any, tag: str) -> Iterator[Any]:
    return (e for e in paragraph.iter(tag) if next(e.iterancestors(W + "p")) is paragraph)


def _up(element: Any) -> Iterator[Any]:
    for around in element.iterancestors():
        if around.tag == W + "p":
            return
        yield around
