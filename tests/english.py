"""Whether what the program says in English is English: no Chinese but in what it quotes, and in names of the reader's own."""

from __future__ import annotations

import re

CHINESE = re.compile(r"[\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uff60]+")  # with its punctuation and full-width forms
_QUOTED = re.compile(r"“[^“”]*”")


def english(words: str, *names: str) -> bool:
    """Whether there are words, and all of them English; names: of files and people, which stay as they are."""
    for name in names:
        words = words.replace(name, "")
    return bool(words.strip()) and "\n" not in words and not CHINESE.search(_QUOTED.sub("", words))
