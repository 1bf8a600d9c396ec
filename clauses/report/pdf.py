"""A report's HTML as PDF (WeasyPrint's home): the system's fonts, nothing fetched.

Comes in: the text of a page that `report.page` made. Goes out: PDF. It refuses every address that a page may name.
"""

from __future__ import annotations

import logging
from typing import Any, NoReturn

from clauses.errors import ClausesError
from clauses.model import Said


def pdf(page: str) -> bytes:
    """The page as PDF, the same for the same page.

    Raises:
        ClausesError: WeasyPrint, or the system's pango that it draws with, is not installed.
    """
    try:
        import weasyprint
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as missing:
        raise ClausesError(Said("本机不能生成 PDF：没有安装 WeasyPrint，或者系统缺少 pango", "This machine cannot make a PDF: WeasyPrint is not installed, or the system lacks pango"), Said("请安装 weasyprint 和 pango（Debian：apt install libpangoft2-1.0-0），或者改用 html", "install weasyprint and pango (Debian: apt install libpangoft2-1.0-0), or use html")) from missing
    for name in ("weasyprint", "fontTools"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what a browser alone understands in the style sheet is no news

    class Refusing(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> NoReturn:
            _refuse(url)

    written: Any = weasyprint.HTML(string=page, url_fetcher=Refusing()).write_pdf()
    return bytes(written)


def _refuse(url: str) -> NoReturn:
    raise ValueError(f"a report fetches nothing: {url}")
