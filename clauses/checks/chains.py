"""Sums of one contract by period: what a month, a year and an instalment come to against each other and against the total.

Facts come in; out come hits of `consistency.amount`. Reckoned only where the contract tells one sum of each kind and speaks of
no charge or rebate beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from clauses.checks.places import body, place
from clauses.checks.sums import money, once
from clauses.model import Clause, Facts, Hit, Library, Said, Value

_KINDS = (
    ("month", re.compile(r"(?:每个?月|月(?:服务|租|使用|租赁|维护)?费用?|月租金?)[^，。；\d每]{0,10}$")),
    ("year", re.compile(r"(?:全年|(?<!第[一二三四五])(?<!每)年度?(?:服务|租|使用|租赁|维护)?费用?|每年)(?!以后)[^，。；\d每]{0,8}$")),
    ("total", re.compile(r"(?:合同(?:含税)?总?(?:金额|价款?|额)|总(?:金额|价款?|费用|服务费|租金|额)|[一二三四五六七八九十\d]+(?:年|个月)(?:的)?(?:费用)?(?:共计|合计|总计)|(?:费用|租金|价款)(?:共计|合计|总计))[^，。；\d]{0,10}$")),
)
_INSTALMENT = (
    (3, re.compile(r"每(?:个)?季度?[^。；%％\d]{0,12}(?:\d{1,2}\s*(?:日|号|个工作日)?(?:之?前|内)?)?[^。；%％\d]{0,6}(?:支付|付|缴纳)(?:当季度?|本季度?|上季度?)?[^，。；\d%％]{0,10}$|(?:每次|每期)(?:支付|付款|缴纳|付)?[^，。；\d%％]{0,6}$")),
    (6, re.compile(r"每半年[^。；%％\d]{0,16}(?:支付|付|缴纳)(?:一次)?[^，。；\d%％]{0,10}$|(?:每次|每期)(?:支付|付款|缴纳|付)?[^，。；\d%％]{0,6}$")),
)
_RHYTHM = {3: re.compile(r"(?:按|每个?)季"), 6: re.compile(r"(?:按|每)半年")}
_BESIDE = re.compile(r"一次性|安装费|调测费|调试费|初装|开通费|工料|优惠|折|减免|免费|赠|首年|(?<!季)(?<!季度)(?<!年)首月|第[一二三]年|递增|另行|另收|押金|暂定|预估|预计|据实|按实|上限|不超过|阶梯|试用")
_PER_YEAR = re.compile(r"\s*(?:整)?[）)]?\s*(?:[/／]|每)\s*年")
_PER_MONTH = re.compile(r"\s*(?:整)?[）)]?\s*(?:[/／]|每)\s*月(?![/／])")
_EVERY = {"month": "每月", "year": "每年"}
_OF_ONE = re.compile(r"每(?:个)?(?:[条台套部个路人点户张对芯座根间只席端站处]|端口|公里)[^，。；]{0,14}$|单价[^，。；]{0,8}$|[/／](?:[条台套部个路人点户张对芯座根间只席端站处])")
_ALL = re.compile(r"(?:费用|租金|以上|各项|全部)[^，。；\d]{0,4}(?:总计|合计|共计)|总计|总额|总费用")
YUAN = Decimal(1)


class Sum(NamedTuple):
    clause: Clause
    value: Value

    @property
    def amount(self) -> Decimal:
        return self.value.value if isinstance(self.value.value, Decimal) else Decimal(0)


def periods(facts: Facts, library: Library) -> Iterator[Hit]:
    """Where a year is not twelve months, an instalment not its months, the total not the months of the term; one hit a relation."""
    clauses = body(facts.contract)
    if any(_BESIDE.search(c.text) for c in clauses if c.type in ("charges", "payment_terms") or re.search("费|价|租金", " ".join((*c.path, c.heading or "")))):
        return
    found: dict[str, list[Sum]] = {"month": [], "year": [], "total": [], "instalment 3": [], "instalment 6": []}
    for clause in clauses:
        for kind, value in _told(clause.text):
            found[kind].append(Sum(clause, value))
    yield from _grand(found["month"])
    one = {kind: sum_ for kind, sums in found.items() if (sum_ := _only(sums)) is not None}
    months = _months(facts)
    month, year, total = one.get("month"), one.get("year"), one.get("total")
    yield from _compared(month, year, Decimal(12), "month", "× 12")
    for times in (3, 6):
        part = one.get(f"instalment {times}")
        yield from _compared(month, part, Decimal(times), "month", f"× {times}")
        if month is None and year is not None:
            yield from _compared(year, part, Decimal(times) / 12, "year", f"÷ {12 // times}")
    if months is not None and months > 12:
        span, per = (months, "month") if month else (months / 12, "year")
        yield from _compared(month or year, total, span, per, f"× {span.normalize():f}")
    elif months == 12 and month is not None and year is None:
        yield from _compared(month, total, months, "month", f"× {months}")


def _only(sums: Sequence[Sum]) -> Sum | None:
    """The one sum that is told; of several the one that the words call the sum of all, where it is the largest."""
    if len({s.amount for s in sums}) <= 1:
        return next(iter(sums), None)
    most = max(sums, key=lambda s: s.amount)
    return most if _ALL.search(most.clause.text[max(0, most.value.span.start - 16) : most.value.span.start]) else None


def _grand(sums: Sequence[Sum]) -> Iterator[Hit]:
    """每月费用总计 18000 元 behind 每月共计 12000 元 and 每月 5000 元 of the same clause."""
    for clause in dict.fromkeys(s.clause for s in sums):
        own = [s for s in sums if s.clause is clause]
        *parts, whole = own
        if len(parts) < 2 or not _ALL.search(clause.text[max(0, whole.value.span.start - 16) : whole.value.span.start]):
            continue
        sum_ = sum((p.amount for p in parts), Decimal(0))
        if abs(sum_ - whole.amount) > YUAN:
            how = " + ".join(f"{p.amount}" for p in parts)
            yield place(clause).hit("consistency.amount", parts[0].value.span.start, whole.value.span.end, {"stated": whole.amount, "expected": sum_, "how": how}, "likely", "charges")


def _told(text: str) -> Iterator[tuple[str, Value]]:
    """The sums of a text with their kinds; what one piece costs is none."""
    found = once(text, money(text))
    for value in found:
        start = max(text.rfind(stop, 0, value.span.start) for stop in "。；;\n") + 1
        before = text[max(start, value.span.start - 60) : value.span.start]
        near = re.split("[，,]", before)[-1]
        if _OF_ONE.search(near) or _OF_ONE.match(text[value.span.end : value.span.end + 4]):
            continue
        for times, pattern in _INSTALMENT:
            if _RHYTHM[times].search(before) and pattern.search(before):
                yield f"instalment {times}", value
                break
        else:
            kind = next((kind for kind, pattern in _KINDS if pattern.search(near)), None)
            if _PER_YEAR.match(text, value.span.end):
                kind = "year"
            elif _PER_MONTH.match(text, value.span.end):
                kind = "month"
            if kind is not None:
                yield kind, value


def _months(facts: Facts) -> Decimal | None:
    """The one length of the contract that the body tells, in months."""
    annexed = {c.id for c in facts.contract.clauses if c.annex is not None}
    told = {t.values["months"] for t in facts.terms if t.type == "term" and t.clause not in annexed and isinstance(t.get("months"), Decimal)}
    return told.pop() if len(told) == 1 else None


def _compared(part: Sum | None, whole: Sum | None, times: Decimal, per: str, by: str) -> Iterator[Hit]:
    """A hit where the part times so much is not the whole. per: of what the part is told, a month or a year; by: the reckoning's sign and figure."""
    if part is None or whole is None or abs(part.amount * times - whole.amount) <= YUAN:
        return
    values = {"stated": whole.amount, "expected": part.amount * times, "how": Said(f"{_EVERY[per]} {part.amount} {by}", f"{part.amount} a {per} {by}")}
    yield place(whole.clause).hit("consistency.amount", *whole.value.span, values, "check", "charges")

