"""Versions on the disk: KIND/ID.yaml is in force, versions/KIND/ID/NUMBER.yaml are all that were ever saved.

A file is written beside its place, put on the disk and moved there whole. Who saves holds a lock of the system's, which
goes with its process, so that of two who save at once the second is told. A file that was changed by hand is kept as a version of
its own before another takes its place.
"""

from __future__ import annotations

import getpass
import hashlib
import os
import re
import secrets
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import yaml

from clauses.editions.contents import Content, read_content, written
from clauses.errors import ClausesError, LibraryError
from clauses.library import BUNDLED, SIDES, Edition, check_playbook, check_standard, edition_of, unknown
from clauses.model import Playbook, Said, Template

Kind = Literal["templates", "playbooks"]
KINDS: tuple[Kind, ...] = ("templates", "playbooks")
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST = 60  # characters of an id, which names a file
WAIT = 5.0  # seconds for another who is saving
NOT_WRITABLE = Said("请确认该文件夹可写、磁盘未满，然后再保存；您填写的内容还在", "make sure that the folder can be written and the disk is not full, then save again; what you typed is still there")


class Overtaken(ClausesError):
    """Another saved a version meanwhile; nothing was written."""


@dataclass(frozen=True, kw_only=True)
class Held:
    """What is in force: the file's text, its content, and a mark that any change of it changes; "" where it is bundled."""

    text: str
    content: Content
    mark: str
    edition: Edition | None = None


@dataclass(frozen=True, kw_only=True)
class Version:
    """A version that can be read and taken up again; number 0 is the bundled one. by_hand: saved by no one, found as a file."""

    edition: Edition
    text: str
    in_force: bool
    by_hand: bool = False

    @property
    def mark(self) -> str:
        """The mark that it has while it is in force; "" of the bundled one."""
        return _mark(self.text if self.edition.number else None)


def in_force(kind: Kind, id: str, folder: Path) -> Held:
    """The standard or playbook as it stands: of a playbook the content holds only what differs from the bundled one.

    Raises:
        UnknownName: there is none of that id.
        ClausesError: its file cannot be read.
    """
    own = _own(kind, id, folder)
    if own is not None:
        return Held(text=own, content=_content(own), mark=_mark(own), edition=_edition(own))
    text = bundled(kind, id)
    if text is None:
        raise unknown(Said("标准", "standard") if kind == "templates" else Said("立场", "side"), id, [path.stem for path in (BUNDLED / kind).glob("*.yaml")])
    return Held(text=text, content=_content(text) if kind == "templates" else {"side": id}, mark="")


def bundled(kind: Kind, id: str) -> str | None:
    """The text of the bundled file; None where that id is the user's own."""
    path = BUNDLED / kind / f"{_checked(kind, id)}.yaml"
    return path.read_text(encoding="utf-8") if path.is_file() else None


def versions(kind: Kind, id: str, folder: Path) -> tuple[Version, ...]:
    """Every version, the latest first, the bundled one last.

    Raises:
        ClausesError: a file cannot be read.
    """
    own = _own(kind, id, folder)
    kept = {number: _read(path) for number, path in _numbered(kind, id, folder)}
    found = [_version(number, text, in_force=text == own) for number, text in kept.items()]
    if own is not None and own not in kept.values():
        found.append(_version(max(kept, default=0) + 1, own, in_force=True, at=_moment(_path(kind, id, folder).stat().st_mtime)))
    # Of two versions of the same words the later is the one that was taken up.
    held = max((v.edition.number for v in found if v.in_force), default=None)
    found = [v if v.edition.number == held or not v.in_force else Version(edition=v.edition, text=v.text, in_force=False, by_hand=v.by_hand) for v in found]
    first = bundled(kind, id)
    if first is not None:
        found.append(Version(edition=Edition(number=0), text=first, in_force=own is None))
    return tuple(sorted(found, key=lambda v: -v.edition.number))


def check(kind: Kind, id: str, content: Mapping[str, Any]) -> Template | Playbook:
    """What the content would be if it were saved, read as the library reads it.

    Raises:
        LibraryError: the library would refuse it; the message names file and line.
    """
    return checked_text(kind, id, written(content, Edition(number=1, date="-", author="-", note="-")))


