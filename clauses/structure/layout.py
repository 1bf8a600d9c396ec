"""Where a file's contracts, their annexes and signature pages begin and end.

An annex is what the main contract names as its annex, even with parties and signatures of its own; a second contract
begins where a title with its own parties is no annex of the first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from clauses.model import Annex, Span
from clauses.structure.lines import Line
from clauses.structure.numbering import integer

KINDS = "合同书|合同|协议书|协议|契约|承诺书|确认书|保证书|责任书|需求单|订单|服务条款|条款|须知|附页|清单|规范|细则|办法"
ANNEX = re.compile(r"[（(【\[]?附\s*(?:件|表|录|页)\s*([一二三四五六七八九十\d０-９]{0,3}|[A-Za-z])(?:\s*[-－]\s*\d+)?\s*[)）】\]]?(?:\s*[:：、.．]\s*|\s+|(?=[《“]))?(.{0,45})")
ANNEX_LIST = re.compile(r"(?:本合同|本协议|合同)?的?附件\s*(?:(?:如下|为|清单|目录|列表|包括)\s*[:：]?|[:：])\s*(?=$|[1１一(（《])")
LISTED = re.compile(r"(?:附件\s*[(（]?\s*([一二三四五六七八九十\d０-９]{1,3})\s*[)）]?\s*[、.．:：]?|[(（]?\s*([一二三四五六七八九十\d０-９]{1,3})\s*[)）、.．:：]+)\s*(.{2,45})")
SUPPLEMENT = re.compile(r"(?:合同)?补充(?:附页|条款|约定|协议|说明)(?:[（(].{1,10}[）)])?")
ROLE = r"(?:[甲乙丙丁]|采购|供应|委托|受托|出租|承租|发包|承包|买|卖|需|供|用户|客户|招标|投标|许可|被许可|转让|受让|服务|承诺)\s*(?:方|人|商|单位)?"
PARTY = re.compile(rf"{ROLE}(?:\s*[（(][^）)]{{1,20}}[）)])?\s*[一二三四五\d]?\s*(?:名称)?\s*[:：]|[^，。；:：]{{1,12}}[（(]\s*(?:以下)?(?:简?称)?[“\"]?[甲乙丙]\s*方[”\"]?\s*[）)]\s*[:：]?")
SIGNING = re.compile(
    r"签署页|签字页|签章页|[（(]?(?:本页)?以下(?:为)?(?:签署页)?[，,]?\s*(?:本页)?[，,]?无正文|本页无正文|[（(]此页无正文|"
    r"(?:[甲乙丙]\s*方|买方|卖方|需方|供方|委托方|受托方|采购人|供应商|出租方|承租方|客户|发包人|承包人)[^，。；]{0,20}[（(]\s*(?:签字?|盖|公)\s*[章字]?"
)
SIGNATURE_FIELD = re.compile(
    r"(?:法定代表人|法人代表|负责人|授权代表|委托代理人|授权代理人|代理人|代表人?|经办人|联系人|签字|签章|签名|盖章|公章|签署日期|签约日期|签订日期|签订时间|签署时间|日\s*期|"
    r"地\s*址|住\s*所|电\s*话|传\s*真|邮\s*编|开户|账\s*号|帐\s*号|税\s*号|统一社会信用代码|电子邮[件箱]|邮政编码|或授权)"
)
DATE_LINE = re.compile(r"[\s\d０-９〇零一二三四五六七八九十年月日\[\]［］_＿./\-—:：签署订约日期时间]*[年./-][\s\d０-９〇零一二三四五六七八九十月日\[\]［］_＿./\-—]*")
TITLE_LINE = re.compile(rf"[^，。；:：]{{0,45}}(?:{KINDS})(?:[（(][^）)]{{1,20}}[）)])?")


def party_line(text: str) -> re.Match[str] | None:
    """The match where a line introduces a party; blanks that only space a label out (甲　方　名　称：) do not count."""
    head, colon, _ = text.partition("：" if "：" in text else ":")
    return PARTY.match(re.sub(r"\s+", "", head) + colon)


@dataclass(frozen=True, kw_only=True)
class Part:
    """A run of lines that is numbered by itself: the body (annex None) or an annex with its name."""

    annex: str | None
    lines: tuple[Line, ...]


@dataclass(kw_only=True)
class Region:
    """One contract's lines."""

    span: Span
    front: list[Line] = field(default_factory=list)  # cover, party lines, preamble; titles of annexes
    opening: list[Line] = field(default_factory=list)  # the front's lines before the body
    parts: list[Part] = field(default_factory=list)
    signing: list[tuple[Line, str | None]] = field(default_factory=list)  # signature lines with their annex
    listing: list[Line] = field(default_factory=list)  # lines that list the annexes
    annexes: tuple[Annex, ...] = ()

    @property
    def loose(self) -> list[Line]:
        return [*self.front, *self.listing, *(line for line, _ in self.signing)]


