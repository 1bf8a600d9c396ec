"""The files of the contracts, each stored once under the sha256 of its bytes, read-only.

A file is written beside its place and moved there when it is whole, so that a place holds the whole file or none. The name
by which the user knows it is no part of any path.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from pathlib import Path

from clauses.model import Said
from clauses.store.refusals import Damaged

UNFINISHED = ".part"
OLD = 3600.0  # seconds after which what was not finished is nobody's any more


class Files:
    """The files below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where the file of that hash is, or would be."""
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise ValueError(f"no sha256: {sha256!r}")
        return self.folder / sha256[:2] / sha256

    def put(self, content: bytes, sha256: str) -> None:
        """The file is on the disk, whole, whatever becomes of the process.

        Raises:
            OSError: it cannot be written.
        """
        path = self.path(sha256)
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256:
            return
        for folder in (self.folder, path.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = path.with_name(f"{UNFINISHED}-{os.getpid()}-{secrets.token_hex(6)}")
        try:
            with open(unfinished, "xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            unfinished.chmod(0o444)
            os.replace(unfinished, path)
        finally:
            unfinished.unlink(missing_ok=True)
        _settled(path.parent)
        _settled(self.folder)

    def holds(self, sha256: str) -> bool:
        """Whether there is a file of that hash."""
        return self.path(sha256).is_file()

    def get(self, sha256: str) -> bytes:
        """The file's bytes, the very ones that were stored.

        Raises:
            Damaged: it is gone, or its bytes are others.
        """
        try:
            content = self.path(sha256).read_bytes()
        except FileNotFoundError as error:
            raise Damaged(Said("存档中的合同文件不见了", "The contract's file is missing from the store"), Said("审查结果和决定仍在；需要原文件的，请重新上传同一个文件", "the review and the decisions are still there; if you need the file, upload the same file again")) from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise Damaged(Said("存档中的合同文件与存入时不一致，可能已损坏或被改动", "The contract's file in the store is not as it was stored; it may have been damaged or altered"), Said("审查结果和决定仍在；请用备份恢复，或重新上传同一个文件", "the review and the decisions are still there; restore the file from a backup, or upload the same file again"))
        return content

    def drop(self, sha256: str) -> None:
        """The file is gone, and its folder where it was the last in it."""
        path = self.path(sha256)
        if os.name == "nt" and path.exists():
            path.chmod(0o600)
        path.unlink(missing_ok=True)
        if path.parent.is_dir() and not any(path.parent.iterdir()):
            path.parent.rmdir()

    def old(self) -> set[str]:
        """The hashes of the files that were put an hour ago or earlier."""
        found = [path for path in self.folder.glob("??/*") if len(path.name) == 64]
        return {path.name for path in found if time.time() - path.stat().st_mtime > OLD}

    def sweep(self) -> None:
        """What a killed process left unfinished an hour ago or longer is gone."""
        for left in self.folder.glob(f"*/{UNFINISHED}-*"):
            if time.time() - left.stat().st_mtime > OLD:
                left.unlink(missing_ok=True)


def _settled(folder: Path) -> None:
    """The folder's own entries are on the disk; a system that cannot say so (Windows) sees to it itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
