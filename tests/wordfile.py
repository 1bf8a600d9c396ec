"""Small Word files for tests, written part by part as XML."""

from __future__ import annotations

import io
import zipfile

from clauses.ingest import Manner
from clauses.model import Source
from tests.athome import read_bytes

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)
_ROOTS = {"header": "hdr", "footer": "ftr"}
_PLAINLY = Manner()


def word(body: str, *, head: str = "", manner: Manner = _PLAINLY, **parts: str) -> Source:
    """A Word file with this body and these further parts, read."""
    return read_bytes("合同.docx", packed(body, head=head, **parts), manner)


def packed(body: str, *, head: str = "", **parts: str) -> bytes:
    """A Word file: document.xml with this body, and NAME.xml for each further part (numbering, styles, comments, footnotes,
    endnotes, settings, header1, footer2); what is given is the inside of its root element."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"{head}<w:document {SPACES}><w:body>{body}</w:body></w:document>")
        for name, inside in parts.items():
            kind = name.rstrip("0123456789")
            root = _ROOTS.get(kind, kind)
            archive.writestr(f"word/{name}.xml", f"<w:{root} {SPACES}>{inside}</w:{root}>")
    return file.getvalue()


def p(text: str, properties: str = "") -> str:
    """A paragraph of one run."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def run(text: str, properties: str = "") -> str:
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}<w:t>{text}</w:t></w:r>"


def numbered(text: str, number: int, level: int = 0) -> str:
    """A paragraph of one run in list `number`."""
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def level(index: int, format: str, text: str, more: str = "") -> str:
    """A level of a list, for numbering.xml."""
    return f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{format}"/><w:lvlText w:val="{text}"/>{more}</w:lvl>'


def lines(source: Source) -> list[str]:
    """The words of each block."""
    return [source.at(block.span) for block in source.blocks]
