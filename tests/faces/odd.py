"""The same contract as odd hands send it: printed from a browser, in two columns, under a watermark, on turned pages, with tracked changes."""

from __future__ import annotations

import copy
import io
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from tests.faces.word import Draft, docx_bytes

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DIGITS = re.compile(r"\d+(?:\.\d+)?(?=\s*[%％个日天元])|[百千万]分之[一二三四五六七八九十]+")


def html_of(draft: Draft, *, columns: int = 1, watermark: str = "") -> str:
    """The draft as a page for a browser, its numbers typed; a watermark stands across every page."""
    style = (
        "@page{size:A4;margin:22mm}body{font:11pt/1.6 'Noto Serif CJK SC',serif;text-align:justify}p{margin:0;text-indent:2em}h1,h2{font-size:13pt;margin:.6em 0}"
        f"main{{columns:{columns};column-gap:10mm}}table{{border-collapse:collapse;width:100%}}td{{border:1px solid #000;padding:2px 4px}}h1{{text-align:center;column-span:all}}"
        ".mark{position:fixed;top:45%;left:5%;font-size:46pt;color:#0002;transform:rotate(-35deg);white-space:nowrap}"
    )
    made = [f"<html><meta charset=utf-8><title>{escape(draft.name)}</title><style>{style}</style><body>"]
    made.append(f"<div class=mark>{escape(watermark)}</div><main>" if watermark else "<main>")
    rows: list[str] = []
    for typed in (*draft.typed, None):
        if typed is not None and typed.cells:
            rows.append("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in typed.cells) + "</tr>")
            continue
        if rows:
            made.append(f"<table>{''.join(rows)}</table>")
            rows = []
        if typed is not None:
            tag = "h1" if typed.title else "h2" if typed.heading else "p"
            made.append(f"<{tag}>{escape(typed.shown)}</{tag}>")
    return "\n".join([*made, "</main></body></html>"])


def browsed(html: str, to: Path) -> Path:
    """The page as the browser prints it."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(html, encoding="utf-8")
        command = [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile", "--no-pdf-header-footer", f"--print-to-pdf={to}", page.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    return to


def turned(printed: Path, to: Path, *, upright: bool) -> Path:
    """The PDF with its pages' content turned by 90°; upright: and turned back by /Rotate, so that it is shown as before."""
    import pypdfium2
    import pypdfium2.raw as raw

    document = pypdfium2.PdfDocument(printed)
    for page in document:
        width, height = page.get_size()
        if upright:
            # (x, y) -> (height - y, x): a quarter to the left, on a sheet that is turned back by /Rotate
            raw.FPDFPage_TransFormWithClip(page, raw.FS_MATRIX(0, 1, -1, 0, height, 0), None)
            page.set_mediabox(0, 0, height, width)
            page.set_cropbox(0, 0, height, width)
        page.set_rotation(90)
    document.save(to)
    return to


def tracked(draft: Draft, changed: Callable[[str], str], *, author: str = "审阅人") -> bytes:
    """The Word file in which `changed` figures stand as tracked changes over the draft's own, as deep as one figure each."""
    document = docx.Document(io.BytesIO(docx_bytes(draft)))
    count = 0
    for paragraph in document.element.body.iter(qn("w:p")):
        for run in list(paragraph.iterchildren(qn("w:r"))):
            text = "".join(t.text or "" for t in run.iterchildren(qn("w:t")))
            pieces = _pieces(text, changed)
            if all(new is None for _, new in pieces):
                continue
            for old, new in pieces:
                count += 2
                if new is None:
                    run.addprevious(_run(run, old))
                    continue
                deleted, inserted = _change("w:del", count, author), _change("w:ins", count + 1, author)
                deleted.append(_run(run, old, deleted=True))
                inserted.append(_run(run, new))
                run.addprevious(deleted)
                run.addprevious(inserted)
            paragraph.remove(run)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _pieces(text: str, changed: Callable[[str], str]) -> list[tuple[str, str | None]]:
    pieces: list[tuple[str, str | None]] = []
    at = 0
    for figure in DIGITS.finditer(text):
        new = changed(figure[0])
        if new != figure[0]:
            pieces += [(text[at : figure.start()], None), (figure[0], new)]
            at = figure.end()
    return [piece for piece in [*pieces, (text[at:], None)] if piece[0]]


def _change(tag: str, id: int, author: str) -> Any:
    element = OxmlElement(tag)
    for name, value in (("w:id", str(id)), ("w:author", author), ("w:date", "2026-03-02T09:00:00Z")):
        element.set(qn(name), value)
    return element


def _run(like: Any, text: str, *, deleted: bool = False) -> Any:
    run = OxmlElement("w:r")
    properties = like.find(qn("w:rPr"))
    if properties is not None:
        run.append(copy.deepcopy(properties))
    words = OxmlElement("w:delText" if deleted else "w:t")
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    words.text = text
    run.append(words)
    return run


def in_columns(content: bytes, count: int = 2) -> bytes:
    """The Word file set in columns."""
    document = docx.Document(io.BytesIO(content))
    for section in document.sections:
        columns = section._sectPr.find(qn("w:cols"))
        if columns is None:
            columns = OxmlElement("w:cols")
            section._sectPr.append(columns)
        columns.set(qn("w:num"), str(count))
        columns.set(qn("w:space"), "425")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def marked_paragraph(draft: Draft, at: int, kind: str) -> bytes:
    """The Word file in which the paragraph of that place is tracked whole as `ins` or `del`, its mark too."""
    document = docx.Document(io.BytesIO(docx_bytes(draft)))
    paragraph = [p for p in document.element.body.iterchildren(qn("w:p"))][sum(not typed.cells for typed in draft.typed[:at])]
    properties = paragraph.get_or_add_pPr()
    mark = OxmlElement("w:rPr")
    mark.append(_change(f"w:{kind}", 9001, "审阅人"))
    properties.append(mark)
    for count, run in enumerate(list(paragraph.iterchildren(qn("w:r")))):
        text = "".join(t.text or "" for t in run.iterchildren(qn("w:t")))
        change = _change(f"w:{kind}", 9002 + count, "审阅人")
        change.append(_run(run, text, deleted=kind == "del"))
        paragraph.replace(run, change)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()
