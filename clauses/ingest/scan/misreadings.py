"""What the reader of pictures takes for something else: put right where that is certain, doubted where it is not.

Nothing is guessed in words. A sign that was put right carries what was read; whether it stands is for a look at the picture.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from clauses.ingest.scan import marks
from clauses.ingest.scan.recognition import Letter

_UNSURE = 0.8  # a letter of which the reader was less sure is doubtful
_UNSURE_FIGURE = 0.97  # a letter of a number, an amount, a date
_FIGURE = re.compile(r"[\d０-９.．%％‰一二三四五六七八九十百千万亿零〇壹贰叁肆伍陆柒捌玖拾佰仟两￥¥]")
_THIRD = "0oO°º₀。"  # what the third ring of a ‰ is taken for
_NUMERAL = "一二三四五六七八九十百零〇"
_ARTICLE = re.compile(rf"第[{_NUMERAL}]*(?P<bar>[-—－–_])[{_NUMERAL}]{{0,3}}(?=[条章节款项])")
_ARTICLE_AGAIN = re.compile(rf"第[{_NUMERAL}]+(?P<bar>[-—－–_])(?=[{_NUMERAL}]{{0,2}}[条章节款项])")
_ONE = re.compile(r"(?<=[\d.,])(?P<one>[lI|])(?=[\d.,%‰元])")
_NOUGHT = re.compile(r"(?<=[\d.,])(?P<nought>[oO])(?=[\d.,%‰元])")
_STOP = re.compile(r"(?<=[\u4e00-\u9fff）])(?P<stop>[o°])(?=$|[\u4e00-\u9fff])")
_GAP = re.compile(r"(?<=\d)[,，](?P<gap> )(?=\d{3}(?!\d))|(?<=\d)(?P<before> )(?=[,，]\d{3}(?!\d))|(?<=\d\.)(?P<point> )(?=\d\d?\D)")
_COMMA = re.compile(r"(?<![\d.])\d{1,3}(?P<comma>，)(?=\d{3}(?:[,，]\d{3})*(?:\.\d\d?)?(?!\d))")
_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,3}(?=[\u4e00-\u9fff])")
_ALIKE_CASES = re.compile(r"(?<![A-Za-z0-9])(?:[Xx]+|[Oo]+|[CcKkPpSsUuVvWwZz])(?![A-Za-z0-9])")
_LIKELY = 0.05  # of a letter on an average: from there on it may be the other
_WIDE = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
_IDEOGRAPH = re.compile(r"[\u4e00-\u9fff）》”、]")
_ALIKE = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧАВЕКМНОРСТХ", "ABEZHIKMNOPTYXABEKMHOPCTX")
_PER_DAY = re.compile(r"每[满逾延迟超误]?[^，。；]{0,6}[一1]?[日天]|按[日天]|逐日|日万|[/／]\s*[日天]|滞纳金|逾期[^。；]{0,20}[日天]|[日天]利率|每[一1][日天]")


def mended(letters: Sequence[Letter], crop: Any) -> list[Letter]:
    """The letters of a line with the misreadings put right that are certain, each doubtful one marked."""
    signs = [x._replace(sign=x.sign.translate(_ALIKE)) for x in letters]
    signs = _parted(_per_mille(signs, crop), crop.shape[0])
    for pattern, sign in ((_ARTICLE, "一"), (_ARTICLE_AGAIN, "一"), (_ONE, "1"), (_NOUGHT, "0"), (_STOP, "。"), (_COMMA, ",")):
        signs = _replaced(signs, pattern, sign)
    signs = _widened(_replaced(signs, _GAP, ""))
    signs = [x._replace(sign="____", sure=1.0) if x.sign == "_" else x for i, x in enumerate(signs) if x.sign != "_" or not i or signs[i - 1].sign != "_"]
    return [x._replace(doubt="confidence") if not x.doubt and _unsure(x) else x for x in _of_one_case(signs)]


def _unsure(x: Letter) -> bool:
    """Of the marks between words the reader is seldom sure whether they are wide or narrow, and it matters to nobody: both are one."""
    if _FIGURE.match(x.sign):
        return x.sure < _UNSURE_FIGURE
    plain = unicodedata.normalize("NFKC", x.sign)
    either = 0.0 if x.sign.isalnum() else sum(likely for sign, likely in x.rivals if unicodedata.normalize("NFKC", sign) == plain)
    return x.sure + either < _UNSURE and bool(x.sign.strip())


def _of_one_case(letters: list[Letter]) -> list[Letter]:
    """The letters, those small or large throughout that stand together and of which nobody can tell (xxX); doubtful where it might be the other.

    Only of letters whose two forms are alike, with no other letter or digit beside them that shows how high a line's letters are.
    """
    out = list(letters)
    for m in _ALIKE_CASES.finditer("".join(x.sign if len(x.sign) == 1 else "\0" for x in letters)):
        run = letters[m.start() : m.end()]
        large = sum(x.sure if x.sign.isupper() else _other_case(x) for x in run)
        small = sum(_other_case(x) if x.sign.isupper() else x.sure for x in run)
        if min(large, small) < _LIKELY * len(run):
            continue
        for i, x in enumerate(run, start=m.start()):
            sign = x.sign.upper() if large > small else x.sign.lower()
            out[i] = x._replace(sign=sign, doubt=x.doubt or "confidence", read=x.read or (x.sign if sign != x.sign else ""))
    return out


def _other_case(x: Letter) -> float:
    return sum(likely for sign, likely in x.rivals if sign == x.sign.swapcase())


def per_day(before: str, after: str) -> bool:
    """Whether a rate that stands between these words is one of a day."""
    sentence = re.split(r"[。；]", before)[-1]
    return bool(_PER_DAY.search(sentence[-60:]) or re.match(r"\s*(?:[/／]\s*[日天]|每[日天]|的滞纳金|滞纳金|的日)", after))


def _parted(letters: list[Letter], high: int) -> list[Letter]:
    """The letters with a blank where two ideographs stand a blank apart, or the number that a line begins with and its first word."""
    em = em_of(letters, high)
    number = _NUMBER.match("".join(x.sign for x in letters))
    out: list[Letter] = []
    for i, x in enumerate(letters):
        if i:
            before = letters[i - 1]
            ideographs = all("\u4e00" <= y.sign <= "\u9fff" for y in (before, x))
            far = _centre(x) - _centre(before)
            if (ideographs and far > 1.65 * em) or (number and i == number.end() and far > em):
                out.append(Letter(" ", before.right, x.left, 1.0))
        out.append(x)
    return out


def _widened(letters: list[Letter]) -> list[Letter]:
    """The letters with the signs between ideographs, and both brackets of a pair of which one is wide, as Chinese print has them: wide."""
    out = list(letters)
    open_brackets: list[int] = []
    for i, x in enumerate(letters):
        before = letters[i - 1].sign[-1:] if i else ""
        behind = letters[i + 1].sign[:1] if i + 1 < len(letters) else "一"
        if x.sign in _WIDE and _IDEOGRAPH.match(before) and (_IDEOGRAPH.match(behind) or (x.sign != ":" and not behind.isdigit())):
            out[i] = x._replace(sign=_WIDE[x.sign])
        elif x.sign in "(（":
            open_brackets.append(i)
        elif x.sign in ")）" and open_brackets:
            first = open_brackets.pop()
            if (letters[first].sign == "（") != (x.sign == "）"):
                out[first], out[i] = letters[first]._replace(sign="（"), x._replace(sign="）")
    return out


def _replaced(letters: list[Letter], pattern: re.Pattern[str], sign: str) -> list[Letter]:
    """The letters with what the pattern's group names put right; signs of a letter are one character each."""
    text = "".join(x.sign for x in letters)
    at = {m.start(name) for m in pattern.finditer(text) for name, found in m.groupdict().items() if found is not None}
    if not at:
        return letters
    starts, length = {}, 0
    for i, x in enumerate(letters):
        starts[length] = i
        length += len(x.sign)
    out = list(letters)
    for start in sorted(at, reverse=True):
        i = starts[start]
        if sign:
            out[i] = out[i]._replace(sign=sign, doubt="confidence", read=out[i].sign, sure=min(out[i].sure, 0.9))
        else:
            del out[i]
    return out


