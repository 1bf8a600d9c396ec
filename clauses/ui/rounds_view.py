"""The next draft of a contract: asked for when a file looks like one, kept with the decisions that stand, and what moved since."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import streamlit as st

from clauses import agreed, rounds
from clauses.errors import ClausesError
from clauses.model import Library, Matter, Said
from clauses.rounds import CHANGES, REASONS, REPLIES, Likeness, Line, Pair, Rounds, Thread
from clauses.store import Overtaken
from clauses.ui import state
from clauses.ui.html import Html, draw, el, pane
from clauses.ui.intake import NEW
from clauses.ui.labels import place, plain, say
from clauses.ui.opened import Opened

MOST = 12  # stored contracts of the same sides that are looked into, the latest first


def ask(opened: Opened, library: Library, language: str) -> None:
    """The page asks whether a contract that came in lately is the next draft of a stored one."""
    fresh: list[str] = state.remembered(NEW, [])
    if opened.matter is None or opened.matter.id not in fresh:
        return
    found = opened.once(lambda: likely(opened, state.store().matters()), "likely")
    if found is None:
        return
    earlier, why = found
    reason = why.reason if language == "zh" else why.reason_en
    with st.container(key="next_draft"):
        st.info(plain(say("next_draft", language, title=earlier.title or say("untitled", language), number=len(earlier.rounds) + 1, reason=reason)), icon=":material/help:")
        with st.container(horizontal=True, gap="small"):
            st.button(say("next_draft_yes", language), key="do_join", type="primary", on_click=_join, args=(opened, earlier, library, language))
            st.button(say("next_draft_no", language), key="do_apart", on_click=_settled, args=(opened.matter.id,))


def likely(opened: Opened, stored: Sequence[Matter]) -> tuple[Matter, Likeness] | None:
    """The stored contract that this one is likely the next draft of, and why; None where there is none."""
    matter = opened.matter
    assert matter is not None
    for other in [one for one in stored if _may(one, matter)][:MOST]:
        try:
            before = state.store().review(other.latest).contracts[other.latest.part]
        except ClausesError:  # of a program that this one cannot read any more
            continue
        found = rounds.likely_same(before, opened.contract)
        if found.likely:
            return other, found
    return None


def _may(earlier: Matter, matter: Matter) -> bool:
    """Whether the one could be an earlier draft of the other: no side has another name, and it came before, in another file."""
    sides = ((earlier.customer, matter.customer), (earlier.carrier, matter.carrier))
    named = [one == other for one, other in sides if one and other]
    return earlier.id != matter.id and earlier.rounds[0].received < matter.latest.received and any(named) and all(named) and all(round.sha256 != matter.latest.sha256 for round in earlier.rounds)


def _settled(id: str) -> None:
    state.remember(NEW, [one for one in state.remembered(NEW, []) if one != id])


def _join(opened: Opened, earlier: Matter, library: Library, language: str) -> None:
    """The draft is the earlier contract's next round, with the decisions that stand; by itself it is no matter any more."""
    assert opened.matter is not None
    store, own = state.store(), opened.matter
    try:
        now = store.matter(earlier.id)
        if now.latest != earlier.latest:  # what was asked about is an older draft: the page asks anew
            opened.made.pop(("likely",), None)
            raise Overtaken((), Said(f"“{now.title}”在此期间有了变化，这一稿还没有归入", f"“{now.title}” has changed meanwhile; this draft has not been joined to it yet"), Said("请看过它的最新一稿再选择", "look at its latest draft before you choose"))
        before = store.review(earlier.latest).contracts[earlier.latest.part]
        made = store.decisions(earlier.id)
        standings = agreed.standings(d for d in store.decisions(earlier.id, earlier.latest.number))
        carried = rounds.compare(before, opened.contract, standings).carried
        matters = [earlier.id if part == opened.part else None for part in range(len(opened.review.contracts))]
        content = store.file(own.latest)
        store.keep(opened.review, content, by=state.person(), library=library, template=own.latest.template, matters=matters, carried={earlier.id: carried}, seen=made[-1].number if made else None, instead=own.id)
    except ClausesError as refusal:
        state.remember("told", refusal.said(language))
        state.put(view="clauses")  # where it is told
        return
    _settled(own.id)
    state.open_name(earlier.id)
    state.put(view="rounds")


