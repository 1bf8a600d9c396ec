"""What a supplement says that it changes: which clause of the main text, which of its words, and the new ones.

Comes in: the text of a supplement's clause or table. Goes out: `Instruction`s, as offsets into that text. Whether there is
such a clause, `amended` says. The words that amend are data (`amending` of templates_library/language.yaml).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from clauses.model import Span, Table
from clauses.nlp import words
from clauses.script import CORNERS
from clauses.structure.numbering import CN, integer

N = rf"(?:\d{{1,2}}(?:[.．]\d{{1,2}}){{0,4}}|[{CN}]{{1,5}})"
REF = rf"(?:第[（(]?{N}[）)]?条(?:(?:之)?第?[（(]?{N}[）)]?[款项目](?!目)){{0,3}}(?:[（(]{N}[）)][款项]?)?|第?\d{{1,2}}(?:[.．]\d{{1,2}}){{1,4}}(?![\d%％元‰])[条款项]?)"
REFS = rf"{REF}(?:(?:[、，,和及与至到]|以及){REF}){{0,9}}"
ANNEX = r"(?P<annex>附[件表录][（(]?(?:[A-Z]|\d{1,2}|[一二三四五六七八九十]{1,3})[）)]?)?(?:《[^》\n]{1,40}》)?"
PAPER = r"(?:(?:[原主本该]|上述|前述)?(?:合同|协议|契约)书?|《[^》\n]{2,50}(?:合同|协议|契约)书?》(?:[（(][^）)\n]{1,30}[）)])?)?(?:正文|主文|条款)?[中的之]?"
OLD = r"“(?P<old>[^“”]{1,600})”"
OF = r"(?:中|里|内)?的?(?:约定|规定|内容|表述|条款|全文|全部|字样|文字|部分|原文)?(?:中|里)?的?"
STOPS = "。；;\n"
OTHERS = re.compile(r"[。；\n]?\n?(?:其[他它余]|除(?:上述|以上|前述|本))[^。；“”]{0,30}(?:不变|有效|执行)[。；]?\n?$")
# Whose article it is, where it is none of the contract's: a law's, the tender's, the supplement's own.
ELSEWHERE = re.compile(r"(?:法|法典|条例|规定|办法|解释|规范|标准|细则|规则)》?(?:[（(][^）)]{0,12}[）)])?$|(?:招标|投标|采购|磋商|谈判|响应)文件$|本(?:补充|变更|修改|修订)(?:协议|合同|附页|条款|约定)书?$")
DOUBTFUL = re.compile(r"(?:如|若|倘|凡|需要?|可以?|有权|不得|应当?|须)[^。；]{0,60}$")  # a sentence that only speaks of amending
LABEL = re.compile(rf"(?:{REF})[、:：.．]?")
TRAILING = re.compile(r"\n?(?:[（(]?[\d一二三四五六七八九十]{1,3}[)）、.．])?\n?$")  # the number of the next amendment
PARTLY = re.compile(r"[由从]|\d|[一二三四五六七八九十百千两]+(?:日|天|年|个?月|元|万|倍|份|条|个)|[%％‰]")  # some words of a clause, and not the clause
BLANK = re.compile(r"[^\S\n]+")
LONGEST_GAP = 60
LONGEST_TEXT = 20_000  # characters; what is longer is no statement that amends
SENTENCE = 12  # characters of new words that may be a whole clause's


@dataclass(frozen=True, kw_only=True)
class Instruction:
    """One amendment as a supplement words it; spans are into the clause's text.

    target: the words that name the clause, "" where none is named. numbers: those of every clause named, (5, 2) for 第5.2条.
    annex: the annex that the clause is of, "" for the main text. old: the words that give way, "" for the whole clause.
    loose: the old words end what stands in `old`, which begins too early. was: where the old words are quoted.
    beside: what is added is a clause of its own: behind the one named, or (numbered) under the number named.
    """

    kind: Literal["replaced", "words", "added", "deleted"]
    target: str
    numbers: tuple[tuple[int, ...], ...]
    new: Span
    annex: str = ""
    old: str = ""
    loose: bool = False
    everywhere: bool = False
    was: Span | None = None
    beside: Literal["behind", "numbered"] | None = None


def numbers_of(refs: str) -> tuple[tuple[int, ...], ...]:
    """The places that words point to: 第五条第二款 -> (5, 2); 5.1、5.3 -> (5, 1), (5, 3); 第八条至第十条 -> (8,), (9,), (10,)."""
    found = [numbers for ref in re.finditer(REF, refs) if (numbers := place_of(ref[0]))]
    if re.search(r"[至到]", refs) and len(found) == 2 and found[0][:-1] == found[1][:-1] and 0 < found[1][-1] - found[0][-1] < 40:
        return tuple((*found[0][:-1], n) for n in range(found[0][-1], found[1][-1] + 1))
    return tuple(found)


def place_of(words: str) -> tuple[int, ...]:
    """The numbers in words, in their order: 第 5.2 条 -> (5, 2); an article before a dotted number says nothing more (第五条第5.2款)."""
    parts = [tuple(n for part in re.split(r"[.．]", number) if (n := integer(part)) is not None) for number in re.findall(N, words)]
    numbers: tuple[int, ...] = ()
    for part in parts:
        numbers = part if len(part) > 1 else (*numbers, *part)
    return numbers


@cache
def _any(name: str) -> str:
    return "(?:" + "|".join(sorted(map(re.escape, words("amending", name)), key=len, reverse=True)) + ")"


def is_supplement(name: str) -> bool:
    """Whether a paper of that name amends the main contract."""
    return bool(re.search(_any("papers"), re.sub(r"\s", "", name)))


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Ways to amend, the first that fits at a place; the new words begin where the match ends."""
    lead = rf"(?:将|把|对)?原?{PAPER}{ANNEX}"
    gap = rf"(?P<gap>[^。；“”\n]{{0,{LONGEST_GAP}}}?)"
    cue = rf"(?:现|兹|均|应|予以|统一|相应|全部|整体|一律|全文|共同|同意|[，,、]){{0,4}}{_any('replaces')}"
    tail = r"(?P<mark>(?:如下|以下(?:内容|约定)?)?[:：]|(?=\n?“))?\n?"
    named = rf"“?(?P<refs>{REFS})(?:[^“”。；\n]{{0,30}}”)?"
    return (
        ("replaces", re.compile(rf"{lead}{named}(?:原文|原约定|约定|内容|规定)?(?:为|如下)?[:：]\n?(?P<old>[^“”\n]{{4,400}})\n(?:现|兹|双方同意)*{_any('replaces')}{tail}")),
        ("replaces", re.compile(rf"{lead}{named}[:：]?{gap}(?:{OLD}[。；]?\n?{OF}(?P<all>均|一律|全部)?)?{cue}{tail}")),
        ("replaces", re.compile(rf"(?:(?:将|把){PAPER}{ANNEX}(?:全文)?(?:中|内)?的?)?{OLD}{OF}(?P<all>均|一律|全部)?{cue}{tail}")),
        ("replaces", re.compile(rf"(?:将|把){PAPER}(?P<gap>[^。；“”\n第]{{2,{LONGEST_GAP}}}?){cue}{tail}")),
        ("replaces", re.compile(rf"(?P<gap>[^。；，“”\n第]{{2,20}}[由从][^。；，“”\n]{{1,30}}?){cue}{tail}")),
        ("deletes", re.compile(rf"{_any('deletes')}{lead}{named}{OF}(?:{OLD}(?:的?(?:字样|内容|约定|表述|一句|文字)))?(?=[。；，,、\n]|$)")),
        ("deletes", re.compile(rf"{lead}(?P<refs>{REFS}){OF}(?:{OLD}(?:的?(?:字样|内容|约定|表述|一句|文字))?)?(?:自[^。；，]{{2,30}}起)?(?:现|均|予以|全部|整体|同时|全文|一并|相应|[，,])*{_any('deletes')}(?!于)(?=[。；，,\n]|$)")),
        ("adds", re.compile(rf"(?:在|于)?{lead}(?P<refs>{REFS})(?:(?:(?P<behind>之?后|后面)|中|下|末尾|最后))?(?:另|再|现)?{_any('adds')}(?P<what>[^：:“”。；\n]{{0,30}}){tail}")),
        ("adds", re.compile(rf"{_any('adds')}(?:以下|如下|[一二三四五两][条款项]|内容|条款|，|作为|{PAPER}){{0,6}}(?P<added>{REF}){tail}")),
    )


