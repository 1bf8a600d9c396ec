"""What was left in from drafting: a drafter's notes, and the words of the contract that this one was copied from.

In come the facts; out go hits of text.drafting_note and text.copy_paste. Who the parties are is taken from the contract; a
name that it defines anywhere is its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from clauses.checks.passages import front, hit, round_about
from clauses.model import Clause, Facts, Hit, Library

FILL = r"(?:填写|填入|填列|选填|填报|勾选|选择(?:填写|适用|使用|保留|其一|一种|一项)|删减|增删|删除|删去|补充完整|替换|修改后使用)"
NOTES = re.compile(
    rf"[（(【\[](?:注|备注|说明|提示|编者注|起草说明|填写说明)?\s*[:：]?\s*[^（()）【】\[\]\n]{{0,40}}(?:(?:根据|按照?|视|依据|结合)[^（()）【】\[\]\n]{{0,12}}(?:实际|具体|项目|自身)[^（()）【】\[\]\n]{{0,10}}{FILL}|(?:请|应|需|可|此处|由)[^（()）【】\[\]\n]{{0,16}}{FILL})[^（()）【】\[\]\n]{{0,40}}[）)】\]]"
    r"|[【\[（(]\s*(?:请|待|需|由)[^【】\[\]（）()\n]{0,24}(?:确认|核实|核对|补充|审核|明确|填写|提供|商定|决定)[^【】\[\]（）()\n]{0,12}[】\]）)]"
    r"|[【\[（(]\s*(?:待定|待补充?|待确认|待填|待核|可选|选填|必填|示例|样例|备选|二选一|三选一|择一|可删除|如不适用[^【】（）()\n]{0,12}删除|TBD|TODO|to be (?:confirmed|determined|completed))[^【】\[\]（）()\n]{0,12}[】\]）)]"
    r"|(?<![A-Za-z])(?:TBD|TBC|TODO|FIXME)(?![A-Za-z])"
    r"|此处\s*(?:填写|插入|填入|补充|粘贴|空白|待)"
    r"|(?:红色|蓝色|黄色|标红|标黄|高亮|斜体|下划线)(?:字体|字样|部分|文字|标注|底纹|内容|处)[^，。；\n]{0,12}(?:填写|删除|修改|选择|说明|供|仅|为|需|请|可)"
    r"|(?:删除|删去)(?:此|本)(?:行|段|句|款|项|条|说明|提示|注释|部分)(?:内容|文字)?(?=[。；，、！!）)】\]\s]|$)"
    r"|(?:以下|上述|下列|本条|此条)[^，。；\n]{0,12}(?:二|三|四|两|几|多)选一(?!种)"
    r"|(?:法务|律师|业务部门|经办人|审核人|领导)(?:部门?|人员)?(?:意见|批注|建议修改|请确认|待确认|确认后删除)"
    r"|(?:^|\n)\s*(?:填写说明|使用说明|起草说明|编写说明|填表说明|合同使用须知|提示|编者按|批注)\s*[:：]"
    r"|(?:价格|金额|费用|数量|时间|日期|期限|地点|方案|比例|标准|名称|账号|账户|人员|带宽)[^，。；\n]{0,4}(?:暂)?(?:待定|待确认|待补充|待商定)(?!的|之|后)",
    re.I,
)
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
CARRIERS = {"中国电信": r"中国电信|中国电信集团|天翼云", "中国移动": r"中国移动|移动公司", "中国联通": r"中国联通|中国联合网络通信|联通公司", "中国广电": r"中国广电|中国广播电视网络", "中国铁通": r"中国铁通|中移铁通", "中国网通": r"中国网通"}
CARRIER_ACTS = re.compile(r"(?:[（(]?[\u4e00-\u9fff]{0,10}?(?:股份)?有限公司|[\u4e00-\u9fff]{0,6}分公司)?(?:应当?|须|必须|有权|不得|不承担|负责|承担|同意|保证|承诺|将|提供|收取|支付)")
SEVERAL = re.compile(r"[、/／]|(?:和|与|及|或|以及|等)(?=[\u4e00-\u9fff])")
MEMBER = re.compile(r"牵头人|牵头方|主办方|联合体成员[一二三四五六\d]|成员(?:单位|方)?[一二三四五六\d]")


def drafting_notes(facts: Facts, library: Library) -> Iterator[Hit]:
    """Hits of text.drafting_note, at most one a clause; values: note."""
    for clause in (*front(facts), *facts.contract.clauses):
        lead = f"{clause.heading}\n" if clause.heading else ""
        match = NOTES.search(lead + clause.text)
        if not match:
            continue
        start, end = (max(0, at - len(lead)) for at in match.span())
        start += len(clause.text[start:end]) - len(clause.text[start:end].lstrip())
        if end <= start:
            start, end = 0, min(len(clause.text), 20)
        yield hit("text.drafting_note", clause, start, end, values={"note": match[0].strip()}, certainty="likely")


def copy_paste(facts: Facts, library: Library) -> Iterator[Hit]:
    """Hits of text.copy_paste: strange parties, another carrier's name, a block headed by one member that speaks of another."""
    yield from _strange_parties(facts)
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
