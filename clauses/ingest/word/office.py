"""Old Word, RTF and OpenDocument files, through LibreOffice where it is installed: a .docx is made of them, and that is read.

Every run has a profile and a folder of its own, which are gone afterwards. The file is looked at before it is handed over:
what it would fetch from elsewhere is taken out of it, and the profile forbids macros, links and the network beside.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path

from clauses.errors import UnreadableFile
from clauses.ingest import processes
from clauses.ingest.compound import MAGIC, Compound
from clauses.ingest.content import DEEPEST, LARGEST, LONGEST, MOST_MEMORY, MOST_UNPACKED, Content, Manner
from clauses.ingest.kinds import SAVE_AS_DOCX
from clauses.ingest.unpacking import DAMAGE, beginning, refuse_bomb
from clauses.model import Problem, Said

_CALLED = {"doc": Said("旧版 Word 文件（.doc、.wps）", "an old Word file (.doc, .wps)"), "rtf": Said("RTF 文件", "an RTF file"), "odt": Said("ODT 文件", "an ODT file")}
KINDS = frozenset(_CALLED)
_FILTERS = {"doc": "MS Word 97", "rtf": "Rich Text Format", "odt": "writer8"}
_OLDER = "MS Word 95"
_WORD_6 = (b"\xdc\xa5", b"\x97\xa6", b"\x98\xa6", b"\x99\xa6")  # Word 6 and 95 begin so, the last three those made for East Asia
_USUAL = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)
_SETTINGS = "".join(
    f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
    for path, name, value in (
        ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
        ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
        ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
        ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
        ("Office.Writer/Content/Update", "Link", "0"),  # never
        ("Office.Writer/Content/Update", "Field", "false"),
        ("Inet/Settings", "ooInetProxyType", "2"),
        ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
        ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
        ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
        ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
    )
)
_PROFILE = f'<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">{_SETTINGS}</oor:items>'
# Memory is limited, and what was left behind by a parent that was itself killed does not run on: it ends with its group.
_LIMITED = 'ulimit -S -v unlimited 2>/dev/null; ulimit -S -d "$0" 2>/dev/null; (sleep 20; kill -9 0) >/dev/null 2>&1 & exec "$@"'

_RTF_TOKEN = re.compile(rb"\\(?:[a-zA-Z]+-?\d*|[^a-zA-Z])|[{}]", re.S)
_RTF_ELSEWHERE = frozenset((b"objdata", b"objupdate", b"objautlink", b"objlink", b"template", b"filetbl", b"datafield", b"mailmerge", b"nextfile"))
_RTF_CUT = re.compile(rb"\\objdata\b|\\fldinst[^\\}]{0,20}\b(?:INCLUDE|LINK|DDE|IMPORT)")  # of what is cut, that which may hold words
_CUT = Problem.of(stage="read", kind="embedded_document", said=Said("文件中嵌入或链接的其他内容未纳入审查，请人工核对", "Other content embedded in the file or linked to it was not reviewed; please check it yourself"))
_KEPT_FIELDS = re.compile(rb"\s*(TOC|REF|PAGE|PAGEREF|NUMPAGES|SECTIONPAGES|SEQ|DATE|TIME|CREATEDATE|SAVEDATE|FORMTEXT|FORMCHECKBOX|FORMDROPDOWN|SYMBOL|NOTEREF|STYLEREF|LISTNUM|QUOTE)\b")
_ODF_ELSEWHERE = re.compile(rb"""(xlink:href\s*=\s*)("[^"]*"|'[^']*')""")
_ODF_LINKED = re.compile(rb"<[\w.-]+:(section-source|dde-source|object|object-ole|floating-frame|plugin|applet|image)(?=[\s/>])([^<]*)")
_ODF_TARGET = re.compile(rb"""xlink:href\s*=\s*["']([^"']*)""")
_XML_DEPTH = re.compile(rb"<(/?)[A-Za-z][^<>]*?(/?)>")


def read(kind: str, name: str, content: bytes, manner: Manner) -> Content:
    """The text of a .doc, .rtf or .odt file, by way of a .docx.

    Raises:
        UnreadableFile: there is no LibreOffice, it cannot open the file in time, or the file is protected, damaged or made to harm.
    """
    from clauses.ingest.word import docx

    made = docx.read(name, converted(kind, name, content), manner)
    lacks = bool(_RTF_CUT.search(content)) if kind == "rtf" else _odt_lacks(content) if kind == "odt" else False
    said = any(problem.kind == _CUT.kind for problem in made.problems)
    return replace(made, problems=(*made.problems, _CUT)) if lacks and not said else made


