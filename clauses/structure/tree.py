"""The clause tree: which numbered unit says something of its own, and which words belong to it.

A heading alone is no clause; a unit whose items only enumerate (conditions, documents, addresses) is one clause with its
items; an article whose items each stand alone is as many clauses as items.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from clauses.model import Clause, Heading, Span, Table
from clauses.structure.layout import SIGNATURE_FIELD, Part, party_line
from clauses.structure.lines import Line, cut
from clauses.structure.numbering import CN, ITEMS, Label, Stack, label_of

TITLE_LENGTH = 26  # characters of a heading at most; measured on headings of contracts of many kinds
END = "。；;！？!?：:”」』）)】》"
STOP = re.compile(r"[。；;！!？?]\s*$")
ENUMERATES = re.compile(r"情形|情况|条件|之一|任一|事由|范围|原因|文件|资料|信息|材料|账户|帐户|方式|包括")
KEY_VALUE = re.compile(r"[^，。；:：（(]{2,14}(?:[（(][^）)]{0,16}[）)])?\s*[:：]")
INLINE = re.compile(
    rf"(?<=[。；;！:：）)])\s*(?=[(（]?\s*(?:[{CN}]{{1,3}}|\d{{1,2}})\s*[)）、.．])|(?<=[一-鿿。；])\s*(?=\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}\s*[一-鿿“])|(?<=[一-鿿])\s*(?=\d{{1,2}}\s?[、．]\s*[一-鿿])|(?<=[。；;])\s*(?=第[{CN}]{{1,4}}条)|(?<=[。；;:：])\s*(?=[①-⑳])"
)
QUOTING = re.compile(r"[第按照及和或与至、到见款条附件\d]\s*$")


@dataclass
class Node:
    """A numbered unit while it is being built."""

    label: Label | None
    depth: int
    pieces: list[Span] = field(default_factory=list)
    title: tuple[Span, ...] = ()
    children: list[Node] = field(default_factory=list)
    line: Line | None = None
    rows: list[tuple[Span, tuple[Span, ...]]] = field(default_factory=list)
    path: tuple[int, ...] = ()


def _text(source: str, pieces: tuple[Span, ...] | list[Span]) -> str:
    return "".join(source[p.start : p.end] for p in pieces)


def _segments(line: Line, source: str, stack: Stack) -> Iterator[tuple[Label | None, tuple[Span, ...]]]:
    """The line as one numbered unit, or as several where a further number stands in it and continues the numbering.

    The stack is read between the segments, so the caller takes each label before it asks for the next.
    """
    label, pieces = line.label, line.body
    begun = 0
    while True:
        text = _text(source, pieces)
        split = None
        for candidate in INLINE.finditer(text, begun):
            at = candidate.end()
            found = label_of(text[at:])
            if found is None or found.style in ("bare", "letter", "half-paren") or QUOTING.search(text[: candidate.start()]):
                continue
            if len(text) - at - found.width < 3 or candidate.start() < 2:
                continue
            split = (candidate.start(), at, found)
            yield_now = _continues(stack, label, found, text[: candidate.start()])
            if yield_now:
                break
            split = None
        if split is None:
            yield label, pieces
            return
        start, at, found = split
        yield label, cut(pieces, 0, start)
        label, pieces, begun = found, cut(pieces, at + found.width), 0


def _continues(stack: Stack, current: Label | None, found: Label, before: str) -> bool:
    """Whether an in-line number is just the next of the numbering as it will stand once the current label is taken."""
    ahead = Stack(levels=[*stack.levels])
    if current is not None:
        ahead.take(current)
    if found.style in ITEMS or found.style in ("paren-chinese",):
        # items inside a sentence belong to it; only a list after a bare heading is divided
        return False
    if not ahead.expects(found):
        return False
    depth = ahead.depth_of(found)
    sibling = depth < len(ahead.levels) and ahead.levels[depth].style == found.style
    return sibling or (found.last == 1 and before.rstrip().endswith(("：", ":")) and len(before) < TITLE_LENGTH)


def _is_title(text: str, label: Label | None, following: str) -> bool:
    """Whether a unit's own line is a heading: short, and without a sentence's marks."""
    words = text.strip()
    if not words or len(words) > TITLE_LENGTH or re.search(r"[。；;，,？！]", words):
        return False
    if words[-1] in "：:":
        speaks = re.search(r"应|须|不得|按|如下|下列|以下|包括", words) or (re.search(r"[甲乙丙]方|双方", words) and not re.search(r"义务|权利|责任|职责|信息|账户", words))
        return len(words) <= 16 and not speaks
    if re.search(r"[:：]", words):
        return False
    if label is not None and label.style in ("article", "chapter", "part"):
        return len(words) <= 22 and not re.search(r"(?:应当|不得|必须|有权).{3}", words)
    return not re.search(r"[\d０-９].*[条元个台套兆]|应当?|须|不得|有权|无$", words) and not STOP.search(words)


def _joins(previous: Line, text_before: str, line: Line) -> bool:
    """Whether the line goes on with the sentence that the line before broke off."""
    before = text_before.rstrip()
    if not before or line.row or previous.row:
        return False
    if before[-1] in "。．；;！？!?：:" or (before[-1] in "”」）)】》]］" and not (line.turn or line.wrapped)):
        return before[-1] in "”」）)】》]］" and line.wrapped and not KEY_VALUE.match(line.text)
    if KEY_VALUE.match(line.text) and not line.wrapped and len(previous.text) < 34:
        return False
    if previous.label is None and KEY_VALUE.match(previous.text) and len(previous.text) < 34 and not (line.turn or line.wrapped):
        return False
    return True


def build(source: str, part: Part) -> Node:
    """The part's units as a tree below a root without number."""
    root = Node(label=None, depth=-1)
    stack, trail = Stack(), [root]
    previous: Line | None = None
    for n, line in enumerate(part.lines):
        if line.label is not None and _is_broken_number(line, previous, source, trail[-1], stack):
            line = Line(**{**line.__dict__, "label": None})
        following = part.lines[n + 1].text if n + 1 < len(part.lines) else ""
        for label, pieces in _segments(line, source, stack):
            if label is None:
                _append(source, trail[-1], line, pieces, previous)
                continue
            depth = stack.take(label)
            trail = trail[: depth + 1]
            node = Node(label=label, depth=depth, line=line, path=tuple(level.ordinal for level in stack.levels))
            trail[-1].children.append(node)
            trail.append(node)
            _place(source, node, pieces, following)
        previous = line
    return root


