"""Finding contracts by words of theirs, exactly and of any length: 违约, 税, 5‰, GPON.

SQLite's full-text index is given every character as a word of its own, so that a search is a phrase of characters; its own
ways with Chinese find nothing for two characters.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Connection, Integer, LargeBinary, Select, String, column, delete, insert, literal_column, select, table

from clauses.model import ContractReview
from clauses.register import party

DAYS = re.compile(r"((?:19|20)\d\d)(?:[-年/.](\d{1,2})(?:[-月/.](\d{1,2})日?|月)?|年)?")
_SIGNS = "!#$%&()*+,-./:;<=>?@[]^_`{|}~\\"
INDEX = f"CREATE VIRTUAL TABLE searched USING fts5(words, content='', columnsize=0, tokenize=\"ascii tokenchars '{_SIGNS}'\")"
MOST = 1_000_000  # characters of a contract by which it is found; the longest that was seen has a tenth
LONGEST = 100  # characters of a search that are looked for
BREAK = "\ue000"  # stands between two texts, so that no phrase is found across them
_QUOTES = str.maketrans({'"': "＂", "'": "＇"})  # signs that the index's own language needs
_searched = table("searched", column("searched", String), column("rowid", Integer), column("words", String))
_texts = table("texts", column("round", Integer), column("words", LargeBinary))


def words(review: ContractReview, file: str) -> str:
    """All of a contract's round by which it is found: title, parties, the file's name, what was found, and its clauses."""
    contract = review.facts.contract
    parts = [contract.title, party(review, "customer"), party(review, "carrier"), file]
    parts += [part for f in review.findings for part in (f.id, f.message, f.message_en)]
    parts += [c.text for c in contract.clauses]
    return BREAK.join(part for part in parts if part)[:MOST]


def put(connection: Connection, round: int, words: str) -> None:
    """The round is found by these words."""
    connection.execute(insert(_texts), {"round": round, "words": zlib.compress(words.encode("utf-8", "replace"))})
    connection.execute(insert(_searched), {"rowid": round, "words": _spaced(words)})


def drop(connection: Connection, round: int) -> None:
    """The round is found no more."""
    kept = connection.execute(select(_texts.c.words).where(_texts.c.round == round)).scalar()
    if kept is not None:
        connection.execute(insert(_searched), {"searched": "delete", "rowid": round, "words": _spaced(zlib.decompress(kept).decode("utf-8"))})
        connection.execute(delete(_texts).where(_texts.c.round == round))


@dataclass(frozen=True, kw_only=True)
class Days:
    """A day, a month or a year: from its first moment here to the first after it (UTC, ISO 8601), and as the file writes it."""

    begin: str
    end: str
    written: str


def days(part: str) -> Days | None:
    """The days that a word of a search names (2026, 2026-11, 2026-11-22, 2026年11月22日); None where it names none."""
    found = DAYS.fullmatch(unicodedata.normalize("NFKC", part))
    if found is None:
        return None
    year, month, day = (int(number) if number else None for number in found.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
        after = first + timedelta(days=1) if day else date(first.year + first.month // 12, first.month % 12 + 1, 1) if month else date(first.year + 1, 1, 1)
        begin, end = (datetime.combine(one, time()).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f+00:00") for one in (first, after))
    except (ValueError, OverflowError, OSError):  # no such day, or none that this system can reckon with
        return None
    written = first.isoformat() if day else f"{first:%Y-%m}-" if month else f"{first:%Y}-"
    return Days(begin=begin, end=end, written=written)


def settle(connection: Connection) -> None:
    """Nothing is left in the index of what was dropped."""
    connection.execute(insert(_searched), {"searched": "optimize"})


def found(search: str) -> Select[tuple[int]]:
    """The ids of the rounds that have every word of the search, words parted by blanks."""
    phrases = " ".join(f'"{phrase}"' for part in parts(search) if (phrase := _spaced(part)))
    return select(_searched.c.rowid).where(literal_column("searched").op("MATCH")(phrases))


def parts(search: str) -> list[str]:
    """The words of the search; what is beyond `LONGEST` characters is not looked for."""
    return search[:LONGEST].split()


def sought(search: str) -> bool:
    """Whether there is anything to search for."""
    return any(_spaced(part) for part in parts(search))


def _spaced(text: str) -> str:
    return " ".join(_characters(text))


def _characters(text: str) -> Iterator[str]:
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_QUOTES)
    return (sign for sign in plain if sign == BREAK or (sign.isprintable() and not sign.isspace() and not "\ud800" <= sign <= "\udfff"))
