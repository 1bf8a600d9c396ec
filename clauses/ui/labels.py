"""The pages' words in Chinese and English (labels.yaml, labels_PAGE.yaml), and the vocabulary's names of things."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from clauses.errors import ClausesError
from clauses.model import Clause, Library
from clauses.report.labels import filled
from clauses.signs import visible

LANGUAGES = ("zh", "en")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~$:&])")


@cache
def _labels() -> dict[str, dict[str, str]]:
    """Every file's words together; each key has one home."""
    return {key: words for path in sorted(Path(__file__).parent.glob("labels*.yaml")) for key, words in yaml.safe_load(path.read_text(encoding="utf-8")).items()}


def say(key: str, language: str, **values: Any) -> str:
    """The page's words of that key in the language, with values filled in.

    Raises:
        KeyError: no such key.
    """
    words = _labels()[key][language]
    return filled(words, values) if values else words


def known(key: str) -> bool:
    """Whether there are words of that key."""
    return key in _labels()


def own_words(library: Library, language: str) -> Callable[[str], str]:
    """How a standard's words for kinds of blanks, sides and duties, and its clause types, are called on the page."""

    def called(word: str) -> str:
        key = next((key for key in (f"std_kind_{word}", f"std_say_{word}") if known(key)), "")
        return say(key, language) if key else library.label(word, language)

    return called


def named(library: Library, table: str, name: str, language: str) -> str:
    """The vocabulary's name of a thing in one of its tables (severities, statuses, ...); the bare name where it has none."""
    entry = library.vocabulary.get(table, {}).get(name)
    return str(entry.get(language) or entry["zh"]) if entry else library.label(name, language)


def place(clause: Clause, language: str) -> str:
    """Where a clause stands, in few words: annex and number, or the beginning of its text where it has no number."""
    annex = f"{clause.annex.split()[0]} " if clause.annex else ""
    if clause.kind != "clause" and not clause.number:
        return annex + say(clause.kind, language)
    return annex + (clause.number or clause.heading or f"{clause.text[:8]}…")


def listed(words: Iterable[str], language: str) -> str:
    """The words one after the other, parted as the language parts them."""
    return ("、" if language == "zh" else ", ").join(words)


def refused(refusal: ClausesError, language: str) -> str:
    """What is wrong and what to do about it, a paragraph each, with nothing that markdown would take for a mark."""
    hint = refusal.hint.words(language)
    return f"{plain(refusal.message.words(language))}\n\n{plain(hint[:1].upper() + hint[1:])}"


def plain(text: str) -> str:
    """The text with all that markdown would take for a mark made harmless, and nothing in it that turns the words round it."""
    return _MARKDOWN.sub(r"\\\1", visible(text))
