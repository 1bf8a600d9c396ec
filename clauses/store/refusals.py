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
from clauses.model import Decision

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

    def __init__(self, others: Sequence[Decision], message: str = "", hint: str = "请查看最新的决定后再作判断") -> None:
        who = "、".join(dict.fromkeys(d.by for d in others if d.by))
        super().__init__(message or f"{who or '他人'}刚刚对这一项作出了决定，您的决定未保存", hint)
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
        return StoreError(f"读写存档时磁盘出错：{folder}", "请检查磁盘后重试；此前已存的内容不受影响")
    if "no such module" in str(error):
        return StoreError("本机的 SQLite 不带全文检索（FTS5），存档无法使用", "请换用官方发布的 Python 3.11")
    if "no such table" in str(error) or "no such column" in str(error):
        return damaged(folder)
    return StoreError(f"存档出错（{name or type(error).__name__}）", "请重试；如仍不行，请重新启动程序")


def _of_the_disk(error: OSError, folder: Path) -> StoreError:
    if error.errno in _FULL:
        return _full()
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.EISDIR):
        return _forbidden(folder)
    return StoreError(f"读写存档文件夹时出错（{error.strerror or type(error).__name__}）：{folder}", "请检查磁盘后重试；此前已存的内容不受影响")


def damaged(folder: Path) -> Damaged:
    return Damaged(f"存档已损坏或不是本程序的存档：{folder}", "文件未作任何改动；请用备份恢复，或把这个文件夹移到别处后重新开始")


def _locked() -> Locked:
    return Locked("存档正被另一个程序占用，未能保存", "请稍后重试；如仍不行，请关闭其他正在使用存档的程序")


def _full() -> Full:
    return Full("磁盘空间不足，未能保存", "请清理磁盘后重试；此前已存的内容不受影响")


def _forbidden(folder: Path) -> Forbidden:
    return Forbidden(f"没有权限读写存档文件夹：{folder}", "请检查这个文件夹的权限，或用环境变量 CLAUSES_HOME 指定另一个文件夹")
