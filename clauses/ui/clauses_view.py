"""The clause tree with what was found, changed and decided, and its filters; the order in which the findings are gone through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import streamlit as st

from clauses import agreed
from clauses.model import SEVERITIES, Clause, Finding, Library, Missing, Standing, Wording
from clauses.ui import state
from clauses.ui.changes_view import marks_of
from clauses.ui.html import Html, el
from clauses.ui.labels import named, place, say
from clauses.ui.opened import Opened

ONLY = ("all", "risk", "undecided", "changed", "extra", "missing")
CHANGED = ("changed", "moved", "split", "merged")
MISSING, WHOLE = "missing:", "whole"


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What of the clauses and findings is shown."""

    only: str
    least: str
    kind: str

    def weighs(self, finding: Finding) -> bool:
        return SEVERITIES.index(finding.severity) <= SEVERITIES.index(self.least)


@dataclass(frozen=True, kw_only=True)
class Tree:
    """The contract's clauses as they are listed: with where the findings stand and what is agreed."""

    opened: Opened
    standings: Mapping[str, Standing]
    wordings: Sequence[Wording]
    filter: Filter
    library: Library
    language: str

    @cached_property
    def findings(self) -> dict[str, list[Finding]]:
        """The findings that weigh enough, by clause, in the contract's order; those on the whole contract first."""
        by_clause: dict[str, list[Finding]] = {WHOLE: [], **{id: [] for id in self.opened.clauses}}
        for finding in self.opened.contract.findings:
            if self.filter.weighs(finding):
                by_clause[finding.clause or WHOLE].append(finding)
        return by_clause

    def open_of(self, found: Sequence[Finding]) -> int:
        return sum(self.standing(f).verdict == "open" for f in found)

    def standing(self, finding: Finding) -> Standing:
        return self.standings.get(finding.id, agreed.OPEN)

    @cached_property
    def listed(self) -> list[str]:
        """The ids of what answers to the filter, in order: the whole contract, its clauses, what it lacks."""
        only, kind = self.filter.only, self.filter.kind
        ids = [id for id in self.findings if self._answers(id)]
        lacking = [m for m in self.opened.contract.facts.missing if kind in ("", m.type)] if only in ("all", "missing") else []
        return [*ids, *(MISSING + m.template_clause for m in lacking)]

    def _answers(self, id: str) -> bool:
        only, found = self.filter.only, self.findings[id]
        if id == WHOLE:
            return bool(found) and (only in ("all", "risk") or (only == "undecided" and self.open_of(found) > 0))
        if self.filter.kind not in ("", self.opened.clauses[id].type):
            return False
        match = self.opened.matches.get(id)
        status = match.status if match else ""
        wanted = {"all": True, "risk": bool(found), "undecided": self.open_of(found) > 0, "changed": status in CHANGED, "extra": status == "extra"}
        return wanted.get(only, False)

    def beside(self, finding: Finding | None, chosen: str) -> tuple[str | None, str | None]:
        """The findings before and after this one (or this clause) among those that answer to the filter."""
        order = [f.id for found in self.findings.values() for f in found]
        clauses = list(self.findings)
        here = order.index(finding.id) if finding and finding.id in order else None
        if here is None:
            at = clauses.index(chosen) if chosen in clauses else len(clauses)
            here_after = sum(len(self.findings[id]) for id in clauses[:at])
            before, after = order[:here_after], order[here_after:]
        else:
            before, after = order[:here], order[here + 1 :]
        shown = set(self.listed)
        wanted = {f.id for id, found in self.findings.items() if id in shown for f in found if self.filter.only != "undecided" or self.standing(f).verdict == "open"}
        return next((id for id in reversed(before) if id in wanted), None), next((id for id in after if id in wanted), None)

    def drawn(self) -> Html:
        """The list; which of its lines is chosen the page marks, so that the list is the same for all of them and sent once."""
        return el("div.scroll.tree", list(self._lines()) or el("p.faint", say("no_rows", self.language)), id=self.opened.key)

    def _lines(self) -> Iterator[Html]:
        above = ""
        lacking = {MISSING + m.template_clause: m for m in self.opened.contract.facts.missing}
        for id in self.listed:
            group = say("lacking_group", self.language) if id in lacking else self._group(id)
            if group != above and group:
                yield el("div.group", group)
            above = group
            yield self._lacking(lacking[id]) if id in lacking else self._line(id)

    def _group(self, id: str) -> str:
        clause = self.opened.clauses.get(id)
        return (clause.annex or (clause.path[0] if clause.path else "")) if clause else ""

    def _line(self, id: str) -> Html:
        found = self.findings[id]
        left = self.open_of(found)
        worded = any(w.clause == id or (id == WHOLE and w.clause is None) for w in self.wordings)
        severity = found[0].severity if found else "none"
        return self.opened.once(lambda: _line(id, self, severity, len(found), left, worded=worded), "line", id, self.language, severity, len(found), left, worded)

    def _lacking(self, missing: Missing) -> Html:
        template = self.opened.contract.facts.template
        assert template is not None
        clause = template.clause(missing.template_clause)
        need = say("required" if clause.required else "optional", self.language)
        return el(
            "div.line", el("span.sev.lacking", "−", label=say("state_lacking", self.language), title=say("state_lacking", self.language)), el("span.number", clause.number or "—"), el("span.begin", clause.heading or clause.text[:40]),
            el("span.marks", f"{self.library.label(clause.type, self.language)} · {need}"), pick=MISSING + clause.id,
        )  # fmt: skip


