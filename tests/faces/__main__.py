"""python -m tests.faces --out DIR FILE.txt...: each text contract as DIR/docx, DIR/pdf and DIR/scan/NAME.
python -m tests.faces --measure DIR FILE.txt...: how far the reviews of those faces agree with the texts'."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from clauses import ingest
from clauses.errors import ClausesError
from clauses.ingest import Manner
from clauses.model import Source
from clauses.report import json as report
from clauses.review import open_desk, review_source
from tests.faces.measure import Comparison, compare
from tests.faces.prints import converted, scan
from tests.faces.word import docx_bytes, draft_of

FACES = {"docx": ".docx", "pdf": ".pdf", "scan": ".pdf"}


def name_of(path: Path) -> str:
    return path.parent.name if path.stem == "source" else path.stem


def make(path: Path, out: Path) -> None:
    """Writes the faces of one contract."""
    stem = name_of(path)
    for face in FACES:
        (out / face).mkdir(parents=True, exist_ok=True)
    draft = draft_of(path)
    (out / "docx" / f"{stem}.docx").write_bytes(docx_bytes(draft))
    with tempfile.TemporaryDirectory() as folder:
        typed = Path(folder) / f"{stem}.docx"
        typed.write_bytes(docx_bytes(draft, for_print=True))
        printed = converted(typed, "pdf", out / "pdf")
    scan(printed, out / "scan" / f"{stem}.pdf")


def measure(paths: list[Path], out: Path, faces: list[str], *, differences: int) -> None:
    """Prints a row a contract and face; writes the reviews as JSON below `out`/json."""
    desk = open_desk()
    print(f"{'contract':34}{'face':6}{'equal':>9}{'split':>9}{'number':>9}{'path':>9}{'type':>9}{'terms':>9}{'finding':>9}{'subst':>6}{'high':>5}{'sure':>5}{'read s':>8}{'all s':>7}")
    for path in paths:
        base = review_source(ingest.read(path), desk)
        for face in faces:
            file = out / face / (name_of(path) + FACES[face])
            begun = time.perf_counter()
            try:
                source = ingest.read(file, Manner(keep=out / "kept"))
                read = time.perf_counter() - begun
                made = review_source(source, desk)
            except ClausesError as error:
                print(f"{name_of(path)[:32]:34}{face:6} {error}")
                continue
            seconds = time.perf_counter() - begun
            (out / "json" / face).mkdir(parents=True, exist_ok=True)
            (out / "json" / face / f"{name_of(path)}.json").write_text(report.dumps(made), encoding="utf-8")
            compared = compare(base, made)
            print(_row(name_of(path), face, compared, source, read, seconds))
            for difference in compared.differences[:differences]:
                print(f"    {difference.kind:8}{difference.severity:7}{'doubtful' if difference.doubtful else 'SURE':9}{difference.what}")
            for words in compared.texts[:differences]:
                print(f"    {words[:300]}")
            for problem in source.problems[:differences]:
                print(f"    problem {problem.kind} {problem.page or ''} {problem.message}")


def _row(name: str, face: str, compared: Comparison, source: Source, read: float, seconds: float) -> str:
    shares = (compared.equal, compared.split, compared.numbers, compared.paths, compared.types, compared.terms, compared.findings)
    counts = f"{len(compared.differences):6}{sum(d.severity == 'high' for d in compared.differences):5}{len(compared.undoubted):5}"
    return f"{name[:32]:34}{face:6}" + "".join(f"{a:4}/{b:<4}" for a, b in shares) + counts + f"{read:8.2f}{seconds:7.2f}  doubts={len(source.doubts)}"


def evaluate(tool: Path, gold: Path, texts: Path, out: Path, faces: list[str]) -> None:
    """Prints what a judge of reviews says of each face against hand-made gold."""
    for face in faces:
        command = [sys.executable, str(tool), "contracts", "--contracts", str(out / "json" / face), "--gold", str(gold), "--review", "cat {file}", "--suffix", ".json", "--texts", str(texts)]
        done = subprocess.run(command, capture_output=True, text=True)
        print(face, (done.stdout.strip().splitlines() or [done.stderr])[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--measure", type=Path)
    parser.add_argument("--faces", default="docx,pdf,scan")
    parser.add_argument("--differences", type=int, default=0, help="how many of each kind are printed")
    parser.add_argument("--evaluate", type=Path, nargs=3, metavar=("TOOL", "GOLD", "TEXTS"))
    args = parser.parse_args()
    faces = args.faces.split(",")
    if args.out:
        for path in args.files:
            make(path, args.out)
            print(path)
    if args.measure:
        measure(args.files, args.measure, faces, differences=args.differences)
        if args.evaluate:
            evaluate(*args.evaluate, args.measure, faces)


if __name__ == "__main__":
    main()