def converted(kind: str, name: str, content: bytes) -> bytes:
    """The .docx that is read of a .doc, .rtf or .odt file.

    Raises:
        UnreadableFile: as `read`.
    """
    program = installed()
    if program is None:
        raise UnreadableFile(Said(f"{name}：读取{_CALLED[kind].zh}需要 LibreOffice，本机没有安装", f"{name}: reading {_CALLED[kind].en} takes LibreOffice, which is not installed on this machine"), Said("请安装 LibreOffice，或用 Word / WPS 打开后另存为 .docx 再审查", "install LibreOffice, or open the file in Word or WPS and save it as .docx"))
    return _converted(program, kind, name, {"doc": _as_is, "rtf": _rtf, "odt": _odt}[kind](name, content))


def installed() -> str | None:
    """The path of LibreOffice on this machine, None where there is none."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((path for path in _USUAL if Path(path).exists()), None)


def _converted(program: str, kind: str, name: str, content: bytes) -> bytes:
    """The .docx that LibreOffice makes of it."""
    with tempfile.TemporaryDirectory(prefix="clauses-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        (folder / "profile" / "user").mkdir(parents=True)
        (folder / "profile" / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        given = folder / f"given.{kind}"
        given.write_bytes(content)
        command = [
            program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck",
            f"--infilter={_filter(kind, content)}", "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder / "made"), str(given),
        ]  # fmt: skip
        if not _ran(command, folder):
            raise UnreadableFile(Said(f"{name} 在 {LONGEST:.0f} 秒内没有转换完", f"{name} was not converted within {LONGEST:.0f} seconds"), SAVE_AS_DOCX)
        written = folder / "made" / "given.docx"
        if not written.exists():
            raise UnreadableFile(Said(f"{name} 已损坏，LibreOffice 无法打开", f"{name} is damaged; LibreOffice cannot open it"), SAVE_AS_DOCX)
        if written.stat().st_size > LARGEST:
            raise UnreadableFile(Said(f"{name} 转换后超过 {LARGEST // 1024 // 1024} MB", f"{name} is larger than {LARGEST // 1024 // 1024} MB when converted"), Said("请删去文件中的图片或拆分后再审查", "remove its pictures or split it, then review it"))
        return written.read_bytes()


def _filter(kind: str, content: bytes) -> str:
    """What LibreOffice calls the format."""
    older = content[:8] == MAGIC and Compound(content).beginning("WordDocument")[:2] in _WORD_6
    return _OLDER if older else _FILTERS[kind]


def _ran(command: list[str], folder: Path) -> bool:
    """Whether the program ended by itself in time; it and all that it started are gone afterwards."""
    environment = {**os.environ, "HOME": str(folder), "TMPDIR": str(folder), "http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
    if sys.platform != "win32":
        command = ["/bin/sh", "-c", _LIMITED, str(MOST_MEMORY // 1024), *command]
    process = subprocess.Popen(command, env=environment, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        process.wait(timeout=LONGEST)
        return True
    except subprocess.TimeoutExpired:
        return False
    finally:
        processes.end(process)


def _as_is(name: str, content: bytes) -> bytes:
    return content


def _rtf(name: str, content: bytes) -> bytes:
    """The same text without what would be fetched from elsewhere: linked and embedded objects, templates, included files.

    Raises:
        UnreadableFile: its groups lie too deep within each other.
    """
    out: list[bytes] = []
    depth = at = 0
    for token in _RTF_TOKEN.finditer(content):
        word = token[0]
        depth += (word == b"{") - (word == b"}")
        if depth > DEEPEST:
            raise UnreadableFile(Said(f"{name} 的内容嵌套超过 {DEEPEST} 层，无法读取", f"The content of {name} is nested more than {DEEPEST} levels deep and cannot be read"), SAVE_AS_DOCX)
        control = word[1:].rstrip(b"-0123456789")
        if control in _RTF_ELSEWHERE or (control == b"fldinst" and not _KEPT_FIELDS.match(_instruction(content, token.end()))):
            out += [content[at : token.start()], b"\\*\\clausesleftout"]
            at = token.end()
    return b"".join([*out, content[at:]])


def _instruction(content: bytes, start: int) -> bytes:
    """The plain words of a field's instruction that begins here, up to the end of its group."""
    depth, at, words = 0, start, []
    for token in _RTF_TOKEN.finditer(content, start, start + 4096):
        words.append(content[at : token.start()])
        at = token.end()
        depth += (token[0] == b"{") - (token[0] == b"}")
        if depth < 0:
            break
        if token[0][:2] == b"\\'" or re.match(rb"\\u-?\d", token[0]):
            return b""  # letters in disguise
    return b"".join(words).lstrip().upper()


