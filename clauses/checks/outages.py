"""Service that is out while the rent runs on, and compensation that is given in anything but money.

Facts come in; out come hits of `planned_outage.no_reduction` and `service_levels.in_kind`. An outage that the customer brought about, or
that follows from arrears or force majeure, is none of this. That a contract says nothing of a reduction is told once, and only
where neither its body nor an annex holds a word of one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from clauses.checks.places import place
from clauses.checks.sides import Sentence, said_in
from clauses.model import Facts, Hit, Library
from clauses.terms.parties import CUSTOMER

_OUT = re.compile(r"割接|检修|中断|停机|障碍|故障|阻断|升级|维护|施工|网络调整|停断|不可用|抢修|扩容")
_RUNS_ON = re.compile(
    r"(?:照常|照旧|仍(?:然|应|须|需)?|继续|正常|依旧)(?:按[^，。；]{0,8})?(?:计费|收费|计收|计租|收取|计算[^，。；]{0,4}费|支付|缴纳|交纳|计付)"
    r"|(?:费用?|租金|月租费?|服务费|租费|资费)[^，。；]{0,8}?(?:不予?|不作|不因此|不另|不再|概不|一律不)(?:予以?|作|因此|另行|给予|任何)?(?:减免|扣减|减收|退还|退|扣除|免除|调减|减少)"
    r"|(?<!而)(?:不予?|不作|无权要求|不得要求|不得主张|概不|一律不|不因此)(?:予以?|作|给予|另行|任何|相应)*(?:减免|扣减|减收|退还|退费|免收|扣除)[^，。；]{0,10}?(?:费|租|款)?"
)
# A thing that is charged by use and does not arrive, for want of what receives it, is no outage of the service.
_RECEIVER = re.compile(r"(?:接收|被叫|收件|收信|对端|用户)[^，。；]{0,8}(?:停机|关机|空号|欠费|故障|不在服务区)|空号|关机")
_OTHER_CAUSE = re.compile(rf"{CUSTOMER}[^，。；]{{0,8}}(?:原因|过错|责任|自身|设备|侧|申请|要求|违约|违规|违反|逾期|欠)|欠费|逾期|拖欠|保号|不可抗力|未(?:按[时期]|付|缴)|违法|违规|(?:押金|保证金|预付款|初装费|已开具|一次性费用)")
_REDUCTION = re.compile(r"减免|免收|扣减|减收|扣除[^，。；]{0,12}(?:费|租)|免除[^，。；]{0,12}(?:费|租)|(?:退还|返还|核减)[^，。；]{0,16}(?:费|租)|(?:费|租金?)[^，。；]{0,12}(?:核减|折减|扣减|免除|减半)|不(?:产生|另?收取?|计收)[^，。；]{0,6}费|不计费|不计[^，。；]{0,4}费|不收[^，。；]{0,6}费|折算[^，。；]{0,8}退|抵扣|赔付|免费延长|补偿|赔偿")
_IN_KIND = re.compile(
    r"(?:以|赠送|赠予|发放|给予|补偿|赔偿|赔付|折算(?:为|成)?|兑换(?:为|成)?|返还|抵偿)[^，。；]{0,20}?(?:代金券|优惠券|抵用券|流量券|流量包|话费券|体验券|积分|延长[^，。；]{0,8}(?:期|时)|服务时长|使用时长|等值服务|增值服务)"
)
_ONLY = re.compile(r"不(?:另行?|再|予|得|可|能|作)?[^，。；]{0,6}?(?:退还|退费|退款|赔偿|折现|兑现|变现|提现|折算现金|支付现金|减免)|仅(?:以|限|为|得)|唯一|全部(?:的)?(?:赔偿|补偿|救济|责任)")
_MADE_GOOD = re.compile(r"中断|故障|不达标|未达|可用[率性]|延误|质量|障碍")
_AGREED = re.compile(r"同意|协商|批准|许可")  # who must agree to an outage can ask for a reduction
_LEVEL = re.compile(r"可用[率性度]|在线率")
_CARRIERS = ("carrier", None)
_PROJECT = re.compile(r"初验|终验|到货|竣工验收|质保金|里程碑")
_RUNNING_FEE = re.compile(r"月租|租金|租费|租用费|月费|月使用费|每[个]?月|按[月季]|包[月年]|年费|(?:月|年|季)度?服务费|流量费|使用费")  # what could be reduced
_WITHDRAWN = re.compile(r"停止(?:提供|销售|运营|服务|使用)|不再(?:提供|销售|支持)|下线|退市|停售|停服|生命周期|试运行|上线|系统切换")  # a product's end or its first start interrupts no service that runs


def unreduced(facts: Facts, library: Library) -> Iterator[Hit]:
    """No reduction for an outage, expressly or by silence; compensation in kind alone."""
    said = said_in(facts)
    denied = list(_denied(said))
    yield from denied[:1]
    if not denied:
        yield from _silent(facts)
    yield from list(_in_kind(said))[:1]


def _denied(said: Sequence[Sentence]) -> Iterator[Hit]:
    for one in said:
        runs = _RUNS_ON.search(one.flat.text, *one.span)
        if runs and _OUT.search(one.flat.text, one.span.start, runs.start()) and not _OTHER_CAUSE.search(one.words) and not _RECEIVER.search(one.words):
            yield one.found("planned_outage.no_reduction", *runs.span(), {"kind": "denied"})


def _silent(facts: Facts) -> Iterator[Hit]:
    """The first clause on a planned outage, where no word of the file speaks of a reduction or of compensation for an outage."""
    planned = next((t for t in facts.terms if t.type == "planned_outage" and t.get("by") in _CARRIERS), None)
    clause = next((c for c in facts.contract.clauses if planned and c.id == planned.clause and c.annex is None), None)
    clauses = facts.contract.clauses
    project = any(_PROJECT.search(c.text) for c in clauses) and not any(_RUNNING_FEE.search(c.text) for c in clauses)
    if clause is None or project or _AGREED.search(clause.text) or _WITHDRAWN.search(clause.text) or any(_REDUCTION.search(c.text) and (_OUT.search(c.text) or _LEVEL.search(c.text)) for c in clauses):
        return
    yield place(clause).hit("planned_outage.no_reduction", 0, len(clause.text), {"kind": "silent"}, "check")


def _in_kind(said: Sequence[Sentence]) -> Iterator[Hit]:
    for one in said:
        given = _IN_KIND.search(one.flat.text, *one.span)
        if given and _MADE_GOOD.search(one.words) and _ONLY.search(one.words):
            yield one.found("service_levels.in_kind", *given.span(), {})
