"""A clause's words in, its terms out: typed values with the words they were read from.

`read` runs the readers of every family over one clause. No reader knows a threshold, a law or what the other clauses
say; the judging is done elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from clauses.model import Reading, Roles, Span
from clauses.terms import confidence, disputes, duration, liability, notice, payment, penalty, performance, renewal
from clauses.terms.passage import Passage

READERS: tuple[Callable[[Passage], Iterator[Reading]], ...] = (
    penalty.read,
    liability.read,
    renewal.read,
    duration.read,
    disputes.read,
    notice.read,
    payment.read,
    performance.read,
    confidence.read,
)

LABELLED = re.compile(r"(?P<label>[^\d\s|｜。；][^\d\t\n|｜。；]{0,12}?[^\d\s|｜。；])(?P<gap>[ ]*[\t|｜][ ]*)(?P<words>[^\t|｜\n]+)")  # a cell that names what the next one says


def read(text: str, *, roles: Roles, heading: str = "", type: str = "", broken: tuple[str, ...] = ()) -> tuple[Reading, ...]:
    """All terms that the words of a clause say, of any family, in the order of the readers, none of them twice.

    Args:
        text: the clause without its number and heading.
        roles: the names by which the text calls customer and carrier; empty where unknown.
        heading: the headings above the clause, joined by spaces.
        type: the classifier's opinion of the clause's type, "" where there is none. A weak hint: the words decide.
        broken: the texts of the contract's clauses that this one cites as broken (违反第九条第三项的), () where it cites none.

    Returns:
        Readings whose spans are into `text`. A value's key is absent where nothing is said, None where it was left blank.
    """
    passage = Passage(text=text, roles=roles, heading=heading, type=type, broken=broken)
    found: list[Reading] = []
    for reader in READERS:
        found.extend(reading for reading in reader(passage) if reading not in found)
    return tuple(found)


def rows(text: str, *, roles: Roles) -> tuple[Reading, ...]:
    """The terms of an order form: what its rows say where one cell names what the next one tells.

    Args:
        text: a table's, its rows on lines and its cells parted by tabs.
        roles: as for `read`.

    Returns:
        Readings whose spans are into `text`; none of a table of another shape (a list of lines, a price list of many columns).
    """
    lines = [match for match in re.finditer(r"[^\n]+", text) if match[0].strip()]
    forms = [line for line in lines if len(re.findall(r"[\t|｜]", line[0].strip("|｜ "))) in (1, 3)]
    if 2 * len(forms) <= len(lines):
        return ()
    found: list[Reading] = []
    for line in forms:
        for cell in LABELLED.finditer(line[0]):
            told = read(f"{cell['label']}：{' ' * (len(cell['gap']) - 1)}{cell['words']}", roles=roles, heading=cell["label"])
            at = line.start() + cell.start()
            found.extend(replace(reading, span=Span(at + reading.span.start, at + reading.span.end)) for reading in told)
    return tuple(found)
