"""The shipped encoder: what it says, how fast it is there, and that it says what sentence-transformers would."""

import time
from pathlib import Path

import numpy as np
import pytest

from clauses import embed
from clauses.errors import UnknownName

TEXTS = ["甲方逾期付款的，每逾期一日按欠款的万分之五支付违约金。", "买方迟延支付货款的，应按日支付滞纳金。", "双方应对商业秘密保密。", "Ｌａｔｅ ｆｅｅ 3‰", "", "☃"]


@pytest.fixture(scope="module")
def encoder() -> embed.Embedder:
    return embed.load()


def test_vectors_have_length_one_or_are_empty(encoder: embed.Embedder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.dtype == np.float32 and vectors.shape[0] == len(TEXTS)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), [1, 1, 1, 1, 0, 0], atol=1e-6)
    assert encoder.encode([]).shape == (0, vectors.shape[1])


def test_a_paraphrase_is_nearer_than_another_matter(encoder: embed.Embedder) -> None:
    late, paraphrase, secret = encoder.encode(TEXTS[:3])
    assert late @ paraphrase > 0.6 > late @ secret + 0.2


def test_width_figures_and_blanks_do_not_matter(encoder: embed.Embedder) -> None:
    one, two = encoder.encode(["应在３０日内支付10％的价款", "应在[ 15 ]日内，支付百分之二十的价款。"])
    assert one @ two > 0.99


def test_the_order_of_texts_does_not_matter(encoder: embed.Embedder) -> None:
    np.testing.assert_array_equal(encoder.encode(TEXTS)[::-1], encoder.encode(TEXTS[::-1]))


def test_it_is_small_and_soon_there() -> None:
    assert sum(file.stat().st_size for file in embed.SHIPPED.rglob("*") if file.is_file()) < 20_000_000
    embed.load()
    began = time.perf_counter()
    embed.load()
    assert time.perf_counter() - began < 1.0


@pytest.mark.parametrize("name", ["no-such-model", "someone/no-such-model", "/no/such/folder"])
def test_an_unknown_name_is_refused_at_once(name: str) -> None:
    began = time.perf_counter()
    with pytest.raises(UnknownName) as refused:
        embed.load(name)
    assert name in refused.value.message and refused.value.hint
    assert time.perf_counter() - began < 1.0


def test_a_folder_of_the_shipped_kind_is_read_without_torch(tmp_path: Path, encoder: embed.Embedder) -> None:
    (tmp_path / "mine").symlink_to(embed.SHIPPED)
    mine = embed.load(str(tmp_path / "mine"))
    assert isinstance(mine, embed.StaticEmbedder) and mine.name == "mine"
    np.testing.assert_array_equal(mine.encode(TEXTS), encoder.encode(TEXTS))


@pytest.mark.slow
def test_it_says_what_sentence_transformers_says(encoder: embed.Embedder) -> None:
    from sentence_transformers import SentenceTransformer

    texts = [*TEXTS[:4], "本合同一式[ 4 ]份，双方各执两份。" * 40]
    theirs = SentenceTransformer(str(embed.SHIPPED), device="cpu").encode(texts)
    np.testing.assert_allclose(encoder.encode(texts), theirs, atol=1e-6)
