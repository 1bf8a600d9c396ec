"""Two drafts of one contract as readable text and as JSON: changes of substance first, of them those that no tracked change shows.

Comes in: the couples of two reviews with their `Rounds`. Go out: lines that a terminal shows (rich's marks in them), or the
object that is printed. It draws what `clauses.rounds` found and finds nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from clauses.model import Contract, ContractReview, Diff, Finding, Library, Review
from clauses.report.terminal import COLOURS, escape
from clauses.rounds import CHANGES, REASONS, REPLIES, Compared, Likeness, Pair, Rounds, Thread
from clauses.wording import cited

BESIDE = 14  # characters of unchanged words shown on either side of a change
WORDS = {
    "zh": {
        "other": "看来不是同一合同：{}", "counts": "条款：{}", "silent": "实质改动 {} 条", "silent_untracked": "没有标出修订的实质改动 {} 条", "silent_tracked": "以修订标出的实质改动 {} 条", "none": "没有实质改动", "rest": "其他变动", "lines": "条款之外的改动（标题、当事人、账户、签署）", 
        "moved": "移位", "renumbered": "原编号 {}", "points": "所引用的条款已是另一条：{}", "new": "新的发现 {} 项", "gone": "不再有的发现 {} 项", "kept": "仍在的发现 {} 项", "again": "已决定、须再看的 {} 项", "whole": "全文", "alone_old": "新文件中没有：{}", "alone_new": "旧文件中没有：{}", "sep": "，",
    },
    "en": {
        "other": "These do not look like one contract: {}", "counts": "clauses: {}", "silent": "changes of substance: {}", "silent_untracked": "changes of substance that are not tracked: {}", "silent_tracked": "tracked changes of substance: {}", "none": "no change of substance", "rest": "other changes", "lines": "changes outside the clauses (title, parties, account, signatures)", 
        "moved": "moved", "renumbered": "was {}", "points": "refers to another clause now: {}", "new": "new findings: {}", "gone": "findings gone: {}", "kept": "findings still there: {}", "again": "decided, to be looked at again: {}", "whole": "whole", "alone_old": "not in the new file: {}", "alone_new": "not in the old file: {}", "sep": ", ",
    },
}  # fmt: skip


# -- JSON ------------------------------------------------------------------------------------------------------------------


def as_dict(old: Review, new: Review, compared: Sequence[Compared]) -> dict[str, Any]:
    """What moved between two files as an object."""
    problems = [{"file": review.file, "stage": p.stage, "kind": p.kind, "message": p.message} for review in (old, new) for p in review.problems]
    return {"old": old.file, "new": new.file, "partial": bool(problems), "problems": problems, "contracts": [_contract(one) for one in compared]}


def _contract(one: Compared) -> dict[str, Any]:
    titles = {"old": one.before and one.before.facts.contract.title, "new": one.after and one.after.facts.contract.title}
    if one.rounds is None or one.before is None or one.after is None or one.likeness is None:
        return {**titles, "compared": False}
    rounds, old, new = one.rounds, one.before.facts.contract, one.after.facts.contract
    return {
        **titles, "compared": True,
        "same_contract": {"likely": one.likeness.likely, "score": one.likeness.score, "reason": one.likeness.reason, "reason_en": one.likeness.reason_en},
        "counts": {change: sum(p.status == change for p in rounds.pairs) for change in CHANGES}, "silent": len(rounds.silent),
        "clauses": [_pair(pair, old, new) for pair in _first(rounds)],
        "lines": [{"was": line.was, "now": line.now, "span": line.span and list(line.span), "tracked": line.tracked} for line in rounds.lines],
        "agreed": [{"clause": a.wording.clause, "findings": list(a.wording.findings), "reply": a.reply, "exact": a.exact, "after": list(a.after), "diff": [list(part) for part in a.diff]} for a in rounds.answers],
        "findings": [{"before": t.before, "after": t.after, "course": t.course, "why": t.why or None, "carried": len(t.carried)} for t in rounds.threads],
    }  # fmt: skip


def _pair(pair: Pair, old: Contract, new: Contract) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "before": [{"id": id, "number": old.clause(id).number} for id in pair.before], "after": [{"id": id, "number": new.clause(id).number} for id in pair.after],
        "status": pair.status, "silent": pair.silent, "tracked": pair.tracked, "moved": pair.moved, "renumbered": pair.renumbered, "points_elsewhere": list(pair.points_elsewhere), "retitled": [list(part) for part in pair.retitled],
    }  # fmt: skip
    if pair.status != "same":
        shown["diff"] = [[op, text, *(["unasked"] if unasked else [])] for (op, text), unasked in zip(pair.diff, pair.unasked, strict=True)]
    return shown


def _first(rounds: Rounds) -> list[Pair]:
    """The pairs, silent changes first, of them those that are not tracked."""
    return sorted(rounds.pairs, key=lambda p: (not p.silent, p.silent and p.tracked))


# -- terminal --------------------------------------------------------------------------------------------------------------


def shown(compared: Sequence[Compared], library: Library, *, language: str = "zh") -> Iterator[str]:
    """The lines of the comparison, with the marks of colour that a console of rich's shows."""
    for one in compared:
        if one.rounds is not None and one.before is not None and one.after is not None and one.likeness is not None:
            yield from _head(one.before, one.after, one.rounds, one.likeness, language)
            yield from _changes(one.before, one.after, one.rounds, language)
            yield from _findings(one.before, one.after, one.rounds, library, language)
        else:
            alone, key = (one.before, "alone_old") if one.before is not None else (one.after, "alone_new")
            yield f"\n[bold yellow]{escape(WORDS[language][key].format(alone.facts.contract.title if alone else ''))}[/]"


