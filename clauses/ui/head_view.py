"""A review's head: what contract it is, its score, and in one strip what makes the score and what a reader must know."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from clauses.figures import amounted
from clauses.model import ContractReview, Library, Problem, Template
from clauses.ui.html import Html, el, pane
from clauses.ui.labels import say
from clauses.ui.opened import Opened


def head_view(opened: Opened, library: Library, language: str, chosen: str, *, then: Callable[[str], None]) -> None:
    """The head is on the page; a click on a type of the score calls `then` with it."""
    review = opened.contract
    made = opened.once(lambda: el("div.stack.head", _caption(opened, library, language, chosen), partial_banner(opened.review.problems, language), _strip(review, library, language)), "head", language, chosen)
    pane(made, key="score", then=then)


def title_of(template: Template, language: str) -> str:
    """The standard's title."""
    return template.title_en if language == "en" and template.title_en else template.title


def _caption(opened: Opened, library: Library, language: str, chosen: str) -> Html:
    review = opened.contract
    facts = review.facts
    parties = [say("party", language, alias=p.alias, role=library.label(p.role, language), name=p.name or say("blank_name", language)) for p in facts.contract.parties] or [say("no_parties", language)]
    signed = say("signed", language, date=facts.contract.signed) if facts.contract.signed else say("undated", language)
    template = facts.template
    against = say("against", language, title=title_of(template, language), version=template.version, chosen=say(chosen, language), similarity=f"{facts.template_similarity:.2f}") if template else say("no_standard", language)
    score = review.score
    total = el("div.total", el("b", str(score.total)), el("span.faint", say("score_of", language)), el(f"span.chip.{score.level}", say(f"level_{score.level}", language)), title=say("score_help", language))
    number = say("round_number", language, number=opened.matter.latest.number) if opened.matter and len(opened.matter.rounds) > 1 else ""
    said = " · ".join(part for part in (number, say("seen_from", language, side=library.label(review.side, language)), against) if part)
    return el("div.caption", total, el("div.words-of", el("h2", facts.contract.title or say("untitled", language)), el("div.meta", " · ".join([*parties, signed])), el("div.meta", said)))


def partial_banner(problems: Sequence[Problem], language: str) -> Html | None:
    """What could not be reviewed, in a banner that opens; None where all was."""
    if not problems:
        return None
    said = [el("li", "" if p.page is None or p.names_its_page else f"{say('page', language, page=p.page)}{say('colon', language)}", p.said(language)) for p in problems]
    first = problems[0].said(language)
    return el("details.note.bad", el("summary", el("b", say("partial_count", language, count=len(problems))), f" {first}"), el("ul", said))


def _strip(review: ContractReview, library: Library, language: str) -> Html:
    """Score, money and notes: a line each, which opens."""
    return el("div.strip", _score(review, library, language), _stakes(review, library, language), _notes(review, language))


def _notes(review: ContractReview, language: str) -> Html | None:
    if not review.notes:
        return None
    said = [el("li", note.message if language == "zh" else note.message_en) for note in review.notes]
    return el("details", el("summary", say("heed_count", language, count=len(said))), el("ul", said))


def _score(review: ContractReview, library: Library, language: str) -> Html | None:
    bars = [
        el("div.bar", el("span.fill", style=f"width:{value}%"), el("span.name", library.label(type, language)), el("span.value", str(value)), pick=type, title=say("score_by", language))
        for type, value in review.score.by_type.items()
    ]
    if not bars:
        return None
    most = max(review.score.by_type.items(), key=lambda pair: pair[1])
    return el("details", el("summary", f"{say('made_of', language)} ", el("span.faint", f"{library.label(most[0], language)} {most[1]} …")), el("div.bars", bars))


def _stakes(review: ContractReview, library: Library, language: str) -> Html | None:
    """The money at stake; None where no finding is about money."""
    stakes = review.exposure
    if stakes is None or not (stakes.by_type or stakes.not_counted):
        return None
    count = stakes.not_counted
    if not stakes.by_type:
        return el("span.meta", say("stakes_none", language, count=count), title=say("stakes_help", language))
    rows = [el("li", el("a.link", f"{library.label(type, language)} {amounted(amount, stakes.currency, language)}", pick=type)) for type, amount in stakes.by_type.items()]
    rows += [el("li", say("stakes_unknown", language, count=count))] if count else []
    total = say("stakes", language, total=amounted(stakes.total, stakes.currency, language)).rstrip("：– ")
    return el("details", el("summary", total, title=say("stakes_help", language)), el("ul", rows))
