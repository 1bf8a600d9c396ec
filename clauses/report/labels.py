"""The words of what is handed over, in Chinese and English (labels.yaml), and the vocabulary's names of things."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

from clauses.model import Library


@cache
def _labels() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = yaml.safe_load(Path(__file__).with_name("labels.yaml").read_text(encoding="utf-8"))
    return found


def say(key: str, language: str, **values: Any) -> str:
    """The words of that key in the language, with values filled in.

    Raises:
        KeyError: no such key.
    """
    words = _labels()[key][language]
    return filled(words, values) if values else words


class _Counted(Formatter):
    """Fills in values; `{count:day|days}` is a number with the word that goes with it, the first with 1 alone."""

    def format_field(self, value: Any, format_spec: str) -> str:
        one, bar, many = format_spec.partition("|")
        return f"{value} {one if str(value) == '1' else many}" if bar else str(format(value, format_spec))


def filled(words: str, values: Mapping[str, Any]) -> str:
    """The words with the values filled in, and where one of them counts something, the thing in singular or plural.

    Raises:
        KeyError: a value lacks.
    """
    return _Counted().vformat(words, (), values) if "|" in words else words.format(**values)


def named(library: Library, table: str, name: str, language: str) -> str:
    """The vocabulary's name of a thing in one of its tables (severities, certainty, ...); the bare name where it has none."""
    entry = library.vocabulary.get(table, {}).get(name)
    return str(entry.get(language) or entry["zh"]) if entry else library.label(name, language)


def local(at: str) -> datetime | None:
    """The moment in this machine's time; None where the words are no moment."""
    try:
        told = datetime.fromisoformat(at)
        return (told if told.tzinfo else told.replace(tzinfo=UTC)).astimezone()
    except (ValueError, OverflowError, OSError):
        return None


def moment(at: str) -> str:
    """The moment in this machine's time, to the minute; the words themselves where they are no moment."""
    told = local(at)
    return at if told is None else f"{told:%Y-%m-%d %H:%M}"
