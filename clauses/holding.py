"""Which of two values holds where the body of a contract and an annex say different things of the same matter.

In come the facts; out go pairs of terms with the one that holds by the contract's own order of precedence, by an amendment
or a later supplement, or with the word that nothing decides. Knows no threshold and judges nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from clauses.model import Clause, Facts, Finding, Severity, Term

# Of each type: what tells whose or which it is, and the fields that are compared.
COMPARED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "late_payment": (("payer",), ("rate_per_day", "rate_per_month", "rate_per_year", "suspend_after_days", "terminate_after_days")),
    "delay_compensation": (("payer", "base"), ("rate_per_day",)),
    "liability_cap": (("capped",), ("share", "multiple", "amount", "lookback_months", "base")),
    "early_termination_charge": (("payer",), ("share", "multiple", "amount", "base")),
    "term": ((), ("months", "start_date", "end_date")),
    "renewal": ((), ("months", "auto", "notice_days", "notice_months")),
    "payment_terms": (("when", "share", "base"), ("due_days",)),
    "charges": (("what",), ("amount",)),
    "jurisdiction": ((), ("method", "institution", "seat")),
    "governing_law": ((), ("law",)),
    "termination_for_convenience": (("by",), ("notice_days", "notice_months")),
    "performance_bond": ((), ("share", "amount", "exists")),
    "service_levels": ((), ("availability",)),
    "fault_handling": ((), ("repair_hours",)),
    "planned_outage": ((), ("notice_hours", "notice_days")),
}
# What an annex is by its name, the first that fits. One that is a paper of its own speaks of its own matter.
KINDS = (
    ("supplement", re.compile(r"补充|变更协议|修改协议|洽商")),
    ("special", re.compile(r"特别(?:约定|条款)|专用条款|专项约定")),
    ("own", re.compile(r"承诺|保证书|保密|廉|责任书|责任状|安全|授权|委托书|声明|证明|资质|规范|说明书|指引|名册|验收|竣工|样本|模板|样表|申请")),
    ("order", re.compile(r"订单|需求单|业务单|受理单|订购|登记表|任务书")),
    ("price", re.compile(r"价|资费|费用|收费")),
)
# The words by which a sentence names the matter of a type.
MATTERS = {
    "term": "期限|服务期|租期|起止", "charges": "费用|价格|价款|单价|资费|月租|金额", "payment_terms": "付款|支付|结算", "late_payment": "违约|逾期",
    "delay_compensation": "违约|逾期", "jurisdiction": "争议|管辖|仲裁", "service_levels": "指标|可用率|质量", "fault_handling": "故障|修复", "renewal": "续",
}  # fmt: skip
N = r"(?P<number>\d{1,2}|[一二三四五六七八九十]{1,3})"
NAMED = re.compile(rf"以\s*(?:本合同)?附\s*件\s*[（(]?\s*{N}\s*[）)]?")
THIS = re.compile(r"以本(?:补充)?(?:协议|合同|附件|订单|需求单|约定|条款|附页|确认书|文件)")
SUPPLEMENTS = re.compile(r"补充|变更协议|洽商")
EXCEPT = re.compile(r"(?:但|除|惟|唯|仅|只有?|不过)(?P<matter>[^。；]{0,60})")
DEFERS = re.compile(rf"(?:以|按照?|依照?|执行)\s*(?:本合同)?(?:附\s*件\s*[（(]?\s*{N}|订单|需求单|业务单)[^，。；]{{0,16}}(?:为准|优先|执行)")
AMENDS = re.compile(r"(?:修改|变更|调整|更改|修订|改)(?:为|成|如下)|(?:替换|更换)[为成]")
CLAUSE_NUMBER = re.compile(r"\d{1,2}(?:\s?[.．]\s?\d{1,2}){1,3}|第\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*条")
SUMMED = re.compile(r"合\s*计|共\s*计|总\s*计|总(?:金额|价|额|费用)|每[月年](?:合计|共|总)")
# Things of which a contract says the same sort of thing with different figures; two that name none in common speak of two matters.
THINGS = tuple(
    re.compile(words)
    for words in (
        r"合同|协议", r"专线|电路|线路|光纤|纤芯|宽带|租期|租用", r"设备|终端|器材|硬件|货物|产品", r"平台|门户|控制台|系统|软件|接口", r"IP|网络地址|域名",
        r"存储|主机|数据库|镜像", r"短信|流量|语音|通话|座席|坐席|号码|中继", r"机柜|机房|机位", r"维保|保修|质保", r"培训|驻场|人员",
    )
)  # fmt: skip
SERVED = re.compile(r"服务期|服务时间|租期|租用期|租赁期|使用期|计费|起租")  # how long one service runs, which outlasts or falls short of the contract
PERCENT = re.compile(r"[%％‰]|百分之")
BELOW = re.compile(r"(?<!不)(?<!不得)(?:低于|未达|达不到)")
ADDED = re.compile(r"增加|新增|增开|追加|另行|另收|加收|加装|额外")
FRAMEWORK = re.compile(r"框架|总协议|入围|定点|年度协议")
HANZI = {character: number for number, character in enumerate("零一二三四五六七八九十")}

Holds = Literal["body", "annex", "open"]
# agreed: by the contract's order of precedence; deferred: the body leaves this matter to the annex; amended: in so many words;
# later: a supplement by its nature; special: special terms beside general ones; disagree: two orders of precedence; silent.
Ground = Literal["agreed", "deferred", "amended", "later", "special", "disagree", "silent"]


@dataclass(frozen=True, kw_only=True)
class Document:
    """The body (kind `body`, number "") or an annex: what it is, and where it stands in the file (0 the body)."""

    name: str
    kind: str
    number: str
    place: int


@dataclass(frozen=True, kw_only=True)
class Holding:
    """Two places that differ: `one` stands first, `two` in a later document; which holds, on which ground, by which words."""

    one: Term
    two: Term
    one_in: Document
    two_in: Document
    holds: Holds  # annex: `two`, body: `one`, open: nothing decides
    ground: Ground
    why: str

    @property
    def yields(self) -> tuple[Term, ...]:
        """The term that does not hold; () where nothing decides."""
        return {"annex": (self.one,), "body": (self.two,), "open": ()}[self.holds]


@dataclass(frozen=True, kw_only=True)
class Precedence:
    """One sentence on which paper prevails: body, annex or supplement; `number` of the annex that it names, else ""."""

    first: str
    number: str
    sentence: str
    annex: str | None  # the annex that speaks of itself, by its name


def holdings(facts: Facts) -> tuple[Holding, ...]:
    """Every matter that the body and an annex, or two supplements, state differently, in the order of COMPARED and of the text."""
    papers = _papers(facts)
    clauses = {c.id: c for c in facts.contract.clauses}
    old = {id(t) for t in _amended_away(facts, clauses)}
    found = []
    for type in COMPARED:
        told = [t for t in facts.terms if t.type == type and t.clause in clauses and id(t) not in old and _stated_once(t, clauses[t.clause])]
        current = [t for t in told if clauses[t.clause].annex is None]
        for name, paper in papers.items():
            if name is None or paper.kind == "own":
                continue
            stated = [t for t in told if clauses[t.clause].annex == name]
            for two in stated:
                one = _other_than(two, [t for t in current if _of_one_thing(t, two, clauses) and not _of_one_order(t, two, paper)], stated)
                if one is None or (type == "charges" and ADDED.search(clauses[two.clause].text)) or (type in ("term", "charges") and paper.kind == "order" and FRAMEWORK.search(facts.contract.title)):
                    continue
                holding = _ruled(one, two, papers[clauses[one.clause].annex], paper, facts, clauses)
                if holding is not None:
                    found.append(holding)
                    current = [two if t is one else t for t in current] if holding.holds == "annex" else current
                    break
    return tuple(found)


def in_force(facts: Facts, type: str) -> list[Term]:
    """The terms of a type that the body and its supplements state, in the order of the text, without those that were replaced."""
    papers = _papers(facts)
    clauses = {c.id: c for c in facts.contract.clauses}
    told = [t for t in facts.terms if t.type == type and t.clause in clauses and papers[clauses[t.clause].annex].kind in ("body", "supplement", "special")]
    if all(clauses[t.clause].annex is None for t in told):
        return told
    gone = {id(t) for holding in holdings(facts) for t in holding.yields} | {id(t) for t in _amended_away(facts, clauses)}
    rewritten = _rewritten(facts, papers)
    return [t for t in told if id(t) not in gone and t.clause not in rewritten]


def _rewritten(facts: Facts, papers: dict[str | None, Document]) -> set[str]:
    """The clauses of the body that a supplement cites by number and words anew: 第6.1款修改为：…"""
    numbers = set()
    for clause in facts.contract.clauses:
        if papers[clause.annex].kind == "supplement" and (mark := AMENDS.search(clause.text)):
            numbers |= {_plain(n[0]) for n in CLAUSE_NUMBER.finditer(clause.text, 0, mark.start())}
    return {c.id for c in facts.contract.clauses if c.annex is None and c.amended is None and c.number and _plain(c.number) in numbers}


def _plain(number: str) -> str:
    return re.sub(r"[第条款项\s.．]+$|^第|\s", "", number)


def set_back(findings: Sequence[Finding], facts: Facts) -> list[Finding]:
    """The findings, those on a term that does not hold at low severity and half their weight: what replaced it is judged by itself."""
    gone = [t for holding in holdings(facts) for t in holding.yields]
    gone += _amended_away(facts, {c.id: c for c in facts.contract.clauses})

    def lost(finding: Finding) -> bool:
        return finding.span is not None and any(t.clause == finding.clause and t.type == finding.type and t.span.start < finding.span.end and finding.span.start < t.span.end for t in gone)

    low: Severity = "low"
    return [replace(f, severity=low, score=f.score // 2) if f.severity in ("high", "medium") and not f.code.startswith("consistency.") and lost(f) else f for f in findings]


# -- the papers ---------------------------------------------------------------------------------------------------------


def _papers(facts: Facts) -> dict[str | None, Document]:
    """The body under None, then the annexes whose text is in the file by name, in its order."""
    papers: dict[str | None, Document] = {None: Document(name="", kind="body", number="", place=0)}
    for place, annex in enumerate(sorted((a for a in facts.contract.annexes if a.found), key=lambda a: a.found.start if a.found else 0), 1):
        kind = next((kind for kind, pattern in KINDS if pattern.search(annex.name)), "other")
        papers[annex.name] = Document(name=annex.name, kind=kind, number=annex.number, place=place)
    for clause in facts.contract.clauses:
        papers.setdefault(clause.annex, Document(name=clause.annex or "", kind="own", number="", place=len(papers)))
    return papers


def _amended_away(facts: Facts, clauses: dict[str, Clause]) -> list[Term]:
    """The terms that a clause quotes only to replace them: 将“三年”修改为“五年”."""
    gone = []
    for term in facts.terms:
        clause = clauses.get(term.clause)
        mark = AMENDS.search(clause.text) if clause else None
        if clause and mark and clause.annex and clause.text.find(term.quote) + len(term.quote) <= mark.start() and "。" not in clause.text[: mark.start()]:
            gone.append(term)
    return gone


# -- the same matter, told differently ----------------------------------------------------------------------------------


def _other_than(two: Term, current: Sequence[Term], stated: Sequence[Term]) -> Term | None:
    """The term of the matter that holds so far and differs from the annex's; None where either paper tells it in several ways."""
    beside = [t for t in current if _same_matter(t, two)]
    alike = [t for t in stated if t is not two and _same_matter(t, two)]
    if not beside or any(not _differing(t, two) for t in beside) or any(_differing(t, two) for t in alike):
        return None
    return beside[0] if all(not _differing(beside[0], t) for t in beside[1:]) else None


