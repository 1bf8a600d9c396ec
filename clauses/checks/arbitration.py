"""Arbitral bodies that no one can find: named after a party or an unnamed place, or nearly as a well-known body is.

The words come in; out come hits of `jurisdiction.arbitration_body_unclear`. Whether a town's body exists is not checked:
there are hundreds, and the list changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from rapidfuzz.distance import Indel

from clauses.library import BUNDLED
from clauses.library.document import read
from clauses.model import Clause, Facts, Hit, Library, Term

BODY = re.compile(r"(?P<name>[^，。；：:（(、\s]{0,24}[\[［【]?[^，。；：:（(、]{0,16}?[\]］】]?\s*)仲裁(?:委员会|机构|院|中心|机关|部门)")
# A body that is named after a side, or by "the local", "the competent", is none that bears a name.
UNNAMED = re.compile(r"所在地|住所地|注册地|当地|本地|签订地|签约地|履行地|项目地|有管辖权|相关|有关|双方|(?:提交|提请|向|由|至|到|交)\s*[\[［【（(]?\s*[\]］】）)]?\s*$|^\s*[\[［【]\s*[\]］】]?\s*$|[_＿]{2,}|[xX×]{2,}")
# What leads up to a body's name within its sentence.
LEADING = re.compile(r"^.*(?:提交|提请|递交|报请|交由|申请|选择|约定|指定|同意|送交|应当?由|均由|或者?|[向由至到交]|(?<!所)在)(?=[\u4e00-\u9fff])")
# Commissions are set up in cities, not by province, district or county, and none for contracts of the economy any more.
NOT_SET_UP = re.compile(r"(?:省|自治区|(?<!地)(?<!特)区|县|旗|镇|经济合同|^中国|^中华人民共和国|^全国|^国家)$")
NEAR_MISS = 4  # characters more or fewer than a well-known body's name; that many and it is another name
INTERNATIONAL = re.compile(r"国际|贸易|海事|商会")


def unnamed_bodies(facts: Facts, library: Library) -> Iterator[Hit]:
    """One hit a clause that sends disputes to a body without a name of its own, or to one whose name none bears."""
    arbitrated = {term.clause for term in facts.terms if _is_read_as_arbitration(term)}
    sides = "|".join(re.escape(name) for role in ("customer", "carrier") for name in facts.contract.names(role))
    for clause in facts.contract.clauses:
        if clause.id in arbitrated or "仲裁" not in clause.text:  # of the former a rule speaks on the term itself
            continue
        for found in BODY.finditer(clause.text):
            name = LEADING.sub("", found["name"].strip())
            if UNNAMED.search(name) or (found[0].endswith("仲裁委员会") and NOT_SET_UP.search(name)) or (sides and re.search(rf"[\[［【]?\s*(?:{sides})\s*[\]］】]?$", name)) or _nearly_known(found[0]):
                yield _hit(clause, found)
                break


def two_bodies(facts: Facts, library: Library) -> Iterator[Hit]:
    """One hit at a clause that names two arbitral bodies and chooses neither."""
    first: dict[str, Term] = {}
    for term in facts.terms:
        if term.type != "jurisdiction" or not term.get("institution"):
            continue
        one = first.setdefault(term.clause, term)
        bodies = [str(t.get("institution")) for t in (one, term)]
        if bodies[0] != bodies[1] and _either(facts.contract.clause(term.clause).text, *bodies):
            values = {"stated": one.get("institution"), "found": term.get("institution")}
            yield Hit(code="jurisdiction.arbitration_body_unclear", clause=term.clause, quote=term.quote, span=term.span, certainty="likely", type="jurisdiction", values=values)
            return


def _either(text: str, one: str, two: str) -> bool:
    """Whether the text offers two bodies in one breath: 提交A或者B仲裁, not A for the one's claims and B for the other's."""
    flat = re.sub(r"[\s\[\]［］【】（）()]", "", text)
    return bool(re.search(rf"{re.escape(one)}[^。；，]{{0,8}}(?:或者?|、|和|及|以及|/)(?:[^。；，]{{0,8}}){re.escape(two)}", flat))


def _is_read_as_arbitration(term: Term) -> bool:
    return term.type == "jurisdiction" and term.get("method") == "arbitration" and term.get("institution") is None


def _nearly_known(words: str) -> bool:
    """Whether the body's name is a well-known one's with words left out or put in, and is itself nobody's."""
    name = LEADING.sub("", re.sub(r"\s", "", words))
    if not INTERNATIONAL.search(name) or any(name.endswith(body) for body in _bodies()):
        return False
    # only left out or only put in: 上海… for 中国… is another body, not a slip
    return any(Indel.distance(name, body) == abs(len(name) - len(body)) < NEAR_MISS for body in _bodies())


@lru_cache(maxsize=1)
def _bodies() -> tuple[str, ...]:
    return read(BUNDLED / "citations.yaml").texts("arbitral_bodies")


def _hit(clause: Clause, found: re.Match[str]) -> Hit:
    return Hit(code="jurisdiction.arbitration_body_unclear", clause=clause.id, quote=found[0].strip(), span=clause.locate(found.start(), found.end()), certainty="likely", type="jurisdiction")
