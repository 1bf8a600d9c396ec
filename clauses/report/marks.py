"""The score as a sheet that recomputes it: the rule's numbers in cells, the findings below, formulas between (clauses/score.py says the rule).

Comes in: an empty sheet of `report.excel` and a review. Every formula is written with the value that the program itself reckoned.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from clauses.model import SEVERITIES, ContractReview, Finding, Library, Scoring
from clauses.report.cover import level
from clauses.report.labels import named, say
from clauses.score import Reckoning, reckon
from clauses.signs import visible

TOP = 4  # the row of the first severity, counted from 0
COLUMNS = ("id", "type", "severity", "certainty", "favours", "weight", "share", "score")
WIDTHS = (18, 20, 11, 12, 15, 12, 14, 12)
MATRIX = "BCDE"  # the columns of the severities among the types
Format = Callable[..., Any]


def score_sheet(sheet: Any, review: ContractReview, library: Library, language: str, format: Format) -> None:
    """The sheet recomputes the contract's score from its findings and the numbers that it was reckoned by."""
    rule = review.score.rule or library.scoring
    reckoned = reckon(review.findings, rule)
    types = sorted({f.type for f in review.findings}, key=lambda type: (-review.score.by_type.get(type, 0), type))
    for n, width in enumerate(WIDTHS):
        sheet.set_column(n, n, width)
    matrix = TOP + len(SEVERITIES) + 2  # the row of the first type
    first = matrix + len(types) + 2  # the row of the first finding
    rows = (first + 1, first + len(review.findings))  # as formulas count them
    _rule(sheet, rule, library, language, format)
    _findings(sheet, review, library, language, format, first)
    _types(sheet, review, types, reckoned, library, language, format, matrix, rows)
    _joined(sheet, review, types, reckoned, rule, library, language, format, matrix, rows)
    sheet.freeze_panes(2, 0)


def _header(sheet: Any, row: int, column: int, words: list[str], format: Format) -> None:
    for n, word in enumerate(words):
        sheet.write_string(row, column + n, word, format(bold=True, bg_color="#E4EAF1", border=1, text_wrap=True))


def _rule(sheet: Any, rule: Scoring, library: Library, language: str, format: Format) -> None:
    """Severities with factor, most and least in A to D, certainties in I and J, the single numbers in L and M."""
    number = format(num_format="General", bg_color="#FFF8E6")
    _header(sheet, TOP - 1, 0, [say(key, language) for key in ("column_severity", "factor", "most", "least", "part", "floor")], format)
    for n, severity in enumerate(SEVERITIES, TOP):
        sheet.write_string(n, 0, named(library, "severities", severity, language), format())
        for column, figure in enumerate((rule.severity[severity], rule.severity_most[severity], rule.severity_least[severity]), 1):
            sheet.write_number(n, column, float(figure), number)
    sheet.set_column(8, 8, 13)
    sheet.set_column(11, 11, 16)
    _header(sheet, TOP - 1, 8, [say("column_certainty", language), say("factor", language)], format)
    for n, (certainty, figure) in enumerate(rule.certainty.items(), TOP):
        sheet.write_string(n, 8, named(library, "certainty", certainty, language), format())
        sheet.write_number(n, 9, float(figure), number)
    singles = [(say("money_factor", language), rule.money), (say("type_most", language), rule.type_most)]
    singles += [(say("level_from", language, level=named(library, "severities", name, language)), least) for name, least in rule.levels.items()]
    for n, (label, figure) in enumerate(singles, TOP):
        sheet.write_string(n, 11, label, format())
        sheet.write_number(n, 12, float(figure), number)


def _findings(sheet: Any, review: ContractReview, library: Library, language: str, format: Format, first: int) -> None:
    _header(sheet, first - 1, 0, [say(f"column_{column}", language) for column in COLUMNS], format)
    last = TOP + len(SEVERITIES)
    certainties = TOP + len((review.score.rule or library.scoring).certainty)
    for row, finding in enumerate(review.findings, first):
        words = (finding.id, named(library, "clause_types", finding.type, language), named(library, "severities", finding.severity, language), named(library, "certainty", finding.certainty, language), named(library, "favours", finding.favours, language))
        for column, word in enumerate(words):
            sheet.write_string(row, column, visible(word), format(quote_prefix=True))
        sheet.write_number(row, 5, finding.weight, format())
        if (share := _share(finding)) is not None:
            sheet.write_number(row, 6, float(share), format(num_format="0.00%"))
        n = row + 1
        factors = f"INDEX($B${TOP + 1}:$B${last},MATCH(C{n},$A${TOP + 1}:$A${last},0))*INDEX($J${TOP + 1}:$J${certainties},MATCH(D{n},$I${TOP + 1}:$I${certainties},0))"
        us = named(library, "favours", "us", language)
        sheet.write_formula(row, 7, f'=IF(E{n}="{us}",0,MIN(100,ROUND(ROUND(F{n}*{factors}*(1+$M${TOP + 1}*N(G{n})),6),0)))', format(num_format="0"), finding.score)


