"""Where a file's contracts, their annexes and signature pages begin and end.

An annex is what the main contract names as its annex, even with parties and signatures of its own; a second contract
begins where a title with its own parties is no annex of the first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from clauses.model import Annex, Span
from clauses.structure import annexes
from clauses.structure.annexes import SUPPLEMENT, squeezed
from clauses.structure.lines import Line
from clauses.structure.numbering import BARE
from clauses.structure.runs import with_bare_numbers
from clauses.structure.signature import KINDS, blocks, party_line, signs

TITLE_LINE = re.compile(rf"[^，。；:：]{{0,45}}(?:{KINDS})(?:[（(][^）)]{{1,20}}[）)])?")
SIGNED_ALONE = re.compile(r"承诺|保证|保密|廉|责任|安全|授权|委托|声明|协议|合同|订单|需求单|业务单|受理单|确认|验收|补充")  # an annex by such a name bears signatures of its own
CLAUSES = ("article", "chinese", "arabic", "dotted", "bare")
LEADER = re.compile(r"(?:(?<![\s.·…．])[\s.·…．]+\d{0,4}|(?<!\d)\d{1,4})$")  # dots and page number of a table of contents
FORM = re.compile(r".{0,16}(?:审批|会签|审核|审查|用印|签报|呈批)(?:表|单|笺|流转单|流转表|申请表|申请单|稿纸)(?:[（(].{1,12}[）)])?")  # heads a paper that was passed round before the contract was signed
LONGEST_FORM = 60  # lines
INTRODUCTIONS = 25  # lines from a title in which its parties introduce themselves


@dataclass(frozen=True, kw_only=True)
class Part:
    """A run of lines that is numbered by itself: the body (annex None) or an annex with its name."""

    annex: str | None
    lines: tuple[Line, ...]


@dataclass(kw_only=True)
class Region:
    """One contract's lines."""

    span: Span
    front: list[Line] = field(default_factory=list)  # cover, party lines, preamble; titles of annexes
    opening: list[Line] = field(default_factory=list)  # the front's lines before the body
    parts: list[Part] = field(default_factory=list)
    signing: list[tuple[Line, str | None]] = field(default_factory=list)  # signature lines with their annex
    listing: list[Line] = field(default_factory=list)  # lines that list the annexes
    annexes: tuple[Annex, ...] = ()
    form: list[Line] = field(default_factory=list)  # the approval form before the contract

    @property
    def loose(self) -> list[Line]:
        return [*self.form, *self.front, *self.listing, *(line for line, _ in self.signing)]

    @property
    def notes(self) -> list[Span]:
        """The footnotes to lines that are no clause's: of the cover, of signatures."""
        return [note for line in self.loose for note in line.notes]


def divide(plain: Sequence[Line], text: str) -> list[Region]:
    """The contracts of the file in order, each with its front, body, annexes and signature lines."""
    lines = with_bare_numbers(plain)
    known, listing = annexes.listed(lines)
    starts = annexes.starts(lines, known, listing)
    bounds = [0, *_titles_with_parties(lines, set(starts)), len(lines)]
    regions = []
    for begin, end in pairwise(bounds):
        if begin < end:
            span = Span(0 if begin == 0 else lines[begin].span.start, len(text) if end == len(lines) else lines[end].span.start)
            own = {i: start for i, start in starts.items() if begin <= i < end}
            region = _region(lines, range(begin, end), own, listing, span)
            region.annexes = _annexes(lines, own, {n: entry for n, entry in known.items() if begin <= entry[1] < end})
            regions.append(region)
    return regions or [Region(span=Span(0, len(text)))]


def _titles_with_parties(lines: Sequence[Line], starts: set[int]) -> list[int]:
    """Where a further contract begins: a title, then parties of its own, after the first contract has run out.

    A title counts only where, after it and before any clause, two parties introduce themselves, and where clauses and
    a signature (or another contract's end) stand before it.
    """
    seconds: list[int] = []
    clauses_since, signed_since = 0, False
    for i, line in enumerate(lines):
        clauses_since += line.label is not None and line.label.style in CLAUSES and len(line.text) > 3
        signed_since = signed_since or signs(line.text)
        title = re.sub(r"\s+", "", line.text)
        if not clauses_since or not signed_since or line.label or line.row or len(title) < 4:
            continue
        if not TITLE_LINE.fullmatch(title) or SUPPLEMENT.search(title) or {i, i - 1} & starts or (i - 2 in starts and not lines[i - 1].row) or signs(title) or title.startswith(("附", "《")):
            continue
        if len(_introduced(lines, i)) >= 2:
            seconds.append(i)
            clauses_since, signed_since = 0, False
    return seconds


def _introduced(lines: Sequence[Line], i: int) -> set[str]:
    """The sides that introduce themselves between a title and the first clause."""
    introduced = set()
    for other in lines[i + 1 : i + INTRODUCTIONS]:
        if other.label and other.label.style in ("article", "chinese", "dotted"):
            break
        if match := party_line(other.text):
            introduced.add(re.sub(r"\s", "", match[0])[:2])
    return introduced


