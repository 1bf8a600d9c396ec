"""Plain text and Markdown: bytes to characters, and characters to lines.

The encoding is taken from a byte order mark, else strict UTF-8, else the one of GB 18030 and Big5 in which the characters are
those that Chinese is written with: both decode each other's bytes without an error, and detectors guess wrong on short files.
"""

from __future__ import annotations

import codecs
import re

from clauses.errors import UnreadableFile
from clauses.ingest.content import Content
from clauses.ingest.kinds import LIST
from clauses.model import Block, Problem, Said, Span
from clauses.signs import seen, turning

# The commonest characters of running Chinese and of contracts, simplified and traditional, with the usual punctuation.
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
    "十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内"
    "合同甲乙双方协议条款约定违责任支付费用期限服务解除终止通知签订履行规定按照金额元月第一二三四五六七八九十百千万零或及其应须将未向"
    "這為個國來們時發會說產種經過動對學電實體機當開應還點從業關線內與間樣條約違責費務終規額萬須將雙協議簽訂壹貳參"
    "，。；：、（）《》“”！？—…　"
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LEAST_COMMON = 0.2  # share of common characters below which a decoding is no Chinese
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_LINE = re.compile(r"[^\n\f]+|\f")
_BOX = re.compile("[│┃║┆┇┊┋|]")
_BARS = re.compile("\\s[│┃║|](?=\\s|$)")  # between cells of rows without bars at their ends
_RULE = re.compile("^[\\s┌┐└┘├┤┬┴┼─━┅┄═╔╗╚╝╠╣╦╩╬╭╮╰╯│┃║]+$")
_HEADING = re.compile(r"(#{1,6})[ \t]+")


def read(name: str, content: bytes, *, markdown: bool = False) -> Content:
    """The text with \\n as line ends and without the signs that nobody sees, one block a line that is not blank.

    Lines of cells (tabs, bars, drawn boxes) are of kind `row`. Pages are counted where the text has form feeds. A Markdown
    heading has a heading style and its block begins behind the marks.

    Raises:
        UnreadableFile: the bytes are no text, or in no encoding that is known here.
    """
    text, problems = decode(name, content)
    turned = turning(text)
    text = seen(text.replace("\r\n", "\n").replace("\r", "\n"))
    page = 1 if "\f" in text else None
    blocks: list[Block] = []
    bars = [len(_BARS.findall(line)) for line in text.split("\n")]
    number = counted = 0
    for line in _LINE.finditer(text):
        number, counted = number + text.count("\n", counted, line.start()), line.start()
        if line[0] == "\f":
            page = (page or 1) + 1
            continue
        stripped = line[0].strip()
        if not stripped:
            continue
        start = line.start() + line[0].index(stripped[0])
        style = ""
        if markdown and (heading := _HEADING.match(stripped)):
            start, style, stripped = start + heading.end(), f"heading {len(heading[1])}", stripped[heading.end() :]
        blocks.append(Block(span=Span(start, start + len(stripped)), page=page, kind="row" if _is_row(stripped) or _barred(bars, number) else "text", style=style))
    return Content(text, tuple(blocks), problems, turned=turned)


def _is_row(line: str) -> bool:
    if line.count("\t") >= 2 or _RULE.match(line):
        return True
    return len(_BOX.findall(line)) >= 2 and _BOX.match(line) is not None


def _barred(bars: list[int], number: int) -> bool:
    """Whether a line has two bars or more between its words and the line before or after has as many: 品名 | 数量 | 单价."""
    return bars[number] >= 2 and bars[number] in bars[max(number - 1, 0) : number] + bars[number + 1 : number + 2]


def decode(name: str, content: bytes) -> tuple[str, tuple[Problem, ...]]:
    """The characters, and a problem where single bytes had to be given up.

    Raises:
        UnreadableFile: no text, or in no encoding that is known here.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _given_up(name, content[len(mark) :] if encoding == "utf-8" else content, encoding)
    if b"\x00" in content:
        raise _no_text(name)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start > len(content) * 0.99 or _share_lost(content, "utf-8") < 0.002:
            return _given_up(name, content, "utf-8")
        scored = [(_common(content.decode(e, "replace")), e) for e in ("gb18030", "big5hkscs")]
        share, encoding = max(scored, key=lambda pair: pair[0])
        if share < _LEAST_COMMON:
            raise UnreadableFile(Said(f"{name} 的文字编码无法识别", f"The text encoding of {name} is not recognised"), Said("请用记事本打开并另存为 UTF-8 编码", "open it in a text editor and save it as UTF-8")) from error
        return _given_up(name, content, encoding)
    if len(_CONTROL.findall(text)) > len(text) * 0.01:
        raise _no_text(name)
    return text, ()


def _given_up(name: str, content: bytes, encoding: str) -> tuple[str, tuple[Problem, ...]]:
    text = content.decode(encoding, "replace")
    lost = text.count("\ufffd")
    if len(_CONTROL.findall(text)) > len(text) * 0.01 or lost > len(text) * 0.02 + 1:
        raise _no_text(name)
    if not lost:
        return text, ()
    return text, (Problem.of(stage="read", kind="broken_characters", said=Said(f"有 {lost} 处字符损坏，无法还原", f"Some characters ({lost}) are damaged and cannot be restored")),)


def _share_lost(content: bytes, encoding: str) -> float:
    text = content.decode(encoding, "replace")
    return text.count("\ufffd") / max(1, len(text))


def _common(text: str) -> float:
    """The share of common characters among those that are not ASCII; what could not be decoded counts against it."""
    foreign = [c for c in text if c > "\x7f"]
    return sum(c in _COMMON for c in foreign) / max(1, len(foreign))


def _no_text(name: str) -> UnreadableFile:
    return UnreadableFile(Said(f"{name} 不是文本文件（含有二进制内容）", f"{name} is no text file (it holds binary data)"), Said(f"请确认文件类型；{LIST.zh}", f"check what kind of file it is; {LIST.en}"))
