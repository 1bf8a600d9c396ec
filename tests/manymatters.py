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

from clauses import ingest
from clauses.model import ContractReview, Decision, Library, Matter, Party, Review, Term
from clauses.review import Desk, review_source
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


# -- forty contracts whose words say what their numbers are -------------------------------------------------------------

RATES = ["万分之三", "万分之四", "万分之五", "万分之五", "万分之五", "万分之六", "万分之八", "千分之一"]
PENALTY = "百分之三"  # a day; the one that lies far out
WATER, LINE = FILES[1], FILES[2]
Change = tuple[str, str]


def texts(count: int = 40, odd: int = 27) -> Iterable[tuple[str, str]]:
    """Names and texts of contracts by turns made of two bundled samples; late payment in the one numbered `odd` is dear beyond measure."""
    for number in range(count):
        random = Random(number)
        rate = PENALTY if number == odd else random.choice(RATES)
        path, changes = (WATER, _water) if number % 2 else (LINE, _line)
        text = path.read_text(encoding="utf-8")
        for old, new in changes(rate, PLACES[number % len(PLACES)], BUYERS[number % len(BUYERS)], random):
            assert old in text, old
            text = text.replace(old, new)
        yield f"{number:02}-{PLACES[number % len(PLACES)]}{path.suffix}", text


def _water(rate: str, place: str, buyer: str, random: Random) -> list[Change]:
    return [
        ("欠付金额的 5‰", f"欠付金额的{rate}"), ("智慧水务专线租用合同", f"{place}{buyer}专线租用合同"), ("江州市供水集团有限公司", f"{place}市{buyer}"), ("华东联信通信有限公司江州分公司", f"华东联信通信有限公司{place}分公司"),
        ("SW-2026-0417", f"SW-2026-{random.randrange(10000):04}"), ("并在 96 小时内", f"并在 {random.choice([8, 12, 24, 24, 48])} 小时内"), ("不低于 99.5%", f"不低于 {random.choice(['99.5', '99.9', '99.9', '99.95'])}%"),
        ("期满前 120 日", f"期满前 {random.choice([30, 30, 45, 60])} 日"),
    ]  # fmt: skip


def _line(rate: str, place: str, buyer: str, random: Random) -> list[Change]:
    return [
        ("欠费金额的万分之五", f"欠费金额的{rate}"), ("# 互联网专线服务协议", f"# {place}{buyer}互联网专线服务协议"), ("青岚职业技术学院", f"{place}市{buyer}"), ("天河信息通信有限公司青岚县分公司", f"天河信息通信有限公司{place}分公司"),
        ("城区 24 小时内", f"城区 {random.choice([8, 12, 24, 24, 48])} 小时内"), ("应提前 30 日书面通知，", f"应提前 {random.choice([15, 30, 30, 60])} 日书面通知，"), ("剩余期限月使用费总额的 20%", f"剩余期限月使用费总额的 {random.choice([10, 20, 20, 30])}%"),
    ]  # fmt: skip


def forty(store: Store, desk: Desk, folder: Path, *, count: int = 40, odd: int = 27) -> Matter:
    """The store has so many contracts more, each reviewed as it is worded; the one whose penalty lies far out.

    Args:
        store: an open one.
        desk: to review with.
        folder: where the files may be written.
        count: how many. odd: which of them lies far out.
    """
    found: list[Matter] = []
    for name, text in texts(count, odd):
        path = folder / name
        path.write_text(text, encoding="utf-8")
        found += store.keep(review_source(ingest.read(path), desk), path.read_bytes(), by=PEOPLE[0], library=desk.library)
    return found[odd]
