"""A clause's words in, its terms out: typed values with the words they were read from.

`read` runs the readers of every family over one clause. No reader knows a threshold, a law or what the other clauses
say; the judging is done elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from clauses.model import Reading, Roles
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


def read(text: str, *, roles: Roles, heading: str = "", type: str = "") -> tuple[Reading, ...]:
    """All terms that the words of a clause say, of any family, in the order of the readers, none of them twice.

    Args:
        text: the clause without its number and heading.
        roles: the names by which the text calls customer and carrier; empty where unknown.
        heading: the headings above the clause, joined by spaces.
        type: the classifier's opinion of the clause's type, "" where there is none. A weak hint: the words decide.

    Returns:
        Readings whose spans are into `text`. A value's key is absent where nothing is said, None where it was left blank.
    """
    passage = Passage(text=text, roles=roles, heading=heading, type=type)
    found: list[Reading] = []
    for reader in READERS:
        found.extend(reading for reading in reader(passage) if reading not in found)
    return tuple(found)
