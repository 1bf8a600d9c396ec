"""A rule's condition -> words, in Chinese and English: fields by their labels, named figures with their values and whence they are.

Comes in: the closed language of `rules/*.yaml` as it was read. Goes out: a phrase a comparison. It evaluates nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from clauses.figures import show
from clauses.model import Library, Side

SIDES: tuple[Side, ...] = ("customer", "carrier")
COMPARISONS = {
    "zh": {"eq": "为 {}", "ne": "不为 {}", "gt": "大于 {}", "gte": "不小于 {}", "lt": "小于 {}", "lte": "不大于 {}", "in": "为 {} 之一"},
    "en": {"eq": " is {}", "ne": " is not {}", "gt": " is more than {}", "gte": " is {} or more", "lt": " is less than {}", "lte": " is {} or less", "in": " is one of {}"},
}
STATES = {
    "zh": {("absent", True): "没有写{}", ("absent", False): "写到（含留空）{}", ("present", True): "写明{}", ("present", False): "没有写明{}", ("blank", True): "留空{}", ("blank", False): "没有留空{}"},
    "en": {("absent", True): "{} is not said", ("absent", False): "{} is said or left blank", ("present", True): "{} is said", ("present", False): "{} is not said plainly", ("blank", True): "{} is left blank", ("blank", False): "{} is not left blank"},
}
JOINED = {
    "zh": {"all": "，且", "and": "且", "or": "，或者", "any": "符合以下之一：", "not": "除非", "of": "{}的{}", "not_so": "并非{}", "kind": "属于{}", "is": "{}为{}", "list": "、"},
    "en": {"all": ", and ", "and": " and ", "or": ", or ", "any": "one of these holds: ", "not": "unless ", "of": "{}: {}", "not_so": "not {}", "kind": "it is {}", "is": "{} is {}", "list": ", "},
}
WHENCE = {
    "zh": {"us": "我方", "them": "对方", "same": "指引的 {0}", "sides": "指引的 {0}（客户方）、{1}（服务方）", "law": "{0}规定的 {1}"},
    "en": {"us": "your side", "them": "the other side", "same": "the playbook's {0}", "sides": "the playbook's {0} (customer), {1} (carrier)", "law": "the {1} of the {0}"},
}
TIGHT = re.compile(r"(?<=[于为]) (?=\D)|(?<=”) (?=之一)")


def condition(when: Mapping[str, Any], library: Library, language: str = "zh") -> Iterator[str]:
    """A condition of a rule in words: fields by their labels, named figures with their values."""
    words = JOINED[language]
    for key, wanted in when.items():
        if key == "all":
            yield words["all"].join(_joined(part, library, language) for part in wanted)
        elif key == "any":
            yield words["any"] + words["or"].join(_joined(part, library, language) for part in wanted)
        elif key == "not":
            parts = wanted["any"] if set(wanted) == {"any"} else [wanted]
            yield words["not"] + words["or"].join(_joined(part, library, language) for part in parts)
        else:
            yield from _compared(key, wanted, library, language)


def _joined(when: Mapping[str, Any], library: Library, language: str) -> str:
    return JOINED[language]["and"].join(condition(when, library, language))


def _compared(field: str, wanted: Any, library: Library, language: str, of: str = "") -> Iterator[str]:
    """One field's comparisons, each in words."""
    words = JOINED[language]
    entry = {**library.vocabulary["terms"], **library.vocabulary["derived"]}[field]
    label = str(entry.get(language) or entry["zh"])
    label = words["of"].format(of, label) if of else label
    if field == "kind":  # of what a check finds
        yield words["kind"].format(_value(field, wanted, library, language))
        return
    if isinstance(wanted, bool):
        yield label if wanted else words["not_so"].format(label)
        return
    if not isinstance(wanted, Mapping):
        yield words["is"].format(label, _value(field, wanted, library, language))
        return
    for operator, operand in wanted.items():
        if (operator, operand) in STATES[language]:
            yield STATES[language][operator, operand].format(label)
        elif operator in COMPARISONS[language]:
            values = operand if isinstance(operand, (list, tuple)) else (operand,)
            told = COMPARISONS[language][operator].format(words["list"].join(_value(field, v, library, language) for v in values))
            yield label + (TIGHT.sub("", told) if language == "zh" else told)
        else:
            yield from _compared(operator, operand, library, language, label)


def _value(field: str, written: Any, library: Library, language: str) -> str:
    """A value in words; of a named figure, what it is for either side and whence."""
    if not isinstance(written, str) or not written.startswith("$"):
        return _quoted(field, written, library, language)
    name, whence = written[1:], WHENCE[language]
    if name in ("us", "them"):
        return whence[name]
    if name in library.playbooks["customer"].thresholds:
        values = [_quoted(field, library.playbooks[side].thresholds[name].value, library, language) for side in SIDES]
        return whence["same" if values[0] == values[1] else "sides"].format(*values)
    home, _, number = name.partition(".")
    law = library.laws[home]
    return whence["law"].format(law.short_en or law.short if language == "en" else law.short, _quoted(field, law.numbers[number], library, language))


def _quoted(field: str, value: Any, library: Library, language: str) -> str:
    """A value as a reader sees it, bare of a unit where its field has none of its own."""
    if isinstance(value, str):
        entry = library.vocabulary["values"].get(value)
        return f"“{entry.get(language) or entry['zh'] if entry else value}”"
    told = show(field, value, library, language) if isinstance(value, (Decimal, bool)) else str(value)
    return told.replace("（", " (").replace("）", ")") if language == "en" else told
