"""Dates and periods that disagree: the term with itself, with the signature, with the annex; how often is paid; notices.

Facts come in; out come hits of `consistency.term`, `.retroactive`, `.date`, `.period` and `.termination`. Months are months:
a month is never counted as thirty days, and a period that floats from the opening of a service has no dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, pairwise
from typing import Any

from clauses.checks.places import annex_at, article, body, place, places, sentences
from clauses.model import Clause, Facts, Hit, Library, Span, Term, Value
from clauses.numerals import values

DAYS = {
    "hour": (Decimal(1) / 24, Decimal(1) / 24), "day": (Decimal(1), Decimal(1)), "working_day": (Decimal(1), Decimal(2)),
    "month": (Decimal(28), Decimal(31)), "year": (Decimal(365), Decimal(366)),
}  # fmt: skip
APART = 300  # days between two signatures that were surely not meant to lie apart

_OWN_PERIOD = re.compile(r"期限|有效期|服务期|租期")
_OF_CONTRACT = re.compile(r"(?:合同|协议|合约)(?:的|书)?(?:总|履行|有效|服务|租赁)*(?:期|年限|周期)")
_YEARLY = re.compile(r"一年一签|逐年签|每年签|一年一续|续签|分年(?:度)?签|首(?:期|年)合同")
_FLOATING = re.compile(r"(?:实际|全部|正式)?(?:开通|交付|验收|启用|起租|投入使用|上线|竣工|交房|交接)(?:合格|完成|使用|确认)?(?:之?日|当日)?(?:起|后)")
_OPENING = re.compile(r"(?:服务|合同|协议|租赁|租用|计费|有效|合作)?(?:期限|期间|有效期|服务期|租期)")
_ELSEWHERE = re.compile(r"(?:期限|服务期|有效期|租期|起止(?:时间|日期)?)[^。；\n]{0,12}?(?:以|按|依|见|详见)\s*(?:本合同)?附件\s*(?P<number>[一二三四五六七八九十\d]{1,3})")
_SOME_PERIOD = re.compile(r"期限|期间|起止|服务期|租期|有效期|\d\s*个月|[\d一二三四五]\s*年(?!\d)")
_SIGNED_ON = re.compile(r"于?[\s\[【]*(?:(?:19|20)\d{2}|[一二][一二三四五六七八九〇○零]{3})[^，。；\n《]{3,16}日[^，。；\n《]{0,10}?(?:签订|签署|订立)(?:了)?(?:的)?\s*《(?P<title>[^》]{4,40})》")
_DATE = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d{2})\s*(?:年|-|/)\s*(?P<m>\d{1,2})\s*(?:月|-|/)\s*(?P<d>\d{1,2})(?:\s*日|(?![\d\-/]))")
_HANZI = {c: n for n, c in enumerate("零一二三四五六七八九十")}

_THEN_DATES = re.compile(r"[\s，,：:（(]*(?:即|从|自|为|起止时间为?|期间为?)*[\s：:]*")
_THEN_LENGTH = re.compile(r"\s*(?:止|为止)?[\s，,；（(]*(?:共计?|计|为期|合计|总计|即|(?:合同|协议|服务)?(?:有效期|期限|租期|服务期|周期)(?:限)?)*[\s为：:]*")

_CADENCE = (
    re.compile(r"按\s*(?P<p>季度?|半年|年度?|月)度?[^，。；\d]{0,6}?(?:支付|付费|付款|付清|结算|缴纳|缴费|缴付|收取)"),
    re.compile(r"每\s*(?:个)?(?P<p>季度?|半年|年|月)[^，。；\d]{0,4}(?:支付|付费|付款|结算|缴纳)"),
    re.compile(r"(?P<p>季|半年|年|月)付(?:费)?(?:[，。；]|方式)"),
)
_THIS = re.compile(r"(?:本|当|该|上一?)(?P<p>季度?|半年)(?:度)?的?(?:实际|应)?(?:应)?(?:支付|付款|结算)?(?:的)?(?:服务费|租金|租费|使用费|费用|价款|款项)")
_PERIODS = {"季": "季度", "季度": "季度", "半年": "半年", "年": "年", "年度": "年", "月": "月"}
_NAMED_SPAN = re.compile(
    r"(?P<of>硬件|软件|设备|系统|线路|主机|电池|部件|配件|工程|土建|装修|防水|材料|产品)?(?:的)?(?P<name>质量保证期|质保期|质保|保修期|保修|试运行期?|试用期|免费维护期|缺陷责任期|保密期限?)"
    r"(?P<rest>(?:间)?(?:限)?(?:均|应|自[^，。；\n]{0,24}?(?:之日)?起|为|满|是|共|不?少于|[：:（(\s\[【]){0,5}[^，。；\n]{0,14})"
)
_SAME_SPAN = {"质量": "质保", "保修": "质保"}
_NOT_THE_SPAN = re.compile(r"延长|超过|届满[前后]|期满[前后]|终止后|结束后|内[，。]?|前|后的?|每|逾期|小时|分钟|重新")
_EXTENDED = re.compile(r"延长|超过|另|第二|剩余")
_FOR_A_REASON = re.compile(r"因(?!此)|由于|原因|缘故|政策|调价|不同意|协商不成|违约|违反|未按|情形|停止(?:运营|销售|经营)|撤并|搬迁|退市")
_IN_PART = re.compile(r"部分|个别|其中|单[条个项]|某[一条个项]|一条|该条|增加|减少|增减|搬移|停用|注销|撤销|调整")
_OFFERED = re.compile(r"种方式|任选|选择|□|☑|√|或者?按")


def retroactive(facts: Facts, library: Library) -> Iterator[Hit]:
    """Signed after the term began: one hit, at the clause of the term."""
    signed = facts.contract.signed
    began = [(c, t) for c, t in _terms(facts, "term") if isinstance(t.get("start_date"), str)]
    if signed is None or not began:
        return
    clause, term = min(began, key=lambda ct: (not _is_term(ct[0]), ct[1].values["start_date"]))
    days = (date.fromisoformat(signed) - date.fromisoformat(term.values["start_date"])).days
    if days > 0:
        values = {"signed": signed, "start": term.values["start_date"], "days": days}
        yield Hit(code="consistency.retroactive", clause=clause.id, quote=term.quote, span=term.span, values=values, type="term")


def term(facts: Facts, library: Library) -> Iterator[Hit]:
    """Two lengths or periods for the same term; a term that floats and is fixed; a term that its annex does not state."""
    found = [(c, t) for c, t in _terms(facts, "term") if _length(t) is not None or t.get("end_date")]
    yield from _own_dates([*found, *_annexed(facts)])
    yield from _two_lengths(found)
    yield from _beside(facts, {c.id for c, t in found if _length(t) is not None and _between(t)})
    yield from _floating(facts, found)
    yield from _elsewhere(facts)


def _terms(facts: Facts, type: str) -> list[tuple[Clause, Term]]:
    """The body's terms of a type with their clauses, in the order of the text."""
    clauses = {c.id: c for c in body(facts.contract)}
    return [(clauses[t.clause], t) for t in facts.terms if t.type == type and t.clause in clauses]


