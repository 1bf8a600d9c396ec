"""A playbook as a table of thresholds and scenarios, and where one of them is used."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from clauses import explain
from clauses.conditions import condition
from clauses.editions import scenario_rules, threshold_rules
from clauses.library import SIDES
from clauses.model import Library, Playbook, Rule, Scenario, Side, Threshold
from clauses.report.words import figure
from clauses.ui.html import Html, el
from clauses.ui.labels import listed, say

SUPPOSED = ("days", "times", "remaining", "loss")


def thresholds(side: Side, library: Library, bundled: Playbook, language: str) -> Html:
    """Every threshold of the side in a row: value, reason, the findings in which it is used; a click tells its name."""
    rows: list[Html] = []
    above = ""
    for threshold in library.playbooks[side].thresholds.values():
        group = threshold.name.partition(".")[0]
        if group != above:
            rows.append(el("tr.std-of", el("td", say("std_policy", language) if group == "policy" else library.label(group, language), span=4)))
        above = group
        first = bundled.thresholds[threshold.name]
        value = [el("b", worth(threshold, library, language))]
        if threshold != first:
            value += [el("div.std-mine", f"◆ {say('std_own', language)}"), el("div.faint", say("std_of_bundled", language, value=worth(first, library, language)))]
        rows.append(_row(named_limit(threshold.name, language), value, _why(threshold, language), _codes(threshold_rules(threshold.name, library), library, language), pick=threshold.name))
    return _table("std_name", rows, language)


def scenarios(side: Side, library: Library, bundled: Playbook, language: str) -> Html:
    """Every scenario of the side in a row; a click tells its name."""
    rows = []
    for case in library.playbooks[side].scenarios.values():
        first = bundled.scenarios[case.name]
        value = [el("b", supposed(case, language))]
        if case != first:
            value += [el("div.std-mine", f"◆ {say('std_own', language)}"), el("div.faint", say("std_of_bundled", language, value=supposed(first, language)))]
        rows.append(_row(library.label(case.name, language), value, _why(case, language), _codes(scenario_rules(case.name, library), library, language), pick=case.name))
    return _table("std_case", rows, language)


def named_limit(name: str, language: str) -> str:
    """What a threshold limits, in words."""
    return say(f"limit_{name}", language)


def worth(threshold: Threshold, library: Library, language: str) -> str:
    """The threshold's figure with its unit."""
    return figure(threshold, library, language) or f"{threshold.value:f}"


def supposed(case: Scenario, language: str) -> str:
    """What a scenario supposes, in words."""
    return listed((f"{say(f'std_field_{key}', language)} {getattr(case, key):f}" for key in SUPPOSED if getattr(case, key) is not None), language)


def uses(rules: Sequence[Rule], side: Side, library: Library, language: str) -> Html:
    """The rules with their messages, as a reader of that side meets them."""
    return el("div.std", el("h4", say("std_where", language, count=len(rules))), (_rule(rule, side, library, language) for rule in rules))


def others(threshold: Threshold, side: Side, library: Library, bundled: Playbook, language: str) -> Html:
    """The bundled value where the user's own differs, and the other side's."""
    first = bundled.thresholds[threshold.name]
    other: Side = next(one for one in SIDES if one != side)
    parts = [say("std_of_bundled", language, value=worth(first, library, language))] if first.value != threshold.value else []
    parts.append(say("std_of_other", language, side=library.label(other, language), value=worth(library.playbooks[other].thresholds[threshold.name], library, language)))
    return el("div.std", el("h3", named_limit(threshold.name, language), el("span.faint", threshold.name)), el("div", el("b.std-big", worth(threshold, library, language)), " ", el("span.faint", " · ".join(parts))), el("p", _why(threshold, language)))


def _why(row: Threshold | Scenario, language: str) -> str:
    return row.reason_en if language == "en" and row.reason_en else row.reason


def _codes(rules: Sequence[Rule], library: Library, language: str) -> Html:
    names = dict.fromkeys(explain.named(rule.code, library, language) for rule in rules)
    return el("span", listed(names, language), el("span.faint", f" · {say('std_rules', language, count=len(rules))}"))


def _row(name: str, value: Iterable[Html], reason: str, used: Html, *, pick: str) -> Html:
    return el("tr", el("td", el("a.link.std-wrap", name, pick=pick), el("div.faint.std-id", pick)), el("td.std-figure", value), el("td", reason), el("td", used))


def _table(first: str, rows: Sequence[Html], language: str) -> Html:
    heads = el("tr", (el("th", say(key, language)) for key in (first, "std_value", "std_reason", "std_used")))
    return el("div.std", el("p.faint", say("std_table_help", language)), el("div.scroll", el("table.std-limits.std-wide", heads, rows)))


def _rule(rule: Rule, side: Side, library: Library, language: str) -> Html:
    severity = rule.severity[side]
    head = el("div.card-head", el(f"span.chip.{severity}", library.label(severity, language)), el("b", explain.named(rule.code, library, language)), el("span.faint", rule.code))
    rows = [el("tr", el("th", say("std_message", language)), el("td", explain.message(rule, library, language)))]
    told = ("；" if language == "zh" else "; ").join(condition(rule.when, library, language))
    if told:
        rows.insert(0, el("tr", el("th", say("std_when", language)), el("td", told)))
    return el(f"div.std-rule.{severity}", head, el("table.facts", rows))
