"""The package that a Word file is: a zip archive, its parts found by their relations and parsed (lxml's home for Word).

Nothing is believed that the archive says of itself: what is unpacked is counted as it is unpacked, and only the parts that are
read are unpacked at all. XML that declares a document type or an entity is refused, whatever its encoding.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from clauses.errors import UnreadableFile
from clauses.ingest.clock import Clock
from clauses.ingest.content import DEEPEST, MOST_UNPACKED
from clauses.ingest.kinds import LIST
from clauses.ingest.unpacking import DAMAGE, beginning, refuse_bomb
from clauses.ingest.word.styles import local
from clauses.model import Problem, Said

LARGEST_PART = 40 * 1024 * 1024  # bytes of one part, unpacked
MOST_MARKS = 4_000_000  # tags and attributes of one part: each takes thirty times the memory of the shortest that can be written
MOST_ENTRIES = 20_000  # files in the archive
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_W = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_KINDS = {
    "numbering": Said("自动编号", "automatic numbering"), "styles": Said("样式", "styles"), "comments": Said("批注", "comments"), "footnotes": Said("脚注", "footnotes"), "endnotes": Said("尾注", "endnotes"), "settings": Said("设置", "settings"),
    "header": Said("页眉", "header"), "footer": Said("页脚", "footer"),
}  # fmt: skip
_REDO = Said("请用 Word 打开并重新保存后再审查", "open it in Word, save it again, then review it")
_ORIGIN = Said("请核实文件来源", "make sure where the file comes from")
_TOO_DEEP = etree.XPath("boolean(" + "/*" * (DEEPEST + 1) + ")")
_DECLARED = re.compile(r"^(\s*<\?xml[^>]*?)\s+encoding\s*=\s*[\"'][^\"']*[\"']")


@dataclass
class Package:
    """The parsed parts of a Word file.

    parts: by kind: document, and numbering, styles, comments, footnotes, endnotes, settings where there are such.
    furniture: headers and footers by the id that the document's sections call them by, else by their file's name.
    problems: one for each part that is there and is damaged. files: the root of every part that was parsed, by its name in the archive.
    """

    parts: dict[str, Any]
    furniture: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    files: dict[str, Any] = field(default_factory=dict)


def opened(name: str, content: bytes, clock: Clock) -> Package:
    """The parts of the Word file whose bytes these are.

    Raises:
        UnreadableFile: no Word document, damaged, with a password, or made to harm: more than the limits unpacked, nested
            deeper than `DEEPEST`, XML with entities.
    """
    if content.count(b"PK\x01\x02") > MOST_ENTRIES:
        raise UnreadableFile(Said(f"{name} 内含文件超过 {MOST_ENTRIES} 个，可能是恶意文件", f"{name} holds more than {MOST_ENTRIES:,} files and may be malicious"), _ORIGIN)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if any(e.flag_bits & 1 for e in archive.infolist()):
                raise UnreadableFile(Said(f"{name} 设有密码", f"{name} is protected by a password"), Said("请取消密码后再审查", "remove the password, then review it"))
            return _Opening(name, archive, clock).package()
    except DAMAGE as error:
        raise UnreadableFile(Said(f"{name} 已损坏，无法作为 Word 文件打开", f"{name} is damaged and cannot be opened as a Word file"), _REDO) from error


class Broken(Exception):
    """A part cannot be unpacked or is no XML."""


class _Opening:
    def __init__(self, name: str, archive: zipfile.ZipFile, clock: Clock) -> None:
        self._name = name
        self._archive = archive
        self._clock = clock
        self._entries = {_plain(e.filename): e for e in archive.infolist()}
        self._unpacked = 0

    def package(self) -> Package:
        main, root = self._main()
        package = Package({"document": root}, files={self._entries[main].filename: root})
        for id, kind, path in self._related(main):
            if kind in package.parts:
                continue
            try:
                part = self._parsed(path)
            except Broken:
                package.problems.append(Problem.of(stage="read", kind="broken_part", said=Said(f"文件的{_KINDS[kind].zh}部分已损坏，未能读取", f"The part of the file that holds the {_KINDS[kind].en} is damaged and could not be read")))
                continue
            package.files[self._entries[path].filename] = part
            if kind in ("header", "footer"):
                package.furniture[id] = part
            else:
                package.parts[kind] = part
        return package

    def _main(self) -> tuple[str, Any]:
        """The name and root of the part that holds the document's body."""
        named = [path for _, kind, path in self._relations("") if kind == "officeDocument"]
        others = [e for e in self._entries if re.fullmatch(r"(?:.*/)?document\d*\.xml", e)]
        broken: Broken | None = None
        for path in dict.fromkeys([*named, "word/document.xml", *others]):
            if path not in self._entries:
                continue
            try:
                root = self._parsed(path)
            except Broken as error:
                broken = error
                continue
            if local(root) == "document" and any(local(child) == "body" for child in root):
                return path, root
        if broken is not None:
            raise UnreadableFile(Said(f"{self._name} 的内容已损坏，无法读取", f"The content of {self._name} is damaged and cannot be read"), _REDO) from broken
        other = next((kind for folder, kind in (("xl/", Said(" Excel 表格", "an Excel sheet")), ("ppt/", Said(" PowerPoint 演示文稿", "a PowerPoint presentation"))) if any(e.startswith(folder) for e in self._entries)), None)
        if other:
            raise UnreadableFile(Said(f"{self._name} 实为{other.zh}，不是 Word 文档", f"{self._name} is in fact {other.en}, not a Word document"), Said("请将合同另存为 .docx 或 PDF 后再审查", "save the contract as .docx or PDF, then review it"))
        raise UnreadableFile(Said(f"{self._name} 不是 Word 文档（压缩包中没有正文）", f"{self._name} is no Word document (the archive holds no body)"), Said(f"请确认文件类型；{LIST.zh}", f"check what kind of file it is; {LIST.en}"))

    def _related(self, main: str) -> list[tuple[str, str, str]]:
        """Id, kind and name of every part that the main part refers to; found by their names where it says nothing."""
        related = [(id, kind, path) for id, kind, path in self._relations(main) if kind in _KINDS and path in self._entries]
        known = {kind for _, kind, _ in related}
        folder = posixpath.dirname(main)
        for path in sorted(self._entries):
            kind = posixpath.basename(path).removesuffix(".xml").rstrip("0123456789")
            if posixpath.dirname(path) == folder and path.endswith(".xml") and kind in _KINDS and kind not in known:
                related.append((posixpath.basename(path), kind, path))
        return related

    def _relations(self, part: str) -> list[tuple[str, str, str]]:
        """Id, kind (the last word of its type) and target of the relations of a part, of the package itself for ""."""
        folder, file = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{file}.rels")
        if path not in self._entries:
            return []
        try:
            root = self._parsed(path)
        except Broken:
            return []
        found = []
        for relation in root:
            if local(relation) == "Relationship" and relation.get("TargetMode") != "External":
                target = (relation.get("Target") or "").replace("\\", "/")
                target = target if target.startswith("/") else posixpath.join("/", folder, target)
                found.append((relation.get("Id") or "", (relation.get("Type") or "").rpartition("/")[2], _plain(posixpath.normpath(target))))
        return found

    def _parsed(self, path: str) -> Any:
        """The root of a part.

        Raises:
            Broken: it is damaged.
            UnreadableFile: it is made to harm.
        """
        self._clock.check()
        return parsed(self._name, self._unpack(path))

    def _unpack(self, path: str) -> bytes:
        entry = self._entries[path]
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Broken(path)
        try:
            content = beginning(self._archive, entry, LARGEST_PART + 1)
        except DAMAGE as error:
            raise Broken(path) from error
        self._unpacked += len(content)
        refuse_bomb(self._name, entry, content)
        if len(content) > LARGEST_PART or self._unpacked > MOST_UNPACKED:
            limit = LARGEST_PART if len(content) > LARGEST_PART else MOST_UNPACKED
            raise UnreadableFile(Said(f"{self._name} 解压后过大，超过 {limit // 1024 // 1024} MB", f"{self._name} is too large when unpacked: more than {limit // 1024 // 1024} MB"), Said("请拆分后再审查", "split it and review the parts"))
        return content


