"""Duties and remedies that one side alone bears.

Facts come in; out come hits of `one_sided.TOPIC`, at most one a topic, with the side that bears and the topic. The whole
body is read before a side is said to bear alone: anything of the kind on the other side, or on both, keeps the check silent.
Annexes are undertakings of one side by nature and are not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clauses.checks.places import body, place, roles
from clauses.model import OPPOSITE, Certainty, Clause, Facts, Hit, Library, Span
from clauses.terms.parties import BOTH, CARRIER, CUSTOMER, EITHER, OTHER, UNKNOWN, actor, answers, laid, payer, sentences, side
from clauses.terms.passage import Passage
from clauses.terms.words import Words

_SIDES = f"[{CUSTOMER}{CARRIER}]"
_MUTUAL = re.compile(f"[{EITHER}{BOTH}]|败诉方|过错方|违约(?:的)?一?方|守约方|责任方|双方|各方|各自|相互|互相|(?:任何|任)?一方")
_OWN_RIGHTS = re.compile(r"知识产权|专利|著作权|商标|侵犯[^，。；]{0,16}(?:第三[方人]|他人|权利)|侵权")  # what one supplies must be one's own to give
_ALL = r"(?:全部|一切|所有|全额|任何|一应)"
_FULL = re.compile(
    rf"(?:承担|负)[^，。；]{{0,10}}?{_ALL}[^，。；]{{0,24}}?(?:责任|损失|后果|赔偿)|(?:全额|全部|足额)(?:予以|进行|给予)?(?:赔偿|补偿)|(?:赔偿|补偿)[^，。；]{{0,24}}?{_ALL}(?:的)?[^，。；]{{0,8}}?损失"
)
_LIMITED = re.compile(r"(?:责任|金额|总额|数额)?[^，。；]{0,10}?(?:不超过|不得超过|以[^，。；]{1,40}为限|限于|仅限)")  # the whole of a liability that is capped
_ALL_OF_DATA = re.compile(rf"{_FULL.pattern}|(?:均|概|全部|一律)由{_SIDES}[^，。；]{{0,12}}(?:承担|负责)")
# 使对方免受任何索赔: as much as to make good whatever may come.
_HARMLESS = re.compile(rf"(?:使|令|保证|确保|保障|保护)[{CUSTOMER}{CARRIER}{OTHER}][^，。；]{{0,6}}(?:免受|免于|免遭|不受|不因此(?:遭受|承担))[^，。；]{{0,24}}?(?:索赔|损失|损害|追究|追索|诉讼)")
_WHOLE = re.compile(rf"{_ALL}")
_MAKES_GOOD = re.compile(r"(?:赔偿|补偿|赔付)[^，。；]{0,16}?(?:损失|损害)|(?:损失|损害)[^。；]{0,24}?(?:承担|赔偿|补偿|负责)|承担[^，。；]{0,10}?(?:赔偿|法律|相应|违约)?责任|予以赔偿|按价赔偿|照价赔偿|赔偿责任")
_NOT = re.compile(r"不(?:因此|就此|对此|由此|为此|再|需|必|应)*(?:承担|负|予|作|对|赔|补偿)|无[须需]|[概毋]|免|不向")
_OF_DATA = re.compile(r"信息|数据|资料|隐私|安全|泄")  # what is borne is of data, not of whatever else stands under that heading
_DATA = re.compile(r"个人信息|数据安全|数据保护|数据合规|数据处理")
_SECRET = re.compile(r"保密|机密|商业秘密|不公开信息")
_THIRD = re.compile(r"任何(?:其他)?第三[方人者]|第三[方人者]|任何(?:其他)?(?:单位|个人|人)|他人")
_KEEPS = re.compile(r"(?<!的)(?<!本条)保密(?!期|义务|责任|条款|协议|制度|措施|信息|资料|范围|级|等|规定|内容)|(?:承担|负|履行|遵守|尽)[^，。；]{0,40}?保密(?:的)?(?:义务|责任|条款|规定)|保守[^，。；]{0,12}秘密|(?:不得|不应|不向|禁止|不能)[^。；]{0,40}?(?:披露|泄露|透露|泄漏|公开|提供)")
# What one side keeps for its own safety is no secret of the other's trade; the secrecy of communications, which the law imposes, is none to complain of.
_CREDENTIALS = re.compile(r"(?:登录|登陆|管理员?|平台|系统|控制台|用户)?(?:账号|帐号|账户|帐户|口令|密码|密钥|凭证|凭据|令牌|验证码|用户名|证书)(?:的)?(?:信息|资料|内容)?")
_COMMUNICATIONS = re.compile(r"通[信讯](?:自由|秘密|内容)|用户通信")
_SECRETS_OF_TRADE = re.compile(r"秘密|机密|信息|资料|技术|文件|内容|数据|图纸|价格|情况")
_CONSENT = re.compile(r"未(?:经|取得|征得|获)[^，。；]{0,14}(?:同意|许可|批准|授权|认可)")  # names who is asked, not who acts
_KIN = r"(?:关联(?:公司|方|企业|单位|机构)|下属(?:机构|公司|单位)|上级(?:单位|公司)?|集团|母公司|子公司|分支机构|分公司|顾问|供应商|合作(?:方|伙伴|单位))"
_FREED = re.compile(rf"(?P<who>{_SIDES})[^。；]{{0,24}}?{_KIN}[^。；]{{0,40}}?(?:不受此限|不受[^，。；]{{0,10}}限制|不视为|不构成|不属于|除外)|(?P<may>{_SIDES})(?:有权|可以?|得)[^。；]{{0,8}}向[^。；，]{{0,10}}{_KIN}[^，。；]{{0,12}}(?:披露|提供|透露)")
_COSTS = re.compile(r"律师(?:代理)?费|诉讼费|仲裁费|公证费|调查(?:取证)?费|取证费|鉴定费|执行费|保全费|差旅费|追讨|催收费|维权(?:费|成本)|实现债权")
_OF_THE_OTHER = re.compile(rf"(?:承担|负担|赔偿|支付|补偿|偿付)(?:给)?(?P<who>{_SIDES})")
# What the other spends on a third party's claim is the loss that is made good, no cost of its own action.
_CLAIMED = re.compile(r"第三[方人者][^。；]{0,40}?(?:索赔|主张|起诉|诉讼|追究|要求|投诉)")
_BEARS = re.compile(r"承担|赔偿|负担|支付|补偿|偿付")
_BREACH = re.compile(r"违约|违反|逾期|欠费|欠缴|拖欠|迟延|未按|未能|不履行|不能|不合格|以下|下列|情形|拒不|拒绝|失信|仍不|仍未|达不到|不符")
_ENDS = re.compile(rf"(?P<who>{_SIDES}|{EITHER}|{BOTH}|{OTHER}|{UNKNOWN})(?:均|都|即|则|亦|也|将|应|仍)?(?:有权|可以?|得|可)[^。；]{{0,30}}?(?:解除|终止)(?!服务通知|通知)")
_EVENTS = re.compile(r"(?:以下|下列|如下)[^，。；]{0,6}(?:任一|任何|之一|情形|情况|行为)|失信|黑名单|名单")

_WAIVED = re.compile(rf"(?P<who>{_SIDES})[^，。；]{{0,16}}?(?:不得|无权|放弃|不再)[^，。；]{{0,24}}?(?:另行|其他|任何|再(?:次|行|向)?)[^，。；]{{0,10}}?(?:主张|索赔|追究|赔偿要求|权利要求|救济)")
_SOLE = re.compile(rf"(?:即|此)?(?:为|是|构成)[^，。；{_SIDES[1:-1]}]{{0,6}}(?P<who>{_SIDES})[^，。；]{{0,12}}(?:全部|唯一)(?:的)?[^，。；]{{0,6}}(?:补偿|救济|赔偿|补救)")
_LEAVES = re.compile(rf"[{CUSTOMER}{EITHER}{BOTH}{UNKNOWN}][^，。；]{{0,6}}(?:可以?|有权|得|提前|要求|需要|申请)[^。；]{{0,36}}?(?:终止|解除|退租|撤销|停用)|提前(?:终止|解除|退租)")
_NOT_FREELY = re.compile(r"违约|补偿|补交|赔偿|剩余|不可抗力|违反|逾期|催告|情形|破产|不能|未[能按经]")
_ASSIGNED = r"(?:转让|让与)"
_BARRED = re.compile(rf"(?P<who>{_SIDES})(?:均|亦|也)?(?:不得|不能|无权|不应)[^，。；]{{0,10}}?(?:将)?[^，。；]{{0,20}}?{_ASSIGNED}")
_FREE = re.compile(rf"(?P<who>{_SIDES})(?:均|亦|也)?(?:可以?|有权|得)(?:自行|自由|随时)?(?:将|把)?[^，。；]{{0,30}}?{_ASSIGNED}")


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """A sentence of the body laid flat, with its clause."""

    clause: Clause
    flat: Words
    span: Span  # into flat.text

    @property
    def words(self) -> str:
        return self.flat.text[self.span.start : self.span.end]

    @property
    def written(self) -> str:
        """The sentence as the contract writes it."""
        span = self.flat.source(self.span.start, self.span.end)
        return self.clause.text[span.start : span.end]

    def payer(self, at: int) -> str | None:
        """customer, carrier or either: who bears what stands at an offset of the flat text; the heading's side where no one is named."""
        if _MUTUAL.search(self.flat.text, max(self.span.start, at - 40), at):
            near = self.flat.text[max(self.span.start, self.flat.text.rfind("，", self.span.start, at)) : at]
            if _MUTUAL.search(near):
                return "either"
        return side(payer(self.flat.text, at, self.span))

    def hit(self, code: str, start: int, end: int, bears: str) -> Hit:
        return self.found(code, start, end, {"bears": bears, "topic": code.partition(".")[2]})

    def found(self, code: str, start: int, end: int, values: Mapping[str, Any], certainty: Certainty = "likely") -> Hit:
        """A hit at a stretch of the flat text."""
        span = self.flat.source(start, end)
        return place(self.clause).hit(code, span.start, span.end, values, certainty)


