"""What a file is: its first bytes say it, its name only where they are plain text.

In come a name and bytes; out comes a kind that `readers` can read (or `zip`, which holds several files). What cannot be read
is refused by its own name, with what to do instead.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePath

from clauses.errors import UnreadableFile
from clauses.ingest.compound import MAGIC, Compound
from clauses.ingest.unpacking import DAMAGE, beginning
from clauses.model import Said

READABLE = {
    ".docx": "docx", ".docm": "docx", ".dotx": "docx", ".dotm": "docx", ".pdf": "pdf", ".txt": "txt", ".text": "txt", ".md": "md",
    ".doc": "doc", ".dot": "doc", ".wps": "doc", ".wpt": "doc", ".rtf": "rtf", ".odt": "odt", ".ott": "odt",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".mht": "html", ".mhtml": "html", ".eml": "eml", ".zip": "zip",
    ".png": "image", ".jpg": "image", ".jpeg": "image", ".tif": "image", ".tiff": "image", ".bmp": "image", ".gif": "image", ".webp": "image",
}  # fmt: skip
SAVE_AS_DOCX = Said("请用 Word 或 WPS 打开后另存为 .docx 再审查", "open it in Word or WPS and save it as .docx")
_SAVE_AS_PDF = Said("请打开后另存为（或打印为）PDF 再审查", "open it and save it as (or print it to) PDF")
_UNPACK = Said("请解压后再审查其中的合同，或改为 .zip", "unpack it and review the contract in it, or pack it as .zip")
LIST = Said("可读取 Word（.docx、.doc）、WPS、RTF、ODT、PDF、图片、网页、邮件（.eml）、.txt、.md 和 .zip 文件", "files that can be read: Word (.docx, .doc), WPS, RTF, ODT, PDF, pictures, web pages, e-mails (.eml), .txt, .md and .zip")
_OLD_WORD = frozenset((".doc", ".dot", ".wps", ".wpt"))
_WORD = frozenset((".docx", ".docm", ".dotx", ".dotm"))
_TEXTS = {".txt": "txt", ".text": "txt", ".md": "md", ".markdown": "md"}
_PEEK = 64 * 1024  # bytes of a part that tells what an archive is

_PICTURES = {
    b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF87a": "GIF", b"GIF89a": "GIF", b"II*\x00": "TIFF", b"MM\x00*": "TIFF",
}  # fmt: skip
_MAGIC: tuple[tuple[bytes, Said, Said], ...] = (
    (b"\x1f\x8b", Said("gz 压缩包", "a gz archive"), _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", Said("7z 压缩包", "a 7z archive"), _UNPACK),
    (b"Rar!\x1a\x07", Said("rar 压缩包", "a rar archive"), _UNPACK),
    (b"BZh", Said("bz2 压缩包", "a bz2 archive"), _UNPACK),
    (b"\xfd7zXZ\x00", Said("xz 压缩包", "an xz archive"), _UNPACK),
    (b"MSCF", Said("cab 压缩包", "a cab archive"), _UNPACK),
    (b"L\x00\x00\x00\x01\x14\x02\x00", Said("快捷方式，不是文件本身", "a shortcut, not the file itself"), Said("请找到它指向的文件再审查", "find the file that it points to")),
    (b"[InternetShortcut]", Said("网页快捷方式，不是网页本身", "a shortcut to a web page, not the page itself"), Said("请打开网页，另存为 .html 或 PDF 再审查", "open the page and save it as .html or PDF")),
    (b"MZ", Said("程序，不是文档", "a program, not a document"), Said("请核实文件来源", "make sure where the file comes from")),
    (b"\x7fELF", Said("程序，不是文档", "a program, not a document"), Said("请核实文件来源", "make sure where the file comes from")),
    (b"%!PS", Said("PostScript 文件", "a PostScript file"), Said("请转换为 PDF 再审查", "convert it to PDF")),
    (b"\x78\x9f\x3e\x22", Said("Outlook 附件包（winmail.dat）", "a bundle of Outlook attachments (winmail.dat)"), Said("请用 Outlook 打开邮件，另存其中的附件后再审查", "open the e-mail in Outlook and save its attachments")),
    (b"AT&TFORM", Said("DjVu 文件", "a DjVu file"), _SAVE_AS_PDF),
    (b"CAJ", Said("CAJ 文件", "a CAJ file"), Said("请用 CAJViewer 打开后打印为 PDF 再审查", "open it in CAJViewer and print it to PDF")),
    (b"AC10", Said("CAD 图纸", "a CAD drawing"), _SAVE_AS_PDF),
    (b"SQLite format 3\x00", Said("数据库", "a database"), Said("请选择合同文件", "choose the contract's file")),
    (b"\xdb\xa5-\x00", Said("Word 2.0 时代的文件", "a file of the time of Word 2.0"), SAVE_AS_DOCX),
    (b"1\xbe\x00\x00", Said("很早的 Word 或书写器文件", "a very early Word or Write file"), SAVE_AS_DOCX),
    (b"\xfe7\x00", Said("很早的 Word（Macintosh）文件", "a very early Word file (Macintosh)"), SAVE_AS_DOCX),
    (b"\xff\x57\x50\x43", Said("WordPerfect 文件", "a WordPerfect file"), SAVE_AS_DOCX),
)
_OLE: tuple[tuple[frozenset[str], Said, Said], ...] = (
    (frozenset(("workbook", "book")), Said("Excel 表格（.xls），不是合同文本", "an Excel sheet (.xls), not the text of a contract"), Said("请把合同正文另存为 Word 或 PDF 再审查", "save the contract itself as Word or PDF")),
    (frozenset(("powerpoint document",)), Said("PowerPoint 演示文稿（.ppt）", "a PowerPoint presentation (.ppt)"), Said("请把合同正文另存为 Word 或 PDF 再审查", "save the contract itself as Word or PDF")),
    (frozenset(("__properties_version1.0", "__nameid_version1.0")), Said("Outlook 邮件（.msg）", "an Outlook e-mail (.msg)"), Said("请在 Outlook 中另存为 .eml 或 .html，或另存附件后再审查", "save it in Outlook as .eml or .html, or save its attachments")),
    (frozenset(("visiodocument",)), Said("Visio 图（.vsd）", "a Visio drawing (.vsd)"), _SAVE_AS_PDF),
    (frozenset(("quill",)), Said("Publisher 文件（.pub）", "a Publisher file (.pub)"), _SAVE_AS_PDF),
    (frozenset(("hwpsummaryinformation", "bodytext")), Said("韩文 HWP 文件", "a Korean HWP file"), SAVE_AS_DOCX),
    (frozenset(("matost", "mm")), Said("Microsoft Works 文件（.wps）", "a Microsoft Works file (.wps)"), SAVE_AS_DOCX),
)
_PACKED: tuple[tuple[str, Said, Said], ...] = (
    ("xl/", Said("Excel 表格（.xlsx），不是合同文本", "an Excel sheet (.xlsx), not the text of a contract"), Said("请把合同正文另存为 Word 或 PDF 再审查", "save the contract itself as Word or PDF")),
    ("ppt/", Said("PowerPoint 演示文稿（.pptx）", "a PowerPoint presentation (.pptx)"), Said("请把合同正文另存为 Word 或 PDF 再审查", "save the contract itself as Word or PDF")),
    ("visio/", Said("Visio 图（.vsdx）", "a Visio drawing (.vsdx)"), _SAVE_AS_PDF),
    ("OFD.xml", Said("OFD 版式文件", "an OFD file"), Said("请用 OFD 阅读器（如 WPS、福昕、数科）打开后另存为 PDF 再审查", "open it in an OFD reader (such as WPS, Foxit or Suwell) and save it as PDF")),
    ("Index/", Said("Pages 文稿", "a Pages document"), Said("请在 Pages 中导出为 Word 再审查", "export it from Pages to Word")),
    ("FixedDocSeq.fdseq", Said("XPS 文件", "an XPS file"), _SAVE_AS_PDF),
    ("FixedDocumentSequence.fdseq", Said("XPS 文件", "an XPS file"), _SAVE_AS_PDF),
    ("META-INF/container.xml", Said("EPUB 电子书", "an EPUB book"), _SAVE_AS_PDF),
    ("AndroidManifest.xml", Said("程序，不是文档", "a program, not a document"), Said("请核实文件来源", "make sure where the file comes from")),
)
_ODF_KINDS = {"spreadsheet": Said("ODS 表格", "an ODS sheet"), "presentation": Said("ODP 演示文稿", "an ODP presentation"), "graphics": Said("ODG 图", "an ODG drawing")}
_HTML = re.compile(rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|title)[\s>]", re.I | re.S)
_MAIL = re.compile(rb"^(received|from|return-path|delivered-to|date|to|subject|mime-version|message-id|dkim-signature|content-type|x-[\w-]+):", re.I | re.M)
_TELLING = frozenset((b"received", b"mime-version", b"message-id", b"return-path", b"delivered-to"))
_SAVED_PAGE = re.compile(rb"\s*(?!received:)(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,9}?content-type:\s*(?:multipart/related|text/html)", re.I)  # .mht; what a system saves as .doc
_WORD_XML = re.compile(rb'<\?mso-application\s+progid="Word\.Document"\?>|<w:wordDocument[\s>]')


def kind_of(name: str, content: bytes) -> str:
    """What the file is: docx, doc, rtf, odt, pdf, image, html, eml, txt, md, or zip (several files in one).

    Raises:
        UnreadableFile: it is of a kind that cannot be read, protected by a password, or damaged beyond telling.
    """
    suffix = PurePath(name).suffix.lower()
    if PurePath(name).name.startswith("~$"):
        raise UnreadableFile(Said(f"{name} 是 Word 打开文件时留下的临时文件", f"{name} is a temporary file that Word leaves while a file is open"), Said("请选择同名而没有“~$”的文件", "choose the file of the same name without “~$”"))
    if not content.strip(b"\x00 \r\n\t"):
        raise UnreadableFile(Said(f"{name} 里没有内容（全是空白）", f"{name} holds nothing but blanks"), Said("文件可能没有下载或同步完整，请重新获取", "it may not have been downloaded or synchronised completely; get it again"))
    if content[:8] == MAGIC:
        return _compound(name, suffix, content)
    if content[:2] == b"PK":
        return _packed(name, suffix, content)
    if content.lstrip(b"\xef\xbb\xbf \r\n\t")[:5] == b"{\\rtf":
        return "rtf"
    if picture := _picture(content):
        if picture == "HEIC":
            raise UnreadableFile(Said(f"{name} 是手机照片（HEIC），不能直接读取", f"{name} is a phone photo (HEIC), which cannot be read as it is"), Said("请另存为 JPG 或 PDF 再审查", "save it as JPG or PDF"))
        return "image"
    _refuse_by_magic(name, suffix, content)
    if content.lstrip()[:5] == b"%PDF-" or (suffix not in _TEXTS and b"%PDF-" in content[:1024]):
        return "pdf"
    return _text(name, suffix, content)


def _compound(name: str, suffix: str, content: bytes) -> str:
    compound = Compound(content)
    if "encryptedpackage" in compound.names or (not compound.names and "EncryptedPackage".encode("utf-16-le") in content):
        raise UnreadableFile(Said(f"{name} 设有打开密码", f"{name} is protected by a password"), Said("请在 Word 中取消密码后再审查", "remove the password in Word, then review it"))
    if "worddocument" in compound.names:
        begins = compound.beginning("WordDocument")
        if len(begins) > 11 and begins[11] & 1:  # fEncrypted
            raise UnreadableFile(Said(f"{name} 设有打开密码", f"{name} is protected by a password"), Said("请在 Word 中取消密码后再审查", "remove the password in Word, then review it"))
        return "doc"
    for told, what, remedy in _OLE:
        if told & compound.names:
            raise UnreadableFile(Said(f"{name} 是 {what.zh}", f"{name} is {what.en}"), remedy)
    if suffix in _OLD_WORD:
        raise UnreadableFile(Said(f"{name}：旧版 Word 文件已损坏，里面没有正文", f"{name} is an old Word file that is damaged and holds no body"), SAVE_AS_DOCX)
    raise UnreadableFile(Said(f"{name} 实为旧版 Office 文件，里面没有 Word 正文", f"{name} is in fact an old Office file that holds no Word document"), SAVE_AS_DOCX)


def _packed(name: str, suffix: str, content: bytes) -> str:
    """What an archive holds: an office file, or several files."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            types = _beginning(archive, "[Content_Types].xml", names)
            mime = _beginning(archive, "mimetype", names).strip().decode("ascii", "replace")
    except DAMAGE as error:
        if suffix in (*_WORD, *_OLD_WORD, ""):
            return "docx"  # whose reader says that it is damaged
        if suffix != ".zip":
            raise UnreadableFile(Said(f"{name}：不能读取{suffix} 文件，或文件已损坏", f"{name}: {suffix} files cannot be read, or the file is damaged"), LIST) from error
        raise UnreadableFile(Said(f"{name} 已损坏，无法解压", f"{name} is damaged and cannot be unpacked"), Said("请重新下载或重新压缩", "download or pack it again")) from error
    if mime.startswith("application/vnd.oasis.opendocument."):
        sort = mime.rpartition(".")[2]
        if sort.startswith("text"):
            return "odt"
        what = _ODF_KINDS.get(sort.partition("-")[0], Said("OpenDocument 文件", "an OpenDocument file"))
        raise UnreadableFile(Said(f"{name} 是 {what.zh}，不是合同文本", f"{name} is {what.en}, not the text of a contract"), Said("请把合同正文另存为 Word 或 PDF 再审查", "save the contract itself as Word or PDF"))
    if b"wordprocessingml" in types or b"ms-word" in types or any(n.startswith("word/") for n in names):
        return "docx"
    for begins, what, remedy in _PACKED:
        if any(n.startswith(begins) for n in names) and (types or begins[-1] != "/" or (begins == "Index/" and any(n.startswith("Metadata/") for n in names))):
            raise UnreadableFile(Said(f"{name} 是 {what.zh}", f"{name} is {what.en}"), remedy)
    if "content.xml" in names and "META-INF/manifest.xml" in names:
        return "odt"
    return "docx" if suffix in (*_WORD, *_OLD_WORD) else "zip"


