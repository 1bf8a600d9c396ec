"""What a clause excepts from a limit of liability: the words that it takes out of the limit, and the heads among them.

A clause's text comes in. The exception may stand with the limit (但…除外), in a sentence of its own that points back to it
(前款限额不适用于…), or ahead of a list (下列责任不受上限约束：…). It does not look at other clauses.
"""

from __future__ import annotations

import re

_LIMIT = r"上限|限额|最高限|最高额|封顶|限度|限责|(?:责任|赔偿)[^，。；]{0,6}限制|为限|不(?:得|应|会)?超过|此限|最多|顶格"
_POINTING = r"第[^，。；]{1,14}[条款项]|\d+(?:[.．]\d+)+|前[条款项]|上[条款]|[上前][述列]|以上|本[条款]"
_NOT = r"(?:不(?:再|予|得|应|会|能|可|必)?|均不|概不|并不|皆不)"
# What takes its words out of the limit. Words of exception count where a limit, or a clause that may hold one, is spoken of.
_TAKEN_OUT = re.compile(
    rf"{_NOT}(?:适用|受(?!影响|损|理|害|益)|及于|涵盖|延及|在此[限列]|在其[列内]|计入|算入|纳入|算在|计算在|占用)|除外|(?<!无)例外"
    rf"|(?:无|没有|不设|不加|不作|不予|不做|未设)(?:任何|最高)?(?:上限|限额|限制)|不封顶|管不[着到]|另行?计算|可以?(?:超过|突破|超出)|不起作用|不(?:生效|约束)|亦同|同样如此|也是这样|(?:仅|只)(?:适用|限)于[^，。；]{{1,16}}(?=[，；。])|不以[^，。；]{{0,16}}为限|不论[^，。；]{{0,10}}(?:上限|限额)"
)
_KEPT = re.compile(rf"{_NOT}(?:被|构成|视为|解释为|意在|旨在)?(?:限制|排除|免除|减轻|减免|缩减|豁免)")  # nothing here limits or excludes…
_IN_FULL = re.compile(r"(?:据实|如实|全额|足额|全部|依法)(?:予以)?(?:赔偿|承担|赔付)")  # 故意、重大过失所致损失，据实赔偿: a limit is not even spoken of
_GRAVE = re.compile(r"(?=[^。；\n]*(?:故意|恶意))[^。；\n]*(?:重大过失|重大过错|人身|伤亡)")
_APART = re.compile(r"除(?!非)([^。；]{1,120}?)(?:以外|之外|外)(?=[，。；的）)]|$)")
_LISTS = re.compile(r"下列|以下|如下|下述|下面|下叙|之列|各项|几[样类种项]|：|:|均|都|皆|一律|一概|上述|以上各")
_TURN = re.compile(r"但是?|惟|唯(?!一)|然而|不过(?!分)|为限|为(?:最高)?上限|封顶|\n")
_BREAK = re.compile(r"[。；;\n]")
_STOP = re.compile(r"。")
_HEADS = (
    ("intent", "故意|蓄意|恶意|欺诈|存心|成心"),
    ("gross_negligence", "(?:重大|严重)(?:的)?(?:过失|过错|疏忽)|严重失职"),
    ("personal_injury", "人身|伤亡|死亡|伤残|人员伤|身体(?:的|受)?(?:伤害|损害)|生命健康|(?:把|致|使)[^，。；]{0,2}人[^，。；]{0,3}伤"),
    ("confidentiality", "保密|机密|泄密|商业秘密"),
    ("data", "个人信息|数据"),
    ("ip", "知识产权|侵权|专利|著作权"),
    ("by_law", r"法律[^，。；]{0,10}(?:不得|不能|不允许|不许|不准|禁止|强制)[^，。；]{0,8}(?:限制|免除|排除|规定|减免)"),
)


def excepted(text: str) -> list[str]:
    """The words that the text takes out of a limit of liability, a stretch an exception; [] where it excepts nothing.

    Args:
        text: a clause's, or a heading and what stands under it joined by a colon.
    """
    found = [match[1] for match in _APART.finditer(text)]
    pointing = re.search(f"{_LIMIT}|{_POINTING}", text)
    for match in _TAKEN_OUT.finditer(text) if pointing else ():
        found += _around(text, *match.span())
    for match in _IN_FULL.finditer(text):
        found += [words for words in _around(text, *match.span()) if _GRAVE.search(words)]
    for match in _KEPT.finditer(text):
        found += _around(text, *match.span()) if "责任" in text or "赔" in text else []
    return found


def _around(text: str, start: int, end: int) -> list[str]:
    """The words of an exception: its part of the sentence before and after, the whole of both where a list is announced."""
    before_list, after_list = _opening(text, start), _closing(text, end)
    lists = _LISTS.search(text, before_list, min(len(text), end + 24))
    opened = before_list if lists and not _TURN.search(text, before_list, start) else max((m.end() for m in (*_BREAK.finditer(text, 0, start), *_TURN.finditer(text, 0, start))), default=0)
    closed = after_list if lists else next((m.start() for m in _BREAK.finditer(text, end)), len(text))
    return [text[opened:start], text[end:closed]]


def _opening(text: str, start: int) -> int:
    """Where the sentence begins, semicolons passed over."""
    return max((m.end() for m in _STOP.finditer(text, 0, start)), default=0)


def _closing(text: str, end: int) -> int:
    """Where the list ends: at the stop of the sentence, at the text's end where the list stands on lines of its own."""
    stop = _STOP.search(text, end)
    listed = re.match(r"[^。；]{0,24}[：:]\s*\n|[^。；\n]{0,24}。?\s*\n", text[end:])
    return len(text) if listed or stop is None else stop.start()


def carve_outs(text: str) -> list[str]:
    """What a clause excepts from its limits of liability, by the names of the vocabulary."""
    return heads(" ".join(excepted(text)))


def heads(words: str) -> list[str]:
    """The heads of liability that words name, in the order of the vocabulary."""
    return [tag for tag, pattern in _HEADS if re.search(pattern, words)]
