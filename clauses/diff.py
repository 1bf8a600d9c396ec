"""What was taken from an old wording and what was put in.

Two texts come in; a diff of words goes out, in which a number, a rate, an amount, a date, a party's name and a modal are one
word each, so that 万分之五 never becomes half of 千分之一. Whose advantage a change is, is not said here; `important` only
tells changes that touch a number, a side, a negation or a modal from editorial ones. The cleaning of diffs is
diff-match-patch's (this is its only home); the shortest edit script before it is rapidfuzz's, which knows no clock, so
that the same two texts have the same diff on every machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Literal

from diff_match_patch import diff_match_patch
from rapidfuzz.distance import Indel

from clauses.model import Diff, Roles, Value
from clauses.numerals import values

MOST_WORDS = 12_000  # in both texts together; beyond it whole sentences are compared
_FIRST, _LAST = 0xF0000, 0x10FFFD  # private-use characters, one a word

# What the words of a modal group say is the same: 应当 for 应 is no change of substance.
_MODALS: dict[str, tuple[str, ...]] = {
    "must_not": ("不得", "不应当", "不应", "不可以", "不能", "不准", "不许", "禁止", "严禁", "无权", "不可"),
    "must": ("应当", "应该", "必须", "务必", "有义务", "有责任", "应", "须", "需要"),
    "need_not": ("无需", "无须", "毋须", "不必", "不需要", "不须"),
    "may": ("可以", "有权", "可", "得以"),
    "deemed": ("视为", "视同"),
    "not_liable": ("不承担", "概不负责", "不负责任", "免于承担", "不再承担", "不负", "免责"),
    "liable": ("承担", "负责"),
    "only": ("仅限", "仅", "只能", "限于", "只有"),
    "except": ("除外", "除非", "但是", "但", "例外"),
    "whoever": ("任何一方", "任一方", "双方", "各方", "一方", "对方", "守约方", "违约方", "第三方", "第三人"),
    "not": ("不", "未", "无", "非", "免", "没有", "并非"),
    "or": ("或者", "或"),
    "and": ("并且", "且"),
}
# Words that hold such a character and say nothing of the kind.
_HARMLESS = (
    "不可抗力", "不仅", "不但", "不断", "不同", "不少于", "不低于", "不超过", "不高于", "不多于", "不足", "不久", "非常", "无论", "无线", "未来", "未尽事宜", "相应", "响应", "供应商", "供应", "对应", "应用", "应急", "反应", "适应",
    "应收", "应付", "应缴", "应急预案", "可靠", "可用性", "可用率", "可行", "许可证", "许可", "认可", "可能", "必须品", "免费", "无偿", "须知", "必需", "但书",
)  # fmt: skip
_LIMITS = {
    "不超过": "at_most",
    "不高于": "at_most",
    "不多于": "at_most",
    "不少于": "at_least",
    "不低于": "at_least",
    "不足": "below",
}
_MEANS = {word: group for group, words in _MODALS.items() for word in words} | _LIMITS
_WORD = re.compile(
    "|".join(sorted({*_MEANS, *_HARMLESS}, key=lambda word: (-len(word), word))) + r"|[A-Za-z]+|[0-9]+|\s+|.", re.DOTALL
)
_SENTENCE = re.compile(r"[^。；;\n]*[。；;\n]|[^。；;\n]+")

Op = Literal["=", "-", "+"]


def words(old: str, new: str, *, roles: Roles | None = None) -> Diff:
    """The diff of two texts, word by word.

    The words of `=` and `-` joined are `old`, those of `=` and `+` joined are `new`; neighbouring segments differ in kind,
    none is empty, and what is taken stands before what is put in its place.

    Args:
        old: what there was.
        new: what there is.
        roles: names of the parties that must stay whole beside 甲方 and 乙方.
    """
    parties = _pattern(tuple(_names(roles)))
    left, right = _split(old, parties), _split(new, parties)
    if len(left) + len(right) > MOST_WORDS:
        left, right = _SENTENCE.findall(old), _SENTENCE.findall(new)
    known = {word: n for n, word in enumerate(dict.fromkeys([*left, *right]))}
    if len(known) > _LAST - _FIRST or len(left) + len(right) > MOST_WORDS:
        left, right = [part for part in (old,) if part], [part for part in (new,) if part]
        known = {word: n for n, word in enumerate(dict.fromkeys([*left, *right]))}
    coded = ["".join(chr(_FIRST + known[word]) for word in side) for side in (left, right)]
    spoken = list(known)
    return _merged((op, "".join(spoken[ord(char) - _FIRST] for char in run)) for op, run in _compared(*coded))


def important(diff: Diff, *, roles: Roles | None = None) -> tuple[bool, ...]:
    """For every segment, whether the change touches a number, a blank, a side, a negation, an exception or a modal.

    Equal text is never important. Text put in place of other text is not where both say the same in the same order, such
    as 应当 for 应 or 0.05% for 万分之五.
    """
    names = _names(roles)
    said = [() if op == "=" else _substance(text, names) for op, text in diff]
    out = []
    for n, (op, _) in enumerate(diff):
        swapped = (
            n + 1
            if op == "-" and n + 1 < len(diff) and diff[n + 1][0] == "+"
            else n - 1
            if op == "+" and n and diff[n - 1][0] == "-"
            else None
        )
        out.append(
            bool(said[n]) or (swapped is not None and bool(said[swapped]))
            if swapped is None or said[n] != said[swapped]
            else False
        )
    return tuple(out)


def kept(diff: Diff) -> float:
    """The share of both texts' characters that stayed, 0 to 1; 1 where both are empty."""
    same = 2 * sum(len(text) for op, text in diff if op == "=")
    changed = sum(len(text) for op, text in diff if op != "=")
    return same / (same + changed) if same + changed else 1.0


