"""What a renewal that comes by silence costs: a price left open, set by one side, or rising by itself.

Facts come in; out come hits of `renewal.price_open` and `renewal.price_rises`, at most one of each a contract. A renewal that must be
agreed on may leave its price to that agreement, and a price that stays as it was is no matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from clauses.checks.sides import Sentence, said_in
from clauses.model import Facts, Hit, Library
from clauses.terms.words import SHARE

_PRICE = r"(?:费用|价格|价款|资费|租金|租费|单价|费率|收费|服务费|使用费|价)"
_RENEWED = re.compile(r"续|顺延|延[长续期展]|展期|届时|再延|新的?(?:期限|周期|合约期)|下一(?:期|年|个)|此后|其后")
_SAME = re.compile(r"(?:不变|不作调整|不得?(?:高于|超过|上调|调整|涨)|按原|照原|原(?:价|标准|条件|单价|费率|租金|资费)|维持|相同|一致|不低于原质量)")
_LATER = re.compile(rf"{_PRICE}[^。；]{{0,16}}?(?:另行|届时|另|再行?|重新|由双方)(?:另行|再|重新)?(?:协商|议定|商定|商议|确定|约定|商谈|议)(?!一致前)|(?:另行|届时|另|重新)(?:协商|议定|商定|确定|约定|核定)[^，。；]{{0,14}}?{_PRICE}")
_POSTED = re.compile(
    rf"(?:按照?|以|依照?|执行|适用)[^，。；]{{0,16}}?(?:届时|当时|其时|最新|续[展期约签]时|现行有效|彼时|不时)[^，。；]{{0,14}}?(?:公布|公示|公开|挂牌|刊例|目录|发布|颁布|标价|定价|资费标准|价目|市场价|{_PRICE})"
    rf"|(?:届时|当时|最新)(?:公布|公示|公开|挂牌|刊例|发布|执行)[^，。；]{{0,8}}{_PRICE}"
)
_MUTUAL = re.compile(r"双方|协商|一致|书面确认")
_RISES = re.compile(rf"(?:上浮|上调|提高|递增|增长|上涨|调增|增加|加价|涨)[^，。；]{{0,10}}?{SHARE}|{SHARE}[^，。；]{{0,6}}?(?:上浮|上调|递增|上涨|涨幅)")


def renewal_prices(facts: Facts, library: Library) -> Iterator[Hit]:
    """The price of an automatic renewal that is open or rises, told in its clause; nothing where the clause also says that it stays."""
    automatic = {t.clause for t in facts.terms if t.type == "renewal" and t.get("auto") is True}
    said = [s for s in said_in(facts) if s.clause.id in automatic]
    about = [s for s in said if _RENEWED.search(s.words)]
    yield from list(_rising(about))[:1]
    if not any(_SAME.search(s.words) for s in about):
        yield from list(_open(about))[:1]


def _open(about: list[Sentence]) -> Iterator[Hit]:
    for one in about:
        posted = _POSTED.search(one.flat.text, *one.span)
        if posted and not _MUTUAL.search(one.flat.text, one.flat.text.rfind("，", one.span.start, posted.start()) + 1, posted.end()):
            yield one.found("renewal.price_open", *posted.span(), {"kind": "posted"})
        elif later := _LATER.search(one.flat.text, *one.span):
            yield one.found("renewal.price_open", *later.span(), {"kind": "agreed_later"})


def _rising(about: list[Sentence]) -> Iterator[Hit]:
    for one in about:
        rises = _RISES.search(one.flat.text, *one.span)
        if rises and not re.search(r"不(?:得|应)?(?:超过|高于)|上限|以内|最高|下[调降浮]", one.flat.text[one.span.start : rises.end() + 6]):
            start, end = one.flat.source(*rises.span())
            yield one.found("renewal.price_rises", *rises.span(), {"how": one.clause.text[start:end]})
