"""What a table of rules cannot say: places that disagree, words that are broken, numbers that lead nowhere.

In come the facts of one contract and the library; out go hits: a code, the words and the values. A check gives no
severity and knows no side: that is a rule's business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from clauses.checks.absence import changed, missing
from clauses.checks.accounts import names, two_accounts
from clauses.checks.arbitration import unnamed_bodies
from clauses.checks.blanks import unfilled
from clauses.checks.caps import caps_one_side
from clauses.checks.citations import misnamed, outdated
from clauses.checks.counts import numbers
from clauses.checks.dates import days, period, retroactive, term, termination
from clauses.checks.edits import edited
from clauses.checks.forums import bond, two_forums
from clauses.checks.leftovers import copy_paste, drafting_notes
from clauses.checks.numbering import duplicates, gaps
from clauses.checks.references import dangling, name_mismatch
from clauses.checks.sides import one_sided
from clauses.checks.sums import amounts
from clauses.checks.tables import columns, duplicate_ids
from clauses.checks.wholes import parts
from clauses.checks.wording import duplicate, incomplete, stray
from clauses.model import Facts, Hit, Library

Check = Callable[[Facts, Library], Iterator[Hit]]

CHECKS: tuple[Check, ...] = (
    unfilled,
    dangling,
    name_mismatch,
    gaps,
    duplicates,
    incomplete,
    stray,
    duplicate,
    drafting_notes,
    copy_paste,
    outdated,
    misnamed,
    missing,
    changed,
    edited,
    amounts,
    parts,
    columns,
    numbers,
    duplicate_ids,
    names,
    two_accounts,
    retroactive,
    term,
    days,
    period,
    termination,
    two_forums,
    unnamed_bodies,
    caps_one_side,
    bond,
    one_sided,
)


def check(facts: Facts, library: Library) -> tuple[Hit, ...]:
    """Every hit of every check, in the order of CHECKS; within a check in the order of the text."""
    return tuple(hit for one in CHECKS for hit in one(facts, library))
