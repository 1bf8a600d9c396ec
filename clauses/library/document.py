"""YAML in, entries out: every value with its file and line, as it was written.

No value is guessed at: `0.003`, `1.10`, `no` and `2025-01-01` are text until a reader asks for a number or a flag.
Refuses what YAML would let pass in silence: a key that is given twice, a key that nobody reads.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from clauses.errors import NO_HINT, LibraryError, UnknownName
from clauses.model import Said

NUMBER = re.compile(r"-?\d+(\.\d+)?")
UNREADABLE = Said("请确认文件存在并以 UTF-8 保存", "make sure that the file exists and is saved as UTF-8")
NOTHING = ("", "~", "null")
Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # the C parser is ten times faster; it resolves no types either
Name = TypeVar("Name", bound=str)


def nearest(name: str, known: Iterable[str]) -> Said:
    """The hint that names the known name most like `name`; none where none is like it."""
    close = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.5)
    return Said(f"最接近的是“{close[0]}”", f"the nearest is “{close[0]}”") if close else NO_HINT


def unknown(kind: Said, name: str, known: Iterable[str]) -> UnknownName:
    """The error for a name that does not exist; its hint names the nearest that does, or all where they are few.

    Args:
        kind: what was asked for (`标准`, `standard`).
        name: the name as given.
        known: the names that exist.
    """
    names = sorted(known)
    hint = nearest(name, names)
    if hint is NO_HINT and 0 < len(names) <= 8:
        hint = Said(f"可用的有：{'、'.join(names)}", f"available: {', '.join(names)}")
    return UnknownName(Said(f"没有名为“{name}”的{kind.zh}", f"There is no {kind.en} named “{name}”"), hint)


class Entry:
    """A mapping of a file: its values by key, each read as what the reader asks for."""

    def __init__(self, node: Node, file: str) -> None:
        """An entry over `node`.

        Raises:
            LibraryError: it is no mapping, or a key is given twice.
        """
        self.file = file
        self.node = node
        self._values: dict[str, Node] = {}
        if not isinstance(node, MappingNode):
            raise _error(file, node, Said("此处应为“键: 值”的列表", "a list of “key: value” is expected here"))
        for key, value in node.value:
            if key.value in self._values:
                raise _error(file, key, Said(f"键“{key.value}”重复出现", f"the key “{key.value}” is given twice"))
            self._values[key.value] = value

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def error(self, message: Said, hint: Said = NO_HINT, *, key: str | None = None) -> LibraryError:
        """The error with the file and the line of `key`'s value, or of the entry where no key is given."""
        return _error(self.file, self._values.get(key or "", self.node), message, hint)

    def refuse_unknown(self, kind: Said, name: str, known: Iterable[str], *, key: str | None = None) -> None:
        """Nothing where `name` is known.

        Raises:
            LibraryError: it is not; the hint names the nearest that is.
        """
        names = known if isinstance(known, (set, frozenset, dict)) else list(known)
        if name not in names:
            raise self.error(Said(f"没有名为“{name}”的{kind.zh}", f"there is no {kind.en} named “{name}”"), nearest(name, names), key=key)

    def only(self, *known: str) -> None:
        """Refuse every key that is not among `known`.

        Raises:
            LibraryError: there is one.
        """
        for key in self._values:
            self.refuse_unknown(Said("键", "key"), key, known, key=key)

    def scalar(self, key: str) -> ScalarNode:
        """The node of a value that is a word, a number or a text.

        Raises:
            LibraryError: the key is absent, or its value is a list or a mapping.
        """
        node = self._values.get(key)
        if node is None:
            raise self.error(Said(f"缺少键“{key}”", f"the key “{key}” is missing"))
        if not isinstance(node, ScalarNode):
            raise self.error(Said(f"“{key}”应为文字", f"“{key}” must be text"), key=key)
        return node

    def given(self, key: str) -> bool:
        """Whether the key is there with a value other than `null`."""
        node = self._values.get(key)
        return node is not None and not (isinstance(node, ScalarNode) and node.style is None and node.value in NOTHING)

    def text(self, key: str, default: str | None = None) -> str:
        """The text of `key`, without blanks at its ends; `default` where it is absent or null.

        Raises:
            LibraryError: it is absent or null and there is no default, or it is no text.
        """
        if self.given(key):
            return str(self.scalar(key).value).strip()
        if default is None:
            raise self.error(Said(f"缺少键“{key}”", f"the key “{key}” is missing"))
        return default

    def maybe(self, key: str) -> str | None:
        """The text of `key`, None where it is absent or null."""
        return self.text(key) if self.given(key) else None

    def one_of(self, key: str, known: tuple[Name, ...], default: Name | None = None) -> Name:
        """The one of `known` that the text of `key` names.

        Raises:
            LibraryError: it names none of them, or is absent and there is no default.
        """
        text = self.text(key, default)
        for name in known:
            if name == text:
                return name
        raise self.error(Said(f"“{key}”不能是“{text}”", f"“{key}” cannot be “{text}”"), Said(f"可用的有：{'、'.join(known)}", f"available: {', '.join(known)}"), key=key)

    def flag(self, key: str) -> bool:
        """True or false, false where it is not given; a word such as `no` or `是` is neither.

        Raises:
            LibraryError: it is something else.
        """
        return self.one_of(key, ("true", "false"), "false") == "true"

    def number(self, key: str) -> Decimal:
        """The number exactly as written.

        Raises:
            LibraryError: it is absent or no number (`3e-3` and `3‰` are none).
        """
        text = self.text(key)
        if not NUMBER.fullmatch(text):
            raise self.error(Said(f"“{key}”应为数字，而不是“{text}”", f"“{key}” must be a number, not “{text}”"), Said("例如 0.003", "for example 0.003"), key=key)
        return Decimal(text)

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts of a list, or the one text that stands there alone; () where absent or null.

        Raises:
            LibraryError: something in the list is no text.
        """
        if not self.given(key):
            return ()
        node = self._values[key]
        nodes = node.value if isinstance(node, SequenceNode) else [node]
        for inner in nodes:
            if not isinstance(inner, ScalarNode):
                raise _error(self.file, inner, Said(f"“{key}”中应为文字", f"“{key}” must hold text"))
        return tuple(str(inner.value).strip() for inner in nodes)

    def entry(self, key: str) -> Entry:
        """The mapping of `key`.

        Raises:
            LibraryError: it is absent or no mapping.
        """
        if key not in self._values:
            raise self.error(Said(f"缺少键“{key}”", f"the key “{key}” is missing"))
        return Entry(self._values[key], self.file)

    def table(self, key: str) -> dict[str, Entry]:
        """The mappings within the mapping of `key`, by their keys; {} where absent or null.

        Raises:
            LibraryError: it is no mapping of mappings.
        """
        if not self.given(key):
            return {}
        inner = self.entry(key)
        return {name: inner.entry(name) for name in inner}

    def entries(self, key: str) -> tuple[Entry, ...]:
        """The mappings of a list; () where absent or null.

        Raises:
            LibraryError: it is no list of mappings.
        """
        return entries(self._values[key], self.file) if self.given(key) else ()

    def is_mapping(self, key: str) -> bool:
        return isinstance(self._values.get(key), MappingNode)


def _error(file: str, node: Node, message: Said, hint: Said = NO_HINT) -> LibraryError:
    line = node.start_mark.line + 1
    return LibraryError(Said(f"{file} 第 {line} 行：{message.zh}", f"{file}, line {line}: {message.en}"), hint)


def entries(node: Node, file: str) -> tuple[Entry, ...]:
    """The mappings of a list node.

    Raises:
        LibraryError: it is no list of mappings.
    """
    if not isinstance(node, SequenceNode):
        raise _error(file, node, Said("此处应为以“- ”开头的列表", "a list with “- ” before each entry is expected here"))
    return tuple(Entry(inner, file) for inner in node.value)


def compose(path: Path) -> Node:
    """The file's one document.

    Raises:
        LibraryError: it cannot be opened, is no UTF-8, no YAML, or empty.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as broken:
        raise LibraryError(Said(f"{path.name} 第 1 行：无法读取：{broken}", f"{path.name}, line 1: cannot be read: {broken}"), UNREADABLE) from broken
    return _composed(text, path.name)


