"""Whether a contract by which one side handles personal information for the other agrees on what the law asks for.

Facts come in; out comes at most one hit of `data_protection.incomplete`, at the clause that entrusts, with what is lacking. A contract that
only binds a side to keep personal information safe entrusts nothing. The annexes on data are read with the body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from clauses.checks.sides import Sentence, said_in
from clauses.model import Facts, Hit, Library

_INFORMATION = r"(?:个人信息|个人数据|个人资料|用户(?:的)?(?:信息|数据|资料)|客户(?:的)?(?:信息|数据|资料)|会员(?:的)?(?:信息|数据|资料)|患者(?:的)?(?:信息|数据|资料)|学生(?:的)?(?:信息|数据)|隐私)"
_HANDLES = r"(?:处理|存储|保管|收集|采集|分析|加工|录入|清洗|托管|备份)"
_ENTRUSTS = re.compile(
    rf"(?:委托|受托|受[^，。；]{{0,8}}委托|代为|代[^，。；]{{0,4}}(?={_HANDLES}))[^。；]{{0,30}}?{_HANDLES}[^。；]{{0,24}}?{_INFORMATION}|(?:委托|受托)[^。；]{{0,30}}?{_INFORMATION}[^。；]{{0,16}}?{_HANDLES}|{_HANDLES}[^，。；]{{0,10}}?(?:委托|交付|移交)[^，。；]{{0,10}}?的?{_INFORMATION}"
)
_NOT = re.compile(r"不(?:得|应|涉及|包含|存在|会|构成)[^，。；]{0,12}$|未[^，。；]{0,8}$|不涉及|如(?:有|需|涉及|果)|若|另行签(?:订|署)")
# What the law asks for, in its order, with the ways of saying it; looked for in every sentence that is about data.
_CONTENTS = (
    ("处理目的", re.compile(r"目的|用途|仅(?:用于|为|限于)|只(?:用于|为)|以[^，。；]{0,12}为限|所必需|之必要|必要的?范围")),
    ("处理期限", re.compile(r"期限|期间|[有保]?存期|至[^，。；]{0,12}(?:终止|届满|期满|完成)|(?:终止|届满|完成)[^，。；]{0,8}(?:后|时|之日)")),
    ("处理方式", re.compile(r"方式|方法|收集|采集|加工|传输|录入|脱敏|处理活动(?:包括|为)|存储于|存放")),
    ("个人信息的种类", re.compile(r"种类|类型|类别|姓名|电话|手机号|身份证|证件|住址|包括但不限于|字段|范围(?:为|包括|见|详见)|清单|敏感个人信息")),
    ("保护措施", re.compile(r"措施|加密|权限|访问控制|等级保护|等保|去标识|匿名|隔离|备份|防护")),
    ("双方的权利和义务（监督、检查）", re.compile(r"监督|检查|审计|核查|评估|查阅|核验|配合|协助|报告|告知|通知|响应")),
    ("终止时的返还或删除", re.compile(r"返还|删除|销毁|归还|清除|交还|移交")),
    ("转委托须经同意", re.compile(r"转委托|再委托|分包|委托第三[方人]|第三[方人]|他人|转交")),
)
_ABOUT_DATA = re.compile(rf"{_INFORMATION}|数据|信息")
LEAST = 2  # a single thing lacking may be said in words that are not known here


def entrusted_data(facts: Facts, library: Library) -> Iterator[Hit]:
    """The first clause that entrusts personal information, with what neither it nor any clause or annex on data says."""
    found = next(((s, m) for s in said_in(facts) if (m := _entrusting(s))), None)
    if found is None:
        return
    one, match = found
    words = [c.text for c in facts.contract.clauses if c.id == one.clause.id or re.search(_INFORMATION, c.text) or ({c.type, *c.also} & {"data_protection"} and _ABOUT_DATA.search(c.text))]
    lacking = [name for name, pattern in _CONTENTS if not any(pattern.search(text) for text in words)]
    if len(lacking) >= LEAST:
        yield one.found("data_protection.incomplete", *match.span(), {"lacking": "、".join(lacking)})


def _entrusting(one: Sentence) -> re.Match[str] | None:
    match = _ENTRUSTS.search(one.flat.text, *one.span)
    if match is None or _NOT.search(one.flat.text, one.span.start, match.start()):
        return None
    return match
