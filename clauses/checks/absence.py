"""What the standard requires and the contract has not.

Facts and what the matching found come in; out come hits of `TYPE.missing`. A clause of a type with figures
is there when its figures are; a mere mention of force majeure or of personal data is no clause about it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from clauses.checks.places import body
from clauses.model import Clause, Facts, Hit, Library, Match, TemplateClause

SURE = 0.5  # of the classifier
MATCHED = 0.6  # similarity from which a matched clause stands for the standard's, its type aside
FIGURED_MATCH = 0.75  # the same for a type that lives by its figures

ALWAYS = ("liability_cap", "jurisdiction", "force_majeure")  # asked for where no standard fits
FIGURED = ("late_payment", "delay_compensation", "liability_cap", "jurisdiction", "renewal", "early_termination_charge", "misuse_penalty", "governing_law")

# Named, in the words of the eighties and nineties, or by what makes it one.
_MAJEURE = r"(?:不可抗力|(?:人力)?(?:不可|不能|无法)抗拒|(?:不能|不可|无法|难以)预[见料][^。；]{0,16}?(?:避免|克服|抗拒|控制|防止)|人力(?:所)?(?:不能|无法|不及))"
_DISASTER = r"(?:战争|地震|洪水|台风|自然灾害|天灾|水灾|火灾|暴雨|海啸|瘟疫|疫情)"
# How a clause's own heading says what it is about.
_HEADINGS = {
    "late_payment": r"逾期(?:付款|付费|支付|缴费)|滞纳金|欠费(?:处理|违约)",
    "delay_compensation": r"(?:逾期|迟延|延迟|延期)(?:开通|交付|交货|交房|完工|服务)",
    "liability_cap": r"责任(?:的)?(?:限制|上限|限额)|赔偿(?:责任)?(?:的)?(?:限制|上限|限额)|有限责任",
    "jurisdiction": r"争议|纠纷|管辖|仲裁",
    "force_majeure": _MAJEURE,
    "data_protection": r"个人信息|数据(?:安全|保护|合规|处理)|隐私",
    "confidentiality": r"保密|商业秘密",
    "governing_law": r"法律适用|适用法律|准据法",
    "renewal": r"续[展约签期]|顺延",
    "notices": r"通知|送达",
    "assignment": r"转让",
    "termination_for_cause": r"解除|终止",
    "acceptance": r"验收",
    "term": r"期限|有效期",
    "scope_of_services": r"(?:服务|业务|采购|租[赁用]|合作|工作|项目)(?:的)?(?:内容|范围|说明|概况|概述|标的)|标的|租赁物|服务项目",
    "invoicing": r"发票",
    "payment_terms": r"付款|支付|结算|缴费",
    "charges": r"费用|价款|价格|金额|报酬|租金",
}
# What a clause's words must hold for it to count beside its own type (`also`).
_WORDS = {
    "force_majeure": rf"{_MAJEURE}[^。；]{{0,60}}?(?:不承担|不负|免除|免责|不视为|不构成|免于|顺延|延期|推迟|通知|通报|告知|解除|终止|取消|是指|系指|包括)|{_DISASTER}[^。；]{{0,80}}?(?:不承担|不负|免除|免责|不视为|不构成|不算违约|不追究|免于|通知|通报|告知|顺延|延期)",
    "data_protection": r"个人信息|用户数据|数据(?:安全|保护|处理|出境)|隐私",
    "confidentiality": r"保密|泄露|披露|秘密",
    "governing_law": r"适用[^。；]{0,16}法律|受[^。；]{0,16}法律",
    "liability_exclusion": r"不承担|免除|免责|不负",
    "payment_terms": r"(?:支付|付款|缴纳|交纳|缴费|交费|交清|付清|结清|结算|预付|预交|缴付)",
    "activation": r"开通|交付|投入使用|装机|竣工",
    "fault_handling": r"故障|障碍|修复|抢修|报修",
}
_BY_WHEN = r"(?:\d|[一二三四五六七八九十两])\s*个?(?:工作日|日|天|周|个?月)(?:之|以)?[内前]|日前|年[^，。；]{0,8}月[^，。；]{0,8}日(?:之|以)?前"
# What settles the matter wherever it is said and whatever else the clause is about.
_SETTLES = {
    "activation": rf"(?:{_BY_WHEN})[^。；]{{0,24}}?(?:开通|调通|接通|交付使用|完成[^，。；]{{0,14}}?(?:建设|部署|调[测试]|接入|施工|安装|跳接|配置))",
    "acceptance": rf"(?:(?:{_BY_WHEN})[^，。；]{{0,12}}?|由[^，。；]{{1,10}}?|通知[^，。；]{{1,10}}?)(?:测试|验收|查验|验证|检验)(?!报告|费|标准|申请)[^。]{{0,60}}?(?:合格|通过|签[字署章]|确认|结论)|(?:测试|验收|查验|验证|检验)(?:通过|合格)(?:并|且|后)[^，。；]{{0,8}}?(?:签[字署章]|书面|确认)",
    "termination_for_convenience": r"(?:提前|提早)[^，。；]{0,8}?(?:日|天|月|周)[^。；]{0,30}?(?:解除|终止|退租|注销|停用)|(?:提前|中途)(?:解除|终止|退租)[^。；]{0,30}?(?:提前|提早)[^，。；]{0,8}?(?:日|天|月|周)",
}
# What a clause of a type with figures holds when its figures could not be read.
_FIGURES = {
    "late_payment": r"(?:[‰%％]|分之)[^。；]{0,24}?(?:违约金|滞纳金|利息|罚)|(?:违约金|滞纳金|利息|罚)[^。；]{0,24}?(?:[‰%％]|分之)",
    "delay_compensation": r"(?:[‰%％]|分之|[元块])[^。；]{0,24}?(?:违约金|赔|补偿)|(?:违约金|赔|补偿)[^。；]{0,24}?(?:[‰%％]|分之|[元块])",
    "early_termination_charge": r"违约金|补偿|补交|剩余",
    "misuse_penalty": r"违约金|[倍‰%％]",
    "jurisdiction": r"法院|仲裁委员会",
    "governing_law": r"适用|法律",
    "renewal": r"续|顺延|自行终止",
}
_ANY_FIGURE = re.compile(r"[‰%％\d]|分之|[一二三四五六七八九十两百千万]个?(?:[日天月年倍元]|工作日)|人民法院|仲裁委员会")
_MENTION = re.compile(rf"(?:除|遇|因|如遇|由于|非因)?{_MAJEURE}(?:因素|原因|事件|情形)?(?:的)?(?:情况下?|原因)?(?:除外|外|以外|的除外)")


def missing(facts: Facts, library: Library) -> Iterator[Hit]:
    """What the standard requires and the body has not, one hit a type; without a standard, three types for a person to check."""
    if facts.template is None:
        for type in ALWAYS:
            if not _present(type, facts):
                yield Hit(code=f"{type}.missing", clause=None, quote="", span=None, certainty="check", type=type, values={"standard": library.label(type)})
        return
    told: set[str] = set()
    for wanted in facts.template.clauses:
        if wanted.required and wanted.annex is None and wanted.type not in told and not _present(wanted.type, facts) and not _matched(wanted, facts):
            told.add(wanted.type)
            values = {"template_clause": wanted.id, "standard": wanted.heading or wanted.article, "reason": wanted.reason, "nearest": _nearest(wanted, facts)}
            yield Hit(code=f"{wanted.type}.missing", clause=None, quote="", span=None, values=values, type=wanted.type)


def _present(type: str, facts: Facts) -> bool:
    """Whether a clause of the body is of the type."""
    clauses = body(facts.contract)
    ids = {c.id for c in clauses}
    if any(t.type == type and t.clause in ids for t in facts.terms):
        return True
    heading = re.compile(_HEADINGS[type]) if type in _HEADINGS else None
    if heading and any(heading.search(c.heading or "") and _speaks(c) for c in clauses):
        return True
    if type in FIGURED:
        figure = re.compile(_FIGURES[type]) if type in _FIGURES else None
        return figure is not None and any(c.type == type and c.confidence >= SURE and figure.search(c.text) for c in clauses)
    if heading and any(heading.search(" ".join(c.path)) and _speaks(c) for c in clauses):
        return True
    if heading and any(a.found is not None and heading.search(a.name) for a in facts.contract.annexes):
        return True
    if type in _SETTLES and any(re.search(_SETTLES[type], c.text) for c in clauses):
        return True
    words = re.compile(_WORDS.get(type) or _HEADINGS.get(type) or "(?!)")
    return any(((c.type == type and c.confidence >= SURE) or (type in c.also and words.search(_plain(c.text)))) and _says(c, type) for c in clauses)


def _speaks(clause: Clause) -> bool:
    return len(re.sub(r"[\s\W]", "", clause.text)) > 6


def _plain(text: str) -> str:
    """The words without those that merely except force majeure."""
    return _MENTION.sub("", text)


def _says(clause: Clause, type: str) -> bool:
    """False for a clause that only mentions what the type is about, in an exception."""
    return type != "force_majeure" or bool(re.search(_WORDS[type], _plain(clause.text)))


def _matched(wanted: TemplateClause, facts: Facts) -> bool:
    """Whether a clause of the body is near enough to the standard's to stand for it."""
    ids = {c.id for c in body(facts.contract)}
    least = FIGURED_MATCH if wanted.type in FIGURED else MATCHED
    if any(m.template_clause == wanted.id for m in facts.missing):
        return False
    mine = [m for m in facts.matches if wanted.id in _targets(m) and m.clause in ids]
    return any(m.similarity >= least or _typed(facts.contract.clause(m.clause), wanted.type) or _heard(m, wanted.type, facts) for m in mine)


