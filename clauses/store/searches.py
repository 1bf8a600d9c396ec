"""Finding contracts by words of theirs, exactly and of any length: 违约, 税, 5‰, GPON.

SQLite's full-text index is given every character as a word of its own, so that a search is a phrase of characters; its own
ways with Chinese find nothing for two characters.
"""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Iterator

from sqlalchemy import Connection, Integer, LargeBinary, Select, String, column, delete, insert, literal_column, select, table

from clauses.model import ContractReview
from clauses.register import party

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
