"""A carrier's own blank form -> a standard in the user's library: clauses typed, blanks become slots.

Comes in: the form as read. Goes out: one YAML file beside the bundled ones, of the same shape, that its owner may edit.
Refuses to overwrite a standard that is there.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from clauses import script, structure
from clauses.classify import Classifier
from clauses.errors import ClausesError
from clauses.model import Clause, Source
from clauses.numerals import values
from clauses.review import classified

ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
KINDS = {"share": "share", "amount": "amount", "multiple": "number", "date": "date", "day": "duration", "working_day": "duration", "month": "duration", "year": "duration", "hour": "duration"}
# An own form is held to the same six as every bundled standard, where it has them.
REQUIRED = frozenset({"liability_cap", "late_payment", "delay_compensation", "force_majeure", "data_protection", "jurisdiction"})


def store(source: Source, *, id: str, title: str | None, folder: Path, classifier: Classifier) -> Path:
    """The path of the standard that was made of the form and written to `folder`/templates.

    Raises:
        ClausesError: the id is no id, or a standard of that id is there.
        NotAContract: the form holds no clauses.
    """
    if not ID.fullmatch(id):
        raise ClausesError(f"“{id}”不能作为标准的编号", "请用小写字母、数字和连字符，如 my-circuit")
    path = folder / "templates" / f"{id}.yaml"
    if path.exists():
        raise ClausesError(f"已有名为“{id}”的标准", f"请换一个编号，或先移走 {path}")
    made = standard_of(source, id=id, title=title, classifier=classifier)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(made, allow_unicode=True, sort_keys=False, width=120), encoding="utf-8")
    return path


def standard_of(source: Source, *, id: str, title: str | None, classifier: Classifier) -> dict[str, Any]:
    """The form as the mapping that a standard's file holds; in simplified characters, as every draft is compared."""
    source = script.plain(source)
    contracts = structure.split(source)
    structure.refuse_what_is_none(source, contracts)
    contract = classified(contracts[0], classifier)
    articles: dict[tuple[str, str | None], list[dict[str, Any]]] = {}
    numbers: set[tuple[str | None, str]] = set()
    for n, clause in enumerate((c for c in contract.clauses if c.text.strip()), 1):
        heading = clause.path[0] if clause.path else f"{clause.number or ''} {clause.heading or ''}".strip() or "正文"
        number = _number_of(clause)
        if (clause.annex, number) in numbers:  # a form that numbers two clauses alike; a standard's numbers are unique
            number = ""
        numbers.add((clause.annex, number))
        articles.setdefault((clause.annex or heading, clause.annex), []).append(_clause(clause, n, number))
    made: dict[str, Any] = {"id": id, "version": "1.0", "title": title or contract.title or id, "title_en": id}
    made["articles"] = [{"heading": heading, "clauses": rows} for (heading, annex), rows in articles.items() if annex is None]
    annexes = [{"annex": heading, "clauses": rows} for (heading, annex), rows in articles.items() if annex is not None]
    if annexes:
        made["annexes"] = annexes
    return made


def _number_of(clause: Clause) -> str:
    """The clause's number with those above it where its own alone would not be unique (一 > 1 > （1）)."""
    own = clause.number or ""
    if not clause.path or re.fullmatch(r"\d+(?:\.\d+)+", own):
        return own
    return "-".join(part.split(" ", 1)[0] for part in (*clause.path, own) if part)


def _clause(clause: Clause, n: int, number: str) -> dict[str, Any]:
    text, slots = _with_slots(clause.text)
    made: dict[str, Any] = {"id": f"c{n}-{clause.type.replace('_', '-')}", "number": number, "type": clause.type}
    if clause.heading:
        made["heading"] = clause.heading
    if clause.also:
        made["also"] = list(clause.also)
    if clause.type in REQUIRED and clause.annex is None:
        made |= {"required": True, "reason": "本单位标准合同含有此条"}
    made["text"] = text
    if slots:
        made["slots"] = slots
    return made


def _with_slots(text: str) -> tuple[str, dict[str, dict[str, str]]]:
    """The text with every blank as a slot, and the slots."""
    slots: dict[str, dict[str, str]] = {}
    parts, at = [], 0
    for value in values(text):
        if value.kind != "blank":
            continue
        mark = re.search(r"[\[［【(（][\s/\\_＿xX×]*[\]］】)）]|[_＿]{2,}|[xX×Ｘ]{2,}", text[value.span.start : value.span.end])
        start = value.span.start + (mark.start() if mark else 0)
        end = value.span.start + mark.end() if mark else value.span.end
        name = f"blank_{len(slots) + 1}"
        slots[name] = {"label": text[max(start - 8, 0) : start].strip("，、；。：: ") or "填写项", "kind": KINDS.get(value.unit or "", "text")}
        parts += [text[at:start], f"{{{{{name}}}}}"]
        at = end
    return "".join([*parts, text[at:]]), slots
