"""templates_library/ -> Library: every check that can be made on loading is made here, so that no rule fails in a review.

Comes in: the folder of data files and, optionally, the user's own folder of standards and thresholds. Goes out: one frozen `Library`, or
a `LibraryError` that names file, line and the nearest right name. Judges nothing.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from clauses.errors import LibraryError
from clauses.library.document import parse, read, unknown
from clauses.library.edition import Edition, differing, read_differences, read_edition
from clauses.library.example import read_examples
from clauses.library.law import SIDES, finding_codes, read_law, read_playbook, read_vocabulary, same_names
from clauses.library.rule import Names, read_rules
from clauses.library.scoring import read_scoring
from clauses.library.standard import Words, read_standard, read_words, standard_from, text_of
from clauses.model import Example, Law, Library, Playbook, Rule, Said, Template

__all__ = ["BUNDLED", "SIDES", "Edition", "check_playbook", "check_standard", "edition_of", "examples", "load", "text_of", "unknown", "user_folder"]

BUNDLED = Path(__file__).resolve().parents[2] / "templates_library"


def user_folder() -> Path:
    """The folder of the user's own standards: $CLAUSES_HOME, or .clauses in the home folder; it need not exist."""
    return Path(os.environ.get("CLAUSES_HOME") or Path.home() / ".clauses")


def load(folder: Path | None = None, user: Path | None = None) -> Library:
    """The library of `folder` (None: the bundled one) with what the user's folder has of its own.

    Args:
        folder: holds vocabulary.yaml, words.yaml, scoring.yaml, templates/, rules/, playbooks/ and laws/.
        user: holds templates/*.yaml, one of which replaces a bundled standard where it bears its id and names its edition, and
            playbooks/SIDE.yaml with the values that differ from the bundled ones; nothing else is read. Need not exist.

    Raises:
        LibraryError: a file is malformed, or names what does not exist.
    """
    bundled = _bundled(BUNDLED if folder is None else folder)
    templates: dict[str, Template] = dict(bundled.library.templates)
    playbooks: dict[str, Playbook] = dict(bundled.library.playbooks)
    for path in sorted((user / "templates").glob("*.yaml")) if user else ():
        entry = read(path)
        if path.stem in templates and read_edition(entry) is None:
            raise LibraryError(Said(f"{path.name} 第 1 行：已有名为“{path.stem}”的标准", f"{path.name}, line 1: there already is a standard named “{path.stem}”"), Said("请换一个 id 和文件名", "choose another id and file name"))
        templates[path.stem] = standard_from(entry, path.stem, bundled.library.vocabulary, bundled.words, origin="user")
    for path in sorted((user / "playbooks").glob("*.yaml")) if user else ():
        playbooks |= {path.stem: read_differences(path, playbooks)}
    return replace(bundled.library, templates=templates, playbooks=playbooks)


@dataclass(frozen=True)
class _Bundled:
    """A folder's own library, with the families of words that its standards are written in."""

    library: Library
    words: Words


def _bundled(folder: Path) -> _Bundled:
    """What the folder holds, read once as long as none of its files is another.

    Raises:
        LibraryError: a file is malformed, or names what does not exist.
    """
    files = [folder / f"{name}.yaml" for name in ("vocabulary", "words", "scoring")]
    files += [path for part in ("templates", "rules", "playbooks", "laws") for path in sorted((folder / part).glob("*.yaml"))]
    return _read_bundled(folder, tuple((path, told.st_mtime_ns, told.st_size) for path in files if (told := _told(path))))


def _told(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None  # it is told of when it is read


@lru_cache(maxsize=2)
def _read_bundled(folder: Path, mark: object) -> _Bundled:
    vocabulary = read_vocabulary(folder / "vocabulary.yaml")
    laws: dict[str, Law] = {path.stem: read_law(path) for path in sorted((folder / "laws").glob("*.yaml"))}
    playbooks: dict[str, Playbook] = {side: read_playbook(folder / "playbooks" / f"{side}.yaml", vocabulary) for side in SIDES}
    same_names(playbooks, folder / "playbooks")
    words = read_words(folder / "words.yaml")
    templates: dict[str, Template] = {path.stem: read_standard(path, vocabulary, words) for path in sorted((folder / "templates").glob("*.yaml"))}
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
    library = Library(vocabulary=vocabulary, templates=templates, playbooks=playbooks, laws=laws, rules=tuple(rules), scoring=read_scoring(folder / "scoring.yaml"))
    return _Bundled(library, words)


def examples(library: Library, folder: Path | None = None) -> Mapping[str, tuple[Example, ...]]:
    """The examples of each finding code, from `folder` (None: the bundled library).

    Raises:
        LibraryError: a file is malformed, or names a code or a standard that does not exist.
    """
    codes = {rule.code for rule in library.rules}
    return read_examples((BUNDLED if folder is None else folder) / "examples", codes, library.templates)


def check_standard(text: str, id: str) -> Template:
    """The standard that a text would be as the user's file ID.yaml, read as `load` reads it.

    Raises:
        LibraryError: the text is malformed, or names what does not exist.
    """
    bundled = _bundled(BUNDLED)
    return standard_from(parse(text, f"{id}.yaml"), id, bundled.library.vocabulary, bundled.words, origin="user")


def check_playbook(text: str, side: str) -> Playbook:
    """The side's playbook with what a text would change in it as the user's file SIDE.yaml.

    Raises:
        LibraryError: the text is malformed, or names what does not exist.
    """
    return differing(parse(text, f"{side}.yaml"), side, dict(_bundled(BUNDLED).library.playbooks))


def edition_of(text: str, file: str) -> Edition | None:
    """The edition that the head of a text names.

    Raises:
        LibraryError: the text is no mapping, or its head is malformed.
    """
    return read_edition(parse(text, file))
