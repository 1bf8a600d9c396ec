"""What stops a review: exceptions that carry their own remedy.

A part that cannot be read while the rest can is no exception but a `model.Problem`.
"""


class ClausesError(Exception):
    """One line that says what is wrong (`message`) and one that says what to do (`hint`), both for the reader, in Chinese."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}（{self.hint}）" if self.hint else self.message


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
