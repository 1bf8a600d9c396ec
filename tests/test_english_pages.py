"""The pages of numbers and the dashboard in English: every word of the program's own is English; a contract's own words stay as they are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from clauses.model import Problem, Said
from clauses.review import Desk
from clauses.store import Store
from clauses.ui.head_view import partial_banner
from tests import manymatters
from tests.conftest import Reviewed
from tests.english import CHINESE, english
from tests.test_app import upload, words

APP = Path(__file__).resolve().parent.parent / "app.py"
BARE = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")  # a name of the vocabulary's that has no label
OWN = ("title", "customer", "carrier", "place", "quote", "message_en")  # what comes from the contract, or quotes it
PAGES = {
    "numbers": ("terms_page", {}), "one type": ("terms_page", {"numbers_type": "liability_cap"}), "what hurts": ("terms_page", {"numbers_only": "hurts"}), "two contracts": ("terms_page", {"numbers_view": "pairs"}),
    "the other side": ("terms_page", {"side": "carrier"}), "one kind": ("terms_page", {"numbers_kind": ("late_payment", "annual_rate", "customer", "overdue_amount")}),
    "dashboard": ("dashboard_page", {}), "all types": ("dashboard_page", {"board_wide": "1"}), **{pick: ("dashboard_page", {"board_pick": pick}) for pick in (
        "level:high", "type:late_payment", "person:", "severity:high", "severity:", "decided:accepted", "changed:new", "changed:up", "day:coming", "day:over", "day:undated", "currency:CNY", "unreckoned:", "money:renewal")},
}  # fmt: skip


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory, reviewed: Reviewed, desk: Desk) -> Path:
    home = tmp_path_factory.mktemp("home")
    store = Store.open(home)
    manymatters.fill(store, [reviewed(path, "customer") for path in manymatters.FILES], desk.library, 2 * len(manymatters.FILES), people=["Chen", "Li"])
    store.close()
    return home


def masked(rows: Sequence[Any]) -> tuple[Any, ...]:
    """The rows with the contract's own words in English; names of places in `said` too."""

    def mask(row: Any) -> Any:
        names = {f.name for f in fields(row)}
        own: dict[str, str] = {name: f"the contract's own {n}" for n, name in enumerate(OWN) if name in names}
        if CHINESE.search(getattr(row, "said", "")):
            own["said"] = "place:somewhere"
        return replace(row, **own)

    return tuple(map(mask, rows))


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch, full: Path) -> Iterator[None]:
    monkeypatch.setenv("CLAUSES_HOME", str(full))
    for name in ("term_rows", "finding_rows", "notice_rows", "matters", "scores"):
        asked = getattr(Store, name)
        monkeypatch.setattr(Store, name, lambda self, *args, asked=asked, **more: masked(asked(self, *args, **more)))
    yield


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_no_word_of_the_programs_own_is_chinese(name: str) -> None:
    page, choices = PAGES[name]
    app = AppTest.from_string(f"from clauses.ui import {page}\n{page}.show()\n", default_timeout=120)
    app.session_state["language"] = "en"
    for key, value in choices.items():
        app.session_state[key] = value
    app.run()
    assert not app.exception, app.exception
    panes = [json.loads(p.proto.mixed.json if p.proto.HasField("mixed") else p.proto.json)["html"] for p in app.main.get("bidi_component")]
    shown = [*panes, words(app), *(str(part) for kind in ("selectbox", "button_group", "button", "download_button", "markdown", "info", "caption") for part in app.get(kind))]
    seen = unescape("".join(shown))
    told = [seen[max(0, m.start() - 60) : m.end() + 20] for m in CHINESE.finditer(seen)]
    assert panes and not told, told[:5]
    visible = re.sub(r'(?:data-pick|class|style)="[^"]*"', "", unescape("".join(panes)))
    assert not (bare := BARE.findall(visible)), bare[:5]


def test_what_is_derived_has_a_name(desk: Desk) -> None:
    derived = desk.library.vocabulary["derived"]
    assert [desk.library.label(name, "en") for name in ("of_annual", "comes_to", "annual_rate")] == [derived[name]["en"] for name in ("of_annual", "comes_to", "annual_rate")]


# -- what is refused ----------------------------------------------------------------------------------------------------

TOLD = {
    "one file": ((("rent.docx", b"no word file"),), None, "rent.docx is no valid Word file"),
    "several files": ((("a.txt", b"no contract at all"), ("b.7z", b"7z\xbc\xaf\x27\x1c")), None, "No contract clauses were found"),
    "a damaged store": ((), "matters.db", "The store is damaged"),
    "a standard broken by hand": ((), "templates/telecom-circuit.yaml", "telecom-circuit.yaml, line 1"),
    "a playbook broken by hand": ((), "playbooks/customer.yaml", "customer.yaml, line"),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("files", "broken", "told"), TOLD.values(), ids=TOLD)
def test_what_is_refused_is_refused_in_english(files: tuple[tuple[str, bytes], ...], broken: str | None, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAUSES_HOME", str(tmp_path))
    if broken:
        (tmp_path / broken).parent.mkdir(exist_ok=True)
        (tmp_path / broken).write_text("side: customer\nno database, no library: [\n" * 9, encoding="utf-8")
    app = AppTest.from_file(str(APP), default_timeout=120)
    app.session_state["language"] = "en"
    app.run()
    if files:
        upload(app, *files)
    refused = [*(error.value for error in app.error), *re.findall(r'class="intake">(.*?)</details>', words(app))]
    assert not app.exception and any(told in unescape(one).replace("\\", "") for one in refused), refused
    assert all(english(unescape(one).replace("\n", " ")) for one in refused), refused


def test_what_could_not_be_read_is_told_in_english_where_it_was_stored_so() -> None:
    said = Said("第 3 页已损坏，无法读取", "Page 3 is damaged and cannot be read")
    now, before = Problem.of(stage="read", kind="page_damaged", said=said, page=3), Problem(stage="read", kind="page_damaged", message=said.zh, page=3)
    banners = [partial_banner([problem], "en") for problem in (now, before)]
    assert [said.en in one.text for one in banners if one] == [True, False]
    assert [said.zh in one.text for one in banners if one] == [False, True], "what was stored before problems had English is told as it was"
