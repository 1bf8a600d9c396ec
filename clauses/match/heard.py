"""What a clause says of a point: in which sentence, of whom, and with what force.

A standard's points come in as words to look for; a clause, of the draft or of the standard itself, goes through the same
reading, so that the two can be compared however they are worded. Nothing is judged here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from operator import add
from typing import Literal, NamedTuple

import numpy as np

from clauses.breaths import Breath, breaths
from clauses.match.likeness import Shares, as_standard, plain
from clauses.model import OPPOSITE, Point, Roles, Span

Force = Literal["must", "may", "barred", "freed", "fact"]
FORCES: dict[str, Force] = {"must": "must", "may": "may", "must_not": "barred", "deemed": "fact", "fact": "freed", "": "fact"}
_SIDES = ("customer", "carrier")
_OPPOSED = frozenset(frozenset(pair) for pair in (("must", "may"), ("must", "barred"), ("must", "freed"), ("may", "barred")))
_MUST_OR_BARRED, _MAY_OR_BARRED = frozenset(("must", "barred")), frozenset(("may", "barred"))
FAR = 3  # characters before the party that is granted something; fewer, and nobody is said to grant it
VERB = 6  # characters after a modal in which its verb stands
_BOUNDS = "超过|超出|突破|逾|越出|低于|高于|少于|多于|晚于|早于|迟于|短于|长于|小于|大于|逊于|劣于"  # beyond or short of a measure
# 有权要求乙方赔偿 says of the other side that it must; 经同意方可转租 says that without consent it must not.
_DEMANDS = re.compile(r"(?:有权|可以?|得|应当?|须)(?:书面|随时|立即|依法|另行|一并|限期)?(?:(?:要求|请求|责令|限令|敦促|责成)(?!由?双方)|[令让使](?:其|甲方|乙方|对方))")
_ONLY_IF = re.compile(r"(?:^|[，,；;、后意准可的])方[可能得]|[才始][可能得]|[仅只][可能得]")
_ONLY = re.compile(r"[仅只](?!要|有|需|须)|为限|限于|不得(?:违背|违反|背离|违)")
# What must have a consent may not be done without one; 非经同意不作调整 says the same.
_BY_LEAVE = re.compile(r"(?:须|应当?|必须|需)(?:事先|事前|先|另行|共同)?(?:经|取得|征得|获得|得到|先?得)[^，。；]{0,14}(?:同意|批准|许可|核准|授权)|[非未]经[^，。；]{0,16}不")
_GRANT = re.compile(r"^(?![^，。；]*(?:物业|单位|第三|商请|协调|使其))[^，。；]*?(?:许可|授权|允许|准许|授予|同意|让|(?<!提)(?P<for>供))(?P<to>甲方|乙方)(?!的?书面)")  # who grants a use says that the other may
# A thing of which something is said before the modal: 更新版本须于十五日内交付 names no side.
_TOPIC = re.compile(r"\s*(?:[（(]\S{1,3}[)）])?(?![并且但而或也亦都均还仍又同在于自按依经未非如若为将把对向就从由以不应须可得必方即概再先只仅既虽尚已每遇凡有没此届随]|事[先前]|立即|及时|另行|一律|[最至][迟少多]|[无不]论)[^，。；]{2,}[^，。；]{2}$")
_DENIES = re.compile(r"[^，。；]{0,24}?(?:不[予再另向以将与给跟]|免收)(?![^，。；]{0,2}[的者])")
_SPARED = re.compile(r"(?:甲方|乙方|双方|任何一方|一方)?[^，。；]{0,3}[不无免]")  # 甲方也不支付该费用
_STATE = re.compile(r"[是为归属指称]|使用|导出|收回|取得|知悉|享有|拥有|等于|位于|有[^，。；]{0,4}(?:异议|疑问|要求)|(?:后|时|的|者|前|起|期间)[，,。；;：]?$")
_NOT_DO = re.compile(rf"[^，。；]{{0,10}}?不(?![^，。；向对为以从将把]{{1,5}}[的者]|合格|符|足|达|及|能|同|当|良|时|断|间断|论|管|{_BOUNDS}|影响|妨碍|计入|属于|构成|视为|包括|受|因|再)|(?:并且?|且)无(?!须|需|权|偿|论|效|条件|法)|未(?!经|得|获|能|约|明|按|在|于|完|通|付|达|满|来|免)")  # 承诺…，不擅自接入
_GOES_ON = re.compile(r"\s*(?:或者?|以及|及|和|也|亦)")  # a breath that is under the prohibition before it
_PROMISED_NOT = re.compile(rf"(?:承诺|保证|确保)[^，。；]{{0,8}}(?:不(?!{_BOUNDS})|未)")
# 不得拒绝 is a duty to do what may not be refused; 不得超过 a measure, and no prohibition.
_NO_REFUSING = re.compile(r"(?:不得|不应|不能|无权)[^，。；]{0,24}(?:拒绝|拒付|拒收|拒不|拖延|迟延|延误|推诿|推脱|推辞|推却|怠于|不[付交给开退做办])")
_MEASURE = re.compile(rf"(?:不得|不应|不能|不会|应当?|须)(?:当|累计|合计)?(?:{_BOUNDS}|不低于|不少于|不超过|比[^，。；]{{1,12}}[高低多少长短大小])")
_MEASURED_BY = re.compile(r"以[^，。；]{1,24}为(?:准|限|度|止)|有效期")
_EXCEPT = re.compile(r"除[^，。；]{2,40}外")
_CARVED = re.compile(r"除外|不在此限|[但惟唯][^，。；]{1,30}不")
_LOOSENED = re.compile(rf"(?:(?<!不)可以?|(?<!不)得(?!以)|有权|(?<!不)允许|无[须需])(?:[^，。；]{{0,6}})?(?:{_BOUNDS})")
_LIMITS = re.compile(r"[但惟唯]|不过|[^，。；]{0,12}[也亦]")  # how a breath opens that limits what was just said
# Deeds that are denied or affirmed without a modal. What is in one group means the same here.
_NOT = r"(?P<not>(?:不|未|无[须需]|毋[须需]|并非|概不|拒绝|免于|免予|免|非)(?:再|予|应|会|能|必|得|被|受|均|用|另|因此|因之|而|另行|要求|(?:对|就|向|为|由|因|以|按)[^，。；]{1,30}?)*)?"
DEEDS = tuple(
    (re.compile(words), re.compile(_NOT + rf"(?:{words})"))  # the words alone are found sooner, and most breaths have none
    for words in (
        "承担(?!的)|负担|负责|赔偿(?!责任|金)|补偿|赔付(?!金)|支付|付费|缴纳|交纳|缴付|给付|负(?=[^，。；]{0,12}(?:责|义务))",
        "适用", "影响(?![的之])|妨碍|排除", "构成|视为|视同|视作|意味|属于|算", "计入|计算在内|包括|包含", "退还|返还|退回", "收取|计收|加收|收费|收钱|(?<=[不免另])收(?=[^，。；]{0,14}(?:费|租|款))", "公开|披露|泄露|透露",
    )
)


class Signature(NamedTuple):
    """Of whom something is said, with what force, what follows the modal, and which deeds are affirmed (True) or denied (False).

    save: it is said but for an exception (除…外); carved: one is taken out of it (的除外, 但…不得). limits: it takes back some of
    what was just said (但, 也不得). only: it is confined (仅, 只, 以…为限) or needs a consent. loosened: it allows what exceeds or
    falls short of a measure. raw: where it says that a side may ask something of the other, that side and force. states: it
    says without a modal what a side does: 乙方按月开具发票. named: the sentence names him. own: it has a modal, or goes on with one.
    """

    who: str | None
    force: Force
    verb: str
    deeds: tuple[bool | None, ...]
    save: bool = False
    carved: bool = False
    loosened: bool = False
    only: bool = False
    limits: bool = False
    raw: tuple[str | None, Force] | None = None
    states: bool = False
    named: bool = True
    own: bool = True


class Sentence(NamedTuple):
    """A sentence of a clause with its breaths; plain is its text as points look at it."""

    clause: int
    span: Span
    text: str
    plain: str
    breaths: tuple[Breath, ...]


def sentences_of(text: str, roles: Roles, *, clause: int = 0) -> list[Sentence]:
    """The clause's sentences in order."""
    return [sentence._replace(clause=clause) for sentence in _sentences(text, roles)] if clause else list(_sentences(text, roles))


