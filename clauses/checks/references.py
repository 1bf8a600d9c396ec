"""Clauses and annexes that are cited and do not exist, or bear another name.

In come the facts; what counts as existing is every numbered unit of the contract, and every line of the text that begins
with the number. A citation of a law or of another document is none of this contract's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

from clauses.checks.passages import hit, loose
from clauses.model import Annex, Clause, Facts, Hit, Library
from clauses.structure.numbering import integer

N = r"(?:\d{1,3}(?:\s?[.．]\s?\d{1,2}){0,4}|[一二三四五六七八九十百零〇两]{1,5})"
OPEN, CLOSE = r"[\[【（(]?\s*", r"\s*[\]】）)]?"
AND = r"\s*(?:、|，|,|和|与|及|以及|或|或者|至|到|[-－~～—])\s*"
# 第6.5.3条, [第 6.5.3]条, 第5、6条, 第3.1至3.4条, 第八条第二款
ARTICLE = re.compile(rf"第\s*{OPEN}({N}(?:{AND}第?\s*{OPEN}{N}(?={CLOSE}(?:条|{AND}))){{0,12}}){CLOSE}(条|款(?=$|[^项]))(?!\s*(?:电路|线路|链路|专线|光[缆纤]|通道|生产线|街|道路|宽带|船|记录|意见|信息))")
DOTTED = re.compile(rf"(?<![\d.．A-Za-z第])({N}(?:{AND}{N}){{0,12}})\s*(?:条款?|款)(?!\s*(?:电路|线路|链路|专线))")
CHAPTER = re.compile(r"第\s*([一二三四五六七八九十\d]{1,3})\s*章(?!程)")
ANNEX = re.compile(r"附件\s*[\[（(【]?\s*((?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:\s*(?:、|，|和|与|及|至|到|[-－~])\s*(?:附件)?\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?![.．\d、])){0,12})(?![.．]\d)\s*[\]）)】]?")
SEE_ANNEX = re.compile(r"(?:见|详见|参见|列于|载于|按照?|如)\s*(?:本(?:合同|协议)(?:的)?)?附件(?!\s*[\[（(【一二三四五六七八九十\d《A-Za-zＡ-Ｚａ-ｚ])|附件(?:中)?所[列示载]")
CONDITIONS = re.compile(r"(?<![、“《])(?:除|按照?|根据|依据|见|以|依照|在)?(?:本合同)?(专用|通用)(?:合同)?条款(?:中)?(?:另有(?:约定|规定)|(?:的)?(?:约定|规定)|第)")
CONDITIONS_EXIST = re.compile(r"(?:^|[\n、（(《“：:]|[一二三四五\d][、.．）)])\s*(?:合同)?(专用|通用)(?:合同)?条款(?!中|的?(?:约定|规定)|另有|第)")
BROKEN_FIELD = re.compile(r"错误[!！]\s*(?:未找到引用源|未定义书签|书签未定义)[。.]?|Error!\s*(?:Reference source not found|Bookmark not defined)\.?")
# Words right before a number that make it another document's: a law, a standard, a tender, another contract.
FOREIGN = re.compile(
    r"(?:》|(?<!本)(?:法|法典|法律|法规|条例|规章|规定|办法|细则|解释|规则|规范|规程|标准|章程|公约|准则|通知|决定|意见|批复|文件|招标书|投标书|方案|保函|保单|保险条款|"
    r"主合同|原合同|总合同|框架合同|框架协议|主协议|原协议|总协议|补充协议|前述合同|该合同|该协议|上述合同|购房合同|施工合同|租赁合同|劳动合同|通用(?:合同)?条款|专用(?:合同)?条款))"
    r"[”\"]?\s*(?:[（(][^（）()]{0,40}[）)])?\s*(?:之|的|中|里|内)?\s*(?:有关|相关)?(?:规定)?\s*$"
    r"|(?:GB|YD|DB|ISO|IEC|RFC|ITU)[/A-Z\s]{0,6}[\d.\-—–:]*\s*(?:标准)?的?\s*$"
)
OF_ANNEX = re.compile(r"附件\s*[（(]?\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*[)）]?\s*(?:《[^》]{1,40}》)?\s*[”\"]?\s*(?:的|之|中)?\s*$")
FOREIGN_ANNEX = re.compile(r"(?:》|招标文件|投标文件|磋商文件|采购文件|主合同|原合同|原协议|框架协议|框架合同|总合同|补充协议|办法|规范|标准|条例|规定)[”\"]?\s*的?\s*$")
NAMED = re.compile(r"附件\s*[（(]?\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*[）)]?\s*[-—:：]?\s*(?:[“\"]?《([^》]{2,40})》|[“\"]([^”\"]{2,40})[”\"])")
NAMED_BEFORE = re.compile(r"《([^》]{2,40})》\s*[（(](?:[详参]?见)?(?:本合同)?附件\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*[）)]")
SAME_NAME = 62  # of 100: 网络与信息安全承诺书 is 网络信息安全责任书; 保密协议 is not 需求单
LABEL_AT_START = re.compile(r"\s*[（(]?\s*$")


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """The numbers that a part of the contract knows."""

    known: frozenset[tuple[int, ...]]
    chapters: frozenset[int]

    def has(self, number: tuple[int, ...]) -> bool:
        return number in self.known


def dangling(facts: Facts, library: Library) -> Iterator[Hit]:
    """Hits of reference.dangling: articles first, then annexes and general conditions; one a clause and target."""
    body = _numbers(facts, None)
    for clause in (*loose(facts), *facts.contract.clauses):
        own = _numbers(facts, clause.annex) if clause.annex else body
        seen: set[str] = set()
        for found in (*_articles(facts, clause, own, body), *_annexes(facts, clause), *_conditions(facts, clause)):
            target = str(found.values["target"])
            if target not in seen:
                seen.add(target)
                yield found
    yield from _listed_only(facts)
    yield from _no_annex(facts)


def name_mismatch(facts: Facts, library: Library) -> Iterator[Hit]:
    """Hits of reference.name_mismatch: an annex that is cited by its number and another's name."""
    annexes = {annex.number: annex for annex in facts.contract.annexes if annex.title}
    for clause in facts.contract.clauses:
        cited = [(m.start(), m.end(), m[1], m[2] or m[3]) for m in NAMED.finditer(clause.text)]
        cited += [(m.start(), m.end(), m[2], m[1]) for m in NAMED_BEFORE.finditer(clause.text)]
        for start, end, number, name in cited:
            annex = annexes.get(str(integer(number)))
            if annex is None or _same_name(name, annex) or FOREIGN_ANNEX.search(clause.text[max(0, start - 40) : start]):
                continue
            values = {"target": f"附件{number}", "stated": name, "expected": annex.title}
            yield hit("reference.name_mismatch", clause, start, end, values=values, certainty="likely")
    yield from _renamed(facts)


