"""Forums that the law does not allow or that lead nowhere: no connection, wrong level, court or arbitration, abroad, endless steps.

Facts come in; out come hits of `jurisdiction.no_connection`, `.level`, `.exclusive`, `.court_or_arbitration`, `.foreign` and
`.no_time_limit`. A place counts as connected where the contract names it anywhere else: an address, a party's name, a site.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from clauses.checks.forums import address
from clauses.figures import Figures
from clauses.model import OPPOSITE, Clause, Facts, Hit, Library, Term
from clauses.numerals import values

_UNIT = re.compile(r"[\u4e00-\u9fff]{2,8}?(?:特别行政区|自治区|自治州|省|市|州|新区|区|县|旗|镇)|[\u4e00-\u9fff]{2,}")
_RANK = re.compile(r"(?:特别行政区|自治区|自治州|省|市|州|新区|区|县|旗|镇)$")
_CITY = re.compile(r"[省市州盟]|自治区|北京|上海|天津|重庆")
_HIGH = re.compile(r"(?:最高|高级)(?:人民)?法院")
_MIDDLE = re.compile(r"中级(?:人民)?法院")
_SPECIAL = re.compile(r"(?:海事|军事|铁路运输|知识产权)(?:中级|基层)?(?:人民)?法院")
_REAL_ESTATE = re.compile(r"(?:房屋|房产|场地|机房|厂房|商铺|土地)[^，。\n]{0,8}租赁|(?:建设工程|施工|装修|装饰)[^，。\n]{0,6}(?:合同|协议)|施工承包")
_AT_THE_SITE = ("project_location", "place_of_performance")
_ABROAD = re.compile(r"香港|澳门|台湾|新加坡|伦敦|英国|英格兰|美国|纽约|加利福尼亚|日本|东京|韩国|首尔|德国|法国|巴黎|瑞士|苏黎世|日内瓦|瑞典|斯德哥尔摩|国际商会|海牙|开曼|迪拜")
_AT_HOME = re.compile(r"[\u4e00-\u9fff（）]+(?:公司|局|院|厅|委员会|中心|馆|学|校|集团|社|所|厂|店|部|队|室|银行|政府|协会|处)")
# One of the two holds only where the other fails, or for some disputes alone, or for measures beside the dispute.
_APART = re.compile(r"无效|撤销|不予受理|不予执行|执行|保全|裁定|裁决后|(?:涉及|有关|关于|属于)[^，。；]{1,20}(?:争议|纠纷)|其[他它](?:争议|纠纷|事项)|不可仲裁|不服")
_TALKS = re.compile(r"协商|磋商|谈判")
_MEDIATION = re.compile(r"(?<!仲裁)(?:调解|主管(?:部门|单位)|上级(?:部门|单位|主管)?|高层|管理层|负责人)[^，。；]{0,12}(?:调解|协调|协商|会商|解决|裁定|磋商|处理)|(?:提交|提请|申请|经|由|进行|通过)[^，。；]{0,14}调解")
_TOGETHER = re.compile(r"(?:协商|磋商|谈判)(?:、|或者?|和|及|与|以及|/)(?:[^，。；]{0,4})调解")  # one step, not two
_MAY = re.compile(r"(?<!不)可以?|也可|或者?|有权|亦可|任何一方得")
_BARS = re.compile(r"未经[^，。；]{0,20}(?:协商|磋商|调解|协调)[^，。；]{0,12}不得[^，。；]{0,12}(?:起诉|诉讼|仲裁)|(?:协商|磋商|调解|协调)[^。；]{0,16}(?:之前|以前|前|期间)[^，。；]{0,6}[，]?[^，。；]{0,10}不得[^，。；]{0,12}(?:起诉|诉讼|仲裁)")
_FORUM = re.compile(r"起诉|诉讼|仲裁|法院")


def _forums(facts: Facts, method: str) -> list[Term]:
    known = {c.id for c in facts.contract.clauses}
    return [t for t in facts.terms if t.type == "jurisdiction" and t.get("method") == method and t.clause in known]


def no_connection(facts: Facts, library: Library) -> Iterator[Hit]:
    """One hit at the first court named by a place that the contract knows nowhere else."""
    courts = _forums(facts, "court")
    if not (elsewhere := _apart_from({t.clause for t in courts}, facts)):
        return
    for term in courts:
        seat = str(term.get("seat") or "")
        if not seat.startswith("place:") or _ABROAD.search(seat):
            continue
        name = re.sub(r"[\s\[\]【】]", "", seat.removeprefix("place:"))
        cores = {_RANK.sub("", unit) for unit in _UNIT.findall(name)} | {name}
        if any(len(core) > 1 and core in elsewhere for core in cores):
            continue
        homes = [address(role, facts) for role in ("customer", "carrier")]
        sure = all(home and _CITY.search(home) for home in homes) and bool(_CITY.search(name))
        yield Hit(
            code="jurisdiction.no_connection", clause=term.clause, quote=term.quote, span=term.span, type="jurisdiction",
            certainty="likely" if sure else "check", values={"seat": seat, "stated": name},
        )  # fmt: skip
        return


def at_home(facts: Facts, library: Library) -> Iterator[Hit]:
    """One hit where a court is named by a place at which one of the two parties alone is at home."""
    for term in _forums(facts, "court"):
        seat = str(term.get("seat") or "")
        if not seat.startswith("place:"):
            continue
        name = re.sub(r"[\s\[\]【】]", "", seat.removeprefix("place:"))
        cores = {core for unit in _UNIT.findall(name) if len(core := _RANK.sub("", unit)) > 1}
        words = {p.role: f"{p.name or ''}{address(p.role, facts) or ''}" for p in facts.contract.parties if p.role in OPPOSITE}
        near = [role for role, told in words.items() if any(core in told for core in cores)]
        if len(words) == 2 and len(near) == 1 and _CITY.search(words[OPPOSITE[near[0]]]):
            yield Hit(code="jurisdiction.counterparty", clause=term.clause, quote=term.quote, span=term.span, type="jurisdiction", certainty="likely", values={"stated": name, "gains": near[0]})
            return


def _apart_from(clauses: set[str], facts: Facts) -> str:
    """The contract's words without those clauses, blanks left out."""
    text, at, kept = facts.source.text, facts.contract.span.start, []
    for clause in sorted((c for c in facts.contract.clauses if c.id in clauses), key=lambda c: c.span.start):
        kept.append(text[at : max(at, clause.span.start)])
        at = max(at, clause.span.end)
    return re.sub(r"\s", "", "".join(kept) + text[at : facts.contract.span.end])


