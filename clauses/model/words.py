"""The few words that a verdict is made of."""

from typing import Literal

Side = Literal["customer", "carrier"]
Severity = Literal["high", "medium", "low", "info"]
Certainty = Literal["certain", "likely", "check"]
Favours = Literal["us", "them", "neither"]
Status = Literal["same", "changed", "moved", "split", "merged", "extra"]

OPPOSITE: dict[str, Side] = {"customer": "carrier", "carrier": "customer"}
SEVERITIES: tuple[Severity, ...] = ("high", "medium", "low", "info")
