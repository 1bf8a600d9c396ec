"""Many files, an outcome each: folders, archives, mails with what hangs on them, several files; a bad one never stops the rest."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, NamedTuple

from clauses import ingest, structure
from clauses.errors import ClausesError, NotAContract, NoWords, UnknownName, UnreadableFile
from clauses.ingest.archives import Member, left_out, members
from clauses.ingest.content import Manner
from clauses.ingest.kinds import kind_of
from clauses.model import ContractReview, Problem, Review, Side, Source
from clauses.review import Desk, Progress, review_source

Status = Literal["reviewed", "partial", "refused"]
_PLAINLY = Manner()


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one file.

    name: as the reader knows it, with the folder or archive that it lies in. reason: why it was refused, or what of it could
    not be read; "" where all was reviewed.
    """

    name: str
    status: Status
    review: Review | None = None
    reason: str = ""

    @property
    def title(self) -> str:
        return "；".join(c.facts.contract.title or "（无标题）" for c in self._contracts)

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
            yield Outcome(name=name, status="refused", reason=str(refusal))
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
    reasons: list[str] = []
    found: list[tuple[Member, Source]] = []
    for pictures in (False, True):
        for member in held if not found else ():
            try:
                if _is_picture(member) == pictures:
                    found.append((member, _contract(member, manner)))
            except ClausesError as refusal:
                reasons.append(str(refusal))
    if not found:
        raise NotAContract(f"{name} 里没有可以审查的合同", "；".join(reasons[:3]) or "请直接选择合同文件")
    if len(found) > 1:
        raise UnreadableFile(f"{name} 里有 {len(found)} 份合同：{_few([member for member, _ in found])}", "请用批量审查（clauses batch），或解压后逐份审查")
    chosen, source = found[0]
    others = [member for member in held if member is not chosen and not member.attachments]
    passed_over = Problem(stage="read", kind="other_files", message=f"{name} 里另有 {len(others)} 个文件未纳入审查：{_few(others)}")
    return replace(source, problems=(*source.problems, passed_over)) if others else source


def _within(folder: Path) -> Iterator[Found]:
    """The files of a folder, then those of its folders in order; a folder that cannot be opened is told in its place."""
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        name = here.relative_to(folder).as_posix() if here != folder else folder.name or str(folder)
        try:
            if here != folder and here.is_symlink():  # it may lead round in a circle, or out of what was to be reviewed
                raise UnreadableFile(f"{name} 是指向别处的快捷链接，未打开", "请直接选择它指向的文件夹")
            entries = sorted((entry for entry in os.scandir(here) if not left_out(entry.name)), key=lambda entry: entry.name)
        except OSError as error:
            yield Found(name, here, UnreadableFile(f"文件夹无法打开：{name}（{_why(error)}），其中的文件未审查", "请检查后重新审查这个文件夹"))
            continue
        except UnreadableFile as refusal:
            yield Found(name, here, refusal)
            continue
        folders = [entry for entry in entries if entry.is_dir()]
        yield from (Found((here / entry.name).relative_to(folder).as_posix(), here / entry.name) for entry in entries if entry not in folders)
        waiting += [here / entry.name for entry in reversed(folders)]


def _why(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "没有权限"
    return "已不存在" if isinstance(error, FileNotFoundError) else error.strerror or "读取出错"


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
        return None if only_carries else Outcome(name=member.name, status="refused", reason=str(refusal))
    except Exception as error:  # a fault of this program; the other files are still to be reviewed
        return Outcome(name=member.name, status="refused", reason=f"审查时程序出错（{type(error).__name__}），请单独审查这份文件")
    if review.problems:
        return Outcome(name=member.name, status="partial", review=review, reason="；".join(problem.message for problem in review.problems))
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


def _few(some: list[Member]) -> str:
    return "、".join(Path(member.name).name for member in some[:3]) + (" 等" if len(some) > 3 else "")
