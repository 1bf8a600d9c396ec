"""Options of which one is to be chosen: none is ticked, or more than one is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clauses.checks.passages import hit, loose, round_about
from clauses.model import Clause, Facts, Hit, Library

EMPTY, TICKED = "□☐○◻", "☑■√✓✔☒◼"
BOX = re.compile(rf"[{EMPTY}{TICKED}]")
# Where the options stand behind such words one of them is meant; 可多选 and lists of services allow several.
ONE = re.compile(r"(?:以下|下列|如下|下述|按照?|采用|选择)[^。；□☐○◻☑■√✓✔☒◼\n]{0,16}(?:第?[^。；□☐○◻☑■√✓✔☒◼\n]{0,8})?(?:一?种|之一|一项|方式|标准|选项)|单选|二选一|三选一|择一|任选其一|(?:是否|方式|周期|期限|税率|类型|币种|管辖|争议解决)[^。；\n□☐○◻☑■√✓✔☒◼]{0,8}[:：]")
MANY = re.compile(r"多选|可选多项|一项或(?:多|数|几)项|复选|包括|内容|业务|产品|功能|材料|资料|证件|附件")
LONGEST = 400  # characters from the first box to the last; more is a form, not a choice


def selections(facts: Facts, library: Library) -> Iterator[Hit]:
    """Hits of blank.unfilled (kind choice) where none is ticked, and of consistency.choice where several are; one a clause."""
    for clause in (*loose(facts), *facts.contract.clauses):
        if clause.annex is not None and clause.kind == "table":
            continue
        for start, end in _groups(clause.text):
            found = _judged(clause, start, end)
            if found is not None:
                yield found
                break


def _groups(text: str) -> Iterator[tuple[int, int]]:
    """The stretches of a text that ask for one option: from the words that ask to the end of the last option behind them."""
    asked = [m for m in ONE.finditer(text)]
    for n, ask in enumerate(asked):
        stop = asked[n + 1].start() if n + 1 < len(asked) else len(text)
        boxes = [m for m in BOX.finditer(text, ask.end(), stop)]
        if len(boxes) >= 2 and boxes[0].start() - ask.end() <= 30 and boxes[-1].start() - boxes[0].start() <= LONGEST:
            end = min((at for mark in "。；;\n" if (at := text.find(mark, boxes[-1].end())) >= 0), default=len(text))
            yield ask.start(), end
            return


def _judged(clause: Clause, start: int, end: int) -> Hit | None:
    words = clause.text[start:end]
    lead = clause.text[max(0, start - 30) : start] + words[: (m.start() if (m := BOX.search(words)) else 0)]
    if MANY.search(lead):
        return None
    boxes = list(BOX.finditer(words))
    ticked = [m for m in boxes if m[0] in TICKED]
    if len(ticked) == 1 or (len(ticked) == len(boxes) and {m[0] for m in boxes} == {"■"}):
        return None  # chosen; or bullets
    if not ticked:
        if re.search(r"第\s*[\[（(【]?\s*[一二三四五六\d]", words[: boxes[0].start()]):
            return None  # the number says which
        at = start + boxes[0].start()
        return hit("blank.unfilled", clause, *round_about(clause.text, start, at + 1), values={"kind": "choice", "count": 1, "places": 1, "what": ("choice",)})
    options = [_option(words, m.end()) for m in ticked[:2]]
    return hit("consistency.choice", clause, start + ticked[0].start(), start + ticked[1].end() + len(options[1]), values={"count": len(ticked), "a": options[0], "b": options[1]}, certainty="likely")


def _option(words: str, at: int) -> str:
    """The words of an option, up to the next box or stop."""
    return re.split(rf"[{EMPTY}{TICKED}，。；;\n、\s]", words[at:].lstrip(), maxsplit=1)[0][:24]