def _share(finding: Finding) -> Decimal | None:
    return finding.exposure.share if finding.exposure else None


def _types(sheet: Any, review: ContractReview, types: list[str], reckoned: Reckoning, library: Library, language: str, format: Format, matrix: int, rows: tuple[int, int]) -> None:
    """A row a type: its findings joined, severity by severity and in all."""
    start, end = rows
    _header(sheet, matrix - 1, 0, [say("column_type", language), *(named(library, "severities", s, language) for s in SEVERITIES), say("by_type", language)], format)
    for row, type in enumerate(types, matrix):
        n = row + 1
        sheet.write_string(row, 0, visible(named(library, "clause_types", type, language)), format(quote_prefix=True))
        for column, severity in enumerate(SEVERITIES, 1):
            letter = MATRIX[column - 1]
            formula = f"{{=1-PRODUCT(IF(($B${start}:$B${end}=$A{n})*($C${start}:$C${end}={letter}${matrix}),1-$H${start}:$H${end}/100,1))}}"
            sheet.write_array_formula(row, column, row, column, formula, format(num_format="0.0000"), float(reckoned.risks.get(severity, {}).get(type, 0)))
        formula = f"{{=ROUND(ROUND(100*(1-PRODUCT(IF($B${start}:$B${end}=$A{n},1-$H${start}:$H${end}/100,1))),6),0)}}"
        sheet.write_array_formula(row, 5, row, 5, formula, format(num_format="0"), review.score.by_type.get(type, 0))


def _joined(sheet: Any, review: ContractReview, types: list[str], reckoned: Reckoning, rule: Scoring, library: Library, language: str, format: Format, matrix: int, rows: tuple[int, int]) -> None:
    """What each severity adds, and on top the total with its level."""
    start, end = rows
    bold = format(bold=True, font_size=14, num_format="0")
    for column, severity in enumerate(SEVERITIES):
        row, letter = TOP + column, MATRIX[column]
        n = row + 1
        if types:
            formula = f"{{=MIN(C{n}/100,1-PRODUCT(1-{letter}{matrix + 1}:{letter}{matrix + len(types)}*$M${TOP + 2}/100))}}"
            sheet.write_array_formula(row, 4, row, 4, formula, format(num_format="0.0000"), float(reckoned.parts.get(severity, 0)))
            least = rule.severity_least[severity] if severity in reckoned.parts else 0
            sheet.write_formula(row, 5, f'=IF(COUNTIFS($C${start}:$C${end},A{n},$H${start}:$H${end},">0")>0,D{n},0)', format(num_format="0"), float(least))
        else:
            sheet.write_number(row, 4, 0, format())
            sheet.write_number(row, 5, 0, format())
    top, last = TOP + 1, TOP + len(SEVERITIES)
    sheet.write_string(0, 0, say("total", language), format(bold=True, font_size=14))
    sheet.write_array_formula(0, 1, 0, 1, f"{{=ROUND(ROUND(MAX(100*(1-PRODUCT(1-E{top}:E{last})),MAX(F{top}:F{last})),6),0)}}", bold, review.score.total)
    sheet.write_string(0, 2, say("level", language), format(bold=True, font_size=14))
    formula = f'"{say("level_none", language)}"'
    for place, name in reversed([*enumerate(rule.levels, TOP + 3)]):  # the single numbers begin with two that are no level
        formula = f'IF(B1>=$M${place},"{named(library, "severities", name, language)}",{formula})'
    sheet.write_formula(0, 3, f"={formula}", format(bold=True, font_size=14), level(review, library, language))
    sheet.write_string(1, 0, say("score_rule", language), format(font_color="#667085"))
