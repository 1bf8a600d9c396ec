"""Names of laws and regulations that no law bears, as far as a list of them can tell.

A cited title comes in; out comes what it may be meant for. The lists are data and never complete: a name that is merely
unknown is left to a person, and only where it calls itself a law of the nation; a near miss of a known name is likely wrong.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Indel

from clauses.library import BUNDLED
from clauses.library.document import read
from clauses.model import Certainty

NATION = "中华人民共和国"
NEAR = 80  # of 100: a national law's name this like a known one is that one miswritten
NEAR_BARE = 85  # the same without the nation's name before it: other countries have laws too
NEAR_RULES = 95  # regulations have long names, and many are alike
SHORTEST = 6  # characters of a regulation's name without its kind, from which on it is one and no other
LAW = re.compile(r"[\u4e00-\u9fff]{2,40}(?<![办方做用书算手语说执司写想看合看违非])法")
RULES = re.compile(r"([\u4e00-\u9fff]{2,40}?)(?:实施)?(?:条例|办法|规定|细则|规范|规则)")
ON_TRIAL = re.compile(r"暂行|试行|[（(][^）)]{0,16}[）)]")
AND = re.compile("[和与及、]")
SOME_LAW = "其他现行法律、法规"


@dataclass(frozen=True, kw_only=True)
class Names:
    """The titles that are borne, and those known to be borne by none with what they are meant for."""

    misnamed: Mapping[str, str]
    laws: frozenset[str]
    rules: Mapping[str, str]  # without 暂行 -> as published

    @property
    def stems(self) -> dict[str, str]:
        """Name without its kind -> the regulation."""
        return {stem[1]: full for name, full in self.rules.items() if (stem := RULES.fullmatch(name)) and len(stem[1]) >= SHORTEST}


@lru_cache(maxsize=1)
def names() -> Names:
    """The lists of templates_library/citations.yaml."""
    entry = read(BUNDLED / "citations.yaml")
    wrong = entry.entry("misnamed")
    return Names(
        misnamed={name: wrong.text(name) for name in wrong},
        laws=frozenset(entry.texts("laws")),
        rules={ON_TRIAL.sub("", name): name for name in entry.texts("regulations")},
    )


def meant(title: str, borne: frozenset[str]) -> tuple[str, Certainty] | None:
    """What a cited title is likely meant for, and how sure that is; None where it may stand.

    Args:
        title: as cited, without 《》 and blanks.
        borne: further short names that laws bear.
    """
    known = names()
    bare = ON_TRIAL.sub("", title.removeprefix(NATION))
    national = title.startswith(NATION)
    right = known.misnamed.get(title) or (known.misnamed.get(bare) if national else None)
    if right:
        return right, "likely"
    if bare in known.laws or bare in known.rules or bare in borne:
        return None
    return _law(bare, national, known) if LAW.fullmatch(bare) else _rule(bare, known)


def _law(bare: str, national: bool, known: Names) -> tuple[str, Certainty] | None:
    """The law that a name is nearly; some law where it calls itself the nation's. A law's name shortened is no wrong name."""
    near, ratio, _ = process.extractOne(bare, known.laws, scorer=fuzz.ratio, processor=lambda name: AND.sub("", name))
    shortened = Indel.distance(bare, near) == len(near) - len(bare)
    if ratio == 100 or (shortened and not national):
        return None
    if ratio >= (NEAR if national else NEAR_BARE):
        return f"{NATION}{near}", "likely"
    return (SOME_LAW, "check") if national else None


def _rule(bare: str, known: Names) -> tuple[str, Certainty] | None:
    """The regulation whose name but for its kind (条例, 办法) this is, or is but for one character more or less."""
    stem = RULES.fullmatch(bare)
    if not stem or len(stem[1]) < SHORTEST:
        return None
    near = process.extractOne(stem[1], known.stems.keys(), scorer=fuzz.ratio, score_cutoff=NEAR_RULES)
    return (known.stems[near[0]], "check") if near else None
