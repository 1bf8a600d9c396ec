"""Annexes that are cited and are not in the file, or bear another name there.

In come the facts; an annex is known by what structure found and by every line that is headed 附件 with a number or a letter.
Its name is the one that stands over its own text; only where it has none, the name that the contract lists it by.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from clauses.checks.passages import heads, hit
from clauses.model import Certainty, Clause, Facts, Hit
from clauses.structure.numbering import integer

# A numeral as it is counted, so that of 附件一一样 the second 一 is no part.
KEY = r"(?:\d{1,2}|[二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]|[A-Za-zＡ-Ｚａ-ｚ](?![A-Za-z\dＡ-Ｚａ-ｚ０-９]))"
ANNEX = re.compile(rf"附件\s*[\[（(【]?\s*({KEY}(?:\s*(?:、|，|和|与|及|至|到|[-－~])\s*(?:附件)?\s*{KEY}(?![.．\d、])){{0,12}})(?![.．]\d)\s*[\]）)】]?")
SEE_ANNEX = re.compile(r"(?:见|详见|参见|列于|载于|按照?|如)\s*(?:本(?:合同|协议)(?:的)?)?附件(?!\s*[\[（(【一二三四五六七八九十\d《A-Za-zＡ-Ｚａ-ｚ])|附件(?:中)?所[列示载]")
FOREIGN_ANNEX = re.compile(r"(?:》|招标文件|投标文件|磋商文件|采购文件|主合同|原合同|原协议|框架协议|框架合同|总合同|补充协议|办法|规范|标准|条例|规定)[”\"]?\s*的?\s*$")
NAMED = re.compile(rf"附件\s*[（(]?\s*({KEY})\s*[）)]?\s*[-—:：]?\s*(?:[“\"]?《([^》]{{2,40}})》|[“\"]([^”\"]{{2,40}})[”\"])")
NAMED_BEFORE = re.compile(rf"《([^》]{{2,40}})》\s*[（(](?:[详参]?见)?(?:本合同)?附件\s*({KEY})\s*[）)]")
# An annex that is cited by its name alone: 附件《…》, 附《…》, 《…》为本合同附件
BY_NAME = re.compile(r"附(?:件|表|录)?\s*[:：]?\s*《([^》]{2,40})》|《([^》]{2,40})》[^，。；《]{0,4}(?:作为|为|系|是)本(?:合同|协议)(?:的)?附件(?!\s*[一二三四五六七八九十\d])")
HEADED = re.compile(rf"(?:^|\n)[ \t　（(【\[#*]*附\s*件\s*[（(]?\s*({KEY})(?![一二三四五六七八九十\d])\s*[）)】\]]?[ \t　]*[:：、]?[ \t　]*(?:\n[ \t　]*(?=[^\n。；，、:：]{{2,30}}(?:\n|$)))?([^\n。；，]{{0,40}})(?=\n|$)")
PREFIX = re.compile(rf"^附\s*件\s*[（(]?(?:{KEY})?[）)]?\s*[:：、]?\s*")
SAME_NAME = 62  # of 100: 廉政建设协议书 is 廉政协议; 保密协议 is not 需求单
# What a paper is, the last word of its title: the same word of each group says the same.
KINDS = ("承诺书|保证书|承诺函|保证函", "责任书|责任状", "协议书?|合同书?|契约", "办法|细则|规定|制度|规则|规程", "规范|标准|要求|说明书", "清单|明细|[^代]表|名册|目录|单", "方案|计划|预案", "报告")


@dataclass(frozen=True, kw_only=True)
class Known:
    """The annexes of a contract by number or letter, each with its own title, else the listed one ("" where it has neither)."""

    titles: Mapping[str, str]
    unnumbered: int  # annexes without a number: the n-th may be cited as 附件n

    def has(self, cited: str) -> bool:
        number = int(cited) if cited.isdigit() else ord(cited) - ord("A") + 1
        return cited in self.titles or number <= self.unnumbered


def key(written: str) -> str:
    """The number or letter of an annex in one spelling: 1 for 一 and １, A for a and Ａ."""
    number = integer(written)
    return str(number) if number is not None else unicodedata.normalize("NFKC", written).upper()


def known(facts: Facts) -> Known:
    """What structure found, and what stands as a heading of its own where structure found no annex of that number."""
    titles: dict[str, str] = {}
    for match in HEADED.finditer(facts.source.text[facts.contract.span.start : facts.contract.span.end]):
        titles[key(match[1])] = match[2].strip()  # the last is the annex itself, those before it are the list
    unnumbered = 0
    for annex in facts.contract.annexes:
        own = PREFIX.sub("", annex.name) if annex.found else ""
        if re.fullmatch(r"\d+|[A-Z]", annex.number):
            titles[annex.number] = own or annex.title or titles.get(annex.number, "")
        else:
            unnumbered += 1
    return Known(titles=titles, unnumbered=unnumbered)


def absent(facts: Facts, clause: Clause, annexes: Known) -> Iterator[Hit]:
    """The annexes that a clause cites by a number that none bears, where the file has or lists any."""
    if not annexes.titles and not annexes.unnumbered:
        return
    for match in ANNEX.finditer(clause.text):
        if _foreign(clause, match.start()) or heads(clause, match.start()):
            continue
        for cited in map(key, re.findall(KEY, match[1].replace("附件", ""))):
            if not annexes.has(cited):
                yield hit("reference.dangling", clause, match.start(), match.end(), values={"target": f"附件{cited}", "nearest": ""}, certainty="likely")
    yield from _absent_by_name(facts, clause)


def _absent_by_name(facts: Facts, clause: Clause) -> Iterator[Hit]:
    """The annexes that a clause of the body cites by name alone and the file neither holds nor heads a line with, where it holds others."""
    titles = [PREFIX.sub("", annex.name) for annex in facts.contract.annexes if annex.found] + [annex.title for annex in facts.contract.annexes]
    if clause.annex or not any(annex.found for annex in facts.contract.annexes):
        return
    for match in BY_NAME.finditer(clause.text):
        name = match[1] or match[2]
        stands = re.search(rf"^[^\n《]{{0,12}}{re.escape(name)}[^\n》]{{0,12}}$", facts.source.text, re.M)
        if not stands and not any(_same_name(name, title) for title in titles if title) and not _foreign(clause, match.start()):
            yield hit("reference.dangling", clause, match.start(), match.end(), values={"target": f"附件《{name}》", "nearest": ""}, certainty="check")


def none_at_all(facts: Facts, annexes: Known) -> Iterator[Hit]:
    """One hit where annexes are cited and the file neither holds nor lists any: they may be delivered separately."""
    if facts.contract.annexes or annexes.titles or re.search(r"\n\s*附\s*[件表录]", facts.source.text):
        return
    cited = [
        (clause, match)
        for clause in facts.contract.clauses
        for match in (*ANNEX.finditer(clause.text), *SEE_ANNEX.finditer(clause.text))
        if not _foreign(clause, match.start())
    ]
    if cited:
        clause, match = cited[0]
        values = {"target": match[0].strip("（）() "), "nearest": "", "count": len(cited)}
        yield hit("reference.dangling", clause, match.start(), match.end(), values=values, certainty="check")


def listed_only(facts: Facts) -> Iterator[Hit]:
    """An annex that is listed on a line of its own and not in the file, where others are: it may be delivered separately."""
    if not any(annex.found for annex in facts.contract.annexes):
        return
    for annex in facts.contract.annexes:
        inside = annex.listed and any(clause.span.start <= annex.listed.start < clause.span.end for clause in facts.contract.clauses)
        if annex.listed and not annex.found and not inside:
            values = {"target": annex.name, "nearest": ""}
            yield Hit(code="reference.dangling", clause=None, quote=facts.source.at(annex.listed), span=annex.listed, values=values, certainty="check")


def name_mismatch(facts: Facts) -> Iterator[Hit]:
    """Every clause that cites an annex by its number and another's name; then annexes that only a list names otherwise."""
    annexes = known(facts)
    wrong: set[str] = set()
    for clause in facts.contract.clauses:
        cited = [(m.start(), m.end(), m[1], m[2] or m[3]) for m in NAMED.finditer(clause.text)]
        cited += [(m.start(), m.end(), m[2], m[1]) for m in NAMED_BEFORE.finditer(clause.text)]
        for start, end, written, name in sorted(cited):
            title = annexes.titles.get(key(written), "")
            if not title or _same_name(name, title) or _foreign(clause, start):
                continue
            wrong.add(key(written))
            values = {"target": f"附件{written}", "stated": name, "expected": title}
            yield hit("reference.name_mismatch", clause, start, end, values=values, certainty="check" if _alike(name, title) else "likely")
    yield from _renamed(facts, wrong)


