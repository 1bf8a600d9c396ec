"""What a clause's references mean in two drafts of one contract whose numbers may have run on.

Two contracts and the groups of their clauses come in; it is told whether a reference means in the new draft what it meant in the
old, though its number changed, or means another clause, though its number stands. References to other papers are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from clauses.checks.passages import place
from clauses.checks.references import FOREIGN
from clauses.model import Clause, Contract, Diff, Roles
from clauses.rounds.pairing import Group
from clauses.rounds.regions import Region
from clauses.rounds.sameness import flat, said
from clauses.structure.numbering import integer

_N = r"(?:\d{1,3}(?:\s?[.．]\s?\d{1,2}){0,4}|[一二三四五六七八九十百]{1,5})"
_UNIT = rf"第\s*[（(]?\s*{_N}\s*[）)]?\s*[条款项]"
_OTHER_THINGS = r"(?!\s*(?:电路|线路|链路|专线|光[缆纤]|通道|道路|街|船))"
_CITED = re.compile(rf"(?:本条)?{_UNIT}(?:\s*{_UNIT})*{_OTHER_THINGS}|(?<![\d.．第])\d{{1,2}}(?:[.．]\d{{1,2}}){{1,3}}\s*[条款]{_OTHER_THINGS}")
_NUMBER = re.compile(_N)
_OF_BODY = re.compile(r"(?:合同|协议|正文)(?:的|之|中)?\s*$")
_GOES_ON = re.compile(r"\s*(?:、|，|,|和|与|及|以及|或|或者|至|到)\s*")
_BEFORE = 60  # characters in which another paper is named
_DIGITS = "零一二三四五六七八九"


class Cited(NamedTuple):
    """A reference at [start, end) of a text, the numbers wanted, and the clauses that it means, by index."""

    start: int
    end: int
    text: str
    wanted: tuple[int, ...]
    to: frozenset[int]


class References:
    """The references of two drafts, by what they mean."""

    def __init__(self, old: Contract, new: Contract, groups: Sequence[Group]) -> None:
        self.old, self.new = _Places(old), _Places(new)
        self._became: dict[int, set[int]] = {o: set(group.after) for group in groups for o in group.before}

    def means_the_same(self, was: Cited, now: Cited) -> bool:
        """Whether the one means in the new draft what the other meant in the old."""
        if was.to:
            return bool({n for o in was.to for n in self._became.get(o, ())} & now.to)
        return flat(was.text) == flat(now.text)

    def elsewhere(self, diff: Diff, was: Sequence[Cited], now: Sequence[Cited]) -> tuple[str, ...]:
        """The references that stand as they were and mean another clause, or none."""
        at = {cited.start: cited for cited in now}
        left = right = 0
        out: list[str] = []
        for op, text in diff:
            if op == "=":
                for cited in was:
                    there = at.get(cited.start - left + right)
                    if left <= cited.start and cited.end <= left + len(text) and there is not None and there.text == cited.text and not self.means_the_same(cited, there):
                        out.append(cited.text)
            left, right = left + len(text) * (op != "+"), right + len(text) * (op != "-")
        return tuple(dict.fromkeys(out))

    def followed(self, region: Region, texts: tuple[str, str], was: Sequence[Cited], now: Sequence[Cited], roles: Roles) -> bool:
        """Whether a change does no more than lead references after the clauses that they mean."""
        end = region.start + len(region.now)
        olds = [c for c in was if c.start <= region.old.end and region.old.start <= c.end]
        news = [c for c in now if c.start <= end and region.start <= c.end]
        if not olds or len(olds) != len(news) or not all(map(self.means_the_same, olds, news)):
            return False
        beside = (
            _between(texts[0], min(region.old.start, olds[0].start), max(region.old.end, olds[-1].end), olds),
            _between(texts[1], min(region.start, news[0].start), max(end, news[-1].end), news),
        )
        return all(said(one, roles) == said(other, roles) for one, other in zip(*beside, strict=True))

    def led(self, words: str, clause: Clause) -> str:
        """Words written for a clause of the old draft with the numbers that what they refer to has in the new."""
        out, at = [], 0
        for cited in self.old.cited(words, clause):
            out += [words[at : cited.start], self._led(cited)]
            at = cited.end
        return "".join((*out, words[at:]))

    def _led(self, cited: Cited) -> str:
        """The reference with the number of the one clause, or article, that it means now; as it is where that is not plain."""
        numbers = list(_NUMBER.finditer(cited.text))
        now = {self.new.places[n][: len(cited.wanted)] for o in cited.to for n in self._became.get(o, ())}
        if len(now) != 1 or now == {cited.wanted} or len(numbers) != 1:
            return cited.text
        return cited.text[: numbers[0].start()] + _written(now.pop(), numbers[0][0]) + cited.text[numbers[0].end() :]


class _Places:
    """Where every clause of a contract stands by its numbers."""

    def __init__(self, contract: Contract) -> None:
        self._of: dict[str, int] = {clause.id: n for n, clause in enumerate(contract.clauses)}
        self.places = [place(clause) for clause in contract.clauses]
        self._at: dict[tuple[str | None, tuple[int, ...]], set[int]] = {}
        for n, clause in enumerate(contract.clauses):
            for end in range(1, len(self.places[n]) + 1):
                self._at.setdefault((clause.annex, self.places[n][:end]), set()).add(n)

    def cited(self, text: str, clause: Clause) -> tuple[Cited, ...]:
        """The references in words of a clause, in order; those to other papers mean none."""
        out: list[Cited] = []
        own = self.places[self._of[clause.id]]
        for found in _CITED.finditer(text):
            goes_on = out and _GOES_ON.fullmatch(text, out[-1].end, found.start())  # 第三条第7款或者第8款
            wanted = _meant(found[0], out[-1].wanted if goes_on else own)
            to = self._found(wanted, text[max(0, found.start() - _BEFORE) : found.start()], clause)
            out.append(Cited(found.start(), found.end(), found[0], wanted, to))
        return tuple(out)

    def _found(self, wanted: tuple[int, ...], before: str, clause: Clause) -> frozenset[int]:
        """The clauses with those numbers: of the clause's own annex first, of the body else."""
        if FOREIGN.search(before):
            return frozenset()
        of_body = clause.annex is not None and _OF_BODY.search(before)
        return frozenset((not of_body and self._at.get((clause.annex, wanted))) or self._at.get((None, wanted), set()))


def _meant(words: str, own: tuple[int, ...]) -> tuple[int, ...]:
    """The numbers that a reference means: 第3.7条 (3, 7), 第九条第（三）款 (9, 3), 第（三）款 one beside its own."""
    numbers = tuple(n for part in re.findall(r"\d+|[一二三四五六七八九十百]+", words) if (n := integer(part)) is not None)
    return numbers if re.search(r"条|\d\s?[.．]", words.removeprefix("本条")) else (*own[:-1], *numbers)


def _between(text: str, start: int, end: int, cited: Sequence[Cited]) -> Iterator[str]:
    """The words of text[start:end] beside and between the references."""
    for one in cited:
        yield text[start : one.start]
        start = one.end
    yield text[start:end]


def _written(place: tuple[int, ...], like: str) -> str:
    """A number in the digits or characters of another."""
    if re.search(r"\d", like):
        return ".".join(map(str, place if re.search(r"[.．]", like) else place[-1:]))
    tens, ones = divmod(place[-1], 10)
    return (("" if tens == 1 else _DIGITS[tens]) + "十" if tens else "") + (_DIGITS[ones] if ones or not tens else "")
