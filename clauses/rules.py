"""The table-driven judge: facts and hits in, findings out.

A rule of templates_library/rules looks at the terms of a type (`when`) or gives words, weight and basis to what a check
hit upon. It never sees text or a file format. Thresholds come from the playbook of the reviewer's side, legal limits from
the laws; a rule only names them.
"""

from __future__ import annotations

import hashlib
import operator as operators
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

from clauses.derived import derived
from clauses.exposure import Reckoning
from clauses.figures import Figures, show
from clauses.holding import set_back
from clauses.model import (
    OPPOSITE,
    Citation,
    Facts,
    Favours,
    Finding,
    Hit,
    Library,
    Playbook,
    Quoted,
    Rule,
    Severity,
    Side,
    Span,
    Term,
)
from clauses.score import weigh
from clauses.wording import as_draft

MISSING = object()
TEMPLATE = "template:"  # a suggestion that begins so is the standard's clause of that id
WHOLE = (TEMPLATE, "{wording}")  # suggestions that are whole clauses
ADVICE = "请"  # a suggestion that begins so says what to do; any other is wording
LPR = "late_payment.lpr_per_year"  # the threshold by which a multiple of a published rate is reckoned
_OPTIONAL = re.compile(r"〔([^〕]*\{[^〕]*)〕")
# Codes of several subjects that one repair of a clause cures: the list of events that excuse, and the right to leave on notice.
_TOGETHER = {
    "force_majeure.overbroad": "excuses", "liability_exclusion.present": "excuses", "liability_exclusion.one_sided": "excuses",
    "termination_for_convenience.short_notice": "leaving", "one_sided.termination": "leaving",
}  # fmt: skip
_NAMED = re.compile(r"\{(\w+)\}")
ORDER: dict[str, Callable[[Any, Any], bool]] = {"gt": operators.gt, "gte": operators.ge, "lt": operators.lt, "lte": operators.le}
SAME: dict[str, Callable[[Any, Any], bool]] = {"eq": operators.eq, "ne": operators.ne, "in": lambda got, limit: _among(got, limit)}