def _renamed(facts: Facts, wrong: set[str]) -> Iterator[Hit]:
    """An annex whose own text bears another name than the contract's list gives it, where no clause names it wrongly."""
    text = facts.source.text
    for annex in facts.contract.annexes:
        if not (annex.listed and annex.found and annex.title) or annex.number in wrong:
            continue
        own = PREFIX.sub("", annex.name)
        if own and not _same_name(annex.title, own):
            span = annex.found
            values = {"target": f"附件{annex.number}", "stated": annex.title, "expected": own}
            sure: Certainty = "check" if _alike(annex.title, own) else "likely"
            yield Hit(code="reference.name_mismatch", clause=None, quote=text[span.start : span.end], span=span, values=values, certainty=sure)


def _foreign(clause: Clause, start: int) -> bool:
    return bool(FOREIGN_ANNEX.search(clause.text[max(0, start - 40) : start]))


def _same_name(one: str, two: str) -> bool:
    """Whether two titles may be one paper's: alike, and not said to be papers of two kinds."""
    one, two = _bare(one), _bare(two)
    kinds = [_kind(one), _kind(two)]
    if all(kinds) and kinds[0] != kinds[1]:
        return False
    stems = [re.sub(rf"(?:{kind})$", "", title) if all(kinds) else title for title, kind in zip((one, two), kinds, strict=True)]
    return one in two or two in one or max(fuzz.ratio(one, two), fuzz.ratio(*stems)) >= SAME_NAME


def _alike(one: str, two: str) -> bool:
    """Whether two titles differ in little but the kind of paper, 承诺书 for 责任书."""
    return fuzz.ratio(_bare(one), _bare(two)) >= SAME_NAME


def _kind(title: str) -> str:
    return next((kind for kind in KINDS if re.search(rf"(?:{kind})$", title)), "")


def _bare(name: str) -> str:
    """A title without what varies freely: brackets, 和/与/及, blanks."""
    return re.sub(r"[\s《》“”\"'、和与及*#]|[（(][^）)]*[）)]|^(?:关于|本合同|本项目)", "", name)