def _of_one_thing(one: Term, two: Term, clauses: dict[str, Clause]) -> bool:
    """Whether the sentences of two terms can speak of the same: one names no thing at all, or both name one in common."""
    named = [{n for n, thing in enumerate(THINGS) if thing.search(_sentence(text, max(0, text.find(t.quote))))} for t in (one, two) for text in (clauses[t.clause].text,)]
    return not named[0] or not named[1] or bool(named[0] & named[1])


def _of_one_order(one: Term, two: Term, paper: Document) -> bool:
    """Whether an order form tells how long its service runs, and the body how long the contract is in force."""
    return two.type == "term" and paper.kind in ("order", "price", "other") and bool(SERVED.search(two.quote)) and not SERVED.search(one.quote)


def _stated_once(term: Term, clause: Clause) -> bool:
    """Whether a level of service is promised once: several in one clause are of several things, 低于 is what is paid for."""
    return term.type != "service_levels" or (len(PERCENT.findall(clause.text)) == 1 and not BELOW.search(term.quote))


def _same_matter(one: Term, two: Term) -> bool:
    key, _ = COMPARED[one.type]
    if one.type == "charges" and bool(SUMMED.search(one.quote)) != bool(SUMMED.search(two.quote)):
        return False
    return all(one.get(name) in (None, "either", two.get(name)) or two.get(name) in (None, "either") for name in key)


