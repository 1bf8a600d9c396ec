"""Names and accounts that disagree: a party called by another name on another page, or paid into two accounts.

Facts come in; out come hits of `consistency.party` and `consistency.account`. A name is only said to be another's when it is
nearly the party's own; a name cut by a line's end is the same name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Generator, Iterator

from rapidfuzz import fuzz

from clauses.checks.places import Place, places
from clauses.model import Facts, Hit, Library, Party, Span
from clauses.structure.parties import plain_name

SHORTEST = 6  # characters of a name that differs from another's in one only by a slip
NEARLY = 80  # of 100: a character or two left out of an organisation's name, not another organisation

_HOLDER = re.compile(r"(?:开户名称?|[账帐]户名称?|户\s*名|收款(?:人|单位|方)(?:名称|全称)?)(?:\s*[:：]\s*|(?<=名)[ \u3000]+)(?P<name>[^\n，,；;。]{2,60}?)(?=\s*(?:[账帐]\s*号|开户|银行|地址|电话|税号|\s{2,}|[\n，,；;。]|$))")
_ACCOUNT = re.compile(r"(?:[账帐]\s*号|银行[账帐]户)\s*[:：]\s*[\[【（(]?\s*(?P<account>[\d\s\-]{8,40}\d)")
_LABEL = re.compile(r"[\s*＊]*(?:户\s*名|开户名称?|名\s*称|单位名称)?\s*[:：]?[\s*＊]*")
_NUMBER = re.compile(r"(?<![\dA-Za-z])\d[\d \-]{10,38}\d(?![\dA-Za-z])")
_OF_BANK = re.compile(r"银行|支行|分理处|信用社|[账帐]\s*号|[账帐]\s*户|开户")
_APART = re.compile(r".?[一二三四五六七八九十东西南北中上下前后甲乙丙丁省市县区州镇新老大小].?")  # 第一中学 and 第二中学 are two
_BRANCH = re.compile(r".{0,8}(?:分公司|支公司|分行|支行|分局|营业部|办事处|项目部|事业部|分中心|分院|分校)$")  # behind a name: not the party itself
_SEPARATE = re.compile(r"保证金|专户|押金|备用账|或者?以下")


def names(facts: Facts, library: Library) -> Iterator[Hit]:
    """Where a party line or an account's holder is nearly a party's name, and not it; one hit a name."""
    seen = yield from _named_otherwise(facts)
    yield from _one_character(facts, seen)


def _named_otherwise(facts: Facts) -> Generator[Hit, None, set[str]]:
    """Party lines and holders of accounts that bear nearly a party's name; returns the names told of."""
    known = {p.role: p for p in facts.contract.parties if p.name}
    own = {squeezed(p.name or "") for p in known.values()} | {squeezed(a) for p in known.values() for a in p.aliases}
    seen: set[str] = set()
    for where in places(facts.source, facts.contract):
        for start, end, party in _named(where, tuple(known.values())):
            start += len(_LABEL.match(where.text[start:end])[0])  # type: ignore[index]  # matches the empty text too
            stated = plain_name(where.text[start:end])
            if stated is None or squeezed(stated) in own or squeezed(stated) in seen:
                continue
            nearest = max((party,) if party else known.values(), key=lambda p: _likeness(stated, p), default=None)
            if nearest is None or _likeness(stated, nearest) < NEARLY or _cut(stated, nearest):
                continue
            seen.add(squeezed(stated))
            yield where.hit("consistency.party", start, end, {"stated": stated, "party": nearest.name}, "likely")
    return seen