@lru_cache(maxsize=4096)  # points, duties and matches ask for the same clauses again and again
def _sentences(text: str, roles: Roles) -> tuple[Sentence, ...]:
    groups: dict[int, list[Breath]] = {}
    for breath in breaths(text, roles=roles):
        groups.setdefault(breath.sentence, []).append(breath)
    out = []
    for group in groups.values():
        span = Span(group[0].span.start, group[-1].span.end)
        words = text[span.start : span.end]
        out.append(Sentence(0, span, words, plain(words, roles), tuple(group)))
    return tuple(out)


@dataclass(frozen=True)
class Lexicon:
    """The words of a standard's points: each point's groups, each group's words."""

    points: tuple[tuple[Point, ...], ...]  # by clause of the standard
    words: tuple[str, ...]
    groups: tuple[tuple[int, ...], ...]  # words of a group
    of_point: tuple[tuple[int, ...], ...]  # groups of a point, the points of all clauses in a row
    starts: tuple[int, ...]  # where a clause's points begin in that row

    @classmethod
    def of(cls, points: Sequence[Sequence[Point]]) -> Lexicon:
        words: dict[str, int] = {}
        groups: dict[tuple[int, ...], int] = {}
        of_point: list[tuple[int, ...]] = []
        starts = [0]
        for row in points:
            for point in row:
                found = []
                for group in point.present:
                    key = tuple(sorted({words.setdefault(simple, len(words)) for word in group if (simple := plain(word))}))
                    found.append(groups.setdefault(key, len(groups)))
                of_point.append(tuple(found))
            starts.append(len(of_point))
        return cls(tuple(map(tuple, points)), tuple(words), tuple(groups), tuple(of_point), tuple(starts))

    def heard(self, texts: Sequence[str]) -> Shares:
        """Which groups hold in which text: an array (texts, groups) of 0 and 1."""
        said = np.zeros((len(texts), len(self.words)), dtype=np.float32)
        for row, text in enumerate(texts):
            for start in self.by_start.keys() & {*text, *map(add, text, text[1:])}:
                for n in self.by_start[start]:
                    said[row, n] = self.words[n] in text
        return (said @ self.of_group > 0).astype(np.float32)

    @cached_property
    def by_start(self) -> dict[str, list[int]]:
        """Which words begin with which two characters (or are one), so that few need to be looked for."""
        found: dict[str, list[int]] = {}
        for n, word in enumerate(self.words):
            found.setdefault(word[:2], []).append(n)
        return found

    @cached_property
    def of_group(self) -> Shares:
        """Which words belong to which group: an array (words, groups) of 0 and 1."""
        belong = np.zeros((len(self.words), len(self.groups)), dtype=np.float32)
        for column, group in enumerate(self.groups):
            belong[list(group), column] = 1
        return belong

    def said(self, sentences: Sequence[Sentence], clauses: int) -> Shares:
        """How much of each standard clause's points every clause says: an array (clauses, clauses of the standard), 0 to 1.

        A point counts by the sentence that holds most of its groups; a group weighs less the more clauses use its words.
        """
        out = np.zeros((clauses, len(self.points)), dtype=np.float32)
        if not sentences or not self.of_point:
            return out
        heard = self.heard([s.plain for s in sentences])
        where = np.array([s.clause for s in sentences])
        used = np.zeros((clauses, len(self.groups)), dtype=np.float32)
        np.maximum.at(used, where, heard)
        rare = np.log((1 + clauses) / (1 + used.sum(axis=0))) + 0.1
        told = np.zeros((clauses, len(self.of_point)), dtype=np.float32)
        for column, groups in enumerate(self.of_point):
            weights = rare[list(groups)]
            np.maximum.at(told[:, column], where, heard[:, list(groups)] @ (weights / weights.sum()) if len(groups) else np.float32(0))
        for n, (start, end) in enumerate(pairwise(self.starts)):
            if end > start:
                out[:, n] = told[:, start:end].mean(axis=1)
        return out


