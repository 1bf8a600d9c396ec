"""Blanks that matter and were left open: a share, a price, a date, a quantity, a party's name.

In come the facts; out goes one hit for the front of the contract (names, numbers, dates), one an article for each kind of
blank, one an annex. Left out is what is empty on purpose: fax and post code, options that were not chosen, signature lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clauses.checks.passages import entries, front, hit, round_about
from clauses.checks.places import article
from clauses.model import Clause, Facts, Hit, Library, Span
from clauses.numerals import values

KINDS = ("money", "time", "quantity", "name", "other")  # the gravest first
FORM = 10  # groups of blanks; a draft with more is a form that nobody has filled in yet, and one hit a kind says so
MOST = 200  # blanks of one clause that are looked at: a hit names the first and says that there are many
KIND_OF = {
    "share": "money", "multiple": "money", "amount": "money", "account": "money",
    "date": "time", "period": "time",
    "quantity": "quantity", "copies": "other", "name": "name", "institution": "name",
    "place": "other", "contact": "other", "annex": "other", "choice": "other", "number": "other", "other": "other",
}  # fmt: skip
DURATIONS = ("minute", "hour", "day", "working_day", "month", "year")
ORDERED = re.compile(r"订购?单|订货单|需求单|业务单|受理单|申请单|登记[单表]")
MARK = re.compile(r"(?<![a-z])x{2,40}(?![a-z])|(?<![A-Z])X{2,40}(?![A-Z])|×{2,40}")  # xxG, IPxx个: letters beside a blank
CODE = re.compile(r"[A-Za-z0-9]+(?:[-_/—－][A-Za-z0-9]+)+")  # KF-XX-2020-118: two letters inside a code are its own
SLASH = re.compile(r"[\[【〔(（]?[\s　]*[/\\—-]+[\s　]*[\]】〕)）]?")
# What stands before (to the blank's left, within the sentence) or behind a blank and says what was meant, the first that fits.
BEFORE = (
    ("annex", re.compile(r"附[件表录]\s*$")),
    ("share", re.compile(r"(?:比例|比率|费率|利率|税率|折扣)[^，。；\n]{0,6}$")),
    ("amount", re.compile(r"(?:金额|大写|小写|价格?|单价|总价|费用|租金|价款|人民币|资费|押金|保证金)[^，。；、\n]{0,5}$|[¥￥]\s*$")),
    ("account", re.compile(r"(?:账|帐)\s*[户号][^，。；\n]{0,4}$|开\s*户[^，。；\n]{0,5}$|户\s*名[^，。；\n]{0,2}$|税号[^，。；\n]{0,3}$|收款[^，。；\n]{0,4}$")),
    ("quantity", re.compile(r"(?:带宽|数量|速率|规格|面积|容量|总数|端口|台数)[^，。；\n]{0,6}$|公网\s*(?:IP|ip)[^，。；\n]{0,4}$")),
    ("place", re.compile(r"(?:地点|地址|住所|位于|坐落)[^，。；\n]{0,4}$")),
    ("date", re.compile(r"(?:日期|时间)[^，。；\n]{0,3}$")),
    ("period", re.compile(r"(?:期限|时限|周期|时长)[^，。；\n]{0,4}$")),
    ("choice", re.compile(r"(?:按照?|以|采用|选择|适用)(?:下列|以下|如下|下述)?第\s*[\[（(]?\s*$")),
    ("name", re.compile(r"(?:名称|姓名|指定|授权|委派)[^，。；\n]{0,4}$")),
)
BEHIND = (
    ("institution", re.compile(r"\s*(?:市|区|县|省)?\s*(?:人民法院|仲裁委员会|仲裁院|国际经济贸易)")),
    ("name", re.compile(r"\s*(?:公司|单位|集团|银行|学校|医院|先生|女士)")),
    ("choice", re.compile(r"\s*[\]）)]?\s*(?:种方式|种争议|项约定)")),
    ("copies", re.compile(r"\s*份(?!额)")),
    ("amount", re.compile(r"\s*(?:[万亿]?元|美元|/\s*(?:月|年|条|端口))")),
    ("time", re.compile(r"\s*(?:小时|分钟|个?工作日|[日天月年](?!租))")),
    ("quantity", re.compile(r"\s*(?:[GMKT兆]|[Bb]ps|个(?!月|工作)|条(?!款)|台|套|部|路|件|次|人|户|米|公里|平方|吨|千瓦|机柜|端口|/月|起)")),
)
ON_PURPOSE = re.compile(
    r"(?:传\s*真|邮\s*编|邮政编码|E-?\s*mail|电子邮[件箱]|邮\s*箱|网\s*址|微\s*信|Q\s?Q|电\s*报|备\s*注|电\s*传)[^，。；\n]{0,8}$"
    r"|(?:其\s*[他它]|补充|特别|另行)[^。；\n]{0,12}(?:方式|约定|事项|要求|条款|情形|说明|费用|内容|用途|服务|材料|义务|责任)?\s*[（(]?[^，。；\n]{0,10}[:：]?\s*[\[【（(]?\s*$",
    re.I,
)
SIGNED = re.compile(r"签\s*[字章名]|盖\s*章|签署|签约|签订|法定代表人|负责人|授权代表|委托代理人|代\s*理\s*人|经\s*办\s*人|代\s*表\s*人?\s*[:：]|公\s*章|日\s*期\s*[:：]")
SIGNER = re.compile(r"[^，。；\n]{0,12}(?:方|人|单位|公司)[^，。；\n]{0,14}(?:[:：]|[（(](?:签|盖|公)|\s{3,}|XX)|\s*(?:签\s*[字章名]|盖\s*章|法定代表人|授权代表|委托代理人|日\s*期)")
ONLY_DATE = re.compile(r"[^。；]{0,14}[:：]?\s*(?:20|19)?[\s_\d\[\]/x]*年[\s_\[\]/x]*月[\s_\[\]/x]*日?\s*")
_MARKER = r"[一二三四五六七八九十\d①-⑨A-Da-d]"
OPTION = re.compile(rf"\s*(?:[（(\[]\s*(?P<closed>{_MARKER})\s*[)）\]]|(?P<open>{_MARKER})\s*[)）.、．]|(?P<circled>[①-⑨]))")
CHOSEN = re.compile(r"第\s*[\[（(【]?\s*([一二三四五六七八九十\d①-⑨A-Da-d])\s*[\]）)】]?\s*(?:种|项|款)[^。；\n]{0,16}[:：；。]?")
BOX = re.compile(r"[☑■√✓✔☒□☐○]")
EMPTY_BOX = tuple("□☐○")
LABEL = re.compile(
    r"(?P<name>[甲乙丙丁]\s*方\s*[一二三四五\d]?\s*(?:[（(][^）)\n]{0,14}[）)]\s*)?(?:名\s*称|单位)?|(?:买|卖|供|需|出租|承租|委托|受托|发包|承包|采购|服务)\s*[方人](?:[（(][^）)\n]{0,14}[）)])?|"
    r"供应商(?:[（(][^）)\n]{0,14}[）)])?|采购人(?:[（(][^）)\n]{0,14}[）)])?|(?:单位|公司|企业|用户|客户)名称)"
    r"|(?P<number>(?:合\s*同|协\s*议|项\s*目|采\s*购|招\s*标|订\s*单)?\s*(?:编\s*号|号\s*码)|合同号)"
    r"|(?P<date>(?:签\s*[订约署]|订\s*立|生\s*效)\s*(?:日\s*期|时\s*间)|日\s*期)"
    r"|(?P<place>签\s*[订约署]\s*地\s*点?)"
    r"|(?P<title>(?:项\s*目|工\s*程|合\s*同)名\s*称)"
    r"|(?P<aside>住\s*所|地\s*址|法定代表人|负责人|代表人?|联\s*系\s*人|电\s*话|手\s*机(?:号码?)?|传\s*真|邮\s*编|邮政编码|电子邮[件箱]|税号|统一社会信用代码|开户[银]?行|账\s*号|帐\s*号|职\s*务|身份证号?码?|经办人|委托代理人)"
)
FIELD = re.compile(rf"(?:{LABEL.pattern})\s*[:：]")
OPEN_DATE = re.compile(r"年[\s_]*月|月[\s_]*日|^[\s_]*年")
CALLED = re.compile(r"联\s*系|电\s*话|手\s*机")  # whom to call; a line drawn to be written on, not a label left bare
MAILED = re.compile(r"(?:送达|通知)[^。]{0,60}(?:电子邮|邮箱|(?<!快递)邮件)|(?:电子邮|邮箱|(?<!快递)邮件)[^。]{0,60}(?:送达|通知)")  # the address that notices go to
RULED = re.compile(r"\s*(?:[_＿]{2,}|[\[【]\s*[/／]?\s*[\]】])")
EMPTY = re.compile(r"[\s_/\\xX×＿—\-\[\]【】（）()〔〕年月日\.·…●]*")


@dataclass(frozen=True, kw_only=True)
class Blank:
    """A blank at text[span] of a clause and what was meant there."""

    clause: Clause
    span: Span
    what: str

    @property
    def kind(self) -> str:
        return KIND_OF[self.what]


def unfilled(facts: Facts, library: Library) -> Iterator[Hit]:
    """Hits of blank.unfilled: the front's first, then those of the body and of the annexes in order."""
    yield from _front(facts)
    for blanks in _grouped([blank for clause in facts.contract.clauses for blank in _blanks(clause)]):
        yield _found(min(blanks, key=lambda blank: KINDS.index(blank.kind)), blanks)
    yield from _order_sheets(facts)


