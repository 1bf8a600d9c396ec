"""Whether a draft is the next of a contract that is already known: by its sides, its number, its words and its figures.

Two reviews come in; how likely it is goes out, with the reason in words. Words alone never tell: two contracts on one standard
form are as alike as two drafts of one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

import numpy as np

from clauses.match.likeness import as_standard, by_words, pairs
from clauses.model import Contract, ContractReview, Review, Roles, Source
from clauses.numerals import values
from clauses.rounds.nouns import LIKELY, Likeness
from clauses.rounds.sameness import flat

ONE_BLANK, BOTH_BLANK = 0.8, 0.7  # what remains where one draft leaves a side's name blank, or both do
OTHER_NUMBER, OTHER_FIGURES, OTHER_YEAR, OTHER_TITLE = 0.4, 0.45, 0.45, 0.9  # where the contracts' numbers differ; most figures; the numbers in the titles; the titles
FIGURES_SHARED, FEWEST_FIGURES = 0.4, 4  # share of the amounts, dates and codes of the draft that has fewer, and how many tell anything
TITLES_ALIKE = 0.6
_NUMBER = re.compile(r"(?:合同|协议|项目)?编?号\s*[:：]\s*([^\s:：，。]{4,40})")
_CODE = re.compile(r"(?<![A-Za-z0-9])(?=[A-Za-z0-9-]*\d)[A-Za-z0-9-]{6,}(?![A-Za-z0-9])")


def likely_same(before: ContractReview, after: ContractReview) -> Likeness:
    """Whether the later is a draft of the same contract as the earlier.

    The sides decide first: where a side has another name, or neither draft names any, nothing else is looked at.
    """
    old, new = before.facts.contract, after.facts.contract
    named, refusal = _sides(old, new)
    if refusal is not None:
        return refusal
    words = _words(old, new)
    alike = f"{int(words * 100)}%"  # cut, not rounded: what differs in a word is not the same
    score, against = words * named, ("", "")
    if (one := _number(old, before.facts.source)) and (other := _number(new, after.facts.source)) and not (one.startswith(other) or other.startswith(one)):
        score, against = score * OTHER_NUMBER, (f"合同编号不同（{one}，{other}）", f"the contract numbers differ ({one}, {other})")
    if (shared := _figures_shared(before, after)) is not None and shared < FIGURES_SHARED:
        score, against = score * OTHER_FIGURES, against if against[0] else (f"金额、日期和编号只有 {shared:.0%} 相同", f"only {shared:.0%} of amounts, dates and codes agree")
    if (years := [re.findall(r"\d+", flat(contract.title)) for contract in (old, new)])[0] != years[1]:
        score, against = score * OTHER_YEAR, against if against[0] else (f"标题不同（{old.title}；{new.title}）", f"the titles differ ({old.title}; {new.title})")
    elif SequenceMatcher(None, flat(old.title), flat(new.title), autojunk=False).ratio() < TITLES_ALIKE:
        score *= OTHER_TITLE
    if score >= LIKELY:
        sides = ("双方相同", "the same sides") if named == 1 else ("一方相同，另一方未写明", "one side the same, the other not named")
        return Likeness(score=round(score, 2), reason=f"{sides[0]}，条款文字 {alike} 相同", reason_en=f"{sides[1]}, {alike} of the clauses' words agree")
    reason = against if against[0] else (f"条款文字只有 {alike} 相同", f"only {alike} of the clauses' words agree")
    return Likeness(score=round(score, 2), reason=reason[0], reason_en=reason[1])


def _sides(old: Contract, new: Contract) -> tuple[float, Likeness | None]:
    """What the sides' names leave of the likelihood; and the refusal where they tell two contracts apart, or nothing."""
    score = 1.0
    for role, zh, en in (("customer", "客户方", "customer"), ("carrier", "运营商方", "carrier")):
        names = [{flat(p.name) for p in contract.parties if p.role == role and p.name} for contract in (old, new)]
        if not names[0] or not names[1]:
            score *= ONE_BLANK if names[0] or names[1] else BOTH_BLANK
        elif not names[0] & names[1]:
            return 0.0, Likeness(score=0.0, reason=f"{zh}不同（{'、'.join(sorted(names[0]))}；{'、'.join(sorted(names[1]))}）", reason_en=f"another {en}")
    if score <= max(ONE_BLANK, BOTH_BLANK) ** 2:
        return 0.0, Likeness(score=0.0, reason="没有一方的名称在两份中都写明，无法判断", reason_en="neither side is named in both")
    return score, None


def _words(old: Contract, new: Contract) -> float:
    """How much of the clauses' words either draft finds in the other's likest clauses, by length."""
    texts = [[as_standard(c.text, Roles(customer=k.names("customer"), carrier=k.names("carrier"))) for c in k.clauses] for k in (old, new)]
    if not texts[0] or not texts[1]:
        return 0.0
    alike = by_words(pairs(texts[0]), pairs(texts[1]))
    found = [np.average(alike.max(axis=1 - side), weights=[len(text) + 1 for text in texts[side]]) for side in (0, 1)]
    return float(np.mean(found))


def _number(contract: Contract, source: Source) -> str:
    """The contract's own number as the lines before its clauses give it; "" where they give none, or a blank."""
    first = min((c.span.start for c in contract.clauses if c.kind != "preamble"), default=contract.span.end)
    found = _NUMBER.search(source.text, contract.span.start, first)
    return flat(found[1]) if found and re.search(r"\d", found[1]) and not re.search(r"_{2,}|[【\[（(]\s*[】\])）]|[xX]{2,}", found[1]) else ""


def _figures_shared(before: ContractReview, after: ContractReview) -> float | None:
    """The share of the amounts, dates and codes of the draft with fewer that the other has; None where they are too few to tell."""
    old, new = (set(_figures(review)) for review in (before, after))
    fewer = min(len(old), len(new))
    return len(old & new) / fewer if fewer >= FEWEST_FIGURES else None


def _figures(review: ContractReview) -> Iterator[object]:
    for clause in review.facts.contract.clauses:
        yield from ((v.kind, v.value, v.currency) for v in values(clause.text) if v.kind in ("amount", "date", "date_range") and v.value is not None)
        yield from _CODE.findall(clause.text)


def couples(before: Review, after: Review) -> tuple[tuple[ContractReview | None, ContractReview | None], ...]:
    """The contracts of two files, each with its likest of the other file; of one each, those two. None beside what has no other."""
    if len(before.contracts) == len(after.contracts) == 1:
        return ((before.contracts[0], after.contracts[0]),)
    alike = [[_words(one.facts.contract, other.facts.contract) + likely_same(one, other).score for other in after.contracts] for one in before.contracts]
    became: dict[int, int] = {}
    for _, old, new in sorted(((score, old, new) for old, row in enumerate(alike) for new, score in enumerate(row)), reverse=True):
        if old not in became and new not in became.values():
            became[old] = new
    was = {new: old for old, new in became.items()}
    found: list[tuple[ContractReview | None, ContractReview | None]] = [(before.contracts[was[n]] if n in was else None, one) for n, one in enumerate(after.contracts)]
    return (*found, *((one, None) for n, one in enumerate(before.contracts) if n not in became))