def _composed(text: str, file: str) -> Node:
    try:
        node = yaml.compose(text, Loader=Loader)
    except yaml.MarkedYAMLError as broken:
        mark = broken.problem_mark or broken.context_mark
        line = Said(f" 第 {mark.line + 1} 行", f", line {mark.line + 1}") if mark else Said("", "")
        raise LibraryError(Said(f"{file}{line.zh}：不是合格的 YAML：{broken.problem}", f"{file}{line.en}: no valid YAML: {broken.problem}"), Said("请检查缩进、冒号后的空格和引号", "check the indentation, the blanks after colons and the quotation marks")) from broken
    except (UnicodeError, yaml.YAMLError) as broken:
        raise LibraryError(Said(f"{file} 第 1 行：无法读取：{broken}", f"{file}, line 1: cannot be read: {broken}"), UNREADABLE) from broken
    if node is None:
        raise LibraryError(Said(f"{file} 第 1 行：文件是空的", f"{file}, line 1: the file is empty"), Said("请填写内容或删除该文件", "fill it in or delete it"))
    return node


def read(path: Path) -> Entry:
    """The file's mapping.

    Raises:
        LibraryError: as `compose`, or it is no mapping.
    """
    return Entry(compose(path), path.name)


def parse(text: str, file: str) -> Entry:
    """The mapping of a text that is, or would be, the file of that name.

    Raises:
        LibraryError: it is no YAML, empty, or no mapping.
    """
    return Entry(_composed(text, file), file)
