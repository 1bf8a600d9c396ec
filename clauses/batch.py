"""Many files, an outcome each: folders, archives, mails with what hangs on them, several files; a bad one never stops the rest."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, NamedTuple

from clauses import ingest, structure
from clauses.errors import NO_HINT, ClausesError, NotAContract, NoWords, UnknownName, UnreadableFile, why
from clauses.ingest.archives import Member, left_out, members
from clauses.ingest.content import Manner
from clauses.ingest.kinds import kind_of
from clauses.model import ContractReview, Problem, Review, Said, Side, Source
from clauses.review import Desk, Progress, review_source

Status = Literal["reviewed", "partial", "refused"]
_PLAINLY = Manner()


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one file.

    name: as the reader knows it, with the folder or archive that it lies in. reason: why it was refused, or what of it could
    not be read; nothing where all was reviewed.
    """

    name: str
    status: Status
    review: Review | None = None
    reason: Said = NO_HINT

    @property
    def title(self) -> Said:
        return _joined([Said(title, title) if (title := c.facts.contract.title) else Said("（无标题）", "(untitled)") for c in self._contracts])

    @property
    def score(self) -> int | None:
        """The score of the file's riskiest contract, None where none was reviewed."""
        return max((c.score.total for c in self._contracts), default=None)

    def count(self, severity: str) -> int:
        """How many findings of this severity its contracts have."""
        return sum(finding.severity == severity for c in self._contracts for finding in c.findings)

    @property
    def _contracts(self) -> tuple[ContractReview, ...]:
        return self.review.contracts if self.review else ()


def outcomes(
    paths: Iterable[Path], desk: Desk, *, side: Side = "customer", template: str | None = None, manner: Manner = _PLAINLY, starting: Callable[[str], None] | None = None
) -> Iterator[Outcome]:
    """The outcome of every file, as soon as it is there.

    Args:
        paths: files, folders (with all that lies in them), archives, mails.
        desk: library, encoder, classifier.
        side: customer or carrier.
        template: the id of the standard to compare with; None picks the fitting one for each.
        manner: how each is read.
        starting: called with a file's name before it is read.

    Raises:
        UnknownName: no such side or template.
    """
    for name, path, refusal in files(paths):
        try:
            if refusal:
                raise refusal
            content = ingest.load(path)
        except ClausesError as refusal:
            yield Outcome(name=name, status="refused", reason=refusal.line)
            continue
        yield from outcomes_within(name, content, desk, side=side, template=template, manner=manner, starting=starting)


def outcomes_within(
    name: str, content: bytes, desk: Desk, *, side: Side = "customer", template: str | None = None, manner: Manner = _PLAINLY, starting: Callable[[str], None] | None = None
) -> Iterator[Outcome]:
    """`outcomes` of one file whose bytes are here, and of all that it holds."""
    for member in members(name, content):
        if starting:
            starting(member.name)
        outcome = outcome_of(member, desk, side=side, template=template, manner=manner)
        if outcome is not None:
            yield outcome


class Found(NamedTuple):
    """A file with its name, or a folder that could not be opened and why."""

    name: str
    path: Path
    refusal: UnreadableFile | None = None


def files(paths: Iterable[Path]) -> Iterator[Found]:
    """Every file, folders opened, each once; what a system or a program left in a folder is passed over."""
    seen: set[str] = set()
    for path in map(Path, paths):
        for found in _within(path) if os.path.isdir(path) else [Found(path.name, path)]:
            if (real := os.path.realpath(found.path)) not in seen or found.refusal:
                seen.add(real)
                yield found


def only_contract(name: str, content: bytes, manner: Manner = _PLAINLY) -> Source:
    """The one contract that the file is or holds, as read; what else it holds is named as a problem.

    A file that holds no others is read whatever it says. Pictures are looked into only where nothing else is a contract.

    Raises:
        UnreadableFile: the file cannot be read, or holds several contracts.
        NotAContract: it holds others, and none of them is a contract.
    """
    if not content or kind_of(name, content) not in ("zip", "eml"):
        return ingest.read_bytes(name, content, manner)
    held = list(members(name, content))
    if len(held) == 1 and held[0].name == name and held[0].refusal is None:
        return ingest.read_bytes(name, content, manner)
    reasons: list[Said] = []
    found: list[tuple[Member, Source]] = []
    for pictures in (False, True):
        for member in held if not found else ():
            try:
                if _is_picture(member) == pictures:
                    found.append((member, _contract(member, manner)))
            except ClausesError as refusal:
                reasons.append(refusal.line)
    if not found:
        raise NotAContract(Said(f"{name} 里没有可以审查的合同", f"{name} holds no contract that can be reviewed"), _joined(reasons[:3]) if reasons else Said("请直接选择合同文件", "choose the contract's file itself"))
    if len(found) > 1:
        several = _few([member for member, _ in found])
        raise UnreadableFile(Said(f"{name} 里有 {len(found)} 份合同：{several.zh}", f"{name} holds {len(found)} contracts: {several.en}"), Said("请用批量审查（clauses batch），或解压后逐份审查", "review them together (clauses batch), or unpack them and review them one by one"))
    chosen, source = found[0]
    others = [member for member in held if member is not chosen and not member.attachments]
    passed_over = Problem.of(stage="read", kind="other_files", said=Said(f"{name} 里另有 {len(others)} 个文件未纳入审查：{_few(others).zh}", f"Other files in {name} ({len(others)}) were not reviewed: {_few(others).en}"))
    return replace(source, problems=(*source.problems, passed_over)) if others else source