def one_sided(facts: Facts, library: Library) -> Iterator[Hit]:
    """Data protection, secrecy, costs, indemnity, remedies, leaving and assignment that bind or help one side only; nothing where a side is unknown."""
    known = roles(facts)
    if not known.customer or not known.carrier:
        return
    said = said_in(facts)
    found = [*_data(said), *_secrecy(said, facts), *_costs(said), *_indemnity(said), *_remedy(said, facts), *_waiver(said), *_leaving(said, facts), *_assignment(said)]
    yield from sorted(found, key=lambda hit: hit.span.start if hit.span else 0)


def said_in(facts: Facts) -> tuple[Sentence, ...]:
    """The sentences of the body, in order."""
    found = []
    for clause in body(facts.contract):
        flat = laid(Passage(text=clause.text, roles=roles(facts), heading=_headings(clause), type=clause.type))
        found += [Sentence(clause=clause, flat=flat, span=span) for span in sentences(flat)]
    return tuple(found)


def _headings(clause: Clause) -> str:
    return " ".join((*clause.path, clause.heading or ""))


def _about(clause: Clause, type: str, words: re.Pattern[str]) -> bool:
    return clause.type == type or bool(words.search(_headings(clause)))


def _alone(bearers: Sequence[str | None]) -> str | None:
    """The side that alone is among the bearers; None where both are, or where one is unknown."""
    sides = set(bearers)
    return next(iter(sides)) if len(sides) == 1 and sides <= {"customer", "carrier"} else None


