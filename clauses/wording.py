"""The library's wording as a draft would have it: with the draft's names of the sides and the draft's numbers of clauses.

A standard speaks of 甲方 the customer and 乙方 the carrier and cites its own numbers; a rule speaks of 客户方 and 服务方. Put into a
draft that gives the letters the other way round or numbers otherwise, the same words would bind the wrong side or cite the wrong clause.
"""

from __future__ import annotations

import re

from clauses.model import Clause, Facts, Side, Template

_CITED = re.compile(r"第(\d+(?:\.\d+)+)条")
_SIDES: dict[str, Side] = {"甲方": "customer", "乙方": "carrier", "客户方": "customer", "服务方": "carrier"}
_NAMES = re.compile("|".join(_SIDES))


def as_draft(text: str, facts: Facts, template: Template | None = None) -> str:
    """The text as the draft would write it.

    A number of the standard's that no clause of the draft answers stands as 第[标准11.8]条, to be seen to.

    Args:
        text: wording of a standard or a rule.
        facts: of the draft.
        template: the standard that the text was taken from; None = a rule's own words, which cite nothing.
    """
    names = {role: next((p.alias for p in facts.contract.parties if p.role == role and p.alias), None) for role in _SIDES.values()}
    named = _NAMES.sub(lambda m: names[_SIDES[m[0]]] or m[0], text)
    return _CITED.sub(lambda m: _counterpart(m[1], template, facts) or f"第[标准{m[1]}]条", named) if template else named


def _counterpart(number: str, template: Template, facts: Facts) -> str | None:
    if facts.template is None or template.id != facts.template.id:
        return None  # its clauses were matched with none of the draft's
    ids = {c.id for c in template.clauses if c.number == number and c.annex is None}
    for match in facts.matches:
        answered = match.template_clause if isinstance(match.template_clause, tuple) else (match.template_clause,)
        if ids & set(answered):
            return cited(facts.contract.clause(match.clause))
    return None


def cited(clause: Clause) -> str | None:
    """How a clause is referred to: 第9.2条, 第九条, 第九条第（三）项; None where it has no number."""
    number = (clause.number or "").strip(" 、.．")
    if not number:
        return None
    if re.fullmatch(r"\d+(?:\.\d+)*", number):
        return f"第{number}条"
    if number.startswith("第"):
        return number
    article = next((found[0] for part in clause.path if (found := re.match(r"第[^\s条]+条", part))), "")
    return f"{article}第{number}项"