# -- articles -----------------------------------------------------------------------------------------------------------


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
    return Numbers(known=frozenset(known), chapters=frozenset(chapters))


def _articles(facts: Facts, clause: Clause, own: Numbers, body: Numbers) -> Iterator[Hit]:
    if len([n for n in (own.known | body.known) if len(n) == 1]) < 3:
        return  # too little numbering was understood to say that a number is lacking
    text = clause.text
    for match, numbers in _own(facts, text, own):
        if _is_label(clause, match.start()):
            continue
        for number in _cited(match[1]):
            if numbers.has(number) or (numbers is own and body.has(number)) or (len(number) == 1 and match[0].endswith("款")) or _stands_in_text(facts, number):
                continue
            written = ".".join(map(str, number))
            values = {"target": f"第{written}条", "nearest": _nearest(number, numbers)}
            yield hit("reference.dangling", clause, match.start(), match.end(), values=values)
    for match in CHAPTER.finditer(text):
        chapter = integer(match[1])
        if body.chapters and chapter and chapter not in body.chapters and not FOREIGN.search(text[max(0, match.start() - 60) : match.start()]) and not _is_label(clause, match.start()):
            yield hit("reference.dangling", clause, match.start(), match.end(), values={"target": f"第{chapter}章", "nearest": ""})
    for match in BROKEN_FIELD.finditer(text):
        yield hit("reference.dangling", clause, match.start(), match.end(), values={"target": match[0], "nearest": ""})