def _annexed(facts: Facts) -> list[tuple[Clause, Term]]:
    """The terms that an annex states of the contract's own length."""
    clauses = {c.id: c for c in facts.contract.clauses if c.annex is not None}
    return [(clauses[t.clause], t) for t in facts.terms if t.type == "term" and t.clause in clauses and _OF_CONTRACT.search(t.quote)]


def _is_term(clause: Clause) -> bool:
    return clause.type == "term" or bool(_OWN_PERIOD.search(" ".join((*clause.path, clause.heading or ""))))


def _length(term: Term) -> Decimal | None:
    months = term.get("months")
    return Decimal(months) if isinstance(months, (int, Decimal)) and not isinstance(months, bool) else None


def _between(term: Term) -> set[Decimal]:
    """How many months lie between the term's dates, by both ways of counting the last day; () where a date is wanting."""
    start, end = term.get("start_date"), term.get("end_date")
    if not isinstance(start, str) or not isinstance(end, str):
        return set()
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    whole = (last.year - first.year) * 12 + last.month - first.month
    if last < first or (abs(last.day - first.day) > 1 and not (first.day == 1 and last.day >= 28)):
        return set()
    if first.day == 1 and last.day >= 28:
        return {Decimal(whole + 1)} if (last + timedelta(days=1)).day == 1 else {Decimal(whole), Decimal(whole + 1)}
    return {Decimal(whole)}


