"""Clauses and annexes that are cited and do not exist, or bear another name.

In come the facts; what counts as existing is every numbered unit of the contract, and every line of the text that begins
with the number. A citation of a law or of another document is none of this contract's; one of its general or special
conditions is, where the file holds that part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from clauses.checks import annexes
from clauses.checks.items import missing_items
from clauses.checks.passages import heads, hit, loose
from clauses.model import Clause, Facts, Heading, Hit, Library, Span
from clauses.structure.numbering import integer

N = r"(?:\d{1,3}(?:\s?[.．]\s?\d{1,2}){0,4}|[一二三四五六七八九十百零〇两]{1,5})"
OPEN, CLOSE = r"[\[【（(]?\s*", r"\s*[\]】）)]?"
AND = r"\s*(?:、|，|,|和|与|及|以及|或|或者|至|到|[-－~～—])\s*"
# 第6.5.3条, [第 6.5.3]条, 第5、6条, 第3.1至3.4条, 第八条第二款
ARTICLE = re.compile(rf"第\s*{OPEN}({N}(?:{AND}第?\s*{OPEN}{N}(?={CLOSE}(?:条|{AND}))){{0,12}}){CLOSE}(条|款(?=$|[^项]))(?!\s*(?:电路|线路|链路|专线|光[缆纤]|通道|生产线|街|道路|宽带|船|记录|意见|信息))")
DOTTED = re.compile(rf"(?<![\d.．A-Za-z第])({N}(?:{AND}{N}){{0,12}})\s*(?:条款?|款|项(?!目))(?!\s*(?:电路|线路|链路|专线))")
# 违反5.2约定的, 详见3.4。: a number with points that only the words round it make a citation
BARE = re.compile(
    r"(?<=反|按|照|据|用|合|到|议|除|行|守|和|与|、|或|及)\s*(\d{1,2}(?:\s?[.．]\s?\d{1,2}){1,3})\s*(?:的|之|中)?(?:约定|规定|所述|所列|所指|所约定|所规定)(?!的?版本)"
    r"|(?<=见)\s*(\d{1,2}(?:\s?[.．]\s?\d{1,2}){1,3})(?=\s*[。；，,;）)、\]】]|$)"
)
CHAPTER = re.compile(r"第\s*([一二三四五六七八九十\d]{1,3})\s*章(?!程)")
# 通用条款 by itself or after such a word; 软件许可通用条款 is another paper
_BY_ITSELF = r"(?:^|[^\u4e00-\u9fff、“《]|合同|协议|除|按|照|据|见|以|在|充|改|更|代|替|对|原|将|与|和|及|或|反|用|行)"
CONDITIONS = re.compile(rf"{_BY_ITSELF}(?P<cited>(专用|通用)(?:合同)?条款(?:中)?(?:另有(?:约定|规定)|(?:的)?(?:约定|规定)|第))")
CONDITIONS_EXIST = re.compile(r"(?:^|[\n、（(《“：:]|[一二三四五\d][、.．）)]|(?:部\s*分|[章编篇])\s*)\s*(?:合同)?(专用|通用)(?:合同)?条款(?!中|的?(?:约定|规定)|另有|第)")
OF_CONDITIONS = re.compile(rf"(?:{_BY_ITSELF}|[“《])(通用|专用)(?:合同)?条款[”》]?\s*(?:的|中|之|里)?\s*$")
BROKEN_FIELD = re.compile(r"错误[!！]\s*(?:未找到引用源|未定义书签|书签未定义)[。.]?|Error!\s*(?:Reference source not found|Bookmark not defined)\.?")
# Words right before a number that make it another document's: a law, a standard, a tender, another contract.
FOREIGN = re.compile(
    r"(?:》|(?<!本)(?:法|法典|法律|法规|条例|规章|规定|办法|细则|解释|规则|规范|规程|标准|章程|公约|准则|通知|决定|意见|批复|文件|招标书|投标书|方案|保函|保单|保险条款|"
    r"主合同|原合同|总合同|框架合同|框架协议|主协议|原协议|总协议|补充协议|前述合同|该合同|该协议|上述合同|购房合同|施工合同|租赁合同|劳动合同|通用(?:合同)?条款|专用(?:合同)?条款))"
    r"[”\"]?\s*(?:[（(][^（）()]{0,40}[）)])?\s*(?:之|的|中|里|内)?\s*(?:有关|相关)?(?:规定)?\s*$"
    r"|(?:GB|YD|DB|ISO|IEC|RFC|ITU)[/A-Z\s]{0,6}[\d.\-—–:]*\s*(?:标准)?的?\s*$"
)
OF_ANNEX = re.compile(rf"附件\s*[（(]?\s*({annexes.KEY})\s*[)）]?\s*(?:《[^》]{{1,40}}》)?\s*[”\"]?\s*(?:的|之|中)?\s*$")


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """The numbers that a part of the contract knows, and where that part stands in the source."""

    known: frozenset[tuple[int, ...]]
    chapters: frozenset[int]
    span: Span

    def has(self, number: tuple[int, ...]) -> bool:
        return number in self.known


def dangling(facts: Facts, library: Library) -> Iterator[Hit]:
    """Hits of reference.dangling: articles first, then annexes and general conditions; one a clause and target."""
    body = _numbers(facts, None)
    known = annexes.known(facts)
    numbers = {annex: _numbers(facts, annex) for annex in {clause.annex for clause in facts.contract.clauses} if annex} | {None: body}
    for clause in (*loose(facts), *facts.contract.clauses):
        own = numbers[clause.annex or None]
        seen: set[str] = set()
        found_here = (*_articles(facts, clause, own, body), *missing_items(facts, clause), *annexes.absent(facts, clause, known), *_conditions(facts, clause))
        for found in found_here:
            target = str(found.values["target"])
            if target not in seen:
                seen.add(target)
                yield found
    yield from annexes.listed_only(facts)
    yield from annexes.none_at_all(facts, known)


def name_mismatch(facts: Facts, library: Library) -> Iterator[Hit]:
    """Hits of reference.name_mismatch: an annex that is cited by its number and another's name."""
    yield from annexes.name_mismatch(facts)