def signatures(sentence: Sentence, text: str, words: Sequence[Sequence[str]], roles: Roles, *, who: str | None = None, within: float = 0) -> list[Signature]:
    """What the sentence says of a point: the signatures of the breaths that hold its words about as well as the best does, the best first.

    Args:
        sentence: of `text`.
        text: the clause.
        words: the point's groups of words.
        roles: the text's names of the sides.
        who: of whom the point speaks; of two breaths that hold as much, the one that speaks of him goes first.
        within: by how much the others may hold less.
    """
    held = [(_weight(b, plain(text[b.span.start : b.span.end], roles), words, who), -at) for at, b in enumerate(sentence.breaths)]
    ranked = sorted(held, reverse=True)
    return [said_at(sentence, -at, text, roles) for weight, at in ranked if weight >= ranked[0][0] - within or (weight, at) == ranked[0]]


def said_at(sentence: Sentence, at: int, text: str, roles: Roles) -> Signature:
    """What one breath of a sentence says; without a modal or a subject of its own it goes on with the one before."""
    breath = sentence.breaths[at]
    spoken = as_standard(text[breath.span.start : breath.span.end], roles)
    modal = breath.modal or ("" if breath.own else _inherited(sentence, at, text))
    deeds = tuple(_deed(spoken, *patterns) for patterns in DEEDS)
    verb = plain(text[breath.deed : breath.span.end], roles)[: VERB if modal else 2 * VERB] if modal or breath.own else ""
    own = bool(modal)
    named = any(b.own for b in sentence.breaths[: at + 1])
    states = breath.own and not modal and not breath.aside and not _STATE.search(spoken)
    topic = bool(breath.modal) and not breath.own and bool(_TOPIC.match(text[breath.span.start : breath.deed]))
    force = FORCES[modal]
    if not modal and not breath.aside and (denied := _DENIES.match(spoken)):
        force, verb = "barred", plain(spoken[denied.end() :])[:VERB]
    if force == "freed" and deeds[0] is None and text[: breath.deed].endswith("概不"):
        force = "barred"
    if force == "may" and not breath.modal:
        force, own = "fact", False  # 可以终止，并支付费用: only the first is a right
    return _read(force, None if topic else breath.who, spoken, sentence.text, verb, deeds, not breath.modal)._replace(states=states, named=named, own=own)


