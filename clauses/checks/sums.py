"""Amounts in the words of a clause that do not add up: in words against in digits, tax, shares of the total, products.

Facts come in; out come hits of `consistency.amount` with what is stated, what is expected and how that was reckoned. Only
what one clause or one article says of the same sum is reckoned; a sum that may have further parts is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from clauses.checks.passages import front
from clauses.checks.places import Place, article, body, place, places, sentences
from clauses.model import Certainty, Clause, Facts, Hit, Library, Said, Value
from clauses.numerals import values

CENT = Decimal("0.02")  # sums of rounded parts
YUAN = Decimal(1)  # products and shares are rounded to the yuan

_LABELS = r"(?:人民币|RMB|大写|小写|金额|含税|即|为|是|整|计|折合|￥|¥|元)"
_BESIDE = re.compile(rf"[\s（(，,、：:；;）)\[\]【】“”]*(?:{_LABELS}[\s（(，,、：:；;）)\[\]【】“”]*)*")
_LABELLED = re.compile(r"(?:大写|小写|￥|¥)[）)：:\s\[【]*(?:人民币)?$")
_TAX_LABELS = {
    "net": re.compile(r"不含(?:增值)?税|除税|税前"),
    "tax": re.compile(r"(?<!含)(?:增值)?税(?:额|款|金(?!额))"),
    "gross": re.compile(r"(?<!不)含(?:增值)?税|价税合计|税价合计"),
    "total": re.compile(r"合同总?(?:金额|价款?|额)|总(?:金额|价款?|费用|额|计)|共计|合计"),
}
_TAX_RATE = re.compile(r"税率[^，。；%\d]{0,8}$")
_TOTAL = re.compile(r"(?:总(?:金额|价款?|费用|额|租金|计)|合同(?:金额|价款|价格|价)|价税合计|(?:费用|金额)(?:共计|合计|总计))[^，。；、\d]{0,16}$")
_OF_TOTAL = re.compile(
    r"(?:(?:合同|协议|项目)(?:含税)?(?:总(?:金额|价款?|费用|额|租金)|金额|价款|价格?)的?|总(?:金额|价款|价|费用|额)的|(?:剩余|其余|余下?)(?:款项|部分)?的?"
    r"|(?:支付|付)(?:预付款|首付款|首期款|进度款|到货款|验收款|尾款|余款)?(?:的)?)[\s\[【（(]*$"
)
_SHARE_IS = re.compile(r"[）)\]】\s]*[，,（(、：:\s]*(?:即|计|共计|合计|为|金额|人民币|小写|款项|作为|的?(?:预付款|首付款|首期款|进度款|尾款|余款|验收款|服务费|费用))*[：:，,（(\s￥¥]*")
_PAYS = re.compile(r"支付|付款|付给|付清|结清|缴纳|付(?=合同|项目|总)")
_NO_PART = re.compile(r"违约|赔偿|罚|逾期|履约保证金|投标保证金|不超过|上限|扣除|扣减|超过|低于|高于|达到|浮动|增减|变更|利息|损失|退还|返还|结算价|审计")
_CUMULATIVE = re.compile(r"(?:支付|付|付款|结算)(?:至|到)(?=[^，。；]{0,10}(?:合同|总|\d|百分))|累计")
_ALTERNATIVE = re.compile(r"种方式|方式[一二三12]|任选|□|☑|√|■|或者?按")
_REST = re.compile(r"余款|余额|剩余|其余|尾款|质保(?!期)|质量保证(?!期)|余下|另行|以此类推")
_INSTALMENT = re.compile(r"首付款?|首期|第[一二三四五六七八九十\d]+(?:期|次|笔|阶段|批)|预付款?|进度款|尾款|余款|验收款")
_PER = re.compile(r"\s*(?:整)?[）)]?\s*[/／](?:[条台套个部路人点户张对芯座根间只席站]|端口|年)?[/／]?(?:月|[条台套个部路人点户张对芯座根间只席站]|端口|年)?")
_PRICE = re.compile(r"(?:单价|月租费?|月租金|月费|月服务费|月使用费|月资费)[^，。；\d]{0,8}$|每(?:个)?(?:[条台套个部路人点户张对芯座根间只席站月年]|端口)(?:每?[月年])?[^，。；\d每]{0,6}$")
_SUM = re.compile(r"(?:合计|共计|总计|总价款?|总金额|总费用|总额|小计|总租金)[^，。；\d]{0,10}$")
_COUNTED = re.compile(r"\s*(?:(?:皮长)?公里|千米|[条台套个部路人点户张对芯座根间只席站](?!月|工作|日))")
_PER_THING = re.compile(r"每(?!年|月|日|天|季|周|小时)|[/／](?!年|月|日|天|季|周|小时)")  # 每芯每公里每年: a price by two things at once
_BY_MONTH = re.compile(r"月")
_OF_YEAR = re.compile(r"年(?:租|费|服务|使用|资费|度|合计)|全年|每年")
_NOT_PLAIN = re.compile(r"优惠|折|减免|赠|免费|押金|另|加收|一次性|每[日天次小]|首年|第[一二三]年|递增|不含|其中|包括|含")
_TIMES = re.compile(r"[^\d，。；=＝]{0,10}[×xX*＊✕][^\d，。；=＝]{0,6}")
_EQUALS = re.compile(r"[^\d，。；=＝]{0,10}[=＝][^\d，。；=＝]{0,6}")


class Part(NamedTuple):
    """A share of the contract's total that is to be paid, with the amount that stands beside it."""

    place: Place
    share: Value
    amount: Value | None