def _hit(one: tuple[Clause, Term], a: str, b: str, certainty: Any) -> Hit:
    clause, term = one
    return Hit(code="consistency.term", clause=clause.id, quote=term.quote, span=term.span, values={"a": a, "b": b}, certainty=certainty, type="term")


def _own_dates(found: list[tuple[Clause, Term]]) -> Iterator[Hit]:
    """12 个月 beside dates that lie another number of months apart."""
    for clause, term in found:
        months, between = _length(term), _between(term)
        if months is not None and between and months not in between:
            dates = f"{term.values['start_date']} 至 {term.values['end_date']}"
            yield _hit((clause, term), f"{months} 个月", dates, "certain")


def _beside(facts: Facts, read: set[str]) -> Iterator[Hit]:
    """一年，自…至… and 自…至…，有效期一年 in clauses of which no term holds both the length and the dates; one hit a clause."""
    for clause in body(facts.contract):
        found = values(clause.text) if clause.id not in read else ()
        for one, two in pairwise(found):
            length, dates = (one, two) if one.kind == "duration" else (two, one)
            if length.kind != "duration" or length.unit not in ("month", "year") or dates.kind != "date_range" or not isinstance(dates.value, tuple) or not isinstance(length.value, Decimal):
                continue
            gap = clause.text[one.span.end : two.span.start]
            if not (_THEN_DATES if length is one else _THEN_LENGTH).fullmatch(gap):
                continue
            months = length.value * (12 if length.unit == "year" else 1)
            between = _between(Term(clause=clause.id, type="term", values={"start_date": dates.value[0], "end_date": dates.value[1]}, quote="", span=clause.span))
            if between and months not in between:
                values_ = {"a": length.text, "b": f"{dates.value[0]} 至 {dates.value[1]}"}
                yield place(clause).hit("consistency.term", one.span.start, two.span.end, values_, "certain", "term")
                break


def _two_lengths(found: list[tuple[Clause, Term]]) -> Iterator[Hit]:
    """The contract's term told twice, differently. What single services run for is compared only where all run alike."""
    known = [(c, t) for c, t in found if not _YEARLY.search(c.text)]
    whole = [(c, t) for c, t in known if _is_term(c) or _OF_CONTRACT.search(t.quote) or _between(t)]
    single = [(c, t) for c, t in known if (c, t) not in whole]
    if len({_length(t) for _, t in single}) == 1:
        whole += single[:1]
    for one, two in combinations(whole, 2):
        lengths = [_between(t) or ({m} if (m := _length(t)) is not None else set()) for _, t in (one, two)]
        dates = [(t.get("start_date"), t.get("end_date")) for _, t in (one, two)]
        differ = bool(lengths[0] and lengths[1] and not lengths[0] & lengths[1])
        shifted = all(all(pair) for pair in dates) and dates[0] != dates[1]
        if differ or shifted:
            same = bool(_OF_CONTRACT.search(one[1].quote)) == bool(_OF_CONTRACT.search(two[1].quote))
            yield _hit(two, _first_line(one[1]), _first_line(two[1]), "likely" if same else "check")
            return


def _first_line(term: Term) -> str:
    return term.quote.split("\n", 1)[0]


def _floating(facts: Facts, found: list[tuple[Clause, Term]]) -> Iterator[Hit]:
    """自实际开通之日起 beside a fixed start and end."""
    fixed = next((t for _, t in found if t.get("start_date") and t.get("end_date")), None)
    if fixed is None:
        return
    for clause in body(facts.contract):
        for span in sentences(clause.text):
            words = clause.text[span.start : span.end]
            floats = _FLOATING.search(words)
            if floats and _OPENING.search(words) and re.search(r"年|个月|计算|起算", words) and not re.search(r"质保|保修|维保|免费|付款|支付|验收期|试用|开通期限|交付期限|保密", words):
                a, b = words.strip(), fixed.quote
                yield place(clause).hit("consistency.term", span.start, span.end, {"a": a, "b": b}, "check", "term")
                return


