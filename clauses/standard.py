"""A carrier's own blank form -> a standard in the user's library: clauses typed, blanks become slots, what is doubtful told by line.

Comes in: the form as read. Goes out: the content of one file beside the bundled ones, of the same shape, that its owner may
edit, and its first version, or a further one of a standard that is there. Overwrites nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from clauses import script, structure
from clauses.classify import Classifier
from clauses.editions import Content, add, in_force, renewed, save
from clauses.library import Edition
from clauses.model import Clause, Contract, Source
from clauses.numerals import values
from clauses.review import classified

KINDS = {"share": "share", "amount": "amount", "multiple": "number", "date": "date", "day": "duration", "working_day": "duration", "month": "duration", "year": "duration", "hour": "duration"}
# An own form is held to the same six as every bundled standard, where it has them.
REQUIRED = frozenset({"liability_cap", "late_payment", "delay_compensation", "force_majeure", "data_protection", "jurisdiction"})
UNSURE = 0.35  # confidence below which the reader is asked to look at the type
LONG = 1500  # characters of a clause in which several may have run together
# A place to be filled in, within what reads as left blank; and signs of other forms that leave a place so.
MARK = re.compile(r"[\[［【(（〔][\s/\\_＿xX×]*[\]］】)）〕]|[_＿]{2,}|[xX×Ｘ]{2,}|[ \u3000\u00a0]{2,}")
OPEN = re.compile(r"\{\{\s*(?P<label>[^{}\n]{1,20}?)\s*\}\}|[*＊]{3,}|【(?:请?填写|请填|待填|输入|此处)[^】\n]{0,20}】|(?<=[：:])[ \u3000\u00a0]{4,}(?=[^\s\d])")
DUE = re.compile(r"[，。；、：:,;()（）\n“”\s]+")
NAMED = 12  # characters at most by which a slot is called
FILLED = ("amount", "date")
FIGURES = 3  # sums and dates from which on a form looks like one that is filled in
Kind = Literal["type", "number", "long", "bare"]


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """What the reader is asked to look at before the form is kept.

    line: of the form's text, from 1. clause: its id in the content. kind: `type` the type is unsure, `number` two clauses bear it,
    `long` several clauses may have run together, `bare` it has neither number nor heading. words: the number that is twice, or how
    long it is.
    """

    line: int
    clause: str
    kind: Kind
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Form:
    """A standard that is not kept yet. content: its id is "". lines: by clause. filled: names, sums and dates that no blank form has."""

    content: Content
    lines: Mapping[str, int]
    doubts: tuple[Doubt, ...] = ()
    filled: tuple[str, ...] = ()


def store(form: Form, *, id: str, title: str | None, author: str, note: str, folder: Path, again: bool = False) -> Edition:
    """The form is the first version of a standard of that id; or, again, the next version of the one that is there.

    Raises:
        ClausesError: the id is no id; a standard of that id is there, or (again) is not; another saved one meanwhile.
    """
    content = {**form.content, "id": id, **({"title": title} if title else {})}
    if not again:
        return add(id, content, author=author, note=note, folder=folder)
    held = in_force("templates", id, folder)
    content = renewed(content, held.content)
    return save("templates", id, {**content, **({"title": title} if title else {})}, author=author, note=note, seen=held.mark, folder=folder)


def read_form(source: Source, *, classifier: Classifier) -> Form:
    """What the form would be as a standard; in simplified characters, as every draft is compared.

    Raises:
        NotAContract: it holds no clauses.
    """
    source = script.plain(source)
    contracts = structure.split(source)
    structure.refuse_what_is_none(source, contracts)
    contract = classified(contracts[0], classifier)
    clauses = [c for c in contract.clauses if c.text.strip()]
    numbers = Counter((c.annex, _number_of(c)) for c in clauses)
    seen: set[tuple[str | None, str]] = set()
    rows: list[tuple[Clause, Content]] = []
    for n, clause in enumerate(clauses, 1):
        number = _number_of(clause)
        if (clause.annex, number) in seen:  # a form that numbers two clauses alike; a standard's numbers are unique
            number = ""
        seen.add((clause.annex, number))
        rows.append((clause, _clause(clause, n, number)))
    lines = {row["id"]: source.text.count("\n", 0, clause.span.start) + 1 for clause, row in rows}
    doubts = tuple(doubt for clause, row in rows for doubt in _doubts(clause, row, lines[row["id"]], numbers[clause.annex, _number_of(clause)]))
    return Form(content=_content(contract, rows), lines=lines, doubts=doubts, filled=tuple(dict.fromkeys(_filled(contract, clauses))))


def _content(contract: Contract, rows: Sequence[tuple[Clause, Content]]) -> Content:
    articles: dict[tuple[str, str | None], list[Content]] = {}
    opens = len(rows) > 1 and not (rows[0][0].number or rows[0][0].heading or rows[0][0].path or rows[0][0].annex)
    for clause, row in rows[opens:]:
        heading = clause.path[0] if clause.path else f"{clause.number or ''} {clause.heading or ''}".strip() or "正文"
        articles.setdefault((clause.annex or heading, clause.annex), []).append(row)
    made: Content = {"id": "", "version": "1.0", "title": contract.title or "标准合同"}
    if opens:
        made["preamble"] = rows[0][1]
    made["articles"] = [{"heading": heading, "clauses": some} for (heading, annex), some in articles.items() if annex is None]
    annexes = [{"annex": heading, "clauses": some} for (heading, annex), some in articles.items() if annex is not None]
    if annexes:
        made["annexes"] = annexes
    return made


def _number_of(clause: Clause) -> str:
    """The clause's number with those above it where its own alone would not be unique (一 > 1 > （1）)."""
    own = clause.number or ""
    if not clause.path or re.fullmatch(r"\d+(?:\.\d+)+", own):
        return own
    return "-".join(part.split(" ", 1)[0] for part in (*clause.path, own) if part)