def checked_text(kind: Kind, id: str, text: str) -> Template | Playbook:
    """The standard or the playbook that a text of a version holds.

    Raises:
        LibraryError: the library would refuse it.
    """
    if kind == "templates":
        return check_standard(text, id)
    return check_playbook(f"side: {id}\n" if text == bundled(kind, id) else text, id)


def save(kind: Kind, id: str, content: Mapping[str, Any], *, author: str, note: str, seen: str, folder: Path) -> Edition:
    """The content is in force as a new version, on the disk, and every former version stays.

    Args:
        kind: templates or playbooks.
        id: of the standard, or the side of the playbook.
        content: the whole standard; of a playbook only what differs from the bundled one.
        author: who changes it.
        note: why.
        seen: the mark of what was in force when the edit began; "" where none of the user's was.
        folder: the user's folder.

    Raises:
        LibraryError: the library would refuse it; nothing is written.
        Overtaken: another saved a version since `seen`; nothing is written.
        ClausesError: author or note is lacking, or the folder cannot be written.
    """
    _checked(kind, id)
    if not author.strip() or not note.strip():
        raise ClausesError(Said("请填写修改人", "Fill in who makes the change") if not author.strip() else Said("请填写修改说明", "Fill in what the change is for"), Said("版本记录须写明何人、为何修改", "the record of versions says who changed it and why"))
    check(kind, id, content)
    path = _path(kind, id, folder)
    try:
        with _alone(folder):
            own = _own(kind, id, folder)
            if _mark(own) != seen:
                raise _overtaken(kind, id, folder)
            kept = {number: _read(at) for number, at in _numbered(kind, id, folder)}
            number = max(kept, default=0) + 1
            if own is not None and own not in kept.values():
                _put(_numbered_path(kind, id, number, folder), own, new=True)
                number += 1
            edition = Edition(number=number, date=datetime.now(UTC).isoformat(timespec="seconds"), author=author.strip(), note=note.strip())
            text = written(content, edition)
            checked_text(kind, id, text)
            _put(_numbered_path(kind, id, number, folder), text, new=True)
            _put(path, text)
    except (OSError, sqlite3.Error) as error:
        raise ClausesError(Said(f"没有保存：无法写入 {path}", f"Not saved: {path} cannot be written"), NOT_WRITABLE) from error
    return edition


def add(id: str, content: Mapping[str, Any], *, author: str, note: str, folder: Path) -> Edition:
    """The content is in force as the first version of a standard of the user's own.

    Raises:
        ClausesError: there is a standard of that id, or as `save`.
    """
    if bundled("templates", id) is not None or _own("templates", id, folder) is not None:
        raise ClausesError(Said(f"已有名为“{id}”的标准", f"There already is a standard named “{id}”"), Said("请换一个编号，或把它存为该标准的新版本", "choose another id, or save it as a new version of that standard"))
    return save("templates", id, content, author=author, note=note, seen="", folder=folder)


def user_name() -> str:
    """The name by which the system knows who is at it."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a system without names of users
        return "reviewer"


def take_up(kind: Kind, id: str, number: int, *, author: str, note: str, seen: str, folder: Path) -> Edition:
    """A former version is in force again, as a new version with the same content; 0 is the bundled one.

    Raises:
        ClausesError: there is no such version, or as `save`.
    """
    former = next((v for v in versions(kind, id, folder) if v.edition.number == number), None)
    if former is None:
        raise ClausesError(Said(f"没有第 {number} 版", f"There is no version {number}"), Said("请刷新页面，再从版本列表中选择", "refresh the page and choose from the list of versions"))
    content: Content = {"side": id} if kind == "playbooks" and number == 0 else _content(former.text)
    return save(kind, id, content, author=author, note=note, seen=seen, folder=folder)


def stamp(folder: Path) -> tuple[tuple[str, int, int, int], ...]:
    """What changes whenever a file that the library reads of the user's folder does."""
    found = []
    for kind in KINDS:
        for path in sorted((folder / kind).glob("*.yaml")):
            try:
                about = path.stat()
            except OSError:
                continue
            found.append((f"{kind}/{path.name}", about.st_mtime_ns, about.st_size, about.st_ino))
    return tuple(found)


