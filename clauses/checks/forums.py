"""Clauses that cannot both hold: two forums for the same disputes, a bond that does not exist and is forfeited.

Facts come in; out come hits of `jurisdiction.conflict` and `consistency.performance_bond`. Places are compared as places: a
court at the customer's home and one in the city where the customer lives do not conflict.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from clauses.checks.places import article, body, place
from clauses.checks.sums import number_of, totals
from clauses.holding import holdings
from clauses.model import Facts, Hit, Library, Said, Term, Value
from clauses.numerals import values

_BOND = re.compile(r"(?:履约)?(?:保证金|保函)")
ROUNDED = Decimal("0.005")  # a bond is often rounded off

_IS_BOND = r"履约(?:保证金|保函|担保)"
_OF_WHOLE = r"[^。；，\n]{0,4}(?:合同|协议|中标|成交|总)[^。；，%\n]{0,10}"
_BOND_BEFORE = re.compile(rf"{_IS_BOND}[，,：:（(]?(?:的)?(?:总额|金额|数额)?(?:即|为|按照?|相当于|是)*{_OF_WHOLE}$")
_BOND_AFTER = re.compile(rf"(?<=[%％‰])\s*(?:的|作为)?{_IS_BOND}|\s*(?:的|作为){_IS_BOND}")
_AMOUNT_IS = re.compile(rf"(?:[\s）)\]，,（(、：:￥¥的]|{_IS_BOND}|即|计算|计|共|为|金额|人民币|总额|作为)*")
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
    # where the contract says which of the two holds, that is told as consistency.override
    seen = {h.two.clause for h in holdings(facts) if h.two.type == "jurisdiction" and h.holds != "open"}
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
    return [w for w in (party.name, address(seat, facts)) if w] if party is not None else []


def address(role: str, facts: Facts) -> str | None:
    """The address that stands with a side's name; None where none does."""
    party = next((p for p in facts.contract.parties if p.role == role), None)
    if party is None:
        return None
    whole = facts.source.text[facts.contract.span.start : facts.contract.span.end]
    called = "|".join(re.escape(a) for a in (*party.aliases, party.name) if a)
    found = re.search(rf"(?:{called})[^\n]{{0,60}}[:：][^\n]*\n(?:[^\n]*\n){{0,3}}?\s*{_ADDRESS}", whole)
    if found is None and party.name:
        found = re.search(rf"{re.escape(party.name)}[^\n]*\n(?:[^\n]*\n){{0,3}}?\s*{_ADDRESS}", whole)
    return found["place"] if found else None


def _same(one: str, two: str) -> bool:
    """Whether the words of one place hold the other's name, ranks of places left aside."""
    a, b = (_RANKS.sub("", re.sub(r"[\s\[\]]", "", w)) for w in (one, two))
    return bool(a and b) and (a in b or b in a or (any(a[i : i + 2] in b for i in range(len(a) - 1)) and min(len(a), len(b)) <= 3))


def bond(facts: Facts, library: Library) -> Iterator[Hit]:
    """A bond that is taken or returned though there is none, that is no such share of the total, or that two clauses put differently."""
    yield from _none_yet_taken(facts)
    clauses = body(facts.contract)
    whole = {total for c in clauses for total in totals(c.text)}
    told = [(c, *found) for c in clauses for found in _bond_shares(c.text)]
    for clause, share, amount in told:
        if amount is not None and whole and all(abs(total * number_of(share) - number_of(amount)) > total * number_of(share) * ROUNDED for total in whole):
            expected = " / ".join(f"{(total * number_of(share)).quantize(Decimal('0.01')).normalize():,f}" for total in sorted(whole))
            values_ = {"kind": "amount", "stated": amount.value, "expected": expected, "how": Said(f"合同总价 × {share.text}", f"the total × {share.text}")}
            yield place(clause).hit("consistency.performance_bond", share.span.start, amount.span.end, values_, "likely", "performance_bond")
    for clause, share, _ in told[1:]:
        if share.value != told[0][1].value and clause.id != told[0][0].id:
            values_ = {"kind": "share", "a": told[0][1].text, "b": share.text}
            yield place(clause).hit("consistency.performance_bond", *share.span, values_, "likely", "performance_bond")
            return


def _bond_shares(text: str) -> Iterator[tuple[Value, Value | None]]:
    """The shares of the contract's total that a text calls the performance bond, each with the amount that stands beside it."""
    found = values(text)
    for n, value in enumerate(found):
        if value.kind != "share" or not isinstance(value.value, Decimal):
            continue
        if _BOND_BEFORE.search(text[max(0, value.span.start - 32) : value.span.start]) or _BOND_AFTER.match(text, value.span.end):
            after = found[n + 1] if n + 1 < len(found) else None
            beside = after is not None and after.kind == "amount" and _AMOUNT_IS.fullmatch(text[value.span.end : after.span.start])
            yield value, after if beside else None


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
