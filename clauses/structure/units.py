"""Which numbered units are clauses, and which words belong to each.

A heading alone is no clause; a unit whose items only enumerate (conditions, documents, addresses) is one clause with its
items; an article whose items each stand alone is as many clauses as items.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace

from clauses.model import Clause, Heading, Span, Table
from clauses.structure.lines import Line
from clauses.structure.numbering import ITEMS
from clauses.structure.signature import FIELD, KINDS, party_line
from clauses.structure.tree import END, KEY_VALUE, TITLE_LENGTH, Node, append, text_of

ENUMERATES = re.compile(r"情形|情况|条件|之一|任一|事由|范围|原因|文件|资料|信息|材料|账户|帐户|方式|包括")
# A choice that the parties fill in: its options are one clause with it (按第__种方式解决：1. … 2. …).
CHOICE = re.compile(r"第[^，。；]{0,14}?(?:种|项)(?:方式|方法|方案|标准|办法|情况|途径)|(?:选择|采用|采取|按)[^，。；]{0,16}(?:方式|方法|方案)?(?:之一|的?一种|一项)")
LONGEST_LEAD = 18  # characters of words that lead in a list and say nothing by themselves
HEADED = frozenset({"chapter", "part", "article", "chinese", "bare-chinese", "paren-chinese"})  # ways of numbering whose short line is a heading
ENDS_AS_TITLE = re.compile(rf"^[^。；：:]{{2,45}}(?:{KINDS})$")
LEADS = re.compile(r"(?:根据|依据|为|鉴于|经|甲方|乙方|本合同|本协议|兹|就|双方)")


def clauses_of(source: str, root: Node, annex: str | None, *, first: int) -> tuple[list[Clause], list[Table]]:
    """The clauses of a part's tree in order, numbered from c{first+1}, and its tables."""
    clauses: list[Clause] = []
    tables: list[Table] = []

    def emit(node: Node, pieces: list[Span], path: tuple[str, ...], parent: str | None, kind: str = "clause") -> str:
        id = f"c{first + len(clauses) + 1}"
        clauses.append(
            Clause(
                id=id,
                number=node.label.written if node.label else None,
                heading=text_of(source, node.title).strip().rstrip("：:") or None,
                text=text_of(source, pieces),
                span=Span(min(piece.start for piece in pieces), max(piece.end for piece in pieces)),
                pieces=tuple(pieces),
                page=node.line.page if node.line else None,
                annex=annex,
                parent=parent,
                path=path,
                kind="table" if kind == "table" else "clause",
            )
        )
        return id

    def walk(node: Node, path: tuple[str, ...], parent: str | None) -> None:
        if node.rows:
            tables.append(_table(source, node, annex))
        leads_in = _leads_in(source, node)
        here = (*path, _name(source, node, leads_in)) if node.depth >= 0 else path
        if node.label is None:
            paragraphs, notes = list(_paragraphs(source, node)), deque(node.notes)
            for n, (kind, pieces) in enumerate(paragraphs, 1):
                words = text_of(source, pieces)
                if kind == "clause" and (_introduces(words) or (n == len(paragraphs) and node.children and _heads(words))):
                    continue
                following = paragraphs[n][1][0].start if n < len(paragraphs) else len(source)
                own = list(_until(notes, following))
                if kind == "clause":
                    emit(replace(node, title=()), _with_notes(source, pieces, own), here, parent)
                    continue
                emit(replace(node, title=()), pieces, here, parent, kind)
                for note in own:  # its cells are not read as sentences are; a note is
                    emit(replace(node, title=()), [note], here, parent)
            for note in notes:
                emit(replace(node, title=()), [note], here, parent)
        elif node.pieces and not leads_in:
            inside = [child for style in _styles(node) if _absorbs(source, node, style) for child in node.children if child.label and child.label.style == style]
            parent = emit(node, _with_notes(source, _whole(source, node, inside), node.notes), path, parent)
            absorbed = {id(child) for child in inside}
            for child in inside:
                tables.extend(_table(source, deep, annex) for deep in (child, *_descendants(child)) if deep.rows)
            for child in node.children:
                if id(child) not in absorbed:
                    walk(child, here, parent)
            return
        elif node.title and not node.children and node.label.style not in HEADED:
            emit(replace(node, title=()), _with_notes(source, list(node.title), node.notes), path, parent)
        elif node.notes:
            parent = emit(node, _with_notes(source, list(node.pieces) if leads_in else [], node.notes), path, parent)
        for child in node.children:
            walk(child, here, parent)

    walk(root, (), None)
    return clauses, tables


