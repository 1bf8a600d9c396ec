"""Numbers as a contract says them: 一百二十, 伍拾陆万元整, 3‰, 千分之一, 45 万元, 2024年[11]月[20]日, ____日.

In comes any Chinese text; out go exact `Value`s (Decimal, never float) in order, each with its words. Left out, since they
count nothing: references and ordinals (第三条, 附件一), list marks at a line's beginning, clause numbers, codes with letters,
clock times, and the numerals inside words (一方, 十分, 万一). No threshold lives here, and no sentence is understood.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Any

from clauses.model import Span, Value
from clauses.numerals.blanks import blank_at, bold_at, places_at
from clauses.numerals.dates import date_at, open_date_at
from clauses.numerals.digits import HANZI, number_at, plain
from clauses.numerals.quantities import MONEY_NAMES, quantity_at

__all__ = ["published", "values"]

# Where a value, or something that must be passed over as a whole, can begin.
_CANDIDATE = re.compile(
    rf"[0-9{HANZI}_\\×]|[\[【〔(（](?![\[【〔(（])|个?半|[负\-](?=[\d{HANZI}])|第(?=[ \u3000_\[【（(\d{HANZI}])|附(?=[件录表图])"
    rf"|[年月](?=[ \t\u3000\xa0_/\[\]【】〔〕xX×\\月\d])|{MONEY_NAMES}|[A-Za-z]{{1,400}}|[ \t\u3000\xa0]{{2,}}"
)
_N = rf"(?:\d{{1,4}}(?:\.\d{{1,3}}){{0,5}}|[{HANZI}]{{1,6}})"
_MORE = rf"(?:[ ]?[、,，和及或至到\-~]{{1,2}}[ ]?第?[ ]?[（(\[]?{_N}[)）\]]?(?=[条款项章节号]|[、和及至]))"
_SKIPPED = (
    # 第三条, 第6.5.3条, 第（2）种, 第三、四条, 第五条至第八条
    re.compile(rf"第[ \u3000_\[【（(]{{0,6}}{_N}[ \u3000_\]】）)]{{0,6}}(?:{_MORE}{{1,9}})?"),
    re.compile(rf"附[件录表图][ ]?[（(]?{_N}[)）]?"),
    # a list's mark: at a line's beginning, or (2) anywhere that nothing is counted in it
    re.compile(rf"(?:(?<=\n)|\A)[ \t\u3000]{{0,20}}(?:[（(][ ]?(?:\d{{1,3}}|[{HANZI}]{{1,3}})[ ]?[)）]|\d{{1,3}}[)）、．]|\d{{1,3}}\.(?!\d)|[一二三四五六七八九十]{{1,3}}[、．.，])"),
    re.compile(rf"(?:(?<=\n)|\A)[ \t\u3000]{{0,20}}\d{{1,2}}(?:\.\d{{1,2}}){{1,4}}(?![\d.%‰‱])(?=[ \u3000、]{{0,3}}[\u4e00-\u9fff“《（(A-Z])(?![ \u3000]{{0,3}}(?:[{HANZI}元倍个折成GMK]|小时|工作|[又分]))"),
    # 12:30, 192.168.0.1, 3.1.2
    re.compile(r"\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?!\d)"),
    re.compile(r"\d{1,5}(?:\.\d{1,5}){2,9}"),
    re.compile(r"\d{1,2}[点时][ ]?\d{1,2}分(?!钟|之)"),
    # a code with letters or of many figures, and words that hold a numeral
    re.compile(r"(?!\d{1,9}e[+\-]?\d{1,2}(?![\dA-Za-z]))\d{1,400}[A-Za-z]{1,40}[\-_]?\d[0-9A-Za-z]{0,400}|\d{16,}|[零一二三四五六七八九十百千万亿]{40,}"),
    re.compile(r"一次性|十分(?!钟|之)|万一(?![千百十元])|千万(?=不|别|要)|百分(?![ ]{0,3}[之点百分])|一一对应|一对一|一一|一五一十"),
)
_ANY_SKIPPED = re.compile("|".join(f"(?:{pattern.pattern})" for pattern in _SKIPPED))
_MARK = re.compile(rf"[（(][ ]?(?:\d{{1,2}}|[{HANZI}]{{1,3}})[ ]?[)）]")  # (2) counts nothing, unless a unit follows
_AROUND_CLOCK = re.compile(r"(\d{1,2})([天日]?[ ]?[×xX*＊✕✖乘][ ]?|(?<=[57])/(?=24|8))(\d{1,3})(?=[ ]?小时|(?!\d))")
_WORD_TAIL = re.compile(r"(?:[A-Za-z0-9]|[.\-](?=[A-Za-z0-9])){1,400}")


@lru_cache(maxsize=4096)  # readers, checks and diff ask for the same clauses again and again
def values(text: str) -> tuple[Value, ...]:
    """Every number, share, multiple, amount, duration, date, period and blank of the text, in order, none overlapping.

    Spans are offsets into `text`. A filled bracket ([三十]日) reads as its value and its span covers bracket and unit; an
    amount repeated in words in brackets is an amount of its own; 十二（12）个月 is one duration. Never raises.
    """
    simple = plain(text)
    found: list[Value] = []
    at, after_day = 0, False
    closers: set[int] = set()
    while m := _CANDIDATE.search(simple, at):
        at = m.start()
        if at in closers:
            at += 2
            continue
        close = bold_at(simple, at) if simple[at] == "_" else None
        read = _value_at(text, simple, at, after_day=after_day)
        if read:
            found += read
            at = max(read[-1].span.end, at + 1)
            after_day = read[-1].kind == "number" and simple.startswith("日", at)
        elif close is not None:
            closers.add(close)
            at += 2
        else:
            at = _past(simple, at, m.end())
    return tuple(found)


def published(value: Value) -> dict[str, Any] | None:
    """The value as the `values` command prints it (plain JSON types); None for a blank, which that command leaves out."""
    if value.kind == "blank":
        return None
    kind = "number" if value.kind == "multiple" or _said_as_fraction(value) else value.kind
    number = list(value.value) if isinstance(value.value, tuple) else value.value
    row: dict[str, Any] = {
        "text": value.text,
        "kind": kind,
        "value": number if isinstance(number, str | list) or number is None else float(number),
        "unit": value.unit,
        "span": [value.span.start, value.span.end],
    }
    return row | ({"currency": value.currency} if value.currency else {})


def _said_as_fraction(value: Value) -> bool:
    """三分之一, 一半: a share of something to a contract, a plain fraction to who asks for numbers."""
    words = re.sub(r"\s", "", plain(value.text))
    of = re.search("/|分之|半$", words)
    return value.kind == "share" and of is not None and "成" not in words and words[0] not in "百千万"


def _value_at(text: str, simple: str, at: int, *, after_day: bool) -> list[Value]:
    """What begins at `at`: one value, two for 7×24, or nothing."""
    dated = date_at(simple, at)
    if dated:
        kind = "date" if isinstance(dated.value, str) else "date_range"
        return [_made(text, kind, dated.value, dated.start, dated.end)]
    clock = _AROUND_CLOCK.match(simple, at)
    if clock and not simple[at - 1 : at].isdigit():
        return [_made(text, "number", Decimal(clock[i]), clock.start(i), clock.end(i)) for i in (1, 3)]
    if _skipped(simple, at):
        return []
    dated = open_date_at(simple, at)
    if dated:
        return [_made(text, "blank", None, dated.start, dated.end, unit="date")]
    places = places_at(simple, at)
    if places:
        return [_made(text, "blank", None, places.start, places.end, unit=places.unit)]
    quantity = quantity_at(simple, at, after_day=after_day)
    if quantity and quantity.kind == "amount" and text[at] in "佰仟":  # the end of an amount that was torn apart
        return []
    if quantity:
        kind, value, start, end, unit, currency, doubtful = quantity
        return [_made(text, kind, value, start, end, unit=unit, currency=currency, doubtful=doubtful)]
    blank = blank_at(simple, at)
    return [_made(text, "blank", None, blank.start, blank.end, unit=blank.unit)] if blank else []


def _made(
    text: str,
    kind: str,
    value: Decimal | str | tuple[str, str] | None,
    start: int,
    end: int,
    *,
    unit: str | None = None,
    currency: str | None = None,
    doubtful: bool = False,
) -> Value:
    return Value(kind=kind, value=value, text=text[start:end], span=Span(start, end), unit=unit, currency=currency, doubtful=doubtful)


def _skipped(simple: str, at: int) -> int | None:
    """Where the reference, list mark, code, clock time or word that begins at `at` ends; None where none does."""
    if not _ANY_SKIPPED.match(simple, at):  # most often none does
        return None
    return max(m.end() for p in _SKIPPED if (m := p.match(simple, at)))


def _past(simple: str, at: int, end: int) -> int:
    """Where to go on when nothing begins at `at`: behind the reference, the code, the word or the numeral."""
    skipped = _skipped(simple, at)
    mark = _MARK.match(simple, at)
    if skipped or mark:
        return skipped or (mark.end() if mark else end)
    if simple[at].isascii() and simple[at].isalpha():
        word = _WORD_TAIL.match(simple, at)
        return max(end, word.end() if word else end)
    number = number_at(simple, at)
    return number.end if number else end
