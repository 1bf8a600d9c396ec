"""A whole that is not the sum of its parts: 总价…，其中…；以上三项合计…；每台每月…，合计…; a bond that is no share of the total.

Facts come in; out come hits of `consistency.amount` with what is stated, what is expected and how that was reckoned. Prices
by the month or the piece are parts of a whole only with the number of pieces that the contract tells once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from clauses.checks.places import Place, body, place
from clauses.checks.sums import money, number_of, once
from clauses.model import Certainty, Clause, Facts, Hit, Library, Span, Value
from clauses.numerals import values

CENT = Decimal("0.02")
LEAST = Decimal("0.75")  # parts introduced by 其中 that come to less are some of the whole only

_STOP = "。；;\n"
_INTO = re.compile(r"其中|(?:包括|包含|含)(?!税)|分别(?:为|是)|分为|由[^，。；]{0,16}(?:组成|构成)|(?:组成|构成)(?:如下)?[为：:]")
_ALL_OF_IT = re.compile(r"由[^，。；]{0,16}(?:组成|构成)|(?:组成|构成)|分别|分为")
_TAX = re.compile(r"税")
_NO_PART = re.compile(r"每|单价|另|不含|不包括|优惠|折|减免|押金|保证金|已付|已支付|首付|预付|违约|赔偿|不超过|上限|最高|最低|余|暂列|预留|(?<!合)(?<!总)月(?:租|服务|使用|功能)?费(?!\S{0,4}(?:合计|共计|总计|总额))|[/／]月")
_OPEN = re.compile(r"等(?:费用|款项|项目)?(?=[，。；]|$)|暂列|预留|其余|剩余|余款|部分")
_ABOVE = re.compile(
    r"(?:以上|上述|前述|前列|上列|三者|两者|四者)(?:(?P<n>[一二两三四五六七八九十\d]{1,3})|各)?(?:项|笔|部分|款|类)?(?:费用|款项|金额|价款)?[^，。；\d]{0,8}?(?:共计|合计|总计|总和|相加|之和)"
)
_HANZI = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"两": 2}
_UNIT = r"(?:个|条|台|套|部|路|人|户|座|间|架|端口|端点|节点|点位?|兆|Mbps|M|G|U|TB)"
_RATED = re.compile(rf"(?P<noun>[\u4e00-\u9fffA-Za-z]{{2,14}}?)(?:租用|使用|服务|租赁|占用|接入|托管|维护|功能|租)?(?:费用?|租金?|单价|价格|资费)?(?:标准)?[为按是：:]?每(?:个)?(?P<unit>{_UNIT})(?:每个?月|[/／]月|每年)?(?:[为收计按是：:]|人民币)*$")


def parts(facts: Facts, library: Library) -> Iterator[Hit]:
    """Where a clause's sum is not what its parts come to, at most one hit a whole."""
    clauses = body(facts.contract)
    for n, clause in enumerate(clauses):
        where = place(clause)
        yield from _among(where)
        for above in _ABOVE.finditer(where.text):
            yield from _above(where, above, [c for c in clauses[:n] if c.path == clause.path], clauses)


def _among(where: Place) -> Iterator[Hit]:
    """总价 864 元，其中 A 费 54 元、B 费 820 元."""
    text = where.text
    for mark in _INTO.finditer(text):
        start = max(text.rfind(stop, 0, mark.start()) for stop in _STOP) + 1
        end = _end(text, mark)
        if any(m.start() != mark.start() for m in _INTO.finditer(text, start, end)):
            continue
        named = [v for v in once(text, money(text)) if start <= v.span.start < end]
        before = [v for v in named if v.span.end <= mark.start()]
        listed = [v for v in named if v.span.start >= mark.end()]
        if not before or len(listed) < 2 or mark.start() - before[-1].span.end > 40:
            continue
        whole, labels = before[-1], [text[max(mark.end(), text.rfind("，", 0, v.span.start) + 1, text.rfind("、", 0, v.span.start) + 1) : v.span.start] for v in listed]
        if any(_TAX.search(label) for label in labels) or _NO_PART.search(text[mark.end() : end]) or _priced(text[start : mark.start()]):
            continue
        yield from _compared(where, whole, [v for v in listed if v.value != whole.value], Span(whole.span.start, end), complete=bool(_ALL_OF_IT.search(mark[0])) and not _OPEN.search(text[mark.end() : end]))


def _end(text: str, mark: re.Match[str]) -> int:
    """Where the list behind a mark ends: with the sentence, or, where a colon opens it, with the paragraph's full stop."""
    opened = re.match(r"[^，。；\n]{0,10}[：:]", text[mark.end() :]) or mark[0][-1] in "：:"
    return min((at for stop in ("。" if opened else _STOP) if (at := text.find(stop, mark.end())) >= 0), default=len(text))


