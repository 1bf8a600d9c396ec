"""Numbers across contracts, drawn: the table of ranks, and two contracts side by side."""

from __future__ import annotations

from collections.abc import Sequence

from clauses.beside import Kind, Pair
from clauses.markup import Html, el
from clauses.model import Library, Side, TermRow
from clauses.report.labels import say as reported
from clauses.report.measures import far_words, field_named, of_named, periods, sized, valued
from clauses.standing import FEWEST, Rank, measure
from clauses.ui.labels import named, say

LONGEST = 120  # characters of a quote in the table, of which two lines are seen; the whole is told where the pointer rests
COLUMNS = ("contract", "clause_at", "number_of", "number", "yearly", "standing", "median", "quote")
OPEN, PAGE, KIND = "open", "page", "kind"


def table(ranks: Sequence[Rank], side: Side, library: Library, language: str, *, page: int, pages: int) -> Html:
    """A page of the table; a click on a row tells `open MATTER CLAUSE`, one on the pages below `page N`."""
    if not ranks:
        return el("p.faint", say("numbers_none", language))
    told = {"yearly": reported("how_yearly", language), "standing": reported("how_percentile", language)}
    head = el("thead", el("tr", (el("th.quote" if name == "quote" else "th", say(f"column_{name}", language), title=told.get(name)) for name in COLUMNS)))
    rows = [_row(rank, side, library, language) for rank in ranks]
    return el("div.numbers", el("table", head, el("tbody", rows)), _pages(page, pages, language))


def how(language: str) -> Html:
    """How the numbers are reckoned, folded: by the year, in the percentile, and what is far out."""
    return el("details.numbers.how", el("summary", say("numbers_how", language)), (el("p", el("b", reported(f"about_{name}", language)), " ", reported(f"how_{name}", language)) for name in ("yearly", "percentile", "far")))


def opens(row: TermRow) -> str:
    """What a click tells that opens the contract at the row's clause."""
    return f"{OPEN} {row.matter} {row.clause}"


def of_kind(kind: Kind | None) -> str:
    """What a click tells that looks at numbers of one kind alone; None = at all."""
    return f"{KIND} {'|'.join(kind or ())}"


def kind_told(told: str) -> Kind | None:
    """The kind that such a click tells; None where it tells none."""
    parts = told.split("|")
    return (parts[0], parts[1], parts[2], parts[3]) if len(parts) == 4 else None


def kind_chosen(kind: Kind, row: TermRow, library: Library, language: str) -> Html:
    """That one kind of number is looked at alone, and the way back."""
    return el("div.numbers.kind", el("b", say("numbers_kind", language, kind=kind_named(kind, row, library, language))), " ", el("a.link", say("numbers_kind_all", language), pick=of_kind(None)))


def _row(rank: Rank, side: Side, library: Library, language: str) -> Html:
    row = rank.row
    hurts = bool(rank.out) and rank.hurts == side
    cells = [
        el("td", el("b", row.title or say("untitled", language)), el("div.faint", row.customer)), el("td", row.place), el("td", kind_cell(row, library, language)),
        el("td", _value(row, library, language)), el("td.yearly", _yearly(row, library, language)),
        el("td", _standing(rank, side, library, language)), el("td", _bracketed(median(rank, library, language), language)), el("td.quote", el("div.cut", _cut(row.quote)), title=row.quote if len(row.quote) > LONGEST else None),
    ]  # fmt: skip
    return el("tr.row.hurts" if hurts else "tr.row.out" if rank.out else "tr.row", cells, pick=opens(row))


def _value(row: TermRow, library: Library, language: str) -> list[Html | None]:
    """The value; what stands in brackets beside it in a line of its own."""
    if row.value is None:
        return [el("b", valued(row, library, language))]
    shown, below = _bracketed(valued(row, library, language), language)
    return [el("b", shown), below]


def _bracketed(number: str, language: str) -> tuple[str, Html | None]:
    """The number, and what stands in brackets beside it for a line of its own."""
    shown, between, rest = number.partition("（" if language == "zh" else " (")
    return shown, el("div.faint", rest.rstrip("）)")) if between else None


def _yearly(row: TermRow, library: Library, language: str) -> list[Html | str]:
    """The rate a year and how it is reckoned from the rate; nothing of what is no rate over time."""
    return [sized(row.yearly, "annual_rate", library, language), el("div.faint", periods(row))] if row.yearly is not None else []


def kind_cell(row: TermRow, library: Library, language: str) -> list[Html | str]:
    """The clause type and whose term it is; below, the field and of what it is."""
    who = named(library, "values", row.who, language) if row.who else ""
    of = of_named(row, library, language)
    below = f"{field_named(row, library, language)}{(f'（{of}）' if language == 'zh' else f' ({of})') if of else ''}"
    return [f"{named(library, 'clause_types', row.type, language)}{f' · {who}' if who else ''}", el("div.faint", below)]


