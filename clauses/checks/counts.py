"""Numbers of things that disagree: a whole and its parts, so many each and so many in all, a text and its table's rows.

Facts come in; out come hits of `consistency.count`. Parts introduced by 其中 or 含 may be some of the whole only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from clauses.checks.places import Place, body, place, places, sentences
from clauses.checks.tables import grid_of, number
from clauses.model import Facts, Hit, Library, Said, Span
from clauses.numerals import values

_MEASURE = r"(?:条|台|套|部|路|端口|根|辆|张|块|个|对|户|座|间|盏)"
_MEASURED = re.compile(rf"\s*[\]】]?\s*(?P<measure>{_MEASURE})(?P<thing>[\u4e00-\u9fff]{{0,6}})")
_ITEM = re.compile(r"[-—·•\s]*(?:[（(]\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[)）]|[①-⑳]|\d{1,2}[)）、])")
_EACH = re.compile(
    r"(?:每(?:一)?个?|各)(?P<of>[\u4e00-\u9fff]{1,6}?)(?:(?:各|配备?|配置|安装|设置|设|提供|部署|共|为|有)+[\u4e00-\u9fff]{0,6})?\s*$"
)
_IN_ALL = re.compile(r"(?:共计|合计|总计|总共|共)(?:为|有|提供|安装|配置)?\s*$")
_ABOVE = re.compile(r"(?:以上|上述|前述)[^，。；\d]{0,10}?(?:共计|合计|总计|共)")
_REFERS = re.compile(r"附件|附表|清单|下表|如下|明细")
_PARTIAL = re.compile(r"其中|含|包括|包含|如|另|备用|至少|不少于|不低于")
_INTO = re.compile(r"[^，。；\d]{0,8}[，,（(：:]\s*(?:其中|包括|包含|分别为|分为)")
_OPEN_LIST = re.compile(r"等(?=[，。；）)]|$)|每|各|至少|不少于|以上|另|备用|部分|优惠|赠|第|已|尚|如")
_QUANTITY = re.compile(r"数\s*量|(?:条|台|套|个|口|路|点|户|人|件)数|总数")

_THING = re.compile(r"(?P<thing>[\u4e00-\u9fff]{2,8})(?:[（(][^（()）]{1,10}[）)])?[\s\[【（(]*$")
FEWEST_ROWS = 3  # rows that order a thing one by one
_TOLD = re.compile(rf"(?P<label>[\u4e00-\u9fff]{{2,10}}?)(?:的)?(?:数量|总数|个数|条数|台数)\s*[:：\t|｜]*\s*(?P<number>\d{{1,6}})\s*(?P<measure>{_MEASURE})?(?![\d,.%])")


def numbers(facts: Facts, library: Library) -> Iterator[Hit]:
    """Where numbers of things disagree."""
    for clause in body(facts.contract):
        where = place(clause)
        yield from _items(where)
        yield from _brackets(where)
        yield from _among(where)
        yield from _each(where, facts)
        yield from _above(where, facts)
    yield from _rows(facts)
    yield from _ordered(facts)


def _counted(text: str, start: int, end: int) -> list[tuple[Decimal, str, str, int, int]]:
    """(number, measure, thing, start, end) of every number of things in text[start:end]."""
    found = []
    for value in values(text[start:end]):
        match = _MEASURED.match(text, start + value.span.end, end)
        if value.kind == "number" and isinstance(value.value, Decimal) and match:
            found.append((value.value, match["measure"], match["thing"], start + value.span.start, match.end("measure")))
    return found


def _items(where: Place) -> Iterator[Hit]:
    """12 部 at the head of a list whose items, each with its own number, come to another sum."""
    lines = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", where.text)]
    if len(lines) < 3 or any(not _ITEM.match(where.text, a, b) for a, b in lines[1:]):
        return
    head = _counted(where.text, *lines[0])
    items = [_counted(where.text, _ITEM.match(where.text, a, b).end(), b) for a, b in lines[1:]]  # type: ignore[union-attr]
    if len(head) != 1 or not all(items) or any(i[0][1] != head[0][1] for i in items) or _PARTIAL.search(where.text[slice(*lines[0])]):
        return
    sum_ = sum((i[0][0] for i in items), Decimal(0))
    if sum_ != head[0][0]:
        yield where.hit("consistency.count", head[0][3], head[0][4], {"stated": head[0][0], "expected": sum_, "how": " + ".join(f"{i[0][0]}" for i in items)}, "likely")


def _brackets(where: Place) -> Iterator[Hit]:
    """5 部（2 部座机、2 部传真机）: what is in the bracket does not come to the whole."""
    for bracket in re.finditer(r"[（(]([^（()）]{6,120})[)）]", where.text):
        before = _counted(where.text, max(0, bracket.start() - 16), bracket.start())
        inside = _counted(where.text, bracket.start(1), bracket.end(1))
        if not before or len(inside) < 2 or _PARTIAL.search(bracket[1]) or any(i[1] != before[-1][1] for i in inside) or before[-1][4] + 6 < bracket.start():
            continue
        if re.search(r"[，,、；;和及]|\+", where.text[inside[0][4] : inside[1][3]]) is None:
            continue
        sum_ = sum((i[0] for i in inside), Decimal(0))
        if sum_ != before[-1][0]:
            how = " + ".join(f"{i[0]}" for i in inside)
            yield where.hit("consistency.count", before[-1][3], bracket.end(), {"stated": before[-1][0], "expected": sum_, "how": how})


def _among(where: Place) -> Iterator[Hit]:
    """18 条，其中 12 条、5 条; 12 条，5 条，合计 18 条: the parts do not come to the whole."""
    for sentence in sentences(where.text):
        found = _counted(where.text, sentence.start, sentence.end)
        for n, whole in enumerate(found):
            into = _INTO.match(where.text, whole[4])
            parts = [f for f in found[n + 1 :] if f[1] == whole[1]] if into else found[:n] if _IN_ALL.search(where.text, sentence.start, whole[3]) else []
            words = where.text[whole[4] : sentence.end] if into else where.text[sentence.start : whole[3]]
            if len(parts) < 2 or any(p[1] != whole[1] for p in parts) or _OPEN_LIST.search(words) or any(p[0] >= whole[0] for p in parts):
                continue
            sum_ = sum((p[0] for p in parts), Decimal(0))
            if sum_ != whole[0]:
                values = {"stated": whole[0], "expected": sum_, "how": " + ".join(f"{p[0]}" for p in parts)}
                start, end = min(whole[3], parts[0][3]), max(whole[4], parts[-1][4])
                yield where.hit("consistency.count", start, end, values, "likely" if sum_ > whole[0] else "check")
            return


def _each(where: Place, facts: Facts) -> Iterator[Hit]:
    """每个校区 8 部，共 88 部 against the number of 校区 that the contract tells elsewhere."""
    for sentence in sentences(where.text):
        found = _counted(where.text, sentence.start, sentence.end)
        every = [(f, m) for f in found if (m := _EACH.search(where.text, max(sentence.start, f[3] - 14), f[3]))]
        whole = [f for f in found if _IN_ALL.search(where.text, sentence.start, f[3])]
        if len(every) != 1 or len(whole) != 1 or every[0][0][1] != whole[0][1]:
            continue
        (each, of), total = every[0], whole[0][0]
        times, rest = divmod(total, each[0])
        told = {times} if rest else _number_of(of["of"], where, facts)
        if len(told) != 1 or (told == {times} and not rest):
            continue
        number_of = next(iter(told))
        how = Said(f"每{of['of']} {each[0]} {each[1]} × {number_of}", f"{each[0]} {each[1]} for each {of['of']} × {number_of}")
        values = {"stated": total, "expected": each[0] * number_of, "how": how}
        yield where.hit("consistency.count", of.start(), whole[0][4], values, "likely")


def _above(where: Place, facts: Facts) -> Iterator[Hit]:
    """以上合计 35 个 against the numbers of the items before it: of its own clause, else of the clauses beside it."""
    for above in _ABOVE.finditer(where.text):
        whole = next((f for f in _counted(where.text, above.end(), len(where.text)) if f[3] - above.end() <= 4), None)
        if whole is None:
            continue
        beside = [c for c in body(facts.contract) if where.clause and c.path == where.clause.path and c.span.start < where.clause.span.start]
        before = _counted(where.text, 0, above.start())
        parts = before if len(before) >= 2 else [f for c in beside for f in _counted(c.text, 0, len(c.text))] + before
        if len(parts) < 2 or any(p[1] != whole[1] for p in parts) or any(_OPEN_LIST.search(c.text) for c in beside) or _OPEN_LIST.search(where.text[: above.start()]):
            continue
        sum_ = sum((p[0] for p in parts), Decimal(0))
        if sum_ != whole[0]:
            yield where.hit("consistency.count", above.start(), whole[4], {"stated": whole[0], "expected": sum_, "how": " + ".join(f"{p[0]}" for p in parts)}, "likely")


def _number_of(thing: str, where: Place, facts: Facts) -> set[Decimal]:
    """How many of a thing the contract speaks of, in its words and in its tables."""
    texts = [p.text for p in places(facts.source, facts.contract) if p.text != where.text]
    texts += [cell for table in facts.contract.tables for row in table.rows for cell in row]
    return {n for text in texts for n, measure, called, *_ in _counted(text, 0, len(text)) if measure == "个" and called.startswith(thing) and n > 1}


def _rows(facts: Facts) -> Iterator[Hit]:
    """40 个，清单见附件 against the rows of the one table of the annexes that counts its rows and has no quantities."""
    grids = [g for t in facts.contract.tables if t.annex is not None and (g := grid_of(t)) is not None]
    if len(grids) != 1 or "序号" not in grids[0].head or any(_QUANTITY.search(h) for h in grids[0].head):
        return
    ordinals = [number(cells[grids[0].head.index("序号")]) for cells, _ in grids[0].rows]
    rows = [o for o in ordinals if o]
    if len(rows) < 3 or rows != [Decimal(n + 1) for n in range(len(rows))]:
        return
    for clause in body(facts.contract):
        where = place(clause)
        for sentence in sentences(clause.text):
            found = {(n, m) for n, m, *_ in _counted(clause.text, sentence.start, sentence.end)}
            if len(found) == 1 and _REFERS.search(clause.text[sentence.start : sentence.end]):
                n, measure, _, start, end = _counted(clause.text, sentence.start, sentence.end)[0]
                if n != len(rows) and n > 2 and measure in ("条", "台", "套", "部", "路", "个"):
                    yield where.hit("consistency.count", start, end, {"stated": n, "expected": Decimal(len(rows)), "how": Said(f"{grids[0].table.annex}共 {len(rows)} 行", f"the {len(rows)} rows of {grids[0].table.annex}")}, "likely")
                    return


def _ordered(facts: Facts) -> Iterator[Hit]:
    """20 个 of a thing in the body and 18 个 in the one line of the annexes that tells its number."""
    ordered = [line for line in _lines(facts) if line[0]]
    for clause in body(facts.contract):
        for n, measure, _, start, _ in _counted(clause.text, 0, len(clause.text)):
            thing = _THING.search(clause.text, max(0, start - 10), start)
            if thing is None or n < 1:
                continue
            name = thing["thing"][-2:]
            told = {m for c in body(facts.contract) for m in _numbers(c.text, name, measure)}
            lines = _summed([line for line in ordered if name in line[1]], name, measure)
            if told == {n} and len(lines) == 1 and lines[0][2] in (measure, "") and lines[0][0] != n:
                number_of, _, _, span = lines[0]
                inside = next((c.id for c in facts.contract.clauses if c.span.start <= span.start < c.span.end), None)
                said = f"{clause.text[thing.start('thing') : start]}{n}{measure}"
                values = {"stated": number_of, "expected": n, "how": Said(f"正文“{said}”", f"the body's “{said}”")}
                one = lines[0] in ordered
                yield Hit(code="consistency.count", clause=inside, quote=facts.source.at(span), span=span, values=values, certainty="likely" if one else "check")
                ordered = [line for line in ordered if name not in line[1]]


def _summed(lines: list[tuple[Decimal | None, str, str, Span]], name: str, measure: str) -> list[tuple[Decimal | None, str, str, Span]]:
    """Rows that each order some of one thing, called alike in all of them, as one line at the last of them; else as they are."""
    called = {cell.strip() for _, words, _, _ in lines for cell in words.split("\t") if name in cell}
    if len(lines) < FEWEST_ROWS or len(called) != 1 or any(number_of is None or said != measure for number_of, _, said, _ in lines):
        return lines
    last = lines[-1]
    return [(sum((line[0] or Decimal(0) for line in lines), Decimal(0)), last[1], last[2], last[3])]


def _numbers(text: str, name: str, measure: str) -> set[Decimal]:
    """How many of a thing a text speaks of."""
    return {n for n, m, _, start, _ in _counted(text, 0, len(text)) if m == measure and name in text[max(0, start - 10) : start].rpartition("，")[2].rpartition("、")[2]}


def _lines(facts: Facts) -> Iterator[tuple[Decimal | None, str, str, Span]]:
    """(number, words, measure, place) of what the annexes order: rows with one quantity, and lines like 工位数量 18 个."""
    whole = facts.source.text
    starts = sorted(a.found.start for a in facts.contract.annexes if a.found is not None)
    if not starts:
        return
    for line in _TOLD.finditer(whole, starts[0], facts.contract.span.end):
        yield Decimal(line["number"]), line["label"], line["measure"] or "", Span(*line.span())
    for table in facts.contract.tables:
        grid = grid_of(table) if table.annex is not None else None
        columns = [i for i, h in enumerate(grid.head) if _QUANTITY.search(h)] if grid else []
        if grid is None or len(columns) != 1:
            continue
        measure = re.search(rf"[（(](?P<m>{_MEASURE})[)）]", grid.head[columns[0]])
        for cells, span in grid.rows:
            said = measure or re.search(rf"\d\s*(?P<m>{_MEASURE})\s*$", cells[columns[0]])
            kind = (c for i, c in enumerate(cells) if i != columns[0] and not re.fullmatch(r"[\s\d.,/-]*", c))
            yield number(cells[columns[0]]), "\t".join(kind), said["m"] if said else "", span