def _inherited(sentence: Sentence, at: int, text: str) -> str:
    """The modal that a breath without one goes on with; a prohibition ends with the next 并 or noun, a measure is none."""
    before = next((b for b in reversed(sentence.breaths[:at]) if b.modal and (b.own or not b.aside)), None)
    if before is None or _MEASURE.search(text, before.span.start, before.span.end):
        return ""
    if before.modal == "must_not" and not _GOES_ON.match(text, sentence.breaths[at].span.start):
        return ""
    return before.modal


def _read(force: Force, who: str | None, spoken: str, sentence: str, verb: str, deeds: tuple[bool | None, ...], inherited: bool) -> Signature:
    """The signature, once what the words around the modal do to it is reckoned with."""
    grant = _GRANT.search(spoken)
    if _MEASURED_BY.search(spoken) or (force in ("must", "barred") and _MEASURE.search(spoken)):
        force = "fact"
    elif grant and grant.start("to") >= FAR and (inherited or not grant["for"]) and not _DEMANDS.search(spoken):
        who, force = ("customer" if grant["to"] == "甲方" else "carrier"), "may"
    elif force == "barred" and _NO_REFUSING.search(spoken):
        force = "must"
    elif _BY_LEAVE.search(spoken) or (force in ("may", "fact", "must") and _ONLY_IF.search(spoken)) or (force == "must" and (_PROMISED_NOT.search(spoken) or (inherited and _NOT_DO.match(spoken)))):
        force = "barred"
    elif inherited and force != "barred" and False in deeds:
        force = "fact"
    elif force == "must" and deeds[0] is False:
        force = "freed"
    raw = None
    if _DEMANDS.search(spoken):
        raw = who, force
        who, force = OPPOSITE.get(who or "", who), "must"
    return Signature(who, force, verb, deeds, bool(_EXCEPT.search(sentence)), bool(_CARVED.search(sentence)), bool(_LOOSENED.search(spoken)), bool(_ONLY.search(spoken) or _BY_LEAVE.search(spoken)), bool(_LIMITS.match(spoken)), raw)


