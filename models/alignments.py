"""How well drafts are aligned with a standard: `python -m models.alignments [--hands abd] [--seeds N] [--misses]`.

Comes in: the bundled standards and drafts of the same clauses, one for one and in the same order, in other hands' words. From
them are made contracts whose truth is known: clauses left out, carried far away, cut into two to four, run together by two to
four, added from other kinds of contract, numbered anew, in the standard's own words, in one draft's, or mixed clause by clause.
Prints what share of it the alignment finds, and then how contracts that were read line by line are aligned (golden ones, and
those of CLAUSES_GOLD where it is set). What is moved is also reworded wherever the wording is not the standard's.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from clauses import ingest, match, structure
from clauses.library import text_of
from clauses.match.likeness import as_standard
from clauses.model import Clause, Contract, Party, Roles, Span, Template
from clauses.review import Desk, classified, open_desk, read_terms

ROOT = Path(__file__).parents[1]
DRAFTS = ROOT / "tests" / "drafts"
STRAIGHT = "abd"  # drafts that say clause for clause what the standard says, in its order (those lettered c change it here and there)
READINGS = ROOT / "tests" / "gold" / "alignments"
# What a draft says in one clause where the standard has two.
JOINED = {"telecom-circuit-b": ("one-time-payment", "monthly-payment")}
GOLDEN = ROOT / "tests" / "golden"
FAR = 8  # clauses that a moved one passes at least
SHORTEST = 14  # characters of a part
CLOSING = "。；;"


@dataclass(frozen=True)
class Said:
    """One of the standard's clauses (or several, joined) in some draft's words; sides are 甲方 and 乙方."""

    of: tuple[str, ...]
    text: str
    path: tuple[str, ...]
    heading: str | None
    annex: str | None
    how: str = "kept"


@dataclass(frozen=True)
class Reading:
    """What one reader, going through a contract line by line, wrote down: by clause the standard's clauses that it answers to, "-" for none.

    also: what another careful reader could say instead or besides. Its file: a line `# STANDARD`, then by tabs clause, number,
    ids joined by +, sure or fair, further ids joined by +.
    """

    standard: str
    of: Mapping[str, tuple[str, ...]]
    also: Mapping[str, tuple[str, ...]]

    @classmethod
    def of_file(cls, file: Path) -> Reading:
        """The reading in a file."""
        first, *lines = file.read_text(encoding="utf-8").splitlines()
        rows = [(line.split("\t") + [""] * 5)[:5] for line in lines if line.strip()]
        split = {row[0]: tuple(filter(None, row[2].split("+"))) for row in rows}
        return cls(first.removeprefix("#").strip(), split, {row[0]: tuple(filter(None, row[4].split("+"))) for row in rows})


class Shares(NamedTuple):
    """How much of a contract is changed: shares of its clauses; shuffled: whether its articles stand in another order;
    bare: whether it has no headings.
    """

    dropped: float = 0.08
    moved: float = 0.08
    cut: float = 0.12
    joined: float = 0.05
    added: float = 0.08
    shuffled: bool = False
    bare: bool = False


USUAL = Shares()


@dataclass
class Made:
    """A contract with its truth: what each clause says, by id, and what was left out."""

    name: str
    contract: Contract
    said: dict[str, Said] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)


@dataclass
class Tally:
    """Hits and totals by name."""

    hit: Counter[str] = field(default_factory=Counter)
    total: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)

    def add(self, name: str, right: bool, miss: str = "") -> None:
        self.total[name] += 1
        self.hit[name] += right
        if not right and miss:
            self.misses.append(f"{name}: {miss}")

    def share(self, name: str) -> float:
        return self.hit[name] / max(self.total[name], 1)


def wordings(desk: Desk, folder: Path = DRAFTS, hands: str = STRAIGHT) -> dict[str, dict[str, list[Said]]]:
    """Per standard, by draft, the clauses of the standard in the draft's words; the standard itself is one of the drafts.

    Drafts whose clauses are not the standard's one for one are left out.
    """
    out: dict[str, dict[str, list[Said]]] = {}
    for template in desk.library.templates.values():
        own = {"standard": _read(text_of(template), template, desk, ())}
        for file in sorted(folder.glob(f"{template.id}-[{hands}].txt")):
            said = _read(file.read_text(encoding="utf-8"), template, desk, JOINED.get(file.stem, ()))
            if said:
                own[file.stem] = said
        out[template.id] = {name: said for name, said in own.items() if said}
    return out


def _read(text: str, template: Template, desk: Desk, joined: Sequence[str]) -> list[Said]:
    contract = structure.split(ingest.read_bytes("draft.txt", text.encode()))[0]
    roles = Roles(customer=contract.names("customer"), carrier=contract.names("carrier"))
    clauses = [c for c in contract.clauses if c.kind == "clause"]
    wanted: list[tuple[str, ...]] = [(c.id,) for c in template.clauses if c.article or c.number or c.annex]
    if joined:
        wanted = [tuple(joined) if ids == (joined[0],) else ids for ids in wanted if ids != (joined[1],)]
    if len(wanted) != len(clauses):
        return []
    return [
        Said(of, as_standard(c.text, roles), tuple(as_standard(p, roles) for p in c.path), c.heading, c.annex)
        for of, c in zip(wanted, clauses, strict=True)
    ]


def strangers(folder: Path = ROOT / "models") -> list[tuple[str, str]]:
    """Clauses (type, text) of other kinds of contract, to be added: the project's labelled ones."""
    rows = [json.loads(line) for line in (folder / "clause_types.jsonl").read_text(encoding="utf-8").splitlines()]
    return [(row["type"], row["text"]) for row in rows if row["type"] != "other" and "。" in row["text"] and len(row["text"]) >= 30]