def _instead(text: str) -> Iterator[tuple[int, int, Instruction]]:
    """以“新”代替第五条中的“旧”."""
    pattern = re.compile(rf"[以用]“(?P<new>[^“”]{{1,600}})”{_any('instead')}{PAPER}{ANNEX}(?P<refs>{REFS}){OF}(?:{OLD})?")
    for m in pattern.finditer(text):
        kind: Literal["words", "replaced"] = "words" if m["old"] else "replaced"
        yield m.start(), m.end(), Instruction(kind=kind, target=m["refs"].strip(), numbers=numbers_of(m["refs"]), annex=_bare(m["annex"]), old=m["old"] or "", new=Span(*m.span("new")), was=Span(*m.span("old")) if m["old"] else None)


def _bare(words: str | None) -> str:
    return re.sub(r"\s", "", words or "")


def curled(text: str) -> str:
    """The text with every kind of double quotation marks as “ and ”, as long as it was."""
    marks = iter("“”" * text.count('"'))
    return re.sub('"', lambda _: next(marks), text.translate(CORNERS))


def instructions_in(written: str) -> list[Instruction]:
    """Every amendment that a supplement's words make, in order; what stands within the new words of one makes none."""
    if len(written) > LONGEST_TEXT:
        return []
    at = [n for n, c in enumerate(written) if c == "\n" or not c.isspace()]
    return [_placed(instruction, at) for instruction in _instructions(BLANK.sub("", curled(written)))]


