"""What the library says of a content before it is saved: what it would be, or the one place that it refuses, in words without a file's lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, SequenceNode

from clauses.editions.contents import in_lines
from clauses.editions.shelf import Kind, check, checked_text
from clauses.errors import NO_HINT, LibraryError
from clauses.model import Playbook, Said, Template

WHERE = re.compile(r"^\S+\.yaml(?: 第 (\d+) 行)?：")
WHERE_EN = re.compile(r"^\S+\.yaml(?:, line \d+)?: ")
LACKING = re.compile(r"^缺少键“(\w+)”")
Place = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Why the library would not take a content.

    place: the keys that lead to it, a list's entries by their ids where they bear one, else by their numbers from 0.
    message: one line without file and line. lacking: whether the place is empty that may not be.
    """

    place: Place
    message: Said
    hint: Said = NO_HINT
    lacking: bool = False


def judged(kind: Kind, id: str, content: Mapping[str, Any]) -> Template | Playbook | Refusal:
    """The standard or playbook that the content would be, read as the library reads it; else why not."""
    try:
        return check(kind, id, content)
    except LibraryError as refusal:
        first = refusal
    text = in_lines(content)  # every value on a line of its own, so that the line tells the place
    try:
        return checked_text(kind, id, text)
    except LibraryError as refusal:
        first = refusal
    found = WHERE.match(first.message.zh)
    message = Said(WHERE.sub("", first.message.zh), WHERE_EN.sub("", first.message.en))
    lacking = LACKING.match(message.zh)
    place = _place(text, int(found[1]), whole=lacking is not None) if found and found[1] else ()
    return Refusal(place=(*place, lacking[1]) if lacking else place, message=message, hint=first.hint, lacking=lacking is not None)


def _place(text: str, line: int, *, whole: bool) -> Place:
    """The keys that lead to what stands on that line; whole: to the mapping that begins there, not to its first key."""
    try:
        node = yaml.compose(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    except yaml.YAMLError:
        return ()
    return tuple(_leading(node, line - 1, whole)) if node is not None else ()


def _leading(node: Node, line: int, whole: bool) -> Iterator[str]:
    inner = list(_inner(node))
    for n, (name, key, value) in enumerate(inner):
        until = inner[n + 1][1].start_mark.line if n + 1 < len(inner) else node.end_mark.line + 1
        if key.start_mark.line <= line < max(until, key.start_mark.line + 1):
            yield name
            entry = isinstance(node, SequenceNode) or whole  # an entry of a list is refused as a whole where its first line is named
            if not (isinstance(value, MappingNode) and value.start_mark.line == line and entry):
                yield from _leading(value, line, whole)
            return


def _inner(node: Node) -> Iterator[tuple[str, Node, Node]]:
    """The name, where it begins, and the value of everything that the node holds."""
    if isinstance(node, MappingNode):
        for key, value in node.value:
            yield str(key.value), key, value
    elif isinstance(node, SequenceNode):
        for n, value in enumerate(node.value):
            yield _id(value) or str(n), value, value


def _id(node: Node) -> str:
    held = {key.value: value.value for key, value in node.value} if isinstance(node, MappingNode) else {}
    return str(held.get("id", ""))
