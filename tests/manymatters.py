"""Many stored contracts out of few: reviews of bundled files under other titles, parties, days and figures.

A test that needs a full store asks for `fill`; what it fills is the same at every run.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from clauses.model import ContractReview, Decision, Library, Matter, Party, Review, Term
from clauses.store import Store

HERE = Path(__file__).resolve().parent
FILES = [*sorted((HERE.parent / "templates_library" / "samples").glob("*.*")), *sorted((HERE / "golden").glob("*/source.*"))]
PLACES = ["安平", "河间", "青川", "柳林", "云阳", "广宁", "平湖", "东阿", "石泉", "长岭"]
BUYERS = ["图书馆", "水务集团", "人民医院", "第一中学", "农商银行", "气象局", "轨道交通公司", "档案馆"]
PEOPLE = ["王律师", "李律师", "赵采购", "Chen"]
GROWING = ("rate_per_day", "rate_per_month", "share", "amount", "notice_days", "months", "repair_hours")


def variant(review: Review, number: int) -> Review:
    """The review with parties, a title, a day of signature and figures of its own."""
    random = Random(number)
    return replace(review, file=f"{number:04}-{review.file}", contracts=tuple(_varied(c, number, random) for c in review.contracts))


def fill(store: Store, reviews: Sequence[Review], library: Library, count: int = 1000, *, decided: int = 5, people: Sequence[str] = PEOPLE) -> tuple[Matter, ...]:
    """The store has so many matters more, each with so many of its findings decided (fewer where it has fewer).

    Args:
        store: an open one.
        reviews: what is varied, by turns.
        library: of the reviews.
        count: how many matters.
        decided: decisions a matter.
        people: who keep and decide, by turns.
    """
    kept: list[Matter] = []
    for number in range(count):
        review = variant(reviews[number % len(reviews)], number)
        by = people[number % len(people)]
        for matter, contract in zip(store.keep(review, f"{number} {review.source.sha256}".encode(), by=by, library=library), review.contracts, strict=True):
            kept.append(matter)
            for decision in decisions(contract, decided, people, number):
                store.decide(matter.id, decision, seen=0)
    return tuple(kept)


def decisions(contract: ContractReview, count: int, people: Sequence[str], seed: int) -> Iterable[Decision]:
    """Decisions of every kind on the contract's first findings."""
    random = Random(seed)
    for finding in contract.findings[:count]:
        act = random.choice(["accepted", "rejected", "marked", "commented", "assigned"])
        words = {"rejected": "已与对方商定", "marked": "请财务核对", "commented": "上一份合同也是如此", "assigned": random.choice(list(people))}.get(act, "")
        wording = finding.suggestion if act == "accepted" and finding.proposes == "clause" else None
        yield Decision(finding=finding.id, act=act, by=random.choice(list(people)), at="", words=words, wording=wording)  # type: ignore[arg-type]


def _varied(review: ContractReview, number: int, random: Random) -> ContractReview:
    contract = review.facts.contract
    place, buyer = random.choice(PLACES), random.choice(BUYERS)
    parties = tuple(_named(p, f"{place}市{buyer}" if p.role == "customer" else f"{place}市电信分公司") if p.role in ("customer", "carrier") else p for p in contract.parties)
    signed = (date(2024, 1, 1) + timedelta(days=random.randrange(700))).isoformat()
    days = random.randrange(-200, 900)
    terms = tuple(_grown(t, random, days) for t in review.facts.terms)
    total = min(100, max(0, review.score.total + random.randrange(-15, 16)))
    facts = replace(review.facts, contract=replace(contract, title=f"{place}{buyer}{contract.title}", parties=parties, signed=signed), terms=terms)
    return replace(review, facts=facts, score=replace(review.score, total=total))


def _named(party: Party, name: str) -> Party:
    return replace(party, name=name)


def _grown(term: Term, random: Random, days: int) -> Term:
    """The term with its figures a little larger or smaller, one in forty much larger, and its days moved."""
    values: dict[str, Any] = dict(term.values)
    for name, value in values.items():
        if name in GROWING and isinstance(value, Decimal):
            by = Decimal(random.choice([8, 10, 10, 10, 12, 15])) / 10 * (10 if random.random() < 1 / 40 else 1)
            values[name] = value * by if name in ("rate_per_day", "rate_per_month", "share", "amount") else Decimal(max(1, int(value * by)))
        elif name in ("start_date", "end_date") and isinstance(value, str):
            values[name] = (date.fromisoformat(value) + timedelta(days=days)).isoformat()
    return replace(term, values=values)
