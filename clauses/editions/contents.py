"""The content of a file as mappings and texts, changed one value at a time, and as the YAML that is written.

Nothing is checked here: what is written is read by the library first.
"""

from __future__ import annotations

import copy
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import yaml

from clauses.errors import ClausesError
from clauses.library import Edition
from clauses.model import Said
from clauses.numerals import values

Content = dict[str, Any]
Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
TYPED = ("number", "share", "multiple", "duration")  # kinds of values that a threshold may be
NOTHING = ("", "~", "null")
BEFORE = re.compile(r"(?:[每按][日天月年])?\s*")  # what may stand before the number that a person types
HEAD = ("id", "side", "version")  # the keys that stand before the edition
SPARED = "\n\t\u3000"  # that are not printable and may stand in a text


class _Reader(Loader):  # type: ignore[misc, valid-type]
    """Every value a text as it was written; one that says nothing is None."""


def _scalar(loader: yaml.BaseLoader, node: yaml.ScalarNode) -> str | None:
    return None if node.style is None and node.value in NOTHING else str(node.value)


_Reader.add_constructor("tag:yaml.org,2002:str", _scalar)


class _Writer(Dumper):  # type: ignore[misc, valid-type]
    """Texts of several lines stand as they are read; short lists and mappings in one line."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(writer: Any, text: str) -> yaml.ScalarNode:
    node: yaml.ScalarNode = writer.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)
    return node


_Writer.add_representer(str, _text)


def read_content(text: str) -> Content:
    """The mapping of a file that the library accepts, without the keys that say nothing."""
    read: Content = _bare(yaml.load(text, Loader=_Reader))
    return read


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _bare(inner) for key, inner in value.items() if inner is not None}
    return [_bare(inner) for inner in value] if isinstance(value, list) else value


def written(content: Mapping[str, Any], edition: Edition) -> str:
    """The file that holds the content as that edition."""
    head = {key: content[key] for key in HEAD if key in content}
    rest = {key: value for key, value in content.items() if key not in (*HEAD, "edition")}
    whole = {**head, "edition": {"number": edition.number, "date": edition.date, "author": edition.author, "note": edition.note}, **rest}
    return yaml.dump(_clean(whole), Dumper=_Writer, allow_unicode=True, sort_keys=False, default_flow_style=None, width=1_000_000)


def in_lines(content: Mapping[str, Any]) -> str:
    """The content as a file that no one keeps, every value on lines of its own."""
    return yaml.dump(_clean(content), Dumper=_Writer, allow_unicode=True, sort_keys=False, default_flow_style=False, width=1_000_000)


def _clean(value: Any) -> Any:
    """Texts without the marks that YAML cannot hold, and without blanks at the ends of their lines."""
    if isinstance(value, Mapping):
        return {key: _clean(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clean(inner) for inner in value]
    if not isinstance(value, str):
        return value
    lines = "".join(_sign(c) for c in value.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def _sign(c: str) -> str:
    """The character; a blank for one of the other kinds of blanks, nothing for one that cannot be seen."""
    if c in SPARED or c.isprintable():
        return c
    return " " if unicodedata.category(c).startswith("Z") else ""


def with_clause(content: Content, id: str, changes: Mapping[str, Any]) -> Content:
    """The standard's content with these keys of a clause changed; a key whose value is empty is gone, and a slot that is no longer in the text.

    Args:
        content: of a standard; it is not changed itself.
        id: of the clause.
        changes: by key of the clause's entry: `text`, `reason`, `required`, `type`, `alternatives`, `fallback`, `walk_away`...

    Raises:
        ClausesError: there is no such clause.
    """
    made = copy.deepcopy(content)
    for row in clause_rows(made):
        if row.get("id") == id:
            for key, value in changes.items():
                if value in ("", None, [], {}, ()):
                    row.pop(key, None)
                else:
                    row[key] = value
            _keep_slots(row)
            return made
    raise ClausesError(Said(f"标准中没有 id 为“{id}”的条款", f"The standard has no clause with the id “{id}”"), Said("它可能已被改名或删去，请刷新页面再看", "it may have been renamed or deleted; refresh the page"))


def _keep_slots(row: Content) -> None:
    """Only the slots that are in the clause's text."""
    slots = {name: slot for name, slot in row.pop("slots", {}).items() if f"{{{{{name}}}}}" in row.get("text", "")}
    if slots:
        row["slots"] = slots