def _placed(instruction: Instruction, at: Sequence[int]) -> Instruction:
    """An instruction of the text without blanks, its spans in the text with them."""
    new, was = (None if span is None else Span(at[span.start], at[span.end - 1] + 1) if span.end > span.start else Span(0, 0) for span in (instruction.new, instruction.was))
    return replace(instruction, new=new or Span(0, 0), was=was)


def _instructions(text: str) -> list[Instruction]:
    """The amendments of a text without blanks."""
    found = [(begin, end, None, instruction) for begin, end, instruction in _instead(text)]
    heads = [(m.start(), m.end(), m, way) for way, pattern in _patterns() for m in pattern.finditer(text)]
    inside = _quotations(text)
    made: list[Instruction] = []
    done, covered = 0, []
    starts = sorted([*((b, n, e, m, w) for n, (b, e, m, w) in enumerate(heads)), *((b, -1, e, None, c) for b, e, _, c in found)], key=lambda entry: entry[:2])
    for n, (begin, _, end, match, way) in enumerate(starts):
        if begin < done or any(q.start < begin < q.end for q in inside):
            continue
        if match is None:
            assert isinstance(way, Instruction)
            made.append(way)
            done = end
            covered.append(Span(begin, end))
            continue
        stop = next((b for b, *_ in starts[n + 1 :] if b >= end and text[max(0, b - 1)] in STOPS + "、：:. ）)" and not any(q.start < b < q.end for q in inside)), len(text))
        instruction = _instruction(str(way), match, text, stop)
        if instruction is not None:
            if made and not instruction.numbers and instruction.old and not re.search(r"[。\n]", text[done:begin]):
                instruction = replace(instruction, numbers=made[-1].numbers, target=made[-1].target, annex=made[-1].annex)
            made.append(instruction)
            done = max(end, instruction.new.end)
        if instruction is not None or way != "replaces" or _is_elsewhere(match, text) or text.startswith("的", end):
            covered.append(Span(begin, done if instruction is not None else end))
    return [*made, *_not_understood(text, covered, inside)]


def _not_understood(text: str, covered: Sequence[Span], quoted: Sequence[Span]) -> Iterator[Instruction]:
    """The sentences that seem to amend a clause of the main text in words that are not understood, each as an instruction of no clause."""
    for cue in re.finditer(_any("replaces"), text):
        begin = max(text.rfind(mark, 0, cue.start()) for mark in STOPS) + 1
        end = min((at + 1 for mark in STOPS if (at := text.find(mark, cue.end())) >= 0), default=len(text))
        sentence = text[begin : cue.start()]
        if any(s.start <= cue.start() < s.end for s in (*covered, *quoted)) or DOUBTFUL.search(sentence) or text.startswith("的", cue.end()):
            continue
        if (re.search(REF, sentence) or re.search(r"[原主]合同|原协议", sentence)) and not ELSEWHERE.search(sentence[: m.start()] if (m := re.search(REF, sentence)) else ""):
            yield Instruction(kind="words", target="", numbers=(), new=Span(begin, end))


def _quotations(text: str) -> list[Span]:
    """What stands in quotation marks, outermost ones only."""
    found, depth, begin = [], 0, 0
    for m in re.finditer("[“”]", text):
        if m[0] == "“":
            begin = m.end() if depth == 0 else begin
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                found.append(Span(begin, m.start()))
    return found


