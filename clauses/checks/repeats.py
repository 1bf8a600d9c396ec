"""The same words twice: a sentence that stands in two clauses, a clause that was copied into another.

In come the facts; out go hits of text.duplicate. A copy is one however its numbers, commas and particles run. Defined names,
formulas and items of lists recur in every contract, and an annex may say again what the body says: these are no copies.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import fuzz

from clauses.checks.passages import hit
from clauses.checks.wording import ITEM, KEY_VALUE, squeezed
from clauses.model import Clause, Facts, Hit, Library

LONG = 25  # characters from which on the same sentence twice is no coincidence
WHOLE = 15  # the same for a clause that is one sentence
COPIED = 12  # the same for a clause that stands, whole, in another among other words
LEAD = 20  # the same for the words before a list
BESIDE = 4  # characters that the other clause must say of its own
PARALLEL = 60  # of 100: headings this alike, but not equal, head parallel blocks, one for each member or party
SENTENCE = re.compile(r"[^。；;！？\n]+")
# What a copyist changes without changing anything: (words, what stands for them). A character of its own ends a sentence.
SAME = (
    (r"[。；;：:！!？?\n]+", "|"),
    (r"(?:本条)?(?:第\s*[（(]?[\d.．一二三四五六七八九十百]+[）)]?\s*[条款项])+", "§"),
    (r"(?:(?![。；;：:！!？?\n])[\W_])+|的|地|之|均|都|亦|也|即|且|并(?![购网])", ""),
    (r"应当|应该|必须|应|须", "应"),
    (r"如果|倘若|若|如", "若"),
    (r"或者|或", "或"),
    (r"以及|和|与|及", "和"),
    (r"按照|依照|依据|根据|按|依", "按"),
    (r"本协议|本合同|合同", "本合同"),
)
_SAME = re.compile("|".join(f"(?P<s{n}>{words})" for n, (words, _) in enumerate(SAME)))
_STANDS = {f"s{n}": stands for n, (_, stands) in enumerate(SAME)}
END = "|"


@dataclass(frozen=True)
class Skeleton:
    """A clause's characters of substance with the place of each in its text; a stop between sentences, and at both ends."""

    clause: Clause
    text: str
    at: tuple[int, ...]

    @property
    def size(self) -> int:
        return len(self.text) - self.text.count(END)


def duplicate(facts: Facts, library: Library) -> Iterator[Hit]:
    """Hits of text.duplicate, at most one a clause, at the later of two or at the one that holds more; values: other (number of the first)."""
    clauses = [clause for clause in facts.contract.clauses if clause.kind == "clause"]
    found: dict[str, tuple[int, int, Clause]] = {}
    told: set[frozenset[str]] = set()
    for clause, start, end, first in (*_sentences_twice(clauses), *_copied(clauses)):
        pair = frozenset((clause.id, first.id))
        if pair not in told:
            told.add(pair)
            found.setdefault(clause.id, (start, end, first))
    for clause in clauses:
        if clause.id in found:
            start, end, first = found[clause.id]
            yield hit("text.duplicate", clause, start, end, values={"other": first.number or first.heading or ""})


Copy = tuple[Clause, int, int, Clause]


def _sentences_twice(clauses: list[Clause]) -> Iterator[Copy]:
    """The first long sentence of each clause that an earlier one of the same part has."""
    sentences: dict[str, Clause] = {}
    for clause in clauses:
        told = False
        for start, end in _sentences(clause.text):
            first = sentences.setdefault(f"{clause.annex}|{squeezed(clause.text[start:end])}", clause)
            if first is not clause and not told and not _parallel(first, clause):
                told = True
                yield clause, start, end, first


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """The long sentences of a clause that are neither items nor fields, and the clause itself where it is one sentence."""
    for match in SENTENCE.finditer(text):
        words = match[0]
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.end()]
        size = len(re.findall(r"[\u4e00-\u9fff]", words))
        whole = size >= WHOLE and len(squeezed(words)) >= len(squeezed(text)) - 1
        if (size >= LONG or whole) and not ITEM.match(line) and not KEY_VALUE.fullmatch(words) and "\t" not in words and not re.search(r"_{3,}|xxx", words):
            yield match.start() + len(words) - len(words.lstrip()), match.end()


def _parallel(one: Clause, two: Clause) -> bool:
    """Whether two clauses stand in blocks that say the same for several members, sites or parties: alike headings, not equal."""
    for above, beside in zip(one.path, two.path, strict=False):
        if above != beside:
            names = [re.sub(r"^\S+\s?", "", words) for words in (above, beside)]
            return all(names) and fuzz.ratio(*names) >= PARALLEL
    return False


# -- whole clauses ------------------------------------------------------------------------------------------------------


def _copied(clauses: list[Clause]) -> Iterator[Copy]:
    """Every clause, or paragraph of one, that stands, sentence by sentence, in another that says more."""
    skeletons = [_skeleton(clause) for clause in clauses]
    starts, whole = [], ""
    for skeleton in skeletons:
        starts.append(len(whole))
        whole += skeleton.text
    for n, own in enumerate(skeletons):
        for words in _statements(own):
            at = whole.find(words)
            while at >= 0:
                m = bisect_right(starts, at) - 1
                other, begin = skeletons[m], at - starts[m]
                heads = begin == 0 and _parallel(own.clause, other.clause)
                if m != n and begin + len(words) <= len(other.text) and other.size >= len(words) + BESIDE and not heads:
                    first, last = other.at[begin + 1], other.at[begin + len(words) - 2]
                    yield other.clause, first, last + 1, own.clause
                at = whole.find(words, at + 1)


def _statements(own: Skeleton) -> Iterator[str]:
    """The clause and each of its paragraphs, in bare words, that is a statement of its own: no field, row or piece of a list."""
    text, seen = own.clause.text, set()
    breaks = [-1, *(n for n, character in enumerate(text) if character == "\n"), len(text)]
    for start, end in ((-1, len(text)), *pairwise(breaks)):
        paragraph = text[start + 1 : end].rstrip()
        lead = start < 0 and end == len(text) and paragraph[-1:] in ("：", ":") and len(squeezed(paragraph)) >= LEAD
        if "\t" in paragraph or not (lead or paragraph[-1:] in ("。", "！")):
            continue
        number = ITEM.match(paragraph) if start >= 0 else None  # of a paragraph that was not made a clause
        first = bisect_left(own.at, start + 1 + (number.end() if number else 0), 1)
        last = bisect_left(own.at, start + 1 + len(paragraph))
        words = END + own.text[first:last].strip(END) + END
        if len(words) - 2 >= COPIED and words not in seen:
            seen.add(words)
            yield words


def _skeleton(clause: Clause) -> Skeleton:
    text, at, done = [END], [0], 0
    for found in _SAME.finditer(clause.text):
        text += clause.text[done : found.start()]
        at += range(done, found.start())
        done = found.end()
        stands = _STANDS[found.lastgroup or ""]
        if stands == END and text[-1] == END:
            continue
        text += stands
        at += [found.start()] * len(stands)
    text += clause.text[done:]
    at += range(done, len(clause.text))
    if text[-1] != END:
        text.append(END)
        at.append(len(clause.text))
    return Skeleton(clause, "".join(text), tuple(at))