def make(name: str, said: Sequence[Said], foreign: Sequence[tuple[str, str]], types: Mapping[str, str], seed: int, shares: Shares = USUAL) -> Made:
    """A contract of the clauses, changed as name and seed fall."""
    chance = random.Random(f"{name}/{seed}")
    parts: list[Said] = []
    dropped: set[str] = set()
    for part in ("body", "annex"):
        own = [s for s in said if (s.annex is not None) == (part == "annex")]
        own = _shuffled(own, chance) if shares.shuffled else own
        own, gone = _dropped(own, shares.dropped, chance)
        dropped |= gone
        own = _cut(_joined(own, shares.joined, chance), shares.cut, chance)
        if part == "body":
            own = _moved(_added(own, foreign, {types[id] for id in gone}, shares.added, chance), shares.moved, chance)
        parts += [replace(s, path=(), heading=None) for s in own] if shares.bare else own
    clauses = []
    made = Made(name, Contract(title="合同", language="zh", parties=(Party(role="customer", name="甲", alias="甲方", aliases=("甲方",)), Party(role="carrier", name="乙", alias="乙方", aliases=("乙方",))), signed=None, clauses=(), span=Span(0, 0)))
    at = 0
    for n, one in enumerate(parts, 1):
        span = Span(at, at + len(one.text))
        at = span.end + 1
        clauses.append(Clause(id=f"c{n}", number=str(n), heading=one.heading, text=one.text, span=span, pieces=(span,), annex=one.annex, path=one.path))
        made.said[f"c{n}"] = one
    made.contract = replace(made.contract, clauses=tuple(clauses), span=Span(0, at))
    made.dropped = dropped
    return made


def _shuffled(said: list[Said], chance: random.Random) -> list[Said]:
    """The articles in another order, their clauses as they were."""
    articles: dict[tuple[str, ...], list[Said]] = {}
    for one in said:
        articles.setdefault(one.path, []).append(one)
    order = list(articles.values())
    chance.shuffle(order)
    return [one for article in order for one in article]


def _dropped(said: list[Said], share: float, chance: random.Random) -> tuple[list[Said], set[str]]:
    gone = {id(s) for s in chance.sample(said, round(share * len(said)))}
    return [s for s in said if id(s) not in gone], {of for s in said if id(s) in gone for of in s.of}