def _bearing(said: Sequence[Sentence], pattern: re.Pattern[str]) -> Iterator[tuple[Sentence, re.Match[str], str | None]]:
    """Every place that makes someone bear something, with who."""
    for one in said:
        for match in pattern.finditer(one.flat.text, *one.span):
            if not _NOT.search(one.flat.text, max(one.span.start, match.start() - 6), match.end()):
                yield one, match, one.payer(match.end() - 1)


def _data(said: Sequence[Sentence]) -> Iterator[Hit]:
    """One side answers for everything in data protection, and the other nowhere answers for its own."""
    section = [s for s in said if _about(s.clause, "data_protection", _DATA)]
    heavy = [(s, m, who) for s, m, who in _bearing(section, _ALL_OF_DATA) if who in OPPOSITE and (_FULL.match(m[0]) or _OF_DATA.search(s.clause.text))]
    side = _alone([who for *_, who in heavy])
    if side is None:
        return
    others = [who for _, _, who in _bearing([s for s in said if s in section or _DATA.search(s.words)], _MAKES_GOOD)]
    if OPPOSITE[side] in others or "either" in others:
        return
    one, match, _ = max(heavy, key=lambda h: (len(_WHOLE.findall(h[0].words)), -h[0].clause.span.start))
    yield one.hit("one_sided.data_protection", match.start(), match.end(), side)


