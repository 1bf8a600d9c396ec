"""A form that was read anew -> the content of the standard that is there, with what is known of each clause that stands on.

A form says a clause's words, number and heading; why it is required, its points, alternatives and how far one may yield are not in it.
"""

from __future__ import annotations

import copy
import difflib
import re
from collections.abc import Mapping, Sequence

from clauses.editions.contents import Content, clause_rows

SLOT = re.compile(r"\{\{(\w+)\}\}")
KNOWN = ("type", "also", "required", "reason", "reason_en", "points", "alternatives", "fallback", "walk_away")  # what a form does not say
LIKE = 0.6  # share of the words that two wordings of one clause have in common
SAME_NUMBER = 0.35  # where number or heading are the same too
HEAD = ("version", "title", "title_en", "keywords")


def renewed(content: Content, former: Content) -> Content:
    """The content with the ids of the former's clauses, and what the former knew of them; new clauses as they are.

    Args:
        content: of the form that was read.
        former: the content that is in force.
    """
    made = copy.deepcopy(content)
    rows, old = list(clause_rows(made)), list(clause_rows(former))
    pairs = _paired(rows, old)
    taken = {str(one.get("id")) for one in pairs.values()}
    for n, row in enumerate(rows):
        if (was := pairs.get(n)) is not None:
            _take_over(row, was)
        elif row["id"] in taken:
            row["id"] = _free(row["id"], taken)
        taken.add(row["id"])
    return {**made, **{key: former[key] for key in HEAD if key in former}, **({"title": content["title"]} if "title" not in former else {})}


def _paired(rows: Sequence[Content], old: Sequence[Content]) -> dict[int, Content]:
    """The former entry of each row that has one: same words first, then the likest."""
    found: dict[int, Content] = {}
    left = list(range(len(old)))
    words = [_words(row) for row in old]
    likes: list[tuple[float, int, int]] = []
    for n, row in enumerate(rows):
        own = _words(row)
        same = next((m for m in left if words[m] == own), None)
        if same is not None:
            found[n] = old[same]
            left.remove(same)
            continue
        for m in left:
            titled = bool(row.get("number") and row.get("number") == old[m].get("number")) or bool(row.get("heading") and row.get("heading") == old[m].get("heading"))
            matcher = difflib.SequenceMatcher(None, own, words[m], autojunk=False)
            least = SAME_NUMBER if titled else LIKE
            if matcher.real_quick_ratio() >= least and matcher.quick_ratio() >= least and (like := matcher.ratio()) >= least:
                likes.append((like + 0.1 * titled, n, m))
    free = set(left)
    for _, n, m in sorted(likes, reverse=True):
        if n not in found and m in free:
            found[n] = old[m]
            free.discard(m)
    return found


def _words(row: Mapping[str, object]) -> str:
    """What the clause says, with what is filled in as it is printed."""
    slots = row.get("slots")
    defaults = {name: str(slot.get("default", "")) for name, slot in slots.items()} if isinstance(slots, Mapping) else {}
    return re.sub(r"\s+", "", SLOT.sub(lambda m: defaults.get(m[1]) or "_", str(row.get("text", ""))))


def _take_over(row: Content, was: Content) -> None:
    same = _words(row) == _words(was)
    row["id"] = was["id"]
    for key in KNOWN:
        row.pop(key, None)
        if key in was:
            row[key] = copy.deepcopy(was[key])
    if same:
        for key in ("text", "slots"):
            row.pop(key, None)
            if key in was:
                row[key] = copy.deepcopy(was[key])
        return
    own, former = SLOT.findall(row["text"]), SLOT.findall(str(was.get("text", "")))
    if own and len(own) == len(former) == len(set(own)) == len(set(former)) and not any("default" in slot for slot in was["slots"].values()):  # the same blanks in other words
        names = dict(zip(own, former, strict=True))
        row["text"] = SLOT.sub(lambda m: f"{{{{{names[m[1]]}}}}}", row["text"])
        row["slots"] = {name: copy.deepcopy(was["slots"][name]) for name in former}


def _free(id: str, taken: set[str]) -> str:
    n = 2
    while f"{id}-{n}" in taken:
        n += 1
    return f"{id}-{n}"