# -- files --------------------------------------------------------------------------------------------------------------


def _checked(kind: Kind, id: str) -> str:
    """The id, which names files and is therefore made of plain letters."""
    if kind == "playbooks" and id not in SIDES:
        raise unknown(Said("立场", "side"), id, SIDES)
    if not ID.fullmatch(id) or len(id) > LONGEST:
        raise ClausesError(Said(f"“{id}”不能作为标准的编号", f"“{id}” cannot be the id of a standard"), Said(f"请用小写字母、数字和连字符，不超过 {LONGEST} 个字符，如 my-circuit", f"use lower-case letters, digits and hyphens, {LONGEST} characters at most, such as my-circuit"))
    return id


def _path(kind: Kind, id: str, folder: Path) -> Path:
    return folder / kind / f"{_checked(kind, id)}.yaml"


def _numbered_path(kind: Kind, id: str, number: int, folder: Path) -> Path:
    return folder / "versions" / kind / _checked(kind, id) / f"{number}.yaml"


def _numbered(kind: Kind, id: str, folder: Path) -> Iterator[tuple[int, Path]]:
    for path in (folder / "versions" / kind / _checked(kind, id)).glob("*.yaml"):
        if path.stem.isascii() and path.stem.isdigit():
            yield int(path.stem), path


def _own(kind: Kind, id: str, folder: Path) -> str | None:
    path = _path(kind, id, folder)
    return _read(path) if path.is_file() else None


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LibraryError(Said(f"{path.name} 第 1 行：无法读取：{error}", f"{path.name}, line 1: cannot be read: {error}"), Said(f"请修好或移走 {path}", f"mend {path} or move it away")) from error


def _content(text: str) -> Content:
    try:
        return read_content(text)
    except (yaml.YAMLError, ValueError, AttributeError, TypeError):  # a file that was broken by hand: its text is kept, its content is none
        return {}


def _edition(text: str) -> Edition | None:
    try:
        return edition_of(text, "")
    except LibraryError:
        return None


def _version(number: int, text: str, *, in_force: bool, at: str = "") -> Version:
    edition = _edition(text)
    if edition is not None and edition.number == number:
        return Version(edition=edition, text=text, in_force=in_force)
    return Version(edition=Edition(number=number, date=at), text=text, in_force=in_force, by_hand=True)


def _mark(text: str | None) -> str:
    return "" if text is None else hashlib.sha256(text.encode()).hexdigest()


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def _overtaken(kind: Kind, id: str, folder: Path) -> Overtaken:
    latest = next((v for v in versions(kind, id, folder) if v.in_force), None)
    if latest is None or latest.edition.number == 0 or latest.by_hand:
        return Overtaken(Said("没有保存：文件在您编辑期间被改动或移走", "Not saved: the file was changed or moved while you were editing"), Said("您填写的内容还在；请先看现在的版本，再决定是否保存", "what you typed is still there; look at the present version before you save"))
    edition = latest.edition
    return Overtaken(Said(f"没有保存：{edition.author}在您编辑期间保存了第 {edition.number} 版（{edition.note}）", f"Not saved: {edition.author} saved version {edition.number} while you were editing ({edition.note})"), Said("您填写的内容还在；请先看新版本改了什么，再决定是否保存", "what you typed is still there; look at what the new version changes before you save"))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Within it nobody else saves, in this process or another; a process that ends lets go."""
    (folder / "versions").mkdir(mode=0o700, parents=True, exist_ok=True)
    with closing(sqlite3.connect(folder / "versions" / "lock.db", timeout=WAIT, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        yield
        lock.execute("ROLLBACK")


def _put(path: Path, text: str, *, new: bool = False) -> None:
    """The file is on the disk, whole; one that may not be there yet is not replaced."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if new and path.exists():
        raise FileExistsError(path)
    unfinished = path.with_name(f".{path.stem}-{os.getpid()}-{secrets.token_hex(6)}.part")
    try:
        with open(unfinished, "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
    if os.name != "nt":
        handle = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
