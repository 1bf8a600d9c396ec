"""What became of every clause, and of the lines outside them, from one draft to the next.

Two reviews come in, with what was agreed on the earlier; pairs of clauses with their diffs go out, each change marked with
whether it was asked for and whether the new file shows it as a tracked change.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import accumulate

from clauses import diff
from clauses.agreed import OPEN
from clauses.model import Clause, Contract, ContractReview, Diff, Finding, Roles, Source, Span, Standing, Wording
from clauses.rounds.answers import answer, by_clause, put_in, unasked
from clauses.rounds.citations import References
from clauses.rounds.nouns import Answer, Change, Line, Pair
from clauses.rounds.pairing import Group, headings
from clauses.rounds.regions import Region, marked, weighty
from clauses.rounds.sameness import flat, said

_LINE = re.compile(r"\S[^\n]*")
LIKE = 0.5  # likeness of characters from which a line outside the clauses is another's next wording


def paired(before: ContractReview, after: ContractReview, wordings: Sequence[Wording], standings: Mapping[str, Standing], groups: Sequence[Group], references: References) -> tuple[tuple[Pair, ...], tuple[Answer, ...]]:
    """Every clause of both drafts in its pair; and what became of each wording that was agreed."""
    compared = _Compared(before, after, wordings, standings, references)
    pairs = [compared.pair(group) for group in groups]
    pairs, put = compared.with_put_in(pairs, [w for w in wordings if w.clause is None])
    return tuple(pairs), (*(p.answer for p in pairs if p.answer is not None and p.answer.wording.clause is not None), *put)


class _Compared:
    """Two drafts with what was asked for on the earlier."""

    def __init__(self, before: ContractReview, after: ContractReview, wordings: Sequence[Wording], standings: Mapping[str, Standing], references: References) -> None:
        self.old, self.new = before.facts.contract, after.facts.contract
        self.references = references
        self.source = after.facts.source
        self.roles = Roles(
            customer=tuple(dict.fromkeys((*self.old.names("customer"), *self.new.names("customer")))),
            carrier=tuple(dict.fromkeys((*self.old.names("carrier"), *self.new.names("carrier")))),
        )
        self.wordings = by_clause(wordings)
        accepted = [f for f in before.findings if standings.get(f.id, OPEN).verdict == "accepted"]
        self.accepted = accepted
        self.remarks = [f for f in accepted if (decided := standings[f.id].decided) is not None and decided.wording is None]

    def pair(self, group: Group) -> Pair:
        """The group as a pair, with its diff and what was asked for."""
        olds, news = [self.old.clauses[n] for n in group.before], [self.new.clauses[n] for n in group.after]
        was, now = _joined(olds), _joined(news)
        parts = diff.words(was, now, roles=self.roles)
        cites = self.references.old.cited(was, olds[0]) if olds else (), self.references.new.cited(now, news[0]) if news else ()
        status, made = self._status(group, was, now), weighty(parts, self.roles)
        left = tuple(m for m in made if not self.references.followed(m, (was, now), *cites, self.roles))
        if status == "changed" and made and not left:
            status = "moved" if group.moved else "edited"
        made = () if status in ("same", "edited", "moved") else left
        agreed = self._agreed(olds)
        answered = replace(answer(agreed, news, self.roles), wording=self.wordings[olds[0].id]) if agreed else None
        remarks = [f for f in self.remarks if f.clause in {c.id for c in olds}] if olds else [f for f in self.remarks if f.clause is None and f.type in {t for c in news for t in (c.type, *c.also)}]
        silent = self._unasked(made, was, now, agreed, remarks, gone=not news)
        return Pair(
            before=tuple(c.id for c in olds), after=tuple(c.id for c in news), status=status, diff=parts, important=diff.important(parts, roles=self.roles) if made else tuple(False for _ in parts),
            weighty=marked(parts, made), unasked=marked(parts, silent), moved=group.moved, renumbered=bool(olds and news) and flat(olds[0].number or "") != flat(news[0].number or ""),
            points_elsewhere=self.references.elsewhere(parts, *cites) if olds and news else (), retitled=self._retitled(olds[0], news[0]) if olds and news and not group.moved else (), tracked=bool(made) and self._tracked(made, news), answer=answered, asked=tuple(f.id for f in self.accepted if f.clause in {c.id for c in olds}),
        )  # fmt: skip

    def _agreed(self, olds: Sequence[Clause]) -> Wording | None:
        """What the clause was agreed to read, its references led to the new draft's numbers; None of several that are merged."""
        wording = self.wordings.get(olds[0].id) if len(olds) == 1 else None
        return wording and replace(wording, was=self.references.led(wording.was, olds[0]), now=self.references.led(wording.now, olds[0]))

    def _status(self, group: Group, was: str, now: str) -> Change:
        if not group.before or not group.after:
            return "new" if group.after else "gone"
        if flat(was) == flat(now):
            return "moved" if group.moved else "same"
        if said(was, self.roles) == said(now, self.roles):
            return "moved" if group.moved else "edited"
        return "changed"

    def _retitled(self, old: Clause, new: Clause) -> Diff:
        """The diff of the headings above a clause, where more than their wording and numbers changed."""
        parts = diff.words(*(" ".join(headings(clause)) for clause in (old, new)), roles=self.roles)
        return parts if any(diff.important(parts, roles=self.roles)) and weighty(parts, self.roles) else ()

    def _unasked(self, made: Sequence[Region], was: str, now: str, wording: Wording | None, remarks: Sequence[Finding], *, gone: bool) -> Sequence[Region]:
        if not was or gone:  # a clause put in, or deleted, is asked for as a whole
            return () if remarks or (gone and wording is not None and not wording.now) else made
        return unasked(made, was, now, wording, remarks, self.roles)

    def _tracked(self, made: Sequence[Region], news: Sequence[Clause]) -> bool:
        """Whether every change stands in a tracked change of the new file."""
        if not self.source.revisions:
            return False
        if not news:
            taken = flat("".join(r.text for r in self.source.revisions if r.kind in ("deleted", "moved_from")))
            return all(flat(region.was) in taken for region in made)
        return all(_revised(self.source, news, region) for region in made)

    def with_put_in(self, pairs: Sequence[Pair], wordings: Sequence[Wording]) -> tuple[list[Pair], list[Answer]]:
        """The pairs, those that answer a clause which was to be put in no longer unasked; and what became of each."""
        out, answers = list(pairs), []
        for wording in wordings:
            free = [n for n, p in enumerate(out) if p.status in ("new", "changed") and p.answer is None]
            where = {id: n for n in free for id in out[n].after}
            made = put_in(wording, [self.new.clause(id) for id in where], self.roles)
            answers.append(made)
            if made.after:
                n = where[made.after[0]]
                pair = out[n]
                asked = (*pair.asked, *wording.findings)
                out[n] = replace(pair, answer=made, asked=asked, unasked=tuple(False for _ in pair.diff)) if pair.status == "new" else replace(pair, asked=asked, unasked=self._beside(pair, wording))
        return out, answers

    def _beside(self, pair: Pair, wording: Wording) -> tuple[bool, ...]:
        """What of a clause's unasked changes is not the wording that was to be put in."""
        wanted = said(wording.now, self.roles)
        return tuple(silent and not (op == "+" and said(text, self.roles) == wanted) for silent, (op, text) in zip(pair.unasked, pair.diff, strict=True))


