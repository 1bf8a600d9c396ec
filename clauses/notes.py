"""What a reader must know of the file before trusting its review: changes, hidden words, remarks, pages read from pictures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from clauses.model import Note, Source
from clauses.signs import turning

UNSURE = 0.35  # below this probability a clause's type is counted as not understood
QUOTED = 20  # characters of hidden words that are shown
VIEWS = {
    "accepted": ("按接受全部修订后的文字审查", "reviewed with all of them accepted"),
    "rejected": ("按拒绝全部修订后的文字（修订前）审查", "reviewed with all of them rejected, as the text was before"),
    "marked": ("按接受全部修订后的文字审查，并在条款中标出", "reviewed with all of them accepted, and marked in the clauses"),
}


def notes_of(source: Source) -> tuple[Note, ...]:
    """The notes on a file as it was read; () on one that has nothing of the kind."""
    return tuple(_notes(source))


def _notes(source: Source) -> Iterator[Note]:
    if source.revisions:
        count, (zh, en) = len(source.revisions), VIEWS[source.view]
        yield Note(message=f"文件有 {count} 处修订（{_names((r.author for r in source.revisions), '未署名')}），{zh}", message_en=f"tracked changes: {count} (by {_names((r.author for r in source.revisions), 'nobody named')}); {en}")
    if source.hidden:
        first = source.at(source.hidden[0]).strip()
        quoted = first if len(first) <= QUOTED else f"{first[:QUOTED]}…"
        yield Note(message=f"有 {len(source.hidden)} 处文字设为隐藏、打印时看不到，已纳入审查，如“{quoted}”", message_en=f"hidden words that would not be printed, reviewed all the same: {len(source.hidden)}, such as “{quoted}”")
    if count := source.turned + turning(source.text):
        yield Note(
            message=f"文件含 {count} 个改变文字显示次序的控制符（如 U+202E），已去掉，按字符实际次序审查；打开原件看到的次序可能不同，请核对数字、比例和当事人",
            message_en=f"signs that turn the order in which words are shown (such as U+202E): {count}; left out and reviewed in the order in which the words are stored. The file as opened may read otherwise: check figures, rates and parties",
        )
    if source.comments:
        yield Note(message=f"有 {len(source.comments)} 条批注（{_names((c.author for c in source.comments), '未署名')}），不作为合同文字审查", message_en=f"remarks in the margin, not reviewed as the contract's words: {len(source.comments)} (by {_names((c.author for c in source.comments), 'nobody named')})")
    if pages := [page.number for page in source.pages if page.scanned]:
        yield Note(message=f"{len(pages)} 页（第 {_ranges(pages, '、')} 页）读自图片，其中 {len(source.doubts)} 处存疑；比例、金额和日期请对照原图核对", message_en=f"pages read from pictures: {len(pages)} ({_ranges(pages, ', ')}), with {len(source.doubts)} doubtful places; hold rates, amounts and dates against the pictures")


def _names(authors: Iterable[str], nobody: str) -> str:
    return "、".join(dict.fromkeys(author or nobody for author in authors))


def _ranges(numbers: list[int], between: str) -> str:
    """Page numbers as people write them: 1–3, 7."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return between.join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
