"""A contract's review as tables (pandas' home): its clauses, its findings, and its key terms beside the standard's and the limits.

Severities and statuses are given by their published names; every other cell is in the reader's language. Columns whose
name ends in `_id` or `_ids` hold clause ids, for links.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from clauses.figures import show
from clauses.model import SEVERITIES, ContractReview, Finding, HistoryRow, Library, Side, Term
from clauses.register import SIDES, place, whose
from clauses.report.labels import moment, named, say
from clauses.report.measures import field_named, of_named, valued
from clauses.report.words import cited, money, named_law
from clauses.standing import Rank

WORDS = ("base", "method", "seat", "institution", "law", "first", "day")  # fields in words that a term turns on
KINDS = ("number", "flag", "date", "mapping", "list")
SIGNS = {"gt": "≤", "gte": "<", "lt": "≥", "lte": ">"}  # what the draft should keep to, by what a rule objects to
FINDING = ["severity", "clause_id", "place", "finding", "code", "message", "quote", "certainty", "favours", "score", "type", "weight", "amount", "share", "how", "supposed", "basis", "suggestion", "page", "doubtful", "revised_by"]
NUMBERS = ["contract", "customer", "carrier", "signed", "clause", "type", "who", "field", "of", "number", "words", "yearly", "percentile", "median", "others", "same", "far", "bad", "quote", "matter"]
DECISIONS = ["number", "when", "who", "what", "words", "wording", "undoes", "contract", "draft", "finding", "named", "place", "message", "matter"]
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # with which a spreadsheet's formula begins; in full width where it is a Chinese one's
Limits = dict[tuple[str, str], dict[str, str]]


def finding_table(review: ContractReview, library: Library, language: str = "zh") -> pd.DataFrame:
    """A row a finding, gravest first as the review has them; type, weight and share are what its score is recomputed from."""
    clauses = {c.id: c for c in review.facts.contract.clauses}
    source = review.facts.source
    rows = [
        {
            "severity": f.severity, "clause_id": f.clause or "", "place": place(clauses[f.clause]) if f.clause else "", "finding": library.label(f.code, language), "code": f.code,
            "message": f.message if language == "zh" else f.message_en or f.message, "quote": f.quote, "certainty": f.certainty, "favours": f.favours, "score": f.score,
            "type": f.type, "weight": f.weight, "amount": f.exposure.amount if f.exposure else None, "share": f.exposure.share if f.exposure else None,
            "how": sum_.how if (sum_ := money(f, review.side, library, language)) else "", "supposed": sum_.supposed if sum_ else "",
            "basis": "；".join(cited(b, library, language) for b in f.basis), "suggestion": f.suggestion if language == "zh" else f.suggestion_en or f.suggestion,
            "page": "、".join(str(n) for n in dict.fromkeys(p.page for p in source.places(f.span))) if f.span else "", "doubtful": bool(f.span and source.doubted(f.span)),
            "revised_by": "、".join(dict.fromkeys(r.author for r in source.revised(f.span))) if f.span else "",
        }
        for f in review.findings
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=FINDING)


def numbers_table(ranks: Sequence[Rank], side: Side, library: Library, language: str = "zh") -> pd.DataFrame:
    """A row a number of many contracts, with where it stands among the others."""
    rows = [
        {
            "contract": r.row.title, "customer": r.row.customer, "carrier": r.row.carrier, "signed": r.row.signed or "", "clause": r.row.place, "type": named(library, "clause_types", r.row.type, language),
            "who": named(library, "values", r.row.who, language) if r.row.who else "", "field": field_named(r.row, library, language), "of": of_named(r.row, library, language), "number": r.row.value,
            "words": valued(r.row, library, language), "yearly": r.row.yearly, "percentile": None if r.percentile is None else round(r.percentile * 100, 1), "median": r.median, "others": r.others, "same": r.same,
            "far": say(f"far_{r.out}", language) if r.out else "", "bad": say("bad_yes" if r.hurts == side else "bad_no", language) if r.out else "", "quote": r.row.quote, "matter": r.row.matter,
        }
        for r in ranks
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=NUMBERS).rename(columns={name: say(f"number_{name}", language) for name in NUMBERS})


def decision_table(rows: Sequence[HistoryRow], library: Library, language: str = "zh") -> pd.DataFrame:
    """A row a decision: who, when, what, in which words, on which finding of which draft."""
    told = [
        {
            "number": row.decision.number, "when": moment(row.decision.at), "who": row.decision.by, "what": say("with_wording" if row.decision.act == "accepted" and row.decision.wording is not None else row.decision.act, language),
            "words": row.decision.words, "wording": row.decision.wording or "", "undoes": row.decision.undoes or "", "contract": row.title, "draft": row.round, "finding": row.decision.finding,
            "named": named(library, "findings", row.code, language) if row.code else "", "place": row.place, "message": row.message_en if language == "en" and row.message_en else row.message, "matter": row.matter,
        }
        for row in rows
    ]  # fmt: skip
    return pd.DataFrame(told, columns=DECISIONS).rename(columns={name: say(f"decision_{name}", language) for name in DECISIONS})


def spreadsheet(table: pd.DataFrame) -> bytes:
    """The table as CSV that Excel opens with its Chinese whole; a cell that a spreadsheet would take for a formula is text."""
    harmless = table.map(lambda cell: f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULAS) else cell)
    return str(harmless.to_csv(index=False)).encode("utf-8-sig")


def key_terms(review: ContractReview, library: Library, language: str = "zh") -> pd.DataFrame:
    """A row a field of the terms that the rules weigh: what the draft says, the standard, and the limits of playbook and law.

    Terms of one type and one side stand together; `draft` and `standard` are "" where nothing is said, and severity is
    the gravest finding on those terms, on the first of their rows.
    """
    limits = _limits(library)
    weighed = {type for type, _ in limits} | {name.partition(".")[0] for name in library.playbooks[review.side].thresholds}
    draft, standard = _grouped(review.facts.terms, weighed), _grouped(review.facts.template_terms, weighed)
    clauses = {c.id: c for c in review.facts.contract.clauses}
    order = list(library.vocabulary["clause_types"])
    rows: list[dict[str, Any]] = []
    for type, who in sorted({*draft, *_unanswered(standard, draft)}, key=lambda key: (order.index(key[0]), key[1])):
        said, usual = draft.get((type, who), []), _counterpart(standard, type, who)
        severity = gravest(f for f in review.findings if f.type == type and (f.clause in {t.clause for t in said} or (not said and f.clause is None)))
        elsewhere = {name for (kind, _), terms in draft.items() if kind == type for t in terms for name in t.values} - {name for t in said for name in t.values}
        for n, name in enumerate(name for name in _fields([*said, *usual], library) if name not in elsewhere):
            holders = list(dict.fromkeys(t.clause for t in said if name in t.values))
            rows.append({
                "type": type, "topic": library.label(type, language), "who": library.label(who, language) if who else "", "field": _field(name, library, language),
                "draft": _values(said, name, library, language), "place": "、".join(place(clauses[id]) for id in holders), "clause_ids": tuple(holders),
                "standard": _values(usual, name, library, language), "limit": _limit(limits.get((type, name), {}), name, review, library, language), "severity": severity if n == 0 else "", "first": n == 0,
            })  # fmt: skip
    return pd.DataFrame(rows, columns=["type", "topic", "who", "field", "draft", "place", "clause_ids", "standard", "limit", "severity", "first"])


def gravest(findings: Iterator[Finding] | Sequence[Finding]) -> str:
    """The gravest severity among findings, "" where there are none."""
    found = {f.severity for f in findings}
    return next((s for s in SEVERITIES if s in found), "")


def _grouped(terms: Sequence[Term], weighed: set[str]) -> dict[tuple[str, str], list[Term]]:
    out: dict[tuple[str, str], list[Term]] = {}
    for term in terms:
        if term.type in weighed:
            out.setdefault((term.type, whose(term)), []).append(term)
    return out


def _unanswered(standard: Mapping[tuple[str, str], list[Term]], draft: Mapping[tuple[str, str], list[Term]]) -> list[tuple[str, str]]:
    """The standard's terms of a type on which the draft is silent."""
    types = {type for type, _ in draft}
    return [key for key in standard if key[0] not in types]


