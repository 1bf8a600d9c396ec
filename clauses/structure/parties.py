"""Who the parties are, by role, whatever the contract calls them; and what the contract is called.

The role is decided by what a party does (buys or provides the service), never by the letter it bears.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from clauses.model import Party
from clauses.structure.layout import Region
from clauses.structure.lines import Line
from clauses.structure.signature import FIELD, KINDS, SIDE, party_line

# Names of a side by what it does. A lawyer's words, not a threshold: who pays is the customer, who provides the carrier.
CUSTOMER = ("采购人", "采购方", "采购单位", "委托方", "委托人", "委托单位", "买方", "买受人", "购买方", "需方", "客户", "用户", "承租方", "承租人", "发包方", "发包人", "招标方", "招标人", "使用方", "建设单位", "订购方", "用电方", "用水方", "用气方", "被许可方", "受让方", "租用方", "用方", "用水人", "用电人", "用户单位", "客户单位", "租户", "您")
CARRIER = ("供应商", "供应方", "供货方", "受托方", "受托人", "受托单位", "卖方", "出卖人", "供方", "出租方", "出租人", "服务方", "服务商", "服务提供方", "承包方", "承包人", "投标方", "中标人", "中标方", "电信公司", "运营商", "供电方", "供水方", "供气方", "许可方", "转让方", "承建单位", "承建方", "集成商", "通信公司", "设计人", "顾问方", "供水人", "供电人", "提供方", "服务单位", "设计单位", "施工单位", "监测单位", "顾问", "电信部门", "电信企业", "电信局", "邮电局", "通信企业", "运营单位", "我们")
OTHER_SIDES = ("担保人", "担保方", "保证人", "见证方", "鉴证方", "监理方", "抵押人", "抵押权人", "经营者", "咨询者", "公司", "平台", "局方")
OTHER = ("担保", "见证", "监理", "鉴证", "丁方")
DEED = re.compile(r"(?:(?P<gives>出租|供|售|卖|提供|承揽|承接|承)|租|承租|用|买|购|需|委托|订)[^，。]{0,4}(?:单位|方|人|企业|公司)")  # a label that says what the party does: 租线单位
TRADE = re.compile(r"(?:通信|电信|通讯|网络|宽带|云|云服务|云计算|数据中心|数据服务|广电|集成|系统集成|接入|短信|物联网|运营|运维)(?:服务)?(?:公司|商|方|企业|提供[商方])")  # what sells this service is called by its trade
ORGANISATION = re.compile(r"(?:公司|集团|企业|中心|委员会|办公室|政府|合作社|协会|基金会|支队|总队|大队|[局厅处院校学行厂馆所站部社店园署台团])(?:[（(][^（()）]*[）)])?$")
NO_SIDE = re.compile(r"代理|开户|收款|账户|帐户|名称|项目|编号|抄送|地址")  # labels whose organisation is no party
LONGEST_ALIAS = 8  # characters of a name by which a body calls a side
OFTEN = 3  # times that the body calls a side by a name before a label of no known meaning is believed to be one
CARRIER_NAME = re.compile(r"电信|中国(?:移动|联通|铁塔|广电)|邮电|移动通信|联合网络|联通|铁通|广电网络|网通|通信(?:有限|股份|集团|服务)|网络科技|数据中心有限|云计算")
BRANDS = ("中国电信", "中国移动", "中国联通", "中国铁塔", "中国广电")  # how service terms call the carrier
CUSTOMER_NAME = re.compile(r"(?:局|厅|委员会|政府|医院|大学|学院|学校|法院|检察院|银行|支队|总队|办公室|中心|委|处|署|社)(?:[（(].*)?$")
LONGEST_BEFORE = 200  # characters before （以下简称甲方） in which the name is looked for
LONGEST_LABEL = 100  # characters before the colon of a label, brackets included
LETTER = re.compile(r"[甲乙丙丁]\s*方")
PLACE = re.compile(r"(?:其|存在|成立|设立|登记|一家|为一?家|营业|注册|住所|地址|住址|法定|是|位于|根据|主要|系|身份证)")  # what is told of a party behind its name
SPACED = re.compile(r"(?P<alias>[甲乙丙丁]\s*方)[\s　]+(?P<name>[^\s，。；：:、][^，。；：:、]{3,40})")
LABEL = re.compile(
    r"(?P<label>[^\s，。；:：（(\d][^，。；:：（(]{0,16}?)\s*(?P<ordinal>[一二三四五12345])?\s*(?:[（(]\s*(?P<inner>[^）)]{1,40})[)）])?\s*[:：]\s*(?P<name>.*)"
)
CALLED = re.compile(r"[（(，,]\s*(?:以?下|下文)?(?:统)?(?:简|合)?称(?:为)?\s*[“\"「【']?\s*(?P<alias>[^”\"」】'）)，,。；;]{1,12}?)\s*[”\"」】']?\s*(?:[，,或][^）)]{0,20})?(?:[)）。；;，,]|$)")
BLANKS = re.compile(r"[\s_＿﹍—–/\\xX×Ｘ*…＿.]+")
NOISE = re.compile(rf"[（(](?:{SIDE}|联合体牵头人|[^）)]*(?:签字?|盖章|公章|章)[^）)]*|全称|名称|单位名称|自然人|法人|单位|以?下.*?称[^）)]*|联合体[^）)]*)[)）]")
# A side's name in the fields of an order sheet: 客户名称：…, 订购单位全称：…
NAMED_IN_FIELD = re.compile(r"(?P<side>[^\s，。；:：（(]{2,6}?)(?:单位)?(?:名称|全称)\s*[:：]\s*(?P<name>[^，。；:：]+)")
NEXT_PARTY = re.compile(r"[\s　]+(?=(?:[甲乙丙丁]\s*方|地\s*址|住\s*所|法定代表|联系|电\s*话)[^，。]{0,12}[:：])|\t")
BESIDE = re.compile(r"(?<=\S)[\s　]{1,}(?=[甲乙丙丁]\s*方[^，。]{0,12}[:：])|(?<=\S)[\s　]{2,}(?=[^\s，。：:]{2,10}(?:[（(][^）)]{1,16}[)）])?\s*[:：])|\t")
CONSORTIUM = re.compile(r"联合体|牵头人|成员")


@dataclass
class Found:
    """A party while it is being gathered from several lines."""

    alias: str
    names: list[str] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)


def plain_name(words: str) -> str | None:
    """A party's name without brackets, blanks and signing marks; None where the blank was left open."""
    words = NEXT_PARTY.split(words, maxsplit=1)[0]
    words = NOISE.sub("", CALLED.sub("", words))
    words = re.sub(r"[\s\[\]［］【】“”\"]+|^[（(](?=[^）)]*$)", "", words).strip("：:，,。；;、-—")
    if not words or not BLANKS.sub("", words) or re.fullmatch(r"[公盖]?章|签[字章名]|年?月?日|[年月日]+", words) or re.search(r"[xX×Ｘ_＿]{2,}|^[（(].*[)）]$|\d年|年月|名称$", words) or LETTER.fullmatch(words) or len(words) > 60 or len(words) < 2:
        return None
    if re.search(r"[。；]|应当|有权|承担", words) or not re.search(r"[一-鿿]|[A-Za-z]{2}", words):
        return None
    return words


