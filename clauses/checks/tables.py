"""Tables that do not add up: totals of columns, products of rows, ids that stand twice, a total unlike the contract's.

Facts come in; out come hits of `consistency.amount`, `consistency.count` and `consistency.duplicate_id`. Rows that lost a
cell on the way into the text are put back into their columns; a column that cannot be read whole is left alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from clauses.checks.places import body
from clauses.checks.sums import totals
from clauses.model import Facts, Hit, Library, Said, Span, Table
from clauses.numerals import values

ROUNDING = Decimal("0.01")
MOST_HITS = 3  # a table that is wrong in every row is read wrongly, or wrong for one reason

_TOTAL = re.compile(r"(?:合|总|共)\s*计(?!划)|总\s*额|合同总价|总\s*价(?=$|[（(：:])")
_SUBTOTAL = re.compile(r"小\s*计")
_NUMBER = re.compile(r"[￥¥]?\s*(-?[\d,，]+(?:\.\d+)?)\s*(?:元|条|台|个|套|部|路|人|点|户|端口|份|件|根|对|芯|兆|/月|月|年)?(?:整)?")
_EMPTY = re.compile(r"[/／\\\-—*＊\s]*|无|免费|赠送|0")
_UNSUMMED = re.compile(r"单价|税率|比例|折扣|率|序号|编号|带宽|号码|电话|邮编|期限|时间|日期|型号|规格|备注|地址|月数|周期|年限|标准|每|速|[AZ]端|行号")
_PER_MONTH = re.compile(r"元\s*[/／]\s*月|月租|月费|月资费|月服务费|月使用费|每月")
_PER_YEAR = re.compile(r"元\s*[/／]\s*年|年租|年费|年资费|年服务费|年使用费|每年")
_UNIT_PRICE = re.compile(r"单\s*价|元\s*[/／]\s*[条台套个部路人点户]")
_QUANTITY = re.compile(r"数\s*量|(?:条|台|套|个|口|路|点|户|人|件)数")
_RULE = re.compile(r"[-:：=\s]{3,}")  # the line under the head of a table drawn with characters
_MONTHS = re.compile(r"月数|期限[（(]\s*(?:个)?月\s*[)）]|租期[（(]\s*(?:个)?月|服务期[（(]\s*(?:个)?月")
_AMOUNT = re.compile(r"金\s*额|合\s*价|总\s*价|小\s*计|合\s*计|总\s*计|总费用|年资费|年费|年租|年服务费|年使用费|费用")
_PERIOD = re.compile(r"期限|期间|起止|租期|服务期|周期")
_ID_HEAD = re.compile(r"号码|编号|编码|账号|帐号|链路|电路|线路|专线|IP|序列|SN|代号|标识|代码|设备号|接入号|业务号|号$", re.IGNORECASE)
_NO_ID = re.compile(r"联系|手机|传真|日期|时间|期限|金额|费|价|备注|合同|订单|税号|信用|型号|规格|版本|物料|产品|网关|掩码|DNS|序号|门牌|楼号|房号|地址|邮编|项目编号|带宽|速率|数量|类型|方式|[AZ]端", re.IGNORECASE)
_ID = re.compile(r"(?=(?:[^\d]*\d){6})[A-Za-z0-9][A-Za-z0-9\-_./:]{7,}|\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?")


# What a column of fees is of, as the body's charges are told apart; and a charge of the body that is one unit's alone.
_FEES = (("one_time", re.compile(r"一次性|初装|工料|开通费|接入费|安装调测")), ("monthly", re.compile(r"月租|月费|月服务费|月使用费|每月|元\s*[/／]\s*月")), ("annual", re.compile(r"年租|年费|年服务费|年使用费|每年|元\s*[/／]\s*年")))
_NET = re.compile(r"不含(?:增值)?税|税前|除税")  # beside a sum with tax it is another sum
_OF_ONE = re.compile(r"每(?!月|年|季|期)|单\s*[点价条个台套]|各|[/／]\s*[条点个台套部]|另|增加|新增")


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A table with every row in the columns of its head; `totals` are the rows that sum up."""

    table: Table
    head: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], Span], ...]
    totals: tuple[tuple[tuple[str, ...], Span, int], ...]  # cells, place, how many rows stand before it