def _compared(left: str, right: str) -> Iterator[tuple[Op, str]]:
    """Shortest edit script, then the joining of crumbs: a lone word that stayed between two changes is part of the change."""
    script: list[tuple[int, str]] = []
    for block in Indel.opcodes(left, right):
        if block.tag == "equal":
            script.append((diff_match_patch.DIFF_EQUAL, left[block.src_start : block.src_end]))
        elif block.tag == "delete":
            script.append((diff_match_patch.DIFF_DELETE, left[block.src_start : block.src_end]))
        else:
            script.append((diff_match_patch.DIFF_INSERT, right[block.dest_start : block.dest_end]))
    engine = diff_match_patch()
    engine.Diff_Timeout = 0
    engine.diff_cleanupMerge(script)
    engine.diff_cleanupSemantic(script)
    signs: dict[int, Op] = {
        diff_match_patch.DIFF_EQUAL: "=",
        diff_match_patch.DIFF_DELETE: "-",
        diff_match_patch.DIFF_INSERT: "+",
    }
    for op, run in script:
        yield signs[op], run


def _merged(segments: Iterable[tuple[Op, str]]) -> Diff:
    """Segments in which no two neighbours are of one kind, what is taken stands first, and no lone character stays between two changes."""
    run = [(op, text) for op, text in segments if text]
    out: list[tuple[Op, str]] = []
    taken = put = ""
    for n, (op, text) in enumerate(run):
        lone = (
            op == "=" and len(text) == 1 and text.isalnum() and 0 < n < len(run) - 1 and "=" not in (run[n - 1][0], run[n + 1][0])
        )
        taken += text if op == "-" or lone else ""
        put += text if op == "+" or lone else ""
        if op == "=" and not lone:
            out += _change(taken, put)
            taken = put = ""
            out = [*out[:-1], ("=", out[-1][1] + text)] if out and out[-1][0] == "=" else [*out, ("=", text)]
    return (*out, *_change(taken, put))


def _change(taken: str, put: str) -> list[tuple[Op, str]]:
    return [*([("-", taken)] if taken else []), *([("+", put)] if put else [])]  # type: ignore[list-item]


def _names(roles: Roles | None) -> dict[str, str]:
    """Every name of a side -> the side."""
    sides = {"customer": ("甲方", *(roles.customer if roles else ())), "carrier": ("乙方", *(roles.carrier if roles else ()))}
    if roles and ("乙方" in roles.customer or "甲方" in roles.carrier):
        sides = {"customer": roles.customer, "carrier": roles.carrier}
    return {name: side for side, names in sides.items() for name in names if name}


@lru_cache(maxsize=64)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str] | None:
    """Where one of the names stands, the longest first; None where there are none."""
    return re.compile("|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))) if names else None


def _split(text: str, parties: re.Pattern[str] | None) -> list[str]:
    """The words of a text: values whole, parties whole, words of weight whole, Latin words whole, every other character alone."""
    out: list[str] = []
    at = 0
    for value in values(text):
        out += _plain_words(text[at : value.span.start], parties)
        out.append(text[value.span.start : value.span.end])
        at = value.span.end
    return out + _plain_words(text[at:], parties)


def _plain_words(text: str, parties: re.Pattern[str] | None) -> list[str]:
    if parties is None:
        return _WORD.findall(text)
    out: list[str] = []
    at = 0
    for found in parties.finditer(text):
        out += [*_WORD.findall(text[at : found.start()]), found.group()]
        at = found.end()
    return out + _WORD.findall(text[at:])


def _substance(text: str, names: dict[str, str]) -> tuple[object, ...]:
    """What of weight a piece of text says, in order."""
    read = {value.text: _meaning(value) for value in values(text)}
    said: Sequence[object] = [read.get(word) or names.get(word) or _MEANS.get(word) for word in _split(text, _pattern(tuple(names)))]
    return tuple(thing for thing in said if thing)


def _meaning(value: Value) -> tuple[object, ...]:
    return (value.kind, value.value, value.unit, value.currency)
