"""Laws cited that were repealed, whose article no longer says this, or whose name no law bears.

In come the facts and the library's laws and statutes; what is wrong at the contract's date counts, and an undated draft is
taken to be signed after all of them. Which names are wrong, and which laws went before the Civil Code, is data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from clauses import numerals
from clauses.checks import statutes
from clauses.checks.passages import hit, loose
from clauses.checks.statutes import NATION
from clauses.library import BUNDLED
from clauses.library.document import read
from clauses.model import Clause, Facts, Hit, Law, Library, Provision
from clauses.structure.numbering import integer

UNDATED = "9999-12-31"
NUMBER = r"(?:\d{1,4}|[一二三四五六七八九十百零〇]{1,7})"
ARTICLES = re.compile(rf"[》”\"]?\s*(?:[（(][^（）()]{{0,24}}[）)])?\s*的?\s*(第\s*{NUMBER}\s*条(?:\s*(?:、|和|及|与|，)\s*第\s*{NUMBER}\s*条)*)")
# 原《…法》, 已废止的…: history, not a rule to go by
# 《最高人民法院关于适用〈中华人民共和国合同法〉若干问题的解释（二）》: fell with the law that it explains
INTERPRETATION = re.compile(r"《[^《》]{0,30}(?:《[^《》]{2,30}》|〈[^〈〉]{2,30}〉|<[^<>]{2,30}>|＜[^＜＞]{2,30}＞)[^《》]{0,30}(?:解释|意见|解答)[^《》]{0,12}》")
# Right before 《…》: a rule of the parties' own
OWN_RULES = re.compile(r"(?:[甲乙丙双]方|公司|单位|学校|医院|采购人|供应商|承包人|发包人|出租人|用户)(?:(?:自行|内部|依法)?(?:制定|编制|拟定|发布|公布|颁布)?的|内部|(?:制定|编制|拟定|发布|公布|颁布))\s*$")
HISTORY_BEFORE = re.compile(r"(?:原|旧|已(?:经)?(?:废止|失效)的?|曾经?的?|取代了?|替代了?)\s*[《“\"]?$")
HISTORY_BEHIND = re.compile(r"[》”\"]?\s*(?:[（(][^）)]{0,8}(?:废止|失效)|(?:已(?:经)?|同时)(?:废止|失效))")
# Before a bare name: 根据合同法, 《合同法》, 民法典和合同法; never 劳动合同法.
CITING = re.compile(r"(?:[《〈“\"、，,和及与或据照按合守依]|遵循|适用|违反|以及|共和国|我国|国家)\s*$")
LONGER = re.compile(r"(?:律|定|典|院|人|庭|治|规|制|务|实施|司法解释|学)")  # 合同法律, 担保法定


def outdated(facts: Facts, library: Library) -> Iterator[Hit]:
    """Hits of citation.outdated: repealed laws, one hit a law; articles that say something else by now, one a clause."""
    signed = _time(facts)
    seen: set[str] = set()
    repealed = [row for row in _repealed(library) if row[1] <= signed]
    laws = [(law, sorted({law.name, law.short, *law.names}, key=len, reverse=True)) for law in library.laws.values()]
    for clause in _passages(facts):
        squeezed = re.sub(r"\s", "", clause.text)
        for name, until, by in repealed:
            for match in _cited(clause.text, name) if name in squeezed else ():
                title = _interpretation(clause.text, match.start())
                called = re.sub(r"\s", "", title[0])[1:-1] if title else name
                if called not in seen:
                    seen.add(called)
                    values = {"law": called, "article": "", "until": until, "expected": f"{by}及其司法解释" if title else by}
                    yield hit("citation.outdated", clause, *(title or match).span(), values=values)
        for law, names in laws:
            yield from _articles(clause, law, names, signed)


def misnamed(facts: Facts, library: Library) -> Iterator[Hit]:
    """Hits of citation.name, one a wrong name; values: stated, expected."""
    seen: set[str] = set()
    borne = frozenset(library.vocabulary.get("statutes", {})) | {name for name, _, _ in _earlier()} | {law.short for law in library.laws.values()}
    for clause in _passages(facts):
        for match in re.finditer(r"《\s*([^《》\n]{3,50})\s*》", clause.text):
            name = re.sub(r"\s", "", match[1])
            own = not name.startswith(NATION) and OWN_RULES.search(clause.text[max(0, match.start() - 12) : match.start()])
            found = None if own or name in seen else statutes.meant(name, borne)
            if found:
                seen.add(name)
                yield hit("citation.name", clause, *match.span(), values={"stated": name, "expected": found[0]}, certainty=found[1])


def _time(facts: Facts) -> str:
    """The contract's date, ISO: its signature's, else the day on which its first term begins; far off where neither is known."""
    dates = [date for date, _, annex in facts.contract.dates if annex is None]
    if facts.contract.signed or dates:
        return facts.contract.signed or max(dates)
    for clause in facts.contract.clauses:
        for value in numerals.values(clause.text) if "日" in clause.text and clause.annex is None else ():
            if value.kind == "date_range" and isinstance(value.value, tuple):
                return value.value[0]
    return UNDATED


def _interpretation(text: str, at: int) -> re.Match[str] | None:
    """The title 《…关于适用〈…法〉…的解释》 that holds the place."""
    return next((match for match in INTERPRETATION.finditer(text) if match.start() < at < match.end()), None)


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


def _articles(clause: Clause, law: Law, names: Sequence[str], signed: str) -> Iterator[Hit]:
    """An article that said this before the contract's date and says something else, or is another one, since; the law by the longest of its names that the clause says."""
    name = next((name for name in names if name in clause.text), None)
    for cited in re.finditer(re.escape(name), clause.text) if name else ():
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
def _earlier() -> tuple[tuple[str, str, str], ...]:
    table = read(BUNDLED / "citations.yaml").table("repealed")
    return tuple((name, row.text("until"), row.text("by")) for name, row in table.items())