# -- the numbers that there are -----------------------------------------------------------------------------------------


def _numbers(facts: Facts, annex: str | None) -> Numbers:
    """Every number that the body or the annex has, each with all that stand above it."""
    known: set[tuple[int, ...]] = set()
    chapters = set()
    for heading in facts.contract.headings:
        if heading.annex != annex or not heading.path:
            continue
        if heading.style == "chapter":
            chapters.add(heading.path[-1])
        elif heading.style == "article":
            known.add((heading.path[-1],))
        else:
            known |= {heading.path[:n] for n in range(1, len(heading.path) + 1)}
            if heading.style == "chinese":  # 二、 is 第二条 wherever it stands
                known.add((heading.path[-1],))
    return Numbers(known=frozenset(known), chapters=frozenset(chapters), span=facts.contract.span)


def _conditions_part(facts: Facts, kind: str) -> Numbers | None:
    """The numbers of 通用条款 or 专用条款, where one part (or annex) of the file bears that name and is numbered."""
    name = re.compile(rf"{kind}(?:合同)?条款")
    annex = next((a.name for a in facts.contract.annexes if a.found and name.search(a.name)), None)
    if annex:
        numbers = _numbers(facts, annex)
        return numbers if len(numbers.known) >= 2 else None
    body = [h for h in facts.contract.headings if h.annex is None and h.path]
    heads_part = [h for h in body if h.style in ("part", "chapter") and name.search(h.title)]
    if len(heads_part) != 1:
        return None
    part = heads_part[0]
    end = min((h.span.start for h in body if h.style == part.style and h.span.start > part.span.start), default=facts.contract.span.end)
    inside = [h for h in body if part.span.start < h.span.start < end]
    known = {_below(part, h) for h in inside}
    span = Span(part.span.start, end)
    return Numbers(known=frozenset(n for n in known if n), chapters=frozenset(), span=span) if len(known) >= 2 else None


def _below(part: Heading, heading: Heading) -> tuple[int, ...]:
    """A heading's number as it is cited within its part: an article's and a 二、's last, a dotted one's whole."""
    if heading.style in ("article", "chinese"):
        return (heading.path[-1],)
    inside = heading.path[: len(part.path)] == part.path and heading.style != "dotted"
    return heading.path[len(part.path) :] if inside else heading.path


# -- articles -----------------------------------------------------------------------------------------------------------


def _articles(facts: Facts, clause: Clause, own: Numbers, body: Numbers) -> Iterator[Hit]:
    if len([n for n in (own.known | body.known) if len(n) == 1]) < 3:
        return  # too little numbering was understood to say that a number is lacking
    text = clause.text
    for match, numbers in _own(facts, text, own):
        if heads(clause, match.start()):
            continue
        for number in _cited(match[1] or match[match.lastindex or 1]):
            if numbers.has(number) or (numbers is own and body.has(number)) or (len(number) == 1 and match[0].endswith("款")) or _stands_in_text(facts, numbers.span, number):
                continue
            written = ".".join(map(str, number))
            values = {"target": f"第{written}条", "nearest": _nearest(number, numbers)}
            yield hit("reference.dangling", clause, match.start(), match.end(), values=values)
    for match in CHAPTER.finditer(text):
        chapter = integer(match[1])
        if body.chapters and chapter and chapter not in body.chapters and not FOREIGN.search(text[max(0, match.start() - 60) : match.start()]) and not heads(clause, match.start()):
            yield hit("reference.dangling", clause, match.start(), match.end(), values={"target": f"第{chapter}章", "nearest": ""})
    for match in BROKEN_FIELD.finditer(text):
        yield hit("reference.dangling", clause, match.start(), match.end(), values={"target": match[0], "nearest": ""})


