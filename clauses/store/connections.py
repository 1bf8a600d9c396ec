"""Connections to the store's file: what each is told first, and when its transaction begins."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

FILE = "matters.db"
WAIT = 30.0  # seconds for another that is writing
AT_ONCE = 8  # connections that stay open; more are opened while they are needed
MORE = 56


def connect(folder: Path) -> Engine:
    """The engine of the store in that folder; its file is there, readable by its owner alone.

    A transaction that writes (`execution_options(writes=True)`) begins by waiting for its turn, so that what it reads is what it
    changes. What is committed is on the disk.

    Raises:
        OSError: the folder or the file cannot be made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / FILE
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    engine = create_engine(
        URL.create("sqlite", database=str(file)), connect_args={"timeout": WAIT, "check_same_thread": False}, pool_size=AT_ONCE, max_overflow=MORE, pool_timeout=2 * WAIT
    )
    event.listen(engine, "connect", _tell)
    event.listen(engine, "begin", _begin)
    return engine


def _tell(connection: Any, record: Any) -> None:
    connection.isolation_level = None  # transactions begin where `_begin` says so, not where the driver thinks
    cursor = connection.cursor()
    for told in ("foreign_keys=ON", "synchronous=FULL", "secure_delete=ON", "trusted_schema=OFF"):
        cursor.execute(f"PRAGMA {told}")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")