def columns(facts: Facts, library: Library) -> Iterator[Hit]:
    """Totals unlike the sum of their column, rows unlike the product of their cells, and a total unlike the contract's."""
    for table in facts.contract.tables:
        grid = grid_of(table)
        if grid is not None:
            yield from _sums(grid, facts)
            yield from _row_products(grid, facts)
    yield from _against_body(facts)
    yield from _fees_against_body(facts)


def duplicate_ids(facts: Facts, library: Library) -> Iterator[Hit]:
    """Ids (a line's number, an account, an IP, a serial) that stand in several rows of one table; one hit a table."""
    for table in facts.contract.tables:
        grid = grid_of(table)
        if grid is None:
            continue
        found = [
            (squeezed, _within(facts, span, cells[i]))
            for i, head in enumerate(grid.head)
            if _ID_HEAD.search(head) and not _NO_ID.search(head)
            for cells, span in grid.rows
            for squeezed in [re.sub(r"\s", "", cells[i])]
            if _ID.fullmatch(squeezed)
        ]
        count = Counter(id for id, _ in found)
        twice = [(id, times) for id, times in count.most_common() if times > 1]
        # where most ids come back, or one of them fills the table, the repetition is the table's way of writing
        if not twice or 2 * len(twice) > len(count) or 2 * twice[0][1] > len(found):
            continue
        first = next(span for id, span in found if id == twice[0][0])
        shown = Said("、".join(f"{id}（{times} 次）" for id, times in twice), ", ".join(f"{id} ({times} times)" for id, times in twice))
        yield _hit(facts, "consistency.duplicate_id", first, {"ids": shown, "times": twice[0][1]})


@lru_cache(maxsize=64)  # five checks ask for the same tables
def grid_of(table: Table) -> Grid | None:
    """The table as a grid, None where it has no head or less than two rows under it."""
    start = next((i for i, row in enumerate(table.rows) if _is_head(row)), None)
    if start is None:
        return None
    head = table.rows[start]
    kinds = _kinds(table.rows[start + 1 :], len(head))
    rows: list[tuple[tuple[str, ...], Span]] = []
    sums: list[tuple[tuple[str, ...], Span, int]] = []
    for row, span in zip(table.rows[start + 1 :], table.spans[start + 1 :], strict=True):
        filled = [cell for cell in row if cell.strip()]
        if filled and all(_RULE.fullmatch(cell) for cell in filled):
            continue
        if filled and (_TOTAL.match(re.sub(r"\s", "", filled[0])) or _SUBTOTAL.match(re.sub(r"\s", "", filled[0]))):
            sums.append((row, span, len(rows)))
        elif len(filled) > 1 and row != head and len(row) <= len(head):
            rows.append((_placed(row, kinds), span))
    return Grid(table=table, head=tuple(re.sub(r"\s", "", h) for h in head), rows=tuple(rows), totals=tuple(sums)) if len(rows) >= 2 else None


def _is_head(row: Sequence[str]) -> bool:
    filled = [cell for cell in row if cell.strip()]
    return len(filled) >= 3 and not any(number(cell) is not None and not _EMPTY.fullmatch(cell) for cell in filled)


def _kind(cell: str) -> str:
    squeezed = re.sub(r"\s", "", cell)
    if not squeezed:
        return ""
    if re.fullmatch(r"[\d,.￥¥]+", squeezed):
        return "number" if len(squeezed) < 8 else "id"
    if re.search(r"\d{4}[年\-/.]\d{1,2}", squeezed):
        return "date"
    return "id" if _ID.fullmatch(squeezed) else "code" if re.fullmatch(r"[\dA-Za-z/\\]+", squeezed) else "text"


def _kinds(rows: Sequence[Sequence[str]], width: int) -> tuple[str, ...]:
    """What kind of cell each column mostly holds."""
    whole = [row for row in rows if len(row) == width]
    return tuple(Counter(_kind(row[i]) for row in whole if row[i].strip()).most_common(1)[0][0] if any(r[i].strip() for r in whole) else "" for i in range(width))


