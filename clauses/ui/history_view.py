"""What stands in the history, as elements: contracts with their drafts, decisions, and what a deletion takes. Computes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from clauses.model import Decision, HistoryRow, Library, Matter, Round
from clauses.outdated import Behind
from clauses.overview import Loss
from clauses.report.labels import moment
from clauses.report.labels import say as handed
from clauses.ui.dashboard_view import PAGE, see
from clauses.ui.html import Child, Html, el
from clauses.ui.labels import listed, say

ROWS = 40  # contracts on a page
OLDER, DELETE, AGAIN, OF = "older", "delete", "again", "of"


def contracts(matters: Sequence[Matter], language: str, *, page: int, late: Mapping[str, Behind]) -> Html:
    """The contracts with their drafts, those that came last first; each leads to its review."""
    if not matters:
        return el("div.board", el("p.faint", say("history_no_contract", language)))
    first = page * ROWS
    heads = [el("th", say(f"history_{name}", language)) for name in ("contract", "risk", "undecided", "drafts")]
    lines = [_contract(m, late.get(m.id), language) for m in matters[first : first + ROWS]]
    turns = [
        el("a.link", say("board_before", language), pick=f"{PAGE}:{page - 1}") if page else None,
        el("span.faint", f" {say('board_page', language, first=first + 1, last=min(first + ROWS, len(matters)), count=f'{len(matters):,}')} "),
        el("a.link", say("board_after", language), pick=f"{PAGE}:{page + 1}") if first + ROWS < len(matters) else None,
    ]  # fmt: skip
    return el("div.board", el("table.past", el("thead", el("tr", heads, el("th"))), el("tbody", lines)), el("div.turns", turns))


def _contract(matter: Matter, late: Behind | None, language: str) -> Html:
    title = matter.title or say("untitled", language)
    latest, *earlier = reversed(matter.rounds)
    more = el("details", el("summary", say("history_earlier_drafts", language, count=len(earlier))), (_draft(r, language) for r in earlier)) if earlier else None
    parties = " · ".join(part for part in (matter.customer, matter.carrier) if part)
    waits = el("b", str(matter.undecided)) if matter.undecided else el("span.faint", "0")
    return el(
        "tr", el("td.what", el("a.link", el("b", title), pick=see(matter.id)), el("div.faint", parties), _versions(matter, late, language)), el("td.short", el(f"span.mark.{matter.level}"), f"{say(f'board_short_{matter.level}', language)} {matter.total}"),
        el("td.short", waits), el("td", _draft(latest, language), more), el("td.short", el("a.link", say("history_decided", language), pick=f"{OF}:{matter.id}"), el("br"), el("a.link.bad", say("history_delete", language), pick=f"{DELETE}:{matter.id}")),
    )  # fmt: skip


def _versions(matter: Matter, late: Behind | None, language: str) -> Child:
    """With which versions the latest draft was reviewed; where others are in force, that they are, and a way to review it again."""
    if late is None:
        known = [say(f"history_{kind}", language, version=version) for kind, version in (("standard", matter.latest.standard), ("playbook", matter.latest.playbook)) if version]
        return el("div.faint", " · ".join(known)) if known else None
    told = []
    for kind, versions in (("standard", late.standard), ("playbook", late.playbook)):
        if versions is not None:
            key = f"history_{kind}_late" if versions[1] else "history_standard_gone"
            told.append(say(key, language, was=versions[0], now=versions[1]))
    return el("div", el("span.late", f"◆ {'；'.join(told) if language == 'zh' else '; '.join(told)} "), el("a.link", say("history_again", language), pick=f"{AGAIN}:{matter.id}"))


def _draft(round: Round, language: str) -> Html:
    partial = el("span.bad", f" {say('history_partial', language)}") if round.partial else None
    return el("div", f"{moment(round.received)} {round.by} ", el("b", say("history_draft", language, number=round.number)), el("span.faint", f" {round.file}"), partial)


def decisions(rows: Sequence[HistoryRow], library: Library, language: str, *, more: bool, older: bool) -> Html:
    """Who decided what and when, on which finding of which contract, the latest first.

    Args:
        rows: of this page.
        library: names the findings. language: of the page.
        more: whether there are older ones than these. older: whether there are newer ones.
    """
    if not rows:
        return el("div.board", el("p.faint", say("history_no_decision", language)))
    heads = [el("th", say(f"history_{name}", language)) for name in ("when", "who", "what", "on")]
    turns: list[Child] = [el("a.link", say("history_newest", language), pick=f"{OLDER}:") if older else None, "　" if older and more else None]
    turns.append(el("a.link", say("history_older", language), pick=f"{OLDER}:{rows[-1].decision.number}") if more else None)
    return el("div.board", el("table.past", el("thead", el("tr", heads)), el("tbody", (_decision(row, library, language) for row in rows))), el("div.turns", turns))


def _decision(row: HistoryRow, library: Library, language: str) -> Html:
    made = row.decision
    message = row.message if language == "zh" else row.message_en or row.message
    finding: list[Child] = [el("b", library.label(row.code, language)), f" {row.place} ", el("span.faint", f"[{made.finding}] {message}")] if row.code else [el("span.faint", f"[{made.finding}] {say('history_gone', language)}")]
    contract = el("div.faint", f"{row.title or say('untitled', language)} · {say('history_draft', language, number=row.round)}")
    return el("tr.pick", el("td.short", moment(made.at)), el("td.short", made.by), el("td.said", _act(made, language)), el("td.what", contract, finding), pick=see(row.matter, None, made.finding))


def _act(decision: Decision, language: str) -> list[Html]:
    """A decision in words: what was done, and in which words."""
    if decision.act == "assigned":
        return [el("b", f"{handed('assigned', language)} {decision.words}" if decision.words else handed("unassigned", language))]
    act = handed("with_wording" if decision.act == "accepted" and decision.wording is not None else decision.act, language)
    kept = handed("carried", language) if decision.carried_from is not None else ""
    return [el("b", act + kept), el("div", decision.words)]


def loss(matter: Matter, lost: Loss, language: str) -> Html:
    """What a deletion would take, before it is done."""
    people = say("history_lost_people", language, names=listed(lost.people, language)) if lost.people else ""
    files = [el("p", say(key, language, files=listed(names, language))) for key, names in (("history_lost_files", lost.gone), ("history_kept_files", lost.kept)) if names]
    return el(
        "div.board.loss", el("b", say("history_sure", language, title=matter.title or say("untitled", language))),
        el("p", say("history_lost", language, rounds=len(lost.rounds), decisions=lost.decisions, people=people)), files,
    )  # fmt: skip