def _role_words(label: str) -> str | None:
    """The role that a label's own words tell."""
    plain = re.sub(r"\s", "", label)
    for word in OTHER:
        if word in plain:
            return "other"
    carrier = max((len(w) for w in CARRIER if w in plain), default=0)
    customer = max((len(w) for w in CUSTOMER if w in plain), default=0)
    if carrier == customer:
        deed = DEED.fullmatch(plain) if not carrier else None
        if deed is None:
            return "carrier" if not carrier and TRADE.fullmatch(plain) else None
        return "carrier" if deed["gives"] else "customer"
    return "carrier" if carrier > customer else "customer"


def _names_a_side(label: str) -> bool:
    """Whether a label is a side's name and no more: 买方 or 技术受让方 is, 用户承诺 or 客户编号 is none."""
    return bool(TRADE.fullmatch(label)) or any(label.endswith(word) and len(label) <= len(word) + 4 for word in (*CUSTOMER, *CARRIER, *OTHER_SIDES))


def _introductions(line: Line, before: str, body: str | None) -> Iterator[tuple[str, str, list[str]]]:
    """(alias, name as written, further aliases) of every party that a line introduces.

    Args:
        line: the line.
        before: the line that it goes on with, "" where it begins a sentence.
        body: the contract's clauses, by whose use a label of any words is known for a side's name; None leaves such labels out.
    """
    for chunk in BESIDE.split(line.text):
        match = _label(chunk.strip())
        called = CALLED.search(chunk)
        if match and (party_line(chunk.strip()) or _role_words(match["label"]) or LETTER.search(match["inner"] or "")):
            label = re.sub(r"\s", "", match["label"])
            inner = re.sub(r"[\s“”\"]|以下简称|以下称|下文称|下称|简称", "", match["inner"] or "")
            letter = next((m for m in (LETTER.search(inner), LETTER.search(match["label"]), LETTER.search(called["alias"]) if called else None) if m), None)
            own = re.sub(r"\s", "", called["alias"]) if called and DEED.fullmatch(label) else None
            if len(label) > 10 or (not letter and not own and not _names_a_side(label)):
                continue
            alias = re.sub(r"\s", "", letter[0]) if letter else own or label
            member = match["ordinal"] or (found[0] if (found := CONSORTIUM.search(label)) else None)
            if letter and member and plain_name(match["name"]):
                alias = f"{alias}{match['ordinal'] or re.sub(r'^.方', '', label)}"
                yield alias, match["name"], [re.sub(r"\s", "", letter[0])]
                continue
            more = [w for w in (label, inner, called["alias"] if called else "") if w and w != alias and len(w) <= 8 and not re.search(r"[签章盖字一二三四五]$|联合体|成员", w)]
            yield alias, match["name"], more
            continue
        if match and body is not None and (used := _in_use(match, called, body)):
            yield used[0], match["name"], used[1:]
            continue
        spaced = SPACED.fullmatch(chunk.strip())
        if spaced:
            yield re.sub(r"\s", "", spaced["alias"]), spaced["name"], []
            continue
        yield from _called(before + line.text, len(before))
        break


