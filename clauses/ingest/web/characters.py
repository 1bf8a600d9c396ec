"""The characters of a web page: which encoding its bytes are in, and the page within a web archive (.mht)."""

from __future__ import annotations

import codecs
import email
import email.errors
import email.policy
import re

from clauses.errors import UnreadableFile
from clauses.ingest.text import decode
from clauses.model import Problem, Said

_CHINESE = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "hz-gb-2312": "hz", "big5": "big5hkscs", "x-big5": "big5hkscs", "unicode": "utf-8"}
_WESTERN = ("ascii", "us-ascii", "iso8859-1", "cp1252", "latin-1", "latin_1")
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I)
_ARCHIVE = re.compile(rb"\s*(?:[\w-]+:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*)*?(?:mime-version|content-type):", re.I)
_MOST_LOST = 0.005  # share of characters that may be given up before the declared encoding is no longer believed


def characters(name: str, content: bytes) -> tuple[str, tuple[Problem, ...]]:
    """The page's characters, and a problem where single bytes had to be given up.

    Raises:
        UnreadableFile: no text, in no encoding that is known here, or an archive without a page.
    """
    declared = None
    if content.lstrip()[:1] != b"<" and _ARCHIVE.match(content[:4096]):
        content, declared = _page_within(name, content)
    return decoded(name, content, declared)


def decoded(name: str, content: bytes, declared: str | None = None) -> tuple[str, tuple[Problem, ...]]:
    """The characters of bytes that say themselves, or of which it is said, how they are encoded; neither is believed blindly.

    Raises:
        UnreadableFile: no text, or in no encoding that is known here.
    """
    marked = content.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if not marked and b"\x00" not in content:
        try:
            return content.decode("utf-8"), ()  # bytes of another encoding that happen to be UTF-8 are all but impossible
        except UnicodeDecodeError:
            pass
        if text := _as_declared(content, declared or _own_word(content)):
            lost = text.count("\ufffd")
            return text, (Problem.of(stage="read", kind="broken_characters", said=Said(f"有 {lost} 处字符损坏，无法还原", f"Some characters ({lost}) are damaged and cannot be restored")),) if lost else ()
    try:
        return decode(name, content)
    except UnreadableFile:
        if marked or b"\x00" in content or not _own_word(content):
            raise
        return content.decode("cp1252", "replace"), (Problem.of(stage="read", kind="broken_characters", said=Said("文字编码无法确定，可能有乱码，请人工核对", "The text encoding is not certain and characters may be garbled; please check the text yourself")),)


def known(encoding: str) -> str | None:
    """Python's name of an encoding as pages and mails name it, None where there is none."""
    named = encoding.strip().lower()
    try:
        return codecs.lookup(_CHINESE.get(named, named)).name
    except (LookupError, ValueError):
        return None


def _own_word(content: bytes) -> str | None:
    found = _DECLARED.search(content[:4096])
    return found[1].decode("ascii") if found else None


def _as_declared(content: bytes, declared: str | None) -> str | None:
    """The text in the declared encoding, None where that cannot be right."""
    encoding = known(declared) if declared else None
    if encoding is None or encoding in _WESTERN or encoding.startswith(("utf-16", "utf-32")):
        return None  # Chinese pages that call themselves Western are common
    try:
        text = content.decode(encoding, "replace")
    except (LookupError, ValueError):  # a codec that is none of characters: base64, rot13
        return None
    return text if isinstance(text, str) and text.count("\ufffd") <= len(text) * _MOST_LOST + 1 else None


def _page_within(name: str, content: bytes) -> tuple[bytes, str | None]:
    try:
        for part in email.message_from_bytes(content, policy=email.policy.compat32).walk():
            if part.get_content_type() in ("text/html", "application/xhtml+xml") and isinstance(page := part.get_payload(decode=True), bytes) and page.strip():
                return page, part.get_content_charset()
    except (email.errors.MessageError, RecursionError, ValueError, LookupError, TypeError, AttributeError, AssertionError):
        pass  # the standard library checks little of what it is given
    raise UnreadableFile(Said(f"{name} 中没有网页正文", f"{name} holds no page of text"), Said("请用浏览器或 Word 打开后另存为 .docx 或 PDF 再审查", "open it in a browser or Word and save it as .docx or PDF"))
