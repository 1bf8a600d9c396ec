"""The score: recomputed from the JSON alone, and what it promises of any findings. The money: a table of sums, one total."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from math import prod
from pathlib import Path
from typing import Any

import pytest
import yaml

from clauses.exposure import stakes
from clauses.library import BUNDLED, load
from clauses.model import Exposure, Finding, Library, Review, Side
from clauses.report import json as report
from clauses.rules import judge
from clauses.score import score, weigh
from tests.conftest import Reviewed
from tests.test_golden import GOLDEN
from tests.test_rules import Rows, facts_of, hits_of

ROWS: list[dict[str, Any]] = yaml.load((Path(__file__).parent / "cases" / "exposure.yaml").read_text(encoding="utf-8"), Rows)
FILES = [*sorted((BUNDLED / "samples").glob("*.*")), GOLDEN / "idc-2015-hosting" / "source.txt", GOLDEN / "dedicated-internet-2006" / "source.txt"]
SIDES: tuple[Side, Side] = ("customer", "carrier")
TYPES = ("late_payment", "renewal", "liability_cap", "jurisdiction", "suspension", "other")


@pytest.fixture(scope="module")
def library() -> Library:
    return load()


@pytest.fixture(scope="module")
def reviews(reviewed: Reviewed) -> list[Review]:
    return [reviewed(path, side) for path in FILES for side in SIDES]


def finding(library: Library, severity: str, weight: int, *, type: str = "other", certainty: str = "certain", favours: str = "them", amount: int | None = None, of: int = 100, scenario: str = "") -> Finding:
    """A finding as the judge makes it; amount is of a contract of `of` yuan."""
    exposure = Exposure(amount=Decimal(amount), currency="CNY", per="once", how="", share=min(Decimal(1), Decimal(amount) / of)) if amount is not None else None
    made = Finding(
        id="", code=f"{type}.changed", severity=severity, certainty=certainty, favours=favours, score=0, clause=None, quote="", span=None, message="", basis=(),  # type: ignore[arg-type]
        suggestion="", exposure=exposure, type=type, weight=weight, scenario=scenario or (type if amount is not None else ""),
    )  # fmt: skip
    return replace(made, score=weigh(made, library.scoring))


# -- from the JSON alone -------------------------------------------------------------------------------------------------


def half_up(points: Decimal) -> int:
    return int(points.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def joined(risks: Iterable[Decimal]) -> Decimal:
    return 1 - prod((1 - r for r in risks), start=Decimal(1))


def by_type(findings: list[dict[str, Any]]) -> dict[str, Decimal]:
    types = dict.fromkeys(f["type"] for f in findings if f["score"])
    return {type: joined(Decimal(f["score"]) / 100 for f in findings if f["type"] == type) for type in types}


def recomputed(contract: dict[str, Any]) -> tuple[list[int], int, dict[str, int]]:
    """Every finding's score, the total and the types' scores, by the rule that the JSON prints and nothing else."""
    rule, found = contract["score"]["rule"], contract["findings"]
    own = [min(100, half_up(f["weight"] * rule["severity"][f["severity"]] * rule["certainty"][f["certainty"]] * (1 + rule["money"] * ((f["exposure"] or {}).get("share") or 0)))) for f in found]
    parts, least = [], Decimal(0)
    for severity, most in rule["severity_most"].items():
        part = by_type([f for f in found if f["severity"] == severity])
        if part:
            parts.append(min(most / 100, joined(risk * rule["type_most"] / 100 for risk in part.values())))
            least = max(least, rule["severity_least"][severity])
    return own, half_up(max(100 * joined(parts), least)), {type: half_up(100 * risk) for type, risk in by_type(found).items()}


def test_score_and_money_are_recomputed_from_the_json_alone(reviews: list[Review]) -> None:
    for review in reviews:
        for contract in json.loads(report.dumps(review), parse_float=Decimal, parse_int=Decimal)["contracts"]:
            own, total, types = recomputed(contract)
            assert own == [f["score"] for f in contract["findings"]]
            assert (total, types) == (contract["score"]["total"], contract["score"]["by_type"])
            against = [f for f in contract["findings"] if f["favours"] != "us" and f["severity"] != "info"]
            sums = {f["type"]: max(g["exposure"]["amount"] for g in against if g["type"] == f["type"] and g["exposure"]) for f in against if f["exposure"]}
            money = contract["exposure"]
            assert money == {"total": sum(sums.values()), "by_type": sums, "currency": "CNY", "not_counted": sum(f["scenario"] is not None and f["exposure"] is None for f in against)}


def test_a_clause_taken_out_never_raises_the_score(reviews: list[Review], library: Library) -> None:
    for review in reviews:
        for contract in review.contracts:
            for clause in {f.clause for f in contract.findings}:
                rest = [f for f in contract.findings if f.clause != clause]
                lost = [f for f in contract.findings if f.clause == clause]
                without = score(rest, library.scoring)
                assert without.total <= contract.score.total
                assert score([*rest, *lost], library.scoring).total == contract.score.total, "the order of findings is of no account"


# -- whatever the findings -----------------------------------------------------------------------------------------------


def drawn(library: Library, chance: random.Random) -> Finding:
    return finding(
        library, chance.choice(("high", "medium", "low", "info")), chance.randint(0, 100), type=chance.choice(TYPES), certainty=chance.choice(("certain", "likely", "check")),
        favours=chance.choice(("them", "neither")), amount=chance.choice((None, 1, 40, 300)),
    )  # fmt: skip


def test_a_finding_more_never_lowers_the_score_and_it_stays_within_bounds(library: Library) -> None:
    for seed in range(200):
        chance = random.Random(seed)
        told: list[Finding] = []
        last = 0
        for _ in range(30):
            told.append(drawn(library, chance))
            now = score(told, library.scoring)
            assert last <= now.total <= 100 and all(0 <= value <= 100 for value in now.by_type.values())
            assert now == score(told, library.scoring)
            last = now.total


@pytest.mark.parametrize(
    ("name", "made", "least", "most", "level"),
    [
        ("nothing departs", [], 0, 0, "none"),
        ("forty low findings are no serious departure", [("low", 20)] * 40, 1, 29, "low"),
        ("not even with all the money", [("low", 100, "all")] * 40, 1, 29, "low"),
        ("one high finding is medium at least", [("high", 40)], 30, 59, "medium"),
        ("one high finding and forty low are not high", [("high", 60), *[("low", 12)] * 40], 30, 59, "medium"),
        ("one medium finding alone is low", [("medium", 40)], 1, 29, "low"),
        ("medium findings alone are never high", [("medium", 45)] * 60, 30, 59, "medium"),
        ("grave departures of many kinds are high", [("high", 70)] * 6, 60, 100, "high"),
        ("notes score nothing", [("info", 100)] * 9, 0, 0, "none"),
    ],
)
def test_what_a_total_means(name: str, made: list[tuple[Any, ...]], least: int, most: int, level: str, library: Library) -> None:
    kinds = list(library.vocabulary["clause_types"])
    told = [finding(library, severity, weight, type=kinds[n % len(kinds)], amount=100 if money else None) for n, (severity, weight, *money) in enumerate(made)]
    reached = score(told, library.scoring)
    assert least <= reached.total <= most and reached.level == level, (name, reached.total)


def test_what_favours_us_adds_nothing_to_score_or_money(library: Library) -> None:
    ours = finding(library, "info", 75, favours="us", amount=100)
    theirs = finding(library, "medium", 40, type="renewal", amount=50)
    assert ours.score == 0
    assert score([theirs, ours], library.scoring) == score([theirs], library.scoring)
    assert stakes([theirs, ours]) == stakes([theirs])


@pytest.mark.parametrize(
    ("given", "expect"),
    [
        ({"severity": "high", "weight": 60}, 60),
        ({"severity": "medium", "weight": 40}, 32),
        ({"severity": "medium", "weight": 40, "certainty": "likely"}, 26),  # 25.6
        ({"severity": "low", "weight": 5, "certainty": "check"}, 1),  # 1.25
        ({"severity": "low", "weight": 15}, 8),  # 7.5: half up
        ({"severity": "high", "weight": 60, "amount": 50}, 75),  # half of the contract: a quarter more
        ({"severity": "high", "weight": 90, "amount": 100}, 100),
        ({"severity": "info", "weight": 60, "amount": 100}, 0),
    ],
)
def test_a_findings_own_score(given: dict[str, Any], expect: int, library: Library) -> None:
    assert finding(library, given.pop("severity"), given.pop("weight"), **given).score == expect


# -- money ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_sum(row: dict[str, Any], library: Library) -> None:
    assert set(row) <= {"name", "side", "term", "hit", "figures", "standard", "amount", "how", "share"}
    told = [f for f in judge(facts_of(row), hits_of(row), library, row["side"]) if f.scenario]
    exposure = next((f.exposure for f in told if f.exposure), None)
    assert (exposure.amount if exposure else None) == row["amount"]
    if exposure is not None:
        assert exposure.how == row.get("how", exposure.how) and exposure.share == row.get("share", exposure.share)
        assert exposure.per == "once" and exposure.currency == "CNY"
        assert exposure.how_en.endswith(f"CNY {exposure.amount:,}") and not any("一" <= sign <= "鿿" for sign in exposure.how_en)


def test_money_is_one_sum_a_type_and_totals_add_up(library: Library) -> None:
    charge, more, late = (finding(library, "medium", 40, type=type, amount=amount) for type, amount in (("renewal", 50), ("renewal", 80), ("late_payment", 7)))
    unknown = finding(library, "medium", 40, type="misuse_penalty", scenario="misuse_penalty")
    note = finding(library, "info", 0, type="misuse_penalty", scenario="misuse_penalty")
    one = stakes([charge, late, more, unknown, note])
    assert (one.total, dict(one.by_type), one.not_counted) == (87, {"renewal": 80, "late_payment": 7}, 1), "the same renewal is told twice and costs once"
    two = stakes([finding(library, "low", 5, type="renewal", amount=20)])
    assert one.total + two.total == sum([*one.by_type.values(), *two.by_type.values()])
    assert (stakes([]).total, stakes([]).not_counted, stakes([], "USD").currency) == (0, 0, "USD")


def test_every_scenario_is_used_and_every_sum_has_one(library: Library) -> None:
    named = {rule.exposure["scenario"] for rule in library.rules if rule.exposure}
    for playbook in library.playbooks.values():
        assert set(playbook.scenarios) == named
        assert all(scenario.reason for scenario in playbook.scenarios.values())