def _indemnity(said: Sequence[Sentence]) -> Iterator[Hit]:
    """One side makes good everything, and the other nowhere makes good a loss."""
    heavy = [(s, m, who) for s, m, who in _bearing(said, _FULL) if not _LIMITED.match(s.flat.text, m.end(), s.span.end) and not _about(s.clause, "data_protection", _DATA) and "赔" in m[0] and not (who == "carrier" and _OWN_RIGHTS.search(_headings(s.clause) + s.clause.text))]
    heavy += [(s, m, side(actor(s.flat.text, s.span.start, m.start() + 1))) for s in said if (m := _HARMLESS.search(s.flat.text, *s.span))]
    bearer = _alone([who for *_, who in heavy])
    others = [who for _, _, who in _bearing(said, _MAKES_GOOD)]
    if bearer is None or OPPOSITE[bearer] in others or "either" in others:
        return
    one, match, _ = heavy[0]
    yield one.hit("one_sided.indemnity", match.start(), match.end(), bearer)


def _secrecy(said: Sequence[Sentence], facts: Facts) -> Iterator[Hit]:
    """Secrecy that one side alone owes, or from which one side alone is freed."""
    section = [s for s in said if _about(s.clause, "confidentiality", _SECRET)]
    for who, one, match in ((OPPOSITE[w], s, m) for s in section for m in [_FREED.search(s.flat.text, *s.span)] if m and (w := side(m["who"] or m["may"])) in OPPOSITE):
        if not any((m := _FREED.search(s.flat.text, *s.span)) and side(m["who"] or m["may"]) != OPPOSITE[who] for s in section):
            yield one.hit("one_sided.confidentiality", match.start(), match.end(), who)
            return
    if any(_SECRET.search(a.name) for a in facts.contract.annexes) or any(re.search(f"[{EITHER}{BOTH}]|接收方|披露方|一方|双方|各方|相互|互相", _THIRD.sub("", s.words)) for s in section):
        return
    duties = list(_duties(said, section))
    bound = _alone([who for *_, who in duties])
    told = [(one, match) for one, match, _ in duties if not _COMMUNICATIONS.search(one.words) or _SECRETS_OF_TRADE.search(_COMMUNICATIONS.sub("", one.words))]
    if bound and told:
        one, match = told[0]
        start = max(one.span.start, *(one.flat.text.rfind(stop, one.span.start, match.start()) + 1 for stop in "，："))
        yield one.hit("one_sided.confidentiality", start, match.end(), bound)


def _duties(said: Sequence[Sentence], section: Sequence[Sentence]) -> Iterator[tuple[Sentence, re.Match[str], str | None]]:
    """Every duty to keep a secret with who bears it; a sentence without a subject goes on with that of the one before in its clause."""
    last: tuple[str, str | None] = ("", None)
    for one in said:
        match = _KEEPS.search(one.flat.text, *one.span) if one in section or "保密" in one.words else None
        if match is None or (_CREDENTIALS.search(one.words) and not _SECRETS_OF_TRADE.search(_CREDENTIALS.sub("", one.words))):
            continue
        consent = _CONSENT.search(one.flat.text, one.span.start, match.end())
        ways = ((one.span.start, consent.start()), (consent.end(), match.end())) if consent else ((one.span.start, match.end()),)
        who = next((found for way in ways if (found := side(answers(one.flat.text, *way)))), None)
        who = who or (last[1] if last[0] == one.clause.id else None)
        last = (one.clause.id, who)
        yield one, match, who


def _costs(said: Sequence[Sentence]) -> Iterator[Hit]:
    """One side alone pays what the other spends on lawyers and collecting."""
    found = []
    for one in said:
        costs = _COSTS.search(one.flat.text, *one.span)
        bears = _BEARS.search(one.words)
        if costs and bears and not _CLAIMED.search(one.written):
            found.append((one, costs, "either" if _MUTUAL.search(one.words) else _payer_of_costs(one, costs)))
    bearer = _alone([who for *_, who in found])
    if bearer:
        one, costs, _ = found[0]
        at = max(one.flat.text.rfind("，", one.span.start, costs.start()) + 1, one.span.start)
        yield one.hit("one_sided.cost_recovery", at, one.span.end, bearer)


