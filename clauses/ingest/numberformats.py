"""The number formats of Word: a count becomes what Word prints for it.

In come a count and the name of a format (ECMA-376 part 1 §17.18.59, ST_NumberFormat); out goes the text. Where Word departs
from the standard, Word is followed ([MS-OI29500] 2.1.540), as the label must be what the parties saw on paper. Formats of
scripts that no contract here is written in are shown in decimal.
"""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "零一二三四五六七八九"
_PLACES = "〇一二三四五六七八九"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_LARGEST = 32_767  # of a number of Word
_LONGEST = 60  # characters: a hostile file would have a letter a thousand times
_ONES = (
    "", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
    "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINAL = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth", "twelve": "twelfth"}
_KOREAN_TENS = ("", "열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔")
_KOREAN_ONES = ("", "하나", "둘", "셋", "넷", "다섯", "여섯", "일곱", "여덟", "아홉")


def shown(count: int, format: str) -> str:
    """A count as a number format of Word shows it; decimal where the format does not reach so far or is not known here."""
    if format in ("none", "bullet"):
        return ""
    write = _FORMATS.get(format)
    if write is None or not 0 <= count <= _LARGEST:
        return str(count)
    text = write(count)
    return text if 0 < len(text) <= _LONGEST else str(count)


def custom(sample: str) -> str:
    """The format that a sample stands for, such as `001, 002, 003, ...` (the w:format of a w:numFmt custom); decimal where it is another."""
    first = sample.split(",")[0].strip()
    return f"zeros{len(first)}" if len(first) in (2, 3, 4, 5) and first == "1".rjust(len(first), "0") else "decimal"


