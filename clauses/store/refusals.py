"""What keeps the store from doing what was asked: each a `ClausesError` that says what to do."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from clauses.errors import ClausesError
from clauses.model import Decision, Said

LOOK = Said("请查看最新的决定后再作判断", "look at the latest decision before you decide")
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class StoreError(ClausesError):
    """The store cannot do what was asked; what it holds is as it was."""


class Locked(StoreError):
    """Another program holds the store for longer than can be waited."""


class Damaged(StoreError):
    """The database or a stored file is not what was written."""


class Full(StoreError):
    """Nothing more can be written to the disk."""


class Newer(StoreError):
    """A later version of the program has written the store."""


class Forbidden(StoreError):
    """The folder may not be read or written."""


class NotStored(StoreError):
    """There is no such matter, round, finding or decision."""


class Overtaken(StoreError):
    """Others decided meanwhile on what was to be decided; nothing was stored."""

    def __init__(self, others: Sequence[Decision], message: Said | None = None, hint: Said = LOOK) -> None:
        who = tuple(dict.fromkeys(d.by for d in others if d.by))
        told = Said(f"{'、'.join(who) or '他人'}刚刚对这一项作出了决定，您的决定未保存", f"{', '.join(who) or 'Someone else'} has just decided on this finding; your decision was not saved")
        super().__init__(message or told, hint)
        self.others = tuple(others)


@contextmanager
def refusing(folder: Path) -> Iterator[None]:
    """What SQLite or the disk refuses is told in one line.

    Raises:
        Locked, Damaged, Full, Forbidden, StoreError: as the case is.
    """
    try:
        yield
    except PoolTimeout as error:
        raise _locked() from error
    except DBAPIError as error:
        raise (_refusal(error.orig, folder) if isinstance(error.orig, sqlite3.Error) else error) from error
    except sqlite3.Error as error:
        raise _refusal(error, folder) from error
    except OSError as error:
        raise _of_the_disk(error, folder) from error


def _refusal(error: sqlite3.Error, folder: Path) -> StoreError:
    code = getattr(error, "sqlite_errorcode", 0) or 0
    name = str(getattr(error, "sqlite_errorname", ""))
    kind = code & 0xFF
    if kind in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return _locked()
    if kind in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return damaged(folder)
    if kind == sqlite3.SQLITE_FULL or name in ("SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC", "SQLITE_IOERR_TRUNCATE", "SQLITE_IOERR_SHMSIZE"):
        return _full()
    if kind in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH):
        return _forbidden(folder)
    if kind == sqlite3.SQLITE_IOERR:
        return StoreError(Said(f"读写存档时磁盘出错：{folder}", f"The disk failed while the store was read or written: {folder}"), Said("请检查磁盘后重试；此前已存的内容不受影响", "check the disk and try again; what was stored before is unharmed"))
    if "no such module" in str(error):
        return StoreError(Said("本机的 SQLite 不带全文检索（FTS5），存档无法使用", "SQLite on this machine lacks full-text search (FTS5); the store cannot be used"), Said("请换用官方发布的 Python 3.11", "use an official release of Python 3.11"))
    if "no such table" in str(error) or "no such column" in str(error):
        return damaged(folder)
    return StoreError(Said(f"存档出错（{name or type(error).__name__}）", f"The store failed ({name or type(error).__name__})"), Said("请重试；如仍不行，请重新启动程序", "try again; if that does not help, restart the program"))


def _of_the_disk(error: OSError, folder: Path) -> StoreError:
    if error.errno in _FULL:
        return _full()
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.EISDIR):
        return _forbidden(folder)
    return StoreError(Said(f"读写存档文件夹时出错（{error.strerror or type(error).__name__}）：{folder}", f"The store's folder cannot be read or written ({error.strerror or type(error).__name__}): {folder}"), Said("请检查磁盘后重试；此前已存的内容不受影响", "check the disk and try again; what was stored before is unharmed"))


def damaged(folder: Path) -> Damaged:
    return Damaged(Said(f"存档已损坏或不是本程序的存档：{folder}", f"The store is damaged or not this program's: {folder}"), Said("文件未作任何改动；请用备份恢复，或把这个文件夹移到别处后重新开始", "nothing was changed; restore it from a backup, or move the folder away and begin anew"))


def _locked() -> Locked:
    return Locked(Said("存档正被另一个程序占用，未能保存", "Another program is using the store; nothing was saved"), Said("请稍后重试；如仍不行，请关闭其他正在使用存档的程序", "try again in a moment; if that does not help, close the other programs that use the store"))


def _full() -> Full:
    return Full(Said("磁盘空间不足，未能保存", "The disk is full; nothing was saved"), Said("请清理磁盘后重试；此前已存的内容不受影响", "free some space and try again; what was stored before is unharmed"))


def _forbidden(folder: Path) -> Forbidden:
    return Forbidden(Said(f"没有权限读写存档文件夹：{folder}", f"The store's folder may not be read or written: {folder}"), Said("请检查这个文件夹的权限，或用环境变量 CLAUSES_HOME 指定另一个文件夹", "check the folder's permissions, or name another folder in the environment variable CLAUSES_HOME"))
