"""The measures against gold from elsewhere, found through the environment variable CLAUSES_GOLD; skipped where that is unset."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
GOLD = Path(os.environ.get("CLAUSES_GOLD", ""))
RUN = f"'{sys.executable}' -m clauses"

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not os.environ.get("CLAUSES_GOLD"), reason="CLAUSES_GOLD is not set")]


def measure(*arguments: str, least: dict[str, float]) -> dict[str, float]:
    bars = [part for name, value in least.items() for part in ("--min", f"{name}={value}")]
    done = subprocess.run([sys.executable, str(GOLD / "tools" / "evaluate.py"), *arguments, *bars], capture_output=True, text=True, cwd=ROOT)
    print(done.stdout)
    assert done.stdout.strip(), done.stderr
    summary: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    assert not summary.get("short"), summary
    return summary


def test_contracts() -> None:
    measure(
        "contracts", "--contracts", str(GOLD / "contracts"), "--gold", str(GOLD / "gold" / "contracts"), "--review", f"{RUN} review {{file}} --format json",
        least={
            "contracts_found": 1, "parties": 1, "signed": 1, "clause_split": 0.98, "clause_not_swallowing": 0.98, "clause_count": 0.9, "clause_type": 0.8,
            "term_fields": 0.9, "terms_in_gold": 0.85, "findings_must": 0.8, "few_serious": 1,
        },
    )


def test_at_most_sixty_findings_a_contract() -> None:
    for path in sorted((GOLD / "contracts").glob("*.txt")):
        done = subprocess.run([sys.executable, "-m", "clauses", "review", str(path), "--format", "json"], capture_output=True, text=True, cwd=ROOT, check=True)
        for contract in json.loads(done.stdout)["contracts"]:
            assert len(contract["findings"]) <= 60, path.name


def test_clauses() -> None:
    measure("clauses", "--gold", str(GOLD / "gold" / "real-clauses.jsonl"), "--terms", f"{RUN} terms --jsonl", least={"term_fields": 0.85, "no_spurious_terms": 0.95})


def test_values() -> None:
    measure("values", "--gold", str(GOLD / "external" / "numerals.jsonl"), "--values", f"{RUN} values --jsonl", least={"values": 0.9})


@pytest.mark.parametrize("path", sorted((GOLD / "wild").glob("*.txt")) if GOLD.name else [], ids=lambda p: p.name[:2])
def test_odd_texts_end_in_a_review_or_in_one_line(path: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "clauses", "review", str(path), "--format", "json"], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode in (0, 1, 2)
    assert "Traceback" not in done.stderr
    if done.returncode == 2:
        assert len(done.stderr.strip().splitlines()) == 1 and not done.stdout
    else:
        assert json.loads(done.stdout)["contracts"]
