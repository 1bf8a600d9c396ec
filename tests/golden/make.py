"""`make golden`: writes every golden contract's review.json anew, for a person to read as a diff before it is committed."""

import json

from clauses import ingest
from clauses.review import open_desk, review_source
from tests.test_golden import GOLDEN, NAMES, digest

if __name__ == "__main__":
    desk = open_desk()
    for name in NAMES:
        review = review_source(ingest.read(next((GOLDEN / name).glob("source.*"))), desk)
        rows = digest(review)
        lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows["findings"])
        (GOLDEN / name / "review.json").write_text(f'{{"findings": [\n{lines}\n]}}\n', encoding="utf-8")
        print(f"{name}: {len(rows['findings'])} findings")