def _elsewhere(facts: Facts) -> Iterator[Hit]:
    """以附件为准 where the annex states no period."""
    for clause in body(facts.contract):
        refers = _ELSEWHERE.search(clause.text)
        if refers is None:
            continue
        wanted = refers["number"] if refers["number"].isdigit() else str(_HANZI.get(refers["number"], ""))
        annex = next((a for a in facts.contract.annexes if a.number == wanted and a.found is not None), None)
        words = "" if annex is None else "\n".join(c.text for c in facts.contract.clauses if c.annex == annex.name)
        if annex is not None and words and not _SOME_PERIOD.search(words) and not any(v.kind in ("date", "date_range") for v in values(words)):
            values_ = {"a": refers[0], "b": f"{annex.name}未载期限"}
            yield place(clause).hit("consistency.term", refers.start(), refers.end(), values_, "check", "term")


def days(facts: Facts, library: Library) -> Iterator[Hit]:
    """Signatures years apart, dates that no calendar has, and periods that end before they begin."""
    yield from _signatures(facts)
    yield from _said_signed(facts)
    whole = facts.source.text
    for found in _DATE.finditer(whole, *facts.contract.span):
        if not _exists(int(found["y"]), int(found["m"]), int(found["d"])):
            yield _at(facts, Span(*found.span()), {"stated": found[0], "kind": "calendar"})
    for where in places(facts.source, facts.contract):
        for value in values(where.text):
            if value.kind == "date_range" and isinstance(value.value, tuple) and value.value[1] < value.value[0] and len(re.findall(r"\d{4}", value.text)) == 2:
                yield where.hit("consistency.date", *value.span, {"stated": value.text, "expected": "止日晚于起日", "where": where.annex or "正文"})


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _signatures(facts: Facts) -> Iterator[Hit]:
    """An annex, or the other party, signed in another year; one hit an annex."""
    signed = facts.contract.signed
    told: set[str | None] = set()
    for day, span, annex in facts.contract.dates:
        if signed is not None and annex not in told and abs((date.fromisoformat(day) - date.fromisoformat(signed)).days) >= APART:
            told.add(annex)
            yield _at(facts, span, {"stated": day, "expected": signed, "where": annex or "签署页"})


def _said_signed(facts: Facts) -> Iterator[Hit]:
    """双方于某日签订了《…》 with another day than this contract of that title was signed on."""
    signed, title = facts.contract.signed, _bare(facts.contract.title)
    for where in places(facts.source, facts.contract) if signed and title else ():
        for named in _SIGNED_ON.finditer(where.text):
            found = next((v for v in values(where.text[named.start() : named.start("title")]) if v.kind == "date"), None)
            if found is not None and _bare(named["title"]) == title and isinstance(found.value, str) and found.value != signed:
                start = named.start() + found.span.start
                where_ = where.annex or "正文"
                yield where.hit("consistency.date", start, start + len(found.text), {"stated": found.value, "expected": signed, "where": where_})


def _bare(title: str) -> str:
    return re.sub(r"[^\u4e00-\u9fffA-Za-z]", "", title)


def _at(facts: Facts, span: Span, values: dict[str, Any]) -> Hit:
    inside = next((c.id for c in facts.contract.clauses if c.span.start <= span.start < c.span.end), None)
    values = {"where": annex_at(facts.contract, span.start) or "正文", **values}
    return Hit(code="consistency.date", clause=inside, quote=facts.source.at(span), span=span, values=values)


def period(facts: Facts, library: Library) -> Iterator[Hit]:
    """How often is paid, told differently within one article; a warranty, a trial run told in two lengths."""
    yield from _rhythms(facts)
    yield from _spans(facts)


def _rhythms(facts: Facts) -> Iterator[Hit]:
    """按年付租 and 本季度租金; one hit an article."""
    clauses = body(facts.contract)
    for name in dict.fromkeys(article(c) for c in clauses):
        group = [c for c in clauses if article(c) == name]
        if any(_OFFERED.search(c.text) for c in group):
            continue
        told = {_PERIODS[m["p"]]: m[0] for c in group for pattern in _CADENCE for m in pattern.finditer(c.text)}
        if len(told) != 1:
            continue
        (paid, words), this = next(iter(told.items())), [(c, m) for c in group for m in _THIS.finditer(c.text)]
        other = next(((c, m) for c, m in this if _PERIODS[m["p"]] != paid), None)
        if other is not None:
            clause, match = other
            yield place(clause).hit("consistency.period", match.start(), match.end(), {"a": words, "b": match[0]}, "likely", "payment_terms")


