"""Arbitral bodies that no one can find: named after a party or an unnamed place, in an option chosen or not.

The words come in; out come hits of `jurisdiction.arbitration_body_unclear`. Whether a named body exists is not checked: there
are hundreds, and the list changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from clauses.model import Clause, Facts, Hit, Library, Term

BODY = re.compile(r"(?P<name>[^，。；：:（(、\s]{0,24}[\[［【]?[^，。；：:（(、]{0,16}?[\]］】]?\s*)仲裁(?:委员会|机构|院|中心|机关|部门)")
# A body that is named after a side, or by "the local", "the competent", is none that bears a name.
UNNAMED = re.compile(r"所在地|住所地|注册地|当地|本地|签订地|签约地|履行地|项目地|有管辖权|相关|有关|双方|(?:提交|提请|向|由|至|到|交)\s*[\[［【（(]?\s*[\]］】）)]?\s*$|^\s*[\[［【]\s*[\]］】]?\s*$|[_＿]{2,}|[xX×]{2,}")


def unnamed_bodies(facts: Facts, library: Library) -> Iterator[Hit]:
    """One hit a clause that sends disputes to a body without a name of its own."""
    arbitrated = {term.clause for term in facts.terms if _is_read_as_arbitration(term)}
    sides = "|".join(re.escape(name) for role in ("customer", "carrier") for name in facts.contract.names(role))
    for clause in facts.contract.clauses:
        if clause.id in arbitrated:  # a rule speaks on the term itself
            continue
        for found in BODY.finditer(clause.text):
            name = found["name"].strip()
            if UNNAMED.search(name) or (sides and re.search(rf"[\[［【]?\s*(?:{sides})\s*[\]］】]?$", name)):
                yield _hit(clause, found)
                break


def _is_read_as_arbitration(term: Term) -> bool:
    return term.type == "jurisdiction" and term.get("method") == "arbitration" and term.get("institution") is None


def _hit(clause: Clause, found: re.Match[str]) -> Hit:
    return Hit(code="jurisdiction.arbitration_body_unclear", clause=clause.id, quote=found[0].strip(), span=clause.locate(found.start(), found.end()), certainty="likely", type="jurisdiction")