def with_new_clause(content: Content, row: Mapping[str, Any], *, after: str) -> Content:
    """The standard's content with one clause more, behind the clause `after`.

    Raises:
        ClausesError: there is no such clause.
    """
    made = copy.deepcopy(content)
    if made.get("preamble", {}).get("id") == after and made.get("articles"):
        made["articles"][0].setdefault("clauses", []).insert(0, dict(row))
        return made
    rows, n = _place(made, after)
    rows.insert(n + 1, dict(row))
    return made


def without_clause(content: Content, id: str) -> Content:
    """The standard's content without the clause, and without an article or annex that it leaves empty.

    Raises:
        ClausesError: there is no such clause.
    """
    made = copy.deepcopy(content)
    if made.get("preamble", {}).get("id") == id:
        del made["preamble"]
        return made
    rows, n = _place(made, id)
    del rows[n]
    for key in ("articles", "annexes"):
        if key in made:
            made[key] = [part for part in made[key] if part.get("clauses")]
    return made


def moved(content: Content, id: str, *, after: str) -> Content:
    """The standard's content with the clause behind the clause `after`, in its article or annex.

    Raises:
        ClausesError: there is no such clause.
    """
    row = next((dict(one) for one in clause_rows(content) if one.get("id") == id), None)
    if row is None or id == after:
        return copy.deepcopy(content)
    made = with_new_clause(content, {**row, "id": ""}, after=after)
    made = without_clause(made, id)
    next(one for one in clause_rows(made) if one.get("id") == "")["id"] = id
    return made


def _place(content: Content, id: str) -> tuple[list[Content], int]:
    """The list of an article's or annex's clauses in which the clause is, and where in it."""
    for part in (*content.get("articles", ()), *content.get("annexes", ())):
        rows: list[Content] = part.get("clauses", [])
        for n, row in enumerate(rows):
            if row.get("id") == id:
                return rows, n
    raise ClausesError(Said(f"标准中没有 id 为“{id}”的条款", f"The standard has no clause with the id “{id}”"), Said("它可能已被改名或删去，请刷新页面再看", "it may have been renamed or deleted; refresh the page"))


def clause_rows(content: Content) -> Iterator[Content]:
    """The entries of a standard's clauses in order: preamble, articles, annexes."""
    if "preamble" in content:
        yield content["preamble"]
    for part in (*content.get("articles", ()), *content.get("annexes", ())):
        rows: Sequence[Content] = part.get("clauses", ())
        yield from rows


def number_of(text: str) -> str:
    """The number that a person typed as the library writes it (0.03%, 万分之三 -> 0.0003; 30 日 -> 30); other words as they are."""
    text = text.strip()
    for value in values(text)[:1]:
        whole = BEFORE.fullmatch(text[: value.span.start]) and not text[value.span.end :].strip()
        if whole and isinstance(value.value, Decimal) and value.kind in TYPED and not value.doubtful:
            return f"{value.value:f}"
    return text


def with_threshold(content: Content, name: str, *, value: str, reason: str, reason_en: str = "") -> Content:
    """The playbook's content with the user's own value of a threshold and its reason."""
    return _with(content, "thresholds", name, {"value": value, "reason": reason, "reason_en": reason_en})


def with_scenario(content: Content, name: str, supposed: Mapping[str, str], *, reason: str, reason_en: str = "") -> Content:
    """The playbook's content with what the user supposes in a scenario and why."""
    return _with(content, "scenarios", name, {**supposed, "reason": reason, "reason_en": reason_en})


def _with(content: Content, table: str, name: str, row: Mapping[str, str]) -> Content:
    made = copy.deepcopy(content)
    made.setdefault(table, {})[name] = {key: text for key, text in row.items() if text}
    return made


def without(content: Content, table: str, name: str) -> Content:
    """The playbook's content without the user's own row, so that the bundled one holds again."""
    made = copy.deepcopy(content)
    made.get(table, {}).pop(name, None)
    if not made.get(table):
        made.pop(table, None)
    return made
