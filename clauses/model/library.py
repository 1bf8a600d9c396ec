"""The nouns of templates_library: standards, laws, playbooks, rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from clauses.model.words import Certainty, Favours, Severity, Side


@dataclass(frozen=True, kw_only=True)
class Citation:
    law: str  # short Chinese name, 民法典; or 审查指引 for the playbook
    article: str  # "585"; for a playbook the threshold's or rule's name
    version: str  # "2020"


@dataclass(frozen=True, kw_only=True)
class Provision:
    """An article of a law as it stood from `since` until `until` (ISO dates, None = still)."""

    article: str
    version: str
    gist: str
    gist_en: str = ""
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, kw_only=True)
class Law:
    id: str  # telecom-regulations
    name: str  # 中华人民共和国电信条例
    short: str  # 电信条例
    provisions: tuple[Provision, ...]
    numbers: Mapping[str, Decimal] = field(default_factory=dict)  # the law's own figures, such as late_fee_per_day
    names: tuple[str, ...] = ()  # other names it is properly cited by
    short_en: str = ""


@dataclass(frozen=True, kw_only=True)
class Point:
    """One thing that a standard clause says.

    present: groups of words; each group is alternatives, every group must be met for the point to be said.
    against: words that, where nothing denies them, say the contrary of the point.
    weight: major (its loss is a finding) or minor (shown side by side, no finding).
    """

    id: str
    who: str | None
    modal: str
    says: str
    says_en: str = ""
    condition: str = ""
    by: str = ""
    exception: str = ""
    present: tuple[tuple[str, ...], ...] = ()
    against: tuple[str, ...] = ()
    weight: Literal["major", "minor"] = "minor"
    favours: Literal["customer", "carrier", "both"] = "both"


@dataclass(frozen=True, kw_only=True)
class Slot:
    """What is filled in: `{{name}}` in the standard's text."""

    name: str
    label: str
    kind: str  # text, amount, share, duration, date, number, place, choice
    default: str | None = None
    choices: tuple[str, ...] = ()
    least: Decimal | None = None
    most: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class TemplateClause:
    id: str
    number: str
    heading: str | None
    article: str  # the article's heading it stands under
    type: str
    also: tuple[str, ...]
    required: bool
    reason: str
    reason_en: str = ""
    text: str  # slots shown as [      ] blanks
    points: tuple[Point, ...] = ()
    alternatives: tuple[str, ...] = ()
    slots: tuple[Slot, ...] = ()
    annex: str | None = None
    fallback: Mapping[str, str] = field(default_factory=dict)  # side -> wording that may be accepted
    walk_away: Mapping[str, str] = field(default_factory=dict)  # side -> where to stop

    def why(self, language: str) -> str:
        """Why it is required, or when it may be left out; in Chinese where a user gave no English."""
        return self.reason_en or self.reason if language == "en" else self.reason


@dataclass(frozen=True, kw_only=True)
class Template:
    id: str
    version: str
    title: str
    title_en: str
    clauses: tuple[TemplateClause, ...]
    origin: Literal["bundled", "user"] = "bundled"
    keywords: tuple[str, ...] = ()  # words that tell the kind of contract

    def clause(self, id: str) -> TemplateClause:
        return next(c for c in self.clauses if c.id == id)


@dataclass(frozen=True, kw_only=True)
class Threshold:
    name: str  # late_payment.rate_per_day
    value: Decimal
    reason: str
    reason_en: str = ""


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """What is supposed to happen once, so that the money at stake is a sum; None where the case does not turn on it.

    days: how long it lasts, counted as the clause counts days. times: how often it happens. remaining: the share of the
    term that is then left. loss: the loss suffered, in fees of one year.
    """

    name: str  # the clause type whose terms are measured by it
    reason: str
    reason_en: str = ""
    days: Decimal | None = None
    times: Decimal | None = None
    remaining: Decimal | None = None
    loss: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Playbook:
    """One side's thresholds, and the scenarios by which it measures money; each with its reason."""

    side: Side
    version: str
    thresholds: Mapping[str, Threshold]
    scenarios: Mapping[str, Scenario] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Scoring:
    """The numbers of the score's rule (templates_library/scoring.yaml); score.py says what is made of them.

    severity, certainty: factors, 0 to 1. money: how much more a finding counts whose money is the whole contract's.
    severity_most, severity_least, type_most, levels: points of 100.
    """

    severity: Mapping[str, Decimal]
    certainty: Mapping[str, Decimal]
    money: Decimal
    type_most: Decimal
    severity_most: Mapping[str, Decimal]
    severity_least: Mapping[str, Decimal]
    levels: Mapping[str, Decimal]  # the gravest first


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A row of templates_library/rules: when terms of `type` answer `when`, a finding `code` is made.

    types: the term types it looks at. severity and favours by the reviewer's side where they differ.
    check: the name of a function of checks.py that decides instead of `when`.
    """

    code: str
    types: tuple[str, ...]
    when: Mapping[str, Any]
    severity: Mapping[Side, Severity]
    weight: int
    basis: tuple[str, ...]  # law/article@version or playbook/threshold
    message: str
    message_en: str
    suggestion: str
    suggestion_en: str = ""
    exposure: Mapping[str, str] = field(default_factory=dict)
    favours: Mapping[Side, Favours] = field(default_factory=dict)
    certainty: Certainty = "certain"
    check: str | None = None
    not_judged: str = ""
    family: str = ""
    rank: int = 0  # within a family the gravest that fires on a clause speaks


@dataclass(frozen=True, kw_only=True)
class Example:
    """Two texts from one seat: on `fires` the finding `of` is made, on `silent` it is not.

    A text is a contract, the articles of one, or the words of one clause alone.
    """

    code: str
    of: str  # the code itself; of TYPE.missing and TYPE.changed the code of the type taken as an example
    side: Side
    template: str | None  # the standard to compare with; None = whichever fits
    fires: str
    silent: str
    why: str = ""  # why nothing is made of the second


@dataclass(frozen=True, kw_only=True)
class Library:
    vocabulary: Mapping[str, Any]
    templates: Mapping[str, Template]
    playbooks: Mapping[str, Playbook]
    laws: Mapping[str, Law]
    rules: tuple[Rule, ...]
    scoring: Scoring

    def label(self, name: str, language: str = "zh") -> str:
        """The name of a clause type, finding code, term field or severity in the reader's language."""
        for table in ("clause_types", "findings", "terms", "derived", "values", "topics", "severities", "statuses", "certainty", "favours"):
            entry = self.vocabulary.get(table, {}).get(name)
            if entry:
                return str(entry.get(language) or entry["zh"])
        head, _, topic = name.partition(".")
        if topic:
            return f"{self.label(head, language)} · {self.label(topic, language)}"
        return name
