"""The page that is the program: read -> structure -> classify -> terms -> match -> check -> judge -> score.

Comes in: a file. Goes out: a `Review`, complete or with `problems` that say which part could not be read. Refuses what is
no contract, and what cannot be read at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from clauses import ingest, match, script, structure, terms
from clauses.checks import check
from clauses.checks.passages import cited, shortened
from clauses.classify import Classifier
from clauses.embed import Embedder
from clauses.exposure import stakes
from clauses.figures import Figures
from clauses.library import unknown
from clauses.model import (
    Amendment,
    Clause,
    Contract,
    ContractReview,
    Facts,
    Finding,
    Hit,
    Library,
    Note,
    Problem,
    Quoted,
    Review,
    Roles,
    Said,
    Side,
    Source,
    Span,
    Template,
    Term,
)
from clauses.notes import UNSURE, notes_of
from clauses.rules import judge
from clauses.score import score
from clauses.terms.cited import broken

QUOTED = 40  # characters of a quotation within a message
CHANGED = {("修改了", "amended"): ("replaced", "words"), ("删除了", "deleted"): ("deleted",), ("增补了", "added to"): ("added",)}
Progress = Callable[[str, float], None]


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What a review needs beside the file: the library, the encoder and the classifier, loaded once."""

    library: Library
    embedder: Embedder
    classifier: Classifier
    read: dict[str, tuple[Term, ...]] = field(default_factory=dict)  # the standards' own terms, each read when first needed
    prepared: dict[str, match.Standard] = field(default_factory=dict)  # the standards made ready, each when first needed

    def standard(self, id: str) -> match.Standard:
        """The standard of that id, ready to be matched."""
        if id not in self.prepared:
            self.prepared[id] = match.prepare(self.library.templates[id], self.embedder)
        return self.prepared[id]

    def terms_of(self, template: Template) -> tuple[Term, ...]:
        """The standard's own terms, read by the same path as a draft's."""
        if template.id not in self.read:
            self.read[template.id] = standard_terms(template)
        return self.read[template.id]


def open_desk(*, model: str | None = None, user: Path | None = None, library: Library | None = None) -> Desk:
    """The desk with the bundled library and the user's, the shipped encoder or the one named.

    The vectors of an encoder that is slow are kept in the user's folder, where one is given. library: where it is read already.

    Raises:
        LibraryError: a file of the library is malformed.
        UnknownName: the model cannot be loaded.
    """
    from clauses import classify, embed, kept
    from clauses.library import load

    embedder = embed.load(model, keep=user / kept.FILE if user else None)
    return Desk(library=load(user=user) if library is None else library, embedder=embedder, classifier=classify.load(embedder if model is None else embed.load()))


def reopen(desk: Desk, *, user: Path | None, library: Library | None = None) -> Desk:
    """The desk with the library as the user's folder has it now; what was made ready of standards that are the same is kept.

    Raises:
        LibraryError: a file of the library is malformed.
    """
    from clauses.library import load

    now = load(user=user) if library is None else library
    same = [id for id, template in now.templates.items() if desk.library.templates.get(id) == template]
    read, prepared = ({id: made[id] for id in same if id in made} for made in (desk.read, desk.prepared))
    return replace(desk, library=now, read=read, prepared=prepared)  # type: ignore[arg-type]


def review(path: Path, desk: Desk, *, side: Side = "customer", template: str | None = None, progress: Progress | None = None) -> Review:
    """The review of a file from one side's seat.

    Args:
        path: the contract.
        desk: library, encoder, classifier.
        side: customer or carrier.
        template: the id of the standard to compare with; None picks the fitting one.
        progress: called with a stage's name and the share done, 0 to 1.

    Raises:
        UnreadableFile: the file cannot be read at all.
        NotAContract: what it holds is no contract.
        UnknownName: no such side or template.
    """
    return review_source(ingest.read(path), desk, side=side, template=template, progress=progress)


