"""Laws cited that were repealed, whose article no longer says this, or whose name no law bears.

In come the facts and the library's laws and statutes; what is wrong at the contract's date counts, and an undated draft is
taken to be signed after all of them. Which names are wrong, and which laws went before the Civil Code, is data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from clauses.checks.passages import hit, loose
from clauses.library import BUNDLED
from clauses.library.document import read
from clauses.model import Clause, Facts, Hit, Law, Library, Provision
from clauses.structure.numbering import integer

UNDATED = "9999-12-31"
NATION = "中华人民共和国"
NUMBER = r"(?:\d{1,4}|[一二三四五六七八九十百零〇]{1,7})"
ARTICLES = re.compile(rf"[》”\"]?\s*(?:[（(][^（）()]{{0,24}}[）)])?\s*的?\s*(第\s*{NUMBER}\s*条(?:\s*(?:、|和|及|与|，)\s*第\s*{NUMBER}\s*条)*)")
# 原《…法》, 已废止的…: history, not a rule to go by
HISTORY_BEFORE = re.compile(r"(?:原|旧|已(?:经)?(?:废止|失效)的?|曾经?的?|取代了?|替代了?)\s*[《“\"]?$")
HISTORY_BEHIND = re.compile(r"[》”\"]?\s*(?:[（(][^）)]{0,8}(?:废止|失效)|(?:已(?:经)?|同时)(?:废止|失效))")
# Before a bare name: 根据合同法, 《合同法》, 民法典和合同法; never 劳动合同法.
CITING = re.compile(r"(?:[《“\"、，,和及与或据照按合守依]|遵循|适用|违反|以及|共和国|我国|国家)\s*$")
LONGER = re.compile(r"(?:律|定|典|院|人|庭|治|规|制|务|实施|司法解释|学)")  # 合同法律, 担保法定


def outdated(facts: Facts, library: Library) -> Iterator[Hit]:
    """Hits of citation.outdated: repealed laws, one hit a law; articles that say something else by now, one a clause."""
    signed = facts.contract.signed or UNDATED
    seen: set[str] = set()
    for clause in _passages(facts):
        for name, until, by in _repealed(library):
            if name in seen or until > signed:
                continue
            match = next(_cited(clause.text, name), None)
            if match:
                seen.add(name)
                yield hit("citation.outdated", clause, *match.span(), values={"law": name, "article": "", "until": until, "expected": by})
        for law in library.laws.values():
            yield from _articles(clause, law, signed)


def misnamed(facts: Facts, library: Library) -> Iterator[Hit]:
    """Hits of citation.name, one a wrong name; values: stated, expected."""
    seen: set[str] = set()
    for clause in _passages(facts):
        for match in re.finditer(r"《\s*([^《》\n]{3,30})\s*》", clause.text):
            name = re.sub(r"\s", "", match[1])
            right = _misnames().get(name) or (_misnames().get(name.removeprefix(NATION)) if name.startswith(NATION) else None)
            if right and name not in seen:
                seen.add(name)
                yield hit("citation.name", clause, *match.span(), values={"stated": name, "expected": right}, certainty="likely")


def _passages(facts: Facts) -> Iterator[Clause]:
    """All that may cite a law in the order of the text: recitals and lines without a number too."""
    yield from sorted((*loose(facts, joined=True), *facts.contract.clauses), key=lambda clause: clause.span.start)


def _repealed(library: Library) -> list[tuple[str, str, str]]:
    """Short name, date of repeal and successor of every law that is no longer in force."""
    statutes = library.vocabulary.get("statutes", {})
    found = [(name, str(row["until"]), str(row.get("by", ""))) for name, row in statutes.items() if row.get("until")]
    return [*found, *_earlier()]


def _cited(text: str, name: str) -> Iterator[re.Match[str]]:
    """Where the text goes by a law of this short name: not history, not part of a longer word or another law's name."""
    nation, spaced = (r"\s*".join(words) for words in (NATION, name))
    for match in re.finditer(rf"(?:{nation}\s*)?{spaced}", text):
        before, behind = text[max(0, match.start() - 12) : match.start()], text[match.end() : match.end() + 12]
        if not (match[0].startswith("中") and NATION in re.sub(r"\s", "", match[0])) and not CITING.search(before):
            continue
        if LONGER.match(behind) or HISTORY_BEFORE.search(before) or HISTORY_BEHIND.match(behind):
            continue
        yield match


def _articles(clause: Clause, law: Law, signed: str) -> Iterator[Hit]:
    """An article that said this before the contract's date and says something else, or is another one, since."""
    for name in sorted({law.name, law.short, *law.names}, key=len, reverse=True):
        for cited in re.finditer(re.escape(name), clause.text):
            behind = ARTICLES.match(clause.text, cited.end())
            if not behind or (re.search(r"[\u4e00-\u9fff]", clause.text[cited.start() - 1 : cited.start()]) and not (
                CITING.search(clause.text[max(0, cited.start() - 4) : cited.start()]) or clause.text[: cited.start()].endswith(NATION)
            )):
                continue
            for number in re.findall(rf"第\s*({NUMBER})\s*条", behind[1]):
                old = _no_longer(law, str(integer(number)), clause.text, signed)
                if old:
                    values = {"law": law.short, "article": old.article, "until": old.until, "expected": old.gist}
                    yield hit("citation.outdated", clause, cited.start(), behind.end(), values=values, certainty="likely")
                    return
        if name in clause.text:
            return


def _no_longer(law: Law, article: str, text: str, signed: str) -> Provision | None:
    """The provision that the words mean, where it was out of force at the date; None where the citation may stand."""
    of_number = [p for p in law.provisions if p.article == article]
    old = [p for p in of_number if p.until and p.until <= signed]
    now = [p for p in of_number if (p.since or "") <= signed and not (p.until and p.until <= signed)]
    if not old:
        return None
    meant = max(old, key=lambda p: _shared(p.gist, text))
    if now and _shared(meant.gist, text) <= max(_shared(p.gist, text) for p in now):
        return None
    return meant


def _shared(gist: str, text: str) -> float:
    """The share of a gist's pairs of characters that the text has too, 0 to 1."""
    pairs = {gist[i : i + 2] for i in range(len(gist) - 1) if re.fullmatch(r"[\u4e00-\u9fff]{2}", gist[i : i + 2])}
    return sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0


@lru_cache(maxsize=1)
def _misnames() -> Mapping[str, str]:
    table = read(BUNDLED / "citations.yaml").entry("misnamed")
    return {name: table.text(name) for name in table}


@lru_cache(maxsize=1)
def _earlier() -> tuple[tuple[str, str, str], ...]:
    table = read(BUNDLED / "citations.yaml").table("repealed")
    return tuple((name, row.text("until"), row.text("by")) for name, row in table.items())