def _leads_in(source: str, node: Node) -> bool:
    """Whether a unit's own words only lead in what stands below and say nothing by themselves: 承包人应当："""
    words = text_of(source, node.pieces[:6]).strip()
    if node.label is None or not node.children or not re.fullmatch(rf"[^，。；：:]{{2,{LONGEST_LEAD}}}[:：]", words):
        return False
    return not any(_absorbs(source, node, style) for style in _styles(node))


def _name(source: str, node: Node, leads_in: bool) -> str:
    """How a unit is named in the paths of those below it: its number, its heading, or the words that lead in."""
    words = [node.label.written] if node.label else []
    words += [text_of(source, pieces).strip().rstrip("：:") for pieces in (node.title, node.pieces if leads_in else ()) if pieces]
    return " ".join(words)


def preamble_of(source: str, front: Sequence[Line], *, first: int) -> list[Clause]:
    """The recitals before the first clause, as one clause of kind `preamble`; [] where the front only names parties."""
    node = Node(label=None, depth=-1)
    previous: Line | None = None
    for line, after in zip(front, [*front[1:], None], strict=False):
        open_end = bool(node.pieces) and text_of(source, node.pieces[-4:]).rstrip()[-1:] not in END
        if open_end and previous is not None and previous.full and not line.row:
            append(source, node, line, line.pieces, previous)
            previous = line
            continue
        breaks_off = after is not None and (after.hangs or line.text.count("《") > line.text.count("》"))
        runs_on = line.wrapped and line.full and after is not None and after.label is None and not after.row  # the printer had no room for more
        if line.row or _introduces(line.text) or (ENDS_AS_TITLE.search(line.text) and not runs_on and not breaks_off) or (KEY_VALUE.match(line.text) and not open_end):
            continue
        begins = LEADS.match(line.text) and not party_line(line.text) and after is not None and after.gap == 0 and (line.full or "，" in after.text)
        if open_end or begins or (len(line.text) >= 12 and (runs_on or re.search(r"[，。：；《]", line.text))):
            append(source, node, line, line.pieces, previous)
            previous = line
    text = text_of(source, node.pieces)
    if not node.pieces or ("。" not in text and len(text) < 30 and not text.rstrip().endswith(("：", ":"))):
        return []
    pieces = tuple(node.pieces)
    span = Span(pieces[0].start, pieces[-1].end)
    return [Clause(id=f"c{first + 1}", number=None, heading=None, text=text, span=span, pieces=pieces, page=front[0].page, kind="preamble")]


def _paragraphs(source: str, node: Node) -> Iterator[tuple[str, list[Span]]]:
    """An unnumbered part's paragraphs; tables together, as far as no footnote stands between their rows."""
    rows = {span for _, pieces in node.rows for span in pieces}
    notes = [note.start for note in node.notes]
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
        if run and (now != kind or (now == "table" and bisect(notes, run[-1].start) < bisect(notes, piece.start))):
            yield kind, _stripped(source, run)
            run = []
        kind = now
        run.append(piece)
    if run:
        yield kind, _stripped(source, run)


def _until(notes: deque[Span], end: int) -> Iterator[Span]:
    """Takes the notes that stand before this offset."""
    while notes and notes[0].start < end:
        yield notes.popleft()


def _introduces(text: str) -> bool:
    """A party's name, an addressee or a signature field before or between paragraphs is no clause."""
    if text.endswith(("：", ":")) and re.search("[，,]", text):
        return False
    return (bool(party_line(text) or FIELD.match(text)) and len(text) < 60) or (len(text) <= 40 and text.endswith(("：", ":")))


