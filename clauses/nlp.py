"""Chinese sentences of contracts: who must, may or must not do what.

A text comes in; out come its sentences, the places where it names a party, and its statements, all as offsets into the
text. The words that this rests on are data (`templates_library/language.yaml`). The module is spaCy's only home: its
vocabulary and matchers are built once, when first needed, and no spaCy object leaves. It reads no numbers and judges nothing.
"""

from __future__ import annotations

import importlib
import re
import sys
import threading
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from clauses.model import Roles, Span, Statement

if TYPE_CHECKING:
    from spacy.tokens import Doc

LANGUAGE = Path(__file__).resolve().parents[1] / "templates_library" / "language.yaml"

# A number is one token, or 3.5‰ would end a sentence at its point; every other character is a token of its own.
_TOKEN = re.compile(r"[0-9０-９]+(?:[.,．，][0-9０-９]+)*|[A-Za-z]+|.", re.DOTALL)
_STOP = re.compile(r"[。；;！!？?\n]+[”’」』\"'）)]*")
_UNIT_AFTER = r"(?!\s*(?:个|日|天|年|月|元|倍|周|种|款|项|条|份|人|台|套|次|级|方式|工作日|小时|分钟|%|％|‰))"
_ITEM = re.compile(
    rf"(?<![第款项条附十百千万零〇一二三四五六七八九\d])[（(](?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})[)）]{_UNIT_AFTER}"
    r"|[①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳]"
    rf"|(?:^|(?<=[\s。；;：:，,]))\d{{1,2}}(?:[.．]\d{{1,2}}){{0,3}}(?:[、.．)）]\s*|\s+)(?=[\u4e00-\u9fff]){_UNIT_AFTER}"
    r"|(?:^|(?<=[\s。；;：:]))[一二三四五六七八九十]{1,3}、",
    re.MULTILINE,
)
_COMMA = re.compile(r"[，,：:]")
# Words that make the party after them an object: 向甲方, 对乙方 ... is no subject.
GOVERNED = re.compile(r"(?:向|对|以|在|收到|依据|经由|就|与|给|为|经|按照|按|将|把|从|自|因|由于|至|于|和|及|或|替|代|非|致|(?<!即)使|导致|通知|要求|赔偿|补偿|支付|影响|依照|根据)(?:其他)?$")
PARTY_KINDS = ("customer", "carrier", "either", "both")


class Mention(NamedTuple):
    """A place where the text names a party.

    who: customer, carrier, either (任何一方, 违约方), both (双方), other (对方, 第三方) or unknown (a letter of no known role).
    """

    who: str
    span: Span


class Mark(NamedTuple):
    label: str  # modals.must, parties.customer, ...
    start: int
    end: int


@cache
def _words() -> dict[str, dict[str, list[str]]]:
    """The lists of `language.yaml`: section, name, words."""
    loaded: dict[str, dict[str, list[str]]] = yaml.safe_load(LANGUAGE.read_text(encoding="utf-8"))
    return loaded


def words(section: str, name: str) -> tuple[str, ...]:
    """The words of one list of `language.yaml`.

    Raises:
        KeyError: there is no such list.
    """
    return tuple(_words()[section][name])


def _sentences(text: str, begins: Iterable[int]) -> tuple[Span, ...]:
    """Sentences end at 。；! ? and line breaks, and begin anew at the number of an item; never inside a token.

    begins: where the tokens begin, in order.
    """
    starts = {0, *(match.end() for match in _STOP.finditer(text)), *(match.start() for match in _ITEM.finditer(text))}
    edges = [*(at for at in begins if at in starts), len(text)]
    return tuple(Span(a, b) for a, b in pairwise(edges) if text[a:b].strip())


def _spacy() -> Any:
    """spaCy, without the torch of its machine-learning half (a second and 200 MB) and the web client of its downloads (a quarter of one).

    Nothing here is a neural component and nothing is downloaded; what is already imported is left as it is.
    """
    unwanted = {"torch": None, "spacy.cli.info": SimpleNamespace(info=None)}  # None: "not installed"
    absent = [name for name in unwanted if name not in sys.modules]
    sys.modules |= {name: unwanted[name] for name in absent}  # type: ignore[misc]  # for the length of this import
    try:
        return importlib.import_module("spacy")
    finally:
        for name in absent:
            del sys.modules[name]