def _own(facts: Facts, text: str, own: Numbers) -> Iterator[tuple[re.Match[str], Numbers]]:
    """The citations that are this contract's, each with the numbers that it must be among."""
    whole = list(ARTICLE.finditer(text))
    dotted = (m for m in DOTTED.finditer(text) if re.search(r"[.．]", m[1]) and not any(w.start() <= m.start() < w.end() for w in whole))
    foreign_until = -1
    for match in sorted([*whole, *dotted], key=lambda m: m.start()):
        before = text[max(0, match.start() - 60) : match.start()]
        goes_on = foreign_until >= 0 and re.fullmatch(rf"(?:\s*(?:第\s*{N}\s*[款项目]))*(?:{AND})?", text[foreign_until : match.start()])
        if goes_on or FOREIGN.search(before):
            annex = None if goes_on else _annex_cited(facts, before)
            if annex is None:
                foreign_until = match.end()
                continue
            yield match, annex
        elif OF_ANNEX.search(before):
            annex = _annex_cited(facts, before)
            if annex is not None:
                yield match, annex
            foreign_until = match.end()
        else:
            yield match, own


def _annex_cited(facts: Facts, before: str) -> Numbers | None:
    """The numbers of the annex that the words before a citation name, where its text is in the file and numbered."""
    named = OF_ANNEX.search(before)
    number = str(integer(named[1])) if named else ""
    found = next((annex for annex in facts.contract.annexes if annex.number == number and annex.found), None)
    numbers = _numbers(facts, found.name) if found else None
    return numbers if numbers and len(numbers.known) >= 3 else None


def _cited(words: str) -> Iterator[tuple[int, ...]]:
    """Each number that the words name; the ends of a range, not what lies between."""
    for part in re.findall(N, words):
        numbers = [integer(n) for n in re.split(r"\s?[.．]\s?", part)]
        if numbers and all(n is not None and n > 0 for n in numbers):
            yield tuple(n for n in numbers if n is not None)


def _is_label(clause: Clause, start: int) -> bool:
    """Whether a number stands where a unit's own number would, so that it heads and does not cite."""
    before = clause.text[:start].rstrip(" \u3000\t")
    if not before:
        return clause.number is None
    return before[-1] == "\n" and (len(before) < 2 or before[-2] in "。；;：:！？")


def _stands_in_text(facts: Facts, number: tuple[int, ...]) -> bool:
    """Whether a line or a sentence of the contract begins with the number, whatever the structure made of it."""
    text = facts.source.text[facts.contract.span.start : facts.contract.span.end]
    if len(number) > 1:
        written = r"\s?[.．]\s?".join(_digits(n) for n in number)
        return bool(re.search(rf"(?:^|[\n。；;]|\t)[ \t　]*[（(\-•·*]*\s*{written}(?![\d.．]|\s*(?:条|款|%|元|万|倍))", text))
    return bool(re.search(rf"(?:^|[\n。；;])[ \t　]*第\s*(?:{_digits(number[0])}|{_chinese(number[0])})\s*条", text))


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


# -- annexes ------------------------------------------------------------------------------------------------------------