def divide(lines: Sequence[Line], text: str) -> list[Region]:
    """The contracts of the file in order, each with its front, body, annexes and signature lines."""
    listed, listing = _listed(lines)
    starts = _annex_starts(lines, listed, listing)
    seconds = [i for i in _titles_with_parties(lines, starts) if i not in starts]
    bounds = [0, *seconds, len(lines)]
    regions = []
    for begin, end in zip(bounds, bounds[1:], strict=False):
        if begin < end:
            regions.append(_region(lines, begin, end, {i: n for i, n in starts.items() if begin <= i < end}, listed, listing, len(text), first=begin == 0))
    return regions or [Region(span=Span(0, len(text)))]


def _number(word: str) -> str:
    value = integer(word) if word else None
    return str(value) if value is not None else word.upper()


def _clean(title: str) -> str:
    return re.sub(r"[\s《》“”\"'：:。；;]+", "", re.sub(r"[（(].{0,12}[)）]$", "", title.strip()))


def _listed(lines: Sequence[Line]) -> tuple[dict[str, tuple[str, Line]], set[int]]:
    """The annexes that the main contract lists: number -> (title, line); and the indexes of the lines that list them."""
    found: dict[str, tuple[str, Line]] = {}
    where: set[int] = set()
    candidates = [i for i, line in enumerate(lines) if _heads_annex(line)]
    for i in candidates:
        beside = (i + 1 in candidates and lines[i + 1].gap <= 2 and not lines[i + 1].turn) or (i - 1 in where and lines[i].gap <= 2)
        match = ANNEX.fullmatch(lines[i].text)
        again = match and any(j > i and (other := ANNEX.fullmatch(lines[j].text)) and _number(other[1]) == _number(match[1]) for j in candidates)
        if match and match[2] and (beside or again) and (_number(match[1]) not in found):
            found[_number(match[1])] = (_clean(match[2]), lines[i])
            where.add(i)
    for i, line in enumerate(lines):
        lead = ANNEX_LIST.match(line.words if line.label and line.label.style != "article" else line.text)
        if not lead or i in where or len(line.text) > 70:
            continue
        rest = (line.words if line.label and line.label.style != "article" else line.text)[lead.end() :]
        j, entries = i, []
        if rest:
            entries.append((i, rest))
        while j + 1 < len(lines) and j - i < 20 and (m := LISTED.fullmatch(lines[j + 1].text)) and "。" not in m[3] and not ANNEX.match(lines[j + 1].text) and not lines[j + 1].row:
            label = lines[j + 1].label
            if label is not None and label.style in ("article", "dotted"):
                break
            j += 1
            entries.append((j, lines[j].text))
        parsed = [(k, m) for k, words in entries if (m := LISTED.fullmatch(words))]
        for n, (k, m) in enumerate(parsed, 1):
            if integer(m[1] or m[2]) != n:
                break
            where.update({i, k})
            found.setdefault(str(n), (_clean(m[3]), lines[k]))
    return found, where


def _heads_annex(line: Line) -> bool:
    match = ANNEX.fullmatch(line.text)
    if match is None or line.row or (line.label and line.label.style == "article"):
        return False
    title = match[2]
    return bool(match[1] or title) and not re.search(r"[。；，]|为本|构成|是本|所列|所示|约定|为准|中的|规定|、附件", title) and bool(match[1] or re.fullmatch(rf".{{0,40}}(?:{KINDS})", title))


