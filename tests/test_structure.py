"""Clause trees as indented text: tests/cases/structure/NAME.txt is split and compared with NAME.tree, line by line."""

from pathlib import Path

import pytest

from clauses import ingest, structure
from clauses.errors import NotAContract
from clauses.model import Contract, Source

CASES = Path(__file__).parent / "cases" / "structure"
NAMES = sorted(path.stem for path in CASES.glob("*.txt"))


def tree(contracts: tuple[Contract, ...]) -> str:
    """A line a contract, a party, an annex and a clause; clauses indented by what stands above them."""
    lines = []
    for contract in contracts:
        lines.append(f"# {contract.title} | {contract.signed}")
        lines += [f"@ {p.role} {p.alias} {p.name}" for p in contract.parties]
        annex = None
        for clause in contract.clauses:
            if clause.annex != annex:
                annex = clause.annex
                lines.append(f"+ {annex}")
            start = clause.text.replace("\n", "/")
            shown = start if len(start) <= 28 else f"{start[:14]}…{start[-12:]}"
            lines.append(f"{'  ' * len(clause.path)}{clause.number or clause.kind} {f'<{clause.heading}> ' if clause.heading else ''}{shown}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("name", NAMES)
def test_tree(name: str) -> None:
    source = ingest.read(CASES / f"{name}.txt")
    assert tree(structure.split(source)) == (CASES / f"{name}.tree").read_text(encoding="utf-8")


def holds_together(source: Source, contracts: tuple[Contract, ...]) -> None:
    end = 0
    for contract in contracts:
        for clause in contract.clauses:
            assert "".join(source.at(piece) for piece in clause.pieces) == clause.text
            assert clause.span.start >= end and clause.span.start <= clause.pieces[0].start
            end = clause.pieces[-1].end
            assert clause.text.strip()
        assert len({clause.id for clause in contract.clauses}) == len(contract.clauses)


@pytest.mark.parametrize("name", NAMES)
def test_pieces_joined_are_the_text_and_clauses_stand_in_order(name: str) -> None:
    source = ingest.read(CASES / f"{name}.txt")
    holds_together(source, structure.split(source))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("关于组织体检的通知\n\n一、时间：下周二。\n二、地点：医务室。\n三、请各科室通知到人。\n", "a notice has no parties"),
        ("第一条 为了规范电信市场秩序，制定本条例。\n第二条 在境内从事电信活动，应当遵守本条例。\n第三条 主管部门依法监督管理。\n", "a statute is no contract"),
        ("今天天气很好。", "a sentence"),
    ],
)
def test_what_is_no_contract_is_refused(text: str, why: str) -> None:
    source = ingest.read_bytes("note.txt", text.encode())
    with pytest.raises(NotAContract):
        structure.refuse_what_is_none(source, structure.split(source))