def _is_broken_number(line: Line, previous: Line | None, source: str, current: Node, stack: Stack) -> bool:
    """A line that only seems numbered: it goes on with a sentence whose break fell before a quantity or a date."""
    if previous is None or line.label is None or not current.pieces:
        return False
    before = _text(source, current.pieces).rstrip()
    open_sentence = bool(before) and before[-1] not in END
    if line.label.style in ("article", "chapter", "part", "paren-chinese"):
        return open_sentence and before[-1] in "第按照据及和与至、，" and not stack.expects(line.label)
    return open_sentence and not stack.expects(line.label) and (line.wrapped or line.turn or before[-1] in "，、的第按照据及和与至")


def _place(source: str, node: Node, pieces: tuple[Span, ...], following: str) -> None:
    """Puts a unit's own first words into its title or its text."""
    text = _text(source, pieces)
    if _is_title(text, node.label, following):
        node.title = pieces
        return
    if node.label is not None and node.label.style in ("article", "chapter", "part", "chinese", "arabic"):
        wide = re.match(r"(.{1,18}?)(?:\s{2,}|[:：]\s*(?=\S{12}))(?=\S)", text)
        if wide and len(text) - wide.end() > 10 and not re.search(r"[，。；、应须“\d]|[甲乙]方$", wide[1]) and node.label.style != "arabic":
            node.title, node.pieces = cut(pieces, 0, len(wide[1])), list(cut(pieces, wide.end()))
            return
    node.pieces = list(pieces)