def hanzi(count: int, digits: str = _DIGITS, sizes: str = "十百千万", *, bare_ten: bool = True, bare_one: bool = False, gaps: bool = True) -> str:
    """A count in words: 十, 二十一, 一百零五.

    bare_ten: 十五 and not 一十五. bare_one: 百五 and not 一百五, as Japanese and Korean have it. gaps: a gap is filled by the nought.
    """
    if count >= 10_000:
        # Word writes no nought behind 万 ([MS-OI29500] 2.1.540 e)
        more = hanzi(count % 10_000, digits, sizes, bare_ten=False, bare_one=bare_one, gaps=gaps) if count % 10_000 else ""
        return hanzi(count // 10_000, digits, sizes, bare_ten=bare_ten, bare_one=bare_one, gaps=gaps) + sizes[3] + more
    if count == 0:
        return digits[0]
    words, gap = "", False
    for power in (3, 2, 1, 0):
        digit = count // 10**power % 10
        if not digit:
            gap = bool(words)
            continue
        bare = bool(power) and digit == 1 and (bare_one or (bare_ten and power == 1 and not words))
        words += (digits[0] if gap and gaps else "") + ("" if bare else digits[digit]) + (sizes[power - 1] if power else "")
        gap = False
    return words


def _positional(digits: str) -> Callable[[int], str]:
    return lambda count: "".join(digits[int(d)] for d in str(count))


def _counting(zero: str) -> Callable[[int], str]:
    """Words up to 99, digit by digit above: 九十九, then 一〇〇. Word itself names the format so: «一, 十, 一○○» ([MS-DOCX] 2.4)."""
    places = zero + _PLACES[1:]
    return lambda count: hanzi(count) if 0 < count < 100 else _positional(places)(count)


def _series(signs: str) -> Callable[[int], str]:
    """One sign a number; beyond the last of them Word falls back to decimal."""
    return lambda count: signs[count - 1] if 0 < count <= len(signs) else ""


def _repeated(signs: str) -> Callable[[int], str]:
    """A, B, ... Z, AA, BB: the sign again for each time that all have been used."""
    return lambda count: signs[(count - 1) % len(signs)] * ((count - 1) // len(signs) + 1) if count else ""


def _again(signs: str) -> Callable[[int], str]:
    """From the first sign again when all have been used, as Word does with kana ([MS-OI29500] 2.1.540 c)."""
    return lambda count: signs[(count - 1) % len(signs)] if count else ""


def _run(first: int, many: int) -> str:
    return "".join(chr(first + i) for i in range(many))


def _cycle(count: int) -> str:
    return _STEMS[(count - 1) % 10] + _BRANCHES[(count - 1) % 12] if 0 < count <= 60 else ""


def _roman(count: int) -> str:
    words = ""
    for size, letters in _ROMAN:
        words += letters * (count // size)
        count %= size
    return words


def _words(count: int) -> str:
    if count >= 1000:
        return f"{_words(count // 1000)} thousand {_words(count % 1000)}".strip()
    if count >= 100:
        return f"{_ONES[count // 100]} hundred {_words(count % 100)}".strip()
    if count >= 20:
        return _TENS[count // 10] + (f"-{_ONES[count % 10]}" if count % 10 else "")
    return _ONES[count]


def _ordinal_words(count: int) -> str:
    words = _words(count)
    head, last = words[: -len(words.split(" ")[-1].split("-")[-1])], words.split(" ")[-1].split("-")[-1]
    ending = _ORDINAL.get(last) or (last[:-1] + "ieth" if last.endswith("y") else last + "th")
    return head + ending if count else ""


def _ordinal(count: int) -> str:
    ending = "th" if count % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
    return f"{count}{ending}"


def _zeros(width: int) -> Callable[[int], str]:
    return lambda count: f"{count:0{width}d}"


_FULL_WIDTH = _positional("０１２３４５６７８９")
_FORMATS: dict[str, Callable[[int], str]] = {
    "decimalZero": _zeros(2),
    **{f"zeros{width}": _zeros(width) for width in (2, 3, 4, 5)},
    "decimalFullWidth": _FULL_WIDTH,
    "decimalFullWidth2": _FULL_WIDTH,
    "upperLetter": _repeated(_run(ord("A"), 26)),
    "lowerLetter": _repeated(_run(ord("a"), 26)),
    "upperRoman": _roman,
    "lowerRoman": lambda count: _roman(count).lower(),
    "ordinal": _ordinal,
    "cardinalText": lambda count: _words(count).capitalize(),
    "ordinalText": lambda count: _ordinal_words(count).capitalize(),
    "hex": lambda count: f"{count:X}",
    "chicago": _repeated("*†‡§"),
    "numberInDash": lambda count: f"- {count} -",
    # ① to ⑳; the Chinese one ends at ⑩ already, so that 11 follows
    "decimalEnclosedCircle": _series(_run(0x2460, 20)),
    "decimalEnclosedCircleChinese": _series(_run(0x2460, 10)),
    "decimalEnclosedParen": _series(_run(0x2474, 20)),
    "decimalEnclosedFullstop": _series(_run(0x2488, 20)),
    "ideographEnclosedCircle": _series(_run(0x3220, 10)),  # ㈠: Word has parentheses where the standard has circles ([MS-OI29500] 2.1.540 a)
    "ideographTraditional": _series(_STEMS),
    "ideographZodiac": _series(_BRANCHES),
    "ideographZodiacTraditional": _cycle,
    "ideographDigital": _positional(_PLACES),
    "ideographLegalTraditional": lambda count: hanzi(count, "零壹貳參肆伍陸柒捌玖", "拾佰仟萬", bare_ten=False, gaps=False),
    "chineseLegalSimplified": lambda count: hanzi(count, "零壹贰叁肆伍陆柒捌玖", "拾佰仟万", bare_ten=False),
    "chineseCounting": _counting("〇"),
    "chineseCountingThousand": hanzi,
    "taiwaneseCounting": _counting("○"),
    "taiwaneseCountingThousand": lambda count: hanzi(count, sizes="十百千萬"),
    "taiwaneseDigital": _positional("○" + _PLACES[1:]),
    "japaneseCounting": lambda count: hanzi(count, bare_one=True, gaps=False),
    "japaneseLegal": lambda count: hanzi(count, "零壱弐参四伍六七八九", "拾百阡萬", bare_ten=False, gaps=False),
    "japaneseDigitalTenThousand": _positional(_PLACES),
    "koreanDigital": _positional("영일이삼사오육칠팔구"),
    "koreanDigital2": _positional(_DIGITS),
    "koreanCounting": lambda count: hanzi(count, "영일이삼사오육칠팔구", "십백천만", bare_one=True, gaps=False),
    "koreanLegal": lambda count: _KOREAN_TENS[count // 10] + _KOREAN_ONES[count % 10] if count < 100 else "",
    "ganada": _repeated("가나다라마바사아자차카타파하"),
    "chosung": _repeated("ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"),
    "aiueo": _again(_run(0xFF71, 44) + "ｦﾝ"),
    "aiueoFullWidth": _again("アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヰヱヲン"),
}
