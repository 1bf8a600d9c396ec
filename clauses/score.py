"""Findings -> Score: 0 (nothing departs) to 100, explainable down to each finding and recomputable from the JSON alone.

The rule, whose numbers are templates_library/scoring.yaml (`Scoring`, printed in the JSON as score.rule):

    a finding     score = weight × severity × certainty × (1 + money × share), rounded half up, at most 100
                  share: its money as a share of the contract's total, 0 where either is not known
    a part        of one severity: of each type, p = 1 - Π(1 - score/100), at most 1;
                  part = 1 - Π(1 - p × type_most), at most severity_most
    the contract  total = 1 - Π(1 - part) over the severities, at least severity_least of those present; × 100, rounded
    by_type       1 - Π(1 - score/100) over all findings of the type; × 100, rounded

So a finding more never lowers the total and one less never raises it; many small findings stay below the medium level;
one high finding is at least medium; what is info or favours the reviewer's side adds nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import prod
from typing import Literal

from clauses.model import SEVERITIES, Finding, Score, Scoring, Severity

HUNDRED = Decimal(100)


@dataclass(frozen=True, kw_only=True)
class Reckoning:
    """What lies between the findings' scores and the total; of the severities alone of which something is counted.

    risks: each type's findings joined, 0 to 1. parts: what the severity adds, 0 to 1. least: the total's floor, of 100.
    """

    risks: Mapping[Severity, Mapping[str, Decimal]]
    parts: Mapping[Severity, Decimal]
    least: Decimal


def weigh(finding: Finding, rule: Scoring) -> int:
    """A finding's own score, 0 to 100, by its weight, severity, certainty and share of the contract's money."""
    if finding.favours == "us":
        return 0
    share = finding.exposure.share if finding.exposure is not None and finding.exposure.share is not None else Decimal(0)
    return min(100, _whole(finding.weight * rule.severity[finding.severity] * rule.certainty[finding.certainty] * (1 + rule.money * share)))


def score(findings: Iterable[Finding], rule: Scoring) -> Score:
    """The contract's score: by clause type and in total, with the rule's numbers."""
    counted = [f for f in findings if f.score]
    reckoned = reckon(counted, rule)
    total = _whole(max(HUNDRED * _joined(reckoned.parts.values()), reckoned.least))
    level: Severity | Literal["none"] = next((name for name in SEVERITIES if name in rule.levels and total >= rule.levels[name]), "none")
    by_type = {type: _whole(HUNDRED * risk) for type, risk in _by_type(counted).items()}
    return Score(total=total, level=level, by_type=dict(sorted(by_type.items(), key=lambda t: (-t[1], t[0]))), rule=rule)


def reckon(findings: Iterable[Finding], rule: Scoring) -> Reckoning:
    """What the findings come to severity by severity, before it is joined."""
    risks: dict[Severity, Mapping[str, Decimal]] = {}
    parts: dict[Severity, Decimal] = {}
    counted = [f for f in findings if f.score]
    for severity in SEVERITIES:
        own = [f for f in counted if f.severity == severity]
        if own:
            risks[severity] = _by_type(own)
            parts[severity] = min(rule.severity_most[severity] / HUNDRED, _joined(risk * rule.type_most / HUNDRED for risk in risks[severity].values()))
    return Reckoning(risks=risks, parts=parts, least=max((rule.severity_least[severity] for severity in parts), default=Decimal(0)))


def _by_type(findings: Iterable[Finding]) -> dict[str, Decimal]:
    """Each type's findings joined as independent risks."""
    scores: dict[str, list[Decimal]] = {}
    for finding in findings:
        scores.setdefault(finding.type, []).append(finding.score / HUNDRED)
    return {type: _joined(risks) for type, risks in scores.items()}


def _joined(risks: Iterable[Decimal]) -> Decimal:
    return 1 - prod((1 - risk for risk in risks), start=Decimal(1))


def _whole(points: Decimal) -> int:
    return int(points.quantize(Decimal(1), rounding=ROUND_HALF_UP))
