"""The library of data files: what it holds, and how it refuses what is malformed."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
import yaml

from clauses import library as library_package
from clauses.errors import LibraryError
from clauses.library import BUNDLED, check_playbook, document, load, text_of, unknown
from clauses.model import Library, Said, Template
from tests.english import english

ERRORS = sorted((Path(__file__).parent / "library_errors").glob("*.yaml"))
REQUIRED = {"liability_cap", "late_payment", "delay_compensation", "force_majeure", "data_protection", "jurisdiction"}
RULE = """
- code: late_payment.above_statutory
  type: late_payment
  when: {payer: customer, rate_per_day: {gt: 0.003}, any: [{suspends: true}, {cap: {share: {lt: $late_payment.rate_per_day}}}]}
  severity: {customer: high, carrier: low}
  weight: 60
  basis: [telecom-regulations/34@2016, playbook/late_payment.rate_per_day]
  message: 日费率 {rate_per_day} 高于 {limit}
  message_en: "{rate_per_day} a day, above {limit}"
  suggestion: template:late-payment
  exposure: {of: overdue_amount, times: rate_per_day, per: day, scenario: late_payment}
"""


@pytest.fixture(scope="module")
def library() -> Library:
    return load()


@pytest.fixture(scope="module")
def standards(library: Library) -> list[Template]:
    return list(library.templates.values())


@pytest.fixture(autouse=True, scope="module")
def parsed_once() -> Iterator[None]:
    """A text that a hundred copies of the library hold alike is parsed once: the nodes are only read."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(document, "_composed", cache(document._composed))
        yield


def copied(folder: Path) -> Path:
    return Path(shutil.copytree(BUNDLED, folder / "library", ignore=shutil.ignore_patterns("rules", "samples")))


@pytest.mark.parametrize("path", ERRORS, ids=lambda path: path.stem)
def test_malformed_file_is_refused_with_its_line_and_the_nearest_name(path: Path, tmp_path: Path) -> None:
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    folder = copied(tmp_path)
    target = folder / case["file"]
    target.parent.mkdir(parents=True, exist_ok=True)
    line = case.get("line")
    if "content" in case:
        target.write_text(case["content"], encoding="utf-8")
    else:
        text = target.read_text(encoding="utf-8")
        assert case["old"] in text, "the row no longer fits the bundled file"
        target.write_text(text.replace(case["old"], case["new"], 1), encoding="utf-8")
    with pytest.raises(LibraryError) as refused:
        load(folder, user=folder / "user")
    where, _, message = refused.value.message.zh.partition("：")
    assert re.fullmatch(rf"{re.escape(target.name)} 第 {line or r'[0-9]+'} 行", where)
    assert case["message"] in message
    assert case["hint"] in refused.value.hint.zh
    assert bool(case["hint"]) == bool(refused.value.hint.zh) == bool(refused.value.hint.en)
    assert english(refused.value.said("en")) and refused.value.message.en.startswith(f"{target.name}, line {line or ''}")


def test_numbers_are_exact_and_versions_and_dates_are_as_written(library: Library) -> None:
    rate = library.playbooks["customer"].thresholds["late_payment.rate_per_day"].value
    assert isinstance(rate, Decimal) and str(rate) == "0.0005"
    assert str(library.laws["telecom-regulations"].numbers["late_fee_per_day"]) == "0.003"
    assert library.templates["telecom-circuit"].version == "1.0"
    assert library.laws["civil-code"].provisions[0].since == "2021-01-01"


