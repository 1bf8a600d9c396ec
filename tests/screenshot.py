"""Pictures of the page for the README, of the bundled sample: `python -m tests.screenshot` (needs Chromium and a CJK font)."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
PICTURES = {"中文": ROOT / "clauses/ui/screenshot-zh.png", "English": ROOT / "clauses/ui/screenshot-en.png"}


def main() -> None:
    """Both pictures are written, 1280 by 800."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true", "--server.port", str(port), "--server.fileWatcherType", "none"]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            opened(page, f"http://127.0.0.1:{port}")
            for language, picture in PICTURES.items():
                page.get_by_text(language, exact=True).first.click()
                page.wait_for_timeout(2500)
                page.screenshot(path=picture)
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


if __name__ == "__main__":
    main()
