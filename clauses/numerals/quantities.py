"""What a number counts: a share, a multiple, money, time, or nothing in particular.

In comes a plain text and the place where a number (or the words before one, such as 人民币) begins; out goes a `Quantity`.
Months stay months and working days working days; only a broken unit goes into the next smaller one (一年半 = 18 months).
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from clauses.numerals.digits import GAP, HANZI, UNITS, Number, number_at

_SP = r"[ \t\u3000\xa0]{0,4}"

CURRENCIES = {
    "USD": ("美元", "美金", "US$", "USD"),
    "HKD": ("港元", "港币", "港纸", "HK$", "HKD"),
    "EUR": ("欧元", "€", "EUR"),
    "JPY": ("日元", "日币", "JPY"),
    "GBP": ("英镑", "£", "GBP"),
    "TWD": ("新台币", "台币", "台元", "NT$", "TWD"),
    "CHF": ("瑞士法郎", "瑞郎", "CHF"),
    "THB": ("泰铢", "泰币", "THB"),
    "KRW": ("韩元", "韩币", "KRW"),
    "SGD": ("新加坡元", "新加坡币", "新币", "S$", "SGD"),
    "AUD": ("澳大利亚元", "澳元", "A$", "AUD"),
    "CAD": ("加拿大元", "加元", "加币", "C$", "CAD"),
    "NZD": ("新西兰元", "纽元", "NZD"),
    "MOP": ("澳门元", "澳门币", "葡币", "MOP"),
    "RUB": ("卢布", "RUB"),
    "INR": ("印度卢比", "INR"),
    "MYR": ("马来西亚林吉特", "林吉特", "MYR"),
    "PHP": ("菲律宾比索", "PHP"),
    "VND": ("越南盾", "VND"),
    "IDR": ("印尼盾", "IDR"),
}
_CODE_OF = {name: code for code, names in CURRENCIES.items() for name in names} | dict.fromkeys(("人民币", "RMB", "CNY", "￥", "¥"), "CNY") | {"$": "USD"}
MONEY_NAMES = "|".join(re.escape(n) for n in sorted(_CODE_OF, key=len, reverse=True))
BEFORE_MONEY = re.compile(rf"(?<![A-Za-z])({MONEY_NAMES})(?:[（(](?:小写|大写)?[)）]|小写|大写)?[:：]?{_SP}([￥¥])?{_SP}")
# 元件, 元旦, 元素 begin with 元 and are no money.
_YUAN = r"元(?![件素旦老首器]|宇宙|数据)"
_TAIL = rf"(?:{_SP}(?:零|又)?{{n}}{_SP}[角毛](?![度色落钢])(?:{_SP}零?{{n}}{_SP}分(?![钟之]))?|{_SP}零{{n}}{_SP}分(?![钟之])|{_SP}{{n}}{_SP}分(?![钟之别]))?".replace("{n}", "([零一二三四五六七八九两]|\\d{1,2})")
_MONEY = re.compile(
    rf"{_SP}(?:[余多])?(?:(?P<yuan>{_YUAN})(?:{_SP}(?P<of>{MONEY_NAMES}))?|(?P<name>{MONEY_NAMES})(?!(?<=日元)旦)|(?P<kuai>块)(?=钱|{_SP}[零一二三四五六七八九\d]{{1,2}}[角毛分]))(?P<tail>{_TAIL})"
    rf"(?:{_SP}(?:整(?![个体改理修合数])|正(?![常式当本确在好面])|钱))?"
)
_SMALL_MONEY = re.compile(rf"{_SP}(?P<unit>[角毛])(?![度色落钢利])(?:{_SP}([零一二三四五六七八九]|\d)分)?(?:整|正(?![常式当]))?|{_SP}(?P<cent>分)(?:钱|[整正](?![个常式当]))")
_CENTS = re.compile(rf"(?:{GAP}?[又零])?{GAP}?([零一二三四五六七八九两十]{{1,3}}|\d{{1,2}}){GAP}?美分")
_FIGURE = re.compile(r"[零一二三四五六七八九两]|\d{1,2}")

_SHARE = re.compile(
    rf"{_SP}(?:(?P<scan>%[0oO](?![\dA-Za-z.]))|(?P<sign>[%‰‱])"
    rf"|(?P<point>个{GAP}?百{GAP}?分{GAP}?点)|(?P<cheng>成)(?P<half>半|[一二三四五六七八九](?![成个年月日天]))?(?!不变|为(?!限|上限|最高)|[立本员果交品熟就都效功年分因绩单套人片批长份型语色像])"
    rf"|(?P<zhe>折)(?![旧算扣合价叠中页抵断磨弯射线返现]))"
)
_SIGNS = {"%": Decimal(100), "‰": Decimal(1000), "‱": Decimal(10000)}
_PER = re.compile(rf"([百千万]|[十百千]万|亿){GAP}{{0,2}}分{GAP}{{0,2}}之{GAP}{{0,3}}")
_OF = re.compile(rf"{GAP}{{0,2}}分{GAP}{{0,2}}之{GAP}{{0,2}}(?=[负\d{HANZI}\[【〔_])")
_AND = re.compile(rf"{GAP}?又{GAP}?")
_SLASH = re.compile(r"/([1-9]\d{0,2})(?![\d/.A-Za-z年月])")
_SHORT_RATE = re.compile(r"(?<=[日天息])([万千])([一二三四五六七八九]|\d(?:\.\d+)?)(?![\d点十百千万亿元])")  # 日万五
_MULTIPLE = re.compile(rf"{_SP}倍(?!数)")

# Longest name first; the amount is of the unit.
_TIMES = (
    (r"个?(?:连续|法定|银行|完整)?的?(?:工作[日天]|营业日|交易日|银行日)", "working_day", 1),
    (r"个?(?:自然日|日历[日天]|公历日|连续日)", "day", 1),
    (r"个?(?:季度|季(?![节风]))", "month", 3),
    (r"个?(?:周(?![年边转期围密岁刊])|星期|礼拜)", "day", 7),
    (r"个(?:自然|日历|公历|完整|整)?月", "month", 1),
    (r"月(?![租底初末份度])", "month", 1),
    (r"个?(?:自然|合同|会计|服务|日历|公历|财政|完整)年度?|个年度|周年|年(?![度级代])", "year", 1),
    (r"个?(?:小时(?!候)|钟头)|h(?:ours?|rs?)?(?![A-Za-z0-9])", "hour", 1),
    (r"分钟|个?刻钟|min(?:s|utes?)?(?![A-Za-z])", "minute", 1),
    (r"秒(?!杀)", "second", 1),
    (r"天(?![线然津花窗桥])|日(?![元币常志报程照均]|期(?![限间满内届]))", "day", 1),
)
_TIME = re.compile(_SP + "(?:" + "|".join(f"(?P<t{i}>{p})" for i, (p, _, _) in enumerate(_TIMES)) + ")")
_HALF_OF_ONE = re.compile(rf"个?半{_SP}(?:(?P<y>年)(?!度)|个?(?P<mo>月)|个?(?P<h>小时|钟头|钟)|(?P<d>[天日](?![子常]))|个?(?P<w>工作日))")
_AND_HALF = re.compile(rf"{_SP}(?:个半{_SP}(?:(?P<mo>月)|(?P<h>小时|钟头|钟))|(?P<y>年)半|个?(?P<h2>小时|钟头)半|(?P<d>天)半)")
_THEN = re.compile(rf"{_SP}[零又加]?{_SP}")
_SMALLER = {"year": ("month", 12), "hour": ("minute", 60), "day": ("hour", 24)}
# What may stand before and behind N月 for it to be N months and not the name of a month.
_SPELL_BEFORE = re.compile(r"(?:期限?|为期|时间|满|达|共计?|超过|[不少多]于)[为是：:\s]{0,3}$")
_SPELL_BEHIND = re.compile(r"(?:以?内|之内|以上|以下|期(?!间|末|初))")
_DAY_OF_MONTH = re.compile(r"(?<!个)月(?:的|之)?[ \t\u3000\xa0\[【〔_（(]{0,6}$")
_MONTH_FOLLOWS = re.compile(r"[ _\[【]{0,9}(?:\d{1,2}|[一二三四五六七八九十]{1,2})[ _\]】]{0,9}月")
_YEAR_BEFORE = re.compile(r"年[ \t_\[【]{0,6}$")
_LATER_DAY = re.compile(r"日[ ]?(?:至|到|-|~|～|—|、|或|和)[ ]?$")

# Things that are counted in contracts; a single Chinese digit is a number only before one (or standing alone), since most
# others (一方, 一般, 一致, 一经, 唯一, 三方, 十分) are parts of words.
_COUNTED = re.compile(
    rf"{_SP}(?:个(?!别|体)|份(?!子)|套|台|条(?!件|款|约|例|龙)|名(?!称|义)|家|项(?!目)|次(?!性|日)|种|笔|张|页|件(?!事)|只(?!要|有|能|是)|根(?!据|本)|对(?![一方于应])|双(?!方)|组(?!织|成)|批(?!准|复)|间(?!接|隔)"
    rf"|处(?!理|罚|于|置)|座|层(?!面)|户(?!口)|米|公里|千米|平方|立方|吨|公斤|千克|克(?!服)|亩|段|辆|艘|遍|轮|人(?!民|员|工|身|为)|块(?!钱)|位(?!于|置)|期(?![间限工])|者|盒|瓶|箱|升|支|部(?!分|门|件|署)|本(?!合|协|条|着|金)|票|架|端口|芯|兆|[GMK](?![a-z]))"
)
_DETERMINED = "同另任某其单唯统逐第归均专合之每万"
_STANDS = re.compile(r"[^\w、]|$")


class Quantity(NamedTuple):
    """A number at [start, end) with what it counts, named as in `model.Value`."""

    kind: str
    value: Decimal
    start: int
    end: int
    unit: str | None = None
    currency: str | None = None
    doubtful: bool = False


def quantity_at(text: str, start: int, *, after_day: bool = False) -> Quantity | None:
    """The quantity that begins at `start` of a plain text; None where there is none.

    after_day: the quantity before this one was a day of a month, so that 10日至15日 names another.
    """
    money = BEFORE_MONEY.match(text, start)
    if money:
        number = wrapped_number(text, money.end())
        return _money(text, start, number, _CODE_OF[money[1]]) if number and number.value is not None else None
    share = _per(text, start)
    if share:
        return share
    if text.startswith("半个", start) and not _HALF_OF_ONE.match(text, start):
        return Quantity("number", Decimal("0.5"), start, start + 1)
    half = _HALF_OF_ONE.match(text, start)
    if half and not (start and text[start - 1] in "上下前后多大过每"):
        return _half(half, start)
    number = wrapped_number(text, start)
    if number is None or number.value is None or (text[start] in "（(" and not text[start - 1 : start].isalnum()):
        return None
    return _counted(text, start, number, after_day=after_day)


def wrapped_number(text: str, start: int) -> Number | None:
    """A numeral that may stand in brackets or on an underline, and may be said a second time in brackets: 十二（12）."""
    sign = 1
    if text[start : start + 1] in ("-", "负"):
        if not _negative(text, start):
            return None
        sign, start = -1, start + 1
    number = _bare_or_wrapped(text, start)
    if number is None or number.value is None:
        return number
    again = _AGAIN.match(text, number.end)
    if again:
        second = number_at(text, again.end())
        if second and second.value == number.value and text[second.end : second.end + 1] in ("）", ")"):
            number = number._replace(end=second.end + 1, single=False, bare=False)
    return number._replace(value=sign * number.value) if number.value is not None else number


UNDERLINE = "{.underline}"  # how Markdown made from Word marks a filled underline: [30]{.underline}日
_WRAPPERS = {"[": "]】", "【": "】]", "〔": "〕", "（": "）)", "(": ")）", "_": "_"}
_SIZED_BEHIND = re.compile(rf"{GAP}?([百千万亿]{{1,2}})(?={GAP}?元)")
_AGAIN = re.compile(" ?[（(]")
_PAD = re.compile(r"[ \t\u3000\xa0]{0,30}")


def _bare_or_wrapped(text: str, start: int) -> Number | None:
    opening = text[start : start + 1]
    if opening not in _WRAPPERS or not opening:
        return number_at(text, start)
    at = start
    while opening == "_" and at < start + 200 and text[at : at + 1] == "_":
        at += 1
    at = at if opening == "_" else at + 1
    number = number_at(text, _PAD.match(text, at).end())  # type: ignore[union-attr]
    if number is None:
        return None
    end = _PAD.match(text, number.end).end()  # type: ignore[union-attr]
    if text[end : end + 1] not in _WRAPPERS[opening] or end >= len(text):
        return None
    end += 1
    end += len(UNDERLINE) if text.startswith(UNDERLINE, end) else 0
    while opening == "_" and end < len(text) and text[end] == "_":
        end += 1
    behind = _SIZED_BEHIND.match(text, end)  # [45]万元
    if behind and number.value is not None:
        for size in behind[1]:
            number = number._replace(value=(number.value or Decimal(0)) * UNITS[size])
        end = behind.end()
    return number._replace(start=start, end=end, wrapped=True, single=False)


def _negative(text: str, at: int) -> bool:
    """A minus sign, not a hyphen, a dash of a range or 负 = to bear."""
    before = text[at - 1 : at] if at else ""
    behind = text[at + 1 : at + 2]
    if text[at] == "-":
        return behind.isdigit() and not ((before.isalnum() and before not in "于为至到") or before in ("-", ")", "）", "]", "%", "‰", "/"))
    return (behind.isdigit() or (behind in HANZI and behind != "")) and not (before.isalnum() and before not in "为是")


def _per(text: str, start: int) -> Quantity | None:
    """百分之三, 千分之[ 5 ], 百分之百, 百分百; 日万五 and 半数 as traders say them."""
    short = _SHORT_RATE.match(text, start)
    if short:
        number = number_at(text, short.start(2))
        return Quantity("share", number.value / UNITS[short[1]], start, number.end) if number and number.value is not None and number.end == short.end() else None
    if text.startswith("半数", start) and text[start - 1 : start] in "的之":
        return Quantity("share", Decimal("0.5"), start, start + 2)
    if text.startswith("百分百", start):
        return Quantity("share", Decimal(1), start, start + 3)
    m = _PER.match(text, start)
    if not m:
        return None
    over = Decimal(1)
    for size in m[1]:
        over *= UNITS[size]
    number = wrapped_number(text, m.end())
    if number is None or number.value is None:
        return None
    return Quantity("share", number.value / over, start, number.end)


def _counted(text: str, start: int, number: Number, *, after_day: bool) -> Quantity | None:
    value, end = number.value, number.end
    assert value is not None
    fraction = _fraction(text, start, number) or _slashed(text, start, number)
    if fraction:
        return fraction
    if number.single and start and text[start - 1] in _DETERMINED and text[start] == "一":
        return None
    money = _MONEY.match(text, end)
    if money and not (number.bare and end - number.start == 1):
        return _money(text, start, number, "CNY")
    for read in (_share, _duration):
        quantity = read(text, start, number, after_day=after_day)
        if quantity:
            return quantity
    small = _SMALL_MONEY.match(text, end)
    if small and not number.bare:
        return _coins(small, start, value)
    multiple = _MULTIPLE.match(text, end)
    if multiple:
        return Quantity("multiple", value, start, multiple.end())
    return Quantity("number", value, start, end) if _is_number(text, start, number) else None


def _fraction(text: str, start: int, number: Number) -> Quantity | None:
    """三分之一 and 五又三分之一; a whole and a fraction is a number, a fraction alone a share of something."""
    assert number.value is not None
    if text.startswith("半", number.end) and number.value == 1 and not number.wrapped:
        return Quantity("share", Decimal("0.5"), start, number.end + 1)
    whole = Decimal(0)
    further = _AND.match(text, number.end)
    below: Number | None = number
    if further:
        below, whole = number_at(text, further.end()), number.value
    if below is None or not below.value:
        return None
    of = _OF.match(text, below.end)
    if not of:
        return None
    above = wrapped_number(text, of.end() + (text[of.end()] == "负"))
    if above is None or above.value is None:
        return None
    part = abs(above.value) / abs(below.value)
    return Quantity("number" if further else "share", whole + part, start, above.end)


def _slashed(text: str, start: int, number: Number) -> Quantity | None:
    """1/2, but no part of a date, a path or 24/7."""
    m = _SLASH.match(text, number.end)
    if not m or not number.arabic or not number.value or text[start - 1 : start] in ("/", ".", "第") or number.wrapped:
        return None
    value = number.value / Decimal(m[1])
    return Quantity("share" if 0 < value < 1 else "number", value, start, m.end()) if m[1] != "7" else None


def _share(text: str, start: int, number: Number, *, after_day: bool) -> Quantity | None:
    m = _SHARE.match(text, number.end)
    if not m or number.value is None:
        return None
    value = number.value
    if m["scan"]:
        return Quantity("share", value / 1000, start, m.end(), doubtful=True)
    if m["sign"]:
        return Quantity("share", value / _SIGNS[m["sign"]], start, m.end())
    if m["point"]:
        return Quantity("share", value / 100, start, m.end())
    if m["cheng"]:
        more = {None: Decimal(0), "半": Decimal("0.5")}.get(m["half"]) if m["half"] in (None, "半") else _digit(m["half"]) / 10
        return Quantity("share", (value + (more or 0)) / 10, start, m.end()) if 0 < value <= 10 else None
    return Quantity("share", value / (10 if value < 10 else 100), start, m.end()) if 0 < value < 100 else None


def _money(text: str, start: int, number: Number, currency: str) -> Quantity | None:
    m = _MONEY.match(text, number.end)
    value, end = number.value, number.end
    assert value is not None
    if m:
        named = m["of"] or m["name"]
        currency = _CODE_OF[named] if named else currency
        coins = [Decimal(_digit(c)) for c in _FIGURE.findall(m["tail"].replace("零", "", 1) if m["tail"].strip().startswith("零") and len(m["tail"].strip()) > 2 else m["tail"])]
        sizes = [s for s in m["tail"] if s in "角毛分"]
        value += sum((c / (100 if s == "分" else 10) for c, s in zip(coins, sizes, strict=False)), Decimal(0))
        end = m.end()
        cents = _CENTS.match(text, end)
        if cents:
            value, end = value + _digit(cents[1]) / 100, cents.end()
    return Quantity("amount", value, start, end, currency=currency)


def _coins(m: re.Match[str], start: int, value: Decimal) -> Quantity:
    amount = value / 100 if m["cent"] else value / 10
    if m["unit"] and m[2]:
        amount += Decimal(_digit(m[2])) / 100
    return Quantity("amount", amount, start, m.end(), currency="CNY")


def _digit(words: str) -> Decimal:
    number = number_at(words, 0)
    return number.value if number and number.value is not None else Decimal(0)


def _half(m: re.Match[str], start: int) -> Quantity:
    """半年 = 6 months, 半个月 = 15 days, 半天 = 12 hours; 个半月 is one and a half."""
    one = m[0].startswith("个")
    for group, unit, half, whole in (("y", "month", 6, 12), ("mo", "day", 15, 30), ("h", "minute", 30, 60), ("d", "hour", 12, 24)):
        if m[group]:
            return Quantity("duration", Decimal(half + (whole if one else 0)), start, m.end(), unit=unit)
    return Quantity("duration", Decimal("1.5" if one else "0.5"), start, m.end(), unit="working_day")


def _duration(text: str, start: int, number: Number, *, after_day: bool) -> Quantity | None:
    value = number.value
    assert value is not None
    if number.bare and number.end - number.start == 1:  # 百年, 千日
        return None
    half = _AND_HALF.match(text, number.end)
    if half:
        return _and_half(half, start, value)
    m = _TIME.match(text, number.end)
    if not m or m.lastgroup is None:
        return None
    _, unit, size = _TIMES[int(m.lastgroup[1:])]
    if "刻" in m[0]:
        size = 15
    if not _is_spell(text, start, number, m[0].strip(), m.end(), after_day=after_day):
        return Quantity("number", value, start, number.end)
    value, end = value * size, m.end()
    if unit == "second":
        return Quantity("duration", value / 60, start, end, unit="minute")
    smaller = _SMALLER.get(unit)
    if smaller:
        more = _more(text, end, smaller[0])
        if more:
            return Quantity("duration", value * smaller[1] + more[0], start, more[1], unit=smaller[0])
        if value % 1:
            value, unit = value * smaller[1], smaller[0]
    elif unit == "month" and value % 1 == Decimal("0.5"):
        value, unit = value * 30, "day"
    return Quantity("duration", value, start, end, unit=unit)


def _and_half(m: re.Match[str], start: int, value: Decimal) -> Quantity:
    """一年半 = 18 months, 一个半月 = 45 days."""
    unit, size = "hour", 24
    for groups, name, parts in ((("y",), "month", 12), (("mo",), "day", 30), (("h", "h2"), "minute", 60)):
        if any(m[g] for g in groups):
            unit, size = name, parts
    return Quantity("duration", value * size + size // 2, start, m.end(), unit=unit)


def _more(text: str, end: int, unit: str) -> tuple[Decimal, int] | None:
    """The smaller part of 两年零三个月, 一小时三十分钟."""
    then = _THEN.match(text, end)
    number = number_at(text, then.end()) if then else None
    m = _TIME.match(text, number.end) if number and number.value is not None else None
    if not m or m.lastgroup is None or not number or number.value is None:
        return None
    _, named, size = _TIMES[int(m.lastgroup[1:])]
    if named != unit or m[0].strip().startswith("月"):  # 2年3月 may be a date
        return None
    return number.value * size, m.end()


def _is_spell(text: str, start: int, number: Number, unit: str, end: int, *, after_day: bool) -> bool:
    """Whether N日 / N月 / N年 is a length of time and not the name of a day, a month or a year."""
    value = number.value
    assert value is not None
    before = text[max(0, start - 12) : start]
    if unit == "年":
        year = value % 1 == 0 and 1900 <= value <= 2100
        month_follows = _MONTH_FOLLOWS.match(text, end) is not None
        return not year and not (number.arabic and 10 <= value <= 99 and month_follows)
    if unit == "月":
        if _YEAR_BEFORE.search(before):
            return False
        return value > 12 or bool(_SPELL_BEFORE.search(before) or _SPELL_BEHIND.match(text, end))
    if unit == "日":
        return not (_DAY_OF_MONTH.search(before) or (after_day and _LATER_DAY.search(before)))
    return True


def _is_number(text: str, start: int, number: Number) -> bool:
    """Whether a bare numeral is a number at all and not part of a word."""
    end = number.end
    if number.wrapped:
        return text[start] not in "（(" or _COUNTED.match(text, end) is not None
    if number.arabic or _COUNTED.match(text, end):
        return not (text[start] == "零" and number.single and text[end : end + 1] not in ("个", "次"))
    before = text[start - 1] if start else ""
    behind = text[end : end + 1]
    alone = (not before or not (before.isalnum() or before == "、")) and bool(_STANDS.match(text, end))
    # what is said to be a number is one: 份数为四, 不是四而是五; 合二为一 is a phrase
    predicate = before in ("是", "为") and text[start - 1 : end] != "为一" and bool(_STANDS.match(text, end) or behind in ("而", "却", "这"))
    if alone or predicate:
        return True
    if number.single or number.bare or behind == "分":
        return False
    digits_only = not any(c in UNITS for c in text[number.start : end])
    return not (before in "第" or (digits_only and end - number.start < 3))
