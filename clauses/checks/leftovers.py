"""What was left in from drafting: a drafter's notes, and the words of the contract that this one was copied from.

In come the facts; out go hits of text.drafting_note and text.copy_paste. Who the parties are is taken from the contract; a
name that it defines anywhere is its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from clauses.checks import notes
from clauses.checks.passages import front, hit, round_about
from clauses.model import Clause, Facts, Hit, Library

ACTS = r"(?:应当?|须|必须|有权|无权|不得|不承担|负责|承担|同意|保证|承诺|可以?|需|未|逾期|违约|享有|将|的(?:权利|义务|责任))"
# Names of parties by the kind of contract they belong to.
STRANGERS = (
    "出租方", "承租方", "出租人", "承租人", "买受人", "出卖人", "买方", "卖方", "供方", "需方", "发包人", "承包人", "发包方", "承包方",
    "借款人", "贷款人", "用人单位", "劳动者", "许可方", "被许可方", "受让方", "转让方", "定作人", "承揽人", "寄存人", "保管人", "托运人", "承运人",
    "委托方", "受托方", "委托人", "受托人", "招标人", "中标人", "业主方", "房东", "租客", "租户", "保证人", "抵押人", "抵押权人", "投保人",
)  # fmt: skip
_NAMES = "|".join(sorted(STRANGERS, key=len, reverse=True))
STRANGER = re.compile(
    rf"((?<!甲)[丙丁戊]方)|(?<![\u4e00-\u9fff“《])({_NAMES})(?={ACTS})|(?:由|向|经)({_NAMES})(?={ACTS}|支付|交付|提供|赔偿|书面|同意|确认|交纳|返还|进行|自行|另行)"
)
# Words of one trade, and what its people, or a contract about it, are called by. A word that others use too is not in here.
TRADES = {
    "医院": ("病房|病区|患者|病历|医嘱|门诊|住院部|急诊科|护士站|手术室", "医院|医疗|诊所|疾控|医保|血站|医学|护理院|卫生(?:局|院|服务|中心|所)|健康(?:委|科技|管理|产业|集团|中心)"),
    "学校": ("教务处?|学籍|班主任|教学楼|学生宿舍|任课教师|课程表|智慧校园|校园一卡通|教研室", "学校|大学|学院|中学|小学|幼儿园|教学|教育(?:局|厅|部|委|科技|集团|发展|咨询)|培训(?:学校|中心)"),
    "酒店": ("客房|宾客|入住率|前厅部|住店客人|退房", "酒店|宾馆|旅馆|饭店|民宿|度假|旅游|招待所|会议中心"),
    "银行": ("储户|柜面业务|存取款|信贷员|银行网点|自助柜员机", "银行(?:股份)?有限公司|人民银行|信用社|金融|农商行|农信|储蓄"),
    "公安": ("警情|警务室|接处警|出警|看守所|涉案人员", "公安(?!机关|部门)|警察|交警|派出所|交管|司法|监狱|法院|检察"),
    "机场": ("航站楼|候机|值机|登机口|航班动态", "机场|航空|民航|空港"),
    "小区": ("业主委员会|业主大会|住宅小区|物业费", "物业|置业|地产|房产|住宅|社区|街道|小区|居委"),
}
TRADE_WORDS = 3  # a contract that uses so many of a trade's words is about that trade
FEW = 2  # times that a letter stands for a side in a contract that calls its sides otherwise
CARRIERS = {"中国电信": r"中国电信|中国电信集团|天翼云", "中国移动": r"中国移动|移动公司", "中国联通": r"中国联通|中国联合网络通信|联通公司", "中国广电": r"中国广电|中国广播电视网络", "中国铁通": r"中国铁通|中移铁通", "中国网通": r"中国网通"}
CARRIER_ACTS = re.compile(r"(?:[（(]?[\u4e00-\u9fff]{0,10}?(?:股份)?有限公司|[\u4e00-\u9fff]{0,6}分公司)?(?:应当?|须|必须|有权|不得|不承担|负责|承担|同意|保证|承诺|将|提供|收取|支付)")
SEVERAL = re.compile(r"[、/／]|(?:和|与|及|或|以及|等)(?=[\u4e00-\u9fff])")
MEMBER = re.compile(r"牵头人|牵头方|主办方|联合体成员[一二三四五六\d]|成员(?:单位|方)?[一二三四五六\d]")


def drafting_notes(facts: Facts, library: Library) -> Iterator[Hit]:
    """Hits of text.drafting_note, at most one a clause; values: note."""
    for clause in (*front(facts), *facts.contract.clauses):
        lead = f"{clause.heading}\n" if clause.heading else ""
        note = notes.find(lead + clause.text)
        if not note:
            continue
        words = (lead + clause.text)[slice(*note)].strip()
        start, end = (max(0, at - len(lead)) for at in note)
        start += len(clause.text[start:end]) - len(clause.text[start:end].lstrip())
        if end <= start:
            start, end = 0, min(len(clause.text), 20)
        yield hit("text.drafting_note", clause, start, end, values={"note": words}, certainty="likely")


def copy_paste(facts: Facts, library: Library) -> Iterator[Hit]:
    """Hits of text.copy_paste: strange parties, another trade's words, another carrier's name, a block headed by one member that speaks of another."""
    yield from _strange_parties(facts)
    yield from _strange_letters(facts)
    yield from _strange_trade(facts)
    yield from _other_carriers(facts)
    yield from _other_members(facts)


def _body(facts: Facts) -> Iterator[Clause]:
    return (clause for clause in facts.contract.clauses if clause.annex is None and clause.kind == "clause")


def _strange_parties(facts: Facts) -> Iterator[Hit]:
    """A party's name that the contract never gives to anybody, once a name."""
    own = {name for party in facts.contract.parties for name in (party.alias, *party.aliases)}
    if not {"甲方", "乙方"} <= own:
        return  # only where the two sides are called so is another name a stranger
    seen: set[str] = set()
    whole = facts.source.text[facts.contract.span.start : facts.contract.span.end]
    for clause in _body(facts):
        for match in STRANGER.finditer(clause.text):
            name = match[1] or match[2] or match[3]
            if name in own or name in seen or _introduced(name, whole):
                continue
            seen.add(name)
            start = match.start() + match[0].index(name)
            values = {"what": name, "other": facts.contract.title}
            yield hit("text.copy_paste", clause, *round_about(clause.text, start, start + len(name)), values=values, certainty="likely")


