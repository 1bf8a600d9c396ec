"""Annexes: which the main contract lists, and where each one's own text begins.

An annex is what the main contract names as its annex, or what is headed as one (附件一, 附表2, 附录A, 补充协议).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from clauses.structure.lines import Line
from clauses.structure.numbering import integer
from clauses.structure.signature import KINDS, party_line, signs

WORD = r"附\s*(?:件|表|录|页|图)"
COUNT = r"[A-ZＡ-Ｚ](?![a-zA-Z])|[一二三四五六七八九十\d０-９]{0,3}"
ANNEX = re.compile(rf"[（(【\[]?({WORD})\s*({COUNT})(?:\s*[-－]\s*\d+)?\s*[)）】\]]?(?:\s*[:：、.．]\s*|\s+|(?=[《“])|$)?(.{{0,45}})")
LIST = re.compile(r"(?:本合同|本协议|合同)?的?附\s*件?\s*(?:(?:如下|为|清单|目录|列表|包括|有)\s*[:：]?|[:：])\s*(?=$|[1１一(（《①])")
LIST_BELOW = re.compile(r"附件(?:清单|目录|列表|如下|包括|为)?\s*[:：]$")
LISTED = re.compile(r"(?:附件\s*[(（]?\s*([一二三四五六七八九十\d０-９]{1,3})\s*[)）]?\s*[、.．:：]?|[(（]?\s*([一二三四五六七八九十\d０-９]{1,3})\s*[)）、.．:：]+)\s*(.{2,45})")
RUNNING = re.compile(r"[。；，]|为本|构成|是本|所列|所示|约定(?!$)|^约定|为准|中的|规定|、附件|^(?:和|与|及|的|中|为|应|作为)")
SUPPLEMENT = re.compile(r"(?:(?:合同|协议)(?:之|的)?)?(?:补充(?:附页|页|条款|约定|协议|合同|说明)|(?:变更|修改|修订)(?:协议|合同|备忘录))书?(?:[（(].{1,10}[）)]|[一二三四五六七八九十\d]{1,2})?")
# A sheet that orders what the terms offer, with fields of its own: 订购单, 业务受理单, 产品订单（首次）
SHEET = re.compile(r"[一-鿿A-Za-z]{0,8}?(?:订购单|订货单|订单|需求单|受理单|申请单|登记单|登记表|申请表|受理表)(?:[（(].{1,10}[）)])?")
ENTRY = re.compile(r"[^，。；:：]{2,12}[:：](?![。；])")
CLOSING_BRACKET = re.compile(r"[（(][^（）()]{1,30}[）)]$")
LONGEST_LIST = 20


def squeezed(title: str) -> str:
    """A title without blanks, quotation marks and a bracket at its end."""
    return re.sub(r"[\s《》“”\"'：:。；;]+", "", CLOSING_BRACKET.sub("", title.strip()))


def number_of(kind: str, word: str) -> str:
    """How an annex is known: 附件一 -> 1, 附表二 -> 附表2, 附录A -> 附录A."""
    value = integer(word) if word else None
    plain = re.sub(r"\s", "", kind)
    return ("" if plain == "附件" else plain) + (str(value) if value is not None else word.upper())


def listed(lines: Sequence[Line]) -> tuple[dict[str, tuple[str, int]], set[int]]:
    """The annexes that the main contract lists: number -> (title, index of the line); and the indexes of all lines that list them."""
    found: dict[str, tuple[str, int]] = {}
    where: set[int] = set()
    heads = {i: match for i, line in enumerate(lines) if (match := heads_annex(line))}
    last = {number_of(match[1], match[2]): i for i, match in heads.items()}
    for i, match in heads.items():
        beside = (i + 1 in heads and lines[i + 1].gap <= 2 and not lines[i + 1].turn) or (i - 1 in where and lines[i].gap <= 2)
        again = last[number_of(match[1], match[2])] > i
        if match[3] and (again or (beside and not _own_text_follows(lines, i))) and number_of(match[1], match[2]) not in found:
            found[number_of(match[1], match[2])] = (squeezed(match[3]), i)
            where.add(i)
    for i, line in enumerate(lines):
        words = line.words if line.label and line.label.style != "article" else line.text
        lead = LIST.match(words) if len(line.text) <= 70 else None
        lead = lead or LIST_BELOW.search(words[-12:])
        if lead and i not in where:
            _read_list(lines, i, "" if lead.re is LIST_BELOW else words[lead.end() :], found, where)
    return found, where


def _own_text_follows(lines: Sequence[Line], i: int) -> bool:
    """Whether the last of several annex titles in a row heads its own text: a table or a sentence follows it."""
    return i + 1 < len(lines) and (lines[i + 1].row or (lines[i + 1].label is not None and lines[i + 1].gap == 0 and not LISTED.fullmatch(lines[i + 1].text)))


def _read_list(lines: Sequence[Line], i: int, rest: str, found: dict[str, tuple[str, int]], where: set[int]) -> None:
    """Adds the entries of the list that line i opens, as long as they count 1, 2, 3 …"""
    entries = [(i, rest)] if rest else []
    j = i
    while j + 1 < len(lines) and j - i < LONGEST_LIST:
        following = lines[j + 1]
        match = LISTED.fullmatch(following.text)
        if not match or "。" in match[3] or heads_annex(following) or following.row or (following.label is not None and following.label.style in ("article", "dotted")):
            break
        j += 1
        entries.append((j, following.text))
    for n, (k, match) in enumerate(((k, m) for k, words in entries if (m := LISTED.fullmatch(words))), 1):
        if integer(match[1] or match[2]) != n or not re.search("[一-鿿A-Za-z]{2}", match[3]):
            break
        where.update({k} if lines[i].label is not None and "。" in lines[i].text else {i, k})
        found.setdefault(str(n), (squeezed(match[3]), k))


def heads_annex(line: Line) -> re.Match[str] | None:
    """The match (word, number, title) where a line is an annex's heading; a sentence that only begins with 附件一 is none."""
    match = ANNEX.fullmatch(line.text)
    if match is None or line.row or (line.label and line.label.style == "article"):
        return None
    number, title = match[2], match[3]
    if not (number or title) or RUNNING.search(CLOSING_BRACKET.sub("", title)):
        return None
    return match if number or re.fullmatch(rf".{{0,40}}(?:{KINDS})", title) else None


