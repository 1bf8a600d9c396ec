"""Defined terms: defined and never used, set in quotation marks as if defined and defined nowhere, defined in two ways.

In come the facts; out go hits of definitions.unused, .undefined and .conflict. A term is defined where it is said what it means
(“…”指…) or what is so called for short (以下简称“…”). The names of the parties are no matter of this check.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

from clauses.checks.passages import hit, loose
from clauses.model import Clause, Facts, Hit, Library

WORD = r"[^\s“”\"「」『』《》〈〉，。；：:、（）()\d_＿【】\[\]]{2,14}"
OPEN, CLOSE = r"[“\"「『]", r"[”\"」』]"
SHORT = re.compile(rf"(?:以下|下文|下称|后文|以下均)?(?:统一?|合)?(?:简称|称|称为|称之为)(?:为|作|之为)?[:：]?\s*(?:{OPEN}\s*《?(?P<quoted>{WORD})》?\s*{CLOSE}|(?P<bare>{WORD})(?=\s*[）)]))")
MEANS = re.compile(rf"(?:^|[\n。；;]|[）)、.．]|\s)\s*(?:[-•·●]\s*)?{OPEN}\s*(?P<quoted>{WORD})\s*{CLOSE}\s*(?:[（(][^（）()]{{0,30}}[）)])?\s*[:：，,]?\s*(?:在本(?:合同|协议)中)?(?:是指|系指|均?指(?![定示导派挥令])|意指|即指|意为|的含义)", re.M)
PLAIN = re.compile(rf"(?:^|\n)\s*(?P<bare>{WORD}?)\s*[:：]?\s*(?:是指|系指|：指|指的是)", re.M)
GLOSSARY = re.compile(r"定义|释义|术语|用语|名词解释")
QUOTED = re.compile(rf"{OPEN}(?P<word>[\u4e00-\u9fff]{{3,10}}){CLOSE}")
PARTIES = re.compile(r"[甲乙丙丁戊己]方|(?:本|该|原|主)?(?:合同|协议|项目|工程|法|条例|办法)(?:书)?|[双各一两三任]方|当事人|我[方司局院校]|贵[方司]|(?:采购|出租|承租|委托|受托|发包|承包|供应|服务|买|卖|供|需|出卖|买受|转让|受让|借款|贷款|担保|保证|用)[人方商]|客户|用户|公司|单位")
NO_TERM = re.compile(r"(?:[的了吗吧]|为准|有效|无效|同意|盖章|签字|合格|通过)$|^(?:不|无|是|否|按|以|请|如|√|本)|[不应须可能得]")
ALIKE = 75  # of 100: from here on two wordings define the same
FEW = 2  # clauses in which a word is set in quotation marks before it is taken for a term


@dataclass(frozen=True, kw_only=True)
class Definition:
    """A term, where it is defined, and the words that say what it is; `means` where they follow, else they stand before."""

    term: str
    clause: Clause
    start: int
    end: int
    words: str
    means: bool


def defined_terms(facts: Facts, library: Library) -> Iterator[Hit]:
    """Hits of definitions.conflict, then .unused, then .undefined, each once a term."""
    found = list(_defined(facts))
    yield from _twice(found)
    yield from _unused(facts, found)
    yield from _undefined(facts, found)


def _defined(facts: Facts) -> Iterator[Definition]:
    """The definitions in the order of the text, those of the parties left out."""
    own = {name for party in facts.contract.parties if party.role != "other" for name in (party.name or "", party.alias, *party.aliases)}
    for clause in sorted((*loose(facts), *facts.contract.clauses), key=lambda c: c.span.start):
        glossary = clause.type == "definitions" or any(GLOSSARY.search(words) for words in (*clause.path, clause.heading or ""))
        patterns = [SHORT, MEANS, *([PLAIN] if glossary else [])]
        taken: set[tuple[int, int]] = set()
        for pattern in patterns if clause.kind != "table" else ():
            for match in pattern.finditer(clause.text):
                group = "quoted" if "quoted" in match.groupdict() and match["quoted"] else "bare"
                term, place = match[group], match.span(group)
                if place in taken or term in own or PARTIES.fullmatch(term):
                    continue
                taken.add(place)
                means = pattern is not SHORT
                words = clause.text[match.end() : match.end() + 60] if means else re.split(r"[，。；\n]", clause.text[: match.start()].rstrip("（( “\""))[-1]
                yield Definition(term=term, clause=clause, start=place[0], end=place[1], words=re.split(r"[。；\n]", words)[0] if means else words, means=means)


def _twice(found: list[Definition]) -> Iterator[Hit]:
    """A term that the same paper defines a second time in other words."""
    first: dict[tuple[str | None, str], Definition] = {}
    told: set[str] = set()
    for one in found:
        before = first.setdefault((one.clause.annex, one.term), one)
        if before is one or one.term in told or before.means != one.means or not (before.words.strip() and one.words.strip()):
            continue
        short = [re.sub(r"[\s《》“”]", "", d.words) for d in (before, one)]
        if fuzz.ratio(*short) >= ALIKE or short[0] in short[1] or short[1] in short[0] or short[0][-4:] == short[1][-4:]:
            continue
        told.add(one.term)
        values = {"stated": one.term, "a": _place(before), "b": _place(one)}
        yield hit("definitions.conflict", one.clause, one.start, one.end, values=values, certainty="likely" if one.means else "check")


def _place(one: Definition) -> str:
    return f"{one.clause.number or ''}“{one.words.strip(' ，,：:')[-40:] if not one.means else one.words.strip(' ，,：:')[:40]}”"


def _unused(facts: Facts, found: list[Definition]) -> Iterator[Hit]:
    """A term that stands nowhere but where it is defined."""
    text = re.sub(r"\s", "", facts.source.text[facts.contract.span.start : facts.contract.span.end])
    told: set[str] = set()
    for one in found:
        term = re.sub(r"\s", "", one.term)
        times = sum(1 + (0 if d.means else re.sub(r"\s", "", d.words).count(term)) for d in found if d.term == one.term)
        if term not in told and text.count(term) <= times:
            told.add(term)
            yield hit("definitions.unused", one.clause, one.start, one.end, values={"stated": one.term})


def _undefined(facts: Facts, found: list[Definition]) -> Iterator[Hit]:
    """A word that several clauses set in quotation marks, in a contract that defines its terms, and that is defined nowhere."""
    if not any(one.means for one in found):
        return
    known = {one.term for one in found}
    places: dict[str, list[tuple[Clause, re.Match[str]]]] = {}
    for clause in facts.contract.clauses:
        for match in QUOTED.finditer(clause.text) if clause.kind == "clause" and clause.annex is None else ():
            places.setdefault(match["word"], []).append((clause, match))
    text = facts.source.text
    for word, where in places.items():
        if len({clause.id for clause, _ in where}) < FEW or word in known or PARTIES.fullmatch(word) or NO_TERM.search(word):
            continue
        if re.search(rf"《[^《》\n]{{0,20}}{re.escape(word)}|附\s*件[^\n。]{{0,8}}{re.escape(word)}|{re.escape(word)}[”\"」』]?\s*(?:[（(][^）)]{{0,20}}[）)])?\s*(?:[:：]|是指|系指|指|即|为|包括)", text):
            continue
        clause, match = where[0]
        yield hit("definitions.undefined", clause, *match.span("word"), values={"stated": word, "count": len(where)}, certainty="check")