def _in_use(match: re.Match[str], called: re.Match[str] | None, body: str) -> list[str]:
    """By which names the body calls the organisation behind a label of any words (网络公司：…（下称“我司”）); [] where by none."""
    label = re.sub(r"\s", "", match["label"])
    name = plain_name(match["name"])
    if name is None or not ORGANISATION.search(name) or FIELD.match(label + "：") or NO_SIDE.search(label):
        return []
    names = [re.sub(r"[\s“”\"]", "", called["alias"])] if called else []
    return [word for word in dict.fromkeys([*names, label]) if len(word) <= LONGEST_ALIAS and body.count(word) >= OFTEN]


def _label(text: str) -> re.Match[str] | None:
    """The match of a label and what follows its colon; blanks that space the label out (甲　方：) are left out."""
    colon = re.search("[：:]", text[:LONGEST_LABEL])
    if colon is None:
        return None
    return LABEL.fullmatch(re.sub(r"\s+", "", text[: colon.end()]) + text[colon.end() :])


def _called(text: str, begin: int) -> Iterator[tuple[str, str, list[str]]]:
    """The parties that a sentence introduces, behind what of it was read before: A（以下简称“甲方”）与 B（以下简称“乙方”）."""
    for call in CALLED.finditer(text):
        if call.end() <= begin:
            continue
        alias = re.sub(r"[\s：:“”\"]", "", call["alias"])
        if not LETTER.search(call["alias"]) and not _names_a_side(alias):
            continue
        before = [part for part in re.split(r"[:：，,。；;、]|\s{2,}|由|与|和(?=[^平])|(?:使用|选择|订购|接受)(?:了)?(?=[一-鿿（）()]{4,40}$)", text[max(0, call.start() - LONGEST_BEFORE) : call.start()]) if part.strip()]
        named = [part for part in before[-3:] if not PLACE.match(part.strip())]
        yield alias, re.sub(r"[（(][^）)]*$", "", named[-1] if named else ""), []


