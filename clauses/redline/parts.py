"""The package of a Word file, written again: some parts replaced or added, every other byte for byte as it was."""

from __future__ import annotations

import io
import posixpath
import zipfile
from typing import Any

from clauses.errors import ClausesError
from clauses.ingest.content import LARGEST, MOST_UNPACKED
from clauses.ingest.unpacking import DAMAGE, beginning
from clauses.model import Said
from clauses.redline.xml import dumps, listed, parsed

TYPES = "[Content_Types].xml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_STRICT = "http://purl.oclc.org/"
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_EPOCH = (1980, 1, 1, 0, 0, 0)


def related(names: dict[str, bytes], main: str, kind: str, file: str) -> dict[str, bytes]:
    """The lists of a package, so that its main part refers to a part of this kind, and its content type is known.

    Args:
        names: the lists as they are: `TYPES` and the main part's relations, where there are such.
        main: the main part's name.
        kind: of the part: `comments`.
        file: its name in the archive.
    """
    made: dict[str, bytes] = {}
    path = relations_of(main)
    relations = parsed(names.get(path) or f'<Relationships xmlns="{_PACKAGE}relationships"/>'.encode())
    if not any((r.get("Type") or "").endswith(f"/{kind}") for r in relations):
        taken = {r.get("Id") for r in relations}
        id = next(f"rId{n}" for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
        office = next((t.rpartition("/")[0] + "/" for r in relations if (t := r.get("Type") or "").startswith(_STRICT)), _OFFICE)
        listed(relations, "Relationship", Id=id, Type=f"{office}{kind}", Target=posixpath.relpath(file, posixpath.dirname(main) or "."))
        made[path] = dumps(relations)
    types = parsed(names.get(TYPES) or _TYPES.encode())
    if not any((t.get("PartName") or "").lower() == f"/{file}".lower() for t in types):
        listed(types, "Override", PartName=f"/{file}", ContentType=f"{_KIND}{kind}+xml")
        made[TYPES] = dumps(types)
    return made


_TYPES = f'<Types xmlns="{_PACKAGE}content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>'


def lists(main: str, others: dict[str, str]) -> dict[str, bytes]:
    """The lists of a new package: its main part, and by their kinds the names of the others, to which that refers."""
    types = parsed(_TYPES.encode())
    for kind, file in ({"document.main": main} | others).items():
        listed(types, "Override", PartName=f"/{file}", ContentType=f"{_KIND}{kind}+xml")
    above, beside = (parsed(f'<Relationships xmlns="{_PACKAGE}relationships"/>'.encode()) for _ in range(2))
    listed(above, "Relationship", Id="rId1", Type=f"{_OFFICE}officeDocument", Target=main)
    for number, (kind, file) in enumerate(others.items(), 1):
        listed(beside, "Relationship", Id=f"rId{number}", Type=f"{_OFFICE}{kind}", Target=posixpath.relpath(file, posixpath.dirname(main)))
    return {TYPES: dumps(types), "_rels/.rels": dumps(above), relations_of(main): dumps(beside)}


def relations_of(part: str) -> str:
    folder, file = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{file}.rels")


def lists_of(content: bytes, main: str) -> dict[str, bytes]:
    """The lists that the package has of its parts, by their names."""
    wanted = {TYPES.lower(), relations_of(main).lower()}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {TYPES if e.filename.lower() == TYPES.lower() else relations_of(main): beginning(archive, e, LARGEST) for e in archive.infolist() if e.filename.lower() in wanted}


def part_of(content: bytes, file: str) -> bytes:
    """The bytes of a part that was read before."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return beginning(archive, file, LARGEST)


def rewritten(name: str, content: bytes, changed: dict[str, bytes]) -> bytes:
    """The archive with these parts in the place of the old ones, new ones at its end.

    Raises:
        ClausesError: a part is damaged, or all together are larger than what is read.
    """
    waiting = {part.lower(): (part, words) for part, words in changed.items()}
    file, unpacked = io.BytesIO(), 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
            for entry in old.infolist():
                _, words = waiting.pop(entry.filename.lower(), ("", None))
                if words is None:
                    words = beginning(old, entry, MOST_UNPACKED - unpacked + 1)
                unpacked += len(words)
                if unpacked > MOST_UNPACKED:
                    raise ClausesError(Said(f"{name} 解压后超过 {MOST_UNPACKED // 1024 // 1024} MB，无法写入修订", f"{name} is larger than {MOST_UNPACKED // 1024 // 1024} MB when unpacked; changes cannot be written into it"), Said("请删去文件中的图片或拆分后再导出", "remove its pictures or split it, then export"))
                _write(new, _like(entry), words)
            for part, words in waiting.values():
                _write(new, zipfile.ZipInfo(part, _EPOCH), words)
    except DAMAGE as error:
        raise ClausesError(Said(f"{name} 的部分内容已损坏，无法写入修订", f"Part of {name} is damaged; changes cannot be written into it"), Said("请用 Word 打开并重新保存后再审查", "open it in Word, save it again, then review it")) from error
    return file.getvalue()


def packed(parts: dict[str, bytes]) -> bytes:
    """A new archive of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for part, words in parts.items():
            _write(archive, zipfile.ZipInfo(part, _EPOCH), words)
    return file.getvalue()


def _like(entry: zipfile.ZipInfo) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(entry.filename, entry.date_time)
    made.external_attr = entry.external_attr
    return made


def _write(archive: zipfile.ZipFile, entry: Any, words: bytes) -> None:
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, words)
