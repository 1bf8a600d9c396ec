"""The user's own editions: the head of a file that says which it is, and a playbook's file that holds only what differs.

A value that the user's file gives stands in the place of the bundled one, with its own reason; all else stays as bundled.
A name that the bundled playbook has not is refused: no rule would ask for it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from clauses.library.document import Entry, read
from clauses.library.law import SIDES, SUPPOSED, read_threshold
from clauses.model import Playbook, Said, Scenario, Threshold


@dataclass(frozen=True, kw_only=True)
class Edition:
    """Which of the user's own versions a file is: its number from 1 on, when it was made (ISO), by whom and why."""

    number: int
    date: str = ""
    author: str = ""
    note: str = ""


def read_edition(entry: Entry) -> Edition | None:
    """The edition that the head of a file names; None where it names none.

    Raises:
        LibraryError: a key is unknown or lacking, or the number is no whole number from 1 on.
    """
    if not entry.given("edition"):
        return None
    row = entry.entry("edition")
    row.only("number", "date", "author", "note")
    number = row.number("number")
    if number != int(number) or number < 1:
        raise row.error(Said("“number”应为 1 以上的整数", "“number” must be a whole number from 1 on"), key="number")
    return Edition(number=int(number), date=row.text("date"), author=row.text("author"), note=row.text("note"))


def version_of(bundled: str, edition: Edition | None) -> str:
    """The version that a finding or a head names: the bundled one, `+`, the number of the user's own."""
    return f"{bundled}+{edition.number}" if edition else bundled


def read_differences(path: Path, playbooks: dict[str, Playbook]) -> Playbook:
    """One side's playbook with the values of the user's file in the place of its own.

    Raises:
        LibraryError: the file bears no side's name, a key or a name is unknown or lacking, or a value is out of range.
    """
    return differing(read(path), path.stem, playbooks)


def differing(entry: Entry, name: str, playbooks: dict[str, Playbook]) -> Playbook:
    """As `read_differences`, of a file that is already read and bears that name.

    Raises:
        LibraryError: as `read_differences`.
    """
    entry.refuse_unknown(Said("立场", "side"), name, SIDES)
    entry.only("side", "edition", "thresholds", "scenarios")
    side = entry.one_of("side", SIDES)
    if side != name:
        raise entry.error(Said(f"side“{side}”与文件名不一致", f"the side “{side}” does not match the file's name"), Said(f"应为“{name}”", f"it should be “{name}”"), key="side")
    playbook = playbooks[side]
    thresholds: dict[str, Threshold] = dict(playbook.thresholds)
    for key, row in entry.table("thresholds").items():
        row.refuse_unknown(Said("阈值", "threshold"), key, playbook.thresholds)
        thresholds[key] = read_threshold(key, row)
    scenarios: dict[str, Scenario] = dict(playbook.scenarios)
    for key, row in entry.table("scenarios").items():
        row.refuse_unknown(Said("情景", "scenario"), key, playbook.scenarios)
        scenarios[key] = _supposed(row, playbook.scenarios[key])
    edition = read_edition(entry)
    changed = thresholds != playbook.thresholds or scenarios != playbook.scenarios
    version = version_of(playbook.version, edition) if edition or not changed else f"{playbook.version}+0"
    return replace(playbook, version=version, thresholds=thresholds, scenarios=scenarios)


def _supposed(row: Entry, bundled: Scenario) -> Scenario:
    """The bundled scenario with the user's numbers, which are of the kinds that the case turns on."""
    known = [key for key in SUPPOSED if getattr(bundled, key) is not None]
    row.only(*known, "reason", "reason_en")
    supposed: dict[str, Any] = {key: row.number(key) for key in known if row.given(key)}
    if not supposed:
        raise row.error(Said(f"情景“{bundled.name}”没有写明假设", f"the scenario “{bundled.name}” does not say what it supposes"), Said(f"可用的有：{'、'.join(known)}", f"available: {', '.join(known)}"))
    for key, number in supposed.items():
        if number <= 0 or (key == "remaining" and number > 1):
            raise row.error(Said(f"“{key}”应大于 0{'，不大于 1' if key == 'remaining' else ''}", f"“{key}” must be more than 0{' and at most 1' if key == 'remaining' else ''}"), key=key)
    return replace(bundled, reason=row.text("reason"), reason_en=row.text("reason_en", ""), **supposed)
