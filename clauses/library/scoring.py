"""scoring.yaml -> the numbers of the score's rule, refused where they would break what the score promises."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from clauses.library.document import Entry, read
from clauses.model import SEVERITIES, Said, Scoring

CERTAINTIES = ("certain", "likely", "check")
LEVELS = ("high", "medium", "low")


def read_scoring(path: Path) -> Scoring:
    """The numbers of the file; each has its reason there.

    Raises:
        LibraryError: a key is unknown or lacking, a number is out of range, the levels do not fall, low findings together
            could reach the medium level, or one high finding could stay below it.
    """
    entry = read(path)
    entry.only("severity", "certainty", "money", "type", "levels")
    severity = _rows(entry, "severity", SEVERITIES, ("factor", "most", "least"))
    certainty = _rows(entry, "certainty", CERTAINTIES, ("factor",))
    levels = {name: row["least"] for name, row in _rows(entry, "levels", LEVELS, ("least",)).items()}
    if not levels["high"] > levels["medium"] > levels["low"] > 0:
        raise entry.error(Said("各级的 least 应由高到低递减，且大于 0", "least must fall from level to level and be more than 0"), key="levels")
    if severity["low"]["most"] >= levels["medium"]:
        raise entry.error(Said("低级别的发现合计不得达到中风险的下限", "low findings together may not reach the lower limit of medium risk"), Said(f"severity.low.most 应小于 {levels['medium']}", f"severity.low.most must be less than {levels['medium']}"), key="severity")
    if severity["high"]["least"] < levels["medium"]:
        raise entry.error(Said("有一项高级别的发现，总分不得低于中风险的下限", "with one high finding the total may not be below the lower limit of medium risk"), Said(f"severity.high.least 应不小于 {levels['medium']}", f"severity.high.least must be at least {levels['medium']}"), key="severity")
    if severity["info"]["factor"]:
        raise entry.error(Said("提示不计分", "notes score nothing"), Said("severity.info.factor 应为 0", "severity.info.factor must be 0"), key="severity")
    return Scoring(
        severity={name: row["factor"] for name, row in severity.items()},
        certainty={name: row["factor"] for name, row in certainty.items()},
        money=_row(entry.entry("money"), ("factor",))["factor"],
        type_most=_row(entry.entry("type"), ("most",))["most"],
        severity_most={name: row["most"] for name, row in severity.items()},
        severity_least={name: row["least"] for name, row in severity.items()},
        levels=levels,
    )


def _rows(entry: Entry, key: str, names: tuple[str, ...], columns: tuple[str, ...]) -> dict[str, dict[str, Decimal]]:
    table = entry.entry(key)
    table.only(*names)
    return {name: _row(table.entry(name), columns) for name in names}


def _row(row: Entry, columns: tuple[str, ...]) -> dict[str, Decimal]:
    """The numbers of one row: factors from 0 to 1, points from 0 to 100; a reason is demanded."""
    row.only(*columns, "reason")
    row.text("reason")
    made = {column: row.number(column) for column in columns}
    for column, number in made.items():
        most = 1 if column == "factor" else 100
        if not 0 <= number <= most:
            raise row.error(Said(f"“{column}”应在 0 至 {most} 之间", f"“{column}” must be from 0 to {most}"), key=column)
    return made
