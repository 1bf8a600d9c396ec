"""examples/*.yaml -> for every finding code, a text on which it is made and one on which it is not."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from clauses.library.document import compose, entries
from clauses.library.law import SIDES
from clauses.model import Example, Said


def read_examples(folder: Path, codes: Collection[str], templates: Collection[str]) -> Mapping[str, tuple[Example, ...]]:
    """The examples of every code that has some, in the files' order.

    Args:
        folder: of the files.
        codes: that an example may be of.
        templates: the standards that it may be compared with.

    Raises:
        LibraryError: a key or a name is unknown, or a text is lacking.
    """
    made: dict[str, tuple[Example, ...]] = {}
    for path in sorted(folder.glob("*.yaml")):
        for row in entries(compose(path), path.name):
            row.only("code", "of", "side", "template", "fires", "silent", "why")
            code = row.text("code")
            row.refuse_unknown(Said("发现代码", "finding code"), code, codes, key="code")
            if row.given("template"):
                row.refuse_unknown(Said("标准合同", "standard"), row.text("template"), templates, key="template")
            example = Example(
                code=code,
                of=row.text("of", code),
                side=row.one_of("side", SIDES, "customer"),
                template=row.maybe("template"),
                fires=row.text("fires"),
                silent=row.text("silent"),
                why=row.text("why", ""),
            )
            made[code] = (*made.get(code, ()), example)
    return made
