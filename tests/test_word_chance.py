"""Word files made by chance: their automatic numbers against LibreOffice's, their tracked changes against pandoc's.

The dice are the same each time. What LibreOffice or pandoc are known to get wrong (see the traps) is not thrown.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

from clauses.ingest import Manner
from clauses.model import Source
from tests.athome import read_bytes
from tests.wordfile import level, numbered, p, run
from tests.wordtraps.builders import (
    LI,
    ZHANG,
    a_list,
    anew,
    by,
    definition,
    deleted,
    inserted,
    mark,
    number,
    paragraph,
    style,
    styled,
)
from tests.wordtraps.oracles import PANDOC, SOFFICE, bare, office_lines, pandoc_changes, pandoc_lines, pandoc_trees
from tests.wordtraps.trap import package

_FORMATS = ("decimal", "chineseCountingThousand", "upperLetter", "lowerRoman", "decimalZero", "ideographTraditional", "chineseLegalSimplified", "koreanDigital")
_SIGNS = "租期押金带宽机房光缆违约停机复机账单发票"


def lines(source: Source) -> list[str]:
    return bare(source.at(block.span) for block in source.blocks)


def a_level(dice: random.Random, index: int, style_id: str = "") -> str:
    """A level that shows its own number and, by chance, those of the levels above."""
    shown = "".join(f"%{above + 1}." for above in range(index + 1) if above == index or dice.random() < 0.7)
    link = f'<w:pStyle w:val="{style_id}"/>' if style_id else ""
    return f'<w:lvl w:ilvl="{index}"><w:start w:val="{dice.choice((1, 1, 1, 2, 3))}"/><w:numFmt w:val="{dice.choice(_FORMATS)}"/>{link}<w:lvlText w:val="{shown}"/></w:lvl>'


def a_numbered_file(dice: random.Random) -> bytes:
    """Fourteen paragraphs in up to four lists of up to two definitions, some numbered by their style."""
    links = {index: f"S{index}" for index in range(3)} if dice.random() < 0.5 else {}
    many = dice.randint(1, 2)
    parts = "".join(definition("".join(a_level(dice, i, links.get(i, "") if id == 0 else "") for i in range(4)), id) for id in range(many))
    lists = dice.randint(1, 4)
    for id in range(1, lists + 1):
        chance = dice.random()
        more = anew(0, dice.randint(1, 9)) if chance < 0.4 else f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "%1)")}</w:lvlOverride>' if chance < 0.5 else ""
        parts += a_list(id, 0 if id == 1 else dice.randrange(many), more)
    styles = "".join(style(name, f"<w:pPr>{number(1, index)}</w:pPr>") for index, name in links.items())
    body = ""
    for _ in range(14):
        body += styled("文", dice.choice(list(links.values()))) if links and dice.random() < 0.4 else numbered("文", dice.randint(1, lists), dice.choice((0, 0, 0, 1, 1, 2, 3)))
    return package(body, {"numbering": parts, "styles": styles})


def a_changed_file(dice: random.Random) -> bytes:
    """Up to six paragraphs with words and paragraph marks put in and taken out by two authors."""
    body, id = "", 0
    for _ in range(dice.randint(2, 6)):
        inside = ""
        for _ in range(dice.randint(1, 4)):
            id += 1
            words, author, chance = "".join(dice.sample(_SIGNS, dice.randint(1, 3))), dice.choice((ZHANG, LI)), dice.random()
            if chance < 0.5:
                inside += run(words)
            elif chance < 0.7:
                inside += inserted(words, author, id)
            elif chance < 0.9:
                inside += deleted(words, author, id)
            else:
                inside += f'<w:hyperlink w:anchor="x">{run(words)}<w:ins {by(author, id)}>{run("链")}</w:ins></w:hyperlink>'
        chance = dice.random()
        body += paragraph(inside, mark("ins", id=id + 500) if chance < 0.15 else mark("del", id=id + 500) if chance < 0.3 else "")
    return package(body + p("末"), {})


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_numbers_made_by_chance_are_libreoffices(tmp_path: Path) -> None:
    dice = random.Random(20260305)
    files = {str(i): a_numbered_file(dice) for i in range(80)}
    theirs = office_lines(files, tmp_path)
    assert {name: lines(read_bytes(f"{name}.docx", content)) for name, content in files.items()} == theirs


@pytest.mark.slow
@pytest.mark.skipif(PANDOC is None, reason="pandoc is not installed")
def test_changes_made_by_chance_are_pandocs(tmp_path: Path) -> None:
    dice = random.Random(20260305)
    files = {str(i): a_changed_file(dice) for i in range(80)}
    accepted, rejected, both = (pandoc_trees(files, changes, tmp_path) for changes in ("accept", "reject", "all"))
    for name, content in files.items():
        source = read_bytes(f"{name}.docx", content)
        assert lines(source) == pandoc_lines(accepted[name])
        assert lines(read_bytes(f"{name}.docx", content, Manner(view="rejected"))) == pandoc_lines(rejected[name])
        assert by_author((r.kind, r.author, r.text) for r in source.revisions) == by_author(pandoc_changes(both[name]))


def by_author(changes: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str], str]:
    """All that each author put in and took out, in order: where one change ends and the next begins is told in different ways."""
    found: dict[tuple[str, str], str] = defaultdict(str)
    for kind, author, words in changes:
        found[kind, author] += "".join(words.split())
    return {key: words for key, words in found.items() if words}