def _introduced(name: str, whole: str) -> bool:
    """Whether the text says who this is: 出租方：…, （以下简称“出租方”）, 甲方（出租方）, or the title speaks of it."""
    spaced = r"\s*".join(name)
    return bool(re.search(rf"{spaced}\s*(?:[（(][^）)\n]{{0,20}}[）)])?\s*(?:名\s*称)?[:：]|[（(“\"][^（）()\n]{{0,12}}{spaced}[^（）()\n]{{0,4}}[）)”\"]|(?:简称|称为|称|即|作为|系|为|是)[“\"（(]?{spaced}|(?:第三方|[\u4e00-\u9fff]公司)[^，。；\n]{{0,6}}{spaced}", whole))


def _strange_letters(facts: Facts) -> Iterator[Hit]:
    """甲方 or 乙方, once or twice, in a contract that calls its sides otherwise and says nowhere who that is."""
    own = {name for party in facts.contract.parties for name in (party.alias, *party.aliases)}
    if not own or {"甲方", "乙方"} & own:
        return
    whole = facts.source.text[facts.contract.span.start : facts.contract.span.end]
    called = sum(whole.count(name) for name in own)
    places = [(clause, match) for clause in _body(facts) for match in re.finditer(r"(?<![对自])[甲乙]方", clause.text)]
    if not 0 < len(places) <= FEW or called < 5 * len(places) or any(_introduced(match[0], whole) for _, match in places):
        return
    clause, match = places[0]
    values = {"what": match[0], "other": "、".join(sorted({party.alias for party in facts.contract.parties}))}
    yield hit("text.copy_paste", clause, *round_about(clause.text, *match.span()), values=values, certainty="likely")


def _strange_trade(facts: Facts) -> Iterator[Hit]:
    """The first place of a trade's words where neither the parties nor the rest of the contract are of that trade; once a trade."""
    named = "".join([facts.contract.title, *(party.name or "" for party in facts.contract.parties), *(words.text for words in front(facts))])
    whole = facts.source.text[facts.contract.span.start : facts.contract.span.end]
    for trade, (words, people) in TRADES.items():
        places = [(clause, match) for clause in _body(facts) for match in re.finditer(words, clause.text)]
        if not places or len({clause.id for clause, _ in places}) > 1 or len(re.findall(words, whole)) > TRADE_WORDS:
            continue
        if re.search(rf"{words}|{people}", named) or len(re.findall(people, whole)) > len(re.findall(people, places[0][0].text)):
            continue
        clause, match = places[0]
        values = {"what": match[0], "other": facts.contract.title or trade}
        yield hit("text.copy_paste", clause, *round_about(clause.text, *match.span()), values=values, certainty="check")


def _other_carriers(facts: Facts) -> Iterator[Hit]:
    """Another carrier that acts in this one's contract, outside a list of several; once a name."""
    names = " ".join([*(party.name or "" for party in facts.contract.parties), *(words.text for words in front(facts))])
    ours = [name for name, pattern in CARRIERS.items() if re.search(pattern, names)]
    if not ours:
        return
    for name, pattern in CARRIERS.items():
        if name in ours:
            continue
        found = next(((clause, match) for clause in _body(facts) for match in re.finditer(pattern, clause.text) if _acts(clause.text, match)), None)
        if found:
            clause, match = found
            values = {"what": match[0], "other": "、".join(ours)}
            yield hit("text.copy_paste", clause, *round_about(clause.text, *match.span()), values=values, certainty="likely")


def _acts(text: str, match: re.Match[str]) -> bool:
    """Whether the name is that of an actor by itself, not one of several operators that are named together."""
    near = text[max(0, match.start() - 2) : match.start()] + text[match.end() : match.end() + 2]
    acts = CARRIER_ACTS.match(text, match.end()) or text[max(0, match.start() - 1) : match.start()] in tuple("由向经")
    return not SEVERAL.search(near) and bool(acts)


def _other_members(facts: Facts) -> Iterator[Hit]:
    """The first clause of a block whose heading names one member of a consortium and whose parts name only another."""
    seen: set[tuple[str, ...]] = set()
    for clause in _body(facts):
        headings = [*clause.path, clause.heading or ""]
        for n, heading in enumerate(headings[:-1]):
            above = set(MEMBER.findall(heading))
            below = set(MEMBER.findall(headings[n + 1]))
            block = tuple(headings[: n + 2])
            if len(above) == 1 and below and not (above & below) and block not in seen:
                seen.add(block)
                end = min(len(clause.text), 40)
                yield hit("text.copy_paste", clause, 0, end, values={"what": "、".join(sorted(below)), "other": above.pop()}, certainty="likely")
