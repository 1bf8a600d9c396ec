"""Which standard the program takes by itself, for drafts of every standard and for contracts of other hands."""

from pathlib import Path

import pytest

from tests.conftest import Reviewed

TESTS = Path(__file__).parent
OTHERS = {  # contract of another hand -> the standard of its kind
    "circuit-2026-bank": "telecom-circuit",
    "dark-fibre-1999": "telecom-circuit",
    "dedicated-internet-2006": "internet-line",
    "vpn-2019-carrier-form": "internet-line",
    "sdwan-2025-group": "internet-line",
    "cloud-2023-gov": "cloud-service",
    "cloud-2026-click": "cloud-service",
    "integration-2021": "system-integration",
}


@pytest.mark.parametrize(("name", "standard"), OTHERS.items())
def test_a_contract_of_another_hand(name: str, standard: str, reviewed: Reviewed) -> None:
    review = reviewed(next((TESTS / "golden" / name).glob("source.*")), "customer")
    assert [c.facts.template.id for c in review.contracts if c.facts.template] == [standard]


@pytest.mark.parametrize("path", sorted((TESTS / "drafts").glob("*-b.txt")), ids=lambda path: path.stem)
def test_a_draft_in_an_old_hand(path: Path, reviewed: Reviewed) -> None:
    review = reviewed(path, "customer")
    assert [c.facts.template.id for c in review.contracts if c.facts.template] == [path.stem.removesuffix("-b")]
