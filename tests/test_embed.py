"""The shipped encoder: what it says, how fast it is there, and that it says what sentence-transformers would. Any other:
that it is loaded or refused, and asked for each text once."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from clauses import embed, library
from clauses.errors import UnknownName
from clauses.kept import FILE, Store

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = next((ROOT / "templates_library" / "samples").glob("02-*"))

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
    began = time.process_time()
    embed.load()
    assert time.process_time() - began < 1.0


@pytest.mark.parametrize("name", ["no-such-model", "someone/no-such-model", "/no/such/folder", "../../no/such", "../../../../etc/passwd", "..", "~", "a\0b", pytest.param("长" * 5000, id="long")])
def test_an_unknown_name_is_refused_at_once(name: str) -> None:
    began = time.process_time()
    with pytest.raises(UnknownName) as refused:
        embed.load(name)
    assert name in refused.value.message.zh and refused.value.hint.zh
    assert time.process_time() - began < 1.0


STATIC = '[{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.StaticEmbedding"}]'


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({}, id="empty"),
        pytest.param({"notes.txt": "x", "model.safetensors": "x"}, id="nothing that says what it is"),
        pytest.param({"modules.json": "{not"}, id="no JSON"),
        pytest.param({"modules.json": "[1]"}, id="JSON of another shape"),
        pytest.param({"modules.json": STATIC}, id="static without its table"),
        pytest.param({"modules.json": STATIC, "tokenizer.json": "{}", "model.safetensors": "x"}, id="static with a broken table"),
        pytest.param({"modules.json": '[{"idx": 0, "name": "0", "path": "", "type": "os.path.NoSuchThing"}]'}, id="a module there is none of", marks=pytest.mark.slow),
        pytest.param({"config.json": '{"model_type": "bert"}'}, id="no weights", marks=pytest.mark.slow),
        pytest.param({"config.json": '{"model_type": "bert"}', "model.safetensors": "x"}, id="broken weights", marks=pytest.mark.slow),
    ],
)
def test_a_folder_that_holds_something_else_is_refused(files: dict[str, str], tmp_path: Path) -> None:
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(UnknownName) as refused:
        embed.load(str(tmp_path), keep=tmp_path / "home" / FILE)
    assert str(tmp_path) in refused.value.message.zh and "\n" not in str(refused.value) and not (tmp_path / "home").exists()


def test_a_folder_of_the_shipped_kind_is_read_without_torch(tmp_path: Path, encoder: embed.Embedder) -> None:
    (tmp_path / "mine").symlink_to(embed.SHIPPED)
    mine = embed.load(str(tmp_path / "mine"))
    assert isinstance(mine, embed.StaticEmbedder) and mine.name == "mine"
    np.testing.assert_array_equal(mine.encode(TEXTS), encoder.encode(TEXTS))


@pytest.mark.slow
def test_it_says_what_sentence_transformers_says(encoder: embed.Embedder) -> None:
    from sentence_transformers import SentenceTransformer

    clauses = [clause.text for template in library.load().templates.values() for clause in template.clauses]
    lines = SAMPLE.read_text(encoding="utf-8").splitlines()
    odd = ["", " ", "\n", "☃", "Late payment: 3‰ per day.", "SLA ≥99.9% (7×24)", "ａｂｃ１２３", "1", "a" * 3000, "".join(clauses), "本合同一式[ 4 ]份，双方各执两份。" * 400]
    texts = [*TEXTS, *odd, *clauses, *lines]
    assert len(texts) > 300
    theirs = SentenceTransformer(str(embed.SHIPPED), device="cpu").encode(texts)
    assert np.abs(encoder.encode(texts) - theirs).max() <= 1e-6


class Counting:
    """An encoder that knows which texts it was asked for."""

    name = "counting"

    def __init__(self, encoder: embed.Embedder) -> None:
        self.encoder = encoder
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> embed.Vectors:
        self.asked += texts
        return self.encoder.encode(texts)


def test_each_text_is_encoded_once(encoder: embed.Embedder, tmp_path: Path) -> None:
    file, counting = tmp_path / "home" / FILE, Counting(encoder)
    for texts in (TEXTS[:2], [TEXTS[2], *TEXTS[:3], TEXTS[2]], TEXTS[:4], []):
        vectors = embed._Kept(counting, Store(file, "m")).encode(texts)
        assert vectors.dtype == np.float32
        np.testing.assert_array_equal(vectors, encoder.encode(texts))
    assert counting.asked == TEXTS[:4]
    embed._Kept(counting, Store(file, "another model")).encode(TEXTS[:1])
    assert counting.asked[4:] == TEXTS[:1]


def test_texts_are_not_stored_and_the_file_is_the_users_alone(encoder: embed.Embedder, tmp_path: Path) -> None:
    embed._Kept(encoder, Store(tmp_path / FILE, "m")).encode(TEXTS[:3])
    content = (tmp_path / FILE).read_bytes()
    assert content and not any(text[:6].encode() in content for text in TEXTS[:3])
    if os.name == "posix":
        assert (tmp_path / FILE).stat().st_mode & 0o077 == 0


def spoil(file: Path, how: str) -> None:
    """Makes the file one that cannot be used."""
    if how == "no file can be there":
        file.parent.rmdir()
        file.parent.write_text("x")
    elif how == "a folder":
        file.mkdir()
    elif how == "no database":
        file.write_bytes(b"junk" * 1000)
    elif how == "another database":
        with sqlite3.connect(file) as db:
            db.execute("CREATE TABLE vectors (a)")
    else:
        Store(file, "m").put({TEXTS[0]: b"", TEXTS[1]: b"\0" * 7, TEXTS[2]: np.full(256, np.nan, np.float32).tobytes()})
        if how == "cut off":
            file.write_bytes(file.read_bytes()[:5000])


@pytest.mark.parametrize("how", ["no file can be there", "a folder", "no database", "another database", "cut off", "other vectors"])
def test_a_file_that_cannot_be_used_is_ignored(how: str, encoder: embed.Embedder, tmp_path: Path) -> None:
    file = tmp_path / "home" / FILE
    file.parent.mkdir()
    spoil(file, how)
    kept = embed._Kept(encoder, Store(file, "m"))
    for _ in range(2):
        np.testing.assert_array_equal(kept.encode(TEXTS[:3]), encoder.encode(TEXTS[:3]))


def test_a_file_that_another_process_holds_is_waited_for_once(encoder: embed.Embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clauses.kept._WAIT", 0.2)
    Store(tmp_path / FILE, "m").put({"a": b"b"})
    other = sqlite3.connect(tmp_path / FILE)
    other.execute("BEGIN EXCLUSIVE")
    kept = embed._Kept(encoder, Store(tmp_path / FILE, "m"))
    began = time.perf_counter()
    for text in TEXTS * 4:
        np.testing.assert_array_equal(kept.encode([text]), encoder.encode([text]))
    assert time.perf_counter() - began < 2.0  # a wait for each text would be 4.8
    other.close()


def test_two_processes_write_at_once(tmp_path: Path) -> None:
    code = "import sys; from pathlib import Path; from clauses.kept import Store\nfor n in range(40): Store(Path(sys.argv[1]), 'm').put({f'{sys.argv[2]} {n}': b'v'})"
    running = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path / FILE), str(n)], cwd=ROOT) for n in range(3)]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    assert len(Store(tmp_path / FILE, "m").get(f"{n} {m}" for n in range(3) for m in range(40))) == 120


def test_the_oldest_go_where_the_file_grows_too_large(tmp_path: Path) -> None:
    store = Store(tmp_path / FILE, "m", limit=200_000)
    for n in range(0, 300, 10):
        store.put({str(m): bytes(1024) for m in range(n, n + 10)})
    left = [int(text) for text in store.get(map(str, range(300)))]
    assert left == list(range(300 - len(left), 300)) and 80 < len(left) < 200
    assert (tmp_path / FILE).stat().st_size < 220_000


@pytest.fixture(scope="module")
def transformer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a very small transformer with weights of no meaning: a kind of model other than the shipped one."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast, set_seed

    plain, folder = tmp_path_factory.mktemp("plain"), tmp_path_factory.mktemp("transformer")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *map(chr, range(0x21, 0x7F)), *map(chr, range(0x4E00, 0x9FA6))]
    set_seed(0)
    BertTokenizerFast(vocab={word: n for n, word in enumerate(words)}).save_pretrained(plain)
    BertModel(BertConfig(vocab_size=len(words), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16)).save_pretrained(plain)
    SentenceTransformer(modules=[Transformer(str(plain)), Pooling(16)], device="cpu").save(str(folder))
    return folder


@pytest.mark.slow
def test_another_kind_of_model_is_loaded_and_its_vectors_kept(transformer: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / FILE
    vectors = embed.load(str(transformer), keep=file).encode(TEXTS)
    assert vectors.dtype == np.float32 and vectors.shape == (len(TEXTS), 16)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    np.testing.assert_allclose(embed.load(str(transformer)).encode(TEXTS), vectors, atol=1e-6)

    asked: list[str] = []
    whole = embed._SentenceTransformer.encode
    monkeypatch.setattr(embed._SentenceTransformer, "encode", lambda self, texts: (asked.extend(texts), whole(self, texts))[1])
    again = embed.load(str(transformer), keep=file)
    asked.clear()  # of what loading it tries
    np.testing.assert_array_equal(again.encode(TEXTS), vectors)
    assert not asked
    weights = transformer / "model.safetensors"
    os.utime(weights, ns=(0, 0))
    embed.load(str(transformer), keep=file).encode(TEXTS[:1])
    assert asked[-1] == TEXTS[0]


@pytest.mark.slow
def test_a_model_without_a_tokenizer_is_refused(transformer: Path, tmp_path: Path) -> None:
    for name in ("config.json", "model.safetensors"):
        (tmp_path / name).write_bytes((transformer / name).read_bytes())
    with pytest.raises(UnknownName):
        embed.load(str(tmp_path))


@pytest.mark.slow
def test_a_contract_is_reviewed_with_another_kind_of_model(transformer: Path, tmp_path: Path) -> None:
    def review(folder: Path) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "CLAUSES_HOME": str(tmp_path / "home")}
        return subprocess.run([sys.executable, "-m", "clauses", "review", str(SAMPLE), "--format", "json", "--model", str(folder)], capture_output=True, text=True, cwd=ROOT, env=env, encoding="utf-8")

    once = review(transformer)
    assert once.returncode == 0, once.stderr
    kept = (tmp_path / "home" / FILE).read_bytes()
    again = review(transformer)
    assert json.loads(again.stdout) == json.loads(once.stdout) and json.loads(once.stdout)["contracts"][0]["template"]
    assert (tmp_path / "home" / FILE).read_bytes() == kept  # nothing was encoded anew
    (tmp_path / "config.json").write_text('{"model_type": "bert"}')
    refused = review(tmp_path)
    assert refused.returncode == 2 and not refused.stdout and len(refused.stderr.strip().splitlines()) == 1, refused.stderr