def review_source(source: Source, desk: Desk, *, side: Side = "customer", template: str | None = None, progress: Progress | None = None) -> Review:
    """`review` of a text that is already read; traditional characters and full-width forms are read plain and shown as written."""
    if side not in desk.library.playbooks:
        raise unknown(Said("立场", "side"), side, desk.library.playbooks)
    if template is not None and template not in desk.library.templates:
        raise unknown(Said("标准合同", "standard"), template, desk.library.templates)
    tell = progress or (lambda stage, share: None)
    tell("split", 0.1)
    written, source = source, script.plain(source)
    contracts, beyond = structure.bounded(structure.split(source))
    contracts = tuple(structure.amended(source, contract) for contract in contracts)
    structure.refuse_what_is_none(source, contracts)
    reviews = []
    for n, contract in enumerate(contracts):
        share = 0.2 + 0.8 * n / len(contracts)
        reviews.append(_one(source, contract, desk, side, template, lambda stage, part, share=share: tell(stage, share + 0.8 * part / len(contracts))))  # type: ignore[misc]
    reviews = _together(reviews, desk.library)
    made = Review(file=source.file, source=source, contracts=tuple(reviews), problems=(*source.problems, *beyond, *_not_placed(contracts), *_loose_notes(source, contracts)))
    return made if source is written else script.as_written(made, written)


def _one(source: Source, contract: Contract, desk: Desk, side: Side, wanted: str | None, tell: Progress) -> ContractReview:
    roles = Roles(customer=contract.names("customer"), carrier=contract.names("carrier"))
    tell("classify", 0.0)
    contract = classified(contract, desk.classifier)
    tell("terms", 0.2)
    found, contract = read_terms(contract, roles)
    tell("match", 0.4)
    library = desk.library
    draft = match.read(contract, roles, desk.embedder)
    fitting, similarity = match.fit(draft, [desk.standard(id) for id in ([wanted] if wanted else library.templates)])
    fitting = desk.standard(wanted) if wanted else fitting
    matches, missing = match.match(draft, fitting) if fitting else ((), ())
    standard = fitting.template if fitting else None
    facts = Facts(
        source=source, contract=contract, template=standard, template_similarity=similarity, template_terms=desk.terms_of(standard) if standard else (),
        matches=matches, missing=missing, terms=found,
    )
    tell("check", 0.7)
    hits = [hit for hit in check(facts, library) if not _said_twice(hit, contract)]
    tell("judge", 0.9)
    findings = judge(facts, hits, library, side)
    return ContractReview(facts=facts, side=side, findings=findings, score=score(findings, library.scoring), exposure=stakes(findings, Figures.of(facts).currency), notes=(*notes_of(source), *_notes(facts, chosen=wanted is not None)))


def classified(contract: Contract, classifier: Classifier) -> Contract:
    """The contract with the type of every clause, `also` what else it is about, and how sure that is.

    The classifier has learnt 甲方 as the customer; where the contract's letters stand the other way round it reads them turned.
    """
    turned = _turned(contract)
    clauses = [clause for clause in contract.clauses if clause.kind == "clause"]
    headings = [turned(" ".join(re.sub(r"^\S+\s?", "", part) for part in (*clause.path, f"- {clause.heading or ''}")).strip()) for clause in clauses]
    guesses = classifier.types([turned(clause.text) for clause in clauses], headings)
    typed = {c.id: replace(c, type=g.type, also=g.also, confidence=g.confidence) for c, g in zip(clauses, guesses, strict=True)}
    return replace(contract, clauses=tuple(typed.get(c.id, c) for c in contract.clauses))


def _turned(contract: Contract) -> Callable[[str], str]:
    """What writes 甲方 for the customer and 乙方 for the carrier where the contract calls them the other way; else what changes nothing."""
    letters = {name: letter for letter, role in (("甲方", "customer"), ("乙方", "carrier")) for name in contract.names(role) if name in ("甲方", "乙方")}
    if all(name == letter for name, letter in letters.items()):
        return str
    return lambda text: re.sub("|".join(letters), lambda match: letters[match[0]], text)


