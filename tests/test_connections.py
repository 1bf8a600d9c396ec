"""The app listens on this machine's own address, speaks to nobody, asks for no name, and the page fetches nothing from elsewhere."""

from __future__ import annotations

import base64
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from clauses.ingest.word import office
from tests import scanning
from tests.test_browser import CHROMIUM, SAMPLE
from tests.watched import Watch, traceable, watched

ROOT = Path(__file__).resolve().parent.parent
ELSEWHERE = "192.0.2.1"  # RFC 5737: nobody's
PAGES = {"": ".line.on", "terms": "table", "dashboard": "h3", "standards": "h2", "history": "table"}  # and what is there once it is drawn
pytestmark = pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="the sockets of a process are told by Linux alone")


# -- the watch sees what it is to see -----------------------------------------------------------------------------------

# name (why the row is there), a program, what must be seen of it
PLANTED = [
    ("a page is fetched", f"import urllib.request\ntry: urllib.request.urlopen('http://{ELSEWHERE}/', timeout=0.5)\nexcept OSError: pass", ELSEWHERE),
    ("a name is asked for", "import socket\ntry: socket.getaddrinfo('statistics.example', 443)\nexcept OSError: pass", "statistics.example"),
    ("every address is listened on", "import socket, time\ns = socket.socket(); s.bind(('0.0.0.0', 0)); s.listen(); time.sleep(0.5)", "0.0.0.0"),
    ("a datagram is sent", f"import socket\ntry: socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('{ELSEWHERE}', 9))\nexcept OSError: pass", ELSEWHERE),
    ("a library that is not Python speaks", f"import ctypes, struct, time, socket\nc = ctypes.CDLL(None); s = c.socket(2, 2, 0)\nc.connect(s, struct.pack('=H', 2) + struct.pack('!H', 9) + socket.inet_aton('{ELSEWHERE}') + bytes(8), 16); time.sleep(0.5)", ELSEWHERE),
    ("a child of a child speaks", f"import subprocess, sys\nsubprocess.run([sys.executable, '-P', '-c', 'import socket; socket.socket(type=socket.SOCK_DGRAM).connect((\"{ELSEWHERE}\", 9))'])", ELSEWHERE),
    ("only this machine", "import socket, urllib.request\ns = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen()\nsocket.create_connection(('localhost', s.getsockname()[1]))", None),
]


@pytest.mark.parametrize(("program", "seen"), [row[1:] for row in PLANTED], ids=[row[0] for row in PLANTED])
def test_what_leaves_is_seen(program: str, seen: str | None, tmp_path: Path) -> None:
    with watched([sys.executable, "-c", program], tmp_path / "seen") as watch:
        watch.process.wait(30)
    outside = watch.outside()
    assert any(seen in line for line in outside) if seen else not outside, outside


@pytest.mark.skipif(not traceable(), reason="no strace on this machine, or none may be traced")
@pytest.mark.parametrize(("program", "seen"), [row[1:] for row in PLANTED if row[2] not in ("statistics.example",)], ids=[row[0] for row in PLANTED if row[2] not in ("statistics.example",)])
def test_strace_alone_sees_it(program: str, seen: str | None, tmp_path: Path) -> None:
    with watched([sys.executable, "-c", program], tmp_path / "seen", traced=True) as watch:
        watch.process.wait(30)
    outside = list(watch._traced())
    assert any(seen in line for line in outside) if seen else not outside, outside


# -- the app ------------------------------------------------------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def started(tmp_path: Path, *flags: str, cwd: Path = ROOT, script: Path | str = "app.py", traced: bool = False) -> Iterator[tuple[Watch, str]]:
    """The app as `make app` starts it, on a port of its own, by somebody with a screen who was never here before and answers whatever is asked."""
    home, port = tmp_path / "home", free_port()
    for folder in (home, tmp_path / "bin"):
        folder.mkdir(exist_ok=True)
    opener = tmp_path / "bin" / "xdg-open"  # would open the reader's own browser
    opener.write_text("#!/bin/sh\n")
    opener.chmod(0o755)
    env = {"HOME": str(home), "CLAUSES_HOME": str(tmp_path / "clauses"), "DISPLAY": ":0", "PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port), *flags]
    with watched(command, tmp_path / "seen", env=env, cwd=cwd, stdin=b"somebody@example.org\n", traced=traced) as watch:
        address = f"http://127.0.0.1:{port}"
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=1)
                break
            except OSError:
                time.sleep(0.2)
        yield watch, address


