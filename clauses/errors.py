"""What stops a review: exceptions that carry their own remedy.

A part that cannot be read while the rest can is no exception but a `model.Problem`.
"""

from __future__ import annotations

from clauses.model import Said

NO_HINT = Said("", "")


class ClausesError(Exception):
    """One line that says what is wrong (`message`) and one that says what to do (`hint`), both for the reader, in Chinese and in English."""

    def __init__(self, message: Said, hint: Said = NO_HINT) -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return self.said("zh")

    def said(self, language: str) -> str:
        return self.line.words(language)

    @property
    def line(self) -> Said:
        """Both in one line."""
        if self.hint == NO_HINT:
            return self.message
        return Said(f"{self.message.zh}（{self.hint.zh}）", f"{self.message.en} ({self.hint.en})")


class UnreadableFile(ClausesError):
    """The file is empty, encrypted, broken, of an unknown kind, or too large."""


class NoWords(UnreadableFile):
    """There is nothing to read: a mail without a text of its own, whose attachments may hold the contract."""


class NotAContract(ClausesError):
    """The file was read, but what it holds is no contract."""


class LibraryError(ClausesError):
    """A file of `templates_library/` (or of the user's library) is malformed; the message names file and line."""


class UnknownName(ClausesError):
    """A template, side, code or model that does not exist was asked for; the hint names the nearest that does."""


def why(error: OSError, otherwise: Said) -> Said:
    """What the system says of its error, in its own words; otherwise, where it says nothing."""
    return Said(error.strerror, error.strerror) if error.strerror else otherwise