def _spans(facts: Facts) -> Iterator[Hit]:
    """质保期 24 个月 here and 36 个月 there; one hit a name, at the later. What one clause tells in several lengths is of several things."""
    told: dict[str, list[tuple[Clause, str, Value]]] = {}
    for clause in body(facts.contract):
        found: dict[str, list[tuple[Clause, str, Value]]] = {}
        for name in _NAMED_SPAN.finditer(clause.text):
            value = next((v for v in values(name["rest"]) if v.kind == "duration"), None)
            if value is not None and not _NOT_THE_SPAN.search(name["rest"][: value.span.end + 3]) and not _EXTENDED.search(clause.text[max(0, name.start() - 6) : name.start()]):
                at = name.start("rest") + value.span.start
                placed = replace(value, span=Span(at, at + len(value.text)))
                found.setdefault(_SAME_SPAN.get(name["name"][:2], name["name"][:2]), []).append((clause, name["of"] or "", placed))
        for of, spans in found.items():
            if len({v.text for _, _, v in spans}) == 1:
                told.setdefault(of, []).append(spans[0])
    for spans in told.values():
        for one, two in combinations(spans, 2):
            if one[1] == two[1] and not _alike(one[2], two[2]):
                clause, value = two[0], two[2]
                start = max(clause.text.rfind(stop, 0, value.span.start) for stop in "。；，\n") + 1
                values_ = {"a": _phrase(one[0], one[2]), "b": _phrase(clause, value)}
                yield place(clause).hit("consistency.period", start, value.span.end, values_, "likely")
                break


def _phrase(clause: Clause, value: Value) -> str:
    start = max(clause.text.rfind(stop, 0, value.span.start) for stop in "。；，\n") + 1
    return clause.text[start : value.span.end].strip()


def _alike(one: Value, two: Value) -> bool:
    """Whether two durations are the same, a month taken as 28 to 31 days."""
    (low, high), (least, most) = (_in_days(v) for v in (one, two))
    return low <= most and least <= high


def _in_days(value: Value) -> tuple[Decimal, Decimal]:
    number = value.value if isinstance(value.value, Decimal) else Decimal(0)
    least, most = DAYS.get(value.unit or "day", DAYS["day"])
    return number * least, number * most


def termination(facts: Facts, library: Library) -> Iterator[Hit]:
    """Two different notices for the same side's termination for convenience; a month and thirty days do not differ.

    What a side may end for a reason of its own, or in part, has a notice of its own.
    """
    found = [(c, t) for c, t in _terms(facts, "termination_for_convenience") if t.get("by") and (t.get("notice_days") or t.get("notice_months"))]
    found = [(c, t) for c, t in found if not _FOR_A_REASON.search(_around(c, t))]
    for (before, one), (clause, two) in combinations(found, 2):
        same_side = one.get("by") == two.get("by") or "either" in (one.get("by"), two.get("by"))
        same_thing = bool(_IN_PART.search(_around(before, one))) == bool(_IN_PART.search(_around(clause, two)))
        unit = next((u for u in ("notice_days", "notice_months") if one.get(u) and two.get(u)), None)
        if same_side and same_thing and unit and one.get(unit) != two.get(unit):
            values = {"a": one.quote, "b": two.quote}
            yield Hit(code="consistency.termination", clause=clause.id, quote=two.quote, span=two.span, values=values, certainty="likely")
            return


def _around(clause: Clause, term: Term) -> str:
    """The sentences in which a term stands."""
    at = max(0, clause.text.find(term.quote))
    start = max(clause.text.rfind(stop, 0, at) for stop in "。；\n") + 1
    end = min((stop for mark in "。；\n" if (stop := clause.text.find(mark, at + len(term.quote))) >= 0), default=len(clause.text))
    return clause.text[start:end]
