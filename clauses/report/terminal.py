"""A review as readable text on a terminal (rich's home): what it was compared with, the money, and the findings one below the other."""

from __future__ import annotations

from rich import markup
from rich.console import Console
from rich.table import Table

from clauses.figures import amounted
from clauses.model import SEVERITIES, ContractReview, Finding, Library, Review
from clauses.report.words import ground, money
from clauses.signs import visible

COLOURS = {"high": "bold red", "medium": "yellow", "low": "cyan", "info": "dim"}
WORDS = {
    "zh": {
        "partial": "部分内容未能审查：{}", "page": "第 {} 页：", "risk": "风险", "none": "未见风险", "blank": "（空白）", "no_parties": "未能识别当事人", "no_standard": "没有合适的标准合同", "against": "{}（{} {}，相似度 {:.2f}）",
        "side": "立场", "signed": "签署", "undated": "未注明", "standard": "标准", "clauses": "条款 {} 条", "missing": "标准必备而未找到对应 {} 条", "stakes": "涉及金额合计 {}", "unknown": "另有 {} 项算不出金额", "findings": "发现",
        "whole": "全文", "points": "{} 分", "quote": "原文", "money": "金额", "no_sum": "合同自己的数字算不出", "supposed": "假设：{}", "basis": "依据", "suggestion": "建议", "clean": "没有发现偏离标准之处",
        "more": "某个发现的规则、阈值、法条要旨和例子：clauses explain 代码", "between": "；",
    },
    "en": {
        "partial": "Part of the file was not reviewed: {}", "page": "page {}: ", "risk": "risk", "none": "none found", "blank": "(blank)", "no_parties": "parties not recognised", "no_standard": "no fitting standard", "against": "{} ({} {}, similarity {:.2f})",
        "side": "side", "signed": "signed", "undated": "undated", "standard": "standard", "clauses": "{} clauses", "missing": "{} required clauses without a counterpart", "stakes": "at stake in all: {}", "unknown": "{} more cannot be reckoned", "findings": "findings",
        "whole": "whole", "points": "{} points", "quote": "words", "money": "money", "no_sum": "the contract's own figures allow no sum", "supposed": "supposing: {}", "basis": "basis", "suggestion": "instead", "clean": "nothing departs from the standard",
        "more": "a finding's rule, thresholds, provisions and examples: clauses explain CODE", "between": "; ",
    },
}  # fmt: skip


def escape(words: str) -> str:
    """The words as they are to be shown, whatever a contract or a file's name has in them."""
    return markup.escape(visible(words))


def show(review: Review, library: Library, console: Console, *, language: str = "zh") -> None:
    """Prints score, notes and findings of every contract of the review."""
    words = WORDS[language]
    for problem in review.problems:
        page = "" if problem.page is None or problem.names_its_page else words["page"].format(problem.page)
        console.print(f"[bold red]{escape(words['partial'].format(page + problem.said(language)))}[/]")
    for contract in review.contracts:
        _head(contract, library, console, language)
        for finding in contract.findings:
            _finding(finding, contract, library, console, language)
        console.print(f"\n[dim]{words['more']}[/]" if contract.findings else words["clean"])


def _head(review: ContractReview, library: Library, console: Console, language: str) -> None:
    words, facts = WORDS[language], review.facts
    level = words["none"] if review.score.level == "none" else library.label(review.score.level, language)
    console.print(f"\n[bold]{escape(facts.contract.title or facts.source.file)}[/]  {words['risk']} [bold]{review.score.total}[/]/100 · {level}")
    console.print(escape(words["between"].join(f"{library.label(p.role, language)} {p.alias} {p.name or words['blank']}" for p in facts.contract.parties) or words["no_parties"]))
    template = facts.template
    title = "" if template is None else template.title_en or template.title if language == "en" else template.title
    against = words["no_standard"] if template is None else words["against"].format(title, template.id, template.version, facts.template_similarity)
    console.print(escape(f"{words['standard']} {against}"))
    lacking = sum(template.clause(m.template_clause).required for m in facts.missing) if template else 0
    counts = [f"{library.label(s, language)} {n}" for s in SEVERITIES if (n := sum(f.severity == s for f in review.findings))]
    said = [f"{words['side']} {library.label(review.side, language)}", f"{words['signed']} {facts.contract.signed or words['undated']}", words["clauses"].format(len(facts.contract.clauses))]
    said += [words["missing"].format(lacking)] if lacking else []
    said += [f"{words['findings']} {len(review.findings)}" + (f" ({' · '.join(counts)})" if counts else "")]
    console.print(escape(" · ".join(said)))
    _stakes(review, library, console, language)
    for note in review.notes:
        console.print(f"[dim]· {escape(note.message if language == 'zh' else note.message_en)}[/]")


def _stakes(review: ContractReview, library: Library, console: Console, language: str) -> None:
    stakes, words = review.exposure, WORDS[language]
    if stakes is None or not (stakes.by_type or stakes.not_counted):
        return
    parts = [f"{library.label(type, language)} {amounted(amount, stakes.currency, language)}" for type, amount in stakes.by_type.items()]
    parts += [words["unknown"].format(stakes.not_counted)] if stakes.not_counted else []
    total = words["stakes"].format(amounted(stakes.total, stakes.currency, language)) if stakes.by_type else words["money"]
    console.print(escape(f"{total}{'：' if language == 'zh' else ' – '}{words['between'].join(parts)}"))


def _finding(finding: Finding, review: ContractReview, library: Library, console: Console, language: str) -> None:
    words = WORDS[language]
    marks = [library.label(finding.certainty, language), library.label(finding.favours, language), *([words["points"].format(finding.score)] if finding.score else []), finding.code]
    console.print(
        f"\n[{COLOURS[finding.severity]}]{library.label(finding.severity, language)}[/] [bold]{escape(_place(finding, review, language))}[/]  "
        f"[bold]{escape(library.label(finding.code, language))}[/]  [dim]{escape(' · '.join(marks))}[/]"
    )
    console.print(escape(finding.message if language == "zh" else finding.message_en or finding.message))
    grid = Table.grid(padding=(0, 1))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for label, text in _rows(finding, review, library, language):
        grid.add_row(f"  {words[label]}", escape(text))
    console.print(grid)


def _rows(finding: Finding, review: ContractReview, library: Library, language: str) -> list[tuple[str, str]]:
    """What stands below a finding's message, each with its label."""
    words = WORDS[language]
    rows = [("quote", finding.quote)] if finding.quote else []
    if (sum_ := money(finding, review.side, library, language)) is not None:
        supposed = [words["supposed"].format(sum_.supposed)] if sum_.supposed else []
        rows.append(("money", words["between"].join([sum_.how or words["no_sum"], *supposed])))
    grounds = ((b, ground(b, review.side, library, language)) for b in finding.basis)
    rows += [("basis", words["between"].join(" ".join(part for part in (g.name, g.figure or (g.says if b.article in library.playbooks[review.side].thresholds else "")) if part) for b, g in grounds))] if finding.basis else []
    suggestion = finding.suggestion if language == "zh" else finding.suggestion_en or finding.suggestion
    return [*rows, ("suggestion", suggestion)] if suggestion else rows


def _place(finding: Finding, review: ContractReview, language: str) -> str:
    if finding.clause is None:
        return WORDS[language]["whole"]
    clause = review.facts.contract.clause(finding.clause)
    return " ".join(part for part in (clause.annex.split()[0] if clause.annex else "", clause.number or clause.heading or "—") if part)
