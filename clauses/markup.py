"""Elements of a page, escaped by construction: a text given to `el` is always text and never markup.

The words of a contract are a stranger's. They reach a page, on the screen or in a report, through this module alone.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from clauses.signs import visible


@dataclass(frozen=True)
class Html:
    """Markup that is safe to show."""

    text: str

    def _repr_html_(self) -> str:
        return self.text


Child = Html | str | None


def el(
    name: str, *children: Child | Iterable[Child], pick: str | None = None, title: str | None = None, style: str | None = None, span: int | None = None, id: str | None = None, to: str | None = None, label: str | None = None
) -> Html:
    """The element `tag.class.class` with its children; texts among them are escaped, None is left out.

    Args:
        name: tag and classes.
        children: elements and texts, or sequences of them.
        pick: what a click on it tells (in a `pane`).
        title: what is shown when the pointer rests on it.
        style: inline style, made of the program's own figures only.
        span: the columns that a table's cell takes.
        id: by which the element is found on its page.
        to: the id of an element of the same page that a click leads to (of an `a`).
        label: what is read aloud in place of a sign or a colour.
    """
    tag, *classes = name.split(".")
    shown = {
        "class": " ".join(c for c in classes if c) or None, "id": id, "href": None if to is None else f"#{to}", "data-pick": pick, "tabindex": "0" if pick else None, "role": "button" if pick else "img" if label else None,
        "aria-label": label, "title": title, "style": style, "colspan": None if span is None else str(span),
    }  # fmt: skip
    attributes = "".join(f' {key}="{escape(visible(value))}"' for key, value in shown.items() if value is not None)
    return Html(f"<{tag}{attributes}>{''.join(_text(child) for child in children)}</{tag}>")


def _text(child: Child | Iterable[Child]) -> str:
    if child is None:
        return ""
    if isinstance(child, Html):
        return child.text
    if isinstance(child, str):
        return escape(visible(child))
    return "".join(_text(one) for one in child)


def image(png: bytes, words: str) -> Html:
    """A picture that is part of the page itself; `words` say what it shows."""
    return Html(f'<img class="picture" alt="{escape(visible(words))}" src="data:image/png;base64,{b64encode(png).decode()}">')


def document(body: Html, *, title: str, style: str, language: str) -> str:
    """A whole page in one file that runs nothing and fetches nothing.

    Args:
        body: the page's element.
        title: of the window.
        style: the program's own style sheet.
        language: of the page's words.
    """
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    return (
        f'<!doctype html>\n<html lang="{"zh-CN" if language == "zh" else "en"}">\n<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="referrer" content="no-referrer">\n<title>{escape(visible(title))}</title>\n<style>\n{style}\n</style>\n</head>\n<body>{body.text}</body>\n</html>\n'
    )
