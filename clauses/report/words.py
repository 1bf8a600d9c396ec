"""What a finding says beside its message, in the reader's language: its grounds and its money. Judges nothing."""

from __future__ import annotations

from dataclasses import dataclass

from clauses.figures import show
from clauses.model import Citation, Finding, Library, Side, Threshold
from clauses.report.labels import filled

# What the last part of a threshold's name says of its unit -> a term's field of the same unit.
UNITS = {"per_day": "rate_per_day", "per_year": "share", "rate": "share", "share": "share", "of_total": "share", "availability": "share", "days": "notice_days", "hours": "notice_hours", "months": "notice_months", "multiple": "multiple"}
TIMES = {"zh": "{count} 次", "en": "{count:time|times}"}
COUNTED = "policy."  # thresholds that say how many of a flaw are borne: none, so that the figure tells nothing


@dataclass(frozen=True, kw_only=True)
class Ground:
    """A citation in words: its name, a playbook's figure with its unit ("" where there is none), and what it says."""

    name: str
    figure: str
    says: str


@dataclass(frozen=True, kw_only=True)
class Money:
    """A finding's sum ("" where the contract's own figures allow none) and what the playbook supposes to have happened."""

    how: str
    supposed: str


def ground(citation: Citation, side: Side, library: Library, language: str) -> Ground:
    """The citation as a reader of that side's playbook sees it."""
    threshold = library.playbooks[side].thresholds.get(citation.article)
    if threshold is None:
        provision = next((p for law in library.laws.values() if law.short == citation.law for p in law.provisions if (p.article, p.version) == (citation.article, citation.version)), None)
        says = "" if provision is None else provision.gist_en or provision.gist if language == "en" else provision.gist
        return Ground(name=cited(citation, library, language), figure="", says=says)
    name = f"{library.label(side, language)}'s playbook" if language == "en" else f"审查指引（{library.label(side)}，{citation.version} 版）"
    return Ground(name=name, figure=figure(threshold, library, language), says=threshold.reason_en or threshold.reason if language == "en" else threshold.reason)


def figure(threshold: Threshold, library: Library, language: str) -> str:
    """A threshold's figure with its unit; "" for a number of flaws that are borne."""
    if threshold.name.startswith(COUNTED):
        return ""
    last = threshold.name.rpartition(".")[2]
    if last == "times":
        return filled(TIMES[language], {"count": f"{threshold.value:f}"})
    unit = next((field for part, field in UNITS.items() if part in last), "")
    return show(unit, threshold.value, library, language)


def money(finding: Finding, side: Side, library: Library, language: str) -> Money | None:
    """What the finding says of money; None where it is not measured in money."""
    scenario = library.playbooks[side].scenarios.get(finding.scenario)
    exposure = finding.exposure
    if exposure is None and scenario is None:
        return None
    how = "" if exposure is None else exposure.how_en or exposure.how if language == "en" else exposure.how
    supposed = "" if scenario is None else scenario.reason_en or scenario.reason if language == "en" else scenario.reason
    return Money(how=how, supposed=supposed)


def cited(citation: Citation, library: Library, language: str) -> str:
    """A citation as a lawyer writes it."""
    law = named_law(citation.law, library, language)
    if not citation.article[:1].isdigit():
        return f"{law} {citation.version}"
    return f"{law}第{citation.article}条（{citation.version}）" if language == "zh" else f"{law}, art. {citation.article} ({citation.version})"


def named_law(short: str, library: Library, language: str) -> str:
    """A law's short name, in English where the library has one."""
    if language == "zh":
        return short
    own = next((law.short_en for law in library.laws.values() if law.short == short), "")
    return own or str(library.vocabulary.get("statutes", {}).get(short, {}).get("en", short))
