"""What was changed in a clause that otherwise keeps the standard's words: 不得 -> 可以, 任何一方 -> 乙方, 30日 -> 15日.

Matches with their word diffs come in; out come hits of `TYPE.changed` that hold old and new words. A blank filled in is no
change, and of a clause in quite other words the points speak (`absence.changed`), not the diff.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from clauses import diff
from clauses.checks.absence import FIGURED
from clauses.checks.passages import cited
from clauses.model import Clause, Diff, Facts, Hit, Library, Match, Roles, TemplateClause
from clauses.numerals import values

NEAR = 0.85  # share of both texts' characters that stayed, from which a clause is the standard's with edits
MOST_SHOWN = 4
CITED = re.compile(r"第\s*(\d{1,2}(?:\.\d{1,2}){0,3}|[一二三四五六七八九十]{1,3})\s*条")
NUMBERS = re.compile(r"[\d.\s第条一二三四五六七八九十]+")
BLANK = re.compile(r"[\[［【][\s/_＿]*[\]］】]|[_＿]{2,}")


def edited(facts: Facts, library: Library) -> Iterator[Hit]:
    """One hit a clause in which a number, a side, a negation or a modal of the standard's words was changed."""
    if facts.template is None:
        return
    roles = Roles(customer=facts.contract.names("customer"), carrier=facts.contract.names("carrier"))
    for match in facts.matches:
        if match.template_clause is None or isinstance(match.template_clause, tuple) or not is_edit(match):
            continue
        clause = facts.contract.clause(match.clause)
        changes = list(_changes(match.diff, roles))
        if any(NUMBERS.fullmatch(old + new) for old, new in changes) and _cites_alike(facts.template.clause(match.template_clause).text, clause, facts):
            changes = [(old, new) for old, new in changes if not NUMBERS.fullmatch(old + new)]
        if changes and clause.kind == "clause":
            yield _hit(clause, facts.template.clause(match.template_clause), changes)


def is_edit(match: Match) -> bool:
    """Whether the clause is the standard's own with words changed in it."""
    return match.near and match.status in ("changed", "moved") and diff.kept(match.diff) >= NEAR


def _changes(parts: Diff, roles: Roles) -> Iterator[tuple[str, str]]:
    """(old words, new words) of every important change, blanks that were filled in left out."""
    marks = diff.important(parts, roles=roles)
    n = 0
    while n < len(parts):
        op, text = parts[n]
        if op == "=":
            n += 1
            continue
        old, new, weighty = "", "", False
        while n < len(parts) and parts[n][0] != "=":
            old, new = old + text * (parts[n][0] == "-"), new + parts[n][1] * (parts[n][0] == "+")
            weighty = weighty or marks[n]
            n += 1
            text = parts[n][1] if n < len(parts) else ""
        if weighty and not BLANK.search(old):
            yield old.strip(), new.strip()


def _cites_alike(standard: str, clause: Clause, facts: Facts) -> bool:
    """Whether what the clause cites by number answers, one by one, to what the standard's clause cites."""
    was, now = CITED.findall(standard), CITED.findall(clause.text)
    return len(was) == len(now) and all(old == new or _answers(old, new, clause, facts) for old, new in zip(was, now, strict=True))


def _answers(old: str, new: str, clause: Clause, facts: Facts) -> bool:
    meant = {c.id for c in facts.template.clauses if c.annex is None and (c.number == old or c.article.startswith(f"第{old}条"))} if facts.template else set()
    found = {c.id for c in cited(f"第{new}条", replace(clause, annex=None), facts.contract)}  # an annex, too, cites the body by number
    return any(m.clause in found and meant & {*((m.template_clause,) if isinstance(m.template_clause, str) else m.template_clause or ())} for m in facts.matches)


def _hit(clause: Clause, wanted: TemplateClause, changes: list[tuple[str, str]]) -> Hit:
    shown = "；".join(f"{old or '（无）'} → {new or '（删去）'}" for old, new in changes[:MOST_SHOWN])
    figures = all(_only_figures(old) and _only_figures(new) for old, new in changes)
    start = next((at for _, new in changes if new and (at := clause.text.find(new)) >= 0), -1)
    length = next((len(new) for _, new in changes if new and clause.text.find(new) >= 0), 0)
    if start < 0:
        start, length = 0, len(clause.text)
    kind = "figure" if figures or wanted.type in FIGURED else "duty"
    return Hit(
        code=f"{wanted.type}.changed", clause=clause.id, quote=clause.text[start : start + length], span=clause.locate(start, start + length),
        values={"template_clause": wanted.id, "wording": wanted.text, "edits": shown, "kind": kind, "count": len(changes)}, type=wanted.type,
    )


def _only_figures(words: str) -> bool:
    """Whether the words are a number and its unit and nothing else."""
    left = words
    for value in values(words):
        left = left.replace(value.text, "", 1)
    return not re.sub(r"[\s，,、。个内前后的第]", "", left)
