"""Clauses of a contract dropped, doubled and moved, as a drafter who knows his trade does it.

Comes in: a contract as plain text, a numbered clause begins a line. Go out: texts in which whole clauses (with their items) are
left out, repeated at the end of another, or exchanged. Numbers run on after it, an article whose only clause is dropped goes
with it, and references follow the clauses that they mean, so that nothing but the change itself can be found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

SHORTEST = 14  # characters, below which a line is a heading or a field
LONGEST_HEADING = 24
ANNEX = re.compile(r"附件[一二三四五六七八九十\d]*(?:[\s　：:《]|$)")
ARTICLE = re.compile(r"(?P<label>第(?P<cn>[一二三四五六七八九十]+)条[\s　]*|(?P<list>[一二三四五六七八九十]+)、\s*|(?P<n>\d+)[.、．]\s*(?!\d))")
STYLES = {
    "dotted": re.compile(r"\s*\d+\.(?P<n>\d+)[\s.、．]*(?=\D)"),
    "round": re.compile(r"\s*[（(](?P<n>[一二三四五六七八九十]+|\d+)[)）]\s*"),
    "plain": re.compile(r"\s*(?P<n>\d+)[.、．]\s*(?!\d)"),
    "listed": re.compile(r"\s*(?P<n>[一二三四五六七八九十]+)、\s*"),
}
NUMBER = r"[一二三四五六七八九十百]+|\d+"
REFERENCE = re.compile(
    rf"(?<!》)第(?:(?P<dotted>\d+\.\d+)条|(?P<article>{NUMBER})条(?:第(?P<mark>[（(]?)(?P<n>{NUMBER})[)）]?(?P<unit>款|项))?|(?P<mark2>[（(]?)(?P<own>{NUMBER})[)）]?款)|本条第(?P<mark3>[（(]?)(?P<here>{NUMBER})[)）]?款"
)
FARTHEST = 3  # characters between two references to one article
CLOSING = {"（": "）", "(": ")"}
DIGITS = "零一二三四五六七八九"
Address = tuple[str, int, int]  # part, article (0 in an annex), clause; both counted from 1


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A numbered clause with the lines that belong to it. line: where it begins in the text it was read from."""

    at: Address
    label: str
    body: str
    line: int


@dataclass(frozen=True, kw_only=True)
class Change:
    """kind: drop, double or move; of: the clause; to: the clause that takes its text, or changes places with it."""

    kind: str
    of: Address
    to: Address | None = None


@dataclass(frozen=True)
class Layout:
    """A text as headings and other lines (str; of an article with its number) and clauses, in order."""

    parts: tuple[str | tuple[Address, str] | Unit, ...]

    @property
    def units(self) -> tuple[Unit, ...]:
        return tuple(p for p in self.parts if isinstance(p, Unit))

    @property
    def clauses(self) -> tuple[Unit, ...]:
        """The units that say something: no fields to be filled in, no tables."""
        return tuple(u for u in self.units if len(u.body) >= SHORTEST and "。" in u.body and "\t" not in u.body)


def read(text: str) -> Layout:
    """The text's clauses; a line without a number of the clauses' own style belongs to the clause above, up to a blank line."""
    parts: list[str | tuple[Address, str] | Unit] = []
    part, article, style, count, inside = "body", 0, "", 0, False
    for n, line in enumerate(text.split("\n")):
        heading = ARTICLE.match(line)
        if ANNEX.match(line) and len(line) <= 2 * LONGEST_HEADING and (not parts or parts[-1] == ""):
            part, article, style, count, inside = line, 0, "", 0, False
            parts.append(line)
        elif heading and part == "body" and len(line) <= LONGEST_HEADING and not re.search(r"[。：:；]", line) and (style != "plain" or not heading["n"]):
            article, count, inside = article + 1, 0, False
            parts.append(((part, article, 0), line))
        elif (article or part != "body") and (found := _numbered(line, style)):
            style, label = found
            count, inside = count + 1, True
            parts.append(Unit(at=(part, article, count), label=line[:label], body=line[label:], line=n))
        elif inside and line.strip() and isinstance(last := parts[-1], Unit):
            parts[-1] = Unit(at=last.at, label=last.label, body=f"{last.body}\n{line}", line=last.line)
        else:
            inside = False
            parts.append(line)
    return Layout(tuple(parts))


def _numbered(line: str, style: str) -> tuple[str, int] | None:
    """The style and the length of the line's number, of the style given or, where none is yet, any."""
    for name, pattern in STYLES.items():
        if name == style or not style:
            found = pattern.match(line)
            if found:
                return name, found.end()
    return None