def starts(lines: Sequence[Line], known: dict[str, tuple[str, int]], listing: set[int]) -> dict[int, tuple[str, str]]:
    """Line index -> the annex's number and name, where an annex's own text begins."""
    found: dict[int, tuple[str, str]] = {}
    begun: set[str] = set()
    titles = {title: number for number, (title, _) in known.items() if title}
    body_seen = signed = False
    for i, line in enumerate(lines):
        body_seen = body_seen or (line.label is not None and line.label.style in ("article", "chinese", "arabic", "dotted", "bare"))
        signed = signed or signs(line.text)
        if not body_seen or i in listing or line.row:
            continue
        plain = squeezed(line.text)
        match = heads_annex(line)
        if match:
            number = number_of(match[1], match[2])
            if (number in begun and number) or (line.label is None and not match[3] and not _stands_alone(lines, i)):
                continue
            begun.add(number)
            title = squeezed(match[3]) or title_below(lines, i) or known.get(number, ("", 0))[0]
            word = re.sub(r"\s", "", match[1]) + match[2].strip()
            found[i] = (number, f"{word} {title}".strip())
        elif plain in titles and titles[plain] not in begun and (line.label is None or (i > 0 and line.turn)) and len(plain) >= 3:
            if i - 1 in found or i - 2 in found:
                continue
            begun.add(titles[plain])
            found[i] = (titles[plain], f"附件{titles[plain]} {plain}")
        elif line.label is None and (whole := re.sub(r"\s+", "", line.text)) not in begun and i - 1 not in found and _heads_supplement(line, whole, signed=signed):
            begun.add(whole)
            found[i] = (whole, whole)
        elif _is_order_sheet(lines, i) and not any(plain in name for _, name in found.values()) and not {i - 1, i - 2} & found.keys():
            found[i] = (plain, plain)
    return found


def _heads_supplement(line: Line, title: str, *, signed: bool) -> bool:
    """Whether a line is the title of a supplement: of no more words, or, behind signatures, with the main contract's name before it."""
    if SUPPLEMENT.fullmatch(title):
        return True
    named = SUPPLEMENT.search(title)
    return bool(signed and named and named.end() == len(title) and len(title) <= 45 and (line.gap or line.turn) and not re.search(r"[，。；:：]", title))


def _is_order_sheet(lines: Sequence[Line], i: int) -> bool:
    """Whether a line heads an order sheet that follows the terms: it stands apart, and fields to be filled in or a table stand below."""
    line = lines[i]
    if line.label is not None or not (line.gap or line.turn) or not SHEET.fullmatch(re.sub(r"\s+", "", line.text)):
        return False
    return sum(bool(below.row or ENTRY.match(below.text)) and below.label is None for below in lines[i + 1 : i + 4]) >= 2


def _stands_alone(lines: Sequence[Line], i: int) -> bool:
    """Whether 附件一 on a line of its own is a heading, and not the end of a sentence that a line break cut."""
    before = lines[i - 1].text if i else ""
    return not before or lines[i].gap > 0 or lines[i].turn or not re.search(r"[，、见按及和与照据]$", before)


def title_below(lines: Sequence[Line], i: int) -> str:
    """The title on the line after an annex's number, "" where the annex begins at once."""
    if i + 1 < len(lines):
        below = lines[i + 1]
        if len(below.text) <= 40 and below.label is None and not below.row and not re.search(r"[。；，:：]", below.text) and not party_line(below.text):
            return squeezed(below.text)
    return ""
