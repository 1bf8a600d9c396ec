"""One clause beside the standard's: the word diff, and what became of the standard's points."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from clauses import diff, sides
from clauses.model import Clause, ContractReview, Doubt, Library, Match, PointMatch, Roles, Source, TemplateClause, Turned
from clauses.notes import UNSURE
from clauses.ui.html import Html, el
from clauses.ui.labels import listed, named, place, say

LONG = 140  # characters of an equal run beyond which its middle is folded
EDGE = 36  # characters that stay on each side of what is folded
FOLD = "fold"  # what a click on a folded run tells; the pane itself opens it
STATES = ("reversed", "lacking", "said")
Doubts = Sequence[tuple[int, int, Doubt]]  # of a clause's text: from, to, why


def clause_head(clause: Clause, match: Match | None, library: Library, language: str) -> Html:
    """The clause's number, headings, types, status and likeness in a line."""
    types = [el("span.tag", library.label(clause.type, language))] if clause.kind == "clause" else []
    types += [el("span.tag.extra", say("unsure", language))] if clause.kind == "clause" and clause.confidence < UNSURE else []
    types += [el("span.tag.faint", library.label(also, language)) for also in clause.also]
    status = el(f"span.tag.status.{match.status}", named(library, "statuses", match.status, language)) if match else None
    share = el("span.faint", say("similarity", language, share=f"{match.similarity:.2f}")) if match and match.template_clause else None
    above = " › ".join(part for part in (clause.annex or "", *clause.path) if part)
    return el("div.clause-head", el("div.above", above), el("div", el("b.number", place(clause, language)), el("b", clause.heading if clause.number else None), types, status, share))


def side_by_side(clause: Clause, match: Match | None, review: ContractReview, language: str) -> Html:
    """The standard's words on the left, the draft's on the right, sentence beside sentence, changes marked; the draft alone where it has no counterpart."""
    standards = standards_of(match, review)
    doubts = doubts_in(clause, review.facts.source)
    if match is None or not standards:
        note = say("no_counterpart" if match is not None else "not_compared_here", language)
        head = el("div.row.heads", el("div.side-head", say("the_draft", language), el("span.faint", f" · {note}")))
        return el("div", el("div.sides.one", head, el("div.row", el("div.words", words_of(clause.text, 0, doubts, language)))), _doubted(doubts, language))
    numbers = listed((" ".join(part for part in (s.annex or "", s.number, s.heading or "") if part) for s in standards), language)
    head = el("div.row.heads", el("div.side-head", f"{say('the_standard', language)} {numbers}"), el("div.side-head", f"{say('the_draft', language)} {place(clause, language)}"))
    if match.near:
        body = _rows(match, review, doubts, language)
    else:
        body = [el("div.row", el("div.words", "\n".join(s.text for s in standards)), el("div.words", words_of(clause.text, 0, doubts, language)))]
    return el("div", el("div.sides", head, body), _key(match, language), _doubted(doubts, language))


def doubts_in(clause: Clause, source: Source) -> Doubts:
    """Where in the clause's text a scan may have been misread, in order, none overlapping."""
    found: list[tuple[int, int, Doubt]] = []
    passed = 0
    for piece in clause.pieces:
        for doubt in sorted(source.doubted(piece), key=lambda d: d.span):
            start, end = (min(max(edge, piece.start), piece.end) - piece.start + passed for edge in doubt.span)
            start = max(start, found[-1][1]) if found else start
            if start < end:
                found.append((start, end, doubt))
        passed += piece.end - piece.start
    return found


def words_of(words: str, at: int, doubts: Doubts, language: str) -> list[Html]:
    """Words that stand in the clause's text from `at` on; the doubtful ones among them are marked."""
    out: list[Html] = []
    done = 0
    for start, end, doubt in doubts:
        begin, finish = max(start - at, done), min(end - at, len(words))
        if begin < finish:
            out += [el("span", words[done:begin]), el("span.doubt", words[begin:finish], title=say(f"doubt_{doubt.kind}", language))]
            done = finish
    return [*out, el("span", words[done:])]


def _doubted(doubts: Doubts, language: str) -> Html | None:
    """Why words of the clause are marked as doubtful."""
    why = dict.fromkeys(say(f"doubt_{doubt.kind}", language) for _, _, doubt in doubts)
    return el("div.key", el("span.doubt", " \u3000 "), " ", say("doubts_here", language, why=("；" if language == "zh" else "; ").join(why))) if why else None


def standards_of(match: Match | None, review: ContractReview) -> list[TemplateClause]:
    """The standard's clauses that the match names."""
    template = review.facts.template
    if match is None or match.template_clause is None or template is None:
        return []
    ids = (match.template_clause,) if isinstance(match.template_clause, str) else match.template_clause
    return [template.clause(id) for id in ids]


