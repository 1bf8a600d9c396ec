"""Traditional characters and full-width forms: read in their plain form, shown as written.

Comes in: a source. Goes out: the same source with a plain text of the same length, so that every offset stays; and, of a
review of that plain text, the review with all its words as the file has them. OpenCC's home, which loads only where a text
holds traditional characters. Words are not translated: 合約 becomes 合约 and never 合同.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any, Literal

from clauses.model import (
    Annex,
    Clause,
    Contract,
    ContractReview,
    Diff,
    Facts,
    Finding,
    Match,
    Party,
    Review,
    Source,
    Span,
    Table,
    Term,
)

# The most frequent traditional characters of contracts that no simplified text uses; one of them and OpenCC is asked.
TRADITIONAL = frozenset(
    "應時務內單費爲為後戶電機於個發並對議雙約備網過數業開線間計經價與協權設員書採購當項證條補報兩責須標點沒續給資關號據無來復調臺結場額終規賠辦會違動準換實擔償認賬營處進維訂該裏裡還負寫滿請現斷運門裝說説測專統"
    "記驗變產損聯轉總錄國許質從護話試檢級響減帶確雲達別預車絡蓋貨監視爭訴義構區樣將問錢執長審這餘師萬體屬歸繼頭圖銷傳組決寬則稅連碼諾張學適廠遲評誤隨僅術載讓見節罰郵類隊劃獨舊際選軟誰論題優編離稱險遷參範財頁"
)
HAN = re.compile(r"[㐀-鿿豈-﫿]+")
FULL_WIDTH = re.compile(r"[０-９Ａ-Ｚａ-ｚ％﹪／]|(?<=[0-9０-９A-Za-zＡ-Ｚａ-ｚ])[．－](?=[0-9０-９A-Za-zＡ-Ｚａ-ｚ])|(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")
CORNERS = str.maketrans("「」『』", "“”‘’")
QUOTED = re.compile(r"(?<=“)[^“”]{1,400}(?=”)")
ABOVE = 240  # characters before a clause's words in which its number and heading stand


@cache
def _simplifier() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


def _simplified(run: re.Match[str]) -> str:
    """The characters in their simplified form, as many as there were."""
    convert = _simplifier().convert
    whole: str = convert(run[0])
    if len(whole) == len(run[0]):
        return whole
    return "".join(one if len(one) == 1 else c for c in run[0] for one in (convert(c),))


def _half(match: re.Match[str]) -> str:
    return "%" if match[0] == "﹪" else chr(ord(match[0]) - 0xFEE0)


def plain_text(text: str) -> str:
    """The text in simplified characters and half-width letters, digits and signs; as long as it was."""
    if not TRADITIONAL.isdisjoint(text):
        text = HAN.sub(_simplified, text).translate(CORNERS)
    return FULL_WIDTH.sub(_half, text)


def plain(source: Source) -> Source:
    """The source with a plain text; the very same source where its text is plain already."""
    text = plain_text(source.text)
    return source if text == source.text else replace(source, text=text)


def as_written(review: Review, source: Source) -> Review:
    """The review of a source's plain text with all that it shows as the source has it."""
    writing = Writing(plain=review.source.text, written=source.text)
    problems = tuple(replace(p, message=writing.quoted(p.message), message_en=writing.quoted(p.message_en)) for p in review.problems)
    return replace(review, source=source, contracts=tuple(writing.review(c, source) for c in review.contracts), problems=problems)