def parties_of(text: str, region: Region) -> tuple[Party, ...]:
    """The parties in the order of their introduction, each with its role; () where none is named or implied."""
    found: dict[str, Found] = {}
    body = "\n".join(line.text for part in region.parts[:1] for line in part.lines)
    opening = _unbroken(region.front)
    lines = [*opening, *(line for part in region.parts[:1] for line in part.lines[:60] if line.label is None or CALLED.search(line.text)), *(line for line, annex in region.signing if annex is None)]
    for n, (line, below) in enumerate(zip(lines, [*lines[1:], None], strict=False)):
        before = lines[n - 1].text if n and lines[n - 1].full else ""
        introduced = list(_introductions(line, before, body if n < len(opening) else None))
        for alias, written, more in introduced:
            entry = found.setdefault(alias, Found(alias=alias))
            name = plain_name(written) or (_name_below(below) if below is not None and n + 1 < len(opening) and line.text.endswith(("：", ":")) else None)
            if name:
                entry.names.append(name)
            if len(introduced) == 1:
                entry.labels.append(line.text[:30])
            entry.aliases += more
    front = "\n".join(line.text for line in region.front)
    found = _merge(found)
    if len(found) < 2:
        told = {_role_words(word) for entry in found.values() for word in (entry.alias, *entry.aliases, *entry.labels)} - {None}
        for alias in _implied(body):
            if _role_words(alias) not in told:
                found.setdefault(alias, Found(alias=alias))
    roles = _roles(found, f"{front}\n{body}")
    given = _named_in_fields(region)
    for alias, entry in found.items():
        if not entry.names and list(roles.values()).count(roles[alias]) == 1 and roles[alias] in given:
            entry.names.append(given[roles[alias]])
    return tuple(
        Party(role=roles[alias], name=entry.names[0] if entry.names else None, alias=alias, aliases=tuple(dict.fromkeys([alias, *entry.aliases])))
        for alias, entry in found.items()
    )


def _unbroken(front: Sequence[Line]) -> list[Line]:
    """The front's lines, those that a printer broke for want of room as one."""
    whole: list[Line] = []
    for line in front:
        last = whole[-1] if whole else None
        if last is not None and last.wrapped and last.full and not last.row and not line.row and line.label is None:
            whole[-1] = replace(line, pieces=(*last.pieces, *line.pieces), text=last.text + line.text, label=last.label)
        else:
            whole.append(line)
    return whole


def _named_in_fields(region: Region) -> dict[str, str]:
    """Role -> the name that a field of an annex gives; a role that two fields name differently is left out."""
    found: dict[str, set[str]] = {}
    for line in (line for part in region.parts if part.annex for line in part.lines if not line.row):
        match = NAMED_IN_FIELD.match(line.text)
        role = _role_words(match["side"]) if match and _names_a_side(match["side"]) else None
        name = plain_name(match["name"]) if match and role else None
        if role and name:
            found.setdefault(role, set()).add(name)
    return {role: names.pop() for role, names in found.items() if len(names) == 1}


def _name_below(line: Line) -> str | None:
    """The name on the line after 甲方：, None where that line says something else."""
    if line.label is not None or line.row or re.search(r"[，。；：:、]", line.text) or FIELD.match(line.text) or len(line.text) < 4:
        return None
    return plain_name(line.text)


def _merge(found: dict[str, Found]) -> dict[str, Found]:
    """One entry a party: what is called 采购人 on the cover and 甲方（采购人） later is one; a consortium's members are one role."""
    members = {alias: entry for alias, entry in found.items() if _member(alias)}
    merged: dict[str, Found] = {}
    for alias, entry in found.items():
        if alias in members:
            continue
        home = next((m for m in merged.values() if alias in m.aliases or m.alias in entry.aliases or (entry.names and m.names and entry.names[0] == m.names[0] and not (LETTER.match(alias) and LETTER.match(m.alias)))), None)
        if home is None:
            merged[alias] = entry
        else:
            home.names += entry.names
            home.aliases += [alias, *entry.aliases]
            home.labels += entry.labels
            if LETTER.fullmatch(alias) and not LETTER.fullmatch(home.alias):
                merged = {(alias if m is home else k): m for k, m in merged.items()}
                home.aliases.append(home.alias)
                home.alias = alias
    for alias, entry in members.items():
        whole = merged.get(alias[:2])
        if whole is not None and entry.names and entry.names[0] in whole.names:
            continue
        merged[alias] = entry
        if whole is not None and not whole.names:
            entry.aliases += whole.aliases
    named = {alias[:2] for alias in merged if _member(alias)}
    return {alias: entry for alias, entry in merged.items() if entry.names or alias not in named}


def _member(alias: str) -> bool:
    """乙方一, 乙方联合体牵头人: one of several who are a side together."""
    return bool(LETTER.match(alias)) and len(alias) > 2