def _differing(one: Term, two: Term) -> tuple[str, ...]:
    """The compared fields that both terms state, and state differently."""
    fields = [name for name in COMPARED[one.type][1] if one.get(name) is not None and two.get(name) is not None]
    if one.type == "jurisdiction" and one.get("method") == two.get("method") and not _seats_comparable(one, two):
        fields = [name for name in fields if name != "seat"]
    if one.type == "term" and "months" in fields and one.values["months"] == two.values["months"]:
        fields = [name for name in fields if name != "start_date"]
    return tuple(name for name in fields if one.values[name] != two.values[name])


def _seats_comparable(one: Term, two: Term) -> bool:
    """Whether two seats can be told apart by name: both a side's, or two places of which neither name holds the other."""
    seats = [str(t.get("seat")) for t in (one, two)]
    if all(seat in ("customer", "carrier") for seat in seats):
        return True
    places = [seat.removeprefix("place:") for seat in seats if seat.startswith("place:")]
    return len(places) == 2 and places[0] not in places[1] and places[1] not in places[0]


# -- which holds --------------------------------------------------------------------------------------------------------


def _ruled(one: Term, two: Term, one_in: Document, two_in: Document, facts: Facts, clauses: dict[str, Clause]) -> Holding | None:
    """Which of the two holds; None for two annexes of which neither is a supplement."""
    if one_in.kind != "body" and two_in.kind not in ("supplement", "special"):
        return None
    holds, ground, why = _decided(one, two, one_in, two_in, facts, clauses)
    return Holding(one=one, two=two, one_in=one_in, two_in=two_in, holds=holds, ground=ground, why=why)


