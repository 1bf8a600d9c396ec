"""Mails (.eml): the words that their sender wrote, and what hangs on them.

Headers are no part of the text. What is quoted of an earlier mail is furniture: it was said before, to be read in that mail;
a forwarded mail is read, for it is what was sent. Nothing is fetched.
"""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from html import escape
from typing import Any

from clauses.errors import NoWords, UnreadableFile
from clauses.ingest import text
from clauses.ingest.content import DEEPEST, Content, Manner
from clauses.ingest.web.characters import decoded, known
from clauses.model import Block, Problem, Said

_MOST_PARTS = 1_000
_LARGE_PICTURE = 100_000  # bytes of a picture within the text from which on it is no ornament
_QUOTED = re.compile(r"\s*(?:>|＞)")
_EARLIER = re.compile(
    r"\s*(?:[-_—=]{3,}\s*(?:Original Message|Original Appointment|原始邮件|原邮件|原始消息|回复的原邮件)\s*[-_—=]{3,}|On .{6,120} wrote:|在\s?.{4,120}(?:写道|寫道|编写)[:：]|.{0,80}于\s?\d{4}.{4,60}写道[:：])\s*$"
)
_FORWARDED = re.compile(r"\s*[-_—=]{3,}\s*(?:Forwarded message|转发的?(?:邮件|信息|消息)|轉寄|Begin forwarded message:?)\s*[-_—=]{3,}\s*$|\s*Begin forwarded message:\s*$", re.I)
_FORWARDING = re.compile(r"\s*(?:fwd?|转发|轉寄|wg)\s*[:：]", re.I)
_HEADER = re.compile(r"\s*[*]?(?:发件人|寄件者|发送时间|发送日期|日期|时间|收件人|抄送|主题|主旨|From|Sent|Date|To|Cc|Subject|Reply-To)[*]?\s*[:：]", re.I)
_SIGNED = re.compile(r"-- ?$")
_LONGEST_SIGNATURE = 12  # lines
_READ = ("text/plain", "text/html")


def read(name: str, content: bytes, manner: Manner) -> Content:
    """The text of the mail, as its sender wrote it.

    Raises:
        UnreadableFile: no text but what hangs on it, or damaged.
    """
    with _damaged(name):
        return _read(name, _parsed(content), manner)


