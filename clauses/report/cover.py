"""What was reviewed, for whom, against what and by which program, in words: the first thing that a hand-over says of itself."""

from __future__ import annotations

from collections.abc import Iterator

from clauses.figures import amounted
from clauses.model import ContractReview, Library, Review
from clauses.report.labels import named, say
from clauses.signs import visible


def facts_of(review: Review, library: Library, language: str) -> list[tuple[str, str]]:
    """The file and each of its contracts, a label and its words a row; what was not reviewed stands first."""
    return [(label, visible(words)) for label, words in (*_file(review, language), *(fact for contract in review.contracts for fact in contract_facts(contract, library, language)))]


def _file(review: Review, language: str) -> Iterator[tuple[str, str]]:
    yield from problems_of(review, language)
    yield say("about_file", language), review.file
    yield say("about_sha256", language), review.source.sha256
    yield say("about_format", language), review.source.format


def problems_of(review: Review, language: str) -> list[tuple[str, str]]:
    """The parts of the file that could not be reviewed."""
    return [(say("about_problem", language), (f"{say('page', language, page=p.page)} " if p.page is not None and not p.names_its_page else "") + p.said(language)) for p in review.problems]


def contract_facts(review: ContractReview, library: Library, language: str) -> Iterator[tuple[str, str]]:
    """One contract: title, parties, standard, score, money and what to heed."""
    contract, template, stakes = review.facts.contract, review.facts.template, review.exposure
    yield say("about_contract", language), contract.title or say("untitled", language)
    for party in contract.parties:
        yield named(library, "values", party.role, language), f"{party.name or say('blank', language)}{f'（{party.alias}）' if party.alias else ''}"
    yield say("about_signed", language), contract.signed or say("blank", language)
    yield say("about_side", language), named(library, "values", review.side, language)
    if template is None:
        yield say("about_standard", language), say("no_standard", language)
    else:
        title = template.title_en or template.title if language == "en" else template.title
        yield say("about_standard", language), say("about_standard_is", language, title=title, id=template.id, version=template.version, similarity=f"{review.facts.template_similarity:.2f}")
    yield say("about_score", language), f"{review.score.total} / 100 · {level(review, library, language)}"
    if stakes is not None and (stakes.by_type or stakes.not_counted):
        yield say("about_stakes", language), amounted(stakes.total, stakes.currency, language) + (say("stakes_not_counted", language, count=stakes.not_counted) if stakes.not_counted else "")
    for note in review.notes:
        yield say("about_note", language), note.message if language == "zh" else note.message_en


def level(review: ContractReview, library: Library, language: str) -> str:
    """The score's level in words."""
    return say("level_none", language) if review.score.level == "none" else named(library, "severities", review.score.level, language)