def _placed(row: tuple[str, ...], kinds: tuple[str, ...]) -> tuple[str, ...]:
    """The row with the cells that it lacks put in where the others then fit their columns best; as it stands where nothing fits better.

    Empty cells at its edges may be its own or stand for one that it lost between (a merged cell): both are tried.
    """
    filled = [i for i, cell in enumerate(row) if cell.strip()]
    inner = row[filled[0] : filled[-1] + 1] if filled else row
    lacking = len(kinds) - len(inner)
    if not lacking or not filled:
        return row
    ways = [inner[:at] + ("",) * lacking + inner[at:] for at in range(len(inner), -1, -1)]
    return max([row, *ways] if len(row) == len(kinds) else ways, key=lambda way: sum(bool(cell) and _kind(cell) == kind for cell, kind in zip(way, kinds, strict=True)))


def number(cell: str) -> Decimal | None:
    """What a cell counts; None where it is no number. An empty cell, a dash and 免费 count nothing."""
    words = cell.strip()
    if _EMPTY.fullmatch(words):
        return Decimal(0)
    match = _NUMBER.fullmatch(words)
    if match is None:
        return None
    try:
        return Decimal(re.sub(r"[,，]", "", match[1]))
    except InvalidOperation:
        return None


def _column(rows: Sequence[tuple[tuple[str, ...], Span]], i: int) -> Decimal | None:
    """The sum of a column, None where a cell of it is no number or it is empty."""
    cells = [number(row[i]) for row, _ in rows]
    return sum((c for c in cells if c is not None), Decimal(0)) if all(c is not None for c in cells) and any(cells) else None


def _sums(grid: Grid, facts: Facts) -> Iterator[Hit]:
    begun = 0
    for cells, span, passed in grid.totals:
        subtotal = any(_SUBTOTAL.search(c) for c in cells)
        rows = grid.rows[begun:passed] if subtotal else grid.rows[:passed]
        begun = passed if subtotal else begun
        told: set[int] = set()
        stated = [(i, n) for i, cell in enumerate(cells) if cell.strip() and not _EMPTY.fullmatch(cell.strip()) and (n := _stated(cell)) is not None]
        if len(rows) < 2 or not stated:
            continue
        sums = {i: s for i, head in enumerate(grid.head) if not _UNSUMMED.search(head) and (s := _column(rows, i)) is not None}
        for i, n in stated:
            if not sums or any(abs(n - s) <= ROUNDING * len(rows) for s in sums.values()):
                continue
            aligned = len(cells) == len(grid.head) and i in sums
            money = [j for j in sums if _AMOUNT.search(grid.head[j]) or "元" in grid.head[j]]
            column = i if aligned else money[0] if len(money) == 1 else next(iter(sums)) if len(sums) == 1 else None
            if column is None or column in told or n < 1:
                continue
            told.add(column)
            code = "consistency.count" if _QUANTITY.search(grid.head[column]) else "consistency.amount"
            values = {"stated": n, "expected": sums[column], "how": Said(f"“{grid.head[column]}”一列 {len(rows)} 行之和", f"the sum of the {len(rows)} rows of the column “{grid.head[column]}”")}
            yield _hit(facts, code, span, values)


def _stated(cell: str) -> Decimal | None:
    """The figure in a cell of a total row, which may hold words too: 合计：￥1,200 元."""
    plain = number(cell)
    if plain is not None:
        return plain
    found = {v.value for v in values(cell) if v.kind == "amount"}
    figure = next(iter(found)) if len(found) == 1 else None
    return figure if isinstance(figure, Decimal) else None


def _only(head: Sequence[str], pattern: re.Pattern[str], *but: re.Pattern[str]) -> int | None:
    found = [i for i, h in enumerate(head) if pattern.search(h) and not any(b.search(h) for b in but)]
    return found[0] if len(found) == 1 else None