def amounts(facts: Facts, library: Library) -> Iterator[Hit]:
    """Where the amounts of a clause or an article disagree, at most one hit an amount."""
    for where in places(facts.source, facts.contract):
        yield from _words_and_digits(where)
    clauses = body(facts.contract)
    cover = front(facts)
    whole = {t for c in (*cover, *clauses) for t in totals(c.text)}
    for run in cover:
        yield from _tax(place(run))
    for clause in clauses:
        where = place(clause)
        yield from _tax(where)
        yield from _formulas(where)
        yield from _products(where)
    for name in dict.fromkeys(article(c) for c in clauses):
        yield from _parts([c for c in clauses if article(c) == name], whole)


def totals(text: str) -> set[Decimal]:
    """The amounts that the words call the contract's total."""
    found = money(text)
    return {v.value for v in found if isinstance(v.value, Decimal) and _TOTAL.search(text[max(0, v.span.start - 28) : v.span.start])}


def money(text: str) -> list[Value]:
    """The amounts of a text, and bare numbers that are labelled 大写 or 小写."""
    return [
        v for v in values(text)
        if isinstance(v.value, Decimal)
        and (v.kind == "amount" or (v.kind == "number" and _LABELLED.search(text[max(0, v.span.start - 8) : v.span.start])))
    ]  # fmt: skip


def _in_words(value: Value) -> bool:
    return not re.search(r"\d", value.text)


def once(text: str, found: Sequence[Value]) -> list[Value]:
    """The amounts, one that is told in words and in digits once, at its first place and with what the digits say."""
    kept: list[Value] = []
    for value in found:
        if kept and _in_words(value) != _in_words(kept[-1]) and _BESIDE.fullmatch(text[kept[-1].span.end : value.span.start]):
            kept[-1] = replace(kept[-1], value=(kept[-1] if _in_words(value) else value).value)
            continue
        kept.append(value)
    return kept


def _words_and_digits(where: Place) -> Iterator[Hit]:
    for one, two in pairwise(money(where.text)):
        if _in_words(one) == _in_words(two) or not _BESIDE.fullmatch(where.text[one.span.end : two.span.start]):
            continue
        words, digits = (one, two) if _in_words(one) else (two, one)
        if abs(number_of(words) - number_of(digits)) >= CENT / 2:
            yield where.hit("consistency.amount", one.span.start, two.span.end, {"stated": words.value, "expected": digits.value, "kind": "words"})


def number_of(value: Value) -> Decimal:
    """The value's number; nought where it is a blank."""
    return value.value if isinstance(value.value, Decimal) else Decimal(0)


