"""Clauses moved, edited, cut and run together in a whole standard: tests/cases/wording/alignment.yaml; and what holds for any draft."""

import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from clauses import match
from clauses.match.likeness import is_same, pairs, rarities
from clauses.match.limits import Limits, Regression, shipped
from clauses.model import Clause, Contract, Match, Missing, Roles, Span, Template
from clauses.review import Desk
from models.alignments import Said, Shares, make, strangers, wordings

TABLE = yaml.safe_load((Path(__file__).parent / "cases" / "wording" / "alignment.yaml").read_text(encoding="utf-8"))
MUCH = Shares(dropped=0.3, moved=0.3, cut=0.5, joined=0.4, added=0.3, shuffled=True)
MOST_PARTS = 4


def drafted(rows: Sequence[Mapping[str, Any]]) -> Contract:
    clauses = []
    for n, row in enumerate(rows):
        span = Span(1000 * n, 1000 * n + len(row["text"]))
        clauses.append(Clause(**{"number": str(n + 1), "heading": None, **row}, id=f"c{n}", span=span, pieces=(span,)))
    return Contract(title="合同", language="zh", parties=(), signed=None, clauses=tuple(clauses), span=Span(0, 1_000_000))


def as_drafted(template: Template) -> dict[str, dict[str, Any]]:
    """By id the standard's own clauses, as a draft has them."""
    return {
        c.id: {"text": c.text, "type": c.type, "also": c.also, "annex": c.annex, "path": () if c.annex else (c.article,)}
        for c in template.clauses
        if c.article or c.number or c.annex
    }


def ids(found: Match) -> tuple[str, ...]:
    of = found.template_clause
    return of if isinstance(of, tuple) else (of,) if of else ()


def matched(contract: Contract, desk: Desk, standard: match.Standard) -> tuple[tuple[Match, ...], tuple[Missing, ...]]:
    return match.match(match.read(contract, Roles(), desk.embedder), standard)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["name"])
def test_what_is_put_in_finds_its_own_and_the_rest_stays_the_same(row: dict[str, Any], desk: Desk) -> None:
    standard = desk.standard("telecom-circuit")
    own, put = as_drafted(standard.template), row.get("in", [])
    types = {c.id: c.type for c in standard.template.clauses}
    rows, expected = [], []
    for id, clause in own.items():
        if id not in row.get("out", ()):
            rows.append(clause)
            expected.append(("same", (id,)))
        for new in (new for new in put if new["after"] == id):
            of = tuple(new["of"]) if isinstance(new.get("of"), list) else tuple(filter(None, [new.get("of")]))
            rows.append({**clause, "text": new["text"], "type": types[of[0]] if of else "other", "also": tuple({types[one]: 1 for one in of[1:] if types[one] != types[of[0]]})})
            expected.append((new["status"], of))
    matches, missing = matched(drafted(rows), desk, standard)
    assert [(m.status, ids(m)) for m in matches] == expected
    assert [m.template_clause for m in missing if m.template_clause in own] == row.get("missing", [])


def holds(contract: Contract, template: Template, matches: Sequence[Match], missing: Sequence[Missing]) -> None:
    """What is true of any draft and any standard."""
    assert [m.clause for m in matches] == [c.id for c in contract.clauses]
    order = {c.id: n for n, c in enumerate(template.clauses)}
    answers = Counter(one for m in matches for one in ids(m))
    for m in matches:
        of, clause = ids(m), contract.clause(m.clause)
        assert 0 <= m.similarity <= 1 and m.similarity == round(m.similarity, 2)
        assert list(of) == sorted(set(of), key=order.__getitem__) and len(of) <= MOST_PARTS
        assert all(answers[one] <= (MOST_PARTS if len(of) == 1 else 1) for one in of)
        status = "extra" if not of else "merged" if len(of) > 1 else "split" if answers[of[0]] > 1 else ""
        assert m.status == status if status else m.status in ("same", "changed", "moved")
        assert all((template.clause(one).annex is None) == (clause.annex is None) for one in of)
        assert "".join(text for op, text in m.diff if op != "+") == "\n".join(template.clause(one).text for one in of)
        assert "".join(text for op, text in m.diff if op != "-") == (clause.text if of else "")
        words = [is_same(template.clause(one).text, clause.text, Roles()) for one in of]
        assert not any(words) or m.status in ("same", "moved")
        assert m.status != "same" or (words == [True] and m.similarity == 1)
    assert [m.template_clause for m in missing] == [id for part in parts(template) for id in part if id not in answers]
    assert all(c.why_not and 0 <= c.similarity <= 1 for m in missing for c in m.nearest)