def _annex_starts(lines: Sequence[Line], listed: dict[str, tuple[str, Line]], listing: set[int]) -> dict[int, str]:
    """Line index -> the annex's name, where an annex's own text begins."""
    starts: dict[int, str] = {}
    begun: set[str] = set()
    titles = {title: number for number, (title, _) in listed.items() if title}
    body_seen = False
    for i, line in enumerate(lines):
        body_seen = body_seen or (line.label is not None and line.label.style in ("article", "chinese", "arabic", "dotted"))
        if not body_seen or i in listing or line.row:
            continue
        plain = _clean(line.text)
        if _heads_annex(line):
            match = ANNEX.fullmatch(line.text)
            assert match
            number, title = _number(match[1]), _clean(match[2])
            if number in begun and number:
                continue
            begun.add(number)
            if not title:
                title = _title_below(lines, i)
            title = title or listed.get(number, ("", line))[0]
            starts[i] = f"附件{match[1].strip()} {title}".strip() if match[1] else f"附件 {title}"
        elif plain in titles and titles[plain] not in begun and (line.label is None or (i > 0 and lines[i].turn)) and len(plain) >= 3:
            if i - 1 in starts or (i >= 2 and i - 2 in starts):
                continue
            begun.add(titles[plain])
            starts[i] = f"附件{titles[plain]} {plain}"
        elif SUPPLEMENT.fullmatch(re.sub(r"\s+", "", line.text)) and line.label is None and "补充" not in begun:
            begun.add("补充")
            starts[i] = re.sub(r"\s+", "", line.text)
    return starts


def _title_below(lines: Sequence[Line], i: int) -> str:
    if i + 1 < len(lines):
        below = lines[i + 1]
        if len(below.text) <= 40 and below.label is None and not below.row and not re.search(r"[。；，:：]", below.text):
            return _clean(below.text)
    return ""


def _titles_with_parties(lines: Sequence[Line], annexes: dict[int, str]) -> list[int]:
    """Where a further contract begins: a title, then parties of its own, after the first contract has run out.

    A title counts only where, after it and before any clause, two parties introduce themselves, and where a clause and
    a signature (or another contract's end) stand before it.
    """
    seconds: list[int] = []
    clauses_since, signed_since = 0, False
    for i, line in enumerate(lines):
        if line.label and line.label.style in ("article", "chinese", "arabic", "dotted") and len(line.text) > 3:
            clauses_since += 1
        if SIGNING.search(line.text):
            signed_since = True
        title = re.sub(r"\s+", "", line.text)
        if clauses_since < 3 or not signed_since or line.label or line.row or i in annexes or not TITLE_LINE.fullmatch(title) or len(title) < 4:
            continue
        if SUPPLEMENT.search(title) or i - 1 in annexes or i - 2 in annexes or SIGNING.search(title) or title.startswith(("附", "《")):
            continue
        ahead = []
        for other in lines[i + 1 : i + 25]:
            if other.label and other.label.style in ("article", "chinese", "dotted"):
                break
            ahead.append(other)
        introduced = {re.sub(r"\s", "", m[0])[:2] for other in ahead if (m := party_line(other.text))}
        if len(introduced) >= 2:
            seconds.append(i)
            clauses_since, signed_since = 0, False
    return seconds


