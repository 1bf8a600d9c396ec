"""Clauses that cannot both hold: two forums for the same disputes, a bond that does not exist and is forfeited.

Facts come in; out come hits of `jurisdiction.conflict` and `consistency.performance_bond`. Places are compared as places: a
court at the customer's home and one in the city where the customer lives do not conflict.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from clauses.checks.places import article, body, place
from clauses.checks.sums import totals
from clauses.model import Facts, Hit, Library, Term

_BOND = re.compile(r"(?:履约)?(?:保证金|保函)")
_IS_BOND = re.compile(r"履约(?:保证金|保函|担保)")
_NO_BOND = re.compile(r"预付|首付|进度款|尾款|质保金|质量保证金|投标")
_TAKEN = re.compile(r"履约(?:保证金|保函)[^。；，\n]{0,12}?(?:不予退还|不退还?|没收|扣除|扣减|扣罚|扣留|退还|返还|抵扣|抵作|充抵|补足|补交)|(?:没收|扣除|扣减|扣罚|扣留|退还|返还|从|以)[^。；，\n]{0,10}履约(?:保证金|保函)")
_CHOICE = re.compile(r"种(?:争议)?(?:解决)?(?:方式|途径|办法)|第[\s\[【（(]*[一二三\d_＿]*[\s\]】）)]*[种项]|(?:以下|下列|如下)[^，。；]{0,6}(?:方式|途径|办法|之一)|任选|选择|□|☑|√|或者?(?:依法)?向")
_ITEM = re.compile(r"[（(]|[\d一二三四五六]{1,2}[）)、]|[\d１-９①-⑳]$")
_RANKS = re.compile(r"省|市|区|县|自治|人民|法院|基层|中级|所在地|新区$")
_ADDRESS = r"(?:地\s*址|住\s*所(?:地)?|注册地址?)\s*[:：]\s*(?P<place>[^\n]{2,60})"
_SIGNED_AT = re.compile(r"(?:签订|签署|签约|订立)\s*(?:地点?|处)\s*[:：为在于是]\s*[\[【]?(?P<place>[^\n，。；\]】]{2,30})|在(?P<place2>[\u4e00-\u9fff]{2,12}?)(?:签订|签署|订立)(?:本合同|本协议)?[。，]")


def two_forums(facts: Facts, library: Library) -> Iterator[Hit]:
    """A later clause that sends the same disputes elsewhere than an earlier one; one hit a clause, the body against itself first."""
    annexed = {c.id: bool(c.annex) for c in facts.contract.clauses}
    told = [t for t in facts.terms if t.type == "jurisdiction" and t.get("method") in ("court", "arbitration") and t.clause in annexed]
    told.sort(key=lambda t: annexed[t.clause])
    seen: set[str] = set()
    for n, term in enumerate(told):
        for earlier in told[:n]:
            if earlier.clause == term.clause or term.clause in seen or annexed[earlier.clause] or _offered(earlier, term, facts):
                continue
            if _conflict(earlier, term, facts):
                seen.add(term.clause)
                yield Hit(
                    code="jurisdiction.conflict", clause=term.clause, quote=term.quote, span=term.span, certainty="likely",
                    values={"a": earlier.quote, "b": term.quote, "seat": term.get("seat"), "method": term.get("method")},
                )  # fmt: skip


def _offered(one: Term, two: Term, facts: Facts) -> bool:
    """Whether the two stand under one heading that offers them, one to be chosen."""
    first, second = (facts.contract.clause(t.clause) for t in (one, two))
    if article(first) != article(second) or first.annex != second.annex:
        return False
    if first.path and first.path == second.path and all(_ITEM.match(c.number or "") for c in (first, second)):
        return True
    words = " ".join(c.text for c in facts.contract.clauses if c.annex == first.annex and article(c) == article(first))
    return bool(_CHOICE.search(words + " ".join((*first.path, *second.path))))


def _conflict(one: Term, two: Term, facts: Facts) -> bool:
    if one.get("method") != two.get("method"):
        return True
    bodies = (one.get("institution"), two.get("institution"))
    if all(bodies):
        return bodies[0] not in bodies[1] and bodies[1] not in bodies[0]
    seats = [t.get("seat") for t in (one, two)]
    if one.get("method") == "arbitration" or not all(isinstance(s, str) for s in seats) or seats[0] == seats[1]:
        return False
    where = [_where(str(s), facts) for s in seats]
    if not all(where):
        return where[0] != where[1] or not any(where)
    return not any(_same(a, b) for a in where[0] for b in where[1])


def _where(seat: str, facts: Facts) -> list[str]:
    """The words that tell which place a seat is; [] where the contract does not say."""
    if seat.startswith("place:"):
        return [seat.removeprefix("place:")]
    whole = facts.source.text[facts.contract.span.start : facts.contract.span.end]
    if seat == "place_of_signing":
        found = _SIGNED_AT.search(whole)
        return [found["place"] or found["place2"]] if found else []
    party = next((p for p in facts.contract.parties if p.role == seat), None)
    if party is None:
        return []
    called = "|".join(re.escape(a) for a in party.aliases)
    address = re.search(rf"(?:{called})[^\n]{{0,60}}[:：][^\n]*\n(?:[^\n]*\n){{0,3}}?\s*{_ADDRESS}", whole)
    return [w for w in (party.name, address["place"] if address else None) if w]


def _same(one: str, two: str) -> bool:
    """Whether the words of one place hold the other's name, ranks of places left aside."""
    a, b = (_RANKS.sub("", re.sub(r"[\s\[\]]", "", w)) for w in (one, two))
    return bool(a and b) and (a in b or b in a or (any(a[i : i + 2] in b for i in range(len(a) - 1)) and min(len(a), len(b)) <= 3))