def _heads(text: str) -> bool:
    """A few words without a sentence right before numbered units are their heading."""
    return len(text) <= TITLE_LENGTH and not re.search(r"[，。；：:_＿]", text)


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
    return text_of(source, node.pieces).rstrip().endswith(("：", ":")) or _fragments(source, node, items)


def _fragments(source: str, node: Node, children: list[Node]) -> bool:
    """Whether the items are pieces of one sentence: they follow a colon and most do not end as sentences do."""
    own = re.split(r"[。；](?=.)", text_of(source, node.pieces).strip())[-1]
    if not re.search(r"[:：]$|下列|如下|以下", own[-40:]):
        return False
    if CHOICE.search(own) and children[0].label is not None and children[0].label.style != "dotted":
        return True
    items = [text_of(source, [*child.title, *child.pieces]).strip() for child in children]
    if any(item.endswith(("：", ":")) and child.children for item, child in zip(items, children, strict=True)):
        return False
    if any(not item for item in items):
        return True
    if len(items) < 2:
        return not items[0].endswith("。")
    open_ended = sum(not item.endswith(("。", "！", "？", "．")) for item in items[:-1])
    if open_ended < 0.6 * (len(items) - 1):
        return False
    conditions = sum(bool(re.search(r"的[；;。，,]?$", item)) for item in items)
    return conditions >= 0.6 * len(items) or bool(ENUMERATES.search(own)) or sum(map(len, items)) / len(items) < 20


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
        pieces = _with_notes(source, [*pieces, *words], child.notes)
    return pieces


def _with_notes(source: str, pieces: list[Span], notes: Sequence[Span]) -> list[Span]:
    """The pieces with the footnotes to them, a paragraph each."""
    made = list(pieces)
    for note in notes:
        newline = source.rfind("\n", 0, note.start)
        newline = newline if newline >= 0 else source.find("\n", note.end)  # it stands before all lines
        made += [*([Span(newline, newline + 1)] if made and newline >= 0 else []), note]
    return made


def _table(source: str, node: Node, annex: str | None) -> Table:
    """The rows that stand in a node, each with its empty first cells, and with its empty last ones as far as another row reaches."""
    rows = []
    for span, pieces in node.rows:
        cells = re.split(r"\t|[│┃|]", text_of(source, pieces))
        rows.append((*[""] * _tabs(source, span.start, -1), *(cell.strip() for cell in cells)))
    width = max(map(len, rows), default=0)
    rows = [(*row, *[""] * min(_tabs(source, span.end, 1), width - len(row))) for row, (span, _) in zip(rows, node.rows, strict=True)]
    return Table(rows=tuple(rows), spans=tuple(span for span, _ in node.rows), annex=annex)


def _tabs(source: str, at: int, step: int) -> int:
    """How many tabs part the empty cells that stand before (-1) or behind (1) the words of a row, up to its line's end."""
    begin = at
    while 0 <= (k := at - (step < 0)) < len(source) and source[k] != "\n" and source[k].isspace():
        at += step
    return source.count("\t", min(begin, at), max(begin, at))


def headings_of(source: str, root: Node, annex: str | None) -> list[Heading]:
    """Every numbered unit of a part's tree in order, headings and clauses alike."""
    made = []
    for node in _descendants(root):
        if node.label is None or node.line is None:
            continue
        start = node.title[0].start if node.title else node.pieces[0].start if node.pieces else node.line.span.end
        begin = source.rfind(node.label.written[:1], node.line.span.start, start)
        made.append(
            Heading(
                number=node.label.written,
                path=node.label.ordinals if node.label.style == "dotted" else node.path,
                title=text_of(source, node.title).strip(),
                span=Span(node.line.span.start if begin < 0 else begin, node.title[-1].end if node.title else start),
                annex=annex,
                style=node.label.style,
            )
        )
    return made