def _rows(match: Match, review: ContractReview, doubts: Doubts, language: str) -> list[Html]:
    """The rows of the two texts; where many in a row are alike they are folded, and open as one."""
    contract = review.facts.contract
    roles = Roles(customer=contract.names("customer"), carrier=contract.names("carrier"))
    made = sides.rows(match.diff, diff.important(match.diff, roles=roles))
    out: list[Html] = []
    for same, run in groupby(made, key=lambda row: row.same and not _doubtful(row, doubts)):
        together = list(run)
        drawn = [_row(row, doubts, language) for row in together]
        count = sum(row.length for row in together)
        folded = same and count > LONG and len(together) < len(made)
        out += [el("details.fold", el("summary", say("folded_run", language, count=count)), drawn)] if folded else drawn
    return out


def _row(row: sides.Row, doubts: Doubts, language: str) -> Html:
    name = "div.row" if row.same else "div.row.changed"
    return el(name, _side(row.old, (), language, "not_in_standard"), _side(row.new, doubts, language, "not_in_draft"))


def _side(pieces: Sequence[sides.Piece], doubts: Doubts, language: str, lacking: str) -> Html:
    if not pieces:
        return el("div.words.none", say(lacking, language))
    return el("div.words", [part for n, piece in enumerate(pieces) for part in _piece(piece, (n > 0, n < len(pieces) - 1), doubts, language)])


def _piece(piece: sides.Piece, beside: tuple[bool, bool], doubts: Doubts, language: str) -> list[Html]:
    if piece.kind == "same":
        edges = (EDGE if beside[0] else 0, EDGE if beside[1] else 0)
        return _run(piece.words, edges, piece.at, doubts, language)
    name = ("del" if piece.kind == "taken" else "ins") + (".slot" if piece.slot else ".strong" if piece.weighty else "")
    return [el(name, words_of(piece.words, piece.at, doubts, language) if doubts else piece.words, title=say("slot", language) if piece.slot and piece.kind == "taken" else None)]


def _doubtful(row: sides.Row, doubts: Doubts) -> bool:
    return any(start < piece.at + len(piece.words) and piece.at < end for piece in row.new for start, end, _ in doubts)


def _run(words: str, edges: tuple[int, int], at: int, doubts: Doubts, language: str) -> list[Html]:
    """An equal run, its middle folded where it is long: a click opens it on both sides."""
    if len(words) <= LONG or edges == (0, 0) or any(start < at + len(words) and at < end for start, end, _ in doubts):
        return words_of(words, at, doubts, language)
    before, after = edges
    middle = words[before : len(words) - after]
    folded = el("span.run", el("span.shut", say("folded_run", language, count=len(middle))), el("span.whole", middle), pick=FOLD)
    return [el("span", words[:before]), folded, el("span", words[len(words) - after :] if after else "")]


def one_by_one(was: str, now: str, roles: Roles, language: str) -> list[Html]:
    """Old and new words in one text, what was taken struck through and what was put in marked; long equal runs folded."""
    made = diff.words(was, now, roles=roles)
    out: list[Html] = []
    for n, ((op, words), weighty) in enumerate(zip(made, diff.important(made, roles=roles), strict=True)):
        if op == "=":
            out += _run(words, (EDGE if n else 0, EDGE if n < len(made) - 1 else 0), 0, (), language)
        else:
            out.append(el(f"{'del' if op == '-' else 'ins'}{'.strong' if weighty else ''}", words))
    return out


def _key(match: Match, language: str) -> Html:
    if match.status == "same":
        return el("div.key", say("identical", language))
    if not match.near:
        return el("div.key", say("apart", language))
    return el("div.key", el("del", say("taken", language)), " ", el("ins", say("put_in", language)), " ", el("del.strong", " "), el("ins.strong", " "), f" {say('strong', language)}")


def points(match: Match | None, language: str) -> Html | None:
    """What became of the standard's points: those reversed and lacking first, those said folded away where the diff shows them."""
    if match is None or not (match.points or match.turned):
        return None
    ordered = sorted(match.points, key=lambda p: STATES.index(p.state))
    open_, folded = (ordered, []) if not match.near else ([p for p in ordered if p.state != "said"], [p for p in ordered if p.state == "said"])
    rows = el("table.points", (_turned(t, language) for t in match.turned), (_point(p, language) for p in open_)) if open_ or match.turned else None
    more = el("details", el("summary", say("points_said", language, count=len(folded))), el("table.points", (_point(p, language) for p in folded))) if folded else None
    return el("div", el("h4", say("points", language), el("span.faint", f" {say('points_help', language)}")), rows, more)


def _point(match: PointMatch, language: str) -> Html:
    point = match.point
    says = point.says_en if language == "en" and point.says_en else point.says
    return el("tr", el("td.state", el(f"span.chip.{match.state}", say(f"state_{match.state}", language))), el("td", says), el("td.quote", match.quote))


def _turned(turned: Turned, language: str) -> Html:
    """A duty, right or prohibition that the draft turns round."""
    return el("tr", el("td.state", el("span.chip.reversed", say("state_turned", language))), el("td", turned.was), el("td.quote", turned.now))


def stack(parts: Iterable[Html | None]) -> Html:
    """The parts one below the other."""
    return el("div.stack", (part for part in parts if part is not None))
