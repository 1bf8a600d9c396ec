"""templates/*.yaml -> standards, and a standard as plain text.

A standard is read top to bottom: preamble, articles with their clauses, annexes. Its points' words may name a family of
words of words.yaml, so that a way of saying a thing is written down once for all standards.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

from clauses.library.document import Entry, read
from clauses.library.edition import read_edition, version_of
from clauses.library.law import SIDES, Vocabulary
from clauses.model import Point, Said, Slot, Template, TemplateClause

BLANK = "[      ]"
SLOT = re.compile(r"\{\{(\w+)\}\}")
FAMILY = re.compile(r"<(.+)>")
SLOT_KINDS = ("text", "amount", "share", "duration", "date", "number", "place", "choice")
MODALS = ("must", "may", "must_not", "deemed", "fact")
WHO = ("customer", "carrier", "either", "both")
WEIGHTS: tuple[Literal["major", "minor"], ...] = ("major", "minor")
FAVOURS: tuple[Literal["customer", "carrier", "both"], ...] = ("customer", "carrier", "both")
CLAUSE_KEYS = (
    *("id", "number", "heading", "type", "also", "required", "reason", "reason_en", "text"),
    *("slots", "points", "alternatives", "fallback", "walk_away"),
)
POINT_KEYS = ("id", "who", "modal", "says", "says_en", "condition", "by", "exception", "present", "against", "weight", "favours")
Words = Mapping[str, tuple[str, ...]]


def read_words(path: Path) -> Words:
    """The families of words by name.

    Raises:
        LibraryError: the file is no mapping of names to words parted by ` / `.
    """
    entry = read(path)
    return {name: _alternatives(entry.text(name)) for name in entry}


def read_standard(
    path: Path, vocabulary: Vocabulary, words: Words, *, origin: Literal["bundled", "user"] = "bundled"
) -> Template:
    """The standard of one file, its clauses in order, slots shown as blanks or by their defaults.

    Raises:
        LibraryError: a key, clause type, slot or family of words is unknown, or an id or number is used twice.
    """
    return standard_from(read(path), path.stem, vocabulary, words, origin=origin)


def standard_from(entry: Entry, name: str, vocabulary: Vocabulary, words: Words, *, origin: Literal["bundled", "user"] = "bundled") -> Template:
    """As `read_standard`, of a file that is already read and bears that name.

    Raises:
        LibraryError: as `read_standard`.
    """
    entry.only("id", "version", "edition", "title", "title_en", "keywords", "preamble", "articles", "annexes")
    if entry.text("id") != name:
        raise entry.error(Said(f"id“{entry.text('id')}”与文件名不一致", f"the id “{entry.text('id')}” does not match the file's name"), Said(f"应为“{name}”", f"it should be “{name}”"), key="id")
    edition = read_edition(entry)
    rows: list[tuple[Entry, str, str | None]] = []
    if entry.given("preamble"):
        rows.append((entry.entry("preamble"), "", None))
    for article in entry.entries("articles"):
        article.only("heading", "clauses")
        rows += [(row, article.text("heading"), None) for row in article.entries("clauses")]
    for annex in entry.entries("annexes"):
        annex.only("annex", "clauses")
        rows += [(row, annex.text("annex"), annex.text("annex")) for row in annex.entries("clauses")]
    if not rows:
        raise entry.error(Said("标准中没有条款", "the standard has no clauses"), Said("请在 articles 下填写", "fill them in under articles"))
    ids: set[str] = set()
    numbers: set[tuple[str | None, str]] = set()
    clauses = []
    for row, heading, under in rows:
        clause = _clause(row, heading, under, vocabulary, words)
        if clause.id in ids:
            raise row.error(Said(f"条款 id“{clause.id}”重复出现", f"the clause id “{clause.id}” is given twice"), key="id")
        if clause.number and (under, clause.number) in numbers:
            raise row.error(Said(f"编号“{clause.number}”重复出现", f"the number “{clause.number}” is given twice"), key="number")
        ids.add(clause.id)
        numbers.add((under, clause.number))
        clauses.append(clause)
    return Template(
        id=entry.text("id"),
        version=version_of(entry.text("version"), edition),
        title=entry.text("title"),
        title_en=entry.text("title_en", ""),
        clauses=tuple(clauses),
        origin=origin,
        keywords=entry.texts("keywords"),
    )


def _clause(row: Entry, article: str, annex: str | None, vocabulary: Vocabulary, words: Words) -> TemplateClause:
    row.only(*CLAUSE_KEYS)
    for key in ("type", "also"):
        for type in row.texts(key):
            row.refuse_unknown(Said("条款类型", "clause type"), type, vocabulary["clause_types"], key=key)
    required = row.flag("required")
    if required and not row.given("reason"):
        raise row.error(Said("必备条款须写明理由", "a required clause must say why"), Said("请填写 reason", "fill in reason"), key="required")
    slots = tuple(_slot(name, inner) for name, inner in row.table("slots").items())
    sides = {key: row.entry(key) for key in ("fallback", "walk_away") if row.given(key)}
    for inner in sides.values():
        inner.only(*SIDES)
    points = tuple(_point(inner, words) for inner in row.entries("points"))
    twice = {point.id for point in points if sum(point.id == other.id for other in points) > 1}
    if twice:
        raise row.error(Said(f"要点 id“{min(twice)}”重复出现", f"the point id “{min(twice)}” is given twice"), key="points")
    return TemplateClause(
        id=row.text("id"),
        number=row.text("number", ""),
        heading=row.maybe("heading"),
        article=article,
        type=row.text("type"),
        also=row.texts("also"),
        required=required,
        reason=row.text("reason", ""),
        reason_en=row.text("reason_en", ""),
        text=_filled(row, slots),
        points=points,
        alternatives=row.texts("alternatives"),
        slots=slots,
        annex=annex,
        fallback={side: sides["fallback"].text(side) for side in sides.get("fallback", ())},
        walk_away={side: sides["walk_away"].text(side) for side in sides.get("walk_away", ())},
    )


def _slot(name: str, row: Entry) -> Slot:
    row.only("label", "kind", "default", "choices", "least", "most")
    kind = row.one_of("kind", SLOT_KINDS)
    choices = row.texts("choices")
    if (kind == "choice") != bool(choices):
        raise row.error(Said("choices 须与 kind: choice 一并填写", "choices and kind: choice go together"), key="kind")
    return Slot(
        name=name,
        label=row.text("label"),
        kind=kind,
        default=row.maybe("default"),
        choices=choices,
        least=row.number("least") if row.given("least") else None,
        most=row.number("most") if row.given("most") else None,
    )


def _filled(row: Entry, slots: tuple[Slot, ...]) -> str:
    """The clause's text with every slot as its default or as a blank; refuses a slot that is not declared, or not used."""
    text = row.text("text")
    used = SLOT.findall(text)
    declared = {slot.name: slot for slot in slots}
    for name in used:
        if name not in declared:
            row.refuse_unknown(Said("填写项", "slot"), name, declared, key="text")
    for name in declared:
        if name not in used:
            raise row.error(Said(f"填写项“{name}”已说明而正文未使用", f"the slot “{name}” is declared and not used in the text"), Said(f"正文中应有“{{{{{name}}}}}”", f"the text should have “{{{{{name}}}}}”"), key="slots")
    return SLOT.sub(lambda slot: declared[slot[1]].default or BLANK, text)


