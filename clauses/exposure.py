"""The money at stake: a term's figures under a scenario of the playbook -> a sum; the sums of a contract -> one total.

A rule names what its money is of (`of`), by what it is multiplied (`times`), for how long that is (`per`), what is taken
off it (`less`) and the playbook's scenario (`scenario`). Where the contract's own figures do not allow the sum there is
none. Judges nothing.

The total adds one sum a clause type, the largest: two findings on one subject speak of the same money. What helps the
reviewer's side is not added; what helps neither is, since either side may come to pay it. Every sum is of one scenario
happening once, so that totals of several contracts may be added and compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from clauses.figures import MONTHS, MOST, Figures, amounted, comes_to, money, of_base
from clauses.model import Exposure, Finding, Library, Rule, Scenario, Stakes

YEAR = Decimal(365)
FRACTIONS = ("share", "multiple", "factor")  # one that is not said is the whole of its base
LEFT = ("remaining_fees", "unperformed_fees")
PLACES = Decimal("0.000001")
WORDS = {
    "zh": {"most": "至多 ", "about": "约 ", "days": "{} 日", "working": "{} 个工作日", "times": "{} 次", "left": "剩余 {}", "years": "{} 年的损失", "cap": "（以上限 {} 计）", "standard": "标准 ", "draft": "约定 ", "limit": "责任上限 "},
    "en": {"most": "at most ", "about": "about ", "days": "{} days", "working": "{} working days", "times": "{} times", "left": "{} left", "years": "{} year's loss", "cap": " (capped at {})", "standard": "standard ", "draft": "draft ", "limit": "cap of liability "},
}  # fmt: skip
Words = tuple[str, str]  # the same in Chinese and in English


@dataclass(frozen=True, kw_only=True)
class Reckoning:
    """One contract's figures and the names in which its sums are written."""

    figures: Figures
    library: Library

    def exposure(self, rule: Rule, scenario: Scenario | None, values: Mapping[str, Any], quote: str) -> Exposure | None:
        """The money at stake where the rule fires on these values; None where the rule measures none or the figures allow no sum.

        Args:
            rule: its `exposure` says what is reckoned.
            scenario: the playbook's, that the rule names.
            values: the term's, with what is derived from them.
            quote: the term's words; a base that they limit to a part of the service is not known.
        """
        if not rule.exposure or scenario is None:
            return None
        if scenario.loss is not None:
            reckoned = self._uncovered(rule.exposure, scenario.loss, values)
        elif "less" in rule.exposure:
            reckoned = self._difference(rule.exposure, scenario, values, quote)
        else:
            reckoned = self._sum(rule.exposure, scenario, values, quote, rule.exposure.get("times", ""), values.get("cap"))
        if reckoned is None or reckoned[0] <= 0:
            return None
        amount = money(reckoned[0])
        stated = reckoned[1] == self._money(amount)  # an amount of the contract's own, nothing reckoned
        how = _joined((WORDS["zh"]["draft"], WORDS["en"]["draft"]), "", *reckoned[1]) if stated else _joined(reckoned[1], " = ", *self._money(amount))
        share = min(Decimal(1), (amount / self.figures.total).quantize(Decimal("0.0001"))) if self.figures.total else None
        return Exposure(amount=amount, currency=self.figures.currency, per="once", how=how[0], how_en=how[1], share=share)

    def _sum(self, named: Mapping[str, str], scenario: Scenario, values: Mapping[str, Any], quote: str, times: str, cap: Any) -> tuple[Decimal, Words] | None:
        """Base × factor × the scenario's days or times, at most the cap where that is known."""
        base = self._base(named["of"], scenario, values, quote)
        factor = values.get(times, Decimal(1) if times in FRACTIONS or not times else None)
        if base is None or not isinstance(factor, (Decimal, int)) or isinstance(factor, bool):
            return None
        amount, how = base[0] * factor, base[1]
        if times in values:
            how = _joined(how, " × ", *(_plain(Decimal(factor), language) for language in ("zh", "en")))
        for part, words in _lasting(named.get("per", "once"), scenario, values):
            amount, how = amount * part, _joined(how, "", *words)
        most = self._cap(cap, values, quote)
        if most is not None and most < amount:
            return most, _joined(how, "", *(WORDS[language]["cap"].format(self._money(most)[n]) for n, language in enumerate(("zh", "en"))))
        return amount, how

    def _difference(self, named: Mapping[str, str], scenario: Scenario, values: Mapping[str, Any], quote: str) -> tuple[Decimal, Words] | None:
        """How far what the draft pays and what the standard would pay lie apart."""
        draft = self._sum(named, scenario, values, quote, named["times"], values.get("cap"))
        standard = self._sum(named, scenario, values, quote, named["less"], values.get("standard_cap"))
        if draft is None or standard is None or named["less"] not in values:
            return None
        parts = sorted(((draft, "draft"), (standard, "standard")), key=lambda part: -part[0][0])
        words = [_joined((WORDS["zh"][name], WORDS["en"][name]), "", *how) for (_, how), name in parts]
        return parts[0][0][0] - parts[1][0][0], _joined(words[0], " − ", *words[1])

    def _uncovered(self, named: Mapping[str, str], loss: Decimal, values: Mapping[str, Any]) -> tuple[Decimal, Words] | None:
        """What a cap of liability leaves uncovered of a loss of so many years' fees."""
        annual, cap = self.figures.annual, values.get(named["of"])
        if annual is None and self.figures.monthly is not None:
            annual = self.figures.monthly * MONTHS  # of a contract that says no term
        if annual is None or not isinstance(cap, Decimal):
            return None
        zh, en = (WORDS[language]["years"].format(_plain(loss, language)) for language in ("zh", "en"))
        whole = _joined((zh, en), " ", *self._money(annual * loss))
        limit = _joined((WORDS["zh"]["limit"], WORDS["en"]["limit"]), "", *self._money(cap))
        return annual * loss - cap, _joined(whole, " − ", *limit)

    def _base(self, of: str, scenario: Scenario, values: Mapping[str, Any], quote: str) -> tuple[Decimal, Words] | None:
        """What is multiplied: an amount of the term, the term's own base, or a sum of the contract that the rule names."""
        if isinstance(values.get(of), Decimal):
            return values[of], self._money(values[of])
        base = str(values.get("base")) if of == "base" else of
        if base in LEFT and scenario.remaining is not None and self.figures.total is not None:
            left = [WORDS[language]["left"].format(_plain(scenario.remaining, language)) for language in ("zh", "en")]
            return self.figures.total * scenario.remaining, _joined(self._named("contract_total", self.figures.total), " × ", *left)
        amount, _ = (self.figures.average, "") if of == "monthly_fee" else of_base(base, values, self.figures, quote if of == "base" else "")
        return (amount, self._named(base, amount)) if amount is not None else None

    def _cap(self, cap: Any, values: Mapping[str, Any], quote: str) -> Decimal | None:
        """What the most that is paid comes to; None where there is none, or the contract's figures do not tell."""
        if isinstance(cap, Mapping):
            return comes_to(cap, self.figures, quote)
        return of_base(cap, values, self.figures, quote)[0] if isinstance(cap, str) else None

    def _named(self, base: str, amount: Decimal) -> Words:
        most = ("", "") if base not in MOST else (WORDS["zh"]["most"], WORDS["en"]["most"])
        label = (self.library.label(base, "zh"), self.library.label(base, "en") + " ")
        shown = self._money(amount)
        return label[0] + (most[0] or " ") + shown[0], label[1] + most[1] + shown[1]

    def _money(self, amount: Decimal) -> Words:
        return amounted(amount, self.figures.currency, "zh"), amounted(amount, self.figures.currency, "en")