def _append(source: str, node: Node, line: Line, words: tuple[Span, ...], previous: Line | None) -> None:
    """Adds an unnumbered line to the unit it follows: joined to a broken sentence, else as a paragraph of its own."""
    if not node.pieces:
        title = _text(source, node.title)
        if node.title and previous is not None and line.wrapped and len(title) > 18 and title[-1] in "，、和及与的":
            node.title = (*node.title, *words)
            return
        node.pieces = list(words)
    else:
        last = node.pieces[-1].end
        if previous is not None and _joins(previous, _text(source, node.pieces), line):
            if re.search(r"[A-Za-z0-9]$", _text(source, node.pieces)) and re.match(r"[A-Za-z]", line.text) and source[last : last + 1].isspace():
                node.pieces.append(Span(last, last + 1))
        else:
            newline = source.find("\n", last, words[0].start)
            if newline >= 0:
                node.pieces.append(Span(newline, newline + 1))
        node.pieces += words
    if line.row:
        node.rows.append((line.span, words))


def clauses_of(source: str, part: Part, *, first: int) -> tuple[list[Clause], list[Table]]:
    """The part's clauses in order, numbered from c{first+1}, and its tables."""
    root = build(source, part)
    clauses: list[Clause] = []
    tables: list[Table] = []

    def emit(node: Node, pieces: list[Span], path: tuple[str, ...], parent: str | None, kind: str = "clause") -> str:
        id = f"c{first + len(clauses) + 1}"
        clauses.append(
            Clause(
                id=id,
                number=node.label.written if node.label else None,
                heading=_text(source, node.title).strip().rstrip("：:") or None,
                text=_text(source, pieces),
                span=Span(pieces[0].start, pieces[-1].end),
                pieces=tuple(pieces),
                page=node.line.page if node.line else None,
                annex=part.annex,
                parent=parent,
                path=path,
                kind="table" if kind == "table" else "clause",
            )
        )
        return id

    def walk(node: Node, path: tuple[str, ...], parent: str | None) -> None:
        if node.rows:
            tables.append(_table(source, node, part.annex))
        here = path
        if node.label is not None:
            here = (*path, f"{node.label.written} {_text(source, node.title).strip().rstrip('：:')}".strip())
        if node.label is None:
            for kind, pieces in _paragraphs(source, node):
                if kind == "clause" and _introduces(_text(source, pieces)):
                    continue
                emit(node, pieces, here, parent, kind)
        elif node.pieces:
            inside = [child for style in _styles(node) if _absorbs(source, node, style) for child in node.children if child.label and child.label.style == style]
            made = emit(node, _whole(source, node, inside), path, parent)
            for child in inside:
                tables.extend(_table(source, deep, part.annex) for deep in (child, *_descendants(child)) if deep.rows)
            for child in node.children:
                if not any(child is other for other in inside):
                    walk(child, here, made)
            return
        for child in node.children:
            walk(child, here, parent)

    walk(root, (), None)
    return clauses, tables


def preamble_of(source: str, front: Sequence[Line], *, first: int) -> list[Clause]:
    """The recitals before the first clause, as one clause of kind `preamble`; [] where the front only names parties."""
    node = Node(label=None, depth=-1)
    previous: Line | None = None
    for line in front:
        open_end = bool(node.pieces) and _text(source, node.pieces).rstrip()[-1:] not in END
        if line.row or _introduces(line.text) or (KEY_VALUE.match(line.text) and not open_end):
            continue
        if open_end or (len(line.text) >= 16 and re.search(r"[，。：；《]", line.text)):
            _append(source, node, line, line.pieces, previous)
            previous = line
    if not node.pieces or ("。" not in _text(source, node.pieces) and len(_text(source, node.pieces)) < 30):
        return []
    pieces = tuple(node.pieces)
    span = Span(pieces[0].start, pieces[-1].end)
    return [Clause(id=f"c{first + 1}", number=None, heading=None, text=_text(source, pieces), span=span, pieces=pieces, page=front[0].page, kind="preamble")]


def _paragraphs(source: str, node: Node) -> Iterator[tuple[str, list[Span]]]:
    """An unnumbered part's paragraphs, tables together."""
    rows = {span for _, pieces in node.rows for span in pieces}
    run: list[Span] = []
    kind = "clause"
    for piece in node.pieces:
        if source[piece.start : piece.end] == "\n":
            if run and kind == "clause":
                yield kind, run
                run = []
            elif run:
                run.append(piece)
            continue
        now = "table" if piece in rows else "clause"
        if run and now != kind:
            yield kind, _stripped(source, run)
            run = []
        kind = now
        run.append(piece)
    if run:
        yield kind, _stripped(source, run)