class Judge:
    """One reviewer's seat: the library, a side, and the names that `$` stands for."""

    def __init__(self, library: Library, side: Side) -> None:
        self.library = library
        self.side: Side = side
        self.playbook: Playbook = library.playbooks[side]
        self.named: dict[str, Any] = {"us": side, "them": OPPOSITE[side]}
        self.named |= {name: threshold.value for name, threshold in self.playbook.thresholds.items()}
        self.named |= {f"{law.id}.{name}": value for law in library.laws.values() for name, value in law.numbers.items()}

    # -- the closed language of `when` ------------------------------------------------------------------------------

    def value(self, written: Any) -> Any:
        return self.named[written[1:]] if isinstance(written, str) and written.startswith("$") else written

    def holds(self, when: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
        """Whether the values answer the condition; what is not said answers no comparison."""
        for key, wanted in when.items():
            if key == "any":
                if not any(self.holds(part, values) for part in wanted):
                    return False
            elif key == "all":
                if not all(self.holds(part, values) for part in wanted):
                    return False
            elif key == "not":
                if self.holds(wanted, values):
                    return False
            elif not self._answers(wanted, values.get(key, MISSING)):
                return False
        return True

    def _answers(self, wanted: Any, got: Any) -> bool:
        if not isinstance(wanted, Mapping):
            return bool(got is not MISSING and got == self.value(wanted))
        for operator, operand in wanted.items():
            limit = [self.value(o) for o in operand] if isinstance(operand, (list, tuple)) else self.value(operand)
            if operator == "absent":
                holds = (got is MISSING) == limit
            elif operator == "present":
                holds = (got is not MISSING and got is not None) == limit
            elif operator == "blank":
                holds = (got is None) == limit
            elif got is MISSING or got is None:
                holds = False
            elif operator in SAME:
                holds = SAME[operator](got, limit)
            elif operator in ORDER:
                holds = isinstance(got, (int, Decimal)) and not isinstance(got, bool) and ORDER[operator](got, limit)
            else:  # a nested mapping, such as cap: {share: {lt: …}}
                holds = isinstance(got, Mapping) and self._answers(operand, got.get(operator, MISSING))
            if not holds:
                return False
        return True

    def limits(self, when: Mapping[str, Any], values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        """The named values that a condition compares with, each with the field it is compared to; of `any`, those that hold."""
        for key, wanted in when.items():
            if key in ("any", "all"):
                for part in wanted:
                    if self.holds(part, values):
                        yield from self.limits(part, values)
            elif key != "not" and isinstance(wanted, Mapping):
                for operand in wanted.values():
                    if isinstance(operand, str) and operand.startswith("$") and operand not in ("$us", "$them"):
                        yield key, self.value(operand)

    # -- findings ---------------------------------------------------------------------------------------------------

    def finding(self, rule: Rule, facts: Facts, values: Mapping[str, Any], *, clause: str | None, quote: str, span: Span | None, type: str, certainty: str | None = None) -> Finding:
        favours: Favours = self._favours(rule, values)
        sure = certainty or rule.certainty
        severity = "info" if favours == "us" else _lowered(rule.severity[self.side]) if sure == "check" else rule.severity[self.side]
        shown: dict[str, str] = {}
        shown_en: dict[str, str] = {}
        limit = next(self.limits(rule.when, values), None)
        for name, value in {**values, "us": self.side, "them": OPPOSITE[self.side]}.items():
            shown[name], shown_en[name] = (show(name, value, self.library, language) for language in ("zh", "en"))
        if limit is not None:
            shown["limit"], shown_en["limit"] = (show(*limit, self.library, language) for language in ("zh", "en"))
        scenario = self.playbook.scenarios.get(rule.exposure.get("scenario", ""))
        suggestion = self._suggestion(rule, facts, shown)
        found = Finding(
            id="",
            code=rule.code if "." in rule.code and not rule.code.startswith("TYPE") else "",
            severity=severity,
            certainty=sure,  # type: ignore[arg-type]
            favours=favours,
            score=0,
            clause=clause,
            quote=quote,
            span=span,
            message=_filled(_fitted(rule.message, values), shown),
            message_en=_filled(_fitted(rule.message_en, values), shown_en),
            basis=tuple(self._citations(rule, facts)),
            suggestion=suggestion,
            proposes="advice" if not suggestion or suggestion.startswith(ADVICE) else "clause" if rule.suggestion.startswith(WHOLE) else "words",
            suggestion_en=_filled(rule.suggestion_en, shown_en),
            exposure=Reckoning(figures=Figures.of(facts), library=self.library).exposure(rule, scenario, values, quote) if scenario else None,
            scenario=scenario.name if scenario else "",
            weight=rule.weight,
            type=type,
        )
        return replace(found, score=weigh(found, self.library.scoring))

    def _favours(self, rule: Rule, values: Mapping[str, Any]) -> Favours:
        favours = rule.favours.get(self.side)
        if favours:
            return favours
        bearer = values.get("payer") or values.get("bears")
        if bearer in OPPOSITE:
            return "them" if bearer == self.side else "us"
        gainer = values.get("by") or values.get("capped") or values.get("gains")
        if gainer in OPPOSITE:
            return "us" if gainer == self.side else "them"
        return "neither"

    def _suggestion(self, rule: Rule, facts: Facts, shown: Mapping[str, str]) -> str:
        """The rule's own wording, or the clause of the standard in use, else of the one whose title is likest the draft's, as the draft would have it; advice as it stands."""
        if not rule.suggestion.startswith(TEMPLATE):
            written = _filled(rule.suggestion, shown)
            return written if written.startswith(ADVICE) else as_draft(written, facts, facts.template if rule.suggestion.startswith(WHOLE) else None)
        wanted = rule.suggestion.removeprefix(TEMPLATE).strip()
        in_use = facts.template if facts.template and any(c.id == wanted for c in facts.template.clauses) else None
        having = [t for t in self.library.templates.values() if any(c.id == wanted for c in t.clauses)]
        template = in_use or max(having, key=lambda t: _shared(t.title, facts.contract.title), default=None)
        return as_draft(template.clause(wanted).text, facts, template) if template else ""

    def _citations(self, rule: Rule, facts: Facts) -> Iterator[Citation]:
        cited: dict[str, list[tuple[str, str]]] = {}
        for written in rule.basis:
            home, _, rest = written.partition("/")
            article, _, version = rest.partition("@")
            cited.setdefault(home, []).append((article, version))
        for home, places in cited.items():
            if home == "playbook":
                label = self.library.label(self.side)
                yield from (Citation(law=f"审查指引（{label}）", article=name, version=self.playbook.version) for name, _ in places)
                continue
            law = self.library.laws[home]
            provisions = [next(p for p in law.provisions if (p.article, p.version) == place) for place in places]
            if len({p.version for p in provisions}) > 1:
                then = [p for p in provisions if _in_force(p.since, p.until, facts.contract.signed)]
                # older than every version on file: a dispute about it would be decided by the law as it stands
                provisions = then or [p for p in provisions if p.until is None]
            yield from (Citation(law=law.short, article=p.article, version=p.version) for p in provisions)


def _shared(one: str, other: str) -> int:
    """How many pairs of neighbouring signs of a title stand in another."""
    return sum(a + b in other for a, b in pairwise(one))


def _lowered(severity: Severity) -> Severity:
    """One step less: what a person must first look at is not pressed upon him as what is read from the words."""
    return "medium" if severity == "high" else "low" if severity == "medium" else severity


def _among(got: Any, limit: Any) -> bool:
    if isinstance(got, (list, tuple)):
        return any(g in limit for g in got)
    return got in limit


def _in_force(since: str | None, until: str | None, signed: str | None) -> bool:
    """Whether a provision speaks for a contract of that date; an undated contract is read by the law as it stands."""
    if signed is None:
        return until is None
    return (since is None or since <= signed) and (until is None or signed < until)


class _Shown(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "—"


def _filled(template: str, shown: Mapping[str, str]) -> str:
    return template.format_map(_Shown(shown)) if template else ""


def _fitted(template: str, values: Mapping[str, Any]) -> str:
    """The words without each 〔…〕 that names a value which is not said or was left blank."""
    return _OPTIONAL.sub(lambda part: part[1] if all(values.get(name) is not None for name in _NAMED.findall(part[1])) else "", template)


def _said(term: Term, rule: Rule) -> Quoted:
    """The words that say what the rule asks for: the term's, or those apart from it in the clause."""
    return next((term.apart[name] for name in _asked(rule.when) if name in term.apart), Quoted(term.quote, term.span))


def _asked(when: Mapping[str, Any]) -> Iterator[str]:
    """The values that a condition wants said, in its order."""
    for name, wanted in when.items():
        if name in ("any", "all"):
            for part in wanted:
                yield from _asked(part)
        elif name != "not" and wanted != {"absent": True}:
            yield name


def judge(facts: Facts, hits: Sequence[Hit], library: Library, side: Side) -> tuple[Finding, ...]:
    """Every finding on the contract, gravest first; within a family the gravest rule that fires on a term speaks."""
    seat = Judge(library, side)
    annexed = {c.id for c in facts.contract.clauses if c.annex}
    types = {c.id: c.type for c in facts.contract.clauses}
    figures = Figures.of(facts)
    from_terms: list[tuple[Rule, Finding]] = []
    for term in facts.terms:
        fired: dict[str, Rule] = {}
        values = derived(term, facts, figures, lpr=seat.named.get(LPR))
        for rule in library.rules:
            if rule.check is None and term.type in rule.types and seat.holds(rule.when, values):
                family = rule.family or rule.code
                if family not in fired or rule.rank > fired[family].rank:
                    fired[family] = rule
        for rule in fired.values():
            quote, span = _said(term, rule)
            from_terms.append((rule, seat.finding(rule, facts, values, clause=term.clause, quote=quote, span=span, type=term.type)))
    from_hits: list[tuple[Rule, Finding]] = []
    by_code: dict[str, list[Rule]] = {}
    for rule in library.rules:
        if rule.check is not None:
            by_code.setdefault(rule.code, []).append(rule)
    for hit in hits:
        rule = next((r for r in [*by_code.get(hit.code, []), *by_code.get(_generic(hit.code), [])] if seat.holds(r.when, hit.values)), None)  # type: ignore[assignment]
        if rule is None:
            continue
        type = hit.type or types.get(hit.clause or "", "other")
        finding = seat.finding(rule, facts, {"type": type, **hit.values}, clause=hit.clause, quote=hit.quote, span=hit.span, type=type, certainty=_doubtful(hit, rule))
        from_hits.append((rule, replace(finding, code=hit.code)))
    graver = {(rule.family, finding.clause): rule.rank for rule, finding in from_hits}
    found = [finding for rule, finding in from_terms if rule.rank >= graver.get((rule.family, finding.clause), 0)]
    told = set_back(_most_specific(_unrepeated([*found, *(finding for _, finding in from_hits)])), facts)
    pressed = [replace(f, score=weigh(f, library.scoring)) for f in _pressed_once(_ordered(told, annexed), library)]
    return _ordered(_identified(pressed), annexed)


def _doubtful(hit: Hit, rule: Rule) -> str:
    """The lesser certainty of what the check is sure of and what the rule claims."""
    order = ("certain", "likely", "check")
    return max(hit.certainty, rule.certainty, key=order.index)


def _generic(code: str) -> str:
    return f"TYPE.{code.partition('.')[2]}"


def _unrepeated(found: Sequence[Finding]) -> list[Finding]:
    seen: set[tuple[str, str | None, str]] = set()
    kept = []
    for finding in found:
        key = (finding.code, finding.clause, finding.quote)
        if key not in seen:
            seen.add(key)
            kept.append(finding)
    return kept


def _most_specific(found: Sequence[Finding]) -> list[Finding]:
    """Without `TYPE.changed` where a more specific code of the type speaks at the clause."""
    specific = {(f.clause, f.code.partition(".")[0]) for f in found if not f.code.endswith(".changed")}
    return [f for f in found if not f.code.endswith(".changed") or (f.clause, f.code.partition(".")[0]) not in specific]


def _pressed_once(found: Sequence[Finding], library: Library) -> list[Finding]:
    """The gravest finding of a subject at a clause keeps its weight, what else is said of it there is lowered: one repair cures both."""
    pressed: set[tuple[str | None, str]] = set()
    kept = []
    for finding in found:
        subject = finding.code.partition(".")[0]
        key = (finding.clause, _TOGETHER.get(finding.code, subject if subject in library.vocabulary["clause_types"] else finding.code))
        again = finding.clause is not None and key in pressed
        pressed.add(key)
        kept.append(replace(finding, severity="low") if again and finding.severity in ("high", "medium") else finding)
    return kept


def _identified(found: Sequence[Finding]) -> list[Finding]:
    """Each with an id that depends on its code and words alone, counted where they repeat."""
    count: Counter[str] = Counter()
    named = []
    for finding in found:
        key = hashlib.sha256(f"{finding.code}|{finding.quote}".encode()).hexdigest()[:6]
        count[key] += 1
        named.append(replace(finding, id=f"f-{key}" if count[key] == 1 else f"f-{key}-{count[key]}"))
    return named


def _ordered(found: Sequence[Finding], annexed: set[str]) -> tuple[Finding, ...]:
    rank = {"high": 0, "medium": 1, "low": 2, "info": 3}
    return tuple(sorted(found, key=lambda f: (rank[f.severity], f.clause in annexed, -f.score, f.span.start if f.span else 0, f.code)))
