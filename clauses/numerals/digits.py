"""The numeral itself: Arabic, Chinese, formal and mixed digits to an exact Decimal.

In comes a text made plain by `plain` (same length, so that offsets hold) and an offset; out goes a `Number`. What the
number counts (a share, money, time) is not this module's business.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "幺": 1, "几": 0}
TENS = {"廿": 2, "卅": 3, "卌": 4}
UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "兆": 10**12}
GAP = "[ \u3000\xa0]"
HANZI = "".join([*DIGITS, *TENS, *UNITS])

# One character for one, so that every offset into the plain text is an offset into the text as it was given.
_PLAIN = str.maketrans(
    {
        **{chr(c): chr(c - 0xFEE0) for c in range(0xFF10, 0xFF1A)},  # full-width digits
        **{chr(c): chr(c - 0xFEE0) for c in (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))},
        **dict(zip("．％﹪＄￡／－＿［］＼＊＋＜＞ˍ", ".%%$£/-_[]\\*+<>_", strict=True)),
        **dict(zip("〇壹弌贰貳貮弍叁叄弎肆柒捌玖倆俩兩佰仟萬億圆圓點個鐘時間負幾餘幣歐鎊區號週", "零一一二二二二三三三四七八九两两两百千万亿元元点个钟时间负几余币欧镑区号周", strict=True)),
        **dict(zip("韓臺雙銖盧紐瑞壺釐毫為至對當臨歷曆禮", "韩台双铢卢纽瑞壶厘毫为至对当临历历礼", strict=True)),
    }
)
# 陆, 伍, 参, 拾 and 零's circle are ordinary characters too (登陆, 队伍, 参加, 收拾): digits only in a digit's company, and
# behind 分之, where nothing but a number can stand.
_COMPANY = "零一二三四五六七八九两十百千万亿佰仟萬億点陆陸伍参參拾"
_AMBIGUOUS = re.compile(
    f"(?:(?<=分之)|(?<=分之[ \u3000\xa0_\\[【（(])|(?<=分之[\\[【（(][ \u3000\xa0]))[陆陸伍参參拾]|(?<![登大着队内海收])(?:(?<=[{_COMPANY}])[陆陸伍参參拾]|[陆陸伍参參拾](?=[十百千万亿拾元角点折成倍%]|{GAP}?点|分之|个月|个工作|[年月日天份个](?![人体]))"
    r"|(?<![^\W\d_])[陆陸伍參拾](?![^\W\d_]))|拾(?=[一二三四五六七八九万亿零陆陸伍参參])|(?<=[零一二三四五六七八九])[○OＯ](?=[零一二三四五六七八九○OＯ])"
    r"|(?<=[零一二三四五六七八九][○OＯ])[○OＯ](?=[零一二三四五六七八九])"
)
_DIGIT_OF = dict(zip("陆陸伍参參拾○OＯ", "六六五三三十零零零", strict=True))

# A full-width comma parts thousands only where the digits are full-width too; elsewhere it parts a list.
_WIDE_COMMA = re.compile("(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")

_ARABIC = r"(?:\d{1,3}(?:,\d{3}){1,5}(?!\d)|\d{1,3}(?:，\d{3}){1,5}(?=\.\d\d(?!\d)|元)|\d{1,15}(?!\d))(?:\.\d{1,12}(?![\d.]\d))?"
# 千伏, 千兆 are units of measure, and 兆 alone is a megabit; it is a million million only in the middle of a number.
_NO_SIZE = f"千(?=[伏瓦米克赫卡帕焦升牛安字兆])|兆(?!{GAP}?[零一二三四五六七八九十元日])"
_TOKEN = re.compile(rf"({GAP}{{0,3}})(?:({_ARABIC})|(?!{_NO_SIZE})([{HANZI}])|[余多](?=[万亿]))")
_POINT = re.compile(rf"{GAP}?点{GAP}?([零一二三四五六七八九]{{1,20}}|\d{{1,12}})(?!十|分(?!之)|刻)([百千万亿]?)")
# An error rate: 10^-6, 1e-6.
_POWER = re.compile(r"(\^|e)([+\-]?)(\d{1,2})(?![\dA-Za-z.])")
_THOUSAND = re.compile(rf"{GAP}?[kK](?![A-Za-z0-9])")


class Number(NamedTuple):
    """A numeral read at [start, end).

    value: None where the characters are numerals but say no number (七八, 十四五), or one beyond all counting.
    arabic: it begins with an Arabic digit. bare: only words of size, such as 千万, that may be no number at all.
    single: one Chinese character. wrapped: it stands in brackets or on an underline.
    """

    value: Decimal | None
    start: int
    end: int
    arabic: bool = False
    bare: bool = False
    single: bool = False
    wrapped: bool = False


_MOST = Decimal(10) ** 20  # more than all money there is: a row of digits, which exact sums cannot be made with


def plain(text: str) -> str:
    """The text with full-width, traditional and formal numerals as plain ones, of the same length."""
    return _AMBIGUOUS.sub(lambda m: _DIGIT_OF[m[0]], _WIDE_COMMA.sub(",", text).translate(_PLAIN))


def number_at(text: str, start: int) -> Number | None:
    """The longest numeral that begins exactly at `start` of a plain text; None where no numeral begins there."""
    tokens, end = _tokens(text, start)
    if not tokens:
        return None
    arabic = text[start].isdigit() and text[start] not in HANZI
    point = _POINT.match(text, end)
    value = _evaluate(tokens, estimates=point is None)
    if point and value is not None and not (arabic and len(tokens) == 1):
        value += Decimal("0." + "".join(str(DIGITS.get(c, c)) for c in point[1]))
        value *= UNITS.get(point[2], 1)
        end = point.end()
    elif arabic and value is not None and len(tokens) == 1 and (power := _POWER.match(text, end)):
        exponent = int(power[2] + power[3])
        value = value * Decimal(10) ** exponent if power[1] == "e" else value**exponent if value else value
        end = power.end()
    elif arabic and value is not None and (thousand := _THOUSAND.match(text, end)):
        value, end = value * 1000, thousand.end()
    if value is not None and value >= _MOST:
        value = None
    bare = all(isinstance(t, str) and t in UNITS and t != "十" for t in tokens)
    return Number(value, start, end, arabic=arabic, bare=bare, single=end - start == 1 and not arabic)


def _tokens(text: str, start: int) -> tuple[list[str | Decimal], int]:
    """Digits, sizes and Arabic figures that may stand one after another, and where they end."""
    tokens: list[str | Decimal] = []
    end = start
    while (m := _TOKEN.match(text, end)) and len(tokens) < 60:
        gap, figure, sign = m.groups()
        last = tokens[-1] if tokens else None
        if last is None:
            allowed = not gap and bool(figure or sign)
        elif figure:  # 5亿1万, 2千零30万
            allowed = isinstance(last, str) and (last in UNITS or (last == "零" and len(tokens) > 1)) and (not gap or text[m.end() : m.end() + 1] in UNITS)
        elif sign in UNITS:
            of_share = text.startswith(("分之", "分点", "分比"), m.end())  # 百分之 begins a share, 一百分之二 is a fraction
            rising = last in UNITS and UNITS[str(last)] <= UNITS[sign] < 10**4  # 十千 is no size
            allowed = not rising and not (of_share and gap)
        elif sign:
            allowed = isinstance(last, str) and (last in UNITS or not gap)
        else:
            allowed = True  # 五百余万
        if not allowed:
            break
        end = m.end()
        if figure:
            tokens.append(Decimal(figure.replace(",", "").replace("，", "")))
        elif sign in TENS:
            tokens += ["零一二三四"[TENS[sign]], "十"]
        elif sign:
            tokens.append(sign)
    return tokens, end


def _evaluate(tokens: list[str | Decimal], *, estimates: bool = True) -> Decimal | None:
    """What the tokens say; None where they say no single number. estimates: 七八 is about seven, not 78."""
    if len(tokens) == 1 and isinstance(tokens[0], Decimal):
        return tokens[0]
    if all(isinstance(t, str) and t in DIGITS for t in tokens):
        return _digit_string([str(t) for t in tokens], estimates=estimates)
    if tokens[0] == "几" or tokens[-1] == "几":  # 几十, 十几; in 一百零几万 it only blurs
        return None
    parts: list[tuple[Decimal, int]] = []  # finished parts with their size, largest first: 五亿, 三万
    section, current, size = Decimal(0), None, 0  # what stands before the next 万 / 亿; the digit not yet sized; the size before it
    literal = zero = False
    for token in tokens:
        if isinstance(token, Decimal) or token in DIGITS:
            if current is not None:
                return None
            if token == "零":
                zero = True
                continue
            literal = zero or (isinstance(token, Decimal) and token >= 10)
            current = token if isinstance(token, Decimal) else Decimal(DIGITS[token])
        elif UNITS[token] < 10**4:
            if size and size <= UNITS[token]:
                return None
            if current is None:  # 十五, 千三; 叁仟零佰 on a form is an empty place, 零 in 一千零十 stands for 百
                above = size or (parts[-1][1] if parts else 0)
                current = Decimal(0 if zero and above <= UNITS[token] * 10 else 1)
            section += current * UNITS[token]
            current, size, zero = None, UNITS[token], False
        else:
            group = section + _unsized(current, size, literal)
            group = Decimal(1) if not group and not parts and not zero else group
            while parts and parts[-1][1] <= UNITS[token]:
                if parts[-1][1] == UNITS[token] and group:
                    return None
                group += parts.pop()[0]
            parts.append((group * UNITS[token], UNITS[token]))
            section, current, size, zero = Decimal(0), None, 0, False
    before = size or (parts[-1][1] if parts and not section else 0)
    return sum((p[0] for p in parts), section) + _unsized(current, before, literal)


def _unsized(current: Decimal | None, size: int, literal: bool) -> Decimal:
    """A last digit without a size counts a tenth of the size before it (二百五 = 250), unless 零 or figures say otherwise."""
    if current is None:
        return Decimal(0)
    return current if literal or not size else current * size / 10


def _digit_string(digits: list[str], *, estimates: bool) -> Decimal | None:
    """二〇二四 = 2024; a pair of neighbours (七八, 三五) is an estimate and no number."""
    figures = [DIGITS[d] for d in digits]
    if "几" in digits or (estimates and len(figures) == 2 and 0 < figures[1] - figures[0] <= 2 and "零" not in digits):
        return None
    return Decimal("".join(map(str, figures)))
