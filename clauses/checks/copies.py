"""How many copies there are, against how many each party holds.

Facts come in; out come hits of `consistency.count`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from clauses.checks.places import body, place
from clauses.model import Facts, Hit, Library
from clauses.structure.numbering import integer

_N = r"[\[【（(]?\s*(?P<{0}>\d{{1,2}}|[一二三四五六七八九十两壹贰叁肆伍陆柒捌玖拾]{{1,3}})\s*[\]】）)]?\s*份"
_IN_ALL = re.compile(rf"一式\s*{_N.format('whole')}")
_EACH = re.compile(rf"(?P<who>[^，。；、]{{0,14}}?)各\s*(?:执|持|保存|留存|存|保留|得|留|送)?\s*(?:有)?\s*{_N.format('each')}")
_HELD = re.compile(rf"(?P<who>[^，。；、\d]{{1,14}}?)(?:[执持存得留]|保存|留存|保留|备案|存档|报送)+\s*{_N.format('held')}")
_BARE = re.compile(rf"(?P<who>[甲乙丙丁]方|[买卖供需]方|出租[人方]|承租[人方]|采购人|供应商)\s*[：:]?\s*{_N.format('held')}")  # 甲方两份, with no word for holding
_ANY = re.compile(_N.format("any"))
_BOTH = re.compile(r"^(?:由|其中|，)*(?:甲[、和与]?乙双方|双方|合同双方|协议双方|甲、乙双方|甲乙方|两方)?$")
_PARTY = re.compile(r"[甲乙丙丁]方|[采购供应招租承发包出]+[人商方]|双方|买方|卖方")
_OPEN = re.compile(r"其余|剩余|剩下|余下|另外|另有|若干|副本|正本|(?:^|[，。；、])\s*[另余](?=[一二三四五六七八九两\d])")


def copies_held(facts: Facts, library: Library) -> Iterator[Hit]:
    """Where 一式四份 is not what the parties hold together; a list with a remainder, or with originals and copies, is left alone."""
    for clause in body(facts.contract):
        for whole in _IN_ALL.finditer(clause.text):
            end = min((at for stop in "。\n" if (at := clause.text.find(stop, whole.end())) >= 0), default=len(clause.text))
            words = clause.text[whole.end() : end]
            held = None if _OPEN.search(clause.text[max(0, whole.start() - 12) : _next_stop(clause.text, end)]) else _held(words, facts)
            stated = _number(whole["whole"])
            if held is None or stated is None or held[0] == stated:
                continue
            values = {"stated": Decimal(stated), "expected": Decimal(held[0]), "how": held[1]}
            yield place(clause).hit("consistency.count", whole.start(), end, values, "likely", "counterparts")


def _next_stop(text: str, end: int) -> int:
    """Where the sentence behind the one that ends there ends: what is left may be told in it."""
    return min((at for stop in "。\n" if (at := text.find(stop, end + 1)) >= 0), default=len(text))


def _held(words: str, facts: Facts) -> tuple[int, str] | None:
    """The copies that the words hand out and how they are counted; None where they do not name every holder's number."""
    parties = len([p for p in facts.contract.parties if p.role != "other"])
    total, how = 0, []
    passed = 0
    for match in sorted([*_EACH.finditer(words), *_HELD.finditer(words), *_BARE.finditer(words)], key=lambda m: m.start()):
        if match.start() < passed:
            continue
        passed = match.end()
        each = match.groupdict().get("each")
        number = _number(each or match.groupdict().get("held") or "")
        if number is None:
            return None
        if each:
            named = len(re.findall(r"[甲乙丙丁]方|[甲乙丙丁](?=[、乙丙丁])", match["who"]))
            times = parties if _BOTH.match(match["who"].strip()) else named
            if times < 2:
                return None
            total += times * number
            how.append(f"{times} × {number}")
        else:
            total += number
            how.append(f"{number}")
    counted = len(how) == len(_ANY.findall(words))  # every number of copies is somebody's
    whole = bool(how) and ("×" in how[0] or len(how) >= 2) and counted
    return (total, " + ".join(how)) if whole and (_PARTY.search(words) or any(name in words for p in facts.contract.parties for name in p.aliases)) else None


def _number(written: str) -> int | None:
    formal = str.maketrans("壹贰叁肆伍陆柒捌玖拾两", "一二三四五六七八九十二")
    return integer(written.translate(formal)) if written else None
