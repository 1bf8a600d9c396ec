"""What stands on the dashboard, as elements: tiles, the worst findings, days to keep, changes, and the heat map. Computes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby

from clauses.figures import amounted
from clauses.model import FindingRow, Library, Matter
from clauses.overview import LEVELS, RANK, VERDICTS, Cell, Deadline, Overview, Pick, Sum
from clauses.ui.html import Child, Html, el
from clauses.ui.labels import named, say

ROWS = 40  # contracts on a page of the heat map
COLUMNS = 15  # clause types of which there is room beside each other
DAYS = 12  # days to come that are shown open
UNITS = {"zh": ((Decimal(100_000_000), "亿元"), (Decimal(10_000), "万元")), "en": ((Decimal(1_000_000_000), "bn"), (Decimal(1_000_000), "m"))}
SEE, GO, PAGE, WIDE = "see", "go", "page", "wide"


def see(matter: str, clause: str | None = None, finding: str = "") -> str:
    """What a click tells that opens a contract, at a clause or a finding where one is named."""
    return f"{SEE}:{matter}:{clause or ''}:{finding}"


def seen(told: str) -> dict[str, str]:
    """Where such a click leads, as the address of the review page asks for it."""
    return {key: value for key, value in zip(("matter", "clause", "finding"), told.split(":"), strict=True) if value}


def empty(language: str) -> Html:
    """What to do first, where nothing is stored."""
    return el(
        "div.board.begin", el("h2", say("board_empty", language)), el("p", say("board_empty_steps", language)),
        el("p", el("a.link", say("board_first", language), pick=f"{GO}:review")), el("p.faint", say("board_sample", language)),
    )  # fmt: skip


def brief(amount: Decimal, currency: str, language: str) -> str:
    """A sum in the unit in which it is said, two places; small ones in full."""
    for unit, word in UNITS[language] if currency == "CNY" or language == "en" else ():
        if amount >= unit:
            shown = f"{amount / unit:,.2f} {word}"
            return f"{currency} {shown}" if language == "en" else shown
    return amounted(amount, currency, language)


# -- tiles ------------------------------------------------------------------------------------------------------------------


def tiles(seen: Overview, language: str) -> Html:
    """How many, how bad, how much, and what is next."""
    return el("div.board.tiles", _contracts(seen, language), _waiting(seen, language), _money(seen, language), _next(seen, language))


def _tile(label: str, figure: Child, *under: Child, title: str | None = None) -> Html:
    return el("section.tile", el("div.label", label), el("div.big", figure), (el("div.under", one) for one in under if one is not None), title=title)


def _link(words: Child, kind: str, name: str = "", title: str | None = None) -> Html:
    return el("a.link", words, pick=f"{kind}:{name}", title=title)


def _contracts(seen: Overview, language: str) -> Html:
    shown = [el("span.level", el(f"span.mark.{level}"), _link(f"{say(f'board_short_{level}', language)} {seen.levels[level]:,}", "level", level, title=say(f"board_level_{level}", language)), " ") for level in LEVELS if seen.levels[level]]
    return _tile(say("board_contracts", language), _link(f"{len(seen.matters):,}", "all"), el("span", shown), title=say("board_contracts_help", language))


def _waiting(seen: Overview, language: str) -> Html:
    high = sum(p.high for p in seen.people)
    count = sum(p.count for p in seen.people)
    top = seen.matters[0]
    every = _link(say("board_waiting_all", language, count=f"{count:,}"), "severity") if count else el("span", say("board_waiting_none", language))
    worst = say("board_worst_contract", language, score=top.total, title=top.title or say("untitled", language))
    return _tile(say("board_waiting", language), _link(f"{high:,}", "severity", "high"), every, el("a.link.cut", worst, pick=see(top.id), title=top.title))


def _money(seen: Overview, language: str) -> Html:
    unknown = _link(say("board_money_unknown", language, count=seen.unreckoned), "unreckoned") if seen.unreckoned else None
    if not seen.sums:
        return _tile(say("board_money", language), el("span.faint", "—"), unknown or say("board_money_none", language))
    first, *others = seen.sums
    more = [el("span", _link(brief(s.total, s.currency, language), "currency", s.currency, title=amounted(s.total, s.currency, language)), " ") for s in others]
    waiting = el("span.faint", say("board_money_open", language, amount=brief(first.open, first.currency, language)))
    exact = say("board_money_help", language, exact=amounted(first.total, first.currency, language))
    return _tile(say("board_money", language), _link(brief(first.total, first.currency, language), "currency", first.currency), el("span", more) if more else None, waiting, unknown, title=exact)


def _next(seen: Overview, language: str) -> Html:
    coming = [d for d in seen.deadlines if d.state == "coming"]
    missed = sum(d.state == "overdue" for d in seen.deadlines)
    notice = next((d for d in coming if d.row.kind == "last_notice_day"), None)
    first = notice or next(iter(coming), None)
    unsure = say("board_supposed", language) if first and first.again else None
    late = el("span.bad", _link(f"⚠ {say('board_overdue', language, count=missed)}", "day", "overdue")) if missed else None
    if first is None:
        return _tile(say("board_next", language), el("span.faint", "—"), say("board_next_none", language), late)
    row = first.row
    ahead = _link(say("board_coming", language, count=len({d.row.matter for d in coming})), "day", "coming")
    counts = el("span", el("b", left(first, language)), " · ", ahead, " · " if late else None, late)
    return _tile(
        say("board_next" if notice else "board_next_end", language), el("a.link", row.day, pick=see(row.matter, row.clause, row.finding)), counts,
        el("a.link.cut", row.title or say("untitled", language), pick=see(row.matter, row.clause, row.finding), title=row.title), el("span.faint", unsure, title=say("day_again", language)) if unsure else None,
    )  # fmt: skip


def left(deadline: Deadline, language: str) -> str:
    """How far off the day is."""
    if deadline.left == 0:
        return say("board_today", language)
    return say("board_days_left" if deadline.left > 0 else "board_days_past", language, days=abs(deadline.left))


# -- what is looked at ------------------------------------------------------------------------------------------------------


def shown(pick: Pick, contracts: int, findings: int, library: Library, language: str) -> Html:
    """What the lists below are narrowed to, and the way back."""
    words = say("board_shown", language, what=about(pick, library, language), contracts=f"{contracts:,}", findings=f"{findings:,}")
    return el("div.board.shown", el("b", words), " ", _link(say("board_show_all", language), "all"))


def about(pick: Pick, library: Library, language: str) -> str:
    """A number of the overview in words."""
    kind, name = pick
    if kind == "person":
        return say("pick_person", language, name=name) if name else say("pick_nobody", language)
    if kind == "severity":
        return say("pick_severity", language, name=named(library, "severities", name, language)) if name else say("pick_severity_all", language)
    if kind in ("day", "changed"):
        return say(f"pick_{kind}_{name}", language)
    names = {"level": lambda: say(f"board_level_{name}", language), "decided": lambda: say(f"stands_{name}", language)}
    return say(f"pick_{kind}", language, name=names.get(kind, lambda: library.label(name, language))()) if kind != "unreckoned" else say("pick_unreckoned", language)


# -- the worst findings -----------------------------------------------------------------------------------------------------


def worst(rows: Sequence[FindingRow], library: Library, language: str) -> Html:
    """The gravest findings with their words, each leading to its clause."""
    if not rows:
        return el("div.board", el("h3", say("board_worst", language)), el("p.faint", say("board_worst_none", language)))
    return el("div.board", el("h3", say("board_worst", language)), el("div.list", (_finding(row, library, language) for row in rows)))


def _finding(row: FindingRow, library: Library, language: str) -> Html:
    message = row.message if language == "zh" else row.message_en or row.message
    verdict = say(f"stands_{row.verdict}", language) + (f" {say('board_assigned', language, name=row.assigned)}" if row.assigned else "")
    money = el("span.money", brief(row.amount, row.currency, language), title=amounted(row.amount, row.currency, language)) if row.amount is not None else None
    head = el(
        "div.row", el(f"span.heat.{row.severity}", f"{_short(row.severity, language)} {row.score}"), el("b.cut", row.title or say("untitled", language), title=row.title),
        el("span.faint.place", row.place), el("span.right", money, el(f"span.verdict.{row.verdict}", verdict)),
    )  # fmt: skip
    return el("div.entry", head, el("div.said", el("b", library.label(row.code, language)), " ", message), pick=see(row.matter, row.clause, row.finding), title=f"[{row.finding}] {row.quote}")


def _short(severity: str, language: str) -> str:
    return say(f"board_short_{severity}", language)


# -- days to keep -----------------------------------------------------------------------------------------------------------


def calendar(deadlines: Sequence[Deadline], undated: int, language: str) -> Html:
    """The days to keep by month, the next first; what was missed is said, what has ended is folded away.

    Args:
        deadlines: in their order.
        undated: contracts with a notice before an end that their words do not fix.
        language: of the page.
    """
    coming = [d for d in deadlines if d.state == "coming"]
    parts: list[Html] = []
    if not deadlines:
        parts.append(el("p.faint", say("board_calendar_none", language)))
    missed = [d for d in deadlines if d.state == "overdue"]
    if missed:
        parts.append(_folded(say("board_missed", language, count=len(missed)), missed, language, "bad"))
    parts += _months(coming[:DAYS], language)
    if coming[DAYS:]:
        parts.append(el("details", el("summary", say("board_more_days", language, count=len(coming) - DAYS)), _months(coming[DAYS:], language)))
    over = [d for d in deadlines if d.state == "over"]
    if over:
        parts.append(_folded(say("board_over", language, count=len(over)), over, language))
    if undated:
        parts.append(el("div.entry.undated", _link(say("board_undated", language, count=undated), "day", "undated")))
    return el("div.board", el("h3", say("board_calendar", language)), el("div.list.days", parts))


def _folded(words: str, deadlines: Sequence[Deadline], language: str, kind: str = "faint") -> Html:
    return el("details", el("summary", el(f"b.{kind}", words)), (_day(d, language) for d in deadlines))


def _months(deadlines: Sequence[Deadline], language: str) -> list[Html]:
    out: list[Html] = []
    for month, own in groupby(deadlines, key=lambda d: d.row.day[:7]):
        out.append(el("div.month", say("board_month", language, year=month[:4], month=month[5:].lstrip("0") if language == "zh" else month[5:])))
        out += [_day(d, language) for d in own]
    return out


def _day(deadline: Deadline, language: str) -> Html:
    row = deadline.row
    kind = el("b.kept" if row.kind == "last_notice_day" else "span", say(f"day_{row.kind}", language))
    notes = [say("day_ends", language, day=deadline.ends)] if row.kind == "last_notice_day" and deadline.ends else []
    notes += [say("day_again", language)] if deadline.again else [say("day_may_have", language)] if row.renews and deadline.state == "over" else [say("day_renews", language)] if row.renews else []
    notes += [say("day_counted", language)] if row.counted else []
    day = row.day if deadline.state != "coming" else row.day[5:]
    soon = ".soon" if 0 <= deadline.left <= 30 else ""
    head = el("div.row", el("b.number", day), el("span.cut", row.title or say("untitled", language), title=row.title), el(f"span.right{soon}", left(deadline, language)))
    return el("div.entry", head, el("div.said.faint", kind, (f" · {note}" for note in [say("board_at", language, place=row.place) if row.place else "", *notes] if note)), pick=see(row.matter, row.clause, row.finding), title=row.quote)


# -- what changed, who is waited for, where the money is --------------------------------------------------------------------


def changes(seen: Overview, matters: Mapping[str, Matter], since: str, language: str) -> Html:
    """What came since that day, each number leading to its contracts; the levels that moved by name."""
    changed = seen.changes
    ups = [m for m in changed.moves if m.up]
    counts = {"new": len(changed.new), "drafts": len(changed.drafts), "up": len(ups), "down": len(changed.moves) - len(ups), "notices": len({n.matter for n in changed.notices})}
    lines = [_counted(say(f"changed_{name}", language), count, f"changed:{name}") for name, count in counts.items()]
    lines += [_counted(say(f"changed_{verdict}", language), changed.decided[verdict], f"decided:{verdict}") for verdict in VERDICTS]
    moved = [
        el("div.entry", el("div.row", el(f"span.{'bad' if move.up else 'good'}", "▲ " if move.up else "▼ ", say("board_move", language, was=say(f"board_level_{move.was.level}", language), now=say(f"board_level_{move.now.level}", language))), el("span.cut", move.title)), pick=see(move.matter), title=move.title)
        for move in changed.moves[:5] if move.matter in matters
    ]  # fmt: skip
    return el("div.board", el("h3", say("board_changes", language, since=since)), el("table.counts", lines), moved)


def _counted(words: str, count: int, pick: str, *more: Child) -> Html:
    figure = el("a.link", f"{count:,}", pick=pick) if count else el("span.faint", "0")
    return el("tr", el("td", words), el("td.figure", figure), (el("td.faint", one) for one in more))


def people(seen: Overview, language: str) -> Html:
    """Who has how much to decide."""
    lines = [
        _counted(person.name or say("board_nobody", language), person.count, f"person:{person.name}", say("board_waits_high", language, count=person.high) if person.high else "", say("board_in", language, count=len(person.matters)))
        for person in seen.people
    ]  # fmt: skip
    return el("div.board", el("h3", say("board_people", language)), el("table.counts", lines) if lines else el("p.faint", say("board_waiting_none", language)))


def money(sums: Sequence[Sum], library: Library, language: str, most: int = 9) -> Html:
    """Which clause types the money hangs on, by currency."""
    out: list[Html] = []
    for sum_ in sums:
        top = max(sum_.by_type.values(), default=Decimal(1)) or Decimal(1)
        kept = list(sum_.by_type.items())[:most]
        out += [
            el("tr", el("td", el("a.link", library.label(type, language), pick=f"money:{type}")), el("td.figure", brief(amount, sum_.currency, language), title=amounted(amount, sum_.currency, language)), el("td.amount", el("span.part", style=f"width:{int(100 * amount / top)}%")))
            for type, amount in kept
        ]  # fmt: skip
        rest = list(sum_.by_type.values())[most:]
        if rest:
            out.append(el("tr.faint", el("td", say("board_more_types", language, count=len(rest))), el("td.figure", brief(sum(rest, Decimal(0)), sum_.currency, language)), el("td")))
    told = el("p.faint.note-line", say("board_money_is", language)) if out else None
    return el("div.board", el("h3", say("board_by_type", language)), el("table.counts.money", out) if out else el("p.faint", say("board_money_none", language)), told)


# -- the heat map -----------------------------------------------------------------------------------------------------------


def heat_map(matters: Sequence[Matter], cells: Mapping[str, Mapping[str, Cell]], types: Sequence[str], library: Library, language: str, *, page: int, wide: bool) -> Html:
    """Contracts by clause types, the highest score first; a cell leads to its clause.

    Args:
        matters: those that are looked at, in their order.
        cells: of all.
        types: those that occur on them, the gravest first.
        library: names the types. language: of the page.
        page: from 0, `ROWS` contracts each.
        wide: whether every type has a column, else the rest share one.
    """
    if not matters:
        return el("div.board", el("h3", say("board_map", language)), el("p.faint", say("board_map_none", language)))
    first = page * ROWS
    lines = matters[first : first + ROWS]
    columns = types if wide else types[:COLUMNS]
    rest = [] if wide else types[COLUMNS:]
    heads = [el("th.type", el("span", el("a.link", library.label(type, language), pick=f"type:{type}", title=library.label(type, language)))) for type in columns]
    last = [el("th.type", el("span", say("board_rest", language)))] if rest else []
    head = el("tr", el("th.name"), el("th.whole", say("board_score", language)), heads, last)
    body = [_line(m, cells.get(m.id, {}), columns, rest, library, language) for m in lines]
    return el("div.board", _map_head(len(matters), len(types), first, wide, language), el("div.wide.all" if wide else "div.wide", el("table.map", el("thead", head), el("tbody", body))))


def _map_head(count: int, kinds: int, first: int, wide: bool, language: str) -> Html:
    page = first // ROWS
    turns: list[Child] = [el("a.link", say("board_before", language), pick=f"{PAGE}:{page - 1}") if page else None]
    turns.append(el("span.faint", " " + say("board_page", language, first=first + 1, last=min(first + ROWS, count), count=f"{count:,}") + " "))
    turns.append(el("a.link", say("board_after", language), pick=f"{PAGE}:{page + 1}") if first + ROWS < count else None)
    more = say("board_few_types", language) if wide else say("board_all_types", language, count=kinds)
    width = el("a.link", more, pick=f"{WIDE}:{'' if wide else '1'}") if kinds > COLUMNS else None
    return el("div.row", el("h3", say("board_map", language)), el("span.faint.note-line", say("board_map_help", language)), el("span.right", width, "\u2003" if width else None, turns))


def _line(matter: Matter, cells: Mapping[str, Cell], columns: Sequence[str], rest: Sequence[str], library: Library, language: str) -> Html:
    others = [(type, cells[type]) for type in rest if type in cells]
    title = matter.title or say("untitled", language)
    boxes = [_box(type, cells[type], matter.id, library, language) if type in cells else el("td") for type in columns]
    if rest:
        gravest = min(others, key=lambda pair: (RANK[pair[1].severity], -pair[1].score), default=None)
        boxes.append(_box(*gravest, matter.id, library, language) if gravest else el("td"))
    name = el("td.name", el("a.link.cut", title, pick=see(matter.id), title=f"{title} · {matter.customer} · {matter.carrier}"))
    return el("tr", name, el(f"td.whole.{matter.level}", el("b", str(matter.total))), boxes)


def _box(type: str, cell: Cell, matter: str, library: Library, language: str) -> Html:
    words = say("board_cell", language, type=library.label(type, language), severity=named(library, "severities", cell.severity, language), score=cell.score, count=cell.count, open=cell.open)
    return el(f"td.heat.{cell.severity}", f"{_short(cell.severity, language)} {cell.score}", pick=see(matter, cell.clause, cell.finding), title=words)
