"""Exclusivity: a side that binds itself to the other alone, or to prefer it.

A flat passage comes in; out comes at most one `exclusivity`. A non-exclusive licence, a prior right to a lease, a ban on passing
work or secrets on to third parties, and buying elsewhere as a remedy are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from clauses.model import Reading
from clauses.terms.parties import CARRIER, CUSTOMER, OTHER, actor, sentences, side
from clauses.terms.passage import Passage
from clauses.terms.words import Words

GATE = re.compile(r"独家|一家|排他|唯一|优先|同类|类似|相同|同种|竞争|同行业|只能|仅能|只可|仅可|仅限|其[他它]|第三|另行|另设|另选|引入|全部由|均由")
_SIDE = f"[{CUSTOMER}{CARRIER}]"
_TAKES = "(?:选用|选择|使用|采购|购买|购入|进货|订购|订货|委托|采用|合作|授权|供应|供货|聘请|许可|租用|租赁|接入|办理|引入|引进|引用|接受|向)"
_OTHERS = rf"(?:{OTHER}|其[他它][^，。；]{{0,6}}(?:{_SIDE}|品牌|方|商|家|人|单位|公司|企业|机构|供应|品牌|渠道|运营)|第三[方人]|他人|任何[^，。；]{{0,6}}(?:第三|其[他它])|乙方以外|(?:{_SIDE}的)?竞争(?:对手|者|方)|同类(?:供应商|服务商|企业))"
_SOLE = "(?:独家|唯一|排他)(?:的|性)?"
_SUPPLIER = rf"(?:供应商|供货商|服务商|供应方|代理|合作伙伴|合作方|提供商|提供方|经销商|运营商|运营方|服务方|承包方|总代理|冠名商|赞助商|合作单位|供应单位|{CARRIER})"
# Each names who is bound (`bound`), or whom the other is bound to (`chosen`); neither where the words leave it open.
_ONLY = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<bound>{_SIDE})[^，。；]{{0,24}}?(?:不得|不应|不能|不可|不再|不会|不)[^。；]{{0,30}}?(?:{_OTHERS}|任何|与)[^。；]{{0,30}}?(?:相同|类似|同类|同种|相似|同样|竞争|同行业)",
        rf"(?P<bound>{_SIDE})[^，。；]{{0,24}}?(?:不得|不应|不能|不可|不再|不会|不)(?:再|另行|自行|从|向|与|使用|选用|引入|引进|接受|采用|同时|以任何(?:方式|形式)|允许)*(?:{_TAKES}|从|与)?{_OTHERS}[^，。；]{{0,14}}?(?:采购|购买|购入|进货|订购|订货|租用|合作|选用|进场|进驻|接入|提供|布放|铺设|供货|供应|(?:的)?(?:产品|服务|业务|网络|通信))",
        rf"(?P<bound>{_SIDE})?[^。；不]{{0,30}}?(?:只能|仅能|只可|仅可|只得|仅限于?|须全部|应全部|全部|一律|均应|必须全部)(?:从|向|由|委托|使用|选用|采用|经由?|通过)(?P<chosen>{_SIDE})[^，。；]{{0,8}}?(?:{_TAKES}|独家|提供|的[^，。；]{{0,6}}(?:服务|业务|产品|线路|网络))",
        rf"(?P<bound>{_SIDE})[^，。；]{{0,16}}?(?:不得|不再|不会|不|未经[^，。；]{{0,12}}不得)(?:另行|另外|再)?(?:引入|引进|另设|另选|另聘|另请|选聘)[^，。；]{{0,4}}{_OTHERS}?[^，。；]{{0,10}}(?:运营商|供应商|服务商|经销商|代理|单位|公司|企业)",
        rf"(?<!由)(?<!授权)(?<!委托)(?P<bound>{_SIDE})[^，。；不]{{0,24}}?(?:独家|排他(?:性)?地?|唯一|优先)(?:地)?(?:考虑)?{_TAKES}(?!权)",
        rf"(?:不得|不再|不应)[^，。；]{{0,6}}(?:经营|销售|代理|采购|使用|从事)[^，。；]{{0,4}}{_OTHERS}[^，。；]{{0,10}}(?:同类|类似|相同|竞争)",
        rf"(?:只|仅)(?:允许|准许|同意|许可|接纳)(?P<chosen>{_SIDE})(?:一家|独家|单独)[^，。；]{{0,8}}",
        rf"(?:优先|独家)(?:地)?(?:选用|选择|使用|采购|购买|采用|向|委托|考虑(?:选用|使用|采购)?)(?P<chosen>{_SIDE})",
        rf"(?:由|授权|委托|同意|允许)(?P<chosen>{_SIDE})[^，。；]{{0,12}}?(?:独家|唯一|排他(?:性)?)(?:地)?(?:提供|供应|供货|经营|接入|承接|承办|承包|运营|代理|建设|施工)",
        rf"(?:指定|选定|聘请|委托|确定|授权|作为|为|确认|系|是)(?P<chosen>{_SIDE})?[^，。；]{{0,16}}?{_SOLE}[^，。；]{{0,8}}{_SUPPLIER}",
        rf"(?P<chosen>{_SIDE})(?:应|将|仅)?(?:为|是|系|作为)[^，。；]{{0,16}}?{_SOLE}[^，。；]{{0,8}}{_SUPPLIER}",
    )
)
_NOT_ONLY = re.compile(
    r"非独家|非排他|不(?:具有|是|构成|视为|属于)[^，。；]{0,16}(?:独家|排他)|不(?:独家|排他)|优先(?:承租|购买权|购买的权利|受偿|续|权|适用|解释|顺序)|(?:同等条件下|优先)[^，。；]{0,6}(?:续|承租)|唯一(?:联系|对接|依据|标准|凭证|标识|账户|帐户|授权)|披露|泄露|透露|转包|分包|转让|转委托"
)


_LEAVE = re.compile(rf"未经(?P<whose>{_SIDE})[^，。；]{{0,10}}(?:同意|许可|认可)")


def exclusivity(passage: Passage, flat: Words) -> Iterator[Reading]:
    """The first sentence by which a side binds itself; `by` is the side that is bound, where the words tell."""
    for sentence in sentences(flat):
        if _NOT_ONLY.search(flat.text, *sentence):
            continue
        found = [match for pattern in _ONLY if (match := pattern.search(flat.text, *sentence))]
        only = min(found, key=lambda match: match.start(), default=None)
        if only is None:
            continue
        named = only.groupdict()
        bound, chosen = named.get("bound"), named.get("chosen")
        if chosen:
            bound = CARRIER if chosen == CUSTOMER else CUSTOMER
        elif not bound:
            bound = actor(flat.text, sentence.start, only.start() + 1)
        asked = _LEAVE.search(flat.text, sentence.start, only.end())
        if asked and bound == asked["whose"]:  # whose leave is asked gains by it; the other side is bound
            bound = CARRIER if bound == CUSTOMER else CUSTOMER
        values = {"by": side(bound)} if side(bound) in ("customer", "carrier") else {}
        yield Reading(type="exclusivity", values=values, span=flat.source(*only.span()))
        return
