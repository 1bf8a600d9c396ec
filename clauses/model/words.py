"""The few words that a verdict is made of, and what the program says in words of its own."""

from dataclasses import dataclass
from typing import Literal

Side = Literal["customer", "carrier"]
Severity = Literal["high", "medium", "low", "info"]
Certainty = Literal["certain", "likely", "check"]
Favours = Literal["us", "them", "neither"]
Status = Literal["same", "changed", "moved", "split", "merged", "extra"]

OPPOSITE: dict[str, Side] = {"customer": "carrier", "carrier": "customer"}
SEVERITIES: tuple[Severity, ...] = ("high", "medium", "low", "info")


@dataclass(frozen=True)
class Said:
    """What the program says in words of its own, in Chinese and in English; the contract's words in it, names and numbers stay as they are."""

    zh: str
    en: str

    def words(self, language: str) -> str:
        return self.en if language == "en" else self.zh