def _beginning(archive: zipfile.ZipFile, part: str, names: list[str]) -> bytes:
    return beginning(archive, part, _PEEK) if part in names else b""


def _picture(content: bytes) -> str | None:
    """The picture's format, None where it is none."""
    for magic, picture in _PICTURES.items():
        if content.startswith(magic):
            return picture
    if content[:2] == b"BM" and content[6:10] == bytes(4) and content[11:14] == bytes(3):
        return "BMP"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    if content[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif", b"ftypmsf1"):
        return "HEIC"
    return None


def _refuse_by_magic(name: str, suffix: str, content: bytes) -> None:
    for magic, what, remedy in _MAGIC:
        if content.startswith(magic) and not (suffix in _TEXTS and magic.isalnum()):  # a text may begin with "MZ"
            raise UnreadableFile(Said(f"{name} 是{' ' if what.zh[0].isascii() else ''}{what.zh}", f"{name} is {what.en}"), remedy)
    if content[257:262] == b"ustar":
        raise UnreadableFile(Said(f"{name} 是 tar 压缩包", f"{name} is a tar archive"), _UNPACK)
    if b"E-SafeNet" in content[:512]:
        raise UnreadableFile(Said(f"{name} 被单位的加密软件（亿赛通）加密", f"{name} is encrypted by the company's encryption software (E-SafeNet)"), Said("请在装有该软件的电脑上解密后再审查", "decrypt it on a computer with that software, then review it"))


def _text(name: str, suffix: str, content: bytes) -> str:
    """The kind of a file that begins like text, or is nothing that is known."""
    begins = _plain(content)
    if _WORD_XML.search(begins):
        raise UnreadableFile(Said(f"{name} 是 Word 2003 的 XML 文件", f"{name} is a Word 2003 XML file"), SAVE_AS_DOCX)
    if _is_html(suffix, begins) or (suffix != ".eml" and _SAVED_PAGE.match(begins)):
        return "html"
    if _is_mail(suffix, begins):
        return "eml"
    if suffix in _TEXTS:
        return _TEXTS[suffix]
    if suffix in _WORD:
        raise UnreadableFile(Said(f"{name} 不是有效的 Word 文件（内容与扩展名不符或已损坏）", f"{name} is no valid Word file (its content does not fit its extension, or it is damaged)"), Said("请用 Word 重新保存；纯文本请改用 .txt 扩展名", "save it again in Word; give plain text the extension .txt"))
    if suffix in _OLD_WORD:
        raise UnreadableFile(Said(f"{name} 不是有效的旧版 Word 文件（内容与扩展名不符或已损坏）", f"{name} is no valid old Word file (its content does not fit its extension, or it is damaged)"), SAVE_AS_DOCX)
    if suffix == ".pdf":
        raise UnreadableFile(Said(f"{name} 不是有效的 PDF 文件（内容与扩展名不符或已损坏）", f"{name} is no valid PDF (its content does not fit its extension, or it is damaged)"), Said("请重新导出 PDF", "export the PDF again"))
    if suffix in READABLE:
        raise UnreadableFile(Said(f"{name} 不是有效的 {suffix} 文件（内容与扩展名不符或已损坏）", f"{name} is no valid {suffix} file (its content does not fit its extension, or it is damaged)"), Said("请用原来的程序打开后重新保存再审查", "open it in the program that made it and save it again"))
    raise UnreadableFile(Said(f"{name}：不能读取{f' {suffix} ' if suffix else '没有扩展名的'}文件", f"{name}: files {f'of the kind {suffix}' if suffix else 'without an extension'} cannot be read"), LIST)


def _plain(content: bytes) -> bytes:
    """The beginning in single bytes, whichever width its characters have."""
    begins = content[:8192]
    if begins[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return begins[2:].replace(b"\x00", b"")
    return begins.removeprefix(b"\xef\xbb\xbf")


def _is_html(suffix: str, begins: bytes) -> bool:
    if suffix in (".md", ".markdown"):
        return re.match(rb"\s*<(?:!doctype\s+html|html)[\s>]", begins, re.I) is not None
    if _HTML.match(begins):
        return True
    return suffix in (".htm", ".html", ".xhtml", ".mht", ".mhtml") or (suffix in _OLD_WORD and begins.lstrip()[:1] == b"<" and b"<table" in begins.lower())


def _is_mail(suffix: str, begins: bytes) -> bool:
    head = re.split(rb"\r?\n\r?\n", begins.lstrip(), maxsplit=1)[0]
    told = {m[1].lower() for m in _MAIL.finditer(head)}
    first = re.match(rb"(?:From \S+ [^\n]*\n)?[\w-]+:", begins.lstrip()) is not None
    return first and ((suffix == ".eml" and bool(told)) or (len(told) >= 3 and bool(told & _TELLING)))