def attachments(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """What hangs on the mail, by name; a mail that hangs on it is one of them.

    Raises:
        UnreadableFile: damaged.
    """
    with _damaged(name):
        for n, part in enumerate([p for p in _leaves(name, _parsed(content)) if _hangs(p)], start=1):
            called = _filename(part)
            if part.get_content_type() == "message/rfc822":
                inner = part.get_payload()
                if isinstance(inner, list) and inner and isinstance(inner[0], Message):
                    yield called or f"附件{n}.eml", inner[0].as_bytes(policy=email.policy.compat32)
                continue
            payload = part.get_payload(decode=True)
            yield called or f"附件{n}", payload if isinstance(payload, bytes) else b""


@contextmanager
def _damaged(name: str) -> Iterator[None]:
    """What the standard library trips over in a mail that is none is a refusal: it checks little of what it is given."""
    try:
        yield
    except (MessageError, RecursionError, ValueError, LookupError, TypeError, AttributeError, AssertionError) as error:
        raise UnreadableFile(Said(f"{name} 已损坏，无法作为邮件读取", f"{name} is damaged and cannot be read as an e-mail"), Said("请在邮件软件中重新导出，或复制正文另存为 .txt", "export it again from the mail program, or copy its text into a .txt file")) from error


def _read(name: str, message: Message[str, str], manner: Manner) -> Content:
    parts = list(_leaves(name, message))
    chosen = {id(part) for whole in message.walk() if whole.get_content_type() == "multipart/alternative" for part in whole.walk()}
    hanging = [_filename(part) or f"附件{n}" for n, part in enumerate((p for p in parts if _hangs(p)), start=1)]
    found = _body(name, [(part, id(part) in chosen) for part in parts if not _hangs(part)], manner)
    few = _few(hanging)
    if not found.blocks and hanging:
        raise NoWords(Said(f"{name} 的正文没有文字，附件有：{few.zh}", f"{name} has no text of its own; attached: {few.en}"), Said("请另存附件后审查，或用批量审查", "save the attachments and review them, or review several files at once"))
    forwarded = _FORWARDING.match(_words(message.get("subject"))) is not None
    found = replace(found, blocks=tuple(_without_quotes(found, forwarded=forwarded)))
    if hanging:
        problem = Problem.of(stage="read", kind="attachments", said=Said(f"邮件的 {len(hanging)} 个附件未纳入审查：{few.zh}", f"Attachments of the e-mail ({len(hanging)}) were not reviewed: {few.en}"))
        found = replace(found, problems=(*found.problems, problem))
    return found


def _parsed(content: bytes) -> Message[str, str]:
    return email.message_from_bytes(content.removeprefix(b"\xef\xbb\xbf").lstrip(), policy=email.policy.compat32)


def _leaves(name: str, message: Message[str, str]) -> Iterator[Message[str, str]]:
    """The parts of the mail that hold something, in order; a mail within it is one part."""
    waiting: list[tuple[Any, int]] = [(message, 1)]
    for _ in range(_MOST_PARTS):
        if not waiting:
            return
        part, depth = waiting.pop()
        if depth > DEEPEST:
            raise UnreadableFile(Said(f"{name} 的内容嵌套超过 {DEEPEST} 层，无法读取", f"The content of {name} is nested more than {DEEPEST} levels deep and cannot be read"), Said("请在邮件软件中另存附件后再审查", "save the attachments from the mail program, then review them"))
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            waiting += [(inner, depth + 1) for inner in reversed(payload)]
        else:
            yield part
    raise UnreadableFile(Said(f"{name} 的内容超过 {_MOST_PARTS} 个部分，无法读取", f"{name} has more than {_MOST_PARTS} parts and cannot be read"), Said("请在邮件软件中另存附件后再审查", "save the attachments from the mail program, then review them"))


def _hangs(part: Message[str, str]) -> bool:
    """Whether the part is an attachment and neither text nor ornament."""
    kind, placed = part.get_content_type(), part.get_content_disposition()
    if part.get_content_maintype() == "image" and placed != "attachment" and part.get("content-id"):
        return len(str(part.get_payload())) * 3 // 4 > _LARGE_PICTURE
    if kind in ("text/calendar", "text/rfc822-headers", "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature", "message/delivery-status"):
        return False
    return placed == "attachment" or part.get_filename() is not None or (kind not in _READ and part.get_content_maintype() != "multipart")


def _body(name: str, parts: list[tuple[Message[str, str], bool]], manner: Manner) -> Content:
    """The mail's text: as page where it has one that says as much, else as plain text.

    parts: each with whether another may say the same (multipart/alternative); what does not is read beside the page.
    """
    plain: list[tuple[str, tuple[Problem, ...]]] = []
    pages: list[tuple[str, tuple[Problem, ...]]] = []
    beside: list[tuple[int, str, tuple[Problem, ...]]] = []  # plain text with its place among the pages
    alone = False  # whether a page says what nothing else says
    for part, again in parts:
        payload = part.get_payload(decode=True)
        if not isinstance(payload, bytes) or not payload.strip() or part.get_content_type() not in _READ:
            continue
        charset = part.get_content_charset()
        words, problems = decoded(name, payload, charset if charset and known(charset) else None)
        if part.get_content_type() == "text/html":
            pages.append((words, problems))
            alone = alone or not again
        else:
            words = _unflowed(words, part)
            plain.append((words, problems))
            if not again:
                beside.append((len(pages), words, problems))
    said = "\n\n".join(words for words, _ in plain)
    if pages:
        from clauses.ingest.web import html

        def page() -> Content:
            return html.read_text(name, "<hr>".join(words for words, _ in pages), manner.view, tuple(p for _, some in pages for p in some))

        read = page()
        if alone or 2 * len(read.text) >= len(said.strip()):
            missing = [(at, words, some) for at, words, some in beside if _bare(words) not in _bare(read.text)]
            for at, words, some in reversed(missing):
                pages.insert(at, (f"<pre>{escape(words)}</pre>", some))
            return page() if missing else read
    read = text.read(name, said.encode("utf-8", "replace")) if said.strip() else Content("", ())
    return replace(read, problems=(*read.problems, *(p for _, some in plain for p in some)))


def _bare(words: str) -> str:
    return re.sub(r"\s+", "", words)


def _unflowed(words: str, part: Message[str, str]) -> str:
    """The text with the lines joined that the sender's program broke (format=flowed, RFC 3676)."""
    if str(part.get_param("format", "")).lower() != "flowed":
        return words
    spaced = str(part.get_param("delsp", "")).lower() != "yes"
    out: list[str] = []
    open_at: int | None = None  # how deep the line before is quoted, where this one goes on with it
    for line in words.replace("\r\n", "\n").split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        rest = line[depth:].removeprefix(" ")
        flows = rest.endswith(" ") and rest != "-- "
        kept = rest if spaced or not flows else rest[:-1]
        if open_at == depth and rest != "-- ":
            out[-1] += kept
        else:
            out.append(">" * depth + kept)
        open_at = depth if flows else None
    return "\n".join(out)


def _without_quotes(content: Content, *, forwarded: bool) -> Iterator[Block]:
    """The blocks, those of an earlier mail as furniture, and those of a signature."""
    lines = [content.text[block.span.start : block.span.end] for block in content.blocks]
    earlier = head = signed = False
    for n, (line, block) in enumerate(zip(lines, content.blocks, strict=True)):
        begins = _EARLIER.match(line) is not None or (_HEADER.match(line) is not None and _headers(lines[n : n + 4]) >= 3)
        passes_on = _FORWARDED.match(line) is not None or (begins and (forwarded or not any(x.strip() for x in lines[:n])))
        if passes_on:
            head = True
        elif begins and not head:
            earlier = True
        elif head and not _HEADER.match(line):
            head = False
        signed = signed or (_SIGNED.match(line) is not None and len(lines) - n <= _LONGEST_SIGNATURE)
        aside = earlier or head or signed or _QUOTED.match(line) is not None
        yield replace(block, kind="furniture") if aside else block


def _headers(lines: list[str]) -> int:
    return sum(_HEADER.match(line) is not None for line in lines)


def _filename(part: Message[str, str]) -> str | None:
    """The attachment's name, however its sender's program wrote it down."""
    for header, value in part.raw_items():
        if header.lower() in ("content-disposition", "content-type") and any("\udc80" <= c <= "\udcff" for c in value):
            found = re.search(r"""name\s*=\s*(?:"([^"\r\n]+)"|([^;"\r\n]+))""", _characters(value))
            if found:
                return (found[1] or found[2]).strip()
    try:
        named = part.get_filename()
    except (ValueError, LookupError):
        return None
    return _words(named) or None if named else None


def _words(header: object) -> str:
    """A header's words: =?gb2312?B?…?= read as what it stands for."""
    words = "" if header is None else str(header)
    try:
        pieces = decode_header(words)
    except (ValueError, LookupError, MessageError):
        return words
    said = []
    for piece, charset in pieces:
        encoding = known(charset) if charset else None
        said.append(piece if isinstance(piece, str) else piece.decode(encoding or "utf-8", "replace"))
    return re.sub(r"[\r\n\t]+", "", "".join(said)).strip()


def _characters(value: str) -> str:
    raw = value.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def _few(names: list[str]) -> Said:
    more = len(names) > 3
    return Said("、".join(names[:3]) + (f" 等 {len(names)} 个" if more else ""), ", ".join(names[:3]) + (f" and {len(names) - 3} more" if more else ""))
