"""Clauses in, types out: tests/cases/wording/types.yaml, in words that the model was not trained on."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from clauses import classify, embed

ROOT = Path(__file__).parents[1]
ROWS = yaml.safe_load((ROOT / "tests" / "cases" / "wording" / "types.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def classifier() -> classify.Classifier:
    return classify.load(embed.load())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_type(row: dict[str, Any], classifier: classify.Classifier) -> None:
    (guess,) = classifier.types([row["text"]], [row.get("heading", "")])
    assert guess.type in (row["expect"], *row.get("also", ()))


def test_rows_are_not_training_rows() -> None:
    trained = (ROOT / "models" / "clause_types.jsonl").read_text(encoding="utf-8")
    assert [row["text"] for row in ROWS if row["text"] in trained] == []


def test_probabilities_are_probabilities(classifier: classify.Classifier) -> None:
    rows = classifier.probabilities([row["text"] for row in ROWS])
    np.testing.assert_allclose(rows.sum(axis=1), 1, atol=1e-5)
    assert classifier.types([]) == []


def test_what_is_no_clause_is_other(classifier: classify.Classifier) -> None:
    for guess in classifier.types(["", "——", "（以下无正文）"]):
        assert guess.type == "other"


def test_a_clause_of_two_matters_names_both(classifier: classify.Classifier) -> None:
    (guess,) = classifier.types(["欠费超过三十日的，运营商有权暂停服务；每逾期一日按欠费金额的千分之一加收滞纳金。"])
    assert {"suspension", "late_payment"} <= {guess.type, *guess.also}


def test_a_clause_by_itself_or_among_others_is_the_same(classifier: classify.Classifier) -> None:
    texts = [row["text"] for row in ROWS[:10]]
    together = classifier.types(texts)
    assert [classifier.types([text])[0].type for text in texts] == [guess.type for guess in together]


def test_what_was_saved_is_what_is_loaded(tmp_path: Path) -> None:
    texts = ["甲方逾期付款", "甲方迟延付款", "双方保密", "双方负有保密义务", "租期三年", "期限为三年"]
    encoder = embed.load()
    lexicon = classify.Lexicon(parties={"甲方": ("买方",)}, cues=("保密", "期限?"))
    weights = classify.fit(texts, [""] * 6, ["a", "a", "b", "b", "c", "c"], also=[()] * 6, lexicon=lexicon, vectors=encoder.encode(texts))
    made = classify.Classifier(weights, classify.Limits(), encoder)
    classify.save(made, tmp_path)
    loaded = classify.load(encoder, tmp_path)
    assert [g.type for g in loaded.types(texts)] == ["a", "a", "b", "b", "c", "c"]
    np.testing.assert_allclose(loaded.probabilities(texts), made.probabilities(texts), atol=0.02)


def test_names_of_parties_are_read_by_role() -> None:
    lexicon = classify.Lexicon(parties={"甲方": ("采购人", "采购人代表")}, cues=("^甲方应",))
    assert lexicon.simplify("采购人 应于３０日内支付［10％］") == "甲方应于0日内支付%"
    assert lexicon.found(lexicon.simplify("采购人应付款")) == [0]


LABELLED = [json.loads(line) for line in (ROOT / "models" / "clause_types.jsonl").read_text(encoding="utf-8").splitlines()]
WRITERS = yaml.safe_load((ROOT / "models" / "writers.yaml").read_text(encoding="utf-8"))
HELD = [row for row in LABELLED if WRITERS[row["writer"]].get("held")]


def test_every_type_has_clauses_to_learn_from_and_to_measure_by() -> None:
    vocabulary = yaml.safe_load((ROOT / "templates_library" / "vocabulary.yaml").read_text(encoding="utf-8"))["clause_types"]
    learnt, measured = Counter(r["type"] for r in LABELLED if not WRITERS[r["writer"]].get("held")), Counter(r["type"] for r in HELD)
    assert set(learnt) == set(measured) == set(vocabulary)
    assert min(learnt.values()) >= 40 and min(measured.values()) >= 40
    assert {kind for row in LABELLED for kind in row["also"]} <= set(vocabulary)


def test_what_is_held_out_is_held_out_by_whole_writers() -> None:
    learnt = {row["text"] for row in LABELLED if not WRITERS[row["writer"]].get("held")}
    assert not learnt & {row["text"] for row in HELD}
    assert {row["writer"] for row in LABELLED} == set(WRITERS) and all(w["kind"] for w in WRITERS.values())
    pairs = [json.loads(line) for line in (ROOT / "models" / "paraphrases.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {pair["text"] for pair in pairs} <= learnt


@pytest.mark.slow
def test_types_of_writers_not_seen(classifier: classify.Classifier) -> None:
    """A floor a little below what models/README.md says; a change that falls through it has made reading worse."""
    guesses = classifier.types([row["text"] for row in HELD])
    right = [g.type == row["type"] or g.type in row["also"] for g, row in zip(guesses, HELD, strict=True)]
    assert sum(right) / len(right) >= 0.84
    sure = np.array([g.confidence for g in guesses])
    bins = np.minimum((sure * 15).astype(int), 14)
    error = sum(abs(np.mean(np.array(right)[bins == b]) - sure[bins == b].mean()) * (bins == b).sum() for b in set(bins.tolist()))
    assert error / len(right) <= 0.05, "how sure it is, is how often it is right"