def _row_products(grid: Grid, facts: Facts) -> Iterator[Hit]:
    """Rows whose amount is no product of their price, quantity and months, where most of the table's rows are."""
    price = _only(grid.head, _UNIT_PRICE)
    price = price if price is not None else _only(grid.head, _PER_MONTH)
    amounts = [i for i, head in enumerate(grid.head) if _AMOUNT.search(head) and i != price and not _UNIT_PRICE.search(head)]
    if not amounts:
        amounts = [i for i in [_only(grid.head, _PER_YEAR)] if i is not None and i != price]
    if price is None:
        return
    for amount in amounts:
        yield from _column_products(grid, facts, price, amount)


def _column_products(grid: Grid, facts: Facts, price: int, amount: int) -> Iterator[Hit]:
    """The same for one column of amounts."""
    places = {"quantity": _only(grid.head, _QUANTITY), "months": _only(grid.head, _MONTHS)}
    monthly = bool(_PER_MONTH.search(grid.head[price]))
    read = [(cells, span, number(cells[price]), number(cells[amount])) for cells, span in grid.rows]
    rows = [(cells, span, p, a) for cells, span, p, a in read if p and a]
    ways = {_way(cells, p, a, places, monthly) for cells, _, p, a in rows} - {None}
    best = max(ways, key=lambda way: sum(_fits(way, cells, p, a, places) for cells, _, p, a in rows), default=None)
    fitting = [_fits(best, cells, p, a, places) for cells, _, p, a in rows]
    if best is None or len(rows) < 3 or sum(fitting) * 3 < 2 * len(rows):
        return
    wrong = [row for row, fits in zip(rows, fitting, strict=True) if not fits and not _own_period(grid, row[0], row[2], row[3], places)]
    for cells, span, p, a in wrong[:MOST_HITS]:
        expected = _product(best, cells, p, places)
        yield _hit(facts, "consistency.amount", span, {"stated": a, "expected": expected, "how": f"{p} × {' × '.join(_shown(best, cells, places))}"})


Way = tuple[tuple[str, ...], int]  # the columns that are multiplied, and a fixed number of months


def _product(way: Way, cells: Sequence[str], price: Decimal, places: Mapping[str, int | None]) -> Decimal:
    product = price * way[1]
    for name in way[0]:
        column = places[name]
        product *= (number(cells[column]) or Decimal(0)) if column is not None else 1
    return product


def _fits(way: Way | None, cells: Sequence[str], price: Decimal, amount: Decimal, places: Mapping[str, int | None]) -> bool:
    return way is not None and abs(_product(way, cells, price, places) - amount) <= 1


def _way(cells: Sequence[str], price: Decimal, amount: Decimal, places: Mapping[str, int | None], monthly: bool) -> Way | None:
    """The plainest product that gives the row's amount."""
    known = [name for name, column in places.items() if column is not None]
    names: list[tuple[str, ...]] = [(), *((n,) for n in known), tuple(known)]
    for times in (1, 12, 24, 36) if monthly and "months" not in known else (1,):
        for way in dict.fromkeys(names):
            if (way or times > 1) and _fits((way, times), cells, price, amount, places):
                return way, times
    return None


def _shown(way: Way, cells: Sequence[str], places: Mapping[str, int | None]) -> list[str]:
    shown = [cells[column] for name in way[0] if (column := places[name]) is not None]
    return [*shown, *([str(way[1])] if way[1] > 1 else [])]


def _own_period(grid: Grid, cells: Sequence[str], price: Decimal, amount: Decimal, places: Mapping[str, int | None]) -> bool:
    """Whether the amount is the price for the whole months of the period that the row itself states."""
    column = places["quantity"]
    quantity = (number(cells[column]) if column is not None else None) or Decimal(1)
    for i, head in enumerate(grid.head):
        if not _PERIOD.search(head):
            continue
        for value in values(re.sub(r"\s", "", cells[i])):
            if value.kind == "date_range" and isinstance(value.value, tuple):
                first, last = (date.fromisoformat(day) for day in value.value)
                months = (last.year - first.year) * 12 + last.month - first.month
                if any(abs(price * quantity * m - amount) <= 1 for m in (months, months + 1)):
                    return True
            elif value.kind == "duration" and isinstance(value.value, Decimal):
                months_of = value.value * (12 if value.unit == "year" else 1)
                if abs(price * quantity * months_of - amount) <= 1:
                    return True
    return False