def _grouped(blanks: Sequence[Blank]) -> list[list[Blank]]:
    """Blanks of one kind under one article together, and those of one annex; in an unfilled form those of one kind."""
    groups: dict[tuple[str, str], list[Blank]] = {}
    for blank in blanks:
        annex = blank.clause.annex
        groups.setdefault((annex, "") if annex else (article(blank.clause), blank.kind), []).append(blank)
    if len(groups) <= FORM:
        return list(groups.values())
    form: dict[str, list[Blank]] = {}
    for blank in blanks:
        form.setdefault(blank.clause.annex or blank.kind, []).append(blank)
    return list(form.values())


def _found(first: Blank, blanks: list[Blank]) -> Hit:
    what = tuple(dict.fromkeys(blank.what for blank in sorted(blanks, key=lambda blank: KINDS.index(blank.kind))))
    start, end = round_about(first.clause.text, *first.span)
    places = len({blank.clause.id for blank in blanks})
    return hit("blank.unfilled", first.clause, start, end, values={"count": len(blanks), "places": places, "what": what, "kind": first.kind})


def _blanks(clause: Clause) -> Iterator[Blank]:
    """The clause's blanks that somebody should have filled."""
    text = clause.text[: _signature(clause.text)]
    if clause.kind == "signature" or not (MARK.search(text) or re.search(r"[_＿\[【〔/\\xX×（(]|\s年|年\s|\s{2}", text)):
        return
    chosen = {m[1] for m in CHOSEN.finditer(text)}
    for start, end, unit in _open(text):
        what = _meant(text, start, end, unit)
        line = text[text.rfind("\n", 0, start) + 1 : (text.find("\n", end) + 1 or len(text) + 1) - 1]
        if _on_purpose(text, start, end, what, line) or _not_chosen(text, start, line, chosen):
            continue
        yield Blank(clause=clause, span=Span(start, end), what=what or "other")