def knock(address: str, *, origin: str, host: str = "") -> str:
    """The first line of what the server says to a page of another site that asks for the app's stream."""
    server, _, port = address.removeprefix("http://").partition(":")
    key = base64.b64encode(os.urandom(16)).decode()
    asked = f"GET /_stcore/stream HTTP/1.1\r\nHost: {host or f'{server}:{port}'}\r\nOrigin: {origin}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
    with socket.create_connection((server, int(port)), timeout=20) as line:
        line.sendall(asked.encode())
        return line.recv(200).decode(errors="replace").partition("\r\n")[0]


@pytest.mark.slow
def test_a_first_start_asks_for_no_address_and_speaks_to_nobody(tmp_path: Path) -> None:
    with started(tmp_path) as (watch, _):
        time.sleep(1)
    printed = (tmp_path / "seen" / "printed").read_text(errors="replace")
    assert "127.0.0.1" in printed and "Email" not in printed and "statistics" not in printed
    assert watch.listening() == {"127.0.0.1"} and not watch.outside() and watch.pythons()
    assert not (tmp_path / "home" / ".streamlit" / "credentials.toml").exists()


@pytest.mark.slow
def test_from_another_folder_it_is_the_same(tmp_path: Path) -> None:
    """The folder that it is started from, and the reader's own, have other settings."""
    for folder in (tmp_path / "elsewhere" / ".streamlit", tmp_path / "home" / ".streamlit"):
        folder.mkdir(parents=True)
        (folder / "config.toml").write_text('[browser]\ngatherUsageStats = true\n[server]\naddress = "0.0.0.0"\nheadless = true\nshowEmailPrompt = true\n')
    with started(tmp_path, cwd=tmp_path / "elsewhere", script=ROOT / "app.py") as (watch, _):
        time.sleep(1)
    assert watch.listening() == {"127.0.0.1"} and not watch.outside()
    assert "statistics" not in (tmp_path / "seen" / "printed").read_text(errors="replace")


@pytest.mark.slow
def test_a_server_for_everyone_is_seen(tmp_path: Path) -> None:
    """What the tests above would say if the app listened on every address: it would also ask the world for its own."""
    with started(tmp_path, "--server.address", "0.0.0.0", "--server.headless", "true") as (watch, _):
        time.sleep(1)
    assert "0.0.0.0" in watch.listening() and any("checkip" in line for line in watch.outside())


@pytest.fixture
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="no Playwright on this machine")
    with sync_api.sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"])
        yield opened
        opened.close()


def asked_by(browser: Any) -> tuple[Any, list[str]]:
    """A page, and where all goes that it asks for."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 800})
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.on("websocket", lambda line: asked.append(line.url))
    page.set_default_timeout(60_000)
    return page, asked


def from_elsewhere(asked: list[str], address: str) -> list[str]:
    own = (f"{address}/", address.replace("http:", "ws:") + "/", f"blob:{address}/", "data:", "about:blank")
    return [url for url in asked if not url.startswith(own)]


@pytest.mark.slow
@pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no Chromium on this machine")
def test_a_page_that_fetches_from_elsewhere_is_seen(tmp_path: Path, browser: Any) -> None:
    script = tmp_path / "own.py"
    script.write_text(f"import streamlit as st\nst.html('<style>@font-face {{ font-family: x; src: url(http://{ELSEWHERE}/x.woff) }} p {{ font-family: x }}</style><p>甲</p>')\n")
    with started(tmp_path, "--server.address", "127.0.0.1", "--browser.gatherUsageStats", "true", "--server.headless", "true", script=script) as (_, address):
        page, asked = asked_by(browser)
        page.goto(address)
        page.get_by_text("甲").wait_for()
        page.wait_for_timeout(1_500)
        found = from_elsewhere(asked, address)
    assert any(ELSEWHERE in url for url in found) and any("streamlit.io" in url for url in found), found


def kept_in(home: Path) -> list[str]:
    """What was left in the reader's own folder; the programs of the desktop keep which fonts and settings there are."""
    return [name for path in home.rglob("*") if path.is_file() and not (name := path.relative_to(home).as_posix()).startswith((".cache/fontconfig/", ".cache/dconf/"))]


