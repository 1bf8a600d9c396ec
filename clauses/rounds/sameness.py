"""Whether two wordings say the same in the same order, so that what differs is a typist's work.

Texts come in; what they say goes out as a sequence that is equal for texts that differ in punctuation, widths, blanks, the way
in which a number is written, the names of the sides, and a few words of the drafter's kind (应当 and 应). It is strict: a
word more, or another noun, is another text.
"""

from __future__ import annotations

import re
from functools import lru_cache

from clauses.match.likeness import as_standard
from clauses.model import Roles
from clauses.numerals import values

Said = tuple[object, ...]

_WIDTHS = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_ALIKE = {
    "应当": "应", "应该": "应", "必须": "应", "务必": "应", "须": "应", "如果": "若", "如": "若", "或者": "或", "以及": "及", "并且": "且", "按照": "按", "依照": "按",
    "可以": "可", "地": "的", "其它": "其他", "帐": "账", "签定": "签订", "做出": "作出", "视同": "视为",
}  # fmt: skip
_WORD = re.compile("|".join(sorted(_ALIKE, key=len, reverse=True)))
_BLANK = re.compile(r"[\[【〔][\s_/]*[\]】〕]|_+")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)\s*[,、;:]\s*(?=\d)")
_MARK = re.compile(r"(?<!\d)\.|\.(?!\d)|(?<!\d),|,(?!\d)|[\s。;:、!?“”\"‘’'「」『』()《》〈〉【】\[\]…·]")


def flat(text: str) -> str:
    """The text in half width without blanks and line breaks: what is the same in every layout."""
    return "".join(text.translate(_WIDTHS).split())


@lru_cache(maxsize=4096)
def said(text: str, roles: Roles) -> Said:
    """What the text says, in order: values by their meaning, the rest as plain words."""
    text = as_standard(text, roles)
    out: list[object] = []
    at = 0
    for value in values(text):
        out += [_plain(text[at : value.span.start]), (value.kind, value.value, value.unit, value.currency)]
        at = value.span.end
    return tuple(part for part in (*out, _plain(text[at:])) if part)


def _plain(text: str) -> str:
    half = _BETWEEN_DIGITS.sub(",", _BLANK.sub("_", text.translate(_WIDTHS)))
    return _WORD.sub(lambda found: _ALIKE[found[0]], _MARK.sub("", half))