_ONE = threading.Lock()  # two first readers at once would each make a vocabulary of their own, and neither know the other's words


def _vocabulary() -> Any:
    with _ONE:
        return _only_vocabulary()


@cache
def _only_vocabulary() -> Any:
    _spacy()
    from spacy.vocab import Vocab

    return Vocab()


def _doc(text: str) -> Doc:
    """Characters, but a number or a Latin word whole; the text is rebuilt exactly."""
    vocabulary = _vocabulary()
    from spacy.tokens import Doc

    tokens = _TOKEN.findall(text)
    return Doc(vocabulary, words=tokens, spaces=[False] * len(tokens))


def _matcher(labelled: Iterable[tuple[str, Iterable[str]]]) -> Any:
    """A matcher of words under labels."""
    vocabulary = _vocabulary()
    from spacy.matcher import PhraseMatcher

    matcher = PhraseMatcher(vocabulary)
    for label, listed in labelled:
        matcher.add(label, [_doc(word) for word in listed if word])
    return matcher


@cache
def _common() -> Any:
    """A matcher of modal words and of what parties are called in general."""
    return _matcher((f"{section}.{name}", listed) for section in ("modals", "parties") for name, listed in _words()[section].items())


@lru_cache(maxsize=64)
def _own(roles: Roles) -> Any:
    """A matcher of the contract's own names of its parties."""
    return _matcher((("parties.customer", roles.customer), ("parties.carrier", [name for name in roles.carrier if name not in roles.customer])))


@lru_cache(maxsize=2048)  # readers, checks and matching ask for the same clauses again and again
def marked(text: str, roles: Roles) -> tuple[tuple[Span, ...], tuple[Mark, ...]]:
    """Sentences and marks (modal words and parties, the longest where they overlap) of a text, in order."""
    doc = _doc(text)
    from spacy.attrs import IDX

    begins: list[int] = doc.to_array(IDX).tolist()
    edges = [*begins, len(text)]
    found = _longest([*_own(roles)(doc), *_common()(doc)])  # where both say who is meant the contract's own word goes first
    return _sentences(text, begins), tuple(Mark(doc.vocab.strings[label], edges[start], edges[end]) for label, start, end in found)