def _region(
    lines: Sequence[Line], begin: int, end: int, starts: dict[int, str], listed: dict[str, tuple[str, Line]], listing: set[int], length: int, *, first: bool
) -> Region:
    span = Span(0 if first else lines[begin].span.start, length if end == len(lines) else lines[end].span.start)
    region = Region(span=span)
    cuts = [*sorted(starts), end]
    body = list(range(begin, cuts[0]))
    front = _front(lines, body)
    region.opening = [lines[i] for i in body[:front]]
    region.front = [*region.opening]
    rest = [i for i in body[front:] if i not in listing]
    region.listing = [lines[i] for i in body[front:] if i in listing]
    kept, signing = _signature(lines, rest)
    region.parts.append(Part(annex=None, lines=tuple(lines[i] for i in kept)))
    region.signing += [(lines[i], None) for i in signing]
    for a, b in zip(cuts, cuts[1:], strict=False):
        name = starts[a]
        inside = [i for i in range(a + 1, b) if i not in listing]
        if inside and _clean(lines[inside[0]].text) and _clean(lines[inside[0]].text) in name:
            region.front.append(lines[inside.pop(0)])
        kept, signing = _signature(lines, inside)
        region.front.append(lines[a])
        region.parts.append(Part(annex=name, lines=tuple(lines[i] for i in kept)))
        owner = None if SUPPLEMENT.match(name) else name
        region.signing += [(lines[i], owner) for i in signing]
    found = {_number(m[1]) if (m := re.match(r"附件\s*([一二三四五六七八九十\d]*)", n)) else n: lines[i].span for i, n in starts.items()}
    names = {**{n: t for n, (t, _) in listed.items()}}
    region.annexes = tuple(
        Annex(
            name=next((starts[i] for i in starts if lines[i].span == found.get(number)), f"附件{number} {names.get(number, '')}".strip()),
            number=number,
            title=names.get(number, ""),
            listed=listed[number][1].span if number in listed and begin <= _index(lines, listed[number][1]) < end else None,
            found=found.get(number),
        )
        for number in dict.fromkeys([*(n for n in listed if begin <= _index(lines, listed[n][1]) < end), *found])
    )
    return region


def _index(lines: Sequence[Line], line: Line) -> int:
    return next(i for i, other in enumerate(lines) if other is line)


def _contents(lines: Sequence[Line], body: list[int]) -> int:
    """Where a table of contents ends: a run of bare headings most of which stand again further down; 0 without one."""
    run = 0
    for k, i in enumerate(body[:80]):
        label, words = lines[i].label, re.sub(r"[\s.·…．]*\d*\s*$", "", lines[i].words)
        another = run > 0 and label is not None and label.last == 1 and len(label.ordinals) == 1
        if label is None or another or len(words) > 24 or re.search(r"[。；，]", words):
            if run >= 4:
                again = {_clean(lines[j].words) for j in body[k:]} | {_clean(lines[j].text) for j in body[k:]}
                titles = [_clean(re.sub(r"[\s.·…．]*\d*\s*$", "", lines[j].words)) for j in body[k - run : k]]
                return k if sum(t in again for t in titles) >= 0.6 * run else 0
            run = int(another)
        else:
            run += 1
    return 0


def _front(lines: Sequence[Line], body: list[int]) -> int:
    """How many of the body's lines stand before its first numbered clause."""
    skipped = _contents(lines, body)
    if skipped:
        return skipped + _front(lines, body[skipped:])
    articles = [k for k, i in enumerate(body) if (label := lines[i].label) and label.style in ("article", "chapter", "part")]
    for k, i in enumerate(body):
        label = lines[i].label
        if label is None:
            continue
        if label.style in ("article", "chapter", "part"):
            return k
        if label.last == 1 or label.style == "dotted":
            # a numbered list in the recitals, or a table of contents, does not open the body where articles follow soon
            return k if not articles or articles[0] - k > 12 else articles[0]
    # no numbering at all: the front ends with the last line that introduces a party
    last = max((k for k, i in enumerate(body) if party_line(lines[i].text)), default=-1)
    return last + 1


def _signature(lines: Sequence[Line], part: list[int]) -> tuple[list[int], list[int]]:
    """The part's lines without, and those of, its signature page: what follows the last clause and only signs."""
    numbered = [k for k, i in enumerate(part) if (label := lines[i].label) and label.style not in ("letter", "half-paren")]
    after = (numbered[-1] + 1) if numbered else 0
    for k in range(after, len(part)):
        if _signs(lines, part, k):
            return part[:k], part[k:]
    return part, []


def _signs(lines: Sequence[Line], part: list[int], k: int) -> bool:
    text = lines[part[k]].text
    if SIGNING.match(text):
        return True
    tail = [lines[i] for i in part[k:]]
    if not (party_line(text) or SIGNATURE_FIELD.match(text) or re.match(r"承诺|保证人|声明人", text)):
        return False
    signed = sum(bool(party_line(x.text) or SIGNATURE_FIELD.search(x.text) or DATE_LINE.fullmatch(x.text) or (len(x.text) <= 40 and not re.search(r"[。；，]", x.text))) for x in tail)
    return signed >= 0.8 * len(tail) and any(re.search(r"日\s*期|时间|签|章|年.{0,8}月|代表", x.text) for x in tail)
