"""Web pages, and what Word saves as such: paragraphs and tables in document order, as a browser shows them (lxml's home).

Numbers that a browser writes before the entries of a list stand in the text; scripts and style sheets do not. What is hidden
is read and marked as hidden; insertions and deletions are tracked changes. Nothing is fetched: no pictures, no frames.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from lxml import etree

from clauses import signs
from clauses.errors import UnreadableFile
from clauses.ingest.content import DEEPEST, Content, Manner
from clauses.ingest.revisions import Change
from clauses.ingest.web.characters import characters
from clauses.ingest.web.lines import Built, Line, State
from clauses.ingest.web.lists import Lists
from clauses.ingest.writing import Writing, is_layout
from clauses.model import Comment, Problem, Revision, Said, Span, View

MOST_SOURCE = 10_000_000  # characters of a page's source, pictures within it apart
MOST_ELEMENTS = 200_000
_LEFT_OUT = frozenset(("script", "style", "template", "noscript", "head", "title", "datalist", "audio", "video", "canvas", "map", "object", "applet", "noframes", "xml"))
_BLOCKS = frozenset((
    "html", "body", "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "section", "article", "header", "footer",
    "nav", "main", "aside", "blockquote", "pre", "form", "fieldset", "legend", "address", "figure", "figcaption", "center", "hr", "caption",
    "details", "summary", "dir", "menu", "textarea", "optgroup", "thead", "tbody", "tfoot", "tr", "td", "th",
))  # fmt: skip
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_TABLE_PARTS = ("thead", "tbody", "tfoot", "tr", "form", "font", "ins", "del")  # between a table and its cells
_DATA = re.compile(r"""data:[\w/+.;=-]*,([!#-&(*-;=?-~]{64,})""")  # ASCII alone: Chinese behind it are words
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_PRINT_RULES = re.compile(r"@media[^{]*print[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", re.I)
_HIDES = re.compile(r"(?:^|;)(?:display:none|visibility:hidden|mso-hide:all)")
_SELECTOR = re.compile(r"(?:([a-z][\w-]*))?([.#][\w-]+)?$", re.I)
_BULLET_FONT = re.compile(r"wingdings|symbol|couriernew", re.I)
_WIDEST, _TALLEST, _MOST_COLUMNS = 60, 1_000, 200  # columns and rows that a cell may span; columns of a table
_LARGE_SIDE = 200  # pixels that a picture beside the page is wide and high, from which on it is no ornament
_LARGE_PICTURE = 30_000  # characters of a picture within the page from which on it is no ornament


def read(name: str, content: bytes, manner: Manner) -> Content:
    """The text of the page, one block a paragraph, line of one, or table row.

    Raises:
        UnreadableFile: no text, in an unknown encoding, too large, or nested too deep.
    """
    text, problems = characters(name, content)
    return read_text(name, text, manner.view, problems)


def read_text(name: str, text: str, view: View, problems: tuple[Problem, ...] = ()) -> Content:
    """`read` of a page whose characters are known.

    Raises:
        UnreadableFile: too large, too long, or nested too deep.
    """
    pictures = sum(len(found[1]) > _LARGE_PICTURE for found in _DATA.finditer(text))
    text = _DATA.sub("", text).replace("\x00", "")
    if len(text) > MOST_SOURCE:
        raise UnreadableFile(Said(f"{name} 的网页源码超过 {MOST_SOURCE // 10_000} 万字符", f"The source of the web page {name} has more than {MOST_SOURCE:,} characters"), Said("请只保留合同部分后再审查", "keep only the contract, then review it"))
    root = _parsed(name, text)
    if root is None:
        return Content("", (), problems)
    walk = _Walk(name, root, view)
    return walk.content(problems + _not_read(root, pictures))


def _parsed(name: str, text: str) -> Any:
    """The tree, None where there is nothing in it."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.ParserError:
        return None
    except etree.XMLSyntaxError as error:
        if not text.strip():
            return None
        raise UnreadableFile(Said(f"{name} 的内容已损坏，无法作为网页读取", f"The content of {name} is damaged and cannot be read as a web page"), Said("请用浏览器打开后另存为 .docx 或 PDF 再审查", "open it in a browser and save it as .docx or PDF")) from error
    if root is None:
        return None
    depth = 0
    for seen, (event, _) in enumerate(etree.iterwalk(root, events=("start", "end"))):
        depth += 1 if event == "start" else -1
        if seen >= 2 * MOST_ELEMENTS:
            raise UnreadableFile(Said(f"{name} 的网页元素超过 {MOST_ELEMENTS // 10_000} 万个", f"The web page {name} has more than {MOST_ELEMENTS:,} elements"), Said("请只保留合同部分后再审查", "keep only the contract, then review it"))
        if depth > DEEPEST:
            raise UnreadableFile(Said(f"{name} 的内容嵌套超过 {DEEPEST} 层，无法读取", f"The content of {name} is nested more than {DEEPEST} levels deep and cannot be read"), Said("请用浏览器打开后另存为 .docx 或 PDF 再审查", "open it in a browser and save it as .docx or PDF"))
    return root


def _not_read(root: Any, pictures: int) -> tuple[Problem, ...]:
    found = []
    pictures += sum(_is_large(img) for img in root.iter("img"))
    if pictures:
        found.append(("pictures", Said(f"网页中有 {pictures} 张图片，图片里的文字未审查，请人工核对", f"The web page has pictures ({pictures}); the words in them were not reviewed; please check them yourself")))
    if next(root.iter("iframe", "frame"), None) is not None:
        found.append(("embedded_document", Said("网页中嵌入的其他页面未纳入审查，请人工核对", "Other pages embedded in the web page were not reviewed; please check them yourself")))
    return tuple(Problem.of(stage="read", kind=kind, said=said) for kind, said in found)


def _is_large(img: Any) -> bool:
    """Whether a picture that lies outside the page (no part of a mail: those are its attachments) is too large for an ornament."""
    src = (img.get("src") or "").strip().lower()
    return src != "" and not src.startswith("cid:") and min(_count(img.get(side), _LARGE_SIDE) for side in ("width", "height")) >= _LARGE_SIDE


class _Walk:
    """The page as it is being written out."""

    def __init__(self, name: str, root: Any, view: View) -> None:
        self._root = root
        self._view = view
        self._hiding = set(_hidden_by_sheet(root))
        self._lists = Lists()
        self._label = ""
        self._pieces: list[tuple[str, State]] = []
        self._sink: list[Line] | None = None
        self._writing = Writing(name)
        self._hidden: list[Span] = []
        self._revisions: list[Revision] = []
        self._comments: list[Comment] = []
        self._turned = 0

    def content(self, problems: tuple[Problem, ...]) -> Content:
        self._element(self._root, State())
        self._flush(State())
        text = self._writing.text()
        revisions = [replace(r, span=Span(min(r.span.start, len(text)), min(r.span.end, len(text)))) for r in self._revisions]
        return Content(text, tuple(self._writing.blocks), problems, tuple(self._comments), tuple(revisions), tuple(self._hidden), turned=self._turned)

    def _inside(self, element: Any, state: State) -> None:
        self._words(element.text, state)
        for child in element:
            if isinstance(child.tag, str):
                self._element(child, state)
            self._words(child.tail, state)

    def _words(self, text: str | None, state: State) -> None:
        if text:
            self._turned += signs.turning(text)
            self._pieces.append((signs.seen(text), state))

    def _element(self, element: Any, state: State) -> None:
        tag = element.tag.lower()
        if not element.attrib and tag not in self._hiding:
            if tag not in _LEFT_OUT:
                self._tagged(element, tag, "", self._within_plain(tag, state))
            return
        css = re.sub(r"\s+", "", element.get("style") or "").lower()
        if tag in _LEFT_OUT or "msocomanchor" in _classes(element) or "mso-toc" in css:
            return
        if "mso-element:comment-list" in css:
            self._remarks(element)
        elif "mso-list:ignore" in css:
            self._word_number(element)
        else:
            state = self._within(element, tag, css, state)
            self._tagged(element, tag, css, state)

    def _within_plain(self, tag: str, state: State) -> State:
        """What holds inside an element without attributes."""
        if tag in ("ins", "del"):
            change = Change("inserted" if tag == "ins" else "deleted", "", None)
            return replace(state, changes=(*(c for c in state.changes if c.kind != change.kind), change))
        if tag in _HEADINGS:
            return replace(state, style=f"heading {tag[1]}")
        return replace(state, kept_lines=True) if tag in ("pre", "textarea") else state

    def _within(self, element: Any, tag: str, css: str, state: State) -> State:
        """What holds inside this element."""
        if element.get("hidden") is not None or _HIDES.search(css) or {tag, *_classes(element, "."), f"#{element.get('id')}"} & self._hiding:
            state = replace(state, hidden=True)
        state = self._within_plain(tag, state)
        if tag in ("ins", "del"):
            author = unquote(element.get("cite") or "")
            change = Change("inserted" if tag == "ins" else "deleted", author.removeprefix("mailto:") if author.startswith("mailto:") else "", element.get("datetime"))
            state = replace(state, changes=(*state.changes[:-1], change))
        if "msotitle" in _classes(element):
            state = replace(state, style="Title")
        if "mso-element:footnote" in css or "mso-element:endnote" in css:
            state = replace(state, kind="note")
        elif "mso-element:header" in css or "mso-element:footer" in css or (tag == "blockquote" and element.get("type") == "cite") or "gmail_quote" in _classes(element):
            state = replace(state, kind="furniture")
        return state

    def _tagged(self, element: Any, tag: str, css: str, state: State) -> None:
        if tag == "br":
            self._pieces.append(("\n", replace(state, kept_lines=True)))
        elif tag in ("input", "select"):
            self._words(_filled_in(element), state)
        elif tag == "table":
            self._flush(state)
            self._table(element, state)
        elif element.attrib and any(c.startswith("msotoc") for c in _classes(element)):
            return
        elif tag in _BLOCKS:
            self._flush(state)
            if tag in ("ol", "ul", "menu", "dir"):
                self._lists.enter(element, css)
            elif tag == "li":
                self._label = self._lists.number(element, css)
            self._inside(element, state)
            self._flush(state)
            if tag in ("ol", "ul", "menu", "dir"):
                self._lists.leave()
            elif tag == "li":
                self._label = ""
        else:
            self._inside(element, state)

    def _remarks(self, element: Any) -> None:
        """The margin's remarks as Word writes them at the end of the page."""
        for remark in element.iter():
            if isinstance(remark.tag, str) and "mso-element:comment;" in re.sub(r"\s+", "", remark.get("style") or "").lower() + ";":
                words = re.sub(r"\s+", " ", "".join(remark.itertext())).strip()
                if words := re.sub(r"^\[[^\]]*\]\s*", "", words):
                    self._comments.append(Comment(author="", date=None, text=words))

    def _word_number(self, element: Any) -> None:
        """The number that Word wrote before a paragraph; a bullet is none."""
        around = "".join(re.sub(r"\s+", "", e.get("style") or "") for e in (element, *element.iterancestors("span")))
        number = re.sub(r"\s+", " ", "".join(element.itertext())).strip()
        if number and not _BULLET_FONT.search(around) and any(c.isalnum() for c in number):
            self._label = number + " "

    # ---- lines

    def _shows(self, state: State) -> bool:
        return all(change.shown(self._view) for change in state.changes)

    def _flush(self, state: State) -> None:
        """Ends the paragraph: its pieces become lines."""
        pieces, self._pieces = self._pieces, []
        if not pieces:
            return
        built = Built()
        for text, held in pieces:
            built.add(text, held, shown=self._shows(held))
        style = next((held.style for _, held in pieces if held.style), state.style)
        kind = next((held.kind for text, held in pieces if text.strip()), state.kind)
        for line in built.lines(style, kind):
            if line.text or line.changes:
                if line.text:
                    line.label, self._label = self._label, ""
                self._emit(line)

    def _emit(self, line: Line) -> None:
        if self._sink is not None:
            self._sink.append(line)
            return
        at = self._writing.length
        begin = at + len(line.label)
        self._hidden += [Span(begin + s, begin + e) for s, e in line.hidden]
        for s, e, change, words in line.changes:
            self._revisions.append(Revision(kind=change.kind, author=change.author, date=change.date, text=words, span=Span(begin + s, begin + e) if line.text else Span(at, at)))
        if line.text:
            self._writing.line(line.label + line.text, line.kind, style=line.style, label=len(line.label))

    # ---- tables

    def _table(self, table: Any, state: State) -> None:
        """One block a row, its cells parted by tabs; the paragraphs themselves where the table only lays out the page."""
        self._strays(table, state)
        carried: dict[int, int] = {}
        for row, around in self._wrapped(table, ("tr", "caption"), state):
            if row.tag.lower() == "caption":
                self._element(row, around)
                continue
            cells: list[list[Line]] = []
            gone: list[Line] = []  # of cells that this view does not have: no words, their changes alone
            for cell, held in self._wrapped(row, ("td", "th"), self._held(row, around)):
                if self._shows(around) and not self._shows(held):
                    gone += self._cell(cell, held)
                    continue
                while carried.get(len(cells), 0):
                    carried[len(cells)] -= 1
                    cells.append([])
                lines, gone = [*gone, *self._cell(cell, held)], []
                if len(cells) > _MOST_COLUMNS:
                    cells[-1].extend(lines)  # no word is lost, only its column
                    continue
                down = _count(cell.get("rowspan"), _TALLEST)
                for n in range(_count(cell.get("colspan"), _WIDEST)):
                    carried[len(cells)] = down - 1
                    cells.append([] if n else lines)
            while carried.get(len(cells), 0):
                carried[len(cells)] -= 1
                cells.append([])
            cells[-1:] = [[*cell, *gone] for cell in cells[-1:] or [[]]]
            self._row(cells)

    def _held(self, element: Any, state: State) -> State:
        """What holds inside a part of a table."""
        tag = element.tag.lower()
        return self._within(element, tag, re.sub(r"\s+", "", element.get("style") or "").lower(), state) if element.attrib or tag in self._hiding else self._within_plain(tag, state)

    def _wrapped(self, container: Any, wanted: tuple[str, ...], state: State) -> Iterator[tuple[Any, State]]:
        """The rows of a table or the cells of a row, with what holds around them: groups of rows, insertions and deletions are looked through."""
        for element in container:
            tag = element.tag.lower() if isinstance(element.tag, str) else ""
            if tag in wanted:
                yield element, state
            elif tag in _TABLE_PARTS:
                yield from self._wrapped(element, wanted, self._held(element, state))

    def _strays(self, table: Any, state: State) -> None:
        """What stands in a table outside its cells: a browser shows it before the table."""
        self._words(table.text, state)
        for child in table:
            tag = child.tag.lower() if isinstance(child.tag, str) else ""
            if tag in _TABLE_PARTS:
                self._strays(child, self._held(child, state))
            elif tag and tag not in ("td", "th", "caption"):
                self._element(child, state)
            self._words(child.tail, state)
        if table.tag.lower() == "table":
            self._flush(state)

    def _cell(self, cell: Any, state: State) -> list[Line]:
        outer, self._sink, lists, self._lists = self._sink, [], self._lists, Lists()
        self._element(cell, state)
        self._flush(state)
        lines, self._sink, self._lists = self._sink, outer, lists
        return lines

    def _row(self, cells: list[list[Line]]) -> None:
        laid_out = any(is_layout([len(line.text) for line in c]) or any(line.kind == "row" for line in c) for c in cells)
        if len(cells) == 1 or laid_out:
            for line in (line for cell in cells for line in cell):
                self._emit(line)
            return
        kinds = {line.kind for cell in cells for line in cell}
        whole = Line("", "", "", kinds.pop() if len(kinds) == 1 and "text" not in kinds else "row")
        for n, cell in enumerate(cells):
            whole.text += "\t" if n else ""
            begin = len(whole.text)
            for line in cell:
                whole.text += (" " if line.text and len(whole.text) > begin else "") + line.label
                at = len(whole.text)
                whole.hidden += [(at + s, at + e) for s, e in line.hidden]
                whole.changes += [(at + s, at + e, change, words) for s, e, change, words in line.changes]
                whole.text += line.text
        if whole.text.strip() or whole.changes:
            whole.text = whole.text if whole.text.strip() else ""
            self._emit(whole)


def _hidden_by_sheet(root: Any) -> Iterator[str]:
    """Tags, classes and ids that a style sheet of the page hides; selectors of more than one part are passed over."""
    for sheet in root.iter("style"):
        rules = _PRINT_RULES.sub("", "".join(sheet.itertext()))
        for selectors, declared in _RULE.findall(rules):
            if _HIDES.search(re.sub(r"\s+", "", declared).lower()):
                for selector in selectors.split(","):
                    if (found := _SELECTOR.match(selector.strip())) and (found[1] or found[2]):
                        yield found[2] or found[1].lower()


def _classes(element: Any, mark: str = "") -> list[str]:
    named = element.get("class") or ""
    return [mark + name for name in (named.split() if mark else named.lower().split())]


def _filled_in(element: Any) -> str:
    """What a form's field shows."""
    kind = (element.get("type") or "text").lower()
    if element.tag.lower() == "select":
        options = list(element.iter("option"))
        return "".join(next((o for o in options if o.get("selected") is not None), options[0]).itertext()) if options else ""
    if kind in ("checkbox", "radio"):
        return "☑" if element.get("checked") is not None else "□"
    return (element.get("value") or "") if kind in ("text", "number", "date", "tel", "email", "url") else ""


def _count(said: str | None, most: int) -> int:
    return min(max(int(said), 1), most) if said and said.strip().isdecimal() and len(said) < 9 else 1
