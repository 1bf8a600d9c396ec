"""One thing changed in a contract's text: what a counterparty would change, and what a typist would.

Comes in: a contract as plain text, one clause a line. Go out: plants, each the whole text with one change and what kind it is.
A plant of substance changes a rate, an amount, a period, the side, the modality, a negation or the court; an editorial one
changes punctuation, particles, widths or words that mean the same. Whole clauses are another module's (arranging.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from clauses.breaths import breaths
from clauses.model import Roles, Value
from clauses.nlp import mentions
from clauses.numerals import values

NUMBER = re.compile(r"\s*(?:第[一二三四五六七八九十百零\d]+条|[（(][一二三四五六七八九十\d]+[)）]|\d+(?:\.\d+)*[.、．]?|[一二三四五六七八九十]+、)\s*")
SHORTEST = 14  # characters, below which a line is a heading or a cell
STRETCH = 3  # a changed figure is three times the old one
UNITS = {"minute": "分钟", "hour": "小时", "day": "日", "working_day": "个工作日", "month": "个月", "year": "年"}
MODALS = (
    ("modality", re.compile(r"应当|应该|必须|(?<![相对供效反响适回感理])应(?=[在向于按自将提负承及予立妥书当保配指确对赔支退以])|(?<![必所无毋])须(?=[在向于按自经提])"), "可以"),
    ("modality", re.compile(r"(?<!所)有权(?!要求|请求|利|力)|可以"), "应当"),
    ("modality", re.compile(r"(?<!不)不得(?!不|已|低于|超过|少于|高于|晚于|早于|以)"), "可以"),
    ("negation", re.compile(r"应当|必须"), "无须"),
    ("negation", re.compile(r"(?<!所)有权(?!利|力)"), "无权"),
    ("negation", re.compile(r"(?<!再)不承担"), "承担"),  # deeds, not modals
    ("negation", re.compile(r"(?<=[甲乙]方)承担(?=[^，。；的]{0,20}(?:责任|费用|损失))"), "不承担"),
)
ATTRIBUTE = re.compile(r"[^，,。；;：:]{0,8}(?:[的之](?:费用|总额|款项|金额|数额|责任|信息|资料|义务|文件|除外|不|，)|者)")
COURT = re.compile(r"被告(?:方)?(?:住所地|所在地|所在)")
SAME = (  # words of the drafter's kind that change nothing
    (re.compile(r"应当"), "应"),
    (re.compile(r"(?<![相对供效反响适回感])应(?=[在向于按自将及])"), "应当"),
    (re.compile(r"如果"), "若"),
    (re.compile(r"(?<=[，。；])如(?=[甲乙双一因未需有])"), "若"),
    (re.compile(r"或者"), "或"),
    (re.compile(r"以及"), "及"),
    (re.compile(r"按照"), "依照"),
    (re.compile(r"(?<=[妥及合书]善|.时|.理|.面)地"), "的"),
)


@dataclass(frozen=True, kw_only=True)
class Plant:
    """kind: what was changed; line: in which line of the draft; was, now: the words."""

    kind: str
    line: int
    was: str
    now: str
    text: str


def clause_lines(text: str) -> list[int]:
    """The lines that are clauses: numbered, and long enough to say something."""
    return [n for n, line in enumerate(text.split("\n")) if (label := NUMBER.match(line)) and len(line) - label.end() >= SHORTEST and "\t" not in line and "。" in line]


def in_words(text: str, roles: Roles) -> Iterator[Plant]:
    """Every plant of substance inside a clause, in order."""
    lines = text.split("\n")
    for n in clause_lines(text):
        start = NUMBER.match(lines[n]).end()  # type: ignore[union-attr]  # clause_lines asked
        label, body = lines[n][:start], lines[n][start:]
        for kind, was, now, changed in (*_figures(body), *_sides(body, roles), *_modals(body, roles), *_courts(body, roles)):
            yield Plant(kind=kind, line=n, was=was, now=now, text="\n".join([*lines[:n], label + changed, *lines[n + 1 :]]))


def editorial(text: str) -> Iterator[Plant]:
    """One plant a clause and kind that changes nothing of substance."""
    lines = text.split("\n")
    for n in clause_lines(text):
        start = NUMBER.match(lines[n]).end()  # type: ignore[union-attr]  # clause_lines asked
        label, body = lines[n][:start], lines[n][start:]
        changed = [("punctuation", body.replace("，", ",").replace("；", ";")), ("punctuation", body.replace("、", "，", 1)), ("width", body.translate({ord("0") + d: ord("０") + d for d in range(10)})), ("blank", body.replace("，", "， ", 1))]
        changed += [("synonym", pattern.sub(word, body, count=1)) for pattern, word in SAME]
        for kind, new in changed:
            if new != body:
                yield Plant(kind=kind, line=n, was=body, now=new, text="\n".join([*lines[:n], label + new, *lines[n + 1 :]]))


def _figures(body: str) -> Iterator[tuple[str, str, str, str]]:
    for value in values(body):
        new = _stretched(value)
        if new:
            kind = {"share": "rate", "multiple": "rate", "amount": "amount", "duration": "period"}[value.kind]
            yield kind, value.text, new, body[: value.span.start] + new + body[value.span.end :]


def _stretched(value: Value) -> str | None:
    if value.kind not in ("share", "multiple", "amount", "duration") or not isinstance(value.value, Decimal) or not value.value:
        return None
    if value.kind == "share":
        share = value.value * STRETCH if value.value <= Decimal("0.33") else value.value - Decimal("0.05") if value.value > Decimal("0.5") else value.value + Decimal("0.3")
        return f"{(share * 100).normalize():f}%"
    number = f"{(value.value * STRETCH).normalize():f}"
    if value.kind == "multiple":
        return f"{number}倍"
    if value.kind == "amount":
        return f"{number}元"
    return number + UNITS[value.unit] if value.unit in UNITS else None


def _sides(body: str, roles: Roles) -> Iterator[tuple[str, str, str, str]]:
    """The sides exchanged, of one breath that says what a side must, may or must not."""
    names = {"customer": roles.customer[0], "carrier": roles.carrier[0]}
    said = [m for m in mentions(body, roles=roles) if m.who in names]
    for breath in breaths(body, roles=roles):
        inside = [m for m in said if breath.span.start <= m.span.start < breath.span.end]
        if not breath.modal or breath.aside or not inside or inside[0].who != breath.who:
            continue
        changed = body
        for mention in reversed(inside):
            changed = changed[: mention.span.start] + names["carrier" if mention.who == "customer" else "customer"] + changed[mention.span.end :]
        span = breath.span
        yield "side", body[span.start : span.end], changed[span.start : span.end], changed


def _modals(body: str, roles: Roles) -> Iterator[tuple[str, str, str, str]]:
    said = [b for b in breaths(body, roles=roles) if b.modal and not b.aside]
    for kind, pattern, new in MODALS:
        for found in pattern.finditer(body):
            if not any(b.span.start <= found.start() and found.end() == b.deed for b in said) or ATTRIBUTE.match(body, found.end()):
                continue  # a condition, or a noun's attribute: 应当支付的费用
            changed = body[: found.start()] + new + body[found.end() :]
            yield kind, body[max(found.start() - 8, 0) : found.end() + 8], changed[max(found.start() - 8, 0) : found.start() + len(new) + 8], changed


def _courts(body: str, roles: Roles) -> Iterator[tuple[str, str, str, str]]:
    for found in COURT.finditer(body):
        new = f"{roles.carrier[0]}住所地"
        yield "court", found.group(), new, body[: found.start()] + new + body[found.end() :]
