"""Footnotes and endnotes: the number that Word shows for each reference, and the note that it refers to."""

from __future__ import annotations

from typing import Any

from clauses.ingest.numberformats import shown
from clauses.ingest.word.runs import Reference
from clauses.ingest.word.styles import W, value, whole

_NAMES = {"footnote": "注", "endnote": "尾注"}
_USUAL = {"footnote": "decimal", "endnote": "lowerRoman"}
_NO_NOTES = ("separator", "continuationSeparator", "continuationNotice")


class Notes:
    """The notes of a document, numbered in the order in which they are referred to, through the whole of it."""

    def __init__(self, parts: dict[str, Any]) -> None:
        self._elements = {
            (kind, note.get(W + "id")): note
            for kind in _NAMES
            if (part := parts.get(f"{kind}s")) is not None
            for note in part.iter(W + kind)
            if note.get(W + "type") not in _NO_NOTES
        }
        places = [parts["document"], *([parts["settings"]] if "settings" in parts else [])]
        said = {kind: [p for place in places for p in place.iter(f"{W}{kind}Pr")] for kind in _NAMES}
        self._formats = {kind: next((f for p in said[kind] if (f := value(p, "numFmt"))), _USUAL[kind]) for kind in _NAMES}
        self._next = {kind: next((n for p in said[kind] if (n := whole(value(p, "numStart"))) is not None), 1) for kind in _NAMES}
        self._read: set[tuple[str, str]] = set()

    def lacks(self, reference: Reference) -> bool:
        """Whether a reference leads to no note: its id, or the part that holds the notes, is missing."""
        return (reference.kind, reference.id) not in self._elements

    def take(self, reference: Reference, *, gone: bool) -> tuple[str, Any] | None:
        """What stands before the note and the note itself; None where there is none, or it was taken before.

        Args:
            reference: to the note.
            gone: whether the reference does not stand in the text, so that it takes no number.
        """
        key = (reference.kind, reference.id)
        note = self._elements.get(key)
        if note is None or key in self._read:
            return None
        self._read.add(key)
        number = reference.own
        if number is None and not gone:
            number = shown(self._next[reference.kind], self._formats[reference.kind])
            self._next[reference.kind] += 1
        return f"[{_NAMES[reference.kind]}{number or ''}] ", note
