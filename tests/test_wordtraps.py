"""Word files built by hand, one trap each: what we read in them, and what LibreOffice and pandoc read.

Where one of them says something else, the trap says why; a disagreement without a reason fails, and so does a reason
without a disagreement. LibreOffice is asked for the lines with their numbers as it shows the file when it is opened, pandoc
for the words with the changes accepted and rejected and for the changes themselves: it writes no automatic numbers.
"""

from __future__ import annotations

from typing import Any

import pytest

from clauses.model import Source, View
from tests.wordtraps import changes, lists, parts
from tests.wordtraps.oracles import PANDOC, SOFFICE, bare, office_lines, pandoc_changes, pandoc_lines, pandoc_trees
from tests.wordtraps.trap import Trap, package

TRAPS: tuple[Trap, ...] = (*lists.TRAPS, *changes.TRAPS, *parts.TRAPS)
CHANGED = [trap for trap in TRAPS if trap.revisions or trap.rejected is not None]


def seen(source: Source, *, numbers: bool = True) -> list[str]:
    """The lines and cells, headers and footers left out, with or without the automatic numbers."""
    shown = [source.at(b.span) if numbers else source.at(b.span)[b.label :] for b in source.blocks if b.kind != "furniture"]
    return bare(cell for line in shown for cell in line.split("\t"))


def judge(theirs: list[str], ours: list[str], reason: str) -> None:
    """Passes where the two agree and no reason is given, or where they do not and one is."""
    if theirs == ours:
        assert not reason, f"they agree: take the reason away: {reason}"
    else:
        assert reason, f"they say {theirs}, we say {ours}"


def test_every_trap_has_a_name_of_its_own_and_there_are_enough() -> None:
    assert len({trap.name for trap in TRAPS}) == len(TRAPS) > 70


@pytest.mark.parametrize("view", ["accepted", "rejected"])
@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.name)
def test_what_we_read(trap: Trap, view: View, request: pytest.FixtureRequest) -> None:
    if trap.pending:
        request.applymarker(pytest.mark.xfail(reason=trap.pending, strict=False))
    assert seen(trap.read(view)) == bare(trap.expected(view)), trap.why


@pytest.mark.parametrize("view", ["accepted", "rejected"])
@pytest.mark.parametrize("trap", CHANGED, ids=lambda trap: trap.name)
def test_the_changes_are_the_same_whichever_way_the_file_is_read(trap: Trap, view: View) -> None:
    found = [(r.kind, r.author, "".join(r.text.split())) for r in trap.read(view).revisions]
    assert [change for change in found if change[2]] == list(trap.revisions), trap.why


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return {trap.name: package(trap.body, trap.parts) for trap in TRAPS}


@pytest.fixture(scope="module")
def office(files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    if SOFFICE is None:
        pytest.skip("LibreOffice is not installed")
    return office_lines(files, tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="module")
def trees(files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, list[Any]]]:
    if PANDOC is None:
        pytest.skip("pandoc is not installed")
    return {changes: pandoc_trees(files, changes, tmp_path_factory.mktemp("pandoc")) for changes in ("accept", "reject", "all")}


@pytest.mark.slow
@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.name)
def test_what_libreoffice_reads(trap: Trap, office: dict[str, list[str]]) -> None:
    judge(office[trap.name], bare(trap.accepted), trap.libreoffice)


@pytest.mark.slow
@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.name)
def test_what_pandoc_reads(trap: Trap, trees: dict[str, dict[str, list[Any]]]) -> None:
    judge(pandoc_lines(trees["accept"][trap.name]), seen(trap.read(), numbers=False), trap.pandoc)


@pytest.mark.slow
@pytest.mark.parametrize("trap", CHANGED, ids=lambda trap: trap.name)
def test_what_pandoc_reads_with_the_changes_rejected_and_which_changes_it_finds(trap: Trap, trees: dict[str, dict[str, list[Any]]]) -> None:
    judge(pandoc_lines(trees["reject"][trap.name]), seen(trap.read("rejected"), numbers=False), trap.rejecting)
    found = [" ".join(change) for change in pandoc_changes(trees["all"][trap.name]) if change[2]]
    judge(found, [" ".join(change) for change in trap.revisions], trap.tracking)