def _tax(where: Place) -> Iterator[Hit]:
    """Net and tax against gross, and the rate against the tax, where the clause has one of each."""
    text = where.text
    found: dict[str, list[Value]] = {name: [] for name in _TAX_LABELS}
    passed = 0
    for value in once(text, money(text)):
        before = text[max(passed, value.span.start - 28) : value.span.start]
        passed = value.span.end
        ends = {name: max((m.end() for m in pattern.finditer(before)), default=0) for name, pattern in _TAX_LABELS.items()}
        label = max(ends, key=lambda name: ends[name])
        if ends[label]:
            found[label].append(value)
    net, tax = found["net"], found["tax"]
    gross = found["gross"] or found["total"]
    rates = [v for v in values(text) if v.kind == "share" and _TAX_RATE.search(text[max(0, v.span.start - 14) : v.span.start])]
    if len(net) != 1 or len(gross) != 1 or len(tax) > 1:
        return
    spans = [v.span for v in (*net, *tax, *gross)]
    start, end = min(s.start for s in spans), max(s.end for s in spans)
    base, sum_ = number_of(net[0]), number_of(gross[0])
    if tax and abs(base + number_of(tax[0]) - sum_) > CENT:
        how = Said(f"不含税 {base} + 税额 {number_of(tax[0])}", f"{base} before tax + {number_of(tax[0])} of tax")
        yield where.hit("consistency.amount", start, end, {"stated": sum_, "expected": base + number_of(tax[0]), "how": how})
    elif len(rates) == 1 and abs(base * number_of(rates[0]) - (sum_ - base)) > YUAN:
        expected = (base * number_of(rates[0])).quantize(Decimal("0.01"))
        yield where.hit("consistency.amount", start, end, {"stated": sum_ - base, "expected": expected, "how": Said(f"不含税 {base} × 税率 {rates[0].text}", f"{base} before tax × {rates[0].text}")})


def _parts(clauses: Sequence[Clause], whole: set[Decimal]) -> Iterator[Hit]:
    """The instalments of an article against the total that it, or else the whole contract, names."""
    named = {t for c in clauses for t in totals(c.text)} or whole
    total = next(iter(named)) if len(named) == 1 else None
    parts = [part for clause in clauses for part in _shares(place(clause))]
    if total is not None:
        for part in parts:
            expected = total * number_of(part.share)
            if part.amount is not None and abs(expected - number_of(part.amount)) > YUAN:
                how = f"{total} × {part.share.text}"
                yield _part_hit(part, {"stated": part.amount.value, "expected": expected.quantize(Decimal("0.01")), "how": how})
                return
    words = "\n".join(c.text for c in clauses)
    if _CUMULATIVE.search(words) or _ALTERNATIVE.search(words):
        return
    shares = sum((number_of(p.share) for p in parts), Decimal(0))
    if len(parts) >= 2 and (shares > 1 or (shares < 1 and not _more(words))):
        how = " + ".join(p.share.text for p in parts)
        yield _part_hit(parts[-1], {"stated": f"{(shares * 100).normalize():f}%", "expected": "100%", "how": how}, "likely")
    elif total is not None and not parts:
        yield from _instalments(clauses, total)


def _more(words: str) -> bool:
    """Whether the article speaks of a rest without saying its share."""
    found = [v.span for v in values(words) if v.kind == "share"]
    for rest in _REST.finditer(words):
        end = min((at for stop in "，。；\n" if (at := words.find(stop, rest.end())) >= 0), default=len(words))
        if not any(rest.end() <= span.start < end for span in found):
            return True
    return False


def _part_hit(part: Part, values: dict[str, object], certainty: Certainty = "certain") -> Hit:
    end = part.amount.span.end if part.amount else part.share.span.end
    return part.place.hit("consistency.amount", part.share.span.start, end, values, certainty)


def _shares(where: Place) -> Iterator[Part]:
    text, found = where.text, values(where.text)
    for sentence in sentences(text):
        words = text[sentence.start : sentence.end]
        if _NO_PART.search(words) or not _PAYS.search(words):
            continue
        for n, value in enumerate(found):
            if value.kind != "share" or not sentence.start <= value.span.start < sentence.end or not _OF_TOTAL.search(text[max(0, value.span.start - 16) : value.span.start]):
                continue
            after = found[n + 1] if n + 1 < len(found) else None
            beside = after is not None and after.kind == "amount" and _SHARE_IS.fullmatch(text[value.span.end : after.span.start])
            yield Part(where, value, after if beside else None)


def _instalments(clauses: Iterable[Clause], total: Decimal) -> Iterator[Hit]:
    """Instalments named by amounts alone, where every one of them has its amount."""
    paid: list[tuple[Place, Value]] = []
    for clause in clauses:
        where = place(clause)
        for sentence in sentences(clause.text):
            words = clause.text[sentence.start : sentence.end]
            if not _INSTALMENT.search(words) or not _PAYS.search(words):
                continue
            found = [v for v in once(words, money(words)) if v.value != total]
            if len(found) != 1 or _NO_PART.search(words):
                return
            paid.append((where, found[0]))
    sum_ = sum((number_of(v) for _, v in paid), Decimal(0))
    if len(paid) >= 2 and abs(sum_ - total) > CENT:
        where, last = paid[-1]
        at = where.text.find(last.text)
        how = " + ".join(f"{number_of(v)}" for _, v in paid)
        yield where.hit("consistency.amount", at, at + len(last.text), {"stated": total, "expected": sum_, "how": how}, "likely")


