"""Fields: what of them is shown, and which show nothing though they should.

A complex field is three marks in the run of the text: begin, separate, end; between the first two stands its instruction,
between the others what it showed when the file was saved. Fields stand within fields, and a table of contents stretches over
many paragraphs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from clauses.ingest.word.styles import W, on, value
from clauses.ingest.word.symbols import sign

BLANK = "____"
PAGE_NUMBERS = ("PAGE", "NUMPAGES", "SECTIONPAGES")
_SHOW = ("REF", "PAGEREF", "NOTEREF", "DATE", "TIME", "CREATEDATE", "SAVEDATE", "PRINTDATE", "=", "LISTNUM", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT")
_CIRCLED = {str(i): chr(0x2460 + i - 1) for i in range(1, 21)}


@dataclass(eq=False)
class Field:
    """An open complex field.

    result: whether its result has begun. contents: whether it is a table of contents. shown: whether its result holds
    anything that is seen. form: the w:ffData of a form field.
    """

    instruction: list[str] = field(default_factory=list)
    result: bool = False
    contents: bool = False
    shown: bool = False
    form: Any | None = None

    @property
    def hides(self) -> bool:
        return self.contents or not self.result

    @property
    def name(self) -> str:
        return name_of("".join(self.instruction))

    def instead(self) -> str:
        """What is shown in the place of a result that is not there, or that says nothing."""
        if self.shown:
            return ""
        if self.form is not None:
            return _form(self.form)
        words = "".join(self.instruction).strip()
        if self.name == "EQ":
            return composed(words)
        if self.name == "SYMBOL":
            return _symbol(words)
        if self.name == "MACROBUTTON" and not self.result:
            return " ".join(words.split()[2:])
        return ""


def name_of(instruction: str) -> str:
    """The kind of field that an instruction is for: REF, TOC, =; "" for none."""
    words = instruction.split(maxsplit=1)
    return "" if not words else "=" if words[0].startswith("=") else words[0].upper()


def must_show(name: str) -> bool:
    """Whether a field of this kind that shows nothing leaves a hole in a sentence."""
    return name in _SHOW


def composed(instruction: str) -> str:
    """The words of an EQ field: a sign in a circle, a fraction, a phonetic guide's base."""
    words = re.sub(r"\\\*\s*(?:jc\d+|hps\d+|\"[^\"]*\"|\S+)", "", instruction.strip()[2:])
    words = re.sub(r"\\s\s*\\up\s*\d+\s*\([^()]*\)", "", words)  # the reading above the words
    circle = re.search(r"\\o\s*\\ac\s*\(([^,;，；]*)[,;，；]\s*([^()]*)\)", words)
    if circle:
        inside = circle[2].strip()
        return _CIRCLED.get(inside, inside or circle[1].strip()) if circle[1].strip() in "○〇◯" else inside
    words = re.sub(r"\\f\s*\(([^(),;]*)[,;]([^()]*)\)", r"\1/\2", words)
    return re.sub(r"\s+", " ", re.sub(r"\\[a-z]+\d*|[(),;\\]", " ", words)).strip()


def _symbol(instruction: str) -> str:
    """The sign of a SYMBOL field: SYMBOL 254 \\f Wingdings."""
    found = re.match(r"SYMBOL\s+(0x[0-9a-f]{1,5}|\d{1,6})", instruction, re.I)
    font = re.search(r"\\f\s+\"?([^\"\\]+)", instruction)
    if not found:
        return ""
    number = int(found[1], 16 if found[1][:2].lower() == "0x" else 10)
    return sign(font[1].strip() if font else "", f"{number:X}")


def _form(form: Any) -> str:
    """What a form field shows: a box ticked or not, the chosen entry, a blank."""
    box = form.find(W + "checkBox")
    if box is not None:
        checked = box.find(W + "checked")
        return "☑" if on(checked if checked is not None else box.find(W + "default")) else "□"
    choices = form.find(W + "ddList")
    if choices is not None:
        entries = [e.get(W + "val") or "" for e in choices.findall(W + "listEntry")]
        chosen = value(choices, "result") or value(choices, "default") or "0"
        index = int(chosen) if chosen.isascii() and chosen.isdecimal() else 0
        return entries[index] if index < len(entries) else BLANK
    return BLANK