def _point(row: Entry, words: Words) -> Point:
    row.only(*POINT_KEYS)
    present = tuple(_group(row, group, words) for group in row.texts("present"))
    if not present:
        raise row.error(Said("要点须有 present", "a point needs present"), Said("请列出该要点的各种写法", "list the ways of saying it"), key="id")
    return Point(
        id=row.text("id"),
        who=row.one_of("who", WHO) if row.given("who") else None,
        modal=row.one_of("modal", MODALS),
        says=row.text("says"),
        says_en=row.text("says_en", ""),
        condition=row.text("condition", ""),
        by=row.text("by", ""),
        exception=row.text("exception", ""),
        present=present,
        against=_group(row, row.text("against", ""), words),
        weight=row.one_of("weight", WEIGHTS, "minor"),
        favours=row.one_of("favours", FAVOURS, "both"),
    )


def _group(row: Entry, group: str, words: Words) -> tuple[str, ...]:
    """The words of a group, families replaced by their members."""
    found: list[str] = []
    for word in _alternatives(group):
        family = FAMILY.fullmatch(word)
        if family:
            row.refuse_unknown(Said("词族", "word family"), family[1], words, key="present")
        found += words[family[1]] if family else (word,)
    return tuple(dict.fromkeys(found))


def _alternatives(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.strip() for word in text.split(" / ") if word.strip()))


def text_of(template: Template) -> str:
    """The whole standard as plain text: title, party lines, preamble, articles, signature block, annexes.

    Every clause stands in it with its number and exactly the words of `TemplateClause.text`; open slots are blanks.
    """
    body = [clause for clause in template.clauses if clause.annex is None]
    annexes = [clause for clause in template.clauses if clause.annex is not None]
    lines = [template.title, "", f"合同编号：{BLANK}", "", f"甲方：{BLANK}", f"乙方：{BLANK}", ""]
    lines += _paragraphs(body)
    lines += ["", "（以下无正文，为签署页）"]
    for party in ("甲方", "乙方"):
        lines += ["", f"{party}（盖章）：{BLANK}", f"法定代表人或授权代表（签字）：{BLANK}", f"签署日期：{BLANK}"]
    lines += _paragraphs(annexes)
    return "\n".join(lines).rstrip() + "\n"


def _paragraphs(clauses: Iterable[TemplateClause]) -> list[str]:
    lines: list[str] = []
    article = ""
    for clause in clauses:
        if clause.article != article:
            article = clause.article
            lines += ["", article]
        dot = "." if clause.number.isdigit() else ""
        lead = f"{clause.number}{dot} " if clause.number else ""
        lines += [f"{lead}{clause.heading}", clause.text] if clause.heading else [f"{lead}{clause.text}"]
    return lines