def _counterpart(standard: Mapping[tuple[str, str], list[Term]], type: str, who: str) -> list[Term]:
    """The standard's terms of the type for that side; where it has only other sides', all of the type."""
    return standard.get((type, who)) or [t for (kind, _), terms in standard.items() if kind == type for t in terms]


def _fields(terms: Sequence[Term], library: Library) -> list[str]:
    """The fields worth a row that any of the terms has, in the vocabulary's order."""
    said = {name for term in terms for name in term.values}
    return [name for name, entry in library.vocabulary["terms"].items() if name in said and name not in SIDES and (entry["kind"] in KINDS or name in WORDS)]


def _field(name: str, library: Library, language: str) -> str:
    entry = library.vocabulary["terms"][name]
    return str(entry[language])


def _values(terms: Sequence[Term], name: str, library: Library, language: str) -> str:
    return ("；" if language == "zh" else "; ").join(dict.fromkeys(show(name, term.values[name], library, language) for term in terms if name in term.values))


def _limits(library: Library) -> Limits:
    """For every type and field the named figures that rules compare it with, each with the sign of what is acceptable."""
    out: Limits = {}
    for rule in library.rules:
        if rule.check is None:
            for field, operator, name in _compared(rule.when):
                for type in rule.types:
                    out.setdefault((type, field), {}).setdefault(name, SIGNS[operator])
    return out


def _compared(when: Mapping[str, Any], field: str = "") -> Iterator[tuple[str, str, str]]:
    for key, wanted in when.items():
        if key in ("any", "all"):
            for part in wanted:
                yield from _compared(part)
        elif key in SIGNS and isinstance(wanted, str) and wanted.startswith("$"):
            yield field, key, wanted[1:]
        elif isinstance(wanted, Mapping) and key != "not":
            yield from _compared(wanted, field or key)


def _limit(names: Mapping[str, str], field: str, review: ContractReview, library: Library, language: str) -> str:
    """The limits in words: the playbook's and the law's own figures; the playbook's of another measure only where it has none of this."""
    thresholds = library.playbooks[review.side].thresholds
    own = [name for name in names if name in thresholds and name.endswith(f".{field}")]
    out = []
    for name, sign in names.items():
        threshold = thresholds.get(name) if name in own or not own else None
        home, _, figure = name.partition(".")
        if threshold is not None:
            out.append(f"{'指引' if language == 'zh' else 'Playbook'} {sign} {show(field, threshold.value, library, language)}")
        elif home in library.laws and figure in library.laws[home].numbers:
            out.append(f"{named_law(library.laws[home].short, library, language)} {sign} {show(field, library.laws[home].numbers[figure], library, language)}")
    return ("；" if language == "zh" else "; ").join(out)