def _formulas(where: Place) -> Iterator[Hit]:
    """Written sums: 900 元 × 12 个月 × 10 条 = 108000 元."""
    text = where.text
    found = [v for v in values(text) if isinstance(v.value, Decimal)]
    factors: list[Value] = []
    for one, two in pairwise(found):
        gap = text[one.span.end : two.span.start]
        if _TIMES.fullmatch(gap):
            factors = [*factors, two] if factors else [one, two]
            continue
        if factors and _EQUALS.fullmatch(gap) and two.kind in ("amount", "number"):
            product = Decimal(1)
            for factor in factors:
                product *= number_of(factor)
            if abs(product - number_of(two)) > YUAN:
                how = " × ".join(f.text for f in factors)
                yield where.hit("consistency.amount", factors[0].span.start, two.span.end, {"stated": two.value, "expected": product, "how": how})
        factors = []


def _products(where: Place) -> Iterator[Hit]:
    """A price, numbers of things or of months, and a sum in one plain sentence; a further sum is of the one before it."""
    for sentence in sentences(where.text):
        text = where.text[sentence.start : sentence.end]
        found = values(text)
        money = once(text, [v for v in found if v.kind == "amount"])
        summed = [v for v in money if _SUM.search(text[max(0, v.span.start - 18) : v.span.start])]
        priced = [v for v in money if v not in summed and (_PRICE.search(text[max(0, v.span.start - 16) : v.span.start]) or ((m := _PER.match(text, v.span.end)) and m[0].strip()))]
        factors = [v for v in found if (v.kind == "number" and _COUNTED.match(text, v.span.end)) or (v.kind == "duration" and v.unit in ("month", "year"))]
        if len(priced) != 1 or not 1 <= len(summed) <= 2 or money != [*priced, *summed] or _NOT_PLAIN.search(text) or _TIMES.search(text):
            continue
        lead = text[text.rfind("，", 0, priced[0].span.start) + 1 : _unit_end(text, priced[0])]
        if len(_PER_THING.findall(lead)) > sum(f.kind == "number" for f in factors):
            continue
        passed = 0
        for of, sum_ in pairwise(money):
            between = [f for f in factors if passed <= f.span.start < sum_.span.start]
            if not passed and sum_ is money[-1]:
                between = factors
            yearly = bool(_BY_MONTH.search(lead) and _OF_YEAR.search(text, of.span.end, sum_.span.start))
            wrong = _unlike_product(of, between, sum_, yearly=yearly)
            if wrong:
                start, end = (sentence.start + at for at in (min(of.span.start, sum_.span.start), max(of.span.end, sum_.span.end)))
                yield where.hit("consistency.amount", start, end, wrong, "likely")
            passed = sum_.span.end


def _unit_end(text: str, price: Value) -> int:
    """Where the words behind a price that say what it is of end: 800 元/条/月."""
    unit = _PER.match(text, price.span.end)
    return unit.end() if unit else price.span.end


def _unlike_product(price: Value, factors: Sequence[Value], sum_: Value, *, yearly: bool) -> dict[str, object]:
    """What is stated, expected and how reckoned, where the sum is no product of the price with any of the factors; {} where it is one.

    Args:
        price: of a thing; factors: numbers of things and durations.
        sum_: the sum as stated.
        yearly: the price is a month's and the sum a year's.
    """
    if not 1 <= len(factors) <= 2:
        return {}
    products = {number_of(price) * (12 if yearly else 1)}
    for factor in factors:
        times = {number_of(factor), number_of(factor) * 12} if factor.unit == "year" else {number_of(factor)}
        products |= {p * t for p in products for t in times}
    if any(abs(p - number_of(sum_)) <= YUAN for p in products):
        return {}
    how = " × ".join((price.text, *(f.text for f in factors), *(["12"] if yearly else [])))
    expected = max(products) if all(f.unit != "year" for f in factors) else how
    return {"stated": number_of(sum_), "expected": expected, "how": how}
