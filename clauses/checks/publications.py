"""One side's own words that count for both: what it publishes or records, how it reads the contract, and what it posts instead of a notice; and what it may hand on.

Facts come in; out come hits of `unilateral_change.as_published`, `unilateral_change.interpretation` and `notices.by_publication`, at most
one of each a clause, and of `assignment.free`, at most one. What both sides confirm or may check, what an authority publishes, and the
announcement of a faulty page are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from clauses.checks.sides import Sentence, said_in
from clauses.model import Facts, Hit, Library
from clauses.terms.parties import BOTH, CARRIER, CUSTOMER, EITHER, side

_SIDES = f"[{CUSTOMER}{CARRIER}]"
_PLACE = r"(?:官网|官方网站|网站|网上营业厅|营业厅|营业场所|公众号|APP|客户端|平台|页面|门户|公告栏|主页|网页)"
_DECISIVE = re.compile(
    rf"(?:以|按照?|依照?)(?P<who>{_SIDES})[^，。；]{{0,20}}?(?:{_PLACE}|系统|后台|平台|记录|公布|公示|公告|发布|统计|账单|出具|计费)[^，。；]{{0,20}}?为(?:最终)?(?:准|依据|标准)"
    rf"|(?:未尽(?:事宜|事项|之处)|(?:没有|未作?)(?:另行)?(?:约定|规定)的)[^。；]{{0,8}}?(?:按照?|依照?|遵照|参照|适用|执行)[^，。；]{{0,16}}?(?P<who2>{_SIDES})[^，。；]{{0,24}}?(?:规定|规程|规则|规范|办法|制度|标准)"
)
_READS = re.compile(rf"解释权[^，。；]{{0,8}}?(?:归|属|由)(?:于)?(?P<who>{_SIDES})|(?P<who2>{_SIDES})[^，。；]{{0,16}}?(?:保留|享有|拥有|具有|有)[^，。；]{{0,20}}?解释权")
_BY_BOTH = re.compile(rf"[{BOTH}{EITHER}]|双方|共同|各自|不得|不享有|无权")
_CHECKED = re.compile(r"双方|核对|异议|复核|第三方|对账|共同|校验|有权(?:查询|核查)|除外|联系方式|联系人|热线|开户|账[号户]|收款|地址|开票|发票|送达|明显错误|另有约定|需求单|订单|确认单")
_NOTICE = re.compile(
    rf"(?P<who>{_SIDES})[^。；]{{0,50}}?(?:{_PLACE})[^。；]{{0,24}}?(?:公告|公布|发布|公示|张贴|刊登|推送|登载)[^。；]{{0,30}}?(?:视为|视同|视作|即为|等同于?|即视为|构成)[^，。；]{{0,20}}?(?:通知|告知|送达|知悉|收到)"
    rf"|(?:通知|告知)[^。；]{{0,30}}?(?P<who2>{_SIDES})[^。；]{{0,20}}?{_PLACE}[^。；]{{0,16}}?(?:公告|公布|发布|公示)[^。；]{{0,24}}?(?:视为|即为|等同)[^，。；]{{0,16}}?(?:通知|送达|知悉|收到)"
)
_ALSO_SENT = re.compile(r"(?:并|同时|且)(?:以|通过|应)?[^，。；]{0,12}(?:书面|短信|邮件|电话|信函)[^，。；]{0,12}(?:通知|告知|送达)")
_TRANSFER = r"(?:转让|让与|转移|移转|转由|概括转让)"
_NO_LEAVE = r"(?:(?:无[须需]|毋[须需庸]|不[需须必])[^，。；]{0,14}?(?:同意|许可|认可|批准)|(?:自行|自由|任意)(?=[^，。；]{0,8}(?:转让|让与)))"
_FREE = (
    re.compile(rf"(?P<who>{_SIDES})(?:有权|可以?|得)[^。；]{{0,40}}?{_TRANSFER}[^。；]{{0,30}}?{_NO_LEAVE}"),
    re.compile(rf"(?P<who>{_SIDES})(?:有权|可以?|得)[^。；]{{0,12}}?{_NO_LEAVE}[^。；]{{0,40}}?{_TRANSFER}"),
    re.compile(rf"{_NO_LEAVE}[^，。；]{{0,4}}，(?P<who>{_SIDES})(?:有权|即?可以?|得)[^。；]{{0,40}}?{_TRANSFER}"),
)
_OF_CONTRACT = re.compile(r"合同|协议|权利|义务|债权|债务|权益")
_MERELY_CLAIMS = re.compile(r"应收|账款|保理|收款权")


def as_published(facts: Facts, library: Library) -> Iterator[Hit]:
    """What one side publishes or records is decisive, or how it reads the contract; its posting is a notice."""
    said = said_in(facts)
    for code, pattern, other in (("unilateral_change.as_published", _DECISIVE, _CHECKED), ("unilateral_change.interpretation", _READS, _BY_BOTH), ("notices.by_publication", _NOTICE, _ALSO_SENT)):
        yield from _found(said, code, (pattern,), other)


def transfers(facts: Facts, library: Library) -> Iterator[Hit]:
    """One side may assign the contract without the other's leave; nothing where both may."""
    said = [s for s in said_in(facts) if _OF_CONTRACT.search(s.words)]
    found = list(_found(said, "assignment.free", _FREE, _MERELY_CLAIMS))
    if len({hit.values["gains"] for hit in found}) == 1:
        yield found[0]


def _found(said: Sequence[Sentence], code: str, patterns: tuple[re.Pattern[str], ...], other: re.Pattern[str]) -> Iterator[Hit]:
    """The hits of a code, the first of each clause, with the side that gains."""
    seen: set[str] = set()
    for one in said:
        match = next((m for pattern in patterns if (m := pattern.search(one.flat.text, *one.span))), None)
        if match is None or one.clause.id in seen or other.search(one.words):
            continue
        seen.add(one.clause.id)
        who = side(next(w for name, w in match.groupdict().items() if name.startswith("who") and w))
        yield one.found(code, *match.span(), {"gains": who})