def _odt(name: str, content: bytes) -> bytes:
    """The same file without links to anything outside it.

    Raises:
        UnreadableFile: it is protected, damaged or made to harm.
    """
    made = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as copy:
            left = MOST_UNPACKED
            entries = [e for e in archive.infolist() if not e.is_dir() and not e.filename.startswith(("Basic/", "Scripts/", "Dialogs/"))]
            if any(e.flag_bits & 1 for e in entries) or b"encryption-data" in beginning(archive, "META-INF/manifest.xml", left):
                raise UnreadableFile(Said(f"{name} 设有打开密码", f"{name} is protected by a password"), Said("请取消密码后再审查", "remove the password, then review it"))
            for entry in entries:
                part = beginning(archive, entry, left)
                left -= len(part)
                refuse_bomb(name, entry, part)
                if left <= 0:
                    raise UnreadableFile(Said(f"{name} 解压后过大，超过 {MOST_UNPACKED // 1024 // 1024} MB", f"{name} is too large when unpacked: more than {MOST_UNPACKED // 1024 // 1024} MB"), Said("请拆分后再审查", "split it and review the parts"))
                copy.writestr(entry.filename, _odf_part(name, part) if entry.filename.endswith(".xml") else part)
    except DAMAGE as error:
        raise UnreadableFile(Said(f"{name} 已损坏，无法作为 ODT 文件打开", f"{name} is damaged and cannot be opened as an ODT file"), SAVE_AS_DOCX) from error
    return made.getvalue()


def _odt_lacks(content: bytes) -> bool:
    """Whether words of the document stand elsewhere: in a linked section, picture or object, or in an object within it that is no formula."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = frozenset(archive.namelist())
        for part in names & {"content.xml", "styles.xml"}:
            for found in _ODF_LINKED.finditer(archive.read(part)):
                kind, target = found[1], b"".join(link[1] for link in _ODF_TARGET.finditer(found[2]))
                if kind == b"dde-source" or (target and not _leads_inside(target)):
                    return True
                if kind.startswith(b"object") and target and not _is_formula(archive, names, target.decode("utf-8", "replace")):
                    return True
    return False


def _is_formula(archive: zipfile.ZipFile, names: frozenset[str], target: str) -> bool:
    """Whether an object within the file is a formula, whose signs LibreOffice hands on."""
    part = f"{target.removeprefix('./').rstrip('/')}/content.xml"
    return part in names and bool(re.search(rb"<(?:[\w.-]+:)?math[\s>]", beginning(archive, part, 4096)))


def _odf_part(name: str, part: bytes) -> bytes:
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part or part[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise UnreadableFile(Said(f"{name} 的内容含有不允许的 XML 声明，可能是恶意文件", f"{name} contains XML declarations that are not allowed and may be malicious"), Said("请核实文件来源", "make sure where the file comes from"))
    depth = 0
    for tag in _XML_DEPTH.finditer(part):
        depth += 0 if tag[2] else -1 if tag[1] else 1
        if depth > DEEPEST:
            raise UnreadableFile(Said(f"{name} 的内容嵌套超过 {DEEPEST} 层，无法读取", f"The content of {name} is nested more than {DEEPEST} levels deep and cannot be read"), SAVE_AS_DOCX)
    return _ODF_ELSEWHERE.sub(_inside, part)


def _inside(link: re.Match[bytes]) -> bytes:
    return link[0] if _leads_inside(link[2][1:-1]) else link[1] + b'""'


def _leads_inside(target: bytes) -> bool:
    """Whether a link's target stands in the file itself."""
    return target.removeprefix(b"./").startswith((b"Pictures/", b"Object", b"#", b"media/")) and b".." not in target