def bond(facts: Facts, library: Library) -> Iterator[Hit]:
    """A bond that is taken or returned though there is none, that is no such share of the total, or that two clauses put differently."""
    yield from _none_yet_taken(facts)
    clauses = {c.id: c for c in body(facts.contract)}
    told = [
        t for t in facts.terms
        if t.type == "performance_bond" and t.clause in clauses and isinstance(t.get("share"), Decimal) and t.get("base") == "contract_total"
        and _IS_BOND.search(t.quote) and not _NO_BOND.search(t.quote)
    ]  # fmt: skip
    whole = {total for c in clauses.values() for total in totals(c.text)}
    for term in told:
        amount, share = term.get("amount"), term.values["share"]
        if isinstance(amount, Decimal) and whole and all(abs(total * share - amount) > 1 for total in whole):
            expected = " / ".join(f"{(total * share).quantize(Decimal('0.01')).normalize():,f}" for total in sorted(whole))
            yield _bond_hit(term, {"kind": "amount", "stated": amount, "expected": expected, "how": f"合同总价 × {(share * 100).normalize():f}%"})
    for later in told[1:]:
        if later.values["share"] != told[0].values["share"] and later.clause != told[0].clause:
            shares = [f"{(t.values['share'] * 100).normalize():f}%" for t in (told[0], later)]
            yield _bond_hit(later, {"kind": "share", "a": shares[0], "b": shares[1]})
            return


def _bond_hit(term: Term, values: dict[str, object]) -> Hit:
    return Hit(code="consistency.performance_bond", clause=term.clause, quote=term.quote, span=term.span, values=values, certainty="likely", type="performance_bond")


def _none_yet_taken(facts: Facts) -> Iterator[Hit]:
    """A bond that is forfeited, set off or returned though there is none; one hit at the first such clause."""
    none = next((t for t in facts.terms if t.type == "performance_bond" and t.get("exists") is False), None)
    if none is None:
        return
    denied = facts.contract.clause(none.clause)
    for clause in body(facts.contract):
        taken = _TAKEN.search(clause.text)
        if clause.id != none.clause and taken and not re.search(r"如有|若有|（如有）", clause.text):
            heading = denied.heading or (denied.path[-1] if denied.path else "")
            stated = f"{heading}：{none.quote}" if _BOND.search(heading) and not _BOND.search(none.quote) else none.quote
            yield place(clause).hit("consistency.performance_bond", *taken.span(), {"stated": stated}, "certain", "performance_bond")
            return