def _joined(clauses: Sequence[Clause]) -> str:
    return "\n".join(clause.text for clause in clauses)


def _revised(source: Source, clauses: Sequence[Clause], region: Region) -> bool:
    """Whether a tracked change touches the words that a region put into the clauses, or the place from which it took words."""
    passed = 0
    for clause in clauses:
        start, end = region.start - passed, region.start + len(region.now) - passed
        if start <= len(clause.text):
            return bool(source.revised(clause.locate(max(start, 0), max(min(end, len(clause.text)), 0))))
        passed += len(clause.text) + 1
    return False


# -- lines outside the clauses --------------------------------------------------------------------------------------------


def lines(before: ContractReview, after: ContractReview) -> tuple[Line, ...]:
    """The lines outside every clause that are not the same in both drafts."""
    old, new = (list(outside(review.facts.source, review.facts.contract)) for review in (before, after))
    words = [[before.facts.source.at(span) for span in old], [after.facts.source.at(span) for span in new]]
    out: list[Line] = []
    keys = [flat(text) for text in words[0]], [flat(text) for text in words[1]]
    for tag, a, b, c, d in SequenceMatcher(None, keys[0], keys[1], autojunk=False).get_opcodes():
        if tag != "equal":
            out += _lines(words[0][a:b], words[1][c:d], new[c:d], after.facts.source)
    return tuple(out)


def outside(source: Source, contract: Contract) -> Iterator[Span]:
    """The lines that belong to no clause or heading; page headers and footers left out, a line that the file repeats once."""
    taken = sorted([*(p for c in contract.clauses for p in c.pieces), *(h.span for h in contract.headings), *(block.span for block in source.blocks if block.kind == "furniture")])
    ends = list(accumulate((span.end for span in taken), max))
    seen: set[str] = set()
    for line in _LINE.finditer(source.text, contract.span.start, contract.span.end):
        n = bisect_left(taken, (line.end(), 0))  # the first that begins behind the line
        key = flat(line[0])
        if (n == 0 or ends[n - 1] <= line.start()) and key not in seen:
            seen.add(key)
            yield Span(line.start(), line.end())


def _lines(old: Sequence[str], new: Sequence[str], spans: Sequence[Span], source: Source) -> Iterator[Line]:
    """What stood in a place and what stands there now, each line with the likest of those it took the place of."""
    left = list(old)
    for text, span in zip(new, spans, strict=True):
        alike = [SequenceMatcher(None, was, text, autojunk=False).ratio() for was in left]
        likest = left.pop(alike.index(max(alike))) if alike and max(alike) >= LIKE else ""
        yield Line(was=likest, now=text, span=span, diff=diff.words(likest, text), tracked=bool(source.revised(span)))
    yield from (Line(was=was, now="", span=None, diff=diff.words(was, "")) for was in left)