def _heard(match: Match, type: str, facts: Facts) -> bool:
    """Whether a matched clause says every point of weight that the standard's makes; with a figure where the type lives by them."""
    weighty = [p for p in match.points if p.point.weight == "major"]
    clause = facts.contract.clause(match.clause)
    return bool(weighty) and all(p.state == "said" for p in weighty) and (type not in FIGURED or bool(_ANY_FIGURE.search(clause.text)))


def _typed(clause: Clause, type: str) -> bool:
    """Whether the classifier, too, takes a matched clause for one of the type; with a figure where the type lives by them."""
    return type in (clause.type, *clause.also) and _says(clause, type) and (type not in FIGURED or bool(_ANY_FIGURE.search(clause.text)))


def _targets(match: Match) -> tuple[str, ...]:
    target = match.template_clause
    return () if target is None else (target,) if isinstance(target, str) else target


def _nearest(wanted: TemplateClause, facts: Facts) -> str:
    """The draft's nearest clauses with how near they are, for the message."""
    entry = next((m for m in facts.missing if m.template_clause == wanted.id), None)
    numbers = {c.id: c.number or c.heading or c.id for c in facts.contract.clauses}
    return "、".join(f"{numbers.get(n.clause, n.clause)}（{n.similarity:.2f}）" for n in entry.nearest[:3]) if entry else ""
