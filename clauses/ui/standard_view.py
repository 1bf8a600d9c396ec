"""A standard read top to bottom: each clause with its reason, points, alternatives, and how far one may yield."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from clauses.editions import clauses_used
from clauses.model import Library, Point, Template, TemplateClause
from clauses.ui.html import Html, el
from clauses.ui.labels import listed, say

SIDES = ("customer", "carrier")


def found_in(template: Template, words: str, *, required: bool, library: Library, language: str) -> tuple[TemplateClause, ...]:
    """The clauses that hold the words (of the text, a heading, a point or the type's name), all where there are none."""
    wanted = words.strip().casefold()
    return tuple(c for c in template.clauses if (c.required or not required) and (not wanted or wanted in _all_of(c, library, language).casefold()))


def _all_of(clause: TemplateClause, library: Library, language: str) -> str:
    return "\n".join([clause.number, clause.heading or "", clause.article, clause.text, clause.reason, clause.reason_en, library.label(clause.type, language), *(p.says for p in clause.points), *(p.says_en for p in clause.points)])


def standard(clauses: Sequence[TemplateClause], library: Library, language: str) -> Html:
    """The clauses under their articles; a click on one's `edit` tells its id."""
    if not clauses:
        return el("div.std", el("p.faint", say("std_none_found", language)))
    used = clauses_used(library)
    out: list[Html] = []
    above = ""
    for clause in clauses:
        group = clause.annex or clause.article
        if group and group != above:
            out.append(el("div.std-group", group))
        above = group
        out.append(_clause(clause, used, library, language))
    return el("div.std.scroll", out)


def _clause(clause: TemplateClause, used: Mapping[str, Sequence[str]], library: Library, language: str) -> Html:
    head = el(
        "div.std-head", el("b.number", clause.number or None), el("b", clause.heading), el("span.tag", library.label(clause.type, language)),
        (el("span.tag.faint", library.label(also, language)) for also in clause.also),
        el("span.std-must", f"● {say('std_required', language)}") if clause.required else None, el("span.right", el("a.link", say("std_edit", language), pick=clause.id), "　", el("a.link", say("std_add", language), pick=f"new/{clause.id}")),
    )  # fmt: skip
    slots = listed((f"{slot.label}{f'（{slot.default}）' if slot.default else ''}" for slot in clause.slots), language)
    codes = listed((library.label(code, language) for code in used.get(clause.id, ())), language)
    rows = [*_row("std_reason", clause.why(language), language), *_row("std_slots", slots, language)]
    for number, words in enumerate(clause.alternatives, 1):
        rows += _row("std_alternatives", words, language, f" {number}" if len(clause.alternatives) > 1 else "")
    for key, sides in (("std_fallback", clause.fallback), ("std_walk_away", clause.walk_away)):
        for side in SIDES:
            if side in sides:
                rows += _row(key, sides[side], language, f"{say('colon', language)}{library.label(side, language)}")
    rows += _row("std_suggested_in", codes, language)
    return el("div.std-clause", head, el("div.std-text", clause.text), el("table.facts", rows) if rows else None, _points(clause.points, language))


def _row(key: str, words: str, language: str, more: str = "") -> Iterable[Html]:
    if words:
        yield el("tr", el("th", f"{say(key, language)}{more}"), el("td", words))


def _points(points: Sequence[Point], language: str) -> Html | None:
    if not points:
        return None
    return el("details", el("summary", say("std_points", language, count=len(points))), el("ul", (_point(point, language) for point in points)))


def _point(point: Point, language: str) -> Html:
    says = point.says_en if language == "en" and point.says_en else point.says
    marks = [el("span.tag", say("std_major", language))] if point.weight == "major" else []
    if point.favours != "both":
        marks.append(el("span.tag.faint", say(f"std_favours_{point.favours}", language)))
    return el("li", says, marks)
