"""Caps of liability beside the rest of the contract: for one side alone, without the law's exceptions, undone or undoing.

Terms come in; out come hits of `liability_cap.*` and `liability_exclusion.one_sided`. Two clauses that cap each side are
mutual, whatever each of them says alone; an exception stated anywhere in the contract, or in a clause that an exception
points to, is an exception to every cap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from clauses.checks.passages import cited
from clauses.figures import Figures, comes_to
from clauses.holding import in_force
from clauses.model import Clause, Facts, Hit, Library, Term
from clauses.terms.carved import excepted, heads

_FAULT = re.compile(r"(?:非因|不因|并非)[^，。；]{0,10}(?:过错|过失|原因|责任|故意)|无过错")  # no one answers for what is not his fault
_LIMITED = re.compile(r"责任|赔|上限|限额|限制|免责")
DEMANDED = ("intent", "gross_negligence", "personal_injury")  # what no term may free a party of
PENALTIES = ("delay_compensation", "misuse_penalty", "early_termination_charge", "breach_of_contract")
_EVERYTHING = re.compile(r"违约金|(?:任何|一切|全部|所有)[^，。；]{0,10}责任|责任总额|(?:合同|协议)项下|赔偿总额")
_PENAL = re.compile(r"违约金|赔付金|赔偿金|滞纳金")


def caps_one_side(facts: Facts, library: Library) -> Iterator[Hit]:
    """One hit a family where every term of the body and its supplements caps or frees the same one side, at the widest of them."""
    for type in ("liability_cap", "liability_exclusion"):
        found = [t for t in in_force(facts, type) if t.get("capped") and not _FAULT.search(t.quote)]
        sides = {term.get("capped") for term in found}
        if len(sides) == 1 and sides <= {"customer", "carrier"}:
            widest = max(found, key=_width)
            yield Hit(code=f"{type}.one_sided", clause=widest.clause, quote=widest.quote, span=widest.span, type=type, values={"capped": widest.get("capped")})


def _width(term: Term) -> int:
    """How many heads of loss an exclusion names; of caps the first is as good as any."""
    heads = term.get("heads")
    return len(heads) if isinstance(heads, (list, tuple)) else 0


def _caps(facts: Facts) -> list[Term]:
    """The caps of the body, those that were left blank among them."""
    annexed = {clause.id for clause in facts.contract.clauses if clause.annex}
    return [t for t in facts.terms if t.type == "liability_cap" and t.clause not in annexed]


def no_carve_out(facts: Facts, library: Library) -> Iterator[Hit]:
    """One hit at the first cap where the body leaves liability for intent, gross negligence or personal injury within it."""
    caps = [cap for cap in _caps(facts) if cap.get("base") != "direct_loss"]  # what kind of loss, not how much
    carved = set(heads(" ".join(_excepted(facts))))
    lacking = tuple(tag for tag in DEMANDED if tag not in carved)
    if caps and lacking and "by_law" not in carved:
        first = caps[0]
        yield Hit(code="liability_cap.no_carve_out", clause=first.clause, quote=first.quote, span=first.span, type="liability_cap", values={"carve_outs": lacking, "capped": first.get("capped")})


def _excepted(facts: Facts) -> Iterator[str]:
    """The words that any clause takes out of a limit of liability; where they point to another clause, that clause's words too."""
    capping = {cap.clause for cap in _caps(facts)}
    for clause in facts.contract.clauses:
        text = _led(clause)
        if clause.kind != "clause" or not _LIMITED.search(text):
            continue
        for words in excepted(text):
            yield words
            yield from (other.text for other in cited(words, clause, facts.contract) if other.id not in capping)


def _led(clause: Clause) -> str:
    """A clause's words, behind the heading or the lead-in that it is an item of."""
    return f"{clause.path[-1]}：{clause.text}" if clause.path else clause.text


def undone_penalty(facts: Facts, library: Library) -> Iterator[Hit]:
    """One hit at each penalty of the body whose amount under this contract its payer's cap of liability does not reach."""
    figures = Figures.of(facts)
    annexed = {clause.id for clause in facts.contract.clauses if clause.annex}
    if any(_PENAL.search(words) for words in _excepted(facts)):
        return
    caps = [(t, amount) for t in _caps(facts) if "alternative" not in t.values and (amount := comes_to(t.values, figures, t.quote)) is not None]
    caps.sort(key=lambda c: "per" in c[0].values)  # what is capped in all says more than what is capped by the event
    for penalty in (t for t in facts.terms if t.type in PENALTIES and t.clause not in annexed and t.get("payer")):
        reach = _reach(penalty, figures)
        for cap, amount in caps:
            if reach is not None and amount < reach and cap.get("capped") in ("either", penalty.get("payer")):
                yield Hit(
                    code="liability_cap.undoes_penalty", clause=penalty.clause, quote=penalty.quote, span=penalty.span, type=penalty.type,
                    certainty="likely" if _EVERYTHING.search(cap.quote) else "check",
                    values={"a": penalty.quote, "b": cap.quote, "reach": reach, "comes_to": amount, "capped": penalty.get("payer")},
                )  # fmt: skip
                break


def _reach(penalty: Term, figures: Figures) -> Decimal | None:
    """What a penalty comes to at most in yuan: one that grows by its own cap, any other by its size; None where that cannot be told."""
    cap = penalty.get("cap")
    if cap is not None:
        sized = {"base": cap} if isinstance(cap, str) else dict(cap)
        return comes_to(sized, figures, penalty.quote)
    grows = {"rate_per_day", "rate_per_month", "rate_per_year", "per", "reference"} & set(penalty.values)
    sizes = {"share", "multiple", "amount"} & set(penalty.values)
    return comes_to(penalty.values, figures, penalty.quote) if sizes and not grows else None


def emptied_cap(facts: Facts, library: Library) -> Iterator[Hit]:
    """One hit at the exclusion of any loss that leaves nothing of a capped side's liability."""
    caps = _caps(facts)
    annexed = {clause.id for clause in facts.contract.clauses if clause.annex}
    for term in facts.terms:
        heads = term.get("heads") or ()
        if term.type != "liability_exclusion" or "all" not in heads or term.clause in annexed:
            continue
        cap = next((c for c in caps if term.get("capped") in (c.get("capped"), "either") or c.get("capped") == "either"), None)
        if cap is not None:
            yield Hit(
                code="liability_cap.emptied", clause=term.clause, quote=term.quote, span=term.span, type="liability_cap", certainty="likely",
                values={"a": term.quote, "b": cap.quote, "capped": term.get("capped")},
            )  # fmt: skip
            return