def _joined(said: list[Said], share: float, chance: random.Random) -> list[Said]:
    """Some neighbours under one heading run together, two to four."""
    out: list[Said] = []
    n = 0
    while n < len(said):
        count = chance.randint(2, 4) if chance.random() < share else 1
        run = said[n : n + count]
        run = [s for s in run if s.path == run[0].path and len(s.of) == 1 and s.text[-1:] in CLOSING]
        if count > 1 and len(run) > 1 and run == said[n : n + len(run)]:
            out.append(replace(run[0], of=tuple(of for s in run for of in s.of), text="".join(s.text for s in run), how="merged"))
            n += len(run)
        else:
            out.append(said[n])
            n += 1
    return out


def _cut(said: list[Said], share: float, chance: random.Random) -> list[Said]:
    """Some of several sentences cut into two to four clauses, where sentences end."""
    out: list[Said] = []
    for one in said:
        sentences = [s for s in re.split(f"(?<=[{CLOSING}])", one.text) if s]
        if one.how != "kept" or len(one.of) > 1 or len(sentences) < 2 or chance.random() > share:
            out.append(one)
            continue
        count = chance.randint(2, min(4, len(sentences)))
        bounds = sorted(chance.sample(range(1, len(sentences)), count - 1))
        texts = ["".join(sentences[a:b]) for a, b in zip([0, *bounds], [*bounds, len(sentences)], strict=True)]
        out += [replace(one, text=text, how="split") for text in texts] if min(map(len, texts)) >= SHORTEST else [one]
    return out


def _added(said: list[Said], foreign: Sequence[tuple[str, str]], gone: set[str], share: float, chance: random.Random) -> list[Said]:
    """Clauses of other contracts put in; none of a type that was left out, so that none of them is a counterpart."""
    out = list(said)
    for type, text in chance.sample([f for f in foreign if f[0] not in gone], round(share * len(said))):
        n = chance.randrange(1, len(out) + 1)
        out.insert(n, Said((), text, out[n - 1].path, None, None, f"added {type}"))
    return out


def _moved(said: list[Said], share: float, chance: random.Random) -> list[Said]:
    """Some single clauses carried far away, under another heading."""
    out = list(said)
    kept = [s for s in said if s.how == "kept"]
    for one in chance.sample(kept, min(round(share * len(said)), len(kept))):
        at = out.index(one)
        far = [n for n in range(1, len(out)) if abs(n - at) >= FAR]
        if not far:
            continue
        to = chance.choice(far)
        out.remove(one)
        out.insert(min(to, len(out)), replace(one, path=out[min(to, len(out) - 1)].path, how="moved"))
    return out


def judge(made: Made, desk: Desk, template: Template, tally: Tally) -> None:
    """What the alignment found of the truth."""
    roles = Roles()
    _, contract = read_terms(classified(made.contract, desk.classifier), roles)
    matches, missing = match.match(match.read(contract, roles, desk.embedder), desk.standard(template.id))
    found = {m.clause: m for m in matches}
    parts = Counter(said.of for said in made.said.values() if said.how == "split")
    for id, said in made.said.items():
        got = found[id]
        to = got.template_clause if isinstance(got.template_clause, tuple) else (got.template_clause,) if got.template_clause else ()
        shown = f"{made.name} {said.how} {'+'.join(said.of) or '-'} -> {got.status} {'+'.join(to) or '-'}: {said.text[:50]}"
        if not said.of:
            tally.add("extra found", got.status == "extra", shown)
            continue
        tally.add("template top-1", bool(to) and to[0] in said.of, shown)
        if said.how == "moved" and len(said.of) == 1:
            tally.add("moved recall", got.status == "moved" and to == said.of, shown)
        elif said.how == "split" and parts[said.of] > 1:
            tally.add("split recall", got.status == "split" and to == said.of, shown)
        elif len(said.of) > 1:
            tally.add("merge recall", got.status == "merged" and set(to) == set(said.of), shown)
        if got.status == "moved":
            tally.add("moved precision", said.how == "moved", shown)
        if got.status in ("split", "merged"):
            tally.add("split/merge precision", got.status == ("merged" if len(said.of) > 1 else said.how), shown)
        if said.how in ("split", "merged") or len(said.of) > 1:
            tally.add("split/merge recall", got.status in ("split", "merged") and set(to) == set(said.of))
    lost = {m.template_clause for m in missing}
    body = {c.id for c in template.clauses if c.article or c.number or c.annex}
    for of in sorted(made.dropped):
        tally.add("missing recall", of in lost, f"{made.name} dropped {of}")
    for of in sorted(lost & body):
        tally.add("missing precision", of in made.dropped, f"{made.name} not dropped {of}")