def _implied(body: str) -> list[str]:
    """The two names that a contract without party lines calls its sides by, most used first."""
    words = ("甲方", "乙方", "丙方", *CUSTOMER, *CARRIER, "平台", "本公司", "我们", "您", *BRANDS)
    counts = {word: body.count(word) for word in words}
    return [word for word, count in sorted(counts.items(), key=lambda t: -t[1]) if count >= 3][:2]


def _roles(found: dict[str, Found], body: str) -> dict[str, str]:
    score: dict[str, float] = {}
    for alias, entry in found.items():
        words = _role_words(alias) or next((r for a in [*entry.aliases, *entry.labels] if (r := _role_words(a))), None)
        names = " ".join(entry.names)
        if words == "other" or (not words and alias[:1] in "丙丁" and not CARRIER_NAME.search(names)):
            continue
        points = {"customer": 6.0, "carrier": -6.0}.get(words or "", 0.0)
        points -= 4.0 * bool(CARRIER_NAME.search(names) or alias in BRANDS)
        points += 2.0 * any(CUSTOMER_NAME.search(n) for n in entry.names)
        points += _conduct(alias[:2] if _member(alias) else alias, body)
        score[alias] = points
    roles = dict.fromkeys(found, "other")
    if not score:
        return roles
    ranked = sorted(score, key=lambda a: -score[a])
    if len(ranked) == 1:
        roles[ranked[0]] = "customer" if score[ranked[0]] > 0 or ranked[0] == "甲方" else "carrier"
        return roles
    if score[ranked[0]] == score[ranked[-1]]:  # nothing tells: the buyer is usually named first
        ranked = sorted(score, key=lambda a: a != "甲方")
    roles[ranked[0]] = "customer"
    roles[ranked[-1]] = "carrier"
    for alias in ranked[1:-1]:
        together = next((other for other in (ranked[0], ranked[-1]) if alias[:2] == other[:2] and (_member(alias) or _member(other))), None)
        roles[alias] = roles[together] if together else "carrier" if score[alias] < 0 and CARRIER_NAME.search(" ".join(found[alias].names)) else "other"
    return roles


def _conduct(alias: str, body: str) -> float:
    """What the text says that a party does: pays (positive) or provides (negative); between -5 and 5."""
    a = re.escape(alias)
    pays = len(re.findall(rf"{a}[^，。；甲乙]{{0,12}}(?:支付|缴纳|缴费|付款|交纳|付清|租用|购买|采购)|(?:向|为|给|给予){a}[^，。；甲乙]{{0,10}}(?:提供|开通|交付|供应)", body))
    provides = len(re.findall(rf"(?:向|付给){a}[^，。；甲乙]{{0,10}}(?:支付|缴纳|付款|交纳)|{a}[^，。；甲乙]{{0,10}}(?:提供|负责提供|开通|交付|供应|维护|施工)", body))
    return max(-5.0, min(5.0, 0.5 * (pays - provides)))


def title_of(text: str, region: Region) -> str:
    """The contract's title as its front writes it, joined where a cover breaks it; the file's first words where there is none."""
    front = [line for line in region.front if not line.row]
    best = ""
    for i, line in enumerate(front):
        words = re.sub(r"^[\[［【]|[\]］】]$", "", re.sub(r"\s+", "", line.text))
        if len(words) > 60 or party_line(line.text) or re.search(r"[。；]|编号|签订|地点|项目名称|[:：]|^根据|^第", words):
            continue
        if re.search(rf"(?:{KINDS})(?:[（(][^）)]{{1,20}}[)）])?$", words):
            before = re.sub(r"\s+", "", front[i - 1].text) if i else ""
            joined = words
            if len(words) <= 8 and _extends(before, 40):
                joined = before + words
            further = re.sub(r"\s+", "", front[i - 2].text) if i >= 2 else ""
            if joined != words and _extends(further, 30):
                joined = further + joined
            best = joined
            break
    return re.sub(r"[\[\]［］【】]", "", best)


def _extends(before: str, longest: int) -> bool:
    """Whether the words on the line before belong to the title: a name, no code, label or another title."""
    return len(re.findall("[一-鿿]", before)) >= 2 and len(before) <= longest and not re.search(r"[:：。]|编号|合同|目录|正本|副本|样本|文本|范本", before)