def parts(template: Template) -> list[list[str]]:
    """The ids of body, annexes and preamble."""
    body = [c.id for c in template.clauses if not c.annex and (c.article or c.number)]
    annexes = [c.id for c in template.clauses if c.annex]
    return [body, annexes, [c.id for c in template.clauses if c.id not in (*body, *annexes)]]


@pytest.fixture(scope="module")
def said(desk: Desk) -> dict[str, dict[str, list[Said]]]:
    return wordings(desk, hands="a")


def much_changed(said: dict[str, dict[str, list[Said]]], template: Template, seed: int) -> Contract:
    drafts = said[template.id]
    name = random.Random(seed).choice(sorted(drafts))
    return make(name, drafts[name], strangers(), {c.id: c.type for c in template.clauses}, seed, MUCH).contract


def test_what_holds_of_a_contract_changed_beyond_recognition(desk: Desk, said: dict[str, dict[str, list[Said]]]) -> None:
    standard = desk.standard("telecom-circuit")
    contract = much_changed(said, standard.template, 0)
    holds(contract, standard.template, *matched(contract, desk, standard))


def test_what_holds_whatever_the_judges_believe(desk: Desk, said: dict[str, dict[str, list[Said]]]) -> None:
    standard = replace(desk.standard("telecom-circuit"), limits=shaken(shipped(), seed=1))
    contract = much_changed(said, standard.template, 1)
    holds(contract, standard.template, *matched(contract, desk, standard))


def shaken(limits: Limits, seed: int) -> Limits:
    """Judges whose weights are put wrong by chance, and that believe much."""
    chance = np.random.default_rng(seed)

    def wrong(judge: Regression) -> Regression:
        return Regression(judge.bias, (judge.weights + chance.normal(scale=3, size=judge.weights.shape)).astype(np.float32))

    judges = {name: wrong(getattr(limits, name)) for name in ("by_itself", "in_place", "as_part", "as_whole")}
    return replace(limits, **judges, from_odds={name: least - 3 for name, least in limits.from_odds.items()})


ODD = {
    "nothing but an empty clause": lambda own: [{"text": ""}],
    "empty clauses, dots and blanks": lambda own: [{"text": text} for text in ("", "。", " \n", "……", "123")],
    "a single clause": lambda own: own[5:6],
    "one clause thirty times": lambda own: own[7:8] * 30,
    "the whole body in one clause": lambda own: [{"text": "".join(c["text"] for c in own if not c["annex"])}],
    "the standard backwards": lambda own: own[::-1],
    "the standard twice": lambda own: own + own,
    "every sentence a clause": lambda own: [{**c, "text": text} for c in own for text in re.split("(?<=[。；])", c["text"]) if text],
    "everything in an annex": lambda own: [{**c, "annex": "附件一"} for c in own],
    "no annex": lambda own: [c for c in own if not c["annex"]],
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_what_holds_of_odd_contracts(name: str, desk: Desk) -> None:
    standard = desk.standard("telecom-circuit")
    contract = drafted(ODD[name](list(as_drafted(standard.template).values())))
    holds(contract, standard.template, *matched(contract, desk, standard))


def test_a_standard_of_one_clause_without_annex_or_preamble(desk: Desk) -> None:
    whole = desk.standard("telecom-circuit").template
    small = replace(whole, clauses=(whole.clause("jurisdiction"),))
    contract = drafted(list(as_drafted(whole).values()))
    matches, missing = matched(contract, desk, match.prepare(small, desk.embedder))
    holds(contract, small, matches, missing)
    assert [m.status for m in matches if ids(m)] == ["same"] and not missing


def test_many_blanks_in_a_row_are_read_at_once() -> None:
    blanks = "、".join(["____"] * 30)
    assert is_same(f"设备：{blanks}，单价以报价单为准。", f"设备：{'服务器、' * 60}单价以报价单为准。", Roles())
    assert not is_same(f"设备：{blanks}，单价以报价单为准。", f"设备：{'服务器、' * 60}单价另行约定。", Roles())


def test_evidence_does_not_hang_on_the_order_of_sets() -> None:
    chance = random.Random(1)
    texts = ["".join(chance.choices("甲乙丙丁戊己庚辛壬癸子丑寅卯", k=90)) for _ in range(40)]
    one, other = pairs(texts[:20]), pairs(texts[20:])
    turned = [[frozenset(sorted(of, reverse=True)) for of in side] for side in (one, other)]
    assert rarities(one, other).tobytes() == rarities(*turned).tobytes()