@dataclass(frozen=True)
class Writing:
    """Two texts of one length: what was read and what is written."""

    plain: str
    written: str

    @cached_property
    def _usual(self) -> dict[str, str]:
        """Of each plain character that the file writes otherwise somewhere: how it mostly writes it."""
        changed = {a for a, b in zip(self.plain, self.written, strict=True) if a != b}
        forms: dict[str, Counter[str]] = {}
        for a, b in zip(self.plain, self.written, strict=True):
            if a in changed:
                forms.setdefault(a, Counter())[b] += 1
        return {a: counts.most_common(1)[0][0] for a, counts in forms.items()}

    def at(self, pieces: tuple[Span, ...]) -> str:
        return "".join(self.written[p.start : p.end] for p in pieces)

    def words(self, words: str, *, before: int | None = None) -> str:
        """Words of the plain text as the file writes them: at their last place before an offset, else at their first, else character by character."""
        if self._usual.keys().isdisjoint(words):
            return words
        at = -1 if before is None else self.plain.rfind(words, max(0, before - ABOVE), before)
        at = at if at >= 0 else self.plain.find(words)
        return self.written[at : at + len(words)] if at >= 0 else "".join(self._usual.get(c, c) for c in words)

    def _each(self, words: str, before: int) -> str:
        return "".join(self.words(part, before=before) for part in re.split(r"( )", words))

    def quoted(self, message: str) -> str:
        """A message, the words of the contract between its quotation marks as written."""
        return QUOTED.sub(lambda m: "……".join(self.words(part) if part in self.plain else part for part in m[0].split("……")), message)

    def review(self, review: ContractReview, source: Source) -> ContractReview:
        facts = review.facts
        clauses = {c.id: c for c in facts.contract.clauses}
        matches = tuple(self._match(m, clauses[m.clause]) for m in facts.matches)
        terms = tuple(self._term(t, clauses[t.clause]) for t in facts.terms)
        written: Facts = replace(facts, source=source, contract=self.contract(facts.contract), matches=matches, terms=terms)
        return replace(review, facts=written, findings=tuple(self._finding(f, clauses) for f in review.findings))

    def contract(self, contract: Contract) -> Contract:
        """The contract with every name, number, heading and text as written."""
        return replace(
            contract,
            title=self.words(contract.title),
            parties=tuple(self._party(p) for p in contract.parties),
            clauses=tuple(self._clause(c) for c in contract.clauses),
            headings=tuple(replace(h, number=self.words(h.number, before=h.span.end), title=self.words(h.title, before=h.span.end)) for h in contract.headings),
            annexes=tuple(self._annex(a) for a in contract.annexes),
            tables=tuple(self._table(t) for t in contract.tables),
            dates=tuple((date, span, self._named(annex)) for date, span, annex in contract.dates),
            amendments=tuple(replace(a, by=self._named(a.by) or "", target=self.words(a.target), was=self.words(a.was), now=self.words(a.now)) for a in contract.amendments),
        )

    def _named(self, annex: str | None) -> str | None:
        return None if annex is None else "".join(self.words(part) for part in re.split(r"( )", annex))

    def _party(self, party: Party) -> Party:
        return replace(party, name=None if party.name is None else self.words(party.name), alias=self.words(party.alias), aliases=tuple(self.words(a) for a in party.aliases))

    def _annex(self, annex: Annex) -> Annex:
        return replace(annex, name=self._named(annex.name) or "", title=self.words(annex.title))

    def _table(self, table: Table) -> Table:
        rows = tuple(tuple(self.words(cell, before=span.end) for cell in row) for row, span in zip(table.rows, table.spans, strict=True))
        return replace(table, rows=rows, annex=self._named(table.annex))

    def _clause(self, clause: Clause) -> Clause:
        at = clause.span.start
        return replace(
            clause,
            number=None if clause.number is None else self.words(clause.number, before=at),
            heading=None if clause.heading is None else self.words(clause.heading, before=at),
            text=self.at(clause.pieces),
            annex=self._named(clause.annex),
            amended=self._named(clause.amended),
            path=tuple(self._each(part, at) for part in clause.path),
        )

    def _term(self, term: Term, clause: Clause) -> Term:
        apart = {name: one._replace(quote=self._quote(one.quote, one.span, clause)) for name, one in term.apart.items()}
        return replace(term, quote=self._quote(term.quote, term.span, clause), apart=apart)

    def _quote(self, quote: str, span: Span | None, clause: Clause | None) -> str:
        """The quotation as written, found by its span, else in its clause, else anywhere."""
        if span is not None and self.plain[span.start : span.end] == quote:
            return self.written[span.start : span.end]
        at = -1 if clause is None else clause.text.find(quote)
        return self.at(clause.pieces)[at : at + len(quote)] if clause is not None and at >= 0 else self.words(quote)

    def _finding(self, finding: Finding, clauses: dict[str, Clause]) -> Finding:
        quote = self._quote(finding.quote, finding.span, clauses.get(finding.clause or ""))
        message, message_en = ((text.replace(finding.quote, quote) if len(finding.quote) > 3 else text) for text in (finding.message, finding.message_en))
        return replace(finding, quote=quote, message=self.quoted(message), message_en=self.quoted(message_en))

    def _match(self, match: Match, clause: Clause) -> Match:
        points = tuple(replace(p, quote=self._quote(p.quote, None, clause)) if p.quote else p for p in match.points)
        turned = tuple(replace(t, now=self.words(t.now)) for t in match.turned)
        return replace(match, diff=self._diff(match.diff, clause), points=points, turned=turned)

    def _diff(self, diff: Diff, clause: Clause) -> Diff:
        """The diff whose kept and new words are the clause's as written; those of the standard alone stay as they are."""
        text, at = self.at(clause.pieces), 0
        made: list[tuple[Literal["=", "-", "+"], str]] = []
        for op, words in diff:
            if op == "-":
                made.append((op, words))
            else:
                made.append((op, text[at : at + len(words)]))
                at += len(words)
        return tuple(made) if at == len(text) else diff
