"""Pictures of the pages for docs/ and the README, of bundled contracts alone: `python -m tests.screenshot` (needs Chromium and a CJK font)."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
LOCALES = {"zh": "zh-CN", "en": "en-US"}
PAGES = {"review": ".line.on", "terms": "table", "dashboard": "h3", "standards": "h2", "history": "table"}  # and what is there once it is drawn
SHOWN = ROOT / "templates_library" / "samples"
OTHERS = sorted((ROOT / "tests" / "golden").glob("*/source.*"))
SETTLED = 3000  # milliseconds after which a page stands still


def main() -> None:
    """Every page is drawn in both languages, 1280 by 800, with the bundled contracts stored in a folder that goes afterwards."""
    DOCS.mkdir(exist_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true", "--server.port", str(port), "--server.fileWatcherType", "none"]
        server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "CLAUSES_HOME": home, "LOGNAME": "王律师"})
        try:
            with sync_playwright() as play:
                browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
                for n, (language, locale) in enumerate(LOCALES.items()):
                    page = browser.new_context(viewport={"width": 1280, "height": 800}, locale=locale).new_page()
                    opened(page, f"http://127.0.0.1:{port}")
                    if n == 0:
                        stored(page)
                    for name, there in PAGES.items():
                        page.goto(f"http://127.0.0.1:{port}/{'' if name == 'review' else name}")
                        page.wait_for_selector(there, timeout=60_000)
                        page.wait_for_timeout(SETTLED)
                        page.screenshot(path=DOCS / f"{name}-{language}.png")
                browser.close()
        finally:
            server.terminate()
            server.wait()


def opened(page: Page, address: str) -> None:
    """The page is there with a clause chosen; the server is given half a minute to start."""
    for _ in range(60):
        try:
            page.goto(address)
            break
        except Exception:
            time.sleep(0.5)
    page.wait_for_selector(".line.on", timeout=60_000)


def stored(page: Page) -> None:
    """The bundled contracts are dropped on the page and stored, the sample with the most to see last."""
    named = [{"name": f"{path.parent.name}{path.suffix}", "mimeType": "text/plain", "buffer": path.read_bytes()} for path in OTHERS]
    samples = sorted(SHOWN.glob("*.*"), key=lambda path: "高风险" in path.name)
    page.locator("input[type=file]").first.set_input_files([*named, *({"name": path.name, "mimeType": "application/octet-stream", "buffer": path.read_bytes()} for path in samples)])  # type: ignore[arg-type]
    page.get_by_text(f"已存入 {len(OTHERS) + len(samples)} 份合同").wait_for(timeout=120_000)


if __name__ == "__main__":
    main()
