"""A finding code -> what a lawyer may ask of it, in words: when it is made, how grave it is, on which ground, and examples.

Comes in: a code and the library. Goes out: Chinese text. Everything said is generated from the rules, the playbooks, the
laws and the examples, so that it cannot say otherwise than the program does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from clauses.conditions import SIDES, condition
from clauses.figures import show
from clauses.library import unknown
from clauses.model import Example, Library, Rule, Said, Side

PLACEHOLDER = re.compile(r"\{(\w+)\}")


def explain(code: str, library: Library, examples: Mapping[str, Sequence[Example]]) -> str:
    """Everything the library holds on a code, as text.

    Raises:
        UnknownName: no rule makes such a finding; the hint names the nearest code.
    """
    own = [r for r in library.rules if r.code == code]
    kind, _, topic = code.partition(".")
    general = [r for r in library.rules if r.code == f"TYPE.{topic}"] if kind in library.vocabulary["clause_types"] else []
    rules = own or general
    if not rules:
        raise unknown(Said("发现代码", "finding code"), code, [r.code for r in library.rules])
    lines = [f"{code}  {_label(code, library, 'zh')} / {_label(code, library, 'en')}"]
    for n, rule in enumerate(rules, 1):
        lines += ["", f"规则 {n}（共 {len(rules)} 条）" if len(rules) > 1 else "规则", *(f"  {line}" for line in _rule(rule, library))]
    lines += _examples([*examples.get(code, ()), *(examples.get(rules[0].code, ()) if not own else ())])
    return "\n".join(lines)


def named(code: str, library: Library, language: str) -> str:
    """The name of a finding code; of TYPE.missing and TYPE.changed as of any clause type."""
    return _label(code, library, language)


def message(rule: Rule, library: Library, language: str) -> str:
    """What a finding by the rule says, with the names of what is filled in."""
    return _read(rule.message_en if language == "en" and rule.message_en else rule.message, library, language)


def _label(code: str, library: Library, language: str) -> str:
    kind, _, topic = code.partition(".")
    if kind != "TYPE":
        return library.label(code, language)
    return f"{'任一类条款' if language == 'zh' else 'any clause type'} · {library.label(topic, language)}"


def _rule(rule: Rule, library: Library) -> Iterator[str]:
    yield f"何时：{'；'.join(_when(rule, library))}"
    told = {side: library.label(rule.severity[side]) + (f"，{library.vocabulary['favours'][rule.favours[side]]['zh']}" if side in rule.favours else "") for side in SIDES}
    yield from (f"级别{seat}：{words}" for seat, words in _seats(told, library))
    yield f"权重：{rule.weight}；把握：{library.label(rule.certainty)}"
    yield from (f"依据：{ground}" for ground in _grounds(rule, library))
    if rule.exposure:
        supposed = {side: library.playbooks[side].scenarios[rule.exposure["scenario"]].reason for side in SIDES}
        yield from (f"金额{seat}：假设{words}" for seat, words in _seats(supposed, library))
    yield f"说明：{_read(rule.message, library)}"
    yield f"建议：{_suggestion(rule, library)}"
    if rule.not_judged:
        yield f"不判断：{rule.not_judged}"


def _seats(told: Mapping[Side, str], library: Library) -> Iterator[tuple[str, str]]:
    """What is said of either side, once where it is the same."""
    if len(set(told.values())) == 1:
        yield "", told["customer"]
    else:
        yield from ((f"（{library.label(side)}立场）", words) for side, words in told.items())


def _read(message: str, library: Library, language: str = "zh") -> str:
    """A message with the names of what is filled in, as 【日费率】; 〔…〕 is said only where its value is known."""
    names = {**library.vocabulary["placeholders"], **library.vocabulary["derived"], **library.vocabulary["terms"]}
    return PLACEHOLDER.sub(lambda m: f"【{names[m[1]][language]}】", message)


# -- when a rule fires -----------------------------------------------------------------------------------------------------


def _when(rule: Rule, library: Library) -> Iterator[str]:
    if rule.check:
        yield str(library.vocabulary["checks"][rule.check]["zh"])
    else:
        yield f"“{'”“'.join(library.label(t) for t in rule.types)}”的约定中"
    yield from condition(rule.when, library)
    if rule.rank:
        yield "同一条款符合几条规则的，只报其中最重的"


# -- grounds, wording, examples ----------------------------------------------------------------------------------------------


def _grounds(rule: Rule, library: Library) -> Iterator[str]:
    """Each ground: a provision with version and gist, a threshold with either side's value and reason."""
    for name in rule.basis:
        home, _, rest = name.partition("/")
        if home == "playbook":
            thresholds = {side: library.playbooks[side].thresholds[rest] for side in SIDES}
            told = {side: f"{rest} = {show(rest.partition('.')[2], threshold.value, library, 'zh')}，{threshold.reason}" for side, threshold in thresholds.items()}
            yield from (f"审查指引{seat} {words}" for seat, words in _seats(told, library))
            continue
        article, _, version = rest.partition("@")
        for provision in library.laws[home].provisions:
            if (provision.article, provision.version) == (article, version):
                until = f"，{provision.until} 失效" if provision.until else ""
                yield f"{library.laws[home].name}第{article}条（{version}{until}）：{provision.gist}"


def _suggestion(rule: Rule, library: Library) -> str:
    if not rule.suggestion.startswith("template:"):
        return _read(rule.suggestion, library)
    wanted = rule.suggestion.removeprefix("template:").strip()
    return next((f"采用标准条款（以《{t.title}》为例）：{c.text}" for t in library.templates.values() for c in t.clauses if c.id == wanted), "")


def _examples(examples: Sequence[Example]) -> Iterator[str]:
    if not examples:
        return
    yield from ("", "例（虚拟）")
    for example in examples:
        against = f"，对照 {example.template}" if example.template else ""
        seat = {"customer": "客户方", "carrier": "服务方"}[example.side]
        yield f"  会提示（{seat}立场{against}）：{_indented(example.fires)}"
        yield f"  不提示：{_indented(example.silent)}"
        if example.why:
            yield f"    因为{example.why}"


def _indented(text: str) -> str:
    return text if "\n" not in text else "".join(f"\n    {line}" for line in text.split("\n"))
