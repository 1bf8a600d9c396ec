"""`clauses explain`: every code in words, and every example reviewed as a contract, which does what it is said to do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from clauses.conditions import condition
from clauses.errors import LibraryError, UnknownName
from clauses.explain import explain
from clauses.library import BUNDLED, examples, load
from clauses.model import Library
from clauses.review import Desk
from clauses.trial import tried

LIBRARY = load()
EXAMPLES = examples(LIBRARY)
CODES = list(dict.fromkeys(rule.code for rule in LIBRARY.rules))


@pytest.mark.parametrize("code", CODES)
def test_an_example_fires_and_one_is_silent(code: str, desk: Desk) -> None:
    assert EXAMPLES.get(code), "every code has an example"
    for outcome in (tried(example, desk) for example in EXAMPLES[code]):
        assert outcome.holds, (outcome.example, sorted(outcome.fires), sorted(outcome.silent))


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_explained_in_words(code: str) -> None:
    told = explain(code, LIBRARY, EXAMPLES)
    assert "何时：" in told and "级别" in told and "会提示" in told and "不提示" in told
    rules = [rule for rule in LIBRARY.rules if rule.code == code]
    assert told.count("何时：") == len(rules)
    for shown in re.findall(r"何时：(.*)", told):
        assert not re.search(r"[a-z]{3}|\$|None|Decimal", shown.replace("LPR", "")), shown
    for rule in rules:
        for ground in rule.basis:
            home, _, rest = ground.partition("/")
            named = rest if home == "playbook" else f"{LIBRARY.laws[home].name}第{rest.partition('@')[0]}条（{rest.partition('@')[2]}"
            assert named in told
        assert not rule.not_judged or rule.not_judged in told
    assert "{" not in told


def test_a_condition_names_both_sides_thresholds_and_the_laws_figure() -> None:
    told = explain("late_payment.high", LIBRARY, EXAMPLES)
    assert "日费率大于指引的 0.05%（0.5‰）（客户方）、0.1%（1‰）（服务方）；日费率不大于电信条例规定的 0.3%（3‰）" in told
    assert "除非支付方为“服务方”" in told and "金额" in told


def test_a_general_code_is_explained_by_the_rule_of_any_type() -> None:
    told = explain("notices.changed", LIBRARY, EXAMPLES)
    assert told.startswith("notices.changed  通知 · 要点变化") and "会提示" in told


@pytest.mark.parametrize(("code", "nearest"), [("late_payment.hihg", "late_payment.high"), ("consistency.amounts", "consistency.amount"), ("other.nothing", "")])
def test_an_unknown_code_is_answered_with_the_nearest(code: str, nearest: str) -> None:
    with pytest.raises(UnknownName) as refused:
        explain(code, LIBRARY, EXAMPLES)
    assert nearest in refused.value.hint.zh


@pytest.mark.parametrize(
    ("row", "message", "hint"),
    [
        ("- {code: late_payment.hihg, fires: a, silent: b}", "发现代码", "late_payment.high"),
        ("- {code: late_payment.high, fires: a}", "缺少键“silent”", ""),
        ("- {code: late_payment.high, fires: a, silent: b, template: telecom-circut}", "标准合同", "telecom-circuit"),
        ("- {code: late_payment.high, fires: a, silent: b, reason: c}", "键", ""),
    ],
)
def test_a_malformed_example_is_refused(row: str, message: str, hint: str, tmp_path: Path) -> None:
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples" / "late_payment.yaml").write_text(f"# 一行\n{row}\n", encoding="utf-8")
    with pytest.raises(LibraryError) as refused:
        examples(LIBRARY, tmp_path)
    assert refused.value.message.zh.startswith("late_payment.yaml 第 2 行") and message in refused.value.message.zh and hint in refused.value.hint.zh


def test_examples_stand_beside_the_rules() -> None:
    codes: Mapping[str, set[str]] = {path.stem: set(re.findall(r"(?m)^- code: (\S+)", path.read_text(encoding="utf-8"))) for path in (BUNDLED / "rules").glob("*.yaml")}
    for path in (BUNDLED / "examples").glob("*.yaml"):
        assert set(re.findall(r"(?m)^- code: (\S+)", path.read_text(encoding="utf-8"))) <= codes[path.stem], path.stem


def test_library_is_not_touched_by_explaining() -> None:
    library: Library = load()
    explain("renewal.automatic", library, examples(library))
    assert library == load()


def test_every_condition_is_told_in_both_languages() -> None:
    """The English holds no Chinese, whatever the rule asks for; the Chinese is as it was."""
    library = load()
    for rule in library.rules:
        english = "; ".join(condition(rule.when, library, "en"))
        assert not re.search(r"[\u3000-\u9fff\uff00-\uffef]", english), (rule.code, english)
        assert bool(english) is bool("；".join(condition(rule.when, library)))
    told = {"; ".join(condition(rule.when, library, "en")) for rule in library.rules if rule.code == "late_payment.above_statutory"}
    assert any("rate per day is more than the 0.3% (3‰) of the Telecommunications Regulations" in words for words in told)