def _region(lines: Sequence[Line], indexes: range, starts: dict[int, tuple[str, str]], listing: set[int], span: Span) -> Region:
    region = Region(span=span)
    cuts = [*sorted(starts), indexes.stop]
    body = list(range(indexes.start, cuts[0]))
    begin = _form_end(lines, body)
    region.form, body = [lines[i] for i in body[:begin]], body[begin:]
    front = _front(lines, body)
    region.opening = [lines[i] for i in body[:front]]
    region.front = [*region.opening]
    region.listing = [lines[i] for i in body[front:] if i in listing]
    _add_parts(region, lines, [i for i in body[front:] if i not in listing], None)
    for begin, end in pairwise(cuts):
        _, name = starts[begin]
        inside = [i for i in range(begin + 1, end) if i not in listing]
        region.front.append(lines[begin])
        while inside and (match := annexes.heads_annex(lines[inside[0]])) and annexes.number_of(match[1], match[2]) == starts[begin][0]:
            region.front.append(lines[inside.pop(0)])
        if inside and squeezed(lines[inside[0]].text) and squeezed(lines[inside[0]].text) in name and lines[inside[0]].label is None:
            region.front.append(lines[inside.pop(0)])
        _add_parts(region, lines, inside, name)
    if region.signing and all(annex is not None for _, annex in region.signing) and not SIGNED_ALONE.search(last := region.signing[-1][1] or ""):
        region.signing = [(line, None if annex == last else annex) for line, annex in region.signing]  # one signature page, behind the annexes
    return region


def _add_parts(region: Region, lines: Sequence[Line], inside: list[int], name: str | None) -> None:
    """Adds the lines' runs of clauses as parts and their signature lines as the annex's, or the contract's own."""
    runs, signing = blocks(lines, inside)
    region.parts += [Part(annex=name, lines=tuple(lines[i] for i in run)) for run in runs]
    # a supplementary page before the signatures is signed with the contract, a supplement behind them by itself
    owner = None if name is not None and SUPPLEMENT.match(name) and not any(annex is None for _, annex in region.signing) else name
    region.signing += [(lines[i], owner) for i in signing]


def _annexes(lines: Sequence[Line], starts: dict[int, tuple[str, str]], known: dict[str, tuple[str, int]]) -> tuple[Annex, ...]:
    found = {number: (i, name) for i, (number, name) in reversed(starts.items())}
    return tuple(
        Annex(
            name=found[number][1] if number in found else f"附件{number} {known[number][0]}".strip(),
            number=number,
            title=known[number][0] if number in known else "",
            listed=lines[known[number][1]].span if number in known else None,
            found=lines[found[number][0]].span if number in found else None,
        )
        for number in dict.fromkeys([*known, *(number for number, _ in starts.values())])
    )


def _contents(lines: Sequence[Line], body: list[int]) -> int:
    """Where a table of contents ends: a run of bare headings most of which stand again further down; 0 without one."""
    last = {squeezed(words): k for k, i in enumerate(body) for words in (lines[i].words, lines[i].text)}
    run = 0
    for k, i in enumerate(body[:80]):
        label, words = lines[i].label, LEADER.sub("", lines[i].words)
        another = run > 0 and label is not None and label.last == 1 and len(label.ordinals) == 1
        leads = run > 0 and label is None and bool(re.search(r"[.·…．]{2,}\s*\d+\s*$|^\d{1,3}$", lines[i].text))
        if not leads and (label is None or another or len(words) > 24 or re.search(r"[。；，]", words)):
            if run >= 4:
                titles = [squeezed(LEADER.sub("", lines[j].words)) for j in body[k - run : k]]
                return k if sum(last.get(title, -1) >= k for title in titles) >= 0.6 * run else 0
            run = int(another)
        else:
            run += 1
    return 0


def _form_end(lines: Sequence[Line], body: list[int]) -> int:
    """How many lines an approval form takes up before the contract's title; 0 without one."""
    if not any(FORM.fullmatch(re.sub(r"\s", "", lines[i].text)) for i in body[:4]):
        return 0
    for k, i in enumerate(body[1:LONGEST_FORM], 1):
        line = lines[i]
        if not line.row and "\t" not in line.text and not line.text.startswith(("合同名称", "项目名称")) and not FORM.fullmatch(line.text) and TITLE_LINE.fullmatch(re.sub(r"\s", "", line.text)):
            return k
    return 0


def _front(lines: Sequence[Line], body: list[int]) -> int:
    """How many of the body's lines stand before its first numbered clause."""
    skipped = _contents(lines, body)
    return skipped + _before_clauses(lines, body[skipped:])


def _before_clauses(lines: Sequence[Line], body: list[int]) -> int:
    """How many lines stand before the first numbered clause, a table of contents apart."""
    articles = [k for k, i in enumerate(body) if (label := lines[i].label) and label.style in ("article", "chapter", "part")]
    for k, i in enumerate(body):
        label = lines[i].label
        if label is None:
            continue
        if label.style in ("article", "chapter", "part"):
            return k
        if label.last == 1 or label.style == "dotted":
            # a numbered list in the recitals, or a table of contents, does not open the body where articles follow soon;
            # a heading 一、 with an article right below it does
            above = label.style in ("chinese", *BARE) and articles and articles[0] == k + 1 and label.last == 1
            return k if not articles or above or articles[0] - k > 12 else articles[0]
    return _last_introduction(lines, body) + 1


def _last_introduction(lines: Sequence[Line], body: list[int]) -> int:
    """Without any numbering the front ends with the last line that introduces a party and is followed by a sentence; -1 without one."""
    sentences = [k for k, i in enumerate(body) if lines[i].text.endswith("。") and not party_line(lines[i].text)]
    last = sentences[-1] if sentences else len(body)
    return max((k for k, i in enumerate(body) if k < last and party_line(lines[i].text) and not signs(lines[i].text)), default=-1)