def _longest(found: Sequence[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """The matches (label, first token, token behind the last) that overlap no longer one and no earlier one as long, in order."""
    taken: set[int] = set()
    kept = []
    for label, start, end in sorted(found, key=lambda match: (match[1] - match[2], match[1])):
        if start not in taken and end - 1 not in taken:
            taken.update(range(start, end))
            kept.append((label, start, end))
    return sorted(kept, key=lambda match: match[1])


def sentences(text: str) -> tuple[Span, ...]:
    """The sentences and numbered items of a text, in order, together covering all of it that is not blank."""
    return marked(text, Roles())[0] if text else ()


def mentions(text: str, *, roles: Roles) -> tuple[Mention, ...]:
    """Every place where the text names a party, in order, the longest name where names overlap."""
    marks = marked(text, roles)[1] if text else ()
    return tuple(
        Mention(who, Span(mark.start, mark.end))
        for mark in marks
        for kind, _, who in [mark.label.partition(".")]
        if kind == "parties" and who != "not_a_party"
    )


def statements(text: str, *, roles: Roles) -> tuple[Statement, ...]:
    """The text as statements, in order: one a sentence or item, and one more where another party or duty takes over.

    Args:
        text: a clause.
        roles: by which names it calls customer and carrier.

    Returns:
        Statements whose spans do not overlap. A condition that opens a sentence holds for all its statements.
    """
    if not text:
        return ()
    found: list[Statement] = []
    parsed, marks = marked(text, roles)
    starts = [mark.start for mark in marks]
    for sentence in parsed:
        inside = marks[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        found.extend(_sentence_statements(text, sentence, inside))
    return tuple(found)


class Segment(NamedTuple):
    """Words between commas. role: condition, exception or main."""

    span: Span
    role: str


def _sentence_statements(text: str, sentence: Span, marks: Sequence[Mark]) -> Iterator[Statement]:
    parts = list(segments(text, sentence))
    groups: list[list[Segment]] = [[]]
    for segment in parts:
        turns = _clean(text, segment.span).startswith(tuple(_words()["adverbs"]["turns"]))
        takes_over = _modal(marks, segment.span) and (turns or _subject(text, marks, segment.span))
        if takes_over and any(s.role == "main" and _modal(marks, s.span) for s in groups[-1]):
            groups.append([])
        groups[-1].append(segment)
    condition, party = "", None
    for group in groups:
        words = {role: "，".join(_clean(text, s.span) for s in group if s.role == role) for role in ("condition", "exception")}
        condition = words["condition"] or condition
        main = [s.span for s in group if s.role == "main"] or [s.span for s in group]
        modal = next(filter(None, (_modal(marks, span) for span in main)), "fact")
        named = [*main, *(s.span for s in group if s.role == "condition")]
        who = party = next(filter(None, (_subject(text, marks, span) for span in named)), party)
        span = _trim(text, Span(group[0].span.start, group[-1].span.end))
        yield Statement(
            who=who, modal=modal, text=text[span.start : span.end], span=span, condition=condition, exception=words["exception"]
        )


def segments(text: str, sentence: Span) -> Iterator[Segment]:
    """The stretches between the commas of a sentence, each with its part in it; the number of an item is passed over."""
    label = _ITEM.match(text, sentence.start, sentence.end)
    edges = [sentence.start, *(m.end() for m in _COMMA.finditer(text, sentence.start, sentence.end)), sentence.end]
    spans = [Span(a, b) for a, b in pairwise(edges) if text[a:b].strip()]
    lists = _words()
    for place, span in enumerate(spans):
        words = _clean(text, Span(max(span.start, label.end() if label else 0), span.end))
        last = place == len(spans) - 1
        if words in lists["adverbs"]["time"]:
            yield Segment(span, "main")
        elif words.startswith(tuple(lists["exceptions"]["opens"])) or words.endswith(tuple(lists["exceptions"]["closes"])):
            yield Segment(span, "exception")
        elif not last and (
            words.startswith(tuple(lists["conditions"]["opens"])) or words.endswith(tuple(lists["conditions"]["closes"]))
        ):
            yield Segment(span, "condition")
        else:
            yield Segment(span, "main")


def _modal(marks: Sequence[Mark], span: Span) -> str:
    """The first modal inside the span, "" where there is none."""
    return _modal_at(marks, span)[0]


def _modal_at(marks: Sequence[Mark], span: Span) -> tuple[str, int]:
    """The first modal inside the span and where it ends; "" and the span's start where there is none."""
    for mark in marks:
        kind, _, name = mark.label.partition(".")
        if kind == "modals" and name != "plain" and span.start <= mark.start < span.end:
            return name, mark.end
    return "", span.start


def _subject(text: str, marks: Sequence[Mark], span: Span) -> str | None:
    """The first party inside the span that no preposition governs, standing before the span's first modal."""
    for mark in marks:
        if not span.start <= mark.start < span.end:
            continue
        kind, _, name = mark.label.partition(".")
        if kind == "modals" and name != "plain":
            return None
        if name in PARTY_KINDS and kind == "parties" and not GOVERNED.search(text, max(span.start, mark.start - 6), mark.start):
            return name
    return None


def _trim(text: str, span: Span) -> Span:
    """The span without blanks at its ends."""
    words = text[span.start : span.end]
    return Span(span.start + len(words) - len(words.lstrip()), span.end - len(words) + len(words.rstrip()))


def _clean(text: str, span: Span) -> str:
    return text[span.start : span.end].strip(" \t\n　，,：:。；;")