def opposed(wanted: Signature, told: Signature) -> bool:
    """Whether one speaks of the other side, or allows, bars or excuses what the other does not."""
    if wanted.raw and told.raw:
        wanted, told = _as_asked(wanted), _as_asked(told)
    elif wanted.raw or told.raw:  # 有权要求赔偿 beside 应当赔偿, or beside 有权解除并要求赔偿
        return opposed(wanted._replace(raw=None), told._replace(raw=None)) and opposed(_as_asked(wanted), _as_asked(told))
    if wanted.who in _SIDES and told.who in _SIDES and wanted.who != told.who and told.named and told.own and (wanted.named or wanted.own):
        return True
    if told.loosened and not wanted.loosened:
        return True
    if wanted.states and told.own and wanted.force == "fact":
        wanted = wanted._replace(force="freed" if _SPARED.match(wanted.verb) else "must")
    forces = frozenset((wanted.force, told.force))
    if forces == _MAY_OR_BARRED and told.force == "barred" and (told.save or ((wanted.save or wanted.carved) and told.limits)):
        return False  # barred but for an exception: whether that is the standard's right is a question of the exception
    if forces == _MUST_OR_BARRED:  # 应当保护 and 不得检查 go together, 应当退还 and 不得退还 do not; 免收 is 不得收取, 仅用于 is 不得用于他处
        alike = any(a is False and b is False for a, b in zip(wanted.deeds, told.deeds, strict=True))
        return not (alike or wanted.only or told.only) and (not wanted.verb or _shares(wanted.verb, told.verb))
    return forces in _OPPOSED


def _as_asked(one: Signature) -> Signature:
    """Of him who may ask, where the signature speaks of him who is asked."""
    return one._replace(who=one.raw[0], force=one.raw[1], raw=None) if one.raw else one


def _shares(one: str, other: str) -> bool:
    """Whether two verbs have two characters in a row in common."""
    return any(one[n : n + 2] in other for n in range(len(one) - 1))


def strongest(sentence: Sentence, text: str, words: Sequence[Sequence[str]], roles: Roles) -> float:
    """How many of the groups one breath of the sentence holds at most, and half as much again where it says who, or what he must."""
    said = any(b.own or b.modal for b in sentence.breaths)
    return max(_held(plain(text[b.span.start : b.span.end], roles), words) for b in sentence.breaths) + 0.5 * said


def _held(simple: str, words: Sequence[Sequence[str]]) -> int:
    return sum(any(word in simple for word in group) for group in words)


def _weight(breath: Breath, simple: str, words: Sequence[Sequence[str]], who: str | None) -> float:
    return _held(simple, words) + 0.5 * bool(breath.modal) - 0.75 * breath.aside + 0.3 * (who is not None and breath.who == who)


def _deed(spoken: str, words: re.Pattern[str], denied: re.Pattern[str]) -> bool | None:
    """True where the deed is affirmed, False where it is denied, None where neither or both."""
    said = {not found["not"] for found in denied.finditer(spoken)} if words.search(spoken) else set()
    return said.pop() if len(said) == 1 else None