def _against_body(facts: Facts) -> Iterator[Hit]:
    """The one grand total of the annexes' tables against the one total of the body; whole multiples are other periods."""
    grand = []
    for table in facts.contract.tables:
        grid = grid_of(table)
        if table.annex is None or grid is None or not grid.totals:
            continue
        cells, span, _ = grid.totals[-1]
        figures = [n for cell in cells if cell.strip() and (n := _stated(cell)) is not None and n >= 100]
        money = [h for h in grid.head if _AMOUNT.search(h) or "元" in h]
        if len(figures) == 1 and money and not _SUBTOTAL.search("".join(cells)):
            grand.append((figures[0], span, cells))
    stated = {t for c in body(facts.contract) for t in totals(c.text)}
    if len(grand) != 1 or len(stated) != 1:
        return
    total, (figure, span, _) = next(iter(stated)), grand[0]
    larger, smaller = max(total, figure), min(total, figure)
    if smaller and larger % smaller != 0 and abs(larger - smaller) > 1:
        yield _hit(facts, "consistency.amount", span, {"stated": figure, "expected": total, "how": Said("附件合计与正文总价", "the annex's total against the body's")}, likely=True)


def _fees_against_body(facts: Facts) -> Iterator[Hit]:
    """The annexes' one total of one-time, monthly or yearly fees against the one such sum that the body states for all."""
    summed: dict[str, list[tuple[Decimal, Span]]] = {}
    for table in facts.contract.tables:
        grid = grid_of(table) if table.annex is not None else None
        if grid is None or len(grid.totals) != 1 or len(grid.totals[0][0]) != len(grid.head):
            continue
        cells, span, _ = grid.totals[0]
        title = next((facts.source.at(a.found) for a in facts.contract.annexes if a.name == table.annex and a.found), "")
        for head, cell in zip(grid.head, cells, strict=True):
            if _NET.search(title) or _NET.search(head):
                continue
            kind = next((kind for kind, pattern in _FEES if pattern.search(head)), None)
            figure = number(cell)
            if kind and figure and not _UNIT_PRICE.search(head) and not _EMPTY.fullmatch(cell.strip()):
                summed.setdefault(kind, []).append((figure, _within(facts, span, cell)))
    clauses = {c.id: c for c in body(facts.contract)}
    for kind, found in summed.items():
        told = {t.get("amount") for t in facts.terms if t.type == "charges" and t.get("what") == kind and t.clause in clauses and not _OF_ONE.search(said := _sentence_of(clauses[t.clause].text, t.quote)) and not _NET.search(said)}
        stated = next(iter(told)) if len(told) == 1 else None
        if len(found) != 1 or not isinstance(stated, Decimal) or not stated:
            continue
        figure, span = found[0]
        larger, smaller = max(stated, figure), min(stated, figure)
        if larger % smaller != 0 and abs(larger - smaller) > 1:
            yield _hit(facts, "consistency.amount", span, {"stated": figure, "expected": stated, "how": Said("附件合计与正文所载", "the annex's total against what the body states")}, likely=True)


def _sentence_of(text: str, quote: str) -> str:
    """The sentence that words of a clause stand in."""
    at = max(0, text.find(quote))
    return text[max(text.rfind(stop, 0, at) for stop in "。；\n") + 1 : at + len(quote)]


def _within(facts: Facts, row: Span, cell: str) -> Span:
    """The span of a cell in its row; the row's where the cell was put together from several places."""
    at = facts.source.at(row).find(cell)
    return Span(row.start + at, row.start + at + len(cell)) if at >= 0 else row


def _hit(facts: Facts, code: str, span: Span, values: Mapping[str, object], *, likely: bool = False) -> Hit:
    inside = next((c.id for c in facts.contract.clauses if c.span.start <= span.start < c.span.end), None)
    return Hit(code=code, clause=inside, quote=facts.source.at(span), span=span, values=values, certainty="likely" if likely else "certain", type="charges")