def _within(folder: Path) -> Iterator[Found]:
    """The files of a folder, then those of its folders in order; a folder that cannot be opened is told in its place."""
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        name = here.relative_to(folder).as_posix() if here != folder else folder.name or str(folder)
        try:
            if here != folder and here.is_symlink():  # it may lead round in a circle, or out of what was to be reviewed
                raise UnreadableFile(Said(f"{name} 是指向别处的快捷链接，未打开", f"{name} is a link to another place and was not opened"), Said("请直接选择它指向的文件夹", "choose the folder that it points to"))
            entries = sorted((entry for entry in os.scandir(here) if not left_out(entry.name)), key=lambda entry: entry.name)
        except OSError as error:
            cause = _why(error)
            yield Found(name, here, UnreadableFile(Said(f"文件夹无法打开：{name}（{cause.zh}），其中的文件未审查", f"The folder {name} cannot be opened ({cause.en}); the files in it were not reviewed"), Said("请检查后重新审查这个文件夹", "check the folder and review it again")))
            continue
        except UnreadableFile as refusal:
            yield Found(name, here, refusal)
            continue
        folders = [entry for entry in entries if entry.is_dir()]
        yield from (Found((here / entry.name).relative_to(folder).as_posix(), here / entry.name) for entry in entries if entry not in folders)
        waiting += [here / entry.name for entry in reversed(folders)]


def _why(error: OSError) -> Said:
    if isinstance(error, PermissionError):
        return Said("没有权限", "no permission")
    return Said("已不存在", "it is no longer there") if isinstance(error, FileNotFoundError) else why(error, Said("读取出错", "it could not be read"))


def outcome_of(member: Member, desk: Desk, *, side: Side = "customer", template: str | None = None, manner: Manner = _PLAINLY, progress: Progress | None = None) -> Outcome | None:
    """What became of the file; None for a mail that only carries others.

    Raises:
        UnknownName: no such side or template.
    """
    try:
        if member.refusal:
            raise member.refusal
        review = review_source(_source(member, manner), desk, side=side, template=template, progress=progress)
    except UnknownName:
        raise
    except ClausesError as refusal:
        only_carries = member.attachments and isinstance(refusal, (NotAContract, NoWords))
        return None if only_carries else Outcome(name=member.name, status="refused", reason=refusal.line)
    except Exception as error:  # a fault of this program; the other files are still to be reviewed
        return Outcome(name=member.name, status="refused", reason=Said(f"审查时程序出错（{type(error).__name__}），请单独审查这份文件", f"The program failed during the review ({type(error).__name__}); review this file by itself"))
    if review.problems:
        return Outcome(name=member.name, status="partial", review=review, reason=_joined([Said(problem.message, problem.said("en")) for problem in review.problems]))
    return Outcome(name=member.name, status="reviewed", review=review)


def _source(member: Member, manner: Manner) -> Source:
    """The file as read; of a mail it is no problem that its attachments were not read with it: they follow."""
    source = ingest.read_bytes(member.name, member.content, manner)
    return replace(source, problems=tuple(p for p in source.problems if p.kind != "attachments")) if member.attachments else source


def _is_picture(member: Member) -> bool:
    return member.refusal is None and bool(member.content) and kind_of(member.name, member.content) == "image"


def _contract(member: Member, manner: Manner) -> Source:
    if member.refusal:
        raise member.refusal
    source = _source(member, manner)
    structure.refuse_what_is_none(source, structure.split(source))
    return source


def _few(some: list[Member]) -> Said:
    names = [Path(member.name).name for member in some[:3]]
    more = len(some) > 3
    return Said("、".join(names) + (" 等" if more else ""), ", ".join(names) + (" and others" if more else ""))


def _joined(reasons: Sequence[Said]) -> Said:
    return Said("；".join(reason.zh for reason in reasons), "; ".join(reason.en for reason in reasons))