def read_terms(contract: Contract, roles: Roles) -> tuple[tuple[Term, ...], Contract]:
    """Every clause's terms; and the contract in which a clause that holds a term of a type carries that type too.

    What a clause only quotes gives none, and a supplement's new words give theirs to the clause that they amend.
    """
    found: list[Term] = []
    clauses: list[Clause] = []
    for clause in contract.clauses:
        readings = terms.read(clause.text, roles=roles, heading=" ".join((*clause.path, clause.heading or "")), type=clause.type, broken=broken(clause, contract.clauses)) if clause.kind == "clause" else terms.rows(clause.text, roles=roles) if clause.kind == "table" else ()
        quoted = [*structure.quoted(clause.text), *(structure.replaced_words(clause) if _supplements(clause, contract) else ())]
        carried = [a.span for a in contract.amendments if a.said_in == clause.id and a.clause not in (None, clause.id)]
        readings = tuple(r for r in readings if not any(_meet(r.span, q) for q in quoted) and not any(_meet(clause.locate(*r.span), c) for c in carried))
        for reading in readings:
            span = clause.locate(*reading.span)
            apart = {name: Quoted(clause.text[one.start : one.end], clause.locate(*one)) for name, one in reading.apart.items()}
            found.append(Term(clause=clause.id, type=reading.type, values=reading.values, quote=clause.text[reading.span.start : reading.span.end], span=span, apart=apart))
        clauses.append(_with_term_types(clause, tuple(dict.fromkeys(r.type for r in readings))))
    read = replace(contract, clauses=tuple(clauses))
    return tuple(_of_what_is_cited(term, read) for term in found), read


def _meet(one: Span, two: Span) -> bool:
    return one.start < two.end and two.start < one.end


def _supplements(clause: Clause, contract: Contract) -> bool:
    """Whether a clause stands in a supplement: an annex, or a file of its own."""
    return structure.is_supplement(clause.annex or contract.title)


def _said_twice(hit: Hit, contract: Contract) -> bool:
    """Whether a hit is on a supplement's new words where it quotes them; the clause that they amend has the same hit."""
    span = hit.span
    return span is not None and any(a.said_in == hit.clause and a.clause not in (None, a.said_in) and a.kind != "deleted" and _meet(span, a.span) for a in contract.amendments)


def _not_placed(contracts: Sequence[Contract]) -> tuple[Problem, ...]:
    """A problem for each change that a supplement makes to a clause that is not found, or that two clauses fit."""
    return tuple(
        Problem.of(stage="structure", kind="amendment_not_placed", span=a.span, said=_unplaced(a))
        for contract in contracts
        for a in contract.amendments
        if a.clause is None
    )


def _unplaced(change: Amendment) -> Said:
    words = shortened(change.now or change.target, QUOTED)
    return Said(
        f"{change.by}{'对' + change.target if change.target else '对正文'}的修改未能对应到正文的条款，审查未计入：“{words}”，请人工核对",
        f"A change that {change.by} makes to {change.target or 'the body'} fits no single clause and was left out of the review: “{words}”; please check it yourself",
    )


def _loose_notes(source: Source, contracts: Sequence[Contract]) -> Iterator[Problem]:
    """A problem for each footnote to words that are no clause's (a title, a party, a table, a signature): it is read and not reviewed."""
    taken = {piece.start for contract in contracts for clause in contract.clauses for piece in clause.pieces}
    for block in source.blocks:
        if block.kind == "note" and block.span.start not in taken:
            words = shortened(source.at(block.span), QUOTED)
            said = Said(f"脚注“{words}”不在任何条款之下，未审查，请人工核对", f"The footnote “{words}” belongs to no clause and was not reviewed; please check it yourself")
            yield Problem.of(stage="structure", kind="loose_note", said=said, page=block.page, span=block.span)


def _of_what_is_cited(term: Term, contract: Contract) -> Term:
    """A penalty for breach of clauses that all restrict the use is one for misuse: 违反第九条第三项的，支付五倍年租金."""
    if term.type != "breach_of_contract" or term.get("payer") not in ("customer", None):
        return term
    clause = contract.clause(term.clause)
    before = clause.text[: max(0, clause.text.find(term.quote))].rpartition("。")[2]
    restricting = {c.type for c in cited(before, clause, contract)}
    return replace(term, type="misuse_penalty") if restricting == {"use_restrictions"} else term


def _with_term_types(clause: Clause, types: tuple[str, ...]) -> Clause:
    """What a clause's figures say outweighs a doubtful guess of its type; else it stands beside it."""
    more = tuple(t for t in types if t != clause.type and t not in clause.also)
    if not more:
        return clause
    if clause.confidence < UNSURE and len(types) == 1:
        return replace(clause, type=types[0], also=tuple(dict.fromkeys((clause.type, *clause.also)))) if clause.type != "other" else replace(clause, type=types[0])
    return replace(clause, also=(*clause.also, *more))


def standard_terms(template: Template) -> tuple[Term, ...]:
    """The terms of a standard's clauses, whose sides are 甲方 (customer) and 乙方 (carrier)."""
    roles = Roles()
    return tuple(
        Term(clause=clause.id, type=reading.type, values=reading.values, quote=clause.text[reading.span.start : reading.span.end], span=reading.span)
        for clause in template.clauses
        for reading in terms.read(clause.text, roles=roles, heading=f"{clause.article} {clause.heading or ''}", type=clause.type)
    )


