"""Signs that a reader's program would obey instead of showing: directions of writing, bells, escapes, halves of characters.

Comes in: words of anyone. Goes out: the same words without such signs; tabs and line breaks stay.
"""

from __future__ import annotations

import re

_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff]")
_BREAKS = re.compile("[\x85\u2028\u2029]")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_UNSEEN = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe0e\ufe0f\ufeff\ufff9-\ufffc]")
_HALVES = re.compile("[\ud800-\udfff]")


def seen(words: str) -> str:
    """The words without the signs that nobody sees: blanks of no width, and what turns the direction of writing."""
    return _UNSEEN.sub("", words)


def turning(words: str) -> int:
    """How many signs among the words turn the direction in which others are shown, so that 三之分千 is seen as 千分之三."""
    return len(_TURNING.findall(words))


def visible(words: str) -> str:
    """The words as they are to be shown: no sign among them changes how the others are read or written."""
    return _HALVES.sub("\ufffd", _OBEYED.sub("", _BREAKS.sub(" ", words)))