def _head(before: ContractReview, after: ContractReview, rounds: Rounds, likeness: Likeness, language: str) -> Iterator[str]:
    words, at = WORDS[language], int(language == "en")
    yield f"\n[bold]{escape(after.facts.contract.title or after.facts.source.file)}[/]"
    if not likeness.likely:
        yield f"[bold yellow]{escape(words['other'].format((likeness.reason, likeness.reason_en)[at]))}[/]"
    counts = [f"{label[at]} {count}" for change, label in CHANGES.items() if (count := sum(p.status == change for p in rounds.pairs))]
    yield escape(words["counts"].format(" · ".join(counts)))


def _changes(before: ContractReview, after: ContractReview, rounds: Rounds, language: str) -> Iterator[str]:
    words = WORDS[language]
    if not rounds.silent:
        yield f"\n{words['none']}"
    for tracked in (False, True):
        if silent := [p for p in rounds.silent if p.tracked == tracked]:
            key = "silent" if not after.facts.source.revisions else "silent_tracked" if tracked else "silent_untracked"
            yield f"\n[bold red]{words[key].format(len(silent))}[/]"
        for pair in silent:
            yield from _clause(pair, before, after, language)
    rest = [p for p in rounds.pairs if not p.silent and (p.status != "same" or p.renumbered)]
    if rest:
        yield f"\n[bold]{words['rest']}[/]"
    for pair in rest:
        yield from _clause(pair, before, after, language)
    if rounds.lines:
        yield f"\n[bold]{words['lines']}[/]"
    for line in rounds.lines:
        yield f"  {_worded(line.diff)}"


def _clause(pair: Pair, before: ContractReview, after: ContractReview, language: str) -> Iterator[str]:
    words, at = WORDS[language], int(language == "en")
    was, now = _places(pair.before, before.facts.contract), _places(pair.after, after.facts.contract)
    said = [CHANGES[pair.status][at], *([words["moved"]] if pair.moved and pair.status == "changed" else []), *([words["renumbered"].format(was)] if pair.renumbered or len(pair.before) > 1 else [])]
    said += [REPLIES[pair.answer.reply][at]] if pair.answer else []
    said += [words["points"].format(words["sep"].join(pair.points_elsewhere))] if pair.points_elsewhere else []
    yield f"[bold]{escape(now or was or words['whole'])}[/]  [dim]{escape(' · '.join(said))}[/]"
    if pair.retitled:
        yield f"  {_worded(pair.retitled)}"
    if pair.status != "same" and any(pair.weighty):
        yield f"  {_worded(pair.diff)}"


def _places(ids: Sequence[str], contract: Contract) -> str:
    clauses = [contract.clause(id) for id in ids]
    return "、".join(" ".join(part for part in (c.annex.split()[0] if c.annex else "", (c.number and (cited(c) or c.number)) or c.heading or c.text[:8]) if part) for c in clauses)


def _worded(parts: Diff) -> str:
    """The diff on one line: what was taken and put in marked by brackets and colour, long unchanged words left out."""
    out = []
    for n, (op, text) in enumerate(parts):
        flat = " ".join(text.split())
        if op == "=":
            first, last = n == 0, n == len(parts) - 1
            if len(flat) > 2 * BESIDE + 2:
                flat = f"…{flat[-BESIDE:]}" if first else f"{flat[:BESIDE]}…" if last else f"{flat[:BESIDE]}…{flat[-BESIDE:]}"
            out.append(escape(flat))
        else:
            out.append(f"[red]{escape(f'[-{flat}-]')}[/]" if op == "-" else f"[green]{escape(f'{{+{flat}+}}')}[/]")
    return "".join(out)


def _findings(before: ContractReview, after: ContractReview, rounds: Rounds, library: Library, language: str) -> Iterator[str]:
    words, at = WORDS[language], int(language == "en")
    old, new = {f.id: f for f in before.findings}, {f.id: f for f in after.findings}
    groups: tuple[tuple[str, list[Thread]], ...] = (("again", list(rounds.asked_again)), ("new", [t for t in rounds.threads if t.course == "new"]), ("gone", [t for t in rounds.threads if t.course == "gone"]))
    for key, some in groups:
        if some:
            yield f"\n[bold]{words[key].format(len(some))}[/]"
        for thread in some:
            review, finding = (after, new[thread.after]) if thread.after else (before, old[thread.before or ""])
            yield _finding(finding, review, library, language) + (f"  [dim]{REASONS[thread.why][at]}[/]" if thread.why else "")
    yield f"\n[dim]{words['kept'].format(sum(t.course == 'kept' for t in rounds.threads))}[/]"


def _finding(finding: Finding, review: ContractReview, library: Library, language: str) -> str:
    place = _places([finding.clause], review.facts.contract) if finding.clause else WORDS[language]["whole"]
    message = finding.message if language == "zh" else finding.message_en or finding.message
    return f"[{COLOURS[finding.severity]}]{library.label(finding.severity, language)}[/] [bold]{escape(place)}[/]  {escape(library.label(finding.code, language))}  [dim]{escape(message)}[/]"