def _open(text: str) -> list[tuple[int, int, str | None]]:
    """Every blank of the text with its unit, in order."""
    read = [(v.span.start, v.span.end, v.unit) for v in values(text) if v.kind == "blank" and not (v.text[:1].isspace() and text[v.span.start - 1].isdigit())]
    covered = {at for start, end, _ in read for at in range(start, end)}
    more = [(m.start(), m.end(), None) for m in MARK.finditer(text) if m.start() not in covered]
    return [place for place in sorted([*read, *more], key=lambda place: place[:2]) if not _in_code(text, *place[:2])][:MOST]


def _in_code(text: str, start: int, end: int) -> bool:
    """Whether XX is a part of a code: between other parts of it, one of which has letters; a longer run is its open number."""
    if text[start:end].upper() != "XX":
        return False
    code = next((m for m in CODE.finditer(text) if m.start() < start and end < m.end()), None)
    return bool(code and re.search(r"[A-WYZ]", re.sub("x", "", code[0]).upper()))


def _meant(text: str, start: int, end: int, unit: str | None) -> str | None:
    """What the blank stands for: by its unit, by the words behind it, by those before it; None where nothing tells."""
    if unit in KIND_OF or unit in DURATIONS:
        return "period" if unit in DURATIONS else unit
    if re.search(r"第\s*$", text[max(0, start - 6) : start]) and re.match(r"\s*[条款项号章]", text[end:]):
        return "number"
    for what, pattern in BEHIND:
        if pattern.match(text, end):
            return "period" if what == "time" else what
    line = text[text.rfind("\n", 0, start) + 1 : start]
    for what, pattern in BEFORE:
        if pattern.search(line):
            return what
    return None


def _on_purpose(text: str, start: int, end: int, what: str | None, line: str) -> bool:
    """Whether a blank is meant to be empty: a slash where nothing decides, a fax number, a signature's date, a ruled line."""
    before = text[max(text.rfind("\n", 0, start) + 1, start - 30) : start]
    if SLASH.fullmatch(text[start:end].strip()) and what in (None, "account", "name", "place", "institution", "date"):
        return True
    if ON_PURPOSE.search(before) or EMPTY.fullmatch(line) or text[start - 1 : start] in ('"', "“", "‘"):
        return True
    if SIGNED.search(line) and len(line) < 60 and not re.search(r"[。；，]", line):
        return True
    return bool(ONLY_DATE.fullmatch(line)) and len(line) < 30 and not re.search(r"期限|起|至|止|开通|服务|生效", line)


def _not_chosen(text: str, start: int, line: str, chosen: set[str]) -> bool:
    """Whether the blank belongs to an option that the contract offers and does not take: another is ticked, or named."""
    boxes = BOX.findall(text, 0, start)
    if boxes and boxes[-1] in EMPTY_BOX:
        return any(box not in EMPTY_BOX for box in BOX.findall(text))
    option = OPTION.match(line)
    if not option or not chosen:
        return False
    return _digit(option["closed"] or option["open"] or option["circled"]) not in {_digit(one) for one in chosen}