def _per_mille(letters: list[Letter], crop: Any) -> list[Letter]:
    """‰ where the sign has three rings or is read %0 or %o; a % whose rings cannot be counted is doubtful."""
    out: list[Letter] = []
    i = 0
    em = em_of(letters, crop.shape[0])
    while i < len(letters):
        x = letters[i]
        if x.sign not in ("%", "％", "‰"):
            out.append(x)
            i += 1
            continue
        end = i + 1
        while end < len(letters) and letters[end].sign in _THIRD and letters[end].sign != "。":
            end += 1
        stop = end < len(letters) and letters[end].sign == "。"
        behind = end + 1 if stop else end
        start = _centre(letters[i - 1]) if i else 0.0
        finish = _centre(letters[behind]) if behind < len(letters) else float(crop.shape[1])
        ends = finish - 0.48 * em if behind < len(letters) and "\u4e00" <= letters[behind].sign <= "\u9fff" else finish
        rings, third = marks.rings(crop, start, finish, ends)
        if stop and rings == 3 and _centre(letters[end]) < third + 0.25 * em:
            end += 1  # the third ring, not a full stop
        read = "".join(y.sign for y in letters[i:end])
        out.append(x._replace(right=letters[end - 1].right, **_judged(read, rings)))
        i = end
    return out


def _judged(read: str, rings: int) -> dict[str, Any]:
    """What a sign so read with so many rings is, and how sure that is."""
    if read == "‰":
        return {"sign": "‰", "sure": 0.98, "doubt": "", "read": ""} if rings == 3 else {"sign": "‰", "sure": 0.7, "doubt": "per_mille", "read": read}
    if rings == 3 or len(read) > 1:
        sure = 0.97 if rings == 3 and len(read) > 1 else 0.9 if rings == 3 else 0.7 if rings == 0 else 0.5
        return {"sign": "‰", "sure": sure, "doubt": "per_mille", "read": read}
    if rings == 2:
        return {"sign": "%", "sure": 0.98, "doubt": "", "read": ""}
    return {"sign": "%", "sure": 0.5, "doubt": "percent", "read": read}


def em_of(letters: Sequence[Letter], high: int) -> float:
    """How wide an ideograph of the line is, in pixels."""
    steps = sorted(_centre(b) - _centre(a) for a, b in pairwise(letters) if all("\u4e00" <= y.sign <= "\u9fff" for y in (a, b)))
    return steps[len(steps) // 2] if len(steps) >= 2 else 0.72 * high


def _centre(x: Letter) -> float:
    return (x.left + x.right) / 2
