"""A contract that was reviewed with an earlier version of its standard or playbook: that it was, and what a review with the present ones asks again.

Pure: what is stored comes in, versions and finding ids go out. The words of the contract are the same in both reviews, so that a
decision stands wherever the finding is the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from clauses.model import SEVERITIES, ContractReview, Finding, Library, Matter, Standing

Why = Literal["graver", "ground", "wording"]


@dataclass(frozen=True, kw_only=True)
class Behind:
    """Versions that a contract was reviewed with and that are in force no more, each with the one that is; None where it is that one.

    The one in force is "" where there is no such standard any more.
    """

    standard: tuple[str, str] | None = None
    playbook: tuple[str, str] | None = None


def behind(matter: Matter, library: Library) -> Behind | None:
    """By which versions the matter's latest round is behind; None where it is not, or where its versions are not known."""
    round = matter.latest
    standard = playbook = None
    if matter.template and round.standard:
        template = library.templates.get(matter.template)
        now = template.version if template else ""
        standard = (round.standard, now) if now != round.standard else None
    if round.playbook and round.playbook != library.playbooks[round.side].version:
        playbook = (round.playbook, library.playbooks[round.side].version)
    return Behind(standard=standard, playbook=playbook) if standard or playbook else None


def reviewed_with(matters: Iterable[Matter], kind: Literal["templates", "playbooks"], id: str) -> Mapping[int, int]:
    """How many contracts' latest rounds were reviewed with each version of the standard or playbook, by the version's number; 0 is the bundled one."""
    latest = [matter.latest for matter in matters if kind == "playbooks" or matter.template == id]
    known = [round.standard if kind == "templates" else round.playbook for round in latest if kind == "templates" or round.side == id]
    return Counter(int(version.rpartition("+")[2]) if "+" in version else 0 for version in known if version)


def asked_again(before: ContractReview, after: ContractReview, standings: Mapping[str, Standing]) -> dict[str, Why]:
    """The findings that were decided and are to be decided anew, each with why.

    Args:
        before: the review on which it was decided.
        after: of the same words, with the present standard and playbook.
        standings: where the findings stand, by id.
    """
    was = {finding.id: finding for finding in before.findings}
    found: dict[str, Why] = {}
    for finding in after.findings:
        standing = standings.get(finding.id)
        if standing is None or standing.verdict == "open" or finding.id not in was:
            continue
        why = _why(was[finding.id], finding, standing)
        if why is not None:
            found[finding.id] = why
    return found


def _why(old: Finding, new: Finding, standing: Standing) -> Why | None:
    if new.clause != old.clause:
        return "ground"  # of findings of the same words an id tells which comes first: this is another
    if SEVERITIES.index(new.severity) < SEVERITIES.index(old.severity):
        return "graver"
    if new.message != old.message:  # it tells the limit that the contract's figure is held against
        return "ground"
    worded = standing.decided is not None and standing.decided.wording is not None
    return "wording" if worded and new.suggestion != old.suggestion else None