def _clause(clause: Clause, n: int, number: str) -> Content:
    text, slots = with_slots(clause.text)
    made: Content = {"id": f"c{n}-{clause.type.replace('_', '-')}", "number": number, "type": clause.type}
    if clause.heading:
        made["heading"] = clause.heading
    if clause.also:
        made["also"] = list(clause.also)
    if clause.type in REQUIRED and clause.annex is None:
        made |= {"required": "true", "reason": "本单位标准合同含有此条", "reason_en": "Our own standard form has this clause"}
    made["text"] = text
    if slots:
        made["slots"] = slots
    return made


def with_slots(text: str) -> tuple[str, dict[str, Any]]:
    """The text with every place that is left open as a slot, and the slots, each called by the words before it."""
    slots: dict[str, Any] = {}
    parts, at = [], 0
    for start, end, label, kind in sorted(_places(text)):
        if start < at:
            continue
        name = f"blank_{len(slots) + 1}"
        before = [part for part in DUE.split(text[max(at, start - 40) : start]) if part]
        slots[name] = {"label": label or (before[-1][-NAMED:] if before else "填写项"), "kind": kind}
        parts += [text[at:start], f"{{{{{name}}}}}"]
        at = end
    return "".join([*parts, text[at:]]), slots


def _places(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Where something is to be filled in: start, end, what it is called there, and what kind of value."""
    for found in OPEN.finditer(text):
        yield found.start(), found.end(), found["label"] or "", "text"
    for value in values(text):
        if value.kind == "blank":
            mark = MARK.search(text[value.span.start : value.span.end]) if value.unit != "date" else None
            start, end = (value.span.start + mark.start(), value.span.start + mark.end()) if mark else (value.span.start, value.span.end)
            yield start, end, "", KINDS.get(value.unit or "", "text")


def _doubts(clause: Clause, row: Content, line: int, alike: int) -> Iterator[Doubt]:
    if clause.confidence < UNSURE:
        yield Doubt(line=line, clause=row["id"], kind="type")
    if clause.number and alike > 1 and not row["number"]:
        yield Doubt(line=line, clause=row["id"], kind="number", words=clause.number)
    if len(clause.text) > LONG:
        yield Doubt(line=line, clause=row["id"], kind="long", words=str(len(clause.text)))
    if not clause.number and not clause.heading and clause.path:
        yield Doubt(line=line, clause=row["id"], kind="bare")


def _filled(contract: Contract, clauses: Sequence[Clause]) -> Iterator[str]:
    """What tells that the form is a contract that someone filled in: both parties' names, a day of signature, sums and dates.

    A carrier's own form bears its own name, and a tariff may stand in it: neither alone makes it a filled-in one.
    """
    names = [party.name for party in contract.parties if party.name]
    figures = [clause.text[value.span.start : value.span.end].strip() for clause in clauses for value in values(clause.text) if value.kind in FILLED and value.value]
    if len(names) > 1 or contract.signed or len(figures) >= FIGURES:
        yield from (*names, *([contract.signed] if contract.signed else []), *figures)
