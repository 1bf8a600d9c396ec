"""`make bench`: how long files take to read, and a review, warm on one core and as a fresh command, its memory, and each stage's share.

Also of importing, of the encoder and of the alignment by themselves. Measured on the longest bundled sample and, where CLAUSES_GOLD is set, on the longest contract there.
"""

import io
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNS = 7


def longest() -> list[Path]:
    folders = [ROOT / "templates_library" / "samples"]
    if os.environ.get("CLAUSES_GOLD"):
        folders.append(Path(os.environ["CLAUSES_GOLD"]) / "contracts")
    return [max(folder.glob("*.*"), key=lambda p: p.stat().st_size) for folder in folders if folder.is_dir()]


def forget() -> None:
    """Empties what earlier runs remembered of this very contract: warm means loaded, not already reviewed."""
    for name, module in list(sys.modules.items()):
        if name.startswith("clauses."):
            for thing in vars(module).values():
                if hasattr(thing, "cache_clear") and (thing.cache_parameters()["maxsize"] or 0) > 1:
                    thing.cache_clear()


def warm(path: Path) -> None:
    from clauses import ingest
    from clauses.review import open_desk, review_source

    started = time.perf_counter()
    desk = open_desk()
    opened = time.perf_counter() - started
    review_source(ingest.read(path), desk)
    totals: list[float] = []
    stages: dict[str, list[float]] = {}
    for _ in range(RUNS):
        forget()
        marks: list[tuple[str, float]] = [("read", time.perf_counter())]
        source = ingest.read(path)
        review_source(source, desk, progress=lambda stage, _, marks=marks: marks.append((stage, time.perf_counter())))
        end = time.perf_counter()
        totals.append(end - marks[0][1])
        for (stage, begin), (_, after) in zip(marks, [*marks[1:], ("", end)], strict=True):
            stages.setdefault(stage, []).append(after - begin)
    print(f"{path.name}: {len(source.text)} characters; desk opened in {opened:.2f} s")
    print(f"  warm, median of {RUNS}: {statistics.median(totals):.3f} s (min {min(totals):.3f}, max {max(totals):.3f})")
    whole = sum(statistics.median(times) for times in stages.values())
    for stage, times in stages.items():
        print(f"    {stage:<9} {statistics.median(times) * 1000:7.1f} ms  {statistics.median(times) / whole:5.1%}")


def fresh(path: Path) -> None:
    times = []
    for _ in range(3):
        begin = time.perf_counter()
        done = subprocess.run([sys.executable, "-m", "clauses", "review", str(path), "--format", "json"], capture_output=True, cwd=ROOT)
        times.append(time.perf_counter() - begin)
        assert done.returncode in (0, 1), done.stderr.decode()
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"  as a fresh command: {statistics.median(times):.2f} s; peak memory {peak:.0f} MB")


def encoder() -> None:
    """Clauses of about 60 characters a second, one thread of tokenizers."""
    from clauses import embed
    from models.train import labelled

    texts = ([row.text for row in labelled() if 50 <= len(row.text) <= 70] * 20)[:20_000]
    model = embed.load()
    model.encode(texts[:1000])
    times = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        model.encode(texts)
        times.append(time.perf_counter() - begin)
    print(f"encoder: {len(texts) / statistics.median(times):,.0f} clauses of {sum(map(len, texts)) / len(texts):.0f} characters a second")


def matching() -> None:
    """200 clauses (a draft in other words and strangers) aligned with the longest standard."""
    from clauses import match
    from clauses.match.alignment import align
    from clauses.match.evidence import Evidence
    from clauses.model import Roles
    from clauses.review import classified, open_desk
    from models.alignments import Said, Shares, make, strangers, wordings

    desk, foreign = open_desk(), strangers()
    id, drafts = max(wordings(desk).items(), key=lambda entry: len(entry[1]["standard"]))
    said = [s for s in drafts[f"{id}-a"] if s.annex is None]
    more = [Said((), text, (), None, None, "added") for _, text in foreign[: 200 - len(said)]]
    made = make(id, [*said, *more], foreign, {}, 0, Shares(0, 0, 0, 0, 0))
    contract, standard = classified(made.contract, desk.classifier), desk.standard(id)
    times, whole = [], []
    for _ in range(RUNS):
        draft = match.read(contract, Roles(), desk.embedder)
        begin = time.perf_counter()
        align(Evidence(draft, standard, "body"))
        times.append(time.perf_counter() - begin)
        begin = time.perf_counter()
        match.match(draft, standard)
        whole.append(time.perf_counter() - begin)
    print(f"alignment: {len(contract.clauses)} clauses with {len(standard.clauses['body'])}: {statistics.median(times) * 1000:.0f} ms; with points, duties and diffs {statistics.median(whole) * 1000:.0f} ms")


def importing() -> None:
    """`import clauses` as a fresh process, the interpreter's own start taken off."""
    took = {}
    for code in ("pass", "import clauses"):
        times = []
        for _ in range(RUNS):
            begin = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
            times.append(time.perf_counter() - begin)
        took[code] = statistics.median(times)
    print(f"import clauses: {took['import clauses'] - took['pass']:.3f} s")


LINES = 36  # of a full A4 page, as long as its lines
PAGES = 30
SENTENCE = "乙方应当在收到申告后三十分钟内响应，在四小时内修复，逾期的按当月服务费的百分之五减免。"


def files() -> None:
    """A Word file and a PDF of 30 full pages, and full pages of a scan, read in a process of their own as the program does; on all cores."""
    from clauses import ingest
    from tests import scanning
    from tests.pdffile import pdf, zh
    from tests.wordfile import packed

    lines = [(f"{page}.{n} {SENTENCE}" * 2)[:38] for page in range(PAGES) for n in range(LINES)]
    word = packed("".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines))
    printed = pdf(*("".join(zh(60, 780 - 20 * n, line, 11) for n, line in enumerate(lines[at : at + LINES])) for at in range(0, len(lines), LINES)))
    for name, content in (("a.docx", word), ("a.pdf", printed)):
        times = []
        for _ in range(RUNS):
            begin = time.perf_counter()
            source = ingest.read_bytes(name, content)
            times.append(time.perf_counter() - begin)
        assert len(source.text) > 35_000
        print(f"{name[2:]}, {PAGES} pages of {len(source.text) // PAGES} characters: {statistics.median(times):.2f} s")
    if not scanning.drawable():
        return
    from PIL import Image

    scans = [Image.fromarray(scanning.noisy(scanning.skewed(scanning.page(lines[at : at + LINES]), 1.0))) for at in (0, LINES, 2 * LINES)]
    file = io.BytesIO()
    scans[0].save(file, "TIFF", save_all=True, append_images=scans[1:], dpi=(200, 200))
    begin = time.perf_counter()
    source = ingest.read_bytes("a.tiff", file.getvalue())
    print(f"scan, askew by a degree, with noise: {(time.perf_counter() - begin) / len(scans):.2f} s a page of {len(source.text) // len(scans)} characters on {os.cpu_count()} cores")


if __name__ == "__main__":
    files()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {0})
    os.environ["RAYON_NUM_THREADS"] = "1"
    importing()
    encoder()
    matching()
    for path in longest():
        warm(path)
        fresh(path)
