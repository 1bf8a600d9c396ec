"""People who are named in two ways: one role of one side with two names, a name with one character changed.

Facts come in; out come hits of `consistency.person`. A name is known by its surname and by the label before it; two contacts
that stand side by side are two contacts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from clauses.checks.places import annex_at
from clauses.model import Certainty, Facts, Hit, Library, Span

SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛范彭郎鲁韦昌马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅皮卞齐康伍余元顾孟黄穆萧尹"
    "姚邵汪祁毛狄米贝臧戴宋庞熊纪舒屈项祝董梁杜阮蓝季贾路娄江童颜郭梅盛林钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房丁邓洪包左石崔吉龚程邢裴陆翁荀甄曲封储段侯宓武刘景詹龙叶黎白蒲邰赖卓温庄晏"
    "柴瞿阎连习艾向古易廖耿匡文寇关东欧沙聂晁勾敖冷辛饶沃曾游权岳仇覃肖闫付"
)
NAME = rf"(?:(?:欧阳|司马|上官|诸葛|夏侯|皇甫|尉迟|公孙|慕容|令狐|司徒)[\u4e00-\u9fff]{{1,2}}|[{SURNAMES}]\s?[\u4e00-\u9fff](?:\s?[\u4e00-\u9fff])?)"
ROLE = r"(?:法定代表人|项目经理|项目负责人|技术负责人|客户经理|授权代表|委托代理人|联系人|联络人)"
LABELLED = re.compile(rf"(?P<lead>[^，。；、:：\n\t（(]{{0,12}}?)(?P<role>{ROLE})(?:姓名)?\s*(?:[:：\t]|[为是])\s*(?P<name>{NAME})(?=[\s，。；、,;（(/／]|$|电话|手机|联系|职务|身份证)", re.M)
APPOINTED = re.compile(rf"(?P<lead>[^，。；、:：\n]{{0,8}}?)(?:指定|委派|指派|任命|授权)\s*(?P<name>{NAME})\s*(?:先生|女士)?(?:为|担任|作为|任)[^，。；\n]{{0,8}}?(?P<role>{ROLE})")
NOT_A_NAME = re.compile(r"(?:先生|女士|同上|单位|公司|部门|电话|无|待定|经理|主任|签|章|方|人)$")
SEVERAL = re.compile(r"备用|第二|其他|紧急|财务|技术|商务|业务|现场|售后|日常|原|变更|新")
NEIGHBOURS = 80  # characters within which a second name of the same label is a second person


@dataclass(frozen=True, kw_only=True)
class Person:
    """A name at a place of the source, with the side and the role that it is given for; "" where the side is not told."""

    name: str
    side: str
    role: str
    span: Span
    annex: str | None
    several: bool  # the label says that it is one of several


def persons(facts: Facts, library: Library) -> Iterator[Hit]:
    """Hits of consistency.person, one a side and role; values: kind (name: one character changed, other), role, a, b."""
    told: set[tuple[str, str]] = set()
    found = list(_people(facts))
    for one, two in combinations(found, 2):
        if one.name == two.name or (one.side and two.side and one.side != two.side):
            continue
        slip = _one_character(one.name, two.name)
        same = one.role == two.role and one.side == two.side != "" and not (one.several or two.several) and one.annex is None and two.annex is None
        apart = two.span.start - one.span.end > NEIGHBOURS
        key = (two.name, "") if slip else (two.side, two.role)
        if key in told or not (slip or (same and apart)):
            continue
        told |= {key, (two.name, "")} if slip else {key}
        certainty: Certainty = "likely" if slip or two.role == "法定代表人" else "check"
        inside = next((c.id for c in facts.contract.clauses if c.span.start <= two.span.start < c.span.end), None)
        values = {"kind": "name" if slip else "other", "a": f"{one.side}{one.role}{one.name}", "b": f"{two.side}{two.role}{two.name}"}
        yield Hit(code="consistency.person", clause=inside, quote=facts.source.at(two.span), span=two.span, values=values, certainty=certainty)


def _people(facts: Facts) -> Iterator[Person]:
    """Everybody who is named with a role, in the order of the text; the side is the label's own, else that of the party line above."""
    text, span = facts.source.text, facts.contract.span
    alias = "|".join(sorted({re.escape(a) for p in facts.contract.parties for a in (p.alias, *p.aliases) if a}, key=len, reverse=True)) or "甲方|乙方"
    party = re.compile(rf"^[ \t　]*(?P<side>{alias})[^\n:：]{{0,16}}[:：]", re.M)
    heads = [(m.start(), m["side"]) for m in party.finditer(text, span.start, span.end)]
    for match in sorted([*LABELLED.finditer(text, span.start, span.end), *APPOINTED.finditer(text, span.start, span.end)], key=lambda m: m.start("name")):
        name = re.sub(r"\s", "", match["name"])
        if NOT_A_NAME.search(name):
            continue
        own = re.findall(alias, match["lead"])
        above = [side for at, side in heads if at <= match.start() and match.start() - at < 300]
        yield Person(
            name=name, side=own[-1] if own else above[-1] if above else "", role=match["role"], span=Span(*match.span("name")),
            annex=annex_at(facts.contract, match.start()), several=bool(SEVERAL.search(match["lead"])),
        )  # fmt: skip


def _one_character(one: str, two: str) -> bool:
    """Whether two names of three or more characters share all but one, the surname among them."""
    return len(one) == len(two) >= 3 and one[0] == two[0] and sum(a != b for a, b in zip(one, two, strict=True)) == 1
