"""Files that the browser fetches after they were made at a click: they stay until it has.

Streamlit lets go of such a file when two runs of any session have ended since; where twenty work at once that is sooner than the
browser comes.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from streamlit import runtime

KEPT = 24  # files made lately, of all sessions
_turn = count()


def fetched(make: Callable[[], bytes], name: str, mime: str) -> Callable[[], bytes]:
    """`make`, what it makes being kept to be fetched under that name until so many others were made."""

    def made() -> bytes:
        content = make()
        if runtime.exists():
            runtime.get_instance().media_file_mgr.add(content, mime, f"fetched-{next(_turn) % KEPT}", file_name=name, is_for_static_download=True)
        return content

    return made
