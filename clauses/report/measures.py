"""The rows of terms across contracts in the reader's words: what a number is of, and the number itself."""

from __future__ import annotations

from decimal import Decimal

from clauses.figures import show
from clauses.model import Library, Side, TermRow
from clauses.report.labels import say
from clauses.standing import Rank

PERIODS = {"rate_per_day": "× 365", "rate_per_week": "× 365 ÷ 7", "rate_per_month": "× 12", "multiple": "× LPR"}
PLACE = "place:"  # before a seat that is a name


def field_named(row: TermRow, library: Library, language: str) -> str:
    """The field's name; of a field within another, both."""
    return " · ".join(_entry(part, library, language) for part in row.field.split("."))


def of_named(row: TermRow, library: Library, language: str) -> str:
    """Of what the number is, "" where the contract does not say."""
    return ("，" if language == "zh" else ", ").join(_value(word, library, language) for word in row.of.split())


def unit_of(field: str, library: Library) -> str:
    """The unit of a field, of one within another the inner one's; "" where it has none."""
    name = field.rpartition(".")[2]
    return next((str(entry["unit"]) for table in ("terms", "derived") if (entry := library.vocabulary[table].get(name))), "")


def far_words(rank: Rank, side: Side, library: Library, language: str) -> str:
    """How it lies far out and for whom that is bad; "" where it does not."""
    if not rank.out:
        return ""
    key = "far" if not rank.hurts else "far_hurts" if rank.hurts == side else "far_helps"
    return say(key, language, way=say(f"far_{rank.out}", language), side=library.label(side, language))


def valued(row: TermRow, library: Library, language: str) -> str:
    """What the contract says, in the field's unit."""
    if row.value is None:
        return words_of(row.said, row.type, library, language)
    return sized(row.value, row.field, library, language)


def sized(number: Decimal, field: str, library: Library, language: str) -> str:
    """A number of that field (or `annual_rate`) in its unit."""
    name = field.rpartition(".")[2]
    if name in ("suspend_after_months", "notice_months"):
        name = "months"
    return show(name, number, library, language)


def periods(row: TermRow) -> str:
    """By what the rate is multiplied to be one a year, as it is reckoned: × 365 of a daily one; "" where nothing is."""
    return PERIODS.get(row.field, "") if row.yearly is not None else ""


def words_of(said: str, type: str, library: Library, language: str) -> str:
    """Words of a row: a name as it is, a word of the vocabulary by its label, a side's seat as the place where it is."""
    if said.startswith(PLACE):
        return said.removeprefix(PLACE)
    if said in ("customer", "carrier") and type == "jurisdiction":
        return say("seat_of", language, side=_value(said, library, language))
    return _value(said, library, language)


def _value(word: str, library: Library, language: str) -> str:
    entry = library.vocabulary["values"].get(word)
    return str(entry[language]) if entry else word


def _entry(name: str, library: Library, language: str) -> str:
    return next((str(entry[language]) for table in ("terms", "derived") if (entry := library.vocabulary[table].get(name))), name)