def _digit(written: str) -> str:
    for row in ("一二三四五六七八九", "①②③④⑤⑥⑦⑧⑨", "ABCDEFGHI", "abcdefghi"):
        if written in row:
            return str(row.index(written) + 1)
    return written


def _signature(text: str) -> int:
    """Where a signature block at the text's end begins; the text's length where none does."""
    lines = text.split("\n")
    at = len(lines[0]) + 1
    for line in lines[1:]:
        if SIGNER.match(line) and _signs(text[at:]):
            return at
        at += len(line) + 1
    return len(text)


def _signs(rest: str) -> bool:
    """Whether words are nothing but signature fields, or names with nothing behind them."""
    return not re.search(r"[。；]", rest) and bool(SIGNED.search(rest) or EMPTY.fullmatch(re.sub(r"[^，\s:：]{1,8}[方人](?:\s*[:：])?", "", rest)))


# -- the front ----------------------------------------------------------------------------------------------------------


def _front(facts: Facts) -> Iterator[Hit]:
    """One hit for all that is open before the first clause."""
    found: list[tuple[Clause, int, int, str]] = []
    mailed = any(MAILED.search(clause.text) for clause in facts.contract.clauses)
    for run in front(facts):
        found += [(run, *place) for place in _fields(run.text, mailed=mailed)]
    weighty = [place for place in found if place[3] != "place"]
    if not weighty:
        return
    what = tuple(dict.fromkeys(place[3] for place in found))
    run, start, end, _ = weighty[0]
    kind = next(k for k in ("name", "time", "other") if any(KIND_OF[w] == k for w in what))
    yield hit("blank.unfilled", run, start, end, values={"count": len(found), "places": 1, "what": what, "kind": kind})


def _order_sheets(facts: Facts) -> Iterator[Hit]:
    """One hit an order sheet whose own fields are open, where others are filled in; a form that nobody has filled in is none."""
    for annex in facts.contract.annexes:
        lines = entries(facts, annex) if ORDERED.search(annex.name) else ()
        found = [(line, *place) for line in lines for place in _fields(line.text)]
        if not found or all(any(line is at for at, *_ in found) for line in lines) or len(found) > FORM:
            continue
        line, start, end, what = found[0]
        yield hit("blank.unfilled", line, start, end, values={"count": len(found), "places": 1, "what": tuple(dict.fromkeys(w for *_, w in found)), "kind": KIND_OF[what]})


def _fields(text: str, *, mailed: bool = False) -> Iterator[tuple[int, int, str]]:
    """The labelled fields of the front that are empty, and its other blanks: start, end, what; `mailed` where notices go by e-mail."""
    fields = list(FIELD.finditer(text))
    taken: list[tuple[int, int]] = []
    for n, field in enumerate(fields):
        stop = fields[n + 1].start() if n + 1 < len(fields) else len(text)
        value = re.split(r"[）)，。；\n]", text[field.end() : stop], maxsplit=1)[0]
        end = field.end() + len(value)
        what = {"title": "name", "aside": "contact"}.get(str(field.lastgroup), str(field.lastgroup))
        taken.append((field.start(), end))
        if what == "contact" and not ((CALLED.match(field[0]) or (mailed and field[0].startswith("电子邮"))) and RULED.match(value)):
            continue
        empty = EMPTY.fullmatch(value) and not _continued(text, end, value, what)
        marked = any(not _in_code(text, field.end() + m.start(), field.end() + m.end()) for m in MARK.finditer(value))
        if empty or marked or (what == "date" and OPEN_DATE.search(value)):
            yield field.start(), max(end, field.end()), what
    for value in values(text):
        apart = not any(a < value.span.end and value.span.start < b for a, b in taken)
        if value.kind == "blank" and apart and value.unit in ("date", "amount", "month", "year"):
            yield value.span.start, value.span.end, "date" if value.unit != "amount" else "other"


def _continued(text: str, end: int, value: str, what: str) -> bool:
    """Whether a field that is empty on its own line has its value on the next."""
    below = text[end:].lstrip("\n").split("\n", 1)[0].strip()
    if value.strip() or text[end : end + 1] not in ("\n", "") or not below or FIELD.match(below) or len(below) >= 50:
        return False
    if what in ("number", "date"):
        return bool(re.search(r"[A-Za-z]*\d", below)) and not re.search(r"[\u4e00-\u9fff]{5}", below)
    return not re.search(r"[:：]|^(?:根据|为|鉴于|经)|年.{0,6}月|(?:合同|协议|协议书|合同书)$", below)