def kind_named(kind: Kind, row: TermRow, library: Library, language: str) -> str:
    """A kind of number in one line."""
    field = sized_name(kind, row, library, language)
    who = f" · {named(library, 'values', kind[2], language)}" if kind[2] else ""
    of = of_named(row, library, language)
    return f"{named(library, 'clause_types', kind[0], language)}{who} · {field}{(f'（{of}）' if language == 'zh' else f' ({of})') if of else ''}"


def sized_name(kind: Kind, row: TermRow, library: Library, language: str) -> str:
    """The field's name; of a rate over time, that of a rate a year."""
    return str(library.vocabulary["derived"]["annual_rate"][language]) if measure(row) == "annual_rate" else field_named(row, library, language)


def median(rank: Rank, library: Library, language: str) -> str:
    """The others' median in its unit; "" where there is none."""
    return sized(rank.median, measure(rank.row), library, language) if rank.median is not None else ""


def place_words(rank: Rank, language: str) -> str:
    """Where it stands among the others."""
    others = rank.others
    if rank.row.value is None:
        return say("numbers_said", language, others=others, same=rank.same) if others else say("numbers_no_other", language)
    if rank.percentile is None or others < FEWEST:
        return say("numbers_too_few", language, others=others) if others else say("numbers_no_other", language)
    if rank.percentile in (0, 1):
        return say("numbers_above_all" if rank.percentile else "numbers_below_all", language, others=others)
    if rank.same == others and rank.percentile == 0.5:
        return say("numbers_same_all", language, others=others)
    return say("numbers_percentile", language, percentile=min(99, max(1, round(rank.percentile * 100))), others=others)


def _standing(rank: Rank, side: Side, library: Library, language: str) -> list[Html | None]:
    out = far_words(rank, side, library, language)
    mark = {"hurts": "▲", "out": "■"}["hurts" if rank.hurts == side else "out"] if out else ""
    return [el(f"div.far{'.hurts' if rank.hurts == side else ''}", f"{mark} {out}") if out else None, el("div.faint", place_words(rank, language))]


def _pages(page: int, pages: int, language: str) -> Html | None:
    if pages < 2:
        return None
    before = el("a.link", say("numbers_before", language), pick=f"{PAGE} {page - 1}") if page else el("span.faint", say("numbers_before", language))
    after = el("a.link", say("numbers_next", language), pick=f"{PAGE} {page + 1}") if page + 1 < pages else el("span.faint", say("numbers_next", language))
    return el("div.pages", before, el("span", say("numbers_pages", language, page=page + 1, of=pages)), after)


def pair_table(pairs: Sequence[Pair], titles: tuple[str, str], side: Side, library: Library, language: str) -> Html:
    """Two contracts side by side; a click on a value tells `open MATTER CLAUSE`."""
    label = library.label(side, language)
    one, other = (sum(p.worse == which for p in pairs) for which in ("one", "other"))
    summary = el("p", say("numbers_worse_count", language, count=one + other, one=one, other=other, side=label))
    heads = [say("column_number_of", language), *titles, say("column_worse", language)]
    rows = [
        el("tr", el("td", kind_cell((p.one or p.other)[0].row, library, language)), _said(p.one, p.worse == "one", library, language), _said(p.other, p.worse == "other", library, language), el("td", _compared(p, label, language)))
        for p in pairs
    ]  # fmt: skip
    return el("div.numbers", summary, el("table.pairs", el("thead", el("tr", (el("th", head) for head in heads))), el("tbody", rows)))


def _said(ranks: Sequence[Rank], worse: bool, library: Library, language: str) -> Html:
    if not ranks:
        return el("td.faint", say("numbers_unsaid", language))
    values: dict[str, Rank] = {valued(r.row, library, language): r for r in reversed(ranks)}
    lines = [
        el("div", el("b", value), say("numbers_yearly", language, rate=sized(r.row.yearly, "annual_rate", library, language)) if r.row.yearly is not None else "", " ", el("a.link", r.row.place or "…", pick=opens(r.row), title=r.row.quote))
        for value, r in reversed(values.items())
    ]  # fmt: skip
    return el("td.differs" if worse else "td", lines)


def _compared(pair: Pair, side: str, language: str) -> Html:
    if pair.worse:
        return el("b", f"{'◀' if pair.worse == 'one' else '▶'} {say(f'numbers_worse_{pair.worse}', language, side=side)}")
    if not pair.one or not pair.other:
        return el("span.faint", say("numbers_lacks", language))
    alike = {(r.row.value, r.row.said) for r in pair.one} == {(r.row.value, r.row.said) for r in pair.other}
    words = any(r.row.value is None for r in pair.one)
    return el("span.faint", say("numbers_alike" if alike else "numbers_unlike" if words else "numbers_differ", language))


def _cut(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[:LONGEST]}…"