def _own(facts: Facts, text: str, own: Numbers) -> Iterator[tuple[re.Match[str], Numbers]]:
    """The citations that are this contract's, each with the numbers that it must be among."""
    last_end, last = -1, own
    foreign = False
    for match in _citations(text):
        before = text[max(0, match.start() - 60) : match.start()]
        goes_on = last_end >= 0 and re.fullmatch(rf"(?:\s*(?:第\s*{N}\s*[款项目]))*(?:{AND})?", text[last_end : match.start()])
        if not goes_on:
            found = _meant(facts, before, own)
            foreign, last = found is None, found or own
        last_end = match.end() if foreign or last is not own else -1
        if not foreign:
            yield match, last


def _citations(text: str) -> list[re.Match[str]]:
    """Every citation of a number in order; one that another holds is left out."""
    found = list(ARTICLE.finditer(text))
    for more in ((m for m in DOTTED.finditer(text) if re.search(r"[.．]", m[1])), BARE.finditer(text)):
        found += [m for m in more if not any(w.start() < m.end() and m.start() < w.end() for w in found)]
    return sorted(found, key=lambda m: m.start())


def _meant(facts: Facts, before: str, own: Numbers) -> Numbers | None:
    """The numbers among which a citation behind these words must be; None where another document's are meant."""
    annex = OF_ANNEX.search(before)
    if annex:
        return _annex_cited(facts, annex[1])
    part = OF_CONDITIONS.search(before)
    if part:
        return _conditions_part(facts, part[1])
    return None if FOREIGN.search(before) else own


def _annex_cited(facts: Facts, written: str) -> Numbers | None:
    """The numbers of the annex of this number, where its text is in the file and numbered."""
    found = next((annex for annex in facts.contract.annexes if annex.number == annexes.key(written) and annex.found), None)
    numbers = _numbers(facts, found.name) if found else None
    return numbers if numbers and len(numbers.known) >= 3 else None


def _cited(words: str) -> Iterator[tuple[int, ...]]:
    """Each number that the words name; the ends of a range, not what lies between."""
    for part in re.findall(N, words):
        numbers = [integer(n) for n in re.split(r"\s?[.．]\s?", part)]
        if numbers and all(n is not None and n > 0 for n in numbers):
            yield tuple(n for n in numbers if n is not None)


def _stands_in_text(facts: Facts, span: Span, number: tuple[int, ...]) -> bool:
    """Whether a line or a sentence of the part begins with the number, whatever the structure made of it."""
    text = facts.source.at(span)
    if len(number) > 1:
        written = r"\s?[.．]\s?".join(_digits(n) for n in number)
        return bool(re.search(rf"(?:^|[\n。；;]|\t)[ \t　]{{0,40}}[（(\-•·*]{{0,40}}\s{{0,40}}{written}(?![\d.．]|\s*(?:条|款|%|元|万|倍))", text))
    return bool(re.search(rf"(?:^|[\n。；;])[ \t　]{{0,40}}第\s{{0,40}}(?:{_digits(number[0])}|{_chinese(number[0])})\s*条", text))


def _digits(number: int) -> str:
    wide = "".join(chr(ord(c) + 0xFEE0) for c in str(number))
    return f"(?:{number}|{wide})"


def _chinese(number: int) -> str:
    units = "零一二三四五六七八九"
    if number >= 100:
        return str(number)
    tens, ones = divmod(number, 10)
    spelled = ("" if tens == 1 else units[tens] if tens else "") + ("十" if tens else "") + (units[ones] if ones else "")
    return r"\s*".join(spelled)


def _nearest(number: tuple[int, ...], numbers: Numbers) -> str:
    """The last sibling that exists, as 6.4 for 6.5.3; "" where there is none."""
    for depth in range(len(number), 0, -1):
        siblings = [n for n in numbers.known if len(n) == depth and n[:-1] == number[: depth - 1]]
        if siblings:
            return ".".join(map(str, max(siblings)))
    return ""


# -- general conditions -------------------------------------------------------------------------------------------------


def _conditions(facts: Facts, clause: Clause) -> Iterator[Hit]:
    """专用条款, 通用条款 that are cited and are neither part of the file nor named among the contract's documents."""
    match = CONDITIONS.search(clause.text)
    if not match:
        return
    contract = facts.contract
    written = "\n".join([facts.source.text[contract.span.start : contract.span.end], contract.title])
    if not any(m[1] == match[2] for m in CONDITIONS_EXIST.finditer(written)):
        yield hit("reference.dangling", clause, *match.span("cited"), values={"target": f"{match[2]}条款", "nearest": ""})