def severity_mark(severity: str, library: Library, language: str) -> Html:
    """A severity as a letter on its colour; read aloud and pointed at, its name."""
    name = named(library, "severities", severity, language)
    return el(f"span.sev.{severity}", say(f"short_{severity}", language), title=name, label=name)


def _line(id: str, tree: Tree, severity: str, count: int, left: int, *, worded: bool) -> Html:
    language = tree.language
    decided = [el("span.settled", say("mark_settled", language))] if count and not left else []
    decided += [el("span.left", say("mark_open", language, count=left))] if left else []
    decided += [el("span.reworded", say("mark_agreed", language))] if worded else []
    sign = severity_mark(severity, tree.library, language) if severity != "none" else el("span.sev.none")
    clause = tree.opened.clauses.get(id)
    if clause is None:
        return el("div.line", sign, el("span.number", say("whole", language)), el("span.begin", say("whole_line", language)), el("span.marks", decided), pick=id)
    return el("div.line", sign, el("span.number", place(clause, language)), el("span.begin", _begin(clause)), el("span.marks", decided, _about(clause, tree), _noted(clause, tree)), pick=id)


def _begin(clause: Clause) -> str:
    return (clause.heading if clause.heading and clause.number else clause.text)[:40]


def _about(clause: Clause, tree: Tree) -> str:
    match = tree.opened.matches.get(clause.id)
    status = named(tree.library, "statuses", match.status, tree.language) if match and match.status != "same" else ""
    return " · ".join(part for part in (tree.library.label(clause.type, tree.language) if clause.kind == "clause" else "", status) if part)


def _noted(clause: Clause, tree: Tree) -> list[Html]:
    """What else a reader must know of the clause: amended, revised, hidden words, remarks, doubts."""
    marks = tree.opened.once(lambda: marks_of(tree.opened.contract.facts.contract, tree.opened.contract.facts.source), "marks")
    return [el("span.noted", say(mark, tree.language)) for mark in marks.get(clause.id, ())]


def filters(opened: Opened, library: Library, language: str) -> Filter:
    """The filters are on the page; what they are set to."""
    types = ["", *dict.fromkeys(c.type for c in opened.contract.facts.contract.clauses)]
    left, right = st.columns([1, 1], gap="small")
    only = left.selectbox(say("only", language), ONLY, key=state.keep("only", ONLY), format_func=lambda o: say(f"only_{o}", language), label_visibility="collapsed")
    least = right.selectbox(say("least", language), SEVERITIES, key=state.keep("least", SEVERITIES, "info"), format_func=lambda s: say(f"least_{s}", language), label_visibility="collapsed")
    kind = st.selectbox(say("of_type", language), types, key=state.keep("clause_type", types), format_func=lambda t: library.label(t, language) if t else say("all_types", language), label_visibility="collapsed")
    return Filter(only=str(only), least=str(least), kind=str(kind))