def _payer_of_costs(one: Sentence, costs: re.Match[str]) -> str | None:
    """Who pays the costs: the other side than the one whose costs are borne (承担乙方因追讨支出的律师费)."""
    whose = _OF_THE_OTHER.search(one.flat.text, one.span.start, costs.start())
    return OPPOSITE[side(whose["who"]) or ""] if whose else one.payer(costs.end())


def _remedy(said: Sequence[Sentence], facts: Facts) -> Iterator[Hit]:
    """One side alone may end the contract for the other's breach, or has a list of events that let it; not where the other may leave at any time."""
    rights: list[tuple[Sentence, re.Match[str], str]] = []
    for one in said:
        for match in _ENDS.finditer(one.flat.text, *one.span):
            who = side(match["who"]) or "either"
            if who == "either" or _BREACH.search(one.words):
                rights.append((one, match, who))
    owners = [who for *_, who in rights]
    owner = _alone(owners)
    kind = "termination"
    if owner is None:
        rights = [r for r in rights if _EVENTS.search(r[0].words) or _EVENTS.search(r[0].clause.text)]
        owner, kind = _alone([who for *_, who in rights]), "events"
        rights = [r for r in rights if "名单" in r[0].clause.text or "失信" in r[0].clause.text]
    if owner and rights and (kind == "events" or OPPOSITE[owner] not in _free_to_leave(facts)):
        one, match, _ = rights[0]
        hit = one.hit("one_sided.remedy", match.start(), match.end(), OPPOSITE[owner])
        yield Hit(code=hit.code, clause=hit.clause, quote=hit.quote, span=hit.span, values={**hit.values, "kind": kind}, certainty=hit.certainty)


def _free_to_leave(facts: Facts) -> set[str]:
    """The sides that may end the contract on notice without a price."""
    ids = {c.id for c in body(facts.contract)}
    leavers = {t.get("by") for t in facts.terms if t.type == "termination_for_convenience" and t.clause in ids}
    paying = {t.get("payer") for t in facts.terms if t.type == "early_termination_charge" and t.clause in ids}
    return {side for side in OPPOSITE if leavers & {side, "either"} and not paying & {side, "either"}}


def _waiver(said: Sequence[Sentence]) -> Iterator[Hit]:
    """One side is cut off from any other remedy than the one that the clause gives; one hit, at the first such clause."""
    found = [(s, m, side(m["who"])) for s in said for m in [_WAIVED.search(s.flat.text, *s.span)] if m]
    found += [(s, m, side(m["who"])) for s in said for m in [_SOLE.search(s.flat.text, *s.span)] if m]
    side_ = _alone([who for *_, who in found])
    if side_:
        one, match, _ = min(found, key=lambda f: f[0].clause.span.start)
        hit = one.hit("one_sided.remedy", match.start(), match.end(), side_)
        yield Hit(code=hit.code, clause=hit.clause, quote=hit.quote, span=hit.span, values={**hit.values, "kind": "waiver"}, certainty=hit.certainty)


def _leaving(said: Sequence[Sentence], facts: Facts) -> Iterator[Hit]:
    """The carrier may end the contract on notice, the customer only at a price; that the customer alone may is the custom of the trade."""
    ids = {c.id: c for c in body(facts.contract)}
    rights = [t for t in facts.terms if t.type == "termination_for_convenience" and t.clause in ids]
    at_a_price = any(t.type == "early_termination_charge" and t.clause in ids and t.get("payer") == "customer" for t in facts.terms)
    free = any(_LEAVES.search(s.words) and not _NOT_FREELY.search(s.words) for s in said)
    if rights and at_a_price and not free and all(t.get("by") == "carrier" for t in rights):
        first = rights[0]
        values = {"bears": "customer", "topic": "termination"}
        yield Hit(code="one_sided.termination", clause=first.clause, quote=first.quote, span=first.span, values=values, certainty="likely")


def _assignment(said: Sequence[Sentence]) -> Iterator[Hit]:
    """One side may assign the contract freely, the other only with consent."""
    barred = [(s, m, side(m["who"])) for s in said for m in _BARRED.finditer(s.flat.text, *s.span)]
    free = {side(m["who"]) for s in said for m in _FREE.finditer(s.flat.text, *s.span) if "同意" not in s.flat.text[m.start() : m.end() + 10]}
    bearer = _alone([who for *_, who in barred])
    if bearer and free == {OPPOSITE[bearer]}:
        one, match, _ = barred[0]
        yield one.hit("one_sided.assignment", match.start(), match.end(), bearer)
