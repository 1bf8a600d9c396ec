"""What edits come to in the elements of a file: which letters go, what is put where, which paragraphs, rows and notes go whole.

Nothing is changed here. An edit that cannot be made to the letter is made as far as it can be, and said.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, takewhile
from typing import Any, NamedTuple

from clauses.ingest.word.styles import W
from clauses.model import Block, Edit, Span
from clauses.redline import gaps
from clauses.redline.gaps import Gap
from clauses.redline.letters import Letter, Letters, control_of, is_locked, paragraph_of, unit_of
from clauses.redline.xml import clean, is_markup, within

_KEPT = frozenset(W + tag for tag in ("drawing", "pict", "object", "footnoteReference", "endnoteReference"))  # a paragraph that holds one of these is not empty
_NOTES = {"footnoteReference": "footnote", "endnoteReference": "endnote"}


class Put(NamedTuple):
    """Words to be put in. like: the letter whose looks they take on. lines: whether a line break among them may part the paragraph."""

    gap: Gap
    words: str
    like: Letter
    parts: bool = False


class Behind(NamedTuple):
    """Paragraphs to be put in behind another, or behind a table. goes_on: what is put in begins in that one."""

    paragraph: Any
    lines: tuple[str, ...]
    like: Letter
    goes_on: bool = False


@dataclass
class Plan:
    """cut: of each child of a run, which characters of it go; None = all of it. wrapped: elements that go whole, though they are no child of a run."""

    cut: dict[Any, set[int] | None] = field(default_factory=dict)
    wrapped: dict[Any, None] = field(default_factory=dict)
    put: list[Put] = field(default_factory=list)
    behind: list[Behind] = field(default_factory=list)
    marks: list[Any] = field(default_factory=list)  # paragraphs whose mark goes
    rows: list[Any] = field(default_factory=list)
    likened: list[tuple[Any, Any]] = field(default_factory=list)  # a paragraph that takes on the number and looks of another, which is joined to it
    not_made: list[Edit] = field(default_factory=list)

    def cuts(self, letter: Letter) -> bool:
        """Whether a letter goes."""
        if letter.offset is None and (control_of(letter) in self.wrapped or letter.element in self.wrapped or letter.element.getparent() in self.wrapped):
            return True
        unit = unit_of(letter.element)
        if unit is None or unit not in self.cut:
            return False
        which = self.cut[unit]
        return which is None or (unit is letter.element and letter.offset in which)


class Planning:
    """Edits as they are turned into a plan."""

    def __init__(self, text: str, blocks: Sequence[Block], letters: Letters, notes: dict[tuple[str, str], Any], numbered: Callable[[Any], bool]) -> None:
        """Args:
        text: of the source. blocks: of it.
        letters: of the file.
        notes: the footnotes and endnotes by kind and id.
        numbered: says of a w:pPr whether Word numbers the paragraph.
        """
        self._text, self._blocks, self._letters, self._notes, self._numbered = text, blocks, letters, notes, numbered
        self._starts = [block.span.start for block in blocks]
        self._refers = {id(notes[key]): e for root in letters.roots for e in root.iter(*(W + t for t in _NOTES)) if (key := (_NOTES[e.tag.removeprefix(W)], e.get(W + "id") or "")) in notes}
        self.plan = Plan()
        self._whole: set[Any] = set()
        self._joined: set[Any] = set()

    def of(self, edits: Sequence[Edit]) -> Plan:
        """The plan of these edits, which are in order and do not overlap."""
        exact = [True] * len(edits)
        cut: list[list[Letter]] = []
        for i, edit in enumerate(edits):
            letters, whole = self._cut(edit.span)
            cut.append(letters)
            exact[i] = whole
        self._cut_fields([letter for letters in cut for letter in letters])
        for i, edit in enumerate(edits):
            if edit.kind == "paragraph":
                exact[i] &= self._put_behind(edit)
            elif clean(edit.now):
                exact[i] &= self._put(edit, cut[i])
        self._cut_notes(cut)
        self._cut_whole({p: None for letters in cut for letter in letters if (p := paragraph_of(letter.element)) is not None})
        for i, edit in enumerate(edits):
            exact[i] &= self._covers(edit.span, _reach(edits, i))
        self.plan.not_made = [edit for edit, made in zip(edits, exact, strict=True) if not made]
        return self.plan

    # -- what goes

    def _cut(self, span: Span) -> tuple[list[Letter], bool]:
        """The letters of the span that go, and whether all that stand in it do."""
        touched = self._letters.touching(span)
        going: list[Letter] = []
        for letter in touched:
            inside = letter.span.start >= span.start and letter.span.end <= span.end
            if inside and self._cut_letter(letter, span):
                going.append(letter)
        every = self._letters.every
        for one, two in pairwise(going):  # what is not read between them
            for letter in every[one.number + 1 : two.number]:
                if not letter.seen and paragraph_of(letter.element) is paragraph_of(one.element) is paragraph_of(two.element):
                    self._cut_letter(letter, span)
        return going, len(going) == len(touched)

    def _cut_letter(self, letter: Letter, span: Span) -> bool:
        """Whether the letter could be marked to go."""
        element = letter.element
        if is_locked(element):
            return False
        unit = unit_of(element)
        if letter.offset is not None and unit is element:
            which = self.plan.cut.setdefault(element, set())
            if which is not None:
                which.add(letter.offset)
            return True
        whole = control_of(letter) if not element.tag.endswith("}oMath") else _formula(element)
        if whole is not None:
            self.plan.wrapped[whole] = None
            return True
        if unit is None or (element.tag == W + "t" and letter.offset is None):
            return False
        if element.tag == W + "fldChar":
            fields = self._letters.fields_of(letter)
            for part in fields[-1].units if fields else ():
                self.plan.cut[part] = None
            return bool(fields)
        siblings = [other for other in self._letters.touching(span) if unit_of(other.element) is unit]
        if unit is element or len(siblings) == self._in_unit(unit, letter):
            self.plan.cut[unit] = None
            return True
        return False

    def _in_unit(self, unit: Any, letter: Letter) -> int:
        return sum(other.seen and unit_of(other.element) is unit for other in self._letters.of_paragraph[paragraph_of(letter.element)])

    def _cut_fields(self, letters: Sequence[Letter]) -> None:
        """A field of which nothing is left goes with its marks."""
        for found in dict.fromkeys(f for letter in letters for f in self._letters.fields_of(letter)):
            if all(self.plan.cuts(letter) for letter in found.letters if letter.seen):
                for unit in found.units:
                    self.plan.cut[unit] = None

    def _cut_notes(self, cut: Sequence[Sequence[Letter]]) -> None:
        """A note of which nothing is left goes with its reference, where the words round that go too."""
        notes = {note for letters in cut for letter in letters if (note := _note_of(letter.element)) is not None}
        for note in notes:
            reference = self._refers.get(id(note))
            paragraph = paragraph_of(reference)
            inside = [letter for p in note.iter(W + "p") for letter in self._letters.of_paragraph.get(p, ())]
            if reference is None or not all(self.plan.cuts(letter) for letter in inside if letter.seen):
                continue
            beside = [letter for letter in self._letters.of_paragraph.get(paragraph, ()) if letter.seen]
            order = {e: i for i, e in enumerate(paragraph.iter())}
            at = order[reference]
            near = [*[x for x in beside if order[x.element] < at][-1:], *[x for x in beside if order[x.element] > at][:1]]
            if near and all(self.plan.cuts(letter) for letter in near) and not is_locked(reference):
                self.plan.cut[reference] = None
                for letter in inside:
                    self.plan.cut.pop(unit_of(letter.element), None)
                self._whole.update(note.iter(W + "p"))

    def _cut_whole(self, paragraphs: dict[Any, None]) -> None:
        """Notes which rows and paragraphs lose all their words; these go as wholes."""
        held = {p for put in self.plan.put if (p := paragraph_of(put.gap.element)) is not None} | {b.paragraph for b in self.plan.behind if b.goes_on}
        rows = {row: None for p in paragraphs if (row := within(p, "tr")) is not None}
        for row in rows:
            inside = list(row.iter(W + "p"))
            if not held & set(inside) and not {b.paragraph for b in self.plan.behind} & set(inside) and self._emptied(inside):
                self.plan.rows.append(row)
                self._whole.update(inside)
        for paragraph in paragraphs:
            if paragraph in self._whole or paragraph in held or not self._emptied([paragraph]):
                continue
            if following(paragraph) is not None and paragraph.find(f"{W}pPr/{W}sectPr") is None and not self._takes_up(paragraph):
                self.plan.marks.append(paragraph)
                self._whole.add(paragraph)
                self._clear(paragraph)

    def _takes_up(self, paragraph: Any) -> bool:
        """Whether words of the paragraph before stay, whose mark another person deleted: they stand in this one."""
        before = paragraph.getprevious()
        while before is not None and is_markup(before):
            before = before.getprevious()
        return before is not None and before.tag == W + "p" and before not in self._whole and any(before.find(f"{W}pPr/{W}rPr/{W}{tag}") is not None for tag in ("del", "moveFrom"))

    def _emptied(self, paragraphs: Sequence[Any]) -> bool:
        """Whether nothing that is seen stays in these paragraphs."""
        letters = [letter for p in paragraphs for letter in self._letters.of_paragraph.get(p, ()) if letter.seen]
        kept = (e for p in paragraphs for e in p.iter(*_KEPT) if self.plan.cut.get(e, ()) is not None and not is_locked(e))
        return bool(letters) and all(self.plan.cuts(letter) for letter in letters) and next(kept, None) is None

    def _clear(self, paragraph: Any) -> None:
        """What is not read of a paragraph that goes, its blanks, goes with it."""
        for letter in self._letters.of_paragraph[paragraph]:
            if not letter.seen:
                self._cut_letter(letter, letter.span)

    # -- what is put in

    def _put(self, edit: Edit, cut: Sequence[Letter]) -> bool:
        at = edit.span.end
        block = self._block(edit.span.start)
        if cut:
            first = self._group(cut)
            like, gap = first[0], gaps.behind(first[-1], first[-1], self._letters, self.plan)
            after = self._letters.behind(at + (at < block.span.end and self._text[at] == "\n"))
            ends = after is None and paragraph_of(first[0].element) is paragraph_of(cut[-1].element)
        else:
            before, after = self._letters.before(at), self._letters.behind(at + (at < block.span.end and self._text[at] == "\n"))
            if before is None and after is None and at < block.span.start + block.label:
                after = self._letters.behind(block.span.start + block.label)
            if before is None and after is None:
                return False
            like = _liked(before, after)
            gap = gaps.behind(before, after, self._letters, self.plan) if before is not None else gaps.ahead(after, self._letters, self.plan)  # type: ignore[arg-type]
            ends = after is None
        words = clean(edit.now)
        paragraph = paragraph_of(gap.element)
        waiting = self.plan.behind[-1] if self.plan.behind and not cut else None
        if ends and waiting is not None and waiting.paragraph is paragraph:  # behind what an earlier edit put in here
            first_line, *more = words.split("\n")
            self.plan.behind[-1] = waiting._replace(lines=(*waiting.lines[:-1], waiting.lines[-1] + first_line, *more))
            return True
        alone = block.kind == "text" and next(paragraph.iter(*_KEPT), None) is None  # else what hangs on it would be read between the lines
        if "\n" in words and ends and alone:
            words, *more = words.split("\n")
            self.plan.behind.append(Behind(paragraph, tuple(more), like, goes_on=True))
        whole = alone and gaps.is_plain(gap) and not self._numbered(paragraph.find(W + "pPr"))
        if words:
            self.plan.put.append(Put(gap, words, like, parts=whole))
        return edit.span.start >= block.span.start + (block.label if not cut else 0) and not gap.moved and (block.kind == "text" or "\n" not in words)

    def _group(self, cut: Sequence[Letter]) -> list[Letter]:
        """The first letters that go and stand together: in one paragraph, in the same fields, links and controls."""

        def place(letter: Letter) -> tuple[Any, ...]:
            around = unit_of(letter.element)
            run = around.getparent() if around is not None else letter.element
            return (run.getparent(), *(f for f in self._letters.fields_of(letter) if not self.plan.cuts(f.letters[0])))

        first = place(cut[0])
        group = [cut[0]]
        for letter in cut[1:]:
            if place(letter) != first:
                break
            group.append(letter)
        return group

    def _put_behind(self, edit: Edit) -> bool:
        """Whether the paragraph that the span ends in, or the table that ends there, has got new ones behind it, and nothing else stands between."""
        block = self._block(edit.span.end)
        letters = self._letters.touching(block.span)
        own = letters if block.kind != "row" else [letter for letter in letters if letter.span.end <= edit.span.end] or letters[:1]
        paragraph = paragraph_of(own[-1].element) if own else None
        lines = tuple(line for line in clean(edit.now).split("\n") if line.strip())
        if paragraph is None or not lines:
            return not lines
        note = _note_of(paragraph)
        if note is not None:
            paragraph = paragraph_of(self._refers.get(id(note)))
        if paragraph is None:
            return False
        table = _table_ended(paragraph) if block.kind == "row" and edit.span.end == block.span.end else None
        paragraph = paragraph if table is None else table
        self.plan.behind.append(Behind(paragraph, lines, own[-1]))
        return edit.span.end == block.span.end or not any(letter.span.start >= edit.span.end and (paragraph_of(letter.element) is paragraph or block.kind != "row") for letter in letters)

    # -- what no letter stands for

    def _block(self, offset: int) -> Block:
        return self._blocks[max(bisect_right(self._starts, offset) - 1, 0)]

    def _covers(self, span: Span, reach: int) -> bool:
        """Whether what stands in the span without a letter (numbers, ends of lines and cells) goes too; reach: where the edits next to it end."""
        covered = {offset for letter in self._letters.touching(span) for offset in range(letter.span.start, letter.span.end)}
        return all(self._goes(offset, Span(span.start, reach)) for offset in range(span.start, span.end) if offset not in covered)

    def _goes(self, offset: int, span: Span) -> bool:
        block = self._block(offset)
        own = self._letters.touching(block.span)
        if offset >= block.span.end:
            return self._text[offset] != "\n" or self._joins(block, span)  # blanks behind a line are no words of the file
        if self._text[offset] == "\n":
            return True  # a printer's line end, which is none here
        paragraphs = {paragraph_of(letter.element) for letter in own}
        return bool(paragraphs) and (paragraphs <= self._whole or (offset < block.span.start + block.label and paragraphs <= self._joined))

    def _joins(self, block: Block, span: Span) -> bool:
        """Whether the end of this block's line goes; where words stay on both sides, the first paragraph's mark does."""
        at = bisect_right(self._starts, block.span.start) - 1
        beyond = self._blocks[at + 1].span.start if at + 1 < len(self._blocks) else len(self._text)
        if any(self._text[o] == "\n" and not span.start <= o < span.end for o in range(block.span.end, beyond)):
            return True  # of several line ends one stays
        first = self._paragraphs(at)
        if not first or first[-1] in self._whole:
            return bool(first)
        if any(put.paragraph is first[-1] for put in self.plan.behind):
            return False  # what was put in behind it stands between
        for n in range(at + 1, len(self._blocks)):
            if self._blocks[n].span.start > span.end:
                return True  # those between go whole, the last of them with its own mark
            own = self._paragraphs(n)
            if not own or not self._whole.issuperset(own):
                return bool(own) and own[0] not in self._whole and self._join(first[-1], own[0], block, self._blocks[n], span)
        return True

    def _paragraphs(self, number: int) -> list[Any]:
        return list(dict.fromkeys(paragraph_of(letter.element) for letter in self._letters.touching(self._blocks[number].span)))

    def _join(self, first: Any, last: Any, before: Block, behind: Block, span: Span) -> bool:
        """Whether the marks from the first paragraph to the last could be taken away, so that one stays with the first one's number."""
        found = [first]
        tracked = last.find(f"{W}pPr/{W}pPrChange") is not None
        beyond = following(first)
        while beyond is not None and beyond is not last and beyond.tag == W + "p" and (beyond in self._whole or beyond not in self._letters.of_paragraph):
            found.append(beyond)
            beyond = following(beyond)
        if beyond is not last or span.end < behind.span.start + behind.label:
            return False
        if before.label or behind.label:
            if tracked:
                return False
            self.plan.likened.append((last, first))
            self._joined.add(last)
        self.plan.marks += [p for p in found if p not in self.plan.marks]
        return True


