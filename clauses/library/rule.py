"""rules/*.yaml -> rules whose every name resolves: codes, types, fields, values, thresholds, laws, clauses.

The language of `when` is closed: a field equals a value, or is compared by the words of OPERATORS; `all`, `any` and `not`
join such mappings. Nothing in it is ever executed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from clauses.library.document import NUMBER, Entry, compose, entries
from clauses.library.law import SIDES, Table, Vocabulary
from clauses.model import SEVERITIES, Certainty, Favours, Law, Rule, Said, Side

OPERATORS = ("eq", "ne", "gt", "gte", "lt", "lte", "in", "absent", "present", "blank")
ORDERING = ("gt", "gte", "lt", "lte")
STATES = ("absent", "present", "blank")
FAVOURS: tuple[Favours, ...] = ("us", "them", "neither")
CERTAINTIES: tuple[Certainty, ...] = ("certain", "likely", "check")
PERIODS = ("day", "month", "year", "once")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
KEYS = (
    *("code", "type", "types", "when", "check", "severity", "weight", "basis", "message", "message_en", "suggestion"),
    *("suggestion_en", "exposure", "favours", "certainty", "not_judged", "family", "rank"),
)
Word = TypeVar("Word", bound=str)


@dataclass(frozen=True, kw_only=True)
class Names:
    """Every name that a rule may use."""

    vocabulary: Vocabulary
    codes: frozenset[str]
    laws: Mapping[str, Law]
    thresholds: frozenset[str]
    clauses: frozenset[str]
    scenarios: frozenset[str]

    @cached_property
    def fields(self) -> Table:
        """What a term may carry, read or derived."""
        return {**self.vocabulary["terms"], **self.vocabulary["derived"]}

    def figures(self) -> Iterable[str]:
        """What `$` may name: sides, thresholds, and the laws' own numbers."""
        yield from ("us", "them")
        yield from self.thresholds
        for law in self.laws.values():
            for name in law.numbers:
                yield f"{law.id}.{name}"

    def grounds(self) -> Iterable[str]:
        """What `basis` may name: provisions and thresholds."""
        for law in self.laws.values():
            for provision in law.provisions:
                yield f"{law.id}/{provision.article}@{provision.version}"
        for name in self.thresholds:
            yield f"playbook/{name}"


def read_rules(path: Path, names: Names) -> tuple[Rule, ...]:
    """The rules of one file in order; their family is the file's name where they name none.

    Raises:
        LibraryError: a key or a name is unknown or lacking, or a number is out of range.
    """
    return tuple(_rule(row, names, path.stem) for row in entries(compose(path), path.name))


def _rule(row: Entry, names: Names, family: str) -> Rule:
    row.only(*KEYS)
    vocabulary = names.vocabulary
    row.refuse_unknown(Said("发现代码", "finding code"), row.text("code"), names.codes, key="code")
    types = row.texts("types") + row.texts("type")
    for type in types:
        row.refuse_unknown(Said("条款类型", "clause type"), type, vocabulary["clause_types"], key="types" if "types" in row else "type")
    if not row.given("check") and not (row.given("when") and types):
        raise row.error(Said("规则须有 type 和 when，或者有 check", "a rule needs type and when, or check"), key="code")
    if row.given("check"):
        row.refuse_unknown(Said("核对", "check"), row.text("check"), vocabulary["checks"], key="check")
    basis = row.texts("basis")
    for ground in basis:
        row.refuse_unknown(Said("依据", "basis"), ground, set(names.grounds()), key="basis")
    if not basis and not row.given("not_judged"):
        raise row.error(Said("规则须有依据 basis，或以 not_judged 说明为何没有", "a rule needs a basis, or not_judged that says why there is none"), key="code")
    for key in ("message", "message_en", "suggestion", "suggestion_en"):
        for name in PLACEHOLDER.findall(row.text(key, "")):
            row.refuse_unknown(Said("占位项", "placeholder"), name, {*names.fields, *vocabulary["placeholders"]}, key=key)
    for key in ("suggestion", "suggestion_en"):
        scheme, _, clause = row.text(key, "").partition(":")
        if scheme == "template":
            row.refuse_unknown(Said("标准条款", "standard clause"), clause, names.clauses, key=key)
    return Rule(
        code=row.text("code"),
        types=types,
        when=_when(row.entry("when"), names) if row.given("when") else {},
        check=row.maybe("check"),
        severity=_per_side(row, "severity", SEVERITIES),
        weight=_whole(row, "weight", most=100),
        basis=basis,
        message=row.text("message"),
        message_en=row.text("message_en", ""),
        suggestion=row.text("suggestion"),
        suggestion_en=row.text("suggestion_en", ""),
        exposure=_exposure(row.entry("exposure"), names) if row.given("exposure") else {},
        favours=_per_side(row, "favours", FAVOURS) if row.given("favours") else {},
        certainty=row.one_of("certainty", CERTAINTIES, "certain"),
        not_judged=row.text("not_judged", ""),
        family=row.text("family", family),
        rank=_whole(row, "rank", most=1000) if row.given("rank") else 0,
    )