def changes(text: str) -> Iterator[Change]:
    """Every clause of substance dropped, doubled half the contract away, and exchanged with one of its part a third of that away.

    Between body and annexes nothing is exchanged: what stands in an annex holds otherwise.
    """
    clauses = read(text).clauses
    parts: dict[str, list[Unit]] = {}
    for unit in clauses:
        parts.setdefault(unit.at[0], []).append(unit)
    for n, unit in enumerate(clauses):
        yield Change(kind="drop", of=unit.at)
        yield Change(kind="double", of=unit.at, to=clauses[(n + len(clauses) // 2) % len(clauses)].at)
        beside = parts[unit.at[0]]
        to = beside[(beside.index(unit) + max(len(beside) // 3, 1)) % len(beside)].at
        if to != unit.at:
            yield Change(kind="move", of=unit.at, to=to)


def arranged(text: str, planted: Sequence[Change]) -> str:
    """The text with the changes, each of clauses of its own, numbers and references put right."""
    layout = read(text)
    units = {u.at: u for u in layout.units}
    dropped = {c.of for c in planted if c.kind == "drop"}
    swapped = {a: b for c in planted if c.kind == "move" and c.to for a, b in ((c.of, c.to), (c.to, c.of))}
    added = {c.to: c.of for c in planted if c.kind == "double"}
    new = _renumbered(layout, dropped)
    where = {at: new.get(swapped.get(at, at)) for at in units} | {at: new[at] for at in new if not at[2]}
    out: list[str] = []
    for part in layout.parts:
        if isinstance(part, str):
            out.append(part)
        elif isinstance(part, tuple):
            if part[0] in new:
                out.append(_label(part[1], new[part[0]][1]))
        elif (place := new.get(part.at)) is not None:
            bodies = [swapped.get(part.at, part.at), *([added[part.at]] if part.at in added else [])]
            said = "".join(_referring(units[at].body, at, place, where) for at in bodies)
            out.append(_numbered_label(part.label, place) + said)
    return "\n".join(out)


def _renumbered(layout: Layout, dropped: set[Address]) -> dict[Address, Address]:
    """Where every clause and article that stays stands when numbers run on."""
    new: dict[Address, Address] = {}
    full = {(u.at[0], u.at[1]) for u in layout.units if u.at not in dropped}
    articles: dict[tuple[str, int], int] = {}
    counts: dict[tuple[str, int], int] = {}
    for part in layout.parts:
        if isinstance(part, tuple):
            at = part[0]
            empty = (at[0], at[1]) not in full and any(u.at[:2] == at[:2] for u in layout.units)
            if not empty:
                articles[at[0], at[1]] = sum(a == at[0] for a, _ in articles) + 1
                new[at] = (at[0], articles[at[0], at[1]], 0)
        elif isinstance(part, Unit) and part.at not in dropped:
            key = part.at[0], part.at[1]
            counts[key] = counts.get(key, 0) + 1
            new[part.at] = (part.at[0], articles.get(key, part.at[1]), counts[key])
    return new


def _label(line: str, n: int) -> str:
    """A heading with another number, in its own style."""
    found = ARTICLE.match(line)
    name = next((g for g in ("cn", "list", "n") if found and found[g]), None)
    return line if found is None or name is None else line[: found.start(name)] + _like(found[name], n) + line[found.end(name) :]


def _numbered_label(label: str, at: Address) -> str:
    if STYLES["dotted"].match(label + "x"):
        return re.sub(r"\d+\.\d+", f"{at[1]}.{at[2]}", label, count=1)
    return re.sub(NUMBER, lambda found: _like(found[0], at[2]), label, count=1)


def _referring(body: str, origin: Address, place: Address, where: Mapping[Address, Address | None]) -> str:
    """The words of a clause, moved from one address to another, with its references to the body led after what they mean."""

    beside: tuple[int, int, int] | None = None  # where the last reference ends, its article and the one now: 第三条第七款或者第八款

    def led(found: re.Match[str]) -> str:
        nonlocal beside
        own, n = found["own"] or found["here"], found["n"] or found["own"] or found["here"]
        if own and origin[0] != "body":
            return found[0]
        goes_on = bool(found["own"] and beside and found.start() - beside[0] <= FARTHEST)
        if found["dotted"]:
            article, clause = map(int, found["dotted"].split("."))
        else:
            article = _whole(found["article"]) if found["article"] else beside[1] if beside and goes_on else origin[1]
            clause = _whole(n) if n else 0
        to = where.get(("body", article, clause))
        written = beside[2] if beside and goes_on else 0
        beside = found.end(), article, to[1] if to else article
        if to is None:  # what it means is gone, or no numbered clause
            return found[0]
        if found["dotted"]:
            return f"第{to[1]}.{to[2]}条"
        mark = found["mark"] or found["mark2"] or found["mark3"] or ""
        said = f"第{mark}{_like(n, to[2])}{CLOSING.get(mark, '')}{found['unit'] or '款'}" if n else ""
        if own and not goes_on and to[1] == place[1]:
            return ("本条" if found["here"] else "") + said
        if goes_on and to[1] == written:
            return said
        return f"第{_like(found['article'] or '一', to[1])}条{said}"

    return REFERENCE.sub(led, body)


def _whole(written: str) -> int:
    if written.isdigit():
        return int(written)
    tens, _, ones = written.partition("十")
    return DIGITS.index(written) if "十" not in written else (DIGITS.index(tens) if tens else 1) * 10 + (DIGITS.index(ones) if ones else 0)


def _like(written: str, n: int) -> str:
    """The number in the digits or the characters of another."""
    if written.isdigit():
        return str(n)
    tens, ones = divmod(n, 10)
    return (("" if tens == 1 else DIGITS[tens]) + "十" if tens else "") + (DIGITS[ones] if ones or not tens else "")
