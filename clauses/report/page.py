"""The report of a review as one HTML file that runs nothing and fetches nothing, laid out for A4.

Comes in: a review with the standings of its findings. Goes out: the page's text. Every word of a contract or of people is escaped
by `clauses.markup`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from clauses import register
from clauses.markup import Html, document, el
from clauses.model import SEVERITIES, ContractReview, Library, NoticeRow, Review, Standing
from clauses.report.compared import agreed_changes, compared
from clauses.report.cover import contract_facts, level, problems_of
from clauses.report.entries import Entry, entries
from clauses.report.labels import named, say
from clauses.report.words import Ground
from clauses.version import VERSION

STYLE = Path(__file__).with_name("page.css")
VERDICTS = ("accepted", "rejected", "marked", "open")
ACTS = ("accepted", "rejected", "marked", "commented", "assigned")
RUNNING = 34  # characters of a title at the head of a page


def page(review: Review, standings: Mapping[str, Standing], library: Library, language: str = "zh", *, made: datetime) -> str:
    """The report: summary, findings with what was decided, clauses compared, days to keep, signatures.

    Args:
        review: of a file; every contract of it is reported.
        standings: where the findings stand, by id; {} of a review on which nothing was decided.
        library: by which it was reviewed.
        language: of all that the program says.
        made: when the report is made; naive times are UTC.
    """
    local = (made if made.tzinfo else made.replace(tzinfo=UTC)).astimezone()
    titles = [contract.facts.contract.title or say("untitled", language) for contract in review.contracts]
    parts = [_contract(review, contract, standings, library, language) for contract in review.contracts]
    foot = say("foot", language, program=f"clauses {VERSION}", made=f"{local:%Y-%m-%d %H:%M}") + " " + say("times", language, zone=f"UTC{local.isoformat()[-6:]}")
    body = el("main", el("div.runner", say("report", language)), parts or _head(review, None, library, language), el("p.foot", foot))
    return document(body, title=say("report_of", language, title=say("comma", language).join(titles)), style=STYLE.read_text(encoding="utf-8"), language=language)


def _contract(whole: Review, review: ContractReview, standings: Mapping[str, Standing], library: Library, language: str) -> Html:
    found = entries(review, standings, library, language)
    notices = register.rows(review, library, whole.source.sha256)[2]
    return el(
        "article.contract",
        _head(whole, review, library, language),
        _summary(review, found, library, language),
        _findings(found, language),
        agreed_changes(review, standings, language),
        compared(review, library, language),
        _notices(notices, language),
        _signatures(found, language),
    )


def _head(whole: Review, review: ContractReview | None, library: Library, language: str) -> Html:
    """The title, what could not be reviewed, and what was reviewed against what."""
    title = (review.facts.contract.title if review else "") or say("untitled", language)
    problems = [el("p.problem", el("b", label), say("colon", language), words) for label, words in problems_of(whole, language)]
    file = [(say("about_file", language), whole.file), (say("about_sha256", language), whole.source.sha256)]
    rows = [*file, *(contract_facts(review, library, language) if review else ())]
    running = title if len(title) <= RUNNING else f"{title[: RUNNING - 1]}…"
    return el("header", el("p.kind", say("report", language)), el("h1", title, title=running), problems, el("table.facts", (el("tr", el("th", label), el("td.hash" if words == whole.source.sha256 else "td", words)) for label, words in rows)))


def _summary(review: ContractReview, found: Sequence[Entry], library: Library, language: str) -> Html:
    """Score, how many findings of which severity stand where, and the types that make the score."""
    counted: Counter[tuple[str, str]] = Counter((e.finding.severity, e.standing.verdict) for e in found)
    head = el("tr", el("th", say("column_severity", language)), (el("th", say(v, language)) for v in VERDICTS), el("th", say("in_all", language)))
    rows = [
        el("tr", el(f"td.severity.{s}", named(library, "severities", s, language)), (el("td.number", str(counted[s, v])) for v in VERDICTS), el("td.number", el("b", str(sum(counted[s, v] for v in VERDICTS)))))
        for s in SEVERITIES
    ]
    total = el("tr.sum", el("td", say("in_all", language)), (el("td.number", str(sum(counted[s, v] for s in SEVERITIES))) for v in VERDICTS), el("td.number", el("b", str(len(found)))))
    score = el("div.score", el("span.figure", str(review.score.total)), el("span", f"/ 100 · {level(review, library, language)}"))
    types = [el("span.type", f"{named(library, 'clause_types', type, language)} ", el("b", str(points))) for type, points in review.score.by_type.items()]
    return el("section", el("h2.other", say("summary", language)), score, el("table.counts", head, rows, total), el("div.types", el("p.faint", say("by_type_points", language)), types) if types else None, _index(found, language))


def _index(found: Sequence[Entry], language: str) -> Html | None:
    """Every finding in one line, leading to its place in the report."""
    if not found:
        return None
    head = el("tr", (el("th", say(f"column_{name}", language)) for name in ("id", "severity", "clause", "name", "verdict", "score")))
    rows = (el("tr", el("td.id", el("a", e.id, to=e.id)), el(f"td.severity.{e.finding.severity}", e.severity), el("td", e.place), el("td", e.name), el("td", say(e.standing.verdict, language)), el("td.number", str(e.finding.score))) for e in found)
    return el("div", el("h3", say("list", language)), el("table.index", el("thead", head), el("tbody", rows)))


def _findings(found: Sequence[Entry], language: str) -> Html:
    return el("section", el("h2", say("findings", language)), [_finding(e, language) for e in found] or el("p", say("findings_none", language)))


def _finding(entry: Entry, language: str) -> Html:
    """One finding, whole: what is found, on what grounds, what is proposed, what was decided."""
    marks = " · ".join(part for part in (entry.type, entry.certainty, entry.favours, f"{say('column_score', language)} {entry.finding.score}" if entry.finding.score else "", say("page", language, page=entry.page) if entry.page else "", entry.finding.code) if part)
    head = el("h3", el("span.id", f"[{entry.id}]"), el(f"span.severity.{entry.finding.severity}", entry.severity), el("span", entry.place), el("span", entry.name), title=entry.id)
    decided = entry.standing.decided
    verdict: list[Html | str] = [el("b", say(entry.standing.verdict, language)), f" {decided.by}{say('colon', language) + decided.words if decided.words else ''}" if decided else ""]
    verdict += [f" · {say('assigned', language)} {entry.standing.assigned}"] if entry.standing.assigned else []
    rows = [
        _fact(say("quote", language), [el("span.quote", entry.quote)] if entry.quote else []),
        _fact(say("basis", language), [_ground(g) for g in entry.grounds]),
        _fact(say("money", language), [f"{entry.money.how or say('no_sum', language)}{say('supposed', language, case=entry.money.supposed) if entry.money.supposed else ''}"] if entry.money else []),
        _fact(say("suggestion", language), [entry.suggestion] if entry.suggestion else []),
        _fact(say("agreed", language), [] if entry.agreed is None else [entry.agreed or say("deleted", language)]),
        _fact(say("decision", language), verdict),
        _fact(say("history", language), [el("div", line) for line in entry.history]),
    ]
    return el(f"article.finding.{entry.finding.severity}", head, el("p.faint", marks), el("p", entry.message), el("table.facts", rows), id=entry.id)


def _fact(label: str, value: Sequence[Html | str]) -> Html | None:
    return el("tr", el("th", label), el("td", value)) if value else None


def _ground(ground: Ground) -> Html:
    return el("div", f"{ground.name} ", el("b", f"{ground.figure} ") if ground.figure else None, el("span.faint", ground.says))


def _notices(rows: Sequence[NoticeRow], language: str) -> Html:
    if not rows:
        return el("section", el("h2.other", say("notices", language)), el("p", say("notices_none", language)))
    head = el("tr", (el("th", say(name, language)) for name in ("notice_day", "notice_what", "column_clause", "quote", "column_id")))
    body = (
        el("tr", el("td.id", row.day), el("td", say(f"notice_{row.kind}", language), say("renews_itself", language) if row.renews else "", say("counted_days", language) if row.counted else ""), el("td", row.place), el("td", row.quote), el("td.id", row.finding))
        for row in rows
    )
    return el("section", el("h2.other", say("notices", language)), el("table.index", el("thead", head), el("tbody", body)))


def _signatures(found: Sequence[Entry], language: str) -> Html:
    """Who decided how many, and lines to be signed."""
    done: Counter[tuple[str, str]] = Counter((d.by, d.act) for e in found for d in e.standing.history)
    people = list(dict.fromkeys(d.by for e in found for d in e.standing.history))
    head = el("tr", el("th", say("person", language)), (el("th", say(act, language)) for act in (*ACTS, "undone")))
    rows = [el("tr", el("td", person), (el("td.number", str(done[person, act])) for act in (*ACTS, "undone"))) for person in people]
    lines = [el("div.line", el("span", f"{say(who, language)}{say('colon', language)}"), el("span.blank"), el("span", f"{say('date', language)}{say('colon', language)}"), el("span.blank.short")) for who in ("reviewer", "checker")]
    return el("section.signatures", el("h2.other", say("signatures", language)), el("table.counts", head, rows) if people else el("p", say("nobody_decided", language)), lines)
