"""A contract's review as rows that stand beside other contracts': its findings, its numbers, its days to keep.

Comes in: a review of one contract and the library. Goes out: rows without a decision on them. It stores nothing, knows no
threshold, and leaves a number out rather than give it in another unit than its field's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from clauses.deadline import deadline, end_of_contract
from clauses.derived import derived
from clauses.figures import Figures, money
from clauses.model import SEVERITIES, Clause, ContractReview, FindingRow, Library, NoticeRow, Term, TermRow

SIDES = ("payer", "by", "capped")  # the fields that say whose term it is
NOT_COMPARED = ("step", "copies")  # numbers that are no measure
WORDS = ("method", "seat", "institution", "law")  # fields that are said in words and looked at beside other contracts'
RATES = ("rate_per_day", "rate_per_week", "rate_per_month", "rate_per_year")
NESTED = ("cap", "alternative")  # fields that are made of other fields
FOLLOWING = {"of_annual": ("liability_cap",), "comes_to": ("liability_cap",), "of_total": ("liability_cap", "performance_bond", "payment_terms"), "advance_share": ("payment_terms",)}
PLACES = Decimal("0.000001")  # of what is reckoned; what the text says is kept as it is
LPR = "late_payment.lpr_per_year"  # the playbook's, by which a multiple of a published rate of interest is reckoned
Rows = tuple[tuple[FindingRow, ...], tuple[TermRow, ...], tuple[NoticeRow, ...]]


def rows(review: ContractReview, library: Library, matter: str) -> Rows:
    """The findings, the numbers and the days of a contract, in its order.

    Args:
        review: of the contract.
        library: its vocabulary says which fields are numbers.
        matter: the id of the contract among others.
    """
    return tuple(_findings(review, matter)), tuple(_terms(review, library, matter)), tuple(_notices(review, matter))


def place(clause: Clause) -> str:
    """Where a clause stands, in any language: its annex and its number, or its heading where it has no number."""
    return " ".join(part for part in (clause.annex.split()[0] if clause.annex else "", clause.number or clause.heading or "") if part)


def whose(term: Term) -> str:
    """Whose term it is: who pays, may act or is capped; "" where that is not said."""
    return next((str(term.values[name]) for name in SIDES if term.get(name)), "")


def party(review: ContractReview, role: str) -> str:
    """The names of the parties of that role; "" where they are blank or not recognised."""
    return "、".join(dict.fromkeys(p.name for p in review.facts.contract.parties if p.role == role and p.name))


def _findings(review: ContractReview, matter: str) -> Iterator[FindingRow]:
    contract = review.facts.contract
    clauses = {c.id: c for c in contract.clauses}
    currency = review.exposure.currency if review.exposure else "CNY"
    for finding in review.findings:
        clause = clauses.get(finding.clause) if finding.clause else None
        yield FindingRow(
            matter=matter, title=contract.title, finding=finding.id, code=finding.code, type=finding.type, severity=finding.severity, certainty=finding.certainty,
            favours=finding.favours, score=finding.score, clause=finding.clause, place=place(clause) if clause else "", quote=finding.quote, message=finding.message, message_en=finding.message_en,
            amount=finding.exposure.amount if finding.exposure else None, currency=finding.exposure.currency if finding.exposure else currency,
            scenario=finding.scenario,
        )  # fmt: skip


def _terms(review: ContractReview, library: Library, matter: str) -> Iterator[TermRow]:
    facts = review.facts
    contract = facts.contract
    clauses = {c.id: c for c in contract.clauses}
    customer, carrier = party(review, "customer"), party(review, "carrier")
    figures = Figures.of(facts)
    threshold = library.playbooks[review.side].thresholds.get(LPR)
    for term in facts.terms:
        values = derived(term, facts, figures, lpr=threshold.value if threshold else None)
        severity = _gravest(review, term)
        known: list[tuple[str, Decimal | str]] = [*_numbers(term, values, library), *_words(term)]
        for field, value in known:
            yearly = values.get("annual_rate") if field in RATES or (field == "multiple" and "lpr" in values) else None
            yield TermRow(
                matter=matter, title=contract.title, customer=customer, carrier=carrier, signed=contract.signed, clause=term.clause, place=place(clauses[term.clause]), type=term.type,
                who=whose(term), field=field, value=None if isinstance(value, str) else value, yearly=yearly if isinstance(yearly, Decimal) else None, quote=term.quote, severity=severity,
                said=value if isinstance(value, str) else "", of=_of(term, field),
            )  # fmt: skip


def _numbers(term: Term, values: Mapping[str, Any], library: Library) -> Iterator[tuple[str, Decimal]]:
    """The numbers that the term says, under the vocabulary's names (cap.share: the share within a cap), then what follows from them."""
    known = library.vocabulary["terms"]
    for name, value in term.values.items():
        if name in NESTED and isinstance(value, Mapping):
            yield from ((f"{name}.{part}", number) for part, inner in value.items() if part in known and (number := _number(inner)) is not None)
        elif name in known and known[name]["kind"] == "number" and name not in NOT_COMPARED and (number := _number(value)) is not None:
            yield name, number
    for name, types in FOLLOWING.items():
        if term.type in types and (number := _number(values.get(name))) is not None:
            yield name, money(number) if name == "comes_to" else number.quantize(PLACES).normalize()