def _one_character(facts: Facts, told: set[str]) -> Iterator[Hit]:
    """A party's name anywhere in the words with one character changed; names that differ in a number or a direction are of others."""
    whole = [p.name for p in facts.contract.parties if p.role != "other" and p.name and len(p.name) >= SHORTEST]
    for name in dict.fromkeys(whole):
        others = "|".join(rf"{re.escape(name[:i])}(?P<at{i}>[\u4e00-\u9fff]){re.escape(name[i + 1 :])}" for i in range(len(name)))
        for found in re.finditer(others, facts.source.at(facts.contract.span)):
            at = next(int(group[2:]) for group, character in found.groupdict().items() if character)
            if found[0] == name or found[0] in whole or squeezed(found[0]) in told or _APART.fullmatch(found[0][at] + name[at]):
                continue
            told.add(squeezed(found[0]))
            span = Span(facts.contract.span.start + found.start(), facts.contract.span.start + found.end())
            inside = next((c.id for c in facts.contract.clauses if c.span.start <= span.start < c.span.end), None)
            yield Hit(code="consistency.party", clause=inside, quote=found[0], span=span, values={"stated": found[0], "party": name}, certainty="likely")


def two_accounts(facts: Facts, library: Library) -> Iterator[Hit]:
    """Where the body names two accounts of one holder, and where an account is nearly another of the contract's; one hit a holder."""
    miswritten = list(_miswritten(facts))
    yield from miswritten
    known = {hit.values["stated"] for hit in miswritten}
    found: dict[str, tuple[str, str]] = {}
    told: set[str] = set()
    for where in places(facts.source, facts.contract):
        if where.annex is not None:
            continue
        for holder in _HOLDER.finditer(where.text):
            name = plain_name(holder["name"])
            account = _ACCOUNT.search(where.text, holder.end(), holder.end() + 80)
            if name is None or account is None or _SEPARATE.search(_before(where, holder.start())):
                continue
            digits = re.sub(r"\D", "", account["account"])
            first = found.setdefault(squeezed(name), (digits, account["account"].strip()))
            if first[0] != digits and name not in told and digits not in known:
                told.add(name)
                values = {"stated": digits, "expected": first[1], "party": name}
                yield where.hit("consistency.account", account.start("account"), account.end("account"), values, "check")


def _miswritten(facts: Facts) -> Iterator[Hit]:
    """An account that differs from an earlier one by a digit or two, or by two that changed places."""
    seen: list[str] = []
    for where in places(facts.source, facts.contract):
        for number in _NUMBER.finditer(where.text):
            digits = re.sub(r"\D", "", number[0])
            if not 12 <= len(digits) <= 22 or not _OF_BANK.search(where.text, max(0, number.start() - 40), number.start()):
                continue
            nearest = next((s for s in seen if len(s) == len(digits) and 0 < sum(a != b for a, b in zip(s, digits, strict=True)) <= 2), None)
            if nearest is not None and digits not in seen:
                yield where.hit("consistency.account", number.start(), number.end(), {"stated": digits, "expected": nearest}, "likely")
            seen.append(digits)


def _before(where: Place, at: int) -> str:
    """What an account is for: the words before it and the clause's heading."""
    return f"{where.clause.heading or '' if where.clause else ''} {where.text[max(0, at - 80) : at]}"


def squeezed(name: str) -> str:
    """A name without blanks, brackets in one width, no marks of emphasis."""
    return re.sub(r"[\s\[\]【】*＊_]", "", unicodedata.normalize("NFKC", name))


def _named(where: Place, parties: tuple[Party, ...]) -> Iterator[tuple[int, int, Party | None]]:
    """The places where a party's name is written out: party lines and account holders."""
    for holder in _HOLDER.finditer(where.text):
        yield holder.start("name"), holder.end("name"), None
    for party in parties:
        alias = "|".join(re.escape(a) for a in party.aliases)
        for line in re.finditer(rf"(?:^|\n)\s*(?:{alias})\s*(?:[（(][^）)\n]{{1,12}}[)）])?\s*[:：]\s*(?P<name>[^\n，,；;。]{{2,60}}?)(?=\s{{2,}}|[\n，,；;。]|$)", where.text):
            yield line.start("name"), line.end("name"), party


def _likeness(stated: str, party: Party) -> float:
    return fuzz.ratio(squeezed(stated), squeezed(party.name or ""))


def _cut(stated: str, party: Party) -> bool:
    """Whether the name is the party's own, cut at its end by the line, or with something behind it that names no branch."""
    one, other = squeezed(stated), squeezed(party.name or "")
    return other.startswith(one) or (one.startswith(other) and not _BRANCH.fullmatch(one[len(other) :]))