def _priced(words: str) -> bool:
    return bool(re.search(r"每[^，。；]{0,10}$|单价", words))


def _compared(where: Place, whole: Value, parts: Sequence[Value], span: Span, *, complete: bool) -> Iterator[Hit]:
    sum_, stated = sum((number_of(v) for v in parts), Decimal(0)), number_of(whole)
    if len(parts) < 2 or abs(sum_ - stated) <= CENT or (sum_ < stated and not complete and sum_ < stated * LEAST):
        return
    certainty: Certainty = "certain" if complete else "likely" if sum_ > stated else "check"
    yield where.hit("consistency.amount", span.start, span.end, {"stated": stated, "expected": sum_, "how": " + ".join(f"{number_of(v)}" for v in parts)}, certainty)


def _above(where: Place, above: re.Match[str], siblings: Sequence[Clause], clauses: Sequence[Clause]) -> Iterator[Hit]:
    """以上三项共计 against the items before it: of its own clause, else of the clauses beside it."""
    text = where.text
    sums = [v for v in once(text, money(text)) if above.end() <= v.span.start <= above.end() + 14]
    if not sums:
        return
    start = text.rfind("\n\n", 0, above.start()) + 1
    own = _items(text[start : above.start()])
    number = _HANZI.get(above["n"] or "", int(above["n"]) if (above["n"] or "").isdigit() else None)
    rated = _rated(text[start : above.start()], [c for c in clauses if c.id != (where.clause.id if where.clause else "")])
    if rated is not None:
        sum_, how = rated
        if number in (None, how.count(" + ") + 1) and abs(sum_ - number_of(sums[0])) > CENT:
            yield where.hit("consistency.amount", above.start(), sums[0].span.end, {"stated": sums[0].value, "expected": sum_, "how": how}, "likely")
        return
    beside = [item for c in siblings for item in _items(c.text)] + own
    items = next((found for found in (own, beside) if len(found) >= 2 and number in (None, len(found))), [])
    sum_ = sum((v for v, _ in items), Decimal(0))
    if items and not any(_NO_ITEM.search(words) for _, words in items) and abs(sum_ - number_of(sums[0])) > CENT:
        values_ = {"stated": sums[0].value, "expected": sum_, "how": " + ".join(f"{v}" for v, _ in items)}
        yield where.hit("consistency.amount", above.start(), sums[0].span.end, values_, "certain" if number else "likely")


_NO_ITEM = re.compile(r"每|单价|不超过|上限|最高|其中|税|[/／](?:月|年|条|台|个)")


def _items(text: str) -> list[tuple[Decimal, str]]:
    """The amounts of a text with the words that lead to each."""
    found, items, passed = once(text, money(text)), [], 0
    for value in found:
        items.append((number_of(value), text[max(passed, *(text.rfind(stop, 0, value.span.start) + 1 for stop in "。；;\n")) : value.span.end + 3]))
        passed = value.span.end
    return items


def _rated(text: str, others: Sequence[Clause]) -> tuple[Decimal, str] | None:
    """What prices by the piece come to with the numbers of pieces that the other clauses tell; None where one is not told, or twice."""
    sum_, how = Decimal(0), []
    prices = [(v, m) for v in once(text, money(text)) if (m := _RATED.search(text[max(0, v.span.start - 30, *(text.rfind(stop, 0, v.span.start) + 1 for stop in "，,。；;、：:\n")) : v.span.start]))]
    if len(prices) < 2 or len(prices) != len(once(text, money(text))):
        return None
    for price, match in prices:
        numbers = {n for clause in others for n in _pieces(clause.text, match["noun"], match["unit"])}
        if len(numbers) != 1:
            return None
        number = next(iter(numbers))
        sum_ += number * number_of(price)
        how.append(f"{number} × {number_of(price)}")
    return sum_, " + ".join(how)


def _pieces(text: str, noun: str, unit: str) -> Iterator[Decimal]:
    """The numbers of pieces of a thing in a text: 标准机柜 20 个 for 机柜租用费每个."""
    for value in values(text):
        if value.kind != "number" or not isinstance(value.value, Decimal) or not re.match(rf"\s*{re.escape(unit)}", text[value.span.end :]):
            continue
        before = re.split(r"[，,。；;、：:\n\d]|以?及|和", text[max(0, value.span.start - 14) : value.span.start])[-1]
        if noun[-2:] in before or text.startswith(noun[-2:], value.span.end + len(unit)):
            yield value.value
