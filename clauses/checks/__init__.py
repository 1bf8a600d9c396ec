"""What a table of rules cannot say: places that disagree, words that are broken, numbers that lead nowhere.

In come the facts of one contract and the library; out go hits: a code, the words and the values. A check gives no
severity and knows no side: that is a rule's business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from clauses.checks.absence import missing
from clauses.checks.accounts import names, two_accounts
from clauses.checks.arbitration import two_bodies, unnamed_bodies
from clauses.checks.blanks import unfilled
from clauses.checks.caps import caps_one_side, emptied_cap, no_carve_out, undone_penalty
from clauses.checks.chains import periods
from clauses.checks.choices import selections
from clauses.checks.citations import misnamed, outdated
from clauses.checks.copies import copies_held
from clauses.checks.counts import numbers
from clauses.checks.dates import days, period, retroactive, term, termination
from clauses.checks.definitions import defined_terms
from clauses.checks.edits import edited
from clauses.checks.endings import discounts_paid_back
from clauses.checks.entrusted import entrusted_data
from clauses.checks.forums import bond, two_forums
from clauses.checks.leftovers import copy_paste, drafting_notes
from clauses.checks.numbering import duplicates, gaps
from clauses.checks.outages import unreduced
from clauses.checks.overrides import overridden
from clauses.checks.penalties import obsolete_rate, paid_twice
from clauses.checks.people import persons
from clauses.checks.points import changed, left_out
from clauses.checks.publications import as_published, transfers
from clauses.checks.references import dangling, name_mismatch
from clauses.checks.renewals import renewal_prices
from clauses.checks.repeats import duplicate
from clauses.checks.seats import at_home, court_or_arbitration, endless_steps, foreign_forum, no_connection, wrong_court
from clauses.checks.sides import one_sided
from clauses.checks.sums import amounts
from clauses.checks.tables import columns, duplicate_ids
from clauses.checks.wholes import parts
from clauses.checks.wording import incomplete, stray
from clauses.model import Facts, Hit, Library

Check = Callable[[Facts, Library], Iterator[Hit]]

CHECKS: tuple[Check, ...] = (
    unfilled,
    selections,
    dangling,
    name_mismatch,
    gaps,
    duplicates,
    incomplete,
    stray,
    duplicate,
    drafting_notes,
    copy_paste,
    defined_terms,
    outdated,
    misnamed,
    missing,
    changed,
    left_out,
    edited,
    amounts,
    parts,
    periods,
    columns,
    numbers,
    copies_held,
    duplicate_ids,
    names,
    two_accounts,
    persons,
    retroactive,
    term,
    days,
    period,
    termination,
    overridden,
    two_forums,
    unnamed_bodies,
    two_bodies,
    court_or_arbitration,
    no_connection,
    at_home,
    wrong_court,
    foreign_forum,
    endless_steps,
    paid_twice,
    obsolete_rate,
    caps_one_side,
    no_carve_out,
    undone_penalty,
    emptied_cap,
    bond,
    one_sided,
    renewal_prices,
    discounts_paid_back,
    unreduced,
    as_published,
    transfers,
    entrusted_data,
)


def check(facts: Facts, library: Library) -> tuple[Hit, ...]:
    """Every hit of every check, in the order of CHECKS; within a check in the order of the text."""
    return tuple(hit for one in CHECKS for hit in one(facts, library))
