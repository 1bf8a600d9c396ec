"""What was changed in the file: by supplements, as tracked changes, as hidden words; and the remarks of others."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from clauses.model import Amendment, Clause, Comment, Contract, Revision, Source, Span
from clauses.ui.html import Html, draw, el, pane
from clauses.ui.labels import place, say

SHOWN = {"inserted": "ins", "moved_to": "ins", "deleted": "del", "moved_from": "del"}
QUOTED = 24  # characters shown of the words that a remark is about


@dataclass(frozen=True)
class Change:
    """One change or remark as it is shown. span: its place in the source, None where the file does not say; clauses: of an amendment, the ids of the amended and the amending one."""

    span: Span | None
    label: str
    words: Html
    whose: str
    clauses: tuple[str, ...] = ()


def changes(clause: Clause, contract: Contract, source: Source, language: str) -> Html | None:
    """What was changed in the clause and by whom, what a supplement amends in it, words hidden from print and remarks; None where nothing."""
    revisions = source.revised(clause.span)
    hidden = [span for span in source.hidden if span.start < clause.span.end and clause.span.start < span.end]
    remarks = [c for c in source.comments if c.span and c.span.start < clause.span.end and clause.span.start < c.span.end]
    amendments = [a for a in contract.amendments if clause.id in (a.clause, a.said_in)]
    rows = [
        *(change for a in amendments for change in _amended(a, language)),
        *(_revised(r, language) for r in revisions),
        *(_hidden(span, source, language) for span in hidden),
        *(_remark(c, source, language) for c in remarks),
    ]
    if not rows:
        return None
    marked = el("div.words.marked", _marked(clause, source, revisions)) if source.view == "marked" and revisions else None
    return el("div", el("h4", say("changes", language, count=len(rows))), marked, el("table.changes", el("tbody", (el("tr", _cells(change)) for change in rows))))


def changes_in(contract: Contract, source: Source, language: str, *, whole: bool) -> list[Change]:
    """Every change of the contract and every remark on it, in the file's order; of the whole file where it is the only contract."""
    found = [
        *(_revised(r, language) for r in source.revisions),
        *(_hidden(span, source, language) for span in source.hidden),
        *(_remark(c, source, language) for c in source.comments),
    ]
    here = [c for c in found if whole or (c.span is not None and contract.span.start <= c.span.start < contract.span.end)]
    here.sort(key=lambda c: (c.span is None, c.span or Span(0, 0)))
    return [*(change for a in contract.amendments for change in _amended(a, language)), *here]


def changes_view(contract: Contract, listed: Sequence[Change], language: str, *, then: Callable[[str], None]) -> None:
    """The changes and remarks are on the page, one a row; a click on a clause calls `then` with its id."""
    where = _Places(contract)
    draw(el("p.faint", say("changes_help", language)))
    pane(el("table.changes", el("tbody", (el("tr", el("td", where.link(change, language)), _cells(change)) for change in listed))), key="changes", then=then)


def marks_of(contract: Contract, source: Source) -> dict[str, list[str]]:
    """Of each clause that was changed, remarked on or read with doubt: the keys of the words that say so."""
    where = _Places(contract)
    marks: dict[str, list[str]] = {a.clause: ["line_amended"] for a in contract.amendments if a.clause}
    spans = (
        *(("line_revised", r.span) for r in source.revisions),
        *(("line_hidden", span) for span in source.hidden),
        *(("line_remark", c.span) for c in source.comments if c.span),
        *(("line_doubtful", d.span) for d in source.doubts),
    )
    for mark, span in spans:
        for clause in where.touched(span):
            if mark not in marks.setdefault(clause.id, []):
                marks[clause.id].append(mark)
    return marks


class _Places:
    """Finds the clauses of a contract at a place of the source."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._clauses = sorted(contract.clauses, key=lambda c: c.span)
        self._starts = [c.span.start for c in self._clauses]

    def touched(self, span: Span) -> Iterator[Clause]:
        """The clauses that the span has words of; of an empty span, the one that it stands in."""
        for clause in self._clauses[max(bisect_right(self._starts, span.start) - 1, 0) :]:
            if clause.span.start >= span.end and clause.span.start > span.start:
                return
            if span.start < clause.span.end or span.start == span.end == clause.span.end:
                yield clause

    def link(self, change: Change, language: str) -> Html:
        """A link to the clause that the change is in, to the supplement's where that is gone, or to the one before it."""
        if change.span is None:
            return el("span.faint", say("whole", language))
        named = (c for id in change.clauses for c in self._clauses if c.id == id)  # the amended one is gone where it was deleted
        clause = next(named, None) or next(self.touched(change.span), None)
        if clause is not None:
            return el("a.link", place(clause, language), pick=clause.id)
        before = self._before(change.span)
        return el("a.link", say("behind", language, place=place(before, language)), pick=before.id) if before else el("span.faint", say("outside", language))

    def _before(self, span: Span) -> Clause | None:
        at = bisect_right(self._starts, span.start) - 1
        return self._clauses[at] if at >= 0 else None


def _cells(change: Change) -> tuple[Html, ...]:
    return el("th", change.label), el("td", change.words), el("td.faint", change.whose)


def _amended(amendment: Amendment, language: str) -> Iterator[Change]:
    """A supplement's change: the words before and the words since."""
    said = f"{amendment.by} {amendment.target}".strip() + ("" if amendment.clause else f" · {say('not_placed', language)}")
    for kind, words in (("deleted", amendment.was), ("inserted", amendment.now)):
        if words:
            yield Change(amendment.span, say(f"revision_{kind}", language), el(SHOWN[kind], words), said, tuple(id for id in (amendment.clause, amendment.said_in) if id))


def _revised(revision: Revision, language: str) -> Change:
    return Change(revision.span, say(f"revision_{revision.kind}", language), el(SHOWN[revision.kind], revision.text), _whose(revision.author, revision.date, language))


def _hidden(span: Span, source: Source, language: str) -> Change:
    return Change(span, say("hidden_words", language), el("span", source.at(span)), say("hidden_help", language))


def _remark(comment: Comment, source: Source, language: str) -> Change:
    about = source.at(comment.span).strip() if comment.span else ""
    on = el("span.faint", say("remark_on", language, words=about if len(about) <= QUOTED else f"{about[:QUOTED]}…")) if about else None
    return Change(comment.span, say("remark", language), el("span", on, comment.text), _whose(comment.author, comment.date, language))


def _whose(author: str, date: str | None, language: str) -> str:
    return " · ".join((author or say("nobody", language), *([date[:10]] if date else [])))


def _marked(clause: Clause, source: Source, revisions: Sequence[Revision]) -> Iterator[Html]:
    """The clause's words with what was put in underlined and what was taken out struck through, where they stood."""
    for piece in clause.pieces:
        at = piece.start
        for revision in sorted(revisions, key=lambda r: r.span):
            start, end = max(revision.span.start, at), min(revision.span.end, piece.end)
            if not piece.start <= revision.span.start <= piece.end or start > end:
                continue
            yield el("span", source.at(Span(at, start)))
            yield el(SHOWN[revision.kind], revision.text if revision.span.start == revision.span.end else source.at(Span(start, end)))
            at = end
        yield el("span", source.at(Span(at, piece.end)))