def documents(desk: Desk, seeds: int, folder: Path = DRAFTS, hands: str = STRAIGHT) -> Iterator[tuple[Template, Made]]:
    """Per standard: every draft alone, and all of them mixed, `seeds` times each."""
    foreign = strangers()
    for id, drafts in wordings(desk, folder, hands).items():
        template = desk.library.templates[id]
        types = {c.id: c.type for c in template.clauses}
        for seed in range(seeds):
            for name, said in drafts.items():
                yield template, make(name if name != "standard" else id, said, foreign, types, seed)
            chance = random.Random(seed)
            whole = [d for d in drafts.values() if len(d) == len(drafts["standard"])]
            yield template, make(f"{id}-mixed", [chance.choice(one) for one in zip(*whole, strict=True)], foreign, types, seed)


def compare(file: Path, source: Path, desk: Desk, tally: Tally) -> None:
    """What the alignment of a contract has of one reader's account of it.

    A clause is right where its counterpart is one that the reading names, or where both have none; fair where the reading
    allows for it.
    """
    read = Reading.of_file(file)
    contract = structure.split(ingest.read(source))[0]
    roles = Roles(customer=contract.names("customer"), carrier=contract.names("carrier"))
    _, contract = read_terms(classified(contract, desk.classifier), roles)
    matches, _ = match.match(match.read(contract, roles, desk.embedder), desk.standard(read.standard))
    found = {m.clause: m.template_clause for m in matches}
    for clause in (c for c in contract.clauses if c.kind == "clause"):
        to = found.get(clause.id) or "-"
        given = set(to if isinstance(to, tuple) else (to,))
        right, fair = bool(given & set(read.of[clause.id])), bool(given & {*read.of[clause.id], *read.also[clause.id]})
        shown = f"{source.stem if source.stem != 'source' else file.parent.name} {clause.number or clause.id}: {'+'.join(sorted(given))}, read as {'+'.join(read.of[clause.id])}"
        tally.add("right", right)
        tally.add("right or fair", fair, shown)
        if not fair:
            tally.add("wrong: left alone" if given == {"-"} else "wrong: should have none" if read.of[clause.id] == ("-",) else "wrong: another", True)


def readings(gold: Path | None) -> Iterator[tuple[Path, Path]]:
    """Every reading with its contract: of the golden contracts, and of those in `gold`/contracts."""
    for file in sorted(GOLDEN.glob("*/alignment.tsv")):
        yield file, next(file.parent.glob("source.*"))
    for file in sorted(READINGS.glob("*.tsv")) if gold else ():
        yield file, gold / "contracts" / f"{file.stem}.txt"  # type: ignore[operator]  # there is gold


def main() -> None:
    """Prints both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--drafts", type=Path, default=DRAFTS, help="folder of drafts, STANDARD-x.txt")
    parser.add_argument("--hands", default=STRAIGHT, help="letters of the drafts to use")
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--misses", action="store_true", help="print every miss")
    args = parser.parse_args()
    desk, tally = open_desk(), Tally()
    count = 0
    for template, made in documents(desk, args.seeds, args.drafts, args.hands):
        judge(made, desk, template, tally)
        count += 1
    show(tally, f"{count} contracts made from hands {args.hands}", misses=args.misses)
    gold = Path(os.environ["CLAUSES_GOLD"]) if os.environ.get("CLAUSES_GOLD") else None
    for file, source in readings(gold):
        tally = Tally()
        compare(file, source, desk, tally)
        show(tally, f"{file.parent.name if file.stem == 'alignment' else file.stem}, read line by line", misses=args.misses)


def show(tally: Tally, title: str, *, misses: bool = False) -> None:
    """Prints a tally."""
    print(f"\n{title}")
    for name in sorted(tally.total):
        print(f"  {name:<24} {tally.share(name):.4f}  {tally.hit[name]} of {tally.total[name]}" if not name.startswith("wrong") else f"  {name:<24} {tally.total[name]}")
    if misses:
        print("\n".join(f"    {miss}" for miss in tally.misses))


if __name__ == "__main__":
    main()