def parsed(name: str, content: bytes) -> Any:
    """The root element of this XML, its names of the strict format turned into the usual ones.

    Raises:
        Broken: it is no XML.
        UnreadableFile: it declares a document type or entities, is nested deeper than `DEEPEST`, or has too many elements.
    """
    content = _in_utf8(content)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise _harmful(name)
    if content.count(b"<") + content.count(b"=") > MOST_MARKS:
        raise UnreadableFile(Said(f"{name} 的结构过于庞大（超过 {MOST_MARKS // 10_000} 万个标记）", f"{name} is too complex (more than {MOST_MARKS:,} tags)"), Said("请用 Word 打开后另存，或拆分后再审查", "open it in Word and save it anew, or split it"))
    if _STRICT in content:
        content = content.replace(_STRICT, _W)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if "Excessive depth" in str(error):
            raise too_deep(name) from error
        raise Broken from error
    if root.getroottree().docinfo.doctype:
        raise _harmful(name)
    if _TOO_DEEP(root):
        raise too_deep(name)
    return root


def too_deep(name: str) -> UnreadableFile:
    return UnreadableFile(Said(f"{name} 的内容嵌套超过 {DEEPEST} 层，无法读取", f"The content of {name} is nested more than {DEEPEST} levels deep and cannot be read"), _REDO)


def _harmful(name: str) -> UnreadableFile:
    return UnreadableFile(Said(f"{name} 的内容含有不允许的 XML 声明，可能是恶意文件", f"{name} contains XML declarations that are not allowed and may be malicious"), _ORIGIN)


def _in_utf8(content: bytes) -> bytes:
    """The XML in UTF-8 where it is in UTF-16, so that what is looked for in it is found."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}.get(content[:2])
    if encoding is None:
        return content
    return _DECLARED.sub(r"\1", content.decode(encoding, "replace")).encode("utf-8", "replace")


def _plain(path: str) -> str:
    """A part's name as it is compared: no backslashes, no leading slash, small letters."""
    return path.replace("\\", "/").lstrip("/").lower()