def _words(term: Term) -> Iterator[tuple[str, str]]:
    """Who judges, where, how and by which law, as far as the term says it."""
    yield from ((name, value) for name in WORDS if isinstance(value := term.get(name), str) and value)


def _of(term: Term, field: str) -> str:
    """Of what the number is, so that like stands beside like; "" where the contract does not say, or the field needs no more."""
    nested, _, name = field.rpartition(".")
    values = term.values[nested] if nested else term.values
    if name.startswith("rate_per_") or name in ("share", "multiple", "lookback_months"):
        asked = [values.get("base")]
    elif name == "amount":
        asked = [values.get("what"), values.get("base")]
    elif name.endswith("_days"):
        asked = [values.get("when") or values.get("terminate_from"), "working" if values.get("day") == "working" else None]
    else:
        asked = []
    if name == "share" and term.type == "payment_terms":
        asked.append(values.get("when"))
    return " ".join(word for word in asked if isinstance(word, str) and word)


def _number(value: Any) -> Decimal | None:
    return Decimal(value) if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else None


def _gravest(review: ContractReview, term: Term) -> str:
    """The gravest severity of the findings on the term's clause and type, "" where there are none."""
    found = {f.severity for f in review.findings if f.clause == term.clause and f.type == term.type}
    return next((s for s in SEVERITIES if s in found), "")


def _notices(review: ContractReview, matter: str) -> Iterator[NoticeRow]:
    facts = review.facts
    clauses = {c.id: c for c in facts.contract.clauses}
    renewals = [t for t in facts.terms if t.type == "renewal"]
    seen: set[tuple[str, str]] = set()
    for term in renewals:
        told = deadline(term, facts)
        day = told.get("last_notice_day")
        if isinstance(day, str) and (day, term.clause) not in seen:
            seen.add((day, term.clause))
            finding = next((f.id for f in review.findings if f.type == "renewal" and f.clause == term.clause), "")
            yield NoticeRow(
                matter=matter, title=facts.contract.title, kind="last_notice_day", day=day, clause=term.clause, place=place(clauses[term.clause]), quote=term.quote,
                renews=term.get("auto") is True, counted="holidays" in told, finding=finding, limited=term.get("unlimited") is False,
            )  # fmt: skip
    end = end_of_contract(facts)
    said = _saying([t for t in facts.terms if t.type == "term" and clauses[t.clause].annex is None], end.isoformat()) if end else None
    if end and said:
        renews = any(t.get("auto") is True for t in renewals)
        yield NoticeRow(matter=matter, title=facts.contract.title, kind="end_of_term", day=end.isoformat(), clause=said.clause, place=place(clauses[said.clause]), quote=said.quote, renews=renews, limited=any(t.get("unlimited") is False for t in renewals))


def _saying(terms: Sequence[Term], day: str) -> Term | None:
    """The term that fixes the end: by that very date, else by its beginning and its length, else by its length alone."""
    dated = [t for t in terms if t.get("end_date") == day]
    reckoned = [t for t in terms if t.get("start_date") and t.get("months")]
    return next(iter((*dated, *reckoned, *(t for t in terms if t.get("months")))), None)
