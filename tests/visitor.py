"""A visitor of the running app without a browser: speaks Streamlit's own protocol, keeps what stands on the page, clicks and types.

Twenty of them are light enough for one machine. What a browser does of itself is done here too: the values of all fields go with
every click, a fragment that draws itself anew does so (`watch`), and what an earlier run drew and the last did not is gone.
"""

from __future__ import annotations

import http.client
import json
import re
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

EVENTS = "$$STREAMLIT_INTERNAL_KEY_{id}__events"
TYPED = ("text_area", "text_input", "selectbox")


class Gone(Exception):
    """The server is not there any more."""


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """An element on the page: by which run, in which fragment."""

    element: Element
    run: str
    fragment: str

    @property
    def kind(self) -> str:
        return str(self.element.WhichOneof("type"))

    @property
    def widget(self) -> Any:
        return getattr(self.element, self.kind)

    @property
    def words(self) -> str:
        """What a reader sees of it, markup and all."""
        if self.kind == "html":
            return str(self.element.html.body)
        if self.kind == "alert":
            return str(self.element.alert.body)
        if self.kind == "bidi_component":
            return str(json.loads(self.element.bidi_component.json or "{}").get("html", ""))
        return ""


class Visitor:
    """One session at the app. Not for several threads."""

    def __init__(self, address: str, *, query: str = "", patience: float = 60.0) -> None:
        """The first page is drawn.

        Raises:
            Gone: the server does not answer.
        """
        self.address, self.patience, self.query = address, patience, query
        self.page: dict[tuple[int, ...], Drawn] = {}
        self.values: dict[str, WidgetState] = {}
        self.pages: dict[str, str] = {}
        self.errors: list[str] = []
        self.taken: list[tuple[str, float]] = []  # what was waited for, and how long
        self._known: dict[str, ForwardMsg] = {}
        self._again: dict[str, tuple[float, float]] = {}
        self._answers: dict[str, ForwardMsg] = {}
        self._run = self._script = self.session = ""
        self._running, self._begun, self._awaited = False, 0, 0
        self._fragments: tuple[str, ...] = ()
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=patience) as told:
                self._cookie = str(told.headers.get("Set-Cookie", "")).partition(";")[0]
            headers = {"Cookie": self._cookie, "Origin": address}
            self._wire = connect(address.replace("http", "ws", 1) + "/_stcore/stream", subprotocols=["streamlit"], additional_headers=headers, max_size=None, open_timeout=patience, compression=None, legacy=True)  # type: ignore[list-item]
        except (OSError, TimeoutError, ConnectionClosed) as error:
            raise Gone(str(error)) from error
        self._rerun("open")

    def close(self) -> None:
        """The page is closed, as a browser's tab is."""
        self._wire.close()

    def vanish(self) -> None:
        """The line is cut."""
        self._wire.socket.close()

    # -- what is on the page --------------------------------------------------------------------------------------------

    def named(self, key: str) -> Drawn | None:
        """The widget of that key; None where it is not on the page."""
        return next((d for d in self.page.values() if d.kind != "None" and _key(d) == key), None)

    def starting(self, key: str) -> Drawn | None:
        """The widget whose key begins so."""
        return next((d for d in self.page.values() if d.kind != "None" and _key(d).startswith(key)), None)

    @property
    def words(self) -> str:
        """All that stands on the page as markup."""
        return "\n".join(d.words for _, d in sorted(self.page.items()))

    def picks(self, key: str) -> list[str]:
        """What can be clicked in the pane of that key."""
        pane = self.named(key)
        return re.findall(r'data-pick="([^"]*)"', pane.words) if pane else []

    # -- what a reader does ---------------------------------------------------------------------------------------------

    def click(self, key: str, *, wait: bool = True, haste: bool = False) -> None:
        """The button of that key (one that ends in "-": whose key begins so) is clicked, and the page is drawn."""
        button = self.starting(key) if key.endswith("-") else self.named(key)
        assert button is not None, f"no {key} on the page"
        assert not button.widget.disabled, f"{key} cannot be clicked"
        self._rerun(key, WidgetState(id=button.widget.id, trigger_value=True), button.fragment, wait=wait, haste=haste)

    def pick(self, key: str, place: str, *, wait: bool = True) -> None:
        """The place in the pane of that key is clicked."""
        pane = self.named(key)
        assert pane is not None, f"no {key} on the page"
        told = json.dumps([{"event": "pick", "value": place}])
        self._rerun(key, WidgetState(id=EVENTS.format(id=pane.widget.id), json_trigger_value=told), pane.fragment, wait=wait)

    def type(self, field: Drawn, words: str) -> None:
        """The field holds the words; they are told with the next click, as those of a form are."""
        self.values[field.widget.id] = WidgetState(id=field.widget.id, string_value=words)

    def enter(self, key: str, words: str) -> None:
        """The words are typed into the field and it is left: the page is drawn."""
        field = self.named(key)
        assert field is not None, f"no {key} on the page"
        self.type(field, words)
        self._rerun(key, None, field.fragment)

    def choose(self, key: str, place: int) -> None:
        """The option at that place of a row of choices is chosen."""
        row = self.named(key)
        assert row is not None, f"no {key} on the page"
        chosen = WidgetState(id=row.widget.id)
        chosen.string_array_value.data.append(row.widget.options[place].content)
        self.values[row.widget.id] = chosen
        self._rerun(key, None, row.fragment)

    def visit(self, page: str, *, wait: bool = True) -> None:
        """The page of that name is open."""
        self._script, self.query = self.pages[page], ""
        self._rerun(page, wait=wait)

    def reload(self, query: str) -> None:
        """The page that the address with that query leads to is open, in the same session."""
        self.query = query
        self._rerun("address")

    def upload(self, key: str, name: str, content: bytes, *, wait: bool = True) -> None:
        """The file lies in the field for files, and what comes of it is on the page."""
        field = self.starting(key)
        assert field is not None, f"no {key} on the page"
        ask = BackMsg()
        ask.file_urls_request.request_id, ask.file_urls_request.session_id = uuid.uuid4().hex, self.session
        ask.file_urls_request.file_names.append(name)
        urls = self._asked(ask, ask.file_urls_request.request_id).file_urls_response.file_urls[0]
        mark = uuid.uuid4().hex
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{urls.file_id}"; filename="{name}"\r\nContent-Type: application/octet-stream\r\n\r\n'
        token = self._cookie.partition("=")[2].strip('"')
        headers = {"Content-Type": f"multipart/form-data; boundary={mark}", "Cookie": self._cookie, "X-Xsrftoken": token}
        self.fetch(urls.upload_url, method="PUT", headers=headers, content=head.encode() + content + f"\r\n--{mark}--\r\n".encode())
        held = WidgetState(id=field.widget.id)
        held.file_uploader_state_value.uploaded_file_info.add(file_id=urls.file_id, name=name, size=len(content), file_urls=urls)
        self.values[field.widget.id] = held
        self._rerun("upload", None, field.fragment, wait=wait)

    def download(self, key: str) -> bytes:
        """What the button hands over, made at its click; b"" where it failed."""
        begun = time.perf_counter()
        url = self.made(key)
        content = self.fetch(url) if url else b""
        self.taken.append((key, time.perf_counter() - begun))
        return content

    def made(self, key: str) -> str:
        """The address of what the button hands over, which is made; "" where it failed."""
        button = self.named(key)
        assert button is not None, f"no {key} on the page"
        if not button.widget.deferred_file_id:
            return str(button.widget.url)
        ask = BackMsg()
        request = ask.backend_operation_request
        request.request_id, request.session_id, request.deferred_file.file_id = uuid.uuid4().hex, self.session, button.widget.deferred_file_id
        told = self._asked(ask, request.request_id).backend_operation_response
        if told.error_msg:
            self.errors.append(f"{key}: {told.error_msg}")
        return str(told.deferred_file.url)

    def watch(self, seconds: float, until: Callable[[], bool] = lambda: False) -> bool:
        """The page is looked at for so long, fragments that draw themselves anew do so; whether what was waited for came."""
        end = time.monotonic() + seconds
        while not until():
            now = time.monotonic()
            due = [(at, id) for id, (at, _) in self._again.items()]
            if due and min(due)[0] <= now and not self._busy:
                self.look_again(min(due)[1])
                continue
            if now >= end:
                return False
            self._hear(max(0.005, min([end, *(at for at, _ in due if not self._busy)]) - now))
        return True

    def calm(self, seconds: float = 2.0) -> None:
        """Nothing has come for so long; what was asked in haste is answered, or never will be."""
        until = time.monotonic() + self.patience
        while self._hear(seconds) or self._running:
            assert time.monotonic() < until, "the page does not come to rest"
        self._awaited = self._begun

    def look_again(self, fragment: str = "") -> None:
        """The fragment that draws itself anew is asked for, before its time; what it draws is not waited for: see `calm`."""
        fragment = fragment or next(iter(self._again))
        every = self._again[fragment][1]
        self._again[fragment] = (time.monotonic() + every, every)
        self._send(self._state(None, fragment, auto=True))

    def settle(self) -> None:
        """What was asked is drawn.

        Raises:
            TimeoutError: it takes longer than the visitor's patience.
        """
        until = time.monotonic() + self.patience
        while self._busy:
            if time.monotonic() > until:
                raise TimeoutError("the page is not drawn")
            self._hear(1.0)

    @property
    def _busy(self) -> bool:
        """What was asked is not drawn yet."""
        return self._running or self._begun < self._awaited

    # -- the line -------------------------------------------------------------------------------------------------------

    def _rerun(self, name: str, trigger: WidgetState | None = None, fragment: str = "", *, wait: bool = True, haste: bool = False) -> None:
        """haste: what was asked before is not waited for."""
        begun = time.perf_counter()
        if not haste:
            self.settle()
        self._send(self._state(trigger, fragment))
        if wait:
            self.settle()
            self.taken.append((name, time.perf_counter() - begun))

    def _state(self, trigger: WidgetState | None, fragment: str, *, auto: bool = False) -> BackMsg:
        told = BackMsg()
        state = told.rerun_script
        state.query_string, state.page_script_hash, state.fragment_id, state.is_auto_rerun = self.query, self._script, fragment, auto
        state.widget_states.widgets.extend(self.values.values())
        if trigger is not None:
            state.widget_states.widgets.append(trigger)
        state.cached_message_hashes.extend(self._known)
        state.context_info.timezone, state.context_info.locale, state.context_info.url = "Asia/Shanghai", "zh-CN", self.address
        return told

    def _send(self, told: BackMsg) -> None:
        if told.WhichOneof("type") == "rerun_script":
            self._awaited = self._begun + 1
        try:
            self._wire.send(told.SerializeToString())
        except (OSError, ConnectionClosed) as error:
            raise Gone(str(error)) from error

    def _hear(self, seconds: float) -> bool:
        """Whether anything came; it is heeded."""
        try:
            told = ForwardMsg.FromString(self._wire.recv(timeout=seconds, decode=False))
        except TimeoutError:
            return False
        except (OSError, ConnectionClosed) as error:
            raise Gone(str(error)) from error
        self._heed(told)
        return True

    def _asked(self, ask: BackMsg, id: str) -> ForwardMsg:
        self._send(ask)
        until = time.monotonic() + self.patience
        while id not in self._answers:
            if time.monotonic() > until:
                raise TimeoutError("no answer")
            self._hear(1.0)
        return self._answers.pop(id)

    def fetch(self, url: str, *, method: str = "GET", headers: dict[str, str] | None = None, content: bytes | None = None) -> bytes:
        """What lies at the address; b"" where the server refuses it."""
        try:
            with urllib.request.urlopen(urllib.request.Request(self.address + url, data=content, headers=headers or {}, method=method), timeout=self.patience) as told:
                return bytes(told.read())
        except urllib.error.HTTPError as error:
            self.errors.append(f"{method} {url}: {error.code} {error.read()[:200]!r}")
            return b""
        except (OSError, http.client.HTTPException) as error:
            raise Gone(str(error)) from error

    def _heed(self, told: ForwardMsg) -> None:
        kind = told.WhichOneof("type")
        if kind == "ref_hash":
            known = ForwardMsg()
            known.CopyFrom(self._known[told.ref_hash])
            known.metadata.CopyFrom(told.metadata)
            told, kind = known, "delta"
        elif told.metadata.cacheable:
            self._known[told.hash] = told
        if kind == "new_session":
            self._begin(told)
        elif kind == "delta":
            self._draw(told)
        elif kind == "script_finished":
            self._end(told)
        elif kind == "navigation":
            self.pages = {page.url_pathname or "review": page.page_script_hash for page in told.navigation.app_pages}
            self._script = told.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.query = told.page_info_changed.query_string
        elif kind == "auto_rerun":
            self._again[told.auto_rerun.fragment_id] = (time.monotonic() + told.auto_rerun.interval, told.auto_rerun.interval)
        elif kind == "stop_auto_rerun":
            for id in told.stop_auto_rerun.fragment_ids:
                self._again.pop(id, None)
        elif kind == "file_urls_response":
            self._answers[told.file_urls_response.response_id] = told
        elif kind == "backend_operation_response":
            self._answers[told.backend_operation_response.request_id] = told
        elif kind == "session_event" and told.session_event.WhichOneof("type") == "script_compilation_exception":
            self.errors.append("the script does not compile")

    def _begin(self, told: ForwardMsg) -> None:
        self.session = told.new_session.initialize.session_id or self.session
        self._run, self._fragments = told.metadata.run.script_run_id, tuple(told.metadata.run.fragment_ids)
        self._running = True
        self._begun += 1
        if not self._fragments:
            self._again.clear()

    def _draw(self, told: ForwardMsg) -> None:
        path, delta = tuple(told.metadata.delta_path), told.delta
        if delta.WhichOneof("type") != "new_element":
            self.page.pop(path, None)
            return
        self.page[path] = drawn = Drawn(element=delta.new_element, run=self._run, fragment=delta.fragment_id)
        if drawn.kind == "exception":
            self.errors.append(f"{drawn.widget.type}: {drawn.widget.message}")
        if drawn.kind in TYPED and drawn.widget.set_value:
            words = drawn.widget.raw_value if drawn.kind == "selectbox" else drawn.widget.value
            self.values[drawn.widget.id] = WidgetState(id=drawn.widget.id, string_value=words)

    def _end(self, told: ForwardMsg) -> None:
        """What the run did not draw is gone, unless another run follows at once."""
        run = told.metadata.run.script_run_id
        if run != self._run:
            return
        if told.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            return
        self._running = False
        fragments = self._fragments
        self.page = {path: d for path, d in self.page.items() if d.run == run or (fragments and d.fragment not in fragments)}
        if not fragments:
            shown = {str(getattr(d.widget, "id", "")) for d in self.page.values() if d.kind != "None"}
            self.values = {id: value for id, value in self.values.items() if id in shown}


def _key(drawn: Drawn) -> str:
    """The key that the program gave the widget: what follows mark and hash in its id."""
    return "-".join(str(getattr(drawn.widget, "id", "")).split("-")[2:])
