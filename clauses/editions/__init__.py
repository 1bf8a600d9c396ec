"""The user's own versions of standards and playbooks: read, changed, kept for ever, taken up again.

Comes in: what a person changes, who and why. Goes out: files of the user's folder that `clauses.library` reads beside the
bundled ones, which are never changed. A text that the library would refuse is never written; a version that was written is
never changed; and who edits what another has changed meanwhile is told so.

    held = in_force("playbooks", "customer", folder)
    content = with_threshold(held.content, "late_payment.rate_per_day", value="0.0003", reason="集团统一要求")
    save("playbooks", "customer", content, author="王律师", note="按集团通知", seen=held.mark, folder=folder)
    add("my-circuit", content, author="王律师", note="由空白合同导入", folder=folder)           renewed(content, held.content) of a form read anew
    versions("playbooks", "customer", folder)    take_up("playbooks", "customer", 1, author=..., note=..., seen=..., folder=folder)
"""

from clauses.editions.changes import Change, compared
from clauses.editions.contents import (
    Content,
    clause_rows,
    moved,
    number_of,
    read_content,
    with_clause,
    with_new_clause,
    with_scenario,
    with_threshold,
    without,
    without_clause,
)
from clauses.editions.judging import Place, Refusal, judged
from clauses.editions.renewal import renewed
from clauses.editions.shelf import (
    KINDS,
    Held,
    Kind,
    Overtaken,
    Version,
    add,
    check,
    checked_text,
    in_force,
    save,
    stamp,
    take_up,
    user_name,
    versions,
)
from clauses.editions.uses import clauses_used, scenario_rules, threshold_rules, unsaid

__all__ = [
    "KINDS", "Change", "Content", "Held", "Kind", "Overtaken", "Place", "Refusal", "Version", "add", "check", "checked_text", "clause_rows", "clauses_used", "compared", "in_force", "judged", "moved", "number_of", "read_content", "renewed", "save", "scenario_rules", "stamp", "take_up",
    "threshold_rules", "unsaid", "user_name", "versions", "with_clause", "with_new_clause", "with_scenario", "with_threshold", "without", "without_clause",
]  # fmt: skip