def test_a_rule_is_read_with_its_types(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    (folder / "rules").mkdir()
    (folder / "rules" / "late_payment.yaml").write_text(RULE, encoding="utf-8")
    (rule,) = load(folder).rules
    assert rule.when == {
        "payer": "customer",
        "rate_per_day": {"gt": Decimal("0.003")},
        "any": ({"suspends": True}, {"cap": {"share": {"lt": "$late_payment.rate_per_day"}}}),
    }
    assert rule.types == ("late_payment",) and rule.family == "late_payment" and rule.weight == 60
    assert rule.severity == {"customer": "high", "carrier": "low"}
    assert rule.certainty == "certain" and rule.favours == {} and rule.rank == 0


def test_a_label_in_each_language(library: Library) -> None:
    assert library.label("late_payment.high") == "逾期违约金偏高"
    assert library.label("liability_cap.missing") == "责任上限 · 缺失"
    assert library.label("one_sided.cost_recovery", "en") == "One-sided · cost recovery"
    assert library.label("remaining_fees", "en") == "fees of the remaining term"


def test_loading_takes_no_time() -> None:
    def seconds() -> float:
        library_package._read_bundled.cache_clear()
        document._composed.cache_clear()  # type: ignore[attr-defined]  # kept for this module's tests only
        start = time.process_time()
        load()
        return time.process_time() - start

    # five standards with 1,270 points take 0.13 s on a quiet machine, several times that beside other processes
    assert min(seconds() for _ in range(3)) < 1.0


def test_a_file_that_changes_is_read_again(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    assert load(folder).scoring == load(folder).scoring and load(folder).vocabulary is load(folder).vocabulary
    path = folder / "playbooks" / "customer.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("0.0005", "0.0004"), encoding="utf-8")
    assert str(load(folder).playbooks["customer"].thresholds["late_payment.rate_per_day"].value) == "0.0004"
    (folder / "templates" / "cloud-service.yaml").unlink()
    assert "cloud-service" not in load(folder).templates


def test_every_bundled_standard_requires_what_a_carrier_contract_must_have(standards: list[Template]) -> None:
    for template in standards:
        assert {clause.type for clause in template.clauses if clause.required} >= REQUIRED
        assert template.keywords and template.title_en


def test_a_standard_clause_says_its_own_points(standards: list[Template]) -> None:
    silent = [
        (clause.id, point.id)
        for template in standards
        for clause in template.clauses
        for point in clause.points
        if not all(any(word in clause.text for word in group) for group in point.present)
    ]
    assert silent == []


def test_a_standard_refers_only_to_what_is_there(standards: list[Template]) -> None:
    for template in standards:
        there = {clause.number for clause in template.clauses if clause.annex is None}
        articles = {clause.article.split()[0] for clause in template.clauses if clause.article}
        annexes = {clause.annex for clause in template.clauses}
        for clause in template.clauses:
            assert set(re.findall(r"第(\d+\.\d+)条", clause.text)) <= there
            assert set(re.findall(r"(?<!《)(第[一二三四五六七八九十]+条)", clause.text)) <= articles
            for number, name in re.findall(r"(附件[一二三四五])《([^》]+)》", clause.text):
                assert f"{number} {name}" in annexes


def test_a_standard_is_numbered_without_a_gap(standards: list[Template]) -> None:
    for template in standards:
        last: dict[tuple[str | None, str], int] = {}
        for clause in template.clauses:
            if clause.number:
                above, _, own = clause.number.rpartition(".")
                last[clause.annex, above] = last.get((clause.annex, above), 0) + 1
                assert int(own) == last[clause.annex, above], clause.id


def test_the_four_families_where_one_bargains_have_a_fallback_and_an_end(standards: list[Template]) -> None:
    bargained = {"liability_cap", "renewal", "late_payment", "delay_compensation", "misuse_penalty", "early_termination_charge", "jurisdiction"}
    for template in standards:
        for type in bargained:
            clause = next(clause for clause in template.clauses if clause.type == type)
            assert set(clause.fallback) == set(clause.walk_away) == {"customer", "carrier"}, clause.id


def test_the_text_of_a_standard_holds_every_clause_in_order(standards: list[Template]) -> None:
    for template in standards:
        text = text_of(template)
        at = 0
        for clause in template.clauses:
            at = text.index(clause.text, at) + len(clause.text)
        assert "{{" not in text and "\n\n\n" not in text


def test_users_standards_stand_beside_the_bundled_ones(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    own = tmp_path / "templates" / "my-lease.yaml"
    own.write_text(
        "id: my-lease\nversion: 1.10\ntitle: 机柜租用合同\narticles:\n- heading: 第一条 费用\n  clauses:\n"
        "  - {id: fee, number: 1.1, type: charges, text: '每月{{fee}}元。', slots: {fee: {label: 月租, kind: amount}}}\n",
        encoding="utf-8",
    )
    library = load(user=tmp_path)
    mine = library.templates["my-lease"]
    assert (mine.origin, mine.version, mine.clauses[0].text) == ("user", "1.10", "每月[      ]元。")
    assert library.templates["telecom-circuit"].origin == "bundled"
    own.rename(tmp_path / "templates" / "telecom-circuit.yaml")
    with pytest.raises(LibraryError, match="已有名为"):
        load(user=tmp_path)


OWN = """
side: customer
edition: {number: 3, date: '2026-03-01T08:00:00+00:00', author: 法务部, note: 按年度要求收紧}
thresholds:
  late_payment.rate_per_day: {value: 0.0003, reason: 本单位付款流程较长，只接受万分之三}
scenarios:
  late_payment: {days: 45, reason: 本单位两次对账相隔四十五日}
"""


def test_a_users_playbook_holds_only_what_differs(tmp_path: Path, library: Library) -> None:
    (tmp_path / "playbooks").mkdir()
    (tmp_path / "playbooks" / "customer.yaml").write_text(OWN, encoding="utf-8")
    mine = load(user=tmp_path)
    own, bundled = mine.playbooks["customer"], library.playbooks["customer"]
    assert str(own.thresholds["late_payment.rate_per_day"].value) == "0.0003"
    assert own.thresholds["late_payment.rate_per_day"].reason == "本单位付款流程较长，只接受万分之三"
    assert own.version == f"{bundled.version}+3", "a finding names the playbook that it rests on"
    assert (own.scenarios["late_payment"].days, own.scenarios["late_payment"].reason) == (Decimal(45), "本单位两次对账相隔四十五日")
    assert {n for n, t in own.thresholds.items() if t != bundled.thresholds[n]} == {"late_payment.rate_per_day"}
    assert {n for n, s in own.scenarios.items() if s != bundled.scenarios[n]} == {"late_payment"}
    assert mine.playbooks["carrier"] == library.playbooks["carrier"], "the other side's is not touched"


def test_a_users_playbook_that_changes_nothing_is_the_bundled_one(tmp_path: Path, library: Library) -> None:
    (tmp_path / "playbooks").mkdir()
    (tmp_path / "playbooks" / "carrier.yaml").write_text("side: carrier\n", encoding="utf-8")
    assert load(user=tmp_path).playbooks == library.playbooks
    (tmp_path / "playbooks" / "carrier.yaml").write_text("side: carrier\nthresholds:\n  renewal.months: {value: 6, reason: 半年一询价}\n", encoding="utf-8")
    assert load(user=tmp_path).playbooks["carrier"].version.endswith("+0"), "changed by hand: no number, and not the bundled one either"


def test_a_standard_of_the_user_replaces_a_bundled_one_only_where_it_names_its_edition(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    text = (BUNDLED / "templates" / "cloud-service.yaml").read_text(encoding="utf-8")
    own = tmp_path / "templates" / "cloud-service.yaml"
    own.write_text(text, encoding="utf-8")
    with pytest.raises(LibraryError, match="已有名为"):
        load(user=tmp_path)
    own.write_text(text.replace("title:", "edition: {number: 2, date: 2026-03-01, author: 法务部, note: 试}\ntitle:", 1), encoding="utf-8")
    mine = load(user=tmp_path)
    assert (mine.templates["cloud-service"].origin, mine.templates["cloud-service"].version) == ("user", "1.0+2")
    assert len(mine.rules) == len(load().rules)


@pytest.mark.parametrize(
    ("name", "value", "refused", "why"),
    [
        ("late_payment.rate_per_day", "1", False, "a hundred per cent a day is absurd and yet a share"),
        ("late_payment.rate_per_day", "1.01", True, "a share is at most the whole: 5 was meant as five per cent"),
        ("service_levels.availability", "99.9", True, "a percentage written without its sign"),
        ("payment_terms.advance_share", "1", False, "all paid in advance"),
        ("payment_terms.advance_share", "1.1", True, "more than all"),
        ("liability_cap.share_of_annual", "2", False, "two years' fees: measured by the year and no part of it"),
        ("renewal.notice_days", "0", False, "no notice at all"),
        ("renewal.notice_days", "-1", True, "no number of days is below nought"),
    ],
)
def test_a_threshold_is_in_range(name: str, value: str, refused: bool, why: str) -> None:
    text = f"side: customer\nthresholds:\n  {name}: {{value: {value}, reason: 试}}\n"
    if refused:
        with pytest.raises(LibraryError, match="第 3 行"):
            check_playbook(text, "customer")
    else:
        assert check_playbook(text, "customer").thresholds[name].value == Decimal(value), why


def test_a_folder_of_the_user_need_not_exist(tmp_path: Path) -> None:
    assert "telecom-circuit" in load(user=tmp_path / "nowhere").templates


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    assert "telecom-circuit" in unknown(Said("标准", "standard"), "telecom-circut", ["telecom-circuit", "lease"]).hint.zh
    assert "customer、" not in unknown(Said("立场", "side"), "customr", ["customer", "carrier"]).hint.zh
    assert unknown(Said("立场", "side"), "房东", ["customer", "carrier"]).hint == Said("可用的有：carrier、customer", "available: carrier, customer")


@pytest.mark.parametrize("id", sorted(path.stem for path in (BUNDLED / "templates").glob("*.yaml")))
def test_every_reason_of_a_standard_has_its_english(id: str) -> None:
    given = [clause for clause in load().templates[id].clauses if clause.reason]
    assert given and not [clause.id for clause in given if not english(clause.reason_en) or clause.reason_en[-1] in ".;"]