def scan() -> bytes:
    import cv2

    lines = SAMPLE.read_text(encoding="utf-8").splitlines()[:16]
    return bytes(cv2.imencode(".png", scanning.noisy(scanning.page([line[:38] for line in lines])))[1])


def old_word(tmp_path: Path) -> bytes:
    text = tmp_path / "旧合同.txt"
    text.write_bytes(b"\xef\xbb\xbf" + SAMPLE.read_bytes())
    subprocess.run([str(office.installed()), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "doc:MS Word 97", "--outdir", str(tmp_path), str(text)], check=True, capture_output=True, timeout=120)
    return text.with_suffix(".doc").read_bytes()


@pytest.mark.slow
@pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no Chromium on this machine")
def test_every_page_is_used_and_nothing_leaves_the_machine(tmp_path: Path, browser: Any) -> None:
    files = [("高风险合同.txt", SAMPLE.read_bytes())]
    if scanning.drawable():
        files.append(("扫描件.png", scan()))
    if office.installed():
        files.append(("旧合同.doc", old_word(tmp_path)))
    traced = traceable()
    with started(tmp_path, traced=traced) as (watch, address):
        page, asked = asked_by(browser)
        page.goto(address)
        page.wait_for_selector(".line.on")
        page.set_input_files('[data-testid="stFileUploaderDropzoneInput"]', [{"name": name, "mimeType": "application/octet-stream", "buffer": content} for name, content in files])
        page.get_by_text(f"已存入 {len(files)} 份合同").wait_for(timeout=300_000)
        for name, there in PAGES.items():
            page.goto(f"{address}/{name}")
            page.wait_for_selector(there)
            page.wait_for_timeout(700)
        page.goto(address)
        page.wait_for_selector(".line.on")
        page.get_by_text("交付", exact=True).click()
        for kind in ("word", "excel", "pdf", "page"):
            with page.expect_download():
                page.locator(f".st-key-hand_{kind} button").click()
            page.wait_for_timeout(500)
        refused = knock(address, origin="http://evil.example")
        rebound = knock(address, origin="http://evil.example:80", host="evil.example:80")
        found = from_elsewhere(asked, address)
    assert watch.listening() == {"127.0.0.1"} and watch.looks > 100 and len(watch.pythons()) >= 2
    assert not watch.outside(), watch.outside()
    assert len(asked) > 20 and not found, found
    assert not (left := kept_in(tmp_path / "home")), left
    assert "403" in refused and "403" in rebound, "a page of another site is no reader, whatever name it gives this machine"
    assert not traced or (tmp_path / "seen" / "traced").stat().st_size


@pytest.mark.slow
def test_the_command_line_speaks_to_nobody(tmp_path: Path) -> None:
    """A scan with the rest, for what reads pictures would count its runs elsewhere."""
    given = [SAMPLE]
    if scanning.drawable():
        (tmp_path / "扫描件.png").write_bytes(scan())
        given.append(tmp_path / "扫描件.png")
    env = {"HOME": str(tmp_path / "home"), "CLAUSES_HOME": str(tmp_path / "clauses")}
    for n, file in enumerate(given):
        with watched([sys.executable, "-m", "clauses", "review", str(file), "--format", "json"], tmp_path / f"seen-{n}", env=env, cwd=ROOT, traced=traceable()) as watch:
            assert watch.process.wait(120) in (0, 1)
        assert not watch.outside() and not watch.listening() and b'"findings"' in (tmp_path / f"seen-{n}" / "printed").read_bytes()
    assert not kept_in(tmp_path / "home")


@pytest.mark.skipif(shutil.which("make") is None, reason="no make on this machine")
def test_make_starts_it_so() -> None:
    told = subprocess.run(["make", "--dry-run", "app"], cwd=ROOT, capture_output=True, text=True).stdout
    assert "-m streamlit run app.py\n" in told