def _instruction(way: str, m: re.Match[str], text: str, stop: int) -> Instruction | None:
    """The amendment that a match words; None where it only seems one."""
    got = m.groupdict()
    refs, old, gap = (got.get("refs") or "").strip(), got.get("old") or "", (got.get("gap") or "").strip()
    before = text[max(text.rfind(mark, 0, m.start()) for mark in STOPS) + 1 : m.start()]
    if _is_elsewhere(m, text) or text.startswith("的", m.end()):
        return None
    base = {"target": refs, "numbers": numbers_of(refs), "annex": _bare(got.get("annex"))}
    if way == "deletes":
        return Instruction(kind="deleted", old=old, new=Span(m.start(), m.end()), **base) if not DOUBTFUL.search(before) else None  # type: ignore[arg-type]
    new = _new_words(text, m.end(), stop, marked=got.get("mark") is not None)
    if new is None or new.start >= new.end:
        return None
    sure = got.get("mark") is not None
    if way == "adds":
        if "added" in got:
            base |= {"target": got["added"].strip(), "numbers": numbers_of(got["added"]), "beside": "numbered"}
        elif got["behind"] or re.search(r"[一二两三四]\s*条", got["what"]):
            base["beside"] = "behind"
        return Instruction(kind="added", new=new, **base) if sure else None  # type: ignore[arg-type]
    if old:
        return Instruction(kind="words", old=old, new=new, everywhere=bool(got.get("all")) and not refs, was=Span(*m.span("old")), **base)  # type: ignore[arg-type]
    if sure and refs and (re.fullmatch(rf"{OF}{_any('deletes')}?", gap.rstrip("，,：: ")) or (not PARTLY.search(gap) and new.end - new.start >= SENTENCE)):
        return Instruction(kind="replaced", new=new, **base)  # type: ignore[arg-type]
    if DOUBTFUL.search(before) or DOUBTFUL.search(gap) or not gap or text[new.start : new.end].endswith(("的", "时", "后")):
        return None
    return Instruction(kind="words", old=gap, new=new, loose=True, was=Span(*m.span("gap")), **base)  # type: ignore[arg-type]


def _is_elsewhere(m: re.Match[str], text: str) -> bool:
    """Whether the article that a match names is none of the contract's."""
    at = m.start("refs") if m.groupdict().get("refs") else m.start()
    return bool(ELSEWHERE.search(text, max(0, m.start() - 20), at))


def _new_words(text: str, begin: int, stop: int, *, marked: bool) -> Span | None:
    """The new words from an offset on: what is quoted there; where a colon marks them all up to `stop`; else up to the sentence's end."""
    while begin < len(text) and text[begin].isspace():
        begin += 1
    quoted = next((q for q in _quotations(text) if q.start == begin + 1), None)
    if quoted is not None:
        return _without_label(text, quoted.start, quoted.end)
    if not marked:
        end = min((at for mark in STOPS + "，,” " if (at := text.find(mark, begin)) >= 0), default=len(text))
        return Span(begin, min(end, stop))
    end = stop
    if others := OTHERS.search(text, begin, end):
        end = others.start() + (text[others.start()] in "。；")
    if stop < len(text) and (trailing := TRAILING.search(text, begin, end)):
        end = trailing.start()
    while end > begin and text[end - 1].isspace():
        end -= 1
    return _without_label(text, begin, end)


def _without_label(text: str, begin: int, end: int) -> Span:
    """The words without the number of the clause that they reword."""
    label = LABEL.match(text, begin, end)
    begin = label.end() if label and label.end() < end and "\n" not in text[begin:end] else begin
    return Span(begin, end)


def instructions_in_table(table: Table, source: str) -> Iterator[tuple[Instruction, Span]]:
    """The amendments of a table whose columns tell the clause, its old words and its new ones; each with its row's span.

    The spans of these instructions are into the source.
    """
    head = next((n for n, row in enumerate(table.rows[:3]) if _column(row, "after") is not None and _column(row, "before") is not None), None)
    if head is None:
        return
    before, after = _column(table.rows[head], "before"), _column(table.rows[head], "after")
    for row, span in zip(table.rows[head + 1 :], table.spans[head + 1 :], strict=True):
        refs = next((m[0] for cell in row if (m := re.match(REFS, cell))), "")
        if len(row) <= max(before or 0, after or 0) or not refs:
            continue
        old, new = (re.sub(r"^“|”$", "", row[column or 0]) for column in (before, after))
        old = re.sub(rf"^{REF}\s*[:：]?\s*", "", old)
        at = source.rfind(new, span.start, span.end)
        if at < 0 or not new:
            continue
        kind: Literal["deleted", "replaced", "words"] = "deleted" if re.fullmatch(rf"{_any('deletes')}(?:该条|此条|本条)?。?", new) else "words" if old else "replaced"
        label = 0 if kind == "deleted" else _without_label(new, 0, len(new)).start
        yield Instruction(kind=kind, target=refs, numbers=numbers_of(refs), old="" if kind == "deleted" else old, new=Span(at + label, at + len(new))), span


def _column(row: Sequence[str], name: str) -> int | None:
    return next((n for n, cell in enumerate(row) if len(cell) <= 16 and re.search(_any(name), cell)), None)


def amends(text: str) -> bool:
    """Whether words end with what brings in new ones: 第五条修改为："""
    return bool(re.search(rf"{_any('replaces')}(?:如下)?[:：]?$|{_any('adds')}[^。；“”\n]{{0,20}}[:：]$", BLANK.sub("", text[-120:])))
