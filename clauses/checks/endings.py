"""What an early end costs beside the charge for it: discounts that are paid back on top.

Facts come in; out come hits of `early_termination_charge.cumulative`, at most one a contract. How large the charge itself is, is read from
its term. Discounts that are paid back instead of a charge are no second payment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from clauses.checks.sides import said_in
from clauses.model import Facts, Hit, Library

_BACK = re.compile(
    r"(?:返还|退还|补交|补缴|补足|退回|追缴|归还|补收|收回|补付|追收)[^，。；]{0,24}?(?:优惠|折扣|减免|补贴|赠送|让利|折让|差价|免收|免费)|(?:优惠|折扣|减免|补贴|赠送|让利|差价)[^，。；]{0,24}?(?:返还|退还|补交|补缴|退回|追缴|补收|收回|补足)"
)
_INSTEAD = re.compile(r"择一|或者|(?:较[低高]|孰[低高])者|二选一|任一|扣除|抵扣|冲抵|不再(?:支付|收取|另行|追缴|追收|补收|要求)|无[须需](?:支付|另行|再)|不[须需必]")


def discounts_paid_back(facts: Facts, library: Library) -> Iterator[Hit]:
    """A charge for early termination in whose clause discounts are to be paid back as well."""
    charged = {t.clause for t in facts.terms if t.type == "early_termination_charge" and t.get("payer") != "carrier" and not t.get("cap")}
    for one in said_in(facts):
        if one.clause.id not in charged or _INSTEAD.search(one.clause.text):
            continue
        back = _BACK.search(one.flat.text, *one.span)
        if back:
            yield one.found("early_termination_charge.cumulative", *back.span(), {})
            return