def _annexes(facts: Facts, clause: Clause) -> Iterator[Hit]:
    annexes = facts.contract.annexes
    known = {annex.number for annex in annexes}
    unnumbered = sum(not annex.number.isdigit() for annex in annexes)
    for match in ANNEX.finditer(clause.text) if annexes else ():
        if FOREIGN_ANNEX.search(clause.text[max(0, match.start() - 40) : match.start()]) or _is_label(clause, match.start()):
            continue
        for number in _cited(match[1].replace("附件", "")):
            written = str(number[0])
            if written in known or number[0] <= unnumbered or _annex_in_text(facts, number[0]):
                continue
            yield hit("reference.dangling", clause, match.start(), match.end(), values={"target": f"附件{written}", "nearest": ""}, certainty="likely")


def _no_annex(facts: Facts) -> Iterator[Hit]:
    """One hit where annexes are cited and the file neither holds nor lists any: they may be delivered separately."""
    if facts.contract.annexes or re.search(r"\n\s*附\s*[件表录]", facts.source.text):
        return
    cited = [
        (clause, match)
        for clause in facts.contract.clauses
        for match in (*ANNEX.finditer(clause.text), *SEE_ANNEX.finditer(clause.text))
        if not FOREIGN_ANNEX.search(clause.text[max(0, match.start() - 40) : match.start()])
    ]
    if cited:
        clause, match = cited[0]
        values = {"target": match[0].strip("（）() "), "nearest": "", "count": len(cited)}
        yield hit("reference.dangling", clause, match.start(), match.end(), values=values, certainty="check")


def _annex_in_text(facts: Facts, number: int) -> bool:
    text = facts.source.text[facts.contract.span.start : facts.contract.span.end]
    return bool(re.search(rf"(?:^|\n)[ \t　（(【\[]*附\s*件\s*[（(]?\s*(?:{_digits(number)}|{_chinese(number)})(?![\d一二三四五六七八九十])", text))


def _listed_only(facts: Facts) -> Iterator[Hit]:
    """An annex that is listed and not in the file, where others are: it may be delivered separately."""
    if not any(annex.found for annex in facts.contract.annexes):
        return
    for annex in facts.contract.annexes:
        if annex.listed and not annex.found:
            values = {"target": annex.name, "nearest": ""}
            yield Hit(code="reference.dangling", clause=None, quote=facts.source.at(annex.listed), span=annex.listed, values=values, certainty="check")


def _same_name(name: str, annex: Annex) -> bool:
    one, two = (_bare(words) for words in (name, annex.title))
    return not two or one in two or two in one or fuzz.ratio(one, two) >= SAME_NAME


def _bare(name: str) -> str:
    """A title without what varies freely: brackets, 和/与/及, blanks."""
    return re.sub(r"[\s《》“”\"'、和与及]|[（(][^）)]*[）)]|^(?:关于|本合同|本项目)", "", name)


def _renamed(facts: Facts) -> Iterator[Hit]:
    """An annex whose own text bears another name than the main contract's list gives it."""
    text = facts.source.text
    for annex in facts.contract.annexes:
        if not (annex.listed and annex.found and annex.title):
            continue
        own = re.sub(r"^附件\s*[（(]?[\d一二三四五六七八九十]*[）)]?\s*[:：、]?\s*", "", annex.name)
        if own and not _same_name(own, annex):
            span = annex.found
            values = {"target": f"附件{annex.number}", "stated": own, "expected": annex.title}
            yield Hit(code="reference.name_mismatch", clause=None, quote=text[span.start : span.end], span=span, values=values, certainty="likely")


# -- general conditions -------------------------------------------------------------------------------------------------


def _conditions(facts: Facts, clause: Clause) -> Iterator[Hit]:
    """专用条款, 通用条款 that are cited and are neither part of the file nor named among the contract's documents."""
    match = CONDITIONS.search(clause.text)
    if not match:
        return
    contract = facts.contract
    written = "\n".join([facts.source.text[contract.span.start : contract.span.end], contract.title])
    if not any(m[1] == match[1] for m in CONDITIONS_EXIST.finditer(written)):
        yield hit("reference.dangling", clause, match.start(), match.end(), values={"target": f"{match[1]}条款", "nearest": ""})
