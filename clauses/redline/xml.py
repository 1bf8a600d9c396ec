"""The XML of a Word file: elements made, copied, put where the schema wants them, and written (lxml's home for what is written).

Words that come in are words only: what XML 1.0 cannot hold is dropped, everything else is escaped when it is written.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

from clauses.ingest.word.styles import W
from clauses.signs import visible

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_NAMES = {"w": W.strip("{}")}
_FORBIDDEN = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DELETED = {"t": "delText", "instrText": "delInstrText"}
_MARKUP = re.compile(r"(bookmark|commentRange|perm|moveFromRange|moveToRange|customXml\w+Range)(Start|End)$|proofErr$")

# The order in which the schema (ECMA-376 part 1, wml.xsd) wants the children of each of these.
ORDER = {
    "pPr": (
        "pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr", "suppressLineNumbers", "pBdr", "shd", "tabs", "suppressAutoHyphens",
        "kinsoku", "wordWrap", "overflowPunct", "topLinePunct", "autoSpaceDE", "autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing",
        "mirrorIndents", "suppressOverlap", "jc", "textDirection", "textAlignment", "textboxTightWrap", "outlineLvl", "divId", "cnfStyle", "rPr", "sectPr", "pPrChange",
    ),
    "rPr": (
        "ins", "del", "moveFrom", "moveTo", "rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "smallCaps", "strike", "dstrike", "outline", "shadow", "emboss", "imprint",
        "noProof", "snapToGrid", "vanish", "webHidden", "color", "spacing", "w", "kern", "position", "sz", "szCs", "highlight", "u", "effect", "bdr", "shd", "fitText",
        "vertAlign", "rtl", "cs", "em", "lang", "eastAsianLayout", "specVanish", "oMath", "rPrChange",
    ),
    "trPr": (
        "cnfStyle", "divId", "gridBefore", "gridAfter", "wBefore", "wAfter", "cantSplit", "trHeight", "tblHeader", "tblCellSpacing", "jc", "hidden", "ins", "del", "trPrChange",
    ),
}  # fmt: skip


def clean(words: str) -> str:
    """The words without what XML 1.0 cannot hold and what a program would obey instead of showing; line ends are \\n."""
    return _FORBIDDEN.sub("", visible(words.replace("\r\n", "\n").replace("\r", "\n")))


def make(tag: str, *children: Any, **attributes: str) -> Any:
    """A new element of WordprocessingML with these children and attributes."""
    element = etree.Element(W + tag, nsmap=_NAMES)
    for name, said in attributes.items():
        element.set(W + name, said)
    element.extend(children)
    return element


def shell(element: Any) -> Any:
    """The element without its children, words and identity."""
    made = etree.Element(element.tag, nsmap=element.nsmap)
    for name, said in element.attrib.items():
        if not name.endswith(("}paraId", "}textId")):
            made.set(name, said)
    return made


def clone(element: Any) -> Any:
    made = copy.deepcopy(element)
    made.tail = None
    return made


def said(words: str, *, cut: bool = False) -> Iterator[Any]:
    """The children of a run that says these words: line breaks and tabs are elements."""
    for part in re.split("([\n\t])", words):
        if part == "\n":
            yield make("br")
        elif part == "\t":
            yield make("tab")
        elif part:
            text = make("delText" if cut else "t")
            text.text = part
            text.set(_SPACE, "preserve")
            yield text


def text_like(element: Any, words: str) -> Any:
    """A w:t like this one with other words."""
    made = shell(element)
    made.text = words
    made.set(_SPACE, "preserve")
    return made


def as_deleted(element: Any) -> Any:
    """The same element, its words marked as deleted, those of text boxes inside it not."""
    for inside in _plain(element):
        name = inside.tag.removeprefix(W) if isinstance(inside.tag, str) else ""
        if name in _DELETED:
            inside.tag = W + _DELETED[name]
            inside.set(_SPACE, "preserve")
    return element


def _plain(element: Any) -> Iterator[Any]:
    yield element
    for child in element:
        if child.tag != W + "txbxContent":
            yield from _plain(child)


def child_of(element: Any, tag: str, parent: str) -> Any:
    """The child of this name, made in its place where there is none.

    Args:
        element: whose child it is.
        tag: the child's name.
        parent: the element's kind in `ORDER`.
    """
    found = element.find(W + tag)
    return found if found is not None else placed(element, make(tag), parent)


def placed(element: Any, child: Any, parent: str) -> Any:
    """The child, put among the others where the schema wants it, behind those of its own name."""
    order = ORDER[parent]
    rank = order.index(child.tag.removeprefix(W))
    later = (i for i, other in enumerate(element) if isinstance(other.tag, str) and other.tag.removeprefix(W) in order[rank + 1 :])
    element.insert(next(later, len(element)), child)
    return child


def properties_of(paragraph: Any) -> Any:
    """The w:pPr of a paragraph, made where there is none."""
    found = paragraph.find(W + "pPr")
    if found is None:
        found = make("pPr")
        paragraph.insert(0, found)
    return found


def without(element: Any, tags: Iterable[str]) -> Any:
    """The same element without its children of these names."""
    unwanted = {W + tag for tag in tags}
    for child in list(element):
        if child.tag in unwanted:
            element.remove(child)
    return element


def is_markup(element: Any) -> bool:
    """Whether the element only says where something begins or ends (a bookmark, a comment)."""
    return not isinstance(element.tag, str) or bool(_MARKUP.fullmatch(element.tag.rpartition("}")[2]))


def is_equal(one: Any, two: Any) -> bool:
    """Whether two elements hold the same."""
    return bool(etree.tostring(one, method="c14n", exclusive=True, with_tail=False) == etree.tostring(two, method="c14n", exclusive=True, with_tail=False))


def within(element: Any, tag: str) -> Any | None:
    """The nearest element of this name that the element stands in."""
    return next(element.iterancestors(W + tag), None)


def parsed(content: bytes) -> Any:
    """The root of a small part of a package; entities are not resolved, nothing is loaded."""
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def listed(root: Any, tag: str, **attributes: str) -> Any:
    """A new child of a list that a package keeps of itself, in the list's own namespace."""
    made = etree.SubElement(root, root.tag.rpartition("}")[0] + "}" + tag)
    for name, words in attributes.items():
        made.set(name, words)
    return made


def dumps(root: Any) -> bytes:
    """The part as it is written to the archive."""
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written
