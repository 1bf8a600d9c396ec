"""The main text as its supplements left it: clauses in the new words, and a list of what was changed.

Comes in: a contract as it was split. Goes out: the contract with its `amendments`; a clause that was amended reads as
amended, its new words being pieces of the supplement's. An instruction whose clause is not found, or which two fit, changes
nothing and is listed without a clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from clauses.model import Amendment, Clause, Contract, Source, Span
from clauses.structure.amending import REF, Instruction, instructions_in, instructions_in_table, is_supplement, numbers_of
from clauses.structure.annexes import number_of
from clauses.structure.lines import cut
from clauses.structure.numbering import CHARACTER, CN, integer, label_of

LEADING = re.compile(rf"\s*(?P<article>第)?\s*[（(〔]?\s*(?P<number>\d{{1,2}}(?:\s?[.．]\s?\d{{1,2}}){{0,4}}|[{CN}]{{1,5}})\s*[）)〕]?\s*(?P<unit>[条章节编篇]|部\s*分)?")
HEADED = re.compile(rf"(?P<target>{REF})[^。；第]{{0,30}}(?:修改|变更|调整|修订|更改|改)(?P<whole>为|成|如下)")
FIGURE = re.compile(r"[\d一二三四五六七八九十百千两]")
LONGEST_HEAD = 80
SHORTEST = 2  # characters of words that give way and are not quoted


def amended(source: Source, contract: Contract) -> Contract:
    """The contract with its clauses as the supplements in the file leave them; the same contract where none amends it."""
    papers = {clause.annex for clause in contract.clauses if clause.annex and is_supplement(clause.annex)}
    if not papers:
        return contract
    book = Book(source=source, contract=contract, clauses=list(contract.clauses))
    for clause in contract.clauses:
        if clause.annex in papers and clause.kind in ("clause", "table"):
            for instruction, new in _instructions(source, contract, clause):
                book.make(instruction, clause, new)
    for clause in contract.clauses:
        if clause.annex in papers and _numbers(clause.number or "")[-1:] == (1,) and (head := _head(contract, clause)) is not None and head["whole"] != "如下":
            book.drop_rest(head, clause)
    return replace(contract, clauses=tuple(book.clauses), amendments=tuple(book.made)) if book.made else contract


def replaced_words(clause: Clause) -> list[Span]:
    """Where a supplement's clause quotes words that give way to others, as spans into its text."""
    return [instruction.was for instruction in instructions_in(clause.text) if instruction.was is not None]


def _instructions(source: Source, contract: Contract, clause: Clause) -> Iterator[tuple[Instruction, tuple[Span, ...]]]:
    """What a supplement's clause changes, each with the pieces of the new words."""
    if clause.kind == "table":
        for table in contract.tables:
            if table.spans and clause.span.start <= table.spans[0].start < clause.span.end:
                yield from ((instruction, (instruction.new,)) for instruction, _ in instructions_in_table(table, source.text))
        return
    head, own = _head(contract, clause), _numbers(clause.number or "")
    if head is not None and own:
        above = numbers_of(head["target"])[0]
        under = own[: len(above)] == above and len(own) > len(above)
        place = own if under else above if len(above) > 1 and own == above[-1:] else (*above, *own)
        target = clause.number or "" if under else head["target"] if place == above else f"{head['target']}{clause.number}"
        yield Instruction(kind="replaced", target=target, numbers=(place,), new=Span(0, len(clause.text)), beside="numbered"), clause.pieces
        return
    heading = f"{clause.heading}：" if clause.heading else ""
    for instruction in instructions_in(heading + clause.text):
        new = Span(max(0, instruction.new.start - len(heading)), max(0, instruction.new.end - len(heading)))
        yield replace(instruction, new=new), cut(clause.pieces, *new)


def _head(contract: Contract, clause: Clause) -> re.Match[str] | None:
    """What stands above a clause and says that it is the new wording: 主合同第三条修改为：, its own number apart."""
    parent = next((c for c in contract.clauses if c.id == clause.parent), None)
    heads = [part.partition(" ")[2] for part in reversed(clause.path)] + ([parent.text] if parent is not None and parent.text.rstrip().endswith(("：", ":")) else [])
    return next((found for head in heads if len(head) <= LONGEST_HEAD and (found := HEADED.search(head)) and numbers_of(found["target"])), None)


