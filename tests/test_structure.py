"""Clause trees as indented text: tests/cases/structure/NAME.txt (or .md) is split and compared with NAME.tree, line by line."""

import time
from pathlib import Path

import pytest

from clauses import ingest, structure
from clauses.errors import NotAContract
from clauses.model import Contract, Source

CASES = Path(__file__).parent / "cases" / "structure"
FILES = sorted(path for path in CASES.iterdir() if path.suffix in (".txt", ".md"))


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


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_tree(file: Path) -> None:
    source = ingest.read(file)
    assert tree(structure.split(source)) == file.with_suffix(".tree").read_text(encoding="utf-8")


def test_every_tree_has_its_text() -> None:
    assert {path.stem for path in CASES.glob("*.tree")} == {file.stem for file in FILES}


def holds_together(source: Source, contracts: tuple[Contract, ...]) -> None:
    end = 0
    for contract in contracts:
        for clause in contract.clauses:
            assert "".join(source.at(piece) for piece in clause.pieces) == clause.text
            assert clause.span.start >= end and clause.span.start <= clause.pieces[0].start
            end = clause.pieces[-1].end
            assert clause.text.strip()
        assert len({clause.id for clause in contract.clauses}) == len(contract.clauses)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_pieces_joined_are_the_text_and_clauses_stand_in_order(file: Path) -> None:
    source = ingest.read(file)
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


HOSTILE = {
    "digits on a line each": "1\n" * 20_000,
    "one line of digits": "1" * 60_000,
    "open brackets": "（" * 60_000,
    "one line of numbers that count nothing": "；1、甲方" * 12_000,
    "one line of articles": "。第二条甲方应" * 8_000,
    "a line of commas": "甲方，" * 20_000,
    "blanks where a number should stand": "第" + " " * 60_000 + "条",
    "a name of blanks": "甲方：" + "某 " * 30_000,
    "parties without end": "甲方：\n" * 15_000,
    "signatures without end": "第一条 乙方提供服务。\n甲方（盖章）：\n2024年1月1日\n" * 1_500,
    "annexes without end": "附件一\n" * 15_000,
    "numbers without a mark": "".join(f"{n % 40 + 1} 甲方应当付款\n" for n in range(6_000)),
    "aliases without end": "（以下简称“甲方”）" * 6_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_time_grows_with_the_text_and_no_faster(text: str) -> None:
    source = ingest.read_bytes("hostile.txt", text.encode())
    begin = time.process_time()
    structure.split(source)
    assert time.process_time() - begin < 3.0  # about a second at most; a quadratic way through takes ten and more