def stakes(findings: Iterable[Finding], currency: str = "CNY") -> Stakes:
    """What the findings put at stake together: the largest sum of each clause type, and their total.

    Args:
        findings: one contract's.
        currency: of a contract without a sum.
    """
    against = [f for f in findings if f.favours != "us" and f.severity != "info"]
    by_type: dict[str, Decimal] = {}
    for finding in against:
        if finding.exposure is not None:
            currency = finding.exposure.currency
            by_type[finding.type] = max(by_type.get(finding.type, Decimal(0)), finding.exposure.amount)
    return Stakes(
        total=sum(by_type.values(), Decimal(0)),
        by_type=dict(sorted(by_type.items(), key=lambda row: (-row[1], row[0]))),
        currency=currency,
        not_counted=sum(f.exposure is None and bool(f.scenario) for f in against),
    )


def _lasting(per: str, scenario: Scenario, values: Mapping[str, Any]) -> Iterable[tuple[Decimal, Words]]:
    """By what the scenario multiplies, each with its words: the days that a daily or a yearly figure runs, how often it happens."""
    kind = "working" if values.get("day") == "working" else "days"
    if per in ("day", "year") and scenario.days is not None:
        over = " ÷ 365" if per == "year" else ""
        zh, en = (f"{over} × " + WORDS[language][kind].format(_plain(scenario.days, language)) for language in ("zh", "en"))
        yield scenario.days / (YEAR if per == "year" else 1), (zh, en)
    if scenario.times is not None and scenario.times != 1:
        yield scenario.times, (" × " + WORDS["zh"]["times"].format(_plain(scenario.times, "zh")), " × " + WORDS["en"]["times"].format(_plain(scenario.times, "en")))


def _plain(number: Decimal, language: str) -> str:
    """A number as written; one that never ends, to six places."""
    exact = number.normalize()
    if exact == exact.quantize(PLACES):
        return f"{exact:f}"
    return f"{WORDS[language]['about']}{exact.quantize(PLACES).normalize():f}"


def _joined(how: Words, between: str, zh: str, en: str) -> Words:
    return how[0] + between + zh, how[1] + between + en
