"""The golden contracts: what a careful lawyer found in them (expected.json), and the machine's review as it was last looked at (review.json).

The two are different files. A snapshot that changed is shown as findings gained and lost; `make golden` writes it anew, for a
person to read as a diff. No test writes its own expectation, and a missing file fails.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from clauses import ingest
from clauses.model import Review
from clauses.report import json as report
from clauses.review import Desk, review_source
from tests.conftest import Reviewed

GOLDEN = Path(__file__).parent / "golden"
SAMPLES = Path(__file__).resolve().parent.parent / "templates_library" / "samples"
NAMES = sorted(path.name for path in GOLDEN.iterdir() if path.is_dir() and not path.name.startswith("_"))
FILES = [*(next((GOLDEN / name).glob("source.*")) for name in NAMES), *sorted(SAMPLES.iterdir())]

# What the golden contracts must reach together; the figures that they do reach stand in the snapshot's diff.
LEAST = {"clauses": 0.95, "types": 0.8, "must": 0.8, "parties": 1.0, "signed": 1.0}


@pytest.fixture(scope="module")
def reviews(reviewed: Reviewed) -> dict[Path, Review]:
    return {path: reviewed(path, "customer") for path in FILES}


def squeezed(text: str) -> str:
    """Without blanks and the asterisks of Markdown, which stand in the source but in no quote."""
    return "".join(text.split()).replace("*", "")


def bare(number: str | None) -> str:
    return (number or "").strip(" 第条款项()（）、．.")


def score(name: str, review: dict[str, Any]) -> dict[str, tuple[int, int]]:
    """(reached, of) by measure."""
    gold = json.loads((GOLDEN / name / "expected.json").read_text(encoding="utf-8"))
    clauses = [c for contract in review["contracts"] for c in contract["clauses"]]
    findings = [f for contract in review["contracts"] for f in contract["findings"]]
    opened = {}
    for wanted in gold["clauses"]:
        start = squeezed(wanted["starts"])[:12]
        titled = squeezed(wanted.get("heading") or "") + start
        opened[wanted["line"]] = next((c for c in clauses if squeezed(c["text"]).startswith((start, titled))), None)
    kinds = [(c, {w["type"], *w.get("also", [])}) for w in gold["clauses"] if (c := opened[w["line"]])]
    must = [f for f in gold["findings"] if f["must"]]
    codes = [f["code"] for f in findings]
    hit = 0
    for wanted in must:
        if wanted["code"] in codes:
            codes.remove(wanted["code"])
            hit += 1
    named = {(p["role"], squeezed(p["name"])) for c in review["contracts"] for p in c["parties"] if p["name"]}
    return {
        "clauses": (sum(c is not None for c in opened.values()), len(opened)),
        "types": (sum(c["type"] in accepted for c, accepted in kinds), len(kinds)),
        "must": (hit, len(must)),
        "parties": (sum((role, squeezed(party)) in named for role, party in gold["parties"].items()), len(gold["parties"])),
        "signed": (int(any(c["signed"] == gold["signed"] for c in review["contracts"])), 1),
    }


def test_the_golden_contracts_together(reviews: dict[Path, Review]) -> None:
    total: dict[str, list[int]] = {}
    for name in NAMES:
        path = next((GOLDEN / name).glob("source.*"))
        for measure, (reached, of) in score(name, report.as_dict(reviews[path])).items():
            sums = total.setdefault(measure, [0, 0])
            sums[0] += reached
            sums[1] += of
    shares = {measure: reached / of for measure, (reached, of) in total.items()}
    print({measure: round(share, 3) for measure, share in shares.items()})
    assert all(shares[measure] >= least for measure, least in LEAST.items()), shares


@pytest.mark.parametrize("name", NAMES)
def test_snapshot(name: str, reviews: dict[Path, Review]) -> None:
    """Findings gained or lost since the snapshot was last read by a person."""
    path = next((GOLDEN / name).glob("source.*"))
    before = {(f[0], f[1], f[2]) for f in json.loads((GOLDEN / name / "review.json").read_text(encoding="utf-8"))["findings"]}
    now = {tuple(row) for row in digest(reviews[path])["findings"]}
    assert now == before, f"gained {sorted(now - before)}; lost {sorted(before - now)}"


def digest(review: Review) -> dict[str, Any]:
    """What a snapshot holds: code, severity and words of every finding."""
    return {"findings": [[f.code, f.severity, f.quote[:40]] for c in review.contracts for f in c.findings]}


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.parent.name if p.stem == "source" else p.stem[:8])
class TestInvariants:
    def test_clauses_are_their_pieces_in_order(self, path: Path, reviews: dict[Path, Review]) -> None:
        source, end = reviews[path].source, 0
        for contract in reviews[path].contracts:
            for clause in contract.facts.contract.clauses:
                assert "".join(source.at(p) for p in clause.pieces) == clause.text
                if clause.amended is None:  # the new words of the others stand in the supplement
                    assert clause.pieces[0].start >= end
                    end = clause.pieces[-1].end

    def test_quotes_stand_where_their_span_says(self, path: Path, reviews: dict[Path, Review]) -> None:
        source = reviews[path].source
        for contract in reviews[path].contracts:
            for found in (*contract.facts.terms, *contract.findings):
                if found.span is not None and found.quote:
                    there = squeezed(source.at(found.span))
                    assert squeezed(found.quote)[:6] in there or there in squeezed(found.quote), (found.quote, there)

    def test_diffs_rebuild_both_texts(self, path: Path, reviews: dict[Path, Review]) -> None:
        for contract in reviews[path].contracts:
            for match in contract.facts.matches:
                if match.diff:
                    clause = contract.facts.contract.clause(match.clause)
                    assert "".join(text for op, text in match.diff if op in "=+") == clause.text
                    if isinstance(match.template_clause, str) and match.status != "split":
                        assert contract.facts.template is not None
                        assert "".join(text for op, text in match.diff if op in "=-") == contract.facts.template.clause(match.template_clause).text

    def test_every_finding_has_a_basis_words_and_an_id(self, path: Path, reviews: dict[Path, Review]) -> None:
        for contract in reviews[path].contracts:
            assert len({f.id for f in contract.findings}) == len(contract.findings)
            for f in contract.findings:
                assert f.basis and f.message and f.message_en and "{" not in f.message and "—" not in f.message.split("：")[0], f
                assert f.severity != "info" or f.score == 0

    def test_the_same_file_gives_the_same_bytes_and_is_not_touched(self, path: Path, desk: Desk, reviews: dict[Path, Review]) -> None:
        before = path.read_bytes()
        assert report.dumps(review_source(ingest.read(path), desk)) == report.dumps(reviews[path])
        assert path.read_bytes() == before