def _numbers(written: str) -> tuple[int, ...]:
    """The numbers that words begin with; () where they begin with none."""
    if written[:1] in CHARACTER:
        return (CHARACTER[written[0]],)
    found = LEADING.match(written)
    return tuple(n for part in re.split(r"\s?[.．]\s?", found["number"]) if (n := integer(part)) is not None) if found else ()


def place_of(clause: Clause) -> tuple[int, ...]:
    """A clause's number with those of what it stands under, chapters left out: (5, 2) for 5.2 and for （二） under 第五条."""
    place: tuple[int, ...] = ()
    for part in (*clause.path, clause.number or ""):
        found, numbers = LEADING.match(part), _numbers(part)
        if not numbers:
            continue
        if found and found["article"] and found["unit"] != "条":
            place = ()
        elif len(numbers) > 1 or (found and found["article"]):
            place = numbers
        else:
            place = (*place, *numbers)
    return place


@dataclass
class Book:
    """The contract's clauses while they are being amended, and the amendments made."""

    source: Source
    contract: Contract
    clauses: list[Clause]
    made: list[Amendment] = field(default_factory=list)

    def make(self, instruction: Instruction, by: Clause, new: tuple[Span, ...]) -> None:
        """Carries an instruction out, clause by clause; where its clause is not found, only lists it."""
        count = len(self.made)
        places: Sequence[tuple[int, ...] | None] = instruction.numbers or (None,)
        for place in places:
            self._make_at(place, instruction, by, new)
        if len(self.made) == count:
            self._list(instruction, by, new, clause=by.id if instruction.kind == "added" else None, was="")

    def drop_rest(self, head: re.Match[str], by: Clause) -> None:
        """Takes away what stands below an article that was worded anew, part by part from the first on, and that no part took the place of."""
        instruction = Instruction(kind="deleted", target=head["target"], numbers=numbers_of(head["target"]), new=Span(0, 0))
        group = self._group(instruction.numbers[0], instruction)
        rest = [clause for clause in group if clause.amended != by.annex]
        if len(group) > 1 and len(rest) < len(group):
            for clause in rest:
                self.clauses = [c for c in self.clauses if c.id != clause.id]
                self._list(replace(instruction, target=f"{head['target']}{clause.number or ''}"), by, cut(by.pieces, 0), clause=clause.id, was=clause.text)

    def _list(self, instruction: Instruction, by: Clause, new: tuple[Span, ...], *, clause: str | None, was: str) -> None:
        now = "" if instruction.kind == "deleted" else "".join(self.source.at(piece) for piece in new)
        span = Span(new[0].start, new[-1].end) if new else by.span
        self.made.append(Amendment(kind=instruction.kind, by=by.annex or "", said_in=by.id, target=re.sub(r"\s", "", instruction.target), clause=clause, was=was, now=now, span=span))

    def _make_at(self, place: tuple[int, ...] | None, instruction: Instruction, by: Clause, new: tuple[Span, ...]) -> None:
        group = self._main(instruction) if place is None else self._group(place, instruction)
        if instruction.kind == "added":
            if place is not None and len(group) == 1 and instruction.beside is None:
                self._splice(group[0], [(len(group[0].text), len(group[0].text))], instruction, by, (*self._newline(new), *new))
            elif place is not None:
                self._add(group, place, instruction, by, new)
            return
        part = self._part(place, instruction) if place is not None and not group else None
        if part is not None:
            clause, begin, words, end = part
            if instruction.old:
                inside = [(s, e) for s, e in _places(instruction.old, clause.text) if begin <= s and e <= end]
                self._splice(clause, inside, instruction, by, () if instruction.kind == "deleted" else new)
            else:
                deleted = instruction.kind == "deleted"
                self._splice(clause, [(begin - (deleted and begin > 0), end) if deleted else (words, end)], instruction, by, () if deleted else new)
        elif instruction.old:
            self._reword(group, instruction, by, new, named=place is not None)
        elif group and place is not None:
            self._replace(group, instruction, by, new)
        elif place is not None and instruction.beside == "numbered":
            self._add(group, place, replace(instruction, kind="added", target=by.number or ""), by, new)

    def _main(self, instruction: Instruction) -> list[Clause]:
        """The clauses of the main text, or of the annex that the instruction names, as they read now."""
        annex = None
        if instruction.annex:
            word = re.match(r"(附[件表录])(.*)", instruction.annex)
            number = number_of(word[1], re.sub(r"[（()）]", "", word[2])) if word else ""
            annex = next((a.name for a in self.contract.annexes if a.number == number), instruction.annex)
        return [clause for clause in self.clauses if clause.annex == annex and clause.kind in ("clause", "table")]

    def _group(self, place: tuple[int, ...], instruction: Instruction) -> list[Clause]:
        """The clauses that bear a number or stand below it, one after the other; [] where none does or numbers stand twice."""
        main = self._main(instruction)
        at = [n for n, clause in enumerate(main) if place_of(clause)[: len(place)] == place]
        exact = [n for n in at if place_of(main[n]) == place]
        if not at or len(exact) > 1 or at != list(range(at[0], at[-1] + 1)) or (exact and exact[0] != at[0]):
            return []
        return [main[n] for n in at]

    def _add(self, group: Sequence[Clause], place: tuple[int, ...], instruction: Instruction, by: Clause, new: tuple[Span, ...]) -> None:
        """Puts a new clause behind the ones named; one that is named by its own number behind the number before it."""
        if instruction.beside == "numbered":
            before = (*place[:-1], place[-1] - 1)
            group = [] if group else self._group(before, instruction) or self._group(place[:-1], instruction) if place[-1] > 1 else []
        if not group or not new:
            return
        number = re.sub(r"\s|(?<=[\d])[条款项]|^第(?=\d+[.．])", "", instruction.target) if instruction.beside == "numbered" else None
        made = Clause(
            id=self._id(by, ()), number=number, heading=None, text="".join(self.source.at(piece) for piece in new), span=Span(new[0].start, new[-1].end),
            pieces=new, page=by.page, path=group[0].path if len(place) > 1 or place_of(group[0]) == place else (), annex=group[0].annex, amended=by.annex,
        )
        at = max(n for n, clause in enumerate(self.clauses) if clause.id == group[-1].id)
        self.clauses.insert(at + 1, made)
        self._list(instruction, by, new, clause=made.id, was="")

    def _part(self, place: tuple[int, ...], instruction: Instruction) -> tuple[Clause, int, int, int] | None:
        """The paragraph or item of a clause that a number means (第五条第二款) where it is no clause of its own.

        With it where it begins in the clause's text, where its words begin, and where it ends.
        """
        above = [clause for clause in self._main(instruction) if place_of(clause) == place[:-1]]
        if len(place) < 2 or len(above) != 1:
            return None
        paragraphs = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", above[0].text)]
        labels = [label_of(above[0].text[begin:end]) for begin, end in paragraphs]
        for (begin, end), label in zip(paragraphs, labels, strict=True):
            if label is not None and label.last == place[-1]:
                return above[0], begin, begin + label.width, end
        plain = [paragraph for paragraph, label in zip(paragraphs, labels, strict=True) if label is None]
        if instruction.target.rstrip().endswith("款") and 1 < len(plain) >= place[-1]:
            begin, end = plain[place[-1] - 1]
            return above[0], begin, begin, end
        return None

    def _reword(self, group: Sequence[Clause], instruction: Instruction, by: Clause, new: tuple[Span, ...], *, named: bool) -> None:
        """Puts the new words for the old wherever the clauses named have them; where none is named, in the one clause that has them."""
        old = instruction.old
        if instruction.loose and named and group and _bare(old) and _bare(old) == _bare(group[0].heading or ""):
            return self._replace(group, instruction, by, new)  # what is named is the clause's heading
        if instruction.loose:
            old = _ending(old, [clause.text for clause in group], "".join(self.source.at(piece) for piece in new))
        holding = [(clause, places) for clause in group if old and (places := _places(old, clause.text))]
        if not named and not instruction.everywhere and len(holding) > 1:
            return
        for clause, places in holding:
            self._splice(clause, places, instruction, by, () if instruction.kind == "deleted" else new)
        if not holding and group and named and old and _bare(old) == _bare(group[0].heading or ""):
            self._replace(group, instruction, by, new)

    def _replace(self, group: Sequence[Clause], instruction: Instruction, by: Clause, new: tuple[Span, ...]) -> None:
        """Puts the new words in the place of a clause with all that stands below it, or takes it away."""
        made = [] if instruction.kind == "deleted" else self._reworded(group, by, new)
        at = self.clauses.index(group[0])
        gone = {clause.id for clause in group}
        self.clauses[at : at + 1] = [*made, group[0]]
        self.clauses = [clause for n, clause in enumerate(self.clauses) if at <= n < at + len(made) or clause.id not in gone]
        self._list(instruction, by, new, clause=group[0].id, was="\n".join(clause.text for clause in group))

    def _reworded(self, group: Sequence[Clause], by: Clause, new: tuple[Span, ...]) -> list[Clause]:
        """The clauses that new words make in the place of a clause and of all below it: one, or as many as the new words are numbered."""
        text = "".join(self.source.at(piece) for piece in new)
        paragraphs = [(m.start(), label) for m in re.finditer(r"[^\n]+", text) if (label := label_of(m[0])) is not None]
        style = paragraphs[0][1].style if paragraphs else ""
        heads = [(begin, label) for begin, label in paragraphs if label.style == style]
        if len(group) == 1 or len(heads) < 2 or text[: heads[0][0]].strip():
            first = group[0] if len(group) == 1 else replace(group[0], number=None, heading=None)
            return [self._with(first, new, by)]
        made: list[Clause] = []
        for n, (begin, label) in enumerate(heads):
            end = heads[n + 1][0] - 1 if n + 1 < len(heads) else len(text)
            kept = next((clause for clause in group if _numbers(clause.number or "")[-1:] == label.ordinals[-1:]), None)
            home = kept or replace(group[-1], id=self._id(by, made), number=label.written, heading=None)
            made.append(self._with(home, cut(new, begin + label.width, end), by))
        return made

    def _splice(self, clause: Clause, places: Sequence[tuple[int, int]], instruction: Instruction, by: Clause, new: tuple[Span, ...]) -> None:
        """Puts new words in the place of some of a clause's."""
        if not places:
            return
        pieces: list[Span] = []
        at = 0
        for begin, end in places:
            pieces += [*cut(clause.pieces, at, begin), *new]
            at = end
        pieces += cut(clause.pieces, at)
        was = "" if instruction.kind == "added" else clause.text[places[0][0] : places[0][1]]
        self._put(clause, tuple(pieces), by)
        shown = new[1:] if instruction.kind == "added" and len(new) > 1 else new
        self._list(instruction, by, shown or cut(by.pieces, instruction.new.start, instruction.new.end), clause=clause.id, was=was)

    def _put(self, clause: Clause, pieces: tuple[Span, ...], by: Clause) -> None:
        made = self._with(clause, pieces, by)
        self.clauses = [made if c.id == clause.id else c for c in self.clauses if c.id != clause.id or made.text.strip()]

    def _id(self, by: Clause, beside: Sequence[Clause]) -> str:
        """An id for a clause that the main text had not: c17-1, after the supplement's clause that adds it."""
        return f"{by.id}-{1 + sum(clause.id.startswith(f'{by.id}-') for clause in (*self.clauses, *beside))}"

    def _with(self, clause: Clause, pieces: tuple[Span, ...], by: Clause) -> Clause:
        return replace(clause, text="".join(self.source.at(piece) for piece in pieces), pieces=pieces, amended=by.annex)

    def _newline(self, new: tuple[Span, ...]) -> tuple[Span, ...]:
        at = self.source.text.rfind("\n", 0, new[0].start)
        return (Span(at, at + 1),) if at >= 0 else ()


def _bare(text: str) -> str:
    return re.sub(r"[\s：:。；;，,]", "", text)


def _places(old: str, text: str) -> list[tuple[int, int]]:
    """Where words stand in a text, blanks and line breaks apart; the full stop at their end may be missing."""
    words = re.sub(r"\s", "", old)
    for wanted in dict.fromkeys((words, words.rstrip("。；，"))):
        if wanted and (found := [m.span() for m in re.finditer(r"\s{0,4}".join(map(re.escape, wanted)), text)]):
            return found
    return []


def _ending(words: str, texts: Sequence[str], new: str) -> str:
    """The longest end of the words that stands in one of the texts; from its figure on where a figure takes its place."""
    told = re.search("[由从]", words)
    words = re.sub(r"^.*[由从]", "", words).strip("，,、的 ")
    for begin in range(len(words) - SHORTEST + 1):
        ending = words[begin:]
        if any(_places(ending, text) for text in texts):
            figure = FIGURE.search(ending)
            if figure and figure.start() and FIGURE.match(new):
                return ending[figure.start() :]
            return ending if figure or told else ""
    return ""
