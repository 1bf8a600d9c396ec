"""A trap: a small Word file, what a reader sees in it, and why another program sees something else."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field

from clauses.ingest import Manner
from clauses.model import Source, View
from tests.athome import read_bytes
from tests.wordfile import packed

_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml."


@dataclass(frozen=True, kw_only=True)
class Trap:
    """accepted, rejected: the lines seen with the tracked changes accepted and rejected (rejected None: the same).

    A table's cells are lines of their own here, as the three programs part them in three ways. revisions: kind, author and
    words of each tracked change. libreoffice, pandoc, rejecting (pandoc with the changes rejected) and tracking (pandoc's
    list of the changes): why that program says something else, "" where it agrees. pending: what our own reader still gets wrong.
    """

    name: str
    why: str
    body: str
    accepted: tuple[str, ...]
    rejected: tuple[str, ...] | None = None
    revisions: tuple[tuple[str, str, str], ...] = ()
    parts: dict[str, str] = field(default_factory=dict)
    libreoffice: str = ""
    pandoc: str = ""
    rejecting: str = ""
    tracking: str = ""
    pending: str = ""

    def read(self, view: View = "accepted") -> Source:
        return read_bytes(f"{self.name}.docx", package(self.body, self.parts), Manner(view=view))

    def expected(self, view: View) -> tuple[str, ...]:
        return self.accepted if view == "accepted" or self.rejected is None else self.rejected


def package(body: str, parts: dict[str, str]) -> bytes:
    """A whole Word file, with the lists of parts that other programs ask for."""
    overrides = {"document": "document.main", **{name: name.rstrip("0123456789") for name in parts}}
    types = "".join(f'<Override PartName="/word/{name}.xml" ContentType="{_KIND}{kind}+xml"/>' for name, kind in overrides.items())
    related = "".join(f'<Relationship Id="r{i}" Type="{_OFFICE}{name.rstrip("0123456789")}" Target="{name}.xml"/>' for i, name in enumerate(parts))
    file = io.BytesIO(packed(body, head='<?xml version="1.0" encoding="UTF-8" standalone="yes"?>', **parts))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGE}content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>',
        )
        archive.writestr(
            "_rels/.rels", f'<Relationships xmlns="{_PACKAGE}relationships"><Relationship Id="r" Type="{_OFFICE}officeDocument" Target="word/document.xml"/></Relationships>'
        )
        archive.writestr("word/_rels/document.xml.rels", f'<Relationships xmlns="{_PACKAGE}relationships">{related}</Relationships>')
    return file.getvalue()
