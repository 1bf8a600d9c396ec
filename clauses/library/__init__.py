"""templates_library/ -> Library: every check that can be made on loading is made here, so that no rule fails in a review.

Comes in: the folder of data files and, optionally, the user's own folder of standards. Goes out: one frozen `Library`, or
a `LibraryError` that names file, line and the nearest right name. Judges nothing.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from clauses.errors import LibraryError
from clauses.library.document import unknown
from clauses.library.example import read_examples
from clauses.library.law import SIDES, finding_codes, read_law, read_playbook, read_vocabulary, same_names
from clauses.library.rule import Names, read_rules
from clauses.library.scoring import read_scoring
from clauses.library.standard import read_standard, read_words, text_of
from clauses.model import Example, Law, Library, Playbook, Rule, Template

__all__ = ["BUNDLED", "examples", "load", "text_of", "unknown", "user_folder"]

BUNDLED = Path(__file__).resolve().parents[2] / "templates_library"


def user_folder() -> Path:
    """The folder of the user's own standards: $CLAUSES_HOME, or .clauses in the home folder; it need not exist."""
    return Path(os.environ.get("CLAUSES_HOME") or Path.home() / ".clauses")


def load(folder: Path | None = None, user: Path | None = None) -> Library:
    """The library of `folder` (None: the bundled one) with the standards of the user's folder beside its own.

    Args:
        folder: holds vocabulary.yaml, words.yaml, scoring.yaml, templates/, rules/, playbooks/ and laws/.
        user: holds templates/*.yaml and nothing else that is read; need not exist.

    Raises:
        LibraryError: a file is malformed, or names what does not exist.
    """
    folder = BUNDLED if folder is None else folder
    vocabulary = read_vocabulary(folder / "vocabulary.yaml")
    laws: dict[str, Law] = {path.stem: read_law(path) for path in sorted((folder / "laws").glob("*.yaml"))}
    playbooks: dict[str, Playbook] = {side: read_playbook(folder / "playbooks" / f"{side}.yaml", vocabulary) for side in SIDES}
    same_names(playbooks, folder / "playbooks")
    words = read_words(folder / "words.yaml")
    templates: dict[str, Template] = {}
    for path in sorted((folder / "templates").glob("*.yaml")):
        templates[path.stem] = read_standard(path, vocabulary, words)
    for path in sorted((user / "templates").glob("*.yaml")) if user else ():
        if path.stem in templates:
            raise LibraryError(f"{path.name} 第 1 行：已有名为“{path.stem}”的标准", "请换一个 id 和文件名")
        templates[path.stem] = read_standard(path, vocabulary, words, origin="user")
    names = Names(
        vocabulary=vocabulary,
        codes=finding_codes(vocabulary),
        laws=laws,
        thresholds=frozenset(playbooks["customer"].thresholds),
        scenarios=frozenset(playbooks["customer"].scenarios),
        clauses=frozenset(clause.id for template in templates.values() for clause in template.clauses),
    )
    rules: list[Rule] = []
    for path in sorted((folder / "rules").glob("*.yaml")):
        rules.extend(read_rules(path, names))
    return Library(vocabulary=vocabulary, templates=templates, playbooks=playbooks, laws=laws, rules=tuple(rules), scoring=read_scoring(folder / "scoring.yaml"))


def examples(library: Library, folder: Path | None = None) -> Mapping[str, tuple[Example, ...]]:
    """The examples of each finding code, from `folder` (None: the bundled library).

    Raises:
        LibraryError: a file is malformed, or names a code or a standard that does not exist.
    """
    codes = {rule.code for rule in library.rules}
    return read_examples((BUNDLED if folder is None else folder) / "examples", codes, library.templates)