def compared(opened: Opened) -> Rounds | None:
    """The round held against the one before it, once; None of a first draft."""
    matter = opened.matter
    if matter is None or len(matter.rounds) < 2:
        return None
    earlier = matter.rounds[-2]

    def make() -> Rounds | None:
        try:
            before = state.store().review(earlier).contracts[earlier.part]
        except ClausesError:  # the earlier review is of a program that this one cannot read any more
            return None
        return rounds.compare(before, opened.contract, agreed.standings(state.store().decisions(matter.id, earlier.number)))

    return opened.once(make, "rounds")


def earlier_words(opened: Opened, finding: str, language: str) -> Html | None:
    """What was decided on the finding in the round before, and why it is asked again; None where nothing was."""
    held = compared(opened)
    thread = held.by_finding.get(finding) if held else None
    if thread is None or thread.earlier is None or not (told := rounds.told(thread.earlier, language)):
        return None
    return el("p.earlier", told, el("b", f" · {_why(thread, language)}") if thread.why else None)


def rounds_view(opened: Opened, library: Library, language: str, *, then: Callable[[str], None]) -> None:
    """What moved since the draft before is on the page: what nobody asked for first; a click on a clause calls `then` with its id."""
    held = compared(opened)
    if held is None:
        draw(el("p.faint", say("rounds_unreadable", language)))
        return
    pane(opened.once(lambda: _drawn(held, opened, library, language), "rounds drawn", language), key="rounds", then=then)


def _drawn(held: Rounds, opened: Opened, library: Library, language: str) -> Html:
    moved = [pair for pair in held.pairs if pair.status not in ("same", "edited")]
    silent = [pair for pair in moved if pair.silent]
    others = [pair for pair in moved if not pair.silent]
    again = [thread for thread in held.asked_again if thread.after in opened.findings]
    carried = len({d.finding for d in held.carried})
    head = el("p.faint", say("rounds_head", language, moved=len(moved), silent=len(silent), carried=carried, again=len(again)))
    return el(
        "div.stack", head,
        _group("rounds_silent", [_pair(pair, opened, language) for pair in silent], language),
        _group("rounds_again", [_again(thread, opened, library, language) for thread in again], language),
        _group("rounds_moved", [_pair(pair, opened, language) for pair in others], language),
        _group("rounds_lines", [_line(line) for line in held.lines], language),
    )  # fmt: skip


def _group(label: str, rows: list[Html], language: str) -> Html | None:
    return el("section", el("h3", say(label, language), el("span.faint", f" {say('count', language, count=len(rows))}")), rows) if rows else None


def _pair(pair: Pair, opened: Opened, language: str) -> Html:
    at = int(language == "en")
    links = [el("a.link", place(opened.clauses[id], language), " ", pick=id) for id in pair.after if id in opened.clauses]
    reply = el("span.tag", f"{say('asked_for', language)} {REPLIES[pair.answer.reply][at]}") if pair.answer else None
    tracked = el("span.tag", say("tracked", language)) if pair.tracked else None
    silent = el("span.tag.unsure", say("unasked", language)) if pair.silent else None
    return el("article.card.medium" if pair.silent else "article.card", el("div.card-head", el("span.chip", CHANGES[pair.status][at]), links, silent, reply, tracked), el("div.words", _marked(pair)))


def _marked(pair: Pair) -> Iterator[Html]:
    for n, (op, words) in enumerate(pair.diff):
        strong = n < len(pair.important) and pair.important[n]
        yield el("span", words) if op == "=" else el(f"{'del' if op == '-' else 'ins'}{'.strong' if strong else ''}", words)


def _again(thread: Thread, opened: Opened, library: Library, language: str) -> Html:
    assert thread.after is not None
    finding = opened.findings[thread.after]
    message = finding.message if language == "zh" else finding.message_en or finding.message
    told = rounds.told(thread.earlier, language) if thread.earlier else ""
    head = el("div.card-head", el("a.link", library.label(finding.code, language), pick=finding.clause) if finding.clause else el("b", library.label(finding.code, language)), el("span.tag.unsure", _why(thread, language)), el("span.id.faint", finding.id))
    return el(f"article.card.{finding.severity}", head, el("p", message), el("p.faint", told))


def _why(thread: Thread, language: str) -> str:
    return REASONS[thread.why][int(language == "en")] if thread.why else ""


def _line(line: Line) -> Html:
    return el("article.card", el("div.words", (el("span" if op == "=" else "del" if op == "-" else "ins", words) for op, words in line.diff)))
