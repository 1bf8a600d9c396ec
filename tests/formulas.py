"""Formulas of a sheet, reckoned without an office program: the few functions that the score's sheet is made of."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np

_PART = re.compile(r'("[^"]*")|\$?([A-Z])\$?(\d+)(?::\$?([A-Z])\$?(\d+))?(?!\()|(>=|<=|<>|=)')


class Sheet:
    """A sheet of openpyxl whose cells are reckoned when they are asked for; `given` takes the place of cells."""

    def __init__(self, sheet: Any, given: dict[str, Any] | None = None) -> None:
        self._sheet, self._known = sheet, dict(given or {})

    def __getitem__(self, name: str) -> Any:
        if name not in self._known:
            found = self._sheet[name].value
            formula = getattr(found, "text", found)
            self._known[name] = self._reckoned(formula) if isinstance(formula, str) and self._sheet[name].data_type == "f" else found
        return self._known[name]

    def _reckoned(self, formula: str) -> Any:
        names = {"R": self._range, "IF": _if, "MIN": _min, "MAX": _max, "ROUND": _round, "INDEX": lambda r, n: r[n - 1], "MATCH": lambda v, r, _: list(r).index(v) + 1, "PRODUCT": np.prod, "COUNTIFS": _countifs, "N": lambda v: v or 0}
        return eval(_PART.sub(_translated, formula.strip("{}").lstrip("=")), {"__builtins__": {}}, names)

    def _range(self, left: str, top: int, right: str, bottom: int) -> Any:
        if (left, top) == (right, bottom):
            return self[f"{left}{top}"]
        assert left == right
        return np.array([self[f"{left}{row}"] for row in range(top, bottom + 1)], dtype=object)


def _translated(part: re.Match[str]) -> str:
    words, left, top, right, bottom, sign = part.groups()
    if words:
        return words
    if sign:
        return {"=": "==", "<>": "!="}.get(sign, sign)
    return f'R("{left}",{top},"{right or left}",{bottom or top})'


def _if(condition: Any, yes: Any, no: Any) -> Any:
    return np.where(condition.astype(bool), yes, no) if isinstance(condition, np.ndarray) else yes if condition else no


def _flat(values: tuple[Any, ...]) -> list[Any]:
    return [one for value in values for one in (value if isinstance(value, np.ndarray) else [value])]


def _min(*values: Any) -> Any:
    return min(_flat(values))


def _max(*values: Any) -> Any:
    return max(_flat(values))


def _round(value: float, places: int) -> float:
    return math.floor(round(value * 10**places, 6) + 0.5) / 10**places


def _countifs(*pairs: Any) -> int:
    columns = [[value > 0 if wanted == ">0" else value == wanted for value in column] for column, wanted in zip(pairs[::2], pairs[1::2], strict=True)]
    return sum(all(row) for row in zip(*columns, strict=True))