def wrong_court(facts: Facts, library: Library) -> Iterator[Hit]:
    """A court of a level that agreements cannot choose, of a kind that does not try such disputes, or away from the land in dispute."""
    law = library.laws.get("court-levels")
    least = law.numbers.get("least_for_intermediate") if law else None
    total = Figures.of(facts).total
    for term in _forums(facts, "court"):
        words = _words_of(term, facts)
        high, middle, special = (pattern.search(words) for pattern in (_HIGH, _MIDDLE, _SPECIAL))
        too_small = middle and least is not None and total is not None and total < least
        found = high or special or (middle if too_small else None)
        if found:
            yield Hit(
                code="jurisdiction.level", clause=term.clause, quote=term.quote, span=term.span, type="jurisdiction",
                certainty="check" if found is special else "likely", values={"stated": found[0]},
            )  # fmt: skip
            return
    if _REAL_ESTATE.search(facts.contract.title or ""):
        for term in _forums(facts, "court"):
            if isinstance(term.get("seat"), str) and term.get("seat") not in _AT_THE_SITE and not str(term.get("seat")).startswith("place:"):
                yield Hit(code="jurisdiction.exclusive", clause=term.clause, quote=term.quote, span=term.span, type="jurisdiction", certainty="check", values={"seat": term.get("seat")})
                return


def _words_of(term: Term, facts: Facts) -> str:
    """The term's words and those behind it up to the comma."""
    text = facts.contract.clause(term.clause).text
    at = text.find(term.quote)
    return term.quote + (re.split(r"[，。；\n]", text[at + len(term.quote) :], maxsplit=1)[0][:20] if at >= 0 else "")


def court_or_arbitration(facts: Facts, library: Library) -> Iterator[Hit]:
    """A clause that lets a party go to arbitration and to court for the same dispute, neither of them chosen."""
    for court in _forums(facts, "court"):
        arbitrated = next((t for t in _forums(facts, "arbitration") if t.clause == court.clause), None)
        text = facts.contract.clause(court.clause).text
        if arbitrated is not None and not _APART.search(text):
            yield Hit(
                code="jurisdiction.court_or_arbitration", clause=court.clause, quote=court.quote, span=court.span, type="jurisdiction", certainty="likely",
                values={"a": arbitrated.quote, "b": court.quote},
            )  # fmt: skip
            return


def foreign_forum(facts: Facts, library: Library) -> Iterator[Hit]:
    """A court or arbitral body abroad, or beyond the mainland, though both parties bear names of domestic bodies."""
    parties = [p for p in facts.contract.parties if p.role in ("customer", "carrier")]
    if len(parties) < 2 or any(_ABROAD.search(p.name or "") or not _AT_HOME.search(p.name or "") for p in parties):
        return
    for term in (*_forums(facts, "arbitration"), *_forums(facts, "court")):
        named = " ".join(str(term.get(key) or "") for key in ("seat", "institution"))
        beside = [t for t in facts.terms if t.type == "jurisdiction" and t.clause == term.clause and t is not term]
        if (found := _ABROAD.search(named)) and not beside:
            values_ = {"stated": term.get("institution") or found[0]}
            yield Hit(code="jurisdiction.foreign", clause=term.clause, quote=term.quote, span=term.span, type="jurisdiction", certainty="likely", values=values_)
            return


def endless_steps(facts: Facts, library: Library) -> Iterator[Hit]:
    """Steps that must be gone through before suit, two of them or with suit barred meanwhile, and no time by which they end."""
    told = dict.fromkeys(t.clause for t in facts.terms if t.type == "jurisdiction")
    for clause in (facts.contract.clause(id) for id in told):
        barred = _BARS.search(clause.text)
        step = barred or _steps(clause)
        if step and not any(value.kind in ("duration", "blank") for value in values(clause.text)):
            yield Hit(
                code="jurisdiction.no_time_limit", clause=clause.id, quote=step[0], span=clause.locate(*step.span()), type="jurisdiction", certainty="likely",
                values={"stated": step[0]},
            )  # fmt: skip
            return


def _steps(clause: Clause) -> re.Match[str] | None:
    """The mediation that a clause puts between talks and suit as a duty; None where it is open to the parties."""
    forum = _FORUM.search(clause.text)
    if forum is None or not _TALKS.search(clause.text, 0, forum.start()):
        return None
    step = _MEDIATION.search(clause.text, 0, forum.start())
    if step and _TOGETHER.search(clause.text, 0, step.end()):
        return None
    comma = max(clause.text.rfind(stop, 0, step.start()) for stop in "，。；、") + 1 if step else 0
    return step if step and not _MAY.search(clause.text, comma, step.end()) else None