def _per_side(row: Entry, key: str, known: tuple[Word, ...]) -> dict[Side, Word]:
    """One word for both sides, or a word for each."""
    if not row.is_mapping(key):
        word = row.one_of(key, known)
        return {side: word for side in SIDES}
    inner = row.entry(key)
    inner.only(*SIDES)
    return {side: inner.one_of(side, known) for side in SIDES}


def _whole(row: Entry, key: str, *, most: int) -> int:
    number = row.number(key)
    if number != int(number) or not 0 <= number <= most:
        raise row.error(Said(f"“{key}”应为 0 至 {most} 的整数", f"“{key}” must be a whole number from 0 to {most}"), key=key)
    return int(number)


def _exposure(row: Entry, names: Names) -> dict[str, str]:
    row.only("of", "times", "less", "per", "scenario")
    row.refuse_unknown(Said("基数或字段", "base or field"), row.text("of"), {*names.fields, *names.vocabulary["values"]}, key="of")
    for key in ("times", "less"):
        if row.given(key):
            row.refuse_unknown(Said("字段", "field"), row.text(key), names.fields, key=key)
    row.one_of("per", PERIODS, "once")
    row.refuse_unknown(Said("情景", "scenario"), row.text("scenario"), names.scenarios, key="scenario")
    return {key: row.text(key) for key in row}


def _when(row: Entry, names: Names) -> dict[str, Any]:
    """The condition with its numbers as Decimal and its flags as bool; `$` names stay as written."""
    made: dict[str, Any] = {}
    for key in row:
        if key in ("all", "any"):
            made[key] = tuple(_when(inner, names) for inner in row.entries(key))
        elif key == "not":
            made[key] = _when(row.entry(key), names)
        else:
            row.refuse_unknown(Said("字段", "field"), key, {*names.fields, "all", "any", "not"}, key=key)
            made[key] = _test(row, key, names)
    return made


def _test(row: Entry, field: str, names: Names) -> Any:
    """What a field is compared with: a value, a mapping of operators, or tests of its own fields (`cap: {share: {lt: 0.5}}`)."""
    if not row.is_mapping(field):
        return _value(row, field, field, names)
    made: dict[str, Any] = {}
    inner = row.entry(field)
    kind = names.fields[field]["kind"]
    for operator in inner:
        if kind == "mapping" and operator in names.fields:
            made[operator] = _test(inner, operator, names)
            continue
        inner.refuse_unknown(Said("比较方式", "comparison"), operator, OPERATORS, key=operator)
        if operator in ORDERING and kind not in ("number", "date"):
            raise inner.error(Said(f"“{field}”不是数，不能用 {operator} 比较", f"“{field}” is no number and cannot be compared with {operator}"), key=operator)
        if operator in STATES:
            made[operator] = inner.flag(operator)
        elif operator == "in":
            made[operator] = tuple(_checked(inner, operator, text, field, names) for text in inner.texts(operator))
        else:
            made[operator] = _value(inner, operator, field, names)
    return made


def _value(row: Entry, key: str, field: str, names: Names) -> Decimal | bool | str:
    """The value as the field's kind has it."""
    kind = names.fields[field]["kind"]
    text = row.text(key)
    if kind == "flag" and text in ("true", "false"):
        return text == "true"
    if kind == "number" and NUMBER.fullmatch(text):
        return Decimal(text)
    return _checked(row, key, text, field, names)


def _checked(row: Entry, key: str, text: str, field: str, names: Names) -> str:
    """The text, where it is a `$` name that exists or a value that the field can have."""
    if text.startswith("$"):
        row.refuse_unknown(Said("阈值或法定数值", "threshold or figure of a law"), text[1:], set(names.figures()), key=key)
        return text
    kind = names.fields[field]["kind"]
    if kind in ("number", "flag"):
        raise row.error(Said(f"“{field}”应与{'数' if kind == 'number' else ' true 或 false '}比较，而不是“{text}”", f"“{field}” must be compared with {'a number' if kind == 'number' else 'true or false'}, not “{text}”"), key=key)
    if kind != "open" and kind != "date":
        row.refuse_unknown(Said("取值", "value"), text, names.vocabulary["values"], key=key)
    return text