def _reach(edits: Sequence[Edit], number: int) -> int:
    """Where the words end that go without a break from this edit on."""
    end = edits[number].span.end
    for edit in edits[number + 1 :]:
        if edit.span.start != end:
            break
        end = edit.span.end
    return end


def _liked(before: Letter | None, after: Letter | None) -> Letter:
    """Whose looks words between two letters take on: those of the one before, unless it is raised or lowered."""
    if before is None or after is None:
        return before or after  # type: ignore[return-value]
    unit = unit_of(before.element)
    raised = unit is not None and unit.getparent().find(f"{W}rPr/{W}vertAlign") is not None
    return after if raised else before


def _note_of(element: Any) -> Any | None:
    return next(element.iterancestors(W + "footnote", W + "endnote"), None)


def following(paragraph: Any) -> Any | None:
    """What stands behind a paragraph in the same container; None where it is the last."""
    behind = paragraph.getnext()
    while behind is not None and is_markup(behind):
        behind = behind.getnext()
    return None if behind is None or behind.tag == W + "sectPr" else behind


def _table_ended(paragraph: Any) -> Any | None:
    """The table whose last row a paragraph stands in, where another paragraph follows the table."""
    around = takewhile(lambda e: e.tag != W + "txbxContent", paragraph.iterancestors())
    table = next(reversed([e for e in around if e.tag == W + "tbl"]), None)
    if table is None or within(paragraph, "tr") is not [row for row in table.iter(W + "tr") if within(row, "tbl") is table][-1]:
        return None
    beyond = following(table)
    return table if beyond is not None and beyond.tag == W + "p" else None


def _formula(element: Any) -> Any | None:
    """A formula as it stands in the line; None where it shares a paragraph of its own with others."""
    parent = element.getparent()
    if not parent.tag.endswith("}oMathPara"):
        return element
    return parent if sum(e.tag == element.tag for e in parent) == 1 else None
