"""How long a file may take: a clock that is started with it and asked on the way."""

from __future__ import annotations

from time import monotonic

from clauses.errors import UnreadableFile
from clauses.ingest.content import LONGEST
from clauses.model import Said


class Clock:
    """Runs from the moment it is made."""

    def __init__(self, name: str, longest: float = LONGEST) -> None:
        self._name = name
        self._longest = longest
        self._end = monotonic() + longest

    def check(self) -> None:
        """Nothing happens while there is time.

        Raises:
            UnreadableFile: the file has taken longer than it may.
        """
        if monotonic() > self._end:
            raise UnreadableFile(Said(f"{self._name} 读取超过 {self._longest:g} 秒，已停止", f"{self._name} took more than {self._longest:g} seconds to read and was stopped"), Said("文件过大或结构异常，请用 Word 或 WPS 打开后另存，或拆分后再审查", "it is too large or oddly built; open it in Word or WPS and save it anew, or split it"))