def _introduces(text: str) -> bool:
    """A party's name, an addressee or a signature field before or between paragraphs is no clause."""
    return (bool(party_line(text) or SIGNATURE_FIELD.match(text)) and len(text) < 60) or (len(text) <= 40 and text.endswith(("：", ":")))


def _stripped(source: str, run: list[Span]) -> list[Span]:
    while run and source[run[-1].start : run[-1].end] == "\n":
        run = run[:-1]
    return run


def _descendants(node: Node) -> Iterator[Node]:
    for child in node.children:
        yield child
        yield from _descendants(child)


def _styles(node: Node) -> list[str]:
    return list(dict.fromkeys(child.label.style for child in node.children if child.label))


def _absorbs(source: str, node: Node, style: str) -> bool:
    """Whether a unit's items of this style of number only enumerate, so that they are one clause with it."""
    assert node.label is not None
    items = [child for child in node.children if child.label and child.label.style == style]
    if node.depth == 0 or node.label.style in ("article", "chapter", "part", "chinese") or style in ("dotted", "article"):
        return _fragments(source, node, items)
    if style in ITEMS:
        return True
    return _text(source, node.pieces).rstrip().endswith(("：", ":")) or _fragments(source, node, items)


def _fragments(source: str, node: Node, children: list[Node]) -> bool:
    """Whether the items are pieces of one sentence: they follow a colon and most do not end as sentences do."""
    own = _text(source, node.pieces).strip()
    if not re.search(r"[:：]$|下列|如下|以下", own[-30:]):
        return False
    items = [_text(source, [*child.title, *child.pieces]).strip() for child in children]
    if any(re.search(r"[:：]$", item) for item in items):
        return False
    if any(not item for item in items):
        return True
    if len(items) < 2:
        return not items[0].endswith("。")
    open_ended = sum(not item.endswith(("。", "！", "？")) for item in items[:-1])
    if open_ended < 0.6 * (len(items) - 1):
        return False
    return bool(ENUMERATES.search(own[-24:])) or sum(map(len, items)) / len(items) < 20


def _whole(source: str, node: Node, inside: list[Node]) -> list[Span]:
    """A unit's words with those of the items inside it, their numbers included, a line each."""
    pieces = list(node.pieces)
    for child in (deep for item in inside for deep in (item, *_descendants(item))):
        words = [*child.title, *child.pieces]
        if not words or child.line is None or child.label is None:
            continue
        lead = source.rfind(child.label.written[:1], pieces[-1].end, words[0].start)
        if lead >= 0 and "\n" not in source[lead : words[0].start]:
            words = [Span(lead, words[0].start), *words]
        newline = source.find("\n", pieces[-1].end, words[0].start)
        if newline >= 0:
            pieces.append(Span(newline, newline + 1))
        elif pieces[-1].end < words[0].start:
            words = [Span(pieces[-1].end, words[0].start), *words]
        pieces += words
    return pieces


def _table(source: str, node: Node, annex: str | None) -> Table:
    rows = []
    for _, pieces in node.rows:
        cells = re.split(r"\t|[│┃|]", _text(source, pieces))
        rows.append(tuple(cell.strip() for cell in cells))
    return Table(rows=tuple(rows), spans=tuple(span for span, _ in node.rows), annex=annex)


def headings_of(source: str, part: Part) -> list[Heading]:
    """Every numbered unit of the part in order, headings and clauses alike."""
    made = []
    for node in _descendants(build(source, part)):
        assert node.label is not None and node.line is not None
        start = node.title[0].start if node.title else node.pieces[0].start if node.pieces else node.line.span.end
        begin = source.rfind(node.label.written[:1], node.line.span.start, start)
        made.append(
            Heading(
                number=node.label.written,
                path=node.label.ordinals if node.label.style == "dotted" else node.path,
                title=_text(source, node.title).strip(),
                span=Span(node.line.span.start if begin < 0 else begin, node.title[-1].end if node.title else start),
                annex=part.annex,
                style=node.label.style,
            )
        )
    return made
