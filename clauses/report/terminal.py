"""A review as a readable table on a terminal (rich's home)."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from clauses.figures import amounted
from clauses.model import ContractReview, Library, Review

COLOURS = {"high": "bold red", "medium": "yellow", "low": "cyan", "info": "dim"}


def show(review: Review, library: Library, console: Console, *, language: str = "zh") -> None:
    """Prints score, notes and findings of every contract of the review."""
    for problem in review.problems:
        console.print(f"[bold red]部分内容未能审查：{escape(problem.message)}[/]")
    for contract in review.contracts:
        _head(contract, library, console, language)
        _findings(contract, library, console, language)


def _head(review: ContractReview, library: Library, console: Console, language: str) -> None:
    facts = review.facts
    console.print(f"\n[bold]{escape(facts.contract.title or review.facts.source.file)}[/]  风险 [bold]{review.score.total}[/]/100 · {library.label(review.score.level, language)}")
    parties = "；".join(f"{library.label(p.role, language)} {p.alias}：{p.name or '（空白）'}" for p in facts.contract.parties)
    console.print(escape(parties) or "未能识别当事人")
    template = f"{facts.template.title}（{facts.template.id} {facts.template.version}，相似度 {facts.template_similarity:.2f}）" if facts.template else "没有合适的标准合同"
    console.print(f"立场：{library.label(review.side, language)} · 签署：{facts.contract.signed or '未注明'} · 标准：{escape(template)} · 条款 {len(facts.contract.clauses)}")
    if (stakes := review.exposure) is not None and stakes.by_type:
        parts = "；".join(f"{library.label(type, language)} {amounted(amount, stakes.currency, language)}" for type, amount in stakes.by_type.items())
        unknown = f"；另有 {stakes.not_counted} 项算不出金额" if stakes.not_counted else ""
        console.print(escape(f"涉及金额合计 {amounted(stakes.total, stakes.currency, language)}（{parts}{unknown}）"))
    for note in review.notes:
        words = note.message if language == "zh" else note.message_en
        console.print(f"[dim]· {escape(words)}[/]")


def _findings(review: ContractReview, library: Library, console: Console, language: str) -> None:
    numbers = {c.id: c.number or "—" for c in review.facts.contract.clauses}
    annexes = {c.id: c.annex for c in review.facts.contract.clauses}
    table = Table(show_lines=True, expand=True)
    for title, width in (("级别", 4), ("条款", 8), ("发现", 14), ("说明与依据", None), ("分", 3)):
        table.add_column(title, width=width, overflow="fold")
    for f in review.findings:
        basis = "；".join(f"{b.law}{f'第{b.article}条' if b.article[:1].isdigit() else b.article}（{b.version}）" for b in f.basis)
        words = f.message if language == "zh" else f.message_en or f.message
        money = f"\n金额：{f.exposure.how if language == 'zh' else f.exposure.how_en}" if f.exposure else ""
        place = "全文" if f.clause is None else f"{(annexes[f.clause] or '')[:4]} {numbers[f.clause]}".strip()
        table.add_row(f"[{COLOURS[f.severity]}]{library.label(f.severity, language)}[/]", escape(place), escape(f"{library.label(f.code, language)}\n{f.code}"), escape(f"{words}{money}\n依据：{basis}"), str(f.score))
    console.print(table if review.findings else "没有发现偏离标准之处")