def _decided(one: Term, two: Term, one_in: Document, paper: Document, facts: Facts, clauses: dict[str, Clause]) -> tuple[Holds, Ground, str]:
    amending = AMENDS.search(clauses[two.clause].text)
    if amending and paper.kind in ("supplement", "special", "other"):
        return "annex", "amended", _sentence(clauses[two.clause].text, amending.start())
    left = next((words for c in clauses.values() if c.annex is None and (words := _deferred(c, one, paper))), None)
    if left:
        return "annex", "deferred", left
    rules = [rule for rule in _precedences(facts, clauses) if one_in.kind == "body" or rule.first == "supplement" or rule.annex or rule.number]
    verdicts = [(first, rule.sentence) for rule in rules if (first := _by(rule, paper, one.type))]
    if len({first for first, _ in verdicts}) > 1:
        return "open", "disagree", "；".join(dict.fromkeys(sentence for _, sentence in verdicts))
    if verdicts:
        return verdicts[0][0], "agreed", verdicts[0][1]
    if paper.kind == "supplement":
        return "annex", "later", ""
    return ("annex", "special", "") if paper.kind == "special" else ("open", "silent", "")


def _precedences(facts: Facts, clauses: dict[str, Clause]) -> Iterator[Precedence]:
    """What the contract says on which paper prevails, a sentence each."""
    for term in facts.terms:
        clause = clauses.get(term.clause)
        if term.type != "order_of_precedence" or clause is None or not isinstance(term.get("first"), str):
            continue
        at = max(0, clause.text.find(term.quote))
        sentence = _sentence(clause.text, at)
        sentence += clause.text[at : at + len(term.quote)].removeprefix(sentence) if term.quote.startswith(sentence) else ""  # with its exception
        itself = clause.annex if clause.annex and THIS.search(sentence) else None
        named = NAMED.search(sentence)
        yield Precedence(first="annex" if itself else term.values["first"], number=_digits(named["number"]) if named else "", sentence=sentence, annex=itself)


def _by(rule: Precedence, paper: Document, type: str) -> Holds | None:
    """Whether the body or this annex holds by the sentence; None where it does not speak of such an annex."""
    excepted = EXCEPT.search(rule.sentence)
    matter = bool(excepted and re.search(MATTERS.get(type, r"(?!)"), excepted["matter"]))
    if rule.annex is not None:
        return "annex" if rule.annex == paper.name else None
    if rule.first == "supplement":
        return "annex" if paper.kind in ("supplement", "special") else None
    if rule.first == "annex":
        return "annex" if rule.number in ("", paper.number) else None
    if rule.first != "body" or (paper.kind == "supplement" and not SUPPLEMENTS.search(rule.sentence)):
        return None  # a rule on annexes does not keep the parties from agreeing otherwise later
    return "annex" if matter else "body"


def _deferred(clause: Clause, one: Term, paper: Document) -> str | None:
    """The sentence of a clause that leaves the matter of a term to the annex: 价格以附件二为准."""
    for found in DEFERS.finditer(clause.text):
        sentence = _sentence(clause.text, found.start())
        fits = found["number"] is None or _digits(found["number"]) == paper.number
        ordered = found["number"] is not None or paper.kind == "order"
        if fits and ordered and re.search(MATTERS.get(one.type, r"(?!)"), sentence) and not re.search("不一致|冲突|抵触|矛盾|不符|歧义", sentence):
            return sentence
    return None


def _sentence(text: str, at: int) -> str:
    start = max(text.rfind(stop, 0, at) for stop in "。；\n") + 1
    end = min((place for stop in "。；\n" if (place := text.find(stop, at)) >= 0), default=len(text))
    return text[start:end].strip()


def _digits(written: str) -> str:
    if written.isdigit():
        return str(int(written))
    tens, _, ones = written.rpartition("十")
    return str((HANZI.get(tens, 1) * 10 if "十" in written else 0) + HANZI.get(ones, 0))