def _notes(facts: Facts, *, chosen: bool) -> tuple[Note, ...]:
    """What was not compared or not understood, with the number of clauses, and how sure it is that the standard fits where
    the reader has not chosen it; on top of every review."""
    body = {c.id for c in facts.contract.clauses if not c.annex and c.kind == "clause"}
    notes = []
    if facts.template is None:
        notes.append(Note(message=f"没有合适的标准合同可对照，正文 {len(body)} 条只按审查指引与法律检查", message_en=f"no standard fits; checked by playbook and law alone: {_several(len(body), 'clause')}"))
    elif facts.template_similarity < match.FITS and not chosen:
        notes.append(Note(message=f"标准系按用语自动选择，两者行文相差较大（相似度 {facts.template_similarity:.2f}），请确认是否同类；不合适的，请另选标准", message_en=f"the standard was chosen by the contract's vocabulary and is worded far otherwise (similarity {facts.template_similarity:.2f}): please confirm that it is of the same kind, or choose another"))
    extra = [m for m in facts.matches if m.status == "extra"]
    if own := sum(m.clause in body for m in extra):
        notes.append(Note(message=f"正文 {own} 条在标准中没有对应条款", message_en=f"{_several(own, 'clause')} without a counterpart in the standard"))
    if annexed := sum(m.clause not in body for m in extra):
        notes.append(Note(message=f"附件 {annexed} 条（项）未与标准对照", message_en=f"{_several(annexed, 'clause')} of annexes not compared"))
    if unsure := sum(c.confidence < UNSURE or c.type == "other" for c in facts.contract.clauses if c.id in body):
        notes.append(Note(message=f"正文 {unsure} 条的类型不能确定，请人工查看", message_en=f"{_several(unsure, 'clause')} of uncertain type: please read"))
    if tables := len(facts.contract.tables):
        notes.append(Note(message=f"表格 {tables} 张只核对数字，不与标准对照", message_en=f"{_several(tables, 'table')}: only the figures were checked"))
    notes += _amended(facts.contract)
    if not {"customer", "carrier"} <= {p.role for p in facts.contract.parties}:
        notes.append(Note(message="未能识别双方当事人，对哪一方有利可能判断不准", message_en="the two parties were not recognised: whom a finding favours may be wrong"))
    return tuple(notes)


def _amended(contract: Contract) -> list[Note]:
    """What each supplement changed, so that the review reads otherwise than the main text does; and a supplement without its main text."""
    notes = []
    for paper in dict.fromkeys(a.by for a in contract.amendments):
        did = {kind: "、".join(dict.fromkeys(a.target or shortened(a.was, QUOTED) for a in contract.amendments if a.by == paper and a.kind in kinds and a.clause)) for kind, kinds in CHANGED.items()}
        zh = "，".join(f"{kind[0]}{what}" for kind, what in did.items() if what)
        en = "; ".join(f"{kind[1]} {what}" for kind, what in did.items() if what)
        if zh:
            notes.append(Note(message=f"{paper}：{zh}；以下按修改后的文字审查", message_en=f"{paper}: {en}; the text is reviewed as amended"))
    if structure.is_supplement(contract.title) and not contract.amendments:
        notes.append(Note(message="这份文件是补充（变更）协议，所修改的主合同不在文件中，只审查补充协议本身", message_en="the file is a supplement; the main contract that it amends is not in it, and the supplement alone is reviewed"))
    return notes


def _several(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"


def _together(reviews: Sequence[ContractReview], library: Library) -> list[ContractReview]:
    """The reviews with the finding that the file holds several contracts, where it does."""
    if len(reviews) < 2:
        return list(reviews)
    titles = "；".join(r.facts.contract.title or "（无标题）" for r in reviews)
    first = reviews[0]
    hit = Hit(code="document.multiple_contracts", clause=None, quote="", span=first.facts.contract.span, values={"count": len(reviews), "titles": titles}, type="other")
    found: tuple[Finding, ...] = judge(replace(first.facts, terms=()), (hit,), library, first.side)
    findings = (*first.findings, *found)
    return [replace(first, findings=findings, score=score(findings, library.scoring)), *reviews[1:]]
