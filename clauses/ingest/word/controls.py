"""Content controls: what is shown of one that is a box to tick, and of one that nobody has filled in.

A control that still shows its prompt (单击此处输入文字) is a blank of the contract. Some programs leave the mark of a prompt on
words that they filled in: what is set as a prompt is one only while it is as short as a name, what is not must read like one.
"""

from __future__ import annotations

import re
from typing import Any

from clauses.ingest.word.looks import Looks
from clauses.ingest.word.styles import W, on, value

_PROMPT = re.compile(r"单击|点击|单選|按一下|选择|選擇|输入|輸入|键入|鍵入|填写|填寫|\b(?:click|choose|enter|select|tap|type)\b", re.I)
_PROMPT_STYLES = ("placeholder text", "占位符文本", "版面配置區文字", "预留位置文字")
_PAGED = re.compile(r"(?:\d|\b[ivxlc]+)\s*$", re.I)
_LONGEST_PROMPT = 20  # characters of a prompt that asks for something by its name alone


def content_of(control: Any) -> Any | None:
    return control.find(W + "sdtContent")


def is_contents(control: Any) -> bool:
    """Whether the control holds a table of contents: it says so itself, and has the field of one or a line that ends with a page."""
    if value(control, "sdtPr/docPartObj/docPartGallery") != "Table of Contents":
        return False
    if any("TOC" in (e.text or "") for e in control.iter(W + "instrText")) or any("TOC" in (e.get(W + "instr") or "") for e in control.iter(W + "fldSimple")):
        return True
    return any(_PAGED.search("".join(t.text or "" for t in p.iter(W + "t"))) for p in control.iter(W + "p"))


def box_of(control: Any) -> str:
    """The box that a control shows, ticked or not; "" where it is no box."""
    properties = control.find(W + "sdtPr")
    for child in properties if properties is not None else ():
        if isinstance(child.tag, str) and child.tag.endswith("}checkbox") and child.tag != W + "checkbox":
            checked = next((v for c in child if str(c.tag).endswith("}checked") for k, v in c.attrib.items() if k.endswith("}val")), "0")
            return "☐" if checked in ("0", "false", "off") else "☑"
    return ""


def is_unfilled(control: Any, looks: Looks) -> bool:
    """Whether the control shows its prompt: it says so itself, and its words read like one or are set as one and short."""
    content = content_of(control)
    if content is None or not on(control.find(f"{W}sdtPr/{W}showingPlcHdr")):
        return False
    words = "".join(t.text or "" for t in content.iter(W + "t")).strip()
    if not words or _PROMPT.search(words):
        return True
    return len(words) <= _LONGEST_PROMPT and any(looks.name(style.get(W + "val")) in _PROMPT_STYLES for style in content.iter(W + "rStyle"))
